//! A form: its fields, one below the other, the one that is being filled with all that it offers.
//!
//! ```text
//! -- 退回 -----------------------------------------------------------------------
//!    已恢复未完成的内容
//!  > 理由 不公开理由请写具体,
//!         并附第三方意见
//!         请填写这一项,例如:不公开理由请写具体
//!    退到 < 拟稿 > 1/2
//! ```

use super::footer::key_name;
use super::line::{Span, beside, fit, flow, width};
use super::sheets::{Caret, heading};
use super::wrap::wrap;
use crate::console::app::App;
use crate::console::form::{
    DIGITS, Field, FieldKind, Form, Problem, Restored, Shown, TextBox, fitting, have_codes, kind_of,
};
use crate::console::keymap::{Action, Place};
use crate::console::theme::Meaning;
use crate::domain::Verb;

/// Lines that a list of choices takes at most.
const CHOICE_LINES: usize = 7;
/// Lines of the text that is being written, and of any other, that are shown at a time.
const TEXT_LINES: usize = 8;
const OTHER_TEXT_LINES: usize = 2;

/// The lines of a form, where the caret is, and the last line of the field that is being filled.
pub(super) fn form_lines(app: &App, form: &Form, columns: usize) -> (Vec<Vec<Span>>, Caret, usize) {
    let texts = &app.texts;
    let label = |name: &str| texts.get(&format!("field.{name}")).to_owned();
    let asked = form.asked(&app.setup);
    let fields: Vec<(usize, &Field)> =
        asked.iter().filter_map(|place| Some((*place, form.fields.get(*place)?))).collect();
    let widest = fields.iter().map(|(_, field)| width(&label(field.name))).max().unwrap_or(0);
    let indent = widest + 4;
    let mut lines = vec![heading(&title(app, form), columns)];
    let restored = form.restored.map(|restored| match restored {
        Restored::AsLeft => (Meaning::Good, texts.get("ui.restored")),
        Restored::ChangedSince => (Meaning::Delicate, texts.get("ui.restored-changed")),
    });
    lines.extend(restored.map(|(meaning, said)| vec![(meaning, format!("   {said}"))]));
    let refused = form.refused.iter().flat_map(|why| wrap(why, columns.saturating_sub(3)));
    lines.extend(refused.map(|line| vec![(Meaning::Bad, format!("   {line}"))]));
    let (mut caret, mut focused) = (None, 0);
    for (place, field) in fields {
        let here = place == form.focus;
        let lead = format!("{}{} ", if here { " > " } else { "   " }, fit(&label(field.name), widest));
        let lead = (if here { Meaning::Key } else { Meaning::Quiet }, lead);
        let begin = lines.len();
        match &field.kind {
            FieldKind::Text(text) => {
                let at = text_lines(app, text, here, lead, columns, &mut lines);
                if let (true, true, Some(line)) = (here, form.offers_phrases(), lines.last_mut()) {
                    line.push((Meaning::Quiet, texts.get("ui.phrases-hint").to_owned()));
                }
                caret = here.then_some((at.0, begin + at.1)).or(caret);
            }
            FieldKind::Choice(choices, chosen) => {
                let label = choices.get(*chosen).map_or("", |(_, label)| label.as_str());
                let count = format!(" {}/{}", chosen + 1, choices.len());
                let typed = if here { form.typed.as_str() } else { "" };
                // A number is said by the place that it has chosen.
                let narrowed = fitting(choices, typed).len() < choices.len();
                let sought = if narrowed { format!(" [{typed}]") } else { String::new() };
                let room = columns.saturating_sub(indent + 5 + width(&count) + width(&sought));
                let shown = format!("< {} >", fit(label, width(label).min(room)));
                let hint = texts.get(if have_codes(choices) { "ui.code-hint" } else { "ui.choice-hint" });
                let hint = Some(hint).filter(|hint| {
                    here && typed.is_empty() && choices.len() > DIGITS && width(label) + width(hint) <= room
                });
                let beside = [(Meaning::Quiet, count), (Meaning::Key, sought)];
                let hint = hint.map(|hint| (Meaning::Quiet, hint.to_owned()));
                lines.push([lead, (Meaning::Plain, shown)].into_iter().chain(beside).chain(hint).collect());
                if here {
                    lines.extend(choice_lines(choices, *chosen, typed, indent, columns));
                }
            }
        }
        if let Some(problem) = form.problem.filter(|problem| problem.field == field.name) {
            let said = wrap(&said_of(app, form.verb, problem), columns.saturating_sub(indent));
            lines.extend(
                said.into_iter().map(|line| vec![(Meaning::Bad, format!("{}{line}", " ".repeat(indent)))]),
            );
        }
        if here {
            focused = lines.len() - 1;
        }
    }
    (lines, caret, focused)
}

/// What is made, and of which items.
pub fn title(app: &App, form: &Form) -> String {
    let texts = &app.texts;
    let verb = texts.verb_name(form.verb);
    if let Some(series) = &form.series {
        let place = series.filled.len() + 1;
        let (place, count) = (place.to_string(), (place + series.rest.len()).to_string());
        let place = texts.fill("ui.one-of", &[("place", &place), ("n", &count)]);
        return format!("{verb}  {place}  {} {}", series.now.id, series.now.title);
    }
    match form.about.as_slice() {
        [] => verb.to_owned(),
        [(id, _)] => {
            // What the preview beside it shows needs no name.
            let shown = app.preview.as_ref().is_some_and(|preview| preview.item.id == *id);
            let row = app.about.row(*id).filter(|_| !shown);
            row.map_or(verb.to_owned(), |row| format!("{verb}  {id} {}", row.title))
        }
        several => format!("{verb}  {}", texts.fill("ui.marked", &[("n", &several.len().to_string())])),
    }
}

/// A text with its label; answers the column and line of its caret.
fn text_lines(
    app: &App,
    text: &TextBox,
    here: bool,
    lead: Span,
    columns: usize,
    lines: &mut Vec<Vec<Span>>,
) -> (usize, usize) {
    let indent = width(&lead.1);
    let room = columns.saturating_sub(indent + 1);
    let shown = if here { text.shown(room, TEXT_LINES) } else { beginning(text, room) };
    let mut lead = Some(lead);
    let yields = here && text.yields();
    let meaning = if yields { Meaning::Cursor } else { Meaning::Plain };
    for line in shown.lines {
        let blank = || (Meaning::Quiet, " ".repeat(indent));
        lines.push(vec![lead.take().unwrap_or_else(blank), (meaning, line)]);
    }
    let clear = app.keymap.keys(Place::Form, Action::Clear).first().filter(|_| yields);
    if let (Some(line), Some(key)) = (lines.last_mut(), clear) {
        line.push((Meaning::Quiet, app.texts.fill("ui.yields", &[("key", &key_name(app, key))])));
    }
    if shown.cut {
        let said = app.texts.get(if here { "ui.text-scrolls" } else { "ui.text-goes-on" });
        lines.push(vec![(Meaning::Quiet, format!("{}{said}", " ".repeat(indent)))]);
    }
    (indent + shown.caret.0, shown.caret.1)
}

/// The beginning of a text that isn't being written.
fn beginning(text: &TextBox, columns: usize) -> Shown {
    let value = text.value();
    let begun: String = value.chars().take((columns + 1) * OTHER_TEXT_LINES).collect();
    let mut lines = wrap(&begun, columns);
    let cut = lines.len() > OTHER_TEXT_LINES || begun.len() < value.len();
    lines.truncate(OTHER_TEXT_LINES);
    Shown { lines, caret: (0, 0), cut }
}

/// What is wrong, with an example of what would be right: a phrase where the field takes phrases.
pub fn said_of(app: &App, verb: Verb, problem: Problem) -> String {
    let said = app.texts.get(problem.text);
    let named = format!("example.{}", problem.field);
    // A key without a text is its own.
    let example = Some(app.texts.get(&named)).filter(|example| *example != named);
    let phrases = kind_of(verb, problem.field).map(|kind| app.phrases.of(kind)).unwrap_or_default();
    match phrases.first().map(String::as_str).or(example) {
        None => said.to_owned(),
        Some(example) => app.texts.fill("ui.for-example", &[("what", said), ("example", example)]),
    }
}

/// All that can be chosen and fits what is typed, with the numbers that choose; nothing where it would fill
/// the screen.
fn choice_lines(
    choices: &[(String, String)],
    chosen: usize,
    typed: &str,
    indent: usize,
    columns: usize,
) -> Vec<Vec<Span>> {
    let codes = have_codes(choices);
    let fitting = fitting(choices, typed).into_iter();
    let pieces = fitting.filter_map(|place| Some((place, choices.get(place)?))).map(|(place, (_, label))| {
        let meaning = if place == chosen { Meaning::Key } else { Meaning::Quiet };
        let said = if codes { label.clone() } else { beside(&(place + 1).to_string(), label) };
        vec![(meaning, said)]
    });
    let mut lines = flow(pieces.collect(), columns.saturating_sub(indent));
    lines.truncate(if lines.len() <= CHOICE_LINES { CHOICE_LINES } else { 0 });
    for line in &mut lines {
        line.insert(0, (Meaning::Quiet, " ".repeat(indent)));
    }
    lines
}
