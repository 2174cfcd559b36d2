//! Decisions of the stages: agree, change the attribute, send back, recall, and the same from paper.

use super::{Answer, Desk, has_role, reason};
use crate::domain::attribute::Proposal;
use crate::domain::command::{Paper, PaperAct};
use crate::domain::event::{Author, ItemEvent};
use crate::domain::ids::Login;
use crate::domain::refusal::Refusal;
use crate::domain::verb::Verb;
use crate::domain::work::responsible;
use crate::procedure::{DutyAct, Role, Stage, StageAct, StageKey};

/// The stages that are decided by agreeing, changing or sending back.
fn is_decision(act: StageAct) -> bool {
    matches!(act, StageAct::Confirm | StageAct::Review | StageAct::Determine | StageAct::Sign)
}

impl Desk<'_> {
    /// 同意; at the determination, 审定.
    pub(super) fn approve(&self, opinion: &str, listed: bool) -> Answer {
        let (stage, author) = self.decider(Verb::Approve)?;
        self.fits(&self.item.submission.proposal)?;
        let event = self.passed(stage, None, opinion, listed, None);
        Ok((author, vec![event]))
    }

    /// 改为, with a reason, and pass it on; at the determination this is the final word.
    pub(super) fn change_attribute(&self, proposal: &Proposal, why: &str) -> Answer {
        let (stage, author) = self.decider(Verb::ChangeAttribute)?;
        if stage.act == StageAct::Sign {
            return Err(Refusal::WrongStage { now: Some(stage.key.clone()) });
        }
        if *proposal == self.item.submission.proposal {
            return Err(Refusal::NothingChanged);
        }
        self.fits(proposal)?;
        let event = self.passed(stage, Some(proposal), &reason(why)?, false, None);
        Ok((author, vec![event]))
    }

    /// 退回, with a reason, to a named earlier stage. After 审定 nothing is returned.
    pub(super) fn send_back(&self, to: Option<&StageKey>, why: &str) -> Answer {
        let (stage, author) = self.decider(Verb::Return)?;
        let event = self.returned(stage, to, why, None)?;
        Ok((author, vec![event]))
    }

    /// 撤回 by who passed it on, until the next holder has opened it; the leader undoes 审定 until issue
    /// is registered or the item is published.
    pub(super) fn recall(&self) -> Answer {
        self.alive()?;
        let determined = self.item.is_determined();
        let public = self.context.setting.procedure.duties.iter().any(|duty| {
            matches!(duty.act, DutyAct::Publish | DutyAct::List) && self.item.done_on(&duty.key).is_some()
        });
        if determined && (self.item.issue.is_some() || public) {
            return Err(Refusal::AlreadyIssued);
        }
        let wrong = || Refusal::WrongStage { now: self.item.stage().cloned() };
        let passage = self.item.passage.as_ref().filter(|passage| passage.forward).ok_or_else(wrong)?;
        let author = self.author(Verb::Recall, None)?;
        if let Some(opening) = self.item.openings.iter().find(|opening| opening.by != author.login) {
            return Err(Refusal::OpenedMeanwhile { by: opening.by.clone(), at: opening.at });
        }
        self.shown()?;
        let to = passage.from.clone();
        let event = match (self.item.stage(), determined) {
            (_, true) => ItemEvent::DeterminationUndone { to },
            (Some(stage), false) => ItemEvent::Recalled { stage: stage.clone(), to },
            (None, false) => return Err(wrong()),
        };
        Ok((author, vec![event]))
    }

    /// 代录: the office records what was signed on paper. The recorder is the actor; the signer, the date
    /// and the scan are fields, and the rules are those for the signer.
    pub(super) fn transcribe(&self, decision: &PaperAct, paper: &Paper) -> Answer {
        self.alive()?;
        let stage = self.at_stage(is_decision)?;
        let author = self.author(Verb::Transcribe, None)?;
        if self.roster().person(&paper.signer).is_none() {
            return Err(Refusal::UnknownPerson(paper.signer.clone()));
        }
        self.not_own_proposal(&paper.signer)?;
        let could = responsible(self.item, stage, self.roster());
        if !could.contains(&paper.signer) {
            return Err(Refusal::NotPermitted { who: could });
        }
        self.shown()?;
        self.not_in_future(paper.signed_on)?;
        let paper = Some(paper.clone());
        let event = match decision {
            PaperAct::Approve => {
                self.fits(&self.item.submission.proposal)?;
                self.passed(stage, None, "", false, paper)
            }
            PaperAct::ChangeAttribute(proposal) => {
                self.fits(proposal)?;
                self.passed(stage, Some(proposal), "", false, paper)
            }
            PaperAct::Return(why) => self.returned(stage, None, why, paper)?,
        };
        Ok((author, vec![event]))
    }

    /// The signer confirms or disputes a transcription.
    pub(super) fn answer(&self, dispute: &str) -> Answer {
        if self.item.unanswered_paper.is_none() {
            return Err(Refusal::WrongStage { now: self.item.stage().cloned() });
        }
        let author = self.author(Verb::Answer, None)?;
        let event = match dispute.trim() {
            "" => ItemEvent::PaperConfirmed,
            reason => ItemEvent::PaperDisputed { reason: reason.to_owned() },
        };
        Ok((author, vec![event]))
    }

    /// The stage to be decided and its author, by the order of the checks that all decisions share.
    fn decider(&self, verb: Verb) -> Result<(&Stage, Author), Refusal> {
        self.alive()?;
        let stage = self.at_stage(is_decision)?;
        self.not_own_proposal_of_a_reviewer(stage)?;
        let author = self.author(verb, None).map_err(|refusal| self.was_first().unwrap_or(refusal))?;
        self.not_own_proposal(&author.login)?;
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
            Role::Chief => self.roster().person(by).is_some_and(|person| person.chief),
            _ => false,
        };
        if has_role { self.not_own_proposal(by) } else { Ok(()) }
    }

    fn passed(
        &self,
        stage: &Stage,
        changed: Option<&Proposal>,
        opinion: &str,
        listed: bool,
        paper: Option<Paper>,
    ) -> ItemEvent {
        let to = self.next_after(&stage.key).map(|next| next.key.clone());
        let (stage_key, opinion) = (stage.key.clone(), opinion.trim().to_owned());
        match (stage.act, changed) {
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
        }
    }

    fn returned(
        &self,
        stage: &Stage,
        to: Option<&StageKey>,
        why: &str,
        paper: Option<Paper>,
    ) -> Result<ItemEvent, Refusal> {
        // What was issued can't go back to a draft: it is reconsidered where it is (提请复审).
        if self.item.issue.is_some() || stage.act == StageAct::Sign {
            return Err(Refusal::AlreadyIssued);
        }
        let earlier = self.context.setting.procedure.stages_before(&stage.key);
        let draft = earlier.first().ok_or(Refusal::WrongStage { now: Some(stage.key.clone()) })?;
        let target = match to {
            Some(key) => {
                earlier.iter().find(|stage| stage.key == *key).ok_or(Refusal::NoSuchStage(key.clone()))?
            }
            None => draft,
        };
        Ok(ItemEvent::Returned {
            stage: stage.key.clone(),
            to: target.key.clone(),
            reason: reason(why)?,
            paper,
        })
    }
}
