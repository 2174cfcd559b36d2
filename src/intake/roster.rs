//! The roster file: who is in the bureau, in which section, and who stands in for whom.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Fault;
use super::table::{At, Table, read};
use crate::domain::{Away, Login, Person, Roster, Section};
use crate::procedure::{Procedures, Role, StageAct};

/// A commented roster to fill in.
pub const DEFAULT: &str = include_str!("defaults/roster.toml");
/// The roster of the practice bureau.
pub const DEMO: &str = include_str!("defaults/demo-roster.toml");

/// Something that a roster leaves nobody to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gap {
    /// Whether it stops the procedure; else it only may, when a person drafts or is away.
    pub stops: bool,
    /// What is missing, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// Reads and checks a roster file as a whole.
///
/// # Errors
/// Every fault of the file, in its order.
pub fn parse(bytes: &[u8], file: &str) -> Result<Roster, Vec<Fault>> {
    read(bytes, file, |root| {
        let people = root.tables("person", |table| Some((person(table)?, table.span())));
        let known: BTreeSet<Login> = people.iter().map(|(person, _)| person.login.clone()).collect();
        let sections = root.tables("section", |table| Some((section(table, &known)?, table.span())));
        check(root, &sections, &people);
        Some(Roster {
            sections: sections.into_iter().map(|(section, _)| section).collect(),
            people: people.into_iter().map(|(person, _)| person).collect(),
        })
    })
}

fn section(table: &Table<'_>, known: &BTreeSet<Login>) -> Option<Section> {
    let name = table.needed("name");
    let login = |found: At<&str>| {
        if !known.contains(&Login::from(found.value)) {
            table.fault(
                &found.span,
                format!("名册中没有 {}", found.value),
                format!("no person has the login {}", found.value),
            );
        }
        Login::from(found.value)
    };
    let heads = table.texts("heads").into_iter().map(login).collect();
    let leader = table.text("leader").map(login);
    let successor = table.text("successor").map(|found| found.value.into());
    let office = table.flag("office");
    Some(Section { name: name?.value.into(), heads, leader, successor, office })
}

fn person(table: &Table<'_>) -> Option<Person> {
    let login = table.needed("login");
    if let Some(login) = &login {
        let mut characters = login.value.chars();
        let first = characters.next().is_some_and(|c| c.is_ascii_lowercase() || c == '_');
        let rest = characters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.-".contains(c));
        if !first || !rest || login.value.len() > 32 {
            table.fault(
                &login.span,
                "登录名只用小写字母、数字和 _ . -",
                "a login has lower-case letters, digits and _ . - only",
            );
        }
    }
    let name = table.needed("name");
    let section = table.text("section").map(|found| found.value.into());
    let [leader, chief, auditor, administrator] =
        ["leader", "chief", "auditor", "administrator"].map(|key| table.flag(key));
    if administrator && (leader || chief || auditor) {
        table.fault(&table.span(), "管理员不能兼任其他角色", "an administrator can have no other role");
    }
    let substitutes = table.texts("substitutes").into_iter().map(|found| found.value.into()).collect();
    let away = table.tables("away", |table| {
        let (first, last) = (table.date("first"), table.date("last"));
        let (first, last) = (first?, last?);
        if last.value < first.value {
            table.fault(&last.span, "止日早于起日", "the last day is before the first");
        }
        Some(Away { first: first.value, last: last.value })
    });
    Some(Person {
        login: login?.value.into(),
        name: name?.value.to_owned(),
        section,
        leader,
        chief,
        auditor,
        administrator,
        substitutes,
        away,
    })
}

fn check(root: &Table<'_>, sections: &[(Section, Range<usize>)], people: &[(Person, Range<usize>)]) {
    let section_names: BTreeSet<_> = sections.iter().map(|(section, _)| &section.name).collect();
    let logins: BTreeSet<_> = people.iter().map(|(person, _)| &person.login).collect();
    let mut seen = BTreeSet::new();
    for (person, span) in people {
        if !seen.insert(&person.login) {
            root.fault(
                span,
                format!("登录名 {} 重复", person.login),
                format!("login {} occurs twice", person.login),
            );
        }
        if let Some(section) = person.section.as_ref().filter(|section| !section_names.contains(section)) {
            root.fault(span, format!("没有科室 {section}"), format!("there is no section {section}"));
        }
        for substitute in person.substitutes.iter().filter(|login| !logins.contains(login)) {
            root.fault(
                span,
                format!("名册中没有 {substitute}"),
                format!("no person has the login {substitute}"),
            );
        }
    }
    let find =
        |login: &Login| people.iter().find(|(person, _)| person.login == *login).map(|(person, _)| person);
    let mut seen = BTreeSet::new();
    for (section, span) in sections {
        if !seen.insert(&section.name) {
            root.fault(
                span,
                format!("科室 {} 重复", section.name),
                format!("section {} occurs twice", section.name),
            );
        }
        if let Some(leader) =
            section.leader.as_ref().and_then(find).filter(|person| !person.leader && !person.chief)
        {
            root.fault(
                span,
                format!("{} 没有标为领导(leader = true)", leader.name),
                format!("{} is not marked as a leader", leader.login),
            );
        }
        for head in
            section.heads.iter().filter_map(find).filter(|person| person.administrator || person.auditor)
        {
            root.fault(
                span,
                format!("{} 是管理员或审计,不能当科室负责人", head.name),
                format!("{} is an administrator or auditor and can head no section", head.login),
            );
        }
        let mut at = section.successor.as_ref();
        if at.is_some_and(|successor| !section_names.contains(successor)) {
            root.fault(span, "承接的科室不在名册中", "the successor is not in the roster");
        }
        for _ in sections {
            at = at
                .and_then(|name| sections.iter().find(|(one, _)| one.name == *name))
                .and_then(|(one, _)| one.successor.as_ref());
        }
        if at.is_some() {
            root.fault(span, "承接关系成环", "the successors form a ring");
        }
    }
    let offices = sections.iter().filter(|(section, _)| section.office).count();
    if offices != 1 {
        root.fault(
            &(0..0),
            format!("须有且只有一个科室是局信息公开办(office = true),现有{offices}个"),
            format!("exactly one section must be the disclosure office (office = true), not {offices}"),
        );
    }
}

/// What this roster leaves nobody to do in these procedures (rule 4: two persons behind each decision).
pub fn staffing(roster: &Roster, procedures: &Procedures) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut gap = |stops: bool, zh: String, en: String| gaps.push(Gap { stops, zh, en });
    for section in roster.sections.iter().filter(|section| section.successor.is_none()) {
        let name = &section.name;
        if section.heads.is_empty() {
            gap(
                true,
                format!("{name}:没有科室负责人,审核无人可办"),
                format!("{name}: no head, nobody can review"),
            );
        }
        let Some(leader) = section.leader.as_ref() else {
            gap(
                true,
                format!("{name}:没有分管领导,审定无人可办"),
                format!("{name}: no leader, nobody can determine"),
            );
            continue;
        };
        let substitutes = roster.person(leader).map(|person| person.substitutes.len()).unwrap_or(0);
        if substitutes == 0 {
            gap(
                false,
                format!("{name}:{} 自己拟稿或外出时,没有替补领导可审定", roster.name(leader)),
                format!("{name}: nobody determines where {leader} drafted or is away"),
            );
        }
        if section.heads.contains(leader) {
            gap(
                true,
                format!("{name}:{} 既是负责人又是分管领导,一人不能既审核又审定", roster.name(leader)),
                format!("{name}: {leader} is both head and leader"),
            );
        }
    }
    let signs = procedures.0.iter().any(|one| one.stages.iter().any(|stage| stage.act == StageAct::Sign));
    if signs && !roster.people.iter().any(|person| person.chief) {
        gap(
            true,
            "流程设有签发,但没有主要领导".to_owned(),
            "a procedure has a sign stage, but nobody is chief".to_owned(),
        );
    }
    let office =
        roster.people.iter().filter(|person| roster.roles(&person.login).contains(&Role::Office)).count();
    if office == 0 {
        gap(true, "局信息公开办没有人".to_owned(), "nobody is in the disclosure office".to_owned());
    }
    if !roster.people.iter().any(|person| person.administrator) {
        gap(
            false,
            "没有管理员:时钟停住办理时,无人可以确认".to_owned(),
            "nobody is administrator: when the clock stops all acts, nobody can confirm it".to_owned(),
        );
    }
    if is_sample(roster) {
        gap(
            false,
            "名册还是样例,请写上本局的科室和人员".to_owned(),
            "the roster is still the sample: please write in your own sections and people".to_owned(),
        );
    }
    gaps
}

/// Whether it says what the roster that `init` writes says: no bureau is that one.
pub fn is_sample(roster: &Roster) -> bool {
    parse(DEFAULT.as_bytes(), "").is_ok_and(|sample| sample == *roster)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rosters_that_come_with_the_program_are_whole() {
        let demo = parse(DEMO.as_bytes(), "demo").unwrap();
        assert!(demo.sections.len() >= 10);
        let procedures =
            super::super::procedures::parse(super::super::procedures::DEFAULT.as_bytes(), "p").unwrap();
        assert_eq!(staffing(&demo, &procedures), []);
        parse(DEFAULT.as_bytes(), "roster.toml").unwrap();
    }

    #[test]
    fn every_fault_of_a_roster_is_found() {
        let file = r#"
[[section]]
name = "甲"
heads = ["nobody"]
leader = "b"
successor = "甲"
[[person]]
login = "B c"
name = "乙"
section = "丙"
[[person]]
login = "b"
name = "丁"
administrator = true
auditor = true
away = [{ first = 2026-11-27, last = 2026-11-23 }]
[[person]]
login = "b"
name = ""
"#;
        let faults = parse(file.as_bytes(), "roster.toml").unwrap_err();
        assert!(faults.len() >= 7, "{faults:#?}");
    }
}
