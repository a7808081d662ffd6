//! Files put into the fascicolo, each under a name of its own and verified on its way out of the archive.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::PathBuf;

use anyhow::Context as _;

use crate::intake::archive;
use crate::issue::Issue;
use crate::origin::Digest;
use crate::pipeline::phrases::fascicolo as words;

/// The folder being filled.
pub(super) struct Papers {
    into: PathBuf,
    archive: PathBuf,
    /// Names that are taken, in small letters: a disk of an office may not tell them apart.
    taken: BTreeSet<String>,
    /// Where the configuration of an issue lies, by its digest.
    pub configurations: BTreeMap<Digest, String>,
    /// Where each file lies that was taken out of the archive.
    pub places: BTreeMap<Digest, String>,
    /// What the archive does not give back, in Italian.
    pub left_out: Vec<String>,
}

impl Papers {
    pub(super) fn new(into: &std::path::Path, archive: PathBuf) -> Self {
        let (taken, configurations, places) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
        Self { into: into.to_owned(), archive, taken, configurations, places, left_out: Vec::new() }
    }

    /// The first free name in a folder: `oneri (2).xlsx` beside `oneri.xlsx`. What no disk takes as a name is replaced.
    fn free(&mut self, folder: &str, name: &str) -> String {
        let plain = |c: char| if c == '/' || c == '\\' || c.is_control() { '_' } else { c };
        let name: String = name.chars().map(plain).collect();
        let (stem, ending) = match name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) {
            Some((stem, ending)) => (stem.to_owned(), format!(".{ending}")),
            None => (name.clone(), String::new()),
        };
        let mut place = format!("{folder}/{name}");
        let mut number = 2;
        while !self.taken.insert(place.to_lowercase()) {
            place = format!("{folder}/{stem} ({number}){ending}");
            number += 1;
        }
        place
    }

    /// Writes a file of our own.
    pub(super) fn write(&mut self, place: &str, bytes: &[u8]) -> anyhow::Result<()> {
        self.taken.insert(place.to_lowercase());
        let path = self.into.join(place);
        let context = || format!("non si scrive `{}`", path.display());
        fs::create_dir_all(path.parent().unwrap_or(&self.into)).with_context(context)?;
        fs::write(&path, bytes).with_context(context)
    }

    /// Takes a file out of the archive; where it lies. One that the archive does not give back as it was is told.
    pub(super) fn take(&mut self, folder: &str, name: &str, digest: Digest) -> anyhow::Result<Option<String>> {
        let place = self.free(folder, name);
        let path = self.into.join(&place);
        let context = || format!("non si scrive `{}`", path.display());
        fs::create_dir_all(path.parent().unwrap_or(&self.into)).with_context(context)?;
        let mut file = File::create_new(&path).with_context(context)?;
        if archive::copy(&self.archive, digest, &mut file).is_err() {
            fs::remove_file(&path).with_context(context)?;
            self.left_out.push(words::lost(&place, digest));
            return Ok(None);
        }
        self.places.insert(digest, place.clone());
        Ok(Some(place))
    }

    /// Takes the configuration of an issue, once however many were issued by it.
    pub(super) fn configuration(&mut self, issue: &Issue, kept: Digest) -> anyhow::Result<()> {
        if self.configurations.contains_key(&kept) {
            return Ok(());
        }
        let name = format!("configurazione-{}-{}.json", issue.period, issue.number);
        if let Some(place) = self.take("configurazioni", &name, kept)? {
            self.configurations.insert(kept, place);
        }
        Ok(())
    }
}
