//! Whose turn it is: for each open piece of work its holder, how long it has waited, and who else may do it.

use chrono::NaiveDate;

use crate::domain::{
    Delegation, Holder, Item, Login, Roster, SectionName, Setting, Task, applies, deputies, members,
    open_work,
};
use crate::procedure::{Duty, Procedure, Role, Stage, StageAct, StageKey};

/// An open piece of work and whose it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Turn {
    /// What is to be done.
    pub task: Task,
    /// Whose it is.
    pub holder: Holder,
    /// Since when: the day on which the stage began, or the duty could first be done. A limit may have run before
    /// that, against others.
    pub since: Option<NaiveDate>,
    /// Working days since then.
    pub waited: i64,
    /// The stage that an agreement leads to.
    pub next: Option<StageKey>,
    /// Who else may do it.
    pub others: Vec<Other>,
}

/// Somebody who may act besides the holder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Other {
    /// One of those who hold it together.
    Member(Login),
    /// A deputy, and for whom.
    Deputy(Login, Login),
    /// Whoever has this role in the lead section, in the holder's place.
    Fallback(Role, SectionName),
}

/// Whose turn it is today, in the order in which the work is open.
pub fn turns(item: &Item, setting: Setting<'_>, delegations: &[Delegation], today: NaiveDate) -> Vec<Turn> {
    let turn = |work: crate::domain::Work| {
        let stage = match &work.task {
            Task::Stage(key, _) => setting.procedure.stage(key),
            _ => None,
        };
        let since = match &work.task {
            Task::Stage(..) => Some(item.since.date_naive()),
            Task::Duty(key, _) => setting.procedure.duty(key).and_then(|duty| could_be_done(item, duty)),
            Task::SecrecyReview | Task::TakeDown | Task::Replace => decided(item),
            Task::SecrecyReferral => item.secrecy.as_ref().map(|review| review.on),
            Task::Ratify => item.take_down.as_ref().map(|down| down.on),
            // Whoever was spoken for has no limit, and may never say a word.
            Task::Answer | Task::Evaluate => None,
        };
        // What is issued already is not issued once more.
        let skipped = |next: &&Stage| next.act == StageAct::Issue && item.issue.is_some();
        let next = stage
            .and_then(|stage| setting.procedure.stages_after(&stage.key).iter().find(|next| !skipped(next)));
        let mut others = others(&work.holder, setting.roster, delegations, today);
        let fallback = stage.map(|stage| stage.fallback.as_slice()).unwrap_or(&[]);
        others.extend(fallback.iter().map(|role| Other::Fallback(*role, item.section.clone())));
        Turn {
            since,
            waited: since.map_or(0, |since| setting.calendar.working_days_between(since, today).max(0)),
            next: next.map(|stage| stage.key.clone()),
            others,
            task: work.task,
            holder: work.holder,
        }
    };
    open_work(item, setting).into_iter().map(turn).collect()
}

/// The duties that an item has once it is determined and issued as it now says.
pub fn duties_ahead<'a>(item: &'a Item, procedure: &'a Procedure) -> impl Iterator<Item = &'a Duty> {
    let duties = procedure.duties.iter();
    duties.filter(move |duty| item.attribute() == Some(duty.attribute) && applies(item, duty.when))
}

/// Who may act besides the holder: those who hold it with him, and everybody's deputies.
fn others(holder: &Holder, roster: &Roster, delegations: &[Delegation], today: NaiveDate) -> Vec<Other> {
    let holders = match holder {
        Holder::Person(person) => vec![person.clone()],
        Holder::Section(Role::Head, name) => {
            roster.section(name).map(|section| section.heads.clone()).unwrap_or_default()
        }
        Holder::Section(_, name) => members(roster, name),
        Holder::Nobody(..) => Vec::new(),
    };
    let deputised = |person: &Login| {
        let deputies = deputies(roster, delegations, person, today);
        deputies.into_iter().map(|deputy| Other::Deputy(deputy, person.clone())).collect::<Vec<_>>()
    };
    let deputies: Vec<Other> = holders.iter().flat_map(deputised).collect();
    let named = matches!(holder, Holder::Section(..));
    let members = holders.into_iter().filter(|_| named).map(Other::Member);
    members.chain(deputies).collect()
}

/// The day on which the last thing happened that a duty waits for.
fn could_be_done(item: &Item, duty: &Duty) -> Option<NaiveDate> {
    let before = duty.after.as_ref().and_then(|before| item.done_on(before));
    let anew = item.duty(&duty.key).and_then(|state| state.restarted_on);
    [decided(item), before, anew].into_iter().flatten().max()
}

/// The day on which what is done now was called for: the determination's, or that of the issue.
fn decided(item: &Item) -> Option<NaiveDate> {
    let determined = item.determination.as_ref().map(|made| made.at.date_naive());
    let issued = item.issue.as_ref().map(|issue| issue.at.date_naive());
    determined.max(issued)
}
