//! Copies of a database: verified where they lie, and put back.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::{Failure, OpenError, OpenFailure};
use crate::desk::Desk;
use crate::domain::Digest;
use crate::shell::{self, Places};

/// How the file of a restoration under way ends, behind the number of its process.
const RESTORING: &str = "restoring";

/// Verifies a backup; the sequence and the digest of the record that it ends with.
///
/// # Errors
/// It is no database of ours, or something in it isn't as it was written.
pub fn verify_copy(path: &Path) -> Result<(u64, Digest), Failure> {
    Desk::verify_copy(path)
}

/// Makes a backup the database of these places, where there is none yet; what it ends with.
///
/// # Errors
/// There is a database, the backup isn't sound, or the disk refuses; then there is none afterwards either.
pub fn restore(backup: &Path, places: &Places) -> Result<(u64, Digest), OpenError> {
    let database = places.database();
    if database.exists() {
        return Err(Failure::Open(OpenFailure::Exists { path: database }).into());
    }
    Desk::verify_copy(backup)?;
    let unwritten = |source| OpenError::Configuration { path: database.clone(), source };
    shell::make_own_folder(&places.data).map_err(unwritten)?;
    sweep(&places.data);
    let draft = Draft(database.with_extension(format!("{}.{RESTORING}", std::process::id())));
    copy(backup, &draft.0).map_err(unwritten)?;
    // Opened once, everything that is made from the journal is made.
    let desk = Desk::open(&draft.0, None, shell::now())?;
    let restored = (desk.sequence()?, desk.head()?);
    drop(desk);
    fs::hard_link(&draft.0, &database).map_err(unwritten)?;
    drop(draft);
    File::open(&places.data).and_then(|folder| folder.sync_all()).map_err(unwritten)?;
    Ok(restored)
}

/// Takes away what restorations that were killed have left behind.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_draft = path.extension().is_some_and(|extension| extension == RESTORING);
        let process = path.file_stem().map(Path::new).and_then(Path::extension).and_then(OsStr::to_str);
        let runs = process.is_some_and(|process| {
            process != std::process::id().to_string() && Path::new("/proc").join(process).exists()
        });
        if is_draft && !runs {
            // What can't be taken away is in nobody's way.
            let _ = fs::remove_file(path);
        }
    }
}

/// A file that is gone, or has another name, afterwards.
struct Draft(PathBuf);

impl Drop for Draft {
    fn drop(&mut self) {
        // One that stays takes room and harms nothing.
        let _ = fs::remove_file(&self.0);
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
    io::copy(&mut File::open(from)?, &mut file)?;
    file.sync_all()
}
