//! The columns of an import: their heads in both languages, and what other heads stand for.

use std::collections::BTreeMap;

use csv::StringRecord;
use similar::{Algorithm, capture_diff_slices, diff_ratio};

use super::Place;
use crate::domain::{BringIn, Dated, Refusal};
use crate::intake::Fault;
use crate::intake::dates::half_width;
use crate::procedure::Fact;

macro_rules! columns {
    ($($column:ident $zh:literal $key:literal,)+) => {
        /// What a column holds.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Column { $(#[doc = $zh] $column,)+ }

        impl Column {
            /// Every column that is known.
            pub const ALL: &'static [Column] = &[$(Column::$column,)+];

            /// Its head in Chinese.
            pub const fn zh(self) -> &'static str {
                match self { $(Column::$column => $zh,)+ }
            }

            /// Its head in English, which is its stable name too.
            pub const fn key(self) -> &'static str {
                match self { $(Column::$column => $key,)+ }
            }
        }
    };
}

columns! {
    Title "标题" "title",
    Procedure "类别" "procedure",
    Section "主办科室" "section",
    Drafter "拟稿人" "drafter",
    Attribute "公开属性" "attribute",
    Ground "不公开依据" "ground",
    Reason "不公开理由" "reason",
    DocumentNumber "文号" "document_number",
    DocumentDate "成文日期" "document_date",
    IssueDate "发文日期" "issue_date",
    FormedOn "形成日期" "formed_on",
    ObtainedOn "获取日期" "obtained_on",
    Source "来源" "source",
    SourceKind "来源性质" "source_kind",
    SourceUrl "来源网址" "source_url",
    FileNumber "档号" "file_number",
    FormerClassification "原密级" "former_classification",
    SecrecyExpiresOn "保密期限届满日" "secrecy_expires_on",
    DeclassifiedBy "解密确认" "declassified_by",
    Reviewer "审核人" "reviewer",
    Determiner "审定人" "determiner",
    DeterminedOn "审定日期" "determined_on",
    Text "正文" "text",
    TextFile "正文文件" "text_file",
    Summary "内容概述" "summary",
    Category "信息类别" "category",
    Subject "主题分类" "subject",
    Genre "体裁分类" "genre",
    Keywords "关键词" "keywords",
    Pages "页数" "pages",
    Copies "份数" "copies",
    Urgency "缓急" "urgency",
    Normative "规范性文件" "normative",
    Validity "有效性" "validity",
    WithSections "会办科室" "with_sections",
    LeadAgency "牵头机关" "lead_agency",
    Serial "序号" "serial",
    Remarks "备注" "remarks",
}

/// Without these there is no import.
const NEEDED: [Column; 3] = [Column::Title, Column::Procedure, Column::Section];

/// A head is taken for a known one where so much of both is the same.
const ALIKE: f32 = 0.5;

impl Column {
    /// The column with this head.
    pub fn named(head: &str) -> Option<Column> {
        let head = plain(head);
        Self::ALL.iter().copied().find(|known| head == known.zh() || head.eq_ignore_ascii_case(known.key()))
    }

    /// The column that a refusal of what a row brings in is about, where it is about one.
    pub fn concerned(refusal: &Refusal, brought: &BringIn) -> Option<Column> {
        let determined = &brought.determined;
        match refusal {
            Refusal::AttributeMissing => Some(Column::Attribute),
            Refusal::GroundMissing | Refusal::LawMissing => Some(Column::Ground),
            Refusal::ReasonMissing => Some(Column::Reason),
            Refusal::TitleMissing | Refusal::TitleTooLong { .. } | Refusal::StateSecretContent => {
                Some(Column::Title)
            }
            Refusal::NotDeclassified | Refusal::FactMissing(Fact::Declassified) => {
                Some(Column::DeclassifiedBy)
            }
            Refusal::FactMissing(Fact::Formed) => Some(Column::FormedOn),
            Refusal::FactMissing(Fact::Obtained) => Some(Column::ObtainedOn),
            Refusal::FactMissing(Fact::Source) => Some(Column::Source),
            Refusal::NumberMalformed(_) | Refusal::NumberInUse { .. } => Some(Column::DocumentNumber),
            Refusal::NoSuchProcedure(_) => Some(Column::Procedure),
            Refusal::NoSuchSection(_) => Some(Column::Section),
            Refusal::UnknownPerson(_) => Some(Column::Drafter),
            Refusal::OwnProposal(_) => Some(Column::Determiner),
            Refusal::NotPermitted { .. } if determined.is_some() => Some(Column::Determiner),
            Refusal::DateInFuture { date, .. } | Refusal::DateTooEarly { date, .. } => match date {
                Dated::Issue => Some(Column::IssueDate),
                Dated::Document => Some(Column::DocumentDate),
                Dated::Determination => Some(Column::DeterminedOn),
                Dated::Formed => Some(Column::FormedOn),
                Dated::Obtained => Some(Column::ObtainedOn),
                Dated::SecrecyExpiry => Some(Column::SecrecyExpiresOn),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether it says nothing about the item, such as the numbers of the rows.
    pub(super) fn is_passed_over(self) -> bool {
        matches!(self, Column::Serial | Column::Remarks)
    }

    /// The column whose head is most like this one, where one is like it at all.
    pub fn nearest(head: &str) -> Option<Column> {
        let head: Vec<char> = plain(head).to_lowercase().chars().collect();
        let alike = |name: &str| {
            let name: Vec<char> = name.chars().collect();
            diff_ratio(&capture_diff_slices(Algorithm::Myers, &head, &name), head.len(), name.len())
        };
        let likeness = |known: Column| alike(known.zh()).max(alike(known.key()));
        let each = Self::ALL.iter().map(|known| (*known, likeness(*known)));
        // Of two that are equally like it, the one that stands first.
        let best = each.reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.filter(|(_, likeness)| *likeness >= ALIKE).map(|(known, _)| known)
    }
}

/// A head without blanks and in half-width characters.
fn plain(head: &str) -> String {
    head.chars().map(half_width).filter(|c| !c.is_whitespace()).collect()
}

/// What heads stand for beyond those that are known: a column each, or nothing that is wanted.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Maps(BTreeMap<String, Option<Column>>);

impl Maps {
    /// From now on this head stands for this column, or is passed over.
    pub fn set(&mut self, head: &str, column: Option<Column>) {
        self.0.insert(plain(head), column);
    }

    /// Whether something is said of this head.
    pub fn knows(&self, head: &str) -> bool {
        self.0.contains_key(&plain(head))
    }

    /// Lays others over these.
    pub fn extend(&mut self, others: &Maps) {
        self.0.extend(others.0.iter().map(|(head, column)| (head.clone(), *column)));
    }

    /// Every head, and the column that it stands for.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<Column>)> {
        self.0.iter().map(|(head, column)| (head.as_str(), *column))
    }
}

/// Where the columns of one file are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Columns {
    at: [Option<usize>; Column::ALL.len()],
}

impl Columns {
    /// What the row of heads says; `None` where it is none, since no column is that of titles. The maps that
    /// it made use of, its warnings and its faults are added to those given.
    pub(super) fn of(
        heads: &StringRecord,
        row: usize,
        place: Place<'_>,
        maps: &Maps,
        found: &mut Found,
    ) -> Option<Self> {
        let meant = |head: &str| match maps.0.get(&plain(head)) {
            Some(column) => *column,
            None => Column::named(head),
        };
        if !heads.iter().any(|head| meant(head) == Some(Column::Title)) {
            return None;
        }
        let mut columns = Columns { at: [None; Column::ALL.len()] };
        for (at, head) in heads.iter().enumerate() {
            let said = head.trim();
            if maps.knows(head) {
                found.mapped.set(head, meant(head));
            }
            match meant(head) {
                Some(column) if column.is_passed_over() => {}
                Some(column) if columns.at(column).is_some() => found.faults.push(place.fault(
                    row,
                    at + 1,
                    format!("列 {said} 重复"),
                    format!("column {said} occurs twice"),
                )),
                Some(column) => columns.at[column as usize] = Some(at),
                None if said.is_empty() || maps.knows(head) => {}
                None => found.warnings.push(unknown(said, row, at + 1, place)),
            }
        }
        for column in NEEDED.into_iter().filter(|column| columns.at(*column).is_none()) {
            let (zh, en) = (column.zh(), column.key());
            found.faults.push(place.fault(row, 1, format!("缺少列 {zh}"), format!("column {en} is missing")));
        }
        Some(columns)
    }

    /// In which place from 0 this column stands, where the file has it.
    pub(super) fn at(&self, column: Column) -> Option<usize> {
        self.at[column as usize]
    }

    /// The columns that the file has.
    pub(super) fn known(&self) -> impl Iterator<Item = (Column, usize)> {
        Column::ALL.iter().filter_map(|column| Some((*column, self.at(*column)?)))
    }

    /// Whether every column is there without which there is no import.
    pub(super) fn are_whole(&self) -> bool {
        NEEDED.iter().all(|column| self.at(*column).is_some())
    }
}

/// What was found while a file was read, beside its rows.
#[derive(Default)]
pub(super) struct Found {
    pub mapped: Maps,
    pub warnings: Vec<Fault>,
    pub faults: Vec<Fault>,
}

fn unknown(head: &str, row: usize, column: usize, place: Place<'_>) -> Fault {
    let near = Column::nearest(head);
    let zh = near.map(|near| format!(",与 {0} 相近,是它就加 --map \"{head}={0}\"", near.zh()));
    let en = near.map(|near| format!("; it is like {0}: if so, say --map \"{head}={0}\"", near.key()));
    let (zh, en) = (zh.unwrap_or_default(), en.unwrap_or_default());
    place.fault(
        row,
        column,
        format!("不认识的列 {head},已略过{zh}"),
        format!("unknown column {head} is passed over{en}"),
    )
}

#[cfg(test)]
mod tests {
    use super::Column;

    #[test]
    fn a_head_that_is_not_known_is_told_the_one_it_is_most_like() {
        for (head, near) in [
            ("题名", Some(Column::Title)),
            ("责任科室", Some(Column::Section)),
            ("文件标题", Some(Column::Title)),
            ("documentnumber", Some(Column::DocumentNumber)),
            ("发文时间", Some(Column::IssueDate)),
            ("联系电话", None),
            ("", None),
        ] {
            assert_eq!(Column::nearest(head), near, "{head}");
        }
    }

    #[test]
    fn a_head_is_known_however_it_is_spaced() {
        for head in ["标题", " 标　题\n", "TITLE", "ｔｉｔｌｅ"] {
            assert_eq!(Column::named(head), Some(Column::Title), "{head:?}");
        }
        assert_eq!(Column::named("题名"), None);
    }
}
