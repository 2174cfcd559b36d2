//! What is done: approving one and a thousand, recalling them, and the first answer after a kill.

use std::process::{Command, Stdio};
use std::time::Duration;

use gongkai::client::{Client, Order, Outcome as Answer, text_of};
use gongkai::domain::{Act, Content, ItemId, Proposal, Submission};
use gongkai::procedure::Attribute;
use gongkai::projection::{Filter, Pane, Query, Queue, Row, Scope, Sort};

use super::bureau::Bureau;
use super::looking::first_answer;
use super::sqlite::Sqlite;
use super::{Outcome, median, say, taskwarrior, timed};

/// The section, its head who approves, and who drafts there.
const SECTION: &str = "消费品科";
const HEAD: &str = "wang";
const DRAFTER: &str = "zhuang";

const BATCH: usize = 1_000;
const SINGLES: usize = 25;
const ROUNDS: usize = 5;

pub fn report(bureau: &Bureau) -> Outcome {
    let ids = waiting(bureau)?;
    let mut sqlite = Sqlite::with_the_rows_of(bureau, &ids)?;
    let (mut single, mut single_sqlite) = (Vec::new(), Vec::new());
    let (mut batch, mut batch_sqlite) = (Vec::new(), Vec::new());
    let (mut recall, mut recall_sqlite) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let few = &ids[..SINGLES];
        let mut client = bureau.open(HEAD)?;
        first_answer(&client)?;
        for id in few {
            single.push(act(&mut client, &[*id], &approve())?);
        }
        drop(client);
        for id in few {
            single_sqlite.push(sqlite.keep_what_is_new(bureau, &[*id])?);
        }
        undo(bureau, &mut sqlite, few)?;

        let mut client = bureau.open(HEAD)?;
        first_answer(&client)?;
        batch.push(act(&mut client, &ids, &approve())?);
        drop(client);
        batch_sqlite.push(sqlite.keep_what_is_new(bureau, &ids)?);
        let (ms, ms_sqlite) = undo(bureau, &mut sqlite, &ids)?;
        recall.push(ms);
        recall_sqlite.push(ms_sqlite);
    }
    let line = |what: &str, ours: &[f64], theirs: &[f64]| {
        let (ours, theirs) = (median(ours), median(theirs));
        let (measured, yardstick) = (format!("{ours:.2} ms"), format!("SQLite {theirs:.2} ms"));
        say(bureau.items, what, &measured, &yardstick, Some(ours / theirs));
    };
    line("approve one", &single, &single_sqlite);
    line("approve 1000 in a batch", &batch, &batch_sqlite);
    line("recall a batch of 1000", &recall, &recall_sqlite);
    if bureau.items == taskwarrior::TASKS {
        report_taskwarrior(bureau, median(&batch), median(&recall))?;
    }
    report_kill(bureau)
}

fn report_taskwarrior(bureau: &Bureau, batch: f64, recall: f64) -> Outcome {
    let folder = bureau.folder().join("taskwarrior");
    let Some((done, undone)) = taskwarrior::done_and_undone_ms(&folder)? else { return Ok(()) };
    let acts = [("approve 1000 in a batch", batch, done), ("recall a batch of 1000", recall, undone)];
    for (what, ours, theirs) in acts {
        let (measured, yardstick) = (format!("{ours:.0} ms"), format!("task {theirs:.0} ms"));
        say(bureau.items, what, &measured, &yardstick, Some(ours / theirs));
    }
    Ok(())
}

/// A thousand items that wait for the section head; as many as there aren't are drafted.
fn waiting(bureau: &Bureau) -> Outcome<Vec<ItemId>> {
    let mut client = bureau.open(HEAD)?;
    let missing = BATCH.saturating_sub(client.window(&review())?.rows.len());
    let numbers = 0..missing;
    let drafts = numbers.map(|number| draft(&client, number)).collect::<Option<Vec<_>>>();
    let drafted = client.act(&drafts.ok_or("an official bureau")?)?;
    let ids: Vec<ItemId> = drafted.iter().filter_map(done).collect();
    let submit =
        |id: &ItemId| client.order_of(&DRAFTER.into(), Some(*id), Act::Submit { opinion: String::new() });
    let submissions = ids.iter().map(submit).collect::<Option<Vec<_>>>();
    client.act(&submissions.ok_or("an official bureau")?)?;
    let rows = client.window(&review())?.rows;
    if rows.len() < BATCH {
        return Err(format!("{} wait for review, {BATCH} are needed", rows.len()).into());
    }
    Ok(rows.iter().map(|row: &Row| row.id).collect())
}

fn review() -> Query {
    let pane = Pane { queue: Queue::Review, scopes: vec![Scope::Section(SECTION.into())] };
    Query { pane, filter: Filter::default(), sort: Sort::Due, after: None, limit: BATCH }
}

fn draft(client: &Client, number: usize) -> Option<Order> {
    let title = format!("关于做好第{number}批技术改造项目申报工作的通知");
    let text = format!("{title}\n各县(市、区)工信局:现将有关事项通知如下。").into_bytes();
    let content = Content { title, text: Some(text_of(&text)), ..Content::default() };
    let submission = Submission { content, proposal: Proposal::of(Attribute::Proactive) };
    let act = Act::Draft {
        procedure: "official".into(),
        section: SECTION.into(),
        submission: Box::new(submission),
    };
    let order = client.order_of(&DRAFTER.into(), None, act)?;
    Some(Order { blobs: vec![text], ..order })
}

fn approve() -> Act {
    Act::Approve { opinion: String::new(), listed: false }
}

/// The milliseconds in which all of this is done and durable.
fn act(client: &mut Client, ids: &[ItemId], act: &Act) -> Outcome<f64> {
    let orders: Vec<Order> = ids.iter().map(|id| client.order(Some(*id), None, act.clone())).collect();
    let (answers, ms) = timed(|| client.act(&orders));
    match answers?.into_iter().find(|answer| done(answer).is_none()) {
        Some(refused) => Err(format!("{act:?}: {refused:?}").into()),
        None => Ok(ms),
    }
}

/// Recalls what was approved, here and there.
fn undo(bureau: &Bureau, sqlite: &mut Sqlite, ids: &[ItemId]) -> Outcome<(f64, f64)> {
    let mut client = bureau.open(HEAD)?;
    first_answer(&client)?;
    let ms = act(&mut client, ids, &Act::Recall)?;
    drop(client);
    Ok((ms, sqlite.keep_what_is_new(bureau, ids)?))
}

fn done(answer: &Answer) -> Option<ItemId> {
    match answer {
        Answer::Done(done) => Some(done.item),
        Answer::Refused(_) | Answer::IdReused => None,
    }
}

/// The first answer of a bureau whose process was killed while it was writing, beside one that was closed.
fn report_kill(bureau: &Bureau) -> Outcome {
    let (mut clean, mut killed) = (Vec::new(), Vec::new());
    let answer = || bureau.open(HEAD).and_then(|client| first_answer(&client));
    for round in 0..9 {
        let (answered, ms) = timed(answer);
        answered?;
        clean.push(ms);
        let mut victim = Command::new(std::env::current_exe()?)
            .arg("act-until-killed")
            .arg(bureau.folder())
            .stdout(Stdio::null())
            .spawn()?;
        std::thread::sleep(Duration::from_millis(400 + 13 * round));
        victim.kill()?;
        victim.wait()?;
        let (answered, ms) = timed(answer);
        answered?;
        killed.push(ms);
    }
    let (clean, killed) = (median(&clean), median(&killed));
    let (measured, yardstick) = (format!("{killed:.1} ms"), format!("clean open {clean:.1} ms"));
    say(bureau.items, "first answer after kill -9", &measured, &yardstick, Some(killed / clean));
    leave_as_found(bureau)
}

/// Approves and recalls what waits, one after another, for ever.
pub fn act_until_killed(bureau: &Bureau) -> Outcome {
    let mut client = bureau.open(HEAD)?;
    let rows = client.window(&review())?.rows;
    for row in rows.iter().cycle() {
        act(&mut client, &[row.id], &approve())?;
        act(&mut client, &[row.id], &Act::Recall)?;
    }
    Err("nothing waits for review".into())
}

/// Recalls what a kill left approved.
fn leave_as_found(bureau: &Bureau) -> Outcome {
    let mut client = bureau.open(HEAD)?;
    let sent = Pane { queue: Queue::Sent, scopes: vec![Scope::Person(HEAD.into())] };
    let rows = client.window(&Query { pane: sent, limit: usize::MAX - 1, ..review() })?.rows;
    let recalls: Vec<Order> = rows.iter().map(|row| client.order(Some(row.id), None, Act::Recall)).collect();
    client.act(&recalls)?;
    Ok(())
}
