//! What is there already: items that an import would bring in a second time.

use std::collections::HashMap;

use super::window::each_row;
use super::{Desk, Failure};
use crate::domain::{ItemId, Login, Moment, SectionName};

/// By what an item is known again: two items of one section that share both are most likely one.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Likeness {
    /// Whose it is.
    pub section: SectionName,
    /// Its title.
    pub title: String,
    /// 文号, its own or its source's; empty where it has none.
    pub number: String,
}

impl Desk {
    /// For each of these the first item like it that this person may read and that was not terminated.
    pub fn alike(
        &self,
        login: &Login,
        wanted: &[Likeness],
        now: Moment,
    ) -> Result<Vec<Option<ItemId>>, Failure> {
        let (reader, today) = (self.store.read()?, now.date_naive());
        let mut found: HashMap<Likeness, Option<ItemId>> =
            wanted.iter().map(|one| (one.clone(), None)).collect();
        each_row(&reader, |row| {
            let readable = !row.terminated && self.may_read_row(login, &row, today);
            let likeness = Likeness { section: row.section, title: row.title, number: row.number };
            if let Some(first @ None) = found.get_mut(&likeness).filter(|_| readable) {
                *first = Some(row.id);
            }
        })?;
        Ok(wanted.iter().map(|one| found.get(one).copied().flatten()).collect())
    }
}
