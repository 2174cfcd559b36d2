//! Clocks: what runs, since when, until when, and how near that is.
//!
//! Days are counted in whole working days; the starting day is not counted (民法典 201).

use chrono::{Datelike, Months, NaiveDate};

use super::command::ClockKey;
use super::content::SourceKind;
use super::event::Moment;
use super::item::{ClockChangeKind, Item};
use super::settings::Settings;
use crate::calendar::{Calendar, Due};
use crate::procedure::{Attribute, Condition, Duty, DutyAct, Force, Procedure, Stage, StartFact, terms};

terms! {
    /// How near a limit is: six states, from the calmest to the most pressing.
    Tier {
        /// 未起算, or paused
        NotRunning = "not-running",
        /// 正常
        OnTrack = "on-track",
        /// 临期
        DueSoon = "due-soon",
        /// 今日到期
        DueToday = "due-today",
        /// 超限: an internal limit missed
        PastTarget = "past-target",
        /// 逾期: a limit of the rules or the law missed
        Overdue = "overdue",
    }
}

/// One clock of an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clock {
    /// Which.
    pub key: ClockKey,
    /// What stands behind the limit.
    pub force: Force,
    /// The limit in working days; for the evaluation of 不公开, zero.
    pub days: u16,
    /// How it stands.
    pub state: ClockState,
    /// Runs from a change of what was public, or from a determination anew, instead of its first start.
    pub anew: bool,
    /// Runs in case the item turns out 主动公开 (若主动公开).
    pub conditional: bool,
    /// Article or clause.
    pub basis: String,
}

/// How a clock stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ClockState {
    /// Its start fact isn't there yet; the date is what it would be if that fact were today's.
    NotStarted,
    /// Paused since this day.
    Paused(NaiveDate),
    /// Running.
    Running {
        /// The day that isn't counted.
        start: NaiveDate,
        /// The last day.
        due: Due,
        /// The last day before it was extended or paused, the day it runs from was corrected, or a notice
        /// of working days that came later moved it.
        original: Option<NaiveDate>,
    },
}

impl Clock {
    /// The last day, where it runs.
    pub fn due(&self) -> Option<Due> {
        match self.state {
            ClockState::Running { due, .. } => Some(due),
            ClockState::NotStarted | ClockState::Paused(_) => None,
        }
    }

    /// How near it is today.
    pub fn tier(&self, today: NaiveDate, calendar: &Calendar) -> Tier {
        match self.due() {
            Some(due) => tier(due.date, self.force, soon_days(&self.key, self.days), today, calendar),
            None => Tier::NotRunning,
        }
    }

    /// How many working days ahead of the last one it is shown as 临期.
    pub fn soon_days(&self) -> u8 {
        soon_days(&self.key, self.days)
    }
}

/// Working days ahead of the last one from which a limit is due soon: 1 for stages, 3 for limits of up
/// to ten working days, 5 for longer ones.
fn soon_days(key: &ClockKey, days: u16) -> u8 {
    match key {
        ClockKey::Stage => 1,
        ClockKey::Duty(_) if days <= 10 => 3,
        ClockKey::Duty(_) => 5,
    }
}

/// How near a last day is.
pub fn tier(due: NaiveDate, force: Force, soon_days: u8, today: NaiveDate, calendar: &Calendar) -> Tier {
    if due < today {
        return if force.is_legal() { Tier::Overdue } else { Tier::PastTarget };
    }
    if due == today {
        return Tier::DueToday;
    }
    if calendar.working_days_between(today, due) <= i64::from(soon_days) {
        Tier::DueSoon
    } else {
        Tier::OnTrack
    }
}

/// The clock of the stage where an item is, where the bureau keeps a limit for it.
pub fn stage_clock(item: &Item, stage: &Stage, calendar: &Calendar) -> Option<Clock> {
    let days = stage.limit_days?;
    Some(Clock {
        key: ClockKey::Stage,
        force: Force::Internal,
        days,
        state: run(item, &ClockKey::Stage, Start::of_stage(item), days, calendar),
        anew: false,
        conditional: false,
        basis: String::new(),
    })
}

/// The clock of a duty, where it has a limit.
pub fn duty_clock(item: &Item, duty: &Duty, calendar: &Calendar) -> Option<Clock> {
    let limit = duty.limit.as_ref()?;
    let key = ClockKey::Duty(duty.key.clone());
    let state = match duty_start(item, duty) {
        Some(start) => {
            // 更正 moves a limit, and what it was stays visible.
            let corrected = (!item.corrected.is_empty()).then(|| item.uncorrected());
            let first = corrected.and_then(|item| duty_start(&item, duty)).unwrap_or(start);
            let start = Start { first, day: start, known: start_known(item, duty) };
            run(item, &key, start, limit.days, calendar)
        }
        None => ClockState::NotStarted,
    };
    Some(Clock {
        key,
        force: limit.force,
        days: limit.days,
        state,
        anew: duty_start(item, duty) != natural_start(item, duty),
        conditional: !item.is_determined(),
        basis: limit.basis.clone(),
    })
}

/// The legal clock that runs, or would run, towards publication while decisions are still being made.
pub fn publication_clock(item: &Item, procedure: &Procedure, calendar: &Calendar) -> Option<Clock> {
    let proactive = item.attribute().is_none_or(|attribute| attribute == Attribute::Proactive);
    let duty = procedure.duties.iter().find(|duty| {
        duty.act == DutyAct::Publish
            && duty.attribute == Attribute::Proactive
            && applies(item, duty.when)
            && !item.is_settled(&duty.key)
    })?;
    let limit = duty.limit.as_ref().filter(|limit| limit.force.is_legal())?;
    // An internal target from the determination says nothing before it.
    let shown = proactive && limit.from != StartFact::Determined;
    let mut clock = shown.then(|| duty_clock(item, duty, calendar)).flatten()?;
    // What was withheld becomes public by a new determination, and the time for it begins there.
    let withheld = item.determined().is_some_and(|attribute| attribute != Attribute::Proactive);
    if withheld && !item.is_determined() {
        clock.state = ClockState::NotStarted;
    }
    Some(clock)
}

/// When 不公开 is to be evaluated again (条例 18).
pub fn evaluation_clock(item: &Item, settings: &Settings) -> Option<Clock> {
    let months = settings.evaluate_after_months?;
    let start = item.evaluated_on.or_else(|| item.determination.as_ref().map(|made| made.on))?;
    let date = start.checked_add_months(Months::new(months))?;
    Some(Clock {
        key: ClockKey::Stage,
        force: Force::Internal,
        days: 0,
        state: ClockState::Running { start, due: Due { date, provisional: false }, original: None },
        anew: false,
        conditional: false,
        basis: "条例18".to_owned(),
    })
}

/// Whether a duty's condition holds for this item.
pub fn applies(item: &Item, when: Condition) -> bool {
    // Another agency's information is its maker's to publish, and ours to link to (条例 10).
    let source = &item.submission.content.source;
    let published_by_source = !source.url.is_empty() || source.kind == SourceKind::Agency;
    match when {
        Condition::Always => true,
        Condition::SourceSilent => !published_by_source,
        Condition::SourcePublished => published_by_source,
        Condition::ListingAllowed => {
            item.determination.as_ref().is_some_and(|determination| determination.listed)
        }
    }
}

/// The day from which a duty's limit is counted.
pub fn duty_start(item: &Item, duty: &Duty) -> Option<NaiveDate> {
    if let Some(anew) = item.duty(&duty.key).and_then(|state| state.restarted_on) {
        return Some(anew);
    }
    let natural = natural_start(item, duty)?;
    // A changed attribute makes the information public only from its new determination.
    let from = duty.limit.as_ref()?.from;
    Some(match (from, item.restarted_on()) {
        (StartFact::Preceding, _) | (_, None) => natural,
        (_, Some(anew)) => natural.max(anew),
    })
}

/// The day of the fact that a duty's limit is counted from, whatever made it due again.
fn natural_start(item: &Item, duty: &Duty) -> Option<NaiveDate> {
    let content = &item.submission.content;
    match duty.limit.as_ref()?.from {
        StartFact::Issued => item.issue.as_ref().map(|issue| issue.issue_date),
        StartFact::FormedOrIssued => item.issue.as_ref().map(|issue| {
            let formed = content.formed_on.unwrap_or(issue.document_date);
            issue.issue_date.min(issue.document_date).min(formed)
        }),
        StartFact::Formed => content.formed_on,
        StartFact::Obtained => content.obtained_on,
        StartFact::Determined => item.determination.as_ref().map(|determination| determination.on),
        StartFact::Preceding => duty.after.as_ref().and_then(|before| item.done_on(before)),
    }
}

/// When the fact was recorded that a duty's limit is counted from: before, nobody had counted it.
fn start_known(item: &Item, duty: &Duty) -> Moment {
    let anew = item.duty(&duty.key).filter(|state| state.restarted_on.is_some()).map(|state| state.at);
    let determined = item.determination.as_ref().map(|made| made.at);
    let natural = match duty.limit.as_ref().map(|limit| limit.from) {
        Some(StartFact::Issued | StartFact::FormedOrIssued) => item.issue.as_ref().map(|issue| issue.at),
        Some(StartFact::Determined) => determined,
        Some(StartFact::Preceding) => {
            duty.after.as_ref().and_then(|before| item.duty(before)).map(|state| state.at)
        }
        Some(StartFact::Formed | StartFact::Obtained) | None => None,
    };
    let restarted = item.restarted_on().and(determined);
    anew.or(natural.max(restarted)).unwrap_or(item.begun_at)
}

/// What a clock runs from.
#[derive(Clone, Copy)]
struct Start {
    /// The day before it was corrected.
    first: NaiveDate,
    /// The day.
    day: NaiveDate,
    /// When it was recorded.
    known: Moment,
}

impl Start {
    fn of_stage(item: &Item) -> Start {
        let day = item.since.date_naive();
        Start { first: day, day, known: item.since }
    }
}

/// How a clock stands that runs from this.
fn run(item: &Item, key: &ClockKey, start: Start, days: u16, calendar: &Calendar) -> ClockState {
    let first = calendar.counted_then(start.first, u32::from(days), start.known.timestamp_millis());
    let Start { day: start, .. } = start;
    let mut due = calendar.add(start, u32::from(days));
    // In the order in which they were made: what was extended and then paused ends later still.
    for change in item.clock_changes.iter().filter(|change| change.clock == *key) {
        match change.what {
            ClockChangeKind::Pause(from, None) => return ClockState::Paused(from),
            ClockChangeKind::Pause(from, Some(until)) => {
                let paused = calendar.working_days_between(from, until).max(0);
                due = calendar.add(due.date, u32::try_from(paused).unwrap_or(u32::MAX));
            }
            ClockChangeKind::Extension(_, to) if to > due.date => {
                due = Due { date: to, provisional: due.provisional || !calendar.is_announced(to.year()) };
            }
            ClockChangeKind::Extension(..) => {}
        }
    }
    ClockState::Running { start, due, original: (due.date != first).then_some(first) }
}
