//! Summary accounts (*mastri*): one that its layout tells apart is checked against the accounts whose codes begin with its
//! own; one that was posted beside them is told, since everything in it counts twice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::columns::Columns;
use super::super::{FileRows, FileTotal, RowAt, phrases};
use super::Posting;
use crate::money::{Cents, Unit};
use crate::read::layout::{Field, Kind, RowIs};
use crate::read::summaries::{self, Coded};
use crate::read::{ColumnKind, Layout, RowKind};

impl Posting<'_> {
    pub(super) fn summaries(&mut self, file: &FileRows, columns: &Columns) {
        self.printed_summaries(file);
        if file.layout.kind == Kind::Accounts {
            self.counted_summaries(file, columns);
        }
    }

    /// The summary accounts that a file prints, as totals of the data rows that they stand for.
    fn printed_summaries(&mut self, file: &FileRows) {
        let layout = &file.layout;
        let rule = layout.rows.iter().find(|rule| rule.is == RowIs::Summary);
        let Some(code) = rule.and_then(|rule| layout.column(&rule.column)) else { return };
        let is_money = |at: &usize| layout.columns[*at].kind == ColumnKind::Money;
        let columns: Vec<usize> = (0..layout.columns.len()).filter(is_money).collect();
        let mut sheets: BTreeMap<u16, Vec<RowAt<'_>>> = BTreeMap::new();
        for row in file.rows.iter() {
            sheets.entry(row.origin.sheet).or_default().push(row);
        }
        // What a sheet prints is of its own rows.
        for rows in sheets.values() {
            self.printed_in_sheet(layout, rows, code, &columns);
        }
    }

    fn printed_in_sheet(&mut self, layout: &Layout, rows: &[RowAt<'_>], code: usize, columns: &[usize]) {
        let of = |kind: RowKind| rows.iter().copied().filter(move |row| row.kind == kind);
        let mut data: Vec<RowAt<'_>> = of(RowKind::Data).collect();
        data.sort_by(|a, b| code_of(a, code).cmp(code_of(b, code)));
        let until: BTreeMap<usize, Vec<i128>> = columns.iter().map(|at| (*at, running(&data, *at))).collect();
        for row in of(RowKind::Summary) {
            let own = code_of(&row, code);
            let label: Vec<&str> = (0..layout.columns.len()).filter_map(|at| row.text(at)).take(2).collect();
            let from = data.partition_point(|it| code_of(it, code) < own);
            let end = from + data[from..].partition_point(|it| code_of(it, code).starts_with(own));
            if from == end || own.is_empty() {
                self.say(phrases::total_of_nothing(&label.join(" ")), row.origin);
                continue;
            }
            for (at, until) in &until {
                let Some(printed) = row.money(*at) else { continue };
                let Ok(computed) = i64::try_from(until[end] - until[from]) else { continue };
                self.ledger.file_totals.push(FileTotal {
                    layout: Arc::from(layout.id.as_str()),
                    column: Arc::from(layout.columns[*at].id.as_str()),
                    label: Arc::from(label.join(" ")),
                    subtotal: true,
                    printed,
                    computed: Cents(computed),
                    unit: Unit::Euro,
                    rows: (end - from) as u64,
                    origin: row.origin_of(*at),
                });
            }
        }
    }

    /// Accounts that were posted, and hold the sum of others that were too: centre by centre, where there are some.
    fn counted_summaries(&mut self, file: &FileRows, columns: &Columns) {
        let layout = &file.layout;
        let amounts: Vec<usize> = (0..layout.columns.len()).filter(|at| layout.columns[*at].amount.is_some()).collect();
        let [account, description, centre] =
            [Field::Account, Field::Description, Field::Centre].map(|field| columns.get(field));
        let mut groups: BTreeMap<(Option<u16>, &str), Vec<RowAt<'_>>> = BTreeMap::new();
        let data = || file.rows.iter().filter(|row| row.kind == RowKind::Data);
        let several = data().next().is_some_and(|first| data().any(|row| row.origin.sheet != first.origin.sheet));
        for row in data() {
            groups.entry((None, centre.text(row))).or_default().push(row);
            // A sheet may sum its own accounts, or those of the others.
            if several {
                groups.entry((Some(row.origin.sheet), centre.text(row))).or_default().push(row);
            }
        }
        let mut told = BTreeSet::new();
        for rows in groups.into_values() {
            let held = |row: &RowAt<'_>| amounts.iter().map(|at| row.money(*at).unwrap_or_default()).collect();
            let coded: Vec<Coded<'_>> =
                rows.iter().map(|row| Coded { code: account.text(*row), amounts: held(row) }).collect();
            for (place, count) in summaries::of(&coded) {
                let (row, Coded { code, amounts }) = (rows[place], &coded[place]);
                if !told.insert(row.origin) {
                    continue;
                }
                let worth = amounts.iter().rev().find(|cents| **cents != Cents::ZERO).copied().unwrap_or_default();
                let problem = phrases::summary_counted(code, description.text(row), worth, count);
                self.say(problem, account.origin(row));
            }
        }
    }
}

/// The code of a row, in this column.
fn code_of<'r>(row: &RowAt<'r>, column: usize) -> &'r str {
    row.text(column).unwrap_or_default()
}

/// The sum of a column before each of these rows, and of all of them.
fn running(rows: &[RowAt<'_>], column: usize) -> Vec<i128> {
    let mut sums = Vec::with_capacity(rows.len() + 1);
    let mut sum = 0;
    sums.push(sum);
    for row in rows {
        sum += i128::from(row.money(column).unwrap_or_default().0);
        sums.push(sum);
    }
    sums
}
