//! What is said of an alert's life: that it is over, and what it keeps silent.

use std::collections::BTreeMap;

use crate::italian::counted;
use crate::monitor::{Followed, Kind};

/// That an alert is over, said once.
pub(in crate::monitor) fn resolved(kind: Kind, title: &str) -> String {
    match (kind, title.split('`').nth(1)) {
        (Kind::SourceMissing, _) => format!("Rientrato: ora c'è {}.", title.trim_start_matches("Manca ")),
        (Kind::SourceRefused, Some(file)) => format!("Rientrato: `{file}` è stato sostituito o non serve più."),
        (Kind::RunIncomplete, _) => {
            format!("Rientrato: {}.", lower(&title.replace("resta in BOZZA", "non è più una BOZZA")))
        }
        (Kind::TieOutFailed, _) => format!("Rientrato: {}.", title.replace("Non quadra", "ora quadra")),
        _ => format!("Rientrato: {}.", lower(title)),
    }
}

/// A sentence inside another one: its first letter small.
fn lower(title: &str) -> String {
    let mut chars = title.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// What an alert keeps silent: `3 indicatori, le differenze dell'ufficio estero`; empty when it is nothing.
#[must_use]
pub fn mutes<'a>(muted: impl Iterator<Item = &'a Followed>) -> String {
    let mut kinds: BTreeMap<Kind, Vec<&str>> = BTreeMap::new();
    for it in muted {
        kinds.entry(it.kind).or_default().push(it.id.split_once(':').map_or("", |(_, subject)| subject));
    }
    let parts = kinds.into_iter().map(|(kind, subjects)| {
        let count = subjects.len();
        match kind {
            Kind::IndicatorNoData => counted(count, "indicatore senza dati", "indicatori senza dati"),
            Kind::IndicatorMissed | Kind::IndicatorNear | Kind::RatioMoved => {
                counted(count, "indicatore", "indicatori")
            }
            Kind::Differences => format!("le differenze {}", offices(&subjects)),
            Kind::DifferencesAged => format!("le differenze fuori tempo {}", offices(&subjects)),
            Kind::RunIncomplete => "il mese che resta in bozza".to_owned(),
            Kind::TieOutFailed => counted(count, "quadratura", "quadrature"),
            _ => counted(count, "altro avviso", "altri avvisi"),
        }
    });
    parts.collect::<Vec<_>>().join(", ")
}

fn offices(subjects: &[&str]) -> String {
    match subjects {
        [one] => format!("dell'ufficio `{one}`"),
        many => format!("degli uffici {}", many.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")),
    }
}
