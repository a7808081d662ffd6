//! Workbooks encrypted with the password that Excel uses by itself, with one that somebody chose, and with what cannot be
//! told: each is made here by the ciphers that it would be made with, and refused in its own words.

use aes::cipher::{BlockCipherEncrypt, BlockModeEncrypt, KeyInit, KeyIvInit, StreamCipher};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha512};

use super::super::see;
use super::*;
use crate::intake::ole::tests::container;

const BUILT_IN: &str = "VelvetSweatshop";
const SALT: [u8; 16] = *b"0123456789abcdef";
const VERIFIER: [u8; 16] = *b"sixteen bytes ok";

fn hashed<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut hasher = D::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().to_vec()
}

fn wide(password: &str) -> Vec<u8> {
    password.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn rounds<D: Digest>(password: &str, count: u32) -> Vec<u8> {
    (0..count).fold(hashed::<D>(&[&SALT, &wide(password)]), |hash, round| hashed::<D>(&[&round.to_le_bytes(), &hash]))
}

/// A package whose descriptor is this.
fn package(info: Vec<u8>) -> Vec<u8> {
    container(&[("EncryptionInfo", info), ("EncryptedPackage", vec![0; 64])])
}

/// An old workbook whose first record but one is this FILEPASS.
fn old(pass: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x09, 0x08, 16, 0, 0, 6, 5, 0];
    stream.resize(20, 0);
    stream.extend([0x2f, 0]);
    stream.extend(u16::try_from(pass.len()).unwrap().to_le_bytes());
    stream.extend_from_slice(pass);
    stream.extend([0x0a, 0, 0, 0]);
    container(&[("Workbook", stream)])
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks(3).flat_map(|group| {
        let bits = group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        (0..4)
            .map(move |i| if i <= group.len() { char::from(DIGITS[(bits >> (18 - 6 * i)) as usize & 63]) } else { '=' })
    });
    groups.collect()
}

fn agile(password: &str, spins: u32) -> Vec<u8> {
    let last = rounds::<Sha512>(password, spins.min(1000));
    let encrypted = |purpose: [u8; 8], bytes: &[u8]| {
        let key = hashed::<Sha512>(&[&last, &purpose]);
        let mut mode = cbc::Encryptor::<aes::Aes256>::new_from_slices(&key[..32], &SALT).unwrap();
        let blocks = bytes.chunks_exact(16).flat_map(|block| {
            let mut block = aes::Block::try_from(block).unwrap();
            mode.encrypt_block(&mut block);
            block.to_vec()
        });
        base64(&blocks.collect::<Vec<u8>>())
    };
    let xml = format!(
        "<encryption xmlns:p=\"x\"><keyData saltSize=\"16\"/><keyEncryptors><keyEncryptor><p:encryptedKey spinCount=\"{spins}\" \
         saltSize=\"16\" blockSize=\"16\" keyBits=\"256\" hashSize=\"64\" cipherAlgorithm=\"AES\" hashAlgorithm=\"SHA512\" \
         saltValue=\"{}\" encryptedVerifierHashInput=\"{}\" encryptedVerifierHashValue=\"{}\"/></keyEncryptor></keyEncryptors>\
         </encryption>",
        base64(&SALT),
        encrypted([0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79], &VERIFIER),
        encrypted([0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e], &hashed::<Sha512>(&[&VERIFIER])),
    );
    package([&[4, 0, 4, 0, 0x40, 0, 0, 0], xml.as_bytes()].concat())
}

/// Version, flags, the provider's header with this length of the key, salt, verifier, its hash.
fn provided(version: u16, bits: u32, verifier: &[u8], hash: &[u8]) -> Vec<u8> {
    let mut info = [version.to_le_bytes(), 2_u16.to_le_bytes()].concat();
    for number in [0x24, 36, 0x24, 0, 0x660e, 0x8004, bits, 0x18, 0, 0, 0, 16] {
        info.extend(u32::to_le_bytes(number));
    }
    info.extend(SALT);
    info.extend(verifier);
    info.extend(20_u32.to_le_bytes());
    info.extend(hash);
    info
}

fn standard(password: &str) -> Vec<u8> {
    let last = hashed::<Sha1>(&[&rounds::<Sha1>(password, 50_000), &[0; 4]]);
    let padded = |with: u8| -> Vec<u8> { (0..64).map(|i| last.get(i).map_or(with, |byte| byte ^ with)).collect() };
    let key = hashed::<Sha1>(&[&padded(0x36)]);
    let cipher = aes::Aes128::new_from_slice(&key[..16]).unwrap();
    let encrypted = |bytes: &[u8]| -> Vec<u8> {
        let blocks = bytes.chunks_exact(16).flat_map(|block| {
            let mut block = aes::Block::try_from(block).unwrap();
            cipher.encrypt_block(&mut block);
            block.to_vec()
        });
        blocks.collect()
    };
    let mut hash = hashed::<Sha1>(&[&VERIFIER]);
    hash.resize(32, 0);
    package(provided(4, 128, &encrypted(&VERIFIER), &encrypted(&hash)))
}

fn streamed(key: &[u8], hash: Vec<u8>) -> (Vec<u8>, Vec<u8>) {
    let mut stream = rc4::Rc4::new_from_slice(key).unwrap();
    let (mut verifier, mut hash) = (VERIFIER.to_vec(), hash);
    stream.apply_keystream(&mut verifier);
    stream.apply_keystream(&mut hash);
    (verifier, hash)
}

fn rc4_97(password: &str) -> Vec<u8> {
    let start = hashed::<Md5>(&[&wide(password)]);
    let truncated = hashed::<Md5>(&[&[&start[..5], &SALT].concat().repeat(16)]);
    let (verifier, hash) = streamed(&hashed::<Md5>(&[&truncated[..5], &[0; 4]]), hashed::<Md5>(&[&VERIFIER]));
    old(&[&[1, 0, 1, 0, 1, 0], SALT.as_slice(), &verifier, &hash].concat())
}

fn rc4_2002(password: &str, bits: u32) -> Vec<u8> {
    let mut key = hashed::<Sha1>(&[&rounds::<Sha1>(password, 0), &[0; 4]])[..bits as usize / 8].to_vec();
    if bits == 40 {
        key.resize(16, 0);
    }
    let (verifier, hash) = streamed(&key, hashed::<Sha1>(&[&VERIFIER]));
    old(&[vec![1, 0], provided(4, bits, &verifier, &hash)].concat())
}

/// A workbook of the oldest sort, which keeps two bytes to check a password by: 0x9a0a for the built-in one.
fn obfuscated(check: u16) -> Vec<u8> {
    old(&[[0, 0], 0x1234_u16.to_le_bytes(), check.to_le_bytes()].concat())
}

fn said(bytes: &[u8]) -> String {
    let problems = see("oneri.xlsx", bytes, &Limits::default()).unwrap_err();
    format!("{} → {}", problems[0].text, problems[0].remedy)
}

#[test]
fn what_excel_encrypts_by_itself_is_told_from_what_somebody_protected() {
    let own = said(&agile("segreta", 100));
    insta::assert_snapshot!(own, @"Il file è protetto da password → Aprirlo con la password, toglierla (File, Informazioni, Proteggi cartella di lavoro, Crittografa con password: cancellarla) e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)");
    let built_in = said(&agile(BUILT_IN, 100));
    insta::assert_snapshot!(built_in, @"Il file è cifrato con la password predefinita di Excel: chi lo apre non vede chiedere nessuna password, ma gli altri programmi non possono leggerlo → Aprirlo con Excel, togliere la protezione (Revisione, Proteggi cartella di lavoro) e salvarlo con nome come Cartella di lavoro di Excel (.xlsx), senza password in Strumenti, Opzioni generali");
    for (kind, of) in [
        ("standard", standard as fn(&str) -> Vec<u8>),
        ("97", rc4_97),
        ("2002", |password| rc4_2002(password, 128)),
        ("2002, short", |password| rc4_2002(password, 40)),
    ] {
        assert_eq!(said(&of(BUILT_IN)), built_in, "{kind}");
        assert_eq!(said(&of("segreta")), own, "{kind}");
    }
    assert_eq!(said(&obfuscated(0xc17c)), own);
    assert_eq!(said(&obfuscated(0x9a0a)), built_in);
}

#[test]
fn what_cannot_be_told_is_said_with_both_possibilities_and_costs_no_time() {
    let both = said(&package(vec![4, 0, 3, 0]));
    assert!(both.starts_with("Il file è protetto da password; se Excel lo apre senza chiederla"), "{both}");
    for bytes in [
        agile(BUILT_IN, 4_000_000_000),
        package(vec![4, 0, 4, 0, 0, 0, 0, 0, b'<']),
        package(provided(4, 2048, &VERIFIER, &[0; 32])),
        package(provided(4, 0, &[], &[])),
        container(&[("EncryptedPackage", vec![0; 64])]),
        old(&[7; 40]),
        old(&[1, 0, 1, 0, 1, 0]),
    ] {
        assert_eq!(said(&bytes), both);
    }
}
