//! The pages on disk: `reports/stato.html` and `reports/stato-UFFICIO.html`, written whole or not at all, without the lock, and part of
//! nothing else. One that is old says so by its hour.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use minijinja::value::Serde;

use super::gathered::Gathered;
use super::heartbeat::Heartbeat;
use super::page::{Matter, Page};
use super::reader::Reader;
use crate::intake::leftovers;
use crate::mail;
use crate::pipeline::Shelves;

const TEMPLATE: &str = include_str!("templates/stato.html");

/// Writes the pages of an instant, from what the database holds and the last sign of life. An office that has nothing to read has
/// none, or keeps the one that it had up to date.
///
/// # Errors
/// When disk or database fail; the pages before stay then.
pub fn write(shelves: Shelves<'_>, heartbeat: Option<&Heartbeat>, now: DateTime<Utc>) -> anyhow::Result<()> {
    let Shelves { config, folders, store } = shelves;
    let gathered = Gathered::of(config, store, now)?;
    let matter = Matter { gathered: &gathered, shelves, heartbeat, now };
    let mut templates = mail::environment();
    templates.add_template("stato.html", TEMPLATE)?;
    let put = |path: &Path, page: &Page| {
        let text = templates.get_template("stato.html")?.render(Serde(page))?;
        put(path, text.as_bytes())
    };
    put(&folders.page(None), &matter.page(Reader::Chamber)?)?;
    for office in config.settings.offices.iter() {
        // An id is a part of a name of files, unless somebody wrote it otherwise.
        if office.id.contains(['/', '\\', '\0']) {
            continue;
        }
        let (path, page) = (folders.page(Some(&office.id)), matter.page(Reader::Office(office))?);
        if !page.is_bare() || path.exists() {
            put(&path, &page)?;
        }
    }
    Ok(())
}

fn put(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let write = || {
        std::fs::create_dir_all(folder)?;
        let mut file = leftovers::temporary_in(folder)?;
        file.write_all(bytes)?;
        file.persist(path)?;
        anyhow::Ok(())
    };
    write().with_context(|| format!("non si scrive `{}`", path.display()))
}
