//! Values in words: renders what the inner layers know into Chinese or English.
//!
//! All words stand in one catalogue per language, `zh.toml` and `en.toml`, with the same keys and the
//! same placeholders. This layer decides how things are said and nothing else: it doesn't know screens,
//! widths or colours, and computes nothing but how many days to say.

mod lang;
mod catalogue;
mod term;
mod people;
mod day;
mod clock;
mod event;
mod doubt;
mod part;
mod refusal;
mod permissions_page;

#[cfg(test)]
mod tests;

pub use catalogue::Texts;
pub use clock::days_apart;
pub use lang::Lang;
pub use people::Names;
pub use permissions_page::permissions_page;
