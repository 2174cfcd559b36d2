//! Looking: windows, counts, one item in full, its history. Nothing here changes anything, and every
//! answer is for one person: what that person may not read isn't there.

use chrono::NaiveDate;

use super::expunge::held;
use super::load::{Read, What};
use super::{Desk, Failure, record_in};
use crate::codec::{ItemRecord, counter_class, place_prefix};
use crate::domain::{Author, BureauEvent, Digest, Item, ItemEvent, ItemId, Login, Moment, Text, may_read};
use crate::projection::{Count, Pane, Queue, Row, Scope, panes};
use crate::scan::Scanned;

/// An item with all that a preview or reader shows.
#[derive(Clone, PartialEq, Debug)]
pub struct Sheet {
    /// As it is listed.
    pub row: Row,
    /// Its state.
    pub item: Item,
    /// What happened to it, which its state comes of; oldest first.
    pub history: Vec<History>,
    /// The beginning of its text, or all of it.
    pub text: String,
    /// How many bytes the whole text has.
    pub text_bytes: u64,
    /// The beginning of the 公开版 that the public is given in its place; empty where there is none.
    pub public_text: String,
    /// What the personal-data scan finds in what the public would read.
    pub scan: Scanned,
}

/// A line of an item's or the bureau's history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct History {
    /// The journal record.
    pub sequence: u64,
    /// When it was recorded.
    pub at: Moment,
    /// Who did it, in what capacity.
    pub author: Author,
    /// The item concerned, if one is.
    pub item: Option<ItemId>,
    /// The event's stored name.
    pub kind: String,
    /// What happened.
    pub what: Happened,
}

/// What a record of the history says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Happened {
    /// To an item.
    Item(Box<ItemEvent>),
    /// To the bureau.
    Bureau(BureauEvent),
    /// Something that this program doesn't know, or that was destroyed.
    Unknown,
}

impl From<Read> for History {
    fn from(read: Read) -> History {
        History {
            sequence: read.sequence,
            at: read.at,
            author: read.author,
            item: read.item,
            kind: read.kind,
            what: match read.what {
                What::Item(event) => Happened::Item(event),
                What::Bureau(event) => Happened::Bureau(event),
                What::Unknown => Happened::Unknown,
            },
        }
    }
}

impl Desk {
    /// The panes of a person today.
    pub fn panes(&self, login: &Login, today: NaiveDate) -> Vec<Pane> {
        panes(&self.setup.roster, &self.setup.delegations, login, today)
    }

    /// How many wait in each pane, and how near their limits are.
    pub fn counts(&self, panes: &[Pane], today: NaiveDate) -> Result<Vec<Count>, Failure> {
        let reader = self.store.read()?;
        let count = |pane: &Pane| {
            let mut count = Count::default();
            for scope in &pane.scopes {
                let prefix = place_prefix(pane.queue, scope);
                reader.visit_counters(&prefix, |key, number| {
                    if let Some(class) = counter_class(&prefix, key) {
                        count.add(class, number, today, &self.setup.calendar);
                    }
                })?;
            }
            Ok(count)
        };
        panes.iter().map(count).collect()
    }

    /// The same for a person: what stands in no pane of theirs is counted only for who reads everything.
    pub fn counts_for(&self, login: &Login, panes: &[Pane], today: NaiveDate) -> Result<Vec<Count>, Failure> {
        if self.setup.reads_everything(login, today) {
            return self.counts(panes, today);
        }
        let own = self.panes(login, today);
        let stands = |queue: Queue, scope: &Scope| {
            own.iter().any(|pane| pane.queue == queue && pane.scopes.contains(scope))
        };
        let narrowed = |pane: &Pane| Pane {
            queue: pane.queue,
            scopes: pane.scopes.iter().filter(|scope| stands(pane.queue, scope)).cloned().collect(),
        };
        self.counts(&panes.iter().map(narrowed).collect::<Vec<_>>(), today)
    }

    /// One row, if this person may read it.
    pub fn row(&self, login: &Login, id: ItemId, now: Moment) -> Result<Option<Row>, Failure> {
        Ok(self.rows(login, &[id], now)?.pop().flatten())
    }

    /// The rows of these items, those that this person may read.
    pub fn rows(&self, login: &Login, ids: &[ItemId], now: Moment) -> Result<Vec<Option<Row>>, Failure> {
        let (reader, today) = (self.store.read()?, now.date_naive());
        let row = |id: &ItemId| {
            let record = record_in(&reader, *id)?;
            let mut row = record.map(|record| record.row).filter(|row| self.may_read_row(login, row, today));
            if let Some(row) = &mut row {
                self.note_scan(&reader, row, today)?;
            }
            Ok(row)
        };
        ids.iter().map(row).collect()
    }

    /// One item with the first `text_bytes` bytes of its text, if this person may read it.
    pub fn sheet(
        &self,
        login: &Login,
        id: ItemId,
        text_bytes: usize,
        now: Moment,
    ) -> Result<Option<Sheet>, Failure> {
        let reader = self.store.read()?;
        let Some(ItemRecord { row, events }) = record_in(&reader, id)? else { return Ok(None) };
        if !self.may_read_row(login, &row, now.date_naive()) {
            return Ok(None);
        }
        let records = self.read_records(&reader, &events)?;
        let history: Vec<History> = records.into_iter().map(History::from).collect();
        let Some(item) = item_of(id, &history) else { return Ok(None) };
        let content = &item.submission.content;
        let kept = |text: &Option<Text>| match text {
            Some(text) => reader.blob(text.digest).map(Option::unwrap_or_default),
            None => Ok(Vec::new()),
        };
        let (whole, public) = (kept(&content.text)?, kept(&content.public_text)?);
        let begins = |bytes: &[u8]| beginning(&String::from_utf8_lossy(bytes), text_bytes).to_owned();
        let (text, public_text) = (begins(&whole), begins(&public));
        let scan = Scanned::clone(&*self.scan_of(&reader, content, now.date_naive())?);
        let text_bytes = u64::try_from(whole.len()).unwrap_or(u64::MAX);
        Ok(Some(Sheet { row, item, history, text, text_bytes, public_text, scan }))
    }

    /// The bytes of a text or attachment that some version of this item names. `None` where this person may
    /// not read the item, or the bytes were destroyed.
    pub fn blob(
        &self,
        login: &Login,
        id: ItemId,
        blob: Digest,
        now: Moment,
    ) -> Result<Option<Vec<u8>>, Failure> {
        let history = self.history(login, id, now)?.unwrap_or_default();
        let named = history.iter().any(|line| match &line.what {
            Happened::Item(event) => held(event).any(|held| held == blob),
            Happened::Bureau(_) | Happened::Unknown => false,
        });
        Ok(if named { self.store.read()?.blob(blob)? } else { None })
    }

    /// Everything that happened to an item, oldest first, if this person may read it.
    pub fn history(&self, login: &Login, id: ItemId, now: Moment) -> Result<Option<Vec<History>>, Failure> {
        let Some(record) = self.record_of(id)? else { return Ok(None) };
        if !self.may_read_row(login, &record.row, now.date_naive()) {
            return Ok(None);
        }
        self.lines(&record.events).map(Some)
    }

    /// Everything that happened to the bureau as a whole, oldest first.
    pub fn bureau_history(&self) -> Result<Vec<History>, Failure> {
        self.lines(&self.bureau_events)
    }

    fn lines(&self, sequences: &[u64]) -> Result<Vec<History>, Failure> {
        let reader = self.store.read()?;
        Ok(self.read_records(&reader, sequences)?.into_iter().map(History::from).collect())
    }

    /// Whether somebody may read an item.
    pub(super) fn may_read(&self, login: &Login, item: &Item, at: Moment) -> bool {
        let setup = &self.setup;
        may_read(&setup.roster, &setup.delegations, login, &item.section, &item.drafter, at.date_naive())
    }

    pub(super) fn may_read_row(&self, login: &Login, row: &Row, today: NaiveDate) -> bool {
        let setup = &self.setup;
        may_read(&setup.roster, &setup.delegations, login, &row.section, &row.drafter, today)
    }
}

/// The state that an item's events make.
pub fn item_of(id: ItemId, history: &[History]) -> Option<Item> {
    let events = history.iter().filter_map(|line| match &line.what {
        Happened::Item(event) => Some((&line.author, line.at, event.as_ref())),
        Happened::Bureau(_) | Happened::Unknown => None,
    });
    Item::replayed(id, events)
}

fn beginning(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
