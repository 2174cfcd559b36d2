//! The rows of an XLSX workbook, each cell as the text that a person reads in it.
//!
//! A formula is its last value, a cell with a date is that date in ISO form, and a cell merged over several
//! rows says the same in each of them.

use std::io::Cursor;
use std::iter::Peekable;
use std::vec::IntoIter;

use calamine::{Cell, DataRef, Dimensions, ExcelDateTime, Reader, Xlsx, XlsxCellReader, XlsxError};
use csv::StringRecord;
use zip::ZipArchive;

use super::{Place, Rows};
use crate::intake::Fault;

/// What a workbook may hold when it is unpacked, in bytes: enough for a million rows with their titles. A
/// part that unpacks to more than it declares is not read to its end.
const UNPACKED: u64 = 1 << 30;

/// Columns that are read; no table has as many, and a cell far to the right is an oversight.
const COLUMNS: u32 = 1_000;

/// A workbook, opened.
pub(super) struct Book<'b> {
    book: Xlsx<Cursor<&'b [u8]>>,
    file: &'b str,
}

/// Whether these are the bytes of an archive, as a workbook is.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// What to do with a file that a spreadsheet program wrote in another form; `None` for any other one.
pub(super) fn other_form(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    if !bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return None;
    }
    // [MS-OFFCRYPTO] 2.3.4.4: the stream that holds an encrypted workbook.
    let sealed: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    Some(match memchr::memmem::find(bytes, &sealed) {
        Some(_) => (
            "文件有打开密码:请在电子表格程序里打开,去掉密码另存后再导入",
            "the file has a password: open it in a spreadsheet program and save it without one",
        ),
        None => (
            "旧的 .xls 格式不能读:请在电子表格程序里另存为 .xlsx 或 CSV",
            "the old .xls form can't be read: save it as .xlsx or CSV in a spreadsheet program",
        ),
    })
}

impl<'b> Book<'b> {
    /// Opens a workbook.
    ///
    /// # Errors
    /// It is none, it is damaged, or it would unpack to too much.
    pub(super) fn open(bytes: &'b [u8], file: &'b str) -> Result<Self, Fault> {
        let fault = |zh: String, en: String| Place { file, sheet: None }.fault(1, 1, zh, en);
        let mut whole = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| fault(format!("文件有损坏:{error}"), format!("the file is damaged: {error}")))?;
        if whole.index_for_name("xl/workbook.xml").is_none() {
            return Err(fault(
                "不是 XLSX 工作簿:请在电子表格程序里另存为 .xlsx 或 CSV".to_owned(),
                "this is no XLSX workbook: save it as .xlsx or CSV in a spreadsheet program".to_owned(),
            ));
        }
        let parts = 0..whole.len();
        let declared = parts.filter_map(|part| whole.by_index_raw(part).ok().map(|part| part.size()));
        if declared.fold(0, u64::saturating_add) > UNPACKED {
            let most = UNPACKED >> 20;
            return Err(fault(
                format!("工作簿解开后超过 {most} MiB:请分成几个文件"),
                format!("the workbook unpacks to more than {most} MiB: divide it into several files"),
            ));
        }
        match Xlsx::new(Cursor::new(bytes)) {
            Ok(book) => Ok(Book { book, file }),
            Err(error) => Err(damaged(Place { file, sheet: None }, 1, &error)),
        }
    }

    /// The names of its sheets, in their order.
    pub(super) fn sheets(&self) -> Vec<String> {
        self.book.sheet_names()
    }

    /// Begins to read a sheet, each cell by itself.
    ///
    /// # Errors
    /// It is no sheet of cells, or it is damaged.
    pub(super) fn rows<'s>(&'s mut self, sheet: &'s str) -> Result<SheetRows<'s, 'b>, Fault> {
        let place = Place { file: self.file, sheet: Some(sheet) };
        let cells = self.book.worksheet_cells_reader(sheet).map_err(|error| damaged(place, 1, &error))?;
        let merged = Vec::new().into_iter().peekable();
        Ok(SheetRows { cells, place, ended: false, ahead: None, row: Vec::new(), merged, open: Vec::new() })
    }

    /// Begins to read a sheet with what is merged in it; that stands behind all cells, so it is read twice.
    ///
    /// # Errors
    /// It is no sheet of cells, or it is damaged.
    pub(super) fn merged_rows<'s>(&'s mut self, sheet: &'s str) -> Result<SheetRows<'s, 'b>, Fault> {
        let merged = self.book.merge_cells_by_sheet_name(sheet);
        let merged =
            merged.map_err(|error| damaged(Place { file: self.file, sheet: Some(sheet) }, 1, &error))?;
        let mut merged: Vec<Merged> = merged.into_iter().filter_map(Merged::downwards).collect();
        merged.sort_by_key(|merged| merged.place.start);
        Ok(SheetRows { merged: merged.into_iter().peekable(), ..self.rows(sheet)? })
    }
}

/// A sheet being read.
pub(super) struct SheetRows<'s, 'b> {
    cells: XlsxCellReader<'s, Cursor<&'b [u8]>>,
    place: Place<'s>,
    /// Whether its last cell was read.
    ended: bool,
    /// The first cell of the next row.
    ahead: Option<Cell<DataRef<'s>>>,
    /// The cells of the present row, by column from 0.
    row: Vec<(u32, String)>,
    /// What begins to be merged over several rows further down, in order.
    merged: Peekable<IntoIter<Merged>>,
    /// What is merged over the present row.
    open: Vec<Merged>,
}

/// Cells merged downwards, and what they say once their first row was read.
struct Merged {
    place: Dimensions,
    text: String,
}

impl Merged {
    fn downwards(place: Dimensions) -> Option<Self> {
        (place.end.0 > place.start.0).then(|| Merged { place, text: String::new() })
    }
}

impl<'s> SheetRows<'s, '_> {
    /// The next cell; `row` is the one reached, from 0.
    fn cell(&mut self, row: Option<u32>) -> Result<Option<Cell<DataRef<'s>>>, Fault> {
        if self.ended || self.ahead.is_some() {
            return Ok(self.ahead.take());
        }
        let cell = self.cells.next_cell();
        self.ended = !matches!(cell, Ok(Some(_)));
        cell.map_err(|error| damaged(self.place, row.map_or(1, one_more), &error))
    }

    /// Lays what is merged from above over a row that says something itself, and notes what begins in it.
    fn merge(&mut self, row: u32) {
        self.open.retain(|merged| merged.place.end.0 >= row);
        if self.row.iter().any(|(_, text)| !text.is_empty()) {
            for Merged { place, text } in &self.open {
                self.row.retain(|(column, _)| *column != place.start.1);
                self.row.push((place.start.1, text.clone()));
            }
        }
        while let Some(mut merged) = self.merged.next_if(|merged| merged.place.start.0 <= row) {
            let cell = self.row.iter().find(|(column, _)| *column == merged.place.start.1);
            merged.text = cell.map(|(_, text)| text.clone()).unwrap_or_default();
            self.open.push(merged);
        }
        self.row.sort_by_key(|(column, _)| *column);
        self.row.dedup_by_key(|(column, _)| *column);
    }
}

impl Rows for SheetRows<'_, '_> {
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<usize>, Fault> {
        self.row.clear();
        let mut row = None;
        while let Some(cell) = self.cell(row)? {
            let (at, column) = cell.get_position();
            if *row.get_or_insert(at) != at {
                self.ahead = Some(cell);
                break;
            }
            self.row.push((column, said(cell.get_value())));
        }
        let Some(row) = row else { return Ok(None) };
        self.merge(row);
        cells.clear();
        for (column, text) in self.row.iter().filter(|(column, _)| *column < COLUMNS) {
            while cells.len() < usize::try_from(*column).unwrap_or(0) {
                cells.push_field("");
            }
            cells.push_field(text);
        }
        Ok(Some(one_more(row)))
    }
}

fn one_more(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1)
}

/// What a cell says. A number is written without a point where it is a whole one.
fn said(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(date) => day(date),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn day(date: &ExcelDateTime) -> String {
    if !date.is_datetime() {
        return date.as_f64().to_string();
    }
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

fn damaged(place: Place<'_>, row: usize, error: &XlsxError) -> Fault {
    place.fault(row, 1, format!("工作簿有误:{error}"), format!("faulty workbook: {error}"))
}
