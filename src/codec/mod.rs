//! The journal's encodings: how events become bytes that are read forever, and bytes events.
//!
//! A body is JSON text, readable without this program. The domain has no serialization, so each of its
//! types has a stored twin here, and either may be renamed without the other. Nothing here knows where
//! bytes are kept, who asks for them, or what time it is.

mod event;
mod fields;
mod twin;
mod content;
mod expunged;

pub use content::content_bytes;
pub use event::{
    Aggregate, BUREAU_KINDS, DecodeError, Decoded, ITEM_KINDS, aggregate, decode_bureau, decode_item,
    encode_bureau, encode_item,
};
pub use expunged::without_content;
