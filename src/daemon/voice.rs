//! A session's voice: what is said over its connection, and that work on an answer goes on.
//!
//! Long work says how far it is, and waiting says that it waits, so that nobody takes silence for the end of the
//! desk. Neither ever waits for a client that doesn't listen: it may be said while all others wait.

use std::io;
use std::os::unix::net::UnixStream;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use crate::protocol::{FromDesk, Told, encode, write_frame};
use crate::shell;

/// What a session speaks with.
pub(super) struct Voice {
    pub(super) stream: UnixStream,
    /// The question to which an answer is owed. Whoever speaks holds this, so that no two speak at once.
    owed: Mutex<Option<u32>>,
}

impl Voice {
    pub(super) fn new(stream: UnixStream) -> Voice {
        Voice { stream, owed: Mutex::default() }
    }

    /// An answer to this question is owed from now on.
    pub(super) fn owe(&self, number: u32) {
        *self.alone() = Some(number);
    }

    /// Says something, and waits until it is on its way.
    pub(super) fn say(&self, message: &FromDesk) -> io::Result<()> {
        let _alone = self.alone();
        self.write(message)
    }

    /// Says what was owed.
    pub(super) fn answer(&self, message: &FromDesk) -> io::Result<()> {
        let mut owed = self.alone();
        *owed = None;
        self.write(message)
    }

    /// Says this of the question to which an answer is owed, if it has room on its way at once: the next one
    /// stands for it.
    pub(super) fn murmur(&self, told: Told) -> io::Result<()> {
        let owed = match self.owed.try_lock() {
            Ok(owed) => owed,
            Err(TryLockError::Poisoned(owed)) => owed.into_inner(),
            Err(TryLockError::WouldBlock) => return Ok(()),
        };
        let Some(number) = *owed else { return Ok(()) };
        let mut frame = Vec::new();
        write_frame(&mut frame, &encode(&FromDesk::Told(number, told)))?;
        shell::write_at_once(&self.stream, &frame).map(drop)
    }

    fn write(&self, message: &FromDesk) -> io::Result<()> {
        write_frame(&mut &self.stream, &encode(message))
    }

    fn alone(&self) -> MutexGuard<'_, Option<u32>> {
        self.owed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
