//! What tie-outs and differences say to people, in Italian: as a colleague writes on a note, with figures and the next step.
//! Here is what all of them say alike: a payment, a day, a mandate.

mod differences;
mod months;
mod tie_outs;
pub(super) mod tried;

use chrono::{Datelike, NaiveDate};

pub(super) use differences::*;
pub(super) use months::*;
pub(super) use tie_outs::*;

use crate::italian::{capital, small};
use crate::ledger::Movement;
use crate::period::italian_date;

/// ``provvedimento `12/2021`, Alfa S.r.l.``: what there is to recognise a payment by.
fn payment(movement: Movement<'_>) -> String {
    let mut parts = Vec::new();
    if !movement.act.is_empty() {
        parts.push(format!("provvedimento `{}`", movement.act));
    }
    if !movement.beneficiary.is_empty() {
        parts.push(movement.beneficiary.to_string());
    } else if !movement.fiscal_code.is_empty() {
        parts.push(format!("codice fiscale {}", movement.fiscal_code));
    }
    if parts.is_empty() {
        parts.push("pagamento senza provvedimento né beneficiario".to_owned());
    }
    parts.join(", ")
}

/// The same at the beginning of a sentence.
fn opening(movement: Movement<'_>) -> String {
    capital(&payment(movement))
}

/// A sentence of this room inside another one: its first letter is small, unless it is that of somebody's name.
#[must_use]
pub fn inside_sentence(text: &str) -> String {
    const OWN: [&str; 6] =
        ["Partita aperta ", "Provvedimento ", "Codice fiscale ", "Pagamento ", "La scheda ", "Le registrazioni "];
    if OWN.iter().any(|own| text.starts_with(own)) { small(text) } else { text.to_owned() }
}

fn on(movement: Movement<'_>) -> String {
    movement.date.map_or_else(String::new, |date| format!(" {}", the("il ", "l'", date)))
}

/// A date after its article or preposition: `il 10/01/2021`, but `l'11/01/2021`.
fn the(article: &str, elided: &str, date: NaiveDate) -> String {
    let article = if matches!(date.day(), 8 | 11) { elided } else { article };
    format!("{article}{}", italian_date(date))
}

fn mandate(movement: Movement<'_>) -> String {
    if movement.mandate.is_empty() { String::new() } else { format!(" (mandato {})", movement.mandate) }
}

/// A row as the next month remembers it: `provvedimento `12/2021`, Alfa S.r.l. (mandato 118)`.
pub(super) fn label(movement: Movement<'_>) -> String {
    format!("{}{}", payment(movement), mandate(movement))
}
