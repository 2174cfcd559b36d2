//! Reading a keymap file: laid over another one, and every fault of it found at once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::{Action, Binding, Keymap, Place};
use crate::intake::Fault;
use crate::intake::table::{self, Table};
use crate::shell::{half_width_key, is_character, is_key};

/// Where the file names the keys of an action.
type Named = RefCell<BTreeMap<(Place, Action), Range<usize>>>;

/// What begins an act: none of their keys may confirm it.
const TRIGGERS: [Action; 7] = [
    Action::Main,
    Action::SendBack,
    Action::Change,
    Action::Comment,
    Action::Remind,
    Action::Recall,
    Action::Open,
];

/// Reads a file; without a keymap under it any action may stand in any place.
pub(super) fn read(under: Option<&Keymap>, bytes: &[u8], file: &str) -> Result<Keymap, Vec<Fault>> {
    table::read(bytes, file, |file| {
        let named = Named::default();
        let bindings = |place: &Place| {
            let known = under.map(|under| under.bindings(*place));
            let found = file.table(place.key(), |table| Reading { place: *place, table }.read(known, &named));
            (*place, found.unwrap_or_else(|| known.unwrap_or(&[]).to_vec()))
        };
        let keymap = Keymap { places: Place::ALL.iter().map(bindings).collect() };
        confirmed_apart(&keymap, file, &named.into_inner());
        Some(keymap)
    })
}

/// The table of one place.
struct Reading<'a, 't> {
    place: Place,
    table: &'a Table<'t>,
}

impl Reading<'_, '_> {
    fn read(&self, known: Option<&[Binding]>, named: &Named) -> Vec<Binding> {
        let allowed = |action: &&Action| {
            known.is_none_or(|known| known.iter().any(|(bound, _)| bound == *action))
                && (known.is_some() || self.table.span_of(action.key()).is_some())
        };
        let actions: Vec<Action> = Action::ALL.iter().filter(allowed).copied().collect();
        // What the file names first, because its keys may be those that another action has by default.
        let mut taken: BTreeMap<String, Action> = BTreeMap::new();
        let mut bindings: Vec<Binding> = Vec::new();
        for action in actions {
            let keys = match self.table.span_of(action.key()) {
                Some(span) => {
                    named.borrow_mut().insert((self.place, action), span);
                    self.keys(action, &mut taken)
                }
                None => known
                    .and_then(|known| known.iter().find(|(bound, _)| *bound == action))
                    .map(|(_, keys)| keys.clone())
                    .unwrap_or_default(),
            };
            bindings.push((action, keys));
        }
        self.apart_from_defaults(&bindings, &named.borrow());
        self.has_a_way_out(&bindings, &named.borrow());
        bindings
    }

    /// The keys that the file gives to an action.
    fn keys(&self, action: Action, taken: &mut BTreeMap<String, Action>) -> Vec<String> {
        let (place, mut keys) = (self.place.key(), Vec::new());
        for found in self.table.texts(action.key()) {
            let key = half_width_key(found.value);
            let fault = |zh: String, en: String| self.table.fault(&found.span, zh, en);
            if !is_key(&key) {
                fault(
                    format!(
                        "没有 {:?} 这个键;可用单个字符、{NAMED_KEYS}、ctrl-加小写字母(ctrl-z 除外)",
                        found.value
                    ),
                    format!(
                        "{:?} is no key; a key is one character, {NAMED_KEYS}, or ctrl- with a small letter (not ctrl-z)",
                        found.value
                    ),
                );
            } else if self.place.takes_text() && is_character(&key) {
                fault(
                    format!("{place} 中可以输入文字,字符 {key} 不能用作按键"),
                    format!("text is typed in {place}, where the character {key} can't be a key"),
                );
            } else if let Some(other) = taken.get(&key).filter(|other| **other != action) {
                let other = other.key();
                fault(
                    format!("{place} 中 {key} 已用于 {other}"),
                    format!("in {place} {key} is the key of {other} already"),
                );
            } else if !keys.contains(&key) {
                taken.insert(key.clone(), action);
                keys.push(key);
            }
        }
        keys
    }

    /// No key that the file gives may be one that another action still has by default.
    fn apart_from_defaults(&self, bindings: &[Binding], named: &BTreeMap<(Place, Action), Range<usize>>) {
        let is_named = |action: Action| named.get(&(self.place, action));
        for (action, keys) in bindings {
            let Some(span) = is_named(*action) else { continue };
            for key in keys {
                let holds = |(other, keys): &&Binding| is_named(*other).is_none() && keys.contains(key);
                if let Some((other, _)) = bindings.iter().find(holds) {
                    let (place, other) = (self.place.key(), other.key());
                    self.table.fault(
                        span,
                        format!("{place} 中 {key} 原用于 {other};请另给 {other} 按键,不用则写 {other} = []"),
                        format!(
                            "in {place} {key} is the key of {other} by default; give {other} another, or write {other} = []"
                        ),
                    );
                }
            }
        }
    }

    /// Whoever comes to a place can leave it again without doing anything.
    fn has_a_way_out(&self, bindings: &[Binding], named: &BTreeMap<(Place, Action), Range<usize>>) {
        let out = self.place.way_out();
        if bindings.iter().any(|(action, keys)| *action == out && !keys.is_empty()) {
            return;
        }
        let span = named.get(&(self.place, out)).cloned().unwrap_or(self.table.span());
        let (place, out) = (self.place.key(), out.key());
        self.table.fault(
            &span,
            format!("{place} 没有可以离开的键;{out} 至少须有一个键"),
            format!("there is no way out of {place}; {out} must have a key"),
        );
    }
}

/// Enter repeats by itself, and a key pressed twice by mistake must not decide anything: what confirms an
/// act is neither Enter nor a key that begins one.
fn confirmed_apart(keymap: &Keymap, file: &Table<'_>, named: &BTreeMap<(Place, Action), Range<usize>>) {
    let confirm = (Place::Check, Action::Confirm);
    for key in keymap.keys(confirm.0, confirm.1) {
        let begins = |place: Place| {
            let action = keymap.action(place, key).filter(|action| TRIGGERS.contains(action))?;
            Some((place, action))
        };
        let begun = begins(Place::List).or_else(|| begins(Place::Reader));
        if begun.is_none() && key != "enter" {
            continue;
        }
        let span = named
            .get(&confirm)
            .or_else(|| begun.and_then(|begun| named.get(&begun)))
            .cloned()
            .unwrap_or(0..0);
        file.fault(
            &span,
            format!("{key} 不能用来确认:回车和办理用的键可能误按两次"),
            format!("{key} can't confirm: Enter and keys that begin an act may be pressed twice by mistake"),
        );
    }
}

const NAMED_KEYS: &str =
    "enter esc tab backtab backspace delete up down left right home end pageup pagedown space";
