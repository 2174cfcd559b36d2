//! The one fixed mask of the bureau.
//!
//! No standard binds the form; what matters is that it is always the same, since two differently masked
//! publications can be put together. Leaving a number out altogether remains better.

use super::Kind;
use super::fold::Folded;

impl Kind {
    /// What may be published in place of `text`, which is a finding of this kind.
    ///
    /// `350***********1234`, `138****1234`, `****1234` for a card. Dates of birth are hidden whole. Credit
    /// codes and headings are nobody's data and stay. Text too short for its kind becomes stars throughout.
    pub fn mask(self, text: &str) -> String {
        let folded = Folded::new(text).text;
        match self {
            Self::CreditCode | Self::SensitiveHeading => text.to_owned(),
            Self::Address => "***".to_owned(),
            Self::Email => {
                let (local, host) = folded.split_once('@').unwrap_or((&folded, ""));
                format!("{}@{host}", Self::Mobile.mask(local))
            }
            Self::IdNumber18 => keep(&folded, 3, 11, 4),
            Self::IdNumber15 => keep(&folded, 3, 9, 3),
            Self::Mobile => keep(&folded, 3, 4, 4),
            Self::BankCard => keep(&folded, 0, 4, 4),
            Self::Passport => keep(&folded, 1, 4, 3),
            Self::Plate => keep(&folded, 2, 5, 0),
        }
    }
}

/// The first and last characters with stars between, separators left out.
fn keep(text: &str, first: usize, stars: usize, last: usize) -> String {
    let chars: Vec<char> = text.chars().filter(|char| char.is_alphanumeric()).collect();
    if chars.len() < first + stars + last {
        return "*".repeat(chars.len());
    }
    let head = chars[..first].iter();
    let tail = chars[chars.len() - last..].iter();
    head.chain(std::iter::repeat_n(&'*', stars)).chain(tail).collect()
}
