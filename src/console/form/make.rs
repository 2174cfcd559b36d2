//! The act that the fields of a form make; or which of them is wrong.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::{Form, Problem, ask, content};
use crate::console::check::FileUse;
use crate::domain::{
    Act, BureauCommand, ClockKey, Correction, Delegation, DocumentNumber, Ground, Item, ItemId, Login, Paper,
    PaperAct, Proposal, SecrecyConclusion, SectionName, Submission, Verb,
};
use crate::intake::dates;
use crate::procedure::{Attribute, DutyKey, StageKey};
use crate::shell::half_width;

/// What was made, with the bytes of the texts that go with it.
pub type Made<T> = (T, Vec<Vec<u8>>);

/// The act that a form makes for one item.
///
/// `numbered` fills `{id}` in an address, so that several pages can be recorded at once.
///
/// # Errors
/// Which field is wrong, and what is wrong with it.
pub fn act(form: &Form, item: Option<&Item>, numbered: Option<ItemId>) -> Result<Made<Act>, Problem> {
    let known = || item.map(|item| item.submission.content.clone()).unwrap_or_default();
    let act = match form.verb {
        Verb::Draft => {
            let (content, blobs) = content::said(form, known())?;
            let submission = Box::new(Submission { content, proposal: form.proposal()? });
            let procedure = form.needed("procedure")?.as_str().into();
            let section = SectionName(form.needed("section")?);
            return Ok((Act::Draft { procedure, section, submission }, blobs));
        }
        Verb::Edit => {
            let (content, blobs) = content::said(form, known())?;
            let act = match form.date_or_none("changed-on")? {
                Some(changed_on) => Act::ChangePublished { content: Box::new(content), changed_on },
                None => Act::Edit(Box::new(Submission { content, proposal: form.proposal()? })),
            };
            return Ok((act, blobs));
        }
        Verb::Submit => Act::Submit { opinion: form.text("opinion") },
        Verb::Approve => Act::Approve { opinion: form.text("opinion"), listed: form.text("listed") == "yes" },
        Verb::ChangeAttribute => {
            let (proposal, why) = (form.proposal()?, form.needed("why")?);
            Act::ChangeAttribute { listed: form.listed(proposal.attribute), proposal, why }
        }
        Verb::Return => Act::Return { to: form.stage_back(), reason: form.needed("reason")? },
        Verb::Issue => Act::Issue {
            number: match (form.text("number"), form.text("no-number"), form.text("lead-agency-number")) {
                (own, _, _) if !own.is_empty() => DocumentNumber::Own(own),
                (_, _, lead) if !lead.is_empty() => DocumentNumber::LeadAgency(lead),
                (_, why, _) if !why.is_empty() => DocumentNumber::None(why),
                _ => return Err(Problem { field: "number", text: "problem.number" }),
            },
            document_date: form.date("document-date")?,
            issue_date: form.date("issue-date")?,
        },
        Verb::ReviewSecrecy => Act::ReviewSecrecy {
            conclusion: match form.text("conclusion").as_str() {
                "no" => SecrecyConclusion::No,
                "unclear" => SecrecyConclusion::Unclear,
                _ => SecrecyConclusion::Clear,
            },
            on: form.date("on")?,
            opinion: form.text("opinion"),
        },
        Verb::Declassify => {
            Act::Declassify { authority: form.needed("authority")?, expired_on: form.date("expired-on")? }
        }
        Verb::Register => {
            form.needed("summary")?;
            Act::Register(content::said_elements(form))
        }
        Verb::HandOver => Act::HandOver {
            on: form.date("on")?,
            originals: form
                .number_or_none("originals")?
                .ok_or(Problem { field: "originals", text: "problem.count" })?,
            note: form.text("note"),
        },
        Verb::Receive if form.text("receipt") == "refuse" => {
            Act::RefuseReceipt { reason: form.needed("reason")? }
        }
        Verb::Receive => Act::Receive { on: form.date("on")? },
        Verb::Publish => {
            let number = numbered.map(|id| id.to_string()).unwrap_or_default();
            Act::Publish {
                on: form.date("on")?,
                url: form.text("url").replace("{id}", &number),
                despite_scan: form.text("despite-scan"),
            }
        }
        Verb::Transfer => Act::Transfer { on: form.date("on")?, batch: dates::batch(&form.text("batch")) },
        Verb::Acknowledge => Act::Acknowledge { on: form.date("on")?, reference: form.text("reference") },
        Verb::Replace => Act::Replace {
            on: form.date("on")?,
            letter: form.needed("letter")?,
            batch: dates::batch(&form.text("batch")),
        },
        Verb::TakeDown => Act::TakeDown { reason: form.needed("reason")? },
        Verb::Ratify => {
            let agreed = form.text("agreed") == "yes";
            Act::Ratify { agreed, reason: if agreed { form.text("reason") } else { form.needed("reason")? } }
        }
        Verb::Answer => Act::Answer { dispute: form.text("dispute") },
        Verb::ReferBack => Act::ReferBack { reason: form.needed("reason")? },
        Verb::Correct => Act::Correct { to: form.correction()?, reason: form.needed("reason")? },
        Verb::Transcribe => Act::Transcribe {
            decision: match Verb::from_key(&form.text("decision")) {
                Some(Verb::ChangeAttribute) => {
                    let (proposal, why) = (form.proposal()?, form.needed("why")?);
                    PaperAct::ChangeAttribute { listed: form.listed(proposal.attribute), proposal, why }
                }
                Some(Verb::Return) => {
                    PaperAct::Return { to: form.stage_back(), reason: form.needed("reason")? }
                }
                _ => PaperAct::Approve { listed: form.listed(form.attribute) },
            },
            paper: Paper { signer: form.person("signer")?, signed_on: form.date("paper-date")?, scan: None },
        },
        Verb::Terminate => Act::Terminate { reason: form.needed("reason")? },
        Verb::Waive => Act::Waive {
            duty: DutyKey(form.needed("duty")?),
            reason: form.needed("reason")?,
            approver: form.person("approver")?,
        },
        Verb::Pause => Act::Pause {
            clock: form.clock(),
            reason: form.needed("reason")?,
            approver: form.person("approver")?,
        },
        Verb::Resume => Act::Resume { clock: form.clock() },
        Verb::Extend => Act::Extend {
            clock: form.clock(),
            to: form.date("until")?,
            reason: form.needed("reason")?,
            approver: form.person("approver")?,
            provision: form.text("provision"),
        },
        Verb::Expunge => Act::Expunge { reason: form.needed("reason")?, approver: form.person("approver")? },
        Verb::ReEvaluate => Act::ReEvaluate {
            proposal: Attribute::from_key(&form.text("attribute")).map(Proposal::of),
            reason: form.needed("reason")?,
        },
        Verb::Remind => Act::Remind { note: form.text("opinion") },
        Verb::Comment => Act::Comment { text: form.needed("opinion")? },
        Verb::Recall => Act::Recall,
        // A file is brought in on the command line; a deputy is the bureau's, not an item's.
        Verb::Import | Verb::Delegate => return Err(Problem { field: "", text: "problem.command-line" }),
    };
    Ok((act, Vec::new()))
}

/// The act of a verb that needs to be told nothing.
pub fn plain_act(verb: Verb) -> Option<Act> {
    match verb {
        Verb::Approve => Some(Act::Approve { opinion: String::new(), listed: false }),
        Verb::Recall => Some(Act::Recall),
        _ => None,
    }
}

/// What a form says of a deputy.
///
/// # Errors
/// Which field is wrong, and what is wrong with it.
pub fn deputy(form: &Form) -> Result<BureauCommand, Problem> {
    let (from, to) = (form.person("from")?, form.person("deputy-login")?);
    if form.text("deputy") == "end" {
        return Ok(BureauCommand::EndDeputy { from, to });
    }
    let (first, last) = (form.date("first")?, form.date("last")?);
    Ok(BureauCommand::AppointDeputy(Delegation {
        from,
        to,
        first,
        last,
        authority: form.text("written-authority"),
    }))
}

impl Form {
    /// The files that go with the act.
    pub fn files(&self) -> Vec<(FileUse, PathBuf)> {
        let uses = [
            ("attach", FileUse::Attachment),
            ("public-text-file", FileUse::PublicText),
            ("scan", FileUse::Scan),
        ];
        let named = |(field, purpose)| {
            let paths = if self.brings(purpose) { self.text(field) } else { String::new() };
            let paths = paths.lines().map(str::trim).filter(|path| !path.is_empty());
            paths.map(|path| (purpose, PathBuf::from(path))).collect::<Vec<_>>()
        };
        uses.into_iter().flat_map(named).collect()
    }

    /// Whether the 公开版 is to be the text as the scan masks it.
    pub fn masks(&self) -> bool {
        self.text("public-text") == "mask"
    }

    fn brings(&self, purpose: FileUse) -> bool {
        purpose != FileUse::PublicText || self.text("public-text") == "file"
    }

    /// A date that must be there.
    pub(super) fn date(&self, field: &'static str) -> Result<NaiveDate, Problem> {
        date(&self.text(field)).map_err(|text| Problem { field, text })
    }

    /// A date that may be missing.
    pub(super) fn date_or_none(&self, field: &'static str) -> Result<Option<NaiveDate>, Problem> {
        if self.text(field).is_empty() { Ok(None) } else { self.date(field).map(Some) }
    }

    /// A number that may be missing.
    pub(super) fn number_or_none(&self, field: &'static str) -> Result<Option<u32>, Problem> {
        match self.text(field).chars().map(half_width).collect::<String>().as_str() {
            "" => Ok(None),
            number => number.parse().map(Some).map_err(|_| Problem { field, text: "problem.count" }),
        }
    }

    pub(super) fn needed(&self, field: &'static str) -> Result<String, Problem> {
        Some(self.text(field)).filter(|text| !text.is_empty()).ok_or(Problem { field, text: "problem.empty" })
    }

    fn person(&self, field: &'static str) -> Result<Login, Problem> {
        ask::login(&self.text(field)).ok_or(Problem { field, text: "problem.person" })
    }

    /// What was said of a row in the catalogue, which only 依申请公开 has.
    fn listed(&self, attribute: Option<Attribute>) -> bool {
        attribute == Some(Attribute::OnRequest) && self.text("listed") == "yes"
    }

    fn stage_back(&self) -> Option<StageKey> {
        Some(self.text("to")).filter(|to| !to.is_empty()).map(|to| to.as_str().into())
    }

    fn clock(&self) -> ClockKey {
        match self.text("clock").as_str() {
            "" => ClockKey::Stage,
            duty => ClockKey::Duty(duty.into()),
        }
    }

    fn proposal(&self) -> Result<Proposal, Problem> {
        let attribute = Attribute::from_key(&self.text("attribute"))
            .ok_or(Problem { field: "attribute", text: "problem.empty" })?;
        if attribute != Attribute::Withheld {
            return Ok(Proposal::of(attribute));
        }
        let ground = Ground::from_code(&self.text("ground"))
            .ok_or(Problem { field: "ground", text: "problem.ground" })?;
        Ok(Proposal {
            attribute: Some(attribute),
            ground: Some(ground),
            reason: self.needed("reason")?,
            law: if ground.needs_law() { self.needed("law")? } else { String::new() },
        })
    }

    fn correction(&self) -> Result<Correction, Problem> {
        let duty = || DutyKey(self.text("duty"));
        let value = || self.needed("value");
        let date = || self.date("value");
        Ok(match self.text("fact").as_str() {
            "no-number" => Correction::Number(DocumentNumber::None(value()?)),
            "lead-agency-number" => Correction::Number(DocumentNumber::LeadAgency(value()?)),
            "document-date" => Correction::DocumentDate(date()?),
            "issue-date" => Correction::IssueDate(date()?),
            "formed-on" => Correction::FormedOn(date()?),
            "obtained-on" => Correction::ObtainedOn(date()?),
            "url" => Correction::Url(duty(), value()?),
            "done-on" => Correction::DoneOn(duty(), date()?),
            _ => Correction::Number(DocumentNumber::Own(value()?)),
        })
    }
}

/// A date as people write it: eight digits are one too.
///
/// # Errors
/// It is none, or no such day exists: the key of the text that says so.
pub fn date(text: &str) -> Result<NaiveDate, &'static str> {
    let wrong = if dates::is_no_day(text) { "problem.no-such-day" } else { "problem.date" };
    dates::parse(text).ok_or(wrong)
}
