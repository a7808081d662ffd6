//! What is said of definitions, accounts and lines that were changed in place, in Italian.

use crate::italian::listed;
use crate::period::Period;
use crate::pipeline::redefined::Redefinition;
use crate::problem::Problem;

/// What changed of an indicator whose figures did not.
pub(in crate::pipeline) const TARGET: &str = "valore atteso";

/// The code of a change in place of what released months were computed by.
pub(in crate::pipeline) const REDEFINED: &str = "pipeline.redefined";

pub(in crate::pipeline) fn definition_of(name: &str) -> String {
    format!("la definizione di «{name}»")
}

pub(in crate::pipeline) fn definition_gone(name: &str) -> String {
    format!("la definizione di «{name}», che è stata tolta")
}

/// Months for people: the first and the last of many.
pub(in crate::pipeline) fn months(all: &[Period]) -> String {
    const NAMED_MAX: usize = 3;
    match all {
        [first, .., last] if all.len() > NAMED_MAX => {
            format!("{} mesi da {} a {}", all.len(), first.italian(), last.italian())
        }
        few => listed(&few.iter().map(|month| month.italian()).collect::<Vec<_>>()),
    }
}

pub(in crate::pipeline) fn redefined(it: &Redefinition) -> Problem {
    let text = format!(
        "{} è cambiata sul posto, e con lei mesi già diffusi ({}): era «{}», ora è «{}»",
        it.name,
        months(&it.months),
        it.before,
        it.now
    );
    let remedy = if it.block.is_some() {
        "rimettere com'era quella di prima e aggiungere la nuova dal mese che viene, con `valid_from` e l'atto (`act`): \
         `quadratura check` scrive il blocco pronto; se quella di prima era un errore, lasciare la nuova e scriverci \
         `corrects = true`, `act` e `why`"
    } else {
        "rimettere com'era; se quella di prima era un errore, lasciare la nuova e scriverci `corrects = true`, `act` e `why`"
    };
    Problem::error(REDEFINED, text, remedy)
}
