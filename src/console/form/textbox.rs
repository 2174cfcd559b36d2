//! Text being written: its lines, the caret, undo and redo. The editing is `ratatui-textarea`'s; this
//! says which keys reach it and how it is shown: wrapped, with the terminal's own cursor at the caret.

use std::fmt;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;
use ratatui_textarea::{CursorMove, TextArea, WrapMode};
use unicode_width::UnicodeWidthStr;

use crate::console::glyphs::width;

/// Changes that can be undone.
const UNDOABLE: usize = 500;

/// A field's text.
#[derive(Clone)]
pub struct TextBox {
    area: TextArea<'static>,
    /// Whether it takes line breaks.
    several: bool,
    /// Whether it is written anew rather than amended, such as a date.
    anew: bool,
    /// Whether it gives way as a whole to what is written next.
    yields: bool,
}

/// What a text box shows in some room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    /// Its lines as set, at least one.
    pub lines: Vec<String>,
    /// Column and line of the caret.
    pub caret: (usize, usize),
    /// Whether there is text above or below.
    pub cut: bool,
}

impl TextBox {
    /// A text of one line.
    pub fn line(value: &str) -> TextBox {
        TextBox::new(value, false)
    }

    /// A text of several lines.
    pub fn lines(value: &str) -> TextBox {
        TextBox::new(value, true)
    }

    /// A date or a number: what it says at first gives way to what is written.
    pub fn anew(value: &str) -> TextBox {
        let mut text = TextBox { anew: true, ..TextBox::line(value) };
        text.enter();
        text
    }

    fn new(value: &str, several: bool) -> TextBox {
        let mut text = TextBox { area: TextArea::default(), several, anew: false, yields: false };
        text.set(value);
        text
    }

    /// Its field is come to.
    pub fn enter(&mut self) {
        self.yields = self.anew && !self.value().is_empty();
    }

    /// Whether it gives way as a whole to what is written next.
    pub fn yields(&self) -> bool {
        self.yields
    }

    /// Whether it takes line breaks.
    pub fn takes_lines(&self) -> bool {
        self.several
    }

    /// The text.
    pub fn value(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Another text in its place, with the caret behind it; nothing is left to undo.
    pub fn set(&mut self, value: &str) {
        let lines: Vec<String> = self.harmless(value).split('\n').map(str::to_owned).collect();
        self.area = TextArea::new(lines);
        self.area.set_wrap_mode(WrapMode::Glyph);
        self.area.set_max_histories(UNDOABLE);
        self.area.move_cursor(CursorMove::Bottom);
        self.area.move_cursor(CursorMove::End);
    }

    /// Puts a text in at the caret, as one change.
    pub fn insert(&mut self, text: &str) {
        let text = self.harmless(text);
        if std::mem::take(&mut self.yields) {
            self.area.select_all();
        }
        self.area.insert_str(text);
    }

    /// Takes all of it away, as one change.
    pub fn clear(&mut self) {
        self.yields = false;
        self.area.select_all();
        self.area.insert_str("");
    }

    /// Takes the last change back.
    pub fn undo(&mut self) {
        self.yields = false;
        self.area.undo();
    }

    /// Makes the change again that was taken back last.
    pub fn redo(&mut self) {
        self.yields = false;
        self.area.redo();
    }

    /// A line above or below; whether there was one.
    pub fn step(&mut self, down: bool) -> bool {
        let before = self.area.screen_cursor().row;
        self.area.move_cursor(if down { CursorMove::Down } else { CursorMove::Up });
        self.area.screen_cursor().row != before
    }

    /// A key that writes, deletes or moves within the line.
    pub fn press(&mut self, key: &str) {
        let mut characters = key.chars();
        if let (Some(c), None) = (characters.next(), characters.next()) {
            self.insert(c.encode_utf8(&mut [0; 4]));
            return;
        }
        // Whoever moves or deletes amends it.
        self.yields = false;
        let area = &mut self.area;
        match key {
            "backspace" => {
                area.delete_char();
            }
            "delete" => {
                area.delete_next_char();
            }
            "ctrl-w" => {
                area.delete_word();
            }
            "left" => area.move_cursor(CursorMove::Back),
            "right" => area.move_cursor(CursorMove::Forward),
            "home" => area.move_cursor(CursorMove::Head),
            "end" => area.move_cursor(CursorMove::End),
            _ => {}
        }
    }

    /// What stands in so many columns and at most so many lines; the caret's line among them. The editor
    /// remembers how its lines were set, so that a step up or down is one of the lines shown.
    pub fn shown(&self, columns: usize, lines: usize) -> Shown {
        let mut shown = self.set_in(columns, lines);
        // The editor counts one column for every character of ambiguous width.
        for fewer in (columns / 2..columns).rev() {
            if shown.lines.iter().all(|line| width(line) <= columns) {
                break;
            }
            shown = self.set_in(fewer, lines);
        }
        shown
    }

    fn set_in(&self, columns: usize, lines: usize) -> Shown {
        let cells = |count: usize| u16::try_from(count).unwrap_or(u16::MAX).max(2);
        let room = Rect::new(0, 0, cells(columns), cells(lines.max(2)));
        let mut buffer = Buffer::empty(room);
        (&self.area).render(room, &mut buffer);
        let top = usize::from(self.area.scroll_offset().0);
        let caret = self.area.screen_cursor();
        let last = self.area.screen_to_data(usize::MAX, 0);
        let height = usize::from(room.height);
        let end = (top..top + height).find(|row| self.area.screen_to_data(*row, 0) == last);
        let lines = (0..room.height).take(end.map_or(height, |end| end + 1 - top));
        let caret_row = caret.row.saturating_sub(top);
        let before = u16::try_from(caret_row).map(|row| drawn(&buffer, row, caret.col)).unwrap_or_default();
        Shown {
            lines: lines.map(|row| drawn(&buffer, row, usize::MAX).trim_end().to_owned()).collect(),
            caret: (width(&before), caret_row),
            cut: top > 0 || end.is_none(),
        }
    }

    /// The text without what a field can't hold: controls, and line breaks where it has one line.
    fn harmless(&self, text: &str) -> String {
        let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ");
        let text = if self.several { text } else { text.replace('\n', " ") };
        text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
    }
}

impl fmt::Debug for TextBox {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?}", self.area.lines())
    }
}

/// A row of cells up to a column as text, each wide character once.
fn drawn(buffer: &Buffer, row: u16, end: usize) -> String {
    let mut line = String::new();
    let mut column = 0;
    while column < buffer.area.width && usize::from(column) < end {
        let symbol = buffer.cell((column, row)).map_or(" ", |cell| cell.symbol());
        line.push_str(symbol);
        column += u16::try_from(symbol.width()).unwrap_or(1).max(1);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::glyphs::draw_in;
    use crate::console::theme::Theme;
    use crate::shell::Ambiguous;

    #[test]
    fn where_quotation_marks_take_two_columns_lines_are_shorter_and_the_caret_is_behind_them() {
        draw_in(Theme { ambiguous: Ambiguous::Wide, ..Theme::default() });
        let text = TextBox::lines("“一”“二”三");
        let shown = text.shown(8, 5);
        assert_eq!(shown.lines.concat(), text.value());
        assert!(shown.lines.iter().all(|line| width(line) <= 8), "{shown:?}");
        assert_eq!(shown.caret.0, width(shown.lines.last().unwrap()));
    }

    #[test]
    fn text_is_set_in_lines_with_the_caret_where_it_is_written() {
        let check = |text: &TextBox, columns, lines, shown: &[&str], caret, cut| {
            let found = text.shown(columns, lines);
            assert_eq!(
                (found.lines, found.caret, found.cut),
                (shown.iter().map(|line| (*line).to_owned()).collect(), caret, cut)
            );
        };
        let mut text = TextBox::lines("第一行\r\n第二行很长很长");
        check(&text, 8, 5, &["第一行", "第二行很", "长很长"], (6, 2), false);
        check(&text, 8, 2, &["第二行很", "长很长"], (6, 1), true);
        assert!(text.step(false) && text.step(false) && !text.step(false));
        check(&text, 8, 2, &["第一行", "第二行很"], (6, 0), true);
        text.insert("\n\n");
        check(&text, 8, 9, &["第一行", "", "", "第二行很", "长很长"], (0, 2), false);
        text.undo();
        assert_eq!(text.value(), "第一行\n第二行很长很长");
        text.redo();
        assert_eq!(text.value(), "第一行\n\n\n第二行很长很长");
        check(&TextBox::line("一\n二\u{1b}"), 20, 3, &["一 二"], (5, 0), false);
        check(&TextBox::line(""), 0, 0, &[""], (0, 0), false);
    }
}
