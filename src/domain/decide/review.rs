//! Decisions of the stages: agree, change the attribute, send back, recall, and the same from paper.

use super::{Answer, Desk, has_role, reason};
use crate::domain::attribute::Proposal;
use crate::domain::command::{Paper, PaperAct};
use crate::domain::event::{Author, ItemEvent};
use crate::domain::ids::Login;
use crate::domain::item::Decision;
use crate::domain::refusal::{Dated, Refusal};
use crate::domain::verb::Verb;
use crate::domain::work::{deputies, responsible};
use crate::procedure::{DutyAct, Role, Stage, StageAct, StageKey};

/// The stages that are decided by agreeing, changing or sending back.
fn is_decision(act: StageAct) -> bool {
    matches!(act, StageAct::Confirm | StageAct::Review | StageAct::Determine | StageAct::Sign)
}

/// Who signs after the determination doesn't change it.
fn changeable(stage: &Stage) -> Result<(), Refusal> {
    match stage.act {
        StageAct::Sign => Err(Refusal::Determined),
        _ => Ok(()),
    }
}

impl Desk<'_> {
    /// 同意; at the determination, 审定.
    pub(super) fn approve(&self, opinion: &str, listed: bool) -> Answer {
        let (stage, author) = self.decider(Verb::Approve)?;
        self.fits(&self.item.submission.proposal)?;
        let event = self.passed(stage, None, opinion, listed, None)?;
        Ok((author, vec![event]))
    }

    /// 改为, with a reason, and pass it on; at the determination this is the final word.
    pub(super) fn change_attribute(&self, proposal: &Proposal, why: &str, listed: bool) -> Answer {
        self.alive()?;
        changeable(self.at_stage(is_decision)?)?;
        let (stage, author) = self.decider(Verb::ChangeAttribute)?;
        if *proposal == self.item.submission.proposal {
            return Err(Refusal::NothingChanged);
        }
        let why = self.fits_because(proposal, why)?;
        let event = self.passed(stage, Some(proposal), &why, listed, None)?;
        Ok((author, vec![event]))
    }

    /// 退回, with a reason, to a named earlier stage. After 审定 nothing is returned.
    pub(super) fn send_back(&self, to: Option<&StageKey>, why: &str) -> Answer {
        self.alive()?;
        let stage = self.at_stage(is_decision)?;
        let to = self.target(stage, to)?;
        self.may_go_back(stage)?;
        let (stage, author) = self.decider(Verb::Return)?;
        Ok((author, vec![returned(stage, to, &reason(why)?, None)]))
    }

    /// 撤回 by who passed it on, until the next holder has opened it; the leader undoes 审定 until issue
    /// is registered or the item is published.
    pub(super) fn recall(&self) -> Answer {
        self.alive()?;
        if self.item.is_determined() && (self.item.issue.is_some() || self.is_public()) {
            return Err(Refusal::AlreadyIssued);
        }
        let wrong = || Refusal::WrongStage { now: self.item.stage().cloned() };
        let passage = self.item.passage.as_ref().filter(|passage| passage.forward).ok_or_else(wrong)?;
        let to = passage.from.clone();
        if self.item.is_determined() && to == self.determination_stage()? {
            let author = self.author(Verb::Recall, None)?;
            self.shown()?;
            return Ok((author, vec![ItemEvent::DeterminationUndone { to }]));
        }
        let stage = self.item.stage().cloned().ok_or_else(wrong)?;
        let author = self.author(Verb::Recall, None)?;
        self.shown()?;
        if let Some(opening) = self.item.openings.iter().find(|opening| opening.by != author.login) {
            return Err(Refusal::OpenedMeanwhile { by: opening.by.clone(), at: opening.at });
        }
        Ok((author, vec![ItemEvent::Recalled { stage, to }]))
    }

    /// Whether any publication was done, or can still be read.
    pub(super) fn is_public(&self) -> bool {
        let publications = self.context.setting.procedure.duties.iter();
        let mut publications =
            publications.filter(|duty| matches!(duty.act, DutyAct::Publish | DutyAct::List));
        publications.any(|duty| self.item.done_on(&duty.key).is_some() || self.item.is_live(&duty.key))
    }

    /// 代录: the office records what was signed on paper. The recorder is the actor; the signer, the date
    /// and the scan are fields, and the rules are those for the signer.
    pub(super) fn transcribe(&self, decision: &PaperAct, paper: &Paper) -> Answer {
        let Paper { signer, signed_on, .. } = paper;
        if self.roster().person(signer).is_none() {
            return Err(Refusal::UnknownPerson(signer.clone()));
        }
        self.alive()?;
        let stage = self.at_stage(is_decision)?;
        match decision {
            PaperAct::Return { .. } => self.may_go_back(stage)?,
            PaperAct::ChangeAttribute { .. } => changeable(stage)?,
            PaperAct::Approve { .. } => {}
        }
        self.not_own_proposal(stage, signer)?;
        let author = self.author(Verb::Transcribe, None)?;
        // Who proposed it must not be alone in saying that somebody else decided it.
        if self.item.proposers.contains(&author.login) {
            return Err(Refusal::OwnProposal(author.login));
        }
        let could = responsible(self.item, stage, self.roster());
        let stood_in = |person: &Login| {
            deputies(self.roster(), self.context.delegations, person, *signed_on).contains(signer)
        };
        if !could.contains(signer) && !could.iter().any(stood_in) {
            return Err(Refusal::NotPermitted { who: could });
        }
        self.shown()?;
        let (proposed, paper) = (&self.item.submission.proposal, Some(paper.clone()));
        let event = match decision {
            PaperAct::Approve { listed } => {
                self.fits(proposed)?;
                self.passed(stage, None, "", *listed, paper)?
            }
            PaperAct::ChangeAttribute { proposal, .. } if proposal == proposed => {
                return Err(Refusal::NothingChanged);
            }
            PaperAct::ChangeAttribute { proposal, why, listed } => {
                let why = self.fits_because(proposal, why)?;
                self.passed(stage, Some(proposal), &why, *listed, paper)?
            }
            PaperAct::Return { to, reason: why } => {
                returned(stage, self.target(stage, to.as_ref())?, &reason(why)?, paper)
            }
        };
        self.not_in_future(Dated::Signature, *signed_on)?;
        self.not_before_it_was(Dated::Signature, *signed_on)?;
        Ok((author, vec![event]))
    }

    /// The signer confirms or disputes a transcription. What rests on a disputed one is decided anew.
    pub(super) fn answer(&self, dispute: &str) -> Answer {
        if self.item.unanswered_papers.is_empty() && self.item.unanswered_approvals.is_empty() {
            return Err(Refusal::WrongStage { now: self.item.stage().cloned() });
        }
        let author = self.author(Verb::Answer, None)?;
        let event = match dispute.trim() {
            "" => ItemEvent::PaperConfirmed,
            reason => ItemEvent::PaperDisputed { reason: reason.to_owned(), to: self.decided_anew() },
        };
        Ok((author, vec![event]))
    }

    /// Where a disputed decision of the author's is decided anew: where it was made, or, once there is a
    /// determination, there (提请复审).
    fn decided_anew(&self) -> Option<StageKey> {
        self.alive().ok()?;
        // What was done with an approval is not undone by an objection: it stands with it, for all to see.
        if !self.item.unanswered_papers.iter().any(|paper| paper.signer == self.command.by) {
            return None;
        }
        if self.item.is_determined() {
            return self.determination_stage().ok();
        }
        let mine = |decision: &&Decision| decision.by == self.command.by && decision.round == self.item.round;
        let disputed = &self.item.decisions.iter().rev().find(mine)?.stage;
        let before = self.context.setting.procedure.stages_before(self.item.stage()?);
        before.iter().any(|stage| stage.key == *disputed).then(|| disputed.clone())
    }

    /// The stage to be decided and its author, by the order of the checks that all decisions share.
    fn decider(&self, verb: Verb) -> Result<(&Stage, Author), Refusal> {
        self.alive()?;
        let stage = self.at_stage(is_decision)?;
        self.not_own_proposal_of_a_reviewer(stage)?;
        let author = self.author(verb, None).map_err(|refusal| self.was_first().unwrap_or(refusal))?;
        self.not_own_proposal(stage, &author.login)?;
        self.shown()?;
        Ok((stage, author))
    }

    /// Who decided the stage that would have been this person's to decide, had nobody been first.
    fn was_first(&self) -> Option<Refusal> {
        let last = self.item.last_decision().filter(|last| last.round == self.item.round)?;
        let stage = self.context.setting.procedure.stage(&last.stage)?;
        let mut people = self.principals();
        people.push(self.command.by.clone());
        let theirs = |person: &Login| has_role(self.roster(), stage.role, person, &self.item.section);
        people.iter().any(theirs).then(|| Refusal::AlreadyDecided { by: last.by.clone(), at: last.at })
    }

    /// Somebody with the role who proposed it himself is told so, rather than that it isn't his to do.
    fn not_own_proposal_of_a_reviewer(&self, stage: &Stage) -> Result<(), Refusal> {
        let (by, section) = (&self.command.by, &self.item.section);
        let has_role = match stage.role {
            Role::Head => self.roster().is_head(by, section),
            Role::Leader => self.roster().is_leader_of(by, section),
            Role::Chief => self.roster().is_chief(by),
            _ => false,
        };
        if has_role { self.not_own_proposal(stage, by) } else { Ok(()) }
    }

    fn passed(
        &self,
        stage: &Stage,
        changed: Option<&Proposal>,
        opinion: &str,
        listed: bool,
        paper: Option<Paper>,
    ) -> Result<ItemEvent, Refusal> {
        // A row is allowed where there is a catalogue, and entering it is a duty with gates of its own.
        if listed && !self.context.setting.procedure.lists_on_request() {
            return Err(Refusal::NoCatalogue);
        }
        let to = self.next_after(&stage.key).map(|next| next.key.clone());
        let (stage_key, opinion) = (stage.key.clone(), opinion.trim().to_owned());
        Ok(match (stage.act, changed) {
            (StageAct::Determine, _) => ItemEvent::Determined {
                stage: stage_key,
                proposal: changed.unwrap_or(&self.item.submission.proposal).clone(),
                opinion,
                changed: changed.is_some(),
                on: paper.as_ref().map_or(self.today(), |paper| paper.signed_on),
                listed,
                to,
                paper,
            },
            (_, Some(proposal)) => ItemEvent::AttributeChanged {
                stage: stage_key,
                proposal: proposal.clone(),
                why: opinion,
                to,
                paper,
            },
            (_, None) => ItemEvent::Agreed { stage: stage_key, opinion, to, paper },
        })
    }

    /// After 审定 nothing is returned: what was issued, or has duties, is reconsidered where it is
    /// (提请复审), unless its round began with a new draft.
    fn may_go_back(&self, stage: &Stage) -> Result<(), Refusal> {
        let (item, procedure) = (self.item, self.context.setting.procedure);
        let in_force = item.determination.is_some() && procedure.stage_for(StageAct::Issue).is_none();
        match (stage.act, item.from_draft) {
            (StageAct::Sign, _) => Err(Refusal::Determined),
            (_, false) if item.issue.is_some() => Err(Refusal::AlreadyIssued),
            (_, false) if in_force => Err(Refusal::UnderReconsideration),
            _ => Ok(()),
        }
    }

    /// The stage that it goes back to; the draft where none is named.
    fn target(&self, stage: &Stage, to: Option<&StageKey>) -> Result<&Stage, Refusal> {
        let earlier = self.context.setting.procedure.stages_before(&stage.key);
        let draft = earlier.first().ok_or(Refusal::WrongStage { now: Some(stage.key.clone()) })?;
        let Some(key) = to else { return Ok(draft) };
        // A review that was passed over has nobody to go back to.
        let takes_it = |stage: &&Stage| {
            stage.key == *key
                && (stage.key == draft.key || !responsible(self.item, stage, self.roster()).is_empty())
        };
        earlier.iter().find(takes_it).ok_or_else(|| Refusal::NoSuchStage(key.clone()))
    }
}

fn returned(stage: &Stage, to: &Stage, reason: &str, paper: Option<Paper>) -> ItemEvent {
    ItemEvent::Returned { stage: stage.key.clone(), to: to.key.clone(), reason: reason.to_owned(), paper }
}
