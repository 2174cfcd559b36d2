//! A row: what lists, previews and scripts show of an item without its text.

use chrono::NaiveDate;

use super::query::Sort;
use super::queue::{Queue, Scope, place};
use crate::calendar::{Calendar, Due};
use crate::domain::{
    Clock, ClockKey, ClockState, Digest, Holder, Item, ItemId, Login, Phase, Revision, SectionName, Setting,
    Task, Tier, Urgency, is_closed, open_work, tier,
};
use crate::procedure::{Attribute, Force, ProcedureKey, StageAct, StageKey};

/// An item as it is listed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Its number.
    pub id: ItemId,
    /// The revision that the row shows.
    pub revision: Revision,
    /// Which determination this is.
    pub round: u32,
    /// 标题; empty where only a neutral number may stand.
    pub title: String,
    /// The procedure it follows.
    pub procedure: ProcedureKey,
    /// 主办科室.
    pub section: SectionName,
    /// 拟稿人.
    pub drafter: Login,
    /// Determined, or else proposed.
    pub attribute: Option<Attribute>,
    /// The code of the ground, for 不公开.
    pub ground: String,
    /// The stage where it is; `None` once all decisions are made.
    pub stage: Option<StageKey>,
    /// 文号, its own or its source's.
    pub number: String,
    /// 索引号.
    pub index_number: String,
    /// 缓急.
    pub urgency: Urgency,
    /// How many attachments.
    pub attachments: u32,
    /// Whether it was sent back on the way to its determination, on which it still is.
    pub returned: bool,
    /// Whether it was sent back to the stage where it is.
    pub sent_back: bool,
    /// Whether the secrecy review of the present content is there and clear.
    pub secrecy_clear: bool,
    /// Whether every element that publication asks for is there.
    pub has_elements: bool,
    /// The text that waits to be published, where one does.
    pub to_publish: Option<Digest>,
    /// Whether neither what the scan for personal data finds nor an outdated 公开版 blocks its publication; `None` where none is awaited.
    /// It is not kept: who shows rows and has the texts at hand fills it in.
    pub scan_clear: Option<bool>,
    /// Whether it ended without issue.
    pub terminated: bool,
    /// Whether nothing is left to do.
    pub closed: bool,
    /// When anything last happened.
    pub touched_on: NaiveDate,
    /// What is open, with its clocks.
    pub lines: Vec<Line>,
    /// Who passed it on and may want to know what became of it.
    pub senders: Vec<Login>,
}

/// One open piece of work of a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// What is to be done.
    pub task: Task,
    /// Where it waits.
    pub queue: Queue,
    /// Whose waiting it is.
    pub scope: Scope,
    /// Whose it is.
    pub holder: Holder,
    /// Since when, for a stage.
    pub since: Option<NaiveDate>,
    /// The clocks, its own first.
    pub clocks: Vec<ClockLine>,
}

/// A clock as a row keeps it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClockLine {
    /// Which.
    pub key: ClockKey,
    /// What stands behind it.
    pub force: Force,
    /// Working days ahead of the last one from which it is due soon.
    pub soon_days: u8,
    /// Runs in case the item turns out 主动公开.
    pub conditional: bool,
    /// How it stands.
    pub state: LineState,
}

/// How a clock stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineState {
    /// Its start fact isn't there.
    NotStarted,
    /// Paused since this day.
    Paused(NaiveDate),
    /// Runs until then.
    Running(Due),
}

/// One place in which a row is indexed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Entry {
    /// The kind of waiting.
    pub queue: Queue,
    /// Whose.
    pub scope: Scope,
    /// The most pressing last day; the far future where no clock runs.
    pub due: NaiveDate,
    /// The clocks that the alert line counts: force, days of notice, last day.
    pub clocks: Vec<(Force, u8, NaiveDate)>,
}

impl ClockLine {
    /// The last day, where it runs.
    pub fn due(&self) -> Option<Due> {
        match self.state {
            LineState::Running(due) => Some(due),
            LineState::NotStarted | LineState::Paused(_) => None,
        }
    }

    /// How near it is today.
    pub fn tier(&self, today: NaiveDate, calendar: &Calendar) -> Tier {
        match self.due() {
            Some(due) => tier(due.date, self.force, self.soon_days, today, calendar),
            None => Tier::NotRunning,
        }
    }
}

impl Line {
    fn publishes(&self) -> bool {
        self.queue == Queue::Publish
    }

    /// Whether this is what the row was sent back to.
    fn is_sent_back(&self, row: &Row) -> bool {
        row.sent_back && matches!(self.task, Task::Stage(..))
    }

    /// The clock that presses most today.
    pub fn pressing(&self, today: NaiveDate, calendar: &Calendar) -> Option<&ClockLine> {
        let urgency = |clock: &&ClockLine| {
            let due = clock.due().map_or(NaiveDate::MAX, |due| due.date);
            (std::cmp::Reverse(clock.tier(today, calendar)), due)
        };
        self.clocks.iter().min_by_key(urgency)
    }
}

impl Row {
    /// Whether it waits to be published.
    pub fn awaits_publication(&self) -> bool {
        self.lines.iter().any(Line::publishes)
    }

    /// How near each limit is of the work that waits in this queue; nothing of limits that don't run.
    pub fn tiers(&self, queue: Queue, today: NaiveDate, calendar: &Calendar) -> Vec<Tier> {
        let clocks = self.line(queue, today, calendar).into_iter().flat_map(|line| &line.clocks);
        clocks.filter(|clock| clock.due().is_some()).map(|clock| clock.tier(today, calendar)).collect()
    }

    /// In which order rows stand where not by their last days alone.
    pub fn sort(rows: &mut [Row], sort: Sort) {
        match sort {
            Sort::Due => {}
            Sort::Age => rows.sort_by_key(|row| row.id),
            Sort::Section => rows.sort_by(|a, b| a.section.cmp(&b.section)),
            Sort::Newest => rows.sort_by_key(|row| std::cmp::Reverse((row.touched_on, row.id))),
        }
    }

    /// The open work that waits in this queue; in the queue of all that is open, the most pressing.
    pub fn line(&self, queue: Queue, today: NaiveDate, calendar: &Calendar) -> Option<&Line> {
        let here = |line: &&Line| line.queue == queue || queue == Queue::Returned && line.is_sent_back(self);
        self.lines.iter().find(here).or_else(|| {
            self.lines.iter().min_by_key(|line| {
                let clock = line.pressing(today, calendar);
                let tier = clock.map_or(Tier::NotRunning, |clock| clock.tier(today, calendar));
                let due = clock.and_then(ClockLine::due).map_or(NaiveDate::MAX, |due| due.date);
                (std::cmp::Reverse(tier), due)
            })
        })
    }
}

/// The row of an item in its setting.
pub fn row(item: &Item, setting: Setting<'_>) -> Row {
    let open = open_work(item, setting);
    let closed = is_closed(item, &open);
    let content = &item.submission.content;
    let proposal = match (&item.phase, &item.determination) {
        (Phase::Decided, Some(determination)) => &determination.proposal,
        _ => &item.submission.proposal,
    };
    let number = match &item.issue {
        Some(issue) => issue.number.number().unwrap_or_default().to_owned(),
        None => content.document_number.clone(),
    };
    let mut senders: Vec<Login> = Vec::new();
    // What was taken back, or sent back to where it was decided, waits there: it isn't on its way.
    let away = item.decisions.iter().filter(|decision| item.stage() != Some(&decision.stage));
    let passed = away.map(|decision| &decision.by).chain([&item.drafter]);
    for person in passed {
        if !senders.contains(person) {
            senders.push(person.clone());
        }
    }
    let lines = open.iter().map(|work| {
        let (queue, scope) = place(item, work, setting.roster);
        Line {
            task: work.task.clone(),
            queue,
            scope,
            holder: work.holder.clone(),
            since: matches!(work.task, Task::Stage(..)).then(|| item.since.date_naive()),
            clocks: work.clocks.iter().map(clock_line).collect(),
        }
    });
    let lines: Vec<Line> = lines.collect();
    let text = content.public_text.as_ref().or(content.text.as_ref()).map(|text| text.digest);
    Row {
        id: item.id,
        revision: item.revision,
        round: item.round,
        title: content.title.clone(),
        procedure: item.procedure.clone(),
        section: item.section.clone(),
        drafter: item.drafter.clone(),
        attribute: proposal.attribute,
        ground: proposal.ground.map(|ground| ground.code().to_owned()).unwrap_or_default(),
        stage: item.stage().cloned(),
        number,
        index_number: item.index_number.clone().unwrap_or_default(),
        urgency: content.urgency,
        attachments: u32::try_from(content.attachments.len()).unwrap_or(u32::MAX),
        returned: item.stage().is_some() && was_returned(item),
        sent_back: item.stage().is_some() && item.is_sent_back(),
        secrecy_clear: item
            .secrecy
            .as_ref()
            .is_some_and(|review| review.conclusion == crate::domain::SecrecyConclusion::Clear),
        has_elements: item.missing_elements().is_empty(),
        to_publish: lines.iter().any(Line::publishes).then_some(text).flatten(),
        scan_clear: None,
        terminated: item.phase == Phase::Terminated,
        closed,
        touched_on: item.touched_at.date_naive(),
        lines,
        senders,
    }
}

/// Every place in which a row is indexed.
pub fn entries(row: &Row) -> Vec<Entry> {
    let mut found = Vec::new();
    if row.closed {
        found.push(Entry {
            queue: Queue::Closed,
            scope: Scope::All,
            due: row.touched_on,
            clocks: Vec::new(),
        });
        let senders = row.senders.iter().map(|person| Entry {
            queue: Queue::Closed,
            scope: Scope::Person(person.clone()),
            due: newest_first(row.touched_on),
            clocks: Vec::new(),
        });
        found.extend(senders);
    }
    for line in &row.lines {
        let running: Vec<(Force, u8, NaiveDate)> = line
            .clocks
            .iter()
            .filter_map(|clock| Some((clock.force, clock.soon_days, clock.due()?.date)))
            .collect();
        let due = running.iter().map(|(_, _, due)| *due).min().unwrap_or(NaiveDate::MAX);
        // Once where it waits, and once for those who watch the whole bureau.
        let scopes = [line.scope.clone(), Scope::All];
        let entries = scopes.map(|scope| Entry { queue: line.queue, scope, due, clocks: running.clone() });
        found.extend(entries.into_iter().filter(|entry| !found.contains(entry)).collect::<Vec<_>>());
        // What was sent back to a section's heads is also found where they look for that. Its clocks are
        // counted where it waits, and only there.
        if line.is_sent_back(row) && line.queue != Queue::Returned && matches!(line.scope, Scope::Section(_))
        {
            let scope = line.scope.clone();
            found.push(Entry { queue: Queue::Returned, scope, due, clocks: Vec::new() });
        }
    }
    if !row.closed {
        let due = found.iter().map(|entry| entry.due).min().unwrap_or(NaiveDate::MAX);
        let passive = |queue, scope| Entry { queue, scope, due, clocks: Vec::new() };
        found.push(passive(Queue::Open, Scope::All));
        if row.lines.iter().any(|line| matches!(line.task, Task::Stage(_, StageAct::Draft))) {
            found.push(passive(Queue::Drafting, Scope::Section(row.section.clone())));
        }
        let holders: Vec<Scope> = row.lines.iter().map(|line| line.scope.clone()).collect();
        let senders = row.senders.iter().map(|person| Scope::Person(person.clone()));
        let away: Vec<Scope> = senders.filter(|sender| !holders.contains(sender)).collect();
        found.extend(away.into_iter().map(|sender| passive(Queue::Sent, sender)));
    }
    found
}

/// A place in an index that goes by days, in which the latest of these days comes first.
fn newest_first(day: NaiveDate) -> NaiveDate {
    let since = day.signed_duration_since(NaiveDate::default());
    NaiveDate::MAX.checked_sub_signed(since).unwrap_or(NaiveDate::MAX)
}

/// Whether it was sent back since it was last determined.
fn was_returned(item: &Item) -> bool {
    let determined = item.determination.as_ref().map(|determination| determination.at);
    item.last_return.as_ref().is_some_and(|sent| determined.is_none_or(|at| sent.at > at))
}

fn clock_line(clock: &Clock) -> ClockLine {
    ClockLine {
        key: clock.key.clone(),
        force: clock.force,
        soon_days: clock.soon_days(),
        conditional: clock.conditional,
        state: match clock.state {
            ClockState::NotStarted => LineState::NotStarted,
            ClockState::Paused(since) => LineState::Paused(since),
            ClockState::Running { due, .. } => LineState::Running(due),
        },
    }
}
