//! The integration tests, one binary.

mod codec;
mod rules;
