//! The painter: brings a terminal from what it shows to what it is to show, in few bytes and one write.
//!
//! It remembers every cell, the ink and the cursor, so it need never ask the terminal, and sends nothing
//! where nothing changed. Where terminals disagree on a character's width it does not trust the cursor
//! afterwards but sets it anew. Knows escape sequences; neither keys nor signals.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::{Position, Rect, Size};

use super::ink::{Depth, Ink};
use super::width::{Ambiguous, SECOND_HALF, is_unsure, look_alike, was_asked};

/// Shown at once: between these a terminal keeps what it gets to itself.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// Erasing so many blanks or more, and going on behind them, is shorter than writing them.
const ERASED: usize = 9;

/// Erasing the rest of a line is shorter than writing more blanks than this.
const END_OF_LINE: usize = 3;

/// How a terminal is to be painted on.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// How many colours it has.
    pub depth: Depth,
    /// How wide it draws characters of ambiguous width.
    pub ambiguous: Ambiguous,
    /// Its columns and rows now.
    pub size: fn() -> io::Result<(u16, u16)>,
}

/// A ratatui backend that paints with few bytes.
pub struct Painter<W> {
    out: W,
    manner: Manner,
    /// What is to be sent with the next flush.
    bytes: Vec<u8>,
    shown: Buffer,
    next: Buffer,
    ink: Ink,
    /// Where the terminal's cursor is; a part that terminals may disagree on is not known.
    column: Option<u16>,
    row: Option<u16>,
    visible: bool,
    /// Where it is to be seen, once shown.
    cursor: Position,
    show: bool,
}

impl<W: Write> Painter<W> {
    /// A painter on a terminal of which nothing is known but that its cursor is hidden. The first frame
    /// wipes it.
    ///
    /// # Errors
    /// The terminal has no size.
    pub fn new(out: W, manner: Manner) -> io::Result<Painter<W>> {
        let mut painter = Painter {
            out,
            manner,
            bytes: Vec::new(),
            shown: Buffer::default(),
            next: Buffer::default(),
            ink: Ink::PLAIN,
            column: None,
            row: None,
            visible: false,
            cursor: Position::ORIGIN,
            show: false,
        };
        painter.wipe()?;
        Ok(painter)
    }

    /// Sends bytes that neither move the cursor nor paint, such as a title, past the frames.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.out.flush()
    }

    fn wipe(&mut self) -> io::Result<()> {
        let (width, height) = (self.manner.size)()?;
        self.shown = Buffer::empty(Rect::new(0, 0, width, height));
        self.next = self.shown.clone();
        self.bytes = b"\x1b[m\x1b[H\x1b[2J".to_vec();
        (self.ink, self.column, self.row) = (Ink::PLAIN, Some(0), Some(0));
        Ok(())
    }

    fn paint(&mut self) {
        let Rect { width, height, .. } = self.next.area;
        for y in 0..height {
            let row = usize::from(y) * usize::from(width)..usize::from(y + 1) * usize::from(width);
            if self.next.content[row.clone()] != self.shown.content[row.clone()] {
                self.paint_row(y);
                self.shown.content[row.clone()].clone_from_slice(&self.next.content[row]);
            }
        }
    }

    fn paint_row(&mut self, y: u16) {
        let width = self.next.area.width;
        let (mut x, mut spilt) = (0, None);
        while x < width {
            let cell = &self.next[(x, y)];
            if cell.symbol().is_empty() || spilt != Some(x) && self.looks_the_same(x, y) {
                x += 1;
                continue;
            }
            let blank = (x..width).take_while(|x| is_bare(&self.next[(*x, y)])).count();
            let to_the_end = usize::from(x) + blank == usize::from(width);
            if blank >= ERASED || to_the_end && blank > END_OF_LINE {
                self.go(x, y);
                self.ink.turn(Ink::PLAIN, &mut self.bytes);
                self.ink = Ink::PLAIN;
                match to_the_end {
                    true => self.bytes.extend_from_slice(b"\x1b[K"),
                    false => self.bytes.extend_from_slice(format!("\x1b[{blank}X").as_bytes()),
                }
                x += u16::try_from(blank).unwrap_or(width);
            } else {
                self.go(x, y);
                x = self.put(x, y);
                // A symbol wider than it was thought to be has covered what stands behind it.
                spilt = self.column.is_none().then_some(x);
            }
        }
    }

    fn looks_the_same(&self, x: u16, y: u16) -> bool {
        let (next, shown) = (&self.next[(x, y)], &self.shown[(x, y)]);
        let ink = |cell| Ink::of(cell, Depth::True);
        next == shown
            || next.symbol() == shown.symbol() && next.symbol() == " " && ink(next).same_on_blank(ink(shown))
    }

    /// Writes the symbol at a place where the cursor stands; the column behind it.
    fn put(&mut self, x: u16, y: u16) -> u16 {
        let cell = &self.next[(x, y)];
        let (symbol, ink) = (cell.symbol(), Ink::of(cell, Depth::True));
        if symbol != " " || !self.ink.same_on_blank(ink) {
            self.ink.turn(ink, &mut self.bytes);
            self.ink = ink;
        }
        let behind = x.saturating_add(cell.cell_width().max(1));
        let sure = !is_unsure(symbol) || self.manner.ambiguous == Ambiguous::Narrow && was_asked(symbol);
        for c in symbol.chars().filter(|c| *c != SECOND_HALF && !c.is_control()) {
            self.bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        // In the last column a cursor stays, or stands in the next line: terminals disagree there too.
        let last = self.next.area.width;
        self.column = (sure && behind < last).then_some(behind);
        self.row = (behind.saturating_add(if sure { 0 } else { 1 }) < last).then_some(y);
        behind
    }

    /// Moves the cursor by the shortest way, which may be to write once more what stands between.
    fn go(&mut self, x: u16, y: u16) {
        if (self.column, self.row) == (Some(x), Some(y)) {
            return;
        }
        let mut way = match x {
            0 => format!("\x1b[{}H", y + 1),
            _ => format!("\x1b[{};{}H", y + 1, x + 1),
        };
        let mut shorter = |other: String| {
            if other.len() < way.len() {
                way = other;
            }
        };
        let forward = |from: u16| match x - from {
            0 => String::new(),
            1 => "\x1b[C".to_owned(),
            columns => format!("\x1b[{columns}C"),
        };
        if self.row == Some(y) {
            shorter(if x == 0 { "\r".to_owned() } else { format!("\x1b[{}G", x + 1) });
            if let Some(column) = self.column.filter(|column| *column < x) {
                shorter(forward(column));
                if let Some(between) = self.between(column, x, y) {
                    shorter(between);
                }
            }
        } else if self.row.is_some_and(|row| row + 1 == y) {
            shorter(format!("\r\n{}", forward(0)));
        }
        self.bytes.extend_from_slice(way.as_bytes());
        (self.column, self.row) = (Some(x), Some(y));
    }

    /// What stands between two columns, if it can be written with the ink at hand.
    fn between(&self, from: u16, to: u16, y: u16) -> Option<String> {
        let mut text = String::new();
        for x in from..to.min(from + 5) {
            let cell = &self.next[(x, y)];
            let ink = Ink::of(cell, Depth::True);
            let same = ink == self.ink || cell.symbol() == " " && ink.same_on_blank(self.ink);
            if !same || is_unsure(cell.symbol()) || x == from && cell.symbol().is_empty() {
                return None;
            }
            text.push_str(cell.symbol());
        }
        (to <= from + 5).then_some(text)
    }
}

fn is_bare(cell: &Cell) -> bool {
    cell.symbol() == " " && Ink::of(cell, Depth::True).same_on_blank(Ink::PLAIN)
}

impl<W: Write> Backend for Painter<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let Rect { width, height, .. } = self.next.area;
        let mut covered = (0, 0);
        for (x, y, cell) in content {
            let within = (y, x) < covered;
            if within || x >= width || y >= height {
                continue;
            }
            let ink = Ink::of(cell, self.manner.depth);
            let mut fitted = cell.clone();
            ink.tint(&mut fitted);
            if self.manner.ambiguous == Ambiguous::Wide
                && let Some(alike) = look_alike(cell.symbol())
            {
                fitted.set_symbol(&alike);
            }
            let behind = x.saturating_add(fitted.cell_width().max(1));
            covered = (y, behind);
            for covered in x + 1..behind.min(width) {
                self.next[(covered, y)] = fitted.clone();
                self.next[(covered, y)].set_symbol("");
            }
            // What a wide character left behind is blank.
            if behind < width && self.next[(behind, y)].symbol().is_empty() {
                self.next[(behind, y)].reset();
            }
            self.next[(x, y)] = fitted;
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.show = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.show = true;
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.cursor = position.into();
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.wipe()
    }

    /// A full screen is only ever cleared whole.
    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        match region {
            ClearType::All => self.wipe(),
            _ => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    fn size(&self) -> io::Result<Size> {
        let (width, height) = (self.manner.size)()?;
        Ok(Size { width, height })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::ZERO })
    }

    /// Sends the frame.
    fn flush(&mut self) -> io::Result<()> {
        self.paint();
        let bound = self.next.area;
        if self.show && bound.contains(self.cursor) {
            self.go(self.cursor.x, self.cursor.y);
        }
        if self.show != self.visible {
            self.bytes.extend_from_slice(if self.show { b"\x1b[?25h" } else { b"\x1b[?25l" });
            self.visible = self.show;
        }
        if self.bytes.is_empty() {
            return Ok(());
        }
        let frame = [BEGIN, &self.bytes, END].concat();
        self.bytes.clear();
        self.send(&frame)
    }
}

#[cfg(test)]
mod tests;
