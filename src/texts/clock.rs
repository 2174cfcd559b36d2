//! Clocks in words. Days are working days, as the limits themselves are counted.

use chrono::NaiveDate;

use super::catalogue::Texts;
use super::people::Names;
use crate::calendar::Calendar;
use crate::domain::{Clock, ClockKey, ClockState, MovedClock, Tier};
use crate::procedure::DutyKey;
use crate::projection::{ClockLine, LineState, Tally};

impl Texts {
    /// A clock in one short phrase: 内部 11月20日 超1日, 法定 未起算 若主动公开.
    pub fn clock_line(&self, clock: &ClockLine, today: NaiveDate, calendar: &Calendar) -> String {
        let tier = clock.tier(today, calendar);
        let state = self.state("clock.running", clock.state, tier, today, calendar);
        let line = self.fill("clock.line", &[("force", self.force(clock.force)), ("state", &state)]);
        self.marked(line, clock.conditional, clock.state)
    }

    /// A clock in full: 移交 10日 -> 11月06日 剩3日 原11月04日 (细则一(一)4-2).
    pub fn clock(&self, clock: &Clock, names: Names<'_>, today: NaiveDate, calendar: &Calendar) -> String {
        let (state, original) = match clock.state {
            ClockState::NotStarted => (LineState::NotStarted, None),
            ClockState::Paused(since) => (LineState::Paused(since), None),
            ClockState::Running { due, original, .. } => (LineState::Running(due), original),
        };
        let said = self.state("clock.arrow", state, clock.tier(today, calendar), today, calendar);
        let name = match (&clock.key, clock.days) {
            (ClockKey::Stage, 0) => self.get("clock.evaluation").to_owned(),
            (key, _) => self.clock_name(key, names),
        };
        let line = match clock.days {
            0 => self.fill("clock.full-undated", &[("name", &name), ("state", &said)]),
            days => {
                let days = days.to_string();
                self.fill("clock.full", &[("name", &name), ("days", &days), ("state", &said)])
            }
        };
        let mut line = self.marked(line, clock.conditional, state);
        if let Some(original) = original {
            let date = self.date_near(original, today);
            line = line + " " + &self.fill("clock.original", &[("date", &date)]);
        }
        if !clock.basis.is_empty() {
            line = line + " " + &self.fill("clock.basis", &[("basis", &clock.basis)]);
        }
        line
    }

    /// What a clock is counted from: 从发文之日 2026-09-18 周五 起算,当日不计.
    pub fn begins(&self, clock: &Clock, names: Names<'_>) -> String {
        let fact = match &clock.key {
            ClockKey::Stage if clock.days == 0 => self.get("ui.begins-evaluation"),
            ClockKey::Stage => self.get("ui.begins-stage"),
            ClockKey::Duty(_) if clock.anew => self.get("ui.begins-anew"),
            ClockKey::Duty(key) => {
                let duty = names.procedure.and_then(|procedure| procedure.duty(key));
                let limit = duty.and_then(|duty| duty.limit.as_ref());
                limit.map(|limit| self.start_fact(limit.from)).unwrap_or_default()
            }
        };
        match clock.state {
            ClockState::Running { start, .. } => {
                self.fill("ui.begins-on", &[("fact", fact), ("day", &self.full_date(start))])
            }
            ClockState::NotStarted | ClockState::Paused(_) => self.fill("ui.begins-with", &[("fact", fact)]),
        }
    }

    /// When a duty would be due: 网站发布  2026-12-25 周五 暂定  法定 20个工作日,条例26.
    pub fn forecast(&self, duty: &DutyKey, clock: &Clock, names: Names<'_>) -> String {
        let due = match clock.due() {
            Some(due) => {
                let provisional = if due.provisional { self.get("clock.provisional") } else { "" };
                format!("{} {} {provisional}", due.date, self.weekday(due.date))
            }
            None => self.get("clock.not-started").to_owned(),
        };
        let limit = self.fill("ui.limit-of", &[("n", &clock.days.to_string()), ("basis", &clock.basis)]);
        let (duty, force) = (self.duty(duty, names), self.force(clock.force));
        format!("{duty}  {}  {force} {limit}", due.trim_end())
    }

    /// What an act has moved: 网站发布 12月04日 -> 12月08日; empty where it moved nothing.
    pub fn moved(&self, moved: &[MovedClock], names: Names<'_>) -> String {
        let day = |day: Option<NaiveDate>| match day {
            Some(day) => self.full_date(day),
            None => self.get("clock.not-started").to_owned(),
        };
        let one = |moved: &MovedClock| {
            format!("{} {} -> {}", self.clock_name(&moved.clock, names), day(moved.from), day(moved.to))
        };
        moved.iter().map(one).collect::<Vec<_>>().join("; ")
    }

    /// Whose clock it is: the stage's, or the duty's by its name.
    pub fn clock_name(&self, key: &ClockKey, names: Names<'_>) -> String {
        match key {
            ClockKey::Stage => self.get("clock.stage").to_owned(),
            ClockKey::Duty(duty) => self.duty(duty, names),
        }
    }

    /// How far a limit is: 逾2日, 剩3日; the tier's word alone where no working day lies between.
    pub fn slack(&self, tier: Tier, days: u64) -> String {
        let counted = !matches!(tier, Tier::DueToday | Tier::NotRunning);
        if counted && days == 0 {
            return self.tier(tier).to_owned();
        }
        self.fill(&format!("slack.{}", tier.key()), &[("n", &days.to_string())])
    }

    /// The alert line's counts, in words that stand side by side: 期限 !逾期1 *今日0 +临期1 | 内部 超限1
    /// 今日2. A count comes with its tier and whether there is anything to count.
    pub fn alert(&self, tally: &Tally) -> Vec<(Option<(Tier, bool)>, String)> {
        let word = |text: &str| (None, text.to_owned());
        let count = |tier, key, number: u64| {
            (Some((tier, number > 0)), self.fill(key, &[("n", &number.to_string())]))
        };
        vec![
            word(self.get("ui.alert-limits")),
            count(Tier::Overdue, "ui.alert-overdue", tally.overdue),
            count(Tier::DueToday, "ui.alert-today", tally.today_legal),
            count(Tier::DueSoon, "ui.alert-soon", tally.soon_legal),
            word("|"),
            word(self.get("ui.alert-internal")),
            count(Tier::PastTarget, "ui.alert-past-target", tally.past_target),
            count(Tier::DueToday, "ui.alert-today-internal", tally.today_internal),
        ]
    }

    fn state(
        &self,
        running: &str,
        state: LineState,
        tier: Tier,
        today: NaiveDate,
        calendar: &Calendar,
    ) -> String {
        match state {
            LineState::NotStarted => self.get("clock.not-started").to_owned(),
            LineState::Paused(since) => {
                self.fill("clock.paused", &[("since", &self.date_near(since, today))])
            }
            LineState::Running(due) => {
                let slack = self.slack(tier, days_apart(due.date, today, calendar));
                self.fill(running, &[("due", &self.date_near(due.date, today)), ("slack", &slack)])
            }
        }
    }

    fn marked(&self, line: String, conditional: bool, state: LineState) -> String {
        let provisional = matches!(state, LineState::Running(due) if due.provisional);
        let marks = [(provisional, "clock.provisional"), (conditional, "clock.conditional")];
        marks.into_iter().filter(|(holds, _)| *holds).fold(line, |line, (_, key)| line + " " + self.get(key))
    }
}

/// Working days between two days, whichever comes first: the number beside a tier.
pub fn days_apart(due: NaiveDate, today: NaiveDate, calendar: &Calendar) -> u64 {
    calendar.working_days_between(due.min(today), due.max(today)).unsigned_abs()
}
