//! What somebody typed.

use std::ops::Range;

use super::sound::{Field, Sound, fold, syllables};

/// Letters from which on a word may be pinyin written out; fewer are initials, or a text.
const WRITTEN_OUT: usize = 3;

/// Ways to read a word as syllables at most; a word with more is read in these alone.
const WAYS: usize = 24;

/// Letters of a word up to which it is read as pinyin at all: no title has more syllables in one breath.
const LONGEST_READ: usize = 64;

/// Characters of what was typed that are looked for at most; no text that is looked through is longer.
const LONGEST: usize = 1_000;

/// Words that must all be found.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Needle {
    pub(super) words: Vec<Word>,
}

/// One word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Word {
    /// As it is looked for in texts and initials.
    pub typed: Vec<char>,
    /// As pinyin written out: whole pieces, and then the beginning of one more.
    pub ways: Vec<Way>,
}

/// One way to read a word as syllables and digits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Way {
    /// Whole syllables, and digits, each a piece.
    pub whole: Vec<String>,
    /// The beginning of a syllable, or a whole one.
    pub begun: String,
}

impl Needle {
    /// Reads what was typed.
    pub fn new(typed: &str) -> Needle {
        let folded: String = typed.chars().take(LONGEST).map(fold).collect();
        Needle { words: folded.split_whitespace().map(Word::new).collect() }
    }

    /// Whether nothing was typed; then everything is found.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether every word is found in one of these texts.
    pub fn fits(&self, fields: &[Field<'_>]) -> bool {
        let sounds: Vec<Vec<Sound>> = fields.iter().map(|field| field.sounds()).collect();
        self.words.iter().all(|word| sounds.iter().any(|sounds| word.find(sounds).is_some()))
    }

    /// Where in a text its words are found: the bytes of the first place of each, in their order.
    pub fn find(&self, field: Field<'_>) -> Vec<Range<usize>> {
        if self.is_empty() {
            return Vec::new();
        }
        let sounds = field.sounds();
        let mut found: Vec<Range<usize>> = self.words.iter().filter_map(|word| word.find(&sounds)).collect();
        found.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut end = 0;
        found.retain(|range| {
            let apart = range.start >= end;
            end = end.max(range.end);
            apart
        });
        found
    }
}

impl Word {
    fn new(typed: &str) -> Word {
        let mut ways = Vec::new();
        let letters = typed.chars().filter(char::is_ascii_lowercase).count();
        let readable = WRITTEN_OUT..=LONGEST_READ;
        if readable.contains(&letters) && typed.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        {
            read(typed, &mut Vec::new(), &mut ways);
        }
        Word { typed: typed.chars().collect(), ways }
    }

    /// The bytes of the first place where it is found: as it stands, by initials, or written out.
    fn find(&self, sounds: &[Sound]) -> Option<Range<usize>> {
        let bytes = |first: &Sound, last: &Sound| first.at.start..last.at.end;
        let here = |from: usize| {
            let part = sounds.get(from..from + self.typed.len())?;
            part.iter().zip(&self.typed).all(|(sound, c)| sound.folded == *c).then_some(part)
        };
        if let Some([first, .., last] | [first @ last]) = (0..sounds.len()).find_map(here) {
            return Some(bytes(first, last));
        }
        let spoken: Vec<&Sound> = sounds.iter().filter(|sound| sound.initial().is_some()).collect();
        let by_initials = |from: usize| {
            let part = spoken.get(from..from + self.typed.len())?;
            part.iter().zip(&self.typed).all(|(sound, c)| sound.initial() == Some(*c)).then_some(part)
        };
        if let Some(part) = (0..spoken.len()).find_map(by_initials) {
            return part.first().zip(part.last()).map(|(first, last)| bytes(first, last));
        }
        let written_out = |from: usize| {
            let way = self.ways.iter().find(|way| way.begins(spoken.get(from..).unwrap_or(&[])))?;
            spoken.get(from..=from + way.whole.len())
        };
        let part = (0..spoken.len()).find_map(written_out)?;
        part.first().zip(part.last()).map(|(first, last)| bytes(first, last))
    }
}

impl Way {
    fn begins(&self, spoken: &[&Sound]) -> bool {
        let is = |sound: &Sound, piece: &str| match sound.syllable {
            "" => piece.chars().eq([sound.folded]),
            syllable => syllable == piece,
        };
        let Some(last) = spoken.get(self.whole.len()) else { return false };
        let begun = match last.syllable {
            "" => self.begun.chars().eq([last.folded]) && last.folded.is_ascii_digit(),
            syllable => syllable.starts_with(&self.begun),
        };
        begun && self.whole.iter().zip(spoken).all(|(piece, sound)| is(sound, piece))
    }
}

/// Every way to read letters as syllables and digits as themselves.
fn read(rest: &str, whole: &mut Vec<String>, ways: &mut Vec<Way>) {
    if ways.len() >= WAYS {
        return;
    }
    let digit = rest.starts_with(|c: char| c.is_ascii_digit());
    let begins = |syllable: &&&str| syllable.starts_with(rest);
    if digit && rest.len() == 1 || !digit && syllables().iter().any(|known| begins(&known)) {
        ways.push(Way { whole: whole.clone(), begun: rest.to_owned() });
    }
    let pieces: Vec<&str> = match digit {
        true => vec![&rest[..1]],
        false => (1..rest.len().min(7))
            .map(|end| &rest[..end])
            .filter(|piece| syllables().contains(piece))
            .collect(),
    };
    for piece in pieces.into_iter().rev().filter(|piece| piece.len() < rest.len()) {
        whole.push(piece.to_owned());
        read(&rest[piece.len()..], whole, ways);
        whole.pop();
    }
}
