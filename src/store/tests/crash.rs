//! The power fails. Goal: what was acknowledged is there, and nothing is half there.
//!
//! Method: a disk in memory that stops after so many operations and then keeps an arbitrary part,
//! in sectors, of what was written since the last sync; hundreds of seeds.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use redb::StorageBackend;

use super::{at, record};
use crate::store::{Batch, CACHE_BYTES, Cause, Kind, Store, StoreFailure};

const SECTOR: usize = 512;

#[derive(Default, Debug)]
struct Platters {
    written: Vec<u8>,
    synced: Vec<u8>,
    unsynced: BTreeSet<usize>,
    operations_left: Option<u64>,
}

#[derive(Clone, Default, Debug)]
struct Disk(Arc<Mutex<Platters>>);

impl Disk {
    fn holding(image: Vec<u8>) -> Disk {
        Disk(Arc::new(Mutex::new(Platters { written: image.clone(), synced: image, ..Platters::default() })))
    }

    /// The platters, if the power is still on for one operation more.
    fn operate(&self) -> io::Result<MutexGuard<'_, Platters>> {
        let mut platters = self.0.lock().unwrap();
        match &mut platters.operations_left {
            Some(0) => return Err(io::Error::other("the power failed")),
            Some(left) => *left -= 1,
            None => {}
        }
        Ok(platters)
    }

    /// What a restart finds: the synced image, with the sectors written since that luck has kept.
    fn after_power_failure(&self, luck: &mut Luck) -> Vec<u8> {
        let platters = self.0.lock().unwrap();
        let mut image = platters.synced.clone();
        if luck.below(2) == 0 {
            image.resize(platters.written.len(), 0);
        }
        for start in platters.unsynced.iter().map(|sector| sector * SECTOR) {
            let end = (start + SECTOR).min(image.len()).min(platters.written.len());
            if start < end && luck.below(2) == 0 {
                image[start..end].copy_from_slice(&platters.written[start..end]);
            }
        }
        image
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.lock().unwrap().written.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let start = offset as usize;
        out.copy_from_slice(&self.0.lock().unwrap().written[start..start + out.len()]);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.operate()?.written.resize(len as usize, 0);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut platters = self.operate()?;
        platters.synced = platters.written.clone();
        platters.unsynced.clear();
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut platters = self.operate()?;
        let start = offset as usize;
        platters.written[start..start + data.len()].copy_from_slice(data);
        platters.unsynced.extend(start / SECTOR..(start + data.len()).div_ceil(SECTOR));
        Ok(())
    }
}

/// SplitMix64: the same seed, the same misfortune.
struct Luck(u64);

impl Luck {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// Batch 1 has one record, batch 2 has two, and so on; each leaves a trace in every table.
fn batch(number: u64) -> Batch {
    Batch {
        records: (0..number).map(|n| record(number as i64, &format!(r#"{{"salt":"{n}"}}"#))).collect(),
        blobs: vec![format!("scan {number}").repeat(300).into_bytes()],
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
    assert_eq!(reader.counters(b"").unwrap().iter().map(|(_, count)| count).sum::<u64>(), records);
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
    let new = new.0.lock().unwrap().synced.clone();
    for seed in 0..400 {
        let mut luck = Luck(seed);
        let disk = Disk::holding(new.clone());
        let store = Store::recognise(Path::new("disk"), disk.clone(), CACHE_BYTES).unwrap();
        disk.0.lock().unwrap().operations_left = Some(luck.below(150));
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
