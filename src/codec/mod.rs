//! Bytes that outlive the program: digests and the journal's envelope.
//!
//! This layer turns values into exact bytes and back; it does not know where they are kept.

mod bureau;
mod envelope;
mod event;
mod fields;
mod expunge;
mod index;
mod row;
mod sm3;

pub use bureau::BureauRecord;
pub use envelope::{BEIJING, DecodeError, ENVELOPE_VERSION, Envelope};
pub use event::{
    BUREAU_KINDS, ITEM_KINDS, Known, content_bytes, decode_bureau, decode_item, encode_bureau, encode_item,
    is_bureau_kind, without_content,
};
pub use expunge::{redacted, with_redacted};
pub use index::{
    counter_class, counter_key, number_key, number_prefix, place_prefix, position, window_item, window_key,
};
pub use row::{ItemRecord, NotARow, ROW_VERSION};
pub use sm3::sm3;
