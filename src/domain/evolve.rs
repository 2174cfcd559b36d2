//! How events make an item: total, and without a way to fail.

use super::command::{ClockKey, Correction, Paper};
use super::content::Content;
use super::event::{Author, ItemEvent, Moment};
use super::ids::{ItemId, Login, Revision};
use super::item::{
    Archived, ClockChange, ClockChangeKind, Decision, Declassification, Determination, DutyStanding,
    DutyState, Issue, Item, Opening, Passage, Phase, Return, SecrecyReview, TakeDown, Upon, Voided,
};
use crate::procedure::{DutyKey, Role, StageKey};
use chrono::NaiveDate;

impl Item {
    /// What these events make, in their order; `None` where none of them begins an item.
    pub fn replayed<'e>(
        id: ItemId,
        events: impl IntoIterator<Item = (&'e Author, Moment, &'e ItemEvent)>,
    ) -> Option<Item> {
        let mut item: Option<Item> = None;
        for (author, at, event) in events {
            match &mut item {
                None => item = Item::begin(id, author, at, event),
                Some(item) => item.evolve(author, at, event),
            }
        }
        item
    }

    /// The item that a `Drafted` event begins; `None` for any other event.
    pub fn begin(id: ItemId, author: &Author, at: Moment, event: &ItemEvent) -> Option<Item> {
        let ItemEvent::Drafted { procedure, version, stage, section, drafter, submission } = event else {
            return None;
        };
        let mut proposers = vec![drafter.clone()];
        add(&mut proposers, &author.login);
        let mut submission = (**submission).clone();
        submission.content.settle_public_text(&Content::default());
        Some(Item {
            id,
            procedure: procedure.clone(),
            version: *version,
            section: section.clone(),
            drafter: drafter.clone(),
            submission,
            proposers,
            revision: Revision(1),
            round: 1,
            from_draft: true,
            phase: Phase::At(stage.clone()),
            begun_at: at,
            since: at,
            passage: None,
            openings: Vec::new(),
            last_return: None,
            decisions: Vec::new(),
            determination: None,
            issue: None,
            secrecy: None,
            let_stand: Vec::new(),
            declassified: None,
            index_number: None,
            duties: Vec::new(),
            corrected: Vec::new(),
            clock_changes: Vec::new(),
            archived: None,
            take_down: None,
            unanswered_papers: Vec::new(),
            unanswered_approvals: Vec::new(),
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
                let before = self.submission.clone();
                self.put_content(&submission.content);
                self.submission.proposal = submission.proposal.clone();
                // Whoever changes the elements alone proposes nothing.
                if self.submission != before.with(&submission.content.elements) {
                    self.propose(author);
                }
                self.change();
            }
            ItemEvent::PublishedChanged { content, changed_on, to, duty } => {
                self.put_content(content);
                self.begin_round(&author.login);
                self.from_draft = true;
                self.run_anew(duty, *changed_on);
                self.pass(author, at, to, true);
            }
            ItemEvent::Submitted { to, self_drafted, .. } => {
                self.propose(author);
                // Whose review it would have been: the head who submits it, or else the head who drafted it.
                let head = if author.role == Role::Head { author.principal() } else { &self.drafter }.clone();
                for stage in self_drafted {
                    self.decide(stage, &head, at);
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
                let before = self.determination.take();
                let changed = before.as_ref().is_some_and(|it| it.proposal.attribute != proposal.attribute);
                let voided = if changed { self.keep_only_what_was_done() } else { Voided::default() };
                self.submission.proposal = proposal.clone();
                self.determination = Some(Determination {
                    proposal: proposal.clone(),
                    by,
                    on: *on,
                    at,
                    listed: *listed,
                    round: self.round,
                    proposers: self.proposers.clone(),
                    restarts_on: match &before {
                        Some(_) if changed => Some(*on),
                        before => before.as_ref().and_then(|before| before.restarts_on),
                    },
                    before: before.map(Box::new),
                    voided,
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
            ItemEvent::Recalled { to, .. } => self.take_back(author, at, to),
            ItemEvent::DeterminationUndone { to } => {
                if let Some(undone) = self.determination.take() {
                    self.determination = undone.before.map(|before| *before);
                    self.restore(undone.voided);
                }
                self.take_back(author, at, to);
            }
            ItemEvent::BroughtInIssued { to } => {
                self.from_draft = false;
                self.pass(author, at, to, false);
            }
            ItemEvent::IssueRegistered { number, document_date, issue_date, to, .. } => {
                self.issue = Some(Issue {
                    number: number.clone(),
                    document_date: *document_date,
                    issue_date: *issue_date,
                    at,
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
                if self.submission.content.elements != *elements {
                    self.let_stand.clear();
                    self.submission.content.elements = elements.clone();
                    self.change();
                }
            }
            ItemEvent::HandedOver { duty, on, .. } | ItemEvent::Received { duty, on } => {
                self.done(author, duty, *on);
            }
            ItemEvent::Transferred { duty, on, batch } => {
                self.done(author, duty, *on);
                self.archived = Some(Archived::new(duty, *on, batch, ""));
            }
            ItemEvent::TransferAcknowledged { on, reference, .. } => {
                if let Some(held) = &mut self.archived {
                    held.reference.clone_from(reference);
                    held.acknowledged = Some((*on, author.login.clone()));
                }
            }
            ItemEvent::Replaced { duty, withdrawn: true, .. } => {
                self.archived = None;
                // Were it to be public once more, it would have to go there once more.
                self.duty_mut(duty).standing = DutyStanding::Open;
            }
            ItemEvent::Replaced { duty, on, batch, letter, .. } => {
                self.archived = Some(Archived::new(duty, *on, batch, letter));
            }
            ItemEvent::ReceiptRefused { reopened, .. } => {
                self.duty_mut(reopened).standing = DutyStanding::Open;
            }
            ItemEvent::Published { duty, on, url, let_stand, .. } => {
                self.done(author, duty, *on);
                self.duty_mut(duty).url.clone_from(url);
                self.let_stand.clone_from(let_stand);
            }
            ItemEvent::ReferredBack { to, .. } => {
                self.begin_round(&author.login);
                self.pass(author, at, to, false);
            }
            ItemEvent::TakenDown { duty, called_for: true, .. } => {
                let state = self.duty_mut(duty);
                state.url.clear();
                state.standing = DutyStanding::Open;
            }
            ItemEvent::TakenDown { duty, reason, on, called_for: false } => {
                self.duty_mut(duty).url.clear();
                self.take_down = Some(TakeDown {
                    duty: duty.clone(),
                    by: author.login.clone(),
                    reason: reason.clone(),
                    on: *on,
                });
            }
            ItemEvent::TakeDownRatified { to } => {
                if let Some(down) = self.take_down.take() {
                    // What is public again after the new round runs from here, not from its first issue.
                    self.due_again(&down.duty, at.date_naive());
                    // The new round is upon the proposal of whoever took it down, not of the leader.
                    if self.stage() != Some(to) {
                        self.begin_round(&down.by);
                        self.pass(author, at, to, false);
                    }
                }
            }
            ItemEvent::TakeDownOverruled { duty, on, .. } => {
                self.take_down = None;
                self.due_again(duty, *on);
            }
            ItemEvent::Corrected { from, to, .. } => {
                let known = |first: &Correction| first.is_of_the_same_fact(to);
                if !self.corrected.iter().any(known) {
                    self.corrected.extend(from.clone());
                }
                self.correct(to);
                if let Some(held) = self.archived.as_mut().filter(|_| to.is_on_the_document()) {
                    held.outdated = true;
                }
            }
            ItemEvent::Waived { duty, approver, .. } => {
                self.ask(author, approver);
                self.duty_mut(duty).standing = DutyStanding::Waived(approver.clone());
            }
            ItemEvent::Terminated { .. } => {
                self.phase = Phase::Terminated;
                self.change();
            }
            ItemEvent::PaperConfirmed => self.answered(author),
            ItemEvent::PaperDisputed { reason, to } => {
                self.answered(author);
                if let Some(to) = to {
                    // Whose word was disputed has proposed nothing by it.
                    let disputed = |one: &&Decision| one.stage == *to && one.by == author.login;
                    if let Some(Decision { upon, .. }) = self.decisions.iter().rev().find(disputed) {
                        self.submission.proposal = upon.proposal.clone();
                        let own = upon.proposers.contains(&author.login);
                        self.proposers.retain(|proposer| own || *proposer != author.login);
                    }
                    // What was determined is reconsidered.
                    if self.is_determined() {
                        self.round = self.round.saturating_add(1);
                        self.from_draft = false;
                    }
                    self.pass(author, at, to, false);
                }
                self.disputed = Some(reason.clone());
            }
            ItemEvent::Reminded { .. } | ItemEvent::Commented { .. } => {}
            ItemEvent::Paused { clock, from, approver, .. } => {
                self.ask(author, approver);
                let what = ClockChangeKind::Pause(*from, None);
                self.clock_changes.push(ClockChange { clock: clock.clone(), what });
            }
            ItemEvent::Resumed { clock, on } => {
                for change in &mut self.clock_changes {
                    if let (true, ClockChangeKind::Pause(_, until @ None)) =
                        (change.clock == *clock, &mut change.what)
                    {
                        *until = Some(*on);
                    }
                }
            }
            ItemEvent::Extended { clock, from, to, approver, .. } => {
                self.ask(author, approver);
                let what = ClockChangeKind::Extension(*from, *to);
                self.clock_changes.push(ClockChange { clock: clock.clone(), what });
            }
            ItemEvent::KeptWithheld { on, .. } => self.evaluated_on = Some(*on),
            ItemEvent::Reopened { proposal, to, .. } => {
                self.evaluated_on = Some(at.date_naive());
                self.submission.proposal = proposal.clone();
                self.begin_round(&author.login);
                self.proposers = vec![self.drafter.clone()];
                self.propose(author);
                self.pass(author, at, to, false);
            }
            ItemEvent::Expunged { approver, .. } => {
                self.ask(author, approver);
                let content = &mut self.submission.content;
                *content = Content {
                    formed_on: content.formed_on,
                    obtained_on: content.obtained_on,
                    document_date: content.document_date,
                    ..Content::default()
                };
                self.let_stand.clear();
                self.expunged = true;
                // What was destroyed waits for nobody.
                if self.phase != Phase::Terminated {
                    self.phase = Phase::Decided;
                }
                self.change();
            }
        }
    }

    /// Another attribute calls for other duties. What was done stays known, and so does a page that is live;
    /// gives what does not.
    fn keep_only_what_was_done(&mut self) -> Voided {
        let voided = Voided {
            duties: self.duties.clone(),
            clock_changes: self.clock_changes.iter().filter(|change| !is_of_stage(change)).cloned().collect(),
            take_down: self.take_down.clone(),
        };
        if let Some(down) = self.take_down.take() {
            self.duty_mut(&down.duty).standing = DutyStanding::Open;
        }
        self.duties.retain(|duty| matches!(duty.standing, DutyStanding::Done(..)) || !duty.url.is_empty());
        for duty in &mut self.duties {
            duty.restarted_on = None;
        }
        self.clock_changes.retain(is_of_stage);
        voided
    }

    /// Lets count again what had become void; what was done meanwhile stays known.
    fn restore(&mut self, voided: Voided) {
        for duty in voided.duties {
            let now = self.duty_mut(&duty.key);
            if !matches!(now.standing, DutyStanding::Done(..)) || now.standing == duty.standing {
                *now = duty;
            }
        }
        self.clock_changes.extend(voided.clock_changes);
        self.take_down = voided.take_down.or(self.take_down.take());
    }

    /// What a deputy puts forward is a proposal of both.
    fn propose(&mut self, author: &Author) {
        add(&mut self.proposers, &author.login);
        add(&mut self.proposers, author.principal());
    }

    fn change(&mut self) {
        self.revision = Revision(self.revision.0.saturating_add(1));
    }

    fn begin_round(&mut self, by: &Login) {
        self.round = self.round.saturating_add(1);
        self.from_draft = false;
        add(&mut self.proposers, by);
    }

    fn decide(&mut self, stage: &StageKey, by: &Login, at: Moment) {
        self.disputed = None;
        let upon = Upon { proposal: self.submission.proposal.clone(), proposers: self.proposers.clone() };
        self.decisions.push(Decision { stage: stage.clone(), by: by.clone(), at, round: self.round, upon });
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
        let (changes, others) = std::mem::take(&mut self.clock_changes).into_iter().partition(is_of_stage);
        self.clock_changes = others;
        let left = (self.since, changes);
        let from = self.stage().cloned();
        self.passage = from.map(|from| Passage { by: author.clone(), from, at, forward, left });
        self.openings.clear();
        self.since = at;
        self.change();
    }

    /// What was sent on too early goes on where it was, with what was proposed then, on the clock that ran there.
    fn take_back(&mut self, author: &Author, at: Moment, to: &StageKey) {
        let passage = self.passage.take().filter(|passage| passage.from == *to);
        self.pass(author, at, to, false);
        if let Some(Passage { at: passed, left: (since, changes), .. }) = passage {
            let taken_back = self.decisions.last().filter(|last| last.stage == *to && last.at == passed);
            if let Some(upon) = taken_back.map(|last| last.upon.clone()) {
                self.lay_before(upon);
            }
            self.since = since;
            self.clock_changes.extend(changes);
        }
    }

    /// Puts back what was decided upon.
    fn lay_before(&mut self, upon: Upon) {
        self.submission.proposal = upon.proposal;
        self.proposers = upon.proposers;
    }

    fn note_paper(&mut self, paper: Option<&Paper>) {
        self.unanswered_papers.extend(paper.cloned());
    }

    /// Who is named as approver is told, and may object.
    fn ask(&mut self, author: &Author, approver: &Login) {
        if author.principal() != approver {
            add(&mut self.unanswered_approvals, approver);
        }
    }

    /// A signer answers for all that was transcribed from him, and done with his approval.
    fn answered(&mut self, author: &Author) {
        self.unanswered_approvals.retain(|approver| *approver != author.login);
        self.unanswered_papers.retain(|paper| paper.signer != author.login);
    }

    /// Other content voids its 保密审查, and what the archives hold is no longer what stands here.
    fn put_content(&mut self, content: &Content) {
        let before = std::mem::replace(&mut self.submission.content, content.clone());
        self.submission.content.settle_public_text(&before);
        if self.submission.content != before {
            self.let_stand.clear();
        }
        let same = before.title == content.title
            && before.text == content.text
            && before.public_text == content.public_text
            && before.attachments == content.attachments;
        if !same {
            self.secrecy = None;
            if let Some(held) = &mut self.archived {
                held.outdated = true;
            }
        }
    }

    fn done(&mut self, author: &Author, duty: &DutyKey, on: NaiveDate) {
        let at = self.touched_at;
        let state = self.duty_mut(duty);
        state.standing = DutyStanding::Done(on, author.login.clone());
        state.at = at;
    }

    fn run_anew(&mut self, duty: &DutyKey, from: NaiveDate) {
        let at = self.touched_at;
        let state = self.duty_mut(duty);
        state.at = at;
        state.standing = DutyStanding::Open;
        state.restarted_on = Some(from);
        self.clock_changes.retain(|change| change.clock != ClockKey::Duty(duty.clone()));
    }

    /// What was taken down is due again from this day, unless it was due already.
    fn due_again(&mut self, duty: &DutyKey, from: NaiveDate) {
        if self.done_on(duty).is_some() {
            self.run_anew(duty, from);
        }
    }

    fn duty_mut(&mut self, key: &DutyKey) -> &mut DutyState {
        let place = self.duties.iter().position(|duty| duty.key == *key).unwrap_or_else(|| {
            self.duties.push(DutyState {
                key: key.clone(),
                standing: DutyStanding::Open,
                restarted_on: None,
                at: self.touched_at,
                url: String::new(),
            });
            self.duties.len() - 1
        });
        &mut self.duties[place]
    }

    /// The item with its facts as they were first recorded.
    pub(super) fn uncorrected(&self) -> Item {
        let mut item = self.clone();
        self.corrected.iter().for_each(|first| item.correct(first));
        item
    }

    fn correct(&mut self, to: &Correction) {
        self.submission.content.correct(to);
        match to {
            Correction::Number(number) => {
                if let Some(issue) = &mut self.issue {
                    issue.number = number.clone();
                }
            }
            Correction::DocumentDate(date) => {
                if let Some(issue) = &mut self.issue {
                    issue.document_date = *date;
                }
            }
            Correction::IssueDate(date) => {
                if let Some(issue) = &mut self.issue {
                    issue.issue_date = *date;
                }
            }
            Correction::FormedOn(_) | Correction::ObtainedOn(_) => {}
            Correction::Url(duty, url) => self.duty_mut(duty).url.clone_from(url),
            Correction::DoneOn(duty, on) => {
                // Who did it stays.
                if let DutyStanding::Done(day, _) = &mut self.duty_mut(duty).standing {
                    *day = *on;
                }
            }
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

fn is_of_stage(change: &ClockChange) -> bool {
    change.clock == ClockKey::Stage
}
