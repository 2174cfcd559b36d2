//! Connections that don't behave: each is ended or refused with its reason, and no other notices.

use std::io::Write;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tempfile::TempDir;

use super::{House, MOST_ARRIVING, session};
use crate::desk::{BureauOrder, Configuration, Desk, Failure, Kind, SharedDesk};
use crate::domain::{BureauCommand, CommandId, Delegation, ItemId, Login, Moment, Refusal, Upkeep};
use crate::protocol::{
    Act, ActOnBureau, Asking, Backup, BureauPast, ChangedSince, Counts, Export, FromDesk, Hello,
    ImportNotice, PastOfMany, Question, Rebuild, Refused, RowsNow, Stand, ToDesk, Told, VERSION, Verify,
    Welcome, decode, encode, read_frame, unpack, write_frame,
};
use crate::shell;

/// A house with an official database in which this very account drafts.
struct Served {
    house: Arc<House>,
    _folder: TempDir,
}

fn served(kind: Kind, most: u32) -> Served {
    served_to(kind, most, roster(&shell::login()))
}

fn served_to(kind: Kind, most: u32, roster: String) -> Served {
    let folder = tempfile::tempdir().unwrap();
    let configuration = Configuration {
        roster: roster.into_bytes(),
        procedures: Configuration::default_procedures(),
        settings: Configuration::default_settings(),
    };
    let path = folder.path().join("gongkai.redb");
    let desk = Desk::found(&path, kind, &configuration, CommandId(1), shell::now()).unwrap();
    let house = House::around(SharedDesk::new(desk), most, || Ok(None)).unwrap();
    Served { house, _folder: folder }
}

/// An office whose drafter has this login.
fn roster(me: &str) -> String {
    format!(
        "[[section]]\nname = \"办公室\"\noffice = true\nheads = [\"o\"]\nleader = \"l\"\n\
         [[person]]\nlogin = \"o\"\nname = \"郑丽\"\nsection = \"办公室\"\n\
         [[person]]\nlogin = \"l\"\nname = \"陈志强\"\nleader = true\n\
         [[person]]\nlogin = \"{me}\"\nname = \"庄毅\"\nsection = \"办公室\"\n"
    )
}

impl Served {
    fn connect(&self) -> (UnixStream, JoinHandle<()>) {
        let (near, far) = UnixStream::pair().unwrap();
        let house = self.house.clone();
        (near, thread::spawn(move || session::hold(&house, far, house.arrive(shell::own_account()).unwrap())))
    }

    fn greeted(&self) -> (UnixStream, JoinHandle<()>) {
        let (stream, held) = self.connect();
        say(&stream, &hello(VERSION, None));
        assert!(matches!(hear(&stream), Some(FromDesk::Welcome(_))));
        (stream, held)
    }
}

fn hello(version: &str, person: Option<&str>) -> Hello {
    Hello { version: version.to_owned(), person: person.map(str::to_owned), moment: None }
}

fn say(stream: &UnixStream, message: &impl serde::Serialize) {
    write_frame(&mut &*stream, &encode(message)).unwrap();
}

fn hear(stream: &UnixStream) -> Option<FromDesk> {
    read_frame(&mut &*stream, 1 << 20).unwrap().map(|frame| decode(&frame).unwrap())
}

fn still_answers(stream: &UnixStream) {
    say(stream, &ToDesk::Ask(7, Box::new(Stand {}.asked())));
    assert!(matches!(hear(stream), Some(FromDesk::Answer(7, _))));
}

#[test]
fn who_is_not_let_in_is_told_why() {
    let check = |served: &Served, hello: Hello, expected: Refused| {
        let (stream, held) = served.connect();
        say(&stream, &hello);
        let Some(FromDesk::Refused(refused)) = hear(&stream) else { panic!("let in: {hello:?}") };
        assert_eq!(refused, expected);
        assert!(hear(&stream).is_none());
        held.join().unwrap();
    };
    let official = served(Kind::Official, 2);
    check(&official, hello("gongkai 0.0.1 protocol 0", None), Refused::Version(VERSION.to_owned()));
    check(&official, hello(VERSION, Some("l")), Refused::Official);
    let (first, second) = (official.greeted(), official.greeted());
    check(&official, hello(VERSION, None), Refused::TooMany(2));
    drop(first);
    still_answers(&second.0);
    // The place of the one that left is free again.
    let since = std::time::Instant::now();
    while official.house.seated().values().sum::<u32>() > 1 {
        assert!(since.elapsed().as_secs() < 10);
        thread::yield_now();
    }
    official.greeted();
}

/// Everybody who was let in got them anew, and they are most of what a small bureau's setting says.
#[test]
fn the_working_days_that_come_with_the_program_are_only_named_to_who_is_let_in() {
    let served = served(Kind::Official, 2);
    let (stream, _held) = served.connect();
    say(&stream, &hello(VERSION, None));
    let Some(FromDesk::Welcome(bytes)) = hear(&stream) else { panic!("not let in") };
    assert!(!String::from_utf8_lossy(&bytes.0).contains("2026-09-20,"));
    let welcome: Welcome = unpack(&bytes.0).unwrap();
    assert_eq!(welcome.files, served.house.desk.look(Desk::setup_files).unwrap());
}

/// A list had no bound but that of a message, and kept everybody else waiting while it was answered.
#[test]
fn a_list_beyond_its_bound_is_refused_and_the_connection_goes_on() {
    let served = served(Kind::Official, 2);
    let (stream, _held) = served.greeted();
    let ids = vec![ItemId(1); crate::protocol::MOST_ROWS + 1];
    let panes = vec![crate::projection::whole_bureau().remove(0); 10_001];
    let asked = [RowsNow { ids }.asked(), Counts { panes }.asked()];
    for asked in asked {
        say(&stream, &ToDesk::Ask(3, Box::new(asked)));
        let refused = loop {
            match hear(&stream) {
                Some(FromDesk::Told(..)) => {}
                answer => break answer,
            }
        };
        let Some(FromDesk::Failed(3, failed)) = refused else { panic!("answered") };
        assert!(Failure::from(failed).to_string().contains("at once"));
    }
    still_answers(&stream);
}

#[test]
fn what_is_no_frame_of_ours_ends_that_connection_and_no_other() {
    let served = served(Kind::Official, 100);
    let (other, _held) = served.greeted();
    let mut garbage = vec![0, 0, 0, 9];
    garbage.extend(b"\xffgarbage\xff");
    for bytes in [garbage.as_slice(), b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x00\x00\x00\x10half"] {
        let (mut stream, held) = served.greeted();
        stream.write_all(bytes).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let goodbye = hear(&stream);
        assert!(matches!(goodbye, Some(FromDesk::Goodbye(_))), "{bytes:?}");
        assert!(hear(&stream).is_none(), "{bytes:?}");
        held.join().unwrap();
        still_answers(&other);
    }
    // Before it is known who speaks, hardly anything is read at all.
    let (mut stranger, held) = served.connect();
    stranger.write_all(&(1_u32 << 20).to_be_bytes()).unwrap();
    assert!(matches!(hear(&stranger), Some(FromDesk::Goodbye(_))));
    assert!(hear(&stranger).is_none());
    held.join().unwrap();
    still_answers(&other);
}

#[test]
fn who_never_greets_keeps_no_other_account_out() {
    let served = served(Kind::Official, 100);
    let (one, other) = (shell::own_account(), shell::own_account() + 1);
    let mut arrivals: Vec<_> = (0..MOST_ARRIVING).map(|_| served.house.arrive(one).unwrap()).collect();
    assert!(served.house.arrive(one).is_none());
    assert!(served.house.arrive(other).is_some());
    arrivals.pop();
    assert!(served.house.arrive(one).is_some());
}

#[test]
fn an_official_database_that_a_service_opens_is_the_services_and_its_backup_too() {
    let folder = tempfile::tempdir().unwrap();
    let configuration = || {
        Ok(Some(Configuration {
            roster: roster("wang").into_bytes(),
            procedures: Configuration::default_procedures(),
            settings: Configuration::default_settings(),
        }))
    };
    let (database, backup) = (folder.path().join("gongkai.redb"), folder.path().join("backup.redb"));
    let read = configuration().unwrap().unwrap();
    drop(Desk::found(&database, Kind::Official, &read, CommandId(1), shell::now()).unwrap());
    let house = House::open(&database, 9, configuration).unwrap();
    assert!(house.desk.look(Desk::is_served));
    let mut copy = std::fs::File::create(&backup).unwrap();
    let write = &mut |piece: Vec<u8>| copy.write_all(&piece);
    house.desk.look(Desk::apart).backup(write, &mut |_, _| {}).unwrap();
    drop(house);
    assert!(Desk::open(&backup, None, shell::now()).unwrap().is_served());
}

#[test]
fn nobody_speaks_for_another_in_an_official_database() {
    let served = served(Kind::Official, 100);
    let (stream, _held) = served.greeted();
    let order = |by: &str| crate::desk::Order {
        id: CommandId(shell::fresh_id(shell::now())),
        item: Some(ItemId::new(2026, 1)),
        command: crate::domain::Command {
            act: crate::domain::Act::Recall,
            by: Login::from(by),
            on_behalf: None,
            revision: None,
        },
        blobs: Vec::new(),
        seed: 0,
    };
    let ask = |by: &str| {
        say(&stream, &ToDesk::Ask(1, Box::new(Act { orders: vec![order(by)] }.asked())));
        hear(&stream)
    };
    assert!(matches!(ask("l"), Some(FromDesk::Failed(1, crate::protocol::Failed::ForAnother))));
    assert!(matches!(ask(&shell::login()), Some(FromDesk::Answer(1, _))));
}

#[test]
fn in_practice_one_may_be_anybody_at_any_moment() {
    let served = served(Kind::Practice, 100);
    let (stream, _held) = served.connect();
    let moment: Moment = "2026-11-23T09:00:00+08:00".parse().unwrap();
    say(&stream, &Hello { moment: Some(moment.to_rfc3339()), ..hello(VERSION, Some("l")) });
    assert!(matches!(hear(&stream), Some(FromDesk::Welcome(_))));
    still_answers(&stream);
}

#[test]
fn a_backup_under_way_is_listed_nowhere_and_another_may_run_beside_it() {
    let served = served(Kind::Official, 1);
    let names = || {
        let there = std::fs::read_dir(served._folder.path()).unwrap();
        there.map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>()
    };
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let backup = |take: &mut dyn FnMut(Vec<u8>)| {
        let hand_on = &mut |piece: Vec<u8>| {
            take(piece);
            Ok(())
        };
        served.house.desk.look(Desk::apart).backup(hand_on, &mut |_, _| {}).unwrap()
    };
    backup(&mut |piece| {
        assert_eq!(names(), ["gongkai.redb"], "killed now, it leaves nothing behind");
        first.extend(piece);
        backup(&mut |piece| second.extend(piece));
    });
    assert!(!first.is_empty() && first.len() == second.len());
    assert_eq!(names(), ["gongkai.redb"]);
}

#[test]
fn a_seal_that_was_torn_is_made_again_on_a_line_of_its_own() {
    let served = served(Kind::Official, 1);
    let (seals, today) = (served._folder.path().join("seals.txt"), shell::now().date_naive());
    let whole = super::seal::keep(&served.house.desk, &seals, today).unwrap();
    assert_eq!(super::seal::keep(&served.house.desk, &seals, today).unwrap(), whole);
    assert_eq!(std::fs::read_to_string(&seals).unwrap(), format!("{whole}\n"));
    let torn = &whole[..whole.len() - 9];
    std::fs::write(&seals, torn).unwrap();
    assert_eq!(super::seal::keep(&served.house.desk, &seals, today).unwrap(), whole);
    assert_eq!(std::fs::read_to_string(&seals).unwrap(), format!("{torn}\n{whole}\n"));
}

#[test]
fn what_a_client_asks_too_much_of_is_answered_within_bounds() {
    let served = served(Kind::Practice, 1);
    let (stream, _held) = served.greeted();
    for asked in [
        ChangedSince { after: u64::MAX, most: usize::MAX }.asked(),
        PastOfMany { from: ItemId(u64::MAX), most: usize::MAX }.asked(),
    ] {
        say(&stream, &ToDesk::Ask(1, Box::new(asked)));
        assert!(matches!(hear(&stream), Some(FromDesk::Answer(1, _))));
    }
    still_answers(&stream);
}

#[test]
fn who_finds_the_house_full_is_not_told_of_connections_of_his_own() {
    let served = served(Kind::Official, 2);
    let other = |number: u32| Login(format!("person{number}"));
    let seats: Vec<_> =
        (0..super::MOST).map(|number| served.house.seat(&other(number)).ok().unwrap()).collect();
    assert_eq!(served.house.seat(&other(super::MOST)).err(), Some(Refused::Full));
    drop(seats);
    assert!(served.house.seat(&other(0)).is_ok());
}

/// A large import or a change of the roster takes longer than a client waits for a word: it was told that the
/// connection is lost, and so was everybody who waited behind it, while it succeeded.
#[test]
fn who_waits_for_an_answer_or_is_let_in_late_hears_that_it_is_worked_on() {
    let served = served(Kind::Official, 9);
    let (stream, _held) = served.greeted();
    let (arriving, _held) = served.connect();
    thread::scope(|scope| {
        // Whatever fails here, nobody goes on waiting for it.
        let _closed = Closed(&served.house);
        scope.spawn(|| served.house.pulse());
        let (begun, work) = std::sync::mpsc::channel();
        let (done, over) = std::sync::mpsc::channel::<()>();
        let house = &served.house;
        scope.spawn(move || {
            house.desk.act_alone(|_| {
                begun.send(()).unwrap();
                let _ = over.recv();
                Ok(())
            })
        });
        work.recv().unwrap();
        say(&stream, &ToDesk::Ask(7, Box::new(Stand {}.asked())));
        say(&arriving, &hello(VERSION, None));
        assert!(matches!(hear(&stream), Some(FromDesk::Told(7, Told::Working))));
        assert!(matches!(hear(&arriving), Some(FromDesk::Told(0, Told::Working))));
        drop(done);
        let last = |stream| loop {
            match hear(stream) {
                Some(FromDesk::Told(..)) => {}
                said => break said,
            }
        };
        assert!(matches!(last(&stream), Some(FromDesk::Answer(7, _))));
        assert!(matches!(last(&arriving), Some(FromDesk::Welcome(_))));
    });
}

/// Closes a house when it goes.
struct Closed<'h>(&'h House);

impl Drop for Closed<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Progress was told under the desk's lock: a client that didn't listen kept the whole bureau waiting.
#[test]
fn who_does_not_listen_to_how_far_a_rebuild_is_keeps_nobody_waiting() {
    let served = served(Kind::Practice, 9);
    let (other, _held) = served.greeted();
    let (near, far) = UnixStream::pair().unwrap();
    let (speaking, house) = (far.try_clone().unwrap(), served.house.clone());
    thread::spawn(move || session::hold(&house, far, house.arrive(shell::own_account()).unwrap()));
    say(&near, &hello(VERSION, None));
    assert!(matches!(hear(&near), Some(FromDesk::Welcome(_))));
    // Nothing more has room on its way to them.
    while shell::write_at_once(&speaking, &[0; 512]).unwrap() {}
    while shell::write_at_once(&speaking, &[0]).unwrap() {}
    say(&near, &ToDesk::Ask(1, Box::new(Rebuild {}.asked())));
    let since = std::time::Instant::now();
    while since.elapsed() < std::time::Duration::from_secs(2) {
        say(&other, &ToDesk::Ask(7, Box::new(Stand {}.asked())));
        assert!(std::iter::from_fn(|| hear(&other)).any(|said| matches!(said, FromDesk::Answer(7, _))));
        thread::sleep(std::time::Duration::from_millis(20));
        assert!(since.elapsed() < std::time::Duration::from_secs(5), "the other waits");
    }
}

#[test]
fn who_looks_holds_up_nobody_who_acts() {
    // A single lock for both made an act wait for every look that had begun before it.
    let served = served(Kind::Official, 100);
    let (acted, heard) = std::sync::mpsc::channel();
    let desk = served.house.desk.clone();
    let before = desk.news().unwrap().sequence;
    served.house.desk.look(|looked| {
        thread::spawn(move || {
            let order =
                BureauOrder { id: CommandId(1 << 80), by: Login(shell::login()), command: deputised() };
            acted.send(desk.act(|desk| desk.act_on_bureau(&order, shell::now())).unwrap())
        });
        assert_eq!(heard.recv_timeout(std::time::Duration::from_secs(20)), Ok(Ok(())));
        assert!(looked.sequence().unwrap() > before);
    });
}

/// This account makes the office's head its deputy for today.
fn deputised() -> BureauCommand {
    let today = shell::now().date_naive();
    BureauCommand::AppointDeputy(Delegation {
        from: Login(shell::login()),
        to: "o".into(),
        first: today,
        last: today,
        authority: String::new(),
    })
}

/// Two sections and a person of each standing; none of them runs the host.
const EVERYBODY: &str = r#"
[[section]]
name = "办公室"
office = true
heads = ["office"]
leader = "leader"
[[section]]
name = "投资科"
heads = ["head"]
leader = "other"
[[person]]
login = "office"
name = "郑丽"
section = "办公室"
[[person]]
login = "head"
name = "王磊"
section = "投资科"
[[person]]
login = "staff"
name = "庄毅"
section = "投资科"
[[person]]
login = "leader"
name = "陈志强"
leader = true
[[person]]
login = "other"
name = "李强"
leader = true
[[person]]
login = "chief"
name = "周平"
chief = true
[[person]]
login = "audit"
name = "何静"
auditor = true
[[person]]
login = "admin"
name = "孙宇"
administrator = true
"#;

#[test]
fn what_is_done_for_the_whole_bureau_is_allowed_to_those_whom_the_table_names() {
    let served = served_to(Kind::Official, 100, EVERYBODY.to_owned());
    let desk = &served.house.desk;
    let check = |login: &str, hosts: bool, expected: &[Upkeep]| {
        let who = Asking { login: login.into(), now: shell::now(), hosts };
        let allowed: Vec<Upkeep> =
            ASKED.iter().copied().filter(|upkeep| is_answered(desk, &who, *upkeep)).collect();
        assert_eq!(allowed, expected, "{login}");
    };
    use Upkeep::{Backup, BuildSite, ConfirmClock, Export, History, ImportCalendar, Rebuild, Reload, Verify};
    for nothing in ["staff", "head", "leader", "other", "nobody"] {
        check(nothing, false, &[]);
    }
    check("office", false, &[Verify, Export, History, ImportCalendar, BuildSite]);
    check("chief", false, &[Verify, Export, History, BuildSite]);
    check("audit", false, &[Verify, Export, History, BuildSite]);
    check("admin", false, &[Reload, Backup, Rebuild, Verify, Export, History, ImportCalendar, ConfirmClock]);
    // Who runs the host without being anybody in the bureau looks after the database and nothing else.
    check("nobody", true, &[Reload, Backup, Rebuild, Verify, Export, History]);
}

/// What a desk judges by itself; the rest is the door's and the host's.
const ASKED: [Upkeep; 9] = [
    Upkeep::Reload,
    Upkeep::Backup,
    Upkeep::Rebuild,
    Upkeep::Verify,
    Upkeep::Export,
    Upkeep::History,
    Upkeep::ImportCalendar,
    Upkeep::ConfirmClock,
    Upkeep::BuildSite,
];

/// Whether a desk does it, or would but for what it was given.
fn is_answered(desk: &SharedDesk, who: &Asking, upkeep: Upkeep) -> bool {
    fn ask<Q: Question>(desk: &SharedDesk, who: &Asking, question: Q) -> Result<Q::Answer, Failure> {
        question.answer(desk, who, &mut |_| Ok(()))
    }
    let refused = |answer: Result<(), Refusal>| {
        matches!(answer, Err(Refusal::NotPermitted { .. } | Refusal::UnknownPerson(_)))
    };
    let answer = match upkeep {
        Upkeep::Reload => crate::protocol::permitted(desk, who, upkeep),
        Upkeep::Backup => ask(desk, who, Backup {}).map(drop),
        Upkeep::Rebuild => ask(desk, who, Rebuild {}),
        Upkeep::Verify => ask(desk, who, Verify { up_to: None }).map(drop),
        Upkeep::Export => ask(desk, who, Export {}).map(drop),
        Upkeep::History => ask(desk, who, BureauPast {}).map(drop),
        Upkeep::BuildSite => ask(desk, who, ChangedSince { after: 0, most: 1 }).map(drop),
        Upkeep::ImportCalendar => {
            let (bytes, name, id) = (Vec::new(), "notice".to_owned(), CommandId(shell::fresh_id(who.now)));
            return match ask(desk, who, ImportNotice { bytes, name, id }) {
                Ok(answer) => !refused(answer),
                // An empty file is none.
                Err(failure) => matches!(failure, Failure::Faults(_)),
            };
        }
        Upkeep::ConfirmClock => {
            let command = BureauCommand::ConfirmClock;
            let id = CommandId(shell::fresh_id(who.now));
            let order = BureauOrder { id, by: who.login.clone(), command };
            return !refused(ask(desk, who, ActOnBureau { order }).unwrap());
        }
        Upkeep::Delegate | Upkeep::DelegateOthers => panic!("domain::tests judges it"),
        Upkeep::Status | Upkeep::Init | Upkeep::Serve | Upkeep::Restore => panic!("not a desk's to judge"),
    };
    match answer {
        Ok(()) => true,
        Err(Failure::NotForYou) => false,
        Err(failure) => panic!("{upkeep:?}: {failure}"),
    }
}
