//! Text from outside, made harmless: what would steer a terminal is shown instead of sent.

use std::borrow::Cow;

/// The text with every control and every invisible or direction-changing character made visible.
///
/// A C0 control becomes its picture (`␛`), any other one its number (`<202E>`). Line breaks count as
/// controls: whoever shows several lines splits first.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match u32::from(c) {
            _ if is_plain(c) => shown.push(c),
            code @ 0..=0x1f => shown.push(char::from_u32(0x2400 + code).unwrap_or('?')),
            0x7f => shown.push('\u{2421}'),
            code => shown.push_str(&format!("<{code:04X}>")),
        }
    }
    Cow::Owned(shown)
}

/// Bytes that a file's name may have here: fewer than a folder takes, so that more can be added to it.
const NAME_BYTES: usize = 200;

/// A name from outside as that of a file in the folder at hand: it names no other folder, is neither hidden
/// nor an option of a command, and what a terminal would not show is left out. It is never empty.
pub fn harmless_name(name: &str) -> String {
    let shown: String = name.chars().filter(|c| is_plain(*c)).collect();
    let parted = shown.replace(['/', '\\'], "_");
    let bare = parted.trim_start_matches(|c: char| c == '.' || c == '-' || c.is_whitespace()).trim_end();
    let (stem, ending) = match bare.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 16 => (stem, format!(".{ending}")),
        _ => (bare, String::new()),
    };
    let end = stem.floor_char_boundary(NAME_BYTES - ending.len());
    match stem.get(..end).unwrap_or_default() {
        "" => format!("_{ending}"),
        stem => format!("{stem}{ending}"),
    }
}

fn is_plain(c: char) -> bool {
    !c.is_control()
        && !matches!(u32::from(c),
            0xad | 0x61c | 0x180e | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f
            | 0xfe00..=0xfe0f | 0xfeff | 0xfff9..=0xfffb | 0xe0000..=0xe0fff)
}

#[cfg(test)]
mod tests {
    use super::{harmless_name, visible};

    #[test]
    fn the_name_of_a_file_leads_nowhere_else() {
        for (name, harmless) in [
            ("目录.docx", "目录.docx"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("..\\a\u{202e}cod.exe", "_acod.exe"),
            (".bashrc", "bashrc"),
            ("-rf 全部.txt", "rf 全部.txt"),
            ("a\nb\u{0}.md ", "ab.md"),
            ("...", "_"),
            ("", "_"),
        ] {
            assert_eq!(harmless_name(name), harmless, "{name:?}");
        }
        let long = harmless_name(&format!("{}.docx", "长".repeat(300)));
        assert!(long.len() <= 200 && long.ends_with("长.docx"), "{long}");
    }

    #[test]
    fn what_steers_a_terminal_is_shown_and_the_rest_left_alone() {
        for (text, shown) in [
            ("关于“十四五”规划的通知", "关于“十四五”规划的通知"),
            ("\u{1b}[2J\u{7}", "␛[2J␇"),
            ("a\u{202e}b\u{200b}c", "a<202E>b<200B>c"),
            ("\u{9b}1m\u{7f}", "<009B>1m␡"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }
}
