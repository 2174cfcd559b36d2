//! Saying: the state in lines that are heard one after the other, the most telling first. Signs and columns
//! of the painted console become words; where the words are the same, its own lines are taken.

use super::super::app::{App, Overlay, PaneState, Preview};
use super::super::form::Form;
use super::super::theme::Meaning;
use super::super::update;
use super::super::view::{self, Span};
use super::sheets;
use crate::domain::{ItemId, Login, Revision, Tier, Urgency};
use crate::projection::{ClockLine, Queue, Row};
use crate::texts::{Names, Texts, days_apart};

/// Columns for which the lines of the preview are set: they end the text that it begins with.
const PREVIEW_COLUMNS: usize = 240;

/// Which item, in which pane.
pub type ItemKey = Option<(usize, ItemId, Revision)>;

/// Where the person stands, as it was said last.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Standing {
    me: Option<Login>,
    alert: String,
    pane: Option<String>,
    filter: String,
    marks: usize,
    /// The item under the cursor.
    pub item: ItemKey,
    sheet: Option<String>,
    empty: bool,
}

/// What is new.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct News {
    /// In lines.
    pub lines: Vec<String>,
    /// The item that has been shown once they are printed.
    pub shown: Option<(ItemId, Revision)>,
}

impl Standing {
    /// Lets everything be said again.
    pub fn forget(&mut self) {
        *self = Standing::default();
    }

    /// Lets what lies on top be said again from its beginning, or else the item.
    pub fn forget_top(&mut self) {
        match &mut self.sheet {
            Some(sheet) => sheet.clear(),
            None => (self.item, self.empty) = (None, false),
        }
    }

    /// Lets only what is asked now be said again.
    pub fn forget_question(&mut self) {
        if let Some(sheet) = &mut self.sheet {
            sheet.push(' ');
        }
    }
}

/// Who sits here, what day it is, what must never be forgotten.
pub fn greeting(app: &App) -> Vec<String> {
    let texts = &app.texts;
    let (day, name) = (texts.date(app.today), app.setup.roster.name(&app.me));
    let practice = if app.practice { texts.get("ui.practice") } else { "" };
    let what = [("date", day.as_str()), ("weekday", texts.weekday(app.today)), ("name", name)];
    let hello = format!("{} {practice}", texts.fill("linear.hello", &what));
    vec![
        hello.trim_end().to_owned(),
        texts.get("ui.no-secrets").to_owned(),
        texts.get("linear.how-to-begin").to_owned(),
    ]
}

/// What the next line is typed behind.
pub fn prompt(app: &App) -> String {
    let texts = &app.texts;
    let said = match app.overlays.last() {
        None => match app.pane() {
            Some(pane) if !pane.rows.is_empty() => {
                format!("{} {}/{}", queue_name(app, pane), pane.cursor + 1, count(app, pane))
            }
            Some(pane) => queue_name(app, pane).to_owned(),
            None => texts.get("place.list").to_owned(),
        },
        Some(Overlay::Form(form)) => {
            form.fields.get(form.focus).map(|field| sheets::label(app, field.name)).unwrap_or_default()
        }
        Some(Overlay::Reader(reader)) => match &reader.typing {
            Some((asked, _)) => texts.get(sheets::asked_key(*asked)).to_owned(),
            None => texts.get(&format!("page.{}", reader.page.key())).to_owned(),
        },
        Some(_) => texts.get(&format!("place.{}", app.place().key())).to_owned(),
    };
    format!("{said}> ")
}

/// What is new since it was said last, and remembers that it is said now.
pub fn news(app: &App, said: &mut Standing, columns: usize) -> News {
    let mut news = News::default();
    let alert = alert(app);
    if alert != said.alert {
        news.lines.push(alert.clone());
        said.alert = alert;
    }
    let sheet = sheet_key(app);
    let returned = said.sheet.is_some() && sheet.is_none();
    let changed = sheet.is_some() && sheet != said.sheet;
    if changed {
        news.lines.extend(sheets::lines(app, said.sheet.as_deref(), columns));
    }
    said.sheet = sheet;
    if said.sheet.is_some() {
        return news;
    }
    let first = said.me.as_ref() != Some(&app.me);
    if first {
        said.me = Some(app.me.clone());
        said.item = None;
    }
    let pane = app.pane().map(|pane| format!("{} {}", app.focus, pane_title(app, pane)));
    if first || pane != said.pane {
        news.lines.extend(app.pane().map(|pane| pane_title(app, pane)));
        if first {
            news.lines.extend(others(app));
        }
        said.pane = pane;
    }
    let filter = filtered(app);
    let narrowed = filter != said.filter;
    if narrowed {
        let said_of =
            if filter.is_empty() { app.texts.get("linear.no-filter").to_owned() } else { filter.clone() };
        news.lines.push(said_of);
        said.filter = filter;
    }
    if app.marks.len() != said.marks {
        let key = if app.marks.is_empty() { "linear.no-marks" } else { "ui.marked" };
        news.lines.push(app.texts.fill(key, &[("n", &app.marks.len().to_string())]));
        said.marks = app.marks.len();
    }
    let item = item_key(app);
    match (app.row(), app.pane()) {
        (Some(row), Some(pane)) if item != said.item => {
            news.lines.push(row_line(app, pane, pane.cursor, row));
            if let Some(preview) = app.preview.as_ref().filter(|preview| preview.row.id == row.id) {
                news.lines.extend(preview_lines(app, preview));
                news.shown = Some((row.id, row.revision));
            }
        }
        (Some(row), Some(pane)) if returned || narrowed => {
            news.lines.push(row_line(app, pane, pane.cursor, row));
        }
        (None, _) if item != said.item || first || narrowed || !said.empty => {
            let key = if app.filters().is_empty() { "ui.nothing-waits" } else { "ui.nothing-matches" };
            news.lines.push(app.texts.get(key).to_owned());
        }
        _ => {}
    }
    said.empty = app.row().is_none();
    said.item = item;
    news
}

/// The item under the cursor.
pub fn item_key(app: &App) -> ItemKey {
    app.row().map(|row| (app.focus, row.id, row.revision))
}

/// What lies on top, and what of it is asked about now; nothing over the lists.
pub fn sheet_key(app: &App) -> Option<String> {
    let top = app.overlays.last()?;
    let what = match top {
        Overlay::Reader(reader) => {
            let item = app.preview.as_ref().map(|preview| (preview.row.id, preview.row.revision));
            let file = (reader.chosen, reader.file.as_ref().map(|file| file.digest));
            let asked = reader.typing.as_ref().map(|(asked, _)| *asked);
            format!(
                "{item:?} {:?} {} {:?} {file:?} {} {asked:?}",
                reader.page,
                reader.top(),
                reader.hit,
                reader.day
            )
        }
        Overlay::Menu(menu) => menu.title.clone(),
        Overlay::Form(form) => {
            format!("{} {} {:?}", form_key(form), form.focus, form.problem)
        }
        Overlay::Check(check) => {
            let answers: Vec<_> = check.groups.iter().map(|group| group.confirmed).collect();
            format!("{:?} {} {answers:?} {}", check.verb, check.asked, check.counting.is_some())
        }
        Overlay::Palette(palette) => palette.typed.value().to_owned(),
        Overlay::Result(_) | Overlay::Help(_) | Overlay::Summary(..) => String::new(),
    };
    Some(format!("{} {} {what}", app.overlays.len(), app.place().key()))
}

/// Which form: that of the next of several items is another.
pub fn form_key(form: &Form) -> String {
    format!("{:?} {:?}", form.verb, form.series.as_ref().map(|series| series.filled.len()))
}

/// The rows of the open pane from the cursor on, one line each.
pub fn rows(app: &App, lines: usize) -> Vec<String> {
    let Some(pane) = app.pane() else { return Vec::new() };
    let rows = pane.rows.iter().enumerate().skip(pane.cursor).take(lines.saturating_sub(1).max(1));
    rows.map(|(place, row)| row_line(app, pane, place, row)).collect()
}

/// The limits that are missed or near, legal and internal ones apart, and the item that presses most.
fn alert(app: &App) -> String {
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
    said + &worst.unwrap_or_default()
}

/// A pane's name, how many wait there, and how many limits are missed or near.
fn pane_title(app: &App, pane: &PaneState) -> String {
    let (texts, tally) = (&app.texts, &pane.count.tally);
    let n = pane.count.items.to_string();
    let mut said = texts.fill("linear.pane", &[("pane", queue_name(app, pane)), ("n", &n)]);
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
fn others(app: &App) -> Option<String> {
    let others = app.panes.iter().enumerate();
    let others = others.filter(|(place, pane)| *place != app.focus && pane.count.items > 0);
    let panes =
        joined(&app.texts, "linear.between-panes", others.map(|(_, pane)| pane_title(app, pane)).collect());
    (!panes.is_empty()).then(|| app.texts.fill("linear.other-panes", &[("panes", &panes)]))
}

/// To who watches the whole bureau nothing waits "for me".
fn queue_name<'t>(app: &'t App, pane: &PaneState) -> &'t str {
    let queue = pane.pane.queue;
    if app.only_watches() { app.texts.queue(queue) } else { app.texts.own_queue(queue) }
}

/// How many rows there are: those that match, or else all that wait.
fn count(app: &App, pane: &PaneState) -> u64 {
    let loaded = u64::try_from(pane.rows.len()).unwrap_or(u64::MAX);
    match (app.filters().is_empty(), pane.matches) {
        (true, _) => pane.count.items.max(loaded),
        (false, Some(matches)) => matches,
        (false, None) => loaded,
    }
}

fn filtered(app: &App) -> String {
    let texts = &app.texts;
    let Some(pane) = app.pane().filter(|_| !app.filters().is_empty()) else { return String::new() };
    let wanted = std::iter::once(app.filter.value().to_owned()).chain(update::narrowed(app));
    let wanted: Vec<String> = wanted.filter(|text| !text.is_empty()).collect();
    let at_least = pane.matches.is_none() && pane.more;
    let key = if at_least { "ui.matches-at-least" } else { "ui.matches" };
    let found = texts.fill(key, &[("n", &count(app, pane).to_string())]);
    texts.fill("linear.filter", &[("words", &wanted.join(" ")), ("found", &found)])
}

/// An item in one sentence: where it stands, its title, what is proposed, how its limit stands.
fn row_line(app: &App, pane: &PaneState, place: usize, row: &Row) -> String {
    let texts = &app.texts;
    let title = match row.title.trim() {
        "" => texts.get("ui.neutral-title"),
        title => title,
    };
    let mut hints = Vec::new();
    if app.marks.contains_key(&row.id) {
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
    let days = due.map_or(0, |due| days_apart(due.date, app.today, calendar)).to_string();
    let force = clock.map(|clock| texts.force(clock.force)).unwrap_or_default();
    let said = texts.fill(&format!("linear-state.{}", tier.key()), &[("force", force), ("n", &days)]);
    let provisional = due.filter(|due| due.provisional).map(|_| texts.get("linear.provisional"));
    said + provisional.unwrap_or_default()
}

/// What the painted preview shows behind the title, which the row's sentence has said.
fn preview_lines(app: &App, preview: &Preview) -> Vec<String> {
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

/// The key that is typed most easily: a character, or else its name.
pub fn typed_key(keys: &[String]) -> Option<&str> {
    let digit = keys.iter().find(|key| key.len() == 1 && key.bytes().all(|byte| byte.is_ascii_digit()));
    let single = keys.iter().find(|key| key.chars().count() == 1);
    digit.or(single).map(String::as_str)
}
