//! One row: its cells become the values of an item, each fault with its place.

use chrono::NaiveDate;
use csv::StringRecord;

use super::columns::{Column, Columns};
use super::{Place, Row, RowText};
use crate::domain::{
    Content, DocumentNumber, Elements, Ground, Issued, Proposal, Roster, Source, SourceKind, Submission,
    TITLE_CHARS, Urgency, Validity, normalise_number,
};
use crate::intake::{Fault, dates};
use crate::procedure::{Attribute, Fact, Procedure, Procedures, StageAct};

/// What a spreadsheet shows in a cell whose formula has failed; saved as CSV it is a text like any other.
const ERRORS: [&str; 8] = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#DATA!"];

/// The cells of a row, by column.
pub(super) struct Cells<'r> {
    pub place: Place<'r>,
    pub row: usize,
    pub columns: &'r Columns,
    pub record: &'r StringRecord,
    pub faults: &'r mut Vec<Fault>,
    pub warnings: &'r mut Vec<Fault>,
}

impl<'r> Cells<'r> {
    fn text(&self, column: Column) -> &'r str {
        self.columns.at(column).and_then(|at| self.record.get(at)).unwrap_or("").trim()
    }

    fn owned(&self, column: Column) -> String {
        self.text(column).to_owned()
    }

    fn plain(&self, column: Column) -> String {
        self.text(column).chars().map(dates::half_width).collect::<String>().trim().to_owned()
    }

    fn fault(&mut self, column: Column, zh: impl Into<String>, en: impl Into<String>) {
        let at = self.columns.at(column).map_or(1, |at| at + 1);
        self.faults.push(self.place.fault(self.row, at, zh.into(), en.into()));
    }

    fn warning(&mut self, column: Column, zh: String, en: String) {
        let at = self.columns.at(column).map_or(1, |at| at + 1);
        self.warnings.push(self.place.fault(self.row, at, zh, en));
    }

    /// Cells whose formula has failed are faults, whatever they were to say.
    fn refuse_errors(&mut self) {
        for (column, at) in self.columns.known() {
            let cell = self.record.get(at).unwrap_or("").trim();
            if cell.starts_with('#') && ERRORS.contains(&cell) {
                self.fault(column, format!("公式出错:{cell}"), format!("a formula has failed: {cell}"));
            }
        }
    }

    fn date(&mut self, column: Column) -> Option<NaiveDate> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let day = dates::parse(text);
        if day.is_none() {
            self.fault(column, format!("{text:?} 不是日期"), format!("{text:?} is no date"));
        }
        day
    }

    /// A value that a cell names; a fault where it names something unknown.
    fn named<T>(
        &mut self,
        column: Column,
        what: (&str, &str),
        find: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.plain(column);
        if text.is_empty() {
            return None;
        }
        let found = find(&text);
        if found.is_none() {
            self.fault(
                column,
                format!("没有{} {text:?}", what.0),
                format!("there is no {} {text:?}", what.1),
            );
        }
        found
    }

    /// A whole number, with its unit behind it or not.
    fn count(&mut self, column: Column, unit: char) -> Option<u32> {
        let text = self.plain(column);
        if text.is_empty() {
            return None;
        }
        let count = text.trim_end_matches(unit).trim_end().parse().ok();
        if count.is_none() {
            self.fault(column, format!("{text:?} 不是整数"), format!("{text:?} is no whole number"));
        }
        count
    }

    /// What a cell lists, with blanks between the parts too where they are single words.
    fn list(&self, column: Column, words: bool) -> Vec<String> {
        let between =
            |c: char| matches!(c, ';' | '；' | ',' | '，' | '、' | '\n') || words && c.is_whitespace();
        let parts = self.text(column).split(between).map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }
}

/// The item that a row is; `None` where it has faults, which are noted.
pub(super) fn row(mut cells: Cells<'_>, roster: &Roster, procedures: &Procedures) -> Option<Row> {
    let before = cells.faults.len();
    cells.refuse_errors();
    if cells.faults.len() > before {
        return None;
    }
    let procedure = cells.named(Column::Procedure, ("类别", "procedure"), |text| procedures.called(text));
    let section = cells.named(Column::Section, ("科室", "section"), |text| {
        roster.sections.iter().find(|section| section.name.0 == text).map(|section| section.name.clone())
    });
    let person = |text: &str| {
        let known = roster.people.iter().find(|person| person.name == text || person.login.0 == text);
        known.map(|person| person.login.clone())
    };
    let who = ("人员", "person");
    let drafter = cells.named(Column::Drafter, who, person);
    if let (Some(drafter), Some(section)) = (&drafter, &section)
        && !roster.is_staff(drafter, section)
        && !roster.is_office(drafter)
    {
        let name = roster.name(drafter);
        let en = format!("{name} works in another section than {section}");
        cells.warning(Column::Drafter, format!("{name}不在{section}"), en);
    }
    let reviewer = cells.named(Column::Reviewer, who, person);
    let determiner = cells.named(Column::Determiner, who, person);
    let determined_on = cells.date(Column::DeterminedOn);
    for column in [Column::Procedure, Column::Section] {
        if cells.text(column).is_empty() {
            cells.fault(column, format!("缺{}", column.zh()), format!("{} is missing", column.key()));
        }
    }
    if determiner.is_some() != determined_on.is_some() {
        let en = "determiner and determined_on go together";
        cells.fault(Column::Determiner, "审定人和审定日期须同时填写", en);
    }
    let submission = submission(&mut cells);
    let issue =
        procedure.filter(|known| known.stage_for(StageAct::Issue).is_some()).and_then(|_| issue(&mut cells));
    warn_of_passed_over(&mut cells, procedure, issue.is_some());
    let declassified = declassified(&mut cells, submission.content.secrecy_expires_on);
    // What is still secret has no title here, but a file number (条例 14); whether it says more than that is
    // the domain's business.
    let guarded = procedure.is_some_and(|known| known.needs.contains(&Fact::Declassified));
    match (submission.content.title.is_empty(), guarded) {
        (true, false) => cells.fault(Column::Title, "缺标题", "title is missing"),
        (true, true) if submission.content.file_number.is_empty() => {
            cells.fault(Column::Title, "缺标题或档号", "title and file_number are missing");
        }
        _ => {}
    }
    let chars = submission.content.title.chars().count();
    if chars > TITLE_CHARS {
        cells.fault(
            Column::Title,
            format!("标题有{chars}字,最多{TITLE_CHARS}字"),
            format!("the title has {chars} characters and may have {TITLE_CHARS}"),
        );
    }
    let text = match (cells.text(Column::Text), cells.text(Column::TextFile)) {
        ("", "") => None,
        ("", file) => Some(RowText::File(file.to_owned())),
        (text, "") => Some(RowText::Inline(text.to_owned())),
        _ => {
            let en = "text and text_file are both given; one of them is the text";
            cells.fault(Column::TextFile, "正文和正文文件都填了,只能填一处", en);
            None
        }
    };
    if cells.faults.len() > before {
        return None;
    }
    Some(Row {
        line: u32::try_from(cells.row).unwrap_or(u32::MAX),
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
    let attribute = cells.named(Column::Attribute, ("公开属性", "attribute"), |text| match text {
        "主动公开" | "主动" => Some(Attribute::Proactive),
        "依申请公开" | "依申请" => Some(Attribute::OnRequest),
        "不公开" | "不予公开" => Some(Attribute::Withheld),
        key => Attribute::from_key(key),
    });
    let ground = cells.named(Column::Ground, ("依据", "ground"), |text| match text {
        "其他" => Some(Ground::Other),
        code => Ground::from_code(code),
    });
    Submission {
        content: content(cells),
        proposal: Proposal { attribute, ground, reason: cells.owned(Column::Reason), law: String::new() },
    }
}

fn content(cells: &mut Cells<'_>) -> Content {
    let urgency = cells.named(Column::Urgency, ("缓急", "urgency"), |text| match text {
        "平件" | "普通" | "ordinary" => Some(Urgency::Ordinary),
        "加急" | "urgent" => Some(Urgency::Urgent),
        "特急" | "extra-urgent" => Some(Urgency::ExtraUrgent),
        _ => None,
    });
    let validity = cells.named(Column::Validity, ("有效性", "validity"), |text| match text {
        "有效" | "现行有效" | "in-force" => Some(Validity::InForce),
        "失效" | "lapsed" => Some(Validity::Lapsed),
        "废止" | "已废止" | "repealed" => Some(Validity::Repealed),
        _ => None,
    });
    let normative =
        cells.named(Column::Normative, ("是/否", "yes or no"), |text| match text.to_lowercase().as_str() {
            "是" | "yes" | "true" | "1" => Some(true),
            "否" | "no" | "false" | "0" => Some(false),
            _ => None,
        });
    let category =
        cells.named(Column::Category, ("四位数字的信息类别", "category of four digits"), |text| {
            (text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.to_owned())
        });
    Content {
        title: cells.owned(Column::Title),
        file_number: cells.owned(Column::FileNumber),
        urgency: urgency.unwrap_or_default(),
        formed_on: cells.date(Column::FormedOn),
        obtained_on: cells.date(Column::ObtainedOn),
        source: source(cells),
        document_number: document_number(cells),
        document_date: cells.date(Column::DocumentDate),
        with_sections: cells.list(Column::WithSections, true),
        lead_agency: cells.owned(Column::LeadAgency),
        normative: normative.unwrap_or_default(),
        validity: validity.unwrap_or_default(),
        pages: cells.count(Column::Pages, '页'),
        copies: cells.count(Column::Copies, '份'),
        former_classification: cells.owned(Column::FormerClassification),
        secrecy_expires_on: cells.date(Column::SecrecyExpiresOn),
        elements: Elements {
            summary: cells.owned(Column::Summary),
            category: category.unwrap_or_default(),
            subject: cells.owned(Column::Subject),
            genre: cells.owned(Column::Genre),
            keywords: cells.list(Column::Keywords, true),
        },
        ..Content::default()
    }
}

fn document_number(cells: &mut Cells<'_>) -> String {
    let text = cells.text(Column::DocumentNumber);
    if text.is_empty() {
        return String::new();
    }
    normalise_number(text).unwrap_or_else(|| {
        let en = format!("{text:?} is no document number");
        cells.fault(Column::DocumentNumber, format!("{text:?} 不是文号"), en);
        String::new()
    })
}

/// Where no column says what kind of body it is, its name does.
fn source(cells: &mut Cells<'_>) -> Source {
    let kind = cells.named(Column::SourceKind, ("来源性质", "kind of source"), |text| match text {
        "机关" | "行政机关" | "其他行政机关" | "agency" => Some(SourceKind::Agency),
        "公众" | "公民、法人或者其他组织" | "公民" | "法人" | "其他组织" | "public" => {
            Some(SourceKind::Public)
        }
        _ => None,
    });
    let name = cells.owned(Column::Source);
    let agency = ["机关", "局", "厅", "委", "政府"].iter().any(|word| name.contains(word));
    let told = if agency { SourceKind::Agency } else { SourceKind::Public };
    Source { name, kind: kind.unwrap_or(told), url: cells.owned(Column::SourceUrl) }
}

/// Facts of issue are there where a date of issue is.
fn issue(cells: &mut Cells<'_>) -> Option<Issued> {
    let issue_date = cells.date(Column::IssueDate)?;
    let document_date = cells.date(Column::DocumentDate).unwrap_or(issue_date);
    let number = match normalise_number(cells.text(Column::DocumentNumber)) {
        Some(number) => DocumentNumber::Own(number),
        None => DocumentNumber::None("导入时无文号".to_owned()),
    };
    Some(Issued { number, document_date, issue_date })
}

/// Names the cells that say something for which such an item has no place.
fn warn_of_passed_over(cells: &mut Cells<'_>, procedure: Option<&Procedure>, has_issue: bool) {
    let Some(procedure) = procedure.filter(|_| !has_issue) else { return };
    let issues = procedure.stage_for(StageAct::Issue).is_some();
    let (zh, en) = match issues {
        true => ("没有发文日期", "it has no issue_date"),
        false => ("这类信息没有发文登记", "such items are not issued"),
    };
    for column in [Column::IssueDate, Column::Determiner, Column::DeterminedOn] {
        if !cells.text(column).is_empty() {
            let en = format!("{} is not taken: {en}", column.key());
            cells.warning(column, format!("{}没有取用:{zh}", column.zh()), en);
        }
    }
}

/// 解密确认: who confirmed it, and the day on which the secrecy period ended.
fn declassified(cells: &mut Cells<'_>, expired: Option<NaiveDate>) -> Option<(String, NaiveDate)> {
    let authority = cells.text(Column::DeclassifiedBy);
    if authority.is_empty() {
        return None;
    }
    if expired.is_none() && cells.text(Column::SecrecyExpiresOn).is_empty() {
        let en = "declassified_by needs secrecy_expires_on";
        cells.fault(Column::DeclassifiedBy, "解密确认须写明保密期限届满日", en);
    }
    Some((authority.to_owned(), expired?))
}
