//! What can be found: the haystack of all items, made when it is first needed and kept up to date.
//!
//! To make it takes seconds where there are many items. Nobody who acts waits for that: what is kept meanwhile
//! is noted, and put in at the end.

use std::collections::BTreeSet;
use std::mem::take;
use std::sync::{Mutex, PoisonError, RwLock, RwLockWriteGuard};

use super::window::each_row;
use super::{Desk, Failure};
use crate::domain::{Holder, ItemId, Login, Roster};
use crate::find::{Field, Haystack, Needle};
use crate::projection::Row;

/// A haystack that several desks share.
#[derive(Default)]
pub(super) struct Findable {
    state: RwLock<State>,
    /// Held by the one who makes it.
    making: Mutex<()>,
}

#[derive(Default)]
enum State {
    #[default]
    NotYet,
    /// It is being made; these items have changed since that began.
    Making(Vec<ItemId>),
    Made(Haystack),
}

impl Findable {
    fn search(&self, needle: &Needle) -> Option<Vec<ItemId>> {
        match &*self.state.read().unwrap_or_else(PoisonError::into_inner) {
            State::Made(haystack) => Some(haystack.search(needle)),
            State::NotYet | State::Making(_) => None,
        }
    }

    fn is_made(&self) -> bool {
        matches!(&*self.state.read().unwrap_or_else(PoisonError::into_inner), State::Made(_))
    }

    fn state(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// Makes ready what is looked through for a text, so that the first who types doesn't wait for it.
    pub fn make_findable(&self) -> Result<(), Failure> {
        let _making = self.findable.making.lock().unwrap_or_else(PoisonError::into_inner);
        if self.findable.is_made() {
            return Ok(());
        }
        // From here on what is kept is noted, and only then is it looked at what there is.
        *self.findable.state() = State::Making(Vec::new());
        let mut haystack = Haystack::default();
        let made = self.store.read().map_err(Failure::from);
        let made = made.and_then(|reader| each_row(&reader, |row| self.put(&mut haystack, &row)));
        let mut state = self.findable.state();
        if let State::Making(changed) = take(&mut *state) {
            made?;
            haystack.settle();
            self.put_anew(&mut haystack, &changed)?;
            *state = State::Made(haystack);
        }
        Ok(())
    }

    /// The items in which all of this is found, in the order of their numbers.
    pub(super) fn found_by(&self, needle: &Needle) -> Result<Vec<ItemId>, Failure> {
        loop {
            if let Some(found) = self.findable.search(needle) {
                return Ok(found);
            }
            self.make_findable()?;
        }
    }

    /// What was kept of these items can be found from now on.
    pub(super) fn find_anew(&self, ids: &[ItemId]) -> Result<(), Failure> {
        let mut state = self.findable.state();
        match &mut *state {
            State::NotYet => {}
            State::Making(changed) => changed.extend(ids),
            State::Made(haystack) => {
                if let Err(failure) = self.put_anew(haystack, ids) {
                    // Rather made anew than wrong.
                    *state = State::NotYet;
                    return Err(failure);
                }
            }
        }
        Ok(())
    }

    fn put_anew(&self, haystack: &mut Haystack, ids: &[ItemId]) -> Result<(), Failure> {
        for id in ids {
            if let Some(record) = self.record_of(*id)? {
                self.put(haystack, &record.row);
            }
        }
        Ok(())
    }

    fn put(&self, haystack: &mut Haystack, row: &Row) {
        let number = row.id.to_string();
        haystack.put(row.id, &fields(row, &number, &self.setup.roster));
    }
}

/// What of a row can be found: what it is called, whose it is, and whom it waits for.
pub(super) fn fields<'a>(row: &'a Row, number: &'a str, roster: &'a Roster) -> Vec<Field<'a>> {
    let mut fields = vec![
        Field::Text(&row.title),
        Field::Text(&row.number),
        Field::Text(&row.index_number),
        Field::Text(number),
        Field::Text(&row.section.0),
        Field::Name(roster.name(&row.drafter)),
    ];
    let holders = row.lines.iter().filter_map(|line| match &line.holder {
        Holder::Person(login) if *login != row.drafter => Some(login),
        _ => None,
    });
    let holders: BTreeSet<&Login> = holders.collect();
    fields.extend(holders.into_iter().map(|login| Field::Name(roster.name(login))));
    fields
}
