//! Acts on items: what was said becomes orders. What became of them is told in [`answer`].

mod plain;
mod content;
mod answer;

use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDate;
use clap::{ArgGroup, Args, Subcommand, ValueEnum};

use super::exit::{Answer, Trouble};
use super::session::Session;
use super::values::{self, ItemNumber, Named};
use crate::client::{Client, Order, Outcome, text_of};
use crate::domain::{Act, DocumentNumber, ItemId, Login, Paper, PaperAct, Revision, SectionName, Submission};
use crate::procedure::{ProcedureKey, StageKey};
use crate::scan;
pub(super) use answer::{RefusalForm, refusal_said};
use answer::{note_doubts, outliving, report, still_backed_up};
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
