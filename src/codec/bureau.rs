//! What is kept of the bureau besides its journal: serials given out, and where its events are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::row::NotARow;

/// The bureau as it is projected.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct BureauRecord {
    /// The last item serial of each year.
    pub item_serials: BTreeMap<i32, u64>,
    /// The last index serial of each agency code and year.
    pub index_serials: BTreeMap<(String, i32), u64>,
    /// The sequences of the bureau's own events, ascending.
    pub events: Vec<u64>,
}

impl BureauRecord {
    /// The bytes to keep.
    pub fn encode(&self) -> Vec<u8> {
        // Writing plain values to memory has no way to fail.
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// The record that was kept.
    pub fn decode(bytes: &[u8]) -> Result<Self, NotARow> {
        postcard::from_bytes(bytes).map_err(|_| NotARow)
    }
}
