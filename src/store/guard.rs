//! A guard around reading a file that may be damaged: where the database's own code gives up in a panic, the
//! answer is that the file is damaged.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use super::Cause;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Does work that only reads, on a file of which nothing can be believed.
pub(super) fn guarded<T, E: From<Cause>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = take_hook();
        // What is caught here is told by the one who called.
        set_hook(Box::new(move |panic| {
            if !GUARDED.get() {
                print(panic);
            }
        }));
    });
    GUARDED.set(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(false);
    done.unwrap_or_else(|panic| Err(Cause::damaged(said(panic.as_ref())).into()))
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("a page can't be read")
}
