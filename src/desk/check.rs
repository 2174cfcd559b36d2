//! Verifying: the chain, the bodies and blobs, and that a replay gives the projections that are kept.

use super::compare::Comparison;
use super::walk::{Grown, Walk};
use super::{BUREAU, Desk, Failure};
use crate::codec::BureauRecord;
use crate::domain::{Bureau, Digest, ItemId};
use crate::store::{Batch, Cause, Fault, Reader, StoreFailure};

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
    pub faults: Vec<Damage>,
    /// How many there are in all.
    pub fault_count: u64,
    /// Items whose kept row, or whose places in lists, differ from what their events make; also such as have no
    /// events at all.
    pub differing: Vec<ItemId>,
    /// Counts that differ from what all events make, by list and holder.
    pub counts: Vec<String>,
    /// How many entries of lists belong to nothing.
    pub strays: u64,
    /// Blobs that an event names and that are neither kept nor destroyed on record.
    pub missing_blobs: Vec<(ItemId, Digest)>,
    /// How many items were replayed.
    pub items: u64,
    /// Whether the bureau's serials agree with the journal.
    pub bureau_agrees: bool,
}

/// Something in the file that isn't as it was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Damage {
    /// Its stable name: `body-altered`.
    pub kind: String,
    /// Where it is: the number of a record, or the digest of a blob.
    pub places: Vec<(String, String)>,
}

impl From<&Fault> for Damage {
    fn from(fault: &Fault) -> Damage {
        let (kind, places) = fault.told();
        let places = places.into_iter().map(|(name, value)| (name.to_owned(), value));
        Damage { kind: kind.to_owned(), places: places.collect() }
    }
}

/// Findings of a kind that are listed at most.
pub(super) const LISTED: usize = 100;

impl Verdict {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.fault_count == 0
            && self.differing.is_empty()
            && self.counts.is_empty()
            && self.strays == 0
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
            faults: chain.faults.iter().map(Damage::from).collect(),
            fault_count: chain.fault_count,
            differing: Vec::new(),
            counts: Vec::new(),
            strays: 0,
            missing_blobs: Vec::new(),
            items: 0,
            bureau_agrees: true,
        };
        if verdict.fault_count > 0 || up_to.is_some() {
            return Ok(verdict);
        }
        // One look for all: what is kept while somebody acts is compared with the journal of the same moment.
        let reader = self.store.read()?;
        let mut walk = Walk::begin(self, &reader)?;
        let desk = self.as_recorded(walk.bureau.clone())?;
        let mut comparison = Comparison::of(&reader);
        while let Some(ended) = walk.next(&desk, &reader, progress)? {
            for grown in ended {
                verdict.items += 1;
                note_missing_blobs(&reader, &grown, &mut verdict)?;
                let (id, mut made) = (grown.id, Batch::default());
                desk.remake(&mut made, grown)?;
                comparison.item(id, made)?;
            }
        }
        let kept = reader.single(BUREAU)?.and_then(|kept| BureauRecord::decode(&kept).ok());
        verdict.bureau_agrees = kept == Some(Desk::bureau_from(&walk.bureau, walk.bureau_events));
        comparison.finish(&mut verdict)?;
        Ok(verdict)
    }

    /// This desk with the bureau that the journal makes.
    fn as_recorded(&self, bureau: Bureau) -> Result<Desk, Failure> {
        let mut desk = self.apart();
        desk.bureau = bureau;
        desk.refresh_setup()?;
        Ok(desk)
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

fn note_missing_blobs(reader: &Reader<'_>, grown: &Grown, verdict: &mut Verdict) -> Result<(), Failure> {
    for digest in &grown.held {
        let accounted = reader.has_blob(*digest)? || reader.blob_expunged_by(*digest)?.is_some();
        if !accounted && verdict.missing_blobs.len() < LISTED {
            verdict.missing_blobs.push((grown.id, *digest));
        }
    }
    Ok(())
}
