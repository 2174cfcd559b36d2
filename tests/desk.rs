//! The desk on a real file: whatever is tried by whomever, in batches or one by one, what it keeps holds.
//!
//! The attempts are those of the scenarios in `rules`, here with texts whose bytes are kept.

use std::collections::HashMap;
use std::path::Path;

use chrono::{Days, NaiveDate, TimeDelta};
use gongkai::codec::sm3;
use gongkai::desk::{BureauOrder, Configuration, Desk, Done, Failure, Kind, Order, Outcome, text_of};
use gongkai::domain::{Act, BureauCommand, Command, CommandId, ItemId, Login, Moment};
use gongkai::store::{CACHE_BYTES, Fault, Store};
use gongkai::texts::{Lang, Texts};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, proptest};

use crate::rules::world::{self, ROSTER};
use crate::rules::{ATTEMPTS, PEOPLE};

/// One order: who, what, and which of the first items; all by their places. Beyond the last person it is
/// the item's next step.
type Attempt = (usize, usize, u64);

/// How the orders of a batch are handed in.
#[derive(Clone, Copy)]
enum Way {
    EachAlone,
    AllOrNone,
    Rehearsed,
}

/// The more usual ways more often.
const WAYS: &[Way] =
    &[Way::EachAlone, Way::EachAlone, Way::EachAlone, Way::EachAlone, Way::AllOrNone, Way::Rehearsed];

/// The items that are there from the beginning.
const BEFORE: &[&str] = &[
    "lin draft official 投资科 attribute=proactive title=甲",
    "lin draft official 投资科 attribute=proactive title=乙",
    "lin draft official 投资科 attribute=withheld ground=16-2 reason=讨论中 title=丙",
    "lin draft non-document 投资科 attribute=proactive title=丁 formed=2026-10-30",
    "lin draft obtained 投资科 attribute=proactive title=戊 obtained=2026-10-30 source=商会",
];

/// What an item goes through, over and over, where nothing comes in between.
const WAY: &[&str] = &[
    "lin submit",
    "wang approve",
    "chen approve",
    "zheng issue none=信函",
    "lin hand-over",
    "zheng secrecy-review clear",
    "zheng register summary=概述",
    "zheng publish url=https://www.example.org/1.htm",
    "zheng receive",
    "zheng transfer",
    "fang refer-back reason=再议",
    "chen change-attribute attribute=withheld ground=16-2 reason=讨论中 why=再议",
    "zheng take-down reason=不公开",
    "chen ratify yes",
    "chen approve",
    "zheng re-evaluate attribute=proactive reason=可公开",
    "wang approve",
];

struct Bureau {
    desk: Desk,
    now: Moment,
    orders: u64,
    steps: HashMap<u64, usize>,
}

impl Bureau {
    fn found(path: &Path) -> Bureau {
        let configuration = Configuration {
            roster: ROSTER.as_bytes().to_vec(),
            procedures: Configuration::default_procedures(),
            settings: Configuration::default_settings(),
        };
        let now: Moment = "2026-11-10T09:00:00+08:00".parse().unwrap();
        let desk = Desk::found(path, Kind::Practice, &configuration, CommandId(1), now).unwrap();
        Bureau { desk, now, orders: 0, steps: HashMap::new() }
    }

    fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    fn order(&mut self, line: &str, item: u64) -> Order {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [who, verb, rest @ ..] = words.as_slice() else { panic!("{line}") };
        self.orders += 1;
        let mut act = world::act(line, self.today(), verb, rest);
        let mut blobs = Vec::new();
        if let Act::Draft { submission, .. } | Act::Edit(submission) = &mut act {
            let text = format!("正文{}", self.orders % 5).into_bytes();
            submission.content.text = Some(text_of(&text));
            blobs.push(text);
        }
        let item = (!matches!(act, Act::Draft { .. })).then_some(ItemId::new(2026, item));
        let millis = u128::try_from(self.now.timestamp_millis()).unwrap();
        Order {
            id: CommandId(millis << 80 | u128::from(self.orders)),
            item,
            command: Command { act, by: Login((*who).to_owned()), on_behalf: None, revision: None },
            blobs,
            seed: self.orders,
        }
    }

    fn attempt(&mut self, (who, what, item): Attempt) -> Order {
        if let Some(who) = PEOPLE.get(who) {
            return self.order(&ATTEMPTS[what].replace("WHO", who), item);
        }
        let step = self.steps.entry(item).or_default();
        let line = WAY[*step % WAY.len()];
        *step += 1;
        self.order(line, item)
    }

    fn hand_in(&mut self, way: Way, orders: &[Order]) {
        let before = self.desk.sequence().unwrap();
        let outcomes = match way {
            Way::EachAlone => self.desk.act(orders, self.now),
            Way::AllOrNone => self.desk.act_all_or_none(orders, self.now),
            Way::Rehearsed => self.desk.rehearse(orders, self.now),
        };
        let outcomes = outcomes.unwrap();
        let done: Vec<(&Order, &Done)> = orders
            .iter()
            .zip(&outcomes)
            .filter_map(|(order, outcome)| match outcome {
                Outcome::Done(done) => Some((order, done)),
                Outcome::Refused(_) | Outcome::IdReused => None,
            })
            .collect();
        let kept = match way {
            Way::EachAlone => true,
            Way::AllOrNone => done.len() == orders.len(),
            Way::Rehearsed => false,
        };
        let events: usize = done.iter().map(|(_, done)| done.events.len()).sum();
        let grown = self.desk.sequence().unwrap() - before;
        assert_eq!(grown, if kept { events as u64 } else { 0 }, "{orders:?}");
        if kept {
            self.repeat(&done);
        }
        self.now += TimeDelta::hours(2);
    }

    /// What was done and is asked again gets its first answer, and does nothing.
    fn repeat(&mut self, done: &[(&Order, &Done)]) {
        let before = self.desk.sequence().unwrap();
        let again: Vec<Order> = done.iter().map(|(order, _)| (*order).clone()).collect();
        let answers = self.desk.act(&again, self.now).unwrap();
        for ((_, done), answer) in done.iter().zip(answers) {
            assert_eq!(
                answer,
                Outcome::Done(Done { events: Vec::new(), moved: Vec::new(), ..(*done).clone() })
            );
        }
        assert_eq!(self.desk.sequence().unwrap(), before);
    }

    /// Nobody determined alone, now or in an earlier round.
    fn two_persons_stand_behind_every_determination(&self) {
        let auditor = Login("audit".to_owned());
        let sheet = |serial| self.desk.sheet(&auditor, ItemId::new(2026, serial), 0, self.now).unwrap();
        for sheet in (1..).map_while(sheet) {
            let mut made = sheet.item.determination.as_ref();
            while let Some(determination) = made {
                assert!(!determination.proposers.contains(&determination.by), "{determination:?}");
                made = determination.before.as_deref();
            }
        }
    }

    fn verified(&self) {
        let verdict = self.desk.verify(None, &mut |_, _| {}).unwrap();
        assert!(verdict.is_clean(), "{verdict:?}");
    }
}

/// All that is made from the journal: rows, windows, counters, and the bureau's serials.
fn projections(path: &Path) -> impl PartialEq + std::fmt::Debug + use<> {
    let store = Store::open(path, CACHE_BYTES).unwrap();
    let reader = store.read().unwrap();
    let mut counters = Vec::new();
    reader.visit_counters(&[], |key, count| counters.push((key.to_vec(), count))).unwrap();
    (
        reader.items_chunk(0, usize::MAX).unwrap(),
        reader.window(&[], None, usize::MAX).unwrap(),
        counters,
        reader.single("bureau").unwrap(),
    )
}

fn check(batches: &[(usize, Vec<Attempt>)]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gongkai.redb");
    let mut bureau = Bureau::found(&path);
    for line in BEFORE {
        let order = bureau.order(line, 0);
        bureau.hand_in(Way::AllOrNone, &[order]);
    }
    for (way, attempts) in batches {
        let orders: Vec<Order> = attempts.iter().map(|attempt| bureau.attempt(*attempt)).collect();
        bureau.hand_in(WAYS[*way], &orders);
    }
    assert!(bureau.today() < NaiveDate::from_ymd_opt(2026, 11, 10).unwrap() + Days::new(50));
    bureau.two_persons_stand_behind_every_determination();
    bureau.verified();
    drop(bureau);
    let kept = projections(&path);
    let mut desk = Desk::open(&path, None, "2027-01-01T09:00:00+08:00".parse().unwrap()).unwrap();
    desk.rebuild(&mut |_, _| {}).unwrap();
    drop(desk);
    assert_eq!(projections(&path), kept, "a rebuild gives the same");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn whatever_is_handed_in_the_file_stays_true(
        batches in vec((0..WAYS.len(), vec((0..4 * PEOPLE.len(), 0..ATTEMPTS.len(), 1..6_u64), 1..6)), 60..120),
    ) {
        check(&batches);
    }
}

#[test]
fn what_destroys_several_items_at_once_leaves_each_its_own_record() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gongkai.redb");
    let mut bureau = Bureau::found(&path);
    for title in ["甲", "乙", "丙"] {
        let order = bureau.order(&format!("lin draft official 投资科 attribute=proactive title={title}"), 0);
        bureau.hand_in(Way::EachAlone, &[order]);
    }
    let lines = [
        ("lin edit attribute=proactive title=改", 1),
        ("zheng expunge reason=误录 approver=chen", 1),
        ("zheng expunge reason=误录 approver=chen", 2),
        ("lin submit", 3),
    ];
    let orders = lines.map(|(line, item)| bureau.order(line, item));
    bureau.hand_in(Way::Rehearsed, &orders);
    bureau.hand_in(Way::AllOrNone, &orders);
    bureau.verified();
    let titles = [1, 2, 3].map(|serial| {
        let sheet = bureau.desk.sheet(&Login("audit".to_owned()), ItemId::new(2026, serial), 0, bureau.now);
        sheet.unwrap().unwrap().item.submission.content.title
    });
    assert_eq!(titles, ["", "", "丙"]);
}

/// An order to begin an item that names another one begins its own: nothing is determined that way.
#[test]
fn what_begins_an_item_never_adds_to_another() {
    let folder = tempfile::tempdir().unwrap();
    let mut bureau = Bureau::found(&folder.path().join("gongkai.redb"));
    let draft = "lin draft official 投资科 attribute=proactive title=甲";
    let order = bureau.order(draft, 0);
    bureau.hand_in(Way::EachAlone, &[order]);
    let mut order = bureau.order(draft, 0);
    order.item = Some(ItemId::new(2026, 1));
    bureau.hand_in(Way::EachAlone, &[order]);
    let auditor = Login("audit".to_owned());
    let past = |serial| bureau.desk.history(&auditor, ItemId::new(2026, serial), bureau.now).unwrap();
    assert_eq!([1, 2].map(|serial| past(serial).map(|lines| lines.len())), [Some(1), Some(1)]);
    bureau.verified();
}

/// What a decision would rest on is there to be read, or comes with the order.
#[test]
fn a_text_without_its_bytes_is_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let mut bureau = Bureau::found(&folder.path().join("gongkai.redb"));
    let whole = bureau.order("lin draft official 投资科 attribute=proactive title=甲", 0);
    let without = Order { blobs: Vec::new(), ..whole.clone() };
    let mut short = whole.clone();
    if let Act::Draft { submission, .. } = &mut short.command.act
        && let Some(text) = &mut submission.content.text
    {
        text.bytes += 1;
    }
    let extra = Order { blobs: [whole.blobs.as_slice(), &[b"more".to_vec()]].concat(), ..whole.clone() };
    for order in [without.clone(), short] {
        let answer = bureau.desk.act(&[order], bureau.now);
        assert!(matches!(answer, Err(Failure::BytesMissing(_))), "{answer:?}");
    }
    bureau.hand_in(Way::EachAlone, &[extra]);
    let (lin, item) = (Login("lin".to_owned()), ItemId::new(2026, 1));
    assert_eq!(bureau.desk.blob(&lin, item, sm3(b"more"), bureau.now).unwrap(), None);
    let again = Order { id: CommandId(whole.id.0 + 1), ..without };
    assert!(bureau.desk.act(&[again], bureau.now).unwrap()[0].is_done(), "its bytes are here by now");
    bureau.verified();
}

#[test]
fn two_items_of_one_batch_are_not_corrected_to_one_number() {
    let folder = tempfile::tempdir().unwrap();
    let mut bureau = Bureau::found(&folder.path().join("gongkai.redb"));
    for item in 1..=2 {
        let lines = [
            "lin draft official 投资科 attribute=proactive title=甲".to_owned(),
            "lin submit".to_owned(),
            "wang approve".to_owned(),
            "chen approve".to_owned(),
            format!("zheng issue number=泉工信〔2026〕{item}号"),
        ];
        for line in lines {
            let order = bureau.order(&line, item);
            bureau.hand_in(Way::EachAlone, &[order]);
        }
    }
    let line = "zheng correct number number=泉工信〔2026〕7号 reason=误";
    let orders = [bureau.order(line, 1), bureau.order(line, 2)];
    let outcomes = bureau.desk.act(&orders, bureau.now).unwrap();
    assert_eq!(outcomes.iter().map(Outcome::is_done).collect::<Vec<_>>(), [true, false]);
    bureau.verified();
}

#[test]
fn whatever_verification_finds_has_words_in_both_languages() {
    let digest = gongkai::domain::Digest([0xab; 32]);
    let faults = [
        Fault::Gap { first: 2, last: 3 },
        Fault::Unreadable { sequence: 2 },
        Fault::Misnumbered { sequence: 2, says: 3 },
        Fault::ChainBroken { sequence: 2 },
        Fault::TimeDecreases { sequence: 2 },
        Fault::BodyAltered { sequence: 2 },
        Fault::BodyMissing { sequence: 2 },
        Fault::EndAltered { sequence: 2 },
        Fault::BlobAltered { digest },
    ];
    for fault in faults {
        let (kind, places) = fault.told();
        let places: Vec<(&str, &str)> = places.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for lang in [Lang::Zh, Lang::En] {
            let said = Texts::new(lang).fill(&format!("damage.{kind}"), &places);
            assert!(!said.contains(['{', '}']) && !said.contains("damage."), "{said}");
            assert!(places.iter().all(|(_, value)| said.contains(value)), "{said}");
        }
    }
}

/// A moment that a client sent was believed: whoever administers could record the year 9999, and times never
/// decrease after. The command says nothing now; the desk's own clock is what is confirmed.
#[test]
fn a_clock_is_confirmed_as_the_desk_itself_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let configuration = Configuration {
        roster: ROSTER.as_bytes().to_vec(),
        procedures: Configuration::default_procedures(),
        settings: Configuration::default_settings(),
    };
    let at = |text: &str| text.parse::<Moment>().unwrap();
    let (began, ahead, behind) =
        (at("2026-11-10T09:00:00+08:00"), at("2027-01-20T09:00:00+08:00"), at("2026-12-01T09:00:00+08:00"));
    let path = folder.path().join("gongkai.redb");
    let mut desk = Desk::found(&path, Kind::Official, &configuration, CommandId(1), began).unwrap();
    let mut confirm = |id: u128, now: Moment| {
        let by = Login("admin".to_owned());
        let order = BureauOrder { id: CommandId(id), by, command: BureauCommand::ConfirmClock };
        let refused = desk.act_on_bureau(&order, now).unwrap().err().map(|refusal| refusal.key());
        (refused, desk.last_moment().unwrap())
    };
    assert_eq!(confirm(2, began), (Some("nothing-changed"), began));
    assert_eq!(confirm(3, ahead), (None, ahead));
    assert_eq!(confirm(4, behind), (None, ahead), "times never decrease");
    assert_eq!(confirm(5, behind), (Some("nothing-changed"), ahead));
}
