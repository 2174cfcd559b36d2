//! A file that is only read: what is written over it stays in memory.
//!
//! The database's own code writes whenever it opens a file, if only that it is open. A backup has to stay as it
//! was written, to the byte, or a digest kept elsewhere no longer fits it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::{File, TryLockError};
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use redb::StorageBackend;

use super::{Holder, OpenFailure, Store};

/// Bytes of a piece that is kept apart once something is written over it.
const PIECE: usize = 4_096;

#[derive(Debug)]
struct Untouched {
    file: File,
    over: Mutex<Over>,
}

/// What is as it would have been written.
#[derive(Debug)]
struct Over {
    length: u64,
    pieces: BTreeMap<u64, Vec<u8>>,
}

impl Store {
    /// Opens a database to look at it, and leaves the file as it is: what is kept in it is forgotten again.
    ///
    /// # Errors
    /// As those of [`Store::open`]; also while somebody has it open to write.
    pub fn open_untouched(path: &Path, cache_bytes: usize) -> Result<Store, OpenFailure> {
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => OpenFailure::NotFound { path: path.to_owned() },
            _ => OpenFailure::Io { path: path.to_owned(), source: source.into() },
        };
        let file = File::open(path).map_err(failed)?;
        file.try_lock_shared().map_err(|error| match error {
            TryLockError::WouldBlock => {
                OpenFailure::AlreadyOpen { path: path.to_owned(), holder: Holder::of(path) }
            }
            TryLockError::Error(error) => failed(error),
        })?;
        let length = file.metadata().map_err(failed)?.len();
        if length == 0 {
            return Err(OpenFailure::NotAGongkaiFile { path: path.to_owned() });
        }
        let over = Mutex::new(Over { length, pieces: BTreeMap::new() });
        Store::recognise(path, Untouched { file, over }, cache_bytes)
    }
}

impl Untouched {
    fn over(&self) -> MutexGuard<'_, Over> {
        self.over.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A piece as it is in the file; what lies beyond its end is empty.
    fn piece(&self, number: u64) -> io::Result<Vec<u8>> {
        let (mut piece, mut filled) = (vec![0; PIECE], 0);
        while let Some(rest) = piece.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.file.read_at(rest, number * PIECE as u64 + filled as u64) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(piece)
    }
}

/// The pieces that so many bytes from this one on lie in: its number, and the bytes of it that are meant.
fn pieces(offset: u64, bytes: usize) -> impl Iterator<Item = (u64, Range<usize>)> {
    const LENGTH: u64 = PIECE as u64;
    let end = offset + bytes as u64;
    (offset / LENGTH..end.div_ceil(LENGTH)).map(move |number| {
        let begin = number * LENGTH;
        let within = |at: u64| at.saturating_sub(begin).min(LENGTH) as usize;
        (number, within(offset)..within(end))
    })
}

impl StorageBackend for Untouched {
    fn len(&self) -> io::Result<u64> {
        Ok(self.over().length)
    }

    fn read(&self, offset: u64, mut out: &mut [u8]) -> io::Result<()> {
        let over = self.over();
        for (number, meant) in pieces(offset, out.len()) {
            let (into, rest) = out.split_at_mut(meant.len());
            match over.pieces.get(&number) {
                Some(piece) => into.copy_from_slice(&piece[meant]),
                None => into.copy_from_slice(&self.piece(number)?[meant]),
            }
            out = rest;
        }
        Ok(())
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        self.over().length = length;
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, mut data: &[u8]) -> io::Result<()> {
        let mut over = self.over();
        for (number, meant) in pieces(offset, data.len()) {
            let (from, rest) = data.split_at(meant.len());
            let piece = match over.pieces.entry(number) {
                Entry::Occupied(there) => there.into_mut(),
                Entry::Vacant(place) => place.insert(self.piece(number)?),
            };
            piece[meant].copy_from_slice(from);
            data = rest;
        }
        Ok(())
    }
}
