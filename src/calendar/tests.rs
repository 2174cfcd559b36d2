use super::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn rows(text: &str) -> Vec<Arrangement> {
    let row = |row: &str| {
        let (day, kind) = row.split_once(' ').unwrap();
        let kind = if kind == "off" { Arranged::Off } else { Arranged::Work };
        Arrangement { date: date(day), kind, name: "节".to_owned() }
    };
    text.split(", ").filter(|row| !row.is_empty()).map(row).collect()
}

/// A notice for 2027 that leaves the statutory holidays off, and arranges these rows.
fn notice_2027(text: &str) -> Notice {
    let holidays = rows("2027-01-01 off, 2027-10-01 off");
    Notice::new(2027, holidays.into_iter().chain(rows(text))).unwrap()
}

#[test]
fn a_day_is_working_rest_or_make_up() {
    let calendar = Calendar::embedded();
    let check = |day: &str, kind, holiday, provisional| {
        assert_eq!(calendar.day(date(day)), Day { date: date(day), kind, holiday, provisional });
        assert_eq!(calendar.is_working(date(day)), kind.is_working());
    };
    check("2026-11-23", DayKind::Working, None, false);
    check("2026-11-22", DayKind::Rest, None, false);
    check("2026-10-01", DayKind::Rest, Some("国庆节"), false);
    check("2024-09-29", DayKind::MakeUp, Some("国庆节"), false);
    check("2018-12-29", DayKind::MakeUp, Some("元旦"), false);
    check("2027-02-05", DayKind::Rest, Some("春节"), true);
    check("2027-02-09", DayKind::Working, None, true);
    check("2028-01-01", DayKind::Rest, None, true);
    check("2006-12-29", DayKind::Working, None, true);
}

#[test]
fn a_holiday_moves_the_due_day() {
    let calendar = Calendar::embedded();
    let check =
        |start: &str, n, due: &str| assert_eq!(calendar.add(date(start), n).date, date(due), "{start} + {n}");
    check("2026-11-23", 0, "2026-11-23");
    check("2026-11-22", 0, "2026-11-22");
    check("2026-11-23", 1, "2026-11-24");
    check("2026-11-20", 1, "2026-11-23");
    check("2026-10-03", 10, "2026-10-20");
    check("2024-09-13", 10, "2024-09-29");
    check("2019-04-25", 20, "2019-05-24");
    check("2020-01-21", 10, "2020-02-12");
    check("2026-12-18", 10, "2027-01-04");
}

#[test]
fn a_due_day_that_depends_on_an_unannounced_year_is_provisional() {
    let calendar = Calendar::embedded();
    let check = |start: &str, n, provisional| {
        assert_eq!(calendar.add(date(start), n).provisional, provisional, "{start} + {n}");
    };
    check("2026-12-03", 20, false);
    check("2026-12-04", 20, true);
    check("2026-12-31", 0, false);
    check("2026-12-31", 1, true);
    check("2006-12-28", 20, true);
    check("2006-12-31", 20, false);
    check("2027-03-01", 0, false);
    check("1949-10-01", 1, true);
}

#[test]
fn a_rest_day_passes_to_the_next_working_day() {
    let calendar = Calendar::embedded();
    let check = |day: &str, next: &str, provisional| {
        let due = Due { date: date(next), provisional };
        assert_eq!(calendar.next_working_day_on_or_after(date(day)), due);
    };
    check("2026-11-23", "2026-11-23", false);
    check("2026-10-01", "2026-10-08", false);
    check("2024-09-28", "2024-09-29", false);
    check("2027-01-01", "2027-01-04", true);
    check("2027-01-04", "2027-01-04", true);
}

#[test]
fn days_between_are_counted_after_the_first_up_to_the_second() {
    let calendar = Calendar::embedded();
    let check = |from: &str, to: &str, days: i64| {
        assert_eq!(calendar.working_days_between(date(from), date(to)), days, "{from} {to}");
        assert_eq!(calendar.working_days_between(date(to), date(from)), -days, "{to} {from}");
    };
    check("2026-11-23", "2026-11-23", 0);
    check("2026-11-20", "2026-11-23", 1);
    check("2026-11-20", "2026-11-22", 0);
    check("2026-09-30", "2026-10-08", 1);
    for (year, days) in
        [(2019, 250), (2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248)]
    {
        check(&format!("{}-12-31", year - 1), &format!("{year}-12-31"), days);
    }
    check("0001-01-01", "0001-01-08", 5);
    check("0000-12-31", "0001-01-07", 5);
    check("-0001-12-31", "0000-12-31", 260);
}

#[test]
fn a_due_day_is_explained_day_by_day() {
    let calendar = Calendar::embedded();
    let steps: Vec<_> = calendar.explain(date("2026-09-29"), 2).collect();
    let told: Vec<_> = steps.iter().map(|step| (step.day.date.to_string(), step.nth)).collect();
    let rest = (1..=7).map(|day| (format!("2026-10-0{day}"), None));
    let mut expected = vec![("2026-09-29".to_owned(), None), ("2026-09-30".to_owned(), Some(1))];
    expected.extend(rest);
    expected.push(("2026-10-08".to_owned(), Some(2)));
    assert_eq!(told, expected);
    assert_eq!(steps[2].day.holiday, Some("国庆节"));
    assert_eq!(calendar.explain(date("2026-11-22"), 0).count(), 1);
}

#[test]
fn a_notice_settles_its_year() {
    let before = Calendar::embedded();
    let after = before.with_notice(notice_2027("2027-02-09 off, 2027-02-14 work"));
    assert!(!before.is_announced(2027) && after.is_announced(2027));
    assert_eq!(after.add(date("2026-12-04"), 20), Due { date: date("2027-01-04"), provisional: false });
    assert_eq!(after.day(date("2027-02-14")).kind, DayKind::MakeUp);
    assert!(after.is_working(date("2027-02-05")), "what was only expected no longer holds");
    assert!(after.announced_years().eq(2007..=2027));
}

#[test]
fn what_was_counted_before_a_notice_is_still_known() {
    let begun = date("2026-12-30");
    let once = Calendar::embedded().with_notice_from(10, notice_2027("2027-01-04 off"));
    let twice = once.with_notice_from(20, notice_2027("2027-01-04 off, 2027-01-05 off"));
    assert_eq!(twice.add(begun, 3).date, date("2027-01-07"));
    let then = [9, 10, 19, 20].map(|then| twice.counted_then(begun, 3, then).to_string());
    assert_eq!(then, ["2027-01-05", "2027-01-06", "2027-01-06", "2027-01-07"]);
}

#[test]
fn days_that_are_so_anyway_may_be_named() {
    let plain = Calendar::embedded().with_notice(notice_2027(""));
    let named = Calendar::embedded().with_notice(notice_2027("2027-02-10 work, 2027-02-13 off"));
    for (day, kind) in [("2027-02-10", DayKind::Working), ("2027-02-13", DayKind::Rest)] {
        assert_eq!((plain.day(date(day)).kind, named.day(date(day)).kind), (kind, kind));
        assert_eq!(named.day(date(day)).holiday, Some("节"));
    }
    let year = (date("2026-12-31"), date("2027-12-31"));
    assert_eq!(plain.working_days_between(year.0, year.1), named.working_days_between(year.0, year.1));
}

#[test]
fn a_notice_replaces_the_earlier_one_of_its_year() {
    let wrong = Calendar::embedded().with_notice(notice_2027("2027-03-10 off"));
    let right = wrong.with_notice(notice_2027("2027-03-11 off"));
    assert!(!wrong.is_working(date("2027-03-10")));
    assert!(right.is_working(date("2027-03-10")) && !right.is_working(date("2027-03-11")));
    assert_eq!(right, Calendar::embedded().with_notice(notice_2027("2027-03-11 off")));
}

#[test]
fn of_two_years_notices_the_later_arranges_the_day() {
    let from_2027 = notice_2027("2026-12-31 off, 2027-12-31 off, 2028-01-03 off");
    let from_2028 = rows("2027-12-31 work, 2028-01-03 work, 2028-01-01 off, 2028-05-01 off, 2028-10-01 off");
    let from_2028 = Notice::new(2028, from_2028).unwrap();
    let calendar = Calendar::embedded().with_notice(from_2027.clone());
    let check = |calendar: &Calendar, day: &str, working| {
        assert_eq!(calendar.is_working(date(day)), working, "{day}");
    };
    check(&calendar, "2026-12-31", false);
    check(&calendar, "2027-12-31", false);
    check(&calendar, "2028-01-03", false);
    for calendar in [
        calendar.with_notice(from_2028.clone()),
        Calendar::new([from_2028.clone(), from_2027.clone()], []),
        Calendar::new([from_2027], []).with_notice(from_2028),
    ] {
        check(&calendar, "2026-12-31", false);
        check(&calendar, "2027-12-31", true);
        check(&calendar, "2028-01-03", true);
    }
}

#[test]
fn every_flaw_of_a_notice_is_named() {
    let check =
        |year, text: &str, flaws: &[Flaw]| assert_eq!(Notice::new(year, rows(text)).unwrap_err(), flaws);
    let worked = |day| Flaw::StatutoryHolidayWorked { date: date(day) };
    check(2027, "", &[Flaw::NotAnnounced]);
    check(9999, "9999-10-01 work", &[Flaw::YearOutOfRange { year: 9999 }]);
    check(
        i32::MIN,
        "2027-10-01 off",
        &[
            Flaw::Stray { row: 0, date: date("2027-10-01"), year: i32::MIN },
            Flaw::YearOutOfRange { year: i32::MIN },
        ],
    );
    check(2027, "2027-02-09 off", &[worked("2027-01-01"), worked("2027-10-01")]);
    check(
        2027,
        "2025-12-31 off, 2027-01-01 off, 2029-01-01 off, 2027-01-01 work, 2027-10-01 off, 2027-01-01 off",
        &[
            Flaw::Stray { row: 0, date: date("2025-12-31"), year: 2027 },
            Flaw::Stray { row: 2, date: date("2029-01-01"), year: 2027 },
            Flaw::Contradicted { row: 3, date: date("2027-01-01") },
        ],
    );
    let nameless = Arrangement { date: date("2027-10-01"), kind: Arranged::Off, name: " ".to_owned() };
    let flaws = Notice::new(2027, rows("2027-01-01 off").into_iter().chain([nameless])).unwrap_err();
    assert_eq!(flaws, [Flaw::Nameless { row: 1, date: date("2027-10-01") }]);
}

#[test]
fn the_ends_of_time_are_dates_like_others() {
    for calendar in [Calendar::embedded(), Calendar::new([], [])] {
        let (first, last) = (NaiveDate::MIN, NaiveDate::MAX);
        let all = calendar.working_days_between(first, last);
        assert_eq!(all, -calendar.working_days_between(last, first));
        for day in [first, last] {
            assert!(calendar.day(day).provisional);
            assert_eq!(calendar.explain(day, 0).count(), 1);
        }
        let end = Due { date: last, provisional: true };
        assert_eq!(calendar.add(first, u32::MAX), end);
        assert_eq!(calendar.add(last, u32::MAX), end);
        assert_eq!(calendar.add(last, 1), end);
        assert_eq!(calendar.explain(last, 1000).count(), 1);
        assert!(calendar.next_working_day_on_or_after(last).provisional);
        assert!(calendar.next_working_day_on_or_after(first).date <= date("-262143-01-03"));
        assert_eq!(calendar.working_days_between(first, calendar.add(first, 100_000_000).date), 100_000_000);
    }
}
