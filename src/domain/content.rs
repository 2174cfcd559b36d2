//! What an item says: its text, attachments, dates, source and elements.

use chrono::NaiveDate;

use super::attribute::Proposal;
use super::command::Correction;
use super::digest::Digest;
use crate::procedure::terms;

/// A title has at most so many characters. Titles of official documents have some 20 to 80, and the longest
/// that list every document they repeal stay under 300; what is longer is a text pasted into the wrong place,
/// and every list and record that names the item would carry it. Items recorded with longer ones stay as they
/// are.
pub const TITLE_CHARS: usize = 500;

/// Everything that a drafter writes and a reviewer is shown, apart from the proposal.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Content {
    /// 标题; empty where only a neutral number may stand (条例 14-1, or before 解密确认).
    pub title: String,
    /// 档号, the file number of a historical item.
    pub file_number: String,
    /// 正文.
    pub text: Option<Text>,
    /// 附件.
    pub attachments: Vec<Attachment>,
    /// 缓急.
    pub urgency: Urgency,
    /// 形成日期.
    pub formed_on: Option<NaiveDate>,
    /// 获取日期.
    pub obtained_on: Option<NaiveDate>,
    /// 来源: who gave it, of what kind, and where it has published it.
    pub source: Source,
    /// 文号 of the source, or the one that this bureau's own will have.
    pub document_number: String,
    /// 成文日期.
    pub document_date: Option<NaiveDate>,
    /// 签发人 and 签发日期.
    pub signed: Option<Signature>,
    /// 会办科室.
    pub with_sections: Vec<String>,
    /// 联合行文: the lead agency where it is another's; empty where it is ours.
    pub lead_agency: String,
    /// 规范性文件.
    pub normative: bool,
    /// 有效性.
    pub validity: Validity,
    /// 页数.
    pub pages: Option<u32>,
    /// 份数.
    pub copies: Option<u32>,
    /// 第三方意见 (条例 15).
    pub third_party: String,
    /// 原密级.
    pub former_classification: String,
    /// 保密期限届满日.
    pub secrecy_expires_on: Option<NaiveDate>,
    /// 公开版: a redacted text that is published in place of the original.
    pub public_text: Option<Text>,
    /// The text that the 公开版 was made from; of another text it is outdated.
    pub public_text_of: Option<Digest>,
    /// 要素.
    pub elements: Elements,
}

/// A text, kept by its digest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text {
    /// SM3 of its UTF-8 bytes.
    pub digest: Digest,
    /// Length in bytes.
    pub bytes: u64,
}

/// A file that goes with an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attachment {
    /// File name.
    pub name: String,
    /// SM3 of its bytes.
    pub digest: Digest,
    /// Length in bytes.
    pub bytes: u64,
    /// Whether it is disclosed with the item; undecided until said.
    pub disclosed: Option<bool>,
}

terms! {
    /// 缓急.
    #[derive(Default)]
    Urgency {
        /// 平件
        #[default]
        Ordinary = "ordinary",
        /// 加急
        Urgent = "urgent",
        /// 特急
        ExtraUrgent = "extra-urgent",
    }
}

terms! {
    /// 有效性.
    #[derive(Default)]
    Validity {
        /// 有效
        #[default]
        InForce = "in-force",
        /// 失效
        Lapsed = "lapsed",
        /// 废止
        Repealed = "repealed",
    }
}

/// Where an obtained item comes from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Source {
    /// Who gave it.
    pub name: String,
    /// What kind of body that is.
    pub kind: SourceKind,
    /// Where it has published the information; empty where it has not.
    pub url: String,
}

terms! {
    /// Kinds of source, which decide who publishes (条例 10).
    #[derive(Default)]
    SourceKind {
        /// 公民、法人或者其他组织: the keeper publishes
        #[default]
        Public = "public",
        /// 其他行政机关: its maker publishes, we link
        Agency = "agency",
    }
}

/// Who signed for issue, and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    /// 签发人.
    pub name: String,
    /// 签发日期.
    pub on: NaiveDate,
}

/// 要素 of the catalogue (条例 12 and the city's rules).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Elements {
    /// 内容概述.
    pub summary: String,
    /// 信息类别, four digits.
    pub category: String,
    /// 主题分类.
    pub subject: String,
    /// 体裁分类.
    pub genre: String,
    /// 关键词.
    pub keywords: Vec<String>,
}

terms! {
    /// An element that information has to have before it is published (条例 12): 索引 comes with registration.
    Element {
        /// 名称
        Title = "title",
        /// 内容概述
        Summary = "summary",
        /// 生成日期
        MadeOn = "made-on",
    }
}

/// What a draft puts forward: the content and the attribute proposed for it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Submission {
    /// What it says.
    pub content: Content,
    /// What is proposed.
    pub proposal: Proposal,
}

impl Content {
    /// Whether it holds more than a neutral number: a title, a text, a redacted text, a file, or elements
    /// that tell of them.
    pub fn has_substance(&self) -> bool {
        let Elements { summary, keywords, .. } = &self.elements;
        let said = [&self.title, summary].into_iter().chain(keywords);
        said.into_iter().any(|text| !text.trim().is_empty())
            || self.text.is_some()
            || self.public_text.is_some()
            || !self.attachments.is_empty()
    }

    /// Whether there is a 公开版 that was made from another text than the one that stands here (公开版已过期).
    pub fn has_outdated_public_text(&self) -> bool {
        self.public_text.is_some() && self.public_text_of != self.text_digest()
    }

    /// The attachments of which nobody has said whether they are disclosed.
    pub fn undecided_attachments(&self) -> Vec<String> {
        let undecided = self.attachments.iter().filter(|file| file.disclosed.is_none());
        undecided.map(|file| file.name.clone()).collect()
    }

    /// Says what this correction says, where it is about a date that stands here.
    pub(crate) fn correct(&mut self, to: &Correction) {
        match to {
            Correction::DocumentDate(date) => self.document_date = Some(*date),
            Correction::FormedOn(date) => self.formed_on = Some(*date),
            Correction::ObtainedOn(date) => self.obtained_on = Some(*date),
            Correction::Number(_)
            | Correction::IssueDate(_)
            | Correction::Url(..)
            | Correction::DoneOn(..) => {}
        }
    }

    /// Puts this text before the public in place of the one that stands here now.
    pub fn give_public_text(&mut self, public: Text) {
        self.public_text = Some(public);
        self.public_text_of = self.text_digest();
    }

    /// Notes what the 公开版 was made from: another than before from the text beside it; the same as before from
    /// what is said, or else from what it was made from before.
    pub(super) fn settle_public_text(&mut self, before: &Content) {
        self.public_text_of = match &self.public_text {
            None => None,
            Some(_) if self.public_text != before.public_text => self.text_digest(),
            Some(_) => self.public_text_of.or(before.public_text_of),
        };
    }

    fn text_digest(&self) -> Option<Digest> {
        self.text.as_ref().map(|text| text.digest)
    }
}

impl Submission {
    /// The same, of which the public is given what it is given of this content: its 公开版, and which files.
    pub(super) fn giving(&self, given: &Content) -> Submission {
        let mut submission = self.clone();
        submission.content.public_text.clone_from(&given.public_text);
        submission.content.public_text_of = given.public_text_of;
        let files = submission.content.attachments.iter_mut();
        for (file, as_given) in
            files.zip(&given.attachments).filter(|(file, other)| file.digest == other.digest)
        {
            file.disclosed = as_given.disclosed;
        }
        submission
    }

    /// The same with these elements.
    pub(super) fn with(&self, elements: &Elements) -> Submission {
        let content = Content { elements: elements.clone(), ..self.content.clone() };
        Submission { content, proposal: self.proposal.clone() }
    }
}
