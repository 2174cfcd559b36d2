//! Rows as they are kept: compact, with a schema version, rebuilt and never migrated.
//!
//! The twin types are converted by hand, so that projection and domain can be renamed freely; their
//! order and types are the schema, and a change of either raises [`ROW_VERSION`].

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::twin::Stored;
use crate::calendar::Due;
use crate::domain::{ClockKey, Digest, Holder, ItemId, Revision, Task, Urgency};
use crate::procedure::{Attribute, DutyAct, Force, Role, StageAct};
use crate::projection::{ClockLine, Line, LineState, Queue, Row, Scope};

/// The schema of kept rows.
pub const ROW_VERSION: u32 = 4;

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
        let twin = Twin { row: StoredRow::of(&self.row), events: &self.events };
        // Writing plain values to memory has no way to fail.
        postcard::to_stdvec(&twin).unwrap_or_default()
    }

    /// The record that was kept.
    pub fn decode(bytes: &[u8]) -> Result<Self, NotARow> {
        let twin: OwnedTwin = postcard::from_bytes(bytes).map_err(|_| NotARow)?;
        Ok(ItemRecord { row: twin.row.restore().ok_or(NotARow)?, events: twin.events })
    }

    /// The row alone, without its events.
    pub fn decode_row(bytes: &[u8]) -> Result<Row, NotARow> {
        let (row, _) = postcard::take_from_bytes::<StoredRow>(bytes).map_err(|_| NotARow)?;
        row.restore().ok_or(NotARow)
    }
}

#[derive(Serialize)]
struct Twin<'a> {
    row: StoredRow,
    events: &'a [u64],
}

#[derive(Deserialize)]
struct OwnedTwin {
    row: StoredRow,
    events: Vec<u64>,
}

/// A row as it is kept and as it travels.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredRow {
    id: u64,
    revision: u32,
    round: u32,
    title: String,
    procedure: String,
    section: String,
    drafter: String,
    attribute: u8,
    ground: String,
    stage: Option<String>,
    number: String,
    index_number: String,
    urgency: u8,
    attachments: u32,
    flags: u8,
    to_publish: Option<[u8; 32]>,
    touched_on: i32,
    lines: Vec<StoredLine>,
    senders: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct StoredLine {
    task: (u8, String, u8),
    queue: u8,
    scope: (u8, String),
    holder: (u8, u8, String),
    since: Option<i32>,
    clocks: Vec<StoredClock>,
}

#[derive(Serialize, Deserialize)]
struct StoredClock {
    duty: Option<String>,
    force: u8,
    soon_days: u8,
    conditional: bool,
    state: u8,
    day: i32,
}

/// As it travels: the kept row, and what is noted in it when it is read.
impl Stored for Row {
    type Form = (StoredRow, Option<bool>);

    fn store(&self) -> Self::Form {
        (StoredRow::of(self), self.scan_clear)
    }

    fn restore((row, scan_clear): Self::Form) -> Result<Self, serde_json::Error> {
        let row = row.restore().ok_or_else(|| serde::de::Error::custom(NotARow))?;
        Ok(Row { scan_clear, ..row })
    }
}

const RETURNED: u8 = 1;
const SECRECY_CLEAR: u8 = 2;
const HAS_ELEMENTS: u8 = 4;
const TERMINATED: u8 = 8;
const CLOSED: u8 = 16;

impl StoredRow {
    fn of(row: &Row) -> Self {
        let flags = [
            (row.returned, RETURNED),
            (row.secrecy_clear, SECRECY_CLEAR),
            (row.has_elements, HAS_ELEMENTS),
            (row.terminated, TERMINATED),
            (row.closed, CLOSED),
        ];
        StoredRow {
            id: row.id.0,
            revision: row.revision.0,
            round: row.round,
            title: row.title.clone(),
            procedure: row.procedure.0.clone(),
            section: row.section.0.clone(),
            drafter: row.drafter.0.clone(),
            attribute: row.attribute.map_or(0, |attribute| place(Attribute::ALL, &attribute) + 1),
            ground: row.ground.clone(),
            stage: row.stage.as_ref().map(|stage| stage.0.clone()),
            number: row.number.clone(),
            index_number: row.index_number.clone(),
            urgency: place(URGENCIES, &row.urgency),
            attachments: row.attachments,
            flags: flags.iter().filter(|(set, _)| *set).map(|(_, bit)| bit).sum(),
            to_publish: row.to_publish.map(|digest| digest.0),
            touched_on: row.touched_on.num_days_from_ce(),
            lines: row.lines.iter().map(StoredLine::of).collect(),
            senders: row.senders.iter().map(|person| person.0.clone()).collect(),
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
            secrecy_clear: has(SECRECY_CLEAR),
            has_elements: has(HAS_ELEMENTS),
            to_publish: self.to_publish.map(Digest),
            scan_clear: None,
            terminated: has(TERMINATED),
            closed: has(CLOSED),
            touched_on: day(self.touched_on)?,
            lines: self.lines.into_iter().map(StoredLine::restore).collect::<Option<_>>()?,
            senders: self.senders.iter().map(|person| person.as_str().into()).collect(),
            title: self.title,
            procedure: self.procedure.as_str().into(),
            section: self.section.as_str().into(),
            drafter: self.drafter.as_str().into(),
            ground: self.ground,
            stage: self.stage.map(|stage| stage.as_str().into()),
            number: self.number,
            index_number: self.index_number,
            attachments: self.attachments,
        })
    }
}

impl StoredLine {
    fn of(line: &Line) -> Self {
        StoredLine {
            task: match &line.task {
                Task::Stage(key, act) => (0, key.0.clone(), place(StageAct::ALL, act)),
                Task::Duty(key, act) => (1, key.0.clone(), place(DutyAct::ALL, act)),
                Task::SecrecyReview => (2, String::new(), 0),
                Task::SecrecyReferral => (3, String::new(), 0),
                Task::Ratify => (4, String::new(), 0),
                Task::Answer => (5, String::new(), 0),
                Task::Evaluate => (6, String::new(), 0),
                Task::TakeDown => (7, String::new(), 0),
            },
            queue: place(Queue::ALL, &line.queue),
            scope: match &line.scope {
                Scope::All => (0, String::new()),
                Scope::Person(login) => (1, login.0.clone()),
                Scope::Section(section) => (2, section.0.clone()),
            },
            holder: match &line.holder {
                Holder::Person(login) => (0, 0, login.0.clone()),
                Holder::Section(role, section) => (1, place(Role::ALL, role), section.0.clone()),
                Holder::Nobody(role, section) => (2, place(Role::ALL, role), section.0.clone()),
            },
            since: line.since.map(|day| day.num_days_from_ce()),
            clocks: line.clocks.iter().map(StoredClock::of).collect(),
        }
    }

    fn restore(self) -> Option<Line> {
        let (kind, key, act) = self.task;
        let (rank, holder) = (usize::from(self.holder.1), self.holder.2.as_str());
        Some(Line {
            task: match kind {
                0 => Task::Stage(key.as_str().into(), *StageAct::ALL.get(usize::from(act))?),
                1 => Task::Duty(key.as_str().into(), *DutyAct::ALL.get(usize::from(act))?),
                2 => Task::SecrecyReview,
                3 => Task::SecrecyReferral,
                4 => Task::Ratify,
                5 => Task::Answer,
                6 => Task::Evaluate,
                7 => Task::TakeDown,
                _ => return None,
            },
            queue: *Queue::ALL.get(usize::from(self.queue))?,
            scope: match self.scope.0 {
                0 => Scope::All,
                1 => Scope::Person(self.scope.1.as_str().into()),
                2 => Scope::Section(self.scope.1.as_str().into()),
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

impl StoredClock {
    fn of(clock: &ClockLine) -> Self {
        let (state, day) = match clock.state {
            LineState::NotStarted => (0, 0),
            LineState::Paused(since) => (1, since.num_days_from_ce()),
            LineState::Running(due) => (2 + u8::from(due.provisional), due.date.num_days_from_ce()),
        };
        StoredClock {
            duty: match &clock.key {
                ClockKey::Stage => None,
                ClockKey::Duty(duty) => Some(duty.0.clone()),
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
            key: self.duty.map_or(ClockKey::Stage, |duty| ClockKey::Duty(duty.as_str().into())),
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

const URGENCIES: &[Urgency] = &[Urgency::Ordinary, Urgency::Urgent, Urgency::ExtraUrgent];

fn place<T: PartialEq>(all: &[T], one: &T) -> u8 {
    u8::try_from(all.iter().position(|known| known == one).unwrap_or(0)).unwrap_or(0)
}

fn day(number: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(number)
}
