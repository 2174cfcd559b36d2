//! Folders and files: where a bureau's data and configuration are, and how a file is written whole.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The name of the database file in the data folder.
pub const DATABASE: &str = "gongkai.redb";

/// Where data and configuration are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Places {
    /// The folder of the database.
    pub data: PathBuf,
    /// The folder of roster, procedures and settings.
    pub config: PathBuf,
}

impl Places {
    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.data.join(DATABASE)
    }
}

/// The places named, or else the user's own; `None` where the host knows no home for this user.
pub fn places(data: Option<&Path>, config: Option<&Path>) -> Option<Places> {
    if let (Some(data), Some(config)) = (data, config) {
        return Some(Places { data: data.to_owned(), config: config.to_owned() });
    }
    let own = directories::ProjectDirs::from("", "", "gongkai")?;
    Some(Places {
        data: data.unwrap_or(own.data_dir()).to_owned(),
        config: config.unwrap_or(own.config_dir()).to_owned(),
    })
}

/// The folder for what a program of this user remembers; `None` where the host knows no home for this user.
pub fn state_folder() -> Option<PathBuf> {
    let own = directories::ProjectDirs::from("", "", "gongkai")?;
    Some(own.state_dir().unwrap_or(own.data_local_dir()).to_owned())
}

/// The bytes of a file that isn't larger than it may be.
///
/// # Errors
/// There is no such file, it is too large, or it can't be read.
pub fn read_own(path: &Path, at_most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(at_most + 1).read_to_end(&mut bytes)?;
    match u64::try_from(bytes.len()) {
        Ok(read) if read <= at_most => Ok(bytes),
        _ => Err(io::ErrorKind::FileTooLarge.into()),
    }
}

/// Makes a folder that only this user may read, with those above it, where it isn't there yet.
///
/// # Errors
/// The disk refuses.
pub fn make_own_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Waits until no other program of ours writes in this folder, and keeps others waiting while this is held. Where
/// the file system knows no locks, nobody waits.
///
/// # Errors
/// The folder can't be opened.
pub fn alone_in(folder: &Path) -> io::Result<File> {
    let folder = File::open(folder)?;
    match folder.lock() {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
        _ => Ok(folder),
    }
}

/// Puts a file that only this user may read in place of the one that is there, whole or not at all. It is
/// not waited for until it is on the disk: it is written often, and what it holds can be typed again.
///
/// # Errors
/// The disk refuses.
pub fn write_own(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    make_own_folder(folder)?;
    let draft = path.with_extension(format!("{}.part", std::process::id()));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(bytes)?;
    std::fs::rename(&draft, path)
}

/// Writes a file that isn't there yet, whole or not at all, in a folder that is made where needed.
///
/// # Errors
/// The file exists ([`io::ErrorKind::AlreadyExists`]), or the disk refuses.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = &std::path::absolute(path)?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    let draft = folder.join(format!(".gongkai-{}.part", std::process::id()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        std::fs::remove_file(&draft)?;
    }
    written?;
    // A link fails where the name is taken; a rename would replace what is there.
    let named = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    named?;
    File::open(folder)?.sync_all()
}
