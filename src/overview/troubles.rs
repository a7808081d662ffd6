//! What hinders the service, from the first failure to the first success after it. One notice for each cause.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::pipeline::{Cause, Failure};

/// A cause that hinders the service now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// What hinders.
    pub cause: Cause,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The sentence of the first failure.
    pub text: String,
    /// What to do.
    pub remedy: String,
    /// The jobs that failed by it.
    pub jobs: BTreeSet<String>,
    /// Whether the operator was told.
    pub told: bool,
}

/// Everything that hinders the service now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Troubles {
    standing: BTreeMap<Cause, Trouble>,
}

impl Troubles {
    /// What hinders now, by cause.
    pub fn all(&self) -> impl Iterator<Item = &Trouble> {
        self.standing.values()
    }

    /// Notes a failure; whether its cause is new.
    pub fn failed(&mut self, job: &str, failure: &Failure, now: DateTime<Utc>) -> bool {
        let first = !self.standing.contains_key(&failure.cause);
        let trouble = self.standing.entry(failure.cause).or_insert_with(|| Trouble {
            cause: failure.cause,
            since: now,
            text: failure.text.clone(),
            remedy: failure.remedy.clone(),
            jobs: BTreeSet::new(),
            told: false,
        });
        trouble.jobs.insert(job.to_owned());
        first
    }

    /// Notes that a job went well: what it failed by is gone.
    pub fn succeeded(&mut self, job: &str) -> Vec<Trouble> {
        let (gone, standing) = std::mem::take(&mut self.standing)
            .into_iter()
            .partition::<BTreeMap<_, _>, _>(|(_, trouble)| trouble.jobs.contains(job));
        self.standing = standing;
        gone.into_values().collect()
    }

    /// Whether the operator was told of a cause.
    #[must_use]
    pub fn is_told(&self, cause: Cause) -> bool {
        self.standing.get(&cause).is_some_and(|trouble| trouble.told)
    }

    /// Notes that the operator was told of a cause.
    pub fn tell(&mut self, cause: Cause) {
        if let Some(trouble) = self.standing.get_mut(&cause) {
            trouble.told = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Failure {
        Failure { cause: Cause::DiskFull, text: "il disco è pieno".to_owned(), remedy: "liberare spazio".to_owned() }
    }

    #[test]
    fn a_cause_is_told_once_until_a_job_that_failed_by_it_goes_well() {
        let mut troubles = Troubles::default();
        let now = DateTime::UNIX_EPOCH;
        assert!(troubles.failed("arrivi", &full(), now) && !troubles.is_told(Cause::DiskFull));
        troubles.tell(Cause::DiskFull);
        assert!(!troubles.failed("notte", &full(), now) && troubles.is_told(Cause::DiskFull));
        assert_eq!(troubles.succeeded("posta"), [], "another job says nothing of the disk");
        let gone = troubles.succeeded("arrivi");
        assert_eq!((gone.len(), gone[0].jobs.len()), (1, 2));
        assert!(troubles.failed("arrivi", &full(), now) && !troubles.is_told(Cause::DiskFull), "it came back");
    }
}
