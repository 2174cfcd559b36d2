//! What others do meanwhile, and a day that begins: counts follow at once, rows keep their place and say that they
//! are old.

use chrono::NaiveDate;

use super::{Effect, moving};
use crate::console::app::{App, Elsewhere, PaneState};
use crate::console::overlay::Overlay;
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

/// Another day has begun: counts anew, and dates that nobody has written are today's again. Rows keep their place.
pub(super) fn new_day(app: &mut App, today: NaiveDate) -> Vec<Effect> {
    let before = std::mem::replace(&mut app.today, today);
    for overlay in &mut app.overlays {
        if let Overlay::Form(form) = overlay {
            form.turn_day(before, today);
        }
    }
    match app.overlays.is_empty() && !app.typing() {
        true => app.begin_day(),
        false => app.say(app.texts.fill("ui.new-day", &[("day", &app.texts.date_near(today, today))]), true),
    }
    news(app)
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
