//! The program in a terminal of its own: what is done there is kept, and the terminal is given back
//! whatever ends it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::practice::{NOW, bureau, empty_bureau, gongkai};

/// How long something may take to appear.
const PATIENCE: Duration = Duration::from_secs(20);

const LINES: NonZero<u16> = NonZero::new(24).unwrap();
const COLUMNS: NonZero<u16> = NonZero::new(80).unwrap();

/// Leaving the alternate screen, and showing the cursor.
const GIVEN_BACK: [&str; 2] = ["\u{1b}[?1049l", "\u{1b}[?25h"];

#[test]
fn what_is_approved_in_a_terminal_is_in_the_history_of_the_command_line() {
    let bureau = bureau();
    let mut session = Session::open_again(bureau.path());
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
fn an_input_method_left_on_does_not_keep_anybody_from_working() {
    let bureau = bureau();
    let mut session = Session::open_again(bureau.path());
    session.wait_for("待我审核 9");
    session.press("\u{3000}\u{3000}");
    session.wait_for("已标2件");
    session.press("０");
    session.wait_for_not("已标2件");
    session.press("１");
    session.wait_for("请核对");
    thread::sleep(Duration::from_millis(400));
    session.press("７");
    session.wait_for("同意 已办");
}

#[test]
fn a_paste_changes_nothing() {
    let bureau = bureau();
    let before = journal(bureau.path());
    let line = "1\r7\r2777\n同意９\t\u{3}q\u{1a}a1\r7 8 7\r";
    let bomb = line.repeat(2_500);
    let mut session = Session::open_again(bureau.path());
    session.wait_for("待我审核 9");
    for (paste, bracketed) in [(bomb.clone(), false), (format!("\u{1b}[200~{bomb}\u{1b}[201~1\r7\r"), true)] {
        session.press(&paste);
        session.wait_for("已忽略");
        thread::sleep(Duration::from_millis(600));
        // It listens again, to keys.
        session.press(" ");
        session.wait_for(if bracketed { "已标2件" } else { "已标1件" });
    }
    session.press("q");
    session.is_given_back();
    assert_eq!(journal(bureau.path()), before);
}

#[test]
fn a_long_paste_arrives_whole() {
    let bureau = bureau();
    let mut session = Session::open_again(bureau.path());
    session.wait_for("待我审核 9");
    session.press("4");
    session.wait_for("发表意见");
    session.press(&format!("\u{1b}[200~{}完\u{1b}[201~", "此处公开".repeat(1_000)));
    session.wait_for("公开完");
}

#[test]
fn an_attachment_is_saved_where_the_program_was_started() {
    let bureau = empty_bureau();
    let folder = bureau.path().to_str().unwrap();
    let file = bureau.path().join(".名单.bin");
    std::fs::write(&file, b"\xffexact").unwrap();
    let drafted = gongkai()
        .args([
            "--data", folder, "--config", folder, "--now", NOW, "--as", "zhuang", "draft", "--title", "名单",
        ])
        .args(["--procedure", "official", "--attribute", "proactive", "--attach", file.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(drafted.status.success(), "{}", String::from_utf8_lossy(&drafted.stderr));
    let mut session = Session::open_again(bureau.path());
    session.wait_for("待我审核 0");
    session.press(":1\r");
    session.wait_for("[正文]");
    session.press("6");
    session.wait_for("请先翻到附件页");
    session.press("\u{1b}[D\u{1b}[D\u{1b}[D");
    session.wait_for("[附件1]");
    session.press("6");
    session.wait_for("已存到");
    session.press("h");
    session.wait_for("[经过]");
    session.press("\u{1b}[D\u{1b}[D6");
    // What is there stays; the other has the moment in its name.
    session.wait_for("名单-20261123-090000.bin");
    for name in ["名单.bin", "名单-20261123-090000.bin"] {
        assert_eq!(std::fs::read(bureau.path().join(name)).unwrap(), b"\xffexact", "{name}");
    }
}

/// Everything that was ever recorded.
fn journal(bureau: &Path) -> String {
    let folder = bureau.to_str().unwrap();
    let exported =
        gongkai().args(["--data", folder, "--config", folder, "export", "--journal"]).output().unwrap();
    assert!(exported.status.success(), "{}", String::from_utf8_lossy(&exported.stderr));
    String::from_utf8(exported.stdout).unwrap()
}

#[test]
fn a_batch_of_sixty_is_counted_done_and_taken_back() {
    let bureau = empty_bureau();
    let folder = bureau.path().to_str().unwrap();
    let places = ["--data", folder, "--config", folder, "--now", NOW, "--as", "zhuang"];
    let head = "标题,类别,公开属性,主办科室,拟稿人,成文日期\n";
    let rows: String =
        (1..=60).map(|n| format!("关于第{n}批项目的通知,公文,主动公开,消费品科,庄毅,2026-11-20\n")).collect();
    let file = bureau.path().join("items.csv");
    std::fs::write(&file, format!("{head}{rows}")).unwrap();
    let run = |words: &[&str]| {
        let done = gongkai().args(places).args(words).output().unwrap();
        assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
    };
    run(&["import", file.to_str().unwrap()]);
    let ids: Vec<String> = (1..=60).map(|id: u32| id.to_string()).collect();
    let submit: Vec<&str> = std::iter::once("submit").chain(ids.iter().map(String::as_str)).collect();
    run(&submit);

    let mut session = Session::open_again(bureau.path());
    session.wait_for("待我审核 60");
    session.press("a");
    session.wait_for("已标60件");
    session.press("1");
    session.wait_for("您还没有看过 59件");
    for _ in 0..2 {
        thread::sleep(Duration::from_millis(400));
        session.press("7");
    }
    session.wait_for("共60件");
    session.press("60\r");
    session.wait_for("已办60件");
    session.press("\u{1b}");
    session.wait_for("待我审核 0");
    // In what was sent on, all are taken back at once.
    for _ in 0..5 {
        session.press("\t");
        thread::sleep(Duration::from_millis(200));
    }
    session.wait_for("-- 我送出的 60");
    session.press("a");
    session.wait_for("已标60件");
    session.press("8");
    session.wait_for("撤回:请核对");
    thread::sleep(Duration::from_millis(400));
    session.press("7");
    session.wait_for("共60件");
    session.press("60\r");
    session.wait_for("已办60件");
    session.press("\u{1b}");
    session.wait_for("待我审核 60");
}

#[test]
fn a_storm_of_sizes_leaves_the_screen_whole() {
    let bureau = bureau();
    let mut session = Session::open_again(bureau.path());
    session.wait_for("待我审核 9");
    for (columns, lines) in [(1, 1), (300, 100), (2, 50), (200, 2), (79, 23), (10, 10), (120, 40), (1, 100)] {
        for size in [(columns, lines), (lines, columns)] {
            session.resize(size);
            session.press("j");
            thread::sleep(Duration::from_millis(15));
        }
    }
    session.resize((80, 24));
    session.press("g");
    session.wait_for("待我审核 9");
    session.wait_for("练习");
}

#[test]
fn it_steps_aside_and_comes_back() {
    let bureau = bureau();
    let mut session = Session::open_again(bureau.path());
    session.wait_for("待我审核 9");
    session.press(" ");
    session.wait_for("已标1件");
    session.press("\u{1a}");
    let process = session.child.process_id().unwrap().to_string();
    let stopped = || {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
        stat.rsplit(')').next().unwrap().trim_start().starts_with('T')
    };
    let began = Instant::now();
    while !stopped() {
        assert!(began.elapsed() < PATIENCE, "it does not stop");
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(modes(session.master.as_ref()), session.modes_before);
    session.forget();
    assert!(Command::new("kill").args(["-s", "CONT", &process]).status().unwrap().success());
    session.wait_for("已标1件");
    session.press("q");
    session.is_given_back();
}

#[test]
fn a_signal_gives_the_terminal_back() {
    for signal in ["TERM", "HUP", "INT"] {
        let bureau = bureau();
        let mut session = Session::open_again(bureau.path());
        session.wait_for("待我审核 9");
        let process = session.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args(["-s", signal, &process]).status().unwrap().success());
        session.is_given_back();
    }
}

#[test]
fn a_lost_connection_ends_it_and_frees_the_file() {
    let bureau = bureau();
    let session = Session::open_again(bureau.path());
    session.wait_for("待我审核 9");
    let mut child = session.hang_up();
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(began.elapsed() < PATIENCE, "it goes on without a terminal");
        thread::sleep(Duration::from_millis(20));
    }
    let folder = bureau.path().to_str().unwrap();
    let listed = gongkai().args(["--data", folder, "--config", folder, "list"]).output().unwrap();
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
}

#[test]
fn a_hang_up_loses_nothing_that_was_half_written() {
    let bureau = bureau();
    let mut session = Session::open_again(bureau.path());
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
    hang_up: mpsc::Sender<()>,
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
        command.cwd(bureau);
        for flag in ["--data", "--config"] {
            command.arg(flag);
            command.arg(bureau);
        }
        command.args(["--now", NOW, "--as", "wang"]);
        let child = pair.slave.spawn_command(command).unwrap();
        let sent = Arc::new(Mutex::new(Vec::new()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let collected = sent.clone();
        let (hang_up, hung_up) = mpsc::channel();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                collected.lock().unwrap().extend_from_slice(&bytes[..count]);
                if let Ok(()) = hung_up.try_recv() {
                    break;
                }
            }
        });
        let keyboard = pair.master.take_writer().unwrap();
        Session { child, master: pair.master, keyboard, sent, modes_before, hang_up }
    }

    /// The same on a later opening of the day, when what the day brings was shown already.
    fn open_again(bureau: &Path) -> Session {
        let mut first = Session::open(bureau);
        first.wait_for("开始办理");
        first.press("0");
        first.wait_for_not("开始办理");
        first.press("q");
        first.is_given_back();
        Session::open(bureau)
    }

    /// The connection is gone: what a terminal program, or sshd, does when its window is closed.
    fn hang_up(mut self) -> Box<dyn Child + Send + Sync> {
        // The reader holds the terminal too, and lets go of it at the next thing that it reads.
        self.hang_up.send(()).unwrap();
        self.press("j");
        drop(self.keyboard);
        drop(self.master);
        self.child
    }

    fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Another size; what was shown before is forgotten, because all is drawn anew.
    fn resize(&mut self, (columns, lines): (u16, u16)) {
        self.forget();
        self.master.resize(PtySize { rows: lines, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// Forgets what was shown.
    fn forget(&self) {
        self.sent.lock().unwrap().clear();
    }

    /// Waits until the screen shows this.
    fn wait_for(&self, text: &str) {
        self.wait_until(text, |screen| screen.contains(text));
    }

    /// Waits until the screen no longer shows this.
    fn wait_for_not(&self, text: &str) {
        self.wait_until(text, |screen| !screen.contains(text));
    }

    fn wait_until(&self, what: &str, fits: impl Fn(&str) -> bool) {
        let began = Instant::now();
        loop {
            let mut terminal = vt100::Parser::new(LINES, COLUMNS, 0);
            terminal.process(&self.sent.lock().unwrap());
            let screen = terminal.screen().contents();
            if fits(&screen) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "waited for {what} on\n{screen}");
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
