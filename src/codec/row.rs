//! Rows as they are kept: compact, with a schema version, rebuilt and never migrated.
//!
//! The twin types are converted by hand, so that projection and domain can be renamed freely; their
//! order and types are the schema, and a change of either raises [`ROW_VERSION`].

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::twin::Stored;
use crate::calendar::Due;
use crate::domain::{ClockKey, Digest, Holder, ItemId, Revision, Task, Urgency};
use crate::procedure::{Attribute, DutyAct, Force, Role, StageAct};
use crate::projection::{ClockLine, Line, LineState, Queue, Row, Scope};

/// The schema of kept rows.
pub const ROW_VERSION: u32 = 10;

/// An item as it is projected: its row, and where in the journal its events are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ItemRecord {
    /// How it is listed.
    pub row: Row,
    /// The sequences of its events, ascending.
    pub events: Vec<u64>,
}

/// What was kept is no row of this schema.
#[derive(Debug, thiserror::Error)]
#[error("a kept row can't be read; the projections must be rebuilt")]
pub struct NotARow;

impl ItemRecord {
    /// The bytes to keep.
    pub fn encode(&self) -> Vec<u8> {
        let twin = Twin { row: StoredRow::of(&self.row), events: Cow::Borrowed(&self.events) };
        // Writing plain values to memory has no way to fail.
        postcard::to_stdvec(&twin).unwrap_or_default()
    }

    /// The record that was kept.
    pub fn decode(bytes: &[u8]) -> Result<Self, NotARow> {
        let twin: Twin<'_> = postcard::from_bytes(bytes).map_err(|_| NotARow)?;
        Ok(ItemRecord { row: twin.row.restore().ok_or(NotARow)?, events: twin.events.into_owned() })
    }

    /// The row alone, without its events.
    pub fn decode_row(bytes: &[u8]) -> Result<Row, NotARow> {
        let (row, _) = postcard::take_from_bytes::<StoredRow<'_>>(bytes).map_err(|_| NotARow)?;
        row.restore().ok_or(NotARow)
    }
}

/// The bytes of a row alone.
fn encode_row(row: &Row) -> Vec<u8> {
    // Writing plain values to memory has no way to fail.
    postcard::to_stdvec(&StoredRow::of(row)).unwrap_or_default()
}

#[derive(Serialize, Deserialize)]
struct Twin<'a> {
    #[serde(borrow)]
    row: StoredRow<'a>,
    events: Cow<'a, [u64]>,
}

/// A row as it is kept and as it travels. It borrows its words, since whole windows of rows are written and read
/// at every turn.
#[derive(Serialize, Deserialize)]
struct StoredRow<'a> {
    id: u64,
    revision: u32,
    round: u32,
    title: &'a str,
    procedure: &'a str,
    section: &'a str,
    drafter: &'a str,
    attribute: u8,
    ground: &'a str,
    stage: Option<&'a str>,
    number: &'a str,
    index_number: &'a str,
    urgency: u8,
    attachments: u32,
    flags: u8,
    to_publish: Option<[u8; 32]>,
    touched_on: i32,
    #[serde(borrow)]
    lines: Vec<StoredLine<'a>>,
    #[serde(borrow)]
    senders: Vec<&'a str>,
}

#[derive(Serialize, Deserialize)]
struct StoredLine<'a> {
    #[serde(borrow)]
    task: (u8, &'a str, u8),
    queue: u8,
    #[serde(borrow)]
    scope: (u8, &'a str),
    #[serde(borrow)]
    holder: (u8, u8, &'a str),
    since: Option<i32>,
    #[serde(borrow)]
    clocks: Vec<StoredClock<'a>>,
}

#[derive(Serialize, Deserialize)]
struct StoredClock<'a> {
    #[serde(borrow)]
    duty: Option<&'a str>,
    force: u8,
    soon_days: u8,
    conditional: bool,
    state: u8,
    day: i32,
}

/// As it travels: the kept row, and what is noted in it when it is read.
impl Stored for Row {
    type Form = (Bytes, Option<bool>);

    fn store(&self) -> Self::Form {
        (Bytes(encode_row(self)), self.scan_clear)
    }

    fn restore((row, scan_clear): Self::Form) -> Result<Self, serde_json::Error> {
        let row = ItemRecord::decode_row(&row.0).map_err(serde::de::Error::custom)?;
        Ok(Row { scan_clear, ..row })
    }
}

const RETURNED: u8 = 1;
const SECRECY_CLEAR: u8 = 2;
const HAS_ELEMENTS: u8 = 4;
const TERMINATED: u8 = 8;
const CLOSED: u8 = 16;
const SENT_BACK: u8 = 32;

impl<'a> StoredRow<'a> {
    fn of(row: &'a Row) -> Self {
        let flags = [
            (row.returned, RETURNED),
            (row.secrecy_clear, SECRECY_CLEAR),
            (row.has_elements, HAS_ELEMENTS),
            (row.terminated, TERMINATED),
            (row.closed, CLOSED),
            (row.sent_back, SENT_BACK),
        ];
        StoredRow {
            id: row.id.0,
            revision: row.revision.0,
            round: row.round,
            title: &row.title,
            procedure: &row.procedure.0,
            section: &row.section.0,
            drafter: &row.drafter.0,
            attribute: row.attribute.map_or(0, |attribute| place(Attribute::ALL, &attribute) + 1),
            ground: &row.ground,
            stage: row.stage.as_ref().map(|stage| stage.0.as_str()),
            number: &row.number,
            index_number: &row.index_number,
            urgency: place(URGENCIES, &row.urgency),
            attachments: row.attachments,
            flags: flags.iter().filter(|(set, _)| *set).map(|(_, bit)| bit).sum(),
            to_publish: row.to_publish.map(|digest| digest.0),
            touched_on: row.touched_on.num_days_from_ce(),
            lines: row.lines.iter().map(StoredLine::of).collect(),
            senders: row.senders.iter().map(|person| person.0.as_str()).collect(),
        }
    }

    fn restore(self) -> Option<Row> {
        let has = |bit: u8| self.flags & bit != 0;
        Some(Row {
            id: ItemId(self.id),
            revision: Revision(self.revision),
            round: self.round,
            attribute: match self.attribute {
                0 => None,
                place => Some(*Attribute::ALL.get(usize::from(place) - 1)?),
            },
            urgency: *URGENCIES.get(usize::from(self.urgency))?,
            returned: has(RETURNED),
            sent_back: has(SENT_BACK),
            secrecy_clear: has(SECRECY_CLEAR),
            has_elements: has(HAS_ELEMENTS),
            to_publish: self.to_publish.map(Digest),
            scan_clear: None,
            terminated: has(TERMINATED),
            closed: has(CLOSED),
            touched_on: day(self.touched_on)?,
            lines: self.lines.into_iter().map(StoredLine::restore).collect::<Option<_>>()?,
            senders: self.senders.into_iter().map(Into::into).collect(),
            title: self.title.to_owned(),
            procedure: self.procedure.into(),
            section: self.section.into(),
            drafter: self.drafter.into(),
            ground: self.ground.to_owned(),
            stage: self.stage.map(Into::into),
            number: self.number.to_owned(),
            index_number: self.index_number.to_owned(),
            attachments: self.attachments,
        })
    }
}

impl<'a> StoredLine<'a> {
    fn of(line: &'a Line) -> Self {
        StoredLine {
            task: match &line.task {
                Task::Stage(key, act) => (0, key.0.as_str(), place(StageAct::ALL, act)),
                Task::Duty(key, act) => (1, key.0.as_str(), place(DutyAct::ALL, act)),
                Task::SecrecyReview => (2, "", 0),
                Task::SecrecyReferral => (3, "", 0),
                Task::Ratify => (4, "", 0),
                Task::Answer => (5, "", 0),
                Task::Evaluate => (6, "", 0),
                Task::TakeDown => (7, "", 0),
                Task::Replace => (8, "", 0),
            },
            queue: place(Queue::ALL, &line.queue),
            scope: match &line.scope {
                Scope::All => (0, ""),
                Scope::Person(login) => (1, login.0.as_str()),
                Scope::Section(section) => (2, section.0.as_str()),
            },
            holder: match &line.holder {
                Holder::Person(login) => (0, 0, login.0.as_str()),
                Holder::Section(role, section) => (1, place(Role::ALL, role), section.0.as_str()),
                Holder::Nobody(role, section) => (2, place(Role::ALL, role), section.0.as_str()),
            },
            since: line.since.map(|day| day.num_days_from_ce()),
            clocks: line.clocks.iter().map(StoredClock::of).collect(),
        }
    }

    fn restore(self) -> Option<Line> {
        let (kind, key, act) = self.task;
        let (rank, holder) = (usize::from(self.holder.1), self.holder.2);
        Some(Line {
            task: match kind {
                0 => Task::Stage(key.into(), *StageAct::ALL.get(usize::from(act))?),
                1 => Task::Duty(key.into(), *DutyAct::ALL.get(usize::from(act))?),
                2 => Task::SecrecyReview,
                3 => Task::SecrecyReferral,
                4 => Task::Ratify,
                5 => Task::Answer,
                6 => Task::Evaluate,
                7 => Task::TakeDown,
                8 => Task::Replace,
                _ => return None,
            },
            queue: *Queue::ALL.get(usize::from(self.queue))?,
            scope: match self.scope.0 {
                0 => Scope::All,
                1 => Scope::Person(self.scope.1.into()),
                2 => Scope::Section(self.scope.1.into()),
                _ => return None,
            },
            holder: match self.holder.0 {
                0 => Holder::Person(holder.into()),
                1 => Holder::Section(*Role::ALL.get(rank)?, holder.into()),
                2 => Holder::Nobody(*Role::ALL.get(rank)?, holder.into()),
                _ => return None,
            },
            since: match self.since {
                Some(number) => Some(day(number)?),
                None => None,
            },
            clocks: self.clocks.into_iter().map(StoredClock::restore).collect::<Option<_>>()?,
        })
    }
}

impl<'a> StoredClock<'a> {
    fn of(clock: &'a ClockLine) -> Self {
        let (state, day) = match clock.state {
            LineState::NotStarted => (0, 0),
            LineState::Paused(since) => (1, since.num_days_from_ce()),
            LineState::Running(due) => (2 + u8::from(due.provisional), due.date.num_days_from_ce()),
        };
        StoredClock {
            duty: match &clock.key {
                ClockKey::Stage => None,
                ClockKey::Duty(duty) => Some(duty.0.as_str()),
            },
            force: place(Force::ALL, &clock.force),
            soon_days: clock.soon_days,
            conditional: clock.conditional,
            state,
            day,
        }
    }

    fn restore(self) -> Option<ClockLine> {
        let date = day(self.day);
        Some(ClockLine {
            key: self.duty.map_or(ClockKey::Stage, |duty| ClockKey::Duty(duty.into())),
            force: *Force::ALL.get(usize::from(self.force))?,
            soon_days: self.soon_days,
            conditional: self.conditional,
            state: match self.state {
                0 => LineState::NotStarted,
                1 => LineState::Paused(date?),
                2 | 3 => LineState::Running(Due { date: date?, provisional: self.state == 3 }),
                _ => return None,
            },
        })
    }
}

const URGENCIES: &[Urgency] = Urgency::ALL;

fn place<T: PartialEq>(all: &[T], one: &T) -> u8 {
    u8::try_from(all.iter().position(|known| known == one).unwrap_or(0)).unwrap_or(0)
}

fn day(number: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(number)
}
