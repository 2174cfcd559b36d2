//! The envelope of a journal record: who did what kind of thing, when, and the digests that bind it.
//!
//! It says nothing of the event's content, which is the *body*, so that a body can be destroyed and
//! the chain over the envelopes still holds. An envelope is one line of JSON with its fields in the
//! order below, meant to be read in twenty years with whatever reads JSON then. What was written is
//! kept and hashed as the exact bytes; nothing here is ever encoded a second time.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::domain::Digest;

/// The version written into new envelopes. A later version may add fields, never change one.
pub const ENVELOPE_VERSION: u16 = 1;

/// The offset that all recorded times carry: the country has one, without summer time.
pub const BEIJING: FixedOffset = match FixedOffset::east_opt(8 * 3600) {
    Some(offset) => offset,
    None => unreachable!(),
};

/// What is known of a journal record without its body.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Envelope {
    /// The version of this layout.
    pub version: u16,
    /// The record's number: 1, 2, 3 and so on without gaps.
    pub sequence: u64,
    /// When it was recorded, at +08:00, to the millisecond.
    #[serde(with = "moment")]
    pub at: DateTime<FixedOffset>,
    /// The login of the person who acted.
    pub actor: String,
    /// The role in which they acted.
    pub role: String,
    /// The login of the person for whom they acted, where they acted as a deputy.
    pub on_behalf: Option<String>,
    /// The item concerned; none where the record concerns the bureau.
    pub item: Option<u64>,
    /// The name of the event's type, such as `submitted`.
    pub kind: String,
    /// The id of the command that caused it, as 32 hexadecimal digits.
    #[serde(with = "hexadecimal")]
    pub command: u128,
    /// The digest of the body's exact bytes.
    #[serde(with = "digest")]
    pub body: Digest,
    /// The digest of the exact bytes of the envelope before; zero for the first.
    #[serde(with = "digest")]
    pub previous: Digest,
}

/// These bytes are no envelope.
#[derive(Debug, thiserror::Error)]
#[error("not an envelope of a journal record: {0}")]
pub struct EnvelopeError(#[from] serde_json::Error);

impl Envelope {
    /// What the first envelope names as the one before it.
    pub const GENESIS: Digest = Digest([0; 32]);

    /// One line of JSON, without the line's end.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        // Text, numbers and absence always have a JSON form, and memory does not refuse a write.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Of an envelope only whose record it is and of what kind.
    ///
    /// # Errors
    /// The bytes are not JSON, or what is asked for has another form.
    pub fn about(bytes: &[u8]) -> Result<(Option<u64>, Cow<'_, str>), EnvelopeError> {
        #[derive(Deserialize)]
        struct About<'a> {
            item: Option<u64>,
            #[serde(borrow)]
            kind: Cow<'a, str>,
        }
        let About { item, kind } = serde_json::from_slice(bytes)?;
        Ok((item, kind))
    }

    /// Reads an envelope of this version or a later one; fields that it does not know are skipped.
    ///
    /// # Errors
    /// The bytes are not JSON, or a field is missing or has another form.
    pub fn decode(bytes: &[u8]) -> Result<Envelope, EnvelopeError> {
        Ok(serde_json::from_slice(bytes)?)
    }
}

mod moment {
    use chrono::{DateTime, FixedOffset, SecondsFormat};
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub fn serialize<S: Serializer>(at: &DateTime<FixedOffset>, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&at.with_timezone(&super::BEIJING).to_rfc3339_opts(SecondsFormat::Millis, false))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<DateTime<FixedOffset>, D::Error> {
        let text = <&str>::deserialize(input)?;
        DateTime::parse_from_rfc3339(text)
            .map(|at| at.with_timezone(&super::BEIJING))
            .map_err(D::Error::custom)
    }
}

mod hexadecimal {
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub fn serialize<S: Serializer>(number: &u128, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(&format_args!("{number:032x}"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<u128, D::Error> {
        u128::from_str_radix(<&str>::deserialize(input)?, 16).map_err(D::Error::custom)
    }
}

mod digest {
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    use crate::domain::Digest;

    pub fn serialize<S: Serializer>(digest: &Digest, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(digest)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Digest, D::Error> {
        <&str>::deserialize(input)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::{BEIJING, ENVELOPE_VERSION, Envelope};
    use crate::codec::sm3;
    use chrono::{DateTime, TimeDelta, TimeZone};

    const GOLDEN: &str = concat!(
        r#"{"version":1,"sequence":42,"at":"2026-11-23T09:05:07.120+08:00","actor":"wangli","#,
        r#""role":"section head","on_behalf":"李明","item":2026000317,"kind":"reviewed","#,
        r#""command":"019aaea1b2c37def8123456789abcdef","#,
        r#""body":"66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0","#,
        r#""previous":"0000000000000000000000000000000000000000000000000000000000000000"}"#,
    );

    fn reviewed() -> Envelope {
        Envelope {
            version: ENVELOPE_VERSION,
            sequence: 42,
            at: BEIJING.with_ymd_and_hms(2026, 11, 23, 9, 5, 7).unwrap() + TimeDelta::milliseconds(120),
            actor: "wangli".into(),
            role: "section head".into(),
            on_behalf: Some("李明".into()),
            item: Some(2_026_000_317),
            kind: "reviewed".into(),
            command: 0x019a_aea1_b2c3_7def_8123_4567_89ab_cdef,
            body: sm3(b"abc"),
            previous: Envelope::GENESIS,
        }
    }

    #[test]
    fn an_envelope_has_exactly_these_bytes() {
        assert_eq!(String::from_utf8(reviewed().encode()).unwrap(), GOLDEN);
        assert_eq!(Envelope::decode(GOLDEN.as_bytes()).unwrap(), reviewed());
    }

    #[test]
    fn absence_is_written_as_null() {
        let bureau = Envelope { on_behalf: None, item: None, ..reviewed() };
        let text = String::from_utf8(bureau.encode()).unwrap();
        assert!(text.contains(r#""on_behalf":null,"item":null,"#), "{text}");
        assert_eq!(Envelope::decode(text.as_bytes()).unwrap(), bureau);
    }

    #[test]
    fn times_are_written_at_eight_hours_east_whatever_they_came_as() {
        let at = DateTime::parse_from_rfc3339("2026-11-23T01:05:07.1204Z").unwrap();
        assert_eq!(String::from_utf8(Envelope { at, ..reviewed() }.encode()).unwrap(), GOLDEN);
    }

    #[test]
    fn a_later_version_may_bring_fields_unknown_here() {
        let later = GOLDEN.replacen(r#""version":1,"#, r#""version":7,"mood":{"x":[1]},"#, 1);
        assert_eq!(Envelope::decode(later.as_bytes()).unwrap(), Envelope { version: 7, ..reviewed() });
    }

    #[test]
    fn what_is_no_envelope_is_refused() {
        let check = |from: &str, to: &str| {
            assert!(Envelope::decode(GOLDEN.replacen(from, to, 1).as_bytes()).is_err(), "{to}");
        };
        check("{", "[");
        check("66c7", "66c");
        check("66c7", "x6c7");
        check("2026-11", "2026-13");
        check(r#""kind":"reviewed","#, "");
    }
}
