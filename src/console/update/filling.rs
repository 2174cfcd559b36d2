//! Filling a form: keys and pastes in its fields, phrases, what is left unfinished, and one form for each
//! of several items.

use super::{Effect, acting, planned};
use crate::console::app::App;
use crate::console::check::Planned;
use crate::console::form::{self, FieldKind, Form, Known, Problem, Series, kind_of};
use crate::console::keymap::Action;
use crate::console::overlay::{Choice, Entry, Menu, Overlay};
use crate::domain::{Refusal, Verb};
use crate::projection::Row;
use crate::shell::Key;

/// Characters of a paste that are taken.
const PASTE_CHARS: usize = 20_000;

/// A key in a form.
pub(super) fn press(app: &mut App, key: &Key, action: Option<Action>) -> Vec<Effect> {
    app.note = None;
    let setup = app.setup.clone();
    let Some(Overlay::Form(form)) = app.overlays.last_mut() else { return Vec::new() };
    let asked = form.asked(&setup);
    let place = asked.iter().position(|place| *place == form.focus).unwrap_or(0);
    let is_last = place + 1 >= asked.len();
    let arrow = matches!(key.name.as_str(), "down" | "up");
    match action {
        Some(Action::Cancel) => return leave(app),
        Some(Action::Phrases) => offer(app),
        // In a text the arrows go through its lines first, and from an empty one down to its phrases.
        Some(Action::NextField) if key.name == "down" && form.offers_phrases() => offer(app),
        Some(Action::NextField | Action::PreviousField) if arrow && step(form, key.name == "down") => {}
        Some(Action::NextField) if is_last => {}
        Some(Action::NextField) => focus(form, asked.get(place + 1)),
        Some(Action::PreviousField) => focus(form, asked.get(place.saturating_sub(1))),
        Some(Action::Choose) if is_last => return submit(app),
        Some(Action::Choose) => focus(form, asked.get(place + 1)),
        _ => {
            form.problem = None;
            form.refused = None;
            write(form, key, action);
        }
    }
    Vec::new()
}

fn focus(form: &mut Form, place: Option<&usize>) {
    form.go_to(place.copied().unwrap_or(form.focus));
}

fn step(form: &mut Form, down: bool) -> bool {
    form.typing_mut().is_some_and(|text| text.step(down))
}

/// A key in the field that is being filled.
fn write(form: &mut Form, key: &Key, action: Option<Action>) {
    let Some(field) = form.fields.get_mut(form.focus) else { return };
    match (&mut field.kind, action) {
        (FieldKind::Text(text), Some(Action::Undo)) => text.undo(),
        (FieldKind::Text(text), Some(Action::Redo)) => text.redo(),
        (FieldKind::Text(text), Some(Action::Clear)) => text.clear(),
        (FieldKind::Text(text), Some(Action::NewLine)) if text.takes_lines() => text.insert("\n"),
        (FieldKind::Text(text), None) => text.press(&key.name),
        (FieldKind::Choice(choices, chosen), _) => form::press(choices, chosen, &mut form.typed, &key.name),
        _ => {}
    }
}

/// A paste in a form: text where a text is written, with its lines where it may have several.
pub(super) fn paste(app: &mut App, text: &str) {
    let taken: String = text.chars().take(PASTE_CHARS).collect();
    if taken.len() < text.len() {
        app.say(app.texts.fill("ui.paste-cut", &[("n", &PASTE_CHARS.to_string())]), true);
    }
    insert(app, &taken);
}

/// Puts a text into the field that is being filled.
pub(super) fn insert(app: &mut App, text: &str) {
    if let Some(Overlay::Form(form)) = app.overlays.last_mut() {
        form.problem = None;
        form.refused = None;
        if let Some(field) = form.typing_mut() {
            field.insert(text);
        }
    }
}

/// The phrases of the field that is being filled: those used last, then the saved ones.
fn offer(app: &mut App) {
    let Some(Overlay::Form(form)) = app.overlays.last() else { return };
    let field = form.fields.get(form.focus);
    let Some(kind) = field.and_then(|field| kind_of(form.verb, field.name)) else { return };
    let mut phrases: Vec<String> = app.memory.phrases(kind).map(str::to_owned).collect();
    for saved in app.phrases.of(kind) {
        if !phrases.contains(saved) {
            phrases.push(saved.clone());
        }
    }
    let entries = phrases
        .into_iter()
        .map(|phrase| Entry { columns: vec![phrase.replace('\n', " ")], choice: Choice::Insert(phrase) });
    let menu = Menu { title: app.texts.get("ui.phrases").to_owned(), entries: entries.collect(), cursor: 0 };
    app.overlays.push(Overlay::Menu(menu));
}

/// Leaves a form; what is half written is kept. Of several items those that were filled go on.
fn leave(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Form(form)) = app.overlays.pop() else { return Vec::new() };
    app.memory.keep(&form);
    if form.changed().next().is_some() {
        app.say(app.texts.get("ui.kept-unfinished"), false);
    }
    match form.series {
        Some(Series { filled, .. }) if !filled.is_empty() => vec![Effect::Rehearse(form.verb, filled)],
        _ => Vec::new(),
    }
}

/// The last field was filled: the form makes its acts, or says what is wrong.
fn submit(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Form(form)) = app.overlays.last().cloned() else { return Vec::new() };
    if form.asks_each() {
        app.overlays.pop();
        let rows = app.about.rows.clone();
        return next_of(app, form.verb, &form.text("attribute"), rows, Vec::new());
    }
    if form.verb == Verb::Delegate {
        return match form::deputy(&form) {
            Ok(command) => vec![Effect::RehearseBureau(command)],
            Err(problem) => blame(app, problem),
        };
    }
    let item = form.about.iter().find_map(|(id, _)| app.about.item(*id));
    let made = match form::act(&form, item, None) {
        Ok(made) => made,
        Err(problem) => return blame(app, problem),
    };
    match form.series.clone() {
        Some(Series { now, rest, mut filled }) => {
            finish(app, form.verb);
            filled.push(planned(&now, made, form.files()));
            next_of(app, form.verb, &form.text("attribute"), rest, filled)
        }
        None => acting::plan(app, form.verb, Some(&form)),
    }
}

/// Closes the form of an act that can be done as it says. It is kept until the act is done, and its phrases
/// are remembered.
pub(super) fn finish(app: &mut App, verb: Verb) {
    if !matches!(app.overlays.last(), Some(Overlay::Form(form)) if form.verb == verb) {
        return;
    }
    let Some(Overlay::Form(form)) = app.overlays.pop() else { return };
    app.memory.keep(&form);
    for place in form.asked(&app.setup) {
        let Some(field) = form.fields.get(place) else { continue };
        if let Some(kind) = kind_of(form.verb, field.name) {
            app.memory.note_phrase(kind, field.value().trim());
        }
    }
}

/// Says why an act is refused: on its form, which stays open with what was written, or where it had none.
pub(super) fn refuse(app: &mut App, verb: Verb, refusal: &Refusal, why: String) {
    match app.overlays.last_mut() {
        Some(Overlay::Form(form)) if form.verb == verb => form.refuse(refusal, why, &app.setup),
        _ => app.say(why, true),
    }
}

/// Says what is wrong with the form, at its field.
pub(super) fn blame(app: &mut App, problem: Problem) -> Vec<Effect> {
    if let Some(Overlay::Form(form)) = app.overlays.last_mut() {
        form.blame(problem);
    }
    Vec::new()
}

/// The form for the next of several items; where none is left, all that were filled are checked together.
fn next_of(
    app: &mut App,
    verb: Verb,
    attribute: &str,
    mut rest: Vec<Row>,
    filled: Vec<Planned>,
) -> Vec<Effect> {
    if rest.is_empty() {
        return vec![Effect::Rehearse(verb, filled)];
    }
    let now = rest.remove(0);
    let known = Known {
        queue: app.working_queue(),
        item: app.about.item(now.id),
        text: None,
        rows: std::slice::from_ref(&now),
        fully: false,
        setup: &app.setup,
        texts: &app.texts,
        today: app.today,
        me: &app.me,
    };
    let Some(mut form) = Form::new(verb, &known) else { return Vec::new() };
    form.preselect("attribute", attribute);
    form.about = vec![(now.id, now.revision)];
    // Behind the attribute, which was chosen for all.
    form.focus = form.asked(&app.setup).get(1).copied().unwrap_or_default();
    app.memory.restore(&mut form);
    form.series = Some(Series { now, rest, filled });
    app.overlays.push(Overlay::Form(Box::new(form)));
    Vec::new()
}
