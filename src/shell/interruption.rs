//! Ctrl-C during long work that says what it has come to before it ends.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// Becomes true once the program is asked to end. Who asks a second time ends it at once.
///
/// # Errors
/// The host takes no handler for these signals.
pub fn interruption() -> io::Result<Arc<AtomicBool>> {
    let asked = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_default(signal, asked.clone())?;
        flag::register(signal, asked.clone())?;
    }
    Ok(asked)
}
