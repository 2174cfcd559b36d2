//! The view: draws the state, and decides nothing. Pure and total at any size, 1x1 included.
//!
//! ```text
//! 期限 !逾期1 *今日0 +临期1 | 内部 超限1 今日2 | 最急 …        alert line, always
//! -- 待我审核 12  超限1 ---------------- 消费品科 王建国 --    the open pane
//! > !超限  1 不公开 公 标题                   林晓   退过
//! -- 预览 2026-000118 第3版 ------------------ 未看过此版 --   what is needed to decide
//! -- 我送出的 9 ---------------------------------------------  the other panes
//! 已标2件                                                      marks, notes (up to three lines), filter
//! 1同意 2退回 3改属性 …                                        keys
//! 本系统为非涉密系统,严禁录入国家秘密      11月23日 周一 练习  always
//! ```

mod line;
mod wrap;
mod panes;
mod preview;
mod footer;
mod reader;
mod form;
mod pages;
mod deadlines;
mod sheets;
mod commands;
mod papers;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::app::{App, Drawn};
use super::glyphs::draw_in;
use super::overlay::Overlay;
use super::theme::{Meaning, Theme};
pub use footer::{key_name, word};
pub use form::{said_of, title as form_title};
pub use line::Span;
use line::{Canvas, width};
pub use papers::lines as paper_lines;
pub use preview::lines as preview_lines;
pub use reader::laid;
pub use sheets::{group_said, summary_lines};
pub use wrap::wrap;

/// From this width the preview stands beside the panes.
const WIDE_COLUMNS: u16 = 110;
/// Below this many lines only the open pane is drawn.
const SMALL_LINES: u16 = 8;

/// Draws a frame into an empty buffer of the terminal's size.
pub fn draw(app: &App, buffer: &mut Buffer) -> Drawn {
    draw_in(app.theme);
    let area = buffer.area;
    let mut drawn = screen(app, &mut Canvas { buffer, area, theme: app.theme });
    drawn.cursor = drawn.cursor.filter(|place| area.contains(*place));
    drawn
}

/// Says something in the note line over whatever is shown, which stays as it is.
pub fn over_all(said: &str, theme: Theme, buffer: &mut Buffer) {
    draw_in(theme);
    let area = buffer.area;
    let row = area.height.saturating_sub(3);
    let mut canvas = Canvas { buffer, area, theme };
    // What stands there is covered to its end.
    let blank = " ".repeat(canvas.columns().saturating_sub(width(said)));
    canvas.line(usize::from(row), &[(Meaning::Bad, format!("{said}{blank}"))]);
}

fn screen(app: &App, canvas: &mut Canvas<'_>) -> Drawn {
    let area = canvas.area;
    // Note, keys and the permanent line; however long a note is, a third of the screen is left.
    let wanted = u16::try_from(footer::lines(app, usize::from(area.width))).unwrap_or(u16::MAX);
    let footer_lines = wanted.min((area.height / 3 * 2).max(3)).min(area.height.saturating_sub(1));
    let body = Rect { height: area.height - footer_lines, ..area };
    let footer = Rect { y: body.bottom(), height: footer_lines, ..area };
    let cursor = footer::draw(app, &mut canvas.part(footer));
    footer::alert(app, &mut canvas.part(Rect { height: 1.min(body.height), ..body }));
    let middle = Rect { y: body.y + 1.min(body.height), height: body.height.saturating_sub(1), ..body };

    let whole = |one: &&Overlay| matches!(one, Overlay::Reader(_) | Overlay::Paper(_));
    let drawn = match app.overlays.iter().rfind(whole) {
        Some(Overlay::Reader(state)) => Some(reader::draw(app, state, &mut canvas.part(middle))),
        Some(Overlay::Paper(paper)) => Some(papers::draw(app, paper, &mut canvas.part(middle))),
        _ => None,
    };
    if let Some(drawn) = drawn {
        return over(app, canvas, middle, drawn);
    }
    let alone = app.zoomed || middle.height < SMALL_LINES;
    if alone {
        let page = panes::only_open(app, &mut canvas.part(middle));
        return over(app, canvas, middle, Drawn { page, cursor, ..Drawn::default() });
    }
    let wide = area.width >= WIDE_COLUMNS;
    let left = Rect { width: if wide { area.width * 3 / 5 } else { area.width }, ..middle };
    let right = Rect { x: left.right() + 1, width: area.width.saturating_sub(left.width + 1), ..middle };
    let preview = preview::lines(app, usize::from(if wide { right.width } else { left.width }));
    // As high from item to item, so that nothing jumps; higher only where an item needs it.
    let needed = u16::try_from(preview.len()).unwrap_or(u16::MAX);
    let below = needed.clamp(middle.height / 2, (middle.height * 2 / 3).max(middle.height / 2));
    let panes = panes::draw(app, &mut canvas.part(left), if wide { 0 } else { below });
    let place = if wide { right } else { panes.preview };
    preview::draw(app, &preview, &mut canvas.part(place));
    let shown = app.preview.as_ref().filter(|_| preview.len() <= usize::from(place.height));
    let shown = shown.map(|preview| (preview.row.id, preview.row.revision));
    over(
        app,
        canvas,
        middle,
        Drawn { page: panes.page, cursor, roomy: panes.roomy, shown, ..Drawn::default() },
    )
}

/// Whatever lies over the panes: the topmost sheet, as high as it needs, at the bottom. What it hides was
/// drawn before it came, so that an item is shown all the same.
fn over(app: &App, canvas: &mut Canvas<'_>, middle: Rect, under: Drawn) -> Drawn {
    let whole = |one: &&Overlay| matches!(one, Overlay::Reader(_) | Overlay::Paper(_));
    let Some(top) = app.overlays.last().filter(|one| !whole(one)) else {
        return under;
    };
    let drawn = sheets::draw(app, top, &mut canvas.part(middle));
    Drawn { roomy: under.roomy, ..drawn }
}
