//! Loading: what a preview and a reader show of an item, asked of the client and put in words where words
//! need more than the row.

use super::app::{App, Preview};
use crate::client::{Client, Failure, Happened, Sheet};
use crate::domain::{Task, duty_clock, open_duties, publication_clock, stage_clock};
use crate::procedure::StageAct;
use crate::projection::{Queue, Row};
use crate::texts::Names;

/// What a preview and a reader show, in words where words need more than the row.
pub(super) fn preview(client: &Client, app: &App, sheet: Sheet) -> Result<Preview, Failure> {
    let setup = app.setup.clone();
    let names = Names { roster: &setup.roster, procedure: setup.procedure(&sheet.item.procedure) };
    let item = &sheet.item;
    let clocks = client.with_setting(item, |setting| {
        let stage = item.stage().and_then(|key| setting.procedure.stage(key));
        let stage = stage.and_then(|stage| stage_clock(item, stage, setting.calendar));
        let duties = open_duties(item, setting.procedure);
        let duties: Vec<_> = duties.filter_map(|duty| duty_clock(item, duty, setting.calendar)).collect();
        let legal = publication_clock(item, setting.procedure, setting.calendar);
        let legal = legal.filter(|legal| duties.iter().all(|clock| clock.key != legal.key));
        let all = stage.into_iter().chain(duties).chain(legal);
        all.map(|clock| app.texts.clock(&clock, names, app.today, &setup.calendar)).collect::<Vec<_>>()
    })?;
    let history = client.history(item.id)?.unwrap_or_default();
    let changes = changes(app, item, &history);
    let history = history.into_iter().map(|line| {
        let said = match &line.what {
            Happened::Item(event) => app.texts.event(&line.author, event, names),
            Happened::Bureau(event) => app.texts.bureau_event(&line.author, event, &setup.roster),
            Happened::Unknown => line.kind.clone(),
        };
        format!("{}  {said}", app.texts.moment(line.at))
    });
    Ok(Preview {
        clocks: clocks.unwrap_or_default(),
        history: history.collect(),
        next: next(app, &sheet.row, names),
        changes,
        shown_before: false,
        findings: sheet.findings.iter().filter(|found| found.level > crate::client::Level::Info).count(),
        cut: u64::try_from(sheet.text.len()).unwrap_or(u64::MAX) < sheet.text_bytes,
        text: sheet.text,
        row: sheet.row,
        item: sheet.item,
    })
}

/// Who comes after an agreement, or whose turn it is where nothing is left to agree to.
fn next(app: &App, row: &Row, names: Names<'_>) -> String {
    let deciding = row
        .lines
        .iter()
        .find(|line| matches!(line.task, Task::Stage(_, act) if !matches!(act, StageAct::Issue)));
    let Some(line) = deciding else {
        let holders = row.lines.iter().filter(|line| line.queue != Queue::Evaluate);
        let held = holders.map(|line| {
            format!("{}: {}", app.texts.task(&line.task, names), app.texts.holder(&line.holder, names.roster))
        });
        return held.collect::<Vec<_>>().join("  ");
    };
    let after = row.stage.as_ref().zip(names.procedure).map(|(stage, known)| known.stages_after(stage));
    let holder = app.texts.holder(&line.holder, names.roster);
    match after.and_then(|after| after.first()) {
        Some(stage) => {
            app.texts.fill("ui.turn-then", &[("who", &holder), ("stage", app.texts.name(&stage.name))])
        }
        None => app.texts.fill("ui.turn-last", &[("who", &holder)]),
    }
}

/// What has changed since it was last sent back: which of attribute, ground, reason, title and text.
fn changes(app: &App, item: &crate::domain::Item, history: &[crate::client::History]) -> String {
    use crate::domain::ItemEvent;
    let Some(returned) = item.last_return.as_ref() else { return String::new() };
    let mut before: Option<crate::domain::Submission> = None;
    for line in history.iter().take_while(|line| line.at <= returned.at) {
        if let Happened::Item(event) = &line.what {
            match event.as_ref() {
                ItemEvent::Drafted { submission, .. } | ItemEvent::Edited(submission) => {
                    before = Some((**submission).clone());
                }
                ItemEvent::AttributeChanged { proposal, .. } => {
                    if let Some(before) = &mut before {
                        before.proposal = proposal.clone();
                    }
                }
                _ => {}
            }
        }
    }
    let Some(before) = before else { return String::new() };
    let now = &item.submission;
    let differs = [
        ("ui.column-attribute", before.proposal.attribute != now.proposal.attribute),
        ("ui.ground", before.proposal.ground != now.proposal.ground),
        ("ui.reason", before.proposal.reason != now.proposal.reason),
        ("ui.column-title", before.content.title != now.content.title),
        ("ui.text", before.content.text != now.content.text),
        ("ui.attachments-label", before.content.attachments != now.content.attachments),
    ];
    let names: Vec<&str> =
        differs.iter().filter(|(_, differs)| *differs).map(|(key, _)| app.texts.get(key)).collect();
    match names.as_slice() {
        [] => app.texts.get("ui.unchanged").to_owned(),
        names => app.texts.fill("ui.changes", &[("what", &names.join(app.texts.get("ui.list-separator")))]),
    }
}
