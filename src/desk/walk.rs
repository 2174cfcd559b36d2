//! A walk through the journal in its own order, which gives each item once its last record was read.
//!
//! To read each item's records by their numbers takes several times as long: they lie far from one another in the
//! file. So a first look at the envelopes alone tells where each item ends, and what has begun and not yet ended is
//! held as the item that it is so far. How many are held is bounded; the few others are read by their numbers.

use std::collections::{BTreeSet, HashMap};

use super::expunge::held;
use super::load::{Read, What, understand};
use super::{Desk, Failure};
use crate::codec::{Aggregate, Envelope, aggregate};
use crate::domain::{Bureau, Digest, Item, ItemId};
use crate::store::Reader;

/// Journal records read at a time.
const AT_ONCE: usize = 5_000;

/// Items held at a time at most: some tens of megabytes.
const HELD_ITEMS: usize = 20_000;

/// An item is not held for more records than this, or what takes years would keep out all that comes after it.
const NEAR: u64 = 200_000;

/// A walk under way.
pub(super) struct Walk {
    /// Where the events are of each item that hasn't ended yet.
    items: HashMap<ItemId, Vec<u64>>,
    held: HashMap<ItemId, Grown>,
    /// How many are held at most.
    pub(super) room: usize,
    /// The last record that was read, and the last that there is.
    done: u64,
    end: u64,
    /// The bureau as its own events have made it, with the serials of the items that have ended so far.
    pub(super) bureau: Bureau,
    /// Where the bureau's events are.
    pub(super) bureau_events: Vec<u64>,
}

/// An item as its records have made it.
pub(super) struct Grown {
    pub(super) id: ItemId,
    /// None where none of its events could be understood.
    pub(super) item: Option<Item>,
    /// The texts and files that its events name.
    pub(super) held: BTreeSet<Digest>,
    /// Where its events are.
    pub(super) events: Vec<u64>,
}

impl Walk {
    /// Stands before the first record, and knows whose each of them is.
    pub(super) fn begin(desk: &Desk, reader: &Reader<'_>) -> Result<Walk, Failure> {
        let end = reader.head()?.sequence;
        let mut walk = Walk {
            items: HashMap::new(),
            held: HashMap::new(),
            room: HELD_ITEMS,
            done: 0,
            end,
            bureau: Bureau::default(),
            bureau_events: Vec::new(),
        };
        let mut looked = 0;
        while looked < end {
            let envelopes = reader.envelopes_chunk(looked + 1, AT_ONCE)?;
            looked = envelopes.last().ok_or(Failure::Missing(looked + 1))?.0;
            for (sequence, envelope) in envelopes {
                walk.outline(desk, reader, sequence, &envelope)?;
            }
        }
        Ok(walk)
    }

    fn outline(
        &mut self,
        desk: &Desk,
        reader: &Reader<'_>,
        sequence: u64,
        envelope: &[u8],
    ) -> Result<(), Failure> {
        let (item, kind) = Envelope::about(envelope)
            .map_err(|source| Failure::Record { sequence, source: source.into() })?;
        if let Some(id) = item {
            self.items.entry(ItemId(id)).or_default().push(sequence);
        }
        if aggregate(&kind) == Some(Aggregate::Bureau) {
            let read = desk.read_record(reader, sequence)?;
            if let What::Bureau(event) = read.what {
                self.bureau.evolve(read.at, &event);
                self.bureau_events.push(sequence);
            }
        }
        Ok(())
    }

    /// The items that end among the next records; none at the journal's end. `progress` hears how many of how many
    /// records are done.
    pub(super) fn next(
        &mut self,
        desk: &Desk,
        reader: &Reader<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Option<Vec<Grown>>, Failure> {
        if self.done >= self.end {
            return Ok(None);
        }
        let mut ended = Vec::new();
        let records = reader.records_chunk(self.done + 1, AT_ONCE)?;
        self.done = records.last().ok_or(Failure::Missing(self.done + 1))?.sequence;
        for record in records {
            let read = understand(reader, record)?;
            ended.extend(self.step(desk, reader, &read)?);
        }
        progress(self.done, self.end);
        Ok(Some(ended))
    }

    /// The item whose last record this is, if it is one's.
    fn step(&mut self, desk: &Desk, reader: &Reader<'_>, read: &Read) -> Result<Option<Grown>, Failure> {
        let Some(id) = read.item else { return Ok(None) };
        let Some(events) = self.items.get(&id) else { return Ok(None) };
        let (Some(first), Some(last)) = (events.first(), events.last()) else { return Ok(None) };
        let (begins, ends) = (read.sequence == *first, read.sequence == *last);
        if begins && last - first < NEAR && self.held.len() < self.room {
            self.held.insert(id, Grown::seed(id));
        }
        if let Some(grown) = self.held.get_mut(&id) {
            grown.grow(read, &mut self.bureau);
        }
        if !ends {
            return Ok(None);
        }
        let events = self.items.remove(&id).unwrap_or_default();
        let grown = match self.held.remove(&id) {
            Some(grown) => grown,
            None => {
                let mut grown = Grown::seed(id);
                for read in desk.read_records(reader, &events)? {
                    grown.grow(&read, &mut self.bureau);
                }
                grown
            }
        };
        Ok(Some(Grown { events, ..grown }))
    }
}

impl Grown {
    fn seed(id: ItemId) -> Grown {
        Grown { id, item: None, held: BTreeSet::new(), events: Vec::new() }
    }

    fn grow(&mut self, read: &Read, bureau: &mut Bureau) {
        let Some(event) = read.item_event() else { return };
        bureau.note(self.id, event);
        self.held.extend(held(event));
        match &mut self.item {
            None => self.item = Item::begin(self.id, &read.author, read.at, event),
            Some(item) => item.evolve(&read.author, read.at, event),
        }
    }
}
