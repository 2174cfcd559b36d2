//! What is made from the definition of the command line: completions for shells, and manual pages.

use std::fs;

use clap_mangen::Man;

use super::args::{CompletionsArgs, ManualArgs, SaidShell};
use super::exit::{Answer, Status, Trouble};
use super::print::harmless;
use super::session::Session;
use super::usage;
use crate::texts::Texts;

/// `completions`: the script with which a shell completes what is typed after `gongkai`.
pub(super) fn completions(args: &CompletionsArgs, session: &Session) -> Answer {
    session.say_bytes(&script(args.shell, session.texts))?;
    Ok(Status::Done)
}

/// `manual`: the page of the program to the standard output, or every page into a folder.
pub(super) fn manual(args: &ManualArgs, session: &Session) -> Answer {
    let pages = pages(session.texts).map_err(Trouble::Output)?;
    let Some(dir) = &args.dir else {
        let main = pages.first().map(|(_, page)| page.as_slice());
        session.say_bytes(main.unwrap_or_default())?;
        return Ok(Status::Done);
    };
    fs::create_dir_all(dir).map_err(|error| Trouble::File(dir.clone(), error))?;
    for (name, page) in &pages {
        let path = dir.join(name);
        fs::write(&path, page).map_err(|error| Trouble::File(path, error))?;
    }
    let names = pages.iter().map(|(name, _)| name.as_str());
    if session.json {
        session.say_json(&serde_json::json!({ "written": names.collect::<Vec<_>>() }))?;
    } else {
        let dir = harmless(&dir.display().to_string());
        session.say(
            names.map(|name| session.texts.fill("cli.written", &[("path", &format!("{dir}/{name}"))])),
        )?;
    }
    Ok(Status::Done)
}

pub(super) fn script(shell: SaidShell, texts: Texts) -> Vec<u8> {
    let shell = match shell {
        SaidShell::Bash => clap_complete::Shell::Bash,
        SaidShell::Zsh => clap_complete::Shell::Zsh,
        SaidShell::Fish => clap_complete::Shell::Fish,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut usage::command(texts), "gongkai", &mut script);
    script
}

/// The pages by the names of their files: that of the program, then one for each command.
pub(super) fn pages(texts: Texts) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut command = usage::command(texts);
    // Only then do commands know their full names.
    command.build();
    let mut pages = Vec::new();
    let mut waiting = vec![command];
    while let Some(command) = waiting.pop() {
        waiting.extend(command.get_subcommands().cloned());
        let man = Man::new(command).source(concat!("gongkai ", env!("CARGO_PKG_VERSION")));
        let man = man.manual(texts.get("cli.manual-title"));
        let mut page = Vec::new();
        man.render(&mut page)?;
        pages.push((man.get_filename(), headed(&page, texts)));
    }
    Ok(pages)
}

/// The heads that a page has from its maker, and where ours stand.
const HEADS: [(&str, &str); 7] = [
    (".SH NAME", "cli.manual-name"),
    (".SH SYNOPSIS", "cli.manual-synopsis"),
    (".SH DESCRIPTION", "cli.manual-description"),
    (".SH OPTIONS", "cli.manual-options"),
    (".SH SUBCOMMANDS", "cli.manual-commands"),
    (".SH EXTRA", "cli.manual-status"),
    (".SH VERSION", "cli.manual-version"),
];

/// The page with the heads of its sections in this language. No line of text begins with a dot, which the
/// maker of the page escapes.
fn headed(page: &[u8], texts: Texts) -> Vec<u8> {
    let page = String::from_utf8_lossy(page);
    let line = |line: &str| match HEADS.iter().find(|(head, _)| *head == line) {
        Some((_, key)) => format!(".SH {}\n", texts.get(key)),
        None => format!("{line}\n"),
    };
    page.lines().map(line).collect::<String>().into_bytes()
}
