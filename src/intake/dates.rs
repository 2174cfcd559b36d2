//! Dates as people write them.

use std::ops::RangeInclusive;

use chrono::NaiveDate;

/// Years in which the dates of a bureau lie; another one is a slip of the hand.
const YEARS: RangeInclusive<i32> = 1900..=2999;

/// A date written 2019-5-3, 2019/05/03, 2019.5.3, 20190503 or 2019年5月3日, full-width digits included.
pub fn parse(text: &str) -> Option<NaiveDate> {
    written(text).and_then(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day))
}

/// Whether it is written as a date is, of a day that doesn't exist: 2026-02-30.
pub fn is_no_day(text: &str) -> bool {
    written(text).is_some() && parse(text).is_none()
}

/// Year, month and day as they are written.
fn written(text: &str) -> Option<(i32, u32, u32)> {
    let plain: String = text.trim().chars().map(half_width).collect();
    if plain.len() == 8 && plain.bytes().all(|b| b.is_ascii_digit()) {
        let numbers = (plain[..4].parse().ok()?, plain[4..6].parse().ok()?, plain[6..].parse().ok()?);
        return Some(numbers).filter(|(year, ..)| YEARS.contains(year));
    }
    // A cell of a spreadsheet may carry a time behind the date.
    let day = plain.split([' ', 'T']).next()?;
    let numbers = day.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty());
    let numbers: Option<Vec<i32>> = numbers.map(|part| part.parse().ok()).collect();
    match numbers?.as_slice() {
        [year, month, day] if YEARS.contains(year) => {
            Some((*year, u32::try_from(*month).ok()?, u32::try_from(*day).ok()?))
        }
        _ => None,
    }
}

/// A batch's name; one that is a date is written as dates are, so that one batch has one name.
pub fn batch(text: &str) -> String {
    parse(text).map_or_else(|| text.trim().to_owned(), |day| day.to_string())
}

pub(super) fn half_width(c: char) -> char {
    match u32::from(c) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(c),
        0x3000 => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_no_day, parse};

    #[test]
    fn a_day_that_does_not_exist_is_told_from_what_is_no_date() {
        for text in ["2026-02-30", "20260230", "２０２６年１３月１日", "2025.2.29"] {
            assert!(is_no_day(text), "{text}");
        }
        for text in ["2026-02-28", "明天", "2026-02", "19-2-30", ""] {
            assert!(!is_no_day(text), "{text}");
        }
    }

    #[test]
    fn dates_are_read_however_they_are_written() {
        for text in [
            "2019-5-3",
            "2019/05/03",
            "2019.5.3",
            "2019年5月3日",
            "20190503",
            "２０１９－５－３",
            "2019-05-03 00:00:00",
        ] {
            assert_eq!(parse(text).map(|day| day.to_string()).as_deref(), Some("2019-05-03"), "{text}");
        }
        for text in [
            "",
            "5月3日",
            "2019-13-01",
            "2019-02-30",
            "19-5-3",
            "2019",
            "明天",
            "2019-5-3-1",
            "0219-5-3",
            "9999-12-31",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
