//! The act that the fields of a form make.

use super::Form;
use crate::domain::{
    Act, Content, DocumentNumber, Elements, Item, ItemId, Proposal, SecrecyConclusion, SectionName,
    Submission, Verb,
};
use crate::procedure::Attribute;

/// The act that a form makes for one item, or the key of a text that says what is wrong.
///
/// `numbered` fills `{id}` in an address, so that several pages can be recorded at once.
pub fn act(
    form: &Form,
    item: Option<&Item>,
    numbered: Option<ItemId>,
) -> Result<(Act, Vec<Vec<u8>>), &'static str> {
    let on = || form.date("on");
    let act = match form.verb {
        Verb::Draft => return draft(form),
        Verb::Edit => Act::Edit(Box::new(edited(form, item)?)),
        Verb::Submit => Act::Submit { opinion: form.text("opinion").to_owned() },
        Verb::Approve => {
            Act::Approve { opinion: form.text("opinion").to_owned(), listed: form.text("listed") == "yes" }
        }
        Verb::ChangeAttribute => {
            Act::ChangeAttribute { proposal: form.proposal()?, why: form.needed("why")? }
        }
        Verb::Return => Act::Return {
            to: Some(form.text("to")).filter(|to| !to.is_empty()).map(Into::into),
            reason: form.needed("reason")?,
        },
        Verb::Issue => Act::Issue {
            number: match (form.text("number"), form.text("no-number")) {
                ("", "") => return Err("problem.number"),
                ("", why) => DocumentNumber::None(why.to_owned()),
                (number, _) => DocumentNumber::Own(number.to_owned()),
            },
            document_date: form.date("document-date")?,
            issue_date: form.date("issue-date")?,
        },
        Verb::ReviewSecrecy => Act::ReviewSecrecy {
            conclusion: match form.text("conclusion") {
                "no" => SecrecyConclusion::No,
                "unclear" => SecrecyConclusion::Unclear,
                _ => SecrecyConclusion::Clear,
            },
            on: on()?,
            opinion: form.text("opinion").to_owned(),
        },
        Verb::Declassify => {
            Act::Declassify { authority: form.needed("authority")?, expired_on: form.date("expired-on")? }
        }
        Verb::Register => Act::Register(Elements {
            summary: form.needed("summary")?,
            category: form.text("category").to_owned(),
            keywords: form.text("keywords").split_whitespace().map(str::to_owned).collect(),
            ..item.map(|item| item.submission.content.elements.clone()).unwrap_or_default()
        }),
        Verb::HandOver => Act::HandOver {
            on: on()?,
            originals: form.text("originals").parse().map_err(|_| "problem.count")?,
            note: form.text("note").to_owned(),
        },
        Verb::Receive if form.text("receipt") == "refuse" => {
            Act::RefuseReceipt { reason: form.needed("reason")? }
        }
        Verb::Receive => Act::Receive { on: on()? },
        Verb::Publish => {
            let number = numbered.map(|id| id.to_string()).unwrap_or_default();
            Act::Publish {
                on: on()?,
                url: form.needed("url")?.replace("{id}", &number),
                despite_scan: form.text("despite-scan").to_owned(),
            }
        }
        Verb::Transfer => Act::Transfer { on: on()?, batch: form.text("batch").to_owned() },
        Verb::TakeDown => Act::TakeDown { reason: form.needed("reason")? },
        Verb::Ratify => {
            Act::Ratify { agreed: form.text("agreed") == "yes", reason: form.text("reason").to_owned() }
        }
        Verb::Answer => Act::Answer { dispute: form.text("dispute").to_owned() },
        Verb::ReferBack => Act::ReferBack { reason: form.needed("reason")? },
        Verb::Terminate => Act::Terminate { reason: form.needed("reason")? },
        Verb::Waive => Act::Waive {
            duty: form.needed("duty")?.as_str().into(),
            reason: form.needed("reason")?,
            approver: form.needed("approver")?.as_str().into(),
        },
        Verb::Expunge => Act::Expunge {
            reason: form.needed("reason")?,
            approver: form.needed("approver")?.as_str().into(),
        },
        Verb::ReEvaluate => Act::ReEvaluate {
            proposal: Attribute::from_key(form.text("attribute")).map(Proposal::of),
            reason: form.needed("reason")?,
        },
        Verb::Remind => Act::Remind { note: form.text("opinion").to_owned() },
        Verb::Comment => Act::Comment { text: form.needed("opinion")? },
        Verb::Recall => Act::Recall,
        Verb::Import
        | Verb::Correct
        | Verb::Transcribe
        | Verb::Pause
        | Verb::Resume
        | Verb::Extend
        | Verb::Delegate => return Err("problem.command-line"),
    };
    Ok((act, Vec::new()))
}

/// The act of a verb that needs to be told nothing.
pub fn plain_act(verb: Verb) -> Option<Act> {
    match verb {
        Verb::Approve => Some(Act::Approve { opinion: String::new(), listed: false }),
        Verb::Recall => Some(Act::Recall),
        _ => None,
    }
}

fn draft(form: &Form) -> Result<(Act, Vec<Vec<u8>>), &'static str> {
    let body = form.text("text").as_bytes().to_vec();
    let submission = Submission {
        content: Content {
            title: form.text("title").to_owned(),
            text: (!body.is_empty()).then(|| crate::client::text_of(&body)),
            file_number: form.text("file-number").to_owned(),
            ..dated(form, Content::default())?
        },
        proposal: form.proposal()?,
    };
    let act = Act::Draft {
        procedure: form.needed("procedure")?.as_str().into(),
        section: SectionName(form.needed("section")?),
        submission: Box::new(submission),
    };
    Ok((act, if body.is_empty() { Vec::new() } else { vec![body] }))
}

fn edited(form: &Form, item: Option<&Item>) -> Result<Submission, &'static str> {
    let known = item.map(|item| item.submission.content.clone()).unwrap_or_default();
    let content = Content { title: form.text("title").to_owned(), ..dated(form, known)? };
    Ok(Submission { content, proposal: form.proposal()? })
}

fn dated(form: &Form, known: Content) -> Result<Content, &'static str> {
    let date = |name| match form.text(name) {
        "" => Ok(None),
        _ => form.date(name).map(Some),
    };
    let mut content = Content { formed_on: date("formed-on")?, obtained_on: date("obtained-on")?, ..known };
    content.source.name = form.text("source").to_owned();
    content.source.url = form.text("source-url").to_owned();
    content.elements.summary = form.text("summary").to_owned();
    Ok(content)
}
