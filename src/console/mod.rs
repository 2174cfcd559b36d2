//! The console: items waiting for each role in panes, acted on by key.
//!
//! ```text
//! key ─► keymap ─► Message ─► update ─► Effect ─► drive ─► client
//!                                │                  │
//!                     App ◄──────┘◄──── Message ◄───┘
//!                      └─► view
//! ```
//!
//! `update` decides and `view` only draws; neither waits or touches anything. `drive` does what the
//! effects ask, and is the only part that holds the client and the screen.

mod keymap;
mod keys_page;
mod glyphs;
mod theme;
mod app;
mod reading;
mod form;
mod memory;
mod views;
mod keeping;
mod files;
mod palette;
mod update;
mod view;
mod load;
mod drive;
mod offscreen;
mod linear;

use std::io;

use crate::client::Client;
use crate::domain::Refusal;
use crate::texts::{Lang, Names};

use app::App;
pub use form::Phrases;
pub use keeping::{Own, PHRASES};
pub use keymap::Keymap;
pub use keys_page::keys_page;
pub use offscreen::{Offscreen, Shown};

/// Runs the console until its person quits or the connection ends; `own` is where it keeps what is its
/// person's own, where there is such a place. With `ascii` its lines and signs are ASCII.
///
/// # Errors
/// There is no terminal, or it is gone.
pub fn run(client: Client, lang: Lang, keymap: Keymap, own: Option<Own>, ascii: bool) -> io::Result<()> {
    drive::drive(client, lang, keymap, own, ascii)
}

/// The same line by line, for a screen reader or a terminal that can't place its cursor.
///
/// # Errors
/// What was asked can't be read, or nobody reads the answers.
pub fn run_linear(client: Client, lang: Lang, keymap: Keymap, own: Option<Own>) -> io::Result<()> {
    linear::run(client, lang, keymap, own)
}

/// A refusal in the person's language.
fn say_refusal(app: &App, refusal: &Refusal) -> String {
    let procedure = app.row().and_then(|row| app.setup.procedure(&row.procedure));
    app.texts.refusal(refusal, Names { roster: &app.setup.roster, procedure })
}
