//! Working days of China. (The arithmetic is on its way; this holds its shape.)
use chrono::NaiveDate;
/// A last day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Due {
    /// The day.
    pub date: NaiveDate,
    /// Whether it rests on a year without an official arrangement.
    pub provisional: bool,
}
/// The calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar;
impl Calendar {
    /// The n-th working day after.
    pub fn add(&self, start: NaiveDate, n: u32) -> Due {
        Due { date: start + chrono::Days::new(n.into()), provisional: false }
    }
    /// Working days in (from, to].
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        (to - from).num_days()
    }
}
