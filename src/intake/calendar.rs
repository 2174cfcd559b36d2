//! The State Council's notice of a year's holidays, as a file.
//!
//! Two forms, told apart by their content: the JSON of the holiday-cn project, and a CSV table
//! `date,kind,name` with kinds `off` and `work`, whose year is the one that most rows lie in. Both
//! are UTF-8, with or without a byte order mark. One file is one notice.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Fault;
use super::fault::{from_one, place};
use crate::calendar::{Arranged, Arrangement, Flaw, Notice};

/// The largest file that is read. A notice of every day of three years in JSON takes half of it.
pub const MAX_BYTES: usize = 256 * 1024;

/// Reads the notice in `bytes`, or every fault, in the order of the file that its giver calls
/// `file`. A file that lists no day has the fault that the year is not announced.
pub fn parse(bytes: &[u8], file: &str) -> Result<Notice, Vec<Fault>> {
    if bytes.len() > MAX_BYTES {
        let (zh, en) = ("文件过大,不是一年的放假安排", "too large for the notice of one year");
        return Err(vec![Fault::new(file, START, zh, en)]);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = str::from_utf8(bytes).map_err(|error| {
        let at = place(bytes, error.valid_up_to());
        vec![Fault::new(file, at, "不是 UTF-8 编码,请另存为 UTF-8", "not UTF-8; save the file as UTF-8")]
    })?;
    if text.trim().is_empty() {
        let (zh, en) = ("文件是空的:放假安排尚未公布", "the file is empty: the year is not announced");
        return Err(vec![Fault::new(file, START, zh, en)]);
    }
    let mut reading =
        Reading { file, text, year: None, year_at: START, rows: Vec::new(), faults: Vec::new() };
    if text.trim_start().starts_with('{') {
        reading.read_json();
    } else {
        reading.read_csv();
    }
    reading.finish()
}

/// Line and column, from 1.
type Place = (u32, u32);

const START: Place = (1, 1);

/// What has been made of the file so far.
struct Reading<'a> {
    file: &'a str,
    text: &'a str,
    year: Option<i32>,
    /// Where the faults of the notice as a whole are shown.
    year_at: Place,
    rows: Vec<(Place, Arrangement)>,
    faults: Vec<Fault>,
}

/// The holiday-cn form. Its entries stay raw, so that each is read, and faulted, by itself.
#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow)]
    year: &'a RawValue,
    #[serde(borrow)]
    days: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    name: String,
    date: String,
    is_off_day: bool,
}

impl Reading<'_> {
    fn read_json(&mut self) {
        let Some(document) = self.json::<Document>(self.text) else { return };
        self.year = self.json(document.year.get());
        self.year_at = self.place_of(document.year.get());
        for raw in document.days {
            let Some(entry) = self.json::<Entry>(raw.get()) else { continue };
            let kind = if entry.is_off_day { Arranged::Off } else { Arranged::Work };
            self.take_row(self.place_of(raw.get()), &entry.date, Some(kind), entry.name);
        }
    }

    /// One JSON value out of `part`, a piece of the text.
    fn json<'p, T: Deserialize<'p>>(&mut self, part: &'p str) -> Option<T> {
        let error = match serde_json::from_str(part) {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let lines_before = part.split_inclusive('\n').take(error.line().saturating_sub(1));
        let within = lines_before.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
        let at = place(self.text.as_bytes(), self.offset_of(part) + within);
        let told = error.to_string();
        let what = told.rsplit_once(" at line ").map_or(told.as_str(), |(what, _)| what);
        self.fault(at, format!("JSON 有误:{}", told_in_chinese(what)), format!("faulty JSON: {what}"));
        None
    }

    fn read_csv(&mut self) {
        let mut table = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(self.text.as_bytes());
        let mut records = table.records().flatten().filter(|record| !record.iter().all(str::is_empty));
        if !records.next().is_some_and(|heading| heading.iter().eq(["date", "kind", "name"])) {
            self.fault(START, "首行应为 date,kind,name", "the first line must be date,kind,name");
            return;
        }
        for record in records {
            let line = self.line_of(&record);
            match record.iter().collect::<Vec<_>>()[..] {
                [date, kind, name] => self.take_csv_row(line, date, kind, name),
                ref fields => {
                    let (count, at) = (fields.len(), (line, from_one(fields.len().min(3))));
                    self.fault(
                        at,
                        format!("应有 3 列,此行有 {count} 列"),
                        format!("{count} fields instead of 3"),
                    );
                }
            }
        }
        self.year = self.commonest_year();
    }

    fn take_csv_row(&mut self, line: u32, date: &str, kind: &str, name: &str) {
        let kind = match kind {
            "off" => Some(Arranged::Off),
            "work" => Some(Arranged::Work),
            other => {
                let other = excerpt(other);
                let zh = format!("类别应为 off(放假)或 work(上班),此处为“{other}”");
                self.fault((line, 2), zh, format!("the kind must be off or work, not '{other}'"));
                None
            }
        };
        self.take_row((line, 1), date, kind, name.to_owned());
    }

    /// Keeps a row whose kind, if faulty, has been told already.
    fn take_row(&mut self, at: Place, date: &str, kind: Option<Arranged>, name: String) {
        match (civil_date(date), kind) {
            (Some(date), Some(kind)) => self.rows.push((at, Arrangement { date, kind, name })),
            (Some(_), None) => {}
            (None, _) => {
                let date = excerpt(date);
                let zh = format!("日期应写作 2027-01-01 的样式,此处为“{date}”");
                self.fault(at, zh, format!("a date looks like 2027-01-01, not '{date}'"));
            }
        }
    }

    /// The notice, if the rows are one.
    fn finish(mut self) -> Result<Notice, Vec<Fault>> {
        let (places, rows): (Vec<_>, Vec<_>) = std::mem::take(&mut self.rows).into_iter().unzip();
        let notice = match self.year {
            Some(year) => Notice::new(year, rows),
            None => Err(vec![Flaw::NotAnnounced]),
        };
        let flaws = match notice {
            Ok(notice) if self.faults.is_empty() => return Ok(notice),
            Ok(_) => Vec::new(),
            Err(flaws) => flaws,
        };
        // Where a row could not be read, what the whole then lacks says nothing.
        let whole_was_read = self.faults.is_empty();
        for flaw in flaws {
            match flaw.row() {
                Some(row) => self.fault(places[row], in_chinese(&flaw), flaw.to_string()),
                None if whole_was_read => self.fault(self.year_at, in_chinese(&flaw), flaw.to_string()),
                None => {}
            }
        }
        self.faults.sort_by_key(|fault| (fault.line, fault.column));
        Err(self.faults)
    }

    /// The year that most rows lie in; of two, the later.
    fn commonest_year(&self) -> Option<i32> {
        let mut rows_in: BTreeMap<i32, usize> = BTreeMap::new();
        for (_, row) in &self.rows {
            *rows_in.entry(row.date.year()).or_default() += 1;
        }
        rows_in.into_iter().max_by_key(|(_, rows)| *rows).map(|(year, _)| year)
    }

    fn fault(&mut self, at: Place, zh: impl Into<String>, en: impl Into<String>) {
        self.faults.push(Fault::new(self.file, at, zh, en));
    }

    /// The line of a record, whose stated position may be before the line breaks that precede it.
    fn line_of(&self, record: &csv::StringRecord) -> u32 {
        let stated = record.position().map_or(0, csv::Position::byte) as usize;
        let text = self.text.as_bytes();
        let breaks = text[stated..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        place(text, stated + breaks).0
    }

    fn place_of(&self, part: &str) -> Place {
        place(self.text.as_bytes(), self.offset_of(part))
    }

    /// Where a piece that was borrowed from the text begins in it.
    fn offset_of(&self, part: &str) -> usize {
        part.as_ptr().addr() - self.text.as_ptr().addr()
    }
}

/// A date as published, or as spreadsheets rewrite it (2027/1/1).
fn civil_date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(&text.replace('/', "-"), "%Y-%m-%d").ok()
}

/// The beginning of a field, enough to find it again.
fn excerpt(field: &str) -> String {
    field.chars().take(20).collect()
}

/// What the reader of JSON says in English, as far as it is known what it may say.
fn told_in_chinese(what: &str) -> String {
    if let Some(field) = what.strip_prefix("missing field ") {
        return format!("缺少 {}", field.trim_matches('`'));
    }
    if let Some((found, expected)) =
        what.strip_prefix("invalid type: ").and_then(|types| types.split_once(", expected "))
    {
        // What was found is quoted as it stands in the file, and else told by its type.
        let is_text = found.starts_with("string");
        let found = found.split(['`', '"']).nth(1).map(excerpt);
        let found = found.map(|found| match is_text {
            true => format!(",此处为文本“{found}”"),
            false => format!(",此处为 {found}"),
        });
        let expected = match expected {
            "a boolean" => " true 或 false",
            "a string" => "带引号的文本",
            "a sequence" => "方括号中的列表",
            "i32" => "整数",
            _ => "花括号中的一组键和值",
        };
        return format!("应为{expected}{}", found.unwrap_or_default());
    }
    let known = [
        ("EOF", "文件不完整,缺少末尾的括号或引号"),
        ("trailing comma", "多了一个逗号"),
        ("trailing characters", "结尾之后还有内容"),
        ("expected `,`", "缺少逗号或括号"),
        ("expected `:`", "键后缺少冒号"),
        ("expected value", "此处缺少一个值"),
        ("key must be a string", "键须加双引号"),
        ("control character", "文本中有换行或控制字符"),
        ("invalid escape", "反斜杠后的字符有误"),
        ("duplicate field", "同一个键出现两次"),
        ("invalid value", "数值超出范围"),
    ];
    known.iter().find(|(said, _)| what.starts_with(said)).map_or("语法有误", |(_, zh)| zh).to_owned()
}

fn in_chinese(flaw: &Flaw) -> String {
    match flaw {
        Flaw::NotAnnounced => "尚未公布:文件未列任何日期".to_owned(),
        Flaw::YearOutOfRange { year } => {
            format!("年份 {year} 不在 {} 至 {} 之间", Notice::YEARS.start(), Notice::YEARS.end())
        }
        Flaw::Stray { date, year, .. } => format!("{date} 不在 {year} 年及其前后一年之内"),
        Flaw::Contradicted { date, .. } => format!("{date} 出现两次,一为放假,一为上班"),
        Flaw::Nameless { date, .. } => format!("{date} 未写节日名称"),
        Flaw::StatutoryHolidayWorked { date } => {
            format!("{date} 为法定节假日而此处未放假:请导入整份安排,含补充通知")
        }
    }
}
