//! Stages: decisions, one after another.

use super::term::{Name, Role, StageKey, terms};

terms! {
    /// What is done at a stage.
    StageAct {
        /// 拟稿: propose the attribute
        Draft = "draft",
        /// 科室确认: the section's head confirms the section's opinion (获取保存)
        Confirm = "confirm",
        /// 审核
        Review = "review",
        /// 审定: final
        Determine = "determine",
        /// 签发: optional, signs after the determination
        Sign = "sign",
        /// 登记发文: number and dates of issue, whatever the attribute
        Issue = "issue",
    }
}

/// One decision of a procedure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stage {
    /// Stable name, written in the journal.
    pub key: StageKey,
    /// What is done here.
    pub act: StageAct,
    /// What people call it.
    pub name: Name,
    /// Whose task it is.
    pub role: Role,
    /// Who may do it in their place, marked so in the journal.
    pub fallback: Vec<Role>,
    /// Clause of the bureau's rules, or what it rests on.
    pub clause: String,
    /// 内部时限 in working days; none where the bureau dropped it.
    pub limit_days: Option<u16>,
}
