//! Which cells of a table of persons are told to few: counts so small that somebody might be known by them, and as many others as keep
//! a sum from giving one back. Refuses to know who reads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::statement::{Column, Statement};
use crate::formula::Value;

/// A cell: its line, and its column.
pub type Place = (Arc<str>, Column);

/// Sums that anybody who sees a table can make: cells with the sign of each, which come to nothing together.
type Sums = Vec<Vec<(Place, i64)>>;

/// The cells of a statement that are not shown to everybody; none of a scheme that declares no `mask_below`.
#[must_use]
pub fn masked(statement: &Statement) -> BTreeSet<Place> {
    let Some(below) = statement.scheme.mask_below else { return BTreeSet::new() };
    let table = Table::of(statement);
    let is_small = |counted: i64| counted != 0 && counted.abs() < i64::from(below) * 100;
    let small = table.cells.iter().filter(|(place, counted)| is_small(**counted) && !table.is_public(place));
    let mut masked: BTreeSet<Place> = small.map(|(place, _)| place.clone()).collect();
    // Each round masks one more, so that this ends.
    loop {
        let given = table.given_back(&masked);
        let Some(more) = (!given.is_empty()).then(|| table.next(&masked, &given)).flatten() else { return masked };
        masked.insert(more);
    }
}

/// The cells of a statement, and what adds up in it.
struct Table<'s> {
    statement: &'s Statement,
    cells: BTreeMap<Place, i64>,
    sums: Sums,
}

impl<'s> Table<'s> {
    fn of(statement: &'s Statement) -> Self {
        let mut cells = BTreeMap::new();
        for column in statement.columns() {
            for line in &statement.scheme.lines {
                if let Value::Cents(cents) = statement.value(&line.id, column)
                    && let Ok(cents) = i64::try_from(cents)
                {
                    cells.insert((Arc::clone(&line.id), column), cents);
                }
            }
        }
        let mut it = Self { statement, cells, sums: Vec::new() };
        it.sums = it.by_line().chain(it.by_column()).collect();
        it
    }

    fn is_public(&self, (line, _): &Place) -> bool {
        self.statement.scheme.public.contains(line)
    }

    /// What a line holds as a whole, less what it holds in each part.
    fn by_line(&self) -> impl Iterator<Item = Vec<(Place, i64)>> {
        let wholes = self.cells.keys().filter(|(_, at)| at.is_whole());
        wholes.filter_map(|(line, whole)| {
            let is_part = |at: &Column| at.centre.is_some() && Column { centre: None, ..*at } == *whole;
            let parts = self.cells.keys().filter(|(of, at)| of == line && is_part(at));
            let parts: Vec<(Place, i64)> = parts.map(|place| (place.clone(), -1)).collect();
            (!parts.is_empty()).then(|| std::iter::once(((Arc::clone(line), *whole), 1)).chain(parts).collect())
        })
    }

    /// What a total holds in a column, less what it is made of.
    fn by_column(&self) -> impl Iterator<Item = Vec<(Place, i64)>> {
        let columns = self.statement.columns();
        let totals = self.statement.scheme.lines.iter().filter_map(|line| Some((line, line.formula.as_ref()?)));
        totals.flat_map(move |(line, formula)| {
            let of = |column: Column| -> Vec<(Place, i64)> {
                let terms = formula.signed_inputs().into_iter().map(|(name, sign)| (Arc::from(name), -i64::from(sign)));
                let all = std::iter::once((Arc::clone(&line.id), 1)).chain(terms);
                all.map(|(id, sign)| ((id, column), sign)).collect()
            };
            columns.iter().map(|column| of(*column)).collect::<Vec<_>>()
        })
    }

    /// The masked cells that the others give back.
    fn given_back(&self, masked: &BTreeSet<Place>) -> Vec<Place> {
        let unknown: Vec<&Place> = masked.iter().collect();
        let row = |sum: &Vec<(Place, i64)>| -> Vec<i64> {
            let of = |place: &&Place| sum.iter().filter(|(at, _)| at == *place).map(|(_, sign)| *sign).sum();
            unknown.iter().map(of).collect()
        };
        determined(self.sums.iter().map(row).collect()).into_iter().map(|at| unknown[at].clone()).collect()
    }

    /// One more to mask among those that add up with what is given back: the one that leaves the fewest given back, of those the smallest
    /// that counts somebody; then one that counts nobody, a total last.
    fn next(&self, masked: &BTreeSet<Place>, given: &[Place]) -> Option<Place> {
        let is_total = |(line, at): &Place| {
            at.is_whole() || self.statement.scheme.line(line).is_some_and(|line| line.formula.is_some())
        };
        let sums = self.sums.iter().filter(|sum| sum.iter().any(|(at, _)| given.contains(at)));
        let places: BTreeSet<&Place> = sums.flat_map(|sum| sum.iter().map(|(place, _)| place)).collect();
        let free = places.into_iter().filter(|place| !masked.contains(*place) && !self.is_public(place));
        let counted = free.filter_map(|place| Some((place, self.cells.get(place)?.abs())));
        let rank = |(place, counted): &(&Place, i64)| {
            let left = self.given_back(&masked.iter().cloned().chain([(*place).clone()]).collect()).len();
            (is_total(place), *counted == 0, left, *counted, (*place).clone())
        };
        counted.min_by_key(rank).map(|(place, _)| place.clone())
    }
}

/// A prime so large that no sum of a table is a multiple of it.
const PRIME: i128 = (1 << 61) - 1;

/// The unknowns that sums, a row each, say alone: those whose row, once all are reduced, names no other.
fn determined(mut rows: Vec<Vec<i64>>) -> Vec<usize> {
    let width = rows.first().map_or(0, Vec::len);
    let wrapped = |number: i128| i64::try_from(number.rem_euclid(PRIME)).unwrap_or_default();
    let mut placed = 0;
    for column in 0..width {
        let Some(at) = (placed..rows.len()).find(|row| wrapped(rows[*row][column].into()) != 0) else { continue };
        rows.swap(placed, at);
        let inverse = power(rows[placed][column].into(), PRIME - 2);
        let pivot: Vec<i64> = rows[placed].iter().map(|it| wrapped(i128::from(*it) * inverse)).collect();
        for (at, row) in rows.iter_mut().enumerate() {
            let times = i128::from(row[column]);
            if at != placed && times != 0 {
                for (it, of) in row.iter_mut().zip(&pivot) {
                    *it = wrapped(i128::from(*it) - times * i128::from(*of));
                }
            }
        }
        rows[placed] = pivot;
        placed += 1;
    }
    let named = |row: &Vec<i64>| -> Vec<usize> { (0..width).filter(|at| row[*at] != 0).collect() };
    rows.iter().filter_map(|row| <[usize; 1]>::try_from(named(row)).ok()).map(|[at]| at).collect()
}

/// A number times itself, within the prime.
fn power(base: i128, mut times: i128) -> i128 {
    let (mut base, mut out) = (base.rem_euclid(PRIME), 1);
    while times > 0 {
        if times & 1 == 1 {
            out = out * base % PRIME;
        }
        base = base * base % PRIME;
        times >>= 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ledger::Amount;
    use crate::money::Cents;
    use crate::origin::Origin;
    use crate::period::{Centre, Exercise, Scenario};

    /// A table of persons: a line a row with its parts, lines and parts summed.
    fn table(rows: &[Vec<i64>], public: &[&str]) -> Statement {
        let names: Vec<String> = (0..rows.len()).map(|at| format!("r{at}")).collect();
        let mut text = format!(
            "id = \"p\"\ntitle = \"P\"\nsource = \"S\"\nunit = \"number\"\nmask_below = 3\npublic = {public:?}\n"
        );
        for name in &names {
            text += &format!("[[line]]\nid = \"{name}\"\nlabel = \"{name}\"\nnature = \"risultato\"\n");
        }
        text += &format!(
            "[[line]]\nid = \"totale\"\nlabel = \"T\"\nnature = \"risultato\"\nformula = \"{}\"\n",
            names.join(" + ")
        );
        let mut statement = Statement::of(Arc::new(toml::from_str(&text).unwrap()));
        let mut put = |line: &str, centre: Option<usize>, persons: i64| {
            let centre = centre.and_then(|at| Centre::named(&format!("c{at}")));
            let column = Column { exercise: Exercise(2020), scenario: Scenario::Consuntivo, function: None, centre };
            let amount = Amount { printed: Some((Cents(persons * 100), Origin::default())), ..Amount::default() };
            statement.amounts.insert((Arc::from(line), column), amount);
        };
        let width = rows[0].len();
        for (name, row) in names.iter().zip(rows) {
            row.iter().enumerate().for_each(|(at, persons)| put(name, Some(at), *persons));
            put(name, None, row.iter().sum());
        }
        (0..width).for_each(|at| put("totale", Some(at), rows.iter().map(|row| row[at]).sum()));
        put("totale", None, rows.iter().flatten().sum());
        statement
    }

    fn shown(statement: &Statement) -> String {
        let masked = masked(statement);
        let mut out = String::new();
        for line in &statement.scheme.lines {
            let cells = statement.columns().into_iter().map(|column| {
                let place = (Arc::clone(&line.id), column);
                let Value::Cents(cents) = statement.value(&line.id, column) else { return "?".to_owned() };
                if masked.contains(&place) { "*".to_owned() } else { (cents / 100).to_string() }
            });
            out += &format!("{}\n", cells.collect::<Vec<_>>().join(" "));
        }
        out
    }

    #[test]
    fn no_total_gives_back_a_small_count() {
        // Cremona 2020, by category and area; the whole stands first. How many dirigenti there are is published.
        let rows = [[1, 0, 0], [0, 3, 9], [2, 10, 7], [2, 4, 5], [0, 0, 3]].map(|row| row.to_vec());
        insta::assert_snapshot!(shown(&table(&rows, &["r0"])), @"
        1 1 0 0
        12 0 3 9
        19 * * 7
        11 * * 5
        3 0 0 3
        46 5 17 24
        ");
        // A row that holds two persons in one place says so by its whole.
        insta::assert_snapshot!(shown(&table(&[vec![2, 0], vec![8, 9]], &[])), @"
        * * *
        * * *
        19 10 9
        ");
    }

    proptest! {
        #[test]
        fn what_is_masked_cannot_be_computed(rows in (1..5_usize, 1..5_usize).prop_flat_map(|(height, width)| {
            prop::collection::vec(prop::collection::vec(0..9_i64, width), height)
        })) {
            let statement = table(&rows, &[]);
            let masked = masked(&statement);
            let table = Table::of(&statement);
            prop_assert!(table.given_back(&masked).is_empty());
            for (place, counted) in &table.cells {
                prop_assert!(masked.contains(place) || !(1..300).contains(counted));
            }
            // No sum names one alone, and what holds nothing small is shown whole.
            for sum in &table.sums {
                prop_assert!(sum.iter().filter(|(place, _)| masked.contains(place)).count() != 1);
            }
            let any_small = table.cells.values().any(|counted| (1..300).contains(counted));
            prop_assert!(any_small || masked.is_empty());
        }
    }
}
