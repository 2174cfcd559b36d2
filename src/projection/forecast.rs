//! The forecast: when each duty of an item would be due, were it issued on some day and each duty before
//! it done on its last day.

use chrono::NaiveDate;

use crate::calendar::Calendar;
use crate::domain::{
    Clock, Determination, DocumentNumber, DutyStanding, DutyState, Issue, Item, Voided, applies, duty_clock,
};
use crate::procedure::{DutyKey, Procedure, StageAct};

/// Whether there is a day to choose: its procedure issues documents, and this one isn't issued yet.
pub fn awaits_issue(item: &Item, procedure: &Procedure) -> bool {
    item.issue.is_none() && procedure.stage_for(StageAct::Issue).is_some()
}

/// The clocks of what is still to be done after the determination, in the procedure's order. The attribute
/// is taken as it stands; an item that waits for its determination gets it on `day`, too.
pub fn forecast(
    item: &Item,
    procedure: &Procedure,
    calendar: &Calendar,
    day: NaiveDate,
) -> Vec<(DutyKey, Clock)> {
    let mut then = item.clone();
    if awaits_issue(item, procedure) {
        let document_date = then.submission.content.document_date.unwrap_or(day).min(day);
        let number = DocumentNumber::Own(String::new());
        then.issue = Some(Issue { number, document_date, issue_date: day, at: item.touched_at });
    }
    if then.determination.is_none() {
        then.determination = Some(Determination {
            proposal: then.submission.proposal.clone(),
            by: then.drafter.clone(),
            on: day,
            at: item.touched_at,
            listed: false,
            round: then.round,
            proposers: Vec::new(),
            before: None,
            restarts_on: None,
            voided: Voided::default(),
        });
    }
    let attribute = item.attribute();
    let mut found = Vec::new();
    for duty in &procedure.duties {
        let concerned = attribute == Some(duty.attribute) && applies(&then, duty.when);
        if !concerned || then.is_settled(&duty.key) {
            continue;
        }
        let Some(clock) = duty_clock(&then, duty, calendar) else { continue };
        if let Some(due) = clock.due() {
            let standing = DutyStanding::Done(due.date, then.drafter.clone());
            then.duties.retain(|known| known.key != duty.key);
            then.duties.push(DutyState {
                key: duty.key.clone(),
                standing,
                restarted_on: None,
                at: item.touched_at,
                url: String::new(),
            });
        }
        found.push((duty.key.clone(), clock));
    }
    found
}
