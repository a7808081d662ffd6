//! `quadratura backup` and `restore`: the data copied whole, and put back.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::Answer;
use super::arguments::Common;
use super::exit::Exit;
use super::lines::field;
use super::output::{self, Failure};
use super::program;
use super::summary::{self, shortened};
use crate::clock::System;
use crate::config::{self, Config};
use crate::italian::counted;
use crate::pipeline::{self, Copied, Marker, Restored, Unfit};

/// The arguments of `backup`.
#[derive(Args)]
pub(super) struct BackupArguments {
    /// La cartella della copia, meglio se su un altro disco.
    #[arg(value_name = "CARTELLA")]
    pub dir: PathBuf,
    #[command(flatten)]
    pub common: Common,
}

/// The arguments of `restore`.
#[derive(Args)]
pub(super) struct RestoreArguments {
    /// La cartella scritta da `quadratura backup`.
    #[arg(value_name = "COPIA")]
    pub dir: PathBuf,
    /// La cartella in cui rimettere i dati: vuota, o da creare.
    #[arg(value_name = "CARTELLA")]
    pub into: PathBuf,
    /// Stampa un solo oggetto JSON.
    #[arg(long)]
    pub json: bool,
}

pub(super) fn perform(arguments: &BackupArguments) -> Answer {
    let BackupArguments { dir, common } = arguments;
    let config = Config::load(&common.config)?;
    let copied = pipeline::backup(&config, &common.config, dir, &System).map_err(unfit)?;
    let attention = !copied.left_out.is_empty();
    if common.json {
        let mut value = counts(&copied);
        value["ente"] = json!(config.settings.ente.id);
        value["dir"] = json!(dir);
        output::print_json(&value)?;
    } else {
        let mut out = format!("Copiati in `{}` i dati di «{}».\n", dir.display(), config.settings.ente.name);
        tell(&mut out, &copied);
        output::print(&out)?;
    }
    Ok(Exit::look_if(attention))
}

pub(super) fn restore(arguments: &RestoreArguments) -> Answer {
    let RestoreArguments { dir, into, json } = arguments;
    let restored = pipeline::restore(dir, into).map_err(unfit)?;
    let Restored { marker, copied, settings, first } = &restored;
    let attention = !copied.left_out.is_empty() || !first.is_empty();
    if *json {
        let mut value = counts(copied);
        value["ente"] = json!(marker.ente);
        value["at"] = json!(marker.at.map(|at| at.to_rfc3339()));
        value["settings"] = json!(settings);
        value["first"] = json!(first);
        output::print_json(&value)?;
    } else {
        let of = marker.at.map_or_else(|| "mai finita".to_owned(), |at| format!("del {}", summary::instant(at)));
        let mut out = format!("Rimessa in `{}` la copia {of} dei dati di `{}`.\n", into.display(), marker.ente);
        tell(&mut out, copied);
        for text in first {
            field(&mut out, "Prima", text);
        }
        out.push_str(&next_steps(
            marker,
            &program::quoted(&shortened(settings)),
            &shortened(&config::normal(&settings.with_file_name("../drop"))),
        ));
        output::print(&out)?;
    }
    Ok(Exit::look_if(attention))
}

/// What comes before the service: what the copy does not know would be asked of the offices again.
fn next_steps(marker: &Marker, settings: &str, drop: &str) -> String {
    let since = marker.at.map_or_else(String::new, |at| format!(" dopo il {}", summary::instant(at)));
    format!(
        "\nPrima di avviare il servizio:\n  1. {program} check --config {settings}\n  2. ricollegare la condivisione \
         `{drop}`, o creare `{drop}/accettati` se non lo è; rimettervi i file arrivati{since}\n  3. i lavori scaduti nel frattempo non si recuperano: se un mese doveva uscire, {program} run \
         --config {settings} --period AAAA-MM\n",
        program = program::name()
    )
}

fn unfit(error: anyhow::Error) -> Failure {
    match error.downcast::<Unfit>() {
        Ok(unfit) => Failure::usage(unfit.to_string()),
        Err(error) => error.into(),
    }
}

fn counts(it: &Copied) -> Value {
    json!({
        "archive": {"files": it.kept, "new": it.new, "linked": it.linked},
        "others": it.others, "left_out": it.left_out, "secret": it.secret,
    })
}

fn tell(out: &mut String, it: &Copied) {
    let new = match (it.new, it.linked) {
        (0, _) => String::new(),
        (new, 0) => format!(", {} copiati ora", counted(new, "file", "file")),
        (new, _) => format!(
            ", {} aggiunti ora senza occupare posto: sono sullo stesso disco dei dati",
            counted(new, "file", "file")
        ),
    };
    field(out, "Archivio", &format!("{} verificati{new}", counted(it.kept, "file", "file")));
    field(out, "Altri", &format!("database, configurazione e {}", counted(it.others, "altro file", "altri file")));
    for text in &it.secret {
        field(out, "A parte", text);
    }
    for text in &it.left_out {
        field(out, "Manca", text);
    }
}
