//! What becomes of each item of the practice bureau: a plan for every stage and duty that an item can be
//! in, and for the rest a life that mostly ended well.

use chrono::NaiveDate;

use super::diary::{Cast, Diary, Step, Town, cast};
use super::login;
use super::words::{Chance, Title, words};
use crate::domain::{
    Act, ClockKey, Content, DocumentNumber, Elements, Ground, Paper, PaperAct, Proposal, SecrecyConclusion,
    Source, SourceKind, Submission, Urgency,
};
use crate::procedure::Attribute;

/// Between the chances of an item and those of what was added to it later.
const LATER: usize = 1_000_000_000;

/// How far an official document has come, and how many working days ago it came there.
#[derive(Clone, Copy)]
enum Come {
    Drafted(usize),
    Returned(usize),
    InReview(usize),
    ToDetermine(usize),
    Reconsidered(usize),
    ToIssue(usize),
    /// Issued so many days ago, and this much done since.
    Issued(usize, Done),
    Transcribed(usize),
    /// Transcribed, and disputed so many days ago.
    Disputed(usize),
    Terminated(usize),
}

/// What was done after issue.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Done {
    Nothing,
    Reviewed,
    Registered,
    HandedOver,
    Received,
    Published,
    PublishedOnly,
    TakenDown,
    Paused,
    Extended,
    Waived,
    /// Everything, and changed since: what the archives hold is to be replaced.
    Revised,
    Everything,
}

/// One of each: what a walk through the console should meet.
const OFFICIAL: &[(Come, Attribute)] = &[
    (Come::InReview(4), Attribute::Withheld),
    (Come::InReview(3), Attribute::Proactive),
    (Come::InReview(0), Attribute::Proactive),
    (Come::InReview(2), Attribute::OnRequest),
    (Come::InReview(1), Attribute::Proactive),
    (Come::InReview(6), Attribute::Proactive),
    (Come::Drafted(1), Attribute::Proactive),
    (Come::Returned(1), Attribute::Withheld),
    (Come::ToDetermine(1), Attribute::Proactive),
    (Come::ToDetermine(3), Attribute::Withheld),
    (Come::ToDetermine(5), Attribute::OnRequest),
    (Come::Reconsidered(2), Attribute::Proactive),
    (Come::ToIssue(1), Attribute::Proactive),
    (Come::ToIssue(4), Attribute::Proactive),
    (Come::Issued(2, Done::Nothing), Attribute::Proactive),
    (Come::Issued(7, Done::Nothing), Attribute::Proactive),
    (Come::Issued(10, Done::Reviewed), Attribute::Proactive),
    (Come::Issued(12, Done::Reviewed), Attribute::Proactive),
    (Come::Issued(8, Done::HandedOver), Attribute::Proactive),
    (Come::Issued(17, Done::Received), Attribute::Proactive),
    (Come::Issued(20, Done::Received), Attribute::Proactive),
    (Come::Issued(21, Done::Received), Attribute::Proactive),
    (Come::Issued(9, Done::Registered), Attribute::Proactive),
    (Come::Issued(15, Done::Published), Attribute::Proactive),
    (Come::Issued(6, Done::PublishedOnly), Attribute::Proactive),
    (Come::Issued(16, Done::Paused), Attribute::Proactive),
    (Come::Issued(18, Done::Extended), Attribute::Proactive),
    (Come::Issued(30, Done::TakenDown), Attribute::Proactive),
    (Come::Issued(40, Done::Revised), Attribute::Proactive),
    (Come::Issued(245, Done::Everything), Attribute::Withheld),
    (Come::Issued(255, Done::Everything), Attribute::Withheld),
    (Come::Issued(12, Done::Everything), Attribute::OnRequest),
    (Come::Transcribed(1), Attribute::Proactive),
    (Come::Terminated(9), Attribute::Proactive),
    (Come::Disputed(1), Attribute::Proactive),
    (Come::Issued(14, Done::Waived), Attribute::Proactive),
];

/// Plans of the other procedures, by their place in this list.
const OTHERS: usize = 16;

/// The steps of the item with this number.
pub(super) fn life(town: &Town<'_>, number: usize) -> Vec<Step> {
    let mut chance = Chance::new(number);
    // The four procedures take turns while there are plans, so that a small bureau has some of each.
    match number.checked_rem(3) {
        Some(2) if number / 3 < OTHERS => other(town, number, number / 3, &mut chance),
        _ => {
            let place = number - (number / 3).min(OTHERS);
            let (come, attribute) = match OFFICIAL.get(place) {
                Some(planned) => *planned,
                None => by_chance(town, &mut chance),
            };
            official(town, number, come, attribute, &mut chance)
        }
    }
}

/// Most items are long done; some are under way.
fn by_chance(town: &Town<'_>, chance: &mut Chance) -> (Come, Attribute) {
    let attribute = match chance.below(10) {
        0..=6 => Attribute::Proactive,
        7 => Attribute::OnRequest,
        _ => Attribute::Withheld,
    };
    let come = match chance.below(20) {
        0 => Come::Drafted(chance.below(3)),
        1 => Come::InReview(chance.below(4)),
        2 => Come::ToDetermine(chance.below(4)),
        3 => Come::ToIssue(chance.below(3)),
        4 => Come::Issued(1 + chance.below(9), Done::Nothing),
        5 => Come::Issued(4 + chance.below(8), Done::HandedOver),
        6 => Come::Issued(10 + chance.below(8), Done::Received),
        _ => Come::Issued(24 + chance.below(town.longest().saturating_sub(60).max(1)), Done::Everything),
    };
    (come, attribute)
}

/// A section with its people.
fn proposal(attribute: Attribute, chance: &mut Chance) -> Proposal {
    if attribute != Attribute::Withheld {
        return Proposal::of(attribute);
    }
    let (ground, reason) = [
        (Ground::Process, "请示报告,尚在决策过程中"),
        (Ground::InternalAffairs, "内部人事管理事项"),
        (Ground::CommercialSecret, "含企业技术或投资秘密,权利人不同意公开"),
    ][chance.below(3)];
    Proposal::withheld(ground, reason)
}

fn official(
    town: &Town<'_>,
    number: usize,
    come: Come,
    attribute: Attribute,
    chance: &mut Chance,
) -> Vec<Step> {
    let Title { title, section, code } = words(number, attribute, chance);
    // The section head at the console finds a day's work: the first plans are that section's.
    let section = if number < 12 { "消费品科" } else { section };
    let people = cast(town, section);
    let office = login("zheng");
    let mut diary = Diary { town, steps: Vec::new() };
    let proposed = proposal(attribute, chance);
    // How long ago it was drafted: each stage took about a day.
    let drafted = match come {
        Come::Drafted(ago) => ago,
        Come::InReview(ago) | Come::Terminated(ago) => ago + 1,
        Come::Returned(ago) | Come::ToDetermine(ago) | Come::Transcribed(ago) => ago + 2,
        Come::ToIssue(ago) => ago + 3,
        Come::Issued(ago, _) => ago + 4,
        Come::Reconsidered(ago) => ago + 6,
        Come::Disputed(ago) => ago + 3,
    };
    let urgency = match chance.below(8) {
        0 => Urgency::ExtraUrgent,
        1 => Urgency::Urgent,
        _ => Urgency::Ordinary,
    };
    let text = super::words::text(&title, chance);
    // What was added later has chances of its own, so that the rest stays as it was.
    let mut more = Chance::new(number + LATER);
    let (pages, copies) = (2 + more.below(12), 10 * (1 + more.below(8)));
    let content = Content {
        title: title.clone(),
        urgency,
        pages: u32::try_from(pages).ok(),
        copies: u32::try_from(copies).ok(),
        ..Content::default()
    };
    diary.draft(drafted, &people, &people.drafter, "official", Submission { content, proposal: proposed });
    diary.with_text(text);
    if more.below(3) == 0 {
        let disclosed = (attribute == Attribute::Proactive).then_some(more.below(4) > 0);
        diary.with_file("附件1 项目汇总表.csv", super::words::table(&mut more).as_bytes(), disclosed);
    }
    if matches!(come, Come::Drafted(_)) {
        return diary.steps;
    }
    diary.submit(drafted.saturating_sub(1), &people.drafter);
    if let Come::Returned(ago) = come {
        let reason = "理由请写具体,并注明依据条款".to_owned();
        diary.note(ago, &people.head, Act::Return { to: None, reason });
        return diary.steps;
    }
    if let Come::Terminated(ago) = come {
        diary.note(ago, &people.drafter, Act::Terminate { reason: "不再发文".to_owned() });
        return diary.steps;
    }
    if matches!(come, Come::InReview(_)) {
        return diary.steps;
    }
    diary.agree(drafted.saturating_sub(2), &people.head, false);
    if matches!(come, Come::ToDetermine(_)) {
        return diary.steps;
    }
    if let Come::Transcribed(ago) = come {
        let paper = Paper { signer: people.leader.clone(), signed_on: town.ago(ago), scan: None };
        diary.note(ago, &office, Act::Transcribe { decision: PaperAct::Approve { listed: false }, paper });
        return diary.steps;
    }
    if let Come::Disputed(ago) = come {
        let paper = Paper { signer: people.leader.clone(), signed_on: town.ago(ago + 1), scan: None };
        diary.note(
            ago + 1,
            &office,
            Act::Transcribe { decision: PaperAct::Approve { listed: false }, paper },
        );
        diary.note(ago, &people.leader, Act::Answer { dispute: "当日签的是另一件".to_owned() });
        return diary.steps;
    }
    diary.agree(drafted.saturating_sub(3), &people.leader, false);
    let issued = match come {
        Come::Issued(ago, _) => ago,
        Come::Reconsidered(ago) => ago + 2,
        _ => return diary.steps,
    };
    let day = town.ago(issued);
    let year = chrono::Datelike::year(&day);
    let written = DocumentNumber::Own(format!("泉工信{code}〔{year}〕{}号", number + 1));
    diary.note(issued, &office, Act::Issue { number: written, document_date: day, issue_date: day });
    match come {
        Come::Reconsidered(ago) => {
            let reason = "附件含企业投资数据,请重新审定".to_owned();
            diary.note(ago, &office, Act::ReferBack { reason });
        }
        Come::Issued(ago, done) if attribute == Attribute::Proactive => {
            after_issue(&mut diary, &people, number, &title, ago, done);
        }
        _ => {}
    }
    diary.steps
}

/// What the office and the section did after issue.
fn after_issue(diary: &mut Diary<'_>, people: &Cast, number: usize, title: &str, issued: usize, done: Done) {
    if done == Done::Nothing {
        return;
    }
    let office = login("zheng");
    let town = diary.town;
    let on = |later: usize| issued.saturating_sub(later);
    let clear = |ago: usize| Act::ReviewSecrecy {
        conclusion: SecrecyConclusion::Clear,
        on: town.ago(ago),
        opinion: String::new(),
    };
    diary.note(on(1), &office, clear(on(1)));
    if done == Done::Reviewed {
        return;
    }
    diary.note(on(2), &office, registered(title, number));
    if done == Done::Registered {
        return;
    }
    let publish = |ago: usize| Act::Publish {
        on: town.ago(ago),
        url: format!("https://www.example.org/zwgk/{}.htm", number + 1),
        despite_scan: String::new(),
    };
    if done == Done::PublishedOnly {
        diary.note(on(3), &office, publish(on(3)));
        return;
    }
    if done == Done::Waived {
        let (duty, approver) = ("hand-over".into(), people.leader.clone());
        let reason = "电子公文,无纸质原件".to_owned();
        diary.note(on(3), &office, Act::Waive { duty, reason, approver });
        diary.note(on(4), &office, publish(on(4)));
        return;
    }
    diary.note(
        on(3),
        &people.drafter,
        Act::HandOver { on: town.ago(on(3)), originals: 2, note: String::new() },
    );
    if done == Done::HandedOver {
        return;
    }
    diary.note(on(4), &office, Act::Receive { on: town.ago(on(4)) });
    let transfer = ClockKey::Duty("transfer".into());
    let approver = people.leader.clone();
    match done {
        Done::Received => {}
        Done::Paused => {
            let reason = "市档案馆查阅中心搬迁,暂停接收".to_owned();
            diary.note(on(6), &office, publish(on(6)));
            diary.note(on(7), &office, Act::Pause { clock: transfer, reason, approver });
        }
        Done::Extended => {
            diary.note(on(6), &office, publish(on(6)));
            let after = town.setup.calendar.announced_years().last().unwrap_or(2026) + 1;
            let to = NaiveDate::from_ymd_opt(after, 1, 20).unwrap_or_default();
            let reason = "与档案馆商定随新年首批移交".to_owned();
            let provision = String::new();
            diary.note(on(7), &office, Act::Extend { clock: transfer, to, reason, approver, provision });
        }
        _ => {
            diary.note(on(6), &office, publish(on(6)));
            if done == Done::TakenDown {
                let reason = "附件误含个人信息".to_owned();
                diary.note(2, &office, Act::TakeDown { reason });
            }
            if done >= Done::Revised {
                diary.note(on(10), &office, Act::Transfer { on: town.ago(on(10)), batch: String::new() });
                // The archives send the signed list back some weeks later.
                if issued > 30 {
                    let reference = format!("{}年移交卷", chrono::Datelike::year(&town.ago(on(30))));
                    diary.note(on(30), &office, Act::Acknowledge { on: town.ago(on(30)), reference });
                }
            }
            if done == Done::Revised {
                revise(diary, people, number);
                diary.note(2, &office, clear(2));
                diary.note(1, &office, publish(1));
            }
        }
    }
}

/// Changes what is public, and has that determined.
fn revise(diary: &mut Diary<'_>, people: &Cast, number: usize) {
    let Some(Step { act: Act::Draft { submission, .. }, .. }) = diary.steps.first() else { return };
    let title = format!("{}（修订）", submission.content.title);
    let elements = elements(&title, number);
    let content = Box::new(Content { title, elements, ..submission.content.clone() });
    let changed_on = diary.town.ago(5);
    diary.note(5, &people.drafter, Act::ChangePublished { content, changed_on });
    diary.submit(5, &people.drafter);
    diary.agree(4, &people.head, false);
    diary.agree(3, &people.leader, false);
}

fn registered(title: &str, number: usize) -> Act {
    Act::Register(elements(title, number))
}

fn elements(title: &str, number: usize) -> Elements {
    let summary: String = title.chars().take(60).collect();
    let category = ["0200", "0300", "0400", "1200", "3000"][Chance::new(number + LATER).below(5)].to_owned();
    Elements { summary, category, ..Elements::default() }
}

/// Items of the three other procedures, one at each of their stages and duties.
fn other(town: &Town<'_>, number: usize, place: usize, chance: &mut Chance) -> Vec<Step> {
    let office = login("zheng");
    let people = cast(town, if place.is_multiple_of(2) { "消费品科" } else { "运行科" });
    let mut diary = Diary { town, steps: Vec::new() };
    let proactive = || Proposal::of(Attribute::Proactive);
    let month = 1 + place % 12;
    let clear = |ago: usize| Act::ReviewSecrecy {
        conclusion: SecrecyConclusion::Clear,
        on: town.ago(ago),
        opinion: String::new(),
    };
    match place {
        // 非公文: in review with its legal clock running, to determine, to hand over, to publish, published.
        0..=4 => {
            let title = format!("泉州市规模以上工业增加值月度数据（{month}月）");
            let formed = [22, 16, 9, 12, 18][place];
            let content =
                Content { title: title.clone(), formed_on: Some(town.ago(formed)), ..Content::default() };
            let drafted = [4, 5, 8, 10, 16][place];
            let text = super::words::text(&title, chance);
            let submission = Submission { content, proposal: proactive() };
            diary.draft(drafted, &people, &people.drafter, "non-document", submission);
            diary.with_text(text);
            diary.submit(drafted - 1, &people.drafter);
            if place == 0 {
                return diary.steps;
            }
            diary.agree(drafted - 2, &people.head, false);
            if place == 1 {
                return diary.steps;
            }
            diary.agree(drafted - 3, &people.leader, false);
            if place == 2 {
                return diary.steps;
            }
            let on = town.ago(drafted - 4);
            diary.note(
                drafted - 4,
                &people.drafter,
                Act::HandOver { on, originals: 1, note: "数据表".to_owned() },
            );
            diary.note(drafted - 5, &office, registered(&title, number));
            if place == 4 {
                diary.note(drafted - 5, &office, clear(drafted - 5));
                let url = format!("https://www.example.org/tjxx/{number}.htm");
                diary.note(
                    drafted - 6,
                    &office,
                    Act::Publish { on: town.ago(drafted - 6), url, despite_scan: String::new() },
                );
            }
        }
        // 获取保存: drafted, to confirm, to determine, for the section to publish, for the office to link.
        5..=9 => {
            let linked = place == 9;
            let title = match linked {
                true => "福建省工业和信息化厅关于做好重点技术改造项目申报工作的通知".to_owned(),
                false => format!("行业协会报送的{month}月鞋服行业运行分析"),
            };
            let source = Source {
                name: if linked { "省工业和信息化厅" } else { "市鞋业商会" }.to_owned(),
                kind: if linked { SourceKind::Agency } else { SourceKind::Public },
                url: if linked { "https://www.example.org/8".to_owned() } else { String::new() },
            };
            let content = Content {
                title: title.clone(),
                obtained_on: Some(town.ago(12)),
                source,
                ..Content::default()
            };
            let text = super::words::text(&title, chance);
            let submission = Submission { content, proposal: proactive() };
            diary.draft(6, &people, &people.drafter, "obtained", submission);
            diary.with_text(text);
            if place > 5 {
                diary.submit(5, &people.drafter);
            }
            if place > 6 {
                diary.agree(4, &people.head, false);
            }
            if place > 7 {
                diary.agree(3, &people.leader, false);
            }
        }
        // 历史保存: its number alone, declassified, in review, to determine, to publish, to list.
        _ => {
            let title = format!("关于{}年全市工业企业扭亏增盈工作情况的通报", 1990 + place);
            let archive = Content { file_number: format!("1998-永久-{place}"), ..Content::default() };
            let attribute = if place == 15 { Attribute::OnRequest } else { Attribute::Proactive };
            let submission = Submission { content: archive.clone(), proposal: Proposal::of(attribute) };
            diary.draft(9, &people, &office, "historical", submission);
            if place == 10 {
                return diary.steps;
            }
            let expired_on = NaiveDate::from_ymd_opt(2008, 11, 16).unwrap_or_default();
            let authority = "本局定密责任人 期满审核未延长".to_owned();
            diary.note(8, &office, Act::Declassify { authority, expired_on });
            let content = Content { title, ..archive };
            let whole = Submission { content, proposal: Proposal::of(attribute) };
            diary.note(8, &office, Act::Edit(Box::new(whole)));
            if place == 11 {
                return diary.steps;
            }
            diary.submit(7, &office);
            if place > 12 {
                diary.agree(5, &people.head, false);
            }
            if place > 13 {
                diary.agree(3, &people.leader, attribute == Attribute::OnRequest);
            }
        }
    }
    diary.steps
}
