//! What makes a string of digits a number of its kind: checksums, prefixes and dates.
//!
//! It sees one number without separators; where the number stood is not its matter.

use chrono::{Datelike, NaiveDate};

/// A citizen's number: 17 digits and a digit or X, born between 1900 and `today` (GB 11643).
///
/// The district is not compared with the year of birth: 350503 dates from 1997 and is borne by older people.
pub(super) fn is_id_number(number: &[u8], today: NaiveDate) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let Some((&check, body)) = number.split_last() else { return false };
    if number.len() != 18 || !is_province(number) || !body.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(&digit, weight)| value(digit) * weight).sum();
    b"10X98765432"[(sum % 11) as usize] == check.to_ascii_uppercase() && is_birth(&body[6..14], today)
}

/// A citizen's number that a spreadsheet took for a number, of which 15 digits are left: whose it is, can be told.
pub(super) fn is_rounded_id_number(digits: &[u8], today: NaiveDate) -> bool {
    digits.len() == 18 && digits.ends_with(b"000") && is_province(digits) && is_birth(&digits[6..14], today)
}

/// A citizen's number of 15 digits, born in 19xx; it has no check digit.
pub(super) fn is_old_id_number(digits: &[u8], today: NaiveDate) -> bool {
    digits.len() == 15
        && is_province(digits)
        && is_birth(&[b'1', b'9', digits[6], digits[7], digits[8], digits[9], digits[10], digits[11]], today)
}

/// A unified social credit code of 18 characters, the third to eighth a division's digits (GB 32100).
pub(super) fn is_credit_code(code: &[u8]) -> bool {
    const LETTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    const WEIGHTS: [usize; 18] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1];
    let place = |char: u8| LETTERS.iter().position(|&letter| letter == char.to_ascii_uppercase());
    let sum = code.iter().zip(WEIGHTS).try_fold(0, |sum, (&char, weight)| Some(sum + place(char)? * weight));
    code.len() == 18 && code[2..8].iter().all(u8::is_ascii_digit) && sum.is_some_and(|sum| sum % 31 == 0)
}

/// The digits end in their Luhn digit (ISO/IEC 7812-1).
pub(super) fn is_luhn(digits: &[u8]) -> bool {
    let doubled = |digit: u32| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| if place % 2 == 0 { value(digit) } else { doubled(value(digit)) })
        .sum();
    sum.is_multiple_of(10)
}

/// A mobile number of the mainland: 11 digits, 13 to 19 first.
pub(super) fn is_mobile(digits: &[u8]) -> bool {
    matches!(digits, [b'1', b'3'..=b'9', ..]) && digits.len() == 11
}

/// The first two digits of the division codes (GB/T 2260).
fn is_province(number: &[u8]) -> bool {
    let province = decimal(&number[..2]);
    matches!(province, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
}

fn is_birth(digits: &[u8], today: NaiveDate) -> bool {
    NaiveDate::from_ymd_opt(decimal(&digits[..4]) as i32, decimal(&digits[4..6]), decimal(&digits[6..8]))
        .is_some_and(|birth| birth.year() >= 1900 && birth <= today)
}

fn decimal(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |number, &digit| number * 10 + value(digit))
}

fn value(digit: u8) -> u32 {
    u32::from(digit.wrapping_sub(b'0'))
}
