//! The daemon: a desk behind a socket.
//!
//! One thread waits for connections, and each connection has a thread of its own, so that a slow or stuck
//! client keeps nobody waiting. Who is at the other end is what the kernel says. The same code answers for a
//! service of a whole host and for a console that has its own database open.

mod session;
mod voice;
mod seal;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io;
use std::mem::Discriminant;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use tracing::{error, info, warn};

use crate::desk::{Configuration, Desk, Failure, Kind, SharedDesk};
use crate::domain::{CommandId, Login, Moment};
use crate::projection::whole_bureau;
use crate::protocol::{Refused, State, Told, VERSION};
use crate::shell::{self, Bell};
use voice::Voice;

/// Connections of one person at a time at most.
pub const MOST_OF_A_PERSON: u32 = 16;

/// Connections at a time at most.
pub const MOST: u32 = 1_024;

/// Connections of one account at a time at most that haven't greeted yet.
pub const MOST_ARRIVING: u32 = 16;

/// Bytes of a session's stack.
const STACK: usize = 512 << 10;

/// How often a daemon looks whether a day has begun.
const LOOK_MS: u32 = 60_000;

/// How often those who wait for an answer hear that it is worked on: oftener than a client gives up a greeting.
const PULSE_MS: u32 = 2_000;

/// Between two lines of the log about the same: connections that were turned away, a stopped clock.
const QUIET: Duration = Duration::from_secs(60);

/// So long the last answers may take when the daemon stops.
const PARTING: Duration = Duration::from_secs(10);

/// What all sessions share.
pub struct House {
    desk: SharedDesk,
    since: Moment,
    /// How the configuration folder is read anew.
    configuration: Box<dyn Fn() -> Result<Option<Configuration>, Failure> + Send + Sync>,
    most_of_a_person: u32,
    seated: Mutex<HashMap<Login, u32>>,
    /// Connections of each account that haven't greeted yet.
    arriving: Mutex<HashMap<u32, u32>>,
    /// What sessions speak with, as long as they do.
    voices: Mutex<Vec<Weak<Voice>>>,
    orders: AtomicU64,
    /// The last daily seal, where seals are kept.
    seal: Mutex<String>,
    /// Rung once, when the daemon stops; nobody hushes it.
    closing: Bell,
    /// Whether it stops because the database has to be opened anew.
    broken: AtomicBool,
    /// When the log last said that each kind of failure had come.
    warned: Mutex<HashMap<Discriminant<Failure>, Instant>>,
}

/// A place at the desk, until it is dropped.
struct Seat<'a> {
    house: &'a House,
    login: Login,
}

/// A place at the door, until it is dropped.
struct Arrival {
    house: Arc<House>,
    account: u32,
}

impl House {
    /// A house with the database at this path, made of the configuration where there is none yet: it belongs
    /// to the service then. Each person may hold so many connections.
    ///
    /// # Errors
    /// The database can't be opened or made, or the configuration is missing or has faults.
    pub fn open(
        database: &Path,
        most_of_a_person: u32,
        configuration: impl Fn() -> Result<Option<Configuration>, Failure> + Send + Sync + 'static,
    ) -> Result<Arc<House>, Failure> {
        let read = configuration()?;
        let desk = if database.exists() {
            let desk = Desk::open_telling(database, read.as_ref(), shell::now(), &mut rebuilding())?;
            for moved in desk.moved() {
                let (queue, from, to) = (moved.queue.key(), moved.from, moved.to);
                warn!(item = %moved.item, queue, %from, %to, "later working days move a deadline");
            }
            // Also one that was made by hand, or put back from a backup.
            desk.give_to_service()?;
            desk
        } else {
            let folder = database.parent().unwrap_or(Path::new("."));
            shell::make_own_folder(folder).map_err(Failure::Export)?;
            let (read, now) = (read.ok_or(Failure::NoRoster)?, shell::now());
            Desk::found_for_service(database, &read, CommandId(shell::fresh_id(now)), now)?
        };
        House::around(SharedDesk::new(desk), most_of_a_person, configuration).map_err(Failure::Export)
    }

    fn around(
        desk: SharedDesk,
        most_of_a_person: u32,
        configuration: impl Fn() -> Result<Option<Configuration>, Failure> + Send + Sync + 'static,
    ) -> io::Result<Arc<House>> {
        Ok(Arc::new(House {
            desk,
            since: shell::now(),
            configuration: Box::new(configuration),
            most_of_a_person,
            seated: Mutex::default(),
            arriving: Mutex::default(),
            voices: Mutex::default(),
            orders: AtomicU64::new(0),
            seal: Mutex::default(),
            closing: Bell::new()?,
            broken: AtomicBool::new(false),
            warned: Mutex::default(),
        }))
    }

    /// Ends every session when it has answered, and the listening.
    pub fn close(&self) {
        self.closing.ring();
    }

    /// Opens the database anew where it takes nothing more without; where it can't be, the house is closed, for
    /// the next one to go on. What the administrator has to mend is in the log, each kind once a minute: a stopped
    /// clock is met by everybody.
    fn heed(&self, failure: &Failure) {
        if let Failure::Reopened { why, .. } = failure {
            warn!(%why, "the database could not be written, and was opened anew");
        }
        let theirs = matches!(
            failure,
            Failure::Clock { .. }
                | Failure::Store(_)
                | Failure::Replaced
                | Failure::Row(_)
                | Failure::Record { .. }
                | Failure::Missing(_)
        );
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        let kind = std::mem::discriminant(failure);
        if theirs && warned.get(&kind).is_none_or(|last| last.elapsed() > QUIET) {
            warned.insert(kind, Instant::now());
            warn!("nobody can do something: {failure}");
        }
        drop(warned);
        if failure.needs_reopening()
            && self.desk.mend_file().is_err()
            && !self.broken.swap(true, Ordering::Relaxed)
        {
            error!("stopping, for the database has to be opened anew: {failure}");
            self.close();
        }
    }

    /// Lets the configuration folder take effect where it has changed, at the word of this person or of the host.
    ///
    /// # Errors
    /// It has faults, or can't be read; then what was in effect stays.
    pub fn reload(&self, by: Option<&Login>) -> Result<(), Failure> {
        let configuration = (self.configuration)()?.ok_or(Failure::NoRoster)?;
        self.desk
            .act_alone(|desk| match by {
                Some(by) => desk.adopt_for(by, &configuration, shell::now()),
                None => desk.adopt(&configuration, shell::now()),
            })
            .inspect_err(|failure| self.heed(failure))?;
        self.warn_of_gaps();
        Ok(())
    }

    /// Says in the log what nobody could do under the configuration in effect.
    fn warn_of_gaps(&self) {
        for gap in self.desk.look(|desk| desk.setup().gaps()) {
            warn!("{}", gap.en);
        }
    }

    /// What a session speaks with over this connection.
    fn voice(&self, stream: UnixStream) -> Arc<Voice> {
        let voice = Arc::new(Voice::new(stream));
        self.voices.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&voice));
        voice
    }

    /// Says to all who wait for an answer that it is worked on, every so often until the house is closed.
    fn pulse(&self) {
        while let Ok([false]) = shell::readable([&self.closing], Some(PULSE_MS)) {
            self.voices.lock().unwrap_or_else(PoisonError::into_inner).retain(|voice| {
                let there = voice.upgrade();
                // Whose connection is gone learns it when it is answered.
                there.map(|voice| voice.murmur(Told::Working)).is_some()
            });
        }
    }

    fn seat(&self, login: &Login) -> Result<Seat<'_>, Refused> {
        let mut seated = self.seated();
        let all: u32 = seated.values().sum();
        let own = seated.get(login).copied().unwrap_or_default();
        if own >= self.most_of_a_person {
            return Err(Refused::TooMany(own));
        }
        if all >= MOST {
            return Err(Refused::Full);
        }
        seated.insert(login.clone(), own + 1);
        Ok(Seat { house: self, login: login.clone() })
    }

    /// Counts a connection of this account until it has greeted; `None` where it has too many of them.
    fn arrive(self: &Arc<House>, account: u32) -> Option<Arrival> {
        let mut arriving = self.arriving.lock().unwrap_or_else(PoisonError::into_inner);
        let own = arriving.entry(account).or_default();
        if *own >= MOST_ARRIVING {
            return None;
        }
        *own += 1;
        Some(Arrival { house: self.clone(), account })
    }

    fn state(&self) -> Result<State, Failure> {
        let today = shell::now().date_naive();
        self.desk.look(|desk| {
            let panes = whole_bureau();
            let counts = desk.counts(&panes, today)?;
            let waiting = panes.iter().zip(counts).filter(|(_, count)| count.items > 0);
            Ok(State {
                version: VERSION.to_owned(),
                since: self.since.to_rfc3339(),
                practice: desk.kind() == Kind::Practice,
                connections: self.seated().values().sum(),
                orders: self.orders.load(Ordering::Relaxed),
                queues: waiting
                    .map(|(pane, count)| (pane.queue.key().to_owned(), count.items, count.tally.overdue))
                    .collect(),
                sequence: desk.sequence()?,
                head: desk.head()?.to_string(),
                seal: self.sealed().clone(),
                bytes: std::fs::metadata(desk.path()).map_or(0, |file| file.len()),
            })
        })
    }

    fn sealed(&self) -> MutexGuard<'_, String> {
        self.seal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn seated(&self) -> MutexGuard<'_, HashMap<Login, u32>> {
        self.seated.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says in the log how far what is looked at has been made anew, at each tenth of it.
fn rebuilding() -> impl FnMut(u64, u64) {
    let mut said = None;
    move |done, all| {
        let percent = (done * 10).checked_div(all).unwrap_or(10) * 10;
        if said.replace(percent) != Some(percent) {
            info!("what is looked at is made anew from the journal: {percent} %");
        }
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        let mut seated = self.house.seated();
        if let Some(own) = seated.get_mut(&self.login) {
            *own -= 1;
            if *own == 0 {
                seated.remove(&self.login);
            }
        }
    }
}

impl Drop for Arrival {
    fn drop(&mut self) {
        let mut arriving = self.house.arriving.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = arriving.get_mut(&self.account) {
            *own -= 1;
            if *own == 0 {
                arriving.remove(&self.account);
            }
        }
    }
}

/// A socket that is listened at, and taken away afterwards.
pub struct Socket {
    listener: UnixListener,
    /// Where it is, if it was made here.
    path: Option<PathBuf>,
}

impl Socket {
    /// Makes a socket with these permissions, in place of one at which nobody answers any more.
    ///
    /// # Errors
    /// Somebody answers there ([`io::ErrorKind::AddrInUse`]), or it can't be made.
    pub fn make(path: &Path, mode: u32) -> io::Result<Socket> {
        if UnixStream::connect(path).is_ok() {
            return Err(io::ErrorKind::AddrInUse.into());
        }
        let draft = path.with_extension(format!("{}.new", std::process::id()));
        let _ = std::fs::remove_file(&draft);
        let listener = UnixListener::bind(&draft)?;
        // It is there under its name only with its permissions.
        std::fs::set_permissions(&draft, std::fs::Permissions::from_mode(mode))?;
        std::fs::rename(&draft, path)?;
        Ok(Socket { listener, path: Some(path.to_owned()) })
    }

    /// A socket that the host has made already.
    pub fn given(listener: UnixListener) -> Socket {
        Socket { listener, path: None }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // Where it stays it is replaced by the next one.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Answers at a socket until the house is closed and the last answers are given. `daily` is called at the
/// beginning and about every minute.
pub fn answer(house: &Arc<House>, socket: &Socket, mut daily: impl FnMut()) {
    let number = AtomicU64::new(0);
    let mut turned_away = None;
    let mut looked: Option<Instant> = None;
    let pulsing = house.clone();
    if let Err(error) = thread::Builder::new().name("pulse".to_owned()).spawn(move || pulsing.pulse()) {
        warn!(%error, "who waits long for an answer is not told that it is worked on");
    }
    loop {
        // However many arrive, the day is looked at once a minute.
        if looked.is_none_or(|last| last.elapsed() >= Duration::from_millis(LOOK_MS.into())) {
            daily();
            looked = Some(Instant::now());
        }
        match shell::readable([&house.closing, &socket.listener], Some(LOOK_MS)) {
            Ok([true, _]) => break,
            Ok([false, true]) => {}
            Ok([false, false]) => continue,
            Err(error) => {
                error!(%error, "waiting for connections");
                break;
            }
        }
        let stream = match socket.listener.accept() {
            Ok((stream, _)) => stream,
            Err(error) => {
                warn!(%error, "a connection that did not come about");
                // Too many open files: others have to end first.
                thread::sleep(Duration::from_millis(50));
                continue;
            }
        };
        let Ok(account) = shell::peer(&stream) else { continue };
        let Some(arrival) = house.arrive(account) else {
            // Said at most every so often: whoever floods a door fills no log.
            if turned_away.is_none_or(|last: Instant| last.elapsed() > QUIET) {
                warn!(account, "more than {MOST_ARRIVING} connections without a greeting are turned away");
                turned_away = Some(Instant::now());
            }
            session::turn_away(&stream);
            continue;
        };
        let number = number.fetch_add(1, Ordering::Relaxed);
        let house = house.clone();
        let session = thread::Builder::new().name(format!("session {number}")).stack_size(STACK);
        if let Err(error) = session.spawn(move || session::hold(&house, stream, arrival)) {
            warn!(%error, "no thread for a connection");
        }
    }
    let since = Instant::now();
    while !house.seated().is_empty() && since.elapsed() < PARTING {
        thread::sleep(Duration::from_millis(5));
    }
}

/// A console's own desk, which answers others of the same user beside it until this is dropped.
pub struct Beside {
    house: Arc<House>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Beside {
    /// Answers for this desk at a socket of this user's alone.
    ///
    /// # Errors
    /// The socket can't be made.
    pub fn answer(
        desk: SharedDesk,
        path: &Path,
        configuration: impl Fn() -> Result<Option<Configuration>, Failure> + Send + Sync + 'static,
    ) -> io::Result<Beside> {
        let house = House::around(desk, MOST_OF_A_PERSON, configuration)?;
        let socket = Socket::make(path, 0o600)?;
        let shared = house.clone();
        let thread = thread::Builder::new().name("beside".to_owned());
        let thread = thread.spawn(move || answer(&shared, &socket, || {}))?;
        Ok(Beside { house, thread: Some(thread) })
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.house.close();
        if let Some(thread) = self.thread.take() {
            // A thread that has panicked has nothing more to say.
            let _ = thread.join();
        }
    }
}

/// Serves a house at a socket until a signal ends it: SIGTERM and SIGINT stop, SIGHUP reads the
/// configuration anew. The seal of each day is kept in `seals`; `ready` is called once it can be relied on.
///
/// # Errors
/// Signals can't be waited for, or reading or writing the database has failed: then it has to be opened anew.
pub fn serve(house: &Arc<House>, socket: &Socket, seals: &Path, ready: impl FnOnce()) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    // Before anybody is told that it is ready: from then on signals may come.
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGINT, SIGHUP])?;
    let desk = house.desk.clone();
    thread::Builder::new().name("findable".to_owned()).spawn(move || {
        if let Err(failure) = desk.look(Desk::make_findable) {
            error!("nothing can be found yet: {failure}");
        }
    })?;
    let told = house.clone();
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for signal in signals.forever() {
            if signal != SIGHUP {
                info!("stopping");
                told.close();
                break;
            }
            match told.reload(None) {
                Ok(()) => info!("the configuration was read anew"),
                Err(Failure::Faults(faults)) => {
                    for fault in faults {
                        error!("the configuration stays as it was: {fault}");
                    }
                }
                Err(failure) => error!("the configuration stays as it was: {failure}"),
            }
        }
    })?;
    house.warn_of_gaps();
    ready();
    answer(house, socket, || match seal::keep(&house.desk, seals, shell::now().date_naive()) {
        Ok(seal) => *house.sealed() = seal,
        Err(failure) => {
            house.heed(&failure);
            error!("the seal of the day: {failure}");
        }
    });
    info!("stopped");
    match house.broken.load(Ordering::Relaxed) {
        true => Err(io::Error::other("the database has to be opened anew; start the service again")),
        false => Ok(()),
    }
}
