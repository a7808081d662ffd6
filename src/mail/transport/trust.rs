//! Whom to believe: the authorities that the settings and the machine name, or one certificate alone. Keeps what a server
//! showed, so that a refusal can say of which certificate it is.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use super::certificate::{Certificate, key};
use crate::origin::Digest;

/// Whom to believe.
#[derive(Debug)]
pub(super) enum Trusted {
    /// What one of these signed, for this name and this day; nobody where there are none.
    Authorities(Option<Arc<WebPkiServerVerifier>>),
    /// The certificate of this digest, whatever it says.
    Pinned(Digest),
}

/// Decides whether a server is who it says it is.
#[derive(Debug)]
pub(super) struct Trust {
    trusted: Trusted,
    provider: Arc<CryptoProvider>,
    shown: Mutex<Option<Certificate>>,
}

impl Trust {
    /// Believes what these authorities signed, or the certificate of this digest alone.
    pub(super) fn new(roots: RootCertStore, pinned: Option<Digest>, provider: &Arc<CryptoProvider>) -> Self {
        let trusted = pinned.map_or_else(
            || {
                // Without any authority there is nothing to verify with: then nobody is believed.
                let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider));
                Trusted::Authorities(verifier.build().ok())
            },
            Trusted::Pinned,
        );
        Self { trusted, provider: Arc::clone(provider), shown: Mutex::default() }
    }

    /// What the server showed.
    pub(super) fn shown(&self) -> Option<Certificate> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = Certificate::of(end_entity);
        let digest = shown.sha256;
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(shown);
        match &self.trusted {
            Trusted::Pinned(pinned) if *pinned == digest => Ok(ServerCertVerified::assertion()),
            Trusted::Pinned(_) => Err(CertificateError::ApplicationVerificationFailure.into()),
            Trusted::Authorities(None) => Err(CertificateError::UnknownIssuer.into()),
            Trusted::Authorities(Some(verifier)) => {
                verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            }
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed_by(verify_tls12_signature)(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signed_by(verify_tls13_signature)(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Whether a message of a handshake is signed with the key of a certificate.
type Signed = fn(
    &[u8],
    &CertificateDer<'_>,
    &DigitallySignedStruct,
    &WebPkiSupportedAlgorithms,
) -> Result<HandshakeSignatureValid, Error>;

impl Trust {
    /// How signatures are looked at: as the library does, or against the key of a pinned certificate alone.
    fn signed_by(&self, library: Signed) -> Signed {
        match self.trusted {
            Trusted::Pinned(_) => signed,
            Trusted::Authorities(_) => library,
        }
    }
}

/// That the server holds the key of a pinned certificate. The library would first ask more of the certificate than its
/// key: those of the first version, which small servers still make for themselves, have no more.
fn signed(
    message: &[u8],
    cert: &CertificateDer<'_>,
    dss: &DigitallySignedStruct,
    known: &WebPkiSupportedAlgorithms,
) -> Result<HandshakeSignatureValid, Error> {
    let (kind, bits) = key(cert).ok_or(CertificateError::BadEncoding)?;
    let fitting = known.mapping.iter().filter(|(scheme, _)| *scheme == dss.scheme).flat_map(|(_, all)| *all);
    let mut fitting = fitting.filter(|it| it.public_key_alg_id().as_ref() == kind);
    if fitting.any(|it| it.verify_signature(bits, message, dss.signature()).is_ok()) {
        return Ok(HandshakeSignatureValid::assertion());
    }
    Err(CertificateError::BadSignature.into())
}
