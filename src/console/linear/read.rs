//! Reading: what a typed line asks for, where the person is. Keys of the keymap are lines too; so are the
//! names of actions and acts in both languages, and full-width forms of all of them.

use super::super::app::App;
use super::super::form::{FieldKind, have_codes};
use super::super::keymap::{Action, Place};
use super::super::overlay::Overlay;
use super::super::palette::{fits, offers};
use super::super::reading::Page;
use crate::domain::Verb;
use crate::shell::{half_width, half_width_key};
use crate::texts::{Lang, Texts};

/// What a line asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wish {
    /// On to what comes next.
    Next,
    /// All of it again.
    Again,
    /// What can be typed here, and fits these words.
    Help(String),
    /// Do this.
    Do(Action),
    /// Begin this act.
    Begin(Verb),
    /// Go to the item of this number.
    GoTo(String),
    /// Look through everything that can be done.
    Search(String),
    /// Filter the list, or look in what is read.
    LookFor(String),
    /// Turn to this page of what is read.
    Page(Page),
    /// Choose by place, the first being 0.
    Choose(usize),
    /// Text for the field that is being filled.
    Text(String),
    /// Empty the field that is being filled.
    Clear,
    /// Leave a field that takes any text.
    Leave,
    /// Nothing that is known here.
    Unknown,
}

/// Actions of which only somebody who sees has anything.
pub const FOR_THE_EYE: [Action; 2] = [Action::Zoom, Action::Theme];

/// What this line asks for.
pub fn read(app: &App, line: &str) -> Wish {
    let words = narrow(line);
    match app.overlays.last() {
        Some(Overlay::Form(form)) if form.typing().is_some() => {
            // A colon in front makes a command of what would be text.
            let command = words.strip_prefix(':').and_then(|rest| command(app, rest));
            command.unwrap_or_else(|| Wish::Text(line.to_owned()))
        }
        Some(Overlay::Form(form)) => {
            let choices = form.fields.get(form.focus).map(|field| &field.kind);
            let labels: Vec<&str> = match choices {
                Some(FieldKind::Choice(choices, _)) => {
                    choices.iter().map(|(_, label)| label.as_str()).collect()
                }
                _ => Vec::new(),
            };
            let code = match choices {
                Some(FieldKind::Choice(choices, _)) if have_codes(choices) => {
                    choices.iter().position(|(code, _)| *code == words && !code.is_empty())
                }
                _ => None,
            };
            if let Some(place) = code {
                return Wish::Choose(place);
            }
            one_of(&words, labels.len(), &labels).or_else(|| command(app, &words)).unwrap_or(Wish::Unknown)
        }
        Some(Overlay::Menu(menu)) => {
            let labels: Vec<&str> =
                menu.entries.iter().map(|entry| entry.columns.first().map_or("", String::as_str)).collect();
            one_of(&words, labels.len(), &labels).or_else(|| command(app, &words)).unwrap_or(Wish::Unknown)
        }
        Some(Overlay::Palette(_)) => {
            let is_command = words.is_empty() || words == "." || words.starts_with('?');
            let known =
                one_of(&words, offers(app).len(), &[]).or_else(|| way_out(&words)).or_else(|| item(&words));
            let known = known.or_else(|| command(app, &words).filter(|_| is_command));
            known.unwrap_or_else(|| Wish::Search(words.strip_prefix(':').unwrap_or(&words).to_owned()))
        }
        // Words to find, a day, a count: whatever leaves it is none of these.
        Some(Overlay::Name(_)) if !matches!(words.as_str(), "0" | "esc") => {
            Wish::Text(line.trim().to_owned())
        }
        Some(Overlay::Reader(_) | Overlay::Check(_) | Overlay::Name(_)) if app.typing() => {
            match words.as_str() {
                "" => Wish::Next,
                "0" | "esc" => Wish::Leave,
                _ => Wish::Text(line.trim().to_owned()),
            }
        }
        Some(Overlay::Reader(_)) if page(&words).is_some() => page(&words).map_or(Wish::Unknown, Wish::Page),
        None if app.filtering => Wish::LookFor(words),
        // A blank alone is a key.
        _ if words.is_empty() => command(app, line).unwrap_or(Wish::Unknown),
        _ => command(app, &words).unwrap_or(Wish::Unknown),
    }
}

/// A line without the blanks around it, its full-width characters half-width.
fn narrow(line: &str) -> String {
    line.chars().map(half_width).collect::<String>().trim().to_owned()
}

/// The page of this name.
fn page(words: &str) -> Option<Page> {
    let is = |page: &&Page| {
        let key = format!("page.{}", page.key());
        languages().iter().any(|texts| same(texts.get(&key), words))
    };
    Page::ALL.iter().find(is).copied()
}

fn way_out(words: &str) -> Option<Wish> {
    matches!(words, "0" | "esc").then_some(Wish::Do(Action::Cancel))
}

/// One of several by its number, or by its name or what only one name fits, pinyin too.
fn one_of(words: &str, count: usize, labels: &[&str]) -> Option<Wish> {
    if let Ok(number) = words.parse::<usize>() {
        return number.checked_sub(1).filter(|place| *place < count).map(Wish::Choose);
    }
    let named = labels.iter().position(|label| same(label, words));
    let mut fitting = labels.iter().enumerate().filter(|(_, label)| fits(words, &[label]));
    let only = match (fitting.next(), fitting.next()) {
        (Some((place, _)), None) if words.chars().count() > 1 => Some(place),
        _ => None,
    };
    named.or(only).map(Wish::Choose)
}

fn command(app: &App, words: &str) -> Option<Wish> {
    let place = app.place();
    match words {
        "" => return Some(Wish::Next),
        "." => return Some(Wish::Again),
        _ => {}
    }
    if let Some(rest) = words.strip_prefix('?') {
        return Some(Wish::Help(rest.trim().to_owned()));
    }
    if matches!(place, Place::List | Place::Reader) {
        if let Some(found) = item(words) {
            return Some(found);
        }
        if let Some(rest) = words.strip_prefix(':') {
            return Some(Wish::Search(rest.trim().to_owned()));
        }
        if let Some(rest) = words.strip_prefix('/') {
            return Some(Wish::LookFor(rest.trim().to_owned()));
        }
    } else if let Some(rest) = words.strip_prefix(':') {
        return command(app, rest);
    }
    let key = match key_named(words) {
        Some(key) => key.to_owned(),
        None => half_width_key(if words == "\t" { "tab" } else { words }),
    };
    if let Some(action) = app.keymap.action(place, &key) {
        return (!FOR_THE_EYE.contains(&action)).then_some(Wish::Do(action));
    }
    if place == Place::Form {
        let clears = languages().iter().any(|texts| same(texts.get("linear.clear"), words));
        let clear = (clears && app.typing()).then_some(Wish::Clear);
        return way_out(words).or(clear).or_else(|| named(app, place, words));
    }
    let acts = matches!(place, Place::List | Place::Reader);
    let verb = Verb::ALL.iter().find(|verb| acts && is_verb(**verb, words)).copied().map(Wish::Begin);
    // Blanks alone are no key here, and no name.
    verb.or_else(|| named(app, place, words)).or_else(|| words.trim().is_empty().then_some(Wish::Next))
}

/// `#118`, or the number of an item as it is written.
fn item(words: &str) -> Option<Wish> {
    let number = words.strip_prefix('#').or_else(|| {
        let (year, serial) = words.split_once('-')?;
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        (year.len() == 4 && digits(year) && digits(serial)).then_some(words)
    });
    number.map(|number| Wish::GoTo(number.trim().to_owned()))
}

/// An action of this place by its name in any language.
fn named(app: &App, place: Place, words: &str) -> Option<Wish> {
    let bindings = app.keymap.bindings(place).iter().map(|(action, _)| *action);
    let mut actions = bindings.filter(|action| !FOR_THE_EYE.contains(action));
    let is = |action: &Action| {
        let key = format!("action.{}", action.key());
        languages().iter().any(|texts| same(texts.get(&key), words))
    };
    actions.find(is).map(Wish::Do)
}

/// A key by what it is called: 空格, 回车.
fn key_named(words: &str) -> Option<&'static str> {
    languages().into_iter().find_map(|texts| {
        let names = texts.keys().filter_map(|name| Some((name.strip_prefix("key.")?, texts.get(name))));
        names.into_iter().find(|(_, name)| same(name, words)).map(|(key, _)| key)
    })
}

fn is_verb(verb: Verb, words: &str) -> bool {
    let determines = |texts: &Texts| verb == Verb::Approve && same(texts.get("verb.determine"), words);
    languages()
        .iter()
        .any(|texts| same(texts.verb(verb), words) || same(texts.verb_name(verb), words) || determines(texts))
}

fn languages() -> [Texts; 2] {
    [Lang::Zh, Lang::En].map(Texts::new)
}

fn same(name: &str, words: &str) -> bool {
    !words.is_empty() && name.to_lowercase() == words.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_several_is_chosen_by_its_number_its_name_or_what_only_it_fits() {
        let labels = ["主动公开", "依申请公开", "不公开"];
        for (typed, chosen) in [
            ("1", Some(0)),
            ("3", Some(2)),
            ("0", None),
            ("4", None),
            ("不公开", Some(2)),
            ("公开", None),
            ("依申请", Some(1)),
            ("ysqgk", Some(1)),
            ("y", None),
            ("", None),
        ] {
            assert_eq!(one_of(typed, labels.len(), &labels), chosen.map(Wish::Choose), "{typed}");
        }
    }

    #[test]
    fn an_item_is_meant_by_a_sign_or_by_its_number_as_it_is_written() {
        for (typed, meant) in [
            ("#118", Some("118")),
            ("＃１１８", Some("118")),
            ("2026-000118", Some("2026-000118")),
            ("2026-118", Some("2026-118")),
            ("118", None),
            ("２０２６-", None),
            ("26-118", None),
            ("2026-1a", None),
        ] {
            let wish = meant.map(|number| Wish::GoTo(number.to_owned()));
            assert_eq!(item(&narrow(typed)), wish, "{typed}");
        }
    }

    #[test]
    fn keys_and_acts_go_by_their_names_in_both_languages() {
        for (name, key) in
            [("空格", "space"), ("Space", "space"), ("回车", "enter"), ("下", "down"), ("x", "")]
        {
            assert_eq!(key_named(name).unwrap_or_default(), key, "{name}");
        }
        for (name, verb) in [("审定", Verb::Approve), ("determine", Verb::Approve), ("Return", Verb::Return)]
        {
            assert!(is_verb(verb, name), "{name}");
        }
    }
}
