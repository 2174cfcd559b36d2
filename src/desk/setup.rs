//! The setting in effect: roster, procedures, calendar and settings, each from the bytes that the
//! journal names.

use std::sync::{Arc, OnceLock};

use super::{Desk, Failure};
use crate::calendar::Calendar;
use crate::codec::sm3;
use crate::domain::{Delegation, Digest, Roster, Setting, Settings};
use crate::intake;
use crate::procedure::{Procedure, ProcedureKey, Procedures};

/// The files of a bureau's configuration, as their bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Configuration {
    /// roster.toml.
    pub roster: Vec<u8>,
    /// procedures.toml.
    pub procedures: Vec<u8>,
    /// settings.toml.
    pub settings: Vec<u8>,
}

/// What is in effect now.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Who is who.
    pub roster: Roster,
    /// The procedures for new items.
    pub procedures: Arc<Procedures>,
    /// Their file's digest.
    pub version: Digest,
    /// Working days.
    pub calendar: Calendar,
    /// The bureau's own settings.
    pub settings: Settings,
    /// Who deputises for whom.
    pub delegations: Vec<Delegation>,
}

impl Default for Setup {
    fn default() -> Self {
        Setup {
            roster: Roster::default(),
            procedures: Arc::new(Procedures::default()),
            version: Digest([0; 32]),
            calendar: Calendar::embedded(),
            settings: Settings::default(),
            delegations: Vec::new(),
        }
    }
}

impl Setup {
    /// The setting for an item of this procedure.
    pub fn setting<'a>(&'a self, procedure: &'a Procedure) -> Setting<'a> {
        Setting { procedure, roster: &self.roster, calendar: &self.calendar, settings: &self.settings }
    }

    /// The name of a procedure in its newest version, where it still is one.
    pub fn procedure(&self, key: &ProcedureKey) -> Option<&Procedure> {
        self.procedures.get(key)
    }
}

impl Configuration {
    /// The procedures that come with the program.
    pub fn default_procedures() -> Vec<u8> {
        intake::procedures::DEFAULT.as_bytes().to_vec()
    }

    /// The settings that come with the program.
    pub fn default_settings() -> Vec<u8> {
        intake::settings::DEFAULT.as_bytes().to_vec()
    }

    /// All faults of all files, or none.
    pub fn checked(&self) -> Result<(), Failure> {
        let mut faults = Vec::new();
        let mut note = |found: Option<Vec<intake::Fault>>| faults.extend(found.into_iter().flatten());
        note(intake::procedures::parse(&self.procedures, "procedures.toml").err());
        note(intake::roster::parse(&self.roster, "roster.toml").err());
        note(intake::settings::parse(&self.settings, "settings.toml").err());
        if faults.is_empty() { Ok(()) } else { Err(Failure::Faults(faults)) }
    }
}

impl Desk {
    /// Reads the setting anew from what the bureau's events name.
    pub(super) fn refresh_setup(&mut self) -> Result<(), Failure> {
        // People may be called otherwise now.
        self.haystack = OnceLock::new();
        let mut setup = Setup { delegations: self.bureau.delegations.clone(), ..Setup::default() };
        if let Some(digest) = self.bureau.roster {
            setup.roster =
                intake::roster::parse(&self.named(digest)?, "roster.toml").map_err(Failure::Faults)?;
        }
        if let Some(digest) = self.bureau.settings {
            setup.settings =
                intake::settings::parse(&self.named(digest)?, "settings.toml").map_err(Failure::Faults)?;
        }
        if let Some(digest) = self.bureau.procedures {
            setup.version = digest;
            setup.procedures = self.version(digest)?;
        }
        for notice in &self.bureau.calendars {
            let bytes = self.named(*notice)?;
            let notice = intake::calendar::parse(&bytes, "notice").map_err(Failure::Faults)?;
            setup.calendar = setup.calendar.with_notice(notice);
        }
        self.setup = Arc::new(setup);
        Ok(())
    }

    /// The procedures of the file with this digest.
    pub(super) fn version(&self, digest: Digest) -> Result<Arc<Procedures>, Failure> {
        let mut versions = self.versions.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(found) = versions.get(&digest) {
            return Ok(found.clone());
        }
        let bytes = self.named(digest)?;
        let parsed = intake::procedures::parse(&bytes, "procedures.toml").map_err(Failure::Faults)?;
        let parsed = Arc::new(parsed);
        versions.insert(digest, parsed.clone());
        Ok(parsed)
    }

    /// The exact bytes that an event names.
    pub(super) fn named(&self, digest: Digest) -> Result<Vec<u8>, Failure> {
        let found = self.store.read()?.blob(digest)?;
        found.ok_or_else(|| Failure::Missing(0))
    }
}

/// The digests of a configuration's files: roster, procedures, settings.
pub(super) fn digests(configuration: &Configuration) -> [Digest; 3] {
    [sm3(&configuration.roster), sm3(&configuration.procedures), sm3(&configuration.settings)]
}
