//! What scripts get to read: stable names, the same in every language; `null` where there is nothing.
//!
//! Names and values here change only by addition.

mod sheet;

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use crate::calendar::Calendar;
use crate::client::{History, Setup};
use crate::domain::{ClockKey, Holder, Tier, can_act};
use crate::procedure::Attribute;
use crate::projection::{ClockLine, LineState, Queue, Row};
pub(super) use sheet::{SheetForm, terminated_because};

/// A civil date, written 2026-10-22.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Day(pub NaiveDate);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

/// An item as it is listed.
#[derive(Serialize, Debug)]
pub(super) struct RowForm {
    pub id: String,
    pub revision: u32,
    pub round: u32,
    pub title: String,
    pub procedure: String,
    pub section: String,
    pub drafter: String,
    pub attribute: Option<&'static str>,
    pub ground: Option<String>,
    pub stage: Option<String>,
    pub closed: bool,
    pub terminated: bool,
    pub number: Option<String>,
    pub index_number: Option<String>,
    pub holders: Vec<HolderForm>,
    /// The most pressing clock's last day.
    pub due: Option<Day>,
    pub working_days_left: Option<i64>,
    pub tier: &'static str,
    pub provisional: bool,
    pub clocks: Vec<ClockForm>,
}

/// Whose a piece of work is: a person's, or that of a role in a section.
#[derive(Serialize, PartialEq, Eq, Debug)]
pub(super) struct HolderForm {
    pub login: Option<String>,
    pub role: Option<&'static str>,
    pub section: Option<String>,
    /// False where nobody could act on it today: an alert by itself.
    pub somebody: bool,
}

#[derive(Serialize, Debug)]
pub(super) struct ClockForm {
    pub queue: &'static str,
    pub clock: String,
    pub force: &'static str,
    pub due: Option<Day>,
    pub working_days_left: Option<i64>,
    pub tier: &'static str,
    pub provisional: bool,
    pub paused_since: Option<Day>,
    pub conditional: bool,
}

/// A line of a history.
#[derive(Serialize, Debug)]
pub(super) struct HistoryForm {
    pub sequence: u64,
    pub at: String,
    pub actor: String,
    pub role: &'static str,
    pub on_behalf: Option<String>,
    pub item: Option<String>,
    pub event: String,
    pub text: String,
}

impl RowForm {
    pub(super) fn of(row: &Row, today: NaiveDate, setup: &Setup) -> RowForm {
        let calendar = &setup.calendar;
        let pressing = pressing(row, today, calendar);
        let clocks = row.lines.iter().flat_map(|line| line.clocks.iter().map(|clock| (line.queue, clock)));
        let mut holders: Vec<HolderForm> = Vec::new();
        for holder in row.lines.iter().map(|line| HolderForm::of(&line.holder, today, setup)) {
            if !holders.contains(&holder) {
                holders.push(holder);
            }
        }
        let due = pressing.and_then(ClockLine::due);
        RowForm {
            id: row.id.to_string(),
            revision: row.revision.0,
            round: row.round,
            title: row.title.clone(),
            procedure: row.procedure.0.clone(),
            section: row.section.0.clone(),
            drafter: row.drafter.0.clone(),
            attribute: row.attribute.map(Attribute::key),
            ground: some(&row.ground),
            stage: row.stage.as_ref().map(|stage| stage.0.clone()),
            closed: row.closed,
            terminated: row.terminated,
            number: some(&row.number),
            index_number: some(&row.index_number),
            holders,
            due: due.map(|due| Day(due.date)),
            working_days_left: due.map(|due| calendar.working_days_between(today, due.date)),
            tier: pressing.map_or(Tier::NotRunning, |clock| clock.tier(today, calendar)).key(),
            provisional: due.is_some_and(|due| due.provisional),
            clocks: clocks.map(|(queue, clock)| ClockForm::of(queue, clock, today, calendar)).collect(),
        }
    }
}

/// The clock of a row that presses most today.
pub(super) fn pressing<'a>(row: &'a Row, today: NaiveDate, calendar: &Calendar) -> Option<&'a ClockLine> {
    row.line(Queue::Open, today, calendar)?.pressing(today, calendar)
}

impl HolderForm {
    fn of(holder: &Holder, today: NaiveDate, setup: &Setup) -> HolderForm {
        let somebody = can_act(holder, &setup.roster, &setup.delegations, today);
        match holder {
            Holder::Person(login) => {
                HolderForm { login: Some(login.0.clone()), role: None, section: None, somebody }
            }
            Holder::Section(role, section) | Holder::Nobody(role, section) => {
                HolderForm { login: None, role: Some(role.key()), section: some(&section.0), somebody }
            }
        }
    }
}

impl ClockForm {
    fn of(queue: Queue, clock: &ClockLine, today: NaiveDate, calendar: &Calendar) -> ClockForm {
        let due = clock.due();
        ClockForm {
            queue: queue.key(),
            clock: clock_name(&clock.key),
            force: clock.force.key(),
            due: due.map(|due| Day(due.date)),
            working_days_left: due.map(|due| calendar.working_days_between(today, due.date)),
            tier: clock.tier(today, calendar).key(),
            provisional: due.is_some_and(|due| due.provisional),
            paused_since: match clock.state {
                LineState::Paused(since) => Some(Day(since)),
                LineState::NotStarted | LineState::Running(_) => None,
            },
            conditional: clock.conditional,
        }
    }
}

impl HistoryForm {
    pub(super) fn of(line: &History, text: String) -> HistoryForm {
        HistoryForm {
            sequence: line.sequence,
            at: line.at.to_rfc3339(),
            actor: line.author.login.0.clone(),
            role: line.author.role.key(),
            on_behalf: line.author.on_behalf.as_ref().map(|person| person.0.clone()),
            item: line.item.map(|item| item.to_string()),
            event: line.kind.clone(),
            text,
        }
    }
}

/// `stage`, or the name of a duty.
pub(super) fn clock_name(key: &ClockKey) -> String {
    match key {
        ClockKey::Stage => "stage".to_owned(),
        ClockKey::Duty(duty) => duty.0.clone(),
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
