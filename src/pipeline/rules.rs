//! By which rules a released month was computed: the configuration of its issue, which the archive keeps. Of what the archive
//! does not give back nothing is said.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use super::folders::{Folders, entries};
use crate::config::{Config, Rules, digest_of};
use crate::intake::archive;
use crate::issue::Issue;
use crate::origin::Digest;

/// How a configuration begins as it is kept: with the first of its texts that is always there, or sorts before it.
const BEGINS: [&[u8]; 2] = [b"{\"accepted.toml\":", b"{\"accounts.toml\":"];

/// Issues that were made by other rules than those of today, each with its own.
pub(super) fn other_rules(
    issues: Vec<Issue>,
    config: &Config,
    folders: &Folders,
) -> anyhow::Result<Vec<(Issue, Arc<Rules>)>> {
    let mut kept = Kept { archive: &folders.archive(), known: BTreeMap::new(), searched: None };
    let mut out = Vec::new();
    for issue in issues {
        let Some(manifest) = issue.made_of()? else { continue };
        let whole = manifest.whole_configuration.unwrap_or(manifest.decisive.configuration);
        if whole == config.digest {
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
    known: BTreeMap<Digest, Option<Arc<Rules>>>,
    /// All of them, where one had to be searched for.
    searched: Option<BTreeMap<Digest, BTreeMap<String, String>>>,
}

impl Kept<'_> {
    fn rules(&mut self, whole: Digest, kept: Option<Digest>) -> anyhow::Result<Option<Arc<Rules>>> {
        if let Some(known) = self.known.get(&whole) {
            return Ok(known.clone());
        }
        let texts = match kept {
            Some(kept) => archive::load(self.archive, kept).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()),
            // Issues of an earlier program do not say where theirs lies.
            None => self.search()?.get(&whole).cloned(),
        };
        let rules = texts.as_ref().and_then(Rules::of).map(Arc::new);
        if rules.is_none() {
            tracing::debug!(%whole, "the configuration of an issue is not in the archive, or is not understood");
        }
        self.known.insert(whole, rules.clone());
        Ok(rules)
    }

    fn search(&mut self) -> anyhow::Result<&BTreeMap<Digest, BTreeMap<String, String>>> {
        if self.searched.is_none() {
            let mut found = BTreeMap::new();
            for folder in entries(self.archive)? {
                // `ab/cdef...`; what else lies there is no original.
                if folder.file_name().is_some_and(|name| name.len() == 2) {
                    for path in entries(&folder)? {
                        let texts = texts_in(&path);
                        found.extend(texts.map(|texts| (digest_of(&texts), texts)));
                    }
                }
            }
            self.searched = Some(found);
        }
        Ok(self.searched.get_or_insert_default())
    }
}

/// The texts of a configuration, where a file of the archive is one.
fn texts_in(path: &Path) -> Option<BTreeMap<String, String>> {
    let mut file = File::open(path).ok()?;
    let mut begins = [0; 17];
    file.read_exact(&mut begins).ok()?;
    if !BEGINS.iter().any(|it| begins.starts_with(it)) {
        return None;
    }
    let mut bytes = begins.to_vec();
    file.read_to_end(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}
