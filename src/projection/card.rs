//! Cards: an item as registers, catalogues and figures describe it. Its state, and what only its history
//! tells: when it was registered, how long each stage took, and which limits were kept.

use chrono::NaiveDate;

use super::past::{Past, replay};
use super::row::{Row, row};
use crate::calendar::Due;
use crate::domain::{
    Clock, Content, Correction, DutyStanding, DutyState, Issue, Item, ItemEvent, ItemId, Login, Moment,
    Phase, Setting, Validity, applies, duty_clock, stage_clock,
};
use crate::procedure::{Attribute, DutyAct, DutyKey, Force, Procedure, StageAct, StageKey};

/// An item with what its history adds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Card {
    /// As it is.
    pub item: Item,
    /// As it is listed, with whose turn it is.
    pub row: Row,
    /// The day on which it got its index number.
    pub registered_on: Option<NaiveDate>,
    /// The day on which it stopped being in force (失效, 废止); none of one that was brought in so.
    pub ended_on: Option<NaiveDate>,
    /// What was last put before the public, whatever is being worked on since.
    pub published: Option<Published>,
    /// Every time that a page of it was put before the public, in order; what it shows may be changed in between.
    pub shown: Vec<Shown>,
    /// Every determination and what it came to, in order; no attribute where one was undone.
    pub determinations: Vec<(NaiveDate, Option<Attribute>)>,
    /// What was done, or missed, and doesn't stand so any more: it became due anew, or isn't called for since. As
    /// it stood then.
    pub former: Vec<Obligation>,
    /// Every stage that it has left, in order.
    pub stays: Vec<Stay>,
    /// What its determination obliges to, in the procedure's order.
    pub obligations: Vec<Obligation>,
    /// 移交公开办, where that was done: when, by whom, how many originals.
    pub handed_over: Option<(NaiveDate, Login, u32)>,
    /// 签收.
    pub received: Option<(NaiveDate, Login)>,
    /// What went to the city archives, was replaced or withdrawn there, in order.
    pub transfers: Vec<Transferred>,
}

/// What went to the city archives, or was withdrawn there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transferred {
    /// The day.
    pub on: NaiveDate,
    /// The batch; empty where it was withdrawn.
    pub batch: String,
    /// What went: a list that was signed says the same for ever.
    pub content: Content,
    /// As what it was issued then.
    pub issue: Option<Issue>,
    /// What was corrected of it since the archives signed for it: the signed list doesn't say so.
    pub corrected: Vec<Correction>,
    /// 撤换函, where it took the place of what went before, or was withdrawn.
    pub letter: Option<String>,
    /// Whether nothing of it is there any more.
    pub withdrawn: bool,
    /// 回执: the day beside the archives' signature, and how the signed copy is filed.
    pub acknowledged: Option<(NaiveDate, String)>,
}

/// What was put before the public.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Published {
    /// For which duty.
    pub duty: DutyKey,
    /// The day on which it went live.
    pub on: NaiveDate,
    /// When that was recorded.
    pub at: Moment,
    /// What was published.
    pub content: Content,
}

/// A time in which the public could read a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    /// The day on which it went live, or was published anew after a change.
    pub on: NaiveDate,
    /// The day on which it was taken down, or published anew; none while it is there.
    pub until: Option<NaiveDate>,
}

/// A stage that an item has left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stay {
    /// Which.
    pub stage: StageKey,
    /// The day on which it came there.
    pub since: NaiveDate,
    /// The day on which it left.
    pub until: NaiveDate,
    /// Working days between the two.
    pub days: i64,
    /// What stood behind its limit, and the last day; none where it had none.
    pub limit: Option<(Force, Due)>,
}

/// A duty that was or is to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Obligation {
    /// Which.
    pub duty: DutyKey,
    /// What it is.
    pub act: DutyAct,
    /// What stands behind its limit, and the last day; none where no limit runs.
    pub limit: Option<(Force, Due)>,
    /// The day on which it was done.
    pub done: Option<NaiveDate>,
    /// Whether it was waived.
    pub waived: bool,
}

/// What became of a limit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kept {
    /// Done in time.
    InTime,
    /// Done late, or late and still to be done.
    Late,
    /// Still to be done, in time so far.
    Open,
}

impl Stay {
    /// What became of its limit.
    pub fn kept(&self) -> Option<Kept> {
        let (_, due) = self.limit?;
        Some(if self.until <= due.date { Kept::InTime } else { Kept::Late })
    }
}

impl Obligation {
    /// What became of its limit by that day; `None` where there is none, or it was waived.
    pub fn kept(&self, today: NaiveDate) -> Option<Kept> {
        let (_, due) = self.limit.filter(|_| !self.waived)?;
        Some(match self.done {
            Some(done) if done <= due.date => Kept::InTime,
            None if today <= due.date => Kept::Open,
            Some(_) | None => Kept::Late,
        })
    }
}

impl Obligation {
    /// Whether this is what that one was, however it stands by now.
    fn is_same(&self, now: &Obligation) -> bool {
        self.duty == now.duty && self.limit == now.limit && (self.done.is_none() || self.done == now.done)
    }
}

impl Card {
    /// The public page of this item: the day on which it went live, and where. What is being changed can be
    /// read as it was until it is published anew.
    pub fn page(&self) -> Option<(NaiveDate, &str)> {
        let published = self.published.as_ref().filter(|published| self.item.is_live(&published.duty))?;
        Some((published.on, self.item.duty(&published.duty)?.url.as_str()))
    }

    /// The day on which the page went live that the public could read at the end of this day.
    pub fn page_by(&self, day: NaiveDate) -> Option<NaiveDate> {
        let shown = self.shown.iter().rfind(|shown| shown.on <= day)?;
        shown.until.is_none_or(|until| until > day).then_some(shown.on)
    }

    /// The determination that stood at the end of this day: when it was made, and what it came to.
    pub fn determined_by(&self, day: NaiveDate) -> Option<(NaiveDate, Attribute)> {
        let (on, attribute) = self.determinations.iter().rfind(|(on, _)| *on <= day)?;
        Some((*on, (*attribute)?))
    }

    /// The card with what the public was given, where something else is being worked on.
    pub fn as_published(&self) -> Option<Card> {
        let content = &self.published.as_ref()?.content;
        (*content != self.item.submission.content).then(|| self.saying(content))
    }

    /// What went to the archives with this batch.
    pub fn went_with(&self, batch: &str) -> Option<&Transferred> {
        self.transfers.iter().rfind(|went| went.batch == batch && !went.withdrawn)
    }

    /// The card as it was when it went to the archives with this batch: what was changed or is open since is
    /// not known to it.
    pub fn as_transferred(&self, batch: &str) -> Option<Card> {
        let went = self.went_with(batch)?;
        let mut card = self.saying(&went.content);
        card.item.issue.clone_from(&went.issue);
        card.transfers = vec![went.clone()];
        card.row.lines.clear();
        Some(card)
    }

    fn saying(&self, content: &Content) -> Card {
        let mut card = self.clone();
        card.item.submission.content = content.clone();
        card
    }

    /// 生成日期: when it was made or obtained; for a document the date that stands on it.
    pub fn made_on(&self) -> Option<NaiveDate> {
        self.item.made_on()
    }

    /// 文号, its own or its source's; empty where it has none.
    pub fn number(&self) -> &str {
        match &self.item.issue {
            Some(issue) => issue.number.number().unwrap_or_default(),
            None => &self.item.submission.content.document_number,
        }
    }

    /// Whether it is determined, and neither ended, taken down, being reconsidered nor destroyed.
    pub fn is_in_force(&self) -> bool {
        let item = &self.item;
        item.phase == Phase::Decided && !item.expunged && item.take_down.is_none()
    }

    /// Whether it is determined to be disclosed in this way.
    pub fn is_determined(&self, attribute: Attribute) -> bool {
        self.item.determined() == Some(attribute)
    }

    /// Whether it stands in the 依申请公开 catalogue: the leader allowed it, and it was entered there, past the
    /// gates of that duty.
    pub fn is_listed(&self) -> bool {
        let allowed = self.item.determination.as_ref().is_some_and(|made| made.listed);
        let entered = self.obligation(DutyAct::List).is_some_and(|duty| duty.done.is_some());
        allowed && entered && self.is_in_force() && self.is_determined(Attribute::OnRequest)
    }

    /// What it is obliged to in this way.
    pub fn obligation(&self, act: DutyAct) -> Option<&Obligation> {
        self.obligations.iter().find(|obligation| obligation.act == act)
    }
}

/// The card of an item that this happened to; `None` where nothing began it.
pub fn card<'a>(id: ItemId, past: impl IntoIterator<Item = Past<'a>>, setting: Setting<'_>) -> Option<Card> {
    let mut card: Option<Card> = None;
    let mut brought_in_at = None;
    for (past, before, after) in replay(id, past) {
        let card = card.get_or_insert_with(|| Card {
            item: after.clone(),
            row: row(&after, setting),
            registered_on: None,
            ended_on: None,
            published: None,
            shown: Vec::new(),
            determinations: Vec::new(),
            former: Vec::new(),
            stays: Vec::new(),
            obligations: Vec::new(),
            handed_over: None,
            received: None,
            transfers: Vec::new(),
        });
        let by = || past.author.login.clone();
        match past.event {
            ItemEvent::Registered { .. } => {
                card.registered_on.get_or_insert(past.at.date_naive());
            }
            ItemEvent::Published { duty, on, .. } => {
                let (duty, content) = (duty.clone(), after.submission.content.clone());
                card.published = Some(Published { duty, on: *on, at: past.at, content });
            }
            ItemEvent::Corrected { to, .. } => card.correct(to, &after),
            ItemEvent::HandedOver { on, originals, .. } => card.handed_over = Some((*on, by(), *originals)),
            ItemEvent::ReceiptRefused { .. } => card.handed_over = None,
            ItemEvent::Received { on, .. } => card.received = Some((*on, by())),
            ItemEvent::Transferred { on, batch, .. } => {
                card.transfers.push(Transferred::of(&after, *on, batch, None, false));
            }
            ItemEvent::Replaced { on, batch, letter, withdrawn, .. } => {
                card.transfers.push(Transferred::of(&after, *on, batch, Some(letter.clone()), *withdrawn));
            }
            ItemEvent::TransferAcknowledged { on, reference, .. } => {
                if let Some(last) = card.transfers.last_mut() {
                    last.acknowledged = Some((*on, reference.clone()));
                }
            }
            _ => {}
        }
        if let Some(before) = &before {
            card.ended_on = match (in_force(before), in_force(&after)) {
                (_, true) => None,
                (true, false) => Some(changed_on(&past)),
                (false, false) => card.ended_on,
            };
        }
        card.note_shown(&past, &after, setting.procedure);
        card.note_determined(&past, before.as_ref(), &after);
        // What was done in time, or late, stays so when it has to be done again or isn't called for any more; and
        // so does what was missed.
        if let Some(before) = before.as_ref().filter(|before| calls_for_less(before, &after)) {
            let called_for = before.determined() == after.determined() && !after.expunged;
            for was in obligations(before, setting) {
                let undone = was.done.is_some() && after.done_on(&was.duty).is_none();
                let missed = was.kept(past.at.date_naive()) == Some(Kept::Late);
                if (undone || !called_for && (was.done.is_some() || missed)) && !card.former.contains(&was) {
                    card.former.push(was);
                }
            }
        }
        // What was taken back has not left its stage.
        let taken_back =
            matches!(past.event, ItemEvent::Recalled { .. } | ItemEvent::DeterminationUndone { .. });
        if before.as_ref().is_some_and(|before| is_brought_in(&past, before, setting.procedure)) {
            brought_in_at = Some(past.at);
        }
        // What was decided and issued elsewhere has spent no time at the stages here.
        let elsewhere = brought_in_at == Some(past.at);
        if taken_back {
            card.stays.pop();
        } else if let Some(before) = before.filter(|before| !elsewhere && before.stage() != after.stage())
            && let Some(stage) = before.stage()
        {
            let until = past.at.date_naive();
            let days = setting.calendar.working_days_between(before.since.date_naive(), until);
            let clock = setting.procedure.stage(stage);
            let clock = clock.and_then(|stage| stage_clock(&before, stage, setting.calendar));
            let limit = clock.as_ref().and_then(limit);
            card.stays.push(Stay {
                stage: stage.clone(),
                since: before.since.date_naive(),
                until,
                days,
                limit,
            });
        }
        card.item = after;
    }
    let mut card = card?;
    card.row = row(&card.item, setting);
    card.obligations = obligations(&card.item, setting);
    // What was called for once more is the same obligation still.
    let Card { former, obligations, .. } = &mut card;
    former.retain(|was| !obligations.iter().any(|now| was.is_same(now)));
    Some(card)
}

/// Whether it came in as decided or issued: it goes on from its draft without having been sent on there.
fn is_brought_in(past: &Past<'_>, before: &Item, procedure: &Procedure) -> bool {
    let drafted = || before.stage().and_then(|key| procedure.stage(key)).map(|stage| stage.act);
    match past.event {
        ItemEvent::BroughtInIssued { .. } => true,
        ItemEvent::Determined { .. } => drafted() == Some(StageAct::Draft),
        _ => false,
    }
}

impl Card {
    /// Remembers since when and until when the public can read a page. A row of the 依申请公开 catalogue is none.
    fn note_shown(&mut self, past: &Past<'_>, after: &Item, procedure: &Procedure) {
        let until = match past.event {
            ItemEvent::Published { on, .. } | ItemEvent::TakenDown { on, .. } => *on,
            _ => past.at.date_naive(),
        };
        let is_page = |duty: &DutyKey| procedure.duty(duty).is_some_and(|duty| duty.act == DutyAct::Publish);
        let live = self.published.as_ref().is_some_and(|published| after.is_live(&published.duty));
        let published = matches!(past.event, ItemEvent::Published { duty, .. } if is_page(duty));
        if let Some(last) = self.shown.last_mut().filter(|last| last.until.is_none()) {
            last.until = (published || !live).then_some(until);
            if let (false, true, Some(published)) = (published, live, &self.published) {
                last.on = published.on;
            }
        }
        if published {
            self.shown.push(Shown { on: until, until: None });
        }
    }

    /// A date that was wrong is wrong in what was put before the public as well, and in what went to the archives
    /// unless they have signed for it.
    fn correct(&mut self, to: &Correction, after: &Item) {
        if let (Some(published), Correction::DoneOn(duty, on)) = (&mut self.published, to)
            && published.duty == *duty
        {
            published.on = *on;
        }
        let published = self.published.as_mut().map(|published| &mut published.content);
        published.into_iter().for_each(|content| content.correct(to));
        match self.transfers.last_mut() {
            Some(went) if went.acknowledged.is_some() => went.note_corrected(to),
            Some(went) => {
                went.content.correct(to);
                went.issue.clone_from(&after.issue);
            }
            None => {}
        }
    }

    fn note_determined(&mut self, past: &Past<'_>, before: Option<&Item>, after: &Item) {
        let was = before.and_then(|before| before.determination.as_ref());
        match &after.determination {
            now if was == now.as_ref() => {}
            Some(made) => self.determinations.push((made.on, made.proposal.attribute)),
            None => self.determinations.push((past.at.date_naive(), None)),
        }
    }
}

/// Whether less stands as done, or is called for, than before.
fn calls_for_less(before: &Item, after: &Item) -> bool {
    let reopened =
        |duty: &DutyState| before.done_on(&duty.key).is_some() && after.done_on(&duty.key).is_none();
    before.determined() != after.determined()
        || before.expunged != after.expunged
        || before.duties.iter().any(reopened)
}

impl Transferred {
    fn of(item: &Item, on: NaiveDate, batch: &str, letter: Option<String>, withdrawn: bool) -> Transferred {
        let (batch, content) = (batch.to_owned(), item.submission.content.clone());
        let (issue, corrected) = (item.issue.clone(), Vec::new());
        Transferred { on, batch, content, issue, corrected, letter, withdrawn, acknowledged: None }
    }

    /// Notes what stands on the document and in the list that went with it, in its last form.
    fn note_corrected(&mut self, to: &Correction) {
        if !to.is_on_the_document() {
            return;
        }
        self.corrected.retain(|known| !known.is_of_the_same_fact(to));
        self.corrected.push(to.clone());
    }
}

fn in_force(item: &Item) -> bool {
    item.submission.content.validity == Validity::InForce
}

/// The day of a change: the one that it names, or that of the record.
fn changed_on(past: &Past<'_>) -> NaiveDate {
    match past.event {
        ItemEvent::PublishedChanged { changed_on, .. } => *changed_on,
        _ => past.at.date_naive(),
    }
}

/// What stands behind a clock, and its last day.
fn limit(clock: &Clock) -> Option<(Force, Due)> {
    Some((clock.force, clock.due()?))
}

fn obligations(item: &Item, setting: Setting<'_>) -> Vec<Obligation> {
    let issued = item.issue.is_some() || setting.procedure.stage_for(StageAct::Issue).is_none();
    let called_for = setting.procedure.duties.iter().filter(|duty| {
        issued && item.determined() == Some(duty.attribute) && applies(item, duty.when) && !item.expunged
    });
    let obligation = |duty: &crate::procedure::Duty| {
        let clock = duty_clock(item, duty, setting.calendar);
        Obligation {
            duty: duty.key.clone(),
            act: duty.act,
            limit: clock.as_ref().and_then(limit),
            done: item.done_on(&duty.key),
            waived: item
                .duty(&duty.key)
                .is_some_and(|state| matches!(state.standing, DutyStanding::Waived(_))),
        }
    };
    called_for.map(obligation).collect()
}
