//! Formats that are put down now and then and are not read: told by their bytes, so that the refusal says what to do.

use super::kind::Format;
use crate::intake::ole::u16_at;

/// How far into a file its sort is looked for.
const HEAD_BYTES: usize = 16 << 10;

/// A format by the bytes with which it begins.
pub(super) fn of_bytes(bytes: &[u8]) -> Option<Format> {
    /// Signed data, as the object identifier that stands behind the first length or two.
    const SIGNED: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
    /// The link to a file that Windows writes.
    const LINK: &[u8] = &[0x4c, 0, 0, 0, 0x01, 0x14, 0x02, 0, 0, 0, 0, 0, 0xc0];
    let begins_signed = |head: &[u8]| head.windows(SIGNED.len()).any(|window| window == SIGNED);
    if bytes.first() == Some(&0x30) && begins_signed(&bytes[..bytes.len().min(32)]) {
        Some(Format::Signed)
    } else if begins_old_sheet(bytes) {
        Some(Format::OldExcel)
    } else if bytes.starts_with(LINK) {
        Some(Format::Shortcut)
    } else {
        is_dbase(bytes).then_some(Format::Dbase)
    }
}

/// Whether the first record begins a sheet of Excel 2, 3 or 4, which have no container.
fn begins_old_sheet(bytes: &[u8]) -> bool {
    let at = |place| u16_at(bytes, place);
    let begins = matches!((at(0), at(2)), (Some(0x0009 | 0x0209 | 0x0409), Some(4..=8)));
    begins && matches!(at(6), Some(0x0010 | 0x0020 | 0x0040 | 0x0100))
}

/// Whether a header of dBase stands here: a date, and columns of 32 bytes that a line end closes.
fn is_dbase(bytes: &[u8]) -> bool {
    const COLUMN_BYTES: usize = 32;
    const VERSIONS: [u8; 12] = [0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x83, 0x8b, 0x8e, 0xf5];
    let (Some([version, _, 1..=12, 1..=31]), Some(header)) = (bytes.get(..4), u16_at(bytes, 8)) else { return false };
    let columns = bytes.get(COLUMN_BYTES..usize::from(header)).unwrap_or_default();
    VERSIONS.contains(version) && columns.iter().step_by(COLUMN_BYTES).skip(1).any(|byte| *byte == b'\r')
}

/// Whether an archive is a document of Numbers or its kin.
pub(super) fn is_of_apple(bytes: &[u8]) -> bool {
    const PART: &[u8] = b"Index/Document.iwa";
    // The names stand again at the end.
    let (head, tail) = (&bytes[..bytes.len().min(HEAD_BYTES)], &bytes[bytes.len().saturating_sub(HEAD_BYTES)..]);
    [head, tail].iter().any(|part| part.windows(PART.len()).any(|window| window == PART))
}

/// Whether a container holds a letter as Outlook keeps it.
pub(super) fn is_of_outlook(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "__properties_version1.0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    // Directory entries are 128 bytes long and sectors are multiples of 512.
    bytes.chunks_exact(128).any(|entry| entry.starts_with(&name))
}

/// A format by the first lines of a text, in small letters.
pub(super) fn of_text(start: &str) -> Option<Format> {
    let begins_line = |word: &str| start.lines().any(|line| line.starts_with(word));
    if start.starts_with("{\\rtf") {
        return Some(Format::Document);
    }
    // Signed data in base64: the same identifier behind a definite length, and an indefinite one.
    let is_base64 = start.starts_with("mii") || start.starts_with("mia");
    let signed = ["kozihvcnaqcc", "csqgsib3dqehaq"].iter().any(|word| start.get(..64).unwrap_or(start).contains(word));
    if (is_base64 && signed) || ["-----begin pkcs7", "-----begin cms"].iter().any(|word| start.starts_with(word)) {
        return Some(Format::Signed);
    }
    let is_of_google =
        start.starts_with('{') && ["\"doc_id\"", "docs.google.com"].iter().any(|word| start.contains(word));
    if is_of_google || start.starts_with("[internetshortcut]") {
        return Some(Format::Shortcut);
    }
    let is_field =
        |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let begins_with_field = start.split_once(':').is_some_and(|(name, _)| is_field(name));
    if begins_with_field && (begins_line("mime-version:") || (begins_line("received:") && begins_line("subject:"))) {
        let is_page = begins_line("x-document-type: workbook") || begins_line("from: <saved by");
        let is_sent = begins_line("received:") || begins_line("to:") || begins_line("subject:");
        return Some(if is_page || (start.contains("multipart/related") && !is_sent) {
            Format::WebArchive
        } else {
            Format::Mail
        });
    }
    let begins_cell = |line: &str| matches!(line.as_bytes(), [b'b' | b'c' | b'f', b';', b'x' | b'y', b'0'..=b'9', ..]);
    let is_sylk = start.starts_with("id;p") && start.lines().any(begins_cell);
    let is_dif = start.starts_with("table") && start.lines().nth(1).is_some_and(|line| line.trim() == "0,1");
    (is_sylk || is_dif).then_some(Format::Exchange)
}

/// A format by the first lines of a text that begins like XML, in small letters.
pub(super) fn of_markup(start: &str, bytes: &[u8]) -> Option<Format> {
    const OPEN_SPREADSHEET: &[u8] = b"opendocument.spreadsheet";
    let has_tag = |tag: &str| {
        let ends = |rest: &str| rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
        start.match_indices(tag).any(|(at, _)| ends(&start[at + tag.len()..]))
    };
    const PAGE: [&str; 20] = [
        "html", "head", "body", "table", "meta", "title", "style", "script", "link", "base", "div", "center", "form",
        "font", "span", "p", "h1", "h2", "h3", "br",
    ];
    let root = root(start);
    let is_workbook = root.rsplit_once(':').map_or(root, |(_, local)| local) == "workbook";
    // A page that Excel saved names itself `Excel.Sheet` too.
    if is_workbook
        && ["urn:schemas-microsoft-com:office:spreadsheet", "excel.sheet"].iter().any(|it| start.contains(it))
    {
        return Some(Format::Xml);
    }
    if PAGE.contains(&root) {
        return Some(Format::Html);
    }
    if start.contains("<office:document") {
        // The namespaces before it are longer than the first lines.
        let head = &bytes[..bytes.len().min(HEAD_BYTES)];
        let is_sheet = head.windows(OPEN_SPREADSHEET.len()).any(|window| window == OPEN_SPREADSHEET);
        return Some(if is_sheet { Format::FlatOds } else { Format::Document });
    }
    if ["<html", "<!doctype html", "<table", "<head", "<body", "<meta"].iter().any(|tag| has_tag(tag)) {
        return Some(Format::Html);
    }
    start.starts_with("<?xml").then_some(Format::Document)
}

/// The name of the first tag that opens an element, behind declarations, comments and instructions; empty where none does.
fn root(start: &str) -> &str {
    let mut rest = start;
    while let Some((_, tag)) = rest.split_once('<') {
        let end = if tag.starts_with("!--") { "-->" } else { ">" };
        if tag.starts_with(['!', '?']) {
            rest = tag.split_once(end).map_or("", |(_, after)| after);
            continue;
        }
        let ends = |c: char| c.is_whitespace() || matches!(c, '>' | '/');
        return tag.split(ends).next().unwrap_or_default();
    }
    ""
}
