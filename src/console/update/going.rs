//! Going to an item: to its row where it stands in one of the person's panes, else into the reader.

use tui_input::Input as TextField;

use super::{Effect, moving};
use crate::console::app::{App, MARKED_AT_MOST};
use crate::console::overlay::Overlay;
use crate::console::say_refusal;
use crate::domain::{ItemId, Refusal};
use crate::projection::{Filter, Row};

/// What was looked for has been found, or may not be read.
pub(super) fn found(app: &mut App, id: ItemId, row: Option<Box<Row>>) -> Vec<Effect> {
    let Some(row) = row else {
        app.say(say_refusal(app, &Refusal::NoSuchItem(id)), true);
        return Vec::new();
    };
    // From a paper an item is read, and the paper is there again afterwards.
    if matches!(app.overlays.last(), Some(Overlay::Paper(_))) {
        return read(app, *row);
    }
    let Some(place) = app.pane_of(&row) else { return visit(app, *row) };
    app.overlays.clear();
    app.visiting = None;
    app.focus = place;
    app.preview = None;
    app.filter = TextField::default();
    app.facets = Filter::default();
    app.seeking = Some(*row);
    moving::load_focused(app)
}

/// Rows have come: puts the cursor on the item that is sought. Where it isn't among them more are asked for,
/// up to a bound; behind that it is read without its pane.
pub(super) fn arrive(app: &mut App) -> Option<Vec<Effect>> {
    let sought = app.seeking.take()?;
    let pane = app.pane_mut()?;
    if let Some(place) = pane.rows.iter().position(|row| row.id == sought.id) {
        pane.cursor = place;
        return None;
    }
    if pane.more && pane.wanted < MARKED_AT_MOST {
        pane.wanted = MARKED_AT_MOST;
        app.seeking = Some(sought);
        return Some(moving::load_focused(app));
    }
    Some(visit(app, sought))
}

/// Reads an item of none of the panes.
fn visit(app: &mut App, row: Row) -> Vec<Effect> {
    app.overlays.clear();
    read(app, row)
}

fn read(app: &mut App, row: Row) -> Vec<Effect> {
    app.preview = None;
    app.visiting = Some(row);
    moving::open_reader(app)
}

/// Once the reader is closed nothing is visited any more, and the cursor's item is shown again.
pub(super) fn leave(app: &mut App) -> Vec<Effect> {
    if app.visiting.is_none() || app.reads() {
        return Vec::new();
    }
    app.visiting = None;
    moving::show_current(app)
}
