//! A copy of a text in which look-alikes are one character and invisible ones are gone.
//!
//! It knows how to find its way back to the original, and nothing of what is searched for.

use std::ops::Range;

/// The folded text, and where its pieces stood.
pub(super) struct Folded {
    /// Full-width forms, dashes and blanks as ASCII; without invisible characters and hyphenated line ends.
    pub(super) text: String,
    /// Places where the distance between the two texts changes, as (folded, original) byte offsets.
    shifts: Vec<(usize, usize)>,
}

impl Folded {
    pub(super) fn new(original: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(original.len()), shifts: vec![(0, 0)] };
        let (mut at, mut distance) = (0, 0);
        while let Some(char) = original[at..].chars().next() {
            let broken = line_end_hyphen(&original[at..], char, &folded.text);
            if broken == 0 && !is_invisible(char) {
                // The original is never shorter: folding only drops or narrows.
                if at - folded.text.len() != distance {
                    distance = at - folded.text.len();
                    folded.shifts.push((folded.text.len(), at));
                }
                folded.text.push(plain(char));
            }
            at += broken.max(char.len_utf8());
        }
        folded
    }

    /// The bytes of `original` that a non-empty range of the folded text came from.
    pub(super) fn original(&self, at: Range<usize>, original: &str) -> Range<usize> {
        let last =
            self.text[at.clone()].char_indices().next_back().map_or(at.start, |(last, _)| at.start + last);
        let last = self.origin(last);
        let width = original[last..].chars().next().map_or(0, char::len_utf8);
        self.origin(at.start)..last + width
    }

    fn origin(&self, offset: usize) -> usize {
        let after = self.shifts.partition_point(|&(folded, _)| folded <= offset);
        let (folded, original) = self.shifts[after - 1];
        original + (offset - folded)
    }
}

/// The length of a hyphen, its line end and the next line's indent, if they part a number or a word.
fn line_end_hyphen(rest: &str, first: char, before: &str) -> usize {
    if plain(first) != '-' || !before.ends_with(|char: char| char.is_ascii_alphanumeric()) {
        return 0;
    }
    let blank = &rest[first.len_utf8()..];
    let next = blank.trim_start_matches([' ', '\t', '\r', '\n', '\u{3000}']);
    let blank = &blank[..blank.len() - next.len()];
    let goes_on = next.chars().next().is_some_and(|char| plain(char).is_ascii_alphanumeric());
    if goes_on && blank.contains('\n') { rest.len() - next.len() } else { 0 }
}

/// Characters that show nothing: soft hyphens, zero-width and direction marks, and the carriage return.
fn is_invisible(char: char) -> bool {
    matches!(char, '\r' | '\u{ad}' | '\u{180e}' | '\u{feff}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

/// The plainest character that looks the same. A multiplication sign often stands for the X of a number.
fn plain(char: char) -> char {
    match char {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(char as u32 - 0xfee0).unwrap_or(char),
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '×' | 'Ⅹ' => 'X',
        _ => char,
    }
}
