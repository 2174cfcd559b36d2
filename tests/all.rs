//! The integration tests, one binary.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on says where")]

mod calendar;
mod cli;
mod codec;
mod colours;
mod days;
mod daemon;
mod desk;
mod files;
mod find;
mod import;
mod keys;
mod filling;
mod keys_page;
mod layers;
mod linear;
mod list;
mod papers;
mod practice;
mod pty;
mod reading;
mod rules;
mod screens;
mod ssh;
mod terminal;
