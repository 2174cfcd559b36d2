//! Keeping: where a person's memory and phrases are, and how they are read and written. For `drive` alone.
//!
//! The memory is this user's own file in the state folder, one for each person and database, so that what
//! is half written in one bureau never shows up in another. A database is known by its first record and not
//! by its path: one that is made anew where another was has no memory yet.

use std::io;
use std::path::{Path, PathBuf};

use super::form::Phrases;
use super::memory::Memory;
use crate::client::{Client, text_of};
use crate::intake::Fault;
use crate::shell::{self, Places};
use crate::texts::Lang;

/// A memory is no larger than this, in bytes; a larger file isn't one.
const MEMORY_BYTES: u64 = 2 << 20;
/// The file of phrases in the configuration folder.
pub const PHRASES: &str = "phrases.toml";
/// A file of phrases is no larger than this, in bytes.
const PHRASES_BYTES: u64 = 256 << 10;

/// Where a console keeps what is its person's own.
#[derive(Clone, Debug)]
pub struct Own {
    /// The folder of memories.
    pub state: PathBuf,
    /// The bureau's folders.
    pub places: Places,
}

impl Own {
    /// The user's own folder for this bureau; `None` where the host knows no home for this user.
    pub fn of(places: &Places) -> Option<Own> {
        Some(Own { state: shell::state_folder()?, places: places.clone() })
    }

    /// What this person's console remembers; nothing where there is no memory, or none that can be read.
    pub(super) fn memory(&self, client: &Client) -> Memory {
        read(&self.file(client))
    }

    /// Keeps what this person's console remembers, made of what is kept by now: a person may have several consoles.
    ///
    /// # Errors
    /// The disk refuses.
    pub(super) fn keep(&self, client: &Client, merged: impl FnOnce(Memory) -> Memory) -> io::Result<()> {
        let file = self.file(client);
        shell::make_own_folder(&self.state)?;
        let _alone = shell::alone_in(&self.state)?;
        let kept = read(&file);
        let memory = merged(kept.clone());
        if memory == kept {
            return Ok(());
        }
        let text = toml::to_string(&memory).map_err(io::Error::other)?;
        shell::write_own(&file, text.as_bytes())
    }

    /// The phrases of the configuration folder, or those that come with the program.
    ///
    /// # Errors
    /// The first thing that is wrong with the file, in this language.
    pub(super) fn phrases(&self, lang: Lang) -> Result<Phrases, String> {
        let bytes = match shell::read_own(&self.places.config.join(PHRASES), PHRASES_BYTES) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Phrases::standard()),
            Err(error) => return Err(error.to_string()),
        };
        Phrases::parse(&bytes, PHRASES).map_err(|faults| {
            let said = |fault: Fault| {
                let what = if lang == Lang::Zh { fault.zh } else { fault.en };
                format!("{}:{}: {what}", fault.line, fault.column)
            };
            faults.into_iter().next().map(said).unwrap_or_default()
        })
    }

    fn file(&self, client: &Client) -> PathBuf {
        let whose = format!("{}\n{}", client.identity(), client.me().0);
        let digest = text_of(whose.as_bytes()).digest.to_string();
        self.state.join(format!("console-{}.toml", digest.get(..16).unwrap_or(&digest)))
    }
}

/// The memory in this file; nothing where there is none, or none that can be read.
fn read(file: &Path) -> Memory {
    let bytes = shell::read_own(file, MEMORY_BYTES).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.and_then(|text| toml::from_str(&text).ok()).unwrap_or_default()
}
