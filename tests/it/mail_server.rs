//! A mail server on loopback that does as it is told: answers, lies, goes silent, hangs up. Every wait in it is bounded.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use quadratura::mail::{Secret, SmtpSettings, Tls};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// No client of a test waits longer than this; a test that comes here fails by its assertions.
const PATIENCE: Duration = Duration::from_secs(20);

/// Connections that one server takes.
const CONNECTIONS_MAX: usize = 64;

/// What a server does at a step.
#[derive(Clone, Debug)]
pub enum Then {
    /// Answers.
    Say(&'static str),
    /// Answers nothing, and keeps the line.
    Silence,
    /// Hangs up.
    HangUp,
    /// Answers bytes as they are.
    Bytes(&'static [u8]),
    /// Answers a letter at a time and never comes to an end.
    Drip,
    /// Answers as fast as it can and never comes to an end.
    Endless,
}

use Then::Say;

/// What a server does.
#[derive(Clone)]
pub struct Script {
    pub banner: Then,
    pub ehlo: Then,
    pub auth: Then,
    /// What is answered to each line that is no command: the words of a login.
    pub asked: Vec<Then>,
    pub mail: Then,
    /// By words of the address; the first that is in it counts.
    pub rcpt: Vec<(&'static str, Then)>,
    pub data: Then,
    pub end: Then,
    pub tls: Option<Arc<rustls::ServerConfig>>,
    /// TLS from the first byte.
    pub wrapped: bool,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            banner: Say("220 mail.example ESMTP"),
            ehlo: Say("250-mail.example\r\n250 8BITMIME"),
            auth: Say("235 2.7.0 welcome"),
            asked: Vec::new(),
            mail: Say("250 ok"),
            rcpt: Vec::new(),
            data: Say("354 go on"),
            end: Say("250 2.0.0 queued"),
            tls: None,
            wrapped: false,
        }
    }
}

/// What a server met.
#[derive(Clone, Debug, Default)]
pub struct Met {
    pub connections: usize,
    /// Every line it was told outside a message's text.
    pub commands: Vec<String>,
    /// Receiver and text of every message that came to its end, however it was answered.
    pub messages: Vec<(String, String)>,
}

/// A server that stops with the test.
pub struct Server {
    address: SocketAddr,
    met: Arc<Mutex<Met>>,
    script: Arc<Mutex<Script>>,
    stops: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (met, script, stops) = (Arc::default(), Arc::new(Mutex::new(script)), Arc::new(AtomicBool::new(false)));
        let (its_met, its_script, its_stops) = (Arc::clone(&met), Arc::clone(&script), Arc::clone(&stops));
        let thread = std::thread::spawn(move || {
            let mut talks = Vec::new();
            for connection in listener.incoming().take(CONNECTIONS_MAX) {
                if its_stops.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(stream) = connection else { break };
                let (met, script) = (Arc::clone(&its_met), its_script.lock().unwrap().clone());
                talks.push(std::thread::spawn(move || converse(stream, &script, &met)));
            }
            for talk in talks {
                talk.join().unwrap();
            }
        });
        Self { address, met, script, stops, thread: Some(thread) }
    }

    pub fn met(&self) -> Met {
        self.met.lock().unwrap().clone()
    }

    /// From the next connection on.
    pub fn change(&self, script: Script) {
        *self.script.lock().unwrap() = script;
    }

    /// How a client reaches it, with short patience.
    pub fn settings(&self, tls: Tls) -> SmtpSettings {
        settings(self.address.port(), tls)
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stops.store(true, Ordering::SeqCst);
        // Whatever it waits for, this wakes it.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// How a client reaches a server on this machine, with short patience.
pub fn settings(port: u16, tls: Tls) -> SmtpSettings {
    SmtpSettings {
        host: "localhost".into(),
        port: Some(port),
        tls,
        ca_file: None,
        certificate_sha256: None,
        user: None,
        password: None,
        hello: None,
        timeout_seconds: 0.4,
        whole_seconds: 3.0,
    }
}

/// A file that holds a password.
pub fn password(folder: &std::path::Path, text: &str) -> Secret {
    let path = folder.join("password");
    std::fs::write(&path, text).unwrap();
    Secret::File(path)
}

/// A private authority, and a certificate of `localhost` that it signed.
pub struct Certificates {
    pub authority_pem: String,
    pub certificate_pem: String,
    pub key_pem: String,
    /// SHA-256 of the certificate.
    pub sha256: String,
    pub server: Arc<rustls::ServerConfig>,
}

impl Certificates {
    pub fn new() -> Self {
        let authority_key = KeyPair::generate().unwrap();
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_pem = authority.self_signed(&authority_key).unwrap().pem();
        let issuer = Issuer::new(authority, authority_key);
        let key = KeyPair::generate().unwrap();
        let own = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
        Self::of(&own, &key, authority_pem)
    }

    /// One that signs itself, for the server of this name, changed like this; its own authority, as people try.
    pub fn self_signed(name: &str, change: impl Fn(&mut CertificateParams)) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut own = CertificateParams::new(vec![name.to_owned()]).unwrap();
        change(&mut own);
        let own = own.self_signed(&key).unwrap();
        Self::of(&own, &key, own.pem())
    }

    fn of(own: &rcgen::Certificate, key: &KeyPair, authority_pem: String) -> Self {
        let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let server = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![own.der().clone()], private)
            .unwrap();
        let sha256 = quadratura::origin::Digest::of(own.der()).to_string();
        Self {
            authority_pem,
            certificate_pem: own.pem(),
            key_pem: key.serialize_pem(),
            sha256,
            server: Arc::new(server),
        }
    }

    /// A server that shows the certificate, after STARTTLS.
    pub fn script(&self) -> Script {
        let ehlo = Say("250-mail.example\r\n250 STARTTLS");
        Script { ehlo, tls: Some(Arc::clone(&self.server)), ..Script::default() }
    }
}

/// A connection, before and after it is protected.
trait Line: Read + Write {}
impl<T: Read + Write> Line for T {}

fn protected(stream: TcpStream, tls: &Arc<rustls::ServerConfig>) -> Box<dyn Line> {
    let connection = rustls::ServerConnection::new(Arc::clone(tls)).unwrap();
    Box::new(rustls::StreamOwned::new(connection, stream))
}

/// Answers as the script says; whether the conversation goes on.
fn answer(line: &mut dyn Line, then: &Then) -> bool {
    match then {
        Say(text) => line.write_all(format!("{text}\r\n").as_bytes()).and_then(|()| line.flush()).is_ok(),
        Then::Bytes(bytes) => line.write_all(bytes).and_then(|()| line.flush()).is_ok(),
        Then::HangUp => false,
        Then::Endless => {
            while line.write_all(&[b'2'; 1 << 16]).is_ok() {}
            false
        }
        // Until the client has had enough.
        Then::Silence => {
            let _ = line.read(&mut [0; 1024]);
            let _ = line.read(&mut [0; 1024]);
            false
        }
        Then::Drip => {
            for _ in 0..2000 {
                if line.write_all(b"2").and_then(|()| line.flush()).is_err() {
                    break;
                }
                std::thread::park_timeout(Duration::from_millis(20));
            }
            false
        }
    }
}

fn converse(stream: TcpStream, script: &Script, met: &Mutex<Met>) {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    met.lock().unwrap().connections += 1;
    let clear = stream.try_clone().unwrap();
    let line: Box<dyn Line> = match &script.tls {
        Some(tls) if script.wrapped => protected(stream, tls),
        _ => Box::new(stream),
    };
    let mut line = BufReader::new(line);
    if !answer(line.get_mut(), &script.banner) {
        return;
    }
    let (mut to, mut asked) = (String::new(), script.asked.iter());
    loop {
        let mut command = String::new();
        if !matches!(line.read_line(&mut command), Ok(read) if read > 0) {
            return;
        }
        let command = command.trim_end().to_owned();
        met.lock().unwrap().commands.push(command.clone());
        let word = command.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let then = match word.as_str() {
            "EHLO" => script.ehlo.clone(),
            "AUTH" => script.auth.clone(),
            "STARTTLS" => Say("220 go ahead"),
            "MAIL" => script.mail.clone(),
            "RCPT" => {
                to = command.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                let told = script.rcpt.iter().find(|(word, _)| to.contains(word));
                told.map_or(Say("250 ok"), |(_, then)| then.clone())
            }
            "DATA" => script.data.clone(),
            "RSET" | "NOOP" => Say("250 ok"),
            "QUIT" => {
                answer(line.get_mut(), &Say("221 bye"));
                return;
            }
            _ => asked.next().cloned().unwrap_or(Say("502 what?")),
        };
        if !answer(line.get_mut(), &then) {
            return;
        }
        match (word.as_str(), &then, &script.tls) {
            ("STARTTLS", _, Some(tls)) => line = BufReader::new(protected(clear.try_clone().unwrap(), tls)),
            ("DATA", Say(said), _) if said.starts_with("354") => {
                let Some(text) = content(&mut line) else { return };
                met.lock().unwrap().messages.push((to.clone(), text));
                if !answer(line.get_mut(), &script.end) {
                    return;
                }
            }
            _ => {}
        }
    }
}

/// A message's text up to its end; nothing when the client hangs up before.
fn content(line: &mut BufReader<Box<dyn Line>>) -> Option<String> {
    let mut text = String::new();
    loop {
        let mut one = String::new();
        if !matches!(line.read_line(&mut one), Ok(read) if read > 0) {
            return None;
        }
        if one == ".\r\n" {
            return Some(text);
        }
        text.push_str(one.strip_prefix('.').unwrap_or(&one));
    }
}
