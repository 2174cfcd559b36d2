//! Facets: what rows are narrowed to beside a text, in words, and by the words that name them.

use super::app::App;
use crate::domain::{Holder, Login, SectionName, Task, Tier};
use crate::procedure::{Attribute, Procedure, ProcedureKey};
use crate::projection::Filter;
use crate::texts::{Names, Texts};

/// What rows are narrowed to, beside a text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Facet {
    /// In this state.
    Tier(Tier),
    /// With this attribute.
    Attribute(Attribute),
    /// Following this procedure.
    Procedure(ProcedureKey),
    /// Of this section.
    Section(SectionName),
    /// Drafted by this person.
    Drafter(Login),
    /// At this stage, or with this duty open.
    Task(Task),
    /// Whose turn it is.
    Holder(Holder),
}

impl Facet {
    /// Narrows a filter further.
    pub fn narrow(self, filter: &mut Filter) {
        match self {
            Facet::Tier(tier) => filter.tier = Some(tier),
            Facet::Attribute(attribute) => filter.attribute = Some(attribute),
            Facet::Procedure(procedure) => filter.procedure = Some(procedure),
            Facet::Section(section) => filter.section = Some(section),
            Facet::Drafter(drafter) => filter.drafter = Some(drafter),
            Facet::Task(task) => filter.task = Some(task),
            Facet::Holder(holder) => filter.holder = Some(holder),
        }
    }
}

/// The facet that a word narrows to, `=不公开` or `公开属性=不公开`; a word without the sign is looked for in texts,
/// whatever it names: titles have 公开 and 审核 in them.
pub fn narrowing(app: &App, word: &str) -> Option<Facet> {
    let (_, value) = word.rsplit_once(['=', '＝']).filter(|_| !word.starts_with(QUOTES))?;
    named(app, value)
}

/// The facet that one word names as it is called here: an attribute, a state, a procedure, a stage or duty, a
/// section or a person.
fn named(app: &App, word: &str) -> Option<Facet> {
    let texts = &app.texts;
    let is = |name: &str| !name.is_empty() && name.to_lowercase() == word.to_lowercase();
    let attributes = Attribute::ALL.iter().map(|one| {
        let short = texts.attribute_short(Some(*one));
        (
            vec![texts.attribute(*one).to_owned(), short.to_owned(), one.key().to_owned()],
            Facet::Attribute(*one),
        )
    });
    let tiers = Tier::ALL.iter().filter(|tier| **tier != Tier::NotRunning);
    let tiers =
        tiers.map(|tier| (vec![texts.tier(*tier).to_owned(), tier.key().to_owned()], Facet::Tier(*tier)));
    let procedures = app.setup.procedures.0.iter().map(|one| {
        let names = vec![texts.name(&one.name).to_owned(), one.key.0.clone()];
        (names, Facet::Procedure(one.key.clone()))
    });
    let sections = app.setup.roster.sections.iter();
    let sections = sections.map(|one| (vec![one.name.0.clone()], Facet::Section(one.name.clone())));
    let people = app.setup.roster.people.iter();
    let people = people.map(|one| (vec![one.name.clone()], Facet::Drafter(one.login.clone())));
    let tasks = app.setup.procedures.0.iter().flat_map(|procedure| {
        let stages = procedure.stages.iter().map(|one| (&one.name, Task::Stage(one.key.clone(), one.act)));
        stages.chain(procedure.duties.iter().map(|one| (&one.name, Task::Duty(one.key.clone(), one.act))))
    });
    let tasks = tasks.map(|(name, task)| (vec![texts.name(name).to_owned()], Facet::Task(task)));
    let mut all = attributes.chain(tiers).chain(procedures).chain(sections).chain(people).chain(tasks);
    all.find(|(names, _)| names.iter().any(|name| is(name))).map(|(_, facet)| facet)
}

/// What may stand around a word that is looked for as it is.
const QUOTES: [char; 6] = ['"', '＂', '“', '”', '「', '」'];

/// A word without the quotes around it.
pub fn unquoted(word: &str) -> &str {
    word.trim_matches(QUOTES)
}

/// A text that is looked for, as it has to be typed: a word that would narrow to what it names stands in quotes.
pub fn as_typed(app: &App, text: &str) -> String {
    let words = text.split_whitespace().map(|word| match narrowing(app, word) {
        Some(_) => format!("\"{word}\""),
        None => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The last word that is typed as text though it names a facet, with that facet: the rows can be narrowed to it.
pub fn offered(app: &App) -> Option<(&str, Facet)> {
    app.filter.value().split_whitespace().rev().find_map(|word| Some((word, named(app, word)?)))
}

/// A facet as it stands in a filter: 公开属性=不公开.
pub fn written(app: &App, facet: &Facet) -> String {
    let (kind, value) = words(app, facet);
    format!("{kind}={value}")
}

/// A facet in words: what kind it is, and which.
pub fn words<'t>(app: &'t App, facet: &Facet) -> (&'t str, String) {
    let texts: &Texts = &app.texts;
    match facet {
        Facet::Tier(tier) => (texts.get("ui.column-state"), texts.tier(*tier).to_owned()),
        Facet::Attribute(attribute) => (texts.get("field.attribute"), texts.attribute(*attribute).to_owned()),
        Facet::Procedure(key) => {
            let known = app.setup.procedure(key);
            (
                texts.get("field.procedure"),
                known.map_or(key.0.clone(), |known| texts.name(&known.name).to_owned()),
            )
        }
        Facet::Section(section) => (texts.get("field.section"), section.0.clone()),
        Facet::Drafter(login) => (texts.get("ui.column-drafter"), app.setup.roster.name(login).to_owned()),
        Facet::Task(task) => (texts.get("ui.column-now"), texts.task(task, names(app, task))),
        Facet::Holder(holder) => (texts.get("ui.turn"), texts.holder(holder, &app.setup.roster)),
    }
}

/// Names where a task has one: in the first procedure that knows it.
fn names<'a>(app: &'a App, task: &Task) -> Names<'a> {
    let knows = |procedure: &&Procedure| match task {
        Task::Stage(key, _) => procedure.stage(key).is_some(),
        Task::Duty(key, _) => procedure.duty(key).is_some(),
        _ => true,
    };
    Names { roster: &app.setup.roster, procedure: app.setup.procedures.0.iter().find(knows) }
}

/// What rows are filtered for, in words: what is typed, and what they were narrowed to besides.
pub fn narrowed(app: &App) -> Vec<String> {
    let typed = app.filter.value().split_whitespace().map(|word| match narrowing(app, word) {
        Some(facet) => written(app, &facet),
        None => word.to_owned(),
    });
    typed.chain(facets_in(&app.facets).iter().map(|facet| written(app, facet))).collect()
}

/// What a filter narrows to beside its text.
pub fn facets_in(filter: &Filter) -> Vec<Facet> {
    let Filter { text: _, section, drafter, procedure, attribute, tier, task, holder } = filter.clone();
    let facets = [
        tier.map(Facet::Tier),
        attribute.map(Facet::Attribute),
        procedure.map(Facet::Procedure),
        section.map(Facet::Section),
        drafter.map(Facet::Drafter),
        task.map(Facet::Task),
        holder.map(Facet::Holder),
    ];
    facets.into_iter().flatten().collect()
}
