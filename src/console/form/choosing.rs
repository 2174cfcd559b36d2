//! Choosing one of several by keys: the arrows go through them, a number takes one, letters and characters
//! narrow them to those whose names have them, also by pinyin.

use crate::find::{Field, Needle};

/// How many choices have a digit of their own; where there are more, numbers have two.
pub const DIGITS: usize = 9;

/// Labels under their stable names.
type Choices = [(String, String)];

/// The places of the choices that fit what is typed: all of them unless letters were.
pub fn fitting(choices: &Choices, typed: &str) -> Vec<usize> {
    let codes = is_number(typed) && have_codes(choices);
    let needle = Needle::new(if is_number(typed) { "" } else { typed });
    let fits = |(code, label): &(String, String)| match codes {
        true => code.starts_with(typed),
        false => needle.fits(&[Field::Text(label)]),
    };
    choices.iter().enumerate().filter(|(_, choice)| fits(choice)).map(|(place, _)| place).collect()
}

/// Whether digits are the choices' own codes, which stand before their names, and not the numbers of their places.
pub fn have_codes(choices: &Choices) -> bool {
    let coded = |(code, label): &(String, String)| {
        !code.is_empty()
            && is_number(code)
            && label.strip_prefix(code.as_str()).is_some_and(|name| name.starts_with(' '))
    };
    choices.iter().any(coded)
}

/// A key in a list of choices; `typed` is what was typed before it in this field.
pub fn press(choices: &Choices, chosen: &mut usize, typed: &mut String, key: &str) {
    let mut characters = key.chars();
    match (key, characters.next(), characters.next()) {
        ("right" | " ", ..) => step(choices, chosen, typed, 1),
        ("left", ..) => step(choices, chosen, typed, -1),
        ("backspace", ..) => {
            typed.pop();
        }
        (_, Some(digit), None) if digit.is_ascii_digit() && !have_codes(choices) => {
            number(choices.len(), chosen, typed, digit);
        }
        (_, Some(letter), None) => narrow(choices, chosen, typed, letter),
        _ => {}
    }
}

/// To the next or the last one of those that fit, in a round.
fn step(choices: &Choices, chosen: &mut usize, typed: &str, forward: isize) {
    let fitting = fitting(choices, typed);
    let here = fitting.iter().position(|place| place == chosen);
    let next = here.map_or(0, |here| here.wrapping_add_signed(forward));
    let next = fitting.get(next).or(if forward < 0 { fitting.last() } else { fitting.first() });
    *chosen = next.copied().unwrap_or(*chosen);
}

/// A digit goes on the number that was begun, where there are so many choices; else it begins one.
fn number(count: usize, chosen: &mut usize, typed: &mut String, digit: char) {
    let begun = if is_number(typed) && count > DIGITS { typed.as_str() } else { "" };
    let both = format!("{begun}{digit}");
    let numbers = [both, digit.to_string()];
    let meant = |number: &String| number.parse::<usize>().ok()?.checked_sub(1);
    let Some(number) = numbers.iter().find(|number| meant(number).is_some_and(|place| place < count)) else {
        // More than there are is the last one; no choice has the number zero.
        if digit != '0' {
            *chosen = count.saturating_sub(1);
        }
        return typed.clear();
    };
    *chosen = meant(number).unwrap_or(*chosen);
    typed.clone_from(number);
}

/// A letter, or a digit of a code, goes on what was typed, where a choice still fits then.
fn narrow(choices: &Choices, chosen: &mut usize, typed: &mut String, letter: char) {
    let goes_on = is_number(typed) == letter.is_ascii_digit();
    let begun = if goes_on { typed.as_str() } else { "" };
    let more = format!("{begun}{letter}");
    let fitting = fitting(choices, &more);
    let Some(first) = fitting.first() else { return };
    if !fitting.contains(chosen) {
        *chosen = *first;
    }
    *typed = more;
}

fn is_number(typed: &str) -> bool {
    typed.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Presses keys, a word each, from the first choice on; answers the choice and what stands typed.
    fn check(labels: &[&str], keys: &str, chosen: &str, typed: &str) {
        let choices: Vec<_> = labels.iter().map(|label| (String::new(), (*label).to_owned())).collect();
        let (mut place, mut said) = (0, String::new());
        for key in keys.split_whitespace() {
            press(&choices, &mut place, &mut said, key);
        }
        assert_eq!((labels[place], said.as_str()), (chosen, typed), "{keys}");
    }

    const PEOPLE: [&str; 12] =
        ["—", "王建国", "庄毅", "郑丽", "陈志强", "李明", "罗斌", "林晓", "高远", "徐静", "王芳", "何伟"];

    #[test]
    fn a_number_of_two_digits_takes_the_one_that_has_it() {
        for (keys, chosen, typed) in [
            ("2", "王建国", "2"),
            ("1 1", "王芳", "11"),
            ("1 0", "徐静", "10"),
            // There are no 21: the second digit begins anew.
            ("2 1", "—", "1"),
            ("1 2 3", "庄毅", "3"),
            ("1 3", "庄毅", "3"),
            ("0", "—", ""),
            ("1 1 backspace 2", "何伟", "12"),
        ] {
            check(&PEOPLE, keys, chosen, typed);
        }
        // Where each has a digit, each digit takes one, and one too high the last.
        for (keys, chosen) in [("1 2", "乙"), ("3 3 1", "甲"), ("9", "丙"), ("0", "甲")] {
            let typed = if keys == "9" || keys == "0" { "" } else { &keys[keys.len() - 1..] };
            check(&["甲", "乙", "丙"], keys, chosen, typed);
        }
    }

    #[test]
    fn a_code_is_typed_as_it_stands_before_its_name() {
        let codes =
            [("", "未写明"), ("0100", "机构职能"), ("0200", "法规"), ("1200", "监督检查"), ("2500", "动态")];
        let label =
            |(code, name): &(&str, &str)| (code.to_string(), format!("{code} {name}").trim().to_owned());
        let choices: Vec<_> = codes.iter().map(label).collect();
        for (keys, chosen, typed) in [
            ("0 2 0 0", "0200", "0200"),
            ("2", "2500", "2"),
            ("1", "1200", "1"),
            // There is none that begins so.
            ("0 2 9", "0200", "02"),
            ("j d", "1200", "jd"),
            ("j d 0", "0100", "0"),
            ("0 1 w", "", "w"),
            ("2 5 left", "2500", "25"),
        ] {
            let (mut place, mut said) = (0, String::new());
            for key in keys.split(' ') {
                press(&choices, &mut place, &mut said, key);
            }
            assert_eq!((choices[place].0.as_str(), said.as_str()), (chosen, typed), "{keys}");
        }
    }

    #[test]
    fn letters_and_characters_narrow_and_the_arrows_go_through_what_is_left() {
        for (keys, chosen, typed) in [
            ("w", "王建国", "w"),
            ("w j", "王建国", "wj"),
            ("w f", "王芳", "wf"),
            ("王 right", "王芳", "王"),
            ("王 right right", "王建国", "王"),
            ("王 left", "王芳", "王"),
            ("王 right 芳", "王芳", "王芳"),
            // What fits nothing isn't taken.
            ("w q", "王建国", "w"),
            ("w f backspace backspace left", "徐静", ""),
            ("1 1 w", "王芳", "w"),
            ("w 3", "庄毅", "3"),
            ("tab ctrl-j", "—", ""),
            ("left", "何伟", ""),
        ] {
            check(&PEOPLE, keys, chosen, typed);
        }
    }
}
