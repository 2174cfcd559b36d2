//! SM3 (GB/T 32905-2016), the digest that names bodies, blobs and envelopes.

use crate::domain::Digest;

/// The digest of these bytes; `openssl dgst -sm3` gives the same digits.
#[must_use]
pub fn sm3(bytes: &[u8]) -> Digest {
    Digest(<::sm3::Sm3 as ::sm3::Digest>::digest(bytes).into())
}

#[cfg(test)]
mod tests {
    use super::sm3;

    #[test]
    fn the_examples_of_the_standard_hold() {
        let check = |text: &str, digest: &str| assert_eq!(sm3(text.as_bytes()).to_string(), digest);
        check("abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
        check(&"abcd".repeat(16), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
    }
}
