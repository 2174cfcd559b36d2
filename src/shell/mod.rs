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
mod teletype;
mod bell;
mod socket;
mod tree;
mod web;
mod interruption;

pub use bell::Bell;
pub use burst::Listening;
pub use clock::{BEIJING, NotAMoment, now, parse_moment};
pub use ids::{fresh_id, fresh_seed};
pub use ink::Depth;
pub use interruption::interruption;
pub use keys::{half_width, half_width_key, is_character, is_key};
pub use painter::{Manner, Painter};
pub use paths::{
    DATABASE, Places, alone_in, make_own_folder, places, read_own, state_folder, write_new, write_own,
};
pub use socket::{SYSTEM_SOCKET, own_account, own_socket, peer, readable, write_at_once};
pub use teletype::{Entered, Teletype, is_dumb_terminal};
pub use terminal::{Input, Key, Screen, Wakes};
pub use tree::Tree;
pub use user::{login, login_of};
pub use visible::{harmless_name, visible};
pub use web::{Answered, Web};
pub use width::{Ambiguous, columns, widened};
