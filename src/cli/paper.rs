//! Papers: lists, figures and forms, printed for people or written for offices.

use std::io::IsTerminal;
use std::path::Path;

use chrono::Datelike;

use super::args::{FiguresArgs, FormArgs, PaperArgs, Written};
use super::exit::{Answer, Status, Trouble};
use super::look::{known_section, missing};
use super::print::{harmless, table};
use super::session::Session;
use crate::client::{Client, past};
use crate::papers::{self, Bureau, Cell, Figures, Format, List, Paper, Selection};
use crate::shell;

/// `paper`: one of the lists.
pub(super) fn paper(args: &PaperArgs, session: &Session) -> Answer {
    let client = session.open()?;
    let section = args.section.as_ref().map(|name| known_section(name, session, &client)).transpose()?;
    let selection = Selection {
        from: args.from,
        to: args.to,
        section,
        attribute: args.attribute,
        batch: args.batch.clone(),
        whole: client.reads_everything(),
    };
    note_partial(session, &client);
    let bureau = bureau(session, &client);
    let mut list = List::new(args.kind, selection);
    client.each_card(&mut session.progress(), &mut |card| list.take(card, &bureau))?;
    give(&[list.finish(&bureau)], &args.written, session)
}

/// `figures`: what a year comes to.
pub(super) fn figures(args: &FiguresArgs, session: &Session) -> Answer {
    let client = session.open()?;
    note_partial(session, &client);
    let bureau = bureau(session, &client);
    let mut figures = Figures::of(args.year.unwrap_or(client.today().year()));
    client.each_card(&mut session.progress(), &mut |card| figures.take(card, &bureau))?;
    give(&figures.papers(&bureau), &args.written, session)
}

/// `form`: 发文处理单 of an item, as a page that prints.
pub(super) fn form(args: &FormArgs, session: &Session) -> Answer {
    if let Some(path) = &args.output
        && ended(path).is_some_and(|end| end != Format::Html.key())
    {
        return Err(session.usage("cli.form-format", &[("file", &path.display().to_string())]));
    }
    let client = session.open()?;
    let id = session.item(args.id);
    let (Some(card), Some(history)) = (client.card(id)?, client.history(id)?) else {
        return Err(missing(id, session, &client));
    };
    let page = papers::form(&card, past(&history), &bureau(session, &client));
    let page = page.map_err(|error| Trouble::Output(std::io::Error::other(error)))?;
    put(page.as_bytes(), args.output.as_deref(), session)
}

/// What papers are made with here.
pub(super) fn bureau<'a>(session: &Session, client: &'a Client) -> Bureau<'a> {
    let setup = client.setup();
    Bureau {
        settings: &setup.settings,
        roster: &setup.roster,
        procedures: &setup.procedures,
        calendar: &setup.calendar,
        texts: session.texts,
        today: client.today(),
        practice: client.is_practice(),
    }
}

/// Says that a paper holds only what its reader may read.
fn note_partial(session: &Session, client: &Client) {
    if !client.reads_everything() {
        session.note(session.texts.get("cli.paper-partial"));
    }
}

/// Tables for people where no format is asked for, else as a file.
fn give(papers: &[Paper], written: &Written, session: &Session) -> Answer {
    let format = format(written, session)?;
    if written.copies > 1 && format != Some(Format::Html) {
        return Err(session.usage("cli.paper-copies", &[]));
    }
    let Some(format) = format else {
        for paper in papers {
            session.say(lines(paper))?;
        }
        return Ok(Status::Done);
    };
    let bytes = papers::write(papers, format, written.encoding, written.copies, session.texts);
    let bytes = bytes.map_err(|error| {
        let error = std::io::Error::other(error);
        match &written.output {
            Some(path) => Trouble::File(path.clone(), error),
            None => Trouble::Output(error),
        }
    })?;
    if written.output.is_none() && format == Format::Xlsx && std::io::stdout().is_terminal() {
        return Err(session.usage("cli.paper-output", &[]));
    }
    put(&bytes, written.output.as_deref(), session)
}

/// The format asked for: by its name, by the name of the file, or by `--json`.
fn format(written: &Written, session: &Session) -> Result<Option<Format>, Trouble> {
    if written.format.is_some() {
        return Ok(written.format);
    }
    let Some(path) = &written.output else { return Ok(session.json.then_some(Format::Json)) };
    match ended(path).as_deref().and_then(Format::from_key) {
        Some(format) => Ok(Some(format)),
        None => Err(session.usage("cli.paper-format", &[("file", &path.display().to_string())])),
    }
}

/// How a file's name ends, in small letters.
fn ended(path: &Path) -> Option<String> {
    path.extension().and_then(|end| end.to_str()).map(str::to_lowercase)
}

/// Into a new file, or to the standard output.
pub(super) fn put(bytes: &[u8], output: Option<&Path>, session: &Session) -> Answer {
    match output {
        Some(path) if path != Path::new("-") => {
            shell::write_new(path, bytes).map_err(|error| Trouble::File(path.to_owned(), error))?;
            let said = path.display().to_string();
            session.note(&session.texts.fill("cli.written", &[("path", &harmless(&said))]));
        }
        _ => session.say_bytes(bytes)?,
    }
    Ok(Status::Done)
}

/// A table for people, with an empty line at the end.
fn lines(paper: &Paper) -> Vec<String> {
    let heads: Vec<&str> = paper.columns.iter().map(|column| column.name.as_str()).collect();
    let rows: Vec<Vec<String>> = paper.rows.iter().map(|row| row.iter().map(Cell::said).collect()).collect();
    let above = paper.head.iter().map(|(name, said)| harmless(&format!("{name}  {said}")));
    let below = paper.foot.iter().flat_map(|said| said.lines().map(harmless).collect::<Vec<_>>());
    let mut lines = vec![harmless(&paper.title)];
    lines.extend(above);
    lines.push(String::new());
    lines.extend(table(heads, &rows));
    lines.push(String::new());
    lines.extend(below);
    lines.push(String::new());
    lines
}
