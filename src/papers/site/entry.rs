//! Entries: what a page shows of an item, taken from what was put before the public.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::super::bureau::Bureau;
use super::super::field::{category, disclosed, publisher};
use crate::domain::{Content, Digest, Site, Text, host, index_parts};
use crate::procedure::Attribute;
use crate::projection::{Card, Published};

/// What is shown of an item.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Where its page is, from the site's folder.
    pub path: String,
    /// The year of its index number.
    pub year: i32,
    /// The serial of its index number.
    pub serial: u64,
    /// 索引号.
    pub index_number: String,
    /// 名称.
    pub title: String,
    /// 内容概述.
    pub summary: String,
    /// 公文生成日期.
    pub made_on: Option<NaiveDate>,
    /// 文号.
    pub number: String,
    /// 发布机构.
    pub publisher: String,
    /// 信息类别, four digits.
    pub category: String,
    /// 主题分类.
    pub subject: String,
    /// 体裁分类.
    pub genre: String,
    /// 关键词.
    pub keywords: Vec<String>,
    /// 有效性, in words.
    pub validity: String,
    /// 责任科室.
    pub section: String,
    /// 发布日期.
    pub published_on: NaiveDate,
    /// 发布时间, as the page tags want it: 2026-10-22 09:30.
    pub published_at: String,
    /// The digest of the text that is shown.
    pub text: Option<[u8; 32]>,
    /// The files that go with it.
    pub attached: Vec<File>,
    /// Where its maker has published it (获取保存); empty where we do.
    pub source_url: String,
}

/// A file that goes with an item.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct File {
    /// Where it is, from the site's folder.
    pub path: String,
    /// What it is called.
    pub name: String,
    /// The digest of its bytes.
    pub digest: [u8; 32],
    /// Length in bytes.
    pub bytes: u64,
}

/// A row of the 依申请公开 catalogue: a title and no more.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Listed {
    /// 索引号.
    pub index_number: String,
    /// 名称.
    pub title: String,
    /// 生成日期.
    pub made_on: Option<NaiveDate>,
}

impl Entry {
    /// What is shown of an item; none of one that isn't public.
    pub(super) fn of(card: &Card, bureau: &Bureau<'_>) -> Option<Entry> {
        let item = &card.item;
        let public = card.is_determined(Attribute::Proactive) && !item.expunged && !card.row.terminated;
        let (published_on, _) = card.page().filter(|_| public)?;
        let published = card.published.as_ref()?;
        let number = item.index_number.as_deref().filter(|number| Site::path(number).is_some())?;
        let published_at = moment(published, published_on);
        let shown = card.as_published();
        let entry = Entry::saying(number, shown.as_ref().unwrap_or(card), bureau);
        Some(Entry { published_on, published_at, ..entry })
    }

    /// What would be shown of an item were it published today, as it is now; none of one that isn't to be.
    pub fn foreseen(card: &Card, bureau: &Bureau<'_>) -> Option<Entry> {
        let item = &card.item;
        let proactive = item.attribute() == Some(Attribute::Proactive);
        let later = bureau.texts.get("site.number-later");
        let number = item.index_number.as_deref().unwrap_or(later);
        (proactive && !item.expunged && !card.row.terminated).then(|| Entry::saying(number, card, bureau))
    }

    /// What is shown of what this card says, under this number, published today.
    fn saying(number: &str, card: &Card, bureau: &Bureau<'_>) -> Entry {
        let content = &card.item.submission.content;
        let elements = &content.elements;
        let parts = index_parts(number);
        let path = Site::path(number).unwrap_or_default();
        let stem = path.trim_end_matches(".html");
        let (text, files) = (disclosed_text(content), disclosed(content));
        Entry {
            year: parts.as_ref().map_or(0, |parts| parts.year),
            serial: parts.map_or(0, |parts| parts.serial),
            index_number: number.to_owned(),
            title: content.title.clone(),
            summary: elements.summary.clone(),
            made_on: card.made_on(),
            number: card.number().to_owned(),
            publisher: publisher(card, bureau).to_owned(),
            category: category(card, bureau).to_owned(),
            subject: elements.subject.clone(),
            genre: elements.genre.clone(),
            keywords: elements.keywords.clone(),
            validity: bureau.texts.validity(content.validity).to_owned(),
            section: card.item.section.0.clone(),
            published_on: bureau.today,
            published_at: format!("{} 00:00", bureau.today),
            text: text.map(|text| text.digest.0).filter(|_| !is_link(card, bureau)),
            attached: files.zip(1..).map(|(file, place)| attached(file, stem, place)).collect(),
            // An item from before the address was checked may have something else there.
            source_url: Some(content.source.url.trim())
                .filter(|url| host(url).is_some())
                .unwrap_or_default()
                .to_owned(),
            path,
        }
    }

    /// The digest of the text that is shown.
    pub fn text(&self) -> Option<Digest> {
        self.text.map(Digest)
    }

    /// Every file that belongs to it.
    pub(super) fn files(&self) -> Vec<String> {
        let attached = self.attached.iter().map(|file| file.path.clone());
        std::iter::once(self.path.clone()).chain(attached).collect()
    }
}

impl File {
    /// The digest of its bytes.
    pub fn digest(&self) -> Digest {
        Digest(self.digest)
    }
}

impl Listed {
    pub(super) fn of(card: &Card) -> Option<Listed> {
        let title = &card.item.submission.content.title;
        (card.is_listed() && !title.is_empty()).then(|| Listed {
            index_number: card.item.index_number.clone().unwrap_or_default(),
            title: title.clone(),
            made_on: card.made_on(),
        })
    }
}

/// Whether the public is led to its source's pages; what was extracted there and is published here (细则二3②) has an
/// address of ours.
fn is_link(card: &Card, bureau: &Bureau<'_>) -> bool {
    let source = card.item.submission.content.source.url.trim();
    let ours = |url: &str| url.starts_with(&bureau.settings.site.address);
    let theirs = |url: &str| url == source || host(url) == host(source) && !ours(url);
    host(source).is_some() && card.page().is_none_or(|(_, url)| theirs(url))
}

/// The text that the public is given: the redacted one where there is one.
fn disclosed_text(content: &Content) -> Option<&Text> {
    content.public_text.as_ref().or(content.text.as_ref())
}

/// The minute of the record where it was made on the day itself, else that day's beginning.
fn moment(published: &Published, on: NaiveDate) -> String {
    let time = match published.at.date_naive() == on {
        true => published.at.format("%H:%M").to_string(),
        false => "00:00".to_owned(),
    };
    format!("{on} {time}")
}

/// Where a file goes: by its place, so that no name from outside becomes a path.
fn attached(file: &crate::domain::Attachment, stem: &str, place: u32) -> File {
    let end = file.name.rsplit_once('.').map(|(_, end)| end.to_lowercase());
    let end =
        end.filter(|end| (1..=8).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric()));
    // What a browser would run as a page of this site is handed out as a mere file.
    let end = end.filter(|end| !["html", "htm", "xhtml", "svg", "js", "xml"].contains(&end.as_str()));
    File {
        path: format!("{stem}-{place}.{}", end.as_deref().unwrap_or("bin")),
        name: file.name.clone(),
        digest: file.digest.0,
        bytes: file.bytes,
    }
}
