//! The Italian of the duties: when they fall due, what stands for them, what is wrong with how they are written.

use super::{Document, Due};
use crate::period::{Exercise, Period, italian_date};

/// When it falls due: `entro il 30/06/2021`, `scaduto il 30/06/2021, non risulta fatto`.
#[must_use]
pub fn when(due: &Due) -> String {
    let day = italian_date(due.on);
    if due.is_overdue() { format!("scaduto il {day}, non risulta fatto") } else { format!("entro il {day}") }
}

/// What it is, and of which exercise: `Relazione sulla performance, esercizio 2020`.
#[must_use]
pub fn named(due: &Due) -> String {
    format!("{}, esercizio {}", due.duty.title, due.exercise)
}

/// That a month is released, or is not.
#[must_use]
pub fn month(period: Period, is_ready: bool) -> String {
    format!("{} {}", period.italian(), if is_ready { "diffuso" } else { "non ancora diffuso" })
}

/// That a file of a layout, called so, has come for an exercise, or has not.
#[must_use]
pub fn file(title: &str, exercise: Exercise, is_ready: bool) -> String {
    let how = if is_ready { "accettato" } else { "non ancora arrivato" };
    format!("«{title}» {exercise} {how}")
}

/// By which command a document is drafted.
#[must_use]
pub fn drafted(document: Document, exercise: Exercise) -> String {
    format!("`quadratura documento {} --year {exercise}`", document.id())
}

pub(super) const ONE_NEED: &str =
    "ogni voce di `needs` dice una cosa sola: `{ month = 12 }`, `{ layout = \"...\" }` o `{ document = \"...\" }`";

pub(super) fn no_month(month: u8) -> String {
    format!("in `needs` c'è il mese {month}: i mesi vanno da 1 a 12")
}

pub(super) fn no_day(text: &str) -> String {
    format!("`{text}` non è un giorno dell'anno: scriverlo come giorno/mese, per esempio \"30/06\"")
}

pub(super) fn no_day_of_every_year(text: &str) -> String {
    format!("`{text}` non c'è ogni anno: scrivere \"28/02\"")
}

pub(super) fn twice(id: &str) -> String {
    format!("la scadenza `{id}` è scritta due volte: ognuna ha il suo `id`")
}

pub(super) fn empty(id: &str, key: &str) -> String {
    format!("la scadenza `{id}` ha `{key}` vuoto: scriverlo")
}

pub(super) fn unknown_owner(id: &str, owner: &str, proposal: &str) -> String {
    format!(
        "la scadenza `{id}` è di `{owner}`, che non è un ufficio e non riceve posta{proposal}; senza `owner` è di chi risponde dei conti"
    )
}

pub(super) fn unknown_layout(layout: &str, proposal: &str) -> String {
    format!("il tracciato `{layout}` non è fra quelli di `layouts`{proposal}")
}

pub(super) fn warning_too_long(id: &str, days: u32, max: u32) -> String {
    format!("la scadenza `{id}` si dice {days} giorni prima: scrivere in `warn_days` un numero fino a {max}")
}

pub(super) fn unknown_duty(duty: &str, proposal: &str) -> String {
    format!("è fatta `{duty}`, che non è una delle [[duty]]{proposal}")
}

pub(super) fn done_twice(duty: &str, exercise: Exercise) -> String {
    format!("la scadenza `{duty}` del {exercise} è fatta due volte: tenere un solo [[done]]")
}

pub(super) fn no_act(duty: &str) -> String {
    format!(
        "la scadenza `{duty}` è fatta senza atto: scrivere in `act` con quale, per esempio \"delibera di Giunta n. 40 del 28/06/2021\""
    )
}
