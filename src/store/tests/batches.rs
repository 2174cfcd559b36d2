//! What is committed reads back, a batch is whole or refused, and pages follow keys.

use tempfile::TempDir;

use super::{at, blobs, counters, faults, new_store, record, records, store_with};
use crate::codec::{Envelope, sm3};
use crate::store::{
    Batch, Body, CACHE_BYTES, Cause, Committed, Expunge, Head, Kind, PROJECTION_VERSION, Store, StoreFailure,
};

#[test]
fn what_is_committed_reads_back() {
    let dir = TempDir::new().unwrap();
    let store = new_store(&dir);
    let blob = b"a scan".to_vec();
    let committed = store
        .commit(Batch {
            records: records(3),
            blobs: blobs([blob.clone()]),
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
    assert_eq!(counters(&reader), [(b"c".to_vec(), 1)]);
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

fn unsound(store: &Store, batch: Batch) -> &'static str {
    match store.commit(batch) {
        Err(StoreFailure { cause: Cause::Unsound(why), .. }) => why,
        other => panic!("{other:?}"),
    }
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
        Batch { expunge: vec![Expunge { by: 0, sequences: vec![1], blobs: vec![] }], ..Batch::default() },
        "what is expunged needs a record that says so",
    );
    assert_eq!(store.commit(Batch { records, ..Batch::default() }).unwrap().last_sequence, 3);
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
    store.commit(Batch { blobs: blobs([vec![9]]), answers: vec![(1, vec![1])], ..filled() }).unwrap();
    let derived = || {
        let reader = store.read().unwrap();
        let rows = (reader.items_chunk(0, 9).unwrap(), reader.window(b"", None, 9).unwrap());
        (rows, counters(&reader), reader.single(PROJECTION_VERSION).unwrap())
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
