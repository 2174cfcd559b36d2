//! Finding and opening the bureau: its database, its configuration, and who asks.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::line::Line;
use super::remote::Remote;
use super::{Client, Configuration, Failure, Kind, OpenFailure, Refused, Setup, SharedDesk};
use crate::desk::Desk;
use crate::domain::{CommandId, Login, Moment, Roster};
use crate::shell::{self, Places, SYSTEM_SOCKET};

/// Who asks, and when, as the command line says.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Who {
    /// `--as`: another person, in practice only.
    pub login: Option<Login>,
    /// `--now`: another moment, in practice only.
    pub now: Option<Moment>,
}

/// Where a desk that answers may be found.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Sockets {
    /// `--socket`: this one and no other.
    pub named: Option<PathBuf>,
    /// Whether the service of a shared host is meant where there is one: no other place was named.
    pub service: bool,
    /// Whether the file may also be opened here: to look after a database that belongs to the service.
    pub apart: bool,
}

/// Why there is nobody at a desk.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The desk can't be opened.
    #[error(transparent)]
    Desk(#[from] Failure),
    /// A configuration file can't be read.
    #[error("{path} can't be read: {source}")]
    Configuration {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// `--as` and `--now` were given for an official database.
    #[error("--as and --now are for practice databases only; this one is official")]
    Official,
    /// The roster doesn't know this login.
    #[error("the roster has no {login}; ask the administrator")]
    Stranger {
        /// Which.
        login: Login,
        /// Whether the database is for practice, where another person may be named.
        practice: bool,
    },
    /// Nobody answers at a socket.
    #[error("nobody answers at {path}: {source}")]
    Unreachable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A desk answers and doesn't let this person in.
    #[error(transparent)]
    Refused(Refused),
    /// The database is the service's: whoever acts, acts through it.
    #[error("{0} belongs to the service, which doesn't answer; start it, or ask the administrator")]
    Served(PathBuf),
}

/// So long a file that another program holds is waited for: a command that is just ending, or a console
/// that doesn't answer yet.
const HELD: Duration = Duration::from_secs(2);

/// Between two looks.
const LOOK: Duration = Duration::from_millis(20);

/// Opens the bureau in these places, or over the socket of a program of this user that has it open.
///
/// # Errors
/// As those of [`find`].
pub fn open(places: &Places, who: &Who) -> Result<Client, OpenError> {
    find(places, who, &Sockets::default())
}

/// Opens the bureau in these places: over the socket of a program that has it open, or else here. Without
/// `--as`, a practice database is read as its auditor does.
///
/// # Errors
/// The database or configuration can't be opened, the login is unknown, or who holds the file doesn't answer.
pub fn find(places: &Places, who: &Who, sockets: &Sockets) -> Result<Client, OpenError> {
    if let Some(named) = &sockets.named {
        return connect_soon(named, who);
    }
    if sockets.service && Path::new(SYSTEM_SOCKET).exists() {
        match connect_soon(Path::new(SYSTEM_SOCKET), who) {
            Err(OpenError::Unreachable { .. }) if places.database().exists() => {}
            answered => return answered,
        }
    }
    let since = Instant::now();
    loop {
        let own = shell::own_socket(&places.database()).filter(|own| own.exists());
        let connected = own.map(|own| connect(&own, who));
        match connected {
            Some(Ok(client)) if !sockets.apart => return Ok(Client { own: Some(places.clone()), ..client }),
            // A program that ended without taking its socket away, or one that is starting or ending.
            None | Some(Err(OpenError::Unreachable { .. })) => {}
            Some(answered) => return answered,
        }
        match open_here(places, who, sockets.apart) {
            Err(OpenError::Desk(Failure::Open(OpenFailure::AlreadyOpen { .. })))
                if since.elapsed() < HELD =>
            {
                std::thread::sleep(LOOK);
            }
            opened => return opened,
        }
    }
}

/// Connects to a service that may just be starting anew.
fn connect_soon(socket: &Path, who: &Who) -> Result<Client, OpenError> {
    let since = Instant::now();
    loop {
        match connect(socket, who) {
            Err(OpenError::Unreachable { source, .. })
                if source.kind() == io::ErrorKind::ConnectionRefused && since.elapsed() < HELD =>
            {
                std::thread::sleep(LOOK);
            }
            answered => return answered,
        }
    }
}

fn connect(socket: &Path, who: &Who) -> Result<Client, OpenError> {
    let (remote, welcome) = Remote::connect(socket, who.login.as_ref(), who.now)?;
    Ok(Client {
        line: Line::Away(remote),
        me: welcome.login,
        practice: welcome.practice,
        identity: welcome.identity,
        fixed: who.now,
        setup: Arc::new(Setup::read(&welcome.files)?),
        news: welcome.news,
        versions: Mutex::default(),
        own: None,
        host: None,
    })
}

pub(super) fn open_here(places: &Places, who: &Who, apart: bool) -> Result<Client, OpenError> {
    let mut desk = Desk::open(&places.database(), None, shell::now())?;
    if desk.is_served() && !apart {
        return Err(OpenError::Served(places.database()));
    }
    let practice = desk.kind() == Kind::Practice;
    if !practice && (who.login.is_some() || who.now.is_some()) {
        return Err(OpenError::Official);
    }
    if !apart {
        // What has changed takes effect only for who is somebody by it: nobody else changes anything.
        let coming = configuration(&places.config)?.filter(|coming| desk.differs_from(coming));
        if let Some(coming) = coming {
            let me = known(&coming.checked()?, who, practice)?;
            desk.adopt_if_clock_lets(&coming, Some(&me), who.now.unwrap_or_else(shell::now))?;
        }
    }
    let setup = desk.setup().clone();
    let me = match known(&setup.roster, who, practice) {
        Err(OpenError::Stranger { login, .. }) if apart => login,
        known => known?,
    };
    let identity = desk.identity()?;
    let desk = SharedDesk::new(desk);
    let news = desk.news()?;
    let line = Line::here(desk);
    Ok(Client {
        line,
        me,
        practice,
        identity,
        fixed: who.now,
        setup,
        news,
        versions: Mutex::default(),
        own: None,
        host: None,
    })
}

/// Who this is by this roster.
fn known(roster: &Roster, who: &Who, practice: bool) -> Result<Login, OpenError> {
    let own = || Login(shell::login());
    let me = match &who.login {
        Some(named) => named.clone(),
        None if practice => roster.auditor().cloned().unwrap_or_else(own),
        None => own(),
    };
    match roster.person(&me) {
        Some(_) => Ok(me),
        None => Err(OpenError::Stranger { login: me, practice }),
    }
}

/// Makes a database of this kind in these places from the configuration that is there.
///
/// `began` becomes the moment of the first record: nothing can be recorded before it.
///
/// # Errors
/// There is a database already, or the configuration is missing or faulty.
pub fn found(places: &Places, kind: Kind, began: Moment) -> Result<(), OpenError> {
    let read = configuration(&places.config)?.ok_or(Failure::NoRoster)?;
    fs::create_dir_all(&places.data)
        .map_err(|source| OpenError::Configuration { path: places.data.clone(), source })?;
    Desk::found(&places.database(), kind, &read, CommandId(shell::fresh_id(began)), began)?;
    Ok(())
}

/// The configuration files of a folder; `None` without a roster. Procedures and settings that aren't
/// there are those that come with the program.
///
/// # Errors
/// A file is there but can't be read.
pub fn configuration(folder: &Path) -> Result<Option<Configuration>, OpenError> {
    let read = |name: &str| {
        let path = folder.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(OpenError::Configuration { path, source }),
        }
    };
    let Some(roster) = read("roster.toml")? else { return Ok(None) };
    Ok(Some(Configuration {
        roster,
        procedures: read("procedures.toml")?.unwrap_or_else(Configuration::default_procedures),
        settings: read("settings.toml")?.unwrap_or_else(Configuration::default_settings),
    }))
}
