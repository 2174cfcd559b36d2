//! Phrases: what is said often, to be chosen instead of typed. They come with the program; a file
//! `phrases.toml` in the configuration folder replaces them kind by kind.

use std::collections::BTreeMap;

use crate::domain::Verb;
use crate::intake::Fault;
use crate::intake::table;

/// What phrases are for: `kind_of` says which fields take which.
const KINDS: [&str; 4] = ["return", "withhold", "opinion", "reason"];

const STANDARD: &str = include_str!("phrases.toml");

/// Phrases by what they are for.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Phrases(BTreeMap<String, Vec<String>>);

impl Phrases {
    /// Those that come with the program.
    pub fn standard() -> Phrases {
        toml::from_str(STANDARD).map(Phrases).unwrap_or_default()
    }

    /// Those of a file, over those that come with the program.
    ///
    /// # Errors
    /// Every fault of the file.
    pub fn parse(bytes: &[u8], file: &str) -> Result<Phrases, Vec<Fault>> {
        table::read(bytes, file, |file| {
            let Phrases(mut all) = Phrases::standard();
            for kind in KINDS {
                let own = file.texts(kind);
                for empty in own.iter().filter(|phrase| phrase.value.trim().is_empty()) {
                    file.fault(&empty.span, "常用语不能为空", "a phrase must not be empty");
                }
                if file.span_of(kind).is_some() {
                    all.insert(kind.to_owned(), own.iter().map(|phrase| phrase.value.to_owned()).collect());
                }
            }
            Some(Phrases(all))
        })
    }

    /// The phrases of a kind.
    pub fn of(&self, kind: &str) -> &[String] {
        self.0.get(kind).map_or(&[], Vec::as_slice)
    }
}

/// What kind of phrase a field takes, if it takes any.
pub fn kind_of(verb: Verb, field: &str) -> Option<&'static str> {
    match (verb, field) {
        (Verb::Return | Verb::ReferBack | Verb::Receive, "reason") => Some("return"),
        (Verb::Draft | Verb::Edit | Verb::ChangeAttribute | Verb::Transcribe, "reason") => Some("withhold"),
        (_, "opinion") => Some("opinion"),
        (_, "reason" | "why" | "note" | "dispute" | "despite-scan") => Some("reason"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_replaces_the_phrases_of_its_kinds() {
        for kind in KINDS {
            assert!(!Phrases::standard().of(kind).is_empty(), "{kind}");
        }
        let own =
            Phrases::parse("return = [\"请补附件\"]\nopinion = []\n".as_bytes(), "phrases.toml").unwrap();
        assert_eq!(own.of("return"), ["请补附件"]);
        assert!(own.of("opinion").is_empty());
        assert_eq!(own.of("reason"), Phrases::standard().of("reason"));
    }

    #[test]
    fn every_fault_of_a_file_is_found_with_its_place() {
        let faulty = "opinion = [\"同意\", 2, \" \"]\nreturn = 1\nretrun = []\n";
        let faults = Phrases::parse(faulty.as_bytes(), "phrases.toml").unwrap_err();
        let places: Vec<_> = faults.iter().map(|fault| (fault.line, fault.column)).collect();
        assert_eq!(places, [(1, 18), (1, 21), (2, 10), (3, 1)], "{faults:#?}");
    }
}
