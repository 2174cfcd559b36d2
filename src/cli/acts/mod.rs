//! Acts on items: what was said becomes orders, and the answers become a line for each item.

mod plain;
mod content;

use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDate;
use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use serde::Serialize;

use super::exit::{Answer, Status, Trouble};
use super::forms::{Day, clock_name};
use super::session::Session;
use super::values::{self, ItemNumber, Named};
use crate::client::{Client, Done, Order, Outcome, past, text_of};
use crate::domain::{
    Act, DocumentNumber, Item, ItemEvent, ItemId, Login, MovedClock, Paper, PaperAct, Refusal, Revision,
    SectionName, Submission,
};
use crate::procedure::{Attribute, Condition, Duty, Procedure, ProcedureKey, StageKey};
use crate::scan;
use content::{Said, SaidElements};
pub(super) use plain::PlainAct;
use plain::{DoneOn, Proposed};

#[derive(Subcommand, Debug)]
pub(super) enum ActCommand {
    Draft {
        #[arg(long, value_name = "PROCEDURE")]
        procedure: String,
        #[arg(long, value_name = "SECTION")]
        section: Option<SectionName>,
        #[command(flatten)]
        said: Box<Said>,
    },
    Edit {
        #[arg(value_name = "ID[@N]", value_parser = values::named)]
        id: Named,
        #[arg(long, value_name = "N")]
        revision: Option<u32>,
        #[arg(long, value_name = "DATE", value_parser = values::day)]
        changed_on: Option<NaiveDate>,
        #[command(flatten)]
        said: Box<Said>,
    },
    Issue(IssueArgs),
    Register {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        elements: SaidElements,
    },
    Transcribe(TranscribeArgs),
    Acknowledge(AcknowledgeArgs),
    #[command(flatten)]
    Plain(PlainAct),
}

/// The items that an act is for, and what its author was shown of them.
#[derive(Args, Debug)]
pub(super) struct Which {
    #[arg(required = true, value_name = "ID[@N]", value_parser = values::named)]
    pub ids: Vec<Named>,
    #[arg(long, value_name = "N")]
    pub revision: Option<u32>,
    #[arg(long = "for", value_name = "LOGIN")]
    pub on_behalf: Option<Login>,
}

#[derive(Args, Debug)]
pub(super) struct IssueArgs {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    number: SaidNumber,
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    document_date: Option<NaiveDate>,
    #[arg(long, visible_alias = "issue-date", value_name = "DATE", value_parser = values::day)]
    date: Option<NaiveDate>,
}

/// 文号, or what stands in its place.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(super) struct SaidNumber {
    #[arg(long, value_name = "NUMBER")]
    number: Option<String>,
    #[arg(long, value_name = "REASON")]
    no_number: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    lead_agency_number: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct TranscribeArgs {
    #[command(flatten)]
    which: Which,
    #[arg(long, value_name = "DECISION")]
    decision: SaidDecision,
    #[arg(long, value_name = "LOGIN")]
    signer: Login,
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    signed_on: NaiveDate,
    #[arg(long, value_name = "FILE")]
    scan: Option<PathBuf>,
    #[command(flatten)]
    proposed: Proposed,
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    #[arg(long)]
    listed: bool,
    #[arg(long, value_name = "STAGE")]
    to: Option<String>,
}

/// The archives' receipt: for items, or for all that went with a batch and have none yet.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("sent").required(true).args(["ids", "batch"]))]
pub(super) struct AcknowledgeArgs {
    #[arg(value_name = "ID[@N]", value_parser = values::named)]
    ids: Vec<Named>,
    #[arg(long, value_name = "TEXT", value_parser = values::batch)]
    batch: Option<String>,
    #[arg(long, value_name = "N")]
    revision: Option<u32>,
    #[arg(long = "for", value_name = "LOGIN")]
    on_behalf: Option<Login>,
    #[command(flatten)]
    on: DoneOn,
    #[arg(long, value_name = "TEXT", default_value = "")]
    reference: String,
}

/// What stands on the paper.
#[derive(Clone, Copy, ValueEnum, Debug)]
pub(super) enum SaidDecision {
    Approve,
    ChangeAttribute,
    Return,
}

/// So long a command connects anew to a service that has gone away, and asks again what became of its orders.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// Decides all that was said, each item alone, and reports.
pub(super) fn run(command: ActCommand, session: &Session) -> Answer {
    let mut client = session.open_to_act()?;
    let orders = orders(command, session, &client)?;
    let asked: Vec<Option<ItemId>> = orders.iter().map(|order| order.item).collect();
    let outliving = outliving(&orders, &client)?;
    let backups = still_backed_up(&orders, session, &client)?;
    let outcomes = client.act_at_last(&orders, false, PATIENCE)?;
    let answers: Vec<(Option<ItemId>, Outcome)> = asked.into_iter().zip(outcomes).collect();
    let done = |id: &ItemId| answers.iter().any(|(of, outcome)| *of == Some(*id) && outcome.is_done());
    for (id, others) in outliving.iter().filter(|(id, _)| done(id)) {
        for other in others.iter().filter(|other| !done(other)) {
            let what = [("item", id.to_string()), ("other", other.to_string())];
            let what = what.each_ref().map(|(name, value)| (*name, value.as_str()));
            session.note(&session.texts.fill("cli.outlives", &what));
        }
    }
    if orders.iter().any(|order| matches!(order.command.act, Act::Expunge { .. })) {
        session.note(session.texts.get("ui.no-sanitisation"));
    }
    for (_, held) in backups.iter().filter(|(id, _)| done(id)) {
        held.iter().for_each(|line| session.note(line));
    }
    for (order, (_, outcome)) in orders.iter().zip(&answers) {
        if let Outcome::Done(done) = outcome {
            note_doubts(&order.command.act, done.item, session, &client)?;
        }
    }
    report(&answers, session, &client)
}

/// Says what is doubtful in what was done.
fn note_doubts(act: &Act, id: ItemId, session: &Session, client: &Client) -> Result<(), Trouble> {
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
fn outliving(orders: &[Order], client: &Client) -> Result<Vec<(ItemId, Vec<ItemId>)>, Trouble> {
    let destroyed = orders.iter().filter(|order| matches!(order.command.act, Act::Expunge { .. }));
    let destroyed = destroyed.filter_map(|order| order.item);
    destroyed.map(|id| Ok((id, client.also_held(id)?))).collect()
}

/// What is destroyed with these orders, and which backups on record keep it, a line each.
fn still_backed_up(
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
pub(super) struct RefusalForm {
    pub key: &'static str,
    pub message: String,
    /// Where the item has changed: what happened since it was shown, and what it says otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub since: Vec<String>,
}

impl RefusalForm {
    pub(super) fn of(key: &'static str, message: String) -> RefusalForm {
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
pub(super) fn refusal_said(
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

pub(super) fn orders(command: ActCommand, session: &Session, client: &Client) -> Result<Vec<Order>, Trouble> {
    match command {
        ActCommand::Draft { procedure, section, said } => {
            let own = || client.setup().roster.person(client.me()).and_then(|person| person.section.clone());
            let procedure = known_procedure(&procedure, session, client)?;
            let section = section.or_else(own).ok_or_else(|| session.usage("cli.section-needed", &[]))?;
            let mut submission = Box::new(Submission::default());
            let mask = said.mask;
            let mut blobs = said.over(&mut submission, session)?;
            if mask {
                let text = given_text(&submission, &blobs)
                    .ok_or_else(|| session.usage("cli.mask-needs-text", &[]))?;
                blobs.push(mask_into(&mut submission, &text, client));
            }
            let act = Act::Draft { procedure, section, submission };
            Ok(vec![Order { blobs, ..client.order(None, None, act) }])
        }
        ActCommand::Edit { id, revision, changed_on, said } => {
            let shown = shown(id, revision, session)?;
            let id = session.item(id.number);
            let (mut submission, read) = as_it_stands(id, client)?;
            let mask = said.mask;
            let mut blobs = said.over(&mut submission, session)?;
            if mask {
                let kept = || Ok::<_, Trouble>(client.sheet(id, usize::MAX)?.map(|sheet| sheet.text));
                let given = given_text(&submission, &blobs);
                let text = given.map_or_else(kept, |text| Ok(Some(text)))?;
                blobs.extend(text.map(|text| mask_into(&mut submission, &text, client)));
            }
            let submission = Box::new(submission);
            let act = match changed_on {
                None => Act::Edit(submission),
                Some(changed_on) => {
                    Act::ChangePublished { content: Box::new(submission.content), changed_on }
                }
            };
            // What is kept of the rest was read at this revision: another must not be written over.
            let shown = shown.or(read);
            Ok(vec![Order { blobs, ..client.order(Some(id), shown, act) }])
        }
        ActCommand::Issue(args) => issue(args, session, client),
        ActCommand::Register { which, elements } => which.orders_as_read(session, client, |id| {
            let (now, read) = as_it_stands(id, client)?;
            let mut onto = now.content.elements;
            elements.clone().over(&mut onto);
            Ok((Act::Register(onto), read))
        }),
        ActCommand::Transcribe(args) => transcribe(args, session, client),
        ActCommand::Acknowledge(args) => acknowledge(args, session, client),
        ActCommand::Plain(plain) => {
            let (which, act) = plain.said(client.today());
            which.orders(session, client, |_| Ok(act.clone()))
        }
    }
}

/// The text among the bytes that were given, where one was.
fn given_text(submission: &Submission, blobs: &[Vec<u8>]) -> Option<String> {
    let text = submission.content.text.as_ref()?;
    let given = blobs.iter().find(|bytes| text_of(bytes).digest == text.digest)?;
    Some(String::from_utf8_lossy(given).into_owned())
}

/// Makes the 公开版 of this text, as the scan masks it, and gives its bytes.
fn mask_into(submission: &mut Submission, text: &str, client: &Client) -> Vec<u8> {
    let public = scan::masked(text, client.today()).into_bytes();
    submission.content.give_public_text(text_of(&public));
    public
}

fn issue(args: IssueArgs, session: &Session, client: &Client) -> Result<Vec<Order>, Trouble> {
    let IssueArgs { which, number, document_date, date } = args;
    let (number, issue_date) = (number.said(), date.unwrap_or(client.today()));
    which.orders(session, client, |id| {
        let drafted = match client.sheet(id, 0)? {
            Some(sheet) => sheet.item.submission.content.document_date,
            // The rules will say that there is none.
            None => Some(issue_date),
        };
        let item = id.to_string();
        let needed = || session.usage("cli.document-date-needed", &[("item", &item)]);
        let document_date = document_date.or(drafted).ok_or_else(needed)?;
        Ok(Act::Issue { number: number.clone(), document_date, issue_date })
    })
}

fn transcribe(args: TranscribeArgs, session: &Session, client: &Client) -> Result<Vec<Order>, Trouble> {
    let TranscribeArgs { which, decision, signer, signed_on, scan, proposed, why, listed, to } = args;
    let scan = scan.map(|file| session.read(&file)).transpose()?;
    let digest = scan.as_ref().map(|bytes| text_of(bytes).digest);
    let paper = Paper { signer, signed_on, scan: digest };
    let decision = match decision {
        SaidDecision::Approve => PaperAct::Approve { listed },
        SaidDecision::ChangeAttribute => {
            PaperAct::ChangeAttribute { proposal: proposed.proposal(), why: proposed.why(why), listed }
        }
        SaidDecision::Return => {
            PaperAct::Return { to: to.map(StageKey), reason: proposed.reason.unwrap_or_default() }
        }
    };
    let act = Act::Transcribe { decision, paper };
    let mut orders = which.orders(session, client, |_| Ok(act.clone()))?;
    for order in &mut orders {
        order.blobs.extend(scan.clone());
    }
    Ok(orders)
}

fn acknowledge(args: AcknowledgeArgs, session: &Session, client: &Client) -> Result<Vec<Order>, Trouble> {
    let AcknowledgeArgs { mut ids, batch, revision, on_behalf, on, reference } = args;
    if let Some(batch) = batch {
        client.each_card(&mut session.progress(), &mut |card| {
            let open = card.went_with(&batch).is_some_and(|went| went.acknowledged.is_none());
            let number = ItemNumber::Whole(card.item.id);
            ids.extend(open.then_some(Named { number, revision: Some(card.item.revision) }));
        })?;
        if ids.is_empty() {
            return Err(session.usage("cli.batch-without-items", &[("batch", &batch)]));
        }
    }
    let act = Act::Acknowledge { on: on.day(client.today()), reference };
    Which { ids, revision, on_behalf }.orders(session, client, |_| Ok(act.clone()))
}

pub(super) fn known_procedure(
    name: &str,
    session: &Session,
    client: &Client,
) -> Result<ProcedureKey, Trouble> {
    let procedures = &client.setup().procedures;
    if let Some(known) = procedures.called(name) {
        return Ok(known.key.clone());
    }
    let keys = procedures.0.iter().map(|known| format!("{} {}", known.key, session.texts.name(&known.name)));
    let keys = keys.collect::<Vec<_>>().join(", ");
    Err(session.usage("cli.no-procedure", &[("procedure", name), ("procedures", &keys)]))
}

/// What an item says now, and at which revision; nothing where there is none, which the rules will say.
fn as_it_stands(id: ItemId, client: &Client) -> Result<(Submission, Option<Revision>), Trouble> {
    let found = client.sheet(id, 0)?.map(|sheet| (sheet.item.submission, Some(sheet.item.revision)));
    Ok(found.unwrap_or_default())
}

/// The revision that an act on an item is bound to: said with the item or beside it, once.
fn shown(named: Named, beside: Option<u32>, session: &Session) -> Result<Option<Revision>, Trouble> {
    match (named.revision, beside.map(Revision)) {
        (Some(with), Some(beside)) if with != beside => Err(session.usage("cli.two-revisions", &[])),
        (with, beside) => Ok(with.or(beside)),
    }
}

impl Which {
    /// An order for each item.
    fn orders(
        self,
        session: &Session,
        client: &Client,
        mut act: impl FnMut(ItemId) -> Result<Act, Trouble>,
    ) -> Result<Vec<Order>, Trouble> {
        self.orders_as_read(session, client, |id| Ok((act(id)?, None)))
    }

    /// The same where an act keeps what was read of its item, at the revision beside it: another must not be
    /// written over.
    fn orders_as_read(
        self,
        session: &Session,
        client: &Client,
        mut act: impl FnMut(ItemId) -> Result<(Act, Option<Revision>), Trouble>,
    ) -> Result<Vec<Order>, Trouble> {
        if self.revision.is_some() && self.ids.len() > 1 {
            return Err(session.usage("cli.one-revision", &[]));
        }
        let order = |named: &Named| {
            let shown = shown(*named, self.revision, session)?;
            let id = session.item(named.number);
            let (act, read) = act(id)?;
            let mut order = client.order(Some(id), shown.or(read), act);
            order.command.on_behalf.clone_from(&self.on_behalf);
            Ok(order)
        };
        // Named twice, it is one item all the same.
        let mut seen = Vec::new();
        let mut once = |named: &&Named| {
            let id = session.item(named.number);
            let new = !seen.contains(&id);
            seen.push(id);
            new
        };
        self.ids.iter().filter(|named| once(named)).map(order).collect()
    }
}

impl SaidNumber {
    fn said(self) -> DocumentNumber {
        let number = plain::number(self.number, self.no_number, self.lead_agency_number);
        // The parser has seen to it that one is there; an empty number is refused by the rules.
        number.unwrap_or_else(|| DocumentNumber::Own(String::new()))
    }
}
