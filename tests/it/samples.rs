//! The committed samples are what their generator writes, to the byte.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use quadratura::origin::Digest;

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
