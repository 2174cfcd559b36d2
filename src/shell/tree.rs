//! A folder of files that changes all at once.
//!
//! The folder is a link to one of two trees that stand beside it. A new state is made in the other tree, where
//! most files are the same ones under a second name, and then the link changes over: who reads the folder sees
//! it as it was before or as it is after, and a build that is broken off has never been. Then the tree that was
//! shown becomes what is shown now: what was taken down is not to stay in a file that a server might hand out.

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, symlink};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

/// The files of one tree.
const PAGES: &str = "pages";
/// What the tree was made of.
const STATE: &str = "state";
/// The number of the build, and which files it changed; written last, so that a tree without it isn't whole.
const BUILD: &str = "build";

/// The folder, as it is, and the other tree, as it becomes.
pub struct Tree {
    /// The folder's own path.
    folder: PathBuf,
    /// Where the two trees are.
    home: PathBuf,
    /// The tree that the folder shows, and the number of its build; none before the first.
    shown: Option<(&'static str, u64)>,
    /// Files that this build has changed.
    changed: BTreeSet<String>,
    /// Held while this lives, so that two builds don't meet.
    _lock: File,
}

impl Tree {
    /// The folder of this name.
    ///
    /// # Errors
    /// Something else is there ([`io::ErrorKind::AlreadyExists`]), another build is under way
    /// ([`io::ErrorKind::WouldBlock`]), or the disk refuses.
    pub fn open(folder: &Path) -> io::Result<Tree> {
        let folder = std::path::absolute(folder)?;
        let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
            return Err(io::ErrorKind::AlreadyExists.into());
        };
        let home = parent.join(format!(".{}.gongkai", name.to_string_lossy()));
        // A server has to pass through it, and nobody to look around in it.
        DirBuilder::new().recursive(true).mode(0o711).create(&home)?;
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(home.join("lock"))?;
        flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
        let shown = match fs::read_link(&folder) {
            Ok(to) => {
                let of =
                    |side: &&str| to.starts_with(Path::new(home.file_name().unwrap_or_default()).join(side));
                let side = ["a", "b"].into_iter().find(of);
                Some(side.ok_or(io::ErrorKind::AlreadyExists)?)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            // An empty folder may make room for the link.
            Err(_) if fs::remove_dir(&folder).is_ok() => None,
            Err(_) => return Err(io::ErrorKind::AlreadyExists.into()),
        };
        let shown = shown.map(|side| (side, build_of(&home.join(side)).map_or(0, |(number, _)| number)));
        Ok(Tree { folder, home, shown, changed: BTreeSet::new(), _lock: lock })
    }

    /// What the folder that is shown was made of; none before the first build.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn state(&self) -> io::Result<Option<Vec<u8>>> {
        self.shown.map(|(side, _)| fs::read(self.home.join(side).join(STATE))).transpose()
    }

    /// Remembers another state of the folder that is shown, which changes no file.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn remember(&self, state: &[u8]) -> io::Result<()> {
        let Some((side, _)) = self.shown else { return Ok(()) };
        let draft = self.home.join("draft");
        write_own_file(&draft, state)?;
        fs::rename(draft, self.home.join(side).join(STATE))
    }

    /// Brings the other tree level with the one that is shown, so that changes can be made to it.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn begin(&mut self) -> io::Result<()> {
        let next = self.home.join(self.next());
        let Some((side, number)) = self.shown else {
            clear(&next)?;
            return make_folder(&next.join(PAGES));
        };
        level(&self.home.join(side), number, &next)?;
        // From here on it isn't whole.
        fs::remove_file(next.join(BUILD))
    }

    /// Puts a file, unless it is there just so; whether it was put.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn put(&mut self, path: &str, bytes: &[u8]) -> io::Result<bool> {
        let place = self.place(path);
        if fs::read(&place).is_ok_and(|there| there == bytes) {
            return Ok(false);
        }
        if let Some(folder) = place.parent() {
            make_folder(folder)?;
        }
        // The file that is there may be the shown tree's as well: it is replaced, never written into.
        let draft = self.home.join("page");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o644).open(&draft)?;
        file.write_all(bytes)?;
        fs::rename(&draft, &place)?;
        self.changed.insert(path.to_owned());
        Ok(true)
    }

    /// Takes a file away, where it is there; whether it was.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn remove(&mut self, path: &str) -> io::Result<bool> {
        match fs::remove_file(self.place(path)) {
            Ok(()) => {
                self.changed.insert(path.to_owned());
                Ok(true)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Shows the other tree from now on, once all of it is on the disk.
    ///
    /// # Errors
    /// The disk refuses; then the folder shows what it did, or the tree before isn't level, which the next build
    /// sees to.
    pub fn show(self, state: &[u8]) -> io::Result<()> {
        let side = self.next();
        let next = self.home.join(side);
        write_own_file(&next.join(STATE), state)?;
        let number = self.shown.map_or(0, |(_, number)| number) + 1;
        let lines = std::iter::once(number.to_string()).chain(self.changed);
        let build = lines.collect::<Vec<_>>().join("\n");
        write_own_file(&next.join(BUILD), build.as_bytes())?;
        rustix::fs::syncfs(File::open(&next)?)?;
        let link = self.home.join("link");
        let _ = fs::remove_file(&link);
        let to = Path::new(self.home.file_name().unwrap_or_default()).join(side).join(PAGES);
        symlink(to, &link)?;
        fs::rename(&link, &self.folder)?;
        File::open(self.folder.parent().unwrap_or(Path::new("/")))?.sync_all()?;
        match self.shown {
            Some((before, _)) => level(&next, number, &self.home.join(before)),
            None => Ok(()),
        }
    }

    fn place(&self, path: &str) -> PathBuf {
        self.home.join(self.next()).join(PAGES).join(path)
    }

    fn next(&self) -> &'static str {
        match self.shown {
            Some(("a", _)) => "b",
            Some(_) | None => "a",
        }
    }
}

/// Makes a tree what the one that is shown is since that build: by what this changed, where the other is as it was
/// before, and else from the ground.
fn level(shown: &Path, number: u64, other: &Path) -> io::Result<()> {
    let (from, to) = (shown.join(PAGES), other.join(PAGES));
    let (before, changes) = (build_of(other).map(|(build, _)| build), build_of(shown));
    match changes {
        _ if before == Some(number) => return Ok(()),
        Some((_, changes)) if before == number.checked_sub(1) && before.is_some() => {
            changes.iter().try_for_each(|path| level_file(&from, &to, path))?;
            remove_if_there(&other.join(STATE))?;
        }
        _ => {
            clear(other)?;
            link_all(&from, &to)?;
        }
    }
    rustix::fs::syncfs(File::open(other)?)?;
    write_own_file(&other.join(BUILD), number.to_string().as_bytes())
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The number of a tree's build and the files that it changed; none of one that isn't whole.
fn build_of(tree: &Path) -> Option<(u64, Vec<String>)> {
    let text = fs::read_to_string(tree.join(BUILD)).ok()?;
    let mut lines = text.lines().map(str::to_owned);
    Some((lines.next()?.parse().ok()?, lines.collect()))
}

/// Makes a file of one tree what it is in the other: the same, or not there.
fn level_file(from: &Path, to: &Path, path: &str) -> io::Result<()> {
    let (from, to) = (from.join(path), to.join(path));
    remove_if_there(&to)?;
    if let Some(folder) = to.parent() {
        make_folder(folder)?;
    }
    match fs::hard_link(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Every file of one folder under a second name in another.
fn link_all(from: &Path, to: &Path) -> io::Result<()> {
    make_folder(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => link_all(&entry.path(), &place)?,
            false => fs::hard_link(entry.path(), place)?,
        }
    }
    Ok(())
}

fn clear(tree: &Path) -> io::Result<()> {
    match fs::remove_dir_all(tree) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => make_folder(tree),
    }
}

/// A folder that everybody may read, with those above it.
fn make_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o755).create(folder)
}

fn write_own_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(folder: &Path, state: &str, put: &[(&str, &str)], gone: &[&str]) -> usize {
        let mut tree = Tree::open(folder).unwrap();
        tree.begin().unwrap();
        let put = put.iter().filter(|(path, text)| tree.put(path, text.as_bytes()).unwrap()).count();
        gone.iter().for_each(|path| assert!(tree.remove(path).unwrap()));
        tree.show(state.as_bytes()).unwrap();
        put
    }

    fn read(folder: &Path, path: &str) -> Option<String> {
        fs::read_to_string(folder.join(path)).ok()
    }

    #[test]
    fn each_build_shows_the_last_one_and_what_changed_since() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("site");
        build(&folder, "1", &[("a.html", "one"), ("sub/b.html", "one")], &[]);
        assert_eq!(build(&folder, "2", &[("a.html", "two"), ("sub/b.html", "one")], &[]), 1);
        assert_eq!(read(&folder, "a.html").as_deref(), Some("two"));
        // The tree of the first build is brought level by what the second changed alone.
        build(&folder, "3", &[("c.html", "three")], &["sub/b.html"]);
        assert_eq!(read(&folder, "a.html").as_deref(), Some("two"));
        assert_eq!(read(&folder, "sub/b.html"), None);
        build(&folder, "4", &[], &[]);
        assert_eq!(read(&folder, "c.html").as_deref(), Some("three"));
        assert_eq!(read(&folder, "sub/b.html"), None);
        assert_eq!(Tree::open(&folder).unwrap().state().unwrap().unwrap(), b"4");
    }

    #[test]
    fn a_build_that_is_broken_off_has_never_been() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("site");
        build(&folder, "1", &[("a.html", "one")], &[]);
        for _ in 0..2 {
            let mut tree = Tree::open(&folder).unwrap();
            tree.begin().unwrap();
            tree.put("a.html", b"half").unwrap();
            tree.put("new.html", b"half").unwrap();
            drop(tree);
            assert_eq!(read(&folder, "a.html").as_deref(), Some("one"));
        }
        build(&folder, "2", &[("b.html", "two")], &[]);
        assert_eq!(read(&folder, "a.html").as_deref(), Some("one"));
        assert_eq!(read(&folder, "new.html"), None);
    }

    /// A server that hands out the folder beside hands out the tree that isn't shown as well.
    #[test]
    fn what_is_taken_away_or_changed_stays_in_no_file() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("site");
        build(&folder, "secret", &[("a.html", "secret"), ("sub/b.html", "secret"), ("c.html", "one")], &[]);
        build(&folder, "open", &[("a.html", "open")], &["sub/b.html"]);
        let mut found = Vec::new();
        let mut folders = vec![place.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                match entry.file_type().unwrap().is_dir() {
                    true => folders.push(entry.path()),
                    false => found.push(fs::read_to_string(entry.path()).unwrap_or_default()),
                }
            }
        }
        assert!(found.iter().any(|text| text == "open"), "{found:?}");
        assert!(found.iter().all(|text| !text.contains("secret")), "{found:?}");
    }

    #[test]
    fn what_is_not_ours_is_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("site");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("theirs"), "x").unwrap();
        assert_eq!(Tree::open(&folder).err().unwrap().kind(), io::ErrorKind::AlreadyExists);
        assert!(folder.join("theirs").exists());
        let first = Tree::open(&place.path().join("other")).unwrap();
        let second = Tree::open(&place.path().join("other")).err().unwrap();
        assert_eq!(second.kind(), io::ErrorKind::WouldBlock);
        drop(first);
    }
}
