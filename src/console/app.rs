//! What the console knows: everything that is drawn, and nothing that draws.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use tui_input::Input as TextField;

use super::form::Form;
use super::keymap::Place;
use super::reading::{Kept, Reader, Reading};
use crate::client::{Outcome, Setup};
use crate::domain::{Act, Item, ItemId, Login, Refusal, Revision, Verb};
use crate::projection::{Count, Pane, Queue, Row, Tally};
use crate::texts::{Lang, Texts};

/// Rows of a pane that are loaded at a time; more are fetched when the cursor comes to the end.
pub const ROWS_AT_ONCE: usize = 200;

/// Above this many items a batch asks for its count.
pub const COUNTED_ABOVE: usize = 20;

/// The state of a console.
pub struct App {
    /// Whose words.
    pub texts: Texts,
    /// The person at the keyboard.
    pub me: Login,
    /// 练习.
    pub practice: bool,
    /// The setting in effect.
    pub setup: Arc<Setup>,
    /// The civil date.
    pub today: NaiveDate,
    /// The person's panes.
    pub panes: Vec<PaneState>,
    /// Which pane is open.
    pub focus: usize,
    /// What the alert line counts.
    pub tally: Tally,
    /// The item whose limit presses most, and its number of working days.
    pub worst: Option<Row>,
    /// What the person is shown of the item under the cursor.
    pub preview: Option<Preview>,
    /// Marked items as they were when they were marked; a filter may hide them since.
    pub marks: BTreeMap<ItemId, Row>,
    /// What the preview showed last.
    pub last_preview: Option<(ItemId, Revision)>,
    /// Which revisions were on this screen: attribute, ground, reason and the beginning of the text.
    pub shown: BTreeSet<(ItemId, Revision)>,
    /// What is filtered for.
    pub filter: TextField,
    /// Whether typing goes to the filter.
    pub filtering: bool,
    /// What lies over the panes, the last on top.
    pub overlays: Vec<Overlay>,
    /// One line that says what just happened.
    pub note: Option<Note>,
    /// The time of the last key, in milliseconds.
    pub last_key_ms: u64,
    /// Lines that the open window shows, for paging; told by the driver after each frame.
    pub page: usize,
    /// The first line that can be on top of what is scrolled; told after each frame too.
    pub last_top: usize,
    /// The reader's page as it was set for the last frame.
    pub laid: Kept,
}

/// A pane with what is loaded of it.
#[derive(Clone, PartialEq, Debug)]
pub struct PaneState {
    /// Which queues.
    pub pane: Pane,
    /// How many wait there.
    pub count: Count,
    /// The rows loaded.
    pub rows: Vec<Row>,
    /// Whether there are more.
    pub more: bool,
    /// Which row the cursor is on.
    pub cursor: usize,
    /// How many rows to ask for.
    pub wanted: usize,
}

/// What a preview and a reader show of an item.
#[derive(Clone, PartialEq, Debug)]
pub struct Preview {
    /// As listed.
    pub row: Row,
    /// Its state.
    pub item: Item,
    /// The beginning of the text.
    pub text: String,
    /// Whether the text goes on.
    pub cut: bool,
    /// How many findings of personal data.
    pub findings: usize,
    /// Its clocks in words.
    pub clocks: Vec<String>,
    /// Whose turn it is, in words.
    pub turn: String,
    /// Whether this revision was on this screen before it was chosen now.
    pub shown_before: bool,
    /// What changed since this person's last decision, or since it was sent back.
    pub changes: String,
    /// Whether something changed since an act of this person's own.
    pub changed_since_own: bool,
    /// What the reader shows besides, once it is open.
    pub reading: Option<Box<Reading>>,
}

/// One line to the person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// What it says.
    pub text: String,
    /// Whether something went wrong.
    pub bad: bool,
}

/// What lies over the panes.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// An item in full.
    Reader(Reader),
    /// A list to choose from.
    Menu(Menu),
    /// Fields to fill.
    Form(Form),
    /// What would be done, before it is.
    Check(Check),
    /// What became of it.
    Result(ResultSheet),
    /// The keys.
    Help(usize),
}

/// A list to choose from.
#[derive(Clone, Debug)]
pub struct Menu {
    /// Its heading.
    pub title: String,
    /// What can be chosen.
    pub entries: Vec<Entry>,
    /// Which one the cursor is on.
    pub cursor: usize,
}

/// One thing to choose.
#[derive(Clone, Debug)]
pub struct Entry {
    /// How it reads, column by column.
    pub columns: Vec<String>,
    /// What choosing it does.
    pub choice: Choice,
}

/// What choosing does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Choice {
    /// Begin this act on the items chosen.
    Do(Verb),
    /// Speak as this person.
    Become(Login),
}

/// The sheet before an act: what will be done, what can't, what needs a look of its own.
#[derive(Clone, Debug)]
pub struct Check {
    /// Which act.
    pub verb: Verb,
    /// The groups, in the order in which they are asked.
    pub groups: Vec<Group>,
    /// The group that is being asked about.
    pub asked: usize,
    /// The count as typed, once it is asked for.
    pub counting: Option<TextField>,
    /// The first line shown.
    pub top: usize,
}

/// Items of a check that are confirmed together.
#[derive(Clone, Debug)]
pub struct Group {
    /// What they have in common.
    pub kind: GroupKind,
    /// The items.
    pub planned: Vec<Planned>,
    /// Whether they will be done; `None` until said.
    pub confirmed: Option<bool>,
}

/// Why items are confirmed together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum GroupKind {
    /// Nothing stands against it.
    Ready,
    /// 不公开.
    Withheld,
    /// Marked, and changed since.
    Changed,
    /// Never on this screen.
    NotShown,
    /// Marked, and not among the rows that the filter shows.
    Hidden,
    /// Refused by the rules.
    Refused,
}

/// One item of a check.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Which.
    pub id: Option<ItemId>,
    /// The revision that was shown, or marked.
    pub revision: Option<Revision>,
    /// How it is called.
    pub title: String,
    /// What would be done.
    pub act: Act,
    /// Text that goes with it.
    pub blobs: Vec<Vec<u8>>,
    /// Why it can't be.
    pub refusal: Option<Refusal>,
    /// 不公开.
    pub withheld: bool,
}

/// The sheet after an act.
#[derive(Clone, Debug)]
pub struct ResultSheet {
    /// Which act.
    pub verb: Verb,
    /// What became of each.
    pub lines: Vec<(String, Outcome)>,
    /// The first line shown.
    pub top: usize,
}

impl App {
    /// A console before anything is loaded.
    pub fn new(lang: Lang, me: Login, practice: bool, setup: Arc<Setup>, today: NaiveDate) -> Self {
        App {
            texts: Texts::new(lang),
            me,
            practice,
            setup,
            today,
            panes: Vec::new(),
            focus: 0,
            tally: Tally::default(),
            worst: None,
            preview: None,
            marks: BTreeMap::new(),
            last_preview: None,
            shown: BTreeSet::new(),
            filter: TextField::default(),
            filtering: false,
            overlays: Vec::new(),
            note: None,
            last_key_ms: 0,
            page: 10,
            last_top: 0,
            laid: None,
        }
    }

    /// The open pane.
    pub fn pane(&self) -> Option<&PaneState> {
        self.panes.get(self.focus)
    }

    /// The open pane, to move its cursor.
    pub fn pane_mut(&mut self) -> Option<&mut PaneState> {
        self.panes.get_mut(self.focus)
    }

    /// The row under the cursor.
    pub fn row(&self) -> Option<&Row> {
        self.pane().and_then(PaneState::row)
    }

    /// The queue that is open.
    pub fn queue(&self) -> Option<Queue> {
        self.pane().map(|pane| pane.pane.queue)
    }

    /// Where a key is pressed.
    pub fn place(&self) -> Place {
        match self.overlays.last() {
            None => Place::List,
            Some(Overlay::Reader(_)) => Place::Reader,
            Some(Overlay::Menu(_)) => Place::Menu,
            Some(Overlay::Form(_)) => Place::Form,
            Some(Overlay::Check(_)) => Place::Check,
            Some(Overlay::Result(_) | Overlay::Help(_)) => Place::Result,
        }
    }

    /// Whether characters are text now.
    pub fn typing(&self) -> bool {
        let top = self.overlays.last();
        match top {
            None => self.filtering,
            Some(Overlay::Reader(reader)) => reader.typing.is_some(),
            Some(Overlay::Form(form)) => form.is_typing(),
            Some(Overlay::Check(check)) => check.counting.is_some(),
            Some(_) => false,
        }
    }

    /// Takes over what drawing found out: lines of a page, the first line of the last one, and the reader's
    /// page as it was set.
    pub fn drawn(&mut self, page: usize, last_top: usize, laid: Kept) {
        self.page = page;
        self.last_top = last_top;
        self.laid = laid.or(self.laid.take());
    }

    /// Says something in the note line.
    pub fn say(&mut self, text: impl Into<String>, bad: bool) {
        self.note = Some(Note { text: text.into(), bad });
    }

    /// The items that an act is about: the marked ones, or else the one under the cursor.
    pub fn targets(&self) -> Vec<&Row> {
        if self.marks.is_empty() {
            return self.row().into_iter().collect();
        }
        self.marks.values().collect()
    }
}

impl PaneState {
    /// A pane before its rows are loaded.
    pub fn new(pane: Pane) -> Self {
        PaneState {
            pane,
            count: Count::default(),
            rows: Vec::new(),
            more: false,
            cursor: 0,
            wanted: ROWS_AT_ONCE,
        }
    }

    /// The row under the cursor.
    pub fn row(&self) -> Option<&Row> {
        self.rows.get(self.cursor)
    }
}
