//! Forms: what an act needs to be told, as fields; and the act that the fields make.
//!
//! `ask` is one table of what each verb asks for, `make` one of what the answers come to; drawing and keys
//! are the same for all.

mod ask;
mod make;
mod digits;

use chrono::NaiveDate;
use tui_input::Input as TextField;

use crate::client::Setup;
use crate::domain::{Ground, Item, Login, Proposal, Verb};
use crate::procedure::{Attribute, Fact};
use crate::projection::Queue;
use crate::texts::Texts;

pub use digits::{VERBS, change_verb, main_verb, send_back_verb};
pub use make::{act, plain_act};

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
        let fields = ask::fields(verb, queue, item, setup, texts, today, me);
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
