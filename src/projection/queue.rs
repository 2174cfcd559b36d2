//! Queues: where an item waits, and which of them make up a person's panes.

use chrono::NaiveDate;

use crate::domain::{Delegation, Holder, Item, Login, Roster, SectionName, Task, Work, can_act, deputies};
use crate::procedure::{DutyAct, Role, StageAct, terms};

terms! {
    /// A kind of waiting, in the order of an item's way.
    Queue {
        /// 在拟
        Draft = "draft",
        /// 我科在拟: drafts of a section, for its heads to look at
        Drafting = "drafting",
        /// 退回: a draft again, sent back; for heads, also what was sent back to their stage
        Returned = "returned",
        /// 待确认
        Confirm = "confirm",
        /// 待审核
        Review = "review",
        /// 待审定
        Determine = "determine",
        /// 复审: determined before, to be determined anew
        Reconsider = "reconsider",
        /// 待签发
        Sign = "sign",
        /// 待登记发文
        Issue = "issue",
        /// 保密审查, 报请确定
        Secrecy = "secrecy",
        /// 待移交公开办
        HandOver = "hand-over",
        /// 待签收
        Receive = "receive",
        /// 待发布
        Publish = "publish",
        /// 待列入目录
        List = "list",
        /// 待移交档案馆
        Transfer = "transfer",
        /// 待撤换
        Replace = "replace",
        /// 待撤下
        TakeDown = "take-down",
        /// 撤下待追认
        Ratify = "ratify",
        /// 代录待确认
        Answer = "answer",
        /// 不公开到期评估
        Evaluate = "evaluate",
        /// 我送出的: still open, passed on by this person
        Sent = "sent",
        /// Everything that is open
        Open = "open",
        /// Everything that is closed; among a person's own, what they had passed on
        Closed = "closed",
    }
}

impl Queue {
    /// Whether what stands there waits there; the others only show what waits elsewhere, or no more.
    pub fn waits(&self) -> bool {
        !matches!(self, Queue::Drafting | Queue::Sent | Queue::Open | Queue::Closed)
    }
}

/// Whose waiting: a person's, a section's, or nobody's in particular.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Scope {
    /// One person's.
    Person(Login),
    /// A section's.
    Section(SectionName),
    /// The whole bureau's.
    All,
}

/// A pane: the queues whose items it shows together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pane {
    /// What kind of waiting; the pane is named after it.
    pub queue: Queue,
    /// Whose waiting, one or several.
    pub scopes: Vec<Scope>,
}

/// The queue and scope in which a piece of work waits.
pub(super) fn place(item: &Item, work: &Work, roster: &Roster) -> (Queue, Scope) {
    let section = || {
        let found = roster.section(&item.section);
        Scope::Section(found.map_or_else(|| item.section.clone(), |section| section.name.clone()))
    };
    let holder = || match &work.holder {
        Holder::Person(person) => Scope::Person(person.clone()),
        Holder::Section(_, name) => Scope::Section(name.clone()),
        Holder::Nobody(..) => section(),
    };
    match &work.task {
        Task::Stage(_, StageAct::Draft) if item.is_sent_back() => (Queue::Returned, holder()),
        Task::Stage(_, StageAct::Draft) => (Queue::Draft, holder()),
        Task::Stage(_, StageAct::Confirm) => (Queue::Confirm, section()),
        Task::Stage(_, StageAct::Review) => (Queue::Review, section()),
        Task::Stage(_, StageAct::Determine) if item.determination.is_some() => (Queue::Reconsider, holder()),
        Task::Stage(_, StageAct::Determine) => (Queue::Determine, holder()),
        Task::Stage(_, StageAct::Sign) => (Queue::Sign, Scope::All),
        Task::Stage(_, StageAct::Issue) => (Queue::Issue, holder()),
        Task::Duty(_, DutyAct::HandOver) => (Queue::HandOver, holder()),
        Task::Duty(_, DutyAct::Receive) => (Queue::Receive, holder()),
        Task::Duty(_, DutyAct::Publish) => (Queue::Publish, holder()),
        Task::Duty(_, DutyAct::List) => (Queue::List, holder()),
        Task::Duty(_, DutyAct::Transfer) => (Queue::Transfer, holder()),
        Task::SecrecyReview | Task::SecrecyReferral => (Queue::Secrecy, holder()),
        Task::Replace => (Queue::Replace, holder()),
        Task::TakeDown => (Queue::TakeDown, holder()),
        Task::Ratify => (Queue::Ratify, holder()),
        Task::Answer => (Queue::Answer, holder()),
        Task::Evaluate => (Queue::Evaluate, holder()),
    }
}

/// The panes of a person: what waits for each of that person's roles, then what was sent on.
///
/// What waits for somebody whose deputy this person is today is shown among the person's own.
pub fn panes(roster: &Roster, delegations: &[Delegation], login: &Login, today: NaiveDate) -> Vec<Pane> {
    let Some(person) = roster.person(login) else { return Vec::new() };
    if person.auditor || person.administrator {
        return if person.auditor {
            whole_bureau().into_iter().chain(everything()).collect()
        } else {
            Vec::new()
        };
    }
    let deputised = |other: &&crate::domain::Person| {
        other.login != *login && deputies(roster, delegations, &other.login, today).contains(login)
    };
    let mut as_whom = vec![login.clone()];
    as_whom.extend(roster.people.iter().filter(deputised).map(|other| other.login.clone()));

    let mut panes = Vec::new();
    let mut add = |queue: Queue, scopes: Vec<Scope>| {
        if !scopes.is_empty() {
            panes.push(Pane { queue, scopes });
        }
    };
    let people = || as_whom.iter().cloned().map(Scope::Person).collect::<Vec<_>>();
    let headed: Vec<Scope> = roster
        .sections
        .iter()
        .filter(|section| section.successor.is_none())
        .filter(|section| section.heads.iter().any(|head| as_whom.contains(head)))
        .map(|section| Scope::Section(section.name.clone()))
        .collect();
    let leads = as_whom.iter().any(|whom| roster.is_leader(whom));
    let signs = as_whom.iter().any(|whom| roster.person(whom).is_some_and(|person| person.chief));
    let office: Vec<Scope> = match roster.office() {
        Some(office) if roster.is_office(login) => vec![Scope::Section(office.name.clone())],
        _ => Vec::new(),
    };
    // What a section that went over into another left behind is its successor's.
    let drafting = |section: &&crate::domain::Section| {
        roster.section(&section.name).is_some_and(|now| headed.contains(&Scope::Section(now.name.clone())))
    };
    let drafting: Vec<Scope> =
        roster.sections.iter().filter(drafting).map(|section| Scope::Section(section.name.clone())).collect();
    let own: Vec<Scope> = person
        .section
        .iter()
        .filter_map(|name| roster.section(name))
        .map(|section| Scope::Section(section.name.clone()))
        .collect();

    if leads {
        add(Queue::Determine, people());
        add(Queue::Reconsider, people());
        add(Queue::Ratify, people());
        add(Queue::Answer, people());
    }
    if signs {
        add(Queue::Sign, vec![Scope::All]);
    }
    add(Queue::Review, headed.clone());
    add(Queue::Confirm, headed.clone());
    for queue in [
        Queue::Publish,
        Queue::TakeDown,
        Queue::Issue,
        Queue::Secrecy,
        Queue::Receive,
        Queue::Transfer,
        Queue::Replace,
        Queue::List,
    ] {
        add(queue, office.clone());
    }
    if office.is_empty() {
        add(Queue::Publish, own.clone());
    }
    add(Queue::HandOver, own);
    add(Queue::Evaluate, office);
    add(Queue::Returned, people().into_iter().chain(headed).collect());
    add(Queue::Draft, people());
    add(Queue::Drafting, drafting);
    add(Queue::Sent, vec![Scope::Person(login.clone())]);
    if roster.is_office(login) {
        panes.extend(everything());
    } else {
        // What became of what was sent on, the latest first; the office has all that is closed.
        panes.push(Pane { queue: Queue::Closed, scopes: vec![Scope::Person(login.clone())] });
    }
    panes
}

/// What is open and what is closed, for who may read all of it.
fn everything() -> [Pane; 2] {
    [Queue::Open, Queue::Closed].map(Pane::whole)
}

/// Every queue of the bureau, for who reads all of it.
pub fn whole_bureau() -> Vec<Pane> {
    Queue::ALL.iter().copied().filter(Queue::waits).map(Pane::whole).collect()
}

/// The queues whose limits the alert line counts for a person: everything that the person may read
/// where that is the whole bureau, else the person's own panes.
pub fn watched(roster: &Roster, panes: &[Pane], login: &Login) -> Vec<Pane> {
    if roster.is_office(login) {
        return whole_bureau();
    }
    panes.iter().filter(|pane| pane.queue.waits()).cloned().collect()
}

/// Where what waits waits for somebody who can't act today, and for nobody else: an alert by itself.
pub fn stalled(roster: &Roster, delegations: &[Delegation], today: NaiveDate) -> Vec<Pane> {
    let can = |holder: &Holder| can_act(holder, roster, delegations, today);
    let pane = |queue, scope| Pane { queue, scopes: vec![scope] };
    let mut found = Vec::new();
    for section in &roster.sections {
        let scope = || Scope::Section(section.name.clone());
        if !can(&Holder::Section(Role::Head, section.name.clone())) {
            found.extend([Queue::Confirm, Queue::Review].map(|queue| pane(queue, scope())));
        }
        // What waits there for a determination waits for nobody: a person would have it.
        found.extend([Queue::Determine, Queue::Reconsider, Queue::Ratify].map(|queue| pane(queue, scope())));
        if !can(&Holder::Section(Role::Staff, section.name.clone())) {
            let duties = [Queue::Issue, Queue::Secrecy, Queue::HandOver, Queue::Receive, Queue::Publish];
            found.extend(duties.map(|queue| pane(queue, scope())));
            found.extend([Queue::List, Queue::Transfer].map(|queue| pane(queue, scope())));
        }
    }
    for person in roster.people.iter().filter(|person| !can(&Holder::Person(person.login.clone()))) {
        let scope = || Scope::Person(person.login.clone());
        let decisions = [Queue::Draft, Queue::Returned, Queue::Determine, Queue::Reconsider, Queue::Ratify];
        found.extend(decisions.map(|queue| pane(queue, scope())));
    }
    found
}

impl Pane {
    /// Everything of the bureau in one queue.
    pub fn whole(queue: Queue) -> Pane {
        Pane { queue, scopes: vec![Scope::All] }
    }
}
