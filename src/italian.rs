//! What every written sentence needs: a count with its noun, a list, a capital, a text cut to a length, the name that
//! somebody may have meant. Refuses to know what any sentence is about.

use std::borrow::Cow;

use crate::money::grouped;

/// From which likeness, from 0 to 1, a name is proposed for another: below, the proposal would only confuse.
pub const PROPOSED_MIN: f64 = 0.8;

/// `1 differenza`, `1.200 differenze`; `nessuna` is left to the caller, who knows the gender.
#[must_use]
pub fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{} {many}", grouped(count as u64)) }
}

/// `1 giorno`, `61 giorni`.
#[must_use]
pub fn days(number: i64) -> String {
    counted(usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX), "giorno", "giorni")
}

/// `a, b e c`.
#[must_use]
pub fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} e {last}", first.join(", ")),
    }
}

/// A figure with its article, as it is spoken: `il 75%`, `l'80,93%`, `lo 0,5%`.
#[must_use]
pub fn il(figure: &str) -> String {
    spoken(figure, ["il ", "lo ", "l'"])
}

/// `al 75%`, `all'8 luglio`, `allo 0,5%`.
#[must_use]
pub fn al(figure: &str) -> String {
    spoken(figure, ["al ", "allo ", "all'"])
}

/// `dal 75%`, `dall'11%`, `dallo 0,5%`.
#[must_use]
pub fn dal(figure: &str) -> String {
    spoken(figure, ["dal ", "dallo ", "dall'"])
}

/// `del 75%`, `dell'80%`, `dello 0,5%`.
#[must_use]
pub fn del(figure: &str) -> String {
    spoken(figure, ["del ", "dello ", "dell'"])
}

/// A figure after the form that its first spoken word asks for: a consonant, the z of zero, a vowel.
fn spoken(figure: &str, [plain, zero, vowel]: [&str; 3]) -> String {
    let first = &figure[..figure.find(|c: char| !c.is_ascii_digit()).unwrap_or(figure.len())];
    let rest = &figure[first.len()..];
    let form = match first {
        "0" => zero,
        // Uno is one alone: 1.000 is mille, and the first of a month is primo.
        "1" if rest.starts_with(['.', '°']) => plain,
        "1" | "11" => vowel,
        // Otto, ottanta, ottocento, whatever follows: thousands too.
        _ if first.starts_with('8') => vowel,
        _ => plain,
    };
    format!("{form}{figure}")
}

/// The text with a capital first letter, as a sentence or a heading begins.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The text with a small first letter, as it goes on after a colon; an abbreviation stays as it is.
#[must_use]
pub fn small(text: &str) -> String {
    let mut chars = text.chars();
    let abbreviated = text.chars().nth(1).is_some_and(|second| second.is_uppercase() || second.is_ascii_digit());
    match chars.next() {
        Some(first) if !abbreviated => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

/// A text in its pieces: what is said, and (`true`) the names and values that stand between backticks. A backtick inside a
/// word is one of its letters.
#[must_use]
pub fn pieces(text: &str) -> Vec<(bool, &str)> {
    let mut out = Vec::new();
    let (mut said, mut at) = (0, 0);
    while let Some(open) = text[at..].find('`').map(|found| at + found) {
        match closing(text, open) {
            Some(close) => {
                out.push((false, &text[said..open]));
                out.push((true, &text[open + 1..close]));
                (said, at) = (close + 1, close + 1);
            }
            None => at = open + 1,
        }
    }
    out.push((false, &text[said..]));
    out.retain(|(is_value, piece)| *is_value || !piece.is_empty());
    out
}

/// Where what opens at this backtick ends; none where it opens nothing.
fn closing(text: &str, open: usize) -> Option<usize> {
    if text[..open].ends_with(char::is_alphanumeric) {
        return None;
    }
    let ends = |close: &usize| {
        let rest = &text[close + 1..];
        let goes_on = rest.strip_prefix('.').unwrap_or(rest).starts_with(char::is_alphanumeric);
        *close > open + 1 && !goes_on
    };
    text[open + 1..].match_indices('`').map(|(found, _)| open + 1 + found).find(ends)
}

/// A text as people read it off the terminal: what stands between backticks is quoted as books do, «name», and “name” where
/// that would stand inside other quotes.
#[must_use]
pub fn quoted(text: &str) -> Cow<'_, str> {
    if !text.contains('`') {
        return Cow::Borrowed(text);
    }
    let mut open = 0_usize;
    let mut out = String::with_capacity(text.len() + 16);
    for (is_value, piece) in pieces(text) {
        if !is_value {
            open = (open + piece.matches('«').count()).saturating_sub(piece.matches('»').count());
            out.push_str(piece);
        } else if open > 0 || piece.contains(['«', '»']) {
            out.extend(["“", piece, "”"]);
        } else {
            out.extend(["«", piece, "»"]);
        }
    }
    Cow::Owned(out)
}

/// The text in at most so many characters, the last of them `…` where something was cut.
#[must_use]
pub fn clipped(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    let kept: String = text.chars().take(chars_max.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Whether a character acts on a terminal or a text file instead of being shown: it would move the cursor, colour what
/// follows, turn its direction or hide.
#[must_use]
pub fn acts(c: char) -> bool {
    let turns_or_hides = matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    turns_or_hides || matches!(c, '\u{2028}' | '\u{2029}') || c.is_control() && !matches!(c, '\n' | '\t')
}

/// A text of several lines as it may be shown: what would act is shown as `�`.
#[must_use]
pub fn visible(text: &str) -> String {
    text.chars().map(|c| if acts(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// The same of a name or a sentence, which has one line.
#[must_use]
pub fn visible_line(text: &str) -> String {
    visible(text).replace(['\n', '\t'], " ")
}

/// How alike two names are, from 0 to 1: names that begin alike are more so.
#[must_use]
pub fn likeness(one: &str, other: &str) -> f64 {
    strsim::jaro_winkler(one, other)
}

/// The one of these whose name is most like what was written, when it is at least so alike. Both are compared as they are
/// given: a caller that does not mind case and accents gives them without.
#[must_use]
pub fn nearest<T, N: AsRef<str>>(
    written: &str,
    likeness_min: f64,
    named: impl IntoIterator<Item = (N, T)>,
) -> Option<T> {
    named
        .into_iter()
        .map(|(name, it)| (likeness(name.as_ref(), written), it))
        .filter(|(likeness, _)| *likeness >= likeness_min)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, it)| it)
}

/// `; forse si intendeva ...`, when there is a name to propose; nothing else.
#[must_use]
pub fn proposal(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; forse si intendeva `{name}`"))
}

/// The same, of the one of these names that is near what was written.
#[must_use]
pub fn meant<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    proposal(nearest(written, PROPOSED_MIN, names.into_iter().map(|name| (name, name))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_shown_and_does_nothing() {
        assert_eq!(visible("oneri\u{1b}[31m\r\u{202e}xslx.exe\nà €\tfine\u{9b}"), "oneri�[31m��xslx.exe\nà €\tfine�");
        assert_eq!(visible_line("a\nRimedio: nessuno\u{2028}"), "a Rimedio: nessuno�");
    }

    proptest! {
        #[test]
        fn a_clipped_text_is_no_longer_than_asked_and_short_ones_stay(text in ".{0,30}", chars_max in 1_usize..30) {
            let cut = clipped(&text, chars_max);
            prop_assert!(cut.chars().count() <= chars_max);
            match cut.strip_suffix('…') {
                Some(kept) if cut != text => prop_assert!(text.starts_with(kept)),
                _ => prop_assert_eq!(cut, text),
            }
        }
    }

    #[test]
    fn one_is_singular_and_thousands_are_grouped() {
        assert_eq!(counted(0, "riga", "righe"), "0 righe");
        assert_eq!(counted(1, "riga", "righe"), "1 riga");
        assert_eq!(counted(1_200, "riga", "righe"), "1.200 righe");
        assert_eq!((days(-1).as_str(), days(61).as_str()), ("1 giorno", "61 giorni"));
    }

    #[test]
    fn lists_and_capitals_are_written_as_in_italian() {
        let parts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(listed(&parts(&["a", "b", "c"])), "a, b e c");
        assert_eq!(listed(&parts(&["a"])), "a");
        assert_eq!(capital("è tornata"), "È tornata");
    }

    #[test]
    fn what_stands_between_backticks_is_quoted_and_a_lone_one_stays() {
        let said = [
            "il file `a.xlsx`, foglio `Oneri`: `#REF!`",
            "`a`/`b` e l'`uno`.",
            "«Il conto `x` non c'è»: `y`",
            "il titolo `Camera «Nord»` non va",
            "il file `l`anno.xlsx`, e `b.xlsx`.",
            "l`anno.xlsx: il valore `<b>` non è `un numero",
        ];
        insta::assert_snapshot!(said.map(|it| quoted(it).into_owned()).join("\n"), @r"
        il file «a.xlsx», foglio «Oneri»: «#REF!»
        «a»/«b» e l'«uno».
        «Il conto “x” non c'è»: «y»
        il titolo “Camera «Nord»” non va
        il file «l`anno.xlsx», e «b.xlsx».
        l`anno.xlsx: il valore «<b>» non è `un numero
        ");
        assert_eq!(
            [small("Correggere il CUP"), small("CUP errato"), small("È qui"), small("")],
            ["correggere il CUP", "CUP errato", "è qui", ""]
        );
    }

    #[test]
    fn an_article_hears_how_a_figure_is_spoken() {
        let all =
            ["75%", "80,93%", "8%", "800 €", "8.000 €", "11%", "110 €", "1%", "1.000 €", "1,5%", "18%", "0,5%", "-8%"];
        let said = all.map(il).join("; ");
        insta::assert_snapshot!(said, @"il 75%; l'80,93%; l'8%; l'800 €; l'8.000 €; l'11%; il 110 €; l'1%; il 1.000 €; l'1,5%; il 18%; lo 0,5%; il -8%");
        assert_eq!(
            [al("8 luglio"), al("1° luglio"), al("12 luglio")],
            ["all'8 luglio", "al 1° luglio", "al 12 luglio"]
        );
        assert_eq!([dal("11%"), dal("7%"), dal("0,2%")], ["dall'11%", "dal 7%", "dallo 0,2%"]);
        assert_eq!([del("80%"), del("75%"), del("")], ["dell'80%", "del 75%", "del "]);
    }

    #[test]
    fn a_near_name_is_proposed_and_a_far_one_is_not() {
        assert_eq!(meant("intervnti", ["oneri", "interventi"]), "; forse si intendeva `interventi`");
        assert_eq!(meant("xyz", ["oneri", "interventi"]), "");
        assert_eq!(nearest("oneri", 0.9, [("onere", 1), ("oneri", 2), ("proventi", 3)]), Some(2));
        assert_eq!(nearest("oneri", 0.9, [("oro", 1)]), None);
    }
}
