//! The store: the one file in which the journal, the blobs and what is derived from them are kept.
//!
//! It works at the level of bytes and keys. It numbers and chains records, keeps a batch whole or
//! not at all, and pages through what it holds; it does not know what an event means, what a
//! window's key is made of, or what time it is. The desk decides, the store keeps.
//!
//! The file is a redb database, opened by one process at a time. Integers inside keys made here
//! are redb's own; text is UTF-8. Nothing in redb's typed tables is optional.
//!
//! | table             | key             | value                                                    |
//! |-------------------|-----------------|----------------------------------------------------------|
//! | `file`            | name            | `format`, `kind`, `served`: text; `head`: sequence u64, digest 32 bytes, time i64 ms, big-endian |
//! | `journal`         | sequence        | the envelope's exact bytes                               |
//! | `bodies`          | sequence        | the body's exact bytes, one line of text                 |
//! | `blobs`           | digest          | the blob                                                 |
//! | `expunged_bodies` | sequence        | the sequence of the record that says so                  |
//! | `expunged_blobs`  | digest          | the sequence of the record that says so                  |
//! | `answers`         | command id      | what the command was answered, kept 30 days              |
//! | `items`           | item            | the item as projected                                    |
//! | `windows`         | key             | nothing: the key is the row                              |
//! | `counters`        | key             | a count above zero                                       |
//! | `singles`         | name            | a projection of which there is one                       |
//!
//! `items`, `windows`, `counters` and `singles` are projections: dropped at once by
//! [`Store::clear_projections`], filled again from the rest by batches without records.
//!
//! Record `n` names the digest of envelope `n - 1`; the first names zero. The `head` row repeats
//! the last envelope's digest, so that a cut or altered end of the journal shows as well.

mod failure;
mod file;
mod untouched;
mod guard;
mod holder;
mod batch;
mod read;
mod verify;
mod export;
mod copy;
#[cfg(test)]
pub(crate) mod tests;

pub use batch::{Batch, Committed, Expunge, NewRecord};
pub use failure::{Cause, StoreFailure};
pub use file::{CACHE_BYTES, Kind, OpenFailure, Store};
pub use holder::Holder;
pub use read::{Body, Head, Reader, Record};
pub use verify::{ChainReport, FAULTS_LISTED, Fault};

use redb::TableDefinition;

/// The name of the single value in which the desk keeps the projections' schema version.
///
/// Clearing the projections removes it, so a rebuild that was interrupted is seen as missing.
pub const PROJECTION_VERSION: &str = "projection_version";

/// The layout above; a file with a higher number is not opened.
const FORMAT: u32 = 1;

type Bytes = &'static [u8];
type Key32 = &'static [u8; 32];

const FILE: TableDefinition<&str, Bytes> = TableDefinition::new("file");
const JOURNAL: TableDefinition<u64, Bytes> = TableDefinition::new("journal");
const BODIES: TableDefinition<u64, Bytes> = TableDefinition::new("bodies");
const BLOBS: TableDefinition<Key32, Bytes> = TableDefinition::new("blobs");
const EXPUNGED_BODIES: TableDefinition<u64, u64> = TableDefinition::new("expunged_bodies");
const EXPUNGED_BLOBS: TableDefinition<Key32, u64> = TableDefinition::new("expunged_blobs");
const ANSWERS: TableDefinition<u128, Bytes> = TableDefinition::new("answers");
const ITEMS: TableDefinition<u64, Bytes> = TableDefinition::new("items");
const WINDOWS: TableDefinition<Bytes, ()> = TableDefinition::new("windows");
const COUNTERS: TableDefinition<Bytes, u64> = TableDefinition::new("counters");
const SINGLES: TableDefinition<&str, Bytes> = TableDefinition::new("singles");
