//! Windows: the rows of a pane that fit a filter, as many as a screen asks for.
//!
//! Without a text, rows are walked in the order of the index until the window is full. With one, the
//! haystack knows the items: where they are few their rows are fetched and sorted, and where they are many
//! the walk soon meets enough of them. So neither grows with the number of items.

use chrono::NaiveDate;

use super::findable::fields;
use super::{Desk, Failure};
use crate::codec::{ItemRecord, place_prefix, position, window_item};
use crate::domain::{ItemId, Login, Moment};
use crate::find::Needle;
use crate::projection::{Pane, Query, Row, Sort, Window, entries};
use crate::store::Reader;

/// Rows examined for one filtered window at most; then the window says that there are more.
const EXAMINED_ROWS: usize = 200_000;

/// Window keys read at a time.
const PAGE: usize = 256;

/// Items found up to which their rows are fetched one by one.
const FEW: usize = 4_096;

/// Rows that are put into another order than that of the index at most.
const SORTED_ROWS: usize = 5_000;

/// A pane with no more items than this is walked, without a haystack.
const WALKED_ITEMS: u64 = 2_000;

impl Desk {
    /// The rows that a query asks for, those that wait to be published with what the scan of their texts says.
    pub fn window(&self, login: &Login, query: &Query, now: Moment) -> Result<Window, Failure> {
        let (reader, today) = (self.store.read()?, now.date_naive());
        let mut window = self.looked_up(&reader, login, query, today)?;
        for row in &mut window.rows {
            self.note_scan(&reader, row, today)?;
        }
        Ok(window)
    }

    fn looked_up(
        &self,
        reader: &Reader<'_>,
        login: &Login,
        query: &Query,
        today: NaiveDate,
    ) -> Result<Window, Failure> {
        let looked = Looked { desk: self, login, query, needle: Needle::new(&query.filter.text), today };
        if looked.needle.is_empty() && query.sort == Sort::Due {
            return looked.walk(reader, None, query.limit);
        }
        let items: u64 =
            self.counts(std::slice::from_ref(&query.pane), today)?.iter().map(|count| count.items).sum();
        if looked.needle.is_empty() || items <= WALKED_ITEMS {
            let window = looked.walk(reader, None, SORTED_ROWS.max(query.limit))?;
            return Ok(looked.sorted(window));
        }
        let found = self.found_by(&looked.needle)?;
        if found.len() > FEW {
            return match query.sort {
                Sort::Due => looked.walk(reader, Some(&found), query.limit),
                _ => {
                    let first = looked.walk(reader, Some(&found), SORTED_ROWS.max(query.limit))?;
                    Ok(looked.sorted(first))
                }
            };
        }
        Ok(looked.sorted(looked.fetch(reader, &found)?))
    }

    /// The next places of a pane, merged from its scopes, each item once.
    fn merged(
        &self,
        reader: &Reader<'_>,
        pane: &Pane,
        after: Option<(NaiveDate, ItemId)>,
        limit: usize,
    ) -> Result<Vec<(NaiveDate, ItemId)>, Failure> {
        let mut places = Vec::new();
        for scope in &pane.scopes {
            let prefix = place_prefix(pane.queue, scope);
            let start = after.map(|(due, id)| [prefix.as_slice(), &position(due, id)].concat());
            let keys = reader.window(&prefix, start.as_deref(), limit)?;
            places.extend(keys.iter().filter_map(|key| window_item(key)));
        }
        places.sort_unstable();
        places.dedup();
        places.truncate(limit);
        Ok(places)
    }
}

/// Every row that there is, in the order of the items' numbers.
pub(super) fn each_row(reader: &Reader<'_>, mut take: impl FnMut(Row)) -> Result<(), Failure> {
    let mut from = 0;
    loop {
        let chunk = reader.items_chunk(from, PAGE)?;
        let Some((last, _)) = chunk.last() else { return Ok(()) };
        from = last + 1;
        for (_, bytes) in &chunk {
            take(ItemRecord::decode_row(bytes)?);
        }
    }
}

/// A query being answered.
struct Looked<'a> {
    desk: &'a Desk,
    login: &'a Login,
    query: &'a Query,
    needle: Needle,
    today: NaiveDate,
}

impl Looked<'_> {
    /// Rows in the order of the index, at most so many; where items are named, those alone.
    fn walk(&self, reader: &Reader<'_>, of: Option<&[ItemId]>, limit: usize) -> Result<Window, Failure> {
        let mut window = Window::default();
        let mut after = self.query.after;
        let mut examined = 0;
        loop {
            let page =
                self.desk.merged(reader, &self.query.pane, after, PAGE.min(limit.saturating_add(1)))?;
            let Some(last) = page.last() else { return Ok(window) };
            after = Some(*last);
            for (_, id) in &page {
                if of.is_some_and(|of| of.binary_search(id).is_err()) {
                    continue;
                }
                examined += 1;
                let Some(bytes) = reader.item(id.0)? else { continue };
                let row = ItemRecord::decode_row(&bytes)?;
                if !self.fits(&row) || of.is_none() && !self.is_found(&row) {
                    continue;
                }
                if window.rows.len() == limit || examined > EXAMINED_ROWS {
                    window.more = true;
                    return Ok(window);
                }
                window.rows.push(row);
            }
        }
    }

    /// The rows of these items that stand in the pane, in the order of the index.
    fn fetch(&self, reader: &Reader<'_>, ids: &[ItemId]) -> Result<Window, Failure> {
        let mut placed = Vec::new();
        for id in ids {
            let Some(bytes) = reader.item(id.0)? else { continue };
            let row = ItemRecord::decode_row(&bytes)?;
            let pane = &self.query.pane;
            let here = entries(&row).into_iter();
            let here = here.filter(|entry| entry.queue == pane.queue && pane.scopes.contains(&entry.scope));
            let Some(due) = here.map(|entry| entry.due).min() else { continue };
            let passed = self.query.after.is_some_and(|after| (due, row.id) <= after);
            if !passed && self.fits(&row) {
                placed.push(((due, row.id), row));
            }
        }
        placed.sort_by_key(|(place, _)| *place);
        Ok(Window { rows: placed.into_iter().map(|(_, row)| row).collect(), ..Window::default() })
    }

    /// In the order that was asked for, and no more than that; how many there are is known now.
    fn sorted(&self, window: Window) -> Window {
        let Window { mut rows, more, .. } = window;
        Row::sort(&mut rows, self.query.sort);
        let matches = u64::try_from(rows.len()).ok().filter(|_| !more);
        let cut = rows.len() > self.query.limit;
        rows.truncate(self.query.limit);
        Window { rows, more: more || cut, matches }
    }

    fn is_found(&self, row: &Row) -> bool {
        let number = row.id.to_string();
        self.needle.is_empty() || self.needle.fits(&fields(row, &number, &self.desk.setup.roster))
    }

    /// Whether a row has what the filter asks for beside its text, and may be read.
    fn fits(&self, row: &Row) -> bool {
        let Query { pane, filter, .. } = self.query;
        filter.fits_in(row, pane.queue, self.today, &self.desk.setup.calendar)
            && self.desk.may_read_row(self.login, row, self.today)
    }
}
