//! A fast hash of a text or of a number, by which one that recurs is found again before anything else is asked of it. Where two
//! have the same, they take turns in a place: nothing else depends on it.

/// A hash whose bits all depend on all bytes: computed once, asked several times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FastHash(u64);

const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

impl FastHash {
    /// Of a text. Two texts that agree in it only take turns in a place.
    #[inline]
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut mixed = bytes.len() as u64;
        let mut words = bytes.chunks_exact(8);
        for word in &mut words {
            let word = word.try_into().map_or(0, u64::from_le_bytes);
            mixed = (mixed ^ word).wrapping_mul(MULTIPLIER).rotate_left(29);
        }
        // What is left over, as the end of the text's last eight bytes where it has so many.
        let rest = match bytes.last_chunk() {
            Some(end) => u64::from_le_bytes(*end),
            None => words.remainder().iter().fold(0, |rest, byte| (rest << 8) | u64::from(*byte)),
        };
        let mixed = (mixed ^ rest).wrapping_mul(MULTIPLIER);
        // The end of a text, where most differ, comes to the upper half alone: the tag, which is the lower one, needs it too.
        Self(mixed ^ (mixed >> 32))
    }

    /// Of a number's bits.
    #[inline]
    pub fn of_bits(bits: u64) -> Self {
        Self(bits.wrapping_mul(MULTIPLIER))
    }

    /// One of `places`, a power of two of at least two.
    #[inline]
    pub fn place(self, places: usize) -> usize {
        usize::try_from(self.0 >> (64 - places.trailing_zeros())).unwrap_or(0)
    }

    /// What tells most texts of one place apart; never that of a place where none was.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the lower half is what is wanted")]
    pub fn tag(self) -> u32 {
        self.0 as u32 | 1
    }
}
