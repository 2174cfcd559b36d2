//! What a person's console remembers from one time to the next: forms left unfinished, phrases used, and
//! which pane was open. A value only; `keeping` reads and writes it.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::form::{Form, Restored};
use super::theme::ThemeName;
use super::views::{SavedView, VIEWS};
use crate::domain::{ItemId, Revision, Verb};
use crate::projection::{Pane, Queue};

/// Forms that are kept; the oldest give way.
const UNFINISHED: usize = 20;
/// Phrases that are kept of each kind.
const SAID: usize = 20;
/// A phrase is no treatise.
const PHRASE_CHARS: usize = 500;
/// Characters of forms that are kept in all.
const UNFINISHED_CHARS: usize = 200_000;

/// What is remembered.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// The queue of the pane that was open, by its stable name.
    pane: String,
    /// The theme that was chosen, by its stable name.
    theme: String,
    /// The civil day on which the summary opened by itself last.
    greeted: String,
    /// Views that were saved.
    pub views: Vec<SavedView>,
    /// Phrases used, the last one first.
    said: Vec<Said>,
    /// Forms left, the last one first.
    unfinished: Vec<Unfinished>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Said {
    kind: String,
    text: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Unfinished {
    verb: String,
    /// Each with the revision at which the form was filled.
    items: Vec<(String, u32)>,
    /// The fields that were changed.
    fields: Vec<(String, String)>,
}

impl Memory {
    /// Remembers what was changed in a form; a form in which nothing is changed is forgotten.
    pub fn keep(&mut self, form: &Form) {
        self.forget(form.verb, |items| same(items, &form.about));
        let fields: Vec<_> = form.changed().map(|(name, value)| (name.to_owned(), value)).collect();
        if fields.is_empty() {
            return;
        }
        let items = form.about.iter().map(|(id, revision)| (id.to_string(), revision.0)).collect();
        self.unfinished.insert(0, Unfinished { verb: form.verb.key().to_owned(), items, fields });
        self.bound();
    }

    /// Fills a form with what was left of it, and lets it say so.
    pub fn restore(&self, form: &mut Form) {
        let left = self.unfinished.iter().find(|left| left.is(form.verb) && same(&left.items, &form.about));
        let Some(left) = left else { return };
        for (name, value) in &left.fields {
            form.say(name, value);
        }
        let as_left = left.items.iter().all(|(id, revision)| {
            form.about.iter().any(|(now, at)| now.to_string() == *id && at.0 == *revision)
        });
        form.restored = Some(if as_left { Restored::AsLeft } else { Restored::ChangedSince });
    }

    /// An act was done on this item, or on none: its form is finished. Where the item was expunged, nothing
    /// that was written about it is left here either.
    pub fn done(&mut self, verb: Verb, item: Option<ItemId>) {
        let item = item.map(|id| id.to_string());
        let concerned = |items: &[(String, u32)]| match &item {
            Some(item) => items.iter().any(|(id, _)| id == item),
            None => items.is_empty(),
        };
        let expunged = verb == Verb::Expunge;
        self.unfinished.retain(|left| !(concerned(&left.items) && (expunged || left.is(verb))));
    }

    /// The forms that are kept, each with its act and the numbers of its items, the last one first.
    pub fn unfinished(&self) -> impl Iterator<Item = (Verb, Vec<&str>)> {
        let left = self.unfinished.iter();
        left.filter_map(|left| {
            let items = left.items.iter().map(|(id, _)| id.as_str()).collect();
            Some((Verb::from_key(&left.verb)?, items))
        })
    }

    /// What is to be kept where another console of this person has kept `theirs` since this one kept `base`: what
    /// either has changed. Of what both have changed this console's stands.
    pub fn merged(&self, base: &Memory, theirs: Memory) -> Memory {
        if theirs == *base {
            return self.clone();
        }
        let one = |mine: &String, base: &String, theirs: String| {
            if mine == base { theirs } else { mine.clone() }
        };
        let mut memory = Memory {
            pane: one(&self.pane, &base.pane, theirs.pane),
            theme: one(&self.theme, &base.theme, theirs.theme),
            greeted: one(&self.greeted, &base.greeted, theirs.greeted),
            views: lists(&self.views, &base.views, theirs.views, |one, other| one == other),
            said: lists(&self.said, &base.said, theirs.said, |one, other| one == other),
            unfinished: lists(&self.unfinished, &base.unfinished, theirs.unfinished, Unfinished::is_of),
        };
        memory.views.truncate(VIEWS);
        memory.bound();
        memory
    }

    /// Lets the oldest give way where there is too much.
    fn bound(&mut self) {
        self.unfinished.truncate(UNFINISHED);
        let mut room = UNFINISHED_CHARS;
        self.unfinished.retain(|left| {
            let chars: usize = left.fields.iter().map(|(_, value)| value.chars().count()).sum();
            let fits = chars <= room;
            room = room.saturating_sub(chars);
            fits
        });
        let mut counts: HashMap<String, usize> = HashMap::new();
        self.said.retain(|said| {
            let count = counts.entry(said.kind.clone()).or_default();
            *count += 1;
            *count <= SAID
        });
    }

    fn forget(&mut self, verb: Verb, which: impl Fn(&[(String, u32)]) -> bool) {
        self.unfinished.retain(|left| !(left.is(verb) && which(&left.items)));
    }

    /// Remembers the theme; that of a terminal without colours is no choice.
    pub fn note_theme(&mut self, name: ThemeName) {
        if name != ThemeName::Plain {
            name.key().clone_into(&mut self.theme);
        }
    }

    /// The theme that was chosen.
    pub fn theme(&self) -> Option<ThemeName> {
        ThemeName::from_key(&self.theme)
    }

    /// Whether the summary has yet to open by itself on this civil day; from now on it has.
    pub fn greet(&mut self, today: NaiveDate) -> bool {
        let today = today.to_string();
        let first = self.greeted != today;
        self.greeted = today;
        first
    }

    /// Remembers a phrase as the last one used of its kind.
    pub fn note_phrase(&mut self, kind: &str, text: &str) {
        if text.is_empty() || text.chars().count() > PHRASE_CHARS {
            return;
        }
        self.said.retain(|said| said.kind != kind || said.text != text);
        self.said.insert(0, Said { kind: kind.to_owned(), text: text.to_owned() });
        self.bound();
    }

    /// The phrases used of a kind, the last one first.
    pub fn phrases(&self, kind: &str) -> impl Iterator<Item = &str> {
        self.said.iter().filter(move |said| said.kind == kind).map(|said| said.text.as_str())
    }

    /// Remembers which pane is open.
    pub fn note_pane(&mut self, queue: Queue) {
        queue.key().clone_into(&mut self.pane);
    }

    /// Whether this pane was open the last time.
    pub fn was_open(&self, pane: &Pane) -> bool {
        pane.queue.key() == self.pane
    }
}

impl Unfinished {
    fn is(&self, verb: Verb) -> bool {
        self.verb == verb.key()
    }

    /// Whether this is of the same form as another.
    fn is_of(&self, other: &Unfinished) -> bool {
        let numbers =
            |left: &Unfinished| -> BTreeSet<String> { left.items.iter().map(|(id, _)| id.clone()).collect() };
        self.verb == other.verb && numbers(self) == numbers(other)
    }
}

/// A list that two have changed since it was `base`: first what is new here, then theirs without what has gone here.
fn lists<T: Clone + PartialEq>(mine: &[T], base: &[T], theirs: Vec<T>, same: fn(&T, &T) -> bool) -> Vec<T> {
    let mut list: Vec<T> = mine.iter().filter(|one| !base.contains(one)).cloned().collect();
    let holds = |list: &[T], one: &T| list.iter().any(|other| same(one, other));
    let stays = |one: &T| !holds(&list, one) && (holds(mine, one) || !holds(base, one));
    let theirs: Vec<T> = theirs.into_iter().filter(stays).collect();
    list.extend(theirs);
    list
}

fn same(items: &[(String, u32)], about: &[(ItemId, Revision)]) -> bool {
    items.len() == about.len()
        && items.iter().all(|(id, _)| about.iter().any(|(known, _)| known.to_string() == *id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_phrases_of_a_kind_are_kept_the_last_one_first() {
        let mut memory = Memory::default();
        memory.note_phrase("opinion", "同意");
        for number in 0..30 {
            memory.note_phrase("return", &format!("理由{number}"));
        }
        memory.note_phrase("return", "理由20");
        memory.note_phrase("return", &"长".repeat(501));
        let phrases: Vec<&str> = memory.phrases("return").collect();
        assert_eq!((phrases.len(), phrases[0], phrases[1], phrases[19]), (20, "理由20", "理由29", "理由10"));
        assert_eq!(memory.phrases("opinion").collect::<Vec<_>>(), ["同意"]);
    }
}
