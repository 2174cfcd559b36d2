//! The database as a whole: verification, projections made anew, the journal exported.

use std::fs::File;
use std::io::{BufWriter, IntoInnerError, Write};

use serde::Serialize;

use super::args::{ExportArgs, VerifyArgs};
use super::exit::{self, Answer, Status, Trouble};
use super::session::Session;
use crate::client::{Client, Damage, Failure};

/// `verify`: the chain, what it names, and that replaying it gives what is shown.
pub(super) fn verify(args: &VerifyArgs, session: &Session) -> Answer {
    let client = session.open_apart()?;
    let verdict = client.verify(args.up_to, &mut session.progress())?;
    let texts = session.texts;
    let damaged = |damage: &Damage| {
        let places: Vec<(&str, &str)> =
            damage.places.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        texts.fill(&format!("damage.{}", damage.kind), &places)
    };
    let form = VerdictForm {
        clean: verdict.is_clean(),
        sequence: verdict.sequence,
        head: verdict.head.to_string(),
        expunged: verdict.expunged,
        blobs: verdict.blobs,
        items: verdict.items,
        fault_count: verdict.fault_count,
        faults: verdict.faults.iter().map(damaged).collect(),
        differing: verdict.differing.iter().map(ToString::to_string).collect(),
        counts: verdict.counts.clone(),
        strays: verdict.strays,
        missing_blobs: verdict.missing_blobs.iter().map(|(id, blob)| format!("{id} {blob}")).collect(),
        bureau_agrees: verdict.bureau_agrees,
    };
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
        for what in &form.counts {
            session.note(&texts.fill("cli.counts-differ", &[("what", what)]));
        }
        if form.strays > 0 {
            session.note(&texts.fill("cli.strays", &[("n", &form.strays.to_string())]));
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
    counts: Vec<String>,
    strays: u64,
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
    let file = File::create_new(path).map_err(failed)?;
    let records = export_into(file, &client).map_err(|failure| {
        // What is no whole journal must not look like one.
        let _ = std::fs::remove_file(path);
        match failure {
            Failure::Export(error) => failed(error),
            failure => failure.into(),
        }
    })?;
    if session.json {
        session.say_json(&serde_json::json!({ "records": records }))?;
    } else {
        session.say([session.texts.fill("cli.exported", &[("n", &records.to_string())])])?;
    }
    Ok(Status::Done)
}

/// Writes the journal to the end and onto the disk; how many records it has.
fn export_into(file: File, client: &Client) -> Result<u64, Failure> {
    let mut out = BufWriter::new(file);
    let records = client.export_journal(&mut out)?;
    let written = out.into_inner().map_err(IntoInnerError::into_error).and_then(|file| file.sync_all());
    written.map_err(Failure::Export)?;
    Ok(records)
}
