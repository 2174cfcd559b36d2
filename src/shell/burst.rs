//! Bursts: characters that come faster than anybody presses keys, or before anybody saw what they would do.
//!
//! A terminal that brackets pastes tells them from keys; one that doesn't sends them as if they were typed,
//! line ends as Enter, in pieces as large as they happen to be. Whatever comes with many characters at once,
//! and whatever follows it without a rest, is a paste: not one key of it is pressed.

use super::terminal::{Input, Key};

/// More characters than this at once, outside a text field, are a paste and no key presses.
const BURST: usize = 6;

/// After so long without a key a burst is over, in milliseconds.
const REST_MS: u64 = 150;

/// The burst that is going on, if one is.
#[derive(Default, Debug)]
pub(super) struct Bursts {
    /// Until when whatever comes belongs to it.
    until_ms: Option<u64>,
}

impl Bursts {
    /// What came at once at this time, with a burst in it made a paste. `waited` says that it was there
    /// before what came last had been dealt with.
    pub fn sift(&mut self, inputs: Vec<Input>, at_ms: u64, waited: bool) -> Vec<Input> {
        let pasted = inputs.iter().any(|input| matches!(input, Input::Paste(_)));
        let goes_on = self.until_ms.is_some_and(|until| waited || at_ms < until);
        if !pasted && !goes_on && !is_burst(&inputs) {
            self.until_ms = None;
            return inputs;
        }
        if inputs.iter().all(|input| *input == Input::Redraw) {
            return inputs;
        }
        self.until_ms = Some(at_ms + REST_MS);
        let text: String = inputs.iter().filter_map(text).collect();
        let mut kept: Vec<Input> = inputs.into_iter().filter(|input| !is_key(input)).collect();
        if !pasted {
            kept.push(Input::Paste(text));
        }
        kept
    }
}

/// In a text field, characters that came all at once with a line end among them are lines of a paste that
/// the terminal didn't bracket: its line ends are text and no presses of Enter.
pub(super) fn with_lines(inputs: Vec<Input>) -> Vec<Input> {
    let all: Option<String> = inputs.iter().map(text).collect();
    let pasted = all.filter(|all| all.trim_end().contains('\n') && all.chars().count() > BURST);
    pasted.map_or(inputs, |pasted| vec![Input::Paste(pasted)])
}

fn is_key(input: &Input) -> bool {
    matches!(input, Input::Key(_))
}

/// The character that a key would be in a paste.
fn text(input: &Input) -> Option<char> {
    let Input::Key(Key { name, .. }) = input else { return None };
    match name.as_str() {
        "enter" | "ctrl-j" => Some('\n'),
        "tab" => Some('\t'),
        name => name.chars().next().filter(|_| name.chars().count() == 1),
    }
}

/// Many characters, and not a held key, which repeats one.
fn is_burst(inputs: &[Input]) -> bool {
    let characters: Vec<char> = inputs.iter().filter_map(text).collect();
    characters.len() > BURST && characters.windows(2).any(|pair| pair[0] != pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<Input> {
        let name = |c: char| if c == '\n' { "enter".to_owned() } else { c.to_string() };
        text.chars().map(|c| Input::Key(Key { name: name(c), at_ms: 0 })).collect()
    }

    #[test]
    fn a_paste_without_brackets_presses_nothing_and_a_held_key_does() {
        for (typed, pressed) in [
            ("11777711", false),
            ("1\n7\n1\n7", false),
            ("abcdefg", false),
            ("jjjjjjjjjj", true),
            ("\n\n\n\n\n\n\n\n", true),
            ("17", true),
            ("1\n7", true),
        ] {
            let sifted = Bursts::default().sift(keys(typed), 0, false);
            let expected = if pressed { keys(typed) } else { vec![Input::Paste(typed.to_owned())] };
            assert_eq!(sifted, expected, "{typed:?}");
        }
    }

    #[test]
    fn what_follows_a_burst_without_a_rest_belongs_to_it() {
        let mut bursts = Bursts::default();
        bursts.sift(keys("12345678"), 1_000, false);
        assert_eq!(bursts.sift(keys("7"), 1_100, false), vec![Input::Paste("7".to_owned())]);
        assert_eq!(bursts.sift(vec![Input::Redraw], 1_200, false), vec![Input::Redraw]);
        assert_eq!(bursts.sift(keys("\n"), 1_240, false), vec![Input::Paste("\n".to_owned())]);
        // However long it took to deal with what came before.
        assert_eq!(bursts.sift(keys("1"), 9_000, true), vec![Input::Paste("1".to_owned())]);
        assert_eq!(bursts.sift(keys("7"), 9_150, false), keys("7"));
        assert_eq!(bursts.sift(keys("7"), 9_150, true), keys("7"));
    }

    #[test]
    fn keys_hidden_behind_the_end_of_a_paste_are_pasted() {
        let mut bursts = Bursts::default();
        let paste = Input::Paste("a".to_owned());
        let both: Vec<Input> = [paste.clone()].into_iter().chain(keys("17")).collect();
        assert_eq!(bursts.sift(both, 0, false), vec![paste]);
        assert_eq!(bursts.sift(keys("17"), 10, false), vec![Input::Paste("17".to_owned())]);
    }

    #[test]
    fn a_line_end_amid_a_burst_is_text_and_one_after_it_is_a_key() {
        let pasted = "第一行写完\n第二行";
        assert_eq!(with_lines(keys(pasted)), vec![Input::Paste(pasted.to_owned())]);
        for typed in ["理由写得很具体\n", "写\n7"] {
            assert_eq!(with_lines(keys(typed)), keys(typed));
        }
    }
}
