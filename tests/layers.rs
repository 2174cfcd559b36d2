//! The layers: reads the `layers` block of `docs/architecture.md` and holds `src` to it.
//!
//! It looks at words, not at what the compiler makes of them: every path written in the code, with
//! groups taken apart and `self` and `super` followed to where they lead. Comments and texts don't
//! count. What it can't see, such as `#[path]` or `include!`, it forbids.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The layers that know no clock, disk, screen, randomness or serialization.
const PURE: [&str; 6] = ["calendar", "procedure", "domain", "projection", "scan", "find"];

/// What they therefore don't name, outside files of tests: one word anywhere in a path, or several in a row.
const IMPURE: [&[&str]; 18] = [
    &["std", "env"],
    &["std", "fs"],
    &["std", "io"],
    &["std", "net"],
    &["std", "process"],
    &["std", "thread"],
    &["std", "time"],
    &["SystemTime"],
    &["Instant"],
    &["Utc", "now"],
    &["Local"],
    &["serde"],
    &["serde_json"],
    &["rand"],
    &["print"],
    &["println"],
    &["eprint"],
    &["eprintln"],
];

/// How the clock is read: in `shell` and nowhere else.
const CLOCK: [&[&str]; 3] = [&["Utc", "now"], &["Local", "now"], &["SystemTime", "now"]];

#[test]
fn each_layer_uses_only_those_that_it_may() {
    let allowed = block(&architecture());
    assert_eq!(violations(&sources(), |source| climbing(source, &allowed)), Vec::<String>::new());
}

#[test]
fn the_layers_are_the_folders_and_stand_in_order() {
    let allowed = block(&architecture());
    let named: Vec<&String> = allowed.iter().map(|(layer, _)| layer).collect();
    let folders: BTreeSet<String> = std::fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(named.iter().copied().cloned().collect::<BTreeSet<_>>(), folders, "block against folders");
    let library = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let declared = library.lines().filter_map(|line| {
        let line = line.strip_prefix("pub(crate) ").or(line.strip_prefix("pub "))?;
        line.strip_prefix("mod ")?.strip_suffix(';')
    });
    let declared: Vec<&str> = declared.collect();
    assert_eq!(named, declared, "block against src/lib.rs");
    assert_eq!(turned(&allowed), Vec::<String>::new());
}

#[test]
fn the_domain_side_knows_no_world() {
    let test = |source: &Source| source.module.iter().any(|name| name == "tests");
    let pure = |source: &Source| match PURE.contains(&source.module[0].as_str()) && !test(source) {
        true => naming(source, &IMPURE),
        false => Vec::new(),
    };
    assert_eq!(violations(&sources(), pure), Vec::<String>::new());
}

#[test]
fn only_the_shell_reads_the_clock() {
    let elsewhere = |source: &Source| match source.module[0].as_str() {
        "shell" => Vec::new(),
        _ => naming(source, &CLOCK),
    };
    assert_eq!(violations(&sources(), elsewhere), Vec::<String>::new());
}

/// The reader itself, on what people write; `=` where nothing is wrong.
#[test]
fn a_violation_is_found_however_it_is_written() {
    let allowed = block("```layers\nlow ->\nmid -> low\nhigh -> mid\n```\n");
    let check = |module: &str, code: &str, expected: &[&str]| {
        let source =
            Source::new(PathBuf::from("x.rs"), module.split("::").map(str::to_owned).collect(), code);
        let found: Vec<String> = climbing(&source, &allowed).into_iter().map(|(_, what)| what).collect();
        assert_eq!(found, expected, "{module}: {code}");
    };
    check("mid", "use crate::low::Low; fn f() -> crate::mid::M {}", &[]);
    check("mid", "use crate::high::High;", &["mid uses high"]);
    check("high", "use crate::low::Low;", &["high uses low"]);
    check(
        "low",
        "use crate::{low::A, mid::{B, C}, high as h};",
        &["low uses mid", "low uses mid", "low uses high"],
    );
    check("low", "fn f() { let x = crate::mid::B::new(); }", &["low uses mid"]);
    check("low", "pub(crate) use crate::mid::B; pub(in crate::low) fn f() {}", &["low uses mid"]);
    check("low::part", "use super::Low; use super::super::low::A;", &[]);
    check("low::part", "use super::super::mid::B;", &["low uses mid"]);
    check("low::part", "use super::{A, super::mid::B};", &["low uses mid"]);
    check("low", "use super::high;", &["low uses high"]);
    check("low", "mod tests { use super::A; use super::super::mid::B; }", &["low uses mid"]);
    check("low", "mod tests { use super::A; } use super::mid::B;", &["low uses mid"]);
    check("low", "use self::super::mid::B;", &["low uses mid"]);
    check("low", "fn f() -> Vec<crate::mid::B> { Vec::<super::mid::B>::new() }", &["low uses mid"; 2]);
    check("low", "macro_rules! m { () => { $crate::mid::f() } }", &["low uses mid"]);
    check("low", "use crate::*;", &["low names the crate as a whole"]);
    check("low", "use crate as all;", &["low names the crate as a whole"]);
    check("low", "use super::{self as all};", &["low names the crate as a whole"]);
    check("low", "use gongkai::mid::B;", &["low uses mid"]);
    check("low", "use crate::helper;", &["low uses helper"]);
    check("low", "// crate::mid\n/* crate::high /* nested */ crate::mid */ /// [`crate::mid`]\n", &[]);
    check(
        "low",
        r####"const A: &str = "crate::mid \" crate::mid"; const B: &str = r#"crate::"mid"#;"####,
        &[],
    );
    check("low", "fn f<'a>(x: &'a str) { x == '\"' || x == '\\''; crate::mid::f() }", &["low uses mid"]);
    check("low", "#[path = \"../mid/mod.rs\"] mod mid;", &["low takes a file by its path"]);
    check("low", "include!(\"../mid/mod.rs\");", &["low takes a file by its path"]);
    check("low", "include!(concat!(env!(\"OUT_DIR\"), \"/table.rs\"));", &[]);
    check("low", "let text = include_str!(\"words.txt\"); let path = 1;", &[]);
}

#[test]
fn a_layer_may_only_use_those_above_it() {
    let turned_in = |text: &str| turned(&block(&format!("```layers\n{text}\n```")));
    assert_eq!(turned_in("a ->\nb -> a"), Vec::<String>::new());
    assert_eq!(turned_in("a -> b\nb -> a"), ["a uses b, which doesn't stand above it"]);
    assert_eq!(turned_in("a -> a"), ["a uses a, which doesn't stand above it"]);
}

#[test]
fn the_world_is_found_however_it_is_named() {
    let check = |code: &str, expected: &[&str]| {
        let source = Source::new(PathBuf::from("x.rs"), vec!["domain".to_owned()], code);
        let found: Vec<String> = naming(&source, &IMPURE).into_iter().map(|(_, what)| what).collect();
        assert_eq!(found, expected, "{code}");
    };
    check("use std::{collections::BTreeMap, fs};", &["domain names std::fs"]);
    check("fn f() { std::env::var(name) }", &["domain names std::env"]);
    check("use chrono::Utc; fn f() { Utc::now() }", &["domain names Utc::now"]);
    check("fn f() { chrono::offset::Utc::now() }", &["domain names Utc::now"]);
    check("#[derive(Clone, serde::Serialize)] struct A;", &["domain names serde"]);
    check("fn f() { println!(\"serde\") }", &["domain names println"]);
    check("use std::fmt; use chrono::NaiveDate; // std::fs", &[]);
}

/// A file with the module that it is.
struct Source {
    file: PathBuf,
    module: Vec<String>,
    tokens: Vec<Token>,
}

/// A word, `::`, or one other character.
struct Token {
    line: usize,
    text: String,
}

/// A path as written, with groups taken apart: `a::{b, c::d}` is two.
struct Written {
    line: usize,
    /// The module in which it stands.
    module: Vec<String>,
    names: Vec<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn architecture() -> String {
    std::fs::read_to_string(root().join("docs/architecture.md")).unwrap()
}

/// The lines `layer -> those it may use` of the block.
fn block(text: &str) -> Vec<(String, BTreeSet<String>)> {
    let lines = text.lines().skip_while(|line| *line != "```layers").skip(1);
    let layers = lines.take_while(|line| *line != "```").map(|line| {
        let (layer, uses) = line.split_once("->").unwrap();
        (layer.trim().to_owned(), uses.split_whitespace().map(str::to_owned).collect())
    });
    let layers: Vec<_> = layers.collect();
    assert!(!layers.is_empty(), "no block of layers");
    layers
}

/// Where a layer may use one that isn't above it: without such there is no circle.
fn turned(allowed: &[(String, BTreeSet<String>)]) -> Vec<String> {
    let mut above = BTreeSet::new();
    let mut found = Vec::new();
    for (layer, uses) in allowed {
        let wrong = uses.difference(&above);
        found.extend(wrong.map(|used| format!("{layer} uses {used}, which doesn't stand above it")));
        above.insert(layer.clone());
    }
    found
}

/// Every file of every layer.
fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") && folder != root().join("src") {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(files.len() > 50, "the project's own files");
    files
        .into_iter()
        .map(|file| Source::new(file.clone(), module_of(&file), &std::fs::read_to_string(file).unwrap()))
        .collect()
}

fn module_of(file: &Path) -> Vec<String> {
    let inside = file.strip_prefix(root().join("src")).unwrap().with_extension("");
    let mut names: Vec<String> = inside.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    if names.last().is_some_and(|name| name == "mod") {
        names.pop();
    }
    names
}

/// `file:line: what is wrong`, over all files.
fn violations(sources: &[Source], check: impl Fn(&Source) -> Vec<(usize, String)>) -> Vec<String> {
    let of = |source: &Source| {
        let file = source.file.strip_prefix(root()).unwrap().display().to_string();
        check(source)
            .into_iter()
            .map(move |(line, what)| format!("{file}:{line}: {what}"))
            .collect::<Vec<_>>()
    };
    sources.iter().flat_map(of).collect()
}

/// Where a file uses a layer that its own may not.
fn climbing(source: &Source, allowed: &[(String, BTreeSet<String>)]) -> Vec<(usize, String)> {
    let allowed: BTreeMap<&str, &BTreeSet<String>> =
        allowed.iter().map(|(layer, uses)| (layer.as_str(), uses)).collect();
    let layer = source.module[0].as_str();
    let none = BTreeSet::new();
    let may = allowed.get(layer).copied().unwrap_or(&none);
    let mut found: Vec<(usize, String)> = Vec::new();
    for path in source.paths() {
        match path.layer() {
            Some("") => found.push((path.line, format!("{layer} names the crate as a whole"))),
            Some(used) if used != layer && !may.contains(used) => {
                found.push((path.line, format!("{layer} uses {used}")));
            }
            _ => {}
        }
    }
    let words: Vec<&str> = source.tokens.iter().map(|token| token.text.as_str()).collect();
    let by_path = |at: &usize| match &words[*at..] {
        // What the build made is no source file.
        ["include", "!", "(", "concat", "!", "(", "env", ..] => false,
        ["[", "path", ..] | ["include", "!", ..] => true,
        _ => false,
    };
    let taken = (0..words.len()).filter(by_path).map(|at| source.tokens[at].line);
    found.extend(taken.map(|line| (line, format!("{layer} takes a file by its path"))));
    found
}

/// Where a file names one of these.
fn naming(source: &Source, forbidden: &[&[&str]]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for path in source.paths() {
        let hit = forbidden.iter().find(|words| path.names.windows(words.len()).any(|part| part == **words));
        found
            .extend(hit.map(|words| (path.line, format!("{} names {}", source.module[0], words.join("::")))));
    }
    found
}

impl Written {
    /// The layer to which it leads from the root; the empty name where it stops at the root itself.
    fn layer(&self) -> Option<&str> {
        let mut at = self.module.len();
        let mut names = self.names.iter().map(String::as_str).peekable();
        match names.next()? {
            "crate" | "gongkai" => at = 0,
            "super" => at = at.saturating_sub(1),
            "self" => {}
            _ => return None,
        }
        while names.next_if_eq(&"super").is_some() {
            at = at.saturating_sub(1);
        }
        match at {
            0 => Some(names.next().filter(|name| !matches!(*name, "*" | "self")).unwrap_or("")),
            _ => None,
        }
    }
}

impl Source {
    fn new(file: PathBuf, module: Vec<String>, code: &str) -> Source {
        Source { file, module, tokens: tokens(code) }
    }

    /// Every path in the file, in order.
    fn paths(&self) -> Vec<Written> {
        let mut found = Vec::new();
        let mut module = self.module.clone();
        let mut blocks: Vec<bool> = Vec::new();
        let text = |at: usize| self.tokens.get(at).map_or("", |token| token.text.as_str());
        let mut at = 0;
        while at < self.tokens.len() {
            match text(at) {
                "mod" if text(at + 2) == "{" => {
                    module.push(text(at + 1).to_owned());
                    blocks.push(true);
                    at += 3;
                }
                "{" => {
                    blocks.push(false);
                    at += 1;
                }
                "}" => {
                    if blocks.pop() == Some(true) {
                        module.pop();
                    }
                    at += 1;
                }
                // `pub(crate)` is no path.
                "(" if text(at + 1) == "crate" && text(at + 2) == ")" => at += 3,
                word if is_word(word) => {
                    let mut leaves = Vec::new();
                    let line = self.tokens[at].line;
                    at = self.path(at, &[], &mut leaves);
                    let module = &module;
                    found.extend(leaves.into_iter().map(|names| Written {
                        line,
                        module: module.clone(),
                        names,
                    }));
                }
                _ => at += 1,
            }
        }
        found
    }

    /// Reads one path after `before`, and gives the place behind it.
    fn path(&self, mut at: usize, before: &[String], leaves: &mut Vec<Vec<String>>) -> usize {
        let text = |at: usize| self.tokens.get(at).map_or("", |token| token.text.as_str());
        let mut names = before.to_vec();
        loop {
            names.push(text(at).to_owned());
            at += 1;
            if text(at) != "::" {
                leaves.push(names);
                return at;
            }
            match text(at + 1) {
                "{" => break,
                next if is_word(next) || next == "*" => at += 1,
                _ => {
                    leaves.push(names);
                    return at;
                }
            }
        }
        at += 2;
        while !matches!(text(at), "}" | "") {
            at = match text(at) {
                "as" => at + 2,
                word if is_word(word) || word == "*" => self.path(at, &names, leaves),
                _ => at + 1,
            };
        }
        at + 1
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphanumeric() || first == '_')
}

/// The code without comments, texts and characters.
fn tokens(code: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = code;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let word =
            rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(rest.len());
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            comment(rest)
        } else if let Some(length) = quoted(rest) {
            length
        } else {
            let length = if word > 0 {
                word
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            if !first.is_whitespace() {
                found.push(Token { line, text: rest[..length].to_owned() });
            }
            length
        };
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    found
}

/// The length of a comment with those inside it.
fn comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        let here = &rest[at..];
        if here.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The length of a text, raw text or character, where one begins here; a lifetime is none.
fn quoted(rest: &str) -> Option<usize> {
    let bare = rest.trim_start_matches(['b', 'c']);
    let prefix = rest.len() - bare.len();
    if prefix > 1 {
        return None;
    }
    if let Some(raw) = bare.strip_prefix('r') {
        let open = raw.trim_start_matches('#');
        let hashes = "#".repeat(raw.len() - open.len());
        let close = format!("\"{hashes}");
        let inside = open.strip_prefix('"')?;
        let end = inside.find(&close).map_or(inside.len(), |end| end + close.len());
        return Some(rest.len() - inside.len() + end);
    }
    let quote = bare.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let inside = &bare[1..];
    let lifetime = quote == '\'' && !inside.starts_with('\\') && inside.chars().nth(1) != Some('\'');
    if lifetime {
        return (prefix == 0).then_some(1);
    }
    let mut escaped = false;
    let end = inside.char_indices().find(|(_, letter)| {
        let ends = *letter == quote && !escaped;
        escaped = *letter == '\\' && !escaped;
        ends
    });
    Some(prefix + 1 + end.map_or(inside.len(), |(at, _)| at + 1))
}
