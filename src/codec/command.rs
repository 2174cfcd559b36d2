//! Commands as bytes: how they travel, and by what one is told from another under the same id.
//!
//! Answers are kept for thirty days and are compared with these bytes, so a stored name is never changed here either:
//! a repeat after an upgrade would be taken for something else.

use chrono::NaiveDate;
use serde::Serialize;

use super::event::json;
use super::twin::{Stored, choice, record};
use crate::domain::{
    Act, BringIn, BureauCommand, ClockKey, Command, Content, Correction, Delegation, DocumentNumber,
    Elements, Issued, ItemId, Login, Paper, PaperAct, Proposal, Revision, SecrecyConclusion, SectionName,
    Submission,
};
use crate::procedure::{DutyKey, ProcedureKey, StageKey};

/// What is asked of an item, or of a new one.
pub fn command_bytes(item: Option<ItemId>, command: &Command) -> Vec<u8> {
    #[derive(Serialize)]
    struct Asked<C> {
        item: Option<u64>,
        command: C,
    }
    json(&Asked { item: item.map(|item| item.0), command: command.store() })
}

/// What is asked of the bureau as a whole, and by whom.
pub fn bureau_command_bytes(by: &Login, command: &BureauCommand) -> Vec<u8> {
    #[derive(Serialize)]
    struct Asked<'a, C> {
        by: &'a str,
        command: C,
    }
    json(&Asked { by: &by.0, command: command.store() })
}

record! { Command {
    act = act: Box<Act>,
    by = by: Login,
    on_behalf = on_behalf: Option<Login>,
    revision = revision: Option<Revision>,
}}

choice! { Act {
    "draft" = Draft {
        procedure = procedure: ProcedureKey,
        section = section: SectionName,
        submission = submission: Box<Submission>,
    },
    "bring-in" = BringIn { brought = 0: Box<BringIn> },
    "edit" = Edit { submission = 0: Box<Submission> },
    "change-published" = ChangePublished { content = content: Box<Content>, changed_on = changed_on: NaiveDate },
    "submit" = Submit { opinion = opinion: String },
    "approve" = Approve { opinion = opinion: String, listed = listed: bool },
    "change-attribute" = ChangeAttribute { proposal = proposal: Proposal, why = why: String, listed = listed: bool },
    "return" = Return { to = to: Option<StageKey>, reason = reason: String },
    "recall" = Recall,
    "issue" = Issue {
        number = number: DocumentNumber,
        document_date = document_date: NaiveDate,
        issue_date = issue_date: NaiveDate,
    },
    "review-secrecy" = ReviewSecrecy {
        conclusion = conclusion: SecrecyConclusion,
        on = on: NaiveDate,
        opinion = opinion: String,
    },
    "declassify" = Declassify { authority = authority: String, expired_on = expired_on: NaiveDate },
    "register" = Register { elements = 0: Elements },
    "hand-over" = HandOver { on = on: NaiveDate, originals = originals: u32, note = note: String },
    "receive" = Receive { on = on: NaiveDate },
    "refuse-receipt" = RefuseReceipt { reason = reason: String },
    "publish" = Publish { on = on: NaiveDate, url = url: String, despite_scan = despite_scan: String },
    "transfer" = Transfer { on = on: NaiveDate, batch = batch: String },
    "acknowledge" = Acknowledge { on = on: NaiveDate, reference = reference: String },
    "replace" = Replace { on = on: NaiveDate, letter = letter: String, batch = batch: String },
    "take-down" = TakeDown { reason = reason: String },
    "ratify" = Ratify { agreed = agreed: bool, reason = reason: String },
    "refer-back" = ReferBack { reason = reason: String },
    "correct" = Correct { to = to: Correction, reason = reason: String },
    "waive" = Waive { duty = duty: DutyKey, reason = reason: String, approver = approver: Login },
    "terminate" = Terminate { reason = reason: String },
    "transcribe" = Transcribe { decision = decision: PaperAct, paper = paper: Paper },
    "answer" = Answer { dispute = dispute: String },
    "remind" = Remind { note = note: String },
    "pause" = Pause { clock = clock: ClockKey, reason = reason: String, approver = approver: Login },
    "resume" = Resume { clock = clock: ClockKey },
    "extend" = Extend {
        clock = clock: ClockKey,
        to = to: NaiveDate,
        reason = reason: String,
        approver = approver: Login,
        provision = provision: String,
    },
    "re-evaluate" = ReEvaluate { proposal = proposal: Option<Proposal>, reason = reason: String },
    "comment" = Comment { text = text: String },
    "expunge" = Expunge { reason = reason: String, approver = approver: Login },
    "open" = Open,
}}

choice! { PaperAct {
    "approve" = Approve { listed = listed: bool },
    "change-attribute" = ChangeAttribute { proposal = proposal: Proposal, why = why: String, listed = listed: bool },
    "return" = Return { to = to: Option<StageKey>, reason = reason: String },
}}

record! { BringIn {
    procedure = procedure: ProcedureKey,
    section = section: SectionName,
    drafter = drafter: Login,
    submission = submission: Submission,
    declassified = declassified: Option<(String, NaiveDate)>,
    issue = issue: Option<Issued>,
    determined = determined: Option<(Login, NaiveDate)>,
}}

record! { Issued {
    number = number: DocumentNumber,
    document_date = document_date: NaiveDate,
    issue_date = issue_date: NaiveDate,
}}

choice! { BureauCommand {
    "appoint-deputy" = AppointDeputy { delegation = 0: Delegation },
    "end-deputy" = EndDeputy { from = from: Login, to = to: Login },
    "confirm-clock" = ConfirmClock,
}}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes were those of the types' own names in the program, which may change at any time.
    #[test]
    fn a_command_has_the_bytes_that_it_always_had() {
        let command = Command {
            act: Act::Return { to: Some("draft".into()), reason: "再核".to_owned() },
            by: "wang".into(),
            on_behalf: None,
            revision: Some(Revision(2)),
        };
        let bytes = command_bytes(Some(ItemId::new(2026, 1)), &command);
        let text =
            r#"{"item":20260000001,"command":{"act":{"return":["draft","再核"]},"by":"wang","revision":2}}"#;
        assert_eq!(String::from_utf8_lossy(&bytes), text);
        let ended = BureauCommand::EndDeputy { from: "chen".into(), to: "li".into() };
        let text = r#"{"by":"zheng","command":{"end-deputy":["chen","li"]}}"#;
        assert_eq!(String::from_utf8_lossy(&bureau_command_bytes(&"zheng".into(), &ended)), text);
    }
}
