//! What scripts get to read: stable names, the same in every language; `null` where there is nothing.
//!
//! Names and values here change only by addition.

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use crate::calendar::Calendar;
use crate::client::{History, Sheet};
use crate::domain::{ClockKey, Holder, Proposal, Tier};
use crate::procedure::Attribute;
use crate::projection::{ClockLine, LineState, Queue, Row};

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
    /// False where the roster names nobody who could.
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

/// An item in full.
#[derive(Serialize, Debug)]
pub(super) struct SheetForm {
    #[serde(flatten)]
    pub row: RowForm,
    pub reason: Option<String>,
    pub law: Option<String>,
    pub proposed: Option<&'static str>,
    pub determined: Option<&'static str>,
    pub determined_by: Option<String>,
    pub determined_on: Option<Day>,
    pub document_date: Option<Day>,
    pub issue_date: Option<Day>,
    pub formed_on: Option<Day>,
    pub obtained_on: Option<Day>,
    pub source: Option<String>,
    pub source_url: Option<String>,
    pub secrecy_clear: bool,
    pub summary: Option<String>,
    pub attachments: Vec<AttachmentForm>,
    pub duties: Vec<DutyForm>,
    pub findings: usize,
    pub text: String,
    pub text_bytes: u64,
}

#[derive(Serialize, Debug)]
pub(super) struct AttachmentForm {
    pub name: String,
    pub sm3: String,
    pub bytes: u64,
    pub disclosed: Option<bool>,
}

/// What was done about a duty.
#[derive(Serialize, Debug)]
pub(super) struct DutyForm {
    pub duty: String,
    pub done_on: Option<Day>,
    pub settled: bool,
    pub url: Option<String>,
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
    pub(super) fn of(row: &Row, today: NaiveDate, calendar: &Calendar) -> RowForm {
        let pressing = pressing(row, today, calendar);
        let clocks = row.lines.iter().flat_map(|line| line.clocks.iter().map(|clock| (line.queue, clock)));
        let mut holders: Vec<HolderForm> = Vec::new();
        for holder in row.lines.iter().map(|line| HolderForm::of(&line.holder)) {
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
    fn of(holder: &Holder) -> HolderForm {
        match holder {
            Holder::Person(login) => {
                HolderForm { login: Some(login.0.clone()), role: None, section: None, somebody: true }
            }
            Holder::Section(role, section) | Holder::Nobody(role, section) => HolderForm {
                login: None,
                role: Some(role.key()),
                section: some(&section.0),
                somebody: matches!(holder, Holder::Section(..)),
            },
        }
    }
}

impl ClockForm {
    fn of(queue: Queue, clock: &ClockLine, today: NaiveDate, calendar: &Calendar) -> ClockForm {
        let due = clock.due();
        ClockForm {
            queue: queue.key(),
            clock: match &clock.key {
                ClockKey::Stage => "stage".to_owned(),
                ClockKey::Duty(duty) => duty.0.clone(),
            },
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

impl SheetForm {
    pub(super) fn of(sheet: &Sheet, today: NaiveDate, calendar: &Calendar) -> SheetForm {
        let item = &sheet.item;
        let content = &item.submission.content;
        let proposal: &Proposal = match &item.determination {
            Some(determination) if item.stage().is_none() => &determination.proposal,
            _ => &item.submission.proposal,
        };
        SheetForm {
            row: RowForm::of(&sheet.row, today, calendar),
            reason: some(&proposal.reason),
            law: some(&proposal.law),
            proposed: item.submission.proposal.attribute.map(Attribute::key),
            determined: item.determined().map(Attribute::key),
            determined_by: item.determination.as_ref().map(|made| made.by.0.clone()),
            determined_on: item.determination.as_ref().map(|made| Day(made.on)),
            document_date: item
                .issue
                .as_ref()
                .map(|issue| issue.document_date)
                .or(content.document_date)
                .map(Day),
            issue_date: item.issue.as_ref().map(|issue| Day(issue.issue_date)),
            formed_on: content.formed_on.map(Day),
            obtained_on: content.obtained_on.map(Day),
            source: some(&content.source.name),
            source_url: some(&content.source.url),
            secrecy_clear: sheet.row.secrecy_clear,
            summary: some(&content.elements.summary),
            attachments: content
                .attachments
                .iter()
                .map(|attachment| AttachmentForm {
                    name: attachment.name.clone(),
                    sm3: attachment.digest.to_string(),
                    bytes: attachment.bytes,
                    disclosed: attachment.disclosed,
                })
                .collect(),
            duties: item
                .duties
                .iter()
                .map(|duty| DutyForm {
                    duty: duty.key.0.clone(),
                    done_on: item.done_on(&duty.key).map(Day),
                    settled: item.is_settled(&duty.key),
                    url: some(&duty.url),
                })
                .collect(),
            findings: sheet.told_findings(),
            text: sheet.text.clone(),
            text_bytes: sheet.text_bytes,
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

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
