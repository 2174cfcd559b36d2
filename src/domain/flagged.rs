//! What a scan for personal data found, as far as the rules and the journal need to know it.

/// A finding by its stable names: what it is and where, never what it says.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Flagged {
    /// What it is: `id-number-18`.
    pub kind: String,
    /// In which part of the item: `text`, `file`.
    pub place: String,
    /// The attachment's name; empty where it is in none.
    pub file: String,
    /// On which line there, from 1.
    pub line: u32,
}
