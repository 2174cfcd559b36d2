//! gongkai (公开): a review console for the proactive disclosure of government information.
//!
//! The modules are the layers of `docs/architecture.md`, declared from the innermost out.
//! Each may use those that the `layers` block there names, and no others.

pub mod calendar;
pub mod procedure;
pub mod domain;
pub mod projection;
pub mod shell;
pub mod scan;
pub mod find;
pub mod intake;
pub mod codec;
pub mod store;
pub mod desk;
pub mod texts;
pub mod papers;
pub(crate) mod protocol;
pub mod daemon;
pub mod client;
pub mod console;
pub mod cli;
