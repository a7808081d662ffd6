//! The records of a part of a binary workbook, and the texts in them. Refuses to know what a record says.

use std::io::{BufReader, Read};

use super::super::fault::{Excess, Fault, damaged, too_large};
use super::super::package::Package;
use crate::intake::ole::u32_at;

/// A record may be a text of the longest sort, and nothing longer.
const RECORD_BYTES_MAX: u64 = 1 << 20;

/// Reads the records of a part, one after the other.
pub(super) struct Records<R> {
    part: R,
    data: Vec<u8>,
}

/// The records of a part.
pub(super) fn records_of<R: Read>(part: R) -> Records<BufReader<R>> {
    Records { part: BufReader::new(part), data: Vec::new() }
}

impl<R: Read> Records<R> {
    /// Seven bits of a byte, and whether another follows; `None` at the end of the part.
    fn seven(&mut self) -> Result<Option<(u32, bool)>, Fault> {
        let mut byte = [0];
        match self.part.read(&mut byte).map_err(|_| damaged())? {
            0 => Ok(None),
            _ => Ok(Some((u32::from(byte[0] & 0x7f), byte[0] & 0x80 != 0))),
        }
    }

    /// The next record: its kind, and its content until the next is asked for.
    pub fn next(&mut self) -> Result<Option<(u32, &[u8])>, Fault> {
        let Some((low, more)) = self.seven()? else { return Ok(None) };
        let high = if more { self.seven()?.ok_or_else(damaged)?.0 } else { 0 };
        let mut length = 0_u64;
        for shift in [0, 7, 14, 21] {
            let (bits, more) = self.seven()?.ok_or_else(damaged)?;
            length |= u64::from(bits) << shift;
            if !more {
                break;
            }
        }
        if length > RECORD_BYTES_MAX {
            return Err(too_large(Excess::TextChars));
        }
        self.data.clear();
        let read = (&mut self.part).take(length).read_to_end(&mut self.data).map_err(|_| damaged())?;
        if (read as u64) < length {
            return Err(damaged());
        }
        Ok(Some((low | high << 7, &self.data)))
    }
}

/// Tells the records of a part until the telling finds a fault.
pub(super) fn each(
    package: &mut Package<'_>,
    part: &str,
    mut tell: impl FnMut(u32, &[u8]) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut records = records_of(package.part(part)?);
    while let Some((kind, data)) = records.next()? {
        tell(kind, data)?;
    }
    Ok(())
}

/// A text of sixteen-bit characters with its length before it, and how many bytes both take.
pub(super) fn text(data: &[u8]) -> Option<(String, usize)> {
    let length = usize::try_from(u32_at(data, 0)?).ok()?;
    let bytes = data.get(4..length.checked_mul(2)?.checked_add(4)?)?;
    let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let text = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Some((text, bytes.len() + 4))
}

/// Two texts and nothing after them; the first may be none at all.
pub(super) fn two_texts(data: &[u8]) -> Option<(Option<String>, String)> {
    const NONE: u32 = u32::MAX;
    let (first, length) = match u32_at(data, 0)? {
        NONE => (None, 4),
        _ => text(data).map(|(first, length)| (Some(first), length))?,
    };
    let rest = data.get(length..)?;
    let (second, length) = text(rest)?;
    (length == rest.len()).then_some((first, second))
}
