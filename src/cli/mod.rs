//! The command line: every act and question, for people and for scripts.
//!
//! It turns words into orders and answers into lines, and decides nothing: what may be done is the
//! domain's business, and refusals are the same as on the screen. Without a command it opens the console.

mod args;
mod values;
mod usage;
mod exit;
mod print;
mod session;
mod acts;
mod forms;
mod look;
mod paper;
mod digest;
mod site;
mod addresses;
mod sheet;
mod bureau;
mod bring;
mod import;
mod maps;
mod days;
mod service;
mod manual;
mod demo;

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::ExitCode;

use args::{ClockCommand, Command};
use exit::{Answer, Status};
use session::Session;

use crate::console;
use crate::texts::{Lang, Texts};

/// Runs the program with the words that it was started with.
pub fn main() -> ExitCode {
    let words = words(std::env::args_os().collect());
    let texts = Texts::new(language(&words));
    let answer = usage::parsed(&words, texts).and_then(|parsed| match parsed {
        usage::Parsed::Answered => Ok(Status::Done),
        usage::Parsed::Command(cli) => run(&Session::new(cli.globals, texts), cli.command),
    });
    // Wrong usage has no options to ask; whoever said --json anywhere is a script.
    let json = || words.iter().any(|word| word == "--json");
    answer.unwrap_or_else(|trouble| exit::report(&trouble, texts, json())).into()
}

/// The words as they are meant. As a login shell the program is given one line behind `-c`, and what it says is
/// for this program: there is no other shell behind it.
fn words(given: Vec<OsString>) -> Vec<OsString> {
    let [program, flag, line] = given.as_slice() else { return given };
    let Some(said) = line.to_str().filter(|_| flag == "-c").and_then(shlex::split) else { return given };
    let own = |word: &String| Path::new(word).file_name() == Some(OsStr::new(env!("CARGO_PKG_NAME")));
    let skipped = usize::from(said.first().is_some_and(own));
    [program.clone()].into_iter().chain(said.into_iter().skip(skipped).map(OsString::from)).collect()
}

fn run(session: &Session, command: Option<Command>) -> Answer {
    match command {
        None => open_console(session),
        Some(Command::Demo(args)) => demo::run(&args, session),
        Some(Command::Init(args)) => bureau::init(&args, session),
        Some(Command::Deadline(args)) => days::deadline(&args, session),
        Some(Command::List(args)) => look::list(&args, session),
        Some(Command::Show(args)) => look::show(&args, session),
        Some(Command::History(args)) => look::history(&args, session),
        Some(Command::Attachment(args)) => look::attachment(&args, session),
        Some(Command::Paper(args)) => paper::paper(&args, session),
        Some(Command::Form(args)) => paper::form(&args, session),
        Some(Command::Figures(args)) => paper::figures(&args, session),
        Some(Command::Digest(args)) => digest::digest(&args, session),
        Some(Command::Site { command }) => site::run(&command, session),
        Some(Command::Overdue(args)) => look::overdue(&args, session),
        Some(Command::Act(act)) => acts::run(act, session),
        Some(Command::Delegate(args)) => bureau::delegate(&args, session),
        Some(Command::Import(args)) => import::import(&args, session),
        Some(Command::Verify(args)) => bring::verify(&args, session),
        Some(Command::Rebuild) => bring::rebuild(session),
        Some(Command::Export(args)) => bring::export(&args, session),
        Some(Command::Calendar { command }) => days::calendar(&command, session),
        Some(Command::Clock { command: ClockCommand::Confirm }) => bureau::confirm_clock(session),
        Some(Command::CheckConfig) => bureau::check_config(session),
        Some(Command::Serve(args)) => service::serve(&args, session),
        Some(Command::Status) => service::status(session),
        Some(Command::Reload) => service::reload(session),
        Some(Command::Backup(args)) => service::backup(&args, session),
        Some(Command::Restore(args)) => service::restore(&args, session),
        Some(Command::Permissions(args)) => bureau::permissions(&args, session),
        Some(Command::Completions(args)) => manual::completions(&args, session),
        Some(Command::Manual(args)) => manual::manual(&args, session),
    }
}

fn open_console(session: &Session) -> Answer {
    let keymap = session.keymap(&session.places()?)?;
    let client = session.open()?;
    session.needs_terminal()?;
    let own = session.places().ok().and_then(|places| console::Own::of(&places));
    session.open_console(client, keymap, own)?;
    Ok(Status::Done)
}

/// The language asked for: by `--lang`, read before anything else so that faults of usage are said in
/// it too, or else by the locale.
fn language(words: &[OsString]) -> Lang {
    let words: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
    let after = words.iter().zip(words.iter().skip(1)).find(|(flag, _)| **flag == "--lang");
    let joined = words.iter().find_map(|word| word.strip_prefix("--lang="));
    let asked = joined.or(after.map(|(_, value)| *value)).and_then(Lang::from_key);
    asked.unwrap_or_else(|| {
        let locales = ["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| std::env::var(name).unwrap_or_default());
        let locale = locales.into_iter().find(|locale| !locale.is_empty());
        Lang::from_locale(&locale.unwrap_or_default())
    })
}

#[cfg(test)]
mod tests;
