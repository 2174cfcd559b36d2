//! Seals: once a day the journal's head, on a line that the administrator keeps elsewhere.
//!
//! The chain shows what was altered in the middle of the journal. Who can rewrite the whole file can make
//! another chain; a seal that is kept elsewhere shows that as well.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use chrono::NaiveDate;

use crate::desk::{Failure, SharedDesk};

/// Adds the seal of this day, unless it is there: date, sequence, digest. The last seal.
pub(super) fn keep(desk: &SharedDesk, path: &Path, today: NaiveDate) -> Result<String, Failure> {
    let kept = match fs::read_to_string(path) {
        Ok(kept) => kept,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Failure::Export(error)),
    };
    // A line without its end was torn when it was written: it seals nothing, and the next one stands below it.
    let torn = if kept.is_empty() || kept.ends_with('\n') { "" } else { "\n" };
    let last = kept.lines().last().filter(|line| torn.is_empty() && line.starts_with(&today.to_string()));
    if let Some(last) = last {
        return Ok(last.to_owned());
    }
    let (sequence, head) = desk.look(|desk| Ok::<_, Failure>((desk.sequence()?, desk.head()?)))?;
    let seal = format!("{today} {sequence} {head}");
    let append = || {
        let mut file = OpenOptions::new().append(true).create(true).mode(0o640).open(path)?;
        file.write_all(format!("{torn}{seal}\n").as_bytes())?;
        file.sync_all()
    };
    append().map_err(Failure::Export)?;
    Ok(seal)
}
