//! The desk on a disk that fails, and on files that somebody else has changed.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use std::path::Path;

use chrono::NaiveDate;

use super::walk::Walk;
use super::{BureauOrder, Configuration, Desk, Failure, Happened, Kind, Order, Outcome};
use crate::calendar::{Calendar, FIRST, WORKING_DAYS};
use crate::codec::{ItemRecord, counter_key, number_key, page_key, window_key};
use crate::domain::{
    Act, Author, BureauCommand, BureauEvent, Command, CommandId, Content, Delegation, Ground, ItemId, Login,
    Moment, Proposal, Refusal, Submission,
};
use crate::procedure::{Attribute, Role};
use crate::projection::{Class, Entry, Queue, Scope, entries};
use crate::store::tests::disk::{Disk, Luck};
use crate::store::{Batch, CACHE_BYTES, Store};

const ROSTER: &str = r#"
[[section]]
name = "办公室"
office = true
heads = ["zheng"]
leader = "chen"

[[section]]
name = "投资科"
heads = ["wang"]
leader = "chen"

[[person]]
login = "zheng"
name = "郑丽"
section = "办公室"

[[person]]
login = "wang"
name = "王芳"
section = "投资科"

[[person]]
login = "lin"
name = "林晓"
section = "投资科"

[[person]]
login = "chen"
name = "陈志强"
leader = true
"#;

/// The year's arrangement with four days more off than there are.
const NOTICE: &str = "date,kind,name
2026-01-01,off,元旦
2026-05-01,off,劳动节
2026-10-01,off,国庆节
2026-11-10,off,补休
2026-11-11,off,补休
2026-11-12,off,补休
2026-11-13,off,补休
";

fn configuration() -> Configuration {
    Configuration {
        roster: ROSTER.as_bytes().to_vec(),
        procedures: Configuration::default_procedures(),
        settings: Configuration::default_settings(),
    }
}

fn now() -> Moment {
    "2026-11-09T09:00:00+08:00".parse().unwrap()
}

fn at_name() -> &'static Path {
    Path::new("disk")
}

fn reopened(image: Vec<u8>) -> Desk {
    let store = Store::recognise(at_name(), Disk::holding(image), CACHE_BYTES).unwrap();
    Desk::reopen(store, &mut |_, _| {}).unwrap()
}

/// A desk on this disk with two items, one at its first review, one determined 不公开.
fn founded(disk: &Disk) -> Desk {
    founded_with(disk, &configuration())
}

fn founded_with(disk: &Disk, configuration: &Configuration) -> Desk {
    let store = Store::found(at_name(), disk.clone(), Kind::Practice, now(), CACHE_BYTES).unwrap();
    let mut desk = Desk::empty(store);
    desk.begin(Kind::Practice, configuration, CommandId(1), now()).unwrap();
    let withheld = Proposal {
        attribute: Some(Attribute::Withheld),
        ground: Some(Ground::Process),
        reason: "讨论中".to_owned(),
        ..Proposal::default()
    };
    let proactive = Proposal { attribute: Some(Attribute::Proactive), ..Proposal::default() };
    done(&mut desk, "lin", 0, draft("甲", proactive));
    done(&mut desk, "lin", 1, Act::Submit { opinion: String::new() });
    done(&mut desk, "lin", 0, draft("乙", withheld));
    done(&mut desk, "lin", 2, Act::Submit { opinion: String::new() });
    done(&mut desk, "wang", 2, approve());
    done(&mut desk, "chen", 2, approve());
    desk
}

fn draft(title: &str, proposal: Proposal) -> Act {
    let content =
        Content { title: title.to_owned(), formed_on: Some(now().date_naive()), ..Content::default() };
    let submission = Box::new(Submission { content, proposal });
    Act::Draft { procedure: "non-document".into(), section: "投资科".into(), submission }
}

fn approve() -> Act {
    Act::Approve { opinion: String::new(), listed: false }
}

fn order(desk: &Desk, who: &str, serial: u64, act: Act) -> Order {
    let command = Command { act, by: Login(who.to_owned()), on_behalf: None, revision: None };
    let item = (serial > 0).then(|| ItemId::new(2026, serial));
    let id = CommandId(u128::from(desk.sequence().unwrap()) + 1_000);
    Order { id, item, command, blobs: Vec::new(), seed: 7 }
}

fn done(desk: &mut Desk, who: &str, serial: u64, act: Act) {
    let order = order(desk, who, serial, act);
    let outcomes = desk.act(&[order], now()).unwrap();
    assert!(outcomes.iter().all(Outcome::is_done), "{outcomes:?}");
}

fn agrees(desk: &Desk) -> bool {
    desk.verify(None, &mut |_, _| {}).unwrap().is_clean()
}

/// The event was safe and the rows that follow from it were not: nothing ever made them anew.
#[test]
fn a_notice_that_the_power_cut_short_takes_effect_whole_or_not_at_all() {
    let new = Disk::default();
    drop(founded(&new));
    let mut seen = [0, 0];
    for operations in 0.. {
        let disk = Disk::holding(new.synced());
        let store = Store::recognise(at_name(), disk.clone(), CACHE_BYTES).unwrap();
        let mut desk = Desk::reopen(store, &mut |_, _| {}).unwrap();
        disk.fails_after(operations);
        let office = Login("zheng".to_owned());
        let imported = desk.import_notice(NOTICE.as_bytes(), "notice", &office, CommandId(9), now());
        let after = reopened(disk.after_power_failure(&mut Luck(operations)));
        seen[after.bureau.calendars.len()] += 1;
        assert!(agrees(&after), "after {operations} operations");
        if imported.is_ok() {
            break;
        }
    }
    assert!(seen.iter().all(|times| *times > 1), "{seen:?}");
}

/// What is closed has no limit, so it was passed over where a setting gave it one.
#[test]
fn what_is_withheld_is_to_be_evaluated_as_soon_as_the_settings_say_when() {
    let without = String::from_utf8(Configuration::default_settings()).unwrap();
    let without = without.replace("evaluate_after_months = 12", "").into_bytes();
    let disk = Disk::default();
    let mut desk = founded_with(&disk, &Configuration { settings: without, ..configuration() });
    assert!(agrees(&desk));
    desk.adopt(&configuration(), now()).unwrap();
    assert!(agrees(&desk));
}

/// Entries and counts that nothing made were never looked at.
#[test]
fn what_is_kept_and_nothing_made_is_named_and_gone_after_a_rebuild() {
    let key = |queue, serial| {
        let scope = Scope::Person(Login("wang".to_owned()));
        let due = now().date_naive();
        window_key(&Entry { queue, scope, due, clocks: Vec::new() }, ItemId::new(2026, serial))
    };
    let counter = |class| counter_key(Queue::Review, &Scope::Person(Login("chen".to_owned())), class);
    let id = ItemId::new(2026, 1);
    let entry = |key: Vec<u8>| Batch { window_inserts: vec![key], ..Batch::default() };
    let gone = |key: Vec<u8>| Batch { window_removes: vec![key], ..Batch::default() };
    let nobodys =
        ItemRecord::decode(&founded(&Disk::default()).store.read().unwrap().item(id.0).unwrap().unwrap());
    let nobodys = nobodys.unwrap().encode();
    let cases = [
        (entry(key(Queue::Publish, 1)), "2026-000001"),
        (entry(page_key("https://www.example.org/1.htm", id)), "2026-000001"),
        (entry(number_key("泉工信〔2026〕1号", ItemId::new(2026, 2))), "2026-000002"),
        (gone(window_key(&one_entry(), id)), "2026-000001"),
        (entry(key(Queue::Publish, 7)), "2026-000007"),
        (entry(b"\xee".to_vec()), "strays 1"),
        (Batch { items: vec![(ItemId::new(2026, 8).0, Some(nobodys))], ..Batch::default() }, "2026-000008"),
        (Batch { counters: vec![(counter(Class::Items), 1)], ..Batch::default() }, "review chen"),
    ];
    for (damage, named) in cases {
        let disk = Disk::default();
        let mut desk = founded(&disk);
        assert!(agrees(&desk));
        desk.store.commit(damage).unwrap();
        let verdict = desk.verify(None, &mut |_, _| {}).unwrap();
        let mut found: Vec<String> = verdict.differing.iter().map(ToString::to_string).collect();
        found.extend(verdict.counts.clone());
        found.extend((verdict.strays > 0).then(|| format!("strays {}", verdict.strays)));
        assert_eq!(found, [named]);
        assert!(!verdict.is_clean());
        desk.rebuild(&mut |_, _| {}).unwrap();
        assert!(agrees(&desk), "{named}");
    }
}

/// Where the item that waits for its review stands among all that is open.
fn one_entry() -> Entry {
    let desk = founded(&Disk::default());
    let row = desk.record_of(ItemId::new(2026, 1)).unwrap().unwrap().row;
    entries(&row).pop().unwrap()
}

/// Memory held what never came to be, and handed it to whoever wrote next.
#[test]
fn what_could_not_be_written_is_not_remembered_either() {
    let disk = Disk::default();
    let mut desk = founded(&disk);
    let before = (desk.bureau.clone(), desk.bureau_events.clone());
    disk.fails_after(0);
    let deputy = Delegation {
        from: Login("wang".to_owned()),
        to: Login("lin".to_owned()),
        first: now().date_naive(),
        last: now().date_naive(),
        authority: String::new(),
    };
    let command = BureauCommand::AppointDeputy(deputy);
    let order = BureauOrder { id: CommandId(9), by: Login("wang".to_owned()), command };
    assert!(matches!(desk.act_on_bureau(&order, now()), Err(Failure::Store(_))));
    assert_eq!((desk.bureau.clone(), desk.bureau_events.clone()), before);
}

/// A file without its first record stayed, and the next try found that there was one already.
#[test]
fn what_could_not_be_founded_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gongkai.redb");
    let found = |prepare: fn(&Store) -> Result<(), Failure>| {
        Desk::found_with(&path, Kind::Official, &configuration(), CommandId(1), now(), prepare)
    };
    assert!(found(|_| Err(Failure::NotForYou)).is_err());
    assert!(!path.exists());
    assert!(found(|_| Ok(())).is_ok());
    // What is there already is another's, and stays.
    assert!(found(|_| Ok(())).is_err());
    assert!(path.exists());
}

#[test]
fn a_notice_handed_in_twice_gets_its_first_answer() {
    let disk = Disk::default();
    let mut desk = founded(&disk);
    let office = Login("zheng".to_owned());
    let mut import =
        |bytes: &str, id| desk.import_notice(bytes.as_bytes(), "notice", &office, CommandId(id), now());
    assert_eq!(import(NOTICE, 9).unwrap(), Ok(()));
    assert_eq!(import(NOTICE, 9).unwrap(), Ok(()));
    assert_eq!(import(NOTICE, 10).unwrap(), Err(Refusal::NothingChanged));
    let other = NOTICE.replace("2026-11-13,off,补休\n", "");
    assert!(matches!(import(&other, 9), Err(Failure::IdReused)));
    assert_eq!(import(&other, 11).unwrap(), Ok(()));
}

#[test]
fn the_same_id_twice_in_a_batch_is_done_once() {
    let disk = Disk::default();
    let mut desk = founded(&disk);
    let one = order(&desk, "lin", 0, draft("丙", Proposal::default()));
    let other =
        Order { command: order(&desk, "lin", 0, draft("丁", Proposal::default())).command, ..one.clone() };
    let before = desk.sequence().unwrap();
    for all_or_none in [false, true] {
        let orders = [one.clone(), one.clone(), other.clone()];
        let outcomes = match all_or_none {
            false => desk.act(&orders, now()).unwrap(),
            true => desk.act_all_or_none(&orders, now()).unwrap(),
        };
        let [Outcome::Done(first), Outcome::Done(again), Outcome::IdReused] = &outcomes[..] else {
            panic!("{outcomes:?}")
        };
        assert_eq!((again.item, again.revision, &again.events), (first.item, first.revision, &Vec::new()));
        assert_eq!(desk.sequence().unwrap(), before + 1);
    }
}

/// The data of a later program, with four days more off than there are.
fn later_data() -> String {
    let rows = NOTICE.lines().filter(|line| line.ends_with("补休"));
    let rows: String = rows.map(|row| format!("{row}\n")).collect();
    WORKING_DAYS.replace("edition,1\n", "edition,2\n").replace("2026-09-20,", &format!("{rows}2026-09-20,"))
}

fn dues(desk: &Desk) -> Vec<NaiveDate> {
    let row = desk.record_of(ItemId::new(2026, 1)).unwrap().unwrap().row;
    row.lines.iter().flat_map(|line| &line.clocks).filter_map(|clock| Some(clock.due()?.date)).collect()
}

/// A release moved limits with no record of it, and rows that were kept stayed as they were.
#[test]
fn working_days_of_a_later_program_take_effect_by_an_event_that_tells_what_moves() {
    let disk = Disk::default();
    let mut desk = founded(&disk);
    let (before, sequence) = (dues(&desk), desk.sequence().unwrap());
    desk.adopt(&configuration(), now()).unwrap();
    assert_eq!((desk.sequence().unwrap(), desk.moved()), (sequence, &[][..]), "the same data");
    desk.adopt_with(&configuration(), &later_data(), now()).unwrap();
    let after = dues(&desk);
    assert!(before.iter().zip(&after).all(|(before, after)| before < after), "{before:?} {after:?}");
    let moved: Vec<(NaiveDate, NaiveDate)> =
        desk.moved().iter().map(|moved| (moved.from, moved.to)).collect();
    let first_item = desk.moved().iter().filter(|moved| moved.item == ItemId::new(2026, 1)).count();
    assert_eq!(&moved[..first_item], before.iter().copied().zip(after.iter().copied()).collect::<Vec<_>>());
    let told = desk.bureau_history().unwrap().pop().unwrap().what;
    let Happened::Bureau(BureauEvent::WorkingDaysAdopted { edition: 2, moved: count, .. }) = told else {
        panic!("{told:?}")
    };
    assert_eq!(count, moved.len() as u64);
    assert!(agrees(&desk));
    // An older program goes on with what is on record.
    drop(desk);
    let mut desk = reopened(disk.synced());
    desk.adopt(&configuration(), now()).unwrap();
    assert_eq!((desk.sequence().unwrap(), dues(&desk)), (sequence + 1, after));
    desk.rebuild(&mut |_, _| {}).unwrap();
    assert!(agrees(&desk));
}

#[test]
fn what_a_bureau_imported_stands_before_what_a_later_program_says() {
    let disk = Disk::default();
    let mut desk = founded(&disk);
    let office = Login("zheng".to_owned());
    desk.import_notice(NOTICE.as_bytes(), "notice", &office, CommandId(9), now()).unwrap().unwrap();
    let imported = dues(&desk);
    let same_year = WORKING_DAYS.replace("edition,1\n", "edition,2\n");
    desk.adopt_with(&configuration(), &same_year, now()).unwrap();
    assert_eq!((dues(&desk), desk.moved()), (imported, &[][..]));
    assert!(agrees(&desk));
}

/// Databases of before name no data: they follow the first, whatever the program brings later.
#[test]
fn a_database_that_names_no_working_days_follows_the_first() {
    let disk = Disk::default();
    let store = Store::found(at_name(), disk.clone(), Kind::Practice, now(), CACHE_BYTES).unwrap();
    let mut desk = Desk::empty(store);
    let batch = Batch::default();
    let events = vec![BureauEvent::Founded { practice: true, working_days: None }];
    let author =
        Author { login: Login("administration".to_owned()), role: Role::Administrator, on_behalf: None };
    desk.keep_bureau_events(&author, CommandId(1), events, batch, now()).unwrap();
    let first = desk.setup().clone();
    assert_eq!((&first.calendar, first.edition), (&Calendar::of_data(FIRST), 1));
    desk.adopt_with(&configuration(), &later_data(), now()).unwrap();
    let later = desk.setup();
    let day = now().date_naive();
    assert_eq!(later.edition, 2);
    assert!(later.calendar.add(day, 1).date > first.calendar.add(day, 1).date);
    let then = now().timestamp_millis() - 1;
    assert_eq!(later.calendar.counted_then(day, 1, then), first.calendar.add(day, 1).date);
}

/// Where more has begun than there is room for, the rest is read by its numbers.
#[test]
fn what_a_walk_has_no_room_for_grows_the_same() {
    let desk = founded(&Disk::default());
    let walked = |room| {
        let reader = desk.store.read().unwrap();
        let mut walk = Walk::begin(&desk, &reader).unwrap();
        walk.room = room;
        let mut all = Vec::new();
        while let Some(ended) = walk.next(&desk, &reader, &mut |_, _| {}).unwrap() {
            all.extend(ended.into_iter().map(|grown| (grown.item, grown.held, grown.events)));
        }
        (all, walk.bureau)
    };
    let held = walked(2);
    assert_eq!(held.0.len(), 2);
    for (item, _, events) in &held.0 {
        let item = item.as_ref().unwrap();
        assert_eq!(desk.load(item.id, events).unwrap().as_ref(), Some(item));
    }
    assert_eq!(held.1, desk.bureau);
    assert_eq!(walked(0), held);
}
