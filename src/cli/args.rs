//! What can be said on the command line, apart from the acts on items.
//!
//! The words that explain it stand in the catalogue, under `cli-command` and `cli-arg`: see `usage`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::acts::ActCommand;
use super::demo::DemoArgs;
use super::values::{self, ItemNumber};
use crate::daemon::MOST_OF_A_PERSON;
use crate::domain::{Login, Moment, SectionName};
use crate::papers::{Encoding, Format, Kind};
use crate::procedure::{Attribute, Role};
use crate::projection::Sort;
use crate::texts::Lang;

#[derive(Parser, Debug)]
#[command(name = "gongkai", version, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Args, Clone, Default, Debug)]
pub(super) struct Globals {
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    #[arg(long, global = true, value_name = "DIR")]
    pub config: Option<PathBuf>,
    #[arg(long, global = true, value_name = "SOCKET")]
    pub socket: Option<PathBuf>,
    #[arg(long = "as", global = true, value_name = "LOGIN")]
    pub login: Option<Login>,
    #[arg(long, global = true, value_name = "RFC3339", value_parser = values::moment)]
    pub now: Option<Moment>,
    #[arg(long, global = true, value_name = "LANG", value_parser = values::lang)]
    pub lang: Option<Lang>,
    #[arg(long, global = true)]
    pub json: bool,
    #[arg(long, global = true)]
    pub linear: bool,
    #[arg(long, global = true)]
    pub ascii: bool,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    Demo(DemoArgs),
    Init(InitArgs),
    List(ListArgs),
    Show(ShowArgs),
    History(HistoryArgs),
    Attachment(AttachmentArgs),
    Paper(PaperArgs),
    Form(FormArgs),
    Figures(FiguresArgs),
    Digest(DigestArgs),
    Site {
        #[command(subcommand)]
        command: SiteCommand,
    },
    Overdue(OverdueArgs),
    Deadline(DeadlineArgs),
    #[command(flatten)]
    Act(ActCommand),
    Delegate(DelegateArgs),
    Import(ImportArgs),
    Verify(VerifyArgs),
    Rebuild,
    Export(ExportArgs),
    Calendar {
        #[command(subcommand)]
        command: CalendarCommand,
    },
    Clock {
        #[command(subcommand)]
        command: ClockCommand,
    },
    CheckConfig,
    Serve(ServeArgs),
    Status,
    Reload,
    Backup(BackupArgs),
    Restore(RestoreArgs),
    Permissions(PermissionsArgs),
    Completions(CompletionsArgs),
    Manual(ManualArgs),
}

#[derive(Args, Debug)]
pub(super) struct InitArgs {
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    #[arg(long)]
    pub practice: bool,
}

#[derive(Args, Debug)]
pub(super) struct ListArgs {
    #[arg(long, value_name = "ROLE", value_parser = values::role)]
    pub role: Option<Role>,
    #[arg(long, value_name = "SECTION")]
    pub section: Option<SectionName>,
    #[arg(long, value_name = "STATE")]
    pub state: Option<String>,
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub filter: String,
    #[arg(long, value_name = "PROCEDURE")]
    pub procedure: Option<String>,
    #[arg(long, value_name = "ATTRIBUTE", value_parser = values::attribute)]
    pub attribute: Option<Attribute>,
    #[arg(long, value_name = "LOGIN")]
    pub drafter: Option<Login>,
    #[arg(long, value_name = "LOGIN")]
    pub holder: Option<Login>,
    #[arg(long, value_name = "ORDER", value_parser = values::sort, default_value = "due")]
    pub sort: Sort,
    #[command(flatten)]
    pub limit: Limit,
}

/// How many rows at most; a reached limit is said.
#[derive(Args, Debug)]
pub(super) struct Limit {
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    pub limit: usize,
}

#[derive(Args, Debug)]
pub(super) struct ShowArgs {
    #[arg(required = true, value_name = "ID", value_parser = values::item)]
    pub ids: Vec<ItemNumber>,
    #[arg(long)]
    pub full: bool,
}

#[derive(Args, Debug)]
pub(super) struct HistoryArgs {
    #[arg(value_name = "ID", value_parser = values::item)]
    pub id: Option<ItemNumber>,
}

#[derive(Args, Debug)]
pub(super) struct AttachmentArgs {
    #[arg(value_name = "ID", value_parser = values::item)]
    pub id: ItemNumber,
    #[arg(value_name = "NUMBER|DIGEST")]
    pub which: String,
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct PaperArgs {
    #[arg(value_name = "PAPER", value_parser = values::paper)]
    pub kind: Kind,
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub from: Option<NaiveDate>,
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub to: Option<NaiveDate>,
    #[arg(long, value_name = "SECTION")]
    pub section: Option<SectionName>,
    #[arg(long, value_name = "ATTRIBUTE", value_parser = values::attribute)]
    pub attribute: Option<Attribute>,
    #[arg(long, value_name = "BATCH", value_parser = values::batch)]
    pub batch: Option<String>,
    #[command(flatten)]
    pub written: Written,
}

/// How a table is written, and where to; without either it is printed for people.
#[derive(Args, Debug)]
pub(super) struct Written {
    #[arg(long, value_name = "FORMAT", value_parser = values::format)]
    pub format: Option<Format>,
    #[arg(long, value_name = "ENCODING", value_parser = values::encoding, default_value = "utf-8")]
    pub encoding: Encoding,
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=9))]
    pub copies: u16,
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct FormArgs {
    #[arg(value_name = "ID", value_parser = values::item)]
    pub id: ItemNumber,
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct FiguresArgs {
    #[arg(value_name = "YEAR")]
    pub year: Option<i32>,
    #[command(flatten)]
    pub written: Written,
}

#[derive(Args, Debug)]
pub(super) struct DigestArgs {
    #[arg(long, value_name = "LOGIN")]
    pub person: Option<Login>,
}

#[derive(Subcommand, Debug)]
pub(super) enum SiteCommand {
    Build {
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    Preview {
        #[arg(value_name = "ID", value_parser = values::item)]
        id: ItemNumber,
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    Check {
        #[arg(value_name = "ID", value_parser = values::item)]
        ids: Vec<ItemNumber>,
    },
}

#[derive(Args, Debug)]
pub(super) struct OverdueArgs {
    #[arg(long)]
    pub exit_code: bool,
    #[command(flatten)]
    pub limit: Limit,
}

#[derive(Args, Debug)]
pub(super) struct DeadlineArgs {
    #[arg(value_name = "DATE", value_parser = values::day)]
    pub start: NaiveDate,
    #[arg(long, value_name = "N")]
    pub days: u32,
    #[arg(long)]
    pub explain: bool,
}

#[derive(Args, Debug)]
pub(super) struct DelegateArgs {
    #[arg(long, value_name = "LOGIN")]
    pub to: Login,
    #[arg(long = "for", value_name = "LOGIN")]
    pub on_behalf: Option<Login>,
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub from: Option<NaiveDate>,
    #[arg(long, value_name = "DATE", value_parser = values::day, required_unless_present = "end")]
    pub until: Option<NaiveDate>,
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub authority: String,
    #[arg(long, conflicts_with_all = ["from", "until", "authority"])]
    pub end: bool,
}

#[derive(Args, Debug)]
pub(super) struct ImportArgs {
    #[arg(value_name = "FILE", required_unless_present = "forget_maps")]
    pub file: Option<PathBuf>,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long)]
    pub as_issued: bool,
    #[arg(long)]
    pub again: bool,
    #[arg(long, value_name = "SHEET")]
    pub sheet: Option<String>,
    #[arg(long, value_name = "HEAD=COLUMN")]
    pub map: Vec<String>,
    #[arg(long, conflicts_with = "dry_run")]
    pub forget_maps: bool,
}

#[derive(Args, Debug)]
pub(super) struct VerifyArgs {
    #[arg(long, value_name = "N")]
    pub up_to: Option<u64>,
}

#[derive(Args, Debug)]
pub(super) struct ExportArgs {
    #[arg(long, required = true)]
    pub journal: bool,
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
pub(super) enum CalendarCommand {
    Show {
        #[arg(value_name = "YEAR")]
        year: Option<i32>,
    },
    Import {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[arg(long)]
        yes: bool,
        #[arg(long, conflicts_with = "yes")]
        dry_run: bool,
    },
}

#[derive(Subcommand, Debug)]
pub(super) enum ClockCommand {
    Confirm,
}

#[derive(Args, Debug)]
pub(super) struct ServeArgs {
    #[arg(long, value_name = "N", default_value_t = MOST_OF_A_PERSON)]
    pub connections: u32,
}

#[derive(Args, Debug)]
pub(super) struct BackupArgs {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

#[derive(Args, Debug)]
pub(super) struct RestoreArgs {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

#[derive(Args, Debug)]
pub(super) struct PermissionsArgs {
    #[arg(value_name = "LOGIN")]
    pub person: Option<Login>,
}

#[derive(Args, Debug)]
pub(super) struct CompletionsArgs {
    #[arg(value_name = "SHELL")]
    pub shell: SaidShell,
}

/// A shell that can be told how to complete.
#[derive(Clone, Copy, ValueEnum, Debug)]
pub(super) enum SaidShell {
    Bash,
    Zsh,
    Fish,
}

#[derive(Args, Debug)]
pub(super) struct ManualArgs {
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
}
