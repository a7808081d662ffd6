//! Rows of a table of accounts that name something and have no code: sums of the rows around them, results, or rows that a person
//! has to look at. Read as the account above they would be counted twice. Refuses to know what the accounts are of.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::{Row, Rows};
use super::summaries::cents;
use super::survey::one_line;
use crate::money::Cents;
use crate::read::layout::RowIs;
use crate::read::summaries::{self, Coded};
use crate::read::words::folded;
use crate::sheets::{CellKind, RawCell};

/// What rows without a code were taken for, and those that are still data.
#[derive(Debug, Default)]
pub(super) struct Uncoded<'g, 's> {
    /// Rows taken out of the data, each with what a layout's rule says of it.
    pub sums: Vec<(RowIs, Row<'g, 's>)>,
    /// Rows that nothing tells, from 0.
    pub doubtful: Vec<u32>,
}

/// Amounts by column.
type Amounts = BTreeMap<u16, Cents>;

/// Takes them out of the data of a table whose codes stand in column `code`, and whose names in column `name`.
pub(super) fn take<'g, 's>(code: u16, name: u16, rows: &mut Rows<'g, 's>) -> Uncoded<'g, 's> {
    let mut found = Uncoded::default();
    let all = &rows.data;
    let is_own = |place: usize| is_uncoded(code, name, all, place);
    let places: Vec<usize> = (0..all.len()).filter(|place| is_own(*place)).collect();
    if places.is_empty() {
        return found;
    }
    let amounts: Vec<Amounts> = all.iter().map(|row| amounts(row, &[code, name])).collect();
    let table =
        Table { summaries: summary_places(code, all, &amounts), uncoded: places.iter().copied().collect(), amounts };
    let names: BTreeSet<String> =
        (0..all.len()).filter(|place| !is_own(*place)).map(|place| text(&all[place], name)).collect();
    // What has been summed once is not summed by the next one.
    let boundaries: BTreeSet<u32> = rows.totals.iter().map(|(_, row)| row.0).collect();
    let mut former: Vec<Amounts> = Vec::new();
    let mut taken = BTreeSet::new();
    for (number, place) in places.iter().copied().enumerate() {
        let row = all[place];
        let begins = boundaries.range(..row.0).next_back().map_or(0, |total| all.partition_point(|it| it.0 < *total));
        let since = begins.max(number.checked_sub(1).map_or(0, |before| places[before] + 1));
        let until = places.get(number + 1).copied().unwrap_or(all.len());
        let told = table.told(place, since..place, place + 1..until, &former);
        former.push(table.amounts[place].clone());
        // A rule goes by the name: one that an account bears too would take that away.
        match told.filter(|_| !names.contains(&text(&row, name))) {
            Some(is) => {
                taken.insert(place);
                found.sums.push((is, row));
            }
            None => found.doubtful.push(row.0),
        }
    }
    let mut place = 0..;
    rows.data.retain(|_| place.next().is_none_or(|it| !taken.contains(&it)));
    found
}

/// The amounts of a table's rows.
struct Table {
    amounts: Vec<Amounts>,
    /// Rows that sum accounts, by their codes.
    summaries: BTreeSet<usize>,
    uncoded: BTreeSet<usize>,
}

impl Table {
    /// What a row without a code is: of the rows since the last one and of those until the next one, of all above, or of sums before.
    fn told(
        &self,
        place: usize,
        since: std::ops::Range<usize>,
        until: std::ops::Range<usize>,
        former: &[Amounts],
    ) -> Option<RowIs> {
        let own = &self.amounts[place];
        let is_last = !until.clone().any(|it| self.is_account(it));
        let of_all = self.sum(0..place).as_ref() == Some(own);
        match () {
            () if of_all && is_last => Some(RowIs::Total),
            () if self.sum(since).as_ref() == Some(own) => Some(RowIs::Subtotal),
            () if of_all => Some(RowIs::Total),
            () if self.sum(until).as_ref() == Some(own) => Some(RowIs::Skip),
            () if is_result(own, former) => Some(RowIs::Skip),
            () => None,
        }
    }

    fn is_account(&self, place: usize) -> bool {
        !self.summaries.contains(&place) && !self.uncoded.contains(&place)
    }

    /// What the accounts of these rows come to; nothing where there are fewer than two.
    fn sum(&self, places: std::ops::Range<usize>) -> Option<Amounts> {
        let mut accounts = places.filter(|place| self.is_account(*place)).peekable();
        let first = accounts.next()?;
        accounts.peek()?;
        let mut sum = self.amounts[first].clone();
        for place in accounts {
            for (column, cents) in &self.amounts[place] {
                *sum.entry(*column).or_default() += *cents;
            }
        }
        sum.retain(|_, cents| *cents != Cents::ZERO);
        Some(sum)
    }
}

/// Whether a row is the difference of two sums before it, or what they come to together.
fn is_result(own: &Amounts, former: &[Amounts]) -> bool {
    let columns = |it: &Amounts| it.keys().copied().collect::<BTreeSet<_>>();
    let of = |one: &Amounts, other: &Amounts, sign: i64| {
        let at = |it: &Amounts, column: &u16| it.get(column).map_or(0, |cents| cents.0);
        let all: BTreeSet<u16> = columns(one).into_iter().chain(columns(other)).chain(columns(own)).collect();
        all.iter().all(|column| at(own, column) == at(one, column) + sign * at(other, column))
    };
    let pairs = former.iter().enumerate().flat_map(|(at, one)| former[at + 1..].iter().map(move |other| (one, other)));
    pairs.into_iter().any(|(one, other)| of(one, other, 1) || of(one, other, -1) || of(other, one, -1))
}

/// Whether a row has amounts and a name of its own, and no code.
fn is_uncoded(code: u16, name: u16, rows: &[Row<'_, '_>], place: usize) -> bool {
    let own = text(&rows[place], name);
    let above = place.checked_sub(1).map(|above| text(&rows[above], name));
    let has_no_code = !rows[place].1.contains_key(&code);
    has_no_code && !own.is_empty() && above != Some(own) && !amounts(&rows[place], &[code, name]).is_empty()
}

fn text(row: &Row<'_, '_>, at: u16) -> String {
    row.1
        .get(&at)
        .filter(|cell| cell.kind == CellKind::Text)
        .map_or_else(String::new, |cell| folded(&one_line(&cell.value)))
}

/// What the cells of a row show but for some columns; a cell that shows no amount, or zero, is left out.
fn amounts(row: &Row<'_, '_>, but: &[u16]) -> Amounts {
    let shown = row.1.iter().filter(|(at, _)| !but.contains(at)).map(|(at, cell): (_, &&RawCell)| (*at, cents(cell)));
    shown.filter(|(_, cents)| *cents != Cents::ZERO).collect()
}

fn summary_places(code: u16, rows: &[Row<'_, '_>], amounts: &[Amounts]) -> BTreeSet<usize> {
    let columns: BTreeSet<u16> = amounts.iter().flat_map(|it| it.keys().copied()).collect();
    let codes: Vec<&str> = rows.iter().map(|row| row.1.get(&code).map_or("", |cell| cell.value.trim())).collect();
    let coded: Vec<Coded<'_>> = codes
        .into_iter()
        .zip(amounts)
        .map(|(code, own)| Coded {
            code,
            amounts: columns.iter().map(|column| own.get(column).copied().unwrap_or_default()).collect(),
        })
        .collect();
    summaries::of(&coded).into_iter().map(|(place, _)| place).collect()
}
