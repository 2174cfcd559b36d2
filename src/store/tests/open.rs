//! Every reason why a file is not opened, told apart.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use redb::Database;
use tempfile::TempDir;

use super::{at, blobs, faults, new_store, record, records, store_with};
use crate::store::{Batch, CACHE_BYTES, Cause, FILE, Kind, OpenFailure, Store};

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
        .args(["--exact", "store::tests::open::a_neighbour_holds_the_file", "--nocapture"])
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

#[test]
fn what_is_opened_untouched_says_the_same_and_stays_as_it_was_to_the_byte() {
    let (_dir, store) = store_with(records(30));
    let path = store.path().to_owned();
    assert!(matches!(
        Store::open_untouched(&path, CACHE_BYTES),
        Err(OpenFailure::AlreadyOpen { holder: Some(_), .. })
    ));
    drop(store);
    let before = std::fs::read(&path).unwrap();
    let store = Store::open_untouched(&path, CACHE_BYTES).unwrap();
    // What is written is read again, and forgotten with the look.
    store
        .commit(Batch {
            records: vec![record(31, "{}")],
            blobs: blobs([vec![7; 300_000]]),
            ..Batch::default()
        })
        .unwrap();
    assert_eq!(store.read().unwrap().head().unwrap().sequence, 31);
    assert_eq!(faults(&store), vec![]);
    drop(store);
    assert!(std::fs::read(&path).unwrap() == before);
    assert_eq!(Store::open(&path, CACHE_BYTES).unwrap().read().unwrap().head().unwrap().sequence, 30);
}

/// A file that somebody had put in the place of an open one was taken for it at the next opening.
#[test]
fn only_the_file_that_was_open_is_opened_anew() {
    let (dir, store) = store_with(records(3));
    let (path, aside) = (store.path().to_owned(), dir.path().join("aside"));
    let copy = std::fs::read(&path).unwrap();
    store.commit(Batch { records: vec![record(4, "{}")], ..Batch::default() }).unwrap();
    std::fs::rename(&path, &aside).unwrap();

    let refused = |store: &Store| assert!(matches!(store.reopen(), Err(OpenFailure::Replaced { .. })));
    std::fs::write(&path, copy).unwrap();
    refused(&store);
    std::fs::remove_file(&path).unwrap();
    let other = new_store(&dir);
    let others = (1..=5).map(|n| record(n, r#"{"another":1}"#)).collect();
    other.commit(Batch { records: others, ..Batch::default() }).unwrap();
    drop(other);
    refused(&store);

    std::fs::rename(&aside, &path).unwrap();
    store.reopen().unwrap();
    store.commit(Batch { records: vec![record(5, "{}")], ..Batch::default() }).unwrap();
    assert_eq!(faults(&store), vec![]);
}

/// What was done after the file had been moved away was answered as done, and gone with the last who had it open.
#[test]
fn nothing_is_kept_in_a_file_that_is_not_in_its_place() {
    let (dir, store) = store_with(records(3));
    let (path, aside) = (store.path().to_owned(), dir.path().join("aside"));
    let act = || store.commit(Batch { records: vec![record(4, "{}")], ..Batch::default() });
    std::fs::rename(&path, &aside).unwrap();
    assert!(matches!(act().unwrap_err().cause, Cause::Displaced), "none is in its place");
    std::fs::copy(&aside, &path).unwrap();
    assert!(matches!(act().unwrap_err().cause, Cause::Displaced), "another is in its place");
    std::fs::rename(&aside, &path).unwrap();
    assert_eq!(act().unwrap().last_sequence, 4);
}
