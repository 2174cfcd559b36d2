//! One item for people: what it is, where it is, which clocks run, how its text begins.

use super::forms::terminated_because;
use super::print::{harmless, harmless_text};
use super::session::Session;
use crate::client::{Client, Sheet, past};
use crate::domain::{Submission, item_clocks, outdated_at_archives};
use crate::procedure::Procedure;
use crate::projection::{Part, awaits_issue, difference, forecast, opinions};
use crate::texts::Names;

/// The parts of an item that have a line of their own, or stand in one with others.
const TOLD: &[Part] = &[
    Part::Attribute,
    Part::Ground,
    Part::Reason,
    Part::Law,
    Part::Title,
    Part::Text,
    Part::Attachments,
    Part::Number,
];

/// The lines of it, with an empty one at the end; `procedure` is the one that it began with.
pub(super) fn lines(
    sheet: &Sheet,
    procedure: Option<&Procedure>,
    session: &Session,
    client: &Client,
) -> Vec<String> {
    let (texts, today, setup) = (session.texts, client.today(), client.setup());
    let Sheet { row, item, .. } = sheet;
    let content = &item.submission.content;
    let names = Names { roster: &setup.roster, procedure };
    let title = match (row.title.as_str(), item.expunged) {
        (_, true) => texts.get("ui.expunged"),
        ("", false) => texts.get("ui.neutral-title"),
        (title, false) => title,
    };
    let revision = texts.fill("ui.revision", &[("n", &row.revision.0.to_string())]);
    let round = texts.fill("ui.round", &[("n", &row.round.to_string())]);
    let again = if row.round > 1 { format!("  {round}") } else { String::new() };
    let mut lines = vec![format!("{}  {revision}{again}  {}", row.id, harmless(title))];
    let mut field = |key: &str, value: &str| {
        if !value.is_empty() {
            let name = texts.get(key);
            lines.push(texts.fill("cli.field", &[("name", name), ("value", &harmless(value))]));
        }
    };
    let name = procedure.map_or(row.procedure.0.as_str(), |procedure| texts.name(&procedure.name));
    field("cli.column-procedure", name);
    field("cli.column-section", &row.section.0);
    field("cli.drafter", setup.roster.name(&row.drafter));
    field("ui.proposed", &texts.proposal(&item.submission.proposal));
    if let Some(made) = &item.determination {
        let by = setup.roster.name(&made.by);
        let said = format!("{}  {by} {}", texts.proposal(&made.proposal), texts.full_date(made.on));
        field("ui.determined", &said);
    }
    if let Some(issue) = &item.issue {
        let dates =
            [("correction.document-date", issue.document_date), ("correction.issue-date", issue.issue_date)];
        let dates = dates.map(|(key, day)| texts.fill(key, &[("value", &day.to_string())]));
        field("cli.number", &[texts.number(&issue.number), dates.join("  ")].join("  "));
    } else {
        field("cli.number", &row.number);
    }
    field("ui.index-number", &row.index_number);
    if row.terminated {
        field(
            "cli.state",
            &texts.fill("cli.terminated-because", &[("why", terminated_because(sheet).unwrap_or_default())]),
        );
    } else if row.closed {
        field("cli.state", texts.get("cli.closed"));
    }
    for line in &row.lines {
        let holder = texts.holder(&line.holder, &setup.roster);
        field("cli.waits", &[texts.task(&line.task, names), holder].join("  "));
    }
    for clock in procedure.iter().flat_map(|procedure| item_clocks(item, setup.setting(procedure))) {
        let said = [texts.clock(&clock, names, today, &setup.calendar), texts.begins(&clock, names)];
        field("ui.limits", &said.join("  "));
    }
    if let Some(procedure) =
        procedure.filter(|procedure| item.is_determined() && awaits_issue(item, procedure))
    {
        for (duty, clock) in forecast(item, procedure, &setup.calendar, today) {
            field("cli.if-issued-today", &texts.forecast(&duty, &clock, names));
        }
    }
    if let Some(down) = &item.take_down {
        let (by, on) = (setup.roster.name(&down.by), texts.full_date(down.on));
        field("cli.taken-down", &format!("{by}  {on}  {}", down.reason));
    }
    if let Some(on) = item.issued_before() {
        field("cli.warning", &texts.fill("ui.issued-before", &[("date", &texts.full_date(on))]));
    }
    field("ui.disputed", item.disputed.as_deref().unwrap_or_default());
    let reviewed = item.secrecy.as_ref().map(|review| {
        let (by, on) = (setup.roster.name(&review.by), texts.full_date(review.on));
        format!("{}  {by} {on}", texts.secrecy(review.conclusion))
    });
    field("ui.secrecy", reviewed.as_deref().unwrap_or(texts.get("ui.not-yet")));
    for said in settled(sheet, session, names) {
        field("cli.duty-done", &said);
    }
    let outdated = procedure.and_then(|procedure| outdated_at_archives(item, procedure));
    if let Some(held) = &item.archived {
        field("cli.archives-hold", &texts.archived(held, outdated));
    }
    for (place, attachment) in (1..).zip(&content.attachments) {
        let disclosed = match attachment.disclosed {
            Some(true) => texts.get("cli.disclosed"),
            Some(false) => texts.get("cli.not-disclosed"),
            None => texts.get("cli.undecided"),
        };
        let said = format!("{place}  {} ({} B, {disclosed})", attachment.name, attachment.bytes);
        field("ui.attachments-label", &said);
    }
    let said = difference(&Submission::default(), &item.submission);
    for part in said.into_iter().filter(|part| !TOLD.contains(part)) {
        field(&format!("part.{}", part.key()), &texts.part_said(part, &item.submission));
    }
    if let Some(declassified) = &item.declassified {
        let on = texts.full_date(declassified.expired_on);
        field("verb.declassify", &format!("{}  {on}", declassified.authority));
    }
    for word in opinions(item.id, past(&sheet.history), &setup.calendar) {
        let at = texts.moment(word.past.at);
        field("page.opinions", &format!("{at}  {}", texts.opinion(&word, names, item)));
    }
    for said in texts.scanned(&sheet.scan) {
        field("ui.scan", &said);
    }
    // A text is kept once: where another item with the same one was cleared, it is gone here too.
    let promised = content.text.as_ref().map_or(0, |text| text.bytes);
    if promised > 0 && sheet.text_bytes == 0 {
        field("ui.text", texts.get("ui.expunged"));
    }
    if !sheet.text.is_empty() {
        lines.push(String::new());
        lines.extend(harmless_text(&sheet.text).lines().map(str::to_owned));
    }
    if u64::try_from(sheet.text.len()).is_ok_and(|shown| shown < sheet.text_bytes) {
        lines.push(texts.fill("cli.text-cut", &[("bytes", &sheet.text_bytes.to_string())]));
    }
    if !sheet.public_text.is_empty() {
        lines.extend([String::new(), format!("-- {} --", texts.get("ui.public-version"))]);
        lines.extend(harmless_text(&sheet.public_text).lines().map(str::to_owned));
    }
    lines.push(String::new());
    lines
}

/// The duties that are done with their days and addresses, and pages that are live while they are due anew.
fn settled(sheet: &Sheet, session: &Session, names: Names<'_>) -> Vec<String> {
    let item = &sheet.item;
    let told = item.duties.iter().filter_map(|duty| {
        let name = session.texts.duty(&duty.key, names);
        let said = match (item.done_on(&duty.key), duty.url.as_str()) {
            (Some(on), url) => format!("{name}  {on}  {url}"),
            (None, "") => return None,
            (None, url) => session.texts.fill("cli.still-live", &[("duty", &name), ("url", url)]),
        };
        Some(said.trim_end().to_owned())
    });
    told.collect()
}
