//! Who waits for whom: what is open today, whose turn it is, and who passed it on and waits.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::super::bureau::Bureau;
use super::super::field::evaluate_by;
use super::Figures;
use crate::domain::{Holder, Login, SectionName, Task, Tier};
use crate::procedure::{DutyAct, Role};
use crate::projection::{Card, Line};

/// What waits for somebody.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Waiting {
    /// Pieces of work.
    pub open: u64,
    /// Those of them that have missed a limit.
    pub late: u64,
    /// Working days that the oldest has waited.
    pub longest: i64,
}

impl Waiting {
    fn add(&mut self, other: Waiting) {
        self.open += other.open;
        self.late += other.late;
        self.longest = self.longest.max(other.longest);
    }
}

impl Figures {
    /// Counts in whose turn it is with an item.
    pub(super) fn wait(&mut self, card: &Card, bureau: &Bureau<'_>) {
        // What is to be evaluated again some day waits for nobody before that day.
        let due = |line: &&Line| {
            line.task != Task::Evaluate || evaluate_by(card).is_some_and(|day| day <= bureau.today)
        };
        for line in card.row.lines.iter().filter(due) {
            let tiers = line.clocks.iter().map(|clock| clock.tier(bureau.today, bureau.calendar));
            let late = tiers.max().is_some_and(|tier| tier >= Tier::PastTarget);
            let since = since(line, card).unwrap_or(bureau.today);
            let longest = bureau.calendar.working_days_between(since, bureau.today);
            let who = waits(line, card, bureau).filter(|who| !is_same(who, &line.holder));
            let pair = (who, line.holder.clone());
            let one = Waiting { open: 1, late: u64::from(late), longest };
            self.waiting.entry(pair).or_default().add(one);
        }
    }

    /// Who is waited for, those with the most work first, and who has waited longest for them.
    pub fn holders(&self) -> Vec<(&Holder, Waiting, Option<&Holder>)> {
        let mut holders: BTreeMap<&Holder, (Waiting, Option<&Holder>)> = BTreeMap::new();
        for ((who, whom), waiting) in &self.waiting {
            let (all, longest) = holders.entry(whom).or_default();
            if waiting.longest >= all.longest {
                *longest = who.as_ref();
            }
            all.add(*waiting);
        }
        let mut holders: Vec<_> =
            holders.into_iter().map(|(whom, (waiting, who))| (whom, waiting, who)).collect();
        holders.sort_by_key(|(whom, waiting, _)| {
            (std::cmp::Reverse((waiting.late, waiting.open)), (*whom).clone())
        });
        holders
    }
}

/// Since when it has waited: a stage since the item came there, a duty since there was something to do.
fn since(line: &Line, card: &Card) -> Option<NaiveDate> {
    let handed_over = card.handed_over.as_ref().map(|(on, ..)| *on);
    let determined = card.item.determination.as_ref().map(|made| made.on);
    let issued = card.item.issue.as_ref().map(|issue| issue.issue_date);
    line.since.or(match line.task {
        Task::Duty(_, DutyAct::Receive) => handed_over,
        Task::Evaluate => evaluate_by(card),
        Task::Ratify => card.item.take_down.as_ref().map(|taken| taken.on),
        _ => determined.max(issued),
    })
}

/// Who waits for it: whoever passed it on, and for what is to be done once it is decided whoever needs it.
fn waits(line: &Line, card: &Card, bureau: &Bureau<'_>) -> Option<Holder> {
    let (item, roster) = (&card.item, bureau.roster);
    let office = || roster.office().map(|office| Holder::Section(Role::Staff, office.name.clone()));
    let section = Holder::Section(Role::Staff, item.section.clone());
    match &line.task {
        // A draft that nobody has seen keeps nobody waiting.
        Task::Stage(..) => item.passage.as_ref().map(|passage| place(passage.by.principal(), bureau)),
        Task::Evaluate => None,
        Task::Duty(_, DutyAct::HandOver) | Task::Ratify | Task::Answer => office(),
        // What a section publishes itself, the leader has told it to.
        _ if name(&line.holder) == Some(&item.section) => {
            item.determination.as_ref().map(|made| place(&made.by, bureau))
        }
        _ => Some(section),
    }
}

/// Where somebody works; a leader, who has no section, is named.
fn place(login: &Login, bureau: &Bureau<'_>) -> Holder {
    match bureau.roster.person(login).and_then(|person| person.section.clone()) {
        Some(section) => Holder::Section(Role::Staff, section),
        None => Holder::Person(login.clone()),
    }
}

/// Whether somebody would wait for himself, or a section for itself.
fn is_same(who: &Holder, whom: &Holder) -> bool {
    who == whom || name(who).is_some() && name(who) == name(whom)
}

fn name(holder: &Holder) -> Option<&SectionName> {
    match holder {
        Holder::Section(_, name) | Holder::Nobody(_, name) => Some(name),
        Holder::Person(_) => None,
    }
}
