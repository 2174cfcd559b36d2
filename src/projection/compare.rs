//! Two texts compared: sentence by sentence, and within a changed sentence word by word; Chinese, which
//! parts no words, character by character.

use similar::{Algorithm, ChangeTag, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

/// A stretch of two texts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stretch {
    /// So many sentences are the same; the first and the last of them.
    Same(usize, String, String),
    /// Stood in the old text.
    Removed(Vec<Word>),
    /// Stands in the new one.
    Added(Vec<Word>),
}

/// A piece of a changed sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word {
    /// What it says.
    pub text: String,
    /// Whether the other sentence lacks it.
    pub changed: bool,
}

/// Words of a sentence that are compared at most; in a longer one the whole counts as changed.
const MOST_WORDS: usize = 2_000;

/// The stretches of two texts, in order; removed ones before what was put in their place.
pub fn compare(old: &str, new: &str) -> Vec<Stretch> {
    let (old, new) = (sentences(old), sentences(new));
    let mut found = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        match op {
            DiffOp::Equal { old_index, len, .. } => {
                let same = old.get(old_index..old_index + len).unwrap_or(&[]);
                if let (Some(first), Some(last)) = (same.first(), same.last()) {
                    found.push(Stretch::Same(len, (*first).to_owned(), (*last).to_owned()));
                }
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                let gone = old.get(old_index..old_index + old_len).unwrap_or(&[]);
                found.extend(gone.iter().map(|sentence| Stretch::Removed(whole(sentence))));
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                let come = new.get(new_index..new_index + new_len).unwrap_or(&[]);
                found.extend(come.iter().map(|sentence| Stretch::Added(whole(sentence))));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                let gone = old.get(old_index..old_index + old_len).unwrap_or(&[]);
                let come = new.get(new_index..new_index + new_len).unwrap_or(&[]);
                found.extend(replaced(gone, come));
            }
        }
    }
    found
}

/// Sentences in place of others: side by side as long as there are both, then what is left.
fn replaced<'a>(gone: &[&'a str], come: &[&'a str]) -> Vec<Stretch> {
    let pairs = gone.len().min(come.len());
    let mut found = Vec::new();
    for (old, new) in gone.iter().zip(come) {
        let (old, new) = words(old, new);
        found.extend([Stretch::Removed(old), Stretch::Added(new)]);
    }
    found.extend(gone.iter().skip(pairs).map(|sentence| Stretch::Removed(whole(sentence))));
    found.extend(come.iter().skip(pairs).map(|sentence| Stretch::Added(whole(sentence))));
    found
}

/// Two sentences in words. Where they have less than half in common they are two, not one that changed.
fn words(old: &str, new: &str) -> (Vec<Word>, Vec<Word>) {
    let before: Vec<&str> = old.split_word_bounds().collect();
    let after: Vec<&str> = new.split_word_bounds().collect();
    if before.len().max(after.len()) > MOST_WORDS {
        return (whole(old), whole(new));
    }
    let ops = capture_diff_slices(Algorithm::Myers, &before, &after);
    let common: usize = ops.iter().map(|op| if let DiffOp::Equal { len, .. } = op { *len } else { 0 }).sum();
    if 4 * common < before.len() + after.len() {
        return (whole(old), whole(new));
    }
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for change in ops.iter().flat_map(|op| op.iter_changes(&before, &after)) {
        match change.tag() {
            ChangeTag::Equal => {
                put(&mut gone, change.value(), false);
                put(&mut come, change.value(), false);
            }
            ChangeTag::Delete => put(&mut gone, change.value(), true),
            ChangeTag::Insert => put(&mut come, change.value(), true),
        }
    }
    (gone, come)
}

fn put(words: &mut Vec<Word>, text: &str, changed: bool) {
    match words.last_mut() {
        Some(last) if last.changed == changed => last.text.push_str(text),
        _ => words.push(Word { text: text.to_owned(), changed }),
    }
}

fn whole(sentence: &str) -> Vec<Word> {
    vec![Word { text: sentence.to_owned(), changed: true }]
}

/// The sentences of a text: each ends with its stop, or with its line.
fn sentences(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.flat_map(|line| line.split_inclusive(['。', '！', '？', '；', '!', '?', ';'])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str, expected: &str) {
        let words = |words: &[Word]| -> String {
            let mark = |word: &Word| {
                if word.changed { format!("[{}]", word.text) } else { word.text.clone() }
            };
            words.iter().map(mark).collect()
        };
        let lines = compare(old, new).into_iter().map(|stretch| match stretch {
            Stretch::Same(count, first, _) => format!("={count}{first}"),
            Stretch::Removed(gone) => format!("-{}", words(&gone)),
            Stretch::Added(come) => format!("+{}", words(&come)),
        });
        assert_eq!(lines.collect::<Vec<_>>().join("|"), expected, "{old} -> {new}");
    }

    #[test]
    fn a_changed_sentence_shows_what_changed_in_it() {
        for (old, new, expected) in [
            ("", "", ""),
            ("甲。", "甲。", "=1甲。"),
            ("甲。乙丙丁。", "甲。乙戊丁。", "=1甲。|-乙[丙]丁。|+乙[戊]丁。"),
            ("现通知如下。", "现将有关事项通知如下。", "-现通知如下。|+现[将有关事项]通知如下。"),
            ("一。\n二。", "一。\n二。\n三。", "=2一。|+[三。]"),
            ("一。二。三。", "一。三。", "=1一。|-[二。]|=1三。"),
            ("报送100件;", "报送120件;", "-报送[100]件;|+报送[120]件;"),
            ("完全不同的话。", "另说一事!", "-[完全不同的话。]|+[另说一事!]"),
        ] {
            check(old, new, expected);
        }
    }
}
