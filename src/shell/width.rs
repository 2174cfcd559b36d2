//! Widths on which terminals disagree: asked at the start, and then held to.
//!
//! Unicode calls `“ ” … — · ① ° ─` and others ambiguous: one column among Latin letters, two among
//! Chinese ones. On a terminal that said one, one is kept for them. On any other they are [`widened`]:
//! layouts keep two, the painter blanks both and writes the character there, and whichever it is drawn
//! as, all of it is seen and what follows stands where the layout put it.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Follows a widened character: one column wide, never apart from what it follows, and never sent.
///
/// A spacing mark of the Miao script, which stands on no other letter.
pub(super) const SECOND_HALF: char = '\u{16F51}';

/// Draws a quotation mark and a box, asks where the cursor stands, and wipes both away.
const QUESTION: &str = "\x1b[H“─\x1b[6n\x1b[H\x1b[K";

/// How wide a terminal draws characters of ambiguous width.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ambiguous {
    /// It said: one column.
    Narrow,
    /// It said two columns, or did not say: two are kept for each.
    Wide,
}

/// Columns to keep for a text.
pub fn columns(text: &str, ambiguous: Ambiguous) -> usize {
    widened(text, ambiguous).width()
}

/// A text as wide as the columns that are kept for it.
pub fn widened(text: &str, ambiguous: Ambiguous) -> Cow<'_, str> {
    if ambiguous == Ambiguous::Narrow || !text.chars().any(is_ambiguous) {
        return Cow::Borrowed(text);
    }
    let mut wide = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        wide.push(c);
        if is_ambiguous(c) {
            wide.push(SECOND_HALF);
        }
    }
    Cow::Owned(wide)
}

/// Asks a terminal in raw mode how wide it draws: [`hear`] what it says.
///
/// # Errors
/// The terminal is gone.
pub(super) fn ask(output: &mut impl Write) -> io::Result<()> {
    output.write_all(QUESTION.as_bytes())?;
    output.flush()
}

/// Waits for the answer to a question asked then no longer than the limit (twice that where an answer has begun).
/// Also gives the bytes that were typed meanwhile.
///
/// An answer that comes later than that is the input parser's to drop.
///
/// # Errors
/// The terminal is gone.
pub(super) fn hear(input: impl AsFd, asked: Instant, limit: Duration) -> io::Result<(Ambiguous, Vec<u8>)> {
    let (mut heard, mut column) = (Vec::new(), None);
    while column.is_none() {
        let limit = if begun(&heard) { limit * 2 } else { limit };
        let left = Timespec::try_from(limit.saturating_sub(asked.elapsed())).unwrap_or_default();
        let mut waiting = [PollFd::new(&input, PollFlags::IN)];
        match poll(&mut waiting, Some(&left)) {
            Ok(0) => break,
            Err(rustix::io::Errno::INTR) => continue,
            asked => asked?,
        };
        let mut chunk = [0; 256];
        match rustix::io::read(&input, &mut chunk)? {
            0 => break,
            length => heard.extend_from_slice(&chunk[..length]),
        }
        if let Some((place, answered)) = answer(&heard) {
            heard.drain(place);
            column = Some(answered);
        }
    }
    // One of the two drawn wide is enough to be wary of all.
    Ok((if column == Some(3) { Ambiguous::Narrow } else { Ambiguous::Wide }, heard))
}

/// The first `ESC [ row ; column R`: where it stands, and its column.
fn answer(heard: &[u8]) -> Option<(Range<usize>, u32)> {
    heard.windows(2).enumerate().filter(|(_, pair)| *pair == b"\x1b[").find_map(|(start, _)| {
        let rest = &heard[start + 2..];
        let end = rest.iter().position(|byte| !byte.is_ascii_digit() && *byte != b';')?;
        let (_, column) = std::str::from_utf8(&rest[..end]).ok()?.split_once(';')?;
        (rest[end] == b'R').then_some((start..start + 3 + end, column.parse().ok()?))
    })
}

/// Whether what was heard ends within an answer.
fn begun(heard: &[u8]) -> bool {
    let Some(start) = heard.iter().rposition(|byte| *byte == 0x1b) else { return false };
    let rest = &heard[start + 1..];
    rest.first() == Some(&b'[') && rest[1..].iter().all(|byte| byte.is_ascii_digit() || *byte == b';')
}

/// Whether terminals may disagree where the cursor stands after this symbol: one of ambiguous width, an
/// emoji, one without any width, or several characters in one.
pub(super) fn is_unsure(symbol: &str) -> bool {
    let mut characters = symbol.chars();
    match (characters.next(), characters.next()) {
        (Some(only), None) => only >= '\u{1f000}' || only.width() == Some(0) || is_ambiguous(only),
        (None, _) => false,
        _ => true,
    }
}

/// Whether this symbol is of the kinds that were asked about: punctuation and boxes.
pub(super) fn was_asked(symbol: &str) -> bool {
    symbol.chars().all(|c| matches!(c, '\u{2010}'..='\u{2027}' | '\u{2500}'..='\u{257f}' | '·'))
}

fn is_ambiguous(c: char) -> bool {
    !c.is_ascii() && c.width() != c.width_cjk()
}

#[cfg(test)]
mod tests;
