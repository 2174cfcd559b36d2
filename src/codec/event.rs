//! Events as journal bodies: one line of JSON each, readable in twenty years.
//!
//! The table in this file names every event and field as the journal knows them, on the left, and as the
//! domain calls them, on the right. The left side is never changed, only added to; the right side may be
//! renamed freely. What is empty is left out, and read as empty when it isn't there, so that a field can
//! be added without a new version.

use serde::{Deserialize, Serialize};

use super::DecodeError;
use super::fields::{Omit, Stored};
use crate::domain::{BureauEvent, Content, ItemEvent};

/// An event that this program knows, or the sign that it doesn't.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Known<T> {
    /// The event.
    Event(T),
    /// A newer program's event; it passes through.
    Unknown,
}

/// Makes twins of the events of one aggregate, and the conversions both ways.
macro_rules! journal {
    ($event:ident, $encode:ident, $decode:ident, $kinds:ident;
     $($kind:literal => $variant:ident $({ $($stored:ident : $kindof:ty => $field:ident),* $(,)? })? $(( $($one:ident : $onetype:ty),* ))?;)+) => {
        /// The stored names of these events.
        pub const $kinds: &[&str] = &[$($kind,)+];

        /// The stored name and body of an event. `salt` keeps a short body from being guessed from its
        /// digest once it was destroyed.
        pub fn $encode(event: &$event, salt: u64) -> (&'static str, Vec<u8>) {
            match event {
                $($event::$variant $({ $($field),* })? $(( $($one),* ))? => {
                    #[derive(Serialize)]
                    struct Twin {
                        salt: String,
                        $($(#[serde(skip_serializing_if = "Omit::omit")] $stored: <$kindof as Stored>::Form,)*)?
                        $($(#[serde(skip_serializing_if = "Omit::omit")] $one: <$onetype as Stored>::Form,)*)?
                    }
                    let twin = Twin {
                        salt: format!("{salt:016x}"),
                        $($($stored: <$kindof as Stored>::store($field),)*)?
                        $($($one: <$onetype as Stored>::store($one),)*)?
                    };
                    // Writing plain values to memory has no way to fail.
                    ($kind, serde_json::to_vec(&twin).unwrap_or_default())
                })+
            }
        }

        /// The event of this stored name and body.
        ///
        /// # Errors
        /// The body isn't one of this kind.
        pub fn $decode(kind: &str, body: &[u8]) -> Result<Known<$event>, DecodeError> {
            Ok(Known::Event(match kind {
                $($kind => {
                    #[derive(Deserialize)]
                    struct Twin {
                        $($(#[serde(default)] $stored: <$kindof as Stored>::Form,)*)?
                        $($(#[serde(default)] $one: <$onetype as Stored>::Form,)*)?
                    }
                    #[allow(unused_variables, reason = "an event may have no fields")]
                    let twin: Twin = serde_json::from_slice(body)?;
                    $event::$variant
                        $({ $($field: <$kindof as Stored>::restore(twin.$stored)?,)* })?
                        $(( $(<$onetype as Stored>::restore(twin.$one)?,)* ))?
                })+
                _ => return Ok(Known::Unknown),
            }))
        }
    };
}

use crate::domain::{
    ClockKey, Correction, Delegation, Digest, DocumentNumber, Elements, Login, Paper, Proposal, Revision,
    SecrecyConclusion, SectionName, Submission,
};
use crate::procedure::{DutyKey, ProcedureKey, StageKey};
use chrono::NaiveDate;

journal! {
    ItemEvent, encode_item, decode_item, ITEM_KINDS;
    "drafted" => Drafted {
        procedure: ProcedureKey => procedure, version: Digest => version, stage: StageKey => stage,
        section: SectionName => section, drafter: Login => drafter, submission: Box<Submission> => submission,
    };
    "edited" => Edited(submission: Box<Submission>);
    "published-changed" => PublishedChanged {
        content: Box<Content> => content, changed_on: NaiveDate => changed_on, to: StageKey => to,
        duty: DutyKey => duty,
    };
    "submitted" => Submitted {
        opinion: String => opinion, to: StageKey => to, self_drafted: Vec<StageKey> => self_drafted,
    };
    "opened" => Opened(revision: Revision);
    "agreed" => Agreed {
        stage: StageKey => stage, opinion: String => opinion, to: Option<StageKey> => to,
        paper: Option<Paper> => paper,
    };
    "attribute-changed" => AttributeChanged {
        stage: StageKey => stage, proposal: Proposal => proposal, why: String => why,
        to: Option<StageKey> => to, paper: Option<Paper> => paper,
    };
    "determined" => Determined {
        stage: StageKey => stage, proposal: Proposal => proposal, opinion: String => opinion,
        changed: bool => changed, on: NaiveDate => on, listed: bool => listed, to: Option<StageKey> => to,
        paper: Option<Paper> => paper,
    };
    "returned" => Returned {
        stage: StageKey => stage, to: StageKey => to, reason: String => reason, paper: Option<Paper> => paper,
    };
    "recalled" => Recalled { stage: StageKey => stage, to: StageKey => to };
    "determination-undone" => DeterminationUndone { to: StageKey => to };
    "brought-in-issued" => BroughtInIssued { to: StageKey => to };
    "issue-registered" => IssueRegistered {
        number: DocumentNumber => number, document_date: NaiveDate => document_date,
        issue_date: NaiveDate => issue_date, by_fallback: bool => by_fallback, to: Option<StageKey> => to,
    };
    "secrecy-reviewed" => SecrecyReviewed {
        content: Digest => content, conclusion: SecrecyConclusion => conclusion, on: NaiveDate => on,
        opinion: String => opinion,
    };
    "declassified" => Declassified { authority: String => authority, expired_on: NaiveDate => expired_on };
    "registered" => Registered { index_number: String => index_number, elements: Elements => elements };
    "handed-over" => HandedOver {
        duty: DutyKey => duty, on: NaiveDate => on, originals: u32 => originals, note: String => note,
    };
    "received" => Received { duty: DutyKey => duty, on: NaiveDate => on };
    "receipt-refused" => ReceiptRefused { reopened: DutyKey => reopened, reason: String => reason };
    "published" => Published {
        duty: DutyKey => duty, on: NaiveDate => on, url: String => url, despite_scan: String => despite_scan,
    };
    "transferred" => Transferred { duty: DutyKey => duty, on: NaiveDate => on, batch: String => batch };
    "referred-back" => ReferredBack { reason: String => reason, to: StageKey => to };
    "taken-down" => TakenDown { duty: DutyKey => duty, reason: String => reason, on: NaiveDate => on };
    "take-down-ratified" => TakeDownRatified { to: StageKey => to };
    "take-down-overruled" => TakeDownOverruled {
        duty: DutyKey => duty, reason: String => reason, on: NaiveDate => on,
    };
    "corrected" => Corrected { from: Option<Correction> => from, to: Correction => to, reason: String => reason };
    "waived" => Waived { duty: DutyKey => duty, reason: String => reason, approver: Login => approver };
    "terminated" => Terminated { reason: String => reason };
    "paper-confirmed" => PaperConfirmed;
    "paper-disputed" => PaperDisputed { reason: String => reason };
    "reminded" => Reminded { note: String => note };
    "paused" => Paused {
        clock: ClockKey => clock, from: NaiveDate => from, reason: String => reason, approver: Login => approver,
    };
    "resumed" => Resumed { clock: ClockKey => clock, on: NaiveDate => on };
    "extended" => Extended {
        clock: ClockKey => clock, from: NaiveDate => from, to: NaiveDate => to, reason: String => reason,
        approver: Login => approver, provision: String => provision,
    };
    "kept-withheld" => KeptWithheld { reason: String => reason, on: NaiveDate => on };
    "reopened" => Reopened { proposal: Proposal => proposal, reason: String => reason, to: StageKey => to };
    "commented" => Commented { text: String => text };
    "expunged" => Expunged { reason: String => reason, approver: Login => approver };
}

journal! {
    BureauEvent, encode_bureau, decode_bureau, BUREAU_KINDS;
    "founded" => Founded { practice: bool => practice };
    "roster-adopted" => RosterAdopted(file: Digest);
    "procedures-adopted" => ProceduresAdopted(file: Digest);
    "settings-adopted" => SettingsAdopted(file: Digest);
    "calendar-imported" => CalendarImported { notice: Digest => notice, year: i32 => year, moved: u64 => moved };
    "deputy-appointed" => DeputyAppointed(delegation: Delegation);
    "deputy-ended" => DeputyEnded { from: Login => from, to: Login => to, last: NaiveDate => last };
    "clock-confirmed" => ClockConfirmed;
}

/// Whether a stored name is one of the bureau's events.
pub fn is_bureau_kind(kind: &str) -> bool {
    BUREAU_KINDS.contains(&kind)
}

/// The same event with all that 清除 destroys left out; `None` where it holds nothing of the kind.
pub fn without_content(event: &ItemEvent) -> Option<ItemEvent> {
    let mut bare = event.clone();
    let blank = String::clear;
    match &mut bare {
        ItemEvent::Drafted { submission, .. } | ItemEvent::Edited(submission) => {
            submission.content = bare_content(&submission.content);
            blank(&mut submission.proposal.reason);
        }
        ItemEvent::PublishedChanged { content, .. } => **content = bare_content(content),
        ItemEvent::Submitted { opinion, .. }
        | ItemEvent::Agreed { opinion, .. }
        | ItemEvent::SecrecyReviewed { opinion, .. } => blank(opinion),
        ItemEvent::AttributeChanged { proposal, why, .. } => {
            blank(&mut proposal.reason);
            blank(why);
        }
        ItemEvent::Determined { proposal, opinion, .. } => {
            blank(&mut proposal.reason);
            blank(opinion);
        }
        ItemEvent::Registered { elements, .. } => *elements = Elements::default(),
        ItemEvent::Reopened { proposal, reason, .. } => {
            blank(&mut proposal.reason);
            blank(reason);
        }
        ItemEvent::Returned { reason, .. }
        | ItemEvent::ReferredBack { reason, .. }
        | ItemEvent::ReceiptRefused { reason, .. }
        | ItemEvent::TakenDown { reason, .. }
        | ItemEvent::TakeDownOverruled { reason, .. }
        | ItemEvent::KeptWithheld { reason, .. }
        | ItemEvent::PaperDisputed { reason }
        | ItemEvent::Corrected { reason, .. } => blank(reason),
        ItemEvent::HandedOver { note, .. } | ItemEvent::Reminded { note } => blank(note),
        ItemEvent::Published { despite_scan, .. } => blank(despite_scan),
        ItemEvent::Commented { text } => blank(text),
        _ => {}
    }
    (bare != *event).then_some(bare)
}

fn bare_content(content: &Content) -> Content {
    Content {
        formed_on: content.formed_on,
        obtained_on: content.obtained_on,
        document_date: content.document_date,
        ..Content::default()
    }
}

/// What a 保密审查 is about, as bytes whose digest names it: title, texts and attachments.
pub fn content_bytes(content: &Content) -> Vec<u8> {
    let texts =
        [&content.text, &content.public_text].map(|text| text.as_ref().map(|text| text.digest.to_string()));
    let files: Vec<_> =
        content.attachments.iter().map(|file| (&file.name, file.digest.to_string())).collect();
    serde_json::to_vec(&(&content.title, texts, files)).unwrap_or_default()
}
