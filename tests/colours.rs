//! What a terminal is really sent: each theme at each depth of colour, as a legend of its styles.
//!
//! For every style it is written what is drawn in it, piece by piece as the screen has it, and no more than a few:
//! enough to see whether what is overdue still differs from what is late, and a mark from the cursor. The terminal
//! answers nothing, so that it is drawn in ASCII; `screens.rs` has the same with box characters.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::practice::bureau;
use crate::pty::Session;
use crate::screens::accept;

/// How a terminal says what colours it has: the words for it, its name, and further variables.
type Said = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const DEPTHS: [Said; 4] = [
    ("true colour", "xterm-256color", &[("COLORTERM", "truecolor")]),
    ("256 colours", "xterm-256color", &[]),
    ("16 colours", "xterm", &[]),
    ("NO_COLOR", "xterm-256color", &[("NO_COLOR", "1"), ("COLORTERM", "truecolor")]),
];

/// What the note line says of each theme, in the order in which the key goes through them.
const THEMES: [&str; 5] = ["深色", "浅色", "高对比", "色觉友好", "无色"];

/// What is drawn in one style, at most.
const SAMPLES: usize = 6;

#[test]
fn each_theme_at_each_depth() {
    let mut legends = String::new();
    for (depth, term, environment) in DEPTHS {
        let bureau = bureau();
        Session::begin_day(bureau.path(), "wang");
        let mut command = Session::command(bureau.path(), "wang", &[], term);
        environment.iter().for_each(|(name, value)| command.env(name, value));
        let mut session = Session::run(command);
        session.wait_for("待我审核 9");
        // A mark, the cursor on another row, and letters that were found.
        session.press_and_look(" ");
        session.press_and_look("/");
        session.press_and_look("zy");
        session.press_and_look("\r");
        session.wait_for("筛选: zy  符合9件");
        // Without colours there is the last of them only.
        let colours = depth != "NO_COLOR";
        let themes = THEMES.iter().cycle().skip(1).take(THEMES.len());
        for theme in themes.filter(|theme| colours || **theme == "无色") {
            session.press_and_look("t");
            session.wait_for(&if colours { format!("配色:{theme}") } else { "NO_COLOR 已设".to_owned() });
            write!(legends, "==== {theme}, {depth}\n{}\n", legend(&session.pieces())).unwrap();
        }
        session.press("q");
        session.is_given_back();
    }
    accept("themes-zh-80x24", &legends);
}

/// Each style with what is drawn in it.
fn legend(pieces: &[(String, String)]) -> String {
    let styles: BTreeSet<&String> = pieces.iter().map(|(style, _)| style).collect();
    let mut legend = String::new();
    for style in styles {
        let mut drawn: Vec<&str> = Vec::new();
        for (_, text) in pieces.iter().filter(|(one, _)| one == style) {
            // A rule tells as much by its beginning.
            let text = if text.starts_with("--") { "--" } else { text.trim() };
            if !drawn.contains(&text) && drawn.len() < SAMPLES {
                drawn.push(text);
            }
        }
        writeln!(legend, "{style:32} {}", drawn.join("  ")).unwrap();
    }
    legend
}
