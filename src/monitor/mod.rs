//! Findings against thresholds become alerts, each for whoever must act. Knows no mail and no workbook.

mod assess;
mod phrases;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::indicators::Indicator;
use crate::ledger::Statement;
use crate::period::Period;
use crate::problem::Severity;
use crate::reconcile::Reconciliation;

/// The role that answers for the accounts, beside the offices: a recipient of alerts.
pub const ACCOUNTS_OFFICE: &str = "contabilita";

/// What the chamber wants to be told.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// The scheme whose oneri are watched.
    #[serde(default)]
    pub scheme: String,
    /// Share of the year's assestato beyond which an oneri line alerts, whatever the month; 0,75 is three quarters.
    pub max_share_of_year: Option<f64>,
    /// Differences below this do not alert one by one.
    #[serde(default)]
    pub difference_cents_min: i64,
}

/// Where an alert stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertState {
    /// Seen, not yet said.
    Pending,
    /// Said in this issue for the first time.
    Raised,
    /// Said before, still so.
    Standing,
    /// No longer so.
    Resolved,
    /// Kept silent by another one.
    Muted,
    /// Somebody said that they know.
    Acknowledged,
}

/// Something that somebody must know.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// `kind:subject`, the same in every run.
    pub id: String,
    /// `share_of_year | indicator_missed | tie_out_failed | differences | source_missing | source_refused | unmapped_accounts`.
    pub kind: &'static str,
    /// Where it stands.
    pub state: AlertState,
    /// How bad it is.
    pub severity: Severity,
    /// One Italian sentence with figure, limit and what to do.
    pub text: String,
    /// Roles and offices it is for.
    pub recipients: Vec<Arc<str>>,
}

/// What a month found.
#[derive(Clone, Copy, Debug)]
pub struct Findings<'a> {
    /// The month.
    pub period: Period,
    /// The income statement, if there is one.
    pub statement: Option<&'a Statement>,
    /// Tie-outs and differences.
    pub reconciliation: &'a Reconciliation,
    /// Indicators of all scenarios.
    pub indicators: &'a [Indicator],
    /// Expected files that are not there: title, and the office or role to ask.
    pub missing: &'a [(String, Arc<str>)],
    /// Files refused that nothing has replaced: name, and the office or role to ask.
    pub refused: &'a [(String, Arc<str>)],
    /// Codes of accounts that map to nothing.
    pub unmapped: &'a [Arc<str>],
}

/// Turns what a month found into alerts, sorted by severity and id. `before` are the ids that stood in the previous issue
/// of the exercise: an alert that was there is standing, a new one raised, one that is gone resolved, and said once.
#[must_use]
pub fn assess(findings: &Findings<'_>, thresholds: &Thresholds, before: &BTreeSet<String>) -> Vec<Alert> {
    let mut alerts = assess::standing(findings, thresholds);
    for alert in &mut alerts {
        alert.state = if before.contains(&alert.id) { AlertState::Standing } else { AlertState::Raised };
    }
    let resolved = assess::resolved(findings, before, &alerts);
    alerts.extend(resolved);
    alerts.sort_by(|a, b| (a.severity, &a.id).cmp(&(b.severity, &b.id)));
    alerts
}
