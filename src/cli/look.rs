//! Looking: lists, items, histories, what is overdue.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;

use super::acts::{RefusalForm, known_procedure};
use super::args::{AttachmentArgs, HistoryArgs, ListArgs, OverdueArgs, ShowArgs};
use super::exit::{Answer, Status, Trouble};
use super::forms::{HistoryForm, RowForm, SheetForm, pressing};
use super::print::{harmless, table};
use super::session::Session;
use super::sheet;
use crate::client::{Client, Failure, Happened, History, Setup, Sheet, item_of};
use crate::domain::{Act, Attachment, Holder, ItemId, Login, Refusal, SectionName, Tier, can_act};
use crate::procedure::{Role, StageKey};
use crate::projection::{ClockLine, Filter, Line, Pane, Query, Queue, Row, Scope, Sort};
use crate::shell;
use crate::texts::days_apart;

/// Rows shown at most, whatever `--limit` says.
const MOST_ROWS: usize = 100_000;

/// The beginning of a text that `show` prints without `--full`.
const BEGINNING_BYTES: usize = 2_000;

/// `list`: what is open, or what waits in some queues.
pub(super) fn list(args: &ListArgs, session: &Session) -> Answer {
    let client = session.open()?;
    let section = args.section.as_ref().map(|name| known_section(name, session, &client)).transpose()?;
    let state = args.state.as_deref().map(|name| State::named(name, session, &client)).transpose()?;
    let panes = panes(args.role, state.as_ref(), &client);
    let person = |login: &Login| match client.setup().roster.person(login) {
        Some(person) => Ok(person.login.clone()),
        None => Err(session.usage("cli.no-person", &[("login", &login.0)])),
    };
    let procedure =
        args.procedure.as_deref().map(|name| known_procedure(name, session, &client)).transpose()?;
    let filter = Filter {
        text: args.filter.clone(),
        section,
        procedure,
        attribute: args.attribute,
        drafter: args.drafter.as_ref().map(person).transpose()?,
        holder: args.holder.as_ref().map(person).transpose()?.map(Holder::Person),
        tier: match &state {
            Some(State::Tier(tier)) => Some(*tier),
            _ => None,
        },
        ..Filter::default()
    };
    let stage = match &state {
        Some(State::Stage(stage)) => Some(stage),
        _ => None,
    };
    let found = gathered(&client, &panes, &filter, args.sort, stage, args.limit.limit)?;
    print_rows(&found, session, &client)?;
    Ok(Status::Done)
}

/// `overdue`: what has missed a limit of the rules or the law.
pub(super) fn overdue(args: &OverdueArgs, session: &Session) -> Answer {
    let client = session.open()?;
    let filter = Filter { tier: Some(Tier::Overdue), ..Filter::default() };
    let found = gathered(&client, &[Pane::whole(Queue::Open)], &filter, Sort::Due, None, args.limit.limit)?;
    print_rows(&found, session, &client)?;
    let missed = args.exit_code && !found.rows.is_empty();
    Ok(if missed { Status::Refused } else { Status::Done })
}

/// What `show` says of each item asked for, for scripts.
#[derive(Serialize)]
#[serde(untagged)]
enum Shown {
    Sheet(Box<SheetForm>),
    /// There is none for whoever asks.
    Missing {
        id: String,
        refusal: RefusalForm,
    },
}

/// `show`: items in full. Read in full by its holder, an item can no longer be recalled.
pub(super) fn show(args: &ShowArgs, session: &Session) -> Answer {
    let mut client = session.open()?;
    let bytes = if args.full { usize::MAX } else { BEGINNING_BYTES };
    let (mut forms, mut status) = (Vec::new(), Status::Done);
    for number in &args.ids {
        let id = session.item(*number);
        let Some(sheet) = client.sheet(id, bytes)? else {
            let (key, message) = why_missing(id, session, &client);
            session.note(&message);
            forms.push(Shown::Missing { id: id.to_string(), refusal: RefusalForm::of(key, message) });
            status = Status::Refused;
            continue;
        };
        let procedure = client.with_setting(&sheet.item, |setting| setting.procedure.clone())?;
        if session.json {
            forms.push(Shown::Sheet(Box::new(SheetForm::of(
                &sheet,
                procedure.as_ref(),
                &client,
                session.texts,
            ))));
        } else {
            session.say(sheet::lines(&sheet, procedure.as_ref(), session, &client))?;
        }
        if args.full {
            note_opening(&sheet, session, &mut client)?;
        }
    }
    if session.json {
        session.say_json(&forms)?;
    }
    Ok(status)
}

/// Records that an item was read in full: whoever isn't the holder is refused, and has only read. While the
/// clock stops all writing it is read all the same, and whoever reads it is told.
fn note_opening(sheet: &Sheet, session: &Session, client: &mut Client) -> Result<(), Trouble> {
    let opening = client.order(Some(sheet.item.id), Some(sheet.item.revision), Act::Open);
    match client.act(&[opening]) {
        Err(failure @ Failure::Clock { .. }) => {
            let (item, why) =
                (sheet.item.id.to_string(), Trouble::Desk(failure).lines(session.texts).concat());
            session.note(&session.texts.fill("cli.opening-not-recorded", &[("item", &item), ("why", &why)]));
        }
        other => drop(other?),
    }
    Ok(())
}

/// `history`: everything that happened to an item, or to the bureau as a whole.
pub(super) fn history(args: &HistoryArgs, session: &Session) -> Answer {
    let client = session.open()?;
    let (lines, row) = match args.id.map(|number| session.item(number)) {
        None => (client.bureau_history()?, None),
        Some(id) => match client.history(id)? {
            Some(lines) => (lines, client.row(id)?),
            None => return Err(missing(id, session, &client)),
        },
    };
    let names = session.names(client.setup(), row.as_ref().map(|row| &row.procedure));
    let now = args.id.and_then(|number| item_of(session.item(number), &lines));
    let said = |line: &History| match (&line.what, &now) {
        (Happened::Item(event), Some(now)) => session.texts.event_by_now(&line.author, event, names, now),
        (Happened::Item(event), None) => session.texts.event(&line.author, event, names),
        (Happened::Bureau(event), _) => session.texts.bureau_event(&line.author, event, names.roster),
        (Happened::Unknown, _) => session.texts.fill("cli.unknown-event", &[("kind", &line.kind)]),
    };
    if session.json {
        let forms: Vec<HistoryForm> = lines.iter().map(|line| HistoryForm::of(line, said(line))).collect();
        session.say_json(&forms)?;
    } else {
        session.say(lines.iter().map(|line| {
            let text = harmless(&said(line));
            format!("{:>6}  {}  {text}", line.sequence, session.texts.moment(line.at))
        }))?;
    }
    Ok(Status::Done)
}

/// Characters of a digest that name an attachment at least.
const DIGEST_CHARS: usize = 8;

/// `attachment`: the exact bytes of an attachment, for whoever may read the item.
pub(super) fn attachment(args: &AttachmentArgs, session: &Session) -> Answer {
    let client = session.open()?;
    let id = session.item(args.id);
    let Some(sheet) = client.sheet(id, 0)? else {
        return Err(missing(id, session, &client));
    };
    let said = [("item", id.to_string()), ("which", args.which.clone())];
    let said = said.each_ref().map(|(name, value)| (*name, value.as_str()));
    let Some(file) = named(&args.which, &sheet.item.submission.content.attachments) else {
        return Err(session.usage("cli.no-such-attachment", &said));
    };
    let Some((name, bytes)) = client.attachment(id, file.digest)? else {
        session.note(&session.texts.fill("cli.attachment-gone", &said));
        return Ok(Status::Refused);
    };
    let path = args.output.clone().unwrap_or_else(|| shell::harmless_name(&name).into());
    if path == Path::new("-") {
        session.say_bytes(&bytes)?;
        return Ok(Status::Done);
    }
    shell::write_new(&path, &bytes).map_err(|error| Trouble::File(path.clone(), error))?;
    let path = path.display().to_string();
    if session.json {
        session.say_json(&SavedForm { written: &path, sm3: file.digest.to_string(), bytes: file.bytes })?;
    } else {
        session.say([session.texts.fill("cli.written", &[("path", &harmless(&path))])])?;
    }
    Ok(Status::Done)
}

/// What `attachment` wrote, for scripts.
#[derive(Serialize)]
struct SavedForm<'a> {
    written: &'a str,
    sm3: String,
    bytes: u64,
}

/// The attachment meant: by its place, or by the beginning of its digest where that fits one alone.
fn named<'a>(which: &str, files: &'a [Attachment]) -> Option<&'a Attachment> {
    let place = which.parse::<usize>().ok().and_then(|place| place.checked_sub(1));
    let by_place = place.and_then(|place| files.get(place));
    let begins =
        |file: &&Attachment| which.len() >= DIGEST_CHARS && file.digest.to_string().starts_with(which);
    let mut alike = files.iter().filter(begins);
    by_place.or_else(|| alike.next().filter(|first| alike.all(|other| other.digest == first.digest)))
}

/// What `--state` names.
enum State {
    Queue(Queue),
    Stage(StageKey),
    /// How near a limit is.
    Tier(Tier),
}

impl State {
    fn named(name: &str, session: &Session, client: &Client) -> Result<State, Trouble> {
        if let Some(queue) = Queue::from_key(name) {
            return Ok(State::Queue(queue));
        }
        if let Some(tier) = Tier::from_key(name) {
            return Ok(State::Tier(tier));
        }
        let stages = client.setup().procedures.0.iter().flat_map(|procedure| &procedure.stages);
        let tiers = Tier::ALL.iter().map(|tier| tier.key());
        let mut keys: Vec<&str> = Queue::ALL.iter().map(|queue| queue.key()).chain(tiers).collect();
        for stage in stages {
            if stage.key.0 == name {
                return Ok(State::Stage(stage.key.clone()));
            }
            if !keys.contains(&stage.key.0.as_str()) {
                keys.push(&stage.key.0);
            }
        }
        Err(session.usage("cli.no-state", &[("state", name), ("states", &keys.join(", "))]))
    }
}

/// The queues of a role.
pub(super) fn queues(role: Role) -> &'static [Queue] {
    match role {
        Role::Drafter => &[Queue::Draft, Queue::Returned],
        Role::Staff => &[Queue::HandOver, Queue::Publish],
        Role::Head => &[Queue::Review, Queue::Confirm],
        Role::Leader => &[Queue::Determine, Queue::Reconsider, Queue::Ratify, Queue::Answer],
        Role::Chief => &[Queue::Sign],
        Role::Office => &[
            Queue::Issue,
            Queue::Secrecy,
            Queue::Receive,
            Queue::Publish,
            Queue::List,
            Queue::Transfer,
            Queue::Replace,
            Queue::TakeDown,
            Queue::Evaluate,
        ],
        Role::Auditor => &[Queue::Open],
        Role::Administrator => &[],
    }
}

/// Which panes to look through: those of a role as they wait for whoever asks, a queue of the whole
/// bureau, or all that is open.
fn panes(role: Option<Role>, state: Option<&State>, client: &Client) -> Vec<Pane> {
    let queue = match state {
        Some(State::Queue(queue)) => Some(*queue),
        Some(State::Stage(_) | State::Tier(_)) | None => None,
    };
    match (role, queue) {
        (None, None) => vec![Pane::whole(Queue::Open)],
        (None, Some(Queue::Sent)) => {
            vec![Pane { queue: Queue::Sent, scopes: vec![Scope::Person(client.me().clone())] }]
        }
        (None, Some(queue)) => vec![Pane::whole(queue)],
        (Some(role), queue) => {
            let queues = queues(role);
            let wanted =
                |pane: &Pane| queues.contains(&pane.queue) && queue.is_none_or(|queue| pane.queue == queue);
            client.panes().into_iter().filter(wanted).collect()
        }
    }
}

/// Rows in the order that was asked for, and whether there are more.
struct Found {
    rows: Vec<Row>,
    more: bool,
}

fn gathered(
    client: &Client,
    panes: &[Pane],
    filter: &Filter,
    sort: Sort,
    stage: Option<&StageKey>,
    limit: usize,
) -> Result<Found, Trouble> {
    let limit = limit.min(MOST_ROWS);
    let (today, calendar) = (client.today(), &client.setup().calendar);
    let mut more = false;
    let mut rows: BTreeMap<(NaiveDate, ItemId), Row> = BTreeMap::new();
    for pane in panes {
        // Rows of one stage can stand anywhere in the window: it is cut only after they are told apart.
        let examined = if stage.is_some() { MOST_ROWS } else { limit };
        let query = Query { pane: pane.clone(), filter: filter.clone(), sort, after: None, limit: examined };
        let window = client.window(&query)?;
        more |= window.more;
        let fits = |row: &Row| stage.is_none_or(|stage| row.stage.as_ref() == Some(stage));
        for row in window.rows.into_iter().filter(fits) {
            let due = pressing(&row, today, calendar).and_then(ClockLine::due);
            rows.insert((due.map_or(NaiveDate::MAX, |due| due.date), row.id), row);
        }
    }
    more |= rows.len() > limit;
    let mut rows: Vec<Row> = rows.into_values().collect();
    Row::sort(&mut rows, sort);
    rows.truncate(limit);
    Ok(Found { rows, more })
}

fn print_rows(found: &Found, session: &Session, client: &Client) -> Result<(), Trouble> {
    let (today, setup) = (client.today(), client.setup());
    if session.json {
        let forms: Vec<RowForm> = found.rows.iter().map(|row| RowForm::of(row, today, setup)).collect();
        session.say_json(&forms)?;
    } else if found.rows.is_empty() {
        session.say([session.texts.get("cli.nothing").to_owned()])?;
    } else {
        let cells: Vec<[String; 9]> =
            found.rows.iter().map(|row| row_cells(row, session, setup, today)).collect();
        session.say(table(COLUMNS.map(|key| session.texts.get(key)), &cells))?;
    }
    if found.more {
        session.note(&session.texts.fill("cli.more", &[("n", &found.rows.len().to_string())]));
    }
    Ok(())
}

/// What `row_cells` gives.
const COLUMNS: [&str; 9] = [
    "cli.column-id",
    "cli.column-revision",
    "cli.column-state",
    "cli.column-due",
    "cli.column-attribute",
    "cli.column-procedure",
    "cli.column-section",
    "cli.column-where",
    "cli.column-title",
];

fn row_cells(row: &Row, session: &Session, setup: &Setup, today: NaiveDate) -> [String; 9] {
    let texts = session.texts;
    let names = session.names(setup, Some(&row.procedure));
    let clock = pressing(row, today, &setup.calendar);
    let due = clock.and_then(ClockLine::due);
    let state = match (clock, due) {
        (Some(clock), Some(due)) => {
            texts.slack(clock.tier(today, &setup.calendar), days_apart(due.date, today, &setup.calendar))
        }
        _ => String::new(),
    };
    let provisional = if due.is_some_and(|due| due.provisional) { "~" } else { "" };
    let task = |line: &Line| {
        let task = texts.task(&line.task, names);
        match can_act(&line.holder, &setup.roster, &setup.delegations, today) {
            true => {
                let who = texts.holder(&line.holder, &setup.roster);
                texts.fill("cli.task-of", &[("task", &task), ("who", &who)])
            }
            false => texts.fill("cli.stalled", &[("task", &task)]),
        }
    };
    let tasks: Vec<String> = row.lines.iter().map(task).collect();
    let ended = match (row.terminated, row.closed) {
        (true, _) => Some(texts.get("cli.terminated").to_owned()),
        (false, true) => Some(texts.get("cli.closed").to_owned()),
        (false, false) => None,
    };
    let place = ended.into_iter().chain(tasks).collect::<Vec<_>>().join("+");
    let title = if row.title.is_empty() { texts.get("ui.neutral-title") } else { &row.title };
    [
        row.id.to_string(),
        row.revision.0.to_string(),
        state,
        due.map(|due| format!("{provisional}{}", due.date)).unwrap_or_default(),
        texts.attribute_short(row.attribute).to_owned(),
        names.procedure.map_or(row.procedure.0.as_str(), |procedure| texts.name(&procedure.name)).to_owned(),
        row.section.0.clone(),
        place,
        title.to_owned(),
    ]
}

/// There is no such item for whoever asks.
pub(super) fn missing(id: ItemId, session: &Session, client: &Client) -> Trouble {
    let (key, said) = why_missing(id, session, client);
    Trouble::Refused(key, said)
}

/// The refusal's stable name, and a line.
fn why_missing(id: ItemId, session: &Session, client: &Client) -> (&'static str, String) {
    let refusal = Refusal::NoSuchItem(id);
    let why = session.texts.refusal(&refusal, session.names(client.setup(), None));
    (refusal.key(), session.texts.fill("cli.refused", &[("item", &id.to_string()), ("why", &why)]))
}

/// The section as the roster names it; one that was merged still has its own items.
pub(super) fn known_section(
    name: &SectionName,
    session: &Session,
    client: &Client,
) -> Result<SectionName, Trouble> {
    let known = client.setup().roster.sections.iter().any(|section| section.name == *name);
    known.then(|| name.clone()).ok_or_else(|| session.usage("cli.no-section", &[("section", &name.0)]))
}
