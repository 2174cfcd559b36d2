//! The items of a file from outside: a CSV or an XLSX workbook, as spreadsheets write them, with the columns
//! in any order.
//!
//! Both kinds of file give rows of texts, each with its number, and everything after that is the same for
//! both. 文号, dates and digits are normalised; every faulty cell is named by its place. What becomes of the
//! rows is somebody else's business.

mod columns;
mod csv;
mod row;
mod xlsx;

use ::csv::StringRecord;
use chrono::NaiveDate;

pub use columns::{Column, Maps};

use self::columns::{Columns, Found};
use self::csv::CsvRows;
use self::xlsx::Book;
use super::Fault;
use crate::domain::{Issued, Login, Roster, SectionName, Submission};
use crate::procedure::{ProcedureKey, Procedures};

/// The rows of a file, and what was strange but harmless.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sheet {
    /// In the file's order.
    pub rows: Vec<Row>,
    /// Unknown columns.
    pub warnings: Vec<Fault>,
    /// The heads that were understood by the maps given.
    pub mapped: Maps,
    /// The faults of heads and cells; a row that has one is left out.
    pub faults: Vec<Fault>,
    /// Where the columns stand.
    columns: Columns,
    /// The file, and which sheet of it.
    file: (String, Option<String>),
}

impl Sheet {
    /// A fault of a row that is found out later, in its column; in the first one where the file hasn't it.
    pub fn fault(&self, line: u32, column: Option<Column>, zh: String, en: String) -> Fault {
        let at = column.and_then(|column| self.columns.at(column)).map_or(1, |at| at + 1);
        let (file, sheet) = &self.file;
        let place = Place { file, sheet: sheet.as_deref() };
        place.fault(usize::try_from(line).unwrap_or(usize::MAX), at, zh, en)
    }
}

/// One item of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// The line of a CSV that it begins on, or its row in the workbook.
    pub line: u32,
    /// 类别.
    pub procedure: ProcedureKey,
    /// 主办科室.
    pub section: SectionName,
    /// 拟稿人; none where the file names none.
    pub drafter: Option<Login>,
    /// Content and proposal; the text stands beside it.
    pub submission: Submission,
    /// 正文 or 正文文件.
    pub text: Option<RowText>,
    /// Facts of issue, where there are any.
    pub issue: Option<Issued>,
    /// 解密确认 and 保密期限届满日.
    pub declassified: Option<(String, NaiveDate)>,
    /// 审核人.
    pub reviewer: Option<Login>,
    /// 审定人 and 审定日期.
    pub determined: Option<(Login, NaiveDate)>,
}

/// A text, or the name of the file that holds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RowText {
    /// The text itself.
    Inline(String),
    /// A file beside the CSV.
    File(String),
}

/// How a file is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The file's name, for its faults.
    pub file: &'a str,
    /// The sheet of a workbook; without it the first one with the columns that an import needs.
    pub sheet: Option<&'a str>,
    /// What heads stand for that aren't known.
    pub maps: &'a Maps,
}

/// Rows of one file at most.
const ROWS: usize = 1_000_000;

/// The heads stand in one of the first so many rows; above them there may be a title.
const HEAD_WITHIN: usize = 50;

/// Reads a whole file against the roster and procedures in effect. What kind of file it is is told by its
/// bytes and not by its name.
///
/// # Errors
/// What keeps the file from being read at all; faults of rows stand beside those that have none.
pub fn parse(
    bytes: &[u8],
    reading: Reading<'_>,
    roster: &Roster,
    procedures: &Procedures,
) -> Result<Sheet, Fault> {
    let Reading { file, maps, .. } = reading;
    let setting = Setting { maps, roster, procedures };
    let whole = Place { file, sheet: None };
    if let Some((zh, en)) = xlsx::other_form(bytes) {
        return Err(whole.fault(1, 1, zh.to_owned(), en.to_owned()));
    }
    if xlsx::is_archive(bytes) {
        let mut book = Book::open(bytes, file)?;
        let sheet = chosen(&mut book, reading)?;
        let mut rows = book.merged_rows(&sheet)?;
        return setting.read(&mut rows, Place { file, sheet: Some(&sheet) });
    }
    if let Some(sheet) = reading.sheet {
        let zh = format!("CSV 没有工作表,不能指定 {sheet}");
        let en = format!("a CSV has no sheets, and so none named {sheet}");
        return Err(whole.fault(1, 1, zh, en));
    }
    let text = csv::decoded(bytes, file)?;
    setting.read(&mut CsvRows::of(&text, separator(&text, whole, maps), whole), whole)
}

/// What parts the cells: a comma, or where no row of heads can be read so, what else spreadsheets write.
fn separator(text: &str, place: Place<'_>, maps: &Maps) -> u8 {
    let has_heads = |separator: &u8| {
        let mut rows = CsvRows::of(text, *separator, place);
        heads(&mut rows, &mut StringRecord::new(), place, maps, &mut Found::default()).is_ok()
    };
    [b',', b';', b'\t'].into_iter().find(has_heads).unwrap_or(b',')
}

/// The sheet to read: the one asked for, or else the first one whose columns are whole, or else the first
/// one with a column of titles.
fn chosen(book: &mut Book<'_>, reading: Reading<'_>) -> Result<String, Fault> {
    let whole = Place { file: reading.file, sheet: None };
    let sheets = book.sheets();
    if let Some(asked) = reading.sheet {
        let all = sheets.join("、");
        return sheets.into_iter().find(|name| name == asked).ok_or_else(|| {
            let en = format!("there is no sheet {asked:?}; there are: {all}");
            whole.fault(1, 1, format!("没有工作表 {asked:?};有:{all}"), en)
        });
    }
    let mut with_titles = None;
    for sheet in &sheets {
        // Where one sheet can't be read, another may be what is meant: a chart is a sheet too.
        let Ok(mut rows) = book.rows(sheet) else { continue };
        let place = Place { file: reading.file, sheet: Some(sheet) };
        match heads(&mut rows, &mut StringRecord::new(), place, reading.maps, &mut Found::default()) {
            Ok(columns) if columns.are_whole() => return Ok(sheet.clone()),
            Ok(_) => with_titles = with_titles.or(Some(sheet.clone())),
            Err(_) => {}
        }
    }
    with_titles.ok_or_else(|| headless(whole))
}

/// Where in a file something is.
#[derive(Clone, Copy, Debug)]
struct Place<'f> {
    file: &'f str,
    /// The sheet of a workbook.
    sheet: Option<&'f str>,
}

impl Place<'_> {
    /// A fault in this row and column, from 1; in a workbook it is named as there: 目录!C5.
    fn fault(self, row: usize, column: usize, zh: String, en: String) -> Fault {
        let (zh, en) = match self.sheet {
            None => (zh, en),
            Some(sheet) => {
                let cell = format!("{sheet}!{}{row}", letters(column));
                (format!("{cell}:{zh}"), format!("{cell}: {en}"))
            }
        };
        Fault::at(self.file, row, column, zh, en)
    }
}

/// What a workbook calls a column: A to Z, then AA.
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column;
    while left > 0 {
        letters.extend(char::from_digit(u32::try_from((left - 1) % 26 + 10).unwrap_or(10), 36));
        left = (left - 1) / 26;
    }
    letters.iter().rev().map(char::to_ascii_uppercase).collect()
}

/// The rows of a file, one after another.
trait Rows {
    /// Reads the cells of the next row, and gives its number from 1; `None` behind the last one.
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<usize>, Fault>;
}

/// Reads up to the row of heads.
fn heads(
    rows: &mut dyn Rows,
    cells: &mut StringRecord,
    place: Place<'_>,
    maps: &Maps,
    found: &mut Found,
) -> Result<Columns, Fault> {
    for _ in 0..HEAD_WITHIN {
        let Some(row) = rows.next(cells)? else { break };
        if let Some(columns) = Columns::of(cells, row, place, maps, found) {
            return Ok(columns);
        }
    }
    Err(headless(place))
}

fn headless(place: Place<'_>) -> Fault {
    let zh = format!("前{HEAD_WITHIN}行里没有列 标题;叫别的名字的,加 --map \"题名=标题\"");
    let en = format!(
        "none of the first {HEAD_WITHIN} rows has the column title; where it is called otherwise, add --map \"NAME=title\""
    );
    place.fault(1, 1, zh, en)
}

/// What every row is read against.
#[derive(Clone, Copy)]
struct Setting<'s> {
    maps: &'s Maps,
    roster: &'s Roster,
    procedures: &'s Procedures,
}

impl Setting<'_> {
    fn read(self, rows: &mut dyn Rows, place: Place<'_>) -> Result<Sheet, Fault> {
        let mut found = Found::default();
        let mut record = StringRecord::new();
        let columns = heads(rows, &mut record, place, self.maps, &mut found)?;
        let Found { mapped, mut warnings, mut faults } = found;
        let mut read = Vec::new();
        loop {
            let row = match rows.next(&mut record) {
                Ok(Some(row)) => row,
                Ok(None) => break,
                Err(fault) => {
                    faults.push(fault);
                    break;
                }
            };
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if read.len() == ROWS {
                faults.push(place.fault(row, 1, format!("一次最多{ROWS}行"), format!("{ROWS} rows at most")));
                break;
            }
            let (faults, warnings) = (&mut faults, &mut warnings);
            let cells = row::Cells { place, row, columns: &columns, record: &record, faults, warnings };
            read.extend(row::row(cells, self.roster, self.procedures));
        }
        let file = (place.file.to_owned(), place.sheet.map(str::to_owned));
        Ok(Sheet { rows: read, warnings, mapped, faults, columns, file })
    }
}

#[cfg(test)]
mod tests;
