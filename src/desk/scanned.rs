//! What the public would read of an item, looked through for personal data.
//!
//! Looked through are title, summary, keywords, the public text or else the text, and attachments with their names.
//! Before publication, and in the row that waits for it, those attachments count that are disclosed; where a draft
//! is shown, those too of which that isn't decided. An attachment that can't be read is named, for people to look at.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use chrono::NaiveDate;

use super::{Desk, Failure, record_in};
use crate::domain::{Attachment, Content, Digest, Flagged};
use crate::intake::paper::all_words;
use crate::procedure::Attribute;
use crate::projection::Row;
use crate::scan::{FoundIn, Level, Scanned, located};
use crate::store::Reader;

/// Rows of which is remembered what the scan says.
const REMEMBERED: usize = 10_000;
/// What the findings that are remembered may weigh together, each content and each finding weighing one.
const MOST_WEIGHT: usize = 20_000;

/// What was found lately: a large text takes its time, and is looked at more often than it changes.
#[derive(Default)]
pub(super) struct Findings {
    known: HashMap<Scannable, Arc<Scanned>>,
    weight: usize,
}

/// All that findings follow from.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Scannable {
    title: String,
    summary: String,
    keywords: Vec<String>,
    place: FoundIn,
    text: Option<Digest>,
    files: Vec<(String, Digest)>,
    /// Whether the 公开版 is of an earlier text.
    of_earlier_text: bool,
    /// A date of birth after this day is none.
    on: NaiveDate,
}

impl Findings {
    fn remember(&mut self, what: Scannable, found: &Arc<Scanned>) {
        let weight = 1 + found.found.len();
        if self.weight + weight > MOST_WEIGHT {
            *self = Findings::default();
        }
        self.weight += weight;
        self.known.insert(what, found.clone());
    }
}

impl Desk {
    /// Forgets what was found: content is destroyed, and nothing of it is to stay.
    pub(super) fn forget_findings(&self) {
        *self.findings.lock().unwrap_or_else(PoisonError::into_inner) = Findings::default();
    }

    /// Notes in a row that waits to be published whether nothing found in it and no outdated 公开版 blocks it. It is remembered, and no part of the kept
    /// row: a row follows from its item's own events, and a text may go with another item's.
    pub(super) fn note_scan(
        &self,
        reader: &Reader<'_>,
        row: &mut Row,
        today: NaiveDate,
    ) -> Result<(), Failure> {
        if !row.awaits_publication() {
            return Ok(());
        }
        let named = (row.id, row.revision, today);
        let remembered = || self.scanned.lock().unwrap_or_else(PoisonError::into_inner);
        let known = remembered().get(&named).copied();
        if known.is_some() {
            row.scan_clear = known;
            return Ok(());
        }
        let record = record_in(reader, row.id)?;
        let item = record.map(|record| self.load_in(reader, row.id, &record.events)).transpose()?.flatten();
        // A row of the 依申请公开 catalogue says the title alone.
        let title_alone = item.as_ref().is_some_and(|item| item.determined() == Some(Attribute::OnRequest));
        let content = item.map(|item| item.submission.content).unwrap_or_default();
        let mut blocking = self.blocking_in(reader, &content, today)?.into_iter();
        let clear = match title_alone {
            true => !blocking.any(|found| found.is_in_title()),
            false => !content.has_outdated_public_text() && blocking.next().is_none(),
        };
        let mut remembered = remembered();
        if remembered.len() == REMEMBERED {
            remembered.clear();
        }
        remembered.insert(named, clear);
        row.scan_clear = Some(clear);
        Ok(())
    }

    /// Which findings block that this is published, with the attachments that are disclosed.
    pub(super) fn blocking_in(
        &self,
        reader: &Reader<'_>,
        content: &Content,
        on: NaiveDate,
    ) -> Result<Vec<Flagged>, Failure> {
        let scanned = self.scanned(reader, content, |file| file.disclosed == Some(true), on)?;
        let blocking = scanned.found.iter().filter(|found| found.level == Level::Block);
        Ok(blocking.map(Flagged::from).collect())
    }

    /// What is found in this, with every attachment that isn't to be withheld.
    pub(super) fn scan_of(
        &self,
        reader: &Reader<'_>,
        content: &Content,
        on: NaiveDate,
    ) -> Result<Arc<Scanned>, Failure> {
        self.scanned(reader, content, |file| file.disclosed != Some(false), on)
    }

    fn scanned(
        &self,
        reader: &Reader<'_>,
        content: &Content,
        is_read: impl Fn(&Attachment) -> bool,
        on: NaiveDate,
    ) -> Result<Arc<Scanned>, Failure> {
        let what = Scannable::of(content, is_read, on);
        let findings = || self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        let known = findings().known.get(&what).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let found = Arc::new(scan(reader, &what)?);
        findings().remember(what, &found);
        Ok(found)
    }
}

impl Scannable {
    fn of(content: &Content, is_read: impl Fn(&Attachment) -> bool, on: NaiveDate) -> Scannable {
        let (place, text) = match &content.public_text {
            Some(text) => (FoundIn::PublicText, Some(text)),
            None => (FoundIn::Text, content.text.as_ref()),
        };
        let files = content.attachments.iter().filter(|file| is_read(file));
        Scannable {
            title: content.title.clone(),
            summary: content.elements.summary.clone(),
            keywords: content.elements.keywords.clone(),
            place,
            text: text.map(|text| text.digest),
            files: files.map(|file| (file.name.clone(), file.digest)).collect(),
            of_earlier_text: content.has_outdated_public_text(),
            on,
        }
    }
}

fn scan(reader: &Reader<'_>, what: &Scannable) -> Result<Scanned, Failure> {
    let bytes = what.text.map(|text| reader.blob(text)).transpose()?.flatten().unwrap_or_default();
    let pieces = [
        (FoundIn::Title, what.title.clone()),
        (FoundIn::Summary, what.summary.clone()),
        (FoundIn::Keywords, what.keywords.join(" ")),
        (what.place.clone(), String::from_utf8_lossy(&bytes).into_owned()),
    ];
    let found = located(&pieces, what.on);
    let mut scanned = Scanned { found, unread: Vec::new(), of_earlier_text: what.of_earlier_text };
    // Each file by itself: what is a list of persons in one is none because of another.
    for (name, digest) in &what.files {
        let words = reader.blob(*digest)?.and_then(|bytes| all_words(name, &bytes));
        if words.is_none() {
            scanned.unread.push(name.clone());
        }
        let pieces = [
            (FoundIn::FileName(name.clone()), name.clone()),
            (FoundIn::File(name.clone()), words.unwrap_or_default()),
        ];
        scanned.found.extend(located(&pieces, what.on));
    }
    Ok(scanned)
}
