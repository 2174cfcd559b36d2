//! What the world, or a mistake of ours, can do to a store that is open.

use std::io;
use std::path::{Path, PathBuf};

/// An operation on the store failed; nothing of it can be half done.
#[derive(Debug, thiserror::Error)]
#[error("{}: {cause}", path.display())]
pub struct StoreFailure {
    /// The store's file.
    pub path: PathBuf,
    /// What happened.
    #[source]
    pub cause: Cause,
}

/// Why an operation on the store failed.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// Reading or writing failed, and the store takes no more writes until it is opened anew.
    #[error("reopen needed: reading or writing failed; whether the batch under way was kept shows then")]
    ReopenNeeded(#[source] Box<redb::Error>),
    /// The file no longer says what was written.
    #[error("the file is damaged; keep a copy of it and restore a backup")]
    Damaged(#[source] Box<redb::Error>),
    /// The file that is open has lost its name, or another one has it: what was written now would be lost with it.
    #[error("another file, or none, is in its place; put back the file that was open")]
    Displaced,
    /// The caller asked for what no sound caller asks; the batch was refused whole.
    #[error("refused, a fault of the program: {0}")]
    Unsound(&'static str),
    /// The place exported to failed, not the store.
    #[error("the export cannot be written")]
    Export(#[source] io::Error),
}

impl Cause {
    pub(super) fn at(self, path: &Path) -> StoreFailure {
        StoreFailure { path: path.to_owned(), cause: self }
    }

    pub(super) fn damaged(what: &str) -> Cause {
        Cause::Damaged(Box::new(redb::Error::Corrupted(what.to_owned())))
    }
}

impl<E: Into<redb::Error>> From<E> for Cause {
    fn from(error: E) -> Self {
        use redb::Error as Redb;
        match error.into() {
            Redb::ValueTooLarge(_) => Cause::Unsound("a value is larger than the store can hold"),
            error @ (Redb::Corrupted(_) | Redb::TableTypeMismatch { .. } | Redb::TableDoesNotExist(_)) => {
                Cause::Damaged(Box::new(error))
            }
            error => Cause::ReopenNeeded(Box::new(error)),
        }
    }
}

impl From<StoreFailure> for Cause {
    fn from(failure: StoreFailure) -> Self {
        failure.cause
    }
}
