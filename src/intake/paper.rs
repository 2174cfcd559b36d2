//! Papers: the text of an attached file, as far as it can be read without the program that made it.
//!
//! Plain text in UTF-8, UTF-16 or GB18030, and the words of a .docx, its notes, comments, headers and footers
//! included, and what tracked changes have deleted. What a file says of itself is not trusted: a packed one is
//! unpacked up to a bound and no further.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use encoding_rs::{Encoding, GB18030, UTF_8};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use zip::ZipArchive;

/// Unpacked bytes that are read of a packed file.
const MOST_UNPACKED: u64 = 32 << 20;

/// Where a .docx keeps its text.
const BODY: &str = "word/document.xml";

/// Where else it keeps some: what stands there is read by whoever opens the file.
const BESIDES: [&str; 6] =
    ["word/header", "word/footnotes", "word/endnotes", "word/comments", "word/footer", "word/diagrams/data"];

/// Where a workbook keeps the words of its cells: shared ones first, because what heads a column is read before what
/// stands below it; then its comments and what is drawn on its sheets.
const OF_WORKBOOKS: [&str; 5] =
    ["xl/sharedStrings", "xl/worksheets/sheet", "xl/comments", "xl/threadedComments/", "xl/drawings/"];

/// What of a workbook says its words without a mark of their own: headers and footers of sheets, answered comments.
const WHOLE: [&str; 7] =
    ["oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter", "text"];

/// What stands before a paragraph as it was before tracked changes deleted words of it: whoever gets the file can
/// still read them there.
const BEFORE_CHANGES: &str = "〔修订前〕";

/// What stands between two cells of a row.
const BETWEEN_CELLS: &str = " | ";

/// What can be said of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Paper {
    /// Its text.
    Text {
        /// In paragraphs.
        text: String,
        /// Whether it goes on.
        cut: bool,
        /// Whether some of its bytes stand for no character.
        damaged: bool,
    },
    /// A kind of file whose text isn't read here, by the ending of its name.
    Other(String),
    /// It isn't what its name says.
    Faulty,
}

/// What this file says: at most so many bytes of its text.
pub fn read(name: &str, bytes: &[u8], most: usize) -> Paper {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let (text, damaged, more) = match ending.as_str() {
        "txt" | "md" | "csv" => {
            let (text, damaged) = decoded(bytes);
            (text, damaged, false)
        }
        "docx" => match document(bytes) {
            Some((text, more)) => (text, false, more),
            None => return Paper::Faulty,
        },
        _ => return Paper::Other(ending),
    };
    let end = text.floor_char_boundary(most);
    let cut = more || end < text.len();
    let text = text.get(..end).unwrap_or_default().to_owned();
    Paper::Text { text, cut, damaged }
}

/// Every word of a file, for who looks for something in it and doesn't mind how it is laid out: also the cells and
/// comments of a workbook. `None` where it can't be told.
pub fn all_words(name: &str, bytes: &[u8]) -> Option<String> {
    if name.to_lowercase().ends_with(".xlsx") {
        return cells(bytes);
    }
    match read(name, bytes, usize::MAX) {
        Paper::Text { text, cut: false, .. } => Some(text),
        Paper::Text { .. } | Paper::Other(_) | Paper::Faulty => None,
    }
}

/// What stands in the cells of a workbook and beside them: its shared words, then each sheet's own words and numbers, one
/// a line.
fn cells(bytes: &[u8]) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let parts = parts(&archive, &OF_WORKBOOKS);
    let (mut text, mut left) = (String::new(), MOST_UNPACKED);
    for part in &parts {
        let (xml, false) = unpacked(&mut archive, part, &mut left)? else { return None };
        cells_of(&String::from_utf8_lossy(&xml), &mut text)?;
    }
    (!parts.is_empty()).then_some(text)
}

/// The parts whose names begin so, wherever the file has them: in this order, and each kind by name.
fn parts(archive: &ZipArchive<Cursor<&[u8]>>, begin: &[&str]) -> Vec<String> {
    let names = archive.file_names().filter_map(Result::ok).map(Cow::into_owned);
    let kind = |name: &str| begin.iter().position(|begin| name.starts_with(begin));
    let named = names.filter(|name| name.ends_with(".xml"));
    let mut parts: Vec<(usize, String)> = named.filter_map(|name| Some((kind(&name)?, name))).collect();
    parts.sort();
    parts.into_iter().map(|(_, name)| name).collect()
}

/// Adds the words and numbers of one part of a workbook.
fn cells_of(xml: &str, text: &mut String) -> Option<()> {
    let mut reader = Reader::from_str(xml);
    let (mut in_cell, mut begun) = (false, 0);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) if is_said(tag.local_name().as_ref()) => {
                (in_cell, begun) = (true, text.len());
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => in_cell = false,
                "p" => end_line(text),
                name if WHOLE.contains(&name) => {
                    in_cell = false;
                    end_line(text);
                }
                "v" => {
                    in_cell = false;
                    write_out(text, begun);
                    end_line(text);
                }
                "si" | "is" => end_line(text),
                _ => {}
            },
            Event::Text(said) if in_cell => text.push_str(&said),
            Event::CData(said) if in_cell => text.push_str(&said),
            Event::GeneralRef(named) if in_cell => refer(&named, text),
            Event::Eof => return Some(()),
            _ => {}
        }
    }
}

/// Whether words or a number stand in an element of this name.
fn is_said(name: &str) -> bool {
    matches!(name, "t" | "v") || WHOLE.contains(&name)
}

/// No line is empty: an empty one would end the table.
fn end_line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

/// A number that begins here, such as 3.5050019900101E+17, written out: so it reads in the sheet's cell.
fn write_out(text: &mut String, begun: usize) {
    let number = text.get(begun..).filter(|number| number.contains(['E', 'e']));
    let number = number.and_then(|number| number.parse::<f64>().ok());
    if let Some(number) = number.filter(|number| number.fract() == 0.0 && number.abs() < 1e19) {
        text.truncate(begun);
        text.push_str(&format!("{number:.0}"));
    }
}

/// The text of bytes in the encoding that their mark names, in UTF-8, or else in GB18030.
fn decoded(bytes: &[u8]) -> (String, bool) {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or_else(|| {
        let utf_8 = std::str::from_utf8(bytes).is_ok();
        (if utf_8 { UTF_8 } else { GB18030 }, 0)
    });
    let (text, damaged) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
    (text.into_owned(), damaged)
}

/// The words of a .docx: those of its body, then what stands beside it; and whether it is larger than the bound.
fn document(bytes: &[u8]) -> Option<(String, bool)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut left = MOST_UNPACKED;
    let (xml, mut more) = unpacked(&mut archive, BODY, &mut left)?;
    let (mut text, has_body) = words(&xml, more)?;
    for part in parts(&archive, &BESIDES) {
        let (xml, cut) = unpacked(&mut archive, &part, &mut left)?;
        let (said, _) = words(&xml, cut)?;
        if !said.is_empty() {
            text = text
                + "
" + &said;
        }
        more |= cut;
    }
    has_body.then_some((text, more))
}

/// A part of a packed file, as far as it is within what is left of the bound; and whether it goes on.
fn unpacked(archive: &mut ZipArchive<Cursor<&[u8]>>, part: &str, left: &mut u64) -> Option<(Vec<u8>, bool)> {
    let mut xml = Vec::new();
    archive.by_name(part).ok()?.take(*left + 1).read_to_end(&mut xml).ok()?;
    let rest = left.checked_sub(u64::try_from(xml.len()).ok()?);
    *left = rest.unwrap_or(0);
    Some((xml, rest.is_none()))
}

/// The words of a document's XML, paragraph by paragraph, and whether it has a body; of one that was cut, those before
/// the cut; then each paragraph of which tracked changes deleted something, as it was before. What only older programs
/// would show is left out.
fn words(xml: &[u8], cut: bool) -> Option<(String, bool)> {
    let xml = String::from_utf8_lossy(xml);
    let mut reader = Reader::from_str(&xml);
    let mut text = String::new();
    let (mut in_text, mut skipped, mut seen) = (false, 0_usize, false);
    let mut changes = Changes::default();
    // A row of a table is a line: whether each open row has no cell yet, and where the text of each open cell began.
    let (mut rows, mut cells) = (Vec::new(), Vec::new());
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(_) if cut => break,
            Err(_) => return None,
        };
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "Fallback" => skipped += 1,
                "body" => seen = true,
                "t" => in_text = true,
                "delText" => changes.in_deleted = true,
                "ins" => changes.inserted += 1,
                "tr" => rows.push(true),
                "tc" => {
                    if rows.last_mut().is_some_and(|first| !std::mem::take(first)) {
                        text.push_str(BETWEEN_CELLS);
                    }
                    cells.push(text.len());
                }
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "Fallback" => skipped = skipped.saturating_sub(1),
                "t" => in_text = false,
                "delText" => changes.in_deleted = false,
                "ins" => changes.inserted = changes.inserted.saturating_sub(1),
                "p" if skipped == 0 => {
                    changes.end_paragraph();
                    text.push(if cells.is_empty() { '\n' } else { ' ' });
                }
                "tc" => {
                    let begun = cells.pop().unwrap_or(0);
                    let said = text.get(begun..).map_or(0, |said| said.trim_end().len());
                    text.truncate(begun + said);
                }
                "tr" => {
                    rows.pop();
                    text.push(if cells.is_empty() { '\n' } else { ' ' });
                }
                _ => {}
            },
            Event::Empty(tag) if skipped == 0 => match tag.local_name().as_ref() {
                "tab" => text.push(' '),
                "br" | "cr" | "p" => text.push(if cells.is_empty() { '\n' } else { ' ' }),
                "noBreakHyphen" => text.push('-'),
                _ => {}
            },
            Event::Text(said) if skipped == 0 => changes.say(&said, in_text, &mut text),
            Event::CData(said) if skipped == 0 => changes.say(&said, in_text, &mut text),
            Event::GeneralRef(named) if skipped == 0 => {
                let mut said = String::new();
                refer(&named, &mut said);
                changes.say(&said, in_text, &mut text);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let whole = text.trim_end().len();
    text.truncate(whole);
    for paragraph in changes.before {
        text.push('\n');
        text.push_str(BEFORE_CHANGES);
        text.push_str(paragraph.trim());
    }
    Some((text, seen))
}

/// Tracked changes of a document, and its paragraphs as they were before them.
#[derive(Default)]
struct Changes {
    /// Whether what comes was deleted.
    in_deleted: bool,
    /// In how many insertions what comes stands.
    inserted: usize,
    /// The open paragraph as it was before, and whether anything of it was deleted.
    paragraph: String,
    deleted: bool,
    /// The paragraphs of which something was deleted.
    before: Vec<String>,
}

impl Changes {
    /// Words: added to the text where they stand in it, and to what was there before where they did.
    fn say(&mut self, said: &str, in_text: bool, text: &mut String) {
        if in_text {
            text.push_str(said);
        }
        if self.in_deleted || in_text && self.inserted == 0 {
            self.paragraph.push_str(said);
            self.deleted |= self.in_deleted;
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        if std::mem::take(&mut self.deleted) {
            self.before.push(paragraph);
        }
    }
}

/// Adds what a reference such as `&#51;` or `&amp;` stands for.
fn refer(named: &BytesRef<'_>, text: &mut String) {
    match (named.resolve_char_ref(), quick_xml::escape::resolve_predefined_entity(named)) {
        (Ok(Some(c)), _) => text.push(c),
        (_, Some(entity)) => text.push_str(entity),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (part, xml) in parts {
            archive.start_file(*part, SimpleFileOptions::default()).unwrap();
            archive.write_all(xml).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn docx(xml: &[u8]) -> Vec<u8> {
        packed(&[(BODY, xml)])
    }

    fn document(body: &str) -> Vec<u8> {
        docx(format!("<?xml version=\"1.0\"?><w:document><w:body>{body}</w:body></w:document>").as_bytes())
    }

    fn check(name: &str, bytes: &[u8], expected: &str) {
        let said = match read(name, bytes, 100) {
            Paper::Text { text, cut, damaged } => format!("{text}|{cut}|{damaged}"),
            Paper::Other(ending) => format!("other {ending}"),
            Paper::Faulty => "faulty".to_owned(),
        };
        assert_eq!(said, expected, "{name}");
    }

    #[test]
    fn a_text_is_read_in_the_encoding_that_it_is_in() {
        let (gb, _, _) = GB18030.encode("公开办法");
        check("a.txt", &gb, "公开办法|false|false");
        check("a.md", "公开办法".as_bytes(), "公开办法|false|false");
        check("a.TXT", b"\xef\xbb\xbfabc", "abc|false|false");
        check("a.txt", b"\xff\xfe\x6c\x51", "公|false|false");
        check("a.txt", b"\x81", "\u{fffd}|false|true");
        check("a.txt", "长".repeat(40).as_bytes(), &format!("{}|true|false", "长".repeat(33)));
    }

    #[test]
    fn every_word_of_a_table_is_told_and_what_can_not_be_read_is_nothing() {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (part, xml) in [
            (
                "xl/sharedStrings.xml",
                "<sst><si><r><t>3505</t></r><r><t>&#48;<![CDATA[3]]></t></r></si><si><t>姓名</t></si></sst>",
            ),
            (
                "xl/worksheets/sheet1.xml",
                "<worksheet><c t=\"s\"><v>0</v></c><c><v>13800138000</v></c></worksheet>",
            ),
            ("xl/styles.xml", "<t>no cell</t>"),
        ] {
            archive.start_file(part, SimpleFileOptions::default()).unwrap();
            archive.write_all(xml.as_bytes()).unwrap();
        }
        let book = archive.finish().unwrap().into_inner();
        assert_eq!(all_words("名单.XLSX", &book).as_deref(), Some("350503\n姓名\n0\n13800138000\n"));
        assert_eq!(all_words("a.csv", b"a,b").as_deref(), Some("a,b"));
        assert_eq!(all_words("a.xlsx", b"no archive"), None);
        assert_eq!(all_words("a.pdf", b"%PDF"), None);
    }

    /// A number in a footnote or a comment went out unseen, and the file was said to have been read.
    #[test]
    fn what_stands_beside_the_text_is_read_as_well() {
        let said = |root: &str, words: &str| format!("<w:{root}><w:p><w:t>{words}</w:t></w:p></w:{root}>");
        let parts = [
            ("word/footer1.xml", said("ftr", "页脚")),
            ("word/comments.xml", said("comments", "批注")),
            ("word/endnotes.xml", said("endnotes", "尾注")),
            ("word/footnotes.xml", said("footnotes", "脚注")),
            ("word/header2.xml", said("hdr", "页眉")),
            ("word/_rels/footnotes.xml.rels", "no xml".to_owned()),
            (
                BODY,
                said("document><w:body", "正文").replace("</w:document><w:body>", "</w:body></w:document>"),
            ),
        ];
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|(part, xml)| (*part, xml.as_bytes())).collect();
        check(
            "a.docx",
            &packed(&parts),
            "正文
页眉
脚注
尾注
批注
页脚|false|false",
        );
        let book = packed(&[
            (
                "xl/comments1.xml",
                b"<comments><comment><text><r><t>13800138000</t></r></text></comment></comments>",
            ),
            ("xl/drawings/drawing1.xml", "<p><r><t>文本框</t></r></p>".as_bytes()),
            ("xl/drawings/vmlDrawing1.vml", b"<br>"),
            ("xl/threadedComments/threadedComment1.xml", "<c><text>答复</text></c>".as_bytes()),
            (
                "xl/worksheets/sheet1.xml",
                "<w><c><v>1</v></c><headerFooter><oddFooter>&amp;C页脚</oddFooter></headerFooter></w>"
                    .as_bytes(),
            ),
        ]);
        let words = all_words("a.xlsx", &book);
        assert_eq!(
            words.as_deref(),
            Some(
                "1
&C页脚
13800138000
答复
文本框
"
            )
        );
    }

    #[test]
    fn the_words_of_a_docx_are_read_in_paragraphs() {
        for (body, expected) in [
            (
                "<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:t>乙</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>丙</w:t></w:r></w:p>",
                "甲乙\n\n丙",
            ),
            ("<w:p><w:t>a &amp; b &#x4e00;</w:t></w:p>", "a & b 一"),
            (
                "<w:tbl><w:tr><w:tc><w:p><w:t>企业</w:t></w:p><w:p><w:t>名称</w:t></w:p></w:tc><w:tc><w:p/></w:tc>\
                 <w:tc><w:p><w:t>电话</w:t></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:t>甲</w:t></w:p></w:tc></w:tr>\
                 </w:tbl><w:p><w:t>后</w:t></w:p>",
                "企业 名称 |  | 电话\n甲\n后",
            ),
            ("<w:p><w:t>一</w:t><w:tab/><w:t>二</w:t><w:br/><w:t>三</w:t></w:p>", "一 二\n三"),
            (
                "<w:p><w:t>甲</w:t><w:del><w:delText>旧</w:delText></w:del><w:ins><w:t>新</w:t></w:ins></w:p>\
                 <w:p><w:ins><w:t>丙</w:t></w:ins></w:p>",
                "甲新\n丙\n〔修订前〕甲旧",
            ),
            (
                "<w:p><mc:Choice><w:t>一次</w:t></mc:Choice><mc:Fallback><w:t>一次</w:t></mc:Fallback></w:p>",
                "一次",
            ),
        ] {
            check("a.docx", &document(body), &format!("{expected}|false|false"));
        }
    }

    #[test]
    fn what_is_not_what_its_name_says_is_faulty_and_a_bomb_is_cut() {
        check("a.docx", b"PK\x03\x04", "faulty");
        check("a.docx", &docx(b"<a>"), "faulty");
        check("a.pdf", b"%PDF", "other pdf");
        check("noname", b"", "other ");
        let bomb = [b"<w:document><w:body><w:p><w:t>".as_slice(), &vec![b'x'; 40 << 20]].concat();
        let packed = docx(&bomb);
        assert!(packed.len() < 1 << 20);
        check("a.docx", &packed, &format!("{}|true|false", "x".repeat(100)));
    }
}
