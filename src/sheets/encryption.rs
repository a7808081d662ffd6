//! Workbooks that Excel encrypts by itself, with a password that it knows, where somebody protected them against writing or
//! changes of structure: who opens one is asked for nothing, and here they are decrypted too. A workbook with a password of
//! its own stays shut. Refuses to know what is in a workbook.
//!
//! The code that proves a package unaltered is not computed: the checksums of the zip inside tell what was damaged.

mod agile;
mod keys;
mod records;
mod standard;

use super::Limits;
use super::fault::Password;
use crate::intake::ole::{Container, u16_at, u32_at};

use keys::BUILT_IN;
pub(super) use records::plain_workbook;

/// What a container holds as an encrypted package, once, if the built-in password opens it: what it is must be asked anew.
pub fn decrypted(bytes: &[u8], limits: &Limits) -> Option<Vec<u8>> {
    const CONTAINER: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];
    if !bytes.starts_with(CONTAINER) || bytes.len() as u64 > limits.file_bytes_max {
        return None;
    }
    let container = Container::open(bytes)?;
    let stream = |name| container.stream(&[name], bytes.len());
    let cipher = Cipher::of(&stream("EncryptionInfo")?)?;
    let key = cipher.key(BUILT_IN).ok()?;
    let package = stream("EncryptedPackage")?;
    let length = usize::try_from(u32_at(&package, 0)?).ok()?;
    let mut plain = cipher.decrypted(&key, package.get(8..)?)?;
    (plain.len() >= length).then(|| {
        plain.truncate(length);
        plain
    })
}

/// Whether a container holds a package rather than the stream of an old workbook.
pub fn is_package(bytes: &[u8]) -> bool {
    Container::open(bytes).is_some_and(|container| container.holds("EncryptedPackage"))
}

/// Which password keeps an encrypted workbook shut, as far as it can be told.
pub fn password(bytes: &[u8]) -> Password {
    let stream = |names: &[&str]| Container::open(bytes)?.stream(names, bytes.len());
    let opened = match stream(&["EncryptionInfo"]) {
        Some(info) => Cipher::of(&info).ok_or(Password::Unknown).and_then(|cipher| cipher.key(BUILT_IN)).map(|_| ()),
        None => stream(&["Workbook", "Book"])
            .ok_or(Password::Unknown)
            .and_then(|stream| plain_workbook(&stream).map(|_| ())),
    };
    opened.err().unwrap_or(Password::BuiltIn)
}

/// How a package is encrypted.
enum Cipher {
    Agile(agile::Agile),
    Standard(standard::Standard),
}

impl Cipher {
    fn of(info: &[u8]) -> Option<Self> {
        match (u16_at(info, 0)?, u16_at(info, 2)?) {
            (4, 4) => agile::Agile::of(info.get(8..)?).map(Self::Agile),
            (2..=4, 2) => standard::Standard::of(info).map(Self::Standard),
            _ => None,
        }
    }

    /// The key, if the password is right.
    fn key(&self, password: &str) -> Result<Vec<u8>, Password> {
        let verified = match self {
            Self::Agile(it) => it.key(password),
            Self::Standard(it) => it.key(password),
        };
        verified.ok_or(Password::Unknown)?.ok_or(Password::Own)
    }

    fn decrypted(&self, key: &[u8], package: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Agile(it) => it.decrypted(key, package),
            Self::Standard(_) => standard::decrypted(key, package),
        }
    }
}
