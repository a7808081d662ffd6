//! The drop folder: finds complete files, claims them without overwriting, archives their bytes, returns copies to the trays.
//! Knows bytes and names; refuses to know what is inside a workbook, or why a file was refused.

pub mod archive;
pub mod format;
mod phrases;
pub mod trays;

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

pub use format::Format;

/// A file that can be claimed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Its name as dropped.
    pub name: String,
    /// The office subfolder it lay in, if any.
    pub office: Option<String>,
    /// Where it lies now.
    pub path: PathBuf,
}

/// A file that has to wait for the next scan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Settling {
    /// Its name as dropped.
    pub name: String,
    /// Why it waits, in Italian.
    pub why: String,
}

/// What a look at the drop folder saw, sorted by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Complete files.
    pub arrivals: Vec<Found>,
    /// Files still being written or open in a spreadsheet.
    pub settling: Vec<Settling>,
}

/// Looks into the drop folder and, one level down, into the offices' subfolders of these names. Changes nothing.
/// Lock files (`~$*`, `.~lock.*`), dot files, temporary names, links and directories are left alone; a zip cut short
/// settles, and so does a file that a spreadsheet has open.
///
/// # Errors
/// When the folder cannot be read.
pub fn scan(drop: &Path, offices: &[String]) -> io::Result<Scan> {
    let mut scan = Scan::default();
    look_into(drop, None, &mut scan)?;
    for entry in fs::read_dir(drop)? {
        let entry = entry?;
        // The type of the entry itself: a link to a folder is not followed out of the drop folder.
        if !entry.file_type()?.is_dir() {
            continue;
        }
        let name = entry.file_name().to_string_lossy().into_owned();
        if trays::is_tray(&name) {
            continue;
        }
        if let Some(office) = offices.iter().find(|office| office.eq_ignore_ascii_case(&name)) {
            look_into(&entry.path(), Some(office), &mut scan)?;
        }
    }
    scan.arrivals.sort();
    scan.settling.sort();
    Ok(scan)
}

fn look_into(folder: &Path, office: Option<&String>, scan: &mut Scan) -> io::Result<()> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            names.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
        }
    }
    names.sort();
    let locks: Vec<&str> = names.iter().filter_map(|(name, _)| locked_by(name)).collect();
    for (name, path) in &names {
        if is_passing(name) {
            continue;
        }
        let why = if locks.iter().any(|lock| holds_open(lock, name, &names)) {
            Some(phrases::OPEN.to_owned())
        } else {
            match is_whole(path) {
                Ok(true) => None,
                Ok(false) => Some(phrases::INCOMPLETE.to_owned()),
                Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
                Err(e) => Some(phrases::unreadable(&e)),
            }
        };
        match why {
            Some(why) => scan.settling.push(Settling { name: name.clone(), why }),
            None => {
                scan.arrivals.push(Found { name: name.clone(), office: office.cloned(), path: path.clone() });
            }
        }
    }
    Ok(())
}

/// Names that a program gives to what it has not finished, and that no person gives.
fn is_passing(name: &str) -> bool {
    let lower = name.to_lowercase();
    name.starts_with('.')
        || name.starts_with("~$")
        || [".tmp", ".part", ".crdownload"].iter().any(|end| lower.ends_with(end))
}

/// The file of which this is the lock: of `~$Name` (Excel) or `.~lock.Name#` (LibreOffice).
fn locked_by(name: &str) -> Option<&str> {
    name.strip_prefix("~$").or_else(|| name.strip_prefix(".~lock.")?.strip_suffix('#'))
}

/// Whether a lock is of this file. Office writes `~$` over the first two characters of a long name, so a lock that
/// no whole name answers to is compared with the names less their first one or two characters.
fn holds_open(lock: &str, name: &str, names: &[(String, PathBuf)]) -> bool {
    if names.iter().any(|(other, _)| other == lock) {
        return lock == name;
    }
    !lock.is_empty() && name.strip_suffix(lock).is_some_and(|missing| (1..=2).contains(&missing.chars().count()))
}

/// Whether a file is whole, from its first bytes and its end: a large export is not read to know that.
fn is_whole(path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut head = Vec::new();
    (&file).take(4).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(length.saturating_sub(format::ZIP_TAIL as u64)))?;
    let mut tail = Vec::new();
    (&file).take(format::ZIP_TAIL as u64).read_to_end(&mut tail)?;
    Ok(format::complete_by_parts(&head, length, &tail, |offset| {
        let mut found = [0; 4];
        file.seek(SeekFrom::Start(offset)).ok()?;
        file.read_exact(&mut found).ok()?;
        Some(found)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CUT: &[u8] = b"PK\x03\x04 the rest is still on its way";

    fn drop_with(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let drop = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = drop.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        drop
    }

    fn names(scan: &Scan) -> Vec<&str> {
        scan.arrivals.iter().map(|found| found.name.as_str()).collect()
    }

    #[test]
    fn only_whole_files_of_people_arrive_and_in_order_of_name() {
        let drop = drop_with(&[
            ("oneri.csv", b"a;b"),
            ("Proventi.csv", b"a;b"),
            ("vuoto.xlsx", b""),
            ("taglio.xlsx", CUT),
            (".nascosto.csv", b"a"),
            ("scarico.csv.PART", b"a"),
            ("scarico.tmp", b"a"),
            ("scarico.xlsx.crdownload", b"a"),
            ("accettati/vecchio.csv", b"a"),
            ("promozione/scheda.csv", b"a"),
            ("altra/scheda.csv", b"a"),
        ]);
        std::os::unix::fs::symlink(drop.path().join("oneri.csv"), drop.path().join("legame.csv")).unwrap();
        let scan = scan(drop.path(), &["promozione".to_owned(), "accettati".to_owned()]).unwrap();
        assert_eq!(names(&scan), ["Proventi.csv", "oneri.csv", "scheda.csv", "vuoto.xlsx"]);
        assert_eq!(scan.arrivals[2].office.as_deref(), Some("promozione"));
        assert_eq!(scan.settling, [Settling { name: "taglio.xlsx".to_owned(), why: phrases::INCOMPLETE.to_owned() }]);
    }

    #[test]
    fn a_file_open_in_a_spreadsheet_waits() {
        let drop = drop_with(&[
            ("oneri_2021-06.csv", b"a"),
            ("~$eri_2021-06.csv", b"owner"),
            ("proventi.csv", b"a"),
            ("~$proventi.csv", b"owner"),
            ("xxproventi.csv", b"a"),
            ("note.csv", b"a"),
            (".~lock.note.csv#", b"owner"),
            ("libero.csv", b"a"),
        ]);
        let scan = scan(drop.path(), &[]).unwrap();
        assert_eq!(names(&scan), ["libero.csv", "xxproventi.csv"]);
        let settling: Vec<&str> = scan.settling.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(settling, ["note.csv", "oneri_2021-06.csv", "proventi.csv"]);
    }

    #[test]
    fn a_whole_zip_on_disk_arrives_and_a_missing_folder_is_an_error() {
        let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        writer.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
        let whole = writer.finish().unwrap().into_inner();
        let drop = drop_with(&[("proventi.xlsx", &whole), ("oneri.xlsx", &whole[..whole.len() - 1])]);
        let seen = scan(drop.path(), &[]).unwrap();
        assert_eq!(names(&seen), ["proventi.xlsx"]);
        assert_eq!(seen.settling.len(), 1);
        assert!(scan(&drop.path().join("altrove"), &[]).is_err());
    }
}
