//! What columns stood for in imports before: this user's own, kept in the state folder.
//!
//! It belongs to the files that somebody gets and not to a bureau, so there is one for each user.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use super::exit::Trouble;
use super::session::Session;
use crate::intake::items::{Column, Maps};
use crate::shell;
use crate::texts::Lang;

/// The file in the state folder.
const FILE: &str = "columns.toml";
/// It is no larger than this, in bytes; a larger file isn't one.
const BYTES: u64 = 64 << 10;

/// What was kept; nothing where there is nothing that can be read. A column that this program doesn't have
/// is as good as none.
pub(super) fn kept() -> Maps {
    let read = file().ok().and_then(|path| shell::read_own(&path, BYTES).ok());
    let text = read.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let heads: BTreeMap<String, String> = toml::from_str(&text).unwrap_or_default();
    let mut maps = Maps::default();
    for (head, key) in heads {
        match Column::named(&key) {
            None if !key.is_empty() => {}
            column => maps.set(&head, column),
        }
    }
    maps
}

/// Keeps these in place of what was kept before.
///
/// # Errors
/// The host knows no home for this user, or the disk refuses.
pub(super) fn keep(maps: &Maps) -> io::Result<()> {
    let heads: BTreeMap<&str, &str> =
        maps.iter().map(|(head, column)| (head, column.map_or("", Column::key))).collect();
    let text = toml::to_string(&heads).map_err(io::Error::other)?;
    shell::write_own(&file()?, text.as_bytes())
}

/// What the options say: `HEAD=COLUMN`, or `HEAD=` for a column to pass over.
pub(super) fn said(options: &[String], session: &Session) -> Result<Maps, Trouble> {
    let mut maps = Maps::default();
    for map in options {
        let parts = map.rsplit_once(['=', '=']).map(|(head, name)| (head.trim(), name.trim()));
        let Some((head, name)) = parts.filter(|(head, _)| !head.is_empty()) else {
            return Err(session.usage("cli.map-form", &[("map", map)]));
        };
        match Column::named(name) {
            None if !name.is_empty() => {
                let near = Column::nearest(name).map(|near| named(near, session));
                let near = near.map(|near| session.texts.fill("cli.map-near", &[("column", near)]));
                let near = near.unwrap_or_default();
                return Err(
                    session.usage("cli.map-unknown", &[("map", map), ("column", name), ("near", &near)])
                );
            }
            column => maps.set(head, column),
        }
    }
    Ok(maps)
}

/// A column's head in the person's language.
pub(super) fn named(column: Column, session: &Session) -> &'static str {
    match session.texts.lang() {
        Lang::Zh => column.zh(),
        Lang::En => column.key(),
    }
}

fn file() -> io::Result<PathBuf> {
    let folder = shell::state_folder().ok_or(io::ErrorKind::NotFound)?;
    Ok(folder.join(FILE))
}
