//! What a server's certificate says of itself: for whom it is, who gave it, since when and until when, and its digest.
//! Verifies nothing: whom to believe is decided in `trust.rs`.

use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::origin::Digest;

/// Letters of a name that are shown.
const NAME_CHARS_MAX: usize = 200;

/// Names that are shown: a certificate of a large house bears hundreds.
const NAMES_MAX: usize = 20;

/// The certificate that a server showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// What it says; nothing where it is not written as a certificate is.
    pub says: Option<Says>,
}

/// What a certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Says {
    /// For whom it is: `CN=posta.camera.example, O=Camera`.
    pub subject: String,
    /// Who gave it.
    pub issuer: String,
    /// The servers for which it is good: names and addresses.
    pub servers: Vec<String>,
    /// The first instant at which it is good.
    pub from: DateTime<Utc>,
    /// The last one.
    pub until: DateTime<Utc>,
    /// Whether who gave it is who shows it.
    pub self_signed: bool,
    /// Whether it is an authority's.
    pub authority: bool,
}

impl Says {
    /// The day after which it is good for nothing.
    #[must_use]
    pub fn last_day(&self) -> NaiveDate {
        self.until.date_naive()
    }

    /// The day from which it is good.
    #[must_use]
    pub fn first_day(&self) -> NaiveDate {
        self.from.date_naive()
    }
}

impl Certificate {
    /// The certificate of these bytes (DER).
    pub(super) fn of(der: &[u8]) -> Self {
        Self { sha256: Digest::of(der), says: says(der) }
    }
}

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const BITS: u8 = 0x03;
const OCTETS: u8 = 0x04;
const BOOLEAN: u8 = 0x01;
const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const BMP_STRING: u8 = 0x1e;
const DNS_NAME: u8 = 0x82;
const IP_ADDRESS: u8 = 0x87;

/// Object identifiers, as they are written.
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
const NAMED: [(&[u8], &str); 6] = [
    (&[0x55, 0x04, 0x03], "CN"),
    (&[0x55, 0x04, 0x0a], "O"),
    (&[0x55, 0x04, 0x0b], "OU"),
    (&[0x55, 0x04, 0x07], "L"),
    (&[0x55, 0x04, 0x08], "ST"),
    (&[0x55, 0x04, 0x06], "C"),
];

/// Elements of DER, one after the other.
struct Elements<'a>(&'a [u8]);

impl<'a> Elements<'a> {
    /// The next as it stands, with its tag and length.
    fn whole(&mut self) -> Option<&'a [u8]> {
        let before = self.0;
        self.next()?;
        before.get(..before.len() - self.0.len())
    }

    /// The tag and the content of the next.
    fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            // A certificate of more than sixteen megabytes is none.
            0x81..=0x83 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((tag, content))
    }

    /// The content of the next, which must be of this tag.
    fn expect(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.next().filter(|(found, _)| *found == tag).map(|(_, content)| content)
    }
}

/// The key of a certificate: its algorithm as `rustls` names it, and its bits.
pub(super) fn key(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut key = Elements(fields(der)?.key);
    let algorithm = key.expect(SEQUENCE)?;
    // Of a key no bit is left over.
    key.expect(BITS)?.strip_prefix(&[0]).map(|bits| (algorithm, bits))
}

/// Whether the key of a certificate signed it: an authority may bear the name of what it signs. Nothing where the
/// signature is of a kind that is not known.
fn signs_itself(der: &[u8]) -> Option<bool> {
    let mut parts = Elements(Elements(der).expect(SEQUENCE)?);
    let told = parts.whole()?;
    let algorithm = parts.expect(SEQUENCE)?;
    let signature = parts.expect(BITS)?.strip_prefix(&[0])?;
    let (kind, bits) = key(der)?;
    let known = rustls::crypto::ring::default_provider().signature_verification_algorithms.all;
    let mut fitting = known.iter().filter(|it| it.signature_alg_id().as_ref() == algorithm).peekable();
    fitting.peek()?;
    Some(
        fitting.any(|it| it.public_key_alg_id().as_ref() == kind && it.verify_signature(bits, told, signature).is_ok()),
    )
}

/// The fields of a certificate of which something is said.
struct Fields<'a> {
    issuer: &'a [u8],
    validity: &'a [u8],
    subject: &'a [u8],
    key: &'a [u8],
    extensions: Option<&'a [u8]>,
}

fn fields(der: &[u8]) -> Option<Fields<'_>> {
    let mut outer = Elements(der);
    let mut parts = Elements(outer.expect(SEQUENCE)?);
    let mut fields = Elements(parts.expect(SEQUENCE)?);
    // A certificate is what is signed, how, and the signature, and nothing before or after them: of one that was cut
    // or lengthened nothing is said.
    let (_signed_how, _signature) = (parts.expect(SEQUENCE)?, parts.expect(BITS)?);
    if !(outer.0.is_empty() && parts.0.is_empty()) {
        return None;
    }
    // The version is left out where it is the first; then the number comes at once.
    if fields.next()?.0 == VERSION {
        fields.next()?;
    }
    let _algorithm = fields.expect(SEQUENCE)?;
    let issuer = fields.expect(SEQUENCE)?;
    let validity = fields.expect(SEQUENCE)?;
    let subject = fields.expect(SEQUENCE)?;
    let key = fields.expect(SEQUENCE)?;
    let mut extensions = None;
    while let Some((tag, content)) = fields.next() {
        if tag == EXTENSIONS {
            extensions = Some(Elements(content).expect(SEQUENCE)?);
        }
    }
    Some(Fields { issuer, validity, subject, key, extensions })
}

fn says(der: &[u8]) -> Option<Says> {
    let Fields { issuer, validity, subject, extensions, .. } = fields(der)?;
    let mut validity = Elements(validity);
    let (from, until) = (instant(validity.next()?)?, instant(validity.next()?)?);
    let extension = |kind| extensions.and_then(|all| extension(all, kind)).and_then(|it| Elements(it).expect(SEQUENCE));
    Some(Says {
        subject: name(subject)?,
        issuer: name(issuer)?,
        servers: extension(SUBJECT_ALT_NAME).map(server_names).unwrap_or_default(),
        from,
        until,
        self_signed: issuer == subject && signs_itself(der).unwrap_or(true),
        authority: extension(BASIC_CONSTRAINTS).and_then(|it| Elements(it).expect(BOOLEAN)) == Some(&[0xff]),
    })
}

fn instant((tag, text): (u8, &[u8])) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(text).ok()?;
    let whole = match tag {
        // Two digits of a year are of the years 1950 to 2049.
        UTC_TIME => format!("{}{text}", if *text.as_bytes().first()? >= b'5' { "19" } else { "20" }),
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    NaiveDateTime::parse_from_str(&whole, "%Y%m%d%H%M%SZ").ok().map(|at| at.and_utc())
}

/// `CN=posta.camera.example, O=Camera`.
fn name(content: &[u8]) -> Option<String> {
    let (mut parts, mut sets) = (Vec::new(), Elements(content));
    while let Some((SET, set)) = sets.next() {
        let mut set = Elements(set);
        while let Some((SEQUENCE, part)) = set.next() {
            let mut part = Elements(part);
            let (_, kind) = part.next()?;
            let (tag, text) = part.next()?;
            if let Some((_, word)) = NAMED.iter().find(|(known, _)| *known == kind) {
                parts.push(format!("{word}={}", shown(&text_of(tag, text))));
            }
        }
    }
    Some(parts.join(", "))
}

fn text_of(tag: u8, bytes: &[u8]) -> String {
    if tag != BMP_STRING {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

/// A text of others inside a sentence of ours.
fn shown(text: &str) -> String {
    let plain = |c: char| if c.is_control() || c == '`' { ' ' } else { c };
    text.trim().chars().take(NAME_CHARS_MAX).map(plain).collect()
}

/// The value of the extension of this kind.
fn extension<'a>(all: &'a [u8], kind: &[u8]) -> Option<&'a [u8]> {
    let mut extensions = Elements(all);
    while let Some((SEQUENCE, extension)) = extensions.next() {
        let mut extension = Elements(extension);
        let (_, found) = extension.next()?;
        let (mut tag, mut value) = extension.next()?;
        if tag == BOOLEAN {
            (tag, value) = extension.next()?;
        }
        if found == kind {
            return (tag == OCTETS).then_some(value);
        }
    }
    None
}

fn server_names(content: &[u8]) -> Vec<String> {
    let (mut found, mut names) = (Vec::new(), Elements(content));
    while let Some((tag, value)) = names.next().filter(|_| found.len() < NAMES_MAX) {
        match (tag, value.len()) {
            (DNS_NAME, _) => found.push(shown(&String::from_utf8_lossy(value))),
            (IP_ADDRESS, 4) => found.extend(<[u8; 4]>::try_from(value).map(|it| IpAddr::from(it).to_string())),
            (IP_ADDRESS, 16) => found.extend(<[u8; 16]>::try_from(value).map(|it| IpAddr::from(it).to_string())),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rcgen::{CertificateParams, DnType, KeyPair, date_time_ymd};

    use super::*;

    fn certificate() -> Vec<u8> {
        let mut of = CertificateParams::new(vec!["posta.camera.example".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        of.distinguished_name.push(DnType::CommonName, "posta `interna`");
        of.distinguished_name.push(DnType::OrganizationName, "Camera È");
        of.not_before = date_time_ymd(2021, 6, 30);
        of.not_after = date_time_ymd(2051, 1, 2);
        of.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
    }

    #[test]
    fn a_certificate_says_for_whom_it_is_and_until_when() {
        let der = certificate();
        let certificate = Certificate::of(&der);
        let says = certificate.says.unwrap();
        assert_eq!(says.servers, ["posta.camera.example", "127.0.0.1"]);
        assert!(says.subject.contains("CN=posta  interna") && says.subject.contains("O=Camera È"), "{}", says.subject);
        assert!(says.self_signed && says.issuer == says.subject && !says.authority);
        assert!(key(&der).is_some_and(|(algorithm, bits)| !algorithm.is_empty() && bits.len() == 65));
        // One is written with two digits of the year, the other with four.
        assert_eq!([says.first_day(), says.last_day()].map(|day| day.to_string()), ["2021-06-30", "2051-01-02"]);
        assert_eq!(certificate.sha256, Digest::of(&der));
    }

    proptest! {
        #[test]
        fn what_is_no_certificate_says_nothing_and_breaks_nothing(cut in 0_usize..400, at in 0_usize..400, byte: u8) {
            let mut der = certificate();
            let at = at % der.len();
            der[at] = byte;
            der.truncate(der.len().saturating_sub(cut));
            let length = der.len();
            let says = Certificate::of(&der).says;
            prop_assert!(cut == 0 || says.is_none(), "{length}");
        }
    }

    #[test]
    fn a_shorter_length_makes_no_certificate_of_one_that_was_cut() {
        let mut der = certificate();
        assert_eq!(der[..2], [SEQUENCE, 0x82]);
        der[3] -= 1;
        assert_eq!(Certificate::of(&der).says, None);
        der.truncate(der.len() - 1);
        assert_eq!(Certificate::of(&der).says, None);
    }
}
