//! Sockets: where the desk of a database is to be found, and who is at the other end.

use std::fs;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{SendFlags, send};

/// Where the service of a shared host listens.
pub const SYSTEM_SOCKET: &str = "/run/gongkai/gongkai.sock";

/// Where a program of this user answers for this database: in a folder that is this user's alone, under the
/// number of the file, by whatever path it is reached. `None` where the file or such a folder isn't there.
pub fn own_socket(database: &Path) -> Option<PathBuf> {
    let file = fs::metadata(database).ok()?;
    let folder = runtime_folder()?;
    Some(folder.join(format!("{:x}-{:x}.sock", file.dev(), file.ino())))
}

fn runtime_folder() -> Option<PathBuf> {
    let me = rustix::process::geteuid().as_raw();
    let named = std::env::var_os("XDG_RUNTIME_DIR").filter(|named| !named.is_empty()).map(PathBuf::from);
    // Without a session of its own a command still finds the console of the same user's.
    let usual = || PathBuf::from(format!("/run/user/{me}"));
    let folder = match named.or_else(|| Some(usual())).filter(|folder| folder.is_dir()) {
        Some(folder) => folder.join("gongkai"),
        None => std::env::temp_dir().join(format!("gongkai-{me}")),
    };
    let _ = fs::DirBuilder::new().mode(0o700).create(&folder);
    // Somebody else may have made it first.
    let about = fs::symlink_metadata(&folder).ok()?;
    (about.is_dir() && about.uid() == me && about.mode() & 0o077 == 0).then_some(folder)
}

/// Who is at the other end of a connection, as the kernel says: the number of their account.
///
/// # Errors
/// The connection is gone.
pub fn peer(stream: &UnixStream) -> io::Result<u32> {
    Ok(rustix::net::sockopt::socket_peercred(stream)?.uid.as_raw())
}

/// The account that this program runs under.
pub fn own_account() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Writes a few bytes if they have room on their way at once; whether they had.
///
/// # Errors
/// The connection is gone.
pub fn write_at_once(stream: &UnixStream, bytes: &[u8]) -> io::Result<bool> {
    match send(stream, bytes, SendFlags::DONTWAIT | SendFlags::NOSIGNAL) {
        Ok(sent) if sent == bytes.len() => Ok(true),
        // The kernel takes so few bytes whole or not at all; a part would garble all that follows.
        Ok(_) => Err(io::ErrorKind::WriteZero.into()),
        Err(Errno::AGAIN) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Waits until one of these can be read or is closed, at most so many milliseconds; which of them can.
///
/// # Errors
/// The system refuses.
pub fn readable<const N: usize>(watched: [&dyn AsFd; N], at_most_ms: Option<u32>) -> io::Result<[bool; N]> {
    let mut polled = watched.map(|one| PollFd::from_borrowed_fd(one.as_fd(), PollFlags::IN));
    let timeout = at_most_ms
        .map(|ms| Timespec { tv_sec: i64::from(ms / 1_000), tv_nsec: i64::from(ms % 1_000) * 1_000_000 });
    match poll(&mut polled, timeout.as_ref()) {
        Ok(_) | Err(Errno::INTR) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(polled.map(|one| !one.revents().is_empty()))
}
