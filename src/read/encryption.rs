//! Workbooks that Excel encrypts by itself, with a password that it knows, where somebody protected them against writing or
//! changes of structure: who opens one is asked for nothing, and here they are decrypted too. A workbook with a password of
//! its own stays shut. Refuses to know what is in a workbook.
//!
//! The code that proves a package unaltered is not computed: the checksums of the zip inside tell what was damaged.

mod agile;
mod records;
mod standard;

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::Limits;
use super::guard::Password;
use crate::intake::ole::{Container, u16_at, u32_at};

pub(super) use records::plain_workbook;

/// The password that every Excel tries by itself.
const BUILT_IN: &str = "VelvetSweatshop";

/// More rounds than these are no workbook's (Excel writes 100 000), and would cost time before anything is known.
const ROUNDS_MAX: u32 = 1_000_000;

/// What a container holds as an encrypted package, once, if the built-in password opens it: what it is must be asked anew.
pub(super) fn opened(bytes: &[u8], limits: &Limits) -> Option<Vec<u8>> {
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
pub(super) fn is_package(bytes: &[u8]) -> bool {
    Container::open(bytes).is_some_and(|container| container.holds("EncryptedPackage"))
}

/// Which password keeps an encrypted workbook shut, as far as it can be told.
pub(super) fn password(bytes: &[u8]) -> Password {
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

/// A key, `None` where the password is wrong; nothing at all where that could not be checked.
type Verified<K> = Option<Option<K>>;

/// The ways of hashing that workbooks name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hash {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        match self {
            Self::Md5 => hashed::<Md5>(parts),
            Self::Sha1 => hashed::<Sha1>(parts),
            Self::Sha256 => hashed::<Sha256>(parts),
            Self::Sha384 => hashed::<Sha384>(parts),
            Self::Sha512 => hashed::<Sha512>(parts),
        }
    }

    /// The hash of salt and password, hashed again and again with the number of the round before it.
    fn rounds(self, salt: &[u8], password: &str, count: u32) -> Vec<u8> {
        let mut hash = self.of(&[salt, &wide(password)]);
        for round in 0..count {
            hash = self.of(&[&round.to_le_bytes(), &hash]);
        }
        hash
    }
}

fn hashed<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut hasher = D::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().to_vec()
}

fn wide(password: &str) -> Vec<u8> {
    password.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// What a cryptographic provider is asked with: the length of the key in bits, salt, verifier and what stands behind it.
struct Provided<'i> {
    bits: usize,
    salt: &'i [u8],
    verifier: &'i [u8],
    hash: &'i [u8],
}

impl<'i> Provided<'i> {
    /// From the version of the descriptor on.
    fn of(info: &'i [u8]) -> Option<Self> {
        let at = usize::try_from(u32_at(info, 8)?).ok()?.checked_add(12)?;
        let verifier = info.get(at..)?;
        Some(Self {
            bits: usize::try_from(u32_at(info, 12 + 16)?).ok()?,
            salt: verifier.get(4..20)?,
            verifier: verifier.get(20..36)?,
            hash: verifier.get(40..)?,
        })
    }
}
