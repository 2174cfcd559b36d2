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
mod overlay;
mod check;
mod reading;
mod form;
mod memory;
mod views;
mod facets;
mod alerts;
mod keeping;
mod files;
mod palette;
mod paper;
mod update;
mod view;
mod load;
mod counting;
mod rehearse;
mod waiting;
mod drive;
mod offscreen;
mod linear;

use std::io;

use crate::client::{Client, Failure, OpenError, Refused, VERSION};
use crate::domain::Refusal;
use crate::texts::{Lang, Names, Texts};

use app::App;
use check::NotDone;
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

/// Why one of several wasn't done.
fn say_not_done(app: &App, why: &NotDone) -> String {
    match why {
        NotDone::Refused(refusal, since) => say_refusal(app, refusal) + since,
        NotDone::IdReused => app.texts.get("ui.id-reused").to_owned(),
        NotDone::LeftOut => app.texts.get("ui.left-out-by-choice").to_owned(),
    }
}

/// Why there is nobody at a desk, in the person's language where that has words for it.
pub fn say_unopened(error: &OpenError, texts: Texts) -> String {
    let stranger = |login: &str, practice: bool| {
        texts.fill(if practice { "cli.stranger-practice" } else { "cli.stranger" }, &[("login", login)])
    };
    match error {
        OpenError::Official | OpenError::Refused(Refused::Official) => texts.get("cli.official").to_owned(),
        OpenError::Stranger { login, practice } => stranger(&login.0, *practice),
        OpenError::Refused(Refused::Stranger { login, practice }) => stranger(login, *practice),
        OpenError::Refused(Refused::Version(theirs)) => {
            texts.fill("cli.other-version", &[("theirs", theirs), ("ours", VERSION)])
        }
        OpenError::Refused(Refused::TooMany(open)) => {
            texts.fill("cli.too-many-connections", &[("n", &open.to_string())])
        }
        OpenError::Refused(Refused::Full) => texts.get("cli.all-connections").to_owned(),
        OpenError::Desk(Failure::Replaced) => texts.get("cli.replaced").to_owned(),
        other => texts.fill("cli.failed", &[("why", &other.to_string())]),
    }
}

/// What the world did, in the person's language where that has words for it.
fn say_failure(app: &App, failure: &Failure) -> String {
    let texts = &app.texts;
    match failure {
        Failure::Clock { last, now } => {
            texts.fill("cli.clock", &[("last", &texts.moment(*last)), ("now", &texts.moment(*now))])
        }
        Failure::NotForYou => texts.get("cli.not-for-you").to_owned(),
        Failure::ForAnother => texts.get("cli.for-another").to_owned(),
        Failure::Reopened { kept, why } => {
            texts.fill(if *kept { "cli.reopened-done" } else { "cli.reopened" }, &[("why", why)])
        }
        Failure::Replaced => texts.get("cli.replaced").to_owned(),
        Failure::TooLarge(most) => texts.fill("cli.too-large", &[("n", &(most >> 20).to_string())]),
        Failure::NoRoster => texts.get("cli.no-roster").to_owned(),
        other => texts.fill("cli.failed", &[("why", &other.to_string())]),
    }
}
