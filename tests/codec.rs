//! The journal's bodies: nothing is lost on the way there and back, and old records stay readable.

#![allow(clippy::unwrap_used, reason = "a test that can't go on stops")]

mod samples;
mod arbitrary;

use std::collections::BTreeSet;

use gongkai::codec::{
    Aggregate, BUREAU_KINDS, Decoded, ITEM_KINDS, aggregate, content_bytes, decode_bureau, decode_item,
    encode_bureau, encode_item, without_content,
};
use gongkai::domain::{Content, ItemEvent};
use proptest::prelude::{prop_assert_eq, proptest};
use serde::Deserialize;
use serde_json::value::RawValue;

use samples::{bureau_events, full_submission, item_events, more_item_events};

const GOLDEN: &str = include_str!("golden/events-v1.jsonl");
const SALT: u64 = 0x0123_4567_89ab_cdef;

#[test]
fn every_item_event_is_read_as_it_was_written() {
    for event in item_events().chain(more_item_events()) {
        let (kind, body) = encode_item(&event, SALT);
        assert_eq!(decode_item(kind, &body).unwrap(), Decoded::Event(event), "{}", text(&body));
    }
}

#[test]
fn every_bureau_event_is_read_as_it_was_written() {
    for event in bureau_events() {
        let (kind, body) = encode_bureau(&event, SALT);
        assert_eq!(decode_bureau(kind, &body).unwrap(), Decoded::Event(event), "{}", text(&body));
    }
}

#[test]
fn every_kind_has_a_sample_and_one_aggregate() {
    let items: Vec<_> = item_events().map(|event| encode_item(&event, 0).0).collect();
    let bureau: Vec<_> = bureau_events().map(|event| encode_bureau(&event, 0).0).collect();
    assert_eq!((&*items, &*bureau), (ITEM_KINDS, BUREAU_KINDS));
    assert_eq!(items.iter().chain(&bureau).collect::<BTreeSet<_>>().len(), items.len() + bureau.len());
    assert!(items.iter().all(|kind| aggregate(kind) == Some(Aggregate::Item)));
    assert!(bureau.iter().all(|kind| aggregate(kind) == Some(Aggregate::Bureau)));
    assert_eq!(aggregate("teleported"), None);
}

#[derive(Deserialize)]
struct Record<'a> {
    kind: &'a str,
    #[serde(borrow)]
    body: &'a RawValue,
}

#[test]
fn records_of_the_first_version_are_still_read_and_written() {
    let mut kinds = BTreeSet::new();
    for line in GOLDEN.lines() {
        let record: Record<'_> = serde_json::from_str(line).unwrap();
        let body = record.body.get();
        let written = match aggregate(record.kind) {
            Some(Aggregate::Item) => match decode_item(record.kind, body.as_bytes()).unwrap() {
                Decoded::Event(event) => encode_item(&event, SALT),
                Decoded::Unknown => panic!("unknown: {line}"),
            },
            Some(Aggregate::Bureau) => match decode_bureau(record.kind, body.as_bytes()).unwrap() {
                Decoded::Event(event) => encode_bureau(&event, SALT),
                Decoded::Unknown => panic!("unknown: {line}"),
            },
            None => panic!("nobody's: {line}"),
        };
        assert_eq!((written.0, text(&written.1)), (record.kind, body));
        kinds.insert(record.kind);
    }
    assert_eq!(kinds, ITEM_KINDS.iter().chain(BUREAU_KINDS).copied().collect());
}

/// Reading and writing could be wrong alike; here each name meets the value that it was written for.
#[test]
fn every_sample_stands_among_the_golden_records() {
    let items = item_events().chain(more_item_events()).map(|event| encode_item(&event, SALT));
    for (kind, body) in items.chain(bureau_events().map(|event| encode_bureau(&event, SALT))) {
        let record = format!(r#"{{"kind":"{kind}","body":{}}}"#, text(&body));
        assert!(GOLDEN.lines().any(|line| line == record), "to be added: {record}");
    }
}

#[test]
fn a_body_is_one_line_that_begins_with_its_salt() {
    for event in item_events() {
        let body = encode_item(&event, 7).1;
        assert!(text(&body).starts_with(r#"{"salt":"0000000000000007""#), "{}", text(&body));
        assert!(!body.contains(&b'\n'));
    }
}

#[test]
fn what_says_nothing_is_not_written() {
    for (event, body) in [
        (ItemEvent::Commented { text: String::new() }, r#"{"salt":"0000000000000000"}"#),
        (
            ItemEvent::Agreed { stage: "review".into(), opinion: String::new(), to: None, paper: None },
            r#"{"salt":"0000000000000000","stage":"review"}"#,
        ),
        (ItemEvent::Edited(Box::default()), r#"{"salt":"0000000000000000"}"#),
    ] {
        assert_eq!(text(&encode_item(&event, 0).1), body);
    }
}

#[test]
fn what_a_newer_program_wrote_is_passed_over() {
    let body = br#"{"salt":"00","text":"hm","mood":{"is":["\ud800",1e999]},"text_colour":null}"#;
    let comment = ItemEvent::Commented { text: "hm".to_owned() };
    assert_eq!(decode_item("commented", body).unwrap(), Decoded::Event(comment));
    assert_eq!(decode_item("teleported", b"\xff not even JSON").unwrap(), Decoded::Unknown);
    assert_eq!(decode_item("founded", b"{}").unwrap(), Decoded::Unknown);
    assert_eq!(decode_bureau("commented", b"{}").unwrap(), Decoded::Unknown);
}

#[test]
fn a_body_that_is_not_its_kinds_is_refused_by_name() {
    for (kind, body, why) in [
        ("commented", r#"{"text":"\ud800"}"#, "hex escape"),
        ("commented", r#"{"text":"\ud800\u0041"}"#, "surrogate"),
        ("commented", r#"{"text":"\udc00\ud800"}"#, "surrogate"),
        ("commented", r#"{"text":5}"#, "expected a string"),
        ("commented", r#"{"text":"a","text":"b"}"#, "duplicate field"),
        ("commented", r#"{"text":"a"#, "EOF"),
        ("commented", r#"{"text":"a"} {}"#, "trailing"),
        ("commented", "", "EOF"),
        ("commented", r#"{"mood":[["#, "EOF"),
        ("commented", "null", "invalid type"),
        ("opened", r#"{"revision":-1}"#, "expected u32"),
        ("opened", r#"{"revision":4294967296}"#, "expected u32"),
        ("opened", r#"{"salt":"00"}"#, "missing field `revision`"),
        ("recalled", r#"{"stage":"review"}"#, "missing field `to`"),
        ("resumed", r#"{"clock":"stage","on":"2026-02-30"}"#, "a date like"),
        ("resumed", r#"{"clock":"moon","on":"2026-02-03"}"#, "unknown variant"),
        ("resumed", r#"{"clock":{"duty":7},"on":"2026-02-03"}"#, "a duty's key"),
        ("resumed", r#"{"clock":{},"on":"2026-02-03"}"#, "expected"),
        ("waived", r#"{"duty":null,"approver":"li"}"#, "missing field `duty`"),
        ("reopened", r#"{"to":"review","proposal":{"attribute":"secret"}}"#, "an attribute"),
        ("reopened", r#"{"to":"review","proposal":{"ground":"14-4"}}"#, "a ground's code"),
        ("edited", r#"{"submission":{"content":{"text":{"bytes":1}}}}"#, "missing field `sm3`"),
        ("edited", r#"{"submission":{"content":{"text":{"sm3":"é0","bytes":1}}}}"#, "64 hexadecimal"),
        ("edited", r#"{"submission":{"content":{"attachments":{}}}}"#, "expected a sequence"),
    ] {
        let error = decode_item(kind, body.as_bytes()).expect_err(body);
        assert_eq!(error.kind, kind);
        assert!(error.source.to_string().contains(why), "{body}: {}", error.source);
    }
    let error = decode_bureau("roster-adopted", br#"{"salt":"00"}"#).unwrap_err();
    assert_eq!(error.to_string(), r#"the body of the record "roster-adopted" can't be read"#);
}

#[test]
fn damage_anywhere_in_a_body_never_panics() {
    for event in item_events().chain(more_item_events()) {
        let (kind, body) = encode_item(&event, SALT);
        for place in 0..body.len() {
            assert!(decode_item(kind, &body[..place]).is_err(), "{kind} cut at {place}");
            for byte in [0x00, 0xff, b'"', b'{', b'9'] {
                let mut damaged = body.clone();
                damaged[place] = byte;
                drop(decode_item(kind, &damaged));
            }
        }
    }
    let deep = format!(r#"{{"text":{}"#, "[".repeat(100_000));
    assert!(decode_item("commented", deep.as_bytes()).is_err());
    let deep = format!(r#"{{"mood":{}"#, "[".repeat(100_000));
    assert!(decode_item("commented", deep.as_bytes()).is_err());
}

/// Every word that the samples contain is marked, so that what stays can be searched for it.
#[test]
fn expunging_leaves_no_word_and_every_name_date_and_place() {
    for event in item_events().chain(more_item_events()) {
        let full = text(&encode_item(&event, SALT).1).to_owned();
        let Some(left) = without_content(&event) else {
            assert!(!full.contains("secret"), "{full}");
            continue;
        };
        let (kind, body) = encode_item(&left, SALT);
        assert_eq!(kind, encode_item(&event, SALT).0);
        assert!(!text(&body).contains("secret") && !text(&body).contains(&"ee".repeat(32)), "{kind}");
        assert_eq!(without_content(&left), None, "{kind} twice");
        for stays in ["2026-01-", "publish", "review", "14-1", "leader", "li-approves", "https:"] {
            assert_eq!(full.contains(stays), text(&body).contains(stays), "{stays} in {kind}");
        }
    }
}

#[test]
fn a_secrecy_review_is_about_title_texts_and_files() {
    let content = full_submission().content;
    assert_eq!(
        text(&content_bytes(&content)),
        format!(
            r#"{{"title":"secret \"title\"","text":"{0}","public_text":"{0}","attachments":["{0}"]}}"#,
            "ee".repeat(32)
        )
    );
    assert_eq!(
        text(&content_bytes(&Content::default())),
        r#"{"title":"","text":null,"public_text":null,"attachments":[]}"#
    );
    let redated = Content { formed_on: None, pages: Some(9), ..content.clone() };
    assert_eq!(content_bytes(&redated), content_bytes(&content));
}

proptest! {
    #[test]
    fn any_submission_is_read_as_it_was_written(submission in arbitrary::submission(), salt: u64) {
        let event = ItemEvent::Edited(Box::new(submission));
        let (kind, body) = encode_item(&event, salt);
        prop_assert_eq!(decode_item(kind, &body).unwrap(), Decoded::Event(event));
    }

    #[test]
    fn any_bytes_are_answered(kind in 0..ITEM_KINDS.len(), body: Vec<u8>) {
        drop(decode_item(ITEM_KINDS[kind], &body));
    }
}

fn text(body: &[u8]) -> &str {
    str::from_utf8(body).unwrap()
}
