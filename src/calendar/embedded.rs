//! The notices that ship with the program.
//!
//! These files are ours and tested, so reading them reports nothing; `intake` reads those of others.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::{Arranged, Arrangement, Notice};

/// 2007 to 2026, each row agreed by at least six independent data sets.
const OFFICIAL: &str = include_str!("data/cn-days.csv");

/// The weekdays of 2027 that are off by law, whatever its notice will say.
const EXPECTED: &str = include_str!("data/cn-days-2027-provisional.csv");

/// The notices known when this program was released.
pub(super) fn official() -> Vec<Notice> {
    notices(OFFICIAL)
}

/// What stands in for the next notice.
pub(super) fn expected() -> Vec<Notice> {
    notices(EXPECTED)
}

fn notices(table: &str) -> Vec<Notice> {
    let mut years: BTreeMap<i32, Vec<Arrangement>> = BTreeMap::new();
    for day in table.lines().filter_map(arrangement) {
        years.entry(notice_year(&day)).or_default().push(day);
    }
    years.into_iter().filter_map(|(year, days)| Notice::new(year, days).ok()).collect()
}

/// New Year's days in December were arranged by the next year's notice, everything else by its own.
fn notice_year(day: &Arrangement) -> i32 {
    let early = day.date.month() == 12 && day.name == "元旦";
    day.date.year() + i32::from(early)
}

/// A row `date,kind,name`; the heading is none.
fn arrangement(line: &str) -> Option<Arrangement> {
    let mut fields = line.splitn(3, ',');
    let date = fields.next()?.parse::<NaiveDate>().ok()?;
    let kind = match fields.next()? {
        "off" => Arranged::Off,
        "work" => Arranged::Work,
        _ => return None,
    };
    Some(Arrangement { date, kind, name: fields.next()?.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_files_is_read() {
        for (table, read, years) in [(OFFICIAL, official(), 2007..=2026), (EXPECTED, expected(), 2027..=2027)]
        {
            assert_eq!(
                read.iter().map(|notice| notice.days().count()).sum::<usize>(),
                table.lines().count() - 1
            );
            assert!(read.iter().map(Notice::year).eq(years));
        }
    }
}
