//! Glyphs: what is drawn besides words, and how many columns to keep for a text. Data, from `glyphs.toml`.
//!
//! Both follow from the terminal and hold for a whole frame, so they are said once, with [`draw_in`], and not
//! to everything that measures a word.

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::LazyLock;

use serde::Deserialize;

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
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields)]
pub struct Glyphs {
    /// The line of a title.
    pub rule: String,
    /// Between two things in one line.
    pub bar: String,
    /// Where a text is cut.
    pub cut: String,
    /// Done, in order.
    pub tick: String,
    /// Marked; or barred.
    pub cross: String,
    /// Not done yet.
    pub open: String,
    /// Lines above what is shown.
    pub above: String,
    /// Lines below it.
    pub below: String,
    /// What a bar of a chart is made of.
    pub whole: String,
    /// The part of it that is late.
    pub late: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Sets {
    boxes: Glyphs,
    ascii: Glyphs,
}

const DATA: &str = include_str!("glyphs.toml");

static SETS: LazyLock<Sets> = LazyLock::new(|| toml::from_str(DATA).unwrap_or_default());

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
        GlyphSet::Boxes => &SETS.boxes,
        GlyphSet::Ascii => &SETS.ascii,
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
        let sets: Sets = toml::from_str(DATA).unwrap();
        for (set, glyphs) in [(GlyphSet::Boxes, &sets.boxes), (GlyphSet::Ascii, &sets.ascii)] {
            let Glyphs { rule, bar, cut, tick, cross, open, above, below, whole, late } = glyphs;
            for glyph in [rule, bar, tick, cross, open, above, below, whole, late] {
                assert_eq!(shell::columns(glyph, Ambiguous::Narrow), 1, "{glyph}");
            }
            let all =
                [rule, bar, cut, tick, cross, open, above, below, whole, late].map(String::as_str).concat();
            assert!(!cut.is_empty());
            assert_eq!(all.is_ascii(), set == GlyphSet::Ascii, "{all}");
        }
    }
}
