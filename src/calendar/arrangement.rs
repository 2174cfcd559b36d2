//! Arrangements: the days that the State Council's yearly notice takes out of the weekend rule.

use chrono::NaiveDate;

/// Off or worked, against the weekend rule.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Status {
    /// A day of rest
    Off,
    /// A day of work
    Work,
}

/// One day of an arrangement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arrangement {
    /// Which day.
    pub date: NaiveDate,
    /// What it is.
    pub status: Status,
    /// The holiday.
    pub name: String,
}

/// A year's notice. Its days may lie in the years beside it: 2007-12-31 stands in the notice for 2008.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Announcement {
    /// The year in the notice's title.
    pub year: i32,
    /// Its days; never empty, since an empty list means that nothing was announced.
    pub days: Vec<Arrangement>,
}
