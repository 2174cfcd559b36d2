//! Refusals as one kind sentence: what is true, why, and who could, or what to do.

use super::catalogue::Texts;
use super::people::Names;
use crate::domain::{Dated, Refusal};

impl Texts {
    /// Why a command is not done.
    pub fn refusal(&self, refusal: &Refusal, names: Names<'_>) -> String {
        let values = self.refusal_values(refusal, names);
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        match refusal {
            Refusal::WrongStage { now: None } => self.fill("refusal.wrong-stage-decided", &values),
            Refusal::NotPermitted { who } if who.is_empty() => {
                self.fill("refusal.not-permitted-nobody", &values)
            }
            Refusal::DateInFuture { date: Dated::SecrecyExpiry, .. } => {
                self.fill("refusal.secrecy-not-expired", &values)
            }
            Refusal::UrlMalformed(url) if url.is_empty() => self.get("refusal.url-missing").to_owned(),
            _ => self.fill(&format!("refusal.{}", refusal.key()), &values),
        }
    }

    fn refusal_values(&self, refusal: &Refusal, names: Names<'_>) -> Vec<(&'static str, String)> {
        match refusal {
            Refusal::UnknownPerson(who) | Refusal::OwnProposal(who) | Refusal::CannotDeputise(who) => {
                vec![("who", names.person(who))]
            }
            Refusal::NoSuchItem(item) => vec![("item", item.to_string())],
            Refusal::NoSuchProcedure(procedure) => vec![("procedure", procedure.to_string())],
            Refusal::NoSuchSection(section) => vec![("section", section.to_string())],
            Refusal::NoSuchStage(stage) | Refusal::WrongStage { now: Some(stage) } => {
                vec![("stage", self.stage(stage, names))]
            }
            Refusal::NoSuchDuty(duty) | Refusal::DutyWaits { after: duty } => {
                vec![("duty", self.duty(duty, names))]
            }
            Refusal::AlreadyDecided { by, at } | Refusal::OpenedMeanwhile { by, at } => {
                vec![("who", names.person(by)), ("at", self.moment(*at))]
            }
            Refusal::AlreadyDone { duty, by, on } => {
                vec![("duty", self.duty(duty, names)), ("who", names.person(by)), ("on", self.full_date(*on))]
            }
            Refusal::AlreadyAcknowledged { by, on } => {
                vec![("who", names.person(by)), ("on", self.full_date(*on))]
            }
            Refusal::NotPermitted { who } => vec![("who", self.people(who, names.roster))],
            Refusal::RevisionChanged { shown, now } => {
                vec![("shown", shown.0.to_string()), ("now", now.0.to_string())]
            }
            Refusal::TitleTooLong { chars, most } => {
                vec![("chars", chars.to_string()), ("most", most.to_string())]
            }
            Refusal::FactMissing(fact) => vec![("fact", self.fact(*fact).to_owned())],
            Refusal::PeriodEmpty { first, last } => {
                vec![("first", self.full_date(*first)), ("last", self.full_date(*last))]
            }
            Refusal::DateInFuture { date, given } => {
                vec![("date", self.dated(*date).to_owned()), ("given", self.full_date(*given))]
            }
            Refusal::NoBatchDay { given, next, then } => vec![
                ("given", given.clone()),
                ("next", self.full_date(*next)),
                ("then", self.full_date(*then)),
            ],
            Refusal::DateTooEarly { date, given, earliest } => vec![
                ("date", self.dated(*date).to_owned()),
                ("given", self.full_date(*given)),
                ("earliest", self.full_date(*earliest)),
            ],
            Refusal::NotLater { given, due } => {
                vec![("given", self.full_date(*given)), ("due", self.full_date(*due))]
            }
            Refusal::NumberMalformed(number) => vec![("number", number.clone())],
            Refusal::NumberInUse { number, by } => {
                vec![("number", number.clone()), ("item", by.to_string())]
            }
            Refusal::PageInUse { url, by } => vec![("url", url.clone()), ("item", by.to_string())],
            Refusal::CategoryNumbered { number, code } => {
                vec![("number", number.clone()), ("code", code.clone())]
            }
            Refusal::NoSuchCategory { code, known } => {
                vec![("code", code.clone()), ("codes", known.join(self.get("who.separator")))]
            }
            Refusal::UrlMalformed(url) => vec![("url", url.clone())],
            Refusal::ElementsMissing(missing) => {
                let named: Vec<&str> = missing.iter().map(|element| self.element(*element)).collect();
                vec![("elements", named.join(self.get("who.separator")))]
            }
            Refusal::AttachmentsUndecided(files) => {
                vec![("files", files.join(self.get("who.separator")))]
            }
            Refusal::PersonalData { findings } => vec![("findings", findings.to_string())],
            Refusal::Terminated
            | Refusal::Expunged
            | Refusal::NoPage
            | Refusal::IsPublic
            | Refusal::AlreadyIssued
            | Refusal::Determined
            | Refusal::WrongStage { now: None }
            | Refusal::UnderReconsideration
            | Refusal::NothingChanged
            | Refusal::AttributeMissing
            | Refusal::GroundMissing
            | Refusal::ReasonMissing
            | Refusal::LawMissing
            | Refusal::StateSecretContent
            | Refusal::NotDeclassified
            | Refusal::TitleMissing
            | Refusal::NoCatalogue
            | Refusal::AuthorityMissing
            | Refusal::ApproverMissing
            | Refusal::LimitIsLaw
            | Refusal::ClockNotFit
            | Refusal::SecrecyReviewMissing
            | Refusal::SecrecyReviewForbids
            | Refusal::IndexNumberMissing
            | Refusal::PublicTextOutdated => Vec::new(),
        }
    }
}
