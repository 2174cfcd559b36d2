//! Where several reasons apply, the one that stands first in the list of refusals is given.

use super::world::{
    World, approve, change_to, changed_on_paper, correct, day, determined, draft, duty_clock_key, expunge,
    hand_over, issue, login, pause, publish, published, refer_back, secrecy, send_back, submit, take_down,
    terminate, transcribe, waive, withheld,
};
use crate::domain::{
    Act, Command, Correction, Dated, DocumentNumber, Ground, Paper, PaperAct, Proposal, Refusal, Revision,
    SecrecyConclusion,
};
use crate::procedure::Attribute;

fn reviewed() -> World {
    World::after(determined("official", Attribute::Proactive)[..2].to_vec())
}

fn with(mut world: World, steps: &[super::world::Step]) -> World {
    world.play(steps.iter().cloned());
    world
}

/// Asks for the act as somebody who was shown another revision; it is refused for this reason.
fn check(mut world: World, by: &str, act: Act, shown: bool, refusal: &str) {
    let revision = (!shown).then_some(Revision(99));
    let command = Command { act, by: by.into(), on_behalf: None, revision };
    let answer = world.act(&command);
    assert_eq!(answer.as_ref().map_or_else(Refusal::key, |_| "done"), refusal, "{command:?}");
}

fn unreasoned(act: Act) -> Act {
    match act {
        Act::Return { to, .. } => Act::Return { to, reason: String::new() },
        Act::ChangeAttribute { proposal, listed, .. } => {
            Act::ChangeAttribute { proposal, why: String::new(), listed }
        }
        Act::Correct { to, .. } => Act::Correct { to, reason: String::new() },
        Act::Pause { clock, .. } => Act::Pause { clock, reason: String::new(), approver: login("zheng") },
        Act::ReviewSecrecy { conclusion, .. } => {
            Act::ReviewSecrecy { conclusion, on: day("2027-01-01"), opinion: String::new() }
        }
        other => other,
    }
}

#[test]
fn who_asks_and_what_there_is_come_before_whose_it_is() {
    let ended = || with(reviewed(), &[("lin", terminate(), "")]);
    let destroyed = || with(ended(), &[("zheng", expunge(), "")]);
    let paper = |signer: &str| transcribe(PaperAct::Approve { listed: false }, signer);
    check(ended(), "ghost", approve(), false, "unknown-person");
    check(ended(), "zheng", paper("ghost"), false, "unknown-person");
    check(ended(), "gao", approve(), false, "terminated");
    check(destroyed(), "gao", approve(), false, "terminated");
    check(ended(), "gao", waive("nothing"), false, "terminated");
    check(with(reviewed(), &[("zheng", expunge(), "")]), "gao", waive("nothing"), false, "expunged");
    check(reviewed(), "gao", send_back("moon"), false, "no-such-stage");
    check(reviewed(), "gao", waive("publish"), false, "no-such-duty");
}

#[test]
fn what_is_settled_comes_before_whose_it_is() {
    let public = || World::after(published());
    let issued = || World::after(published()[..5].to_vec());
    check(
        World::after(determined("official", Attribute::Proactive)),
        "gao",
        approve(),
        false,
        "already-decided",
    );
    check(public(), "gao", publish("2026-11-02"), false, "already-done");
    check(public(), "gao", terminate(), false, "already-issued");
    check(issued(), "gao", Act::Recall, false, "already-issued");
    check(issued(), "gao", Act::Receive { on: day("2027-01-01") }, false, "duty-waits");
    check(reviewed(), "gao", publish("2027-01-01"), false, "wrong-stage");
    let reconsidered = || with(issued(), &[("zheng", refer_back(), "")]);
    check(reconsidered(), "gao", publish("2027-01-01"), false, "under-reconsideration");
    check(reconsidered(), "gao", send_back("draft"), false, "already-issued");
    check(reconsidered(), "gao", send_back("moon"), false, "no-such-stage");
    check(with(public(), &[("zheng", take_down(), "")]), "gao", take_down(), false, "under-reconsideration");
}

#[test]
fn whose_it_is_comes_before_what_was_shown_and_that_before_what_is_given() {
    let own = || World::after([("wang", draft("official", Attribute::Proactive), "")]);
    let mut two_heads = own();
    super::world::section(&mut two_heads.roster, "投资科").heads.push("xu".into());
    two_heads.play([("wang", submit(), "")]);
    check(two_heads, "wang", approve(), false, "own-proposal");
    let own_paper = transcribe(PaperAct::Approve { listed: false }, "lin");
    check(reviewed(), "gao", own_paper, false, "own-proposal");
    check(reviewed(), "gao", approve(), false, "not-permitted");
    check(reviewed(), "wang", unreasoned(send_back("draft")), false, "revision-changed");
    let opened = || with(reviewed(), &[("wang", Act::Open, "")]);
    check(opened(), "lin", Act::Recall, false, "revision-changed");
    check(opened(), "lin", Act::Recall, true, "opened-meanwhile");
    check(opened(), "wang", Act::Open, false, "revision-changed");
    check(opened(), "wang", Act::Open, true, "nothing-changed");
}

#[test]
fn what_is_given_is_asked_for_from_the_attribute_to_the_provision() {
    let same = Proposal::of(Attribute::Proactive);
    let lawless = Proposal::withheld(Ground::Other, "理由");
    for (proposal, refusal) in [
        (same, "nothing-changed"),
        (Proposal::default(), "attribute-missing"),
        (Proposal { ground: None, ..withheld() }, "ground-missing"),
        (lawless.clone(), "reason-missing"),
        (Proposal::withheld(Ground::StateSecret, "密"), "reason-missing"),
    ] {
        check(reviewed(), "wang", unreasoned(change_to(proposal)), true, refusal);
    }
    check(reviewed(), "wang", change_to(lawless), true, "law-missing");
    check(
        reviewed(),
        "wang",
        change_to(Proposal::withheld(Ground::StateSecret, "密")),
        true,
        "state-secret-content",
    );
}

#[test]
fn a_reason_comes_before_the_approver_the_dates_and_the_limit() {
    let issued = || World::after(published()[..5].to_vec());
    let number = |text: &str| Correction::Number(DocumentNumber::Own(text.to_owned()));
    let late = Paper { signer: "chen".into(), signed_on: day("2027-01-01"), scan: None };
    let twice = Act::Transcribe {
        decision: changed_on_paper(Proposal::of(Attribute::Proactive)),
        paper: late.clone(),
    };
    let back = Act::Transcribe {
        decision: PaperAct::Return { to: None, reason: String::new() },
        paper: late.clone(),
    };
    let at_leader = || with(reviewed(), &[("wang", approve(), "")]);
    check(issued(), "zheng", unreasoned(secrecy(SecrecyConclusion::No)), true, "reason-missing");
    check(issued(), "zheng", unreasoned(correct(number("十"))), true, "reason-missing");
    check(issued(), "zheng", correct(number("十")), true, "number-malformed");
    check(issued(), "zheng", unreasoned(pause(duty_clock_key("publish"))), true, "reason-missing");
    let Act::Pause { clock, reason, .. } = pause(duty_clock_key("publish")) else { return };
    let own = Act::Pause { clock, reason, approver: login("zheng") };
    check(issued(), "zheng", own, true, "approver-missing");
    let unreasoned_change = Act::Transcribe {
        decision: PaperAct::ChangeAttribute {
            proposal: Proposal::of(Attribute::OnRequest),
            why: " ".to_owned(),
            listed: false,
        },
        paper: late,
    };
    check(at_leader(), "zheng", unreasoned_change, true, "reason-missing");
    check(at_leader(), "zheng", twice, true, "nothing-changed");
    check(at_leader(), "zheng", back, true, "reason-missing");
    check(issued(), "lin", hand_over("2026-11-03"), true, "date-in-future");
    check(issued(), "lin", hand_over("2026-11-01"), true, "date-too-early");
    let at_issue = || World::after(determined("official", Attribute::Proactive));
    check(at_issue(), "zheng", issue("2026-11-03"), true, "date-in-future");
}

#[test]
fn the_gates_of_publication_come_last_from_secrecy_to_the_scan() {
    let gates = [
        ("secrecy-review-missing", secrecy(SecrecyConclusion::Unclear)),
        ("secrecy-review-forbids", secrecy(SecrecyConclusion::Clear)),
        ("index-number-missing", Act::Register(super::world::elements(""))),
        ("elements-missing", Act::Register(super::world::elements("概述"))),
    ];
    let mut world = World::after(published()[..5].to_vec());
    let nowhere =
        Act::Publish { on: day("2026-11-02"), url: "ftp://x".to_owned(), despite_scan: String::new() };
    let unborn =
        Act::Publish { on: day("2026-11-03"), url: "ftp://x".to_owned(), despite_scan: String::new() };
    world.play([("zheng", unborn, "date-in-future"), ("zheng", nowhere, "url-malformed")]);
    for (closed, key) in gates {
        world.play([("zheng", publish("2026-11-02"), closed), ("zheng", key, "")]);
    }
    world.play([("zheng", publish("2026-11-02"), "")]);
}

/// A refusal of a date says which date it is: 'your date is in the future' helps nobody who gave three.
#[test]
fn a_refused_date_is_named() {
    let mut at_issue = World::after(determined("official", Attribute::Proactive));
    let issue = |document: &str, issued: &str| Act::Issue {
        number: DocumentNumber::None("不编号".to_owned()),
        document_date: day(document),
        issue_date: day(issued),
    };
    let mut refused =
        |act| match at_issue.act(&Command { act, by: "zheng".into(), on_behalf: None, revision: None }) {
            Err(Refusal::DateInFuture { date, .. } | Refusal::DateTooEarly { date, .. }) => Some(date),
            _ => None,
        };
    assert_eq!(refused(issue("2026-12-01", "2026-12-02")), Some(Dated::Document));
    assert_eq!(refused(issue("2026-11-02", "2026-12-02")), Some(Dated::Issue));
    assert_eq!(refused(issue("2026-11-02", "2026-11-01")), Some(Dated::Issue));
    assert_eq!(refused(issue("2026-11-02", "2026-11-02")), None);
}
