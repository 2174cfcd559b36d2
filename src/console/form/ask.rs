//! What each verb needs to be told: its fields, filled with what is known.

use chrono::NaiveDate;
use tui_input::Input as TextField;

use super::{Field, FieldKind};
use crate::client::Setup;
use crate::domain::{Ground, Item, Login, SecrecyConclusion, Verb};
use crate::procedure::Attribute;
use crate::projection::Queue;
use crate::texts::Texts;

/// What a verb needs to be told about this item.
pub(super) fn fields(
    verb: Verb,
    queue: Option<Queue>,
    item: Option<&Item>,
    setup: &Setup,
    texts: &Texts,
    today: NaiveDate,
    me: &Login,
) -> Vec<Field> {
    let today = today.to_string();
    let content = item.map(|item| &item.submission.content);
    let date = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let yes_no = |name, first: &str, second: &str| {
        let label = |key: &str| (key.to_owned(), texts.get(&format!("choice.{key}")).to_owned());
        choice(name, vec![label(first), label(second)], first)
    };
    let attributes = || -> Vec<(String, String)> {
        Attribute::ALL.iter().map(|one| (one.key().to_owned(), texts.attribute(*one).to_owned())).collect()
    };
    let grounds = || -> Vec<(String, String)> {
        let none = [(String::new(), texts.get("choice.no-ground").to_owned())];
        let each = Ground::ALL.into_iter().map(|ground| (ground.code().to_owned(), texts.ground(ground)));
        none.into_iter().chain(each).collect()
    };
    let proposal = || {
        let now = item.map(|item| item.submission.proposal.clone()).unwrap_or_default();
        vec![
            choice("attribute", attributes(), now.attribute.map_or("", Attribute::key)),
            choice("ground", grounds(), now.ground.map_or("", Ground::code)),
            text("reason", &now.reason),
            text("law", &now.law),
        ]
    };
    match verb {
        Verb::Draft => {
            let procedures = setup.procedures.0.iter();
            let procedures =
                procedures.map(|one| (one.key.0.clone(), texts.name(&one.name).to_owned())).collect();
            let own = setup.roster.person(me).and_then(|person| person.section.as_ref());
            let sections = setup.roster.sections.iter().filter(|section| section.successor.is_none());
            let sections = sections.map(|section| (section.name.0.clone(), section.name.0.clone())).collect();
            let mut fields = vec![
                choice("procedure", procedures, ""),
                choice("section", sections, own.map_or("", |section| section.0.as_str())),
            ];
            fields.extend([text("title", ""), text("text", "")]);
            fields.extend(proposal());
            fields.extend([text("formed-on", ""), text("obtained-on", ""), text("source", "")]);
            fields.extend([text("source-url", ""), text("file-number", ""), text("summary", "")]);
            fields
        }
        Verb::Edit => {
            let known = content.cloned().unwrap_or_default();
            let mut fields = vec![text("title", &known.title)];
            fields.extend(proposal());
            fields.extend([
                text("formed-on", &date(known.formed_on)),
                text("obtained-on", &date(known.obtained_on)),
            ]);
            fields.extend([text("source", &known.source.name), text("source-url", &known.source.url)]);
            fields.push(text("summary", &known.elements.summary));
            fields
        }
        Verb::ChangeAttribute => {
            let mut fields = proposal();
            fields.push(text("why", ""));
            fields
        }
        Verb::Submit | Verb::Comment | Verb::Remind => vec![text("opinion", "")],
        Verb::Approve => {
            let on_request = item.and_then(Item::attribute) == Some(Attribute::OnRequest);
            let lists = item.and_then(|item| setup.procedure(&item.procedure)).is_some_and(|procedure| {
                procedure.duties.iter().any(|duty| duty.when == crate::procedure::Condition::ListingAllowed)
            });
            let determining = matches!(queue, Some(Queue::Determine | Queue::Reconsider));
            match on_request && lists && determining {
                true => vec![text("opinion", ""), yes_no("listed", "no", "yes")],
                false => Vec::new(),
            }
        }
        Verb::Return => {
            let procedure = item.and_then(|item| setup.procedure(&item.procedure));
            let before =
                procedure.zip(item.and_then(Item::stage)).map(|(known, stage)| known.stages_before(stage));
            let stages = before.unwrap_or_default().iter();
            let stages: Vec<_> =
                stages.map(|one| (one.key.0.clone(), texts.name(&one.name).to_owned())).collect();
            let mut fields = vec![text("reason", "")];
            if stages.len() > 1 {
                fields.push(choice("to", stages, ""));
            }
            fields
        }
        Verb::Issue => {
            let known = content.map(|content| content.document_number.clone()).unwrap_or_default();
            let made = content.and_then(|content| content.document_date);
            vec![
                text("number", &known),
                text("no-number", ""),
                text("document-date", &made.map_or(today.clone(), |day| day.to_string())),
                text("issue-date", &today),
            ]
        }
        Verb::ReviewSecrecy => {
            let label = |one: SecrecyConclusion, key: &str| (key.to_owned(), texts.secrecy(one).to_owned());
            let conclusions = vec![
                label(SecrecyConclusion::Clear, "clear"),
                label(SecrecyConclusion::No, "no"),
                label(SecrecyConclusion::Unclear, "unclear"),
            ];
            vec![choice("conclusion", conclusions, "clear"), text("opinion", ""), text("on", &today)]
        }
        Verb::Declassify => {
            let expired = content.and_then(|content| content.secrecy_expires_on);
            vec![text("authority", ""), text("expired-on", &date(expired))]
        }
        Verb::Register => {
            let known = content.map(|content| content.elements.clone()).unwrap_or_default();
            let summary = match known.summary.as_str() {
                "" => content.map_or("", |content| content.title.as_str()),
                summary => summary,
            };
            vec![
                text("summary", summary),
                text("category", &known.category),
                text("keywords", &known.keywords.join(" ")),
            ]
        }
        Verb::HandOver => vec![text("on", &today), text("originals", "1"), text("note", "")],
        Verb::Receive => vec![yes_no("receipt", "receive", "refuse"), text("on", &today), text("reason", "")],
        Verb::Publish => {
            let url = content.map(|content| content.source.url.clone()).unwrap_or_default();
            vec![text("url", &url), text("on", &today), text("despite-scan", "")]
        }
        Verb::Transfer => vec![text("on", &today), text("batch", &today)],
        Verb::Ratify => vec![yes_no("agreed", "yes", "no"), text("reason", "")],
        Verb::Answer => vec![text("dispute", "")],
        Verb::ReEvaluate => {
            let mut kept = vec![(String::new(), texts.get("choice.keep").to_owned())];
            kept.extend(attributes().into_iter().filter(|(key, _)| key != Attribute::Withheld.key()));
            vec![choice("attribute", kept, ""), text("reason", "")]
        }
        Verb::TakeDown | Verb::ReferBack | Verb::Terminate => vec![text("reason", "")],
        Verb::Waive => {
            let duties = item.and_then(|item| setup.procedure(&item.procedure)).map(|known| &known.duties);
            let duties = duties.into_iter().flatten();
            let duties = duties.map(|one| (one.key.0.clone(), texts.name(&one.name).to_owned())).collect();
            vec![choice("duty", duties, ""), text("reason", ""), choice("approver", leaders(setup), "")]
        }
        Verb::Expunge => vec![text("reason", ""), choice("approver", leaders(setup), "")],
        Verb::Recall
        | Verb::Import
        | Verb::Correct
        | Verb::Transcribe
        | Verb::Pause
        | Verb::Resume
        | Verb::Extend
        | Verb::Delegate => Vec::new(),
    }
}

fn text(name: &'static str, value: &str) -> Field {
    Field { name, kind: FieldKind::Text(TextField::new(value.to_owned())) }
}

fn choice(name: &'static str, choices: Vec<(String, String)>, chosen: &str) -> Field {
    let place = choices.iter().position(|(key, _)| key == chosen).unwrap_or(0);
    Field { name, kind: FieldKind::Choice(choices, place) }
}

fn leaders(setup: &Setup) -> Vec<(String, String)> {
    let leaders = setup.roster.people.iter().filter(|person| person.leader || person.chief);
    leaders.map(|person| (person.login.0.clone(), person.name.clone())).collect()
}
