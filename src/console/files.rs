//! Files that go with an act: read when the act is checked, so that what is confirmed is what was read. And
//! files that are saved: always new ones. For `drive` alone.

use std::io;
use std::path::Path;

use super::check::{FileUse, Planned};
use crate::client::text_of;
use crate::domain::{Act, Attachment, Content, Text};
use crate::shell;

/// A file is no larger than this, in bytes.
const FILE_BYTES: u64 = 64 << 20;

/// Reads the files of an act, and lets the act name them by their digests.
///
/// # Errors
/// The first file that can't be read, with why.
pub(super) fn bring(planned: &mut Planned) -> Result<(), (String, io::Error)> {
    for (purpose, path) in std::mem::take(&mut planned.files) {
        let bytes = shell::read_own(&path, FILE_BYTES).map_err(|why| (path.display().to_string(), why))?;
        let text = text_of(&bytes);
        put(&mut planned.act, purpose, &path, text);
        planned.blobs.push(bytes);
    }
    Ok(())
}

/// The names under which an attachment may be saved: its own, or else its own with the moment.
pub(super) fn names_for(name: &str, moment: &str) -> [String; 2] {
    let own = shell::harmless_name(name);
    let dated = match own.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}-{moment}.{ending}"),
        None => format!("{own}-{moment}"),
    };
    [own, dated]
}

/// Writes a new file of the first of these names that is free, in the folder where the program was started;
/// answers its whole path.
///
/// # Errors
/// Every name is taken, or the disk refuses.
pub(super) fn save(names: &[String], bytes: &[u8]) -> io::Result<String> {
    let mut taken = io::ErrorKind::AlreadyExists.into();
    for name in names {
        let path = std::path::absolute(name)?;
        match shell::write_new(&path, bytes) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => taken = error,
            written => return written.map(|()| path.display().to_string()),
        }
    }
    Err(taken)
}

/// The content that an act gives an item.
pub(super) fn content_of(act: &mut Act) -> Option<&mut Content> {
    match act {
        Act::Draft { submission, .. } | Act::Edit(submission) => Some(&mut submission.content),
        Act::ChangePublished { content, .. } => Some(content),
        _ => None,
    }
}

fn put(act: &mut Act, purpose: FileUse, path: &Path, text: Text) {
    if let Act::Transcribe { paper, .. } = act {
        paper.scan = Some(text.digest);
        return;
    }
    match (purpose, content_of(act)) {
        (FileUse::PublicText, Some(content)) => content.give_public_text(text),
        (FileUse::Attachment, Some(content)) => {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            content.attachments.retain(|attachment| attachment.name != name);
            let Text { digest, bytes } = text;
            content.attachments.push(Attachment { name, digest, bytes, disclosed: None });
        }
        _ => {}
    }
}
