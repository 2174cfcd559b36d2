//! Makes the catalogues ready when the program is built: each TOML file becomes a table sorted by key, so that
//! nothing is parsed at a start, and a fault in one is a fault of the build.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let made = env::var("OUT_DIR")?;
    println!("cargo::rerun-if-changed=src/texts/build.rs");
    for lang in ["zh", "en"] {
        let file = format!("src/texts/{lang}.toml");
        println!("cargo::rerun-if-changed={file}");
        let table = sorted(&fs::read_to_string(&file)?).map_err(|fault| format!("{file}: {fault}"))?;
        fs::write(Path::new(&made).join(format!("{lang}.rs")), format!("&{table:?}"))?;
    }
    Ok(())
}

/// Every text with its key, `table.name`, in the order of the keys.
fn sorted(file: &str) -> Result<Vec<(String, String)>, toml::de::Error> {
    let tables: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(file)?;
    let mut texts: Vec<_> = tables
        .into_iter()
        .flat_map(|(table, texts)| {
            texts.into_iter().map(move |(name, text)| (format!("{table}.{name}"), text))
        })
        .collect();
    texts.sort();
    Ok(texts)
}
