//! Lines for people and JSON for scripts. Text from outside is never sent raw to a terminal: control,
//! bidirectional and invisible characters are made visible, in JSON as escapes that mean the same.

use std::fmt::Write;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

/// One line of text from outside.
pub(super) fn harmless(text: &str) -> String {
    shown(text, |_| false)
}

/// A text of several lines from outside: line ends and tabs stay.
pub(super) fn harmless_text(text: &str) -> String {
    shown(&text.replace("\r\n", "\n"), |c| matches!(c, '\n' | '\t'))
}

fn shown(text: &str, kept: impl Fn(char) -> bool) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if kept(c) || !is_hidden(c) => safe.push(c),
            // The pictures of the control characters stand in their order.
            '\0'..='\x1f' => safe.extend(char::from_u32(0x2400 + u32::from(c))),
            '\x7f' => safe.push('␡'),
            c => {
                // Writing to a string doesn't fail.
                let _ = write!(safe, "<U+{:04X}>", u32::from(c));
            }
        }
    }
    safe
}

/// Characters that act on a terminal or its reader without being seen.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A value as JSON that is safe to show.
pub(super) fn json(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let plain = serde_json::to_string_pretty(value)?;
    let mut safe = String::with_capacity(plain.len());
    for c in plain.chars() {
        // A line end outside of strings is JSON's own; inside it is escaped already.
        if c == '\n' || !is_hidden(c) {
            safe.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(safe, "\\u{unit:04x}");
        }
    }
    Ok(safe)
}

/// Rows under their heads, aligned by display width; the last column takes what it needs.
pub(super) fn table<H: AsRef<str>>(heads: impl AsRef<[H]>, rows: &[impl AsRef<[String]>]) -> Vec<String> {
    let heads: Vec<String> = heads.as_ref().iter().map(|head| harmless(head.as_ref())).collect();
    let safe = |row: &[String]| row.iter().map(|cell| harmless(cell)).collect::<Vec<String>>();
    let rows: Vec<Vec<String>> =
        std::iter::once(heads).chain(rows.iter().map(|row| safe(row.as_ref()))).collect();
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    rows.iter().map(|row| line(row, &widths)).collect()
}

fn line(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (place, (cell, width)) in row.iter().zip(widths).enumerate() {
        line.push_str(cell);
        if place + 1 < widths.len() {
            line.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
        }
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_made_visible() {
        for (raw, safe) in [
            ("关于\u{1b}[2J的通知", "关于␛[2J的通知"),
            ("a\u{202e}b", "a<U+202E>b"),
            ("第一行\n第二行", "第一行␊第二行"),
            ("\u{9b}31m\u{7f}", "<U+009B>31m␡"),
            ("投资科", "投资科"),
        ] {
            assert_eq!(harmless(raw), safe);
        }
        assert_eq!(harmless_text("甲\r\n乙\t\u{7}"), "甲\n乙\t␇");
    }

    #[test]
    fn json_escapes_what_it_hides_and_means_the_same() {
        let raw = ["a\u{202e}\u{9b}\u{7f}\u{e0001}b\n"];
        let printed = json(&raw).unwrap();
        assert!(printed.is_ascii() && !printed.contains('\u{7f}'));
        assert_eq!(serde_json::from_str::<Vec<String>>(&printed).unwrap(), raw);
    }

    #[test]
    fn columns_are_as_wide_as_they_look() {
        let rows = [["甲".to_owned(), "x".to_owned()], ["abc".to_owned(), "y".to_owned()]];
        assert_eq!(table(["一", "二"], &rows), ["一   二", "甲   x", "abc  y"]);
    }
}
