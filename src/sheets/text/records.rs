//! The records of a text one after the other, each with its row, its fields and the bytes in which it is written.

use std::cell::Cell;
use std::io::Read;
use std::rc::Rc;

/// Bytes of one record: ten times what the longest texts of a wide table take.
pub(super) const RECORD_BYTES_MAX: usize = 4 << 20;

/// Bytes that are read as long as a record is none too long: a quote that nothing closes would make one of all the rest.
struct Bounded<'t> {
    rest: &'t [u8],
    left: Rc<Cell<usize>>,
}

impl Read for Bounded<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let Some(left) = self.left.get().checked_sub(into.len().min(self.rest.len())) else {
            return Err(std::io::ErrorKind::InvalidData.into());
        };
        self.left.set(left);
        self.rest.read(into)
    }
}

/// The records of a text, one after the other.
pub(super) struct Records<'t> {
    bytes: &'t [u8],
    reader: csv::Reader<Bounded<'t>>,
    /// What of the record's bytes may still be read.
    left: Rc<Cell<usize>>,
    record: csv::ByteRecord,
    row: u32,
    end: usize,
}

impl<'t> Records<'t> {
    /// The records of a text that are cut into fields by this delimiter.
    pub fn of(bytes: &'t [u8], delimiter: u8) -> Self {
        let left = Rc::new(Cell::new(RECORD_BYTES_MAX));
        let reader = reader_of(Bounded { rest: bytes, left: Rc::clone(&left) }, delimiter);
        Self { bytes, reader, left, record: csv::ByteRecord::new(), row: 0, end: 0 }
    }

    /// The next record: its row, its fields, and the bytes in which it is written.
    pub fn advance(&mut self) -> csv::Result<Option<(u32, &csv::ByteRecord, &'t [u8])>> {
        let start = self.end + line_ends(self.bytes, self.end, &mut self.row);
        self.left.set(RECORD_BYTES_MAX);
        if !self.reader.read_byte_record(&mut self.record)? {
            return Ok(None);
        }
        self.end = usize::try_from(self.reader.position().byte()).unwrap_or(self.bytes.len());
        let row = self.row;
        self.row = row.saturating_add(1);
        Ok(Some((row, &self.record, &self.bytes[start..self.end])))
    }
}

pub(super) fn reader_of<R: Read>(bytes: R, delimiter: u8) -> csv::Reader<R> {
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(bytes)
}

/// The line ends between a record and the next, which the parser passes over in silence: each but the one that ends the
/// record is a blank row. Answers how many bytes they take.
fn line_ends(bytes: &[u8], from: usize, row: &mut u32) -> usize {
    let mut at = from;
    // The second half of the record's own line end.
    if from > 0 && bytes[from - 1] == b'\r' && bytes.get(from) == Some(&b'\n') {
        at += 1;
    }
    loop {
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'\r'), Some(b'\n')) => at += 2,
            (Some(b'\r' | b'\n'), _) => at += 1,
            _ => return at - from,
        }
        *row = row.saturating_add(1);
    }
}
