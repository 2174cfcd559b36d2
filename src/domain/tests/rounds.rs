//! Determinations undone, made again, and made from paper.

use super::world::{
    World, answer, approve, change_published, change_to, changed_on_paper, day, delegation, determined,
    draft, edit, elements, hand_over, issue, login, person, published, re_evaluate, refer_back, section,
    submit, transcribe, waive, withheld,
};
use crate::domain::{Act, Login, PaperAct, Proposal, Task};
use crate::procedure::{Attribute, Role};

fn proactive() -> Proposal {
    Proposal::of(Attribute::Proactive)
}

/// Whose answer is awaited.
fn asked(world: &World) -> Vec<Login> {
    world.item().unanswered_papers.iter().map(|paper| paper.signer.clone()).collect()
}

#[test]
fn an_undone_determination_leaves_the_one_before_in_force_and_no_clock_moved() {
    let mut world = World::after(determined("non-document", Attribute::Proactive));
    world.play([("lin", hand_over("2026-11-02"), "")]);
    let due = world.due("publish");
    world.on("2026-11-20").play([
        ("zheng", refer_back(), ""),
        ("chen", change_to(withheld()), ""),
        ("chen", Act::Recall, ""),
    ]);
    assert_eq!(world.item().determined(), Some(Attribute::Proactive));
    assert_eq!(world.item().submission.proposal, proactive(), "what lies before him is what was proposed");
    world.play([("chen", change_to(proactive()), "nothing-changed"), ("chen", approve(), "")]);
    assert_eq!(world.open(), ["publish"], "what was handed over stays handed over");
    assert_eq!(world.due("publish"), due);
}

#[test]
fn a_changed_attribute_runs_from_its_new_determination_and_opens_what_was_waived() {
    let mut world = World::after(determined("official", Attribute::Proactive));
    world.play([
        ("zheng", issue("2026-11-02"), ""),
        ("zheng", waive("publish"), ""),
        ("lin", hand_over("2026-11-02"), ""),
        ("zheng", refer_back(), ""),
        ("chen", change_to(withheld()), ""),
        ("zheng", re_evaluate(Some(proactive())), ""),
        ("wang", approve(), ""),
    ]);
    world.on("2026-11-10").play([("chen", approve(), "")]);
    assert_eq!(world.open(), ["publish", "receive"]);
    assert_eq!(world.due("publish"), Some(day("2026-12-08")));
}

#[test]
fn a_change_taken_back_leaves_the_proposal_and_whose_it_was() {
    let mut world = World::after(determined("official", Attribute::Proactive)[..2].to_vec());
    world.play([("wang", change_to(withheld()), ""), ("wang", Act::Recall, "")]);
    assert_eq!(world.item().submission.proposal, proactive());
    assert_eq!(world.item().proposers, [login("lin")]);
    world.play([
        ("zheng", transcribe(changed_on_paper(withheld()), "wang"), ""),
        ("wang", answer("未签"), ""),
    ]);
    assert_eq!(world.stage(), "review");
    assert_eq!(world.item().submission.proposal, proactive());
    assert!(!world.item().proposers.contains(&login("wang")), "he has proposed nothing");
}

#[test]
fn what_an_undone_determination_had_voided_counts_again() {
    let mut world = World::after(determined("official", Attribute::Proactive));
    world.play([
        ("zheng", waive("hand-over"), ""),
        ("zheng", refer_back(), ""),
        ("chen", change_to(withheld()), ""),
        ("chen", Act::Recall, ""),
        ("chen", approve(), ""),
        ("zheng", issue("2026-11-02"), ""),
    ]);
    assert_eq!(world.open(), ["publish", "transfer"], "the hand-over stays waived");
}

#[test]
fn who_completes_the_elements_of_what_was_determined_proposes_nothing() {
    let mut world = World::after(determined("official", Attribute::Proactive));
    let elements = world.item().submission.with(&elements("改过的概述"));
    world.play([("xu", Act::Edit(Box::new(elements)), "")]);
    assert_eq!(world.item().proposers, [login("lin")]);
}

#[test]
fn a_transcribed_determination_is_undone_by_its_signer_not_by_the_recorder() {
    let mut world = World::after(determined("official", Attribute::Proactive)[..3].to_vec());
    world.play([
        ("zheng", transcribe(PaperAct::Approve { listed: false }, "chen"), ""),
        ("zheng", Act::Recall, "not-permitted"),
        ("chen", Act::Recall, ""),
    ]);
    assert_eq!(world.stage(), "determine");
    assert_eq!(world.item().passage.as_ref().map(|passage| passage.by.role), Some(Role::Leader));
}

#[test]
fn both_signers_of_one_paper_are_asked() {
    let mut world = World::after(determined("official", Attribute::Proactive)[..2].to_vec());
    world.play([
        ("zheng", transcribe(PaperAct::Approve { listed: false }, "wang"), ""),
        ("zheng", transcribe(PaperAct::Approve { listed: false }, "chen"), ""),
    ]);
    assert_eq!(asked(&world), [login("wang"), login("chen")]);
    assert_eq!(world.work().iter().filter(|work| work.task == Task::Answer).count(), 2);
    world.play([("wang", answer("未签"), ""), ("wang", answer(""), "not-permitted")]);
    assert_eq!(asked(&world), [login("chen")]);
    world.play([("chen", answer(""), "")]);
    assert_eq!(world.item().disputed.as_deref(), Some("未签"));
}

#[test]
fn a_decision_on_screen_does_not_answer_for_the_paper_before_it() {
    let mut world = World::after(determined("official", Attribute::Proactive)[..2].to_vec());
    world.play([
        ("zheng", transcribe(PaperAct::Approve { listed: false }, "wang"), ""),
        ("chen", approve(), ""),
    ]);
    assert_eq!(asked(&world), [login("wang")]);
}

#[test]
fn the_leader_whose_deputy_determined_may_undo_it() {
    let mut world = World::after(determined("official", Attribute::Proactive)[..3].to_vec());
    world.delegations.push(delegation("chen", "gao"));
    world.play([("gao", approve(), ""), ("xu", Act::Recall, "not-permitted"), ("chen", Act::Recall, "")]);
}

#[test]
fn who_signs_takes_back_the_signature_and_not_the_determination() {
    let mut world = World::after(determined("signed", Attribute::Proactive));
    assert_eq!(world.stage(), "sign");
    world.play([("sun", Act::Open, ""), ("chen", Act::Recall, ""), ("chen", approve(), "")]);
    world.play([("sun", approve(), ""), ("chen", Act::Recall, "not-permitted"), ("sun", Act::Recall, "")]);
    assert_eq!(world.stage(), "sign");
    assert!(world.item().is_determined());
}

#[test]
fn who_rewrites_a_draft_in_a_later_round_has_proposed_it() {
    let mut world = World::new();
    person(&mut world.roster, "chen").section = Some("投资科".into());
    world.play(published()).play([
        ("lin", change_published("新", "2026-11-02"), ""),
        ("chen", edit("改"), ""),
        ("lin", submit(), ""),
        ("wang", approve(), ""),
        ("chen", approve(), "own-proposal"),
        ("li", approve(), ""),
    ]);
}

#[test]
fn what_a_deputy_submits_is_also_a_proposal_of_who_was_deputised() {
    let mut world = World::new();
    section(&mut world.roster, "投资科").heads = vec!["chen".into(), "wang".into()];
    world.delegations.push(delegation("chen", "gao"));
    world.play([
        ("lin", draft("official", Attribute::Proactive), ""),
        ("gao", submit(), ""),
        ("wang", approve(), ""),
        ("chen", approve(), "own-proposal"),
        ("li", approve(), ""),
    ]);
    assert!(world.item().proposers.contains(&"gao".into()));
}
