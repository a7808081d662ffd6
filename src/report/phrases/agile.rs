//! The words of the sheet `Lavoro agile`.

use crate::period::Exercise;

/// The sheet.
pub(in crate::report) const TAB: &str = "Lavoro agile";
/// Its title.
pub(in crate::report) const TITLE: &str = "Piano organizzativo del lavoro agile: indicatori per fase";
/// How it is read.
pub(in crate::report) const NOTE: &str = "Valori attesi come li stampa il Piano; in grassetto la fase dell'esercizio. Dove il Piano non dà un numero non si giudica. Chi lavora in modo agile è nel foglio Personale, se la tabella c'è.";
/// The heads of what is measured, with their widths.
pub(in crate::report) const MEASURED: [(&str, f64); 4] =
    [("Valore\nmisurato", 18.0), ("Stato", 13.0), ("Grado di\nraggiungimento", 15.0), ("Motivo", 48.0)];

/// The head of a phase.
pub(in crate::report) fn phase(exercise: Exercise, name: &str) -> String {
    format!("Valore atteso {exercise}\nFase di {name}")
}
