//! The keymap: which key means which action where. Data, from `keymap.toml` and what a bureau lays over it.
//!
//! Help, palette, footers and `docs/keys.md` are made from it, so that they can't disagree with what a key
//! does.

mod read;

use std::collections::BTreeMap;

use crate::intake::Fault;
use crate::procedure::terms;
use crate::shell::half_width_key;

terms! {
    /// What a key can ask for.
    Action {
        /// The main act of the pane: agree, submit, publish …
        Main = "main",
        /// Send back: return, refer back, refuse
        SendBack = "send-back",
        /// Change: the attribute, the draft, the elements
        Change = "change",
        /// Say something
        Comment = "comment",
        /// Remind the holder
        Remind = "remind",
        /// To the next alert
        NextAlert = "next-alert",
        /// Take back
        Recall = "recall",
        /// All acts
        More = "more",
        /// Every action and act, and any item by its number
        Palette = "palette",
        /// Read in full
        Open = "open",
        /// Mark or unmark
        Mark = "mark",
        /// Mark all that match
        MarkAll = "mark-all",
        /// Mark from the last marked one to here
        MarkRange = "mark-range",
        /// Mark all in the same state
        MarkAlike = "mark-alike",
        /// Invert the marks
        Invert = "invert",
        /// Take the marks or the filter off
        Unmark = "unmark",
        /// Down
        Down = "down",
        /// Up
        Up = "up",
        /// A page down
        PageDown = "page-down",
        /// A page up
        PageUp = "page-up",
        /// To the first
        First = "first",
        /// To the last
        Last = "last",
        /// The next pane
        NextPane = "next-pane",
        /// The pane before
        PreviousPane = "previous-pane",
        /// Filter as you type
        Filter = "filter",
        /// Narrow the rows to some
        Facets = "facets",
        /// Saved views
        Views = "views",
        /// The next order
        Sort = "sort",
        /// Begin a draft
        Draft = "draft",
        /// Speak as another person (practice)
        Person = "person",
        /// The open pane alone, or all again
        Zoom = "zoom",
        /// The next theme
        Theme = "theme",
        /// What the day brings
        Summary = "summary",
        /// Registers, lists and figures
        Papers = "papers",
        /// The year after
        NextYear = "next-year",
        /// The year before
        PreviousYear = "previous-year",
        /// Load anew
        Refresh = "refresh",
        /// What happened to it
        History = "history",
        /// The next page of an item
        NextPage = "next-page",
        /// The page before
        PreviousPage = "previous-page",
        /// Find words in what is read
        Find = "find",
        /// Where they stand next
        FindNext = "find-next",
        /// Where they stood before
        FindPrevious = "find-previous",
        /// What if a day later
        DayLater = "day-later",
        /// What if a day earlier
        DayEarlier = "day-earlier",
        /// Help
        Help = "help",
        /// Quit
        Quit = "quit",
        /// Choose, or the next step
        Choose = "choose",
        /// The next field
        NextField = "next-field",
        /// The field before
        PreviousField = "previous-field",
        /// Confirm what a sheet shows
        Confirm = "confirm",
        /// Leave this group out
        LeaveOut = "leave-out",
        /// Write it to a file
        Export = "export",
        /// Close without doing anything
        Cancel = "cancel",
        /// A new line in a text
        NewLine = "new-line",
        /// Phrases to choose from
        Phrases = "phrases",
        /// Take the last change of a text back
        Undo = "undo",
        /// Empty the field
        Clear = "clear",
        /// Make it again
        Redo = "redo",
    }
}

terms! {
    /// Where a key is pressed.
    Place {
        /// The panes
        List = "list",
        /// The full-screen reader
        Reader = "reader",
        /// A list to choose from
        Menu = "menu",
        /// A form
        Form = "form",
        /// The sheet before an act
        Check = "check",
        /// The sheet after it
        Result = "result",
        /// The list of everything that can be done
        Palette = "palette",
        /// A register, a list, or figures
        Paper = "paper",
        /// The keys
        Help = "help",
    }
}

/// An action with its keys.
pub type Binding = (Action, Vec<String>);

/// Keys by place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Keymap {
    places: BTreeMap<Place, Vec<Binding>>,
}

/// The keys that come with the program: `place.action` and keys, made from `keymap.toml` by the build.
static KEYS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/keymap.rs"));

impl Default for Keymap {
    /// The keys that come with the program.
    fn default() -> Self {
        let mut places: BTreeMap<Place, Vec<Binding>> = BTreeMap::new();
        for (key, keys) in KEYS {
            let named = key.split_once('.');
            let named =
                named.and_then(|(place, action)| Some((Place::from_key(place)?, Action::from_key(action)?)));
            let Some((place, action)) = named else { continue };
            let mut keys: Vec<String> = keys.split_whitespace().map(half_width_key).collect();
            keys.dedup();
            places.entry(place).or_default().push((action, keys));
        }
        places.values_mut().for_each(|bindings| bindings.sort_by_key(|(action, _)| *action));
        Keymap { places }
    }
}

impl Keymap {
    /// The keys that come with the program, with those of a file laid over them: an action that the file
    /// names has the keys that stand there and no others.
    ///
    /// # Errors
    /// Every fault of the file.
    pub fn parse(bytes: &[u8], file: &str) -> Result<Keymap, Vec<Fault>> {
        read::read(Some(&Keymap::default()), bytes, file)
    }

    /// The action of a key in a place.
    pub fn action(&self, place: Place, key: &str) -> Option<Action> {
        let key = if key == " " { "space" } else { key };
        let bound = self.bindings(place).iter().find(|(_, keys)| keys.iter().any(|known| known == key));
        bound.map(|(action, _)| *action)
    }

    /// The actions of a place with their keys, in the order of the day's work; those without a key too.
    pub fn bindings(&self, place: Place) -> &[Binding] {
        self.places.get(&place).map(Vec::as_slice).unwrap_or(&[])
    }

    /// The keys of an action in a place, the one to be named first.
    pub fn keys(&self, place: Place, action: Action) -> &[String] {
        let bound = self.bindings(place).iter().find(|(known, _)| *known == action);
        bound.map_or(&[], |(_, keys)| keys.as_slice())
    }
}

impl Place {
    /// Whether characters are text there, so that none of them can be a key.
    pub fn takes_text(self) -> bool {
        matches!(self, Place::Form | Place::Palette | Place::Help)
    }

    /// The action that leaves it.
    pub fn way_out(self) -> Action {
        match self {
            Place::List => Action::Quit,
            _ => Action::Cancel,
        }
    }
}

impl Action {
    /// Whether it only moves what is looked at.
    pub fn moves(self) -> bool {
        use Action::{
            Down, First, Last, NextField, NextPage, NextPane, PageDown, PageUp, PreviousField, PreviousPage,
            PreviousPane, Up,
        };
        matches!(
            self,
            Down | Up
                | PageDown
                | PageUp
                | First
                | Last
                | NextPane
                | PreviousPane
                | NextPage
                | PreviousPage
                | NextField
                | PreviousField
        )
    }

    /// Whether it is done to every item that is marked.
    pub fn takes_marks(self) -> bool {
        use Action::{Change, Comment, Main, Recall, Remind, SendBack};
        matches!(self, Main | SendBack | Change | Comment | Remind | Recall)
    }
}

#[cfg(test)]
mod tests;
