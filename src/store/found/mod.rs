//! What an issue found, as it was issued: later months read it, and never the files again. One table a module.

pub(super) mod alerts;
mod amounts;
mod degrees;
mod differences;
mod indicators;
mod inputs;
mod projections;
pub(super) mod rows;
mod tie_outs;

use rusqlite::Transaction;

pub use differences::{IssuedDifferences, ToldDifference, UnknownDifference};

use crate::indicators::{Indicator, Standings, YearEnd};
use crate::issue::Issue;
use crate::ledger::Statement;
use crate::monitor::Alert;
use crate::reconcile::Reconciliation;

/// The tables, in the order in which they are copied.
pub(super) const TABLES: [&str; 9] = [
    "issued_amount",
    "issued_indicator",
    "issued_input",
    "issued_projection",
    "issued_degree",
    "issued_tie_out",
    "issued_difference",
    "issued_rows",
    "issued_alert",
];

/// Everything that an issue found, but for the rows that it compared: they are many, and written sooner.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// Its statements.
    pub statements: &'a [Statement],
    /// Its indicators, of all scenarios.
    pub indicators: &'a [Indicator],
    /// How far its objectives and scorecards have come.
    pub standings: &'a Standings,
    /// Where it sees the year heading.
    pub year_end: &'a YearEnd,
    /// Its tie-outs and differences.
    pub reconciliation: &'a Reconciliation,
    /// Its alerts.
    pub alerts: &'a [Alert],
}

/// Writes what an issue found.
pub(super) fn write(issue: &Issue, found: &Found<'_>, transaction: &Transaction<'_>) -> anyhow::Result<()> {
    amounts::write(issue, found.statements, transaction)?;
    indicators::write(issue, found.indicators, transaction)?;
    inputs::write(issue, found.indicators, transaction)?;
    degrees::write(issue, found.standings, transaction)?;
    projections::write(issue, found.year_end, transaction)?;
    tie_outs::write(issue, &found.reconciliation.tie_outs, transaction)?;
    differences::write(issue, &found.reconciliation.differences, transaction)?;
    alerts::write(issue, found.alerts, transaction)
}
