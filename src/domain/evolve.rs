//! How events make an item: total, and without a way to fail.

use super::command::{ClockKey, Correction, Paper};
use super::event::{Author, ItemEvent, Moment};
use super::ids::{ItemId, Login, Revision};
use super::item::{
    ClockChange, ClockChangeKind, Decision, Declassification, Determination, DutyStanding, DutyState, Issue,
    Item, Opening, Passage, Phase, Return, SecrecyReview, TakeDown,
};
use crate::procedure::{DutyKey, StageKey};
use chrono::NaiveDate;

impl Item {
    /// The item that a `Drafted` event begins; `None` for any other event.
    pub fn begin(id: ItemId, author: &Author, at: Moment, event: &ItemEvent) -> Option<Item> {
        let ItemEvent::Drafted { procedure, version, stage, section, drafter, submission } = event else {
            return None;
        };
        let mut proposers = vec![drafter.clone()];
        add(&mut proposers, &author.login);
        Some(Item {
            id,
            procedure: procedure.clone(),
            version: *version,
            section: section.clone(),
            drafter: drafter.clone(),
            submission: (**submission).clone(),
            proposers,
            revision: Revision(1),
            round: 1,
            phase: Phase::At(stage.clone()),
            since: at.date_naive(),
            passage: None,
            openings: Vec::new(),
            last_return: None,
            decisions: Vec::new(),
            determination: None,
            issue: None,
            secrecy: None,
            declassified: None,
            index_number: None,
            duties: Vec::new(),
            restarted_on: None,
            clock_changes: Vec::new(),
            take_down: None,
            unanswered_paper: None,
            disputed: None,
            evaluated_on: None,
            expunged: false,
            touched_at: at,
        })
    }

    /// What this event makes of the item.
    pub fn evolve(&mut self, author: &Author, at: Moment, event: &ItemEvent) {
        self.touched_at = at;
        match event {
            ItemEvent::Drafted { .. } => {}
            ItemEvent::Edited(submission) => {
                self.void_secrecy_review_of_other_content(&submission.content);
                self.submission = (**submission).clone();
                if self.determination.is_none() {
                    add(&mut self.proposers, &author.login);
                }
                self.change();
            }
            ItemEvent::PublishedChanged { content, changed_on, to, duty } => {
                self.void_secrecy_review_of_other_content(content);
                self.submission.content = (**content).clone();
                self.begin_round(&author.login);
                self.run_anew(duty, *changed_on);
                self.pass(author, at, to, true);
            }
            ItemEvent::Submitted { to, self_drafted, .. } => {
                add(&mut self.proposers, &author.login);
                for stage in self_drafted {
                    self.decide(stage, &author.login, at);
                }
                self.pass(author, at, to, true);
            }
            ItemEvent::Opened(revision) => {
                self.openings.push(Opening { by: author.login.clone(), revision: *revision, at });
            }
            ItemEvent::Agreed { stage, to, paper, .. } => {
                self.decide(stage, decider(author, paper.as_ref()), at);
                self.note_paper(paper.as_ref());
                self.proceed(author, at, to.as_ref());
            }
            ItemEvent::AttributeChanged { stage, proposal, to, paper, .. } => {
                let by = decider(author, paper.as_ref()).clone();
                self.decide(stage, &by, at);
                self.note_paper(paper.as_ref());
                self.submission.proposal = proposal.clone();
                add(&mut self.proposers, &by);
                add(&mut self.proposers, author.principal());
                self.proceed(author, at, to.as_ref());
            }
            ItemEvent::Determined { stage, proposal, on, listed, to, paper, .. } => {
                let by = decider(author, paper.as_ref()).clone();
                self.decide(stage, &by, at);
                self.note_paper(paper.as_ref());
                if self.determined().is_some_and(|before| Some(before) != proposal.attribute) {
                    self.duties.clear();
                    self.restarted_on = Some(*on);
                }
                self.submission.proposal = proposal.clone();
                self.determination = Some(Determination {
                    proposal: proposal.clone(),
                    by,
                    on: *on,
                    listed: *listed,
                    round: self.round,
                    proposers: self.proposers.clone(),
                });
                self.proceed(author, at, to.as_ref());
            }
            ItemEvent::Returned { stage, to, reason, paper } => {
                let by = decider(author, paper.as_ref()).clone();
                self.decide(stage, &by, at);
                self.note_paper(paper.as_ref());
                self.last_return = Some(Return { by, reason: reason.clone(), at });
                self.pass(author, at, to, false);
            }
            ItemEvent::Recalled { to, .. } => self.pass(author, at, to, false),
            ItemEvent::DeterminationUndone { to } => {
                self.determination = None;
                self.pass(author, at, to, false);
            }
            ItemEvent::BroughtInIssued { to } => self.pass(author, at, to, false),
            ItemEvent::IssueRegistered { number, document_date, issue_date, to, .. } => {
                self.issue = Some(Issue {
                    number: number.clone(),
                    document_date: *document_date,
                    issue_date: *issue_date,
                });
                // An item brought in as issued waits at its determination all the same.
                if self.is_determined() {
                    self.proceed(author, at, to.as_ref());
                }
            }
            ItemEvent::SecrecyReviewed { content, conclusion, on, .. } => {
                self.secrecy = Some(SecrecyReview {
                    content: *content,
                    by: author.login.clone(),
                    on: *on,
                    conclusion: *conclusion,
                });
            }
            ItemEvent::Declassified { authority, expired_on } => {
                self.declassified =
                    Some(Declassification { authority: authority.clone(), expired_on: *expired_on });
            }
            ItemEvent::Registered { index_number, elements } => {
                self.index_number = Some(index_number.clone());
                self.submission.content.elements = elements.clone();
                self.change();
            }
            ItemEvent::HandedOver { duty, on, .. }
            | ItemEvent::Received { duty, on }
            | ItemEvent::Transferred { duty, on, .. } => self.done(author, duty, *on),
            ItemEvent::ReceiptRefused { reopened, .. } => {
                self.duty_mut(reopened).standing = DutyStanding::Open;
            }
            ItemEvent::Published { duty, on, url, .. } => {
                self.done(author, duty, *on);
                self.duty_mut(duty).url.clone_from(url);
            }
            ItemEvent::ReferredBack { to, .. } => {
                self.begin_round(&author.login);
                self.pass(author, at, to, false);
            }
            ItemEvent::TakenDown { duty, reason, on } => {
                self.duty_mut(duty).url.clear();
                self.take_down = Some(TakeDown {
                    duty: duty.clone(),
                    by: author.login.clone(),
                    reason: reason.clone(),
                    on: *on,
                });
            }
            ItemEvent::TakeDownRatified { to } => {
                // The new round is upon the proposal of whoever took it down, not of the leader.
                if let Some(take_down) = self.take_down.take() {
                    self.duty_mut(&take_down.duty).standing = DutyStanding::Open;
                    self.begin_round(&take_down.by);
                }
                self.pass(author, at, to, false);
            }
            ItemEvent::TakeDownOverruled { duty, on, .. } => {
                self.take_down = None;
                self.run_anew(duty, *on);
            }
            ItemEvent::Corrected { to, .. } => self.correct(author, to),
            ItemEvent::Waived { duty, approver, .. } => {
                self.duty_mut(duty).standing = DutyStanding::Waived(approver.clone());
            }
            ItemEvent::Terminated { .. } => {
                self.phase = Phase::Terminated;
                self.change();
            }
            ItemEvent::PaperConfirmed => self.unanswered_paper = None,
            ItemEvent::PaperDisputed { reason } => {
                self.unanswered_paper = None;
                self.disputed = Some(reason.clone());
            }
            ItemEvent::Reminded { .. } | ItemEvent::Commented { .. } => {}
            ItemEvent::Paused { clock, from, .. } => self
                .clock_changes
                .push(ClockChange { clock: clock.clone(), what: ClockChangeKind::Pause(*from, None) }),
            ItemEvent::Resumed { clock, on } => {
                for change in &mut self.clock_changes {
                    if let (true, ClockChangeKind::Pause(_, until @ None)) =
                        (change.clock == *clock, &mut change.what)
                    {
                        *until = Some(*on);
                    }
                }
            }
            ItemEvent::Extended { clock, from, to, .. } => self
                .clock_changes
                .push(ClockChange { clock: clock.clone(), what: ClockChangeKind::Extension(*from, *to) }),
            ItemEvent::KeptWithheld { on, .. } => self.evaluated_on = Some(*on),
            ItemEvent::Reopened { proposal, to, .. } => {
                self.evaluated_on = Some(at.date_naive());
                self.submission.proposal = proposal.clone();
                self.begin_round(&author.login);
                self.proposers = vec![author.login.clone()];
                self.pass(author, at, to, false);
            }
            ItemEvent::Expunged { .. } => {
                let content = &mut self.submission.content;
                *content = super::content::Content {
                    formed_on: content.formed_on,
                    obtained_on: content.obtained_on,
                    document_date: content.document_date,
                    ..super::content::Content::default()
                };
                self.expunged = true;
                self.change();
            }
        }
    }

    fn change(&mut self) {
        self.revision = Revision(self.revision.0.saturating_add(1));
    }

    fn begin_round(&mut self, by: &Login) {
        self.round = self.round.saturating_add(1);
        add(&mut self.proposers, by);
    }

    fn decide(&mut self, stage: &StageKey, by: &Login, at: Moment) {
        self.decisions.push(Decision { stage: stage.clone(), by: by.clone(), at, round: self.round });
    }

    fn proceed(&mut self, author: &Author, at: Moment, to: Option<&StageKey>) {
        match to {
            Some(to) => self.pass(author, at, to, true),
            None => {
                self.leave(author, at, true);
                self.phase = Phase::Decided;
            }
        }
    }

    fn pass(&mut self, author: &Author, at: Moment, to: &StageKey, forward: bool) {
        self.leave(author, at, forward);
        self.phase = Phase::At(to.clone());
    }

    /// What a stage leaves behind: the passage, and nothing of its clock or its readers.
    fn leave(&mut self, author: &Author, at: Moment, forward: bool) {
        self.passage = self.stage().cloned().map(|from| Passage { by: author.clone(), from, at, forward });
        self.openings.clear();
        self.clock_changes.retain(|change| change.clock != ClockKey::Stage);
        self.since = at.date_naive();
        self.change();
    }

    fn note_paper(&mut self, paper: Option<&Paper>) {
        self.unanswered_paper = paper.cloned();
    }

    fn void_secrecy_review_of_other_content(&mut self, content: &super::content::Content) {
        let before = &self.submission.content;
        let same = before.title == content.title
            && before.text == content.text
            && before.public_text == content.public_text
            && before.attachments == content.attachments;
        if !same {
            self.secrecy = None;
        }
    }

    fn done(&mut self, author: &Author, duty: &DutyKey, on: NaiveDate) {
        self.duty_mut(duty).standing = DutyStanding::Done(on, author.login.clone());
    }

    fn run_anew(&mut self, duty: &DutyKey, from: NaiveDate) {
        let state = self.duty_mut(duty);
        state.standing = DutyStanding::Open;
        state.restarted_on = Some(from);
    }

    fn duty_mut(&mut self, key: &DutyKey) -> &mut DutyState {
        let place = self.duties.iter().position(|duty| duty.key == *key).unwrap_or_else(|| {
            self.duties.push(DutyState {
                key: key.clone(),
                standing: DutyStanding::Open,
                restarted_on: None,
                url: String::new(),
            });
            self.duties.len() - 1
        });
        &mut self.duties[place]
    }

    fn correct(&mut self, author: &Author, to: &Correction) {
        let content = &mut self.submission.content;
        match to {
            Correction::Number(number) => {
                if let Some(issue) = &mut self.issue {
                    issue.number = number.clone();
                }
            }
            Correction::DocumentDate(date) => {
                content.document_date = Some(*date);
                if let Some(issue) = &mut self.issue {
                    issue.document_date = *date;
                }
            }
            Correction::IssueDate(date) => {
                if let Some(issue) = &mut self.issue {
                    issue.issue_date = *date;
                }
            }
            Correction::FormedOn(date) => content.formed_on = Some(*date),
            Correction::ObtainedOn(date) => content.obtained_on = Some(*date),
            Correction::Url(duty, url) => self.duty_mut(duty).url.clone_from(url),
            Correction::DoneOn(duty, on) => self.done(author, duty, *on),
        }
    }
}

/// Whose decision it is: the signer of a paper, or else the person at the keyboard.
///
/// A deputy decides himself, though for another; the pair stands in the author.
fn decider<'a>(author: &'a Author, paper: Option<&'a Paper>) -> &'a Login {
    paper.map_or(&author.login, |paper| &paper.signer)
}

fn add(people: &mut Vec<Login>, person: &Login) {
    if !people.contains(person) {
        people.push(person.clone());
    }
}
