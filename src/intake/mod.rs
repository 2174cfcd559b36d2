//! Intake: files from outside become checked values, or faults that name their place.
//!
//! A file is checked as a whole: every fault is found in one go, each with line and column. Nothing here
//! decides what a value is for; a faulty file simply yields no value.

mod fault;
mod syntax;
pub(crate) mod table;
pub mod procedures;
pub mod roster;
pub mod settings;
pub mod calendar;
pub mod dates;
pub mod items;
pub mod paper;

pub use fault::Fault;
