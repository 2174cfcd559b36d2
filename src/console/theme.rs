//! Themes: styles by meaning, so that what is drawn never names a colour. Data, from `themes.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use ratatui::style::{Color, Modifier, Style};

use super::glyphs::GlyphSet;
use crate::domain::Tier;
use crate::procedure::terms;
use crate::shell::{Ambiguous, Depth};

/// What a piece of the screen means.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Meaning {
    /// Text to be read
    Plain,
    /// What supports it: labels, keys' words
    Quiet,
    /// The line of a title
    Rule,
    /// A title line of what is open
    Heading,
    /// The key in a footer
    Key,
    /// The row under the cursor
    Cursor,
    /// A marked row's sign
    Marked,
    /// What a filter or a search has found
    Match,
    /// A clock at this tier
    Tier(Tier),
    /// 不公开, and whatever needs a second look
    Delicate,
    /// Something is done
    Good,
    /// Something was refused or failed
    Bad,
    /// 练习
    Practice,
}

terms! {
    /// The themes that come with the program.
    ThemeName {
        /// For dark terminals
        Dark = "dark",
        /// For light ones
        Light = "light",
        /// Strong contrast
        Contrast = "contrast",
        /// Told apart with any kind of colour blindness
        ColourBlind = "colour-blind",
        /// Without colours
        Plain = "plain",
    }
}

/// How a screen looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Theme {
    /// Which styles.
    pub name: ThemeName,
    /// Which glyphs.
    pub glyphs: GlyphSet,
    /// How wide the terminal draws characters on whose width terminals disagree.
    pub ambiguous: Ambiguous,
    /// Whether the terminal shows colours; where it doesn't there is one theme only.
    pub colours: bool,
}

impl Default for Theme {
    fn default() -> Self {
        Theme { name: ThemeName::Dark, glyphs: GlyphSet::Ascii, ambiguous: Ambiguous::Narrow, colours: true }
    }
}

impl Theme {
    /// The same on such a terminal. Box characters are drawn where each takes one column, and nobody asked for
    /// ASCII.
    pub fn on(self, depth: Depth, ambiguous: Ambiguous, ascii: bool) -> Theme {
        let boxes = ambiguous == Ambiguous::Narrow && !ascii;
        let colours = depth != Depth::Plain;
        Theme {
            name: if colours { self.name } else { ThemeName::Plain },
            glyphs: if boxes { GlyphSet::Boxes } else { GlyphSet::Ascii },
            ambiguous,
            colours,
        }
    }

    /// The style of a meaning.
    pub fn style(self, meaning: Meaning) -> Style {
        static STYLES: LazyLock<BTreeMap<(ThemeName, Meaning), Style>> = LazyLock::new(read);
        STYLES.get(&(self.name, meaning)).copied().unwrap_or_default()
    }

    /// The theme after this one.
    pub fn next(self) -> Theme {
        let mut names = ThemeName::ALL.iter().copied().cycle().skip_while(|name| *name != self.name);
        Theme { name: names.nth(1).unwrap_or(self.name), ..self }
    }
}

/// `theme.meaning` and style, made from `themes.toml` by the build.
static THEMES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/themes.rs"));

fn read() -> BTreeMap<(ThemeName, Meaning), Style> {
    let known = |(key, style): &(&str, &str)| {
        let (name, key) = key.split_once('.')?;
        Some(((ThemeName::from_key(name)?, meaning(key)?), style_of(style)?))
    };
    THEMES.iter().filter_map(known).collect()
}

fn meaning(key: &str) -> Option<Meaning> {
    Some(match key {
        "quiet" => Meaning::Quiet,
        "rule" => Meaning::Rule,
        "heading" => Meaning::Heading,
        "key" => Meaning::Key,
        "cursor" => Meaning::Cursor,
        "marked" => Meaning::Marked,
        "match" => Meaning::Match,
        "delicate" => Meaning::Delicate,
        "good" => Meaning::Good,
        "bad" => Meaning::Bad,
        "practice" => Meaning::Practice,
        tier => Meaning::Tier(Tier::from_key(tier)?),
    })
}

/// Reads `bold white on red`.
fn style_of(text: &str) -> Option<Style> {
    let mut style = Style::new();
    let mut behind = false;
    for word in text.split_whitespace() {
        style = match word {
            "bold" => style.add_modifier(Modifier::BOLD),
            "dim" => style.add_modifier(Modifier::DIM),
            "underlined" => style.add_modifier(Modifier::UNDERLINED),
            "reversed" => style.add_modifier(Modifier::REVERSED),
            "on" => {
                behind = true;
                continue;
            }
            colour if behind => style.bg(colour.parse::<Color>().ok()?),
            colour => style.fg(colour.parse::<Color>().ok()?),
        };
        behind = false;
    }
    Some(style)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_line_of_the_file_is_understood_and_every_theme_is_there() {
        let names: BTreeSet<&str> =
            THEMES.iter().filter_map(|(key, _)| Some(key.split_once('.')?.0)).collect();
        assert_eq!((read().len(), names.len()), (THEMES.len(), ThemeName::ALL.len()));
    }

    #[test]
    fn what_needs_attention_differs_from_plain_text_in_every_theme() {
        let loud = [Tier::Overdue, Tier::PastTarget, Tier::DueToday].map(Meaning::Tier);
        for name in ThemeName::ALL {
            for meaning in loud.into_iter().chain([Meaning::Cursor, Meaning::Delicate, Meaning::Bad]) {
                assert_ne!(
                    Theme { name: *name, ..Theme::default() }.style(meaning),
                    Style::new(),
                    "{name:?} {meaning:?}"
                );
            }
        }
    }

    #[test]
    fn strong_contrast_does_not_rest_on_the_colours_of_the_terminal() {
        for (key, style) in read().iter().filter(|((name, _), _)| *name == ThemeName::Contrast) {
            assert_eq!(style.fg.is_some(), style.bg.is_some(), "{key:?}");
        }
    }

    #[test]
    fn the_theme_without_colours_has_none() {
        for (key, style) in read().iter().filter(|((name, _), _)| *name == ThemeName::Plain) {
            assert_eq!((style.fg, style.bg), (None, None), "{key:?}");
        }
    }
}
