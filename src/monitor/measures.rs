//! Indicators: missed, near, moved too far since the last issued month, or not measured by whoever owes the measure.
//! Judges no target: states are the indicators' own.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::judgement::Judgement;
use super::phrases::Moved;
use super::routes;
use super::{AlertId, Detail, Finding, Findings, Kind, Limits, Subject, Thresholds, phrases};
use crate::indicators::definition::{Reading, Source, Unit};
use crate::indicators::{Indicator, Standing, State, number_of};
use crate::period::Scenario;
use crate::problem::Severity;
use crate::read::layout;
use crate::reconcile::answers;

/// Files named for an indicator of the accounts.
const FILES_MAX: usize = 3;

/// Judges the actuals.
pub(super) fn judge(findings: &Findings<'_>, thresholds: &Thresholds, out: &mut Judgement) {
    let actual = |it: &&Indicator| it.scenario == Scenario::Consuntivo;
    if !findings.indicators.iter().any(|it| actual(&it)) {
        return;
    }
    let kinds = [Kind::IndicatorMissed, Kind::IndicatorNear, Kind::RatioMoved, Kind::IndicatorNoData];
    for kind in kinds {
        out.covers(kind);
    }
    for indicator in findings.indicators.iter().filter(actual) {
        kinds.into_iter().for_each(|kind| out.sees(id(kind, indicator)));
        let limits = thresholds.of_indicator(&indicator.definition.id, &indicator.definition.office);
        // Without the plan of its exercise nothing is met and nothing missed.
        if indicator.definition.not_loaded.is_some() {
            [Kind::IndicatorMissed, Kind::IndicatorNear].into_iter().for_each(|kind| out.fades(id(kind, indicator)));
        }
        one(findings, indicator, &limits, out);
    }
}

/// The alert of a kind about an indicator.
fn id(kind: Kind, indicator: &Indicator) -> AlertId {
    AlertId::new(kind, Subject::Indicator(Arc::from(indicator.definition.id.as_str())))
}

fn one(findings: &Findings<'_>, indicator: &Indicator, limits: &Limits, out: &mut Judgement) {
    let definition = &indicator.definition;
    let said = |kind: Kind| !limits.silent.contains(&kind);
    if !matches!(indicator.state, State::NoData | State::Undefined) {
        for kind in [Kind::IndicatorMissed, Kind::IndicatorNear, Kind::IndicatorNoData] {
            out.stands_well(id(kind, indicator), phrases::well(kind, indicator));
        }
    }
    let mut found = |kind, severity, (text, detail): (String, Detail), cause, items| {
        let detail = Detail { places: places(findings, indicator), ..detail };
        out.found.push(Finding {
            about: Some(Arc::from(definition.id.as_str())),
            office: Some(definition.office.clone()),
            recipients: routes::one(&definition.office),
            cause,
            items,
            silent_until: silent_until(findings, kind, indicator),
            ..Finding::new(id(kind, indicator), severity, (text, detail))
        });
    };
    match indicator.state {
        State::NoData | State::Undefined => {
            let cause = missing_file(findings, indicator);
            let caused = cause.is_some();
            // What the accounts do not give is nobody's measure: it is told where a file that should be there explains it.
            let owed = definition.source != Source::Accounts;
            if (owed || cause.is_some()) && said(Kind::IndicatorNoData) {
                let text = phrases::no_data(indicator, &findings.at());
                found(Kind::IndicatorNoData, Severity::Warning, text, cause, BTreeSet::new());
            }
            for kind in [Kind::IndicatorMissed, Kind::IndicatorNear, Kind::RatioMoved] {
                out.blinds(id(kind, indicator));
            }
            if caused {
                out.blinds(id(Kind::IndicatorNoData, indicator));
            }
            return;
        }
        State::Missed if said(Kind::IndicatorMissed) => {
            found(
                Kind::IndicatorMissed,
                Severity::Warning,
                phrases::indicator_missed(indicator, findings.period),
                None,
                BTreeSet::new(),
            );
        }
        State::Near if limits.indicator_near && said(Kind::IndicatorNear) => {
            let text = phrases::indicator_near(indicator, findings.period);
            found(Kind::IndicatorNear, Severity::Warning, text, None, BTreeSet::new());
        }
        _ => {}
    }
    if let (Some(points), Some(it)) = (limits.ratio_points, moved(findings, indicator))
        && said(Kind::RatioMoved)
        && (it.now - it.before).abs() * 100.0 > points + 1e-9
    {
        let text = phrases::ratio_moved(indicator, &it, findings.period, points);
        // The move of one month is said once; that of another month is another one.
        let items = BTreeSet::from([findings.period.to_string()]);
        found(Kind::RatioMoved, Severity::Warning, text, None, items);
    }
}

/// Until when nobody is reminded of an indicator, since its cause was said.
fn silent_until(findings: &Findings<'_>, kind: Kind, indicator: &Indicator) -> Option<NaiveDate> {
    let is_asked = matches!(kind, Kind::IndicatorMissed | Kind::IndicatorNear);
    let answer = findings.answered.indicators.get(&indicator.definition.id).filter(|_| is_asked);
    answer.and_then(answers::Standing::silent_until)
}

/// What a ratio was judged on in the last issued month, and what it is judged on today; none without a base: a ratio of the
/// accounts before its day moves where the year is heading, and not with the months.
fn moved(findings: &Findings<'_>, indicator: &Indicator) -> Option<Moved> {
    let definition = &indicator.definition;
    if definition.unit != Unit::Percent || !indicator.compares {
        return None;
    }
    match definition.read_as() {
        Reading::RapportoContabile => {
            let before = indicator.judged_before?;
            let is_judged = |it: &&Indicator| !matches!(it.standing, Standing::NotMeaningful | Standing::ToDate);
            let now = Some(indicator).filter(is_judged)?.judged_value()?;
            // Figures to date say nothing of a year.
            let is_of_year = indicator.projection.is_some() || definition.is_due(findings.period);
            Some(Moved { since: before.period, before: before.of_the_year().filter(|_| is_of_year)?, now })
        }
        Reading::Rapporto | Reading::Media | Reading::Stock => {
            let (month, before) = indicator.earlier.iter().rfind(|(month, _)| *month < findings.period)?;
            Some(Moved { since: *month, before: number_of(before)?, now: indicator.number()? })
        }
        Reading::Cumulata | Reading::Milestone => None,
    }
}

/// The alert of the file that is not there and would give this indicator its data.
fn missing_file(findings: &Findings<'_>, indicator: &Indicator) -> Option<AlertId> {
    let definition = &indicator.definition;
    let gives = |file: &&super::ExpectedFile| match definition.source {
        Source::Office => file.kind == layout::Kind::Measurements && file.office.as_ref() == Some(&definition.office),
        Source::Payments => file.kind == layout::Kind::Payments,
        Source::Accounts => {
            file.kind == layout::Kind::Accounts && file.scheme.as_deref() == definition.scheme.as_deref()
        }
    };
    findings.expected.iter().filter(gives).find_map(|file| file.alert_id(findings.period))
}

/// The cell in which an office wrote the measure; for one of the accounts, the files it is made of.
fn places(findings: &Findings<'_>, indicator: &Indicator) -> Vec<String> {
    let definition = &indicator.definition;
    let mut places: Vec<String> = match definition.source {
        Source::Office => {
            let own = findings.ledger.measurements.iter().filter(|it| definition.code.as_deref() == Some(&*it.code));
            let cells = own.map(|it| if it.value.is_some() { it.cells.value } else { it.origin });
            let cells = findings.places(cells, 0);
            // What is not in the sheet is not in a cell: the sheet is named, by what else it measures.
            let sheet =
                || findings.ledger.measurements.iter().find(|it| it.office.as_ref() == Some(&definition.office));
            let sheet = || sheet().map(|it| format!("`{}`", findings.sources.file(it.origin)));
            if cells.is_empty() { sheet().into_iter().collect() } else { cells }
        }
        Source::Payments => {
            let first = findings.ledger.payments.first().map(|it| findings.sources.file(it.origin));
            first.into_iter().map(|file| format!("`{file}`")).collect()
        }
        Source::Accounts => files_of_accounts(findings, definition.scheme.as_deref().unwrap_or_default()),
    };
    places.retain(|place| !place.is_empty() && place != "``");
    places.dedup();
    places
}

fn files_of_accounts(findings: &Findings<'_>, scheme: &str) -> Vec<String> {
    let Some(statement) = findings.ledger.statement(scheme) else { return Vec::new() };
    let actual = statement.amounts.iter().filter(|((_, column), _)| column.scenario == Scenario::Consuntivo);
    let origins = actual.flat_map(|(_, amount)| {
        amount.entries.iter().map(|(.., origin)| *origin).chain(amount.printed.map(|(_, origin)| origin))
    });
    let files: BTreeSet<&str> =
        origins.map(|origin| findings.sources.file(origin)).filter(|it| !it.is_empty()).collect();
    files.into_iter().take(FILES_MAX).map(|file| format!("`{file}`")).collect()
}
