//! The catalogues: one TOML file for each language, made into a table when the program is built (`src/build.rs`).
//!
//! A key is `table.name`. What a catalogue lacks is shown as its key, which tests don't let happen.

use super::lang::Lang;

/// Keys and texts, sorted by key.
type Catalogue = &'static [(&'static str, &'static str)];

static ZH: Catalogue = include!(concat!(env!("OUT_DIR"), "/zh.rs"));
static EN: Catalogue = include!(concat!(env!("OUT_DIR"), "/en.rs"));

/// The words of one language.
#[derive(Clone, Copy, Debug)]
pub struct Texts {
    lang: Lang,
    catalogue: Catalogue,
}

impl Texts {
    /// The words of this language.
    pub fn new(lang: Lang) -> Self {
        let catalogue = match lang {
            Lang::Zh => ZH,
            Lang::En => EN,
        };
        Texts { lang, catalogue }
    }

    /// Which language these are.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Every key, in the order of the alphabet.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.catalogue.iter().map(|(key, _)| *key)
    }

    /// The text of this key; the key itself where there is none.
    pub fn get<'k>(&self, key: &'k str) -> &'k str {
        self.text(key).unwrap_or(key)
    }

    /// The text of this key with its placeholders `{name}` filled; one that is not given stays.
    ///
    /// A number with its noun is `{name|day|days}`, of which the second form goes with 1. Values are taken as
    /// they are: a brace in a title is no placeholder.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut rest = self.get(key);
        let mut filled = String::with_capacity(rest.len());
        while let Some((before, from)) = rest.split_once('{') {
            filled.push_str(before);
            let named = from.split_once('}').and_then(|(placeholder, after)| {
                let (name, nouns) = placeholder.split_once('|').unwrap_or((placeholder, ""));
                let (_, value) = values.iter().find(|(given, _)| *given == name)?;
                Some((*value, nouns, after))
            });
            match named {
                Some((value, nouns, after)) => {
                    filled.push_str(value);
                    if let Some((one, many)) = nouns.split_once('|') {
                        filled.push(' ');
                        filled.push_str(if value == "1" { one } else { many });
                    }
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
        self.text(&format!("{table}.{name}")).unwrap_or(name)
    }

    fn text(&self, key: &str) -> Option<&'static str> {
        let place = self.catalogue.binary_search_by_key(&key, |(known, _)| known).ok()?;
        self.catalogue.get(place).map(|(_, text)| *text)
    }
}
