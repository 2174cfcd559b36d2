//! Frames: so many bytes, with their number before them.

use std::io::{self, Read, Write};

/// Bytes of one frame at most: a batch with its attachments.
pub const MOST_BYTES: usize = 64 << 20;

/// Bytes of the first frame at most, before it is known who speaks.
pub const MOST_BYTES_OF_A_STRANGER: usize = 4 << 10;

/// Bytes for which room is made at once; most frames are smaller.
const ROOM_BYTES: usize = 64 << 10;

/// Writes a frame.
///
/// # Errors
/// The frame is larger than [`MOST_BYTES`], or the other side is gone or too slow.
pub fn write_frame(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).ok().filter(|_| bytes.len() <= MOST_BYTES);
    let length = length.ok_or(io::ErrorKind::FileTooLarge)?;
    let mut whole = Vec::with_capacity(bytes.len() + 4);
    whole.extend(length.to_be_bytes());
    whole.extend(bytes);
    out.write_all(&whole)
}

/// Reads a frame; `None` where the other side has ended the connection between two frames.
///
/// # Errors
/// The frame is larger than `most` ([`io::ErrorKind::FileTooLarge`]), the connection ends within it, or the
/// other side is too slow.
pub fn read_frame(input: &mut impl Read, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    let first = loop {
        match input.read(&mut length) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => break read?,
        }
    };
    if first == 0 {
        return Ok(None);
    }
    input.read_exact(length.get_mut(first..).unwrap_or_default())?;
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    if length > most {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    // What is announced is believed only as far as it arrives.
    let mut bytes = Vec::with_capacity(length.min(ROOM_BYTES));
    input.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_as_they_were_written_and_none_is_believed_beyond_what_arrives() {
        let mut bytes = Vec::new();
        write_frame(&mut bytes, b"one").unwrap();
        write_frame(&mut bytes, b"").unwrap();
        let mut input = bytes.as_slice();
        assert_eq!(read_frame(&mut input, 3).unwrap().as_deref(), Some(b"one".as_slice()));
        assert_eq!(read_frame(&mut input, 3).unwrap().as_deref(), Some(b"".as_slice()));
        assert_eq!(read_frame(&mut input, 3).unwrap(), None);
        let kind = |bytes: &[u8], most| read_frame(&mut &*bytes, most).unwrap_err().kind();
        assert_eq!(kind(&bytes, 2), io::ErrorKind::FileTooLarge);
        assert_eq!(kind(&bytes[..2], 3), io::ErrorKind::UnexpectedEof);
        assert_eq!(kind(&bytes[..6], 3), io::ErrorKind::UnexpectedEof);
        assert_eq!(kind(b"\xff\xff\xff\xffx", MOST_BYTES), io::ErrorKind::FileTooLarge);
    }
}
