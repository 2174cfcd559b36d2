//! Who may do what: powerless people, deputies, and one's own proposals.

use super::world::{World, approve, delegation, determined, draft, section, submit};
use crate::domain::{Refusal, Verb};
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
