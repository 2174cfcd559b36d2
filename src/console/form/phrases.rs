//! Phrases: what is said often, to be chosen instead of typed. They come with the program; a file
//! `phrases.toml` in the configuration folder replaces them kind by kind.

use std::collections::BTreeMap;

use crate::domain::Verb;

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
    /// What is wrong in the file, and where.
    pub fn read(text: &str) -> Result<Phrases, String> {
        let own: BTreeMap<String, Vec<String>> = toml::from_str(text).map_err(|fault| {
            let before = fault.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            format!("{}: {}", before.matches('\n').count() + 1, fault.message())
        })?;
        let Phrases(mut all) = Phrases::standard();
        all.extend(own);
        Ok(Phrases(all))
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
        for kind in ["return", "withhold", "opinion", "reason"] {
            assert!(!Phrases::standard().of(kind).is_empty(), "{kind}");
        }
        let own = Phrases::read("return = [\"请补附件\"]\n").unwrap();
        assert_eq!(own.of("return"), ["请补附件"]);
        assert_eq!(own.of("opinion"), Phrases::standard().of("opinion"));
        assert!(Phrases::read("opinion = [\"同意\"]\nreturn = 1\n").unwrap_err().starts_with("2: "));
    }
}
