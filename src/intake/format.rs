//! Format by content, never by extension: portals name HTML `.xls`, and packages name old workbooks `.xlsx`.
//! It looks at signatures and at the names inside a container; it refuses to know what a sheet says.

mod foreign;
mod kind;

pub use kind::Format;

use super::ole::{Container, u16_at, u32_at};

const ZIP_ENTRY: &[u8] = b"PK\x03\x04";
const ZIP_EMPTY: &[u8] = b"PK\x05\x06";
const ZIP_DIRECTORY: &[u8] = b"PK\x01\x02";
const ZIP64_LOCATOR: &[u8] = b"PK\x06\x07";
const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// An end-of-central-directory record with the longest comment, and the 20 bytes of a zip64 locator before it.
pub(super) const ZIP_TAIL: usize = 22 + 0xffff + 20;

/// Recognises the format of these bytes.
#[must_use]
pub fn recognise(bytes: &[u8]) -> Format {
    if bytes.is_empty() {
        return Format::Empty;
    }
    if bytes.starts_with(ZIP_ENTRY) {
        let format = recognise_zip(bytes);
        return if format == Format::Archive && foreign::is_of_apple(bytes) { Format::Apple } else { format };
    }
    if bytes.starts_with(OLE) {
        let format = recognise_ole(bytes);
        return if format == Format::Document && foreign::is_of_outlook(bytes) { Format::Mail } else { format };
    }
    if opens_stream(bytes) {
        return if opens_encrypted_stream(bytes) { Format::Encrypted } else { Format::Xls };
    }
    let archives: [&[u8]; 6] =
        [ZIP_EMPTY, b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\x00"];
    if archives.iter().any(|magic| bytes.starts_with(magic)) {
        return Format::Archive;
    }
    let pictures: [&[u8]; 6] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*"];
    if pictures.iter().any(|magic| bytes.starts_with(magic)) {
        return Format::Image;
    }
    foreign::of_bytes(bytes).unwrap_or_else(|| recognise_text(bytes))
}

/// Whether the file is whole as far as its format can tell: a zip has its central directory.
#[must_use]
pub fn complete(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(ZIP_TAIL)..];
    let at = |offset: u64| {
        let start = usize::try_from(offset).ok()?;
        bytes.get(start..start.checked_add(4)?)?.try_into().ok()
    };
    complete_by_parts(bytes.get(..4).unwrap_or(bytes), bytes.len() as u64, tail, at)
}

/// The same, of a file of which only the first four bytes, the last [`ZIP_TAIL`] and four more at a place are read.
pub(super) fn complete_by_parts(
    head: &[u8],
    length: u64,
    tail: &[u8],
    mut at: impl FnMut(u64) -> Option<[u8; 4]>,
) -> bool {
    if !head.starts_with(ZIP_ENTRY) {
        return true;
    }
    // A record's signature may also occur by chance inside a comment: the last one that holds together counts.
    let mut end = tail.len();
    while let Some(start) = tail[..end].windows(4).rposition(|window| window == ZIP_EMPTY) {
        end = start + 3;
        let Some(record) = tail.get(start..start + 22) else { continue };
        let record_at = length - (tail.len() - start) as u64;
        let comment = u64::from(u16_at(record, 20).unwrap_or(0));
        if record_at + 22 + comment > length {
            continue;
        }
        if start >= 20 && tail[start - 20..].starts_with(ZIP64_LOCATOR) {
            return true;
        }
        let entries = u16_at(record, 10).unwrap_or(0);
        let size = u64::from(u32_at(record, 12).unwrap_or(0));
        let offset = u64::from(u32_at(record, 16).unwrap_or(0));
        if entries > 0 && offset + size <= record_at && at(offset).is_some_and(|found| found == ZIP_DIRECTORY) {
            return true;
        }
    }
    false
}

/// How many entries the zip's directory declares, to be asked before a directory is read; `None` for what is no whole
/// zip. Where several records could be the one that counts, the greatest number is told.
#[must_use]
pub fn zip_entries(bytes: &[u8]) -> Option<u64> {
    if !bytes.starts_with(ZIP_ENTRY) || !complete(bytes) {
        return None;
    }
    let mut entries = 0;
    let mut end = bytes.len();
    let floor = bytes.len().saturating_sub(ZIP_TAIL);
    while let Some(start) = bytes[floor..end].windows(4).rposition(|window| window == ZIP_EMPTY) {
        let start = floor + start;
        end = start + 3;
        entries = entries.max(u64::from(u16_at(bytes, start + 10).unwrap_or(0)));
        if start >= 20 && bytes[start - 20..].starts_with(ZIP64_LOCATOR) {
            let record = u64_at(bytes, start - 12).and_then(|at| usize::try_from(at).ok());
            entries = entries.max(record.and_then(|at| u64_at(bytes, at.checked_add(32)?)).unwrap_or(u64::MAX));
        }
    }
    Some(entries)
}

/// How many bytes the parts of a zip declare to be, inflated; `None` for what is no zip, or has more parts than any
/// workbook.
#[must_use]
pub fn inflated(path: &std::path::Path) -> Option<u64> {
    const ENTRIES_MAX: usize = 10_000;
    let mut file = super::open_file(path).ok()?;
    let mut head = [0; 4];
    std::io::Read::read_exact(&mut file, &mut head).ok()?;
    if !head.starts_with(ZIP_ENTRY) {
        return None;
    }
    let length = file.metadata().ok()?.len();
    let start = length.saturating_sub(ZIP_TAIL as u64);
    std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(start)).ok()?;
    let mut tail = ZIP_ENTRY.to_vec();
    std::io::Read::read_to_end(&mut file, &mut tail).ok()?;
    // The directory is held whole when it is read.
    let end = tail.windows(4).rposition(|window| window == ZIP_EMPTY)?;
    if usize::from(u16_at(&tail, end + 10)?) > ENTRIES_MAX {
        return None;
    }
    let bytes = zip::ZipArchive::new(file).ok()?.decompressed_size()?;
    Some(u64::try_from(bytes).unwrap_or(u64::MAX))
}

fn recognise_zip(bytes: &[u8]) -> Format {
    // Templates have a longer name, and some programs put `x-` before it.
    const OPEN_SPREADSHEETS: [&[u8]; 2] =
        [b"application/vnd.oasis.opendocument.spreadsheet", b"application/x-vnd.oasis.opendocument.spreadsheet"];
    let (mut is_document, mut book) = (false, None);
    let (mut says_type, mut has_content, mut has_manifest) = (false, false, false);
    for (name, held) in entries_in_zip(bytes) {
        // Some programs write names in capitals, or with the other slash.
        let name = String::from_utf8_lossy(name).to_lowercase().replace('\\', "/");
        let name = name.strip_prefix("./").unwrap_or(&name).trim_start_matches('/');
        is_document |= name == "[content_types].xml" || name == "mimetype";
        if let ("mimetype", Some(held)) = (name, held) {
            if OPEN_SPREADSHEETS.iter().any(|media_type| held.starts_with(media_type)) {
                return Format::Ods;
            }
            says_type = true;
        }
        has_content |= name == "content.xml" || name == "encrypted-package";
        has_manifest |= name == "meta-inf/manifest.xml";
        let (folder, part) = name.rsplit_once('/').unwrap_or(("", name));
        // Some portals number the part: `xl/workbook2.xml`. It lies where the package says, most often in `xl`.
        let book_here = match part.rsplit_once('.') {
            Some((stem, "xml")) if stem.starts_with("workbook") => Some(Format::Xlsx),
            Some((stem, "bin")) if stem.starts_with("workbook") => Some(Format::Xlsb),
            _ => None,
        };
        if folder == "xl" && book_here == Some(Format::Xlsx) {
            return Format::Xlsx;
        }
        book = book.or(book_here.map(|format| (format, folder == "xl")));
    }
    match book {
        Some((format, in_its_folder)) if in_its_folder || is_document => format,
        // It does not say what it is, or says it compressed: whoever reads it sees what it holds.
        _ if has_content && !says_type && (has_manifest || is_document) => Format::Ods,
        _ if is_document => Format::Document,
        _ => Format::Archive,
    }
}

/// The entries, as the local headers tell them: they are there even when the directory is cut off. Each with its name
/// and, where it is packed as it is, what follows its header. What an entry holds is stepped over where its header says
/// how long it is: a workbook packed as it is has headers of its own.
fn entries_in_zip(bytes: &[u8]) -> impl Iterator<Item = (&[u8], Option<&[u8]>)> {
    const SIZES_FOLLOW: u16 = 8;
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + bytes.get(from..)?.windows(4).position(|window| window == ZIP_ENTRY)?;
        let length = usize::from(u16_at(bytes, start + 26).unwrap_or(0));
        let extra = usize::from(u16_at(bytes, start + 28).unwrap_or(0));
        let size = u32_at(bytes, start + 18).and_then(|size| usize::try_from(size).ok()).unwrap_or(0);
        let is_told = u16_at(bytes, start + 6).is_some_and(|flags| flags & SIZES_FOLLOW == 0);
        let is_stored = u16_at(bytes, start + 8) == Some(0);
        let held_at = start + 30 + length + extra;
        let after = held_at.saturating_add(size);
        // A size that leads nowhere is no size.
        let leads_on = bytes.get(after..).is_some_and(|rest| rest.starts_with(b"PK"));
        from = if is_told && leads_on { after } else { start + 4 };
        let name = bytes.get(start + 30..start + 30 + length).unwrap_or_default();
        Some((name, bytes.get(held_at..).filter(|_| is_stored)))
    })
}

/// The names of the spreadsheets that an archive holds, at most three of them: what somebody meant to send.
#[must_use]
pub fn packed(bytes: &[u8]) -> Vec<String> {
    const ENDS: [&str; 8] = [".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt"];
    if !bytes.starts_with(ZIP_ENTRY) {
        return Vec::new();
    }
    let names = entries_in_zip(bytes).map(|(name, _)| String::from_utf8_lossy(name).into_owned());
    let spreadsheets = names.filter(|name| ENDS.iter().any(|end| name.to_lowercase().ends_with(end)));
    spreadsheets.filter(|name| !name.starts_with("__MACOSX")).take(3).collect()
}

fn recognise_ole(bytes: &[u8]) -> Format {
    // Enough of a workbook's stream to see whether it is protected.
    const START: usize = 512;
    let Some(container) = Container::open(bytes) else { return recognise_broken_ole(bytes) };
    if container.holds("EncryptedPackage") {
        return Format::Encrypted;
    }
    if !(container.holds("Workbook") || container.holds("Book")) {
        return Format::Document;
    }
    match container.stream(&["Workbook", "Book"], START) {
        Some(start) if opens_encrypted_stream(&start) => Format::Encrypted,
        _ => Format::Xls,
    }
}

/// A container that cannot be followed is still told by the names that lie in it, so that its reader says what it is.
fn recognise_broken_ole(bytes: &[u8]) -> Format {
    let holds = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]).collect();
        // Directory entries are 128 bytes long and sectors are multiples of 512.
        bytes.chunks_exact(128).any(|entry| entry[..name.len()].eq_ignore_ascii_case(&name))
    };
    if holds("EncryptedPackage") {
        return Format::Encrypted;
    }
    if holds("Workbook") || holds("Book") {
        return if bytes.chunks(512).any(opens_encrypted_stream) { Format::Encrypted } else { Format::Xls };
    }
    // One that is cut before its directory is most often a workbook, and its reader says that it is damaged.
    if directory_is_cut(bytes) { Format::Xls } else { Format::Document }
}

fn directory_is_cut(bytes: &[u8]) -> bool {
    let (Some(shift @ 9..=12), Some(sector)) = (u16_at(bytes, 30), u32_at(bytes, 48)) else { return false };
    (u64::from(sector) + 1) << shift >= bytes.len() as u64
}

/// Whether these bytes begin a workbook stream (of Excel 5 and later), which some programs write without its container.
fn opens_stream(bytes: &[u8]) -> bool {
    let at = |place| u16_at(bytes, place);
    // The first record, its length, its version, and that what it begins is a workbook.
    matches!((at(0), at(2), at(4), at(6)), (Some(0x0809), Some(8..=16), Some(0x0500 | 0x0600), Some(0x0005)))
}

/// Whether these bytes begin a workbook stream that is protected: after its first record (BOF) and perhaps the
/// one that recommends reading only (WRITEPROT) stands FILEPASS.
fn opens_encrypted_stream(start: &[u8]) -> bool {
    let record = |at: usize| Some((u16_at(start, at)?, usize::from(u16_at(start, at + 2)?)));
    let Some((0x0809, length @ 8..=16)) = record(0) else { return false };
    let mut at = 4 + length;
    if let Some((0x0086, length)) = record(at) {
        at += 4 + length;
    }
    matches!(record(at), Some((0x002f, _)))
}

/// The bytes of a text before the mark with which DOS ends a file (Ctrl-Z) and the zeros and line ends that fill the rest
/// of its last sector; all of them where it has none. The same sign among letters is no end.
#[must_use]
pub fn before_end_mark(bytes: &[u8]) -> &[u8] {
    const END_MARK: u8 = 0x1a;
    let fills = |byte: &u8| matches!(byte, 0 | b'\r' | b'\n' | &END_MARK);
    // A file that was only given a size is gigabytes of zeros: whole blocks of them are passed over.
    let mut last = bytes.len();
    while bytes[..last].ends_with(&[0; 4096]) {
        last -= 4096;
    }
    let letters = bytes[..last].iter().rposition(|byte| !fills(byte)).map_or(0, |last| last + 1);
    let tail = &bytes[letters..];
    let mark = if tail.contains(&END_MARK) { tail.iter().position(|byte| *byte == END_MARK) } else { None };
    &bytes[..mark.map_or(bytes.len(), |mark| letters + mark)]
}

fn recognise_text(bytes: &[u8]) -> Format {
    let bytes = if wide(bytes).is_some() { bytes } else { before_end_mark(bytes) };
    let head = &bytes[..bytes.len().min(4096)];
    let wide: Option<fn([u8; 2]) -> u16> = wide(bytes).map(|wide| match wide {
        Wide::LittleEndian => u16::from_le_bytes as fn([u8; 2]) -> u16,
        Wide::BigEndian => u16::from_be_bytes,
    });
    let shown = match wide {
        Some(unit) => {
            let units = head.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or('?')).collect()
        }
        // Which 8-bit encoding it is does not matter for what is looked at: its letters are all printable.
        None => String::from_utf8_lossy(head).into_owned(),
    };
    let start = shown.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).to_ascii_lowercase();
    if start.starts_with("%pdf-") {
        return Format::Pdf;
    }
    let foreign = if start.starts_with('<') { foreign::of_markup(&start, bytes) } else { foreign::of_text(&start) };
    if let Some(format) = foreign {
        return format;
    }
    let printable = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1a}') || c >= ' ';
    if start.chars().all(printable) && (wide.is_some() || !bytes.contains(&0)) { Format::Text } else { Format::Unknown }
}

/// Which byte of each pair comes first in a text of UTF-16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wide {
    /// The low one.
    LittleEndian,
    /// The high one.
    BigEndian,
}

/// Whether these bytes are a text of UTF-16, by its mark or because every other byte of a western text is zero.
#[must_use]
pub fn wide(bytes: &[u8]) -> Option<Wide> {
    let head = &bytes[..bytes.len().min(4096)];
    if head.starts_with(&[0xff, 0xfe]) || looks_wide(head, 1) {
        Some(Wide::LittleEndian)
    } else if head.starts_with(&[0xfe, 0xff]) || looks_wide(head, 0) {
        Some(Wide::BigEndian)
    } else {
        None
    }
}

/// UTF-16 without its mark: every other byte of a western text is zero. `zeros` is 1 where the low byte comes first.
fn looks_wide(head: &[u8], zeros: usize) -> bool {
    let pairs = head.len() / 2;
    let zero_pairs = head.chunks_exact(2).filter(|pair| pair[zeros] == 0 && pair[1 - zeros] != 0).count();
    pairs >= 4 && zero_pairs * 10 >= pairs * 9
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests;
