use std::collections::BTreeSet;

use super::sample::{
    author, bureau_events, calendar, corrections, day, events, moment, procedure, refusals, roster, withheld,
};
use crate::calendar::Due;
use crate::domain::{
    Clock, ClockKey, ClockState, Ground, Holder, ItemEvent, Proposal, Refusal, SecrecyConclusion, SourceKind,
    Task, Tier, Urgency, Validity, Verb,
};
use crate::procedure::{Attribute, DutyAct, Fact, Force, Role, StageAct, StartFact};
use crate::projection::{ClockLine, LineState, Queue, Tally};
use crate::texts::{Lang, Names, Texts};

/// Said in full: something, in this language, with nothing left to fill and no key showing.
fn check(texts: Texts, said: &str) {
    let tables: BTreeSet<&str> = texts.keys().filter_map(|key| key.split('.').next()).collect();
    let shows_key = |table: &&str| {
        said.split_once(&format!("{table}."))
            .is_some_and(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_lowercase()))
    };
    let whole = !said.trim().is_empty() && !said.contains(['{', '}']);
    assert!(whole && !tables.iter().any(shows_key), "{said:?}");
}

#[test]
fn every_term_is_said_in_both_languages() {
    for lang in Lang::ALL {
        let texts = Texts::new(*lang);
        let mut said: Vec<(&str, &str)> = Vec::new();
        let attributes = Attribute::ALL.iter().copied().map(Some).chain([None]);
        for attribute in attributes {
            said.push(("", texts.attribute(attribute)));
            said.push(("", texts.attribute_short(attribute)));
        }
        said.extend(Ground::ALL.map(|ground| (ground.code(), texts.ground_name(ground))));
        said.extend(Role::ALL.iter().map(|role| ("", texts.role(*role))));
        said.extend(Verb::ALL.iter().flat_map(|v| [("", texts.verb(*v)), ("", texts.verb_name(*v))]));
        said.extend(StageAct::ALL.iter().map(|act| ("", texts.stage_act(*act))));
        said.extend(DutyAct::ALL.iter().map(|act| ("", texts.duty_act(*act))));
        said.extend(Force::ALL.iter().map(|force| ("", texts.force(*force))));
        said.extend(StartFact::ALL.iter().map(|start| (start.key(), texts.start_fact(*start))));
        said.extend(Fact::ALL.iter().map(|fact| (fact.key(), texts.fact(*fact))));
        said.extend(Tier::ALL.iter().map(|tier| (tier.key(), texts.tier(*tier))));
        for queue in Queue::ALL {
            said.extend([("", texts.queue(*queue)), ("", texts.own_queue(*queue))]);
        }
        for conclusion in [SecrecyConclusion::Clear, SecrecyConclusion::No, SecrecyConclusion::Unclear] {
            said.push(("", texts.secrecy(conclusion)));
        }
        for urgency in [Urgency::Ordinary, Urgency::Urgent, Urgency::ExtraUrgent] {
            said.push(("", texts.urgency(urgency)));
        }
        for validity in [Validity::InForce, Validity::Lapsed, Validity::Repealed] {
            said.push(("", texts.validity(validity)));
        }
        said.extend([SourceKind::Public, SourceKind::Agency].map(|kind| ("", texts.source_kind(kind))));
        for (key, said) in said {
            check(texts, said);
            let chinese = !said.is_ascii();
            assert_eq!(chinese, *lang == Lang::Zh, "{key} {said}");
        }
    }
}

/// A term that a catalogue lacks is said by its stable name, which in English could pass unseen.
#[test]
fn every_term_has_its_key_in_the_catalogue() {
    let texts = Texts::new(Lang::En);
    let keys: BTreeSet<&str> = texts.keys().collect();
    let mut wanted: Vec<String> = Vec::new();
    let mut table = |table: &str, names: &mut dyn Iterator<Item = &'static str>| {
        wanted.extend(names.map(|name| format!("{table}.{name}")));
    };
    for name in ["attribute", "attribute-short"] {
        table(name, &mut Attribute::ALL.iter().map(|term| term.key()));
    }
    for name in ["verb", "act"] {
        table(name, &mut Verb::ALL.iter().map(|term| term.key()));
    }
    for name in ["queue", "own-queue"] {
        table(name, &mut Queue::ALL.iter().map(|term| term.key()));
    }
    for name in ["tier", "slack"] {
        table(name, &mut Tier::ALL.iter().map(|term| term.key()));
    }
    table("role", &mut Role::ALL.iter().map(|term| term.key()));
    table("stage-act", &mut StageAct::ALL.iter().map(|term| term.key()));
    table("duty-act", &mut DutyAct::ALL.iter().map(|term| term.key()));
    table("force", &mut Force::ALL.iter().map(|term| term.key()));
    table("start", &mut StartFact::ALL.iter().map(|term| term.key()));
    table("fact", &mut Fact::ALL.iter().map(|term| term.key()));
    table("ground", &mut Ground::ALL.into_iter().map(Ground::code));
    let missing: Vec<&String> = wanted.iter().filter(|key| !keys.contains(key.as_str())).collect();
    assert_eq!(missing, Vec::<&String>::new());
}

#[test]
fn every_refusal_and_event_is_said_in_both_languages() {
    let (roster, procedure) = (roster(), procedure());
    let names = Names { roster: &roster, procedure: Some(&procedure) };
    for lang in Lang::ALL {
        let texts = Texts::new(*lang);
        for refusal in refusals() {
            check(texts, &texts.refusal(&refusal, names));
        }
        for event in events() {
            check(texts, &texts.event(&author("wang", None), &event, names));
        }
        for event in bureau_events() {
            check(texts, &texts.bureau_event(&author("zheng", None), &event, &roster));
        }
        for correction in corrections() {
            check(texts, &texts.correction(&correction, names));
        }
    }
}

#[test]
fn every_refusal_in_the_catalogue_is_one_that_can_be_given() {
    let given: BTreeSet<String> =
        refusals().iter().map(|refusal| format!("refusal.{}", refusal.key())).collect();
    let more = [
        "refusal.wrong-stage-decided",
        "refusal.not-permitted-nobody",
        "refusal.url-missing",
        "refusal.secrecy-not-expired",
    ];
    for key in Texts::new(Lang::Zh).keys().filter(|key| key.starts_with("refusal.")) {
        assert!(given.contains(key) || more.contains(&key), "{key}");
    }
}

#[test]
fn refusals_name_people_and_say_what_to_do() {
    let (roster, procedure) = (roster(), procedure());
    let names = Names { roster: &roster, procedure: Some(&procedure) };
    for (refusal, zh, en) in [
        (
            Refusal::NotPermitted { who: vec!["wang".into(), "chen".into()] },
            "这件事不归您办;可由王建国、陈志强办理。",
            "This isn't yours to do; 王建国, 陈志强 could do it.",
        ),
        (
            Refusal::AlreadyDecided { by: "wang".into(), at: moment() },
            "王建国已于 2026-11-23 09:30 办理过本环节,以先办者为准;请刷新查看。",
            "王建国 decided this on 2026-11-23 09:30, and the first decision counts; please refresh to see it.",
        ),
        (
            Refusal::DutyWaits { after: "hand-over".into() },
            "须先完成移交公开办,才轮到这一项;请催办移交公开办。",
            "\"Hand over\" has to be done first; please remind whoever holds it.",
        ),
    ] {
        assert_eq!(Texts::new(Lang::Zh).refusal(&refusal, names), zh);
        assert_eq!(Texts::new(Lang::En).refusal(&refusal, names), en);
    }
}

#[test]
fn events_say_who_did_what() {
    let (roster, procedure) = (roster(), procedure());
    let names = Names { roster: &roster, procedure: Some(&procedure) };
    let returned = ItemEvent::Returned {
        stage: "review".into(),
        to: "draft".into(),
        reason: "未写明依据".to_owned(),
        paper: None,
    };
    let transcribed = events()
        .into_iter()
        .find(|event| matches!(event, ItemEvent::Determined { paper: Some(_), .. }))
        .unwrap();
    let reminded = ItemEvent::Reminded { note: String::new() };
    for (author, event, zh, en) in [
        (
            author("wang", None),
            returned,
            "王建国 退回拟稿:未写明依据",
            "王建国 returned it to Draft: 未写明依据",
        ),
        (
            author("zheng", None),
            transcribed,
            "郑丽代录陈志强 2026-11-12 签批(无扫描件) 改并审定 不公开 16-2 过程性信息(尚未确定):未写明依据",
            "郑丽, transcribing without a scan what 陈志强 signed on 2026-11-12: changed it and determined \
             Withheld 16-2 Process information (尚未确定): 未写明依据",
        ),
        (author("li", Some("chen")), reminded, "李敏代陈志强 催办", "李敏 for 陈志强 sent a reminder"),
    ] {
        assert_eq!(Texts::new(Lang::Zh).event(&author, &event, names), zh);
        assert_eq!(Texts::new(Lang::En).event(&author, &event, names), en);
    }
}

#[test]
fn a_holder_is_named_with_the_capacity_that_tells() {
    let roster = roster();
    let section = || "消费品科".into();
    for (holder, zh, en) in [
        (Holder::Person("chen".into()), "陈志强(分管领导)", "陈志强 (leader in charge)"),
        (Holder::Person("wang".into()), "王建国(科室负责人)", "王建国 (section head)"),
        (Holder::Person("lin".into()), "林晓", "林晓"),
        (Holder::Person("gone".into()), "gone", "gone"),
        (Holder::Section(Role::Office, "信息公开办".into()), "信息公开办", "信息公开办"),
        (Holder::Section(Role::Head, section()), "消费品科(科室负责人)", "消费品科 (section head)"),
        (
            Holder::Nobody(Role::Leader, section()),
            "无人可办:消费品科(分管领导)",
            "nobody can act: 消费品科 (leader in charge)",
        ),
        (Holder::Nobody(Role::Office, "".into()), "无人可办:信息公开办", "nobody can act: disclosure office"),
    ] {
        assert_eq!(Texts::new(Lang::Zh).holder(&holder, &roster), zh);
        assert_eq!(Texts::new(Lang::En).holder(&holder, &roster), en);
    }
}

#[test]
fn tasks_are_named_by_the_procedure_or_by_what_they_are() {
    let (roster, procedure) = (roster(), procedure());
    let names = Names { roster: &roster, procedure: Some(&procedure) };
    let texts = Texts::new(Lang::Zh);
    for (task, said) in [
        (Task::Stage("review".into(), StageAct::Review), "审核"),
        (Task::Duty("publish".into(), DutyAct::Publish), "网站发布"),
        (Task::Duty("dropped".into(), DutyAct::Publish), "dropped"),
        (Task::SecrecyReview, "保密审查"),
        (Task::SecrecyReferral, "报请确定密级"),
        (Task::Replace, "撤换档案馆所存"),
        (Task::TakeDown, "撤下网页"),
        (Task::Ratify, "追认撤下"),
        (Task::Answer, "答复代录或批准"),
        (Task::Evaluate, "不公开到期评估"),
    ] {
        assert_eq!(texts.task(&task, names), said);
    }
}

#[test]
fn a_proposal_shows_ground_provision_and_reason() {
    let cited = Proposal {
        attribute: Some(Attribute::Withheld),
        ground: Some(Ground::Other),
        reason: "在职人员名册".to_owned(),
        law: "保密法第64条".to_owned(),
    };
    for (proposal, said) in [
        (Proposal::default(), "未定"),
        (Proposal::of(Attribute::Proactive), "主动公开"),
        (withheld(), "不公开 16-2 过程性信息(尚未确定)"),
        (cited, "不公开 其他(须写明法律依据) 保密法第64条(在职人员名册)"),
    ] {
        assert_eq!(Texts::new(Lang::Zh).proposal(&proposal), said);
    }
}

#[test]
fn days_are_said_short_in_lists_and_in_full_in_records() {
    let (zh, en) = (Texts::new(Lang::Zh), Texts::new(Lang::En));
    let today = day(11, 23);
    let next_year = today + chrono::Days::new(43);
    for (said, expected) in [
        (zh.date(day(11, 6)), "11月06日"),
        (en.date(day(11, 6)), "6 Nov"),
        (zh.date_near(today, today), "11月23日"),
        (zh.date_near(next_year, today), "2027年01月05日"),
        (en.date_near(next_year, today), "5 Jan 2027"),
        (zh.full_date(today), "2026-11-23"),
        (en.moment(moment()), "2026-11-23 09:30"),
    ] {
        assert_eq!(said, expected);
    }
    let week: Vec<_> = (23..30).map(|date| zh.weekday(day(11, date))).collect();
    assert_eq!(week, ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]);
    assert_eq!(en.weekday(today), "Mon");
}

#[test]
fn a_clock_line_says_what_stands_behind_the_limit_and_how_far_it_is() {
    let (today, calendar) = (day(11, 16), calendar());
    let until = |date| LineState::Running(Due { date, provisional: false });
    let next_year = Due { date: day(11, 16) + chrono::Days::new(50), provisional: true };
    for (force, conditional, state, zh, en) in [
        (Force::Internal, false, until(day(11, 13)), "内部 11月13日 超", "Internal 13 Nov past target "),
        (Force::Rules, false, until(day(11, 13)), "细则 11月13日 逾", "Rules 13 Nov overdue "),
        (Force::Law, false, until(today), "法定 11月16日 今日", "Law 16 Nov due today"),
        (
            Force::Law,
            true,
            until(day(11, 17)),
            "法定 11月17日 剩1日 若主动公开",
            "Law 17 Nov 1d left if proactive",
        ),
        (Force::Bureau, false, until(day(11, 20)), "本局 11月20日 剩4日", "Bureau 20 Nov 4d left"),
        (Force::Law, true, LineState::NotStarted, "法定 未起算 若主动公开", "Law not running if proactive"),
        (
            Force::Internal,
            false,
            LineState::Paused(day(11, 3)),
            "内部 暂停(自11月03日)",
            "Internal paused (since 3 Nov)",
        ),
        (Force::Law, false, LineState::Running(next_year), "法定 2027年01月05日 剩", "Law 5 Jan 2027 "),
    ] {
        let clock = ClockLine { key: ClockKey::Stage, force, soon_days: 1, conditional, state };
        for (lang, begins) in [(Lang::Zh, zh), (Lang::En, en)] {
            let texts = Texts::new(lang);
            let said = texts.clock_line(&clock, today, &calendar);
            check(texts, &said);
            assert!(said.starts_with(begins), "{said}");
            let provisional = matches!(state, LineState::Running(due) if due.provisional);
            assert_eq!(said.ends_with(texts.get("clock.provisional")), provisional, "{said}");
        }
    }
}

#[test]
fn a_clock_in_full_shows_limit_original_and_basis() {
    let (roster, procedure) = (roster(), procedure());
    let names = Names { roster: &roster, procedure: Some(&procedure) };
    let (today, calendar) = (day(11, 16), calendar());
    let running = |original| ClockState::Running {
        start: day(11, 2),
        due: Due { date: day(11, 17), provisional: true },
        original,
    };
    let basis = "细则一(一)4-2";
    for (key, days, state, basis, said) in [
        (
            ClockKey::Duty("hand-over".into()),
            10,
            running(None),
            basis,
            "移交公开办 10日 -> 11月17日 剩1日 暂定 (细则一(一)4-2)",
        ),
        (ClockKey::Stage, 3, running(Some(day(11, 10))), "", "本环节 3日 -> 11月17日 剩1日 暂定 原11月10日"),
        (ClockKey::Stage, 0, running(None), "条例18", "不公开评估 -> 11月17日 剩1日 暂定 (条例18)"),
        (ClockKey::Duty("publish".into()), 20, ClockState::NotStarted, "", "网站发布 20日 未起算"),
        (ClockKey::Stage, 3, ClockState::Paused(day(11, 3)), "", "本环节 3日 暂停(自11月03日)"),
    ] {
        let basis = basis.to_owned();
        let clock =
            Clock { key, force: Force::Internal, days, state, anew: false, conditional: false, basis };
        assert_eq!(Texts::new(Lang::Zh).clock(&clock, names, today, &calendar), said);
        check(Texts::new(Lang::En), &Texts::new(Lang::En).clock(&clock, names, today, &calendar));
    }
}

#[test]
fn the_alert_line_keeps_legal_and_internal_limits_apart() {
    let tally = Tally { overdue: 1, past_target: 2, today_internal: 3, soon_legal: 4, ..Tally::default() };
    for (lang, said) in [
        (Lang::Zh, "期限 !逾期1 *今日0 +临期4 | 内部 超限2 今日3"),
        (Lang::En, "Limits !overdue 1 *today 0 +soon 4 | Internal past 2 today 3"),
    ] {
        let words = Texts::new(lang).alert(&tally);
        assert_eq!(words.iter().map(|(_, word)| word.as_str()).collect::<Vec<_>>().join(" "), said);
    }
}

#[test]
fn each_tier_has_its_glyph_and_its_slack() {
    let texts = Texts::new(Lang::Zh);
    for (tier, glyph, slack, bare) in [
        (Tier::Overdue, '!', "逾2日", "逾期"),
        (Tier::PastTarget, '!', "超2日", "超限"),
        (Tier::DueToday, '*', "今日", "今日"),
        (Tier::DueSoon, '+', "剩2日", "临期"),
        (Tier::OnTrack, '-', "剩2日", "正常"),
        (Tier::NotRunning, ' ', "未起算", "未起算"),
    ] {
        assert_eq!(Texts::glyph(tier), glyph);
        assert_eq!(texts.slack(tier, 2), slack);
        assert_eq!(texts.slack(tier, 0), bare);
    }
}

#[test]
fn a_procedure_is_as_wide_as_its_column() {
    let procedure = procedure();
    assert_eq!(Texts::new(Lang::Zh).procedure_letter(&procedure), "公");
    assert_eq!(Texts::new(Lang::En).procedure_letter(&procedure), "Off.");
}
