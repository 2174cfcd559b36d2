//! The store is tested through its public face; damage is done behind its back, through redb.

mod batches;
mod verify;
mod open;
mod crash;
pub(crate) mod disk;

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, TimeDelta, TimeZone};
use redb::{Database, WriteTransaction};
use tempfile::TempDir;

use super::{Batch, CACHE_BYTES, Fault, Kind, NewRecord, Reader, Store};
use crate::codec::{BEIJING, sm3};
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

fn blobs<const N: usize>(blobs: [Vec<u8>; N]) -> BTreeMap<Digest, Vec<u8>> {
    blobs.map(|blob| (sm3(&blob), blob)).into()
}

fn counters(reader: &Reader<'_>) -> Vec<(Vec<u8>, u64)> {
    let mut all = Vec::new();
    reader.visit_counters(b"", |key, count| all.push((key.to_vec(), count))).unwrap();
    all
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
