//! The palette and the help: lines made from the keymap and the texts, narrowed by what is typed.

use super::footer::key_name;
use super::line::{Span, caret_column, fit, rule, width};
use super::wrap::wrap;
use crate::console::app::App;
use crate::console::glyphs::glyphs;
use crate::console::keymap::Place;
use crate::console::overlay::Help;
use crate::console::palette::{Offer, Palette, fits, offers};
use crate::console::theme::Meaning;

/// Columns that the keys take.
const KEYS: usize = 18;

/// Columns that the name of an action takes in the help.
const WORDS: usize = 18;
/// Columns on which what an action does is broken into lines.
const LEAST: usize = 16;

/// The lines of a sheet with what is typed in its heading.
pub struct Lines {
    /// The heading first.
    pub lines: Vec<Vec<Span>>,
    /// Which of them the cursor is on, and the last that belongs to it.
    pub selected: Option<(usize, usize)>,
    /// The column of the text cursor in the heading.
    pub caret: usize,
}

/// The palette.
pub fn palette(app: &App, palette: &Palette, columns: usize) -> Lines {
    let texts = &app.texts;
    let typed = (palette.typed.value(), caret_column(&palette.typed));
    let (heading, caret) = heading(app, texts.get("action.palette"), typed, columns);
    let offers = offers(app);
    let names = offers.iter().map(|offer| width(&offer.name)).max().unwrap_or(0).min(columns / 3);
    let mut lines = vec![heading];
    let mut selected = None;
    for (place, offer) in offers.iter().enumerate() {
        let here = place == palette.cursor;
        let first = lines.len();
        lines.push(offer_line(app, offer, here, names, columns));
        if here {
            // All of it, because a line may have been too short for it.
            let whole = offer.why.iter().chain((offer.why.is_some()).then_some(&offer.does));
            let whole = whole.flat_map(|text| wrap(text, columns.saturating_sub(4)));
            lines.extend(whole.map(|line| vec![(Meaning::Plain, format!("    {line}"))]));
            selected = Some((first, lines.len() - 1));
        }
    }
    if offers.is_empty() {
        lines.push(vec![(Meaning::Quiet, format!("  {}", texts.get("ui.nothing-found")))]);
    }
    Lines { lines, selected, caret }
}

fn offer_line(app: &App, offer: &Offer, here: bool, names: usize, columns: usize) -> Vec<Span> {
    let keys: Vec<String> = offer.keys.iter().map(|key| key_name(app, key)).collect();
    let keys = fit(&keys.join(" "), KEYS.min(columns / 4));
    let lead = format!("{}{} ", if here { "> " } else { "  " }, fit(&offer.name, names));
    let room = columns.saturating_sub(width(&lead) + width(&keys) + 1);
    match &offer.why {
        None => vec![
            (Meaning::Plain, lead),
            (Meaning::Key, format!("{keys} ")),
            (Meaning::Plain, fit(&offer.does, room)),
        ],
        Some(why) => vec![(
            Meaning::Quiet,
            format!("{lead}{keys} {}", fit(&format!("{} {why}", glyphs().cross), room)),
        )],
    }
}

/// The help: the keys of the place where the person is, then those of the others.
pub fn help(app: &App, help: &Help, columns: usize) -> Lines {
    let texts = &app.texts;
    let typed = (help.typed.value(), caret_column(&help.typed));
    let (heading, caret) = heading(app, texts.get("ui.help"), typed, columns);
    let mut lines = vec![heading];
    let here = app.place_under();
    let others = Place::ALL.iter().copied().filter(|place| *place != here);
    for place in std::iter::once(here).chain(others) {
        let name = texts.get(&format!("place.{}", place.key())).to_owned();
        let found = app.keymap.bindings(place).iter().filter(|(_, keys)| !keys.is_empty()).filter_map(
            |(action, keys)| {
                let keys: Vec<String> = keys.iter().map(|key| key_name(app, key)).collect();
                let keys = keys.join(" ");
                let what = texts.get(&format!("action.{}", action.key())).to_owned();
                let does = texts.get(&format!("does.{}", action.key())).to_owned();
                let fitting = fits(help.typed.value(), &[&keys, &what, &does, &name]);
                let lead = format!("    {} ", fit(&keys, KEYS));
                let said = format!("{} ", fit(&what, WORDS));
                let indent = width(&lead) + width(&said);
                // On few columns a line of its own is no better than a cut one.
                let does = match columns.saturating_sub(indent) {
                    room @ LEAST.. => wrap(&does, room),
                    _ => vec![does],
                };
                fitting.then(|| hung(vec![(Meaning::Key, lead), (Meaning::Plain, said)], does, indent))
            },
        );
        let found: Vec<Vec<Span>> = found.flatten().collect();
        if !found.is_empty() {
            lines.push(vec![(Meaning::Heading, format!("  {name}"))]);
            lines.extend(found);
        }
    }
    if lines.len() == 1 {
        lines.push(vec![(Meaning::Quiet, format!("  {}", texts.get("ui.nothing-found")))]);
    }
    Lines { lines, selected: None, caret }
}

/// Lines of a text behind what leads it, all but the first hanging below its beginning.
fn hung(lead: Vec<Span>, text: Vec<String>, indent: usize) -> Vec<Vec<Span>> {
    let mut lead = Some(lead);
    let lines = text.into_iter().map(|line| {
        let mut spans = lead.take().unwrap_or_else(|| vec![(Meaning::Plain, " ".repeat(indent))]);
        spans.push((Meaning::Plain, line));
        spans
    });
    lines.collect()
}

/// A heading with what is typed behind it, and the column of the text cursor.
fn heading(app: &App, title: &str, (typed, cursor): (&str, usize), columns: usize) -> (Vec<Span>, usize) {
    let label = format!("{title}  {}: ", app.texts.get("ui.find"));
    let line = rule(&[(Meaning::Heading, label.clone()), (Meaning::Plain, typed.to_owned())], "", columns);
    (line, width("-- ") + width(&label) + cursor)
}
