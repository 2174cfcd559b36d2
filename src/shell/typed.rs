//! What was typed before anybody listened: the bytes that a terminal sends, as names of keys.
//!
//! For the moment at the start in which the program itself reads the terminal; afterwards crossterm does,
//! which gives nothing back of what it did not read.

/// Names of the keys that typed bytes stand for; what the console has no key for is left out.
pub(super) fn keys(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let mut rest = text.as_ref();
    let mut names = Vec::new();
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        let name = match c {
            '\x1b' if rest.starts_with(['[', 'O']) => {
                let end = rest[1..].find(|c| matches!(c, '@'..='~')).map_or(rest.len(), |end| end + 2);
                let sequence = &rest[1..end];
                rest = &rest[end..];
                match sequence {
                    "A" => "up",
                    "B" => "down",
                    "C" => "right",
                    "D" => "left",
                    "H" | "1~" | "7~" => "home",
                    "F" | "4~" | "8~" => "end",
                    "3~" => "delete",
                    "5~" => "pageup",
                    "6~" => "pagedown",
                    "Z" => "backtab",
                    _ => continue,
                }
            }
            '\x1b' => "esc",
            '\r' | '\n' => "enter",
            '\t' => "tab",
            '\x08' | '\x7f' => "backspace",
            '\x01'..='\x1a' => {
                names.push(format!("ctrl-{}", char::from(c as u8 + b'`')));
                continue;
            }
            c if c.is_control() => continue,
            c => {
                names.push(c.to_string());
                continue;
            }
        };
        names.push(name.to_owned());
    }
    names
}

#[cfg(test)]
mod tests {
    use super::keys;

    #[test]
    fn typed_bytes_are_the_keys_that_send_them() {
        for (bytes, names) in [
            ("jj1", &["j", "j", "1"][..]),
            ("\x1b[A\x1bOB\x1b[5~\r", &["up", "down", "pageup", "enter"]),
            ("\x1b", &["esc"]),
            ("\x03\x7f\t", &["ctrl-c", "backspace", "tab"]),
            ("中１\u{3000}", &["中", "１", "\u{3000}"]),
            ("\x1b[24~q\x1b[1;", &["q"]),
        ] {
            assert_eq!(keys(bytes.as_bytes()), names, "{bytes:?}");
        }
    }
}
