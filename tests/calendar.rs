//! The calendar against its source, walked day by day, and against dates that others computed.

#![allow(clippy::unwrap_used, reason = "clippy allows it within tests, not within what they call")]

use std::collections::HashMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use gongkai::calendar::{Calendar, FIRST, WORKING_DAYS, edition};
use gongkai::codec::sm3;
use gongkai::intake;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

const SOURCE: &str = include_str!("../src/calendar/data/cn-days.csv");
const VECTORS: &str = include_str!("data/deadline-vectors.csv");

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The rows after the heading, as fields.
fn fields(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().skip(1).map(|line| line.split(',').collect())
}

/// Every day of 2007 to 2026 and whether it is worked, from the table and the weekend rule.
fn walked() -> Vec<(NaiveDate, bool)> {
    let table: HashMap<_, _> = fields(SOURCE).map(|row| (date(row[0]), row[1] == "work")).collect();
    let weekend = |day: NaiveDate| [Weekday::Sat, Weekday::Sun].contains(&day.weekday());
    date("2007-01-01")
        .iter_days()
        .take_while(|day| day.year() < 2027)
        .map(|day| (day, table.get(&day).copied().unwrap_or(!weekend(day))))
        .collect()
}

/// Databases name the data that they follow by edition and digest, and those of before follow the first: so the first
/// is kept for ever, and whatever changes has a number and a line of its own.
#[test]
fn working_days_change_only_with_their_edition() {
    const EDITIONS: [(u32, &str); 1] =
        [(1, "ec7f3f929b247d510846b0651afe3b4bc6772f31b9bac013642bb82cb83b2acc")];
    let named = |data: &str| (edition(data).unwrap(), sm3(data.as_bytes()).to_string());
    let known = EDITIONS.map(|(edition, digest)| (edition, digest.to_owned()));
    assert_eq!(known.first(), Some(&named(FIRST)));
    assert_eq!(known.last(), Some(&named(WORKING_DAYS)));
    assert!(known.is_sorted_by_key(|(edition, _)| *edition));
}

#[test]
fn computed_deadlines_agree_with_the_vectors() {
    let calendar = Calendar::embedded();
    for row in fields(VECTORS) {
        let due = |n| calendar.add(date(row[0]), n).date;
        assert_eq!((due(10), due(20)), (date(row[1]), date(row[2])), "from {}", row[0]);
    }
}

#[test]
fn every_day_agrees_with_its_source() {
    let calendar = Calendar::embedded();
    let eve = date("2006-12-31");
    let mut so_far = 0;
    for (day, working) in walked() {
        so_far += i64::from(working);
        assert_eq!(calendar.is_working(day), working, "{day}");
        assert_eq!(calendar.day(day).kind.is_working(), working, "{day}");
        assert!(!calendar.day(day).provisional, "{day}");
        assert_eq!(calendar.working_days_between(eve, day), so_far, "{day}");
    }
}

#[test]
fn every_due_day_agrees_with_a_walk() {
    let calendar = Calendar::embedded();
    let days = walked();
    for (place, (start, _)) in days.iter().enumerate() {
        let mut later = days[place + 1..].iter().filter(|(_, working)| *working);
        for n in 1..=20 {
            let Some((due, _)) = later.next() else { break };
            assert_eq!(calendar.add(*start, n).date, *due, "{start} + {n}");
        }
    }
}

#[test]
fn the_notice_of_an_embedded_year_changes_nothing_when_imported() {
    let calendar = Calendar::embedded();
    let rows = SOURCE.lines().filter(|line| line.starts_with("2026"));
    let file = rows.fold("date,kind,name".to_owned(), |file, row| file + "\r\n" + row);
    let notice = intake::calendar::parse(file.as_bytes(), "2026.csv").unwrap();
    assert_eq!(calendar.with_notice(notice), calendar);
}

/// Mostly dates in and around the known years, now and then any date at all.
fn dates() -> impl Strategy<Value = NaiveDate> {
    let day = |from: &str, days: u64| {
        let from = date(from);
        (0..days).prop_map(move |offset| from.checked_add_days(Days::new(offset)).unwrap())
    };
    let any_day =
        (-95_000_000..95_000_000).prop_map(|day| NaiveDate::from_num_days_from_ce_opt(day).unwrap());
    prop_oneof![8 => day("2006-06-01", 8000), 2 => any_day, 1 => Just(NaiveDate::MIN), 1 => Just(NaiveDate::MAX)]
}

proptest! {
    #[test]
    fn counts_add_up(a in dates(), b in dates(), c in dates()) {
        let calendar = Calendar::embedded();
        let between = |from, to| calendar.working_days_between(from, to);
        prop_assert_eq!(between(a, b) + between(b, c), between(a, c));
        prop_assert_eq!(between(a, b), -between(b, a));
        prop_assert!(a > b || between(a, b) >= 0);
    }

    #[test]
    fn adding_undoes_counting(start in dates(), n in prop_oneof![0..1000_u32, any::<u32>()]) {
        let calendar = Calendar::embedded();
        let due = calendar.add(start, n).date;
        prop_assert!(due >= start);
        if due < NaiveDate::MAX {
            prop_assert_eq!(calendar.working_days_between(start, due), i64::from(n));
            prop_assert!(n == 0 || calendar.is_working(due));
        }
    }

    #[test]
    fn counting_undoes_adding(a in dates(), b in dates()) {
        let calendar = Calendar::embedded();
        let (start, end) = (a.min(b), calendar.next_working_day_on_or_after(a.max(b)).date);
        let n = u32::try_from(calendar.working_days_between(start, end)).unwrap();
        if n > 0 && calendar.is_working(end) {
            prop_assert_eq!(calendar.add(start, n).date, end);
        }
    }

    #[test]
    fn an_explanation_ends_on_the_due_day(start in dates(), n in 0..1000_u32) {
        let calendar = Calendar::embedded();
        let due = calendar.add(start, n);
        let steps: Vec<_> = calendar.explain(start, n).collect();
        prop_assert_eq!(steps[0].nth, None);
        prop_assert_eq!(steps[steps.len() - 1].day.date, due.date);
        let counted: Vec<_> = steps.iter().filter_map(|step| step.nth).collect();
        prop_assert!(counted.iter().copied().eq(1..=counted.len() as u32));
        prop_assert!(due.date == NaiveDate::MAX || counted.len() == n as usize);
        prop_assert_eq!(due.provisional, n > 0 && (steps.len() == 1 || steps[1..].iter().any(|step| step.day.provisional)));
    }

    #[test]
    fn any_bytes_are_a_notice_or_faults(bytes: Vec<u8>, text in "(date,kind,name\n|\\{\"year\":2027,\"days\":\\[)\\PC{0,80}") {
        for input in [bytes.as_slice(), text.as_bytes()] {
            if let Err(faults) = intake::calendar::parse(input, "x") {
                prop_assert!(!faults.is_empty());
                prop_assert!(faults.iter().all(|fault| fault.line > 0 && fault.column > 0));
            }
        }
    }
}
