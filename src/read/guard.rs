//! What is checked of a workbook's bytes before the parser sees them, because an allocation it is tricked into
//! aborts the process and cannot be caught. Refuses to know sheets and cells.

use std::cell::Cell;
use std::io::{Cursor, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{LazyLock, Once};

use calamine::{Reader as _, Xlsx, XlsxError};
use regex::bytes::Regex;

use super::{Limits, unseen};
use crate::intake::format::{self, Format};

/// A workbook that passed the guard, over the file's bytes.
pub(super) type Workbook<'b> = Xlsx<Cursor<&'b [u8]>>;

/// Why a file, or the rest of it, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It has no bytes, or a workbook without a cell.
    Empty,
    /// It is encrypted.
    Protected(Password),
    /// It is of a format that is refused by name.
    Unsupported(Format),
    /// It is an archive, and these of its files look like spreadsheets.
    Packed(Vec<String>),
    /// It ends too early or contradicts itself; where, as far as it is known.
    Damaged(Place),
    /// It goes beyond a limit.
    TooLarge(Excess, Place),
    /// Its text is in no encoding that can be told, or in two.
    Encoding,
    /// From this row on a quote is open that nothing closes.
    OpenQuote(Place),
    /// It is of a format that is read, and the parser does not understand it.
    NotUnderstood(Format),
    /// Reading it takes more memory than it may.
    TooHeavy,
    /// Reading it takes more time than it may.
    TooSlow,
    /// The process that should read it cannot be started, and why; nothing is wrong with the file.
    NoChild(String),
}

/// Which password keeps a file shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Password {
    /// One that somebody chose.
    Own,
    /// The one that Excel uses by itself and asks nobody for.
    BuiltIn,
    /// It cannot be told which of the two.
    Unknown,
}

/// Where a fault was met; both empty when it is of the whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The sheet's name.
    pub sheet: String,
    /// The cell, or the last one that could be read.
    pub cell: String,
}

/// Which limit a file goes beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    FileBytes,
    InflatedBytes,
    Entries,
    Cells,
    Columns,
    Rows,
    TextChars,
}

/// Opens an `.xlsx` whose parts, inflated and counted, stay within the limits. Answers too whether any of its sheets
/// speaks of what is hidden, merged or filtered: seen in passing, it spares most files another look.
pub(super) fn open<'b>(bytes: &'b [u8], limits: &Limits) -> Result<(Workbook<'b>, bool), Fault> {
    let Inflated { largest, speaks_of_unseen } = inflate(bytes, limits.entries_max, limits.inflated_bytes_max)?;
    let workbook = reopen(bytes)?;
    // Many sheets may name one part, and each of them would inflate it again.
    let sheets = workbook.sheets_metadata().len() as u64;
    if sheets == 0 {
        return Err(damaged());
    }
    if sheets.saturating_mul(largest) > limits.inflated_bytes_max.saturating_mul(4) {
        return Err(too_large(Excess::InflatedBytes));
    }
    Ok((workbook, speaks_of_unseen))
}

/// Opens again a workbook that passed the guard: a second look at a sheet while the first goes on.
pub(super) fn reopen(bytes: &[u8]) -> Result<Workbook<'_>, Fault> {
    match contained(|| Xlsx::new(Cursor::new(bytes))) {
        Some(Ok(workbook)) => Ok(workbook),
        Some(Err(XlsxError::Password)) => Err(Fault::Protected(Password::Unknown)),
        Some(Err(_)) | None => Err(damaged()),
    }
}

thread_local! {
    /// Whether this thread is inside a call whose panic is expected.
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a call into the parser; `None` when it panics, which on hostile bytes it does. Such a panic is not reported: the
/// refusal says what is to be said. The hook that keeps silent is set once and passes every other panic on.
pub(super) fn contained<T>(call: impl FnOnce() -> T) -> Option<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !CONTAINED.get() {
                report(panic);
            }
        }));
    });
    let outer = CONTAINED.replace(true);
    let answer = catch_unwind(AssertUnwindSafe(call)).ok();
    CONTAINED.set(outer);
    answer
}

fn damaged() -> Fault {
    Fault::Damaged(Place::default())
}

/// The fault of a whole file that goes beyond a limit.
pub(super) fn too_large(excess: Excess) -> Fault {
    Fault::TooLarge(excess, Place::default())
}

/// What was seen of a zip while it was inflated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Inflated {
    /// Bytes of the largest XML part.
    pub largest: u64,
    /// Whether any sheet's part names something that is hidden, merged or filtered.
    pub speaks_of_unseen: bool,
}

/// Inflates every entry of a zip into nothing, counting what comes out: declared sizes are not believed.
pub(super) fn inflate(bytes: &[u8], entries_max: usize, inflated_bytes_max: u64) -> Result<Inflated, Fault> {
    let entries = format::zip_entries(bytes).ok_or_else(damaged)?;
    if entries > entries_max as u64 {
        return Err(too_large(Excess::Entries));
    }
    contained(|| count_inflated(bytes, entries_max, inflated_bytes_max)).ok_or_else(damaged)?
}

fn count_inflated(bytes: &[u8], entries_max: usize, inflated_bytes_max: u64) -> Result<Inflated, Fault> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    if archive.len() > entries_max {
        return Err(too_large(Excess::Entries));
    }
    let (mut total, mut seen) = (0_u64, Inflated::default());
    let mut chunk = vec![0; 128 << 10];
    for i in 0..archive.len() {
        let mut entry = archive.by_index(i).map_err(|_| damaged())?;
        let name = String::from_utf8_lossy(entry.name_raw()).to_ascii_lowercase();
        let is_xml = [".xml", ".rels", ".vml"].iter().any(|end| name.ends_with(end));
        let is_strings = name.ends_with("sharedstrings.xml");
        let is_sheet = name.contains("worksheets/");
        let mut claims = Claims::default();
        let mut names = unseen::Names::default();
        let mut size = 0;
        loop {
            let read = entry.read(&mut chunk).map_err(|_| damaged())?;
            let part = &chunk[..read];
            if is_xml && size == 0 && !plain_xml(part) {
                return Err(damaged());
            }
            if is_strings {
                claims.look_at(part);
            }
            if is_sheet && !seen.speaks_of_unseen {
                seen.speaks_of_unseen = names.any_in(part);
            }
            if read == 0 {
                break;
            }
            size += read as u64;
            total += read as u64;
            if total > inflated_bytes_max {
                return Err(too_large(Excess::InflatedBytes));
            }
        }
        // The shortest string takes five bytes (`<si/>`): a greater count is a lie, and memory is reserved for it.
        if claims.strings > size / 5 + 16 {
            return Err(damaged());
        }
        if is_xml {
            seen.largest = seen.largest.max(size);
        }
    }
    Ok(seen)
}

/// No spreadsheet program writes a document type (an entity bomb needs one) or UTF-16 into a part, and what the checks
/// below look for could hide in either.
fn plain_xml(start: &[u8]) -> bool {
    let head = &start[..start.len().min(4096)];
    let wide = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) || head.contains(&0);
    !wide && !head.windows(9).any(|window| window.eq_ignore_ascii_case(b"<!DOCTYPE"))
}

/// The greatest number of shared strings that a part claims to hold.
#[derive(Default)]
struct Claims {
    strings: u64,
    window: Vec<u8>,
}

impl Claims {
    /// Looks at the next bytes of the part, an empty slice being its end. A claim may lie across two chunks, so the
    /// last bytes of each are looked at again with the next.
    fn look_at(&mut self, part: &[u8]) {
        const OVERLAP: usize = 256;
        static CLAIM: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r#"(?-u)uniqueCount(?:\s{0,64}=\s{0,64}["']\s{0,64}\+?([0-9]{1,64}))?"#)
                .expect("a pattern that was written with this program")
        });
        self.window.extend_from_slice(part);
        let sure = if part.is_empty() { self.window.len() } else { self.window.len().saturating_sub(OVERLAP) };
        for claim in CLAIM.captures_iter(&self.window) {
            if claim.get(0).is_none_or(|whole| whole.start() >= sure) {
                continue;
            }
            // A count that cannot be read here is not one that the parser should be asked to read.
            let digits = claim.get(1).and_then(|digits| std::str::from_utf8(digits.as_bytes()).ok());
            let claimed = digits.and_then(|digits| digits.parse().ok()).unwrap_or(u64::MAX);
            self.strings = self.strings.max(claimed);
        }
        self.window.drain(..sure);
    }
}

/// Whether the text of any part, inflated, matches a pattern of ASCII that is shorter than 256 bytes.
pub(super) fn any_part_matches(bytes: &[u8], pattern: &str) -> Result<bool, Fault> {
    let pattern = Regex::new(&format!("(?-u){pattern}")).map_err(|_| damaged())?;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let mut window = Vec::new();
    let mut chunk = vec![0; 64 << 10];
    for i in 0..archive.len() {
        let mut entry = archive.by_index(i).map_err(|_| damaged())?;
        window.clear();
        loop {
            let read = entry.read(&mut chunk).map_err(|_| damaged())?;
            if read == 0 {
                break;
            }
            window.extend_from_slice(&chunk[..read]);
            if pattern.is_match(&window) {
                return Ok(true);
            }
            window.drain(..window.len().saturating_sub(256));
        }
    }
    Ok(false)
}
