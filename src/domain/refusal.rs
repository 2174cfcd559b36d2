//! Refusals: the domain's answer when a command can't be done.
//!
//! They stand here in their order of precedence: where several apply, the one listed first is given.
//! First who is asking, then what there is, then whether it is still to be decided, then whether it is
//! theirs to decide, then whether they have seen it, then what is missing from what they gave, and last
//! what the item still lacks.

use chrono::NaiveDate;

use super::event::Moment;
use super::ids::{ItemId, Login, Revision, SectionName};
use crate::procedure::{DutyAct, DutyKey, Fact, ProcedureKey, StageKey, terms};

terms! {
    /// What a date is the date of.
    Dated {
        /// 成文日期
        Document = "document",
        /// 发文日期
        Issue = "issue",
        /// 形成日期
        Formed = "formed",
        /// 获取日期
        Obtained = "obtained",
        /// 审定日期
        Determination = "determination",
        /// 签批日期, on a paper
        Signature = "signature",
        /// 变更日期, of what was public
        Change = "change",
        /// 保密期限届满日
        SecrecyExpiry = "secrecy-expiry",
        /// 保密审查日期
        SecrecyReview = "secrecy-review",
        /// 移交日期
        HandOver = "hand-over",
        /// 签收日期
        Receipt = "receive",
        /// 发布日期
        Publication = "publish",
        /// 列入目录日期
        Listing = "list",
        /// 移交档案馆日期
        Transfer = "transfer",
        /// 档案馆回执日期
        Acknowledgement = "acknowledgement",
        /// 撤换日期
        Replacement = "replacement",
    }
}

impl From<DutyAct> for Dated {
    fn from(act: DutyAct) -> Dated {
        match act {
            DutyAct::HandOver => Dated::HandOver,
            DutyAct::Receive => Dated::Receipt,
            DutyAct::Publish => Dated::Publication,
            DutyAct::List => Dated::Listing,
            DutyAct::Transfer => Dated::Transfer,
        }
    }
}

/// Why a command is not done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The roster doesn't know this person.
    UnknownPerson(Login),
    /// There is no such item, or none that this person may read.
    NoSuchItem(ItemId),
    /// There is no such procedure.
    NoSuchProcedure(ProcedureKey),
    /// There is no such section.
    NoSuchSection(SectionName),
    /// The item ended without issue.
    Terminated,
    /// Its content was destroyed.
    Expunged,
    /// There is no such stage that it could go to.
    NoSuchStage(StageKey),
    /// There is no such duty on this item.
    NoSuchDuty(DutyKey),
    /// Somebody decided this before.
    AlreadyDecided {
        /// Who.
        by: Login,
        /// When.
        at: Moment,
    },
    /// The duty is done already.
    AlreadyDone {
        /// Which.
        duty: DutyKey,
        /// By whom.
        by: Login,
        /// On which day.
        on: NaiveDate,
    },
    /// The archives' receipt is recorded already.
    AlreadyAcknowledged {
        /// By whom.
        by: Login,
        /// The day beside the archives' signature.
        on: NaiveDate,
    },
    /// The document is registered as issued, or public; that can't be undone.
    AlreadyIssued,
    /// The attribute is determined: it is neither sent back nor changed but by 提请复审 (细则一(一)3).
    Determined,
    /// The act doesn't belong to the stage where the item is.
    WrongStage {
        /// Where the item is; `None` when no decision is left.
        now: Option<StageKey>,
    },
    /// Another duty comes first.
    DutyWaits {
        /// Which one.
        after: DutyKey,
    },
    /// The determination is being reconsidered.
    UnderReconsideration,
    /// Nobody decides upon his own proposal, also not as a deputy.
    OwnProposal(Login),
    /// It isn't this person's to do.
    NotPermitted {
        /// Who could.
        who: Vec<Login>,
    },
    /// It has changed since it was shown.
    RevisionChanged {
        /// What was shown.
        shown: Revision,
        /// What is there.
        now: Revision,
    },
    /// The next holder has opened it.
    OpenedMeanwhile {
        /// Who.
        by: Login,
        /// When.
        at: Moment,
    },
    /// It would change what the public reads now, which passes the stages again (条例 26).
    IsPublic,
    /// Nothing would change.
    NothingChanged,
    /// 公开属性 can't be left blank.
    AttributeMissing,
    /// 不公开 needs a ground.
    GroundMissing,
    /// 不公开 needs a written reason.
    ReasonMissing,
    /// The ground needs the provision cited.
    LawMissing,
    /// A state secret may leave only a neutral number here.
    StateSecretContent,
    /// A formerly secret item may leave only its file number here before 解密确认.
    NotDeclassified,
    /// It has no title.
    TitleMissing,
    /// Its title is longer than one can be.
    TitleTooLong {
        /// How many characters it has.
        chars: usize,
        /// How many it may have.
        most: usize,
    },
    /// The procedure requires a fact that is missing.
    FactMissing(Fact),
    /// The procedure has no 依申请公开 catalogue that a row could be allowed in (细则三4).
    NoCatalogue,
    /// The paper authorisation, scan or provision is not named.
    AuthorityMissing,
    /// The approver is not a leader, or is the same person.
    ApproverMissing,
    /// This person can't be a deputy.
    CannotDeputise(Login),
    /// The period has no day left in it.
    PeriodEmpty {
        /// First day.
        first: NaiveDate,
        /// Last day.
        last: NaiveDate,
    },
    /// This is no 文号.
    NumberMalformed(String),
    /// A date of what has happened lies in the future.
    DateInFuture {
        /// Which date.
        date: Dated,
        /// What was given.
        given: NaiveDate,
    },
    /// A date lies before the fact that it follows.
    DateTooEarly {
        /// Which date.
        date: Dated,
        /// What was given.
        given: NaiveDate,
        /// What it can't precede.
        earliest: NaiveDate,
    },
    /// The archives take nothing on this day.
    NoBatchDay {
        /// What was given.
        given: String,
        /// The next batch.
        next: NaiveDate,
        /// The one after it.
        then: NaiveDate,
    },
    /// A limit is extended to a later day, and this is none.
    NotLater {
        /// What was given.
        given: NaiveDate,
        /// The last day as it is.
        due: NaiveDate,
    },
    /// Another item has this 文号.
    NumberInUse {
        /// Which number.
        number: String,
        /// Which item.
        by: ItemId,
    },
    /// Another item's page has this address.
    PageInUse {
        /// Which address.
        url: String,
        /// Which item.
        by: ItemId,
    },
    /// Nothing of it can be read by the public now.
    NoPage,
    /// Its index number carries another 信息类别, and is never changed.
    CategoryNumbered {
        /// The number.
        number: String,
        /// What was given.
        code: String,
    },
    /// The settings have no such 信息类别.
    NoSuchCategory {
        /// What was given.
        code: String,
        /// The codes that there are.
        known: Vec<String>,
    },
    /// This is no address of a page.
    UrlMalformed(String),
    /// A legal limit can be neither paused nor extended without a cited provision (条例 26).
    LimitIsLaw,
    /// The clock isn't running, is paused already, or is not paused.
    ClockNotFit,
    /// 保密审查 of the present content is missing.
    SecrecyReviewMissing,
    /// 保密审查 forbids it, or could not tell.
    SecrecyReviewForbids,
    /// It has no index number yet.
    IndexNumberMissing,
    /// Required elements are missing: 内容概述.
    ElementsMissing(Vec<super::content::Element>),
    /// The 公开版 was made from an earlier text.
    PublicTextOutdated,
    /// Nobody has said whether these attachments are disclosed.
    AttachmentsUndecided(Vec<String>),
    /// The scan found personal data that must be masked, or let stand with a reason.
    PersonalData {
        /// How many findings block.
        findings: usize,
    },
}

impl Refusal {
    /// Whether it is about what was given with the command, so that the act could be done with something
    /// else; otherwise it says who asks, or how the item stands.
    pub const fn is_about_what_was_given(&self) -> bool {
        matches!(
            self,
            Refusal::NoSuchStage(_)
                | Refusal::NoSuchDuty(_)
                | Refusal::NothingChanged
                | Refusal::AttributeMissing
                | Refusal::GroundMissing
                | Refusal::ReasonMissing
                | Refusal::LawMissing
                | Refusal::TitleTooLong { .. }
                | Refusal::NoCatalogue
                | Refusal::AuthorityMissing
                | Refusal::ApproverMissing
                | Refusal::CannotDeputise(_)
                | Refusal::PeriodEmpty { .. }
                | Refusal::NumberMalformed(_)
                | Refusal::DateInFuture { .. }
                | Refusal::DateTooEarly { .. }
                | Refusal::NoBatchDay { .. }
                | Refusal::NotLater { .. }
                | Refusal::NumberInUse { .. }
                | Refusal::PageInUse { .. }
                | Refusal::CategoryNumbered { .. }
                | Refusal::NoSuchCategory { .. }
                | Refusal::UrlMalformed(_)
                | Refusal::LimitIsLaw
        )
    }

    /// A stable name, for scripts.
    pub const fn key(&self) -> &'static str {
        match self {
            Refusal::UnknownPerson(_) => "unknown-person",
            Refusal::NoSuchItem(_) => "no-such-item",
            Refusal::NoSuchProcedure(_) => "no-such-procedure",
            Refusal::NoSuchSection(_) => "no-such-section",
            Refusal::Terminated => "terminated",
            Refusal::Expunged => "expunged",
            Refusal::NoSuchStage(_) => "no-such-stage",
            Refusal::NoSuchDuty(_) => "no-such-duty",
            Refusal::AlreadyDecided { .. } => "already-decided",
            Refusal::AlreadyDone { .. } => "already-done",
            Refusal::AlreadyAcknowledged { .. } => "already-acknowledged",
            Refusal::AlreadyIssued => "already-issued",
            Refusal::Determined => "determined",
            Refusal::WrongStage { .. } => "wrong-stage",
            Refusal::DutyWaits { .. } => "duty-waits",
            Refusal::UnderReconsideration => "under-reconsideration",
            Refusal::OwnProposal(_) => "own-proposal",
            Refusal::NotPermitted { .. } => "not-permitted",
            Refusal::RevisionChanged { .. } => "revision-changed",
            Refusal::OpenedMeanwhile { .. } => "opened-meanwhile",
            Refusal::NothingChanged => "nothing-changed",
            Refusal::AttributeMissing => "attribute-missing",
            Refusal::GroundMissing => "ground-missing",
            Refusal::ReasonMissing => "reason-missing",
            Refusal::LawMissing => "law-missing",
            Refusal::StateSecretContent => "state-secret-content",
            Refusal::NotDeclassified => "not-declassified",
            Refusal::TitleMissing => "title-missing",
            Refusal::TitleTooLong { .. } => "title-too-long",
            Refusal::FactMissing(_) => "fact-missing",
            Refusal::NoCatalogue => "no-catalogue",
            Refusal::AuthorityMissing => "authority-missing",
            Refusal::ApproverMissing => "approver-missing",
            Refusal::CannotDeputise(_) => "cannot-deputise",
            Refusal::PeriodEmpty { .. } => "period-empty",
            Refusal::NumberMalformed(_) => "number-malformed",
            Refusal::DateInFuture { .. } => "date-in-future",
            Refusal::DateTooEarly { .. } => "date-too-early",
            Refusal::NoBatchDay { .. } => "no-batch-day",
            Refusal::NotLater { .. } => "not-later",
            Refusal::NumberInUse { .. } => "number-in-use",
            Refusal::PageInUse { .. } => "page-in-use",
            Refusal::NoPage => "no-page",
            Refusal::IsPublic => "is-public",
            Refusal::CategoryNumbered { .. } => "category-numbered",
            Refusal::NoSuchCategory { .. } => "no-such-category",
            Refusal::UrlMalformed(_) => "url-malformed",
            Refusal::LimitIsLaw => "limit-is-law",
            Refusal::ClockNotFit => "clock-not-fit",
            Refusal::SecrecyReviewMissing => "secrecy-review-missing",
            Refusal::SecrecyReviewForbids => "secrecy-review-forbids",
            Refusal::IndexNumberMissing => "index-number-missing",
            Refusal::ElementsMissing(_) => "elements-missing",
            Refusal::PublicTextOutdated => "public-text-outdated",
            Refusal::AttachmentsUndecided(_) => "attachments-undecided",
            Refusal::PersonalData { .. } => "personal-data",
        }
    }
}
