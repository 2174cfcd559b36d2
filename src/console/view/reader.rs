//! The reader: an item in full, or all that happened to it.

use super::line::{Canvas, Span, rule, wrap};
use super::preview;
use crate::console::app::{App, Reader};
use crate::console::theme::Meaning;

/// Draws the reader; returns how many lines a page has, and which line is on top of the last one.
pub fn draw(app: &App, state: &Reader, canvas: &mut Canvas<'_>) -> (usize, usize) {
    canvas.clear();
    let columns = canvas.columns();
    let Some(item) = &app.preview else { return (1, 0) };
    let head = preview::lines(app, columns);
    let text_line = usize::from(!item.text.is_empty());
    let mut lines: Vec<Vec<Span>> = head.get(..head.len().saturating_sub(text_line)).unwrap_or(&[]).to_vec();
    let key = if state.history { "ui.history" } else { "ui.text" };
    lines.push(rule(&[(Meaning::Heading, app.texts.get(key).to_owned())], "", columns));
    let body = if state.history { item.history.join("\n") } else { item.text.clone() };
    lines.extend(wrap(&body, columns).into_iter().map(|line| vec![(Meaning::Plain, line)]));
    if item.cut && !state.history {
        lines.push(vec![(Meaning::Bad, app.texts.get("ui.text-cut").to_owned())]);
    }
    let page = canvas.rows().max(1);
    let last_top = lines.len().saturating_sub(page);
    let top = state.top.min(last_top);
    for (row, spans) in lines.iter().skip(top).take(page).enumerate() {
        canvas.line(row, spans);
    }
    (page.saturating_sub(1).max(1), last_top)
}
