//! A month that was released does not change silently: what it says now is compared, line by line, with its last
//! released issue. It refuses to judge whether a change is right.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::arrivals::Intake;
use super::carried;
use super::context::Shelves;
use super::corrected::amounts_of;
use super::month::{Month, RestatedLine, is_reference_layout};
use super::phrases;
use super::revised;
use crate::formula::Value;
use crate::history::{AmountKey, IssuedJudgement, IssuedProjection};
use crate::indicators::{self, Indicator, Projected, Restated, Standing};
use crate::issue::{Issue, IssueState, Manifest, SourceEntry};
use crate::ledger::{Amount, Column, Statement};
use crate::mail::{Changed, Changes, NewFile};
use crate::money::Cents;
use crate::monitor;
use crate::origin::Origin;
use crate::period::{Exercise, Period, Scenario};
use crate::problem::Problem;
use crate::reconcile::restated::{RestatedRow, since_release};
use crate::store::Store;

/// The line that a year comes to, in the schemes that have it.
const RESULT: &str = "avanzo";

/// Compares a month with its last released issue, and notes the comparison in the manifest. An issue that would come
/// out unchanged was compared with the one before it, and stays so.
pub(super) fn tell(
    month: &mut Month,
    manifest: &mut Manifest,
    shelves: Shelves<'_>,
    last: Option<&Issue>,
    intake: &mut Intake,
) -> anyhow::Result<()> {
    let Shelves { config, store, .. } = shelves;
    let Some(last) = last else { return Ok(()) };
    let unchanged = manifest.decided(last)?;
    let number = if unchanged { last.number } else { last.number + 1 };
    let Some(released) = store.released_before(last.period, number)? else { return Ok(()) };
    manifest.compared = Some((released.number, released.decisive));
    let mut problems = Vec::new();
    let mut restatement = monitor::Restatement { issue: released.number, ..monitor::Restatement::default() };
    let mut changes = Changes { issue: released.number, ..Changes::default() };

    // Of an issue of which only the workbook was left, nobody knows the files.
    let earlier = released.made_of()?.map_or(manifest.decisive.sources.clone(), |it| it.decisive.sources);
    for (now, before) in new_files(&manifest.decisive.sources, &earlier) {
        problems.push(phrases::restated_file(&now.file, before.map(|it| it.file.as_str()), released.number));
        restatement.files.push(now.file.clone());
        changes.files.push(NewFile { name: now.file.clone(), before: before.map(|it| it.file.clone()) });
        let layout = now.layout.as_deref().and_then(|id| config.layout(id));
        month.tells_readers |= layout.is_some_and(|layout| config.is_reserved(layout));
    }

    let issued = store.issued_amounts(&released)?;
    // Aggregates are sums of what the lines say already.
    let is_line = |(scheme, line, ..): &AmountKey| {
        month.ledger.statements.iter().any(|it| *it.scheme.id == **scheme && it.scheme.line(line).is_some())
    };
    let now = amounts_of(&month.ledger);
    // A line that was not issued with any amount is new, and restates nothing.
    let keys: BTreeSet<&AmountKey> = issued.keys().filter(|key| is_line(key)).collect();
    let mut changed: Vec<RestatedLine> = keys
        .into_iter()
        .filter_map(|key| restated_line(month, key, issued.get(key).copied()?, now.get(key).copied(), &released))
        .collect();
    changed.sort_by(|a, b| a.place().cmp(&b.place()));
    problems.extend(changed.iter().filter_map(|it| told(it, released.period)));
    let mut heaviest: Vec<&RestatedLine> = changed.iter().filter(|it| it.function.is_none()).collect();
    heaviest.sort_by_key(|it| Reverse(it.weight()));
    restatement.lines.extend(heaviest.into_iter().map(RestatedLine::in_few_words));
    month.restated_lines.extend(changed);
    // The same of the rows that offices and accounts tell.
    let remembered = carried::rows_told_by(store, &released, &month.ledger.movements)?;
    let rows = since_release(&month.ledger, &remembered, &month.reconciliation, released.period);
    problems.extend(rows.iter().map(|row| {
        let problem = phrases::restated_row(&row.text, released.number);
        match row.place.and_then(|place| month.ledger.movements.get(place)) {
            Some(movement) => problem.at(movement.origin, &intake.sources),
            None => problem,
        }
    }));
    restatement.rows = rows.len();
    changes.rows = by_weight(&rows).into_iter().map(|row| row.text.clone()).collect();
    let issued = revised::since(month, released.clone(), intake, shelves)?;
    (month.revised, month.corrected) = (issued.changes, issued.corrected);
    note(&mut changes, month, &released, store)?;
    planned(&mut changes, month, issued.planned_since);
    month.changes = Some(changes);
    let reference = |it: &SourceEntry| it.layout.as_deref().is_some_and(|layout| is_reference_layout(layout, config));
    let only_references = released.made_of()?.is_some_and(|it| manifest.decisive.is_but_for(&it.decisive, reference));
    // A draft is told to those who mend it, and so is its end.
    let stays_released = last.state == IssueState::Released && month.blocking.is_empty();
    let is_moved = !(restatement.lines.is_empty() && rows.is_empty() && month.revised.is_empty());
    month.tells_nobody = only_references && stays_released && !is_moved;
    month.restated = Some(restatement);
    month.reconciliation.restated_rows.extend(rows);
    month.problems.extend(problems);
    month.problems.sort();
    month.problems.dedup();
    Ok(())
}

/// The files that an issue was not made of, each with the one of its place.
fn new_files<'m>(
    now: &'m [SourceEntry],
    earlier: &'m [SourceEntry],
) -> impl Iterator<Item = (&'m SourceEntry, Option<&'m SourceEntry>)> {
    let before = |now: &SourceEntry| earlier.iter().find(|it| it.layout == now.layout && it.office == now.office);
    let all = now.iter().map(move |now| (now, before(now)));
    all.filter(|(now, before)| before.is_none_or(|before| before.sha256 != now.sha256))
}

/// Rows with those first whose amount changed most.
fn by_weight(rows: &[RestatedRow]) -> Vec<&RestatedRow> {
    let mut rows: Vec<&RestatedRow> = rows.iter().collect();
    let of = |cents: Option<Cents>| i128::from(cents.unwrap_or_default().0);
    rows.sort_by_key(|row| Reverse((of(row.now) - of(row.issued)).abs()));
    rows
}

/// Notes where the year is heading elsewhere than an issue said, and the indicators that read otherwise.
fn note(changes: &mut Changes, month: &Month, released: &Issue, store: &Store) -> anyhow::Result<()> {
    let earlier = Issued { values: store.issued_values(released)?, judgements: store.issued_judgements(released)? };
    changes.indicators = changed_indicators(month, &earlier, released.period);
    let projections = store.issued_projections(released)?;
    changes.voci = changed_voci(month, &projections);
    changes.result = changed_result(month, &projections, released.period);
    Ok(())
}

/// In the place of each indicator that is judged now and was not, one line: the plan of the exercise is loaded.
fn planned(changes: &mut Changes, month: &Month, since: Option<Exercise>) {
    let Some(exercise) = since else { return };
    let moved = |it: &Changed| month.revised.iter().any(|revised| it.name.starts_with(&revised.name));
    let before = changes.indicators.len();
    changes.indicators.retain(moved);
    let judged = before - changes.indicators.len();
    let (name, parts) = (phrases::plan(exercise), String::new());
    let (before, now) = (phrases::NOT_LOADED.to_owned(), phrases::loaded(judged));
    changes.indicators.insert(0, Changed { name, before, now, parts });
}

/// What an issue said of indicators.
struct Issued {
    values: BTreeMap<String, f64>,
    /// Nothing of issues of before.
    judgements: Vec<IssuedJudgement>,
}

/// Indicators that read otherwise than they were issued: first those of the plan that are judged otherwise, then those that
/// moved most for what they were.
fn changed_indicators(month: &Month, issued: &Issued, period: Period) -> Vec<Changed> {
    let mut changed: Vec<(f64, Changed)> = Vec::new();
    for indicator in month.indicators.iter().filter(|it| it.scenario == Scenario::Consuntivo) {
        let definition = &indicator.definition;
        let (before, now) = (issued.values.get(&definition.id).copied(), indicator.number());
        let shown = |number: Option<f64>| {
            let value = number.map_or_else(|| Value::NoData(Vec::new()), Value::Number);
            indicators::shown_value(definition, &value)
        };
        let (said_before, said_now) = (shown(before), shown(now));
        let name = format!("{} {}", definition.code_text(), definition.name).trim().to_owned();
        let to_date = definition.is_judged_on_the_year(period);
        // What it is judged on says it best.
        let revised =
            month.revised.iter().filter(|it| it.id == definition.id).max_by_key(|it| it.of_year_end == to_date);
        let parts = revised.map(Restated::parts).unwrap_or_default();
        if let Some(standing) = judged_before(indicator, &issued.judgements) {
            let moved = said_before != said_now;
            let value = |said: String| if to_date { phrases::to_date(&said) } else { said };
            let value_now = (moved && indicator.projection.is_some()).then(|| value(said_now));
            let now = [indicators::judged(indicator)].into_iter().chain(value_now).collect::<Vec<_>>();
            let value_before = before.filter(|_| moved).map(|_| value(said_before));
            let before = phrases::judged(standing, value_before.as_slice());
            let now = phrases::judged(indicator.standing, &now);
            changed.push((f64::INFINITY, Changed { name, before, now, parts }));
        } else if said_before != said_now {
            let moved = before.zip(now).map_or(f64::INFINITY, |(before, now)| ((now - before) / before).abs());
            let name = if to_date { format!("{name}, {}", phrases::TO_DATE) } else { name };
            let to_date = month.revised.iter().find(|it| it.id == definition.id && !it.of_year_end);
            let parts = to_date.map(Restated::parts).unwrap_or_default();
            changed.push((moved, Changed { name, before: said_before, now: said_now, parts }));
        } else if let Some((before, now)) = revised.and_then(|it| it.targets.clone()) {
            let name = format!("{name}, {}", phrases::TARGET);
            changed.push((0.0, Changed { name, before, now, parts }));
        }
    }
    changed.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.name.cmp(&other.name)));
    changed.into_iter().map(|(_, it)| it).collect()
}

/// How an indicator of the plan was judged, where that was otherwise; none where nobody kept it.
fn judged_before(indicator: &Indicator, issued: &[IssuedJudgement]) -> Option<Standing> {
    let definition = &indicator.definition;
    definition.code.as_ref()?;
    let before = issued.iter().find(|it| it.indicator == definition.id)?;
    Standing::of(&before.state).filter(|before| *before != indicator.standing)
}

/// Voci that are heading elsewhere than they were issued, the heaviest first.
fn changed_voci(month: &Month, issued: &[IssuedProjection]) -> Vec<Changed> {
    let changed = |voce: &Projected| {
        let before = issued_end(voce, issued).filter(|before| *before != voce.cents)?;
        let unit = month.year_end.statement(&voce.scheme)?.scheme.unit;
        let weight = (i128::from(voce.cents.0) - i128::from(before.0)).abs();
        let (before, now) = (unit.shown(before), unit.shown(voce.cents));
        Some((weight, Changed { name: voce.label.clone(), before, now, parts: String::new() }))
    };
    let mut voci: Vec<(i128, Changed)> = month.year_end.lines.iter().filter_map(changed).collect();
    voci.sort_by_key(|(weight, _)| Reverse(*weight));
    voci.into_iter().map(|(_, it)| it).collect()
}

fn issued_end(voce: &Projected, issued: &[IssuedProjection]) -> Option<Cents> {
    issued.iter().find(|it| it.scheme == *voce.scheme && it.line == *voce.line).map(|it| it.cents)
}

/// The result of the year, where it is another one than that of its voci as they were issued: no issue keeps a total of the
/// year end. None where a voce was not issued with any.
fn changed_result(month: &Month, issued: &[IssuedProjection], period: Period) -> Option<Changed> {
    let column =
        Column { exercise: period.exercise(), scenario: Scenario::Preconsuntivo, function: None, centre: None };
    let of = |statement: &Statement| match statement.value(RESULT, column) {
        Value::Cents(cents) => i64::try_from(cents).ok().map(Cents),
        _ => None,
    };
    month.year_end.statements.iter().find_map(|now| {
        let line = now.scheme.line(RESULT)?;
        let mut former = now.clone();
        for voce in month.year_end.lines.iter().filter(|it| it.scheme == now.scheme.id) {
            let printed = Some((issued_end(voce, issued)?, Origin::default()));
            former.amounts.insert((Arc::clone(&voce.line), column), Amount { printed, ..Amount::default() });
        }
        let (before, after) = (of(&former)?, of(now)?);
        let name = line.label.split(" (").next().unwrap_or_default().to_owned();
        let shown = |cents| now.scheme.unit.shown(cents);
        (before != after).then(|| Changed { name, before: shown(before), now: shown(after), parts: String::new() })
    })
}

/// Compares what no later month may change with what the exercise last released of it: the columns of years that are over
/// and the preventivo, where a statement prints them. What accounts make is left alone: an export may list those that moved.
pub(super) fn tell_settled(month: &mut Month, store: &Store, period: Period) -> anyhow::Result<()> {
    let Some(released) = store.last_released(period)? else { return Ok(()) };
    let issued = store.issued_amounts(&released)?;
    let mut changed = Vec::new();
    for statement in &month.ledger.statements {
        for ((line, at), amount) in &statement.amounts {
            let settled = at.exercise < period.exercise() || at.scenario == Scenario::Preventivo;
            let Some((now, _)) = amount.printed.filter(|_| settled && at.centre.is_none()) else { continue };
            let key = (statement.scheme.id.to_string(), line.to_string(), *at);
            // What was not issued then is new, and restates nothing.
            let Some(before) = issued.get(&key) else { continue };
            changed.extend(restated_line(month, &key, *before, Some(now), &released));
        }
    }
    month.problems.extend(changed.iter().filter_map(|it| told(it, period)));
    month.restated_lines.extend(changed);
    month.problems.sort();
    month.problems.dedup();
    Ok(())
}

/// A line that is not what it was; `None` when it is.
fn restated_line(
    month: &Month,
    key: &AmountKey,
    before: Cents,
    now: Option<Cents>,
    released: &Issue,
) -> Option<RestatedLine> {
    let (scheme, line, column) = key.clone();
    let of = month.ledger.statements.iter().find(|it| *it.scheme.id == *scheme);
    // Of what counts few persons a figure of before may give back one that is told to few.
    let is_public = |it: &Statement| it.scheme.public.iter().any(|public| **public == *line);
    if of.is_some_and(|it| it.scheme.mask_below.is_some() && !is_public(it)) {
        return None;
    }
    (Some(before) != now).then(|| RestatedLine {
        label: label(month, &scheme, &line),
        unit: of.map(|it| it.scheme.unit).unwrap_or_default(),
        scheme,
        line,
        exercise: column.exercise.0,
        scenario: column.scenario,
        function: column.function,
        issued_cents: Some(before.0),
        now_cents: now.map(|cents| cents.0),
        issue: released.number,
        issue_period: released.period,
    })
}

/// What is said of a line in this month. The parts by function change with their line, and stand in the answer for
/// programs only.
fn told(it: &RestatedLine, period: Period) -> Option<Problem> {
    let earlier = (it.issue_period != period).then_some(it.issue_period);
    let problem =
        phrases::restatement(&it.label, &it.column(), &phrases::in_issue(it.issue, earlier), it.issued(), it.now());
    it.function.is_none().then_some(problem)
}

fn label(month: &Month, scheme: &str, line: &str) -> String {
    let statement = month.ledger.statements.iter().find(|it| &*it.scheme.id == scheme);
    statement.and_then(|it| it.scheme.line(line)).map_or_else(|| line.to_owned(), |line| line.label.clone())
}
