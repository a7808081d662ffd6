//! `[mail.smtp]`: which server, how it is known and greeted, how long it may take. Asks nothing of the network.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use serde::{Deserialize, Deserializer};

use super::phrases;
use super::secret::{Secret, without_mark};
use super::trust::Trust;
use crate::fault::Fault;
use crate::intake;
use crate::origin::Digest;

/// How a server is reached.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    /// Its name, as its certificate bears it.
    pub host: String,
    /// Its port; without one, 587 with STARTTLS, 465 with TLS, 25 without either.
    pub port: Option<u16>,
    /// How the conversation is protected.
    #[serde(default)]
    pub tls: Tls,
    /// The certificates of a private authority, PEM, trusted beside those of the machine; relative to the settings file.
    pub ca_file: Option<PathBuf>,
    /// The SHA-256 of the one certificate that is trusted, whatever its name, its issuer or its days; in hexadecimal, with
    /// or without colons.
    #[serde(default, deserialize_with = "fingerprint")]
    pub certificate_sha256: Option<Digest>,
    /// Who logs in; nobody does without one.
    pub user: Option<String>,
    /// Where the password lies.
    pub password: Option<Secret>,
    /// The name by which the server is greeted; without one, `domain` of `[mail]`.
    pub hello: Option<String>,
    /// How long a single step may take.
    #[serde(default = "timeout_seconds")]
    pub timeout_seconds: f64,
    /// How long a message may take in all, with greeting and login.
    #[serde(default = "whole_seconds")]
    pub whole_seconds: f64,
}

/// What a conversation is protected with.
pub(super) struct Protection {
    pub config: Arc<ClientConfig>,
    pub trust: Arc<Trust>,
}

/// How a conversation is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    /// It starts in the clear and must turn to TLS before anything is said.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// In the clear: for a relay on the same machine.
    #[serde(rename = "nessuna_cifratura")]
    Plain,
}

fn fingerprint<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Digest>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let plain: String = text.trim().chars().filter(|c| *c != ':').collect();
    plain.parse().map(Some).map_err(|_| serde::de::Error::custom(phrases::bad_fingerprint(&text)))
}

fn timeout_seconds() -> f64 {
    60.0
}

fn whole_seconds() -> f64 {
    300.0
}

impl SmtpSettings {
    /// The port, by the kind of protection where none is given.
    pub(super) fn port(&self) -> u16 {
        self.port.unwrap_or(match self.tls {
            Tls::Starttls => 587,
            Tls::Tls => 465,
            Tls::Plain => 25,
        })
    }

    /// `posta.camera.it:587`.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}:{}", self.host, self.port())
    }

    /// The name by which the server is greeted; `domain` is that of `[mail]`.
    pub(super) fn greeting(&self, domain: &str) -> String {
        self.hello.clone().unwrap_or_else(|| domain.to_owned())
    }

    /// How long a step may take.
    pub(super) fn timeout(&self) -> Duration {
        Duration::from_secs_f64(self.timeout_seconds)
    }

    /// How long a message may take.
    pub(super) fn whole(&self) -> Duration {
        Duration::from_secs_f64(self.whole_seconds)
    }

    /// What the certificate is checked against: the one that is pinned, or the machine's authorities and the private one;
    /// nothing in the clear.
    ///
    /// # Errors
    /// An Italian sentence on the file of the private authority.
    pub(super) fn protection(&self) -> Result<Option<Protection>, String> {
        if self.tls == Tls::Plain {
            return Ok(None);
        }
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(file) = &self.ca_file {
            let pem = intake::read_text(file).map_err(|e| phrases::ca_unreadable(file, &e))?;
            let own: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(without_mark(&pem).as_bytes()).collect();
            // A file without a certificate in it would be taken for an empty list of authorities.
            let own = own.ok().filter(|own| !own.is_empty()).ok_or_else(|| phrases::ca_invalid(file))?;
            for certificate in own {
                roots.add(certificate).map_err(|_| phrases::ca_invalid(file))?;
            }
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let trust = Arc::new(Trust::new(roots, self.certificate_sha256, &provider));
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let builder = builder.map_err(|e| phrases::tls_unusable(&e.to_string()))?.dangerous();
        let verified = builder.with_custom_certificate_verifier(Arc::<Trust>::clone(&trust));
        Ok(Some(Protection { config: Arc::new(verified.with_no_client_auth()), trust }))
    }

    /// What is wrong with these settings.
    pub(in crate::mail) fn faults(&self) -> Vec<Fault> {
        let mut out = Vec::new();
        let host = &self.host;
        if host.is_empty() || !host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:".contains(c)) {
            let text = format!("`{host}` non è il nome di un server, per esempio `posta.camera.it`");
            out.push(Fault::at("host", text));
        }
        if self.port == Some(0) {
            out.push(Fault::at("port", "la porta non può essere 0: di solito è 587, 465 o 25"));
        }
        for (word, seconds) in [("timeout_seconds", self.timeout_seconds), ("whole_seconds", self.whole_seconds)] {
            if !(seconds > 0.0 && seconds <= 3600.0) {
                out.push(Fault::at(word, "i secondi di attesa vanno da più di 0 a 3600, per esempio 60"));
            }
        }
        if self.whole_seconds < self.timeout_seconds {
            let text = "l'attesa complessiva non può essere minore di quella di un solo passo";
            out.push(Fault::at("whole_seconds", text));
        }
        match (&self.user, &self.password) {
            (Some(_), None) => {
                out.push(Fault::at("user", "con `user` serve anche `password`, che dice dove sta la password"));
            }
            (None, Some(_)) => {
                out.push(Fault::at("password", "con `password` serve anche `user`, il nome con cui si accede"));
            }
            (Some(_), Some(_)) if self.tls == Tls::Plain && !self.is_here() => {
                out.push(Fault::at("tls", phrases::PASSWORD_IN_THE_CLEAR));
            }
            _ => {}
        }
        if self.certificate_sha256.is_some() && self.tls == Tls::Plain {
            out.push(Fault::at("certificate_sha256", phrases::FINGERPRINT_IN_THE_CLEAR));
        }
        // The file may lie where only the service reads it: of a password this is not asked, of a public certificate it is.
        out.extend(self.protection().err().map(|text| Fault::at("ca_file", text)));
        out
    }

    /// Whether the server is on this machine: nobody else overhears.
    fn is_here(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}
