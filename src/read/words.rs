//! How two texts are compared when people wrote them: without case, accents, apostrophes, punctuation and line breaks.

/// The words of a text in lower case, without accents, joined by single spaces: `ACCANTONAMENTI AL T.F.R` → `accantonamenti al t f r`.
/// An accent typed as an apostrophe (`attivita'`) falls away like the accent itself.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        if matches!(c, '\'' | '’' | '‘' | '`' | '´' | '\u{300}'..='\u{36f}') {
            // `l'innovazione` are two words, `attivita'` is one: the gap is opened, and closed by what follows.
            gap = true;
            continue;
        }
        let c = match c {
            'à' | 'á' | 'â' | 'ä' | 'ã' => 'a',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ò' | 'ó' | 'ô' | 'ö' | 'õ' => 'o',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            other => other,
        };
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

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn labels_that_people_read_as_one_fold_into_one() {
        assert_eq!(folded("ACCANTONAMENTI AL T.F.R"), "accantonamenti al t f r");
        assert_eq!(folded("Attività\npromozionali"), folded("ATTIVITA'  PROMOZIONALI"));
        assert_eq!(folded("L’innovazione"), folded("l'innovazione"));
        assert_eq!(folded("  % realizzazione "), "% realizzazione");
    }
}
