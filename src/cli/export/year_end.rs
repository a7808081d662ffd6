//! Where the year is heading, voce by voce, and the first column of the next preventivo.

use serde_json::json;

use super::Written;
use crate::config::Config;
use crate::indicators::{Projected, cents_of, investments};
use crate::ledger::statement::Column;
use crate::ledger::{Line, Nature, Statutory};
use crate::period::{Function, Period, Scenario};
use crate::pipeline::Month;

/// The columns of `preconsuntivo`. Whoever reads them by their places goes on reading them: new ones come last.
const YEAR_END: [&str; 25] = [
    "scheme",
    "line",
    "label",
    "booked_cents",
    "assestato_cents",
    "method",
    "declared",
    "share",
    "preconsuntivo_cents",
    "over_budget",
    "funzione_a_cents",
    "funzione_b_cents",
    "funzione_c_cents",
    "funzione_d_cents",
    "preventivo_cents",
    "computed_cents",
    "divided_by",
    "correction_cents",
    "correction_reason",
    "correction_office",
    "correction_date",
    "correction_file",
    "correction_cell",
    "issued_in",
    "issued_cents",
];

/// Of each voce what is booked, what the budget has, and where the year is heading, by which method or correction.
pub(super) fn year_end(month: &Month, period: Period) -> Written {
    let preventivo = |it: &Projected| {
        let scenario = Scenario::Preventivo;
        let whole = Column { exercise: period.exercise(), scenario, function: None, centre: None };
        month.ledger.statement(&it.scheme).and_then(|statement| cents_of(&statement.resolve(&it.line, whole)))
    };
    let row = |it: &Projected| {
        let mut row = vec![
            json!(it.scheme),
            json!(it.line),
            json!(it.label),
            json!(it.booked),
            json!(it.assestato),
            json!(it.method),
            json!(it.declared),
            json!(it.share),
            json!(it.cents),
            json!(it.over_budget),
        ];
        let by_function = Function::ALL.map(|function| month.year_end.of_function(it, function));
        row.extend(by_function.map(|cents| json!(cents)));
        let correction = it.correction.as_ref();
        row.extend([
            json!(preventivo(it)),
            json!(it.computed),
            json!(it.divided),
            json!(correction.map(|it| it.cents)),
            json!(correction.map(|it| &it.reason)),
            json!(correction.and_then(|it| it.office.as_ref())),
            json!(correction.and_then(|it| it.date)),
            json!(correction.map(|it| &it.file)),
            json!(correction.map(|it| it.origin.cell())),
        ]);
        let issued = month.issued.as_ref();
        let before = issued.and_then(|issued| month.year_end.as_issued(&it.scheme, &it.line, &issued.year_ends));
        row.extend([json!(issued.filter(|_| before.is_some()).map(|it| it.issue.number)), json!(before)]);
        row
    };
    Written { header: YEAR_END.into(), rows: month.year_end.lines.iter().map(row).collect() }
}

/// The columns of `previsione_consuntivo`. Whoever reads them by their places goes on reading them: new ones come last.
const ALLEGATO_A: [&str; 11] = [
    "line",
    "number",
    "label",
    "previsione_consuntivo_cents",
    "funzione_a_cents",
    "funzione_b_cents",
    "funzione_c_cents",
    "funzione_d_cents",
    "without_shares",
    "stands_on",
    "reason",
];

/// The first column of the next preventivo (Allegato A), whole and by function: where the year is heading, line by line of that
/// scheme, which names its lines as the conto economico does; of the plan of investments what the budget gives, or what is acquired.
/// A line of which nothing is known is empty, and says why; one whose functions are not known says which voci lack their shares.
pub(super) fn allegato_a(month: &Month, config: &Config, period: Period) -> Written {
    let heading = month.year_end.statement(Statutory::AllegatoC.id());
    let plan = month.ledger.statement(Statutory::AllegatoA.id());
    let plan = plan.map(|plan| investments(plan, period.exercise())).unwrap_or_default();
    let row = |line: &Line| {
        let known = heading.filter(|it| it.scheme.line(&line.id).is_some());
        let cents = |function| {
            let at = Column { exercise: period.exercise(), scenario: Scenario::Preconsuntivo, function, centre: None };
            known.and_then(|it| cents_of(&it.resolve(&line.id, at)))
        };
        let is_of_plan = line.nature == Nature::Attivo;
        let planned = plan.get(&line.id).copied().filter(|_| is_of_plan).unwrap_or_default();
        let (whole, by_function) = match is_of_plan {
            true => (planned.cents, planned.by_function),
            false => (cents(None), Function::ALL.map(|function| cents(Some(function)))),
        };
        let undivided = month.year_end.undivided(Statutory::AllegatoC.id(), &line.id);
        let without: Vec<&str> = undivided.iter().map(|voce| &*voce.line).collect();
        let stands_on = match is_of_plan {
            true => planned.from,
            false => whole.map(|_| Scenario::Preconsuntivo),
        };
        let reason = match (whole, is_of_plan) {
            (Some(_), _) => String::new(),
            (None, true) => {
                format!("nessun file dice questo investimento del {}, né previsto né fatto", period.exercise())
            }
            (None, false) => format!("la voce non ha una proiezione di fine {}", period.exercise()),
        };
        let mut row = vec![json!(line.id), json!(line.number), json!(line.label), json!(whole)];
        row.extend(by_function.map(|cents| json!(cents)));
        row.extend([json!(without.join(" ")), json!(stands_on), json!(reason)]);
        row
    };
    let lines = config.chart.scheme(Statutory::AllegatoA.id()).map(|scheme| scheme.lines.as_slice());
    Written { header: ALLEGATO_A.into(), rows: lines.unwrap_or_default().iter().map(row).collect() }
}
