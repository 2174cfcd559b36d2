//! The integration tests, one binary.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on says where")]

mod calendar;
mod cli;
mod codec;
mod files;
mod keys;
mod layers;
mod practice;
mod reading;
mod rules;
mod screens;
mod terminal;
