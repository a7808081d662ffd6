//! An envelope of CMS (`SignedData`, RFC 5652): its content, and its signatures verified one by one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cms::cert::CertificateChoices;
use cms::cert::x509::Certificate;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{ObjectIdentifier, OctetString, SetOfVec};
use der::{Decode as _, Encode as _, Tagged as _};
use ring::digest;
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};

use super::ber;
use super::document::{Signer, Unsigned};
use crate::origin::Digest;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const TIMESTAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");

/// What an envelope holds.
pub(super) struct Opened {
    /// What was signed, where it is inside.
    pub content: Option<Vec<u8>>,
    /// Who signed it.
    pub signers: Vec<Signer>,
}

/// The bytes of an envelope in DER; a file may hold them as text too. None where it is no envelope.
pub(super) fn bytes_of(file: &[u8]) -> Option<Vec<u8>> {
    if looks_like_one(file) {
        return Some(file.to_vec());
    }
    let text = std::str::from_utf8(file).ok()?;
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("-----"));
    let letters: String = lines.collect();
    let bytes = STANDARD.decode(letters).ok()?;
    looks_like_one(&bytes).then_some(bytes)
}

/// Whether the bytes begin as signed data does: a sequence with that name.
fn looks_like_one(bytes: &[u8]) -> bool {
    let name = SIGNED_DATA.as_bytes();
    let head = bytes.get(..24.min(bytes.len())).unwrap_or_default();
    bytes.first() == Some(&0x30) && head.windows(name.len()).any(|it| it == name)
}

/// Opens an envelope and verifies each of its signatures, on its own content or on what was signed elsewhere.
pub(super) fn open(bytes: &[u8], elsewhere: Option<&[&[u8]]>) -> Result<Opened, Unsigned> {
    let unreadable = |_| Unsigned::Unreadable;
    let der = ber::to_der(bytes).ok_or(Unsigned::Unreadable)?;
    let info = ContentInfo::from_der(&der).map_err(unreadable)?;
    let data: SignedData = info.content.decode_as().map_err(unreadable)?;
    let kind = data.encap_content_info.econtent_type;
    if kind == TIMESTAMP {
        return Err(Unsigned::Timestamp);
    }
    let content = match &data.encap_content_info.econtent {
        Some(content) => Some(content.decode_as::<OctetString>().map_err(unreadable)?.as_bytes().to_vec()),
        None => None,
    };
    let own = content.as_deref().map(|it| [it]);
    let signed = elsewhere.or(own.as_ref().map(|it| it.as_slice())).ok_or(Unsigned::Detached)?;
    let certificates: Vec<&Certificate> =
        data.certificates.iter().flat_map(|all| all.0.iter()).filter_map(of_person).collect();
    let digest = sha256(signed);
    let mut signers = Vec::new();
    for one in data.signer_infos.0.iter() {
        let certificate = certificates.iter().find(|it| is_of(one, it)).ok_or(Unsigned::Unreadable)?;
        verify(one, certificate, kind, digest.as_ref())?;
        let own = certificate.to_der().map_err(unreadable)?;
        let name = name_of(certificate).ok_or(Unsigned::Unreadable)?;
        signers.push(Signer { name, certificate: Digest::of(&own) });
    }
    if signers.is_empty() { Err(Unsigned::Unreadable) } else { Ok(Opened { content, signers }) }
}

fn of_person(it: &CertificateChoices) -> Option<&Certificate> {
    match it {
        CertificateChoices::Certificate(it) => Some(it),
        CertificateChoices::Other(_) => None,
    }
}

fn is_of(one: &SignerInfo, certificate: &Certificate) -> bool {
    let own = &certificate.tbs_certificate;
    match &one.sid {
        SignerIdentifier::IssuerAndSerialNumber(it) => it.issuer == own.issuer && it.serial_number == own.serial_number,
        SignerIdentifier::SubjectKeyIdentifier(it) => {
            let named = own.get::<cms::cert::x509::ext::pkix::SubjectKeyIdentifier>().ok().flatten();
            named.is_some_and(|(_, own)| own.0 == it.0)
        }
    }
}

/// Whether what is there is what was signed, and the signature is one of this certificate.
fn verify(one: &SignerInfo, certificate: &Certificate, kind: ObjectIdentifier, signed: &[u8]) -> Result<(), Unsigned> {
    if one.digest_alg.oid != SHA256 {
        return Err(Unsigned::UnknownAlgorithm);
    }
    let attributes = one.signed_attrs.as_ref().ok_or(Unsigned::UnknownAlgorithm)?;
    let attribute = |name: ObjectIdentifier| {
        attributes.iter().find(|it| it.oid == name).and_then(|it| it.values.get(0)).ok_or(Unsigned::Unreadable)
    };
    let unreadable = |_| Unsigned::Unreadable;
    let digest = attribute(MESSAGE_DIGEST)?.decode_as::<OctetString>().map_err(unreadable)?;
    // What was signed as something else is no signature of this (RFC 5652, 11.1).
    let signed_as = attribute(CONTENT_TYPE)?.decode_as::<ObjectIdentifier>().map_err(unreadable)?;
    if digest.as_bytes() != signed || signed_as != kind {
        return Err(Unsigned::OtherContent);
    }
    // What is signed are the attributes as a set, whatever they stand in.
    let attributes = SetOfVec::from_iter(attributes.iter().cloned()).and_then(|it| it.to_der());
    let attributes = attributes.map_err(|_| Unsigned::Unreadable)?;
    let key = &certificate.tbs_certificate.subject_public_key_info;
    let algorithm =
        algorithm(&one.signature_algorithm.oid.to_string(), &key.algorithm.oid.to_string(), key_curve(key))?;
    let key = key.subject_public_key.as_bytes().ok_or(Unsigned::Unreadable)?;
    let key = UnparsedPublicKey::new(algorithm, key);
    key.verify(&attributes, one.signature.as_bytes()).map_err(|_| Unsigned::OtherKey)
}

fn sha256(parts: &[&[u8]]) -> digest::Digest {
    let mut context = digest::Context::new(&digest::SHA256);
    parts.iter().for_each(|part| context.update(part));
    context.finish()
}

fn key_curve(key: &cms::cert::x509::spki::SubjectPublicKeyInfoOwned) -> Option<String> {
    let parameters = key.algorithm.parameters.as_ref()?;
    (parameters.tag() == der::Tag::ObjectIdentifier)
        .then(|| parameters.decode_as::<ObjectIdentifier>().ok())?
        .map(|it| it.to_string())
}

/// How a signature is verified, by the names of how it was made, of the key, and of its curve. All of them digest by SHA-256.
fn algorithm(made: &str, key: &str, curve: Option<String>) -> Result<&'static dyn VerificationAlgorithm, Unsigned> {
    const RSA: &str = "1.2.840.113549.1.1.1";
    const RSA_SHA256: &str = "1.2.840.113549.1.1.11";
    const RSA_PSS: &str = "1.2.840.113549.1.1.10";
    const ECDSA_SHA256: &str = "1.2.840.10045.4.3.2";
    const P256: &str = "1.2.840.10045.3.1.7";
    const P384: &str = "1.3.132.0.34";
    match (made, key, curve.as_deref()) {
        (RSA | RSA_SHA256, RSA, _) => Ok(&signature::RSA_PKCS1_2048_8192_SHA256),
        (RSA_PSS, RSA, _) => Ok(&signature::RSA_PSS_2048_8192_SHA256),
        (ECDSA_SHA256, _, Some(P256)) => Ok(&signature::ECDSA_P256_SHA256_ASN1),
        (ECDSA_SHA256, _, Some(P384)) => Ok(&signature::ECDSA_P384_SHA256_ASN1),
        _ => Err(Unsigned::UnknownAlgorithm),
    }
}

/// The common name of a certificate: of a person, as who issued it writes it.
fn name_of(certificate: &Certificate) -> Option<String> {
    let mut parts = certificate.tbs_certificate.subject.0.iter().flat_map(|it| it.0.iter());
    let name = parts.find(|it| it.oid == COMMON_NAME)?;
    let text = String::from_utf8(name.value.value().to_vec()).ok()?;
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}
