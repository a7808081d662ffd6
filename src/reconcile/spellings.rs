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
    // `99999999999` fills the cell of who has none.
    if digits.len() == 11 && digits.bytes().all(|byte| byte == b'9') {
        return String::new();
    }
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) { format!("{digits:0>11}") } else { code }
}

/// A code without what people put between its signs: letters and digits, in upper case.
pub(super) fn letters_and_digits(text: &str) -> String {
    text.chars().flat_map(char::to_uppercase).filter(|c| c.is_alphanumeric()).collect()
}

/// What kind of firm a name says that it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum LegalForm {
    /// Nothing is said.
    #[default]
    Unsaid,
    /// `a r.l.` alone: of limited liability, whatever else.
    LimitedLiability,
    Srl,
    Srls,
    Spa,
    Sapa,
    Snc,
    Sas,
    /// Società semplice.
    Simple,
    /// Cooperativa.
    Cooperative,
    /// `S.c.a r.l.`: consortile or cooperativa, of limited liability.
    Scarl,
    /// The same, per azioni.
    Scpa,
}

impl LegalForm {
    /// Whether two names that are otherwise one may be those of one firm. Where people write less than the whole form they
    /// do not contradict each other; `S.r.l.s.` is often written `S.r.l.`.
    pub(super) fn may_be(self, other: Self) -> bool {
        use LegalForm::{Cooperative, LimitedLiability, Scarl, Scpa, Srl, Srls, Unsaid};
        let either = |one: Self, others: &[Self]| {
            self == one && others.contains(&other) || other == one && others.contains(&self)
        };
        self == other
            || self == Unsaid
            || other == Unsaid
            || either(LimitedLiability, &[Srl, Srls, Cooperative, Scarl])
            || either(Cooperative, &[Scarl, Scpa])
            || either(Srl, &[Srls])
    }
}

/// Legal forms, as folded words; longer ones first. Words that say that a firm is a firm, and no more, say nothing.
const LEGAL_FORMS: [(&[&str], LegalForm); 46] = {
    use LegalForm::{Cooperative, LimitedLiability, Sapa, Sas, Scarl, Scpa, Simple, Snc, Spa, Srl, Srls, Unsaid};
    [
        (&["societa", "a", "responsabilita", "limitata", "semplificata"], Srls),
        (&["societa", "a", "responsabilita", "limitata"], Srl),
        (&["societa", "consortile", "a", "responsabilita", "limitata"], Scarl),
        (&["societa", "consortile", "a", "r", "l"], Scarl),
        (&["societa", "consortile", "arl"], Scarl),
        (&["soc", "consortile", "a", "r", "l"], Scarl),
        (&["soc", "cons", "a", "r", "l"], Scarl),
        (&["societa", "consortile", "per", "azioni"], Scpa),
        (&["a", "responsabilita", "limitata"], LimitedLiability),
        (&["societa", "per", "azioni"], Spa),
        (&["societa", "in", "nome", "collettivo"], Snc),
        (&["societa", "in", "accomandita", "semplice"], Sas),
        (&["societa", "in", "accomandita", "per", "azioni"], Sapa),
        (&["societa", "cooperativa", "sociale"], Cooperative),
        (&["societa", "cooperativa"], Cooperative),
        (&["societa", "semplice"], Simple),
        (&["soc", "cooperativa"], Cooperative),
        (&["soc", "coop", "sociale"], Cooperative),
        (&["soc", "coop"], Cooperative),
        (&["s", "c", "a", "r", "l"], Scarl),
        (&["s", "c", "r", "l"], Scarl),
        (&["s", "c", "p", "a"], Scpa),
        (&["s", "r", "l", "semplificata"], Srls),
        (&["s", "r", "l", "s"], Srls),
        (&["s", "a", "p", "a"], Sapa),
        (&["s", "r", "l"], Srl),
        (&["s", "p", "a"], Spa),
        (&["s", "n", "c"], Snc),
        (&["s", "a", "s"], Sas),
        (&["a", "r", "l"], LimitedLiability),
        (&["scarl"], Scarl),
        (&["scrl"], Scarl),
        (&["scpa"], Scpa),
        (&["sapa"], Sapa),
        (&["arl"], LimitedLiability),
        (&["srl", "semplificata"], Srls),
        (&["srls"], Srls),
        (&["srl"], Srl),
        (&["spa"], Spa),
        (&["snc"], Snc),
        (&["sas"], Sas),
        (&["coop"], Cooperative),
        (&["ditta", "individuale"], Unsaid),
        (&["impresa", "individuale"], Unsaid),
        (&["ditta"], Unsaid),
        (&["spett", "le"], Unsaid),
    ]
};

/// A beneficiary without case, accents, punctuation and legal form, its words in one order (`Rossi Mario` is `Mario Rossi`)
/// and without the `e` that others write `&`; and the legal form. A name that is nothing but a form stays whole.
pub(super) fn beneficiary(text: &str) -> (String, LegalForm) {
    let folded = folded(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let (mut kept, mut form) = (Vec::with_capacity(words.len()), LegalForm::Unsaid);
    let mut at = 0;
    while at < words.len() {
        match LEGAL_FORMS.iter().find(|(said, _)| words[at..].starts_with(said)) {
            Some((said, of)) => {
                at += said.len();
                // `Soc. Coop. a r.l.`: the first says more than the second.
                if form == LegalForm::Unsaid {
                    form = *of;
                }
            }
            None => {
                kept.push(words[at]);
                at += 1;
            }
        }
    }
    kept.retain(|word| !matches!(*word, "e" | "ed"));
    if kept.is_empty() {
        return (folded, LegalForm::Unsaid);
    }
    kept.sort_unstable();
    (kept.join(" "), form)
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
    fn a_beneficiary_is_a_name_and_a_legal_form() {
        for (text, form) in [
            ("ALFA S.R.L.", LegalForm::Srl),
            ("Alfa srl", LegalForm::Srl),
            ("alfa s.r.l", LegalForm::Srl),
            ("Alfa società a responsabilità limitata", LegalForm::Srl),
            ("Alfa", LegalForm::Unsaid),
            ("Ditta ALFA", LegalForm::Unsaid),
            ("Alfa Soc. Coop.", LegalForm::Cooperative),
            ("Alfa Soc. Coop. a r.l.", LegalForm::Cooperative),
            ("Alfa S.c.r.l.", LegalForm::Scarl),
            ("ALFA SCPA", LegalForm::Scpa),
            ("Alfà a r.l.", LegalForm::LimitedLiability),
        ] {
            assert_eq!(beneficiary(text), ("alfa".to_owned(), form), "{text}");
        }
        assert_eq!(beneficiary("S.p.A."), ("s p a".to_owned(), LegalForm::Unsaid));
        assert_eq!(beneficiary("Società Agricola L'Ulivo S.a.s.").0, "agricola l societa ulivo");
        assert_eq!(beneficiary("Rossi Mario & Figli"), beneficiary("MARIO ROSSI e figli"));
        assert_eq!(beneficiary("Nicolo\u{300} Muñoz").0, beneficiary("NICOLO' MUNOZ").0);
    }

    #[test]
    fn legal_forms_contradict_each_other_only_where_both_are_whole() {
        use LegalForm::{Cooperative, LimitedLiability, Scarl, Snc, Spa, Srl, Srls, Unsaid};
        for (one, other, may_be) in [
            (Srl, Spa, false),
            (Snc, Srl, false),
            (Cooperative, Srl, false),
            (LimitedLiability, Spa, false),
            (Srl, Unsaid, true),
            (Srl, Srls, true),
            (LimitedLiability, Cooperative, true),
            (Scarl, Cooperative, true),
        ] {
            assert_eq!((one.may_be(other), other.may_be(one)), (may_be, may_be), "{one:?} {other:?}");
        }
    }

    #[test]
    fn a_fiscal_code_is_one_without_its_spaces_and_with_its_lost_zeros() {
        assert_eq!(fiscal_code("rss mra 80a01 h501u"), "RSSMRA80A01H501U");
        assert_eq!(fiscal_code("1234567890"), "01234567890");
        assert_eq!(fiscal_code("IT 01234567890"), "01234567890");
        assert_eq!(fiscal_code(" - "), "");
        assert_eq!(fiscal_code("99999999999"), "");
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
