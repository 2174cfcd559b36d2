//! Where things were found: in which part of an item, and on which line of it.

use chrono::NaiveDate;

use super::{Kind, Level, scan};
use crate::domain::Flagged;

/// What the scan says of an item.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Scanned {
    /// Personal data, and what looks like it, in the order in which it would be read.
    pub found: Vec<Found>,
    /// Attachments that the public would get and that can't be read here: pictures, PDF, damaged files.
    pub unread: Vec<String>,
    /// Whether what was looked through in place of the text is a 公开版 of an earlier one.
    pub of_earlier_text: bool,
}

/// One finding with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// How grave it is.
    pub level: Level,
    /// What may stand in its place.
    pub masked: String,
    /// Where it is.
    pub place: FoundIn,
    /// On which line there, from 1.
    pub line: u32,
}

/// What was looked through.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum FoundIn {
    /// 标题
    Title,
    /// 内容概述
    Summary,
    /// 关键词
    Keywords,
    /// 正文
    Text,
    /// 公开版
    PublicText,
    /// An attachment's name.
    FileName(String),
    /// An attachment.
    File(String),
}

impl FoundIn {
    /// Its stable name.
    pub const fn key(&self) -> &'static str {
        match self {
            FoundIn::Title => "title",
            FoundIn::Summary => "summary",
            FoundIn::Keywords => "keywords",
            FoundIn::Text => "text",
            FoundIn::PublicText => "public-text",
            FoundIn::FileName(_) => "file-name",
            FoundIn::File(_) => "file",
        }
    }

    /// The attachment's name, where it is in one.
    pub fn file(&self) -> Option<&String> {
        match self {
            FoundIn::FileName(name) | FoundIn::File(name) => Some(name),
            _ => None,
        }
    }

    /// The place of this stable name.
    pub fn named(key: &str, file: &str) -> Option<FoundIn> {
        let file = || file.to_owned();
        let places =
            [FoundIn::Title, FoundIn::Summary, FoundIn::Keywords, FoundIn::Text, FoundIn::PublicText];
        places
            .into_iter()
            .chain([FoundIn::FileName(file()), FoundIn::File(file())])
            .find(|place| place.key() == key)
    }
}

impl From<&Found> for Flagged {
    fn from(found: &Found) -> Flagged {
        Flagged {
            kind: found.kind.key().to_owned(),
            place: found.place.key().to_owned(),
            file: found.place.file().cloned().unwrap_or_default(),
            line: found.line,
        }
    }
}

impl Scanned {
    /// How much people are told of: a credit code is none of a person's.
    pub fn told(&self) -> impl Iterator<Item = &Found> {
        self.found.iter().filter(|found| found.level > Level::Info)
    }
}

/// What is found in pieces that are read one after another, as one text.
pub fn located(pieces: &[(FoundIn, String)], on: NaiveDate) -> Vec<Found> {
    let texts: Vec<&str> = pieces.iter().map(|(_, text)| text.as_str()).collect();
    let whole = texts.join("\n");
    let mut begins = Vec::with_capacity(pieces.len());
    let mut at = 0;
    for text in texts {
        begins.push(at);
        at += text.len() + 1;
    }
    // Findings come in the order of the text, so each line end is counted once however many there are.
    let (mut counted, mut ends) = (0, 0);
    let located = scan(&whole, on).into_iter().filter_map(|finding| {
        let start = finding.span.start;
        let nth = begins.iter().rposition(|begin| *begin <= start)?;
        let begin = *begins.get(nth)?;
        if begin > counted {
            (counted, ends) = (begin, 0);
        }
        ends += whole.get(counted..start)?.matches('\n').count();
        counted = start;
        let line = u32::try_from(ends).unwrap_or(u32::MAX).saturating_add(1);
        let place = pieces.get(nth)?.0.clone();
        Some(Found { kind: finding.kind, level: finding.level, masked: finding.masked, place, line })
    });
    located.collect()
}
