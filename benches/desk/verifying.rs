//! Verifying: the chain beside raw SM3 over the same bytes, the replay beside raw JSON decoding.

use std::collections::BTreeSet;

use gongkai::domain::Digest;
use gongkai::store::{Body, CACHE_BYTES, Store};
use serde_json::Value;
use sm3::Digest as _;

use super::bureau::Bureau;
use super::{Outcome, median, say, timed};

/// Records read at a time.
const CHUNK: usize = 10_000;

pub fn report(bureau: &Bureau) -> Outcome {
    let rounds = if bureau.items > 500_000 { 1 } else { 3 };
    let (mut chain, mut hashing) = (Vec::new(), Vec::new());
    let (mut replay, mut decoding) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let client = bureau.open("audit")?;
        let (verdict, chain_ms) = timed(|| client.verify(Some(u64::MAX), &mut |_, _| {}));
        if verdict?.fault_count > 0 {
            return Err("the chain has faults".into());
        }
        let (verdict, whole_ms) = timed(|| client.verify(None, &mut |_, _| {}));
        if !verdict?.is_clean() {
            return Err("a replay gives something else".into());
        }
        drop(client);
        chain.push(chain_ms);
        replay.push(whole_ms - chain_ms);
        let raw = raw(&Store::open(&bureau.database(), CACHE_BYTES)?)?;
        hashing.push(raw.hashing_ms);
        decoding.push(raw.decoding_ms);
    }
    let line = |what: &str, ours: &[f64], yardstick: &str, theirs: &[f64]| {
        let (ours, theirs) = (median(ours), median(theirs));
        let yardstick = format!("{yardstick} {theirs:.0} ms");
        say(bureau.items, what, &format!("{ours:.0} ms"), &yardstick, Some(ours / theirs));
    };
    line("verify the chain", &chain, "SM3", &hashing);
    line("verify by replay", &replay, "JSON", &decoding);
    Ok(())
}

/// What the bare work takes, from bytes in memory.
#[derive(Default)]
struct Raw {
    hashing_ms: f64,
    decoding_ms: f64,
}

fn raw(store: &Store) -> Outcome<Raw> {
    let mut raw = Raw::default();
    let mut texts = BTreeSet::new();
    let mut from = 1;
    loop {
        let records = store.read()?.records_chunk(from, CHUNK)?;
        let Some(last) = records.last() else { break };
        from = last.sequence + 1;
        let mut lines: Vec<&[u8]> = Vec::with_capacity(2 * CHUNK);
        for record in &records {
            lines.push(&record.envelope);
            if let Body::Kept(body) = &record.body {
                lines.push(body);
            }
        }
        raw.hashing_ms += hash(lines.iter().copied());
        let (values, ms) = timed(|| lines.iter().map(|line| serde_json::from_slice(line)).collect());
        let values: Result<Vec<Value>, _> = values;
        raw.decoding_ms += ms;
        let text = |value: &Value| value.pointer("/submission/content/text/sm3")?.as_str()?.parse().ok();
        texts.extend(values?.iter().filter_map(text).map(|Digest(digest)| digest));
    }
    for digest in texts {
        let text = store.read()?.blob(Digest(digest))?.unwrap_or_default();
        raw.hashing_ms += hash([text.as_slice()].into_iter());
    }
    Ok(raw)
}

/// The milliseconds for the digests of these.
fn hash<'a>(all: impl Iterator<Item = &'a [u8]>) -> f64 {
    let digests = || all.fold(0, |sum, bytes| sum ^ sm3::Sm3::digest(bytes)[0]);
    timed(|| std::hint::black_box(digests())).1
}
