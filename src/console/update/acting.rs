//! Acting: from a key over a form to what is planned, which `checking` has confirmed and `reporting` tells the end of.

use super::survey::Begun;
use super::{Effect, PREVIEW_BYTES, planned, survey};
use crate::console::app::{About, App, Note, Preview};
use crate::console::check::Planned;
use crate::console::form::{self, Form};
use crate::console::overlay::Overlay;
use crate::domain::{Act, ItemId, Refusal, Verb};
use crate::procedure::Attribute;
use crate::projection::Row;

/// Begins an act on the marked items, or else on the one under the cursor.
pub(super) fn begin(app: &mut App, verb: Option<Verb>) -> Vec<Effect> {
    match verb {
        Some(verb) => begin_asking(app, verb, Begun::default()),
        None => survey::instead(app),
    }
}

/// The same, asking also for words that the act can do without.
pub(super) fn begin_fully(app: &mut App, verb: Verb) -> Vec<Effect> {
    begin_asking(app, verb, Begun { fully: true, ..Begun::default() })
}

/// Begins what sending back is here. The same form receives and refuses; whoever sends back refuses.
pub(super) fn send_back(app: &mut App) -> Vec<Effect> {
    match app.working_queue().and_then(form::send_back_verb) {
        Some(verb) => begin_asking(app, verb, Begun { refuses: true, ..Begun::default() }),
        None => survey::instead(app),
    }
}

fn begin_asking(app: &mut App, verb: Verb, begun: Begun) -> Vec<Effect> {
    let rows = if form::concerns_an_item(verb) { app.targets() } else { Vec::new() };
    if form::concerns_an_item(verb) && rows.is_empty() {
        app.say(app.texts.get("ui.nothing-chosen"), true);
        return Vec::new();
    }
    let rows: Vec<Row> = rows.into_iter().cloned().collect();
    let known = app.preview.as_ref().filter(|known| rows.iter().any(|row| row.id == known.item.id));
    let item = known.map(|known| known.item.clone());
    let text = known.filter(|_| verb == Verb::Edit).and_then(whole_text).map(str::to_owned);
    let more = match (rows.as_slice(), known) {
        ([row], None) if verb == Verb::Edit => Some((row.id, form::TEXT_BYTES)),
        ([row], None) => Some((row.id, PREVIEW_BYTES)),
        // Room is left for a character that the end would cut.
        ([row], Some(known)) if known.text.len() < form::TEXT_BYTES - 4 => {
            (verb == Verb::Edit && text.is_none()).then_some((row.id, form::TEXT_BYTES))
        }
        _ => None,
    };
    app.about = About { rows, item, text, called: String::new() };
    match more {
        Some((id, bytes)) => vec![Effect::Consult(verb, begun, id, bytes)],
        None => begin_about(app, verb, begun),
    }
}

/// The one item that an act is about is known in full, which the preview doesn't show, or not with its whole text.
pub(super) fn consulted(
    app: &mut App,
    verb: Verb,
    begun: Begun,
    preview: Option<Box<Preview>>,
) -> Vec<Effect> {
    if let Some(preview) = preview {
        app.about.text = whole_text(&preview).map(str::to_owned);
        app.about.item = Some(preview.item);
    }
    begin_about(app, verb, begun)
}

/// Begins an act on what is known already of what it is about.
pub(super) fn begin_about(app: &mut App, verb: Verb, begun: Begun) -> Vec<Effect> {
    // What says how one item reads can't be said of several, nor of one that can't be read.
    if form::one_at_a_time(verb) && (app.about.item.is_none() || app.about.rows.len() > 1) {
        app.say(app.texts.get("ui.one-at-a-time"), true);
        return Vec::new();
    }
    match new_form(app, verb, begun) {
        // The check says what stands against it.
        None => plan(app, verb, None),
        // The rules of the bureau are asked about who deputises whom, which its form says.
        Some(_) if verb == Verb::Delegate => may_begin(app, verb, survey::deputising(app), begun),
        Some(_) => survey::ask_before(app, verb, begun),
    }
}

/// It is known whether the act can be done at all: its form opens, or it is said why not.
pub(super) fn may_begin(app: &mut App, verb: Verb, refusal: Option<Refusal>, begun: Begun) -> Vec<Effect> {
    if let Some(refusal) = refusal {
        if app.about.rows.len() > 1 {
            // Each may be refused for a reason of its own, which the check will tell.
            let tried = app.about.rows.iter().filter_map(|row| survey::as_tried(app, verb, row));
            return vec![Effect::Rehearse(verb, tried.collect())];
        }
        let row = app.about.rows.first();
        let named = row.map(|row| named(app, row.id, &row.title)).unwrap_or_default();
        let what = [app.called(verb), &named].concat();
        let why = survey::why_not(app, &refusal, row);
        let said = app.texts.fill("ui.not-so", &[("verb", &what), ("why", &why)]);
        app.say(said, true);
        return Vec::new();
    }
    open_form(app, verb, begun);
    Vec::new()
}

/// How an item is named that isn't the one under the cursor, behind a word; nothing where it is that one.
pub(super) fn named(app: &App, id: ItemId, title: &str) -> String {
    let here = app.row().is_some_and(|row| row.id == id);
    if here { String::new() } else { format!(" {id} {title}") }
}

/// Opens the form of an act.
pub(super) fn open_form(app: &mut App, verb: Verb, begun: Begun) {
    if verb == Verb::Edit && app.about.text.is_none() {
        app.note = Some(Note { text: app.texts.get("ui.text-too-long").to_owned(), bad: false });
    }
    let Some(mut form) = new_form(app, verb, begun) else { return };
    form.about = app.about.rows.iter().map(|row| (row.id, row.revision)).collect();
    if begun.refuses {
        form.preselect("receipt", "refuse");
        if verb == Verb::Receive {
            form.focus = form.asked(&app.setup).get(1).copied().unwrap_or(0);
        }
    }
    app.memory.restore(&mut form);
    app.overlays.push(Overlay::Form(Box::new(form)));
}

fn whole_text(preview: &Preview) -> Option<&str> {
    let whole = !preview.cut && preview.text.len() <= form::TEXT_BYTES;
    whole.then_some(preview.text.as_str())
}

fn new_form(app: &App, verb: Verb, begun: Begun) -> Option<Form> {
    let known = form::Known {
        queue: app.working_queue(),
        item: app.about.item.as_ref(),
        text: app.about.text.as_deref(),
        rows: &app.about.rows,
        fully: begun.fully,
        setup: &app.setup,
        texts: &app.texts,
        today: app.today,
        me: &app.me,
    };
    Form::new(verb, &known)
}

/// Plans the act for everything that it is about and asks what it would come to.
pub(super) fn plan(app: &mut App, verb: Verb, form: Option<&Form>) -> Vec<Effect> {
    if let (Verb::Draft, Some(form)) = (verb, form) {
        let Ok((act, blobs)) = form::act(form, None, None) else { return Vec::new() };
        let (files, masks) = (form.files(), form.masks());
        let draft = Planned { blobs, files, masks, ..Planned::draft(form.text("title"), act) };
        return vec![Effect::Rehearse(verb, vec![draft])];
    }
    let mut all = Vec::new();
    for row in &app.about.rows {
        let made = match form {
            Some(form) => form::act(form, app.about.item(row.id), Some(row.id)).ok(),
            None => form::plain_act(verb).map(|act| (act, Vec::new())),
        };
        let made = made.map(|(act, blobs)| (listing(app, form, row, act), blobs));
        let files = form.map(Form::files).unwrap_or_default();
        let masks = form.is_some_and(Form::masks);
        all.extend(made.map(|made| Planned { masks, ..planned(row, made, files) }));
    }
    vec![Effect::Rehearse(verb, all)]
}

/// An agreement whose form, if it has one, doesn't ask whether the row is listed, lists it as its procedure has it;
/// what is said of several items lists those that their procedure has listed.
fn listing(app: &App, form: Option<&Form>, row: &Row, act: Act) -> Act {
    let can = || form::can_be_listed(row, app.working_queue(), &app.setup);
    match act {
        Act::Approve { opinion, .. } if form.is_none_or(|form| !form.has("listed")) => {
            Act::Approve { opinion, listed: row.attribute == Some(Attribute::OnRequest) && can() }
        }
        Act::ChangeAttribute { proposal, why, listed } => {
            Act::ChangeAttribute { proposal, why, listed: listed && can() }
        }
        act => act,
    }
}
