//! One function for each kind of alert: what a finding is called, how bad it is, who must act.
//! An id names the subject and nothing that changes with the month, so that an alert can be followed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{ACCOUNTS_OFFICE, Alert, AlertState, Findings, Thresholds, phrases};
use crate::formula::Value;
use crate::indicators::State;
use crate::ledger::Column;
use crate::ledger::scheme::Nature;
use crate::money::Cents;
use crate::period::Scenario;
use crate::problem::Severity;
use crate::reconcile::{DifferenceState, TieOut, TieOutState};

/// The kinds, as ids begin with them.
pub(super) const KINDS: [&str; 7] = [
    "share_of_year",
    "indicator_missed",
    "tie_out_failed",
    "differences",
    "source_missing",
    "source_refused",
    "unmapped_accounts",
];

const SHARE_OF_YEAR: &str = KINDS[0];
const INDICATOR_MISSED: &str = KINDS[1];
const TIE_OUT_FAILED: &str = KINDS[2];
const DIFFERENCES: &str = KINDS[3];
const SOURCE_MISSING: &str = KINDS[4];
const SOURCE_REFUSED: &str = KINDS[5];
const UNMAPPED_ACCOUNTS: &str = KINDS[6];

/// Everything that stands this month.
pub(super) fn standing(findings: &Findings<'_>, thresholds: &Thresholds) -> Vec<Alert> {
    let mut alerts = shares_of_year(findings, thresholds);
    alerts.extend(indicators_missed(findings));
    alerts.extend(tie_outs_failed(findings));
    alerts.extend(differences(findings, thresholds));
    alerts.extend(sources(findings));
    alerts.extend(unmapped_accounts(findings));
    alerts
}

fn alert(kind: &'static str, subject: &str, severity: Severity, text: String, recipients: Vec<Arc<str>>) -> Alert {
    Alert { id: format!("{kind}:{subject}"), kind, state: AlertState::Pending, severity, text, recipients }
}

/// An office and the accounts, each once; an empty office is nobody.
fn with_accounts(office: &str) -> Vec<Arc<str>> {
    let mut recipients: Vec<Arc<str>> = vec![Arc::from(ACCOUNTS_OFFICE)];
    if !office.is_empty() && office != ACCOUNTS_OFFICE {
        recipients.insert(0, Arc::from(office));
    }
    recipients
}

/// Oneri lines that accounts fill (the leaves of the scheme, voce 8 among them) beyond their share of the assestato.
/// The comparison is strict; a cost without any budget is beyond every share.
fn shares_of_year(findings: &Findings<'_>, thresholds: &Thresholds) -> Vec<Alert> {
    let (Some(statement), Some(limit)) = (findings.statement, thresholds.max_share_of_year) else { return Vec::new() };
    if *thresholds.scheme != *statement.scheme.id {
        return Vec::new();
    }
    let cents = |line: &str, scenario| {
        let column = Column { exercise: findings.period.exercise(), scenario, function: None, centre: None };
        match statement.value(line, column) {
            Value::Cents(cents) => i64::try_from(cents).ok().map(Cents),
            _ => None,
        }
    };
    let leaves = statement.scheme.lines.iter().filter(|line| line.nature == Nature::Onere && line.formula.is_none());
    leaves
        .filter_map(|line| {
            let used = cents(&line.id, Scenario::Consuntivo)?;
            let budget = cents(&line.id, Scenario::Assestato)?;
            let share = used.as_euro() / budget.as_euro();
            let without_budget = budget.0 <= 0 && used.0 > 0;
            // A thousandth of a cent is the noise of a float: a cost that is just at its limit is not beyond it.
            let beyond = budget.0 > 0 && used.as_euro() - limit * budget.as_euro() > 1e-5;
            let name = phrases::line(line);
            let text = if without_budget {
                phrases::no_budget(&name, used, findings.period)
            } else {
                phrases::share_of_year(&name, used, budget, share, limit, findings.period)
            };
            let recipients = vec![Arc::from(ACCOUNTS_OFFICE)];
            (beyond || without_budget).then(|| alert(SHARE_OF_YEAR, &line.id, Severity::Warning, text, recipients))
        })
        .collect()
}

fn indicators_missed(findings: &Findings<'_>) -> Vec<Alert> {
    let missed = |indicator: &&crate::indicators::Indicator| {
        indicator.scenario == Scenario::Consuntivo && indicator.state == State::Missed
    };
    let missed = findings.indicators.iter().filter(missed);
    missed
        .map(|indicator| {
            let definition = &indicator.definition;
            let recipients = if definition.office.is_empty() {
                vec![Arc::from(ACCOUNTS_OFFICE)]
            } else {
                vec![Arc::clone(&definition.office)]
            };
            let text = phrases::indicator_missed(indicator);
            alert(INDICATOR_MISSED, &definition.id, Severity::Warning, text, recipients)
        })
        .collect()
}

/// One alert for each identity that failed, however many columns it failed in: one cause is mended once.
fn tie_outs_failed(findings: &Findings<'_>) -> Vec<Alert> {
    let mut by_id: BTreeMap<&str, Vec<&TieOut>> = BTreeMap::new();
    for tie_out in findings.reconciliation.tie_outs.iter().filter(|it| it.state == TieOutState::Fails) {
        by_id.entry(&tie_out.id).or_default().push(tie_out);
    }
    by_id
        .into_iter()
        .map(|(id, failed)| {
            let blocking = failed.iter().any(|tie_out| tie_out.blocking);
            let severity = if blocking { Severity::Error } else { Severity::Warning };
            let text = phrases::tie_outs_failed(&failed, blocking);
            alert(TIE_OUT_FAILED, id, severity, text, vec![Arc::from(ACCOUNTS_OFFICE)])
        })
        .collect()
}

/// One alert for each office that has open differences worth an alert.
fn differences(findings: &Findings<'_>, thresholds: &Thresholds) -> Vec<Alert> {
    let mut by_office: BTreeMap<&str, (u64, i128)> = BTreeMap::new();
    for difference in &findings.reconciliation.differences {
        // A payment under another objective or in another month is worth nothing by its difference, and still somebody's task.
        let cents = difference.cents.abs().0;
        let worth = difference.material && (cents == 0 || cents >= thresholds.difference_cents_min);
        if difference.state == DifferenceState::Open && worth {
            let (count, sum) = by_office.entry(&difference.office).or_default();
            *count += 1;
            *sum += i128::from(difference.cents.abs().0);
        }
    }
    by_office
        .into_iter()
        .map(|(office, (count, sum))| {
            let sum = Cents(i64::try_from(sum).unwrap_or(i64::MAX));
            let text = phrases::differences(count, sum, Cents(thresholds.difference_cents_min), findings.period);
            let subject = if office.is_empty() { "senza_ufficio" } else { office };
            alert(DIFFERENCES, subject, Severity::Warning, text, with_accounts(office))
        })
        .collect()
}

/// Files that are not there or were refused. Without a file of the accounts the month cannot stand; without an office's, a part of it.
fn sources(findings: &Findings<'_>) -> Vec<Alert> {
    let severity = |whom: &str| if whom == ACCOUNTS_OFFICE { Severity::Error } else { Severity::Warning };
    let missing = findings.missing.iter().map(|(title, whom)| {
        // Three offices may owe a sheet of one title.
        let subject = format!("{whom}:{title}");
        let text = phrases::source_missing(title, findings.period);
        alert(SOURCE_MISSING, &subject, severity(whom), text, vec![Arc::clone(whom)])
    });
    let refused = findings.refused.iter().map(|(name, whom)| {
        alert(SOURCE_REFUSED, name, severity(whom), phrases::source_refused(name), vec![Arc::clone(whom)])
    });
    missing.chain(refused).collect()
}

/// One alert for all accounts: whoever maps one maps them all.
fn unmapped_accounts(findings: &Findings<'_>) -> Option<Alert> {
    let codes: BTreeSet<&str> = findings.unmapped.iter().map(|code| &**code).collect();
    (!codes.is_empty()).then(|| {
        let text = phrases::unmapped_accounts(&codes);
        alert(UNMAPPED_ACCOUNTS, "piano_dei_conti", Severity::Error, text, vec![Arc::from(ACCOUNTS_OFFICE)])
    })
}

/// What stood before and is gone. Only its id is left of it: whom to tell is read from there.
pub(super) fn resolved(findings: &Findings<'_>, before: &BTreeSet<String>, standing: &[Alert]) -> Vec<Alert> {
    let now: BTreeSet<&str> = standing.iter().map(|alert| &*alert.id).collect();
    before
        .iter()
        .filter(|id| !now.contains(id.as_str()))
        .filter_map(|id| {
            let (kind, subject) = id.split_once(':')?;
            let kind = KINDS.into_iter().find(|known| *known == kind)?;
            let recipients = match kind {
                INDICATOR_MISSED => office_of(findings, subject),
                SOURCE_MISSING => vec![Arc::from(subject.split_once(':').map_or(ACCOUNTS_OFFICE, |(whom, _)| whom))],
                DIFFERENCES if subject != "senza_ufficio" => with_accounts(subject),
                _ => vec![Arc::from(ACCOUNTS_OFFICE)],
            };
            let text = phrases::resolved(kind, subject, findings);
            Some(Alert { state: AlertState::Resolved, ..alert(kind, subject, Severity::Warning, text, recipients) })
        })
        .collect()
}

fn office_of(findings: &Findings<'_>, indicator: &str) -> Vec<Arc<str>> {
    let definitions = findings.indicators.iter().map(|known| &known.definition);
    let office = definitions.into_iter().find(|definition| definition.id == indicator).map(|found| &*found.office);
    vec![Arc::from(office.filter(|office| !office.is_empty()).unwrap_or(ACCOUNTS_OFFICE))]
}
