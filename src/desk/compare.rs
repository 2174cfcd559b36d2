//! What a replay makes, held against the tables that are kept: all of it is there, and nothing else is.
//!
//! Of what is made of an item the row is looked up and forgotten, and of its entries in all lists the sum of their
//! hashes stays. A walk over the whole table of entries takes each from the sum of its item, and counts are compared
//! as a whole. So nothing but rows is looked up one by one, and a million items take some tens of megabytes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasher, RandomState};

use super::Failure;
use super::check::{LISTED, Verdict};
use crate::codec::{counter_name, window_item};
use crate::domain::ItemId;
use crate::store::{Batch, Reader};

/// Keys, and rows, that are in memory at a time.
const AT_ONCE: usize = 5_000;

/// A comparison under way.
pub(super) struct Comparison<'r, 's> {
    reader: &'r Reader<'s>,
    /// How many rows were made.
    rows: u64,
    /// The sum of the hashes of each item's entries that were made, less those that were met.
    entries: HashMap<ItemId, u64>,
    hash: RandomState,
    counters: BTreeMap<Vec<u8>, i64>,
    differing: BTreeSet<ItemId>,
    strays: u64,
}

impl<'r, 's> Comparison<'r, 's> {
    /// Nothing was compared yet.
    pub(super) fn of(reader: &'r Reader<'s>) -> Self {
        Comparison {
            reader,
            rows: 0,
            entries: HashMap::new(),
            hash: RandomState::new(),
            counters: BTreeMap::new(),
            differing: BTreeSet::new(),
            strays: 0,
        }
    }

    /// Compares what was made of one item.
    pub(super) fn item(&mut self, id: ItemId, made: Batch) -> Result<(), Failure> {
        let row = made.items.into_iter().find_map(|(_, row)| row);
        self.rows += u64::from(row.is_some());
        let agrees = self.reader.item(id.0)? == row;
        let mut keys = made.window_inserts;
        keys.sort_unstable();
        keys.dedup();
        let sum = keys.iter().fold(0, |sum: u64, key| sum.wrapping_add(self.hash.hash_one(key)));
        self.entries.insert(id, sum);
        for (key, number) in made.counters {
            *self.counters.entry(key).or_default() += number;
        }
        if !agrees {
            self.differs(id);
        }
        Ok(())
    }

    /// Finds what is kept and was not made, and tells all that differs.
    pub(super) fn finish(mut self, verdict: &mut Verdict) -> Result<(), Failure> {
        self.meet_entries()?;
        let left: Vec<ItemId> =
            self.entries.iter().filter(|(_, left)| **left != 0).map(|(id, _)| *id).collect();
        left.into_iter().for_each(|id| self.differs(id));
        if self.reader.item_count()? != self.rows {
            self.meet_rows()?;
        }
        verdict.counts = self.counts_that_differ()?;
        verdict.differing = self.differing.into_iter().collect();
        verdict.strays = self.strays;
        Ok(())
    }

    fn meet_entries(&mut self) -> Result<(), Failure> {
        let mut after: Option<Vec<u8>> = None;
        loop {
            let keys = self.reader.window(&[], after.as_deref(), AT_ONCE)?;
            for key in &keys {
                match window_item(key).map(|(_, id)| id) {
                    Some(id) => match self.entries.get_mut(&id) {
                        Some(left) => *left = left.wrapping_sub(self.hash.hash_one(key)),
                        None => self.differs(id),
                    },
                    None => self.strays += 1,
                }
            }
            match keys.into_iter().last() {
                Some(last) => after = Some(last),
                None => return Ok(()),
            }
        }
    }

    /// Rows of items that have no events.
    fn meet_rows(&mut self) -> Result<(), Failure> {
        let mut from = 0;
        loop {
            let rows = self.reader.items_chunk(from, AT_ONCE)?;
            for (id, _) in &rows {
                if !self.entries.contains_key(&ItemId(*id)) {
                    self.differs(ItemId(*id));
                }
            }
            match rows.last() {
                Some((last, _)) => from = last + 1,
                None => return Ok(()),
            }
        }
    }

    fn counts_that_differ(&mut self) -> Result<Vec<String>, Failure> {
        let made = std::mem::take(&mut self.counters);
        let mut left: BTreeMap<Vec<u8>, i64> = made.into_iter().filter(|(_, number)| *number != 0).collect();
        let mut differing = BTreeSet::new();
        self.reader.visit_counters(&[], |key, kept| {
            if left.remove(key) != i64::try_from(kept).ok() {
                differing.insert(counter_name(key));
            }
        })?;
        differing.extend(left.keys().map(|key| counter_name(key)));
        Ok(differing.into_iter().take(LISTED).collect())
    }

    fn differs(&mut self, id: ItemId) {
        if self.differing.len() < LISTED {
            self.differing.insert(id);
        }
    }
}
