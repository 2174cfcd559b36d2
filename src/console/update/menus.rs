//! The menus: of all acts that are a person's to do, and in practice of the people to speak as.

use super::{Effect, survey};
use crate::console::app::App;
use crate::console::form;
use crate::console::keymap::{Action, Place};
use crate::console::overlay::{Choice, Entry, Menu, Overlay};
use crate::domain::{Verb, deputies, permissions_of};

/// The menu of all acts that are this person's to do, also as somebody's deputy.
pub(super) fn all_acts(app: &mut App) -> Vec<Effect> {
    let (roster, delegations) = (&app.setup.roster, &app.setup.delegations);
    let principals = roster.people.iter().map(|person| &person.login).filter(|login| {
        **login != app.me && deputies(roster, delegations, login, app.today).contains(&app.me)
    });
    let theirs = principals.flat_map(|login| permissions_of(roster, login)).map(|(verb, _)| verb);
    let theirs = theirs.filter(|verb| verb.by_deputy());
    let deputised = survey::deputising(app).is_none().then_some(Verb::Delegate);
    let own: Vec<Verb> = permissions_of(roster, &app.me)
        .into_iter()
        .map(|(verb, _)| verb)
        .chain(theirs)
        .chain(deputised)
        .collect();
    let chosen = !app.targets().is_empty();
    let can = |verb: &Verb| own.contains(verb) && (chosen || !form::concerns_an_item(*verb));
    let with_key = |action: Option<Action>, name: &str, does: &str| {
        let key = action.and_then(|action| app.keymap.keys(Place::List, action).first());
        let key = key.map(|key| app.texts.fill("ui.by-key", &[("key", key)]));
        [name.to_owned(), does.to_owned()].into_iter().chain(key).collect()
    };
    let entries = form::VERBS.iter().filter(|verb| can(verb)).map(|verb| {
        let action = survey::ACTS.into_iter().find(|action| survey::verb_of(app, *action) == Some(*verb));
        let columns = with_key(action, app.called(*verb), app.texts.verb_name(*verb));
        Entry { columns, choice: Choice::Do(*verb) }
    });
    let (name, does) = (app.texts.get("action.palette"), app.texts.get("does.palette"));
    let columns = with_key(Some(Action::Palette), name, does);
    let everything = Entry { columns, choice: Choice::Palette };
    let entries = entries.chain([everything]);
    let menu = Menu { title: app.texts.get("ui.more").to_owned(), entries: entries.collect(), cursor: 0 };
    app.overlays.push(Overlay::Menu(menu));
    Vec::new()
}

/// The menu of people to speak as, in practice.
pub(super) fn people(app: &mut App) -> Vec<Effect> {
    if !app.practice {
        app.say(app.texts.get("ui.practice-only"), true);
        return Vec::new();
    }
    let roster = &app.setup.roster;
    let entries = roster.people.iter().filter(|person| !person.administrator).map(|person| {
        let roles = roster.roles(&person.login);
        let roles: Vec<&str> = roles.iter().map(|role| app.texts.role(*role)).collect();
        let section = person.section.as_ref().map(|section| section.0.clone()).unwrap_or_default();
        Entry {
            columns: vec![person.name.clone(), section, roles.join(app.texts.get("ui.list-separator"))],
            choice: Choice::Become(person.login.clone()),
        }
    });
    let entries: Vec<Entry> = entries.collect();
    let here =
        roster.people.iter().filter(|person| !person.administrator).position(|one| one.login == app.me);
    let menu = Menu { title: app.texts.get("ui.person").to_owned(), entries, cursor: here.unwrap_or(0) };
    app.overlays.push(Overlay::Menu(menu));
    Vec::new()
}
