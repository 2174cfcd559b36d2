//! Rebuilding: every projection dropped and made again from the journal alone.

use super::walk::{Grown, Walk};
use super::{BUREAU, Desk, Failure};
use crate::codec::{BureauRecord, ROW_VERSION, holding_key, page_key};
use crate::domain::Bureau;
use crate::store::{Batch, PROJECTION_VERSION};

/// Items written at a time.
const AT_ONCE: usize = 5_000;

impl Desk {
    /// Makes all projections anew. `progress` hears how many of how many records are done.
    pub fn rebuild(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Failure> {
        self.store.clear_projections()?;
        let mut walk = Walk::begin(self, &self.store.read()?)?;
        self.bureau = walk.bureau.clone();
        self.refresh_setup()?;
        let mut batch = Batch::default();
        loop {
            // A look of its own for each stretch, because one that is kept makes the file grow.
            let Some(ended) = walk.next(self, &self.store.read()?, progress)? else { break };
            for grown in ended {
                self.remake(&mut batch, grown)?;
                if batch.items.len() == AT_ONCE {
                    self.store.commit(std::mem::take(&mut batch))?;
                }
            }
        }
        self.bureau = walk.bureau;
        self.bureau_events = walk.bureau_events;
        batch.singles.push((BUREAU, self.bureau_record().encode()));
        batch.singles.push((PROJECTION_VERSION, ROW_VERSION.to_be_bytes().to_vec()));
        self.store.commit(batch)?;
        Ok(())
    }

    /// Adds to a batch all that is projected of an item, from its records alone.
    pub(super) fn remake(&self, batch: &mut Batch, grown: Grown) -> Result<(), Failure> {
        let Grown { id, item, held, events } = grown;
        batch.window_inserts.extend(held.into_iter().map(|blob| holding_key(blob, id)));
        if let Some(item) = item {
            batch.window_inserts.extend(self.own_pages(&item)?.iter().map(|url| page_key(url, id)));
            self.project(batch, id, &item, None, events)?;
        }
        Ok(())
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
