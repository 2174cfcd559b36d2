//! Updating: a message changes the state and asks for effects. All decisions of the console are here;
//! nothing here draws, waits or touches the desk.

mod acting;
pub use acting::confirmed;
mod moving;
mod reading;

use super::app::{App, Check, Choice, Overlay, PaneState, Preview};
use super::keymap::{Action, Keymap, Place};
use crate::client::{Outcome, Paper};
use crate::domain::{Act, Digest, ItemId, Login, Revision, Verb};
use crate::projection::{Count, Query, Row, Tally, Window};
use crate::shell::Key;

/// What the world tells the console.
#[derive(Debug)]
pub enum Message {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted, or came faster than keys do.
    Pasted(String),
    /// The person's panes, anew.
    Panes(Vec<(crate::projection::Pane, Count)>, Tally, Option<Box<Row>>),
    /// The rows of a pane.
    Rows(usize, Window),
    /// The item under the cursor.
    Shown(Option<Box<Preview>>),
    /// What an attachment says.
    FileRead(Digest, Option<Paper>),
    /// What an act would come to.
    Rehearsed(Verb, Vec<(Planned, Outcome)>),
    /// What an act came to.
    Acted(Verb, Vec<(String, Option<ItemId>, Outcome)>),
    /// The person is somebody else now.
    Became(Login),
    /// Something failed.
    Failed(String),
}

pub use super::app::Planned;

/// What the console asks of the world.
#[derive(Debug)]
pub enum Effect {
    /// Count the panes anew.
    LoadPanes,
    /// Load the rows of a pane.
    LoadRows(usize, Query),
    /// Load an item for preview and reader, with this much text.
    Show(ItemId, usize),
    /// Read an attachment of an item.
    ReadFile(ItemId, Digest),
    /// Note that the holder has read this revision in full.
    NoteOpened(ItemId, Revision),
    /// Ask what these would come to.
    Rehearse(Verb, Vec<Planned>),
    /// Do these.
    Act(Verb, Vec<Planned>),
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

/// What this message makes of the state, and what it asks for.
pub fn update(app: &mut App, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(key) => on_key(app, &key),
        Message::Pasted(text) => paste(app, &text),
        Message::Panes(panes, tally, worst) => {
            app.tally = tally;
            app.worst = worst.map(|row| *row);
            moving::take_panes(app, panes);
            moving::load_focused(app)
        }
        Message::Rows(place, window) => {
            if let Some(pane) = app.panes.get_mut(place) {
                moving::take_rows(pane, window);
            }
            moving::show_current(app)
        }
        Message::Shown(preview) => {
            reading::forget(app);
            app.preview = preview.map(|preview| *preview);
            if let Some(preview) = &mut app.preview {
                let again = app.last_preview == Some((preview.row.id, preview.row.revision));
                let new = app.shown.insert((preview.row.id, preview.row.revision));
                preview.shown_before = !new && !again;
                app.last_preview = Some((preview.row.id, preview.row.revision));
            }
            Vec::new()
        }
        Message::FileRead(digest, paper) => {
            if let Some(Overlay::Reader(reader)) = app.overlays.last_mut() {
                reader.open_file(digest, paper);
            }
            Vec::new()
        }
        Message::Rehearsed(verb, planned) => acting::check(app, verb, planned),
        Message::Acted(verb, results) => acting::report(app, verb, results),
        Message::Became(login) => {
            app.me = login;
            app.panes.clear();
            app.focus = 0;
            app.marks.clear();
            app.shown.clear();
            app.preview = None;
            let name = app.setup.roster.name(&app.me).to_owned();
            app.say(app.texts.fill("ui.became", &[("name", &name)]), false);
            vec![Effect::LoadPanes]
        }
        Message::Failed(text) => {
            app.say(text, true);
            Vec::new()
        }
    }
}

fn on_key(app: &mut App, key: &Key) -> Vec<Effect> {
    let quiet_ms = key.at_ms.saturating_sub(app.last_key_ms);
    app.last_key_ms = key.at_ms;
    if app.filtering && app.overlays.is_empty() {
        return moving::type_filter(app, key);
    }
    let action = Keymap::standard().action(app.place(), &key.name);
    match app.place() {
        Place::Form => acting::type_form(app, key, action),
        Place::Check => acting::answer_check(app, key, action, quiet_ms),
        Place::Menu => choose(app, action, key),
        Place::Result => {
            scroll_top(app, action);
            Vec::new()
        }
        Place::Reader => reading::in_reader(app, key, action),
        Place::List => in_list(app, action),
    }
}

fn paste(app: &mut App, text: &str) -> Vec<Effect> {
    if !app.typing() {
        app.say(app.texts.get("ui.paste-ignored"), true);
        return Vec::new();
    }
    let key = |c: char| Key { name: if c == '\n' { " ".to_owned() } else { c.to_string() }, at_ms: 0 };
    let before = app.last_key_ms;
    let typed = text.chars().filter(|c| !c.is_control() || *c == '\n').take(20_000);
    let effects = typed.flat_map(|c| on_key(app, &key(c))).collect();
    app.last_key_ms = before;
    effects
}

fn in_list(app: &mut App, action: Option<Action>) -> Vec<Effect> {
    app.note = None;
    let Some(action) = action else { return Vec::new() };
    let queue = app.queue();
    match action {
        Action::Main => acting::begin(app, queue.and_then(super::form::main_verb)),
        Action::SendBack => acting::begin(app, queue.and_then(super::form::send_back_verb)),
        Action::Change => acting::begin(app, queue.and_then(super::form::change_verb)),
        Action::Comment => acting::begin(app, Some(Verb::Comment)),
        Action::Remind => acting::begin(app, Some(Verb::Remind)),
        Action::Recall => acting::begin(app, Some(Verb::Recall)),
        Action::Draft => acting::begin(app, Some(Verb::Draft)),
        Action::More => acting::all_acts(app),
        Action::Open => moving::open_reader(app),
        Action::Person => acting::people(app),
        Action::Help => {
            app.overlays.push(Overlay::Help(0));
            Vec::new()
        }
        Action::Refresh => vec![Effect::LoadPanes],
        Action::Quit => vec![Effect::Quit],
        other => moving::in_list(app, other),
    }
}

fn choose(app: &mut App, action: Option<Action>, key: &Key) -> Vec<Effect> {
    let page = app.page;
    let Some(Overlay::Menu(menu)) = app.overlays.last_mut() else { return Vec::new() };
    let last = menu.entries.len().saturating_sub(1);
    // Where a list is short, its entries are chosen by their digits.
    let choosable = |digit: &usize| (1..=menu.entries.len()).contains(digit) && menu.entries.len() <= 9;
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
        Some(Choice::Do(verb)) => acting::begin(app, Some(verb)),
        Some(Choice::Become(login)) => vec![Effect::Become(login)],
        None => Vec::new(),
    }
}

fn scroll_top(app: &mut App, action: Option<Action>) {
    let (page, last_top) = (app.page, app.last_top);
    let top = match app.overlays.last_mut() {
        Some(Overlay::Result(sheet)) => &mut sheet.top,
        Some(Overlay::Help(top)) => top,
        _ => return,
    };
    match action {
        Some(Action::Down) => *top = (*top + 1).min(last_top),
        Some(Action::Up) => *top = top.saturating_sub(1),
        Some(Action::PageDown) => *top = (*top + page).min(last_top),
        Some(Action::PageUp) => *top = top.saturating_sub(page),
        Some(Action::Cancel) => {
            app.overlays.pop();
        }
        _ => {}
    }
}

/// Kept here so that its users need not know the fields of a check.
pub(super) fn all_answered(check: &Check) -> bool {
    check.groups.iter().all(|group| group.confirmed.is_some())
}

/// What an act asks to be planned, before it is known what it would come to.
pub(super) fn planned(row: &Row, act: Act) -> Planned {
    Planned {
        id: Some(row.id),
        revision: Some(row.revision),
        title: row.title.clone(),
        act,
        blobs: Vec::new(),
        refusal: None,
        withheld: row.attribute == Some(crate::procedure::Attribute::Withheld),
    }
}

/// The row of an item, wherever it is loaded.
pub(super) fn find(panes: &[PaneState], id: ItemId) -> Option<&Row> {
    panes.iter().flat_map(|pane| &pane.rows).find(|row| row.id == id)
}
