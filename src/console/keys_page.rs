//! The page `docs/keys.md`: made from the keymap and the texts, so that it can't go stale.

use std::fmt::Write;

use super::keymap::{Keymap, Place};
use crate::texts::{Lang, Texts};

const ABOUT: &str = r#"# Keys

<!-- Made from src/console/keymap.toml and the texts: GONGKAI_WRITE_DOCS=1 cargo test --test all keys_page -->

Digits, arrows, space, Enter and Esc do everything that is daily: they arrive also while a Chinese input method is
composing. Outside text fields a full-width key (`１`, `：`, `？`, `、`, a full-width space) is its half-width one. What is
pasted there presses no key, and keys that come together only move. `:` lists everything that can be done, with what the
rules say against it; typing narrows the list by words or pinyin, a pane's name goes to the pane, and an item's number
to the item. `?` shows the keys of where you are; typing looks for one.

## A keymap of one's own

`keys.toml` in the configuration folder is laid over these keys. It has a table for each place, and in it the keys of
each action that is to have others; `[]` takes all keys from an action.

```toml
[list]
zoom = ["ctrl-t"]
draft = []           # nobody begins a draft by a slip of the hand

[check]
confirm = ["y"]
```

A key is one character, `enter`, `esc`, `tab`, `backtab`, `backspace`, `delete`, `up`, `down`, `left`, `right`, `home`,
`end`, `pageup`, `pagedown`, `space`, or `ctrl-` with a small letter. The console doesn't start with a faulty file, and
says every fault with line and column, as `gongkai check-config` does: places, actions and keys that don't exist; one key
for two actions in one place, also where one of them has it by default; a character where text is typed; a place that
can't be left; Enter, or a key that begins an act, to confirm one.

## The keys that come with the program
"#;

/// The page, as it should stand in `docs/keys.md`.
pub fn keys_page() -> String {
    let (keymap, [zh, en]) = (Keymap::default(), [Lang::Zh, Lang::En].map(Texts::new));
    let mut page = ABOUT.to_owned();
    for place in Place::ALL {
        let key = format!("place.{}", place.key());
        // Writing to a string doesn't fail.
        let _ = writeln!(page, "\n### `[{}]` {} · {}\n", place.key(), zh.get(&key), en.get(&key));
        page += "| action | keys | | | marked items |\n|---|---|---|---|---|\n";
        for (action, keys) in keymap.bindings(*place) {
            let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            let said = [zh, en].map(|texts| {
                let [name, does] = ["action", "does"]
                    .map(|table| texts.get(&format!("{table}.{}", action.key())).to_owned());
                format!("{name}: {does}")
            });
            let [zh, en] = said;
            let marks = if action.takes_marks() { "all" } else { "" };
            let keys = keys.join(" ");
            let _ = writeln!(page, "| `{}` | {keys} | {zh} | {en} | {marks} |", action.key());
        }
    }
    page
}
