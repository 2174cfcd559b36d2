//! A terminal used as a teletype: lines out, lines in. For screen readers, and for terminals that can't
//! place a cursor. Its own line editing stays; nothing is ever sent but printable characters and line ends.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;

use super::visible;

/// How long a look takes for what is there already.
const AT_ONCE: Duration = Duration::from_micros(200);

/// How often an idle wait looks whether a signal came.
const SIGNAL_CHECK: Duration = Duration::from_millis(100);

/// So long without a line is a pause, in looks for signals.
const PAUSE_LOOKS: u32 = 10;

/// After so long without a line a burst is over, in milliseconds.
const REST_MS: u64 = 150;

/// Bytes that are taken at once; what is longer goes on in the next piece.
const AT_MOST: usize = 1 << 20;

/// The terminal, or what stands in for it.
pub struct Teletype {
    ended: Arc<AtomicBool>,
    started: Instant,
    /// What has come since the last line end.
    typed: Vec<u8>,
    /// Nothing more will come.
    closed: bool,
    /// When the last line came, in milliseconds.
    last_ms: u64,
    /// Until when whatever comes belongs to the burst that is going on.
    until_ms: Option<u64>,
    paused: bool,
}

/// What came from the person or the host.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entered {
    /// A line, without its end, and its time in milliseconds since the beginning. One that was there before
    /// the last answer could be heard has the time of the line before it.
    Line(String, u64),
    /// Several lines that came at once, or lines that followed such without a rest: a paste.
    Paste(String),
    /// Nothing has come for a second; said once after each line.
    Pause,
    /// The connection or the host ends the program.
    End,
}

/// Whether a person sits at a terminal that can't place its cursor.
pub fn is_dumb_terminal() -> bool {
    let name = std::env::var("TERM").unwrap_or_default();
    let dumb = matches!(name.as_str(), "" | "dumb" | "unknown");
    dumb && io::stdin().is_terminal() && io::stdout().is_terminal()
}

impl Teletype {
    /// Listens from now on.
    ///
    /// # Errors
    /// The host refuses to say when it wants an end.
    pub fn open() -> io::Result<Teletype> {
        let ended = Arc::new(AtomicBool::new(false));
        for signal in [SIGTERM, SIGHUP, SIGINT] {
            flag::register(signal, ended.clone())?;
        }
        Ok(Teletype {
            ended,
            started: Instant::now(),
            typed: Vec::new(),
            closed: false,
            last_ms: 0,
            until_ms: None,
            paused: false,
        })
    }

    /// Set once the person or the host wants an end.
    pub fn ended(&self) -> Arc<AtomicBool> {
        self.ended.clone()
    }

    /// Columns and lines of the window; `None` where the output is no terminal.
    pub fn size(&self) -> Option<(u16, u16)> {
        if !io::stdout().is_terminal() {
            return None;
        }
        crossterm::terminal::size().ok().filter(|(columns, lines)| *columns > 0 && *lines > 0)
    }

    /// Prints lines, and behind them a prompt that the answer is typed after.
    ///
    /// # Errors
    /// Nobody reads it any more.
    pub fn print(lines: &[String], prompt: &str) -> io::Result<()> {
        let mut text = String::new();
        for line in lines {
            text += &visible(line);
            text.push('\n');
        }
        text += &visible(prompt);
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    /// Ends the line of a prompt where no terminal has shown the Enter that did.
    ///
    /// # Errors
    /// Nobody reads it any more.
    pub fn close_prompt() -> io::Result<()> {
        if io::stdin().is_terminal() { Ok(()) } else { Teletype::print(&[String::new()], "") }
    }

    /// Waits for what comes next.
    ///
    /// # Errors
    /// The terminal can't be read.
    pub fn wait(&mut self) -> io::Result<Entered> {
        let (mut looks, mut unseen) = (0, true);
        loop {
            if self.closed || self.ended.load(Ordering::Relaxed) {
                return Ok(Entered::End);
            }
            if is_readable(if unseen { AT_ONCE } else { SIGNAL_CHECK })? {
                self.drain()?;
                let now_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
                if let Some(entered) = self.take(now_ms, unseen) {
                    self.paused = false;
                    return Ok(entered);
                }
            }
            looks += 1;
            if looks >= PAUSE_LOOKS && !self.paused {
                self.paused = true;
                return Ok(Entered::Pause);
            }
            unseen = false;
        }
    }

    /// Reads all that is there.
    fn drain(&mut self) -> io::Result<()> {
        let mut bytes = [0; 4 << 10];
        while self.typed.len() < AT_MOST {
            // Unbuffered: what is left is there for the next look.
            match rustix::io::read(io::stdin(), &mut bytes) {
                // A terminal that was hung up says so by an error.
                Ok(0) | Err(Errno::IO) => self.closed = true,
                Ok(count) => self.typed.extend_from_slice(bytes.get(..count).unwrap_or_default()),
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
            if self.closed || !is_readable(AT_ONCE)? {
                break;
            }
        }
        Ok(())
    }

    /// The whole lines among what was typed.
    fn take(&mut self, now_ms: u64, unseen: bool) -> Option<Entered> {
        let whole = self.closed || self.typed.len() >= AT_MOST;
        let end = self.typed.iter().rposition(|byte| *byte == b'\n').map(|end| end + 1);
        let end = if whole { Some(self.typed.len()) } else { end };
        let bytes: Vec<u8> = self.typed.drain(..end.filter(|end| *end > 0)?).collect();
        let text = without_sequences(&String::from_utf8_lossy(&bytes)).replace("\r\n", "\n");
        let text = text.strip_suffix('\n').unwrap_or(&text).to_owned();
        // Enter held down is one key and no paste.
        let text = if text.contains('\n') && text.trim().is_empty() { String::new() } else { text };
        let at_ms = if unseen { self.last_ms } else { now_ms };
        let goes_on = self.until_ms.is_some_and(|until| unseen || now_ms < until);
        self.last_ms = at_ms;
        if goes_on || text.contains('\n') {
            self.until_ms = Some(now_ms + REST_MS);
            return Some(Entered::Paste(text));
        }
        self.until_ms = None;
        Some(Entered::Line(text, at_ms))
    }
}

/// Waits at most so long for something to read, or for the end of it.
fn is_readable(at_most: Duration) -> io::Result<bool> {
    let keyboard = io::stdin();
    let mut watched = [PollFd::new(&keyboard, PollFlags::IN)];
    let timeout = Timespec { tv_sec: 0, tv_nsec: i64::from(at_most.subsec_nanos()) };
    match poll(&mut watched, Some(&timeout)) {
        // A signal: it is looked at first.
        Err(Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
        Ok(count) => Ok(count > 0),
    }
}

/// Without what keys such as the arrows send, which a terminal's own line editing takes for text.
fn without_sequences(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        kept += before;
        rest = match after.strip_prefix(['[', 'O']) {
            Some(sequence) => sequence
                .find(|c| matches!(c, '@'..='~'))
                .and_then(|end| sequence.get(end + 1..))
                .unwrap_or_default(),
            None => after,
        };
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(teletype: &mut Teletype, text: &str, now_ms: u64, unseen: bool) -> Option<Entered> {
        teletype.typed.extend_from_slice(text.as_bytes());
        teletype.take(now_ms, unseen)
    }

    #[test]
    fn lines_that_come_at_once_are_a_paste_and_so_is_what_follows_without_a_rest() {
        let mut teletype = Teletype::open().unwrap();
        let line = |text: &str, at_ms| Some(Entered::Line(text.to_owned(), at_ms));
        let paste = |text: &str| Some(Entered::Paste(text.to_owned()));
        let mut check = |text: &str, now_ms, unseen, entered: Option<Entered>| {
            assert_eq!(typed(&mut teletype, text, now_ms, unseen), entered, "{text:?} at {now_ms}");
        };
        check("退", 900, false, None);
        check("回\r\n", 1_000, false, line("退回", 1_000));
        check("7\n", 2_000, true, line("7", 1_000));
        check("1\n7\n", 3_000, false, paste("1\n7"));
        check("7\n", 3_149, false, paste("7"));
        check("7\n", 3_290, false, paste("7"));
        check("7\n", 9_000, true, paste("7"));
        check("7\n", 9_150, false, line("7", 9_150));
        check("\n\n\n", 9_900, false, line("", 9_900));
        check("a\u{1b}[Ab\u{1b}OPc\u{1b}[\n", 10_900, false, line("abc", 10_900));
    }
}
