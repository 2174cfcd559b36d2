//! Waiting for a service that doesn't answer: the console says so, and can be left meanwhile.
//!
//! It is not drawn from the `App`, which waits for the answer: the line stands over what is shown.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::keymap::{Action, Keymap, Place};
use super::theme::Theme;
use super::view;
use crate::client::{Awaited, Meanwhile};
use crate::shell::{Ambiguous, Depth, Screen};
use crate::texts::{Lang, Texts};

/// So long nobody minds that an answer takes.
pub(super) const UNNOTICED: Duration = Duration::from_millis(750);

/// The screen, which whoever waits for an answer needs as well.
#[derive(Clone)]
pub(super) struct SharedScreen(Arc<Mutex<Screen>>);

impl SharedScreen {
    pub(super) fn new(screen: Screen) -> SharedScreen {
        SharedScreen(Arc::new(Mutex::new(screen)))
    }

    /// The screen, for one thing to do on it.
    pub(super) fn now(&self) -> MutexGuard<'_, Screen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What goes on on the screen while an answer is waited for.
    pub(super) fn meanwhile(&self, lang: Lang, keymap: &Keymap, ascii: bool) -> Meanwhile {
        let screen = self.clone();
        let said = Texts::new(lang).get("ui.no-answer").to_owned();
        // Who takes something back with Esc doesn't want to leave.
        let leaving = keymap.keys(Place::List, Action::Quit).to_vec();
        Arc::new(move |awaited, since| {
            let mut screen = screen.now();
            match awaited {
                // What is lost is said already, and all keys are alive between two attempts.
                Awaited::Greeting if screen.is_called() => ControlFlow::Break(()),
                Awaited::Greeting => ControlFlow::Continue(()),
                Awaited::Answer if since < UNNOTICED => ControlFlow::Continue(()),
                Awaited::Answer => {
                    // A terminal that is gone is told by the keys.
                    let (depth, ambiguous) = screen.look().unwrap_or((Depth::Plain, Ambiguous::Wide));
                    let theme = Theme::default().on(depth, ambiguous, ascii);
                    let _ = screen.draw_over(|buffer| view::over_all(&said, theme, buffer));
                    match screen.is_left_by(&leaving) {
                        true => ControlFlow::Break(()),
                        false => ControlFlow::Continue(()),
                    }
                }
            }
        })
    }
}
