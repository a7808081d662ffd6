//! Whether what was issued is still what it was: every byte of the archive by its name, what was published by the archive, the
//! registry by the database, the chain link by link, and each issue made again. Looks only, beside whoever works.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::context::{Step, Witness};
use super::copying::{digest_named, digest_of};
use super::folders::{Folders, entries};
use super::issue::path_of;
use super::phrases;
use super::rebuild::{Rebuilt, Workshop};
use super::registry::{IssueRecord, Registry, Shelf, link_of};
use crate::config::Config;
use crate::intake::archive;
use crate::issue::{Issue, Manifest};
use crate::origin::Digest;
use crate::period::Period;
use crate::problem::Problem;
use crate::store::{Arrival, Break, Numbered, Store};

/// What was verified, and what is not as it was.
#[derive(Clone, Debug, Default)]
pub struct Verified {
    /// Files of the archive that were read.
    pub archived: usize,
    /// Workbooks and prospetti under `reports/` that were read.
    pub published: usize,
    /// Records of the registry that were compared.
    pub records: usize,
    /// Links of the chain.
    pub links: usize,
    /// How many of them are of what was written before there was a chain.
    pub former_links: usize,
    /// Issues made again with the same bytes.
    pub by_bytes: Vec<(Period, u32)>,
    /// Issues made again with other bytes and the same values, each with the program that issued it.
    pub by_values: Vec<(Period, u32, String)>,
    /// Issues that could not be made again, and why, in Italian.
    pub not_rebuilt: Vec<(Period, u32, String)>,
    /// Prospetti made again with the same bytes, and with others.
    pub prospetti: (usize, usize),
    /// Messages of issues made again with the same bytes, and with others: what lay in the drop folder then nobody kept.
    pub letters: (usize, usize),
    /// What is not as it was, each with what to do.
    pub findings: Vec<Problem>,
}

/// Verifies a month, or all of them with everything else that the archive keeps. The witness is asked before every folder and issue.
///
/// # Errors
/// When disk or database fail, or the witness says so; what is not as it was is in the answer.
pub fn verify(config: &Config, only: Option<Period>, witness: Witness<'_>) -> anyhow::Result<Verified> {
    let folders = Folders::of(config);
    let ente = &config.settings.ente.id;
    // One moment of the database, copied where nothing of the chamber lies; workbooks are drawn there too.
    let scratch = tempfile::tempdir()?;
    let copy = scratch.path().join("quadratura.db");
    Store::open_looking(&folders.database(), ente)?.copy_to(&copy)?;
    let store = Store::open(&copy, ente)?;
    let issues = store.all_issues()?;
    let chosen: Vec<&Issue> = issues.iter().filter(|it| only.is_none_or(|period| it.period == period)).collect();
    let mut verified = Verified::default();
    witness(Step::Verifying)?;
    if only.is_none() {
        verified.whole_archive(&folders, witness)?;
    }
    verified.archive(&folders, &store, only, &chosen)?;
    verified.reports(&folders, &store, &chosen)?;
    verified.registry(&folders, config, &store, only)?;
    verified.chain(&store)?;
    let own = Folders { dry_out: Some(scratch.path().to_owned()), ..folders };
    let links = store.links()?;
    let mut workshop = Workshop {
        config,
        folders: &own,
        store: &store,
        issues: &issues,
        links: &links,
        configurations: BTreeMap::new(),
    };
    for issue in chosen {
        witness(Step::Verifying)?;
        verified.rebuild(issue, &mut workshop)?;
    }
    verified.findings.sort();
    verified.findings.dedup();
    Ok(verified)
}

impl Verified {
    /// That the archive has all of which the database speaks, and for a month alone that it is what its name says.
    fn archive(
        &mut self,
        folders: &Folders,
        store: &Store,
        only: Option<Period>,
        chosen: &[&Issue],
    ) -> anyhow::Result<()> {
        let archive = folders.archive();
        let asked = match only {
            None => {
                store.digests()?.into_iter().chain(manifests(chosen).flat_map(|it| it.kept_configuration)).collect()
            }
            Some(period) => of_month(period, store, chosen, &Registry::of(folders))?,
        };
        for digest in asked {
            let path = archive::path_of(&archive, digest);
            // What is there was read with the whole.
            if only.is_some() || !path.exists() {
                self.original(&path, digest);
            }
        }
        Ok(())
    }

    /// Every file of the archive, by its name.
    fn whole_archive(&mut self, folders: &Folders, witness: Witness<'_>) -> anyhow::Result<()> {
        for folder in entries(&folders.archive())? {
            witness(Step::Verifying)?;
            for path in entries(&folder)? {
                if let Some(digest) = digest_named(&folder, &path) {
                    self.original(&path, digest);
                }
            }
        }
        Ok(())
    }

    fn original(&mut self, path: &Path, digest: Digest) {
        self.archived += 1;
        match digest_of(path) {
            Ok(found) if found == digest => {}
            Ok(_) => self.findings.push(phrases::archive_altered(path)),
            Err(error) => self.findings.push(phrases::archive_lost(path, &error)),
        }
    }

    /// The files under `reports/`, of issues that stand there.
    fn reports(&mut self, folders: &Folders, store: &Store, chosen: &[&Issue]) -> anyhow::Result<()> {
        let waiting: BTreeSet<_> = store.unpublished()?.iter().map(|it| (it.period, it.number)).collect();
        let stands = |it: &&&Issue| it.withdrawn.is_none() && !waiting.contains(&(it.period, it.number));
        for issue in chosen.iter().filter(stands) {
            for (name, digest) in issue.files() {
                let path = path_of(folders, issue.period, name);
                self.published += 1;
                match digest_of(&path) {
                    Ok(found) if found == digest => {}
                    Ok(_) => self.findings.push(phrases::report_altered(&path, issue.period, issue.number)),
                    Err(error) => self.findings.push(phrases::report_lost(&path, issue.period, issue.number, &error)),
                }
            }
        }
        Ok(())
    }

    /// The registry, record by record, against the database. What changed while one looked is looked at again.
    fn registry(
        &mut self,
        folders: &Folders,
        config: &Config,
        store: &Store,
        only: Option<Period>,
    ) -> anyhow::Result<()> {
        let registry = Registry::of(folders);
        let mut wrong = self::registry(&registry, store, only)?;
        self.records = wrong.1;
        if !wrong.0.is_empty() {
            let again = Store::open_looking(&folders.database(), &config.settings.ente.id)?;
            let still = self::registry(&registry, &again, only)?;
            wrong.0.retain(|it| still.0.contains(it));
        }
        self.findings.extend(wrong.0);
        Ok(())
    }

    fn chain(&mut self, store: &Store) -> anyhow::Result<()> {
        let chain = store.chain()?;
        (self.links, self.former_links) = (chain.links, chain.former);
        self.findings.extend(chain.breaks.iter().map(|it| match it {
            Break::Missing(sequence) => phrases::link_missing(*sequence),
            Break::Gone(shelf, name) => phrases::line_gone(shelf, name),
            Break::Altered(shelf, name) => phrases::line_altered(shelf, name),
            Break::Unlinked(shelf, name) => phrases::line_unlinked(shelf, name),
        }));
        Ok(())
    }

    fn rebuild(&mut self, issue: &Issue, workshop: &mut Workshop<'_>) -> anyhow::Result<()> {
        let (period, number) = (issue.period, issue.number);
        let again = match workshop.make(issue) {
            Ok(again) => again,
            // What the archive does not give back was told as such.
            Err(error) => {
                self.not_rebuilt.push((period, number, super::failure(&error).text));
                return Ok(());
            }
        };
        self.letters = (self.letters.0 + again.letters.0, self.letters.1 + again.letters.1);
        let program = issue.made_of().ok().flatten().map(|it| it.program).unwrap_or_default();
        match again.prospetto {
            None => {}
            Some(true) => self.prospetti.0 += 1,
            Some(false) => {
                self.prospetti.1 += 1;
                // Another program may draw it otherwise; this one does so only where it says otherwise.
                if matches!(again.workbook, Rebuilt::Bytes) && program == env!("CARGO_PKG_VERSION") {
                    self.findings.push(phrases::prospetto_otherwise(period, number));
                }
            }
        }
        match again.workbook {
            Rebuilt::Bytes => self.by_bytes.push((period, number)),
            Rebuilt::Values => self.by_values.push((period, number, program)),
            Rebuilt::Not(why) => self.not_rebuilt.push((period, number, why)),
            Rebuilt::Unlike(values) => self.findings.push(phrases::values_altered(period, number, &values)),
            Rebuilt::Otherwise(values) if program == env!("CARGO_PKG_VERSION") => {
                self.findings.push(phrases::values_otherwise(&issue.workbook_name, period, number, &values));
            }
            // Another program may compute otherwise: what it issued is in the archive, byte for byte.
            Rebuilt::Otherwise(values) => {
                self.not_rebuilt.push((period, number, phrases::computed_otherwise(&program, &values)));
            }
        }
        Ok(())
    }
}

fn manifests(issues: &[&Issue]) -> impl Iterator<Item = Manifest> {
    issues.iter().filter_map(|it| it.made_of().ok().flatten())
}

/// The digests of a month: its files, those that its issues were made of, their workbooks, configurations, messages and findings.
fn of_month(period: Period, store: &Store, chosen: &[&Issue], registry: &Registry) -> anyhow::Result<BTreeSet<Digest>> {
    let mut digests: BTreeSet<Digest> = store.arrivals_in(period)?.iter().map(|it| it.digest).collect();
    digests.extend(store.messages(Some(period))?.iter().map(|it| it.digest));
    digests.extend(chosen.iter().flat_map(|it| it.files()).map(|(_, digest)| digest));
    for manifest in manifests(chosen) {
        digests.extend(manifest.kept_configuration);
        digests.extend(manifest.decisive.sources.iter().chain(&manifest.decisive.former).map(|it| it.sha256));
    }
    for issue in chosen {
        let name = format!("{}-{}", issue.period, issue.number);
        digests.extend(registry.read::<IssueRecord>(Shelf::Issues, &name).ok().and_then(|it| it.found_sha256));
    }
    Ok(digests)
}

/// What the registry tells otherwise than the database, and how many records were compared.
fn registry(registry: &Registry, store: &Store, only: Option<Period>) -> anyhow::Result<(Vec<Problem>, usize)> {
    let (mut wrong, mut compared) = (Vec::new(), 0);
    let links = store.links()?;
    for shelf in Shelf::ALL {
        let told: BTreeSet<String> = registry.names(shelf)?.into_iter().collect();
        let known = recorded(shelf, store)?;
        for (name, (period, own)) in &known {
            if only.is_some_and(|it| it != *period) {
                continue;
            }
            compared += 1;
            let path = registry.path(shelf, name);
            let Ok(record) = registry.read::<Value>(shelf, name) else {
                wrong.push(phrases::record_lost(&path));
                continue;
            };
            let link = links.get(&(shelf.folder().to_owned(), name.clone()));
            let same = shelf.identity().iter().all(|key| record[key] == own[key]) && link_of(&record).as_ref() == link;
            if !same || own.as_object().is_some_and(|own| own.iter().any(|(key, value)| record.get(key) != Some(value)))
            {
                wrong.push(phrases::record_altered(&path));
            }
        }
        // One that waits to be told again is known as well.
        let strange = told.iter().filter(|name| !links.contains_key(&(shelf.folder().to_owned(), (*name).clone())));
        wrong.extend(strange.map(|name| phrases::record_unknown(&registry.path(shelf, name))));
    }
    Ok((wrong, compared))
}

/// What the registry was told last, by name: the month, and the record as it has to be.
fn recorded(shelf: Shelf, store: &Store) -> anyhow::Result<BTreeMap<String, (Period, Value)>> {
    Ok(match shelf {
        Shelf::Arrivals => {
            let waiting: BTreeSet<String> = store.unrecorded_arrivals()?.into_iter().map(|it| it.id).collect();
            let told = |it: &Arrival| Ok((it.id.clone(), (it.period, serde_json::to_value(it)?)));
            let all = store.all_arrivals()?;
            all.iter().filter(|it| !waiting.contains(&it.id)).map(told).collect::<anyhow::Result<_>>()?
        }
        Shelf::Issues => {
            let waiting: BTreeSet<_> =
                store.unrecorded_issues()?.iter().map(|(it, _)| (it.period, it.number)).collect();
            let all = store.all_issues()?;
            let settled = all.iter().filter(|it| !waiting.contains(&(it.period, it.number)));
            let told = |it: &Issue| {
                let record = IssueRecord::identity_of(it)?;
                Ok((format!("{}-{}", it.period, it.number), (it.period, record)))
            };
            settled.map(told).collect::<anyhow::Result<_>>()?
        }
        Shelf::Messages => {
            let waiting: BTreeSet<String> = store.unrecorded_messages()?.into_iter().map(|it| it.id).collect();
            let all = store.messages(None)?;
            let settled = all.iter().filter(|it| !waiting.contains(&it.id));
            let told = |it: &_| {
                let record = super::registry::MessageRecord::of(it);
                Ok((record.name(), (it.period, serde_json::to_value(record)?)))
            };
            settled.map(told).collect::<anyhow::Result<_>>()?
        }
        Shelf::Answers => {
            let waiting: BTreeSet<u32> = store.unrecorded_answers()?.into_iter().map(|it| it.number).collect();
            let told = |it: &Numbered| Ok((it.answer.id(), (it.answer.period(), serde_json::to_value(it)?)));
            let all = store.answers_numbered()?;
            all.iter().filter(|it| !waiting.contains(&it.number)).map(told).collect::<anyhow::Result<_>>()?
        }
    })
}
