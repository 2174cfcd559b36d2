//! 清除: what stays of an event when what was said in it is destroyed.
//!
//! Who, when, where and which stay: people, days, stages, duties, attributes, grounds, numbers and
//! addresses, so that replay still brings the item to the same place. What was written in words goes,
//! and with it every name of a text or file.

use crate::domain::{Content, Correction, DocumentNumber, Elements, ItemEvent, Paper, Proposal, Source};

/// The same event without its words; `None` where there is nothing to destroy.
pub fn without_content(event: &ItemEvent) -> Option<ItemEvent> {
    let mut left = event.clone();
    match &mut left {
        ItemEvent::Drafted { submission, .. } | ItemEvent::Edited(submission) => {
            clear_content(&mut submission.content);
            clear_proposal(&mut submission.proposal);
        }
        ItemEvent::PublishedChanged { content, .. } => clear_content(content),
        ItemEvent::Agreed { opinion, paper, .. } | ItemEvent::Returned { reason: opinion, paper, .. } => {
            opinion.clear();
            clear_paper(paper);
        }
        ItemEvent::AttributeChanged { proposal, why: opinion, paper, .. }
        | ItemEvent::Determined { proposal, opinion, paper, .. } => {
            clear_proposal(proposal);
            opinion.clear();
            clear_paper(paper);
        }
        ItemEvent::Reopened { proposal, reason, .. } => {
            clear_proposal(proposal);
            reason.clear();
        }
        ItemEvent::IssueRegistered { number, .. } => clear_number(number),
        ItemEvent::Registered { elements, .. } => clear_elements(elements),
        ItemEvent::Corrected { from, to, reason } => {
            for correction in from.iter_mut().chain([to]) {
                if let Correction::Number(number) = correction {
                    clear_number(number);
                }
            }
            reason.clear();
        }
        ItemEvent::Published { despite_scan, let_stand, .. } => {
            despite_scan.clear();
            let_stand.iter_mut().for_each(|finding| finding.file.clear());
        }
        ItemEvent::Extended { reason, provision, .. } => {
            reason.clear();
            provision.clear();
        }
        ItemEvent::Submitted { opinion: words, .. }
        | ItemEvent::SecrecyReviewed { opinion: words, .. }
        | ItemEvent::HandedOver { note: words, .. }
        | ItemEvent::ReceiptRefused { reason: words, .. }
        | ItemEvent::TransferAcknowledged { reference: words, .. }
        | ItemEvent::Replaced { letter: words, .. }
        | ItemEvent::ReferredBack { reason: words, .. }
        | ItemEvent::TakenDown { reason: words, .. }
        | ItemEvent::TakeDownOverruled { reason: words, .. }
        | ItemEvent::Waived { reason: words, .. }
        | ItemEvent::Terminated { reason: words }
        | ItemEvent::PaperDisputed { reason: words, .. }
        | ItemEvent::Reminded { note: words }
        | ItemEvent::Paused { reason: words, .. }
        | ItemEvent::KeptWithheld { reason: words, .. }
        | ItemEvent::Commented { text: words }
        | ItemEvent::Expunged { reason: words, .. } => words.clear(),
        ItemEvent::Opened(_)
        | ItemEvent::Recalled { .. }
        | ItemEvent::DeterminationUndone { .. }
        | ItemEvent::BroughtInIssued { .. }
        | ItemEvent::Declassified { .. }
        | ItemEvent::Received { .. }
        | ItemEvent::Transferred { .. }
        | ItemEvent::TakeDownRatified { .. }
        | ItemEvent::PaperConfirmed
        | ItemEvent::Resumed { .. } => {}
    }
    (left != *event).then_some(left)
}

/// A field that is not named here goes, so that a new one is destroyed rather than forgotten.
fn clear_content(content: &mut Content) {
    clear_elements(&mut content.elements);
    *content = Content {
        urgency: content.urgency,
        formed_on: content.formed_on,
        obtained_on: content.obtained_on,
        source: Source { kind: content.source.kind, url: content.source.url.clone(), ..Source::default() },
        document_date: content.document_date,
        normative: content.normative,
        validity: content.validity,
        pages: content.pages,
        copies: content.copies,
        secrecy_expires_on: content.secrecy_expires_on,
        elements: content.elements.clone(),
        ..Content::default()
    };
}

fn clear_elements(elements: &mut Elements) {
    *elements = Elements {
        category: elements.category.clone(),
        subject: elements.subject.clone(),
        genre: elements.genre.clone(),
        ..Elements::default()
    };
}

fn clear_proposal(proposal: &mut Proposal) {
    *proposal = Proposal { attribute: proposal.attribute, ground: proposal.ground, ..Proposal::default() };
}

fn clear_paper(paper: &mut Option<Paper>) {
    if let Some(paper) = paper {
        paper.scan = None;
    }
}

fn clear_number(number: &mut DocumentNumber) {
    if let DocumentNumber::None(reason) = number {
        reason.clear();
    }
}
