//! Talk: what is said over a connection, from the greeting to the end.
//!
//! ```text
//! client                      desk
//! Hello ───────────────────►
//!         ◄──────────────── Told(0)*, then Welcome, or Refused and the end
//! ToDesk(number) ──────────►
//!         ◄──────────────── Told(number)*, at least every few seconds, then Answer(number) or Failed(number)
//!         ◄──────────────── News, whenever something has changed
//! ```

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::questions::{Asked, Told};
use crate::codec::Bytes;
use crate::codec::twin::record;
use crate::desk::{Failure, Fault, News, SetupFiles};
use crate::domain::{Digest, Login, Moment};

/// What both ends must be, exactly.
pub const VERSION: &str = concat!("gongkai ", env!("CARGO_PKG_VERSION"), " protocol 7");

/// The first frame of a client. The version stands first, so that every version can read it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hello {
    /// [`VERSION`].
    pub version: String,
    /// Another person to be; for practice only.
    pub person: Option<String>,
    /// Another moment to ask at; for practice only.
    pub moment: Option<String>,
}

/// What a client is told when it is let in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Welcome {
    /// Whether the database is for practice.
    pub practice: bool,
    /// Who is speaking, as the kernel says, or as was asked for in practice.
    pub login: Login,
    /// How the desk stands.
    pub news: News,
    /// What tells this database from any other.
    pub identity: Digest,
    /// The setting in effect.
    pub files: SetupFiles,
}

/// What a client says after its greeting.
#[derive(Serialize, Deserialize)]
pub enum ToDesk {
    /// A question with its number, which the answer bears.
    Ask(u32, Box<Asked>),
    /// How the daemon is: a [`State`].
    State(u32),
    /// The configuration folder is to be read anew.
    Reload(u32),
}

/// What a desk says.
#[derive(Serialize, Deserialize)]
pub enum FromDesk {
    /// The client is let in: a [`Welcome`].
    Welcome(Bytes),
    /// The client is not let in.
    Refused(Refused),
    /// While an answer is on its way; that to the greeting is number 0.
    Told(u32, Told),
    /// The answer to a question.
    Answer(u32, Bytes),
    /// The desk failed.
    Failed(u32, Failed),
    /// Something has changed: [`News`].
    News(u64, u64),
    /// The connection ends: the daemon stops, or what was said is no frame of this protocol.
    Goodbye(String),
}

/// Why a client is not let in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
pub enum Refused {
    /// It is of another version than the desk, which is this one's.
    #[error("the desk is {0}, this program is {VERSION}; use the same version on both sides")]
    Version(String),
    /// The roster has no such login.
    #[error("the roster has no {login}; ask the administrator")]
    Stranger {
        /// Which.
        login: String,
        /// Whether the database is for practice, where another person may be named.
        practice: bool,
    },
    /// To be another person, or at another moment, is for practice.
    #[error("--as and --now are for practice databases only; this one is official")]
    Official,
    /// So many connections of this person are open.
    #[error("{0} connections of yours are open already; close one")]
    TooMany(u32),
    /// As many connections as there can be are open.
    #[error("all connections of the desk are taken; try again later")]
    Full,
}

/// Why a desk could not answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Failed {
    /// Its clock can't be trusted: the last record's moment, and what the clock says.
    Clock(String, String),
    /// What was sent has faults: file, line, column, in Chinese, in English.
    Faults(Vec<(String, u32, u32, String, String)>),
    /// It has no roster.
    NoRoster,
    /// This person may not ask that.
    NotForYou,
    /// Somebody spoke for another.
    ForAnother,
    /// Its database had to be opened anew: whether what was asked was kept, and what the system said.
    Reopened(bool, String),
    /// The file of its database is not the one that was open.
    Replaced,
    /// Anything else, in words.
    Said(String),
}

impl From<&Failure> for Failed {
    fn from(failure: &Failure) -> Failed {
        match failure {
            Failure::Clock { last, now } => Failed::Clock(last.to_rfc3339(), now.to_rfc3339()),
            Failure::Faults(faults) => {
                let faults = faults.iter();
                let told = faults.map(|fault| {
                    (fault.file.clone(), fault.line, fault.column, fault.zh.clone(), fault.en.clone())
                });
                Failed::Faults(told.collect())
            }
            Failure::NoRoster => Failed::NoRoster,
            Failure::NotForYou => Failed::NotForYou,
            Failure::ForAnother => Failed::ForAnother,
            Failure::Reopened { kept, why } => Failed::Reopened(*kept, why.clone()),
            Failure::Replaced => Failed::Replaced,
            other => Failed::Said(other.to_string()),
        }
    }
}

impl From<Failed> for Failure {
    fn from(failed: Failed) -> Failure {
        match failed {
            Failed::Clock(last, now) => match (moment(&last), moment(&now)) {
                (Some(last), Some(now)) => Failure::Clock { last, now },
                _ => Failure::Elsewhere(format!("the clock of the desk's host says {now}")),
            },
            Failed::Faults(faults) => {
                let fault = |(file, line, column, zh, en)| Fault { file, line, column, zh, en };
                Failure::Faults(faults.into_iter().map(fault).collect())
            }
            Failed::NoRoster => Failure::NoRoster,
            Failed::NotForYou => Failure::NotForYou,
            Failed::ForAnother => Failure::ForAnother,
            Failed::Reopened(kept, why) => Failure::Reopened { kept, why },
            Failed::Replaced => Failure::Replaced,
            Failed::Said(said) => Failure::Elsewhere(said),
        }
    }
}

/// A moment in text.
pub fn moment(text: &str) -> Option<Moment> {
    Moment::parse_from_rfc3339(text).ok()
}

/// How a daemon is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct State {
    /// Its version.
    pub version: String,
    /// Since when it runs, in RFC 3339.
    pub since: String,
    /// Whether its database is for practice.
    pub practice: bool,
    /// Open connections.
    pub connections: u32,
    /// Orders that were decided since it runs.
    pub orders: u64,
    /// Items that wait in each queue of the whole bureau, by the queue's stable name, and how many are overdue.
    pub queues: Vec<(String, u64, u64)>,
    /// The last record.
    pub sequence: u64,
    /// The digest of its envelope: what a seal keeps.
    pub head: String,
    /// The last daily seal: its day, and the number and digest of the last record then; empty where none is kept.
    pub seal: String,
    /// The size of the database, in bytes.
    pub bytes: u64,
}

record! { Welcome {
    practice = practice: bool,
    login = login: Login,
    news = news: News,
    identity = identity: Digest,
    files = files: SetupFiles,
}}

/// A message as it travels.
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    // Writing plain values to memory has no way to fail.
    postcard::to_stdvec(message).unwrap_or_default()
}

/// A message that has travelled.
///
/// # Errors
/// It is none.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => Ok(message),
        Ok((_, more)) => Err(Failure::Malformed(format!("{} bytes too many", more.len()))),
        Err(error) => Err(Failure::Malformed(error.to_string())),
    }
}

/// The version that a greeting names, whatever else it says.
pub fn version_of(hello: &[u8]) -> Option<String> {
    postcard::take_from_bytes::<String>(hello).ok().map(|(version, _)| version)
}
