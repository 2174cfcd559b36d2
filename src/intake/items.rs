//! The CSV of items: as spreadsheets write it, in UTF-8 or GB18030, columns in any order.
//!
//! 文号, dates and digits are normalised; every faulty cell is named by line and column. What becomes of
//! the rows is somebody else's business.

use chrono::NaiveDate;

use super::Fault;
use super::dates;
use crate::domain::{
    Content, DocumentNumber, Ground, Issued, Login, Proposal, Roster, SectionName, Source, SourceKind,
    Submission, TITLE_CHARS, normalise_number,
};
use crate::procedure::{Attribute, Fact, ProcedureKey, Procedures, StageAct};

/// The rows of a file, and what was strange but harmless.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sheet {
    /// In the file's order.
    pub rows: Vec<Row>,
    /// Unknown columns.
    pub warnings: Vec<Fault>,
}

/// One item of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// The line that it begins on.
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

/// The columns: the Chinese head, the English one.
const COLUMNS: &[(&str, &str)] = &[
    ("标题", "title"),
    ("类别", "procedure"),
    ("主办科室", "section"),
    ("拟稿人", "drafter"),
    ("公开属性", "attribute"),
    ("不公开依据", "ground"),
    ("不公开理由", "reason"),
    ("文号", "document_number"),
    ("成文日期", "document_date"),
    ("发文日期", "issue_date"),
    ("形成日期", "formed_on"),
    ("获取日期", "obtained_on"),
    ("来源", "source"),
    ("来源网址", "source_url"),
    ("原密级", "former_classification"),
    ("保密期限届满日", "secrecy_expires_on"),
    ("解密确认", "declassified_by"),
    ("审核人", "reviewer"),
    ("审定人", "determiner"),
    ("审定日期", "determined_on"),
    ("正文", "text"),
    ("正文文件", "text_file"),
];

/// Rows of one file at most.
const ROWS: usize = 1_000_000;

/// Reads a whole file against the roster and procedures in effect.
///
/// # Errors
/// Every fault of the file, in its order.
pub fn parse_csv(
    bytes: &[u8],
    file: &str,
    roster: &Roster,
    procedures: &Procedures,
) -> Result<Sheet, Vec<Fault>> {
    let text = decoded(bytes, file)?;
    let mut reader = csv::ReaderBuilder::new().has_headers(true).flexible(true).from_reader(text.as_bytes());
    let heads = reader.headers().cloned().map_err(|error| vec![csv_fault(file, &error)])?;
    let mut faults = Vec::new();
    let mut warnings = Vec::new();
    let mut places: Vec<Option<&'static str>> = Vec::new();
    for (at, head) in heads.iter().enumerate() {
        let plain: String = head.trim().chars().map(dates::half_width).collect();
        let known = COLUMNS.iter().find(|(zh, en)| plain == *zh || plain.eq_ignore_ascii_case(en));
        let name = known.map(|(_, en)| *en);
        match name {
            Some(name) if places.contains(&Some(name)) => faults.push(Fault::at(
                file,
                1,
                at + 1,
                format!("列 {head} 重复"),
                format!("column {head} occurs twice"),
            )),
            None if !plain.is_empty() => warnings.push(Fault::at(
                file,
                1,
                at + 1,
                format!("不认识的列 {head},已略过"),
                format!("unknown column {head} is passed over"),
            )),
            _ => {}
        }
        places.push(name);
    }
    for (zh, en) in [("标题", "title"), ("类别", "procedure"), ("主办科室", "section")] {
        if !places.contains(&Some(en)) {
            faults.push(Fault::at(file, 1, 1, format!("缺少列 {zh}"), format!("column {en} is missing")));
        }
    }
    let mut rows = Vec::new();
    let mut lines = Lines { text: &text, at: 0, line: 1 };
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(csv_fault(file, &error));
                break;
            }
        };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let line = lines.of(&record);
        let cells = Cells { file, line, places: &places, record: &record, faults: &mut faults };
        if let Some(row) = row(cells, roster, procedures) {
            rows.push(row);
        }
        if rows.len() > ROWS {
            faults.push(Fault::at(
                file,
                line,
                1,
                format!("一次最多{ROWS}行"),
                format!("{ROWS} rows at most"),
            ));
            break;
        }
    }
    if faults.is_empty() { Ok(Sheet { rows, warnings }) } else { Err(faults) }
}

/// The text of a file in UTF-8, or else in GB18030.
fn decoded(bytes: &[u8], file: &str) -> Result<String, Vec<Fault>> {
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
    Err(vec![Fault::at_byte(file, &good, good.len(), zh, en)])
}

fn csv_fault(file: &str, error: &csv::Error) -> Fault {
    let line = error.position().map_or(1, |position| usize::try_from(position.line()).unwrap_or(usize::MAX));
    Fault::at(file, line, 1, format!("CSV有误:{error}"), format!("faulty CSV: {error}"))
}

/// On which line a record begins. The reader's own count is one short behind CR LF.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn of(&mut self, record: &csv::StringRecord) -> usize {
        let start = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        let bytes = self.text.as_bytes();
        let ended = bytes.iter().skip(start).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = bytes.get(self.at..start + ended).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.at = start + ended;
        self.line
    }
}

/// The cells of a row, by name.
struct Cells<'r> {
    file: &'r str,
    line: usize,
    places: &'r [Option<&'static str>],
    record: &'r csv::StringRecord,
    faults: &'r mut Vec<Fault>,
}

impl<'r> Cells<'r> {
    fn column(&self, name: &str) -> usize {
        self.places.iter().position(|place| *place == Some(name)).map_or(1, |at| at + 1)
    }

    fn text(&self, name: &str) -> &'r str {
        self.record
            .get(self.column(name) - 1)
            .filter(|_| self.places.contains(&find(name)))
            .unwrap_or("")
            .trim()
    }

    fn plain(&self, name: &str) -> String {
        self.text(name).chars().map(dates::half_width).collect::<String>().trim().to_owned()
    }

    fn fault(&mut self, name: &str, zh: String, en: String) {
        let column = self.column(name);
        self.faults.push(Fault::at(self.file, self.line, column, zh, en));
    }

    fn date(&mut self, name: &str) -> Option<NaiveDate> {
        let text = self.text(name);
        if text.is_empty() {
            return None;
        }
        let day = dates::parse(text);
        if day.is_none() {
            self.fault(name, format!("{text:?} 不是日期"), format!("{text:?} is no date"));
        }
        day
    }

    /// A value that a cell names; a fault where it names something unknown.
    fn named<T>(
        &mut self,
        name: &str,
        what: (&str, &str),
        find: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.plain(name);
        if text.is_empty() {
            return None;
        }
        let found = find(&text);
        if found.is_none() {
            self.fault(name, format!("没有{} {text:?}", what.0), format!("there is no {} {text:?}", what.1));
        }
        found
    }
}

fn find(name: &str) -> Option<&'static str> {
    COLUMNS.iter().map(|(_, en)| *en).find(|known| *known == name)
}

fn row(mut cells: Cells<'_>, roster: &Roster, procedures: &Procedures) -> Option<Row> {
    let before = cells.faults.len();
    let procedure = cells.named("procedure", ("类别", "procedure"), |text| {
        let stem = text.trim_end_matches('类').trim_end_matches("政府信息").trim_end_matches('类');
        procedures
            .0
            .iter()
            .find(|known| known.key.0 == text || known.name.zh == stem || known.name.en == text)
    });
    let section = cells.named("section", ("科室", "section"), |text| {
        roster.sections.iter().find(|section| section.name.0 == text).map(|section| section.name.clone())
    });
    let person = |text: &str| {
        let known = roster.people.iter().find(|person| person.name == text || person.login.0 == text);
        known.map(|person| person.login.clone())
    };
    let who = ("人员", "person");
    let drafter = cells.named("drafter", who, person);
    let reviewer = cells.named("reviewer", who, person);
    let determiner = cells.named("determiner", who, person);
    let determined_on = cells.date("determined_on");
    for (name, zh, missing) in
        [("procedure", "类别", procedure.is_none()), ("section", "主办科室", section.is_none())]
    {
        if missing && cells.text(name).is_empty() {
            cells.fault(name, format!("缺{zh}"), format!("{name} is missing"));
        }
    }
    if determiner.is_some() != determined_on.is_some() {
        cells.fault(
            "determiner",
            "审定人和审定日期须同时填写".to_owned(),
            "determiner and determined_on go together".to_owned(),
        );
    }
    let submission = submission(&mut cells);
    let issue =
        procedure.filter(|known| known.stage_for(StageAct::Issue).is_some()).and_then(|_| issue(&mut cells));
    let declassified = match (cells.text("declassified_by"), submission.content.secrecy_expires_on) {
        ("", _) => None,
        (authority, Some(expired)) => Some((authority.to_owned(), expired)),
        (_, None) => {
            cells.fault(
                "declassified_by",
                "解密确认须写明保密期限届满日".to_owned(),
                "declassified_by needs secrecy_expires_on".to_owned(),
            );
            None
        }
    };
    let guarded = procedure.is_some_and(|known| known.needs.contains(&Fact::Declassified));
    if guarded && declassified.is_none() && submission.content.has_substance() {
        cells.fault(
            "declassified_by",
            "未经解密确认,不能录入标题和正文".to_owned(),
            "without declassified_by neither title nor text may come in".to_owned(),
        );
    }
    if submission.content.title.is_empty() && !guarded {
        cells.fault("title", "缺标题".to_owned(), "title is missing".to_owned());
    }
    let chars = submission.content.title.chars().count();
    if chars > TITLE_CHARS {
        cells.fault(
            "title",
            format!("标题有{chars}字,最多{TITLE_CHARS}字"),
            format!("the title has {chars} characters and may have {TITLE_CHARS}"),
        );
    }
    let text = match (cells.text("text"), cells.text("text_file")) {
        ("", "") => None,
        ("", file) => Some(RowText::File(file.to_owned())),
        (text, _) => Some(RowText::Inline(text.to_owned())),
    };
    let line = u32::try_from(cells.line).unwrap_or(u32::MAX);
    if cells.faults.len() > before {
        return None;
    }
    Some(Row {
        line,
        procedure: procedure?.key.clone(),
        section: section?,
        drafter,
        submission,
        text,
        issue,
        declassified,
        reviewer,
        determined: determiner.zip(determined_on),
    })
}

fn submission(cells: &mut Cells<'_>) -> Submission {
    let attribute = cells.named("attribute", ("公开属性", "attribute"), |text| match text {
        "主动公开" | "主动" => Some(Attribute::Proactive),
        "依申请公开" | "依申请" => Some(Attribute::OnRequest),
        "不公开" | "不予公开" => Some(Attribute::Withheld),
        key => Attribute::from_key(key),
    });
    let ground = cells.named("ground", ("依据", "ground"), |text| match text {
        "其他" => Some(Ground::Other),
        code => Ground::from_code(code),
    });
    let number = match cells.text("document_number") {
        "" => String::new(),
        text => normalise_number(text).unwrap_or_else(|| {
            cells.fault(
                "document_number",
                format!("{text:?} 不是文号"),
                format!("{text:?} is no document number"),
            );
            String::new()
        }),
    };
    let source = cells.text("source");
    let agency = ["机关", "局", "厅", "委", "政府"].iter().any(|word| source.contains(word));
    Submission {
        content: Content {
            title: cells.text("title").to_owned(),
            document_number: number,
            document_date: cells.date("document_date"),
            formed_on: cells.date("formed_on"),
            obtained_on: cells.date("obtained_on"),
            source: Source {
                name: source.to_owned(),
                kind: if agency { SourceKind::Agency } else { SourceKind::Public },
                url: cells.text("source_url").to_owned(),
            },
            former_classification: cells.text("former_classification").to_owned(),
            secrecy_expires_on: cells.date("secrecy_expires_on"),
            ..Content::default()
        },
        proposal: Proposal { attribute, ground, reason: cells.text("reason").to_owned(), law: String::new() },
    }
}

/// Facts of issue are there where a date of issue is.
fn issue(cells: &mut Cells<'_>) -> Option<Issued> {
    let issue_date = cells.date("issue_date")?;
    let document_date = cells.date("document_date").unwrap_or(issue_date);
    let number = match normalise_number(cells.text("document_number")) {
        Some(number) => DocumentNumber::Own(number),
        None => DocumentNumber::None("导入时无文号".to_owned()),
    };
    Some(Issued { number, document_date, issue_date })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{procedures, roster};

    fn read(bytes: &[u8]) -> Result<Sheet, Vec<Fault>> {
        let roster = roster::parse(roster::DEMO.as_bytes(), "roster").unwrap();
        let procedures = procedures::parse(procedures::DEFAULT.as_bytes(), "procedures").unwrap();
        parse_csv(bytes, "items.csv", &roster, &procedures)
    }

    const SAMPLE: &str = include_str!("../../tests/data/sample-items.csv");

    #[test]
    fn the_sample_is_read_whole() {
        let sheet = read(SAMPLE.as_bytes()).unwrap();
        assert_eq!((sheet.rows.len(), sheet.warnings.len()), (27, 0));
        let issued = sheet.rows.iter().filter(|row| row.issue.is_some()).count();
        assert_eq!(
            issued,
            SAMPLE
                .lines()
                .filter(|line| line.contains(",公文,")
                    && line.matches("-0").count() + line.matches("-1").count() >= 2)
                .count()
                .min(issued)
        );
        let linked = sheet.rows.iter().find(|row| !row.submission.content.source.url.is_empty()).unwrap();
        assert_eq!(linked.submission.content.source.kind, SourceKind::Agency);
    }

    #[test]
    fn another_encoding_order_and_writing_give_the_same_rows() {
        let messy = "发文日期,Title,备注,类别,主办科室,文号,拟稿人,成文日期,公开属性\r\n\
                     2019/6/3,通知一,x,公文类,投资科,泉工信投资[2019]027号,林晓,2019年6月3日,主动公开\r\n";
        let (bytes, _, _) = encoding_rs::GB18030.encode(messy);
        let sheet = read(&bytes).unwrap();
        let row = &sheet.rows[0];
        let day: NaiveDate = "2019-06-03".parse().unwrap();
        let number = DocumentNumber::Own("泉工信投资〔2019〕27号".to_owned());
        assert_eq!(row.issue, Some(Issued { number, document_date: day, issue_date: day }));
        assert_eq!(row.drafter, Some("lin".into()));
        assert_eq!(sheet.warnings.iter().map(|fault| fault.column).collect::<Vec<_>>(), [3]);
    }

    #[test]
    fn each_faulty_cell_is_named_by_line_and_column() {
        let file = "标题,类别,主办科室,拟稿人,公开属性,文号,发文日期,审定人\n\
                    通知,公文,投资科,林晓,公开,号,2019-02-30,\n\
                    ,小说,月球科,某人,,,,陈志强\n";
        let file = format!("{file}{},公文,投资科,林晓,,,,\n", "长".repeat(TITLE_CHARS + 1));
        let places: Vec<(u32, u32)> =
            read(file.as_bytes()).unwrap_err().iter().map(|fault| (fault.line, fault.column)).collect();
        for place in [(2, 5), (2, 6), (2, 7), (3, 1), (3, 2), (3, 3), (3, 4), (3, 8), (4, 1)] {
            assert!(places.contains(&place), "{place:?} in {places:?}");
        }
    }

    #[test]
    fn a_file_cut_in_the_middle_of_a_character_says_where() {
        let whole = "标题,类别,主办科室\n通知,公文,投资科";
        let cut = &whole.as_bytes()[..whole.len() - 1];
        let faults = read(cut).unwrap_err();
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].line, 2, "{faults:?}");
        let (bytes, _, _) = encoding_rs::GB18030.encode(whole);
        assert!(read(&bytes[..bytes.len() - 1]).is_err());
    }
}
