//! From the journal back to states: one record, one item, the bureau.

use super::{Desk, Failure};
use crate::codec::{
    Aggregate, BureauRecord, DecodeError, Decoded, Envelope, aggregate, decode_bureau, decode_item, redacted,
};
use crate::domain::{Author, BureauEvent, Item, ItemEvent, ItemId, Login, Moment};
use crate::procedure::Role;
use crate::store::{Body, Reader, Record};

/// A journal record, understood as far as this program can.
pub(super) struct Read {
    pub(super) sequence: u64,
    pub(super) at: Moment,
    pub(super) author: Author,
    pub(super) item: Option<ItemId>,
    pub(super) kind: String,
    pub(super) what: What,
    /// Whether the body was destroyed and this is what its record left of it.
    pub(super) expunged: bool,
}

impl Read {
    /// What happened to an item, as far as that is known.
    pub(super) fn item_event(&self) -> Option<&ItemEvent> {
        match &self.what {
            What::Item(event) => Some(event),
            What::Bureau(_) | What::Unknown => None,
        }
    }
}

/// What a record says.
pub(super) enum What {
    Item(Box<ItemEvent>),
    Bureau(BureauEvent),
    /// A newer program's event, or a destroyed one of which nothing is left.
    Unknown,
}

/// Understands a record.
pub(super) fn understand(reader: &Reader<'_>, record: Record) -> Result<Read, Failure> {
    let sequence = record.sequence;
    let envelope = Envelope::decode(&record.envelope)
        .map_err(|source| Failure::Record { sequence, source: source.into() })?;
    let (body, expunged) = match record.body {
        Body::Kept(body) => (Some(body), false),
        Body::Expunged { by } => (what_was_left(reader, sequence, by)?, true),
        Body::Missing => return Err(Failure::Missing(sequence)),
    };
    let what = match body {
        Some(body) => said(&envelope.kind, &body)
            .map_err(|source| Failure::Record { sequence, source: source.into() })?,
        None => What::Unknown,
    };
    Ok(Read {
        sequence,
        at: envelope.at,
        author: Author {
            login: Login(envelope.actor),
            role: Role::from_key(&envelope.role).unwrap_or(Role::Administrator),
            on_behalf: envelope.on_behalf.map(Login),
        },
        item: envelope.item.map(ItemId),
        kind: envelope.kind,
        what,
        expunged,
    })
}

fn said(kind: &str, body: &[u8]) -> Result<What, DecodeError> {
    Ok(match aggregate(kind) {
        Some(Aggregate::Item) => match decode_item(kind, body)? {
            Decoded::Event(event) => What::Item(Box::new(event)),
            Decoded::Unknown => What::Unknown,
        },
        Some(Aggregate::Bureau) => match decode_bureau(kind, body)? {
            Decoded::Event(event) => What::Bureau(event),
            Decoded::Unknown => What::Unknown,
        },
        None => What::Unknown,
    })
}

fn what_was_left(reader: &Reader<'_>, sequence: u64, by: u64) -> Result<Option<Vec<u8>>, Failure> {
    let record = reader.record(by)?.ok_or(Failure::Missing(by))?;
    Ok(match record.body {
        Body::Kept(body) => redacted(&body, sequence),
        Body::Expunged { .. } | Body::Missing => None,
    })
}

/// The state that an item's records make.
fn replay(id: ItemId, records: &[Read]) -> Option<Item> {
    let events = records.iter().filter_map(|read| Some((&read.author, read.at, read.item_event()?)));
    Item::replayed(id, events)
}

impl Desk {
    /// One record, read and understood.
    pub(super) fn read_record(&self, reader: &Reader<'_>, sequence: u64) -> Result<Read, Failure> {
        let record = reader.record(sequence)?.ok_or(Failure::Missing(sequence))?;
        understand(reader, record)
    }

    /// These records, read and understood; those that follow one another are read in one go.
    pub(super) fn read_records(&self, reader: &Reader<'_>, sequences: &[u64]) -> Result<Vec<Read>, Failure> {
        let mut read = Vec::with_capacity(sequences.len());
        for run in sequences.chunk_by(|one, next| one.checked_add(1) == Some(*next)) {
            let first = run.first().copied().unwrap_or_default();
            let mut records = reader.records_chunk(first, run.len())?.into_iter();
            for sequence in run {
                let record = records.next().filter(|record| record.sequence == *sequence);
                read.push(understand(reader, record.ok_or(Failure::Missing(*sequence))?)?);
            }
        }
        Ok(read)
    }

    /// The state that these events make.
    pub(super) fn load(&self, id: ItemId, events: &[u64]) -> Result<Option<Item>, Failure> {
        self.load_in(&self.store.read()?, id, events)
    }

    /// The same in a look that is there.
    pub(super) fn load_in(
        &self,
        reader: &Reader<'_>,
        id: ItemId,
        events: &[u64],
    ) -> Result<Option<Item>, Failure> {
        Ok(replay(id, &self.read_records(reader, events)?))
    }

    /// The bureau as its record and its events make it.
    pub(super) fn recall_bureau(&mut self, record: BureauRecord) -> Result<(), Failure> {
        let reader = self.store.read()?;
        let mut bureau = crate::domain::Bureau {
            item_serials: record.item_serials,
            index_serials: record.index_serials,
            ..Default::default()
        };
        for sequence in &record.events {
            let record = reader.record(*sequence)?.ok_or(Failure::Missing(*sequence))?;
            let read = understand(&reader, record)?;
            if let What::Bureau(event) = read.what {
                bureau.evolve(read.at, &event);
            }
        }
        drop(reader);
        self.bureau = bureau;
        self.bureau_events = record.events;
        Ok(())
    }

    /// The bureau's projection, to be kept.
    pub(super) fn bureau_record(&self) -> BureauRecord {
        Desk::bureau_from(&self.bureau, self.bureau_events.clone())
    }
}
