//! Duties: obligations side by side, each with its own clock.

use super::term::{Attribute, DutyKey, Name, Role, terms};

terms! {
    /// What a duty asks for.
    DutyAct {
        /// 移交信息公开办: files, or extracted data and elements
        HandOver = "hand-over",
        /// 签收
        Receive = "receive",
        /// 网站发布, or 建立链接
        Publish = "publish",
        /// 编入依申请公开目录
        List = "list",
        /// 移交市档案馆
        Transfer = "transfer",
    }
}

terms! {
    /// When a duty exists, besides the attribute.
    Condition {
        /// Whenever the attribute fits
        Always = "always",
        /// The source hasn't published it
        SourceSilent = "source-silent",
        /// The source has published it (细则二3②)
        SourcePublished = "source-published",
        /// The leader allowed the row in the public catalogue (历史保存 依申请公开)
        ListingAllowed = "listing-allowed",
    }
}

terms! {
    /// The fact that starts a duty's clock; the day itself is not counted (民法典 201).
    StartFact {
        /// 发文日期
        Issued = "issued",
        /// the earlier of 成文/形成日期 and 发文日期
        FormedOrIssued = "formed-or-issued",
        /// 形成日期
        Formed = "formed",
        /// 获取日期
        Obtained = "obtained",
        /// 审定之日
        Determined = "determined",
        /// the day on which the duty before it was done
        Preceding = "preceding",
    }
}

terms! {
    /// What stands behind a limit, which decides whether missing it is 逾期 or only 超限.
    Force {
        /// 条例
        Law = "law",
        /// 细则
        Rules = "rules",
        /// the bureau's own limit, 参照 another rule
        Bureau = "bureau",
        /// 内部目标
        Internal = "internal",
    }
}

impl Duty {
    /// Whether the page that it publishes is this item's alone: no row of a list that many share, and no link
    /// to where another body has published it.
    pub fn has_own_page(&self) -> bool {
        self.act == DutyAct::Publish && self.when != Condition::SourcePublished
    }
}

impl Force {
    /// Missing such a limit is 逾期; it can be neither paused nor extended (条例 26).
    pub fn is_legal(self) -> bool {
        matches!(self, Force::Law | Force::Rules)
    }
}

/// A duty's clock, as its procedure states it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DutyLimit {
    /// Working days.
    pub days: u16,
    /// What starts it.
    pub from: StartFact,
    /// Its force.
    pub force: Force,
    /// The article or clause, shown beside every date that comes of it.
    pub basis: String,
}

/// One obligation of a procedure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Duty {
    /// Stable name, written in the journal.
    pub key: DutyKey,
    /// What is asked for.
    pub act: DutyAct,
    /// What people call it.
    pub name: Name,
    /// Whose duty it is: staff of the lead section, or the office.
    pub role: Role,
    /// Clause of the bureau's rules.
    pub clause: String,
    /// The attribute that calls for it.
    pub attribute: Attribute,
    /// What else calls for it.
    pub when: Condition,
    /// The duty that must be done before.
    pub after: Option<DutyKey>,
    /// Its clock; none where neither law nor bureau sets one.
    pub limit: Option<DutyLimit>,
    /// Days of the month on which batches leave; empty where there are no batches.
    pub batch_days: Vec<u8>,
}
