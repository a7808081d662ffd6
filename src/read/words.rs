//! How two texts are compared when people wrote them: without case, accents, apostrophes, punctuation and line breaks; and
//! the words by which people say that there is nothing to say.

use crate::money::is_dash;

/// The words of a text in lower case, without accents, joined by single spaces: `ACCANTONAMENTI AL T.F.R` → `accantonamenti al t f r`.
/// An accent typed as an apostrophe (`attivita'`) falls away like the accent itself.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        if is_apostrophe(c) {
            // `l'innovazione` are two words, `attivita'` is one: the gap is opened, and closed by what follows.
            gap = true;
            continue;
        }
        let c = without_accent(c);
        if c.is_alphanumeric() || c == '%' {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            out.push(c);
            gap = false;
        } else {
            gap = true;
        }
    }
    out
}

/// Whether a sign is an apostrophe, or an accent that stands by itself.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´' | '\u{300}'..='\u{36f}')
}

/// A small letter without its accent.
pub(super) fn without_accent(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ä' | 'ã' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'ö' | 'õ' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    }
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
    }
}
