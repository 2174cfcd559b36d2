//! Clocks that are paused, extended, and begun anew.

use super::world::{
    World, day, determined, draft, duty_clock_key, extend, hand_over, issue, pause, published, ratify,
    receive, submit, take_down,
};
use crate::domain::{Act, ClockKey, stage_clock};
use crate::procedure::Attribute;

fn resume(clock: ClockKey) -> Act {
    Act::Resume { clock }
}

fn transfer_open() -> World {
    let mut world = World::after(determined("official", Attribute::Proactive));
    world.play([
        ("zheng", issue("2026-11-02"), ""),
        ("lin", hand_over("2026-11-02"), ""),
        ("zheng", receive("2026-11-02"), ""),
    ]);
    world
}

#[test]
fn pauses_and_extensions_count_in_the_order_in_which_they_were_made() {
    let transfer = || duty_clock_key("transfer");
    let mut world = transfer_open();
    assert_eq!(world.due("transfer"), Some(day("2026-11-30")));
    world.play([("zheng", extend(transfer(), "2026-12-07"), ""), ("zheng", pause(transfer()), "")]);
    world.on("2026-11-05").play([("zheng", resume(transfer()), "")]);
    assert_eq!(world.due("transfer"), Some(day("2026-12-10")));
}

#[test]
fn what_is_asked_comes_before_whether_there_is_a_clock() {
    let mut world = World::new();
    for procedure in &mut world.procedures.0 {
        procedure.stages.iter_mut().for_each(|stage| stage.limit_days = None);
    }
    world.play([
        ("lin", draft("official", Attribute::Proactive), ""),
        ("lin", pause(ClockKey::Stage), "not-permitted"),
        ("zheng", pause(ClockKey::Stage), "clock-not-fit"),
        ("zheng", resume(ClockKey::Stage), "clock-not-fit"),
        ("zheng", extend(ClockKey::Stage, "2026-12-07"), "clock-not-fit"),
    ]);
}

#[test]
fn a_legal_limit_is_neither_paused_nor_extended_and_a_day_too_early_is_said_first() {
    let mut world = World::after(determined("official", Attribute::Proactive));
    world.play([("zheng", issue("2026-11-02"), "")]);
    let publish = || duty_clock_key("publish");
    world.play([
        ("zheng", pause(publish()), "limit-is-law"),
        ("zheng", extend(publish(), "2026-11-27"), "not-later"),
        ("zheng", extend(publish(), "2026-12-30"), "limit-is-law"),
        ("zheng", pause(duty_clock_key("transfer")), "no-such-duty"),
    ]);
}

#[test]
fn a_publication_that_is_due_anew_keeps_no_extension_of_its_old_clock() {
    let mut world = World::after(published()[..7].to_vec());
    let provision = "某条例第九条".to_owned();
    let Act::Extend { clock, to, reason, approver, .. } = extend(duty_clock_key("publish"), "2027-01-29")
    else {
        return;
    };
    world.play([("zheng", Act::Extend { clock, to, reason, approver, provision }, "")]);
    world.play([("zheng", super::world::publish("2026-11-02"), ""), ("zheng", take_down(), "")]);
    world.play([("chen", ratify(false), "")]);
    assert_eq!(world.due("publish"), Some(day("2026-11-30")));
}

#[test]
fn a_pause_ends_with_its_stage() {
    let mut world = World::after([("lin", draft("official", Attribute::Proactive), "")]);
    world.play([("zheng", pause(ClockKey::Stage), ""), ("lin", submit(), "")]);
    let stage = world.procedure().stage(&"review".into()).unwrap();
    assert!(stage_clock(world.item(), stage, &world.calendar).unwrap().due().is_some());
}
