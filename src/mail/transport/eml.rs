//! The transport of a trial: each message becomes a file that any mail program opens. Refuses to reach anybody.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::{Delivery, Transport};
use crate::mail::Message;

/// Writes every message to `FOLDER/ID.eml`, for the outbox of a trial and for a dry run.
#[derive(Clone, Debug)]
pub struct EmlFolder {
    folder: PathBuf,
    replaces: bool,
}

impl EmlFolder {
    /// The folder is made with the first message.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), replaces: false }
    }

    /// The same for a dry run, whose second try may say something else: a message that stands there is replaced.
    #[must_use]
    pub fn replacing(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), replaces: true }
    }
}

impl Transport for EmlFolder {
    /// Writes the message whole or not at all; finding the same bytes there already is a delivery too.
    ///
    /// # Errors
    /// When the disk refuses, or another message stands under this id.
    fn send(&self, message: &Message) -> anyhow::Result<Delivery> {
        let name = format!("{}.eml", message.id);
        if Path::new(&name).file_name() != Some(name.as_ref()) || name.starts_with('.') {
            bail!("`{}` non può essere il nome di un file", message.id);
        }
        let path = self.folder.join(&name);
        let place = || format!("`{}`", path.display());
        fs::create_dir_all(&self.folder).with_context(place)?;
        match fs::read(&path) {
            Ok(standing) if standing == message.bytes => return Ok(Delivery::Sent),
            Ok(_) if self.replaces => {}
            Ok(_) => bail!("`{}` contiene già un altro messaggio", path.display()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(place),
        }
        // A name of its own, so that what a killed process left is written over by the next try.
        let unfinished = self.folder.join(format!(".{name}.parziale"));
        let mut file = File::create(&unfinished).with_context(place)?;
        file.write_all(&message.bytes).with_context(place)?;
        file.sync_all().with_context(place)?;
        fs::rename(&unfinished, &path).with_context(place)?;
        // The name is on disk only when the folder is.
        File::open(&self.folder).and_then(|folder| folder.sync_all()).with_context(place)?;
        Ok(Delivery::Sent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: &str, bytes: &[u8]) -> Message {
        let text = |text: &str| text.to_owned();
        Message {
            id: text(id),
            to: text("a@b.example"),
            from: text("c@d.example"),
            subject: text("s"),
            bytes: bytes.to_vec(),
        }
    }

    #[test]
    fn a_message_is_written_whole_and_once() {
        let root = tempfile::tempdir().unwrap();
        let outbox = root.path().join("outbox");
        let transport = EmlFolder::new(&outbox);
        let letter = message("2021-06-1-mensile-dirigente", b"Subject: x\r\n\r\ny\r\n");
        fs::create_dir_all(&outbox).unwrap();
        fs::write(outbox.join(".2021-06-1-mensile-dirigente.eml.parziale"), "half of something").unwrap();
        assert_eq!(transport.send(&letter).unwrap(), Delivery::Sent);
        assert_eq!(transport.send(&letter).unwrap(), Delivery::Sent);
        let names: Vec<_> = fs::read_dir(&outbox).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["2021-06-1-mensile-dirigente.eml"]);
        assert_eq!(fs::read(outbox.join("2021-06-1-mensile-dirigente.eml")).unwrap(), letter.bytes);
    }

    #[test]
    fn another_message_of_the_same_id_is_never_overwritten() {
        let root = tempfile::tempdir().unwrap();
        let transport = EmlFolder::new(root.path());
        transport.send(&message("m", b"one")).unwrap();
        let error = transport.send(&message("m", b"two")).unwrap_err();
        assert!(error.to_string().contains("un altro messaggio"), "{error}");
        assert_eq!(fs::read(root.path().join("m.eml")).unwrap(), b"one");
    }

    #[test]
    fn an_id_cannot_leave_the_folder() {
        let root = tempfile::tempdir().unwrap();
        let transport = EmlFolder::new(root.path().join("outbox"));
        for id in ["../m", "/tmp/m", "a/b", ".m"] {
            assert!(transport.send(&message(id, b"x")).is_err(), "{id}");
        }
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }
}
