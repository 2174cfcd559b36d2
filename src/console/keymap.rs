//! The keymap: which key means which action where. Data, from `keymap.toml`.
//!
//! Help and footers are made from it, so that they can't disagree with what a key does.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::procedure::terms;

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
        /// Read in full
        Open = "open",
        /// Mark or unmark
        Mark = "mark",
        /// Mark all that match
        MarkAll = "mark-all",
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
        /// Begin a draft
        Draft = "draft",
        /// Speak as another person (practice)
        Person = "person",
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
        /// Close without doing anything
        Cancel = "cancel",
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
    }
}

/// Keys by place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Keymap {
    places: BTreeMap<Place, Vec<(Action, Vec<String>)>>,
}

const DEFAULT: &str = include_str!("keymap.toml");

impl Keymap {
    /// The keys that come with the program.
    pub fn standard() -> &'static Keymap {
        static STANDARD: LazyLock<Keymap> = LazyLock::new(|| Keymap::read(DEFAULT));
        &STANDARD
    }

    /// The action of a key in a place.
    pub fn action(&self, place: Place, key: &str) -> Option<Action> {
        // A key is named by its character, which a file can't show for this one.
        let key = if key == " " { "space" } else { key };
        let bindings = self.places.get(&place)?;
        let bound = bindings.iter().find(|(_, keys)| keys.iter().any(|known| known == key));
        bound.map(|(action, _)| *action)
    }

    /// The actions of a place with their keys, in the file's order.
    pub fn bindings(&self, place: Place) -> &[(Action, Vec<String>)] {
        self.places.get(&place).map(Vec::as_slice).unwrap_or(&[])
    }

    fn read(text: &str) -> Keymap {
        let tables: toml::Table = text.parse().unwrap_or_default();
        let bindings = |place: &Place| -> Vec<(Action, Vec<String>)> {
            let Some(table) = tables.get(place.key()).and_then(toml::Value::as_table) else {
                return Vec::new();
            };
            let keys = |action: &Action| -> Option<Vec<String>> {
                let keys = table.get(action.key())?.as_array()?;
                Some(keys.iter().filter_map(|key| key.as_str().map(str::to_owned)).collect())
            };
            Action::ALL.iter().filter_map(|action| Some((*action, keys(action)?))).collect()
        };
        Keymap { places: Place::ALL.iter().map(|place| (*place, bindings(place))).collect() }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_line_of_the_file_is_understood_and_no_key_means_two_things() {
        let tables: toml::Table = DEFAULT.parse().unwrap();
        for (place, table) in &tables {
            let place = Place::from_key(place).expect(place);
            let mut seen = BTreeSet::new();
            for (action, keys) in table.as_table().unwrap() {
                assert!(Action::from_key(action).is_some(), "{action}");
                for key in keys.as_array().unwrap() {
                    assert!(seen.insert(key.as_str().unwrap().to_owned()), "{} {key}", place.key());
                }
            }
            assert_eq!(Keymap::standard().bindings(place).len(), table.as_table().unwrap().len());
        }
    }

    #[test]
    fn the_daily_acts_need_no_letter() {
        for action in [
            Action::Main,
            Action::SendBack,
            Action::Change,
            Action::Comment,
            Action::Remind,
            Action::NextAlert,
            Action::Recall,
            Action::More,
            Action::Open,
            Action::Mark,
            Action::Down,
            Action::Up,
        ] {
            let bindings = Keymap::standard().bindings(Place::List);
            let (_, keys) = bindings.iter().find(|(bound, _)| *bound == action).unwrap();
            assert!(
                keys.iter().any(|key| key.len() > 1 || !key.chars().all(char::is_alphabetic)),
                "{action:?}"
            );
        }
    }
}
