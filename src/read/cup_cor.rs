//! The codes under which a project (CUP) or an aid (COR) is registered: their shape, and how they are written to be
//! compared. It refuses to know whether one was ever given; neither has a check digit that is published.

use super::fiscal_code::is_zeros;
use super::interner::Interner;
use super::layout::{Column, ColumnKind};
use super::phrases;
use super::row::{Outcome, Value};

/// A code that was read, in its normal form; a warning when it has not the shape of its kind.
pub(super) fn checked(read: Outcome, column: &Column, texts: &mut Interner) -> Outcome {
    let Outcome::Good(Value::Text(written), _) = &read else { return read };
    let (normal, fits) = match column.kind {
        ColumnKind::Cor => cor(written),
        _ => cup(written),
    };
    if is_zeros(&normal) {
        return Outcome::wrong(phrases::zero_code(column, written));
    }
    let warning = (!fits).then(|| Box::new(phrases::project_code(column, written)));
    Outcome::Good(Value::Text(texts.made(&normal)), warning)
}

/// A CUP without what people put between its signs, and whether it is one: fifteen signs, a letter, two digits, a letter
/// and eleven digits, as in `G17H03000130001` (delibera CIPE 24/2004).
fn cup(text: &str) -> (String, bool) {
    let code = bare(text);
    let code = code.strip_prefix("CUP").map_or(code.clone(), str::to_owned);
    let letter = |place: usize| matches!(place, 0 | 3);
    let fits =
        |(place, byte): (usize, u8)| if letter(place) { byte.is_ascii_uppercase() } else { byte.is_ascii_digit() };
    let right = code.len() == 15 && code.bytes().enumerate().all(fits);
    (code, right)
}

/// A COR, which is a number that the register gives in turn, and whether it is one.
fn cor(text: &str) -> (String, bool) {
    let code = bare(text);
    let code = code.strip_prefix("COR").map_or(code.clone(), str::to_owned);
    let right = (1..=10).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit());
    (code, right)
}

/// Letters and digits, in capitals.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_is_one_however_people_write_it() {
        for text in ["G17H03000130001", "g17h 0300 0130 001", "CUP: G17H03000130001", "G17H-03000130001 "] {
            assert_eq!(cup(text), ("G17H03000130001".to_owned(), true), "{text}");
        }
        for text in ["1234567", "COR 1234567", "1.234.567"] {
            assert_eq!(cor(text), ("1234567".to_owned(), true), "{text}");
        }
    }

    #[test]
    fn a_code_of_another_shape_is_not_right() {
        for text in ["G17H0300013000", "G17H030001300012", "117H03000130001", "G17H03000I30001", "", "CUP"] {
            assert!(!cup(text).1, "{text}");
        }
        for text in ["", "RNA-12A", "12345678901"] {
            assert!(!cor(text).1, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_normal_stays_as_it_is(text in "\\PC{0,20}") {
            let (once, right) = cup(&text);
            prop_assert!(!right || cup(&once) == (once.clone(), true));
            let (once, right) = cor(&text);
            prop_assert!(!right || cor(&once) == (once.clone(), true));
        }
    }
}
