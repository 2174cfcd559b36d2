//! Tables: what every list is, whatever it lists and in whatever format it is written.

use chrono::NaiveDate;

use crate::domain::ItemId;

/// A table with what stands above and below it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paper {
    /// The stable name of its kind, such as `register`.
    pub kind: &'static str,
    /// Its heading.
    pub title: String,
    /// What is said above the table: a name and what is so called.
    pub head: Vec<(String, String)>,
    /// The columns.
    pub columns: Vec<Column>,
    /// Which columns stand one below the other where it is printed, by their places; a wide table finds room on
    /// a page so. Each column is there once.
    pub printed: Vec<Vec<usize>>,
    /// The rows, each with one cell for a column.
    pub rows: Vec<Vec<Cell>>,
    /// The item of each row; empty where rows are no items.
    pub items: Vec<ItemId>,
    /// What is said below.
    pub foot: Vec<String>,
}

impl Paper {
    /// So many columns, each beside the last.
    pub(super) fn side_by_side(columns: usize) -> Vec<Vec<usize>> {
        (0..columns).map(|place| vec![place]).collect()
    }

    /// The columns of these names, by their places.
    pub fn places<'a>(&'a self, keys: &'a [&'a str]) -> impl Iterator<Item = usize> + 'a {
        keys.iter().filter_map(|key| self.columns.iter().position(|column| column.key == *key))
    }
}

/// A column of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// The stable name, which scripts read.
    pub key: &'static str,
    /// What people read.
    pub name: String,
    /// How wide it is, in half-width characters.
    pub width: u16,
}

/// What stands in a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A number.
    Number(i64),
    /// A civil date.
    Day(NaiveDate),
}

impl Cell {
    /// Words, or nothing where there are none.
    pub fn text(words: impl Into<String>) -> Cell {
        let words = words.into();
        if words.is_empty() { Cell::Empty } else { Cell::Text(words) }
    }

    /// A date, or nothing.
    pub fn day(day: Option<NaiveDate>) -> Cell {
        day.map_or(Cell::Empty, Cell::Day)
    }

    /// A number, or nothing.
    pub fn number(number: Option<impl TryInto<i64>>) -> Cell {
        number.and_then(|number| number.try_into().ok()).map_or(Cell::Empty, Cell::Number)
    }

    /// As it is read: dates as 2026-10-22 (文本格式一律如此).
    pub fn said(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(words) => words.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::Day(day) => day.to_string(),
        }
    }
}
