//! One text for what people spell in many ways: fiscal codes, beneficiaries, mandates.
//! Knows no row and no rule: a text in, its normal text out.

use crate::read::words::{folded, is_unsaid};

/// Whether a text names nothing: `n.d.`, a dash, zeros alone.
pub(super) fn says_nothing(text: &str) -> bool {
    is_unsaid(text) || is_zeros(&letters_and_digits(text))
}

fn is_zeros(digits: &str) -> bool {
    !digits.is_empty() && digits.bytes().all(|byte| byte == b'0')
}

/// A fiscal code: letters and digits in upper case. A number of company that lost its leading zeros in a
/// spreadsheet has them again (it is always of eleven digits), and one written the European way loses its `IT`.
pub(super) fn fiscal_code(text: &str) -> String {
    let code = letters_and_digits(text);
    let digits = code.strip_prefix("IT").unwrap_or(&code);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) { format!("{digits:0>11}") } else { code }
}

/// A code without what people put between its signs: letters and digits, in upper case.
pub(super) fn letters_and_digits(text: &str) -> String {
    text.chars().flat_map(char::to_uppercase).filter(|c| c.is_alphanumeric()).collect()
}

/// Legal forms, as folded words; longer ones first.
const LEGAL_FORMS: [&[&str]; 23] = [
    &["societa", "a", "responsabilita", "limitata"],
    &["societa", "per", "azioni"],
    &["societa", "cooperativa"],
    &["soc", "cooperativa"],
    &["soc", "coop"],
    &["s", "c", "a", "r", "l"],
    &["s", "c", "r", "l"],
    &["s", "c", "p", "a"],
    &["s", "r", "l", "s"],
    &["s", "r", "l"],
    &["s", "p", "a"],
    &["s", "n", "c"],
    &["s", "a", "s"],
    &["a", "r", "l"],
    &["scarl"],
    &["scrl"],
    &["scpa"],
    &["arl"],
    &["srls"],
    &["srl"],
    &["spa"],
    &["snc"],
    &["sas"],
];

/// A beneficiary without case, accents, punctuation and legal form; a name that is nothing but a form stays whole.
pub(super) fn beneficiary(text: &str) -> String {
    let folded = folded(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let mut kept = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        match LEGAL_FORMS.iter().find(|form| words[at..].starts_with(form)) {
            Some(form) => at += form.len(),
            None => {
                kept.push(words[at]);
                at += 1;
            }
        }
    }
    if kept.is_empty() { folded } else { kept.join(" ") }
}

/// A mandate: its folded words, numbers without leading zeros.
pub(super) fn mandate(text: &str) -> String {
    let folded = folded(text);
    let words = folded.split(' ').map(|word| word.trim_start_matches('0')).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_names_nothing_is_known() {
        for text in ["0", "00000000000", "0-0", "-", "n.d.", "N/D"] {
            assert!(says_nothing(text), "{text}");
        }
        for text in ["10", "0A", "ND S.r.l."] {
            assert!(!says_nothing(text), "{text}");
        }
    }

    #[test]
    fn a_beneficiary_is_one_with_and_without_its_legal_form() {
        for text in [
            "ALFA S.R.L.",
            "Alfa srl",
            "alfa s.r.l",
            "Alfa",
            "Alfa Soc. Coop.",
            "Alfa Soc. Coop. a r.l.",
            "Alfa S.c.r.l.",
            "ALFA SCPA",
        ] {
            assert_eq!(beneficiary(text), "alfa", "{text}");
        }
        assert_eq!(beneficiary("S.p.A."), "s p a");
        assert_eq!(beneficiary("Società Agricola L'Ulivo S.a.s."), "societa agricola l ulivo");
    }

    #[test]
    fn a_fiscal_code_is_one_without_its_spaces_and_with_its_lost_zeros() {
        assert_eq!(fiscal_code("rss mra 80a01 h501u"), "RSSMRA80A01H501U");
        assert_eq!(fiscal_code("1234567890"), "01234567890");
        assert_eq!(fiscal_code("IT 01234567890"), "01234567890");
        assert_eq!(fiscal_code(" - "), "");
    }

    #[test]
    fn a_mandate_loses_its_leading_zeros() {
        assert_eq!(mandate("Mand. 0012"), mandate("MAND 12"));
        assert_eq!(mandate("000"), "");
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in "\\PC{0,20}") {
            prop_assert_eq!(fiscal_code(&fiscal_code(&text)), fiscal_code(&text));
            prop_assert_eq!(mandate(&mandate(&text)), mandate(&text));
        }

        #[test]
        fn no_text_breaks_a_key(text in "[a-zà-ù0-9 ./º°-]{0,20}") {
            let _ = beneficiary(&text);
        }
    }
}
