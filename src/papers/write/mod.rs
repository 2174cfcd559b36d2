//! Writing tables in the formats that offices read.

mod csv;
mod html;
mod json;
mod xlsx;

use super::table::Paper;
use crate::procedure::terms;
use crate::texts::Texts;

terms! {
    /// A format of tables.
    Format {
        /// A workbook: real dates and numbers, a head that stays in sight
        Xlsx = "xlsx",
        /// Values with commas
        Csv = "csv",
        /// For programs: names stay the same in every language
        Json = "json",
        /// A page that prints
        Html = "html",
    }
}

terms! {
    /// How the letters of a CSV file are written.
    Encoding {
        /// UTF-8 with a mark at its beginning, by which WPS and Excel know it
        Utf8 = "utf-8",
        /// 国家标准 18030
        Gb18030 = "gb18030",
    }
}

/// Why tables couldn't be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// More rows than a sheet has, or the like.
    #[error("the workbook can't be made: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The template can't be filled.
    #[error("the page can't be made: {0}")]
    Page(#[from] askama::Error),
    /// The values can't be written.
    #[error("the table can't be written: {0}")]
    Values(String),
}

/// Tables as one file of this format. HTML comes in so many numbered copies.
///
/// # Errors
/// A table is too large for the format.
pub fn write(
    papers: &[Paper],
    format: Format,
    encoding: Encoding,
    copies: u16,
    texts: Texts,
) -> Result<Vec<u8>, WriteError> {
    match format {
        Format::Xlsx => Ok(xlsx::write(papers)?),
        Format::Csv => csv::write(papers, encoding).map_err(WriteError::Values),
        Format::Json => json::write(papers).map_err(|error| WriteError::Values(error.to_string())),
        Format::Html => Ok(html::write(papers, copies, texts)?),
    }
}
