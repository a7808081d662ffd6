//! By which rules figures are computed, out of the texts of a configuration: of one that is used, or of one that an issue was
//! made by and the archive kept. It refuses to judge them: what was used is what it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Accounts, Config, Forms, with_plans};
use crate::indicators::{Definitions, Phasing, Plan};
use crate::ledger::{Chart, Objectives, Scheme};
use crate::origin::Digest;

/// Schemes, accounts and aggregates, objectives and definitions with the plans of their exercises, and how voci spread over the
/// year.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Schemes, accounts and aggregates.
    pub chart: Chart,
    /// The trees of the plans.
    pub objectives: Objectives,
    /// Indicators.
    pub definitions: Definitions,
    /// The plans that have a file of their own, drafts too, sorted by exercise.
    pub plans: Vec<Plan>,
    /// How voci spread over the year.
    pub phasing: Phasing,
}

impl Rules {
    /// The rules of these texts; none where this program does not understand them.
    #[must_use]
    pub fn of(texts: &BTreeMap<String, String>) -> Option<Self> {
        let mut forms = Forms { texts, errors: Vec::new() };
        let rules = Self::read(&mut forms);
        forms.errors.is_empty().then_some(rules)
    }

    pub(super) fn read(forms: &mut Forms<'_>) -> Self {
        let accounts: Accounts = forms.needed("accounts.toml").unwrap_or_default();
        let mut schemes: Vec<Arc<Scheme>> = forms.all("schemes/");
        schemes.sort_by(|a, b| a.id.cmp(&b.id));
        let definitions: Vec<Definitions> = forms.all("indicators/");
        let mut definitions = Definitions::of(definitions.into_iter().flat_map(|file| file.all).collect());
        let mut plans: Vec<Plan> = forms.all("plans/");
        plans.sort_by_key(|plan| plan.exercise);
        let objectives = with_plans(forms.given("objectives.toml"), &mut definitions, &plans);
        let chart = Chart { schemes, mappings: accounts.accounts, aggregates: accounts.aggregates };
        Self { chart, objectives, definitions, plans, phasing: forms.given("phasing.toml") }
    }
}

impl Config {
    /// The same configuration, computing by other rules.
    #[must_use]
    pub fn by(&self, rules: &Rules) -> Self {
        let Rules { chart, objectives, definitions, plans, phasing } = rules.clone();
        Self { chart, objectives, definitions, plans, phasing, ..self.clone() }
    }

    /// The same configuration, but for the schemes, accounts and aggregates of other rules.
    #[must_use]
    pub fn by_chart(&self, rules: &Rules) -> Self {
        Self { chart: rules.chart.clone(), ..self.clone() }
    }
}

/// The digest of a whole configuration.
#[must_use]
pub fn digest_of(texts: &BTreeMap<String, String>) -> Digest {
    let whole: Vec<String> = texts.iter().map(|(name, text)| format!("{name}\u{0}{text}\u{0}")).collect();
    Digest::of(whole.concat().as_bytes())
}
