//! What comes in and goes out as a whole: imports, exports, verification, projections made anew.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde::Serialize;

use super::acts::refusal_said;
use super::args::{ExportArgs, ImportArgs, VerifyArgs};
use super::exit::{self, Answer, Status, Trouble, fault_line};
use super::session::Session;
use crate::client::{Client, Failure, Order, Outcome, text_of};
use crate::domain::{Act, BringIn};
use crate::intake::items::{self, Row, RowText};

/// `import`: rows become drafts, or with `--as-issued` issued items; all of them or none.
pub(super) fn import(args: &ImportArgs, session: &Session) -> Answer {
    let mut client = session.open_to_act()?;
    let name = args.file.display().to_string();
    let bytes = session.read(&args.file)?;
    let setup = client.setup().clone();
    let sheet = items::parse_csv(&bytes, &name, &setup.roster, &setup.procedures).map_err(Trouble::Faults)?;
    for warning in &sheet.warnings {
        session.note(&fault_line(warning, session.texts));
    }
    let lines: Vec<u32> = sheet.rows.iter().map(|row| row.line).collect();
    let folder = args.file.parent().unwrap_or(Path::new(""));
    let orders: Vec<Order> = sheet
        .rows
        .into_iter()
        .map(|row| order(row, args.as_issued, folder, session, &client))
        .collect::<Result<_, _>>()?;
    let outcomes = match args.dry_run {
        true => client.rehearse(&orders)?,
        false => client.act_all_or_none(&orders)?,
    };
    report(&name, &lines, &outcomes, args.dry_run, session, &client)
}

fn order(
    row: Row,
    as_issued: bool,
    folder: &Path,
    session: &Session,
    client: &Client,
) -> Result<Order, Trouble> {
    let mut submission = row.submission;
    let mut blobs = Vec::new();
    let text = match row.text {
        None => None,
        Some(RowText::Inline(text)) => Some(text.into_bytes()),
        Some(RowText::File(file)) => Some(session.read_text(&folder.join(file))?),
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
struct ImportForm {
    imported: bool,
    dry_run: bool,
    rows: usize,
    ids: Vec<String>,
    refused: Vec<RefusedRow>,
}

#[derive(Serialize)]
struct RefusedRow {
    line: u32,
    key: &'static str,
    message: String,
}

fn report(
    file: &str,
    lines: &[u32],
    outcomes: &[Outcome],
    dry_run: bool,
    session: &Session,
    client: &Client,
) -> Answer {
    let (mut ids, mut refused) = (Vec::new(), Vec::new());
    for (line, outcome) in lines.iter().zip(outcomes) {
        let (key, message) = match outcome {
            Outcome::Done(done) => {
                ids.push(done.item.to_string());
                continue;
            }
            Outcome::Refused(refusal) => (refusal.key(), refusal_said(None, refusal, session, client)?),
            Outcome::IdReused => ("id-reused", session.texts.get("cli.id-reused").to_owned()),
        };
        session.note(&format!("{file}:{line}: {message}"));
        refused.push(RefusedRow { line: *line, key, message });
    }
    let all = refused.is_empty();
    if session.json {
        let imported = all && !dry_run;
        let ids = if imported { ids } else { Vec::new() };
        session.say_json(&ImportForm { imported, dry_run, rows: outcomes.len(), ids, refused })?;
    } else {
        let key = match (all, dry_run) {
            (false, _) => "cli.import-none",
            (true, true) => "cli.import-dry",
            (true, false) => "cli.imported",
        };
        let first = ids.first().map(String::as_str).unwrap_or_default();
        let last = ids.last().map(String::as_str).unwrap_or_default();
        let rows = outcomes.len().to_string();
        session.say([session.texts.fill(key, &[("n", &rows), ("first", first), ("last", last)])])?;
    }
    Ok(if all { Status::Done } else { Status::Refused })
}

/// `verify`: the chain, what it names, and that replaying it gives what is shown.
pub(super) fn verify(args: &VerifyArgs, session: &Session) -> Answer {
    let client = session.open_apart()?;
    let verdict = client.verify(args.up_to, &mut session.progress())?;
    let form = VerdictForm {
        clean: verdict.is_clean(),
        sequence: verdict.sequence,
        head: verdict.head.to_string(),
        expunged: verdict.expunged,
        blobs: verdict.blobs,
        items: verdict.items,
        fault_count: verdict.fault_count,
        faults: verdict.faults.clone(),
        differing: verdict.differing.iter().map(ToString::to_string).collect(),
        missing_blobs: verdict.missing_blobs.iter().map(|(id, blob)| format!("{id} {blob}")).collect(),
        bureau_agrees: verdict.bureau_agrees,
    };
    let texts = session.texts;
    if session.json {
        session.say_json(&form)?;
    } else {
        let (sequence, items) = (form.sequence.to_string(), form.items.to_string());
        let said = [("sequence", sequence.as_str()), ("head", &form.head), ("items", &items)];
        session.say([texts.fill(if form.clean { "cli.verified" } else { "cli.not-verified" }, &said)])?;
        for fault in &form.faults {
            session.note(fault);
        }
        for item in &form.differing {
            session.note(&texts.fill("cli.differing", &[("item", item)]));
        }
        for blob in &form.missing_blobs {
            session.note(&texts.fill("cli.missing-blob", &[("what", blob)]));
        }
        if !form.bureau_agrees {
            session.note(texts.get("cli.bureau-differs"));
        }
    }
    Ok(if form.clean { Status::Done } else { Status::Failed })
}

#[derive(Serialize)]
struct VerdictForm {
    clean: bool,
    sequence: u64,
    head: String,
    expunged: u64,
    blobs: u64,
    items: u64,
    fault_count: u64,
    faults: Vec<String>,
    differing: Vec<String>,
    missing_blobs: Vec<String>,
    bureau_agrees: bool,
}

/// `rebuild`: drops every projection and makes it again from the journal.
pub(super) fn rebuild(session: &Session) -> Answer {
    let mut client = session.open()?;
    client.rebuild(&mut session.progress())?;
    if session.json {
        session.say_json(&serde_json::json!({ "done": true }))?;
    } else {
        session.say([session.texts.get("cli.rebuilt").to_owned()])?;
    }
    Ok(Status::Done)
}

/// `export --journal`: one record a line, to a new file or to the standard output.
pub(super) fn export(args: &ExportArgs, session: &Session) -> Answer {
    let client = session.open_apart()?;
    let Some(path) = &args.out else {
        let mut out = BufWriter::new(std::io::stdout().lock());
        let written = match client.export_journal(&mut out) {
            Ok(_) => out.flush(),
            Err(Failure::Export(error)) => Err(error),
            Err(failure) => return Err(failure.into()),
        };
        exit::said(written)?;
        return Ok(Status::Done);
    };
    let failed = |error| Trouble::File(path.clone(), error);
    let mut out = BufWriter::new(File::create_new(path).map_err(failed)?);
    let records = client.export_journal(&mut out).map_err(|failure| match failure {
        Failure::Export(error) => failed(error),
        failure => failure.into(),
    })?;
    out.into_inner().map_err(|error| failed(error.into_error()))?.sync_all().map_err(failed)?;
    if session.json {
        session.say_json(&serde_json::json!({ "records": records }))?;
    } else {
        session.say([session.texts.fill("cli.exported", &[("n", &records.to_string())])])?;
    }
    Ok(Status::Done)
}
