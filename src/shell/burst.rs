//! Bursts: characters that come together, as no fingers send them, or before anybody saw what they would do.
//!
//! A terminal that brackets pastes tells them from keys; one that doesn't sends them as if they were typed,
//! line ends as Enter, in pieces as large as they happen to be. So whatever came together presses nothing as
//! soon as one character among it could do more than move: not one of its keys, and nothing that follows
//! without a rest. Characters that only move, as several of them come in one packet over a slow link, do.

use super::terminal::{Input, Key};

/// After so long without a key a burst is over, in milliseconds.
const REST_MS: u64 = 150;

/// What comes within this time came together, in milliseconds: on a serial line a paste has one or two between
/// its characters, fingers have many.
pub(super) const TOGETHER_MS: u64 = 10;

/// Where keys are pressed.
#[derive(Clone, Copy)]
pub struct Listening<'a> {
    /// Whether characters are text there.
    pub typing: bool,
    /// Whether all that a key of this name does there is to move, or to find something.
    pub moves: &'a dyn Fn(&str) -> bool,
}

/// The burst that is going on, if one is.
#[derive(Default, Debug)]
pub(super) struct Bursts {
    /// Until when whatever comes belongs to it.
    until_ms: Option<u64>,
    /// When a character last came to a text field.
    last_ms: Option<u64>,
}

impl Bursts {
    /// What came at once at this time, with a burst in it made a paste. `waited` says that it was there
    /// before what came last had been dealt with.
    pub fn sift(
        &mut self,
        inputs: Vec<Input>,
        at_ms: u64,
        waited: bool,
        listening: Listening<'_>,
    ) -> Vec<Input> {
        if inputs.iter().all(|input| *input == Input::Redraw) {
            return inputs;
        }
        let pasted = inputs.iter().any(|input| matches!(input, Input::Paste(_)));
        let goes_on = self.until_ms.is_some_and(|until| waited || at_ms < until);
        if listening.typing {
            return self.typed(inputs, at_ms, goes_on, pasted);
        }
        if !pasted && !goes_on && !is_burst(&inputs, listening.moves) {
            self.until_ms = None;
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

    /// In a text field characters are text however fast they come; and so is what would leave the field, where
    /// it came with them.
    fn typed(&mut self, inputs: Vec<Input>, at_ms: u64, goes_on: bool, pasted: bool) -> Vec<Input> {
        let Some(all) = inputs.iter().map(text).collect::<Option<String>>() else {
            self.until_ms = (pasted || goes_on).then_some(at_ms + REST_MS);
            return inputs;
        };
        let behind = self.last_ms.replace(at_ms).is_some_and(|last| at_ms < last + TOGETHER_MS);
        let burst = goes_on || all.contains(LEAVING) && (behind || inputs.len() > 1);
        self.until_ms = burst.then_some(at_ms + REST_MS);
        if burst { vec![Input::Paste(all)] } else { inputs }
    }
}

/// Whether what may follow these at once must be known before they are pressed.
pub(super) fn may_begin(inputs: &[Input], listening: Listening<'_>) -> bool {
    let leaves = |input| text(input).is_some_and(|c| LEAVING.contains(&c));
    inputs.iter().any(|input| match listening.typing {
        true => leaves(input),
        false => does_more(input, listening.moves),
    })
}

/// Characters that leave a field.
const LEAVING: [char; 2] = ['\n', '\t'];

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

/// Several keys, and a character among them that does more than move.
fn is_burst(inputs: &[Input], moves: &dyn Fn(&str) -> bool) -> bool {
    inputs.iter().filter(|input| is_key(input)).count() > 1
        && inputs.iter().any(|input| does_more(input, moves))
}

fn does_more(input: &Input, moves: &dyn Fn(&str) -> bool) -> bool {
    matches!(input, Input::Key(key) if text(input).is_some() && !moves(&key.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: Listening<'_> =
        Listening { typing: false, moves: &|key| matches!(key, "j" | "k" | "down" | "tab") };
    const TEXT: Listening<'_> = Listening { typing: true, ..KEYS };

    fn keys(text: &str) -> Vec<Input> {
        let name = |c: char| match c {
            '\n' => "enter".to_owned(),
            '\t' => "tab".to_owned(),
            '↓' => "down".to_owned(),
            '⎋' => "esc".to_owned(),
            c => c.to_string(),
        };
        text.chars().map(|c| Input::Key(Key { name: name(c), at_ms: 0 })).collect()
    }

    fn paste(text: &str) -> Vec<Input> {
        vec![Input::Paste(text.to_owned())]
    }

    #[test]
    fn what_comes_together_moves_at_most() {
        for (typed, pressed) in [
            ("1", true),
            ("q", true),
            ("\n", true),
            ("11777711", false),
            ("1\n7\n1\n7", false),
            ("qq", false),
            ("17", false),
            ("\n\n", false),
            ("jj1", false),
            ("↓1", false),
            ("jjjjjjjjjj", true),
            ("jjkj\t", true),
            // No text has these.
            ("↓↓↓", true),
            ("⎋⎋", true),
        ] {
            let sifted = Bursts::default().sift(keys(typed), 0, false, KEYS);
            if pressed {
                assert_eq!(sifted, keys(typed), "{typed:?}");
            } else {
                assert!(matches!(&sifted[..], [Input::Paste(_)]), "{typed:?}: {sifted:?}");
            }
        }
    }

    #[test]
    fn what_follows_a_burst_without_a_rest_belongs_to_it() {
        let mut bursts = Bursts::default();
        bursts.sift(keys("12345678"), 1_000, false, KEYS);
        assert_eq!(bursts.sift(keys("j"), 1_100, false, KEYS), paste("j"));
        assert_eq!(bursts.sift(vec![Input::Redraw], 1_200, false, KEYS), vec![Input::Redraw]);
        assert_eq!(bursts.sift(keys("\n"), 1_240, false, KEYS), paste("\n"));
        // However long it took to deal with what came before.
        assert_eq!(bursts.sift(keys("1"), 9_000, true, KEYS), paste("1"));
        assert_eq!(bursts.sift(keys("7"), 9_150, false, KEYS), keys("7"));
        assert_eq!(bursts.sift(keys("7"), 9_150, true, KEYS), keys("7"));
    }

    #[test]
    fn keys_hidden_behind_the_end_of_a_paste_are_pasted() {
        let mut bursts = Bursts::default();
        let both: Vec<Input> = paste("a").into_iter().chain(keys("17")).collect();
        assert_eq!(bursts.sift(both, 0, false, KEYS), paste("a"));
        assert_eq!(bursts.sift(keys("7"), 10, false, KEYS), paste("7"));
    }

    #[test]
    fn in_a_field_what_comes_together_with_a_line_end_is_text() {
        for pasted in ["第一行写完\n第二行", "技\nq", "技\tq", "60\n", "\n\n"] {
            assert_eq!(Bursts::default().sift(keys(pasted), 0, false, TEXT), paste(pasted));
        }
        let mut bursts = Bursts::default();
        for (typed, at_ms) in [("理由写得很具体", 0), ("7", 5), ("\n", 60), ("q", 200)] {
            assert_eq!(bursts.sift(keys(typed), at_ms, false, TEXT), keys(typed));
        }
    }

    #[test]
    fn a_paste_that_comes_in_pieces_leaves_no_field() {
        let mut bursts = Bursts::default();
        // One character at a time.
        assert_eq!(bursts.sift(keys("6"), 0, false, TEXT), keys("6"));
        assert_eq!(bursts.sift(keys("\n"), 1, false, TEXT), paste("\n"));
        // In pieces, one of which ends with a line.
        assert_eq!(bursts.sift(keys("一\n二\n"), 1_000, false, TEXT), paste("一\n二\n"));
        assert_eq!(bursts.sift(keys("\n"), 1_100, false, TEXT), paste("\n"));
        assert_eq!(bursts.sift(keys("q"), 1_200, false, KEYS), paste("q"));
        assert_eq!(bursts.sift(keys("\n"), 9_000, false, TEXT), keys("\n"));
    }
}
