//! The totals of a projected statement against the voci and the functions of which they are made, to the cent: no file prints them.

use super::rules::Relation;
use super::tie_out::{Claim, amount, column_scope};
use super::{TieOut, phrases};
use crate::ledger::{Column, Line, Statement};
use crate::money::Cents;
use crate::period::Function;

/// The voci of a total with what each adds to it, whole or in one function; none where one of them is not known.
pub type Voci<'a> = dyn Fn(&Line, Option<Function>) -> Option<Vec<(String, Cents)>> + 'a;

/// Every total of a projected statement that has a value in its column, whole and in each function, against the sum of its voci;
/// and the whole against the sum of its functions, where all four are known.
#[must_use]
pub fn totals(statement: &Statement, column: Column, voci: &Voci<'_>) -> Vec<TieOut> {
    let title = &statement.scheme.title;
    let (of_voci, of_functions) = (phrases::all_projected(title), phrases::all_projected_functions(title));
    let mut tie_outs = Vec::new();
    for line in statement.scheme.lines.iter().filter(|line| line.formula.is_some()) {
        let of = |function| amount(statement.value(&line.id, Column { function, ..column })).ok();
        let name = phrases::term(&statement.scheme, &line.id);
        for function in std::iter::once(None).chain(Function::ALL.map(Some)) {
            let Some((shown, terms)) = of(function).zip(voci(line, function)) else { continue };
            let label = phrases::projected(&name);
            let claim = claim(statement, line, Column { function, ..column }, label, of_voci.clone());
            tie_outs.push(settled(claim, shown, terms));
        }
        let parts = Function::ALL.map(|one| of(Some(one)).map(|cents| (phrases::function(one), cents)));
        if let Some((shown, terms)) = of(None).zip(parts.into_iter().collect()) {
            let label = phrases::parts(&name, phrases::FUNCTIONS);
            let mut claim = claim(statement, line, column, label, of_functions.clone());
            claim.scope.push_str("/funzioni");
            tie_outs.push(settled(claim, shown, terms));
        }
    }
    tie_outs
}

fn settled(claim: Claim, shown: Cents, terms: Vec<(String, Cents)>) -> TieOut {
    let sum = terms.iter().map(|(_, cents)| *cents).sum();
    claim.settle(Some(shown), Some(sum), terms, &[])
}

/// No file is at fault where a projection does not add up, and what is booked stands whatever it says: it blocks nothing.
fn claim(statement: &Statement, line: &Line, column: Column, label: String, family: String) -> Claim {
    let scheme = &statement.scheme;
    Claim {
        id: format!("{}.{}", scheme.id, line.id),
        scope: format!("{}/proiezione", column_scope(&scheme.id, column)),
        figures: phrases::figures(column),
        label,
        family,
        tolerance: Cents::ZERO,
        blocking: false,
        unit: scheme.unit,
        origin: None,
        relation: Relation::Equal,
    }
}
