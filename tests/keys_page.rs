//! Pages that are made from the program: what stands in `docs` is what the program says of itself.

use std::fs;
use std::path::Path;

use gongkai::console::keys_page;
use gongkai::texts::permissions_page;

/// Set it to write the pages anew.
const WRITE: &str = "GONGKAI_WRITE_DOCS";

#[test]
fn the_page_of_keys_is_as_the_keymap_is() {
    is_as_written("docs/keys.md", &keys_page(), &[": does.", "| action.", " place."]);
}

#[test]
fn the_page_of_permissions_is_as_the_table_is() {
    is_as_written("docs/permissions.md", &permissions_page(), &["| verb.", "relation."]);
}

/// The page stands in the file, and none of its texts is missing.
fn is_as_written(path: &str, page: &str, missing: &[&str]) {
    let lines = page.lines().filter(|line| missing.iter().any(|key| line.contains(key)));
    assert_eq!(lines.collect::<Vec<_>>(), Vec::<&str>::new(), "a text is missing");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os(WRITE).is_some() {
        fs::write(&file, page).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    assert!(written == page, "{path} is stale: {WRITE}=1 cargo test --test all keys_page");
}
