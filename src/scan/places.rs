//! Home addresses: what follows a word for dwelling and names a village, a block or a room.
//!
//! A heuristic that warns. It does not know the gazetteer, and leaves the seats of organisations (住所) alone.

use std::ops::Range;

use super::context::{Context, Topic};
use super::{Hit, Kind, Level};

/// An address is not read further than this, in characters.
const LONGEST: usize = 48;
/// So many digits in a row are no house number; another finder answers for them.
const NO_HOUSE_NUMBER: usize = 8;
/// What an address ends with, alone.
const HOMES: [&str; 14] =
    ["小区", "社区", "新村", "花园", "公寓", "家园", "单元", "号楼", "村", "栋", "幢", "室", "弄", "宿舍"];
/// What an address ends with after a digit.
const NUMBERED: [char; 4] = ['号', '组', '楼', '层'];
/// What is said of people at large and never of one home.
const AT_LARGE: [&str; 9] = ["各", "全市", "本市", "我市", "居民", "人口", "部门", "业务", "管理"];

pub(super) fn find(text: &str, context: &Context) -> Vec<Hit> {
    context
        .mentions(Topic::Dwelling)
        .filter_map(|label| address(text, label))
        .map(|at| Hit { kind: Kind::Address, level: Level::Warn, at })
        .collect()
}

fn address(text: &str, label: Range<usize>) -> Option<Range<usize>> {
    let is_vague = is_vague(&text[label.clone()]);
    if is_vague && !opens_clause(&text[..label.start]) {
        return None;
    }
    let rest = &text[label.end..];
    let lead: usize = rest
        .chars()
        .take(LONGEST)
        .take_while(|&char| ": \"为在于是".contains(char))
        .map(char::len_utf8)
        .sum();
    let phrase = phrase(&rest[lead..]);
    let end = home_end(phrase)?;
    let home = &phrase[..end];
    let is_home = !AT_LARGE.iter().any(|word| home.contains(word)) && (!is_vague || names_a_division(home));
    let start = label.end + lead;
    is_home.then(|| start..start + end)
}

/// The words up to the next punctuation, long number or the greatest length.
fn phrase(text: &str) -> &str {
    let mut digits = 0;
    for (at, char) in text.char_indices().take(LONGEST) {
        digits = if char.is_ascii_digit() { digits + 1 } else { 0 };
        if digits == NO_HOUSE_NUMBER {
            return &text[..at + 1 - NO_HOUSE_NUMBER];
        }
        if ",.;:!?()[]\"|\t\n、。〔〕《》“”".contains(char) {
            return &text[..at];
        }
    }
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}

/// The end of the last part of a home, which has at least two characters before it.
fn home_end(phrase: &str) -> Option<usize> {
    let named = HOMES.iter().filter_map(|home| phrase.rfind(home).map(|at| (at, at + home.len())));
    let numbered = phrase
        .rmatch_indices(NUMBERED)
        .find(|&(at, _)| phrase[..at].ends_with(|char: char| char.is_ascii_digit()))
        .map(|(at, mark)| (at, at + mark.len()));
    let (at, end) = named.chain(numbered).max_by_key(|&(_, end)| end)?;
    (phrase[..at].chars().count() >= 2).then_some(end)
}

/// Words that also stand in 户籍政策 or 住建局.
fn is_vague(label: &str) -> bool {
    matches!(label, "户籍" | "住")
}

fn opens_clause(before: &str) -> bool {
    before
        .chars()
        .next_back()
        .is_none_or(|char| !char.is_alphanumeric() || matches!(char, '现' | '暂' | '原'))
}

fn names_a_division(home: &str) -> bool {
    home.char_indices().any(|(at, char)| at > 0 && "省市县区镇乡".contains(char))
        && !home.starts_with(['房', '宅', '建', '院', '户', '所'])
}
