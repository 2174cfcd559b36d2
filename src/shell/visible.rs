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

fn is_plain(c: char) -> bool {
    !c.is_control()
        && !matches!(u32::from(c),
            0xad | 0x61c | 0x180e | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f
            | 0xfe00..=0xfe0f | 0xfeff | 0xfff9..=0xfffb | 0xe0000..=0xe0fff)
}

#[cfg(test)]
mod tests {
    use super::visible;

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
