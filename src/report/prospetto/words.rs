//! The Italian of the prospetto.

use chrono::NaiveDateTime;

use crate::issue::{Visto, Way};
use crate::italian::counted;
use crate::money::Cents;
use crate::period::{Period, italian_date};
use crate::reconcile::answers::Answer;

/// The parts.
pub(super) const WHY_DRAFT: &str = "Perché è una bozza";
pub(super) const READ: &str = "Che cosa è stato letto";
pub(super) const CHECKS: &str = "Verifiche";
pub(super) const OPEN: &str = "Differenze aperte tra contabilità e uffici";
pub(super) const HEAVIEST: &str = "Le maggiori differenze aperte";
pub(super) const ACCEPTED: &str = "Differenze accettate";
pub(super) const FORCED: &str = "Punti forzati";
pub(super) const VISTO: &str = "Visto";

/// How the issue stands.
pub(super) const TO_BE_SEEN: &str = "BOZZA DA VISTARE";
pub(super) const DRAFT: &str = "BOZZA";
pub(super) const FINAL: &str = "DEFINITIVO";

/// Where no file is there.
pub(super) const NO_FILE: &str = "Nessun file.";
/// Where nothing is open.
pub(super) const NONE_OPEN: &str = "Nessuna.";
/// What the digits of a file are.
pub(super) const DIGITS: &str = "Totale: di più colonne, il consuntivo. Impronta: le prime 12 cifre dello SHA-256 del file; le 64 intere sono nel foglio Fonti.";
/// Where one signs who lets the month go out.
pub(super) const SIGN: &str = "Il responsabile";
/// When.
pub(super) const SIGNED_ON: &str = "Data";
/// Who accepted what no answer accepts.
pub(super) const BY_CONFIGURATION: &str = "Dalla configurazione:";

pub(super) fn title(period: Period) -> String {
    let day = period.last_day().format("%-d");
    format!("Prospetto di quadratura al {day} {}", period.italian())
}

pub(super) fn head(ente: &str, period: Period) -> String {
    format!("{ente}  ·  dati al {}", italian_date(period.last_day()))
}

pub(super) fn subtitle(period: Period, issue: u32) -> String {
    format!("{}, emissione {issue}; importi in euro", period.italian())
}

pub(super) fn more(left: usize, sheet: &str) -> String {
    match left {
        1 => format!("e un'altra riga: foglio {sheet}"),
        _ => format!("e altre {left} righe: foglio {sheet}"),
    }
}

/// How many were made, and how they ended: made, that hold, that fail, without data.
pub(super) fn checks([all, hold, fail, no_data]: [usize; 4]) -> String {
    let made = counted(all, "verifica eseguita", "verifiche eseguite");
    let [hold, fail] = [(hold, "quadra", "quadrano"), (fail, "non quadra", "non quadrano")]
        .map(|(n, one, many)| counted(n, one, many));
    format!("{made}: {hold}, {fail}, {no_data} senza dati.")
}

/// A check that keeps the month a draft.
pub(super) fn blocking(label: &str) -> String {
    format!("{label} (tiene il mese in bozza)")
}

/// Those on which nobody has to act: their number and sum, of what is awaited and of what is listed apart.
pub(super) fn beside(expected: (usize, Cents), apart: (usize, Cents)) -> Option<String> {
    let one = |(count, sum): (usize, Cents), what: &str| {
        (count > 0).then(|| format!("{what}: {count} per {}", sum.italian()))
    };
    let said: Vec<String> =
        [one(expected, "Attese nei termini"), one(apart, "Elencate a parte")].into_iter().flatten().collect();
    (!said.is_empty()).then(|| format!("{} (foglio Differenze).", said.join(". ")))
}

/// Who accepted a difference, when and why.
pub(super) fn accepted(answer: &Answer, office: &str) -> String {
    let who = if answer.by.trim().is_empty() { office } else { answer.by.trim() };
    let second = answer.second.trim();
    let second = if second.is_empty() { String::new() } else { format!(" con {second}") };
    format!("{who}{second}, {}: {}", italian_date(answer.day), answer.why.trim())
}

/// Who let the month go out, and whether it is also who accepted what differs.
pub(super) fn visto(it: &Visto, at: Option<NaiveDateTime>, accepted: usize) -> Vec<String> {
    let at = at.map(|at| format!(", il {} alle {}", italian_date(at.date()), at.format("%H:%M"))).unwrap_or_default();
    let how = match it.way {
        Way::Command => format!("Visto di {} (utente di sistema {}){at}.", it.by, it.user),
        Way::Signed => format!(
            "Visto di {}{at}, con la firma digitale sul prospetto della bozza: contenuto, impronta e firma verificati, non la catena di fiducia.",
            it.by
        ),
        Way::Declared => format!("Visto dichiarato da {} nella cartella depositata{at}.", it.by),
    };
    let mut said = vec![how];
    if !it.note.trim().is_empty() {
        said.push(format!("Nota: {}", it.note.trim()));
    }
    if accepted > 0 {
        let what = counted(accepted, "differenza", "differenze");
        said.push(format!("Chi ha dato il visto ha anche accettato {what}."));
    }
    said
}

pub(super) fn identity(period: Period, issue: u32, manifest: &str) -> String {
    format!("Emissione {period}/{issue}, impronta {manifest}")
}
