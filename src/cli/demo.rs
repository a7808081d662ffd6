//! `quadratura demo`: the whole job on the embedded samples, six months in order, in a folder of its own.

use std::path::Path;

use anyhow::Context;

use super::exit::Exit;
use super::output::{self, Failure, Progress};
use super::{Answer, drop_note, init, program, show, summary};
use crate::calendar;
use crate::clock::{Clock as _, System};
use crate::config::{self, Config};
use crate::intake::trays;
use crate::mail::EmlFolder;
use crate::origin::Digest;
use crate::period::Period;
use crate::pipeline::{self, Folders, Hands, Lock, Shelves};
use crate::store::Store;

/// The file by which a later demo knows the folder as its own.
const MARKER: &str = ".quadratura-demo";

/// The months of the samples.
const MONTHS: [(u16, u8); 6] = [(2021, 1), (2021, 2), (2021, 3), (2021, 4), (2021, 5), (2021, 6)];

/// The day of the following month, and the hour in Rome, at which each month is issued.
const ISSUED_ON: (u64, u32) = (5, 7);

pub(super) fn perform(dir: &Path) -> Answer {
    pipeline::writable(dir).map_err(anyhow::Error::from)?;
    make(dir)?;
    let config = Config::load(&dir.join("config").join(config::SETTINGS))?;
    let folders = Folders::of(&config);
    let _lock = Lock::take_alone(&config.root, "demo", System.now())?;
    let mut store = pipeline::open(&config)?;
    std::fs::create_dir_all(folders.drop()).context("non si crea la cartella `drop`")?;
    drop_note::leave(&config);
    output::print(&format!(
        "{}: dimostrazione sui primi sei mesi del 2021, in `{}`\n",
        config.settings.ente.name,
        dir.display()
    ))?;
    let (mut changed, mut shown_at) = (false, None);
    for period in MONTHS.into_iter().filter_map(|(year, month)| Period::new(year, month)) {
        drop_samples(&folders, &store, period)?;
        let (day, hour) = ISSUED_ON;
        let now = calendar::rome(period.next().first_day() + chrono::Days::new(day - 1), hour);
        let progress = Progress::start(period);
        let witness = |step: pipeline::Step<'_>| {
            progress.show(step);
            Ok(())
        };
        let transport = EmlFolder::new(folders.outbox());
        let outcome = pipeline::issue(period, &mut Hands::of(&config, &mut store, &transport, now, &witness))?;
        drop(progress);
        shown_at = Some(now);
        changed |= outcome.changed;
        output::print(&format!("\n{}", summary::month(&outcome, &config)))?;
    }
    if let Some(now) = shown_at {
        show(Shelves { config: &config, folders: &folders, store: &store }, now);
    }
    let file = program::quoted(&summary::shortened(&config.root.join("config").join(config::SETTINGS)));
    let program = program::name();
    let end = if changed {
        "Tutto è in questa cartella: `reports` le cartelle di lavoro, `outbox` i messaggi, `drop` i file con il loro esito."
    } else {
        "Non è cambiato nulla: ogni file era già stato ricevuto e ogni mese già emesso."
    };
    output::print(&format!(
        "\n{end}\n\nPer continuare:\n  {program} status --config {file}\n  {program} run --config {file} --period 2021-06 --json\n  {program} export differences --config {file} --period 2021-06"
    ))?;
    Ok(Exit::Done)
}

/// Makes the folder with its configuration, or recognises the one that an earlier demo made.
fn make(dir: &Path) -> Result<(), Failure> {
    let marker = dir.join(MARKER);
    if marker.is_file() {
        return Ok(write_missing_configuration(dir)?);
    }
    let taken =
        dir.exists() && (!dir.is_dir() || std::fs::read_dir(dir).map_err(anyhow::Error::from)?.next().is_some());
    if taken {
        return Err(Failure::usage(format!(
            "la cartella `{}` esiste già e non è di una dimostrazione: sceglierne un'altra con --dir",
            dir.display()
        )));
    }
    begin(dir, &marker).map_err(|error| init::unfit(dir, &error))
}

/// Makes the folder, marked as a demo's.
fn begin(dir: &Path, marker: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(dir).with_context(|| format!("non si crea la cartella `{}`", dir.display()))?;
    std::fs::write(marker, "Questa cartella è stata creata da `quadratura demo`: si può cancellare.\n")
        .with_context(|| format!("non si scrive in `{}`", dir.display()))?;
    write_missing_configuration(dir)
}

/// Writes the embedded configuration, leaving alone what is there: somebody may be trying a change.
fn write_missing_configuration(dir: &Path) -> anyhow::Result<()> {
    for (name, text) in config::embedded_configuration() {
        init::write_new(&dir.join("config").join(&name), text.as_bytes(), init::GROUP)?;
    }
    Ok(())
}

/// Puts the samples of a month into the drop folder, but for those that arrived already.
fn drop_samples(folders: &Folders, store: &Store, period: Period) -> anyhow::Result<()> {
    let in_hand = trays::in_hand(&folders.drop())?;
    for (name, bytes) in config::embedded_samples(&period.to_string()) {
        let claimed = in_hand.iter().any(|it| it.name == name);
        if claimed || !store.arrivals_of(Digest::of(bytes))?.is_empty() {
            continue;
        }
        let path = folders.drop().join(&name);
        std::fs::write(&path, bytes).with_context(|| format!("non si scrive `{}`", path.display()))?;
    }
    Ok(())
}
