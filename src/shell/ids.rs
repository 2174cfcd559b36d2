//! Identities of commands: ordered by time, and never the same twice.

use chrono::{DateTime, FixedOffset};
use rustix::rand::{GetRandomFlags, getrandom};

/// A new identity, laid out as UUID version 7: 48 bits of Unix milliseconds, then random ones.
pub fn fresh_id(now: DateTime<FixedOffset>) -> u128 {
    let millis = u128::try_from(now.timestamp_millis()).unwrap_or(0) & 0xffff_ffff_ffff;
    let tail = random::<10>().iter().fold(0, |number: u128, byte| number << 8 | u128::from(*byte));
    let version = 0x7 << 76;
    let variant = 0x2 << 62;
    let random_bits = tail & !(0xf << 76) & !(0x3 << 62);
    millis << 80 | version | variant | random_bits
}

/// A random number that nothing else reveals.
pub fn fresh_seed() -> u64 {
    u64::from_be_bytes(random())
}

/// Random bytes of the host; where it gives none, the process number and a count, unique here at least.
fn random<const N: usize>() -> [u8; N] {
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let mut bytes = [0; N];
    if getrandom(&mut bytes, GetRandomFlags::empty()).ok() != Some(N) {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let own = (u64::from(std::process::id()) << 32 ^ count).to_be_bytes();
        bytes.iter_mut().rev().zip(own.iter().rev()).for_each(|(byte, own)| *byte = *own);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_ids_are_greater_and_none_comes_twice() {
        let early = crate::shell::parse_moment("2026-11-23T09:30:00+08:00").unwrap();
        let late = crate::shell::parse_moment("2026-11-23T09:30:00.001+08:00").unwrap();
        assert!(fresh_id(early) < fresh_id(late));
        assert_ne!(fresh_id(early), fresh_id(early));
        assert_eq!(fresh_id(early) >> 76 & 0xf, 7);
    }
}
