use std::fs::File;
use std::io::{Read, Write};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{MasterPty, PtySize, native_pty_system};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use unicode_segmentation::UnicodeSegmentation;

use super::{Ambiguous, QUESTION, ask, hear, is_unsure, widened};

/// The two sides of a pseudo-terminal: the emulator's, and the program's in raw mode.
fn terminal() -> (Box<dyn MasterPty + Send>, File) {
    let pair = native_pty_system().openpty(PtySize::default()).unwrap();
    let name = pair.master.tty_name().unwrap();
    let tty = File::options().read(true).write(true).open(name).unwrap();
    let mut mode = tcgetattr(&tty).unwrap();
    mode.make_raw();
    tcsetattr(&tty, OptionalActions::Now, &mode).unwrap();
    (pair.master, tty)
}

/// What a terminal says that is asked now, and what was typed besides.
fn answered(mut tty: &File, limit_ms: u64) -> (Ambiguous, Vec<u8>) {
    ask(&mut tty).unwrap();
    hear(tty, Instant::now(), Duration::from_millis(limit_ms)).unwrap()
}

#[test]
fn the_terminal_says_how_wide_it_draws_and_no_key_is_lost() {
    let (narrow, wide) = (Ambiguous::Narrow, Ambiguous::Wide);
    for (answers, expected, typed) in [
        (&["\x1b[1;3R"][..], narrow, ""),
        (&["\x1b[1;5R"], wide, ""),
        (&["\x1b[1;4R"], wide, ""),
        (&["\x1b[1", ";3R"], narrow, ""),
        (&["j\x1b[B", "1\x1b[1;3R中"], narrow, "j\x1b[B1中"),
        (&["\x1b[1;1R"], wide, ""),
        (&[], wide, ""),
        (&["jk"], wide, "jk"),
    ] {
        let (master, tty) = terminal();
        let (mut reader, mut writer) = (master.try_clone_reader().unwrap(), master.take_writer().unwrap());
        let emulator = thread::spawn(move || {
            let mut asked = vec![0; QUESTION.len()];
            reader.read_exact(&mut asked).unwrap();
            for part in answers {
                writer.write_all(part.as_bytes()).unwrap();
                writer.flush().unwrap();
                thread::sleep(Duration::from_millis(5));
            }
            // The descriptor must outlive the question.
            (asked, writer)
        });
        let limit = if answers.concat().contains('R') { 5_000 } else { 50 };
        let (ambiguous, heard) = answered(&tty, limit);
        let (asked, _writer) = emulator.join().unwrap();
        assert_eq!((ambiguous, String::from_utf8(heard).unwrap().as_str()), (expected, typed), "{answers:?}");
        assert_eq!(asked, QUESTION.as_bytes());
    }
}

#[test]
fn a_late_answer_is_left_to_the_parser_and_half_an_answer_is_waited_for() {
    let (master, tty) = terminal();
    let mut writer = master.take_writer().unwrap();
    let (ambiguous, heard) = answered(&tty, 1);
    assert_eq!((ambiguous, heard.len()), (Ambiguous::Wide, 0));
    writer.write_all(b"\x1b[1;3R").unwrap();
    let mut late = [0; 6];
    (&tty).read_exact(&mut late).unwrap();
    assert_eq!(&late, b"\x1b[1;3R");

    for (heard, within) in
        [("\x1b[1;", true), ("j\x1b[", true), ("\x1b", false), ("\x1b[A", false), ("j", false), ("", false)]
    {
        assert_eq!(super::begun(heard.as_bytes()), within, "{heard:?}");
    }
}

#[test]
fn the_question_leaves_nothing_on_the_screen() {
    let mut parser = vt100::Parser::new(3.try_into().unwrap(), 10.try_into().unwrap(), 0);
    parser.process(QUESTION.as_bytes());
    assert_eq!(parser.screen().contents().trim(), "");
    assert_eq!(parser.screen().cursor_position(), (0, 0));
}

#[test]
fn a_widened_text_counts_two_for_each_ambiguous_character_and_stays_together() {
    for (text, columns) in [("“十四五”规划", 14), ("①→×°Ⅳ…—·", 16), ("plain 中文", 10), ("│─└", 6)]
    {
        let wide = widened(text, Ambiguous::Wide);
        assert_eq!(super::columns(text, Ambiguous::Wide), columns, "{text}");
        assert_eq!(wide.graphemes(true).count(), text.chars().count(), "{text}");
        assert_eq!(widened(text, Ambiguous::Narrow), text);
    }
}

#[test]
fn what_terminals_disagree_on_is_known() {
    for (symbol, unsure) in [
        ("a", false),
        ("中", false),
        ("，", false),
        ("“", true),
        ("─", true),
        ("⑤", true),
        ("Ⅳ", true),
        ("🙂", true),
        ("\u{301}", true),
        ("e\u{301}", true),
        ("“\u{16F51}", true),
    ] {
        assert_eq!(is_unsure(symbol), unsure, "{symbol}");
    }
}
