//! Copies: a whole database as it is at one record, made while it goes on being written.
//!
//! Most of it is copied in pieces, each under a short look, because a look that is kept makes the file grow.
//! What came meanwhile is copied under one last look, which is what the copy is a copy of. What was destroyed
//! meanwhile is not in it. Projections are left out: whoever opens the copy makes them from the rest.

use redb::{Database, Durability, ReadableDatabase, ReadableTable, WriteTransaction};

use super::{
    ANSWERS, BLOBS, BODIES, Cause, EXPUNGED_BLOBS, EXPUNGED_BODIES, FILE, Head, JOURNAL, Store, StoreFailure,
};

/// Records of a piece.
const RECORDS: u64 = 4_096;

/// Blobs of a piece.
const BLOBS_AT_ONCE: usize = 64;

impl Store {
    /// Copies everything but the projections into a database that was just made for it. Gives the record
    /// that it is a copy of. `progress` hears how many of how many records are there.
    ///
    /// # Errors
    /// Either file fails; then the copy is worth nothing.
    pub fn copy_into(&self, copy: &Store, mut progress: impl FnMut(u64, u64)) -> Result<Head, StoreFailure> {
        let at_source = |cause: Cause| cause.at(self.path());
        let mut last = 0;
        loop {
            let look = self.look().map_err(at_source)?;
            let head = Head::read(&look.open_table(FILE).map_err(|error| at_source(error.into()))?)
                .map_err(at_source)?;
            let until = head.sequence.min(last + RECORDS);
            copy.write_piece(|transaction| copy_records(&look, transaction, last + 1, until))?;
            last = until;
            progress(last, head.sequence);
            if last == head.sequence {
                break;
            }
        }
        let mut after: Option<[u8; 32]> = None;
        loop {
            let look = self.look().map_err(at_source)?;
            let next = copy.write_piece(|transaction| copy_blobs(&look, transaction, after))?;
            match next {
                Some(digest) => after = Some(digest),
                None => break,
            }
        }
        let look = self.look().map_err(at_source)?;
        copy.write(|transaction| finish(&look, transaction, last))
    }

    fn look(&self) -> Result<redb::ReadTransaction, Cause> {
        self.using(|database| Ok(database.begin_read()?))
    }

    /// A piece needs no disk of its own: the last one waits for all.
    fn write_piece<T>(
        &self,
        work: impl FnOnce(&WriteTransaction) -> Result<T, Cause>,
    ) -> Result<T, StoreFailure> {
        let write = |database: &Database| {
            let mut transaction = database.begin_write()?;
            transaction.set_durability(Durability::None)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        self.using(write).map_err(|cause| cause.at(self.path()))
    }
}

fn copy_records(
    look: &redb::ReadTransaction,
    transaction: &WriteTransaction,
    first: u64,
    last: u64,
) -> Result<(), Cause> {
    let mut journal = transaction.open_table(JOURNAL)?;
    for row in look.open_table(JOURNAL)?.range(first..=last)? {
        let (sequence, envelope) = row?;
        journal.insert(sequence.value(), envelope.value())?;
    }
    let mut bodies = transaction.open_table(BODIES)?;
    for row in look.open_table(BODIES)?.range(first..=last)? {
        let (sequence, body) = row?;
        bodies.insert(sequence.value(), body.value())?;
    }
    Ok(())
}

/// Copies the next blobs; the last of them, where there may be more.
fn copy_blobs(
    look: &redb::ReadTransaction,
    transaction: &WriteTransaction,
    after: Option<[u8; 32]>,
) -> Result<Option<[u8; 32]>, Cause> {
    use std::ops::Bound;
    let mut blobs = transaction.open_table(BLOBS)?;
    let from = after.as_ref().map_or(Bound::Unbounded, Bound::Excluded);
    let mut last = None;
    for row in look.open_table(BLOBS)?.range::<&[u8; 32]>((from, Bound::Unbounded))?.take(BLOBS_AT_ONCE) {
        let (digest, blob) = row?;
        blobs.insert(digest.value(), blob.value())?;
        last = Some(*digest.value());
    }
    Ok(last)
}

/// What came since the pieces were copied, what went, and the rest, all as they are in one look.
fn finish(look: &redb::ReadTransaction, transaction: &WriteTransaction, copied: u64) -> Result<Head, Cause> {
    let head = Head::read(&look.open_table(FILE)?)?;
    copy_records(look, transaction, copied + 1, head.sequence)?;
    let mut blobs = transaction.open_table(BLOBS)?;
    for row in look.open_table(BLOBS)?.iter()? {
        let (digest, blob) = row?;
        if blobs.get(digest.value())?.is_none() {
            blobs.insert(digest.value(), blob.value())?;
        }
    }
    let mut bodies = transaction.open_table(BODIES)?;
    let mut marks = transaction.open_table(EXPUNGED_BODIES)?;
    for row in look.open_table(EXPUNGED_BODIES)?.iter()? {
        let (sequence, by) = row?;
        bodies.remove(sequence.value())?;
        marks.insert(sequence.value(), by.value())?;
    }
    let there = look.open_table(BLOBS)?;
    let mut marks = transaction.open_table(EXPUNGED_BLOBS)?;
    for row in look.open_table(EXPUNGED_BLOBS)?.iter()? {
        let (digest, by) = row?;
        // Bytes that were destroyed may have come again with another item.
        if there.get(digest.value())?.is_none() {
            blobs.remove(digest.value())?;
        }
        marks.insert(digest.value(), by.value())?;
    }
    let mut answers = transaction.open_table(ANSWERS)?;
    for row in look.open_table(ANSWERS)?.iter()? {
        let (command, answer) = row?;
        answers.insert(command.value(), answer.value())?;
    }
    head.write(&mut transaction.open_table(FILE)?)?;
    Ok(head)
}
