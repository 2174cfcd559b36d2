//! Saved views: the list of them, and what choosing one does.

use tui_input::Input as TextField;

use super::Effect;
use super::finding::from_the_first;
use super::moving::type_into;
use crate::console::app::App;
use crate::console::facets::{as_typed, words};
use crate::console::keymap::Action;
use crate::console::overlay::{Choice, Entry, Menu, Overlay};
use crate::console::views::{Meant, SavedView, VIEWS};
use crate::projection::{Filter, Sort};
use crate::shell::Key;

/// Characters of a view's name at most.
const NAME_CHARS: usize = 30;

/// The views, and what can be done with them.
pub(super) fn list(app: &mut App) -> Vec<Effect> {
    let views = app.memory.views.iter().enumerate();
    let entry = |(place, view): (usize, &SavedView)| Entry {
        columns: columns(app, view),
        choice: Choice::View(place),
    };
    let mut entries: Vec<Entry> = views.map(entry).collect();
    let also = |key: &str, choice: Choice| Entry { columns: vec![app.texts.get(key).to_owned()], choice };
    entries.push(also("ui.save-view", Choice::SaveView));
    if !app.memory.views.is_empty() {
        entries.push(also("ui.drop-view", Choice::DropViews));
    }
    show(app, "action.views", entries)
}

/// The views, to drop one.
pub(super) fn droppable(app: &mut App) -> Vec<Effect> {
    let views = app.memory.views.iter().enumerate();
    let entry = |(place, view): (usize, &SavedView)| Entry {
        columns: columns(app, view),
        choice: Choice::DropView(place),
    };
    let entries = views.map(entry).collect();
    show(app, "ui.drop-view", entries)
}

fn show(app: &mut App, title: &str, entries: Vec<Entry>) -> Vec<Effect> {
    let title = app.texts.get(title).to_owned();
    app.overlays.push(Overlay::Menu(Menu { title, entries, cursor: 0 }));
    Vec::new()
}

/// The name; else the pane, what is looked for, and the order where it isn't the usual one.
fn columns(app: &App, view: &SavedView) -> Vec<String> {
    let shows = shows(app, view);
    match view.name.as_str() {
        "" => shows,
        name => vec![name.to_owned(), shows.join(" ")],
    }
}

fn shows(app: &App, view: &SavedView) -> Vec<String> {
    let Meant { queue, text, sort, facets } = view.meant();
    let pane = queue.map_or_else(|| app.texts.get("ui.no-such-pane"), |queue| app.texts.own_queue(queue));
    let mut parts: Vec<String> = facets.iter().map(|facet| words(app, facet).1).collect();
    parts.extend((!text.is_empty()).then_some(text));
    if sort != Sort::Due {
        parts.push(app.texts.get(&format!("sort.{}", sort.key())).to_owned());
    }
    vec![pane.to_owned(), parts.join(" ")]
}

/// Asks how the open pane as it stands is to be called.
pub(super) fn ask_name(app: &mut App) -> Vec<Effect> {
    app.overlays.push(Overlay::Name(TextField::default()));
    Vec::new()
}

/// A key in the name of a view.
pub(super) fn name(app: &mut App, key: &Key, action: Option<Action>) {
    let Some(Overlay::Name(name)) = app.overlays.last_mut() else { return };
    match action {
        Some(Action::Choose) => {
            let name = name.value().trim().chars().take(NAME_CHARS).collect();
            app.overlays.pop();
            save(app, name);
        }
        Some(Action::Cancel) => {
            app.overlays.pop();
        }
        _ => {
            type_into(name, key);
        }
    }
}

/// Keeps the open pane as it stands.
fn save(app: &mut App, name: String) {
    let Some(queue) = app.queue() else { return };
    let view = SavedView::of(queue, &app.filters(), app.sort).called(name);
    let (key, bad) = if app.memory.views.contains(&view) {
        ("ui.view-known", false)
    } else if app.memory.views.len() >= VIEWS {
        ("ui.views-full", true)
    } else {
        app.memory.views.push(view);
        ("ui.view-saved", false)
    };
    app.say(app.texts.fill(key, &[("n", &VIEWS.to_string())]), bad);
}

/// Forgets a view.
pub(super) fn drop_view(app: &mut App, place: usize) -> Vec<Effect> {
    if place < app.memory.views.len() {
        app.memory.views.remove(place);
        app.say(app.texts.get("ui.view-dropped"), false);
    }
    Vec::new()
}

/// Shows a view: its pane, narrowed and ordered as it was.
pub(super) fn open(app: &mut App, place: usize) -> Vec<Effect> {
    let Some(view) = app.memory.views.get(place) else { return Vec::new() };
    let Meant { queue, text, sort, facets } = view.meant();
    let pane = app.panes.iter().position(|pane| Some(pane.pane.queue) == queue);
    let Some(pane) = pane else {
        app.say(app.texts.get("ui.view-without-pane"), true);
        return Vec::new();
    };
    app.focus = pane;
    app.preview = None;
    app.sort = sort;
    app.filter = TextField::new(as_typed(app, &text));
    app.filtering = false;
    app.facets = Filter::default();
    facets.into_iter().for_each(|facet| facet.narrow(&mut app.facets));
    from_the_first(app)
}
