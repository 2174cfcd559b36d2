//! How a command ends: its status, and what is said where it didn't do what it was asked.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;

use super::print::{self, harmless};
use crate::client::{Failure, OpenError, OpenFailure, Refused};
use crate::console::say_unopened;
use crate::intake::Fault;
use crate::texts::{Lang, Texts};

/// The exit statuses that scripts rely on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Status {
    /// Everything was done.
    Done = 0,
    /// The rules refused something; a line for each item says why.
    Refused = 1,
    /// Wrong usage or faulty input; its place is named.
    Usage = 2,
    /// The world failed: disk, lock, clock, damage.
    Failed = 3,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(status as u8)
    }
}

/// What a command comes to.
pub(super) type Answer = Result<Status, Trouble>;

/// Why a command ended early.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Wrong usage, in the user's language.
    Usage(String),
    /// The rules refused what was asked: the refusal's stable name, and a line in the user's language.
    Refused(&'static str, String),
    /// The world failed: a line in the user's language.
    Failed(String),
    /// Faulty input, every fault with its place.
    Faults(Vec<Fault>),
    /// There is nobody at a desk.
    Open(OpenError),
    /// The desk failed.
    Desk(Failure),
    /// A file can't be read or written.
    File(PathBuf, io::Error),
    /// The terminal failed.
    Terminal(io::Error),
    /// What was said can't be written.
    Output(io::Error),
}

impl From<OpenError> for Trouble {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Desk(failure) => failure.into(),
            other => Trouble::Open(other),
        }
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Faults(faults) => Trouble::Faults(faults),
            other => Trouble::Desk(other),
        }
    }
}

impl Trouble {
    fn status(&self) -> Status {
        match self {
            Trouble::Usage(_) | Trouble::Faults(_) => Status::Usage,
            Trouble::Refused(..) => Status::Refused,
            Trouble::Open(OpenError::Official | OpenError::Stranger { .. }) => Status::Usage,
            Trouble::Open(OpenError::Refused(Refused::Official | Refused::Stranger { .. })) => Status::Usage,
            Trouble::Desk(Failure::NotForYou | Failure::ForAnother) => Status::Refused,
            Trouble::Desk(Failure::NoRoster | Failure::Open(OpenFailure::Exists { .. })) => Status::Usage,
            Trouble::File(_, error) if is_misnamed(error) => Status::Usage,
            _ => Status::Failed,
        }
    }

    /// One line for each thing that is wrong.
    pub(super) fn lines(&self, texts: Texts) -> Vec<String> {
        let failed = |why: &dyn std::error::Error| texts.fill("cli.failed", &[("why", &causes(why))]);
        match self {
            Trouble::Usage(said) | Trouble::Refused(_, said) | Trouble::Failed(said) => vec![said.clone()],
            Trouble::Faults(faults) => faults.iter().map(|fault| fault_line(fault, texts)).collect(),
            Trouble::Open(
                error @ (OpenError::Official | OpenError::Stranger { .. } | OpenError::Refused(_)),
            ) => vec![say_unopened(error, texts)],
            Trouble::Open(OpenError::Unreachable { path, source }) => {
                let path = path.display().to_string();
                vec![texts.fill("cli.unreachable", &[("path", &path), ("why", &why(source, texts))])]
            }
            Trouble::Open(OpenError::Served(path)) => {
                vec![texts.fill("cli.served", &[("path", &path.display().to_string())])]
            }
            Trouble::Desk(Failure::Reopened { kept, why }) => {
                let key = if *kept { "cli.reopened-done" } else { "cli.reopened" };
                vec![texts.fill(key, &[("why", why)])]
            }
            Trouble::Desk(Failure::Replaced) => vec![texts.get("cli.replaced").to_owned()],
            Trouble::Desk(Failure::NotForYou) => vec![texts.get("cli.not-for-you").to_owned()],
            Trouble::Desk(Failure::ForAnother) => vec![texts.get("cli.for-another").to_owned()],
            Trouble::Desk(Failure::TooLarge(most)) => {
                vec![texts.fill("cli.too-large", &[("n", &(most >> 20).to_string())])]
            }
            Trouble::Desk(Failure::Lost(_)) => vec![texts.get("cli.lost").to_owned()],
            Trouble::Open(error) => vec![failed(error)],
            Trouble::Desk(Failure::NoRoster) => vec![texts.get("cli.no-roster").to_owned()],
            Trouble::Desk(Failure::Clock { last, now }) => {
                let (last, now) = (texts.moment(*last), texts.moment(*now));
                vec![texts.fill("cli.clock", &[("last", &last), ("now", &now)])]
            }
            Trouble::Desk(Failure::Open(failure)) => vec![unopened(failure, texts)],
            Trouble::Desk(failure) => vec![failed(failure)],
            Trouble::File(path, error) => {
                let path = path.display().to_string();
                vec![texts.fill("cli.file", &[("path", &path), ("why", &why(error, texts))])]
            }
            Trouble::Terminal(error) => vec![failed(error)],
            Trouble::Output(error) => vec![texts.fill("cli.output", &[("why", &why(error, texts))])],
        }
    }
}

/// What came of writing an answer: a reader that has gone away wants no more, and nothing has failed.
pub(super) fn said(written: io::Result<()>) -> Result<(), Trouble> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(Trouble::Output),
    }
}

/// Why a database can't be opened, and what to do.
fn unopened(failure: &OpenFailure, texts: Texts) -> String {
    let said = |key: &str, path: &Path, more: &[(&str, &str)]| {
        let path = path.display().to_string();
        texts.fill(key, &[&[("path", path.as_str())], more].concat())
    };
    match failure {
        OpenFailure::NotFound { path } => said("cli.no-database", path, &[]),
        OpenFailure::Exists { path } => said("cli.exists", path, &[]),
        OpenFailure::AlreadyOpen { path, holder: Some(holder) } => {
            let (pid, command) = (holder.pid.to_string(), holder.command.as_str());
            said("cli.held", path, &[("pid", &pid), ("command", command)])
        }
        OpenFailure::AlreadyOpen { path, holder: None } => said("cli.held-by-somebody", path, &[]),
        OpenFailure::NotAGongkaiFile { path } => said("cli.not-ours", path, &[]),
        OpenFailure::Damaged { path, .. } => said("cli.damaged", path, &[]),
        OpenFailure::TooNew { path, .. } => said("cli.too-new", path, &[]),
        OpenFailure::Replaced { .. } | OpenFailure::Io { .. } => {
            texts.fill("cli.failed", &[("why", &causes(failure))])
        }
    }
}

/// Says what is wrong, to scripts in JSON too, and gives the status for it.
pub(super) fn report(trouble: &Trouble, texts: Texts, json: bool) -> Status {
    if json && let Ok(form) = print::json(&TroubleForm::of(trouble, texts)) {
        // Where this can't be said, the lines and the status still say it.
        let _ = writeln!(io::stdout().lock(), "{form}");
    }
    let mut out = io::stderr().lock();
    for line in trouble.lines(texts) {
        // Where even this can't be said, the status still says it.
        let _ = writeln!(out, "{}", harmless(&line));
    }
    trouble.status()
}

/// Why there is no answer, for scripts.
#[derive(Serialize)]
struct TroubleForm {
    status: u8,
    /// The refusal's stable name, where the rules refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'static str>,
    messages: Vec<String>,
    faults: Vec<FaultForm>,
}

#[derive(Serialize)]
struct FaultForm {
    file: String,
    line: u32,
    column: u32,
    message: String,
}

impl TroubleForm {
    fn of(trouble: &Trouble, texts: Texts) -> TroubleForm {
        let faults = match trouble {
            Trouble::Faults(faults) => faults.as_slice(),
            _ => &[],
        };
        let form = |fault: &Fault| FaultForm {
            file: fault.file.clone(),
            line: fault.line,
            column: fault.column,
            message: said_of(fault, texts).to_owned(),
        };
        TroubleForm {
            status: trouble.status() as u8,
            key: match trouble {
                Trouble::Refused(key, _) => Some(key),
                _ => None,
            },
            messages: trouble.lines(texts),
            faults: faults.iter().map(form).collect(),
        }
    }
}

/// `FILE:LINE:COLUMN: what is wrong`.
pub(super) fn fault_line(fault: &Fault, texts: Texts) -> String {
    format!("{}:{}:{}: {}", fault.file, fault.line, fault.column, said_of(fault, texts))
}

fn said_of(fault: &Fault, texts: Texts) -> &str {
    match texts.lang() {
        Lang::Zh => &fault.zh,
        Lang::En => &fault.en,
    }
}

/// Whether what was named is no such thing, rather than that the world failed.
fn is_misnamed(error: &io::Error) -> bool {
    use io::ErrorKind::{AlreadyExists, FileTooLarge, IsADirectory, NotADirectory, NotFound};
    matches!(error.kind(), NotFound | AlreadyExists | IsADirectory | NotADirectory | FileTooLarge)
}

/// The commonest of the host's complaints in the user's language, any other one in the host's.
fn why(error: &io::Error, texts: Texts) -> String {
    let key = match error.kind() {
        io::ErrorKind::NotFound => "cli.io-not-found",
        io::ErrorKind::AlreadyExists => "cli.io-exists",
        io::ErrorKind::IsADirectory => "cli.io-folder",
        io::ErrorKind::NotADirectory => "cli.io-no-folder",
        io::ErrorKind::PermissionDenied => "cli.io-denied",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "cli.io-full",
        io::ErrorKind::FileTooLarge => "cli.io-large",
        io::ErrorKind::ReadOnlyFilesystem => "cli.io-read-only",
        io::ErrorKind::ConnectionRefused => "cli.io-nobody",
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => "cli.io-slow",
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => {
            "cli.io-ended"
        }
        _ => return error.to_string(),
    };
    texts.get(key).to_owned()
}

/// An error with everything behind it.
fn causes(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut behind = error.source();
    while let Some(cause) = behind {
        let more = cause.to_string();
        if !said.contains(&more) {
            said = format!("{said}: {more}");
        }
        behind = cause.source();
    }
    said
}
