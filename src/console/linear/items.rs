//! Items in sentences: panes with their counts, rows, the preview. The most telling comes first, and the state
//! of a limit is always a word.

use super::super::app::{App, PaneState, Preview};
use super::super::facets::narrowed;
use super::super::theme::Meaning;
use super::super::view::{self, Span};
use crate::domain::{Tier, Urgency};
use crate::projection::{ClockLine, Queue, Row};
use crate::texts::{Names, Texts, days_apart};

/// Columns for which the lines of the preview are set: they end the text that it begins with.
const PREVIEW_COLUMNS: usize = 240;

/// The rows of the open pane from the cursor on, one line each.
pub fn rows(app: &App, lines: usize) -> Vec<String> {
    let Some(pane) = app.pane() else { return Vec::new() };
    let rows = pane.rows.iter().enumerate().skip(pane.cursor).take(lines.saturating_sub(1).max(1));
    rows.map(|(place, row)| row_line(app, pane, place, row)).collect()
}

/// The limits that are missed or near, legal and internal ones apart, and the item that presses most.
pub fn alert(app: &App) -> String {
    let (texts, tally) = (&app.texts, &app.tally);
    let counts = [
        ("overdue", tally.overdue),
        ("today", tally.today_legal),
        ("soon", tally.soon_legal),
        ("past", tally.past_target),
        ("internal", tally.today_internal),
    ];
    let counts = counts.map(|(name, count)| (name, count.to_string()));
    let counts: Vec<(&str, &str)> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
    let said = texts.fill("linear.alert", &counts);
    let worst = app.worst.as_ref().and_then(|row| {
        let line = row.line(Queue::Open, app.today, &app.setup.calendar)?;
        let what = texts.task(&line.task, names(app, row));
        let (state, item) = (state(app, Queue::Open, row), row.id.to_string());
        Some(texts.fill("linear.worst", &[("what", &what), ("item", &item), ("state", &state)]))
    });
    let stalled = (app.stalled > 0).then(|| texts.fill("linear.stalled", &[("n", &app.stalled.to_string())]));
    said + &stalled.unwrap_or_default() + &worst.unwrap_or_default()
}

/// A pane's name, how many wait there, and how many limits are missed or near.
pub fn pane_title(app: &App, pane: &PaneState) -> String {
    let (texts, tally) = (&app.texts, &pane.count.tally);
    let n = pane.count.items.to_string();
    let mut said = texts.fill("linear.pane", &[("pane", app.pane_name(pane)), ("n", &n)]);
    let counts = [
        (Tier::Overdue, tally.overdue),
        (Tier::PastTarget, tally.past_target),
        (Tier::DueToday, tally.today_legal + tally.today_internal),
        (Tier::DueSoon, tally.soon_legal),
    ];
    for (tier, count) in counts.iter().filter(|(_, count)| *count > 0) {
        said += &texts.fill("linear.of-these", &[("state", texts.tier(*tier)), ("n", &count.to_string())]);
    }
    said
}

/// The other panes in which something waits, in one line.
pub fn others(app: &App) -> Option<String> {
    let others = app.panes.iter().enumerate();
    let others = others.filter(|(place, pane)| *place != app.focus && pane.count.items > 0);
    let panes =
        joined(&app.texts, "linear.between-panes", others.map(|(_, pane)| pane_title(app, pane)).collect());
    (!panes.is_empty()).then(|| app.texts.fill("linear.other-panes", &[("panes", &panes)]))
}

/// How many rows there are: those that match, or else all that wait.
pub fn count(app: &App, pane: &PaneState) -> u64 {
    let loaded = u64::try_from(pane.rows.len()).unwrap_or(u64::MAX);
    match (app.filters().is_empty(), pane.matches) {
        (true, _) => pane.count.items.max(loaded),
        (false, Some(matches)) => matches,
        (false, None) => loaded,
    }
}

/// What the rows are filtered for, and how many match; nothing where they aren't.
pub fn filtered(app: &App) -> String {
    let texts = &app.texts;
    let Some(pane) = app.pane().filter(|_| !app.filters().is_empty()) else { return String::new() };
    let at_least = pane.matches.is_none() && pane.more;
    let key = if at_least { "ui.matches-at-least" } else { "ui.matches" };
    let found = texts.fill(key, &[("n", &count(app, pane).to_string())]);
    texts.fill("linear.filter", &[("words", &narrowed(app).join(" ")), ("found", &found)])
}

/// An item in one sentence: where it stands, its title, what is proposed, how its limit stands.
pub fn row_line(app: &App, pane: &PaneState, place: usize, row: &Row) -> String {
    let texts = &app.texts;
    let title = match row.title.trim() {
        "" => texts.get("ui.neutral-title"),
        title => title,
    };
    let mut hints = Vec::new();
    if pane.marks.contains_key(&row.id) {
        hints.push(texts.get("linear.marked").to_owned());
    }
    hints.push(title.to_owned());
    hints.push(texts.attribute(row.attribute).to_owned());
    hints.push(state(app, pane.pane.queue, row));
    if row.urgency != Urgency::Ordinary {
        hints.push(texts.urgency(row.urgency).to_owned());
    }
    if row.returned {
        hints.push(texts.get("ui.returned-before").to_owned());
    }
    if !row.number.is_empty() {
        hints.push(row.number.clone());
    }
    hints.push(row.id.to_string());
    let what = joined(texts, "linear.comma", hints);
    let (place, all) = ((place + 1).to_string(), count(app, pane).to_string());
    texts.fill("linear.item", &[("place", &place), ("all", &all), ("what", &what)])
}

/// How the limit that presses most stands, in words; a row whose work is done says that.
fn state(app: &App, queue: Queue, row: &Row) -> String {
    let (texts, calendar) = (&app.texts, &app.setup.calendar);
    let Some(line) = row.line(queue, app.today, calendar) else {
        return texts.get(if row.terminated { "ui.terminated" } else { "ui.closed" }).to_owned();
    };
    let clock = line.pressing(app.today, calendar);
    let tier = clock.map_or(Tier::NotRunning, |clock| clock.tier(app.today, calendar));
    let due = clock.and_then(ClockLine::due);
    let days = due.map_or(0, |due| days_apart(due.date, app.today, calendar));
    let force = clock.map(|clock| texts.force(clock.force)).unwrap_or_default();
    let what = [("force", force), ("n", &days.to_string()), ("state", texts.tier(tier))];
    let counted = !matches!(tier, Tier::DueToday | Tier::NotRunning);
    let key = if counted && days == 0 { "uncounted" } else { tier.key() };
    let said = texts.fill(&format!("linear-state.{key}"), &what);
    let provisional = due.filter(|due| due.provisional).map(|_| texts.get("linear.provisional"));
    said + provisional.unwrap_or_default()
}

/// What the painted preview shows behind the title, which the row's sentence has said.
pub fn preview_lines(app: &App, preview: &Preview) -> Vec<String> {
    let lines = view::preview_lines(app, PREVIEW_COLUMNS);
    let lines = lines.iter().enumerate().filter(|(place, _)| *place != 1).map(|(_, spans)| plain(app, spans));
    let mut lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    let begun = lines.last().is_some_and(|line| line.contains(preview.text.trim_end()));
    if !preview.text.is_empty() && !begun {
        lines.push(app.texts.get("linear.text-goes-on").to_owned());
    }
    lines
}

/// A painted line without what is only drawn. The arrows of clocks and turns become words; what people wrote
/// stays as it is.
pub fn plain(app: &App, spans: &[Span]) -> String {
    let composed = |text: &String| {
        let preview = app.preview.as_ref();
        preview.is_some_and(|preview| preview.turn == *text || preview.clocks.contains(text))
    };
    let words = spans.iter().filter(|(meaning, _)| *meaning != Meaning::Rule).map(|(_, text)| {
        if composed(text) { text.replace("->", app.texts.get("linear.arrow")) } else { text.clone() }
    });
    words.collect::<String>().trim().to_owned()
}

/// Several with what the language puts between `one` and the `other`.
pub fn joined(texts: &Texts, key: &str, several: Vec<String>) -> String {
    let both = |one: String, other: String| texts.fill(key, &[("one", &one), ("other", &other)]);
    several.into_iter().reduce(both).unwrap_or_default()
}

fn names<'a>(app: &'a App, row: &Row) -> Names<'a> {
    Names { roster: &app.setup.roster, procedure: app.setup.procedure(&row.procedure) }
}
