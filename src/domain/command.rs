//! Commands: what somebody wants done to one item, in the imperative.

use chrono::NaiveDate;

use super::attribute::Proposal;
use super::content::{Content, Elements, Submission};
use super::digest::Digest;
use super::ids::{Login, Revision, SectionName};
use super::number::DocumentNumber;
use super::verb::Verb;
use crate::procedure::{DutyKey, ProcedureKey, StageKey, terms};

/// An act with its author and what the author was shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Command {
    /// What is to be done.
    pub act: Act,
    /// Who does it.
    pub by: Login,
    /// For whom, where the author says so; otherwise whoever's task it is and whose deputy the author is.
    pub on_behalf: Option<Login>,
    /// The revision that the author was shown; `None` binds the act to what is there now.
    pub revision: Option<Revision>,
}

/// What can be done to an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    /// 拟稿: begin an item.
    Draft {
        /// Which procedure it follows.
        procedure: ProcedureKey,
        /// The lead section.
        section: SectionName,
        /// What is put forward.
        submission: Box<Submission>,
    },
    /// Bring in what was kept elsewhere: as a draft, or as issued.
    BringIn(Box<BringIn>),
    /// 修改 a draft, or (elements only) what is being published.
    Edit(Box<Submission>),
    /// Change information that is already public (条例 26): it passes the stages again.
    ChangePublished {
        /// The new content.
        content: Box<Content>,
        /// 变更之日.
        changed_on: NaiveDate,
    },
    /// 送审.
    Submit {
        /// May be empty.
        opinion: String,
    },
    /// 同意; at the determination, 审定.
    Approve {
        /// May be empty.
        opinion: String,
        /// Whether a row of the 依申请公开 catalogue is allowed (历史保存).
        listed: bool,
    },
    /// 改为, and pass it on.
    ChangeAttribute {
        /// What it becomes.
        proposal: Proposal,
        /// Why.
        why: String,
        /// As in `Approve`, where it becomes 依申请公开 by the determination.
        listed: bool,
    },
    /// 退回.
    Return {
        /// The stage that it goes back to; the draft where none is named.
        to: Option<StageKey>,
        /// Why.
        reason: String,
    },
    /// 撤回, or undo 审定.
    Recall,
    /// 登记发文.
    Issue {
        /// The number, or why there is none.
        number: DocumentNumber,
        /// 成文日期.
        document_date: NaiveDate,
        /// 发文日期.
        issue_date: NaiveDate,
    },
    /// 保密审查.
    ReviewSecrecy {
        /// What it came to.
        conclusion: SecrecyConclusion,
        /// The day on which it was done.
        on: NaiveDate,
        /// May be empty where it passed.
        opinion: String,
    },
    /// 解密确认 (国家秘密解密暂行办法 7: by the body that classified it).
    Declassify {
        /// Who confirmed it.
        authority: String,
        /// 保密期限届满日.
        expired_on: NaiveDate,
    },
    /// 登记: index number and elements.
    Register(Elements),
    /// 移交信息公开办.
    HandOver {
        /// The day on which it was done.
        on: NaiveDate,
        /// 原件份数.
        originals: u32,
        /// Files handed over besides, or what was extracted.
        note: String,
    },
    /// 签收.
    Receive {
        /// The day on which it was done.
        on: NaiveDate,
    },
    /// 拒收: reopens the hand-over on its original clock.
    RefuseReceipt {
        /// Why.
        reason: String,
    },
    /// 发布, 建立链接, or list in the catalogue.
    Publish {
        /// The day on which it went live.
        on: NaiveDate,
        /// Where it is live.
        url: String,
        /// Why personal data found by the scan may stand; empty where nothing was found.
        despite_scan: String,
    },
    /// 移交市档案馆.
    Transfer {
        /// The day on which it was done.
        on: NaiveDate,
        /// 批次.
        batch: String,
    },
    /// 回执 of the archives for what went there.
    Acknowledge {
        /// The day beside their signature.
        on: NaiveDate,
        /// How the signed copy is filed; may be empty.
        reference: String,
    },
    /// 撤换 of what went to the archives.
    Replace {
        /// The day on which it was done.
        on: NaiveDate,
        /// 撤换函: the number of the formal letter.
        letter: String,
        /// 批次 with which the replacement goes; the next one where none is named.
        batch: String,
    },
    /// 撤下: at once, ratified afterwards.
    TakeDown {
        /// Why.
        reason: String,
    },
    /// 追认撤下, or overrule it.
    Ratify {
        /// Whether the leader agrees.
        agreed: bool,
        /// Required where the leader doesn't.
        reason: String,
    },
    /// 提请复审.
    ReferBack {
        /// Why.
        reason: String,
    },
    /// 更正.
    Correct {
        /// The new value of one fact.
        to: Correction,
        /// Why.
        reason: String,
    },
    /// 免除 a duty without object.
    Waive {
        /// Which.
        duty: DutyKey,
        /// Why.
        reason: String,
        /// Who approved it.
        approver: Login,
    },
    /// 终止 an item that is never issued.
    Terminate {
        /// Why.
        reason: String,
    },
    /// 代录 a decision signed on paper.
    Transcribe {
        /// What was decided.
        decision: PaperAct,
        /// The paper.
        paper: Paper,
    },
    /// The signer's word on a transcription.
    Answer {
        /// Why it is disputed; empty confirms it.
        dispute: String,
    },
    /// 催办: a log entry, nothing more.
    Remind {
        /// May be empty.
        note: String,
    },
    /// 暂停 an internal or bureau limit.
    Pause {
        /// Which clock.
        clock: ClockKey,
        /// Why.
        reason: String,
        /// Who approved it.
        approver: Login,
    },
    /// 恢复.
    Resume {
        /// Which clock.
        clock: ClockKey,
    },
    /// 延长; a legal limit only under a cited 另有规定.
    Extend {
        /// Which clock.
        clock: ClockKey,
        /// The new last day.
        to: NaiveDate,
        /// Why.
        reason: String,
        /// Who approved it.
        approver: Login,
        /// The provision, where the limit is a legal one.
        provision: String,
    },
    /// 不公开定期评估 (条例 18).
    ReEvaluate {
        /// What it should become; `None` keeps it.
        proposal: Option<Proposal>,
        /// Why.
        reason: String,
    },
    /// 意见.
    Comment {
        /// What is said.
        text: String,
    },
    /// 清除 what should never have been entered.
    Expunge {
        /// Why.
        reason: String,
        /// The second person.
        approver: Login,
    },
    /// The present holder has read this revision in full.
    Open,
}

/// An item that was kept elsewhere before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BringIn {
    /// Which procedure it follows.
    pub procedure: ProcedureKey,
    /// The lead section.
    pub section: SectionName,
    /// 拟稿人.
    pub drafter: Login,
    /// What it says and what is proposed.
    pub submission: Submission,
    /// 解密确认: by whom, and when the secrecy period ended.
    pub declassified: Option<(String, NaiveDate)>,
    /// Facts of issue, for an item that comes in as issued.
    pub issue: Option<Issued>,
    /// Who determined it and when, on paper; without it what was issued is 待补审定.
    pub determined: Option<(Login, NaiveDate)>,
}

/// Facts of issue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Issued {
    /// The number, or why there is none.
    pub number: DocumentNumber,
    /// 成文日期.
    pub document_date: NaiveDate,
    /// 发文日期.
    pub issue_date: NaiveDate,
}

/// A decision that was signed on a paper 发文处理单.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PaperAct {
    /// 同意.
    Approve {
        /// As in [`Act::Approve`].
        listed: bool,
    },
    /// 改为.
    ChangeAttribute {
        /// What it becomes.
        proposal: Proposal,
        /// Why.
        why: String,
        /// As in [`Act::Approve`].
        listed: bool,
    },
    /// 退回.
    Return {
        /// The stage that it goes back to; the draft where none is named.
        to: Option<StageKey>,
        /// Why.
        reason: String,
    },
}

/// The paper behind a transcribed decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paper {
    /// Whose signature it bears.
    pub signer: Login,
    /// The date beside it.
    pub signed_on: NaiveDate,
    /// SM3 of the scan.
    pub scan: Option<Digest>,
}

terms! {
    /// What a 保密审查 came to.
    SecrecyConclusion {
        /// 可以公开
        Clear = "clear",
        /// 不可公开: becomes 提请复审
        No = "no",
        /// 不能确定: becomes 报请确定
        Unclear = "unclear",
    }
}

/// A fact that 更正 may change, with its value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Correction {
    /// 文号
    Number(DocumentNumber),
    /// 成文日期
    DocumentDate(NaiveDate),
    /// 发文日期
    IssueDate(NaiveDate),
    /// 形成日期
    FormedOn(NaiveDate),
    /// 获取日期
    ObtainedOn(NaiveDate),
    /// Where a publication is live.
    Url(DutyKey, String),
    /// The day on which a duty was done.
    DoneOn(DutyKey, NaiveDate),
}

impl Correction {
    /// Whether it is of what stands on the document and in the list that goes to the archives with it.
    pub fn is_on_the_document(&self) -> bool {
        matches!(self, Correction::Number(_) | Correction::DocumentDate(_) | Correction::IssueDate(_))
    }

    /// Whether both are about one fact, whatever they say of it.
    pub fn is_of_the_same_fact(&self, other: &Correction) -> bool {
        match (self, other) {
            (Correction::Url(one, _), Correction::Url(other, _))
            | (Correction::DoneOn(one, _), Correction::DoneOn(other, _)) => one == other,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

/// Names one clock of an item.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ClockKey {
    /// That of the present stage.
    Stage,
    /// That of a duty.
    Duty(DutyKey),
}

impl Act {
    /// The elements (要素) that it says, where it says any.
    pub fn elements(&self) -> Option<&Elements> {
        match self {
            Act::Draft { submission, .. } | Act::Edit(submission) => Some(&submission.content.elements),
            Act::ChangePublished { content, .. } => Some(&content.elements),
            Act::Register(elements) => Some(elements),
            _ => None,
        }
    }

    /// The act's name.
    pub const fn verb(&self) -> Option<Verb> {
        Some(match self {
            Act::Draft { .. } => Verb::Draft,
            Act::BringIn(_) => Verb::Import,
            Act::Edit(_) | Act::ChangePublished { .. } => Verb::Edit,
            Act::Submit { .. } => Verb::Submit,
            Act::Approve { .. } => Verb::Approve,
            Act::ChangeAttribute { .. } => Verb::ChangeAttribute,
            Act::Return { .. } => Verb::Return,
            Act::Recall => Verb::Recall,
            Act::Issue { .. } => Verb::Issue,
            Act::ReviewSecrecy { .. } => Verb::ReviewSecrecy,
            Act::Declassify { .. } => Verb::Declassify,
            Act::Register(_) => Verb::Register,
            Act::HandOver { .. } => Verb::HandOver,
            Act::Receive { .. } | Act::RefuseReceipt { .. } => Verb::Receive,
            Act::Publish { .. } => Verb::Publish,
            Act::Transfer { .. } => Verb::Transfer,
            Act::Acknowledge { .. } => Verb::Acknowledge,
            Act::Replace { .. } => Verb::Replace,
            Act::TakeDown { .. } => Verb::TakeDown,
            Act::Ratify { .. } => Verb::Ratify,
            Act::ReferBack { .. } => Verb::ReferBack,
            Act::Correct { .. } => Verb::Correct,
            Act::Waive { .. } => Verb::Waive,
            Act::Terminate { .. } => Verb::Terminate,
            Act::Transcribe { .. } => Verb::Transcribe,
            Act::Answer { .. } => Verb::Answer,
            Act::Remind { .. } => Verb::Remind,
            Act::Pause { .. } => Verb::Pause,
            Act::Resume { .. } => Verb::Resume,
            Act::Extend { .. } => Verb::Extend,
            Act::ReEvaluate { .. } => Verb::ReEvaluate,
            Act::Comment { .. } => Verb::Comment,
            Act::Expunge { .. } => Verb::Expunge,
            Act::Open => return None,
        })
    }
}
