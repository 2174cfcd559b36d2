//! Backups: a whole copy of the database, made while it goes on being used.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Desk, Failure, Happened, History};
use crate::codec::sm3;
use crate::domain::{Author, Backup, BureauEvent, CommandId, Digest, ItemEvent, ItemId, Login, Moment};
use crate::procedure::Role;
use crate::store::{Batch, CACHE_BYTES, Store};

/// Bytes handed on at a time.
const PIECE: usize = 1 << 20;

impl Desk {
    /// Hands a copy of the database on, piece by piece, and says which record it is a copy of: its sequence
    /// and its digest. Meant for a desk [apart](Desk::apart): it takes long.
    ///
    /// # Errors
    /// The disk refuses, or whoever takes the pieces; no copy is left beside the database, whatever happens.
    pub fn backup(
        &self,
        hand_on: &mut dyn FnMut(Vec<u8>) -> io::Result<()>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(u64, Digest), Failure> {
        let now = self.last_moment()?;
        let (copy, mut file) =
            nameless(&draft(self.path()), |path| Ok(Store::create(path, self.kind(), now, CACHE_BYTES)?))?;
        if self.is_served() {
            copy.give_to_service()?;
        }
        let head = self.store.copy_into(&copy, progress)?;
        drop(copy);
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            (&mut file).take(PIECE as u64).read_to_end(&mut piece).map_err(Failure::Export)?;
            if piece.is_empty() {
                return Ok((head.sequence, head.digest));
            }
            hand_on(piece).map_err(Failure::Export)?;
        }
    }

    /// Puts on record that a copy ending with this record was made and verified, by whoever looks after the host.
    ///
    /// # Errors
    /// No record here is the one that it ends with, the clock has stopped all writing, or the disk refuses.
    pub fn note_backup(
        &mut self,
        (sequence, head): (u64, Digest),
        file: String,
        by: &Login,
        id: CommandId,
        now: Moment,
    ) -> Result<(), Failure> {
        let record = self.store.read()?.record(sequence)?;
        if record.is_none_or(|record| sm3(&record.envelope) != head) {
            return Err(Failure::Missing(sequence));
        }
        let author = Author { login: by.clone(), role: Role::Administrator, on_behalf: None };
        let at = self.moment(now)?;
        let event = BureauEvent::BackedUp { sequence, head, file };
        self.keep_bureau_events(&author, id, vec![event], Batch::default(), at)
    }

    /// Backups on record that hold an item's content, the latest first: made since it was drafted, and before
    /// it was destroyed. For whoever may read the item.
    pub fn backups_with(&self, login: &Login, id: ItemId, now: Moment) -> Result<Vec<Backup>, Failure> {
        let history = self.history(login, id, now)?.unwrap_or_default();
        let Some(first) = history.first().map(|line| line.sequence) else { return Ok(Vec::new()) };
        let is_end = |line: &&History| matches!(&line.what, Happened::Item(event) if matches!(**event, ItemEvent::Expunged { .. }));
        let end = history.iter().find(is_end).map_or(u64::MAX, |line| line.sequence);
        let held = self.bureau.backups.iter().rev().filter(|made| (first..end).contains(&made.sequence));
        Ok(held.cloned().collect())
    }

    /// Verifies the chain and blobs of a file that should be such a copy, which stays as it is to the byte; the
    /// record that it ends with.
    ///
    /// # Errors
    /// It is no database of ours, or something in it isn't as it was written.
    pub fn verify_copy(path: &Path) -> Result<(u64, Digest), Failure> {
        let store = Store::open_untouched(path, CACHE_BYTES)?;
        let report = store.verify_chain(None, |_, _| ())?;
        match report.faults.first() {
            None => Ok((report.head.sequence, report.head.digest)),
            Some(fault) => Err(Failure::Elsewhere(format!("{}: {fault}", path.display()))),
        }
    }
}

/// A name beside the database that no other backup has.
fn draft(database: &Path) -> PathBuf {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let (process, number) = (std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
    database.with_extension(format!("{process}-{number}.backup"))
}

/// Makes a file that has no name any more: it is gone with whoever holds it, also where they are killed.
fn nameless(
    path: &Path,
    make: impl FnOnce(&Path) -> Result<Store, Failure>,
) -> Result<(Store, File), Failure> {
    // A process of this number may have been killed just here.
    let _ = fs::remove_file(path);
    let made = make(path)?;
    let file = File::open(path).map_err(Failure::Export)?;
    fs::remove_file(path).map_err(Failure::Export)?;
    Ok((made, file))
}
