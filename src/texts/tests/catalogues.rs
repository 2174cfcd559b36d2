use std::collections::BTreeSet;
use std::path::Path;

use crate::texts::{Lang, Texts};

#[test]
fn a_locale_that_names_no_other_language_is_chinese() {
    for (locale, lang) in [
        ("", Lang::Zh),
        ("C", Lang::Zh),
        ("C.UTF-8", Lang::Zh),
        ("POSIX", Lang::Zh),
        ("zh_CN.UTF-8", Lang::Zh),
        ("zh", Lang::Zh),
        ("yue_HK", Lang::Zh),
        ("en_US.UTF-8", Lang::En),
        ("en-GB", Lang::En),
        ("en", Lang::En),
        ("de_DE@euro", Lang::En),
        ("!?", Lang::Zh),
    ] {
        assert_eq!(Lang::from_locale(locale), lang, "{locale:?}");
    }
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_placeholders() {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| {
        let texts = Texts::new(lang);
        texts.keys().map(move |key| (key, placeholders(texts.get(key)))).collect::<BTreeSet<_>>()
    });
    assert!(zh.len() > 300, "a catalogue did not parse");
    assert_eq!(zh.symmetric_difference(&en).collect::<Vec<_>>(), Vec::<&(&str, BTreeSet<&str>)>::new());
}

#[test]
fn no_text_is_empty_or_ends_in_a_space() {
    for lang in Lang::ALL {
        let texts = Texts::new(*lang);
        for key in texts.keys() {
            let text = texts.get(key);
            assert!(
                !text.is_empty() && text.trim_end() == text || key.ends_with(".separator"),
                "{key}: {text:?}"
            );
        }
    }
}

#[test]
fn what_is_filled_is_not_filled_again() {
    let texts = Texts::new(Lang::Zh);
    for (values, said) in [
        (&[("text", "{text} {n}")][..], ":{text} {n}"),
        (&[("text", "")], ":"),
        (&[("other", "x")], ":{text}"),
    ] {
        assert_eq!(texts.fill("event.said", values), said);
    }
    assert_eq!(texts.fill("no.such-key", &[("n", "1")]), "no.such-key");
    let english = Texts::new(Lang::En);
    assert_eq!(english.fill("ui.masks-more", &[("n", "1")]), "and 1 more line");
    assert_eq!(english.fill("ui.masks-more", &[("n", "12")]), "and 12 more lines");
}

/// Keys that a layer made up and no catalogue holds would show as keys on somebody's screen.
#[test]
fn every_key_written_in_the_sources_exists() {
    let texts = Texts::new(Lang::Zh);
    let tables: BTreeSet<&str> = texts.keys().filter_map(|key| key.split('.').next()).collect();
    let mut missing = Vec::new();
    for (path, source) in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        for literal in source.split('"').filter(|literal| is_key(literal, &tables)) {
            if texts.get(literal) == literal {
                missing.push(format!("{path}: {literal}"));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    let named = text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    named.filter_map(|placeholder| placeholder.split('|').next()).collect()
}

/// Whether a literal looks like `table.name` of a table that the catalogues have.
fn is_key(literal: &str, tables: &BTreeSet<&str>) -> bool {
    let word = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    literal.split_once('.').is_some_and(|(table, name)| tables.contains(table) && word(name))
}

/// Every source file but tests.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name().into_string().unwrap());
        if path.is_dir() && name != "tests" {
            found.extend(sources(&path));
        } else if name.ends_with(".rs") && name != "tests.rs" {
            found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
    found
}
