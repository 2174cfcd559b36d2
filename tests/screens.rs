//! What the screens show: every pane of every role and every sheet, at two sizes and in two languages.

use std::path::Path;

use gongkai::texts::Lang;

use crate::practice::{Player, bureau, rows};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];
const LANGS: [(Lang, &str); 2] = [(Lang::Zh, "zh"), (Lang::En, "en")];

/// A person of each role.
const ROLES: [(&str, &str); 5] =
    [("drafter", "zhuang"), ("head", "wang"), ("leader", "chen"), ("office", "zheng"), ("auditor", "audit")];

/// Sheets: what they are, who presses which keys to see them.
const SHEETS: &[(&str, &str, &str)] = &[
    ("form-of-a-change", "wang", "3 2 tab"),
    ("form-with-grounds", "wang", "3 3 tab 3 tab tab"),
    ("form-of-a-return", "wang", "2"),
    ("form-of-a-draft", "zhuang", "n"),
    ("form-with-what-is-wrong", "wang", "2 enter"),
    ("check-of-one", "wang", "1"),
    ("check-of-a-batch", "wang", "down down up up a 1"),
    ("check-of-what-others-hold", "zhuang", "tab a 5 enter"),
    ("result-of-a-batch", "wang", "down down up up a 1 7 2"),
    ("result-line", "wang", "1 7"),
    ("reader", "wang", "enter"),
    ("reader-of-history", "wang", "enter h"),
    ("help", "wang", "?"),
    ("help-scrolled", "wang", "? down down down down down down down down down down"),
    ("all-acts", "wang", "9"),
    ("people", "wang", "p"),
    ("filter-being-typed", "wang", "/ \"技术\""),
    ("filter-without-a-match", "wang", "/ \"没有\" enter"),
    ("marks-under-a-filter", "wang", "space space / \"技术\" enter"),
];

#[test]
fn every_pane_of_every_role() {
    let bureau = bureau();
    for (role, login) in ROLES {
        for (lang, language) in LANGS {
            for size in SIZES {
                let mut player = Player::sit(bureau.path(), login, lang, size);
                let first = player.screen();
                let mut panes = vec![first.clone()];
                loop {
                    let next = player.press("tab").screen();
                    if next == first {
                        break;
                    }
                    panes.push(next);
                }
                accept(&format!("{role}-{language}-{}x{}", size.0, size.1), &panes.join("\n"));
            }
        }
    }
}

#[test]
fn every_sheet() {
    for (lang, language) in LANGS {
        for size in SIZES {
            let mut screens = String::new();
            for (name, login, keys) in SHEETS {
                let bureau = bureau();
                let screen = Player::sit(bureau.path(), login, lang, size).press(keys).screen();
                screens += &format!("==== {name}: {login} {keys}\n{screen}\n");
            }
            accept(&format!("sheets-{language}-{}x{}", size.0, size.1), &screens);
        }
    }
}

#[test]
fn nothing_panics_and_nothing_is_cut_at_any_size() {
    for (lang, _) in LANGS {
        for (_, login, keys) in SHEETS.iter().chain([("", "audit", "tab"), ("", "chen", "tab")].iter()) {
            let bureau = bureau();
            let mut player = Player::sit(bureau.path(), login, lang, (80, 24));
            player.press(keys);
            let widths = (1..=100).step_by(9).chain([2, 3, 20, 40]);
            for columns in widths {
                for lines in (1..=40).step_by(4).chain([2, 3, 4, 10]) {
                    rows(&player.console.draw(columns, lines).buffer);
                }
            }
        }
    }
}

fn accept(name: &str, screen: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, screen);
    });
}
