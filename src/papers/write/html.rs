//! HTML: a page that prints, a sheet for each table and copy.

use askama::Template;

use super::super::table::{Cell, Paper};
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "tables.html", config = "src/papers/askama.toml")]
struct Page<'a> {
    lang: &'static str,
    title: &'a str,
    sheets: Vec<Sheet<'a>>,
}

struct Sheet<'a> {
    paper: &'a Paper,
    /// 第 1 份,共 2 份; none where there is one alone.
    copy: Option<String>,
}

pub(super) fn write(papers: &[Paper], copies: u16, texts: Texts) -> Result<Vec<u8>, askama::Error> {
    let copy = |number: u16| {
        let values = [("n", number.to_string()), ("of", copies.to_string())];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        (copies > 1).then(|| texts.fill("paper-line.copy", &values))
    };
    let sheets = (1..=copies.max(1))
        .flat_map(|number| papers.iter().map(move |paper| Sheet { paper, copy: copy(number) }));
    let title = papers.first().map(|paper| paper.title.as_str()).unwrap_or_default();
    let page = Page { lang: texts.lang().html(), title, sheets: sheets.collect() };
    Ok(page.render()?.into_bytes())
}

/// By what a cell is set.
fn class(cell: &Cell) -> &'static str {
    match cell {
        Cell::Number(_) => " class=\"number\"",
        Cell::Day(_) => " class=\"day\"",
        Cell::Empty | Cell::Text(_) => "",
    }
}
