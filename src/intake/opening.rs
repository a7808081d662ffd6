//! Files are opened without waiting for what is none.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// Opens a file that is one: no link that leads elsewhere, no pipe that never ends, whatever stood there a moment ago.
///
/// # Errors
/// When it cannot be opened, or is something else.
pub fn open_plain(path: &Path) -> io::Result<File> {
    open_with(path, rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK)
}

/// Opens a file of the chamber's own, to which a link may lead: a pipe in its place is refused, and not waited for.
///
/// # Errors
/// When it cannot be opened, or is no file.
pub fn open_file(path: &Path) -> io::Result<File> {
    open_with(path, rustix::fs::OFlags::NONBLOCK)
}

/// The text of such a file.
///
/// # Errors
/// When it cannot be read, is no file, or no text.
pub fn read_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    open_file(path)?.read_to_string(&mut text)?;
    Ok(text)
}

/// The bytes of such a file.
///
/// # Errors
/// When it cannot be read, or is no file.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_file(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn open_with(path: &Path, flags: rustix::fs::OFlags) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    #[expect(clippy::cast_possible_wrap, reason = "flags are bits")]
    let file = File::options().read(true).custom_flags(flags.bits() as i32).open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::ErrorKind::InvalidInput.into()) }
}
