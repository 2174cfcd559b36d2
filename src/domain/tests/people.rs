//! Who may do what: powerless people, deputies, and one's own proposals.

use super::world::{World, approve, delegation, determined, draft, section, submit};
use crate::domain::{Refusal, Verb, may_read, permissions_of};
use crate::procedure::{Attribute, Role};

#[test]
fn auditors_and_administrators_do_nothing_whatever_else_the_roster_calls_them() {
    let mut world = World::new();
    section(&mut world.roster, "投资科").heads = vec!["admin".into(), "audit".into()];
    section(&mut world.roster, "投资科").leader = Some("audit".into());
    world.play([
        ("audit", draft("official", Attribute::Proactive), "not-permitted"),
        ("admin", draft("official", Attribute::Proactive), "not-permitted"),
        ("lin", draft("official", Attribute::Proactive), ""),
        ("lin", submit(), ""),
        ("admin", approve(), "not-permitted"),
        ("audit", approve(), "not-permitted"),
    ]);
    assert!(world.roster.roles(&"admin".into()) == [Role::Administrator]);
}

#[test]
fn nobody_acts_as_the_deputy_of_a_powerless_person() {
    let mut world = World::new();
    section(&mut world.roster, "投资科").heads = vec!["admin".into()];
    world.delegations.push(delegation("admin", "xu"));
    world.play([
        ("lin", draft("official", Attribute::Proactive), ""),
        ("lin", submit(), ""),
        ("xu", approve(), "not-permitted"),
    ]);
}

#[test]
fn a_refusal_names_nobody_who_could_not_do_it_either() {
    let mut world = World::after([("lin", draft("official", Attribute::Proactive), "")]);
    let refused = world.act(&super::world::shown(submit(), "gao", 1));
    let Err(Refusal::NotPermitted { who }) = refused else { panic!("{refused:?}") };
    assert!(!who.contains(&"audit".into()) && !who.contains(&"admin".into()), "{who:?}");
}

#[test]
fn deputies_have_no_deputies() {
    let mut world = World::after(determined("official", Attribute::Proactive)[..3].to_vec());
    world.delegations.extend([delegation("chen", "gao"), delegation("gao", "xu")]);
    world.play([("xu", approve(), "not-permitted"), ("gao", approve(), "")]);
    assert!(Verb::Approve.by_deputy() && !Verb::Expunge.by_deputy());
}

#[test]
fn permissions_name_the_role_and_the_sections_towards_which_it_holds() {
    let mut world = World::new();
    section(&mut world.roster, "消费品科").successor = Some("投资科".into());
    let of = |login: &str, verb: Verb| -> Vec<String> {
        let all = permissions_of(&world.roster, &login.into());
        let found = all.into_iter().find(|(known, _)| *known == verb);
        let found = found.map(|(_, found)| found).unwrap_or_default();
        found
            .iter()
            .map(|(role, name)| format!("{}:{}", role.key(), name.clone().unwrap_or_default()))
            .collect()
    };
    for (login, verb, allowed) in [
        ("lin", Verb::Draft, &["staff:投资科"][..]),
        ("gao", Verb::Draft, &["staff:投资科"]),
        ("lin", Verb::Approve, &[]),
        ("wang", Verb::Approve, &["head:投资科"]),
        ("gao", Verb::Approve, &[]),
        ("chen", Verb::Approve, &["leader:投资科", "leader:办公室"]),
        ("li", Verb::Approve, &["leader:投资科", "leader:办公室"]),
        ("sun", Verb::Approve, &["chief:"]),
        ("sun", Verb::ReferBack, &["chief:"]),
        ("zheng", Verb::Publish, &["staff:办公室", "office:"]),
        ("lin", Verb::Issue, &["staff:投资科"]),
        ("zheng", Verb::TakeDown, &["office:"]),
        ("chen", Verb::TakeDown, &[]),
        ("audit", Verb::Comment, &[]),
        ("admin", Verb::Draft, &[]),
        ("ghost", Verb::Draft, &[]),
    ] {
        assert_eq!(of(login, verb), allowed, "{login} {verb:?}");
    }
}

#[test]
fn reading_follows_section_leadership_and_deputies() {
    let mut world = World::new();
    let delegations = [delegation("gao", "xu")];
    let reads = |world: &World, login: &str, section: &str| {
        may_read(&world.roster, &delegations, &login.into(), &section.into(), &"lin".into(), world.today)
    };
    for (login, investment, consumer) in [
        ("lin", true, true), // drafted both
        ("wang", true, false),
        ("xu", true, true),
        ("gao", false, true),
        ("chen", true, true),
        ("li", true, true),
        ("sun", true, true),
        ("zheng", true, true),
        ("audit", true, true),
        ("admin", false, false),
        ("ghost", false, false),
    ] {
        let found = (reads(&world, login, "投资科"), reads(&world, login, "消费品科"));
        assert_eq!(found, (investment, consumer), "{login}");
    }
    world.on("2026-12-01");
    assert!(!reads(&world, "xu", "消费品科"));
}
