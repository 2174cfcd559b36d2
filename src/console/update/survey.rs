//! Surveying: which acts the rules would allow on the item that is chosen, and why not the others.
//!
//! The rules are asked, not copied: each act is rehearsed as somebody would do it who gives what it needs,
//! with each of the duties or limits that it could be about. A refusal of what was given says nothing against
//! the act; any other is the reason why it can't be done.

use chrono::Days;

use super::{Effect, acting, planned, reporting};
use crate::console::app::App;
use crate::console::check::Planned;
use crate::console::form::{VERBS, concerns_an_item, main_verb, send_back_verb};
use crate::console::keymap::{Action, Place};
use crate::console::overlay::Overlay;
use crate::console::say_refusal;
use crate::domain::{
    Act, ClockKey, Correction, DocumentNumber, Elements, Item, Login, Paper, PaperAct, Proposal, Refusal,
    SecrecyConclusion, SectionName, Submission, Upkeep, Verb, responsible,
};
use crate::procedure::{Attribute, DutyKey};
use crate::projection::Row;
use crate::texts::Names;

/// What a survey is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// To show in the palette what is not available.
    Palette,
    /// To say what can be done in place of an act that the pane doesn't have.
    Instead,
    /// To offer to take back what was just done.
    TakeBack,
    /// To begin an act, whose form opens unless it is known already that it would be refused.
    Begin(Begun),
}

/// How an act is begun.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Begun {
    /// It asks also for words that it can do without.
    pub fully: bool,
    /// Of an act that takes or refuses, it is the refusal.
    pub refuses: bool,
}

/// An act, and each way in which it could be done; it stands open while one of them does.
pub type Asked = (Verb, Vec<Planned>);

/// So many of those who could do something are named at most.
const WHO_COULD: usize = 5;

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
    let queue = app.working_queue();
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

/// Asks about every act on the item under the cursor, and about drafting; of several that are marked each may
/// be answered otherwise, which the check will say.
pub(super) fn ask(app: &App, purpose: Purpose) -> Vec<Effect> {
    let asked: Vec<Asked> = match surveyed(app) {
        Some((row, item)) => VERBS.iter().map(|verb| (*verb, ways(app, *verb, row, Some(item)))).collect(),
        None => vec![(Verb::Draft, drafts(app, Verb::Draft))],
    };
    vec![Effect::Survey(purpose, asked.into_iter().filter(|(_, ways)| !ways.is_empty()).collect())]
}

/// The one item that an act would be about, where it is on the screen.
fn surveyed(app: &App) -> Option<(&Row, &Item)> {
    let targets = app.targets();
    let ([row], Some(preview)) = (targets.as_slice(), &app.preview) else { return None };
    (preview.item.id == row.id).then_some((*row, &preview.item))
}

/// Asks whether an act on the items chosen, which its form would be about, is refused whatever the form says.
pub(super) fn ask_before(app: &App, verb: Verb, begun: Begun) -> Vec<Effect> {
    let each = |row: &Row| ways(app, verb, row, app.about.item(row.id));
    let ways = match concerns_an_item(verb) {
        true => app.about.rows.iter().flat_map(each).collect(),
        false => drafts(app, verb),
    };
    vec![Effect::Survey(Purpose::Begin(begun), vec![(verb, ways)])]
}

/// Whether a refusal says how things stand, and not what was given. Except in a 更正 no duty is given: each was
/// tried, so that there is none is how things stand. What has changed since it was shown, the check shows as it is.
pub fn stands_against(verb: Verb, refusal: &Refusal) -> bool {
    match refusal {
        Refusal::RevisionChanged { .. } => false,
        Refusal::NoSuchDuty(_) | Refusal::LimitIsLaw => verb != Verb::Correct,
        refusal => !refusal.is_about_what_was_given(),
    }
}

/// An act on one of several items, as it was tried; all of them are refused, whatever their form would say.
pub(super) fn as_tried(app: &App, verb: Verb, row: &Row) -> Option<Planned> {
    ways(app, verb, row, None).into_iter().next()
}

fn ways(app: &App, verb: Verb, row: &Row, item: Option<&Item>) -> Vec<Planned> {
    if !concerns_an_item(verb) {
        return drafts(app, verb);
    }
    probes(app, verb, row, item).into_iter().map(|act| planned(row, (act, Vec::new()), Vec::new())).collect()
}

/// A draft of each procedure, for the sections for which this person might write one.
fn drafts(app: &App, verb: Verb) -> Vec<Planned> {
    if verb != Verb::Draft {
        return Vec::new();
    }
    let roster = &app.setup.roster;
    let own = roster.person(&app.me).and_then(|person| person.section.clone());
    let led = roster.sections.iter().filter(|section| section.leader.as_ref() == Some(&app.me));
    let first = roster.sections.first();
    let sections: Vec<SectionName> =
        own.into_iter().chain(led.chain(first).map(|section| section.name.clone())).collect();
    let both = sections.iter().flat_map(|section| {
        app.setup.procedures.0.iter().map(|procedure| (procedure.key.clone(), section.clone()))
    });
    let drafts = both.map(|(procedure, section)| {
        let submission = Box::new(Submission { proposal: proposal(), ..Submission::default() });
        Planned::draft(String::new(), Act::Draft { procedure, section, submission })
    });
    drafts.collect()
}

fn proposal() -> Proposal {
    Proposal::of(Attribute::Proactive)
}

/// An act as it could be given, in each way that could make a difference; none where nothing can be told
/// without what only its author knows.
fn probes(app: &App, verb: Verb, row: &Row, item: Option<&Item>) -> Vec<Act> {
    let (said, today) = (|| "-".to_owned(), app.today);
    let procedure = app.setup.procedure(&row.procedure);
    let duties = || -> Vec<DutyKey> {
        let duties = procedure.map(|procedure| procedure.duties.as_slice()).unwrap_or_default();
        duties.iter().map(|duty| duty.key.clone()).collect()
    };
    let clocks = || std::iter::once(ClockKey::Stage).chain(duties().into_iter().map(ClockKey::Duty));
    let one = |act: Act| vec![act];
    match verb {
        Verb::Edit => item.map(|item| Act::Edit(Box::new(item.submission.clone()))).into_iter().collect(),
        Verb::Submit => one(Act::Submit { opinion: String::new() }),
        Verb::Approve => one(Act::Approve { opinion: String::new(), listed: false }),
        Verb::ChangeAttribute => {
            one(Act::ChangeAttribute { proposal: proposal(), why: said(), listed: false })
        }
        Verb::Return => one(Act::Return { to: None, reason: said() }),
        Verb::Recall => one(Act::Recall),
        Verb::Issue => {
            let number = DocumentNumber::None(said());
            one(Act::Issue { number, document_date: today, issue_date: today })
        }
        Verb::ReviewSecrecy => {
            one(Act::ReviewSecrecy { conclusion: SecrecyConclusion::Clear, on: today, opinion: said() })
        }
        Verb::Declassify => one(Act::Declassify { authority: said(), expired_on: today }),
        Verb::Register => one(Act::Register(Elements { summary: said(), ..Elements::default() })),
        Verb::HandOver => one(Act::HandOver { on: today, originals: 1, note: String::new() }),
        Verb::Receive => one(Act::Receive { on: today }),
        Verb::Publish => {
            one(Act::Publish { on: today, url: "https://localhost/".to_owned(), despite_scan: said() })
        }
        Verb::Transfer => one(Act::Transfer { on: today, batch: said() }),
        Verb::Acknowledge => one(Act::Acknowledge { on: today, reference: said() }),
        Verb::Replace => one(Act::Replace { on: today, letter: said(), batch: said() }),
        Verb::TakeDown => one(Act::TakeDown { reason: said() }),
        Verb::Ratify => one(Act::Ratify { agreed: true, reason: said() }),
        Verb::ReferBack => one(Act::ReferBack { reason: said() }),
        Verb::Terminate => one(Act::Terminate { reason: said() }),
        Verb::Answer => one(Act::Answer { dispute: String::new() }),
        Verb::Remind => one(Act::Remind { note: String::new() }),
        Verb::ReEvaluate => one(Act::ReEvaluate { proposal: None, reason: said() }),
        Verb::Comment => one(Act::Comment { text: said() }),
        // This date may be corrected whatever else there is.
        Verb::Correct => one(Act::Correct { to: Correction::FormedOn(today), reason: said() }),
        Verb::Expunge => one(Act::Expunge { reason: said(), approver: approver(app, row) }),
        Verb::Transcribe => item.map(|item| transcription(app, item)).into_iter().collect(),
        Verb::Waive => {
            let act = |duty| Act::Waive { duty, reason: said(), approver: approver(app, row) };
            duties().into_iter().map(act).collect()
        }
        Verb::Pause => {
            clocks().map(|clock| Act::Pause { clock, reason: said(), approver: approver(app, row) }).collect()
        }
        Verb::Resume => clocks().map(|clock| Act::Resume { clock }).collect(),
        Verb::Extend => {
            // Later than any limit.
            let to = today.checked_add_days(Days::new(3_650)).unwrap_or(today);
            let approver = approver(app, row);
            let act = |clock| {
                let (reason, approver, provision) = (said(), approver.clone(), said());
                Act::Extend { clock, to, reason, approver, provision }
            };
            clocks().map(act).collect()
        }
        Verb::Draft | Verb::Import | Verb::Delegate => Vec::new(),
    }
}

/// A leader other than this person who may approve what concerns this section.
fn approver(app: &App, row: &Row) -> Login {
    let roster = &app.setup.roster;
    let leader = roster.section(&row.section).and_then(|section| section.leader.as_ref());
    let substitutes = leader.and_then(|leader| roster.person(leader)).map(|leader| &leader.substitutes);
    let chiefs = roster.people.iter().filter(|person| person.chief).map(|person| &person.login);
    let mut all = leader.into_iter().chain(substitutes.into_iter().flatten()).chain(chiefs);
    all.find(|person| **person != app.me).cloned().unwrap_or_else(|| "-".into())
}

/// An agreement on paper by who could decide where the item is.
fn transcription(app: &App, item: &Item) -> Act {
    let procedure = app.setup.procedure(&item.procedure);
    let stage = procedure.zip(item.stage()).and_then(|(procedure, stage)| procedure.stage(stage));
    let signers = stage.map(|stage| responsible(item, stage, &app.setup.roster)).unwrap_or_default();
    let signer = signers.into_iter().next().unwrap_or_else(|| app.me.clone());
    let paper = Paper { signer, signed_on: app.today, scan: None };
    Act::Transcribe { decision: PaperAct::Approve { listed: false }, paper }
}

/// The answers have come.
pub(super) fn answered(
    app: &mut App,
    purpose: Purpose,
    answers: Vec<(Verb, Option<Refusal>)>,
) -> Vec<Effect> {
    match purpose {
        Purpose::TakeBack => reporting::offer_to_take_back(app, answers.iter().all(|(_, why)| why.is_none())),
        Purpose::Begin(begun) => {
            let Some((verb, refusal)) = answers.into_iter().next() else { return Vec::new() };
            return acting::may_begin(app, verb, refusal, begun);
        }
        Purpose::Palette => {
            let said = |(verb, refusal): &(Verb, Option<Refusal>)| {
                let row = app.targets().first().copied().filter(|_| concerns_an_item(*verb));
                (*verb, refusal.as_ref().map(|refusal| why(app, refusal, row)))
            };
            let deputising = (Verb::Delegate, deputising(app));
            let answers = answers.iter().chain([&deputising]).map(said).collect();
            if let Some(Overlay::Palette(palette)) = app.overlays.last_mut() {
                palette.answers = answers;
            }
        }
        Purpose::Instead => {
            let allowed: Vec<Verb> =
                answers.into_iter().filter(|(_, refusal)| refusal.is_none()).map(|(verb, _)| verb).collect();
            let waits = app.targets().first().map(|row| waiting(app, row)).unwrap_or_default();
            let text = waits + &possible(app, &allowed);
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
    if surveyed(app).is_none() {
        app.say(app.texts.get("ui.nothing-to-do"), true);
        return Vec::new();
    }
    ask(app, Purpose::Instead)
}

/// Why this person may record nobody's deputy; nothing where the roles allow it.
pub(super) fn deputising(app: &App) -> Option<Refusal> {
    let roster = &app.setup.roster;
    let may = |login: &Login| Upkeep::Delegate.by_roster(roster, login).is_some();
    let who = || roster.people.iter().map(|person| &person.login).filter(|login| may(login));
    (!may(&app.me)).then(|| Refusal::NotPermitted { who: who().take(WHO_COULD).cloned().collect() })
}

/// A refusal of an act on an item, and where it says that it is somebody else's turn, whose.
pub(super) fn why(app: &App, refusal: &Refusal, row: Option<&Row>) -> String {
    let said = say_refusal(app, refusal);
    match (refusal, row) {
        (
            Refusal::WrongStage { .. } | Refusal::AlreadyDecided { .. } | Refusal::NotPermitted { .. },
            Some(row),
        ) => said + &app.texts.fill("ui.and-now", &[("now", &waiting(app, row))]),
        _ => said,
    }
}

/// The same to who has tried it: where it is not its time, which key tells what can be done.
pub(super) fn why_not(app: &App, refusal: &Refusal, row: Option<&Row>) -> String {
    let said = why(app, refusal, row);
    let place = if app.place() == Place::Reader { Place::Reader } else { Place::List };
    match (refusal, app.keymap.keys(place, Action::Palette).first()) {
        (Refusal::WrongStage { .. }, Some(key)) => said + &app.texts.fill("ui.see-acts", &[("key", key)]),
        _ => said,
    }
}

/// What the item waits for: whose turn it is to do what, or that nothing is left to do.
fn waiting(app: &App, row: &Row) -> String {
    let texts = &app.texts;
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
    let mut named = Vec::new();
    let with_key = ACTS.iter().filter_map(|action| {
        // What two keys do is named by the first.
        let verb = verb_of(app, *action).filter(|verb| allowed.contains(verb) && !named.contains(verb))?;
        named.push(verb);
        let key = app.keymap.keys(place, *action).first().filter(|_| verb != Verb::Draft)?;
        Some(format!("{}({key})", app.called(verb)))
    });
    let either = |one: String, other: String| app.texts.fill("ui.or", &[("one", &one), ("other", &other)]);
    match with_key.reduce(either) {
        None => app.texts.get("ui.nothing-possible").to_owned(),
        Some(acts) => app.texts.fill("ui.possible", &[("acts", &acts)]),
    }
}
