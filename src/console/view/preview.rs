//! The preview: what is needed to decide, in five seconds.

use super::line::{Canvas, Span, beside, fit, flow, rule, width};
use super::wrap::wrap;
use crate::console::app::{App, Preview};
use crate::console::theme::Meaning;
use crate::domain::Phase;
use crate::procedure::Attribute;

/// Draws the preview of the item under the cursor, whose lines these are.
pub fn draw(app: &App, lines: &[Vec<Span>], canvas: &mut Canvas<'_>) {
    let columns = canvas.columns();
    // Where there is room for it, what is told of limits and turns isn't cut.
    let wrapped = if lines.len() <= canvas.rows() { laid(app, columns, true) } else { Vec::new() };
    let lines = if (1..=canvas.rows()).contains(&wrapped.len()) { &wrapped } else { lines };
    for (row, spans) in lines.iter().enumerate() {
        canvas.line(row, spans);
    }
    // Where there is room, the text goes on.
    if let Some(preview) = &app.preview {
        let taken = lines.len();
        let rows = canvas.rows();
        for (row, text) in text_lines(app, preview, columns, rows).into_iter().skip(1).enumerate() {
            canvas.line(taken + row, &[(Meaning::Plain, text)]);
        }
    }
}

/// The lines of the preview, the most telling first, up to the first line of the text.
pub fn lines(app: &App, columns: usize) -> Vec<Vec<Span>> {
    laid(app, columns, false)
}

fn laid(app: &App, columns: usize, wrapped: bool) -> Vec<Vec<Span>> {
    let texts = &app.texts;
    let Some(preview) = &app.preview else {
        return vec![rule(&[(Meaning::Quiet, texts.get("ui.preview").to_owned())], "", columns)];
    };
    let Preview { row, item, .. } = preview;
    let roster = &app.setup.roster;
    let label = |key: &str| (Meaning::Quiet, format!("{} ", texts.get(key)));
    let revision = texts.fill("ui.revision", &[("n", &row.revision.0.to_string())]);
    let heading = format!("{} {} {revision}", texts.get("ui.preview"), row.id);
    let right = match &item.determination {
        Some(made) if item.phase == Phase::Decided => {
            let (who, day) = (roster.name(&made.by).to_owned(), texts.date_near(made.on, app.today));
            let when = beside(&day, texts.get("ui.determined"));
            format!("{who} {when} {}", texts.attribute(made.proposal.attribute))
        }
        _ if !preview.shown_before => texts.get("ui.not-shown-yet").to_owned(),
        _ => String::new(),
    };
    let fits = width(&heading) + width(&right) + 9 <= columns;
    let beside_heading = if fits { right.as_str() } else { "" };
    let mut lines = vec![rule(&[(Meaning::Heading, heading)], beside_heading, columns)];
    let title = if row.title.trim().is_empty() { texts.get("ui.neutral-title") } else { &row.title };
    lines.push(vec![(Meaning::Key, fit(title, columns))]);
    if !fits {
        lines.push(vec![(Meaning::Plain, right)]);
    }
    let essentials = essentials(app, preview, columns);
    lines.extend(
        essentials.into_iter().flat_map(|line| if wrapped { in_lines(line, columns) } else { vec![line] }),
    );
    if let Some(first) = text_lines(app, preview, columns, 1).into_iter().next() {
        lines.push(vec![label("ui.text"), (Meaning::Plain, first)]);
    }
    lines
}

/// What is needed to decide, besides the title and the text.
pub fn essentials(app: &App, preview: &Preview, columns: usize) -> Vec<Vec<Span>> {
    let texts = &app.texts;
    let Preview { row, item, .. } = preview;
    let roster = &app.setup.roster;
    let label = |key: &str| (Meaning::Quiet, format!("{} ", texts.get(key)));
    let mut lines = Vec::new();
    let proposal = &item.submission.proposal;
    let delicate = proposal.attribute == Some(Attribute::Withheld);
    let meaning = if delicate { Meaning::Delicate } else { Meaning::Plain };
    let decided = item.is_determined() || item.phase == Phase::Decided;
    let mut proposed = vec![vec![
        label(if decided { "ui.determined" } else { "ui.proposed" }),
        (meaning, texts.attribute(proposal.attribute).to_owned()),
    ]];
    if let Some(ground) = proposal.ground {
        proposed.push(vec![label("ui.ground"), (Meaning::Plain, texts.ground(ground))]);
    }
    let procedure = app.setup.procedure(&row.procedure).map(|known| texts.name(&known.name));
    let whose = [procedure.unwrap_or_default(), &row.section.0, roster.name(&row.drafter)];
    proposed.push(vec![(Meaning::Quiet, whose.join(" ").trim_start().to_owned())]);
    lines.extend(flow(proposed, columns));
    // What is decided upon is never cut: where it has no room, the item doesn't count as shown.
    lines.extend(whole(label("ui.reason"), &proposal.reason, columns));
    lines.extend(whole(label("field.law"), &proposal.law, columns));
    if let Some(back) = &item.last_return {
        let day = texts.date_near(back.at.date_naive(), app.today);
        let said =
            format!("{} {}:{}", roster.name(&back.by), beside(&day, texts.get("verb.return")), back.reason);
        lines.push(vec![
            label("ui.last-round"),
            (Meaning::Plain, said),
            (Meaning::Quiet, format!("  {}", preview.changes)),
        ]);
    } else if preview.changed_since_own {
        lines.push(vec![(Meaning::Plain, preview.changes.clone())]);
    }
    if let Some(on) = item.issued_before() {
        let day = texts.date_near(on, app.today);
        lines.push(vec![(Meaning::Bad, texts.fill("ui.issued-before", &[("date", &day)]))]);
    }
    if let Some(disputed) = &item.disputed {
        lines.push(vec![label("ui.disputed"), (Meaning::Bad, disputed.clone())]);
    }
    for (place, clock) in preview.clocks.iter().enumerate() {
        let lead = if place == 0 {
            label("ui.limits")
        } else {
            (Meaning::Quiet, " ".repeat(1 + width(texts.get("ui.limits"))))
        };
        lines.push(vec![lead, (Meaning::Plain, clock.clone())]);
    }
    lines.extend(flow(facts(app, preview), columns));
    if !preview.turn.is_empty() {
        lines.push(vec![label("ui.turn"), (Meaning::Plain, preview.turn.clone())]);
    }
    lines
}

/// A line in as many as it needs, those behind the first one beneath its words.
fn in_lines(line: Vec<Span>, columns: usize) -> Vec<Vec<Span>> {
    let wide: usize = line.iter().map(|(_, text)| width(text)).sum();
    match <[Span; 2]>::try_from(line) {
        Ok([label, (meaning, text)]) if wide > columns => {
            let lines = whole(label, &text, columns).into_iter();
            lines
                .map(|line| {
                    line.into_iter()
                        .map(|(known, text)| match known {
                            Meaning::Plain if !text.trim().is_empty() => (meaning, text),
                            _ => (known, text),
                        })
                        .collect()
                })
                .collect()
        }
        Ok(line) => vec![line.to_vec()],
        Err(line) => vec![line],
    }
}

/// A text behind its label, in as many lines as it needs.
fn whole(label: Span, text: &str, columns: usize) -> Vec<Vec<Span>> {
    if text.is_empty() {
        return Vec::new();
    }
    let indent = width(&label.1);
    let mut lead = Some(label);
    let line = |text: String| {
        let lead = lead.take().unwrap_or_else(|| (Meaning::Plain, " ".repeat(indent)));
        vec![lead, (Meaning::Plain, text)]
    };
    wrap(text, columns.saturating_sub(indent).max(2)).into_iter().map(line).collect()
}

/// Gates and attachments: secrecy review, scan, index number, attachments.
fn facts(app: &App, preview: &Preview) -> Vec<Vec<Span>> {
    let texts = &app.texts;
    let (row, item) = (&preview.row, &preview.item);
    let mut facts = Vec::new();
    let mut fact = |key: &str, meaning: Meaning, text: String| {
        facts.push(vec![(Meaning::Quiet, format!("{} ", texts.get(key))), (meaning, text)]);
    };
    let reviewed = match (&item.secrecy, row.secrecy_clear) {
        (None, _) => (Meaning::Quiet, texts.get("ui.not-yet").to_owned()),
        (Some(_), true) => (Meaning::Good, texts.get("secrecy.clear").to_owned()),
        (Some(review), false) => (Meaning::Bad, texts.secrecy(review.conclusion).to_owned()),
    };
    fact("ui.secrecy", reviewed.0, reviewed.1);
    match preview.findings {
        0 => fact("ui.scan", Meaning::Plain, texts.get("ui.scan-clear").to_owned()),
        found => fact("ui.scan", Meaning::Bad, texts.fill("ui.scan-found", &[("n", &found.to_string())])),
    }
    if !row.index_number.is_empty() {
        fact("ui.index-number", Meaning::Plain, row.index_number.clone());
    }
    let files = &item.submission.content.attachments;
    let files = match files.len() {
        0 => texts.get("ui.no-attachments").to_owned(),
        _ => files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(" "),
    };
    fact("ui.attachments-label", Meaning::Plain, files);
    facts
}

/// The text in lines, from its beginning: so many, or some more.
fn text_lines(app: &App, preview: &Preview, columns: usize, rows: usize) -> Vec<String> {
    if preview.text.is_empty() {
        return Vec::new();
    }
    let lead = 1 + width(app.texts.get("ui.text"));
    let enough: String = preview.text.chars().take((rows + 1) * columns.max(1)).collect();
    wrap(&enough, columns.saturating_sub(lead))
}
