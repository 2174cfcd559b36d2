//! The host: clock, people, folders, files, terminal and signals.
//!
//! The only layer that touches them; it knows nothing of items or procedures.

mod clock;
mod ids;
mod user;
mod paths;
mod visible;
mod terminal;

pub use clock::{BEIJING, NotAMoment, now, parse_moment};
pub use ids::{fresh_id, fresh_seed};
pub use paths::{DATABASE, Places, places, read_own, state_folder, write_new, write_own};
pub use terminal::{Input, Key, Screen};
pub use user::login;
pub use visible::visible;
