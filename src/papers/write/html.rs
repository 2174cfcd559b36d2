//! HTML: a page that prints, a sheet for each table and copy.

use askama::Template;

use super::super::field::Field;
use super::super::table::{Cell, Column, Paper};
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "tables.html", config = "src/papers/askama.toml")]
struct Page<'a> {
    lang: &'static str,
    title: &'a str,
    sheets: Vec<Sheet<'a>>,
    /// Whether it is one paper, whose pages are counted.
    counted: bool,
}

struct Sheet<'a> {
    paper: &'a Paper,
    /// How much of the page's width each printed column takes, in thousandths.
    widths: Vec<usize>,
    /// 第 1 份,共 2 份; none where there is one alone.
    copy: Option<String>,
}

pub(super) fn write(papers: &[Paper], copies: u16, texts: Texts) -> Result<Vec<u8>, askama::Error> {
    let copy = |number: u16| {
        let values = [("n", number.to_string()), ("of", copies.to_string())];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        (copies > 1).then(|| texts.fill("paper-line.copy", &values))
    };
    let sheets = (1..=copies.max(1)).flat_map(|number| {
        papers.iter().map(move |paper| Sheet { paper, widths: widths(paper), copy: copy(number) })
    });
    let title = papers.first().map(|paper| paper.title.as_str()).unwrap_or_default();
    let page = Page { lang: texts.lang().html(), title, sheets: sheets.collect(), counted: copies <= 1 };
    Ok(page.render()?.into_bytes())
}

/// Half-width characters that a printed column is reckoned with at most: what is longer runs on in the next line.
const WIDEST: usize = 46;

/// Each printed column as wide as the widest of those that stand in it, and as what stands in one line there.
fn widths(paper: &Paper) -> Vec<usize> {
    let wide = |place: &usize| {
        let Some(column) = paper.columns.get(*place) else { return 0 };
        let cells = paper.rows.iter().filter_map(|row| row.get(*place)).filter(|_| stays_whole(column));
        // Capitals and digits are wider than half a character in most typefaces.
        let longest = cells.map(|cell| cell.said().chars().count() * 3 / 2).max().unwrap_or(0);
        usize::from(column.width).min(WIDEST).max(longest.min(WIDEST))
    };
    let widest = |places: &Vec<usize>| places.iter().map(wide).max().unwrap_or(0);
    let all: Vec<usize> = paper.printed.iter().map(widest).collect();
    let sum = all.iter().sum::<usize>().max(1);
    all.into_iter().map(|wide| wide * 1_000 / sum).collect()
}

/// Whether what stands in a column is read and copied as one word: never broken in two lines.
fn stays_whole(column: &Column) -> bool {
    column.key == Field::IndexNumber.key()
}

/// The cells of a row that stand one below the other, with their columns. What stands below something empty
/// keeps its line.
fn stacked<'a>(paper: &'a Paper, row: &'a [Cell], places: &[usize]) -> Vec<(&'a Column, &'a Cell)> {
    let cell = |place: &usize| paper.columns.get(*place).zip(row.get(*place));
    let mut cells: Vec<(&Column, &Cell)> = places.iter().filter_map(cell).collect();
    while cells.last().is_some_and(|(_, cell)| **cell == Cell::Empty) {
        cells.pop();
    }
    cells
}

/// By what a cell is set.
fn class(column: &Column, cell: &Cell) -> &'static str {
    match cell {
        Cell::Text(_) if stays_whole(column) => " class=\"whole\"",
        Cell::Number(_) => " class=\"number\"",
        Cell::Day(_) => " class=\"day\"",
        // A batch is named after its day.
        Cell::Text(words) if words.parse::<chrono::NaiveDate>().is_ok() => " class=\"day\"",
        Cell::Empty | Cell::Text(_) => "",
    }
}
