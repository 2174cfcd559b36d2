//! The check of what is about to be done: made of what the rules would answer, confirmed group by group, carried out.

use tui_input::Input as TextField;

use super::acting::{begin_about, named};
use super::moving::{is_hidden, type_into};
use super::survey::Begun;
use super::{Effect, all_answered, filling, survey};
use crate::client::Outcome;
use crate::console::app::{App, COUNTED_ABOVE};
use crate::console::check::{Check, Concerns, Group, GroupKind, Planned, ResultLine};
use crate::console::form::Problem;
use crate::console::keymap::Action;
use crate::console::overlay::Overlay;
use crate::console::say_refusal;
use crate::domain::{Act, Author, BureauCommand, BureauEvent, Refusal, Verb};
use crate::procedure::Role;
use crate::shell::{Key, half_width};

/// A confirmation opens its ears only after this long without a key.
const QUIET_MS: u64 = 300;

/// Brings up the check: what will be done, what can't, and what needs a look of its own.
pub(super) fn check(app: &mut App, verb: Verb, rehearsed: Vec<(Planned, Outcome)>) -> Vec<Effect> {
    let decides = matches!(verb, Verb::Approve | Verb::ChangeAttribute | Verb::Return);
    let several = rehearsed.len() > 1;
    let mut groups: Vec<Group> = Vec::new();
    for (mut one, outcome) in rehearsed {
        let kind = match outcome {
            Outcome::Refused(refusal) => {
                one.refusal = Some(refusal);
                GroupKind::Refused
            }
            Outcome::IdReused => GroupKind::Refused,
            Outcome::Done(_) => kind_of(app, decides, several, &one),
        };
        match groups.iter_mut().find(|group| group.kind == kind) {
            Some(group) => group.planned.push(one),
            None => groups.push(Group { kind, planned: vec![one], confirmed: None }),
        }
    }
    groups.sort_by_key(|group| group.kind);
    for group in &mut groups {
        if group.kind == GroupKind::Refused {
            group.confirmed = Some(false);
        }
    }
    let refused = groups.iter().all(|group| group.kind == GroupKind::Refused);
    let no_address =
        |one: &Planned| matches!(&one.refusal, Some(Refusal::UrlMalformed(url)) if url.is_empty());
    let mut all = groups.iter().flat_map(|group| &group.planned).peekable();
    if all.peek().is_some() && all.all(no_address) {
        return filling::blame(app, Problem { field: "url", text: "problem.empty" });
    }
    let mut all = groups.iter().flat_map(|group| &group.planned);
    if let (true, Some(one), None) = (refused, all.next(), all.next()) {
        if let Some(refusal) = one.refusal.clone() {
            let row = one.id.and_then(|id| app.about.row(id));
            let why = survey::why_not(app, &refusal, row);
            let text = match one.id.map(|id| named(app, id, &one.title)).unwrap_or_default() {
                item if item.is_empty() => why,
                item => {
                    let what = [app.called_as(verb, &one.act), &item].concat();
                    app.texts.fill("ui.not-so", &[("verb", &what), ("why", &why)])
                }
            };
            filling::refuse(app, verb, &refusal, text);
        }
        return Vec::new();
    }
    // What is refused altogether can be written otherwise, in the form that is still there.
    if !refused {
        filling::finish(app, verb);
    }
    let asked = groups.iter().position(|group| group.confirmed.is_none()).unwrap_or(0);
    let check = Check { verb, groups, whole: None, asked, counting: None, top: 0 };
    app.about.called = app.called_in(&check).to_owned();
    app.overlays.push(Overlay::Check(check));
    Vec::new()
}

/// Brings up the check of what is asked of the bureau as a whole: the line that the history would have.
pub(super) fn check_whole(
    app: &mut App,
    command: BureauCommand,
    answer: Result<Vec<BureauEvent>, Refusal>,
) -> Vec<Effect> {
    let events = match answer {
        Ok(events) => events,
        Err(refusal) => {
            let text = say_refusal(app, &refusal);
            filling::refuse(app, Verb::Delegate, &refusal, text);
            return Vec::new();
        }
    };
    filling::finish(app, Verb::Delegate);
    let roster = &app.setup.roster;
    let role = roster.roles(&app.me).into_iter().next().unwrap_or(Role::Drafter);
    let author = Author { login: app.me.clone(), role, on_behalf: None };
    let said = events.iter().map(|event| app.texts.bureau_event(&author, event, roster));
    let whole = Some((command, said.collect::<Vec<_>>().join("\n")));
    let (groups, verb) = (Vec::new(), Verb::Delegate);
    app.overlays.push(Overlay::Check(Check { verb, groups, whole, asked: 0, counting: None, top: 0 }));
    Vec::new()
}

fn kind_of(app: &App, decides: bool, several: bool, one: &Planned) -> GroupKind {
    let (Some(id), Some(revision)) = (one.id, one.revision) else { return GroupKind::Ready };
    let concerns = Concerns {
        withheld: decides && one.withheld,
        changed: one.changed,
        not_shown: decides && !app.shown.contains(&(id, revision)),
        hidden: is_hidden(app, id),
        // Of one alone its form has asked.
        listed: several && matches!(one.act, Act::Approve { listed: true, .. }),
    };
    if concerns.any() { GroupKind::Concerned(concerns) } else { GroupKind::Ready }
}

/// A key in the check.
pub(super) fn answer_check(app: &mut App, key: &Key, action: Option<Action>, quiet_ms: u64) -> Vec<Effect> {
    let (last_top, page) = (app.last_top, app.page);
    let approves = app.agrees();
    let Some(Overlay::Check(check)) = app.overlays.last_mut() else { return Vec::new() };
    if let Some(count) = &mut check.counting {
        match key.name.as_str() {
            "esc" => {
                app.overlays.pop();
            }
            "enter" => return counted(app),
            _ => {
                type_into(count, key);
            }
        }
        return Vec::new();
    }
    match action {
        Some(Action::Cancel) => {
            if check.asks() {
                app.say(app.texts.get("ui.cancelled"), false);
            }
            app.overlays.pop();
        }
        Some(Action::Confirm | Action::LeaveOut | Action::Comment) if !check.asks() => {}
        Some(Action::Down) => check.top = (check.top + 1).min(last_top),
        Some(Action::Up) => check.top = check.top.saturating_sub(1),
        Some(Action::Confirm | Action::LeaveOut) if quiet_ms < QUIET_MS => {
            app.say(app.texts.get("ui.too-quick"), true);
        }
        Some(Action::Comment) if approves => {
            app.overlays.pop();
            return begin_about(app, Verb::Approve, Begun { fully: true, ..Begun::default() });
        }
        // What was never shown is confirmed on what the sheet says of it, so to its end.
        Some(Action::Confirm) if check.asks_unseen() && check.top < last_top => {
            check.top = (check.top + page).min(last_top);
            app.say(app.texts.get("ui.read-to-the-end"), true);
        }
        Some(Action::PageDown) => check.top = (check.top + page).min(last_top),
        Some(Action::PageUp) => check.top = check.top.saturating_sub(page),
        Some(Action::Confirm) => return answer(app, true),
        Some(Action::LeaveOut) => return answer(app, false),
        _ => {}
    }
    Vec::new()
}

fn answer(app: &mut App, yes: bool) -> Vec<Effect> {
    app.note = None;
    let Some(Overlay::Check(check)) = app.overlays.last_mut() else { return Vec::new() };
    if let Some((command, _)) = check.whole.take() {
        app.overlays.pop();
        if yes {
            return vec![Effect::Bureau(command)];
        }
        app.say(app.texts.get("ui.cancelled"), false);
        return Vec::new();
    }
    if let Some(group) = check.groups.get_mut(check.asked) {
        group.confirmed = group.confirmed.or(Some(yes));
    }
    if let Some(next) = check.groups.iter().position(|group| group.confirmed.is_none()) {
        check.asked = next;
        check.top = 0;
        return Vec::new();
    }
    if confirmed(check).count() > COUNTED_ABOVE {
        check.counting = Some(TextField::default());
        return Vec::new();
    }
    carry_out(app)
}

fn counted(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Check(check)) = app.overlays.last_mut() else { return Vec::new() };
    let typed =
        check.counting.as_ref().map(|count| count.value().chars().map(half_width).collect::<String>());
    let typed = typed.and_then(|count| count.trim().parse::<usize>().ok());
    if typed == Some(confirmed(check).count()) {
        app.note = None;
        return carry_out(app);
    }
    check.counting = Some(TextField::default());
    app.say(app.texts.get("ui.count-wrong"), true);
    Vec::new()
}

fn carry_out(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Check(check)) = app.overlays.pop() else { return Vec::new() };
    debug_assert!(all_answered(&check));
    let agreed: Vec<Planned> = confirmed(&check).cloned().collect();
    if agreed.is_empty() {
        app.say(app.texts.get("ui.cancelled"), false);
        return Vec::new();
    }
    let others = check.groups.iter().filter(|group| group.confirmed != Some(true));
    app.left_out = others.flat_map(|group| &group.planned).map(ResultLine::left_out).collect();
    vec![Effect::Act(check.verb, agreed)]
}

/// Everything that was agreed to.
pub fn confirmed(check: &Check) -> impl Iterator<Item = &Planned> {
    let groups = check.groups.iter().filter(|group| group.confirmed == Some(true));
    groups.flat_map(|group| &group.planned)
}
