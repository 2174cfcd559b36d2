//! Surveying: which acts the rules would allow on the item that is chosen, and why not the others.
//!
//! The rules are asked, not copied: each act is rehearsed as somebody would do it who gives what it needs.
//! A refusal of what was given says nothing against the act; any other is the reason why it can't be done.

use chrono::NaiveDate;

use super::{Effect, Planned, planned};
use crate::console::app::{App, Overlay};
use crate::console::form::{VERBS, main_verb, send_back_verb};
use crate::console::keymap::{Action, Place};
use crate::console::say_refusal;
use crate::domain::{
    Act, DocumentNumber, Elements, Item, Proposal, Refusal, SecrecyConclusion, Submission, Verb,
};
use crate::procedure::Attribute;
use crate::projection::Row;
use crate::texts::Names;

/// What a survey is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// To show in the palette what is not available.
    Palette,
    /// To say what can be done in place of an act that the pane doesn't have.
    Instead,
}

/// Actions that are acts, in the order of their keys.
pub const ACTS: [Action; 7] = [
    Action::Main,
    Action::SendBack,
    Action::Change,
    Action::Comment,
    Action::Remind,
    Action::Recall,
    Action::Draft,
];

/// The act that an action is where the person is.
pub fn verb_of(app: &App, action: Action) -> Option<Verb> {
    let queue = app.queue();
    match action {
        Action::Main => queue.and_then(main_verb),
        Action::SendBack => queue.and_then(send_back_verb),
        Action::Change => app.change_verb(),
        Action::Comment => Some(Verb::Comment),
        Action::Remind => Some(Verb::Remind),
        Action::Recall => Some(Verb::Recall),
        Action::Draft => Some(Verb::Draft),
        _ => None,
    }
}

/// Asks about every act on the item under the cursor; of several that are marked each may be answered
/// otherwise, which the check will say.
pub(super) fn ask(app: &App, purpose: Purpose) -> Vec<Effect> {
    let targets = app.targets();
    let shown = app.preview.as_ref().map(|preview| &preview.item);
    let ([row], Some(item)) = (targets.as_slice(), shown) else { return Vec::new() };
    if item.id != row.id {
        return Vec::new();
    }
    let asked = VERBS.iter().filter_map(|verb| Some((*verb, plan(app, *verb, row, item)?)));
    vec![Effect::Survey(purpose, asked.collect())]
}

fn plan(app: &App, verb: Verb, row: &Row, item: &Item) -> Option<Planned> {
    if verb != Verb::Draft {
        return Some(planned(row, (probe(verb, item, app.today)?, Vec::new()), Vec::new()));
    }
    let me = app.setup.roster.person(&app.me)?;
    let act = Act::Draft {
        procedure: app.setup.procedures.0.first()?.key.clone(),
        section: me.section.clone().unwrap_or_default(),
        submission: Box::new(Submission { proposal: proposal(), ..item.submission.clone() }),
    };
    Some(Planned { id: None, revision: None, ..planned(row, (act, Vec::new()), Vec::new()) })
}

fn proposal() -> Proposal {
    Proposal::of(Attribute::Proactive)
}

/// An act as it could be given; `None` where nothing can be told without what only its author knows.
fn probe(verb: Verb, item: &Item, today: NaiveDate) -> Option<Act> {
    let said = || "-".to_owned();
    Some(match verb {
        Verb::Edit => Act::Edit(Box::new(item.submission.clone())),
        Verb::Submit => Act::Submit { opinion: String::new() },
        Verb::Approve => Act::Approve { opinion: String::new(), listed: false },
        Verb::ChangeAttribute => Act::ChangeAttribute { proposal: proposal(), why: said(), listed: false },
        Verb::Return => Act::Return { to: None, reason: said() },
        Verb::Recall => Act::Recall,
        Verb::Issue => {
            let number = DocumentNumber::None(said());
            Act::Issue { number, document_date: today, issue_date: today }
        }
        Verb::ReviewSecrecy => {
            Act::ReviewSecrecy { conclusion: SecrecyConclusion::Clear, on: today, opinion: said() }
        }
        Verb::Declassify => Act::Declassify { authority: said(), expired_on: today },
        Verb::Register => Act::Register(Elements { summary: said(), ..Elements::default() }),
        Verb::HandOver => Act::HandOver { on: today, originals: 1, note: String::new() },
        Verb::Receive => Act::Receive { on: today },
        Verb::Publish => {
            Act::Publish { on: today, url: "https://localhost/".to_owned(), despite_scan: said() }
        }
        Verb::Transfer => Act::Transfer { on: today, batch: said() },
        Verb::Acknowledge => Act::Acknowledge { on: today, reference: said() },
        Verb::Replace => Act::Replace { on: today, letter: said(), batch: said() },
        Verb::TakeDown => Act::TakeDown { reason: said() },
        Verb::Ratify => Act::Ratify { agreed: true, reason: said() },
        Verb::ReferBack => Act::ReferBack { reason: said() },
        Verb::Waive => Act::Waive { duty: "-".into(), reason: said(), approver: "-".into() },
        Verb::Terminate => Act::Terminate { reason: said() },
        Verb::Answer => Act::Answer { dispute: String::new() },
        Verb::Remind => Act::Remind { note: String::new() },
        Verb::ReEvaluate => Act::ReEvaluate { proposal: None, reason: said() },
        Verb::Comment => Act::Comment { text: said() },
        Verb::Expunge => Act::Expunge { reason: said(), approver: "-".into() },
        Verb::Draft
        | Verb::Import
        | Verb::Correct
        | Verb::Transcribe
        | Verb::Pause
        | Verb::Resume
        | Verb::Extend
        | Verb::Delegate => return None,
    })
}

/// The answers have come.
pub(super) fn answered(
    app: &mut App,
    purpose: Purpose,
    answers: Vec<(Verb, Option<Refusal>)>,
) -> Vec<Effect> {
    let refused = |refusal: Option<Refusal>| refusal.filter(|refusal| !refusal.is_about_what_was_given());
    let answers: Vec<_> = answers.into_iter().map(|(verb, refusal)| (verb, refused(refusal))).collect();
    match purpose {
        Purpose::Palette => {
            let said = |(verb, refusal): &(Verb, Option<Refusal>)| {
                (*verb, refusal.as_ref().map(|refusal| why(app, refusal)))
            };
            let answers = answers.iter().map(said).collect();
            if let Some(Overlay::Palette(palette)) = app.overlays.last_mut() {
                palette.answers = answers;
            }
        }
        Purpose::Instead => {
            let allowed: Vec<Verb> =
                answers.into_iter().filter(|(_, refusal)| refusal.is_none()).map(|(verb, _)| verb).collect();
            let text = format!("{}{}", waiting(app), possible(app, &allowed));
            app.say(text, true);
        }
    }
    Vec::new()
}

/// A key was pressed for an act that the pane doesn't have: what the item waits for will be said.
pub(super) fn instead(app: &mut App) -> Vec<Effect> {
    if app.targets().is_empty() {
        app.say(app.texts.get("ui.nothing-chosen"), true);
        return Vec::new();
    }
    let effects = ask(app, Purpose::Instead);
    if effects.is_empty() {
        app.say(app.texts.get("ui.nothing-to-do"), true);
    }
    effects
}

/// A refusal, and where it says that it is somebody else's turn, whose.
pub(super) fn why(app: &App, refusal: &Refusal) -> String {
    let said = say_refusal(app, refusal);
    match refusal {
        Refusal::WrongStage { .. } | Refusal::AlreadyDecided { .. } | Refusal::NotPermitted { .. } => {
            format!("{said}{}", app.texts.fill("ui.and-now", &[("now", &waiting(app))]))
        }
        _ => said,
    }
}

/// What the item waits for: whose turn it is to do what, or that nothing is left to do.
fn waiting(app: &App) -> String {
    let texts = &app.texts;
    let Some(row) = app.row() else { return String::new() };
    let names = Names { roster: &app.setup.roster, procedure: app.setup.procedure(&row.procedure) };
    let lines = row.lines.iter().map(|line| {
        let (who, what) = (texts.holder(&line.holder, names.roster), texts.task(&line.task, names));
        texts.fill("ui.waits-one", &[("who", &who), ("what", &what)])
    });
    let lines: Vec<String> = lines.collect();
    match (lines.is_empty(), row.terminated) {
        (false, _) => texts.fill("ui.waits", &[("what", &lines.join(texts.get("ui.list-separator")))]),
        (true, true) => texts.get("ui.is-terminated").to_owned(),
        (true, false) => texts.get("ui.is-closed").to_owned(),
    }
}

/// What this person can do instead, each act with its key.
fn possible(app: &App, allowed: &[Verb]) -> String {
    let place = if app.place() == Place::Reader { Place::Reader } else { Place::List };
    let with_key = ACTS.iter().filter_map(|action| {
        let verb = verb_of(app, *action).filter(|verb| allowed.contains(verb))?;
        let key = app.keymap.keys(place, *action).first().filter(|_| verb != Verb::Draft)?;
        Some(format!("{}({key})", app.texts.verb(verb)))
    });
    let either = |one: String, other: String| app.texts.fill("ui.or", &[("one", &one), ("other", &other)]);
    match with_key.reduce(either) {
        None => app.texts.get("ui.nothing-possible").to_owned(),
        Some(acts) => app.texts.fill("ui.possible", &[("acts", &acts)]),
    }
}
