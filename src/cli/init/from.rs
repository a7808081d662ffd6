//! `quadratura init DIR --from FOLDER`: a configuration drafted out of a folder of a chamber's files, and a trial of its latest month.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::Context as _;

use super::super::output::{Failure, Progress};
use super::super::{lines, program, summary};
use crate::clock::{Clock as _, System};
use crate::config::{Config, TO_COMPLETE, why_unreadable};
use crate::draft::{Chamber, Drafted, Looked};
use crate::italian::counted;
use crate::mail::EmlFolder;
use crate::period::Period;
use crate::pipeline::{self, Folders, Hands, Outcome};
use crate::store::Store;

/// Files that are looked at: some months of a chamber, and no whole disk by mistake.
const FILES_MAX: usize = 400;

/// Folders within the folder: of months, of offices.
const DEPTH_MAX: usize = 3;

/// Where the trial is written, below the folder that is prepared.
const TRIAL: &str = "prova";

/// The files of a folder, by their names: two of one name would be one.
pub(super) fn files(from: &Path) -> Result<BTreeMap<String, PathBuf>, Failure> {
    let unreadable = |path: &Path, e: &std::io::Error| {
        Failure::usage(format!("la cartella `{}` {}", path.display(), why_unreadable(e)))
    };
    let mut found = BTreeMap::new();
    let mut open = vec![(from.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|e| unreadable(&folder, &e))?;
        for entry in entries {
            let entry = entry.map_err(|e| unreadable(&folder, &e))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry.file_type().map_err(|e| unreadable(&folder, &e))?;
            // What programs leave beside a file that is open, and what somebody hid.
            if name.starts_with(['.', '~']) {
                continue;
            }
            if kind.is_dir() && depth < DEPTH_MAX {
                open.push((entry.path(), depth + 1));
            } else if kind.is_file()
                && let Some(other) = found.insert(name, entry.path())
            {
                return Err(Failure::usage(format!(
                    "due file hanno lo stesso nome, `{}` e `{}`: rinominarne uno, o dare una cartella alla volta",
                    other.display(),
                    entry.path().display()
                )));
            }
            if found.len() > FILES_MAX {
                return Err(Failure::usage(format!(
                    "in `{}` ci sono più di {FILES_MAX} file: mettere in una cartella quelli di un mese, o di pochi",
                    from.display()
                )));
            }
        }
    }
    if found.is_empty() {
        return Err(Failure::usage(format!("in `{}` non c'è nessun file", from.display())));
    }
    Ok(found)
}

/// The configuration that the files of a folder draft.
pub(super) fn drafted(
    files: &BTreeMap<String, PathBuf>,
    id: Option<&str>,
    name: Option<&str>,
) -> Result<Drafted, Failure> {
    let mut chamber = Chamber::new()?;
    for (file, looked) in looked_at(&chamber, files)? {
        chamber.take(file, looked);
    }
    if chamber.is_empty() {
        return Err(Failure::usage(
            "nessuno di questi file ha una tabella che si riconosca: guardarne uno con `quadratura read FILE`"
                .to_owned(),
        ));
    }
    Ok(chamber.drafted(id, name))
}

/// Looks at the files on two threads, as a run reads them; in their order.
fn looked_at<'f>(chamber: &Chamber, files: &'f BTreeMap<String, PathBuf>) -> Result<Vec<(&'f str, Looked)>, Failure> {
    let progress = Progress::titled("guardo i file".to_owned());
    let waiting = Mutex::new((1..).zip(files));
    let take = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        let mut done = Vec::new();
        while let Some((number, (file, path))) = take() {
            progress.looking_at(file, number, files.len());
            done.push((file.as_str(), chamber.look(file, &read(path)?)));
        }
        Ok::<_, Failure>(done)
    };
    let (mine, theirs) = thread::scope(|scope| {
        let other = scope.spawn(work);
        let mine = work();
        (mine, other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let mut done: Vec<(&str, Looked)> = mine?.into_iter().chain(theirs?).collect();
    done.sort_by_key(|(file, _)| *file);
    Ok(done)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|e| Failure::usage(format!("il file `{}` {}", path.display(), why_unreadable(&e))))
}

/// A month of a configuration that was just drafted, tried on the files it was drafted from: nothing enters the data.
pub(super) fn trial(
    dir: &Path,
    config: &Config,
    files: &BTreeMap<String, PathBuf>,
    month: Period,
) -> anyhow::Result<Outcome> {
    let drop = tempfile::tempdir().context("non si crea una cartella temporanea")?;
    for (name, path) in files {
        std::fs::copy(path, drop.path().join(name)).with_context(|| format!("non si copia `{}`", path.display()))?;
    }
    let out = dir.join(TRIAL);
    let folders = Folders { dry_out: Some(out.clone()), dry_drop: Some(drop.path().to_owned()), ..Folders::of(config) };
    let mut store = Store::open_dry(&folders.database(), &config.settings.ente.id)?;
    let progress = Progress::titled(format!("provo {}", month.italian()));
    let witness = |step: pipeline::Step<'_>| {
        progress.show(step);
        Ok(())
    };
    let transport = EmlFolder::replacing(folders.outbox());
    let hands = Hands::of(config, &mut store, &transport, System.now(), &witness);
    pipeline::issue(month, &mut Hands { folders, ..hands })
}

/// What was understood, what the trial gave, and what is left to a person, in this order.
pub(super) fn told(drafted: &Drafted, config: Option<&Config>, outcome: Option<&Outcome>, dir: &Path) -> String {
    let mut out = String::new();
    for (label, text) in &drafted.said {
        lines::field(&mut out, label, text);
    }
    out.push_str("\nI file, e il tracciato con cui si leggono:\n");
    for (file, text) in &drafted.files {
        summary::line(&mut out, &format!("{file}: {text}"), "  ");
    }
    for (file, why) in &drafted.left {
        summary::line(&mut out, &format!("{file}: lasciato, {why}"), "  ");
    }
    if let (Some(outcome), Some(config)) = (outcome, config) {
        out.push_str(&format!("\nProva, che non entra fra i dati ({}):\n", summary::shortened(&dir.join(TRIAL))));
        out.push_str(&summary::month(outcome, config));
    }
    if let Some(config) = config {
        let remaining = config.remaining();
        let questions =
            counted(remaining.len(), "cosa che solo una persona può dire", "cose che solo una persona può dire");
        out.push_str(&format!(
            "\n{questions}, in ordine ({TO_COMPLETE} nei file; `{} check` le ripete):\n",
            program::name()
        ));
        for (number, one) in (1..).zip(&remaining) {
            summary::line(&mut out, &format!("{number}. {one}"), "  ");
        }
    }
    out
}

/// What a person does now.
pub(super) fn next_steps(dir: &Path, settings: &Path, from: &Path, month: Option<Period>) -> String {
    let [file, files, drop] = [settings, from, &dir.join("drop")].map(|it| program::quoted(&summary::shortened(it)));
    let program = program::name();
    let month = month.map_or_else(|| "AAAA-MM".to_owned(), |month| month.to_string());
    let mut out = "\nOra:\n".to_owned();
    for (number, step) in (1..).zip([
        "rispondere qui sopra, nei file di `config`, e guardare le righe DA GUARDARE di accounts.toml e dei tracciati"
            .to_owned(),
        format!("vedere che cosa resta: {program} check --config {file}"),
        format!("mettere i file al loro posto: find {files} -type f -exec cp -t {drop} {{}} +"),
        format!("emettere il mese: {program} run --config {file} --period {month}"),
        format!("ogni notte da sé: {program} serve --config {file}"),
    ]) {
        out.push_str(&format!("  {number}. {step}\n"));
    }
    out
}
