//! Lines: text measured, cut, padded and wrapped by the columns that a terminal gives it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use tui_input::Input as TextField;
use unicode_segmentation::UnicodeSegmentation;

pub use crate::console::glyphs::width;
use crate::console::glyphs::{glyphs, widened};
use crate::console::theme::{Meaning, Theme};
use crate::shell::visible;

/// A piece of a line with what it means.
pub type Span = (Meaning, String);

/// The columns in front of the caret of a field.
pub fn caret_column(field: &TextField) -> usize {
    width(&field.value().chars().take(field.cursor()).collect::<String>())
}

/// The text in exactly so many columns: cut with a sign where it is longer, padded where it is shorter.
///
/// What would steer a terminal is made visible; a wide character is never cut in half.
pub fn fit(text: &str, columns: usize) -> String {
    let text = visible(text);
    let mut fitted = String::with_capacity(columns);
    let mut used = 0;
    let whole = width(&text) <= columns;
    let cut = glyphs().cut;
    // On fewer columns the sign would take more than it leaves.
    let signed = !whole && columns >= 2 * width(cut);
    let room = if signed { columns - width(cut) } else { columns };
    for grapheme in text.graphemes(true) {
        let wide = width(grapheme);
        if used + wide > room {
            break;
        }
        fitted.push_str(grapheme);
        used += wide;
    }
    if signed {
        fitted.push_str(cut);
        used += width(cut);
    }
    fitted.extend(std::iter::repeat_n(' ', columns.saturating_sub(used)));
    fitted
}

/// The same, cut at its beginning: the end tells numbers apart.
pub fn fit_end(text: &str, columns: usize) -> String {
    let text = visible(text);
    let cut = glyphs().cut;
    if width(&text) <= columns || columns < 2 * width(cut) {
        return fit(&text, columns);
    }
    let mut used = width(cut);
    let end = text.grapheme_indices(true).rev().take_while(|(_, grapheme)| {
        used += width(grapheme);
        used <= columns
    });
    let begin = end.last().map_or(text.len(), |(begin, _)| begin);
    fit(&format!("{cut}{}", text.get(begin..).unwrap_or_default()), columns)
}

/// The text at the right end of so many columns.
pub fn fit_right(text: &str, columns: usize) -> String {
    let pad = columns.saturating_sub(width(text));
    fit(&format!("{}{text}", " ".repeat(pad)), columns)
}

/// A part of the screen that is written line by line.
pub struct Canvas<'a> {
    /// Where to.
    pub buffer: &'a mut Buffer,
    /// Which part.
    pub area: Rect,
    /// How meanings look.
    pub theme: Theme,
}

impl Canvas<'_> {
    /// Columns of this part.
    pub fn columns(&self) -> usize {
        usize::from(self.area.width)
    }

    /// Lines of this part.
    pub fn rows(&self) -> usize {
        usize::from(self.area.height)
    }

    /// Writes a line, cut with a sign where it is longer; a line outside is not written.
    pub fn line(&mut self, row: usize, spans: &[Span]) {
        let Ok(down) = u16::try_from(row) else { return };
        if down >= self.area.height {
            return;
        }
        let spans: Vec<(Style, String)> = spans.iter().map(|span| self.inked(span)).collect();
        let whole = spans.iter().map(|(_, text)| text.as_str()).collect::<String>();
        let sign = glyphs().cut;
        // On fewer columns the sign would take more than it leaves.
        let cut = width(whole.trim_end()) > self.columns() && self.columns() >= 2 * width(sign);
        let end = usize::from(self.area.right()) - if cut { width(sign) } else { 0 };
        let (mut x, mut last) = (self.area.x, Style::new());
        for (style, text) in &spans {
            // Blanks around a word are no part of it: neither underlined nor coloured.
            let (lead, rest) = text.split_at(text.len() - text.trim_start().len());
            let (word, pad) = rest.split_at(rest.trim_end().len());
            for (text, style) in [(lead, Style::new()), (word, *style), (pad, Style::new())] {
                let room = end.saturating_sub(usize::from(x));
                if room > 0 {
                    x = self.buffer.set_stringn(x, self.area.y + down, widened(text), room, style).0;
                    last = style;
                }
            }
        }
        if cut {
            self.buffer.set_string(x, self.area.y + down, sign, last);
        }
    }

    /// A piece as it is drawn: harmless, and rules with what rules are drawn with.
    fn inked(&self, (meaning, text): &Span) -> (Style, String) {
        let mut text = visible(text).into_owned();
        if *meaning == Meaning::Rule {
            text = text.replace('-', glyphs().rule).replace('|', glyphs().bar);
        }
        (self.theme.style(*meaning), text)
    }

    /// Reverses a line as a whole: the cursor is on it, and its words say what colours said. What was found in
    /// it stands out all the same.
    pub fn highlight(&mut self, row: usize) {
        self.highlight_first(row, self.columns());
    }

    /// Reverses so many columns of a line.
    pub fn highlight_first(&mut self, row: usize, columns: usize) {
        let Ok(down) = u16::try_from(row) else { return };
        if down < self.area.height {
            let columns = u16::try_from(columns).unwrap_or(u16::MAX).min(self.area.width);
            let line = Rect::new(self.area.x, self.area.y + down, columns, 1);
            let found = self.theme.style(Meaning::Match).add_modifier;
            let places: Vec<Position> =
                line.positions().filter(|place| self.buffer[*place].modifier == found).collect();
            self.buffer.set_style(line, Style::reset().patch(self.theme.style(Meaning::Cursor)));
            for place in places {
                self.buffer[place].modifier |= found;
            }
        }
    }

    /// Where a column of a line is on the screen; one behind the last is the last.
    pub fn place(&self, column: usize, row: usize) -> Position {
        let on = |begin: u16, number: usize, end: u16| {
            begin.saturating_add(u16::try_from(number).unwrap_or(u16::MAX)).min(end.saturating_sub(1))
        };
        Position {
            x: on(self.area.x, column, self.area.right()),
            y: on(self.area.y, row, self.area.bottom()),
        }
    }

    /// Empties the part.
    pub fn clear(&mut self) {
        let blank = " ".repeat(self.columns());
        for row in 0..self.rows() {
            let y = self.area.y + u16::try_from(row).unwrap_or(0);
            self.buffer.set_string(self.area.x, y, &blank, Style::reset());
        }
    }

    /// A part of this part.
    pub fn part(&mut self, area: Rect) -> Canvas<'_> {
        Canvas { buffer: self.buffer, area: area.intersection(self.area), theme: self.theme }
    }
}

/// Two words side by side: Latin ones parted by a blank, Chinese ones by nothing.
pub fn beside(left: &str, right: &str) -> String {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let gap = if latin(left.chars().last()) && latin(right.chars().next()) { " " } else { "" };
    format!("{left}{gap}{right}")
}

/// Pieces one after the other in lines of at most so many columns; a piece is not broken.
pub fn flow(pieces: Vec<Vec<Span>>, columns: usize) -> Vec<Vec<Span>> {
    let mut lines: Vec<Vec<Span>> = Vec::new();
    let mut used = 0;
    for piece in pieces {
        let wide: usize = piece.iter().map(|(_, text)| width(text)).sum();
        match lines.last_mut().filter(|_| used + 2 + wide <= columns) {
            Some(line) => {
                line.push((Meaning::Plain, "  ".to_owned()));
                line.extend(piece);
                used += 2 + wide;
            }
            None => {
                lines.push(piece);
                used = wide;
            }
        }
    }
    lines
}

/// How much can be scrolled to, above and below what is seen: ` ↑3 ↓12 `; nothing where all of it is seen.
pub fn hidden(above: usize, below: &str) -> String {
    let signs = [(glyphs().above, above.to_string()), (glyphs().below, below.to_owned())];
    let said = signs.iter().filter(|(_, count)| count != "0").map(|(sign, count)| format!(" {sign}{count}"));
    let said = said.collect::<String>();
    if said.is_empty() { said } else { said + " " }
}

/// A title line: `-- title ------------ right --`.
pub fn rule(title: &[Span], right: &str, columns: usize) -> Vec<Span> {
    let used: usize = title.iter().map(|(_, text)| width(text)).sum();
    let right_part = if right.is_empty() { 0 } else { width(right) + 4 };
    let dashes = columns.saturating_sub(used + 4 + right_part);
    let mut spans = vec![(Meaning::Rule, "-- ".to_owned())];
    spans.extend(title.iter().cloned());
    spans.push((Meaning::Rule, format!(" {}", "-".repeat(dashes))));
    if !right.is_empty() {
        spans.push((Meaning::Quiet, format!(" {right}")));
        spans.push((Meaning::Rule, " --".to_owned()));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_and_padded_by_columns_and_never_in_half() {
        for (text, columns, fitted) in [
            ("通知", 6, "通知  "),
            ("关于组织申报的通知", 10, "关于组织.."),
            ("关于组织申报的通知", 9, "关于组.. "),
            ("a\u{1b}b", 4, "a␛b "),
            ("通知", 3, "通 "),
            ("通知", 1, " "),
            ("", 0, ""),
        ] {
            assert_eq!(fit(text, columns), fitted, "{text} {columns}");
            assert_eq!(width(&fit(text, columns)), columns);
        }
    }

    #[test]
    fn a_number_is_cut_at_its_beginning() {
        for (text, columns, fitted) in [
            ("泉工信函〔2026〕40号", 20, "泉工信函〔2026〕40号"),
            ("泉工信函〔2026〕40号", 18, "..信函〔2026〕40号"),
            ("泉工信函〔2026〕40号", 17, "..函〔2026〕40号 "),
            ("泉工信函〔2026〕40号", 3, "泉 "),
            ("", 4, "    "),
        ] {
            assert_eq!(fit_end(text, columns), fitted);
        }
    }

    #[test]
    fn words_are_parted_as_their_script_parts_them() {
        for (left, right, both) in [
            ("18 Nov", "Determined", "18 Nov Determined"),
            ("11月18日", "审定", "11月18日审定"),
            ("超限", "2", "超限2"),
        ] {
            assert_eq!(beside(left, right), both);
        }
    }

    #[test]
    fn pieces_flow_whole() {
        let pieces = ["甲乙", "丙丁", "戊"].map(|text| vec![(Meaning::Plain, text.to_owned())]);
        let lines = flow(pieces.to_vec(), 10);
        let lines: Vec<String> =
            lines.iter().map(|line| line.iter().map(|(_, text)| text.as_str()).collect()).collect();
        assert_eq!(lines, ["甲乙  丙丁", "戊"]);
    }
}
