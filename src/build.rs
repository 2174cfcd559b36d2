//! Makes tables of the program's own TOML files when it is built: each key with its text, sorted by key, so that
//! nothing is parsed at a start, and a fault in one is a fault of the build.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::{env, fs};

use toml::Value;

/// The files: tables of texts, or of lists of words.
const FILES: [&str; 5] = ["texts/zh", "texts/en", "console/keymap", "console/themes", "console/glyphs"];

fn main() -> Result<(), Box<dyn Error>> {
    let made = env::var("OUT_DIR")?;
    println!("cargo::rerun-if-changed=src/build.rs");
    for name in FILES {
        let file = format!("src/{name}.toml");
        println!("cargo::rerun-if-changed={file}");
        let table = sorted(&fs::read_to_string(&file)?).map_err(|fault| format!("{file}: {fault}"))?;
        let made =
            Path::new(&made).join(Path::new(name).with_extension("rs").file_name().unwrap_or_default());
        fs::write(made, format!("&{table:?}"))?;
    }
    Ok(())
}

/// Every text with its key, `table.name`, in the order of the keys.
fn sorted(file: &str) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let tables: BTreeMap<String, BTreeMap<String, Value>> = toml::from_str(file)?;
    let mut texts = Vec::new();
    for (table, entries) in tables {
        for (name, value) in entries {
            texts.push((format!("{table}.{name}"), text(value)?));
        }
    }
    texts.sort();
    Ok(texts)
}

/// A text, or the words of a list with blanks between them.
fn text(value: Value) -> Result<String, Box<dyn Error>> {
    match value {
        Value::String(text) => Ok(text),
        Value::Array(words) => {
            let words = words.into_iter().map(|word| match word {
                Value::String(word) if !word.is_empty() && !word.contains(char::is_whitespace) => Ok(word),
                other => Err(format!("{other} is no word")),
            });
            Ok(words.collect::<Result<Vec<_>, _>>()?.join(" "))
        }
        other => Err(format!("{other} is neither a text nor a list").into()),
    }
}
