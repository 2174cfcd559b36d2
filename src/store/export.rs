//! The journal as text: one record a line, the form that is readable in twenty years.

use std::io::{self, Write};
use std::ops::RangeInclusive;

use super::{Cause, Store, StoreFailure};

/// Records written under one read transaction.
const CHUNK: usize = 1024;

impl Store {
    /// Writes `{"envelope":…,"body":…}` for each record of the range and gives their number.
    ///
    /// Both are the exact bytes that are kept, so their digests can be checked on the text; the body
    /// is `null` where it was expunged. Kinds that this version does not know pass through.
    ///
    /// # Errors
    /// The store can't be read, or [`Cause::Export`] where `out` failed.
    pub fn export_journal(
        &self,
        range: RangeInclusive<u64>,
        out: &mut impl Write,
    ) -> Result<u64, StoreFailure> {
        let (mut next, last) = range.into_inner();
        let mut written = 0;
        loop {
            let before = written;
            self.read()?.visit_records(next..=last, CHUNK, |sequence, envelope, body| {
                write_line(out, envelope, body).map_err(Cause::Export)?;
                next = sequence + 1;
                written += 1;
                Ok(())
            })?;
            if written - before < CHUNK as u64 {
                return Ok(written);
            }
        }
    }
}

fn write_line(out: &mut impl Write, envelope: &[u8], body: Option<&[u8]>) -> io::Result<()> {
    out.write_all(br#"{"envelope":"#)?;
    out.write_all(envelope)?;
    out.write_all(br#","body":"#)?;
    out.write_all(body.unwrap_or(b"null"))?;
    out.write_all(b"}\n")
}
