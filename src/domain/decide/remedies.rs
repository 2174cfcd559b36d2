//! Remedies: reconsider, take down, correct, waive, terminate, evaluate anew, expunge.

use super::duties::{page, standard_number};
use super::{Answer, Desk, done_before, reason};
use crate::domain::attribute::Proposal;
use crate::domain::clock::applies;
use crate::domain::command::Correction;
use crate::domain::event::ItemEvent;
use crate::domain::ids::Login;
use crate::domain::item::Phase;
use crate::domain::refusal::{Dated, Refusal};
use crate::domain::verb::Verb;
use crate::domain::work::stale_page;
use crate::procedure::{Attribute, Duty, DutyAct, DutyKey, StageAct};

impl Desk<'_> {
    /// 提请复审: to the leader again; issue facts and clocks stay.
    pub(super) fn refer_back(&self, why: &str) -> Answer {
        self.alive()?;
        let after_it = |act| matches!(act, StageAct::Sign | StageAct::Issue);
        if self.item.phase != Phase::Decided && self.at_stage(after_it).is_err() {
            return Err(Refusal::WrongStage { now: self.item.stage().cloned() });
        }
        let author = self.author(Verb::ReferBack, None)?;
        self.shown()?;
        let event = ItemEvent::ReferredBack { reason: reason(why)?, to: self.determination_stage()? };
        Ok((author, vec![event]))
    }

    /// 撤下: at once, ratified afterwards; but not where what was decided before calls for it.
    pub(super) fn take_down(&self, why: &str) -> Answer {
        // A page outlives the content that was destroyed here.
        if !self.item.expunged {
            self.alive()?;
        }
        if self.item.take_down.is_some() {
            return Err(Refusal::UnderReconsideration);
        }
        let stale = stale_page(self.item, self.context.setting.procedure).map(|duty| duty.key.clone());
        let called_for = stale.is_some();
        let live = stale.or_else(|| self.live_page());
        let duty = live.ok_or(Refusal::NoPage)?;
        let author = self.author(Verb::TakeDown, None)?;
        self.shown()?;
        let event = ItemEvent::TakenDown { duty, reason: reason(why)?, on: self.today(), called_for };
        Ok((author, vec![event]))
    }

    /// 追认撤下: then the leader determines anew; or overrule it: then it is due again from today.
    pub(super) fn ratify(&self, agreed: bool, why: &str) -> Answer {
        self.alive()?;
        let Some(take_down) = &self.item.take_down else {
            return Err(Refusal::WrongStage { now: self.item.stage().cloned() });
        };
        let author = self.author(Verb::Ratify, None)?;
        self.shown()?;
        let event = if agreed {
            // What is being reconsidered already stays where it is.
            let here = self.item.stage().cloned();
            ItemEvent::TakeDownRatified { to: here.map_or_else(|| self.determination_stage(), Ok)? }
        } else {
            ItemEvent::TakeDownOverruled {
                duty: take_down.duty.clone(),
                reason: reason(why)?,
                on: self.today(),
            }
        };
        Ok((author, vec![event]))
    }

    /// 更正 of a number, date or address, by a new event that shows old and new; on closed items too.
    pub(super) fn correct(&self, to: &Correction, why: &str) -> Answer {
        if self.item.expunged {
            return Err(Refusal::Expunged);
        }
        let from = self.corrected(to)?;
        let author = self.author(Verb::Correct, None)?;
        self.shown()?;
        let to = self.standard(to);
        if to.as_ref().is_ok_and(|to| from.as_ref() == Some(to)) {
            return Err(Refusal::NothingChanged);
        }
        let reason = reason(why)?;
        let to = to?;
        self.checked_correction(&to)?;
        Ok((author, vec![ItemEvent::Corrected { from, to, reason }]))
    }

    /// What stands now where a correction would write.
    fn corrected(&self, to: &Correction) -> Result<Option<Correction>, Refusal> {
        let (item, content) = (self.item, &self.item.submission.content);
        let issue = || item.issue.as_ref().ok_or(Refusal::WrongStage { now: item.stage().cloned() });
        let done = |duty: &DutyKey| item.done_on(duty).ok_or(Refusal::NoSuchDuty(duty.clone()));
        Ok(match to {
            Correction::Number(_) => Some(Correction::Number(issue()?.number.clone())),
            Correction::DocumentDate(_) => Some(Correction::DocumentDate(issue()?.document_date)),
            Correction::IssueDate(_) => Some(Correction::IssueDate(issue()?.issue_date)),
            Correction::FormedOn(_) => content.formed_on.map(Correction::FormedOn),
            Correction::ObtainedOn(_) => content.obtained_on.map(Correction::ObtainedOn),
            Correction::Url(duty, _) => {
                // A page that is live has an address, also while a new one is being decided.
                if !item.is_live(duty) {
                    done(duty)?;
                }
                if item.take_down.as_ref().is_some_and(|down| down.duty == *duty) {
                    return Err(Refusal::UnderReconsideration);
                }
                item.duty(duty).map(|state| Correction::Url(duty.clone(), state.url.clone()))
            }
            Correction::DoneOn(duty, _) => Some(Correction::DoneOn(duty.clone(), done(duty)?)),
        })
    }

    /// The correction in its standard form.
    fn standard(&self, to: &Correction) -> Result<Correction, Refusal> {
        Ok(match to {
            Correction::Number(number) => Correction::Number(standard_number(number)?),
            Correction::Url(duty, url) => Correction::Url(duty.clone(), page(url)?),
            other => other.clone(),
        })
    }

    /// A corrected date keeps the order of what happened: issue, then each duty after the one before.
    fn checked_correction(&self, to: &Correction) -> Result<(), Refusal> {
        let issue = self.item.issue.as_ref();
        let done = |duty: &Duty| self.item.done_on(&duty.key).map(|on| (Dated::from(duty.act), on));
        let duties = &self.context.setting.procedure.duties;
        match to {
            Correction::Number(number) => self.number_is_free(number),
            Correction::DocumentDate(day) => {
                self.not_in_future(Dated::Document, *day)?;
                issue.map_or(Ok(()), |issue| self.not_before(Dated::Issue, issue.issue_date, Some(*day)))
            }
            Correction::IssueDate(day) => {
                self.not_in_future(Dated::Issue, *day)?;
                self.not_before(Dated::Issue, *day, issue.map(|issue| issue.document_date))?;
                duties
                    .iter()
                    .filter_map(done)
                    .try_for_each(|(date, on)| self.not_before(date, on, Some(*day)))
            }
            Correction::FormedOn(day) => self.not_in_future(Dated::Formed, *day),
            Correction::ObtainedOn(day) => self.not_in_future(Dated::Obtained, *day),
            Correction::DoneOn(key, day) => {
                let duty = self.context.setting.procedure.duty(key);
                let duty = duty.ok_or(Refusal::NoSuchDuty(key.clone()))?;
                self.done_date(duty, *day)?;
                if matches!(duty.act, DutyAct::Publish | DutyAct::List | DutyAct::Transfer) {
                    self.public_since(*day)?;
                }
                let next = duties.iter().filter(|duty| duty.after.as_ref() == Some(key));
                next.filter_map(done).try_for_each(|(date, on)| self.not_before(date, on, Some(*day)))
            }
            Correction::Url(key, url) => {
                let duty = self.context.setting.procedure.duty(key);
                self.page_is_free(duty.ok_or(Refusal::NoSuchDuty(key.clone()))?, url)
            }
        }
    }

    /// 免除 a duty without object.
    pub(super) fn waive(&self, duty: &DutyKey, why: &str, approver: &Login) -> Answer {
        self.alive()?;
        let called_for = self.context.setting.procedure.duties.iter().find(|known| {
            known.key == *duty
                && self.item.determined() == Some(known.attribute)
                && applies(self.item, known.when)
        });
        if called_for.is_none() || !self.item.is_determined() {
            return Err(Refusal::NoSuchDuty(duty.clone()));
        }
        if let Some(done) = done_before(self.item, duty) {
            return Err(done);
        }
        let author = self.author(Verb::Waive, None)?;
        self.shown()?;
        let reason = reason(why)?;
        self.approver(&author, approver)?;
        let event = ItemEvent::Waived { duty: duty.clone(), reason, approver: approver.clone() };
        Ok((author, vec![event]))
    }

    /// 终止 an item that is never issued, and that is neither public nor with the archives. Where nothing is ever
    /// issued, the determination is what binds: its duties end by 免除 alone.
    pub(super) fn terminate(&self, why: &str) -> Answer {
        self.alive()?;
        let never_issued = self.context.setting.procedure.stage_for(StageAct::Issue).is_none();
        if never_issued && self.item.determination.is_some() && !self.is_public() {
            return Err(self.out_of_turn());
        }
        if self.item.issue.is_some() || self.is_public() || self.item.archived.is_some() {
            return Err(Refusal::AlreadyIssued);
        }
        let author = self.author(Verb::Terminate, None)?;
        self.shown()?;
        Ok((author, vec![ItemEvent::Terminated { reason: reason(why)? }]))
    }

    /// 不公开定期评估 (条例 18): keep it, or propose anew in a new round.
    pub(super) fn re_evaluate(&self, proposal: Option<&Proposal>, why: &str) -> Answer {
        self.alive()?;
        if self.item.phase != Phase::Decided || self.is_proactive() {
            return Err(Refusal::WrongStage { now: self.item.stage().cloned() });
        }
        let author = self.author(Verb::ReEvaluate, None)?;
        self.shown()?;
        let Some(proposal) = proposal else {
            if self.item.determined() != Some(Attribute::Withheld) {
                return Err(Refusal::NothingChanged);
            }
            return Ok((author, vec![ItemEvent::KeptWithheld { reason: reason(why)?, on: self.today() }]));
        };
        if self.item.determination.as_ref().is_some_and(|made| made.proposal == *proposal) {
            return Err(Refusal::NothingChanged);
        }
        let reason = self.fits_because(proposal, why)?;
        let stages = self.context.setting.procedure.stages.get(1..).unwrap_or(&[]);
        let (first, _) = self.first_with_a_reviewer(stages, &author);
        let to = first.ok_or(Refusal::WrongStage { now: None })?.key.clone();
        Ok((author, vec![ItemEvent::Reopened { proposal: proposal.clone(), reason, to }]))
    }

    /// 清除: two persons and a reason. The digests stay, so that the chain still verifies.
    pub(super) fn expunge(&self, why: &str, approver: &Login) -> Answer {
        if self.item.expunged {
            return Err(Refusal::Expunged);
        }
        let author = self.author(Verb::Expunge, None)?;
        self.shown()?;
        let reason = reason(why)?;
        self.approver(&author, approver)?;
        Ok((author, vec![ItemEvent::Expunged { reason, approver: approver.clone() }]))
    }

    /// The publication that can be read now, whether or not a changed one is due.
    fn live_page(&self) -> Option<DutyKey> {
        let mut duties = self.context.setting.procedure.duties.iter();
        let found = duties.find(|duty| {
            matches!(duty.act, DutyAct::Publish | DutyAct::List) && self.item.is_live(&duty.key)
        });
        found.map(|duty| duty.key.clone())
    }
}
