//! Deciding: a command on an item's state gives events, or the one refusal, and changes nothing.
//!
//! Each family of acts has its file; what they share, who may act and the order of the checks, is here.
//! Nothing here knows the clock, the disk or the screen: the moment and all numbers are arguments.

mod archives;
mod clocks;
mod draft;
mod duties;
mod remedies;
mod review;

use chrono::NaiveDate;

use super::bureau::Delegation;
use super::command::{Act, Command};
use super::digest::Digest;
use super::event::{Author, ItemEvent, Moment};
use super::flagged::Flagged;
use super::ids::{ItemId, Login, SectionName};
use super::item::{Item, Phase};
use super::refusal::{Dated, Refusal};
use super::roster::Roster;
use super::verb::{Relation, Verb};
use super::work::{self, Setting, deputies, responsible};
use crate::procedure::{Attribute, DutyKey, Fact, Procedures, Role, Stage, StageAct, StageKey};

/// What a decision rests on, besides the item and the command.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Procedure, roster, calendar and settings in effect for this item.
    pub setting: Setting<'a>,
    /// The procedures that a new item can follow.
    pub procedures: &'a Procedures,
    /// Who deputises for whom.
    pub delegations: &'a [Delegation],
    /// What was allotted or found out for this command.
    pub allotted: &'a Allotted,
    /// The moment of the act.
    pub at: Moment,
}

/// Numbers and findings that the desk looks up or allots before the decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Allotted {
    /// The number that a new item gets.
    pub item: ItemId,
    /// The digest of the procedures file in effect.
    pub procedures: Digest,
    /// The digest of the item's present content, for 保密审查.
    pub content: Digest,
    /// The index serial that a registration gets.
    pub index_serial: u64,
    /// The item that has the 文号 given, where one has.
    pub number_holder: Option<ItemId>,
    /// The findings of the personal-data scan that block publication.
    pub blocking: Vec<Flagged>,
    /// Another item that has the page given as its own, where one has.
    pub page_holder: Option<ItemId>,
}

/// What was decided: who did it in what capacity, and what happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decided {
    /// The item, new or not.
    pub item: ItemId,
    /// The author of all the events.
    pub author: Author,
    /// In order; never empty.
    pub events: Vec<ItemEvent>,
}

/// Decides a command. `item` is `None` for a new draft only.
pub fn decide(item: Option<&Item>, context: Context<'_>, command: &Command) -> Result<Decided, Refusal> {
    if context.setting.roster.person(&command.by).is_none() {
        return Err(Refusal::UnknownPerson(command.by.clone()));
    }
    let Some(item) = item else { return draft::begin(context, command) };
    let desk = Desk { item, context, command };
    let (author, events) = match &command.act {
        // They begin an item, and this one has begun.
        Act::Draft { .. } | Act::BringIn(_) => Err(Refusal::WrongStage { now: item.stage().cloned() }),
        Act::Open => desk.open(),
        Act::Edit(submission) => desk.edit(submission),
        Act::ChangePublished { content, changed_on } => desk.change_published(content, *changed_on),
        Act::Submit { opinion } => desk.submit(opinion),
        Act::Declassify { authority, expired_on } => desk.declassify(authority, *expired_on),
        Act::Approve { opinion, listed } => desk.approve(opinion, *listed),
        Act::ChangeAttribute { proposal, why, listed } => desk.change_attribute(proposal, why, *listed),
        Act::Return { to, reason } => desk.send_back(to.as_ref(), reason),
        Act::Recall => desk.recall(),
        Act::Transcribe { decision, paper } => desk.transcribe(decision, paper),
        Act::Answer { dispute } => desk.answer(dispute),
        Act::Issue { number, document_date, issue_date } => desk.issue(number, *document_date, *issue_date),
        Act::ReviewSecrecy { conclusion, on, opinion } => desk.review_secrecy(*conclusion, *on, opinion),
        Act::Register(elements) => desk.register(elements),
        Act::HandOver { on, originals, note } => desk.hand_over(*on, *originals, note),
        Act::Receive { on } => desk.receive(*on),
        Act::RefuseReceipt { reason } => desk.refuse_receipt(reason),
        Act::Publish { on, url, despite_scan } => desk.publish(*on, url, despite_scan),
        Act::Transfer { on, batch } => desk.transfer(*on, batch),
        Act::Acknowledge { on, reference } => desk.acknowledge(*on, reference),
        Act::Replace { on, letter, batch } => desk.replace(*on, letter, batch),
        Act::TakeDown { reason } => desk.take_down(reason),
        Act::Ratify { agreed, reason } => desk.ratify(*agreed, reason),
        Act::ReferBack { reason } => desk.refer_back(reason),
        Act::Correct { to, reason } => desk.correct(to, reason),
        Act::Waive { duty, reason, approver } => desk.waive(duty, reason, approver),
        Act::Terminate { reason } => desk.terminate(reason),
        Act::ReEvaluate { proposal, reason } => desk.re_evaluate(proposal.as_ref(), reason),
        Act::Expunge { reason, approver } => desk.expunge(reason, approver),
        Act::Remind { note } => desk.note(Verb::Remind, ItemEvent::Reminded { note: note.clone() }),
        Act::Comment { text } => desk.comment(text),
        Act::Pause { clock, reason, approver } => desk.pause(clock, reason, approver),
        Act::Resume { clock } => desk.resume(clock),
        Act::Extend { clock, to, reason, approver, provision } => {
            desk.extend(clock, *to, reason, approver, provision)
        }
    }?;
    Ok(Decided { item: item.id, author, events })
}

/// The author of an act and what it made happen.
type Answer = Result<(Author, Vec<ItemEvent>), Refusal>;

/// One command being decided.
struct Desk<'a> {
    item: &'a Item,
    context: Context<'a>,
    command: &'a Command,
}

impl<'a> Desk<'a> {
    fn today(&self) -> NaiveDate {
        self.context.at.date_naive()
    }

    fn roster(&self) -> &'a Roster {
        self.context.setting.roster
    }

    /// The stage where the item is, which must be one that does this.
    fn at_stage(&self, fits: impl Fn(StageAct) -> bool) -> Result<&'a Stage, Refusal> {
        let procedure = self.context.setting.procedure;
        let stage = self.item.stage().and_then(|key| procedure.stage(key));
        match stage {
            Some(stage) if fits(stage.act) => Ok(stage),
            _ => Err(self.out_of_turn()),
        }
    }

    /// The draft, which nobody decides: who comes too late has not been beaten to it.
    fn at_draft(&self) -> Result<&'a Stage, Refusal> {
        self.at_stage(|act| act == StageAct::Draft).map_err(|refusal| match refusal {
            Refusal::AlreadyDecided { .. } => Refusal::WrongStage { now: self.item.stage().cloned() },
            other => other,
        })
    }

    /// Why an act that belongs to a stage can't be done where the item is: decided before, if it was.
    fn out_of_turn(&self) -> Refusal {
        if self.item.phase == Phase::Terminated {
            return Refusal::Terminated;
        }
        match self.item.last_decision() {
            Some(decision) => Refusal::AlreadyDecided { by: decision.by.clone(), at: decision.at },
            None => Refusal::WrongStage { now: self.item.stage().cloned() },
        }
    }

    /// The item must be alive.
    fn alive(&self) -> Result<(), Refusal> {
        match (&self.item.phase, self.item.expunged) {
            (Phase::Terminated, _) => Err(Refusal::Terminated),
            (_, true) => Err(Refusal::Expunged),
            _ => Ok(()),
        }
    }

    /// What the author was shown must be what is there.
    fn shown(&self) -> Result<(), Refusal> {
        match self.command.revision {
            Some(shown) if shown != self.item.revision => {
                Err(Refusal::RevisionChanged { shown, now: self.item.revision })
            }
            _ => Ok(()),
        }
    }

    /// The author, if the table of permissions lets this person do this to this item.
    fn author(&self, verb: Verb, duty: Option<Role>) -> Result<Author, Refusal> {
        let by = &self.command.by;
        let own =
            |person: &Login| verb.allowed().iter().find_map(|relation| self.role_by(*relation, person, duty));
        if !self.is_powerless(by) {
            if let (None, Some(role)) = (&self.command.on_behalf, own(by)) {
                return Ok(Author { login: by.clone(), role, on_behalf: None });
            }
            if verb.by_deputy() {
                let found = self.principals().into_iter().find_map(|person| Some((own(&person)?, person)));
                if let Some((role, person)) = found {
                    return Ok(Author { login: by.clone(), role, on_behalf: Some(person) });
                }
            }
        }
        let could = self.roster().people.iter().map(|person| &person.login);
        let who = could.filter(|person| !self.is_powerless(person) && own(person).is_some());
        Err(Refusal::NotPermitted { who: who.take(5).cloned().collect() })
    }

    fn is_powerless(&self, person: &Login) -> bool {
        self.roster().person(person).is_none_or(super::roster::Person::is_powerless)
    }

    /// The people whose deputy the author is today; only the one named, where one is.
    fn principals(&self) -> Vec<Login> {
        let today = self.today();
        let deputised = |person: &Login| {
            deputies(self.roster(), self.context.delegations, person, today).contains(&self.command.by)
        };
        let wanted = |person: &Login| self.command.on_behalf.as_ref().is_none_or(|named| named == person);
        let people = self.roster().people.iter().map(|person| &person.login);
        people
            .filter(|person| !self.is_powerless(person) && wanted(person) && deputised(person))
            .cloned()
            .collect()
    }

    /// The role in which a person stands to the item in this way.
    fn role_by(&self, relation: Relation, person: &Login, duty: Option<Role>) -> Option<Role> {
        let (item, roster) = (self.item, self.roster());
        let stage = || item.stage().and_then(|key| self.context.setting.procedure.stage(key));
        let (role, holds) = match relation {
            Relation::Responsible => {
                let stage = stage()?;
                (stage.role, responsible(item, stage, roster).contains(person))
            }
            Relation::Fallback => {
                let fallback = &stage()?.fallback;
                let role = fallback.iter().find(|role| has_role(roster, **role, person, &item.section))?;
                (*role, true)
            }
            Relation::Drafter => (Role::Drafter, item.drafter == *person),
            Relation::Staff => (Role::Staff, roster.is_staff(person, &item.section)),
            Relation::Head => (Role::Head, roster.is_head(person, &item.section)),
            Relation::Leader => {
                let determiner = work::determiner(item, roster);
                let leads = roster.is_leader_of(person, &item.section) || determiner.as_ref() == Some(person);
                (Role::Leader, leads)
            }
            Relation::Office => (Role::Office, roster.is_office(person)),
            Relation::Obliged => {
                let role = duty?;
                (role, has_role(roster, role, person, &item.section))
            }
            Relation::Passer => {
                let passage = item.passage.as_ref()?;
                let signed =
                    item.last_decision().filter(|last| last.at == passage.at && last.stage == passage.from);
                match signed.filter(|signed| signed.by != passage.by.login) {
                    // What was transcribed is its signer's, not the recorder's.
                    Some(signed) => {
                        let from = self.context.setting.procedure.stage(&passage.from)?;
                        (from.role, signed.by == *person)
                    }
                    None => (passage.by.role, [&passage.by.login, passage.by.principal()].contains(&person)),
                }
            }
            Relation::Signer => {
                let signed = item.unanswered_papers.iter().any(|paper| paper.signer == *person)
                    || item.unanswered_approvals.contains(person);
                let role = if roster.is_leader(person) { Role::Leader } else { Role::Head };
                (role, signed)
            }
        };
        holds.then_some(role)
    }

    /// Nobody decides upon a proposal of his own, in whatever capacity.
    fn not_own_proposal(&self, stage: &Stage, person: &Login) -> Result<(), Refusal> {
        match work::is_own_proposal(self.item, stage.act, person) {
            true => Err(Refusal::OwnProposal(person.clone())),
            false => Ok(()),
        }
    }

    fn not_in_future(&self, date: Dated, given: NaiveDate) -> Result<(), Refusal> {
        not_after(self.today(), date, given)
    }

    /// Nobody decides on information before it is there. Where the document is made after the decision, its
    /// date of forming says nothing of that.
    fn not_before_it_was(&self, date: Dated, given: NaiveDate) -> Result<(), Refusal> {
        let (needs, content) = (&self.context.setting.procedure.needs, &self.item.submission.content);
        let formed = content.formed_on.filter(|_| needs.contains(&Fact::Formed));
        let obtained = content.obtained_on.filter(|_| needs.contains(&Fact::Obtained));
        self.not_before(date, given, formed.max(obtained))
    }

    fn not_before(&self, date: Dated, given: NaiveDate, earliest: Option<NaiveDate>) -> Result<(), Refusal> {
        match earliest {
            Some(earliest) if given < earliest => Err(Refusal::DateTooEarly { date, given, earliest }),
            _ => Ok(()),
        }
    }

    /// A second person who may approve: a leader other than the author and whom the author acts for, in charge of
    /// the section, a substitute of that one's, or the chief.
    fn approver(&self, author: &Author, approver: &Login) -> Result<(), Refusal> {
        let (roster, section) = (self.roster(), &self.item.section);
        let leader = roster.section(section).and_then(|found| found.leader.as_ref());
        let substitutes = leader.and_then(|leader| roster.person(leader)).map(|leader| &leader.substitutes);
        let in_charge = roster.is_leader_of(approver, section)
            || substitutes.is_some_and(|substitutes| substitutes.contains(approver))
            || roster.is_chief(approver);
        let second = ![&author.login, author.principal()].contains(&approver);
        if in_charge && roster.is_leader(approver) && second { Ok(()) } else { Err(Refusal::ApproverMissing) }
    }

    /// The stage after this one, passing over those whose fact is already there.
    fn next_after(&self, stage: &StageKey) -> Option<&'a Stage> {
        let after = self.context.setting.procedure.stages_after(stage);
        after.iter().find(|next| !(next.act == StageAct::Issue && self.item.issue.is_some()))
    }

    /// The first of these stages that somebody can do, and the reviews before it that nobody can because
    /// their only reviewer proposed this himself (负责人自拟).
    fn first_with_a_reviewer(
        &self,
        stages: &'a [Stage],
        author: &Author,
    ) -> (Option<&'a Stage>, Vec<StageKey>) {
        let (item, roster) = (self.item, self.roster());
        let proposes = |person: &Login| *person == author.login || person == author.principal();
        let passed_over = |stage: &&Stage| {
            let heads = roster.section(&item.section).map(|found| found.heads.as_slice()).unwrap_or(&[]);
            matches!(stage.act, StageAct::Review | StageAct::Confirm)
                && heads.iter().any(|head| proposes(head) || work::is_own_proposal(item, stage.act, head))
                && responsible(item, stage, roster).iter().all(proposes)
        };
        let over: Vec<StageKey> =
            stages.iter().take_while(passed_over).map(|stage| stage.key.clone()).collect();
        (stages.get(over.len()), over)
    }

    fn determination_stage(&self) -> Result<StageKey, Refusal> {
        let stage = self.context.setting.procedure.stage_for(StageAct::Determine);
        stage.map(|stage| stage.key.clone()).ok_or(Refusal::WrongStage { now: None })
    }

    /// Something that anybody concerned may add, whatever the stage.
    fn note(&self, verb: Verb, event: ItemEvent) -> Answer {
        self.alive()?;
        Ok((self.author(verb, None)?, vec![event]))
    }

    fn comment(&self, text: &str) -> Answer {
        if text.trim().is_empty() {
            self.note(Verb::Comment, ItemEvent::Commented { text: String::new() })?;
            return Err(Refusal::ReasonMissing);
        }
        self.note(Verb::Comment, ItemEvent::Commented { text: text.to_owned() })
    }
}

/// Whether a person has this role towards items of this section.
fn has_role(roster: &Roster, role: Role, person: &Login, section: &SectionName) -> bool {
    match role {
        Role::Staff | Role::Drafter => roster.is_staff(person, section),
        Role::Head => roster.is_head(person, section),
        Role::Leader => roster.is_leader_of(person, section),
        Role::Chief => roster.is_chief(person),
        Role::Office => roster.is_office(person),
        Role::Auditor | Role::Administrator => false,
    }
}

/// A day that is not in the future.
fn not_after(today: NaiveDate, date: Dated, given: NaiveDate) -> Result<(), Refusal> {
    if given > today { Err(Refusal::DateInFuture { date, given }) } else { Ok(()) }
}

/// A reason that must be there.
fn reason(text: &str) -> Result<String, Refusal> {
    match text.trim() {
        "" => Err(Refusal::ReasonMissing),
        text => Ok(text.to_owned()),
    }
}

/// A proposal that is whole: never blank, and 不公开 with its ground, reason and provision.
fn whole(proposal: &super::attribute::Proposal) -> Result<(), Refusal> {
    let attribute = proposal.attribute.ok_or(Refusal::AttributeMissing)?;
    if attribute != Attribute::Withheld {
        return Ok(());
    }
    let ground = proposal.ground.ok_or(Refusal::GroundMissing)?;
    reason(&proposal.reason)?;
    if ground.needs_law() && proposal.law.trim().is_empty() {
        return Err(Refusal::LawMissing);
    }
    Ok(())
}

/// The duty of this key, done by nobody yet.
fn done_before(item: &Item, key: &DutyKey) -> Option<Refusal> {
    use super::item::DutyStanding;
    match &item.duty(key)?.standing {
        DutyStanding::Done(on, by) => {
            Some(Refusal::AlreadyDone { duty: key.clone(), by: by.clone(), on: *on })
        }
        DutyStanding::Waived(_) => Some(Refusal::NoSuchDuty(key.clone())),
        DutyStanding::Open => None,
    }
}
