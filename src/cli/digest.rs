//! Digests: what waits for each person and what of it is due, for a scheduler and the bureau's own mail.

use chrono::NaiveDate;
use serde::Serialize;

use super::args::DigestArgs;
use super::exit::{Answer, Status, Trouble};
use super::forms::RowForm;
use super::print::harmless;
use super::session::Session;
use crate::calendar::Calendar;
use crate::client::Client;
use crate::domain::{Login, Tier};
use crate::projection::{ClockLine, Count, Filter, Pane, Query, Queue, Row, Sort, panes, stalled};
use crate::texts::days_apart;

/// Items named for one pane of a person at most; the rest is counted.
const NAMED: usize = 200;

/// What waits for somebody.
#[derive(Serialize)]
struct DigestForm {
    login: String,
    name: String,
    waiting: u64,
    overdue: u64,
    past_target: u64,
    due_today: u64,
    due_soon: u64,
    queues: Vec<QueueForm>,
}

/// What waits in one queue, and the items of it that press.
#[derive(Serialize)]
struct QueueForm {
    queue: &'static str,
    waiting: u64,
    items: Vec<RowForm>,
    /// Whether more press than are named.
    more: bool,
}

/// A person's digest before it is put in words.
struct Digest {
    person: Login,
    count: Count,
    queues: Vec<(Queue, Count, Vec<Row>)>,
}

/// `digest`: of one person; without a name, of everybody whom whoever asks may know of.
pub(super) fn digest(args: &DigestArgs, session: &Session) -> Answer {
    let client = session.open()?;
    let roster = &client.setup().roster;
    let people: Vec<Login> = match &args.person {
        Some(login) if roster.person(login).is_none() => {
            return Err(session.usage("cli.no-person", &[("login", &login.0)]));
        }
        Some(login) => vec![login.clone()],
        None if client.reads_everything() => {
            let worker = |person: &&crate::domain::Person| !person.auditor && !person.administrator;
            roster.people.iter().filter(worker).map(|person| person.login.clone()).collect()
        }
        None => vec![client.me().clone()],
    };
    let mut digests = Vec::new();
    for person in people {
        digests.push(of(&person, &client)?);
    }
    digests.retain(|digest| digest.count.items > 0);
    if let Some(person) = &args.person {
        note_about(person, digests.is_empty(), session, &client);
    }
    if session.json {
        let forms: Vec<DigestForm> = digests.iter().map(|digest| form(digest, &client)).collect();
        session.say_json(&forms)?;
    } else {
        let setup = client.setup();
        let stalled = stalled(&setup.roster, &setup.delegations, client.today());
        let stalled: u64 = client.counts(&stalled)?.iter().map(|count| count.items).sum();
        let alert = session.texts.fill("ui.alert-stalled", &[("n", &stalled.to_string())]);
        let alert = (stalled > 0 && args.person.is_none()).then_some(alert);
        let each = digests.iter().flat_map(|digest| lines(digest, session, &client));
        session.say(alert.into_iter().chain(each))?;
    }
    Ok(Status::Done)
}

/// Says why little or nothing is said of somebody: only what may be read is, or nothing waits.
fn note_about(person: &Login, nothing: bool, session: &Session, client: &Client) {
    let partly = !client.reads_everything() && person != client.me();
    if partly {
        session.note(session.texts.get("cli.paper-partial"));
    }
    if nothing {
        let key = if partly { "cli.digest-nothing-readable" } else { "cli.digest-nothing" };
        session.note(&session.texts.fill(key, &[("who", client.setup().roster.name(person))]));
    }
}

fn of(person: &Login, client: &Client) -> Result<Digest, Trouble> {
    let (setup, today) = (client.setup(), client.today());
    let waits = |pane: &Pane| pane.queue.waits();
    let panes = panes(&setup.roster, &setup.delegations, person, today);
    let panes: Vec<Pane> = panes.into_iter().filter(waits).collect();
    let counts = client.counts(&panes)?;
    let mut digest = Digest { person: person.clone(), count: Count::default(), queues: Vec::new() };
    for (pane, count) in panes.into_iter().zip(counts).filter(|(_, count)| count.items > 0) {
        digest.count += count;
        let queue = pane.queue;
        let query = Query { pane, filter: Filter::default(), sort: Sort::Due, after: None, limit: NAMED };
        let mut rows = client.window(&query)?.rows;
        rows.retain(|row| presses(row, queue, today, client));
        digest.queues.push((queue, count, rows));
    }
    Ok(digest)
}

/// The limit that presses most of what waits in this queue; what else waits of the item is said where that waits.
fn pressing<'a>(row: &'a Row, queue: Queue, today: NaiveDate, calendar: &Calendar) -> Option<&'a ClockLine> {
    row.line(queue, today, calendar)?.pressing(today, calendar)
}

fn presses(row: &Row, queue: Queue, today: NaiveDate, client: &Client) -> bool {
    let calendar = &client.setup().calendar;
    pressing(row, queue, today, calendar).is_some_and(|clock| clock.tier(today, calendar) >= Tier::DueSoon)
}

/// Whether more press than are named: the nearest limits come first, so that all of what is named presses then.
fn is_cut(count: &Count, rows: &[Row]) -> bool {
    rows.len() == NAMED && count.items > rows.len() as u64
}

fn form(digest: &Digest, client: &Client) -> DigestForm {
    let (setup, today) = (client.setup(), client.today());
    let row = |row: &Row| RowForm::of(row, today, setup);
    let queue = |(queue, count, rows): &(Queue, Count, Vec<Row>)| QueueForm {
        queue: queue.key(),
        waiting: count.items,
        items: rows.iter().map(row).collect(),
        more: is_cut(count, rows),
    };
    let tally = &digest.count.tally;
    DigestForm {
        login: digest.person.0.clone(),
        name: setup.roster.name(&digest.person).to_owned(),
        waiting: digest.count.items,
        overdue: tally.overdue,
        past_target: tally.past_target,
        due_today: tally.today_legal + tally.today_internal,
        due_soon: tally.soon_legal + tally.soon_internal,
        queues: digest.queues.iter().map(queue).collect(),
    }
}

/// A person's digest in words, with an empty line at the end.
fn lines(digest: &Digest, session: &Session, client: &Client) -> Vec<String> {
    let (texts, setup, today) = (session.texts, client.setup(), client.today());
    let tally = &digest.count.tally;
    let numbers = [
        ("overdue", tally.overdue),
        ("past", tally.past_target),
        ("today", tally.today_legal + tally.today_internal),
        ("soon", tally.soon_legal + tally.soon_internal),
        ("n", digest.count.items),
    ];
    let numbers = numbers.map(|(name, number)| (name, number.to_string()));
    let mut values: Vec<(&str, &str)> =
        numbers.iter().map(|(name, number)| (*name, number.as_str())).collect();
    let name = setup.roster.name(&digest.person);
    values.push(("who", name));
    let mut lines = vec![harmless(&texts.fill("cli.digest", &values))];
    for (queue, count, rows) in &digest.queues {
        lines.push(format!("  {}  {}", texts.own_queue(*queue), count.items));
        for row in rows {
            let clock = pressing(row, *queue, today, &setup.calendar);
            let due = clock.and_then(|clock| Some((clock, clock.due()?)));
            let said = due.map(|(clock, due)| {
                let apart = days_apart(due.date, today, &setup.calendar);
                format!("{}  {}", texts.slack(clock.tier(today, &setup.calendar), apart), due.date)
            });
            let title = if row.title.is_empty() { texts.get("ui.neutral-title") } else { &row.title };
            lines.push(harmless(&format!("    {}  {}  {title}", said.unwrap_or_default(), row.id)));
        }
        if is_cut(count, rows) {
            lines.push(format!("    {}", texts.fill("cli.digest-more", &[("n", &NAMED.to_string())])));
        }
    }
    lines.push(String::new());
    lines
}
