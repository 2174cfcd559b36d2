//! Updating: a message changes the state and asks for effects. All decisions of the console are here;
//! nothing here draws, waits or touches the desk.

mod acting;
mod menus;
mod checking;
mod reporting;
pub use checking::confirmed;
mod filling;
mod moving;
mod finding;
mod elsewhere;
mod views;
mod survey;
pub use survey::{ACTS, Asked, Begun, Purpose, stands_against, verb_of};
mod commanding;
mod going;
mod reading;
mod writing;
mod papers;

use std::path::PathBuf;

use chrono::NaiveDate;

use super::app::{App, Drawn, PaneState, Preview};
use super::check::{CameTo, Check, FileUse, Planned};
use super::counting::Counted;
use super::form::Made;
use super::keymap::{Action, Place};
use super::overlay::{Choice, Help, Overlay};
use crate::client::{Cards, Outcome, Paper};
use crate::domain::{Act, BureauCommand, BureauEvent, Digest, ItemId, Login, Refusal, Revision, Verb};
use crate::procedure::Attribute;
use crate::projection::{Query, Row, Window};
use crate::shell::{Key, half_width_key};

/// What the world tells the console.
#[derive(Debug)]
pub enum Message {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted, or came faster than keys do.
    Pasted(String),
    /// An action was asked for by its name, at this time in milliseconds.
    Asked(Action, u64),
    /// What is being typed says this, as a whole.
    Written(String),
    /// Of the field that is being filled, the choice at this place.
    Picked(usize),
    /// The person's panes, anew.
    Panes(Box<Counted>),
    /// The rows of a pane.
    Rows(usize, Window),
    /// Others have changed something.
    News,
    /// The person's panes are counted anew, and nothing else.
    Recounted(Box<Counted>),
    /// These rows as they are now.
    Rechecked(Vec<(ItemId, Option<Row>)>),
    /// Another day has begun.
    NewDay(NaiveDate),
    /// The connection to the desk is lost; whether an act was under way.
    Lost(bool),
    /// The connection is there again.
    Reconnected,
    /// The item under the cursor.
    Shown(Option<Box<Preview>>),
    /// The one item that an act is about which is being begun; nothing where it can't be read.
    Consulted(Verb, Begun, Option<Box<Preview>>),
    /// A frame was drawn.
    Drawn(Drawn),
    /// What an attachment says.
    FileRead(Digest, Option<Paper>),
    /// What an act would come to.
    Rehearsed(Verb, Vec<(Planned, Outcome)>),
    /// What stands against several acts, where something does.
    Surveyed(Purpose, Vec<(Verb, Option<Refusal>)>),
    /// The row of an item, if this person may read it.
    Found(ItemId, Option<Box<Row>>),
    /// What an act came to.
    Acted(Verb, Vec<CameTo>),
    /// The person is somebody else now.
    Became(Login),
    /// A file was written.
    Saved(String),
    /// What a command to the bureau as a whole would come to.
    BureauRehearsed(BureauCommand, Result<Vec<BureauEvent>, Refusal>),
    /// What the bureau answered to a command of its own.
    Bureau(Result<(), Refusal>),
    /// Items for the paper that is being made; how many there are in all, where that was counted.
    Gathered(Cards, Option<u64>),
    /// Something failed.
    Failed(String),
}

/// What the console asks of the world.
#[derive(Debug)]
pub enum Effect {
    /// Count the panes anew.
    LoadPanes,
    /// Count the panes anew, and leave their rows as they are.
    Recount,
    /// Look at these rows again.
    Recheck(Vec<ItemId>),
    /// Load the rows of a pane.
    LoadRows(usize, Query),
    /// Load an item for preview and reader, with this much text.
    Show(ItemId, usize),
    /// Load the one item that an act is about which is being begun, with this much text; what is shown stays.
    Consult(Verb, Begun, ItemId, usize),
    /// Read an attachment of an item.
    ReadFile(ItemId, Digest),
    /// Note that the holder has read this revision in full.
    NoteOpened(ItemId, Revision),
    /// Ask what these would come to.
    Rehearse(Verb, Vec<Planned>),
    /// Ask what stands against each of these.
    Survey(Purpose, Vec<Asked>),
    /// Look for an item.
    Find(ItemId),
    /// Do these.
    Act(Verb, Vec<Planned>),
    /// Write a file of this name where the person is, with the moment in its name.
    Save {
        /// Its name, without the moment and the ending.
        name: String,
        /// Its ending, such as `csv`.
        ending: &'static str,
        /// What it holds.
        bytes: Vec<u8>,
    },
    /// Write this attachment of an item, as it is, to a new file where the person is.
    SaveFile(ItemId, Digest),
    /// Look at items for a paper, from this one on, as soon as no key waits.
    Gather(ItemId),
    /// Ask what this would come to, asked of the bureau as a whole.
    RehearseBureau(BureauCommand),
    /// Ask this of the bureau as a whole.
    Bureau(BureauCommand),
    /// Speak as somebody else.
    Become(Login),
    /// End.
    Quit,
}

/// Text that a preview loads, in bytes: enough for a screen of it.
pub const PREVIEW_BYTES: usize = 4 << 10;
/// Text that a reader loads, in bytes: some 170,000 characters. It is set in lines once for each width; where
/// the text goes on, the reader says so.
pub const READER_BYTES: usize = 512 << 10;

/// Marks up to which one key drops them.
const MARKS_DROPPED: usize = 20;

/// Characters of a paste that a field of one line looks at; a full one takes none of them.
const PASTED_AT_MOST: usize = 1_000;

/// What this message makes of the state, and what it asks for.
pub fn update(app: &mut App, message: Message) -> Vec<Effect> {
    let mut effects = react(app, message);
    effects.extend(going::leave(app));
    effects
}

fn react(app: &mut App, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(key) => on_key(app, &key),
        Message::Pasted(text) => paste(app, &text),
        Message::Asked(action, at_ms) => {
            let quiet_ms = quiet(app, at_ms);
            press(app, &Key { name: String::new(), at_ms }, Some(action), quiet_ms)
        }
        Message::Written(text) => writing::write(app, &text),
        Message::Picked(place) => {
            writing::pick(app, place);
            Vec::new()
        }
        Message::Panes(counted) => {
            moving::take_counted(app, *counted);
            let mut effects = moving::load_focused(app);
            effects.extend(moving::load_others(app));
            effects
        }
        Message::Rows(place, window) => {
            if place == app.focus {
                app.elsewhere.clear();
            }
            moving::rows_came(app, place, window)
        }
        Message::News => elsewhere::news(app),
        Message::Recounted(counted) => {
            let anew = moving::take_counted(app, *counted);
            let mut effects = if anew { moving::load_focused(app) } else { Vec::new() };
            effects.extend(moving::load_others(app));
            effects
        }
        Message::Rechecked(rows) => {
            elsewhere::rechecked(app, rows);
            Vec::new()
        }
        Message::NewDay(today) => elsewhere::new_day(app, today),
        Message::Lost(acting) => {
            app.lost = true;
            app.say(app.texts.get(if acting { "ui.lost-acting" } else { "ui.lost" }), true);
            Vec::new()
        }
        Message::Reconnected => {
            app.lost = false;
            app.say(app.texts.get("ui.reconnected"), false);
            elsewhere::reconnected(app)
        }
        Message::Shown(preview) => {
            reading::forget(app);
            app.preview = preview.map(|preview| *preview);
            if let Some(preview) = &mut app.preview {
                let this = (preview.row.id, preview.row.revision);
                let shown = app.last_preview != Some(this) && app.shown.contains(&this);
                preview.shown_before = shown || app.read.contains(&this);
                app.last_preview = Some(this);
            }
            reading::opened(app)
        }
        Message::Consulted(verb, begun, preview) => acting::consulted(app, verb, begun, preview),
        Message::Drawn(drawn) => {
            app.page = drawn.page;
            app.last_top = drawn.last_top;
            app.laid = drawn.laid.or(app.laid.take());
            app.shown.extend(drawn.shown);
            reading::note_read(app);
            let peek = drawn.roomy && !app.roomy;
            app.roomy = drawn.roomy;
            let mut effects = if peek { moving::load_others(app) } else { Vec::new() };
            if app.owes_preview {
                effects.extend(moving::show_at_once(app));
            }
            effects
        }
        Message::FileRead(digest, paper) => {
            if let Some(Overlay::Reader(reader)) = app.overlays.last_mut() {
                reader.open_file(digest, paper);
            }
            Vec::new()
        }
        Message::Rehearsed(verb, planned) => checking::check(app, verb, planned),
        Message::Surveyed(purpose, answers) => survey::answered(app, purpose, answers),
        Message::Found(id, row) => going::found(app, id, row),
        Message::Acted(verb, results) => reporting::report(app, verb, results),
        Message::Became(login) => {
            app.me = login;
            app.panes.clear();
            app.focus = 0;
            app.shown.clear();
            app.read.clear();
            app.preview = None;
            let name = app.setup.roster.name(&app.me).to_owned();
            app.say(app.texts.fill("ui.became", &[("name", &name)]), false);
            vec![Effect::LoadPanes]
        }
        Message::Saved(path) => {
            app.say(app.texts.fill("ui.saved", &[("path", &path)]), false);
            Vec::new()
        }
        Message::Gathered(cards, all) => papers::gathered(app, &cards, all),
        Message::BureauRehearsed(command, answer) => checking::check_whole(app, command, answer),
        Message::Bureau(answer) => reporting::report_bureau(app, answer),
        Message::Failed(text) => {
            app.say(text, true);
            Vec::new()
        }
    }
}

fn on_key(app: &mut App, key: &Key) -> Vec<Effect> {
    let quiet_ms = quiet(app, key.at_ms);
    if app.filtering && app.overlays.is_empty() {
        return finding::type_filter(app, key);
    }
    // Where nothing is typed, a key that an input method has widened is the key that was pressed.
    let widened;
    let key = if app.typing() {
        key
    } else {
        widened = Key { name: half_width_key(&key.name), at_ms: key.at_ms };
        &widened
    };
    // Where something is typed, a character is text and never a key.
    let text = app.typing() && key.name.chars().count() == 1;
    let action = app.keymap.action(app.place(), &key.name).filter(|_| !text);
    press(app, key, action, quiet_ms)
}

/// How long no key was pressed until this one.
fn quiet(app: &mut App, at_ms: u64) -> u64 {
    at_ms.saturating_sub(std::mem::replace(&mut app.last_key_ms, at_ms))
}

/// A key, or none, with the action that is meant.
fn press(app: &mut App, key: &Key, action: Option<Action>, quiet_ms: u64) -> Vec<Effect> {
    if action == Some(Action::Help) {
        app.overlays.push(Overlay::Help(Help::default()));
        return Vec::new();
    }
    match app.place() {
        Place::Palette => commanding::press(app, key, action),
        Place::Help => {
            commanding::search_help(app, key, action);
            Vec::new()
        }
        Place::Form if matches!(app.overlays.last(), Some(Overlay::Name(_))) => {
            views::name(app, key, action);
            Vec::new()
        }
        Place::Form => filling::press(app, key, action),
        Place::Check => checking::answer_check(app, key, action, quiet_ms),
        Place::Menu => choose(app, action, key),
        Place::Result if action == Some(Action::Export) => reporting::export_result(app),
        Place::Result if action == Some(Action::Recall) && !app.just_done.is_empty() => {
            reporting::take_back(app)
        }
        Place::Result => {
            scroll_top(app, action);
            Vec::new()
        }
        Place::Reader => reading::press(app, key, action),
        Place::Paper => papers::press(app, key, action),
        Place::List => in_list(app, action),
    }
}

fn paste(app: &mut App, text: &str) -> Vec<Effect> {
    if !app.typing() {
        app.say(app.texts.get("ui.paste-ignored"), true);
        return Vec::new();
    }
    if matches!(app.overlays.last(), Some(Overlay::Form(_))) {
        filling::paste(app, text);
        return Vec::new();
    }
    let key = |c: char| Key { name: if c == '\n' { " ".to_owned() } else { c.to_string() }, at_ms: 0 };
    let typed = text.chars().filter(|c| !c.is_control() || *c == '\n').take(PASTED_AT_MOST).map(key);
    if app.filtering && app.overlays.is_empty() {
        return finding::paste_filter(app, typed);
    }
    let before = app.last_key_ms;
    let effects = typed.flat_map(|key| on_key(app, &key)).collect();
    app.last_key_ms = before;
    effects
}

fn in_list(app: &mut App, action: Option<Action>) -> Vec<Effect> {
    app.note = None;
    if action == Some(Action::Recall) && !app.just_done.is_empty() && app.marks().is_empty() {
        return reporting::take_back(app);
    }
    app.just_done.clear();
    let Some(action) = action else { return Vec::new() };
    if asks_once_more(app, action) {
        return Vec::new();
    }
    let queue = app.working_queue();
    match action {
        Action::Main => acting::begin(app, queue.and_then(super::form::main_verb)),
        Action::SendBack => acting::send_back(app),
        Action::Change => acting::begin(app, app.change_verb()),
        Action::Comment => acting::begin(app, Some(Verb::Comment)),
        Action::Remind => acting::begin(app, Some(Verb::Remind)),
        Action::Recall => acting::begin(app, Some(Verb::Recall)),
        Action::Draft => acting::begin(app, Some(Verb::Draft)),
        Action::More => menus::all_acts(app),
        Action::Open => moving::open_reader(app),
        Action::Person => menus::people(app),
        Action::Palette => commanding::open(app),
        Action::Summary => {
            app.overlays.push(Overlay::Summary(0));
            Vec::new()
        }
        Action::Papers => papers::choose(app),
        Action::Refresh => vec![Effect::LoadPanes],
        Action::Quit => vec![Effect::Quit],
        other => moving::in_list(app, other),
    }
}

/// Whether this would drop more marks than anybody sets twice: then it is asked for once more.
fn asks_once_more(app: &mut App, action: Action) -> bool {
    let before = app.asked_again.replace(action);
    let (key, lost) = match action {
        Action::Unmark => ("ui.once-more-unmark", app.marks().len()),
        Action::Quit => ("ui.once-more-quit", app.panes.iter().map(|pane| pane.marks.len()).sum()),
        _ => return false,
    };
    if lost <= MARKS_DROPPED || before == Some(action) {
        return false;
    }
    app.say(app.texts.fill(key, &[("n", &lost.to_string())]), true);
    true
}

fn choose(app: &mut App, action: Option<Action>, key: &Key) -> Vec<Effect> {
    let page = app.page;
    let Some(Overlay::Menu(menu)) = app.overlays.last_mut() else { return Vec::new() };
    let last = menu.entries.len().saturating_sub(1);
    // Where a list is short, its entries are chosen by their digits.
    let choosable = |digit: &usize| (1..=menu.digits()).contains(digit);
    let digit = key.name.parse::<usize>().ok().filter(choosable);
    if let Some(digit) = digit {
        menu.cursor = digit - 1;
    } else {
        match action {
            Some(Action::Down) => menu.cursor = (menu.cursor + 1).min(last),
            Some(Action::Up) => menu.cursor = menu.cursor.saturating_sub(1),
            Some(Action::PageDown) => menu.cursor = (menu.cursor + page).min(last),
            Some(Action::PageUp) => menu.cursor = menu.cursor.saturating_sub(page),
            _ => {}
        }
    }
    let chosen_by_digit = digit.is_some();
    if action == Some(Action::Cancel) {
        app.overlays.pop();
        return Vec::new();
    }
    if action != Some(Action::Choose) && !chosen_by_digit {
        return Vec::new();
    }
    let Some(Overlay::Menu(menu)) = app.overlays.last() else { return Vec::new() };
    let chosen = menu.entries.get(menu.cursor).map(|entry| entry.choice.clone());
    app.overlays.pop();
    match chosen {
        Some(Choice::Do(verb)) => acting::begin_fully(app, verb),
        Some(Choice::Become(login)) => vec![Effect::Become(login)],
        Some(Choice::Facet(facet)) => finding::narrow(app, facet),
        Some(Choice::View(place)) => views::open(app, place),
        Some(Choice::SaveView) => views::ask_name(app),
        Some(Choice::DropViews) => views::droppable(app),
        Some(Choice::DropView(place)) => views::drop_view(app, place),
        Some(Choice::Insert(phrase)) => {
            filling::insert(app, &phrase);
            Vec::new()
        }
        Some(Choice::Palette) => commanding::open(app),
        Some(Choice::Paper(wanted)) => papers::begin(app, wanted),
        None => Vec::new(),
    }
}

fn scroll_top(app: &mut App, action: Option<Action>) {
    let (page, last_top) = (app.page, app.last_top);
    let top = match app.overlays.last_mut() {
        Some(Overlay::Result(sheet)) => &mut sheet.top,
        Some(Overlay::Summary(top)) => top,
        _ => return,
    };
    match action {
        Some(Action::Down) => *top = (*top + 1).min(last_top),
        Some(Action::Up) => *top = top.saturating_sub(1),
        Some(Action::PageDown) => *top = (*top + page).min(last_top),
        Some(Action::PageUp) => *top = top.saturating_sub(page),
        Some(Action::Cancel) => {
            app.overlays.pop();
            app.note.take_if(|note| !note.bad);
        }
        _ => {}
    }
}

/// Kept here so that its users need not know the fields of a check.
pub(super) fn all_answered(check: &Check) -> bool {
    check.groups.iter().all(|group| group.confirmed.is_some())
}

/// What an act asks to be planned, before it is known what it would come to.
pub(super) fn planned(row: &Row, (act, blobs): Made<Act>, files: Vec<(FileUse, PathBuf)>) -> Planned {
    Planned {
        id: Some(row.id),
        revision: Some(row.revision),
        title: row.title.clone(),
        withheld: row.attribute == Some(Attribute::Withheld) || withholds(&act),
        act,
        blobs,
        refusal: None,
        changed: false,
        remarks: Vec::new(),
        files,
        masks: false,
    }
}

fn withholds(act: &Act) -> bool {
    match act {
        Act::ChangeAttribute { proposal, .. } => proposal.attribute == Some(Attribute::Withheld),
        _ => false,
    }
}

/// The row of an item, wherever it is loaded.
pub(super) fn find(panes: &[PaneState], id: ItemId) -> Option<&Row> {
    panes.iter().flat_map(|pane| &pane.rows).find(|row| row.id == id)
}
