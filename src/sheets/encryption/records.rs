//! The records of an old workbook, encrypted each in its place: kinds and lengths can be read, most contents cannot.

use aes::cipher::{KeyInit, StreamCipher};

use super::super::fault::Password;
use super::keys::{BUILT_IN, Hash, Provided, Verified};
use crate::intake::ole::u16_at;

const BOUNDSHEET: u16 = 0x0085;
const FILEPASS: u16 = 0x002f;
/// A workbook that is recommended for reading only: without content it recommends nothing.
const FILESHARING: u16 = 0x005b;
/// FILEPASS, BOF in all versions, FILELOCK, USREXCL, INTERFACEHDR and those of revisions.
const NEVER_ENCRYPTED: [u16; 8] = [FILEPASS, 0x0809, 0x0195, 0x0194, 0x00e1, 0x0138, 0x0196, 0x0409];

/// How the contents are encrypted.
enum Cipher {
    /// Each byte turned and mixed with one of sixteen.
    Mixed([u8; 16]),
    /// A stream that begins anew, with another key, after so many bytes.
    Rc4 { hash: Hash, base: Vec<u8>, key_bytes: usize },
}

/// Bytes of a workbook that have the same key.
const BLOCK_BYTES: usize = 1024;

/// A workbook's stream whose contents are encrypted with the built-in password, decrypted: as long as before, its records in
/// their places, that of the password replaced by one that says nothing.
///
/// # Errors
/// Which password keeps it shut.
pub(in crate::sheets) fn plain_workbook(stream: &[u8]) -> Result<Vec<u8>, Password> {
    let (at, pass) = file_pass(stream).ok_or(Password::Unknown)?;
    let cipher = Cipher::of(pass, BUILT_IN).ok_or(Password::Unknown)?.ok_or(Password::Own)?;
    let begin = at + 4 + pass.len();
    let mut plain = stream.to_vec();
    plain[at..at + 2].copy_from_slice(&FILESHARING.to_le_bytes());
    plain[at + 4..begin].fill(0);
    let mut keys = Keys { cipher: &cipher, block: None };
    let mut at = begin;
    while let (Some(kind), Some(length)) = (u16_at(stream, at), u16_at(stream, at + 2)) {
        let begin = at + 4;
        let end = stream.len().min(begin + usize::from(length));
        let content = if kind == BOUNDSHEET { end.min(begin + 4) } else { begin };
        if !NEVER_ENCRYPTED.contains(&kind) {
            for (place, byte) in (content..end).zip(&mut plain[content..end]) {
                *byte = keys.plain(*byte, place, place + usize::from(length)).ok_or(Password::Unknown)?;
            }
        }
        at = end;
    }
    Ok(plain)
}

/// Where FILEPASS stands, and what it says; it follows the first record, or one that recommends reading only.
fn file_pass(stream: &[u8]) -> Option<(usize, &[u8])> {
    let mut at = 0;
    for _ in 0..3 {
        let (kind, length) = (u16_at(stream, at)?, usize::from(u16_at(stream, at + 2)?));
        let content = stream.get(at + 4..at + 4 + length)?;
        if kind == FILEPASS {
            return Some((at, content));
        }
        at += 4 + length;
    }
    None
}

impl Cipher {
    /// From FILEPASS, if the password is right.
    fn of(pass: &[u8], password: &str) -> Verified<Self> {
        if pass.len() == 4 {
            return mixed((u16_at(pass, 0)?, u16_at(pass, 2)?), password);
        }
        match (u16_at(pass, 0)?, u16_at(pass, 2)?, u16_at(pass, 4)?) {
            (0, key, check) => mixed((key, check), password),
            (1, 1, 1) => rc4(pass, password),
            (1, 2..=4, 2) => rc4_with_provider(pass.get(2..)?, password),
            _ => None,
        }
    }
}

/// The oldest way, for passwords of up to fifteen characters: two bytes are the key, two check it.
fn mixed((key, check): (u16, u16), password: &str) -> Verified<Cipher> {
    let bytes = password.as_bytes();
    if bytes.len() != 15 {
        return None;
    }
    if (key, check) != (mixing_key(bytes), mixing_check(bytes)) {
        return Some(None);
    }
    let mut table = [0xbb; 16];
    table[..15].copy_from_slice(bytes);
    for (byte, key) in table.iter_mut().zip(key.to_le_bytes().into_iter().cycle()) {
        *byte = (*byte ^ key).rotate_left(2);
    }
    Some(Some(Cipher::Mixed(table)))
}

fn mixing_key(password: &[u8]) -> u16 {
    let turned = |bits: u16| if bits & 0x8000 == 0 { bits.rotate_left(1) } else { bits.rotate_left(1) ^ 0x1020 };
    let (mut key, mut bits, mut end) = (0, 0x8000, 0xffff);
    for byte in password.iter().rev() {
        for place in 0..8 {
            (bits, end) = (turned(bits), turned(end));
            if place < 7 && byte >> place & 1 == 1 {
                key ^= bits;
            }
        }
    }
    key ^ end
}

fn mixing_check(password: &[u8]) -> u16 {
    let length = u8::try_from(password.len()).unwrap_or(u8::MAX);
    let turned = password.iter().rev().chain([&length]).fold(0_u16, |check, byte| {
        let carried = (check >> 14) & 1;
        (((check << 1) & 0x7fff) | carried) ^ u16::from(*byte)
    });
    turned ^ 0xce4b
}

/// RC4 as Excel 97 writes it: salt, verifier and its MD5, sixteen bytes each.
fn rc4(pass: &[u8], password: &str) -> Verified<Cipher> {
    let (salt, verifier, hash) = (pass.get(6..22)?, pass.get(22..38)?, pass.get(38..54)?);
    let start = Hash::Md5.rounds(&[], password, 0);
    let salted = [&start[..5], salt].concat().repeat(16);
    let base = Hash::Md5.of(&[&salted])[..5].to_vec();
    verified(Cipher::Rc4 { hash: Hash::Md5, base, key_bytes: 16 }, verifier, hash)
}

/// RC4 as Excel 2002 writes it, from the version on.
fn rc4_with_provider(info: &[u8], password: &str) -> Verified<Cipher> {
    let Provided { bits, salt, verifier, hash } = Provided::of(info)?;
    let base = Hash::Sha1.rounds(salt, password, 0);
    let key_bytes = if bits == 0 { 40 } else { bits } / 8;
    verified(Cipher::Rc4 { hash: Hash::Sha1, base, key_bytes }, verifier, hash.get(..20)?)
}

/// A cipher, if a verifier and its hash, encrypted one after the other, agree.
fn verified(cipher: Cipher, verifier: &[u8], hash: &[u8]) -> Verified<Cipher> {
    let Cipher::Rc4 { hash: hashing, .. } = &cipher else { return None };
    let stream = cipher.stream(0)?;
    let plain = |bytes: &[u8], at: usize| -> Vec<u8> { bytes.iter().zip(&stream[at..]).map(|(a, b)| a ^ b).collect() };
    let is_right = hashing.of(&[&plain(verifier, 0)]) == plain(hash, verifier.len());
    Some(is_right.then_some(cipher))
}

impl Cipher {
    /// What the bytes of a block are mixed with, where they are by a stream.
    fn stream(&self, block: u32) -> Option<[u8; BLOCK_BYTES]> {
        let Self::Rc4 { hash, base, key_bytes } = self else { return None };
        let mut key = hash.of(&[base, &block.to_le_bytes()]);
        key.truncate(*key_bytes);
        if key.len() == 5 {
            // A short key is filled up with zeros.
            key.resize(16, 0);
        }
        let mut stream = [0; BLOCK_BYTES];
        rc4::Rc4::new_from_slice(&key).ok()?.apply_keystream(&mut stream);
        Some(stream)
    }
}

/// What decrypts byte by byte.
struct Keys<'c> {
    cipher: &'c Cipher,
    /// The stream of a block, by its number.
    block: Option<(usize, [u8; BLOCK_BYTES])>,
}

impl Keys<'_> {
    /// A byte of the workbook at this place, in plain; `turn` counts through the sixteen bytes of the oldest way.
    fn plain(&mut self, byte: u8, place: usize, turn: usize) -> Option<u8> {
        if let Cipher::Mixed(table) = self.cipher {
            return Some(byte.rotate_left(3) ^ table[turn % table.len()]);
        }
        let number = place / BLOCK_BYTES;
        let stream = match &mut self.block {
            Some((known, stream)) if *known == number => stream,
            block => &mut block.insert((number, self.cipher.stream(u32::try_from(number).ok()?)?)).1,
        };
        Some(byte ^ stream[place % BLOCK_BYTES])
    }
}
