//! What is said of what is not as it was, when what was issued is verified.

use std::path::Path;

use crate::intake;
use crate::italian::counted;
use crate::period::Period;
use crate::problem::Problem;

/// Why an issue cannot be made again of which the manifest is lost.
pub(in crate::pipeline) const MADE_OF_NOTHING: &str =
    "ne è rimasta la sola cartella di lavoro: di che cosa era fatta non si sa";

/// The same of one whose configuration nobody kept.
pub(in crate::pipeline) const NO_CONFIGURATION: &str = "la sua configurazione non è in archivio, o è alterata";

pub(in crate::pipeline) fn former_configuration(error: &str) -> String {
    format!("la sua configurazione, di un programma di prima, oggi non si legge: {error}")
}

pub(in crate::pipeline) fn made_of_otherwise(what: &str) -> String {
    format!("non si ritrova ciò di cui era fatta: {what}")
}

/// What is told of what is not as it was, and what to do about the archive and about the database.
const FROM_COPY: &str =
    "rimettere quel file da una copia di sicurezza che non lo ha così, e chiedere chi ha potuto scriverlo";
const FROM_COPIES: &str =
    "confrontare con una copia di sicurezza di prima, e chiedere chi ha potuto scrivere nel database";

fn why(error: &std::io::Error) -> &'static str {
    intake::disk_answer(error).unwrap_or("non si legge")
}

pub(in crate::pipeline) fn archive_altered(path: &Path) -> Problem {
    let text = format!("in archivio, `{}` non ha più i byte che il suo nome dice", path.display());
    Problem::error("verify.archive_altered", text, FROM_COPY)
}

pub(in crate::pipeline) fn archive_lost(path: &Path, error: &std::io::Error) -> Problem {
    let text = format!("l'archivio non restituisce `{}`: {}", path.display(), why(error));
    Problem::error("verify.archive_lost", text, FROM_COPY)
}

pub(in crate::pipeline) fn report_altered(path: &Path, period: Period, number: u32) -> Problem {
    let text = format!("`{}` non è più il file emesso (emissione {number} di {})", path.display(), period.italian());
    let remedy = "se qualcuno vi ha scritto, dargli un altro nome: quello emesso torna dall'archivio con la prossima esecuzione del mese";
    Problem::error("verify.report_altered", text, remedy)
}

pub(in crate::pipeline) fn report_lost(path: &Path, period: Period, number: u32, error: &std::io::Error) -> Problem {
    let text = format!(
        "il file dell'emissione {number} di {} non si legge in `{}`: {}",
        period.italian(),
        path.display(),
        why(error)
    );
    let remedy = format!("quello dell'ultima emissione torna dall'archivio: quadratura run --period {period}");
    Problem::error("verify.report_lost", text, remedy)
}

pub(in crate::pipeline) fn prospetto_otherwise(period: Period, number: u32) -> Problem {
    let text =
        format!("rifatto dall'archivio, il prospetto dell'emissione {number} di {} ha altri byte", period.italian());
    let remedy = "quello emesso sta in archivio, intatto: confrontare il database con una copia di sicurezza di prima";
    Problem::error("verify.prospetto_otherwise", text, remedy)
}

pub(in crate::pipeline) fn record_lost(path: &Path) -> Problem {
    let text = format!("il registro non ha più `{}`, o non si legge", path.display());
    Problem::error("verify.record_lost", text, FROM_COPY)
}

pub(in crate::pipeline) fn record_altered(path: &Path) -> Problem {
    let text = format!("il registro, in `{}`, non dice ciò che dice il database", path.display());
    Problem::error("verify.record_altered", text, FROM_COPY)
}

pub(in crate::pipeline) fn record_unknown(path: &Path) -> Problem {
    let text = format!("il registro ha `{}`, che il database non conosce", path.display());
    Problem::error("verify.record_unknown", text, FROM_COPIES)
}

pub(in crate::pipeline) fn link_missing(sequence: u64) -> Problem {
    let text = format!("nella catena manca l'anello {sequence}: ciò che legava è stato tolto");
    Problem::error("verify.link_missing", text, FROM_COPIES)
}

pub(in crate::pipeline) fn line_gone(shelf: &str, name: &str) -> Problem {
    let text = format!("dal database è stata tolta la riga di `{name}` ({shelf})");
    Problem::error("verify.line_gone", text, FROM_COPIES)
}

pub(in crate::pipeline) fn line_altered(shelf: &str, name: &str) -> Problem {
    let text = format!(
        "nel database la riga di `{name}` ({shelf}), o una tolta subito prima, non è più quella che fu scritta"
    );
    Problem::error("verify.line_altered", text, FROM_COPIES)
}

pub(in crate::pipeline) fn line_unlinked(shelf: &str, name: &str) -> Problem {
    let text = format!("nel database c'è la riga di `{name}` ({shelf}), che il programma non ha scritto");
    Problem::error("verify.line_unlinked", text, FROM_COPIES)
}

/// How many values are otherwise, and the first of them.
fn otherwise(values: &[String]) -> String {
    let count = counted(values.len(), "valore diverso", "valori diversi");
    format!("{count}, per esempio {}", values.first().map_or("", String::as_str))
}

/// The values of an issue in the database that are not those of its workbook.
pub(in crate::pipeline) fn values_altered(period: Period, number: u32, values: &[String]) -> Problem {
    let text = format!(
        "nel database l'emissione {number} di {} ha {}: la sua cartella di lavoro dice altro",
        period.italian(),
        otherwise(values)
    );
    Problem::error("verify.values_altered", text, FROM_COPIES)
}

/// The values that an issue made again has otherwise.
pub(in crate::pipeline) fn values_otherwise(workbook: &str, period: Period, number: u32, values: &[String]) -> Problem {
    let text = format!(
        "rifatta dall'archivio, l'emissione {number} di {} (`{workbook}`) ha {}",
        period.italian(),
        otherwise(values)
    );
    let remedy = "se da allora il programma è stato aggiornato, può calcolare altrimenti: ciò che fu emesso sta in archivio, intatto; \
                  se no, confrontare il database con una copia di sicurezza di prima";
    Problem::error("verify.values_otherwise", text, remedy)
}

/// The same where another program issued it.
pub(in crate::pipeline) fn computed_otherwise(program: &str, values: &[String]) -> String {
    format!("il programma di allora (versione {program}) calcolava altrimenti: {}", otherwise(values))
}
