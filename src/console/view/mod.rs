//! The view: draws the state, and decides nothing. Pure and total at any size, 1x1 included.
//!
//! ```text
//! 期限 !逾期1 *今日0 +临期1 | 内部 超限1 今日2 | 最急 …        alert line, always
//! -- 待我审核 12  超限1 ---------------- 消费品科 王建国 --    the open pane
//! > !超限  1 不公开 公 标题                   林晓   退过
//! -- 预览 2026-000118 第3版 ------------------ 未看过此版 --   what is needed to decide
//! -- 我送出的 9 ---------------------------------------------  the other panes
//! 已标2件                                                      marks, notes, filter
//! 1同意 2退回 3改属性 …                                        keys
//! 本系统为非涉密系统,严禁录入国家秘密      11月23日 周一 练习  always
//! ```

mod line;
mod panes;
mod preview;
mod footer;
mod reader;
mod sheets;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::app::{App, Overlay};
use super::theme::Theme;
use line::Canvas;

/// From this width the preview stands beside the panes.
const WIDE_COLUMNS: u16 = 110;
/// Lines below the panes: note, keys, the permanent line.
const FOOTER_LINES: u16 = 3;
/// Below this many lines only the open pane is drawn.
const SMALL_LINES: u16 = 8;

/// Draws a frame; returns how many rows a page has, and where the cursor was put.
pub fn draw(app: &App, theme: Theme, frame: &mut Frame<'_>) -> (usize, Option<(u16, u16)>) {
    let area = frame.area();
    let mut cursor = None;
    let page = {
        let mut canvas = Canvas { buffer: frame.buffer_mut(), area, theme };
        screen(app, &mut canvas, &mut cursor)
    };
    let cursor = cursor.filter(|(x, y)| *x < area.right() && *y < area.bottom());
    if let Some(place) = cursor {
        frame.set_cursor_position(place);
    }
    (page, cursor)
}

fn screen(app: &App, canvas: &mut Canvas<'_>, cursor: &mut Option<(u16, u16)>) -> usize {
    let area = canvas.area;
    let footer_lines = FOOTER_LINES.min(area.height.saturating_sub(1));
    let body = Rect { height: area.height - footer_lines, ..area };
    let footer = Rect { y: body.bottom(), height: footer_lines, ..area };
    footer::draw(app, &mut canvas.part(footer), cursor);
    footer::alert(app, &mut canvas.part(Rect { height: 1.min(body.height), ..body }));
    let middle = Rect { y: body.y + 1.min(body.height), height: body.height.saturating_sub(1), ..body };

    if let Some(Overlay::Reader(state)) = app.overlays.iter().find(|one| matches!(one, Overlay::Reader(_))) {
        let page = reader::draw(app, state, &mut canvas.part(middle));
        over(app, canvas, middle, cursor);
        return page;
    }
    let page = if area.width >= WIDE_COLUMNS {
        let left = Rect { width: area.width * 3 / 5, ..middle };
        let right = Rect { x: left.right() + 1, width: area.width - left.width - 1, ..middle };
        preview::draw(app, &mut canvas.part(right));
        panes::draw(app, &mut canvas.part(left), None)
    } else if middle.height < SMALL_LINES {
        panes::only_open(app, &mut canvas.part(middle))
    } else {
        let wanted = preview::lines(app, usize::from(area.width)).len();
        let lines = u16::try_from(wanted).unwrap_or(u16::MAX).min(middle.height * 9 / 20);
        panes::draw(app, &mut canvas.part(middle), Some(lines))
    };
    over(app, canvas, middle, cursor);
    page
}

/// Whatever lies over the panes: the topmost sheet, as high as it needs, at the bottom.
fn over(app: &App, canvas: &mut Canvas<'_>, middle: Rect, cursor: &mut Option<(u16, u16)>) {
    let Some(top) = app.overlays.last().filter(|one| !matches!(one, Overlay::Reader(_))) else { return };
    sheets::draw(app, top, &mut canvas.part(middle), cursor);
}
