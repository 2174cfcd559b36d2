//! Very many texts, looked through at once.
//!
//! They stand in one flat buffer, a line for each item: its fields folded, their initials, and their
//! syllables in a code of two bytes each that occurs in no text. A word is then one or a few strings of
//! bytes, and finding it is a walk over the buffer at the speed of memory.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;
use memchr::memmem;

use super::needle::{Needle, Way, Word};
use super::sound::{Field, syllables};
use crate::domain::ItemId;

const FIELD_END: u8 = 0x1f;
const LINE_END: u8 = b'\n';
/// What a line is filled with that no longer counts.
const NOTHING: u8 = 0;

/// Patterns of one word at most; a word with more is looked for by these alone.
const PATTERNS: usize = 400;

/// The texts of items, to be found by [`Needle`]s.
#[derive(Clone, Default, Debug)]
pub struct Haystack {
    buffer: Vec<u8>,
    /// Where each line begins, and whose it is; in the order of the buffer.
    lines: Vec<(usize, ItemId)>,
    /// Which line is an item's.
    line_of: HashMap<ItemId, usize>,
    /// Bytes that no longer count.
    dead: usize,
}

impl Haystack {
    /// Takes an item's texts in place of those that it had.
    pub fn put(&mut self, id: ItemId, fields: &[Field<'_>]) {
        if let Some(old) = self.line_of.insert(id, self.lines.len()) {
            self.forget(old);
        }
        self.lines.push((self.buffer.len(), id));
        let sounds: Vec<_> = fields.iter().map(|field| field.sounds()).collect();
        for field in &sounds {
            let mut utf8 = [0; 4];
            field.iter().for_each(|one| self.buffer.extend(one.folded.encode_utf8(&mut utf8).bytes()));
            self.buffer.push(FIELD_END);
        }
        for field in &sounds {
            self.buffer.extend(field.iter().filter_map(|one| u8::try_from(one.initial()?).ok()));
            self.buffer.push(FIELD_END);
        }
        for field in &sounds {
            for one in field {
                match one.syllable {
                    "" if one.folded.is_ascii_alphanumeric() => self.buffer.extend(u8::try_from(one.folded)),
                    "" => {}
                    syllable => self.buffer.extend(code(syllable)),
                }
            }
            self.buffer.push(FIELD_END);
        }
        self.buffer.push(LINE_END);
        if self.dead > self.buffer.len() / 2 {
            self.compact();
        }
    }

    /// How many items it holds.
    pub fn len(&self) -> usize {
        self.line_of.len()
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.line_of.is_empty()
    }

    /// The items in which every word is found, in the order of their numbers.
    pub fn search(&self, needle: &Needle) -> Vec<ItemId> {
        let mut found: Option<Vec<bool>> = None;
        for word in &needle.words {
            let mut lines = vec![false; self.lines.len()];
            self.mark(word, &mut lines);
            if let Some(before) = found {
                lines.iter_mut().zip(before).for_each(|(line, before)| *line &= before);
            }
            found = Some(lines);
        }
        let mut ids: Vec<ItemId> = match found {
            Some(found) => {
                self.lines.iter().zip(found).filter(|(_, found)| *found).map(|((_, id), _)| *id).collect()
            }
            None => self.line_of.keys().copied().collect(),
        };
        ids.sort_unstable();
        ids
    }

    /// Marks the lines in which a word is found.
    fn mark(&self, word: &Word, lines: &mut [bool]) {
        let typed: String = word.typed.iter().collect();
        let patterns: Vec<Vec<u8>> = std::iter::once(typed.into_bytes())
            .chain(word.ways.iter().flat_map(codes))
            .take(PATTERNS)
            .collect();
        let mut line = 0;
        // Hits come in the order of the buffer: the line moves on with them, and the rest of it is skipped.
        let mut hit = |at: usize| -> usize {
            while self.lines.get(line + 1).is_some_and(|(start, _)| *start <= at) {
                line += 1;
            }
            lines[line] = true;
            self.lines.get(line + 1).map_or(self.buffer.len(), |(start, _)| *start)
        };
        let mut from = 0;
        match patterns.as_slice() {
            [only] => {
                let finder = memmem::Finder::new(only);
                while let Some(at) = finder.find(&self.buffer[from..]) {
                    from = hit(from + at);
                }
            }
            several => {
                let Ok(finder) = AhoCorasick::new(several) else { return };
                while let Some(found) = finder.find(&self.buffer[from..]) {
                    from = hit(from + found.start());
                }
            }
        }
    }

    fn forget(&mut self, line: usize) {
        let start = self.lines[line].0;
        let end = self.lines.get(line + 1).map_or(self.buffer.len(), |(next, _)| *next);
        self.buffer[start..end].fill(NOTHING);
        self.dead += end - start;
    }

    /// Leaves out what no longer counts.
    fn compact(&mut self) {
        let old = std::mem::take(self);
        for (place, (start, id)) in old.lines.iter().enumerate() {
            if old.line_of.get(id) != Some(&place) {
                continue;
            }
            let end = old.lines.get(place + 1).map_or(old.buffer.len(), |(next, _)| *next);
            self.line_of.insert(*id, self.lines.len());
            self.lines.push((self.buffer.len(), *id));
            self.buffer.extend_from_slice(&old.buffer[*start..end]);
        }
    }
}

/// The code of a syllable: two bytes of which the first begins no character.
fn code(syllable: &str) -> [u8; 2] {
    let place = syllables().binary_search(&syllable).unwrap_or_default();
    coded(place)
}

fn coded(place: usize) -> [u8; 2] {
    let [.., low] = (place & 0x3f).to_be_bytes();
    let [.., high] = (place >> 6).to_be_bytes();
    [0xf8 | high, 0x80 | low]
}

/// The bytes that a way to read a word can have: one string for each syllable with which it may end.
fn codes(way: &Way) -> Vec<Vec<u8>> {
    let piece = |piece: &String| match piece.as_bytes() {
        [digit] if digit.is_ascii_digit() => vec![*digit],
        _ => code(piece).to_vec(),
    };
    let whole: Vec<u8> = way.whole.iter().flat_map(piece).collect();
    let ends = syllables().iter().enumerate().filter(|(_, known)| known.starts_with(&way.begun));
    let mut all: Vec<Vec<u8>> = ends.map(|(place, _)| [whole.as_slice(), &coded(place)].concat()).collect();
    if way.begun.chars().all(|c| c.is_ascii_digit()) {
        all.push([whole.as_slice(), way.begun.as_bytes()].concat());
    }
    all
}
