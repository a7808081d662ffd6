//! The currency that people write beside an amount: `€ 5,00`, `5,00 euro`, `EUR 5,00`.
//! Refuses to know what the digits are worth.

/// A number's text without white space and without the currency before or after it; `None` where a currency stands
/// anywhere else, or twice, or where other words stand beside the digits.
pub(super) fn without_currency(text: &str) -> Option<String> {
    let is_digit = |c: char| c.is_ascii_digit();
    // Without digits there may still be a dash, which is zero: `- €`.
    let first = text.find(is_digit).unwrap_or(text.len());
    let after = text.rfind(is_digit).map_or(text.len(), |last| last + 1);
    let (head, digits, tail) = (&text[..first], &text[first..after], &text[after..]);
    let mut bare = String::with_capacity(text.len());
    let before = beside(head, digits, &mut bare)?;
    bare.extend(digits.chars().filter(|c| !is_blank(*c)));
    let behind = beside(tail, "", &mut bare)?;
    (before + behind <= 1).then_some(bare)
}

/// Adds what stands on one side of the digits, without white space and currencies, and tells how many of those there
/// were; `follows` are the digits, where they follow.
fn beside(side: &str, follows: &str, bare: &mut String) -> Option<usize> {
    let mut currencies = 0;
    let mut left = side;
    while let Some(c) = left.chars().next() {
        let word: usize = left.chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
        if word > 0 {
            if !["eur", "euro"].iter().any(|name| left[..word].eq_ignore_ascii_case(name)) {
                return None;
            }
            currencies += 1;
            left = &left[word..];
            // `Eur. 5`: the point is the word's. In `EUR.50` it could be either's.
            match left.strip_prefix('.') {
                Some("") if !follows.is_empty() && !follows.contains(['.', ',']) => return None,
                Some(after) => left = after,
                None => {}
            }
            continue;
        }
        left = &left[c.len_utf8()..];
        match c {
            '€' => currencies += 1,
            c if is_blank(c) => {}
            c => bare.push(c),
        }
    }
    Some(currencies)
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_currency_stands_before_or_after() {
        for (text, expected) in [
            ("1000,00 euro", "1000,00"),
            ("€ 1.000,00", "1.000,00"),
            ("EUR 12,50", "12,50"),
            ("1.000,00 €", "1.000,00"),
            ("Eur. 1 234,50", "1234,50"),
            ("euro 5", "5"),
            ("5,00 Euro.", "5,00"),
            ("EUR.1.234,50", "1.234,50"),
            ("EUR .50", ".50"),
            ("-€ 5,00", "-5,00"),
            ("(5,00 €)", "(5,00)"),
            ("€ 5,00-", "5,00-"),
            ("- €", "-"),
            ("€ -", "-"),
            ("12,5 %", "12,5%"),
        ] {
            assert_eq!(without_currency(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_currency_is_no_number_either() {
        for text in ["EUR.50", "5 lire", "circa 5", "5 euro circa", "€ 5 €", "euro euro", "5,00 euri", "n.d."] {
            assert_eq!(without_currency(text), None, "{text}");
        }
        // A sign between the digits stays there, and makes them no number.
        assert_eq!(without_currency("5€50").as_deref(), Some("5€50"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,24}|[eurEUR€.,0-9 ()-]{0,16}") {
            let _ = without_currency(&text);
        }
    }
}
