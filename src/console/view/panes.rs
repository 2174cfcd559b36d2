//! Panes: the open one with its rows, the others as title lines with their counts.

use ratatui::layout::Rect;

use super::line::{Canvas, Span, beside, fit, fit_end, fit_right, hidden, rule, width};
use crate::console::app::{App, Elsewhere, PEEKED_ROWS, PaneState, Telling};
use crate::console::glyphs::glyphs;
use crate::console::theme::Meaning;
use crate::domain::{Tier, Urgency};
use crate::find::{Field, Needle};
use crate::projection::{ClockLine, Count, Queue, Row};
use crate::texts::{Names, Texts, days_apart};

/// Columns of the gates: secrecy review, index number, elements, scan for personal data.
const GATES: usize = 8;

/// Columns of the working days that are left or over.
const DAYS: usize = 4;

/// Columns of a title below which the column of the drafter or the section gives way to it: the preview names both.
const LEAST_TITLE: usize = 28;

/// The same where numbers stand beside the titles; and then a number gives of its own, cut at its beginning, so that
/// this many columns are left for the title.
const LEAST_BESIDE_NUMBERS: usize = 24;
const ENOUGH_BESIDE_NUMBERS: usize = 32;

/// Columns of a number that tell it from the others of its year: 〔2026〕18号.
const LEAST_NUMBER: usize = 12;

/// What stands there of more than fit.
const VERY_MANY: &str = ">999";

/// Rows of the open pane that are drawn however small the screen is.
const FEWEST_ROWS: u16 = 3;

/// Rows of the open pane for which the titles of the others stand closer.
const ENOUGH_ROWS: u16 = 5;

/// The panes as they were drawn.
pub struct Drawn {
    /// Rows of a page of the open one.
    pub page: usize,
    /// Whether rows of the other panes have room.
    pub roomy: bool,
    /// What was left free for the preview, under the open pane.
    pub preview: Rect,
}

/// Draws the panes, with so many lines left free for the preview under the open one.
///
/// The open pane keeps its title, its column heads and its rows, as many as there are or a few at least. What
/// is left is the other panes': a title line each and their first rows; or, where there is too little, as
/// many titles in a line as fit.
pub fn draw(app: &App, canvas: &mut Canvas<'_>, preview_lines: u16) -> Drawn {
    let area = canvas.area;
    let columns = canvas.columns();
    let rows = app.pane().map_or(0, |pane| u16::try_from(pane.rows.len()).unwrap_or(u16::MAX));
    let room =
        usize::from(area.height.saturating_sub(preview_lines + 2 + rows.clamp(FEWEST_ROWS, ENOUGH_ROWS)));
    let others: Vec<&PaneState> = others(app).collect();
    let stacked = others.len() <= room;
    let least = if stacked { others.len() } else { flowed(app, &others, columns, room).len() };
    let open = area.height.saturating_sub(preview_lines + u16::try_from(least).unwrap_or(0));
    let wanted = rows.saturating_add(3);
    let spare = if stacked { open.saturating_sub(wanted) } else { 0 };
    let open = open - spare;
    let page = open_pane(app, &mut canvas.part(Rect { height: open, ..area }));
    let preview = Rect { y: area.y + open, height: preview_lines, ..area };
    let y = preview.bottom();
    let mut below = canvas.part(Rect { y, height: area.bottom().saturating_sub(y), ..area });
    let lines = if stacked {
        peeked(app, &others, columns, usize::from(spare))
    } else {
        flowed(app, &others, columns, room)
    };
    for (row, line) in lines.iter().enumerate() {
        below.line(row, line);
    }
    Drawn { page, roomy: spare > 1, preview }
}

/// Draws nothing but the open pane; for screens with hardly any lines, and where it is asked for.
pub fn only_open(app: &App, canvas: &mut Canvas<'_>) -> usize {
    open_pane(app, canvas)
}

/// The panes that aren't open, in their order.
fn others(app: &App) -> impl Iterator<Item = &PaneState> {
    let others = app.panes.iter().enumerate().filter(|(place, _)| *place != app.focus);
    others.map(|(_, pane)| pane)
}

/// A title line for each pane, and under it as many of its first rows as these lines allow, the panes one
/// after the other.
fn peeked(app: &App, panes: &[&PaneState], columns: usize, spare: usize) -> Vec<Vec<Span>> {
    let mut lines = Vec::new();
    let mut spare = spare;
    for pane in panes {
        lines.push(rule(&title(app, pane, Meaning::Plain), "", columns));
        let layout = Layout::of(app, pane.pane.queue, columns);
        // A blank line follows the rows.
        let rows = pane.rows.len().min(PEEKED_ROWS).min(spare.saturating_sub(1));
        lines.extend(pane.rows.iter().take(rows).map(|row| layout.row(app, pane, row, false)));
        if rows > 0 {
            lines.push(Vec::new());
            spare -= rows + 1;
        }
    }
    lines
}

/// Titles side by side, those where something waits before those where nothing does; what has no room is
/// counted.
fn flowed(app: &App, panes: &[&PaneState], columns: usize, room: usize) -> Vec<Vec<Span>> {
    let mut panes = panes.to_vec();
    panes.sort_by_key(|pane| pane.count.items == 0);
    let mut lines: Vec<Vec<Span>> = Vec::new();
    for (place, pane) in panes.iter().enumerate() {
        let left = (panes.len() - place).to_string();
        let more = app.texts.fill("ui.more-panes", &[("n", &left)]);
        let title = title(app, pane, if pane.count.items > 0 { Meaning::Plain } else { Meaning::Quiet });
        let wide = 4 + title.iter().map(|(_, text)| width(text)).sum::<usize>();
        let used = lines.last().map_or(columns, |line| line.iter().map(|(_, text)| width(text)).sum());
        let last = lines.len() >= room;
        let reserved = if last && place + 1 < panes.len() { width(&more) + 5 } else { 0 };
        if used + wide + reserved > columns {
            if last {
                if let Some(line) = lines.last_mut() {
                    line.push((Meaning::Rule, "-- ".to_owned()));
                    line.push((Meaning::Quiet, format!("{more} ")));
                }
                break;
            }
            lines.push(Vec::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push((Meaning::Rule, "-- ".to_owned()));
            line.extend(title);
            line.push((Meaning::Plain, " ".to_owned()));
        }
    }
    for line in &mut lines {
        let used: usize = line.iter().map(|(_, text)| width(text)).sum();
        line.push((Meaning::Rule, "-".repeat(columns.saturating_sub(used))));
    }
    lines
}

/// A pane's name and counts.
pub fn title(app: &App, pane: &PaneState, name: Meaning) -> Vec<Span> {
    let texts = &app.texts;
    let Count { items, tally } = pane.count;
    let mut spans = vec![(name, format!("{} {items}", app.pane_name(pane)))];
    let counts = [
        (Tier::Overdue, tally.overdue),
        (Tier::PastTarget, tally.past_target),
        (Tier::DueToday, tally.today_legal + tally.today_internal),
        (Tier::DueSoon, tally.soon_legal),
    ];
    for (tier, number) in counts {
        if number > 0 {
            let gap = if spans.len() == 1 { "  " } else { " " };
            spans.push((Meaning::Plain, gap.to_owned()));
            spans.push((Meaning::Tier(tier), beside(texts.tier(tier), &number.to_string())));
        }
    }
    spans.extend(told(app, pane).map(|said| (Meaning::Quiet, format!("  {said}"))));
    spans
}

/// What a title tells besides: how long the oldest has waited, or when the next delivery goes.
fn told(app: &App, pane: &PaneState) -> Option<String> {
    let texts = &app.texts;
    match pane.telling? {
        Telling::Oldest(since) => {
            let waited = days_apart(since, app.today, &app.setup.calendar);
            (waited > 0).then(|| texts.fill("ui.oldest", &[("n", &waited.to_string())]))
        }
        Telling::NextBatch { on, too_late, more } => {
            let count = format!("{too_late}{}", if more { "+" } else { "" });
            let key = if too_late > 0 { "ui.misses-batch" } else { "ui.next-batch" };
            Some(texts.fill(key, &[("day", &texts.date_near(on, app.today)), ("n", &count)]))
        }
    }
}

fn open_pane(app: &App, canvas: &mut Canvas<'_>) -> usize {
    let Some(pane) = app.pane() else {
        canvas.line(0, &[(Meaning::Quiet, app.texts.get("ui.nothing-waits").to_owned())]);
        return 1;
    };
    let columns = canvas.columns();
    let person = app.setup.roster.person(&app.me);
    let section = person.and_then(|person| person.section.as_ref()).map(|section| section.0.as_str());
    let who = format!("{} {}", section.unwrap_or_default(), app.setup.roster.name(&app.me));
    let heading = title(app, pane, Meaning::Heading);
    let used: usize = heading.iter().map(|(_, text)| width(text)).sum();
    // A row is worth more than what stands above it: the title, and the heads of the columns.
    let lead = canvas.rows().saturating_sub(1).min(2);
    let page = canvas.rows().saturating_sub(lead).max(1);
    let top = pane.cursor.saturating_sub(page.saturating_sub(2)).min(pane.rows.len().saturating_sub(page));
    let unseen = hidden(top, &rows_below(app, pane, top + page));
    let room = columns.saturating_sub(used + 8);
    let right = [format!("{}  {}", unseen.trim(), who.trim()), unseen]
        .into_iter()
        .map(|said| said.trim().to_owned())
        .find(|said| width(said) < room);
    let layout = Layout::of(app, pane.pane.queue, columns);
    let heading = rule(&heading, right.as_deref().unwrap_or_default(), columns);
    let above = [heading, vec![(Meaning::Quiet, layout.heads(&app.texts))]];
    for (line, spans) in above.iter().take(lead).enumerate() {
        canvas.line(line, spans);
    }
    if pane.rows.is_empty() {
        let key = if app.filters().is_empty() { "ui.nothing-waits" } else { "ui.nothing-matches" };
        canvas.line(lead, &[(Meaning::Quiet, format!("  {}", app.texts.get(key)))]);
        return page;
    }
    for (line, (place, row)) in pane.rows.iter().enumerate().skip(top).take(page).enumerate() {
        canvas.line(lead + line, &layout.row(app, pane, row, place == pane.cursor));
        if place == pane.cursor {
            // What stands behind the title is not drawn anew with each step: a slow line feels it.
            canvas.highlight_first(lead + line, columns.saturating_sub(layout.behind_title()));
        }
    }
    page
}

/// How many rows follow behind this place; so many at least where not all are loaded and none were counted.
fn rows_below(app: &App, pane: &PaneState, end: usize) -> String {
    let counted = if app.filters().is_empty() { Some(pane.count.items) } else { pane.matches };
    match counted.and_then(|all| usize::try_from(all).ok()).filter(|_| pane.more) {
        Some(all) => all.saturating_sub(end).to_string(),
        None if pane.more => format!("{}+", pane.rows.len().saturating_sub(end)),
        None => pane.rows.len().saturating_sub(end).to_string(),
    }
}

/// What a list of rows is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Deciding: who proposed it, and what to look out for.
    Decide,
    /// The same of several sections' items: whose it is.
    Determine,
    /// What the office does: which gates are open, and under which number it stands.
    Handle,
    /// Following what became of it: where it is now, and with whom.
    Follow,
}

/// The columns of a list of rows, in terminal columns; 0 for one that isn't there.
struct Layout {
    purpose: Purpose,
    state: usize,
    attribute: usize,
    procedure: usize,
    title: usize,
    person: usize,
    hints: usize,
    number: usize,
    /// What stands out where it is found.
    needle: Needle,
}

impl Layout {
    fn of(app: &App, queue: Queue, columns: usize) -> Layout {
        let texts = &app.texts;
        let tiers = Tier::ALL.iter().map(|tier| width(texts.tier_short(*tier)));
        let state = 1 + tiers.max().unwrap_or(6).max(width(texts.get("ui.legal-slack")));
        let attributes =
            crate::procedure::Attribute::ALL.iter().map(|one| width(texts.attribute_short(*one)));
        let attribute = attributes.max().unwrap_or(6);
        let of_many_sections = matches!(
            queue,
            Queue::Determine | Queue::Reconsider | Queue::Sign | Queue::Ratify | Queue::Answer
        );
        let purpose = match queue {
            _ if of_many_sections => Purpose::Determine,
            Queue::Publish
            | Queue::Issue
            | Queue::Transfer
            | Queue::Replace
            | Queue::Receive
            | Queue::List
            | Queue::Secrecy => Purpose::Handle,
            Queue::Sent | Queue::Open | Queue::Closed => Purpose::Follow,
            _ => Purpose::Decide,
        };
        let procedure = width(texts.get("ui.column-procedure"));
        let number = if purpose == Purpose::Handle { (columns / 4).clamp(8, 26) } else { 0 };
        let (person, hints) = match purpose {
            _ if columns < 60 => (0, 0),
            Purpose::Handle => ((columns / 8).clamp(10, 14), 0),
            Purpose::Decide => (8, 8),
            Purpose::Determine => ((columns / 8).clamp(8, 14), 8),
            // Of what is closed there is little to say.
            Purpose::Follow if queue == Queue::Closed => ((columns / 7).clamp(10, 20), 0),
            Purpose::Follow => ((columns / 5).clamp(17, 28), 0),
        };
        let gates = if purpose == Purpose::Handle { GATES + 1 } else { attribute + 2 + procedure };
        let fixed = 2 + state + DAYS + 1 + gates + number + usize::from(number > 0) + person + hints + 2;
        let title = columns.saturating_sub(fixed);
        let (title, person, number) = match purpose {
            Purpose::Handle if title < LEAST_BESIDE_NUMBERS => {
                let wanted = ENOUGH_BESIDE_NUMBERS.saturating_sub(title + person);
                let given = wanted.min(number.saturating_sub(LEAST_NUMBER));
                (title + person + given, 0, number - given)
            }
            // With its gap.
            Purpose::Decide | Purpose::Determine if title < LEAST_TITLE && person > 0 => {
                (title + person + 1, 0, number)
            }
            _ => (title, person, number),
        };
        let needle = Needle::new(&app.filters().text);
        Layout { purpose, state, attribute, procedure, title, person, hints, number, needle }
    }

    /// The columns behind the title.
    fn behind_title(&self) -> usize {
        self.person + self.hints + usize::from(self.person > 0) + 1
    }

    fn heads(&self, texts: &Texts) -> String {
        let head = |key: &str, columns: usize| fit(texts.get(key), columns);
        let days = fit_right(texts.get("ui.column-days"), DAYS);
        let front = format!("   {}{days} ", head("ui.column-state", self.state.saturating_sub(1)));
        let title = head("ui.column-title", self.title);
        if self.purpose == Purpose::Handle {
            let gates = head("ui.column-gates", GATES);
            let number = head("ui.column-number", self.number);
            return format!("{front}{gates} {number} {title} {}", head("ui.column-section", self.person));
        }
        let attribute = head("ui.column-proposed", self.attribute);
        let letter = head("ui.column-procedure", self.procedure);
        if self.purpose == Purpose::Follow {
            return format!("{front}{attribute} {letter} {title} {}", head("ui.column-now", self.person));
        }
        let whose =
            if self.purpose == Purpose::Determine { "ui.column-section" } else { "ui.column-drafter" };
        let hints = head("ui.column-hints", self.hints);
        match self.person {
            0 => format!("{front}{attribute} {letter} {title} {hints}"),
            _ => format!("{front}{attribute} {letter} {title} {} {hints}", head(whose, self.person)),
        }
    }

    fn row(&self, app: &App, pane: &PaneState, row: &Row, under_cursor: bool) -> Vec<Span> {
        let (texts, queue) = (&app.texts, pane.pane.queue);
        let (tier, word, days) = state_of(app, queue, row);
        let marked = pane.marks.contains_key(&row.id);
        let mut spans = vec![
            (Meaning::Plain, if under_cursor { ">" } else { " " }.to_owned()),
            (Meaning::Marked, if marked { glyphs().cross } else { " " }.to_owned()),
            (
                Meaning::Tier(tier),
                format!("{}{}", Texts::glyph(tier), fit(word, self.state.saturating_sub(1))),
            ),
            (Meaning::Tier(tier), format!("{} ", fit_right(&days, DAYS))),
        ];
        let title = match row.title.trim() {
            "" => texts.get("ui.neutral-title"),
            title => title,
        };
        if self.purpose == Purpose::Handle {
            let gate = |passed: bool| format!("{} ", if passed { glyphs().tick } else { glyphs().open });
            let gates =
                [row.secrecy_clear, !row.index_number.is_empty(), row.has_elements].map(gate).concat();
            let scan = match row.scan_clear {
                Some(false) => (Meaning::Bad, "!  ".to_owned()),
                Some(true) => (Meaning::Plain, gate(true) + " "),
                // Where no publication is awaited the scan is in nobody's way.
                None => (Meaning::Plain, " ".repeat(3)),
            };
            let number = match (row.number.as_str(), row.stage.is_some()) {
                ("", true) => "",
                ("", false) => texts.get("ui.no-number"),
                (number, _) => number,
            };
            spans.extend([(Meaning::Plain, gates), scan]);
            spans.extend(self.found(&(fit_end(number, self.number) + " "), Meaning::Plain));
            spans.extend(self.title(app, row, title));
            spans.extend(self.found(&fit(&row.section.0, self.person), Meaning::Quiet));
            return spans;
        }
        let delicate = row.attribute == Some(crate::procedure::Attribute::Withheld);
        let meaning = if delicate { Meaning::Delicate } else { Meaning::Plain };
        let letter = app
            .setup
            .procedure(&row.procedure)
            .map(|known| texts.procedure_letter(known))
            .unwrap_or_default();
        spans.push((meaning, fit(texts.attribute_short(row.attribute), self.attribute) + " "));
        // As plain as its neighbours: each change of colour costs a slow line as much as the letter.
        spans.push((Meaning::Plain, fit(&letter, self.procedure) + " "));
        spans.extend(self.title(app, row, title));
        if self.purpose == Purpose::Follow {
            spans.extend(self.found(&fit(&now(app, queue, row), self.person), Meaning::Quiet));
            return spans;
        }
        if self.person > 0 {
            let drafter = app.setup.roster.name(&row.drafter);
            let whose = if self.purpose == Purpose::Determine { &row.section.0 } else { drafter };
            spans.extend(self.found(&(fit(whose, self.person) + " "), Meaning::Quiet));
        }
        spans.push((Meaning::Quiet, fit(&hints(texts, row), self.hints)));
        spans
    }
}

impl Layout {
    /// The title; before it, where others have changed the item since, that they have.
    fn title(&self, app: &App, row: &Row, title: &str) -> Vec<Span> {
        let Some(elsewhere) = app.elsewhere.get(&row.id) else {
            return self.found(&(fit(title, self.title) + " "), Meaning::Plain);
        };
        let key = match elsewhere {
            Elsewhere::Changed => "ui.changed-elsewhere",
            Elsewhere::Gone => "ui.gone-elsewhere",
        };
        let word = format!("{} ", app.texts.get(key));
        let left = self.title.saturating_sub(width(&word));
        vec![(Meaning::Delicate, word), (Meaning::Quiet, fit(title, left) + " ")]
    }

    /// A text in which what is filtered for stands out.
    fn found(&self, text: &str, otherwise: Meaning) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut end = 0;
        for range in self.needle.find(Field::Text(text)) {
            spans.push((otherwise, text[end..range.start].to_owned()));
            spans.push((Meaning::Match, text[range.clone()].to_owned()));
            end = range.end;
        }
        spans.push((otherwise, text[end..].to_owned()));
        spans
    }
}

/// Where an item is now, and with whom.
fn now(app: &App, queue: Queue, row: &Row) -> String {
    let texts = &app.texts;
    let names = Names { roster: &app.setup.roster, procedure: app.setup.procedure(&row.procedure) };
    match row.line(queue, app.today, &app.setup.calendar) {
        Some(line) => {
            format!("{} {}", texts.task(&line.task, names), texts.holder(&line.holder, names.roster))
        }
        None if row.terminated => texts.get("ui.terminated").to_owned(),
        None => texts.get("ui.closed").to_owned(),
    }
}

/// The state that a row shows: that of the clock which presses most, and how many working days it has.
fn state_of<'t>(app: &'t App, queue: Queue, row: &Row) -> (Tier, &'t str, String) {
    let calendar = &app.setup.calendar;
    let line = row.line(queue, app.today, calendar);
    let clock = line.and_then(|line| line.pressing(app.today, calendar));
    let tier = clock.map_or(Tier::NotRunning, |clock| clock.tier(app.today, calendar));
    let due = clock.and_then(ClockLine::due);
    let days = due.map(|due| days_apart(due.date, app.today, calendar).to_string()).unwrap_or_default();
    // On a day of rest what was due on the working day before is late by no working day: its state says it.
    let days = if days == "0" && tier != Tier::DueToday { String::new() } else { days };
    let days = match due {
        Some(due) if due.provisional => format!("~{days}"),
        _ => days,
    };
    let days = if width(&days) > DAYS { VERY_MANY.to_owned() } else { days };
    let legal_behind = line.zip(clock).is_some_and(|(line, clock)| {
        clock.force.is_legal() && line.clocks.first().is_some_and(|first| !first.force.is_legal())
    });
    let calm = matches!(tier, Tier::DueSoon | Tier::OnTrack);
    let word = match tier {
        // Nothing begins any more where all is done; where it is now says that.
        Tier::NotRunning if row.closed => "",
        _ if legal_behind && calm => app.texts.get("ui.legal-slack"),
        _ => app.texts.tier_short(tier),
    };
    (tier, word, days)
}

fn hints(texts: &Texts, row: &Row) -> String {
    let mut hints = String::new();
    match row.urgency {
        Urgency::Ordinary => {}
        Urgency::Urgent => hints.push_str(texts.get("ui.urgent")),
        Urgency::ExtraUrgent => hints.push_str(texts.get("ui.extra-urgent")),
    }
    if row.returned {
        hints.push_str(texts.get("ui.returned-before"));
    }
    if row.attachments > 0 {
        hints.push_str(&texts.fill("ui.attachments", &[("n", &row.attachments.to_string())]));
    }
    hints
}
