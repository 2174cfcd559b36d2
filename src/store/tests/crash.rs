//! The power fails. Goal: what was acknowledged is there, and nothing is half there.
//!
//! Method: hundreds of misfortunes of a [`Disk`].

use std::path::Path;

use super::disk::{Disk, Luck};
use super::{at, blobs, counters, record};
use crate::store::{Batch, CACHE_BYTES, Cause, Kind, Store, StoreFailure};

/// Batch 1 has one record, batch 2 has two, and so on; each leaves a trace in every table.
fn batch(number: u64) -> Batch {
    Batch {
        records: (0..number).map(|n| record(number as i64, &format!(r#"{{"salt":"{n}"}}"#))).collect(),
        blobs: blobs([format!("scan {number}").repeat(300).into_bytes()]),
        items: vec![(number, Some(vec![1; 250]))],
        window_inserts: vec![number.to_be_bytes().to_vec()],
        counters: vec![(b"records".to_vec(), number as i64)],
        answers: vec![(number.into(), vec![1])],
        ..Batch::default()
    }
}

fn recognise(image: Vec<u8>) -> Store {
    Store::recognise(Path::new("disk"), Disk::holding(image), CACHE_BYTES).unwrap()
}

/// How many batches are there, having checked that each of them is there as a whole.
fn batches_kept(store: &Store) -> u64 {
    let reader = store.read().unwrap();
    let batches = reader.items_chunk(0, usize::MAX).unwrap().len() as u64;
    let records: u64 = (1..=batches).sum();
    assert_eq!(reader.head().unwrap().sequence, records);
    assert_eq!(reader.window(b"", None, usize::MAX).unwrap().len() as u64, batches);
    assert_eq!(counters(&reader).iter().map(|(_, count)| count).sum::<u64>(), records);
    assert_eq!(
        (1..=batches + 1).filter(|&n| reader.answer(n.into()).unwrap().is_some()).count() as u64,
        batches
    );
    let report = store.verify_chain(None, |_, _| ()).unwrap();
    assert_eq!((report.faults, report.blobs), (vec![], batches));
    batches
}

#[test]
fn no_power_failure_loses_an_acknowledged_batch_or_keeps_half_of_one() {
    let new = Disk::default();
    drop(Store::found(Path::new("disk"), new.clone(), Kind::Official, at(0), CACHE_BYTES).unwrap());
    let new = new.synced();
    for seed in 0..400 {
        let mut luck = Luck(seed);
        let disk = Disk::holding(new.clone());
        let store = Store::recognise(Path::new("disk"), disk.clone(), CACHE_BYTES).unwrap();
        disk.fails_after(luck.below(150));
        let mut acknowledged = 0;
        while store.commit(batch(acknowledged + 1)).is_ok() {
            acknowledged += 1;
        }
        let again = store.commit(batch(acknowledged + 1));
        assert!(
            matches!(again, Err(StoreFailure { cause: Cause::ReopenNeeded(_), .. })),
            "seed {seed}: {again:?}"
        );

        let store = recognise(disk.after_power_failure(&mut luck));
        let kept = batches_kept(&store);
        assert!(kept == acknowledged || kept == acknowledged + 1, "seed {seed}: {kept} of {acknowledged}");
        store.commit(batch(kept + 1)).unwrap();
        assert_eq!(batches_kept(&store), kept + 1, "seed {seed}");
    }
}
