//! A connection that is waited at, in slices: between two of them whoever waits may look around, and give it up.
//!
//! Nothing is said twice meanwhile: what has begun goes on where it was, until it is there or given up.

use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// So long a slice is.
const SLICE: Duration = Duration::from_millis(250);

/// What is waited for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Awaited {
    /// The answer to a question or an order.
    Answer,
    /// To be let in.
    Greeting,
}

/// What goes on while something is waited for, told since when; it may give that up, and the connection with it.
pub type Meanwhile = Arc<dyn Fn(Awaited, Duration) -> ControlFlow<()> + Send + Sync>;

/// A stream on which silence is borne for so long.
pub(super) struct Patient<'s> {
    pub(super) stream: &'s UnixStream,
    pub(super) awaited: Awaited,
    /// Silence at most.
    pub(super) most: Duration,
    /// Since when it is waited, however much has come since then.
    pub(super) since: Instant,
    pub(super) meanwhile: Option<&'s Meanwhile>,
}

/// Makes reading and writing come back after each slice.
pub(super) fn in_slices(stream: &UnixStream) -> io::Result<()> {
    stream.set_read_timeout(Some(SLICE))?;
    stream.set_write_timeout(Some(SLICE))
}

impl Patient<'_> {
    fn wait<T>(&self, mut attempt: impl FnMut() -> io::Result<T>) -> io::Result<T> {
        let silent = Instant::now();
        loop {
            match attempt() {
                Err(error) if is_a_slice(&error) && silent.elapsed() < self.most => {}
                done => return done,
            }
            if self.meanwhile.is_some_and(|look| look(self.awaited, self.since.elapsed()).is_break()) {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
        }
    }
}

fn is_a_slice(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted)
}

impl Read for Patient<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut stream = self.stream;
        self.wait(|| stream.read(into))
    }
}

impl Write for Patient<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut stream = self.stream;
        self.wait(|| stream.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
