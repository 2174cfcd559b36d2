//! How a text sounds: each character folded to what is typed for it, with its syllable in pinyin.
//!
//! A character is read as the longest word around it says ([`PHRASES`]), in a person's name as a family
//! name is read ([`SURNAMES`]), and else as it mostly is.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use pinyin::ToPinyin;

/// A text to be found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field<'a> {
    /// Any text.
    Text(&'a str),
    /// A person's name.
    Name(&'a str),
}

/// One character of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Sound {
    /// Its bytes in the text.
    pub at: Range<usize>,
    /// What is typed for it where it stands for itself.
    pub folded: char,
    /// Its syllable; empty where it has none.
    pub syllable: &'static str,
}

impl Sound {
    /// What is typed for it in a row of initials; `None` for punctuation, which nobody types there.
    pub fn initial(&self) -> Option<char> {
        match self.syllable.chars().next() {
            Some(initial) => Some(initial),
            None => Some(self.folded).filter(char::is_ascii_alphanumeric),
        }
    }
}

impl<'a> Field<'a> {
    /// The text itself.
    pub fn text(self) -> &'a str {
        match self {
            Field::Text(text) | Field::Name(text) => text,
        }
    }

    /// Its characters as they sound.
    pub(super) fn sounds(self) -> Vec<Sound> {
        let text = self.text();
        let mut sounds: Vec<Sound> = Vec::with_capacity(text.len() / 2);
        let mut known: &[&'static str] = &[];
        for (start, c) in text.char_indices() {
            if known.is_empty() {
                let rest = &text[start..];
                known = match self {
                    Field::Name(_) if start == 0 => reading(&SURNAMES, rest),
                    _ => reading(&PHRASES, rest),
                };
            }
            let syllable = match known.split_first() {
                Some((first, later)) => {
                    known = later;
                    first
                }
                None => syllable(c),
            };
            sounds.push(Sound { at: start..start + c.len_utf8(), folded: fold(c), syllable });
        }
        sounds
    }
}

/// The character that is typed for this one: small, half-width, one kind of bracket; a blank for what can't
/// be seen.
pub(super) fn fold(c: char) -> char {
    let half = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    match half {
        '〔' | '【' | '(' => '[',
        '〕' | '】' | ')' => ']',
        '\u{3000}' => ' ',
        _ if half.is_control() => ' ',
        _ => half.to_lowercase().next().unwrap_or(half),
    }
}

/// Every syllable that a character can have, in the order of the alphabet, `v` for ü.
pub(super) fn syllables() -> &'static [&'static str] {
    static ALL: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let mut all: Vec<_> =
            ('\u{4e00}'..='\u{9fff}').map(syllable).filter(|known| !known.is_empty()).collect();
        all.extend(PHRASES.values().chain(SURNAMES.values()).flatten().flat_map(|(_, read)| read));
        all.sort_unstable();
        all.dedup();
        all
    });
    &ALL
}

fn syllable(c: char) -> &'static str {
    if c.is_ascii() {
        return "";
    }
    match c.to_pinyin().map(pinyin::Pinyin::plain) {
        Some("lü") => "lv",
        Some("nü") => "nv",
        Some("lüe") => "lve",
        Some("nüe") => "nve",
        Some(plain) if plain.is_ascii() => plain,
        _ => "",
    }
}

/// Words by their first character, the longest first, each with its syllables.
type Readings = HashMap<char, Vec<(&'static str, Vec<&'static str>)>>;

static PHRASES: LazyLock<Readings> = LazyLock::new(|| read(include_str!("phrases.txt")));
static SURNAMES: LazyLock<Readings> = LazyLock::new(|| read(include_str!("surnames.txt")));

/// The syllables of the word with which a text begins; none where it is no word of these.
fn reading(readings: &'static Readings, text: &str) -> &'static [&'static str] {
    let words = text.chars().next().and_then(|first| readings.get(&first));
    let found = words.and_then(|words| words.iter().find(|(word, _)| text.starts_with(word)));
    found.map_or(&[], |(_, syllables)| syllables)
}

fn read(file: &'static str) -> Readings {
    let mut readings = Readings::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let Some((word, first)) = words.next().and_then(|word| Some((word, word.chars().next()?))) else {
            continue;
        };
        readings.entry(first).or_default().push((word, words.collect()));
    }
    for words in readings.values_mut() {
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    }
    readings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_a_syllable_for_each_character_and_all_have_a_code() {
        for (word, read) in PHRASES.values().chain(SURNAMES.values()).flatten() {
            assert_eq!(word.chars().count(), read.len(), "{word}");
            assert!(read.iter().all(|one| one.chars().all(|c| c.is_ascii_lowercase())), "{word}");
        }
        assert!((380..512).contains(&syllables().len()), "{}", syllables().len());
    }

    #[test]
    fn a_character_is_read_as_its_word_says() {
        for (field, read) in [
            (Field::Text("重庆银行行长会计"), "chong qing yin hang hang zhang kuai ji"),
            (Field::Text("增长重点调研"), "zeng zhang zhong dian diao yan"),
            (Field::Text("绿色工厂"), "lv se gong chang"),
            (Field::Name("曾单"), "zeng dan"),
            (Field::Text("曾经"), "ceng jing"),
            // A word that only seems to be there.
            (Field::Text("运行情况"), "yun xing qing kuang"),
            (Field::Text("执行情况"), "zhi xing qing kuang"),
            (Field::Text("工商行政"), "gong shang xing zheng"),
            (Field::Text("社会计划"), "she hui ji hua"),
        ] {
            let sounds = field.sounds();
            assert_eq!(sounds.iter().map(|sound| sound.syllable).collect::<Vec<_>>().join(" "), read);
        }
    }
}
