//! The difference: what of an item is another than when a person last had it in hand.

use super::past::{Past, replay};
use crate::domain::{Content, ItemEvent, ItemId, Login, Revision, Submission};
use crate::procedure::terms;

terms! {
    /// What can differ between two versions of an item, in the order in which it is asked for.
    Part {
        /// 公开属性
        Attribute = "attribute",
        /// 依据
        Ground = "ground",
        /// 理由
        Reason = "reason",
        /// 法律规定
        Law = "law",
        /// 标题
        Title = "title",
        /// 正文
        Text = "text",
        /// 公开版
        PublicText = "public-text",
        /// 附件
        Attachments = "attachments",
        /// 内容概述
        Summary = "summary",
        /// 信息类别
        Category = "category",
        /// 主题分类
        Subject = "subject",
        /// 体裁分类
        Genre = "genre",
        /// 关键词
        Keywords = "keywords",
        /// 文号
        Number = "number",
        /// 成文日期
        DocumentDate = "document-date",
        /// 形成日期
        FormedOn = "formed-on",
        /// 获取日期
        ObtainedOn = "obtained-on",
        /// 来源
        Source = "source",
        /// 签发
        Signed = "signed",
        /// 会办科室
        WithSections = "with-sections",
        /// 牵头机关
        LeadAgency = "lead-agency",
        /// 缓急
        Urgency = "urgency",
        /// 规范性文件
        Normative = "normative",
        /// 有效性
        Validity = "validity",
        /// 页数
        Pages = "pages",
        /// 份数
        Copies = "copies",
        /// 第三方意见
        ThirdParty = "third-party",
        /// 档号
        FileNumber = "file-number",
        /// 原密级
        FormerClassification = "former-classification",
        /// 保密期限届满日
        SecrecyExpiresOn = "secrecy-expires-on",
    }
}

/// The version that a person had in hand, and what made it the one to compare with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Base<'a> {
    /// The act: the person's own, or else a return, or else the first submission.
    pub act: Past<'a>,
    /// Whether it was the person's own.
    pub own: bool,
    /// What the item said once it was done.
    pub submission: Submission,
}

/// The version that this person last acted on; whoever never did is shown what changed since it was last
/// sent back, or else since it was first submitted. `None` while nobody but the drafter has had it.
pub fn base<'a>(id: ItemId, past: impl IntoIterator<Item = Past<'a>>, person: &Login) -> Option<Base<'a>> {
    let (mut own, mut returned, mut submitted) = (None, None, None);
    for (act, _, item) in replay(id, past) {
        let mine = act.author.login == *person || act.author.principal() == person;
        let base = |own| Some(Base { act, own, submission: item.submission.clone() });
        if mine && is_decision(act.event) {
            own = base(true);
        }
        match act.event {
            ItemEvent::Returned { .. } => returned = base(false),
            ItemEvent::Submitted { .. } if submitted.is_none() => submitted = base(false),
            _ => {}
        }
    }
    own.or(returned).or(submitted)
}

/// What the item said at this revision, and how many of its events came since; `None` where it never had it.
pub fn at_revision<'a>(
    id: ItemId,
    past: impl IntoIterator<Item = Past<'a>>,
    revision: Revision,
) -> Option<(Submission, usize)> {
    let (mut found, mut since) = (None, 0);
    for (_, _, item) in replay(id, past) {
        since += 1;
        if item.revision == revision {
            (found, since) = (Some(item.submission), 0);
        }
    }
    Some((found?, since))
}

/// What differs between two versions, in the order of [`Part`].
pub fn difference(before: &Submission, now: &Submission) -> Vec<Part> {
    Part::ALL.iter().copied().filter(|part| differs(*part, before, now)).collect()
}

/// Whether somebody who did this has had the version in hand: writing, reading and remarks pass nothing on.
fn is_decision(event: &ItemEvent) -> bool {
    !matches!(
        event,
        ItemEvent::Drafted { .. }
            | ItemEvent::Edited(_)
            | ItemEvent::Opened(_)
            | ItemEvent::Recalled { .. }
            | ItemEvent::Reminded { .. }
            | ItemEvent::Commented { .. }
    )
}

fn differs(part: Part, before: &Submission, now: &Submission) -> bool {
    let (proposed, proposes) = (&before.proposal, &now.proposal);
    let (was, is) = (&before.content, &now.content);
    let element = |of: fn(&Content) -> &str| of(was) != of(is);
    match part {
        Part::Attribute => proposed.attribute != proposes.attribute,
        Part::Ground => proposed.ground != proposes.ground,
        Part::Reason => proposed.reason != proposes.reason,
        Part::Law => proposed.law != proposes.law,
        Part::Title => was.title != is.title,
        Part::Text => was.text != is.text,
        Part::PublicText => (&was.public_text, was.public_text_of) != (&is.public_text, is.public_text_of),
        Part::Attachments => was.attachments != is.attachments,
        Part::Summary => element(|content| &content.elements.summary),
        Part::Category => element(|content| &content.elements.category),
        Part::Subject => element(|content| &content.elements.subject),
        Part::Genre => element(|content| &content.elements.genre),
        Part::Keywords => was.elements.keywords != is.elements.keywords,
        Part::Number => was.document_number != is.document_number,
        Part::DocumentDate => was.document_date != is.document_date,
        Part::FormedOn => was.formed_on != is.formed_on,
        Part::ObtainedOn => was.obtained_on != is.obtained_on,
        Part::Source => was.source != is.source,
        Part::Signed => was.signed != is.signed,
        Part::WithSections => was.with_sections != is.with_sections,
        Part::LeadAgency => was.lead_agency != is.lead_agency,
        Part::Urgency => was.urgency != is.urgency,
        Part::Normative => was.normative != is.normative,
        Part::Validity => was.validity != is.validity,
        Part::Pages => was.pages != is.pages,
        Part::Copies => was.copies != is.copies,
        Part::ThirdParty => was.third_party != is.third_party,
        Part::FileNumber => was.file_number != is.file_number,
        Part::FormerClassification => was.former_classification != is.former_classification,
        Part::SecrecyExpiresOn => was.secrecy_expires_on != is.secrecy_expires_on,
    }
}
