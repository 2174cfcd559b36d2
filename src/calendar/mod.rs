//! Working days: which days count, and which day is the n-th.
//!
//! Civil dates in, civil dates out; the time zone, the clock and whatever a deadline is for are
//! somebody else's business. Three classes of day: working, rest, and make-up working day (调休上班).
//! Counting leaves the starting day out (民法典 201) and takes the same time for any two dates.

mod arrangement;
mod day;
mod embedded;
mod explain;
#[cfg(test)]
mod tests;

pub use arrangement::{Announcement, Arrangement, Status};
pub use day::{Day, DayKind};
pub use explain::Step;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, Weekday};

/// A last day, and whether it rests on a year whose arrangement isn't official.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Due {
    /// The last day.
    pub date: NaiveDate,
    /// 暂定: some day counted lies in a year without an official arrangement.
    pub provisional: bool,
}

/// A calendar of working days.
///
/// Inside the years that it knows a table answers; outside the weekend rule does, in closed form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calendar {
    /// Days that differ from the weekend rule, with the holiday's name.
    exceptions: BTreeMap<NaiveDate, (Status, String)>,
    /// Years with an official arrangement.
    announced: Vec<i32>,
    /// Working days of the table's span, in order; the table of `first..=last`.
    working: Vec<NaiveDate>,
    /// How many working days of the span lie on or before each of its days.
    counted: Vec<u32>,
    span: RangeInclusive<NaiveDate>,
}

impl Calendar {
    /// The arrangements of the State Council from 2007 to 2026, and for 2027 the days that are off by
    /// statute, provisionally.
    pub fn embedded() -> &'static Calendar {
        static EMBEDDED: LazyLock<Calendar> = LazyLock::new(embedded::build);
        &EMBEDDED
    }

    /// A calendar of these arrangements; `announced` names the years for which they are official.
    pub fn new(
        arrangements: impl IntoIterator<Item = Arrangement>,
        announced: impl IntoIterator<Item = i32>,
    ) -> Self {
        let exceptions = arrangements.into_iter().map(|day| (day.date, (day.status, day.name))).collect();
        let mut announced: Vec<i32> = announced.into_iter().collect();
        announced.sort_unstable();
        announced.dedup();
        Calendar::tabled(exceptions, announced)
    }

    /// This calendar with a year's notice laid over it: the later notice wins, and what was only
    /// provisional for its year is gone.
    pub fn with_year(&self, notice: &Announcement) -> Calendar {
        let mut exceptions = self.exceptions.clone();
        if !self.announced.contains(&notice.year) {
            exceptions.retain(|day, _| day.year() != notice.year);
        }
        for day in &notice.days {
            exceptions.insert(day.date, (day.status, day.name.clone()));
        }
        let mut announced = self.announced.clone();
        announced.push(notice.year);
        announced.sort_unstable();
        announced.dedup();
        Calendar::tabled(exceptions, announced)
    }

    fn tabled(exceptions: BTreeMap<NaiveDate, (Status, String)>, announced: Vec<i32>) -> Self {
        let start = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MIN);
        let end = |year| NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX);
        let years = || exceptions.keys().map(Datelike::year).chain(announced.iter().copied());
        let first = start(years().min().unwrap_or(2007));
        let last = end(years().max().unwrap_or(2006).max(first.year()));
        let mut calendar =
            Calendar { exceptions, announced, working: Vec::new(), counted: Vec::new(), span: first..=last };
        for date in first.iter_days().take_while(|date| *date <= last) {
            if calendar.kind(date) != DayKind::Rest {
                calendar.working.push(date);
            }
            calendar.counted.push(u32::try_from(calendar.working.len()).unwrap_or(u32::MAX));
        }
        calendar
    }

    /// What kind of day it is, and why.
    pub fn day(&self, date: NaiveDate) -> Day<'_> {
        Day {
            date,
            kind: self.kind(date),
            holiday: self.exceptions.get(&date).map(|(_, name)| name.as_str()),
            provisional: !self.is_announced(date.year()),
        }
    }

    /// Whether it is a working day.
    pub fn is_working(&self, date: NaiveDate) -> bool {
        self.kind(date) != DayKind::Rest
    }

    /// Whether the year's arrangement is official.
    pub fn is_announced(&self, year: i32) -> bool {
        self.announced.binary_search(&year).is_ok()
    }

    /// The years whose arrangement is official, ascending.
    pub fn announced_years(&self) -> &[i32] {
        &self.announced
    }

    /// Every day of a year that differs from the weekend rule.
    pub fn exceptions(&self, year: i32) -> impl Iterator<Item = Day<'_>> {
        self.exceptions.keys().filter(move |date| date.year() == year).map(|date| self.day(*date))
    }

    /// How many working days lie after `from`, up to and including `to`; negative where `to` is earlier.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        self.up_to(to) - self.up_to(from)
    }

    /// The `days`-th working day after `start`; with no days, `start` itself.
    ///
    /// Because only working days are counted, the last day is one, be it a make-up Sunday. Past the end
    /// of all dates it stays at the last one.
    pub fn add(&self, start: NaiveDate, days: u32) -> Due {
        let date = if days == 0 { start } else { self.nth(self.up_to(start) + i64::from(days)) };
        let first_counted = start.succ_opt().unwrap_or(start).min(date);
        let provisional = (first_counted.year()..=date.year()).any(|year| !self.is_announced(year));
        Due { date, provisional: provisional && days > 0 }
    }

    /// The first working day on or after a date, for batch days moved over holidays.
    pub fn working_day_from(&self, date: NaiveDate) -> NaiveDate {
        if self.is_working(date) { date } else { self.add(date, 1).date }
    }

    fn kind(&self, date: NaiveDate) -> DayKind {
        match self.exceptions.get(&date) {
            Some((Status::Off, _)) => DayKind::Rest,
            Some((Status::Work, _)) => DayKind::MakeUp,
            None if is_weekend(date) => DayKind::Rest,
            None => DayKind::Working,
        }
    }

    /// How many working days lie on or before a date, counted from the day before the table begins.
    fn up_to(&self, date: NaiveDate) -> i64 {
        let (first, last) = (*self.span.start(), *self.span.end());
        if date < first {
            return weekdays_up_to(date) - weekdays_up_to(first.pred_opt().unwrap_or(first));
        }
        let in_table = |date: NaiveDate| {
            let place = usize::try_from((date - first).num_days()).unwrap_or(0);
            self.counted.get(place).copied().map_or(0, i64::from)
        };
        if date <= last {
            in_table(date)
        } else {
            in_table(last) + weekdays_up_to(date) - weekdays_up_to(last)
        }
    }

    /// The working day with this count: the inverse of `up_to`.
    fn nth(&self, count: i64) -> NaiveDate {
        let (first, last) = (*self.span.start(), *self.span.end());
        let all = i64::try_from(self.working.len()).unwrap_or(i64::MAX);
        match usize::try_from(count - 1) {
            Ok(place) if count <= all => self.working.get(place).copied().unwrap_or(last),
            Ok(_) => nth_weekday(weekdays_up_to(last) + count - all),
            Err(_) => nth_weekday(weekdays_up_to(first.pred_opt().unwrap_or(first)) + count),
        }
    }
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// How many Mondays to Fridays lie on or before a date, counted from Monday 1 January of year 1.
fn weekdays_up_to(date: NaiveDate) -> i64 {
    let days = i64::from(date.num_days_from_ce());
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}

/// The Monday-to-Friday with this count: the inverse of [`weekdays_up_to`].
fn nth_weekday(count: i64) -> NaiveDate {
    let days = (count - 1).div_euclid(5) * 7 + (count - 1).rem_euclid(5) + 1;
    let date = i32::try_from(days).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
    date.unwrap_or(if days > 0 { NaiveDate::MAX } else { NaiveDate::MIN })
}
