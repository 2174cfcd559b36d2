//! Papers: a list with all that it says of the row under the cursor, or figures as bars.

use ratatui::layout::Position;

use super::line::{Canvas, Span, caret_column, fit, flow, hidden, rule, width};
use super::wrap::wrap;
use crate::console::app::{App, Drawn};
use crate::console::glyphs::glyphs;
use crate::console::paper::{Making, PaperView, Wanted};
use crate::console::theme::Meaning;
use crate::papers::{Cell, Chart, Kind, Paper, next_batch};
use crate::shell::visible;

/// Lines kept for what a list says of the row under the cursor, at least.
const DETAIL_LINES: usize = 6;

/// Columns that a title has before other columns are shown beside it.
const TITLE: usize = 36;

/// Columns that the name of a bar takes at most.
const NAME: usize = 22;

/// Columns of the longest bar at most.
const BAR: usize = 48;

/// Draws a paper over all of the panes.
pub fn draw(app: &App, paper: &PaperView, canvas: &mut Canvas<'_>) -> Drawn {
    canvas.clear();
    canvas.line(0, &heading(app, paper, "", canvas.columns()));
    let Making::Made(..) = &paper.state else {
        canvas.line(1, &[(Meaning::Quiet, progress(app, paper))]);
        return Drawn { page: 1, ..Drawn::default() };
    };
    match (paper.wanted, paper.list()) {
        (Wanted::List(kind), Some(list)) => draw_list(app, paper, kind, list, canvas),
        _ => draw_figures(app, paper, canvas),
    }
}

/// What is looked at, of which year, how many; where something is looked for, that.
fn heading(app: &App, paper: &PaperView, unseen: &str, columns: usize) -> Vec<Span> {
    let texts = &app.texts;
    let name = match paper.wanted {
        Wanted::List(kind) => texts.paper(kind.key()),
        Wanted::Figures => texts.paper("figures"),
    };
    let year = paper.year.map(|year| texts.fill("ui.paper-year", &[("year", &year.to_string())]));
    let batch = paper.is_of_a_batch().then(|| paper.batch.or_else(|| next_batch(&app.bureau()))).flatten();
    let batch = batch.map(|day| texts.fill("ui.paper-batch", &[("batch", &texts.full_date(day))]));
    let mut title = vec![(Meaning::Heading, name.to_owned())];
    title.extend(year.or(batch).map(|period| (Meaning::Key, format!("  {period}"))));
    if let Some(list) = paper.list() {
        let count = match paper.shown.len() == list.rows.len() {
            true => list.rows.len().to_string(),
            false => format!("{}/{}", paper.shown.len(), list.rows.len()),
        };
        title.push((Meaning::Plain, format!("  {count}")));
    }
    rule(&title, unseen.trim(), columns)
}

fn progress(app: &App, paper: &PaperView) -> String {
    let Making::Under { done, all, .. } = &paper.state else { return String::new() };
    let (done, all) = (done.to_string(), all.to_string());
    format!("  {}", app.texts.fill("ui.paper-making", &[("done", &done), ("all", &all)]))
}

fn draw_list(app: &App, view: &PaperView, kind: Kind, paper: &Paper, canvas: &mut Canvas<'_>) -> Drawn {
    let (columns, rows) = (canvas.columns(), canvas.rows());
    let here = view.shown.get(view.cursor).and_then(|place| paper.rows.get(*place));
    let details = here.map(|row| details(paper, row, columns)).unwrap_or_default();
    let below = if rows > 2 * DETAIL_LINES { details.len().clamp(DETAIL_LINES, rows / 2) } else { 0 };
    let field = usize::from(view.typing);
    let foot = if below == 0 { field } else { 1 + below + field };
    let page = rows.saturating_sub(2 + foot).max(1);
    let top = view.cursor.saturating_sub(page - 1).max(view.cursor / page * page).min(view.cursor);
    let unseen = hidden(top, &view.shown.len().saturating_sub(top + page).to_string());
    canvas.line(0, &heading(app, view, &unseen, columns));
    let places = fitting(kind, paper, columns);
    let heads: Vec<String> = places.iter().map(|(place, _)| paper.columns[*place].name.clone()).collect();
    canvas.line(1, &[(Meaning::Quiet, format!("  {}", laid(&heads, &places)))]);
    if paper.rows.is_empty() {
        for (line, said) in
            paper.foot.iter().flat_map(|said| wrap(said, columns.saturating_sub(2))).enumerate()
        {
            canvas.line(2 + line, &[(Meaning::Quiet, format!("  {said}"))]);
        }
    }
    for (line, shown) in view.shown.iter().enumerate().skip(top).take(page) {
        let Some(row) = paper.rows.get(*shown) else { continue };
        let cells: Vec<String> = places.iter().map(|(place, _)| row[*place].said()).collect();
        let here = line == view.cursor;
        let sign = if here { "> " } else { "  " };
        canvas.line(2 + line - top, &[(Meaning::Plain, format!("{sign}{}", laid(&cells, &places)))]);
        if here {
            canvas.highlight(2 + line - top);
        }
    }
    if below > 0 {
        let first = rows - below - field;
        let said = paper.foot.first().map(String::as_str).unwrap_or_default();
        canvas.line(
            first - 1,
            &rule(&[(Meaning::Quiet, fit(said, width(said).min(columns / 2)))], "", columns),
        );
        for (line, spans) in details.iter().take(below).enumerate() {
            canvas.line(first + line, spans);
        }
    }
    let cursor = if view.typing { ask(app, view, canvas) } else { None };
    Drawn { page, last_top: 0, cursor, ..Drawn::default() }
}

/// The columns that have room here, with the width of each: those that come first, the title what is left.
fn fitting(kind: Kind, paper: &Paper, columns: usize) -> Vec<(usize, usize)> {
    let room = columns.saturating_sub(2);
    let longest = |place: usize| {
        let said = paper.rows.iter().map(|row| width(&row[place].said())).max().unwrap_or(0);
        said.max(width(&paper.columns[place].name)).min(usize::from(paper.columns[place].width) + 4)
    };
    let all: Vec<usize> = paper.places(kind.brief()).collect();
    let title = paper.columns.iter().position(|column| column.key == "title").unwrap_or(0);
    let mut used = 0;
    let mut found: Vec<(usize, usize)> = Vec::new();
    for place in all {
        let wide = if place == title { TITLE.min(room / 2) } else { longest(place) };
        if used + wide + 2 > room && !found.is_empty() {
            continue;
        }
        used += wide + 2;
        found.push((place, wide));
    }
    let left = room.saturating_sub(used);
    for (place, wide) in &mut found {
        if *place == title {
            *wide += left.min(longest(title).saturating_sub(*wide));
        }
    }
    found
}

fn laid(cells: &[String], places: &[(usize, usize)]) -> String {
    let fitted = cells.iter().zip(places).map(|(cell, (_, wide))| fit(&visible(cell), *wide));
    fitted.collect::<Vec<_>>().join("  ")
}

/// All that a list says of a row: each column that says something, by its name.
fn details(paper: &Paper, row: &[Cell], columns: usize) -> Vec<Vec<Span>> {
    let said = paper.columns.iter().zip(row).filter(|(_, cell)| **cell != Cell::Empty);
    let pieces = said.flat_map(|(column, cell)| {
        let words = visible(&cell.said()).into_owned();
        let room = columns.saturating_sub(width(&column.name) + 2).max(8);
        let mut lines = wrap(&words, room).into_iter();
        let first = vec![
            (Meaning::Quiet, format!("{} ", column.name)),
            (Meaning::Plain, lines.next().unwrap_or_default()),
        ];
        std::iter::once(first).chain(lines.map(|line| vec![(Meaning::Plain, line)])).collect::<Vec<_>>()
    });
    flow(pieces.collect(), columns)
}

fn draw_figures(app: &App, view: &PaperView, canvas: &mut Canvas<'_>) -> Drawn {
    let Making::Made(_, charts) = &view.state else { return Drawn::default() };
    let lines = bars(charts, canvas.columns());
    let page = canvas.rows().saturating_sub(1).max(1);
    let last_top = lines.len().saturating_sub(page);
    let top = view.cursor.min(last_top);
    canvas.line(0, &heading(app, view, &hidden(top, &(last_top - top).to_string()), canvas.columns()));
    for (row, line) in lines.iter().skip(top).take(page).enumerate() {
        canvas.line(1 + row, line);
    }
    Drawn { page, last_top, ..Drawn::default() }
}

/// Charts in lines: a name, a bar whose late part comes first, and what it says.
fn bars(charts: &[Chart], columns: usize) -> Vec<Vec<Span>> {
    let mut lines: Vec<Vec<Span>> = Vec::new();
    for chart in charts.iter().filter(|chart| !chart.bars.is_empty()) {
        if !lines.is_empty() {
            lines.push(Vec::new());
        }
        lines.push(vec![(Meaning::Heading, format!("  {}", chart.title))]);
        let names =
            chart.bars.iter().map(|bar| width(&bar.name)).max().unwrap_or(0).min(NAME.min(columns / 3));
        let said = chart.bars.iter().map(|bar| width(&bar.said)).max().unwrap_or(0);
        let most = chart.bars.iter().map(|bar| bar.whole).max().unwrap_or(0).max(1);
        let room = columns.saturating_sub(names + said + 14).min(BAR);
        let wide = |number: u64| {
            let room = u64::try_from(room).unwrap_or(0);
            usize::try_from((number * room).div_ceil(most)).unwrap_or(0)
        };
        for bar in &chart.bars {
            let (whole, late) = (wide(bar.whole), wide(bar.late).min(wide(bar.whole)));
            lines.push(vec![
                (Meaning::Plain, format!("  {}  {:>5}  ", fit(&bar.name, names), bar.whole)),
                (Meaning::Bad, glyphs().late.repeat(late)),
                (Meaning::Key, glyphs().whole.repeat(whole - late)),
                (Meaning::Plain, " ".repeat(room - whole)),
                (Meaning::Quiet, format!("  {}", bar.said)),
            ]);
        }
    }
    lines
}

/// The field for what is looked for.
fn ask(app: &App, view: &PaperView, canvas: &mut Canvas<'_>) -> Option<Position> {
    let row = canvas.rows().checked_sub(1)?;
    let label = format!("{}: ", app.texts.get("ui.find"));
    let column = width(&label) + caret_column(&view.sought);
    canvas.line(row, &[(Meaning::Key, label), (Meaning::Plain, view.sought.value().to_owned())]);
    Some(canvas.place(column, row))
}

/// A paper in lines, for who hears it: the rows with what each says, or the bars in words.
pub fn lines(app: &App, paper: &PaperView, columns: usize) -> Vec<String> {
    let plain = |spans: &[Span]| spans.iter().map(|(_, text)| text.as_str()).collect::<String>();
    let mut said = vec![plain(&heading(app, paper, "", columns)).trim_matches(['-', ' ']).to_owned()];
    match (&paper.state, paper.list()) {
        (Making::Under { .. }, _) => said.push(progress(app, paper)),
        (Making::Made(..), Some(list)) => {
            for row in paper.shown.iter().filter_map(|place| list.rows.get(*place)) {
                let cells = list.columns.iter().zip(row).filter(|(_, cell)| **cell != Cell::Empty);
                let cells = cells.map(|(column, cell)| format!("{} {}", column.name, visible(&cell.said())));
                said.push(cells.collect::<Vec<_>>().join(app.texts.get("paper-line.separator")));
            }
            said.extend(list.foot.iter().cloned());
        }
        (Making::Made(_, charts), None) => {
            for chart in charts.iter().filter(|chart| !chart.bars.is_empty()) {
                said.push(chart.title.clone());
                said.extend(chart.bars.iter().map(|bar| format!("{} {} {}", bar.name, bar.whole, bar.said)));
            }
        }
    }
    said
}
