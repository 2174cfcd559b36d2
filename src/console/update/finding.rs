//! Finding: the filter that is typed, what else rows are narrowed to, and their order.

use std::collections::BTreeMap;

use tui_input::Input as TextField;

use super::Effect;
use super::moving::{load_focused, type_into};
use crate::console::app::{App, Choice, Entry, Facet, Menu, Overlay};
use crate::console::views;
use crate::domain::{Task, Tier};
use crate::procedure::Procedure;
use crate::projection::{Filter, Row, Sort};
use crate::shell::Key;
use crate::texts::{Names, Texts};

/// A key while the filter is typed.
pub(super) fn type_filter(app: &mut App, key: &Key) -> Vec<Effect> {
    match key.name.as_str() {
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

/// Takes the filter off; nothing where there is none.
pub(super) fn unfilter(app: &mut App) -> Vec<Effect> {
    if app.filters().is_empty() {
        return Vec::new();
    }
    app.filter = TextField::default();
    app.facets = Filter::default();
    from_the_first(app)
}

/// The next order of the rows.
pub(super) fn sort(app: &mut App) -> Vec<Effect> {
    let place = Sort::ALL.iter().position(|sort| *sort == app.sort).unwrap_or(0);
    app.sort = Sort::ALL.iter().copied().cycle().nth(place + 1).unwrap_or(app.sort);
    app.say(app.texts.get(&format!("sort.{}", app.sort.key())), false);
    from_the_first(app)
}

/// A list of what the loaded rows can be narrowed to, each with how many they are.
pub(super) fn facets(app: &mut App) -> Vec<Effect> {
    let Some(pane) = app.pane() else { return Vec::new() };
    let mut counted: BTreeMap<Facet, usize> = BTreeMap::new();
    for facet in pane.rows.iter().flat_map(|row| facets_of(app, row)) {
        *counted.entry(facet).or_default() += 1;
    }
    // What all rows have in common narrows nothing.
    let telling = |count: usize| pane.more || count < pane.rows.len();
    let entries = counted.into_iter().filter(|(_, count)| telling(*count)).map(|(facet, count)| {
        let (kind, value) = words(app, &facet);
        Entry { columns: vec![kind.to_owned(), value, count.to_string()], choice: Choice::Facet(facet) }
    });
    let entries = entries.collect();
    let title = app.texts.get("action.facets").to_owned();
    app.overlays.push(Overlay::Menu(Menu { title, entries, cursor: 0 }));
    Vec::new()
}

/// Narrows the rows.
pub(super) fn narrow(app: &mut App, facet: Facet) -> Vec<Effect> {
    views::narrow(&mut app.facets, facet);
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
    let queue = app.queue();
    let line = queue.and_then(|queue| row.line(queue, app.today, &app.setup.calendar));
    let clock = line.and_then(|line| line.pressing(app.today, &app.setup.calendar));
    let tier = clock.map_or(Tier::NotRunning, |clock| clock.tier(app.today, &app.setup.calendar));
    let mut all = vec![
        Facet::Procedure(row.procedure.clone()),
        Facet::Section(row.section.clone()),
        Facet::Drafter(row.drafter.clone()),
    ];
    all.extend((tier != Tier::NotRunning).then_some(Facet::Tier(tier)));
    all.extend(row.attribute.map(Facet::Attribute));
    all.extend(
        line.into_iter()
            .flat_map(|line| [Facet::Task(line.task.clone()), Facet::Holder(line.holder.clone())]),
    );
    all
}

pub(super) fn words<'t>(app: &'t App, facet: &Facet) -> (&'t str, String) {
    let texts: &Texts = &app.texts;
    match facet {
        Facet::Tier(tier) => (texts.get("ui.column-state"), texts.tier(*tier).to_owned()),
        Facet::Attribute(attribute) => (texts.get("field.attribute"), texts.attribute(*attribute).to_owned()),
        Facet::Procedure(key) => {
            let known = app.setup.procedure(key);
            (
                texts.get("field.procedure"),
                known.map_or(key.0.clone(), |known| texts.name(&known.name).to_owned()),
            )
        }
        Facet::Section(section) => (texts.get("field.section"), section.0.clone()),
        Facet::Drafter(login) => (texts.get("ui.column-drafter"), app.setup.roster.name(login).to_owned()),
        Facet::Task(task) => (texts.get("ui.column-now"), texts.task(task, names(app, task))),
        Facet::Holder(holder) => (texts.get("ui.turn"), texts.holder(holder, &app.setup.roster)),
    }
}

/// Names where a task has one: in the first procedure that knows it.
fn names<'a>(app: &'a App, task: &Task) -> Names<'a> {
    let knows = |procedure: &&Procedure| match task {
        Task::Stage(key, _) => procedure.stage(key).is_some(),
        Task::Duty(key, _) => procedure.duty(key).is_some(),
        _ => true,
    };
    Names { roster: &app.setup.roster, procedure: app.setup.procedures.0.iter().find(knows) }
}

/// What rows are narrowed to, in words.
pub fn narrowed(app: &App) -> Vec<String> {
    views::facets_in(&app.facets).iter().map(|facet| words(app, facet).1).collect()
}
