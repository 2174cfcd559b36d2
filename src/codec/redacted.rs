//! What an expunging record keeps in place of the bodies that it destroys: their structure, blanked.
//!
//! So the journal alone still tells how the item went, and a replay needs nothing that is gone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

#[derive(Serialize, Deserialize)]
struct Redacted {
    redacted: BTreeMap<u64, Box<RawValue>>,
}

/// An expunging record's body with the blanked bodies of these sequences added.
pub fn with_redacted(body: &[u8], blanked: Vec<(u64, Vec<u8>)>) -> Vec<u8> {
    let raw =
        |bytes: Vec<u8>| String::from_utf8(bytes).ok().and_then(|text| RawValue::from_string(text).ok());
    let redacted = blanked.into_iter().filter_map(|(sequence, body)| Some((sequence, raw(body)?))).collect();
    let added = serde_json::to_vec(&Redacted { redacted }).unwrap_or_default();
    match (body.strip_suffix(b"}"), added.strip_prefix(b"{")) {
        (Some(front), Some(back)) => [front, b",", back].concat(),
        _ => body.to_vec(),
    }
}

/// The blanked body of this sequence, from the record that destroyed it.
pub fn redacted(body: &[u8], sequence: u64) -> Option<Vec<u8>> {
    let found: Redacted = serde_json::from_slice(body).ok()?;
    found.redacted.get(&sequence).map(|raw| raw.get().as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blanked_body_is_found_again_where_it_was_destroyed() {
        let body = with_redacted(br#"{"salt":"1","reason":"x"}"#, vec![(7, br#"{"salt":"2"}"#.to_vec())]);
        assert_eq!(redacted(&body, 7).as_deref(), Some(br#"{"salt":"2"}"#.as_slice()));
        assert_eq!(redacted(&body, 8), None);
        assert_eq!(redacted(br#"{"salt":"1"}"#, 7), None);
    }
}
