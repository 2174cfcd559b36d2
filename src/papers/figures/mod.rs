//! Figures of a year: what was decided, made public, kept and missed; of this year also who waits for whom
//! today.

mod tables;
mod waiting;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::bureau::Bureau;
use super::field::category;
use crate::domain::{Holder, SectionName, Validity, stage_clock};
use crate::procedure::{Attribute, Force, ProcedureKey, StageKey};
use crate::projection::{Card, Kept};

pub use waiting::Waiting;

/// The figures of one year, in the making and done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figures {
    /// The year.
    pub year: i32,
    /// What each section comes to.
    pub sections: BTreeMap<SectionName, Tallied>,
    /// Working days spent at each stage that was left in the year, procedure by procedure.
    pub stages: BTreeMap<(ProcedureKey, StageKey), Stayed>,
    /// Items made public, for each 信息类别.
    pub categories: BTreeMap<String, Disclosed>,
    /// What waits today: who waits, if anybody does, and for whom. The past isn't known so: empty for another
    /// year than this.
    pub waiting: BTreeMap<(Option<Holder>, Holder), Waiting>,
    /// 行政规范性文件: made in the year, repealed or lapsed, in force (国办公开办函〔2021〕30号, 条例 20(1)).
    pub normative: Normative,
}

/// What a section, or the bureau, comes to.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Tallied {
    /// Determined in the year, as it stood at its end, for each attribute in the order of the law.
    pub determined: [u64; 3],
    /// Gone live in the year, and to be read at its end.
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
    /// What its procedure is called.
    pub procedure: String,
    /// Where it stands among the procedures, and among its procedure's stages.
    pub place: (usize, usize),
    /// Working days, one number for each stay.
    pub days: Vec<i64>,
    /// Stays that outlasted the stage's limit; of this year also those that have outlasted it and go on.
    pub late: u64,
}

/// Items that the public could read at the year's end.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Disclosed {
    /// Gone live in the year.
    pub in_year: u64,
    /// Gone live in it or before.
    pub by_then: u64,
}

/// 行政规范性文件.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Normative {
    /// 本年制发件数.
    pub made: u64,
    /// 本年废止件数: repealed or lapsed in the year.
    pub ended: u64,
    /// 现行有效件数, at the year's end.
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
            categories: BTreeMap::new(),
            waiting: BTreeMap::new(),
            normative: Normative::default(),
        }
    }

    /// Counts an item in, as it was at the end of the year: what was taken down or decided anew since is of
    /// later years.
    pub fn take(&mut self, card: &Card, bureau: &Bureau<'_>) {
        let year = self.year;
        let within = |day: NaiveDate| day.year() == year;
        let end = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(bureau.today).min(bureau.today);
        let item = &card.item;
        let mut section = Tallied::default();
        if let Some((_, attribute)) = card.determined_by(end).filter(|(on, _)| within(*on))
            && let Some(place) = Attribute::ALL.iter().position(|one| *one == attribute)
        {
            section.determined[place] += 1;
        }
        if let Some(on) = card.page_by(end) {
            section.published += u64::from(within(on));
            let disclosed = self.categories.entry(category(card, bureau).to_owned()).or_default();
            disclosed.in_year += u64::from(within(on));
            disclosed.by_then += 1;
        }
        for one in card.former.iter().chain(&card.obligations) {
            if let (Some((force, due)), Some(kept)) = (one.limit, one.kept(bureau.today))
                && within(due.date)
            {
                section.limit(force, kept);
            }
        }
        for stay in card.stays.iter().filter(|stay| within(stay.until)) {
            let stayed = self.stage(card, &stay.stage, bureau);
            stayed.days.push(stay.days);
            if let (Some((force, _)), Some(kept)) = (stay.limit, stay.kept()) {
                stayed.late += u64::from(kept == Kept::Late);
                section.limit(force, kept);
            }
        }
        // Where it stands and is late has been missed, though nobody knows yet for how long.
        if let Some((stage, force)) = late_at(card, bureau).filter(|_| year == bureau.today.year()) {
            self.stage(card, stage, bureau).late += 1;
            section.limit(force, Kept::Late);
        }
        self.sections.entry(item.section.clone()).or_default().add(&section);
        if year == bureau.today.year() {
            self.wait(card, bureau);
        }
        self.count_normative(card);
    }

    /// A stage of this item's procedure.
    fn stage(&mut self, card: &Card, stage: &StageKey, bureau: &Bureau<'_>) -> &mut Stayed {
        let key = &card.row.procedure;
        self.stages.entry((key.clone(), stage.clone())).or_insert_with(|| stayed(key, stage, bureau))
    }

    /// Counts a 规范性文件 as the annual report wants it.
    fn count_normative(&mut self, card: &Card) {
        let item = &card.item;
        let Some(made) = card.made_on().filter(|_| item.issue.is_some()) else { return };
        if !item.submission.content.normative || item.expunged || card.row.terminated {
            return;
        }
        let ended = card.ended_on.map(|on| on.year());
        // One that was brought in as repealed says no day: it was in force in no year that is known.
        let stands = item.submission.content.validity == Validity::InForce;
        self.normative.made += u64::from(made.year() == self.year);
        self.normative.ended += u64::from(ended == Some(self.year));
        let in_force = stands || ended.is_some_and(|ended| ended > self.year);
        self.normative.in_force += u64::from(in_force && made.year() <= self.year);
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
}

/// The stage at which it is late today, and what stands behind its limit.
fn late_at<'c>(card: &'c Card, bureau: &Bureau<'_>) -> Option<(&'c StageKey, Force)> {
    let stage = card.item.stage()?;
    let known = bureau.names(&card.item).procedure?.stage(stage)?;
    let clock = stage_clock(&card.item, known, bureau.calendar)?;
    (clock.due()?.date < bureau.today).then_some((stage, clock.force))
}

fn stayed(key: &ProcedureKey, stage: &StageKey, bureau: &Bureau<'_>) -> Stayed {
    let known = bureau.procedures.0.iter().position(|one| one.key == *key);
    let procedure = known.and_then(|place| bureau.procedures.0.get(place));
    let place = procedure.and_then(|one| one.stages.iter().position(|known| known.key == *stage));
    let named = procedure.and_then(|procedure| procedure.stage(stage));
    Stayed {
        name: named.map_or(stage.0.as_str(), |stage| bureau.texts.name(&stage.name)).to_owned(),
        procedure: procedure.map_or(key.0.as_str(), |one| bureau.texts.name(&one.name)).to_owned(),
        place: (known.unwrap_or(usize::MAX), place.unwrap_or(usize::MAX)),
        days: Vec::new(),
        late: 0,
    }
}
