//! The reader: an item in full, page by page.

use std::sync::Arc;

use ratatui::layout::Position;

use super::line::{Canvas, Span, beside, caret_column, fit, rule, width};
use super::pages;
use super::wrap::breaks;
use crate::console::app::{App, Drawn, Preview};
use crate::console::reading::{Asked, Laid, LaidKey, LaidLine, Page, Reader};
use crate::console::theme::Meaning;
use crate::shell::visible;

/// Lines that stay while a page scrolls: the pages, and what item this is.
const HEADING_LINES: usize = 2;

/// Columns of a page at most: the eye loses its line in longer ones.
const MEASURE: usize = 100;

/// Draws the reader.
pub fn draw(app: &App, reader: &Reader, canvas: &mut Canvas<'_>) -> Drawn {
    canvas.clear();
    let columns = canvas.columns();
    let Some(preview) = &app.preview else { return Drawn::default() };
    let laid = laid(app, reader, columns);
    let heading = if canvas.rows() > 2 * HEADING_LINES { HEADING_LINES } else { 0 };
    let field = usize::from(reader.typing.is_some() && canvas.rows() > 1);
    let page = canvas.rows().saturating_sub(heading + field).max(1);
    let last_top = laid.lines.len().saturating_sub(page);
    let top = reader.top().min(last_top);
    if heading > 0 {
        canvas.line(0, &tabs(app, reader, preview, columns));
        let place = place(app, (top + page).min(laid.lines.len()), laid.lines.len(), columns);
        let room = columns.saturating_sub(width(&place) + 1);
        let title = fit(&title(app, preview), room);
        canvas.line(1, &[(Meaning::Key, title), (Meaning::Quiet, format!(" {place}"))]);
    }
    for (row, line) in laid.lines.iter().skip(top).take(page).enumerate() {
        canvas.line(heading + row, &line.spans);
        if reader.hit == Some(top + row) {
            canvas.highlight(heading + row);
        }
    }
    let cursor = if field > 0 { ask(app, reader, canvas) } else { None };
    Drawn { page: page.saturating_sub(1).max(1), last_top, cursor, laid: Some(laid), ..Drawn::default() }
}

/// The open page in lines: as it was set last, if nothing that it depends on is another.
pub fn laid(app: &App, reader: &Reader, columns: usize) -> Arc<Laid> {
    let columns = columns.clamp(1, MEASURE);
    let key = LaidKey {
        item: app.preview.as_ref().map(|preview| (preview.row.id, preview.row.revision)),
        page: reader.page,
        columns,
        file: (reader.chosen, reader.file.as_ref().map(|file| file.digest)),
        days: (reader.day, app.today),
    };
    if let Some(kept) = app.laid.as_ref().filter(|kept| kept.of == key) {
        return Arc::clone(kept);
    }
    let paragraphs = app.preview.as_ref().map(|preview| pages::page(app, reader, preview, columns));
    let paragraphs = paragraphs.unwrap_or_default();
    let lines = paragraphs.into_iter().flat_map(|spans| set(spans, columns)).collect();
    Arc::new(Laid { of: key, lines })
}

/// A paragraph in lines; a piece that a line breaks goes on as what it was.
fn set(spans: Vec<Span>, columns: usize) -> Vec<LaidLine> {
    let spans: Vec<Span> =
        spans.into_iter().map(|(meaning, text)| (meaning, visible(&text).into_owned())).collect();
    let whole: String = spans.iter().map(|(_, text)| text.as_str()).collect();
    let line = |(place, range): (usize, std::ops::Range<usize>)| {
        let mut begin = 0;
        let mut pieces = Vec::new();
        for (meaning, text) in &spans {
            let (from, to) = (range.start.max(begin), range.end.min(begin + text.len()));
            if let Some(piece) = whole.get(from..to).filter(|piece| !piece.is_empty()) {
                pieces.push((*meaning, piece.to_owned()));
            }
            begin += text.len();
        }
        LaidLine { spans: pieces, first: place == 0 }
    };
    breaks(&whole, columns).into_iter().enumerate().map(line).collect()
}

/// `-- [正文] 变化2 意见 附件1 期限 经过 -------`.
fn tabs(app: &App, reader: &Reader, preview: &Preview, columns: usize) -> Vec<Span> {
    let changed = preview.reading.as_ref().and_then(|reading| reading.compared.as_ref());
    let count = |page: &Page| match page {
        Page::Difference => changed.map_or(0, |found| found.parts.len()),
        Page::Files => preview.item.submission.content.attachments.len(),
        _ => 0,
    };
    let mut spans: Vec<Span> = Vec::new();
    for page in Page::ALL {
        let count = match count(page) {
            0 => String::new(),
            count => count.to_string(),
        };
        let name = beside(app.texts.get(&format!("page.{}", page.key())), &count);
        let gap = if spans.is_empty() { "" } else { " " };
        spans.push(match *page == reader.page {
            true => (Meaning::Heading, format!("{gap}[{name}]")),
            false => (Meaning::Quiet, format!("{gap}{name}")),
        });
    }
    rule(&spans, "", columns)
}

/// How far it has been read: the last line shown, of how many; on few columns the percentage alone.
fn place(app: &App, last: usize, lines: usize, columns: usize) -> String {
    let percent = (100 * last).checked_div(lines).unwrap_or(100);
    let place = app.texts.fill("ui.place", &[("line", &last.to_string()), ("lines", &lines.to_string())]);
    if width(&place) * 3 < columns { format!("{place} {percent}%") } else { format!("{percent}%") }
}

fn title(app: &App, preview: &Preview) -> String {
    let row = &preview.row;
    let revision = app.texts.fill("ui.revision", &[("n", &row.revision.0.to_string())]);
    let title = if row.title.trim().is_empty() { app.texts.get("ui.neutral-title") } else { &row.title };
    format!("{} {revision}  {title}", row.id)
}

/// The last line asks for words or a day; returns where its cursor is.
fn ask(app: &App, reader: &Reader, canvas: &mut Canvas<'_>) -> Option<Position> {
    let (asked, field) = reader.typing.as_ref()?;
    let label = app.texts.get(match asked {
        Asked::Words => "ui.ask-words",
        Asked::Day => "ui.ask-day",
    });
    let label = format!("{label}: ");
    let row = canvas.rows().saturating_sub(1);
    let column = width(&label) + caret_column(field);
    canvas.line(row, &[(Meaning::Key, label), (Meaning::Plain, field.value().to_owned())]);
    Some(canvas.place(column, row))
}
