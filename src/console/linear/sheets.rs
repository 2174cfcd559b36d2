//! Sheets in lines: the pages of an item, menus, a form field by field, the check before an act and its
//! result, the palette, and what can be typed.

use super::super::app::App;
use super::super::check::{Check, GroupKind, ResultLine, ResultSheet, by_reason};
use super::super::form::{Field, FieldKind, Form, Restored, have_codes};
use super::super::keymap::{Action, Place};
use super::super::overlay::{Menu, Overlay};
use super::super::palette::{Offer, Palette, fits, offers};
use super::super::reading::{Asked, Page, Reader};
use super::super::view::group_said;
use super::super::{say_not_done, say_refusal, update, view};
use super::items::{joined, plain};
use super::read::FOR_THE_EYE;
use super::say::form_key;
use crate::console::check::Planned;

/// What lies on top; `before` is what was said last of what lay there.
pub fn lines(app: &App, before: Option<&str>, columns: usize) -> Vec<String> {
    match app.overlays.last() {
        None => Vec::new(),
        Some(Overlay::Reader(reader)) => page(app, reader, before, columns),
        Some(Overlay::Menu(menu)) => entries(app, menu),
        Some(Overlay::Form(form)) => field(app, form, before),
        Some(Overlay::Check(check)) => asked_about(app, check),
        Some(Overlay::Result(sheet)) => result(app, sheet),
        Some(Overlay::Palette(palette)) => found(app, palette),
        Some(Overlay::Name(_)) => vec![app.texts.get("ui.view-name").to_owned()],
        Some(Overlay::Help(_)) => help(app, ""),
        Some(Overlay::Paper(paper)) => view::paper_lines(app, paper, columns),
        Some(Overlay::Summary(..)) => {
            view::summary_lines(app, columns).iter().map(|spans| plain(app, spans)).collect()
        }
    }
}

/// What a field is called.
pub fn label(app: &App, name: &str) -> String {
    app.texts.get(&format!("field.{name}")).to_owned()
}

/// The key of what the reader asks for.
pub fn asked_key(asked: Asked) -> &'static str {
    match asked {
        Asked::Words => "ui.ask-words",
        Asked::Day => "ui.ask-day",
    }
}

/// A page of an item from where it is open; which one it is, and what comes behind it.
fn page(app: &App, reader: &Reader, before: Option<&str>, columns: usize) -> Vec<String> {
    let texts = &app.texts;
    if let Some((asked, given)) = &reader.typing {
        let said = texts.get(asked_key(*asked));
        return vec![match given.value() {
            "" => said.to_owned(),
            given => texts.fill("linear.field", &[("name", said), ("value", given)]),
        }];
    }
    let Some(preview) = &app.preview else { return Vec::new() };
    let name = |page: Page| texts.get(&format!("page.{}", page.key())).to_owned();
    let place = Page::ALL.iter().position(|page| *page == reader.page).unwrap_or(0);
    let revision = texts.fill("ui.revision", &[("n", &preview.row.revision.0.to_string())]);
    let (nth, all) = ((place + 1).to_string(), Page::ALL.len().to_string());
    let (page, item) = (name(reader.page), preview.row.id.to_string());
    let what =
        [("page", page.as_str()), ("nth", &nth), ("all", &all), ("item", &item), ("revision", &revision)];
    let begins = !goes_on(app, before, Place::Reader.key());
    let mut lines: Vec<String> = begins.then(|| preview.row.title.clone()).into_iter().collect();
    if begins {
        let pages = Page::ALL.iter().map(|page| name(*page)).collect();
        lines.push(texts.fill("linear.pages", &[("pages", &joined(texts, "linear.comma", pages))]));
    }
    // What was looked for and found on a page that is open is said at once.
    if begins || reader.hit.is_none() {
        lines.push(texts.fill("linear.page", &what));
    }
    let files = &preview.item.submission.content.attachments;
    let choosing = reader.page == Page::Files && reader.file.is_none() && !files.is_empty();
    let laid = view::laid(app, reader, columns);
    let from = reader.hit.unwrap_or(reader.top()).min(laid.lines.len().saturating_sub(1));
    let read =
        laid.lines.iter().skip(from).map(|line| plain(app, &line.spans)).filter(|line| !line.is_empty());
    if choosing {
        let listed = read.take(files.len()).enumerate();
        lines.extend(listed.map(|(place, line)| format!("{} {}", place + 1, line.trim_start_matches("> "))));
        let (nth, chosen) = ((reader.chosen + 1).to_string(), files.get(reader.chosen));
        let chosen = chosen.map_or("", |file| file.name.as_str());
        lines.push(texts.fill("linear.chosen-file", &[("nth", &nth), ("name", chosen)]));
    } else {
        let painted = texts.get("ui.if-issued-keys");
        lines.extend(read.map(|line| match line == painted {
            true => texts.get("linear.if-issued-keys").to_owned(),
            false => line,
        }));
    }
    lines.push(match Page::ALL.get(place + 1) {
        Some(next) => texts.fill("linear.page-ends", &[("next", &name(*next))]),
        None => texts.get("linear.last-page-ends").to_owned(),
    });
    lines
}

fn entries(app: &App, menu: &Menu) -> Vec<String> {
    let entries = menu.entries.iter().enumerate().map(|(place, entry)| {
        let mut columns = entry.columns.clone();
        columns.retain(|column| !column.is_empty());
        columns.dedup();
        format!("{} {}", place + 1, joined(&app.texts, "linear.comma", columns))
    });
    let how = app.texts.get("linear.choose").to_owned();
    std::iter::once(menu.title.clone()).chain(entries).chain([how]).collect()
}

/// The field that is being filled, behind what the form is about where it was begun or something is wrong.
fn field(app: &App, form: &Form, before: Option<&str>) -> Vec<String> {
    let texts = &app.texts;
    let asked = form.asked(&app.setup);
    let mut lines = Vec::new();
    if !goes_on(app, before, &format!("{} {}", Place::Form.key(), form_key(form))) {
        let n = asked.len().to_string();
        lines.push(texts.fill("linear.form", &[("form", &view::form_title(app, form)), ("n", &n)]));
        lines.extend(form.restored.map(|restored| {
            let key = match restored {
                Restored::AsLeft => "ui.restored",
                Restored::ChangedSince => "ui.restored-changed",
            };
            texts.get(key).to_owned()
        }));
        lines.push(texts.get("linear.in-text").to_owned());
    }
    let Some(field) = form.fields.get(form.focus) else { return lines };
    lines.extend(form.refused.clone());
    let problem = form.problem.filter(|problem| problem.field == field.name);
    lines.extend(problem.map(|problem| view::said_of(app, form.verb, problem)));
    let place = asked.iter().position(|place| *place == form.focus).unwrap_or(0);
    let (place, n) = ((place + 1).to_string(), asked.len().to_string());
    let name = label(app, field.name);
    let said = [("place", place.as_str()), ("n", &n), ("name", name.as_str())];
    lines.push(texts.fill("linear.field-of", &said));
    lines.extend(filled(app, form, field));
    lines
}

/// Whether this was said last, or something that lay over it.
fn goes_on(app: &App, before: Option<&str>, what: &str) -> bool {
    let said = before.and_then(|before| before.split_once(' '));
    said.is_some_and(|(depth, said)| {
        said.starts_with(&format!("{what} "))
            || depth.parse().is_ok_and(|depth: usize| depth > app.overlays.len())
    })
}

/// What a field says, and what it takes.
fn filled(app: &App, form: &Form, field: &Field) -> Vec<String> {
    let texts = &app.texts;
    match &field.kind {
        FieldKind::Text(text) => {
            let value = text.value();
            let mut lines = match value.as_str() {
                "" => vec![texts.get("linear.empty").to_owned()],
                value => std::iter::once(texts.get("linear.now").to_owned())
                    .chain(value.split('\n').map(str::to_owned))
                    .collect(),
            };
            let how = match (text.takes_lines(), value.is_empty()) {
                (true, true) => "linear.write-lines",
                (true, false) => "linear.add-lines",
                (false, true) => "linear.write-line",
                (false, false) => "linear.replace-line",
            };
            lines.push(texts.get(how).to_owned());
            lines.extend(form.offers_phrases().then(|| texts.get("linear.phrases").to_owned()));
            lines
        }
        FieldKind::Choice(choices, chosen) => {
            let now = choices.get(*chosen).map_or("", |(_, label)| label.as_str());
            let codes = have_codes(choices);
            let numbered = |(place, (_, label)): (usize, &(String, String))| match codes {
                true => label.clone(),
                false => format!("{} {label}", place + 1),
            };
            let choices = choices.iter().enumerate().map(numbered);
            let now = texts.fill("linear.chosen", &[("value", now)]);
            choices.chain([now]).collect()
        }
    }
}

/// What is asked about in a check, behind the groups that need no answer yet or have one.
fn asked_about(app: &App, check: &Check) -> Vec<String> {
    let texts = &app.texts;
    let begins =
        check.groups.iter().all(|group| group.kind == GroupKind::Refused || group.confirmed.is_none());
    if check.counting.is_some() {
        let n = update::confirmed(check).count().to_string();
        return vec![texts.fill("ui.type-count", &[("n", &n)])];
    }
    let mut lines = Vec::new();
    if begins {
        lines.push(texts.fill("ui.check", &[("verb", app.called_in(check))]));
        if let Some((_, said)) = &check.whole {
            lines.extend(said.lines().map(str::to_owned));
            lines.push(keys(app, Place::Check, [Action::Confirm, Action::Cancel]));
        }
        lines.extend(
            check.groups.iter().map(|group| group_said(texts, group)).filter(|_| check.groups.len() > 1),
        );
        let refused = check.groups.iter().filter(|group| group.kind == GroupKind::Refused);
        lines.extend(refused.flat_map(|group| group.planned.iter().flat_map(|one| planned(app, one))));
    }
    let Some(group) = check.groups.get(check.asked).filter(|group| group.confirmed.is_none()) else {
        return lines;
    };
    lines.push(texts.fill("linear.asked", &[("group", &group_said(texts, group))]));
    lines.extend(group.planned.iter().flat_map(|one| planned(app, one)));
    let wanted = [Action::Confirm, Action::LeaveOut, Action::Comment, Action::Cancel];
    let wanted = wanted.into_iter().filter(|action| *action != Action::Comment || app.agrees());
    lines.push(keys(app, Place::Check, wanted));
    lines
}

fn planned(app: &App, one: &Planned) -> Vec<String> {
    let id = one.id.map(|id| format!("{id} ")).unwrap_or_default();
    let why = one.refusal.as_ref().map(|refusal| say_refusal(app, refusal));
    std::iter::once(format!("{id}{}", one.title)).chain(one.remarks.iter().cloned()).chain(why).collect()
}

/// What became of an act: how many, then what was not done and why, then what was.
fn result(app: &App, sheet: &ResultSheet) -> Vec<String> {
    let texts = &app.texts;
    let (not_done, done): (Vec<_>, Vec<_>) = sheet.lines.iter().partition(|line| line.not_done.is_some());
    let said = |key: &str, line: &ResultLine| {
        let id = line.id.map(|id| id.to_string()).unwrap_or_default();
        format!("{} {id} {}", texts.get(key), line.title)
    };
    let reasons =
        not_done.iter().filter_map(|line| Some((say_not_done(app, line.not_done.as_ref()?), *line)));
    let mut each: Vec<String> = Vec::new();
    for (why, items) in by_reason(reasons) {
        each.extend(items.into_iter().map(|line| said("ui.not-done", line)));
        each.push(why);
    }
    each.extend(done.iter().map(|line| said("ui.done", line)));
    let numbers = [("done", done.len().to_string()), ("refused", not_done.len().to_string())];
    let numbers = numbers.each_ref().map(|(name, number)| (*name, number.as_str()));
    let title = format!("{} {}", texts.verb_name(sheet.verb), texts.fill("ui.result", &numbers));
    let back = (!app.just_done.is_empty()).then_some(Action::Recall);
    let end = keys(app, Place::Result, [Action::Export].into_iter().chain(back).chain([Action::Cancel]));
    std::iter::once(title).chain(each).chain([end]).collect()
}

/// What the palette offers, numbered; what can't be done says why.
fn found(app: &App, palette: &Palette) -> Vec<String> {
    let texts = &app.texts;
    let said = |(place, offer): (usize, Offer)| {
        let why = offer.why.map(|why| texts.fill("linear.not-now", &[("why", &why)]));
        let said = why.unwrap_or(offer.does);
        format!("{} {}", place + 1, texts.fill("linear.colon", &[("name", &offer.name), ("said", &said)]))
    };
    let mut lines: Vec<String> = offers(app).into_iter().enumerate().map(said).collect();
    let n = lines.len().to_string();
    let title = match palette.typed.value() {
        "" => texts.fill("linear.palette", &[("n", &n)]),
        words => texts.fill("linear.palette-found", &[("n", &n), ("words", words)]),
    };
    lines.insert(0, title);
    lines.push(texts.get("linear.choose-or-search").to_owned());
    lines
}

/// What can be typed here: how lines are read, and the keys and names of this place.
pub fn help(app: &App, words: &str) -> Vec<String> {
    let texts = &app.texts;
    let place = app.place();
    let general = match place {
        Place::Form => ["linear.help-form", "linear.help-text", "linear.help-leave"],
        _ => ["linear.help-lines", "linear.help-items", "linear.help-words"],
    };
    let general = general.iter().filter(|_| words.is_empty()).map(|key| texts.get(key).to_owned());
    let typed = app.keymap.bindings(place).iter().filter(|(action, _)| is_typed(place, *action));
    let typed = typed.filter_map(|(action, bound)| {
        let called = || texts.get(&format!("action.{}", action.key())).to_owned();
        let name = view::word(app, *action).unwrap_or_else(called);
        let does = texts.get(&format!("does.{}", action.key())).to_owned();
        let key = match (place, typed_key(bound)) {
            // In a form a key would be text.
            (Place::Form, _) => ":".to_owned(),
            (_, Some(key)) => format!("{key} "),
            (_, None) => {
                bound.first().map(|key| format!("{} ", view::key_name(app, key))).unwrap_or_default()
            }
        };
        fits(words, &[&name, &does])
            .then(|| format!("{key}{}", texts.fill("linear.colon", &[("name", &name), ("said", &does)])))
    });
    let lines: Vec<String> = general.chain(typed).collect();
    if lines.is_empty() { vec![texts.get("ui.nothing-found").to_owned()] } else { lines }
}

/// Whether an action is one for who types lines: an empty line goes on, and is a new line where one is written.
fn is_typed(place: Place, action: Action) -> bool {
    let by_lines = matches!(action, Action::Choose | Action::NextField | Action::NewLine);
    !(FOR_THE_EYE.contains(&action) || place == Place::Form && by_lines)
}

/// The keys of some actions of a place, with what each is called.
fn keys(app: &App, place: Place, actions: impl IntoIterator<Item = Action>) -> String {
    let said = actions.into_iter().filter_map(|action| {
        let key = typed_key(app.keymap.keys(place, action))?;
        let name = app.texts.get(&format!("action.{}", action.key())).to_owned();
        Some(format!("{key} {name}"))
    });
    joined(&app.texts, "linear.comma", said.collect())
}

/// The key that is typed most easily: a character, or else its name.
fn typed_key(keys: &[String]) -> Option<&str> {
    let digit = keys.iter().find(|key| key.len() == 1 && key.bytes().all(|byte| byte.is_ascii_digit()));
    let single = keys.iter().find(|key| key.chars().count() == 1);
    digit.or(single).map(String::as_str)
}
