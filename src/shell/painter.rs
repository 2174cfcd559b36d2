//! The painter: brings a terminal from what it shows to what it is to show, in few bytes and one write.
//!
//! It remembers every cell, the ink and the cursor, so it need never ask the terminal, and sends nothing
//! where nothing changed. Where terminals disagree on a character's width it does not trust the cursor
//! afterwards but sets it anew. Knows escape sequences; neither keys nor signals.

use std::io::{self, Write};
use std::ops::Range;

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::{Position, Rect};

use super::ink::{Depth, Ink};
use super::width::{Ambiguous, SECOND_HALF, is_unsure, was_asked};

mod scroll;
mod way;

/// Shown at once: between these a terminal keeps what it gets to itself. They go with frames that may come in several
/// pieces; a smaller one travels in one packet, and a terminal takes it whole.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// So many bytes travel in one packet of any network, with what a secure shell adds.
const ONE_PACKET: usize = 1_000;

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
}

/// Paints frames with few bytes. Of ratatui it takes the buffer: a backend would be told what changed, which
/// leaves out what wide characters uncover.
pub struct Painter<W> {
    out: W,
    manner: Manner,
    /// What is to be sent with the next flush.
    bytes: Vec<u8>,
    /// The last frame as it was drawn.
    frame: Buffer,
    /// What the terminal shows, and what it is to show: frames as it can show them.
    shown: Buffer,
    next: Buffer,
    ink: Ink,
    /// Where the terminal's cursor is; a part that terminals may disagree on is not known.
    column: Option<u16>,
    row: Option<u16>,
    visible: bool,
}

impl<W: Write> Painter<W> {
    /// A painter on a terminal of which nothing is known but that its cursor is hidden. The first frame
    /// wipes it.
    pub fn new(out: W, manner: Manner) -> Painter<W> {
        Painter {
            out,
            manner,
            bytes: Vec::new(),
            frame: Buffer::default(),
            shown: Buffer::default(),
            next: Buffer::default(),
            ink: Ink::PLAIN,
            column: None,
            row: None,
            visible: false,
        }
    }

    /// Nothing is known of what the terminal shows: the next frame wipes it.
    pub fn forget(&mut self) {
        self.frame = Buffer::default();
    }

    /// Sends bytes that neither move the cursor nor paint, such as a title, past the frames.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.out.flush()
    }

    /// Shows a frame, with the cursor at a place in it or nowhere.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn show(&mut self, frame: &Buffer, cursor: Option<Position>) -> io::Result<()> {
        if frame.area != self.frame.area {
            self.wipe(frame.area);
        }
        for y in 0..frame.area.height {
            let row = self.cells(y);
            if frame.content[row.clone()] != self.frame.content[row.clone()] {
                self.frame.content[row.clone()].clone_from_slice(&frame.content[row]);
                self.fit(y);
            }
        }
        self.paint();
        let cursor = cursor.filter(|place| frame.area.contains(*place));
        if let Some(place) = cursor {
            self.go(place.x, place.y);
        }
        if cursor.is_some() != self.visible {
            self.visible = !self.visible;
            self.bytes.extend_from_slice(if self.visible { b"\x1b[?25h" } else { b"\x1b[?25l" });
        }
        if self.bytes.is_empty() {
            return Ok(());
        }
        let mut frame = std::mem::take(&mut self.bytes);
        if frame.len() > ONE_PACKET {
            frame = [BEGIN, &frame, END].concat();
        }
        let sent = self.send(&frame);
        frame.clear();
        self.bytes = frame;
        sent
    }

    fn wipe(&mut self, area: Rect) {
        self.frame = Buffer::empty(area);
        self.shown = self.frame.clone();
        self.next = self.frame.clone();
        self.bytes = b"\x1b[m\x1b[H\x1b[2J".to_vec();
        (self.ink, self.column, self.row) = (Ink::PLAIN, Some(0), Some(0));
    }

    /// A row as this terminal can show it; what a wide symbol covers is empty.
    fn fit(&mut self, y: u16) {
        let width = self.frame.area.width;
        let mut x = 0;
        while x < width {
            let cell = &self.frame[(x, y)];
            let mut fitted = cell.clone();
            Ink::of(cell, self.manner.depth).tint(&mut fitted);
            if cell.symbol().chars().any(char::is_control) {
                fitted.set_symbol("?");
            }
            let behind = x.saturating_add(fitted.cell_width().max(1));
            if behind > width {
                fitted.set_symbol(" ");
            }
            let mut covered = fitted.clone();
            covered.set_symbol("");
            self.next[(x, y)] = fitted;
            for x in x + 1..behind.min(width) {
                self.next[(x, y)] = covered.clone();
            }
            x = behind;
        }
    }

    fn paint(&mut self) {
        self.scroll();
        for y in 0..self.next.area.height {
            let row = self.cells(y);
            if self.next.content[row.clone()] != self.shown.content[row.clone()] {
                self.paint_row(y);
                self.shown.content[row.clone()].clone_from_slice(&self.next.content[row]);
            }
        }
    }

    /// Where a row's cells are.
    fn cells(&self, y: u16) -> Range<usize> {
        let width = usize::from(self.next.area.width);
        usize::from(y) * width..usize::from(y + 1) * width
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
        if symbol.contains(SECOND_HALF) {
            // Blank where it is drawn narrow after all; whole where it is drawn wide.
            self.bytes.extend_from_slice(format!("  \x1b[{}G", x + 1).as_bytes());
        }
        for c in symbol.chars().filter(|c| *c != SECOND_HALF) {
            self.bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        // In the last column a cursor stays, or stands in the next line: terminals disagree there too.
        let last = self.next.area.width;
        self.column = (sure && behind < last).then_some(behind);
        self.row = (behind.saturating_add(if sure { 0 } else { 1 }) < last).then_some(y);
        behind
    }
}

fn is_bare(cell: &Cell) -> bool {
    cell.symbol() == " " && Ink::of(cell, Depth::True).same_on_blank(Ink::PLAIN)
}

#[cfg(test)]
mod tests;
