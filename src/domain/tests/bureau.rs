//! Deputies: who appoints whom, and how it ends.

use super::world::{World, day, delegation, login};
use crate::domain::{Author, Bureau, BureauCommand, Delegation};
use crate::procedure::Role;

/// What becomes of a command on the fifth of November; the refusal's key, or nothing.
fn check(bureau: &mut Bureau, by: &str, command: &BureauCommand) -> &'static str {
    let author = Author { login: login(by), role: Role::Office, on_behalf: None };
    match bureau.decide(&World::new().roster, &author, day("2026-11-05"), command) {
        Ok(events) => {
            events.iter().for_each(|event| bureau.evolve(event));
            ""
        }
        Err(refusal) => refusal.key(),
    }
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
        ("zheng", no_paper(given("chen", "li")), "authority-missing"),
        ("lin", given("chen", "li"), "not-permitted"),
        ("audit", given("chen", "li"), "not-permitted"),
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
