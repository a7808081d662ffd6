//! What ends with an exercise, or says nothing through the whole of it, in Italian.

use crate::indicators::Gone;
use crate::italian::small;
use crate::italian::{counted, listed};
use crate::period::Exercise;
use crate::problem::Problem;

/// A line of a sheet for an indicator that nobody asks for any more.
pub(in crate::pipeline) fn gone_indicator(code: &str, gone: Gone) -> Problem {
    let code_of = match gone {
        Gone::Retired(_) => "indicators.retired",
        Gone::NotPlanned(_) => "indicators.not_planned",
    };
    let why = gone.italian();
    Problem::warning(
        code_of,
        format!("l'indicatore `{code}` {why}, e la rilevazione non viene usata"),
        "togliere la riga dalla scheda: non è più richiesta",
    )
}

/// A check that says nothing although its files came; `hint` names what it lacks.
pub(in crate::pipeline) fn check_without_data(id: &str, label: &str, hint: Option<&str>) -> Problem {
    let hint = hint.map_or_else(String::new, |hint| format!(" ({})", small(hint.trim_end_matches('.'))));
    Problem::warning(
        "reconcile.check_without_data",
        format!("il controllo `{id}`, «{label}», non ha dati in questo mese, benché i suoi file ci siano{hint}"),
        format!("correggere le formule o gli `scenarios` di `{id}` in `config/checks.toml`, o togliere il controllo"),
    )
}

/// Checks that said nothing in any month of an exercise, by their labels.
pub(in crate::pipeline) fn checks_never(labels: &[&str], exercise: Exercise) -> Problem {
    let named: Vec<String> = labels.iter().map(|label| format!("«{label}»")).collect();
    let (checks, has) = if labels.len() == 1 { ("il controllo", "non ha") } else { ("i controlli", "non hanno") };
    Problem::warning(
        "reconcile.check_never",
        format!("{checks} {} {has} avuto dati in nessun mese del {exercise}", listed(&named)),
        "depositare i file di cui hanno bisogno; quelli che non servono si tolgono da `config/checks.toml`",
    )
}

/// How the plan of an exercise stood when a month was released before it came.
pub(in crate::pipeline) const NOT_LOADED: &str = "non caricato";

pub(in crate::pipeline) fn plan(exercise: Exercise) -> String {
    format!("Piano {exercise}")
}

/// That it is loaded since, and how many indicators are judged now.
pub(in crate::pipeline) fn loaded(judged: usize) -> String {
    format!(
        "caricato; {}",
        counted(
            judged,
            "indicatore che si calcolava è ora giudicato",
            "indicatori che si calcolavano sono ora giudicati"
        )
    )
}
