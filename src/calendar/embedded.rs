//! The notices that ship with the program.
//!
//! These files are ours and tested, so reading them reports nothing; `intake` reads those of others.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::{Arranged, Arrangement, Notice};

/// The working-day data of this release, as a database keeps them: their edition; 2007 to 2026, each row agreed by
/// at least six independent data sets; after an empty line the weekdays of 2027 that are off by law, whatever its
/// notice will say.
///
/// Whoever changes the data raises the edition, and keeps those of the first in a file of their own for [`FIRST`].
pub const WORKING_DAYS: &str = concat!(
    "edition,1\n",
    include_str!("data/cn-days.csv"),
    "\n",
    include_str!("data/cn-days-2027-provisional.csv"),
);

/// What a database follows that was founded before data were named in it: for ever, until it adopts others.
pub const FIRST: &str = WORKING_DAYS;

/// The edition of working-day data; none where this text is something else.
pub fn edition(data: &str) -> Option<u32> {
    data.lines().next()?.strip_prefix("edition,")?.parse().ok()
}

/// What such data know: notices, and what stands in for the next one.
pub(super) fn known(data: &str) -> (Vec<Notice>, Vec<Notice>) {
    let (official, expected) = data.split_once("\n\n").unwrap_or((data, ""));
    (notices(official), notices(expected))
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
        let (official, expected) = known(WORKING_DAYS);
        for (read, years) in [(&official, 2007..=2026), (&expected, 2027..=2027)] {
            assert!(read.iter().map(Notice::year).eq(years));
        }
        let days: usize = official.iter().chain(&expected).map(|notice| notice.days().count()).sum();
        // The edition, two headings, and the empty line between the tables.
        assert_eq!(days, WORKING_DAYS.lines().count() - 4);
    }
}
