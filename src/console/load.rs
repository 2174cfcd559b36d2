//! Loading: what a preview and a reader show of an item, asked of the client and put in words where words
//! need more than the row.

use super::app::{App, Preview};
use super::reading::{Compared, Reading};
use super::update::READER_BYTES;
use crate::client::{Client, Failure, History, Sheet, past};
use crate::domain::{Clock, ClockKey, Item, Task, item_clocks};
use crate::procedure::StageAct;
use crate::projection::{
    Other, Part, Stretch, Turn, awaits_issue, base, compare, difference, duties_ahead, forecast, turns,
};
use crate::texts::Names;

/// What a preview shows, and a reader where it is `full`, in words where words need more than the row.
pub(super) fn preview(client: &Client, app: &App, sheet: Sheet, full: bool) -> Result<Preview, Failure> {
    let setup = &app.setup;
    let item = &sheet.item;
    let history = &sheet.history;
    let procedure = client.with_setting(item, |setting| setting.procedure.clone())?;
    let names = Names { roster: &setup.roster, procedure: procedure.as_ref() };
    let setting = procedure.as_ref().map(|procedure| setup.setting(procedure));
    let clocks = setting.map(|setting| item_clocks(item, setting)).unwrap_or_default();
    let turns = setting.map(|setting| turns(item, setting, &setup.delegations, app.today));
    let turns = turns.unwrap_or_default();
    let mut compared = compared(app, item, history, names);
    if let (true, Some(found)) = (full, &mut compared) {
        found.text = old_and_new(client, &sheet, found)?;
    }
    // Determined and not registered: the first duty that issue would begin, as if it were issued today.
    let awaited =
        procedure.as_ref().filter(|procedure| item.is_determined() && awaits_issue(item, procedure));
    let foreseen = awaited.map(|procedure| forecast(item, procedure, &setup.calendar, app.today));
    let foreseen = foreseen.unwrap_or_default().into_iter().next();
    let told = |clock: &&Clock| match (&foreseen, &clock.key) {
        (Some((duty, _)), ClockKey::Duty(key)) => duty != key,
        _ => true,
    };
    let said = clocks.iter().filter(told);
    let said = said.map(|clock| app.texts.clock(clock, names, app.today, &setup.calendar));
    let said = said.chain(foreseen.as_ref().map(|(duty, clock)| {
        app.texts.fill("ui.foreseen", &[("duty", &app.texts.forecast(duty, clock, names))])
    }));
    Ok(Preview {
        clocks: said.collect(),
        turn: turn(app, item, &turns, names),
        changes: compared.as_ref().map(|found| changes(app, &found.parts)).unwrap_or_default(),
        changed_since_own: compared.as_ref().is_some_and(|found| found.own && !found.parts.is_empty()),
        reading: procedure.filter(|_| full).map(|procedure| {
            Box::new(Reading { procedure, history: history.clone(), compared, clocks, turns })
        }),
        shown_before: false,
        findings: sheet.scan.told().count(),
        scan: app.texts.scanned(&sheet.scan),
        public_text: sheet.public_text,
        cut: u64::try_from(sheet.text.len()).unwrap_or(u64::MAX) < sheet.text_bytes,
        text: sheet.text,
        row: sheet.row,
        item: sheet.item,
    })
}

/// The item beside the version that this person last acted on; its texts are not compared yet.
fn compared(app: &App, item: &Item, history: &[History], names: Names<'_>) -> Option<Compared> {
    let found = base(item.id, past(history), &app.me)?;
    let said = app.texts.event(found.act.author, found.act.event, names);
    Some(Compared {
        since: format!("{}  {said}", app.texts.moment(found.act.at)),
        own: found.own,
        parts: difference(&found.submission, &item.submission),
        before: found.submission,
        text: Vec::new(),
    })
}

/// The two texts side by side, where they differ.
fn old_and_new(client: &Client, sheet: &Sheet, found: &Compared) -> Result<Vec<Stretch>, Failure> {
    if !found.parts.contains(&Part::Text) {
        return Ok(Vec::new());
    }
    let old = match &found.before.content.text {
        Some(text) => client.blob(sheet.item.id, text.digest)?.unwrap_or_default(),
        None => Vec::new(),
    };
    // What a reader doesn't load is not compared.
    let old = String::from_utf8_lossy(&old);
    let end = old.floor_char_boundary(READER_BYTES);
    Ok(compare(old.get(..end).unwrap_or_default(), &sheet.text))
}

/// Whose turn it is in one line: the decision that is due and what comes after it, then every open duty.
fn turn(app: &App, item: &Item, turns: &[Turn], names: Names<'_>) -> String {
    let texts = &app.texts;
    let ahead = names.procedure.into_iter().flat_map(|procedure| duties_ahead(item, procedure));
    let ahead: Vec<&str> = ahead.map(|duty| texts.name(&duty.name)).collect();
    let deciding = |turn: &&Turn| matches!(turn.task, Task::Stage(_, act) if act != StageAct::Issue);
    let mut said = Vec::new();
    if let Some(turn) = turns.iter().find(deciding) {
        let next = match &turn.next {
            Some(stage) => texts.fill("ui.turn-then", &[("stage", &texts.stage(stage, names))]),
            None => match ahead.as_slice() {
                [] => texts.get("ui.turn-last").to_owned(),
                duties => {
                    texts.fill("ui.turn-then", &[("stage", &duties.join(texts.get("ui.list-separator")))])
                }
            },
        };
        let others = match others(app, turn).as_slice() {
            [] => String::new(),
            others => texts.fill("ui.turn-others", &[("people", &others.join(texts.get("who.separator")))]),
        };
        said.push(format!("{}{next}{others}", waiting(app, turn, names)));
    }
    let open = turns.iter().filter(|turn| turn.task != Task::Evaluate && !deciding(turn));
    said.extend(open.map(|turn| format!("{}: {}", texts.task(&turn.task, names), waiting(app, turn, names))));
    said.join("  ")
}

/// Whose it is, and for how many working days it has waited: 王建国(科室负责人)等2日.
fn waiting(app: &App, turn: &Turn, names: Names<'_>) -> String {
    let holder = app.texts.holder(&turn.holder, names.roster);
    match turn.waited {
        0 => holder,
        days => app.texts.fill("ui.held-days", &[("who", &holder), ("n", &days.to_string())]),
    }
}

/// Whose it is, since when, and for how many working days.
pub(super) fn held(app: &App, turn: &Turn, names: Names<'_>) -> String {
    let holder = app.texts.holder(&turn.holder, names.roster);
    match turn.since {
        Some(since) => {
            let (days, since) = (turn.waited.to_string(), app.texts.date_near(since, app.today));
            app.texts.fill("ui.held-since", &[("who", &holder), ("n", &days), ("since", &since)])
        }
        None => holder,
    }
}

/// Who else may do it.
pub(super) fn others(app: &App, turn: &Turn) -> Vec<String> {
    let roster = &app.setup.roster;
    let said = |other: &Other| match other {
        Other::Member(person) => roster.name(person).to_owned(),
        Other::Deputy(deputy, principal) => {
            let (deputy, principal) = (roster.name(deputy), roster.name(principal));
            app.texts.fill("who.deputy", &[("deputy", deputy), ("principal", principal)])
        }
        Other::Fallback(role, section) => {
            app.texts.fill("ui.turn-fallback", &[("section", &section.0), ("role", app.texts.role(*role))])
        }
    };
    turn.others.iter().map(said).collect()
}

/// What has changed, in one line: 本版改动:属性、理由.
fn changes(app: &App, parts: &[Part]) -> String {
    let names: Vec<&str> = parts.iter().map(|part| app.texts.part(*part)).collect();
    match names.as_slice() {
        [] => app.texts.get("ui.unchanged").to_owned(),
        names => app.texts.fill("ui.changes", &[("what", &names.join(app.texts.get("ui.list-separator")))]),
    }
}
