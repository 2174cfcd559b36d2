//! Glyphs: what is drawn besides words, and how many columns to keep for a text. Data, from `glyphs.toml`.
//!
//! Both follow from the terminal and hold for a whole frame, so they are said once, with [`draw_in`], and not
//! to everything that measures a word.

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::LazyLock;

use super::theme::Theme;
use crate::shell::{self, Ambiguous};

/// Which glyphs are drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GlyphSet {
    /// Box characters, arrows and the like.
    Boxes,
    /// What every terminal draws in one column.
    Ascii,
}

/// A set of glyphs.
#[derive(PartialEq, Eq, Debug)]
pub struct Glyphs {
    /// The line of a title.
    pub rule: &'static str,
    /// Between two things in one line.
    pub bar: &'static str,
    /// Where a text is cut.
    pub cut: &'static str,
    /// Done, in order.
    pub tick: &'static str,
    /// Marked; or barred.
    pub cross: &'static str,
    /// Not done yet.
    pub open: &'static str,
    /// Lines above what is shown.
    pub above: &'static str,
    /// Lines below it.
    pub below: &'static str,
    /// What a bar of a chart is made of.
    pub whole: &'static str,
    /// The part of it that is late.
    pub late: &'static str,
}

/// `set.name` and glyph, made from `glyphs.toml` by the build.
static DATA: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/glyphs.rs"));

static BOXES: LazyLock<Glyphs> = LazyLock::new(|| Glyphs::of("boxes"));
static ASCII: LazyLock<Glyphs> = LazyLock::new(|| Glyphs::of("ascii"));

impl Glyphs {
    fn of(set: &str) -> Glyphs {
        let glyph = |name: &str| {
            let found = DATA.iter().find(|(key, _)| key.split_once('.') == Some((set, name)));
            found.map_or("", |(_, glyph)| glyph)
        };
        Glyphs {
            rule: glyph("rule"),
            bar: glyph("bar"),
            cut: glyph("cut"),
            tick: glyph("tick"),
            cross: glyph("cross"),
            open: glyph("open"),
            above: glyph("above"),
            below: glyph("below"),
            whole: glyph("whole"),
            late: glyph("late"),
        }
    }
}

thread_local! {
    static DRAWN: Cell<(GlyphSet, Ambiguous)> = const { Cell::new((GlyphSet::Ascii, Ambiguous::Narrow)) };
}

/// From now on this thread draws and measures for the terminal of this theme.
pub fn draw_in(theme: Theme) {
    DRAWN.set((theme.glyphs, theme.ambiguous));
}

/// The glyphs that are drawn now.
pub fn glyphs() -> &'static Glyphs {
    match DRAWN.get().0 {
        GlyphSet::Boxes => &BOXES,
        GlyphSet::Ascii => &ASCII,
    }
}

/// Columns to keep for a text.
pub fn width(text: &str) -> usize {
    shell::columns(text, DRAWN.get().1)
}

/// A text as it goes into cells: as wide as [`width`] says.
pub fn widened(text: &str) -> Cow<'_, str> {
    shell::widened(text, DRAWN.get().1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sets_are_whole_and_take_the_columns_that_they_are_given() {
        for (set, glyphs) in [(GlyphSet::Boxes, &*BOXES), (GlyphSet::Ascii, &*ASCII)] {
            let Glyphs { rule, bar, cut, tick, cross, open, above, below, whole, late } = glyphs;
            for glyph in [rule, bar, tick, cross, open, above, below, whole, late] {
                assert_eq!(shell::columns(glyph, Ambiguous::Narrow), 1, "{glyph}");
            }
            let all =
                [rule, bar, cut, tick, cross, open, above, below, whole, late].map(|glyph| *glyph).concat();
            assert!(!cut.is_empty());
            assert_eq!(all.is_ascii(), set == GlyphSet::Ascii, "{all}");
        }
    }
}
