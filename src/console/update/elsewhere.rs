//! What others do meanwhile: counts follow at once, rows keep their place and say that they are old.

use super::{Effect, moving};
use crate::console::app::{App, Elsewhere, PaneState};
use crate::domain::ItemId;
use crate::projection::{Pane, Row, entries};

/// Rows above and below the cursor that are looked at again; an act on any other is refused by its revision.
const LOOKED_AT: usize = 100;

/// Something has changed: counts anew, and which of the rows at hand are what they were.
pub(super) fn news(app: &App) -> Vec<Effect> {
    let mut effects = vec![Effect::Recount];
    let ids: Vec<ItemId> = app.pane().map(at_hand).unwrap_or_default();
    if !ids.is_empty() {
        effects.push(Effect::Recheck(ids));
    }
    effects
}

/// The desk is there again. What was done meanwhile comes as news, and moves nothing either; only what could not be
/// loaded any more is loaded now.
pub(super) fn reconnected(app: &mut App) -> Vec<Effect> {
    let mut effects = news(app);
    let shown = app.preview.as_ref().map(|preview| preview.item.id);
    effects.extend(match app.row().map(|row| row.id) {
        None => moving::load_focused(app),
        here if here != shown => moving::show_current(app),
        _ => Vec::new(),
    });
    effects
}

fn at_hand(pane: &PaneState) -> Vec<ItemId> {
    let from = pane.cursor.saturating_sub(LOOKED_AT);
    pane.rows.iter().skip(from).take(2 * LOOKED_AT).map(|row| row.id).collect()
}

/// These are the rows as they are now. Nothing moves: what differs is marked until the person refreshes.
pub(super) fn rechecked(app: &mut App, now: Vec<(ItemId, Option<Row>)>) {
    let Some(pane) = app.panes.get(app.focus) else { return };
    for (id, now) in now {
        let Some(known) = pane.rows.iter().find(|row| row.id == id) else { continue };
        let waits = now.as_ref().is_some_and(|row| stands_in(row, &pane.pane));
        match now {
            Some(row) if waits && row == *known => app.elsewhere.remove(&id),
            Some(_) if waits => app.elsewhere.insert(id, Elsewhere::Changed),
            _ => app.elsewhere.insert(id, Elsewhere::Gone),
        };
    }
}

fn stands_in(row: &Row, pane: &Pane) -> bool {
    entries(row).iter().any(|entry| entry.queue == pane.queue && pane.scopes.contains(&entry.scope))
}
