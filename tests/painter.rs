//! The console on a real pseudo-terminal: what it asks, what it takes, and how it gives back.

use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

const GONGKAI: &str = env!("CARGO_BIN_EXE_gongkai");

/// Where the console asks how wide the terminal draws.
const ASKS: &str = "\x1b[6n";

/// The console in a terminal.
struct Console {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    /// All that it has sent.
    sent: Arc<Mutex<Vec<u8>>>,
}

impl Console {
    fn open(data: &Path) -> Console {
        let size = PtySize { rows: 24, cols: 80, ..PtySize::default() };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(GONGKAI);
        command.args(["--as", "wang"]);
        command.env("XDG_STATE_HOME", data.join("state"));
        for option in ["--data", "--config"] {
            command.arg(option);
            command.arg(data);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let (mut reader, keys) =
            (pair.master.try_clone_reader().unwrap(), pair.master.take_writer().unwrap());
        let sent = Arc::new(Mutex::new(Vec::new()));
        let heard = sent.clone();
        std::thread::spawn(move || {
            // Held open as long as anything is sent.
            let _master = pair.master;
            let mut chunk = [0; 4096];
            while let Ok(length @ 1..) = reader.read(&mut chunk) {
                heard.lock().unwrap().extend_from_slice(&chunk[..length]);
            }
        });
        Console { child, keys, sent }
    }

    fn sent(&self) -> String {
        String::from_utf8_lossy(&self.sent.lock().unwrap()).into_owned()
    }

    /// Waits until so many of these have been sent.
    fn until(&self, text: &str, times: usize) {
        let started = Instant::now();
        while self.sent().matches(text).count() < times {
            assert!(started.elapsed() < Duration::from_secs(20), "{text} does not come: {:?}", self.sent());
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.child.process_id().unwrap()).unwrap();
        kill_process(Pid::from_raw(id).unwrap(), signal).unwrap();
    }

    /// Waits for its end; the terminal must have been given back.
    fn ends(mut self) {
        self.until("\x1b[?1049l", 1);
        self.until("\x1b[?25h", 1);
        assert!(self.child.wait().unwrap().success());
    }
}

fn practice() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Command::new(GONGKAI);
    demo.args(["demo", "--no-console", "--items", "40", "--dir"]).arg(folder.path());
    assert!(demo.output().unwrap().status.success());
    folder
}

#[test]
fn whatever_the_terminal_answers_the_console_opens_and_takes_every_key() {
    let folder = practice();
    for (answer, late) in [
        (Some("\x1b[1;3R"), false),
        (Some("\x1b[1;5R"), false),
        (Some("\x1b[1;1R"), false),
        (None, false),
        (Some("\x1b[1;3R"), true),
    ] {
        let mut console = Console::open(folder.path());
        console.until(ASKS, 1);
        if late {
            console.until("王建国", 1);
        }
        console.press(answer.unwrap_or_default());
        console.until("王建国", 1);
        assert!(!late || !console.sent().contains("3R"), "an answer is no text");
        // On the first opening of a day this closes what it brings.
        console.press("0q");
        console.ends();
    }
    // Typed while nobody was asked yet.
    let mut console = Console::open(folder.path());
    console.press("0q");
    console.until(ASKS, 1);
    console.press("\x1b[1;3R");
    console.ends();
}

#[test]
fn a_signal_gives_the_terminal_back_and_going_on_paints_anew() {
    let folder = practice();
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut console = Console::open(folder.path());
        console.until(ASKS, 1);
        console.press("\x1b[1;3R");
        console.until("\x1b[?2026l", 1);
        console.signal(Signal::CONT);
        console.until("\x1b[2J", 2);
        console.signal(signal);
        console.ends();
    }
}
