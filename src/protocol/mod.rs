//! The protocol: questions and answers between a client and a desk, and how they travel.
//!
//! Client and daemon are of exactly one version, so what travels is no format that outlives a connection.
//! Nothing here knows sockets: frames are read from and written to whatever carries bytes.

mod frame;
mod values;
mod questions;
mod talk;

pub use crate::codec::Bytes;
pub use frame::{MOST_BYTES, MOST_BYTES_OF_A_STRANGER, read_frame, write_frame};
pub use questions::*;
pub use talk::{
    Failed, FromDesk, Hello, Refused, State, ToDesk, VERSION, Welcome, decode, encode, moment, version_of,
};
