//! What is wrong with the table by which somebody gives a group of a scorecard. No sentence says a figure: whoever keeps the files in
//! order may read it, and not what was given.

use crate::italian::listed;
use crate::problem::Problem;

fn named(labels: &[&str]) -> String {
    listed(&labels.iter().map(|label| format!("«{label}»")).collect::<Vec<_>>())
}

pub(in crate::indicators) fn no_share(label: &str) -> Problem {
    Problem::error(
        "indicators.assessment_beyond",
        format!("la valutazione di «{label}» non è fra 0 e 100"),
        "riportarla a 0-100, dove 100 è il massimo della scala, e depositare di nuovo il file",
    )
}

pub(in crate::indicators) fn rows_missing(labels: &[&str]) -> Problem {
    Problem::error(
        "indicators.assessment_rows",
        format!("manca la valutazione di {}", named(labels)),
        "aggiungere la riga e depositare di nuovo il file; se non è più un comportamento da valutare, toglierlo dallo schema",
    )
}

pub(in crate::indicators) fn no_whole(group: &str) -> Problem {
    Problem::error(
        "indicators.assessment_no_total",
        format!(
            "manca la riga «Totale»: il grado di «{group}» è quello che scrive chi valuta, e dalle righe non si calcola"
        ),
        "aggiungere la riga «Totale» con la valutazione complessiva, da 0 a 100, e depositare di nuovo il file",
    )
}

pub(in crate::indicators) fn weights_missing(labels: &[&str]) -> Problem {
    Problem::error(
        "indicators.assessment_weights",
        format!("manca il peso di {}, e il totale non si può ricontrollare", named(labels)),
        "scrivere il peso di ogni riga, o di nessuna, e depositare di nuovo il file",
    )
}

pub(in crate::indicators) fn weights_differ() -> Problem {
    Problem::error(
        "indicators.assessment_weights",
        "i pesi dei comportamenti non sommano a 100, e il totale non si può ricontrollare",
        "correggere i pesi e depositare di nuovo il file",
    )
}

pub(in crate::indicators) fn whole_differs() -> Problem {
    Problem::error(
        "indicators.assessment_total",
        "il totale stampato non è quello che danno le valutazioni per i loro pesi: conta quello stampato",
        "controllare valutazioni, pesi e totale, e depositare di nuovo il file",
    )
}

pub(in crate::indicators) fn given_otherwise(group: &str) -> Problem {
    Problem::error(
        "indicators.assessment_given",
        format!(
            "la configurazione dà a «{group}» un altro valore (`given` in `objectives.toml`): conta quello del file"
        ),
        "togliere `given`, o farlo uguale",
    )
}
