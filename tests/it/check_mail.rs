//! `check --mail`: what a server agrees to is told a step after the other, nothing is sent, and the code says what to do.
//! And what is said of messages that a trial wrote as files.

use serde_json::Value;

use crate::mail_server::Then::{Say, Silence};
use crate::mail_server::{Certificates, Script, Server};
use crate::office::{Office, json_of};
use quadratura::config;

/// A chamber whose messages are written as files, or leave, with this server.
fn chamber(mode: &str, port: u16, tls: &str, more: &str) -> Office {
    let office = Office::new();
    let text =
        config::embedded_configuration()["settings.toml"].replace("\nmode = \"eml\"", &format!("\nmode = \"{mode}\""));
    let smtp = format!(
        "{text}\n[mail.smtp]\nhost = \"localhost\"\nport = {port}\ntls = \"{tls}\"\ntimeout_seconds = 0.4\nwhole_seconds = 3\n{more}\n"
    );
    office.configure("settings.toml", &smtp);
    office
}

/// The exit code, what is printed, and what is said of a failure.
fn told(office: &Office, arguments: &[&str]) -> (i32, String, String) {
    let output = office.program(arguments);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_whole_conversation_is_tried_up_to_the_sender_and_nothing_is_sent() {
    let certificates = Certificates::self_signed("localhost", |it| {
        it.not_before = rcgen::date_time_ymd(2021, 1, 1);
        it.not_after = rcgen::date_time_ymd(2031, 6, 30);
        it.distinguished_name.push(rcgen::DnType::CommonName, "posta interna");
    });
    let server = Server::start(Script {
        ehlo: Say("250-mail.example\r\n250-STARTTLS\r\n250 auth plain login"),
        ..certificates.script()
    });
    let colons: Vec<&str> = (0..32).map(|at| &certificates.sha256[2 * at..2 * at + 2]).collect();
    let pinned = format!(
        "user = \"quadratura\"\npassword = \"file:pw\"\ncertificate_sha256 = \"{}\"",
        colons.join(":").to_uppercase()
    );
    let office = chamber("smtp", server.port(), "starttls", &pinned);
    office.configure("pw", "parola\n");
    let (code, out, err) = told(&office, &["check", "--mail"]);
    assert_eq!((code, err.as_str()), (0, ""));
    for said in [
        &format!("Indirizzo    127.0.0.1:{}, risponde", server.port()),
        "Saluto       `220 mail.example ESMTP`",
        "posta interna`, firmato da sé stesso",
        "vale dal 01/01/2021 al 30/06/2031",
        &format!("SHA-256 {}", certificates.sha256),
        "Cifratura    TLS 1.3; il certificato è quello di `certificate_sha256`",
        "Accesso      come `quadratura`, con PLAIN: accettato",
        "Mittente     `quadratura@camera.example`: accettato",
        "Esito        tutto bene: i messaggi possono partire",
    ] {
        assert!(out.contains(said), "{said}\n{out}");
    }
    let met = server.met();
    let words: Vec<&str> = met.commands.iter().filter_map(|it| it.split(' ').next()).collect();
    assert_eq!(words, ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RSET", "QUIT"]);
    assert_eq!(met.messages, []);

    let (code, out, _) = told(&office, &["check", "--mail", "--json"]);
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &json["state"], &json["error"]), (0, &Value::from("valid"), &Value::Null));
    let steps = json["mail"]["steps"].as_array().unwrap();
    let names: Vec<&str> = steps.iter().map(|it| it["step"].as_str().unwrap()).collect();
    assert_eq!(names, ["address", "greeting", "certificate", "tls", "login", "sender"]);
    assert_eq!(steps[2]["sha256"], certificates.sha256);
    assert_eq!(steps[2]["not_after"], "2031-06-30T00:00:00+00:00");
    assert_eq!((&steps[3]["version"], &steps[3]["pinned"]), (&Value::from("TLS 1.3"), &Value::from(true)));
}

#[test]
fn a_server_that_does_not_go_along_is_told_with_the_steps_before_and_a_remedy() {
    let logs_in = "user = \"q\"\npassword = \"file:pw\"";
    let offers = "250-mail.example\r\n250 AUTH LOGIN PLAIN";
    let scripts = [
        (Script { banner: Say("421 4.3.2 later"), ..Script::default() }, "", 1, "per ora non accetta posta"),
        (Script { ehlo: Silence, ..Script::default() }, "", 1, "tace al saluto"),
        (Script::default(), logs_in, 2, "togliere `user` e `password`"),
        (
            Script { ehlo: Say(offers), auth: Say("535 5.7.8 no"), ..Script::default() },
            logs_in,
            2,
            "controllare `user` e la password",
        ),
        (Script { mail: Say("550 5.7.1 not yours"), ..Script::default() }, "", 2, "correggere `from` in [mail]"),
        (Script { mail: Say("530 5.7.0 log in"), ..Script::default() }, "", 2, "scrivere `user` e `password`"),
        (Script { mail: Say("552 5.2.2 over quota"), ..Script::default() }, "", 1, "non ha più spazio per la posta"),
        (Script { mail: Say("451 4.7.1 busy"), ..Script::default() }, "", 1, "per ora non accetta posta di"),
    ];
    for (script, more, expected, said) in scripts {
        let server = Server::start(script);
        let office = chamber("smtp", server.port(), "nessuna_cifratura", more);
        office.configure("pw", "parola\n");
        let (code, out, err) = told(&office, &["check", "--mail"]);
        assert!(code == expected && err.contains(said), "{said}: {code} {err}");
        assert!(out.contains("Indirizzo    127.0.0.1:") && !out.contains("Esito"), "{out}");
        let (code, out, _) = told(&office, &["check", "--mail", "--json"]);
        let json: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(code, expected, "{said}");
        assert!(json["error"]["text"].as_str().unwrap().contains(said), "{json}");
        assert!(json["mail"]["steps"].as_array().is_some_and(|it| !it.is_empty()), "{json}");
        assert_eq!(server.met().messages, []);
    }
    let certificates = Certificates::new();
    let server = Server::start(certificates.script());
    let (code, out, err) = told(&chamber("smtp", server.port(), "starttls", ""), &["check", "--mail"]);
    // What would be pinned is shown also where it is not believed.
    assert!(out.contains(&format!("SHA-256 {}", certificates.sha256)) && !out.contains("Cifratura"), "{out}");
    assert!(code == 1 && err.contains("indicarla con `ca_file`"), "{err}");
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (code, _, err) = told(&chamber("smtp", closed, "tls", ""), &["check", "--mail"]);
    assert!(code == 1 && err.contains("nessuno risponde a `localhost:"), "{err}");
}

#[test]
fn a_server_can_be_tried_before_messages_leave_and_without_one_there_is_nothing_to_try() {
    let server = Server::start(Script::default());
    let office = chamber("eml", server.port(), "nessuna_cifratura", "");
    let (code, out, _) = told(&office, &["check", "--mail"]);
    assert!(code == 0 && out.contains("Cifratura    nessuna") && out.contains("Accesso      nessuno"), "{out}");
    assert!(out.contains("i messaggi restano file in outbox/"), "{out}");
    let (code, _, err) = told(&Office::new(), &["check", "--mail"]);
    assert!(code == 2 && err.contains("scrivere la tabella [mail.smtp]"), "{err}");
}

#[test]
fn a_fingerprint_that_is_none_is_told_with_its_line() {
    for (tls, more, said) in [
        ("tls", "certificate_sha256 = \"AA:BB\"", "64 cifre esadecimali"),
        ("nessuna_cifratura", &format!("certificate_sha256 = \"{}\"", "a".repeat(64)), "togliere `certificate_sha256`"),
    ] {
        let (code, _, err) = told(&chamber("smtp", 2525, tls, more), &["check"]);
        assert!(code == 2 && err.contains(said) && err.contains(", riga "), "{err}");
    }
}

#[test]
fn what_a_trial_wrote_as_a_file_is_never_called_delivered() {
    let office = Office::new();
    office.drop_samples("2021-01", &[]);
    let now = crate::office::issued_at("2021-01").to_rfc3339();
    let (_, run, _) = told(&office, &["run", "--period", "2021-01", "--now", &now]);
    let (_, list, _) = told(&office, &["outbox", "list"]);
    let (_, status, _) = told(&office, &["status"]);
    let written = office.files().keys().filter(|name| name.ends_with(".eml")).count();
    assert!(written > 1);
    assert!(run.contains(&format!("{written} messaggi scritti in outbox/: ")), "{run}");
    assert_eq!(list.lines().filter(|line| line.starts_with("scritto in outbox/ ")).count(), written, "{list}");
    assert!(status.contains(&format!("Posta        {written} scritti in outbox/")), "{status}");
    for text in [&run, &list, &status] {
        assert!(!text.contains("consegnat"), "{text}");
    }
    let id = list.split_whitespace().nth(3).unwrap();
    for command in ["retry", "cancel"] {
        let (code, _, err) = told(&office, &["outbox", command, id]);
        assert!(code == 2 && err.contains("è già stato scritto in outbox/"), "{err}");
    }
    // For scripts it is what it was.
    let json = json_of(&office.program(&["outbox", "list", "--json"]));
    assert!(json["messages"].as_array().unwrap().iter().all(|it| it["state"] == "sent"), "{json}");

    // The trial over, what it wrote has still arrived nowhere; what a server takes has.
    let server = Server::start(Script::default());
    let settings = std::fs::read_to_string(chamber("smtp", server.port(), "nessuna_cifratura", "").settings()).unwrap();
    office.configure("settings.toml", &settings);
    office.drop_samples("2021-02", &[]);
    let now = crate::office::issued_at("2021-02").to_rfc3339();
    let (_, run, _) = told(&office, &["run", "--period", "2021-02", "--now", &now]);
    assert!(!run.contains("outbox/"), "{run}");
    let (_, status, _) = told(&office, &["status"]);
    let left = server.met().messages.len();
    assert!(left > 1 && status.contains(&format!("{left} consegnati, {written} scritti in outbox/")), "{status}");
}
