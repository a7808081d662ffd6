//! Workbooks encrypted with the password that Excel uses by itself, with one that somebody chose, and with what cannot be
//! told: each is made here by the ciphers that it would be made with, and read, or refused in its own words.

use aes::cipher::{BlockCipherEncrypt, BlockModeEncrypt, KeyInit, KeyIvInit, StreamCipher};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha512};

use super::super::encryption::plain_workbook;
use super::super::fault::Password;
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
fn package(info: Vec<u8>, encrypted: Vec<u8>) -> Vec<u8> {
    container(&[("EncryptionInfo", info), ("EncryptedPackage", encrypted)])
}

/// A workbook with one account.
fn sheet() -> Vec<u8> {
    workbook("Oneri", |sheet| {
        line(sheet, 0, &["Conto", "Descrizione", "Consuntivo"]);
        line(sheet, 1, &["310000", &"carta ".repeat(900), "1.234,56"]);
    })
}

/// An old workbook whose first record but one is this FILEPASS.
fn old(pass: &[u8]) -> Vec<u8> {
    container(&[("Workbook", stream(pass, |_, content| content.to_vec()))])
}

const RECORDS: [(u16, usize); 8] =
    [(0x0042, 2), (0x0085, 20), (0x00e1, 2), (0x00fc, 3000), (0x000a, 0), (0x0809, 16), (0x0203, 14), (0x000a, 0)];

/// The stream of a workbook behind its first record and one of this content, each further content made by `write` out of
/// its place in the stream and what it is in plain.
fn stream(pass: &[u8], write: impl Fn(usize, &[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut stream = vec![0x09, 0x08, 16, 0, 0, 6, 5, 0];
    stream.resize(20, 0);
    stream.extend([0x2f, 0]);
    stream.extend(u16::try_from(pass.len()).unwrap().to_le_bytes());
    stream.extend_from_slice(pass);
    for (kind, length) in RECORDS {
        let plain: Vec<u8> = (0..length).map(|i| u8::try_from((i * 7 + usize::from(kind)) % 251).unwrap()).collect();
        stream.extend(kind.to_le_bytes());
        stream.extend(u16::try_from(length).unwrap().to_le_bytes());
        let readable = match kind {
            0x0809 | 0x00e1 => length,
            0x0085 => 4,
            _ => 0,
        };
        let written = write(stream.len(), &plain);
        stream.extend_from_slice(&plain[..readable]);
        stream.extend_from_slice(&written[readable..]);
    }
    stream
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

/// AES in chained blocks, from this start.
fn chained(key: &[u8], start: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes.resize(bytes.len().div_ceil(16) * 16, 0);
    let mut mode = cbc::Encryptor::<aes::Aes256>::new_from_slices(key, &start[..16]).unwrap();
    let blocks = bytes.chunks_exact(16).flat_map(|block| {
        let mut block = aes::Block::try_from(block).unwrap();
        mode.encrypt_block(&mut block);
        block.to_vec()
    });
    blocks.collect()
}

fn agile(password: &str, spins: u32, content: &[u8]) -> Vec<u8> {
    const KEY: [u8; 32] = *b"the key of the package, 256 bits";
    const KEY_SALT: [u8; 16] = *b"another salt, 16";
    let last = rounds::<Sha512>(password, spins.min(1000));
    let encrypted =
        |purpose: [u8; 8], bytes: &[u8]| base64(&chained(&hashed::<Sha512>(&[&last, &purpose])[..32], &SALT, bytes));
    let xml = format!(
        "<encryption xmlns:p=\"x\"><keyData saltSize=\"16\" blockSize=\"16\" keyBits=\"256\" hashSize=\"20\" cipherAlgorithm=\"AES\" \
         cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"SHA1\" saltValue=\"{}\"/><keyEncryptors><keyEncryptor>\
         <p:encryptedKey spinCount=\"{spins}\" saltSize=\"16\" blockSize=\"16\" keyBits=\"256\" hashSize=\"64\" \
         cipherAlgorithm=\"AES\" hashAlgorithm=\"SHA512\" saltValue=\"{}\" encryptedVerifierHashInput=\"{}\" \
         encryptedVerifierHashValue=\"{}\" encryptedKeyValue=\"{}\"/></keyEncryptor></keyEncryptors></encryption>",
        base64(&KEY_SALT),
        base64(&SALT),
        encrypted([0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79], &VERIFIER),
        encrypted([0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e], &hashed::<Sha512>(&[&VERIFIER])),
        encrypted([0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6], &KEY),
    );
    let mut body = (content.len() as u64).to_le_bytes().to_vec();
    for (number, piece) in (0_u32..).zip(content.chunks(4096)) {
        body.extend(chained(&KEY, &hashed::<Sha1>(&[&KEY_SALT, &number.to_le_bytes()]), piece));
    }
    package([&[4, 0, 4, 0, 0x40, 0, 0, 0], xml.as_bytes()].concat(), body)
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

fn standard(password: &str, content: &[u8]) -> Vec<u8> {
    let last = hashed::<Sha1>(&[&rounds::<Sha1>(password, 50_000), &[0; 4]]);
    let padded = |with: u8| -> Vec<u8> { (0..64).map(|i| last.get(i).map_or(with, |byte| byte ^ with)).collect() };
    let key = hashed::<Sha1>(&[&padded(0x36)]);
    let cipher = aes::Aes128::new_from_slice(&key[..16]).unwrap();
    let encrypted = |bytes: &[u8]| -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        bytes.resize(bytes.len().div_ceil(16) * 16, 0);
        let blocks = bytes.chunks_exact(16).flat_map(|block| {
            let mut block = aes::Block::try_from(block).unwrap();
            cipher.encrypt_block(&mut block);
            block.to_vec()
        });
        blocks.collect()
    };
    let mut hash = hashed::<Sha1>(&[&VERIFIER]);
    hash.resize(32, 0);
    let body = [(content.len() as u64).to_le_bytes().to_vec(), encrypted(content)].concat();
    package(provided(4, 128, &encrypted(&VERIFIER), &encrypted(&hash)), body)
}

/// The bytes that a stream with this key mixes with the first ones of a block.
fn mask(key: &[u8], length: usize) -> Vec<u8> {
    let mut mask = vec![0; length];
    rc4::Rc4::new_from_slice(key).unwrap().apply_keystream(&mut mask);
    mask
}

fn mixed(bytes: &[u8], mask: &[u8]) -> Vec<u8> {
    bytes.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect()
}

/// How an old workbook is encrypted: its FILEPASS, and the key of each of its blocks of 1024 bytes.
struct Rc4 {
    pass: Vec<u8>,
    key: Box<dyn Fn(u32) -> Vec<u8>>,
}

impl Rc4 {
    /// As of 1997.
    fn of_97(password: &str) -> Self {
        let start = hashed::<Md5>(&[&wide(password)]);
        let base = hashed::<Md5>(&[&[&start[..5], &SALT].concat().repeat(16)]);
        let key = move |block: u32| hashed::<Md5>(&[&base[..5], &block.to_le_bytes()]);
        let said = mixed(&[VERIFIER.to_vec(), hashed::<Md5>(&[&VERIFIER])].concat(), &mask(&key(0), 32));
        Self { pass: [&[1, 0, 1, 0, 1, 0], SALT.as_slice(), &said].concat(), key: Box::new(key) }
    }

    /// As of 2002, with a key of so many bits.
    fn of_2002(password: &str, bits: u32) -> Self {
        let base = rounds::<Sha1>(password, 0);
        let key = move |block: u32| {
            let mut key = hashed::<Sha1>(&[&base, &block.to_le_bytes()])[..bits as usize / 8].to_vec();
            if bits == 40 {
                key.resize(16, 0);
            }
            key
        };
        let said = mixed(&[VERIFIER.to_vec(), hashed::<Sha1>(&[&VERIFIER])].concat(), &mask(&key(0), 36));
        Self { pass: [vec![1, 0], provided(4, bits, &said[..16], &said[16..])].concat(), key: Box::new(key) }
    }

    fn stream(&self) -> Vec<u8> {
        let masks: Vec<u8> = (0..5).flat_map(|block| mask(&(self.key)(block), 1024)).collect();
        stream(&self.pass, |place, content| mixed(content, &masks[place..]))
    }
}

/// What keeps a key and a check of two bytes each; those of the built-in password are 0xb359 and 0x9a0a.
fn obfuscated(key: u16, check: u16, long: bool) -> Vec<u8> {
    let table: Vec<u8> = BUILT_IN
        .bytes()
        .chain([0xbb])
        .zip(key.to_le_bytes().into_iter().cycle())
        .map(|(byte, key)| (byte ^ key).rotate_left(2))
        .collect();
    let pass = [key.to_le_bytes(), check.to_le_bytes()].concat();
    stream(&[if long { vec![0, 0] } else { Vec::new() }, pass].concat(), |place, content| {
        let turned = (place + content.len()..).zip(content);
        turned.map(|(turn, byte)| (byte ^ table[turn % 16]).rotate_right(3)).collect()
    })
}

fn said(bytes: &[u8]) -> String {
    let problems = inspect("oneri.xlsx", bytes, &Limits::default()).unwrap_err();
    format!("{} → {}", problems[0].text, problems[0].remedy)
}

#[test]
fn a_workbook_that_excel_encrypted_by_itself_is_read() {
    let plain = check(ONERI, "x", &sheet());
    assert!(plain.ends_with(" | ∅ | 1.234,56\n"), "{plain}");
    for encrypted in [agile(BUILT_IN, 100, &sheet()), standard(BUILT_IN, &sheet())] {
        assert_eq!(check(ONERI, "x", &encrypted), plain);
    }
    // What is inside is asked anew what it is, and opened once.
    let csv = "Conto;Consuntivo\n310000;1.234,56\n";
    assert_eq!(check(ONERI, "x", &agile(BUILT_IN, 1, csv.as_bytes())), check(ONERI, "x", csv.as_bytes()));
    let twice = agile(BUILT_IN, 1, &agile(BUILT_IN, 1, &sheet()));
    insta::assert_snapshot!(said(&twice), @"Il file è cifrato con la password predefinita di Excel (chi lo apre non se la vede chiedere), ma il suo contenuto non si riesce a decifrare → Aprirlo con Excel, togliere la protezione (Revisione, Proteggi cartella di lavoro) e salvarlo con nome come Cartella di lavoro di Excel (.xlsx), senza password in Strumenti, Opzioni generali");
    let limits = Limits { file_bytes_max: 100, ..Limits::default() };
    assert_eq!(inspect("x", &agile(BUILT_IN, 1, &sheet()), &limits).unwrap_err()[0].code, "read.too_large");
    // A package that is shorter than it says.
    let (mut short, length) = (agile(BUILT_IN, 1, &[7; 5000]), 5000_u64.to_le_bytes());
    let at = short.windows(8).position(|window| window == length).unwrap();
    short[at + 2] = 0xff;
    assert_eq!(said(&short), said(&twice));
}

#[test]
fn the_records_of_an_old_workbook_are_decrypted_in_their_places() {
    for encrypted in [
        Rc4::of_97(BUILT_IN).stream(),
        Rc4::of_2002(BUILT_IN, 128).stream(),
        Rc4::of_2002(BUILT_IN, 40).stream(),
        obfuscated(0xb359, 0x9a0a, true),
        obfuscated(0xb359, 0x9a0a, false),
    ] {
        let length = encrypted[22];
        let mut plain = stream(&vec![0; usize::from(length)], |_, content| content.to_vec());
        // The password's record is one that recommends nothing.
        plain[20] = 0x5b;
        assert_ne!(encrypted, plain);
        assert_eq!(plain_workbook(&encrypted), Ok(plain));
        for cut in (0..encrypted.len()).step_by(13) {
            let _ = plain_workbook(&encrypted[..cut]);
        }
    }
    for own in [Rc4::of_97("segreta").stream(), obfuscated(0xb359, 0xc17c, true), obfuscated(0x1234, 0x9a0a, true)] {
        assert_eq!(plain_workbook(&own), Err(Password::Own));
    }
}

#[test]
fn a_workbook_with_a_password_of_its_own_stays_shut() {
    let own = said(&agile("segreta", 100, &sheet()));
    insta::assert_snapshot!(own, @"Il file è protetto da password → Aprirlo con la password, toglierla (File, Informazioni, Proteggi cartella di lavoro, Crittografa con password: cancellarla) e salvarlo con nome come Cartella di lavoro di Excel (.xlsx)");
    assert_eq!(said(&standard("segreta", &sheet())), own);
    let of_xls = |stream: Vec<u8>| said(&container(&[("Workbook", stream)]));
    for stream in [Rc4::of_97("segreta"), Rc4::of_2002("segreta", 128), Rc4::of_2002("segreta", 40)] {
        assert_eq!(of_xls(stream.stream()), own);
    }
    assert_eq!(of_xls(obfuscated(0x1234, 0xc17c, true)), own);
}

#[test]
fn what_cannot_be_told_is_said_with_both_possibilities_and_costs_no_time() {
    let both = said(&package(vec![4, 0, 3, 0], vec![0; 64]));
    assert!(both.starts_with("Il file è protetto da password; se Excel lo apre senza chiederla"), "{both}");
    for bytes in [
        agile(BUILT_IN, 4_000_000_000, &[]),
        package(vec![4, 0, 4, 0, 0, 0, 0, 0, b'<'], vec![0; 64]),
        package(provided(4, 2048, &VERIFIER, &[0; 32]), vec![0; 64]),
        package(provided(4, 0, &[], &[]), vec![0; 64]),
        container(&[("EncryptedPackage", vec![0; 64])]),
        old(&[7; 40]),
        old(&[1, 0, 1, 0, 1, 0]),
    ] {
        assert_eq!(said(&bytes), both);
    }
}
