//! Configuration and calendars take effect: by an event that names a blob of their exact bytes.

use std::collections::BTreeMap;

use super::setup::{calendar_of, digests};
use super::{Configuration, Desk, Failure, Kind};
use crate::calendar::{Calendar, WORKING_DAYS, edition};
use crate::codec::{ItemRecord, ROW_VERSION, place_prefix, sm3, window_item};
use crate::domain::{
    Author, Bureau, BureauEvent, CommandId, ItemId, Login, Moment, Refusal, Standing, Upkeep, members,
};
use crate::intake;
use crate::procedure::Role;
use crate::projection::{Queue, Scope, row};
use crate::store::{Batch, PROJECTION_VERSION};
use chrono::NaiveDate;

/// An open deadline that a notice moves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// Which item.
    pub item: ItemId,
    /// Its title.
    pub title: String,
    /// What is to be done.
    pub queue: Queue,
    /// The last day before.
    pub from: NaiveDate,
    /// The last day after.
    pub to: NaiveDate,
}

/// A year's arrangement, compared with what is open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// The year in its title.
    pub year: i32,
    /// The deadlines that it moves.
    pub moved: Vec<Moved>,
    /// Why it can't take effect at this person's word, where it can't.
    pub refused: Option<Refusal>,
}

/// Items are projected anew in batches of this size.
const REPROJECTED_AT_ONCE: usize = 5_000;

/// Where everything stands that has a holder or a limit: what is open, and what is to be evaluated again.
const DATED: [Queue; 3] = [Queue::Open, Queue::Evaluate, Queue::Answer];

impl Desk {
    /// The first events of a new database.
    pub(super) fn begin(
        &mut self,
        kind: Kind,
        configuration: &Configuration,
        id: CommandId,
        now: Moment,
    ) -> Result<(), Failure> {
        let practice = kind == Kind::Practice;
        let [roster, procedures, settings] = digests(configuration);
        let working_days = sm3(WORKING_DAYS.as_bytes());
        let events = vec![
            BureauEvent::Founded { practice, working_days: Some(working_days) },
            BureauEvent::ProceduresAdopted(procedures),
            BureauEvent::SettingsAdopted(settings),
            BureauEvent::RosterAdopted(roster),
        ];
        let batch = Batch {
            blobs: BTreeMap::from([
                (working_days, WORKING_DAYS.as_bytes().to_vec()),
                (roster, configuration.roster.clone()),
                (procedures, configuration.procedures.clone()),
                (settings, configuration.settings.clone()),
            ]),
            singles: vec![current()],
            ..Batch::default()
        };
        self.keep_bureau_events(&administration(), id, events, batch, now)
    }

    /// Lets a configuration take effect where it differs from the one in effect, and with it the working-day data
    /// of this program where they are of a later edition.
    ///
    /// # Errors
    /// It has faults: then it is refused whole and what was in effect stays.
    pub fn adopt(&mut self, configuration: &Configuration, now: Moment) -> Result<(), Failure> {
        self.adopt_with(configuration, WORKING_DAYS, now)
    }

    /// The same at the word of this person, whom the record names; who only runs the host is nobody in the bureau.
    ///
    /// # Errors
    /// As those of [`Desk::adopt`].
    pub fn adopt_for(
        &mut self,
        by: &Login,
        configuration: &Configuration,
        now: Moment,
    ) -> Result<(), Failure> {
        let person = self.setup.roster.person(by).map(|person| Author {
            login: person.login.clone(),
            role: Role::Administrator,
            on_behalf: None,
        });
        self.adopt_as(&person.unwrap_or_else(administration), configuration, WORKING_DAYS, now)
    }

    pub(super) fn adopt_with(
        &mut self,
        configuration: &Configuration,
        working_days: &str,
        now: Moment,
    ) -> Result<(), Failure> {
        self.adopt_as(&administration(), configuration, working_days, now)
    }

    fn adopt_as(
        &mut self,
        author: &Author,
        configuration: &Configuration,
        working_days: &str,
        now: Moment,
    ) -> Result<(), Failure> {
        let [roster, procedures, settings] = digests(configuration);
        let mut events = Vec::new();
        let mut batch = Batch::default();
        let mut changed = |differs: bool, event: BureauEvent, bytes: &[u8]| {
            if differs {
                events.push(event);
                batch.blobs.insert(sm3(bytes), bytes.to_vec());
            }
        };
        let bureau = &self.bureau;
        changed(
            bureau.procedures != Some(procedures),
            BureauEvent::ProceduresAdopted(procedures),
            &configuration.procedures,
        );
        changed(
            bureau.settings != Some(settings),
            BureauEvent::SettingsAdopted(settings),
            &configuration.settings,
        );
        changed(bureau.roster != Some(roster), BureauEvent::RosterAdopted(roster), &configuration.roster);
        self.moved.clear();
        if let Some(edition) = edition(working_days).filter(|edition| *edition > self.setup.edition) {
            let bytes = working_days.as_bytes().to_vec();
            let data = sm3(&bytes);
            let mut files = self.setup_files()?;
            files.notices.push((now, bytes.clone()));
            self.moved = self.moved_by(&calendar_of(&files)?.0)?;
            let moved = u64::try_from(self.moved.len()).unwrap_or(u64::MAX);
            events.push(BureauEvent::WorkingDaysAdopted { data, edition, moved });
            batch.blobs.insert(data, bytes);
        }
        if events.is_empty() {
            return Ok(());
        }
        configuration.checked()?;
        let at = self.moment(now)?;
        self.take_effect(author, configuration_id(configuration, now), events, batch, at)
    }

    /// The same as [`Desk::adopt`], where the clock has not stopped all writing: then what was in effect stays, and
    /// this waits until the administrator has confirmed the clock. The record names who opened the database and so
    /// found it, where that was a person: who wrote it nobody knows.
    ///
    /// # Errors
    /// It has faults.
    pub fn adopt_if_clock_lets(
        &mut self,
        configuration: &Configuration,
        found_by: Option<&Login>,
        now: Moment,
    ) -> Result<(), Failure> {
        let author = Author { on_behalf: found_by.cloned(), ..administration() };
        match self.adopt_as(&author, configuration, WORKING_DAYS, now) {
            Err(Failure::Clock { .. }) => Ok(()),
            adopted => adopted,
        }
    }

    /// Whether another configuration than this is in effect.
    pub fn differs_from(&self, configuration: &Configuration) -> bool {
        let Bureau { roster, procedures, settings, .. } = &self.bureau;
        [*roster, *procedures, *settings] != digests(configuration).map(Some)
    }

    /// Reads a year's arrangement and says which open deadlines it would move.
    ///
    /// # Errors
    /// The file has faults, or announces nothing.
    fn read_notice(&self, bytes: &[u8], name: &str) -> Result<Notice, Failure> {
        let notice = intake::calendar::parse(bytes, name).map_err(Failure::Faults)?;
        let year = notice.year();
        let calendar = self.setup.calendar.with_notice(notice);
        let moved = self.moved_by(&calendar)?;
        let refused = (calendar == self.setup.calendar).then_some(Refusal::NothingChanged);
        Ok(Notice { year, moved, refused })
    }

    /// The deadlines that these working days would move.
    fn moved_by(&self, calendar: &Calendar) -> Result<Vec<Moved>, Failure> {
        let mut moved = Vec::new();
        for id in self.items_in(&DATED)? {
            let Some(record) = self.record_of(id)? else { continue };
            let Some(item) = self.load(id, &record.events)? else { continue };
            let version = self.version(item.version)?;
            let Some(procedure) = version.get(&item.procedure) else { continue };
            let mut setting = self.setup.setting(procedure);
            setting.calendar = calendar;
            let after = row(&item, setting);
            for (old, new) in record.row.lines.iter().zip(&after.lines) {
                for (from, to) in old.clocks.iter().zip(&new.clocks) {
                    let (Some(from), Some(to)) = (from.due(), to.due()) else { continue };
                    if from.date != to.date {
                        let title = record.row.title.clone();
                        moved.push(Moved { item: id, title, queue: old.queue, from: from.date, to: to.date });
                    }
                }
            }
        }
        Ok(moved)
    }

    /// The same for this person, who is told of the items that they may read; the administrator, who may import it, of
    /// every date without its title.
    pub fn read_notice_for(
        &self,
        login: &Login,
        bytes: &[u8],
        name: &str,
        now: Moment,
    ) -> Result<Notice, Failure> {
        let Notice { year, moved, refused } = self.read_notice(bytes, name)?;
        let administers = self.setup.roster.person(login).is_some_and(|person| person.administrator);
        let mut told = Vec::new();
        for moved in moved {
            let record = self.record_of(moved.item)?;
            if record.is_some_and(|record| self.may_read_row(login, &record.row, now.date_naive())) {
                told.push(moved);
            } else if administers {
                told.push(Moved { title: String::new(), ..moved });
            }
        }
        let refused = self.imports_as(login).err().or(refused);
        Ok(Notice { year, moved: told, refused })
    }

    /// Lets a notice take effect, as an event that names its bytes: at the office's word, which watches
    /// everybody's deadlines, or the administrator's, who owns the configuration. A repeated one is answered
    /// and not done again.
    ///
    /// # Errors
    /// As those of [`Desk::read_notice_for`], or the file of the database can't be written.
    pub fn import_notice(
        &mut self,
        bytes: &[u8],
        name: &str,
        by: &Login,
        id: CommandId,
        now: Moment,
    ) -> Result<Result<(), Refusal>, Failure> {
        let role = match self.imports_as(by) {
            Ok(role) => role,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let asked = sm3(&[b"notice ", by.0.as_bytes(), &[0], bytes].concat()).0.to_vec();
        if self.was_done(id, &asked)? {
            return Ok(Ok(()));
        }
        let author = Author { login: by.clone(), role, on_behalf: None };
        let notice = self.read_notice(bytes, name)?;
        if let Some(refusal) = notice.refused {
            return Ok(Err(refusal));
        }
        let digest = sm3(bytes);
        let event = BureauEvent::CalendarImported {
            notice: digest,
            year: notice.year,
            moved: u64::try_from(notice.moved.len()).unwrap_or(u64::MAX),
        };
        let blobs = BTreeMap::from([(digest, bytes.to_vec())]);
        let batch = Batch { blobs, answers: vec![(id.0, asked)], ..Batch::default() };
        let at = self.moment(now)?;
        self.take_effect(&author, id, vec![event], batch, at).map(Ok)
    }

    /// In what capacity this person may import a notice.
    fn imports_as(&self, by: &Login) -> Result<Role, Refusal> {
        let roster = &self.setup.roster;
        match Upkeep::ImportCalendar.by_roster(roster, by) {
            Some(Standing::Office) => Ok(Role::Office),
            Some(_) => Ok(Role::Administrator),
            None => {
                let office = roster.office().map(|office| members(roster, &office.name));
                Err(Refusal::NotPermitted { who: office.unwrap_or_default() })
            }
        }
    }

    /// Keeps events of the bureau by which limits may move, and makes the rows anew that follow from them.
    ///
    /// Those are too many for one transaction. Until the last of them is written the file says that its rows
    /// are not current, so that whoever opens it after a crash makes them from the journal.
    fn take_effect(
        &mut self,
        author: &Author,
        id: CommandId,
        events: Vec<BureauEvent>,
        mut batch: Batch,
        at: Moment,
    ) -> Result<(), Failure> {
        batch.singles.push((PROJECTION_VERSION, Vec::new()));
        let evaluated = self.setup.settings.evaluate_after_months.is_some();
        self.keep_bureau_events(author, id, events, batch, at)?;
        let evaluated_anew = !evaluated && self.setup.settings.evaluate_after_months.is_some();
        self.reproject(if evaluated_anew { &[Queue::Open, Queue::Closed] } else { &DATED })
    }

    /// Makes the rows in these queues anew in the setting in effect.
    fn reproject(&mut self, queues: &[Queue]) -> Result<(), Failure> {
        let items = self.items_in(queues)?;
        for chunk in items.chunks(REPROJECTED_AT_ONCE) {
            let mut batch = Batch::default();
            for id in chunk {
                let Some(ItemRecord { row, events }) = self.record_of(*id)? else { continue };
                let Some(item) = self.load(*id, &events)? else { continue };
                self.project(&mut batch, *id, &item, Some(&row), events)?;
            }
            self.store.commit(batch)?;
        }
        self.store.commit(Batch { singles: vec![current()], ..Batch::default() })?;
        Ok(())
    }

    /// Everything that stands in one of these queues.
    fn items_in(&self, queues: &[Queue]) -> Result<Vec<ItemId>, Failure> {
        let reader = self.store.read()?;
        let mut found = Vec::new();
        for queue in queues {
            let prefix = place_prefix(*queue, &Scope::All);
            let mut after: Option<Vec<u8>> = None;
            loop {
                let keys = reader.window(&prefix, after.as_deref(), REPROJECTED_AT_ONCE)?;
                found.extend(keys.iter().filter_map(|key| window_item(key)).map(|(_, id)| id));
                match keys.into_iter().last() {
                    Some(last) => after = Some(last),
                    None => break,
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}

/// That the projections are those that this program makes of the journal.
fn current() -> (&'static str, Vec<u8>) {
    (PROJECTION_VERSION, ROW_VERSION.to_be_bytes().to_vec())
}

/// The host's administrator, who owns the configuration.
fn administration() -> Author {
    Author { login: Login("administration".to_owned()), role: Role::Administrator, on_behalf: None }
}

/// Adopting the same files again is the same command.
fn configuration_id(configuration: &Configuration, now: Moment) -> CommandId {
    let [roster, procedures, settings] = digests(configuration);
    let mixed = sm3(&[roster.0, procedures.0, settings.0].concat());
    let low = mixed.0.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    let millis = u128::try_from(now.timestamp_millis()).unwrap_or(0);
    CommandId(millis << 80 | u128::from(low))
}
