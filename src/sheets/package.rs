//! The zip of a workbook: its parts by name, whatever program wrote the name, inflated and counted; which part another
//! one names. Refuses to know what a part says.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};
use std::rc::Rc;

use super::fault::{Excess, Fault, Password, contained, damaged, too_large};
use super::xml::{Xml, attribute};
use crate::intake::format;

/// A package whose parts, by the sizes that it declares, stay within the limits. What is read is counted too, and
/// bounded whatever is declared; a part that nobody reads is not judged.
#[derive(Clone)]
pub(super) struct Package<'b> {
    archive: zip::ZipArchive<Cursor<&'b [u8]>>,
    /// The number of each part by its [name](named); `None` where two parts have the same.
    parts: BTreeMap<String, Option<usize>>,
    /// Bytes that may still be inflated, over all looks at all parts.
    left: Rc<Cell<u64>>,
}

/// How often what a package declares may be inflated: a sheet is looked at for its header, for what is hidden, for its
/// rows, perhaps for how it writes numbers, and several sheets may name one part.
const LOOKS: u64 = 8;

impl<'b> Package<'b> {
    /// Opens a zip.
    pub fn open(bytes: &'b [u8], entries_max: usize, inflated_bytes_max: u64) -> Result<Self, Fault> {
        // Asked before the directory is read, which would be held whole.
        if format::zip_entries(bytes).ok_or_else(damaged)? > entries_max as u64 {
            return Err(too_large(Excess::Entries));
        }
        let archive = contained(|| zip::ZipArchive::new(Cursor::new(bytes)));
        let mut archive = archive.and_then(Result::ok).ok_or_else(damaged)?;
        if archive.len() > entries_max {
            return Err(too_large(Excess::Entries));
        }
        let (mut declared, mut parts) = (0_u64, BTreeMap::new());
        for number in 0..archive.len() {
            let Ok(part) = archive.by_index_raw(number) else { continue };
            declared = declared.saturating_add(part.size());
            let name = named(&String::from_utf8_lossy(part.name_raw()));
            parts.entry(name).and_modify(|it| *it = None).or_insert(Some(number));
        }
        if declared > inflated_bytes_max {
            return Err(too_large(Excess::InflatedBytes));
        }
        let left = Rc::new(Cell::new(declared.max(1 << 20).saturating_mul(LOOKS)));
        Ok(Self { archive, parts, left })
    }

    /// Whether a part is there.
    pub fn has(&self, part: &str) -> bool {
        self.parts.contains_key(&named(part))
    }

    /// What a part holds, inflated while it is read.
    ///
    /// # Errors
    /// When it is not there, there twice, or encrypted.
    pub fn part(&mut self, part: &str) -> Result<impl Read + use<'_, 'b>, Fault> {
        let number = self.parts.get(&named(part)).copied().flatten().ok_or_else(damaged)?;
        let part = self.archive.by_index(number).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED) => {
                Fault::Protected(Password::Own)
            }
            _ => damaged(),
        })?;
        Ok(Counted { part, left: Rc::clone(&self.left) })
    }

    /// The events of a part of XML.
    pub fn xml(&mut self, part: &str) -> Result<Xml<'_>, Fault> {
        let left = Rc::clone(&self.left);
        Xml::of(self.part(part)?).map_err(|_| fault_of(&left))
    }

    /// Why a part could not be read on.
    pub fn fault(&self) -> Fault {
        fault_of(&self.left)
    }

    /// The part that the package is for; some programs say nothing of it and put it in the `usual` place.
    pub fn main_part(&mut self, usual: &str) -> String {
        let named = self.relations("").into_iter().find(|relation| relation.is("officeDocument"));
        named.map_or_else(|| usual.to_owned(), |relation| relation.part)
    }

    /// What a part, or with `""` the package, names; nothing where it names nothing that could be read.
    pub fn relations(&mut self, part: &str) -> Vec<Relation> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let mut found = Vec::new();
        let Ok(xml) = self.xml(&format!("{folder}/_rels/{name}.rels")) else { return found };
        let told = xml.elements(|element| {
            let value = |name| attribute(element, name).unwrap_or_default();
            if element.local_name().as_ref() == "Relationship" && value("TargetMode") != "External" {
                let target = value("Target").replace('\\', "/");
                let part = if target.starts_with('/') { named(&target) } else { named(&format!("{folder}/{target}")) };
                found.push(Relation { id: value("Id").into_owned(), kind: value("Type").into_owned(), part });
            }
            found.len() >= RELATIONS_MAX
        });
        if told.is_err() {
            found.clear();
        }
        found
    }
}

/// A part that names more others than these is no workbook's.
const RELATIONS_MAX: usize = 20_000;

/// That a part names another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relation {
    /// The name by which the part speaks of it.
    pub id: String,
    /// What the other is to it: an address that ends in `/worksheet`, `/styles` ...
    pub kind: String,
    /// The other part's [name](named).
    pub part: String,
}

impl Relation {
    /// Whether the other part is of this kind.
    pub fn is(&self, kind: &str) -> bool {
        self.kind.rsplit('/').next().is_some_and(|last| last == kind)
    }
}

/// The part of this kind that goes with another: the one that it names, else `kind.xml` or the like beside it.
pub(super) fn companion(part: &str, relations: &[Relation], kind: &str, extension: &str) -> String {
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let named = relations.iter().find(|relation| relation.is(kind)).map(|relation| relation.part.clone());
    named.unwrap_or_else(|| format!("{folder}/{kind}.{extension}"))
}

/// A part's name as parts are compared: names differ neither in case nor in their slashes, and `..` goes up a folder.
fn named(name: &str) -> String {
    let mut steps: Vec<&str> = Vec::new();
    let slashes = name.replace('\\', "/").replace("%20", " ");
    for step in slashes.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            other => steps.push(other),
        }
    }
    steps.join("/").to_lowercase()
}

fn fault_of(left: &Cell<u64>) -> Fault {
    if left.get() == 0 { too_large(Excess::InflatedBytes) } else { damaged() }
}

/// Counts what is inflated and stops when it is too much.
struct Counted<R> {
    part: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.part.read(into)?;
        self.left.set(self.left.get().saturating_sub(read as u64));
        if self.left.get() == 0 {
            return Err(io::Error::other("more than may be inflated"));
        }
        Ok(read)
    }
}
