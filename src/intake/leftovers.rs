//! Temporary files: how they are called while they are written, and the removal of those that a killed pass left behind,
//! which nobody will ever rename. Refuses to know what is in them.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::NamedTempFile;

/// How a temporary file is called until it is whole: this, and as many letters and digits. Nobody else's file is called so.
const BEGINS: &str = ".quadratura-";
const RANDOM_CHARS: usize = 6;

/// Beginnings and endings of the names that former versions of the program gave.
const FORMER: [(&str, &str); 2] = [(".tmp", ""), (".", ".tmp")];

/// What is written is its owner's, and its group reads it: the office that dropped a file opens what comes back.
const MODE: u32 = 0o640;

/// A temporary file in a folder; dropped before it gets its name, it is gone.
///
/// # Errors
/// When the disk refuses.
pub fn temporary_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mode = std::os::unix::fs::PermissionsExt::from_mode(MODE);
    tempfile::Builder::new().prefix(BEGINS).rand_bytes(RANDOM_CHARS).permissions(mode).tempfile_in(folder)
}

/// Removes the temporary files of a folder, those in its folders left alone.
///
/// # Errors
/// As [`sweep`].
pub fn sweep_files(folder: &Path) -> io::Result<()> {
    entries(folder)?.try_for_each(|entry| remove(&entry?))
}

/// Removes the temporary files of a folder and of the folders in it. Whoever calls it holds the work of the data root:
/// nobody is writing.
///
/// # Errors
/// When the disk refuses; a folder that is not there, or is none, has nothing to remove.
pub fn sweep(folder: &Path) -> io::Result<()> {
    for entry in entries(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            for inner in entries(&entry.path())? {
                remove(&inner?)?;
            }
        } else {
            remove(&entry)?;
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> io::Result<impl Iterator<Item = io::Result<fs::DirEntry>>> {
    match fs::read_dir(folder) {
        Ok(entries) => Ok(Some(entries).into_iter().flatten()),
        // Who needs the folder says what is wrong with it.
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None.into_iter().flatten())
        }
        Err(e) => Err(e),
    }
}

fn remove(entry: &fs::DirEntry) -> io::Result<()> {
    let name = entry.file_name();
    let is_random = |random: &str| random.len() == RANDOM_CHARS && random.bytes().all(|it| it.is_ascii_alphanumeric());
    let is_temporary = name.to_str().is_some_and(|name| {
        let mut called = FORMER.into_iter().chain([(BEGINS, "")]);
        called.any(|(begins, ends)| {
            name.strip_prefix(begins).and_then(|rest| rest.strip_suffix(ends)).is_some_and(is_random)
        })
    });
    if is_temporary && entry.file_type()?.is_file() { fs::remove_file(entry.path()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temporary_files_go_and_everything_else_stays() {
        let root = tempfile::tempdir().unwrap();
        let inner = root.path().join("3c");
        fs::create_dir(&inner).unwrap();
        let half = temporary_in(&inner).unwrap().into_temp_path().keep().unwrap();
        let mode = fs::metadata(&half).unwrap().permissions();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777, MODE);
        let other = temporary_in(root.path()).unwrap().into_temp_path().keep().unwrap();
        let former = [inner.join(".tmpAb12Cd"), root.path().join(".xY34zW.tmp")];
        let stay = [
            inner.join("ab12"),
            inner.join(".tmp"),
            root.path().join(".tmp-note.xlsx"),
            root.path().join(".tmp-appunti.txt"),
            root.path().join(".quadratura-note"),
        ];
        for path in former.iter().chain(&stay) {
            fs::write(path, "x").unwrap();
        }
        sweep_files(root.path()).unwrap();
        assert!(half.exists() && !other.exists());
        sweep(root.path()).unwrap();
        assert!(!half.exists() && former.iter().all(|path| !path.exists()));
        assert!(stay.iter().all(|path| path.exists()));
        sweep(&root.path().join("nessuna")).unwrap();
        sweep(&stay[2]).unwrap();
    }
}
