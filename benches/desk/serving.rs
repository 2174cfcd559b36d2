//! What many at once feel: a daemon with two hundred consoles connected, twenty of them acting.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use gongkai::client::{self, Client, Outcome as Answer, Sockets, Who};
use gongkai::domain::{Act, ItemId};
use gongkai::projection::Query;
use gongkai::shell::Places;

use super::bureau::Bureau;
use super::looking::{query, window_and_counts};
use super::{Outcome, median, quantile, say, timed};

const CONSOLES: usize = 200;
const ACTING: usize = 20;
const SECONDS: u64 = 10;

/// Between two acts of one person: faster than anybody reads.
const THINKING: Duration = Duration::from_millis(200);

/// How long a console gathers news before it looks.
const CALM: Duration = Duration::from_millis(400);

const PEOPLE: [&str; 4] = ["wang", "zheng", "chen", "zhuang"];

pub fn report(bureau: &Bureau) -> Outcome {
    let socket = bureau.folder().join("sock");
    let daemon = Daemon::start(bureau, &socket)?;
    let connect = |login: &str| -> Outcome<Client> {
        let places = Places { data: bureau.folder().to_owned(), config: bureau.folder().to_owned() };
        let sockets = Sockets { named: Some(socket.clone()), ..Sockets::default() };
        Ok(client::find(&places, &Who { login: Some(login.into()), now: None }, &sockets)?)
    };
    let quiet = connect("wang")?;
    let (pings, windows) =
        (measured(|| Ok(quiet.sequence().map(drop)?))?, measured(|| window_and_counts(&quiet))?);
    let ping = median(&pings);
    let line = |what: &str, values: &[f64]| {
        let measured = format!("p50 {:.3} ms, p99 {:.3} ms", median(values), quantile(values, 0.99));
        say(bureau.items, what, &measured, &format!("ping {ping:.3} ms"), Some(median(values) / ping));
    };
    line("over the socket: window of 60 and alert counts", &windows);
    let megabytes = daemon.memory()?;
    say(bureau.items, "memory of the daemon, nobody connected yet", &format!("{megabytes:.1} MiB"), "", None);

    let ids: Vec<ItemId> = match quiet.panes().into_iter().next() {
        Some(pane) => {
            let all = Query { limit: 1_000, ..query(pane, "") };
            quiet.window(&all)?.rows.iter().map(|row| row.id).collect()
        }
        None => return Err("nobody's panes".into()),
    };
    let before = quiet.sequence()?;
    let over = AtomicBool::new(false);
    let (acts, looks) = thread::scope(|scope| -> Outcome<(Vec<f64>, Vec<f64>)> {
        let mut idle = Vec::new();
        for place in 0..CONSOLES - ACTING {
            let client = connect(PEOPLE[place % PEOPLE.len()])?;
            let over = &over;
            idle.push(scope.spawn(move || watch(client, over)));
        }
        let mut acting = Vec::new();
        for place in 0..ACTING {
            let client = connect("wang")?;
            // Each with items of their own, so that no history grows longer than histories are.
            let own: Vec<ItemId> = ids.iter().copied().skip(place).step_by(ACTING).collect();
            acting.push(scope.spawn(move || work(client, &own, place)));
        }
        let mut acts = Vec::new();
        for one in acting {
            acts.extend(one.join().map_err(|_| "somebody gave up")??);
        }
        let memory = daemon.memory()?;
        say(bureau.items, "memory of the daemon with 200 consoles", &format!("{memory:.1} MiB"), "", None);
        over.store(true, Ordering::Relaxed);
        let mut looks = Vec::new();
        for one in idle {
            looks.extend(one.join().map_err(|_| "somebody gave up")??);
        }
        Ok((acts, looks))
    })?;
    let recorded = quiet.sequence()? - before;
    if recorded != acts.len() as u64 {
        return Err(format!("{} acts were acknowledged and {recorded} recorded", acts.len()).into());
    }
    let what = format!("200 consoles, 20 acting: an act ({} in {SECONDS} s)", acts.len());
    line(&what, &acts);
    line("200 consoles, 20 acting: window of 60 and alert counts", &looks);
    Ok(())
}

fn measured(mut work: impl FnMut() -> Outcome) -> Outcome<Vec<f64>> {
    let mut values = Vec::new();
    for _ in 0..500 {
        let (done, ms) = timed(&mut work);
        done?;
        values.push(ms);
    }
    Ok(values)
}

type Times = Result<Vec<f64>, String>;

/// Somebody whose console shows what others do.
fn watch(mut client: Client, over: &AtomicBool) -> Times {
    let mut looks = Vec::new();
    while !over.load(Ordering::Relaxed) {
        thread::sleep(CALM);
        if client.hear().map_err(|failure| failure.to_string())?.is_some() {
            let (looked, ms) = timed(|| window_and_counts(&client));
            looked.map_err(|error| error.to_string())?;
            looks.push(ms);
        }
    }
    Ok(looks)
}

/// Somebody who says something every so often.
fn work(mut client: Client, ids: &[ItemId], place: usize) -> Times {
    let mut acts = Vec::new();
    thread::sleep(THINKING / ACTING as u32 * place as u32);
    let since = Instant::now();
    for id in ids.iter().cycle() {
        if since.elapsed() > Duration::from_secs(SECONDS) {
            break;
        }
        let order = client.order(Some(*id), None, Act::Comment { text: "看过".to_owned() });
        let (answers, ms) = timed(|| client.act(&[order]));
        if !answers.map_err(|failure| failure.to_string())?.iter().all(Answer::is_done) {
            return Err("an act was refused".to_owned());
        }
        acts.push(ms);
        thread::sleep(THINKING);
    }
    Ok(acts)
}

/// A daemon, until it is dropped.
struct Daemon(Child);

impl Daemon {
    fn start(bureau: &Bureau, socket: &Path) -> Outcome<Daemon> {
        let mut serve = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        serve.arg("--data").arg(bureau.folder()).arg("--config").arg(bureau.folder());
        serve.arg("--socket").arg(socket).args(["serve", "--connections", "500"]);
        // As the units start it.
        serve.env("MALLOC_ARENA_MAX", "2").env("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0");
        let daemon = Daemon(serve.stderr(Stdio::null()).spawn()?);
        let since = Instant::now();
        while std::os::unix::net::UnixStream::connect(socket).is_err() {
            if since.elapsed() > Duration::from_secs(60) {
                return Err("the daemon doesn't answer".into());
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(daemon)
    }

    /// What it holds in memory, in MiB.
    fn memory(&self) -> Outcome<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).ok_or("no memory is told")?;
        let kib: f64 = line.split_whitespace().nth(1).ok_or("no memory is told")?.parse()?;
        Ok(kib / 1024.0)
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
