//! The program in a terminal of its own: what is done there is kept, and the terminal is given back
//! whatever ends it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rustix::process::Signal;

use crate::practice::{NOW, bureau, empty_bureau, gongkai, sixty_drafts};
use crate::pty::{Session, patiently};

/// Where the console asks how wide the terminal draws.
const ASKS: &str = "\u{1b}[6n";
/// The answer of a terminal that draws one column.
const NARROW: &str = "\u{1b}[1;3R";

#[test]
fn what_is_approved_in_a_terminal_is_in_the_history_of_the_command_line() {
    let bureau = bureau();
    let mut session = Session::open_again(bureau.path());
    session.wait_for("待我审核 9");
    session.press("1");
    session.wait_for("请核对");
    thread::sleep(Duration::from_millis(400));
    session.press("7");
    session.wait_for("同意 已办:2026-000139");
    session.press("q");
    session.is_given_back();
    let folder = bureau.path().to_str().unwrap();
    let history = gongkai()
        .args(["--data", folder, "--config", folder, "--now", NOW, "history", "2026-000139"])
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
    session.press("\u{3000}");
    session.wait_for("已标1件");
    session.press("\u{3000}");
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
fn what_comes_together_moves_and_does_nothing_else() {
    let bureau = bureau();
    let before = journal(bureau.path());
    let mut session = Session::open_again(bureau.path());
    session.wait_for("待我审核 9");
    session.press("jjk");
    session.wait_for("预览 2026-000127");
    for typed in ["qq", "1177", "q\r", "aa", "jj1", "  "] {
        session.press(typed);
        session.wait_for("已忽略");
        assert!(!session.screen().contains("已标"), "{typed}");
        // The rest after which it listens again, and a key that clears the note.
        thread::sleep(Duration::from_millis(300));
        session.press("j");
        session.wait_for_not("已忽略");
    }
    // In a filter, a line end and what stands behind it are text.
    session.press("/");
    session.wait_for("筛选");
    session.press("没有\rq");
    session.wait_for("没有符合筛选的事项");
    thread::sleep(Duration::from_millis(300));
    session.press("\u{1b}");
    session.wait_for_not("没有符合筛选的事项");
    session.press("q");
    session.is_given_back();
    assert_eq!(journal(bureau.path()), before);
}

#[test]
fn a_pasted_count_confirms_no_batch() {
    let bureau = bureau();
    Session::begin_day(bureau.path(), "zheng");
    let before = journal(bureau.path());
    let mut session = Session::start(bureau.path(), "zheng", &[], "xterm-256color");
    session.wait_for("待发布 37");
    session.press("a");
    session.wait_for("已标37件");
    session.press("4");
    session.wait_for("发表意见");
    session.press("请核对");
    session.wait_for("请核对");
    thread::sleep(Duration::from_millis(100));
    session.press("\r");
    session.wait_for("请核对");
    thread::sleep(Duration::from_millis(400));
    session.press("7");
    session.wait_for("共37件");
    session.press("37\r");
    session.wait_for("办理: 37");
    thread::sleep(Duration::from_millis(400));
    assert!(!session.screen().contains("已办37件"), "{}", session.screen());
    session.press("\u{1b}");
    session.wait_for_not("输入件数");
    session.press("q");
    session.wait_for("再按一次");
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
    session.press(":");
    session.wait_for("查找");
    session.press("1");
    session.wait_for("转到");
    session.press("\r");
    session.wait_for("-- 我科在拟 1");
    thread::sleep(Duration::from_millis(300));
    session.press("\r");
    session.wait_for("[正文]");
    session.press("e");
    session.wait_for("请先翻到附件页");
    session.press("\u{1b}[D\u{1b}[D\u{1b}[D");
    session.wait_for("[附件1]");
    session.press("e");
    session.wait_for("已存到");
    session.press("h");
    session.wait_for("[经过]");
    session.press("\u{1b}[D\u{1b}[D");
    session.wait_for("[附件1]");
    session.press("e");
    // What is there stays; the other has the moment in its name.
    session.wait_for("名单-20261123-090000.bin");
    for name in ["名单.bin", "名单-20261123-090000.bin"] {
        assert_eq!(std::fs::read(bureau.path().join(name)).unwrap(), b"\xffexact", "{name}");
    }
}

/// Everything that was ever recorded.
pub fn journal(bureau: &Path) -> String {
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
    let file = sixty_drafts(bureau.path());
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
    // What was never shown is read on the sheet, to its end, before it is confirmed.
    for _ in 0..20 {
        thread::sleep(Duration::from_millis(400));
        if session.screen().contains("共60件") {
            break;
        }
        session.press("7");
    }
    session.wait_for("共60件");
    session.press("60");
    session.wait_for("办理: 60");
    thread::sleep(Duration::from_millis(400));
    session.press("\r");
    session.wait_for("已办60件");
    session.press("\u{1b}");
    session.wait_for("待我审核 0");
    // In what was sent on, all are taken back at once.
    for _ in 0..10 {
        if session.screen().lines().nth(1).is_some_and(|open| open.starts_with("-- 我送出的 60")) {
            break;
        }
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
    session.press("60");
    session.wait_for("办理: 60");
    thread::sleep(Duration::from_millis(400));
    session.press("\r");
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
fn what_is_overdue_stands_in_the_title_each_new_one_rings_once_and_quiet_sends_nothing() {
    let bureau = bureau();
    let folder = bureau.path().to_str().unwrap();
    let run = |words: &[&str]| {
        let places = ["--data", folder, "--config", folder, "--now", NOW, "--as", "wang"];
        let done = gongkai().args(places).args(words).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    Session::begin_day(bureau.path(), "wang");
    let session = Session::open(bureau.path());
    let title = |overdue: u32| format!("\u{1b}]2;! {overdue} gongkai 王建国\u{7}");
    session.wait_for("待我审核 9");
    session.wait_for_bytes(&title(2));
    assert!(!session.sent().contains(&(title(2) + "\u{7}")), "what was overdue this morning is no news");
    session.forget();
    run(&["approve", "161"]);
    session.wait_for_bytes(&title(1));
    run(&["recall", "161"]);
    session.wait_for_bytes(&(title(2) + "\u{7}"));
    assert!(!session.sent().contains(&(title(1) + "\u{7}")), "fewer than before ring no bell");
    // What others did has been drawn; from then on nothing is.
    thread::sleep(Duration::from_millis(500));
    session.forget();
    thread::sleep(Duration::from_millis(1_500));
    assert_eq!(session.sent(), "");
}

#[test]
fn it_steps_aside_to_the_shell_and_comes_back() {
    let bureau = bureau();
    Session::begin_day(bureau.path(), "wang");
    let console = Session::command(bureau.path(), "wang", &[], "xterm-256color");
    let mut shell = console.clone();
    *shell.get_argv_mut() = ["sh", "-c", "set -m; \"$@\"; echo back in the shell; read answer; fg", "sh"]
        .map(OsString::from)
        .into_iter()
        .chain(console.get_argv().iter().cloned())
        .collect();
    let mut session = Session::run(shell);
    session.wait_for("待我审核 9");
    session.press(" ");
    session.wait_for("已标1件");
    session.press("\u{1a}");
    session.wait_for("back in the shell");
    assert!(session.modes_are_as_before());
    session.forget();
    session.press("\r");
    session.wait_for("已标1件");
    session.press("q");
    session.is_given_back();
}

/// Under sshd's ForceCommand or as a login shell it stopped for good: nobody was there to let it go on.
#[test]
fn where_there_is_no_shell_it_does_not_step_aside_and_says_so() {
    let bureau = bureau();
    let mut session = Session::open_again(bureau.path());
    session.wait_for("待我审核 9");
    session.press("\u{1a}");
    session.wait_for("不能暂离");
    session.press(" ");
    session.wait_for("已标1件");
    session.press("q");
    session.is_given_back();
}

#[test]
fn a_signal_gives_the_terminal_back_and_going_on_paints_anew() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let bureau = bureau();
        let mut session = Session::open_again(bureau.path());
        session.wait_for("待我审核 9");
        session.forget();
        session.signal(Signal::CONT);
        session.wait_for("待我审核 9");
        session.signal(signal);
        session.is_given_back();
    }
}

#[test]
fn whatever_the_terminal_answers_the_console_opens_and_takes_every_key() {
    let bureau = bureau();
    Session::begin_day(bureau.path(), "wang");
    let answers = [Some(NARROW), Some("\u{1b}[1;5R"), Some("\u{1b}[1;1R"), None];
    for (answer, late) in answers.map(|answer| (answer, false)).into_iter().chain([(Some(NARROW), true)]) {
        let mut session = Session::open(bureau.path());
        session.wait_for_bytes(ASKS);
        if late {
            session.wait_for("待我审核 9");
        }
        session.press(answer.unwrap_or_default());
        session.wait_for("待我审核 9");
        session.press(" ");
        session.wait_for("已标1件");
        session.wait_for_not("3R");
        session.press("q");
        session.is_given_back();
    }
    // Typed while nobody was asked yet.
    let mut session = Session::open(bureau.path());
    session.press("q");
    session.is_given_back();
}

#[test]
fn lines_are_ascii_unless_the_terminal_says_that_it_draws_them_narrow() {
    let bureau = empty_bureau();
    let folder = bureau.path().to_str().unwrap();
    let draft = ["draft", "--procedure", "official", "--attribute", "proactive", "--title"];
    for title in ["关于“十四五”规划①的通知", "关于规划实施情况若干事项的通知"]
    {
        let drafted = gongkai()
            .args(["--data", folder, "--config", folder, "--now", NOW, "--as", "zhuang"])
            .args(draft)
            .arg(title)
            .output();
        assert!(drafted.unwrap().status.success());
    }
    Session::begin_day(bureau.path(), "zhuang");
    let quoted = "“十四五”规划①的通知";
    let gapped = "“ 十四五” 规划① 的通知";
    for (term, words, answer, rule, title) in [
        ("xterm-256color", &[][..], Some(NARROW), "──", quoted),
        ("xterm-256color", &["--ascii"], Some(NARROW), "---", quoted),
        // Wide ones are drawn narrow here, which leaves a gap and keeps the columns.
        ("xterm-256color", &[], Some("\u{1b}[1;5R"), "---", gapped),
        ("xterm-256color", &[], None, "---", gapped),
        ("some-terminal", &[], None, "---", gapped),
    ] {
        let mut session = Session::start(bureau.path(), "zhuang", words, term);
        if let Some(answer) = answer {
            session.wait_for_bytes(ASKS);
            session.press(answer);
        }
        session.wait_for(title);
        session.wait_for(rule);
        let screen = session.screen();
        assert_eq!(screen.contains('─'), rule == "──", "{screen}");
        // Whatever the title is drawn with, what stands behind it stands where it does in the next row.
        let behind = |part: &str| {
            let line = screen.lines().find(|line| line.contains(part) && line.contains("主动")).unwrap();
            unicode_width::UnicodeWidthStr::width(line.trim_end())
        };
        assert_eq!(behind("十四五"), behind("若干事项"), "{screen}");
        session.press("q");
        session.is_given_back();
    }
}

#[test]
fn a_lost_connection_ends_it_and_frees_the_file() {
    let bureau = bureau();
    let session = Session::open_again(bureau.path());
    session.wait_for("待我审核 9");
    let mut child = session.hang_up();
    patiently("it ends without a terminal", || child.try_wait().unwrap().is_some());
    let folder = bureau.path().to_str().unwrap();
    let listed = gongkai().args(["--data", folder, "--config", folder, "list"]).output().unwrap();
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
}

/// The second console knew only the socket of the first, and waited at it for ever.
#[test]
fn a_console_beside_another_goes_on_by_itself_when_that_one_ends() {
    let bureau = bureau();
    let mut first = Session::open_again(bureau.path());
    first.wait_for("待我审核 9");
    let mut second = Session::open(bureau.path());
    let third = Session::open(bureau.path());
    second.wait_for("待我审核 9");
    third.wait_for("待我审核 9");
    second.press("4");
    second.wait_for("发表意见");
    second.press("此件写到一半");
    second.wait_for("此件写到一半");
    first.press("q");
    first.is_given_back();
    // One of them has opened the database, and answers the other and commands.
    let folder = bureau.path().to_str().unwrap();
    let mut said = String::new();
    patiently("both go on", || {
        said = [&second, &third].map(Session::screen).concat();
        said.matches("已重新连接").count() == 2
    });
    second.press("\r");
    second.wait_for("请核对");
    thread::sleep(Duration::from_millis(400));
    second.press("7");
    second.wait_for("已办:2026-000139");
    let listed =
        gongkai().args(["--data", folder, "--config", folder, "--now", NOW, "history", "139"]).output();
    let listed = String::from_utf8_lossy(&listed.unwrap().stdout).into_owned();
    assert!(listed.contains("此件写到一半"), "{listed}");
    for mut session in [second, third] {
        session.press("q");
        session.is_given_back();
    }
}

/// Each console wrote the whole memory as it knew it, and what the other had kept was gone.
#[test]
fn two_consoles_of_one_person_keep_what_is_half_written_in_either() {
    let bureau = bureau();
    let mut first = Session::open_again(bureau.path());
    first.wait_for("待我审核 9");
    let mut second = Session::open(bureau.path());
    second.wait_for("待我审核 9");
    first.press("4");
    first.wait_for("发表意见");
    first.press("此件写到一半");
    first.wait_for("此件写到一半");
    let state = bureau.path().join("state");
    patiently("it is kept", || kept(&state).contains("此件写到一半"));
    second.press("j");
    second.wait_for("预览 2026-000127");
    second.press("4");
    second.wait_for("发表意见");
    second.press("另一件的意见");
    second.wait_for("另一件的意见");
    second.signal(Signal::HUP);
    second.is_given_back();
    first.signal(Signal::HUP);
    first.is_given_back();
    let mut again = Session::open(bureau.path());
    again.wait_for("待我审核 9");
    for (moves, text) in [("", "此件写到一半"), ("j", "另一件的意见")] {
        again.press(moves);
        thread::sleep(Duration::from_millis(300));
        again.press("4");
        again.wait_for(text);
        again.press("\u{1b}");
        again.wait_for_not("发表意见");
    }
}

/// Everything that consoles remember in this folder.
fn kept(state: &Path) -> String {
    let files = walk(state);
    files.iter().filter_map(|file| std::fs::read_to_string(file).ok()).collect()
}

/// The files in a folder and those in it.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
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
    session.signal(Signal::HUP);
    session.is_given_back();
    let mut again = Session::open(bureau.path());
    again.wait_for("待我审核 9");
    again.wait_for("意见 2026-000139;再办同一件事时恢复");
    again.press("4");
    again.wait_for("已恢复未完成的内容");
    again.wait_for("此件写到一半");
}
