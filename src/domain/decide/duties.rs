//! Duties and what goes before them: issue, secrecy review, register, hand-over, publication.

use chrono::NaiveDate;

use super::draft::fit_for_public;
use super::{Answer, Desk, done_before, reason};
use crate::domain::clock::applies;
use crate::domain::command::SecrecyConclusion;
use crate::domain::content::Elements;
use crate::domain::event::{Author, ItemEvent};
use crate::domain::flagged::Flagged;
use crate::domain::item::Phase;
use crate::domain::number::{DocumentNumber, normalise_number};
use crate::domain::refusal::{Dated, Refusal};
use crate::domain::settings::host;
use crate::domain::verb::Verb;
use crate::domain::work::open_duties;
use crate::procedure::{Attribute, Condition, Duty, DutyAct, DutyKey, StageAct};

impl Desk<'_> {
    /// 登记发文, whatever the attribute. Late registration uses the true date.
    pub(super) fn issue(
        &self,
        number: &DocumentNumber,
        document_date: NaiveDate,
        issue_date: NaiveDate,
    ) -> Answer {
        self.alive()?;
        let stage = self.at_stage(|act| act == StageAct::Issue).map_err(|other| {
            match (&self.item.issue, self.item.stage()) {
                (Some(_), Some(_)) => Refusal::AlreadyIssued,
                // What is still to be decided is not to be issued.
                (None, Some(now)) => Refusal::WrongStage { now: Some(now.clone()) },
                _ => other,
            }
        })?;
        let author = self.author(Verb::Issue, None)?;
        self.shown()?;
        let number = standard_number(number)?;
        self.not_in_future(Dated::Document, document_date)?;
        self.not_in_future(Dated::Issue, issue_date)?;
        self.not_before(Dated::Issue, issue_date, Some(document_date))?;
        self.number_is_free(&number)?;
        let to = self.next_after(&stage.key).map(|next| next.key.clone());
        let by_fallback = author.role != stage.role;
        Ok((author, vec![ItemEvent::IssueRegistered { number, document_date, issue_date, by_fallback, to }]))
    }

    /// 保密审查, possible from the draft on. 'No' goes back to the leader where there is a determination.
    pub(super) fn review_secrecy(
        &self,
        conclusion: SecrecyConclusion,
        on: NaiveDate,
        opinion: &str,
    ) -> Answer {
        self.alive()?;
        let author = self.author(Verb::ReviewSecrecy, None)?;
        self.shown()?;
        // What couldn't be told was referred (报请确定): whoever says now that it is clear says on whose word.
        let referred = self.item.secrecy.as_ref().is_some_and(|review| {
            review.conclusion == SecrecyConclusion::Unclear && review.content == self.context.allotted.content
        });
        let opinion = match conclusion {
            SecrecyConclusion::Clear if !referred => opinion.trim().to_owned(),
            _ => reason(opinion)?,
        };
        self.not_in_future(Dated::SecrecyReview, on)?;
        self.not_before_it_was(Dated::SecrecyReview, on)?;
        let mut events = vec![ItemEvent::SecrecyReviewed {
            content: self.context.allotted.content,
            conclusion,
            on,
            opinion: opinion.clone(),
        }];
        let disclosed = self.item.is_determined() && self.item.determined() != Some(Attribute::Withheld);
        if conclusion == SecrecyConclusion::No && disclosed {
            events.push(ItemEvent::ReferredBack { reason: opinion, to: self.determination_stage()? });
        }
        Ok((author, events))
    }

    /// 登记: the index number, which is never changed again, and the elements.
    pub(super) fn register(&self, elements: &Elements) -> Answer {
        self.alive()?;
        if !self.item.is_determined() || self.item.phase != Phase::Decided {
            return Err(Refusal::WrongStage { now: self.item.stage().cloned() });
        }
        let author = self.author(Verb::Register, None)?;
        self.shown()?;
        if self.has_page() {
            return Err(Refusal::IsPublic);
        }
        let unchanged = self.item.submission.content.elements == *elements;
        if self.item.index_number.is_some() && unchanged {
            return Err(Refusal::NothingChanged);
        }
        self.stays_neutral(&self.item.submission.with(elements))?;
        self.keeps_category(elements)?;
        self.known_category(elements)?;
        Ok((author, vec![self.registered(elements)]))
    }

    /// 移交信息公开办: files, or the data and elements extracted from them.
    pub(super) fn hand_over(&self, on: NaiveDate, originals: u32, note: &str) -> Answer {
        let duty = self.open_duty(&[DutyAct::HandOver])?;
        let author = self.obliged(duty, Verb::HandOver)?;
        self.done_date(duty, on)?;
        let event =
            ItemEvent::HandedOver { duty: duty.key.clone(), on, originals, note: note.trim().to_owned() };
        Ok((author, vec![event]))
    }

    /// 签收.
    pub(super) fn receive(&self, on: NaiveDate) -> Answer {
        let (duty, _) = self.handed_over()?;
        let author = self.obliged(duty, Verb::Receive)?;
        self.done_date(duty, on)?;
        Ok((author, vec![ItemEvent::Received { duty: duty.key.clone(), on }]))
    }

    /// 拒收, with a reason: the hand-over is open again on its original clock.
    pub(super) fn refuse_receipt(&self, why: &str) -> Answer {
        let (duty, reopened) = self.handed_over()?;
        let author = self.obliged(duty, Verb::Receive)?;
        Ok((author, vec![ItemEvent::ReceiptRefused { reopened: reopened.clone(), reason: reason(why)? }]))
    }

    /// 发布: live at a URL, after the gates that law and bureau have set.
    ///
    /// A section that publishes by itself is registered in the same act, so that nothing bypasses the
    /// register. Without an address a link leads to the source's page, a row stands in the catalogue of the bureau's
    /// own site, and all else goes live on the page that this gives it.
    pub(super) fn publish(&self, on: NaiveDate, url: &str, despite_scan: &str) -> Answer {
        let duty = self.open_duty(&[DutyAct::Publish, DutyAct::List])?;
        if self.item.phase != Phase::Decided || self.item.take_down.is_some() {
            return Err(Refusal::UnderReconsideration);
        }
        let author = self.obliged(duty, Verb::Publish)?;
        self.done_date(duty, on)?;
        let site = &self.context.setting.settings.site;
        // A link leads to where the source has published it.
        let source = &self.item.submission.content.source.url;
        let url = match (url.trim(), duty.when) {
            ("", Condition::SourcePublished) => source.trim(),
            (url, _) => url,
        };
        let linked = duty.when == Condition::SourcePublished;
        let given = if url.is_empty() && site.is_known() && !linked { None } else { Some(page(url)?) };
        if let Some(url) = &given {
            self.page_is_free(duty, url)?;
        }
        let mut events = Vec::new();
        let number = match &self.item.index_number {
            Some(number) => number.clone(),
            None if duty.role == crate::procedure::Role::Office => {
                self.secrecy_gate()?;
                return Err(Refusal::IndexNumberMissing);
            }
            None => {
                self.known_category(&self.item.submission.content.elements)?;
                let number = self.next_index_number(&self.item.submission.content.elements);
                events.push(self.registered(&self.item.submission.content.elements));
                number
            }
        };
        let own = || match duty.act {
            DutyAct::List => site.catalogue(),
            _ => site.page(&number),
        };
        let url = given.or_else(own).unwrap_or_default();
        self.secrecy_gate()?;
        self.public_since(on)?;
        let mut let_stand = self.context.allotted.blocking.clone();
        if duty.act == DutyAct::Publish {
            let missing = self.item.missing_elements();
            if !missing.is_empty() {
                return Err(Refusal::ElementsMissing(missing));
            }
            fit_for_public(&self.item.submission.content)?;
        } else {
            // A row of the 依申请公开 catalogue carries neither summary nor text.
            let_stand.retain(Flagged::is_in_title);
        }
        if !let_stand.is_empty() && despite_scan.trim().is_empty() {
            return Err(Refusal::PersonalData { findings: let_stand.len() });
        }
        events.push(ItemEvent::Published {
            duty: duty.key.clone(),
            on,
            url,
            despite_scan: despite_scan.trim().to_owned(),
            let_stand,
        });
        Ok((author, events))
    }

    /// The open duty that does one of these.
    pub(super) fn open_duty(&self, acts: &[DutyAct]) -> Result<&Duty, Refusal> {
        self.alive()?;
        let mut open = open_duties(self.item, self.context.setting.procedure);
        open.find(|duty| acts.contains(&duty.act)).ok_or_else(|| self.no_open_duty(acts))
    }

    /// The open receipt and the hand-over that it answers; one that was waived left nothing to receive.
    fn handed_over(&self) -> Result<(&Duty, &DutyKey), Refusal> {
        let duty = self.open_duty(&[DutyAct::Receive])?;
        let before = duty.after.as_ref().ok_or(Refusal::NoSuchDuty(duty.key.clone()))?;
        match self.item.done_on(before) {
            Some(_) => Ok((duty, before)),
            None => Err(Refusal::DutyWaits { after: before.clone() }),
        }
    }

    /// Whoever is obliged to do it, and was shown what is there.
    pub(super) fn obliged(&self, duty: &Duty, verb: Verb) -> Result<Author, Refusal> {
        let author = self.author(verb, Some(duty.role))?;
        self.shown()?;
        Ok(author)
    }

    /// Why no duty that does this is open: the procedure has none, it is not yet time, it is done, it waits for
    /// another, or it is never called for.
    fn no_open_duty(&self, acts: &[DutyAct]) -> Refusal {
        let item = self.item;
        let duties = &self.context.setting.procedure.duties;
        let Some(known) = duties.iter().find(|duty| acts.contains(&duty.act)) else {
            let act = acts.first().copied().unwrap_or(DutyAct::Publish);
            return Refusal::NoSuchDuty(DutyKey(act.key().to_owned()));
        };
        let called_for = |duty: &&Duty| {
            acts.contains(&duty.act) && item.determined() == Some(duty.attribute) && applies(item, duty.when)
        };
        let wrong = Refusal::WrongStage { now: item.stage().cloned() };
        if item.phase != Phase::Decided {
            return wrong;
        }
        match duties.iter().find(called_for) {
            None => Refusal::NoSuchDuty(known.key.clone()),
            Some(duty) => match (done_before(item, &duty.key), &duty.after) {
                (Some(done), _) => done,
                (None, Some(after)) => Refusal::DutyWaits { after: after.clone() },
                (None, None) => wrong,
            },
        }
    }

    /// The day on which a duty was done: not in the future, not before what it follows. What is due anew
    /// was not done before it was, and what has no issue was not public before its determination.
    pub(super) fn done_date(&self, duty: &Duty, on: NaiveDate) -> Result<(), Refusal> {
        self.not_in_future(duty.act.into(), on)?;
        let before = duty.after.as_ref().and_then(|after| self.item.done_on(after));
        let item = self.item;
        let public = matches!(duty.act, DutyAct::Publish | DutyAct::List);
        let allowed = match (&item.issue, &item.determination) {
            (Some(issue), _) => Some(issue.issue_date),
            (None, Some(made)) if public && made.before.is_none() => Some(made.on),
            _ => None,
        };
        let anew = item.duty(&duty.key).and_then(|state| state.restarted_on);
        self.not_before(duty.act.into(), on, before.max(allowed).max(anew))
    }

    /// Nothing was public before it was determined and reviewed; but what was issued before its determination
    /// may have been.
    pub(super) fn public_since(&self, on: NaiveDate) -> Result<(), Refusal> {
        let made = self.item.determination.as_ref().map(|made| made.on);
        let determined = made.filter(|_| self.item.issued_before().is_none());
        self.not_before(
            Dated::Publication,
            on,
            determined.max(self.item.secrecy.as_ref().map(|review| review.on)),
        )
    }

    /// What the public reads at the archives too is what it may be given; the scan is heeded there but for what was
    /// published with a reason.
    pub(super) fn scan_gate(&self) -> Result<(), Refusal> {
        fit_for_public(&self.item.submission.content)?;
        let blocking = self.context.allotted.blocking.iter();
        match blocking.filter(|found| !self.item.let_stand.contains(found)).count() {
            0 => Ok(()),
            findings => Err(Refusal::PersonalData { findings }),
        }
    }

    /// 保密审查 is required before publishing (条例 17, 保密法 35).
    pub(super) fn secrecy_gate(&self) -> Result<(), Refusal> {
        match self.item.secrecy.as_ref().map(|review| review.conclusion) {
            Some(SecrecyConclusion::Clear) => Ok(()),
            Some(SecrecyConclusion::No | SecrecyConclusion::Unclear) => Err(Refusal::SecrecyReviewForbids),
            None => Err(Refusal::SecrecyReviewMissing),
        }
    }

    fn registered(&self, elements: &Elements) -> ItemEvent {
        let given = self.item.index_number.clone();
        let index_number = given.unwrap_or_else(|| self.next_index_number(elements));
        ItemEvent::Registered { index_number, elements: elements.clone() }
    }

    /// The index number carries the category for ever, so it is one that the bureau has.
    fn known_category(&self, elements: &Elements) -> Result<(), Refusal> {
        let code = &elements.category;
        let known = || self.context.setting.settings.categories.iter().map(|known| &known.code);
        // What got its number before keeps it.
        let given =
            self.item.index_number.is_some() && self.item.submission.content.elements.category == *code;
        match code.is_empty() || known().any(|known| known == code) || given {
            true => Ok(()),
            false => Err(Refusal::NoSuchCategory { code: code.clone(), known: known().cloned().collect() }),
        }
    }

    /// The index number that it gets if it is registered now.
    fn next_index_number(&self, elements: &Elements) -> String {
        let settings = self.context.setting.settings;
        let serial = self.context.allotted.index_serial;
        settings.index_number(&elements.category, self.item.index_year(self.today()), serial)
    }

    pub(super) fn number_is_free(&self, number: &DocumentNumber) -> Result<(), Refusal> {
        match (number, self.context.allotted.number_holder) {
            (DocumentNumber::Own(number), Some(by)) if by != self.item.id => {
                Err(Refusal::NumberInUse { number: number.clone(), by })
            }
            _ => Ok(()),
        }
    }

    /// Whether no other item has this page; several may share the page of a list, or link to the same source.
    pub(super) fn page_is_free(&self, duty: &Duty, url: &str) -> Result<(), Refusal> {
        match self.context.allotted.page_holder.filter(|by| *by != self.item.id && duty.has_own_page()) {
            Some(by) => Err(Refusal::PageInUse { url: url.to_owned(), by }),
            None => Ok(()),
        }
    }

    /// Whether the item's determined attribute calls for publication at all.
    pub(super) fn is_proactive(&self) -> bool {
        self.item.determined() == Some(Attribute::Proactive)
    }
}

/// A 文号 in its standard form, or why there is none.
pub(super) fn standard_number(number: &DocumentNumber) -> Result<DocumentNumber, Refusal> {
    let standard =
        |text: &str| normalise_number(text).ok_or_else(|| Refusal::NumberMalformed(text.to_owned()));
    Ok(match number {
        DocumentNumber::Own(text) => DocumentNumber::Own(standard(text)?),
        DocumentNumber::LeadAgency(text) => DocumentNumber::LeadAgency(standard(text)?),
        DocumentNumber::None(why) => DocumentNumber::None(reason(why)?),
    })
}

/// The address of a page.
pub(super) fn page(url: &str) -> Result<String, Refusal> {
    let url = url.trim();
    if host(url).is_some() { Ok(url.to_owned()) } else { Err(Refusal::UrlMalformed(url.to_owned())) }
}
