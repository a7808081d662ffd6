//! `quadratura documento`: a document of the performance cycle, drafted from issued months for a person to complete.

use std::path::Path;

use serde_json::json;

use super::arguments::DocumentArguments;
use super::exit::Exit;
use super::lines::field;
use super::output::{self, Failure};
use super::{Answer, init, opened, summary};
use crate::documents::{Kind, TO_COMPLETE};
use crate::italian::counted;
use crate::pipeline::{self, Drafted, NoDocument, Shelves};

pub(super) fn perform(arguments: &DocumentArguments) -> Answer {
    let (config, folders, store) = opened(&arguments.common.config)?;
    let shelves = Shelves { config: &config, folders: &folders, store: &store };
    let drafted = pipeline::document(arguments.kind, arguments.year, shelves).map_err(|error| {
        match error.downcast_ref::<NoDocument>() {
            Some(none) => Failure::usage(none.to_string()),
            None => error.into(),
        }
    })?;
    let out = std::path::absolute(&arguments.out).map_err(anyhow::Error::from)?;
    let path = out.join(&drafted.name);
    let is_new = write(&path, &drafted.bytes)?;
    if arguments.common.json {
        output::print_json(&json!({
            "document": arguments.kind,
            "exercise": arguments.year,
            "file": path,
            "written": is_new,
            "period": drafted.period,
            "issue": drafted.issue,
            "whole_year": drafted.is_whole_year,
            "to_complete": drafted.to_complete,
        }))?;
    } else {
        output::print(&said(arguments.kind, &drafted, (&path, is_new)))?;
    }
    Ok(Exit::Done)
}

/// Writes it; whether there was none of the same bytes. One that a person has begun to complete is never overwritten.
fn write(path: &Path, bytes: &[u8]) -> Result<bool, Failure> {
    if init::write_new(path, bytes, init::GROUP)? {
        return Ok(true);
    }
    if std::fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(false);
    }
    let path = summary::shortened(path);
    Err(Failure::usage(format!(
        "`{path}` c'è già, ed è diverso: forse qualcuno lo sta compilando, e non si sovrascrive. Spostarlo, o scegliere un'altra cartella \
         con --out"
    )))
}

fn said(kind: Kind, it: &Drafted, (path, is_new): (&Path, bool)) -> String {
    let written = if is_new { "scritto in" } else { "c'è già, uguale, in" };
    let mut out = format!("{}: {written} `{}`.\n", kind.title(), path.display());
    let course = if it.is_whole_year { "l'anno intero" } else { "esercizio in corso" };
    let stands = match it.issue {
        Some(issue) => format!("{}, {course}; emissione {issue}", it.period.italian_at()),
        None => format!("dal Piano caricato per il {}: nessun mese è ancora diffuso", it.period.exercise()),
    };
    field(&mut out, "Dati", &stands);
    let left = counted(it.to_complete, "casella", "caselle");
    field(&mut out, "Da compilare", &format!("{left} con «{TO_COMPLETE}», in giallo"));
    field(
        &mut out,
        "Poi",
        "è una bozza: una persona la completa, la controlla e la approva; il programma non la invia a nessuno",
    );
    out
}
