//! The fascicolo of an exercise: what was issued of it and all that it rests on, gathered into one folder that an auditor reads
//! without the program. Reads only; the same database gives the same bytes.

mod index;
mod matter;
mod papers;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use self::matter::Matter;
use self::papers::Papers;
use super::brought;
use super::context::Shelves;
use super::copying::digest_of;
use super::folders::entries;
use super::month::is_reserved;
use super::phrases::fascicolo as words;
use crate::config::Config;
use crate::origin::Digest;
use crate::period::{Exercise, Period};

/// What was gathered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    /// The folder.
    pub folder: PathBuf,
    /// The months of which something was issued, sorted.
    pub months: Vec<Period>,
    /// How many issues.
    pub issues: usize,
    /// How many files, `SHA256SUMS` left out.
    pub files: usize,
    /// What the archive does not give back, in Italian.
    pub left_out: Vec<String>,
}

/// Why there is no fascicolo.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoFascicolo(String);

/// Gathers the fascicolo of an exercise below a folder, under a name of its own that must be free.
///
/// # Errors
/// [`NoFascicolo`] where nothing was issued, or the folder is there; anything else when disk or database fail.
pub fn fascicolo(exercise: Exercise, out: &Path, shelves: Shelves<'_>) -> anyhow::Result<Gathered> {
    let folder = out.join(format!("fascicolo-{exercise}"));
    if fs::symlink_metadata(&folder).is_ok() {
        return Err(NoFascicolo(words::is_there(&folder)).into());
    }
    let matter = Matter::of(exercise, shelves)?;
    if matter.issues.is_empty() {
        return Err(NoFascicolo(words::nothing_issued(exercise)).into());
    }
    let context = || format!("non si scrive in `{}`", out.display());
    fs::create_dir_all(out).with_context(context)?;
    // Whole or not at all: what is cut short bears another name.
    let beside = tempfile::Builder::new().prefix(".fascicolo-").tempdir_in(out).with_context(context)?;
    let mut gathered = gather(&matter, beside.path(), shelves)?;
    gathered.files = sums(beside.path())?;
    open_to_group(beside.path()).with_context(context)?;
    fs::rename(beside.keep(), &folder).with_context(context)?;
    File::open(out).and_then(|it| it.sync_all()).with_context(context)?;
    gathered.folder = folder;
    Ok(gathered)
}

/// A folder made for one person alone is read by others as the files in it are.
fn open_to_group(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o750))
}

fn gather(matter: &Matter, into: &Path, shelves: Shelves<'_>) -> anyhow::Result<Gathered> {
    let months: BTreeSet<Period> = matter.issues.iter().map(|it| it.period).collect();
    let mut papers = Papers::new(into, shelves.folders.archive());
    for issue in &matter.issues {
        let month = issue.period.to_string();
        for (name, digest) in issue.files() {
            papers.take(&month, name, digest)?;
        }
        papers.write(&format!("{month}/manifesto-{}.json", issue.number), issue.manifest.as_bytes())?;
        let kept = issue.made_of().ok().flatten().and_then(|it| it.kept_configuration);
        match kept {
            Some(kept) => papers.configuration(issue, kept)?,
            None => papers.left_out.push(words::no_configuration(issue.period, issue.number)),
        }
    }
    let origins = originals(matter, &months, shelves.config, &mut papers)?;
    papers.write("originali.csv", &tables::originals(matter, &origins)?)?;
    papers.write("risposte.json", &tables::answers_as_json(matter)?)?;
    papers.write("risposte.csv", &tables::answers(matter, shelves.config, &papers)?)?;
    papers.write("visti.csv", &tables::visti(matter, &papers)?)?;
    papers.write("lettere.csv", &tables::letters(matter)?)?;
    let index = index::written(matter, &papers);
    papers.write("INDICE.md", index.as_bytes())?;
    let months = months.into_iter().collect();
    Ok(Gathered { months, issues: matter.issues.len(), left_out: papers.left_out, ..Gathered::default() })
}

/// Takes the files that issues were made of, those that brought answers, and signed copies; where each lies.
fn originals(
    matter: &Matter,
    months: &BTreeSet<Period>,
    config: &Config,
    papers: &mut Papers,
) -> anyhow::Result<BTreeMap<Digest, String>> {
    let used: BTreeSet<Digest> = matter
        .issues
        .iter()
        .filter_map(|it| it.made_of().ok().flatten())
        .flat_map(|it| [it.decisive.sources, it.decisive.former].concat())
        .map(|it| it.sha256)
        .collect();
    let brought: BTreeSet<Digest> =
        matter.on_subjects().filter_map(|(_, it)| it.file).chain(matter.visti().filter_map(|it| it.file)).collect();
    // By their bytes: what was refused under another name before is the same table.
    let reserved =
        matter.arrivals.iter().filter(|it| is_reserved(it, config)).map(|it| it.digest).collect::<BTreeSet<_>>();
    let mut origins = BTreeMap::new();
    for arrival in &matter.arrivals {
        let is_signed = brought::are_of(arrival) && months.contains(&arrival.period);
        let shelf = match arrival.digest {
            _ if is_signed => "firmati",
            digest if used.contains(&digest) => "originali",
            digest if brought.contains(&digest) => "risposte",
            _ => continue,
        };
        if origins.contains_key(&arrival.digest) {
            continue;
        }
        if reserved.contains(&arrival.digest) {
            papers.left_out.push(words::reserved(&arrival.name, arrival.digest));
            origins.insert(arrival.digest, String::new());
            continue;
        }
        // What an issue used of another year lies with that year's month.
        let folder = format!("{shelf}/{}", arrival.period);
        if let Some(place) = papers.take(&folder, &arrival.name, arrival.digest)? {
            origins.insert(arrival.digest, place);
        }
    }
    origins.retain(|_, place| !place.is_empty());
    Ok(origins)
}

/// Writes the digests of all files as `sha256sum -c` reads them; how many they are.
fn sums(folder: &Path) -> anyhow::Result<usize> {
    let mut open = vec![folder.to_owned()];
    let mut lines = BTreeMap::new();
    while let Some(inner) = open.pop() {
        for path in entries(&inner)? {
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let digest = digest_of(&path).with_context(|| format!("non si legge `{}`", path.display()))?;
            let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
            lines.insert(name, digest);
        }
    }
    let text: String = lines.iter().map(|(name, digest)| format!("{digest}  {name}\n")).collect();
    fs::write(folder.join("SHA256SUMS"), text)?;
    Ok(lines.len())
}
