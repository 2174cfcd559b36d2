//! Where a text is broken into lines of so many columns, as Chinese is set.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::line::width;
use crate::shell::visible;

/// The text in lines of at most so many columns.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let paragraph = visible(paragraph.trim_end_matches('\r'));
        let ranges = breaks(&paragraph, columns).into_iter();
        lines.extend(ranges.map(|range| paragraph.get(range).unwrap_or_default().to_owned()));
    }
    lines
}

/// The lines of one paragraph. A line begins with no closing punctuation and ends with no opening one; a
/// word of letters isn't broken where it can be carried whole. Nothing is left out.
pub fn breaks(paragraph: &str, columns: usize) -> Vec<Range<usize>> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    let mut start = 0;
    // The graphemes of the line that is being filled: where each begins, and how wide it is.
    let mut line: Vec<(usize, usize)> = Vec::new();
    let mut used = 0;
    let from = |at: usize| paragraph.get(at..).unwrap_or_default();
    for (at, grapheme) in paragraph.grapheme_indices(true) {
        let wide = width(grapheme);
        if used + wide > columns {
            let mut kept = line.len();
            let last = |kept: usize| kept.checked_sub(1).and_then(|last| line.get(last));
            // On fewer columns than two wide characters take there is nothing to choose.
            let bound = is_closing(grapheme) || last(kept).is_some_and(|(at, _)| is_opening(from(*at)));
            if bound && columns >= 4 {
                kept = kept.saturating_sub(1);
            }
            while is_letter(grapheme)
                && kept > columns / 2
                && last(kept).is_some_and(|(at, _)| is_letter(from(*at)))
            {
                kept -= 1;
            }
            let end = line.get(kept).map_or(at, |(begins, _)| *begins);
            lines.push(start..end);
            start = end;
            line.drain(..kept);
            used = line.iter().map(|(_, wide)| wide).sum();
        }
        line.push((at, wide));
        used += wide;
    }
    lines.push(start..paragraph.len());
    lines
}

fn is_closing(text: &str) -> bool {
    text.chars().next().is_some_and(|c| "，。、；：？！）》〉」』】〕”’,.;:?!)]}%".contains(c))
}

fn is_opening(text: &str) -> bool {
    text.chars().next().is_some_and(|c| "（《〈「『【〔“‘([{".contains(c))
}

fn is_letter(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_begins_with_no_closing_punctuation() {
        assert_eq!(wrap("一二三四，五六", 8), ["一二三", "四，五六"]);
        assert_eq!(wrap("一二三（四五", 8), ["一二三", "（四五"]);
        assert_eq!(wrap("甲\n\n乙", 8), ["甲", "", "乙"]);
        for columns in 0..30 {
            assert!(
                wrap("关于印发《办法》的通知 GB18030 text", columns)
                    .iter()
                    .all(|line| width(line) <= columns.max(2))
            );
        }
    }

    #[test]
    fn nothing_is_left_out_and_nothing_said_twice() {
        for text in
            ["", "甲", "一二三，四五（六七）八。", "a long-ish word, 中文 mixed《书名》。", "👨‍👩‍👧‍👦e\u{301}字"]
        {
            for columns in 1..20 {
                let whole: String = breaks(text, columns).into_iter().map(|range| &text[range]).collect();
                assert_eq!(whole, text, "{columns}");
            }
        }
    }
}
