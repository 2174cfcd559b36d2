//! A small bureau as a value, and what its people do.

use chrono::NaiveDate;

use crate::calendar::Calendar;
use crate::domain::{
    Act, Allotted, Attachment, Away, ClockKey, Command, Content, Context, Correction, Decided, Delegation,
    Digest, DocumentNumber, Elements, Ground, Item, ItemId, Login, Moment, Paper, PaperAct, Person, Proposal,
    Refusal, Revision, Roster, SecrecyConclusion, Section, Setting, Settings, Source, Submission, decide,
    open_work,
};
use crate::procedure::{
    Attribute, Condition, Duty, DutyAct, DutyLimit, Fact, Force, Name, Procedure, Procedures, Role, Stage,
    StageAct, StartFact,
};

/// Everything that a decision rests on, and one item.
pub struct World {
    pub roster: Roster,
    pub procedures: Procedures,
    pub calendar: Calendar,
    pub delegations: Vec<Delegation>,
    pub item: Option<Item>,
    pub today: NaiveDate,
    pub index_serial: u64,
}

/// One step: who, what, and the refusal's key; empty where it must be done.
pub type Step = (&'static str, Act, &'static str);

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl World {
    pub fn new() -> Self {
        World {
            roster: roster(),
            procedures: procedures(),
            calendar: Calendar::embedded(),
            delegations: Vec::new(),
            item: None,
            today: day("2026-11-02"),
            index_serial: 1,
        }
    }

    /// A bureau in which these steps have been taken.
    pub fn after(steps: impl IntoIterator<Item = Step>) -> Self {
        let mut world = World::new();
        world.play(steps);
        world
    }

    pub fn on(&mut self, today: &str) -> &mut Self {
        self.today = day(today);
        self
    }

    /// Takes each step, and holds what must hold after it.
    pub fn play(&mut self, steps: impl IntoIterator<Item = Step>) -> &mut Self {
        for (number, (who, act, refusal)) in steps.into_iter().enumerate() {
            let said = format!("step {}: {who} {:?}", number + 1, act.verb());
            let answer = self.act(&Command { act, by: who.into(), on_behalf: None, revision: None });
            let key = answer.as_ref().map_or_else(Refusal::key, |_| "");
            assert_eq!(key, refusal, "{said}: {answer:?}");
        }
        self
    }

    /// Decides a command and, where it is done, lets it happen.
    pub fn act(&mut self, command: &Command) -> Result<Decided, Refusal> {
        let begins = matches!(command.act, Act::Draft { .. } | Act::BringIn(_));
        let item = self.item.clone().filter(|_| !begins);
        let at = self.at();
        let settings = Settings::default();
        let allotted = Allotted {
            item: ItemId::new(2026, 1),
            procedures: Digest([7; 32]),
            content: Digest([9; 32]),
            index_serial: self.index_serial,
            number_holder: None,
            blocking: Vec::new(),
            page_holder: None,
        };
        let context = Context {
            setting: self.setting(&settings),
            procedures: &self.procedures,
            delegations: &self.delegations,
            allotted: &allotted,
            at,
        };
        let decided = decide(item.as_ref(), context, command)?;
        for event in &decided.events {
            match Item::begin(decided.item, &decided.author, at, event) {
                Some(begun) => self.item = Some(begun),
                None => self.item.as_mut().unwrap().evolve(&decided.author, at, event),
            }
        }
        if let Some(made) = &self.item().determination {
            assert!(!made.proposers.contains(&made.by), "one person alone determined: {command:?}");
        }
        Ok(decided)
    }

    pub fn item(&self) -> &Item {
        self.item.as_ref().unwrap()
    }

    pub fn stage(&self) -> &str {
        self.item().stage().map_or("-", |stage| stage.0.as_str())
    }

    pub fn procedure(&self) -> &Procedure {
        let key = self.item.as_ref().map_or_else(|| "official".into(), |item| item.procedure.clone());
        self.procedures.get(&key).unwrap()
    }

    pub fn work(&self) -> Vec<crate::domain::Work> {
        open_work(self.item(), self.setting(&Settings::default()))
    }

    /// The keys of the open duties.
    pub fn open(&self) -> Vec<&str> {
        crate::domain::open_duties(self.item(), self.procedure()).map(|duty| duty.key.0.as_str()).collect()
    }

    /// The last day of a duty that is open.
    pub fn due(&self, duty: &str) -> Option<NaiveDate> {
        let duty = self.procedure().duty(&duty.into()).unwrap();
        let clock = crate::domain::duty_clock(self.item(), duty, &self.calendar)?;
        clock.due().map(|due| due.date)
    }

    fn at(&self) -> Moment {
        self.today.and_hms_opt(9, 0, 0).unwrap().and_utc().fixed_offset()
    }

    fn setting<'a>(&'a self, settings: &'a Settings) -> Setting<'a> {
        Setting { procedure: self.procedure(), roster: &self.roster, calendar: &self.calendar, settings }
    }
}

pub fn person<'a>(roster: &'a mut Roster, login: &str) -> &'a mut Person {
    roster.people.iter_mut().find(|person| person.login.0 == login).unwrap()
}

pub fn section<'a>(roster: &'a mut Roster, name: &str) -> &'a mut Section {
    roster.sections.iter_mut().find(|section| section.name.0 == name).unwrap()
}

pub fn away(first: &str, last: &str) -> Away {
    Away { first: day(first), last: day(last) }
}

fn roster() -> Roster {
    let section = |name: &str, head: &str, leader: &str| Section {
        name: name.into(),
        heads: vec![head.into()],
        leader: Some(leader.into()),
        successor: None,
        office: name == "办公室",
    };
    let person = |login: &str, section: Option<&str>| Person {
        login: login.into(),
        name: login.to_owned(),
        section: section.map(Into::into),
        leader: false,
        chief: false,
        auditor: false,
        administrator: false,
        substitutes: Vec::new(),
        away: Vec::new(),
    };
    let leader = |login: &str, substitute: &str| Person {
        leader: true,
        substitutes: vec![substitute.into()],
        ..person(login, None)
    };
    Roster {
        sections: vec![
            section("投资科", "wang", "chen"),
            section("消费品科", "gao", "li"),
            section("办公室", "zheng", "chen"),
        ],
        people: vec![
            leader("chen", "li"),
            leader("li", "chen"),
            Person { chief: true, ..person("sun", None) },
            person("wang", Some("投资科")),
            person("lin", Some("投资科")),
            person("xu", Some("投资科")),
            person("gao", Some("消费品科")),
            person("zheng", Some("办公室")),
            person("wu", Some("办公室")),
            Person { auditor: true, ..person("audit", Some("投资科")) },
            Person { administrator: true, ..person("admin", Some("投资科")) },
        ],
    }
}

fn procedures() -> Procedures {
    let name = || Name { zh: String::new(), en: String::new() };
    let stage = |act: StageAct, role: Role| Stage {
        key: act.key().into(),
        act,
        name: name(),
        role,
        fallback: if act == StageAct::Issue { vec![Role::Staff] } else { Vec::new() },
        clause: String::new(),
        limit_days: Some(3),
    };
    let limit = |days: u16, from: StartFact, force: Force| {
        Some(DutyLimit { days, from, force, basis: String::new() })
    };
    let duty = |act: DutyAct, role: Role, after: Option<&str>, limit: Option<DutyLimit>| Duty {
        key: act.key().into(),
        act,
        name: name(),
        role,
        clause: String::new(),
        attribute: Attribute::Proactive,
        when: Condition::Always,
        after: after.map(Into::into),
        limit,
        batch_days: Vec::new(),
    };
    let procedure = |key: &str, stages: Vec<Stage>, duties: Vec<Duty>| Procedure {
        key: key.into(),
        name: name(),
        clause: String::new(),
        needs: Vec::new(),
        drafted_by: Role::Drafter,
        stages,
        duties,
    };
    let draft = || stage(StageAct::Draft, Role::Drafter);
    let review = || stage(StageAct::Review, Role::Head);
    let determine = || stage(StageAct::Determine, Role::Leader);
    let issue = || stage(StageAct::Issue, Role::Office);
    let handed = |role: Role| {
        vec![
            duty(DutyAct::Publish, Role::Office, None, limit(20, StartFact::FormedOrIssued, Force::Law)),
            duty(DutyAct::HandOver, role, None, limit(10, StartFact::Issued, Force::Rules)),
            duty(DutyAct::Receive, Role::Office, Some("hand-over"), None),
            duty(
                DutyAct::Transfer,
                Role::Office,
                Some("receive"),
                limit(20, StartFact::Issued, Force::Bureau),
            ),
        ]
    };
    let link = Duty {
        key: "link".into(),
        when: Condition::SourcePublished,
        ..duty(DutyAct::Publish, Role::Office, None, limit(20, StartFact::Obtained, Force::Law))
    };
    let by_section = Duty {
        when: Condition::SourceSilent,
        ..duty(DutyAct::Publish, Role::Staff, None, limit(20, StartFact::Obtained, Force::Law))
    };
    let list = Duty {
        attribute: Attribute::OnRequest,
        when: Condition::ListingAllowed,
        ..duty(DutyAct::List, Role::Office, None, None)
    };
    Procedures(vec![
        procedure("official", vec![draft(), review(), determine(), issue()], handed(Role::Staff)),
        procedure(
            "signed",
            vec![draft(), review(), determine(), stage(StageAct::Sign, Role::Chief), issue()],
            handed(Role::Staff),
        ),
        procedure(
            "non-document",
            vec![draft(), review(), determine()],
            vec![
                duty(DutyAct::HandOver, Role::Staff, None, None),
                duty(
                    DutyAct::Publish,
                    Role::Office,
                    Some("hand-over"),
                    limit(20, StartFact::Formed, Force::Law),
                ),
            ],
        ),
        procedure(
            "obtained",
            vec![draft(), stage(StageAct::Confirm, Role::Head), determine()],
            vec![by_section, link],
        ),
        Procedure {
            needs: vec![Fact::Declassified],
            drafted_by: Role::Office,
            ..procedure(
                "historical",
                vec![stage(StageAct::Draft, Role::Office), review(), determine()],
                vec![
                    duty(
                        DutyAct::Publish,
                        Role::Office,
                        None,
                        limit(20, StartFact::Determined, Force::Internal),
                    ),
                    list,
                ],
            )
        },
    ])
}

pub fn content(title: &str) -> Content {
    Content {
        title: title.to_owned(),
        formed_on: Some(day("2026-10-30")),
        obtained_on: Some(day("2026-10-30")),
        source: Source { name: "商会".to_owned(), ..Source::default() },
        elements: elements("概述"),
        ..Content::default()
    }
}

pub fn elements(summary: &str) -> Elements {
    Elements { summary: summary.to_owned(), ..Elements::default() }
}

pub fn attachment(name: &str) -> Attachment {
    Attachment { name: name.to_owned(), digest: Digest([1; 32]), bytes: 1, disclosed: None }
}

pub fn withheld() -> Proposal {
    Proposal::withheld(Ground::Process, "讨论中")
}

pub fn draft(procedure: &str, attribute: Attribute) -> Act {
    let proposal = if attribute == Attribute::Withheld { withheld() } else { Proposal::of(attribute) };
    Act::Draft {
        procedure: procedure.into(),
        section: "投资科".into(),
        submission: Box::new(Submission { content: content("通知"), proposal }),
    }
}

pub fn edit(title: &str) -> Act {
    let proposal = Proposal::of(Attribute::Proactive);
    Act::Edit(Box::new(Submission { content: content(title), proposal }))
}

pub fn submit() -> Act {
    Act::Submit { opinion: String::new() }
}

pub fn approve() -> Act {
    Act::Approve { opinion: String::new(), listed: false }
}

pub fn change_to(proposal: Proposal) -> Act {
    Act::ChangeAttribute { proposal, why: "改".to_owned(), listed: false }
}

pub fn send_back(to: &str) -> Act {
    Act::Return { to: Some(to.into()), reason: "退".to_owned() }
}

pub fn issue(on: &str) -> Act {
    Act::Issue {
        number: DocumentNumber::None("信函".to_owned()),
        document_date: day(on),
        issue_date: day(on),
    }
}

pub fn secrecy(conclusion: SecrecyConclusion) -> Act {
    Act::ReviewSecrecy { conclusion, on: day("2026-11-02"), opinion: "依据".to_owned() }
}

pub fn publish(on: &str) -> Act {
    Act::Publish { on: day(on), url: "https://www.example.org/1.htm".to_owned(), despite_scan: String::new() }
}

pub fn hand_over(on: &str) -> Act {
    Act::HandOver { on: day(on), originals: 1, note: String::new() }
}

pub fn receive(on: &str) -> Act {
    Act::Receive { on: day(on) }
}

pub fn take_down() -> Act {
    Act::TakeDown { reason: "误".to_owned() }
}

pub fn ratify(agreed: bool) -> Act {
    Act::Ratify { agreed, reason: "核".to_owned() }
}

pub fn refer_back() -> Act {
    Act::ReferBack { reason: "再议".to_owned() }
}

pub fn change_published(title: &str, on: &str) -> Act {
    Act::ChangePublished { content: Box::new(content(title)), changed_on: day(on) }
}

pub fn correct(to: Correction) -> Act {
    Act::Correct { to, reason: "误".to_owned() }
}

pub fn waive(duty: &str) -> Act {
    Act::Waive { duty: duty.into(), reason: "无对象".to_owned(), approver: "chen".into() }
}

pub fn terminate() -> Act {
    Act::Terminate { reason: "不发".to_owned() }
}

pub fn transcribe(decision: PaperAct, signer: &str) -> Act {
    let paper = Paper { signer: signer.into(), signed_on: day("2026-11-02"), scan: Some(Digest([5; 32])) };
    Act::Transcribe { decision, paper }
}

pub fn changed_on_paper(proposal: Proposal) -> PaperAct {
    PaperAct::ChangeAttribute { proposal, why: "另行研究".to_owned(), listed: false }
}

pub fn answer(dispute: &str) -> Act {
    Act::Answer { dispute: dispute.to_owned() }
}

pub fn re_evaluate(proposal: Option<Proposal>) -> Act {
    Act::ReEvaluate { proposal, reason: "评估".to_owned() }
}

pub fn expunge() -> Act {
    Act::Expunge { reason: "误录".to_owned(), approver: "chen".into() }
}

pub fn pause(clock: ClockKey) -> Act {
    Act::Pause { clock, reason: "忙".to_owned(), approver: "chen".into() }
}

pub fn extend(clock: ClockKey, to: &str) -> Act {
    Act::Extend {
        clock,
        to: day(to),
        reason: "忙".to_owned(),
        approver: "chen".into(),
        provision: String::new(),
    }
}

pub fn duty_clock_key(duty: &str) -> ClockKey {
    ClockKey::Duty(duty.into())
}

/// Drafted by lin, reviewed by wang, determined by chen.
pub fn determined(procedure: &str, attribute: Attribute) -> [Step; 4] {
    [
        ("lin", draft(procedure, attribute), ""),
        ("lin", submit(), ""),
        ("wang", approve(), ""),
        ("chen", approve(), ""),
    ]
}

/// The same, issued, cleared and live.
pub fn published() -> Vec<Step> {
    let mut steps = determined("official", Attribute::Proactive).to_vec();
    steps.extend([
        ("zheng", issue("2026-11-02"), ""),
        ("zheng", secrecy(SecrecyConclusion::Clear), ""),
        ("zheng", Act::Register(elements("概述")), ""),
        ("zheng", publish("2026-11-02"), ""),
    ]);
    steps
}

pub fn shown(act: Act, by: &str, revision: u32) -> Command {
    Command { act, by: by.into(), on_behalf: None, revision: Some(Revision(revision)) }
}

pub fn delegation(from: &str, to: &str) -> Delegation {
    Delegation {
        from: from.into(),
        to: to.into(),
        first: day("2026-11-01"),
        last: day("2026-11-30"),
        authority: "授权书".to_owned(),
    }
}

pub fn login(text: &str) -> Login {
    text.into()
}
