//! Which field of a form a refusal is about, so that whoever is refused stands where it can be mended.

use super::Form;
use crate::client::Setup;
use crate::domain::{Dated, Refusal, Verb};
use crate::procedure::Fact;

impl Form {
    /// Says why the rules refuse it, and goes to the field that the refusal is about, where it is about one.
    pub fn refuse(&mut self, refusal: &Refusal, why: String, setup: &Setup) {
        if let Some(name) = self.concerned(refusal, setup) {
            self.go_to_field(name);
        }
        self.refused = Some(why);
    }

    /// The field that a refusal is about: the first of those that could be which this form asks for. What is
    /// missing is missing where nothing stands.
    fn concerned(&self, refusal: &Refusal, setup: &Setup) -> Option<&'static str> {
        let could_be: &[&'static str] = match refusal {
            // A correction says all that it corrects in one field.
            _ if self.verb == Verb::Correct && is_of_value(refusal) => &["value"],
            Refusal::NoSuchProcedure(_) => &["procedure"],
            Refusal::NoSuchSection(_) => &["section"],
            Refusal::NoSuchStage(_) => &["to"],
            Refusal::NoSuchDuty(_) => &["duty"],
            Refusal::AttributeMissing => &["attribute"],
            Refusal::GroundMissing => &["ground"],
            Refusal::ReasonMissing => &["reason", "why", "opinion"],
            Refusal::LawMissing => &["law"],
            Refusal::StateSecretContent
            | Refusal::NotDeclassified
            | Refusal::TitleMissing
            | Refusal::TitleTooLong { .. } => &["title"],
            Refusal::FactMissing(Fact::Formed) => &["formed-on"],
            Refusal::FactMissing(Fact::Obtained) => &["obtained-on"],
            Refusal::FactMissing(Fact::Source) => &["source"],
            Refusal::AuthorityMissing => &["authority", "written-authority", "letter", "provision", "scan"],
            Refusal::ApproverMissing => &["approver"],
            Refusal::CannotDeputise(_) => &["deputy-login"],
            Refusal::PeriodEmpty { .. } => &["last"],
            Refusal::NumberMalformed(_) | Refusal::NumberInUse { .. } => &["number"],
            Refusal::DateInFuture { date, .. } | Refusal::DateTooEarly { date, .. } => dates(*date),
            Refusal::NoBatchDay { .. } => &["batch"],
            Refusal::NotLater { .. } => &["until"],
            Refusal::PageInUse { .. } | Refusal::UrlMalformed(_) => &["url"],
            Refusal::CategoryNumbered { .. } | Refusal::NoSuchCategory { .. } => &["category"],
            Refusal::LimitIsLaw => &["provision"],
            Refusal::ElementsMissing(_) => &["summary"],
            Refusal::PersonalData { .. } => &["despite-scan"],
            _ => &[],
        };
        let asked = self.asked(setup);
        let asked =
            |name: &str| asked.iter().any(|place| self.fields.get(*place).is_some_and(|it| it.name == name));
        let empty = |name: &str| *refusal != Refusal::ReasonMissing || self.text(name).is_empty();
        could_be.iter().copied().find(|name| asked(name) && empty(name))
    }
}

/// Whether it is about what a correction puts in the place of what stood there.
const fn is_of_value(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::NumberMalformed(_)
            | Refusal::NumberInUse { .. }
            | Refusal::DateInFuture { .. }
            | Refusal::DateTooEarly { .. }
            | Refusal::PageInUse { .. }
            | Refusal::UrlMalformed(_)
    )
}

/// The fields in which a date is given.
const fn dates(date: Dated) -> &'static [&'static str] {
    match date {
        Dated::Document => &["document-date"],
        Dated::Issue => &["issue-date"],
        Dated::Formed => &["formed-on"],
        Dated::Obtained => &["obtained-on"],
        Dated::Signature | Dated::Determination => &["paper-date"],
        Dated::Change => &["changed-on"],
        Dated::SecrecyExpiry => &["expired-on", "secrecy-expires-on"],
        _ => &["on"],
    }
}
