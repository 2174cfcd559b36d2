//! Counting working days in constant time.
//!
//! The working days up to a day are the weekdays up to it, which a formula gives for any day, and
//! a correction, which is tabulated over the span of the known exceptions and level outside it.
//! Days are numbers here, 1 being 0001-01-01, a Monday.

use chrono::{Datelike, NaiveDate, Weekday};

/// More working days than lie between the first and the last date of chrono, some 137 million; few
/// enough for all sums here to stay far within 32 bits.
const BEYOND_ALL_DATES: u32 = 1 << 28;

/// Working days up to any day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Count {
    /// The day that the first correction belongs to, the last before any exception.
    origin: i32,
    /// For each day, how many working days more or fewer than weekdays there are up to it. Never
    /// empty. Notices span about a hundred years, at most 27,000 weekdays, so 16 bits hold it.
    corrections: Vec<i16>,
}

impl Default for Count {
    /// The weekend rule alone.
    fn default() -> Self {
        Self { origin: 0, corrections: vec![0] }
    }
}

impl Count {
    /// The weekend rule, but for the `exceptions`: days, ascending, with the working days that each
    /// adds (1) or takes (-1).
    pub(super) fn new(exceptions: &[(i32, i16)]) -> Self {
        let Some((first, _)) = exceptions.first() else { return Self::default() };
        let mut count = Self { origin: first - 1, corrections: vec![0] };
        let mut sum = 0;
        for (day, change) in exceptions {
            let place = (day - count.origin) as usize;
            count.corrections.resize(place, sum);
            sum += change;
            count.corrections.push(sum);
        }
        count
    }

    /// The number of working days up to and including `day`, from an arbitrary but fixed beginning.
    pub(super) fn up_to(&self, day: i32) -> i32 {
        let last = self.corrections.len() - 1;
        let place = (day - self.origin).clamp(0, last as i32) as usize;
        weekdays_up_to(day) + i32::from(self.corrections[place])
    }

    /// The `n`th working day after `start`; for `n` = 0 `start` itself.
    pub(super) fn nth_after(&self, start: i32, n: u32) -> i32 {
        let n = n.min(BEYOND_ALL_DATES) as i32;
        let wanted = self.up_to(start) + n;
        let mut width = 7 * (n / 5 + 1);
        while self.up_to(start + width) < wanted {
            width *= 2;
        }
        let (mut low, mut high) = (start, start + width);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.up_to(middle) < wanted { low = middle + 1 } else { high = middle }
        }
        low
    }
}

/// Monday to Friday.
pub(super) fn is_weekday(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Weekdays from day 1 up to and including `day`; negative before.
fn weekdays_up_to(day: i32) -> i32 {
    5 * day.div_euclid(7) + day.rem_euclid(7).min(5)
}
