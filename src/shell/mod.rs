//! The host: clock, people, folders, files, terminal and signals.
//!
//! The only layer that touches them; it knows nothing of items or procedures.

mod clock;
mod ids;
mod user;
mod paths;
mod visible;
mod ink;
mod width;
mod painter;
mod typed;
mod keys;
mod burst;
mod terminal;

pub use clock::{BEIJING, NotAMoment, now, parse_moment};
pub use ids::{fresh_id, fresh_seed};
pub use ink::Depth;
pub use keys::{half_width, half_width_key, is_character, is_key};
pub use painter::{Manner, Painter};
pub use paths::{DATABASE, Places, places, read_own, state_folder, write_new, write_own};
pub use terminal::{Input, Key, Screen};
pub use user::login;
pub use visible::visible;
pub use width::{Ambiguous, columns, widened};
