//! The committed samples are what their generator writes, to the byte, and the whole year of the same chamber.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use quadratura::origin::Digest;
use quadratura::period::Period;
use tempfile::TempDir;

use crate::generator;

/// The twelve months, written once for all tests that only read them.
pub fn year() -> &'static Path {
    static WRITTEN: OnceLock<TempDir> = OnceLock::new();
    WRITTEN.get_or_init(|| written_until("2021-12")).path()
}

/// The same and what follows, to March 2023.
pub fn years() -> &'static Path {
    static WRITTEN: OnceLock<TempDir> = OnceLock::new();
    WRITTEN.get_or_init(|| written_until("2023-03")).path()
}

fn written_until(last: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    generator::write(folder.path(), last.parse::<Period>().unwrap()).unwrap();
    folder
}

/// The files of a month, by name.
pub fn of_month(month: &str) -> BTreeMap<String, Vec<u8>> {
    let root = if month.starts_with("2021-") { year() } else { years() };
    let files = std::fs::read_dir(root.join(month)).unwrap().map(|file| file.unwrap().path());
    files.map(|it| (it.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(it).unwrap())).collect()
}

fn digests(folder: &Path) -> BTreeMap<String, Digest> {
    let mut found = BTreeMap::new();
    for month in std::fs::read_dir(folder).unwrap() {
        let month = month.unwrap().path();
        if !month.is_dir() || !month.file_name().unwrap().to_string_lossy().starts_with("2021-") {
            continue;
        }
        for file in std::fs::read_dir(&month).unwrap() {
            let path = file.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            found.insert(name, Digest::of(&std::fs::read(&path).unwrap()));
        }
    }
    let planted = std::fs::read(folder.join("planted.csv")).unwrap();
    found.insert("planted.csv".to_owned(), Digest::of(&planted));
    found
}

#[test]
fn the_committed_samples_are_what_the_generator_writes() {
    let folder = tempfile::tempdir().unwrap();
    // Cargo builds the examples before it runs the tests, and puts them beside the folder of the test binaries.
    let tests = std::env::current_exe().unwrap();
    let generator = tests.parent().unwrap().parent().unwrap().join("examples/samples");
    assert!(generator.is_file(), "`{}` is not built: `cargo test` builds it", generator.display());
    assert!(Command::new(generator).arg(folder.path()).status().unwrap().success());
    let committed = digests(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"));
    assert_eq!(digests(folder.path()), committed);
    assert_eq!(committed.len(), 65);
}

#[test]
fn the_second_half_of_the_year_changes_no_byte_of_the_first() {
    let committed = digests(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"));
    let year = digests(year());
    let differ = |(name, digest): &(&String, &Digest)| year.get(*name) != Some(digest) && *name != "planted.csv";
    assert_eq!(committed.iter().find(differ), None);
    for month in 7..=12 {
        let of_month = year.keys().filter(|name| name.starts_with(&format!("2021-{month:02}/"))).count();
        assert!((10..=11).contains(&of_month), "{of_month} files in month {month}");
    }
}
