//! Working days of China over civil dates.
//!
//! The weekend rule, corrected by the State Council's yearly notices (调休: some weekdays are off,
//! some weekend days are worked). A year without a notice is computed from what the law alone makes
//! certain, and everything that depends on such a year says that it is *provisional* (暂定).
//!
//! Knows no clock, no time zone, no hours, and no file but the data it carries: notices arrive
//! parsed from `intake`.

mod notice;
mod count;
mod embedded;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::iter;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};

use count::{Count, is_weekday};
pub use embedded::{FIRST, WORKING_DAYS, edition};
pub use notice::{Arranged, Arrangement, Flaw, Notice};

/// What sort of day a date is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DayKind {
    /// Monday to Friday, not a holiday.
    Working,
    /// A weekend or holiday.
    Rest,
    /// A weekend day that is worked in exchange for a holiday (调休上班).
    MakeUp,
}

impl DayKind {
    /// Whether a period in working days counts this day.
    pub fn is_working(self) -> bool {
        self != Self::Rest
    }
}

/// A date and what the calendar knows of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Day<'a> {
    /// The date.
    pub date: NaiveDate,
    /// Worked or not.
    pub kind: DayKind,
    /// The holiday for which a notice arranges this day; a make-up day names the one it pays for.
    pub holiday: Option<&'a str>,
    /// No notice for this year is known, so this may yet change.
    pub provisional: bool,
}

/// The last day of a period.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Due {
    /// The day itself, to its end at 24:00.
    pub date: NaiveDate,
    /// A counted day lies in a year without a notice, so the date may yet move.
    pub provisional: bool,
}

/// One day in the explanation of a due day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Step<'a> {
    /// The day.
    pub day: Day<'a>,
    /// Which working day of the period this is, from 1; `None` on the start day and on rest days,
    /// which are not counted.
    pub nth: Option<u32>,
}

/// The working days of China, as far as notices are known.
///
/// Any date that chrono can name may be asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calendar {
    official: BTreeMap<i32, Notice>,
    expected: BTreeMap<i32, Notice>,
    count: Count,
    /// What was counted before each notice that came later, until it took effect.
    former: Vec<(When, Count)>,
}

/// A number for a moment: only which of two is the later one matters here.
pub type When = i64;

/// A weekend is two days: further off no holiday touches it.
const NEAR_DAYS: usize = 2;

impl Calendar {
    /// A calendar of the `official` notices, one for each year (the last given stands), and of what
    /// is `expected` of further years until their notice is known.
    ///
    /// A date arranged by the notices of two years follows that of the later year.
    pub fn new(
        official: impl IntoIterator<Item = Notice>,
        expected: impl IntoIterator<Item = Notice>,
    ) -> Self {
        let by_year = |notice: Notice| (notice.year(), notice);
        let mut calendar = Self {
            official: official.into_iter().map(by_year).collect(),
            expected: expected.into_iter().map(by_year).collect(),
            count: Count::default(),
            former: Vec::new(),
        };
        calendar.count = Count::new(&calendar.exceptions());
        calendar
    }

    /// The calendar that ships with the program: the notices of 2007 to 2026, and of 2027 the
    /// statutory holidays (全国年节及纪念日放假办法, article 2) that fall on weekdays.
    pub fn embedded() -> Self {
        static EMBEDDED: LazyLock<Calendar> = LazyLock::new(|| Calendar::read(WORKING_DAYS));
        EMBEDDED.clone()
    }

    /// The calendar of working-day data in the form of [`WORKING_DAYS`].
    pub fn of_data(data: &str) -> Self {
        if data == WORKING_DAYS { Self::embedded() } else { Self::read(data) }
    }

    fn read(data: &str) -> Self {
        let (official, expected) = embedded::known(data);
        Self::new(official, expected)
    }

    /// This calendar with one more notice, which replaces as a whole what was known of its year.
    #[must_use]
    pub fn with_notice(&self, notice: Notice) -> Self {
        let official = self.official.values().cloned().chain([notice]);
        Self { former: self.former.clone(), ..Self::new(official, self.expected.values().cloned()) }
    }

    /// The same with a notice that took effect then, so that what was counted before is still known.
    #[must_use]
    pub fn with_notice_from(&self, then: When, notice: Notice) -> Self {
        self.followed_by(then, self.with_notice(notice))
    }

    /// Another calendar that took this one's place then, so that what was counted before is still known.
    #[must_use]
    pub fn followed_by(&self, then: When, next: Self) -> Self {
        let former = self.former.iter().cloned().chain([(then, self.count.clone())]).collect();
        Self { former, ..next }
    }

    /// Whether the notice for this year is known.
    pub fn is_announced(&self, year: i32) -> bool {
        self.official.contains_key(&year)
    }

    /// The years whose notices are known, ascending.
    pub fn announced_years(&self) -> impl Iterator<Item = i32> {
        self.official.keys().copied()
    }

    /// Everything known of one date.
    pub fn day(&self, date: NaiveDate) -> Day<'_> {
        let kind = match (self.is_working(date), is_weekday(date)) {
            (true, true) => DayKind::Working,
            (true, false) => DayKind::MakeUp,
            (false, _) => DayKind::Rest,
        };
        let holiday = match (self.arranged(date), kind) {
            (Some(arrangement), _) => Some(arrangement.name.as_str()),
            (None, DayKind::Rest) => self.holiday_around(date),
            (None, _) => None,
        };
        Day { date, kind, holiday, provisional: !self.is_announced(date.year()) }
    }

    /// The holiday of a weekend that lies in one or next to it: notices count such days among its days off.
    fn holiday_around(&self, date: NaiveDate) -> Option<&str> {
        let named = |days: &mut dyn Iterator<Item = NaiveDate>| {
            let resting = days.take_while(|day| !self.is_working(*day));
            let mut arranged = resting.filter_map(|day| self.arranged(day));
            arranged.next().map(|arrangement| arrangement.name.as_str())
        };
        let before = iter::successors(date.pred_opt(), NaiveDate::pred_opt);
        let after = iter::successors(date.succ_opt(), NaiveDate::succ_opt);
        named(&mut before.take(NEAR_DAYS)).or_else(|| named(&mut after.take(NEAR_DAYS)))
    }

    /// Whether the date is a working day, make-up days included.
    pub fn is_working(&self, date: NaiveDate) -> bool {
        let day = number(date);
        self.count.up_to(day) > self.count.up_to(day - 1)
    }

    /// How many working days lie after `from`, up to and including `to`; negative, the other way
    /// round, where `to` is earlier. Takes constant time.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        i64::from(self.count.up_to(number(to)) - self.count.up_to(number(from)))
    }

    /// The last day of a period of `n` working days. The start day is not counted (民法典 201); so
    /// the due day is always a working day, but for `n` = 0, which is the start day itself.
    ///
    /// A period that outlasts chrono's dates ends on the last of them.
    pub fn add(&self, start: NaiveDate, n: u32) -> Due {
        let date = dated(self.count.nth_after(number(start), n));
        let counted_from = start.succ_opt().unwrap_or(start);
        Due { date, provisional: n > 0 && self.is_provisional(counted_from, date) }
    }

    /// The last day of a period as it was counted then, before later notices moved it.
    pub fn counted_then(&self, start: NaiveDate, n: u32, then: When) -> NaiveDate {
        let then = self.former.iter().find(|(until, _)| then < *until);
        let count = then.map_or(&self.count, |(_, count)| count);
        dated(count.nth_after(number(start), n))
    }

    /// The date itself if it is worked, else the next working day.
    pub fn next_working_day_on_or_after(&self, date: NaiveDate) -> Due {
        let found = dated(self.count.nth_after(number(date) - 1, 1));
        Due { date: found, provisional: self.is_provisional(date, found) }
    }

    /// The last working day before a date.
    pub fn last_working_day_before(&self, date: NaiveDate) -> NaiveDate {
        let mut before = iter::successors(date.pred_opt(), NaiveDate::pred_opt);
        before.find(|day| self.is_working(*day)).unwrap_or(date)
    }

    /// The due day of [`add`](Self::add) day by day, from the start day, which is not counted, to
    /// the due day. As many steps as there are days; whoever shows them chooses the bound.
    pub fn explain(&self, start: NaiveDate, n: u32) -> impl Iterator<Item = Step<'_>> {
        let due = self.add(start, n).date;
        let next = move |date: &NaiveDate| date.succ_opt().filter(|next| *next <= due);
        iter::successors(Some(start), next).map(move |date| {
            let day = self.day(date);
            let counted = date > start && day.kind.is_working();
            let so_far = self.working_days_between(start, date);
            Step { day, nth: u32::try_from(so_far).ok().filter(|_| counted) }
        })
    }

    /// What a notice says of this date. Those of the years before and after may speak of it too.
    fn arranged(&self, date: NaiveDate) -> Option<&Arrangement> {
        let year = date.year();
        let official = || (year - 1..=year + 1).rev().find_map(|year| self.official.get(&year)?.on(date));
        let expected = || self.expected.get(&year).filter(|_| !self.is_announced(year))?.on(date);
        official().or_else(expected)
    }

    fn is_provisional(&self, first: NaiveDate, last: NaiveDate) -> bool {
        (first.year()..=last.year()).any(|year| !self.is_announced(year))
    }

    /// By how much each arranged day departs from the weekend rule, ascending.
    fn exceptions(&self) -> Vec<(i32, i16)> {
        let notices = self.official.values().chain(self.expected.values());
        let dates: BTreeSet<_> = notices.flat_map(Notice::days).map(|day| day.date).collect();
        let arranged = dates.into_iter().filter_map(|date| self.arranged(date));
        arranged
            .map(|day| {
                let worked = day.kind == Arranged::Work;
                (number(day.date), i16::from(worked) - i16::from(is_weekday(day.date)))
            })
            .collect()
    }
}

/// The day's number, 1 being 0001-01-01, a Monday.
fn number(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

/// The day of this number; beyond chrono's dates the last of them.
fn dated(number: i32) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(number).unwrap_or(NaiveDate::MAX)
}
