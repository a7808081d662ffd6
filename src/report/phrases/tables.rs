//! The words of the sheets of the plan's tables: `Personale`, `Partecipazioni`, `Azienda speciale`, `Progetti`, `Tabelle del Piano`.

use chrono::NaiveDate;

use crate::italian::capital;
use crate::ledger::{Line, Scheme, Subject};
use crate::money::Cents;
use crate::period::{Exercise, Scenario, italian_date};
use crate::problem::Problem;
use crate::reconcile::TieOut;

/// The sheet of a subject.
pub(in crate::report) fn sheet(subject: Subject) -> &'static str {
    match subject {
        Subject::Staff => "Personale",
        Subject::Participations => "Partecipazioni",
        Subject::Subsidiary => "Azienda speciale",
        Subject::Projects => "Progetti",
        Subject::Plan => "Tabelle del Piano",
    }
}

/// Its title.
pub(in crate::report) fn title(subject: Subject) -> &'static str {
    match subject {
        Subject::Staff => "Personale",
        Subject::Participations => "Società partecipate",
        Subject::Subsidiary => "Azienda speciale: preventivo e consuntivo",
        Subject::Projects => "Progetti della maggiorazione del diritto annuale e del fondo perequativo",
        Subject::Plan => "Altre tabelle del Piano",
    }
}

/// What it holds, in the list of all sheets.
pub(in crate::report) fn holds(subject: Subject) -> &'static str {
    match subject {
        Subject::Staff => "chi lavora per la Camera: categorie, aree, titoli, età",
        Subject::Participations => "le società partecipate: quota, valore, razionalizzazione",
        Subject::Subsidiary => "preventivo e consuntivo dell'azienda speciale",
        Subject::Projects => "i progetti del 20%: proventi, costi, somme da rinviare",
        Subject::Plan => "le altre tabelle del Piano: indicatori, valori attesi, lavoro agile, indici",
    }
}

/// What its figures are.
pub(in crate::report) fn note(subject: Subject) -> &'static str {
    match subject {
        Subject::Staff => "Persone, o unità equivalenti a tempo pieno: come le stampano i file.",
        Subject::Participations | Subject::Projects => {
            "Importi in euro, come li stampano i file; con una formula ciò che si ricava dalle altre colonne."
        }
        Subject::Subsidiary => "Importi in euro, come li stampano i file; scostamento = consuntivo - preventivo.",
        Subject::Plan => {
            "Come le stampano i file. Valori attesi e indici si confrontano con le definizioni e con i valori registrati: ciò che differisce è scritto sotto la tabella, e nel foglio Anomalie."
        }
    }
}

/// What figures of persons are where some are told to few.
pub(in crate::report) const MASKED_NOTE: &str = "Persone, o unità equivalenti a tempo pieno, come le stampano i file; «ris.»: meno persone di quante se ne mostrano a tutti, o una cifra da cui se ne ricaverebbe una.";
/// A figure that is told to few.
pub(in crate::report) const MASKED: &str = "ris.";
/// The head of the lines' names.
pub(in crate::report) const LINE: &str = "Voce";
/// A line as it is named: with its number, where its scheme has one.
pub(in crate::report) fn line(line: &Line) -> String {
    if line.number.is_empty() { line.label.clone() } else { format!("{} {}", line.number, line.label) }
}

/// The head of the whole.
pub(in crate::report) const ALL: &str = "Totale";
/// The picture of the ages.
pub(in crate::report) const PYRAMID: &str = "Personale per età";

/// The head of what falls due of a company.
pub(in crate::report) const DUE: &str = "Da fare";

/// The text column that says which measure was decided for a company.
pub(in crate::report) const MEASURE: &str = "misura";

/// Whether a text says that a company is being wound up.
pub(in crate::report) fn is_wound_up(text: &str) -> bool {
    let text = text.to_lowercase();
    let is_said = |word: &&str| text.contains(*word) && !text.contains(&format!("non in {word}"));
    ["liquidazione", "fallimento", "procedura fallimentare", "concordato"].iter().any(is_said)
}

/// Whether what stands as the measure of a company is one: of many a plan says that nothing is to be done.
pub(in crate::report) fn is_measure(text: &str) -> bool {
    let text = text.to_lowercase();
    let is_none = ["nessun", "mantenimento", "non previst", "senza "].iter().any(|word| text.starts_with(word));
    text.chars().any(char::is_alphabetic) && !is_none
}

/// What falls due of a company that is being wound up.
pub(in crate::report) fn wound_up(day: NaiveDate) -> String {
    format!("In liquidazione: dirne lo stato nella razionalizzazione entro il {}", italian_date(day))
}

/// What falls due of a company for which a measure was decided.
pub(in crate::report) fn measure_due(day: NaiveDate) -> String {
    format!("Misura di razionalizzazione: riferirne l'attuazione entro il {}", italian_date(day))
}

/// What falls due of all companies.
pub(in crate::report) fn review_due(day: NaiveDate) -> String {
    format!(
        "Razionalizzazione periodica delle partecipazioni: entro il {} (D.Lgs 175/2016 art. 20).",
        italian_date(day)
    )
}

/// Where a table is from, and of which day its figures are where that is the end of an earlier year.
pub(in crate::report) fn source(scheme: &Scheme, day: Option<NaiveDate>) -> String {
    let of_day = day.map(|day| format!(" · cifre al {}", italian_date(day))).unwrap_or_default();
    format!("{}{of_day}", scheme.source)
}

/// The head of what was done beside what was planned.
pub(in crate::report) const DEVIATION: &str = "Scostamento";

/// The head of a whole in a scenario.
pub(in crate::report) fn scenario(scenario: Scenario, exercise: Exercise) -> String {
    format!("{} {exercise}", scenario.italian())
}

/// The head of a column of one year among those of several.
pub(in crate::report) fn of_year(head: &str, exercise: Exercise) -> String {
    format!("{head} {exercise}")
}

/// The head of a part.
pub(in crate::report) fn part(id: &str) -> String {
    capital(&id.replace('_', " "))
}

/// The head of a year, which is that of a whole where its parts stand beside it.
pub(in crate::report) fn year(exercise: Exercise, has_parts: bool) -> String {
    if has_parts { format!("{ALL} {exercise}") } else { exercise.to_string() }
}

/// The head of what changed between two years.
pub(in crate::report) fn change(later: Exercise, earlier: Exercise) -> String {
    format!("Variazione {later} su {earlier}")
}

/// That what is printed of an indicator is not what is known of it, with its cell.
pub(in crate::report) fn differs(it: &Problem) -> String {
    let cell = it.cell.as_ref().map(|cell| format!(" {cell}")).unwrap_or_default();
    format!("Differisce, in «{}»{cell}: {}", it.file.as_deref().unwrap_or_default(), it.text)
}

/// That a printed figure is not what its parts give.
pub(in crate::report) fn does_not_add_up(it: &TieOut) -> String {
    let figure = |cents: Option<Cents>| cents.map(|cents| it.unit.shown(cents));
    match (figure(it.left), figure(it.right)) {
        (Some(printed), Some(computed)) => {
            format!("Non torna: {}, {}: stampato {printed}, calcolato {computed}", it.label, it.figures)
        }
        _ => format!("Non torna: {}, {}", it.label, it.figures),
    }
}
