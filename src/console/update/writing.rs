//! Writing: what a text that is being typed says as a whole, or which choice is meant, where it comes as a line and
//! not key by key.

use tui_input::Input as TextField;

use super::{Effect, finding};
use crate::console::app::App;
use crate::console::form::FieldKind;
use crate::console::overlay::Overlay;

/// Puts this in place of what was typed.
pub(super) fn write(app: &mut App, text: &str) -> Vec<Effect> {
    let field = TextField::new(text.to_owned());
    match app.overlays.last_mut() {
        None if app.filtering => {
            app.filter = field;
            return finding::from_the_first(app);
        }
        Some(Overlay::Form(form)) => {
            form.problem = None;
            if let Some(field) = form.typing_mut() {
                field.set(text);
            }
        }
        Some(Overlay::Palette(palette)) => {
            palette.typed = field;
            palette.cursor = 0;
        }
        Some(Overlay::Name(name)) => *name = field,
        Some(Overlay::Help(help)) => help.typed = field,
        Some(Overlay::Reader(reader)) => {
            reader.typing = reader.typing.take().map(|(asked, _)| (asked, field));
        }
        Some(Overlay::Check(check)) => check.counting = check.counting.take().map(|_| field),
        _ => {}
    }
    Vec::new()
}

/// Takes one of the choices of the field that is being filled.
pub(super) fn pick(app: &mut App, place: usize) {
    let Some(Overlay::Form(form)) = app.overlays.last_mut() else { return };
    (form.problem, form.refused) = (None, None);
    form.typed.clear();
    if let Some(field) = form.fields.get_mut(form.focus)
        && let FieldKind::Choice(choices, chosen) = &mut field.kind
        && place < choices.len()
    {
        *chosen = place;
    }
}
