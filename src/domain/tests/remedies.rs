//! Pages taken down, items ended, facts corrected, content destroyed.

use super::world::{
    World, answer, approve, change_published, change_to, correct, day, determined, draft, elements, expunge,
    hand_over, issue, publish, published, ratify, receive, refer_back, secrecy, send_back, submit, take_down,
    terminate, waive, withheld,
};
use crate::domain::{Act, Correction, DutyStanding, Proposal, SecrecyConclusion, Task, is_closed};
use crate::procedure::Attribute;

fn date_done(duty: &str, on: &str) -> Act {
    correct(Correction::DoneOn(duty.into(), day(on)))
}

#[test]
fn the_page_of_what_is_withheld_now_waits_to_be_taken_down_and_for_no_ratification() {
    let mut world = World::after(published());
    let tasks = |world: &World| world.work().into_iter().map(|work| work.task).collect::<Vec<_>>();
    world.play([("zheng", refer_back(), ""), ("chen", change_to(withheld()), "")]);
    assert!(tasks(&world).contains(&Task::TakeDown));
    world.play([("zheng", take_down(), ""), ("zheng", take_down(), "no-page")]);
    assert!(!world.item().is_live(&"publish".into()));
    assert!(!tasks(&world).iter().any(|task| matches!(task, Task::TakeDown | Task::Ratify)));
}

#[test]
fn the_old_page_stays_in_reach_while_its_change_is_reviewed() {
    let mut world = World::after(published());
    world.play([("lin", change_published("新", "2026-11-02"), ""), ("zheng", take_down(), "")]);
    let changed = world.due("publish");
    world.on("2026-11-03").play([("chen", ratify(true), "")]);
    assert_eq!(world.stage(), "draft", "the change is not brought before the leader unreviewed");
    assert_eq!((world.item().round, world.due("publish")), (2, changed), "its clock is that of the change");
    world.play([("lin", submit(), ""), ("wang", approve(), ""), ("chen", approve(), "")]);
}

#[test]
fn a_page_taken_down_and_determined_again_is_due_from_the_ratification() {
    let mut world = World::after(published());
    world.on("2026-11-20").play([("zheng", take_down(), "")]);
    world.on("2026-11-23").play([("chen", ratify(true), ""), ("chen", approve(), "")]);
    assert_eq!(world.due("publish"), Some(day("2026-12-21")));
    world.play([("zheng", publish("2026-11-20"), "date-too-early"), ("zheng", publish("2026-11-23"), "")]);
}

#[test]
fn a_change_of_the_attribute_settles_what_was_taken_down() {
    let mut world = World::after(published());
    world.play([
        ("zheng", take_down(), ""),
        ("zheng", refer_back(), ""),
        ("chen", change_to(withheld()), ""),
        ("chen", ratify(true), "wrong-stage"),
    ]);
    assert!(is_closed(world.item(), &world.work()));
}

#[test]
fn a_page_that_is_down_has_no_address_to_correct_and_no_change_to_publish() {
    let mut world = World::after(published());
    let address = || correct(Correction::Url("publish".into(), "https://www.example.org/2.htm".to_owned()));
    world.play([
        ("zheng", address(), ""),
        ("zheng", take_down(), ""),
        ("zheng", address(), "under-reconsideration"),
        ("lin", change_published("新", "2026-11-02"), "under-reconsideration"),
        ("lin", publish("2026-11-02"), "already-done"),
    ]);
}

#[test]
fn nobody_escapes_a_determination_by_ending_the_item() {
    let mut world = World::after(determined("non-document", Attribute::Proactive));
    world.play([("lin", terminate(), "already-decided"), ("zheng", waive("publish"), "")]);
    let mut world = World::after(determined("official", Attribute::Proactive));
    world.play([("lin", terminate(), "")]);
    let mut world = World::after(published());
    world.play([("lin", change_published("新", "2026-11-02"), ""), ("lin", terminate(), "already-issued")]);
}

#[test]
fn a_corrected_date_keeps_the_order_of_what_happened_and_who_did_it() {
    let mut world = World::after(determined("official", Attribute::Proactive));
    world.on("2026-11-06").play([
        ("zheng", issue("2026-11-03"), ""),
        ("lin", hand_over("2026-11-04"), ""),
        ("zheng", receive("2026-11-05"), ""),
        ("zheng", date_done("hand-over", "2026-11-09"), "date-in-future"),
        ("zheng", date_done("hand-over", "2026-11-02"), "date-too-early"),
        ("zheng", date_done("hand-over", "2026-11-06"), "date-too-early"),
        ("zheng", date_done("receive", "2026-11-03"), "date-too-early"),
        ("zheng", correct(Correction::IssueDate(day("2026-11-05"))), "date-too-early"),
        ("zheng", date_done("hand-over", "2026-11-05"), ""),
        ("zheng", correct(Correction::IssueDate(day("2026-11-05"))), ""),
    ]);
    let handed = world.item().duty(&"hand-over".into()).unwrap().standing.clone();
    assert_eq!(handed, DutyStanding::Done(day("2026-11-05"), "lin".into()));
}

#[test]
fn no_correction_makes_public_what_was_not_reviewed_yet() {
    let Act::ReviewSecrecy { conclusion, opinion, .. } = secrecy(SecrecyConclusion::Clear) else { return };
    let reviewed = Act::ReviewSecrecy { conclusion, opinion, on: day("2026-11-05") };
    let mut steps = determined("official", Attribute::Proactive).to_vec();
    steps.push(("zheng", issue("2026-11-02"), ""));
    let mut world = World::after(steps);
    world.on("2026-11-05").play([
        ("zheng", reviewed, ""),
        ("zheng", Act::Register(elements("概述")), ""),
        ("zheng", publish("2026-11-04"), "date-too-early"),
        ("zheng", publish("2026-11-05"), ""),
        ("zheng", date_done("publish", "2026-11-04"), "date-too-early"),
    ]);
}

#[test]
fn nothing_was_public_before_it_was_determined() {
    let mut world = World::after(determined("obtained", Attribute::Proactive)[..3].to_vec());
    world.on("2026-11-05").play([
        ("chen", approve(), ""),
        ("zheng", secrecy(SecrecyConclusion::Clear), ""),
        ("lin", publish("2026-11-04"), "date-too-early"),
        ("lin", publish("2026-11-05"), ""),
    ]);
}

#[test]
fn a_hand_over_that_was_waived_is_neither_received_nor_refused() {
    let mut world = World::after(determined("official", Attribute::Proactive));
    let refuse = || Act::RefuseReceipt { reason: "缺".to_owned() };
    world.play([
        ("zheng", issue("2026-11-02"), ""),
        ("zheng", waive("hand-over"), ""),
        ("zheng", refuse(), "duty-waits"),
        ("zheng", receive("2026-11-02"), "duty-waits"),
        ("zheng", waive("receive"), ""),
    ]);
    assert_eq!(world.open(), ["publish", "transfer"]);
}

#[test]
fn what_was_waived_is_neither_done_nor_taken_down_and_comes_back_with_a_new_determination() {
    let mut world = World::after(determined("official", Attribute::Proactive));
    world.play([
        ("zheng", issue("2026-11-02"), ""),
        ("zheng", waive("publish"), ""),
        ("zheng", publish("2026-11-02"), "no-such-duty"),
        ("zheng", take_down(), "no-page"),
        ("zheng", waive("publish"), "no-such-duty"),
        ("lin", change_published("新", "2026-11-02"), "wrong-stage"),
    ]);
}

#[test]
fn no_from_the_secrecy_review_reaches_the_leader_before_issue_too_and_not_where_nothing_is_disclosed() {
    let mut world = World::after(determined("official", Attribute::Proactive));
    world.play([("zheng", secrecy(SecrecyConclusion::No), "")]);
    assert_eq!(world.stage(), "determine");
    let mut world = World::after(determined("official", Attribute::Withheld));
    world.play([("zheng", secrecy(SecrecyConclusion::No), "")]);
    assert_eq!(world.stage(), "issue");
}

#[test]
fn what_was_destroyed_waits_for_nobody_and_its_page_can_come_down() {
    let mut world = World::after(determined("official", Attribute::Proactive)[..2].to_vec());
    world.play([("zheng", expunge(), ""), ("wang", approve(), "expunged")]);
    // All that is left is the word of the leader who is said to have approved it.
    let tasks: Vec<Task> = world.work().into_iter().map(|work| work.task).collect();
    assert!(is_closed(world.item(), &world.work()) && tasks == [Task::Answer]);
    world.play([("chen", answer(""), "")]);
    assert!(world.work().is_empty());
    let mut world = World::after(published());
    world.play([
        ("zheng", expunge(), ""),
        ("zheng", take_down(), ""),
        ("chen", ratify(true), "expunged"),
        ("zheng", correct(Correction::FormedOn(day("2026-11-02"))), "expunged"),
        ("chen", answer(""), ""),
    ]);
    assert!(world.work().is_empty() && world.open().is_empty());
}

#[test]
fn a_page_is_not_published_while_its_determination_is_reconsidered_whoever_asks() {
    let mut world = World::after(published()[..5].to_vec());
    world.play([
        ("zheng", refer_back(), ""),
        ("lin", publish("2026-11-02"), "under-reconsideration"),
        ("lin", hand_over("2026-11-02"), ""),
        ("chen", send_back("draft"), "already-issued"),
        ("chen", change_to(Proposal::of(Attribute::OnRequest)), ""),
    ]);
    assert!(world.open().is_empty());
}

#[test]
fn a_number_given_to_unchanged_elements_is_no_new_revision() {
    let mut world = World::after(published()[..6].to_vec());
    let before = world.item().revision;
    world.play([("zheng", Act::Register(elements("概述")), "")]);
    assert_eq!(world.item().revision, before);
    world.play([
        ("zheng", Act::Register(elements("改")), ""),
        ("lin", draft("nothing", Attribute::Proactive), "no-such-procedure"),
    ]);
    assert!(world.item().revision > before);
}
