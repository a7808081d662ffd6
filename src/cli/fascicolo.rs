//! `quadratura fascicolo`: all that was issued of an exercise, gathered for who audits it.

use serde_json::json;

use super::arguments::FascicoloArguments;
use super::exit::Exit;
use super::lines::field;
use super::output::{self, Failure};
use super::{Answer, opened};
use crate::italian::counted;
use crate::period::Exercise;
use crate::pipeline::{self, Gathered, NoFascicolo, Shelves};

pub(super) fn perform(arguments: &FascicoloArguments) -> Answer {
    let (config, folders, store) = opened(&arguments.common.config)?;
    let shelves = Shelves { config: &config, folders: &folders, store: &store };
    let out = std::path::absolute(&arguments.out).map_err(anyhow::Error::from)?;
    let gathered = pipeline::fascicolo(arguments.exercise, &out, shelves).map_err(|error| {
        match error.downcast_ref::<NoFascicolo>() {
            Some(none) => Failure::usage(none.to_string()),
            None => error.into(),
        }
    })?;
    if arguments.common.json {
        output::print_json(&json!({
            "exercise": arguments.exercise,
            "folder": gathered.folder,
            "months": gathered.months,
            "issues": gathered.issues,
            "files": gathered.files,
            "left_out": gathered.left_out,
        }))?;
    } else {
        output::print(&said(arguments.exercise, &gathered))?;
    }
    Ok(Exit::look_if(!gathered.left_out.is_empty()))
}

fn said(exercise: Exercise, it: &Gathered) -> String {
    let mut out = format!("Fascicolo {exercise} scritto in `{}`.\n", it.folder.display());
    field(&mut out, "Mesi", &counted(it.months.len(), "mese emesso", "mesi emessi"));
    field(&mut out, "Emissioni", &it.issues.to_string());
    field(&mut out, "File", &format!("{}, con le impronte in SHA256SUMS", it.files));
    field(&mut out, "Da leggere", "INDICE.md: che cosa c'è, e come si risale da una cifra alla sua cella");
    for missing in &it.left_out {
        field(&mut out, "Manca", missing);
    }
    out
}
