//! Finding: the filter that is typed, what else rows are narrowed to, and their order.

use std::collections::BTreeSet;

use tui_input::Input as TextField;

use super::Effect;
use super::moving::{load_focused, type_into};
use crate::console::app::{App, MARKED_AT_MOST, Then};
use crate::console::facets::{Facet, offered, words};
use crate::console::overlay::{Choice, Entry, Menu, Overlay};
use crate::projection::{Filter, Row, Sort};
use crate::shell::Key;

/// A key while the filter is typed.
pub(super) fn type_filter(app: &mut App, key: &Key) -> Vec<Effect> {
    match key.name.as_str() {
        "tab" if offered(app).is_some() => return narrow_to_offered(app),
        "esc" => {
            app.filter = TextField::default();
            app.filtering = false;
            return from_the_first(app);
        }
        "enter" | "down" | "up" | "tab" => {
            app.filtering = false;
            return Vec::new();
        }
        _ => {}
    }
    let before = app.filter.value().to_owned();
    type_into(&mut app.filter, key);
    if app.filter.value() == before { Vec::new() } else { from_the_first(app) }
}

/// Text that was pasted while the filter is typed: looked for once, as a whole.
pub(super) fn paste_filter(app: &mut App, keys: impl Iterator<Item = Key>) -> Vec<Effect> {
    let before = app.filter.value().to_owned();
    for key in keys {
        type_into(&mut app.filter, &key);
    }
    if app.filter.value() == before { Vec::new() } else { from_the_first(app) }
}

/// Narrows the rows to what the last word names, instead of looking for it.
fn narrow_to_offered(app: &mut App) -> Vec<Effect> {
    let Some((word, facet)) = offered(app) else { return Vec::new() };
    let rest = app.filter.value().split_whitespace().filter(|known| *known != word);
    let rest = rest.collect::<Vec<_>>().join(" ");
    app.filter = TextField::new(rest);
    narrow(app, facet)
}

/// Takes the filter off, where there is one; the cursor stays on its item.
pub(super) fn unfilter(app: &mut App) -> Vec<Effect> {
    if app.filters().is_empty() {
        return Vec::new();
    }
    app.filter = TextField::default();
    app.facets = Filter::default();
    app.seeking = app.row().cloned();
    from_the_first(app)
}

/// The next order of the rows; the cursor stays on its item.
pub(super) fn sort(app: &mut App) -> Vec<Effect> {
    let place = Sort::ALL.iter().position(|sort| *sort == app.sort).unwrap_or(0);
    app.sort = Sort::ALL.iter().copied().cycle().nth(place + 1).unwrap_or(app.sort);
    app.say(app.texts.get(&format!("sort.{}", app.order().key())), false);
    if let Some(pane) = app.pane_mut().filter(|pane| pane.more) {
        (pane.wanted, pane.then) = (MARKED_AT_MOST, Some(Then::Sorted));
    }
    load_focused(app)
}

/// A list of what the rows can be narrowed to, each with how many would be left.
pub(super) fn list_facets(app: &mut App) {
    let Some(pane) = app.pane() else { return };
    let facets: BTreeSet<Facet> = pane.rows.iter().flat_map(|row| facets_of(app, row)).collect();
    let counted = facets.into_iter().map(|facet| {
        let mut alone = Filter::default();
        facet.clone().narrow(&mut alone);
        let fits = |row: &&Row| alone.fits_in(row, pane.pane.queue, app.today, &app.setup.calendar);
        let count = pane.rows.iter().filter(fits).count();
        (facet, count)
    });
    // What all rows have in common narrows nothing.
    let counted = counted.filter(|(_, count)| pane.more || *count < pane.rows.len());
    let entries = counted.map(|(facet, count)| {
        let (kind, value) = words(app, &facet);
        let count = if pane.more { format!("{count}+") } else { count.to_string() };
        Entry { columns: vec![kind.to_owned(), value, count], choice: Choice::Facet(facet) }
    });
    let entries = entries.collect();
    let title = app.texts.get("action.facets").to_owned();
    app.overlays.push(Overlay::Menu(Menu { title, entries, cursor: 0 }));
}

/// Narrows the rows.
pub(super) fn narrow(app: &mut App, facet: Facet) -> Vec<Effect> {
    facet.narrow(&mut app.facets);
    from_the_first(app)
}

pub(super) fn from_the_first(app: &mut App) -> Vec<Effect> {
    if let Some(pane) = app.pane_mut() {
        pane.cursor = 0;
        pane.rows.clear();
    }
    load_focused(app)
}

fn facets_of(app: &App, row: &Row) -> Vec<Facet> {
    let tiers = app.queue().map(|queue| row.tiers(queue, app.today, &app.setup.calendar));
    let mut all = vec![
        Facet::Procedure(row.procedure.clone()),
        Facet::Section(row.section.clone()),
        Facet::Drafter(row.drafter.clone()),
    ];
    all.extend(tiers.unwrap_or_default().into_iter().map(Facet::Tier));
    all.extend(row.attribute.map(Facet::Attribute));
    let lines = row.lines.iter();
    all.extend(lines.flat_map(|line| [Facet::Task(line.task.clone()), Facet::Holder(line.holder.clone())]));
    all
}
