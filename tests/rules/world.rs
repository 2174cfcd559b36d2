//! A bureau in memory, in which scenarios are played.

use chrono::NaiveDate;

use gongkai::calendar::Calendar;
use gongkai::domain::{
    Act, Allotted, Attachment, Author, BringIn, Clock, ClockKey, ClockState, Command, Content, Context,
    Correction, Delegation, Digest, DocumentNumber, Elements, Flagged, Ground, Holder, Issued, Item,
    ItemEvent, ItemId, Login, Moment, Paper, PaperAct, Phase, Proposal, Revision, Roster, SecrecyConclusion,
    Setting, Settings, Source, SourceKind, Submission, Task, Text, decide, duty_clock, is_closed,
    is_own_proposal, members, normalise_number, open_duties, open_work, publication_clock, responsible,
    stage_clock,
};
use gongkai::intake;
use gongkai::procedure::{Attribute, DutyAct, Procedures, StageAct};
use gongkai::projection::row;

pub const ROSTER: &str = include_str!("roster.toml");

pub struct World {
    roster: Roster,
    procedures: Procedures,
    calendar: Calendar,
    settings: Settings,
    delegations: Vec<Delegation>,
    items: Vec<Item>,
    /// What happened to the last item, to be replayed.
    events: Vec<(Author, Moment, ItemEvent)>,
    /// What the leader determined last.
    last_word: Option<Attribute>,
    day: NaiveDate,
}

impl World {
    pub fn new() -> Self {
        World {
            roster: intake::roster::parse(ROSTER.as_bytes(), "roster").unwrap(),
            procedures: intake::procedures::parse(intake::procedures::DEFAULT.as_bytes(), "procedures")
                .unwrap(),
            calendar: Calendar::embedded(),
            settings: Settings::default(),
            delegations: Vec::new(),
            items: Vec::new(),
            events: Vec::new(),
            last_word: None,
            day: NaiveDate::default(),
        }
    }

    pub fn play(&mut self, name: &str, text: &str) {
        for (number, line) in text.lines().enumerate() {
            let place = format!("{name}:{}: {line}", number + 1);
            let line = line.split('#').next().unwrap_or_default().trim();
            let (line, refusal) = match line.split_once(" ! ") {
                Some((line, key)) => (line, Some(key.trim())),
                None => (line, None),
            };
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                [] => {}
                ["on", day] => self.day = day.parse().expect(&place),
                ["later", days] => {
                    self.day = self.day + chrono::Days::new(days.parse().expect(&place));
                }
                ["deputy", from, to, first, last] => self.delegations.push(Delegation {
                    from: (*from).into(),
                    to: (*to).into(),
                    first: first.parse().expect(&place),
                    last: last.parse().expect(&place),
                    authority: String::new(),
                }),
                ["then", field, rest @ ..] => {
                    assert_eq!(self.field(field), rest.join(" "), "{place}");
                }
                [who, verb, rest @ ..] => self.act(&place, who, verb, rest, refusal),
                other => panic!("{place}: {other:?}"),
            }
        }
    }

    fn item(&self) -> Option<&Item> {
        self.items.last()
    }

    fn act(&mut self, place: &str, who: &str, verb: &str, words: &[&str], refusal: Option<&str>) {
        let (who, revision) = match who.split_once('@') {
            Some((who, revision)) => (who, Some(Revision(revision.parse().expect(place)))),
            None => (who, None),
        };
        let act = act(place, self.day, verb, words);
        let new = matches!(act, Act::Draft { .. } | Act::BringIn(_)) || verb == "missing";
        let command = Command { act, by: who.into(), on_behalf: None, revision };
        let before = self.items.clone();
        let item = if new { None } else { self.item() };
        let procedure = match item {
            Some(item) => self.procedures.get(&item.procedure).expect(place),
            None => &self.procedures.0[0],
        };
        let allotted = self.allotted(&command.act, words);
        let at = self.day.and_hms_opt(9, 0, 0).unwrap().and_utc().fixed_offset();
        let context = Context {
            setting: self.setting(procedure),
            procedures: &self.procedures,
            delegations: &self.delegations,
            allotted: &allotted,
            at,
        };
        let decided = decide(item, context, &command);
        assert_eq!(self.items, before, "{place}: deciding changed something");
        match (decided, refusal) {
            (Err(_), Some("whatever")) => {}
            (Err(refused), Some(key)) => assert_eq!(refused.key(), key, "{place}: {refused:?}"),
            (Err(refused), None) => panic!("{place}: refused: {refused:?}"),
            (Ok(decided), Some(key)) if key != "whatever" => {
                panic!("{place}: not refused for {key}: {decided:?}")
            }
            (Ok(decided), _) => {
                for event in &decided.events {
                    if let ItemEvent::Determined { proposal, .. } = event {
                        self.last_word = proposal.attribute;
                    }
                    self.events.push((decided.author.clone(), at, event.clone()));
                    match Item::begin(decided.item, &decided.author, at, event) {
                        Some(item) => {
                            let begun = self.events.pop();
                            self.events = begun.into_iter().collect();
                            self.last_word = None;
                            self.items.push(item);
                        }
                        None => self.items.last_mut().unwrap().evolve(&decided.author, at, event),
                    }
                }
                self.holds(place);
            }
        }
    }

    /// What must hold after every act.
    fn holds(&self, place: &str) {
        let item = self.item().unwrap();
        if let Some(made) = &item.determination {
            assert!(!made.proposers.contains(&made.by), "{place}: one person alone determined");
            assert!(!made.proposers.is_empty(), "{place}: nobody proposed it");
        }
        if item.is_determined() {
            assert_eq!(item.determined(), self.last_word, "{place}: the final attribute is the leader's");
        }
        let mut events = self.events.iter();
        let replayed = events.next().and_then(|(author, at, event)| Item::begin(item.id, author, *at, event));
        let replayed = replayed.map(|mut replayed| {
            events.for_each(|(author, at, event)| replayed.evolve(author, *at, event));
            replayed
        });
        assert_eq!(replayed.as_ref(), Some(item), "{place}: a replay gives the same");
        let procedure = self.procedures.get(&item.procedure).unwrap();
        let work = open_work(item, self.setting(procedure));
        let stages = work.iter().filter(|work| matches!(work.task, Task::Stage(..))).count();
        assert_eq!(
            stages,
            usize::from(matches!(item.phase, Phase::At(_))),
            "{place}: one holder for a stage"
        );
        for work in &work {
            match (&work.task, &work.holder) {
                (Task::Stage(key, act), Holder::Person(person)) if is_decision(*act) => {
                    assert!(!is_own_proposal(item, *act, person), "{place}: {key} waits for its proposer");
                }
                (Task::Stage(key, _), Holder::Nobody(..)) => {
                    let stage = procedure.stage(key).unwrap();
                    assert_eq!(responsible(item, stage, &self.roster), [], "{place}: {key} has somebody");
                }
                (_, Holder::Nobody(role, section)) => {
                    assert_eq!(members(&self.roster, section), [], "{place}: {role:?} of {section} is there");
                }
                _ => {}
            }
        }
        let lines = row(item, self.setting(procedure)).lines;
        assert_eq!(lines.len(), work.len(), "{place}: a line for all that is open");
        let mut duties: Vec<_> = work
            .iter()
            .filter_map(|work| match &work.task {
                Task::Duty(key, _) => Some(key.clone()),
                _ => None,
            })
            .collect();
        let all = duties.len();
        duties.sort();
        duties.dedup();
        // What may not go to the archives yet is nobody's to do, and its limit stands where it is held up.
        let held_up = |act| item.take_down.is_some() && act == DutyAct::Transfer;
        let open = open_duties(item, procedure).filter(|duty| !held_up(duty.act)).count();
        assert_eq!((duties.len(), open), (all, all), "{place}");
    }

    fn setting<'a>(&'a self, procedure: &'a gongkai::procedure::Procedure) -> Setting<'a> {
        Setting { procedure, roster: &self.roster, calendar: &self.calendar, settings: &self.settings }
    }

    fn allotted(&self, act: &Act, words: &[&str]) -> Allotted {
        let number = match act {
            Act::Issue { number, .. } => number.number().and_then(normalise_number),
            Act::Correct { to: Correction::Number(number), .. } => number.number().and_then(normalise_number),
            _ => None,
        };
        let has = |item: &&Item| {
            item.issue.as_ref().is_some_and(|issue| issue.number.number() == number.as_deref())
        };
        Allotted {
            item: ItemId::new(2026, u64::try_from(self.items.len()).unwrap() + 1),
            procedures: Digest([7; 32]),
            content: Digest([9; 32]),
            index_serial: 1,
            number_holder: number
                .is_some()
                .then(|| self.items.iter().find(has).map(|item| item.id))
                .flatten(),
            blocking: match words.iter().find_map(|word| word.strip_prefix("with-id-numbers")) {
                Some(place) => {
                    let place = place.trim_start_matches("-in-").to_owned();
                    vec![Flagged { kind: "id-number-18".to_owned(), place, ..Flagged::default() }]
                }
                None => Vec::new(),
            },
            page_holder: self.page_holder(act),
        }
    }

    /// Another item whose own page has the address given.
    fn page_holder(&self, act: &Act) -> Option<ItemId> {
        let url = match act {
            Act::Publish { url, .. } | Act::Correct { to: Correction::Url(_, url), .. } => url,
            _ => return None,
        };
        let own = |item: &&Item| {
            let procedure = self.procedures.get(&item.procedure).unwrap();
            let own = |key| procedure.duty(key).unwrap().has_own_page();
            item.duties.iter().any(|duty| !url.is_empty() && duty.url == *url && own(&duty.key))
        };
        let me = self.item().map(|item| item.id);
        self.items.iter().filter(|item| Some(item.id) != me).find(own).map(|item| item.id)
    }

    fn field(&self, field: &str) -> String {
        let item = self.item().expect("an item");
        let procedure = self.procedures.get(&item.procedure).unwrap();
        let setting = self.setting(procedure);
        let work = open_work(item, setting);
        let key = |attribute: Option<Attribute>| attribute.map_or("none", Attribute::key).to_owned();
        let holder = |holder: &Holder| match holder {
            Holder::Person(login) => login.0.clone(),
            Holder::Section(role, section) => format!("{section}/{}", role.key()),
            Holder::Nobody(..) => "nobody".to_owned(),
        };
        let held = |wanted: &str| {
            let found = work.iter().find(|work| match &work.task {
                Task::Stage(..) => wanted == "stage",
                Task::Duty(key, _) => key.0 == wanted,
                Task::SecrecyReview => wanted == "secrecy-review",
                Task::SecrecyReferral => wanted == "secrecy-referral",
                Task::Replace => wanted == "replace",
                Task::TakeDown => wanted == "take-down",
                Task::Ratify => wanted == "ratify",
                Task::Answer => wanted == "answer",
                Task::Evaluate => wanted == "evaluate",
            });
            found.map_or_else(|| "-".to_owned(), |work| holder(&work.holder))
        };
        let clock = |wanted: &str| match wanted {
            "stage" => item
                .stage()
                .and_then(|key| procedure.stage(key))
                .and_then(|stage| stage_clock(item, stage, setting.calendar)),
            "legal" => publication_clock(item, procedure, setting.calendar),
            duty => procedure.duty(&duty.into()).and_then(|duty| duty_clock(item, duty, setting.calendar)),
        };
        let said = |day: Option<NaiveDate>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
        let original = |clock: Clock| match clock.state {
            ClockState::Running { original, .. } => original,
            _ => None,
        };
        match field.split_once(':') {
            Some(("holder", wanted)) => held(wanted),
            Some(("due", wanted)) => said(clock(wanted).and_then(|clock| clock.due()).map(|due| due.date)),
            Some(("original", wanted)) => said(clock(wanted).and_then(original)),
            Some(("done", wanted)) => {
                item.done_on(&wanted.into()).map_or_else(|| "-".to_owned(), |day| day.to_string())
            }
            None => match field {
                "stage" => item.stage().map_or_else(|| "-".to_owned(), |stage| stage.0.clone()),
                "attribute" => key(item.attribute()),
                "determined" => key(item.determined()),
                "round" => item.round.to_string(),
                "revision" => item.revision.0.to_string(),
                "closed" => is_closed(item, &work).to_string(),
                "open" => {
                    open_duties(item, procedure).map(|duty| duty.key.0.clone()).collect::<Vec<_>>().join(" ")
                }
                "index" => item.index_number.clone().unwrap_or_else(|| "-".to_owned()),
                "number" => {
                    item.issue.as_ref().and_then(|issue| issue.number.number()).unwrap_or("-").to_owned()
                }
                "disputed" => item.disputed.clone().unwrap_or_else(|| "-".to_owned()),
                "section" => item.section.0.clone(),
                other => panic!("no field {other}"),
            },
            other => panic!("no field {other:?}"),
        }
    }
}

/// Whether somebody else's proposal is decided there.
fn is_decision(act: StageAct) -> bool {
    matches!(act, StageAct::Confirm | StageAct::Review | StageAct::Determine | StageAct::Sign)
}

/// The text of this number: `text=5`.
fn numbered(said: &str) -> Option<Text> {
    let number: u8 = said.parse().ok()?;
    Some(Text { digest: Digest([number; 32]), bytes: 1 })
}

/// `甲*500` is that character so many times.
fn repeated(said: String) -> String {
    let times = said.split_once('*').and_then(|(what, times)| Some(what.repeat(times.parse().ok()?)));
    times.unwrap_or(said)
}

/// What is said on that day, as an act.
pub fn act(place: &str, today: NaiveDate, verb: &str, words: &[&str]) -> Act {
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let said = |key: &str| {
        let found = words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='));
        found.unwrap_or_default().to_owned()
    };
    let given = |key: &str| said(key).parse::<NaiveDate>().ok();
    let day = |key: &str| given(key).unwrap_or(today);
    let reason = said("reason");
    let proposal = || Proposal {
        attribute: Attribute::from_key(&said("attribute")),
        ground: Ground::from_code(&said("ground")),
        reason: reason.clone(),
        law: said("law"),
    };
    let content = || {
        let url = said("url");
        Content {
            title: repeated(said("title")),
            file_number: said("file"),
            formed_on: given("formed"),
            obtained_on: given("obtained"),
            source: Source { name: said("source"), kind: SourceKind::Public, url },
            text: numbered(&said("text")),
            public_text: words.contains(&"redacted").then_some(Text { digest: Digest([2; 32]), bytes: 1 }),
            public_text_of: numbered(&said("made-from")).map(|text| text.digest),
            attachments: match said("attach").as_str() {
                "" => Vec::new(),
                name => vec![Attachment {
                    name: name.to_owned(),
                    digest: Digest([1; 32]),
                    bytes: 1,
                    disclosed: words.contains(&"disclosed").then_some(true),
                }],
            },
            elements: Elements {
                summary: said("summary"),
                category: said("category"),
                ..Elements::default()
            },
            ..Content::default()
        }
    };
    let submission = || Box::new(Submission { content: content(), proposal: proposal() });
    let clock = |name: &str| match name {
        "stage" => ClockKey::Stage,
        duty => ClockKey::Duty(duty.into()),
    };
    let number = || match said("number").as_str() {
        "" => DocumentNumber::None(said("none")),
        number => DocumentNumber::Own(number.to_owned()),
    };
    let approver = || Login(said("approver"));
    let listed = words.contains(&"listed");
    match verb {
        "draft" => {
            Act::Draft { procedure: word(0).into(), section: word(1).into(), submission: submission() }
        }
        "bring-in" => Act::BringIn(Box::new(BringIn {
            procedure: word(0).into(),
            section: word(1).into(),
            drafter: said("drafter").as_str().into(),
            submission: *submission(),
            declassified: None,
            issue: Some(Issued { number: number(), document_date: day("issued"), issue_date: day("issued") }),
            determined: given("determined").map(|on| (Login(said("by")), on)),
        })),
        "edit" => Act::Edit(submission()),
        "change" => Act::ChangePublished { content: Box::new(content()), changed_on: day("on") },
        "submit" | "missing" => Act::Submit { opinion: String::new() },
        "open" => Act::Open,
        "approve" => Act::Approve { opinion: String::new(), listed },
        "change-attribute" => Act::ChangeAttribute { proposal: proposal(), why: said("why"), listed },
        "return" => Act::Return {
            to: Some(said("to")).filter(|to| !to.is_empty()).map(|to| to.as_str().into()),
            reason,
        },
        "recall" => Act::Recall,
        "issue" => Act::Issue { number: number(), document_date: day("made"), issue_date: day("on") },
        "secrecy-review" => Act::ReviewSecrecy {
            conclusion: match word(0) {
                "no" => SecrecyConclusion::No,
                "unclear" => SecrecyConclusion::Unclear,
                _ => SecrecyConclusion::Clear,
            },
            on: day("on"),
            opinion: reason,
        },
        "declassify" => Act::Declassify { authority: said("authority"), expired_on: day("expired") },
        "register" => Act::Register(Elements {
            summary: said("summary"),
            category: said("category"),
            ..Elements::default()
        }),
        "hand-over" => Act::HandOver { on: day("on"), originals: 1, note: String::new() },
        "receive" => Act::Receive { on: day("on") },
        "refuse" => Act::RefuseReceipt { reason },
        "publish" => Act::Publish { on: day("on"), url: said("url"), despite_scan: reason },
        "transfer" => Act::Transfer { on: day("on"), batch: said("batch") },
        "acknowledge" => Act::Acknowledge { on: day("on"), reference: said("ref") },
        "replace" => Act::Replace { on: day("on"), letter: said("letter"), batch: String::new() },
        "take-down" => Act::TakeDown { reason },
        "ratify" => Act::Ratify { agreed: word(0) == "yes", reason },
        "refer-back" => Act::ReferBack { reason },
        "correct" => Act::Correct {
            to: match word(0) {
                "number" => Correction::Number(number()),
                "document-date" => Correction::DocumentDate(day("to")),
                "issue-date" => Correction::IssueDate(day("to")),
                "formed-on" => Correction::FormedOn(day("to")),
                "url" => Correction::Url(said("duty").as_str().into(), said("url")),
                _ => Correction::DoneOn(said("duty").as_str().into(), day("to")),
            },
            reason,
        },
        "waive" => Act::Waive { duty: word(0).into(), reason, approver: approver() },
        "terminate" => Act::Terminate { reason },
        "transcribe" => Act::Transcribe {
            decision: match word(0) {
                "return" => PaperAct::Return { to: None, reason },
                "change" => PaperAct::ChangeAttribute { proposal: proposal(), why: said("why"), listed },
                _ => PaperAct::Approve { listed },
            },
            paper: Paper { signer: Login(said("signer")), signed_on: day("on"), scan: None },
        },
        "answer" => Act::Answer { dispute: reason },
        "remind" => Act::Remind { note: String::new() },
        "comment" => Act::Comment { text: reason },
        "pause" => Act::Pause { clock: clock(word(0)), reason, approver: approver() },
        "resume" => Act::Resume { clock: clock(word(0)) },
        "extend" => Act::Extend {
            clock: clock(word(0)),
            to: day("to"),
            reason,
            approver: approver(),
            provision: said("provision"),
        },
        "re-evaluate" => {
            Act::ReEvaluate { proposal: Attribute::from_key(&said("attribute")).map(Proposal::of), reason }
        }
        "expunge" => Act::Expunge { reason, approver: approver() },
        other => panic!("{place}: no verb {other}"),
    }
}
