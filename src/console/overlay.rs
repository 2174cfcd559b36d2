//! What lies over the panes: a reader, a list to choose from, a form, a check and its outcome, help, papers.

use tui_input::Input as TextField;

use super::check::{Check, ResultSheet};
use super::facets::Facet;
use super::form::Form;
use super::keymap::Place;
use super::palette::Palette;
use super::paper::{PaperView, Wanted};
use super::reading::Reader;
use crate::domain::{Login, Verb};

/// What lies over the panes.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// An item in full.
    Reader(Reader),
    /// A list to choose from.
    Menu(Menu),
    /// Fields to fill.
    Form(Box<Form>),
    /// What would be done, before it is.
    Check(Check),
    /// What became of it.
    Result(ResultSheet),
    /// The keys.
    Help(Help),
    /// Everything that can be done.
    Palette(Palette),
    /// The name of a view that is being saved.
    Name(TextField),
    /// What the day brings.
    Summary(usize),
    /// A register, a list, or figures.
    Paper(Box<PaperView>),
}

impl Overlay {
    /// Where a key is pressed while this is on top.
    pub const fn place(&self) -> Place {
        match self {
            Overlay::Reader(_) => Place::Reader,
            Overlay::Menu(_) => Place::Menu,
            Overlay::Form(_) | Overlay::Name(_) => Place::Form,
            Overlay::Check(_) => Place::Check,
            Overlay::Result(_) | Overlay::Summary(_) => Place::Result,
            Overlay::Help(_) => Place::Help,
            Overlay::Palette(_) => Place::Palette,
            Overlay::Paper(_) => Place::Paper,
        }
    }

    /// Whether characters are text while this is on top.
    pub fn typing(&self) -> bool {
        match self {
            Overlay::Form(form) => form.typing().is_some(),
            Overlay::Reader(reader) => reader.typing.is_some(),
            Overlay::Check(check) => check.counting.is_some(),
            Overlay::Paper(paper) => paper.typing,
            Overlay::Help(_) | Overlay::Palette(_) | Overlay::Name(_) => true,
            Overlay::Menu(_) | Overlay::Result(_) | Overlay::Summary(_) => false,
        }
    }
}

/// The state of the help.
#[derive(Clone, Default, Debug)]
pub struct Help {
    /// What is looked for.
    pub typed: TextField,
    /// The first line shown.
    pub top: usize,
}

/// A list to choose from.
#[derive(Clone, Debug)]
pub struct Menu {
    /// Its heading.
    pub title: String,
    /// What can be chosen.
    pub entries: Vec<Entry>,
    /// Which one the cursor is on.
    pub cursor: usize,
}

/// One thing to choose.
#[derive(Clone, Debug)]
pub struct Entry {
    /// How it reads, column by column.
    pub columns: Vec<String>,
    /// What choosing it does.
    pub choice: Choice,
}

/// What choosing does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Choice {
    /// Begin this act on the items chosen.
    Do(Verb),
    /// Speak as this person.
    Become(Login),
    /// Show such rows only.
    Facet(Facet),
    /// Show a saved view, by its place.
    View(usize),
    /// Save the open pane as a view.
    SaveView,
    /// List the saved views, to drop one.
    DropViews,
    /// Drop a saved view, by its place.
    DropView(usize),
    /// Put this into the field that is being filled.
    Insert(String),
    /// Bring up everything that can be done.
    Palette,
    /// Make this paper.
    Paper(Wanted),
}

impl Menu {
    /// How many entries are chosen by their digits: all of a short list; of phrases, which are all on one
    /// list, the first nine.
    pub fn digits(&self) -> usize {
        let phrases = matches!(self.entries.first(), Some(Entry { choice: Choice::Insert(_), .. }));
        if self.entries.len() <= 9 || phrases { self.entries.len().min(9) } else { 0 }
    }
}
