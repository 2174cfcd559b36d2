//! The catalogues: one TOML file for each language, embedded, parsed when first asked for.
//!
//! A key is `table.name`. What a catalogue lacks is shown as its key, which tests don't let happen.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::lang::Lang;

type Catalogue = BTreeMap<String, String>;

static ZH: LazyLock<Catalogue> = LazyLock::new(|| parse(include_str!("zh.toml")));
static EN: LazyLock<Catalogue> = LazyLock::new(|| parse(include_str!("en.toml")));

/// The words of one language.
#[derive(Clone, Copy, Debug)]
pub struct Texts {
    lang: Lang,
    catalogue: &'static Catalogue,
}

impl Texts {
    /// The words of this language.
    pub fn new(lang: Lang) -> Self {
        let catalogue = match lang {
            Lang::Zh => &*ZH,
            Lang::En => &*EN,
        };
        Texts { lang, catalogue }
    }

    /// Which language these are.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Every key, in the order of the alphabet.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.catalogue.keys().map(String::as_str)
    }

    /// The text of this key; the key itself where there is none.
    pub fn get<'k>(&self, key: &'k str) -> &'k str {
        self.catalogue.get(key).map_or(key, String::as_str)
    }

    /// The text of this key with its placeholders `{name}` filled; one that is not given stays.
    ///
    /// Values are taken as they are: a brace in a title is no placeholder.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut rest = self.get(key);
        let mut filled = String::with_capacity(rest.len());
        while let Some((before, from)) = rest.split_once('{') {
            filled.push_str(before);
            let named = from.split_once('}').and_then(|(name, after)| {
                let (_, value) = values.iter().find(|(given, _)| *given == name)?;
                Some((*value, after))
            });
            match named {
                Some((value, after)) => {
                    filled.push_str(value);
                    rest = after;
                }
                None => {
                    filled.push('{');
                    rest = from;
                }
            }
        }
        filled.push_str(rest);
        filled
    }

    /// The text of a term, by its table and stable name.
    pub(super) fn term(&self, table: &str, name: &'static str) -> &'static str {
        self.catalogue.get(&format!("{table}.{name}")).map_or(name, String::as_str)
    }
}

/// Empty where the file is faulty.
fn parse(file: &str) -> Catalogue {
    let mut catalogue = Catalogue::new();
    let Ok(tables) = file.parse::<toml::Table>() else { return catalogue };
    for (table, entries) in tables {
        for (name, text) in entries.as_table().into_iter().flatten() {
            if let Some(text) = text.as_str() {
                catalogue.insert(format!("{table}.{name}"), text.to_owned());
            }
        }
    }
    catalogue
}
