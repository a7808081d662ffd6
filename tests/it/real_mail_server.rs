//! A whole delivery to servers that nobody here wrote: aiosmtpd, with STARTTLS and a login, and Postfix as Debian installs
//! it. Where one is not installed this says so and passes; where `QUADRATURA_AIOSMTPD` names the Python that has it, its
//! absence fails.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use quadratura::mail::transport::{Agreed, rehearse};
use quadratura::mail::{Delivery, EmlFolder, Message, Smtp, SmtpSettings, Tls, Transport};

use crate::mail_server::{Certificates, password, settings};

/// The Python that has aiosmtpd, if there is one.
fn python() -> Option<String> {
    let named = std::env::var("QUADRATURA_AIOSMTPD").ok();
    let python = named.clone().unwrap_or_else(|| "python3".to_owned());
    let found = Command::new(&python).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
    match found {
        Ok(status) if status.success() => Some(python),
        _ => {
            assert!(named.is_none(), "QUADRATURA_AIOSMTPD names `{python}`, which has no aiosmtpd");
            None
        }
    }
}

/// The server's process; it ends when its standard input does.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

#[test]
fn a_real_server_with_starttls_and_login_keeps_what_it_is_sent() {
    let Some(python) = python() else {
        eprintln!("not tried: aiosmtpd is not installed (python3 -m pip install aiosmtpd)");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let certificates = Certificates::new();
    let place = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).unwrap();
        folder.path().join(name)
    };
    let certificate = place("server.pem", &certificates.certificate_pem);
    let key = place("server.key", &certificates.key_pem);
    let authority = place("authority.pem", &certificates.authority_pem);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/real_mail_server.py");
    let mut server = Running(
        Command::new(python)
            .arg(script)
            .args([&certificate, &key])
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap(),
    );
    let mut told = BufReader::new(server.0.stdout.take().unwrap()).lines();
    let port: u16 = told.next().unwrap().unwrap().parse().unwrap();

    let known = SmtpSettings {
        ca_file: Some(authority),
        user: Some("quadratura".into()),
        password: Some(password(folder.path(), "parola d'ordine\n")),
        timeout_seconds: 20.0,
        whole_seconds: 60.0,
        ..settings(port, Tls::Starttls)
    };
    let message = |to: &str| Message {
        id: "2021-06-1-mensile-dirigente".into(),
        to: to.into(),
        from: "quadratura@camera.example".into(),
        subject: "Monitoraggio".into(),
        bytes: b"Message-ID: <one@camera.example>\r\nSubject: Monitoraggio\r\n\r\n.punto\r\nfine\r\n".to_vec(),
    };
    let transport = Smtp::new(known.clone(), "camera.example");
    for (at, to) in ["a@camera.example", "b@camera.example"].into_iter().enumerate() {
        assert_eq!(transport.send(&message(to)).unwrap(), Delivery::Sent);
        assert_eq!(told.next().unwrap().unwrap(), to);
        let kept = std::fs::read(folder.path().join(format!("{}.eml", at + 1))).unwrap();
        assert!(kept.starts_with(&message(to).bytes), "{}", String::from_utf8_lossy(&kept));
    }
    drop(transport);

    let stranger = SmtpSettings { password: Some(password(folder.path(), "un'altra\n")), ..known };
    let delivery = Smtp::new(stranger, "camera.example").send(&message("c@camera.example")).unwrap();
    assert!(matches!(&delivery, Delivery::Misconfigured(text) if text.contains("535")), "{delivery:?}");
    // A trial by files goes on without any server.
    assert_eq!(
        EmlFolder::new(folder.path().join("outbox")).send(&message("d@camera.example")).unwrap(),
        Delivery::Sent
    );
}

const POSTFIX: &str = "/usr/sbin/postfix";

/// A Postfix of its own, on loopback; it stops with the test.
struct Postfix(PathBuf);

impl Postfix {
    /// Keeps nothing, takes messages up to 20,000 bytes, shows this certificate.
    fn start(folder: &Path, port: u16) -> Option<Self> {
        let place = |name: &str| folder.join(name).display().to_string();
        for inner in ["conf", "queue", "data"] {
            std::fs::create_dir(folder.join(inner)).unwrap();
        }
        let main = format!(
            "compatibility_level = 3.6\nqueue_directory = {}\ndata_directory = {}\nmyhostname = localhost\n\
             inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmydestination = camera.example\nalias_maps =\n\
             local_recipient_maps =\nlocal_transport = discard\nsmtpd_relay_restrictions = permit_mynetworks, reject\n\
             mynetworks = 127.0.0.1/32\nsmtpd_tls_security_level = may\nsmtpd_tls_cert_file = {}\n\
             smtpd_tls_key_file = {}\nmessage_size_limit = 20000\nmaillog_file = {}\nmaillog_file_prefixes = {}\n",
            place("queue"),
            place("data"),
            place("server.pem"),
            place("server.key"),
            place("mail.log"),
            folder.display(),
        );
        std::fs::write(folder.join("conf/main.cf"), main).unwrap();
        let services = "pickup unix n - n 60 1 pickup\ncleanup unix n - n - 0 cleanup\nqmgr unix n - n 300 1 qmgr\n\
             tlsmgr unix - - n 1000? 1 tlsmgr\nrewrite unix - - n - - trivial-rewrite\nbounce unix - - n - 0 bounce\n\
             defer unix - - n - 0 bounce\ntrace unix - - n - 0 bounce\nanvil unix - - n - 1 anvil\n\
             scache unix - - n - 1 scache\ndiscard unix - - n - - discard\npostlog unix-dgram n - n - 1 postlogd\n";
        let listens = format!("127.0.0.1:{port} inet n - n - - smtpd\n{services}");
        std::fs::write(folder.join("conf/master.cf"), listens).unwrap();
        let own = std::process::Command::new("chown").arg("postfix").arg(folder.join("data")).status();
        let postfix = Self(folder.join("conf"));
        (own.is_ok_and(|it| it.success()) && postfix.told("start")).then_some(postfix)
    }

    fn told(&self, word: &str) -> bool {
        let quiet = || Stdio::null();
        let mut command = Command::new(POSTFIX);
        command.arg("-c").arg(&self.0).arg(word).stdin(quiet()).stdout(quiet()).stderr(quiet());
        command.status().is_ok_and(|it| it.success())
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        self.told("stop");
    }
}

#[test]
fn a_postfix_whose_certificate_signs_itself_is_tried_and_takes_what_it_is_sent() {
    use std::os::unix::fs::PermissionsExt as _;
    if !Path::new(POSTFIX).exists() || !rustix::process::geteuid().is_root() {
        eprintln!("not tried: Postfix is not installed, or only root could start it (apt-get install postfix)");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    // Postfix has users of its own.
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let certificates = Certificates::self_signed("posta.altrove.example", |_| ());
    for (name, text) in [("server.pem", &certificates.certificate_pem), ("server.key", &certificates.key_pem)] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let Some(_running) = Postfix::start(folder.path(), port) else {
        eprintln!("not tried: Postfix does not start here");
        return;
    };
    let patient = SmtpSettings { timeout_seconds: 20.0, whole_seconds: 60.0, ..settings(port, Tls::Starttls) };
    let from = "quadratura@camera.example";
    let fault = rehearse(&patient, "camera.example", from).fault;
    let doubted = |text: &str| text.contains("si firma da sé") && text.contains(&certificates.sha256);
    assert!(matches!(&fault, Some(Delivery::Unreachable(text)) if doubted(text)), "{fault:?}");

    let pinned = SmtpSettings { certificate_sha256: certificates.sha256.parse().ok(), ..patient };
    let tried = rehearse(&pinned, "camera.example", from);
    assert_eq!(tried.fault, None);
    assert_eq!(tried.agreed.last(), Some(&Agreed::Sender(from.into())));
    assert!(tried.agreed.contains(&Agreed::Protected { version: "TLS 1.3", pinned: true }), "{:?}", tried.agreed);
    let message = |lines: usize| Message {
        id: "2021-06-1-mensile-dirigente".into(),
        to: "a@camera.example".into(),
        from: from.into(),
        subject: "Monitoraggio".into(),
        bytes: ["Subject: Monitoraggio\r\n\r\n", &"una riga di testo\r\n".repeat(lines)].concat().into_bytes(),
    };
    let transport = Smtp::new(pinned, "camera.example");
    assert_eq!(transport.send(&message(10)).unwrap(), Delivery::Sent);
    let delivery = transport.send(&message(10_000)).unwrap();
    assert!(matches!(&delivery, Delivery::Refused(text) if text.contains("552 5.3.4")), "{delivery:?}");
    assert_eq!(transport.send(&message(1)).unwrap(), Delivery::Sent, "the conversation goes on");
}
