//! Figures over three exercises: former years joined by exercise, and summed with the last where none lacks.

use polars::prelude::*;

use super::known;
use crate::formula::Value;
use crate::period::Exercise;

/// A figure of one exercise: an amount or a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Yearly {
    /// Which figure: its place among those that are asked.
    pub figure: usize,
    /// The exercise.
    pub exercise: Exercise,
    /// Its value; one without a figure is as if it were not there.
    pub value: Value,
}

/// A figure over three exercises.
#[derive(Clone, Debug, PartialEq)]
pub enum Triennium {
    /// Its sum.
    Sum(Value),
    /// The exercises of which it is not known as the last of them knows it, amount or number; the latest first.
    Lacks(Vec<Exercise>),
}

/// Amounts that the frame takes in, in cents: three of this size fit an i64, which polars lets wrap silently. No chamber comes near,
/// and what is larger is not known here.
const CENTS_MAX: i128 = 1_000_000_000_000_000_000;

/// So many figures over three exercises, the last of which is this one; in order.
#[must_use]
pub fn triennia(yearly: &[Yearly], figures: usize, last: Exercise) -> Vec<Triennium> {
    if figures == 0 {
        return Vec::new();
    }
    known(query(yearly, figures, last), "triennia")
}

const KEYS: [&str; 3] = ["figure", "back", "is_amount"];

fn query(yearly: &[Yearly], figures: usize, last: Exercise) -> PolarsResult<Vec<Triennium>> {
    let place = |figure: usize| u32::try_from(figure).unwrap_or_default();
    let cents = |value: &Value| match value {
        Value::Cents(cents) if cents.abs() <= CENTS_MAX => i64::try_from(*cents).ok(),
        _ => None,
    };
    let number = |value: &Value| if let Value::Number(number) = value { Some(*number) } else { None };
    let back = |it: &Yearly| i32::from(last.0) - i32::from(it.exercise.0);
    let is_amount = |it: &Yearly| matches!(it.value, Value::Cents(_));
    let own: Vec<&Yearly> = yearly.iter().filter(|it| it.exercise == last).collect();
    // What is asked: three exercises of each figure, of the kind of its last one.
    let kind = |figure: usize| own.iter().any(|it| it.figure == figure && is_amount(it));
    let asked: Vec<(usize, i32)> = (0..figures).flat_map(|figure| (0..3).map(move |back| (figure, back))).collect();
    let asked = DataFrame::new(
        asked.len(),
        vec![
            Column::new("figure".into(), asked.iter().map(|(figure, _)| place(*figure)).collect::<Vec<u32>>()),
            Column::new("back".into(), asked.iter().map(|(_, back)| *back).collect::<Vec<i32>>()),
            Column::new("is_amount".into(), asked.iter().map(|(figure, _)| kind(*figure)).collect::<Vec<bool>>()),
        ],
    )?;
    let found = DataFrame::new(
        yearly.len(),
        vec![
            Column::new("figure".into(), yearly.iter().map(|it| place(it.figure)).collect::<Vec<u32>>()),
            Column::new("back".into(), yearly.iter().map(back).collect::<Vec<i32>>()),
            Column::new("is_amount".into(), yearly.iter().map(is_amount).collect::<Vec<bool>>()),
            Column::new("cents".into(), yearly.iter().map(|it| cents(&it.value)).collect::<Vec<Option<i64>>>()),
            Column::new("number".into(), yearly.iter().map(|it| number(&it.value)).collect::<Vec<Option<f64>>>()),
        ],
    )?;
    let keys = KEYS.map(col);
    let result = asked
        .lazy()
        .join(found.lazy(), keys.clone(), keys, JoinArgs::new(JoinType::Left))
        .with_columns([col("cents").is_null().and(col("number").is_null()).alias("lacks")])
        .sort(["figure", "back"], SortMultipleOptions::default())
        .with_columns([
            col("cents").sum().over([col("figure")])?.alias("sum"),
            // Added up as years follow, the last one first: the last bit of a sum of numbers depends on it.
            (col("number")
                + col("number").shift(lit(-1)).over([col("figure")])?
                + col("number").shift(lit(-2)).over([col("figure")])?)
            .alias("total"),
        ])
        .collect()?;
    let (of, backs) = (result.column("figure")?.u32()?, result.column("back")?.i32()?);
    let (amounts, lacks) = (result.column("is_amount")?.bool()?, result.column("lacks")?.bool()?);
    let (sums, totals) = (result.column("sum")?.i64()?, result.column("total")?.f64()?);
    let of_figure = |figure: usize| {
        let rows = || (0..result.height()).filter(|row| of.get(*row) == Some(place(figure)));
        let lacking = rows().filter(|row| lacks.get(*row) == Some(true)).filter_map(|row| backs.get(row));
        let lacking: Vec<Exercise> =
            lacking.map(|back| Exercise(last.0.saturating_sub(u16::try_from(back).unwrap_or_default()))).collect();
        // The row of the last exercise has all three.
        let Some(row) = rows().next().filter(|_| lacking.is_empty()) else { return Triennium::Lacks(lacking) };
        let sum = match amounts.get(row) {
            Some(true) => sums.get(row).map(|cents| Value::Cents(i128::from(cents))),
            _ => totals.get(row).map(Value::Number),
        };
        sum.map_or(Triennium::Lacks(lacking), Triennium::Sum)
    };
    Ok((0..figures).map(of_figure).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same in a loop over the years.
    fn by_hand(yearly: &[Yearly], figure: usize, last: Exercise) -> Triennium {
        let at = |exercise: Exercise| yearly.iter().find(|it| it.figure == figure && it.exercise == exercise);
        let years = [last, last.previous(), last.previous().previous()];
        let own = at(last).map(|it| &it.value);
        let lacks = |exercise: &Exercise| {
            let value = at(*exercise).map(|it| &it.value);
            match own {
                Some(Value::Cents(_)) => !matches!(value, Some(Value::Cents(_))),
                _ => !matches!(value, Some(Value::Number(_))),
            }
        };
        let lacking: Vec<Exercise> = years.into_iter().filter(lacks).collect();
        if !lacking.is_empty() {
            return Triennium::Lacks(lacking);
        }
        let values = years.into_iter().filter_map(at).map(|it| it.value.clone());
        let sum = values.reduce(|sum, value| match (sum, value) {
            (Value::Cents(sum), Value::Cents(cents)) => Value::Cents(sum + cents),
            (Value::Number(sum), Value::Number(number)) => Value::Number(sum + number),
            (sum, _) => sum,
        });
        Triennium::Sum(sum.unwrap())
    }

    fn yearly() -> impl Strategy<Value = Vec<Yearly>> {
        let value = prop_oneof![
            4 => (-900_000_i64..900_000).prop_map(|cents| Value::Cents(cents.into())),
            3 => (-1e6_f64..1e6).prop_map(Value::Number),
            1 => Just(Value::NoData(vec!["x".to_owned()])),
        ];
        let one = (0..4_usize, 2017..2023_u16, value);
        let one = one.prop_map(|(figure, year, value)| Yearly { figure, exercise: Exercise(year), value });
        prop::collection::vec(one, 0..24).prop_map(|mut all| {
            let mut seen = std::collections::BTreeSet::new();
            all.retain(|it| seen.insert((it.figure, it.exercise)));
            all
        })
    }

    proptest! {
        #[test]
        fn the_frame_says_what_a_loop_finds(yearly in yearly()) {
            let last = Exercise(2021);
            let wanted: Vec<Triennium> = (0..4).map(|figure| by_hand(&yearly, figure, last)).collect();
            prop_assert_eq!(triennia(&yearly, 4, last), wanted);
        }
    }

    #[test]
    fn three_exercises_are_summed_and_none_is_passed_over() {
        let of = |years: &[(u16, i128)]| {
            let one = |(year, cents): &(u16, i128)| Yearly {
                figure: 0,
                exercise: Exercise(*year),
                value: Value::Cents(*cents),
            };
            triennia(&years.iter().map(one).collect::<Vec<_>>(), 1, Exercise(2021)).remove(0)
        };
        assert_eq!(of(&[(2019, 1), (2021, 4), (2020, 2), (2018, 8)]), Triennium::Sum(Value::Cents(7)));
        assert_eq!(of(&[(2018, 8), (2020, 2), (2021, 4)]), Triennium::Lacks(vec![Exercise(2019)]));
        assert_eq!(of(&[(2021, 4)]), Triennium::Lacks(vec![Exercise(2020), Exercise(2019)]));
        let huge = i128::from(i64::MAX);
        assert_eq!(of(&[(2019, huge), (2020, 2), (2021, 4)]), Triennium::Lacks(vec![Exercise(2019)]));
    }
}
