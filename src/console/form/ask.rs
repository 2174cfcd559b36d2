//! What each verb needs to be told: its fields, filled with what is known.

use chrono::NaiveDate;

use super::{Field, FieldKind, Known, TextBox, content};
use crate::client::Setup;
use crate::domain::{ClockKey, Ground, Item, Login, Person, Proposal, SecrecyConclusion, Verb};
use crate::procedure::{Attribute, Procedure, StageAct};
use crate::projection::{Queue, Row};
use crate::texts::Names;

/// Stable names with what they are called.
pub(super) type Choices = Vec<(String, String)>;

/// The facts that can be corrected, by the names of their fields.
const FACTS: [&str; 9] = [
    "number",
    "no-number",
    "lead-agency-number",
    "document-date",
    "issue-date",
    "formed-on",
    "obtained-on",
    "url",
    "done-on",
];

/// What a verb needs to be told.
pub(super) fn fields(verb: Verb, known: &Known<'_>) -> Vec<Field> {
    let today = known.today.to_string();
    let said = known.item.map(|item| item.submission.content.clone()).unwrap_or_default();
    match verb {
        Verb::Draft => {
            let own = known.setup.roster.person(known.me).and_then(|person| person.section.clone());
            let mut fields = vec![
                choice("procedure", known.procedures(), ""),
                choice("section", known.sections(), &own.map_or(String::new(), |section| section.0)),
            ];
            fields.extend(content::fields(&Default::default(), Some(""), known));
            fields
        }
        Verb::Edit => {
            let submission = known.item.map(|item| item.submission.clone()).unwrap_or_default();
            let mut fields = content::fields(&submission, known.text, known);
            if known.item.is_some_and(|item| item.determination.is_some() && item.stage().is_none()) {
                fields.push(anew("changed-on", ""));
            }
            fields
        }
        Verb::ChangeAttribute => {
            let mut fields = proposal(known);
            if known.rows.len() > 1 {
                let count = known.rows.len().to_string();
                let label = |key: &str| known.texts.fill(&format!("choice.{key}"), &[("n", &count)]);
                let scopes = ["each", "all"].map(|key| (key.to_owned(), label(key)));
                fields.insert(1, choice("scope", scopes.to_vec(), "each"));
            }
            fields.push(lines("why", ""));
            fields.extend(listing(known));
            fields
        }
        Verb::Submit | Verb::Comment | Verb::Remind => vec![lines("opinion", "")],
        Verb::Approve => approval(known),
        Verb::Return => {
            let mut fields = vec![lines("reason", "")];
            fields.extend(stage_back(known));
            fields
        }
        Verb::Issue => {
            let made = said.document_date.map_or(today.clone(), |day| day.to_string());
            let mut fields = vec![line("number", &said.document_number), line("no-number", "")];
            if !said.lead_agency.is_empty() {
                fields.push(line("lead-agency-number", ""));
            }
            fields.extend([anew("document-date", &made), anew("issue-date", &today)]);
            fields
        }
        Verb::ReviewSecrecy => {
            let each = [
                (SecrecyConclusion::Clear, "clear"),
                (SecrecyConclusion::No, "no"),
                (SecrecyConclusion::Unclear, "unclear"),
            ];
            let each = each.map(|(one, key)| (key.to_owned(), known.texts.secrecy(one).to_owned()));
            vec![choice("conclusion", each.to_vec(), "clear"), lines("opinion", ""), anew("on", &today)]
        }
        Verb::Declassify => {
            vec![line("authority", ""), anew("expired-on", &day(said.secrecy_expires_on))]
        }
        Verb::Register => {
            let summary = match said.elements.summary.as_str() {
                "" => said.title.as_str(),
                summary => summary,
            };
            let mut fields = vec![lines("summary", summary)];
            fields.extend(content::elements(&said.elements, known));
            fields
        }
        Verb::HandOver => vec![anew("on", &today), anew("originals", "1"), lines("note", "")],
        Verb::Receive => {
            let receipt = choice("receipt", known.named(&["receive", "refuse"]), "receive");
            vec![receipt, anew("on", &today), lines("reason", "")]
        }
        Verb::Publish => {
            let site = &known.setup.settings.site;
            let number = known.item.and_then(|item| item.index_number.as_deref());
            let own = match known.item.and_then(Item::determined) {
                Some(Attribute::OnRequest) => site.catalogue(),
                _ => number.and_then(|number| site.page(number)),
            };
            let url = own.filter(|_| said.source.url.is_empty()).unwrap_or(said.source.url);
            vec![line("url", &url), anew("on", &today), lines("despite-scan", "")]
        }
        Verb::Transfer => vec![anew("on", &today), line("batch", "")],
        Verb::Acknowledge => vec![anew("on", &today), line("reference", "")],
        Verb::Replace => vec![anew("on", &today), line("letter", ""), line("batch", "")],
        Verb::Ratify => vec![choice("agreed", known.named(&["yes", "no"]), "yes"), lines("reason", "")],
        Verb::Answer => vec![lines("dispute", "")],
        Verb::ReEvaluate => {
            let mut kept = known.named(&["keep"]);
            kept.extend(attributes(known).into_iter().filter(|(key, _)| key != Attribute::Withheld.key()));
            vec![choice("attribute", kept, "keep"), lines("reason", "")]
        }
        Verb::TakeDown | Verb::ReferBack | Verb::Terminate => vec![lines("reason", "")],
        Verb::Correct => {
            let label =
                |name: &&str| ((*name).to_owned(), known.texts.get(&format!("field.{name}")).to_owned());
            vec![
                choice("fact", FACTS.iter().map(label).collect(), ""),
                choice("duty", known.duties(), ""),
                line("value", ""),
                lines("reason", ""),
            ]
        }
        Verb::Transcribe => {
            let decisions = [Verb::Approve, Verb::ChangeAttribute, Verb::Return];
            let decisions = decisions.map(|verb| (verb.key().to_owned(), known.texts.verb(verb).to_owned()));
            let mut fields = vec![choice("decision", decisions.to_vec(), "")];
            fields.extend(proposal(known));
            fields.push(lines("why", ""));
            fields.extend(listing(known).into_iter().chain(stage_back(known)));
            fields.extend([choice("signer", known.signers(), ""), anew("paper-date", ""), line("scan", "")]);
            fields
        }
        Verb::Waive => {
            vec![
                choice("duty", known.duties(), ""),
                lines("reason", ""),
                choice("approver", known.approvers(), ""),
            ]
        }
        Verb::Pause => {
            vec![
                choice("clock", known.clocks(), ""),
                lines("reason", ""),
                choice("approver", known.approvers(), ""),
            ]
        }
        Verb::Resume => vec![choice("clock", known.clocks(), "")],
        Verb::Extend => vec![
            choice("clock", known.clocks(), ""),
            anew("until", ""),
            lines("reason", ""),
            choice("approver", known.approvers(), ""),
            line("provision", ""),
        ],
        Verb::Expunge => vec![lines("reason", ""), choice("approver", known.approvers(), "")],
        Verb::Delegate => vec![
            choice("deputy", known.named(&["appoint", "end"]), "appoint"),
            choice("from", known.people(), &known.me.0),
            choice("deputy-login", known.people(), ""),
            anew("first", &today),
            anew("last", ""),
            line("written-authority", ""),
        ],
        Verb::Recall | Verb::Import => Vec::new(),
    }
}

/// A line of text.
pub(super) fn line(name: &'static str, value: &str) -> Field {
    Field { name, kind: FieldKind::Text(Box::new(TextBox::line(value))) }
}

/// A date or a number, written anew rather than amended.
pub(super) fn anew(name: &'static str, value: &str) -> Field {
    Field { name, kind: FieldKind::Text(Box::new(TextBox::anew(value))) }
}

/// Several lines of text.
pub(super) fn lines(name: &'static str, value: &str) -> Field {
    Field { name, kind: FieldKind::Text(Box::new(TextBox::lines(value))) }
}

/// One of several; the first where the one named isn't among them.
pub(super) fn choice(name: &'static str, choices: Choices, chosen: &str) -> Field {
    let place = choices.iter().position(|(key, _)| key == chosen).unwrap_or(0);
    Field { name, kind: FieldKind::Choice(choices, place) }
}

/// A date as it is typed; nothing where there is none.
pub(super) fn day(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// Attribute, ground, reason and provision, as they are proposed now.
pub(super) fn proposal(known: &Known<'_>) -> Vec<Field> {
    let now = known.item.map_or(Proposal::default(), |item| item.submission.proposal.clone());
    let mut grounds = known.named_as(&[("", "no-ground")]);
    grounds.extend(Ground::ALL.map(|ground| (ground.code().to_owned(), known.texts.ground(ground))));
    vec![
        choice("attribute", attributes(known), now.attribute.map_or("", Attribute::key)),
        choice("ground", grounds, now.ground.map_or("", Ground::code)),
        lines("reason", &now.reason),
        line("law", &now.law),
    ]
}

fn attributes(known: &Known<'_>) -> Choices {
    Attribute::ALL.iter().map(|one| (one.key().to_owned(), known.texts.attribute(*one).to_owned())).collect()
}

/// What an agreement is asked for: where the procedure lists what is 依申请公开, whether its row is allowed, and
/// else only where words are asked for.
fn approval(known: &Known<'_>) -> Vec<Field> {
    let on_request = known.item.and_then(Item::attribute) == Some(Attribute::OnRequest);
    // Of several each is listed as its own procedure has it.
    let listing = listing(known).filter(|_| on_request && known.rows.len() <= 1);
    match known.fully || listing.is_some() {
        true => std::iter::once(lines("opinion", "")).chain(listing).collect(),
        false => Vec::new(),
    }
}

/// Whether the catalogue of what is 依申请公开 has a row of it; asked where some item can have one: then it has one
/// unless the leader says otherwise (细则三4).
fn listing(known: &Known<'_>) -> Option<Field> {
    let asked = known.rows.iter().any(|row| can_be_listed(row, known.queue, known.setup));
    asked.then(|| choice("listed", known.named(&["no", "yes"]), "yes"))
}

/// Whether a decision here can give an item a row in the catalogue of what is 依申请公开: it determines the attribute,
/// by the item's own stage or else by the queue where it is decided anew, and the procedure makes that catalogue.
pub fn can_be_listed(row: &Row, queue: Option<Queue>, setup: &Setup) -> bool {
    let Some(procedure) = setup.procedure(&row.procedure) else { return false };
    let stage = row.stage.as_ref().and_then(|stage| procedure.stage(stage));
    let determines = match stage {
        Some(stage) => stage.act == StageAct::Determine,
        None => matches!(queue, Some(Queue::Determine | Queue::Reconsider)),
    };
    determines && procedure.lists_on_request()
}

/// To which stage it goes back, where there are several.
fn stage_back(known: &Known<'_>) -> Option<Field> {
    let stages = known.stages_before();
    (stages.len() > 1).then(|| choice("to", stages, ""))
}

impl Known<'_> {
    /// Choices by name; what they are called is the text `choice.<name>`.
    pub(super) fn named(&self, names: &[&str]) -> Choices {
        let both: Vec<(&str, &str)> = names.iter().map(|name| (*name, *name)).collect();
        self.named_as(&both)
    }

    pub(super) fn named_as(&self, names: &[(&str, &str)]) -> Choices {
        let label = |name: &str| self.texts.get(&format!("choice.{name}")).to_owned();
        names.iter().map(|(key, name)| ((*key).to_owned(), label(name))).collect()
    }

    fn procedure(&self) -> Option<&Procedure> {
        self.item.and_then(|item| self.setup.procedure(&item.procedure))
    }

    fn procedures(&self) -> Choices {
        let procedures = self.setup.procedures.0.iter();
        procedures.map(|one| (one.key.0.clone(), self.texts.name(&one.name).to_owned())).collect()
    }

    fn sections(&self) -> Choices {
        let sections = self.setup.roster.sections.iter().filter(|section| section.successor.is_none());
        sections.map(|section| (section.name.0.clone(), section.name.0.clone())).collect()
    }

    fn stages_before(&self) -> Choices {
        let both = self.procedure().zip(self.item.and_then(Item::stage));
        let before = both.map(|(procedure, stage)| procedure.stages_before(stage)).unwrap_or_default();
        before.iter().map(|one| (one.key.0.clone(), self.texts.name(&one.name).to_owned())).collect()
    }

    fn duties(&self) -> Choices {
        let duties = self.procedure().map(|procedure| &procedure.duties).into_iter().flatten();
        duties.map(|one| (one.key.0.clone(), self.texts.name(&one.name).to_owned())).collect()
    }

    /// The limit of the stage, and those of the duties; the stage is named by nothing.
    fn clocks(&self) -> Choices {
        let names = Names { roster: &self.setup.roster, procedure: self.procedure() };
        let stage = (String::new(), self.texts.clock_name(&ClockKey::Stage, names));
        std::iter::once(stage).chain(self.duties()).collect()
    }

    /// Who can approve what is done by the way: a leader, and another than who does it.
    fn approvers(&self) -> Choices {
        self.chosen_from(|person| (person.leader || person.chief) && person.login != *self.me)
    }

    /// Who can have signed a paper: a leader, or a head of the item's section.
    fn signers(&self) -> Choices {
        let section = self.item.and_then(|item| self.setup.roster.section(&item.section));
        let heads = |person: &Person| section.is_some_and(|section| section.heads.contains(&person.login));
        self.chosen_from(|person| person.leader || person.chief || heads(person))
    }

    /// Who can deputise and be deputised: the colleagues of the section first.
    fn people(&self) -> Choices {
        let own = self.setup.roster.person(self.me).and_then(|person| person.section.as_ref());
        let near = |person: &Person| person.section.as_ref() == own;
        let mut people = self.chosen_from(|person| near(person) && !person.is_powerless());
        people.extend(self.chosen_from(|person| !near(person) && !person.is_powerless()).drain(1..));
        people
    }

    /// Nobody, until somebody is chosen from these.
    fn chosen_from(&self, fits: impl Fn(&Person) -> bool) -> Choices {
        let people = self.setup.roster.people.iter().filter(|person| fits(person));
        let people = people.map(|person| (person.login.0.clone(), person.name.clone()));
        self.named_as(&[("", "nobody")]).into_iter().chain(people).collect()
    }
}

/// Who is chosen, if anybody is.
pub(super) fn login(chosen: &str) -> Option<Login> {
    (!chosen.is_empty()).then(|| chosen.into())
}
