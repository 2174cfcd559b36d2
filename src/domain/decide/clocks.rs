//! Pause, resume, extend: only what the bureau set itself moves at the bureau's word (条例 26).

use chrono::NaiveDate;

use super::{Answer, Desk, reason};
use crate::domain::clock::{Clock, ClockState, duty_clock, stage_clock};
use crate::domain::command::ClockKey;
use crate::domain::event::ItemEvent;
use crate::domain::ids::Login;
use crate::domain::refusal::Refusal;
use crate::domain::verb::Verb;
use crate::domain::work::open_duties;

impl Desk<'_> {
    /// 暂停 an internal or bureau limit.
    pub(super) fn pause(&self, key: &ClockKey, why: &str, approver: &Login) -> Answer {
        self.alive()?;
        let clock = self.clock(key)?;
        let author = self.author(Verb::Pause, None)?;
        let reason = reason(why)?;
        self.approver(&author, approver)?;
        let clock = clock.ok_or(Refusal::ClockNotFit)?;
        if clock.force.is_legal() {
            return Err(Refusal::LimitIsLaw);
        }
        if !matches!(clock.state, ClockState::Running { .. }) {
            return Err(Refusal::ClockNotFit);
        }
        let event =
            ItemEvent::Paused { clock: key.clone(), from: self.today(), reason, approver: approver.clone() };
        Ok((author, vec![event]))
    }

    /// 恢复 a paused limit; it has as many working days left as when it was paused.
    pub(super) fn resume(&self, key: &ClockKey) -> Answer {
        self.alive()?;
        let clock = self.clock(key)?;
        let author = self.author(Verb::Resume, None)?;
        if !clock.is_some_and(|clock| matches!(clock.state, ClockState::Paused(_))) {
            return Err(Refusal::ClockNotFit);
        }
        Ok((author, vec![ItemEvent::Resumed { clock: key.clone(), on: self.today() }]))
    }

    /// 延长; a legal limit only under a cited 另有规定, and the original stays visible.
    pub(super) fn extend(
        &self,
        key: &ClockKey,
        to: NaiveDate,
        why: &str,
        approver: &Login,
        provision: &str,
    ) -> Answer {
        self.alive()?;
        let clock = self.clock(key)?;
        let author = self.author(Verb::Extend, None)?;
        let reason = reason(why)?;
        self.approver(&author, approver)?;
        let clock = clock.ok_or(Refusal::ClockNotFit)?;
        if let Some(due) = clock.due().map(|due| due.date).filter(|due| to <= *due) {
            return Err(Refusal::NotLater { given: to, due });
        }
        if clock.force.is_legal() && provision.trim().is_empty() {
            return Err(Refusal::LimitIsLaw);
        }
        let due = clock.due().ok_or(Refusal::ClockNotFit)?;
        // A last day of rest moves to the next working day (民法典 203).
        let to = to.pred_opt().map_or(to, |before| self.context.setting.calendar.add(before, 1).date);
        let event = ItemEvent::Extended {
            clock: key.clone(),
            from: due.date,
            to,
            reason,
            approver: approver.clone(),
            provision: provision.trim().to_owned(),
        };
        Ok((author, vec![event]))
    }

    /// A clock of what is open now; none where the bureau keeps no limit for it.
    fn clock(&self, key: &ClockKey) -> Result<Option<Clock>, Refusal> {
        let setting = self.context.setting;
        Ok(match key {
            ClockKey::Stage => {
                let stage = self.item.stage().and_then(|stage| setting.procedure.stage(stage));
                stage.and_then(|stage| stage_clock(self.item, stage, setting.calendar))
            }
            ClockKey::Duty(key) => {
                let duty = open_duties(self.item, setting.procedure).find(|duty| duty.key == *key);
                let duty = duty.ok_or(Refusal::NoSuchDuty(key.clone()))?;
                duty_clock(self.item, duty, setting.calendar)
            }
        })
    }
}
