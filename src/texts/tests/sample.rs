//! A small bureau, and one value of each kind that can be said.

use chrono::{DateTime, NaiveDate};

use crate::calendar::Calendar;
use crate::domain::{
    Author, BureauEvent, ClockKey, Correction, Dated, Delegation, Digest, DocumentNumber, Elements, Flagged,
    Ground, ItemEvent, ItemId, Login, Moment, Paper, Person, Proposal, Refusal, Revision, Roster,
    SecrecyConclusion, Section,
};
use crate::procedure::{
    Attribute, Condition, Duty, DutyAct, DutyKey, Fact, Name, Procedure, Role, Stage, StageAct, StageKey,
};

pub fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

pub fn moment() -> Moment {
    DateTime::parse_from_rfc3339("2026-11-23T09:30:00+08:00").unwrap()
}

pub fn calendar() -> Calendar {
    Calendar::embedded()
}

pub fn roster() -> Roster {
    let person = |login: &str, name: &str, section: Option<&str>, leader| Person {
        login: login.into(),
        name: name.to_owned(),
        section: section.map(Into::into),
        leader,
        chief: false,
        auditor: false,
        administrator: false,
        substitutes: Vec::new(),
        away: Vec::new(),
    };
    let section = |name: &str, head: &str, office| Section {
        name: name.into(),
        heads: vec![head.into()],
        leader: Some("chen".into()),
        successor: None,
        office,
    };
    Roster {
        sections: vec![section("消费品科", "wang", false), section("信息公开办", "zheng", true)],
        people: vec![
            person("lin", "林晓", Some("消费品科"), false),
            person("wang", "王建国", Some("消费品科"), false),
            person("chen", "陈志强", None, true),
            person("li", "李敏", None, true),
            person("zheng", "郑丽", Some("信息公开办"), false),
        ],
    }
}

pub fn procedure() -> Procedure {
    let name = |zh: &str, en: &str| Name { zh: zh.to_owned(), en: en.to_owned() };
    let stage = |act: StageAct, called| Stage {
        key: act.key().into(),
        act,
        name: called,
        role: Role::Head,
        fallback: Vec::new(),
        clause: String::new(),
        limit_days: Some(3),
    };
    let duty = |act: DutyAct, called| Duty {
        key: act.key().into(),
        act,
        name: called,
        role: Role::Office,
        clause: String::new(),
        attribute: Attribute::Proactive,
        when: Condition::Always,
        after: None,
        limit: None,
        batch_days: Vec::new(),
    };
    Procedure {
        key: "official".into(),
        name: name("公文", "Official document"),
        clause: String::new(),
        needs: Vec::new(),
        drafted_by: Role::Staff,
        stages: vec![
            stage(StageAct::Draft, name("拟稿", "Draft")),
            stage(StageAct::Review, name("审核", "Review")),
            stage(StageAct::Determine, name("审定", "Determine")),
        ],
        duties: vec![
            duty(DutyAct::HandOver, name("移交公开办", "Hand over")),
            duty(DutyAct::Publish, name("网站发布", "Publish")),
        ],
    }
}

pub fn author(login: &str, on_behalf: Option<&str>) -> Author {
    Author { login: login.into(), role: Role::Head, on_behalf: on_behalf.map(Into::into) }
}

pub fn withheld() -> Proposal {
    Proposal::withheld(Ground::Process, "尚未确定")
}

/// Each refusal, in the order of precedence.
pub fn refusals() -> Vec<Refusal> {
    let who = || Login::from("wang");
    let stage = || StageKey::from("review");
    let duty = || DutyKey::from("publish");
    let number = || "泉工信〔2026〕18号".to_owned();
    vec![
        Refusal::UnknownPerson(who()),
        Refusal::NoSuchItem(ItemId::new(2026, 118)),
        Refusal::NoSuchProcedure("official".into()),
        Refusal::NoSuchSection("消费品科".into()),
        Refusal::NoSuchStage(stage()),
        Refusal::NoSuchDuty(duty()),
        Refusal::Terminated,
        Refusal::Expunged,
        Refusal::AlreadyDecided { by: who(), at: moment() },
        Refusal::AlreadyDone { duty: duty(), by: who(), on: day(11, 20) },
        Refusal::AlreadyAcknowledged { by: who(), on: day(11, 20) },
        Refusal::AlreadyIssued,
        Refusal::Determined,
        Refusal::WrongStage { now: Some(stage()) },
        Refusal::WrongStage { now: None },
        Refusal::DutyWaits { after: duty() },
        Refusal::UnderReconsideration,
        Refusal::NotPermitted { who: vec![who(), "chen".into()] },
        Refusal::NotPermitted { who: Vec::new() },
        Refusal::OwnProposal(who()),
        Refusal::RevisionChanged { shown: Revision(2), now: Revision(3) },
        Refusal::OpenedMeanwhile { by: who(), at: moment() },
        Refusal::NothingChanged,
        Refusal::AttributeMissing,
        Refusal::GroundMissing,
        Refusal::ReasonMissing,
        Refusal::LawMissing,
        Refusal::StateSecretContent,
        Refusal::NotDeclassified,
        Refusal::TitleMissing,
        Refusal::TitleTooLong { chars: 501, most: 500 },
        Refusal::FactMissing(Fact::Formed),
        Refusal::NoCatalogue,
        Refusal::AuthorityMissing,
        Refusal::ApproverMissing,
        Refusal::CannotDeputise(who()),
        Refusal::PeriodEmpty { first: day(11, 20), last: day(11, 19) },
        Refusal::DateInFuture { date: Dated::HandOver, given: day(12, 1) },
        Refusal::DateInFuture { date: Dated::SecrecyExpiry, given: day(12, 1) },
        Refusal::NoBatchDay { given: "2026-12-05".to_owned(), next: day(12, 7), then: day(12, 21) },
        Refusal::DateTooEarly { date: Dated::Issue, given: day(11, 1), earliest: day(11, 2) },
        Refusal::NotLater { given: day(11, 1), due: day(11, 2) },
        Refusal::NumberMalformed("18号".to_owned()),
        Refusal::NumberInUse { number: number(), by: ItemId::new(2026, 87) },
        Refusal::PageInUse { url: "https://gxj.example/18".to_owned(), by: ItemId::new(2026, 87) },
        Refusal::NoPage,
        Refusal::IsPublic,
        Refusal::CategoryNumbered { number: "QZ00000-0300-2026-00087".to_owned(), code: "0200".to_owned() },
        Refusal::NoSuchCategory {
            code: "9999".to_owned(),
            known: vec!["0100".to_owned(), "3000".to_owned()],
        },
        Refusal::UrlMalformed("gxj".to_owned()),
        Refusal::LimitIsLaw,
        Refusal::ClockNotFit,
        Refusal::SecrecyReviewMissing,
        Refusal::SecrecyReviewForbids,
        Refusal::IndexNumberMissing,
        Refusal::ElementsMissing(vec![crate::domain::Element::Summary]),
        Refusal::PublicTextOutdated,
        Refusal::AttachmentsUndecided(vec!["名单.xlsx".to_owned()]),
        Refusal::PersonalData { findings: 2 },
    ]
}

pub fn corrections() -> Vec<Correction> {
    let duty = || DutyKey::from("publish");
    vec![
        Correction::Number(DocumentNumber::None("公告".to_owned())),
        Correction::DocumentDate(day(11, 19)),
        Correction::IssueDate(day(11, 20)),
        Correction::FormedOn(day(11, 18)),
        Correction::ObtainedOn(day(11, 17)),
        Correction::Url(duty(), "https://gxj.example/18".to_owned()),
        Correction::DoneOn(duty(), day(11, 21)),
    ]
}

/// Each event of an item, with words where words can be given.
pub fn events() -> Vec<ItemEvent> {
    let words = || "未写明依据".to_owned();
    let draft = || StageKey::from("draft");
    let review = || StageKey::from("review");
    let determine = || StageKey::from("determine");
    let duty = || DutyKey::from("publish");
    let chen = || Login::from("chen");
    let paper = || Some(Paper { signer: chen(), signed_on: day(11, 12), scan: None });
    let clock = || ClockKey::Duty(duty());
    let on = day(11, 20);
    let issued = |by_fallback| ItemEvent::IssueRegistered {
        number: DocumentNumber::LeadAgency("泉政〔2026〕3号".to_owned()),
        document_date: on,
        issue_date: on,
        by_fallback,
        to: None,
    };
    let determined = |changed, paper| ItemEvent::Determined {
        stage: determine(),
        proposal: withheld(),
        opinion: words(),
        changed,
        on,
        listed: false,
        to: None,
        paper,
    };
    let extended = |provision: &str| ItemEvent::Extended {
        clock: clock(),
        from: on,
        to: day(12, 1),
        reason: words(),
        approver: chen(),
        provision: provision.to_owned(),
    };
    let replaced = |withdrawn| ItemEvent::Replaced {
        duty: duty(),
        on,
        letter: "泉工信函〔2026〕5号".to_owned(),
        batch: "2026-12-07".to_owned(),
        withdrawn,
    };
    let published = |despite_scan: &str| ItemEvent::Published {
        duty: duty(),
        on,
        url: "https://gxj.example/18".to_owned(),
        despite_scan: despite_scan.to_owned(),
        let_stand: match despite_scan {
            "" => Vec::new(),
            _ => vec![Flagged {
                kind: "mobile".to_owned(),
                place: "file".to_owned(),
                file: "名单.csv".to_owned(),
                line: 3,
            }],
        },
    };
    let submitted = |opinion: &str, self_drafted| ItemEvent::Submitted {
        opinion: opinion.to_owned(),
        to: determine(),
        self_drafted,
    };
    let corrected = |from| ItemEvent::Corrected { from, to: Correction::IssueDate(on), reason: words() };
    vec![
        ItemEvent::Drafted {
            procedure: "official".into(),
            version: Digest([0; 32]),
            stage: draft(),
            section: "消费品科".into(),
            drafter: "lin".into(),
            submission: Box::default(),
        },
        ItemEvent::Edited(Box::default()),
        ItemEvent::PublishedChanged { content: Box::default(), changed_on: on, to: review(), duty: duty() },
        submitted("", Vec::new()),
        submitted("请审", vec![review()]),
        ItemEvent::Opened(Revision(3)),
        ItemEvent::Agreed { stage: review(), opinion: String::new(), to: Some(determine()), paper: None },
        ItemEvent::AttributeChanged {
            stage: review(),
            proposal: withheld(),
            why: words(),
            to: Some(determine()),
            paper: None,
        },
        determined(false, None),
        determined(true, paper()),
        ItemEvent::Returned { stage: review(), to: draft(), reason: words(), paper: None },
        ItemEvent::Recalled { stage: review(), to: draft() },
        ItemEvent::DeterminationUndone { to: determine() },
        ItemEvent::BroughtInIssued { to: determine() },
        issued(false),
        issued(true),
        ItemEvent::SecrecyReviewed {
            content: Digest([0; 32]),
            conclusion: SecrecyConclusion::Unclear,
            on,
            opinion: words(),
        },
        ItemEvent::Declassified { authority: "市经委".to_owned(), expired_on: on },
        ItemEvent::Registered {
            index_number: "QZ00000-0200-2026-00087".to_owned(),
            elements: Elements::default(),
        },
        ItemEvent::HandedOver { duty: "hand-over".into(), on, originals: 1, note: "电子PDF".to_owned() },
        ItemEvent::Received { duty: duty(), on },
        ItemEvent::ReceiptRefused { reopened: "hand-over".into(), reason: words() },
        published(""),
        published("负责人办公电话"),
        ItemEvent::Transferred { duty: duty(), on, batch: "12月07日".to_owned() },
        ItemEvent::TransferAcknowledged { duty: duty(), on, reference: "2026年移交卷".to_owned() },
        replaced(false),
        replaced(true),
        ItemEvent::ReferredBack { reason: words(), to: determine() },
        ItemEvent::TakenDown { duty: duty(), reason: words(), on, called_for: false },
        ItemEvent::TakenDown { duty: duty(), reason: words(), on, called_for: true },
        ItemEvent::TakeDownRatified { to: determine() },
        ItemEvent::TakeDownOverruled { duty: duty(), reason: words(), on },
        corrected(None),
        corrected(Some(Correction::IssueDate(day(11, 2)))),
        ItemEvent::Waived { duty: duty(), reason: words(), approver: chen() },
        ItemEvent::Terminated { reason: words() },
        ItemEvent::PaperConfirmed,
        ItemEvent::PaperDisputed { reason: words(), to: None },
        ItemEvent::Reminded { note: String::new() },
        ItemEvent::Paused { clock: ClockKey::Stage, from: on, reason: words(), approver: chen() },
        ItemEvent::Resumed { clock: clock(), on },
        extended(""),
        extended("办法第9条"),
        ItemEvent::KeptWithheld { reason: words(), on },
        ItemEvent::Reopened { proposal: withheld(), reason: words(), to: review() },
        ItemEvent::Commented { text: words() },
        ItemEvent::Expunged { reason: words(), approver: chen() },
    ]
}

/// Each event of the bureau.
pub fn bureau_events() -> Vec<BureauEvent> {
    let file = Digest([0xab; 32]);
    let appointed = |authority: &str| {
        BureauEvent::DeputyAppointed(Delegation {
            from: "chen".into(),
            to: "li".into(),
            first: day(11, 20),
            last: day(11, 30),
            authority: authority.to_owned(),
        })
    };
    vec![
        BureauEvent::Founded { practice: false, working_days: None },
        BureauEvent::Founded { practice: true, working_days: Some(file) },
        BureauEvent::RosterAdopted(file),
        BureauEvent::ProceduresAdopted(file),
        BureauEvent::SettingsAdopted(file),
        BureauEvent::CalendarImported { notice: file, year: 2027, moved: 4 },
        BureauEvent::WorkingDaysAdopted { data: file, edition: 2, moved: 4 },
        appointed(""),
        appointed("授权书"),
        BureauEvent::DeputyEnded { from: "chen".into(), to: "li".into(), last: day(11, 22) },
        BureauEvent::ClockConfirmed { clock: None },
        BureauEvent::ClockConfirmed {
            clock: day(11, 22).and_hms_opt(1, 30, 0).map(|at| at.and_utc().fixed_offset()),
        },
        BureauEvent::BackedUp { sequence: 812, head: file, file: "/srv/backup/1122.redb".to_owned() },
    ]
}
