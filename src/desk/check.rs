//! Verifying: the chain, the bodies and blobs, and that a replay gives the projections that are kept.

use super::expunge::held;
use super::load::{Read, replay};
use super::rebuild::Gathered;
use super::{Desk, Failure};
use crate::codec::{BureauRecord, ItemRecord, holding_key, window_key};
use crate::domain::{Digest, ItemId};
use crate::projection::{entries, row};
use crate::store::{Cause, Reader, StoreFailure};

/// What a verification found.
#[derive(Clone, PartialEq, Debug)]
pub struct Verdict {
    /// The last record checked, to be compared with a seal.
    pub sequence: u64,
    /// The digest of its envelope.
    pub head: Digest,
    /// How many bodies were destroyed on record.
    pub expunged: u64,
    /// How many blobs were checked.
    pub blobs: u64,
    /// The first faults of the chain and of the bytes that it names.
    pub faults: Vec<String>,
    /// How many there are in all.
    pub fault_count: u64,
    /// Items whose kept row differs from what their events make.
    pub differing: Vec<ItemId>,
    /// Blobs that an event names and that are neither kept nor destroyed on record.
    pub missing_blobs: Vec<(ItemId, Digest)>,
    /// How many items were replayed.
    pub items: u64,
    /// Whether the bureau's serials agree with the journal.
    pub bureau_agrees: bool,
}

/// Findings of a kind that are listed at most.
const LISTED: usize = 100;

impl Verdict {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.fault_count == 0
            && self.differing.is_empty()
            && self.missing_blobs.is_empty()
            && self.bureau_agrees
    }
}

impl Desk {
    /// Verifies everything. `progress` hears how many of how many records are done.
    pub fn verify(&self, up_to: Option<u64>, progress: &mut dyn FnMut(u64, u64)) -> Result<Verdict, Failure> {
        let chain = self.store.verify_chain(up_to, &mut *progress)?;
        let mut verdict = Verdict {
            sequence: chain.head.sequence,
            head: chain.head.digest,
            expunged: chain.expunged,
            blobs: chain.blobs,
            faults: chain.faults.iter().map(ToString::to_string).collect(),
            fault_count: chain.fault_count,
            differing: Vec::new(),
            missing_blobs: Vec::new(),
            items: 0,
            bureau_agrees: true,
        };
        if verdict.fault_count > 0 || up_to.is_some() {
            return Ok(verdict);
        }
        let Gathered { items, bureau, bureau_events, kept } = self.gather_journal(progress)?;
        let kept = BureauRecord::decode(&kept.unwrap_or_default())?;
        verdict.bureau_agrees = kept == Desk::bureau_from(&bureau, bureau_events);
        for (id, events) in items {
            verdict.items += 1;
            let reader = self.store.read()?;
            let records = self.read_records(&reader, &events)?;
            note_missing_blobs(&reader, id, &records, &mut verdict)?;
            let agrees =
                self.item_agrees(&reader, id, &records, &events)? || self.agrees_by_now(id, &events)?;
            if !agrees && verdict.differing.len() < LISTED {
                verdict.differing.push(id);
            }
        }
        Ok(verdict)
    }

    /// Whether something has happened to an item since its events were gathered, and it agrees with all of them.
    fn agrees_by_now(&self, id: ItemId, gathered: &[u64]) -> Result<bool, Failure> {
        let reader = self.store.read()?;
        let kept = reader.item(id.0)?.map(|kept| ItemRecord::decode(&kept)).transpose()?;
        let Some(events) = kept.map(|kept| kept.events) else { return Ok(false) };
        let more = events.len() > gathered.len() && events.starts_with(gathered);
        let records = self.read_records(&reader, &events)?;
        Ok(more && self.item_agrees(&reader, id, &records, &events)?)
    }

    /// Whether an item's kept row and window entries are what its events make.
    fn item_agrees(
        &self,
        reader: &Reader<'_>,
        id: ItemId,
        records: &[Read],
        events: &[u64],
    ) -> Result<bool, Failure> {
        let Some(item) = replay(id, records) else { return Ok(false) };
        let version = self.version(item.version)?;
        let Some(procedure) = version.get(&item.procedure) else { return Ok(false) };
        let replayed = row(&item, self.setup.setting(procedure));
        for entry in entries(&replayed) {
            let key = window_key(&entry, id);
            if reader.window(&key, None, 1)?.first() != Some(&key) {
                return Ok(false);
            }
        }
        for blob in records.iter().filter_map(Read::item_event).flat_map(held) {
            let key = holding_key(blob, id);
            if reader.window(&key, None, 1)?.first() != Some(&key) {
                return Ok(false);
            }
        }
        let expected = ItemRecord { row: replayed, events: events.to_vec() };
        Ok(reader.item(id.0)?.as_deref() == Some(expected.encode().as_slice()))
    }

    /// Writes the journal, one record a line, the form that is readable in twenty years.
    ///
    /// # Errors
    /// The journal can't be read or `out` not be written.
    pub fn export_journal(&self, out: &mut impl std::io::Write) -> Result<u64, Failure> {
        let last = self.sequence()?;
        self.store.export_journal(1..=last, out).map_err(|failure| match failure.cause {
            Cause::Export(error) => Failure::Export(error),
            cause => StoreFailure { cause, ..failure }.into(),
        })
    }
}

fn note_missing_blobs(
    reader: &Reader<'_>,
    id: ItemId,
    records: &[Read],
    verdict: &mut Verdict,
) -> Result<(), Failure> {
    for read in records {
        let Some(event) = read.item_event() else { continue };
        for digest in held(event) {
            let accounted = reader.has_blob(digest)? || reader.blob_expunged_by(digest)?.is_some();
            if !accounted && verdict.missing_blobs.len() < LISTED {
                verdict.missing_blobs.push((id, digest));
            }
        }
    }
    Ok(())
}
