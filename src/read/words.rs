//! How two texts are compared when people wrote them: without case, accents, apostrophes, punctuation and line breaks; and
//! the words by which people say that there is nothing to say.

use std::borrow::Cow;

use icu_normalizer::DecomposingNormalizerBorrowed;

use crate::money::is_dash;

/// The words of a text in lower case, without accents, joined by single spaces: `ACCANTONAMENTI AL T.F.R` → `accantonamenti al t f r`.
/// An accent typed as an apostrophe (`attivita'`) falls away like the accent itself, and so does one that Unicode writes as a
/// sign of its own after its letter.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in small_letters(text).chars() {
        if c.is_alphanumeric() || c == '%' {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            out.push(c);
            gap = false;
        } else {
            // `l'innovazione` are two words, `attivita'` is one: the gap is opened, and closed by what follows.
            gap = true;
        }
    }
    out
}

/// Letters apart from their accents.
const NFD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfd();

/// A text with all its signs, in small letters without accents.
pub(super) fn small_letters(text: &str) -> String {
    let apart = if text.is_ascii() { Cow::Borrowed(text) } else { NFD.normalize(text) };
    let letters = apart.chars().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).flat_map(char::to_lowercase);
    // What Unicode takes for letters of their own.
    let plain = |c: char| match c {
        'ø' => 'o',
        'đ' => 'd',
        'ł' => 'l',
        'ı' => 'i',
        other => other,
    };
    letters.map(plain).filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).collect()
}

/// Whether a sign is an apostrophe, or an accent that stands by itself.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´')
}

/// Whether a text is dashes alone, and spaces.
#[must_use]
pub fn is_dashes(text: &str) -> bool {
    text.chars().all(|c| c == ' ' || is_dash(c))
}

/// Whether a text says that there is nothing: `n.d.`, a dash.
#[must_use]
pub fn is_unsaid(text: &str) -> bool {
    const WORDS: [&str; 13] = [
        "n d",
        "nd",
        "n a",
        "na",
        "n c",
        "nc",
        "n p",
        "np",
        "kpi non definito",
        "non definito",
        "non disponibile",
        "non rilevato",
        "dato non disponibile",
    ];
    is_dashes(text) || WORDS.contains(&folded(text).as_str())
}

#[cfg(test)]
mod tests {
    use super::{folded, is_unsaid};

    #[test]
    fn words_that_say_nothing_are_known() {
        for text in ["n.d.", "N/D", "-", " — ", "Non disponibile", "N.P."] {
            assert!(is_unsaid(text), "{text}");
        }
        for text in ["0", "ND s.r.l.", "12", "nessuno"] {
            assert!(!is_unsaid(text), "{text}");
        }
    }

    #[test]
    fn labels_that_people_read_as_one_fold_into_one() {
        assert_eq!(folded("ACCANTONAMENTI AL T.F.R"), "accantonamenti al t f r");
        assert_eq!(folded("Attività\npromozionali"), folded("ATTIVITA'  PROMOZIONALI"));
        assert_eq!(folded("L’innovazione"), folded("l'innovazione"));
        assert_eq!(folded("  % realizzazione "), "% realizzazione");
        assert_eq!(folded("Šimić Žarko, Muñoz Łódź"), "simic zarko munoz lodz");
        assert_eq!(folded("Nicolo\u{300} Franc\u{327}ois"), folded("Nicolò François"));
    }
}
