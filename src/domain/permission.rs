//! What a person may do, and towards which sections: the table of permissions read from one roster.
//!
//! Only roles count here, not items: whose turn it is, whose proposal it was and whose deputy somebody
//! is on a day are `decide`'s to judge.

use super::ids::{Login, SectionName};
use super::roster::Roster;
use super::verb::{Relation, Verb};
use crate::procedure::Role;

/// A role that lets a person act, and the section towards whose items; none means all of them.
pub type Permission = (Role, Option<SectionName>);

/// Every act that this person may do by role, with the roles that allow it, in the table's order.
pub fn permissions_of(roster: &Roster, login: &Login) -> Vec<(Verb, Vec<Permission>)> {
    let held = held(roster, login);
    let allowed = |verb: &Verb| {
        let mut found: Vec<Permission> = Vec::new();
        for role in verb.allowed().iter().flat_map(|relation| roles(*verb, *relation)) {
            let new = held.iter().filter(|permission| permission.0 == *role);
            let new: Vec<_> = new.filter(|permission| !found.contains(permission)).cloned().collect();
            found.extend(new);
        }
        (*verb, found)
    };
    Verb::ALL.iter().map(allowed).filter(|(_, found)| !found.is_empty()).collect()
}

/// Every role of this person. A leader holds one also where he determines in another's place.
fn held(roster: &Roster, login: &Login) -> Vec<Permission> {
    let present = roster.sections.iter().filter(|section| section.successor.is_none());
    let stands_in = |leader: &Login| {
        roster.is_leader(login)
            && roster.person(leader).is_some_and(|person| person.substitutes.contains(login))
    };
    let mut held = Vec::new();
    for section in present {
        let name = &section.name;
        let leads = roster.is_leader_of(login, name) || section.leader.as_ref().is_some_and(stands_in);
        let towards = [
            (Role::Staff, roster.is_staff(login, name)),
            (Role::Head, roster.is_head(login, name)),
            (Role::Leader, leads),
        ];
        let holds = towards.into_iter().filter(|(_, holds)| *holds);
        held.extend(holds.map(|(role, _)| (role, Some(name.clone()))));
    }
    let anywhere = [(Role::Chief, roster.is_chief(login)), (Role::Office, roster.is_office(login))];
    held.extend(anywhere.into_iter().filter(|(_, holds)| *holds).map(|(role, _)| (role, None)));
    held
}

/// The roles in which a person can come to stand to some item in this way.
const fn roles(verb: Verb, relation: Relation) -> &'static [Role] {
    match (relation, verb) {
        (Relation::Responsible, Verb::Issue) => &[Role::Office],
        (Relation::Responsible, Verb::ReferBack) => &[Role::Chief],
        (Relation::Responsible, Verb::Comment) => &[Role::Head, Role::Leader, Role::Chief, Role::Office],
        (Relation::Responsible | Relation::Signer, _) => &[Role::Head, Role::Leader, Role::Chief],
        (Relation::Obliged, Verb::Receive | Verb::Transfer) => &[Role::Office],
        (Relation::Obliged, Verb::Publish) => &[Role::Staff, Role::Office],
        (Relation::Drafter | Relation::Staff | Relation::Fallback | Relation::Obliged, _) => &[Role::Staff],
        (Relation::Head, _) => &[Role::Head],
        (Relation::Leader, _) => &[Role::Leader],
        (Relation::Office, _) => &[Role::Office],
        (Relation::Passer, _) => &[Role::Staff, Role::Head, Role::Leader, Role::Chief],
    }
}
