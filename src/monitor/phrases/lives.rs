//! What is said of an alert's life: that it is over, and what it keeps silent.

use crate::italian::{capital, counted, listed, small};
use crate::monitor::{AlertId, Detail, Ending, Kind, Subject};

/// That an alert is over, said once, in one sentence. `now` is how its subject stands, where the month says so.
pub(in crate::monitor) fn resolved(title: &str, ends: &Ending, now: Option<&str>) -> String {
    match ends {
        Ending { subject: Some(subject), words } => format!("{subject}: {}.", now.unwrap_or(words)),
        Ending { subject: None, words } if !words.is_empty() => words.clone(),
        _ => format!("Rientrato: {}.", small(title)),
    }
}

/// What comes of an alert, for a sentence that begins with «Per questo»: `il mese resta in bozza e 16 indicatori non si
/// calcolano`; empty when nothing does.
#[must_use]
pub fn mutes<'a>(muted: impl Iterator<Item = (&'a AlertId, &'a Detail)>) -> String {
    let (mut drafts, mut indicators, mut others) = (0, 0, 0);
    let mut offices: Vec<String> = Vec::new();
    for (id, detail) in muted {
        match id.kind() {
            Kind::RunIncomplete => drafts += 1,
            Kind::IndicatorNoData | Kind::IndicatorMissed | Kind::IndicatorNear | Kind::RatioMoved => indicators += 1,
            Kind::Differences | Kind::DifferencesAged => {
                let office = office(id, detail);
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
        1 => parts.push("un altro avviso dipende da questo".to_owned()),
        others => parts.push(format!("altri {others} avvisi dipendono da questo")),
    }
    listed(&parts)
}

/// The name of the office that an alert of differences is about.
fn office(id: &AlertId, detail: &Detail) -> String {
    let id = match id.subject() {
        Subject::Office(Some(id)) => id,
        _ => "",
    };
    detail.ends.subject.clone().unwrap_or_else(|| capital(id))
}
