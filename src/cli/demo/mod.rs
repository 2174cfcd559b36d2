//! A practice bureau to try everything on: people, and items at every stage and duty.
//!
//! The bureau lives through its own past: every item is drafted, reviewed, issued and published by its
//! people on working days before today, through the same rules as any other act. The same seed gives
//! the same bureau; dates are relative to today.

mod diary;
mod plan;
mod words;

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{Days, NaiveDate, NaiveTime, TimeZone};
use clap::Args;

use super::exit::{Answer, Status, Trouble};
use super::session::Session;
use crate::client::{self, Client, Kind, Order, Outcome, Who};
use crate::console::Own;
use crate::domain::{Act, BureauCommand, Delegation, ItemId, Login, Moment};
use crate::intake;
use crate::shell::{self, BEIJING, Places};
use diary::{Step, Town};

#[derive(Args, Debug)]
pub(super) struct DemoArgs {
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    #[arg(long, value_name = "N", default_value_t = 240)]
    pub items: usize,
    #[arg(long)]
    pub no_console: bool,
}

/// The person whom the console opens as: a section head, the console's main user.
const FIRST_PERSON: &str = "wang";

/// Orders that are kept in one transaction.
const BATCH: usize = 2_000;

/// Makes the bureau, and opens the console on it; one that is there already is opened as it is.
pub(super) fn run(args: &DemoArgs, session: &Session) -> Answer {
    let folder = match &args.dir {
        Some(dir) => dir.clone(),
        None => session.places()?.data.join("practice"),
    };
    let places = Places { data: folder.clone(), config: folder.clone() };
    let shown = folder.display().to_string();
    let there = places.database().exists();
    if there && args.dir.is_some() {
        return Err(session.usage("cli.demo-exists", &[("dir", &shown)]));
    }
    if !there {
        make(args, session, &places)?;
    }
    if args.no_console || session.json || session.needs_terminal().is_err() {
        if session.json {
            session.say_json(&serde_json::json!({ "dir": shown, "made": !there }))?;
            return Ok(Status::Done);
        }
        session.say([session.texts.fill("cli.demo-made", &[("dir", &shown)])])?;
        return Ok(Status::Done);
    }
    let keymap = session.keymap(&places)?;
    let who = Who { login: Some(FIRST_PERSON.into()), now: None };
    let client = client::open(&places, &who)?;
    session.open_console(client, keymap, Own::of(&places))?;
    session.say([session.texts.fill("cli.demo-again", &[("dir", &shown)])])?;
    Ok(Status::Done)
}

fn make(args: &DemoArgs, session: &Session, places: &Places) -> Result<(), Trouble> {
    let files = [
        ("roster.toml", intake::roster::DEMO),
        ("procedures.toml", intake::procedures::DEFAULT),
        ("settings.toml", intake::settings::DEFAULT),
    ];
    let unmade = |error| Trouble::File(places.config.clone(), error);
    shell::make_own_folder(&places.config).map_err(unmade)?;
    for (name, text) in files {
        let path = places.config.join(name);
        shell::write_new(&path, text.as_bytes()).map_err(|error| Trouble::File(path, error))?;
    }
    let now = session.now();
    let today = now.date_naive();
    client::found(places, Kind::Practice, opening(diary::first_day(today)))?;
    let who = Who { login: Some("zheng".into()), now: Some(opening(diary::first_day(today))) };
    let mut client = client::open(places, &who)?;
    let setup = client.setup().clone();
    let town = Town::new(&setup, today);
    let past = (0..args.items).map(|number| plan::life(&town, number));
    live(&mut client, past.collect(), now, &mut session.progress())?;
    // One head is at a course, and somebody stands in.
    let (from, to) = (login("jiang"), login("shen"));
    client.become_person(&from)?;
    client.set_moment(Some(now));
    let last = today.checked_add_days(Days::new(10)).unwrap_or(today);
    let authority = "参加培训,期间由沈悦代理".to_owned();
    let appointed = BureauCommand::AppointDeputy(Delegation { from, to, first: today, last, authority });
    let appointed = client.bureau_order(appointed);
    client.act_on_bureau(&appointed)?.unwrap_or_else(|refusal| debug_assert!(false, "{refusal:?}"));
    Ok(())
}

/// Runs the steps of all items, day by day, in the order in which they happened.
fn live(
    client: &mut Client,
    items: Vec<Vec<Step>>,
    now: Moment,
    progress: &mut impl FnMut(u64, u64),
) -> Result<(), Trouble> {
    let mut days: BTreeMap<NaiveDate, Vec<(usize, Step)>> = BTreeMap::new();
    for (number, steps) in items.into_iter().enumerate() {
        for step in steps {
            days.entry(step.day).or_default().push((number, step));
        }
    }
    let mut ids: BTreeMap<usize, ItemId> = BTreeMap::new();
    let all = u64::try_from(days.len()).unwrap_or(u64::MAX);
    for (done, (day, steps)) in (1..).zip(days) {
        client.set_moment(Some(opening(day).min(now)));
        // An item's own steps follow one another; those of different items share a transaction.
        let mut rounds: Vec<Vec<(usize, Step)>> = Vec::new();
        let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
        for (number, step) in steps {
            let round = seen.entry(number).and_modify(|round| *round += 1).or_insert(0);
            if rounds.len() <= *round {
                rounds.resize_with(*round + 1, Vec::new);
            }
            if let Some(steps) = rounds.get_mut(*round) {
                steps.push((number, step));
            }
        }
        for round in rounds {
            for chunk in round.chunks(BATCH) {
                carry_out(client, chunk, &mut ids)?;
            }
        }
        progress(done, all);
    }
    Ok(())
}

fn carry_out(
    client: &mut Client,
    steps: &[(usize, Step)],
    ids: &mut BTreeMap<usize, ItemId>,
) -> Result<(), Trouble> {
    let mut orders: Vec<Order> = Vec::with_capacity(steps.len());
    let mut numbers = Vec::with_capacity(steps.len());
    for (number, Step { by, act, blobs, .. }) in steps {
        let item = ids.get(number).copied();
        // An item whose draft was refused has no further life.
        if item.is_none() && !matches!(act, Act::Draft { .. }) {
            continue;
        }
        let Some(mut order) = client.order_of(by, item, act.clone()) else { continue };
        order.blobs.extend(blobs.iter().cloned());
        orders.push(order);
        numbers.push(*number);
    }
    for (number, (outcome, order)) in numbers.into_iter().zip(client.act(&orders)?.into_iter().zip(&orders)) {
        match outcome {
            Outcome::Done(done) => {
                ids.insert(number, done.item);
            }
            Outcome::Refused(refusal) => {
                debug_assert!(false, "item {number}: {:?} refused: {refusal:?}", order.command);
            }
            Outcome::IdReused => {}
        }
    }
    Ok(())
}

/// When a bureau's day begins.
fn opening(day: NaiveDate) -> Moment {
    let nine = day.and_time(NaiveTime::from_hms_opt(8, 30, 0).unwrap_or_default());
    BEIJING.from_local_datetime(&nine).single().unwrap_or_default()
}

/// A login by its name.
pub(super) fn login(name: &str) -> Login {
    Login(name.to_owned())
}
