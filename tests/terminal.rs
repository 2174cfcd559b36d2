//! The program in a terminal of its own: what is done there is kept, and the terminal is given back
//! whatever ends it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::practice::{NOW, bureau, gongkai};

/// How long something may take to appear.
const PATIENCE: Duration = Duration::from_secs(20);

const LINES: NonZero<u16> = NonZero::new(24).unwrap();
const COLUMNS: NonZero<u16> = NonZero::new(80).unwrap();

/// Leaving the alternate screen, and showing the cursor.
const GIVEN_BACK: [&str; 2] = ["\u{1b}[?1049l", "\u{1b}[?25h"];

#[test]
fn what_is_approved_in_a_terminal_is_in_the_history_of_the_command_line() {
    let bureau = bureau();
    let mut session = Session::open(bureau.path());
    session.wait_for("待我审核 9");
    session.press("1");
    session.wait_for("请核对");
    thread::sleep(Duration::from_millis(400));
    session.press("7");
    session.wait_for("同意 已办:2026-000138");
    session.press("q");
    session.is_given_back();
    let folder = bureau.path().to_str().unwrap();
    let history = gongkai()
        .args(["--data", folder, "--config", folder, "--now", NOW, "history", "2026-000138"])
        .output()
        .unwrap();
    let history = String::from_utf8_lossy(&history.stdout).into_owned();
    assert!(history.contains("王建国 审核同意"), "{history}");
}

#[test]
fn a_signal_gives_the_terminal_back() {
    for signal in ["TERM", "HUP", "INT"] {
        let bureau = bureau();
        let mut session = Session::open(bureau.path());
        session.wait_for("待我审核 9");
        let process = session.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args(["-s", signal, &process]).status().unwrap().success());
        session.is_given_back();
    }
}

#[test]
fn a_hang_up_loses_nothing_that_was_half_written() {
    let bureau = bureau();
    let mut session = Session::open(bureau.path());
    session.wait_for("待我审核 9");
    session.press("4");
    session.wait_for("发表意见");
    session.press("此件写到一半");
    session.wait_for("此件写到一半");
    let process = session.child.process_id().unwrap().to_string();
    assert!(Command::new("kill").args(["-s", "HUP", &process]).status().unwrap().success());
    session.is_given_back();
    let mut again = Session::open(bureau.path());
    again.wait_for("待我审核 9");
    again.press("4");
    again.wait_for("已恢复未完成的内容");
    again.wait_for("此件写到一半");
}

/// The program running in a terminal of 80 columns and 24 lines.
struct Session {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    sent: Arc<Mutex<Vec<u8>>>,
    modes_before: String,
}

impl Session {
    fn open(bureau: &Path) -> Session {
        let size = PtySize { rows: LINES.get(), cols: COLUMNS.get(), pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let modes_before = modes(pair.master.as_ref());
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_gongkai"));
        command.env("LC_ALL", "zh_CN.UTF-8");
        command.env("TERM", "xterm-256color");
        command.env("XDG_STATE_HOME", bureau.join("state"));
        for flag in ["--data", "--config"] {
            command.arg(flag);
            command.arg(bureau);
        }
        command.args(["--now", NOW, "--as", "wang"]);
        let child = pair.slave.spawn_command(command).unwrap();
        let sent = Arc::new(Mutex::new(Vec::new()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let collected = sent.clone();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                collected.lock().unwrap().extend_from_slice(&bytes[..count]);
            }
        });
        let keyboard = pair.master.take_writer().unwrap();
        Session { child, master: pair.master, keyboard, sent, modes_before }
    }

    fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Waits until the screen shows this.
    fn wait_for(&self, text: &str) {
        let began = Instant::now();
        loop {
            let mut terminal = vt100::Parser::new(LINES, COLUMNS, 0);
            terminal.process(&self.sent.lock().unwrap());
            let screen = terminal.screen().contents();
            if screen.contains(text) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "no {text} on\n{screen}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits for the end, and looks at what is left of the terminal.
    fn is_given_back(&mut self) {
        let began = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(began.elapsed() < PATIENCE, "it goes on");
            thread::sleep(Duration::from_millis(20));
        }
        // What was written last may still be on its way.
        loop {
            let sent = String::from_utf8_lossy(&self.sent.lock().unwrap()).into_owned();
            if GIVEN_BACK.iter().all(|sequence| sent.contains(sequence)) {
                break;
            }
            assert!(began.elapsed() < PATIENCE, "not given back: {sent:?}");
            thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(modes(self.master.as_ref()), self.modes_before);
    }
}

/// The modes of the terminal's line: echo, canonical input, signals.
fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}
