//! Who is in the bureau, in which section, and who stands in for whom.
//!
//! A roster takes effect as a whole; roles are looked up in it at each act, never stored with an item.

use chrono::NaiveDate;

use super::ids::{Login, SectionName};
use crate::procedure::Role;

/// All sections and people of a bureau.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Roster {
    /// In the bureau's order.
    pub sections: Vec<Section>,
    /// In the file's order.
    pub people: Vec<Person>,
}

/// A section (科室).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    /// Its name, which is also its key.
    pub name: SectionName,
    /// 科室负责人; the first is the one whose task a review is.
    pub heads: Vec<Login>,
    /// 分管领导.
    pub leader: Option<Login>,
    /// The section that inherits its open items, where it was merged.
    pub successor: Option<SectionName>,
    /// Whether this is the 局信息公开办.
    pub office: bool,
}

/// A person, known by login name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// The host's login name.
    pub login: Login,
    /// As it is shown and printed.
    pub name: String,
    /// The section; leaders and auditors may have none.
    pub section: Option<SectionName>,
    /// 分管领导.
    pub leader: bool,
    /// 主要领导.
    pub chief: bool,
    /// Reads everything, changes nothing.
    pub auditor: bool,
    /// Owns the configuration; approves nothing.
    pub administrator: bool,
    /// Who determines where this person can't: first to last.
    pub substitutes: Vec<Login>,
    /// When this person is away.
    pub away: Vec<Away>,
}

/// Days on which a person is away, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Away {
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
}

impl Person {
    /// Auditors and administrators do nothing to an item, whatever else the roster calls them.
    pub fn is_powerless(&self) -> bool {
        self.auditor || self.administrator
    }
}

impl Roster {
    /// The person with this login.
    pub fn person(&self, login: &Login) -> Option<&Person> {
        self.people.iter().find(|person| person.login == *login)
    }

    /// The person with this login, where that person may act at all.
    fn acting(&self, login: &Login) -> Option<&Person> {
        self.person(login).filter(|person| !person.is_powerless())
    }

    /// The name of this person as it is shown; the login where the roster no longer knows it.
    pub fn name<'a>(&'a self, login: &'a Login) -> &'a str {
        self.person(login).map_or(login.0.as_str(), |person| person.name.as_str())
    }

    /// Somebody who reads everything and changes nothing.
    pub fn auditor(&self) -> Option<&Login> {
        self.people.iter().find(|person| person.auditor).map(|person| &person.login)
    }

    /// The section of this name, or its successor where it was merged.
    pub fn section(&self, name: &SectionName) -> Option<&Section> {
        let mut found = self.sections.iter().find(|section| section.name == *name)?;
        // A chain of mergers is no longer than the list of sections; a ring ends there.
        for _ in &self.sections {
            let Some(successor) = &found.successor else { break };
            found = self.sections.iter().find(|section| section.name == *successor)?;
        }
        Some(found)
    }

    /// The section that is the 局信息公开办.
    pub fn office(&self) -> Option<&Section> {
        self.sections.iter().find(|section| section.office)
    }

    /// Whether this person works in the section (or in the one that succeeded it).
    pub fn is_staff(&self, login: &Login, section: &SectionName) -> bool {
        let Some(lead) = self.section(section) else { return false };
        let own = self.acting(login).and_then(|person| person.section.as_ref());
        own.and_then(|own| self.section(own)).is_some_and(|own| own.name == lead.name)
    }

    /// Whether this person belongs to the 局信息公开办.
    pub fn is_office(&self, login: &Login) -> bool {
        self.office().is_some_and(|office| self.is_staff(login, &office.name))
    }

    /// Whether this person heads the section.
    pub fn is_head(&self, login: &Login, section: &SectionName) -> bool {
        self.acting(login).is_some()
            && self.section(section).is_some_and(|section| section.heads.contains(login))
    }

    /// Whether this person is in charge of the section.
    pub fn is_leader_of(&self, login: &Login, section: &SectionName) -> bool {
        self.acting(login).is_some()
            && self.section(section).is_some_and(|section| section.leader.as_ref() == Some(login))
    }

    /// Whether this person is a leader of the bureau at all.
    pub fn is_leader(&self, login: &Login) -> bool {
        self.acting(login).is_some_and(|person| person.leader || person.chief)
    }

    /// Whether this person is the bureau's 主要领导.
    pub fn is_chief(&self, login: &Login) -> bool {
        self.acting(login).is_some_and(|person| person.chief)
    }

    /// Whether this person is away on that day.
    pub fn is_away(&self, login: &Login, day: NaiveDate) -> bool {
        self.person(login)
            .is_some_and(|person| person.away.iter().any(|away| away.first <= day && day <= away.last))
    }

    /// Every role that this person has somewhere.
    pub fn roles(&self, login: &Login) -> Vec<Role> {
        let Some(person) = self.person(login) else { return Vec::new() };
        let held = [
            (Role::Drafter, person.section.is_some() && !person.is_powerless()),
            (Role::Head, self.sections.iter().any(|section| self.is_head(login, &section.name))),
            (Role::Leader, person.leader && !person.is_powerless()),
            (Role::Chief, self.is_chief(login)),
            (Role::Office, self.is_office(login)),
            (Role::Auditor, person.auditor),
            (Role::Administrator, person.administrator),
        ];
        held.into_iter().filter_map(|(role, holds)| holds.then_some(role)).collect()
    }
}
