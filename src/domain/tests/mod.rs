//! The rules against bad luck and bad will: what somebody could try, and what the domain answers.
//!
//! The ordinary ways from draft to closed are played by the integration tests; here the bureau is a
//! value, so that a roster or a procedure can be bent for a single case.

mod any;
mod bureau;
mod clocks;
mod content;
mod people;
mod refusals;
mod remedies;
mod reviews;
mod rounds;
mod world;
