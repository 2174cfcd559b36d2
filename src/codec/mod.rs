//! Bytes that outlive the program: digests and the journal's envelope.
//!
//! This layer turns values into exact bytes and back; it does not know where they are kept.

mod envelope;
mod sm3;

pub use envelope::{BEIJING, DecodeError, ENVELOPE_VERSION, Envelope};
pub use sm3::sm3;
