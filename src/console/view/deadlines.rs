//! The page of deadlines: whose turn it is, when what follows would be due, and each clock day by day.

use super::line::Span;
use super::pages::plain;
use crate::console::app::{App, Preview};
use crate::console::load;
use crate::console::reading::{Reader, Reading};
use crate::console::theme::Meaning;
use crate::domain::{Clock, ClockChangeKind, ClockState, Tier};
use crate::projection::{awaits_issue, forecast};
use crate::texts::Names;

/// Days of one clock that are listed at most.
const LISTED_DAYS: usize = 400;

/// The page.
pub fn page(
    app: &App,
    reader: &Reader,
    preview: &Preview,
    reading: &Reading,
    names: Names<'_>,
) -> Vec<Vec<Span>> {
    let mut lines = whose_turn(app, reading, names);
    lines.extend(forecasted(app, reader, preview, reading, names));
    for clock in &reading.clocks {
        lines.push(Vec::new());
        lines.extend(explained(app, preview, clock, names));
    }
    lines
}

/// Each open piece of work: whose, since when, what follows, who else may do it.
fn whose_turn(app: &App, reading: &Reading, names: Names<'_>) -> Vec<Vec<Span>> {
    let texts = &app.texts;
    let mut lines = vec![plain(Meaning::Heading, texts.get("ui.turn"))];
    for turn in &reading.turns {
        let task = texts.task(&turn.task, names);
        let mut said = format!("  {task}: {}", load::held(app, turn, names));
        if let Some(next) = &turn.next {
            said += &texts.fill("ui.turn-then", &[("stage", &texts.stage(next, names))]);
        }
        lines.push(plain(Meaning::Plain, said));
        let others = load::others(app, turn);
        if !others.is_empty() {
            let people = others.join(texts.get("who.separator"));
            let others = texts.fill("ui.others", &[("people", &people)]);
            lines.push(plain(Meaning::Quiet, format!("    {others}")));
        }
    }
    if reading.turns.is_empty() {
        lines.push(plain(Meaning::Plain, format!("  {}", texts.get("ui.nobodys-turn"))));
    }
    lines
}

/// When what is still to be done would be due.
fn forecasted(
    app: &App,
    reader: &Reader,
    preview: &Preview,
    reading: &Reading,
    names: Names<'_>,
) -> Vec<Vec<Span>> {
    let (texts, calendar) = (&app.texts, &app.setup.calendar);
    let chosen = awaits_issue(&preview.item, &reading.procedure);
    let found = forecast(&preview.item, &reading.procedure, calendar, reader.day);
    if found.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Vec::new()];
    if chosen {
        let day = texts.calendar_day(&calendar.day(reader.day));
        let key = if reader.day == app.today { "ui.if-issued-today" } else { "ui.if-issued-on" };
        lines.push(plain(Meaning::Heading, texts.fill(key, &[("day", &day)])));
        lines.push(plain(Meaning::Quiet, format!("  {}", texts.get("ui.if-issued-keys"))));
    } else {
        lines.push(plain(Meaning::Heading, texts.get("ui.forecast")));
    }
    lines.extend(
        found
            .iter()
            .map(|(duty, clock)| plain(Meaning::Plain, format!("  {}", texts.forecast(duty, clock, names)))),
    );
    lines
}

/// A clock: in full, from what day it runs, each day with its arrangement, and what moved its end.
fn explained(app: &App, preview: &Preview, clock: &Clock, names: Names<'_>) -> Vec<Vec<Span>> {
    let (texts, calendar) = (&app.texts, &app.setup.calendar);
    let tier = clock.tier(app.today, calendar);
    let meaning = if tier >= Tier::DueToday { Meaning::Tier(tier) } else { Meaning::Heading };
    let mut lines = vec![plain(meaning, texts.clock(clock, names, app.today, calendar))];
    lines.push(plain(Meaning::Quiet, format!("  {}", texts.begins(clock, names))));
    let ClockState::Running { start, due, original } = clock.state else {
        return lines;
    };
    let days = u32::from(clock.days);
    for step in calendar.explain(start, days).take(LISTED_DAYS) {
        let counted = match step.nth {
            Some(number) => number.to_string(),
            None if step.day.date == start => texts.get("cli.start-day").to_owned(),
            None => String::new(),
        };
        let meaning = if step.nth.is_some() { Meaning::Plain } else { Meaning::Quiet };
        let today = if step.day.date == app.today { texts.get("ui.today-mark") } else { "" };
        let said = format!("  {}  {counted} {today}", texts.calendar_day(&step.day));
        lines.push(plain(meaning, said.trim_end()));
    }
    if calendar.explain(start, days).nth(LISTED_DAYS).is_some() {
        lines.push(plain(Meaning::Bad, format!("  {}", texts.get("ui.text-cut"))));
    }
    for change in preview.item.clock_changes.iter().filter(|change| change.clock == clock.key) {
        let said = match change.what {
            ClockChangeKind::Pause(from, until) => {
                let until = until.map(|until| texts.full_date(until)).unwrap_or_default();
                texts.fill("ui.clock-paused", &[("from", &texts.full_date(from)), ("until", &until)])
            }
            ClockChangeKind::Extension(from, to) => texts
                .fill("ui.clock-extended", &[("from", &texts.full_date(from)), ("to", &texts.full_date(to))]),
        };
        lines.push(plain(Meaning::Plain, format!("  {said}")));
    }
    if let Some(original) = original {
        let values = [("from", texts.full_date(original)), ("to", texts.full_date(due.date))];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        lines.push(plain(Meaning::Key, format!("  {}", texts.fill("ui.clock-moved", &values))));
    }
    lines
}
