//! Very many texts, looked through at once.
//!
//! They stand in three heaps of bytes, a line for each item in each: its fields folded, their initials, and their
//! syllables in a code of two bytes each that occurs in no text. A word is then one or a few strings of bytes, and
//! finding it is a walk at the speed of memory over the heaps in which it can be.

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::AhoCorasick;
use memchr::memmem;

use super::needle::{Needle, Way, Word};
use super::sound::{Field, syllables};
use crate::domain::ItemId;

/// Ends a field; nothing that is typed contains it.
const FIELD_END: u8 = 0x1f;
/// What a line is filled with that no longer counts.
const NOTHING: u8 = 0;

/// Patterns of one word at most; a word with more is looked for by these alone.
const PATTERNS: usize = 400;

/// The texts of items, to be found by [`Needle`]s.
#[derive(Clone, Default, Debug)]
pub struct Haystack {
    folded: Heap,
    initials: Heap,
    syllables: Heap,
    /// Whose each line is.
    ids: Vec<ItemId>,
    /// Which line is an item's.
    line_of: HashMap<ItemId, usize>,
}

/// One way of writing all items, line behind line.
#[derive(Clone, Default, Debug)]
struct Heap {
    bytes: Vec<u8>,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl Haystack {
    /// Takes an item's texts in place of those that it had.
    pub fn put(&mut self, id: ItemId, fields: &[Field<'_>]) {
        if let Some(old) = self.line_of.insert(id, self.ids.len()) {
            self.heaps().for_each(|heap| heap.forget(old));
        }
        self.ids.push(id);
        self.heaps().for_each(Heap::begin_line);
        for field in fields {
            let sounds = field.sounds();
            let mut utf8 = [0; 4];
            for one in &sounds {
                self.folded.bytes.extend(one.folded.encode_utf8(&mut utf8).bytes());
            }
            self.initials.bytes.extend(sounds.iter().filter_map(|one| u8::try_from(one.initial()?).ok()));
            // What has no syllable at all is no pinyin either.
            let spoken = if sounds.iter().all(|one| one.syllable.is_empty()) { &[] } else { &sounds[..] };
            for one in spoken {
                match one.syllable {
                    "" if one.folded.is_ascii_alphanumeric() => {
                        self.syllables.bytes.extend(u8::try_from(one.folded));
                    }
                    "" => {}
                    syllable => self.syllables.bytes.extend(code(syllable)),
                }
            }
            self.heaps().for_each(|heap| heap.bytes.push(FIELD_END));
        }
        if self.ids.len() > 2 * self.line_of.len() {
            self.compact();
        }
    }

    /// Gives back the memory that it took in advance, once everything is in.
    pub fn settle(&mut self) {
        self.heaps().for_each(Heap::settle);
        self.ids.shrink_to_fit();
        self.line_of.shrink_to_fit();
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
            let mut lines = vec![false; self.ids.len()];
            self.mark(word, &mut lines);
            if let Some(before) = found {
                lines.iter_mut().zip(before).for_each(|(line, before)| *line &= before);
            }
            found = Some(lines);
        }
        let mut ids: Vec<ItemId> = match found {
            Some(found) => {
                self.ids.iter().zip(found).filter(|(_, found)| *found).map(|(id, _)| *id).collect()
            }
            None => self.line_of.keys().copied().collect(),
        };
        ids.sort_unstable();
        ids
    }

    /// Marks the lines in which a word is found: as it stands, by initials, or written out.
    fn mark(&self, word: &Word, lines: &mut [bool]) {
        let typed: String = word.typed.iter().collect();
        let may_be_initials = typed.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let typed = [typed.into_bytes()];
        self.folded.mark(&typed, lines);
        if may_be_initials {
            self.initials.mark(&typed, lines);
        }
        let written_out: Vec<Vec<u8>> = word.ways.iter().flat_map(codes).take(PATTERNS).collect();
        self.syllables.mark(&written_out, lines);
    }

    fn heaps(&mut self) -> impl Iterator<Item = &mut Heap> {
        [&mut self.folded, &mut self.initials, &mut self.syllables].into_iter()
    }

    /// Leaves out what no longer counts.
    fn compact(&mut self) {
        let old = std::mem::take(self);
        for (line, id) in old.ids.iter().enumerate().filter(|(line, id)| old.line_of.get(id) == Some(line)) {
            self.line_of.insert(*id, self.ids.len());
            self.ids.push(*id);
            let from = [&old.folded, &old.initials, &old.syllables];
            self.heaps().zip(from).for_each(|(heap, old)| heap.take(&old.bytes[old.line(line)]));
        }
    }
}

impl Heap {
    fn begin_line(&mut self) {
        self.starts.push(self.bytes.len());
    }

    fn line(&self, line: usize) -> Range<usize> {
        self.starts[line]..self.starts.get(line + 1).copied().unwrap_or(self.bytes.len())
    }

    fn settle(&mut self) {
        self.bytes.shrink_to_fit();
        self.starts.shrink_to_fit();
    }

    fn take(&mut self, line: &[u8]) {
        self.begin_line();
        self.bytes.extend_from_slice(line);
    }

    fn forget(&mut self, line: usize) {
        let line = self.line(line);
        self.bytes[line].fill(NOTHING);
    }

    /// Marks the lines in which one of these is found.
    fn mark(&self, patterns: &[Vec<u8>], lines: &mut [bool]) {
        let mut line = 0;
        // Hits come in the order of the bytes: the line moves on with them, and the rest of it is skipped.
        let mut hit = |at: usize| -> usize {
            while self.starts.get(line + 1).is_some_and(|start| *start <= at) {
                line += 1;
            }
            lines[line] = true;
            self.line(line).end
        };
        let mut from = 0;
        match patterns {
            [] => {}
            [only] => {
                let finder = memmem::Finder::new(only);
                while let Some(at) = finder.find(&self.bytes[from..]) {
                    from = hit(from + at);
                }
            }
            several => {
                let Ok(finder) = AhoCorasick::new(several) else { return };
                while let Some(found) = finder.find(&self.bytes[from..]) {
                    from = hit(from + found.start());
                }
            }
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
