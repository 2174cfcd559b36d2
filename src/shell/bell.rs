//! A bell between threads: one rings it, another waits for it beside whatever else it waits for.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::event::{EventfdFlags, eventfd};

/// Rung any number of times before it is heard, it is heard once.
#[derive(Debug)]
pub struct Bell(OwnedFd);

impl Bell {
    /// A bell that hasn't been rung.
    ///
    /// # Errors
    /// The process has too many open files.
    pub fn new() -> io::Result<Bell> {
        Ok(Bell(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?))
    }

    /// Rings; never waits.
    pub fn ring(&self) {
        // It fails only where it has been rung 2^64 times without being heard.
        let _ = rustix::io::write(&self.0, &1_u64.to_ne_bytes());
    }

    /// Whether it was rung since it was last heard.
    pub fn heard(&self) -> bool {
        rustix::io::read(&self.0, &mut [0; 8]).is_ok()
    }
}

impl AsFd for Bell {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
