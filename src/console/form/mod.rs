//! Forms: what an act needs to be told, as fields; and the act that the fields make.
//!
//! `ask` is one table of what each verb asks for, `make` one of what the answers come to; drawing and keys
//! are the same for all. A form knows no screen, and nothing of what is kept of it when it is left.

mod textbox;
mod phrases;
mod ask;
mod content;
mod make;
mod concerned;
mod digits;
mod choosing;

use chrono::NaiveDate;

use crate::client::Setup;
use crate::domain::{Ground, Item, ItemId, Login, Revision, Verb};
use crate::procedure::{Attribute, Fact, ProcedureKey};
use crate::projection::{Queue, Row};
use crate::texts::Texts;

use super::check::Planned;
pub use ask::can_be_listed;
pub use choosing::{DIGITS, fitting, have_codes, press};
pub use content::TEXT_BYTES;
pub use digits::{VERBS, change_verb, concerns_an_item, main_verb, one_at_a_time, send_back_verb};
pub use make::{Made, act, date, deputy, plain_act};
pub use phrases::{Phrases, kind_of};
pub use textbox::{Shown, TextBox};

/// A form on the screen.
#[derive(Clone, Debug)]
pub struct Form {
    /// What it makes.
    pub verb: Verb,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Which field is being filled.
    pub focus: usize,
    /// What was typed to find a choice in the field that is being filled.
    pub typed: String,
    /// What is wrong, if something is.
    pub problem: Option<Problem>,
    /// Why the rules refuse what it says, until something else is written.
    pub refused: Option<String>,
    /// The items that it is about, as they were when it was begun; none for a draft.
    pub about: Vec<(ItemId, Revision)>,
    /// Whether it was filled with what had been left unfinished.
    pub restored: Option<Restored>,
    /// The items that are asked about one after another, this one first.
    pub series: Option<Series>,
    /// The procedure of the item, where there is one.
    procedure: Option<ProcedureKey>,
    /// What is proposed for the item, where there is one.
    attribute: Option<Attribute>,
    /// What the fields said before anything was typed.
    begun: Vec<String>,
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
    /// Text.
    Text(Box<TextBox>),
    /// One of several, each a stable name with its label.
    Choice(Vec<(String, String)>, usize),
}

/// What is wrong with a form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Problem {
    /// In which field.
    pub field: &'static str,
    /// The key of the text that says it.
    pub text: &'static str,
}

/// That a form holds what had been left unfinished.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Restored {
    /// Nothing has happened to the items since.
    AsLeft,
    /// The items have changed since.
    ChangedSince,
}

/// Items that a form is asked for one after another.
#[derive(Clone, Debug)]
pub struct Series {
    /// The item that it is about now.
    pub now: Row,
    /// Those still to come.
    pub rest: Vec<Row>,
    /// What was filled for those before.
    pub filled: Vec<Planned>,
}

/// What is known when a form is begun.
pub struct Known<'a> {
    /// Where.
    pub queue: Option<Queue>,
    /// The item, where there is one alone.
    pub item: Option<&'a Item>,
    /// Its whole text, where it isn't too long to be written here.
    pub text: Option<&'a str>,
    /// The items that the act is for.
    pub rows: &'a [Row],
    /// Whether an act that can do without words is asked for them.
    pub fully: bool,
    /// The setting in effect.
    pub setup: &'a Setup,
    /// Whose words.
    pub texts: &'a Texts,
    /// The civil date.
    pub today: NaiveDate,
    /// Who fills it.
    pub me: &'a Login,
}

impl Form {
    /// A form for this verb, filled with what is known; `None` where nothing needs to be told.
    pub fn new(verb: Verb, known: &Known<'_>) -> Option<Form> {
        let fields = ask::fields(verb, known);
        let begun = fields.iter().map(Field::value).collect();
        let form = Form {
            verb,
            fields,
            focus: 0,
            typed: String::new(),
            problem: None,
            refused: None,
            about: Vec::new(),
            restored: None,
            series: None,
            procedure: known.item.map(|item| item.procedure.clone()),
            attribute: known.item.and_then(Item::attribute),
            begun,
        };
        (!form.fields.is_empty()).then_some(form)
    }

    /// The text field that is being filled.
    pub fn typing(&self) -> Option<&TextBox> {
        match self.fields.get(self.focus).map(|field| &field.kind) {
            Some(FieldKind::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The same, to write into it.
    pub fn typing_mut(&mut self) -> Option<&mut TextBox> {
        match self.fields.get_mut(self.focus).map(|field| &mut field.kind) {
            Some(FieldKind::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether the field that is being filled is still empty, and takes phrases.
    pub fn offers_phrases(&self) -> bool {
        let kind = self.fields.get(self.focus).and_then(|field| kind_of(self.verb, field.name));
        kind.is_some() && self.typing().is_some_and(|text| text.value().is_empty())
    }

    /// What a field says, without blanks around it.
    pub fn text(&self, name: &str) -> String {
        let field = self.fields.iter().find(|field| field.name == name);
        field.map(|field| field.value().trim().to_owned()).unwrap_or_default()
    }

    /// Whether a field says something else than at the beginning.
    pub fn is_changed(&self, name: &str) -> bool {
        self.changed().any(|(changed, _)| changed == name)
    }

    /// The fields that say something else than at the beginning, with what they say.
    pub fn changed(&self) -> impl Iterator<Item = (&'static str, String)> {
        let both = self.fields.iter().zip(&self.begun);
        both.map(|(field, begun)| (field.name, field.value(), begun))
            .filter(|(_, now, begun)| now != *begun)
            .map(|(name, now, _)| (name, now))
    }

    /// Another day has begun: dates that said today's, and that nobody has written since, say the new one.
    pub fn turn_day(&mut self, before: NaiveDate, today: NaiveDate) {
        let before = before.to_string();
        for (field, begun) in self.fields.iter_mut().zip(&mut self.begun) {
            if let FieldKind::Text(text) = &mut field.kind
                && *begun == before
                && text.value() == before
            {
                text.set(&today.to_string());
                *begun = today.to_string();
            }
        }
    }

    /// Lets a field say this, where the form has such a field, and such a choice.
    pub fn say(&mut self, name: &str, value: &str) {
        let Some(field) = self.fields.iter_mut().find(|field| field.name == name) else { return };
        match &mut field.kind {
            FieldKind::Text(text) => text.set(value),
            FieldKind::Choice(choices, chosen) => {
                *chosen = choices.iter().position(|(key, _)| key == value).unwrap_or(*chosen);
            }
        }
    }

    /// Lets a field say this from the beginning: it is no change of its person's.
    pub fn preselect(&mut self, name: &str, value: &str) {
        self.say(name, value);
        for (field, begun) in self.fields.iter().zip(&mut self.begun) {
            if field.name == name {
                *begun = field.value();
            }
        }
    }

    /// Goes to a field.
    pub fn go_to(&mut self, place: usize) {
        self.focus = place;
        self.typed.clear();
        self.problem = None;
        if let Some(text) = self.typing_mut() {
            text.enter();
        }
    }

    /// Says what is wrong, where it is wrong.
    pub fn blame(&mut self, problem: Problem) {
        self.refused = None;
        self.go_to_field(problem.field);
        self.problem = Some(problem);
    }

    /// Goes to the field of this name, where there is one; what is asked for on demand is asked for then.
    fn go_to_field(&mut self, name: &str) {
        if content::is_detail(name) {
            self.say("details", "yes");
        }
        let place = self.fields.iter().position(|field| field.name == name);
        self.go_to(place.unwrap_or(self.focus));
    }

    /// Whether it has a field of this name.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }

    /// Whether every one of several items is to be asked about by itself.
    pub fn asks_each(&self) -> bool {
        self.asks_scope() && self.text("scope") == "each"
    }

    /// Whether it is to be said if what follows is said of each of several items by itself: ground and reason of
    /// 不公开, and whether what is 依申请公开 is listed.
    fn asks_scope(&self) -> bool {
        let attribute = Attribute::from_key(&self.text("attribute"));
        let differs = match attribute {
            Some(Attribute::Withheld) => true,
            Some(Attribute::OnRequest) => self.has("listed"),
            _ => false,
        };
        differs && self.has("scope")
    }

    /// Which fields are asked for, given what the others say: grounds for 不公开 only, and only the facts
    /// that the procedure needs.
    pub fn asked(&self, setup: &Setup) -> Vec<usize> {
        let fields = self.fields.iter().enumerate();
        fields.filter(|(_, field)| self.asks(field.name, setup)).map(|(place, _)| place).collect()
    }

    fn asks(&self, name: &str, setup: &Setup) -> bool {
        let withheld = self.text("attribute") == Attribute::Withheld.key();
        let procedure = self.procedure.clone().unwrap_or_else(|| self.text("procedure").as_str().into());
        let known = setup.procedures.0.iter().find(|known| known.key == procedure);
        let on_request = |attribute: &str| attribute == Attribute::OnRequest.key();
        let needs = |fact| known.is_none_or(|known| known.needs.contains(&fact));
        let beside_withheld = match name {
            "ground" | "reason" => withheld && !self.asks_each(),
            "law" => withheld && Ground::from_code(&self.text("ground")).is_some_and(Ground::needs_law),
            "scope" => self.asks_scope(),
            _ => true,
        };
        match (self.verb, name) {
            (Verb::Draft | Verb::Edit, "public-text-file") if self.text("public-text") != "file" => false,
            (Verb::Draft | Verb::Edit, name) if content::is_detail(name) => self.text("details") == "yes",
            (Verb::Draft | Verb::Edit, "formed-on") => needs(Fact::Formed) || needs(Fact::Declassified),
            (Verb::Draft | Verb::Edit, "obtained-on" | "source" | "source-url") => needs(Fact::Obtained),
            (Verb::Draft | Verb::Edit, "file-number") => needs(Fact::Declassified),
            (Verb::ChangeAttribute, "why") => !self.asks_each(),
            (Verb::ChangeAttribute, "listed") => on_request(&self.text("attribute")) && !self.asks_each(),
            (Verb::Draft | Verb::Edit | Verb::ChangeAttribute, _) => beside_withheld,
            (Verb::Transcribe, "reason") if self.text("decision") == Verb::Return.key() => true,
            (Verb::Transcribe, "to") => self.text("decision") == Verb::Return.key(),
            (Verb::Transcribe, "listed") => match Verb::from_key(&self.text("decision")) {
                Some(Verb::ChangeAttribute) => on_request(&self.text("attribute")),
                Some(Verb::Return) => false,
                _ => self.attribute == Some(Attribute::OnRequest),
            },
            (Verb::Transcribe, "attribute" | "why") => self.text("decision") == Verb::ChangeAttribute.key(),
            (Verb::Transcribe, "ground" | "reason" | "law") => {
                self.text("decision") == Verb::ChangeAttribute.key() && beside_withheld
            }
            (Verb::Correct, "duty") => matches!(self.text("fact").as_str(), "url" | "done-on"),
            (Verb::Receive, "reason") => self.text("receipt") == "refuse",
            (Verb::Receive, "on") => self.text("receipt") != "refuse",
            (Verb::Delegate, "first" | "last" | "written-authority") => self.text("deputy") == "appoint",
            _ => true,
        }
    }
}

impl Field {
    /// What it says.
    pub fn value(&self) -> String {
        match &self.kind {
            FieldKind::Text(text) => text.value(),
            FieldKind::Choice(choices, chosen) => {
                choices.get(*chosen).map(|(key, _)| key.clone()).unwrap_or_default()
            }
        }
    }
}
