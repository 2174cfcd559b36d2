//! Reading: the pages of an item, what is looked for in them, its attachments, the day of its forecast.

use chrono::{Days, NaiveDate};
use tui_input::Input as TextField;

use super::moving::type_into;
use super::{Effect, acting, commanding, menus, moving};
use crate::console::app::App;
use crate::console::form;
use crate::console::keymap::{Action, Place};
use crate::console::overlay::Overlay;
use crate::console::reading::{Asked, Page, Reader};
use crate::console::view;
use crate::domain::{Digest, ItemId, Verb};
use crate::shell::Key;

/// A key in the reader.
pub(super) fn press(app: &mut App, key: &Key, action: Option<Action>) -> Vec<Effect> {
    match app.typing() {
        true => type_in(app, key),
        false => in_reader(app, action),
    }
}

/// What the reader is asked to do.
pub(super) fn in_reader(app: &mut App, action: Option<Action>) -> Vec<Effect> {
    let (page, last_top) = (app.page, app.last_top);
    let queue = app.working_queue();
    let files = app.preview.as_ref().map_or(0, |it| it.item.submission.content.attachments.len());
    let Some(Overlay::Reader(reader)) = app.overlays.last_mut() else { return Vec::new() };
    let choosing = reader.page == Page::Files && reader.file.is_none() && files > 0;
    let top = reader.top().min(last_top);
    match action {
        Some(Action::Down) if choosing => choose(reader, reader.chosen + 1, files, page),
        Some(Action::Up) if choosing => choose(reader, reader.chosen.saturating_sub(1), files, page),
        Some(Action::Down) => reader.scroll((top + 1).min(last_top)),
        Some(Action::Up) => reader.scroll(top.saturating_sub(1)),
        Some(Action::PageDown) => reader.scroll((top + page).min(last_top)),
        Some(Action::PageUp) => reader.scroll(top.saturating_sub(page)),
        Some(Action::First) => reader.scroll(0),
        Some(Action::Last) => reader.scroll(last_top),
        Some(Action::NextPage) => reader.turn(1),
        Some(Action::PreviousPage) => reader.turn(Page::ALL.len() - 1),
        Some(Action::History) => {
            let shown = reader.page == Page::History;
            reader.open(if shown { Page::Text } else { Page::History });
        }
        Some(Action::Choose) if choosing => return open_file(app),
        Some(Action::Choose) if reader.page == Page::Deadlines => ask(reader, Asked::Day),
        Some(Action::DayLater) => step(reader, |day| day.checked_add_days(Days::new(1))),
        Some(Action::DayEarlier) => step(reader, |day| day.checked_sub_days(Days::new(1))),
        Some(Action::Find) => ask(reader, Asked::Words),
        Some(Action::FindNext) => find(app, true),
        Some(Action::FindPrevious) => find(app, false),
        Some(Action::Export) => return save_file(app),
        Some(Action::Cancel) if reader.page == Page::Files && reader.file.is_some() => {
            reader.file = None;
            reader.hit = None;
        }
        Some(Action::Cancel) => {
            app.overlays.pop();
        }
        Some(Action::Palette) => return commanding::open(app),
        Some(Action::Main) => return acting::begin(app, queue.and_then(form::main_verb)),
        Some(Action::SendBack) => return acting::send_back(app),
        Some(Action::Change) => return acting::begin(app, app.change_verb()),
        Some(Action::Comment) => return acting::begin(app, Some(Verb::Comment)),
        Some(Action::Remind) => return acting::begin(app, Some(Verb::Remind)),
        Some(Action::Recall) => return acting::begin(app, Some(Verb::Recall)),
        Some(Action::More) => return menus::all_acts(app),
        Some(Action::NextAlert) => {
            // It stands in a list.
            app.overlays.clear();
            app.visiting = None;
            return moving::go_to_alert(app);
        }
        _ => {}
    }
    Vec::new()
}

/// What the reader shows has come: that its holder has opened this revision is noted. It may be a later one than
/// the row says that it was opened from.
pub(super) fn opened(app: &App) -> Vec<Effect> {
    let shown = app.preview.as_ref().filter(|preview| app.reads() && preview.reading.is_some());
    shown.map(|it| Effect::NoteOpened(it.item.id, it.item.revision)).into_iter().collect()
}

/// Once the text has been on the screen to its end, this version has been seen.
pub(super) fn note_read(app: &mut App) {
    let Some(Overlay::Reader(reader)) = app.overlays.last() else { return };
    let to_the_end = reader.page == Page::Text && reader.top() >= app.last_top;
    if let Some(preview) = app.preview.as_mut().filter(|preview| to_the_end && preview.reading.is_some()) {
        preview.shown_before = true;
        let this = (preview.row.id, preview.row.revision);
        app.shown.insert(this);
        app.read.insert(this);
    }
}

/// What the reader shows is another item, or another version: what was found or open in it is gone.
pub(super) fn forget(app: &mut App) {
    app.laid = None;
    for over in &mut app.overlays {
        if let Overlay::Reader(reader) = over {
            reader.hit = None;
            reader.file = None;
        }
    }
}

fn choose(reader: &mut Reader, to: usize, files: usize, page: usize) {
    reader.chosen = to.min(files.saturating_sub(1));
    let top = reader.top().max((reader.chosen + 1).saturating_sub(page)).min(reader.chosen);
    reader.scroll(top);
}

fn open_file(app: &App) -> Vec<Effect> {
    let chosen = chosen_file(app).map(|(item, file)| Effect::ReadFile(item, file));
    chosen.into_iter().collect()
}

/// Writes the attachment that is open, or else the one that the cursor is on, to a file.
fn save_file(app: &mut App) -> Vec<Effect> {
    match chosen_file(app) {
        Some((item, file)) => vec![Effect::SaveFile(item, file)],
        None => {
            app.say(app.texts.get("file.none-chosen"), true);
            Vec::new()
        }
    }
}

fn chosen_file(app: &App) -> Option<(ItemId, Digest)> {
    let (Some(Overlay::Reader(reader)), Some(preview)) = (app.overlays.last(), &app.preview) else {
        return None;
    };
    let file = preview.item.submission.content.attachments.get(reader.chosen)?;
    (reader.page == Page::Files).then_some((preview.item.id, file.digest))
}

fn step(reader: &mut Reader, to: impl Fn(NaiveDate) -> Option<NaiveDate>) {
    if reader.page == Page::Deadlines {
        reader.day = to(reader.day).unwrap_or(reader.day);
    }
}

fn ask(reader: &mut Reader, asked: Asked) {
    reader.typing = Some((asked, TextField::default()));
}

fn type_in(app: &mut App, key: &Key) -> Vec<Effect> {
    app.note = None;
    let Some(Overlay::Reader(reader)) = app.overlays.last_mut() else { return Vec::new() };
    let Some((asked, mut field)) = reader.typing.take() else { return Vec::new() };
    match key.name.as_str() {
        "esc" => {}
        "enter" if asked == Asked::Words => {
            field.value().clone_into(&mut reader.sought);
            reader.hit = None;
            find(app, true);
        }
        "enter" if field.value().trim().is_empty() => {}
        "enter" => match form::date(field.value()) {
            Ok(day) => reader.day = day,
            Err(wrong) => {
                reader.typing = Some((asked, field));
                app.say(app.texts.get(wrong), true);
            }
        },
        _ => {
            type_into(&mut field, key);
            reader.typing = Some((asked, field));
        }
    }
    Vec::new()
}

/// To the next line with the words that are looked for, from the one found last or else from the top;
/// behind the last it begins again.
fn find(app: &mut App, forward: bool) {
    let Some(Overlay::Reader(reader)) = app.overlays.last() else { return };
    if reader.sought.is_empty() {
        let key = app.keymap.keys(Place::Reader, Action::Find).first().map_or("", String::as_str);
        return app.say(app.texts.fill("ui.nothing-sought", &[("key", key)]), true);
    }
    let columns = app.laid.as_ref().map_or(80, |laid| laid.of.columns);
    let hits = view::laid(app, reader, columns).hits(&reader.sought);
    let top = reader.top();
    let next = match (reader.hit, forward) {
        (Some(hit), true) => hits.iter().position(|line| *line > hit).or(Some(0)),
        (None, true) => hits.iter().position(|line| *line >= top).or(Some(0)),
        (hit, false) => {
            hits.iter().rposition(|line| *line < hit.unwrap_or(top)).or(hits.len().checked_sub(1))
        }
    };
    let found = next.and_then(|place| Some((place, *hits.get(place)?)));
    let words = reader.sought.clone();
    let (last_top, page) = (app.last_top, app.page);
    let Some((place, line)) = found else {
        let said = app.texts.fill("ui.not-found", &[("words", &words)]);
        return app.say(said, true);
    };
    if let Some(Overlay::Reader(reader)) = app.overlays.last_mut() {
        reader.hit = Some(line);
        let seen = reader.top().min(last_top);
        if !(seen..seen + page).contains(&line) {
            reader.scroll(line.saturating_sub(2));
        }
    }
    let (nth, all) = ((place + 1).to_string(), hits.len().to_string());
    app.say(app.texts.fill("ui.found", &[("words", &words), ("nth", &nth), ("all", &all)]), false);
}
