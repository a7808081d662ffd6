//! From a password to a key: the hashes that workbooks name, their rounds, and what checks whether a password is right.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::intake::ole::u32_at;

/// The password that every Excel tries by itself.
pub(super) const BUILT_IN: &str = "VelvetSweatshop";

/// More rounds than these are no workbook's (Excel writes 100 000), and would cost time before anything is known.
pub(super) const ROUNDS_MAX: u32 = 1_000_000;

/// A key, `None` where the password is wrong; nothing at all where that could not be checked.
pub(super) type Verified<K> = Option<Option<K>>;

/// The ways of hashing that workbooks name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        match self {
            Self::Md5 => hashed::<Md5>(parts),
            Self::Sha1 => hashed::<Sha1>(parts),
            Self::Sha256 => hashed::<Sha256>(parts),
            Self::Sha384 => hashed::<Sha384>(parts),
            Self::Sha512 => hashed::<Sha512>(parts),
        }
    }

    /// The hash of salt and password, hashed again and again with the number of the round before it.
    pub fn rounds(self, salt: &[u8], password: &str, count: u32) -> Vec<u8> {
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
pub(super) struct Provided<'i> {
    pub bits: usize,
    pub salt: &'i [u8],
    pub verifier: &'i [u8],
    pub hash: &'i [u8],
}

impl<'i> Provided<'i> {
    /// From the version of the descriptor on.
    pub fn of(info: &'i [u8]) -> Option<Self> {
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
