//! What a 保密审查 was about: the bytes whose digest stands in its record.

use serde::Serialize;

use super::event::json;
use crate::domain::{Content, Digest, Text};

/// The title and the digests of the texts and attachments, in one fixed form.
///
/// Every field is written, empty or not, and in this order: other bytes would unmake every review that
/// was ever recorded.
pub fn content_bytes(content: &Content) -> Vec<u8> {
    #[derive(Serialize)]
    struct Reviewed<'a> {
        title: &'a str,
        text: Option<String>,
        public_text: Option<String>,
        attachments: Vec<String>,
    }
    let digest = |text: &Option<Text>| text.as_ref().map(|text| hex(text.digest));
    json(&Reviewed {
        title: &content.title,
        text: digest(&content.text),
        public_text: digest(&content.public_text),
        attachments: content.attachments.iter().map(|file| hex(file.digest)).collect(),
    })
}

fn hex(digest: Digest) -> String {
    digest.to_string()
}
