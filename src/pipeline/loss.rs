//! What a sheet of an office has less than the one before it.

use std::collections::BTreeSet;

use super::unfilled::MEASURED;
use crate::ledger::{Cell, RowAt, Rows};
use crate::money::Cents;
use crate::origin::{Origin, Sources};
use crate::problem::{Problem, Severity};
use crate::read::layout::{Field, Kind};
use crate::read::wording::Wording;
use crate::read::{Layout, RowKind};

/// What is more than one part of so many is much.
const PARTS: i128 = 3;

/// What a sheet holds that an office writes by hand: there a row is taken out on purpose.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// Its rows, those that could not be read too: they are told by themselves.
    rows: u64,
    /// How many of them could not be read.
    unread: u64,
    /// The header and the sum of the column of its kind, where it has one.
    total: Option<(String, Cents)>,
    /// The codes that it measures.
    codes: BTreeSet<String>,
}

impl Held {
    /// What the rows of such a sheet are; none of an export.
    pub(super) fn of(layout: &Layout, rows: &Rows, problems: &[Problem], sources: &Sources) -> Option<Self> {
        let value = match layout.kind {
            Kind::Initiatives => layout.column(Field::Paid.id()),
            Kind::Measurements => None,
            _ => return None,
        };
        let is_row = |row: &RowAt<'_>| row.kind == RowKind::Data && says(row, layout);
        let data = || rows.iter().filter(is_row);
        let total = value.map(|at| {
            let header = layout.columns[at].header.first().map_or("", Wording::as_str).to_owned();
            (header, data().filter_map(|row| row.money(at)).sum())
        });
        let code = layout.column(Field::Indicator.id()).filter(|_| layout.kind == Kind::Measurements);
        let codes = data().filter_map(|row| Some(row.text(code?)?.trim().to_owned()));
        // The same row of another sheet is another row.
        let row_of = |it: &Problem| {
            let row = it.cell.as_deref()?.trim_start_matches(|c: char| c.is_alphabetic()).to_owned();
            Some((it.sheet.clone().unwrap_or_default(), row))
        };
        let lost = problems.iter().filter(|it| it.severity == Severity::Error).filter_map(row_of);
        let lost: BTreeSet<(String, String)> = lost.collect();
        let row_at = |row: Origin| (sources.sheet(row).to_owned(), (row.row + 1).to_string());
        let kept = rows.iter().filter(|row| row.kind == RowKind::Data);
        let kept: BTreeSet<(String, String)> = kept.map(|row| row_at(row.origin)).collect();
        let unread = lost.difference(&kept).count() as u64;
        Some(Self { rows: data().count() as u64 + unread, unread, total, codes: codes.collect() })
    }
}

/// Whether a row says anything: one of a code alone, as a blank sheet has it, measures nothing.
fn says(row: &RowAt<'_>, layout: &Layout) -> bool {
    layout.kind != Kind::Measurements
        || MEASURED.iter().filter_map(|it| layout.column(it.id())).any(|at| row.cell(at) != Cell::Missing)
}

/// What a sheet has less than the one before it.
#[derive(Debug)]
pub(super) struct Loss {
    /// Its rows, and those of the former one.
    pub rows: (u64, u64),
    /// The header of the column that counts, its sum, and the former one.
    pub total: Option<(String, Cents, Cents)>,
    /// Codes that are measured no more.
    pub codes: Vec<String>,
}

impl Loss {
    pub(super) fn of(now: Held, before: Held) -> Option<Self> {
        let total = now.total.zip(before.total).map(|((header, now), (_, before))| (header, now, before));
        // What could not be read is neither gone nor worth nothing.
        let is_whole = now.unread == 0;
        let total = total.filter(|_| is_whole);
        let codes: Vec<String> = before.codes.difference(&now.codes).filter(|_| is_whole).cloned().collect();
        let rows = (now.rows, before.rows);
        let is_less = rows.0 < rows.1 || total.as_ref().is_some_and(|(_, now, before)| now < before);
        is_less.then_some(Self { rows, total, codes })
    }

    /// Whether more than a third of the rows, or of the sum, is gone.
    pub(super) fn is_much(&self) -> bool {
        let much = |now: i128, before: i128| (before - now) * PARTS > before;
        let (rows, rows_before) = self.rows;
        let sum =
            |(_, now, before): &(String, Cents, Cents)| before.0 > 0 && much(i128::from(now.0), i128::from(before.0));
        much(rows.into(), rows_before.into()) || self.total.as_ref().is_some_and(sum)
    }
}
