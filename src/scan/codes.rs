//! Codes of letters and digits: credit codes, passports and plates.
//!
//! Each is a whole word; a code inside a longer word is none.

use std::ops::Range;

use super::context::{Context, Topic};
use super::{Hit, Kind, Level, checks};

pub(super) fn find(text: &str, context: &Context) -> Vec<Hit> {
    words(text).filter_map(|word| code(text, word, context)).collect()
}

fn code(text: &str, at: Range<usize>, context: &Context) -> Option<Hit> {
    let word = text[at.clone()].as_bytes();
    let is_near = |topic| context.is_near(topic, &at);
    let of_travellers = [Topic::Travel, Topic::Identity, Topic::Person];
    if is_code(word) {
        Some(Hit { kind: Kind::CreditCode, level: Level::Info, at })
    } else if is_passport(word) && (is_held(&text[..at.start]) || of_travellers.into_iter().any(is_near)) {
        Some(Hit { kind: Kind::Passport, level: Level::Warn, at })
    } else {
        plate(text, &at).filter(|_| is_near(Topic::Vehicle))
    }
}

/// A payment card may pass the checksum of a code by chance; no code in use begins with 62.
fn is_code(word: &[u8]) -> bool {
    checks::is_credit_code(word) && !(word.starts_with(b"62") && checks::is_luhn(word))
}

/// Whether it is held (持E12345678), by what stands right before it.
fn is_held(before: &str) -> bool {
    let held = before.trim_end_matches([' ', '有', '用', ':']).strip_suffix('持');
    held.is_some_and(|before| !before.ends_with(['支', '保', '坚', '扶', '维', '主', '加']))
}

/// Passports (E, G, or E and a letter) and permits for Hong Kong, Macao and Taiwan (H, M).
fn is_passport(word: &[u8]) -> bool {
    let are_digits = |rest: &[u8]| rest.iter().all(u8::is_ascii_digit);
    match word {
        [b'E' | b'G' | b'e' | b'g', rest @ ..] if rest.len() == 8 && are_digits(rest) => true,
        [b'E' | b'e', second, rest @ ..] if rest.len() == 7 => {
            second.is_ascii_alphabetic() && are_digits(rest)
        }
        [b'H' | b'M' | b'h' | b'm', rest @ ..] => (8..=10).contains(&rest.len()) && are_digits(rest),
        _ => false,
    }
}

/// A province's sign, a letter, perhaps a dot, and five or six letters and digits.
fn plate(text: &str, at: &Range<usize>) -> Option<Hit> {
    const PROVINCES: &str = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新";
    let province = text[..at.start].chars().next_back().filter(|&sign| PROVINCES.contains(sign))?;
    let end = if at.len() == 1 { dotted_end(text, at.end)? } else { at.end };
    let serial = text[at.start + 1..end].trim_start_matches(['·', '•', '.', ' ', '-']).as_bytes();
    let found = text.as_bytes()[at.start].is_ascii_alphabetic()
        && (5..=6).contains(&serial.len())
        && serial.iter().any(u8::is_ascii_digit);
    found.then(|| Hit { kind: Kind::Plate, level: Level::Info, at: at.start - province.len_utf8()..end })
}

/// The end of the word that follows one dot, blank or dash, if it is short enough for a plate.
fn dotted_end(text: &str, end: usize) -> Option<usize> {
    let rest = text[end..].strip_prefix(['·', '•', '.', ' ', '-'])?;
    let length = rest.bytes().take(7).take_while(u8::is_ascii_alphanumeric).count();
    Some(text.len() - rest.len() + length)
}

/// The maximal runs of ASCII letters and digits.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(u8::is_ascii_alphanumeric)?;
        let length = bytes[start..].iter().position(|byte| !byte.is_ascii_alphanumeric());
        at = length.map_or(bytes.len(), |length| start + length);
        Some(start..at)
    })
}
