//! To be written.

mod digest;

pub use digest::{Digest, NotADigest};
