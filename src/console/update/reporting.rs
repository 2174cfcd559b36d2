//! What became of an act: a line or a sheet, a file of it, and how it is taken back.

use super::Effect;
use super::survey::Purpose;
use crate::client::Outcome;
use crate::console::app::{About, App};
use crate::console::check::{CameTo, Planned, ResultLine, ResultSheet};
use crate::console::keymap::{Action, Place};
use crate::console::overlay::Overlay;
use crate::console::{say_not_done, say_refusal};
use crate::domain::{Act, ItemEvent, Refusal, Verb};
use crate::texts::Names;

/// With it in front, spreadsheets read a file as UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What was just done can be taken back, or can't.
pub(super) fn offer_to_take_back(app: &mut App, possible: bool) {
    if !possible {
        app.just_done.clear();
        return;
    }
    let key = app.keymap.keys(Place::List, Action::Recall).first();
    let offer = key.map(|key| app.texts.fill("ui.take-back", &[("key", key)])).unwrap_or_default();
    if let (Some(note), true) = (&mut app.note, app.overlays.is_empty()) {
        note.text += &offer;
    }
}

/// Takes back what was just done, after a check as for any recall.
pub(super) fn take_back(app: &mut App) -> Vec<Effect> {
    let done = std::mem::take(&mut app.just_done);
    app.about = About::default();
    if matches!(app.overlays.last(), Some(Overlay::Result(_))) {
        app.overlays.pop();
    }
    vec![Effect::Rehearse(Verb::Recall, done)]
}

/// Reports what became of an act: one line where it was one item, else a sheet of all that were to be done, also
/// of those that the check left out; failures stay marked.
pub(super) fn report(app: &mut App, verb: Verb, results: Vec<CameTo>) -> Vec<Effect> {
    for CameTo { id, .. } in results.iter().filter(|one| one.outcome.is_done()) {
        app.memory.done(verb, *id);
        for pane in app.panes.iter_mut() {
            id.map(|id| pane.marks.remove(&id));
        }
    }
    let first = results.iter().find(|one| one.outcome.is_done()).and_then(|one| one.id);
    if let Some(pane) = app.pane_mut().filter(|_| verb == Verb::Recall) {
        pane.back_to = first;
    }
    let just_done = results.iter().filter_map(|one| match &one.outcome {
        // A recall undoes what sent the item on, and would undo that too after an act that didn't.
        Outcome::Done(now) if now.events.iter().any(ItemEvent::sends_on) => Some(Planned {
            id: Some(now.item),
            revision: Some(now.revision),
            ..Planned::draft(one.title.clone(), Act::Recall)
        }),
        _ => None,
    });
    app.just_done = just_done.collect();
    let left_out = std::mem::take(&mut app.left_out);
    match results.as_slice() {
        [CameTo { title, outcome: Outcome::Done(now), .. }] if left_out.is_empty() => {
            let number = now.item.to_string();
            let called = Some(app.about.called.as_str()).filter(|called| !called.is_empty());
            let called = called.unwrap_or(app.called(verb));
            let what = [("verb", called), ("item", &number), ("title", title)];
            let mut text = app.texts.fill("ui.did", &what);
            if !now.moved.is_empty() {
                let shown = app.preview.as_ref().filter(|preview| preview.item.id == now.item);
                let procedure = shown.and_then(|preview| app.setup.procedure(&preview.row.procedure));
                let names = Names { roster: &app.setup.roster, procedure };
                text = text + "  " + &app.texts.moved(&now.moved, names);
            }
            app.say(text, false);
            if matches!(app.overlays.last(), Some(Overlay::Reader(_))) {
                app.overlays.pop();
            }
        }
        [CameTo { outcome: Outcome::Refused(refusal), since, .. }] if left_out.is_empty() => {
            let text = say_refusal(app, refusal);
            app.say(text + since, true);
        }
        _ => {
            let lines = results.into_iter().map(ResultLine::from).chain(left_out).collect();
            app.overlays.push(Overlay::Result(ResultSheet { verb, lines, top: 0 }));
        }
    }
    let ways = app.just_done.clone();
    let offered = (!ways.is_empty()).then(|| Effect::Survey(Purpose::TakeBack, vec![(Verb::Recall, ways)]));
    std::iter::once(Effect::LoadPanes).chain(offered).collect()
}

/// Reports what the bureau answered.
pub(super) fn report_bureau(app: &mut App, answer: Result<(), Refusal>) -> Vec<Effect> {
    match answer {
        Ok(()) => {
            app.memory.done(Verb::Delegate, None);
            app.say(app.texts.get("ui.recorded"), false);
        }
        Err(refusal) => {
            let text = say_refusal(app, &refusal);
            app.say(text, true);
        }
    }
    vec![Effect::LoadPanes]
}

/// The open result sheet as a file that spreadsheets read.
pub(super) fn export_result(app: &App) -> Vec<Effect> {
    let Some(Overlay::Result(sheet)) = app.overlays.last() else { return Vec::new() };
    let texts = &app.texts;
    let mut lines = vec!["ui.column-id", "ui.column-title", "ui.column-result", "ui.column-why"]
        .into_iter()
        .map(|key| texts.get(key).to_owned())
        .collect::<Vec<_>>();
    let mut out = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
    let mut write = |line: &[String]| out.write_record(line).is_ok();
    let mut whole = write(&lines);
    for line in &sheet.lines {
        let key = if line.not_done.is_some() { "ui.not-done" } else { "ui.done" };
        let why = line.not_done.as_ref().map(|why| say_not_done(app, why)).unwrap_or_default();
        let id = line.id.map(|id| id.to_string()).unwrap_or_default();
        lines = vec![id, line.title.clone(), texts.get(key).to_owned(), why];
        whole &= write(&lines);
    }
    let bytes = out.into_inner().ok().filter(|_| whole);
    let name = texts.verb_name(sheet.verb).to_owned();
    bytes.map(|bytes| Effect::Save { name, ending: "csv", bytes }).into_iter().collect()
}
