//! Finding and opening the bureau: its database, its configuration, and who asks.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Client, Configuration, Failure, Kind};
use crate::desk::Desk;
use crate::domain::{CommandId, Login, Moment};
use crate::shell::{self, Places};

/// Who asks, and when, as the command line says.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Who {
    /// `--as`: another person, in practice only.
    pub login: Option<Login>,
    /// `--now`: another moment, in practice only.
    pub now: Option<Moment>,
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
    #[error(
        "the roster has no {0}; ask the administrator, or name a person with --as in a practice database"
    )]
    Stranger(Login),
}

/// Opens the bureau in these places. Without `--as`, a practice database is read as its auditor does.
///
/// # Errors
/// The database or configuration can't be opened, or the login is unknown.
pub fn open(places: &Places, who: &Who) -> Result<Client, OpenError> {
    let read = configuration(&places.config)?;
    let now = who.now.unwrap_or_else(shell::now);
    let desk = Desk::open(&places.database(), read.as_ref(), now)?;
    if desk.kind() == Kind::Official && (who.login.is_some() || who.now.is_some()) {
        return Err(OpenError::Official);
    }
    let roster = &desk.setup().roster;
    let own = Login(shell::login());
    let me = match (&who.login, desk.kind()) {
        (Some(named), _) => named.clone(),
        (None, Kind::Official) => own,
        (None, Kind::Practice) => {
            let auditor = roster.people.iter().find(|person| person.auditor);
            auditor.map_or(own, |person| person.login.clone())
        }
    };
    if roster.person(&me).is_none() {
        return Err(OpenError::Stranger(me));
    }
    Ok(Client { desk, me, fixed: who.now })
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
