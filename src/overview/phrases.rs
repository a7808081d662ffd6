//! The Italian of the pages.

use chrono::NaiveDate;

use crate::italian::{capital, counted};
use crate::mail::Recipient;
use crate::period::italian_date;
use crate::pipeline::Waits;
use crate::problem::Problem;
use crate::store::{MessageState, QueuedMessage};

pub(super) const EXPECTED: &str = "atteso";
pub(super) const MISSING: &str = "manca";
pub(super) const MISSING_AND_BLOCKS: &str = "manca e blocca il mese";
pub(super) const ACCEPTED: &str = "accettato";
pub(super) const ACCEPTED_IN_PART: &str = "accettato, ma non tutto";
pub(super) const ACCEPTED_AND_WAITS: &str = "accettato, entra nella prossima emissione";
pub(super) const REFUSED: &str = "rifiutato";
pub(super) const DUPLICATE: &str = "doppio: era già arrivato, non serve altro";

/// What a file is of which no layout knows.
pub(super) const OF_NO_LAYOUT: &str = "file non riconosciuto";

/// What is said in the place of a verdict that nobody kept.
pub(super) const VERDICT_TO_COME: &str = "Il giudizio e gli indici si leggeranno qui dalla prossima emissione; quelli di oggi sono nella cartella di lavoro.";

/// The name of a light, and of a month without one.
pub(super) const NO_LIGHT: &str = "emesso";

/// Where an office puts a file that is missing; `own` is its own folder, where it has one.
pub(super) fn to_send(own: Option<&str>) -> String {
    match own {
        Some(folder) => format!("Metterlo nella cartella `drop/{folder}`."),
        None => "Metterlo nella cartella `drop`.".to_owned(),
    }
}

/// What is wrong with a file, with where in it that is.
pub(super) fn placed(it: &Problem) -> String {
    let within = it.within();
    if within.is_empty() { it.text.clone() } else { format!("{}: {}", capital(&within), it.text) }
}

/// `gennaio 2021 12,10%, febbraio 2021 13,00%`, for who cannot see a drawing.
pub(super) fn course(months: &[String]) -> String {
    format!("Andamento: {}", months.join("; "))
}

/// How an issue stands: `emissione 2, diffusa il 05/07/2021 07:00`.
pub(super) fn issued(number: u32, is_draft: bool, at: &str) -> String {
    let how = if is_draft { "BOZZA non diffusa" } else { "diffusa" };
    format!("Emissione {number}, {how}, del {at}")
}

/// An answer, and for what it waits.
pub(super) fn waits(waits: Waits, until: Option<NaiveDate>) -> String {
    match (waits, until) {
        (Waits::Proposed, _) => "proposta, da decidere".to_owned(),
        (Waits::Overdue, Some(day)) => format!("scaduta il {}", italian_date(day)),
        (Waits::Overdue, None) => "scaduta".to_owned(),
    }
}

/// Why messages have not arrived, with what to do about those that do not go by themselves.
pub(super) fn message_state(state: MessageState) -> (&'static str, &'static str) {
    match state {
        MessageState::Queued => ("in coda", "Si riprova da sé."),
        MessageState::Uncertain => ("forse consegnato", "Si riprova da sé, con lo stesso messaggio."),
        MessageState::Refused => ("rifiutato dal server", "Correggere l'indirizzo, poi `quadratura outbox retry`."),
        MessageState::GivenUp => ("abbandonato", "Tolta la causa, `quadratura outbox retry`."),
        MessageState::Sent | MessageState::Cancelled => ("", ""),
    }
}

/// Whom a message is for, by the name of the recipient of its address.
pub(super) fn whom(it: &QueuedMessage, recipients: &[Recipient]) -> String {
    let known = recipients.iter().find(|to| to.address == it.to);
    known.map_or_else(|| it.to.clone(), |to| to.name.clone())
}

/// How many of something; `none` where there is none.
pub(super) fn amount(count: usize, none: &str, (one, many): (&str, &str)) -> String {
    if count == 0 { none.to_owned() } else { counted(count, one, many) }
}

/// How many duties are near, and how many are past.
pub(super) fn duties(near: usize, overdue: usize) -> String {
    let overdue = amount(overdue, "", ("scaduta", "scadute"));
    match (near, overdue.is_empty()) {
        (0, true) => "nessuna vicina".to_owned(),
        (0, false) => overdue,
        (near, true) => counted(near, "vicina", "vicine"),
        (near, false) => format!("{overdue}, {}", counted(near, "vicina", "vicine")),
    }
}

pub(super) const NEVER: &str = "mai avviato";
pub(super) const STOPPED: &str = "fermo";
pub(super) const HINDERED: &str = "con guasti";
pub(super) const RUNS: &str = "gira";
pub(super) const NEVER_STARTED: &str = "Il servizio non è mai stato avviato: i mesi si eseguono a mano.";

/// The last sign of life of the service, when that is an old one and when it is not.
pub(super) fn alive(at: &str) -> String {
    format!("Il servizio gira: ultimo segno di vita il {at}.")
}

pub(super) fn silent(at: &str) -> String {
    format!("Il servizio non dà segno di vita dal {at}: avvisare chi tiene in piedi la macchina.")
}
