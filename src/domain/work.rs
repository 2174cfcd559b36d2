//! What is open on an item, and whose it is: each stage, duty and matter has exactly one holder.
//!
//! The *holder* is a person, or a role in a section. Who *may act* is wider: members of the role,
//! deputies, a named fallback; the first act ends it for all.

use chrono::NaiveDate;

use super::bureau::Delegation;
use super::clock::{Clock, applies, duty_clock, evaluation_clock, publication_clock, stage_clock};
use super::command::{ClockKey, SecrecyConclusion};
use super::ids::{Login, SectionName};
use super::item::{DutyStanding, Item, Phase};
use super::roster::Roster;
use super::settings::Settings;
use crate::calendar::Calendar;
use crate::procedure::{Attribute, Duty, DutyAct, DutyKey, Procedure, Role, Stage, StageAct, StageKey};

/// One open piece of work on an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Work {
    /// What is to be done.
    pub task: Task,
    /// Whose it is.
    pub holder: Holder,
    /// The clocks that run towards it: its own first, then the legal one behind it.
    pub clocks: Vec<Clock>,
}

/// What is to be done.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Task {
    /// A decision.
    Stage(StageKey, StageAct),
    /// An obligation.
    Duty(DutyKey, DutyAct),
    /// 保密审查 of what is to be published.
    SecrecyReview,
    /// 报请确定: the secrecy review could not tell.
    SecrecyReferral,
    /// 撤下 a page that what was decided since no longer makes public.
    TakeDown,
    /// 撤换 of what the archives hold.
    Replace,
    /// 追认撤下.
    Ratify,
    /// The signer's word on a transcription, or a leader's on what was done with his approval.
    Answer,
    /// 不公开到期评估.
    Evaluate,
}

/// Whose a piece of work is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Holder {
    /// A person.
    Person(Login),
    /// Whoever of this role in this section comes first.
    Section(Role, SectionName),
    /// Nobody: the roster names nobody who could. An alert by itself.
    Nobody(Role, SectionName),
}

/// What work is judged by, besides the item.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The procedure that the item began with.
    pub procedure: &'a Procedure,
    /// The roster in effect.
    pub roster: &'a Roster,
    /// The calendar in effect.
    pub calendar: &'a Calendar,
    /// The settings in effect.
    pub settings: &'a Settings,
}

/// Everything that is open on this item.
pub fn open_work(item: &Item, setting: Setting<'_>) -> Vec<Work> {
    let Setting { procedure, roster, calendar, settings } = setting;
    let mut open = Vec::new();
    let office = || holder_in(roster, Role::Office, &office_name(roster));
    if item.take_down.is_none() && stale_page(item, procedure).is_some() {
        open.push(Work { task: Task::TakeDown, holder: office(), clocks: Vec::new() });
    }
    if outdated_at_archives(item, procedure).is_some() {
        open.push(Work { task: Task::Replace, holder: office(), clocks: Vec::new() });
    }
    let mut signers: Vec<&Login> = Vec::new();
    for signer in item.unanswered_papers.iter().map(|paper| &paper.signer).chain(&item.unanswered_approvals) {
        if !signers.contains(&signer) {
            signers.push(signer);
        }
    }
    let answers = signers.into_iter().map(|signer| {
        let holder = Holder::Person(signer.clone());
        Work { task: Task::Answer, holder, clocks: Vec::new() }
    });
    if item.expunged || item.phase == Phase::Terminated {
        open.extend(answers);
        return open;
    }
    let leader = || match determiner(item, roster) {
        Some(person) => Holder::Person(person),
        None => Holder::Nobody(Role::Leader, item.section.clone()),
    };
    let legal = || publication_clock(item, procedure, calendar);

    if let Some(stage) = item.stage().and_then(|key| procedure.stage(key)) {
        open.push(Work {
            task: Task::Stage(stage.key.clone(), stage.act),
            holder: stage_holder(item, stage, roster),
            clocks: stage_clock(item, stage, calendar).into_iter().chain(legal()).collect(),
        });
    }
    for duty in open_duties(item, procedure).filter(|duty| !waits_for_ratification(item, duty)) {
        open.push(Work {
            task: Task::Duty(duty.key.clone(), duty.act),
            holder: holder_in(roster, duty.role, &item.section),
            clocks: duty_clock(item, duty, calendar)
                .into_iter()
                .chain(holds_up_publication(duty, procedure).then(legal).flatten())
                .collect(),
        });
    }
    let publication_open =
        open.iter().any(|work| matches!(work.task, Task::Duty(_, DutyAct::Publish | DutyAct::List)));
    let referred = item.secrecy.as_ref().is_some_and(|r| r.conclusion == SecrecyConclusion::Unclear);
    if referred || publication_open && item.secrecy.is_none() {
        open.push(Work {
            task: if referred { Task::SecrecyReferral } else { Task::SecrecyReview },
            holder: office(),
            clocks: legal().into_iter().collect(),
        });
    }
    if item.take_down.is_some() {
        // What waits for it keeps its limit, which runs off with whoever holds it up.
        let waiting = open_duties(item, procedure).filter(|duty| waits_for_ratification(item, duty));
        let clocks = waiting.filter_map(|duty| duty_clock(item, duty, calendar)).collect();
        open.push(Work { task: Task::Ratify, holder: leader(), clocks });
    }
    open.extend(answers);
    if is_withheld(item) {
        let clocks: Vec<Clock> = evaluation_clock(item, settings).into_iter().collect();
        if !clocks.is_empty() {
            open.push(Work { task: Task::Evaluate, holder: office(), clocks });
        }
    }
    open
}

/// Whether anything but the evaluation of 不公开 in a later year is left to do.
pub fn is_closed(item: &Item, open: &[Work]) -> bool {
    item.phase == Phase::Terminated
        || open.iter().all(|work| matches!(work.task, Task::Evaluate | Task::Answer))
}

/// The duties that are open, in the procedure's order.
///
/// A duty exists once its attribute is determined and the document is issued, and stays open while
/// the determination is being reconsidered: issue facts and clocks stay.
///
/// What was brought in issued (待补审定) runs already, by the attribute proposed.
pub fn open_duties<'a>(item: &'a Item, procedure: &'a Procedure) -> impl Iterator<Item = &'a Duty> {
    let issued = item.issue.is_some() || procedure.stage_for(StageAct::Issue).is_none();
    let undetermined = item.issue.is_some() && item.determination.is_none();
    let under_way = item.phase != Phase::Terminated && (item.round > 1 || undetermined);
    let live = !item.expunged && (item.phase == Phase::Decided || under_way);
    let called_for = if undetermined { item.submission.proposal.attribute } else { item.determined() };
    let over = |duty: &Duty| item.is_settled(&duty.key) || is_without_object(item, duty);
    procedure.duties.iter().filter(move |duty| {
        let before = duty.after.as_ref().and_then(|before| procedure.duty(before));
        live && issued
            && called_for == Some(duty.attribute)
            && applies(item, duty.when)
            && !over(duty)
            && before.is_none_or(over)
    })
}

/// Whether a duty can't be done before it is said whether what was taken down stays so: nothing goes to the archives
/// that may have to come back.
fn waits_for_ratification(item: &Item, duty: &Duty) -> bool {
    item.take_down.is_some() && duty.act == DutyAct::Transfer
}

/// Whether a duty has nothing to be done about: what was never handed over (免除) is not received.
fn is_without_object(item: &Item, duty: &Duty) -> bool {
    let before = duty.after.as_ref().and_then(|before| item.duty(before));
    duty.act == DutyAct::Receive
        && before.is_some_and(|before| matches!(before.standing, DutyStanding::Waived(_)))
}

/// The clocks of an item, each once: its stage's, its duties', and the legal one behind them. None where it
/// ended, or its content was destroyed.
pub fn item_clocks(item: &Item, setting: Setting<'_>) -> Vec<Clock> {
    if item.phase == Phase::Terminated || item.expunged {
        return Vec::new();
    }
    let Setting { procedure, calendar, settings, .. } = setting;
    let stage = item.stage().and_then(|key| procedure.stage(key));
    let stage = stage.and_then(|stage| stage_clock(item, stage, calendar));
    let duties = open_duties(item, procedure).filter_map(|duty| duty_clock(item, duty, calendar));
    let duties: Vec<Clock> = duties.collect();
    let legal = publication_clock(item, procedure, calendar);
    let legal = legal.filter(|legal| duties.iter().all(|clock| clock.key != legal.key));
    let evaluated = is_withheld(item).then(|| evaluation_clock(item, settings)).flatten();
    stage.into_iter().chain(duties).chain(legal).chain(evaluated).collect()
}

/// Whether it is determined not to be disclosed, which is evaluated again from time to time (条例 18).
fn is_withheld(item: &Item) -> bool {
    item.phase == Phase::Decided && item.determined() == Some(Attribute::Withheld)
}

/// A clock whose last day an act has moved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MovedClock {
    /// Which.
    pub clock: ClockKey,
    /// The last day before; `None` where it didn't run.
    pub from: Option<NaiveDate>,
    /// The last day since; `None` where it doesn't run.
    pub to: Option<NaiveDate>,
}

/// The clocks that run before and after, and end on another day; also those of duties that are done, whose
/// limits were kept or missed by them.
pub fn moved_clocks(before: &Item, after: &Item, setting: Setting<'_>) -> Vec<MovedClock> {
    let due = |clock: &Clock| clock.due().map(|due| due.date);
    let all = |item: &Item| {
        let mut clocks = item_clocks(item, setting);
        let settled = setting.procedure.duties.iter().filter(|duty| item.is_settled(&duty.key));
        clocks.extend(settled.filter_map(|duty| duty_clock(item, duty, setting.calendar)));
        clocks
    };
    let now = all(after);
    let was = all(before).into_iter();
    let moved = was.filter_map(|was| {
        let now = now.iter().find(|now| now.key == was.key)?;
        Some(MovedClock { clock: was.key.clone(), from: due(&was), to: due(now) })
    });
    moved.filter(|moved| moved.from != moved.to).collect()
}

/// Whether a publication waits for this duty, so that the time for it runs off here.
fn holds_up_publication(duty: &Duty, procedure: &Procedure) -> bool {
    let mut publications = procedure.duties.iter().filter(|later| later.act == DutyAct::Publish);
    publications.any(|later| later.after.as_ref() == Some(&duty.key))
}

/// The publication that can be read though it shouldn't: the determination in force doesn't call for it, or
/// its content was destroyed.
pub fn stale_page<'a>(item: &Item, procedure: &'a Procedure) -> Option<&'a Duty> {
    let stale = |duty: &Duty| item.expunged || item.determined().is_some_and(|made| made != duty.attribute);
    procedure.duties.iter().find(|duty| item.is_live(&duty.key) && stale(duty))
}

/// What the archives hold that they shouldn't.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutdatedThere {
    /// Nothing takes its place: the determination in force doesn't call for it, or it was destroyed.
    pub to_be_withdrawn: bool,
}

/// Whether what the archives hold has to be replaced or withdrawn (撤换), once nothing of it is being decided.
pub fn outdated_at_archives(item: &Item, procedure: &Procedure) -> Option<OutdatedThere> {
    let held = item.archived.as_ref()?;
    // What was destroyed here is to go there too, however far it had come.
    let settled = item.expunged || item.phase == Phase::Decided && item.take_down.is_none();
    let attribute = procedure.duty(&held.duty).map(|duty| duty.attribute);
    let to_be_withdrawn = item.expunged || item.determined() != attribute;
    (settled && (held.outdated || to_be_withdrawn)).then_some(OutdatedThere { to_be_withdrawn })
}

/// Who can be asked to do the present stage, the first one first.
pub fn responsible(item: &Item, stage: &Stage, roster: &Roster) -> Vec<Login> {
    match stage.role {
        Role::Head => {
            let heads = roster.section(&item.section).map(|section| section.heads.clone());
            let mut heads = heads.unwrap_or_default();
            heads.retain(|head| {
                roster.is_head(head, &item.section) && !is_own_proposal(item, stage.act, head)
            });
            heads
        }
        Role::Leader => determiner(item, roster).into_iter().collect(),
        Role::Chief => {
            let people = roster.people.iter().map(|person| &person.login);
            people
                .filter(|login| roster.is_chief(login) && !is_own_proposal(item, stage.act, login))
                .cloned()
                .collect()
        }
        Role::Office => members(roster, &office_name(roster)),
        Role::Drafter if roster.person(&item.drafter).is_some() => vec![item.drafter.clone()],
        Role::Drafter | Role::Staff => members(roster, &item.section),
        Role::Auditor | Role::Administrator => Vec::new(),
    }
}

/// Whether a decision of this kind would be upon this person's own proposal: a review asks who drafted
/// it, the determination whose proposal it ever was, with every change of its attribute.
pub fn is_own_proposal(item: &Item, act: StageAct, person: &Login) -> bool {
    match act {
        StageAct::Determine => item.proposers.contains(person),
        _ => item.drafter == *person,
    }
}

/// Who determines: the leader in charge, or, where the leader is a proposer, the next on the roster's
/// list of substitutes who is not.
pub fn determiner(item: &Item, roster: &Roster) -> Option<Login> {
    let leader = roster.section(&item.section)?.leader.as_ref()?;
    let substitutes = roster.person(leader).map(|person| person.substitutes.as_slice()).unwrap_or(&[]);
    std::iter::once(leader)
        .chain(substitutes)
        .find(|person| !item.proposers.contains(person) && roster.is_leader(person))
        .cloned()
}

/// Who may act for this person on that day: by appointment, or as a substitute while away.
pub fn deputies(roster: &Roster, delegations: &[Delegation], person: &Login, day: NaiveDate) -> Vec<Login> {
    let mut found: Vec<Login> = delegations
        .iter()
        .filter(|given| given.from == *person && given.covers(day))
        .map(|given| given.to.clone())
        .collect();
    if let (true, Some(person)) = (roster.is_away(person, day), roster.person(person)) {
        for substitute in &person.substitutes {
            if !found.contains(substitute) {
                found.push(substitute.clone());
            }
        }
    }
    found
}

/// Whether somebody can act on work of this holder on that day; if not, that is an alert by itself.
pub fn can_act(holder: &Holder, roster: &Roster, delegations: &[Delegation], day: NaiveDate) -> bool {
    let present = |login: &Login| {
        roster.person(login).is_some_and(|person| !person.is_powerless()) && !roster.is_away(login, day)
    };
    let reached =
        |login: &Login| present(login) || deputies(roster, delegations, login, day).iter().any(present);
    match holder {
        Holder::Nobody(..) => false,
        Holder::Person(login) => reached(login),
        Holder::Section(Role::Head, section) => {
            roster.section(section).is_some_and(|section| section.heads.iter().any(reached))
        }
        Holder::Section(_, section) => members(roster, section).iter().any(reached),
    }
}

/// Everybody who works in this section.
pub fn members(roster: &Roster, section: &SectionName) -> Vec<Login> {
    roster
        .people
        .iter()
        .map(|person| &person.login)
        .filter(|login| roster.is_staff(login, section))
        .cloned()
        .collect()
}

fn stage_holder(item: &Item, stage: &Stage, roster: &Roster) -> Holder {
    let people = responsible(item, stage, roster);
    let section = || section_name(roster, &item.section);
    match (people.as_slice(), stage.role) {
        ([], role) => Holder::Nobody(role, section()),
        (_, Role::Office) => Holder::Section(Role::Office, office_name(roster)),
        ([only], _) => Holder::Person(only.clone()),
        ([first, ..], Role::Chief) => Holder::Person(first.clone()),
        (_, role) => Holder::Section(role, section()),
    }
}

fn holder_in(roster: &Roster, role: Role, section: &SectionName) -> Holder {
    let name = match role {
        Role::Office => office_name(roster),
        _ => section_name(roster, section),
    };
    if members(roster, &name).is_empty() { Holder::Nobody(role, name) } else { Holder::Section(role, name) }
}

/// The section of this name, or the one that succeeded it.
fn section_name(roster: &Roster, name: &SectionName) -> SectionName {
    roster.section(name).map_or_else(|| name.clone(), |found| found.name.clone())
}

fn office_name(roster: &Roster) -> SectionName {
    roster.office().map(|office| office.name.clone()).unwrap_or_default()
}

/// Whether a person may read an item of this section: staff their section's, heads theirs, leaders their
/// sections', office, chief and auditor all; deputies what their principals read; administrators none.
pub fn may_read(
    roster: &Roster,
    delegations: &[Delegation],
    login: &Login,
    section: &SectionName,
    drafter: &Login,
    day: NaiveDate,
) -> bool {
    let own = |login: &Login| {
        let Some(person) = roster.person(login) else { return false };
        if person.administrator {
            return false;
        }
        let leads = |leader: &Login| leader == login || stands_in(roster, leader, login);
        person.auditor
            || person.chief
            || *login == *drafter
            || roster.is_office(login)
            || roster.is_staff(login, section)
            || roster.is_head(login, section)
            || roster.section(section).and_then(|found| found.leader.as_ref()).is_some_and(leads)
    };
    let deputised = |person: &super::roster::Person| {
        deputies(roster, delegations, &person.login, day).contains(login) && own(&person.login)
    };
    own(login) || roster.person(login).is_some() && roster.people.iter().any(deputised)
}

fn stands_in(roster: &Roster, leader: &Login, login: &Login) -> bool {
    roster.person(leader).is_some_and(|person| person.substitutes.contains(login))
}
