//! Events: what happened to an item, in the past tense. None is ever edited.
//!
//! Who did it and when stands beside the event, in [`Author`] and the moment of recording; a date
//! inside an event is the day on which something was done in the world.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::attribute::Proposal;
use super::command::{ClockKey, Correction, Paper, SecrecyConclusion};
use super::content::{Content, Elements, Submission};
use super::digest::Digest;
use super::flagged::Flagged;
use super::ids::{Login, Revision, SectionName};
use super::number::DocumentNumber;
use crate::procedure::{DutyKey, ProcedureKey, Role, StageKey};

/// A recorded moment, always in the bureau's time (+08:00).
pub type Moment = DateTime<FixedOffset>;

/// Who did something, in what capacity, and for whom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Author {
    /// The person at the keyboard.
    pub login: Login,
    /// The role that allowed it.
    pub role: Role,
    /// The person deputised: 乙代甲.
    pub on_behalf: Option<Login>,
}

impl Author {
    /// The person whose decision it is.
    pub fn principal(&self) -> &Login {
        self.on_behalf.as_ref().unwrap_or(&self.login)
    }
}

/// What happened to an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ItemEvent {
    /// An item began.
    Drafted {
        /// Which procedure it follows.
        procedure: ProcedureKey,
        /// The digest of the procedures file that it keeps.
        version: Digest,
        /// The draft stage.
        stage: StageKey,
        /// The lead section.
        section: SectionName,
        /// 拟稿人.
        drafter: Login,
        /// What was put forward.
        submission: Box<Submission>,
    },
    /// The draft, or its elements, were changed.
    Edited(Box<Submission>),
    /// Public information was changed and passes the stages again.
    PublishedChanged {
        /// The new content.
        content: Box<Content>,
        /// 变更之日.
        changed_on: NaiveDate,
        /// The stage that it goes to.
        to: StageKey,
        /// The duty that runs anew from the change.
        duty: DutyKey,
    },
    /// The draft was sent for review.
    Submitted {
        /// May be empty.
        opinion: String,
        /// The next stage.
        to: StageKey,
        /// Reviews passed over because the only reviewer drafted it himself (负责人自拟).
        self_drafted: Vec<StageKey>,
    },
    /// The present holder read this revision in full, for the first time.
    Opened(Revision),
    /// A reviewer agreed.
    Agreed {
        /// At which stage.
        stage: StageKey,
        /// May be empty.
        opinion: String,
        /// The next stage; `None` when no decision is left.
        to: Option<StageKey>,
        /// The paper, where it was transcribed.
        paper: Option<Paper>,
    },
    /// A reviewer changed the attribute and passed it on.
    AttributeChanged {
        /// At which stage.
        stage: StageKey,
        /// What it became.
        proposal: Proposal,
        /// Why.
        why: String,
        /// The next stage.
        to: Option<StageKey>,
        /// The paper, where it was transcribed.
        paper: Option<Paper>,
    },
    /// The leader determined the attribute: final.
    Determined {
        /// At which stage.
        stage: StageKey,
        /// What was determined.
        proposal: Proposal,
        /// The leader's opinion, or why it was changed.
        opinion: String,
        /// Whether it differs from what was proposed.
        changed: bool,
        /// 审定之日.
        on: NaiveDate,
        /// Whether a row of the 依申请公开 catalogue is allowed.
        listed: bool,
        /// The next stage; `None` when no decision is left.
        to: Option<StageKey>,
        /// The paper, where it was transcribed.
        paper: Option<Paper>,
    },
    /// A reviewer sent it back.
    Returned {
        /// From which stage.
        stage: StageKey,
        /// To which.
        to: StageKey,
        /// Why.
        reason: String,
        /// The paper, where it was transcribed.
        paper: Option<Paper>,
    },
    /// The submitter took it back before the next holder opened it.
    Recalled {
        /// From which stage.
        stage: StageKey,
        /// To which.
        to: StageKey,
    },
    /// The leader undid the determination before issue or publication.
    DeterminationUndone {
        /// The stage that it goes back to.
        to: StageKey,
    },
    /// It was brought in as already issued, without a determination: 待补审定.
    BroughtInIssued {
        /// The determination.
        to: StageKey,
    },
    /// 登记发文.
    IssueRegistered {
        /// The number, or why there is none.
        number: DocumentNumber,
        /// 成文日期.
        document_date: NaiveDate,
        /// 发文日期.
        issue_date: NaiveDate,
        /// Registered by the lead section in the office's place.
        by_fallback: bool,
        /// The stage after it.
        to: Option<StageKey>,
    },
    /// 保密审查 was done on this content.
    SecrecyReviewed {
        /// The digest of what was reviewed.
        content: Digest,
        /// What it came to.
        conclusion: SecrecyConclusion,
        /// The day on which it was done.
        on: NaiveDate,
        /// May be empty.
        opinion: String,
    },
    /// 解密确认.
    Declassified {
        /// Who confirmed it.
        authority: String,
        /// 保密期限届满日.
        expired_on: NaiveDate,
    },
    /// 登记: it has its index number and elements.
    Registered {
        /// 索引号.
        index_number: String,
        /// 要素.
        elements: Elements,
    },
    /// Handed over to the office.
    HandedOver {
        /// Which duty this did.
        duty: DutyKey,
        /// The day on which it was done.
        on: NaiveDate,
        /// 原件份数.
        originals: u32,
        /// What else.
        note: String,
    },
    /// 签收.
    Received {
        /// Which duty this did.
        duty: DutyKey,
        /// The day on which it was done.
        on: NaiveDate,
    },
    /// 拒收.
    ReceiptRefused {
        /// The hand-over that is open again, on its original clock.
        reopened: DutyKey,
        /// Why.
        reason: String,
    },
    /// It is live.
    Published {
        /// Which duty this did.
        duty: DutyKey,
        /// The day on which it went live.
        on: NaiveDate,
        /// Where.
        url: String,
        /// Why what the scan found may stand; empty where nothing was found.
        despite_scan: String,
        /// What the scan found and that reason is for.
        let_stand: Vec<Flagged>,
    },
    /// Transferred to the city archives.
    Transferred {
        /// Which duty this did.
        duty: DutyKey,
        /// The day on which it was done.
        on: NaiveDate,
        /// 批次.
        batch: String,
    },
    /// The archives signed for what went there.
    TransferAcknowledged {
        /// The transfer.
        duty: DutyKey,
        /// The day beside their signature.
        on: NaiveDate,
        /// How the signed copy is filed.
        reference: String,
    },
    /// 撤换: what went to the archives was replaced there, or withdrawn.
    Replaced {
        /// The transfer.
        duty: DutyKey,
        /// The day on which it was done.
        on: NaiveDate,
        /// 撤换函.
        letter: String,
        /// 批次; empty where it was withdrawn.
        batch: String,
        /// Withdrawn, with nothing in its place.
        withdrawn: bool,
    },
    /// 提请复审: issue facts and clocks stay.
    ReferredBack {
        /// Why.
        reason: String,
        /// The determination.
        to: StageKey,
    },
    /// The page was taken down.
    TakenDown {
        /// Which publication.
        duty: DutyKey,
        /// Why.
        reason: String,
        /// The day on which it went down.
        on: NaiveDate,
        /// Whether what two persons had decided before called for it: then nobody has to ratify it.
        called_for: bool,
    },
    /// The leader ratified the take-down, and determines anew.
    TakeDownRatified {
        /// The determination.
        to: StageKey,
    },
    /// The leader overruled the take-down: the publication is due again.
    TakeDownOverruled {
        /// Which publication.
        duty: DutyKey,
        /// Why.
        reason: String,
        /// The day from which it runs.
        on: NaiveDate,
    },
    /// 更正.
    Corrected {
        /// As it was; `None` where nothing stood.
        from: Option<Correction>,
        /// As it is.
        to: Correction,
        /// Why.
        reason: String,
    },
    /// 免除.
    Waived {
        /// Which duty.
        duty: DutyKey,
        /// Why.
        reason: String,
        /// Who approved it.
        approver: Login,
    },
    /// 终止.
    Terminated {
        /// Why.
        reason: String,
    },
    /// The signer confirmed a transcription.
    PaperConfirmed,
    /// The signer disputed a transcription.
    PaperDisputed {
        /// Why.
        reason: String,
        /// Where it is decided anew; `None` where nothing rests on the decision disputed.
        to: Option<StageKey>,
    },
    /// 催办.
    Reminded {
        /// May be empty.
        note: String,
    },
    /// 暂停.
    Paused {
        /// Which clock.
        clock: ClockKey,
        /// From which day.
        from: NaiveDate,
        /// Why.
        reason: String,
        /// Who approved it.
        approver: Login,
    },
    /// 恢复.
    Resumed {
        /// Which clock.
        clock: ClockKey,
        /// On which day.
        on: NaiveDate,
    },
    /// 延长.
    Extended {
        /// Which clock.
        clock: ClockKey,
        /// The last day as it was.
        from: NaiveDate,
        /// The last day as it is.
        to: NaiveDate,
        /// Why.
        reason: String,
        /// Who approved it.
        approver: Login,
        /// The provision, where the limit is a legal one.
        provision: String,
    },
    /// 不公开 was evaluated and kept.
    KeptWithheld {
        /// Why.
        reason: String,
        /// The day on which it was done.
        on: NaiveDate,
    },
    /// 不公开 was evaluated and is to change: a new round.
    Reopened {
        /// What is proposed.
        proposal: Proposal,
        /// Why.
        reason: String,
        /// The stage that it goes to.
        to: StageKey,
    },
    /// Somebody said something.
    Commented {
        /// What.
        text: String,
    },
    /// Content was destroyed, its digests stay.
    Expunged {
        /// Why.
        reason: String,
        /// The second person.
        approver: Login,
    },
}

impl ItemEvent {
    /// Whose signature or approval it is recorded with, where that isn't its author's: that person is told.
    pub fn answerable(&self) -> Option<&Login> {
        match self {
            ItemEvent::Waived { approver, .. }
            | ItemEvent::Paused { approver, .. }
            | ItemEvent::Extended { approver, .. }
            | ItemEvent::Expunged { approver, .. } => Some(approver),
            _ => self.paper().map(|paper| &paper.signer),
        }
    }

    /// Whether it sends the item on to where the next decision is made, or ends the decisions: what a 撤回 undoes.
    pub const fn sends_on(&self) -> bool {
        matches!(
            self,
            ItemEvent::Submitted { .. }
                | ItemEvent::PublishedChanged { .. }
                | ItemEvent::Agreed { .. }
                | ItemEvent::AttributeChanged { .. }
                | ItemEvent::Determined { .. }
        )
    }

    /// The paper that it was transcribed from.
    pub fn paper(&self) -> Option<&Paper> {
        match self {
            ItemEvent::Agreed { paper, .. }
            | ItemEvent::AttributeChanged { paper, .. }
            | ItemEvent::Determined { paper, .. }
            | ItemEvent::Returned { paper, .. } => paper.as_ref(),
            _ => None,
        }
    }
}
