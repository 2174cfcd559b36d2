//! What may be entered, and who may begin.

use super::world::{
    World, approve, attachment, content, day, determined, draft, edit, elements, issue, login, submit,
};
use crate::domain::{
    Act, BringIn, Command, Content, Digest, DocumentNumber, Elements, Ground, Issued, Proposal, Submission,
    TITLE_CHARS, Text,
};
use crate::procedure::Attribute;

fn bare() -> Content {
    Content { title: String::new(), elements: Elements::default(), ..content("") }
}

fn secret(content: Content) -> Act {
    let proposal = Proposal::withheld(Ground::StateSecret, "密");
    Act::Draft {
        procedure: "official".into(),
        section: "投资科".into(),
        submission: Box::new(Submission { content, proposal }),
    }
}

fn brought(issued: bool, determined: Option<&str>) -> Act {
    Act::BringIn(Box::new(BringIn {
        procedure: "official".into(),
        section: "投资科".into(),
        drafter: "lin".into(),
        submission: Submission { content: content("旧"), proposal: Proposal::of(Attribute::Proactive) },
        declassified: None,
        issue: issued.then(|| Issued {
            number: DocumentNumber::None("信函".to_owned()),
            document_date: day("2026-10-09"),
            issue_date: day("2026-10-09"),
        }),
        determined: determined.map(|by| (by.into(), day("2026-10-08"))),
    }))
}

#[test]
fn a_state_secret_leaves_nothing_that_tells_of_it_wherever_it_is_written() {
    let text = || Some(Text { digest: Digest([3; 32]), bytes: 9 });
    let keyword = Elements { keywords: vec!["密".to_owned()], ..Elements::default() };
    for content in [
        content("题"),
        Content { text: text(), ..bare() },
        Content { public_text: text(), ..bare() },
        Content { attachments: vec![attachment("密")], ..bare() },
        Content { elements: elements("概述"), ..bare() },
        Content { elements: keyword, ..bare() },
    ] {
        World::new().play([("lin", secret(content), "state-secret-content")]);
    }
    let Act::Draft { submission, .. } = secret(bare()) else { return };
    World::after([
        ("lin", secret(bare()), ""),
        ("lin", submit(), ""),
        ("wang", approve(), ""),
        ("chen", approve(), ""),
        ("zheng", issue("2026-11-02"), ""),
        ("zheng", Act::Register(elements("概述")), "state-secret-content"),
        ("zheng", Act::Edit(Box::new(submission.with(&elements("概述")))), "state-secret-content"),
        ("zheng", Act::Edit(Box::default()), "wrong-stage"),
        ("zheng", Act::Register(Elements::default()), ""),
    ]);
}

#[test]
fn a_leader_who_drafts_does_not_determine() {
    let mut world = World::new();
    world.play([
        ("li", draft("official", Attribute::Proactive), "not-permitted"),
        ("chen", draft("official", Attribute::Proactive), ""),
        ("chen", submit(), ""),
        ("wang", approve(), ""),
        ("chen", approve(), "own-proposal"),
        ("li", approve(), ""),
    ]);
}

#[test]
fn what_was_decided_elsewhere_is_the_office_s_to_record_and_not_on_its_own_signature() {
    let mut world = World::new();
    world.play([
        ("lin", brought(false, None), ""),
        ("lin", brought(true, None), "not-permitted"),
        ("lin", brought(true, Some("chen")), "not-permitted"),
        ("zheng", brought(true, Some("lin")), "own-proposal"),
        ("zheng", brought(true, Some("xu")), "not-permitted"),
        ("zheng", brought(true, None), ""),
    ]);
    assert_eq!((world.stage(), world.open().len()), ("determine", 2), "待补审定: its duties run");
    super::world::person(&mut world.roster, "chen").section = Some("办公室".into());
    world.play([("chen", brought(true, Some("chen")), "own-proposal")]);
    world.play([("chen", brought(true, Some("li")), "")]);
    assert_eq!(world.open(), ["publish", "hand-over"]);
}

#[test]
fn what_is_brought_in_is_held_to_the_rules_of_what_is_done_here() {
    let with = |change: &dyn Fn(&mut BringIn)| {
        let Act::BringIn(mut brought) = brought(true, Some("chen")) else { unreachable!() };
        change(&mut brought);
        Act::BringIn(brought)
    };
    let numbered = |number: DocumentNumber| {
        with(&|it| it.issue.iter_mut().for_each(|issue| issue.number = number.clone()))
    };
    let of = |drafter: &str, issued: bool| {
        let Act::BringIn(brought) = brought(issued, None) else { unreachable!() };
        Act::BringIn(Box::new(BringIn { drafter: drafter.into(), ..*brought }))
    };
    let mut world = World::new();
    world.play([
        ("zheng", numbered(DocumentNumber::Own("十二号".to_owned())), "number-malformed"),
        ("zheng", numbered(DocumentNumber::None(" ".to_owned())), "reason-missing"),
        (
            "zheng",
            with(&|it| it.declassified = Some(("密办".to_owned(), day("2031-01-01")))),
            "date-in-future",
        ),
        (
            "zheng",
            with(&|it| it.declassified = Some((String::new(), day("2021-01-01")))),
            "authority-missing",
        ),
        ("zheng", of("nobody", true), "unknown-person"),
        ("lin", of("gao", false), "not-permitted"),
        ("lin", of("xu", false), ""),
        ("zheng", of("gao", true), ""),
        ("zheng", numbered(DocumentNumber::Own("泉工信[2026]012号".to_owned())), ""),
    ]);
    let number = world.item().issue.as_ref().and_then(|issue| issue.number.number());
    assert_eq!(number, Some("泉工信〔2026〕12号"));
}

#[test]
fn nobody_drafts_in_another_s_name() {
    let mut world = World::new();
    let draft = draft("official", Attribute::Proactive);
    let command = Command { act: draft, by: login("lin"), on_behalf: Some(login("wang")), revision: None };
    assert_eq!(world.act(&command).map_err(|refusal| refusal.key()), Err("not-permitted"));
    world.play(determined("official", Attribute::Proactive));
}

#[test]
fn a_title_has_a_bound_and_a_longer_one_of_old_stays_until_it_is_changed() {
    let long = "长".repeat(TITLE_CHARS + 1);
    let mut world = World::after([("lin", draft("official", Attribute::Proactive), "")]);
    world.play([("lin", edit(&long), "title-too-long"), ("lin", edit(&long[3..]), "")]);
    // Recorded when there was no bound.
    if let Some(item) = &mut world.item {
        item.submission.content.title.clone_from(&long);
    }
    let withheld = Proposal::withheld(Ground::StateSecret, "密");
    let Act::Edit(mut submission) = edit(&long) else { return };
    submission.content.pages = Some(3);
    world.play([("lin", Act::Edit(submission.clone()), "")]);
    submission.proposal = withheld;
    world.play([
        ("lin", Act::Edit(submission), "state-secret-content"),
        ("lin", submit(), ""),
        ("wang", approve(), ""),
    ]);
}
