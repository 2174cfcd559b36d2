//! The bureau as a whole: who appoints whom as a deputy, how it ends, and when its clock is trusted.

use super::world::{World, day, delegation, login};
use crate::domain::{Author, Bureau, BureauCommand, BureauEvent, Delegation, Moment};
use crate::procedure::Role;

/// What becomes of a command on the fifth of November; the refusal's key, or nothing.
fn check(bureau: &mut Bureau, by: &str, command: &BureauCommand) -> &'static str {
    check_at(bureau, by, moment("2026-11-05T09:00:00+08:00"), command)
}

/// The same where the last record was made then, and the clock says this.
fn check_at(bureau: &mut Bureau, by: &str, now: Moment, command: &BureauCommand) -> &'static str {
    let author = Author { login: login(by), role: Role::Office, on_behalf: None };
    let last = moment("2026-11-05T09:00:00+08:00");
    match bureau.decide(&World::new().roster, &author, last, now, command) {
        Ok(events) => {
            events.iter().for_each(|event| bureau.evolve(now.max(last), event));
            ""
        }
        Err(refusal) => refusal.key(),
    }
}

fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

#[test]
fn deputies_are_appointed_by_the_person_or_by_office_and_leader_on_paper_and_never_by_themselves() {
    let given = |from: &str, to: &str| delegation(from, to);
    let no_paper = |given: Delegation| Delegation { authority: String::new(), ..given };
    let past = |given: Delegation| Delegation { last: day("2026-11-04"), ..given };
    for (by, given, refusal) in [
        ("wang", no_paper(given("wang", "lin")), ""),
        ("zheng", given("chen", "li"), ""),
        ("li", given("chen", "gao"), ""),
        // The chief leads no section, and is of none.
        ("sun", no_paper(given("sun", "li")), ""),
        ("sun", given("chen", "li"), ""),
        ("zheng", no_paper(given("chen", "li")), "authority-missing"),
        ("lin", given("chen", "li"), "not-permitted"),
        ("audit", given("chen", "li"), "not-permitted"),
        ("audit", no_paper(given("audit", "li")), "not-permitted"),
        ("zheng", given("chen", "zheng"), "cannot-deputise"),
        ("li", given("chen", "li"), "cannot-deputise"),
        ("wang", given("wang", "wang"), "cannot-deputise"),
        ("wang", given("wang", "admin"), "cannot-deputise"),
        ("wang", past(given("wang", "audit")), "cannot-deputise"),
        ("wang", past(given("wang", "lin")), "period-empty"),
        ("ghost", given("wang", "lin"), "unknown-person"),
        ("zheng", given("wang", "ghost"), "unknown-person"),
    ] {
        let mut bureau = Bureau::default();
        let command = BureauCommand::AppointDeputy(given);
        assert_eq!(check(&mut bureau, by, &command), refusal, "{by} {command:?}");
    }
}

#[test]
fn a_deputy_s_time_ends_at_once_also_on_its_first_day_and_before_it() {
    let end = || BureauCommand::EndDeputy { from: login("wang"), to: login("lin") };
    for first in ["2026-11-01", "2026-11-05", "2026-11-20"] {
        let mut bureau = Bureau::default();
        let given = Delegation { first: day(first), ..delegation("wang", "lin") };
        bureau.delegations.push(given);
        assert_eq!(check(&mut bureau, "lin", &end()), "not-permitted");
        assert_eq!(check(&mut bureau, "wang", &end()), "", "{first}");
        let still = ["2026-11-05", "2026-11-21"].map(|on| bureau.delegations[0].covers(day(on)));
        assert_eq!(still, [false, false], "{first}");
        assert_eq!(check(&mut bureau, "wang", &end()), "nothing-changed");
    }
}

#[test]
fn ending_a_deputy_s_time_leaves_earlier_times_as_they_were() {
    let mut bureau = Bureau::default();
    let earlier = Delegation { last: day("2026-11-02"), ..delegation("wang", "lin") };
    bureau.delegations.extend([earlier.clone(), delegation("wang", "lin")]);
    check(&mut bureau, "wang", &BureauCommand::EndDeputy { from: login("wang"), to: login("lin") });
    assert_eq!(bureau.delegations[0], earlier);
}

#[test]
fn a_clock_far_from_the_last_record_waits_for_the_administrator() {
    let last = moment("2026-11-05T09:00:00+08:00");
    for (now, practice, trusted) in [
        ("2026-11-05T09:00:00+08:00", false, true),
        ("2026-11-05T08:00:00+08:00", false, true),
        ("2026-11-05T07:59:59+08:00", false, false),
        ("2026-11-05T07:59:59+08:00", true, false),
        ("2026-12-05T09:00:00+08:00", false, true),
        ("2026-12-05T09:00:01+08:00", false, false),
        ("2026-12-05T09:00:01+08:00", true, true),
    ] {
        let mut bureau = Bureau { practice, ..Bureau::default() };
        let now = moment(now);
        assert_eq!(bureau.trusts_clock(last, now), trusted, "{now}");
        let command = BureauCommand::ConfirmClock;
        let refusal = if trusted { "nothing-changed" } else { "" };
        assert_eq!(check_at(&mut bureau, "zheng", now, &command), "not-permitted");
        assert_eq!(check_at(&mut bureau, "admin", now, &command), refusal, "{now}");
    }
}

#[test]
fn a_clock_confirmed_while_behind_goes_on_from_there_until_it_has_caught_up() {
    let mut bureau = Bureau::default();
    let last = moment("2027-03-01T09:00:00+08:00");
    let confirmed = moment("2026-11-05T09:00:00+08:00");
    bureau.evolve(last, &BureauEvent::ClockConfirmed { clock: Some(confirmed) });
    let later = moment("2027-03-02T09:00:00+08:00");
    for (last, now, trusted) in [
        (last, "2026-11-05T08:30:00+08:00", true),
        (last, "2027-01-01T09:00:00+08:00", true),
        (last, "2026-11-05T07:30:00+08:00", false),
        (later, "2026-11-05T09:00:00+08:00", false),
    ] {
        assert_eq!(bureau.trusts_clock(last, moment(now)), trusted, "{last} {now}");
    }
    bureau.evolve(last, &BureauEvent::ClockConfirmed { clock: None });
    assert!(!bureau.trusts_clock(last, confirmed));
}
