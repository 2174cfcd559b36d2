use chrono::NaiveDate;

use super::{Announcement, Arrangement, Calendar, DayKind, Status};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn due(start: &str, days: u32) -> String {
    let due = Calendar::embedded().add(day(start), days);
    format!("{}{}", due.date, if due.provisional { " 暂定" } else { "" })
}

#[test]
fn the_embedded_data_is_read_whole() {
    let lines = |text: &str| text.lines().count() - 1;
    let read = Calendar::embedded().exceptions.len();
    let official = lines(include_str!("data/cn-days.csv"));
    assert_eq!(read, official + lines(include_str!("data/cn-days-2027-provisional.csv")));
    assert_eq!(official, 488);
}

#[test]
fn a_holiday_moves_the_due_day() {
    for (start, ten, twenty) in [
        ("2019-05-31", "2019-06-17", "2019-07-01"),
        ("2020-01-21", "2020-02-12", "2020-02-26"),
        ("2024-09-13", "2024-09-29", "2024-10-17"),
        ("2026-10-03", "2026-10-20", "2026-11-03"),
        ("2026-09-18", "2026-10-09", "2026-10-22"),
        ("2026-11-23", "2026-12-07", "2026-12-21"),
        ("2026-12-03", "2026-12-17", "2026-12-31"),
        ("2026-12-04", "2026-12-18", "2027-01-04 暂定"),
        ("2026-12-18", "2027-01-04 暂定", "2027-01-18 暂定"),
    ] {
        assert_eq!((due(start, 10).as_str(), due(start, 20).as_str()), (ten, twenty), "{start}");
    }
}

#[test]
fn a_year_nobody_announced_is_counted_by_the_weekend_rule_and_marked() {
    for (start, days, expected) in [
        ("2031-03-03", 5, "2031-03-10 暂定"),
        ("1998-11-16", 20, "1998-12-14 暂定"),
        ("2006-12-29", 1, "2007-01-04 暂定"),
        ("2006-12-31", 1, "2007-01-04"),
        ("2026-11-23", 0, "2026-11-23"),
    ] {
        assert_eq!(due(start, days), expected, "{start} +{days}");
    }
}

#[test]
fn no_date_is_too_early_or_too_late() {
    let calendar = Calendar::embedded();
    let ends = [NaiveDate::MIN, NaiveDate::MAX, day("2007-01-01"), day("2027-12-31")];
    for from in ends {
        for to in ends {
            let there = calendar.working_days_between(from, to);
            assert_eq!(there, -calendar.working_days_between(to, from));
        }
        let _ = calendar.add(from, u32::MAX);
        let _ = calendar.explain(from, 30);
    }
}

#[test]
fn counting_and_adding_are_inverse() {
    let calendar = Calendar::embedded();
    for start in day("2006-11-01").iter_days().take(8_000).step_by(3) {
        for days in [1, 7, 20, 400] {
            let end = calendar.add(start, days).date;
            assert!(calendar.is_working(end));
            assert_eq!(calendar.working_days_between(start, end), i64::from(days), "{start} +{days}");
        }
    }
}

#[test]
fn each_day_says_what_it_is_and_why() {
    let calendar = Calendar::embedded();
    for (date, kind, holiday) in [
        ("2026-10-01", DayKind::Rest, Some("国庆节")),
        ("2026-10-10", DayKind::MakeUp, Some("国庆节")),
        ("2026-11-21", DayKind::Rest, None),
        ("2026-11-23", DayKind::Working, None),
    ] {
        let found = calendar.day(day(date));
        assert_eq!((found.kind, found.holiday), (kind, holiday), "{date}");
    }
    assert!(calendar.day(day("2027-03-01")).provisional);
}

#[test]
fn an_explanation_counts_every_day_up_to_the_last() {
    let steps = Calendar::embedded().explain(day("2026-09-18"), 20);
    assert_eq!(steps.first().unwrap().counted, None);
    let last = steps.last().unwrap();
    assert_eq!((last.day.date, last.counted), (day("2026-10-22"), Some(20)));
    let rest = steps.iter().filter(|step| step.day.kind == DayKind::Rest && step.day.holiday.is_some());
    assert!(rest.count() > 4);
}

#[test]
fn a_notice_replaces_what_was_provisional_and_the_later_one_wins() {
    let arrangement = |date: &str, status| Arrangement { date: day(date), status, name: "元旦".to_owned() };
    let notice = Announcement {
        year: 2027,
        days: vec![
            arrangement("2027-01-01", Status::Off),
            arrangement("2026-12-31", Status::Off),
            arrangement("2027-01-03", Status::Work),
        ],
    };
    let calendar = Calendar::embedded().with_year(&notice);
    assert_eq!(calendar.day(day("2027-02-05")).kind, DayKind::Working);
    assert_eq!(calendar.day(day("2026-12-31")).kind, DayKind::Rest);
    let moved = calendar.add(day("2026-12-04"), 20);
    assert_eq!((moved.date, moved.provisional), (day("2027-01-04"), false));
    let withdrawn = Announcement { year: 2027, days: vec![arrangement("2026-12-31", Status::Work)] };
    assert!(calendar.with_year(&withdrawn).is_working(day("2026-12-31")));
}

#[test]
fn a_batch_day_on_a_weekend_moves_to_the_next_working_day() {
    let calendar = Calendar::embedded();
    for (date, moved) in
        [("2026-12-05", "2026-12-07"), ("2026-10-05", "2026-10-08"), ("2026-11-20", "2026-11-20")]
    {
        assert_eq!(calendar.working_day_from(day(date)), day(moved));
    }
}
