//! The JSON that scripts rely on: fields may be added, never renamed. Amounts are integer cents,
//! ratios decimals as strings, a percentage its fraction.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::config::Config;
use crate::formula;
use crate::history::Flow;
use crate::indicators::tree::{GroupStanding, ScorecardStanding};
use crate::indicators::{Definition, Indicator, JudgedBy, ObjectiveStanding, Restated, Standing, number_of};
use crate::indicators::{Projected, Rolled};
use crate::ledger::{
    Corrected, CorrectedColumn, CorrectedLine, Correction, Movement, Movements, OBJECTIVE, RestatedDegree,
};
use crate::money::{Cents, Ratio};
use crate::monitor::{Alert, Course, Followed};
use crate::origin::Sources;
use crate::period::{Exercise, Scenario};
use crate::pipeline::{self, Issued, Month, Outcome, Redefinition};
use crate::reconcile::{Anomaly, Bridge, Difference, Match, RestatedRow, TieOut};
use crate::store::Arrival;

/// `run --json`: all but the differences, of which a large month has thousands; each is made when it is written.
pub(super) struct Run<'o> {
    whole: Value,
    outcome: &'o Outcome,
}

/// Where the differences stand among the rest.
const DIFFERENCES: &str = "differences";

impl Serialize for Run<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.whole.as_object().into_iter().flatten().map(|(name, value)| {
            let told = if name == DIFFERENCES { Part::Differences(self.outcome) } else { Part::Made(value) };
            (name, told)
        }))
    }
}

enum Part<'o> {
    Made(&'o Value),
    Differences(&'o Outcome),
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Made(value) => value.serialize(serializer),
            Self::Differences(outcome) => {
                let month = &outcome.month;
                let all = month.reconciliation.differences.iter();
                serializer.collect_seq(all.map(|it| difference(it, &month.ledger.movements, &outcome.sources)))
            }
        }
    }
}

/// What a run came to.
pub(super) fn run<'o>(outcome: &'o Outcome, config: &Config) -> Run<'o> {
    let month = &outcome.month;
    let mut whole = json!({
        "ente": config.settings.ente.id,
        "period": outcome.period,
        "issue": outcome.issue.unwrap_or_default(),
        "state": outcome.state,
        "changed": outcome.changed,
        "now": outcome.now.to_rfc3339(),
        "program": env!("CARGO_PKG_VERSION"),
        "blocking": month.blocking_told,
        "sources": month.files,
        "settling": outcome.settling.iter().map(|(file, why)| json!({"file": file, "text": why})).collect::<Vec<_>>(),
        "problems": outcome.problems(),
        "arrivals": outcome.arrivals.iter().map(arrival).collect::<Vec<_>>(),
        "restatements": month.restated_lines,
        "pending_periods": outcome.pending,
        "tie_outs": month.reconciliation.tie_outs.iter().map(|it| tie_out(it, &outcome.sources)).collect::<Vec<_>>(),
        "matches": matches(&month.reconciliation.matches),
        DIFFERENCES: [],
        "bridges": month.reconciliation.bridges.iter().map(bridge).collect::<Vec<_>>(),
        "restated_rows": month
            .reconciliation
            .restated_rows
            .iter()
            .map(|it| restated(it, &month.ledger.movements, &outcome.sources))
            .collect::<Vec<_>>(),
        "restated_indicators": month.revised.iter().map(revised).collect::<Vec<_>>(),
        "corrections": month.corrected.iter().map(|it| corrected(it, outcome)).collect::<Vec<_>>(),
        "redefined": month.redefined.iter().map(redefined).collect::<Vec<_>>(),
        "indicators": month.indicators.iter().map(indicator).collect::<Vec<_>>(),
        "objectives": month.standings.objectives.iter().map(objective).collect::<Vec<_>>(),
        "scorecards": month.standings.scorecards.iter().map(scorecard).collect::<Vec<_>>(),
        "phasing": phasing(outcome, config),
        "preconsuntivo": month.year_end.lines.iter().map(projected).collect::<Vec<_>>(),
        "target_conflicts": target_conflicts(month.indicators.iter().map(|it| &*it.definition)),
        "alerts": outcome.alerts.iter().map(|it| alert(it, outcome.lives.followed.get(&it.id))).collect::<Vec<_>>(),
        "workbook": outcome.workbook,
        "messages": outcome
            .messages
            .iter()
            .map(super::outbox::json)
            .collect::<Vec<_>>(),
    });
    if let Some(plan) = plan_not_loaded(config, outcome.period.exercise()) {
        whole["plan"] = plan;
    }
    if !month.never_issued.is_empty() {
        whole["never_issued"] = json!(month.never_issued);
    }
    put_answered(&mut whole, outcome);
    Run { whole, outcome }
}

/// The problems by name, and what was answered on indicators, where there are any.
fn put_answered(whole: &mut Value, outcome: &Outcome) {
    let answered = pipeline::answered(&outcome.month, outcome.period);
    if !answered.problems.is_empty() {
        whole["anomalies"] = answered.problems.iter().map(anomaly).collect();
    }
    if !answered.indicators.is_empty() {
        let told = answered
            .indicators
            .iter()
            .map(|(id, it)| json!({ "indicator": id, "answer": it.answer, "answered_on_this": !it.changed }));
        whole["answered_indicators"] = told.collect();
    }
}

/// The plan of an exercise, where it is not loaded.
pub(super) fn plan_not_loaded(config: &Config, exercise: Exercise) -> Option<Value> {
    let plans = &config.objectives.plans;
    let drafted = plans.is_drafted(exercise);
    plans.is_missing(exercise).then(|| json!({ "exercise": exercise, "loaded": false, "draft": drafted }))
}

/// `check --json`.
pub(super) fn check(config: &Config) -> Value {
    json!({
        "ente": config.settings.ente.id,
        "state": "valid",
        "configuration": config.digest,
        "files": config.texts.len(),
        "layouts": config.layouts.iter().map(|it| &it.id).collect::<Vec<_>>(),
        "schemes": config.chart.schemes.iter().map(|it| &it.id).collect::<Vec<_>>(),
        "indicators": config.definitions.all.len(),
        "objectives": config.objectives.all.len(),
        "alert_tests": config.alert_tests.len(),
        "target_conflicts": target_conflicts(config.definitions.all.iter().map(|it| &**it)),
        "remaining": config.remaining(),
        "root": config.root,
    })
}

/// An alert, with its life where it has one.
pub(super) fn alert(it: &Alert, life: Option<&Followed>) -> Value {
    let known = life.and_then(|life| life.acknowledged.as_ref());
    json!({
        "id": it.id,
        "kind": it.kind,
        "state": it.state,
        "severity": it.severity,
        "text": it.text,
        "recipients": it.recipients.iter().map(|role| &**role).collect::<Vec<_>>(),
        "title": it.detail.title,
        "figure": it.detail.figure,
        "target": it.detail.target,
        "deviation": it.detail.deviation,
        "places": it.detail.places,
        "action": it.detail.action,
        "cause": it.cause,
        "first_period": life.map(|life| life.first_judged),
        "last_period": life.map(|life| life.last_judged),
        "first_seen": life.map(|life| life.first_seen.to_rfc3339()),
        "raised_at": life.and_then(|life| life.raised_at).map(|at| at.to_rfc3339()),
        "last_said": life.and_then(|life| life.last_said).map(|at| at.to_rfc3339()),
        "acknowledged": known.map(|known| json!({"until": known.until, "why": known.why, "by": known.by})),
    })
}

pub(super) fn tie_out(it: &TieOut, sources: &Sources) -> Value {
    json!({
        "id": it.id,
        "scope": it.scope,
        "label": it.label,
        "left_cents": it.left,
        "right_cents": it.right,
        "difference_cents": it.difference(),
        "tolerance_cents": it.tolerance,
        "relation": it.relation,
        "unit": it.unit.id(),
        "blocking": it.blocking,
        "state": it.state,
        "hint": it.hint,
        "file": it.origin.map(|origin| sources.file(origin)),
        "sheet": it.origin.map(|origin| sources.sheet(origin)),
        "cell": it.origin.map(|origin| origin.cell()),
    })
}

fn matches(all: &[Match]) -> Value {
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for it in all {
        *by_rule.entry(&it.rule).or_default() += 1;
    }
    let pairs = all.iter().filter(|it| it.accounting.len() == 1 && it.office.len() == 1).count();
    json!({
        "pairs": pairs,
        "groups": all.len() - pairs,
        "rows": all.iter().map(|it| it.accounting.len() + it.office.len()).sum::<usize>(),
        "by_rule": by_rule,
    })
}

/// A movement as a side of a difference.
pub(super) fn side(movement: &Movement, sources: &Sources) -> Value {
    json!({
        "side": movement.side,
        "file": sources.file(movement.origin),
        "sheet": sources.sheet(movement.origin),
        "row": u64::from(movement.origin.row) + 1,
        "cell": movement.origin.cell(),
        "amount_cents": movement.cents,
        "date": movement.date,
    })
}

fn arrival(it: &Arrival) -> Value {
    json!({
        "file": it.name, "sha256": it.digest, "layout": it.layout.as_deref().unwrap_or_default(),
        "office": it.office.as_deref().unwrap_or_default(), "period": it.period,
        "folder": it.folder.as_deref().unwrap_or_default(), "owner": it.owner.as_deref().unwrap_or_default(),
        "rows": it.rows, "state": it.state,
    })
}

/// One difference, also for `export differences`.
pub(super) fn difference(it: &Difference, movements: &Movements, sources: &Sources) -> Value {
    let known = |at: &usize| movements.get(*at);
    json!({
        "id": it.id.to_string(),
        "kind": it.kind,
        "reason": it.reason,
        "text": it.text,
        "amount_cents": it.cents,
        "key": it.key,
        "office": it.office.as_deref().unwrap_or_default(),
        "objective": it.objective,
        "sides": it.rows.iter().filter_map(known).map(|row| side(&row, sources)).collect::<Vec<_>>(),
        "candidate": it.candidate.as_ref().and_then(known).map(|row| side(&row, sources)),
        "first_seen": it.first_seen,
        "age_days": it.age_days,
        "state": it.state,
        "overdue": it.overdue,
        "material": it.material,
        "answer": it.answer.as_ref().map(|it| &it.answer),
    })
}

/// A problem by name, with what was answered on it.
pub(super) fn anomaly(it: &Anomaly) -> Value {
    let mut told = json!(it.problem);
    told["id"] = json!(it.id.to_string());
    if let Some(stands) = &it.answer {
        told["answer"] = json!(stands.answer);
        told["answered_on_this"] = json!(!stands.changed);
    }
    told
}

fn bridge(it: &Bridge) -> Value {
    json!({
        "rule_set": it.rule_set,
        "office": it.office.as_deref().unwrap_or_default(),
        "objective": it.objective,
        "accounting_cents": it.accounting,
        "office_cents": it.told,
        "items": it
            .items
            .iter()
            .map(|item| json!({"kind": item.kind, "count": item.count, "amount_cents": item.cents}))
            .collect::<Vec<_>>(),
        "unexplained_cents": it.unexplained,
    })
}

fn restated(it: &RestatedRow, movements: &Movements, sources: &Sources) -> Value {
    json!({
        "kind": it.kind,
        "id": it.id.to_string(),
        "side": it.side,
        "issued_cents": it.issued,
        "now_cents": it.now,
        "text": it.text,
        "row": it.place.and_then(|place| movements.get(place)).map(|row| side(&row, sources)),
    })
}

/// An indicator of a released month that is not what its issue said. Figures and their parts are in the last unit that is shown
/// of them, given as decimals: a percentage its fraction.
pub(super) fn revised(it: &Restated) -> Value {
    let change = &it.change;
    let of = |units: Option<i64>| units.map(|units| it.canonical(units));
    json!({
        "id": it.id,
        "period": it.period,
        "issue": it.issue,
        "of": if it.of_year_end { Scenario::Preconsuntivo } else { Scenario::Consuntivo },
        "issued": of(change.issued),
        "now": of(change.now),
        "data": of(change.data),
        "definition": of(change.definition),
        "target": of(change.target),
        "issued_state": it.standings.map(|(before, _)| before),
        "now_state": it.standings.map(|(_, now)| now),
        "corrects": it.corrects.as_ref().map(|it| json!({"act": it.act, "why": it.why})),
        "text": it.sentence(),
    })
}

/// What the last released issue of a month said of an indicator, and what is otherwise now; null of a month that was never
/// released, of budgets, and of what the issue did not tell.
pub(super) fn issued(month: &Month, it: &Indicator) -> Value {
    let Some(issued) = &month.issued else { return Value::Null };
    if it.scenario == Scenario::Preconsuntivo {
        return issued_year_end(issued, it);
    }
    let Some(told) = issued.of(&it.definition.id).filter(|_| it.scenario == Scenario::Consuntivo) else {
        return Value::Null;
    };
    json!({
        "issue": issued.issue.number,
        "issued_at": issued.issue.issued_at.to_rfc3339(),
        "value": share(told.value),
        "judged_value": share(told.year_end.or(told.value).filter(|_| told.standing.is_some())),
        "judged_state": told.standing,
        "changes": issued.changes_of(&it.definition.id).map(revised).collect::<Vec<_>>(),
    })
}

/// The same of where it saw the year heading.
fn issued_year_end(issued: &Issued, it: &Indicator) -> Value {
    let id = &it.definition.id;
    let Some(value) = issued.on_year_end.get(id) else { return Value::Null };
    let changes = issued.changes_of(id).filter(|it| it.of_year_end);
    json!({
        "issue": issued.issue.number,
        "issued_at": issued.issue.issued_at.to_rfc3339(),
        "value": share(Some(*value)),
        "judged_value": null,
        "judged_state": null,
        "changes": changes.map(revised).collect::<Vec<_>>(),
    })
}

/// A correction of what released months used, with the lines that it moves.
fn corrected(it: &Corrected, outcome: &Outcome) -> Value {
    let column = |it: &CorrectedColumn| {
        json!({
            "exercise": it.exercise, "scenario": it.scenario, "issued_cents": it.issued, "now_cents": it.now,
            "data_cents": it.data(), "definition_cents": it.definition(),
        })
    };
    let line = |it: &CorrectedLine| {
        json!({
            "period": it.period, "issue": it.issue, "scheme": it.scheme, "line": it.line, "label": it.label,
            "columns": it.columns.iter().map(column).collect::<Vec<_>>(), "text": it.sentence(),
        })
    };
    json!({
        "id": it.id,
        "name": it.name,
        "months": it.months,
        "before": it.before,
        "now": it.now,
        "act": it.corrects.act,
        "why": it.corrects.why,
        "lines": it.lines.iter().map(line).collect::<Vec<_>>(),
        "degrees": it.degrees.iter().filter(|it| outcome.is_told_to_all(it)).map(restated_degree).collect::<Vec<_>>(),
        "text": it.sentence(),
    })
}

/// Hundredths of a point as a share.
fn points(points: Option<i64>) -> Option<String> {
    #[expect(clippy::cast_precision_loss, reason = "a degree is between 0 and 1")]
    points.map(|points| Ratio(points as f64 / 10_000.0).canonical())
}

/// The degree of an objective or scorecard of a released month, and its change in parts that add up.
fn restated_degree(it: &RestatedDegree) -> Value {
    json!({
        "id": it.id, "period": it.period, "issue": it.issue, "kept": it.is_kept,
        "issued": points(it.issued), "now": points(it.now),
        "data": points(it.data().filter(|_| it.is_kept)), "definition": points(it.definition()),
        "text": it.sentence(),
    })
}

/// What the last released issue of a month said of an objective, and what is otherwise now; null of a month that was never
/// released. Of an issue that did not keep it `kept` is false.
pub(super) fn issued_degree(month: &Month, code: &str) -> Value {
    let Some(issued) = &month.issued else { return Value::Null };
    let known = issued.degree_of(&format!("{OBJECTIVE}{code}"));
    json!({
        "issue": issued.issue.number,
        "issued_at": issued.issue.issued_at.to_rfc3339(),
        "kept": known.is_some(),
        "achievement": known.and_then(|(told, _)| share(told.achievement)),
        "coverage": known.map(|(told, _)| Ratio(told.coverage).canonical()),
        "state": known.and_then(|(told, _)| told.state),
        "data": known.and_then(|(_, it)| points(it.data())),
        "definition": known.and_then(|(_, it)| points(it.definition())),
    })
}

/// What an amount came to in a month alone.
pub(super) fn flow(it: &Flow) -> Value {
    json!({ "period": it.period, "amount_cents": it.cents, "regrouped": it.is_regrouped })
}

/// Something that was changed in place; `corrects` where somebody authorised it for released months.
pub(super) fn redefined(it: &Redefinition) -> Value {
    json!({
        "id": it.id,
        "name": it.name,
        "months": it.months,
        "before": it.before,
        "now": it.now,
        "corrects": it.corrects.as_ref().map(|it| json!({"act": it.act, "why": it.why})),
        "block": it.block.as_ref().map(|block| &block.text),
        "block_file": it.block.as_ref().map(|block| &block.file),
    })
}

fn share(share: Option<f64>) -> Option<String> {
    share.map(|share| Ratio(share).canonical())
}

/// A part of a mean: its name, weight, degree and coverage.
fn rolled(it: &Rolled) -> Value {
    let parts = it.parts.iter().map(|part| {
        json!({
            "name": part.name, "weight": Ratio(part.weight).canonical(), "achievement": share(part.achievement),
            "coverage": Ratio(part.coverage).canonical(),
        })
    });
    json!(parts.collect::<Vec<_>>())
}

/// One objective with what rolls up to it.
pub(super) fn objective(it: &ObjectiveStanding) -> Value {
    json!({
        "code": it.code, "level": it.level, "title": it.title,
        "office": it.office.as_deref().unwrap_or_default(),
        "weight": Ratio(it.weight).canonical(),
        "achievement": share(it.rolled.achievement), "coverage": Ratio(it.rolled.coverage).canonical(),
        "measured": it.measured, "total": it.total, "state": it.state, "reason": it.reason,
        "formula": it.rolled.formula.as_ref().map(ToString::to_string), "parts": rolled(&it.rolled),
    })
}

/// A degree that a table gives is told to the readers of the scorecard alone, and so is the whole that would give it back.
fn scorecard(it: &ScorecardStanding) -> Value {
    let told = |rolled: &Rolled, is_reserved: bool| share(rolled.achievement.filter(|_| !is_reserved));
    let groups = it.groups.iter().map(|group| {
        let mut said = json!({
            "id": group.id, "title": group.title, "weight": Ratio(group.weight).canonical(),
            "achievement": told(&group.rolled, group.is_reserved()),
            "coverage": Ratio(group.rolled.coverage).canonical(),
            "measured": group.measured, "total": group.total, "given_by": group.given_by.as_deref().unwrap_or_default(),
        });
        if group.is_reserved() {
            said["reserved"] = json!(true);
        }
        said
    });
    let is_reserved = it.groups.iter().any(GroupStanding::is_reserved);
    json!({
        "id": it.id, "title": it.title, "achievement": told(&it.rolled, is_reserved),
        "coverage": Ratio(it.rolled.coverage).canonical(), "groups": groups.collect::<Vec<_>>(),
    })
}

/// Where a voce is heading.
pub(super) fn projected(it: &Projected) -> Value {
    json!({
        "scheme": it.scheme,
        "line": it.line,
        "label": it.label,
        "booked_cents": it.booked,
        "assestato_cents": it.assestato,
        "method": it.method,
        "declared": it.declared,
        "share": it.share,
        "years": it.learnt.as_ref().map(|it| &it.years),
        "cents": it.cents,
        "over_budget": it.over_budget,
        "computed_cents": it.computed,
        "divided_by": it.divided,
        "correction": it.correction.as_ref().map(correction),
    })
}

/// The same with what it adds to the figure that is explained.
pub(super) fn signed(it: &Projected, cents: Option<Cents>) -> Value {
    let mut voce = projected(it);
    voce["signed_cents"] = json!(cents);
    voce
}

/// What the finance office says of a voce, and where.
fn correction(it: &Correction) -> Value {
    json!({
        "cents": it.cents,
        "reason": it.reason,
        "office": it.office,
        "date": it.date,
        "file": it.file,
        "cell": it.origin.cell(),
    })
}

/// The voci with a profile: the share of the year due by now, and the amounts it is read on.
fn phasing(outcome: &Outcome, config: &Config) -> Value {
    let profiles = config.phasing.profiles.iter().filter_map(|it| {
        let share = config.phasing.share(&it.scheme, &it.line, outcome.period)?;
        let statement = outcome.month.ledger.statement(&it.scheme)?;
        let course = config.course(statement, outcome.period);
        let mut said = json!({
            "scheme": it.scheme, "line": it.line, "share": Ratio(share).canonical(),
            "budget_cents": course.value(&it.line, Scenario::Assestato),
            "actual_cents": course.value(&it.line, Scenario::Consuntivo),
        });
        expected_to_date(&mut said, course, &it.line);
        Some(said)
    });
    json!(profiles.collect::<Vec<_>>())
}

/// What is expected of a line by now, how far it is off and whether that is good; null where nothing is expected.
fn expected_to_date(said: &mut Value, course: Course<'_>, line: &str) {
    let deviation = course.deviation(line);
    said["expected_cents"] = json!(deviation.map(|it| it.expected));
    said["deviation_cents"] = json!(deviation.map(|it| it.off_by));
    said["reading"] = json!(deviation.and_then(|it| it.reading));
}

/// How a line stands to date: its assestato, how much of it is there and what is left.
pub(super) fn to_date(course: Course<'_>, line: &str) -> Value {
    let (actual, budget) = (course.value(line, Scenario::Consuntivo), course.value(line, Scenario::Assestato));
    let both = actual.zip(budget);
    let realised = both.and_then(|(actual, budget)| Ratio::of_budget(actual.as_euro(), budget.as_euro()));
    let mut said = json!({
        "assestato_cents": budget,
        "realised": realised.map(Ratio::canonical),
        "rest_cents": both.map(|(actual, budget)| budget - actual),
    });
    expected_to_date(&mut said, course, line);
    said
}

/// The targets that the plan prints in two ways, each indicator once.
fn target_conflicts<'a>(definitions: impl Iterator<Item = &'a Definition>) -> Value {
    let mut found = BTreeMap::new();
    for definition in definitions {
        if let Some((one, other)) = definition.conflict() {
            found.insert(
                definition.code_text(),
                json!({
                    "id": definition.id, "code": definition.code_text(), "target": one.to_string(),
                    "also_printed": other.to_string(),
                }),
            );
        }
    }
    json!(found.into_values().collect::<Vec<_>>())
}

/// How an indicator is said to stand, with the values that `standing` had before ratios were judged on where the year is
/// heading: of these it says that they are to date.
fn standing_to_date(it: &Indicator) -> Standing {
    match it.standing {
        Standing::OnTrack | Standing::OffTrack | Standing::NotMeaningful => Standing::ToDate,
        Standing::AtRisk if it.projection.is_some() => Standing::ToDate,
        same => same,
    }
}

/// One indicator, also for `export indicators`.
pub(super) fn indicator(it: &Indicator) -> Value {
    let known = it.inputs.iter().filter(|(_, value)| !matches!(value, formula::Value::NoData(_))).count();
    #[expect(clippy::cast_precision_loss, reason = "a formula has a handful of inputs")]
    let coverage = if it.inputs.is_empty() {
        if it.milestone.is_some() { 1.0 } else { 0.0 }
    } else {
        known as f64 / it.inputs.len() as f64
    };
    let mut whole = json!({
        "id": it.definition.id,
        "code": it.definition.code_text(),
        "objective": it.definition.objective.as_deref().unwrap_or_default(),
        "name": it.definition.name,
        "office": it.definition.office,
        "scenario": it.scenario,
        "value": number_of(&it.value).map(|number| Ratio(number).canonical()),
        "milestone": it.milestone,
        "unit": it.definition.unit.id(),
        "target": it.definition.target_compared(),
        "also_printed": it.definition.also_printed.as_ref().map(ToString::to_string),
        "type": it.definition.kind,
        "method": it.definition.method,
        "data_source": it.definition.data_source,
        "valid_from": it.definition.valid_from,
        "act": it.definition.act,
        "due": it.definition.due,
        "month_before": share(it.before.month),
        "last_year": share(it.before.last_year),
        "year_start": share(it.before.year_start),
        "trend": it.trend(),
        "recorded": it
            .recorded
            .iter()
            .map(|one| json!({"year": one.year, "month": one.month, "value": Ratio(one.value).canonical(), "source": one.source}))
            .collect::<Vec<_>>(),
        "state": it.state,
        "standing": standing_to_date(it),
        "reason": it.reason,
        "achievement": it.achievement.map(|share| Ratio(share).canonical()),
        "coverage": Ratio(coverage).canonical(),
        "formula": it.definition.formula.as_ref().map(ToString::to_string),
        "earlier": it
            .earlier
            .iter()
            .map(|(period, value)| json!({"period": period, "value": number_of(value).map(|number| Ratio(number).canonical())}))
            .collect::<Vec<_>>(),
    });
    if let (Value::Object(whole), Value::Object(judgement)) = (&mut whole, judgement(it)) {
        whole.extend(judgement);
    }
    whole
}

/// How an indicator is judged, and on what; nothing of budgets.
fn judgement(it: &Indicator) -> Value {
    let is_judged = it.scenario == Scenario::Consuntivo;
    json!({
        "judged_value": share(it.judged_value().filter(|_| is_judged)),
        "judged_range": it.projection.as_ref().map(|it| [Ratio(it.range.0).canonical(), Ratio(it.range.1).canonical()]),
        "judged_state": is_judged.then_some(it.standing),
        "judged_on": is_judged.then(|| it.judged_on()),
        "judged_by": it.projection.as_ref().map(|it| {
            let of = |(way, value): &(JudgedBy, f64)| json!({"method": way, "value": Ratio(*value).canonical()});
            it.by.iter().map(of).collect::<Vec<_>>()
        }),
        "booked_share": share(it.projection.as_ref().map(|it| it.booked)),
        "provisional": it.provisional,
        "quarters": it
            .quarters
            .iter()
            .map(|it| json!({"quarter": it.number, "value": Ratio(it.value).canonical()}))
            .collect::<Vec<_>>(),
    })
}
