//! The theme: styles by meaning, so that what is drawn never names a colour.

use ratatui::style::{Color, Modifier, Style};

use crate::domain::Tier;

/// What a piece of the screen means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Meaning {
    /// Text to be read
    Plain,
    /// What supports it: labels, rules, keys' words
    Quiet,
    /// A title line of what is open
    Heading,
    /// The key in a footer
    Key,
    /// The row under the cursor
    Cursor,
    /// A marked row's sign
    Marked,
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

/// Styles by meaning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Theme {
    colours: bool,
}

impl Theme {
    /// Colours unless the environment says NO_COLOR; weight and reversal carry the meaning without.
    pub fn new(colours: bool) -> Self {
        Theme { colours }
    }

    /// The style of a meaning.
    pub fn style(self, meaning: Meaning) -> Style {
        let plain = Style::new();
        let coloured = |colour| if self.colours { plain.fg(colour) } else { plain };
        match meaning {
            Meaning::Plain => plain,
            Meaning::Quiet if self.colours => plain.fg(Color::DarkGray),
            Meaning::Quiet => plain.add_modifier(Modifier::DIM),
            Meaning::Heading => coloured(Color::Cyan).add_modifier(Modifier::BOLD),
            Meaning::Key => plain.add_modifier(Modifier::BOLD),
            Meaning::Cursor => plain.add_modifier(Modifier::REVERSED),
            Meaning::Marked => coloured(Color::Cyan).add_modifier(Modifier::BOLD),
            Meaning::Tier(Tier::Overdue) => coloured(Color::Red).add_modifier(Modifier::BOLD),
            Meaning::Tier(Tier::PastTarget) => coloured(Color::Red),
            Meaning::Tier(Tier::DueToday) => coloured(Color::Yellow).add_modifier(Modifier::BOLD),
            Meaning::Tier(Tier::DueSoon) => coloured(Color::Yellow),
            Meaning::Tier(Tier::OnTrack) => plain,
            Meaning::Tier(Tier::NotRunning) => self.style(Meaning::Quiet),
            Meaning::Delicate => coloured(Color::Magenta),
            Meaning::Good => coloured(Color::Green),
            Meaning::Bad => coloured(Color::Red).add_modifier(Modifier::BOLD),
            Meaning::Practice => coloured(Color::Magenta).add_modifier(Modifier::BOLD),
        }
    }
}
