//! Checking that what is kept is what was written: the chain, the bodies and the blobs.
//!
//! It binds nobody who can rewrite the whole file; for that the head goes into a seal kept
//! elsewhere, to be compared with [`ChainReport::head`]. Whether projections equal a replay, and
//! whether an expunging record really says so, is for those who know what events mean.

use super::guard::guarded;
use super::{Cause, Head, Reader, Store, StoreFailure};
use crate::codec::{Envelope, sm3};
use crate::domain::Digest;

/// How many faults a report lists; more are only counted.
pub const FAULTS_LISTED: usize = 100;

/// Records, and blobs, that are checked under one read transaction.
const RECORDS_CHUNK: usize = 1024;
const BLOBS_CHUNK: usize = 16;

/// What was found when the file was checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChainReport {
    /// The last envelope checked, to be compared with a seal.
    pub head: Head,
    /// How many bodies were expunged.
    pub expunged: u64,
    /// How many blobs were checked.
    pub blobs: u64,
    /// The first [`FAULTS_LISTED`] faults.
    pub faults: Vec<Fault>,
    /// How many faults there are in all.
    pub fault_count: u64,
}

/// Something that is not as it was written.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Fault {
    /// Records are not there.
    #[error("records {first} to {last} are missing")]
    Gap {
        /// The first one missing.
        first: u64,
        /// The last one missing.
        last: u64,
    },
    /// An envelope can't be read.
    #[error("record {sequence}: the envelope is unreadable")]
    Unreadable {
        /// Where.
        sequence: u64,
    },
    /// An envelope carries another number than its place.
    #[error("record {sequence}: the envelope says that it is record {says}")]
    Misnumbered {
        /// Its place.
        sequence: u64,
        /// Its number.
        says: u64,
    },
    /// An envelope does not name the digest of the one before: one of the two was altered.
    #[error("record {sequence} does not follow the envelope before it: one of the two was altered")]
    ChainBroken {
        /// The later of the two.
        sequence: u64,
    },
    /// A record is earlier than the one before.
    #[error("record {sequence} is earlier than the one before it")]
    TimeDecreases {
        /// Where.
        sequence: u64,
    },
    /// A body has another digest than its envelope says.
    #[error("record {sequence}: the body was altered")]
    BodyAltered {
        /// Where.
        sequence: u64,
    },
    /// A body is not there and no later record says that it was expunged.
    #[error("record {sequence}: the body is missing and was not expunged")]
    BodyMissing {
        /// Where.
        sequence: u64,
    },
    /// The last envelope was altered, or there are more than were written.
    #[error("the journal does not end with record {sequence} as it was written")]
    EndAltered {
        /// The record written last.
        sequence: u64,
    },
    /// A blob has another digest than its name.
    #[error("blob {digest}: the content was altered")]
    BlobAltered {
        /// Its name.
        digest: Digest,
    },
}

impl Fault {
    /// A stable name, and where it is: the words are made of both.
    pub fn told(&self) -> (&'static str, Vec<(&'static str, String)>) {
        let at = |sequence: &u64| vec![("sequence", sequence.to_string())];
        match self {
            Fault::Gap { first, last } => {
                ("gap", vec![("first", first.to_string()), ("last", last.to_string())])
            }
            Fault::Unreadable { sequence } => ("unreadable", at(sequence)),
            Fault::Misnumbered { sequence, says } => {
                ("misnumbered", vec![("sequence", sequence.to_string()), ("says", says.to_string())])
            }
            Fault::ChainBroken { sequence } => ("chain-broken", at(sequence)),
            Fault::TimeDecreases { sequence } => ("time-decreases", at(sequence)),
            Fault::BodyAltered { sequence } => ("body-altered", at(sequence)),
            Fault::BodyMissing { sequence } => ("body-missing", at(sequence)),
            Fault::EndAltered { sequence } => ("end-altered", at(sequence)),
            Fault::BlobAltered { digest } => ("blob-altered", vec![("digest", digest.to_string())]),
        }
    }
}

impl Store {
    /// Checks all envelopes and bodies up to this record, or all there are, and every blob.
    ///
    /// `progress` is told what is done and what there is, in records and blobs, now and then.
    ///
    /// # Errors
    /// The file can't be read; what is read and wrong is in the report instead.
    pub fn verify_chain(
        &self,
        up_to: Option<u64>,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<ChainReport, StoreFailure> {
        guarded(|| self.check(up_to, &mut progress)).map_err(|cause| cause.at(self.path()))
    }

    fn check(&self, up_to: Option<u64>, progress: &mut impl FnMut(u64, u64)) -> Result<ChainReport, Cause> {
        let (head, ends, blobs) = {
            let reader = self.read()?;
            let head = reader.head()?;
            (head, reader.record(head.sequence + 1)?.is_none(), reader.blob_count()?)
        };
        let last = up_to.map_or(head.sequence, |sequence| sequence.min(head.sequence));
        let mut check = Check::from_genesis(head);
        while check.report.head.sequence < last {
            check.records(&self.read()?, last)?;
            progress(check.report.head.sequence, last + blobs);
        }
        if last == head.sequence && !(ends && check.report.head.digest == head.digest) {
            check.fault(Fault::EndAltered { sequence: last });
        }
        let mut after = None;
        while let Some(digest) = check.blobs(&self.read()?, after)? {
            after = Some(digest);
            progress(last + check.report.blobs, last + blobs);
        }
        Ok(check.report)
    }
}

/// The walk along the chain; the report's head is where it stands.
struct Check {
    report: ChainReport,
    /// The journal's end, after which no record can have expunged anything.
    end: u64,
}

impl Check {
    fn from_genesis(end: Head) -> Check {
        let head = Head::genesis(end.at);
        let report = ChainReport { head, expunged: 0, blobs: 0, faults: Vec::new(), fault_count: 0 };
        Check { report, end: end.sequence }
    }

    /// Checks the next records; where there are none before `last`, all up to it are missing.
    fn records(&mut self, reader: &Reader<'_>, last: u64) -> Result<(), StoreFailure> {
        let from = self.report.head.sequence + 1;
        reader.visit_records(from..=last, RECORDS_CHUNK, |sequence, envelope, body| {
            self.record(reader, sequence, envelope, body)
        })?;
        if self.report.head.sequence < from {
            self.fault(Fault::Gap { first: from, last });
            self.report.head.sequence = last;
        }
        Ok(())
    }

    fn record(
        &mut self,
        reader: &Reader<'_>,
        sequence: u64,
        bytes: &[u8],
        body: Option<&[u8]>,
    ) -> Result<(), Cause> {
        let before = self.report.head;
        self.report.head.sequence = sequence;
        self.report.head.digest = sm3(bytes);
        let follows = sequence == before.sequence + 1;
        if !follows {
            self.fault(Fault::Gap { first: before.sequence + 1, last: sequence - 1 });
        }
        let Ok(envelope) = Envelope::decode(bytes) else {
            self.fault(Fault::Unreadable { sequence });
            return Ok(());
        };
        if envelope.sequence != sequence {
            self.fault(Fault::Misnumbered { sequence, says: envelope.sequence });
        }
        if follows && envelope.previous != before.digest {
            self.fault(Fault::ChainBroken { sequence });
        }
        if before.sequence > 0 && envelope.at < before.at {
            self.fault(Fault::TimeDecreases { sequence });
        }
        self.report.head.at = envelope.at;
        match body {
            Some(body) if sm3(body) == envelope.body => {}
            Some(_) => self.fault(Fault::BodyAltered { sequence }),
            None => match reader.body_expunged_by(sequence)? {
                Some(by) if (sequence + 1..=self.end).contains(&by) => self.report.expunged += 1,
                _ => self.fault(Fault::BodyMissing { sequence }),
            },
        }
        Ok(())
    }

    /// Checks the blobs that come next and gives the last one's name; none at the end.
    fn blobs(&mut self, reader: &Reader<'_>, after: Option<Digest>) -> Result<Option<Digest>, StoreFailure> {
        let mut last = None;
        reader.visit_blobs(after, BLOBS_CHUNK, |digest, blob| {
            last = Some(digest);
            self.report.blobs += 1;
            if sm3(blob) != digest {
                self.fault(Fault::BlobAltered { digest });
            }
        })?;
        Ok(last)
    }

    fn fault(&mut self, fault: Fault) {
        self.report.fault_count += 1;
        if self.report.faults.len() < FAULTS_LISTED {
            self.report.faults.push(fault);
        }
    }
}
