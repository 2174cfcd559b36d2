//! Papers: which one is made, how it comes together page by page, and what is done with it.

use chrono::{Datelike, Days, NaiveDate};
use tui_input::Input as TextField;

use super::Effect;
use super::moving::type_into;
use crate::client::Cards;
use crate::console::app::App;
use crate::console::keymap::Action;
use crate::console::overlay::{Choice, Entry, Menu, Overlay};
use crate::console::paper::{Making, PaperView, Wanted};
use crate::domain::ItemId;
use crate::papers::{Bureau, Encoding, Format, Kind, earlier_batch, later_batch, next_batch, write};
use crate::shell::Key;

/// The papers that there are.
pub(super) fn choose(app: &mut App) -> Vec<Effect> {
    let lists = Kind::ALL.iter().map(|kind| (Wanted::List(*kind), app.texts.paper(kind.key())));
    let all = lists.chain([(Wanted::Figures, app.texts.paper("figures"))]);
    let entry = |(wanted, name): (Wanted, &str)| Entry {
        columns: vec![name.to_owned()],
        choice: Choice::Paper(wanted),
    };
    let entries = all.map(entry).collect();
    let menu = Menu { title: app.texts.get("action.papers").to_owned(), entries, cursor: 0 };
    app.overlays.push(Overlay::Menu(menu));
    Vec::new()
}

/// Begins a paper of this year, or of the next batch.
pub(super) fn begin(app: &mut App, wanted: Wanted) -> Vec<Effect> {
    let year = app.today.year();
    begin_of(app, wanted, year, None)
}

fn begin_of(app: &mut App, wanted: Wanted, year: i32, batch: Option<NaiveDate>) -> Vec<Effect> {
    app.note = None;
    let whole = app.setup.reads_everything(&app.me, app.today);
    if !whole {
        app.say(app.texts.get("cli.paper-partial"), false);
    }
    app.overlays.push(Overlay::Paper(Box::new(PaperView::new(wanted, year, batch, whole))));
    vec![Effect::Gather(ItemId(0))]
}

/// Items have come: they are taken in, and more are asked for. Where nobody wants the paper any more, nothing
/// is.
pub(super) fn gathered(app: &mut App, cards: &Cards, counted: Option<u64>) -> Vec<Effect> {
    let Some(Overlay::Paper(mut paper)) = app.overlays.pop_if(|over| matches!(over, Overlay::Paper(_)))
    else {
        return Vec::new();
    };
    let Making::Under { mut done, mut all, mut draft } = paper.state else {
        app.overlays.push(Overlay::Paper(paper));
        return Vec::new();
    };
    cards.page.iter().for_each(|card| draft.take(card, &app.bureau()));
    done += u64::try_from(cards.page.len()).unwrap_or(u64::MAX);
    all = counted.unwrap_or(all);
    paper.state = match cards.next {
        Some(_) => Making::Under { done, all, draft },
        None => draft.finish(&app.bureau()),
    };
    paper.look();
    app.overlays.push(Overlay::Paper(paper));
    cards.next.map(Effect::Gather).into_iter().collect()
}

/// A key at a paper.
pub(super) fn press(app: &mut App, key: &Key, action: Option<Action>) -> Vec<Effect> {
    let (page, last_top) = (app.page, app.last_top);
    let Some(Overlay::Paper(paper)) = app.overlays.last_mut() else { return Vec::new() };
    if paper.typing {
        type_in(paper, key);
        return Vec::new();
    }
    let last = match paper.wanted {
        Wanted::List(_) => paper.shown.len().saturating_sub(1),
        Wanted::Figures => last_top,
    };
    match action {
        Some(Action::Down) => paper.cursor = (paper.cursor + 1).min(last),
        Some(Action::Up) => paper.cursor = paper.cursor.saturating_sub(1),
        Some(Action::PageDown) => paper.cursor = (paper.cursor + page).min(last),
        Some(Action::PageUp) => paper.cursor = paper.cursor.saturating_sub(page),
        Some(Action::First) => paper.cursor = 0,
        Some(Action::Last) => paper.cursor = last,
        Some(Action::Find) if paper.list().is_some() => paper.typing = true,
        Some(Action::NextYear) => return turn(app, 1),
        Some(Action::PreviousYear) => return turn(app, -1),
        Some(Action::Refresh) => return turn(app, 0),
        Some(Action::Choose) => {
            let row = paper.shown.get(paper.cursor);
            let item = paper.list().zip(row).and_then(|(list, row)| list.items.get(*row));
            return item.map(|item| Effect::Find(*item)).into_iter().collect();
        }
        Some(Action::Export) => return export(app),
        Some(Action::Cancel) if !paper.sought.value().is_empty() => {
            paper.sought = TextField::default();
            paper.look();
        }
        Some(Action::Cancel) => {
            app.overlays.pop();
            app.note.take_if(|note| !note.bad);
        }
        _ => {}
    }
    Vec::new()
}

/// The same paper of the year or the batch so many later.
fn turn(app: &mut App, later: i32) -> Vec<Effect> {
    let Some(Overlay::Paper(paper)) = app.overlays.last() else { return Vec::new() };
    let (wanted, year, batch) = (paper.wanted, paper.year, paper.batch);
    let beside = match (later, year) {
        (0, _) => Some(batch),
        (_, Some(_)) => Some(None),
        (_, None) if paper.is_of_a_batch() => other_batch(batch, later > 0, &app.bureau()),
        _ => None,
    };
    let Some(batch) = beside else { return Vec::new() };
    app.overlays.pop();
    let year = year.unwrap_or(app.today.year()).saturating_add(later).clamp(1949, app.today.year());
    begin_of(app, wanted, year, batch)
}

/// The batch beside the one that this names, or beside the next one, which none names: before it as far back as
/// anybody looks, after it within a year, for longer no limit waits.
fn other_batch(named: Option<NaiveDate>, later: bool, bureau: &Bureau<'_>) -> Option<Option<NaiveDate>> {
    let next = next_batch(bureau)?;
    let here = named.unwrap_or(next);
    let there = if later { later_batch(here, bureau) } else { earlier_batch(here, bureau) }?;
    let within = there.year() >= 1949 && there <= next + Days::new(366);
    within.then_some((there != next).then_some(there))
}

fn type_in(paper: &mut PaperView, key: &Key) {
    match key.name.as_str() {
        "enter" => paper.typing = false,
        "esc" => {
            paper.typing = false;
            paper.sought = TextField::default();
            paper.look();
        }
        _ => {
            type_into(&mut paper.sought, key);
            paper.look();
        }
    }
}

/// Writes the paper to a workbook.
fn export(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Paper(paper)) = app.overlays.last() else { return Vec::new() };
    let Making::Made(papers, _) = &paper.state else { return Vec::new() };
    let name = papers.first().map(|paper| paper.title.clone()).unwrap_or_default();
    match write(papers, Format::Xlsx, Encoding::Utf8, 1, app.texts) {
        Ok(bytes) => vec![Effect::Save { name, ending: Format::Xlsx.key(), bytes }],
        Err(error) => {
            app.say(error.to_string(), true);
            Vec::new()
        }
    }
}
