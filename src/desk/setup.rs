//! The setting in effect: roster, procedures, calendar and settings, each from the bytes that the
//! journal names.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Desk, Failure};
use chrono::NaiveDate;

use crate::calendar::{Calendar, FIRST, Notice, edition};
use crate::codec::sm3;
use crate::domain::{
    Delegation, Digest, Login, Moment, Roster, Section, Setting, Settings, Standing, Upkeep, may_read,
};
use crate::intake::{self, roster::Gap};
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

/// Working-day data, as their bytes: mostly those that come with the program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorkingDays(pub Vec<u8>);

/// The exact bytes of all that is in effect, from which a setting can be read anywhere.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct SetupFiles {
    /// The roster.
    pub roster: Option<Vec<u8>>,
    /// The procedures for new items.
    pub procedures: Option<Vec<u8>>,
    /// The bureau's own settings.
    pub settings: Option<Vec<u8>>,
    /// The working-day data that the database was founded with; none where that was before such data were named.
    pub working_days: Option<WorkingDays>,
    /// The notices that were imported and the working-day data adopted later, in that order, each with its moment.
    pub notices: Vec<(Moment, Vec<u8>)>,
    /// Who deputises for whom.
    pub delegations: Vec<Delegation>,
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
    /// The edition of the working-day data that it rests on.
    pub edition: u32,
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
            edition: 0,
            settings: Settings::default(),
            delegations: Vec::new(),
        }
    }
}

impl Setup {
    /// What nobody could do under this roster and these procedures.
    pub fn gaps(&self) -> Vec<Gap> {
        intake::roster::staffing(&self.roster, &self.procedures)
    }

    /// What these files say.
    ///
    /// # Errors
    /// A file has faults.
    pub fn read(files: &SetupFiles) -> Result<Setup, Failure> {
        let (calendar, edition) = calendar_of(files)?;
        let mut setup = Setup {
            roster: Roster::default(),
            procedures: Arc::default(),
            version: Digest([0; 32]),
            calendar,
            edition,
            settings: Settings::default(),
            delegations: files.delegations.clone(),
        };
        if let Some(bytes) = &files.roster {
            setup.roster = intake::roster::parse(bytes, "roster.toml").map_err(Failure::Faults)?;
        }
        if let Some(bytes) = &files.settings {
            setup.settings = intake::settings::parse(bytes, "settings.toml").map_err(Failure::Faults)?;
        }
        if let Some(bytes) = &files.procedures {
            setup.version = sm3(bytes);
            setup.procedures = Arc::new(procedures_of(bytes)?);
        }
        Ok(setup)
    }

    /// The setting for an item of this procedure.
    pub fn setting<'a>(&'a self, procedure: &'a Procedure) -> Setting<'a> {
        Setting { procedure, roster: &self.roster, calendar: &self.calendar, settings: &self.settings }
    }

    /// Whether this person may read the items of every section.
    pub fn reads_everything(&self, login: &Login, day: NaiveDate) -> bool {
        let nobody = Login::default();
        let reads =
            |section: &Section| may_read(&self.roster, &self.delegations, login, &section.name, &nobody, day);
        self.roster.sections.iter().all(reads)
    }

    /// The standing in which this person may do something for the bureau as a whole, if the roster gives any.
    pub fn standing(&self, upkeep: Upkeep, login: &Login, day: NaiveDate) -> Option<Standing> {
        let reads = || upkeep.allowed().contains(&Standing::ReadsAll) && self.reads_everything(login, day);
        upkeep.by_roster(&self.roster, login).or_else(|| reads().then_some(Standing::ReadsAll))
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

    /// The roster of files without faults.
    ///
    /// # Errors
    /// All faults of all files.
    pub fn checked(&self) -> Result<Roster, Failure> {
        let procedures = intake::procedures::parse(&self.procedures, "procedures.toml").err();
        let roster = intake::roster::parse(&self.roster, "roster.toml");
        let settings = intake::settings::parse(&self.settings, "settings.toml").err();
        match (procedures, roster, settings) {
            (None, Ok(roster), None) => Ok(roster),
            (procedures, roster, settings) => {
                let faults = [procedures, roster.err(), settings].into_iter().flatten().flatten();
                Err(Failure::Faults(faults.collect()))
            }
        }
    }
}

impl Desk {
    /// Reads the setting anew from what the bureau's events name.
    pub(super) fn refresh_setup(&mut self) -> Result<(), Failure> {
        // People may be called otherwise now; who still looks with the setting before keeps what is made of it.
        self.findable = Arc::default();
        let setup = Setup::read(&self.setup_files()?)?;
        self.versions().insert(setup.version, setup.procedures.clone());
        self.setup = Arc::new(setup);
        Ok(())
    }

    /// The files of the setting in effect.
    pub fn setup_files(&self) -> Result<SetupFiles, Failure> {
        let bureau = &self.bureau;
        let named = |digest: Option<Digest>| digest.map(|digest| self.named(digest)).transpose();
        let notice = |(at, digest): &(Moment, Digest)| Ok::<_, Failure>((*at, self.named(*digest)?));
        Ok(SetupFiles {
            roster: named(bureau.roster)?,
            procedures: named(bureau.procedures)?,
            settings: named(bureau.settings)?,
            working_days: named(bureau.working_days)?.map(WorkingDays),
            notices: bureau.calendars.iter().map(notice).collect::<Result<_, _>>()?,
            delegations: bureau.delegations.clone(),
        })
    }

    /// How often the setting has changed.
    pub fn setup_number(&self) -> u64 {
        u64::try_from(self.bureau_events.len()).unwrap_or(u64::MAX)
    }

    /// The bytes of a procedures file that items follow; `None` where these are no procedures.
    pub fn procedures_file(&self, digest: Digest) -> Result<Option<Vec<u8>>, Failure> {
        let found = self.store.read()?.blob(digest)?;
        Ok(found.filter(|bytes| procedures_of(bytes).is_ok()))
    }

    /// The procedures of the file with this digest.
    pub(super) fn version(&self, digest: Digest) -> Result<Arc<Procedures>, Failure> {
        if let Some(found) = self.versions().get(&digest) {
            return Ok(found.clone());
        }
        let parsed = Arc::new(procedures_of(&self.named(digest)?)?);
        self.versions().insert(digest, parsed.clone());
        Ok(parsed)
    }

    fn versions(&self) -> std::sync::MutexGuard<'_, HashMap<Digest, Arc<Procedures>>> {
        self.versions.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The exact bytes that an event names.
    pub(super) fn named(&self, digest: Digest) -> Result<Vec<u8>, Failure> {
        let found = self.store.read()?.blob(digest)?;
        found.ok_or_else(|| Failure::Missing(0))
    }
}

/// The procedures of a file that is or was in effect.
///
/// # Errors
/// It has faults, which only bytes that never were in effect have.
pub fn procedures_of(bytes: &[u8]) -> Result<Procedures, Failure> {
    intake::procedures::parse(bytes, "procedures.toml").map_err(Failure::Faults)
}

/// The working days that these files make, and the edition of the data that they rest on.
///
/// What a bureau imported stands, whatever later data say of that year.
pub(super) fn calendar_of(files: &SetupFiles) -> Result<(Calendar, u32), Failure> {
    let (mut edition, mut calendar) = match &files.working_days {
        Some(WorkingDays(bytes)) => working_days(bytes).ok_or(Failure::Missing(0))?,
        None => (edition(FIRST).unwrap_or_default(), Calendar::of_data(FIRST)),
    };
    let mut imported: Vec<Notice> = Vec::new();
    for (at, bytes) in &files.notices {
        let next = match working_days(bytes) {
            Some((later, data)) => {
                edition = later;
                imported.iter().cloned().fold(data, |calendar, notice| calendar.with_notice(notice))
            }
            None => {
                let notice = intake::calendar::parse(bytes, "notice").map_err(Failure::Faults)?;
                imported.push(notice.clone());
                calendar.with_notice(notice)
            }
        };
        calendar = calendar.followed_by(at.timestamp_millis(), next);
    }
    Ok((calendar, edition))
}

/// The edition and the calendar of working-day data; `None` where these bytes are something else.
fn working_days(bytes: &[u8]) -> Option<(u32, Calendar)> {
    let data = str::from_utf8(bytes).ok()?;
    Some((edition(data)?, Calendar::of_data(data)))
}

/// The digests of a configuration's files: roster, procedures, settings.
pub(super) fn digests(configuration: &Configuration) -> [Digest; 3] {
    [sm3(&configuration.roster), sm3(&configuration.procedures), sm3(&configuration.settings)]
}
