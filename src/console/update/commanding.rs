//! Commanding: keys in the palette and in the help, where what is typed narrows the lines.

use super::reading::in_reader;
use super::survey::{self, Purpose};
use super::{Effect, acting, in_list, moving};
use crate::console::app::App;
use crate::console::keymap::{Action, Place};
use crate::console::overlay::Overlay;
use crate::console::palette::{Command, Palette, offers};
use crate::shell::Key;

/// Brings up everything that can be done, and asks what of it the rules allow.
pub(super) fn open(app: &mut App) -> Vec<Effect> {
    app.note = None;
    app.overlays.push(Overlay::Palette(Palette::default()));
    survey::ask(app, Purpose::Palette)
}

/// A key in the palette.
pub(super) fn press(app: &mut App, key: &Key, action: Option<Action>) -> Vec<Effect> {
    let (page, last) = (app.page, offers(app).len().saturating_sub(1));
    let Some(Overlay::Palette(palette)) = app.overlays.last_mut() else { return Vec::new() };
    palette.cursor = match action {
        Some(Action::Down) => (palette.cursor + 1).min(last),
        Some(Action::Up) => palette.cursor.saturating_sub(1),
        Some(Action::PageDown) => (palette.cursor + page).min(last),
        Some(Action::PageUp) => palette.cursor.saturating_sub(page),
        Some(Action::Cancel) => {
            app.overlays.pop();
            return Vec::new();
        }
        Some(Action::Choose) => return choose(app),
        _ => {
            moving::type_into(&mut palette.typed, key);
            0
        }
    };
    Vec::new()
}

/// Does what the cursor is on, or says why it can't be done.
fn choose(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Palette(palette)) = app.overlays.last() else { return Vec::new() };
    let Some(offer) = offers(app).into_iter().nth(palette.cursor) else { return Vec::new() };
    if let Some(why) = offer.why {
        app.say(why, true);
        return Vec::new();
    }
    app.overlays.pop();
    match offer.command {
        Command::GoTo(id) => vec![Effect::Find(id)],
        Command::Pane(place) => {
            app.overlays.clear();
            app.visiting = None;
            moving::open_pane(app, place)
        }
        Command::Act(verb) => acting::begin_fully(app, verb),
        Command::Action(action) => match app.place() {
            Place::Reader => in_reader(app, Some(action)),
            _ => in_list(app, Some(action)),
        },
    }
}

/// A key in the help.
pub(super) fn search_help(app: &mut App, key: &Key, action: Option<Action>) {
    let (page, last_top) = (app.page, app.last_top);
    let Some(Overlay::Help(help)) = app.overlays.last_mut() else { return };
    help.top = match action {
        Some(Action::Down) => (help.top + 1).min(last_top),
        Some(Action::Up) => help.top.saturating_sub(1),
        Some(Action::PageDown) => (help.top + page).min(last_top),
        Some(Action::PageUp) => help.top.saturating_sub(page),
        Some(Action::Cancel) => {
            app.overlays.pop();
            return;
        }
        _ => {
            moving::type_into(&mut help.typed, key);
            0
        }
    };
}
