//! The second yardstick of batches: a thousand of a hundred thousand tasks done at once in taskwarrior, and
//! one of them undone, which is all that one call undoes.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Outcome, timed};

/// Tasks in all.
pub const TASKS: usize = 100_000;

/// Those of them that are done.
const BATCH: usize = 1_000;

/// Milliseconds for the batch, and for a thousand calls that undo one each; none without taskwarrior.
pub fn done_and_undone_ms(folder: &Path) -> Outcome<Option<(f64, f64)>> {
    if Command::new("task").arg("--version").output().is_err() {
        return Ok(None);
    }
    fs::create_dir_all(folder)?;
    let mut pending = String::new();
    for number in 0..TASKS {
        let tag = if number < BATCH { " tags:\"batch\"" } else { "" };
        let uuid = format!("{number:08}-0000-4000-8000-000000000000");
        let title = format!("关于做好第{number}批申报工作的通知");
        writeln!(
            pending,
            "[description:\"{title}\" entry:\"1700000000\" modified:\"1700000000\" status:\"pending\"{tag} uuid:\"{uuid}\"]"
        )?;
    }
    fs::write(folder.join("pending.data"), pending)?;
    for name in ["completed.data", "undo.data", "backlog.data"] {
        fs::write(folder.join(name), "")?;
    }
    fs::write(
        folder.join("taskrc"),
        format!("data.location={}\nconfirmation=off\nbulk=0\nnag=\nverbose=nothing\n", folder.display()),
    )?;
    let done = task(folder, &["+batch", "done"])?;
    let undone = task(folder, &["undo"])?;
    Ok(Some((done, undone * BATCH as f64)))
}

fn task(folder: &Path, words: &[&str]) -> Outcome<f64> {
    let mut task = Command::new("task");
    task.env("TASKRC", folder.join("taskrc")).args(words);
    task.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let (status, ms) = timed(|| task.status());
    if status?.success() { Ok(ms) } else { Err(format!("task {words:?} failed").into()) }
}
