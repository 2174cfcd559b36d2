//! Who has a file locked: asked of the kernel, for a message that can be acted on.

use std::fmt;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// A process that has the database open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holder {
    /// Its process id.
    pub pid: u32,
    /// Its command line, as far as the kernel shows it.
    pub command: String,
}

impl Holder {
    /// The process that holds a lock on this file; none where `/proc` does not show it to us.
    pub(super) fn of(path: &Path) -> Option<Holder> {
        let file = fs::metadata(path).ok()?;
        let processes = fs::read_dir("/proc").ok()?.flatten();
        let mut pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let pid = pids.find(|&pid| locks(pid, (file.dev(), file.ino())))?;
        let command = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let command = String::from_utf8_lossy(&command).replace('\0', " ").trim_end().to_owned();
        Some(Holder { pid, command })
    }
}

/// Whether one of the process's open files is this one and carries a lock.
///
/// Device and inode are taken from the open file itself: those in `/proc/locks` differ from what
/// `stat` says on overlay and btrfs.
fn locks(pid: u32, (device, inode): (u64, u64)) -> bool {
    let Ok(open_files) = fs::read_dir(format!("/proc/{pid}/fd")) else { return false };
    open_files.flatten().any(|link| {
        let same = fs::metadata(link.path()).is_ok_and(|file| (file.dev(), file.ino()) == (device, inode));
        let about = || format!("/proc/{pid}/fdinfo/{}", link.file_name().display());
        same && fs::read_to_string(about())
            .is_ok_and(|about| about.lines().any(|line| line.starts_with("lock:")))
    })
}

impl fmt::Display for Holder {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "process {} ({})", self.pid, self.command)
    }
}
