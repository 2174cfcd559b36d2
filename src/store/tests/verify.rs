//! What was altered behind the store's back is found, and the export can be checked without us.

use std::io::Write;

use redb::{ReadableTable, WriteTransaction};
use serde_json::value::RawValue;

use super::{at, blobs, faults, record, records, store_with, tampered};
use crate::codec::{Envelope, sm3};
use crate::store::{
    BLOBS, BODIES, Batch, Body, Cause, EXPUNGED_BODIES, Expunge, FAULTS_LISTED, FILE, Fault, Head, JOURNAL,
};

#[test]
fn an_expunged_body_or_blob_is_gone_and_the_chain_still_holds() {
    let (_dir, store) = store_with(records(3));
    let blob = b"name and identity number".to_vec();
    store.commit(Batch { blobs: blobs([blob.clone()]), ..Batch::default() }).unwrap();
    let gone = |by, sequences, blobs| Expunge { by, sequences, blobs };
    let saying = vec![record(4, "{}"), record(5, r#"{"reason":"误录"}"#)];
    store
        .commit(Batch {
            records: saying,
            expunge: vec![gone(1, vec![2, 99], vec![sm3(&blob), sm3(b"")]), gone(0, vec![1], vec![])],
            ..Batch::default()
        })
        .unwrap();
    let reader = store.read().unwrap();
    assert_eq!(reader.record(2).unwrap().unwrap().body, Body::Expunged { by: 5 });
    assert_eq!(reader.record(1).unwrap().unwrap().body, Body::Expunged { by: 4 });
    assert_eq!(reader.blob(sm3(&blob)).unwrap(), None);
    assert_eq!(reader.blob_expunged_by(sm3(&blob)).unwrap(), Some(5));
    assert_eq!(reader.blob_expunged_by(sm3(b"")).unwrap(), None, "what never was is not marked");
    let report = store.verify_chain(None, |_, _| ()).unwrap();
    assert_eq!((report.expunged, report.faults), (2, vec![]));
}

#[test]
fn every_alteration_is_found() {
    let check = |change: &dyn Fn(&WriteTransaction), expected: &[Fault]| {
        let (_dir, store) = store_with(records(4));
        store.commit(Batch { blobs: blobs([b"scan".to_vec()]), ..Batch::default() }).unwrap();
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
    check(&altered(true, 4, "wangli", "wanglu"), &[Fault::EndAltered { sequence: 4 }]);
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
    check(&removed(4), &[Fault::Gap { first: 4, last: 4 }, Fault::EndAltered { sequence: 4 }]);
    check(
        &|transaction| {
            transaction.open_table(JOURNAL).unwrap().insert(5, b"{}".as_slice()).unwrap();
        },
        &[Fault::EndAltered { sequence: 4 }],
    );
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
    let expunge = vec![Expunge { by: 0, sequences: vec![1200], blobs: vec![] }];
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
    let head = store.read().unwrap().head().unwrap().digest;
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
fn a_record_is_never_written_over() {
    let (_dir, store) = store_with(records(1));
    let store = tampered(store, |transaction| {
        transaction.open_table(JOURNAL).unwrap().insert(2, b"{}".as_slice()).unwrap();
    });
    let failure = store.commit(Batch { records: vec![record(2, "{}")], ..Batch::default() }).unwrap_err();
    assert!(matches!(failure.cause, Cause::Damaged(_)), "{failure:?}");
}
