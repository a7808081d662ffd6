//! What is said of an alert's life: that it is over, and what it keeps silent.

use crate::italian::{capital, counted, listed};
use crate::monitor::{Followed, Kind};

/// That an alert is over, said once, in one sentence. `now` is how its subject stands, where the month says so.
pub(in crate::monitor) fn resolved(kind: Kind, title: &str, now: Option<&str>) -> String {
    let file = title.split('`').nth(1);
    // What follows the last colon is what was wrong.
    let subject = title.rsplit_once(": ").map(|(subject, _)| subject.strip_prefix("Indicatore ").unwrap_or(subject));
    let how = now.or(match kind {
        Kind::OneriOverBudget => Some("di nuovo entro l'assestato"),
        Kind::ShareOfYear => Some("di nuovo entro la quota dell'anno"),
        Kind::OneriAboveProfile | Kind::ProventiBelowProfile => Some("di nuovo in linea con il profilo"),
        Kind::IndicatorMissed => Some("obiettivo non più mancato"),
        Kind::IndicatorNear => Some("obiettivo non più mancato di poco"),
        Kind::IndicatorNoData => Some("ora c'è il valore"),
        Kind::Differences => Some("differenze chiuse"),
        Kind::DifferencesAged => Some("nessuna differenza fuori tempo"),
        _ => None,
    });
    match (kind, subject.zip(how), file) {
        (_, Some((subject, how)), _) => format!("{subject}: {how}."),
        (Kind::SourceMissing, ..) if title.starts_with("Manca ") => {
            format!("È arrivato {}.", title.trim_start_matches("Manca "))
        }
        (Kind::SourceRefused, _, Some(file)) => format!("`{file}` è stato sostituito o non serve più."),
        (Kind::RowsRefused, _, Some(file)) => format!("Ora contano anche le righe che in `{file}` non contavano."),
        (Kind::RunIncomplete, ..) => format!("{}.", title.replace("resta in BOZZA", "non è più una BOZZA")),
        (Kind::TieOutFailed, ..) => format!("{}.", title.replace("Non quadra", "Ora quadra")),
        (Kind::UnmappedAccounts, ..) => "Ora tutti i conti hanno una voce dello schema.".to_owned(),
        _ => format!("Rientrato: {}.", lower(title)),
    }
}

/// A sentence inside another one: its first letter small.
fn lower(title: &str) -> String {
    let mut chars = title.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// What comes of an alert, for a sentence that begins with «Per questo»: `il mese resta in bozza e 16 indicatori non si
/// calcolano`; empty when nothing does.
#[must_use]
pub fn mutes<'a>(muted: impl Iterator<Item = &'a Followed>) -> String {
    let (mut drafts, mut indicators, mut others) = (0, 0, 0);
    let mut offices: Vec<String> = Vec::new();
    for it in muted {
        match it.kind {
            Kind::RunIncomplete => drafts += 1,
            Kind::IndicatorNoData | Kind::IndicatorMissed | Kind::IndicatorNear | Kind::RatioMoved => indicators += 1,
            Kind::Differences | Kind::DifferencesAged => {
                let office = office(it);
                if !offices.contains(&office) {
                    offices.push(office);
                }
            }
            _ => others += 1,
        }
    }
    let mut parts = Vec::new();
    if drafts > 0 {
        parts.push("il mese resta in bozza".to_owned());
    }
    if indicators > 0 {
        parts.push(counted(indicators, "indicatore non si calcola", "indicatori non si calcolano"));
    }
    if !offices.is_empty() {
        parts.push(format!("le differenze di {} non si confrontano", listed(&offices)));
    }
    match others {
        0 => {}
        1 => parts.push("tace un altro avviso".to_owned()),
        others => parts.push(format!("tacciono altri {others} avvisi")),
    }
    listed(&parts)
}

/// The name of the office that an alert of differences is about: its title begins with it.
fn office(it: &Followed) -> String {
    let named = it.detail.title.rsplit_once(": ").map(|(name, _)| name.to_owned());
    named.unwrap_or_else(|| capital(it.id.split_once(':').map_or("", |(_, subject)| subject)))
}
