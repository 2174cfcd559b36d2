//! Acts on a draft: begin, edit, submit, confirm its declassification; and changes to what is public.

use chrono::NaiveDate;

use super::duties::{page, standard_number};
use super::{Answer, Context, Decided, Desk, not_after, reason, whole};
use crate::domain::attribute::{Ground, Proposal};
use crate::domain::command::{Act, BringIn, Command, Issued, Paper};
use crate::domain::content::{Content, Elements, Submission, TITLE_CHARS};
use crate::domain::event::{Author, ItemEvent};
use crate::domain::ids::{Login, SectionName};
use crate::domain::index_number::index_category;
use crate::domain::item::Phase;
use crate::domain::number::DocumentNumber;
use crate::domain::refusal::{Dated, Refusal};
use crate::domain::verb::Verb;
use crate::domain::work::members;
use crate::procedure::{Attribute, DutyAct, Fact, Procedure, ProcedureKey, Role, StageAct};

/// A new item: drafted here, or brought in from elsewhere.
pub(super) fn begin(context: Context<'_>, command: &Command) -> Result<Decided, Refusal> {
    let (author, events) = match &command.act {
        Act::Draft { procedure, section, submission } => {
            let author = entitled(context, command, procedure, section)?;
            let drafted = drafted(context, procedure, section, &command.by, submission, false)?;
            (author, vec![drafted])
        }
        Act::BringIn(brought) => {
            let author = entitled(context, command, &brought.procedure, &brought.section)?;
            let events = bring_in(context, brought, &author)?;
            (author, events)
        }
        _ => return Err(Refusal::NoSuchItem(context.allotted.item)),
    };
    Ok(Decided { item: context.allotted.item, author, events })
}

/// Who may begin an item of this procedure for this section.
fn entitled(
    context: Context<'_>,
    command: &Command,
    procedure: &ProcedureKey,
    section: &SectionName,
) -> Result<Author, Refusal> {
    let roster = context.setting.roster;
    let found = context.procedures.get(procedure).ok_or(Refusal::NoSuchProcedure(procedure.clone()))?;
    let section = roster.section(section).ok_or(Refusal::NoSuchSection(section.clone()))?;
    let by = &command.by;
    let of_section = roster.is_staff(by, &section.name)
        || roster.is_head(by, &section.name)
        || roster.is_leader_of(by, &section.name);
    // What was decided elsewhere is the office's to record, as 代录 is.
    let brought = match &command.act {
        Act::BringIn(brought) => {
            Some(brought.issue.is_some() || brought.determined.is_some() || brought.declassified.is_some())
        }
        _ => None,
    };
    let office_alone = found.drafted_by == Role::Office || brought == Some(true);
    let role = if of_section && !office_alone {
        Role::Drafter
    } else if roster.is_office(by) && (office_alone || brought.is_some()) {
        Role::Office
    } else {
        let staff = roster.office().filter(|_| office_alone).unwrap_or(section);
        let mut who = members(roster, &staff.name);
        who.truncate(5);
        return Err(Refusal::NotPermitted { who });
    };
    if let Some(named) = &command.on_behalf {
        // An item has its own drafter; nobody drafts in another's name.
        return Err(Refusal::NotPermitted { who: vec![named.clone()] });
    }
    Ok(Author { login: command.by.clone(), role, on_behalf: None })
}

fn drafted(
    context: Context<'_>,
    key: &ProcedureKey,
    section: &SectionName,
    drafter: &Login,
    submission: &Submission,
    declassified: bool,
) -> Result<ItemEvent, Refusal> {
    let procedure = context.procedures.get(key).ok_or(Refusal::NoSuchProcedure(key.clone()))?;
    let section = context.setting.roster.section(section).ok_or(Refusal::NoSuchSection(section.clone()))?;
    let stage = procedure.stage_for(StageAct::Draft).ok_or(Refusal::WrongStage { now: None })?;
    neutral(procedure, submission, declassified)?;
    titled(&submission.content)?;
    sourced(&submission.content)?;
    Ok(ItemEvent::Drafted {
        procedure: key.clone(),
        version: context.allotted.procedures,
        stage: stage.key.clone(),
        section: section.name.clone(),
        drafter: drafter.clone(),
        submission: Box::new(submission.clone()),
    })
}

/// What was kept elsewhere: a draft; or, with facts of issue, issued, its determination transcribed where
/// its signer and date are known and to be made up for where they are not (待补审定).
fn bring_in(context: Context<'_>, brought: &BringIn, author: &Author) -> Result<Vec<ItemEvent>, Refusal> {
    let BringIn { procedure: key, section, drafter, submission, declassified, issue, determined } = brought;
    let procedure = context.procedures.get(key).ok_or(Refusal::NoSuchProcedure(key.clone()))?;
    let (roster, today) = (context.setting.roster, context.at.date_naive());
    let known = roster.person(drafter).ok_or(Refusal::UnknownPerson(drafter.clone()))?;
    // A section brings in what is its own; whose else it is, the office records.
    if author.role == Role::Drafter && !roster.is_staff(&known.login, section) {
        let office = roster.office().map(|office| members(roster, &office.name));
        return Err(Refusal::NotPermitted { who: office.unwrap_or_default() });
    }
    if let Some((signer, _)) = determined {
        if *signer == *drafter || *signer == author.login {
            return Err(Refusal::OwnProposal(signer.clone()));
        }
        if !roster.is_leader(signer) {
            let leader = roster.section(section).and_then(|found| found.leader.clone());
            return Err(Refusal::NotPermitted { who: leader.into_iter().collect() });
        }
    }
    let mut events = vec![drafted(context, key, section, drafter, submission, declassified.is_some())?];
    if let Some((authority, expired_on)) = declassified {
        events.push(released(authority, *expired_on, today)?);
    }
    let determination = procedure.stage_for(StageAct::Determine).ok_or(Refusal::WrongStage { now: None })?;
    let issuing = procedure.stage_for(StageAct::Issue);
    match (determined, issue) {
        (None, None) => return Ok(events),
        (Some((signer, on)), _) => {
            whole(&submission.proposal)?;
            not_after(today, Dated::Determination, *on)?;
            events.push(ItemEvent::Determined {
                stage: determination.key.clone(),
                proposal: submission.proposal.clone(),
                opinion: String::new(),
                changed: false,
                on: *on,
                listed: false,
                to: issuing.map(|stage| stage.key.clone()),
                paper: Some(Paper { signer: signer.clone(), signed_on: *on, scan: None }),
            });
        }
        (None, Some(_)) => {
            if submission.proposal.attribute == Some(Attribute::Withheld) {
                whole(&submission.proposal)?;
            }
            events.push(ItemEvent::BroughtInIssued { to: determination.key.clone() });
        }
    }
    if let (Some(Issued { number, document_date, issue_date }), Some(_)) = (issue, issuing) {
        let number = standard_number(number)?;
        // Where one day was given for both it is the day of issue.
        not_after(today, Dated::Issue, *issue_date)?;
        not_after(today, Dated::Document, *document_date)?;
        if issue_date < document_date {
            let (given, earliest) = (*issue_date, *document_date);
            return Err(Refusal::DateTooEarly { date: Dated::Issue, given, earliest });
        }
        if let (DocumentNumber::Own(number), Some(by)) = (&number, context.allotted.number_holder) {
            return Err(Refusal::NumberInUse { number: number.clone(), by });
        }
        events.push(ItemEvent::IssueRegistered {
            number,
            document_date: *document_date,
            issue_date: *issue_date,
            by_fallback: false,
            to: None,
        });
    }
    Ok(events)
}

/// What may be kept: a state secret leaves nothing but its number (条例 14, 保密法 31), and a formerly
/// secret file nothing but its file number before 解密确认.
fn neutral(procedure: &Procedure, submission: &Submission, declassified: bool) -> Result<(), Refusal> {
    let content = &submission.content;
    if submission.proposal.ground == Some(Ground::StateSecret) && content.has_substance() {
        return Err(Refusal::StateSecretContent);
    }
    let guarded = procedure.needs.contains(&Fact::Declassified) && !declassified;
    if guarded && content.has_substance() {
        return Err(Refusal::NotDeclassified);
    }
    Ok(())
}

/// 解密确认: who confirmed it, of what had expired by then.
fn released(authority: &str, expired_on: NaiveDate, today: NaiveDate) -> Result<ItemEvent, Refusal> {
    if authority.trim().is_empty() {
        return Err(Refusal::AuthorityMissing);
    }
    not_after(today, Dated::SecrecyExpiry, expired_on)?;
    Ok(ItemEvent::Declassified { authority: authority.trim().to_owned(), expired_on })
}

/// A title that can be told from a text.
fn titled(content: &Content) -> Result<(), Refusal> {
    match content.title.chars().count() {
        chars if chars > TITLE_CHARS => Err(Refusal::TitleTooLong { chars, most: TITLE_CHARS }),
        _ => Ok(()),
    }
}

/// Where its source has published it is the address of a page: the public is led there.
fn sourced(content: &Content) -> Result<(), Refusal> {
    match content.source.url.trim() {
        "" => Ok(()),
        url => page(url).map(drop),
    }
}

/// What the public is given is known: a 公开版 of the text that stands here, and a yes or no for each file.
pub(super) fn fit_for_public(content: &Content) -> Result<(), Refusal> {
    if content.has_outdated_public_text() {
        return Err(Refusal::PublicTextOutdated);
    }
    match content.undecided_attachments() {
        none if none.is_empty() => Ok(()),
        files => Err(Refusal::AttachmentsUndecided(files)),
    }
}

/// Why something determined goes to the leader again: what the public is to be given of it is another.
const PUBLIC_VERSION: &str = "公开版";

fn is_determination(act: StageAct) -> bool {
    act == StageAct::Determine
}

impl Desk<'_> {
    /// 修改: everything while it is a draft. Later the elements alone are simply written, while nobody reads them
    /// on its page, and what the public is given of it (公开版, which files) is determined by itself.
    pub(super) fn edit(&self, submission: &Submission) -> Answer {
        self.alive()?;
        let after = |act| matches!(act, StageAct::Sign | StageAct::Issue);
        let determined = self.item.phase == Phase::Decided || self.at_stage(after).is_ok();
        let reconsidered = self.item.determination.is_some() && self.at_stage(is_determination).is_ok();
        if !determined && !reconsidered {
            self.at_draft()?;
        }
        let author = self.author(Verb::Edit, None)?;
        self.shown()?;
        let before = &self.item.submission;
        let mut submission = submission.clone();
        submission.content.settle_public_text(&before.content);
        if submission == *before {
            return Err(Refusal::NothingChanged);
        }
        let mut events = vec![ItemEvent::Edited(Box::new(submission.clone()))];
        if determined || reconsidered {
            let with_elements = before.with(&submission.content.elements);
            // What else is to be changed by then passes the stages again, or is kept as it was decided.
            if submission != with_elements.giving(&submission.content) {
                return Err(Refusal::WrongStage { now: None });
            }
            let given = submission != with_elements;
            if given && self.is_public() {
                return Err(Refusal::AlreadyIssued);
            }
            if given && determined {
                let (reason, to) = (PUBLIC_VERSION.to_owned(), self.determination_stage()?);
                events.push(ItemEvent::ReferredBack { reason, to });
            }
        }
        self.stays_neutral(&submission)?;
        self.titled_anew(&submission.content)?;
        self.sourced_anew(&submission.content)?;
        if determined || reconsidered {
            self.leaves_the_page(&submission.content.elements)?;
        }
        self.keeps_category(&submission.content.elements)?;
        Ok((author, events))
    }

    /// Elements stand on the page, and are published anew where they change. The category is that of the index
    /// number for good.
    fn leaves_the_page(&self, elements: &Elements) -> Result<(), Refusal> {
        let before = &self.item.submission.content.elements;
        let shown = Elements { category: before.category.clone(), ..elements.clone() };
        if self.has_page() && shown != *before { Err(Refusal::IsPublic) } else { Ok(()) }
    }

    /// Whether the public reads a page of it now.
    pub(super) fn has_page(&self) -> bool {
        let mut duties = self.context.setting.procedure.duties.iter();
        duties.any(|duty| {
            duty.act == DutyAct::Publish
                && self.item.is_live(&duty.key)
                && self.item.done_on(&duty.key).is_some()
        })
    }

    /// A change of what is public passes the stages again; its publication runs from the change (条例 26).
    pub(super) fn change_published(&self, content: &Content, changed_on: NaiveDate) -> Answer {
        self.alive()?;
        if self.item.phase != Phase::Decided {
            return Err(Refusal::WrongStage { now: self.item.stage().cloned() });
        }
        let procedure = self.context.setting.procedure;
        let published = procedure
            .duties
            .iter()
            .find(|duty| duty.act == DutyAct::Publish && self.item.done_on(&duty.key).is_some())
            .ok_or(Refusal::WrongStage { now: None })?;
        if self.item.take_down.is_some() {
            return Err(Refusal::UnderReconsideration);
        }
        let author = self.author(Verb::Edit, None)?;
        self.shown()?;
        if *content == self.item.submission.content {
            return Err(Refusal::NothingChanged);
        }
        self.titled_anew(content)?;
        self.not_in_future(Dated::Change, changed_on)?;
        self.not_before(Dated::Change, changed_on, self.item.done_on(&published.key))?;
        self.sourced_anew(content)?;
        self.keeps_category(&content.elements)?;
        let draft = procedure.stages.first().ok_or(Refusal::WrongStage { now: None })?;
        Ok((
            author,
            vec![ItemEvent::PublishedChanged {
                content: Box::new(content.clone()),
                changed_on,
                to: draft.key.clone(),
                duty: published.key.clone(),
            }],
        ))
    }

    /// A title that is another than before; one that was longer before there was a bound stays.
    fn titled_anew(&self, content: &Content) -> Result<(), Refusal> {
        if content.title == self.item.submission.content.title { Ok(()) } else { titled(content) }
    }

    /// A source's address that is another than before.
    fn sourced_anew(&self, content: &Content) -> Result<(), Refusal> {
        let same = content.source.url == self.item.submission.content.source.url;
        if same { Ok(()) } else { sourced(content) }
    }

    /// The category of an index number that was given is that of the item for good: a number is never changed, and
    /// lists and pages stand by it. One that was recorded otherwise before may stay, and become that of the number.
    pub(super) fn keeps_category(&self, elements: &Elements) -> Result<(), Refusal> {
        let Some(number) = &self.item.index_number else { return Ok(()) };
        let code = &elements.category;
        let before = &self.item.submission.content.elements.category;
        match index_category(number) {
            Some(given) if code != before && code != given => {
                Err(Refusal::CategoryNumbered { number: number.clone(), code: code.clone() })
            }
            _ => Ok(()),
        }
    }

    /// What this item may keep.
    pub(super) fn stays_neutral(&self, submission: &Submission) -> Result<(), Refusal> {
        neutral(self.context.setting.procedure, submission, self.item.declassified.is_some())
    }

    /// 送审: whole, with the facts that the procedure requires.
    pub(super) fn submit(&self, opinion: &str) -> Answer {
        self.alive()?;
        let draft = self.at_draft()?;
        let author = self.author(Verb::Submit, None)?;
        self.shown()?;
        self.complete(&self.item.submission)?;
        let after = self.context.setting.procedure.stages_after(&draft.key);
        let (next, self_drafted) = self.first_with_a_reviewer(after, &author);
        let to = next.ok_or(Refusal::WrongStage { now: None })?.key.clone();
        Ok((author, vec![ItemEvent::Submitted { opinion: opinion.trim().to_owned(), to, self_drafted }]))
    }

    /// 解密确认, before a historical item gets its title or text.
    pub(super) fn declassify(&self, authority: &str, expired_on: NaiveDate) -> Answer {
        self.alive()?;
        if !self.context.setting.procedure.needs.contains(&Fact::Declassified) {
            return Err(Refusal::WrongStage { now: self.item.stage().cloned() });
        }
        self.at_draft()?;
        let author = self.author(Verb::Declassify, None)?;
        Ok((author, vec![released(authority, expired_on, self.today())?]))
    }

    /// The present holder has read this revision in full; recorded once for each holder and revision.
    pub(super) fn open(&self) -> Answer {
        self.alive()?;
        let stage = self.at_stage(|act| act != StageAct::Draft)?;
        let author = self.author(Verb::Approve, None)?;
        self.shown()?;
        let known = |opening: &crate::domain::item::Opening| {
            opening.by == author.login && opening.revision == self.item.revision
        };
        if stage.role == Role::Office || self.item.openings.iter().any(known) {
            return Err(Refusal::NothingChanged);
        }
        Ok((author, vec![ItemEvent::Opened(self.item.revision)]))
    }

    /// Whether a draft has all that its procedure asks for.
    fn complete(&self, submission: &Submission) -> Result<(), Refusal> {
        let Submission { content, proposal } = submission;
        whole(proposal)?;
        let secret = proposal.ground == Some(Ground::StateSecret);
        if secret && content.has_substance() {
            return Err(Refusal::StateSecretContent);
        }
        let needs = &self.context.setting.procedure.needs;
        if needs.contains(&Fact::Declassified) && self.item.declassified.is_none() {
            return Err(Refusal::NotDeclassified);
        }
        if content.title.trim().is_empty() && !secret {
            return Err(Refusal::TitleMissing);
        }
        for fact in needs {
            let there = match fact {
                Fact::Formed => content.formed_on.is_some(),
                Fact::Obtained => content.obtained_on.is_some(),
                Fact::Source => !content.source.name.trim().is_empty(),
                Fact::Declassified => true,
            };
            if !there {
                return Err(Refusal::FactMissing(*fact));
            }
        }
        let given = [(Dated::Formed, content.formed_on), (Dated::Obtained, content.obtained_on)];
        let mut given = given.into_iter().filter_map(|(date, given)| Some((date, given?)));
        given.try_for_each(|(date, given)| self.not_in_future(date, given))?;
        sourced(content)?;
        match proposal.attribute == Some(Attribute::Proactive) {
            true => fit_for_public(content),
            false => Ok(()),
        }
    }

    /// A proposal that this item can have: a state secret only where nothing but a number stands.
    pub(super) fn fits(&self, proposal: &Proposal) -> Result<(), Refusal> {
        whole(proposal)?;
        if proposal.ground == Some(Ground::StateSecret) && self.item.submission.content.has_substance() {
            return Err(Refusal::StateSecretContent);
        }
        Ok(())
    }

    /// The same for a proposal that replaces another, and why it does; the provision is asked for last.
    pub(super) fn fits_because(&self, proposal: &Proposal, why: &str) -> Result<String, Refusal> {
        match self.fits(proposal) {
            Err(Refusal::LawMissing | Refusal::StateSecretContent) | Ok(()) => {
                let why = reason(why)?;
                self.fits(proposal).map(|()| why)
            }
            Err(lacking) => Err(lacking),
        }
    }
}
