//! AES as Excel 2007 writes it: every block by itself, the key out of fifty thousand rounds.

use aes::cipher::{BlockCipherDecrypt, KeyInit};

use super::keys::{Hash, Provided, Verified};

/// What the descriptor of such a workbook says of its password.
pub(super) struct Standard {
    bits: usize,
    salt: Vec<u8>,
    verifier: Vec<u8>,
    hash: Vec<u8>,
}

const ROUNDS: u32 = 50_000;

impl Standard {
    pub fn of(info: &[u8]) -> Option<Self> {
        let Provided { bits, salt, verifier, hash } = Provided::of(info)?;
        Some(Self { bits, salt: salt.to_vec(), verifier: verifier.to_vec(), hash: hash.get(..32)?.to_vec() })
    }

    /// The key, if the password is right.
    pub fn key(&self, password: &str) -> Verified<Vec<u8>> {
        if !matches!(self.bits, 128 | 192 | 256) {
            return None;
        }
        let last = Hash::Sha1.of(&[&Hash::Sha1.rounds(&self.salt, password, ROUNDS), &0_u32.to_le_bytes()]);
        let padded = |with: u8| -> Vec<u8> { (0..64).map(|i| last.get(i).map_or(with, |byte| byte ^ with)).collect() };
        let mut key = [Hash::Sha1.of(&[&padded(0x36)]), Hash::Sha1.of(&[&padded(0x5c)])].concat();
        key.truncate(self.bits / 8);
        let verifier = decrypted(&key, &self.verifier)?;
        let hash = decrypted(&key, &self.hash)?;
        Some(hash.starts_with(&Hash::Sha1.of(&[&verifier])).then_some(key))
    }
}

/// Decrypts whole blocks.
pub(super) fn decrypted(key: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    match key.len() {
        16 => by_block::<aes::Aes128>(key, bytes),
        24 => by_block::<aes::Aes192>(key, bytes),
        32 => by_block::<aes::Aes256>(key, bytes),
        _ => None,
    }
}

fn by_block<C: BlockCipherDecrypt + KeyInit>(key: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    let cipher = C::new_from_slice(key).ok()?;
    let mut plain = Vec::with_capacity(bytes.len());
    for block in bytes.chunks_exact(16) {
        let mut block = aes::cipher::Block::<C>::try_from(block).ok()?;
        cipher.decrypt_block(&mut block);
        plain.extend_from_slice(&block);
    }
    Some(plain)
}
