//! Counting: what waits in each pane, what the alert line counts, and the item that presses most. For `drive`
//! alone, asked of the client anew after each change.

use std::sync::Arc;

use chrono::NaiveDate;

use super::app::Telling;
use crate::client::{Client, Failure, Setup};
use crate::domain::{Tier, batch_from};
use crate::projection::{ClockLine, Count, Filter, Pane, Query, Queue, Row, Sort, Tally, stalled, watched};

/// Rows of a pane among which the one is looked for that waits longest.
const FIRST_ROWS: usize = 20;

/// Rows among which it is counted what the next delivery is too late for.
const DELIVERED_ROWS: usize = 200;

/// How things stand for a person.
#[derive(Debug)]
pub struct Counted {
    /// The civil date.
    pub today: NaiveDate,
    /// The setting in effect.
    pub setup: Arc<Setup>,
    /// The panes, how many wait in each, and what its title tells besides.
    pub panes: Vec<(Pane, Count, Option<Telling>)>,
    /// What the alert line counts.
    pub tally: Tally,
    /// Pieces of work that wait for nobody who could do them; counted for whoever reads everything.
    pub stalled: u64,
    /// The item whose limit presses most.
    pub worst: Option<Row>,
}

/// Counts what this person's panes hold.
///
/// # Errors
/// The desk can't be asked.
pub(super) fn count(client: &Client) -> Result<Counted, Failure> {
    let (setup, today) = (client.setup().clone(), client.today());
    let panes = client.panes();
    let watched = watched(&setup.roster, &panes, client.me());
    // Whoever reads everything sees what waits for nobody who could.
    let stalled = match client.reads_everything() {
        true => stalled(&setup.roster, &setup.delegations, today),
        false => Vec::new(),
    };
    // One question for all: everybody asks it after each change.
    let all: Vec<Pane> = [panes.as_slice(), &watched, &stalled].concat();
    let mut counted = client.counts(&all)?.into_iter();
    let counts: Vec<Count> = counted.by_ref().take(panes.len()).collect();
    let mut tally = Count::default();
    for count in counted.by_ref().take(watched.len()) {
        tally += count;
    }
    let stalled = counted.map(|count| count.items).sum();
    let worst = worst(client, &watched)?;
    let told = panes.into_iter().zip(counts).map(|(pane, count)| {
        let telling = telling(client, &pane, count)?;
        Ok((pane, count, telling))
    });
    let panes = told.collect::<Result<_, Failure>>()?;
    Ok(Counted { today, setup, panes, tally: tally.tally, stalled, worst })
}

/// What the title of a pane tells besides its counts: since when something waits for its issue to be
/// registered, for which there is no legal limit that would tell; and which delivery is the next.
fn telling(client: &Client, pane: &Pane, count: Count) -> Result<Option<Telling>, Failure> {
    match pane.queue {
        Queue::Issue if count.items > 0 => {
            let rows = window(client, pane, FIRST_ROWS)?;
            let since = rows.iter().flat_map(|row| &row.lines).filter_map(|line| line.since).min();
            Ok(since.map(Telling::Oldest))
        }
        Queue::Transfer if count.items > 0 => next_batch(client, pane),
        _ => Ok(None),
    }
}

/// When the next delivery goes, and what it is too late for; those with the least time left come first.
fn next_batch(client: &Client, pane: &Pane) -> Result<Option<Telling>, Failure> {
    let (today, calendar) = (client.today(), &client.setup().calendar);
    let duties = client.setup().procedures.0.iter().flat_map(|procedure| &procedure.duties);
    let next = duties.filter_map(|duty| batch_from(today, &duty.batch_days, calendar)).min();
    let Some(on) = next else { return Ok(None) };
    let misses = |row: &&Row| {
        let clock = row.line(pane.queue, today, calendar).and_then(|line| line.pressing(today, calendar));
        clock.and_then(ClockLine::due).is_some_and(|due| due.date < on)
    };
    let rows = window(client, pane, DELIVERED_ROWS)?;
    let too_late = rows.iter().filter(misses).count();
    Ok(Some(Telling::NextBatch { on, too_late, more: too_late == DELIVERED_ROWS }))
}

/// The first rows of a pane, those with the least time left.
fn window(client: &Client, pane: &Pane, limit: usize) -> Result<Vec<Row>, Failure> {
    let (filter, sort) = (Filter::default(), Sort::Due);
    let query = Query { pane: pane.clone(), filter, sort, after: None, limit };
    Ok(client.window(&query)?.rows)
}

/// The item whose limit presses most among what this person watches.
fn worst(client: &Client, watched: &[Pane]) -> Result<Option<Row>, Failure> {
    let (today, calendar) = (client.today(), &client.setup().calendar);
    let mut found: Option<(Tier, NaiveDate, Row)> = None;
    for pane in watched {
        for row in window(client, pane, 3)? {
            let line = row.line(pane.queue, today, calendar);
            let Some(clock) = line.and_then(|line| line.pressing(today, calendar)) else { continue };
            let Some(due) = clock.due() else { continue };
            let tier = clock.tier(today, calendar);
            let better =
                found.as_ref().is_none_or(|(best, day, _)| tier > *best || tier == *best && due.date < *day);
            if better {
                found = Some((tier, due.date, row));
            }
        }
    }
    let alarming = found.filter(|(tier, _, _)| *tier >= Tier::DueSoon);
    Ok(alarming.map(|(_, _, row)| row))
}
