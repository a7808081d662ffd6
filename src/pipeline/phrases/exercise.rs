//! What ends with an exercise, or says nothing through the whole of it, in Italian.

use crate::indicators::Gone;
use crate::italian::small;
use crate::period::{Exercise, italian_date};
use crate::problem::Problem;

/// A line of a sheet for an indicator that nobody asks for any more.
pub(in crate::pipeline) fn gone_indicator(code: &str, gone: Gone) -> Problem {
    let (code_of, why) = match gone {
        Gone::Retired(day) => ("indicators.retired", format!("è stato ritirato: valeva fino al {}", italian_date(day))),
        Gone::NotPlanned(year) => ("indicators.not_planned", format!("non fa parte del Piano {year}")),
    };
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

/// A check that said nothing in any month of an exercise.
pub(in crate::pipeline) fn check_never(id: &str, label: &str, exercise: Exercise) -> Problem {
    Problem::warning(
        "reconcile.check_never",
        format!(
            "il controllo `{id}`, «{label}», non ha avuto dati in nessun mese del {exercise}: non ha controllato nulla"
        ),
        format!(
            "depositare i file di cui ha bisogno, correggerlo in `config/checks.toml`, o toglierlo se non serve (`{id}`)"
        ),
    )
}
