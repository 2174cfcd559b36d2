//! Acting: from a key over a form and a check to the orders, and from their outcomes to a result.

use super::moving::{is_hidden, type_into};
use super::survey::{Begun, Purpose};
use super::{Effect, PREVIEW_BYTES, all_answered, filling, planned, survey};
use crate::client::Outcome;
use crate::console::app::{About, App, COUNTED_ABOVE, Note, Preview};
use crate::console::check::{CameTo, Check, Concerns, Group, GroupKind, Planned, ResultLine, ResultSheet};
use crate::console::form::{self, Form, Problem};
use crate::console::keymap::{Action, Place};
use crate::console::overlay::{Choice, Entry, Menu, Overlay};
use crate::console::{say_not_done, say_refusal};
use crate::domain::{
    Act, Author, BureauCommand, BureauEvent, ItemEvent, ItemId, Refusal, Verb, deputies, permissions_of,
};
use crate::procedure::{Attribute, Role};
use crate::projection::Row;
use crate::shell::{Key, half_width};
use crate::texts::Names;
use tui_input::Input as TextField;

/// A confirmation opens its ears only after this long without a key.
const QUIET_MS: u64 = 300;

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
fn begin_about(app: &mut App, verb: Verb, begun: Begun) -> Vec<Effect> {
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
fn named(app: &App, id: ItemId, title: &str) -> String {
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

/// With it in front, spreadsheets read a file as UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

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

/// Brings up the check: what will be done, what can't, and what needs a look of its own.
pub(super) fn check(app: &mut App, verb: Verb, rehearsed: Vec<(Planned, Outcome)>) -> Vec<Effect> {
    let decides = matches!(verb, Verb::Approve | Verb::ChangeAttribute | Verb::Return);
    let several = rehearsed.len() > 1;
    let mut groups: Vec<Group> = Vec::new();
    for (mut one, outcome) in rehearsed {
        let kind = match outcome {
            Outcome::Refused(refusal) => {
                one.refusal = Some(refusal);
                GroupKind::Refused
            }
            Outcome::IdReused => GroupKind::Refused,
            Outcome::Done(_) => kind_of(app, decides, several, &one),
        };
        match groups.iter_mut().find(|group| group.kind == kind) {
            Some(group) => group.planned.push(one),
            None => groups.push(Group { kind, planned: vec![one], confirmed: None }),
        }
    }
    groups.sort_by_key(|group| group.kind);
    for group in &mut groups {
        if group.kind == GroupKind::Refused {
            group.confirmed = Some(false);
        }
    }
    let refused = groups.iter().all(|group| group.kind == GroupKind::Refused);
    let no_address =
        |one: &Planned| matches!(&one.refusal, Some(Refusal::UrlMalformed(url)) if url.is_empty());
    let mut all = groups.iter().flat_map(|group| &group.planned).peekable();
    if all.peek().is_some() && all.all(no_address) {
        return filling::blame(app, Problem { field: "url", text: "problem.empty" });
    }
    let mut all = groups.iter().flat_map(|group| &group.planned);
    if let (true, Some(one), None) = (refused, all.next(), all.next()) {
        if let Some(refusal) = one.refusal.clone() {
            let row = one.id.and_then(|id| app.about.row(id));
            let why = survey::why_not(app, &refusal, row);
            let text = match one.id.map(|id| named(app, id, &one.title)).unwrap_or_default() {
                item if item.is_empty() => why,
                item => {
                    let what = [app.called_as(verb, &one.act), &item].concat();
                    app.texts.fill("ui.not-so", &[("verb", &what), ("why", &why)])
                }
            };
            filling::refuse(app, verb, &refusal, text);
        }
        return Vec::new();
    }
    // What is refused altogether can be written otherwise, in the form that is still there.
    if !refused {
        filling::finish(app, verb);
    }
    let asked = groups.iter().position(|group| group.confirmed.is_none()).unwrap_or(0);
    let check = Check { verb, groups, whole: None, asked, counting: None, top: 0 };
    app.about.called = app.called_in(&check).to_owned();
    app.overlays.push(Overlay::Check(check));
    Vec::new()
}

/// Brings up the check of what is asked of the bureau as a whole: the line that the history would have.
pub(super) fn check_whole(
    app: &mut App,
    command: BureauCommand,
    answer: Result<Vec<BureauEvent>, Refusal>,
) -> Vec<Effect> {
    let events = match answer {
        Ok(events) => events,
        Err(refusal) => {
            let text = say_refusal(app, &refusal);
            filling::refuse(app, Verb::Delegate, &refusal, text);
            return Vec::new();
        }
    };
    filling::finish(app, Verb::Delegate);
    let roster = &app.setup.roster;
    let role = roster.roles(&app.me).into_iter().next().unwrap_or(Role::Drafter);
    let author = Author { login: app.me.clone(), role, on_behalf: None };
    let said = events.iter().map(|event| app.texts.bureau_event(&author, event, roster));
    let whole = Some((command, said.collect::<Vec<_>>().join("\n")));
    let (groups, verb) = (Vec::new(), Verb::Delegate);
    app.overlays.push(Overlay::Check(Check { verb, groups, whole, asked: 0, counting: None, top: 0 }));
    Vec::new()
}

fn kind_of(app: &App, decides: bool, several: bool, one: &Planned) -> GroupKind {
    let (Some(id), Some(revision)) = (one.id, one.revision) else { return GroupKind::Ready };
    let concerns = Concerns {
        withheld: decides && one.withheld,
        changed: one.changed,
        not_shown: decides && !app.shown.contains(&(id, revision)),
        hidden: is_hidden(app, id),
        // Of one alone its form has asked.
        listed: several && matches!(one.act, Act::Approve { listed: true, .. }),
    };
    if concerns.any() { GroupKind::Concerned(concerns) } else { GroupKind::Ready }
}

/// A key in the check.
pub(super) fn answer_check(app: &mut App, key: &Key, action: Option<Action>, quiet_ms: u64) -> Vec<Effect> {
    let (last_top, page) = (app.last_top, app.page);
    let approves = app.agrees();
    let Some(Overlay::Check(check)) = app.overlays.last_mut() else { return Vec::new() };
    if let Some(count) = &mut check.counting {
        match key.name.as_str() {
            "esc" => {
                app.overlays.pop();
            }
            "enter" => return counted(app),
            _ => {
                type_into(count, key);
            }
        }
        return Vec::new();
    }
    match action {
        Some(Action::Cancel) => {
            if check.asks() {
                app.say(app.texts.get("ui.cancelled"), false);
            }
            app.overlays.pop();
        }
        Some(Action::Confirm | Action::LeaveOut | Action::Comment) if !check.asks() => {}
        Some(Action::Down) => check.top = (check.top + 1).min(last_top),
        Some(Action::Up) => check.top = check.top.saturating_sub(1),
        Some(Action::Confirm | Action::LeaveOut) if quiet_ms < QUIET_MS => {
            app.say(app.texts.get("ui.too-quick"), true);
        }
        Some(Action::Comment) if approves => {
            app.overlays.pop();
            return begin_about(app, Verb::Approve, Begun { fully: true, ..Begun::default() });
        }
        // What was never shown is confirmed on what the sheet says of it, so to its end.
        Some(Action::Confirm) if check.asks_unseen() && check.top < last_top => {
            check.top = (check.top + page).min(last_top);
            app.say(app.texts.get("ui.read-to-the-end"), true);
        }
        Some(Action::PageDown) => check.top = (check.top + page).min(last_top),
        Some(Action::PageUp) => check.top = check.top.saturating_sub(page),
        Some(Action::Confirm) => return answer(app, true),
        Some(Action::LeaveOut) => return answer(app, false),
        _ => {}
    }
    Vec::new()
}

fn answer(app: &mut App, yes: bool) -> Vec<Effect> {
    app.note = None;
    let Some(Overlay::Check(check)) = app.overlays.last_mut() else { return Vec::new() };
    if let Some((command, _)) = check.whole.take() {
        app.overlays.pop();
        if yes {
            return vec![Effect::Bureau(command)];
        }
        app.say(app.texts.get("ui.cancelled"), false);
        return Vec::new();
    }
    if let Some(group) = check.groups.get_mut(check.asked) {
        group.confirmed = group.confirmed.or(Some(yes));
    }
    if let Some(next) = check.groups.iter().position(|group| group.confirmed.is_none()) {
        check.asked = next;
        check.top = 0;
        return Vec::new();
    }
    if confirmed(check).count() > COUNTED_ABOVE {
        check.counting = Some(TextField::default());
        return Vec::new();
    }
    carry_out(app)
}

fn counted(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Check(check)) = app.overlays.last_mut() else { return Vec::new() };
    let typed =
        check.counting.as_ref().map(|count| count.value().chars().map(half_width).collect::<String>());
    let typed = typed.and_then(|count| count.trim().parse::<usize>().ok());
    if typed == Some(confirmed(check).count()) {
        app.note = None;
        return carry_out(app);
    }
    check.counting = Some(TextField::default());
    app.say(app.texts.get("ui.count-wrong"), true);
    Vec::new()
}

fn carry_out(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Check(check)) = app.overlays.pop() else { return Vec::new() };
    debug_assert!(all_answered(&check));
    let agreed: Vec<Planned> = confirmed(&check).cloned().collect();
    if agreed.is_empty() {
        app.say(app.texts.get("ui.cancelled"), false);
        return Vec::new();
    }
    let others = check.groups.iter().filter(|group| group.confirmed != Some(true));
    app.left_out = others.flat_map(|group| &group.planned).map(ResultLine::left_out).collect();
    vec![Effect::Act(check.verb, agreed)]
}

/// Everything that was agreed to.
pub fn confirmed(check: &Check) -> impl Iterator<Item = &Planned> {
    let groups = check.groups.iter().filter(|group| group.confirmed == Some(true));
    groups.flat_map(|group| &group.planned)
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
