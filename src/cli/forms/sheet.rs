//! An item in full.

use serde::Serialize;

use super::{Day, RowForm, clock_name, some};
use crate::client::{Client, Found, Sheet, past};
use crate::domain::{Clock, ClockState, Content, Item, ItemEvent, Proposal, item_clocks};
use crate::procedure::{Attribute, Procedure};
use crate::projection::{awaits_issue, forecast, opinions};
use crate::texts::{Names, Texts};

/// An item in full.
#[derive(Serialize, Debug)]
pub(in crate::cli) struct SheetForm {
    #[serde(flatten)]
    pub row: RowForm,
    pub reason: Option<String>,
    pub law: Option<String>,
    pub proposed: Option<&'static str>,
    pub determined: Option<&'static str>,
    pub determined_by: Option<String>,
    pub determined_on: Option<Day>,
    /// What the dates, sources and elements are.
    #[serde(flatten)]
    pub content: ContentForm,
    pub issue_date: Option<Day>,
    /// Issued before it was first determined.
    pub issued_before_determination: bool,
    pub declassified_by: Option<String>,
    pub secrecy_clear: bool,
    /// Why a transcription was disputed, until it is decided anew.
    pub disputed: Option<String>,
    pub taken_down: Option<TakenDownForm>,
    pub archives: Option<ArchivesForm>,
    pub terminated_because: Option<String>,
    pub attachments: Vec<AttachmentForm>,
    pub duties: Vec<DutyForm>,
    /// Each clock with its basis; where it was moved, with its last day before.
    pub limits: Vec<LimitForm>,
    /// When each duty would be due, were the item issued today; empty where it is issued already.
    pub if_issued_today: Vec<ForecastForm>,
    pub opinions: Vec<OpinionForm>,
    pub findings: usize,
    pub scan: Vec<FoundForm>,
    /// Attachments that couldn't be looked through.
    pub unscanned: Vec<String>,
    pub text: String,
    pub text_bytes: u64,
    pub public_text: Option<String>,
    pub public_text_bytes: Option<u64>,
    pub public_text_outdated: bool,
}

/// Something that the scan found.
#[derive(Serialize, Debug)]
pub(in crate::cli) struct FoundForm {
    pub kind: &'static str,
    pub level: &'static str,
    pub place: &'static str,
    pub file: Option<String>,
    pub line: u32,
    pub masked: String,
}

/// What a drafter wrote, apart from the texts.
#[derive(Serialize, Debug)]
pub(in crate::cli) struct ContentForm {
    pub document_date: Option<Day>,
    pub formed_on: Option<Day>,
    pub obtained_on: Option<Day>,
    pub urgency: &'static str,
    pub file_number: Option<String>,
    pub source: Option<String>,
    pub source_kind: &'static str,
    pub source_url: Option<String>,
    pub source_number: Option<String>,
    pub signed_by: Option<String>,
    pub signed_on: Option<Day>,
    pub with_sections: Vec<String>,
    pub lead_agency: Option<String>,
    pub normative: bool,
    pub validity: &'static str,
    pub pages: Option<u32>,
    pub copies: Option<u32>,
    pub third_party: Option<String>,
    pub former_classification: Option<String>,
    pub secrecy_expires_on: Option<Day>,
    pub summary: Option<String>,
    pub category: Option<String>,
    pub subject: Option<String>,
    pub genre: Option<String>,
    pub keywords: Vec<String>,
}

#[derive(Serialize, Debug)]
pub(in crate::cli) struct AttachmentForm {
    pub name: String,
    pub sm3: String,
    pub bytes: u64,
    pub disclosed: Option<bool>,
}

/// What was done about a duty.
#[derive(Serialize, Debug)]
pub(in crate::cli) struct DutyForm {
    pub duty: String,
    pub done_on: Option<Day>,
    pub settled: bool,
    pub url: Option<String>,
}

/// A page taken down that the leader hasn't spoken on.
#[derive(Serialize, Debug)]
pub(in crate::cli) struct TakenDownForm {
    pub by: String,
    pub on: Day,
    pub reason: String,
}

/// What the city archives hold.
#[derive(Serialize, Debug)]
pub(in crate::cli) struct ArchivesForm {
    pub since: Day,
    pub batch: Option<String>,
    pub letter: Option<String>,
    pub outdated: bool,
    pub acknowledged_on: Option<Day>,
    pub reference: Option<String>,
}

/// A clock with what stands behind it.
#[derive(Serialize, Debug)]
pub(in crate::cli) struct LimitForm {
    pub clock: String,
    pub force: &'static str,
    pub days: u16,
    pub basis: Option<String>,
    pub start: Option<Day>,
    pub due: Option<Day>,
    pub original: Option<Day>,
}

/// What a duty's last day would be.
#[derive(Serialize, Debug)]
pub(in crate::cli) struct ForecastForm {
    pub duty: String,
    pub due: Option<Day>,
    pub provisional: bool,
}

/// Somebody's word on the item.
#[derive(Serialize, Debug)]
pub(in crate::cli) struct OpinionForm {
    pub at: String,
    pub actor: String,
    pub role: &'static str,
    pub stage: Option<String>,
    pub text: String,
}

impl SheetForm {
    /// The item as its sheet shows it; `procedure` is the one that it began with.
    pub(in crate::cli) fn of(
        sheet: &Sheet,
        procedure: Option<&Procedure>,
        client: &Client,
        texts: Texts,
    ) -> SheetForm {
        let (item, setup, today) = (&sheet.item, client.setup(), client.today());
        let calendar = &setup.calendar;
        let proposal: &Proposal = match &item.determination {
            Some(determination) if item.stage().is_none() => &determination.proposal,
            _ => &item.submission.proposal,
        };
        let clocks = procedure.map(|procedure| item_clocks(item, setup.setting(procedure)));
        let foreseen = procedure.filter(|procedure| awaits_issue(item, procedure));
        let foreseen = foreseen.map(|procedure| forecast(item, procedure, calendar, today));
        let names = Names { roster: &setup.roster, procedure };
        let words = opinions(item.id, past(&sheet.history), calendar);
        SheetForm {
            row: RowForm::of(&sheet.row, today, setup),
            reason: some(&proposal.reason),
            law: some(&proposal.law),
            proposed: item.submission.proposal.attribute.map(Attribute::key),
            determined: item.determined().map(Attribute::key),
            determined_by: item.determination.as_ref().map(|made| made.by.0.clone()),
            determined_on: item.determination.as_ref().map(|made| Day(made.on)),
            content: ContentForm::of(item),
            issue_date: item.issue.as_ref().map(|issue| Day(issue.issue_date)),
            issued_before_determination: item.issued_before().is_some(),
            declassified_by: item.declassified.as_ref().and_then(|found| some(&found.authority)),
            secrecy_clear: sheet.row.secrecy_clear,
            disputed: item.disputed.clone(),
            taken_down: item.take_down.as_ref().map(|down| TakenDownForm {
                by: down.by.0.clone(),
                on: Day(down.on),
                reason: down.reason.clone(),
            }),
            archives: item.archived.as_ref().map(|held| ArchivesForm {
                since: Day(held.since),
                batch: some(&held.batch),
                letter: some(&held.letter),
                outdated: held.outdated,
                acknowledged_on: held.acknowledged.as_ref().map(|(on, _)| Day(*on)),
                reference: some(&held.reference),
            }),
            terminated_because: terminated_because(sheet).map(str::to_owned),
            attachments: attachments(&item.submission.content),
            duties: duties(item),
            limits: clocks.iter().flatten().map(LimitForm::of).collect(),
            if_issued_today: foreseen
                .into_iter()
                .flatten()
                .map(|(duty, clock)| ForecastForm {
                    duty: duty.0,
                    due: clock.due().map(|due| Day(due.date)),
                    provisional: clock.due().is_some_and(|due| due.provisional),
                })
                .collect(),
            opinions: words
                .iter()
                .map(|word| OpinionForm {
                    at: word.past.at.to_rfc3339(),
                    actor: word.past.author.login.0.clone(),
                    role: word.past.author.role.key(),
                    stage: word.stage.as_ref().map(|stage| stage.0.clone()),
                    text: texts.opinion(word, names, item),
                })
                .collect(),
            findings: sheet.scan.told().count(),
            scan: sheet.scan.found.iter().map(FoundForm::of).collect(),
            unscanned: sheet.scan.unread.clone(),
            text: sheet.text.clone(),
            text_bytes: sheet.text_bytes,
            public_text: some(&sheet.public_text),
            public_text_bytes: item.submission.content.public_text.as_ref().map(|text| text.bytes),
            public_text_outdated: item.submission.content.has_outdated_public_text(),
        }
    }
}

impl FoundForm {
    fn of(found: &Found) -> FoundForm {
        FoundForm {
            kind: found.kind.key(),
            level: found.level.key(),
            place: found.place.key(),
            file: found.place.file().cloned(),
            line: found.line,
            masked: found.masked.clone(),
        }
    }
}

impl ContentForm {
    fn of(item: &Item) -> ContentForm {
        let content = &item.submission.content;
        let elements = &content.elements;
        let document_date = item.issue.as_ref().map(|issue| issue.document_date).or(content.document_date);
        ContentForm {
            document_date: document_date.map(Day),
            formed_on: content.formed_on.map(Day),
            obtained_on: content.obtained_on.map(Day),
            urgency: content.urgency.key(),
            file_number: some(&content.file_number),
            source: some(&content.source.name),
            source_kind: content.source.kind.key(),
            source_url: some(&content.source.url),
            source_number: some(&content.document_number),
            signed_by: content.signed.as_ref().and_then(|signed| some(&signed.name)),
            signed_on: content.signed.as_ref().map(|signed| Day(signed.on)),
            with_sections: content.with_sections.clone(),
            lead_agency: some(&content.lead_agency),
            normative: content.normative,
            validity: content.validity.key(),
            pages: content.pages,
            copies: content.copies,
            third_party: some(&content.third_party),
            former_classification: some(&content.former_classification),
            secrecy_expires_on: content.secrecy_expires_on.map(Day),
            summary: some(&elements.summary),
            category: some(&elements.category),
            subject: some(&elements.subject),
            genre: some(&elements.genre),
            keywords: elements.keywords.clone(),
        }
    }
}

impl LimitForm {
    fn of(clock: &Clock) -> LimitForm {
        let (start, original) = match clock.state {
            ClockState::Running { start, original, .. } => (Some(start), original),
            ClockState::NotStarted | ClockState::Paused(_) => (None, None),
        };
        LimitForm {
            clock: if clock.days == 0 { "evaluation".to_owned() } else { clock_name(&clock.key) },
            force: clock.force.key(),
            days: clock.days,
            basis: some(&clock.basis),
            start: start.map(Day),
            due: clock.due().map(|due| Day(due.date)),
            original: original.map(Day),
        }
    }
}

fn attachments(content: &Content) -> Vec<AttachmentForm> {
    let form = |file: &crate::domain::Attachment| AttachmentForm {
        name: file.name.clone(),
        sm3: file.digest.to_string(),
        bytes: file.bytes,
        disclosed: file.disclosed,
    };
    content.attachments.iter().map(form).collect()
}

fn duties(item: &Item) -> Vec<DutyForm> {
    let form = |duty: &crate::domain::DutyState| DutyForm {
        duty: duty.key.0.clone(),
        done_on: item.done_on(&duty.key).map(Day),
        settled: item.is_settled(&duty.key),
        url: some(&duty.url),
    };
    item.duties.iter().map(form).collect()
}

/// Why it ended without issue, where it did.
pub(in crate::cli) fn terminated_because(sheet: &Sheet) -> Option<&str> {
    past(&sheet.history)
        .filter_map(|act| match act.event {
            ItemEvent::Terminated { reason } => Some(reason.as_str()),
            _ => None,
        })
        .last()
}
