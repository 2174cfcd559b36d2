//! What the screens show: every pane of every role and every sheet, at two sizes and in two languages; the
//! telling ones on large and on tiny screens, and in colours.

use std::fs;
use std::path::Path;

use gongkai::shell::{Ambiguous, Depth};
use gongkai::texts::Lang;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

use crate::practice::{NOW, Player, bureau, empty_bureau, gongkai, rows};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];
const LANGS: [(Lang, &str); 2] = [(Lang::Zh, "zh"), (Lang::En, "en")];

/// A person of each role.
const ROLES: [(&str, &str); 5] =
    [("drafter", "zhuang"), ("head", "wang"), ("leader", "chen"), ("office", "zheng"), ("auditor", "audit")];

/// Sheets: what they are, who presses which keys to see them.
const SHEETS: &[(&str, &str, &str)] = &[
    ("form-of-a-change", "wang", "3 2 tab"),
    ("form-with-grounds", "wang", "3 3 tab 3 tab tab"),
    ("ground-picker", "wang", "3 3 tab 3"),
    ("form-of-a-return", "wang", "2"),
    ("form-of-a-draft", "zhuang", "n"),
    ("form-with-what-is-wrong", "wang", "2 enter"),
    ("check-of-one", "wang", "1"),
    ("check-of-a-batch", "wang", "down down up up a 1"),
    ("check-under-a-filter", "wang", "space space / \"技术\" enter 1"),
    ("check-second-question", "wang", "down down up up a 1 7"),
    ("check-of-a-count", "zheng", "a 4 \"请核对\" enter 7"),
    ("check-of-what-others-hold", "zhuang", "tab a 5 enter"),
    ("result-of-a-batch", "wang", "down down up up a 1 7 2 2"),
    ("result-line", "wang", "1 7"),
    ("reader", "wang", "enter"),
    ("reader-of-history", "wang", "enter h"),
    ("help", "wang", "?"),
    ("help-scrolled", "wang", "? down down down down down down down down down down"),
    ("all-acts", "wang", "9"),
    ("people", "wang", "p"),
    ("papers", "wang", "b"),
    ("register", "zheng", "b 1 down down"),
    ("register-of-the-year-before", "wang", "b 1 left"),
    ("register-looked-through", "zheng", "b 1 / \"产业\""),
    ("delivery-list", "zheng", "b 5 down"),
    ("figures", "zheng", "b 7"),
    ("filter-being-typed", "wang", "/ \"技术\""),
    ("filter-without-a-match", "wang", "/ \"没有\" enter"),
    ("marks-under-a-filter", "wang", "space space / \"技术\" enter"),
];

/// Screens that are looked at on other sizes and in colours too.
const TELLING: &[(&str, &str, &str)] = &[
    ("pane-of-a-head", "wang", "space"),
    ("pane-of-the-office", "zheng", ""),
    ("reader", "wang", "enter"),
    ("deadlines", "wang", "enter right right right right"),
    ("check-of-a-batch", "wang", "down down up up a 1"),
    ("form-with-what-is-wrong", "wang", "2 enter"),
    ("help", "wang", "?"),
    ("register", "zheng", "b 1 down"),
    ("figures", "zheng", "b 7"),
];

/// What else is looked at in colours: the other themes, the words that were found, what became of a batch.
const COLOURED: &[(&str, &str, &str)] = &[
    ("filter", "wang", "/ \"技术\" enter"),
    ("result-of-a-batch", "wang", "down down up up a 1 7 2 2"),
    ("light", "wang", "t"),
    ("contrast", "wang", "t t"),
    ("colour-blind", "wang", "t t t"),
    ("plain", "wang", "t t t t"),
];

#[test]
fn the_telling_screens_at_other_sizes() {
    for (lang, language) in LANGS {
        for (name, sizes) in [("large", &[(200, 50)][..]), ("tiny", &[(30, 8), (20, 5), (10, 3), (3, 1)])] {
            let mut screens = String::new();
            for (name, login, keys) in TELLING {
                for size in sizes {
                    let bureau = bureau();
                    let screen = Player::sit(bureau.path(), login, lang, *size).press(keys).screen();
                    screens += &format!("==== {name} {}x{}: {login} {keys}\n{screen}\n", size.0, size.1);
                }
            }
            accept(&format!("{name}-{language}"), &screens);
        }
    }
}

#[test]
fn the_telling_screens_in_colours_with_box_characters() {
    let mut screens = String::new();
    for (name, login, keys) in TELLING.iter().chain(COLOURED) {
        let bureau = bureau();
        let mut player = Player::sit(bureau.path(), login, Lang::Zh, (80, 24));
        player.console.set_terminal(Depth::True, Ambiguous::Narrow, false);
        let shown = player.press(keys).shown().buffer;
        screens += &format!("==== {name}: {login} {keys}\n{}\n{}\n", rows(&shown), styles(&shown));
    }
    accept("colours-zh-80x24", &screens);
}

/// A letter for each style, column by column, and what the letters mean.
fn styles(buffer: &Buffer) -> String {
    let mut known: Vec<String> = Vec::new();
    let mut drawn = String::new();
    for row in buffer.content().chunks(usize::from(buffer.area.width)) {
        let letters = row.iter().map(|cell| {
            let style = cell.style();
            let lined = Modifier::REVERSED | Modifier::UNDERLINED;
            if cell.symbol() == " " && cell.bg == Color::Reset && !cell.modifier.intersects(lined) {
                return ' ';
            }
            let style = described(style);
            let place = known.iter().position(|one| *one == style).unwrap_or_else(|| {
                known.push(style);
                known.len() - 1
            });
            char::from(b"abcdefghijklmnopqrstuvwxyz"[place])
        });
        drawn.push_str(letters.collect::<String>().trim_end());
        drawn.push('\n');
    }
    let legend = known.iter().zip('a'..).map(|(style, letter)| format!("{letter} = {style}\n"));
    drawn + &legend.collect::<String>()
}

/// A style as `themes.toml` has it.
fn described(style: Style) -> String {
    let colour = |colour: Option<Color>| colour.filter(|one| *one != Color::Reset);
    let modifier =
        (!style.add_modifier.is_empty()).then(|| format!("{:?}", style.add_modifier).to_lowercase());
    let fg = colour(style.fg).map(|colour| colour.to_string().to_lowercase());
    let bg = colour(style.bg).map(|colour| format!("on {colour}").to_lowercase());
    let words: Vec<String> = [modifier, fg, bg].into_iter().flatten().collect();
    if words.is_empty() { "plain".to_owned() } else { words.join(" ") }
}

#[test]
fn every_pane_of_every_role() {
    let bureau = bureau();
    for (role, login) in ROLES {
        for (lang, language) in LANGS {
            for size in SIZES {
                let mut player = Player::sit(bureau.path(), login, lang, size);
                let mut panes = vec![player.screen()];
                // Once around; what was seen before is drawn differently the second time.
                let heading = |screen: &str| {
                    screen.lines().nth(1).and_then(|line| line.split("--").nth(1)).map(str::to_owned)
                };
                loop {
                    let next = player.press("tab").screen();
                    if heading(&next) == heading(&panes[0]) {
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

/// Further pages, and panes of people who have no sheets above.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("auditor", "audit", "tab"),
    ("leader", "chen", "tab"),
    ("office-receives", "zheng", "tab tab tab tab"),
    ("reader-of-changes", "zhuang", "tab tab enter right"),
    ("reader-of-opinions", "zheng", "enter right right"),
    ("reader-of-files", "zhuang", "tab tab enter right right right"),
    ("deadlines", "wang", "enter right right right right"),
    ("facets", "wang", "f"),
    ("views", "wang", "w"),
    ("palette", "wang", ": \"t\""),
    ("summary", "zheng", "o"),
];

#[test]
fn nothing_panics_and_nothing_is_cut_at_any_size() {
    is_drawn_whole_at_any_size(Lang::Zh);
}

#[test]
fn nothing_panics_and_nothing_is_cut_at_any_size_in_english() {
    is_drawn_whole_at_any_size(Lang::En);
}

/// At every width, of a usual height; and at what is smaller, or of another shape.
fn is_drawn_whole_at_any_size(lang: Lang) {
    let shapes = [1, 2, 3, 19, 100].map(|columns| [1, 2, 4, 9, 40].map(|lines| (columns, lines)));
    for (_, login, keys) in SHEETS.iter().chain(ELSEWHERE) {
        let bureau = bureau();
        let mut player = Player::sit(bureau.path(), login, lang, (80, 24));
        player.press(keys);
        let usual = (20..=200).map(|columns| (columns, 24));
        for (columns, lines) in usual.chain(shapes.iter().flatten().copied()) {
            rows(&player.console.draw(columns, lines).buffer);
        }
    }
}

#[test]
fn hostile_titles_and_texts_are_drawn_harmlessly() {
    let bureau = empty_bureau();
    let folder = bureau.path().to_str().unwrap();
    let text = bureau.path().join("text");
    // 10 MB: more than a reader loads, in lines that never end.
    fs::write(&text, "公\u{202e}开\u{1b}[2J".repeat(1_000_000)).unwrap();
    for title in [
        "\u{1b}[2J\u{1b}]0;owned\u{7}",
        "\u{202e}知通\u{2066}\u{200b}\u{feff}",
        "e\u{301}\u{301}\u{301}👨‍👩‍👧‍👦\u{9b}31m",
        "\t换\r行\n",
        "“十四五”规划——①℃Ⅳ…",
    ] {
        let drafted = gongkai()
            .args(["--data", folder, "--config", folder, "--now", NOW, "--as", "zhuang", "draft"])
            .args(["--procedure", "official", "--attribute", "proactive", "--title", title])
            .arg("--text-file")
            .arg(&text)
            .output()
            .unwrap();
        assert!(drafted.status.success(), "{}", String::from_utf8_lossy(&drafted.stderr));
    }
    let mut player = Player::sit(bureau.path(), "zhuang", Lang::Zh, (80, 24));
    for keys in [
        "",
        "down",
        "down",
        "down",
        "enter",
        "end",
        "pageup",
        "esc",
        "1",
        "esc",
        "3",
        "esc",
        "a 4 \"见\" enter",
    ] {
        player.press(keys);
        let terminals = [Ambiguous::Narrow, Ambiguous::Wide].map(|ambiguous| (Depth::Plain, ambiguous, true));
        // The list at every width, so that each of these characters comes to stand at each edge.
        let widths = if keys.is_empty() { 20..=200 } else { 33..=33 };
        let sizes = [(80, 24), (120, 40), (33, 7)].into_iter().chain(widths.map(|columns| (columns, 24)));
        for (size, (depth, ambiguous, ascii)) in sizes.flat_map(|size| terminals.map(|one| (size, one))) {
            player.console.set_terminal(depth, ambiguous, ascii);
            let shown = player.console.draw(size.0, size.1).buffer;
            rows(&shown);
            for cell in shown.content() {
                let steers = |c: char| {
                    c.is_control()
                        || matches!(u32::from(c), 0x200b | 0x200e..=0x200f | 0x202a..=0x202e | 0x2066..=0x2069 | 0xfeff)
                };
                assert!(!cell.symbol().chars().any(steers), "{keys}: {:?}", cell.symbol());
            }
        }
    }
}

pub fn accept(name: &str, screen: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, screen);
    });
}
