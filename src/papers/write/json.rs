//! JSON: an object for each table, its rows as objects under the columns' stable names.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::super::table::{Cell, Column, Paper};

pub(super) fn write(papers: &[Paper]) -> Result<Vec<u8>, serde_json::Error> {
    let tables: Vec<Table<'_>> = papers
        .iter()
        .map(|paper| Table {
            paper: paper.kind,
            title: &paper.title,
            head: paper.head.iter().map(|(name, said)| [name.as_str(), said]).collect(),
            rows: paper.rows.iter().map(|row| Row(&paper.columns, row)).collect(),
            foot: &paper.foot,
        })
        .collect();
    let mut bytes = match tables.as_slice() {
        [only] => serde_json::to_vec_pretty(only)?,
        tables => serde_json::to_vec_pretty(tables)?,
    };
    bytes.push(b'\n');
    Ok(bytes)
}

#[derive(Serialize)]
struct Table<'a> {
    paper: &'static str,
    title: &'a str,
    head: Vec<[&'a str; 2]>,
    rows: Vec<Row<'a>>,
    foot: &'a [String],
}

struct Row<'a>(&'a [Column], &'a [Cell]);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut row = to.serialize_map(Some(self.1.len()))?;
        for (column, cell) in self.0.iter().zip(self.1) {
            match cell {
                Cell::Empty => row.serialize_entry(column.key, &())?,
                Cell::Text(words) => row.serialize_entry(column.key, words)?,
                Cell::Number(number) => row.serialize_entry(column.key, number)?,
                Cell::Day(day) => row.serialize_entry(column.key, &day.to_string())?,
            }
        }
        row.end()
    }
}
