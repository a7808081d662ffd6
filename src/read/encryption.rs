//! Whether an encrypted workbook opens without a password: Excel encrypts by itself, with a password that it knows, what
//! somebody protected against writing or changes of structure, and its owner sees none. Refuses to decrypt anything but
//! the few bytes by which a password is checked.

use aes::cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyInit, KeyIvInit, StreamCipher};
use md5::Md5;
use quick_xml::events::BytesStart;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::biff::records;
use super::guard::Password;
use super::xml::{Xml, attribute};
use crate::intake::ole::{Container, u16_at, u32_at};

/// The password that every Excel tries by itself.
const BUILT_IN: &str = "VelvetSweatshop";

/// More rounds than these are no workbook's (Excel writes 100 000), and would cost time before anything is known.
const ROUNDS_MAX: u32 = 1_000_000;

/// Which password keeps an encrypted workbook shut, as far as it can be told.
pub(super) fn password(bytes: &[u8]) -> Password {
    match opens_with(bytes, BUILT_IN) {
        Some(true) => Password::BuiltIn,
        Some(false) => Password::Own,
        None => Password::Unknown,
    }
}

fn opens_with(bytes: &[u8], password: &str) -> Option<bool> {
    let container = Container::open(bytes)?;
    if let Some(info) = container.stream(&["EncryptionInfo"], usize::MAX) {
        return match (u16_at(&info, 0)?, u16_at(&info, 2)?) {
            (4, 4) => agile(info.get(8..)?, password),
            (2..=4, 2) => standard(&info, password),
            _ => None,
        };
    }
    let workbook = container.stream(&["Workbook", "Book"], usize::MAX)?;
    // FILEPASS follows the first record, or one that recommends reading only.
    let (_, pass) = records(&workbook).take(3).find(|(kind, _)| *kind == 0x002f)?;
    if pass.len() == 4 {
        return Some(u16_at(pass, 2)? == obfuscation_check(password));
    }
    match (u16_at(pass, 0)?, u16_at(pass, 2)?, u16_at(pass, 4)?) {
        (0, ..) => Some(u16_at(pass, 4)? == obfuscation_check(password)),
        (1, 1, 1) => rc4(pass, password),
        (1, 2..=4, 2) => rc4_with_provider(pass.get(2..)?, password),
        _ => None,
    }
}

fn wide(password: &str) -> Vec<u8> {
    password.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn hashed<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut hasher = D::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().to_vec()
}

/// The hash of salt and password, hashed again and again with the number of the round before it.
fn rounds<D: Digest>(salt: &[u8], password: &str, count: u32) -> Vec<u8> {
    let mut hash = hashed::<D>(&[salt, &wide(password)]);
    for round in 0..count {
        hash = hashed::<D>(&[&round.to_le_bytes(), &hash]);
    }
    hash
}

/// The two bytes by which the oldest workbooks check a password of up to fifteen characters.
fn obfuscation_check(password: &str) -> u16 {
    let bytes = password.as_bytes();
    let length = u8::try_from(bytes.len()).unwrap_or(u8::MAX);
    let turned = bytes.iter().rev().chain([&length]).fold(0_u16, |check, byte| {
        let carried = (check >> 14) & 1;
        (((check << 1) & 0x7fff) | carried) ^ u16::from(*byte)
    });
    turned ^ 0xce4b
}

/// A verifier and its hash, encrypted one after the other by one stream.
fn verified_by_stream<D: Digest>(key: &[u8], verifier: &[u8], hash: &[u8]) -> Option<bool> {
    let mut stream = rc4::Rc4::new_from_slice(key).ok()?;
    let (mut verifier, mut hash) = (verifier.to_vec(), hash.to_vec());
    stream.apply_keystream(&mut verifier);
    stream.apply_keystream(&mut hash);
    Some(hashed::<D>(&[&verifier]) == hash)
}

/// RC4 as Excel 97 writes it: salt, verifier and its MD5, sixteen bytes each.
fn rc4(pass: &[u8], password: &str) -> Option<bool> {
    let (salt, verifier, hash) = (pass.get(6..22)?, pass.get(22..38)?, pass.get(38..54)?);
    let start = hashed::<Md5>(&[&wide(password)]);
    let salted = [&start[..5], salt].concat().repeat(16);
    let truncated = hashed::<Md5>(&[&salted]);
    let key = hashed::<Md5>(&[&truncated[..5], &0_u32.to_le_bytes()]);
    verified_by_stream::<Md5>(&key, verifier, hash)
}

/// What stands before salt and verifier where a cryptographic provider is named: the length of the key in bits, and
/// where the verifier begins.
fn provider(info: &[u8]) -> Option<(usize, usize)> {
    let header = usize::try_from(u32_at(info, 8)?).ok()?;
    let bits = usize::try_from(u32_at(info, 12 + 16)?).ok()?;
    Some((bits, header.checked_add(12)?))
}

/// RC4 as Excel 2002 writes it; the record is one of an [`provider`] from its version on.
fn rc4_with_provider(info: &[u8], password: &str) -> Option<bool> {
    let (bits, at) = provider(info)?;
    let (salt, verifier) = (info.get(at + 4..at + 20)?, info.get(at + 20..at + 36)?);
    let hash = info.get(at + 40..at + 60)?;
    let key = hashed::<Sha1>(&[&rounds::<Sha1>(salt, password, 0), &0_u32.to_le_bytes()]);
    let mut key = key.get(..(if bits == 0 { 40 } else { bits }) / 8)?.to_vec();
    if key.len() == 5 {
        // A short key is filled up with zeros.
        key.resize(16, 0);
    }
    verified_by_stream::<Sha1>(&key, verifier, hash)
}

/// AES as Excel 2007 writes it: every block by itself, the key out of fifty thousand rounds.
fn standard(info: &[u8], password: &str) -> Option<bool> {
    let (bits, at) = provider(info)?;
    let (salt, verifier) = (info.get(at + 4..at + 20)?, info.get(at + 20..at + 36)?);
    let hash = info.get(at + 40..at + 72)?;
    let last = hashed::<Sha1>(&[&rounds::<Sha1>(salt, password, 50_000), &0_u32.to_le_bytes()]);
    let padded = |with: u8| -> Vec<u8> { (0..64).map(|i| last.get(i).map_or(with, |byte| byte ^ with)).collect() };
    let long = [hashed::<Sha1>(&[&padded(0x36)]), hashed::<Sha1>(&[&padded(0x5c)])].concat();
    let key = long.get(..bits / 8)?;
    let (verifier, hash) = match bits {
        128 => by_block::<aes::Aes128>(key, verifier, hash),
        192 => by_block::<aes::Aes192>(key, verifier, hash),
        256 => by_block::<aes::Aes256>(key, verifier, hash),
        _ => None,
    }?;
    Some(hash.starts_with(&hashed::<Sha1>(&[&verifier])))
}

fn by_block<C: BlockCipherDecrypt + KeyInit>(key: &[u8], verifier: &[u8], hash: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let cipher = C::new_from_slice(key).ok()?;
    let decrypt = |bytes: &[u8]| -> Option<Vec<u8>> {
        let mut plain = Vec::with_capacity(bytes.len());
        for block in bytes.chunks_exact(16) {
            let mut block = aes::cipher::Block::<C>::try_from(block).ok()?;
            cipher.decrypt_block(&mut block);
            plain.extend_from_slice(&block);
        }
        Some(plain)
    };
    Some((decrypt(verifier)?, decrypt(hash)?))
}

/// What the descriptor of a newer workbook says of its password.
struct Encryptor {
    rounds: u32,
    block_bytes: usize,
    key_bytes: usize,
    hash: String,
    salt: Vec<u8>,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
}

impl Encryptor {
    fn of(element: &BytesStart<'_>) -> Option<Self> {
        let text = |name| attribute(element, name).map(std::borrow::Cow::into_owned);
        let number = |name| text(name)?.parse::<usize>().ok();
        let bytes = |name| from_base64(&text(name)?);
        Some(Self {
            rounds: text("spinCount")?.parse().ok()?,
            block_bytes: number("blockSize")?,
            key_bytes: number("keyBits")? / 8,
            hash: text("hashAlgorithm")?,
            salt: bytes("saltValue")?,
            verifier: bytes("encryptedVerifierHashInput")?,
            verifier_hash: bytes("encryptedVerifierHashValue")?,
        })
    }

    fn parse(xml: &[u8]) -> Option<Self> {
        let mut found = None;
        let read = Xml::of(xml).ok()?.elements(|element| {
            if element.local_name().as_ref() == "encryptedKey" {
                found = Self::of(element);
            }
            found.is_some()
        });
        read.ok()?;
        found.filter(|it: &Self| it.rounds <= ROUNDS_MAX && (1..=64).contains(&it.block_bytes))
    }

    fn opens<D: Digest>(&self, password: &str) -> Option<bool> {
        const VERIFIER: [u8; 8] = [0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79];
        const VERIFIER_HASH: [u8; 8] = [0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e];
        let last = rounds::<D>(&self.salt, password, self.rounds);
        let decrypt = |purpose: [u8; 8], bytes: &[u8]| {
            let mut key = hashed::<D>(&[&last, &purpose]);
            key.resize(self.key_bytes, 0x36);
            let mut start = self.salt.clone();
            start.resize(self.block_bytes, 0x36);
            match self.key_bytes {
                16 => chained::<aes::Aes128>(&key, &start, bytes),
                24 => chained::<aes::Aes192>(&key, &start, bytes),
                32 => chained::<aes::Aes256>(&key, &start, bytes),
                _ => None,
            }
        };
        let verifier = decrypt(VERIFIER, &self.verifier)?;
        let hash = decrypt(VERIFIER_HASH, &self.verifier_hash)?;
        let wanted = hashed::<D>(&[verifier.get(..self.salt.len())?]);
        Some(hash.starts_with(&wanted))
    }
}

/// AES as Excel 2010 and later write it: blocks chained, hash and rounds told in XML.
fn agile(xml: &[u8], password: &str) -> Option<bool> {
    let encryptor = Encryptor::parse(xml)?;
    match encryptor.hash.as_str() {
        "SHA1" | "SHA-1" => encryptor.opens::<Sha1>(password),
        "SHA256" | "SHA-256" => encryptor.opens::<Sha256>(password),
        "SHA384" | "SHA-384" => encryptor.opens::<Sha384>(password),
        "SHA512" | "SHA-512" => encryptor.opens::<Sha512>(password),
        _ => None,
    }
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
    let value = |c: u8| match c {
        b'A'..=b'Z' => Some(c - b'A'),
        b'a'..=b'z' => Some(c - b'a' + 26),
        b'0'..=b'9' => Some(c - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let digits =
        text.bytes().filter(|c| !c.is_ascii_whitespace() && *c != b'=').map(value).collect::<Option<Vec<u8>>>()?;
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3);
    for group in digits.chunks(4) {
        let bits = group.iter().fold(0_u32, |bits, digit| bits << 6 | u32::from(*digit)) << (6 * (4 - group.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
    }
    Some(bytes)
}
