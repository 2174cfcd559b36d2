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

/// The lines of one paragraph. A line begins with no closing punctuation and ends with no opening one; dots and
/// dashes that make up one sign stay together, and a word of letters isn't broken where it can be carried whole.
/// Nothing is left out.
pub fn breaks(paragraph: &str, columns: usize) -> Vec<Range<usize>> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    let mut start = 0;
    // The graphemes of the line that is being filled, and how wide each is.
    let mut line: Vec<(usize, &str, usize)> = Vec::new();
    let mut used = 0;
    for (at, grapheme) in paragraph.grapheme_indices(true) {
        let wide = width(grapheme);
        if used + wide > columns {
            // On fewer columns than two wide characters take there is nothing to choose.
            let kept = if columns < 4 { line.len() } else { kept(&line, grapheme) };
            let end = line.get(kept).map_or(at, |(begins, ..)| *begins);
            lines.push(start..end);
            start = end;
            line.drain(..kept);
            used = line.iter().map(|(.., wide)| wide).sum();
        }
        line.push((at, grapheme, wide));
        used += wide;
    }
    lines.push(start..paragraph.len());
    lines
}

/// How many graphemes of a full line stay in it, where this one comes next: as many as may, half of them at least.
fn kept(line: &[(usize, &str, usize)], next: &str) -> usize {
    let half = line.len() / 2;
    let last = |place: usize| {
        let before = line.get(place.checked_sub(1)?)?.1;
        Some((before, line.get(place).map_or(next, |(_, grapheme, _)| grapheme)))
    };
    let breaks_before = |place: &usize| last(*place).is_some_and(|(before, after)| may_part(before, after));
    let apart =
        |place: &usize| last(*place).is_some_and(|(before, after)| !(is_letter(before) && is_letter(after)));
    let mut places = (half + 1..=line.len()).rev();
    let whole = places.clone().find(|place| breaks_before(place) && apart(place));
    whole.or_else(|| places.find(breaks_before)).unwrap_or(line.len())
}

/// Whether a line may end with the one and the next begin with the other.
fn may_part(before: &str, after: &str) -> bool {
    let one_sign = before == after && matches!(before, "…" | "—");
    !is_closing(after) && !is_opening(before) && !one_sign
}

fn is_closing(text: &str) -> bool {
    text.chars().next().is_some_and(|c| "，。、；：？！）》〉」』】〕”’％,.;:?!)]}%".contains(c))
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
    fn where_signs_meet_they_are_carried_with_what_they_belong_to() {
        for (text, lines) in [
            ("一二三四》。五", ["一二三", "四》。五"]),
            ("一二三（《四五", ["一二三", "（《四五"]),
            ("增长五点六七％左", ["增长五点六", "七％左"]),
            ("一二三四（五）", ["一二三四", "（五）"]),
            ("一二三四五a》b", ["一二三四五", "a》b"]),
            // Half a line of them is set as it comes.
            ("一》》》》》》", ["一》》》》", "》》"]),
        ] {
            let columns = if text.contains('％') { 12 } else { 10 };
            assert_eq!(wrap(text, columns), lines);
        }
        for columns in 4..20 {
            let lines = wrap("一二……三四——五六七八……九", columns);
            for pair in lines.windows(2) {
                assert!(!["…", "—"].iter().any(|sign| pair[0].ends_with(sign) && pair[1].starts_with(sign)));
            }
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
