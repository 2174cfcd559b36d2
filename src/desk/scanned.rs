//! What the public would read of an item, looked through for personal data.
//!
//! Looked through are title, summary, keywords, the public text or else the text, and attachments with their names.
//! Before publication, and in the row that waits for it, those attachments count that are disclosed; where a draft
//! is shown, those too of which that isn't decided. An attachment that can't be read is named, for people to look at.

use std::sync::PoisonError;

use chrono::NaiveDate;

use super::{Desk, Failure};
use crate::domain::{Attachment, Content, Flagged};
use crate::intake::paper::all_words;
use crate::projection::Row;
use crate::scan::{FoundIn, Level, Scanned, located};
use crate::store::Reader;

/// Rows of which is remembered what the scan says.
const REMEMBERED: usize = 10_000;

impl Desk {
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
        let record = self.record_of(row.id)?;
        let item = record.map(|record| self.load(row.id, &record.events)).transpose()?.flatten();
        let content = item.map(|item| item.submission.content).unwrap_or_default();
        let clear =
            !content.has_outdated_public_text() && self.blocking_in(reader, &content, today)?.is_empty();
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
        let scanned = scanned(reader, content, |file| file.disclosed == Some(true), on)?;
        let blocking = scanned.found.iter().filter(|found| found.level == Level::Block);
        Ok(blocking.map(Flagged::from).collect())
    }

    /// What is found in this, with every attachment that isn't to be withheld.
    pub(super) fn scan_of(
        &self,
        reader: &Reader<'_>,
        content: &Content,
        on: NaiveDate,
    ) -> Result<Scanned, Failure> {
        scanned(reader, content, |file| file.disclosed != Some(false), on)
    }
}

fn scanned(
    reader: &Reader<'_>,
    content: &Content,
    is_read: impl Fn(&Attachment) -> bool,
    on: NaiveDate,
) -> Result<Scanned, Failure> {
    let elements = &content.elements;
    let (place, text) = match &content.public_text {
        Some(text) => (FoundIn::PublicText, Some(text)),
        None => (FoundIn::Text, content.text.as_ref()),
    };
    let bytes = text.map(|text| reader.blob(text.digest)).transpose()?.flatten().unwrap_or_default();
    let pieces = [
        (FoundIn::Title, content.title.clone()),
        (FoundIn::Summary, elements.summary.clone()),
        (FoundIn::Keywords, elements.keywords.join(" ")),
        (place, String::from_utf8_lossy(&bytes).into_owned()),
    ];
    let of_earlier_text = content.has_outdated_public_text();
    let mut scanned = Scanned { found: located(&pieces, on), unread: Vec::new(), of_earlier_text };
    // Each file by itself: what is a list of persons in one is none because of another.
    for file in content.attachments.iter().filter(|file| is_read(file)) {
        let words = reader.blob(file.digest)?.and_then(|bytes| all_words(&file.name, &bytes));
        if words.is_none() {
            scanned.unread.push(file.name.clone());
        }
        let name = file.name.clone();
        let pieces = [
            (FoundIn::FileName(name.clone()), name.clone()),
            (FoundIn::File(name), words.unwrap_or_default()),
        ];
        scanned.found.extend(located(&pieces, on));
    }
    Ok(scanned)
}
