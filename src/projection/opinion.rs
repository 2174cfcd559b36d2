//! Opinions: what was said and decided about an item, stage by stage, and how long it waited for it.

use super::past::{Past, replay};
use crate::calendar::Calendar;
use crate::domain::{ItemEvent, ItemId, Proposal};
use crate::procedure::StageKey;

/// Somebody's word on an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opinion<'a> {
    /// Who said what, and when.
    pub past: Past<'a>,
    /// At which stage it was said; `None` once all decisions were made.
    pub stage: Option<StageKey>,
    /// Working days that it had waited at that stage, where the word moved it on.
    pub waited: Option<i64>,
    /// What was proposed with it, where it sent a draft on: a later change is another word.
    pub proposed: Option<Proposal>,
}

/// Every word and decision on an item, oldest first.
pub fn opinions<'a>(
    id: ItemId,
    past: impl IntoIterator<Item = Past<'a>>,
    calendar: &Calendar,
) -> Vec<Opinion<'a>> {
    let spoken = replay(id, past).filter(|(past, _, _)| is_word(past.event));
    let opinion = |(past, before, after): (Past<'a>, Option<crate::domain::Item>, crate::domain::Item)| {
        let before = before?;
        let moved = before.stage().is_some() && before.stage() != after.stage();
        let waited =
            moved.then(|| calendar.working_days_between(before.since.date_naive(), past.at.date_naive()));
        let submitted = matches!(past.event, ItemEvent::Submitted { .. });
        let proposed = submitted.then_some(after.submission.proposal);
        Some(Opinion { past, stage: before.stage().cloned(), waited, proposed })
    };
    spoken.filter_map(opinion).collect()
}

/// Whether an event says or decides something, rather than records what was done.
fn is_word(event: &ItemEvent) -> bool {
    match event {
        ItemEvent::HandedOver { note, .. } => !note.is_empty(),
        ItemEvent::Published { despite_scan, .. } => !despite_scan.is_empty(),
        ItemEvent::Drafted { .. }
        | ItemEvent::Edited(_)
        | ItemEvent::Opened(_)
        | ItemEvent::IssueRegistered { .. }
        | ItemEvent::Declassified { .. }
        | ItemEvent::Registered { .. }
        | ItemEvent::Received { .. }
        | ItemEvent::Transferred { .. }
        | ItemEvent::TransferAcknowledged { .. }
        | ItemEvent::Replaced { .. }
        | ItemEvent::PublishedChanged { .. }
        | ItemEvent::BroughtInIssued { .. }
        | ItemEvent::Resumed { .. } => false,
        _ => true,
    }
}
