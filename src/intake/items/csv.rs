//! The rows of a CSV, in UTF-8 or else in GB18030, as spreadsheets write it.

use csv::{Reader, ReaderBuilder, StringRecord};

use super::{Place, Rows};
use crate::intake::Fault;

/// A CSV being read.
pub(super) struct CsvRows<'t> {
    reader: Reader<&'t [u8]>,
    place: Place<'t>,
    text: &'t str,
    separator: u8,
    /// How far lines have been counted, in bytes, and the line that stands there.
    at: usize,
    line: usize,
}

impl<'t> CsvRows<'t> {
    /// Begins to read a text.
    pub(super) fn of(text: &'t str, separator: u8, place: Place<'t>) -> Self {
        let mut reader = ReaderBuilder::new();
        let reader = reader.delimiter(separator).has_headers(false).flexible(true);
        CsvRows { reader: reader.from_reader(text.as_bytes()), separator, place, text, at: 0, line: 1 }
    }

    /// On which line a record begins. The reader's own count is one short behind CR LF.
    fn line_of(&mut self, record: &StringRecord) -> usize {
        let start = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        let bytes = self.text.as_bytes();
        let ended = bytes.iter().skip(start).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = bytes.get(self.at..start + ended).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.at = start + ended;
        self.line
    }

    fn unclosed(&self, quote: usize) -> Fault {
        let zh = "引号没有闭合,从这里到文件末尾成了一格".to_owned();
        let en = "a quote is never closed: from here to the end all is one cell".to_owned();
        Fault::at_byte(self.place.file, self.text, quote, zh, en)
    }
}

/// Where a quote stands that the text doesn't close. A quote opens a cell only at its beginning; doubled
/// inside one it stands for itself.
fn open_quote(text: &str, separator: u8) -> Option<usize> {
    enum Cell {
        Begins,
        Plain,
        Quoted(usize),
        /// Behind a quote inside quotes, which closes them unless another one follows.
        Closed(usize),
    }
    let mut cell = Cell::Begins;
    for (at, byte) in text.bytes().enumerate() {
        cell = match (cell, byte) {
            (Cell::Quoted(open), b'"') => Cell::Closed(open),
            (Cell::Quoted(open), _) | (Cell::Closed(open), b'"') => Cell::Quoted(open),
            (Cell::Begins, b'"') => Cell::Quoted(at),
            (_, b'\r' | b'\n') => Cell::Begins,
            (_, byte) if byte == separator => Cell::Begins,
            _ => Cell::Plain,
        };
    }
    match cell {
        Cell::Quoted(open) => Some(open),
        _ => None,
    }
}

impl Rows for CsvRows<'_> {
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<usize>, Fault> {
        match self.reader.read_record(cells) {
            Ok(true) => {
                let line = self.line_of(cells);
                let end = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
                match self
                    .text
                    .get(self.at..)
                    .filter(|_| end >= self.text.len())
                    .and_then(|rest| open_quote(rest, self.separator))
                {
                    Some(quote) => Err(self.unclosed(self.at + quote)),
                    None => Ok(Some(line)),
                }
            }
            Ok(false) => Ok(None),
            Err(error) => {
                let line = error.position().map_or(1, csv::Position::line);
                let line = usize::try_from(line).unwrap_or(usize::MAX);
                Err(self.place.fault(line, 1, format!("CSV有误:{error}"), format!("faulty CSV: {error}")))
            }
        }
    }
}

/// The text of a file in UTF-8, or else in GB18030.
///
/// # Errors
/// It is neither; the first broken character is named.
pub(super) fn decoded(bytes: &[u8], file: &str) -> Result<String, Fault> {
    let fault = |zh: &str, en: &str| Fault::at(file, 1, 1, zh.to_owned(), en.to_owned());
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let en = "the file is UTF-16 (\"Unicode text\"); save it as CSV in UTF-8, or as .xlsx";
        return Err(fault("文件是UTF-16(Unicode文本);请另存为UTF-8的CSV,或存为.xlsx", en));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text.to_owned()),
        Err(error) => error,
    };
    let whole = bytes.get(..error.valid_up_to()).unwrap_or_default();
    let good = String::from_utf8_lossy(whole).into_owned();
    // What is UTF-8 up to a last broken character is that, although its bytes may happen to be GB18030.
    let cut_utf8 = error.error_len().is_none() && !good.is_ascii();
    let (text, faulty) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    if !faulty && !cut_utf8 {
        return Ok(text.into_owned());
    }
    let gb = text.split('\u{fffd}').next().unwrap_or_default();
    let good = if cut_utf8 { good } else { gb.to_owned() };
    let zh = "此处有残缺的字符:文件既不是完整的UTF-8,也不是完整的GB18030".to_owned();
    let en = "a broken character: the file is neither whole UTF-8 nor whole GB18030".to_owned();
    Err(Fault::at_byte(file, &good, good.len(), zh, en))
}
