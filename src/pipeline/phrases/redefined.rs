//! What is said of definitions, accounts and lines that were changed in place, in Italian.

use crate::italian::{clipped, listed};
use crate::period::Period;
use crate::pipeline::redefined::Redefinition;
use crate::problem::Problem;

/// Names of indicators are whole sentences: so much of one is enough to know it.
const NAME_CHARS_MAX: usize = 70;

/// What changed of an indicator whose figures did not.
pub(in crate::pipeline) const TARGET: &str = "valore atteso";

/// The code of a change in place of what released months were computed by.
pub(in crate::pipeline) const REDEFINED: &str = "pipeline.redefined";

pub(in crate::pipeline) fn definition_of(name: &str) -> String {
    format!("la definizione di «{}»", clipped(name, NAME_CHARS_MAX))
}

/// Months for people: the first and the last of many.
pub(in crate::pipeline) fn months(all: &[Period]) -> String {
    const NAMED_MAX: usize = 3;
    match all {
        [first, .., last] if all.len() > NAMED_MAX => {
            format!("{} mesi, il primo {}, l'ultimo {}", all.len(), first.italian(), last.italian())
        }
        few => listed(&few.iter().map(|month| month.italian()).collect::<Vec<_>>()),
    }
}

/// What something was and is, where that is short enough to be read in a sentence.
pub(in crate::pipeline) fn in_short(before: &str, now: &str) -> String {
    const CHARS_MAX: usize = 60;
    let short = |text: &str| text.chars().count() <= CHARS_MAX;
    if short(before) && short(now) { format!(": era «{before}», ora è «{now}»") } else { String::new() }
}

pub(in crate::pipeline) fn redefined(it: &Redefinition) -> Problem {
    if it.is_gone {
        return gone(it);
    }
    // Who is told of a change reads scorecards only where the settings say so.
    let short = if it.is_of_scorecards { String::new() } else { in_short(&it.before, &it.now) };
    let text = format!("{} oggi direbbe altro di mesi già diffusi ({}){short}", it.name, months(&it.months));
    let remedy = if it.block.is_some() {
        "rimettere com'era e aggiungere la versione nuova dal mese che viene, con `valid_from` e l'atto (`act`): `quadratura check` \
         scrive il blocco pronto; se com'era prima era un errore, lasciare com'è ora e scriverci `corrects = true`, `act` e `why`"
    } else {
        "rimettere com'era; se com'era prima era un errore, lasciare com'è ora e scriverci `corrects = true`, `act` e `why`"
    };
    Problem::error(REDEFINED, text, remedy)
}

/// A definition that is no longer there, or was retired by a day on which months were released already.
fn gone(it: &Redefinition) -> Problem {
    let text = format!("{} non vale più in mesi già diffusi ({})", it.name, months(&it.months));
    let last = it.months.last().map(|last| format!(" = \"{}\"", last.last_day())).unwrap_or_default();
    let remedy = format!(
        "rimetterla e ritirarla da dopo, con `valid_to{last}`; se non doveva esserci nemmeno in quei mesi, lasciare il `valid_to` com'è \
         e scriverle `corrects = true`, `act` e `why`"
    );
    Problem::error(REDEFINED, text, remedy)
}
