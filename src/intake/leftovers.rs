//! What a killed pass left half written: temporary files, which nobody will ever rename. Refuses to know what was in them.

use std::fs;
use std::io;
use std::path::Path;

/// How a temporary file is called until it is whole: this, and as many letters and digits.
const BEGINS: &str = ".tmp";
const RANDOM_CHARS: usize = 6;

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
    let random = name.to_str().and_then(|name| name.strip_prefix(BEGINS)).unwrap_or_default();
    let is_temporary = random.len() == RANDOM_CHARS && random.bytes().all(|byte| byte.is_ascii_alphanumeric());
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
        let half = tempfile::NamedTempFile::new_in(&inner).unwrap().into_temp_path().keep().unwrap();
        let other = tempfile::NamedTempFile::new_in(root.path()).unwrap().into_temp_path().keep().unwrap();
        let stay = [inner.join("ab12"), inner.join(".tmp"), root.path().join(".tmp-note.xlsx")];
        for path in &stay {
            fs::write(path, "x").unwrap();
        }
        sweep(root.path()).unwrap();
        assert!(!half.exists() && !other.exists());
        assert!(stay.iter().all(|path| path.exists()));
        sweep(&root.path().join("nessuna")).unwrap();
        sweep(&stay[2]).unwrap();
    }
}
