//! The desk: the one place through which anything is done or looked up.
//!
//! It owns the store, keeps the setting in effect, allots numbers, asks the domain for a decision,
//! and writes what was decided: journal and projections in one transaction, durable before anybody
//! hears of it. It decides nothing by itself, and knows neither screen nor socket.
//!
//! ```text
//! Order ─► act ─► decide ─► events ─► journal + rows (one transaction) ─► Outcome
//! Query ─► window ─► rows
//! ```

mod failure;
mod setup;
mod load;
mod act;
mod bureau;
mod expunge;
mod adopt;
mod look;
mod window;
mod findable;
mod paper;
mod scanned;
mod dossier;
mod alike;
mod shared;
mod backup;
mod walk;
mod rebuild;
mod check;
mod compare;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use chrono::NaiveDate;

use findable::Findable;

use crate::codec::{BureauRecord, ItemRecord, ROW_VERSION, sm3};
use crate::domain::{Bureau, CommandId, Digest, ItemId, Moment, Revision};
use crate::procedure::Procedures;
use crate::store::{CACHE_BYTES, PROJECTION_VERSION, Reader, Store};

pub use crate::intake::Fault;
pub use crate::intake::paper::Paper;
pub use crate::scan::{Found, FoundIn, Kind as FindingKind, Level, Scanned, findings, masked};
pub use crate::store::{Kind, OpenFailure};
pub use act::{Done, Order, Outcome, text_of};
pub use adopt::{Moved, Notice};
pub use alike::Likeness;
pub use bureau::BureauOrder;
pub use check::{Damage, Verdict};
pub use dossier::{Changed, Dossier, Dossiers};
pub use failure::Failure;
pub use look::{Happened, History, Sheet, item_of};
pub use setup::{Configuration, Setup, SetupFiles, WorkingDays, procedures_of};
pub use shared::{Listening, News, SharedDesk};

/// The name of the single value in which the bureau's projection is kept.
const BUREAU: &str = "bureau";

/// Whether nothing blocks that a revision of an item is published on a day.
type Cleared = HashMap<(ItemId, Revision, NaiveDate), bool>;

/// An open database with the setting in effect.
pub struct Desk {
    store: Arc<Store>,
    bureau: Bureau,
    bureau_events: Vec<u64>,
    setup: Arc<Setup>,
    /// Procedures by the digest of their file: an item keeps the version that it began with.
    versions: Arc<Mutex<HashMap<Digest, Arc<Procedures>>>>,
    /// Everything to be found, once somebody has looked for something; those apart share it.
    findable: Arc<Findable>,
    /// The deadlines that this program's working-day data moved when they took effect.
    moved: Vec<Moved>,
    /// What the scan says of revisions of items on a day: whether nothing blocks their publication.
    scanned: Arc<Mutex<Cleared>>,
    /// What the scan found lately, and in what.
    findings: Arc<Mutex<scanned::Findings>>,
}

impl Desk {
    /// Makes a database and lets its first configuration take effect. The id of the command is to be a fresh
    /// one: by it this database differs from any other.
    ///
    /// # Errors
    /// The file exists or can't be made, or the configuration has faults: then nothing is left behind.
    pub fn found(
        path: &Path,
        kind: Kind,
        configuration: &Configuration,
        id: CommandId,
        now: Moment,
    ) -> Result<Desk, Failure> {
        Desk::found_with(path, kind, configuration, id, now, |_| Ok(()))
    }

    /// Makes a database that belongs to a service from its beginning, as [`Desk::found`] makes another.
    ///
    /// # Errors
    /// As those of [`Desk::found`].
    pub fn found_for_service(
        path: &Path,
        configuration: &Configuration,
        id: CommandId,
        now: Moment,
    ) -> Result<Desk, Failure> {
        let give = |store: &Store| Ok(store.give_to_service()?);
        Desk::found_with(path, Kind::Official, configuration, id, now, give)
    }

    fn found_with(
        path: &Path,
        kind: Kind,
        configuration: &Configuration,
        id: CommandId,
        now: Moment,
        prepare: impl FnOnce(&Store) -> Result<(), Failure>,
    ) -> Result<Desk, Failure> {
        configuration.checked()?;
        let store = Store::create(path, kind, now, CACHE_BYTES)?;
        let founded = prepare(&store).and_then(|()| {
            let mut desk = Desk::empty(store);
            desk.begin(kind, configuration, id, now)?;
            Ok(desk)
        });
        if founded.is_err() {
            // The first failure is the one to tell; a name left behind is reported when next opened.
            let _ = std::fs::remove_file(path);
        }
        founded
    }

    /// Gives an official database to the service, whose it is from then on.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn give_to_service(&self) -> Result<(), Failure> {
        if self.kind() == Kind::Official && !self.is_served() {
            self.store.give_to_service()?;
        }
        Ok(())
    }

    /// Opens a database; a configuration that differs from the one in effect takes effect first, unless
    /// the clock has stopped all writing: then it waits until the administrator has confirmed that.
    ///
    /// # Errors
    /// The file can't be opened, or the configuration has faults: then the program doesn't start, and what
    /// was in effect stays.
    pub fn open(path: &Path, configuration: Option<&Configuration>, now: Moment) -> Result<Desk, Failure> {
        Desk::open_telling(path, configuration, now, &mut |_, _| {})
    }

    /// The same; told of how far it is where what is looked at has to be made anew first, which after an upgrade
    /// takes a minute for a large bureau.
    ///
    /// # Errors
    /// As those of [`Desk::open`].
    pub fn open_telling(
        path: &Path,
        configuration: Option<&Configuration>,
        now: Moment,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Desk, Failure> {
        let mut desk = Desk::reopen(Store::open(path, CACHE_BYTES)?, progress)?;
        if let Some(configuration) = configuration {
            desk.adopt_if_clock_lets(configuration, None, now)?;
        }
        Ok(desk)
    }

    /// What a store holds; where its projections are not current they are made anew first.
    fn reopen(store: Store, progress: &mut dyn FnMut(u64, u64)) -> Result<Desk, Failure> {
        let mut desk = Desk::empty(store);
        desk.recall(progress)?;
        Ok(desk)
    }

    /// Opens the file anew after reading or writing has failed; what was kept to the last shows then.
    fn mend(&mut self) -> Result<(), Failure> {
        self.store.reopen()?;
        // Whether the last batch is in these, nobody knows.
        (self.findable, self.scanned, self.findings) = Default::default();
        self.recall(&mut |_, _| {})
    }

    fn recall(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Failure> {
        let version = self.store.read()?.single(PROJECTION_VERSION)?;
        if version.as_deref() != Some(ROW_VERSION.to_be_bytes().as_slice()) {
            return self.rebuild(progress);
        }
        let record = self.store.read()?.single(BUREAU)?.unwrap_or_default();
        self.recall_bureau(BureauRecord::decode(&record)?)?;
        self.refresh_setup()
    }

    fn empty(store: Store) -> Desk {
        Desk {
            store: Arc::new(store),
            bureau: Bureau::default(),
            bureau_events: Vec::new(),
            setup: Arc::new(Setup::default()),
            versions: Arc::default(),
            findable: Arc::default(),
            moved: Vec::new(),
            scanned: Arc::default(),
            findings: Arc::default(),
        }
    }

    /// Another look at the same file, which goes on while this desk acts, and knows the bureau as it is now.
    pub fn apart(&self) -> Desk {
        Desk {
            store: self.store.clone(),
            bureau: self.bureau.clone(),
            bureau_events: self.bureau_events.clone(),
            setup: self.setup.clone(),
            versions: self.versions.clone(),
            findable: self.findable.clone(),
            moved: self.moved.clone(),
            scanned: self.scanned.clone(),
            findings: self.findings.clone(),
        }
    }

    /// Whether this is for practice or an official one.
    pub fn kind(&self) -> Kind {
        self.store.kind()
    }

    /// The setting in effect.
    pub fn setup(&self) -> &Arc<Setup> {
        &self.setup
    }

    /// The deadlines that moved because this program brought later working-day data when the desk was opened.
    pub fn moved(&self) -> &[Moved] {
        &self.moved
    }

    /// The sequence of the last record.
    pub fn sequence(&self) -> Result<u64, Failure> {
        Ok(self.store.read()?.head()?.sequence)
    }

    /// Whether the database belongs to a service, and only that may act on it.
    pub fn is_served(&self) -> bool {
        self.store.is_served()
    }

    /// The digest of the first record's envelope: it never changes, and no other database has it, since
    /// the command behind it has an id of its own.
    pub fn identity(&self) -> Result<Digest, Failure> {
        let first = self.store.read()?.record(1)?;
        Ok(sm3(&first.map(|record| record.envelope).unwrap_or_default()))
    }

    /// The digest of the last record's envelope, which binds all before it: what a seal keeps.
    pub fn head(&self) -> Result<Digest, Failure> {
        Ok(self.store.read()?.head()?.digest)
    }

    /// Where the database is.
    pub fn path(&self) -> &Path {
        self.store.path()
    }

    /// When the last record was recorded.
    pub fn last_moment(&self) -> Result<Moment, Failure> {
        Ok(self.store.read()?.head()?.at)
    }

    fn record_of(&self, id: ItemId) -> Result<Option<ItemRecord>, Failure> {
        record_in(&self.store.read()?, id)
    }
}

/// An item as it is projected.
fn record_in(reader: &Reader<'_>, id: ItemId) -> Result<Option<ItemRecord>, Failure> {
    Ok(reader.item(id.0)?.map(|bytes| ItemRecord::decode(&bytes)).transpose()?)
}
