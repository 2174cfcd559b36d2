//! Bytes that outlive the program: the journal's records, the keys of its indexes, and kept rows.
//!
//! A body is JSON text, readable without this program; rows are compact and made again when their schema
//! changes. The domain has no serialization, so each of its types has a stored twin here, and either may be
//! renamed without the other. Nothing here knows where bytes are kept, who asks for them, or what time it is.

mod bytes;
mod envelope;
mod sm3;
mod event;
pub(crate) mod fields;
pub(crate) mod twin;
mod content;
mod command;
mod expunged;
mod redacted;
mod row;
mod bureau;
mod index;

pub use bureau::BureauRecord;
pub use bytes::Bytes;
pub use command::{bureau_command_bytes, command_bytes};
pub use content::content_bytes;
pub use envelope::{BEIJING, ENVELOPE_VERSION, Envelope, EnvelopeError};
pub use event::{
    Aggregate, BUREAU_KINDS, DecodeError, Decoded, ITEM_KINDS, aggregate, decode_bureau, decode_item,
    encode_bureau, encode_item,
};
pub use expunged::without_content;
pub use index::{
    counter_class, counter_key, counter_name, holding_key, holding_prefix, number_key, number_prefix,
    page_key, page_prefix, place_prefix, position, window_item, window_key,
};
pub use redacted::{redacted, with_redacted};
pub use row::{ItemRecord, NotARow, ROW_VERSION};
pub use sm3::sm3;
