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

impl Flagged {
    /// Whether it is in the title, which is all that a row of the 依申请公开 catalogue says.
    pub fn is_in_title(&self) -> bool {
        self.place == "title"
    }
}
