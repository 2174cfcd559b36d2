//! The State Council's yearly notice of holidays (国务院办公厅关于某年部分节假日安排的通知).

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};

use super::count::is_weekday;

/// What a notice makes of a day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Arranged {
    /// Off (放假).
    Off,
    /// Worked (上班).
    Work,
}

/// One day of a notice.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Arrangement {
    /// The day.
    pub date: NaiveDate,
    /// Off or worked. Weekends that are off and weekdays that are worked may be named, and change
    /// nothing.
    pub kind: Arranged,
    /// The holiday that it is for, such as 国庆节.
    pub name: String,
}

/// What keeps rows from being a notice. A `row` is the index of the offending arrangement.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
pub enum Flaw {
    /// No row at all. Published data sets do so until the State Council has spoken; it never means
    /// that a year has no holidays.
    #[error("not announced yet: no day is listed")]
    NotAnnounced,
    /// Notices of this form exist since 2000, and nobody announces the next century.
    #[error("{year} is not a year from {} to {}", Notice::YEARS.start(), Notice::YEARS.end())]
    YearOutOfRange {
        /// The year given.
        year: i32,
    },
    /// The day lies neither in the notice's year nor in the one before or after.
    #[error("{date} is too far from {year}, the year of this notice")]
    Stray {
        /// Which row.
        row: usize,
        /// Its date.
        date: NaiveDate,
        /// The notice's year.
        year: i32,
    },
    /// An earlier row says the opposite of the same day.
    #[error("{date} is given twice, once off and once worked")]
    Contradicted {
        /// Which row, the later of the two.
        row: usize,
        /// Its date.
        date: NaiveDate,
    },
    /// The row names no holiday.
    #[error("{date} names no holiday")]
    Nameless {
        /// Which row.
        row: usize,
        /// Its date.
        date: NaiveDate,
    },
    /// 1 January, 1 May and 1 October are off by law every year. Where one isn't, these rows are a
    /// part of a notice, or a supplement, and would wipe out the rest.
    #[error("{date} is a statutory holiday but not off here: give the whole notice, supplements included")]
    StatutoryHolidayWorked {
        /// The holiday.
        date: NaiveDate,
    },
}

impl Flaw {
    /// The index of the row that has the flaw; `None` where the notice as a whole has it.
    pub fn row(&self) -> Option<usize> {
        match *self {
            Self::Stray { row, .. } | Self::Contradicted { row, .. } | Self::Nameless { row, .. } => {
                Some(row)
            }
            Self::NotAnnounced | Self::YearOutOfRange { .. } | Self::StatutoryHolidayWorked { .. } => None,
        }
    }
}

/// All that the State Council arranges for one year, supplements included.
///
/// `year` is that of the notice's title. Some of its days may lie in the year before or after: the
/// notice for 2019 arranges 2018-12-29.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    year: i32,
    days: BTreeMap<NaiveDate, Arrangement>,
}

impl Notice {
    /// The years for which there can be a notice. Bounds the table of the calendar.
    pub const YEARS: RangeInclusive<i32> = 2000..=2100;

    /// The notice for `year` with these rows, in any order, or every flaw that they have. A day
    /// repeated without contradiction is taken once.
    pub fn new(year: i32, rows: impl IntoIterator<Item = Arrangement>) -> Result<Self, Vec<Flaw>> {
        let mut flaws = Vec::new();
        let mut notice = Self { year, days: BTreeMap::new() };
        for (row, arrangement) in rows.into_iter().enumerate() {
            flaws.extend(notice.take(row, arrangement));
        }
        if notice.days.is_empty() && flaws.is_empty() {
            flaws.push(Flaw::NotAnnounced);
        } else if !Self::YEARS.contains(&year) {
            flaws.push(Flaw::YearOutOfRange { year });
        } else {
            flaws.extend(notice.worked_holidays());
        }
        if flaws.is_empty() { Ok(notice) } else { Err(flaws) }
    }

    /// The year in the notice's title.
    pub fn year(&self) -> i32 {
        self.year
    }

    /// Its days, ascending.
    pub fn days(&self) -> impl Iterator<Item = &Arrangement> {
        self.days.values()
    }

    /// What it says of this day.
    pub fn on(&self, date: NaiveDate) -> Option<&Arrangement> {
        self.days.get(&date)
    }

    /// Keeps the row, or tells its flaw.
    fn take(&mut self, row: usize, day: Arrangement) -> Option<Flaw> {
        let date = day.date;
        if date.year().abs_diff(self.year) > 1 {
            return Some(Flaw::Stray { row, date, year: self.year });
        }
        let nameless = day.name.trim().is_empty();
        let kind = day.kind;
        if self.days.entry(date).or_insert(day).kind != kind {
            return Some(Flaw::Contradicted { row, date });
        }
        nameless.then_some(Flaw::Nameless { row, date })
    }

    fn worked_holidays(&self) -> impl Iterator<Item = Flaw> {
        let statutory =
            [1, 5, 10].into_iter().filter_map(|month| NaiveDate::from_ymd_opt(self.year, month, 1));
        let worked = |date: &NaiveDate| match self.on(*date) {
            Some(day) => day.kind == Arranged::Work,
            None => is_weekday(*date),
        };
        statutory.filter(worked).map(|date| Flaw::StatutoryHolidayWorked { date })
    }
}
