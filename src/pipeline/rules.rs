//! By which rules a released month was computed: the configuration of its issue, which the archive keeps. Of what the archive
//! does not give back nothing is said.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::context::Shelves;
use crate::config::Rules;
use crate::intake::archive;
use crate::issue::Issue;
use crate::origin::Digest;
use crate::period::Exercise;
use crate::store::Store;

/// Issues that were made by other rules than those of today, each with its own. One whose configuration decides the same in its
/// exercise is not read again: of many years few are.
pub(super) fn other_rules(issues: Vec<Issue>, shelves: Shelves<'_>) -> anyhow::Result<Vec<(Issue, Arc<Rules>)>> {
    let Shelves { config, folders, store } = shelves;
    let mut kept = Kept { archive: &folders.archive(), store, known: BTreeMap::new() };
    let mut decisive: BTreeMap<Exercise, Digest> = BTreeMap::new();
    let mut out = Vec::new();
    for issue in issues {
        let Some(manifest) = issue.made_of()? else { continue };
        let whole = manifest.whole_configuration.unwrap_or(manifest.decisive.configuration);
        let exercise = issue.period.exercise();
        let mut decides = || *decisive.entry(exercise).or_insert_with(|| config.decisive(exercise));
        if whole == config.digest || manifest.decisive.configuration == decides() {
            continue;
        }
        if let Some(rules) = kept.rules(whole, manifest.kept_configuration)? {
            out.push((issue, rules));
        }
    }
    Ok(out)
}

/// The configurations that the archive keeps, each read once.
struct Kept<'a> {
    archive: &'a Path,
    store: &'a Store,
    known: BTreeMap<Digest, Option<Arc<Rules>>>,
}

impl Kept<'_> {
    fn rules(&mut self, whole: Digest, kept: Option<Digest>) -> anyhow::Result<Option<Arc<Rules>>> {
        if let Some(known) = self.known.get(&whole) {
            return Ok(known.clone());
        }
        // Issues of an earlier program do not say where theirs lies.
        let kept = kept.map_or_else(|| self.store.kept_configuration(whole), |kept| Ok(Some(kept)))?;
        let texts = kept.and_then(|kept| archive::load(self.archive, kept).ok());
        let texts: Option<BTreeMap<String, String>> = texts.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let rules = texts.as_ref().and_then(Rules::of).map(Arc::new);
        if rules.is_none() {
            tracing::debug!(%whole, "the configuration of an issue is not known, or not understood");
        }
        self.known.insert(whole, rules.clone());
        Ok(rules)
    }
}
