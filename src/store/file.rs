//! The file itself: made once, owned by one process, written in durable transactions.

use std::error::Error;
use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use chrono::{DateTime, FixedOffset};
use redb::backends::FileBackend;
use redb::{Database, DatabaseError, Durability, ReadableDatabase, StorageBackend, WriteTransaction};

use super::guard::guarded;
use super::{
    ANSWERS, BLOBS, BODIES, COUNTERS, Cause, EXPUNGED_BLOBS, EXPUNGED_BODIES, FILE, FORMAT, Head, Holder,
    ITEMS, JOURNAL, Reader, SINGLES, StoreFailure, WINDOWS,
};
use crate::codec::sm3;

/// The page cache that suits one bureau, in bytes; redb's own default would be a gigabyte.
pub const CACHE_BYTES: usize = 24 << 20;

/// The name under which a file says that it belongs to a service.
const SERVED: &str = "served";

/// What a database may be used for; chosen when it is made, never changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// For trying out: acting as others and moving the clock are allowed, and every screen says so.
    Practice,
    /// For the bureau's real business.
    Official,
}

/// An open database. Writers queue behind one another, readers see the last whole batch.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    kind: Kind,
    served: AtomicBool,
    /// Whether writing has failed since it was opened.
    broken: AtomicBool,
    /// Which file it is, by device and number; unknown where it is no file.
    inode: Mutex<Option<(u64, u64)>>,
    /// The last record that is known to be kept: a file that is opened anew has to hold it.
    last: Mutex<Option<Head>>,
    /// None where it had to be opened anew and couldn't be.
    database: RwLock<Option<Database>>,
}

/// The database can't be made or opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenFailure {
    /// There is no such file.
    #[error("{} does not exist; make a database with `gongkai init`", path.display())]
    NotFound {
        /// The file.
        path: PathBuf,
    },
    /// A database was to be made where there is a file already.
    #[error("{} exists already and is left as it is; choose another name", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Another process, or this one, has it open.
    #[error("{} is in use by {}; connect to that program or end it", path.display(), name(holder.as_ref()))]
    AlreadyOpen {
        /// The file.
        path: PathBuf,
        /// Who has it open, where that can be known.
        holder: Option<Holder>,
    },
    /// The file is something else.
    #[error("{} is not a gongkai database, or was never finished; check the name", path.display())]
    NotAGongkaiFile {
        /// The file.
        path: PathBuf,
    },
    /// What is in it can't be read.
    #[error("{} is damaged; keep a copy of it and restore a backup", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What can't be read.
        #[source]
        source: Box<Cause>,
    },
    /// A later gongkai wrote it.
    #[error("{} has format {format}, this program reads up to {FORMAT}; use the newer gongkai", path.display())]
    TooNew {
        /// The file.
        path: PathBuf,
        /// The format that it has.
        format: u32,
    },
    /// What was to be opened anew isn't what was open: another database, or an older copy of this one.
    #[error("{} is another database or an older copy now; put back the file that was open", path.display())]
    Replaced {
        /// The file.
        path: PathBuf,
    },
    /// The system refused, or the disk failed.
    #[error("{} cannot be opened; check its permissions and its disk", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}

fn name(holder: Option<&Holder>) -> String {
    holder.map_or("another program".to_owned(), Holder::to_string)
}

impl Store {
    /// Makes a database where there is no file yet, readable by this account alone.
    ///
    /// `now` becomes the head's time: no record may be earlier.
    ///
    /// # Errors
    /// [`OpenFailure::Exists`], or [`OpenFailure::Io`]; in the second case no file is left behind.
    pub fn create(
        path: &Path,
        kind: Kind,
        now: DateTime<FixedOffset>,
        cache_bytes: usize,
    ) -> Result<Store, OpenFailure> {
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path);
        let file = file.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => OpenFailure::Exists { path: path.to_owned() },
            _ => cannot_open(path, error),
        })?;
        let inode = inode(file.metadata());
        let made = FileBackend::new(file)
            .map_err(|error| cannot_open(path, error))
            .and_then(|backend| Store::found(path, backend, kind, now, cache_bytes))
            .and_then(|store| {
                persist_name(path).map_err(|error| cannot_open(path, error))?;
                Ok(store.in_file(inode))
            });
        if made.is_err() {
            // The first failure is the one to tell; a name left behind is reported when next opened.
            let _ = std::fs::remove_file(path);
        }
        made
    }

    /// Opens a database, repairing what a crash left in about a millisecond.
    ///
    /// # Errors
    /// Every [`OpenFailure`] but `Exists`.
    pub fn open(path: &Path, cache_bytes: usize) -> Result<Store, OpenFailure> {
        let file = OpenOptions::new().read(true).write(true).open(path);
        let file = file.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => OpenFailure::NotFound { path: path.to_owned() },
            _ => cannot_open(path, error),
        })?;
        if file.metadata().is_ok_and(|about| about.len() == 0) {
            return Err(OpenFailure::NotAGongkaiFile { path: path.to_owned() });
        }
        let inode = inode(file.metadata());
        let backend = FileBackend::new(file).map_err(|error| cannot_open(path, error))?;
        Ok(Store::recognise(path, backend, cache_bytes)?.in_file(inode))
    }

    /// Where the database is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the database may be used for.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether the database belongs to a service, and only that may act on it.
    #[must_use]
    pub fn is_served(&self) -> bool {
        self.served.load(Ordering::Relaxed)
    }

    /// Gives the database to the service, for good.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn give_to_service(&self) -> Result<(), StoreFailure> {
        self.write(|transaction| {
            transaction.open_table(FILE)?.insert(SERVED, b"yes".as_slice())?;
            Ok(())
        })?;
        self.served.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// A short look at the last whole batch. A reader that is kept makes the file grow.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn read(&self) -> Result<Reader<'_>, StoreFailure> {
        let transaction = self.using(|database| Ok(database.begin_read()?));
        Ok(Reader::of(&self.path, transaction.map_err(|cause| cause.at(&self.path))?))
    }

    /// Drops everything that is derived from the journal and the blobs, at once.
    ///
    /// # Errors
    /// The file can't be written; then nothing was dropped.
    pub fn clear_projections(&self) -> Result<(), StoreFailure> {
        self.write(|transaction| {
            transaction.delete_table(ITEMS)?;
            transaction.delete_table(WINDOWS)?;
            transaction.delete_table(COUNTERS)?;
            transaction.delete_table(SINGLES)?;
            Ok(create_projections(transaction)?)
        })
    }

    /// Whether writing has failed, so that nothing more is kept until [`Store::reopen`].
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    /// Opens the file anew after reading or writing has failed. Looks that go on meanwhile fail.
    ///
    /// # Errors
    /// As those of [`Store::open`], or it is not what was open; then nothing can be read or written until it is
    /// tried again.
    pub fn reopen(&self) -> Result<(), OpenFailure> {
        let mut database = self.database.write().unwrap_or_else(PoisonError::into_inner);
        // Only one at a time may have the file.
        drop(database.take());
        let anew = Store::open(&self.path, CACHE_BYTES)?;
        let last = *held(&self.last);
        if !anew.holds(last).map_err(|failure| cannot_open(&self.path, failure))? {
            return Err(OpenFailure::Replaced { path: self.path.clone() });
        }
        *held(&self.last) = *held(&anew.last);
        *held(&self.inode) = *held(&anew.inode);
        *database = anew.database.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.broken.store(false, Ordering::Relaxed);
        Ok(())
    }

    /// Whether this record is there, and with it all before it, whose digests it binds.
    fn holds(&self, known: Option<Head>) -> Result<bool, StoreFailure> {
        let Some(known) = known.filter(|head| head.sequence > 0) else { return Ok(true) };
        let record = self.read()?.record(known.sequence)?;
        Ok(record.is_some_and(|record| sm3(&record.envelope) == known.digest))
    }

    /// That the file is still where it was: what is written into one that has no name any more is lost.
    pub(super) fn ensure_in_place(&self) -> Result<(), StoreFailure> {
        let opened = *held(&self.inode);
        let moved = opened.is_some() && inode(std::fs::metadata(&self.path)) != opened;
        if moved { Err(Cause::Displaced.at(&self.path)) } else { Ok(()) }
    }

    /// Knows what is kept now.
    pub(super) fn has_kept(&self, head: Head) {
        *held(&self.last) = Some(head);
    }

    fn in_file(self, inode: Option<(u64, u64)>) -> Store {
        Store { inode: Mutex::new(inode), ..self }
    }

    pub(super) fn using<T>(&self, work: impl FnOnce(&Database) -> Result<T, Cause>) -> Result<T, Cause> {
        let database = self.database.read().unwrap_or_else(PoisonError::into_inner);
        work(database.as_ref().ok_or(redb::Error::DatabaseClosed)?)
    }

    /// Does the work in one transaction: durable when this returns, or not done.
    pub(super) fn write<T>(
        &self,
        work: impl FnOnce(&WriteTransaction) -> Result<T, Cause>,
    ) -> Result<T, StoreFailure> {
        let written = self.using(|database| durably(database, work));
        if let Err(Cause::ReopenNeeded(_)) = &written {
            self.broken.store(true, Ordering::Relaxed);
        }
        written.map_err(|cause| cause.at(&self.path))
    }

    /// Writes a new database's tables into empty storage.
    pub(crate) fn found(
        path: &Path,
        backend: impl StorageBackend,
        kind: Kind,
        now: DateTime<FixedOffset>,
        cache_bytes: usize,
    ) -> Result<Store, OpenFailure> {
        let database = open_database(path, backend, cache_bytes)?;
        let genesis = Head::genesis(now);
        let founded = durably(&database, |transaction| {
            let mut file = transaction.open_table(FILE)?;
            file.insert("format", FORMAT.to_string().as_bytes())?;
            file.insert("kind", kind.word().as_bytes())?;
            genesis.write(&mut file)?;
            transaction.open_table(JOURNAL)?;
            transaction.open_table(BODIES)?;
            transaction.open_table(BLOBS)?;
            transaction.open_table(EXPUNGED_BODIES)?;
            transaction.open_table(EXPUNGED_BLOBS)?;
            transaction.open_table(ANSWERS)?;
            Ok(create_projections(transaction)?)
        });
        founded.map_err(|cause| cannot_open(path, cause))?;
        Ok(Store::of(path, kind, false, Some(genesis), database))
    }

    /// Takes storage that should hold a database of ours.
    pub(crate) fn recognise(
        path: &Path,
        backend: impl StorageBackend,
        cache_bytes: usize,
    ) -> Result<Store, OpenFailure> {
        let database = open_database(path, backend, cache_bytes)?;
        let foreign = || OpenFailure::NotAGongkaiFile { path: path.to_owned() };
        let said = |name: &str| -> Result<String, redb::Error> {
            let file = database.begin_read()?.open_table(FILE)?;
            let text = file.get(name)?.map(|value| String::from_utf8_lossy(value.value()).into_owned());
            Ok(text.unwrap_or_default())
        };
        let format = said("format").map_err(|error| match error {
            error @ redb::Error::Io(_) => cannot_open(path, error),
            _ => foreign(),
        })?;
        match format.parse::<u32>() {
            Ok(FORMAT) => {}
            Ok(format) if format > FORMAT => {
                return Err(OpenFailure::TooNew { path: path.to_owned(), format });
            }
            _ => return Err(foreign()),
        }
        let kind =
            Kind::from_word(&said("kind").map_err(|error| cannot_open(path, error))?).ok_or_else(foreign)?;
        let served = said(SERVED).map_err(|error| cannot_open(path, error))? == "yes";
        let head = guarded(|| Head::read(&database.begin_read()?.open_table(FILE)?));
        // Where it can't be read, whoever looks at it is told.
        Ok(Store::of(path, kind, served, head.ok(), database))
    }

    fn of(path: &Path, kind: Kind, served: bool, last: Option<Head>, database: Database) -> Store {
        Store {
            path: path.to_owned(),
            kind,
            served: AtomicBool::new(served),
            broken: AtomicBool::new(false),
            inode: Mutex::default(),
            last: Mutex::new(last),
            database: RwLock::new(Some(database)),
        }
    }
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Practice => "practice",
            Kind::Official => "official",
        }
    }

    fn from_word(word: &str) -> Option<Kind> {
        [Kind::Practice, Kind::Official].into_iter().find(|kind| kind.word() == word)
    }
}

fn open_database(
    path: &Path,
    backend: impl StorageBackend,
    cache_bytes: usize,
) -> Result<Database, OpenFailure> {
    let opened = guarded(|| {
        let opened = Database::builder().set_cache_size(cache_bytes).create_with_backend(backend);
        opened.map_err(Unopened::Told)
    });
    let damaged = |source| OpenFailure::Damaged { path: path.to_owned(), source: Box::new(source) };
    opened.map_err(|error| match error {
        Unopened::Damaged(cause) => damaged(cause),
        Unopened::Told(DatabaseError::Storage(redb::StorageError::Corrupted(what))) => {
            damaged(Cause::damaged(&what))
        }
        Unopened::Told(error) => told(path, error),
    })
}

/// Why the database's own code didn't open a file.
enum Unopened {
    Told(DatabaseError),
    Damaged(Cause),
}

impl From<Cause> for Unopened {
    fn from(cause: Cause) -> Unopened {
        Unopened::Damaged(cause)
    }
}

fn told(path: &Path, error: DatabaseError) -> OpenFailure {
    match error {
        DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch => {
            OpenFailure::AlreadyOpen { path: path.to_owned(), holder: Holder::of(path) }
        }
        DatabaseError::Storage(redb::StorageError::Io(error))
            if error.kind() == io::ErrorKind::InvalidData =>
        {
            OpenFailure::NotAGongkaiFile { path: path.to_owned() }
        }
        error => cannot_open(path, error),
    }
}

fn durably<T>(
    database: &Database,
    work: impl FnOnce(&WriteTransaction) -> Result<T, Cause>,
) -> Result<T, Cause> {
    let mut transaction = database.begin_write()?;
    transaction.set_durability(Durability::Immediate)?;
    transaction.set_quick_repair(true);
    let done = work(&transaction)?;
    transaction.commit()?;
    Ok(done)
}

fn create_projections(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    transaction.open_table(ITEMS)?;
    transaction.open_table(WINDOWS)?;
    transaction.open_table(COUNTERS)?;
    transaction.open_table(SINGLES)?;
    Ok(())
}

fn inode(about: io::Result<Metadata>) -> Option<(u64, u64)> {
    about.ok().map(|about| (about.dev(), about.ino()))
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A new file's name is durable only when its directory is.
fn persist_name(path: &Path) -> io::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(directory)?.sync_all()
}

fn cannot_open(path: &Path, error: impl Into<Box<dyn Error + Send + Sync>>) -> OpenFailure {
    OpenFailure::Io { path: path.to_owned(), source: error.into() }
}
