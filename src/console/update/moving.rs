//! Moving about: panes, rows, marks, the filter, the reader.

use tui_input::{Input as TextField, InputRequest};

use super::{Effect, PREVIEW_BYTES, READER_BYTES, find, finding, going, views};
use crate::console::alerts::{NextAlert, first_alert, next_alert};
use crate::console::app::{App, MARKED_AT_MOST, PEEKED_ROWS, PaneState, ROWS_AT_ONCE, Then};
use crate::console::counting::Counted;
use crate::console::keymap::Action;
use crate::console::overlay::Overlay;
use crate::console::reading::Reader;
use crate::projection::{Filter, Query, Row, Sort, Window};
use crate::shell::Key;

/// Bytes of a field of one line from which on it takes no more: some 300 Chinese characters.
const LINE_BYTES: usize = 1_000;

pub(super) fn in_list(app: &mut App, action: Action) -> Vec<Effect> {
    let page = app.page.max(1);
    match action {
        Action::Down => step(app, |cursor| cursor + 1),
        Action::Up => step(app, |cursor| cursor.saturating_sub(1)),
        Action::PageDown => step(app, |cursor| cursor + page),
        Action::PageUp => step(app, |cursor| cursor.saturating_sub(page)),
        Action::First => step(app, |_| 0),
        Action::Last => with_all(app, Then::Last),
        Action::NextPane => focus(app, 1),
        Action::PreviousPane => focus(app, app.panes.len().saturating_sub(1)),
        Action::NextAlert => go_to_alert(app),
        Action::Zoom => {
            app.zoomed = !app.zoomed;
            Vec::new()
        }
        Action::Theme => {
            turn_theme(app);
            Vec::new()
        }
        Action::Mark => mark(app),
        Action::MarkRange => mark_range(app),
        Action::MarkAlike => with_all(app, Then::MarkAlike),
        Action::MarkAll => with_all(app, Then::Mark),
        Action::Invert => with_all(app, Then::Invert),
        Action::Unmark => unmark(app),
        Action::Sort => finding::sort(app),
        Action::Facets => with_all(app, Then::Count),
        Action::Views => views::list(app),
        Action::Filter => {
            app.filtering = true;
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// The next theme; where the terminal shows no colours, why there is none.
fn turn_theme(app: &mut App) {
    if !app.theme.colours {
        app.say(app.texts.get("theme.no-colours"), false);
        return;
    }
    app.theme = app.theme.next();
    app.say(app.texts.get(&format!("theme.{}", app.theme.name.key())), false);
}

/// The panes as they are now; each keeps its rows, its marks and its cursor, and the open one stays open. Whether
/// another had to be opened, because that one is gone.
pub(super) fn take_counted(app: &mut App, counted: Counted) -> bool {
    let open = app.pane().map(|pane| pane.pane.queue);
    app.today = counted.today;
    app.setup = counted.setup;
    app.tally = counted.tally;
    app.stalled = counted.stalled;
    app.worst = counted.worst;
    let read = app.row().filter(|_| app.reads()).cloned();
    let mut kept = std::mem::take(&mut app.panes);
    app.panes = counted
        .panes
        .into_iter()
        .map(|(pane, count, telling)| {
            let known = kept.iter().position(|old| old.pane.queue == pane.queue);
            let known = known.map(|place| kept.swap_remove(place));
            PaneState { pane: pane.clone(), count, telling, ..known.unwrap_or_else(|| PaneState::new(pane)) }
        })
        .collect();
    let place_of = |fits: &dyn Fn(&PaneState) -> bool| app.panes.iter().position(fits);
    let still = open.and_then(|queue| place_of(&|pane| pane.pane.queue == queue));
    let holds = |pane: &PaneState| pane.count.items > 0;
    let waits = |pane: &PaneState| holds(pane) && pane.pane.queue.waits();
    let remembered = |pane: &PaneState| holds(pane) && app.memory.was_open(&pane.pane);
    let place =
        still.or_else(|| place_of(&remembered)).or_else(|| place_of(&waits)).or_else(|| place_of(&holds));
    app.focus = place.unwrap_or(0);
    for (place, pane) in app.panes.iter_mut().enumerate() {
        // Nobody loads what is empty; of the open one it is said what has gone from it.
        if place != app.focus && pane.count.items == 0 {
            pane.rows.clear();
        }
    }
    if still.is_none() {
        app.preview = None;
        // What is being read stays, whatever becomes of the pane that it stood in.
        app.visiting = app.visiting.take().or(read);
    }
    still.is_none()
}

/// The rows of a pane anew; the cursor goes back to what was taken back, stays on its item, or else at its place.
fn take_rows(pane: &mut PaneState, window: Window) {
    let back_to = pane.back_to.take().filter(|id| window.rows.iter().any(|row| row.id == *id));
    let held = back_to.or(pane.row().map(|row| row.id));
    pane.rows = window.rows;
    pane.more = window.more;
    pane.matches = window.matches;
    let place = held.and_then(|id| pane.rows.iter().position(|row| row.id == id));
    pane.cursor = place.unwrap_or(pane.cursor).min(pane.rows.len().saturating_sub(1));
}

/// Asks for the rows of the open pane.
pub(super) fn load_focused(app: &App) -> Vec<Effect> {
    let Some(pane) = app.pane() else { return Vec::new() };
    let query = Query {
        pane: pane.pane.clone(),
        filter: app.filters(),
        sort: app.order(),
        after: None,
        limit: pane.wanted,
    };
    vec![Effect::LoadRows(app.focus, query)]
}

/// Asks for the first rows of the other panes, where the screen has room for them.
pub(super) fn load_others(app: &App) -> Vec<Effect> {
    if !app.roomy {
        return Vec::new();
    }
    let others =
        app.panes.iter().enumerate().filter(|(place, pane)| *place != app.focus && pane.count.items > 0);
    let load = |(place, pane): (usize, &PaneState)| {
        // What was loaded stays loaded as far as the cursor was.
        let limit = PEEKED_ROWS.max(pane.cursor + 1);
        let filter = Filter::default();
        Effect::LoadRows(
            place,
            Query { pane: pane.pane.clone(), filter, sort: Sort::Due, after: None, limit },
        )
    };
    others.map(load).collect()
}

/// Asks for what the preview shows. Where no preview is drawn, it is asked for behind the next frame, which doesn't
/// wait for it: it tells what can be done to the item.
pub(super) fn show_current(app: &mut App) -> Vec<Effect> {
    if app.zoomed && !app.reads() {
        app.preview = None;
        app.owes_preview = true;
        return Vec::new();
    }
    show_at_once(app)
}

/// The same before anything is drawn.
pub(super) fn show_at_once(app: &mut App) -> Vec<Effect> {
    app.owes_preview = false;
    match app.row() {
        Some(row) => {
            vec![Effect::Show(row.id, if app.reads() { READER_BYTES } else { PREVIEW_BYTES })]
        }
        None => {
            app.preview = None;
            Vec::new()
        }
    }
}

/// Opens the reader; that this holder has opened it is noted with what comes to be shown.
pub(super) fn open_reader(app: &mut App) -> Vec<Effect> {
    let Some(row) = app.row() else { return Vec::new() };
    let show = Effect::Show(row.id, READER_BYTES);
    app.overlays.push(Overlay::Reader(Reader::new(app.today)));
    vec![show]
}

fn step(app: &mut App, to: impl Fn(usize) -> usize) -> Vec<Effect> {
    let Some(pane) = app.pane_mut() else { return Vec::new() };
    let last = pane.rows.len().saturating_sub(1);
    let wanted = to(pane.cursor);
    let before = pane.cursor;
    pane.cursor = wanted.min(last);
    if wanted > last && pane.more {
        pane.wanted += ROWS_AT_ONCE;
        return load_focused(app);
    }
    if pane.cursor == before { Vec::new() } else { show_current(app) }
}

/// The next pane with something in it, so many places at a time; one without is opened by its name.
fn focus(app: &mut App, forward: usize) -> Vec<Effect> {
    let count = app.panes.len();
    let places = (1..=count).map(|steps| (app.focus + steps * forward) % count);
    let holds = |place: &usize| {
        app.panes.get(*place).is_some_and(|pane| pane.count.items > 0 || !pane.marks.is_empty())
    };
    match places.clone().find(holds).or(places.clone().next()) {
        Some(place) => open_pane(app, place),
        None => Vec::new(),
    }
}

/// Opens the pane at this place.
pub(super) fn open_pane(app: &mut App, place: usize) -> Vec<Effect> {
    app.focus = place;
    app.preview = None;
    load_focused(app)
}

/// To where the alert line says that this key leads.
pub(super) fn go_to_alert(app: &mut App) -> Vec<Effect> {
    match next_alert(app) {
        Some(NextAlert::Worst(row)) => {
            let row = row.clone();
            app.alerted = Some(row.id);
            going::found(app, row.id, Some(Box::new(row)))
        }
        Some(NextAlert::Here(place)) => {
            let cursor = app.pane().map(|pane| pane.cursor);
            if cursor == Some(place) {
                app.say(app.texts.get("ui.only-alert"), false);
            }
            app.alerted = app.pane().and_then(|pane| pane.rows.get(place)).map(|row| row.id);
            step(app, |_| place)
        }
        Some(NextAlert::Pane(place)) => {
            app.focus = place;
            app.preview = None;
            // What is counted is counted without a filter.
            app.filter = TextField::default();
            app.facets = Filter::default();
            if let Some(pane) = app.pane_mut() {
                (pane.cursor, pane.then) = (0, Some(Then::Alert));
            }
            load_focused(app)
        }
        None => {
            app.say(app.texts.get("ui.no-alert"), false);
            Vec::new()
        }
    }
}

/// The rows of the next pane with alerts have come: the cursor goes to the first of them.
fn arrive_at_alert(app: &mut App) {
    let Some(place) = app.pane().and_then(|pane| first_alert(app, pane)) else { return };
    let Some(pane) = app.pane_mut() else { return };
    pane.cursor = place;
    app.alerted = app.pane().and_then(PaneState::row).map(|row| row.id);
}

fn mark(app: &mut App) -> Vec<Effect> {
    let Some(pane) = app.pane_mut() else { return Vec::new() };
    let Some(row) = pane.row().cloned() else { return Vec::new() };
    turn_mark(pane, row);
    step(app, |cursor| cursor + 1)
}

/// Marks every row from the nearest marked one above, or else below, to the cursor.
fn mark_range(app: &mut App) -> Vec<Effect> {
    let Some(pane) = app.pane_mut() else { return Vec::new() };
    let marked = |place: &usize| pane.rows.get(*place).is_some_and(|row| pane.marks.contains_key(&row.id));
    let above = (0..pane.cursor).rev().find(marked);
    let from = above.or_else(|| (pane.cursor + 1..pane.rows.len()).find(marked)).unwrap_or(pane.cursor);
    let range = from.min(pane.cursor)..=from.max(pane.cursor);
    let rows = pane.rows.get(range).unwrap_or(&[]).to_vec();
    pane.marks.extend(rows.into_iter().map(|row| (row.id, row)));
    Vec::new()
}

/// Marks every row whose state is that of the row under the cursor.
fn mark_alike(app: &mut App) {
    let Some(pane) = app.pane() else { return };
    let tier = |row: &Row| {
        let line = row.line(pane.pane.queue, app.today, &app.setup.calendar)?;
        Some(line.pressing(app.today, &app.setup.calendar)?.tier(app.today, &app.setup.calendar))
    };
    let Some(wanted) = pane.row().map(tier) else { return };
    let rows: Vec<Row> = pane.rows.iter().filter(|row| tier(row) == wanted).cloned().collect();
    if let Some(pane) = app.pane_mut() {
        pane.marks.extend(rows.into_iter().map(|row| (row.id, row)));
    }
}

/// Does this with everything that matches: at once where it is loaded, else when it has been.
pub(super) fn with_all(app: &mut App, then: Then) -> Vec<Effect> {
    let Some(pane) = app.pane_mut() else { return Vec::new() };
    if pane.more && pane.wanted < MARKED_AT_MOST {
        pane.wanted = MARKED_AT_MOST;
        pane.then = Some(then);
        return load_focused(app);
    }
    let before = app.pane().map(|pane| pane.cursor);
    with_rows(app, then);
    if app.pane().map(|pane| pane.cursor) == before { Vec::new() } else { show_current(app) }
}

fn with_rows(app: &mut App, then: Then) {
    match then {
        Then::Mark => mark_all(app),
        Then::MarkAlike => mark_alike(app),
        Then::Invert => invert(app),
        Then::Count => finding::list_facets(app),
        Then::Alert => arrive_at_alert(app),
        Then::Last => go_last(app),
        Then::Sorted => tell_sorted(app),
    }
    let marks = matches!(then, Then::Mark | Then::MarkAlike | Then::Invert);
    if marks && app.pane().is_some_and(|pane| pane.more) {
        let bound = MARKED_AT_MOST.to_string();
        app.say(app.texts.fill("ui.marked-bound", &[("n", &bound)]), true);
    }
}

fn go_last(app: &mut App) {
    let Some(pane) = app.pane_mut() else { return };
    pane.cursor = pane.rows.len().saturating_sub(1);
    if pane.more {
        let bound = pane.rows.len().to_string();
        app.say(app.texts.fill("ui.last-bound", &[("n", &bound)]), false);
    }
}

/// Where not all are loaded: only those that are due first were put in order.
fn tell_sorted(app: &mut App) {
    let Some(pane) = app.pane().filter(|pane| pane.more) else { return };
    let bound = pane.rows.len().to_string();
    let sort = app.texts.get(&format!("sort.{}", app.order().key())).to_owned();
    app.say(app.texts.fill("ui.sorted-bound", &[("n", &bound), ("sort", &sort)]), true);
}

fn mark_all(app: &mut App) {
    let Some(pane) = app.pane_mut() else { return };
    pane.marks.extend(pane.rows.iter().map(|row| (row.id, row.clone())));
}

/// The rows of a pane have come; does with them what was asked for.
pub(super) fn rows_came(app: &mut App, place: usize, window: Window) -> Vec<Effect> {
    let read = app.pane().and_then(PaneState::row).filter(|_| app.reads()).cloned();
    let Some(pane) = app.panes.get_mut(place) else { return Vec::new() };
    take_rows(pane, window);
    let here = pane.row().map(|row| row.id);
    if place == app.focus && app.visiting.is_none() {
        // A reader goes to no other item because this one waits here no more.
        app.visiting = read.filter(|row| here != Some(row.id));
    }
    let Some(pane) = app.panes.get_mut(place) else { return Vec::new() };
    let then = pane.then.take();
    if place != app.focus {
        return Vec::new();
    }
    if let Some(then) = then {
        with_rows(app, then);
    }
    if let Some(effects) = going::arrive(app) {
        return effects;
    }
    show_current(app)
}

fn invert(app: &mut App) {
    let Some(pane) = app.pane_mut() else { return };
    for row in pane.rows.clone() {
        turn_mark(pane, row);
    }
}

fn turn_mark(pane: &mut PaneState, row: Row) {
    if pane.marks.remove(&row.id).is_none() {
        pane.marks.insert(row.id, row);
    }
}

/// Takes off the marks of the open pane, or else its filter.
fn unmark(app: &mut App) -> Vec<Effect> {
    match app.pane_mut().filter(|pane| !pane.marks.is_empty()) {
        Some(pane) => {
            pane.marks.clear();
            Vec::new()
        }
        None => finding::unfilter(app),
    }
}

/// A key in a text field of one line; whether the field took it. A full one takes no more.
pub(super) fn type_into(field: &mut TextField, key: &Key) -> bool {
    let mut characters = key.name.chars();
    let request = match (characters.next(), characters.next()) {
        (Some(_), None) if field.value().len() >= LINE_BYTES => return true,
        (Some(c), None) => InputRequest::InsertChar(c),
        _ => match key.name.as_str() {
            "backspace" => InputRequest::DeletePrevChar,
            "delete" => InputRequest::DeleteNextChar,
            "left" => InputRequest::GoToPrevChar,
            "right" => InputRequest::GoToNextChar,
            "home" => InputRequest::GoToStart,
            "end" => InputRequest::GoToEnd,
            "ctrl-u" => InputRequest::DeleteLine,
            "ctrl-w" => InputRequest::DeletePrevWord,
            _ => return false,
        },
    };
    field.handle(request);
    true
}

/// Whether what is filtered for keeps this item from being shown.
pub(super) fn is_hidden(app: &App, id: crate::domain::ItemId) -> bool {
    !app.filters().is_empty() && app.pane().is_some_and(|pane| find(std::slice::from_ref(pane), id).is_none())
}
