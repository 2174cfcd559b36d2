//! The figures as tables.

use std::cmp::Reverse;

use chrono::Datelike;

use super::super::bureau::Bureau;
use super::super::table::{Cell, Column, Paper};
use super::{Disclosed, Figures, Stayed, Tallied, Waiting};
use crate::domain::Holder;

/// 行政许可, in the province's table of categories.
const LICENCES: &str = "0800";
/// 行政事业性收费, in the same.
const FEES: &str = "0600";

impl Figures {
    /// As tables: by section, by stage, by category, what the annual report asks for, and of this year who
    /// waits for whom.
    pub fn papers(&self, bureau: &Bureau<'_>) -> Vec<Paper> {
        let mut papers = vec![
            self.by_section(bureau),
            self.by_stage(bureau),
            self.by_category(bureau),
            self.for_report(bureau),
        ];
        let year = bureau.today.year();
        if self.year == year {
            papers.push(self.by_holder(bureau));
        } else if let Some(last) = papers.last_mut() {
            last.foot.push(bureau.texts.fill("paper-line.waiting-today", &[("year", &year.to_string())]));
        }
        papers
    }

    fn by_section(&self, bureau: &Bureau<'_>) -> Paper {
        let row = |name: &str, tallied: &Tallied| {
            let counted = [
                tallied.determined.iter().sum(),
                tallied.determined[0],
                tallied.determined[1],
                tallied.determined[2],
                tallied.published,
                tallied.kept,
                tallied.overdue,
                tallied.kept_inside,
                tallied.past_target,
            ];
            [Cell::text(name)].into_iter().chain(numbers(counted)).collect()
        };
        let mut rows: Vec<Vec<Cell>> =
            self.sections.iter().map(|(name, tallied)| row(&name.0, tallied)).collect();
        rows.push(row(bureau.texts.get("paper-line.total"), &self.total()));
        let columns = [
            "section",
            "determined",
            "proactive",
            "on-request",
            "withheld",
            "published",
            "kept",
            "overdue",
            "kept-inside",
            "past-target",
        ];
        self.paper("figures-sections", &columns, rows, bureau)
    }

    fn by_stage(&self, bureau: &Bureau<'_>) -> Paper {
        let row = |stayed: &Stayed| {
            vec![
                Cell::text(&stayed.procedure),
                Cell::text(&stayed.name),
                Cell::number(Some(stayed.days.len())),
                Cell::Number(stayed.median()),
                Cell::Number(stayed.longest()),
                Cell::number(Some(stayed.late)),
            ]
        };
        let rows = self.stages_in_order().into_iter().map(row).collect();
        self.paper(
            "figures-stages",
            &["procedure", "stage", "stays", "median-days", "longest-days", "past-target"],
            rows,
            bureau,
        )
    }

    fn by_category(&self, bureau: &Bureau<'_>) -> Paper {
        let row = |(code, disclosed): (&String, &Disclosed)| {
            let name = format!("{code} {}", bureau.settings.category_name(code));
            [Cell::text(name)].into_iter().chain(numbers([disclosed.in_year, disclosed.by_then])).collect()
        };
        let rows = self.categories.iter().map(row).collect();
        self.paper("figures-categories", &["category", "published", "published-by-then"], rows, bureau)
    }

    fn by_holder(&self, bureau: &Bureau<'_>) -> Paper {
        let texts = bureau.texts;
        let said = |holder: &Holder| texts.holder(holder, bureau.roster);
        let mut pairs: Vec<_> = self.waiting.iter().collect();
        pairs.sort_by_key(|(_, waiting)| Reverse((waiting.longest, waiting.late, waiting.open)));
        let row = |((who, whom), waiting): (&(Option<Holder>, Holder), &Waiting)| {
            let nobody = || texts.get("paper-line.nobody-waits").to_owned();
            let names = [who.as_ref().map_or_else(nobody, said), said(whom)].map(Cell::text);
            let numbers = numbers([waiting.open, waiting.late]);
            names.into_iter().chain(numbers).chain([Cell::Number(waiting.longest)]).collect()
        };
        let rows = pairs.into_iter().map(row).collect();
        let columns = ["who-waits", "holder", "open", "late", "longest-days"];
        self.paper("figures-waiting", &columns, rows, bureau)
    }

    /// 主动公开政府信息情况 of the annual report (国办公开办函〔2021〕30号, 条例 20). What isn't kept here is left open, and
    /// said: a nought would be a statement.
    fn for_report(&self, bureau: &Bureau<'_>) -> Paper {
        let (texts, normative) = (bureau.texts, self.normative);
        let row = |(article, key): (&str, &str), numbers: Vec<Cell>, remark: String| {
            let said = [texts.get(article), texts.get(key)];
            let mut cells: Vec<Cell> = said.into_iter().map(Cell::text).collect();
            cells.extend(numbers);
            cells.resize(5, Cell::Empty);
            cells.push(Cell::text(remark));
            cells
        };
        let unknown = |article: &str, key: &str, why: &str, code: Option<&str>| {
            let published = code.map(|code| self.published_of(code, bureau));
            let remark = [Some(texts.get(why).to_owned()), published].into_iter().flatten();
            row((article, key), Vec::new(), remark.collect())
        };
        let known = numbers([normative.made, normative.ended, normative.in_force]).collect();
        let remark = texts.get("paper-line.report-normative-by").to_owned();
        let rows = vec![
            unknown(
                "paper-line.report-article-1",
                "paper-line.report-rules",
                "paper-line.report-rules-by",
                None,
            ),
            row(("paper-line.report-article-1", "paper-line.report-normative"), known, remark),
            unknown(
                "paper-line.report-article-5",
                "paper-line.report-licences",
                "paper-line.report-decisions-by",
                Some(LICENCES),
            ),
            unknown(
                "paper-line.report-article-6",
                "paper-line.report-penalties",
                "paper-line.report-decisions-by",
                None,
            ),
            unknown(
                "paper-line.report-article-6",
                "paper-line.report-coercion",
                "paper-line.report-decisions-by",
                None,
            ),
            unknown(
                "paper-line.report-article-8",
                "paper-line.report-fees",
                "paper-line.report-fees-by",
                Some(FEES),
            ),
        ];
        let columns = ["article", "figure", "made-or-decided", "ended-in-year", "in-force", "report-remark"];
        let mut paper = self.paper("figures-report", &columns, rows, bureau);
        let published = self.total().published.to_string();
        paper.foot.push(texts.fill("paper-line.report-published", &[("n", &published)]));
        paper
    }

    /// How much of a 信息类别 was made public, for who fills in what isn't kept here.
    fn published_of(&self, code: &str, bureau: &Bureau<'_>) -> String {
        let published = self.categories.get(code).map_or(0, |disclosed| disclosed.in_year).to_string();
        let values = [("category", bureau.settings.category_name(code)), ("n", published.as_str())];
        bureau.texts.fill("paper-line.report-category", &values)
    }

    fn paper(
        &self,
        kind: &'static str,
        columns: &[&'static str],
        rows: Vec<Vec<Cell>>,
        bureau: &Bureau<'_>,
    ) -> Paper {
        let texts = bureau.texts;
        let column = |(place, key): (usize, &&'static str)| Column {
            key,
            name: texts.paper_field(key).to_owned(),
            width: match *key {
                "report-remark" => 46,
                "figure" | "holder" => 24,
                _ if place == 0 => 24,
                _ => 14,
            },
        };
        Paper {
            kind,
            title: bureau.headed(&texts.fill(
                "paper-line.of-year",
                &[("year", &self.year.to_string()), ("paper", texts.paper(kind))],
            )),
            head: vec![
                (texts.get("paper-line.bureau").to_owned(), bureau.settings.bureau.clone()),
                (texts.get("paper-line.made-on").to_owned(), bureau.today.to_string()),
            ],
            columns: columns.iter().enumerate().map(column).collect(),
            printed: Paper::side_by_side(columns.len()),
            rows,
            items: Vec::new(),
            foot: Vec::new(),
        }
    }
}

fn numbers<const N: usize>(counted: [u64; N]) -> impl Iterator<Item = Cell> {
    counted.into_iter().map(|number| Cell::number(Some(number)))
}
