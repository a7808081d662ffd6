//! `quadratura init`: a folder with a commented configuration and the folders of the data, ready to be made one's own.

mod from;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::json;

use super::arguments::InitArguments;
use super::exit::Exit;
use super::output::{self, Failure};
use super::{Answer, drop_note, lines, program, summary, unit};
use crate::config::{self, Config};
use crate::italian::counted;
use crate::pipeline::{Cause, Failure as Told, Owner, failure, is_root};

/// Files that the group may read.
pub(super) const GROUP: u32 = 0o640;

/// Files with a secret.
const OWNER: u32 = 0o600;

pub(super) fn perform(arguments: &InitArguments) -> Answer {
    let InitArguments { dir, ente, nome, from, systemd, json } = arguments;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if let Some(id) = ente
        && (id.is_empty() || !id.chars().all(plain))
    {
        return Err(Failure::usage(format!(
            "`{id}` non va bene come `--ente`: scrivere lettere minuscole senza accenti, cifre e trattini, per esempio `cremona`"
        )));
    }
    let dir = config::normal(&std::path::absolute(dir).map_err(anyhow::Error::from)?);
    if dir.exists() && !dir.is_dir() {
        return Err(Failure::usage(format!("`{}` è un file: scegliere una cartella", dir.display())));
    }
    let (ente, nome) = (ente.as_deref(), nome.as_deref());
    if let Some(folder) = from {
        return draft(&dir, folder, (ente, nome), arguments);
    }
    let texts = config::new_configuration(ente, nome);
    let mut files = config_files(&dir, texts);
    if *systemd {
        // The password of the mail server is written here by hand; a unit that names a missing file does not start.
        files.push((dir.join("config/smtp-password"), Vec::new(), OWNER));
        files.push((dir.join(unit::FILE), unit::text()?.into_bytes(), GROUP));
        files.push((dir.join(unit::USER.0), unit::USER.1.into(), GROUP));
    }
    let mut prepared = Prepared::default();
    prepare(&dir, files, &mut prepared).map_err(|error| unfit(&dir, &error))?;
    let settings = dir.join("config").join(config::SETTINGS);
    let config = Config::load(&settings)?;
    if config.root == dir {
        let notes = drop_note::notes(&config).into_iter().map(|(path, bytes)| (path, bytes, GROUP)).collect();
        prepare(&dir, notes, &mut prepared).map_err(|error| unfit(&dir, &error))?;
    }
    let Prepared { written, kept } = prepared;
    if *json {
        output::print_json(&json!({
            "ente": config.settings.ente.id, "root": config.root, "settings": settings, "written": written, "kept": kept,
        }))?;
        return Ok(Exit::Done);
    }
    let mut out = format!("Pronta la cartella `{}` per «{}».\n", summary::shortened(&dir), config.settings.ente.name);
    let files = |files: &[PathBuf]| counted(files.len(), "file", "file");
    lines::field(&mut out, "Scritti", &files(&written));
    if !kept.is_empty() {
        lines::field(&mut out, "Lasciati", &format!("{} che c'erano già, come stavano", files(&kept)));
    }
    out.push_str(&next_steps(&dir, &settings, *systemd));
    output::print(&out)?;
    Ok(Exit::Done)
}

/// The texts of a configuration as files below a folder.
fn config_files(dir: &Path, texts: BTreeMap<String, String>) -> Vec<(PathBuf, Vec<u8>, u32)> {
    let file = |(name, text): (String, String)| (dir.join("config").join(name), text.into_bytes(), GROUP);
    texts.into_iter().map(file).collect()
}

/// A folder with a configuration drafted out of a chamber's files, and a trial of their latest month.
fn draft(dir: &Path, folder: &Path, named: (Option<&str>, Option<&str>), arguments: &InitArguments) -> Answer {
    let settings = dir.join("config").join(config::SETTINGS);
    if settings.exists() {
        return Err(Failure::usage(format!(
            "`{}` c'è già: per una bozza da altri file scegliere una cartella nuova, e riprenderne ciò che serve",
            settings.display()
        )));
    }
    let files = from::files(folder)?;
    let mut drafted = from::drafted(&files, named.0, named.1)?;
    let mut prepared = Prepared::default();
    let texts = config_files(dir, drafted.texts.clone());
    prepare(dir, texts, &mut prepared).map_err(|error| unfit(dir, &error))?;
    if let Some(errors) = drafted.errors.take() {
        // What was found is told, and what is in the way of using it.
        output::print(&from::told(&drafted, None, None, dir))?;
        return Err(errors.in_files(|file| settings.with_file_name(file).display().to_string()).into());
    }
    let config = Config::load(&settings)?;
    let notes = drop_note::notes(&config).into_iter().map(|(path, bytes)| (path, bytes, GROUP)).collect();
    prepare(dir, notes, &mut prepared).map_err(|error| unfit(dir, &error))?;
    let outcome = drafted.month.map(|month| from::trial(dir, &config, &files, month)).transpose()?;
    if arguments.json {
        output::print_json(&json!({
            "ente": config.settings.ente.id, "root": config.root, "settings": settings,
            "written": prepared.written, "kept": prepared.kept,
            "files": drafted.files.iter().map(|(file, text)| json!({ "file": file, "read": text })).collect::<Vec<_>>(),
            "left": drafted.left.iter().map(|(file, why)| json!({ "file": file, "why": why })).collect::<Vec<_>>(),
            "month": drafted.month,
            "trial": outcome.as_ref().map(|it| super::json::run(it, &config)),
            "remaining": config.remaining(),
        }))?;
        return Ok(Exit::Done);
    }
    let mut out = format!("Pronta la cartella `{}`, guardando `{}`.\n", summary::shortened(dir), folder.display());
    out.push_str(&from::told(&drafted, Some(&config), outcome.as_ref(), dir));
    out.push_str(&from::next_steps(dir, &settings, folder, drafted.month));
    output::print(&out)?;
    Ok(Exit::Done)
}

/// The files of a prepared folder.
#[derive(Default)]
struct Prepared {
    written: Vec<PathBuf>,
    kept: Vec<PathBuf>,
}

/// Writes what is not there yet, and makes the folders of the data.
fn prepare(dir: &Path, files: Vec<(PathBuf, Vec<u8>, u32)>, prepared: &mut Prepared) -> anyhow::Result<()> {
    // What is new in the folder of a service is the service's, also when root prepares it.
    let owner = Owner::beside_root(dir);
    for (path, bytes, mode) in files {
        make_folder(path.parent().unwrap_or(dir), owner)?;
        if !write_new(&path, &bytes, mode)? {
            prepared.kept.push(path);
            continue;
        }
        if let Some(owner) = owner.filter(|_| mode != OWNER) {
            owner.receives(&path)?;
        }
        prepared.written.push(path);
    }
    for folder in ["drop", "archive", "reports", "outbox"] {
        make_folder(&dir.join(folder), owner)?;
    }
    Ok(())
}

/// A folder that somebody named and that cannot be prepared. Nothing was there before: there is no share to be connected
/// again and no run that would take up the work.
pub(super) fn unfit(dir: &Path, error: &anyhow::Error) -> Failure {
    let Told { cause, text, .. } = failure(error);
    let remedy = match cause {
        Cause::DiskFull => "liberare spazio, o scegliere una cartella su un altro disco",
        _ => "scegliere una cartella in cui questo utente può scrivere, per esempio sotto la propria, o farsela dare",
    };
    Failure::usage(format!("la cartella `{}` non si può preparare: {text}. Rimedio: {remedy}", dir.display()))
}

/// What a person does now.
fn next_steps(dir: &Path, settings: &Path, systemd: bool) -> String {
    let [file, root] = [settings, dir].map(|it| program::quoted(&summary::shortened(it)));
    let (program, drop) = (program::name(), summary::shortened(&dir.join("drop")));
    let mut steps = vec![
        "adattare i file di `config`, che spiegano sé stessi: uffici, destinatari, tracciati, Piano".to_owned(),
        format!("vedere se è valida, e che cosa resta da fare: {program} check --config {file}"),
        format!(
            "mettere i file del mese in `{drop}` e provare: {program} run --config {file} --period AAAA-MM --dry-run --out prova"
        ),
    ];
    if systemd {
        let [unit, user, password] = [unit::FILE, unit::USER.0, "config/smtp-password"]
            .map(|name| program::quoted(&summary::shortened(&dir.join(name))));
        let instance = program::quoted(&unit::instance(dir));
        steps.extend([
            format!(
                "l'utente del servizio: sudo install -D -m 644 {user} /etc/sysusers.d/quadratura.conf && sudo systemd-sysusers quadratura.conf"
            ),
            format!("i dati sono suoi: sudo chown -R quadratura: {root} && sudo chown root: {password}"),
            format!(
                "il servizio: sudo install -m 644 {unit} /etc/systemd/system/ && sudo systemctl daemon-reload && sudo systemctl enable --now {instance}"
            ),
        ]);
    } else {
        steps.push(format!("{program} serve --config {file}"));
    }
    let mut out = "\nOra:\n".to_owned();
    for (number, step) in (1..).zip(steps) {
        let _ = writeln!(out, "  {number}. {step}");
    }
    if systemd {
        let _ = writeln!(out, "\nDa lì in poi i comandi che scrivono si danno con `sudo -u quadratura` davanti.");
    } else if is_root() && Owner::beside_root(dir).is_none() {
        let _ = writeln!(
            out,
            "\nLa cartella è di root. Perché vi lavori un altro utente: chown -R UTENTE: {root}, e poi `sudo -u UTENTE` davanti a ogni comando che scrive."
        );
    }
    if systemd && dir.join(unit::FORMER).exists() {
        let _ = writeln!(
            out,
            "`{}` è l'unità di prima: se è installata continua a valere, e questa non serve. Per passare a questa: sudo systemctl disable --now quadratura, poi il passo 6.",
            unit::FORMER
        );
    }
    out
}

/// A folder that is the owner's, with those above it, where they are new.
fn make_folder(path: &Path, owner: Option<Owner>) -> anyhow::Result<()> {
    let new: Vec<&Path> = path.ancestors().take_while(|it| !it.exists()).collect();
    std::fs::create_dir_all(path).with_context(|| format!("non si crea la cartella `{}`", path.display()))?;
    owner.map_or(Ok(()), |owner| new.iter().try_for_each(|it| owner.receives(it)))
}

/// Writes a file whole, unless there is one of this name: whether it was written.
pub(super) fn write_new(path: &Path, bytes: &[u8], mode: u32) -> anyhow::Result<bool> {
    let place = || format!("non si scrive `{}`", path.display());
    if path.exists() {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).with_context(place)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).with_context(place)?;
    file.write_all(bytes).with_context(place)?;
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(mode);
    file.as_file().set_permissions(permissions).with_context(place)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error).with_context(place),
    }
}
