//! What is always on the screen: the alert line on top; note, keys and the permanent line below.

use super::line::{Canvas, Span, fit, width};
use crate::console::app::App;
use crate::console::form;
use crate::console::keymap::{Action, Keymap, Place};
use crate::console::theme::Meaning;
use crate::domain::{Tier, Verb};
use crate::projection::{ClockLine, Queue, Tally};

/// The alert line: legal limits, internal ones, the most pressing item.
pub fn alert(app: &App, canvas: &mut Canvas<'_>) {
    let texts = &app.texts;
    let Tally { overdue, past_target, today_legal, today_internal, .. } = app.tally;
    let calm = overdue + past_target + today_legal + today_internal == 0;
    let meaning = match (overdue, past_target + today_legal) {
        (1.., _) => Meaning::Tier(Tier::Overdue),
        (0, 1..) => Meaning::Tier(Tier::DueToday),
        _ if calm => Meaning::Quiet,
        _ => Meaning::Plain,
    };
    let mut spans: Vec<Span> = vec![(meaning, texts.alert(&app.tally))];
    if let Some(row) = &app.worst {
        let calendar = &app.setup.calendar;
        if let Some(line) = row.line(Queue::Open, app.today, calendar) {
            let clock = line.pressing(app.today, calendar);
            let tier = clock.map_or(Tier::NotRunning, |clock| clock.tier(app.today, calendar));
            let due = clock.and_then(ClockLine::due);
            let days = due.map_or(0, |due| crate::texts::days_apart(due.date, app.today, calendar));
            let names = crate::texts::Names {
                roster: &app.setup.roster,
                procedure: app.setup.procedure(&row.procedure),
            };
            let what = texts.task(&line.task, names);
            let item = if row.number.is_empty() { row.id.to_string() } else { row.number.clone() };
            let slack = texts.slack(tier, days);
            let worst = texts.fill("ui.alert-worst", &[("what", &what), ("item", &item), ("slack", &slack)]);
            let used: usize = spans.iter().map(|(_, text)| width(text)).sum();
            let room = canvas.columns().saturating_sub(used + 7);
            let worst = fit(&worst, room.min(width(&worst)));
            spans.push((Meaning::Plain, format!(" | {worst} [6]")));
        }
    }
    canvas.line(0, &spans);
}

/// Note or filter, keys, and the permanent line.
pub fn draw(app: &App, canvas: &mut Canvas<'_>, cursor: &mut Option<(u16, u16)>) {
    let columns = canvas.columns();
    match canvas.rows() {
        0 => {}
        1 => canvas.line(0, &permanent(app, columns)),
        2 => {
            canvas.line(0, &keys(app, columns));
            canvas.line(1, &permanent(app, columns));
        }
        _ => {
            note(app, canvas, cursor);
            canvas.line(1, &keys(app, columns));
            canvas.line(2, &permanent(app, columns));
        }
    }
}

fn note(app: &App, canvas: &mut Canvas<'_>, cursor: &mut Option<(u16, u16)>) {
    let texts = &app.texts;
    if app.filtering && app.overlays.is_empty() {
        let label = format!("{}: ", texts.get("ui.filter"));
        let x = width(&label) + app.filter.visual_cursor();
        *cursor = Some((canvas.area.x + u16::try_from(x).unwrap_or(u16::MAX), canvas.area.y));
        canvas.line(0, &[(Meaning::Key, label), (Meaning::Plain, app.filter.value().to_owned())]);
        return;
    }
    if let Some(note) = &app.note {
        let meaning = if note.bad { Meaning::Bad } else { Meaning::Good };
        canvas.line(0, &[(meaning, note.text.clone())]);
        return;
    }
    let mut spans = Vec::new();
    if !app.marks.is_empty() {
        let count = app.marks.len().to_string();
        spans.push((Meaning::Marked, texts.fill("ui.marked", &[("n", &count)])));
    }
    if !app.filter.value().is_empty() {
        let gap = if spans.is_empty() { "" } else { "  " };
        spans.push((Meaning::Quiet, format!("{gap}{}: {}", texts.get("ui.filter"), app.filter.value())));
    }
    canvas.line(0, &spans);
}

/// The keys of the place, the daily ones first, named after what they do here; as many as fit whole.
fn keys(app: &App, columns: usize) -> Vec<Span> {
    let place = app.place();
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
        Place::Reader => &[
            Action::Main,
            Action::SendBack,
            Action::Change,
            Action::Comment,
            Action::History,
            Action::Cancel,
        ],
        Place::Menu | Place::Form => &[Action::Choose, Action::Cancel],
        Place::Check => &[Action::Confirm, Action::LeaveOut, Action::Cancel],
        Place::Result => &[Action::Cancel],
    };
    let bindings = Keymap::standard().bindings(place);
    let (mut spans, mut used) = (Vec::new(), 0);
    for action in wanted {
        let Some(key) = bindings.iter().find(|(bound, _)| bound == action).and_then(|(_, keys)| keys.first())
        else {
            continue;
        };
        let Some(word) = word(app, *action) else { continue };
        let key = key_name(app, key);
        used += width(&key) + width(&word) + 1;
        if used > columns + 1 {
            break;
        }
        spans.push((Meaning::Key, key));
        spans.push((Meaning::Quiet, format!("{word} ")));
    }
    spans
}

/// What an action is called here; `None` where the pane has no such act.
fn word(app: &App, action: Action) -> Option<String> {
    let queue = app.queue();
    let named = |verb: Option<Verb>| verb.map(|verb| app.texts.verb(verb).to_owned());
    match action {
        Action::Main => match queue {
            Some(Queue::Determine | Queue::Reconsider) => Some(app.texts.get("verb.determine").to_owned()),
            _ => named(queue.and_then(form::main_verb)),
        },
        Action::SendBack => named(queue.and_then(form::send_back_verb)),
        Action::Change => named(queue.and_then(form::change_verb)),
        Action::Comment => named(Some(Verb::Comment)),
        Action::Remind => named(Some(Verb::Remind)),
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
    let day = format!("{} {}", texts.date(app.today), texts.weekday(app.today));
    let right = match app.practice {
        true => (Meaning::Practice, format!(" {}", texts.get("ui.practice"))),
        false => (Meaning::Quiet, format!(" {}", texts.get("ui.connected"))),
    };
    let used = width(&day) + width(&right.1);
    let warning = fit(texts.get("ui.no-secrets"), columns.saturating_sub(used));
    vec![(Meaning::Quiet, warning), (Meaning::Quiet, day), right]
}
