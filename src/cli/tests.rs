//! Words in, meaning out: what a command line is understood as, and what is said of a wrong one.

use clap::error::ErrorKind;

use super::args::{Cli, SaidShell};
use super::*;
use crate::client;
use crate::domain::{Act, Correction, DocumentNumber};
use crate::procedure::Attribute;
use crate::shell::{self, Places};

fn read(line: &str) -> Result<usage::Parsed, exit::Trouble> {
    let words: Vec<OsString> = std::iter::once("gongkai").chain(line.split(' ')).map(Into::into).collect();
    usage::parsed(&words, Texts::new(Lang::En))
}

fn understood(line: &str) -> Cli {
    match read(line) {
        Ok(usage::Parsed::Command(cli)) => *cli,
        Ok(usage::Parsed::Answered) => panic!("{line}: only answered"),
        Err(trouble) => panic!("{line}: {trouble:?}"),
    }
}

fn act(line: &str) -> Act {
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    match understood(line).command {
        Some(Command::Act(acts::ActCommand::Plain(plain))) => plain.said(today).1,
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn every_command_and_option_is_explained_in_both_languages() {
    fn check(command: &clap::Command, lang: Lang) {
        for arg in command.get_arguments() {
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(!help.is_empty() && !help.starts_with("cli-arg."), "{lang:?} {help} {arg}");
        }
        for sub in command.get_subcommands() {
            let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(!about.is_empty() && !about.starts_with("cli-command."), "{lang:?} {about}");
            check(sub, lang);
        }
    }
    for lang in [Lang::Zh, Lang::En] {
        let command = usage::command(Texts::new(lang));
        command.clone().debug_assert();
        check(&command, lang);
    }
}

#[test]
fn manual_pages_and_completions_name_every_command() {
    fn named(command: &clap::Command, above: &str) -> Vec<(String, String)> {
        let each = |sub: &clap::Command| {
            let name = format!("{above}-{}", sub.get_name());
            let mut found = named(sub, &name);
            found.push((name, sub.get_about().map(ToString::to_string).unwrap_or_default()));
            found
        };
        command.get_subcommands().flat_map(each).collect()
    }
    let plain = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("\\*(Aq", "'").replace('\\', "");
    for texts in [Lang::Zh, Lang::En].map(Texts::new) {
        let pages = manual::pages(texts).unwrap();
        let scripts = [SaidShell::Bash, SaidShell::Zsh, SaidShell::Fish];
        let scripts = scripts.map(|shell| plain(&manual::script(shell, texts)));
        let commands = named(&usage::command(texts), "gongkai");
        assert_eq!(pages.len(), commands.len() + 1);
        for (name, about) in commands {
            let page = pages.iter().find(|(file, _)| *file == format!("{name}.1"));
            assert!(page.is_some_and(|(_, page)| plain(page).contains(&about)), "{name} {about}");
            let above = name.rsplit_once('-').map_or("gongkai", |(above, _)| above);
            let above = pages.iter().find(|(file, _)| *file == format!("{above}.1")).unwrap_or(&pages[0]);
            assert!(plain(&above.1).contains(&name), "{name}");
            let word = name.split('-').next_back().unwrap();
            assert!(scripts.iter().all(|script| script.contains(word)), "{name}");
        }
        assert!(plain(&pages[0].1).contains(texts.get("cli.help-status")));
        let known = ["name", "synopsis", "description", "options", "commands", "status", "version"];
        let known = known.map(|head| texts.get(&format!("cli.manual-{head}")).to_owned());
        for (file, page) in &pages {
            let page = plain(page);
            let mut heads = page.lines().filter_map(|line| line.strip_prefix(".SH "));
            assert!(
                heads.all(|head| known.iter().any(|known| known == head)) && !page.contains("[default"),
                "{file}"
            );
        }
    }
}

#[test]
fn every_act_of_the_domain_has_its_command() {
    let command = usage::command(Texts::new(Lang::En));
    for verb in crate::domain::Verb::ALL {
        assert!(command.find_subcommand(verb.key()).is_some(), "{}", verb.key());
    }
}

#[test]
fn acts_mean_what_they_say() {
    let day = |day| chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    for (line, expected) in [
        ("submit 118", Act::Submit { opinion: String::new() }),
        ("approve 118 2026-119 --opinion yes", Act::Approve { opinion: "yes".to_owned(), listed: false }),
        ("hand-over 118 --date 2026-11-20", Act::HandOver { on: day(20), originals: 1, note: String::new() }),
        ("receive 118", Act::Receive { on: day(23) }),
        ("receive 118 --refuse torn", Act::RefuseReceipt { reason: "torn".to_owned() }),
        ("ratify 118 --overrule --reason no", Act::Ratify { agreed: false, reason: "no".to_owned() }),
        (
            "correct 118 --no-number lost --reason lost",
            Act::Correct {
                to: Correction::Number(DocumentNumber::None("lost".to_owned())),
                reason: "lost".to_owned(),
            },
        ),
        (
            "correct 118 --done publish=2026-11-02 --reason late",
            Act::Correct { to: Correction::DoneOn("publish".into(), day(2)), reason: "late".to_owned() },
        ),
        ("re-evaluate 118 --reason still", Act::ReEvaluate { proposal: None, reason: "still".to_owned() }),
    ] {
        assert_eq!(act(line), expected, "{line}");
    }
}

#[test]
fn the_reason_of_a_change_stands_beside_withheld_alone() {
    let changed = |line| match act(line) {
        Act::ChangeAttribute { proposal, why, .. } => (proposal, why),
        other => panic!("{other:?}"),
    };
    let (proposal, why) = changed("change-attribute 1 --attribute 主动公开 --reason asked");
    assert_eq!((proposal.attribute, proposal.reason.as_str()), (Some(Attribute::Proactive), ""));
    assert_eq!(why, "asked");
    let (proposal, why) = changed("change-attribute 1 --attribute withheld --ground 16-2 --reason draft");
    assert_eq!((proposal.reason.as_str(), why.as_str()), ("draft", "draft"));
}

#[test]
fn an_item_is_named_in_three_ways() {
    for (text, id) in [
        ("2026-000118", "2026-000118"),
        ("2026-118", "2026-000118"),
        ("118", "2025-000118"),
        ("0118", "2025-000118"),
    ] {
        assert_eq!(values::item(text).unwrap().in_year(2025).to_string(), id);
    }
    for text in ["", "0", "x", "-1", "2026-", "2026-0", "99999999999"] {
        assert!(values::item(text).is_err(), "{text}");
    }
}

#[test]
fn wrong_usage_is_named_and_ends_with_2() {
    for (line, named) in [
        ("no-such-command", "no-such-command"),
        ("list --colour", "--colour"),
        ("approve", "<ID[@N]>"),
        ("approve 118@x", "2026-000118@3"),
        ("approve x-y", "2026-000118"),
        ("deadline 2026-13-40 --days 20", "no such day"),
        ("deadline 26-1-4 --days 20", "2026-09-18"),
        ("calendar show x", "2026"),
        ("deadline 9999-12-31 --days 20", "1900 to 2999"),
        ("acknowledge", "--batch"),
        ("history 1 2", "too many"),
        ("issue 118 --number a --no-number b", "--no-number"),
        ("change-attribute 118 --ground 17-1", "16-3"),
        ("correct 118 --reason r", "--issue-date"),
        ("calendar", "what is to be done"),
        ("delegate --to li", "--until"),
        ("draft --procedure official --normative maybe", "true or false"),
    ] {
        let trouble = read(line).err().unwrap_or_else(|| panic!("{line} is understood"));
        let exit::Trouble::Usage(said) = &trouble else { panic!("{line}: {trouble:?}") };
        assert!(said.contains(named), "{line}: {said}");
        assert_eq!(exit::report(&trouble, Texts::new(Lang::En), false), Status::Usage);
    }
}

#[test]
fn what_is_said_in_one_go_can_be_said_of_any_command() {
    let cli = understood("list --json --as zhang --now 2026-11-23T09:30:00+08:00 --data /d --config /c");
    assert!(cli.globals.json && cli.globals.now.is_some());
    assert_eq!(cli.globals.login.map(|login| login.0).as_deref(), Some("zhang"));
    assert!(understood("--json list").globals.json);
}

#[test]
fn the_language_is_read_before_anything_else() {
    for (line, lang) in [("gongkai --lang en list", Lang::En), ("gongkai list --lang=zh", Lang::Zh)] {
        let words: Vec<OsString> = line.split(' ').map(Into::into).collect();
        assert_eq!(language(&words), lang);
    }
}

#[test]
fn help_is_an_answer_and_no_fault() {
    let error = usage::command(Texts::new(Lang::Zh)).try_get_matches_from(["gongkai", "approve", "-h"]);
    let error = error.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::DisplayHelp);
    let help = error.to_string();
    assert!(help.contains("用法:") && help.contains("--opinion") && help.contains("练习库"), "{help}");
}

/// Elements that are not named stay as they were read; what a colleague has changed since must not be undone so.
#[test]
fn what_is_registered_over_what_was_read_is_bound_to_that_revision() {
    let folder = tempfile::tempdir().unwrap();
    let roster = "[[section]]\nname = \"办公室\"\noffice = true\nheads = [\"o\"]\nleader = \"l\"\n\
        [[person]]\nlogin = \"o\"\nname = \"郑丽\"\nsection = \"办公室\"\n\
        [[person]]\nlogin = \"l\"\nname = \"陈志强\"\nleader = true\n";
    std::fs::write(folder.path().join("roster.toml"), roster).unwrap();
    let places = Places { data: folder.path().to_owned(), config: folder.path().to_owned() };
    client::found(&places, client::Kind::Practice, shell::now()).unwrap();
    let who = client::Who { login: Some("o".into()), now: None };
    let mut client = client::open(&places, &who).unwrap();
    let draft =
        Act::Draft { procedure: "official".into(), section: "办公室".into(), submission: Box::default() };
    let client::Outcome::Done(drafted) = client.act(&[client.order(None, None, draft)]).unwrap().remove(0)
    else {
        panic!("no draft");
    };
    let item = drafted.item;
    let bound = |line: &str| {
        let Cli { globals, command: Some(Command::Act(command)), .. } = understood(line) else {
            panic!("{line}")
        };
        let session = Session::new(globals, Texts::new(Lang::En));
        acts::orders(command, &session, &client).unwrap()[0].command.revision.map(|revision| revision.0)
    };
    let read = Some(drafted.revision.0);
    assert_eq!(bound(&format!("register {item} --summary x")), read);
    assert_eq!(bound(&format!("register {item}@7 --summary x")), Some(7), "what was shown comes first");
    assert_eq!(bound(&format!("submit {item}")), None, "what keeps nothing is bound by who acts");
}
