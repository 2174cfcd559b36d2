//! Scrolling: where most rows only moved by one line, the terminal moves them itself.

use std::io::Write;

use super::{Ink, Painter};

/// Fewer moved rows than this are painted.
const WORTH: u16 = 3;

impl<W: Write> Painter<W> {
    /// Moves the longest run of rows that stand one line higher or lower than they are to.
    ///
    /// By index and reverse index within margins, which every terminal since the VT100 has.
    pub(super) fn scroll(&mut self) {
        let (up, down) = (self.moved(true), self.moved(false));
        let (start, rows, is_up) = if up.1 >= down.1 { (up.0, up.1, true) } else { (down.0, down.1, false) };
        if rows < WORTH {
            return;
        }
        // With the row that the last one comes from, or the first.
        let (top, bottom) = if is_up { (start, start + rows) } else { (start - 1, start + rows - 1) };
        self.ink.turn(Ink::PLAIN, &mut self.bytes);
        let (from, step) = if is_up { (bottom, "\n") } else { (top, "\x1bM") };
        let margins = format!("\x1b[{};{}r\x1b[{}H{step}\x1b[r", top + 1, bottom + 1, from + 1);
        self.bytes.extend_from_slice(margins.as_bytes());
        // Setting margins brings the cursor home on a VT100; some that follow it leave the cursor where it was.
        (self.ink, self.column, self.row) = (Ink::PLAIN, None, None);
        let width = usize::from(self.shown.area.width);
        let band = &mut self.shown.content[usize::from(top) * width..usize::from(bottom + 1) * width];
        if is_up {
            band.rotate_left(width);
        } else {
            band.rotate_right(width);
        }
        let emptied = if is_up { band.len() - width..band.len() } else { 0..width };
        band[emptied].iter_mut().for_each(ratatui::buffer::Cell::reset);
    }

    /// The longest run of changed rows that are to show what stands in the next row (`up`) or the one
    /// before: its first row and how many.
    fn moved(&self, up: bool) -> (u16, u16) {
        let (mut longest, mut run) = ((0, 0), 0);
        let height = self.next.area.height;
        let rows = if up { 0..height.saturating_sub(1) } else { 1..height };
        for y in rows {
            let source = if up { y + 1 } else { y - 1 };
            let same = |shown| self.next.content[self.cells(y)] == self.shown.content[self.cells(shown)];
            run = if same(source) && !same(y) { run + 1 } else { 0 };
            if run > longest.1 {
                longest = (y + 1 - run, run);
            }
        }
        longest
    }
}
