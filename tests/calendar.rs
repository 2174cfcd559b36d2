//! The calendar against the published data, by a computation of its own: day by day, with nothing but the
//! weekend rule and the list of exceptions.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use gongkai::calendar::Calendar;

const DAYS: &str = include_str!("../src/calendar/data/cn-days.csv");
const VECTORS: &str = include_str!("data/deadline-vectors.csv");

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn exceptions() -> BTreeMap<NaiveDate, bool> {
    let rows = DAYS.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    rows.map(|fields| (day(fields[0]), fields[1] == "work")).collect()
}

fn works(date: NaiveDate, exceptions: &BTreeMap<NaiveDate, bool>) -> bool {
    let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    exceptions.get(&date).copied().unwrap_or(!weekend)
}

#[test]
fn every_day_of_twenty_years_is_what_the_notices_say() {
    let (calendar, exceptions) = (Calendar::embedded(), exceptions());
    let mut counted = 0;
    let eve = day("2006-12-31");
    for date in day("2007-01-01").iter_days().take_while(|date| date.year() <= 2026) {
        let working = works(date, &exceptions);
        counted += i64::from(working);
        assert_eq!(calendar.is_working(date), working, "{date}");
        assert_eq!(calendar.working_days_between(eve, date), counted, "{date}");
        assert!(!calendar.day(date).provisional, "{date}");
        assert_eq!(calendar.day(date).holiday.is_some(), exceptions.contains_key(&date), "{date}");
    }
    assert_eq!(
        (calendar.working_days_between(day("2018-12-31"), day("2019-12-31")), exceptions.len()),
        (250, 488)
    );
}

#[test]
fn the_published_deadlines_come_out() {
    let calendar = Calendar::embedded();
    let rows = VECTORS.lines().skip(1).map(|line| line.split(',').map(day).collect::<Vec<_>>());
    let rows: Vec<_> = rows.collect();
    assert_eq!(rows.len(), 9);
    for row in rows {
        assert_eq!(
            (calendar.add(row[0], 10).date, calendar.add(row[0], 20).date),
            (row[1], row[2]),
            "{}",
            row[0]
        );
    }
}

proptest::proptest! {
    #[test]
    fn counting_adds_up_and_walks_agree_with_it(start in 730_000..746_000i32, there in 0..2_000i32, on in 0..2_000i32) {
        let calendar = Calendar::embedded();
        let date = |days: i32| NaiveDate::from_num_days_from_ce_opt(days).unwrap();
        let (from, middle, to) = (date(start), date(start + there), date(start + there + on));
        let between = |a, b| calendar.working_days_between(a, b);
        assert_eq!(between(from, to), between(from, middle) + between(middle, to));
        let walked = from.iter_days().skip(1).take_while(|date| *date <= to).filter(|date| calendar.is_working(*date));
        assert_eq!(walked.count(), usize::try_from(between(from, to)).unwrap());
    }
}
