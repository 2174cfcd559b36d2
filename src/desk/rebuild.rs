//! Rebuilding: every projection dropped and made again from the journal alone.

use std::collections::BTreeMap;

use super::expunge::held;
use super::load::{Read, What, replay, understand};
use super::{BUREAU, Desk, Failure};
use crate::codec::{BureauRecord, ROW_VERSION, holding_key, page_key};
use crate::domain::{Bureau, ItemId};
use crate::store::{Batch, PROJECTION_VERSION, Reader};

/// Journal records read, and items written, at a time.
const AT_ONCE: usize = 5_000;

impl Desk {
    /// Makes all projections anew. `progress` hears how many of how many records and items are done.
    pub fn rebuild(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Failure> {
        self.store.clear_projections()?;
        let Gathered { items, bureau, bureau_events, .. } =
            self.gather_journal(&self.store.read()?, progress)?;
        self.bureau = bureau;
        self.bureau_events = bureau_events;
        self.refresh_setup()?;
        let all = u64::try_from(items.len()).unwrap_or(u64::MAX);
        let mut done = 0;
        let mut batch = Batch::default();
        for (id, events) in items {
            let records = self.read_records(&self.store.read()?, &events)?;
            self.remake(&mut batch, id, &records, events)?;
            done += 1;
            if batch.items.len() == AT_ONCE {
                self.store.commit(std::mem::take(&mut batch))?;
                progress(done, all);
            }
        }
        batch.singles.push((BUREAU, self.bureau_record().encode()));
        batch.singles.push((PROJECTION_VERSION, ROW_VERSION.to_be_bytes().to_vec()));
        self.store.commit(batch)?;
        progress(all, all);
        Ok(())
    }

    /// Adds to a batch all that is projected of an item, from its records alone.
    pub(super) fn remake(
        &self,
        batch: &mut Batch,
        id: ItemId,
        records: &[Read],
        events: Vec<u64>,
    ) -> Result<(), Failure> {
        let held = records.iter().filter_map(Read::item_event).flat_map(held);
        batch.window_inserts.extend(held.map(|blob| holding_key(blob, id)));
        if let Some(item) = replay(id, records) {
            batch.window_inserts.extend(self.own_pages(&item)?.iter().map(|url| page_key(url, id)));
            self.project(batch, id, &item, None, events)?;
        }
        Ok(())
    }

    /// Where each item's events are, and the bureau as its events have made it.
    pub(super) fn gather_journal(
        &self,
        reader: &Reader<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Gathered, Failure> {
        let mut items: BTreeMap<ItemId, Vec<u64>> = BTreeMap::new();
        let mut bureau = Bureau::default();
        let mut bureau_events = Vec::new();
        let mut from = 1;
        let end = reader.head()?.sequence;
        while from <= end {
            let records = reader.records_chunk(from, AT_ONCE)?;
            let last = records.last().ok_or(Failure::Missing(from))?.sequence;
            for record in records {
                let read = understand(reader, record)?;
                if let Some(id) = read.item {
                    items.entry(id).or_default().push(read.sequence);
                }
                match read.what {
                    What::Item(event) => {
                        if let Some(id) = read.item {
                            bureau.note(id, &event);
                        }
                    }
                    What::Bureau(event) => {
                        bureau.evolve(read.at, &event);
                        bureau_events.push(read.sequence);
                    }
                    What::Unknown => {}
                }
            }
            progress(last, end);
            from = last + 1;
        }
        Ok(Gathered { items, bureau, bureau_events })
    }

    /// The bureau's projection as the journal alone makes it.
    pub(super) fn bureau_from(bureau: &Bureau, events: Vec<u64>) -> BureauRecord {
        BureauRecord {
            item_serials: bureau.item_serials.clone(),
            index_serials: bureau.index_serials.clone(),
            events,
        }
    }
}

/// What a walk through the journal finds.
pub(super) struct Gathered {
    /// Where each item's events are.
    pub items: BTreeMap<ItemId, Vec<u64>>,
    /// The bureau as its events have made it.
    pub bureau: Bureau,
    /// Where they are.
    pub bureau_events: Vec<u64>,
}
