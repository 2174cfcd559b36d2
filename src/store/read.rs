//! Reading: by number, by key, and in pages by key; never by offset, never by counting rows.

use std::cell::OnceCell;
use std::ops::{Bound, RangeInclusive};
use std::path::Path;

use chrono::{DateTime, FixedOffset, TimeZone};
use redb::{
    Key, ReadOnlyTable, ReadTransaction, ReadableTable, ReadableTableMetadata, Table, TableDefinition, Value,
};

use super::{
    ANSWERS, BLOBS, BODIES, Bytes, COUNTERS, Cause, EXPUNGED_BLOBS, EXPUNGED_BODIES, FILE, ITEMS, JOURNAL,
    Key32, SINGLES, StoreFailure, WINDOWS,
};
use crate::codec::{BEIJING, Envelope};
use crate::domain::Digest;

/// The journal's end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Head {
    /// The last record's sequence; 0 while there is none.
    pub sequence: u64,
    /// The digest of the last envelope's bytes; zero while there is none.
    pub digest: Digest,
    /// When the last record was recorded; while there is none, when the file was made.
    pub at: DateTime<FixedOffset>,
}

/// A journal record as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// Its number.
    pub sequence: u64,
    /// The envelope's exact bytes.
    pub envelope: Vec<u8>,
    /// The event's content.
    pub body: Body,
}

/// The content of a journal record, or why there is none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Body {
    /// The exact bytes.
    Kept(Vec<u8>),
    /// Destroyed on purpose.
    Expunged {
        /// The sequence of the record that says so.
        by: u64,
    },
    /// Not there, and nothing says why: the file is damaged.
    Missing,
}

/// A view of the store as it was when the reader was made; to be held for one request only.
pub struct Reader<'s> {
    path: &'s Path,
    transaction: ReadTransaction,
    journal: Opened<u64, Bytes>,
    bodies: Opened<u64, Bytes>,
    blobs: Opened<Key32, Bytes>,
    items: Opened<u64, Bytes>,
    windows: Opened<Bytes, ()>,
    counters: Opened<Bytes, u64>,
    answers: Opened<u128, Bytes>,
}

/// A table that is opened when it is first looked at: to open all of them costs more than most requests.
type Opened<K, V> = OnceCell<ReadOnlyTable<K, V>>;

/// # Errors
/// Every method fails only where the file can't be read or is damaged.
impl<'s> Reader<'s> {
    pub(super) fn of(path: &'s Path, transaction: ReadTransaction) -> Self {
        Reader {
            path,
            transaction,
            journal: OnceCell::new(),
            bodies: OnceCell::new(),
            blobs: OnceCell::new(),
            items: OnceCell::new(),
            windows: OnceCell::new(),
            counters: OnceCell::new(),
            answers: OnceCell::new(),
        }
    }

    /// The journal's end.
    pub fn head(&self) -> Result<Head, StoreFailure> {
        self.attempt(|| Head::read(&self.transaction.open_table(FILE)?))
    }

    /// The record with this number.
    pub fn record(&self, sequence: u64) -> Result<Option<Record>, StoreFailure> {
        Ok(self.records_within(sequence..=sequence, 1)?.pop())
    }

    /// At most `max` records from this number on, in order. All are in memory at once.
    pub fn records_chunk(&self, from: u64, max: usize) -> Result<Vec<Record>, StoreFailure> {
        self.records_within(from..=u64::MAX, max)
    }

    /// At most `max` envelopes from this number on, in order, without their bodies.
    pub fn envelopes_chunk(&self, from: u64, max: usize) -> Result<Vec<(u64, Vec<u8>)>, StoreFailure> {
        self.attempt(|| listed(self.table(&self.journal, JOURNAL)?.range(from..)?, max))
    }

    /// The item as projected.
    pub fn item(&self, id: u64) -> Result<Option<Vec<u8>>, StoreFailure> {
        self.attempt(|| Ok(self.table(&self.items, ITEMS)?.get(id)?.map(|item| item.value().to_vec())))
    }

    /// At most `max` items from this number on, in order.
    pub fn items_chunk(&self, from: u64, max: usize) -> Result<Vec<(u64, Vec<u8>)>, StoreFailure> {
        self.attempt(|| listed(self.table(&self.items, ITEMS)?.range(from..)?, max))
    }

    /// At most `limit` window keys with this prefix, ascending; those after `after` if it is given.
    pub fn window(
        &self,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Vec<u8>>, StoreFailure> {
        let from = after.map_or(Bound::Included(prefix), |key| Bound::Excluded(key.max(prefix)));
        self.attempt(|| {
            keys(self.table(&self.windows, WINDOWS)?.range::<&[u8]>((from, Bound::Unbounded))?, prefix, limit)
        })
    }

    /// At most `limit` window keys with this prefix, descending; those before `before` if it is given.
    pub fn window_before(
        &self,
        prefix: &[u8],
        before: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Vec<u8>>, StoreFailure> {
        let end = successor(prefix);
        let until = match (before, end.as_deref()) {
            (Some(key), Some(end)) => Bound::Excluded(key.min(end)),
            (Some(key), None) | (None, Some(key)) => Bound::Excluded(key),
            (None, None) => Bound::Unbounded,
        };
        self.attempt(|| {
            keys(
                self.table(&self.windows, WINDOWS)?.range::<&[u8]>((Bound::Unbounded, until))?.rev(),
                prefix,
                limit,
            )
        })
    }

    /// Shows all counters whose key has this prefix, in order; those at zero are not there.
    pub fn visit_counters(
        &self,
        prefix: &[u8],
        mut visit: impl FnMut(&[u8], u64),
    ) -> Result<(), StoreFailure> {
        self.attempt(|| {
            for row in self.table(&self.counters, COUNTERS)?.range(prefix..)? {
                let (key, count) = row?;
                if !key.value().starts_with(prefix) {
                    break;
                }
                visit(key.value(), count.value());
            }
            Ok(())
        })
    }

    /// What this command was answered, if it is not forgotten.
    pub fn answer(&self, command: u128) -> Result<Option<Vec<u8>>, StoreFailure> {
        self.attempt(|| {
            Ok(self.table(&self.answers, ANSWERS)?.get(command)?.map(|answer| answer.value().to_vec()))
        })
    }

    /// The bytes with this digest.
    pub fn blob(&self, digest: Digest) -> Result<Option<Vec<u8>>, StoreFailure> {
        self.attempt(|| Ok(self.table(&self.blobs, BLOBS)?.get(&digest.0)?.map(|blob| blob.value().to_vec())))
    }

    /// How many bytes there are with this digest, where they are here.
    pub fn blob_len(&self, digest: Digest) -> Result<Option<usize>, StoreFailure> {
        self.attempt(|| Ok(self.table(&self.blobs, BLOBS)?.get(&digest.0)?.map(|blob| blob.value().len())))
    }

    /// Whether the bytes with this digest are here.
    pub fn has_blob(&self, digest: Digest) -> Result<bool, StoreFailure> {
        self.attempt(|| Ok(self.table(&self.blobs, BLOBS)?.get(&digest.0)?.is_some()))
    }

    /// The sequence of the record that had this blob destroyed, if one did.
    pub fn blob_expunged_by(&self, digest: Digest) -> Result<Option<u64>, StoreFailure> {
        self.attempt(|| Ok(self.transaction.open_table(EXPUNGED_BLOBS)?.get(&digest.0)?.map(|by| by.value())))
    }

    /// The projection of this name.
    pub fn single(&self, name: &str) -> Result<Option<Vec<u8>>, StoreFailure> {
        self.attempt(|| {
            Ok(self.transaction.open_table(SINGLES)?.get(name)?.map(|value| value.value().to_vec()))
        })
    }

    /// How many items there are.
    pub fn item_count(&self) -> Result<u64, StoreFailure> {
        self.attempt(|| Ok(self.table(&self.items, ITEMS)?.len()?))
    }

    pub(super) fn blob_count(&self) -> Result<u64, StoreFailure> {
        self.attempt(|| Ok(self.table(&self.blobs, BLOBS)?.len()?))
    }

    pub(super) fn body_expunged_by(&self, sequence: u64) -> Result<Option<u64>, Cause> {
        Ok(self.transaction.open_table(EXPUNGED_BODIES)?.get(sequence)?.map(|by| by.value()))
    }

    /// Shows at most `max` records of the range without copying them; a body that is gone is none.
    pub(super) fn visit_records(
        &self,
        range: RangeInclusive<u64>,
        max: usize,
        mut visit: impl FnMut(u64, &[u8], Option<&[u8]>) -> Result<(), Cause>,
    ) -> Result<(), StoreFailure> {
        self.attempt(|| {
            let mut bodies = self.table(&self.bodies, BODIES)?.range(range.clone())?.peekable();
            for row in self.table(&self.journal, JOURNAL)?.range(range)?.take(max) {
                let (sequence, envelope) = row?;
                let sequence = sequence.value();
                while bodies.next_if(|row| row.as_ref().is_ok_and(|(of, _)| of.value() < sequence)).is_some()
                {
                }
                let own = bodies.next_if(|row| row.as_ref().map_or(true, |(of, _)| of.value() == sequence));
                let body = own.transpose()?;
                visit(sequence, envelope.value(), body.as_ref().map(|(_, body)| body.value()))?;
            }
            Ok(())
        })
    }

    /// Shows at most `max` blobs that come after this digest.
    pub(super) fn visit_blobs(
        &self,
        after: Option<Digest>,
        max: usize,
        mut visit: impl FnMut(Digest, &[u8]),
    ) -> Result<(), StoreFailure> {
        let from = after.as_ref().map_or(Bound::Unbounded, |digest| Bound::Excluded(&digest.0));
        self.attempt(|| {
            for row in self.table(&self.blobs, BLOBS)?.range::<&[u8; 32]>((from, Bound::Unbounded))?.take(max)
            {
                let (digest, blob) = row?;
                visit(Digest(*digest.value()), blob.value());
            }
            Ok(())
        })
    }

    fn records_within(&self, range: RangeInclusive<u64>, max: usize) -> Result<Vec<Record>, StoreFailure> {
        let mut records = Vec::new();
        self.visit_records(range, max, |sequence, envelope, body| {
            let body = match body {
                Some(body) => Body::Kept(body.to_vec()),
                None => self.body_expunged_by(sequence)?.map_or(Body::Missing, |by| Body::Expunged { by }),
            };
            records.push(Record { sequence, envelope: envelope.to_vec(), body });
            Ok(())
        })?;
        Ok(records)
    }

    fn table<'r, K: Key + 'static, V: Value + 'static>(
        &self,
        opened: &'r Opened<K, V>,
        definition: TableDefinition<'_, K, V>,
    ) -> Result<&'r ReadOnlyTable<K, V>, Cause> {
        match opened.get() {
            Some(table) => Ok(table),
            None => {
                let table = self.transaction.open_table(definition)?;
                Ok(opened.get_or_init(|| table))
            }
        }
    }

    fn attempt<T>(&self, work: impl FnOnce() -> Result<T, Cause>) -> Result<T, StoreFailure> {
        work().map_err(|cause| cause.at(self.path))
    }
}

fn listed(rows: redb::Range<'_, u64, Bytes>, max: usize) -> Result<Vec<(u64, Vec<u8>)>, Cause> {
    rows.take(max)
        .map(|row| Ok(row.map(|(number, value)| (number.value(), value.value().to_vec()))?))
        .collect()
}

type WindowRow =
    Result<(redb::AccessGuard<'static, Bytes>, redb::AccessGuard<'static, ()>), redb::StorageError>;

fn keys(rows: impl Iterator<Item = WindowRow>, prefix: &[u8], limit: usize) -> Result<Vec<Vec<u8>>, Cause> {
    let mut keys = Vec::new();
    for row in rows.take(limit) {
        let (key, _) = row?;
        if !key.value().starts_with(prefix) {
            break;
        }
        keys.push(key.value().to_vec());
    }
    Ok(keys)
}

/// The least key that comes after all keys with this prefix; none where no key does.
fn successor(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|&byte| byte != u8::MAX)?;
    let mut end = prefix[..=last].to_vec();
    end[last] += 1;
    Some(end)
}

impl Head {
    const ROW: &'static str = "head";

    pub(super) fn genesis(now: DateTime<FixedOffset>) -> Head {
        Head { sequence: 0, digest: Envelope::GENESIS, at: now }
    }

    pub(super) fn read(file: &impl ReadableTable<&'static str, Bytes>) -> Result<Head, Cause> {
        let row = file.get(Self::ROW)?;
        row.and_then(|row| Head::decode(row.value()))
            .ok_or_else(|| Cause::damaged("the head row is unreadable"))
    }

    pub(super) fn write(&self, file: &mut Table<'_, &'static str, Bytes>) -> Result<(), Cause> {
        let mut row = [0; 48];
        row[..8].copy_from_slice(&self.sequence.to_be_bytes());
        row[8..40].copy_from_slice(&self.digest.0);
        row[40..].copy_from_slice(&self.at.timestamp_millis().to_be_bytes());
        file.insert(Self::ROW, row.as_slice())?;
        Ok(())
    }

    fn decode(row: &[u8]) -> Option<Head> {
        let (sequence, rest) = row.split_first_chunk()?;
        let (digest, rest) = rest.split_first_chunk()?;
        let at_ms = i64::from_be_bytes(rest.try_into().ok()?);
        let at = BEIJING.timestamp_millis_opt(at_ms).single()?;
        Some(Head { sequence: u64::from_be_bytes(*sequence), digest: Digest(*digest), at })
    }
}
