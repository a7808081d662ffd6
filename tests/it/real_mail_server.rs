//! A whole delivery to a server that nobody here wrote: aiosmtpd, with STARTTLS and a login. Where it is not installed
//! this says so and passes; where `QUADRATURA_AIOSMTPD` names the Python that has it, its absence fails.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

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
