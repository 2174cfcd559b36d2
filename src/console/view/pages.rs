//! The pages of the reader in paragraphs, before they are set in lines.

use super::line::{Span, rule};
use super::{deadlines, preview};
use crate::client::past;
use crate::client::{Happened, Paper};
use crate::console::app::{App, Preview};
use crate::console::reading::{Compared, Page, Reader, Reading};
use crate::console::theme::Meaning;
use crate::projection::{Part, Stretch, Word, opinions};
use crate::texts::Names;

/// The open page. The columns are for what doesn't flow: rules, and facts side by side.
pub fn page(app: &App, reader: &Reader, preview: &Preview, columns: usize) -> Vec<Vec<Span>> {
    let Some(reading) = &preview.reading else { return text(app, preview, columns) };
    let names = Names { roster: &app.setup.roster, procedure: Some(&reading.procedure) };
    match reader.page {
        Page::Text => text(app, preview, columns),
        Page::Difference => difference(app, reading.compared.as_ref()),
        Page::Opinions => said(app, preview, reading, names),
        Page::Files => files(app, reader, preview),
        Page::Deadlines => deadlines::page(app, reader, preview, reading, names),
        Page::History => history(app, preview, reading, names),
    }
}

/// A line of one meaning.
pub fn plain(meaning: Meaning, text: impl Into<String>) -> Vec<Span> {
    vec![(meaning, text.into())]
}

/// What is needed to decide, and then the text.
fn text(app: &App, preview: &Preview, columns: usize) -> Vec<Vec<Span>> {
    let mut lines = preview::essentials(app, preview, columns);
    lines.extend(preview.scan.iter().map(|said| {
        vec![(Meaning::Quiet, format!("{} ", app.texts.get("ui.scan"))), (Meaning::Bad, said.clone())]
    }));
    if !preview.public_text.is_empty() {
        let public = app.texts.get("ui.public-version").to_owned();
        lines.push(rule(&[(Meaning::Heading, public)], "", columns));
        lines.extend(paragraphs(&preview.public_text));
    }
    lines.push(rule(&[(Meaning::Heading, app.texts.get("ui.text").to_owned())], "", columns));
    if preview.text.trim().is_empty() {
        lines.push(plain(Meaning::Quiet, app.texts.get("ui.no-text")));
    } else {
        lines.extend(paragraphs(&preview.text));
    }
    if preview.cut {
        lines.push(plain(Meaning::Bad, app.texts.get("ui.text-cut")));
    }
    lines
}

fn paragraphs(text: &str) -> impl Iterator<Item = Vec<Span>> {
    text.split('\n').map(|line| plain(Meaning::Plain, line.trim_end_matches('\r')))
}

/// What is another than before: each part old and new, and then the text sentence by sentence.
fn difference(app: &App, compared: Option<&Compared>) -> Vec<Vec<Span>> {
    let texts = &app.texts;
    let Some(Compared { since, own, before, parts, text }) = compared else {
        return vec![plain(Meaning::Plain, texts.get("ui.nothing-to-compare"))];
    };
    let Some(now) = app.preview.as_ref().map(|preview| &preview.item.submission) else { return Vec::new() };
    let key = if *own { "ui.compared-own" } else { "ui.compared" };
    let mut lines = vec![plain(Meaning::Quiet, texts.fill(key, &[("since", since)]))];
    if parts.is_empty() {
        lines.push(plain(Meaning::Good, texts.get("ui.unchanged")));
    }
    let blank = |said: String| if said.is_empty() { texts.get("ui.blank").to_owned() } else { said };
    // Where only blanks differ there is no sentence to show, and the length is said.
    let told = text.iter().any(|stretch| !matches!(stretch, Stretch::Same(..)));
    for part in parts.iter().filter(|part| **part != Part::Text || !told) {
        lines.push(plain(Meaning::Heading, texts.part(*part)));
        let (was, is) = (texts.part_said(*part, before), texts.part_said(*part, now));
        lines.push(vec![sign("ui.was", app), (Meaning::Plain, blank(was))]);
        lines.push(vec![sign("ui.is", app), (Meaning::Plain, blank(is))]);
    }
    if told {
        lines.push(plain(Meaning::Heading, texts.part(Part::Text)));
        lines.extend(text.iter().flat_map(|stretch| stretched(app, stretch)));
        if app.preview.as_ref().is_some_and(|preview| preview.cut) {
            lines.push(plain(Meaning::Bad, texts.get("ui.text-cut")));
        }
    }
    lines
}

/// `- 原 ` and `+ 改 `: what was and what is can be told apart without colours.
fn sign(key: &str, app: &App) -> Span {
    (Meaning::Key, format!("{} ", app.texts.get(key)))
}

fn stretched(app: &App, stretch: &Stretch) -> Vec<Vec<Span>> {
    let quiet = |text: &str| plain(Meaning::Quiet, format!("  {text}"));
    let said = |key: &str, changed: Meaning, words: &[Word]| {
        let partly = words.iter().any(|word| !word.changed);
        let mut line = vec![sign(key, app)];
        line.extend(words.iter().map(|word| match (word.changed, partly) {
            (true, true) => (changed, format!("[{}]", word.text)),
            (true, false) => (changed, word.text.clone()),
            (false, _) => (Meaning::Plain, word.text.clone()),
        }));
        vec![line]
    };
    match stretch {
        Stretch::Same(1, only, _) => vec![quiet(only)],
        Stretch::Same(2, first, last) => vec![quiet(first), quiet(last)],
        Stretch::Same(count, first, last) => {
            let left_out = (count - 2).to_string();
            vec![quiet(first), quiet(&app.texts.fill("ui.same-sentences", &[("n", &left_out)])), quiet(last)]
        }
        Stretch::Removed(words) => said("ui.was", Meaning::Bad, words),
        Stretch::Added(words) => said("ui.is", Meaning::Good, words),
    }
}

/// Every word on the item: when and in what capacity, at which stage, how long it had waited; then what.
fn said(app: &App, preview: &Preview, reading: &Reading, names: Names<'_>) -> Vec<Vec<Span>> {
    let texts = &app.texts;
    let mut lines = Vec::new();
    for opinion in opinions(preview.item.id, past(&reading.history), &app.setup.calendar) {
        let author = opinion.past.author;
        let mut head = format!("{}  {}", texts.moment(opinion.past.at), texts.role(author.role));
        if let Some(stage) = &opinion.stage {
            head += &format!("  {}", texts.stage(stage, names));
        }
        if let Some(waited) = opinion.waited {
            head += &format!("  {}", texts.fill("ui.waited-there", &[("n", &waited.to_string())]));
        }
        lines.push(plain(Meaning::Quiet, head));
        let word = texts.opinion(&opinion, names, &preview.item);
        lines.push(plain(Meaning::Plain, format!("  {word}")));
    }
    if lines.is_empty() {
        lines.push(plain(Meaning::Plain, texts.get("ui.no-opinions")));
    }
    lines
}

/// The attachments, or the one that is open.
fn files(app: &App, reader: &Reader, preview: &Preview) -> Vec<Vec<Span>> {
    let texts = &app.texts;
    let files = &preview.item.submission.content.attachments;
    let about = |file: &crate::domain::Attachment| {
        format!("{}  {}  {}", file.name, size(app, file.bytes), texts.disclosure(file))
    };
    if let Some(open) = &reader.file
        && let Some(file) = files.iter().find(|file| file.digest == open.digest)
    {
        let mut lines = vec![
            plain(Meaning::Key, about(file)),
            plain(Meaning::Quiet, format!("SM3 {}", file.digest)),
            Vec::new(),
        ];
        match &open.paper {
            Some(Paper::Text { text, cut, damaged }) => {
                if *damaged {
                    lines.push(plain(Meaning::Bad, texts.get("file.damaged")));
                }
                lines.extend(paragraphs(text));
                if *cut {
                    lines.push(plain(Meaning::Bad, texts.get("ui.text-cut")));
                }
            }
            Some(Paper::Other(ending)) => {
                lines.push(plain(Meaning::Plain, texts.fill("file.other", &[("ending", ending)])));
            }
            Some(Paper::Faulty) => lines.push(plain(Meaning::Bad, texts.get("file.faulty"))),
            None => lines.push(plain(Meaning::Bad, texts.get("file.gone"))),
        }
        return lines;
    }
    let mut lines = Vec::new();
    for (place, file) in files.iter().enumerate() {
        let here = place == reader.chosen;
        let (mark, meaning) = if here { ("> ", Meaning::Key) } else { ("  ", Meaning::Plain) };
        let digest: String = file.digest.to_string().chars().take(8).collect();
        lines.push(plain(meaning, format!("{mark}{}  SM3 {digest}", about(file))));
    }
    lines.push(plain(
        Meaning::Quiet,
        texts.get(if files.is_empty() { "file.none" } else { "file.how-to-open" }),
    ));
    lines
}

/// 12.3 KB.
fn size(app: &App, bytes: u64) -> String {
    if bytes < 1 << 10 {
        return app.texts.fill("file.bytes", &[("n", &bytes.to_string())]);
    }
    let (unit, shift) = if bytes < 1 << 20 { ("KB", 10) } else { ("MB", 20) };
    let tenths = bytes.saturating_mul(10) >> shift;
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

fn history(app: &App, preview: &Preview, reading: &Reading, names: Names<'_>) -> Vec<Vec<Span>> {
    let texts = &app.texts;
    let line = |line: &crate::client::History| {
        let said = match &line.what {
            Happened::Item(event) => texts.event_by_now(&line.author, event, names, &preview.item),
            Happened::Bureau(event) => texts.bureau_event(&line.author, event, names.roster),
            Happened::Unknown => line.kind.clone(),
        };
        vec![(Meaning::Quiet, format!("{}  ", texts.moment(line.at))), (Meaning::Plain, said)]
    };
    reading.history.iter().map(line).collect()
}
