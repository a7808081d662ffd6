//! Signs, resolved once: dare and avere, oneri with a minus, columns of the opposite sign. Behind this door a cost is a
//! positive onere and a storno a negative one, whatever its file writes. Knows no totals and no other file.

use super::scheme::Nature;
use crate::money::Cents;
use crate::period::Scenario;
use crate::read::layout::{Amount, Balance, Oneri};

/// What the oneri of a file look like, counted over its rows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    above: u64,
    below: u64,
    sum: i128,
}

/// How the amounts of one file become the ledger's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs {
    oneri_are_negative: bool,
}

impl Seen {
    /// Takes an amount of a row into account. What is neither a year's figure (a variation, a difference between years)
    /// nor written on one side has a sign of its own, and says nothing.
    pub fn take(&mut self, amount: &Amount, nature: Nature, raw: Cents) {
        let speaks = nature == Nature::Onere
            && amount.balance.is_none()
            && !matches!(amount.scenario, Scenario::Differenze | Scenario::Variazioni | Scenario::Disponibile);
        let cents = raw.0 * amount.sign.signum();
        if speaks && cents != 0 {
            *if cents > 0 { &mut self.above } else { &mut self.below } += 1;
            self.sum += i128::from(cents);
        }
    }

    /// The file's signs, and whether its oneri are so mixed that their count says one thing and their sum the other.
    pub fn signs(self, declared: Oneri) -> (Signs, bool) {
        let (count_is_negative, sum_is_negative) = (self.below > self.above, self.sum < 0);
        match declared {
            Oneri::Positive => (Signs { oneri_are_negative: false }, false),
            Oneri::Negative => (Signs { oneri_are_negative: true }, false),
            Oneri::ByFile => {
                let mixed = count_is_negative != sum_is_negative;
                (Signs { oneri_are_negative: count_is_negative && sum_is_negative }, mixed)
            }
        }
    }
}

impl Signs {
    /// What an amount of the file is in the ledger, on a line of this nature.
    pub fn cents(self, amount: &Amount, nature: Nature, raw: Cents) -> Cents {
        let side = match (amount.balance, nature) {
            (None, Nature::Onere) if self.oneri_are_negative => -1,
            (None, _) => 1,
            (Some(Balance::Dare), Nature::Onere | Nature::Attivo) => 1,
            (Some(Balance::Avere), Nature::Onere | Nature::Attivo) => -1,
            (Some(Balance::Dare), Nature::Provento | Nature::Passivo | Nature::Risultato) => -1,
            (Some(Balance::Avere), Nature::Provento | Nature::Passivo | Nature::Risultato) => 1,
        };
        Cents(raw.0 * amount.sign.signum() * side)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        toml::from_str(text).unwrap()
    }

    fn signs(oneri: &[i64], declared: Oneri) -> (Signs, bool) {
        let plain = amount("scenario = 'consuntivo'");
        let mut seen = Seen::default();
        oneri.iter().for_each(|cents| seen.take(&plain, Nature::Onere, Cents(*cents)));
        seen.signs(declared)
    }

    #[test]
    fn oneri_written_with_a_minus_become_costs_and_their_storni_stay_storni() {
        let plain = amount("scenario = 'consuntivo'");
        let (found, mixed) = signs(&[-100, -200, 30], Oneri::ByFile);
        assert_eq!(found.cents(&plain, Nature::Onere, Cents(-100)), Cents(100));
        assert_eq!(found.cents(&plain, Nature::Onere, Cents(30)), Cents(-30));
        assert_eq!(found.cents(&plain, Nature::Provento, Cents(-5)), Cents(-5), "a negative rimanenza is what it is");
        assert!(!mixed);
    }

    #[test]
    fn a_file_of_costs_with_one_great_storno_is_not_turned_round_but_said() {
        let (found, mixed) = signs(&[100, 200, -900], Oneri::ByFile);
        assert!(!found.oneri_are_negative && mixed);
        assert!(!signs(&[100, 200, -900], Oneri::Positive).1, "what is declared is not doubted");
    }

    #[test]
    fn dare_and_avere_are_told_apart_by_what_the_line_is() {
        let (dare, avere) =
            (amount("scenario = 'consuntivo'\nbalance = 'dare'"), amount("scenario = 'consuntivo'\nbalance = 'avere'"));
        let found = Signs { oneri_are_negative: true };
        let net = |nature| found.cents(&dare, nature, Cents(70)).0 + found.cents(&avere, nature, Cents(20)).0;
        assert_eq!([Nature::Onere, Nature::Attivo].map(net), [50, 50]);
        assert_eq!([Nature::Provento, Nature::Passivo].map(net), [-50, -50]);
    }
}
