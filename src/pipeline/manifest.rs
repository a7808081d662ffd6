//! The manifest of a month as it was computed.

use chrono::{DateTime, Utc};

use super::answered;
use super::month::Month;
use crate::config::Config;
use crate::issue::{Decisive, Manifest, SourceEntry};
use crate::origin::Digest;
use crate::period::Period;
use crate::store::Arrival;

/// What an issue of this month would be made of.
///
/// # Errors
/// Never in practice: a configuration is plain text.
pub(super) fn of(month: &Month, config: &Config, period: Period, now: DateTime<Utc>) -> serde_json::Result<Manifest> {
    let entry = |arrival: &Arrival| SourceEntry {
        layout: arrival.layout.clone(),
        office: arrival.office.clone(),
        file: arrival.name.clone(),
        sha256: arrival.digest,
    };
    let mut sources: Vec<SourceEntry> = month.standing.iter().map(entry).collect();
    sources.sort();
    let mut refused: Vec<SourceEntry> = month.refused.iter().map(entry).collect();
    refused.sort();
    let mut former: Vec<SourceEntry> = month.former.iter().map(entry).collect();
    former.sort();
    Ok(Manifest {
        decisive: Decisive {
            ente: config.settings.ente.id.clone(),
            period,
            sources,
            former,
            configuration: config.decisive(period.exercise()),
            used: month
                .used
                .iter()
                .copied()
                .chain(month.other_years.iter().map(|it| (it.period, it.decisive)))
                .chain(month.items_used)
                .collect(),
            visto: None,
            answers: answered::deciding(month, period),
            carried: month.carried.all_open().iter().map(|(id, it)| (id.to_string(), it.first_seen)).collect(),
        },
        earlier: month
            .earlier
            .iter()
            .chain(&month.released)
            .chain(&month.other_years)
            .map(|it| (it.period, it.number, it.decisive))
            .collect(),
        refused,
        compared: None,
        carried_from: month.former_year.as_ref().map(|it| (it.period, it.number)),
        awaits_visto: false,
        brief: None,
        never_issued: month.never_issued.clone(),
        now,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        whole_configuration: Some(config.digest),
        kept_configuration: Some(Digest::of(&serde_json::to_vec(&config.texts)?)),
    })
}
