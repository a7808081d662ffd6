//! Signs, resolved once: dare and avere, oneri with a minus, columns of the opposite sign. Behind this door a cost is a
//! positive onere and a storno a negative one, whatever its file writes. Knows no totals and no other file.

use std::cmp::Ordering;

use super::scheme::Nature;
use crate::money::Cents;
use crate::origin::Origin;
use crate::period::Scenario;
use crate::read::layout::{Amount, Balance, Oneri};

/// Amounts of one sort, counted over the rows of a file.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    above: u64,
    below: u64,
    sum: i128,
}

/// What the amounts of one column look like.
#[derive(Clone, Copy, Debug, Default)]
struct InColumn {
    oneri: Count,
    proventi: Count,
    /// The first onere and the first provento below zero, and the first onere above it.
    first: [Option<Origin>; 3],
}

/// What the amounts of a file look like, by column of its layout.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen(Vec<InColumn>);

/// A column that writes its amounts with another sign than they should have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Opposite {
    /// The layout column.
    pub column: usize,
    /// Whether they are oneri, whose other columns are written otherwise; else proventi below zero.
    pub oneri: bool,
    /// How many of its amounts are of that sign, of how many that are not zero.
    pub of: (u64, u64),
    /// Whether that sign is below zero.
    pub below: bool,
    /// The first of them.
    pub origin: Origin,
}

/// The signs of a file, and what is doubtful about them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Judged {
    /// How its amounts become the ledger's.
    pub signs: Signs,
    /// Whether its oneri are so mixed that their count says one thing and their sum the other.
    pub mixed: bool,
    /// Columns that contradict the others.
    pub opposite: Vec<Opposite>,
}

/// A column of fewer amounts may well hold nothing but storni.
pub(super) const AMOUNTS_MIN: u64 = 3;

/// How the amounts of one file become the ledger's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs {
    oneri_are_negative: bool,
}

impl Count {
    fn take(&mut self, cents: i64) {
        *if cents > 0 { &mut self.above } else { &mut self.below } += 1;
        self.sum += i128::from(cents);
    }

    fn add(self, other: Self) -> Self {
        Self { above: self.above + other.above, below: self.below + other.below, sum: self.sum + other.sum }
    }

    /// Whether most are below zero and their sum is, or the reverse; `None` where the two say different things.
    fn is_below(self) -> Option<bool> {
        match (self.below.cmp(&self.above), self.sum.signum()) {
            (Ordering::Greater, -1) => Some(true),
            (Ordering::Less, 1) => Some(false),
            _ => None,
        }
    }
}

/// An amount as a cell tells it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub raw: Cents,
    pub origin: Origin,
}

impl Seen {
    /// Takes an amount of a row into account. What is neither a year's figure (a variation, a difference between years)
    /// nor written on one side has a sign of its own, and says nothing.
    pub fn take(&mut self, column: usize, amount: &Amount, nature: Nature, told: Told) {
        let Told { raw, origin } = told;
        let speaks = amount.balance.is_none()
            && !matches!(amount.scenario, Scenario::Differenze | Scenario::Variazioni | Scenario::Disponibile);
        let cents = raw.0 * amount.sign.signum();
        if !speaks || cents == 0 {
            return;
        }
        if self.0.len() <= column {
            self.0.resize(column + 1, InColumn::default());
        }
        let seen = &mut self.0[column];
        let first = match nature {
            Nature::Onere => {
                seen.oneri.take(cents);
                if cents < 0 { 0 } else { 2 }
            }
            Nature::Provento => {
                seen.proventi.take(cents);
                if cents > 0 {
                    return;
                }
                1
            }
            Nature::Attivo | Nature::Passivo | Nature::Risultato => return,
        };
        seen.first[first].get_or_insert(origin);
    }

    /// The file's signs. What is declared is not doubted.
    pub fn judge(&self, declared: Oneri) -> Judged {
        if declared != Oneri::ByFile {
            let signs = Signs { oneri_are_negative: declared == Oneri::Negative };
            return Judged { signs, ..Judged::default() };
        }
        let all = self.0.iter().fold(Count::default(), |all, it| all.add(it.oneri));
        let (count_is_negative, sum_is_negative) = (all.below > all.above, all.sum < 0);
        let oneri_are_negative = count_is_negative && sum_is_negative;
        let mut opposite = Vec::new();
        for (column, seen) in self.0.iter().enumerate() {
            let InColumn { oneri, proventi, first: [onere_below, provento_below, onere_above] } = *seen;
            let told = |oneri, count: Count, below, origin: Option<Origin>| {
                let of = (if below { count.below } else { count.above }, count.above + count.below);
                origin.map(|origin| Opposite { column, oneri, of, below, origin })
            };
            match oneri.is_below() {
                Some(true) if !oneri_are_negative => opposite.extend(told(true, oneri, true, onere_below)),
                Some(false) if oneri_are_negative => opposite.extend(told(true, oneri, false, onere_above)),
                _ => {}
            }
            // A few proventi below zero may be what they are.
            if proventi.is_below() == Some(true) && proventi.above + proventi.below >= AMOUNTS_MIN {
                opposite.extend(told(false, proventi, true, provento_below));
            }
        }
        let mixed = count_is_negative != sum_is_negative && !opposite.iter().any(|it: &Opposite| it.oneri);
        Judged { signs: Signs { oneri_are_negative }, mixed, opposite }
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

    fn judged(columns: &[(Nature, &[i64])], declared: Oneri) -> Judged {
        let plain = amount("scenario = 'consuntivo'");
        let mut seen = Seen::default();
        for (column, (nature, amounts)) in columns.iter().enumerate() {
            amounts
                .iter()
                .for_each(|it| seen.take(column, &plain, *nature, Told { raw: Cents(*it), origin: Origin::default() }));
        }
        seen.judge(declared)
    }

    fn signs(oneri: &[i64], declared: Oneri) -> (Signs, bool) {
        let judged = judged(&[(Nature::Onere, oneri)], declared);
        assert_eq!(judged.opposite, [], "one column contradicts nothing");
        (judged.signs, judged.mixed)
    }

    /// Which columns contradict the others, with how many of how many amounts.
    fn opposite(columns: &[(Nature, &[i64])], declared: Oneri) -> Vec<(usize, (u64, u64))> {
        judged(columns, declared).opposite.into_iter().map(|it| (it.column, it.of)).collect()
    }

    #[test]
    fn a_column_of_the_other_sign_is_named() {
        let budget: (Nature, &[i64]) = (Nature::Onere, &[900, 210, 12, 30, 5]);
        let actual: (Nature, &[i64]) = (Nature::Onere, &[-445, -104, -5, 2]);
        assert_eq!(opposite(&[budget, actual], Oneri::ByFile), [(1, (3, 4))]);
        assert_eq!(
            opposite(&[actual, (Nature::Onere, &[-1, -1]), (Nature::Onere, &[3])], Oneri::ByFile),
            [(2, (1, 1))]
        );
        assert_eq!(opposite(&[budget, actual], Oneri::Positive), [], "what is declared is not doubted");
        let storni: (Nature, &[i64]) = (Nature::Onere, &[100, -900, 10]);
        assert_eq!(opposite(&[budget, storni], Oneri::ByFile), [], "one great storno is no column of storni");
        let income: (Nature, &[i64]) = (Nature::Provento, &[-10, -20, 3]);
        assert_eq!(opposite(&[budget, income, (Nature::Provento, &[5])], Oneri::ByFile), [(1, (2, 3))]);
        assert_eq!(opposite(&[(Nature::Passivo, &[-10])], Oneri::ByFile), []);
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
