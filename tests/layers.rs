//! The layers of `docs/architecture.md`: each uses those that it names there, and no others.
//!
//! Sources are read as text. A use is any path that begins with `crate::`, or climbs by `super::` out of
//! its layer, in imports grouped or not, and in the code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

type Layers = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn layers() -> Layers {
    let text = std::fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let block = text.split("```layers\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let lines = block.lines().map(|line| line.split_once("->").unwrap_or_else(|| panic!("{line}")));
    lines
        .map(|(layer, uses)| (layer.trim().to_owned(), uses.split_whitespace().map(str::to_owned).collect()))
        .collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found
}

/// Code without comments and without the contents of strings.
fn bare(source: &str) -> String {
    let mut out = String::new();
    for line in source.lines() {
        let mut inside = false;
        let mut escaped = false;
        let code = line.split("//").next().unwrap_or_default();
        for c in code.chars() {
            if c == '"' && !escaped {
                inside = !inside;
            }
            escaped = c == '\\' && !escaped;
            out.push(if inside && c != '"' { ' ' } else { c });
        }
        out.push('\n');
    }
    out
}

/// The modules of the crate that a source uses; `own` are the modules in which it stands, from its layer down.
fn uses(source: &str, own: &[&str]) -> BTreeSet<String> {
    let code: String = bare(source).split_whitespace().collect::<Vec<_>>().join(" ");
    let code = code.replace(" :: ", "::").replace("{ ", "{").replace(", ", ",");
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with("$") {
            continue;
        }
        found.extend(heads(&code[at + "crate::".len()..]));
    }
    // A chain of supers that climbs to the root names a layer next.
    for (at, _) in code.match_indices("super::") {
        if code[..at].ends_with("super::") {
            continue;
        }
        let mut rest = &code[at..];
        let mut climbed = 0;
        while let Some(after) = rest.strip_prefix("super::") {
            climbed += 1;
            rest = after;
        }
        if climbed >= own.len() {
            found.extend(heads(rest));
        }
    }
    found
}

/// The first names of a path or of a group of paths.
fn heads(path: &str) -> Vec<String> {
    let name = |text: &str| {
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        text[..end].to_owned()
    };
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut depth = 0;
    let mut names = Vec::new();
    let mut start = 0;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(name(&group[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(name(&group[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// The modules in which a file's items stand, from the layer down.
fn modules(layer: &str, folder: &Path, file: &Path) -> Vec<String> {
    let below = file.strip_prefix(folder).unwrap();
    let mut modules = vec![layer.to_owned()];
    for part in below.components() {
        let name = part.as_os_str().to_string_lossy();
        match name.strip_suffix(".rs") {
            Some("mod") => {}
            Some(stem) => modules.push(stem.to_owned()),
            None => modules.push(name.into_owned()),
        }
    }
    modules
}

#[test]
fn every_layer_uses_only_those_that_it_names() {
    let layers = layers();
    let mut wrong = Vec::new();
    for (layer, allowed) in &layers {
        let folder = root().join("src").join(layer);
        for file in sources(&folder) {
            let source = std::fs::read_to_string(&file).unwrap();
            let own = modules(layer, &folder, &file);
            let own: Vec<&str> = own.iter().map(String::as_str).collect();
            for used in uses(&source, &own) {
                let known = layers.contains_key(&used);
                if known && used != *layer && !allowed.contains(&used) {
                    wrong.push(format!("{} uses {used}", file.strip_prefix(root()).unwrap().display()));
                }
            }
        }
    }
    assert_eq!(wrong, [] as [&str; 0]);
}

#[test]
fn every_folder_is_a_layer_and_no_layers_form_a_ring() {
    let layers = layers();
    let folders: BTreeSet<String> = std::fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(folders, layers.keys().cloned().collect());
    // Layers stand in an order in which each uses only earlier ones.
    let mut placed: BTreeSet<&str> = BTreeSet::new();
    while placed.len() < layers.len() {
        let next = layers.iter().find(|(layer, uses)| {
            !placed.contains(layer.as_str()) && uses.iter().all(|used| placed.contains(used.as_str()))
        });
        let (layer, _) = next.expect("the layers form a ring");
        placed.insert(layer);
    }
}

#[test]
fn the_inner_layers_know_no_clock_disk_or_serialization() {
    const OUTSIDE: &[&str] = &[
        "std::fs",
        "std::time",
        "std::env",
        "std::io",
        "std::net",
        "SystemTime",
        "Instant::",
        "Utc::now",
        "Local::now",
        "serde",
        "postcard",
        "redb::",
        "rand",
        "println!",
        "crossterm",
        "ratatui",
    ];
    let mut wrong = Vec::new();
    for layer in ["calendar", "procedure", "domain", "projection", "scan"] {
        for file in sources(&root().join("src").join(layer)) {
            if file.components().any(|part| part.as_os_str().to_string_lossy().starts_with("tests")) {
                continue;
            }
            let source = std::fs::read_to_string(&file).unwrap();
            let code = bare(source.split("#[cfg(test)]").next().unwrap_or_default());
            wrong.extend(
                OUTSIDE.iter().filter(|name| code.contains(*name)).map(|name| format!("{file:?} {name}")),
            );
        }
    }
    // The clock is read in one place.
    for file in sources(&root().join("src")) {
        let code = bare(&std::fs::read_to_string(&file).unwrap());
        if (code.contains("Utc::now") || code.contains("Local::now")) && !file.ends_with("shell/clock.rs") {
            wrong.push(format!("{file:?} reads the clock"));
        }
    }
    assert_eq!(wrong, [] as [&str; 0]);
}

#[test]
fn a_use_is_found_however_it_is_written() {
    for (source, own, used) in [
        ("use crate::store::Store;", vec!["domain"], vec!["store"]),
        (
            "use crate::{\n    codec::sm3, // words\n    store::{Store, Batch},\n};",
            vec!["domain"],
            vec!["codec", "store"],
        ),
        ("fn f() -> crate::desk::Desk { crate::shell::now() }", vec!["domain"], vec!["desk", "shell"]),
        ("use super::super::store::Store;", vec!["domain", "decide"], vec!["store"]),
        ("use super::store::Store;", vec!["domain"], vec!["store"]),
        ("use super::item::Item;", vec!["domain", "evolve"], vec![]),
        ("// use crate::store::Store;\nlet x = \"crate::store\";", vec!["domain"], vec![]),
    ] {
        let found: Vec<String> = uses(source, &own).into_iter().collect();
        assert_eq!(found, used, "{source}");
    }
}

/// A `super` inside a group could climb further than the path before it shows.
#[test]
fn no_group_hides_a_super() {
    for file in sources(&root().join("src")) {
        let code: String = bare(&std::fs::read_to_string(&file).unwrap()).split_whitespace().collect();
        assert!(!code.contains("super::{super::"), "{file:?}: write the path of the group out");
        assert!(!code.contains(",super::super"), "{file:?}: write the path of the group out");
    }
}
