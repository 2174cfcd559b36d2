//! Attached files, read for whoever may read the item.

use super::{Desk, Failure};
use crate::domain::{Digest, ItemId, Login, Moment};
use crate::intake::paper::{self, Paper};

impl Desk {
    /// What an attachment of an item says, up to so many bytes of text. `None` where this person may not
    /// read the item, it has no such attachment, or its bytes were destroyed.
    pub fn paper(
        &self,
        login: &Login,
        id: ItemId,
        digest: Digest,
        most: usize,
        now: Moment,
    ) -> Result<Option<Paper>, Failure> {
        let found = self.attachment(login, id, digest, now)?;
        Ok(found.map(|(name, bytes)| paper::read(&name, &bytes, most)))
    }

    /// The name of an attachment of an item and its exact bytes; `None` as above.
    pub fn attachment(
        &self,
        login: &Login,
        id: ItemId,
        digest: Digest,
        now: Moment,
    ) -> Result<Option<(String, Vec<u8>)>, Failure> {
        let Some(sheet) = self.sheet(login, id, 0, now)? else { return Ok(None) };
        let attached = sheet.item.submission.content.attachments;
        let Some(file) = attached.into_iter().find(|file| file.digest == digest) else { return Ok(None) };
        Ok(self.store.read()?.blob(digest)?.map(|bytes| (file.name, bytes)))
    }
}
