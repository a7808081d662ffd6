//! AES as Excel 2010 and later write it: blocks chained, in pieces of 4096 bytes; hash, rounds and keys told in XML.

use aes::cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyIvInit};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use quick_xml::events::BytesStart;

use super::super::xml::{Xml, attribute};
use super::keys::{Hash, ROUNDS_MAX, Verified};

/// Bytes that are chained to each other.
const PIECE_BYTES: usize = 4096;

/// What the descriptor of such a workbook says.
pub(super) struct Agile {
    package: Option<Chained>,
    password: Chained,
    rounds: u32,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
    key: Vec<u8>,
}

impl Agile {
    /// From the XML of the descriptor.
    pub fn of(xml: &[u8]) -> Option<Self> {
        let (mut package, mut found) = (None, None);
        let read = Xml::of(xml).ok()?.elements(|element| {
            match element.local_name().as_ref() {
                "keyData" if package.is_none() => package = Chained::of(element),
                "encryptedKey" if found.is_none() => found = Self::encryptor(element),
                _ => {}
            }
            false
        });
        read.ok()?;
        let mut agile = found.filter(|it: &Self| it.rounds <= ROUNDS_MAX)?;
        agile.package = package;
        Some(agile)
    }

    fn encryptor(element: &BytesStart<'_>) -> Option<Self> {
        let bytes = |name| from_base64(&attribute(element, name)?);
        Some(Self {
            package: None,
            password: Chained::of(element)?,
            rounds: attribute(element, "spinCount")?.parse().ok()?,
            verifier: bytes("encryptedVerifierHashInput")?,
            verifier_hash: bytes("encryptedVerifierHashValue")?,
            // Without it a password can still be checked.
            key: bytes("encryptedKeyValue").unwrap_or_default(),
        })
    }

    /// The key of the package, if the password is right.
    pub fn key(&self, password: &str) -> Verified<Vec<u8>> {
        const VERIFIER: [u8; 8] = [0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79];
        const VERIFIER_HASH: [u8; 8] = [0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e];
        const KEY: [u8; 8] = [0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6];
        let Chained { hash, salt, key_bytes, .. } = &self.password;
        let last = hash.rounds(salt, password, self.rounds);
        let decrypt = |purpose: [u8; 8], bytes: &[u8]| {
            let key = resized(hash.of(&[&last, &purpose]), *key_bytes);
            self.password.decrypted(&key, salt, bytes)
        };
        let verifier = decrypt(VERIFIER, &self.verifier)?;
        let wanted = hash.of(&[verifier.get(..salt.len())?]);
        if !decrypt(VERIFIER_HASH, &self.verifier_hash)?.starts_with(&wanted) {
            return Some(None);
        }
        let mut key = decrypt(KEY, &self.key)?;
        key.truncate(self.package.as_ref().map_or(*key_bytes, |package| package.key_bytes));
        Some(Some(key))
    }

    /// Decrypts a package, whose length is rounded up to whole blocks.
    pub fn decrypted(&self, key: &[u8], package: &[u8]) -> Option<Vec<u8>> {
        let cipher = self.package.as_ref()?;
        let mut plain = Vec::with_capacity(package.len());
        for (number, piece) in (0_u32..).zip(package.chunks(PIECE_BYTES)) {
            let start = cipher.hash.of(&[&cipher.salt, &number.to_le_bytes()]);
            plain.extend(cipher.decrypted(key, &start, piece)?);
        }
        Some(plain)
    }
}

/// How something is encrypted in chained blocks.
struct Chained {
    block_bytes: usize,
    key_bytes: usize,
    hash: Hash,
    salt: Vec<u8>,
}

impl Chained {
    fn of(element: &BytesStart<'_>) -> Option<Self> {
        let number = |name| attribute(element, name)?.parse::<usize>().ok();
        let is = |name, value| attribute(element, name).is_none_or(|it| it == value);
        let cipher = Self {
            block_bytes: number("blockSize")?,
            key_bytes: number("keyBits")? / 8,
            hash: match attribute(element, "hashAlgorithm")?.as_ref() {
                "SHA1" | "SHA-1" => Hash::Sha1,
                "SHA256" | "SHA-256" => Hash::Sha256,
                "SHA384" | "SHA-384" => Hash::Sha384,
                "SHA512" | "SHA-512" => Hash::Sha512,
                _ => return None,
            },
            salt: from_base64(&attribute(element, "saltValue")?)?,
        };
        let is_aes = is("cipherAlgorithm", "AES") && is("cipherChaining", "ChainingModeCBC");
        (is_aes && cipher.block_bytes == 16).then_some(cipher)
    }

    fn decrypted(&self, key: &[u8], start: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
        let start = resized(start.to_vec(), self.block_bytes);
        match key.len() {
            16 => chained::<aes::Aes128>(key, &start, bytes),
            24 => chained::<aes::Aes192>(key, &start, bytes),
            32 => chained::<aes::Aes256>(key, &start, bytes),
            _ => None,
        }
    }
}

fn resized(mut bytes: Vec<u8>, length: usize) -> Vec<u8> {
    bytes.resize(length, 0x36);
    bytes
}

fn chained<C>(key: &[u8], start: &[u8], bytes: &[u8]) -> Option<Vec<u8>>
where
    cbc::Decryptor<C>: BlockModeDecrypt + KeyIvInit,
    C: BlockCipherDecrypt,
{
    let mut mode = cbc::Decryptor::<C>::new_from_slices(key, start).ok()?;
    let mut plain = Vec::with_capacity(bytes.len());
    for block in bytes.chunks_exact(16) {
        let mut block = aes::cipher::Block::<cbc::Decryptor<C>>::try_from(block).ok()?;
        mode.decrypt_block(&mut block);
        plain.extend_from_slice(&block);
    }
    Some(plain)
}

/// Base64 as XML carries it; `None` for what is none.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    STANDARD.decode(text).ok()
}
