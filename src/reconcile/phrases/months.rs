//! What goes on from one month to the next: what vanished, closed, is late, was accepted, or was issued otherwise.

use chrono::NaiveDate;

use super::{inside_sentence, mandate, on, opening, the};
use crate::italian::{capital, days};
use crate::ledger::{Movement, Side};
use crate::money::Cents;
use crate::period::{Period, italian_date};
use crate::reconcile::accepted::{Acceptance, Verdict};
use crate::reconcile::answers::{Answer, Standing};
use crate::reconcile::carried::FormerRow;
use crate::reconcile::{DifferenceState, Kind, Subject};

/// A row that was there when its side last spoke, with the row of the other side that it leaves alone.
pub(in crate::reconcile) fn vanished(row: &FormerRow, partner: Option<Movement<'_>>) -> String {
    let still = match (partner, row.side) {
        (Some(_), Side::Accounting) => " La scheda dell'ufficio li riporta ancora.",
        (Some(_), Side::Office) => " In contabilità ci sono ancora.",
        (None, _) => "",
    };
    let who = match row.side {
        Side::Accounting => "Chiedere alla contabilità perché la registrazione è stata tolta",
        Side::Office => "Chiedere all'ufficio perché la riga è stata tolta",
    };
    format!("{}{still} {who}.", gone(row))
}

/// A row that was told and is not there any more.
pub(in crate::reconcile) fn gone(row: &FormerRow) -> String {
    let label = if row.label.is_empty() { "un pagamento senza provvedimento né beneficiario" } else { &row.label };
    let date = row.date.map_or_else(String::new, |date| format!(" {}", the("del ", "dell'", date)));
    let told_by = match row.side {
        Side::Accounting => "in contabilità",
        Side::Office => "nella scheda dell'ufficio",
    };
    format!("{}: {}{date}, {told_by} {}, ora non ci sono più.", capital(label), row.cents, row.told.italian_at())
}

/// Where the sentence of an overdue difference goes on.
const OPEN_SINCE: &str = " È aperta dal";

/// A difference that has been open for too long.
pub(in crate::reconcile) fn overdue(text: &str, first_seen: NaiveDate, age_days: i64) -> String {
    format!("{}{OPEN_SINCE}{} ({}): sollecitare.", plain(text), the(" ", "l'", first_seen), days(age_days))
}

/// A difference of the month before that nothing speaks of any more. What there was to do is the last sentence of each,
/// and nobody has to do it now.
pub(in crate::reconcile) fn closed(text: &str, period: Period) -> String {
    let text = plain(text);
    let was = text.trim_end_matches('.').rsplit_once(". ").map_or(text.trim_end_matches('.'), |(was, _)| was);
    format!("Chiusa {}. Era: {}.", period.italian_at(), inside_sentence(was))
}

/// How the sentence of what an earlier exercise left open begins.
const OPEN_ITEM: &str = "Partita aperta del ";

/// What an exercise left open, as a later one says it.
pub(in crate::reconcile) fn open_item(text: &str, year: i32) -> String {
    if text.starts_with(OPEN_ITEM) { text.to_owned() } else { format!("{OPEN_ITEM}{year}. {text}") }
}

/// What an exercise left open and a row of a later one settles.
pub(in crate::reconcile) fn paid_next_year(text: &str, period: Period, by: Movement<'_>) -> String {
    let was = closed(text, period);
    let was = was.split_once(". ").map_or(was.as_str(), |(_, was)| was);
    let told = match by.side {
        Side::Accounting => "la contabilità registra",
        Side::Office => "la scheda dell'ufficio riporta",
    };
    let (at, on) = (period.italian_at(), on(by));
    format!("Chiusa {at}, pagata nell'anno dopo: {told} {}{on}{}. {was}", by.cents, mandate(by))
}

/// What an office liquidated in an earlier exercise and the accounts of the new one were to book by a day that is over.
pub(in crate::reconcile) fn not_booked(row: &FormerRow, due: NaiveDate) -> String {
    let date = row.date.map_or_else(String::new, |date| format!(" {}", the("il ", "l'", date)));
    format!(
        "{}: l'ufficio ha liquidato {}{date}; dovevano essere in contabilità entro {} e non ci sono. Chiedere alla contabilità \
         se e quando sono stati registrati.",
        capital(&row.label),
        row.cents,
        the("il ", "l'", due),
    )
}

/// Where the sentence of a difference that somebody accepted goes on.
const ACCEPTED_UNTIL: &str = " Accettata fino";
/// Where the sentence of one that was accepted and is open again goes on.
const WAS_ACCEPTED: &str = " Era stata accettata";

/// The sentence with what was accepted of it.
pub(in crate::reconcile) fn with_verdict(mut text: String, verdict: Verdict<'_>) -> String {
    let until = |it: &Acceptance| the("al ", "all'", it.until);
    match verdict {
        Verdict::Open => {}
        Verdict::Accepted(it) => {
            text.push_str(&format!("{ACCEPTED_UNTIL} {}: {}.", until(it), it.why.trim().trim_end_matches('.')));
        }
        Verdict::Expired(it) => {
            text.push_str(&format!("{WAS_ACCEPTED} fino {}: decidere di nuovo.", until(it)));
        }
        Verdict::Changed(it) => {
            let then = it.cents;
            text.push_str(&format!("{WAS_ACCEPTED} per {then} ({}): decidere di nuovo.", kind(it.kind)));
        }
    }
    text
}

/// Why a difference was accepted, with the day and whoever stands for it too.
pub(in crate::reconcile) fn why_accepted(it: &Answer) -> String {
    let why = it.why.trim().trim_end_matches('.');
    let second = if it.second.is_empty() { String::new() } else { format!(", con {}", it.second) };
    format!("{why} (risposta {}{second})", the("del ", "dell'", it.day))
}

/// Where what people answered on a difference goes on.
const ANSWERED: &str = " Risposta";

/// The sentence with what was answered on it; an acceptance tells its own.
pub(in crate::reconcile) fn with_answer(
    mut text: String,
    standing: Option<&Standing>,
    state: DifferenceState,
) -> String {
    let Some(Standing { answer, changed, against }) = standing else { return text };
    let of = |it: &Answer| {
        let who = if it.decides { "della contabilità" } else { "dell'ufficio" };
        let until = it.until.map(|day| format!(" entro {}", the("il ", "l'", day))).unwrap_or_default();
        let why = it.why.trim().trim_end_matches('.');
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        format!("{who} {}, {}{until}{why}", the("del ", "dell'", it.day), it.outcome_said())
    };
    match (state, changed) {
        (DifferenceState::Accepted, _) => {}
        (_, true) => {
            let day = the("del ", "dell'", answer.day);
            let then = match &answer.subject {
                Subject::Difference { kind: then, cents, .. } => format!(" quando era {cents} ({})", kind(*then)),
                _ => String::new(),
            };
            text.push_str(&format!("{ANSWERED} {day}, data{then}: rispondere di nuovo."));
        }
        (_, false) => text.push_str(&format!("{ANSWERED} {}.", of(answer))),
    }
    if let Some(other) = against {
        text.push_str(&format!("{ANSWERED} diversa {}.", of(other)));
    }
    text
}

/// A kind inside a sentence.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::MissingInOffice => "mancante nella scheda",
        Kind::MissingInAccounting => "mancante in contabilità",
        Kind::Amount => "importo diverso",
        Kind::Coding => "imputazione diversa",
        Kind::Timing => "data diversa",
        Kind::Duplicate => "registrata due volte",
        Kind::Ambiguous => "ambigua",
        Kind::SearchStopped => "ricerca interrotta",
        Kind::Vanished => "riga tolta",
        Kind::FormerYear => "atto di un anno precedente",
        Kind::Revocation => "revoca",
        Kind::Saving => "economia",
    }
}

/// The sentence without how long it has been open and what was accepted of it.
pub(in crate::reconcile) fn plain(text: &str) -> &str {
    [OPEN_SINCE, ACCEPTED_UNTIL, WAS_ACCEPTED, ANSWERED]
        .into_iter()
        .filter_map(|mark| text.find(mark))
        .min()
        .map_or(text, |at| &text[..at])
}

/// A row that was issued with another amount, in the month that told it last.
pub(in crate::reconcile) fn restated_amount(movement: Movement<'_>, issued: Cents, told: Period) -> String {
    let gap = movement.cents - issued;
    let sign = if gap.0 > 0 { "+" } else { "" };
    format!(
        "{}: {} {}, ora {} ({sign}{gap}){}.",
        opening(movement),
        issued,
        told.italian_at(),
        movement.cents,
        match movement.side {
            Side::Accounting => " in contabilità",
            Side::Office => " nella scheda dell'ufficio",
        },
    )
}

/// A registration dated in months of which the accounts had spoken without it, `told` being the last of them.
pub(in crate::reconcile) fn restated_row(movement: Movement<'_>, told: Period) -> String {
    format!(
        "{}: {}{} in contabilità{}, che fino {} non c'erano.",
        opening(movement),
        movement.cents,
        mandate(movement),
        movement.date.map_or_else(String::new, |date| format!(" con data {}", italian_date(date))),
        told.italian_at(),
    )
}

/// A row that a released month did not have.
pub(in crate::reconcile) fn added_since(movement: Movement<'_>, period: Period) -> String {
    let side = if movement.side == Side::Accounting { "in contabilità" } else { "nella scheda dell'ufficio" };
    let (cents, mandate) = (movement.cents, mandate(movement));
    format!(
        "{}: {cents}{mandate} {side}, che non c'erano quando {} è stato emesso.",
        opening(movement),
        period.italian()
    )
}
