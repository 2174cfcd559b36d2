//! A desk behind a socket: many at once, each change on every screen, and nothing lost or doubled whatever
//! breaks.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use gongkai::client::{self, Client, Failure, Happened, Kind, Order, Outcome, Sockets, Who, text_of};
use gongkai::console::{Offscreen, Own};
use gongkai::domain::{
    Act, BureauCommand, BureauEvent, Content, Delegation, ItemEvent, ItemId, Login, Proposal, Refusal,
    Revision, Submission,
};
use gongkai::procedure::Attribute;
use gongkai::projection::{Filter, Pane, Query, Queue, Row, Sort};
use gongkai::shell::{self, Places};
use gongkai::store::{Batch, PROJECTION_VERSION, Store};
use gongkai::texts::Lang;
use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::keys::to_pane;
use crate::practice::{self, NOW, Player};
use crate::pty::Session;

/// A practice bureau, and the daemon that has it open.
struct Served {
    folder: TempDir,
    daemon: Mutex<Child>,
}

impl Served {
    fn new() -> Served {
        let folder = practice::bureau();
        let daemon = Mutex::new(start(folder.path()));
        Served { folder, daemon }
    }

    /// Kills the daemon as the kernel does, and starts another.
    fn kill(&self) {
        let mut daemon = self.daemon.lock().unwrap();
        daemon.kill().unwrap();
        daemon.wait().unwrap();
        *daemon = start(self.folder.path());
    }

    /// Lets the daemon stand still, or go on.
    fn signal(&self, signal: Signal) {
        let daemon = i32::try_from(self.daemon.lock().unwrap().id()).unwrap();
        kill_process(Pid::from_raw(daemon).unwrap(), signal).unwrap();
    }

    /// A console in a terminal of its own.
    fn console(&self, login: &str) -> Session {
        let socket = socket(self.folder.path());
        Session::start(self.folder.path(), login, &["--socket", socket.to_str().unwrap()], "xterm-256color")
    }

    fn client(&self, login: &str) -> Client {
        connect(self.folder.path(), login).unwrap()
    }

    fn say(&self, words: &[&str]) -> std::process::Output {
        let folder = self.folder.path().to_str().unwrap();
        let mut said = practice::gongkai();
        said.args(["--data", folder, "--config", folder, "--socket"]).arg(socket(self.folder.path()));
        said.args(words).output().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let mut daemon = self.daemon.lock().unwrap();
        let _ = daemon.kill();
        let _ = daemon.wait();
    }
}

fn socket(folder: &Path) -> PathBuf {
    folder.join("sock")
}

fn start(folder: &Path) -> Child {
    let mut serve = practice::gongkai();
    serve.arg("--data").arg(folder).arg("--config").arg(folder).arg("--socket").arg(socket(folder));
    serve.args(["serve", "--connections", "100"]).stderr(Stdio::null()).spawn().unwrap()
}

/// Connects, waiting for a daemon that is just starting.
fn connect(folder: &Path, login: &str) -> Result<Client, client::OpenError> {
    let places = Places { data: folder.to_owned(), config: folder.to_owned() };
    let who = Who { login: Some(login.into()), now: shell::parse_moment(NOW).ok() };
    let sockets = Sockets { named: Some(socket(folder)), ..Sockets::default() };
    patiently(|| client::find(&places, &who, &sockets))
}

fn patiently<T, E>(mut attempt: impl FnMut() -> Result<T, E>) -> Result<T, E> {
    let since = Instant::now();
    loop {
        match attempt() {
            Err(_) if since.elapsed() < Duration::from_secs(20) => {
                std::thread::sleep(Duration::from_millis(5));
            }
            done => return done,
        }
    }
}

/// Waits until something is so.
fn until(what: &str, mut so: impl FnMut() -> bool) {
    let since = Instant::now();
    while !so() {
        assert!(since.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn waiting(client: &Client) -> Vec<ItemId> {
    let pane = client.panes().into_iter().next().unwrap();
    rows_of(client, pane).iter().map(|row| row.id).collect()
}

fn rows_of(client: &Client, pane: Pane) -> Vec<Row> {
    let (filter, sort) = (Filter::default(), Sort::Due);
    client.window(&Query { pane, filter, sort, after: None, limit: 100 }).unwrap().rows
}

fn approve(client: &Client, id: ItemId) -> Order {
    client.order(Some(id), None, Act::Approve { opinion: String::new(), listed: false })
}

/// A hundred documents that wait for the same head, and his deputy.
fn hundred(served: &Served) -> Vec<ItemId> {
    let mut drafter = served.client("gao");
    let draft = |number: usize| Act::Draft {
        procedure: "official".into(),
        section: "消费品科".into(),
        submission: Box::new(Submission {
            content: Content { title: format!("第{number}件"), ..Content::default() },
            proposal: Proposal::of(Attribute::Proactive),
        }),
    };
    let drafts: Vec<Order> = (1..=100).map(|number| drafter.order(None, None, draft(number))).collect();
    let drafted = drafter.act(&drafts).unwrap();
    let id = |outcome: &Outcome| match outcome {
        Outcome::Done(done) => done.item,
        other => panic!("{other:?}"),
    };
    let ids: Vec<ItemId> = drafted.iter().map(id).collect();
    let submit = |id: &ItemId| drafter.order(Some(*id), None, Act::Submit { opinion: String::new() });
    let submits: Vec<Order> = ids.iter().map(submit).collect();
    assert!(drafter.act(&submits).unwrap().iter().all(Outcome::is_done));
    let day = shell::parse_moment(NOW).unwrap().date_naive();
    let (from, to) = ("wang".into(), "zhuang".into());
    let given = Delegation { from, to, first: day, last: day, authority: String::new() };
    let mut wang = served.client("wang");
    let appointed = wang.bureau_order(BureauCommand::AppointDeputy(given));
    wang.act_on_bureau(&appointed).unwrap().unwrap();
    ids
}

#[test]
fn fifty_at_once_decide_each_item_once_and_the_others_learn_who_was_first() {
    let served = Served::new();
    let ids = hundred(&served);
    let person = |number: usize| if number.is_multiple_of(2) { "wang" } else { "zhuang" };
    let clients: Vec<Client> = (0..50).map(|number| served.client(person(number))).collect();
    let answers: Vec<Vec<Outcome>> = std::thread::scope(|scope| {
        let act = |(number, mut client): (usize, Client)| {
            // Each begins with another item, so that nobody is first everywhere.
            let begin = ids.iter().cycle().skip(2 * number).take(ids.len());
            let orders: Vec<Order> = begin.map(|id| approve(&client, *id)).collect();
            scope.spawn(move || {
                // In small batches, so that they come between one another.
                let mut outcomes = Vec::new();
                for batch in orders.chunks(4) {
                    outcomes.extend(client.act(batch).unwrap());
                }
                outcomes.rotate_right(2 * number % 100);
                outcomes
            })
        };
        let running: Vec<_> = clients.into_iter().enumerate().map(act).collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let mut first = BTreeSet::new();
    for (place, id) in ids.iter().enumerate() {
        let outcomes = answers.iter().map(|outcomes| &outcomes[place]);
        let (done, others): (Vec<_>, Vec<_>) = outcomes.partition(|outcome| outcome.is_done());
        assert_eq!(done.len(), 1, "{id}");
        let told = others.iter().map(|outcome| match outcome {
            Outcome::Refused(Refusal::AlreadyDecided { by, .. }) => by.0.clone(),
            other => panic!("{id}: {other:?}"),
        });
        let told: BTreeSet<String> = told.collect();
        assert_eq!((others.len(), told.len()), (49, 1), "{id}: all are told of the same person");
        first.extend(told);
    }
    assert_eq!(first.len(), 2, "both were first somewhere: {first:?}");
    assert!(served.say(&["--as", "audit", "verify"]).status.success());
}

/// The comments of this beginning on an item.
fn comments(served: &Served, id: ItemId, beginning: &str) -> Vec<String> {
    let history = served.client("zheng").history(id).unwrap().unwrap();
    let said = history.into_iter().filter_map(|line| match line.what {
        Happened::Item(event) => match *event {
            ItemEvent::Commented { text } => Some(text),
            _ => None,
        },
        _ => None,
    });
    said.filter(|text| text.starts_with(beginning)).collect()
}

#[test]
fn whatever_moment_the_daemon_dies_at_every_acknowledged_batch_is_whole_and_none_is_half() {
    const DEATHS: usize = 200;
    let served = Served::new();
    let ids: Vec<ItemId> = waiting(&served.client("wang")).into_iter().take(5).collect();
    let (deaths, begun, broken) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let over = || deaths.load(Ordering::SeqCst) == DEATHS;
    let batches = |login: &str| {
        let mut client = served.client(login);
        let mut acknowledged = Vec::new();
        while !over() {
            let text = format!("{login}第{}批", acknowledged.len());
            let comment = |id: &ItemId| client.order(Some(*id), None, Act::Comment { text: text.clone() });
            let orders: Vec<Order> = ids.iter().map(comment).collect();
            let outcomes = loop {
                begun.fetch_add(1, Ordering::SeqCst);
                match client.act(&orders) {
                    Ok(outcomes) => break outcomes,
                    Err(Failure::Lost(_)) => {
                        broken.fetch_add(1, Ordering::SeqCst);
                        patiently(|| client.reconnect()).unwrap();
                    }
                    Err(failure) => panic!("{failure}"),
                }
            };
            assert!(outcomes.iter().all(Outcome::is_done), "{outcomes:?}");
            acknowledged.push(text);
        }
        acknowledged
    };
    // A command connects anew by itself, and says what became of its act; or that it doesn't know, where deaths
    // have outlived its patience.
    let unknown = Mutex::new(Vec::new());
    let commands = || {
        let mut acknowledged = Vec::new();
        for number in 0.. {
            if over() {
                break;
            }
            let text = format!("命令{number}");
            let id = ids[0].to_string();
            let said = served.say(&["--as", "zheng", "--now", NOW, "comment", &id, "--text", &text]);
            // Between two daemons nobody may be there at all: nothing was asked then.
            if said.status.success() {
                acknowledged.push(text);
            } else if String::from_utf8_lossy(&said.stderr).contains("不知是否已办") {
                unknown.lock().unwrap().push(text);
            }
        }
        acknowledged
    };
    // What is done for the bureau as a whole, now and then: each time the setting is another for everybody.
    let appointments = || {
        let mut client = served.client("jiang");
        let day = shell::parse_moment(NOW).unwrap().date_naive();
        let mut acknowledged = Vec::new();
        while !over() {
            let authority = format!("第{}号", acknowledged.len());
            let (from, to) = ("jiang".into(), "shen".into());
            let given = Delegation { from, to, first: day, last: day, authority: authority.clone() };
            let order = client.bureau_order(BureauCommand::AppointDeputy(given));
            let mut lost = 0;
            while let Err(failure) = client.act_on_bureau(&order).map(Result::unwrap) {
                assert!(matches!(failure, Failure::Lost(_)), "{failure}");
                lost += 1;
                patiently(|| client.reconnect()).unwrap();
            }
            acknowledged.push(authority);
            let before = deaths.load(Ordering::SeqCst);
            while lost == 0 && !over() && deaths.load(Ordering::SeqCst) < before + 4 {
                std::thread::sleep(Duration::from_millis(2));
            }
        }
        acknowledged
    };
    let (acknowledged, appointed) = std::thread::scope(|scope| {
        scope.spawn(|| {
            for death in 0..DEATHS {
                let before = begun.load(Ordering::SeqCst);
                until("another batch is begun", || begun.load(Ordering::SeqCst) > before);
                // At another moment of the batch each time.
                std::thread::sleep(Duration::from_micros((death as u64 * 7_919) % 3_000));
                served.kill();
                deaths.fetch_add(1, Ordering::SeqCst);
            }
        });
        let people = ["wang", "zheng", "chen"].map(|login| (login, scope.spawn(move || batches(login))));
        let commanded = scope.spawn(commands);
        let appointing = scope.spawn(appointments);
        let mut all = people.map(|(login, one)| (login.to_owned(), one.join().unwrap())).to_vec();
        all.push(("命令".to_owned(), commanded.join().unwrap()));
        (all, appointing.join().unwrap())
    });
    let history = served.client("audit").bureau_history().unwrap();
    let authorities = history.into_iter().filter_map(|line| match line.what {
        Happened::Bureau(BureauEvent::DeputyAppointed(given)) => Some(given.authority),
        _ => None,
    });
    let authorities: Vec<String> = authorities.filter(|one| one.starts_with('第')).collect();
    assert_eq!(authorities, appointed, "each once, in order");
    assert!(broken.load(Ordering::SeqCst) > DEATHS / 4, "too few batches were broken off: {broken:?}");
    let unknown = unknown.into_inner().unwrap();
    for (who, acknowledged) in acknowledged {
        let of_whom = if who == "命令" { &ids[..1] } else { &ids[..] };
        for id in of_whom {
            let kept = comments(&served, *id, &who);
            assert_eq!(kept.iter().collect::<BTreeSet<_>>().len(), kept.len(), "{id}: none twice");
            let known: Vec<String> = kept.into_iter().filter(|text| !unknown.contains(text)).collect();
            assert_eq!(known, acknowledged, "{id}: each, in order");
        }
    }
    assert!(served.say(&["--as", "audit", "verify"]).status.success());
}

/// A console of this person at the daemon, with a screen.
fn sit(served: &Served, login: &str) -> Player {
    sit_at(served, login, (80, 24))
}

fn sit_at(served: &Served, login: &str, size: (u16, u16)) -> Player {
    let folder = served.folder.path();
    let places = Places { data: folder.to_owned(), config: folder.to_owned() };
    let own = Own { state: folder.join("state"), places };
    let mut player = Player::at(Offscreen::open_with(served.client(login), Lang::Zh, own), size);
    // What the day brings.
    player.press("esc");
    player
}

#[test]
fn what_others_do_is_marked_and_moves_nothing() {
    let served = Served::new();
    let mut wang = sit(&served, "wang");
    let before = wang.screen();
    let ids = waiting(&served.client("wang"));
    let mut other = served.client("wang");
    let decided = approve(&other, ids[1]);
    assert!(other.act(&[decided]).unwrap()[0].is_done());
    until("the change comes by itself", || {
        wang.console.hear();
        wang.screen().contains("[已办]")
    });
    let after = wang.screen();
    let cursor = |screen: &str| screen.lines().find(|line| line.starts_with('>')).map(str::to_owned);
    assert_eq!(cursor(&before), cursor(&after), "the line under the cursor stays");
    let row = after.lines().position(|line| line.contains("[已办]")).unwrap();
    let old = before.lines().nth(row).unwrap();
    assert_eq!(row, before.lines().position(|line| line.starts_with('>')).unwrap() + 1, "{old}");
    assert!(!wang.press("r").screen().contains("[已办]"));
}

/// A comment was being written on one item when panes came and went, and when the desk went away: it has to be
/// recorded on that item, and its person has to see the pane and the row that they were in.
#[test]
fn an_act_is_about_what_it_was_begun_on_whatever_becomes_of_panes_and_desk() {
    let served = Served::new();
    let mut wang = sit(&served, "wang");
    to_pane(&mut wang, "我送出的", "wang");
    let item = previewed(&wang.press("down down").screen());
    wang.press("4 \"写到一半\"");
    let told = |login: &str, command| {
        let mut client = served.client(login);
        let order = client.bureau_order(command);
        client.act_on_bureau(&order).unwrap().unwrap();
    };
    let (from, to) = (Login::from("chen"), Login::from("wang"));
    let (first, last) = (day("2026-11-23"), day("2026-11-27"));
    let authority = String::new();
    told("chen", BureauCommand::AppointDeputy(Delegation { from, to, first, last, authority }));
    until("another pane has come in front", || {
        wang.console.hear();
        wang.screen().contains("待我审定")
    });
    assert!(wang.screen().contains("-- 我送出的"), "{}", wang.screen());
    let done = wang.press("enter 7").screen();
    assert!(done.contains(&format!("意见 已办:{item}")), "{done}");
    assert_eq!(comments(&served, item.parse().unwrap(), "写到一半").len(), 1);

    // The pane itself goes: its reader stays, and so does what is written in it.
    to_pane(&mut wang, "待我审核", "wang");
    let item = previewed(&wang.press("/ \"jsgz\" enter").screen());
    wang.press("1 7 0");
    to_pane(&mut wang, "待我审定", "wang");
    assert_eq!(previewed(&wang.press("/ \"jsgz\" enter").screen()), item);
    wang.press("enter 4 \"读到一半\"");
    told("chen", BureauCommand::EndDeputy { from: "chen".into(), to: "wang".into() });
    wait_for_calm(&mut wang);
    wang.press("enter 7");
    assert_eq!(comments(&served, item.parse().unwrap(), "读到一半").len(), 1);

    // The desk goes, and comes back after somebody else has decided the item.
    wang.press("esc esc esc");
    to_pane(&mut wang, "待我审核", "wang");
    let item = previewed(&wang.press("home down").screen());
    wang.press("2 \"断线之前\"");
    let other = served.client("wang");
    let decided = approve(&other, item.parse().unwrap());
    { other }.act(&[decided]).unwrap();
    served.kill();
    until("the desk is there again", || {
        wang.console.hear();
        wang.screen().contains("已重新连接")
    });
    let screen = wang.screen();
    assert_eq!(previewed(&screen), item, "{screen}");
    let refused = wang.press("enter").screen();
    assert!(refused.contains("王建国已于") && !refused.contains("请核对"), "{refused}");
}

/// The row was old when its item was opened: the opening was refused, and the drafter could still take back what
/// the head had read.
#[test]
fn who_opens_an_item_from_an_old_row_has_opened_what_is_shown() {
    let served = Served::new();
    let mut wang = sit(&served, "wang");
    let mut drafter = served.client("zhuang");
    let theirs = |id: &ItemId| drafter.row(*id).unwrap().is_some_and(|row| row.drafter.0 == "zhuang");
    let ids = waiting(&served.client("wang"));
    let place = ids.iter().position(theirs).unwrap();
    (0..place).for_each(|_| drop(wang.press("down").screen()));
    retitle(&mut drafter, ids[place], "改过的标题");
    let read = wang.press("enter").screen();
    assert!(read.contains("改过的标题"), "{read}");
    let order = drafter.order(Some(ids[place]), None, Act::Recall);
    let answer = drafter.act(&[order]).unwrap();
    let Outcome::Refused(Refusal::OpenedMeanwhile { by, .. }) = &answer[0] else { panic!("{answer:?}") };
    assert_eq!(by.0, "wang");
}

fn day(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

/// The number of the item in the preview.
fn previewed(screen: &str) -> String {
    let line = screen.lines().find_map(|line| line.strip_prefix("-- 预览 "));
    line.unwrap().split(' ').next().unwrap().to_owned()
}

/// Hears all that there is to hear.
fn wait_for_calm(player: &mut Player) {
    let mut quiet = 0;
    while quiet < 50 {
        let before = player.screen();
        player.console.hear();
        quiet = if player.screen() == before { quiet + 1 } else { 0 };
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// News that came together with the answer to a key made nothing readable any more, and waited for the next
/// news before anybody saw it.
#[test]
fn what_others_do_while_keys_are_pressed_is_marked_all_the_same() {
    let served = Served::new();
    let folder = served.folder.path();
    let socket = socket(folder).to_str().unwrap().to_owned();
    let ids = waiting(&served.client("wang"));
    let mut session = Session::start(folder, "wang", &["--socket", &socket], "xterm-256color");
    session.wait_for("开始办理");
    session.press("0");
    session.wait_for_not("开始办理");
    let mut other = served.client("wang");
    for (times, id) in ids[1..=4].iter().enumerate() {
        let decided = approve(&other, *id);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(Duration::from_millis(300));
                assert!(other.act(&[decided]).unwrap()[0].is_done());
            });
            let since = Instant::now();
            while since.elapsed() < Duration::from_millis(900) {
                ["j", "k"].iter().for_each(|key| session.press_and_look(key));
            }
        });
        until("what others did is marked", || session.screen().matches("[已办]").count() > times);
    }
}

/// Takes an item back, gives it another title and sends it again; the revision that it had before.
fn retitle(drafter: &mut Client, id: ItemId, title: &str) -> Revision {
    let item = drafter.sheet(id, 0).unwrap().unwrap().item;
    let content = Content { title: title.to_owned(), ..item.submission.content };
    let changed = Box::new(Submission { content, proposal: item.submission.proposal });
    for act in [Act::Recall, Act::Edit(changed), Act::Submit { opinion: String::new() }] {
        let order = drafter.order(Some(id), None, act);
        assert!(drafter.act(&[order]).unwrap()[0].is_done());
    }
    item.revision
}

#[test]
fn what_has_changed_under_ones_hands_is_refused_and_shown() {
    let served = Served::new();
    let mut wang = sit(&served, "wang");
    let id = waiting(&served.client("wang"))[0];
    wang.press("1");
    let mut other = served.client("wang");
    let decided = approve(&other, id);
    assert!(other.act(&[decided]).unwrap()[0].is_done());
    let answered = wang.press("7").screen();
    assert!(answered.contains("王建国已于"), "{answered}");

    // What only changed is refused with what is another, and by whom.
    let mut drafter = served.client("zhuang");
    let theirs = |id: &ItemId| drafter.row(*id).unwrap().is_some_and(|row| row.drafter.0 == "zhuang");
    let ids = waiting(&served.client("wang"));
    let place = ids.iter().position(theirs).unwrap();
    let id = ids[place];
    wang.press("r esc home");
    (0..place).for_each(|_| {
        wang.press("down");
    });
    wang.press("1");
    let revision = retitle(&mut drafter, id, "改过的标题");
    let answered = wang.press("7").screen();
    assert!(answered.contains("庄毅 修改") && answered.contains("标题"), "{answered}");
    let revision = revision.0.to_string();
    let late = ["--as", "wang", "--now", NOW, "approve", &id.to_string(), "--revision", &revision];
    let refused = served.say(&late);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said.contains("庄毅 修改") && said.contains("-> 改过的标题"), "{said}");
    let refused = served.say(&[&late[..], &["--json"]].concat());
    let answers: serde_json::Value = serde_json::from_slice(&refused.stdout).unwrap();
    let since = answers[0]["refusal"]["since"].to_string();
    assert!(since.contains("庄毅 修改") && since.contains("-> 改过的标题"), "{since}");

    // What was marked and has changed since is asked about by itself, with what is another.
    wang.press("esc r space");
    retitle(&mut drafter, id, "又一标题");
    let asked = wang.press("1").screen();
    assert!(asked.contains("标记后已有改动") && asked.contains("庄毅 修改"), "{asked}");
    assert!(asked.contains("又一标题"), "{asked}");

    // Of several, too, each that changed after the check says what is another.
    wang.press("esc r esc");
    let before = wang.press("home down space space 1").screen();
    retitle(&mut drafter, id, "再一标题");
    let answered = wang.press("7 7").screen();
    assert!(before.contains("可以办理") && answered.contains("庄毅 撤回到拟稿"), "{before}\n{answered}");
}

/// Beside the open pane a large screen shows the first rows of others: those stood there as they had been loaded.
#[test]
fn rows_beside_the_open_pane_follow_what_others_do() {
    let served = Served::new();
    let mut drafter = served.client("zhuang");
    let drafts = |client: &Client| {
        let queues = [Queue::Draft, Queue::Returned, Queue::Confirm];
        let panes = client.panes().into_iter().filter(|pane| queues.contains(&pane.queue));
        panes.flat_map(|pane| rows_of(client, pane)).collect::<Vec<Row>>()
    };
    let own = drafts(&drafter).into_iter().find(|row| row.title.contains("能效对标资金")).unwrap();
    for (place, size) in [(120, 40), (200, 50)].into_iter().enumerate() {
        let mut wang = sit_at(&served, "wang", size);
        let before = wang.screen();
        assert!(before.lines().any(|line| line.contains("2026年工业企业能效") || place > 0), "{before}");
        let title = format!("改{place}次的标题");
        let submission = drafter.sheet(own.id, 0).unwrap().unwrap().item.submission;
        let content = Content { title: title.clone(), ..submission.content.clone() };
        let changed = Act::Edit(Box::new(Submission { content, ..submission }));
        let order = drafter.order(Some(own.id), None, changed);
        assert!(drafter.act(&[order]).unwrap()[0].is_done());
        until("the row beside is another", || {
            wang.console.hear();
            wang.screen().contains(&title)
        });
        let cursor = |screen: &str| screen.lines().find(|line| line.starts_with('>')).map(str::to_owned);
        assert_eq!(cursor(&before), cursor(&wang.screen()), "the line under the cursor stays");
    }
    // The last row of a pane goes, too.
    let mut wang = sit_at(&served, "wang", (120, 40));
    let mut other = served.client("wang");
    let last = drafts(&other).into_iter().find(|row| row.title.contains("鞋服行业")).unwrap();
    let confirmed = approve(&other, last.id);
    assert!(other.act(&[confirmed]).unwrap()[0].is_done());
    until("the pane is empty", || {
        wang.console.hear();
        wang.screen().contains("待我确认 0")
    });
    let after = wang.screen();
    let below = after.lines().skip_while(|line| !line.contains("待我确认 0")).nth(1).unwrap();
    assert!(below.starts_with("-- "), "{after}");
}

#[test]
fn a_console_outlives_its_daemon_and_learns_what_became_of_its_act() {
    let served = Served::new();
    let mut wang = sit(&served, "wang");
    let id = waiting(&served.client("wang"))[0];
    wang.press("j space 4");
    wang.press("\"写了一半\"");
    served.kill();
    until("the loss is seen", || {
        wang.console.hear();
        let screen = wang.screen();
        screen.contains("连接中断") || screen.contains("已重新连接")
    });
    until("the daemon is back", || {
        wang.console.hear();
        wang.screen().contains("写了一半") && !wang.screen().contains("连接中断")
    });
    wang.press("esc esc k");
    let before = served.client("wang").history(id).unwrap().unwrap().len();
    wang.press("u k k 1");
    served.kill();
    wang.press("7");
    until("the answer comes after the connection", || {
        wang.console.hear();
        served.client("wang").history(id).unwrap().unwrap().len() > before
    });
    assert_eq!(served.client("wang").history(id).unwrap().unwrap().len(), before + 1, "done once");
}

/// A service that stands still, or whose disk does, froze the console for twenty seconds: no word, and no key.
#[test]
fn who_waits_for_a_service_that_stands_still_is_told_so_and_may_leave() {
    let served = Served::new();
    let id = waiting(&served.client("wang"))[0];
    let past = || served.client("wang").history(id).unwrap().unwrap().len();
    let before = past();
    let mut console = served.console("wang");
    console.wait_for("开始办理");
    console.press("0");
    console.wait_for_not("开始办理");
    console.press("1");
    console.wait_for("请核对");
    std::thread::sleep(Duration::from_millis(400));
    served.signal(Signal::STOP);
    console.press("7");
    let pressed = Instant::now();
    console.wait_for("连接没有回应");
    assert!(pressed.elapsed() < Duration::from_secs(3), "{:?}", pressed.elapsed());
    // What would move or do something waits; once the service goes on, the act is done, once.
    console.press("j");
    served.signal(Signal::CONT);
    until("the act is done", || past() > before);
    console.wait_for_not("连接没有回应");
    assert_eq!(past(), before + 1);
    served.signal(Signal::STOP);
    console.press("\r");
    console.wait_for("连接没有回应");
    let pressed = Instant::now();
    console.press("q");
    console.is_given_back();
    assert!(pressed.elapsed() < Duration::from_secs(5), "{:?}", pressed.elapsed());
}

/// Line by line nobody heard that a service stood still, and Ctrl-C left no sooner than the service went on.
#[test]
fn who_waits_line_by_line_for_a_service_that_stands_still_is_told_so_and_may_leave() {
    let served = Served::new();
    served.client("wang");
    let path = socket(served.folder.path());
    let mut spoken = practice::gongkai();
    spoken.arg("--socket").arg(path).args(["--as", "wang", "--now", NOW, "--linear"]);
    let spoken = spoken.env("XDG_STATE_HOME", served.folder.path()).stdin(Stdio::piped());
    let mut spoken = spoken.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(spoken.stdout.take().unwrap()).lines();
    let mut hears = |said: &str| assert!(lines.any(|line| line.unwrap().contains(said)), "{said}");
    hears("政务信息公开审查台");
    // What the day brings.
    writeln!(spoken.stdin.as_ref().unwrap(), "取消").unwrap();
    hears("第1项");
    served.signal(Signal::STOP);
    let asked = Instant::now();
    writeln!(spoken.stdin.as_ref().unwrap(), "全文").unwrap();
    hears("服务没有回应");
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
    let leaving = Instant::now();
    kill_process(Pid::from_raw(i32::try_from(spoken.id()).unwrap()).unwrap(), Signal::INT).unwrap();
    assert!(spoken.wait().unwrap().success(), "nothing was under way");
    assert!(leaving.elapsed() < Duration::from_secs(3), "{:?}", leaving.elapsed());
    served.signal(Signal::CONT);
}

/// Whoever found another database behind the service after a break went on in it, with what was under way.
#[test]
fn a_console_that_finds_another_database_behind_the_service_ends_with_that_word() {
    let served = Served::new();
    served.client("wang");
    let mut wang = served.console("wang");
    wang.wait_for("开始办理");
    let (folder, other) = (served.folder.path(), tempfile::tempdir().unwrap());
    let places = Places { data: other.path().to_owned(), config: folder.to_owned() };
    client::found(&places, Kind::Practice, shell::parse_moment(NOW).unwrap()).unwrap();
    let mut daemon = served.daemon.lock().unwrap();
    daemon.kill().unwrap();
    daemon.wait().unwrap();
    std::fs::rename(places.database(), folder.join("gongkai.redb")).unwrap();
    *daemon = start(folder);
    drop(daemon);
    wang.is_given_back();
    assert!(wang.sent().contains("数据库文件已被换掉"), "{}", wang.sent());
}

/// Once the service was of another version the console ended with a line of English, and what was under way was
/// dropped without a word; line by line it ended as if its person had quit.
#[test]
fn who_can_go_on_no_more_is_told_why_and_what_is_not_known() {
    let served = Served::new();
    let folder = served.folder.path();
    let path = socket(folder).to_str().unwrap().to_owned();
    served.client("audit");
    let mut drawn = Session::start(folder, "wang", &["--socket", &path], "xterm-256color");
    drawn.wait_for("开始办理");
    drawn.press("0");
    drawn.wait_for_not("开始办理");
    drawn.press("1");
    drawn.wait_for("请核对");
    let mut spoken = practice::gongkai();
    spoken.args(["--socket", &path, "--as", "wang", "--now", NOW, "--linear"]).env("XDG_STATE_HOME", folder);
    let spoken = spoken.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let mut spoken = spoken.unwrap();
    until("it is connected", || served.client("audit").state().unwrap().unwrap().connections == 3);
    served.daemon.lock().unwrap().kill().unwrap();
    served.daemon.lock().unwrap().wait().unwrap();
    std::fs::remove_file(&path).unwrap();
    let later = std::os::unix::net::UnixListener::bind(&path).unwrap();
    std::thread::spawn(move || {
        for stream in later.incoming() {
            // The bytes in which every version says that it is another.
            let _ = stream.unwrap().write_all(b"\0\0\0\x0c\x01\x00\x09gongkai 9");
        }
    });
    std::thread::sleep(Duration::from_millis(400));
    drawn.press("7");
    drawn.is_given_back();
    let said = drawn.sent();
    assert!(said.contains("服务为 gongkai 9"), "{said}");
    until("it ends", || {
        let _ = writeln!(spoken.stdin.as_ref().unwrap(), "j");
        spoken.try_wait().unwrap().is_some()
    });
    let spoken = spoken.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&spoken.stderr);
    assert!(!spoken.status.success() && said.contains("服务为 gongkai 9"), "{said}");
}

/// Whoever asked a service for a date got one by the days that come with the program.
#[test]
fn a_date_is_counted_by_the_days_of_the_bureau_that_is_asked() {
    let served = Served::new();
    served.client("zheng");
    let notice = served.folder.path().join("2027.json");
    let days = r#"{"year":2027,"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true},
        {"name":"元旦","date":"2027-01-04","isOffDay":true},{"name":"元旦","date":"2027-01-05","isOffDay":true},
        {"name":"劳动节","date":"2027-05-03","isOffDay":true},{"name":"国庆节","date":"2027-10-01","isOffDay":true}]}"#;
    std::fs::write(&notice, days).unwrap();
    let imported =
        served.say(&["--as", "zheng", "--now", NOW, "calendar", "import", notice.to_str().unwrap(), "--yes"]);
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    let nowhere = tempfile::tempdir().unwrap();
    let asked = |socket: Option<PathBuf>| {
        let mut ask = practice::gongkai();
        ask.arg("--data").arg(nowhere.path()).arg("--config").arg(nowhere.path());
        if let Some(socket) = socket {
            ask.arg("--socket").arg(socket);
        }
        let said = ask.args(["deadline", "2026-12-31", "--days", "1"]).output().unwrap();
        let [out, beside] =
            [said.stdout, said.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
        (out.trim().to_owned(), beside)
    };
    assert_eq!(asked(Some(socket(served.folder.path()))).0, "2027-01-06");
    let (date, beside) = asked(None);
    assert!(date.starts_with("2027-01-0") && date != "2027-01-06", "{date}");
    assert!(beside.contains("随程序的日历"), "what it rests on: {beside}");
    assert_eq!(asked(Some(nowhere.path().join("none"))).0, "", "who answers nothing is not answered for");
}

/// The service was silent while it made anew what is looked at, and was killed for it; what opening found out was
/// never in the log.
#[test]
fn a_service_that_makes_anew_what_is_looked_at_says_how_far_it_is() {
    let folder = practice::bureau();
    let places = Places { data: folder.path().to_owned(), config: folder.path().to_owned() };
    let store = Store::open(&places.database(), 1 << 20).unwrap();
    store.commit(Batch { singles: vec![(PROJECTION_VERSION, Vec::new())], ..Batch::default() }).unwrap();
    drop(store);
    let log = log_of(folder.path(), || drop(connect(folder.path(), "audit").unwrap()));
    let (before, _) = log.split_once("ready").unwrap();
    assert!(before.contains("100 %"), "{log}");
}

/// What a daemon of this bureau logs while something is done.
fn log_of(folder: &Path, what: impl FnOnce()) -> String {
    let mut serve = practice::gongkai();
    serve.arg("--data").arg(folder).arg("--config").arg(folder).arg("--socket").arg(socket(folder));
    let mut daemon = serve.arg("serve").stderr(Stdio::piped()).spawn().unwrap();
    what();
    daemon.kill().unwrap();
    String::from_utf8_lossy(&daemon.wait_with_output().unwrap().stderr).into_owned()
}

/// Whoever looks after the host saw nothing of it while nobody in the bureau could act.
#[test]
fn a_clock_that_stops_all_acts_is_in_the_log_once() {
    let folder = practice::bureau();
    let log = log_of(folder.path(), || {
        let id = waiting(&connect(folder.path(), "wang").unwrap())[0].to_string();
        for _ in 0..2 {
            let mut late = practice::gongkai();
            late.arg("--socket").arg(socket(folder.path()));
            late.args(["--as", "wang", "--now", "2025-01-02T09:00:00+08:00", "comment", &id, "--text", "迟"]);
            assert_eq!(late.output().unwrap().status.code(), Some(3));
        }
    });
    assert_eq!(log.matches("the clock says").count(), 1, "{log}");
}

/// Whoever edits the roster has to learn what it leaves nobody to do, and so has whoever watches the bureau's work.
#[test]
fn a_roster_by_which_work_waits_for_nobody_is_told_to_who_reloads_it_in_the_log_and_on_the_screen() {
    let folder = practice::bureau();
    let log = log_of(folder.path(), || {
        let mut audit =
            Player::at(Offscreen::open(connect(folder.path(), "audit").unwrap(), Lang::Zh), (80, 24));
        assert!(!audit.screen().contains("无人可办"), "{}", audit.screen());
        let roster = folder.path().join("roster.toml");
        let written = std::fs::read_to_string(&roster).unwrap();
        std::fs::write(&roster, written.replace("heads = [\"wang\"]", "heads = []")).unwrap();
        let mut reload = practice::gongkai();
        let reload = reload.arg("--socket").arg(socket(folder.path())).args(["--as", "admin", "reload"]);
        let told = String::from_utf8_lossy(&reload.output().unwrap().stderr).into_owned();
        assert!(told.contains("消费品科:没有科室负责人,审核无人可办"), "{told}");
        until("who reads everything sees that work waits for nobody", || {
            audit.console.hear();
            audit.screen().contains("无人可办")
        });
    });
    assert_eq!(log.matches("消费品科: no head, nobody can review").count(), 1, "{log}");
}

/// As systemd starts the service: the socket is its first file beyond the three, and it says when it is ready.
#[test]
fn a_service_manager_gives_the_socket_hears_that_it_is_ready_and_has_the_configuration_read_anew() {
    let folder = practice::bureau();
    let listener = std::os::unix::net::UnixListener::bind(socket(folder.path())).unwrap();
    let told = std::os::unix::net::UnixDatagram::bind(folder.path().join("notify")).unwrap();
    let start = |given: std::os::fd::OwnedFd| {
        let mut serve = std::process::Command::new("sh");
        let hand_over = "exec 3<&0 0</dev/null; LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" \"$@\"";
        serve.args(["-c", hand_over, env!("CARGO_BIN_EXE_gongkai"), "--data"]).arg(folder.path());
        serve
            .arg("--config")
            .arg(folder.path())
            .arg("serve")
            .env("NOTIFY_SOCKET", folder.path().join("notify"));
        serve.stdin(given).stderr(Stdio::null()).spawn().unwrap()
    };
    let mut daemon = start(listener.into());
    let mut heard = [0; 64];
    let length = told.recv(&mut heard).unwrap();
    assert!(heard[..length].starts_with(b"READY=1"), "{heard:?}");
    let client = connect(folder.path(), "audit").unwrap();
    let before = client.sequence().unwrap();
    let roster = folder.path().join("roster.toml");
    let changed = std::fs::read_to_string(&roster).unwrap() + "\n# 改过\n";
    std::fs::write(&roster, changed).unwrap();
    let process = Pid::from_raw(i32::try_from(daemon.id()).unwrap()).unwrap();
    kill_process(process, Signal::HUP).unwrap();
    until("the roster is read anew", || client.sequence().unwrap() > before);
    kill_process(process, Signal::TERM).unwrap();
    assert!(daemon.wait().unwrap().success());
    assert!(socket(folder.path()).exists(), "what was given is not taken away");

    // What is no listening socket of this kind is no reason to make another one, where nobody would look.
    let mut misled = start(std::fs::File::open("/dev/null").unwrap().into());
    assert_eq!(misled.wait().unwrap().code(), Some(3));
}

/// The record said that the system had done it.
#[test]
fn who_had_the_roster_read_anew_is_on_record() {
    let served = Served::new();
    served.client("admin");
    let roster = served.folder.path().join("roster.toml");
    let changed = std::fs::read_to_string(&roster).unwrap() + "\n# 改过\n";
    std::fs::write(&roster, changed).unwrap();
    let reloaded = served.say(&["--as", "admin", "reload"]);
    assert!(reloaded.status.success(), "{}", String::from_utf8_lossy(&reloaded.stderr));
    let client = served.client("audit");
    let administrator = client.setup().roster.name(&"admin".into()).to_owned();
    let said = served.say(&["--as", "audit", "--now", NOW, "history"]);
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let last = said.lines().rfind(|line| line.contains("启用名册")).unwrap();
    assert!(last.contains(&administrator), "{last}");
}

/// The record of what was found changed at opening named nobody, though somebody had opened it.
#[test]
fn who_opened_a_database_whose_roster_was_changed_is_on_record() {
    let bureau = practice::bureau();
    let roster = bureau.path().join("roster.toml");
    let changed = std::fs::read_to_string(&roster).unwrap() + "\n# 改过\n";
    std::fs::write(&roster, changed).unwrap();
    let say = |words: &[&str]| {
        let folder = bureau.path().to_str().unwrap();
        let said = practice::gongkai().args(["--data", folder, "--config", folder]).args(words).output();
        String::from_utf8_lossy(&said.unwrap().stdout).into_owned()
    };
    say(&["--as", "gao", "list"]);
    let said = say(&["--as", "audit", "--now", NOW, "history"]);
    let last = said.lines().rfind(|line| line.contains("启用名册")).unwrap();
    assert!(last.contains("系统(高") && last.contains("打开时发现)"), "{last}");
}

/// What was ordered for the bureau as a whole was given up with its connection, and nobody said whether it was done.
#[test]
fn a_deputy_appointed_while_the_daemon_dies_is_appointed_once_and_that_is_said() {
    let served = Served::new();
    let mut wang = sit(&served, "wang");
    wang.press(": \"代理\" enter enter enter 3 enter enter \"2026-12-01\" enter enter");
    assert!(wang.screen().contains("2026-11-23 至 2026-12-01"), "{}", wang.screen());
    served.kill();
    wang.press("7");
    assert!(wang.screen().contains("是否已办,连上后告知"), "{}", wang.screen());
    until("what became of it is said", || {
        wang.console.hear();
        wang.screen().contains("已记录")
    });
    let said = served.say(&["--as", "audit", "--now", NOW, "history"]);
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert_eq!(said.lines().filter(|line| line.contains("2026-12-01")).count(), 1, "{said}");
}

#[test]
fn a_console_with_a_database_of_its_own_answers_commands_beside_it() {
    let folder = practice::bureau();
    let places = Places { data: folder.path().to_owned(), config: folder.path().to_owned() };
    let path = folder.path().to_str().unwrap().to_owned();
    let mut console = practice::gongkai();
    console.args(["--data", &path, "--config", &path, "--as", "wang", "--linear"]);
    let mut console = console.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    until("the console answers", || shell::own_socket(&places.database()).is_some_and(|own| own.exists()));
    let mut list = practice::gongkai();
    list.args(["--data", &path, "--config", &path, "--as", "wang", "list", "--role", "head", "--json"]);
    let listed = list.output().unwrap();
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    drop(console.stdin.take());
    assert!(console.wait().unwrap().success());
    assert!(!shell::own_socket(&places.database()).unwrap().exists(), "the socket is taken away");
}

#[test]
fn a_backup_of_a_database_in_use_is_whole_and_is_put_back_in_an_empty_place_only() {
    let served = Served::new();
    let backup = served.folder.path().join("backup");
    let stop = Mutex::new(false);
    std::thread::scope(|scope| {
        let id = waiting(&served.client("wang"))[0];
        let (stop, served) = (&stop, &served);
        scope.spawn(move || {
            let mut client = served.client("wang");
            while !*stop.lock().unwrap() {
                let order = client.order(Some(id), None, Act::Comment { text: "忙".to_owned() });
                assert!(client.act(&[order]).unwrap()[0].is_done());
            }
        });
        let made = served.say(&["--now", NOW, "--as", "audit", "backup", backup.to_str().unwrap()]);
        // What is in use is no worse for it: a verification tells what changes from what is wrong.
        let verified = served.say(&["--as", "audit", "verify"]);
        assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
        *stop.lock().unwrap() = true;
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    });
    let again = served.say(&["--as", "audit", "backup", backup.to_str().unwrap()]);
    assert_eq!(again.status.code(), Some(2), "a backup is never written over");
    let empty = tempfile::tempdir().unwrap();
    let restore = || {
        let mut restore = practice::gongkai();
        restore.arg("--data").arg(empty.path()).arg("--config").arg(served.folder.path());
        restore.arg("restore").arg(&backup).output().unwrap()
    };
    let written = std::fs::read(&backup).unwrap();
    // What one that was killed has left behind.
    std::fs::write(empty.path().join("gongkai.restoring"), "half").unwrap();
    let restored = restore();
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    let left = std::fs::read_dir(empty.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(left.collect::<Vec<_>>(), ["gongkai.redb"]);
    assert!(std::fs::read(&backup).unwrap() == written, "a backup stays as it was written, to the byte");
    assert_eq!(restore().status.code(), Some(2), "only into an empty place");
    let mut verify = practice::gongkai();
    let verified = verify.arg("--data").arg(empty.path()).arg("verify").output().unwrap();
    assert!(verified.status.success(), "{verified:?}");
    let mut bytes = std::fs::read(&backup).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0x5a);
    let damaged = served.folder.path().join("damaged");
    std::fs::write(&damaged, bytes).unwrap();
    let other = tempfile::tempdir().unwrap();
    let mut restore = practice::gongkai();
    let refused = restore.arg("--data").arg(other.path()).arg("restore").arg(&damaged).output().unwrap();
    assert_eq!(refused.status.code(), Some(3), "{refused:?}");
    assert!(!other.path().join("gongkai.redb").exists());
}

/// The program under a shell that lets it write no file beyond so many KiB: as on a disk that is full.
fn gongkai_on_a_full_disk(kib: u64) -> std::process::Command {
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kib * 2)]);
    shell.arg(env!("CARGO_BIN_EXE_gongkai")).env("LC_ALL", "zh_CN.UTF-8");
    shell
}

/// Once reading or writing has failed the database takes nothing until it is opened anew; a daemon that went on
/// without refused everybody's acts.
#[test]
fn a_daemon_whose_disk_was_full_says_so_and_goes_on() {
    let served = Served::new();
    served.daemon.lock().unwrap().kill().unwrap();
    served.daemon.lock().unwrap().wait().unwrap();
    let folder = served.folder.path();
    let kib = std::fs::metadata(folder.join("gongkai.redb")).unwrap().len() / 1024 + 512;
    let mut serve = gongkai_on_a_full_disk(kib);
    serve.arg("--data").arg(folder).arg("--config").arg(folder).arg("--socket").arg(socket(folder));
    *served.daemon.lock().unwrap() = serve.arg("serve").stderr(Stdio::null()).spawn().unwrap();
    let mut client = served.client("wang");
    let id = waiting(&client)[0];
    let comment = |client: &Client| client.order(Some(id), None, Act::Comment { text: "满".to_owned() });
    let text = vec![0x5a; 16 << 20];
    let content = Content { title: "大".to_owned(), text: Some(text_of(&text)), ..Content::default() };
    let submission = Box::new(Submission { content, ..Submission::default() });
    let act = Act::Draft { procedure: "official".into(), section: "消费品科".into(), submission };
    let large = Order { blobs: vec![text], ..client.order(None, None, act) };
    let failure = client.act(&[large]).unwrap_err();
    assert!(matches!(failure, Failure::Reopened { kept: false, .. }), "who acted is told: {failure}");
    let order = comment(&client);
    assert!(client.act(&[order]).unwrap()[0].is_done());
    assert!(served.say(&["--as", "audit", "verify"]).status.success());
}

#[test]
fn an_export_that_fails_leaves_nothing_that_looks_like_one() {
    let served = Served::new();
    let out = served.folder.path().join("journal.jsonl");
    let mut export = gongkai_on_a_full_disk(16);
    export.arg("--socket").arg(socket(served.folder.path())).args(["--as", "audit", "export", "--journal"]);
    served.client("audit");
    let failed = export.arg("--out").arg(&out).output().unwrap();
    assert!(!failed.status.success() && !out.exists(), "{failed:?}");
    assert!(
        served
            .say(&["--as", "audit", "export", "--journal", "--out", out.to_str().unwrap()])
            .status
            .success()
    );
}

/// A console with a database of its own refused every act until it was closed.
#[test]
fn a_console_whose_disk_was_full_goes_on_when_there_is_room() {
    let bureau = practice::bureau();
    Session::begin_day(bureau.path(), "wang");
    let console = Session::command(bureau.path(), "wang", &[], "xterm-256color");
    // Nothing can be written but the beginning of the file, until the limit is lifted.
    let mut limited = CommandBuilder::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -S -f 128; exec \"$0\" \"$@\""]);
    limited.args(console.get_argv());
    console.iter_extra_env_as_str().for_each(|(name, value)| limited.env(name, value));
    let mut session = Session::run(limited);
    session.wait_for("待我审核 9");
    for again in [false, true] {
        session.press("1");
        session.wait_for("请核对");
        std::thread::sleep(Duration::from_millis(400));
        session.press("7");
        if again {
            session.wait_for("已办:");
        } else {
            session.wait_for("没有办成");
            session.wait_for("数据库已重新打开");
            session.lift_file_size();
            session.press("\u{1b}");
            session.wait_for_not("没有办成");
        }
    }
    session.press("q");
    session.is_given_back();
    let folder = bureau.path().to_str().unwrap();
    let mut verify = practice::gongkai();
    verify.args(["--data", folder, "--config", folder, "--as", "audit", "verify"]);
    assert!(verify.status().unwrap().success());
}
