//! The city archives' consultation centre: transfer in batches, the receipt that comes back, and replacement
//! or withdrawal of what went there.

use chrono::NaiveDate;

use super::{Answer, Desk};
use crate::domain::batch::{batch_day, batch_from};
use crate::domain::event::ItemEvent;
use crate::domain::item::{Archived, Phase};
use crate::domain::refusal::{Dated, Refusal};
use crate::domain::verb::Verb;
use crate::domain::work::outdated_at_archives;
use crate::procedure::DutyAct;

impl Desk<'_> {
    /// 移交市档案馆, registered and with its index number printed on it. The public reads it there (细则一(一)4-2), so it
    /// passes the gates of publication.
    pub(super) fn transfer(&self, on: NaiveDate, batch: &str) -> Answer {
        let duty = self.open_duty(&[DutyAct::Transfer])?;
        let author = self.obliged(duty, Verb::Transfer)?;
        self.done_date(duty, on)?;
        if self.item.phase != Phase::Decided || self.item.take_down.is_some() {
            return Err(Refusal::UnderReconsideration);
        }
        let batch = self.batch(on, batch)?;
        if self.is_proactive() {
            self.secrecy_gate()?;
            self.public_since(on)?;
        }
        if self.item.index_number.is_none() {
            return Err(Refusal::IndexNumberMissing);
        }
        if self.is_proactive() {
            self.scan_gate()?;
        }
        let event = ItemEvent::Transferred { duty: duty.key.clone(), on, batch };
        Ok((author, vec![event]))
    }

    /// 回执: the archives have signed the list and sent a copy back.
    pub(super) fn acknowledge(&self, on: NaiveDate, reference: &str) -> Answer {
        let held = self.held_there()?;
        if let Some((day, by)) = &held.acknowledged {
            return Err(Refusal::AlreadyAcknowledged { by: by.clone(), on: *day });
        }
        let author = self.author(Verb::Acknowledge, None)?;
        self.shown()?;
        self.not_in_future(Dated::Acknowledgement, on)?;
        self.not_before(Dated::Acknowledgement, on, Some(held.since))?;
        let (duty, reference) = (held.duty.clone(), reference.trim().to_owned());
        Ok((author, vec![ItemEvent::TransferAcknowledged { duty, on, reference }]))
    }

    /// 撤换, by a formal letter that the government office has approved: what changed since takes the place of
    /// what went there, and what is no longer for everybody to read is withdrawn.
    pub(super) fn replace(&self, on: NaiveDate, letter: &str, batch: &str) -> Answer {
        let held = self.held_there()?;
        if self.item.phase != Phase::Decided || self.item.take_down.is_some() {
            return Err(Refusal::UnderReconsideration);
        }
        let outdated = outdated_at_archives(self.item, self.context.setting.procedure);
        let withdrawn = outdated.ok_or(Refusal::NothingChanged)?.to_be_withdrawn;
        let author = self.author(Verb::Replace, None)?;
        self.shown()?;
        let letter = letter.trim().to_owned();
        if letter.is_empty() {
            return Err(Refusal::AuthorityMissing);
        }
        self.not_in_future(Dated::Replacement, on)?;
        self.not_before(Dated::Replacement, on, Some(held.since))?;
        let batch = if withdrawn { String::new() } else { self.batch(on, batch)? };
        if !withdrawn && self.is_proactive() {
            self.secrecy_gate()?;
            self.public_since(on)?;
            self.scan_gate()?;
        }
        let duty = held.duty.clone();
        Ok((author, vec![ItemEvent::Replaced { duty, on, letter, batch, withdrawn }]))
    }

    /// What the archives hold of it; where they hold nothing, the transfer comes first.
    fn held_there(&self) -> Result<&Archived, Refusal> {
        if let Some(held) = &self.item.archived {
            return Ok(held);
        }
        let duties = &self.context.setting.procedure.duties;
        let transfer = duties.iter().find(|duty| duty.act == DutyAct::Transfer);
        Err(match transfer {
            Some(duty) => Refusal::DutyWaits { after: duty.key.clone() },
            None => Refusal::WrongStage { now: self.item.stage().cloned() },
        })
    }

    /// What goes on a day goes with the next batch, unless another one is named. A batch is named by its day; one
    /// that goes on no batch day has a name that is no date, so that a mistyped day makes no batch of its own.
    fn batch(&self, on: NaiveDate, named: &str) -> Result<String, Refusal> {
        let mut duties = self.context.setting.procedure.duties.iter();
        let transfer = duties.find(|duty| duty.act == DutyAct::Transfer);
        let days = transfer.map(|duty| duty.batch_days.as_slice()).unwrap_or_default();
        let from = |day: NaiveDate| batch_from(day, days, self.context.setting.calendar);
        let named = named.trim();
        let Some(next) = from(on) else { return Ok(named.to_owned()) };
        if named.is_empty() {
            return Ok(next.to_string());
        }
        match batch_day(named).map_or(!reads_as_day(named), |day| from(day) == Some(day)) {
            true => Ok(named.to_owned()),
            false => {
                let then = next.succ_opt().and_then(from).unwrap_or(next);
                Err(Refusal::NoBatchDay { given: named.to_owned(), next, then })
            }
        }
    }
}

/// Whether this is written like a day: numbers of a year, month and day, or of month and day with their words.
fn reads_as_day(name: &str) -> bool {
    let name = name.trim_start_matches(['-', '+']);
    let marks: String = name.chars().filter(|char| !char.is_ascii_digit()).collect();
    ["--", "//", "..", "年月日", "年月", "月日", "月号"].contains(&marks.as_str()) && !name.ends_with('月')
}
