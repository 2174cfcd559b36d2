//! Folders and files: where a bureau's data and configuration are, and how a file is written whole.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
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

/// Writes a file that isn't there yet, whole or not at all, in a folder that is made where needed.
///
/// # Errors
/// The file exists ([`io::ErrorKind::AlreadyExists`]), or the disk refuses.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let draft = path.with_extension("part");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    // A link fails where the name is taken; a rename would replace what is there.
    let named = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    named?;
    File::open(folder)?.sync_all()
}
