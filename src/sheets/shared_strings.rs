//! The texts that the cells of a workbook share and name by their numbers. Refuses to know how a format writes them.

use std::borrow::Cow;

use super::cell::Content;
use super::fault::{Excess, Fault, too_large};

/// Bytes of all of them.
const BYTES_MAX: usize = 128 << 20;

/// Bytes by which there is more room for them: where it is doubled, what is asked for at once is more than they take.
const STEP: usize = 8 << 20;

/// The texts, one after the other.
#[derive(Debug, Default)]
pub(super) struct SharedStrings {
    text: String,
    ends: Vec<u32>,
}

impl SharedStrings {
    /// Where the next text is written; what stands there already is of the others.
    pub fn next(&mut self) -> &mut String {
        &mut self.text
    }

    /// Ends the text that was written. A file has no more of them than it may have cells.
    pub fn end(&mut self, texts_max: u64) -> Result<(), Fault> {
        let end = u32::try_from(self.text.len()).ok().filter(|_| self.text.len() <= BYTES_MAX);
        let end = end.filter(|_| (self.ends.len() as u64) < texts_max);
        self.ends.push(end.ok_or_else(|| too_large(Excess::Texts))?);
        if self.text.len() > STEP && self.text.capacity() - self.text.len() < STEP / 2 {
            self.text.reserve_exact(STEP);
        }
        Ok(())
    }

    /// The text of a number.
    #[inline]
    pub fn get(&self, number: usize) -> Option<&str> {
        let end = usize::try_from(*self.ends.get(number)?).ok()?;
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.text.get(usize::try_from(start).ok()?..end)
    }

    /// What a cell holds that names the text of a number: an empty text is nothing, and a number that no text has no value.
    pub fn content(&self, number: u32) -> Content<'_> {
        match usize::try_from(number).ok().and_then(|number| self.get(number)) {
            Some("") => Content::Blank,
            Some(text) => Content::Text(Cow::Borrowed(text)),
            None => Content::Unreadable(Cow::Owned(number.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_their_numbers_and_there_are_no_more_than_cells() {
        let mut shared = SharedStrings::default();
        for text in ["Conto", "", "città"] {
            shared.next().push_str(text);
            shared.end(3).unwrap();
        }
        assert_eq!([0, 1, 2, 3].map(|number| shared.get(number)), [Some("Conto"), Some(""), Some("città"), None]);
        assert_eq!(shared.end(3), Err(too_large(Excess::Texts)));
    }
}
