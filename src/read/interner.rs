//! The texts of one file, interned: what recurs, as most texts of an export do, is kept once and found again before anything
//! else is asked of it. Refuses to know which column a text is of.

use std::sync::Arc;

use crate::sheets::FastHash;

/// The texts that a file has lately used, each kept once. Its caches have a fixed number of places, so that a file with a million
/// different texts neither fills the memory nor slows down.
#[derive(Debug, Default)]
pub(super) struct Interner {
    shown: Cache,
    /// What was made out of shown texts: such a text, met in a cell, has still to be judged.
    made: Cache,
    numbers: Numbers,
}

impl Interner {
    /// A text that was [shown](Self::shown) before: nothing needs to be asked of it again.
    #[inline]
    pub fn again(&self, text: &str, hash: FastHash) -> Option<Arc<str>> {
        self.shown.get(text, hash).map(Arc::clone)
    }

    /// A text as a cell shows it: tidy, not blank, no error.
    pub fn shown(&mut self, text: &str, hash: FastHash) -> Arc<str> {
        self.shown.keep(text, hash)
    }

    /// A text that was made out of what a cell shows.
    pub fn made(&mut self, text: &str) -> Arc<str> {
        self.made.keep(text, FastHash::of(text))
    }

    /// The digits of a whole number: exports have a code in every row.
    pub fn digits(&mut self, number: i64) -> Arc<str> {
        self.numbers.keep(number)
    }
}

/// A cache of texts by their hashes, one in each place. It gives way only to one that comes a second time while it stands
/// there: those that never recur, as the numbers of payment orders, leave what does where it is.
#[derive(Debug, Default)]
struct Cache {
    /// The tags of the text that stands in a place and of the last other one that came.
    tags: Vec<(u32, u32)>,
    kept: Vec<Option<Arc<str>>>,
}

impl Cache {
    /// Few enough for the cache to stay in a processor's cache.
    const PLACES: usize = 1 << 12;

    #[inline]
    fn get(&self, text: &str, hash: FastHash) -> Option<&Arc<str>> {
        let place = hash.place(Self::PLACES);
        if self.tags.get(place)?.0 != hash.tag() {
            return None;
        }
        self.kept.get(place)?.as_ref().filter(|kept| ***kept == *text)
    }

    fn keep(&mut self, text: &str, hash: FastHash) -> Arc<str> {
        if let Some(kept) = self.get(text, hash) {
            return Arc::clone(kept);
        }
        if self.tags.is_empty() {
            self.tags = vec![(0, 0); Self::PLACES];
            self.kept = vec![None; Self::PLACES];
        }
        let new: Arc<str> = Arc::from(text);
        let (place, tag) = (hash.place(Self::PLACES), hash.tag());
        let (standing, other) = &mut self.tags[place];
        if *standing == 0 || *other == tag {
            *standing = tag;
            self.kept[place] = Some(Arc::clone(&new));
        }
        *other = tag;
        new
    }
}

/// The digits of whole numbers, by the number, in the same way.
#[derive(Debug, Default)]
struct Numbers {
    kept: Vec<Option<(i64, Arc<str>)>>,
    others: Vec<i64>,
}

impl Numbers {
    const PLACES: usize = 1 << 10;

    fn keep(&mut self, number: i64) -> Arc<str> {
        if self.kept.is_empty() {
            self.kept = vec![None; Self::PLACES];
            self.others = vec![0; Self::PLACES];
        }
        let place = FastHash::of_bits(number.cast_unsigned()).place(Self::PLACES);
        if let Some((known, digits)) = &self.kept[place]
            && *known == number
        {
            return Arc::clone(digits);
        }
        let digits = digits_of(number);
        if self.kept[place].is_none() || self.others[place] == number {
            self.kept[place] = Some((number, Arc::clone(&digits)));
        }
        self.others[place] = number;
        digits
    }
}

fn digits_of(number: i64) -> Arc<str> {
    let mut written = [b'0'; 20];
    let mut start = written.len();
    let mut rest = number.unsigned_abs();
    loop {
        start -= 1;
        // A remainder of ten is one digit.
        written[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        start -= 1;
        written[start] = b'-';
    }
    // Digits and a minus are a valid text.
    Arc::from(std::str::from_utf8(&written[start..]).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_was_kept_before_a_text_comes_back_as_it_is(
            texts in prop::collection::vec(prop_oneof!["[ab]{0,3}", "\\PC{0,30}"], 0..200),
        ) {
            let mut file = Interner::default();
            for text in &texts {
                let hash = FastHash::of(text);
                if let Some(again) = file.again(text, hash) {
                    prop_assert_eq!(&*again, text.as_str());
                }
                prop_assert_eq!(&*file.shown(text, hash), text.as_str());
                prop_assert_eq!(&*file.made(text), text.as_str());
            }
        }

        #[test]
        fn the_digits_of_a_number_are_those_it_prints(
            numbers in prop::collection::vec(prop_oneof![-9_i64..9, any::<i64>()], 0..100),
        ) {
            let mut file = Interner::default();
            for number in numbers {
                let digits = file.digits(number).to_string();
                prop_assert_eq!(digits, number.to_string());
            }
        }
    }

    #[test]
    fn what_recurs_is_kept_once_and_what_was_made_is_not_taken_for_shown() {
        let mut file = Interner::default();
        let hash = FastHash::of("Voucher");
        assert_eq!(file.again("Voucher", hash), None);
        let given: Vec<Arc<str>> = (0..3).map(|_| file.shown("Voucher", hash)).collect();
        assert!(Arc::ptr_eq(&given[0], &given[1]) && Arc::ptr_eq(&given[1], &given[2]));
        assert!(file.again("Voucher", hash).is_some_and(|again| Arc::ptr_eq(&again, &given[0])));
        assert!(Arc::ptr_eq(&file.digits(330_017), &file.digits(330_017)));
        assert!(Arc::ptr_eq(&file.made("#N/D"), &file.made("#N/D")));
        assert_eq!(file.again("#N/D", FastHash::of("#N/D")), None);
    }

    #[test]
    fn what_recurs_stays_while_others_pass_and_is_let_in_where_they_stand() {
        let mut file = Interner::default();
        let shown = |file: &mut Interner, text: &str| file.shown(text, FastHash::of(text));
        let (early, code) = (shown(&mut file, "Voucher"), file.digits(330_017));
        let passing = 4 * Cache::PLACES as i64;
        (0..passing).for_each(|number| {
            shown(&mut file, &format!("Impresa {number}"));
            file.digits(number * 1_000_003);
        });
        assert!(Arc::ptr_eq(&early, &shown(&mut file, "Voucher")) && Arc::ptr_eq(&code, &file.digits(330_017)));
        shown(&mut file, "Bandi");
        file.digits(330_018);
        let (late, code) = (shown(&mut file, "Bandi"), file.digits(330_018));
        assert!(Arc::ptr_eq(&late, &shown(&mut file, "Bandi")) && Arc::ptr_eq(&code, &file.digits(330_018)));
    }
}
