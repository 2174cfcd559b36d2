//! A practice bureau made at a fixed moment, and a console on it that is played by keys.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use gongkai::client::{self, Who};
use gongkai::console::{Offscreen, Own, Shown};
use gongkai::shell::{self, Places};
use gongkai::texts::Lang;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

/// When everything here happens: a Monday morning.
pub const NOW: &str = "2026-11-23T09:00:00+08:00";

/// The files of a bureau.
const FILES: [&str; 4] = ["gongkai.redb", "roster.toml", "procedures.toml", "settings.toml"];

/// A copy of the practice bureau, for one test alone; it is made once.
pub fn bureau() -> TempDir {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    let made = MADE.get_or_init(|| found("240"));
    let copy = tempfile::tempdir().unwrap();
    for file in FILES {
        fs::copy(made.path().join(file), copy.path().join(file)).unwrap();
    }
    copy
}

/// The same people, and nothing for them to do yet.
pub fn empty_bureau() -> TempDir {
    found("0")
}

fn found(items: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = gongkai();
    demo.args(["--now", NOW, "demo", "--no-console", "--items", items, "--dir"]).arg(folder.path());
    let made = demo.output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    folder
}

/// A file beside the bureau with sixty drafts of 庄毅, to be imported.
pub fn sixty_drafts(bureau: &Path) -> PathBuf {
    drafts(bureau, 60)
}

/// A file beside the bureau with so many drafts of 庄毅, to be imported.
pub fn drafts(bureau: &Path, count: usize) -> PathBuf {
    let head = "标题,类别,公开属性,主办科室,拟稿人,成文日期\n";
    let rows: String = (1..=count)
        .map(|n| format!("关于第{n}批项目的通知,公文,主动公开,消费品科,庄毅,2026-11-20\n"))
        .collect();
    let file = bureau.join("items.csv");
    fs::write(&file, format!("{head}{rows}")).unwrap();
    file
}

/// Says that a test did not run, and why; where all tests have to run, as in CI, that is a failure.
pub fn did_not_run(test: &str, why: &str) {
    assert!(std::env::var_os("GONGKAI_TEST_ALL").is_none(), "{test} has to run here: {why}");
    // Past the capture of what tests print: it has to be seen.
    let _ = writeln!(std::io::stderr(), "{test} did not run: {why}");
}

/// The program, in Chinese.
pub fn gongkai() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    command.env("LC_ALL", "zh_CN.UTF-8");
    command
}

/// A console with somebody at its keys, who presses one each second.
pub struct Player {
    pub console: Offscreen,
    pub clock_ms: u64,
    size: (u16, u16),
}

impl Player {
    /// At the panes: what the day brings, which comes up first on a day, is closed.
    pub fn sit(bureau: &Path, login: &str, lang: Lang, size: (u16, u16)) -> Player {
        let mut player = Player::begin_day(bureau, login, lang, size, NOW);
        if rows(&player.console.draw(80, 24).buffer).contains("PgDn") {
            player.console.press("esc", 0);
        }
        player.screen();
        player
    }

    /// As somebody opens the console at this moment.
    pub fn begin_day(bureau: &Path, login: &str, lang: Lang, size: (u16, u16), now: &str) -> Player {
        let places = Places { data: bureau.to_owned(), config: bureau.to_owned() };
        let who = Who { login: Some(login.into()), now: shell::parse_moment(now).ok() };
        // What is remembered lies beside the bureau, as in a home of its own.
        let own = Own { state: bureau.join("state"), places: places.clone() };
        Player::at(Offscreen::open_with(client::open(&places, &who).unwrap(), lang, own), size)
    }

    /// Somebody at this console.
    pub fn at(console: Offscreen, size: (u16, u16)) -> Player {
        let mut player = Player { console, clock_ms: 0, size };
        player.screen();
        player
    }

    /// Presses keys by name, separated by blanks; `"…"` is typed character by character, `_` a blank in it.
    pub fn press(&mut self, keys: &str) -> &mut Player {
        for word in keys.split_whitespace() {
            match word.strip_prefix('"').and_then(|word| word.strip_suffix('"')) {
                Some(text) => {
                    text.replace('_', " ").chars().for_each(|c| self.key(&c.to_string()));
                }
                None => self.key(if word == "space" { " " } else { word }),
            }
        }
        self
    }

    fn key(&mut self, name: &str) {
        self.clock_ms += 1_000;
        self.console.press(name, self.clock_ms);
        self.console.settle();
        self.screen();
    }

    /// What the screen shows, line by line.
    pub fn screen(&mut self) -> String {
        rows(&self.shown().buffer)
    }

    pub fn shown(&mut self) -> Shown {
        self.console.draw(self.size.0, self.size.1)
    }
}

const BLINKING: Modifier = Modifier::SLOW_BLINK.union(Modifier::RAPID_BLINK);

/// The cells as lines of text, each wide character once and whole, no line wider than the screen;
/// and nothing blinks.
pub fn rows(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in buffer.area.rows().map(|row| row.y) {
        let mut line = String::new();
        let mut x = 0;
        while x < buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            assert!(!buffer[(x, y)].modifier.intersects(BLINKING), "{symbol} blinks at {x},{y}");
            let wide = u16::try_from(symbol.width()).unwrap().max(1);
            assert!(x + wide <= buffer.area.width, "{symbol} is cut at {x},{y} of {:?}", buffer.area);
            for behind in x + 1..x + wide {
                let over = buffer[(behind, y)].symbol().trim();
                assert!(over.is_empty(), "{symbol} at {x},{y} of {:?} has {over} over it", buffer.area);
            }
            line.push_str(symbol);
            x += wide;
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
