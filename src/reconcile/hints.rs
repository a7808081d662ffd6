//! What the gap of a failed identity looks like: a sign, a line left out, two digits swapped, a wrong unit.
//! A hint is a place to begin; it changes no figure and no state.

use super::{phrases, reasons};
use crate::money::{Cents, Unit};

/// One Italian sentence when the gap speaks. What explains the whole of both sides is said before what explains one term.
/// A gap that no slip explains to the cent is asked again with the slack that the source's rounding leaves.
pub(super) fn of(
    printed: Cents,
    computed: Cents,
    terms: &[(String, Cents)],
    slack: Cents,
    counts: Unit,
) -> Option<String> {
    let within = |slack: i128| spoken(printed, computed, terms, slack, counts);
    within(0).or_else(|| {
        let (slack, gap) = (i128::from(slack.0), i128::from(printed.0) - i128::from(computed.0));
        // Of a gap not much greater than the rounding, rounding could make anything.
        let speaks = slack > 0 && gap.abs() > 10 * slack;
        within(slack).filter(|_| speaks).map(|hint| phrases::hint_rounded(&hint))
    })
}

fn spoken(printed: Cents, computed: Cents, terms: &[(String, Cents)], slack: i128, counts: Unit) -> Option<String> {
    let gap = i128::from(printed.0) - i128::from(computed.0);
    let shown = |cents: Cents| counts.shown(cents);
    // Persons are written neither in cents nor in thousands.
    let unit = if counts == Unit::Euro { unit(printed, computed) } else { None };
    unit.or_else(|| {
        let meant = transposed(printed, i128::from(computed.0), slack)?;
        Some(phrases::hint_transposed(&shown(printed), &shown(meant)))
    })
    .or_else(|| single(terms, -2, gap, slack).map(|(name, cents)| phrases::hint_sign(name, &shown(cents))))
    .or_else(|| single(terms, 1, gap, slack).map(|(name, cents)| phrases::hint_twice(name, &shown(cents))))
    .or_else(|| single(terms, -1, gap, slack).map(|(name, cents)| phrases::hint_left_out(name, &shown(cents))))
    .or_else(|| transposed_term(terms, gap, slack, counts))
}

/// The same of a total that a file prints of its own rows, which stand for themselves.
pub(super) fn of_own_rows(printed: Cents, computed: Cents) -> Option<String> {
    let doubled = printed != Cents::ZERO && i128::from(computed.0) == 2 * i128::from(printed.0);
    doubled.then(phrases::hint_doubled)
}

/// The term that, `times` over, is the gap; none when two terms are: nothing would tell them apart. The only term of a
/// sum is the sum itself, of which a gap says nothing, and a term no greater than the slack explains nothing.
fn single(terms: &[(String, Cents)], times: i128, gap: i128, slack: i128) -> Option<(&str, Cents)> {
    let fits = |cents: i128| (cents * times - gap).abs() <= slack && cents.abs() > 10 * slack;
    let mut fitting = terms.iter().filter(|(_, cents)| fits(i128::from(cents.0)) && terms.len() > 1);
    match (fitting.next(), fitting.next()) {
        (Some((name, cents)), None) => Some((name, *cents)),
        _ => None,
    }
}

/// What an amount is with two neighbouring digits changed back, when that is the other amount but for the slack.
fn transposed(written: Cents, other: i128, slack: i128) -> Option<Cents> {
    let digits = written.0.unsigned_abs().to_string().into_bytes();
    let swapped = |at: usize| {
        let mut digits = digits.clone();
        digits.swap(at, at + 1);
        let size: i64 = String::from_utf8(digits).ok()?.parse().ok()?;
        let meant = Cents(size * written.0.signum());
        ((i128::from(meant.0) - other).abs() <= slack && reasons::digits_transposed(written, meant)).then_some(meant)
    };
    (0..digits.len().saturating_sub(1)).find_map(swapped)
}

/// The one term of which two neighbouring digits, changed back, close the gap.
fn transposed_term(terms: &[(String, Cents)], gap: i128, slack: i128, counts: Unit) -> Option<String> {
    let mut fitting = terms.iter().filter(|_| terms.len() > 1).filter_map(|(name, cents)| {
        let meant = transposed(*cents, i128::from(cents.0) + gap, slack)?;
        Some(phrases::hint_transposed_term(name, &counts.shown(*cents), &counts.shown(meant)))
    });
    match (fitting.next(), fitting.next()) {
        (Some(hint), None) => Some(hint),
        _ => None,
    }
}

/// The smaller side has to be of so many of its own units before its rounding is looked through: five digits or more are
/// no chance.
const UNITS_MIN: i128 = 10_000;

/// One side a hundred or a thousand times the other: euro for cents, thousands for euro. Thousands are written rounded, to
/// the cent or to the unit.
fn unit(printed: Cents, computed: Cents) -> Option<String> {
    let (printed, computed) = (i128::from(printed.0), i128::from(computed.0));
    let exact = |less: i128, more: i128, factor: i128| less != 0 && less * factor == more;
    let rounded = |less: i128, more: i128, factor: i128| {
        let unit = if less % 100 == 0 { 100 } else { 1 };
        less.abs() >= UNITS_MIN * unit && 2 * (less * factor - more).abs() <= factor * unit
    };
    let hint = |holds: &dyn Fn(i128, i128, i128) -> bool| {
        [100, 1000].into_iter().find_map(|factor| {
            if holds(computed, printed, factor) {
                Some(phrases::hint_unit(factor, true))
            } else if holds(printed, computed, factor) {
                Some(phrases::hint_unit(factor, false))
            } else {
                None
            }
        })
    };
    hint(&exact).or_else(|| hint(&rounded).map(|said| phrases::hint_rounded(&said)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(printed: i64, terms: &[i64]) -> String {
        let named: Vec<(String, Cents)> =
            terms.iter().zip('A'..).map(|(cents, name)| (format!("Voce {name}"), Cents(*cents))).collect();
        of(Cents(printed), Cents(terms.iter().sum()), &named, Cents(0), Unit::Euro).unwrap_or_default()
    }

    #[test]
    fn persons_are_told_as_numbers_and_never_as_thousands_of_euro() {
        let terms = [("Dirigenti".to_owned(), Cents(200)), ("C".to_owned(), Cents(1_900))];
        let hint = |printed: i64, computed: i64| of(Cents(printed), Cents(computed), &terms, Cents(0), Unit::Number);
        assert_eq!(
            hint(2_300, 2_100).unwrap(),
            "Lo scarto è pari a `Dirigenti` (2): forse il totale stampato lo conta due volte."
        );
        assert_eq!(hint(210_000, 2_100), None);
    }

    #[test]
    fn a_gap_of_twice_a_term_is_a_sign() {
        insta::assert_snapshot!(hint(150_000, &[100_000, -50_000]), @"Lo scarto è il doppio di `Voce B` (-500,00 €): forse ha il segno sbagliato.");
    }

    #[test]
    fn a_gap_of_a_term_is_a_term_left_out_or_counted_twice() {
        insta::assert_snapshot!(hint(100_000, &[100_000, 33_300]), @"Lo scarto è pari a `Voce B` (333,00 €): forse il totale stampato non lo comprende.");
        insta::assert_snapshot!(hint(166_600, &[100_000, 33_300]), @"Lo scarto è pari a `Voce B` (333,00 €): forse il totale stampato lo conta due volte.");
    }

    #[test]
    fn rows_that_come_to_twice_their_total_are_seen() {
        insta::assert_snapshot!(of_own_rows(Cents(85_370_245), Cents(170_740_490)).unwrap(), @"La somma delle righe è il doppio del totale stampato: forse il file porta anche i mastri, o le righe due volte.");
        assert_eq!(of_own_rows(Cents(0), Cents(0)), None);
    }

    #[test]
    fn two_digits_that_changed_places_are_seen() {
        insta::assert_snapshot!(hint(154_300, &[100_000, 45_300]), @"1.543,00 € e 1.453,00 € hanno due cifre vicine scambiate: forse un errore di battitura.");
    }

    #[test]
    fn two_digits_of_a_term_that_changed_places_are_seen() {
        insta::assert_snapshot!(hint(133_337, &[88_000, 54_337]), @"Lo scarto si annulla se `Voce B` è 453,37 € e non 543,37 €: forse due cifre vicine scambiate.");
    }

    #[test]
    fn a_factor_is_a_unit() {
        insta::assert_snapshot!(hint(12_345_000, &[100_000, 23_450]), @"L'importo stampato è 100 volte l'altro: forse centesimi presi per euro.");
        insta::assert_snapshot!(hint(123_450, &[100_000_000, 23_450_000]), @"L'importo calcolato è 1000 volte l'altro: forse migliaia di euro prese per euro.");
    }

    #[test]
    fn thousands_are_known_through_their_rounding() {
        insta::assert_snapshot!(hint(108_401, &[100_000_000, 8_401_220]), @"L'importo calcolato è 1000 volte l'altro: forse migliaia di euro prese per euro (a meno degli arrotondamenti).");
        insta::assert_snapshot!(hint(1_084_000, &[1_000_000_000, 84_012_220]), @"L'importo calcolato è 1000 volte l'altro: forse migliaia di euro prese per euro (a meno degli arrotondamenti).");
        assert_eq!(hint(9_900, &[9_000_000, 900_033]), "", "too few digits to be sure");
        assert_eq!(hint(108_401, &[100_000_000, 8_401_600]), "");
    }

    #[test]
    fn where_the_source_is_rounded_a_slip_is_seen_through_the_rounding() {
        let terms = [("Voce A".to_owned(), Cents(100_000)), ("Voce B".to_owned(), Cents(-50_000))];
        let hint = |slack| of(Cents(149_900), Cents(50_000), &terms, Cents(slack), Unit::Euro);
        assert_eq!(hint(0), None);
        insta::assert_snapshot!(hint(100).unwrap(), @"Lo scarto è il doppio di `Voce B` (-500,00 €): forse ha il segno sbagliato (a meno degli arrotondamenti).");
    }

    #[test]
    fn a_gap_that_says_nothing_has_no_hint() {
        assert_eq!(hint(100_001, &[60_000, 39_999]), "");
        assert_eq!(hint(100_000, &[60_000, 40_000, 40_000]), "", "two terms fit: nothing tells them apart");
    }
}
