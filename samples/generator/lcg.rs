//! A tiny generator of figures that look like none in particular. Seeded by what it is for, so that a new account
//! or initiative does not move the others.

/// A linear congruential generator (Knuth's MMIX constants).
pub struct Lcg(u64);

impl Lcg {
    /// The sequence of this seed in an exercise.
    pub fn in_year(year: u16, seed: u64) -> Self {
        Self::new(seed | u64::from(year - super::FIRST_YEAR) << 40)
    }

    /// The sequence of this seed.
    pub fn new(seed: u64) -> Self {
        let mut lcg = Self(seed ^ 0x5eed_2021);
        // The first states of neighbouring seeds are neighbours.
        for _ in 0..4 {
            lcg.next();
        }
        lcg
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low).unwrap_or_default() + 1;
        low + i64::try_from(self.next() % span).unwrap_or_default()
    }
}
