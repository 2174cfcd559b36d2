//! Sheets over the panes: menus, forms, the check before an act, its result, help.

use std::ops::Range;

use chrono::Datelike;
use ratatui::layout::Rect;

use super::commands;
use super::form::form_lines;
use super::line::{Canvas, Span, caret_column, fit, hidden, rule, width};
use super::wrap::wrap;
use crate::console::app::App;
use crate::console::app::Drawn;
use crate::console::check::{Check, Group, GroupKind, Planned, ResultLine, ResultSheet, by_reason};
use crate::console::glyphs::glyphs;
use crate::console::overlay::{Menu, Overlay};
use crate::console::theme::Meaning;
use crate::console::{say_not_done, say_refusal, update};
use crate::domain::Verb;
use crate::texts::Texts;

/// Items of a group that are named; the rest are counted.
const NAMED: usize = 12;

/// Column and line of the text cursor, if a text is being typed.
pub(super) type Caret = Option<(usize, usize)>;

/// Draws a sheet at the bottom of the panes, as high as it needs.
pub fn draw(app: &App, sheet: &Overlay, canvas: &mut Canvas<'_>) -> Drawn {
    let columns = canvas.columns();
    // So much is scrolled away that this line can be seen under the heading.
    let rows = canvas.rows();
    let reaching = |line: usize| (line + 1).saturating_sub(rows);
    // The heading stays while the rest scrolls; a single line is what is asked about.
    let lead = usize::from(rows > 1);
    let mut asked_at = 0;
    let (lines, top, selected, caret) = match sheet {
        Overlay::Menu(menu) => {
            let line = menu.cursor + 1;
            (menu_lines(menu, columns), reaching(line), Some(line), None)
        }
        Overlay::Form(form) => {
            let (lines, caret, focused) = form_lines(app, form, columns);
            let focused = caret.filter(|_| rows == 1).map_or(focused, |(_, line)| line);
            (lines, reaching(focused), None, caret)
        }
        Overlay::Check(check) => {
            let (lines, caret, asked) = check_lines(app, check, columns);
            // The question is on the screen, with as much of what it is about as there is room for.
            asked_at = reaching(asked.end).min(asked.start.saturating_sub(lead));
            (lines, asked_at.saturating_add(check.top), None, caret)
        }
        Overlay::Result(result) => (result_lines(app, result, columns), result.top, None, None),
        Overlay::Palette(palette) => {
            let found = commands::palette(app, palette, columns);
            let (line, last) = found.selected.unwrap_or_default();
            // The line itself rather than all that is said of it.
            let top = reaching(last).min(line.saturating_sub(lead));
            (found.lines, top, Some(line), Some((found.caret, 0)))
        }
        Overlay::Help(help) => {
            let found = commands::help(app, help, columns);
            (found.lines, help.top, None, Some((found.caret, 0)))
        }
        Overlay::Name(name) => {
            let ask = app.texts.get("ui.view-name");
            let caret = (width(ask) + 4 + caret_column(name), 1);
            let line = vec![(Meaning::Key, format!("  {ask}: ")), (Meaning::Plain, name.value().to_owned())];
            (vec![heading(app.texts.get("ui.save-view"), columns), line], 0, None, Some(caret))
        }
        Overlay::Summary(top) => (summary_lines(app, columns), *top, None, None),
        Overlay::Reader(_) | Overlay::Paper(_) => return Drawn::default(),
    };
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(canvas.area.height);
    let area = Rect { y: canvas.area.bottom() - height, height, ..canvas.area };
    let mut canvas = canvas.part(area);
    canvas.clear();
    let page = canvas.rows();
    let last_top = lines.len().saturating_sub(page);
    let top = top.min(last_top);
    if let Some(first) = lines.first().filter(|_| lead > 0) {
        canvas.line(0, first);
    }
    if last_top > 0 && lead > 0 {
        let mark = hidden(top, &(last_top - top).to_string());
        let wide = u16::try_from(width(&mark)).unwrap_or(0).min(canvas.area.width);
        let x = canvas.area.right().saturating_sub(wide + 2).max(canvas.area.x);
        canvas.part(Rect { x, width: wide, ..canvas.area }).line(0, &[(Meaning::Quiet, mark)]);
    }
    for (row, spans) in lines.iter().enumerate().skip(lead + top).take(page.saturating_sub(lead)) {
        canvas.line(row - top, spans);
        if selected == Some(row) {
            canvas.highlight(row - top);
        }
    }
    let caret = caret.filter(|(_, row)| *row < lead || *row >= top + lead && row - top < page);
    let cursor = caret.map(|(column, row)| canvas.place(column, row.saturating_sub(top)));
    // A check is scrolled from its question on.
    let last_top = last_top.saturating_sub(asked_at);
    Drawn { page: page.saturating_sub(1).max(1), last_top, cursor, ..Drawn::default() }
}

pub(super) fn heading(text: &str, columns: usize) -> Vec<Span> {
    rule(&[(Meaning::Heading, text.to_owned())], "", columns)
}

fn menu_lines(menu: &Menu, columns: usize) -> Vec<Vec<Span>> {
    let numbered = menu.digits();
    let widest = |column: usize| {
        let texts = menu.entries.iter().filter_map(|entry| entry.columns.get(column));
        texts.map(|text| width(text)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..3).map(widest).collect();
    let entries = menu.entries.iter().enumerate().map(|(place, entry)| {
        let sign = if place == menu.cursor { ">" } else { " " };
        let lead = if place < numbered { format!("{sign}{} ", place + 1) } else { format!("{sign}  ") };
        let cells = entry.columns.iter().zip(&widths).map(|(text, wide)| fit(text, *wide));
        let label = cells.collect::<Vec<_>>().join("  ");
        vec![(Meaning::Key, lead), (Meaning::Plain, fit(&label, columns.saturating_sub(3)))]
    });
    std::iter::once(heading(&menu.title, columns)).chain(entries).collect()
}

/// The lines of a check, where the caret is, and the lines that are asked about.
fn check_lines(app: &App, check: &Check, columns: usize) -> (Vec<Vec<Span>>, Caret, Range<usize>) {
    let texts = &app.texts;
    let mut title = texts.fill("ui.check", &[("verb", app.called_in(check))]);
    // However far it is scrolled, what a key answers stands above.
    let asked = check.groups.get(check.asked).filter(|group| group.confirmed.is_none());
    if let Some(asked) = asked.filter(|_| check.groups.len() > 1) {
        title = format!("{title}  > {}", group_said(texts, asked));
    }
    let mut lines = vec![heading(&title, columns)];
    let mut about = 0..0;
    if let Some((_, said)) = &check.whole {
        lines.push(vec![(Meaning::Good, format!("> {}", texts.get("ui.check-whole")))]);
        let said = wrap(said, columns.saturating_sub(4)).into_iter();
        lines.extend(said.map(|line| vec![(Meaning::Plain, format!("    {line}"))]));
        about = 1..lines.len() - 1;
    }
    for (place, group) in check.groups.iter().enumerate() {
        let asked = place == check.asked && check.counting.is_none() && group.confirmed.is_none();
        let answer = match (group.kind, group.confirmed) {
            (GroupKind::Refused, _) | (_, None) => "",
            (_, Some(true)) => texts.get("ui.will-do"),
            (_, Some(false)) => texts.get("ui.left-out"),
        };
        let said = group_said(texts, group);
        let meaning = match group.kind {
            GroupKind::Ready => Meaning::Good,
            GroupKind::Refused => Meaning::Bad,
            _ => Meaning::Delicate,
        };
        let lead = if asked { "> " } else { "  " };
        let begin = lines.len();
        lines.push(vec![(meaning, format!("{lead}{said}")), (Meaning::Quiet, format!("  {answer}"))]);
        if group.kind == GroupKind::Refused {
            lines.extend(refused_lines(app, &group.planned, columns));
            continue;
        }
        // What wants a look is named to the last one.
        let named = if matches!(group.kind, GroupKind::Concerned(_)) { usize::MAX } else { NAMED };
        for one in group.planned.iter().take(named) {
            let id = one.id.map(|id| id.to_string()).unwrap_or_default();
            let title = match one.title.trim() {
                "" => texts.get("ui.neutral-title"),
                title => title,
            };
            let title = format!("    {id} {title}");
            // What is to be withheld, and what can't be taken back, stands out of what is only told.
            let grave = matches!(check.verb, Verb::Recall | Verb::Expunge | Verb::Answer);
            let remarks = one.remarks.iter().flat_map(|remark| {
                let withholds = one.withheld && remark.starts_with(texts.get("ui.proposed"));
                let meaning = if grave || withholds { Meaning::Delicate } else { Meaning::Quiet };
                let lines = wrap(remark, columns.saturating_sub(6)).into_iter();
                lines.map(move |line| vec![(meaning, format!("      {line}"))]).collect::<Vec<_>>()
            });
            lines.push(vec![(Meaning::Plain, fit(&title, columns))]);
            lines.extend(remarks);
        }
        if let Some(rest) = group.planned.len().checked_sub(named).filter(|rest| *rest > 0) {
            lines.push(vec![(Meaning::Quiet, texts.fill("ui.and-more", &[("n", &rest.to_string())]))]);
        }
        if asked {
            about = begin..lines.len() - 1;
        }
    }
    let mut caret = None;
    if let Some(count) = &check.counting {
        let number = update::confirmed(check).count().to_string();
        let ask = texts.fill("ui.type-count", &[("n", &number)]);
        caret = Some((width(&ask) + 3 + caret_column(count), lines.len()));
        about = lines.len()..lines.len();
        lines.push(vec![(Meaning::Key, format!("  {ask} ")), (Meaning::Plain, count.value().to_owned())]);
    }
    (lines, caret, about)
}

/// What can't be done, by the reasons why.
fn refused_lines(app: &App, refused: &[Planned], columns: usize) -> Vec<Vec<Span>> {
    let said = |one: &Planned| match &one.refusal {
        Some(refusal) => say_refusal(app, refusal),
        None => app.texts.get("ui.id-reused").to_owned(),
    };
    let reasons = by_reason(refused.iter().map(|one| (said(one), one)));
    let mut lines = Vec::new();
    for (why, items) in reasons {
        let why = wrap(&reason_said(&app.texts, why, items.len()), columns.saturating_sub(4)).into_iter();
        lines.extend(why.map(|line| vec![(Meaning::Quiet, format!("    {line}"))]));
        for one in items.iter().take(NAMED) {
            let id = one.id.map(|id| id.to_string()).unwrap_or_default();
            lines.push(vec![(Meaning::Plain, fit(&format!("      {id} {}", one.title), columns))]);
        }
        if let Some(rest) = items.len().checked_sub(NAMED).filter(|rest| *rest > 0) {
            lines.push(vec![(Meaning::Quiet, app.texts.fill("ui.and-more", &[("n", &rest.to_string())]))]);
        }
    }
    lines
}

/// A group in words: 不公开、您还没有看过 3件,请单独确认.
pub fn group_said(texts: &Texts, group: &Group) -> String {
    let n = group.planned.len().to_string();
    let concerns = match group.kind {
        GroupKind::Ready => return texts.fill("ui.group-ready", &[("n", &n)]),
        GroupKind::Refused => return texts.fill("ui.group-refused", &[("n", &n)]),
        GroupKind::Concerned(concerns) => concerns,
    };
    let each = [
        (concerns.withheld, "ui.concern-withheld"),
        (concerns.changed, "ui.concern-changed"),
        (concerns.not_shown, "ui.concern-not-shown"),
        (concerns.hidden, "ui.concern-hidden"),
        (concerns.listed, "ui.concern-listed"),
    ];
    let said = each.iter().filter(|(holds, _)| *holds).map(|(_, key)| texts.get(key));
    let concerns = said.collect::<Vec<_>>().join(texts.get("ui.list-separator"));
    texts.fill("ui.group-concerned", &[("concerns", &concerns), ("n", &n)])
}

fn result_lines(app: &App, sheet: &ResultSheet, columns: usize) -> Vec<Vec<Span>> {
    let texts = &app.texts;
    let (not_done, done): (Vec<_>, Vec<_>) = sheet.lines.iter().partition(|line| line.not_done.is_some());
    let numbers = [("done", done.len().to_string()), ("refused", not_done.len().to_string())];
    let numbers: Vec<(&str, &str)> = numbers.iter().map(|(name, number)| (*name, number.as_str())).collect();
    let title = format!("{}  {}", texts.verb_name(sheet.verb), texts.fill("ui.result", &numbers));
    let mut lines = vec![heading(&title, columns)];
    let named = |lead: String, line: &ResultLine| {
        let id = line.id.map(|id| format!("{id} ")).unwrap_or_default();
        fit(&format!("{lead}{id}{}", line.title), columns.saturating_sub(4))
    };
    let reasons =
        not_done.iter().filter_map(|line| Some((say_not_done(app, line.not_done.as_ref()?), *line)));
    for (why, items) in by_reason(reasons) {
        let why = wrap(&reason_said(texts, why, items.len()), columns.saturating_sub(4)).into_iter();
        lines.extend(why.enumerate().map(|(place, line)| {
            let sign = if place == 0 { "  ! " } else { "    " };
            vec![(Meaning::Bad, sign.to_owned()), (Meaning::Quiet, line)]
        }));
        lines.extend(items.into_iter().map(|line| vec![(Meaning::Plain, named("      ".to_owned(), line))]));
    }
    lines.extend(done.into_iter().map(|line| {
        vec![(Meaning::Good, format!("  {} ", glyphs().tick)), (Meaning::Plain, named(String::new(), line))]
    }));
    lines
}

/// A reason, with how many share it where several do.
fn reason_said(texts: &Texts, why: String, items: usize) -> String {
    match items {
        1 => why,
        _ => texts.fill("ui.same-reason", &[("why", &why), ("n", &items.to_string())]),
    }
}

/// What the day brings: what kind of day it is, what waits, and what presses most.
pub fn summary_lines(app: &App, columns: usize) -> Vec<Vec<Span>> {
    let (texts, calendar) = (&app.texts, &app.setup.calendar);
    let day = calendar.day(app.today);
    let date = format!("{} {}", texts.date(app.today), texts.weekday(app.today));
    let title = texts.fill("ui.summary", &[("date", &date), ("day", &texts.day_kind(&day))]);
    let mut lines = vec![heading(&title, columns)];
    for pane in app.panes.iter().filter(|pane| pane.count.items > 0) {
        let mut line = vec![(Meaning::Plain, "  ".to_owned())];
        line.extend(super::panes::title(app, pane, Meaning::Plain));
        lines.push(line);
    }
    if lines.len() == 1 {
        lines.push(vec![(Meaning::Quiet, format!("  {}", texts.get("ui.nothing-waits")))]);
    }
    let next = app.today.year() + 1;
    if app.today.month() >= 10 && calendar.announced_years().all(|year| year < next) {
        let said = texts.fill("ui.not-announced", &[("year", &next.to_string())]);
        let said = wrap(&said, columns.saturating_sub(2)).into_iter();
        lines.extend(said.map(|line| vec![(Meaning::Quiet, format!("  {line}"))]));
    }
    lines
}
