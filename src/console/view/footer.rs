//! What is always on the screen: the alert line on top; note, keys and the permanent line below.

use ratatui::layout::Position;

use super::line::{Canvas, Span, beside, caret_column, fit, width};
use super::wrap::wrap;
use crate::console::alerts::{NextAlert, next_alert};
use crate::console::app::App;
use crate::console::facets::{narrowed, offered, written};
use crate::console::form;
use crate::console::keymap::{Action, Place};
use crate::console::overlay::Overlay;
use crate::console::theme::Meaning;
use crate::domain::{Tier, Verb};
use crate::projection::{ClockLine, Queue, Row};

/// The alert line: legal limits, internal ones, the most pressing item. Where all of it is too long, counts of
/// nothing give way before the name of the item.
pub fn alert(app: &App, canvas: &mut Canvas<'_>) {
    let leads = next_alert(app);
    let named = named(app, leads.as_ref());
    let key = app.keymap.keys(Place::List, Action::NextAlert).first().filter(|_| leads.is_some());
    let with_key = key.map(|key| format!(" [{}]", key_name(app, key))).unwrap_or_default();
    let with_key = with_key.as_str();
    let fits = |counts: &[Span], said: &str| {
        let counts: usize = counts.iter().map(|(_, text)| width(text)).sum();
        counts + width(said) + 6 <= canvas.columns()
    };
    let mut spans = tallies(app, true);
    let ways = [(spans.clone(), 2), (tallies(app, false), 3)];
    let mut ways = ways.into_iter().filter_map(|(counts, ways)| {
        let said = named.iter().take(ways).find(|said| fits(&counts, said))?;
        Some((counts, said))
    });
    let key = match ways.next() {
        Some((counts, said)) => {
            spans = counts;
            spans.push((Meaning::Rule, " |".to_owned()));
            format!(" {said}{with_key}")
        }
        None if named.is_empty() => String::new(),
        None => with_key.to_owned(),
    };
    spans.push((Meaning::Plain, key));
    canvas.line(0, &spans);
}

/// What the alert line counts; counts of nothing, and what has no others, only where they are wanted.
fn tallies(app: &App, nothing: bool) -> Vec<Span> {
    let words = app.texts.alert(&app.tally);
    let mut parts: Vec<Vec<(Meaning, String)>> = vec![Vec::new()];
    for (count, word) in words {
        let part = parts.last_mut();
        match (count, part) {
            (None, _) if word == "|" => parts.push(Vec::new()),
            (Some((_, false)), _) if !nothing => {}
            (Some((tier, true)), Some(part)) => part.push((Meaning::Tier(tier), word)),
            (_, Some(part)) => part.push((Meaning::Quiet, word)),
            (_, None) => {}
        }
    }
    parts.retain(|part| nothing || part.len() > 1);
    let mut spans: Vec<Span> = Vec::new();
    for part in parts {
        if !spans.is_empty() {
            spans.extend([(Meaning::Rule, "|".to_owned()), (Meaning::Plain, " ".to_owned())]);
        }
        spans.extend(part.into_iter().flat_map(|word| [word, (Meaning::Plain, " ".to_owned())]));
    }
    spans.pop();
    if app.stalled > 0 {
        spans.push((Meaning::Rule, " | ".to_owned()));
        let said = app.texts.fill("ui.alert-stalled", &[("n", &app.stalled.to_string())]);
        spans.push((Meaning::Tier(Tier::Overdue), said));
    }
    spans
}

/// Where the key beside it leads, or else the most pressing item, in words, the longest first.
fn named(app: &App, leads: Option<&NextAlert<'_>>) -> Vec<String> {
    let worst = app.worst.as_ref();
    match (leads, app.pane()) {
        (Some(NextAlert::Pane(place)), _) => {
            let pane = app.panes.get(*place).map(|pane| app.pane_name(pane));
            pane.map(|pane| app.texts.fill("ui.alert-pane", &[("pane", pane)])).into_iter().collect()
        }
        (Some(NextAlert::Here(place)), Some(pane)) => {
            let Some(row) = pane.rows.get(*place) else { return Vec::new() };
            let is_worst = worst.is_some_and(|worst| worst.id == row.id);
            let key = if is_worst { "ui.alert-worst" } else { "ui.alert-next" };
            alerting(app, row, pane.pane.queue, key)
        }
        _ => worst.map(|row| alerting(app, row, Queue::Open, "ui.alert-worst")).unwrap_or_default(),
    }
}

/// An item and its limit in words, the longest first; each of them names it.
fn alerting(app: &App, row: &Row, queue: Queue, key: &str) -> Vec<String> {
    let (texts, calendar) = (&app.texts, &app.setup.calendar);
    let Some(line) = row.line(queue, app.today, calendar) else { return Vec::new() };
    let clock = line.pressing(app.today, calendar);
    let tier = clock.map_or(Tier::NotRunning, |clock| clock.tier(app.today, calendar));
    let due = clock.and_then(ClockLine::due);
    let days = due.map_or(0, |due| crate::texts::days_apart(due.date, app.today, calendar));
    let names =
        crate::texts::Names { roster: &app.setup.roster, procedure: app.setup.procedure(&row.procedure) };
    let (what, id, slack) = (texts.task(&line.task, names), row.id.to_string(), texts.slack(tier, days));
    let item = if row.number.is_empty() { &id } else { &row.number };
    let said = |item: &str| texts.fill(key, &[("what", &what), ("item", item), ("slack", &slack)]);
    vec![said(item), said(&id), format!("{id} {slack}")]
}

/// Lines that a note takes at most where it can be read in full by a key.
const NOTE_LINES: usize = 3;

/// Lines that the footer wants on so many columns: the note, the keys and the permanent line.
pub fn lines(app: &App, columns: usize) -> usize {
    let note = app.note.as_ref().filter(|_| !filters(app));
    let needed = note.map_or(1, |note| wrap(&note.text, columns).len());
    2 + if help_key(app).is_some() { needed.min(NOTE_LINES) } else { needed }
}

/// Note or filter, keys, and the permanent line; returns where the cursor of the filter is.
pub fn draw(app: &App, canvas: &mut Canvas<'_>) -> Option<Position> {
    let (columns, rows) = (canvas.columns(), canvas.rows());
    if let Some(last) = rows.checked_sub(1) {
        canvas.line(last, &permanent(app, columns));
    }
    if let Some(row) = rows.checked_sub(2) {
        canvas.line(row, &keys(app, columns));
    }
    if rows > 2 { note(app, canvas, rows - 2) } else { None }
}

/// Whether a filter is being typed.
fn filters(app: &App) -> bool {
    app.filtering && app.overlays.is_empty()
}

/// The key of the help here, under which a note has all the lines that it needs.
fn help_key(app: &App) -> Option<&String> {
    // Where something is typed a character is text.
    let works = |key: &&String| !app.typing() || key.chars().count() > 1;
    app.keymap.keys(app.place(), Action::Help).iter().find(works)
}

fn note(app: &App, canvas: &mut Canvas<'_>, rows: usize) -> Option<Position> {
    let texts = &app.texts;
    if filters(app) {
        let label = format!("{}: ", texts.get("ui.filter"));
        let x = width(&label) + caret_column(&app.filter);
        let mut spans = vec![(Meaning::Key, label), (Meaning::Plain, app.filter.value().to_owned())];
        let facets = narrowed(app).into_iter().filter(|word| word.contains('='));
        let facets = facets.map(|word| word + "  ").collect::<String>();
        spans.push((Meaning::Quiet, format!("  {facets}{}", found(app))));
        if let Some((_, facet)) = offered(app) {
            let words = texts.fill("ui.filter-narrows", &[("facet", &written(app, &facet))]);
            spans.extend([(Meaning::Key, "  Tab".to_owned()), (Meaning::Quiet, words)]);
        }
        canvas.line(0, &spans);
        return Some(canvas.place(x, 0));
    }
    if let Some(note) = &app.note {
        let meaning = if note.bad { Meaning::Bad } else { Meaning::Good };
        let lines = wrap(&note.text, canvas.columns());
        for (row, line) in lines.iter().take(rows).enumerate() {
            canvas.line(row, &[(meaning, line.clone())]);
        }
        if lines.len() > rows {
            let key = help_key(app).map(|key| texts.fill("ui.note-goes-on", &[("key", &key_name(app, key))]));
            let more = key.unwrap_or_else(|| "..".to_owned());
            let room = canvas.columns().saturating_sub(width(&more));
            let line = lines.get(rows - 1).map_or("", String::as_str);
            canvas.line(rows - 1, &[(meaning, fit(line, width(line).min(room))), (Meaning::Key, more)]);
        }
        return None;
    }
    let mut spans = Vec::new();
    if !app.elsewhere.is_empty() {
        let count = app.elsewhere.len().to_string();
        spans.push((Meaning::Delicate, texts.fill("ui.elsewhere", &[("n", &count)]) + "  "));
    }
    let marked = app.marked();
    if !marked.is_empty() {
        spans.push((Meaning::Marked, marked.join("  ")));
    }
    if !app.filters().is_empty() {
        let gap = if spans.is_empty() { "" } else { "  " };
        let said = format!("{gap}{}: {}  {}", texts.get("ui.filter"), narrowed(app).join(" "), found(app));
        spans.push((Meaning::Quiet, said));
    }
    canvas.line(0, &spans);
    None
}

/// How many rows match the filter.
fn found(app: &App) -> String {
    let Some(pane) = app.pane().filter(|_| !app.filters().is_empty()) else { return String::new() };
    match (pane.matches, pane.more) {
        (Some(all), _) => app.texts.fill("ui.matches", &[("n", &all.to_string())]),
        (None, false) => app.texts.fill("ui.matches", &[("n", &pane.rows.len().to_string())]),
        (None, true) => app.texts.fill("ui.matches-at-least", &[("n", &pane.rows.len().to_string())]),
    }
}

/// What the help tells as well, in the order in which it gives way on a narrow screen.
const DISPENSABLE: [Action; 8] = [
    Action::Undo,
    Action::Open,
    Action::Mark,
    Action::Recall,
    Action::Remind,
    Action::Comment,
    Action::NextAlert,
    Action::PageDown,
];

/// The keys of the place, the daily ones first, named after what they do here.
fn keys(app: &App, columns: usize) -> Vec<Span> {
    let place = match app.place() {
        // A filter and a count are typed: no key acts but those that end it, as in a menu.
        Place::List | Place::Check if app.typing() => Place::Menu,
        place => place,
    };
    let wanted: &[Action] = match place {
        Place::List => &[
            Action::Main,
            Action::SendBack,
            Action::Change,
            Action::Comment,
            Action::Remind,
            Action::NextAlert,
            Action::Recall,
            Action::More,
            Action::Mark,
            Action::Open,
            Action::Help,
        ],
        Place::Reader if app.reads_files() => {
            &[Action::Choose, Action::Export, Action::NextPage, Action::Find, Action::Cancel]
        }
        Place::Reader => &[
            Action::Main,
            Action::SendBack,
            Action::Change,
            Action::Comment,
            Action::NextPage,
            Action::Find,
            Action::Cancel,
        ],
        Place::Paper if app.typing() => &[Action::Cancel],
        Place::Paper if !app.has_periods() => {
            &[Action::Choose, Action::Export, Action::Find, Action::PageDown, Action::Cancel]
        }
        Place::Paper => &[
            Action::Choose,
            Action::Export,
            Action::PreviousYear,
            Action::NextYear,
            Action::Find,
            Action::PageDown,
            Action::Cancel,
        ],
        Place::Menu => &[Action::Choose, Action::Cancel],
        Place::Form if app.writes_lines() => &[
            Action::NewLine,
            Action::Phrases,
            Action::Undo,
            Action::NextField,
            Action::Choose,
            Action::Cancel,
        ],
        Place::Form if matches!(app.overlays.last(), Some(Overlay::Name(_))) => {
            &[Action::Choose, Action::Cancel]
        }
        Place::Palette => &[Action::Choose, Action::PageDown, Action::PageUp, Action::Cancel],
        Place::Help => &[Action::PageDown, Action::PageUp, Action::Cancel],
        Place::Form => &[Action::PreviousField, Action::NextField, Action::Choose, Action::Cancel],
        Place::Check if app.agrees() => &[Action::Confirm, Action::LeaveOut, Action::Comment, Action::Cancel],
        Place::Check if app.checks(|check| check.whole.is_some()) => &[Action::Confirm, Action::Cancel],
        Place::Check if app.checks(|check| !check.asks()) => {
            &[Action::PageDown, Action::PageUp, Action::Cancel]
        }
        Place::Check => &[Action::Confirm, Action::LeaveOut, Action::Cancel],
        Place::Result if matches!(app.overlays.last(), Some(Overlay::Result(_))) => {
            &[Action::PageDown, Action::PageUp, Action::Export, Action::Recall, Action::Cancel]
        }
        Place::Result => &[Action::PageDown, Action::PageUp, Action::Cancel],
    };
    let mut entries: Vec<(Action, String, String)> = Vec::new();
    for action in wanted {
        let Some(key) = app.keymap.keys(place, *action).first() else { continue };
        let Some(word) = word(app, *action) else { continue };
        // Where two keys do the same here, the first is named.
        if entries.iter().all(|(_, _, known)| *known != word) {
            entries.push((*action, key_name(app, key), word));
        }
    }
    let label = |key: &str, word: &str| match key.chars().count() {
        1 => format!("{key}{word}"),
        _ => beside(key, word),
    };
    let wide = |entries: &[(Action, String, String)]| {
        entries.iter().map(|(_, key, word)| width(&label(key, word)) + 1).sum::<usize>()
    };
    for action in DISPENSABLE {
        if wide(&entries) > columns + 1 {
            entries.retain(|(known, _, _)| *known != action);
        }
    }
    let spans = entries.iter().flat_map(|(_, key, word)| {
        let word = label(key, word).split_off(key.len());
        [(Meaning::Key, key.clone()), (Meaning::Quiet, format!("{word} "))]
    });
    spans.collect()
}

/// What an action is called here; `None` where the pane has no such act.
pub fn word(app: &App, action: Action) -> Option<String> {
    let queue = app.working_queue();
    // Where nothing is chosen there is nothing to act on.
    let acts = !app.only_watches() && !app.targets().is_empty();
    let named = |verb: Option<Verb>| verb.filter(|_| acts).map(|verb| app.called(verb).to_owned());
    match action {
        Action::Main => named(queue.and_then(form::main_verb)),
        Action::SendBack => named(queue.and_then(form::send_back_verb)),
        Action::Change => named(app.change_verb()),
        Action::Comment => named(Some(Verb::Comment)),
        Action::Remind => named(Some(Verb::Remind)),
        Action::More if app.only_watches() => None,
        Action::Mark if !acts => None,
        Action::NextAlert if next_alert(app).is_none() => None,
        Action::Open if app.targets().is_empty() => None,
        Action::Recall if app.place() == Place::Result => {
            (!app.just_done.is_empty()).then(|| app.texts.verb(Verb::Recall).to_owned())
        }
        Action::Recall => named(Some(Verb::Recall)),
        other => Some(app.texts.get(&format!("action.{}", other.key())).to_owned()),
    }
}

/// A key as it is named to the person.
pub fn key_name(app: &App, key: &str) -> String {
    let named = format!("key.{key}");
    let text = app.texts.get(&named);
    if text == named { key.to_owned() } else { text.to_owned() }
}

/// What must never be forgotten, and the date; 练习 where it is practice.
fn permanent(app: &App, columns: usize) -> Vec<Span> {
    let texts = &app.texts;
    let right = match app.practice {
        _ if app.lost => (Meaning::Bad, format!(" {}", texts.get("ui.disconnected"))),
        true => (Meaning::Practice, format!(" {}", texts.get("ui.practice"))),
        false => (Meaning::Quiet, format!(" {}", texts.get("ui.connected"))),
    };
    let warning = texts.get("ui.no-secrets");
    let date = texts.date(app.today);
    let mut day = format!(" {date} {}", texts.weekday(app.today));
    if width(warning) + width(&day) + width(&right.1) > columns {
        day = format!(" {date}");
    }
    if width(&day) + width(&right.1) > columns {
        day.clear();
    }
    let warning = fit(warning, columns.saturating_sub(width(&day) + width(&right.1)));
    vec![(Meaning::Quiet, warning), (Meaning::Quiet, day), right]
}
