//! Dossiers: items with everything that happened to them, page by page, for papers that go through all.

use std::collections::HashMap;

use super::{Desk, Failure, History};
use crate::codec::{Envelope, ItemRecord};
use crate::domain::{ItemId, Login, Moment};

/// An item and everything that happened to it, oldest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dossier {
    /// Its number.
    pub id: ItemId,
    /// What happened.
    pub history: Vec<History>,
}

/// Some of the dossiers that a person may read.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Dossiers {
    /// In the order of the items' numbers.
    pub page: Vec<Dossier>,
    /// From which item the next page goes on; none where all were looked at.
    pub next: Option<ItemId>,
}

/// Which items something happened to.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Changed {
    /// Each once, in the order of their numbers.
    pub items: Vec<ItemId>,
    /// The last record that was looked at.
    pub up_to: u64,
}

impl Desk {
    /// The dossiers of the `most` items from this one on, those that this person may read.
    pub fn dossiers(
        &self,
        login: &Login,
        from: ItemId,
        most: usize,
        now: Moment,
    ) -> Result<Dossiers, Failure> {
        let (reader, today) = (self.store.read()?, now.date_naive());
        let chunk = reader.items_chunk(from.0, most)?;
        let next =
            chunk.last().filter(|_| chunk.len() == most).map(|(last, _)| ItemId(last.saturating_add(1)));
        let (mut ids, mut sequences) = (Vec::new(), Vec::new());
        for (id, bytes) in chunk {
            let ItemRecord { row, events } = ItemRecord::decode(&bytes)?;
            if self.may_read_row(login, &row, today) {
                ids.push(ItemId(id));
                sequences.extend(events);
            }
        }
        // All of them are read in the order in which they lie in the file.
        sequences.sort_unstable();
        let mut histories: HashMap<ItemId, Vec<History>> = HashMap::new();
        for read in self.read_records(&reader, &sequences)? {
            if let Some(id) = read.item {
                histories.entry(id).or_default().push(read.into());
            }
        }
        let page = ids.into_iter();
        let page =
            page.map(|id| Dossier { id, history: histories.remove(&id).unwrap_or_default() }).collect();
        Ok(Dossiers { page, next })
    }

    /// The items that something happened to in the `most` records after this one.
    pub fn changed(&self, after: u64, most: usize) -> Result<Changed, Failure> {
        let records = self.store.read()?.records_chunk(after.saturating_add(1), most)?;
        let mut changed = Changed { items: Vec::new(), up_to: after };
        for record in records {
            let envelope = Envelope::decode(&record.envelope)
                .map_err(|source| Failure::Record { sequence: record.sequence, source: source.into() })?;
            changed.items.extend(envelope.item.map(ItemId));
            changed.up_to = record.sequence;
        }
        changed.items.sort_unstable();
        changed.items.dedup();
        Ok(changed)
    }
}
