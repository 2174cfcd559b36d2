//! The desk on a disk that fails, and on files that somebody else has changed.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

use std::path::Path;

use super::{Configuration, Desk, Kind, Order, Outcome};
use crate::domain::{Act, Command, CommandId, Content, Ground, Login, Moment, Proposal, Submission};
use crate::procedure::Attribute;
use crate::store::tests::disk::{Disk, Luck};
use crate::store::{CACHE_BYTES, Store};

const ROSTER: &str = r#"
[[section]]
name = "办公室"
office = true
heads = ["zheng"]
leader = "chen"

[[section]]
name = "投资科"
heads = ["wang"]
leader = "chen"

[[person]]
login = "zheng"
name = "郑丽"
section = "办公室"

[[person]]
login = "wang"
name = "王芳"
section = "投资科"

[[person]]
login = "lin"
name = "林晓"
section = "投资科"

[[person]]
login = "chen"
name = "陈志强"
leader = true
"#;

/// The year's arrangement with four days more off than there are.
const NOTICE: &str = "date,kind,name
2026-01-01,off,元旦
2026-05-01,off,劳动节
2026-10-01,off,国庆节
2026-11-10,off,补休
2026-11-11,off,补休
2026-11-12,off,补休
2026-11-13,off,补休
";

fn configuration() -> Configuration {
    Configuration {
        roster: ROSTER.as_bytes().to_vec(),
        procedures: Configuration::default_procedures(),
        settings: Configuration::default_settings(),
    }
}

fn now() -> Moment {
    "2026-11-09T09:00:00+08:00".parse().unwrap()
}

fn at_name() -> &'static Path {
    Path::new("disk")
}

fn reopened(image: Vec<u8>) -> Desk {
    let store = Store::recognise(at_name(), Disk::holding(image), CACHE_BYTES).unwrap();
    Desk::reopen(store).unwrap()
}

/// A desk on this disk with two items, one at its first review, one determined 不公开.
fn founded(disk: &Disk) -> Desk {
    founded_with(disk, &configuration())
}

fn founded_with(disk: &Disk, configuration: &Configuration) -> Desk {
    let store = Store::found(at_name(), disk.clone(), Kind::Practice, now(), CACHE_BYTES).unwrap();
    let mut desk = Desk::empty(store);
    desk.begin(Kind::Practice, configuration, CommandId(1), now()).unwrap();
    let withheld = Proposal {
        attribute: Some(Attribute::Withheld),
        ground: Some(Ground::Process),
        reason: "讨论中".to_owned(),
        ..Proposal::default()
    };
    let proactive = Proposal { attribute: Some(Attribute::Proactive), ..Proposal::default() };
    done(&mut desk, "lin", 0, draft("甲", proactive));
    done(&mut desk, "lin", 1, Act::Submit { opinion: String::new() });
    done(&mut desk, "lin", 0, draft("乙", withheld));
    done(&mut desk, "lin", 2, Act::Submit { opinion: String::new() });
    done(&mut desk, "wang", 2, approve());
    done(&mut desk, "chen", 2, approve());
    desk
}

fn draft(title: &str, proposal: Proposal) -> Act {
    let content =
        Content { title: title.to_owned(), formed_on: Some(now().date_naive()), ..Content::default() };
    let submission = Box::new(Submission { content, proposal });
    Act::Draft { procedure: "non-document".into(), section: "投资科".into(), submission }
}

fn approve() -> Act {
    Act::Approve { opinion: String::new(), listed: false }
}

fn order(desk: &Desk, who: &str, serial: u64, act: Act) -> Order {
    let command = Command { act, by: Login(who.to_owned()), on_behalf: None, revision: None };
    let item = (serial > 0).then(|| crate::domain::ItemId::new(2026, serial));
    let id = CommandId(u128::from(desk.sequence().unwrap()) + 1_000);
    Order { id, item, command, blobs: Vec::new(), seed: 7 }
}

fn done(desk: &mut Desk, who: &str, serial: u64, act: Act) {
    let order = order(desk, who, serial, act);
    let outcomes = desk.act(&[order], now()).unwrap();
    assert!(outcomes.iter().all(Outcome::is_done), "{outcomes:?}");
}

fn agrees(desk: &Desk) -> bool {
    desk.verify(None, &mut |_, _| {}).unwrap().is_clean()
}

/// The event was safe and the rows that follow from it were not: nothing ever made them anew.
#[test]
fn a_notice_that_the_power_cut_short_takes_effect_whole_or_not_at_all() {
    let new = Disk::default();
    drop(founded(&new));
    let mut seen = [0, 0];
    for operations in 0.. {
        let disk = Disk::holding(new.synced());
        let store = Store::recognise(at_name(), disk.clone(), CACHE_BYTES).unwrap();
        let mut desk = Desk::reopen(store).unwrap();
        disk.fails_after(operations);
        let office = Login("zheng".to_owned());
        let imported = desk.import_notice(NOTICE.as_bytes(), "notice", &office, CommandId(9), now());
        let after = reopened(disk.after_power_failure(&mut Luck(operations)));
        seen[after.bureau.calendars.len()] += 1;
        assert!(agrees(&after), "after {operations} operations");
        if imported.is_ok() {
            break;
        }
    }
    assert!(seen.iter().all(|times| *times > 1), "{seen:?}");
}

/// What is closed has no limit, so it was passed over where a setting gave it one.
#[test]
fn what_is_withheld_is_to_be_evaluated_as_soon_as_the_settings_say_when() {
    let without = String::from_utf8(Configuration::default_settings()).unwrap();
    let without = without.replace("evaluate_after_months = 12", "").into_bytes();
    let disk = Disk::default();
    let mut desk = founded_with(&disk, &Configuration { settings: without, ..configuration() });
    assert!(agrees(&desk));
    desk.adopt(&configuration(), now()).unwrap();
    assert!(agrees(&desk));
}
