//! The cursor's way from where it stands to where something is to be written.

use std::io::Write;

use super::super::ink::{Depth, Ink};
use super::super::width::is_unsure;
use super::Painter;

/// Nothing longer than this is written once more: a movement is shorter.
const BETWEEN: u16 = 5;

impl<W: Write> Painter<W> {
    /// Moves the cursor by the shortest way, which may be to write once more what stands between.
    pub(super) fn go(&mut self, x: u16, y: u16) {
        if (self.column, self.row) == (Some(x), Some(y)) {
            return;
        }
        let mut way = match x {
            0 if y == 0 => "\x1b[H".to_owned(),
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
            if let Some(between) = self.between(0, x, y) {
                shorter(format!("\r\n{between}"));
            }
        }
        self.bytes.extend_from_slice(way.as_bytes());
        (self.column, self.row) = (Some(x), Some(y));
    }

    /// What stands between two columns, if it can be written with the ink at hand.
    fn between(&self, from: u16, to: u16, y: u16) -> Option<String> {
        let mut text = String::new();
        for x in from..to.min(from + BETWEEN) {
            let cell = &self.next[(x, y)];
            let ink = Ink::of(cell, Depth::True);
            let same = ink == self.ink || cell.symbol() == " " && ink.same_on_blank(self.ink);
            if !same || is_unsure(cell.symbol()) || x == from && cell.symbol().is_empty() {
                return None;
            }
            text.push_str(cell.symbol());
        }
        (to <= from + BETWEEN).then_some(text)
    }
}
