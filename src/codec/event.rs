//! Events as records: a kind, and a body of one line of JSON with a salt.
//!
//! The tables below are the journal's vocabulary. A row is never changed: records of every version are
//! read forever. Whoever adds a row or a field adds it to the golden file.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::twin::events;
use crate::domain::{
    BureauEvent, ClockKey, Content, Correction, Delegation, Digest, DocumentNumber, Elements, Flagged,
    ItemEvent, Login, Moment, Paper, Proposal, Revision, SecrecyConclusion, SectionName, Submission,
};
use crate::procedure::{DutyKey, ProcedureKey, StageKey};

/// Whom an event happened to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Aggregate {
    /// One item.
    Item,
    /// The bureau as a whole.
    Bureau,
}

/// The kinds of an item's events.
pub const ITEM_KINDS: &[&str] = ItemEvent::KINDS;

/// The kinds of the bureau's events.
pub const BUREAU_KINDS: &[&str] = BureauEvent::KINDS;

/// Whose kind this is; `None` where a newer program wrote it.
pub fn aggregate(kind: &str) -> Option<Aggregate> {
    if ITEM_KINDS.contains(&kind) {
        Some(Aggregate::Item)
    } else {
        BUREAU_KINDS.contains(&kind).then_some(Aggregate::Bureau)
    }
}

/// What a record says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decoded<E> {
    /// That this happened.
    Event(E),
    /// A kind that this program doesn't know: the record is kept and passed on as it is.
    Unknown,
}

/// A record's body isn't what its kind asks for.
#[derive(Debug, thiserror::Error)]
#[error("the body of the record {kind:?} can't be read")]
pub struct DecodeError {
    /// The record's kind.
    pub kind: String,
    /// What is wrong with it, and where.
    #[source]
    pub source: serde_json::Error,
}

/// The kind and body of an item's event.
///
/// The salt keeps a body whose content was destroyed from being guessed by its digest.
pub fn encode_item(event: &ItemEvent, salt: u64) -> (&'static str, Vec<u8>) {
    event.encode(salt)
}

/// The item's event of a record.
///
/// # Errors
/// When the body isn't what this kind asks for.
pub fn decode_item(kind: &str, body: &[u8]) -> Result<Decoded<ItemEvent>, DecodeError> {
    ItemEvent::decode(kind, body)
}

/// The kind and body of an event of the bureau.
///
/// The salt keeps a body whose content was destroyed from being guessed by its digest.
pub fn encode_bureau(event: &BureauEvent, salt: u64) -> (&'static str, Vec<u8>) {
    event.encode(salt)
}

/// The bureau's event of a record.
///
/// # Errors
/// When the body isn't what this kind asks for.
pub fn decode_bureau(kind: &str, body: &[u8]) -> Result<Decoded<BureauEvent>, DecodeError> {
    BureauEvent::decode(kind, body)
}

events! { ItemEvent {
    "drafted" Drafted {
        procedure = procedure: ProcedureKey,
        procedures_sm3 = version: Digest,
        stage = stage: StageKey,
        section = section: SectionName,
        drafter = drafter: Login,
        submission = submission: Box<Submission>,
    }
    "edited" Edited {
        submission = 0: Box<Submission>,
    }
    "published-changed" PublishedChanged {
        content = content: Box<Content>,
        changed_on = changed_on: NaiveDate,
        to = to: StageKey,
        duty = duty: DutyKey,
    }
    "submitted" Submitted {
        opinion = opinion: String,
        to = to: StageKey,
        self_drafted = self_drafted: Vec<StageKey>,
    }
    "opened" Opened {
        revision = 0: Revision,
    }
    "agreed" Agreed {
        stage = stage: StageKey,
        opinion = opinion: String,
        to = to: Option<StageKey>,
        paper = paper: Option<Paper>,
    }
    "attribute-changed" AttributeChanged {
        stage = stage: StageKey,
        proposal = proposal: Proposal,
        why = why: String,
        to = to: Option<StageKey>,
        paper = paper: Option<Paper>,
    }
    "determined" Determined {
        stage = stage: StageKey,
        proposal = proposal: Proposal,
        opinion = opinion: String,
        changed = changed: bool,
        on = on: NaiveDate,
        listed = listed: bool,
        to = to: Option<StageKey>,
        paper = paper: Option<Paper>,
    }
    "returned" Returned {
        stage = stage: StageKey,
        to = to: StageKey,
        reason = reason: String,
        paper = paper: Option<Paper>,
    }
    "recalled" Recalled {
        stage = stage: StageKey,
        to = to: StageKey,
    }
    "determination-undone" DeterminationUndone {
        to = to: StageKey,
    }
    "brought-in-issued" BroughtInIssued {
        to = to: StageKey,
    }
    "issue-registered" IssueRegistered {
        number = number: DocumentNumber,
        document_date = document_date: NaiveDate,
        issue_date = issue_date: NaiveDate,
        by_fallback = by_fallback: bool,
        to = to: Option<StageKey>,
    }
    "secrecy-reviewed" SecrecyReviewed {
        content_sm3 = content: Digest,
        conclusion = conclusion: SecrecyConclusion,
        on = on: NaiveDate,
        opinion = opinion: String,
    }
    "declassified" Declassified {
        authority = authority: String,
        expired_on = expired_on: NaiveDate,
    }
    "registered" Registered {
        index_number = index_number: String,
        elements = elements: Elements,
    }
    "handed-over" HandedOver {
        duty = duty: DutyKey,
        on = on: NaiveDate,
        originals = originals: u32,
        note = note: String,
    }
    "received" Received {
        duty = duty: DutyKey,
        on = on: NaiveDate,
    }
    "receipt-refused" ReceiptRefused {
        reopened = reopened: DutyKey,
        reason = reason: String,
    }
    "published" Published {
        duty = duty: DutyKey,
        on = on: NaiveDate,
        url = url: String,
        despite_scan = despite_scan: String,
        let_stand = let_stand: Vec<Flagged>,
    }
    "transferred" Transferred {
        duty = duty: DutyKey,
        on = on: NaiveDate,
        batch = batch: String,
    }
    "transfer-acknowledged" TransferAcknowledged {
        duty = duty: DutyKey,
        on = on: NaiveDate,
        reference = reference: String,
    }
    "replaced" Replaced {
        duty = duty: DutyKey,
        on = on: NaiveDate,
        letter = letter: String,
        batch = batch: String,
        withdrawn = withdrawn: bool,
    }
    "referred-back" ReferredBack {
        reason = reason: String,
        to = to: StageKey,
    }
    "taken-down" TakenDown {
        duty = duty: DutyKey,
        reason = reason: String,
        on = on: NaiveDate,
        called_for = called_for: bool,
    }
    "take-down-ratified" TakeDownRatified {
        to = to: StageKey,
    }
    "take-down-overruled" TakeDownOverruled {
        duty = duty: DutyKey,
        reason = reason: String,
        on = on: NaiveDate,
    }
    "corrected" Corrected {
        from = from: Option<Correction>,
        to = to: Correction,
        reason = reason: String,
    }
    "waived" Waived {
        duty = duty: DutyKey,
        reason = reason: String,
        approver = approver: Login,
    }
    "terminated" Terminated {
        reason = reason: String,
    }
    "paper-confirmed" PaperConfirmed {}
    "paper-disputed" PaperDisputed {
        reason = reason: String,
        to = to: Option<StageKey>,
    }
    "reminded" Reminded {
        note = note: String,
    }
    "paused" Paused {
        clock = clock: ClockKey,
        from = from: NaiveDate,
        reason = reason: String,
        approver = approver: Login,
    }
    "resumed" Resumed {
        clock = clock: ClockKey,
        on = on: NaiveDate,
    }
    "extended" Extended {
        clock = clock: ClockKey,
        from = from: NaiveDate,
        to = to: NaiveDate,
        reason = reason: String,
        approver = approver: Login,
        provision = provision: String,
    }
    "kept-withheld" KeptWithheld {
        reason = reason: String,
        on = on: NaiveDate,
    }
    "reopened" Reopened {
        proposal = proposal: Proposal,
        reason = reason: String,
        to = to: StageKey,
    }
    "commented" Commented {
        text = text: String,
    }
    "expunged" Expunged {
        reason = reason: String,
        approver = approver: Login,
    }
}}

events! { BureauEvent {
    "founded" Founded {
        practice = practice: bool,
        working_days_sm3 = working_days: Option<Digest>,
    }
    "roster-adopted" RosterAdopted {
        sm3 = 0: Digest,
    }
    "procedures-adopted" ProceduresAdopted {
        sm3 = 0: Digest,
    }
    "settings-adopted" SettingsAdopted {
        sm3 = 0: Digest,
    }
    "calendar-imported" CalendarImported {
        notice_sm3 = notice: Digest,
        year = year: i32,
        moved = moved: u64,
    }
    "working-days-adopted" WorkingDaysAdopted {
        data_sm3 = data: Digest,
        edition = edition: u32,
        moved = moved: u64,
    }
    "deputy-appointed" DeputyAppointed {
        delegation = 0: Delegation,
    }
    "deputy-ended" DeputyEnded {
        from = from: Login,
        to = to: Login,
        last = last: NaiveDate,
    }
    "clock-confirmed" ClockConfirmed {
        clock = clock: Option<Moment>,
    }
    "backed-up" BackedUp {
        sequence = sequence: u64,
        head_sm3 = head: Digest,
        file = file: String,
    }
}}

/// An aggregate's events, as records.
pub(super) trait Recorded: Sized {
    /// The kinds, in the order of the table.
    const KINDS: &'static [&'static str];

    /// The kind and body of this event.
    fn encode(&self, salt: u64) -> (&'static str, Vec<u8>);

    /// The event of a kind and body.
    fn decode(kind: &str, body: &[u8]) -> Result<Decoded<Self>, DecodeError>;
}

/// The body of these fields.
pub(super) fn salted(salt: u64, fields: impl Serialize) -> Vec<u8> {
    #[derive(Serialize)]
    struct Salted<F> {
        salt: String,
        #[serde(flatten)]
        fields: F,
    }
    json(&Salted { salt: format!("{salt:016x}"), fields })
}

/// JSON of a twin. It can't fail: twins have names for keys, and go to memory.
pub(super) fn json(form: &impl Serialize) -> Vec<u8> {
    match serde_json::to_vec(form) {
        Ok(bytes) => bytes,
        Err(error) => unreachable!("a twin has no JSON: {error}"),
    }
}

/// The event that a body's twin stands for.
pub(super) fn parse<'a, F: Deserialize<'a>, E>(
    kind: &str,
    body: &'a [u8],
    restore: impl FnOnce(F) -> Result<E, serde_json::Error>,
) -> Result<Decoded<E>, DecodeError> {
    serde_json::from_slice(body)
        .and_then(restore)
        .map(Decoded::Event)
        .map_err(|source| DecodeError { kind: kind.to_owned(), source })
}
