//! Lists: which items stand in each, in which order, with which columns, and what is said around them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::bureau::Bureau;
use super::field::{Field, batch, day, evaluate_by};
use super::table::{Cell, Paper};
use crate::domain::{
    IndexParts, ItemId, Phase, SectionName, batch_before, batch_day, batch_from, index_parts,
};
use crate::procedure::{Attribute, DutyAct, terms};
use crate::projection::{Card, Queue};

terms! {
    /// The lists.
    Kind {
        /// 登记簿: every item that has an index number, and what is determined not to be disclosed of itself
        Register = "register",
        /// 主动公开目录: what the public can read
        Catalogue = "catalogue",
        /// 依申请公开目录: titles alone, of those that may be listed
        OnRequest = "on-request",
        /// 移交登记: originals from the sections to the office, with receipts
        HandOver = "hand-over",
        /// 移交清单: what goes to the city archives
        Transfer = "transfer",
        /// 不公开评估清单 (条例 18)
        Evaluation = "evaluation",
    }
}

/// What a list is asked for.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Selection {
    /// The first day of the period; without one, from the beginning.
    pub from: Option<NaiveDate>,
    /// The last day of the period.
    pub to: Option<NaiveDate>,
    /// One section alone.
    pub section: Option<SectionName>,
    /// One attribute alone.
    pub attribute: Option<Attribute>,
    /// For a transfer: a batch that was delivered, by its name; without one, what waits to be.
    pub batch: Option<String>,
    /// Whether the cards are all that there are; only then is a number that is missing a gap.
    pub whole: bool,
}

/// A list in the making, which takes one card after another.
#[derive(Clone, Debug)]
pub struct List {
    kind: Kind,
    selection: Selection,
    rows: Vec<(Place, Vec<Cell>)>,
    /// The serials given in each year, with the days on which they were.
    given: BTreeMap<(i32, u64), Option<NaiveDate>>,
}

/// By what the rows of a list are ordered: what has no index number comes last.
type Place = (NaiveDate, bool, Option<IndexParts>, ItemId);

impl Kind {
    /// Its columns.
    const fn fields(self) -> &'static [Field] {
        use Field::{
            Attribute, Batch, Category, Copies, DeterminedBy, DeterminedOn, DocumentDate, EvaluateBy,
            EvaluatedOn, FileNames, Files, Genre, Ground, HandOverBy, HandedBy, HandedOn, IndexNumber,
            IssuedOn, Keywords, MadeOn, Mark, Number, Originals, Pages, Procedure, PublishedOn, Publisher,
            Reason, ReceivedBy, ReceivedOn, RegisteredOn, Remark, Replaces, Section, Serial, State, Subject,
            Summary, Title, TransferredOn, Url, Validity, Way,
        };
        match self {
            Kind::Register => &[
                Serial,
                IndexNumber,
                Title,
                Number,
                Procedure,
                Section,
                Attribute,
                Ground,
                MadeOn,
                IssuedOn,
                DeterminedBy,
                DeterminedOn,
                RegisteredOn,
                PublishedOn,
                Url,
                HandedOn,
                TransferredOn,
                Batch,
                State,
                Remark,
            ],
            Kind::Catalogue => &[
                Serial,
                IndexNumber,
                Title,
                Summary,
                MadeOn,
                Number,
                Publisher,
                PublishedOn,
                Category,
                Subject,
                Genre,
                Keywords,
                Validity,
                Section,
                Url,
            ],
            Kind::OnRequest => &[Serial, IndexNumber, Title, MadeOn, Way],
            Kind::HandOver => &[
                Serial,
                IndexNumber,
                Title,
                Number,
                Section,
                HandedOn,
                HandedBy,
                Originals,
                HandOverBy,
                ReceivedOn,
                ReceivedBy,
                Remark,
            ],
            Kind::Transfer => &[
                Serial,
                IndexNumber,
                Number,
                Title,
                DocumentDate,
                IssuedOn,
                Mark,
                Copies,
                Pages,
                Files,
                FileNames,
                Replaces,
            ],
            Kind::Evaluation => {
                &[Serial, IndexNumber, Title, Section, Ground, Reason, DeterminedOn, EvaluatedOn, EvaluateBy]
            }
        }
    }
}

impl Kind {
    /// Which columns a printed page shows one below the other.
    fn printed(self) -> Vec<Vec<usize>> {
        use Field::{
            Attribute, Batch, Category, DeterminedBy, DeterminedOn, Genre, Ground, HandedBy, HandedOn,
            IndexNumber, IssuedOn, Keywords, MadeOn, Number, Procedure, PublishedOn, Publisher, ReceivedBy,
            ReceivedOn, RegisteredOn, Remark, Section, State, Subject, Summary, Title, TransferredOn, Url,
            Validity,
        };
        let below: &[&[Field]] = match self {
            Kind::Register => &[
                &[IndexNumber, Number],
                &[Title, Url],
                &[Procedure, Section],
                &[Attribute, Ground],
                &[MadeOn, IssuedOn],
                &[DeterminedBy, DeterminedOn],
                &[RegisteredOn, PublishedOn],
                &[TransferredOn, Batch],
                &[State, Remark],
            ],
            Kind::Catalogue => &[
                &[IndexNumber, Number],
                &[Title, Summary, Url],
                &[MadeOn, PublishedOn],
                &[Publisher, Section],
                &[Category, Validity],
                &[Subject, Genre, Keywords],
            ],
            Kind::HandOver => &[&[IndexNumber, Number], &[HandedOn, HandedBy], &[ReceivedOn, ReceivedBy]],
            // What is delivered and signed keeps every column that the archives know; the others have room.
            Kind::Transfer | Kind::OnRequest | Kind::Evaluation => &[],
        };
        let group = |field: &Field| below.iter().find(|group| group.contains(field));
        let place = |field: &Field| self.fields().iter().position(|one| one == field);
        let first = |field: &&Field| group(field).is_none_or(|group| group.first() == Some(*field));
        let whole = |field: &Field| match group(field) {
            Some(group) => group.iter().filter_map(place).collect(),
            None => place(field).into_iter().collect(),
        };
        self.fields().iter().filter(first).map(whole).collect()
    }
}

impl Kind {
    /// The columns that a narrow screen shows, the most telling first.
    pub const fn brief(self) -> &'static [&'static str] {
        match self {
            Kind::Register => &["index-number", "title", "published-on", "section", "number"],
            Kind::Catalogue => &["index-number", "title", "published-on", "number", "category"],
            Kind::OnRequest => &["index-number", "title", "made-on"],
            Kind::HandOver => &["index-number", "title", "received-on", "section", "number"],
            Kind::Transfer => &["index-number", "title", "issued-on", "number", "copies"],
            Kind::Evaluation => &["section", "title", "evaluate-by", "ground"],
        }
    }

    /// Whether it is asked for a year at a time.
    pub const fn is_yearly(self) -> bool {
        matches!(self, Kind::Register | Kind::Catalogue | Kind::HandOver)
    }
}

impl Selection {
    /// What came to stand in a list in this year.
    pub fn of_year(year: i32) -> Selection {
        let from = NaiveDate::from_ymd_opt(year, 1, 1);
        let to = NaiveDate::from_ymd_opt(year, 12, 31);
        Selection { from, to, ..Selection::default() }
    }

    fn period(&self) -> RangeInclusive<NaiveDate> {
        self.from.unwrap_or(NaiveDate::MIN)..=self.to.unwrap_or(NaiveDate::MAX)
    }

    /// Whether a list of this is about a part of the items only.
    fn is_partial(&self) -> bool {
        self.section.is_some() || self.attribute.is_some() || !self.whole
    }

    fn fits(&self, card: &Card) -> bool {
        let section = self.section.as_ref().is_none_or(|section| *section == card.item.section);
        // As it is printed: what is determined stands until it is determined anew, whatever is proposed since.
        let said = card.item.determined().or_else(|| card.item.attribute());
        section && self.attribute.is_none_or(|attribute| said == Some(attribute))
    }
}

impl List {
    /// A list of this kind, without rows yet.
    pub fn new(kind: Kind, selection: Selection) -> List {
        List { kind, selection, rows: Vec::new(), given: BTreeMap::new() }
    }

    /// What it is a list of.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// How many items stand in it so far.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none does.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Lists an item, where it belongs here.
    pub fn take(&mut self, card: &Card, bureau: &Bureau<'_>) {
        let parts = card.item.index_number.as_deref().and_then(index_parts);
        if let Some(IndexParts { code, year, serial }) = &parts
            && *code == bureau.settings.agency_code
        {
            self.given.insert((*year, *serial), card.registered_on);
        }
        let Some(day) = self.day(card, bureau).filter(|day| self.selection.period().contains(day)) else {
            return;
        };
        if self.selection.fits(card) {
            // Catalogues say what the public reads, and a signed list says what it said.
            let shown = match (self.kind, &self.selection.batch) {
                (Kind::Catalogue, _) => card.as_published(),
                (Kind::Transfer, Some(batch)) => card.as_transferred(batch),
                _ => None,
            };
            let card = shown.as_ref().unwrap_or(card);
            let cells = self.kind.fields().iter().map(|field| field.of(card, bureau)).collect();
            let numbered = self.kind == Kind::Register && parts.is_some();
            let first = if numbered { NaiveDate::MIN } else { day };
            self.rows.push(((first, parts.is_none(), parts, card.item.id), cells));
        }
    }

    /// The last day of an item that waits to go with this batch, or without one named with the next: what was
    /// taken down or is being reconsidered goes with none, and what is due later goes with a later one.
    fn goes_with(&self, card: &Card, bureau: &Bureau<'_>) -> Option<NaiveDate> {
        let waits = |queue: Queue| card.row.lines.iter().any(|line| line.queue == queue);
        let goes = waits(Queue::Transfer) || waits(Queue::Replace);
        let duty = card.obligation(DutyAct::Transfer).filter(|_| goes && card.is_in_force())?;
        let own = batch(card, bureau).map(|batch| day(batch).to_string());
        let goes = match own {
            Some(own) => own == self.batch(bureau),
            // Its limit is paused, or it has no batches: it goes whenever somebody sends it.
            None => self.selection.batch.is_none(),
        };
        goes.then(|| duty.limit.map_or(NaiveDate::MAX, |(_, due)| due.date))
    }

    /// The day on which an item came to stand in this list; none where it doesn't.
    fn day(&self, card: &Card, bureau: &Bureau<'_>) -> Option<NaiveDate> {
        let item = &card.item;
        match self.kind {
            Kind::Register => card.registered_on.or_else(|| kept_inside(card)),
            Kind::Catalogue => {
                let open = card.is_determined(Attribute::Proactive) && !item.expunged;
                card.page().filter(|_| open).map(|(on, _)| on)
            }
            Kind::OnRequest => item.determination.as_ref().filter(|_| card.is_listed()).map(|made| made.on),
            Kind::HandOver => card.handed_over.as_ref().map(|(on, ..)| *on),
            Kind::Transfer => match &self.selection.batch {
                Some(wanted) => {
                    card.went_with(wanted).map(|went| went.on).or_else(|| self.goes_with(card, bureau))
                }
                None => self.goes_with(card, bureau),
            },
            Kind::Evaluation => evaluate_by(card),
        }
    }

    /// The list, in order.
    pub fn finish(mut self, bureau: &Bureau<'_>) -> Paper {
        self.rows.sort_by(|(one, _), (other, _)| one.cmp(other));
        let gaps = match self.kind {
            Kind::Register if !self.selection.is_partial() => self.gaps(bureau),
            _ => Vec::new(),
        };
        let (head, foot) = (self.head(bureau), self.foot(bureau));
        let number = |(place, (_, mut cells)): (i64, (Place, Vec<Cell>))| {
            if let Some(first) = cells.first_mut() {
                *first = Cell::Number(place);
            }
            cells
        };
        Paper {
            kind: self.kind.key(),
            title: bureau.headed(bureau.texts.paper(self.kind.key())),
            head,
            columns: self.kind.fields().iter().map(|field| field.column(bureau)).collect(),
            printed: self.kind.printed(),
            items: self.rows.iter().map(|((.., item), _)| *item).collect(),
            rows: (1..).zip(self.rows).map(number).collect(),
            foot: gaps.into_iter().chain(foot).collect(),
        }
    }

    fn head(&self, bureau: &Bureau<'_>) -> Vec<(String, String)> {
        let (texts, settings) = (bureau.texts, bureau.settings);
        let line = |key: &str, value: String| (texts.get(key).to_owned(), value);
        let mut head = match self.kind {
            Kind::Transfer => vec![
                line("paper-line.from-body", settings.bureau.clone()),
                line("paper-line.to-body", settings.delivery.receivers.join("、")),
                line("paper-line.batch-name", self.batch(bureau)),
                line("paper-line.contact", settings.delivery.contact.clone()),
                line("paper-line.phone", settings.delivery.phone.clone()),
            ],
            _ => vec![line("paper-line.bureau", settings.bureau.clone())],
        };
        let Selection { section, attribute, .. } = &self.selection;
        if let Some((from, to)) = self.period_said(bureau) {
            let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
            let period = texts.fill("paper-line.period-of", &[("from", &day(from)), ("to", &day(to))]);
            let delivered = self.kind == Kind::Transfer;
            let key = if delivered { "paper-line.delivery-period" } else { "paper-line.period" };
            head.push(line(key, period));
        }
        head.extend(section.iter().map(|section| line("paper-line.section", section.0.clone())));
        head.extend(attribute.map(|one| line("paper-line.attribute", texts.attribute(one).to_owned())));
        head.push(line("paper-line.made-on", bureau.today.to_string()));
        head.retain(|(_, value)| !value.is_empty());
        head
    }

    /// The first and the last day of what is listed, where that is a part: asked for, or 送交时段, since the batch
    /// before this one went.
    fn period_said(&self, bureau: &Bureau<'_>) -> Option<(Option<NaiveDate>, Option<NaiveDate>)> {
        let Selection { from, to, .. } = self.selection;
        if from.is_some() || to.is_some() || self.kind != Kind::Transfer || !self.is_a_batch(bureau) {
            return (from.is_some() || to.is_some()).then_some((from, to));
        }
        let day = batch_day(&self.batch(bureau))?;
        let before = batch_before(day, &batch_days(bureau), bureau.calendar)?;
        Some((before.succ_opt(), Some(day)))
    }

    /// The batch that was asked for, or the next one.
    fn batch(&self, bureau: &Bureau<'_>) -> String {
        let next = || next_batch(bureau).map(|day| day.to_string());
        self.selection.batch.clone().or_else(next).unwrap_or_default()
    }

    /// Whether the batch asked for is one: the next one, or a day on which a batch goes. Of any other name
    /// nothing says that nothing went with it.
    fn is_a_batch(&self, bureau: &Bureau<'_>) -> bool {
        let Some(name) = &self.selection.batch else { return true };
        batch_day(name).is_some_and(|day| batch_from(day, &batch_days(bureau), bureau.calendar) == Some(day))
    }

    fn is_after_the_next(&self, bureau: &Bureau<'_>) -> bool {
        batch_day(&self.batch(bureau)).zip(next_batch(bureau)).is_some_and(|(day, next)| day > next)
    }

    fn foot(&self, bureau: &Bureau<'_>) -> Vec<String> {
        let texts = bureau.texts;
        let counted = texts.fill("paper-line.count", &[("n", &self.rows.len().to_string())]);
        match (self.kind, self.rows.is_empty()) {
            (Kind::Transfer, true) if !self.is_a_batch(bureau) => {
                vec![texts.fill("paper-line.no-batch", &[("batch", &self.batch(bureau))])]
            }
            // Nobody says yet that nothing goes with a later batch.
            (Kind::Transfer, true) if self.is_after_the_next(bureau) => {
                vec![texts.get("paper-line.not-yet").to_owned()]
            }
            (Kind::Transfer, true) => {
                vec![texts.get("paper-line.nil").to_owned(), texts.get("paper-line.signatures").to_owned()]
            }
            (Kind::Transfer | Kind::HandOver, _) => {
                vec![counted, texts.get("paper-line.signatures").to_owned()]
            }
            (Kind::Register, _) => {
                let unnumbered = self.rows.iter().filter(|((_, unnumbered, ..), _)| *unnumbered).count();
                let said = texts.fill("paper-line.unnumbered", &[("n", &unnumbered.to_string())]);
                [Some(counted), (unnumbered > 0).then_some(said)].into_iter().flatten().collect()
            }
            (_, _) => vec![counted],
        }
    }

    /// Serials of the years listed that no item has, and between which days they would have been given.
    fn gaps(&self, bureau: &Bureau<'_>) -> Vec<String> {
        let listed: BTreeSet<i32> =
            self.rows.iter().filter_map(|((_, _, parts, _), _)| Some(parts.as_ref()?.year)).collect();
        let gaps = listed.into_iter().filter_map(|year| {
            let mut said = Vec::new();
            let (mut last, mut since) = (0, None);
            for ((_, serial), on) in self.given.range((year, 0)..=(year, u64::MAX)) {
                if *serial > last + 1 {
                    said.push(gap(last + 1, serial - 1, since, *on, bureau));
                }
                (last, since) = (*serial, *on);
            }
            let said = said.join(bureau.texts.get("who.separator"));
            let values = [("year", year.to_string()), ("serials", said)];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            (!values[1].1.is_empty()).then(|| bureau.texts.fill("paper-line.gaps", &values))
        });
        gaps.collect()
    }
}

/// Serials that no item has, from the first to the last of them, with the days on which those around them were
/// given: there the records tell what became of them.
fn gap(
    first: u64,
    last: u64,
    since: Option<NaiveDate>,
    until: Option<NaiveDate>,
    bureau: &Bureau<'_>,
) -> String {
    let serials = if first == last { format!("{first:05}") } else { format!("{first:05}—{last:05}") };
    match (since, until) {
        (Some(since), Some(until)) => bureau.texts.fill(
            "paper-line.gap",
            &[("serials", &serials), ("since", &since.to_string()), ("until", &until.to_string())],
        ),
        _ => serials,
    }
}

/// The day on which it was determined that something is disclosed on request or not at all: no duty gives it
/// an index number, and the register knows of it all the same.
fn kept_inside(card: &Card) -> Option<NaiveDate> {
    let made = card.item.determination.as_ref().filter(|_| card.item.phase != Phase::Terminated)?;
    (made.proposal.attribute != Some(Attribute::Proactive)).then_some(made.on)
}

/// The batch that goes next; none where no procedure has batch days.
pub fn next_batch(bureau: &Bureau<'_>) -> Option<NaiveDate> {
    batch_from(bureau.today, &batch_days(bureau), bureau.calendar)
}

/// The batch before this day.
pub fn earlier_batch(day: NaiveDate, bureau: &Bureau<'_>) -> Option<NaiveDate> {
    batch_before(day, &batch_days(bureau), bureau.calendar)
}

/// The batch after this day.
pub fn later_batch(day: NaiveDate, bureau: &Bureau<'_>) -> Option<NaiveDate> {
    batch_from(day.succ_opt()?, &batch_days(bureau), bureau.calendar)
}

/// The days of the month on which batches go.
fn batch_days(bureau: &Bureau<'_>) -> Vec<u8> {
    let days = bureau.procedures.0.iter().flat_map(|procedure| &procedure.duties);
    let days: BTreeSet<u8> = days.flat_map(|duty| duty.batch_days.iter().copied()).collect();
    days.into_iter().collect()
}
