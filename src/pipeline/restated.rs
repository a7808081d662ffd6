//! A month that was released does not change silently: what it says now is compared, line by line, with its last
//! released issue. It refuses to judge whether a change is right.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::carried;
use super::issue;
use super::manifest::Manifest;
use super::month::Month;
use super::phrases;
use crate::indicators::AmountKey;
use crate::monitor;
use crate::origin::{Digest, Sources};
use crate::period::Scenario;
use crate::reconcile::restated::since_release;
use crate::store::{Issue, Store};

/// A line that is not what the last released issue said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Restatement {
    /// The scheme.
    pub scheme: String,
    /// The line.
    pub line: String,
    /// The line as people call it.
    pub label: String,
    /// The year.
    pub exercise: u16,
    /// The scenario.
    pub scenario: String,
    /// The function; empty for all of them.
    pub function: String,
    /// The amount as issued; none when there was no data.
    pub issued_cents: Option<i64>,
    /// The amount now; none when there is no data any more.
    pub now_cents: Option<i64>,
    /// The issue that said so.
    pub issue: u32,
}

/// What is asked of the manifest of an earlier issue.
#[derive(Deserialize)]
struct Earlier {
    decisive: EarlierSources,
}

#[derive(Deserialize)]
struct EarlierSources {
    sources: Vec<EarlierSource>,
}

#[derive(Deserialize)]
struct EarlierSource {
    layout: String,
    office: String,
    file: String,
    sha256: Digest,
}

/// Compares a month with its last released issue, and notes the comparison in the manifest. An issue that would come
/// out unchanged was compared with the one before it, and stays so.
pub(super) fn tell(
    month: &mut Month,
    manifest: &mut Manifest,
    store: &Store,
    last: Option<&Issue>,
    sources: &Sources,
) -> anyhow::Result<()> {
    let Some(last) = last else { return Ok(()) };
    let unchanged = last.decisive == manifest.digest()?;
    let number = if unchanged { last.number } else { last.number + 1 };
    let Some(released) = store.released_before(last.period, number)? else { return Ok(()) };
    manifest.compared = Some((released.number, released.decisive));
    let mut problems = Vec::new();
    let mut told = monitor::Restatement { issue: released.number, ..monitor::Restatement::default() };

    let earlier: Earlier = serde_json::from_str(&released.manifest)?;
    for now in &manifest.decisive.sources {
        let before = earlier.decisive.sources.iter().find(|it| it.layout == now.layout && it.office == now.office);
        if before.is_none_or(|before| before.sha256 != now.sha256) {
            problems.push(phrases::restated_file(&now.file, before.map(|it| it.file.as_str()), released.number));
            told.files.push(now.file.clone());
        }
    }

    let issued = store.issued_amounts(&released)?;
    // Aggregates are sums of what the lines say already.
    let is_line = |(scheme, line, ..): &AmountKey| {
        month.ledger.statements.iter().any(|it| *it.scheme.id == **scheme && it.scheme.line(line).is_some())
    };
    let issued: BTreeMap<AmountKey, i64> =
        issued.into_iter().filter(|(key, _)| is_line(key)).map(|(key, cents)| (key, cents.0)).collect();
    let now: BTreeMap<AmountKey, i64> = issue::amounts(month)
        .into_iter()
        .filter(|it| it.centre.is_empty())
        .map(|it| {
            let (scheme, line, exercise, scenario, function) = it.key;
            ((scheme, line, exercise, scenario.to_owned(), function.to_owned()), it.cents)
        })
        .filter(|(key, _)| is_line(key))
        .collect();
    let keys: BTreeSet<&AmountKey> = issued.keys().chain(now.keys()).collect();
    for key in keys {
        let (before, after) = (issued.get(key).copied(), now.get(key).copied());
        if before == after {
            continue;
        }
        let (scheme, line, exercise, scenario, function) = key.clone();
        let label = label(month, &scheme, &line);
        // The parts by function change with their line, and stand in the answer for programs only.
        if function.is_empty() {
            let column = format!("{} {exercise}", scenario_named(&scenario));
            problems.push(phrases::restatement(&label, &column, released.number, before, after));
            told.lines.push(phrases::restated_line(&label, &column, before, after));
        }
        month.restatements.push(Restatement {
            scheme,
            line,
            label,
            exercise,
            scenario,
            function,
            issued_cents: before,
            now_cents: after,
            issue: released.number,
        });
    }
    // The same of the rows that offices and accounts tell.
    let remembered = carried::rows_of(store, &released, &month.ledger.movements)?;
    let rows = since_release(&month.ledger, &remembered, &month.reconciliation, released.period);
    problems.extend(rows.iter().map(|row| {
        let problem = phrases::restated_row(&row.text, released.number);
        match row.place.and_then(|place| month.ledger.movements.get(place)) {
            Some(movement) => problem.at(movement.origin, sources),
            None => problem,
        }
    }));
    told.rows = rows.len();
    month.restated = Some(told);
    month.reconciliation.restatements.extend(rows);
    month.problems.extend(problems);
    month.problems.sort();
    month.problems.dedup();
    Ok(())
}

fn label(month: &Month, scheme: &str, line: &str) -> String {
    let statement = month.ledger.statements.iter().find(|it| &*it.scheme.id == scheme);
    statement.and_then(|it| it.scheme.line(line)).map_or_else(|| line.to_owned(), |line| line.label.clone())
}

fn scenario_named(id: &str) -> String {
    const ALL: [Scenario; 5] = [
        Scenario::PrevisioneConsuntivo,
        Scenario::Preventivo,
        Scenario::Assestato,
        Scenario::Consuntivo,
        Scenario::Prenotato,
    ];
    let known = ALL.into_iter().find(|scenario| scenario.id() == id);
    known.map_or_else(|| id.to_owned(), |scenario| scenario.italian().to_lowercase())
}
