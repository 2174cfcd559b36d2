//! The store is tested through its public face; damage is done behind its back, through redb.

mod crash;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use chrono::{DateTime, FixedOffset, TimeDelta, TimeZone};
use redb::{Database, ReadableTable, WriteTransaction};
use serde_json::value::RawValue;
use tempfile::TempDir;

use super::*;
use crate::codec::{BEIJING, Envelope, sm3};
use crate::domain::Digest;

fn at(second: i64) -> DateTime<FixedOffset> {
    BEIJING.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap() + TimeDelta::seconds(second)
}

fn record(second: i64, body: &str) -> NewRecord {
    NewRecord {
        at: at(second),
        actor: "wangli".into(),
        role: "drafter".into(),
        on_behalf: None,
        item: Some(7),
        kind: "submitted".into(),
        command: second as u128,
        body: body.into(),
    }
}

fn records(count: i64) -> Vec<NewRecord> {
    (1..=count)
        .map(|n| record(n, &format!(r#"{{"salt":"{n:08x}","title":"关于第{n}号道路的通知"}}"#)))
        .collect()
}

fn new_store(dir: &TempDir) -> Store {
    Store::create(&dir.path().join("db"), Kind::Practice, at(0), CACHE_BYTES).unwrap()
}

fn store_with(records: Vec<NewRecord>) -> (TempDir, Store) {
    let dir = TempDir::new().unwrap();
    let store = new_store(&dir);
    store.commit(Batch { records, ..Batch::default() }).unwrap();
    (dir, store)
}

/// Changes the file as somebody with redb in hand could, and opens it again.
fn tampered(store: Store, change: impl FnOnce(&WriteTransaction)) -> Store {
    let path = store.path().to_owned();
    drop(store);
    let database = Database::open(&path).unwrap();
    let transaction = database.begin_write().unwrap();
    change(&transaction);
    transaction.commit().unwrap();
    drop(database);
    Store::open(&path, CACHE_BYTES).unwrap()
}

fn faults(store: &Store) -> Vec<Fault> {
    store.verify_chain(None, |_, _| ()).unwrap().faults
}

fn unsound(store: &Store, batch: Batch) -> &'static str {
    match store.commit(batch) {
        Err(StoreFailure { cause: Cause::Unsound(why), .. }) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_committed_reads_back() {
    let dir = TempDir::new().unwrap();
    let store = new_store(&dir);
    let blob = b"a scan".to_vec();
    let committed = store
        .commit(Batch {
            records: records(3),
            blobs: vec![blob.clone(), blob.clone()],
            items: vec![
                (7, Some(b"first".to_vec())),
                (9, Some(b"other".to_vec())),
                (7, Some(b"last".to_vec())),
            ],
            window_inserts: vec![b"w1".to_vec()],
            counters: vec![(b"c".to_vec(), 2), (b"c".to_vec(), -1), (b"d".to_vec(), 1), (b"d".to_vec(), -1)],
            answers: vec![(5, b"yes".to_vec())],
            singles: vec![("bureau", b"one".to_vec())],
            ..Batch::default()
        })
        .unwrap();
    assert_eq!(committed, Committed { first_sequence: 1, last_sequence: 3 });
    drop(store);

    let store = Store::open(&dir.path().join("db"), CACHE_BYTES).unwrap();
    assert_eq!(store.kind(), Kind::Practice);
    let reader = store.read().unwrap();
    let second = reader.record(2).unwrap().unwrap();
    let envelope = Envelope::decode(&second.envelope).unwrap();
    let Body::Kept(body) = second.body else { panic!("{:?}", second.body) };
    assert_eq!((envelope.sequence, envelope.at, envelope.body), (2, at(2), sm3(&body)));
    assert_eq!(body, records(3)[1].body);
    assert_eq!(reader.record(4).unwrap(), None);
    let sequences =
        |from, max| reader.records_chunk(from, max).unwrap().iter().map(|r| r.sequence).collect::<Vec<_>>();
    assert_eq!((sequences(1, 2), sequences(3, 2), sequences(4, 2)), (vec![1, 2], vec![3], vec![]));
    let last = reader.record(3).unwrap().unwrap();
    assert_eq!(reader.head().unwrap(), Head { sequence: 3, digest: sm3(&last.envelope), at: at(3) });
    assert_eq!(reader.blob(sm3(&blob)).unwrap(), Some(blob.clone()));
    assert!(reader.has_blob(sm3(&blob)).unwrap() && !reader.has_blob(sm3(b"")).unwrap());
    assert_eq!(reader.item(7).unwrap(), Some(b"last".to_vec()));
    assert_eq!(reader.items_chunk(8, 5).unwrap(), [(9, b"other".to_vec())]);
    assert_eq!(reader.counters(b"").unwrap(), [(b"c".to_vec(), 1)]);
    assert_eq!(reader.answer(5).unwrap(), Some(b"yes".to_vec()));
    assert_eq!(reader.single("bureau").unwrap(), Some(b"one".to_vec()));
    assert!(faults(&store).is_empty());
}

#[test]
fn an_empty_journal_begins_when_the_file_was_made() {
    let dir = TempDir::new().unwrap();
    let store = new_store(&dir);
    let head = Head { sequence: 0, digest: Envelope::GENESIS, at: at(0) };
    assert_eq!(store.read().unwrap().head().unwrap(), head);
    let report = store.verify_chain(None, |_, _| ()).unwrap();
    assert_eq!((report.head, report.fault_count), (head, 0));
    assert_eq!(
        store.commit(Batch::default()).unwrap(),
        Committed { first_sequence: 1, last_sequence: 0 },
        "a batch without records takes no number"
    );
}

#[test]
fn windows_page_by_key_in_both_directions() {
    let dir = TempDir::new().unwrap();
    let store = new_store(&dir);
    let keys = ["a1", "b1", "b2", "b3", "c1"].map(|key| key.as_bytes().to_vec());
    let high = vec![0xff, 0xff, 1];
    let window_inserts = keys.iter().cloned().chain([high.clone()]).collect();
    store.commit(Batch { window_inserts, ..Batch::default() }).unwrap();
    let reader = store.read().unwrap();
    let text =
        |keys: Vec<Vec<u8>>| keys.into_iter().map(|key| String::from_utf8(key).unwrap()).collect::<Vec<_>>();
    let check = |prefix: &str, key: Option<&str>, limit, forward: &[&str], backward: &[&str]| {
        let (prefix, key) = (prefix.as_bytes(), key.map(str::as_bytes));
        assert_eq!(text(reader.window(prefix, key, limit).unwrap()), forward, "after {key:?}");
        assert_eq!(text(reader.window_before(prefix, key, limit).unwrap()), backward, "before {key:?}");
    };
    check("b", None, 9, &["b1", "b2", "b3"], &["b3", "b2", "b1"]);
    check("b", None, 2, &["b1", "b2"], &["b3", "b2"]);
    check("b", Some("b2"), 9, &["b3"], &["b1"]);
    check("b", Some("a"), 9, &["b1", "b2", "b3"], &[]);
    check("b", Some("c"), 9, &[], &["b3", "b2", "b1"]);
    check("x", None, 9, &[], &[]);
    assert_eq!(reader.window_before(&[0xff], None, 1).unwrap(), [high]);
    assert_eq!(reader.window_before(b"", None, 9).unwrap().len(), 6);
    drop(reader);

    let moved = Batch {
        window_removes: vec![keys[1].clone(), keys[2].clone()],
        window_inserts: vec![keys[2].clone(), b"b9".to_vec()],
        ..Batch::default()
    };
    store.commit(moved).unwrap();
    assert_eq!(text(store.read().unwrap().window(b"b", None, 9).unwrap()), ["b2", "b3", "b9"]);
}

#[test]
fn answers_are_forgotten_by_the_time_in_their_ids() {
    let dir = TempDir::new().unwrap();
    let store = new_store(&dir);
    let command = |unix_ms: u128| unix_ms << 80 | 0xabc;
    let answers = (1..=5).map(|ms| (command(ms), vec![1])).collect();
    store.commit(Batch { answers, ..Batch::default() }).unwrap();
    store.commit(Batch { forget_answers_before_ms: Some(4), ..Batch::default() }).unwrap();
    let reader = store.read().unwrap();
    let kept: Vec<_> = (1..=5).filter(|&ms| reader.answer(command(ms)).unwrap().is_some()).collect();
    assert_eq!(kept, [4, 5]);
}

#[test]
fn an_unsound_batch_is_refused_whole_and_the_next_goes_on() {
    let (_dir, store) = store_with(records(2));
    let check = |batch: Batch, why: &str| {
        let everything = Batch { items: vec![(1, Some(vec![1]))], singles: vec![("one", vec![1])], ..batch };
        assert_eq!(unsound(&store, everything), why);
        let reader = store.read().unwrap();
        assert_eq!(reader.head().unwrap().sequence, 2);
        assert_eq!((reader.item(1).unwrap(), reader.single("one").unwrap()), (None, None));
    };
    check(Batch { records: vec![record(1, "{}")], ..Batch::default() }, "recorded times never decrease");
    check(Batch { records: vec![record(3, "{\n}")], ..Batch::default() }, "a body is one line");
    let records = vec![record(3, "{}")];
    check(
        Batch { records: records.clone(), counters: vec![(b"c".to_vec(), -1)], ..Batch::default() },
        "a counter would fall below zero; rebuild the projections",
    );
    check(
        Batch { records: records.clone(), answers: vec![(1, vec![]), (1, vec![])], ..Batch::default() },
        "a command is answered once",
    );
    check(
        Batch { expunge: Expunge { sequences: vec![1], blobs: vec![] }, ..Batch::default() },
        "what is expunged needs a record that says so",
    );
    assert_eq!(store.commit(Batch { records, ..Batch::default() }).unwrap().last_sequence, 3);
}

#[test]
fn an_expunged_body_or_blob_is_gone_and_the_chain_still_holds() {
    let (_dir, store) = store_with(records(3));
    let blob = b"name and identity number".to_vec();
    store.commit(Batch { blobs: vec![blob.clone()], ..Batch::default() }).unwrap();
    let gone = |sequences, blobs| Expunge { sequences, blobs };
    let saying = vec![record(4, "{}"), record(5, r#"{"reason":"误录"}"#)];
    store
        .commit(Batch {
            records: saying,
            expunge: gone(vec![2, 99], vec![sm3(&blob), sm3(b"")]),
            ..Batch::default()
        })
        .unwrap();
    let reader = store.read().unwrap();
    assert_eq!(reader.record(2).unwrap().unwrap().body, Body::Expunged { by: 5 });
    assert_eq!(reader.blob(sm3(&blob)).unwrap(), None);
    assert_eq!(reader.blob_expunged_by(sm3(&blob)).unwrap(), Some(5));
    assert_eq!(reader.blob_expunged_by(sm3(b"")).unwrap(), None, "what never was is not marked");
    let report = store.verify_chain(None, |_, _| ()).unwrap();
    assert_eq!((report.expunged, report.faults), (1, vec![]));
}

#[test]
fn every_alteration_is_found() {
    let check = |change: &dyn Fn(&WriteTransaction), expected: &[Fault]| {
        let (_dir, store) = store_with(records(4));
        store.commit(Batch { blobs: vec![b"scan".to_vec()], ..Batch::default() }).unwrap();
        assert_eq!(faults(&tampered(store, |transaction| change(transaction))), expected);
    };
    fn altered(envelope: bool, sequence: u64, from: &str, to: &str) -> impl Fn(&WriteTransaction) {
        let (from, to) = (from.to_owned(), to.to_owned());
        move |transaction| {
            let mut table = transaction.open_table(if envelope { JOURNAL } else { BODIES }).unwrap();
            let text = String::from_utf8(table.get(sequence).unwrap().unwrap().value().to_vec()).unwrap();
            assert!(text.contains(&from));
            table.insert(sequence, text.replacen(&from, &to, 1).as_bytes()).unwrap();
        }
    }
    check(&|_| (), &[]);
    check(&altered(false, 2, "道路", "道格"), &[Fault::BodyAltered { sequence: 2 }]);
    check(&altered(true, 2, "wangli", "wanglu"), &[Fault::ChainBroken { sequence: 3 }]);
    check(&altered(true, 4, "wangli", "wanglu"), &[Fault::HeadAltered { sequence: 4 }]);
    check(
        &altered(true, 2, "{", "("),
        &[Fault::Unreadable { sequence: 2 }, Fault::ChainBroken { sequence: 3 }],
    );
    check(
        &altered(true, 2, r#""sequence":2"#, r#""sequence":3"#),
        &[Fault::Misnumbered { sequence: 2, says: 3 }, Fault::ChainBroken { sequence: 3 }],
    );
    check(
        &altered(true, 3, "09:00:03", "08:00:03"),
        &[Fault::TimeDecreases { sequence: 3 }, Fault::ChainBroken { sequence: 4 }],
    );
    let removed = |sequence: u64| {
        move |transaction: &WriteTransaction| {
            transaction.open_table(JOURNAL).unwrap().remove(sequence).unwrap();
        }
    };
    check(&removed(2), &[Fault::Gap { first: 2, last: 2 }]);
    check(&removed(4), &[Fault::Gap { first: 4, last: 4 }, Fault::HeadAltered { sequence: 4 }]);
    let body_removed = |transaction: &WriteTransaction| {
        transaction.open_table(BODIES).unwrap().remove(3).unwrap();
    };
    check(&body_removed, &[Fault::BodyMissing { sequence: 3 }]);
    check(
        &|transaction| {
            body_removed(transaction);
            transaction.open_table(EXPUNGED_BODIES).unwrap().insert(3, 5).unwrap();
        },
        &[Fault::BodyMissing { sequence: 3 }],
    );
    let digest = sm3(b"scan");
    check(
        &|transaction| {
            transaction.open_table(BLOBS).unwrap().insert(&digest.0, b"scam".as_slice()).unwrap();
        },
        &[Fault::BlobAltered { digest }],
    );
}

#[test]
fn a_report_lists_a_hundred_faults_and_counts_them_all() {
    let (_dir, store) = store_with(records(150));
    let store = tampered(store, |transaction| {
        transaction.delete_table(BODIES).unwrap();
        transaction.open_table(BODIES).unwrap();
    });
    let mut told = Vec::new();
    let report = store.verify_chain(Some(140), |done, all| told.push((done, all))).unwrap();
    assert_eq!((report.faults.len(), report.fault_count, report.head.sequence), (FAULTS_LISTED, 140, 140));
    assert_eq!(told, [(140, 140)]);
}

#[test]
fn a_record_of_a_newer_version_passes_through() {
    let (_dir, store) = store_with(records(2));
    let head = store.read().unwrap().head().unwrap();
    let body = br#"{"salt":"00","stars":5}"#;
    let newer = format!(
        concat!(
            r#"{{"version":9,"sequence":3,"at":"2026-11-24T09:00:00.000+08:00","actor":"x","role":"y","#,
            r#""on_behalf":null,"item":null,"kind":"praised","command":"{:032x}","body":"{}","#,
            r#""previous":"{}","seal":{{"by":["z"]}}}}"#
        ),
        1,
        sm3(body),
        head.digest,
    );
    let store = tampered(store, |transaction| {
        transaction.open_table(JOURNAL).unwrap().insert(3, newer.as_bytes()).unwrap();
        transaction.open_table(BODIES).unwrap().insert(3, body.as_slice()).unwrap();
        let head = Head { sequence: 3, digest: sm3(newer.as_bytes()), at: at(86400) };
        head.write(&mut transaction.open_table(FILE).unwrap()).unwrap();
    });
    store.commit(Batch { records: vec![record(86401, "{}")], ..Batch::default() }).unwrap();
    assert_eq!(faults(&store), []);
    let mut text = Vec::new();
    assert_eq!(store.export_journal(3..=3, &mut text).unwrap(), 1);
    assert!(String::from_utf8(text).unwrap().contains(&newer));
}

#[test]
fn exported_lines_carry_the_bytes_that_their_digests_name() {
    #[derive(serde::Deserialize)]
    struct Line<'a> {
        #[serde(borrow)]
        envelope: &'a RawValue,
        #[serde(borrow)]
        body: Option<&'a RawValue>,
    }
    let (_dir, store) = store_with(records(1500));
    let expunge = Expunge { sequences: vec![1200], blobs: vec![] };
    store.commit(Batch { records: vec![record(1501, "{}")], expunge, ..Batch::default() }).unwrap();
    let mut text = Vec::new();
    assert_eq!(store.export_journal(1..=u64::MAX, &mut text).unwrap(), 1501);
    let mut previous = Envelope::GENESIS;
    for (line, sequence) in text.strip_suffix(b"\n").unwrap().split(|&byte| byte == b'\n').zip(1..) {
        let Line { envelope, body } = serde_json::from_slice(line).unwrap();
        let said = Envelope::decode(envelope.get().as_bytes()).unwrap();
        assert_eq!((said.sequence, said.previous), (sequence, previous));
        assert_eq!(body.is_none(), sequence == 1200);
        assert!(body.is_none_or(|body| sm3(body.get().as_bytes()) == said.body));
        previous = sm3(envelope.get().as_bytes());
    }
    let head: Digest = store.read().unwrap().head().unwrap().digest;
    assert_eq!(previous, head);
}

#[test]
fn an_export_says_when_its_target_fails() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let (_dir, store) = store_with(records(1));
    let failure = store.export_journal(1..=1, &mut Full).unwrap_err();
    assert!(matches!(failure.cause, Cause::Export(_)), "{failure:?}");
}

#[test]
fn clearing_the_projections_leaves_the_journal_blobs_and_answers() {
    let (_dir, store) = store_with(records(2));
    let filled = || Batch {
        items: vec![(7, Some(vec![1]))],
        window_inserts: vec![b"w".to_vec()],
        counters: vec![(b"c".to_vec(), 3)],
        singles: vec![(PROJECTION_VERSION, b"1".to_vec())],
        ..Batch::default()
    };
    store.commit(Batch { blobs: vec![vec![9]], answers: vec![(1, vec![1])], ..filled() }).unwrap();
    let derived = || {
        let reader = store.read().unwrap();
        let rows = (reader.items_chunk(0, 9).unwrap(), reader.window(b"", None, 9).unwrap());
        (rows, reader.counters(b"").unwrap(), reader.single(PROJECTION_VERSION).unwrap())
    };
    let before = derived();
    store.clear_projections().unwrap();
    assert_eq!(derived(), Default::default());
    let reader = store.read().unwrap();
    assert_eq!(reader.head().unwrap().sequence, 2);
    assert!(reader.has_blob(sm3(&[9])).unwrap() && reader.answer(1).unwrap().is_some());
    drop(reader);
    store.commit(filled()).unwrap();
    assert_eq!(derived(), before);
}

#[test]
fn what_is_not_a_database_of_ours_is_told_apart() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("db");
    let failure = |path: &Path| Store::open(path, CACHE_BYTES).unwrap_err();
    assert!(matches!(failure(&path), OpenFailure::NotFound { .. }));
    for other in [&b""[..], b"SQLite format 3", &[7; 100_000]] {
        std::fs::write(&path, other).unwrap();
        assert!(matches!(failure(&path), OpenFailure::NotAGongkaiFile { .. }), "{:?}", failure(&path));
        assert_eq!(std::fs::read(&path).unwrap(), other, "the file is left as it is");
    }
    let made = Store::create(&path, Kind::Official, at(0), CACHE_BYTES).unwrap_err();
    assert!(matches!(made, OpenFailure::Exists { .. }));
    std::fs::remove_file(&path).unwrap();
    drop(Database::create(&path).unwrap());
    assert!(matches!(failure(&path), OpenFailure::NotAGongkaiFile { .. }));
    let nowhere = Store::create(&dir.path().join("no/db"), Kind::Official, at(0), CACHE_BYTES).unwrap_err();
    assert!(matches!(nowhere, OpenFailure::Io { .. }));
}

#[test]
fn a_file_of_a_later_format_is_not_opened() {
    let (_dir, store) = store_with(records(1));
    let path = store.path().to_owned();
    drop(store);
    let database = Database::open(&path).unwrap();
    let transaction = database.begin_write().unwrap();
    transaction.open_table(FILE).unwrap().insert("format", b"12".as_slice()).unwrap();
    transaction.commit().unwrap();
    drop(database);
    let failure = Store::open(&path, CACHE_BYTES).unwrap_err();
    assert!(matches!(failure, OpenFailure::TooNew { format: 12, .. }), "{failure:?}");
}

#[test]
fn a_new_database_is_readable_by_its_account_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_dir, store) = store_with(records(1));
    assert_eq!(std::fs::metadata(store.path()).unwrap().permissions().mode() & 0o777, 0o600);
}

/// Where the other process of the next test finds its file; unset, it has nothing to do.
const NEIGHBOUR: &str = "GONGKAI_TEST_STORE_HELD_BY_NEIGHBOUR";

#[test]
fn a_neighbour_holds_the_file() {
    let Some(path) = std::env::var_os(NEIGHBOUR) else { return };
    let _held = Store::open(Path::new(&path), CACHE_BYTES).unwrap();
    println!("\nheld");
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

#[test]
fn a_second_open_names_the_process_that_holds_the_file() {
    let holder = |path: &Path| match Store::open(path, CACHE_BYTES) {
        Err(failure @ OpenFailure::AlreadyOpen { .. }) => {
            let said = failure.to_string();
            let OpenFailure::AlreadyOpen { holder, .. } = failure else { unreachable!() };
            (holder.unwrap(), said)
        }
        other => panic!("{other:?}"),
    };
    let (_dir, store) = store_with(records(1));
    let path = store.path().to_owned();
    assert_eq!(holder(&path).0.pid, std::process::id());
    drop(store);

    let mut neighbour = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store::tests::a_neighbour_holds_the_file", "--nocapture"])
        .env(NEIGHBOUR, &path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(neighbour.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "held"));
    let (holder, said) = holder(&path);
    assert_eq!(holder.pid, neighbour.id());
    assert!(holder.command.ends_with("--nocapture"), "{}", holder.command);
    assert!(said.contains(&format!("process {}", neighbour.id())), "{said}");
    neighbour.stdin.take().unwrap().write_all(b"\n").unwrap();
    assert!(neighbour.wait().unwrap().success());
    Store::open(&path, CACHE_BYTES).unwrap();
}
