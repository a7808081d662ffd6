//! By which rules figures are computed, out of the texts of a configuration: of one that is used, or of one that an issue was
//! made by and the archive kept. It refuses to judge them: what was used is what it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Accounts, Config, Forms};
use crate::indicators::{Definitions, Phasing};
use crate::ledger::{Chart, Scheme};
use crate::origin::Digest;

/// Schemes, accounts and aggregates, definitions, and how voci spread over the year.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Schemes, accounts and aggregates.
    pub chart: Chart,
    /// Indicators.
    pub definitions: Definitions,
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
        let mut definitions = Definitions { all: definitions.into_iter().flat_map(|file| file.all).collect() };
        definitions.all.sort_by(|a, b| (&a.code, &a.id, a.valid_from).cmp(&(&b.code, &b.id, b.valid_from)));
        let chart = Chart { schemes, mappings: accounts.accounts, aggregates: accounts.aggregates };
        Self { chart, definitions, phasing: forms.given("phasing.toml") }
    }
}

impl Config {
    /// The same configuration, computing by other rules.
    #[must_use]
    pub fn by(&self, rules: &Rules) -> Self {
        let Rules { chart, definitions, phasing } = rules.clone();
        Self { chart, definitions, phasing, ..self.clone() }
    }
}

/// The digest of a whole configuration.
#[must_use]
pub fn digest_of(texts: &BTreeMap<String, String>) -> Digest {
    let whole: Vec<String> = texts.iter().map(|(name, text)| format!("{name}\u{0}{text}\u{0}")).collect();
    Digest::of(whole.concat().as_bytes())
}
