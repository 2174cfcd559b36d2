//! A console without a terminal: keys in, frames out. The same decisions, effects and drawing as on a
//! screen, for scenarios that press keys and look at what is shown.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::drive::Driver;
use super::keeping::Own;
use super::keymap::Keymap;
use super::theme::Theme;
use super::update::Message;
use super::view;
use crate::client::Client;
use crate::domain::Moment;
use crate::shell::{Ambiguous, Depth, Key};
use crate::texts::Lang;

/// A console that draws into memory.
pub struct Offscreen {
    driver: Driver,
}

/// What a screen of some size shows.
pub struct Shown {
    /// The cells.
    pub buffer: Buffer,
    /// Column and line of the cursor, where a text field has it.
    pub cursor: Option<Position>,
}

impl Offscreen {
    /// A console as it is when it has just been opened.
    pub fn open(client: Client, lang: Lang) -> Self {
        Offscreen::seat(client, lang, None)
    }

    /// The same, with what its person's console remembers; it is kept when this is dropped.
    pub fn open_with(client: Client, lang: Lang, own: Own) -> Self {
        Offscreen::seat(client, lang, Some(own))
    }

    fn seat(client: Client, lang: Lang, own: Option<Own>) -> Self {
        let mut driver = Driver::open(client, lang, own);
        driver.app.theme = driver.app.theme.on(Depth::Plain, Ambiguous::Narrow, true);
        Offscreen { driver }
    }

    /// Drawn as on another terminal from now on; at first it has no colours, and ASCII lines.
    pub fn set_terminal(&mut self, depth: Depth, ambiguous: Ambiguous, ascii: bool) {
        self.driver.app.theme = Theme::default().on(depth, ambiguous, ascii);
    }

    /// Other keys from now on.
    pub fn set_keys(&mut self, keymap: Keymap) {
        self.driver.app.keymap = keymap;
    }

    /// Presses a key by its name in the keymap, so many milliseconds after the beginning.
    pub fn press(&mut self, name: &str, at_ms: u64) {
        if !self.driver.turn_day() {
            self.driver.take(Message::Key(Key { name: name.to_owned(), at_ms }));
        }
    }

    /// Acts at this moment from now on.
    pub fn set_moment(&mut self, moment: Moment) {
        self.driver.client.set_moment(Some(moment));
    }

    /// Pastes a text.
    pub fn paste(&mut self, text: &str) {
        self.driver.take(Message::Pasted(text.to_owned()));
    }

    /// Waits until what is being gathered for a paper is there.
    pub fn settle(&mut self) {
        self.driver.settle();
    }

    /// Hears what others have done, or looks for a desk that was lost.
    pub fn hear(&mut self) {
        self.driver.woken();
    }

    /// Whether its person has quit.
    pub fn ended(&self) -> bool {
        self.driver.ended
    }

    /// Draws a frame of this many columns and lines.
    pub fn draw(&mut self, columns: u16, lines: u16) -> Shown {
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, lines));
        let drawn = view::draw(&self.driver.app, &mut buffer);
        let cursor = drawn.cursor;
        if self.driver.drawn(drawn) {
            return self.draw(columns, lines);
        }
        Shown { buffer, cursor }
    }
}
