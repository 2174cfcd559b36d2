//! `import`: what is in a file comes in as items, all of it or nothing; or a look at what would come in.

use std::collections::HashMap;
use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;

use super::acts::{PATIENCE, refusal_said};
use super::args::ImportArgs;
use super::exit::{Answer, Status, Trouble, fault_line};
use super::maps;
use super::print::table;
use super::session::Session;
use crate::client::{Client, Done, Likeness, Order, Outcome, text_of};
use crate::domain::{Act, Author, BringIn, Clock, Item, Tier, item_clocks};
use crate::intake::Fault;
use crate::intake::items::{self, Column, Maps, Reading, Row, RowText, Sheet};
use crate::procedure::{Attribute, Role};
use crate::texts::{Lang, Texts};

/// Rows that a dry run shows to people.
const SHOWN: usize = 20;

/// Characters of a title that a dry run shows to people.
const TITLE_SHOWN: usize = 24;

/// `import`: rows become drafts, or with `--as-issued` issued items; all of them or none.
pub(super) fn import(args: &ImportArgs, session: &Session) -> Answer {
    if args.forget_maps {
        maps::keep(&Maps::default()).map_err(|error| Trouble::File("columns.toml".into(), error))?;
        session.note(session.texts.get("cli.maps-forgotten"));
    }
    let Some(file) = &args.file else { return Ok(Status::Done) };
    let said = maps::said(&args.map, session)?;
    let kept = maps::kept();
    let mut known = kept.clone();
    known.extend(&said);

    let mut client = session.open_to_act()?;
    let name = file.display().to_string();
    let bytes = session.read(file)?;
    let setup = client.setup().clone();
    let reading = Reading { file: &name, sheet: args.sheet.as_deref(), maps: &known };
    let sheet = items::parse(&bytes, reading, &setup.roster, &setup.procedures);
    let mut sheet = sheet.map_err(|fault| Trouble::Faults(vec![fault]))?;
    note_columns(&sheet, &said, session);

    let mut faults = std::mem::take(&mut sheet.faults);
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut rows = Rows { lines: Vec::new(), orders: Vec::new(), sheet };
    note_drafts(&rows.sheet, args.as_issued, session);
    for row in std::mem::take(&mut rows.sheet.rows) {
        let line = row.line;
        match order(row, args.as_issued, folder, &rows.sheet, session, &client) {
            Ok(order) => {
                rows.lines.push(line);
                rows.orders.push(order);
            }
            Err(fault) => faults.push(fault),
        }
    }
    if !args.again {
        faults.extend(rows.repeated(&client)?);
    }
    if !faults.is_empty() {
        // What the rules have against the other rows is said in the same go.
        for came in rows.came_to(&client.rehearse(&rows.orders)?, session, &client)? {
            faults.extend(came.err().map(|row| row.fault));
        }
        faults.sort_by_key(|fault| (fault.line, fault.column));
        return Err(Trouble::Faults(faults));
    }
    if args.dry_run {
        let outcomes = client.rehearse(&rows.orders)?;
        return preview(&rehearsed(&rows, &outcomes, session, &client)?, session);
    }
    let outcomes = client.act_at_last(&rows.orders, true, PATIENCE)?;
    let status = report(&rows, &outcomes, session, &client)?;
    if status == Status::Done {
        remember(&kept, &said, &rows.sheet.mapped, session);
    }
    Ok(status)
}

/// Says which columns are passed over, and which are taken for what they were taken for before.
fn note_columns(sheet: &Sheet, said: &Maps, session: &Session) {
    for warning in &sheet.warnings {
        session.note(&fault_line(warning, session.texts));
    }
    for (head, column) in sheet.mapped.iter().filter(|(head, _)| !said.knows(head)) {
        if let Some(column) = column {
            let column = maps::named(column, session);
            session.note(&session.texts.fill("cli.map-remembered", &[("head", head), ("column", column)]));
        }
    }
    for (head, _) in said.iter().filter(|(head, _)| !sheet.mapped.knows(head)) {
        session.note(&session.texts.fill("cli.map-absent", &[("head", head)]));
    }
}

/// Says that rows of what was issued come in as drafts, and that their facts of issue and determination don't.
fn note_drafts(sheet: &Sheet, as_issued: bool, session: &Session) {
    let issued = sheet.rows.iter().filter(|row| row.issue.is_some()).count();
    if issued > 0 && !as_issued {
        session.note(&session.texts.fill("cli.import-as-drafts", &[("n", &issued.to_string())]));
    }
}

/// Keeps what was said of columns that the file has.
fn remember(kept: &Maps, said: &Maps, mapped: &Maps, session: &Session) {
    let mut all = kept.clone();
    for (head, column) in said.iter().filter(|(head, _)| mapped.knows(head)) {
        all.set(head, column);
    }
    if all == *kept {
        return;
    }
    // The items are in all the same; what could not be kept can be said again.
    if let Err(error) = maps::keep(&all) {
        session.note(&session.texts.fill("cli.map-not-kept", &[("why", &error.to_string())]));
    }
}

fn order(
    row: Row,
    as_issued: bool,
    folder: &Path,
    sheet: &Sheet,
    session: &Session,
    client: &Client,
) -> Result<Order, Fault> {
    let mut submission = row.submission;
    let mut blobs = Vec::new();
    let text = match row.text {
        None => None,
        Some(RowText::Inline(text)) => Some(text.into_bytes()),
        Some(RowText::File(file)) => Some(session.read_text(&folder.join(file)).map_err(|trouble| {
            let said = |lang| trouble.lines(Texts::new(lang)).concat();
            sheet.fault(row.line, Some(Column::TextFile), said(Lang::Zh), said(Lang::En))
        })?),
    };
    if let Some(bytes) = text {
        submission.content.text = Some(text_of(&bytes));
        blobs.push(bytes);
    }
    let issued = as_issued && row.issue.is_some();
    let act = Act::BringIn(Box::new(BringIn {
        procedure: row.procedure,
        section: row.section,
        drafter: row.drafter.unwrap_or_else(|| client.me().clone()),
        submission,
        declassified: row.declassified,
        determined: row.determined.filter(|_| issued),
        issue: row.issue.filter(|_| issued),
    }));
    Ok(Order { blobs, ..client.order(None, None, act) })
}

/// What became of an import, for scripts.
#[derive(Serialize)]
struct ImportForm<'r> {
    imported: bool,
    dry_run: bool,
    rows: usize,
    ids: Vec<String>,
    refused: Vec<&'r RefusedRow>,
    /// How many are 逾期 as soon as they are in.
    overdue: usize,
    /// What would come in, of a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<&'r [Rehearsed]>,
}

#[derive(Serialize)]
struct RefusedRow {
    line: u32,
    column: u32,
    key: &'static str,
    message: String,
    #[serde(skip)]
    fault: Fault,
}

fn report(rows: &Rows, outcomes: &[Outcome], session: &Session, client: &Client) -> Answer {
    let (mut ids, mut refused, mut late) = (Vec::new(), Vec::new(), Vec::new());
    for (order, came) in rows.orders.iter().zip(rows.came_to(outcomes, session, client)?) {
        match came {
            Ok(done) => {
                ids.push(done.item.to_string());
                late.extend(overdue_since(done, order, client));
            }
            Err(row) => {
                session.note(&fault_line(&row.fault, session.texts));
                refused.push(row);
            }
        }
    }
    let all = refused.is_empty();
    let rows = outcomes.len();
    if session.json {
        let ids = if all { ids } else { Vec::new() };
        let refused = refused.iter().collect();
        let overdue = late.len();
        let form = ImportForm { imported: all, dry_run: false, rows, ids, refused, overdue, items: None };
        session.say_json(&form)?;
    } else {
        let key = match (all, rows) {
            (true, 0) => "cli.import-empty",
            (true, _) => "cli.imported",
            (false, _) => "cli.import-none",
        };
        let first = ids.first().map(String::as_str).unwrap_or_default();
        let last = ids.last().map(String::as_str).unwrap_or_default();
        let rows = rows.to_string();
        let said = session.texts.fill(key, &[("n", &rows), ("first", first), ("last", last)]);
        let overdue = said_overdue(&late, session.texts).filter(|_| all);
        session.say(std::iter::once(said).chain(overdue))?;
    }
    Ok(if all { Status::Done } else { Status::Refused })
}

/// Rows that are on their way to become items.
struct Rows {
    /// On which line each stands.
    lines: Vec<u32>,
    orders: Vec<Order>,
    sheet: Sheet,
}

impl Rows {
    /// The rows that are in the bureau already, or stand in the file twice, by title, 文号 and section: most
    /// likely the file was imported before.
    fn repeated(&self, client: &Client) -> Result<Vec<Fault>, Trouble> {
        let rows = self.lines.iter().zip(&self.orders);
        let titled: Vec<(u32, Likeness)> =
            rows.filter_map(|(line, order)| Some((*line, likeness(order)?))).collect();
        let known = client.alike(&titled.iter().map(|(_, like)| like.clone()).collect::<Vec<_>>())?;
        let mut lines: HashMap<&Likeness, u32> = HashMap::new();
        let mut faults = Vec::new();
        for ((line, like), known) in titled.iter().zip(known) {
            let before = *lines.entry(like).or_insert(*line);
            let said = |lang| match known {
                Some(id) => Texts::new(lang).fill("cli.import-known", &[("item", &id.to_string())]),
                None => Texts::new(lang).fill("cli.import-twice", &[("line", &before.to_string())]),
            };
            if known.is_some() || before != *line {
                faults.push(self.sheet.fault(*line, Some(Column::Title), said(Lang::Zh), said(Lang::En)));
            }
        }
        Ok(faults)
    }

    /// What came of each: done, or why not, with the column that it is about.
    fn came_to<'o>(
        &self,
        outcomes: &'o [Outcome],
        session: &Session,
        client: &Client,
    ) -> Result<Vec<Result<&'o Done, RefusedRow>>, Trouble> {
        let rows = self.lines.iter().zip(&self.orders).zip(outcomes);
        let came = rows.map(|((line, order), outcome)| {
            let (key, column, message) = match (outcome, &order.command.act) {
                (Outcome::Done(done), _) => return Ok(Ok(done)),
                (Outcome::Refused(refusal), act) => {
                    let column = match act {
                        Act::BringIn(brought) => Column::concerned(refusal, brought),
                        _ => None,
                    };
                    (refusal.key(), column, refusal_said(None, refusal, session, client)?)
                }
                (Outcome::IdReused, _) => ("id-reused", None, session.texts.get("cli.id-reused").to_owned()),
            };
            let fault = self.sheet.fault(*line, column, message.clone(), message.clone());
            Ok(Err(RefusedRow { line: *line, column: fault.column, key, message, fault }))
        });
        came.collect()
    }
}

/// By what the item of a row would be known again; none where it has no title.
fn likeness(order: &Order) -> Option<Likeness> {
    let Act::BringIn(brought) = &order.command.act else { return None };
    let content = &brought.submission.content;
    let issued = brought.issue.as_ref().and_then(|issued| issued.number.number());
    let number = issued.unwrap_or(&content.document_number).to_owned();
    let (section, title) = (brought.section.clone(), content.title.clone());
    (!title.is_empty()).then_some(Likeness { section, title, number })
}

/// A row as it would come in.
#[derive(Serialize)]
struct Rehearsed {
    line: u32,
    title: String,
    procedure: String,
    section: String,
    attribute: Option<&'static str>,
    /// The stage that it would be at, by its stable name; none where it would be refused, or has none left.
    stage: Option<String>,
    /// The same as people read it, or why it would be refused.
    outcome: String,
    /// Since when it would be 逾期 at once: the earliest last day that would be over.
    overdue_since: Option<NaiveDate>,
    #[serde(skip)]
    cells: [String; 3],
    #[serde(skip)]
    refused: Option<RefusedRow>,
}

fn rehearsed(
    rows: &Rows,
    outcomes: &[Outcome],
    session: &Session,
    client: &Client,
) -> Result<Vec<Rehearsed>, Trouble> {
    let texts = session.texts;
    let mut told = Vec::with_capacity(outcomes.len());
    let came = rows.came_to(outcomes, session, client)?;
    for ((line, order), came) in rows.lines.iter().zip(&rows.orders).zip(came) {
        let Act::BringIn(brought) = &order.command.act else { continue };
        let names = session.names(client.setup(), Some(&brought.procedure));
        let overdue_since = came.as_ref().ok().and_then(|done| overdue_since(done, order, client));
        let (stage, outcome, refused) = match came {
            Ok(done) => {
                let stage = brought_in(done, client).and_then(|item| item.stage().cloned());
                let named = stage.as_ref().map(|stage| texts.stage(stage, names));
                (stage, named.unwrap_or_else(|| texts.get("cli.import-decided").to_owned()), None)
            }
            Err(row) => (None, texts.fill("cli.import-refused", &[("why", &row.message)]), Some(row)),
        };
        let attribute = brought.submission.proposal.attribute;
        let procedure = names.procedure.map_or(brought.procedure.0.as_str(), |known| texts.name(&known.name));
        let content = &brought.submission.content;
        let title = if content.title.is_empty() { &content.file_number } else { &content.title };
        told.push(Rehearsed {
            line: *line,
            title: title.clone(),
            procedure: brought.procedure.0.clone(),
            section: brought.section.0.clone(),
            attribute: attribute.map(Attribute::key),
            stage: stage.map(|stage| stage.0),
            outcome,
            overdue_since,
            cells: [procedure.to_owned(), texts.attribute(attribute).to_owned(), cut(title)],
            refused,
        });
    }
    Ok(told)
}

/// The item as it is once all this has happened to it.
fn brought_in(done: &Done, client: &Client) -> Option<Item> {
    let author = Author { login: client.me().clone(), role: Role::Office, on_behalf: None };
    let (first, rest) = done.events.split_first()?;
    let mut item = Item::begin(done.item, &author, client.now(), first)?;
    rest.iter().for_each(|event| item.evolve(&author, client.now(), event));
    Some(item)
}

/// The earliest last day of law, rules or bureau that is over for it as soon as it is in: limits run from the issue,
/// the making or the obtaining, whenever an item came in.
fn overdue_since(done: &Done, order: &Order, client: &Client) -> Option<NaiveDate> {
    let Act::BringIn(brought) = &order.command.act else { return None };
    let (setup, today) = (client.setup(), client.now().date_naive());
    let setting = setup.setting(setup.procedures.get(&brought.procedure)?);
    let clocks = item_clocks(&brought_in(done, client)?, setting);
    let late = clocks.iter().filter(|clock| clock.tier(today, &setup.calendar) == Tier::Overdue);
    late.filter_map(Clock::due).map(|due| due.date).min()
}

/// What is said of rows that are 逾期 at once, where there are any.
fn said_overdue(since: &[NaiveDate], texts: Texts) -> Option<String> {
    let first = since.iter().min()?;
    let values = [("n", since.len().to_string()), ("since", texts.full_date(*first))];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    Some(texts.fill("cli.import-overdue", &values))
}

/// The beginning of a title, where it is long.
fn cut(title: &str) -> String {
    match title.char_indices().nth(TITLE_SHOWN) {
        Some((at, _)) => format!("{}…", title.get(..at).unwrap_or(title)),
        None => title.to_owned(),
    }
}

/// A dry run: what would come in, the first rows of it for people and all for scripts.
fn preview(rows: &[Rehearsed], session: &Session) -> Answer {
    let texts = session.texts;
    let refused: Vec<&RefusedRow> = rows.iter().filter_map(|row| row.refused.as_ref()).collect();
    let all = refused.is_empty();
    let status = if all { Status::Done } else { Status::Refused };
    let late: Vec<NaiveDate> = rows.iter().filter_map(|row| row.overdue_since).collect();
    if session.json {
        let (rows, items) = (rows.len(), Some(rows));
        session.say_json(&ImportForm {
            imported: false,
            dry_run: true,
            rows,
            ids: Vec::new(),
            refused,
            overdue: late.len(),
            items,
        })?;
        return Ok(status);
    }
    let cells = rows.iter().take(SHOWN).map(|row| {
        let [procedure, attribute, title] = row.cells.clone();
        [row.line.to_string(), procedure, row.section.clone(), attribute, title, row.outcome.clone()]
    });
    let heads = [
        "cli.column-row",
        "cli.column-procedure",
        "cli.column-section",
        "cli.column-attribute",
        "cli.column-title",
        "cli.column-outcome",
    ];
    let mut lines = table(heads.map(|key| texts.get(key)), &cells.collect::<Vec<_>>());
    if let Some(more) = rows.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        lines.push(texts.fill("cli.import-more", &[("n", &more.to_string())]));
    }
    let key = if all { "cli.import-dry" } else { "cli.import-none" };
    lines.push(texts.fill(key, &[("n", &rows.len().to_string())]));
    let counts = counts(rows);
    if !counts.is_empty() {
        let said: Vec<String> = counts.iter().map(|(stage, n)| format!("{stage} {n}")).collect();
        lines.push(texts.fill("cli.import-stages", &[("stages", &said.join("; "))]));
    }
    lines.extend(said_overdue(&late, texts));
    session.say(lines)?;
    for row in rows.iter().skip(SHOWN).filter_map(|row| row.refused.as_ref()) {
        session.note(&fault_line(&row.fault, texts));
    }
    Ok(status)
}

/// How many rows would be at each stage, in the order in which the stages are first met.
fn counts(rows: &[Rehearsed]) -> Vec<(&str, usize)> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for row in rows.iter().filter(|row| row.refused.is_none()) {
        match counts.iter_mut().find(|(stage, _)| *stage == row.outcome) {
            Some((_, count)) => *count += 1,
            None => counts.push((&row.outcome, 1)),
        }
    }
    counts
}
