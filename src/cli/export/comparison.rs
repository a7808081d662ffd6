//! What the accounts and the offices say of the same payments: rows that match, and differences.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Written, place};
use crate::ledger::{Movement, Side};
use crate::money::Cents;
use crate::origin::Sources;
use crate::pipeline::Month;
use crate::reconcile::Difference;

pub(super) fn matches(month: &Month, sources: &Sources) -> Written {
    let header = vec!["group", "rule", "side", "file", "sheet", "row", "key", "amount_cents", "notice"];
    let finer: BTreeSet<usize> = month.reconciliation.finer_objectives.iter().map(|it| it.accounting).collect();
    let mut rows = Vec::new();
    for (number, group) in month.reconciliation.matches.iter().enumerate() {
        let is_finer = group.accounting.first().is_some_and(|first| finer.contains(first));
        let notice = if is_finer { "finer_objective" } else { "" };
        for at in group.accounting.iter().chain(&group.office) {
            let Some(movement) = month.ledger.movements.get(*at) else { continue };
            let [file, sheet, row, _] = place(movement.origin, sources);
            rows.push(vec![
                json!(number + 1),
                json!(group.rule),
                json!(movement.side.id()),
                file,
                sheet,
                row,
                json!(key(&movement)),
                json!(movement.cents),
                json!(notice),
            ]);
        }
    }
    Written { header, rows }
}

/// What a row is recognised by, as people write it.
fn key(movement: &Movement) -> String {
    let who = if movement.fiscal_code.is_empty() { movement.beneficiary } else { movement.fiscal_code };
    let parts = [movement.objective, movement.act, movement.mandate, who];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// The columns of `differences`. Whoever reads them by their places goes on reading them: new ones come last.
const DIFFERENCES: [&str; 31] = [
    "id",
    "kind",
    "reason",
    "office",
    "objective",
    "amount_cents",
    "key",
    "text",
    "file",
    "sheet",
    "row",
    "cell",
    "first_seen",
    "age_days",
    "state",
    "other_file",
    "other_sheet",
    "other_row",
    "other_cell",
    "other_amount_cents",
    "candidate_file",
    "candidate_sheet",
    "candidate_row",
    "candidate_cell",
    "candidate_amount_cents",
    "accounting_rows",
    "accounting_cents",
    "accounting_cells",
    "office_rows",
    "office_cents",
    "office_cells",
];

/// Each difference with its first row, the first one of the other side, the nearest candidate, and what each side has in all.
pub(super) fn differences(month: &Month, sources: &Sources) -> Written {
    let row = |it: &Difference| {
        let known = |at: &usize| month.ledger.movements.get(*at);
        let rows: Vec<Movement<'_>> = it.rows.iter().filter_map(known).collect();
        let other = rows.iter().find(|movement| movement.side != rows[0].side);
        let candidate = it.candidate.as_ref().and_then(known);
        let [file, sheet, row, cell] =
            rows.first().map_or_else(Default::default, |movement| place(movement.origin, sources));
        let mut told = vec![
            json!(it.id.to_string()),
            json!(it.kind),
            json!(it.reason),
            json!(it.office.as_deref().unwrap_or_default()),
            json!(it.objective),
            json!(it.cents),
            json!(it.key),
            json!(it.text),
            file,
            sheet,
            row,
            cell,
            json!(it.first_seen),
            json!(it.age_days),
            json!(it.state),
        ];
        told.extend(place_and_amount(other, sources));
        told.extend(place_and_amount(candidate.as_ref(), sources));
        for side in [Side::Accounting, Side::Office] {
            let of_side: Vec<&Movement<'_>> = rows.iter().filter(|movement| movement.side == side).collect();
            let cents = (!of_side.is_empty()).then(|| of_side.iter().map(|movement| movement.cents).sum::<Cents>());
            told.extend([json!(of_side.len()), json!(cents), json!(cells(&of_side, sources))]);
        }
        told
    };
    Written { header: DIFFERENCES.into(), rows: month.reconciliation.differences.iter().map(row).collect() }
}

/// Where a row stands and what it is worth; nothing of one that is not there.
fn place_and_amount(movement: Option<&Movement<'_>>, sources: &Sources) -> [Value; 5] {
    let Some(movement) = movement else { return Default::default() };
    let [file, sheet, row, cell] = place(movement.origin, sources);
    [file, sheet, row, cell, json!(movement.cents)]
}

/// Cells listed of one side of a difference: a sheet that is absent leaves more than a cell of a spreadsheet may hold, and
/// `run --json` lists them all.
const CELLS_MAX: usize = 200;

/// The cells of some rows, each after its file and sheet where these are other than before: `giugno.xlsx!Foglio1!I5 + I9`.
fn cells(rows: &[&Movement<'_>], sources: &Sources) -> String {
    let mut told = Vec::new();
    let mut before = None;
    for origin in rows.iter().take(CELLS_MAX).map(|movement| movement.origin) {
        let table = (origin.source, origin.sheet);
        let is_same = before.replace(table) == Some(table);
        let named =
            [sources.file(origin), sources.sheet(origin)].into_iter().filter(|name| !name.is_empty() && !is_same);
        told.push(named.chain([origin.cell().as_str()]).collect::<Vec<_>>().join("!"));
    }
    if rows.len() > CELLS_MAX {
        told.push("...".to_owned());
    }
    told.join(" + ")
}
