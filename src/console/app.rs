//! What the console knows: everything that is drawn, and nothing that draws.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use ratatui::layout::Position;
use tui_input::Input as TextField;

use super::check::{Check, Planned, ResultLine};
use super::form::Phrases;
use super::keymap::{Action, Keymap, Place};
use super::memory::Memory;
use super::overlay::Overlay;
use super::reading::{Kept, Page, Reading};
use super::theme::Theme;
use crate::client::Setup;
use crate::domain::{Act, Item, ItemId, Login, Person, Revision, Verb};
use crate::projection::{Count, Filter, Pane, Queue, Row, Sort, Tally, entries};
use crate::shell::half_width_key;
use crate::texts::{Lang, Texts};

/// Rows of a pane that are loaded at a time; more are fetched when the cursor comes to the end.
pub const ROWS_AT_ONCE: usize = 200;

/// Rows that are loaded of a pane that isn't open, where the screen has room for them.
pub const PEEKED_ROWS: usize = 12;

/// Rows that are marked at once at most.
pub const MARKED_AT_MOST: usize = 5_000;

/// Of what is left half written so many are named at the start.
const UNFINISHED_NAMED: usize = 3;

/// Above this many items a batch asks for its count.
pub const COUNTED_ABOVE: usize = 20;

/// The state of a console.
pub struct App {
    /// Whose words.
    pub texts: Texts,
    /// What the keys mean.
    pub keymap: Keymap,
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
    /// Pieces of work that wait for nobody who could do them today; counted for whoever reads everything.
    pub stalled: u64,
    /// The action that was asked for last in the list: what drops many marks is asked for twice.
    pub asked_again: Option<Action>,
    /// The item whose limit presses most, and its number of working days.
    pub worst: Option<Row>,
    /// What the person is shown of the item under the cursor.
    pub preview: Option<Preview>,
    /// Whether what the preview would show is still to be asked for.
    pub owes_preview: bool,
    /// What the preview showed last.
    pub last_preview: Option<(ItemId, Revision)>,
    /// An item of none of the panes that is being read.
    pub visiting: Option<Row>,
    /// An item that the cursor is to go to when its row comes.
    pub seeking: Option<Row>,
    /// Which revisions were on this screen: attribute, ground, reason and the beginning of the text.
    pub shown: BTreeSet<(ItemId, Revision)>,
    /// Which revisions were read to the end of their text.
    pub read: BTreeSet<(ItemId, Revision)>,
    /// What others have changed of the rows that are loaded, until they are loaded anew.
    pub elsewhere: BTreeMap<ItemId, Elsewhere>,
    /// Whether the connection to the desk is lost.
    pub lost: bool,
    /// What else is filtered for beside the text.
    pub facets: Filter,
    /// In which order the rows stand.
    pub sort: Sort,
    /// The item to which the key of the next alert has led; from there it leads on.
    pub alerted: Option<ItemId>,
    /// What is filtered for.
    pub filter: TextField,
    /// Whether typing goes to the filter.
    pub filtering: bool,
    /// What lies over the panes, the last on top.
    pub overlays: Vec<Overlay>,
    /// One line that says what just happened.
    pub note: Option<Note>,
    /// What this console remembers from one time to the next.
    pub memory: Memory,
    /// What is said often.
    pub phrases: Phrases,
    /// What the act under way is about.
    pub about: About,
    /// What was just done and the rules let its author take back, while nothing else has been pressed since.
    pub just_done: Vec<Planned>,
    /// What the check left out of the act that is being carried out, for its result.
    pub left_out: Vec<ResultLine>,
    /// The time of the last key, in milliseconds.
    pub last_key_ms: u64,
    /// Whether nothing but the open pane is drawn.
    pub zoomed: bool,
    /// How it looks.
    pub theme: Theme,
    /// Whether the screen has room for rows of the other panes; told by the driver after each frame.
    pub roomy: bool,
    /// Lines that the open window shows, for paging; told by the driver after each frame.
    pub page: usize,
    /// The first line that can be on top of what is scrolled; told after each frame too.
    pub last_top: usize,
    /// The reader's page as it was set for the last frame.
    pub laid: Kept,
}

/// What an act is about, as it was when the act was begun. Panes and cursor may go elsewhere under its form and
/// its check; the act does not.
#[derive(Clone, Default, Debug)]
pub struct About {
    /// The items; none for a draft, or what is asked of the bureau as a whole.
    pub rows: Vec<Row>,
    /// The one of them that was known in full.
    pub item: Option<Item>,
    /// Its whole text, where it is to be written anew and isn't too long for that.
    pub text: Option<String>,
    /// How it was called where it was checked; nothing before.
    pub called: String,
}

impl About {
    /// Its state, where it is this one that is known in full.
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.item.as_ref().filter(|item| item.id == id)
    }

    /// Its row.
    pub fn row(&self, id: ItemId) -> Option<&Row> {
        self.rows.iter().find(|row| row.id == id)
    }
}

/// What became of a row's item while the row was on the screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Elsewhere {
    /// It is another than the one shown.
    Changed,
    /// It waits here no more.
    Gone,
}

/// What drawing a frame found out.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Drawn {
    /// Lines of a page of what can be scrolled.
    pub page: usize,
    /// The first line of its last page.
    pub last_top: usize,
    /// Column and line of the text cursor, where a text is being typed.
    pub cursor: Option<Position>,
    /// Whether there was room for rows of other panes than the open one.
    pub roomy: bool,
    /// The reader's page as it was set in lines.
    pub laid: Kept,
    /// The item whose attribute, ground, reason and beginning of its text stood on the screen.
    pub shown: Option<(ItemId, Revision)>,
}

/// A pane with what is loaded of it.
#[derive(Clone, PartialEq, Debug)]
pub struct PaneState {
    /// Which queues.
    pub pane: Pane,
    /// How many wait there.
    pub count: Count,
    /// What its title tells besides, where it does.
    pub telling: Option<Telling>,
    /// The rows loaded.
    pub rows: Vec<Row>,
    /// Whether there are more.
    pub more: bool,
    /// Which row the cursor is on.
    pub cursor: usize,
    /// Items marked here as they were when they were marked; a filter may hide them since.
    pub marks: BTreeMap<ItemId, Row>,
    /// How many rows match the filter, where that was counted.
    pub matches: Option<u64>,
    /// How many rows to ask for.
    pub wanted: usize,
    /// What is to be done with all of them when they have come.
    pub then: Option<Then>,
    /// The item to which the cursor goes back if it is among the rows that come next.
    pub back_to: Option<ItemId>,
}

/// What the title of a pane tells besides its counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Telling {
    /// Since when the one waits that waits longest.
    Oldest(NaiveDate),
    /// When the next delivery goes, and how many have a limit that ends before; so many at least where not all
    /// were looked at.
    NextBatch {
        /// The day of the delivery.
        on: NaiveDate,
        /// How many it is too late for.
        too_late: usize,
        /// Whether there may be more.
        more: bool,
    },
}

/// What is done with all rows of a pane.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Then {
    /// They are marked.
    Mark,
    /// Those in the state of the row under the cursor are marked.
    MarkAlike,
    /// Those that are marked are unmarked, and the others marked.
    Invert,
    /// It is counted what they can be narrowed to.
    Count,
    /// The cursor goes to the first that is missed or ends today, of those that come first.
    Alert,
    /// The cursor goes to the last.
    Last,
    /// It is told where not all of them could be put in order.
    Sorted,
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
    /// Each of them in words, and what couldn't be scanned.
    pub scan: Vec<String>,
    /// The beginning of the 公开版; empty where there is none.
    pub public_text: String,
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

impl App {
    /// A console before anything is loaded.
    pub fn new(lang: Lang, me: Login, practice: bool, setup: Arc<Setup>, today: NaiveDate) -> Self {
        App {
            texts: Texts::new(lang),
            keymap: Keymap::default(),
            me,
            practice,
            setup,
            today,
            panes: Vec::new(),
            focus: 0,
            tally: Tally::default(),
            stalled: 0,
            asked_again: None,
            worst: None,
            preview: None,
            owes_preview: false,
            last_preview: None,
            visiting: None,
            seeking: None,
            shown: BTreeSet::new(),
            read: BTreeSet::new(),
            elsewhere: BTreeMap::new(),
            lost: false,
            facets: Filter::default(),
            sort: Sort::Due,
            alerted: None,
            filter: TextField::default(),
            filtering: false,
            overlays: Vec::new(),
            note: None,
            memory: Memory::default(),
            phrases: Phrases::standard(),
            about: About::default(),
            just_done: Vec::new(),
            left_out: Vec::new(),
            last_key_ms: 0,
            zoomed: false,
            theme: Theme::default(),
            roomy: false,
            page: 10,
            last_top: 0,
            laid: None,
        }
    }

    /// What the rows of the open pane are filtered for: a word such as `=不公开` narrows to the attribute, state,
    /// procedure … of that name; the others are looked for.
    pub fn filters(&self) -> Filter {
        let mut filter = self.facets.clone();
        let words = self.filter.value().split_whitespace();
        let others = words.filter_map(|word| match super::facets::narrowing(self, word) {
            None => Some(super::facets::unquoted(word)),
            Some(facet) => {
                facet.narrow(&mut filter);
                None
            }
        });
        let text = others.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        Filter { text, ..filter }
    }

    /// In which order the rows of the open pane stand: where none was chosen by their limits, and what was sent
    /// on by what became of it last.
    pub fn order(&self) -> Sort {
        match (self.sort, self.queue()) {
            (Sort::Due, Some(Queue::Sent)) => Sort::Newest,
            (sort, _) => sort,
        }
    }

    /// An act as it is called here: to agree where the attribute is determined is to determine it.
    pub fn called(&self, verb: Verb) -> &str {
        match (verb, self.working_queue()) {
            (Verb::Approve, Some(Queue::Determine | Queue::Reconsider)) => self.texts.get("verb.determine"),
            _ => self.texts.verb(verb),
        }
    }

    /// An act as it is called once it is known what is done: the key that receives also refuses.
    pub fn called_as(&self, verb: Verb, act: &Act) -> &str {
        match act {
            Act::RefuseReceipt { .. } => self.texts.get("verb.refuse-receipt"),
            Act::Ratify { agreed: false, .. } => self.texts.get("verb.overrule"),
            Act::Answer { dispute } if !dispute.trim().is_empty() => self.texts.get("verb.dispute"),
            _ => self.called(verb),
        }
    }

    /// What a check is about, as it is called.
    pub fn called_in(&self, check: &Check) -> &str {
        let mut acts = check.groups.iter().flat_map(|group| &group.planned).map(|one| &one.act);
        acts.next().map_or(self.called(check.verb), |act| self.called_as(check.verb, act))
    }

    /// Whether the person may do nothing to any item: auditors and administrators.
    pub fn only_watches(&self) -> bool {
        self.setup.roster.person(&self.me).is_some_and(Person::is_powerless)
    }

    /// A pane as it is called: to who watches the whole bureau nothing waits "for me".
    pub fn pane_name(&self, pane: &PaneState) -> &str {
        let queue = pane.pane.queue;
        match queue {
            _ if self.only_watches() => self.texts.queue(queue),
            Queue::Closed if pane.pane != Pane::whole(queue) => self.texts.get("own-queue.sent-closed"),
            _ => self.texts.own_queue(queue),
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

    /// The first of the person's panes in which an item stands.
    pub fn pane_of(&self, row: &Row) -> Option<usize> {
        let places = entries(row);
        let stands = |pane: &Pane| {
            places.iter().any(|entry| entry.queue == pane.queue && pane.scopes.contains(&entry.scope))
        };
        self.panes.iter().position(|pane| stands(&pane.pane))
    }

    /// The row under the cursor, or of the item that is being read instead.
    pub fn row(&self) -> Option<&Row> {
        self.visiting.as_ref().or_else(|| self.pane().and_then(PaneState::row))
    }

    /// What changing is in the open pane.
    pub fn change_verb(&self) -> Option<Verb> {
        let office = self.setup.roster.is_office(&self.me);
        self.working_queue().and_then(|queue| super::form::change_verb(queue, office))
    }

    /// The queue that is open; `None` while an item of no pane is being read.
    pub fn queue(&self) -> Option<Queue> {
        self.pane().filter(|_| self.visiting.is_none()).map(|pane| pane.pane.queue)
    }

    /// The queue in whose terms the row under the cursor is worked on: what was sent back to the head of a
    /// section is reviewed again, also where it stands beside returned drafts.
    pub fn working_queue(&self) -> Option<Queue> {
        let queue = self.queue()?;
        let row = self.row().filter(|_| queue == Queue::Returned);
        let line = row.and_then(|row| row.line(queue, self.today, &self.setup.calendar));
        Some(line.map_or(queue, |line| line.queue))
    }

    /// Where a key is pressed.
    pub fn place(&self) -> Place {
        self.overlays.last().map_or(Place::List, Overlay::place)
    }

    /// Where a key was pressed before what lies on top came up.
    pub fn place_under(&self) -> Place {
        self.overlays.iter().rev().nth(1).map_or(Place::List, Overlay::place)
    }

    /// Whether characters are text now.
    pub fn typing(&self) -> bool {
        self.overlays.last().map_or(self.filtering, Overlay::typing)
    }

    /// Whether all that this key does here is to move, or to find a choice of a form.
    pub fn moves(&self, key: &str) -> bool {
        let key = &half_width_key(key);
        match self.keymap.action(self.place(), key) {
            Some(action) => action.moves(),
            None => self.place() == Place::Form && key.chars().count() == 1,
        }
    }

    /// Whether a text of several lines is being written.
    pub fn writes_lines(&self) -> bool {
        let Some(Overlay::Form(form)) = self.overlays.last() else { return false };
        form.typing().is_some_and(super::form::TextBox::takes_lines)
    }

    /// Whether an agreement is being checked, to which an opinion can be added.
    pub fn agrees(&self) -> bool {
        self.checks(|check| check.verb == Verb::Approve && check.asks())
    }

    /// Whether a check that fits is being answered.
    pub fn checks(&self, fits: impl Fn(&Check) -> bool) -> bool {
        matches!(self.overlays.last(), Some(Overlay::Check(check)) if fits(check))
    }

    /// Whether an item is open in the reader, on top or under something else.
    pub fn reads(&self) -> bool {
        self.overlays.iter().any(|over| matches!(over, Overlay::Reader(_)))
    }

    /// Whether the attachments of an item are being looked at, and there are some.
    pub fn reads_files(&self) -> bool {
        let there =
            self.preview.as_ref().is_some_and(|it| !it.item.submission.content.attachments.is_empty());
        let reading = |over: &Overlay| matches!(over, Overlay::Reader(reader) if reader.page == Page::Files);
        there && self.overlays.last().is_some_and(reading)
    }

    /// Says something in the note line.
    pub fn say(&mut self, text: impl Into<String>, bad: bool) {
        self.note = Some(Note { text: text.into(), bad });
    }

    /// Brings up what the day brings, where this person hasn't been shown it yet.
    pub fn begin_day(&mut self) {
        if self.memory.greet(self.today) {
            self.overlays.push(Overlay::Summary(0));
            self.note.get_or_insert(Note { text: self.texts.get("ui.begin-day").to_owned(), bad: false });
        }
    }

    /// Tells of what is left half written, so that it is found again.
    pub fn tell_unfinished(&mut self) {
        let texts = &self.texts;
        let mut left = self.memory.unfinished();
        let named: Vec<String> = left
            .by_ref()
            .take(UNFINISHED_NAMED)
            .map(|(verb, items)| format!("{} {}", texts.verb(verb), items.join(" ")).trim_end().to_owned())
            .collect();
        if named.is_empty() {
            return;
        }
        let n = (named.len() + left.count()).to_string();
        let what = named.join(texts.get("ui.list-separator"));
        let text = texts.fill("ui.unfinished", &[("n", &n), ("what", &what)]);
        let before = self.note.take().map(|note| format!("  {}", note.text)).unwrap_or_default();
        self.say(text + &before, false);
    }

    /// What is to be remembered: the memory, with what is half written in forms now.
    pub fn remembered(&self) -> Memory {
        let mut memory = self.memory.clone();
        self.note_open_forms(&mut memory);
        if let Some(queue) = self.queue() {
            memory.note_pane(queue);
        }
        memory.note_theme(self.theme.name);
        memory
    }

    /// Lets a memory know what stands in the forms that are open.
    pub fn note_open_forms(&self, memory: &mut Memory) {
        for overlay in &self.overlays {
            if let Overlay::Form(form) = overlay {
                memory.keep(form);
            }
        }
    }

    /// The items that an act is about: the one that is being read, or those marked in the open pane, or else
    /// the one under the cursor.
    pub fn targets(&self) -> Vec<&Row> {
        if self.marks().is_empty() || self.reads() {
            return self.row().into_iter().collect();
        }
        self.marks().values().collect()
    }

    /// What is marked in the open pane; acts there are about it, and about nothing that is marked elsewhere.
    pub fn marks(&self) -> &BTreeMap<ItemId, Row> {
        static NONE: BTreeMap<ItemId, Row> = BTreeMap::new();
        self.pane().map_or(&NONE, |pane| &pane.marks)
    }

    /// How many are marked here, and how many in which other pane, in words; nothing where nothing is.
    pub fn marked(&self) -> Vec<String> {
        let texts = &self.texts;
        let here = Some(self.marks().len()).filter(|count| *count > 0);
        let here = here.map(|count| texts.fill("ui.marked", &[("n", &count.to_string())]));
        let others = self.panes.iter().enumerate().filter(|(place, _)| *place != self.focus);
        let others = others.filter(|(_, pane)| !pane.marks.is_empty()).map(|(_, pane)| {
            let count = pane.marks.len().to_string();
            texts.fill("ui.marked-elsewhere", &[("pane", self.pane_name(pane)), ("n", &count)])
        });
        here.into_iter().chain(others).collect()
    }
}

impl PaneState {
    /// A pane before its rows are loaded.
    pub fn new(pane: Pane) -> Self {
        PaneState {
            pane,
            count: Count::default(),
            telling: None,
            rows: Vec::new(),
            more: false,
            cursor: 0,
            marks: BTreeMap::new(),
            matches: None,
            wanted: ROWS_AT_ONCE,
            then: None,
            back_to: None,
        }
    }

    /// The row under the cursor.
    pub fn row(&self) -> Option<&Row> {
        self.rows.get(self.cursor)
    }
}
