//! What a table of the plan prints of its indicators that is not what is defined or known of them.

use crate::italian::listed;
use crate::period::Exercise;
use crate::problem::Problem;

/// How an indicator stands before its first phase.
pub(in crate::indicators) const BASELINE: &str = "la situazione di partenza";

/// Of more names than this the last are counted.
const NAMED_MAX: usize = 12;

/// The target of an exercise.
pub(in crate::indicators) fn target(exercise: Exercise) -> String {
    format!("il valore atteso {exercise}")
}

/// A line that is no indicator.
pub(in crate::indicators) fn unknown(label: &str, table: &str, nearest: Option<&str>) -> Problem {
    let meant = nearest.map(|name| format!("; forse è «{name}»")).unwrap_or_default();
    Problem::warning(
        "indicators.published_unknown",
        format!("«{label}» è nella tabella «{table}», e nessun indicatore si chiama così{meant}"),
        "dare all'indicatore (`name`) il nome che stampa il Piano, o scriverne il codice in una colonna «Codice» della tabella; se manca, aggiungerlo alle definizioni",
    )
}

/// A code that is that of another indicator, or of none.
pub(in crate::indicators) fn other_code(code: &str, label: &str, own: &str) -> Problem {
    Problem::warning(
        "indicators.published_code",
        format!(
            "la tabella dà a «{label}» il codice «{code}», e la definizione {}",
            if own.is_empty() { "non ne ha".to_owned() } else { format!("«{own}»") }
        ),
        "vedere qual è il codice del Piano, e correggere la tabella o la definizione; il confronto è fatto sul nome",
    )
}

/// A table that says no target of the exercise in which it stands.
pub(in crate::indicators) fn no_target(table: &str, exercise: Exercise) -> Problem {
    Problem::warning(
        "indicators.published_no_target",
        format!("nella tabella «{table}» nessuna colonna dice il valore atteso {exercise}, e non è stato confrontato"),
        format!(
            "intestare la colonna come «Valore atteso {exercise}» o «Target {exercise}», o aggiungere la sua scritta nel tracciato"
        ),
    )
}

/// Indicators that a table leaves out.
pub(in crate::indicators) fn missing(table: &str, names: &[&str]) -> Problem {
    let mut shown: Vec<String> = names.iter().map(|name| format!("«{name}»")).collect();
    if names.len() > NAMED_MAX {
        shown.truncate(NAMED_MAX - 1);
        shown.push(format!("altri {}", names.len() + 1 - NAMED_MAX));
    }
    let shown = listed(&shown);
    let verb = if names.len() == 1 { "non c'è" } else { "non ci sono" };
    Problem::warning(
        "indicators.published_missing",
        format!("nella tabella «{table}» {verb} {shown}, che le definizioni hanno"),
        "aggiungere la riga alla tabella, se il Piano la stampa; se il Piano approvato non ha più l'indicatore, ritirarlo con un atto (`valid_to`)",
    )
}

/// A target or a situation that is another one in the definition.
pub(in crate::indicators) fn differs(label: &str, what: &str, printed: &str, meant: &str) -> Problem {
    let said = |text: &str| if text.is_empty() { "non c'è".to_owned() } else { format!("è «{text}»") };
    Problem::warning(
        "indicators.published_differs",
        format!("{what} di «{label}» nella tabella {}, e nella definizione {}", said(printed), said(meant)),
        "vedere che cosa dice il Piano approvato, e correggere la tabella o la definizione; se il Piano lo scrive soltanto in un altro modo, copiarlo in `printed`",
    )
}

/// A value of a year gone that is recorded otherwise.
pub(in crate::indicators) fn value_differs(label: &str, exercise: Exercise, printed: &str, known: &str) -> Problem {
    Problem::warning(
        "indicators.published_value",
        format!("«{label}» del {exercise} nella tabella è {printed}, e fra i valori registrati {known}"),
        "vedere quale dei due è il valore pubblicato, e correggere la tabella o `observations.toml`",
    )
}
