//! Texts kept once: a month names the same acts, beneficiaries and objectives over and over, and a handle of four bytes
//! says which. Knows no meaning of a text and gives none back.

use std::num::NonZeroU32;

use super::rows;

/// A text of [`Texts`]. Two handles of the same keeper are equal when their texts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(NonZeroU32);

impl Text {
    /// The empty text, in every keeper.
    pub const EMPTY: Self = Self(NonZeroU32::MIN);

    /// Its number, from 0 in the order in which texts were first kept; the empty text is 0.
    #[must_use]
    #[inline]
    pub fn number(self) -> usize {
        self.0.get() as usize - 1
    }

    /// The text of a number.
    pub(super) fn of_number(number: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(number))
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::EMPTY
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::EMPTY
    }
}

/// Keeps every text once, one after the other in a single buffer; a hash table of handles finds them again. It is
/// addressed in the open and holds no texts of its own: half a million of them cost a few bytes each beside their letters.
#[derive(Clone, Debug)]
pub struct Texts {
    letters: String,
    /// Where each text ends; it begins where the one before it ends.
    ends: Vec<usize>,
    /// A power of two of places, never more than three quarters of them taken. As many bits as tell the places apart hold
    /// a text's number, those above them its hash: another text is nearly never looked at.
    places: Vec<u32>,
}

impl Default for Texts {
    fn default() -> Self {
        // The empty text is the first of every keeper.
        Self { letters: String::new(), ends: vec![0], places: vec![FREE; 64] }
    }
}

impl Texts {
    /// The handle of a text, which is kept if it was not yet.
    ///
    /// # Panics
    /// Beyond four thousand million different texts, for which no file that may be read has room.
    pub fn keep(&mut self, text: &str) -> Text {
        if text.is_empty() {
            return Text::EMPTY;
        }
        if self.places.is_empty() {
            self.index(self.ends.len() * 2);
        }
        let hash = hash(text);
        let place = match self.find(text, hash) {
            Ok(known) => return known,
            Err(free) => free,
        };
        self.letters.push_str(text);
        self.ends.push(self.letters.len());
        let number = u32::try_from(self.ends.len()).ok().and_then(NonZeroU32::new);
        let kept = Text(number.expect("fewer different texts than a file may have bytes"));
        if self.ends.len() > self.places.len() / 4 * 3 {
            self.index(self.places.len() * 2);
        } else {
            self.places[place] = self.taken(hash, kept);
        }
        kept
    }

    /// The text of a handle. One of another keeper, which this one does not have, says nothing.
    #[must_use]
    #[inline]
    pub fn get(&self, text: Text) -> &str {
        let number = text.number();
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(number).and_then(|end| self.letters.get(start..*end)).unwrap_or_default()
    }

    /// All of them, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..).map(|number| self.get(Text::of_number(number))).take(self.ends.len())
    }

    /// How many different texts there are: one more than the greatest number.
    #[must_use]
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// Makes room for the texts of a large file, which goes back to the system.
    pub(super) fn map(&mut self) {
        let _ = self.letters.try_reserve_exact(rows::MAPPED_BYTES);
        rows::map(&mut self.ends, 0);
    }

    /// Gives back what only finding texts again needs: nothing more is to be kept for a while.
    pub fn drop_index(&mut self) {
        self.places = Vec::new();
    }

    /// The text that is kept already, or the free place where it belongs.
    fn find(&self, text: &str, hash: u32) -> Result<Text, usize> {
        let numbers = self.numbers();
        let mut place = hash & numbers;
        loop {
            let there = self.places[place as usize];
            let Some(other) = NonZeroU32::new(there & numbers).map(Text) else { return Err(place as usize) };
            if there & !numbers == hash & !numbers && self.get(other) == text {
                return Ok(other);
            }
            place = (place + 1) & numbers;
        }
    }

    /// The bits of a place that hold a number, which are also those of a hash that choose the place.
    fn numbers(&self) -> u32 {
        u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX)
    }

    /// What a place holds. There are fewer texts than places: a number leaves the bits above to the hash.
    fn taken(&self, hash: u32, text: Text) -> u32 {
        (hash & !self.numbers()) | text.0.get()
    }

    /// Makes a table of at least so many places.
    fn index(&mut self, places: usize) {
        // Given back before there is a larger one.
        self.places = Vec::new();
        self.places = vec![FREE; places.next_power_of_two().max(64)];
        let last = self.places.len() - 1;
        for text in (1..).map(Text::of_number).take(self.ends.len() - 1) {
            let hash = hash(self.get(text));
            let mut place = hash as usize & last;
            while self.places[place] != FREE {
                place = (place + 1) & last;
            }
            self.places[place] = self.taken(hash, text);
        }
    }
}

/// A place without a text: none of the table has the number 0.
const FREE: u32 = 0;

/// Eight bytes at a time, each step a multiplication by an odd number whose bits are spread evenly.
fn hash(text: &str) -> u32 {
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut mixed = text.len() as u64;
    let mut words = text.as_bytes().chunks_exact(8);
    for word in &mut words {
        let word = word.try_into().map_or(0, u64::from_le_bytes);
        mixed = (mixed ^ word).wrapping_mul(SPREAD).rotate_left(29);
    }
    let rest = words.remainder().iter().fold(0, |rest, byte| (rest << 8) | u64::from(*byte));
    mixed = (mixed ^ rest).wrapping_mul(SPREAD);
    // The upper bits are the ones that every byte has reached.
    u32::try_from(mixed >> 32).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_empty_text_is_the_same_everywhere() {
        let mut texts = Texts::default();
        assert_eq!(texts.keep(""), Text::EMPTY);
        assert_eq!(Texts::default().get(Text::EMPTY), "");
        assert!(!texts.keep("12/2021").is_empty());
    }

    #[test]
    fn a_handle_of_another_keeper_says_nothing() {
        let mut texts = Texts::default();
        let kept = texts.keep("Alfa S.r.l.");
        assert_eq!(Texts::default().get(kept), "");
    }

    proptest! {
        #[test]
        fn equal_texts_have_one_handle_and_come_back(said in prop::collection::vec("[a-cà ]{0,3}", 0..400)) {
            let mut texts = Texts::default();
            let kept: Vec<Text> = said.iter().map(|text| texts.keep(text)).collect();
            texts.drop_index();
            for (text, handle) in said.iter().zip(&kept) {
                prop_assert_eq!(texts.get(*handle), text);
                prop_assert_eq!(texts.keep(text), *handle);
                prop_assert!(handle.number() < texts.count());
            }
            for (texts, handles) in said.windows(2).zip(kept.windows(2)) {
                prop_assert_eq!(texts[0] == texts[1], handles[0] == handles[1]);
            }
        }
    }
}
