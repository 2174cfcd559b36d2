//! Reviews of one's own, returns, and decisions on paper.

use super::world::{
    World, approve, change_published, change_to, changed_on_paper, day, delegation, determined, draft,
    hand_over, issue, person, published, refer_back, section, send_back, submit, transcribe, withheld,
};
use crate::domain::{Act, Holder, Login, PaperAct, Proposal, can_act};
use crate::procedure::{Attribute, Role};

fn on_request() -> Proposal {
    Proposal::of(Attribute::OnRequest)
}

/// Who decided at this stage, first to last.
fn deciders(world: &World, stage: &str) -> Vec<Login> {
    let decisions = world.item().decisions.iter().filter(|decision| decision.stage.0 == stage);
    decisions.map(|decision| decision.by.clone()).collect()
}

#[test]
fn a_head_reviews_again_what_came_back_after_a_change_of_his() {
    let mut world = World::after(determined("official", Attribute::Proactive)[..2].to_vec());
    world.play([
        ("wang", change_to(on_request()), ""),
        ("chen", send_back("review"), ""),
        ("wang", approve(), ""),
        ("chen", send_back("draft"), ""),
        ("lin", submit(), ""),
    ]);
    assert_eq!(world.stage(), "review", "wang drafted nothing: his review is not passed over");
    world.play([("wang", approve(), ""), ("chen", approve(), "")]);
}

#[test]
fn a_leader_never_determines_what_he_changed_as_somebody_s_deputy() {
    let mut world = World::after(determined("official", Attribute::Proactive)[..2].to_vec());
    world.delegations.push(delegation("wang", "chen"));
    world.play([
        ("chen", change_to(on_request()), ""),
        ("chen", approve(), "own-proposal"),
        ("li", send_back("draft"), ""),
        ("lin", submit(), ""),
        ("wang", approve(), ""),
        ("chen", approve(), "own-proposal"),
        ("li", approve(), ""),
    ]);
}

#[test]
fn nothing_goes_back_to_a_review_that_was_passed_over() {
    let mut world = World::new();
    world.play([
        ("wang", draft("official", Attribute::Proactive), ""),
        ("lin", submit(), ""),
        ("chen", send_back("review"), "no-such-stage"),
        ("chen", send_back("draft"), ""),
    ]);
    assert_eq!(deciders(&world, "review"), ["wang".into()], "the head's own, whoever submitted it");
}

#[test]
fn a_head_who_submits_has_confirmed() {
    let mut world = World::new();
    world.play([("lin", draft("obtained", Attribute::Proactive), ""), ("wang", submit(), "")]);
    assert_eq!(world.stage(), "determine");
    assert_eq!(deciders(&world, "confirm"), ["wang".into()]);
}

#[test]
fn a_section_whose_head_has_left_waits_and_passes_nothing_over() {
    let mut world = World::new();
    section(&mut world.roster, "投资科").heads = vec!["gone".into()];
    world.play([("lin", draft("official", Attribute::Proactive), ""), ("lin", submit(), "")]);
    assert_eq!(world.work()[0].holder, Holder::Nobody(Role::Head, "投资科".into()));
}

#[test]
fn a_changed_page_can_go_back_to_its_draft_and_what_was_referred_back_can_not() {
    let mut world = World::after(published());
    world.play([
        ("lin", change_published("新", "2026-11-02"), ""),
        ("lin", submit(), ""),
        ("wang", send_back("draft"), ""),
        ("lin", submit(), ""),
        ("wang", approve(), ""),
        ("chen", send_back("review"), ""),
        ("wang", approve(), ""),
        ("chen", approve(), ""),
        ("zheng", refer_back(), ""),
        ("lin", send_back("draft"), "already-issued"),
        ("chen", send_back("draft"), "already-issued"),
        (
            "zheng",
            transcribe(PaperAct::Return { to: None, reason: "退".to_owned() }, "chen"),
            "already-issued",
        ),
    ]);
    let mut world = World::after(determined("non-document", Attribute::Proactive));
    world.play([
        ("lin", hand_over("2026-11-02"), ""),
        ("zheng", refer_back(), ""),
        ("chen", send_back("draft"), "under-reconsideration"),
    ]);
    let mut world = World::after(determined("official", Attribute::Proactive));
    world.play([("zheng", refer_back(), ""), ("chen", send_back("draft"), "")]);
}

#[test]
fn the_holder_of_a_signature_may_refer_back_but_neither_return_nor_change() {
    let mut world = World::after(determined("signed", Attribute::Proactive));
    world.play([
        ("sun", send_back("draft"), "determined"),
        ("sun", change_to(withheld()), "determined"),
        ("zheng", transcribe(changed_on_paper(withheld()), "sun"), "determined"),
        ("sun", refer_back(), ""),
        ("chen", approve(), ""),
        ("sun", approve(), ""),
    ]);
    assert_eq!(world.stage(), "issue");
}

#[test]
fn who_proposed_it_does_not_record_its_approval_from_paper() {
    let mut world = World::new();
    world.play([
        ("zheng", draft("historical", Attribute::Proactive), "not-declassified"),
        ("lin", draft("official", Attribute::Proactive), ""),
        ("zheng", submit(), ""),
        ("wang", approve(), ""),
        ("zheng", transcribe(PaperAct::Approve { listed: false }, "chen"), "own-proposal"),
        ("wu", transcribe(changed_on_paper(Proposal::of(Attribute::Proactive)), "chen"), "nothing-changed"),
        ("wu", transcribe(PaperAct::Approve { listed: false }, "chen"), ""),
    ]);
}

#[test]
fn a_merged_section_s_items_wait_with_its_successor() {
    let mut world = World::after(determined("official", Attribute::Proactive)[..2].to_vec());
    section(&mut world.roster, "投资科").successor = Some("消费品科".into());
    section(&mut world.roster, "消费品科").heads = vec!["gao".into(), "xu".into()];
    assert_eq!(world.work()[0].holder, Holder::Section(Role::Head, "消费品科".into()));
    world.play([
        ("wang", approve(), "not-permitted"),
        ("gao", approve(), ""),
        ("chen", approve(), "not-permitted"),
        ("li", approve(), ""),
        ("lin", Act::Comment { text: "知".to_owned() }, ""),
        ("zheng", issue("2026-11-02"), ""),
        ("gao", hand_over("2026-11-02"), ""),
    ]);
}

#[test]
fn a_review_whose_heads_are_all_away_is_an_alert_though_the_section_is_full() {
    let mut world = World::new();
    let roster = &mut world.roster;
    section(roster, "投资科").heads = vec!["wang".into(), "xu".into()];
    for head in ["wang", "xu"] {
        person(roster, head).away = vec![super::world::away("2026-11-01", "2026-11-05")];
    }
    let holder = Holder::Section(Role::Head, "投资科".into());
    for (today, delegated, can) in
        [("2026-11-02", false, false), ("2026-11-02", true, true), ("2026-11-06", false, true)]
    {
        let delegations = if delegated { vec![delegation("wang", "gao")] } else { Vec::new() };
        assert_eq!(can_act(&holder, &world.roster, &delegations, day(today)), can, "{today} {delegated}");
    }
}
