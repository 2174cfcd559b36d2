//! A day, and what makes it one of rest or work.

use chrono::NaiveDate;

/// The three classes of day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DayKind {
    /// 工作日
    Working,
    /// 休息日: a weekend or holiday
    Rest,
    /// 调休上班: a weekend day that is worked
    MakeUp,
}

/// A day with its reasons.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Day<'a> {
    /// Which.
    pub date: NaiveDate,
    /// Its class.
    pub kind: DayKind,
    /// The holiday for which it is off, or for which it makes up.
    pub holiday: Option<&'a str>,
    /// Whether its year has no official arrangement.
    pub provisional: bool,
}
