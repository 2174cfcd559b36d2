//! The page of keys: what stands in `docs/keys.md` is what the keymap and the texts say.

use std::fs;
use std::path::Path;

use gongkai::console::keys_page;

/// Set it to write the page anew.
const WRITE: &str = "GONGKAI_WRITE_DOCS";

#[test]
fn the_page_of_keys_is_as_the_keymap_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/keys.md");
    let page = keys_page();
    let missing =
        page.lines().filter(|line| [": does.", "| action.", " place."].iter().any(|key| line.contains(key)));
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&str>::new(), "a text is missing");
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, &page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/keys.md is stale: {WRITE}=1 cargo test --test all keys_page");
}
