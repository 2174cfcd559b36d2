//! Whatever is tried, by whomever, in whatever order and on whatever day, the invariants hold.

use proptest::prelude::{ProptestConfig, any, prop};
use proptest::proptest;

use super::world::{
    World, answer, approve, change_published, change_to, changed_on_paper, correct, day, delegation, draft,
    duty_clock_key, edit, elements, expunge, extend, hand_over, issue, login, pause, person, publish,
    published, ratify, re_evaluate, receive, refer_back, secrecy, send_back, submit, take_down, terminate,
    transcribe, waive, withheld,
};
use crate::domain::{
    Act, ClockKey, Command, Correction, DutyStanding, Holder, Item, Phase, Proposal, SecrecyConclusion, Task,
    is_closed,
};
use crate::domain::{PaperAct, Revision};
use crate::procedure::{Attribute, StageAct};

const PEOPLE: [&str; 11] = ["chen", "li", "sun", "wang", "lin", "xu", "gao", "zheng", "wu", "audit", "admin"];

const PROCEDURES: [&str; 4] = ["official", "signed", "non-document", "obtained"];

const ATTRIBUTES: [Attribute; 3] = [Attribute::Proactive, Attribute::OnRequest, Attribute::Withheld];

/// Who tends to do an act, so that items get somewhere, and the act. Any day may lie in it.
fn attempts(on: &str, attribute: Attribute) -> Vec<(&'static str, Act)> {
    let proposal = || if attribute == Attribute::Withheld { withheld() } else { Proposal::of(attribute) };
    vec![
        ("lin", edit("改")),
        ("lin", submit()),
        ("lin", submit()),
        ("wang", approve()),
        ("wang", approve()),
        ("chen", approve()),
        ("chen", approve()),
        ("chen", approve()),
        ("li", approve()),
        ("sun", approve()),
        ("wang", Act::Open),
        ("wang", change_to(proposal())),
        ("chen", change_to(proposal())),
        ("wang", send_back("draft")),
        ("chen", send_back("review")),
        ("lin", Act::Recall),
        ("chen", Act::Recall),
        ("zheng", issue(on)),
        ("zheng", issue(on)),
        ("zheng", secrecy(SecrecyConclusion::Clear)),
        ("zheng", secrecy(SecrecyConclusion::Clear)),
        ("zheng", secrecy(SecrecyConclusion::Unclear)),
        ("zheng", secrecy(SecrecyConclusion::No)),
        ("zheng", Act::Register(elements("概述"))),
        ("zheng", Act::Register(elements(on))),
        ("lin", hand_over(on)),
        ("lin", hand_over(on)),
        ("zheng", receive(on)),
        ("zheng", Act::RefuseReceipt { reason: "缺".to_owned() }),
        ("zheng", publish(on)),
        ("zheng", publish(on)),
        ("lin", publish(on)),
        ("zheng", Act::Transfer { on: day(on), batch: "1".to_owned() }),
        ("zheng", take_down()),
        ("chen", ratify(true)),
        ("chen", ratify(false)),
        ("zheng", refer_back()),
        ("lin", change_published(on, on)),
        ("zheng", correct(Correction::IssueDate(day(on)))),
        ("zheng", correct(Correction::FormedOn(day(on)))),
        ("zheng", correct(Correction::DoneOn("hand-over".into(), day(on)))),
        ("zheng", correct(Correction::Url("publish".into(), format!("https://www.example.org/{on}")))),
        ("zheng", waive("publish")),
        ("zheng", waive("hand-over")),
        ("lin", terminate()),
        ("wu", transcribe(PaperAct::Approve { listed: false }, "chen")),
        ("wu", transcribe(changed_on_paper(proposal()), "wang")),
        ("wu", transcribe(PaperAct::Return { to: None, reason: "退".to_owned() }, "chen")),
        ("chen", answer("未签")),
        ("zheng", re_evaluate(None)),
        ("zheng", re_evaluate(Some(proposal()))),
        ("zheng", pause(ClockKey::Stage)),
        ("zheng", pause(duty_clock_key("transfer"))),
        ("zheng", Act::Resume { clock: ClockKey::Stage }),
        ("zheng", extend(duty_clock_key("transfer"), on)),
        ("xu", Act::Comment { text: "见".to_owned() }),
        ("zheng", expunge()),
    ]
}

/// What a revision counts.
fn substance(item: &Item) -> (Phase, Proposal, crate::domain::Content) {
    (item.phase.clone(), item.submission.proposal.clone(), item.submission.content.clone())
}

/// What must hold between an item and what an act made of it.
fn check(world: &World, before: &Item, last_word: Option<Attribute>) {
    let item = world.item();
    assert!(before.revision <= item.revision, "the revision never decreases");
    if before.revision != item.revision {
        assert_ne!(substance(before), substance(item), "only a change of substance is a revision");
    } else {
        let of = |item: &Item| {
            let content = &item.submission.content;
            let text = (content.title.clone(), content.text.clone(), content.attachments.clone());
            (item.phase.clone(), item.submission.proposal.clone(), text, content.elements.clone())
        };
        assert_eq!(of(before), of(item), "every change of substance is a revision");
    }
    if item.is_determined() {
        assert_eq!(item.determined(), last_word, "the final attribute is the leader's");
    }

    let work = world.work();
    let mut tasks: Vec<&Task> = work.iter().map(|work| &work.task).collect();
    tasks.retain(|task| matches!(task, Task::Stage(..) | Task::Duty(..)));
    let all = tasks.len();
    tasks.dedup();
    assert_eq!(tasks.len(), all, "each stage and duty has one holder");
    // What may not go to the archives before a take-down is ratified is nobody's to do meanwhile.
    let held_up = |duty: &&str| item.take_down.is_some() && *duty == "transfer";
    let open = world.open().into_iter().filter(|duty| !held_up(duty)).count();
    assert_eq!(all, open + usize::from(item.stage().is_some()));
    for work in &work {
        if let (Task::Stage(_, StageAct::Determine), Holder::Person(person)) = (&work.task, &work.holder) {
            assert!(!item.proposers.contains(person), "a determination waits for a second person");
        }
    }

    let duties = &world.procedure().duties;
    if item.phase == Phase::Terminated || item.expunged {
        assert!(world.open().is_empty());
    }
    let live = duties.iter().any(|duty| item.is_live(&duty.key));
    if item.expunged || item.phase == Phase::Terminated {
        let outside = live || item.archived.is_some();
        assert_eq!(is_closed(item, &work), !outside, "what ended is closed, but for what is outside");
    }
    if item.phase == Phase::Terminated {
        assert!(duties.iter().all(|duty| !item.is_live(&duty.key)), "no page outlives its item unseen");
        assert!(item.archived.is_none(), "nor does what the archives hold");
    }
    for state in &item.duties {
        let DutyStanding::Done(on, _) = &state.standing else { continue };
        let issued = item.issue.as_ref().map(|issue| issue.issue_date);
        assert!(*on <= world.today && issued.is_none_or(|issued| issued <= *on), "{state:?} {issued:?}");
        let after = duties.iter().find(|duty| duty.key == state.key).and_then(|duty| duty.after.as_ref());
        let before = after.and_then(|after| item.done_on(after));
        // A waiver that fell with its determination lets what it stood before come after.
        let in_order = item.restarted_on().is_some() || before.is_none_or(|before| before <= *on);
        assert!(in_order, "{state:?} {before:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn the_invariants_hold_whatever_is_tried(
        (procedure, attribute, drafter) in (0..PROCEDURES.len(), 0..ATTRIBUTES.len(), 3..6_usize),
        far in any::<bool>(),
        tries in prop::collection::vec(
            (any::<prop::sample::Index>(), 0..ATTRIBUTES.len(), 0..6_u64, 0..4_usize, 0..PEOPLE.len(), 0..8_u8),
            50..200,
        ),
    ) {
        let mut world = World::new();
        person(&mut world.roster, "chen").section = Some("投资科".into());
        person(&mut world.roster, "chen").away = vec![super::world::away("2026-11-08", "2026-11-12")];
        world.delegations.extend([delegation("wang", "chen"), delegation("wang", "lin"), delegation("chen", "wang")]);
        let mut last_word = None;
        if far {
            world.play(published());
            last_word = Some(Attribute::Proactive);
        } else {
            world.play([(PEOPLE[drafter], draft(PROCEDURES[procedure], ATTRIBUTES[attribute]), "")]);
        }
        for (which, attribute, back, whim, stranger, shown) in tries {
            if whim == 0 {
                world.today = world.today.succ_opt().unwrap();
            }
            let on = (world.today + chrono::Days::new(1) - chrono::Days::new(back)).to_string();
            let mut all = attempts(&on, ATTRIBUTES[attribute]);
            let (usual, act) = all.swap_remove(which.index(all.len()));
            // What ends an item is tried seldom, or nothing else would be.
            if matches!(act, Act::Expunge { .. } | Act::Terminate { .. }) && (whim, shown) != (2, 2) {
                continue;
            }
            let by = login(if whim == 1 { PEOPLE[stranger] } else { usual });
            let before = world.item().clone();
            let revision = match shown {
                0 => Some(Revision(u32::MAX)),
                1 => Some(before.revision),
                _ => None,
            };
            let powerless = matches!(by.0.as_str(), "audit" | "admin");
            let Ok(decided) = world.act(&Command { act, by, on_behalf: None, revision }) else {
                assert_eq!(*world.item(), before, "a refusal changes nothing");
                continue;
            };
            assert!(!powerless, "{decided:?}");
            assert!(!decided.events.is_empty());
            for event in &decided.events {
                if let crate::domain::ItemEvent::Determined { proposal, .. } = event {
                    last_word = proposal.attribute;
                }
            }
            check(&world, &before, last_word);
        }
    }
}
