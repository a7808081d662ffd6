//! Who is told what beside those who answer for it, how patiently, and how often.
//! Knows roles and offices by name only; addresses are the mail's.

use std::sync::Arc;

use serde::Deserialize;

use super::alert::Finding;
use super::kind::Kind;
use crate::office::Offices;
use crate::problem::Severity;

/// How alerts live, from `[alerts]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Runs in which an alert is seen and not said; 0 says it at once.
    #[serde(default)]
    pub pending_runs: u32,
    /// Days after which what still stands is said again; 0 for never.
    #[serde(default)]
    pub reminder_days: u32,
    /// Who is told beside those who answer for it.
    #[serde(rename = "route", default)]
    pub routes: Vec<Route>,
}

/// Alerts that go to one more role. What is not named does not restrict.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// The role or the office.
    pub to: Arc<str>,
    /// Of these kinds only.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// About these lines, indicators or offices only.
    #[serde(default)]
    pub about: Vec<String>,
    /// At least this bad.
    pub severity: Option<Severity>,
}

impl Route {
    fn takes(&self, finding: &Finding) -> bool {
        let about = |name: &String| finding.about.as_deref() == Some(name) || finding.office.as_deref() == Some(name);
        (self.kinds.is_empty() || self.kinds.contains(&finding.id.kind()))
            && (self.about.is_empty() || self.about.iter().any(about))
            && self.severity.is_none_or(|least| finding.severity <= least)
    }
}

/// Adds to a finding's recipients those to whom a route leads it; what is nobody's is that of the accounts.
pub(super) fn route(finding: &mut Finding, settings: &Settings, offices: &Offices) {
    if finding.recipients.is_empty() {
        finding.recipients.push(Arc::clone(offices.accounts()));
    }
    for route in &settings.routes {
        if route.takes(finding) && !finding.recipients.contains(&route.to) {
            finding.recipients.push(Arc::clone(&route.to));
        }
    }
}

/// The office, then the accounts, each once; an empty office is nobody.
pub(super) fn with_accounts(office: &str, offices: &Offices) -> Vec<Arc<str>> {
    let mut recipients = one(office);
    if !offices.is_accounts(office) {
        recipients.push(Arc::clone(offices.accounts()));
    }
    recipients
}

/// The office alone; nobody where there is none, which is the accounts.
pub(super) fn one(office: &str) -> Vec<Arc<str>> {
    (!office.is_empty()).then(|| Arc::from(office)).into_iter().collect()
}
