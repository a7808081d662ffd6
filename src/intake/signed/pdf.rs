//! A PDF with signatures inside: each covers the whole file as it was when it was made, but for itself.

use std::collections::BTreeSet;

use super::document::{Signed, Unsigned};
use super::envelope;
use crate::origin::Digest;

/// Signatures of one document that are verified; each reads the whole file.
const SIGNATURES_MAX: usize = 16;

const END: &[u8] = b"%%EOF";
const NEXT: &[u8] = b"startxref";

/// What of a PDF was signed, and by whom; nothing where nobody did.
pub(super) fn signed(bytes: &[u8]) -> Option<Result<Signed, Unsigned>> {
    let ranges: BTreeSet<[usize; 4]> =
        after(bytes, b"/ByteRange").filter_map(numbers).take(SIGNATURES_MAX + 1).collect();
    match ranges.len() {
        0 => None,
        1..=SIGNATURES_MAX => Some(verified(bytes, &ranges)),
        _ => Some(Err(Unsigned::Unreadable)),
    }
}

fn verified(bytes: &[u8], ranges: &BTreeSet<[usize; 4]>) -> Result<Signed, Unsigned> {
    let mut signers = Vec::new();
    for &[begin, before, resume, after] in ranges {
        let end = resume.checked_add(after).ok_or(Unsigned::Unreadable)?;
        let parts = (bytes.get(..before), bytes.get(before..resume), bytes.get(resume..end));
        let (Some(first), Some(between), Some(last), 0) = (parts.0, parts.1, parts.2, begin) else {
            return Err(Unsigned::Unreadable);
        };
        let envelope = from_hex(between).ok_or(Unsigned::Unreadable)?;
        signers.extend(envelope::open(&envelope, Some(&[first, last]))?.signers);
    }
    // The last signature covers the file; what was added after it nobody signed.
    let covered = ranges.iter().map(|[_, _, resume, after]| resume + after).max().unwrap_or_default();
    let rest = bytes.get(covered..).unwrap_or_default();
    if !rest.iter().all(|it| it.is_ascii_whitespace()) {
        return Err(Unsigned::AddedAfter);
    }
    // What was there before the first signature was made, and nothing between: a page may be put over another one.
    let first = ranges.iter().map(|[_, before, ..]| *before).min().unwrap_or_default();
    let before = bytes.get(..first).unwrap_or_default();
    let Some(end) = last(before, END).map(|at| at + END.len()) else { return Err(Unsigned::Unreadable) };
    if last(before, NEXT).is_some_and(|at| at > end) {
        return Err(Unsigned::AddedBefore);
    }
    let contents = line_ends(&bytes[end..]).map(|more| Digest::of(&bytes[..end + more])).collect();
    Ok(Signed { contents, signers })
}

/// Where a word occurs last.
fn last(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).rposition(|it| it == word)
}

/// How many bytes of line end may belong to the state before: none, one or two.
fn line_ends(after: &[u8]) -> impl Iterator<Item = usize> {
    let two = after.starts_with(b"\r\n");
    let one = after.first().is_some_and(|it| matches!(it, b'\r' | b'\n'));
    [Some(0), one.then_some(1), two.then_some(2)].into_iter().flatten()
}

/// What follows a word, each time that it occurs.
fn after<'b>(bytes: &'b [u8], word: &'b [u8]) -> impl Iterator<Item = &'b [u8]> {
    let begins = bytes.windows(word.len()).enumerate().filter(move |(_, it)| *it == word);
    begins.filter_map(move |(at, _)| bytes.get(at + word.len()..))
}

/// Four numbers in brackets.
fn numbers(bytes: &[u8]) -> Option<[usize; 4]> {
    /// Longer than four numbers of any file.
    const LETTERS_MAX: usize = 100;
    let text = String::from_utf8_lossy(bytes.get(..LETTERS_MAX.min(bytes.len()))?).into_owned();
    let inside = text.trim_start().strip_prefix('[')?.split_once(']')?.0.to_owned();
    let numbers: Vec<usize> = inside.split_whitespace().map(|it| it.parse().ok()).collect::<Option<_>>()?;
    numbers.try_into().ok()
}

/// The bytes of `<3082...0000>`; what fills its room up is no part of the envelope.
fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.trim_ascii().strip_prefix(b"<")?.strip_suffix(b">")?;
    let digits = text.iter().filter(|it| !it.is_ascii_whitespace());
    let digits: Option<Vec<u8>> =
        digits.map(|it| char::from(*it).to_digit(16).and_then(|it| u8::try_from(it).ok())).collect();
    Some(digits?.chunks_exact(2).map(|two| two[0] << 4 | two[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_fillers_are_read_as_signers_write_them() {
        assert_eq!(numbers(b" [0 840 960 240 ] /Contents"), Some([0, 840, 960, 240]));
        assert_eq!(numbers(b"[0 /********** /**********]"), None);
        assert_eq!(from_hex(b" <3082 0a00>\n").unwrap(), [0x30, 0x82, 0x0a, 0]);
        assert_eq!(from_hex(b"<30x2>"), None);
        let states = b"%PDF a %%EOF\nb %%EOF\r\nc";
        assert_eq!(last(states, END), Some(15));
        assert_eq!(line_ends(&states[20..]).collect::<Vec<_>>(), [0, 1, 2]);
    }
}
