//! The integration tests, one binary.

mod practice;
mod keys;
mod screens;
mod terminal;
