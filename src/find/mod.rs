//! Finding: which items a few typed letters mean.
//!
//! A [`Needle`] is what somebody typed; each of its words must be found. A word is found in a text as it
//! stands there, by the initials of its pinyin (`cqyh` finds 重庆银行), or by its pinyin written out, the
//! last syllable perhaps in part (`chongqingy`). Full-width characters, brackets and capitals make no
//! difference: `泉工信[2026]18` finds 泉工信〔2026〕18.
//!
//! One text is looked through with [`Needle::find`]; very many with a [`Haystack`], which answers the
//! same. Nothing here knows where the texts come from or who may read them.

mod haystack;
mod needle;
mod sound;
#[cfg(test)]
mod tests;

pub use haystack::Haystack;
pub use needle::Needle;
pub use sound::Field;
