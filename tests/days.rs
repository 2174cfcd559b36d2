//! A whole day of each role in a real terminal, and what it left behind, as the command line tells it.
//!
//! The days stand in `tests/days`, one file each, and are read line by line:
//!
//! ```text
//! # what this part of the day is about
//! sit LOGIN          opens that person's console; the day's summary comes first
//! press KEYS         keys by name, separated by blanks; "…" is typed at once, as an input method does
//! pane NAME          goes to this pane
//! then TEXT          stands on the screen, now or soon
//! never TEXT         is not on the screen, now or soon
//! leave              ends the console, which gives the terminal back
//! file NAME TEXT     a file where the console was started
//! run LOGIN COMMAND  somebody at the command line, meanwhile or afterwards; 1..3 stands for 1 2 3
//! prints TEXT        stands in what the last command printed; blanks and line ends are alike
//! ```

#![expect(clippy::unwrap_used, reason = "a day that cannot go on says where")]

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::practice::{NOW, bureau, gongkai, sixty_drafts};
use crate::pty::{Session, patiently};
use crate::terminal::journal;

/// Longer than the console wants before a confirmation.
const QUIET: Duration = Duration::from_millis(350);

#[test]
fn a_drafter() {
    is_worked("drafter");
}

#[test]
fn a_section_head() {
    is_worked("head");
}

#[test]
fn a_leader() {
    is_worked("leader");
}

#[test]
fn the_disclosure_office() {
    is_worked("office");
}

#[test]
fn who_transfers_to_the_archives() {
    is_worked("archivist");
}

#[test]
fn an_auditor() {
    let bureau = bureau();
    let before = journal(bureau.path());
    is_worked_in(bureau.path(), "auditor");
    assert_eq!(journal(bureau.path()), before);
}

/// Plays a day in a bureau of its own.
fn is_worked(day: &str) {
    let bureau = bureau();
    sixty_drafts(bureau.path());
    is_worked_in(bureau.path(), day);
}

fn is_worked_in(bureau: &Path, day: &str) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/days/{day}.txt"));
    let mut day = Day { bureau, session: None, printed: String::new(), place: String::new() };
    for (number, line) in fs::read_to_string(&script).unwrap().lines().enumerate() {
        day.place = format!("{}:{}: {line}", script.display(), number + 1);
        day.goes_on(line);
    }
    assert!(day.session.is_none(), "a day ends with leaving");
}

struct Day<'b> {
    bureau: &'b Path,
    session: Option<Session>,
    printed: String,
    /// The line that is being read.
    place: String,
}

/// A failure tells what had not come; this tells where.
impl Drop for Day<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = writeln!(io::stderr(), "{}", self.place);
        }
    }
}

impl Day<'_> {
    fn goes_on(&mut self, line: &str) {
        let (what, of) = line.split_once(' ').unwrap_or((line, ""));
        match what {
            "" | "#" => {}
            "sit" => self.sit(of),
            "press" => self.press(of),
            "pane" => self.go_to(of),
            "then" => self.console().wait_for(of),
            "never" => self.console().wait_for_not(of),
            "leave" => self.leave(),
            "file" => self.lay_down(of),
            "run" => self.run(of),
            "prints" => assert!(self.printed.contains(of), "not printed: {of}\n{}", self.printed),
            _ => panic!("what is {what}?"),
        }
    }

    fn console(&mut self) -> &mut Session {
        self.session.as_mut().unwrap()
    }

    fn sit(&mut self, login: &str) {
        self.session = Some(Session::start(self.bureau, login, &[], "xterm-256color"));
        self.console().wait_for("开始办理");
    }

    fn leave(&mut self) {
        self.press("q");
        self.console().is_given_back();
        self.session = None;
    }

    fn press(&mut self, keys: &str) {
        for word in keys.split_whitespace() {
            // These answer a question that has to have been looked at.
            if ["7", "2"].contains(&word) {
                thread::sleep(QUIET);
            }
            self.console().press_and_look(match word {
                "enter" => "\r",
                "esc" => "\u{1b}",
                "tab" => "\t",
                "back-tab" => "\u{1b}[Z",
                "space" => " ",
                "backspace" => "\u{7f}",
                "up" => "\u{1b}[A",
                "down" => "\u{1b}[B",
                "right" => "\u{1b}[C",
                "left" => "\u{1b}[D",
                "home" => "\u{1b}[H",
                "end" => "\u{1b}[F",
                "pageup" => "\u{1b}[5~",
                "pagedown" => "\u{1b}[6~",
                "ctrl-u" => "\u{15}",
                typed => typed.trim_matches('"'),
            });
        }
    }

    fn go_to(&mut self, pane: &str) {
        let heading = |day: &mut Self| day.console().screen().lines().nth(1).unwrap_or_default().to_owned();
        for _ in 0..30 {
            let before = heading(self);
            if before.starts_with(&format!("-- {pane} ")) {
                return;
            }
            self.console().press_and_look("\t");
            patiently("another pane", || heading(self) != before);
        }
        panic!("no such pane: {pane}\n{}", self.console().screen());
    }

    fn lay_down(&self, file: &str) {
        let (name, text) = file.split_once(' ').unwrap();
        fs::write(self.bureau.join(name), text).unwrap();
    }

    fn run(&mut self, words: &str) {
        let folder = self.bureau.to_str().unwrap();
        let (login, words) = words.split_once(' ').unwrap();
        let places = ["--data", folder, "--config", folder, "--now", NOW, "--as", login];
        let words = words.split(' ').flat_map(spread);
        let done = gongkai().args(places).args(words).current_dir(self.bureau).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let printed = String::from_utf8(done.stdout).unwrap();
        self.printed = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    }
}

/// `1..3` as the numbers that it stands for, anything else as it is.
fn spread(word: &str) -> Vec<String> {
    let ends =
        word.split_once("..").and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)));
    ends.map_or(vec![word.to_owned()], |(first, last): (u32, u32)| {
        (first..=last).map(|number| number.to_string()).collect()
    })
}
