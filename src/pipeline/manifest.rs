//! What an issue is made of. A new issue is made only when what decides has changed.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::month::Month;
use crate::config::Config;
use crate::origin::Digest;
use crate::period::Period;
use crate::store::{Arrival, Issue};

/// The manifest of an issue.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    /// What decides.
    pub decisive: Decisive,
    /// The issues of other months that it used: month, number, digest of what decided them. One of them may be issued again
    /// without a word that this month used, so it is what was used that decides.
    pub earlier: Vec<(Period, u32, Digest)>,
    /// Files refused when it was issued: told in the workbook, but a refused file makes no new issue.
    pub refused: Vec<SourceEntry>,
    /// The released issue with which this one was compared: number, digest of what decided it. What is issued of an
    /// unchanged month stays as it is, so this does not decide.
    pub compared: Option<(u32, Digest)>,
    /// The `now` of the run.
    pub now: DateTime<Utc>,
    /// The program's version.
    pub program: String,
    /// The digest of the whole configuration, which decided before there was another one.
    pub whole_configuration: Digest,
}

/// The part of a manifest whose change makes a new issue due.
#[derive(Clone, Debug, Serialize)]
pub struct Decisive {
    /// The chamber.
    pub ente: String,
    /// The month.
    pub period: Period,
    /// The files that stand, sorted.
    pub sources: Vec<SourceEntry>,
    /// The digest of what the configuration says that figures and judgements rest on.
    pub configuration: Digest,
    /// What it used of the issues of other months.
    pub used: Vec<(Period, Digest)>,
    /// The open differences carried from the month before, with the day each was first seen.
    pub carried: Vec<(String, NaiveDate)>,
}

/// A file of a manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SourceEntry {
    /// The layout it was read by.
    pub layout: String,
    /// The office.
    pub office: String,
    /// Its name.
    pub file: String,
    /// Its bytes.
    pub sha256: Digest,
}

impl Manifest {
    /// The manifest of a month as it was computed.
    #[must_use]
    pub fn of(month: &Month, config: &Config, period: Period, now: DateTime<Utc>) -> Self {
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
        Self {
            decisive: Decisive {
                ente: config.settings.ente.id.clone(),
                period,
                sources,
                configuration: config.decisive,
                used: month
                    .used
                    .iter()
                    .copied()
                    .chain(month.other_years.iter().map(|it| (it.period, it.decisive)))
                    .collect(),
                carried: month.carried.differences.iter().map(|(id, it)| (id.to_string(), it.first_seen)).collect(),
            },
            earlier: month
                .earlier
                .iter()
                .chain(&month.other_years)
                .map(|it| (it.period, it.number, it.decisive))
                .collect(),
            refused,
            compared: None,
            now,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            whole_configuration: config.digest,
        }
    }

    /// Whether an issue was made of what decides here. One that an earlier program made was decided by the whole
    /// configuration.
    ///
    /// # Errors
    /// As [`Manifest::digest`].
    pub fn decided(&self, issue: &Issue) -> anyhow::Result<bool> {
        let before = Decisive { configuration: self.whole_configuration, ..self.decisive.clone() };
        Ok(issue.decisive == self.digest()? || issue.decisive == Digest::of(&serde_json::to_vec(&before)?))
    }

    /// The digest of what decides.
    ///
    /// # Errors
    /// Never in practice: a manifest is plain data.
    pub fn digest(&self) -> anyhow::Result<Digest> {
        Ok(Digest::of(&serde_json::to_vec(&self.decisive)?))
    }
}
