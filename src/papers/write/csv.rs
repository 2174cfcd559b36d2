//! CSV: the columns' names, then the rows; several tables with an empty line between them. What stands above and
//! below a table on paper isn't here: whoever reads CSV counts on rows alone, and would take a remark for one.

use super::super::table::Paper;
use super::Encoding;

/// The mark by which UTF-8 is known.
const BOM: &[u8] = "\u{feff}".as_bytes();

pub(super) fn write(papers: &[Paper], encoding: Encoding) -> Result<Vec<u8>, String> {
    let mut tables = Vec::with_capacity(papers.len());
    for paper in papers {
        let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        let failed = |error: csv::Error| error.to_string();
        out.write_record(paper.columns.iter().map(|column| guarded(column.name.clone()))).map_err(failed)?;
        for row in &paper.rows {
            out.write_record(row.iter().map(|cell| guarded(cell.said()))).map_err(failed)?;
        }
        tables.push(out.into_inner().map_err(|error| error.to_string())?);
    }
    let utf8 = tables.join(b"\r\n".as_slice());
    Ok(match encoding {
        Encoding::Utf8 => [BOM, &utf8].concat(),
        Encoding::Gb18030 => {
            let text = String::from_utf8_lossy(&utf8);
            let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
            bytes.into_owned()
        }
    })
}

/// A cell that a spreadsheet would run as a formula is marked as words.
fn guarded(cell: String) -> String {
    match cell.starts_with(['=', '+', '@', '\t', '\r'])
        || cell.starts_with('-') && cell.parse::<f64>().is_err()
    {
        true => format!("'{cell}"),
        false => cell,
    }
}
