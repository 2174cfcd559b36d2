//! Ink: how a character is drawn, in as few bytes as the terminal's colours allow.
//!
//! Knows colours and attributes; neither characters nor places.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// What shows on a blank.
const ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK)
    .union(Modifier::CROSSED_OUT);

/// Attributes, how each is switched on, and how it is switched off; bold and dim go off together.
const ATTRIBUTES: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// How many colours a terminal shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Depth {
    /// None: weight, reversal and lines only.
    Plain,
    /// The 16 that the terminal's owner chose.
    Basic,
    /// 256.
    Indexed,
    /// All.
    True,
}

impl Depth {
    /// The depth that environment variables speak of; 16 where they say nothing.
    ///
    /// `NO_COLOR` set and not empty comes first (no-color.org), then `TERM=dumb`.
    pub fn told_by(variable: impl Fn(&str) -> Option<String>) -> Depth {
        let told = |name| variable(name).unwrap_or_default();
        let (term, colours) = (told("TERM"), told("COLORTERM"));
        match colours.as_str() {
            _ if !told("NO_COLOR").is_empty() => Depth::Plain,
            _ if term.is_empty() || term == "dumb" || term == "unknown" => Depth::Basic,
            "truecolor" | "24bit" => Depth::True,
            _ if term.ends_with("-direct") => Depth::True,
            _ if term.contains("256color") => Depth::Indexed,
            _ => Depth::Basic,
        }
    }

    /// The nearest colour that this depth has: none, a number, or as it is. Of 16 a coloured one is never
    /// brought to a grey, which would lose all that it says.
    fn fit(self, colour: Color) -> Color {
        match numbered(colour) {
            _ if self == Depth::Plain => Color::Reset,
            Color::Rgb(r, g, b) if self < Depth::True => {
                let away = |n: &u8| distance(rgb(*n), (r, g, b));
                let nearest = match self {
                    Depth::Basic => {
                        (0..16).filter(|n| is_grey(rgb(*n)) == is_grey((r, g, b))).min_by_key(away)
                    }
                    _ => near(r, g, b).into_iter().min_by_key(away),
                };
                Color::Indexed(nearest.unwrap_or(7))
            }
            Color::Indexed(n @ 16..) if self == Depth::Basic => {
                let (r, g, b) = rgb(n);
                self.fit(Color::Rgb(r, g, b))
            }
            fitting => fitting,
        }
    }
}

/// How a character is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Ink {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Ink {
    /// What a terminal begins with, and what an erased cell looks like.
    pub(super) const PLAIN: Ink = Ink { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    /// What a cell asks for, as far as the terminal has it.
    pub(super) fn of(cell: &Cell, depth: Depth) -> Ink {
        Ink { fg: depth.fit(cell.fg), bg: depth.fit(cell.bg), modifier: cell.modifier }
    }

    /// Makes a cell ask for this.
    pub(super) fn tint(self, cell: &mut Cell) {
        (cell.fg, cell.bg, cell.modifier) = (self.fg, self.bg, self.modifier);
    }

    /// Whether a blank looks the same in both.
    pub(super) fn same_on_blank(self, other: Ink) -> bool {
        let visible = |ink: Ink| (ink.modifier & ON_BLANK, ink.bg);
        let drawn = self.modifier.intersects(ON_BLANK);
        self == other || visible(self) == visible(other) && (!drawn || self.fg == other.fg)
    }

    /// The bytes that turn this ink into another: from here or from plain, whichever is shorter.
    pub(super) fn turn(self, to: Ink, out: &mut Vec<u8>) {
        if self == to {
            return;
        }
        let mut changed = String::new();
        self.codes(to, &mut changed);
        // A code left empty is 0, which takes everything back.
        let mut anew = String::new();
        Ink::PLAIN.codes(to, &mut anew);
        if !anew.is_empty() {
            anew.insert(0, ';');
        }
        let shorter = if changed.len() <= anew.len() { changed } else { anew };
        out.extend_from_slice(b"\x1b[");
        out.extend_from_slice(shorter.as_bytes());
        out.push(b'm');
    }

    fn codes(self, to: Ink, codes: &mut String) {
        let (gone, mut new) = (self.modifier - to.modifier, to.modifier - self.modifier);
        let mut last = 0;
        for (attribute, _, off) in ATTRIBUTES {
            if gone.contains(attribute) && off != last {
                say(codes, off);
                last = off;
                // What shares the code must be switched on again.
                for (other, ..) in ATTRIBUTES.iter().filter(|(_, _, other)| *other == off) {
                    new |= to.modifier & *other;
                }
            }
        }
        for (attribute, on, _) in ATTRIBUTES {
            if new.contains(attribute) {
                say(codes, on);
            }
        }
        for (from, to, base) in [(self.fg, to.fg, 30), (self.bg, to.bg, 40)] {
            match to {
                _ if from == to => {}
                Color::Indexed(n @ 0..8) => say(codes, base + n),
                Color::Indexed(n @ 8..16) => say(codes, base + 52 + n),
                Color::Indexed(n) => [base + 8, 5, n].into_iter().for_each(|code| say(codes, code)),
                Color::Rgb(r, g, b) => [base + 8, 2, r, g, b].into_iter().for_each(|code| say(codes, code)),
                _ => say(codes, base + 9),
            }
        }
    }
}

fn say(codes: &mut String, code: u8) {
    if !codes.is_empty() {
        codes.push(';');
    }
    codes.push_str(&code.to_string());
}

/// A colour's one form: none, a number, or three parts.
fn numbered(colour: Color) -> Color {
    Color::Indexed(match colour {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Reset | Color::Indexed(_) | Color::Rgb(..) => return colour,
    })
}

/// What a numbered colour usually looks like: 16 of the VGA, a cube of 6, and 24 greys.
fn rgb(number: u8) -> (u8, u8, u8) {
    let level = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
    match number {
        7 => (192, 192, 192),
        8 => (128, 128, 128),
        0..16 => {
            let bright = if number < 8 { 128 } else { 255 };
            let part = |bit: u8| if number & bit == 0 { 0 } else { bright };
            (part(1), part(2), part(4))
        }
        16..232 => (level((number - 16) / 36), level((number - 16) / 6 % 6), level((number - 16) % 6)),
        232.. => (8 + 10 * (number - 232), 8 + 10 * (number - 232), 8 + 10 * (number - 232)),
    }
}

/// The two numbered colours beyond the 16 that may be nearest: the nearest of the cube, and the nearest grey.
fn near(r: u8, g: u8, b: u8) -> [u8; 2] {
    // The cube's levels are 0, then 95 to 255 in steps of 40; the greys are 8 to 238 in steps of 10.
    let level = |part: u8| match part {
        0..48 => 0,
        48..115 => 1,
        _ => (part - 35) / 40,
    };
    let grey = (u16::from(r) + u16::from(g) + u16::from(b)) / 3;
    let grey = u8::try_from(grey.clamp(8, 238)).unwrap_or(238);
    [16 + 36 * level(r) + 6 * level(g) + level(b), 232 + (grey - 3) / 10]
}

/// Whether a colour has next to no hue.
fn is_grey((r, g, b): (u8, u8, u8)) -> bool {
    r.max(g).max(b) - r.min(g).min(b) < 48
}

fn distance(a: (u8, u8, u8), b: (u8, u8, u8)) -> u32 {
    let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
    square(a.0, b.0) + square(a.1, b.1) + square(a.2, b.2)
}

#[cfg(test)]
mod tests {
    use super::{Color, Depth, Ink, Modifier, distance, rgb};

    #[test]
    fn the_environment_tells_the_depth() {
        for (set, depth) in [
            (&[("TERM", "xterm-256color")][..], Depth::Indexed),
            (&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")], Depth::True),
            (&[("TERM", "xterm-256color"), ("NO_COLOR", "1")], Depth::Plain),
            (&[("TERM", "xterm-256color"), ("NO_COLOR", "")], Depth::Indexed),
            (&[("TERM", "dumb"), ("COLORTERM", "truecolor")], Depth::Basic),
            (&[("TERM", "xterm-direct")], Depth::True),
            (&[("TERM", "linux")], Depth::Basic),
            (&[], Depth::Basic),
        ] {
            let of =
                |name: &str| set.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string());
            assert_eq!(Depth::told_by(of), depth, "{set:?}");
        }
    }

    #[test]
    fn a_colour_becomes_the_nearest_that_the_terminal_has() {
        for (depth, colour, fitted) in [
            (Depth::True, Color::Rgb(250, 3, 3), Color::Rgb(250, 3, 3)),
            (Depth::Indexed, Color::Rgb(250, 3, 3), Color::Indexed(196)),
            (Depth::Indexed, Color::Rgb(8, 8, 9), Color::Indexed(232)),
            (Depth::Basic, Color::Rgb(250, 3, 3), Color::Indexed(9)),
            (Depth::Basic, Color::Indexed(196), Color::Indexed(9)),
            (Depth::Basic, Color::DarkGray, Color::Indexed(8)),
            // Sky blue and pink lie nearer to white than to any of the coloured ones.
            (Depth::Basic, Color::Rgb(0x56, 0xb4, 0xe9), Color::Indexed(14)),
            (Depth::Basic, Color::Rgb(0xcc, 0x79, 0xa7), Color::Indexed(5)),
            (Depth::Basic, Color::Rgb(0x8a, 0x8a, 0x8a), Color::Indexed(8)),
            (Depth::Plain, Color::Red, Color::Reset),
        ] {
            assert_eq!(depth.fit(colour), fitted, "{depth:?} {colour:?}");
        }
    }

    #[test]
    fn no_other_number_is_nearer() {
        let parts = || (0..=255).step_by(15);
        for (r, g, b) in parts().flat_map(|r| parts().flat_map(move |g| parts().map(move |b| (r, g, b)))) {
            let Color::Indexed(fitted) = Depth::Indexed.fit(Color::Rgb(r, g, b)) else { panic!("no number") };
            let least = (16..=255).map(|n| distance(rgb(n), (r, g, b))).min();
            assert_eq!(Some(distance(rgb(fitted), (r, g, b))), least, "{r} {g} {b}");
        }
    }

    #[test]
    fn a_change_of_ink_takes_the_shorter_way() {
        let ink = |fg, modifier| Ink { fg, bg: Color::Reset, modifier };
        let (none, bold, dim) = (Modifier::empty(), Modifier::BOLD, Modifier::DIM);
        let red = Color::Indexed(1);
        for (from, to, bytes) in [
            (Ink::PLAIN, ink(red, none), "\x1b[31m"),
            (ink(red, none), ink(red, bold), "\x1b[1m"),
            (ink(red, bold), Ink::PLAIN, "\x1b[m"),
            (ink(red, bold), ink(Color::Reset, bold), "\x1b[39m"),
            (ink(red, bold | dim), ink(red, dim), "\x1b[22;2m"),
            (ink(red, Modifier::all()), ink(Color::Indexed(9), none), "\x1b[;91m"),
            (Ink::PLAIN, Ink { bg: Color::Rgb(1, 2, 3), ..Ink::PLAIN }, "\x1b[48;2;1;2;3m"),
        ] {
            let mut out = Vec::new();
            from.turn(to, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), bytes);
        }
    }
}
