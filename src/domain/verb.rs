//! The acts by name, and who may do each: the one table of permissions.
//!
//! A role that isn't named in a row can't do the act, whatever it is called elsewhere: auditors and
//! administrators are in no row. Whether the act fits the item's state is `decide`'s business.

use crate::procedure::terms;

terms! {
    /// Everything that can be done, named as on the command line.
    Verb {
        /// 拟稿
        Draft = "draft",
        /// 导入
        Import = "import",
        /// 修改
        Edit = "edit",
        /// 送审
        Submit = "submit",
        /// 同意 or 审定
        Approve = "approve",
        /// 改属性
        ChangeAttribute = "change-attribute",
        /// 退回
        Return = "return",
        /// 撤回
        Recall = "recall",
        /// 登记发文
        Issue = "issue",
        /// 保密审查
        ReviewSecrecy = "secrecy-review",
        /// 解密确认
        Declassify = "declassify",
        /// 登记 with index number and elements
        Register = "register",
        /// 移交信息公开办
        HandOver = "hand-over",
        /// 签收 or 拒收
        Receive = "receive",
        /// 发布
        Publish = "publish",
        /// 撤下
        TakeDown = "take-down",
        /// 追认撤下
        Ratify = "ratify",
        /// 移交市档案馆
        Transfer = "transfer",
        /// 档案馆回执
        Acknowledge = "acknowledge",
        /// 撤换
        Replace = "replace",
        /// 提请复审
        ReferBack = "refer-back",
        /// 更正
        Correct = "correct",
        /// 免除
        Waive = "waive",
        /// 终止
        Terminate = "terminate",
        /// 代录
        Transcribe = "transcribe",
        /// 确认代录 or 异议
        Answer = "answer",
        /// 催办
        Remind = "remind",
        /// 暂停
        Pause = "pause",
        /// 恢复
        Resume = "resume",
        /// 延长
        Extend = "extend",
        /// 不公开定期评估
        ReEvaluate = "re-evaluate",
        /// 意见
        Comment = "comment",
        /// 清除
        Expunge = "expunge",
        /// 代理
        Delegate = "delegate",
    }
}

terms! {
    /// How a person stands to an item when acting on it.
    Relation {
        /// The present stage is this person's task
        Responsible = "responsible",
        /// The procedure names this person's role as the stage's fallback
        Fallback = "fallback",
        /// 拟稿人
        Drafter = "drafter",
        /// Staff of the lead section
        Staff = "staff",
        /// Head of the lead section
        Head = "head",
        /// Leader in charge of the lead section
        Leader = "leader",
        /// Staff of the disclosure office
        Office = "office",
        /// The open duty that the act would do is this person's
        Obliged = "obliged",
        /// Passed the item to the stage where it is
        Passer = "passer",
        /// Signed the paper decision that the office transcribed
        Signer = "signer",
    }
}

impl Verb {
    /// Who may do this, the first that fits giving the role that is recorded.
    pub const fn allowed(self) -> &'static [Relation] {
        use Relation::{
            Drafter, Fallback, Head, Leader, Obliged, Office, Passer, Responsible, Signer, Staff,
        };
        match self {
            Verb::Draft | Verb::Import => &[Staff, Head, Leader, Office],
            Verb::Edit => &[Drafter, Head, Staff, Office],
            Verb::Submit => &[Drafter, Head, Staff, Office],
            Verb::Approve | Verb::ChangeAttribute | Verb::Return => &[Responsible],
            Verb::Recall => &[Passer],
            Verb::Issue => &[Responsible, Fallback],
            Verb::ReviewSecrecy | Verb::Declassify => &[Office],
            Verb::Register => &[Office],
            Verb::HandOver | Verb::Receive | Verb::Publish | Verb::Transfer => &[Obliged],
            Verb::TakeDown | Verb::Acknowledge | Verb::Replace => &[Office],
            Verb::Ratify => &[Leader],
            Verb::ReferBack => &[Responsible, Office, Head, Drafter],
            Verb::Correct => &[Office],
            Verb::Waive => &[Office, Leader],
            Verb::Terminate => &[Drafter, Head, Office],
            Verb::Transcribe => &[Office],
            Verb::Answer => &[Signer],
            Verb::Remind => &[Office, Leader, Head, Drafter],
            Verb::Pause | Verb::Resume | Verb::Extend => &[Office, Leader],
            Verb::ReEvaluate => &[Office],
            Verb::Comment => &[Responsible, Drafter, Head, Leader, Office, Staff],
            Verb::Expunge => &[Office],
            // It is done for the bureau as a whole (domain/upkeep.rs).
            Verb::Delegate => &[],
        }
    }

    /// Whether a deputy may do it for the person deputised.
    pub const fn by_deputy(self) -> bool {
        !matches!(self, Verb::Draft | Verb::Import | Verb::Answer | Verb::Expunge | Verb::Delegate)
    }
}
