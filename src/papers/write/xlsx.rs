//! XLSX: a sheet for each table, with cells that are numbers and dates where they are, and a head in sight.

use std::borrow::Cow;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::super::table::{Cell, Paper};

/// Characters of a sheet's name at most.
const NAME_CHARS: usize = 31;

/// Characters that a cell holds at most, counted as offices' programs count them: in units of UTF-16.
const CELL_UNITS: usize = 32_767;

/// What stands at the end of a cell that would hold more.
const CUT: char = '…';

pub(super) fn write(papers: &[Paper]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The same table is the same file, whenever it is written.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let title = papers.first().map(|paper| paper.title.as_str()).unwrap_or_default();
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
    for paper in papers {
        sheet(workbook.add_worksheet(), paper)?;
    }
    workbook.save_to_buffer()
}

fn sheet(sheet: &mut Worksheet, paper: &Paper) -> Result<(), XlsxError> {
    let title = Format::new().set_bold().set_font_size(14);
    let head = Format::new().set_bold().set_border(FormatBorder::Thin).set_text_wrap();
    let plain = Format::new().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Top);
    let day = plain.clone().set_num_format("yyyy-mm-dd");
    let name: String = paper.title.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(NAME_CHARS).collect();
    sheet.set_name(name)?;

    sheet.write_with_format(0, 0, &paper.title, &title)?;
    let mut line = 1;
    for (name, said) in &paper.head {
        sheet.write(line, 0, format!("{name}  {said}"))?;
        line += 1;
    }
    for (column, place) in paper.columns.iter().zip(0..) {
        sheet.write_with_format(line, place, &column.name, &head)?;
        sheet.set_column_width(place, column.width)?;
    }
    let first = line + 1;
    sheet.set_freeze_panes(first, 0)?;
    sheet.set_repeat_rows(line, line)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    line = first;
    for row in &paper.rows {
        for (cell, place) in row.iter().zip(0..) {
            match cell {
                Cell::Empty => sheet.write_blank(line, place, &plain)?,
                Cell::Text(words) => sheet.write_string_with_format(line, place, fitting(words), &plain)?,
                #[allow(clippy::cast_precision_loss, reason = "numbers of a sheet are floating")]
                Cell::Number(number) => {
                    sheet.write_number_with_format(line, place, *number as f64, &plain)?
                }
                Cell::Day(date) => sheet.write_datetime_with_format(line, place, date, &day)?,
            };
        }
        line += 1;
    }
    if !paper.rows.is_empty() && !paper.columns.is_empty() {
        let last = u16::try_from(paper.columns.len() - 1).unwrap_or(u16::MAX);
        sheet.autofilter(first - 1, 0, line - 1, last)?;
    }
    for said in &paper.foot {
        sheet.write(line + 1, 0, said)?;
        line += 1;
    }
    Ok(())
}

/// What of these words a cell holds. One long text must not keep the whole list from being written.
fn fitting(words: &str) -> Cow<'_, str> {
    if words.encode_utf16().count() <= CELL_UNITS {
        return Cow::Borrowed(words);
    }
    let mut left = CELL_UNITS - CUT.len_utf16();
    let fits = |c: &char| left.checked_sub(c.len_utf16()).inspect(|rest| left = *rest).is_some();
    Cow::Owned(words.chars().take_while(fits).chain([CUT]).collect())
}
