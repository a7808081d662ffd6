//! Lines of the income statement against their budget: beyond it with commitments, beyond a share of the year, off their profile.
//! Knows no accounts, only lines.

use std::sync::Arc;

use super::{AlertId, Detail, Finding, Findings, Judged, Kind, Subject, Thresholds, phrases};
use crate::formula::Value;
use crate::ledger::scheme::Nature;
use crate::ledger::{Column, Line, Statement};
use crate::money::Cents;
use crate::period::{Period, Scenario};
use crate::problem::Severity;

/// Cells named for one line; the rest is counted.
const PLACES_MAX: usize = 2;

/// A thousandth of a cent is the noise of a float: a cost that is just at its limit is not beyond it.
const NOISE_EURO: f64 = 1e-5;

/// How far a line may run ahead of the year, in shares of its assestato: what is spent as the months go by is no news.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ahead(pub(super) f64);

impl Ahead {
    /// The share of the assestato up to which a month is not ahead: that of the months begun, and what is allowed beyond.
    pub(super) fn of(self, period: Period) -> f64 {
        f64::from(period.month()) / 12.0 + self.0
    }
}

/// What a line holds.
struct Figures {
    used: Cents,
    committed: Cents,
    budget: Cents,
    /// What of the budget is due by now; none without a profile.
    due: Option<f64>,
}

/// Judges the lines that accounts fill, the leaves of the scheme.
pub(super) fn judge(findings: &Findings<'_>, thresholds: &Thresholds, out: &mut Judged) {
    let Some(statement) = findings.statement.filter(|it| *it.scheme.id == *thresholds.scheme) else { return };
    let leaves = |nature| statement.scheme.lines.iter().filter(move |it| it.nature == nature && it.formula.is_none());
    let oneri = [Kind::OneriOverBudget, Kind::ShareOfYear, Kind::OneriAboveProfile];
    for kind in oneri {
        out.judges(kind);
    }
    for line in leaves(Nature::Onere) {
        oneri.into_iter().for_each(|kind| out.sees(id(kind, line)));
        match figures(findings, statement, line) {
            Some(figures) => onere(findings, thresholds, statement, line, &figures, out),
            None => oneri.into_iter().for_each(|kind| out.blind(id(kind, line))),
        }
    }
    out.judges(Kind::ProventiBelowProfile);
    for line in leaves(Nature::Provento) {
        out.sees(id(Kind::ProventiBelowProfile, line));
        match figures(findings, statement, line).filter(|_| findings.whole) {
            Some(figures) => provento(findings, thresholds, statement, line, &figures, out),
            None => out.blind(id(Kind::ProventiBelowProfile, line)),
        }
    }
}

/// The alert of a kind about a line.
fn id(kind: Kind, line: &Line) -> AlertId {
    AlertId::new(kind, Subject::Line(Arc::clone(&line.id)))
}

fn figures(findings: &Findings<'_>, statement: &Statement, line: &Line) -> Option<Figures> {
    let cents = |scenario| match statement.value(&line.id, column(findings, scenario)) {
        Value::Cents(cents) => i64::try_from(cents).ok().map(Cents),
        _ => None,
    };
    let share = findings.phasing.share(&statement.scheme.id, &line.id, findings.period);
    let budget = cents(Scenario::Assestato)?;
    Some(Figures {
        used: cents(Scenario::Consuntivo)?,
        committed: cents(Scenario::Prenotato).unwrap_or(Cents::ZERO),
        budget,
        due: share.map(|share| share * budget.as_euro()),
    })
}

fn column(findings: &Findings<'_>, scenario: Scenario) -> Column {
    Column { exercise: findings.period.exercise(), scenario, function: None, centre: None }
}

/// The strictest that is so is said; what it explains is silent. The comparisons are strict; a cost without any budget is
/// beyond every share.
fn onere(
    findings: &Findings<'_>,
    thresholds: &Thresholds,
    statement: &Statement,
    line: &Line,
    figures: &Figures,
    out: &mut Judged,
) {
    let limits = thresholds.of_line(&line.id);
    let said = |kind: Kind| !limits.silent.contains(&kind);
    let ahead = Ahead(limits.share_of_year_ahead);
    let (used, budget) = (figures.used.as_euro(), figures.budget.as_euro());
    let taken = figures.used + figures.committed;
    let name = phrases::line(&statement.scheme, line);
    let at = findings.at();
    let when = (findings.period, at.as_str());
    for kind in [Kind::OneriOverBudget, Kind::ShareOfYear, Kind::OneriAboveProfile] {
        let how = phrases::back_within(kind, figures.used, figures.committed, figures.budget, &at);
        out.well(id(kind, line), how);
    }
    // Where the months come up with a line, nothing that was spent has come back.
    if limits.max_share_of_year.is_some_and(|most| used - most * budget > NOISE_EURO) {
        out.fades(id(Kind::ShareOfYear, line));
    }
    let places = places(findings, statement, line);
    let mut found = |kind, severity, (said, detail): (String, Detail), cause: Option<AlertId>| {
        let detail = Detail { places: places.clone(), ..detail };
        out.found.push(Finding {
            about: Arc::clone(&line.id),
            cause,
            ..Finding::new(id(kind, line), severity, (said, detail))
        });
    };
    let over =
        limits.within_budget && said(Kind::OneriOverBudget) && figures.budget.0 > 0 && taken.0 > figures.budget.0;
    let mut cause = None;
    if over {
        let text = phrases::over_budget(&name, figures.used, figures.committed, figures.budget, when);
        found(Kind::OneriOverBudget, Severity::Error, text, None);
        cause = Some(id(Kind::OneriOverBudget, line));
    }
    if let Some(most) = limits.max_share_of_year.filter(|_| said(Kind::ShareOfYear)) {
        if figures.budget.0 <= 0 && figures.used.0 > 0 {
            found(Kind::ShareOfYear, Severity::Warning, phrases::no_budget(&name, figures.used, when), cause.clone());
        } else if figures.budget.0 > 0 && used - most.max(ahead.of(findings.period)) * budget > NOISE_EURO {
            let text = phrases::share_of_year(&name, figures.used, figures.budget, (most, ahead), when);
            found(Kind::ShareOfYear, Severity::Warning, text, cause.clone());
            cause = cause.or_else(|| Some(id(Kind::ShareOfYear, line)));
        }
    }
    let profile = limits.oneri_above_profile.filter(|_| said(Kind::OneriAboveProfile)).zip(figures.due);
    if let Some((ahead, due)) = profile
        && figures.budget.0 > 0
        && used - due - ahead * budget > NOISE_EURO
    {
        let text = phrases::profile(&name, figures.used, due, figures.budget, true, when);
        found(Kind::OneriAboveProfile, Severity::Warning, text, cause);
    }
}

fn provento(
    findings: &Findings<'_>,
    thresholds: &Thresholds,
    statement: &Statement,
    line: &Line,
    figures: &Figures,
    out: &mut Judged,
) {
    let limits = thresholds.of_line(&line.id);
    let behind = limits.proventi_below_profile.filter(|_| !limits.silent.contains(&Kind::ProventiBelowProfile));
    let Some((behind, due)) = behind.zip(figures.due) else { return };
    let (used, budget) = (figures.used.as_euro(), figures.budget.as_euro());
    let at = findings.at();
    let kind = Kind::ProventiBelowProfile;
    out.well(id(kind, line), phrases::back_within(kind, figures.used, figures.committed, figures.budget, &at));
    if figures.budget.0 > 0 && due - used - behind * budget > NOISE_EURO {
        let name = phrases::line(&statement.scheme, line);
        let (said, detail) = phrases::profile(&name, figures.used, due, figures.budget, false, (findings.period, &at));
        let detail = Detail { places: places(findings, statement, line), ..detail };
        let finding = Finding::new(id(kind, line), Severity::Warning, (said, detail));
        out.found.push(Finding { about: Arc::clone(&line.id), ..finding });
    }
}

/// The cells of the line's actual: those of the greatest amounts first, the rest counted.
fn places(findings: &Findings<'_>, statement: &Statement, line: &Line) -> Vec<String> {
    let Some(amount) = statement.amounts.get(&(Arc::clone(&line.id), column(findings, Scenario::Consuntivo))) else {
        return Vec::new();
    };
    let mut entries: Vec<_> = amount.entries.iter().map(|(_, cents, origin)| (*cents, *origin)).collect();
    if entries.is_empty() {
        entries.extend(amount.printed);
    }
    entries.sort_by_key(|(cents, origin)| (std::cmp::Reverse(cents.abs()), *origin));
    let shown = entries.iter().take(PLACES_MAX).map(|(_, origin)| *origin);
    findings.places(shown, entries.len().saturating_sub(PLACES_MAX))
}
