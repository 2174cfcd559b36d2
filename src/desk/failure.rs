//! What can go wrong at the desk that is no refusal: the world, the file, the configuration.

use crate::codec::NotARow;
use crate::domain::{Digest, Moment};
use crate::intake::Fault;
use crate::store::{Cause, OpenFailure, StoreFailure};

impl Failure {
    /// Whether reading or writing has failed, so that nothing more is kept until the database is opened anew.
    pub fn needs_reopening(&self) -> bool {
        matches!(self, Failure::Open(_)) || self.reopening().is_some()
    }

    /// Why the file has to be opened anew, where it has.
    pub(super) fn reopening(&self) -> Option<String> {
        match self {
            Failure::Store(StoreFailure { cause: Cause::ReopenNeeded(why), .. }) => Some(why.to_string()),
            _ => None,
        }
    }
}

impl From<OpenFailure> for Failure {
    fn from(failure: OpenFailure) -> Failure {
        match failure {
            OpenFailure::Replaced { .. } => Failure::Replaced,
            other => Failure::Open(other),
        }
    }
}

impl From<StoreFailure> for Failure {
    fn from(failure: StoreFailure) -> Failure {
        match failure {
            StoreFailure { cause: Cause::Displaced, .. } => Failure::Replaced,
            other => Failure::Store(other),
        }
    }
}

/// Why the desk could not do or say something.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database can't be opened.
    #[error(transparent)]
    Open(OpenFailure),
    /// The database can't be read or written.
    #[error(transparent)]
    Store(StoreFailure),
    /// In the place of the database that was open there is another one, an older copy of it, or none.
    #[error(
        "the database is not the one that was open any more: another, an older copy, or none is in its place"
    )]
    Replaced,
    /// The database could not be written, was opened anew, and can be used again.
    #[error(
        "the database could not be written ({why}) and was opened anew; what was asked {}",
        if *kept { "was done" } else { "was not done" }
    )]
    Reopened {
        /// Whether what was asked was kept all the same.
        kept: bool,
        /// What the system said.
        why: String,
    },
    /// A configuration or imported file has faults; all of them.
    #[error("{} fault(s) in the files given", .0.len())]
    Faults(Vec<Fault>),
    /// A projection is not of this program's schema.
    #[error(transparent)]
    Row(#[from] NotARow),
    /// A journal record can't be understood.
    #[error("journal record {sequence} can't be read: {source}; run `gongkai verify`")]
    Record {
        /// Which.
        sequence: u64,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A journal record or blob is missing that nothing says was destroyed.
    #[error("journal record {0} or what it names is missing; run `gongkai verify`")]
    Missing(u64),
    /// A text or file was named, and its bytes neither came with it nor are here.
    #[error("the bytes with the digest {0} that an order names did not come with it; nothing was done")]
    BytesMissing(Digest),
    /// What the journal was exported to can't be written.
    #[error("the export can't be written")]
    Export(#[source] std::io::Error),
    /// The clock is behind the last record, or far ahead of it.
    #[error(
        "the clock says {now}, the last record was made at {last}; set the clock right, or let the administrator confirm it"
    )]
    Clock {
        /// The last record's moment.
        last: Moment,
        /// What the clock says.
        now: Moment,
    },
    /// The desk that failed is in another process, which said this.
    #[error("{0}")]
    Elsewhere(String),
    /// The connection to the desk is gone; what was asked was done once or not at all.
    #[error("the connection to the desk is lost")]
    Lost(#[source] std::io::Error),
    /// What the other side of a connection said is nothing of this protocol.
    #[error("what came over the connection can't be read: {0}")]
    Malformed(String),
    /// What was to be sent is larger than so many bytes.
    #[error("what was to be sent is larger than {} MiB; do it in parts", .0 >> 20)]
    TooLarge(usize),
    /// More were asked for at once than are answered at once.
    #[error("more than {0} were asked for at once; ask in parts")]
    TooMany(usize),
    /// The id of a command was used for something else before.
    #[error("this command's id was used for something else; nothing was done")]
    IdReused,
    /// Only those who run the host may ask that.
    #[error("this is for the administrator, or for the account that runs the service")]
    NotForYou,
    /// Somebody tried to act as another person.
    #[error("nobody acts in another's name in an official database")]
    ForAnother,
    /// The database has no roster.
    #[error("no roster is in effect; put one into the configuration folder")]
    NoRoster,
}
