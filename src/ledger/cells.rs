//! What a cell holds, and the cells of a file at rest: a large file has millions, so each takes four bytes.
//! Knows neither rows nor columns.

use chrono::{Datelike as _, NaiveDate};

use super::rows;
use super::texts::Text;
use crate::money::{Cents, Unit};
use crate::read::Value;

/// What a cell holds; the arms are those of [`Value`], with a text borrowed or kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<T> {
    /// Nothing.
    Missing,
    /// Text.
    Text(T),
    /// An amount.
    Money(Cents),
    /// A number that is no money.
    Number(f64),
    /// A percentage, as its fraction.
    Percent(f64),
    /// A date.
    Date(NaiveDate),
}

/// A number that has more decimals than are carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FinerThanCarried;

impl<T> Cell<T> {
    /// The same, with its text exchanged for another.
    pub(super) fn map<U>(self, text: impl FnOnce(T) -> U) -> Cell<U> {
        match self {
            Self::Missing => Cell::Missing,
            Self::Text(held) => Cell::Text(text(held)),
            Self::Money(cents) => Cell::Money(cents),
            Self::Number(number) => Cell::Number(number),
            Self::Percent(fraction) => Cell::Percent(fraction),
            Self::Date(date) => Cell::Date(date),
        }
    }

    /// The amount, if it is one.
    #[must_use]
    pub fn money(self) -> Option<Cents> {
        if let Self::Money(cents) = self { Some(cents) } else { None }
    }

    /// What a table counts, as its unit carries it: hundredths of an amount, of a number, of a percentage point; an error where they do
    /// not say it.
    pub(super) fn carried(self, unit: Unit) -> Option<Result<Cents, FinerThanCarried>> {
        #[expect(clippy::cast_precision_loss, reason = "hundredths, or millionths")]
        let finer = (unit.scale() / Unit::default().scale()) as f64;
        let of_number = |number: f64| {
            let whole = Cents::from_f64(number * finer);
            // A share that a formula gives has no end: what lies beyond its millionths is nobody's, unless it is all there is.
            let rounded = || Cents::from_f64((number * finer * 100.0).round() / 100.0).ok();
            let is_fine = unit == Unit::FinePercent;
            let rounded = whole.is_err().then(rounded).flatten().filter(|it| is_fine && *it != Cents::ZERO);
            whole.ok().or(rounded).ok_or(FinerThanCarried)
        };
        match self {
            Self::Money(cents) => Some(Ok(cents)),
            Self::Number(number) => Some(of_number(number)),
            Self::Percent(fraction) => Some(of_number(fraction * 100.0)),
            _ => None,
        }
    }
}

impl<'v> From<&'v Value> for Cell<&'v str> {
    fn from(value: &'v Value) -> Self {
        match value {
            Value::Missing => Self::Missing,
            Value::Text(text) => Self::Text(text),
            Value::Money(cents) => Self::Money(*cents),
            Value::Number(number) => Self::Number(*number),
            Value::Percent(fraction) => Self::Percent(*fraction),
            Value::Date(date) => Self::Date(*date),
        }
    }
}

/// A cell at rest: its upper three bits say what it holds, the others hold it or, where it is wider than they are, say
/// which of the wide ones it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packed(u32);

const MISSING: u32 = 0;
const TEXT: u32 = 1;
const CENTS: u32 = 2;
const WIDE_CENTS: u32 = 3;
const NUMBER: u32 = 4;
const PERCENT: u32 = 5;
const DATE: u32 = 6;

const HELD_BITS: u32 = 29;
const HELD: u32 = (1 << HELD_BITS) - 1;

impl Packed {
    fn of(kind: u32, held: u32) -> Self {
        Self(kind << HELD_BITS | (held & HELD))
    }

    /// One that says which of several it is.
    fn nth(kind: u32, number: usize) -> Self {
        let number = u32::try_from(number).ok().filter(|number| *number <= HELD);
        Self::of(kind, number.expect("fewer different texts and numbers than a file may have bytes"))
    }

    fn held(self) -> u32 {
        self.0 & HELD
    }

    /// What is held, with its sign.
    fn signed(self) -> i32 {
        let beyond = u32::BITS - HELD_BITS;
        (self.0 << beyond).cast_signed() >> beyond
    }
}

/// Cells, one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    packed: Vec<Packed>,
    /// The bits of numbers, and of the few amounts that do not fit into a cell.
    wide: Vec<u64>,
}

impl Cells {
    /// Makes room for those of a large file, which goes back to the system.
    pub fn map(&mut self, expected: usize) {
        rows::map(&mut self.packed, expected);
        rows::map(&mut self.wide, 0);
    }

    /// Adds one at the end.
    ///
    /// # Panics
    /// Beyond five hundred million different texts or numbers, for which no file that may be read has room.
    pub fn push(&mut self, cell: Cell<Text>) {
        let packed = match cell {
            Cell::Missing => Packed::of(MISSING, 0),
            Cell::Text(text) => Packed::nth(TEXT, text.number()),
            Cell::Money(Cents(cents)) => match i32::try_from(cents) {
                Ok(few) if Packed::of(CENTS, few.cast_unsigned()).signed() == few => {
                    Packed::of(CENTS, few.cast_unsigned())
                }
                _ => self.wide(WIDE_CENTS, cents.cast_unsigned()),
            },
            Cell::Number(number) => self.wide(NUMBER, number.to_bits()),
            Cell::Percent(fraction) => self.wide(PERCENT, fraction.to_bits()),
            // The days of all years that a date may have take twenty-eight bits with their sign.
            Cell::Date(date) => Packed::of(DATE, date.num_days_from_ce().cast_unsigned()),
        };
        self.packed.push(packed);
    }

    fn wide(&mut self, kind: u32, bits: u64) -> Packed {
        self.wide.push(bits);
        Packed::nth(kind, self.wide.len() - 1)
    }

    /// All of them, in order, for [`told`](Self::told).
    pub fn packed(&self) -> &[Packed] {
        &self.packed
    }

    /// What one of them holds.
    #[inline]
    pub fn told(&self, cell: Packed) -> Cell<Text> {
        let bits = || self.wide.get(cell.held() as usize).copied().unwrap_or_default();
        match cell.0 >> HELD_BITS {
            TEXT => Cell::Text(Text::of_number(cell.held())),
            CENTS => Cell::Money(Cents(i64::from(cell.signed()))),
            WIDE_CENTS => Cell::Money(Cents(bits().cast_signed())),
            NUMBER => Cell::Number(f64::from_bits(bits())),
            PERCENT => Cell::Percent(f64::from_bits(bits())),
            DATE => NaiveDate::from_num_days_from_ce_opt(cell.signed()).map_or(Cell::Missing, Cell::Date),
            _ => Cell::Missing,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date() -> impl Strategy<Value = NaiveDate> {
        let days = NaiveDate::MIN.num_days_from_ce()..=NaiveDate::MAX.num_days_from_ce();
        let any = days.prop_map(|days| NaiveDate::from_num_days_from_ce_opt(days).unwrap());
        prop_oneof![Just(NaiveDate::MIN), Just(NaiveDate::MAX), any]
    }

    fn cell() -> impl Strategy<Value = Cell<Text>> {
        const EDGE: i64 = 1 << 28;
        prop_oneof![
            Just(Cell::Missing),
            (0..=HELD).prop_map(|number| Cell::Text(Text::of_number(number))),
            prop_oneof![any::<i64>(), EDGE - 2..EDGE + 2, -EDGE - 2..-EDGE + 2, -9_i64..9]
                .prop_map(|cents| Cell::Money(Cents(cents))),
            any::<f64>().prop_map(Cell::Number),
            any::<f64>().prop_map(Cell::Percent),
            date().prop_map(Cell::Date),
        ]
    }

    proptest! {
        #[test]
        fn a_cell_comes_back_as_it_went_in(cells in prop::collection::vec(cell(), 0..200)) {
            let mut kept = Cells::default();
            cells.iter().for_each(|cell| kept.push(*cell));
            let told: Vec<Cell<Text>> = kept.packed().iter().map(|packed| kept.told(*packed)).collect();
            prop_assert_eq!(told, cells);
        }
    }
}
