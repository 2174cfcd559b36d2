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
mod wrap;
mod panes;
mod preview;
mod footer;
mod reader;
mod pages;
mod deadlines;
mod sheets;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::app::{App, Overlay};
use super::reading::Kept;
use super::theme::Theme;
use line::Canvas;
pub use reader::laid;

/// From this width the preview stands beside the panes.
const WIDE_COLUMNS: u16 = 110;
/// Lines below the panes: note, keys, the permanent line.
const FOOTER_LINES: u16 = 3;
/// Below this many lines only the open pane is drawn.
const SMALL_LINES: u16 = 8;

/// What drawing found out.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Drawn {
    /// Lines of a page of what can be scrolled.
    pub page: usize,
    /// The first line of its last page.
    pub last_top: usize,
    /// Where the text cursor is.
    pub cursor: Option<(u16, u16)>,
    /// The reader's page as it was set in lines.
    pub laid: Kept,
}

/// Draws a frame.
pub fn draw(app: &App, theme: Theme, frame: &mut Frame<'_>) -> Drawn {
    let area = frame.area();
    let mut drawn = screen(app, &mut Canvas { buffer: frame.buffer_mut(), area, theme });
    drawn.cursor = drawn.cursor.filter(|(x, y)| *x < area.right() && *y < area.bottom());
    if let Some(place) = drawn.cursor {
        frame.set_cursor_position(place);
    }
    drawn
}

fn screen(app: &App, canvas: &mut Canvas<'_>) -> Drawn {
    let area = canvas.area;
    let footer_lines = FOOTER_LINES.min(area.height.saturating_sub(1));
    let body = Rect { height: area.height - footer_lines, ..area };
    let footer = Rect { y: body.bottom(), height: footer_lines, ..area };
    let cursor = footer::draw(app, &mut canvas.part(footer));
    footer::alert(app, &mut canvas.part(Rect { height: 1.min(body.height), ..body }));
    let middle = Rect { y: body.y + 1.min(body.height), height: body.height.saturating_sub(1), ..body };

    if let Some(Overlay::Reader(state)) = app.overlays.iter().find(|one| matches!(one, Overlay::Reader(_))) {
        let drawn = reader::draw(app, state, &mut canvas.part(middle));
        return over(app, canvas, middle).unwrap_or(drawn);
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
    over(app, canvas, middle).unwrap_or(Drawn { page, last_top: 0, cursor, laid: None })
}

/// Whatever lies over the panes: the topmost sheet, as high as it needs, at the bottom.
fn over(app: &App, canvas: &mut Canvas<'_>, middle: Rect) -> Option<Drawn> {
    let top = app.overlays.last().filter(|one| !matches!(one, Overlay::Reader(_)))?;
    Some(sheets::draw(app, top, &mut canvas.part(middle)))
}
