//! Lines of the income statement against their budget: beyond it with commitments, beyond a share of the year, off their profile.
//! Knows no accounts, only lines.

use std::sync::Arc;

use super::judgement::Judgement;
use super::phrases::{Ahead, OfLine};
use super::{AlertId, Detail, Finding, Findings, Kind, Subject, Thresholds, phrases};
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

/// What is judged of a line of oneri, the strictest first.
const ONERI: [Kind; 4] = [Kind::OneriOverBudget, Kind::ShareOfYear, Kind::OneriAboveProfile, Kind::OneriBelowProfile];

/// What a line holds.
struct Figures {
    used: Cents,
    committed: Cents,
    budget: Cents,
    /// What of the budget is due by now; none without a profile.
    due: Option<f64>,
}

impl Figures {
    fn of_line<'a>(&self, name: &'a str, period: Period, at: &'a str) -> OfLine<'a> {
        let Self { used, committed, budget, .. } = *self;
        OfLine { name, used, committed, budget, period, at }
    }
}

/// Judges the lines that accounts fill, the leaves of the scheme.
pub(super) fn judge(findings: &Findings<'_>, thresholds: &Thresholds, out: &mut Judgement) {
    let Some(statement) = findings.statement.filter(|it| *it.scheme.id == *thresholds.scheme) else { return };
    let case = Case { findings, thresholds, statement };
    let leaves = |nature| statement.scheme.lines.iter().filter(move |it| it.nature == nature && it.formula.is_none());
    for kind in ONERI {
        out.covers(kind);
    }
    for line in leaves(Nature::Onere) {
        ONERI.into_iter().for_each(|kind| out.sees(id(kind, line)));
        match figures(findings, statement, line) {
            Some(figures) => case.onere(line, &figures, out),
            None => ONERI.into_iter().for_each(|kind| out.blinds(id(kind, line))),
        }
    }
    out.covers(Kind::ProventiBelowProfile);
    for line in leaves(Nature::Provento) {
        out.sees(id(Kind::ProventiBelowProfile, line));
        match figures(findings, statement, line).filter(|_| findings.whole) {
            Some(figures) => case.provento(line, &figures, out),
            None => out.blinds(id(Kind::ProventiBelowProfile, line)),
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

/// What lines are judged by.
#[derive(Clone, Copy)]
struct Case<'a> {
    findings: &'a Findings<'a>,
    thresholds: &'a Thresholds,
    statement: &'a Statement,
}

impl Case<'_> {
    /// The strictest that is so is said; what it explains is silent. The comparisons are strict; a cost without any budget
    /// is beyond every share.
    fn onere(self, line: &Line, figures: &Figures, out: &mut Judgement) {
        let Self { findings, thresholds, statement } = self;
        let limits = thresholds.of_line(&line.id);
        let said = |kind: Kind| !limits.silent.contains(&kind);
        let (used, budget) = (figures.used.as_euro(), figures.budget.as_euro());
        let (name, at) = (phrases::line(&statement.scheme, line), findings.at());
        let it = figures.of_line(&name, findings.period, &at);
        for kind in ONERI {
            out.stands_well(id(kind, line), phrases::back_within(kind, &it));
        }
        // Where the months come up with a line, nothing that was spent has come back.
        if limits.max_share_of_year.is_some_and(|most| used - most * budget > NOISE_EURO) {
            out.fades(id(Kind::ShareOfYear, line));
        }
        let places = places(findings, statement, line);
        let mut cause = None;
        let mut found = |kind, severity, weight: Cents, (said, detail): (String, Detail)| {
            let detail = Detail { places: places.clone(), ..detail };
            let finding = Finding::new(id(kind, line), severity, (said, detail));
            out.found.push(Finding { about: Some(Arc::clone(&line.id)), weight, cause: cause.clone(), ..finding });
            cause.get_or_insert(id(kind, line));
        };
        let has_budget = figures.budget.0 > 0;
        let taken = figures.used + figures.committed;
        if limits.within_budget && said(Kind::OneriOverBudget) && has_budget && taken.0 > figures.budget.0 {
            found(Kind::OneriOverBudget, Severity::Error, taken - figures.budget, phrases::over_budget(&it));
        }
        if let Some(most) = limits.max_share_of_year.filter(|_| said(Kind::ShareOfYear)) {
            let ahead = Ahead(limits.share_of_year_ahead);
            if !has_budget && figures.used.0 > 0 {
                found(Kind::ShareOfYear, Severity::Warning, figures.used, phrases::no_budget(&it));
            } else if has_budget && used - most.max(ahead.of(findings.period)) * budget > NOISE_EURO {
                found(Kind::ShareOfYear, Severity::Warning, figures.used, phrases::share_of_year(&it, most, ahead));
            }
        }
        for (kind, limit) in [
            (Kind::OneriAboveProfile, limits.oneri_above_profile),
            // Half a month is not behind the whole one.
            (Kind::OneriBelowProfile, limits.oneri_below_profile.filter(|_| findings.whole)),
        ] {
            let Some((limit, due)) = limit.filter(|_| said(kind)).zip(figures.due) else { continue };
            let off_by = if kind == Kind::OneriAboveProfile { used - due } else { due - used };
            if has_budget && off_by - limit * budget > NOISE_EURO {
                found(kind, Severity::Warning, off(used, due), phrases::profile(&it, due, kind));
            }
        }
        if !findings.whole {
            out.blinds(id(Kind::OneriBelowProfile, line));
        }
    }

    fn provento(self, line: &Line, figures: &Figures, out: &mut Judgement) {
        let Self { findings, thresholds, statement } = self;
        let limits = thresholds.of_line(&line.id);
        let behind = limits.proventi_below_profile.filter(|_| !limits.silent.contains(&Kind::ProventiBelowProfile));
        let Some((behind, due)) = behind.zip(figures.due) else { return };
        let (used, budget) = (figures.used.as_euro(), figures.budget.as_euro());
        let (name, at) = (phrases::line(&statement.scheme, line), findings.at());
        let it = figures.of_line(&name, findings.period, &at);
        let kind = Kind::ProventiBelowProfile;
        out.stands_well(id(kind, line), phrases::back_within(kind, &it));
        if figures.budget.0 > 0 && due - used - behind * budget > NOISE_EURO {
            let (said, detail) = phrases::profile(&it, due, kind);
            let detail = Detail { places: places(findings, statement, line), ..detail };
            let finding = Finding::new(id(kind, line), Severity::Warning, (said, detail));
            out.found.push(Finding { about: Some(Arc::clone(&line.id)), weight: off(used, due), ..finding });
        }
    }
}

/// How far apart two figures in euro are.
#[expect(clippy::cast_possible_truncation, reason = "sums of a month are bounded below 2^53 cents")]
fn off(one: f64, other: f64) -> Cents {
    Cents(((one - other).abs() * 100.0).round() as i64)
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
