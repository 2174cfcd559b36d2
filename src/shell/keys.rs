//! Names of keys: what the keyboard can send, and the one key that several characters stand for.

/// Keys that no character stands for, and the blank, which nobody would see in a file.
const NAMED: [&str; 15] = [
    "enter",
    "esc",
    "tab",
    "backtab",
    "backspace",
    "delete",
    "up",
    "down",
    "left",
    "right",
    "home",
    "end",
    "pageup",
    "pagedown",
    "space",
];

/// The key that was meant by one that an input method left on has changed: full-width digits, letters and
/// signs, and Chinese punctuation that stands on a key of its own. Any other is what it is.
pub fn half_width_key(name: &str) -> String {
    let mut characters = name.chars();
    match (characters.next(), characters.next()) {
        (Some(' ' | '\u{3000}'), None) => "space".to_owned(),
        (Some(c), None) => half_width(c).to_string(),
        _ => name.to_owned(),
    }
}

/// A character as the key that it is typed with sends it without an input method.
pub fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '、' => '/',
        '。' => '.',
        '【' => '[',
        '】' => ']',
        '《' => '<',
        '》' => '>',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '￥' => '$',
        '·' => '`',
        c => c,
    }
}

/// Whether the keyboard can send a key of this name, [half-width](half_width_key).
pub fn is_key(name: &str) -> bool {
    let single =
        |text: &str| text.chars().count() == 1 && !text.contains(|c: char| c.is_control() || c == ' ');
    match name.strip_prefix("ctrl-") {
        // Ctrl-Z steps aside, whatever else it should do.
        Some(letter) => letter != "z" && letter.len() == 1 && letter.bytes().all(|b| b.is_ascii_lowercase()),
        None => NAMED.contains(&name) || single(name) && half_width_key(name) == name,
    }
}

/// Whether a key is a character that a text field takes.
pub fn is_character(name: &str) -> bool {
    name == "space" || name.chars().count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_keys_are_their_half_width_ones() {
        for (typed, key) in [
            ("：", ":"),
            ("／", "/"),
            ("？", "?"),
            ("、", "/"),
            ("，", ","),
            ("。", "."),
            ("０", "0"),
            ("９", "9"),
            ("ｊ", "j"),
            ("Ｇ", "G"),
            ("\u{3000}", "space"),
            (" ", "space"),
            ("＊", "*"),
            ("＝", "="),
            ("down", "down"),
            ("公", "公"),
        ] {
            assert_eq!(half_width_key(typed), key);
        }
    }

    #[test]
    fn only_what_can_be_pressed_is_a_key() {
        for key in ["a", "A", "1", "?", "公", "space", "pagedown", "ctrl-l"] {
            assert!(is_key(key), "{key}");
        }
        for none in ["", " ", "１", "ctrl-", "ctrl-L", "ctrl-enter", "ctrl-z", "f1", "Enter", "ab", "\u{7}"]
        {
            assert!(!is_key(none), "{none:?}");
        }
    }
}
