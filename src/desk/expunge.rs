//! Destroying content (清除): what goes with an item, and what stays because another item holds it too.
//!
//! Bytes are kept once under their digest, so the same text or file may be that of several items. Each of
//! those is destroyed by a decision of its own, and the bytes go with the last of them.

use super::load::{Read, What};
use super::{Desk, Failure};
use crate::codec::{ItemRecord, encode_item, holding_key, holding_prefix, window_item, without_content};
use crate::domain::{Digest, Item, ItemEvent, ItemId, Login, Moment};
use crate::store::{Batch, Expunge, Reader};

/// Other holders that are named at most.
const NAMED: usize = 100;

/// Blanked bodies by their sequence, and the item that they make.
type Blanked = (Vec<(u64, Vec<u8>)>, Option<Item>);

impl Desk {
    /// Other items that hold a text or file of this one, in any version of it; those that this person may
    /// read. Destroying this one alone leaves those bytes.
    pub fn also_held(&self, login: &Login, id: ItemId, now: Moment) -> Result<Vec<ItemId>, Failure> {
        let Some(ItemRecord { row, events }) = self.record_of(id)? else { return Ok(Vec::new()) };
        if !self.may_read_row(login, &row, now.date_naive()) {
            return Ok(Vec::new());
        }
        let reader = self.store.read()?;
        let mut others = Vec::new();
        for blob in self.read_records(&reader, &events)?.iter().filter_map(Read::item_event).flat_map(held) {
            others.extend(holders(&reader, blob)?);
        }
        others.sort_unstable();
        others.dedup();
        others.retain(|other| *other != id);
        let mut readable = Vec::new();
        for other in others {
            if self.row(login, other, now)?.is_some() {
                readable.push(other);
            }
        }
        readable.truncate(NAMED);
        Ok(readable)
    }

    /// Adds to a batch what its next record destroys: the words in the item's events, and the bytes that
    /// nobody else holds. Gives the events' bodies without their words, and what the item is from now on.
    pub(super) fn destroy(&self, id: ItemId, events: &[u64], batch: &mut Batch) -> Result<Blanked, Failure> {
        let reader = self.store.read()?;
        let mut what = Expunge { by: batch.records.len(), sequences: Vec::new(), blobs: Vec::new() };
        let mut blanked = Vec::new();
        let mut bared = Vec::new();
        // What is only rehearsed is in no record yet.
        let last = reader.head()?.sequence;
        for sequence in events.iter().take_while(|sequence| **sequence <= last) {
            let read = self.read_record(&reader, *sequence)?;
            let What::Item(mut event) = read.what else { continue };
            for blob in held(&event) {
                batch.window_removes.push(holding_key(blob, id));
                let gone = &batch.window_removes;
                let left = holders(&reader, blob)?;
                if left.iter().all(|other| gone.contains(&holding_key(blob, *other))) {
                    what.blobs.push(blob);
                }
            }
            if let (false, Some(bare)) = (read.expunged, without_content(&event)) {
                let (_, body) = encode_item(&bare, 0);
                blanked.push((*sequence, body));
                what.sequences.push(*sequence);
                *event = bare;
            }
            bared.push((read.author, read.at, event));
        }
        batch.expunge.push(what);
        let left = bared.iter().map(|(author, at, event)| (author, *at, event.as_ref()));
        Ok((blanked, Item::replayed(id, left)))
    }
}

/// The texts and files that an event names, scans of papers among them.
pub(super) fn held(event: &ItemEvent) -> impl Iterator<Item = Digest> {
    named(event).map(|(digest, _)| digest)
}

/// The same, and how many bytes the event says that each has, where it does.
pub(super) fn named(event: &ItemEvent) -> impl Iterator<Item = (Digest, Option<u64>)> {
    let content = match event {
        ItemEvent::Drafted { submission, .. } | ItemEvent::Edited(submission) => Some(&submission.content),
        ItemEvent::PublishedChanged { content, .. } => Some(content.as_ref()),
        _ => None,
    };
    let content = content.into_iter().flat_map(|content| {
        let texts =
            content.text.iter().chain(&content.public_text).map(|text| (text.digest, Some(text.bytes)));
        texts.chain(content.attachments.iter().map(|file| (file.digest, Some(file.bytes))))
    });
    content.chain(event.paper().and_then(|paper| paper.scan).map(|scan| (scan, None)))
}

fn holders(reader: &Reader<'_>, blob: Digest) -> Result<Vec<ItemId>, Failure> {
    let keys = reader.window(&holding_prefix(blob), None, usize::MAX)?;
    Ok(keys.iter().filter_map(|key| window_item(key)).map(|(_, id)| id).collect())
}
