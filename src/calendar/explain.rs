//! How a last day came about, day by day.

use chrono::NaiveDate;

use super::{Calendar, Day};

/// One day on the way to a last day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step<'a> {
    /// The day.
    pub day: Day<'a>,
    /// How many working days are counted when it ends; `None` for the starting day, which is not counted.
    pub counted: Option<u32>,
}

/// Days that an explanation lists at most.
const LISTED_DAYS: usize = 4_000;

impl Calendar {
    /// Every day from `start` to the `days`-th working day after it, at most 4,000 of them.
    pub fn explain(&self, start: NaiveDate, days: u32) -> Vec<Step<'_>> {
        let due = self.add(start, days).date;
        let mut counted = 0;
        let later = start.iter_days().skip(1).take_while(|date| *date <= due).map(|date| {
            counted += u32::from(self.is_working(date));
            Step { day: self.day(date), counted: Some(counted) }
        });
        std::iter::once(Step { day: self.day(start), counted: None }).chain(later).take(LISTED_DAYS).collect()
    }
}
