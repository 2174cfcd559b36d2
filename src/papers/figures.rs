//! Figures of a year: what was decided, made public, kept and missed, and who waits for whom today.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::bureau::Bureau;
use super::table::{Cell, Column, Paper};
use crate::domain::{Holder, SectionName, Tier, Validity};
use crate::procedure::{Attribute, Force, Procedure, StageKey};
use crate::projection::{Card, Kept};

/// The figures of one year, in the making and done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figures {
    /// The year.
    pub year: i32,
    /// What each section comes to.
    pub sections: BTreeMap<SectionName, Tallied>,
    /// Working days spent at each stage that was left in the year, by what it is called.
    pub stages: BTreeMap<StageKey, Stayed>,
    /// What waits today, and for whom.
    pub waiting: BTreeMap<Holder, Waiting>,
    /// 行政规范性文件: made in the year, repealed or lapsed, in force (国办公开办函〔2021〕30号, 条例 20(1)).
    pub normative: Normative,
}

/// What a section, or the bureau, comes to.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Tallied {
    /// Determined in the year, for each attribute in the order of the law.
    pub determined: [u64; 3],
    /// Gone live in the year.
    pub published: u64,
    /// Limits of the law, the rules and the bureau that were kept.
    pub kept: u64,
    /// Those that were missed (逾期).
    pub overdue: u64,
    /// Internal limits of stages that were kept.
    pub kept_inside: u64,
    /// Those that were missed (超限).
    pub past_target: u64,
}

/// How long items stayed at a stage.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Stayed {
    /// What the stage is called.
    pub name: String,
    /// Where it stands among its procedure's stages.
    pub place: usize,
    /// Working days, one number for each stay.
    pub days: Vec<i64>,
    /// Stays that outlasted the stage's limit.
    pub late: u64,
}

/// What waits for somebody.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Waiting {
    /// Pieces of work.
    pub open: u64,
    /// Those of them that have missed a limit.
    pub late: u64,
    /// Working days that the oldest has waited.
    pub longest: i64,
}

/// 行政规范性文件.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Normative {
    /// 本年制发件数.
    pub made: u64,
    /// 废止或失效件数.
    pub ended: u64,
    /// 现行有效件数.
    pub in_force: u64,
}

impl Stayed {
    /// The middle one of the stays, in working days; of an even number, the mean of the two rounded up.
    pub fn median(&self) -> i64 {
        let mut days = self.days.clone();
        days.sort_unstable();
        let at = |place: usize| days.get(place).copied().unwrap_or(0);
        let middle = days.len() / 2;
        match days.len() % 2 {
            1 => at(middle),
            _ => (at(middle.saturating_sub(1)) + at(middle) + 1) / 2,
        }
    }

    /// The longest stay, in working days.
    pub fn longest(&self) -> i64 {
        self.days.iter().copied().max().unwrap_or(0)
    }
}

impl Tallied {
    fn add(&mut self, other: &Tallied) {
        for (sum, more) in self.determined.iter_mut().zip(other.determined) {
            *sum += more;
        }
        self.published += other.published;
        self.kept += other.kept;
        self.overdue += other.overdue;
        self.kept_inside += other.kept_inside;
        self.past_target += other.past_target;
    }

    fn limit(&mut self, force: Force, kept: Kept) {
        let counter = match (force, kept) {
            (_, Kept::Open) => return,
            (Force::Internal, Kept::InTime) => &mut self.kept_inside,
            (Force::Internal, Kept::Late) => &mut self.past_target,
            (_, Kept::InTime) => &mut self.kept,
            (_, Kept::Late) => &mut self.overdue,
        };
        *counter += 1;
    }
}

impl Figures {
    /// The figures of this year, of nothing yet.
    pub fn of(year: i32) -> Figures {
        Figures {
            year,
            sections: BTreeMap::new(),
            stages: BTreeMap::new(),
            waiting: BTreeMap::new(),
            normative: Normative::default(),
        }
    }

    /// Counts an item in.
    pub fn take(&mut self, card: &Card, bureau: &Bureau<'_>) {
        let year = self.year;
        let within = |day: NaiveDate| day.year() == year;
        let item = &card.item;
        let mut section = Tallied::default();
        if let Some(made) = item.determination.as_ref().filter(|made| within(made.on))
            && let Some(place) = Attribute::ALL.iter().position(|one| Some(*one) == made.proposal.attribute)
        {
            section.determined[place] += 1;
        }
        section.published += u64::from(card.page().is_some_and(|(on, _)| within(on)));
        for one in card.former.iter().chain(&card.obligations) {
            if let (Some((force, due)), Some(kept)) = (one.limit, one.kept(bureau.today))
                && within(due.date)
            {
                section.limit(force, kept);
            }
        }
        let procedure = bureau.names(item).procedure;
        for stay in card.stays.iter().filter(|stay| within(stay.until)) {
            let stayed = self
                .stages
                .entry(stay.stage.clone())
                .or_insert_with(|| stayed(&stay.stage, procedure, bureau));
            stayed.days.push(stay.days);
            if let (Some((force, _)), Some(kept)) = (stay.limit, stay.kept()) {
                stayed.late += u64::from(kept == Kept::Late);
                section.limit(force, kept);
            }
        }
        self.sections.entry(item.section.clone()).or_default().add(&section);
        self.wait(card, bureau);
        if item.submission.content.normative && !item.expunged && !card.row.terminated {
            let made = card.made_on().filter(|_| item.issue.is_some());
            let validity = item.submission.content.validity;
            self.normative.made += u64::from(made.is_some_and(within));
            self.normative.ended += u64::from(made.is_some() && validity != Validity::InForce);
            self.normative.in_force += u64::from(made.is_some() && validity == Validity::InForce);
        }
    }

    fn wait(&mut self, card: &Card, bureau: &Bureau<'_>) {
        for line in &card.row.lines {
            let waiting = self.waiting.entry(line.holder.clone()).or_default();
            let tiers = line.clocks.iter().map(|clock| clock.tier(bureau.today, bureau.calendar));
            let late = tiers.max().is_some_and(|tier| tier >= Tier::PastTarget);
            // A stage is waited at since the item came there, a duty since it was determined.
            let determined = card.item.determination.as_ref().map(|made| made.on);
            let since = line.since.or(determined).unwrap_or(bureau.today);
            let waited = bureau.calendar.working_days_between(since, bureau.today);
            waiting.open += 1;
            waiting.late += u64::from(late);
            waiting.longest = waiting.longest.max(waited);
        }
    }

    /// The bureau as a whole.
    pub fn total(&self) -> Tallied {
        let mut total = Tallied::default();
        self.sections.values().for_each(|section| total.add(section));
        total
    }

    /// The stages in the order of the procedures.
    pub fn stages_in_order(&self) -> Vec<&Stayed> {
        let mut stages: Vec<&Stayed> = self.stages.values().collect();
        stages.sort_by(|one, other| (one.place, &one.name).cmp(&(other.place, &other.name)));
        stages
    }

    /// Who is waited for, those with the most work first.
    pub fn holders(&self) -> Vec<(&Holder, &Waiting)> {
        let mut holders: Vec<_> = self.waiting.iter().collect();
        holders.sort_by(|(one, a), (other, b)| (b.late, b.open, one).cmp(&(a.late, a.open, other)));
        holders
    }

    /// As tables: by section, by stage, by who is waited for, and what the annual report asks for.
    pub fn papers(&self, bureau: &Bureau<'_>) -> Vec<Paper> {
        vec![self.by_section(bureau), self.by_stage(bureau), self.by_holder(bureau), self.for_report(bureau)]
    }

    fn by_section(&self, bureau: &Bureau<'_>) -> Paper {
        let row = |name: &str, tallied: &Tallied| {
            let mut cells = vec![Cell::text(name)];
            let numbers = [
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
            cells.extend(numbers.map(|number| Cell::number(Some(number))));
            cells
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
            &["stage", "stays", "median-days", "longest-days", "past-target"],
            rows,
            bureau,
        )
    }

    fn by_holder(&self, bureau: &Bureau<'_>) -> Paper {
        let row = |(holder, waiting): (&Holder, &Waiting)| {
            vec![
                Cell::text(bureau.texts.holder(holder, bureau.roster)),
                Cell::number(Some(waiting.open)),
                Cell::number(Some(waiting.late)),
                Cell::Number(waiting.longest),
            ]
        };
        let rows = self.holders().into_iter().map(row).collect();
        self.paper("figures-waiting", &["holder", "open", "late", "longest-days"], rows, bureau)
    }

    fn for_report(&self, bureau: &Bureau<'_>) -> Paper {
        let (texts, total, normative) = (bureau.texts, self.total(), self.normative);
        let row = |key: &str, number: u64| vec![Cell::text(texts.get(key)), Cell::number(Some(number))];
        let rows = vec![
            row("paper-line.report-published", total.published),
            row("paper-line.report-normative-made", normative.made),
            row("paper-line.report-normative-ended", normative.ended),
            row("paper-line.report-normative-in-force", normative.in_force),
        ];
        self.paper("figures-report", &["figure", "number-of"], rows, bureau)
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
            width: if place == 0 { 30 } else { 14 },
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

fn stayed(key: &StageKey, procedure: Option<&Procedure>, bureau: &Bureau<'_>) -> Stayed {
    let place = procedure.and_then(|one| one.stages.iter().position(|stage| stage.key == *key));
    let stage = procedure.and_then(|procedure| procedure.stage(key));
    let name = stage.map_or(key.0.as_str(), |stage| bureau.texts.name(&stage.name)).to_owned();
    Stayed { name, place: place.unwrap_or(usize::MAX), days: Vec::new(), late: 0 }
}
