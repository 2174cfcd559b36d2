//! Stored twins: what stands in a body for a value of the domain, and the way there and back.
//!
//! The macros write a twin, its two conversions and nothing else; the tables that they are given are in
//! `fields` and `event`. Fields may be added: one that is left out is read as the value that is never
//! written, one that is unknown is passed over. A stored name is never changed or given a new meaning.

use std::fmt::{self, Display};
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _, Visitor};
use serde::ser::{Serialize, Serializer};

/// A value of the domain that can stand in a body.
pub(crate) trait Stored: Sized {
    /// Its twin.
    type Form: Serialize + DeserializeOwned;

    /// The twin of this value.
    fn store(&self) -> Self::Form;

    /// The value of this twin; fails where a field is missing that has no [`absent`](Self::absent).
    fn restore(form: Self::Form) -> Result<Self, serde_json::Error>;

    /// The value that a field has when it isn't written; `None` where it must be.
    fn absent() -> Option<Self> {
        None
    }
}

/// The twin of a field, unless its value is the one that isn't written.
pub(crate) fn stored<T: Stored + PartialEq>(value: &T) -> Option<T::Form> {
    (T::absent().as_ref() != Some(value)).then(|| value.store())
}

/// The value of a field, written or not.
pub(crate) fn restored<T: Stored>(form: Option<T::Form>, name: &'static str) -> Result<T, serde_json::Error> {
    match form {
        Some(form) => T::restore(form),
        None => T::absent().ok_or_else(|| serde_json::Error::missing_field(name)),
    }
}

/// A value that is stored as one piece of text.
pub(crate) trait InText: Clone {
    /// What such a text is, for those who meet another.
    const EXPECTED: &'static str;

    /// The text.
    fn text(&self) -> impl Display;

    /// The value of this text.
    fn from_text(text: &str) -> Option<Self>;
}

/// The twin of a value in text: read in place, so that a wrong text is reported with its column.
pub(crate) struct Written<T>(pub(crate) T);

impl<T: InText> Serialize for Written<T> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(&self.0.text())
    }
}

impl<'de, T: InText> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_str(TextVisitor(PhantomData))
    }
}

struct TextVisitor<T>(PhantomData<T>);

impl<T: InText> Visitor<'_> for TextVisitor<T> {
    type Value = Written<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(T::EXPECTED)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Written<T>, E> {
        let wrong = || E::invalid_value(serde::de::Unexpected::Str(text), &self);
        T::from_text(text).map(Written).ok_or_else(wrong)
    }
}

/// A struct, as an object: `stored_name = domain_field: Type`.
///
/// Marked `optional`, the whole is left out where nothing in it was filled in.
macro_rules! record {
    (optional $name:ident { $($fields:tt)* }) => {
        $crate::codec::twin::record!(@ $name { $($fields)* } Some($name::default()));
    };
    ($name:ident { $($fields:tt)* }) => {
        $crate::codec::twin::record!(@ $name { $($fields)* } None);
    };
    (@ $name:ident { $($stored:ident = $field:tt: $type:ty,)+ } $absent:expr) => {
        const _: () = {
            use $crate::codec::twin::{Stored, restored, stored};

            #[derive(serde::Deserialize)]
            pub struct Form {$(
                $stored: Option<<$type as Stored>::Form>,
            )+}

            /// What isn't written is left out where fields have names, and stands empty where they have places.
            impl serde::Serialize for Form {
                fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                    use serde::ser::SerializeStruct;
                    let named = out.is_human_readable();
                    let left_out = [$(named && self.$stored.is_none()),+];
                    let there = left_out.iter().filter(|out| !**out).count();
                    let mut fields = out.serialize_struct(stringify!($name), there)?;
                    $(if !named || self.$stored.is_some() {
                        fields.serialize_field(stringify!($stored), &self.$stored)?;
                    })+
                    fields.end()
                }
            }

            impl Stored for $name {
                type Form = Form;

                fn store(&self) -> Form {
                    Form { $($stored: stored(&self.$field),)+ }
                }

                fn restore(form: Form) -> Result<Self, serde_json::Error> {
                    Ok($name { $($field: restored(form.$stored, stringify!($stored))?,)+ })
                }

                fn absent() -> Option<Self> {
                    $absent
                }
            }
        };
    };
}
pub(crate) use record;

/// An enum, as a word or as an object with one field: `"stored-name" = Variant { part = domain_field: Type }`.
///
/// With `absent Variant`, that one isn't written.
macro_rules! choice {
    ($name:ident $(absent $absent:ident)? {
        $($word:literal = $variant:ident $({$($part:ident = $place:tt: $type:ty),+ $(,)?})?,)+
    }) => {
        const _: () = {
            use $crate::codec::twin::Stored;

            #[derive(serde::Serialize, serde::Deserialize)]
            pub enum Form {$(
                #[serde(rename = $word)]
                $variant $(($(<$type as Stored>::Form),+))?,
            )+}

            impl Stored for $name {
                type Form = Form;

                fn store(&self) -> Form {
                    match self {
                        $($name::$variant $({$($place: $part),+})? => Form::$variant $(($($part.store()),+))?,)+
                    }
                }

                fn restore(form: Form) -> Result<Self, serde_json::Error> {
                    Ok(match form {$(
                        Form::$variant $(($($part),+))? =>
                            $name::$variant $({$($place: <$type>::restore($part)?),+})?,
                    )+})
                }

                $(fn absent() -> Option<Self> {
                    Some($name::$absent)
                })?
            }
        };
    };
}
pub(crate) use choice;

/// An aggregate's events, each as a kind and the object of its fields:
/// `"kind" Variant { stored_name = domain_field: Type }`.
macro_rules! events {
    ($event:ident { $($kind:literal $variant:ident { $($stored:ident = $place:tt: $type:ty,)* })+ }) => {
        const _: () = {
            use $crate::codec::event::{DecodeError, Decoded, Recorded, parse, salted};
            use $crate::codec::twin::{Stored, restored, stored};

            $(
                #[derive(serde::Serialize, serde::Deserialize)]
                struct $variant {$(
                    #[serde(skip_serializing_if = "Option::is_none")]
                    $stored: Option<<$type as Stored>::Form>,
                )*}
            )+

            impl Recorded for $event {
                const KINDS: &'static [&'static str] = &[$($kind),+];

                fn encode(&self, salt: u64) -> (&'static str, Vec<u8>) {
                    match self {$(
                        $event::$variant { $($place: $stored),* } =>
                            ($kind, salted(salt, $variant { $($stored: stored($stored)),* })),
                    )+}
                }

                fn decode(kind: &str, body: &[u8]) -> Result<Decoded<Self>, DecodeError> {
                    match kind {
                        $($kind => parse(kind, body, |form: $variant| {
                            let $variant { $($stored),* } = form;
                            Ok($event::$variant { $($place: restored($stored, stringify!($stored))?),* })
                        }),)+
                        _ => Ok(Decoded::Unknown),
                    }
                }
            }
        };
    };
}
pub(crate) use events;
