//! The host: clock, people, folders, files, terminal and signals.
//!
//! The only layer that touches them; it knows nothing of items or procedures.

mod clock;
mod ids;
mod user;
mod paths;

pub use clock::{BEIJING, NotAMoment, now, parse_moment};
pub use ids::fresh_id;
pub use paths::{DATABASE, Places, places, write_new};
pub use user::login;
