//! Working days: a last day and how it comes about, a year's arrangement, and a new one.

use std::path::Path;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::acts::PATIENCE;
use super::args::{CalendarCommand, DeadlineArgs};
use super::exit::{Answer, Status, Trouble};
use super::forms::Day;
use super::print::{harmless, table};
use super::session::Session;
use crate::calendar::{self, Calendar, DayKind};
use crate::client::{Moved, Notice};

/// Working days that a limit may have at most; beyond it is no limit but a slip of the hand.
const MOST_DAYS: u32 = 100_000;

/// Days that an explanation lists at most.
const LISTED_DAYS: usize = 4_000;

/// `deadline`: the last day of a limit, with `--explain` day by day.
pub(super) fn deadline(args: &DeadlineArgs, session: &Session) -> Answer {
    if args.days > MOST_DAYS {
        return Err(session.usage("cli.too-many-days", &[("n", &MOST_DAYS.to_string())]));
    }
    let calendar = in_effect(session)?;
    let due = calendar.add(args.start, args.days);
    let listed = if args.explain { LISTED_DAYS } else { 0 };
    let steps: Vec<_> = calendar.explain(args.start, args.days).take(listed).collect();
    if session.json {
        session.say_json(&DeadlineForm {
            start: Day(args.start),
            days: args.days,
            due: Day(due.date),
            provisional: due.provisional,
            explain: args
                .explain
                .then(|| steps.iter().map(|step| DayForm::of(&step.day, step.nth)).collect()),
        })?;
        return Ok(Status::Done);
    }
    let mut lines: Vec<String> = Vec::new();
    for step in &steps {
        let counted = match step.nth {
            Some(number) => number.to_string(),
            None if step.day.date == args.start => session.texts.get("cli.start-day").to_owned(),
            None => String::new(),
        };
        lines.push(
            format!("{}  {counted}", harmless(&session.texts.calendar_day(&step.day))).trim_end().to_owned(),
        );
    }
    if args.explain && steps.last().is_none_or(|step| step.day.date < due.date) {
        session.note(&session.texts.fill("cli.more", &[("n", &steps.len().to_string())]));
    }
    lines.push(due.date.to_string());
    session.say(lines)?;
    if due.provisional {
        session.note(session.texts.get("cli.provisional"));
    }
    Ok(Status::Done)
}

#[derive(Serialize)]
struct DeadlineForm {
    start: Day,
    days: u32,
    due: Day,
    provisional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<Vec<DayForm>>,
}

/// A day with its reasons; `counted` is how many working days are counted when it ends.
#[derive(Serialize)]
struct DayForm {
    date: Day,
    kind: &'static str,
    holiday: Option<String>,
    provisional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    counted: Option<u32>,
}

impl DayForm {
    fn of(day: &calendar::Day<'_>, counted: Option<u32>) -> DayForm {
        DayForm {
            date: Day(day.date),
            kind: kind(day.kind),
            holiday: day.holiday.map(str::to_owned),
            provisional: day.provisional,
            counted,
        }
    }
}

const fn kind(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Working => "working",
        DayKind::Rest => "rest",
        DayKind::MakeUp => "make-up",
    }
}

/// The bureau's calendar where there is a bureau, else the one that comes with the program.
fn in_effect(session: &Session) -> Result<Calendar, Trouble> {
    let opened = session.has_bureau().then(|| session.open());
    match opened {
        Some(Ok(client)) => Ok(client.setup().calendar.clone()),
        // Which bureau is meant was said: another's days are no answer.
        Some(Err(trouble)) if session.names_data() || session.socket().is_some() => Err(trouble),
        // Whoever only asks for a date gets one, and is told what it rests on.
        _ => {
            session.note(session.texts.get("cli.embedded-calendar"));
            Ok(Calendar::embedded())
        }
    }
}

/// `calendar show` and `calendar import`.
pub(super) fn calendar(command: &CalendarCommand, session: &Session) -> Answer {
    match command {
        CalendarCommand::Show { year } => show(year.unwrap_or(session.today().year()), session),
        CalendarCommand::Import { file, yes, .. } => import(file, *yes, session),
    }
}

fn show(year: i32, session: &Session) -> Answer {
    let calendar = in_effect(session)?;
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    let all = first.iter_days().take_while(|date| date.year() == year).map(|date| calendar.day(date));
    let days: Vec<calendar::Day<'_>> = all.filter(|day| day.holiday.is_some()).collect();
    let announced = calendar.is_announced(year);
    if session.json {
        session.say_json(&YearForm {
            year,
            announced,
            days: days.iter().map(|day| DayForm::of(day, None)).collect(),
        })?;
        return Ok(Status::Done);
    }
    session.say(days.iter().map(|day| harmless(&session.texts.calendar_day(day))))?;
    if !announced {
        session.note(&session.texts.fill("cli.not-announced", &[("year", &year.to_string())]));
    }
    Ok(Status::Done)
}

#[derive(Serialize)]
struct YearForm {
    year: i32,
    announced: bool,
    days: Vec<DayForm>,
}

/// Shows which open deadlines a notice moves; with `--yes` it takes effect.
fn import(file: &Path, yes: bool, session: &Session) -> Answer {
    let mut client = session.open_to_act()?;
    let (bytes, name) = (session.read(file)?, file.display().to_string());
    let notice = client.read_notice(&bytes, &name)?;
    let refused = match (yes, &notice.refused) {
        (true, None) => client.import_notice_at_last(&bytes, &name, PATIENCE)?.err(),
        (_, refused) => refused.clone(),
    };
    if let Some(refusal) = &refused {
        session.note(&session.texts.refusal(refusal, session.names(client.setup(), None)));
    }
    let in_effect = yes && refused.is_none();
    let status = if yes && refused.is_some() { Status::Refused } else { Status::Done };
    if session.json {
        session.say_json(&NoticeForm::of(&notice, in_effect))?;
        return Ok(status);
    }
    let texts = session.texts;
    if !notice.moved.is_empty() {
        let heads =
            ["cli.column-id", "cli.column-where", "cli.column-from", "cli.column-to", "cli.column-title"];
        let row = |moved: &Moved| {
            [
                moved.item.to_string(),
                texts.queue(moved.queue).to_owned(),
                moved.from.to_string(),
                moved.to.to_string(),
                moved.title.clone(),
            ]
        };
        let rows: Vec<[String; 5]> = notice.moved.iter().map(row).collect();
        session.say(table(heads.map(|key| texts.get(key)), &rows))?;
    }
    let (year, moved) = (notice.year.to_string(), notice.moved.len().to_string());
    let key = match (in_effect, &refused) {
        (true, _) => "cli.calendar-imported",
        (false, None) => "cli.calendar-would",
        (false, Some(_)) => "cli.calendar-not",
    };
    session.say([texts.fill(key, &[("year", &year), ("n", &moved)])])?;
    Ok(status)
}

#[derive(Serialize)]
struct NoticeForm {
    year: i32,
    in_effect: bool,
    moved: Vec<MovedForm>,
}

#[derive(Serialize)]
struct MovedForm {
    id: String,
    title: String,
    queue: &'static str,
    from: Day,
    to: Day,
}

impl NoticeForm {
    fn of(notice: &Notice, in_effect: bool) -> NoticeForm {
        let moved = notice.moved.iter().map(|moved| MovedForm {
            id: moved.item.to_string(),
            title: moved.title.clone(),
            queue: moved.queue.key(),
            from: Day(moved.from),
            to: Day(moved.to),
        });
        NoticeForm { year: notice.year, in_effect, moved: moved.collect() }
    }
}
