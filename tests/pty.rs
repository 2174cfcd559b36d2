//! The program in a terminal of its own: keys in, bytes out, and what an emulator makes of them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};

use crate::practice::NOW;

/// How long something may take to appear.
const PATIENCE: Duration = Duration::from_secs(20);

/// Between two keys of one hand.
const FINGERS: Duration = Duration::from_millis(40);

/// How long a key that changes nothing is waited for.
const GLANCE: Duration = Duration::from_millis(150);

const LINES: NonZero<u16> = NonZero::new(24).unwrap();
const COLUMNS: NonZero<u16> = NonZero::new(80).unwrap();

/// Leaving the alternate screen, and showing the cursor.
const GIVEN_BACK: [&str; 2] = ["\u{1b}[?1049l", "\u{1b}[?25h"];

/// The program running in a terminal of 80 columns and 24 lines.
pub struct Session {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    sent: Arc<Mutex<Sent>>,
    modes_before: String,
    hang_up: mpsc::Sender<()>,
}

/// What the program has sent, and what an emulator makes of it.
struct Sent {
    bytes: Vec<u8>,
    terminal: vt100::Parser,
}

impl Sent {
    fn nothing() -> Self {
        Sent { bytes: Vec::new(), terminal: vt100::Parser::new(LINES, COLUMNS, 0) }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.terminal.process(bytes);
    }
}

/// Waits until this is so.
pub fn patiently(what: &str, is_so: impl FnMut() -> bool) {
    patiently_on(what, is_so, String::new);
}

fn patiently_on(what: &str, mut is_so: impl FnMut() -> bool, shown: impl Fn() -> String) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "waited for: {what}\n{}", shown());
        thread::sleep(Duration::from_millis(20));
    }
}

impl Session {
    /// The console of a section head, in a terminal that answers nothing.
    pub fn open(bureau: &Path) -> Session {
        Session::start(bureau, "wang", &[], "xterm-256color")
    }

    /// The same on a later opening of the day, when what the day brings was shown already.
    pub fn open_again(bureau: &Path) -> Session {
        Session::begin_day(bureau, "wang");
        Session::open(bureau)
    }

    /// Somebody looks at what the day brings, and leaves.
    pub fn begin_day(bureau: &Path, login: &str) {
        let mut first = Session::start(bureau, login, &[], "xterm-256color");
        first.wait_for("开始办理");
        first.press("0");
        first.wait_for_not("开始办理");
        first.press("q");
        first.is_given_back();
    }

    /// Somebody's console, with further words on its command line, in a terminal of this name.
    pub fn start(bureau: &Path, login: &str, words: &[&str], term: &str) -> Session {
        Session::run(Session::command(bureau, login, words, term))
    }

    /// What starts such a console.
    pub fn command(bureau: &Path, login: &str, words: &[&str], term: &str) -> CommandBuilder {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_gongkai"));
        command.env("LC_ALL", "zh_CN.UTF-8");
        command.env("TERM", term);
        command.env("XDG_STATE_HOME", bureau.join("state"));
        command.cwd(bureau);
        for flag in ["--data", "--config"] {
            command.arg(flag);
            command.arg(bureau);
        }
        command.args(["--now", NOW, "--as", login]);
        command.args(words);
        // The tests' own terminal is not theirs.
        ["COLORTERM", "NO_COLOR"].iter().for_each(|variable| command.env_remove(variable));
        command
    }

    /// A program in such a terminal.
    pub fn run(command: CommandBuilder) -> Session {
        let size = PtySize { rows: LINES.get(), cols: COLUMNS.get(), ..PtySize::default() };
        let pair = native_pty_system().openpty(size).unwrap();
        let modes_before = modes(pair.master.as_ref());
        let child = pair.slave.spawn_command(command).unwrap();
        let sent = Arc::new(Mutex::new(Sent::nothing()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let collected = sent.clone();
        let (hang_up, hung_up) = mpsc::channel();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                collected.lock().unwrap().take(&bytes[..count]);
                if let Ok(()) = hung_up.try_recv() {
                    break;
                }
            }
        });
        let keyboard = pair.master.take_writer().unwrap();
        Session { child, master: pair.master, keyboard, sent, modes_before, hang_up }
    }

    /// The connection is gone: what a terminal program, or sshd, does when its window is closed.
    pub fn hang_up(mut self) -> Box<dyn Child + Send + Sync> {
        // The reader holds the terminal too, and lets go of it at the next thing that it reads.
        self.hang_up.send(()).unwrap();
        self.press("j");
        drop(self.keyboard);
        drop(self.master);
        self.child
    }

    pub fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Presses a key, and waits for what it changes on the screen; for a while only, as it may change nothing.
    pub fn press_and_look(&mut self, key: &str) {
        // Fingers rest between two keys; what comes together is taken for a paste.
        thread::sleep(FINGERS);
        let seen = self.count();
        self.press(key);
        let pressed = Instant::now();
        while self.count() == seen && pressed.elapsed() < GLANCE {
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn count(&self) -> usize {
        self.sent.lock().unwrap().bytes.len()
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_raw(self.process()).unwrap(), signal).unwrap();
    }

    /// Lets the program write files as large as the system lets anybody.
    pub fn lift_file_size(&self) {
        let process = Pid::from_raw(self.process());
        let hard = Rlimit { current: None, maximum: None };
        prlimit(process, Resource::Fsize, hard).unwrap();
    }

    fn process(&self) -> i32 {
        i32::try_from(self.child.process_id().unwrap()).unwrap()
    }

    /// Another size; what was shown before is forgotten, because all is drawn anew.
    pub fn resize(&mut self, (columns, lines): (u16, u16)) {
        self.forget();
        self.master.resize(PtySize { rows: lines, cols: columns, ..PtySize::default() }).unwrap();
    }

    /// Forgets what was shown.
    pub fn forget(&self) {
        *self.sent.lock().unwrap() = Sent::nothing();
    }

    /// What the screen shows.
    pub fn screen(&self) -> String {
        self.sent.lock().unwrap().terminal.screen().contents()
    }

    /// What the screen shows, in pieces of one style, with that style in words; blanks are left out.
    pub fn pieces(&self) -> Vec<(String, String)> {
        let sent = self.sent.lock().unwrap();
        let screen = sent.terminal.screen();
        let mut pieces: Vec<(String, String)> = Vec::new();
        for line in 0..LINES.get() {
            let mut goes_on = false;
            for cell in (0..COLUMNS.get()).filter_map(|column| screen.cell(line, column)) {
                let style = style(cell);
                match pieces.last_mut() {
                    _ if cell.is_wide_continuation() => {}
                    Some((last, text)) if goes_on && *last == style => text.push_str(cell.contents()),
                    _ => pieces.push((style, cell.contents().to_owned())),
                }
                goes_on = !cell.contents().trim().is_empty() || cell.is_wide_continuation();
            }
        }
        pieces.retain(|(_, text)| !text.trim().is_empty());
        pieces
    }

    /// Waits until the screen shows this.
    pub fn wait_for(&self, text: &str) {
        patiently_on(text, || self.screen().contains(text), || self.screen());
    }

    /// Waits until the screen no longer shows this.
    pub fn wait_for_not(&self, text: &str) {
        patiently_on(text, || !self.screen().contains(text), || self.screen());
    }

    /// Waits until this has been sent.
    pub fn wait_for_bytes(&self, bytes: &str) {
        patiently_on(bytes, || self.sent().contains(bytes), || self.sent());
    }

    /// What was sent since the beginning, or since it was forgotten.
    pub fn sent(&self) -> String {
        String::from_utf8_lossy(&self.sent.lock().unwrap().bytes).into_owned()
    }

    /// Whether the terminal's line is as it was: echo, canonical input, signals.
    pub fn modes_are_as_before(&self) -> bool {
        modes(self.master.as_ref()) == self.modes_before
    }

    /// Waits for the end, and looks at what is left of the terminal.
    pub fn is_given_back(&mut self) {
        patiently("it ends", || self.child.try_wait().unwrap().is_some());
        // What was written last may still be on its way.
        GIVEN_BACK.iter().for_each(|sequence| self.wait_for_bytes(sequence));
        assert!(self.modes_are_as_before());
    }
}

fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

/// How a cell is drawn: what is said of the letters, their colour, and the one behind them.
fn style(cell: &vt100::Cell) -> String {
    let marks = [
        (cell.bold(), "bold"),
        (cell.dim(), "dim"),
        (cell.underline(), "underlined"),
        (cell.inverse(), "reversed"),
    ];
    let mut words: Vec<String> =
        marks.into_iter().filter(|mark| mark.0).map(|mark| mark.1.to_owned()).collect();
    words.extend(colour(cell.fgcolor()));
    words.extend(colour(cell.bgcolor()).map(|colour| format!("on {colour}")));
    if words.is_empty() { "plain".to_owned() } else { words.join(" ") }
}

/// A colour: one of the sixteen by name, one of the 256 by number.
fn colour(colour: vt100::Color) -> Option<String> {
    const NAMES: [&str; 8] = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
    match colour {
        vt100::Color::Default => None,
        vt100::Color::Idx(number @ 0..8) => Some(NAMES[usize::from(number)].to_owned()),
        vt100::Color::Idx(number @ 8..16) => Some(format!("light{}", NAMES[usize::from(number) - 8])),
        vt100::Color::Idx(number) => Some(format!("colour {number}")),
        vt100::Color::Rgb(r, g, b) => Some(format!("#{r:02x}{g:02x}{b:02x}")),
    }
}
