//! The first aggregate: one piece of information on its way, as its events have made it.

use chrono::{Datelike, NaiveDate};

use super::attribute::Proposal;
use super::command::{ClockKey, Correction, Paper, SecrecyConclusion};
use super::content::{Element, Submission};
use super::digest::Digest;
use super::event::{Author, Moment};
use super::flagged::Flagged;
use super::ids::{ItemId, Login, Revision, SectionName};
use super::number::DocumentNumber;
use crate::procedure::{Attribute, DutyKey, ProcedureKey, StageKey};

/// The state of an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Its number.
    pub id: ItemId,
    /// The procedure it follows, in the version that it began with.
    pub procedure: ProcedureKey,
    /// The digest of the procedures file.
    pub version: Digest,
    /// 主办科室.
    pub section: SectionName,
    /// 拟稿人.
    pub drafter: Login,
    /// What it says, and the attribute proposed for it.
    pub submission: Submission,
    /// Everybody whose proposal this is: the drafter, who submitted it, who changed its attribute.
    pub proposers: Vec<Login>,
    /// Counts the changes of substance.
    pub revision: Revision,
    /// Counts the determinations begun; the first round is 1.
    pub round: u32,
    /// Whether the present round began at the draft; only then can it be sent back there.
    pub from_draft: bool,
    /// Where it is.
    pub phase: Phase,
    /// When it was drafted.
    pub begun_at: Moment,
    /// When the present stage began.
    pub since: Moment,
    /// How it came to the present stage.
    pub passage: Option<Passage>,
    /// Who has read it in full since it came to the present stage.
    pub openings: Vec<Opening>,
    /// The last time that it was sent back.
    pub last_return: Option<Return>,
    /// Every decision of a stage, in order.
    pub decisions: Vec<Decision>,
    /// The determination in force.
    pub determination: Option<Determination>,
    /// 登记发文.
    pub issue: Option<Issue>,
    /// 保密审查 of the present content; new content voids it.
    pub secrecy: Option<SecrecyReview>,
    /// What the scan found in the present content and was published all the same, with a reason.
    pub let_stand: Vec<Flagged>,
    /// 解密确认.
    pub declassified: Option<Declassification>,
    /// 索引号.
    pub index_number: Option<String>,
    /// What was done about each duty that has been touched.
    pub duties: Vec<DutyState>,
    /// The facts that were corrected, as they were first recorded.
    pub corrected: Vec<Correction>,
    /// Pauses and extensions.
    pub clock_changes: Vec<ClockChange>,
    /// What the city archives hold of it.
    pub archived: Option<Archived>,
    /// A take-down that waits for the leader.
    pub take_down: Option<TakeDown>,
    /// Transcribed decisions that their signers haven't answered.
    pub unanswered_papers: Vec<Paper>,
    /// Leaders with whose approval something was done here (免除, 暂停, 延长, 清除) and who haven't answered yet.
    pub unanswered_approvals: Vec<Login>,
    /// Why the last transcription was disputed, until it is decided anew.
    pub disputed: Option<String>,
    /// The day of the last evaluation of 不公开 (条例 18).
    pub evaluated_on: Option<NaiveDate>,
    /// Whether its content was destroyed.
    pub expunged: bool,
    /// When anything last happened.
    pub touched_at: Moment,
}

/// Where an item is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Phase {
    /// At a stage.
    At(StageKey),
    /// No decision is left; duties may be.
    Decided,
    /// Ended without issue.
    Terminated,
}

/// How an item came to its present stage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passage {
    /// Who passed it on.
    pub by: Author,
    /// From where.
    pub from: StageKey,
    /// When.
    pub at: Moment,
    /// Whether it was sent forward; what was sent back can't be recalled.
    pub forward: bool,
    /// When the stage began that it left, and what was done to its clock: a recall puts both back.
    pub left: (Moment, Vec<ClockChange>),
}

/// Somebody has read a revision in full.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opening {
    /// Who.
    pub by: Login,
    /// What.
    pub revision: Revision,
    /// When.
    pub at: Moment,
}

/// A return (退回).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Return {
    /// Whose decision.
    pub by: Login,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Moment,
}

/// What was decided at a stage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// Which stage.
    pub stage: StageKey,
    /// Whose decision; for a transcribed one, the signer.
    pub by: Login,
    /// When it was recorded.
    pub at: Moment,
    /// In which round.
    pub round: u32,
    /// What it was made upon; a decision that is taken back leaves that behind.
    pub upon: Upon,
}

/// What lies before whoever decides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Upon {
    /// What is proposed.
    pub proposal: Proposal,
    /// Whose proposal it is.
    pub proposers: Vec<Login>,
}

/// 审定.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Determination {
    /// Final.
    pub proposal: Proposal,
    /// The leader; for a transcribed one, the signer.
    pub by: Login,
    /// 审定之日.
    pub on: NaiveDate,
    /// When it was recorded.
    pub at: Moment,
    /// Whether a row of the 依申请公开 catalogue is allowed.
    pub listed: bool,
    /// The round that it closed.
    pub round: u32,
    /// The proposers whom it was made upon.
    pub proposers: Vec<Login>,
    /// The one before, which stands again where this one is undone.
    pub before: Option<Box<Determination>>,
    /// What became void because this one changed the attribute, and counts again where it is undone.
    pub voided: Voided,
    /// The day from which legal clocks run anew under it, where it changed the attribute or followed one
    /// that did.
    pub restarts_on: Option<NaiveDate>,
}

/// What goes when another attribute is determined.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Voided {
    /// Duties as they stood.
    pub duties: Vec<DutyState>,
    /// What was done to the clocks of duties.
    pub clock_changes: Vec<ClockChange>,
    /// A take-down that awaited its ratification.
    pub take_down: Option<TakeDown>,
}

/// 发文.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Issue {
    /// The number, or why there is none.
    pub number: DocumentNumber,
    /// 成文日期.
    pub document_date: NaiveDate,
    /// 发文日期.
    pub issue_date: NaiveDate,
    /// When it was recorded.
    pub at: Moment,
}

/// 保密审查.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SecrecyReview {
    /// The digest of what was reviewed.
    pub content: Digest,
    /// Who reviewed.
    pub by: Login,
    /// When.
    pub on: NaiveDate,
    /// What it came to.
    pub conclusion: SecrecyConclusion,
}

/// 解密确认.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Declassification {
    /// Who confirmed it.
    pub authority: String,
    /// 保密期限届满日.
    pub expired_on: NaiveDate,
}

/// What was done about a duty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DutyState {
    /// Which.
    pub key: DutyKey,
    /// How it stands.
    pub standing: DutyStanding,
    /// The day from which it runs anew, where something made it due again.
    pub restarted_on: Option<NaiveDate>,
    /// When it came to stand so.
    pub at: Moment,
    /// Where it is live.
    pub url: String,
}

/// How a duty stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DutyStanding {
    /// Still to be done.
    Open,
    /// Done on this day, recorded by this person.
    Done(NaiveDate, Login),
    /// Without object, approved by this person.
    Waived(Login),
}

/// What was done to a clock.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClockChange {
    /// Which.
    pub clock: ClockKey,
    /// What.
    pub what: ClockChangeKind,
}

/// A pause or an extension.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ClockChangeKind {
    /// From the first day until the second, or until now.
    Pause(NaiveDate, Option<NaiveDate>),
    /// The last day moved from the first to the second.
    Extension(NaiveDate, NaiveDate),
}

/// What the city archives hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Archived {
    /// The transfer by which it went there.
    pub duty: DutyKey,
    /// The day on which it went, or was last replaced.
    pub since: NaiveDate,
    /// 批次.
    pub batch: String,
    /// 撤换函, where it took the place of what went before.
    pub letter: String,
    /// Whether what stands here says something else by now.
    pub outdated: bool,
    /// 回执: the day beside the archives' signature, and who recorded it.
    pub acknowledged: Option<(NaiveDate, Login)>,
    /// How the signed list is filed.
    pub reference: String,
}

/// 撤下 that waits for the leader.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TakeDown {
    /// Which publication.
    pub duty: DutyKey,
    /// Who took it down; the leader who ratifies is the second person.
    pub by: Login,
    /// Why.
    pub reason: String,
    /// When.
    pub on: NaiveDate,
}

impl Item {
    /// Whether it is where it is because it was sent back there, and not passed on or taken back since.
    pub fn is_sent_back(&self) -> bool {
        let came = self.passage.as_ref().map(|passage| passage.at);
        came.is_some() && self.last_return.as_ref().map(|sent| sent.at) == came
    }

    /// The stage where it is; `None` once all decisions are made.
    pub fn stage(&self) -> Option<&StageKey> {
        match &self.phase {
            Phase::At(stage) => Some(stage),
            Phase::Decided | Phase::Terminated => None,
        }
    }

    /// The attribute that stands now: determined, or else proposed.
    pub fn attribute(&self) -> Option<Attribute> {
        let proposed = self.submission.proposal.attribute;
        match (&self.phase, &self.determination) {
            (Phase::Decided, Some(determination)) => determination.proposal.attribute,
            _ => proposed,
        }
    }

    /// The attribute that the leader determined, whatever is being proposed since.
    pub fn determined(&self) -> Option<Attribute> {
        self.determination.as_ref().and_then(|determination| determination.proposal.attribute)
    }

    /// 生成日期: when it was made or obtained; for a document the date that stands on it.
    pub fn made_on(&self) -> Option<NaiveDate> {
        let content = &self.submission.content;
        let document = self.issue.as_ref().map(|issue| issue.document_date).or(content.document_date);
        document.or(content.formed_on).or(content.obtained_on)
    }

    /// 信息生成年度, the year of its index number; that of its registration where nobody knows when it was made.
    pub fn index_year(&self, today: NaiveDate) -> i32 {
        self.made_on().unwrap_or(today).year()
    }

    /// The elements that it lacks for publication.
    pub fn missing_elements(&self) -> Vec<Element> {
        let content = &self.submission.content;
        let lacks = |element: &Element| match element {
            Element::Title => content.title.trim().is_empty(),
            Element::Summary => content.elements.summary.trim().is_empty(),
            Element::MadeOn => self.made_on().is_none(),
        };
        Element::ALL.iter().copied().filter(lacks).collect()
    }

    /// What was done about this duty.
    pub fn duty(&self, key: &DutyKey) -> Option<&DutyState> {
        self.duties.iter().find(|duty| duty.key == *key)
    }

    /// The day on which this duty was done.
    pub fn done_on(&self, key: &DutyKey) -> Option<NaiveDate> {
        match self.duty(key)?.standing {
            DutyStanding::Done(on, _) => Some(on),
            DutyStanding::Open | DutyStanding::Waived(_) => None,
        }
    }

    /// Whether nothing is left to do for this duty.
    pub fn is_settled(&self, key: &DutyKey) -> bool {
        self.duty(key).is_some_and(|duty| duty.standing != DutyStanding::Open)
    }

    /// Who made the last decision, and at which stage.
    pub fn last_decision(&self) -> Option<&Decision> {
        self.decisions.last()
    }

    /// The day from which legal clocks run anew: a changed attribute's new 审定.
    pub fn restarted_on(&self) -> Option<NaiveDate> {
        self.determination.as_ref().and_then(|determination| determination.restarts_on)
    }

    /// Whether this publication can be read by the public now.
    pub fn is_live(&self, key: &DutyKey) -> bool {
        self.duty(key).is_some_and(|duty| !duty.url.is_empty())
    }

    /// The first 审定, where the document was issued before it: the attribute has to stand before issue
    /// (细则一(一)3).
    pub fn issued_before(&self) -> Option<NaiveDate> {
        let mut first = self.determination.as_ref()?;
        while let Some(before) = &first.before {
            first = before;
        }
        self.issue.as_ref().filter(|issue| issue.issue_date < first.on).map(|_| first.on)
    }

    /// Whether the determination now in force closed the present round.
    pub fn is_determined(&self) -> bool {
        self.determination.as_ref().is_some_and(|determination| determination.round == self.round)
    }
}

impl Archived {
    /// What went there on that day is what stands here.
    pub(super) fn new(duty: &DutyKey, since: NaiveDate, batch: &str, letter: &str) -> Archived {
        Archived {
            duty: duty.clone(),
            since,
            batch: batch.to_owned(),
            letter: letter.to_owned(),
            outdated: false,
            acknowledged: None,
            reference: String::new(),
        }
    }
}
