//! Forms: what an act needs to be told, as fields; and the act that the fields make.
//!
//! One table, [`fields`] and [`act`], knows what each verb asks for; drawing and keys are the same for all.

use chrono::NaiveDate;
use tui_input::Input as TextField;

use crate::client::Setup;
use crate::domain::{
    Act, Content, DocumentNumber, Elements, Ground, Item, ItemId, Login, Proposal, SecrecyConclusion,
    SectionName, Submission, Verb,
};
use crate::procedure::{Attribute, Fact};
use crate::projection::Queue;
use crate::texts::Texts;

/// A form on the screen.
#[derive(Clone, Debug)]
pub struct Form {
    /// What it makes.
    pub verb: Verb,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Which field is being filled.
    pub focus: usize,
    /// The key of a text that says what is wrong, if something is.
    pub problem: Option<&'static str>,
}

/// One field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name; its label is the text `field.<name>`.
    pub name: &'static str,
    /// What it takes.
    pub kind: FieldKind,
}

/// What a field takes.
#[derive(Clone, Debug)]
pub enum FieldKind {
    /// A line of text.
    Text(TextField),
    /// One of several, each a stable name with its label.
    Choice(Vec<(String, String)>, usize),
}

impl Form {
    /// A form for this verb, filled with what is known; `None` where nothing needs to be told.
    pub fn new(
        verb: Verb,
        queue: Option<Queue>,
        item: Option<&Item>,
        setup: &Setup,
        texts: &Texts,
        today: NaiveDate,
        me: &Login,
    ) -> Option<Form> {
        let fields = fields(verb, queue, item, setup, texts, today, me);
        (!fields.is_empty()).then_some(Form { verb, fields, focus: 0, problem: None })
    }

    /// Whether the field that is being filled takes characters.
    pub fn is_typing(&self) -> bool {
        self.fields.get(self.focus).is_some_and(|field| matches!(field.kind, FieldKind::Text(_)))
    }

    /// The text of a field, without blanks around it.
    pub fn text(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|field| field.name == name);
        match field.map(|field| &field.kind) {
            Some(FieldKind::Text(text)) => text.value().trim(),
            Some(FieldKind::Choice(choices, chosen)) => choices.get(*chosen).map_or("", |(key, _)| key),
            None => "",
        }
    }

    /// Which fields are asked for, given what the others say: grounds for 不公开 only, and only the facts
    /// that the procedure needs.
    pub fn asked(&self, setup: &Setup) -> Vec<usize> {
        let proposes = matches!(self.verb, Verb::Draft | Verb::Edit | Verb::ChangeAttribute);
        let withheld = self.text("attribute") == Attribute::Withheld.key();
        let known = setup.procedures.0.iter().find(|known| known.key.0 == self.text("procedure"));
        let needs = |fact| known.is_none_or(|known| known.needs.contains(&fact));
        let asked = |name: &str| match name {
            "ground" | "reason" if proposes => withheld,
            "law" => withheld && Ground::from_code(self.text("ground")).is_some_and(Ground::needs_law),
            "formed-on" => needs(Fact::Formed),
            "obtained-on" | "source" | "source-url" => needs(Fact::Obtained),
            "file-number" => needs(Fact::Declassified),
            _ => true,
        };
        let fields = self.fields.iter().enumerate();
        fields.filter(|(_, field)| asked(field.name)).map(|(place, _)| place).collect()
    }

    fn date(&self, name: &str) -> Result<NaiveDate, &'static str> {
        let text = self.text(name).replace(['/', '.'], "-");
        text.parse().map_err(|_| "problem.date")
    }

    fn needed(&self, name: &str) -> Result<String, &'static str> {
        match self.text(name) {
            "" => Err("problem.empty"),
            text => Ok(text.to_owned()),
        }
    }

    fn proposal(&self) -> Result<Proposal, &'static str> {
        let attribute = Attribute::from_key(self.text("attribute")).ok_or("problem.empty")?;
        if attribute != Attribute::Withheld {
            return Ok(Proposal::of(attribute));
        }
        Ok(Proposal {
            attribute: Some(attribute),
            ground: Some(Ground::from_code(self.text("ground")).ok_or("problem.ground")?),
            reason: self.needed("reason")?,
            law: self.text("law").to_owned(),
        })
    }
}

fn text(name: &'static str, value: &str) -> Field {
    Field { name, kind: FieldKind::Text(TextField::new(value.to_owned())) }
}

fn choice(name: &'static str, choices: Vec<(String, String)>, chosen: &str) -> Field {
    let place = choices.iter().position(|(key, _)| key == chosen).unwrap_or(0);
    Field { name, kind: FieldKind::Choice(choices, place) }
}

/// What a verb needs to be told about this item.
fn fields(
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

fn leaders(setup: &Setup) -> Vec<(String, String)> {
    let leaders = setup.roster.people.iter().filter(|person| person.leader || person.chief);
    leaders.map(|person| (person.login.0.clone(), person.name.clone())).collect()
}

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

/// What the main key does in a queue.
pub fn main_verb(queue: Queue) -> Option<Verb> {
    Some(match queue {
        Queue::Draft => Verb::Submit,
        Queue::Confirm | Queue::Review | Queue::Determine | Queue::Reconsider | Queue::Sign => Verb::Approve,
        Queue::Issue => Verb::Issue,
        Queue::Secrecy => Verb::ReviewSecrecy,
        Queue::HandOver => Verb::HandOver,
        Queue::Receive => Verb::Receive,
        Queue::Publish | Queue::List => Verb::Publish,
        Queue::Transfer => Verb::Transfer,
        Queue::TakeDown => Verb::TakeDown,
        Queue::Ratify => Verb::Ratify,
        Queue::Answer => Verb::Answer,
        Queue::Evaluate => Verb::ReEvaluate,
        Queue::Sent => Verb::Remind,
        Queue::Open | Queue::Closed => return None,
    })
}

/// What sending back is in a queue.
pub fn send_back_verb(queue: Queue) -> Option<Verb> {
    Some(match queue {
        Queue::Confirm | Queue::Review | Queue::Determine => Verb::Return,
        Queue::Issue | Queue::Secrecy | Queue::HandOver | Queue::Publish | Queue::List | Queue::Transfer => {
            Verb::ReferBack
        }
        Queue::Receive => Verb::Receive,
        Queue::Draft => Verb::Terminate,
        _ => return None,
    })
}

/// What changing is in a queue.
pub fn change_verb(queue: Queue) -> Option<Verb> {
    Some(match queue {
        Queue::Confirm | Queue::Review | Queue::Determine | Queue::Reconsider => Verb::ChangeAttribute,
        Queue::Draft => Verb::Edit,
        Queue::Publish | Queue::List | Queue::Transfer | Queue::Secrecy => Verb::Register,
        _ => return None,
    })
}

/// Everything that the console can do, for the menu of all acts.
pub const VERBS: &[Verb] = &[
    Verb::Draft,
    Verb::Edit,
    Verb::Submit,
    Verb::Approve,
    Verb::ChangeAttribute,
    Verb::Return,
    Verb::Recall,
    Verb::Issue,
    Verb::ReviewSecrecy,
    Verb::Declassify,
    Verb::Register,
    Verb::HandOver,
    Verb::Receive,
    Verb::Publish,
    Verb::Transfer,
    Verb::ReferBack,
    Verb::TakeDown,
    Verb::Ratify,
    Verb::Answer,
    Verb::ReEvaluate,
    Verb::Remind,
    Verb::Comment,
    Verb::Waive,
    Verb::Terminate,
    Verb::Expunge,
];
