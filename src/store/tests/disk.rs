//! A disk that stops after so many operations and then keeps an arbitrary part, in sectors, of what was written
//! since the last sync.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use redb::StorageBackend;

const SECTOR: usize = 512;

#[derive(Default, Debug)]
struct Platters {
    written: Vec<u8>,
    synced: Vec<u8>,
    unsynced: BTreeSet<usize>,
    operations_left: Option<u64>,
}

/// A disk in memory.
#[derive(Clone, Default, Debug)]
pub(crate) struct Disk(Arc<Mutex<Platters>>);

impl Disk {
    /// A disk with this on it.
    pub(crate) fn holding(image: Vec<u8>) -> Disk {
        Disk(Arc::new(Mutex::new(Platters { written: image.clone(), synced: image, ..Platters::default() })))
    }

    /// What is safe on it.
    pub(crate) fn synced(&self) -> Vec<u8> {
        self.0.lock().unwrap().synced.clone()
    }

    /// The power fails after so many operations more.
    pub(crate) fn fails_after(&self, operations: u64) {
        self.0.lock().unwrap().operations_left = Some(operations);
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
    pub(crate) fn after_power_failure(&self, luck: &mut Luck) -> Vec<u8> {
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
pub(crate) struct Luck(pub(crate) u64);

impl Luck {
    /// A number below the bound.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}
