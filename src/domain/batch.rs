//! 批次: the days on which deliveries go to the city archives.
//!
//! Batch days are days of the month; one that falls on a day of rest moves to the next working day
//! (闽政办函〔2016〕42号: 5日和20日,节假日顺延).

use std::ops::RangeInclusive;

use chrono::{Datelike, Days, NaiveDate};

use crate::calendar::Calendar;

/// Whether a limit can be kept with the batches that there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Batch {
    /// The last batch that is in time.
    InTime(NaiveDate),
    /// The next batch comes after the limit.
    TooLate(NaiveDate),
}

/// Months looked ahead at most: further than any limit of a procedure reaches.
const MONTHS: u32 = 24;

/// Years in which a batch can go; a day of any other names none.
const YEARS: RangeInclusive<i32> = 1900..=2999;

/// The day that names a batch; `None` of any other name.
pub fn batch_day(name: &str) -> Option<NaiveDate> {
    name.parse().ok().filter(|day: &NaiveDate| YEARS.contains(&day.year()))
}

/// The first batch on this day or later; `None` where there are no batch days.
pub fn batch_from(day: NaiveDate, batch_days: &[u8], calendar: &Calendar) -> Option<NaiveDate> {
    // One that was due just before may have been moved to this day or later.
    batches(earlier(day, 31), batch_days, calendar).filter(|batch| *batch >= day).min()
}

/// The last batch before this day; `None` where there are no batch days.
pub fn batch_before(day: NaiveDate, batch_days: &[u8], calendar: &Calendar) -> Option<NaiveDate> {
    batches(earlier(day, 62), batch_days, calendar).take_while(|batch| *batch < day).last()
}

/// The batch that something due on `due` should go with, seen from `today`.
pub fn batch_for(today: NaiveDate, due: NaiveDate, batch_days: &[u8], calendar: &Calendar) -> Option<Batch> {
    let next = batch_from(today, batch_days, calendar)?;
    let ahead = batches(earlier(today, 31), batch_days, calendar);
    let last = ahead.filter(|batch| (today..=due).contains(batch)).max();
    Some(last.map_or(Batch::TooLate(next), Batch::InTime))
}

fn earlier(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}

/// The batches of the months from this day's on.
fn batches<'a>(
    from: NaiveDate,
    batch_days: &'a [u8],
    calendar: &'a Calendar,
) -> impl Iterator<Item = NaiveDate> + 'a {
    let first = from.with_day(1).unwrap_or(from);
    let months = (0..MONTHS).filter_map(move |month| first.checked_add_months(chrono::Months::new(month)));
    let days = months
        .flat_map(move |month| batch_days.iter().filter_map(move |day| month.with_day(u32::from(*day))));
    // The first working day after the day before is the day itself, or the one that it moves to.
    days.filter_map(move |day| Some(calendar.add(day.pred_opt()?, 1).date))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_batch_day_of_rest_moves_to_the_next_working_day() {
        let calendar = Calendar::embedded();
        let check = |from: &str, expected: &str| {
            assert_eq!(batch_from(day(from), &[5, 20], &calendar), Some(day(expected)), "{from}");
        };
        check("2026-11-23", "2026-12-07"); // 5 December 2026 is a Saturday
        check("2026-12-06", "2026-12-07");
        check("2026-12-07", "2026-12-07");
        check("2026-12-08", "2026-12-21");
        check("2026-09-30", "2026-10-08"); // 5 October falls into the holidays
        assert_eq!(batch_from(day("2026-11-23"), &[], &calendar), None);
    }

    #[test]
    fn a_day_beyond_all_calendars_names_no_batch() {
        let calendar = Calendar::embedded();
        for end in [NaiveDate::MIN, NaiveDate::MAX] {
            assert_eq!(batch_day(&end.to_string()), None, "{end}");
            // Whatever it comes to, asking does no harm.
            batch_from(end, &[5, 20], &calendar);
            batch_before(end, &[5, 20], &calendar);
            batch_for(end, end, &[5, 20], &calendar);
        }
        assert_eq!(batch_day("2026-12-07"), Some(day("2026-12-07")));
    }

    #[test]
    fn a_batch_follows_the_one_before_it() {
        let calendar = Calendar::embedded();
        let check = |day_of: &str, expected: &str| {
            assert_eq!(batch_before(day(day_of), &[5, 20], &calendar), Some(day(expected)), "{day_of}");
        };
        check("2026-12-07", "2026-11-20");
        check("2026-12-21", "2026-12-07");
        check("2026-10-08", "2026-09-20"); // a Sunday that is worked
        assert_eq!(batch_before(day("2026-12-07"), &[], &calendar), None);
    }

    #[test]
    fn the_batch_is_the_last_one_in_time() {
        let calendar = Calendar::embedded();
        let check = |today: &str, due: &str, expected: Batch| {
            assert_eq!(batch_for(day(today), day(due), &[5, 20], &calendar), Some(expected), "{today} {due}");
        };
        check("2026-11-23", "2026-12-10", Batch::InTime(day("2026-12-07")));
        check("2026-11-23", "2026-12-21", Batch::InTime(day("2026-12-21")));
        check("2026-11-23", "2026-12-04", Batch::TooLate(day("2026-12-07")));
        check("2026-11-23", "2026-11-20", Batch::TooLate(day("2026-12-07")));
    }
}
