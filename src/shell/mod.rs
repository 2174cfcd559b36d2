//! The host: clock, people, folders, files, terminal and signals.
//!
//! The only layer that touches them; it knows nothing of items or procedures.

mod clock;
mod ids;
mod user;
mod paths;
mod visible;
mod keys;
mod burst;
mod terminal;

pub use clock::{BEIJING, NotAMoment, now, parse_moment};
pub use ids::{fresh_id, fresh_seed};
pub use keys::{half_width, half_width_key, is_character, is_key};
pub use paths::{DATABASE, Places, places, write_new};
pub use terminal::{Input, Key, Screen};
pub use user::login;
pub use visible::visible;
