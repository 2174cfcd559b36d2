//! Writing: everything that one decision, or a thousand, changes, in one transaction.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use redb::{ReadableTable, WriteTransaction};

use super::{
    ANSWERS, BLOBS, BODIES, COUNTERS, Cause, EXPUNGED_BLOBS, EXPUNGED_BODIES, FILE, Head, ITEMS, JOURNAL,
    SINGLES, Store, StoreFailure, WINDOWS,
};
use crate::codec::{ENVELOPE_VERSION, Envelope, sm3};
use crate::domain::Digest;

/// A record before the store has numbered and chained it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewRecord {
    /// When it is recorded; never earlier than the record before. Kept to the millisecond.
    pub at: DateTime<FixedOffset>,
    /// The login of the person who acts.
    pub actor: String,
    /// The role in which they act.
    pub role: String,
    /// The login of the person for whom they act, if they are a deputy.
    pub on_behalf: Option<String>,
    /// The item concerned, if one is.
    pub item: Option<u64>,
    /// The name of the event's type.
    pub kind: String,
    /// The id of the command that caused it.
    pub command: u128,
    /// The event's content as one line of JSON, with the salt that the caller chose.
    pub body: Vec<u8>,
}

/// What is to be destroyed, and which record says so and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expunge {
    /// The place of that record among the batch's own.
    pub by: usize,
    /// The records whose bodies go; their envelopes stay.
    pub sequences: Vec<u64>,
    /// The blobs that go.
    pub blobs: Vec<Digest>,
}

/// Changes that are kept together or not at all. Without records it changes projections only.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Batch {
    /// What happened, in order.
    pub records: Vec<NewRecord>,
    /// Attachments and other large bytes, kept once, each under its own digest.
    pub blobs: BTreeMap<Digest, Vec<u8>>,
    /// What records of this batch destroy.
    pub expunge: Vec<Expunge>,
    /// Items as they now are, or gone.
    pub items: Vec<(u64, Option<Vec<u8>>)>,
    /// Window keys that go; done before the inserts.
    pub window_removes: Vec<Vec<u8>>,
    /// Window keys that come.
    pub window_inserts: Vec<Vec<u8>>,
    /// What is added to counters; a counter that reaches zero is gone.
    pub counters: Vec<(Vec<u8>, i64)>,
    /// What commands were answered; each command once.
    pub answers: Vec<(u128, Vec<u8>)>,
    /// Forget the answers to commands whose id is older, in Unix milliseconds.
    pub forget_answers_before_ms: Option<u64>,
    /// Projections of which there is one, by name.
    pub singles: Vec<(&'static str, Vec<u8>)>,
}

/// The numbers that the batch's records were given; without records, `last` is `first - 1`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Committed {
    /// The first record's sequence.
    pub first_sequence: u64,
    /// The last record's sequence, and the journal's head.
    pub last_sequence: u64,
}

impl Store {
    /// Keeps the batch: durable when this returns.
    ///
    /// # Errors
    /// Nothing was kept and the next batch may follow ([`Cause::Unsound`]), or the disk failed and
    /// the store must be opened anew to learn whether the batch was kept ([`Cause::ReopenNeeded`]).
    /// Nothing is kept either while the file is not where it was ([`Cause::Displaced`]).
    pub fn commit(&self, batch: Batch) -> Result<Committed, StoreFailure> {
        self.ensure_in_place()?;
        let (committed, head) = self.write(|transaction| batch.apply(transaction))?;
        self.has_kept(head);
        Ok(committed)
    }
}

impl Batch {
    fn apply(self, transaction: &WriteTransaction) -> Result<(Committed, Head), Cause> {
        let said = self.records.len();
        let (committed, head) = append(transaction, self.records)?;
        keep_blobs(transaction, &self.blobs)?;
        for what in &self.expunge {
            ensure(what.by < said, "what is expunged needs a record that says so")?;
            let by = (committed.first_sequence..).nth(what.by).unwrap_or(committed.last_sequence);
            expunge(transaction, what, by)?;
        }
        replace_items(transaction, self.items)?;
        move_windows(transaction, self.window_removes, self.window_inserts)?;
        count(transaction, self.counters)?;
        answer(transaction, &self.answers, self.forget_answers_before_ms)?;
        replace_singles(transaction, &self.singles)?;
        Ok((committed, head))
    }
}

fn append(transaction: &WriteTransaction, records: Vec<NewRecord>) -> Result<(Committed, Head), Cause> {
    let mut file = transaction.open_table(FILE)?;
    let mut head = Head::read(&file)?;
    let first_sequence = head.sequence + 1;
    if records.is_empty() {
        return Ok((Committed { first_sequence, last_sequence: head.sequence }, head));
    }
    let mut journal = transaction.open_table(JOURNAL)?;
    let mut bodies = transaction.open_table(BODIES)?;
    for record in records {
        ensure(record.at.timestamp_millis() >= head.at.timestamp_millis(), "recorded times never decrease")?;
        ensure(!record.body.contains(&b'\n'), "a body is one line")?;
        let body = record.body;
        let envelope = Envelope {
            version: ENVELOPE_VERSION,
            sequence: head.sequence + 1,
            at: record.at,
            actor: record.actor,
            role: record.role,
            on_behalf: record.on_behalf,
            item: record.item,
            kind: record.kind,
            command: record.command,
            body: sm3(&body),
            previous: head.digest,
        };
        let bytes = envelope.encode();
        head = Head { sequence: envelope.sequence, digest: sm3(&bytes), at: envelope.at };
        if journal.insert(head.sequence, bytes.as_slice())?.is_some() {
            return Err(Cause::damaged("a record stands beyond the journal's head"));
        }
        bodies.insert(head.sequence, body.as_slice())?;
    }
    head.write(&mut file)?;
    Ok((Committed { first_sequence, last_sequence: head.sequence }, head))
}

fn keep_blobs(transaction: &WriteTransaction, blobs: &BTreeMap<Digest, Vec<u8>>) -> Result<(), Cause> {
    let mut table = transaction.open_table(BLOBS)?;
    for (digest, blob) in blobs {
        if table.get(&digest.0)?.is_none() {
            table.insert(&digest.0, blob.as_slice())?;
        }
    }
    Ok(())
}

/// Only what is there is marked: a body that was lost by other means stays a fault.
fn expunge(transaction: &WriteTransaction, what: &Expunge, by: u64) -> Result<(), Cause> {
    let mut bodies = transaction.open_table(BODIES)?;
    let mut marks = transaction.open_table(EXPUNGED_BODIES)?;
    for &sequence in &what.sequences {
        if bodies.remove(sequence)?.is_some() {
            marks.insert(sequence, by)?;
        }
    }
    let mut blobs = transaction.open_table(BLOBS)?;
    let mut marks = transaction.open_table(EXPUNGED_BLOBS)?;
    for digest in &what.blobs {
        if blobs.remove(&digest.0)?.is_some() {
            marks.insert(&digest.0, by)?;
        }
    }
    Ok(())
}

/// Rows are written in the order of their keys, so that neighbours share a page; the last one wins.
fn replace_items(
    transaction: &WriteTransaction,
    mut items: Vec<(u64, Option<Vec<u8>>)>,
) -> Result<(), Cause> {
    items.sort_by_key(|&(id, _)| id);
    let mut table = transaction.open_table(ITEMS)?;
    for (id, item) in items {
        match item {
            Some(item) => table.insert(id, item.as_slice())?,
            None => table.remove(id)?,
        };
    }
    Ok(())
}

fn move_windows(
    transaction: &WriteTransaction,
    mut removes: Vec<Vec<u8>>,
    mut inserts: Vec<Vec<u8>>,
) -> Result<(), Cause> {
    removes.sort_unstable();
    inserts.sort_unstable();
    let mut table = transaction.open_table(WINDOWS)?;
    for key in removes {
        table.remove(key.as_slice())?;
    }
    for key in inserts {
        table.insert(key.as_slice(), ())?;
    }
    Ok(())
}

fn count(transaction: &WriteTransaction, deltas: Vec<(Vec<u8>, i64)>) -> Result<(), Cause> {
    let mut sums = BTreeMap::<_, i64>::new();
    for (key, delta) in deltas {
        *sums.entry(key).or_default() += delta;
    }
    let mut table = transaction.open_table(COUNTERS)?;
    for (key, delta) in sums {
        let before = table.get(key.as_slice())?.map_or(0, |count| count.value());
        match before.checked_add_signed(delta) {
            Some(0) => table.remove(key.as_slice())?,
            Some(after) => table.insert(key.as_slice(), after)?,
            None => return Err(Cause::Unsound("a counter would fall below zero; rebuild the projections")),
        };
    }
    Ok(())
}

fn answer(
    transaction: &WriteTransaction,
    answers: &[(u128, Vec<u8>)],
    forget_before_ms: Option<u64>,
) -> Result<(), Cause> {
    let mut table = transaction.open_table(ANSWERS)?;
    if let Some(unix_ms) = forget_before_ms {
        // The top 48 bits of a command id are its time, as in UUIDv7.
        table.retain_in(..u128::from(unix_ms) << 80, |_, _| false)?;
    }
    for (command, answer) in answers {
        let before = table.insert(command, answer.as_slice())?;
        ensure(before.is_none(), "a command is answered once")?;
    }
    Ok(())
}

fn replace_singles(transaction: &WriteTransaction, singles: &[(&'static str, Vec<u8>)]) -> Result<(), Cause> {
    let mut table = transaction.open_table(SINGLES)?;
    for (name, value) in singles {
        table.insert(name, value.as_slice())?;
    }
    Ok(())
}

fn ensure(sound: bool, otherwise: &'static str) -> Result<(), Cause> {
    if sound { Ok(()) } else { Err(Cause::Unsound(otherwise)) }
}
