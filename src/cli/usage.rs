//! How the command line is explained, and what is wrong with one: in the user's language.
//!
//! Commands and options carry no words of their own. Their help stands in the catalogue, by the name
//! of the command (`cli-command`), of the option (`cli-arg`, or `COMMAND-OPTION` where one means
//! something else there) and of the kind of value (`cli-form`).

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Args, CommandFactory, FromArgMatches};

use super::args::{Cli, Globals};
use super::exit::{self, Trouble};
use crate::intake::dates;
use crate::texts::Texts;

/// What the words came to.
pub(super) enum Parsed {
    /// Help or the version was asked for, and given.
    Answered,
    /// Something is to be done.
    Command(Box<Cli>),
}

/// Reads the command line.
///
/// # Errors
/// It can't be understood: [`Trouble::Usage`].
pub(super) fn parsed(words: &[OsString], texts: Texts) -> Result<Parsed, Trouble> {
    if let Some(globals) = without_command(words) {
        return Ok(Parsed::Command(Box::new(Cli { globals, command: None })));
    }
    // Words are put to it only where help, or what is wrong, must be said.
    let understood = bare().try_get_matches_from(words);
    let understood = understood.or_else(|_| command(texts).try_get_matches_from(words));
    match understood.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => Ok(Parsed::Command(Box::new(cli))),
        Err(error) if !error.use_stderr() => {
            exit::said(error.print())?;
            Ok(Parsed::Answered)
        }
        Err(error) => Err(Trouble::Usage(said(&error, texts))),
    }
}

/// The options of a command line that names no command and so opens the console: for that, forty commands need not be
/// made ready. What this doesn't understand, the whole command line may.
fn without_command(words: &[OsString]) -> Option<Globals> {
    let options = Globals::augment_args(clap::Command::new(env!("CARGO_PKG_NAME")));
    let options = options.disable_help_flag(true).disable_version_flag(true);
    let matches = options.try_get_matches_from(words).ok()?;
    Globals::from_arg_matches(&matches).ok()
}

/// The command line without a word about it.
fn bare() -> clap::Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).global(true);
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    Cli::command().disable_help_flag(true).disable_version_flag(true).arg(help).arg(version)
}

/// The command line with its help in this language.
pub(super) fn command(texts: Texts) -> clap::Command {
    let command = bare().about(texts.get("cli.about").to_owned());
    explained(command.after_help(texts.get("cli.help-status").to_owned()), "", texts)
}

/// A command with its help, and those below it. `path` is its name after those above it: `calendar-show`.
fn explained(command: clap::Command, path: &str, texts: Texts) -> clap::Command {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}-{name}") };
    let template = help_template(&command, texts);
    command
        .help_template(template)
        .subcommand_value_name("COMMAND")
        .disable_help_flag(true)
        .mut_args(|arg| {
            let help = texts.get(&arg_key(path, arg.get_id().as_str(), texts)).to_owned();
            let default = arg.get_default_values().first().map(|value| value.to_string_lossy());
            let default = default.filter(|value| !value.is_empty() && arg.get_action().takes_values());
            let default = default.map(|value| texts.fill("cli.help-default", &[("value", &value)]));
            let help = help + &default.unwrap_or_default();
            // What can be said with any command stands below what this one is about.
            let arg = if path.is_empty() { arg.help(help).display_order(900) } else { arg.help(help) };
            // What there is to choose from, and what is chosen without it, stands in its help.
            let chosen = arg.get_action().takes_values();
            arg.hide_default_value(chosen).hide_possible_values(chosen)
        })
        .mut_subcommands(|sub| {
            let path = below(sub.get_name());
            let about = texts.get(&format!("cli-command.{path}")).to_owned();
            explained(sub.about(about), &path, texts)
        })
}

/// Where an option's help stands: by the command and its name, or by its name alone.
fn arg_key(path: &str, arg: &str, texts: Texts) -> String {
    let here = format!("cli-arg.{path}-{arg}");
    if texts.get(&here) == here { format!("cli-arg.{arg}") } else { here }
}

/// clap's own parts under our headings.
fn help_template(command: &clap::Command, texts: Texts) -> String {
    let part = |there: bool, heading: &str, tag: &str| match there {
        true => format!("\n\n{}\n{{{tag}}}", texts.get(heading)),
        false => String::new(),
    };
    let start = format!("{{about-with-newline}}\n{} {{usage}}", texts.get("cli.help-usage"));
    let subcommands = command.get_subcommands().next().is_some();
    let positionals = command.get_positionals().next().is_some();
    [
        start,
        part(subcommands, "cli.help-commands", "subcommands"),
        part(positionals, "cli.help-arguments", "positionals"),
        part(true, "cli.help-options", "options"),
        "{after-help}".to_owned(),
    ]
    .concat()
}

/// What is wrong with a command line, and where help is.
fn said(error: &clap::Error, texts: Texts) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    };
    let (arg, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    let unknown = context(ContextKind::InvalidSubcommand);
    let other = context(ContextKind::PriorArg);
    let form = match value_name(&arg) {
        "" => String::new(),
        "DATE" if dates::is_no_day(&value) => texts.get("cli.no-such-day").to_owned(),
        name => texts.get(&format!("cli-form.{name}")).to_owned(),
    };
    let unasked = !arg.starts_with('-');
    let values = [("arg", arg), ("value", value), ("command", unknown), ("other", other), ("form", form)];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    let key = match error.kind() {
        ErrorKind::UnknownArgument if unasked => "cli.usage-unasked",
        ErrorKind::UnknownArgument => "cli.usage-unknown",
        ErrorKind::InvalidUtf8 => "cli.usage-not-utf-8",
        ErrorKind::InvalidSubcommand => "cli.usage-command",
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "cli.usage-no-command"
        }
        ErrorKind::MissingRequiredArgument => "cli.usage-missing",
        ErrorKind::ArgumentConflict => "cli.usage-conflict",
        ErrorKind::InvalidValue if values[1].1.is_empty() => "cli.usage-no-value",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "cli.usage-value",
        _ => return error.to_string().trim_end().to_owned(),
    };
    [&texts.fill(key, &values), texts.get("cli.usage-help")].concat()
}

/// The kind of value in `--date <DATE>`, `<ID[@N]>...`, `--normative [<BOOL>]` or `[YEAR]`.
fn value_name(arg: &str) -> &str {
    let from = arg.find(['<', '[']).unwrap_or(arg.len());
    let name = arg.get(from..).unwrap_or_default().trim_start_matches(['<', '[']);
    name.find('>').or(name.find(']')).and_then(|to| name.get(..to)).unwrap_or_default()
}
