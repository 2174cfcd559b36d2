//! Acts on a draft: begin, edit, submit, confirm its declassification; and changes to what is public.

use chrono::NaiveDate;

use super::{Answer, Context, Decided, Desk, whole};
use crate::domain::attribute::{Ground, Proposal};
use crate::domain::command::{Act, Command};
use crate::domain::content::{Content, Submission};
use crate::domain::event::{Author, ItemEvent};
use crate::domain::ids::SectionName;
use crate::domain::item::Phase;
use crate::domain::refusal::Refusal;
use crate::domain::verb::Verb;
use crate::domain::work::responsible;
use crate::procedure::{DutyAct, Fact, Procedure, Role, StageAct};

/// 拟稿: a new item in its draft stage.
pub(super) fn begin(context: Context<'_>, command: &Command) -> Result<Decided, Refusal> {
    let Act::Draft { procedure, section, submission } = &command.act else {
        return Err(Refusal::NoSuchItem(context.allotted.item));
    };
    let roster = context.setting.roster;
    let found = context.procedures.get(procedure).ok_or(Refusal::NoSuchProcedure(procedure.clone()))?;
    let section = roster.section(section).ok_or(Refusal::NoSuchSection(section.clone()))?;
    let stage = found.stage_for(StageAct::Draft).ok_or(Refusal::WrongStage { now: None })?;
    let (role, allowed) = match found.drafted_by {
        Role::Office => (Role::Office, roster.is_office(&command.by)),
        _ => (Role::Drafter, may_draft(context, command, &section.name)),
    };
    if !allowed {
        let staff = match (role, roster.office()) {
            (Role::Office, Some(office)) => &office.name,
            _ => &section.name,
        };
        let mut who = crate::domain::work::members(roster, staff);
        who.truncate(5);
        return Err(Refusal::NotPermitted { who });
    }
    let submission = neutral(found, submission, false)?;
    Ok(Decided {
        item: context.allotted.item,
        author: Author { login: command.by.clone(), role, on_behalf: None },
        events: vec![ItemEvent::Drafted {
            procedure: procedure.clone(),
            version: context.allotted.procedures,
            stage: stage.key.clone(),
            section: section.name.clone(),
            drafter: command.by.clone(),
            submission: Box::new(submission),
        }],
    })
}

fn may_draft(context: Context<'_>, command: &Command, section: &SectionName) -> bool {
    let roster = context.setting.roster;
    roster.is_staff(&command.by, section) || roster.is_head(&command.by, section)
}

/// What may be kept: a state secret leaves nothing but its number (条例 14, 保密法 31), and a formerly
/// secret file nothing but its file number before 解密确认.
fn neutral(
    procedure: &Procedure,
    submission: &Submission,
    declassified: bool,
) -> Result<Submission, Refusal> {
    let content = &submission.content;
    if submission.proposal.ground == Some(Ground::StateSecret) && content.has_substance() {
        return Err(Refusal::StateSecretContent);
    }
    let guarded = procedure.needs.contains(&Fact::Declassified) && !declassified;
    if guarded && content.has_substance() {
        return Err(Refusal::NotDeclassified);
    }
    Ok(submission.clone())
}

impl Desk<'_> {
    /// 修改: everything while it is a draft; the elements alone while it is being published.
    pub(super) fn edit(&self, submission: &Submission) -> Answer {
        self.alive()?;
        let elements_only = self.item.phase == Phase::Decided;
        if !elements_only {
            self.at_stage(|act| act == StageAct::Draft)?;
        }
        let author = self.author(Verb::Edit, None)?;
        self.shown()?;
        let before = &self.item.submission;
        let submission = if elements_only {
            let mut kept = before.clone();
            kept.content.elements = submission.content.elements.clone();
            kept
        } else {
            neutral(self.context.setting.procedure, submission, self.item.declassified.is_some())?
        };
        if submission == *before {
            return Err(Refusal::NothingChanged);
        }
        Ok((author, vec![ItemEvent::Edited(Box::new(submission))]))
    }

    /// A change of what is public passes the stages again; its publication runs from the change (条例 26).
    pub(super) fn change_published(&self, content: &Content, changed_on: NaiveDate) -> Answer {
        self.alive()?;
        if self.item.phase != Phase::Decided {
            return Err(Refusal::WrongStage { now: self.item.stage().cloned() });
        }
        let procedure = self.context.setting.procedure;
        let published = procedure
            .duties
            .iter()
            .find(|duty| duty.act == DutyAct::Publish && self.item.done_on(&duty.key).is_some())
            .ok_or(Refusal::WrongStage { now: None })?;
        let author = self.author(Verb::Edit, None)?;
        self.shown()?;
        if *content == self.item.submission.content {
            return Err(Refusal::NothingChanged);
        }
        self.not_in_future(changed_on)?;
        self.not_before(changed_on, self.item.done_on(&published.key))?;
        let draft = procedure.stages.first().ok_or(Refusal::WrongStage { now: None })?;
        Ok((
            author,
            vec![ItemEvent::PublishedChanged {
                content: Box::new(content.clone()),
                changed_on,
                to: draft.key.clone(),
                duty: published.key.clone(),
            }],
        ))
    }

    /// 送审: whole, with the facts that the procedure requires.
    pub(super) fn submit(&self, opinion: &str) -> Answer {
        self.alive()?;
        let draft = self.at_stage(|act| act == StageAct::Draft)?;
        let author = self.author(Verb::Submit, None)?;
        self.shown()?;
        self.complete(&self.item.submission)?;
        let mut proposers = self.item.clone();
        if !proposers.proposers.contains(&author.login) {
            proposers.proposers.push(author.login.clone());
        }
        // A review whose only reviewer proposed it himself is recorded as 负责人自拟 and passed over.
        let mut self_drafted = Vec::new();
        let mut next = None;
        for stage in self.context.setting.procedure.stages_after(&draft.key) {
            let is_review = matches!(stage.act, StageAct::Review | StageAct::Confirm);
            let heads = self.roster().section(&self.item.section).map_or(0, |found| found.heads.len());
            if is_review && heads > 0 && responsible(&proposers, stage, self.roster()).is_empty() {
                self_drafted.push(stage.key.clone());
                continue;
            }
            next = Some(stage);
            break;
        }
        let to = next.ok_or(Refusal::WrongStage { now: None })?.key.clone();
        Ok((author, vec![ItemEvent::Submitted { opinion: opinion.trim().to_owned(), to, self_drafted }]))
    }

    /// 解密确认, before a historical item gets its title or text.
    pub(super) fn declassify(&self, authority: &str, expired_on: NaiveDate) -> Answer {
        self.alive()?;
        if !self.context.setting.procedure.needs.contains(&Fact::Declassified) {
            return Err(Refusal::WrongStage { now: self.item.stage().cloned() });
        }
        self.at_stage(|act| act == StageAct::Draft)?;
        let author = self.author(Verb::Declassify, None)?;
        if authority.trim().is_empty() {
            return Err(Refusal::AuthorityMissing);
        }
        self.not_in_future(expired_on)?;
        let event = ItemEvent::Declassified { authority: authority.trim().to_owned(), expired_on };
        Ok((author, vec![event]))
    }

    /// The present holder has read this revision in full; recorded once for each holder and revision.
    pub(super) fn open(&self) -> Answer {
        self.alive()?;
        let stage = self.at_stage(|act| act != StageAct::Draft)?;
        let author = self.author(Verb::Approve, None)?;
        self.shown()?;
        let known = |opening: &crate::domain::item::Opening| {
            opening.by == author.login && opening.revision == self.item.revision
        };
        if stage.role == Role::Office || self.item.openings.iter().any(known) {
            return Err(Refusal::NothingChanged);
        }
        Ok((author, vec![ItemEvent::Opened(self.item.revision)]))
    }

    /// Whether a draft has all that its procedure asks for.
    fn complete(&self, submission: &Submission) -> Result<(), Refusal> {
        let Submission { content, proposal } = submission;
        whole(proposal)?;
        let secret = proposal.ground == Some(Ground::StateSecret);
        if secret && content.has_substance() {
            return Err(Refusal::StateSecretContent);
        }
        let needs = &self.context.setting.procedure.needs;
        if needs.contains(&Fact::Declassified) && self.item.declassified.is_none() {
            return Err(Refusal::NotDeclassified);
        }
        if content.title.trim().is_empty() && !secret {
            return Err(Refusal::TitleMissing);
        }
        for fact in needs {
            let there = match fact {
                Fact::Formed => content.formed_on.is_some(),
                Fact::Obtained => content.obtained_on.is_some(),
                Fact::Source => !content.source.name.trim().is_empty(),
                Fact::Declassified => true,
            };
            if !there {
                return Err(Refusal::FactMissing(*fact));
            }
        }
        for day in [content.formed_on, content.obtained_on].into_iter().flatten() {
            self.not_in_future(day)?;
        }
        Ok(())
    }

    /// A proposal that this item can have: a state secret only where nothing but a number stands.
    pub(super) fn fits(&self, proposal: &Proposal) -> Result<(), Refusal> {
        whole(proposal)?;
        if proposal.ground == Some(Ground::StateSecret) && self.item.submission.content.has_substance() {
            return Err(Refusal::StateSecretContent);
        }
        Ok(())
    }
}
