//! The palette: a list of everything that can be done, and of what can't with the reason why.
//!
//! It is made from the keymap, the acts and the answers of the rules whenever it is drawn; it keeps only
//! what was typed, where the cursor is, and those answers.

use std::collections::BTreeMap;

use chrono::Datelike;
use tui_input::Input as TextField;

use super::app::App;
use super::form::{VERBS, concerns_an_item};
use super::keymap::{Action, Place};
use super::overlay::Overlay;
use super::update::{ACTS, verb_of};
use crate::domain::{ItemId, Verb};
use crate::find::{Field, Needle};
use crate::shell::half_width;

/// The state of the palette.
#[derive(Clone, Default, Debug)]
pub struct Palette {
    /// What is looked for.
    pub typed: TextField,
    /// Which line the cursor is on.
    pub cursor: usize,
    /// What the rules answer to each act, `Some` being why not; empty where several items are marked.
    pub answers: BTreeMap<Verb, Option<String>>,
}

/// What choosing a line does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    /// Go to this item.
    GoTo(ItemId),
    /// Go to the pane at this place.
    Pane(usize),
    /// Begin this act.
    Act(Verb),
    /// Do what a key would do.
    Action(Action),
}

/// A line of the palette.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    /// What choosing it does.
    pub command: Command,
    /// Its name.
    pub name: String,
    /// What it does, in one line.
    pub does: String,
    /// Its keys, as the keymap names them.
    pub keys: Vec<String>,
    /// Why it isn't available, where it isn't.
    pub why: Option<String>,
}

/// The lines that fit what is typed: an item, then acts, panes and actions; what isn't available comes last.
pub fn offers(app: &App) -> Vec<Offer> {
    let Some(Overlay::Palette(palette)) = app.overlays.last() else { return Vec::new() };
    let typed = palette.typed.value();
    let mut offers: Vec<Offer> = acts(app, palette).chain(panes(app)).chain(actions(app)).collect();
    offers.sort_by_key(|offer| offer.why.is_some());
    offers.retain(|offer| fits(typed, &[&offer.name, &offer.does, &offer.keys.join(" ")]));
    let item = item_number(typed, app.today.year()).map(|id| Offer {
        command: Command::GoTo(id),
        name: app.texts.fill("ui.go-to", &[("item", &id.to_string())]),
        does: app.texts.get("ui.go-to-does").to_owned(),
        keys: Vec::new(),
        why: None,
    });
    item.into_iter().chain(offers).collect()
}

/// Whether what was typed is found in one of these, as it stands or by pinyin.
pub fn fits(typed: &str, texts: &[&str]) -> bool {
    let fields: Vec<Field<'_>> = texts.iter().map(|text| Field::Text(text)).collect();
    Needle::new(typed).fits(&fields)
}

/// The item meant: 2026-000118, 2026-118, or 118 of this year.
fn item_number(typed: &str, year: i32) -> Option<ItemId> {
    let typed: String = typed.trim().chars().map(half_width).collect();
    let whole = if typed.contains('-') { typed } else { format!("{year}-{typed}") };
    whole.parse().ok()
}

fn acts<'a>(app: &'a App, palette: &'a Palette) -> impl Iterator<Item = Offer> + 'a {
    let (texts, under) = (&app.texts, app.place_under());
    Verb::ALL.iter().map(move |verb| {
        let key = ACTS.iter().find(|action| verb_of(app, **action) == Some(*verb));
        let chosen = !app.targets().is_empty() || !concerns_an_item(*verb);
        let why = match palette.answers.get(verb) {
            _ if !VERBS.contains(verb) => Some(texts.get("problem.command-line").to_owned()),
            _ if !chosen => Some(texts.get("ui.nothing-chosen").to_owned()),
            Some(answer) => answer.clone(),
            None => None,
        };
        Offer {
            command: Command::Act(*verb),
            name: app.called(*verb).to_owned(),
            does: texts.verb_name(*verb).to_owned(),
            keys: key.map(|action| app.keymap.keys(under, *action).to_vec()).unwrap_or_default(),
            why,
        }
    })
}

fn panes(app: &App) -> impl Iterator<Item = Offer> {
    app.panes.iter().enumerate().map(|(place, pane)| Offer {
        command: Command::Pane(place),
        name: app.pane_name(pane).to_owned(),
        does: app.texts.fill("ui.go-to-pane", &[("n", &pane.count.items.to_string())]),
        keys: Vec::new(),
        why: None,
    })
}

/// Actions that are no acts. What belongs elsewhere says where; what only leaves the place isn't listed.
fn actions(app: &App) -> impl Iterator<Item = Offer> {
    let (texts, under) = (&app.texts, app.place_under());
    let listed =
        |action: &&Action| !ACTS.contains(action) && !matches!(action, Action::Palette | Action::Cancel);
    Action::ALL.iter().filter(listed).filter_map(move |action| {
        let bound = |place: &&Place| app.keymap.bindings(**place).iter().any(|(known, _)| known == action);
        let places: Vec<&Place> = Place::ALL.iter().filter(bound).collect();
        let here = places.contains(&&under);
        let place = if here { under } else { **places.first()? };
        let why = (!here).then(|| {
            let names = places.iter().map(|place| texts.get(&format!("place.{}", place.key())).to_owned());
            let names: Vec<String> = names.collect();
            texts.fill("ui.only-in", &[("places", &names.join(texts.get("ui.list-separator")))])
        });
        Some(Offer {
            command: Command::Action(*action),
            name: texts.get(&format!("action.{}", action.key())).to_owned(),
            does: texts.get(&format!("does.{}", action.key())).to_owned(),
            keys: app.keymap.keys(place, *action).to_vec(),
            why,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_meant_by_its_number_in_whole_or_in_this_year() {
        for (typed, meant) in [
            ("118", Some("2026-000118")),
            (" １１８ ", Some("2026-000118")),
            ("2025-7", Some("2025-000007")),
            ("2026-000118", Some("2026-000118")),
            ("0", None),
            ("", None),
            ("tb", None),
            ("2026-", None),
        ] {
            assert_eq!(item_number(typed, 2026).map(|id| id.to_string()).as_deref(), meant, "{typed}");
        }
    }

    #[test]
    fn a_line_is_found_by_its_words_and_by_pinyin() {
        for (typed, found) in [("退回", true), ("th", true), ("tuihui", true), ("2", true), ("公开", false)]
        {
            assert_eq!(fits(typed, &["退回", "退回修改", "2"]), found, "{typed}");
        }
    }
}
