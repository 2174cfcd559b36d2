//! Looking: windows, counts, one item in full, its history. Nothing here changes anything, and every
//! answer is for one person: what that person may not read isn't there.

use chrono::NaiveDate;

use super::load::What;
use super::{Desk, Failure};
use crate::codec::{ItemRecord, counter_class, place_prefix};
use crate::domain::{Author, BureauEvent, Digest, Item, ItemEvent, ItemId, Login, Moment, Setting, may_read};
use crate::projection::{Count, Pane, Row, panes};
use crate::scan::{Finding, Level, scan};
use crate::store::Reader;

/// An item with all that a preview or reader shows.
#[derive(Clone, PartialEq, Debug)]
pub struct Sheet {
    /// As it is listed.
    pub row: Row,
    /// Its state.
    pub item: Item,
    /// The beginning of its text, or all of it.
    pub text: String,
    /// How many bytes the whole text has.
    pub text_bytes: u64,
    /// What the personal-data scan finds in the title and the text shown.
    pub findings: Vec<Finding>,
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
                for (key, number) in reader.counters(&prefix)? {
                    if let Some(class) = counter_class(&prefix, &key) {
                        count.add(class, number, today, &self.setup.calendar);
                    }
                }
            }
            Ok(count)
        };
        panes.iter().map(count).collect()
    }

    /// One row, if this person may read it.
    pub fn row(&self, login: &Login, id: ItemId, now: Moment) -> Result<Option<Row>, Failure> {
        let record = self.record_of(id)?;
        let readable = |record: &ItemRecord| self.may_read_row(login, &record.row, now.date_naive());
        Ok(record.filter(readable).map(|record| record.row))
    }

    /// One item with the first `text_bytes` bytes of its text, if this person may read it.
    pub fn sheet(
        &self,
        login: &Login,
        id: ItemId,
        text_bytes: usize,
        now: Moment,
    ) -> Result<Option<Sheet>, Failure> {
        let Some(ItemRecord { row, events }) = self.record_of(id)? else { return Ok(None) };
        if !self.may_read_row(login, &row, now.date_naive()) {
            return Ok(None);
        }
        let Some(item) = self.load(id, &events)? else { return Ok(None) };
        let whole = match &item.submission.content.text {
            Some(text) => self.store.read()?.blob(text.digest)?.unwrap_or_default(),
            None => Vec::new(),
        };
        let text = beginning(&String::from_utf8_lossy(&whole), text_bytes).to_owned();
        let scanned = format!("{}\n{text}", item.submission.content.title);
        let findings = scan(&scanned, now.date_naive());
        let text_bytes = u64::try_from(whole.len()).unwrap_or(u64::MAX);
        Ok(Some(Sheet { row, item, text, text_bytes, findings }))
    }

    /// How many findings of personal data in this title and this text block that they are published.
    pub(super) fn blocking_in(
        &self,
        reader: &Reader<'_>,
        title: &str,
        text: Option<Digest>,
        on: NaiveDate,
    ) -> Result<usize, Failure> {
        let body = match text {
            Some(digest) => reader.blob(digest)?.unwrap_or_default(),
            None => Vec::new(),
        };
        let found = scan(&format!("{title}\n{}", String::from_utf8_lossy(&body)), on);
        Ok(found.iter().filter(|finding| finding.level == Level::Block).count())
    }

    /// The bytes of a text or attachment; `None` where they were destroyed or never kept.
    pub fn blob(&self, digest: Digest) -> Result<Option<Vec<u8>>, Failure> {
        Ok(self.store.read()?.blob(digest)?)
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
        let line = |sequence: &u64| {
            let read = self.read_record(&reader, *sequence)?;
            Ok(History {
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
            })
        };
        sequences.iter().map(line).collect()
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

fn beginning(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

impl Desk {
    /// Calls with the setting of this item's own procedure version.
    pub fn with_setting<T>(
        &self,
        item: &Item,
        use_it: impl FnOnce(Setting<'_>) -> T,
    ) -> Result<Option<T>, Failure> {
        let version = self.version(item.version)?;
        Ok(version.get(&item.procedure).map(|procedure| use_it(self.setup.setting(procedure))))
    }
}
