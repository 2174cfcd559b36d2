//! The second aggregate: the bureau, with what no single item can know.
//!
//! Which configuration is in effect, which serials were given out, and who deputises for whom.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate};

use super::digest::Digest;
use super::event::{Author, ItemEvent, Moment};
use super::ids::{ItemId, Login};
use super::index_number::{IndexParts, index_parts};
use super::refusal::Refusal;
use super::roster::{Person, Roster};
use super::upkeep::Upkeep;

/// The state of the bureau.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bureau {
    /// Whether it is for practice.
    pub practice: bool,
    /// The roster file in effect.
    pub roster: Option<Digest>,
    /// The procedures file in effect.
    pub procedures: Option<Digest>,
    /// The settings file in effect.
    pub settings: Option<Digest>,
    /// The working-day data that it was founded with; none where that was before such data were named.
    pub working_days: Option<Digest>,
    /// The notices and later working-day data in effect, in the order in which they took effect, each with its
    /// moment.
    pub calendars: Vec<(Moment, Digest)>,
    /// Every deputy ever appointed.
    pub delegations: Vec<Delegation>,
    /// The last item serial of each year.
    pub item_serials: BTreeMap<i32, u64>,
    /// The last index serial of each agency code and year; never reused, never renumbered.
    pub index_serials: BTreeMap<(String, i32), u64>,
    /// The clock's last confirmation: when it was recorded, and what the clock said.
    pub clock_confirmed: Option<(Moment, Moment)>,
    /// Every backup on record, oldest first.
    pub backups: Vec<Backup>,
}

/// A whole copy of the database, in a file that was made and verified.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Backup {
    /// When that was recorded.
    pub at: Moment,
    /// The last record that it holds.
    pub sequence: u64,
    /// Where it was written.
    pub file: String,
}

/// 代理: one person acts for another between two dates.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delegation {
    /// The person deputised.
    pub from: Login,
    /// The deputy.
    pub to: Login,
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
    /// The paper authorisation, where another appointed the deputy.
    pub authority: String,
}

impl Delegation {
    /// Whether it holds on that day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }
}

/// What happened to the bureau as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BureauEvent {
    /// A database began.
    Founded {
        /// Whether it is for practice.
        practice: bool,
        /// The working-day data of the program that founded it; none in records from before they were named.
        working_days: Option<Digest>,
    },
    /// A roster took effect.
    RosterAdopted(Digest),
    /// A procedures file took effect, for items drafted from now on.
    ProceduresAdopted(Digest),
    /// A settings file took effect.
    SettingsAdopted(Digest),
    /// A year's arrangement of holidays took effect.
    CalendarImported {
        /// The notice's bytes.
        notice: Digest,
        /// The year in its title.
        year: i32,
        /// How many open deadlines it moved.
        moved: u64,
    },
    /// The working-day data of a later program took effect.
    WorkingDaysAdopted {
        /// The data's bytes.
        data: Digest,
        /// Their edition.
        edition: u32,
        /// How many open deadlines they moved.
        moved: u64,
    },
    /// A deputy was appointed.
    DeputyAppointed(Delegation),
    /// A deputy's time ended early, on this day.
    DeputyEnded {
        /// The person deputised.
        from: Login,
        /// The deputy.
        to: Login,
        /// The last day.
        last: NaiveDate,
    },
    /// The administrator confirmed the clock after an alert.
    ClockConfirmed {
        /// What it said: what is recorded while it is behind carries the last record's time instead.
        clock: Option<Moment>,
    },
    /// The database was copied, so that whoever destroys content later knows which copies still hold it.
    BackedUp {
        /// The last record that the copy holds.
        sequence: u64,
        /// That record's digest, by which the copy can be told.
        head: Digest,
        /// Where it was written.
        file: String,
    },
}

/// What can be asked of the bureau as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BureauCommand {
    /// Appoint a deputy.
    AppointDeputy(Delegation),
    /// End a deputy's time.
    EndDeputy {
        /// The person deputised.
        from: Login,
        /// The deputy.
        to: Login,
    },
    /// Confirm what the desk's own clock says, so that records go on.
    ConfirmClock,
}

impl Bureau {
    /// What this event, recorded at that moment, makes of the bureau.
    pub fn evolve(&mut self, at: Moment, event: &BureauEvent) {
        match event {
            BureauEvent::Founded { practice, working_days } => {
                self.practice = *practice;
                self.working_days = *working_days;
            }
            BureauEvent::ClockConfirmed { clock } => self.clock_confirmed = clock.map(|clock| (at, clock)),
            BureauEvent::RosterAdopted(digest) => self.roster = Some(*digest),
            BureauEvent::ProceduresAdopted(digest) => self.procedures = Some(*digest),
            BureauEvent::SettingsAdopted(digest) => self.settings = Some(*digest),
            BureauEvent::CalendarImported { notice: days, .. }
            | BureauEvent::WorkingDaysAdopted { data: days, .. } => self.calendars.push((at, *days)),
            BureauEvent::BackedUp { sequence, file, .. } => {
                self.backups.push(Backup { at, sequence: *sequence, file: file.clone() });
            }
            BureauEvent::DeputyAppointed(delegation) => self.delegations.push(delegation.clone()),
            BureauEvent::DeputyEnded { from, to, last } => {
                for given in &mut self.delegations {
                    // Also one that began today, or has yet to begin: it covers no day then.
                    if given.from == *from && given.to == *to && given.last > *last {
                        given.last = *last;
                    }
                }
            }
        }
    }

    /// What an item's event takes from the bureau's serials.
    pub fn note(&mut self, id: ItemId, event: &ItemEvent) {
        match event {
            ItemEvent::Drafted { .. } => {
                let year = i32::try_from(id.year()).unwrap_or(i32::MAX);
                let last = self.item_serials.entry(year).or_default();
                *last = (*last).max(id.serial());
            }
            ItemEvent::Registered { index_number, .. } => {
                if let Some(IndexParts { code, year, serial }) = index_parts(index_number) {
                    let last = self.index_serials.entry((code, year)).or_default();
                    *last = (*last).max(serial);
                }
            }
            _ => {}
        }
    }

    /// The number of the next item drafted in this year.
    pub fn next_item(&self, year: i32) -> ItemId {
        ItemId::new(year, self.item_serials.get(&year).copied().unwrap_or(0) + 1)
    }

    /// The next index serial of this agency code and year.
    pub fn next_index_serial(&self, code: &str, year: i32) -> u64 {
        self.index_serials.get(&(code.to_owned(), year)).copied().unwrap_or(0) + 1
    }

    /// Whether what the clock says can be recorded after the last record: it is no hour behind that, and in
    /// an official database no thirty days ahead of it. A clock that was confirmed while it was behind goes
    /// on from what it said then, until it has caught up with the records.
    pub fn trusts_clock(&self, last: Moment, now: Moment) -> bool {
        let confirmed = self.clock_confirmed.filter(|(recorded, _)| *recorded == last);
        let known = confirmed.map_or(last, |(_, clock)| clock);
        let behind = now + Duration::hours(1) < known;
        let ahead = now > last + Duration::days(30) && !self.practice;
        !behind && !ahead
    }

    /// Decides a command to the bureau: events, or the one refusal. The last record was made at `last`, and
    /// the clock says `now`: today is the later of the two.
    ///
    /// A deputy is appointed by the person, or by a leader or the office citing a paper authorisation; the
    /// clock is confirmed by the administrator.
    pub fn decide(
        &self,
        roster: &Roster,
        author: &Author,
        last: Moment,
        now: Moment,
        command: &BureauCommand,
    ) -> Result<Vec<BureauEvent>, Refusal> {
        let today = now.max(last).date_naive();
        let known = |login: &Login| match roster.person(login) {
            Some(_) => Ok(()),
            None => Err(Refusal::UnknownPerson(login.clone())),
        };
        known(&author.login)?;
        let may_act_for = |person: &Login| {
            let upkeep = if author.login == *person { Upkeep::Delegate } else { Upkeep::DelegateOthers };
            upkeep.by_roster(roster, &author.login).is_some()
        };
        match command {
            BureauCommand::AppointDeputy(given) => {
                known(&given.from)?;
                known(&given.to)?;
                if !may_act_for(&given.from) {
                    return Err(Refusal::NotPermitted { who: vec![given.from.clone()] });
                }
                if author.login != given.from && given.authority.trim().is_empty() {
                    return Err(Refusal::AuthorityMissing);
                }
                let powerless = roster.person(&given.to).is_none_or(Person::is_powerless);
                // Nobody makes himself another's deputy: a paper that says so is another's to record.
                let himself = given.to == author.login;
                if given.from == given.to || powerless || himself {
                    return Err(Refusal::CannotDeputise(given.to.clone()));
                }
                if given.last < given.first || given.last < today {
                    return Err(Refusal::PeriodEmpty { first: given.first, last: given.last });
                }
                Ok(vec![BureauEvent::DeputyAppointed(given.clone())])
            }
            BureauCommand::EndDeputy { from, to } => {
                if !may_act_for(from) {
                    return Err(Refusal::NotPermitted { who: vec![from.clone()] });
                }
                let mut pair = self.delegations.iter().filter(|given| given.from == *from && given.to == *to);
                if !pair.any(|given| given.first <= given.last && today <= given.last) {
                    return Err(Refusal::NothingChanged);
                }
                let last = today.pred_opt().unwrap_or(today);
                Ok(vec![BureauEvent::DeputyEnded { from: from.clone(), to: to.clone(), last }])
            }
            BureauCommand::ConfirmClock => {
                let may = |login: &Login| Upkeep::ConfirmClock.by_roster(roster, login).is_some();
                if !may(&author.login) {
                    let who = roster.people.iter().map(|person| person.login.clone());
                    return Err(Refusal::NotPermitted { who: who.filter(may).collect() });
                }
                if self.trusts_clock(last, now) {
                    return Err(Refusal::NothingChanged);
                }
                Ok(vec![BureauEvent::ClockConfirmed { clock: Some(now) }])
            }
        }
    }
}
