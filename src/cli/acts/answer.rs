//! What became of orders: a line for each item, what its author should know besides, and the same for scripts.

use serde::Serialize;

use super::super::exit::{Answer, Status, Trouble};
use super::super::forms::{Day, clock_name};
use super::super::session::Session;
use crate::client::{Client, Done, Order, Outcome, past};
use crate::domain::{Act, Item, ItemEvent, ItemId, MovedClock, Refusal, Revision};
use crate::procedure::{Attribute, Condition, Duty, Procedure};

/// Says what is doubtful in what was done.
pub(super) fn note_doubts(act: &Act, id: ItemId, session: &Session, client: &Client) -> Result<(), Trouble> {
    let sent = match act {
        Act::Submit { .. } => client.sheet(id, 0)?,
        _ => None,
    };
    let sent = sent.as_ref().map(|sheet| &sheet.item.submission.content.elements);
    let doubts = session.texts.doubts(act, sent, &client.setup().settings, client.today());
    doubts.iter().for_each(|said| session.note(said));
    Ok(())
}

/// What is destroyed with these orders, and which other items hold the same texts or files.
pub(super) fn outliving(orders: &[Order], client: &Client) -> Result<Vec<(ItemId, Vec<ItemId>)>, Trouble> {
    let destroyed = orders.iter().filter(|order| matches!(order.command.act, Act::Expunge { .. }));
    let destroyed = destroyed.filter_map(|order| order.item);
    destroyed.map(|id| Ok((id, client.also_held(id)?))).collect()
}

/// What is destroyed with these orders, and which backups on record keep it, a line each.
pub(super) fn still_backed_up(
    orders: &[Order],
    session: &Session,
    client: &Client,
) -> Result<Vec<(ItemId, Vec<String>)>, Trouble> {
    let destroyed = orders.iter().filter(|order| matches!(order.command.act, Act::Expunge { .. }));
    let destroyed = destroyed.filter_map(|order| order.item);
    let said = |id| Ok((id, session.texts.still_backed_up(&client.backups_with(id)?)));
    destroyed.map(said).collect()
}

/// What becomes of the items asked for: a line each, refusals beside the answer, JSON all in one array.
pub(super) fn report(answers: &[(Option<ItemId>, Outcome)], session: &Session, client: &Client) -> Answer {
    let mut forms = Vec::new();
    let mut lines = Vec::new();
    let mut status = Status::Done;
    for (asked, outcome) in answers {
        let form = AnswerForm::of(*asked, outcome, session, client)?;
        let id = form.id.as_deref().unwrap_or_default();
        match &form.refusal {
            None => {
                let revision = form.revision.unwrap_or_default().to_string();
                lines.push(session.texts.fill("cli.done", &[("item", id), ("revision", &revision)]));
                if let Outcome::Done(done) = outcome {
                    lines.extend(what_followed(done, session, client)?);
                }
            }
            Some(refusal) => {
                status = Status::Refused;
                if !session.json {
                    let key = if id.is_empty() { "cli.not-drafted" } else { "cli.refused" };
                    session.note(&session.texts.fill(key, &[("item", id), ("why", &refusal.message)]));
                    refusal.since.iter().for_each(|line| session.note(&format!("  {line}")));
                }
            }
        }
        forms.push(form);
    }
    if session.json {
        session.say_json(&forms)?;
    } else {
        session.say(lines)?;
    }
    Ok(status)
}

/// What happened to an item since it was shown, and what it says otherwise.
fn differing(
    id: ItemId,
    shown: Revision,
    session: &Session,
    client: &Client,
) -> Result<Vec<String>, Trouble> {
    let texts = session.texts;
    let Some(since) = client.since(id, shown)? else { return Ok(Vec::new()) };
    let names = session.names(client.setup(), Some(&since.procedure));
    let happened = past(&since.happened)
        .map(|act| format!("{}  {}", texts.moment(act.at), texts.event(act.author, act.event, names)));
    let parts = since.parts.iter().map(|part| {
        let (was, is) = (texts.part_said(*part, &since.before), texts.part_said(*part, &since.now));
        format!("{}: {was} -> {is}", texts.part(*part))
    });
    Ok(happened.chain(parts).collect())
}

/// What somebody who did this should see: deadlines that moved, personal data in what was sent on, an issue before its
/// determination.
fn what_followed(done: &Done, session: &Session, client: &Client) -> Result<Vec<String>, Trouble> {
    let texts = session.texts;
    let mut lines = Vec::new();
    if !done.moved.is_empty() {
        let row = client.row(done.item)?;
        let names = session.names(client.setup(), row.as_ref().map(|row| &row.procedure));
        lines.push(texts.fill("cli.moved", &[("moved", &texts.moved(&done.moved, names))]));
    }
    if done.events.iter().any(ItemEvent::sends_on)
        && let Some(sheet) = client.sheet(done.item, 0)?
    {
        let found = sheet.scan.told().count();
        lines.extend((found > 0).then(|| texts.fill("cli.scan-found", &[("n", &found.to_string())])));
        let procedure = client.setup().procedure(&sheet.row.procedure);
        lines.extend(not_listed(&sheet.item, procedure).then(|| texts.get("cli.not-listed").to_owned()));
    }
    let issued = done
        .events
        .iter()
        .any(|event| matches!(event, ItemEvent::IssueRegistered { .. } | ItemEvent::Corrected { .. }));
    let sheet = if issued { client.sheet(done.item, 0)? } else { None };
    if let Some(on) = sheet.and_then(|sheet| sheet.item.issued_before()) {
        lines.push(format!("  {}", texts.fill("ui.issued-before", &[("date", &texts.full_date(on))])));
    }
    Ok(lines)
}

/// Whether what is determined 依申请公开 could have had a row in the public catalogue (细则三4), and has none.
fn not_listed(item: &Item, procedure: Option<&Procedure>) -> bool {
    let catalogue = |duty: &Duty| duty.when == Condition::ListingAllowed;
    let listed = item.determination.as_ref().is_some_and(|made| made.listed);
    item.determined() == Some(Attribute::OnRequest)
        && !listed
        && procedure.is_some_and(|procedure| procedure.duties.iter().any(catalogue))
}

/// What became of one item, for scripts.
#[derive(Serialize)]
struct AnswerForm {
    id: Option<String>,
    done: bool,
    revision: Option<u32>,
    /// The deadlines that were moved.
    moved: Vec<MovedForm>,
    refusal: Option<RefusalForm>,
}

/// A clock whose last day was moved, for scripts.
#[derive(Serialize)]
struct MovedForm {
    clock: String,
    from: Option<Day>,
    to: Option<Day>,
}

/// Why something wasn't done, for scripts.
#[derive(Serialize)]
pub(in crate::cli) struct RefusalForm {
    pub key: &'static str,
    pub message: String,
    /// Where the item has changed: what happened since it was shown, and what it says otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub since: Vec<String>,
}

impl RefusalForm {
    pub(in crate::cli) fn of(key: &'static str, message: String) -> RefusalForm {
        RefusalForm { key, message, since: Vec::new() }
    }
}

impl MovedForm {
    fn of(moved: &MovedClock) -> MovedForm {
        let clock = clock_name(&moved.clock);
        MovedForm { clock, from: moved.from.map(Day), to: moved.to.map(Day) }
    }
}

impl AnswerForm {
    fn of(
        asked: Option<ItemId>,
        outcome: &Outcome,
        session: &Session,
        client: &Client,
    ) -> Result<AnswerForm, Trouble> {
        let refused = |refusal| AnswerForm {
            id: asked.map(|id| id.to_string()),
            done: false,
            revision: None,
            moved: Vec::new(),
            refusal: Some(refusal),
        };
        Ok(match outcome {
            Outcome::Done(done) => AnswerForm {
                id: Some(done.item.to_string()),
                done: true,
                revision: Some(done.revision.0),
                moved: done.moved.iter().map(MovedForm::of).collect(),
                refusal: None,
            },
            Outcome::Refused(refusal) => {
                let message = refusal_said(asked, refusal, session, client)?;
                let since = match (asked, refusal) {
                    (Some(id), Refusal::RevisionChanged { shown, .. }) => {
                        differing(id, *shown, session, client)?
                    }
                    _ => Vec::new(),
                };
                refused(RefusalForm { since, ..RefusalForm::of(refusal.key(), message) })
            }
            Outcome::IdReused => {
                let message = session.texts.get("cli.id-reused").to_owned();
                refused(RefusalForm::of("id-reused", message))
            }
        })
    }
}

/// A refusal in words, with the names that the item's procedure gives to stages and duties.
pub(in crate::cli) fn refusal_said(
    item: Option<ItemId>,
    refusal: &Refusal,
    session: &Session,
    client: &Client,
) -> Result<String, Trouble> {
    let row = match item {
        Some(id) => client.row(id)?,
        None => None,
    };
    let names = session.names(client.setup(), row.as_ref().map(|row| &row.procedure));
    let said = session.texts.refusal(refusal, names);
    Ok(match (refusal, item) {
        (Refusal::WrongStage { .. }, Some(id)) => {
            said + &session.texts.fill("cli.see-show", &[("item", &id.to_string())])
        }
        _ => said,
    })
}
