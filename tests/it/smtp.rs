//! What becomes of a message at every way in which a mail server can fail, told by the step that was reached.

use rcgen::{BasicConstraints, CertificateParams, IsCa, date_time_ymd};

use quadratura::mail::{Delivery, Message, Smtp, SmtpSettings, Tls, Transport};

use crate::mail_server::Then::{Bytes, Drip, Endless, HangUp, Say, Silence};
use crate::mail_server::{Certificates, Script, Server, password, settings};

fn message(to: &str) -> Message {
    Message {
        id: "2021-06-1-mensile-dirigente".into(),
        to: to.into(),
        from: "quadratura@camera.example".into(),
        subject: "Monitoraggio".into(),
        bytes: b"Message-ID: <one@camera.example>\r\nSubject: Monitoraggio\r\n\r\n.punto\r\nfine\r\n".to_vec(),
    }
}

fn smtp(settings: SmtpSettings) -> Smtp {
    Smtp::new(settings, "camera.example")
}

/// What becomes of one message at a server of this script, in the clear.
fn sent_to(script: Script) -> (Delivery, Server) {
    let server = Server::start(script);
    let delivery = smtp(server.settings(Tls::Plain)).send(&message("a@camera.example")).unwrap();
    (delivery, server)
}

fn script(change: impl Fn(&mut Script)) -> Script {
    let mut script = Script::default();
    change(&mut script);
    script
}

#[test]
fn a_message_arrives_as_it_is_and_the_conversation_is_kept_for_the_next() {
    let server = Server::start(Script::default());
    let transport = smtp(server.settings(Tls::Plain));
    for to in ["a@camera.example", "b@camera.example"] {
        assert_eq!(transport.send(&message(to)).unwrap(), Delivery::Sent);
    }
    drop(transport);
    let met = server.met();
    assert_eq!(met.connections, 1);
    assert_eq!(
        met.messages.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(),
        ["a@camera.example", "b@camera.example"]
    );
    assert!(
        met.messages.iter().all(|(_, text)| text.starts_with("Message-ID") && text.contains("\r\n.punto\r\nfine\r\n"))
    );
    assert_eq!(met.commands.last().unwrap(), "QUIT");
}

#[test]
fn a_conversation_that_the_server_closed_is_begun_anew() {
    let server = Server::start(Script::default());
    let transport = smtp(server.settings(Tls::Plain));
    server.change(script(|it| it.end = Say("250 ok")));
    assert_eq!(transport.send(&message("a@camera.example")).unwrap(), Delivery::Sent);
    transport.close();
    assert_eq!(transport.send(&message("b@camera.example")).unwrap(), Delivery::Sent);
    assert_eq!(server.met().connections, 2);
}

#[test]
fn without_a_conversation_nothing_is_handed_over() {
    for (change, said) in [
        (script(|it| it.banner = Silence), "tace al saluto"),
        (script(|it| it.banner = Drip), "tace troppo a lungo"),
        (script(|it| it.banner = HangUp), "ha chiuso la conversazione al saluto"),
        (script(|it| it.banner = Say("421 4.3.2 try later")), "per ora non accetta posta: `421 4.3.2 try later`"),
        (script(|it| it.banner = Say("554 no")), "per ora non accetta posta: `554 no`"),
        (script(|it| it.banner = Say("HTTP/1.1 200 OK")), "una risposta che non è di un server di posta"),
        (script(|it| it.ehlo = Silence), "tace al saluto"),
        (script(|it| it.banner = Endless), "una risposta che non è di un server di posta"),
        (script(|it| it.ehlo = Endless), "una risposta che non è di un server di posta"),
    ] {
        let (delivery, server) = sent_to(change);
        assert!(matches!(&delivery, Delivery::Unreachable(text) if text.contains(said)), "{said}: {delivery:?}");
        assert_eq!(server.met().messages, []);
    }
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let delivery = smtp(settings(closed, Tls::Plain)).send(&message("a@camera.example")).unwrap();
    assert!(matches!(&delivery, Delivery::Unreachable(text) if text.contains("nessuno risponde")), "{delivery:?}");
}

#[test]
fn an_answer_to_the_envelope_or_the_text_decides_of_this_message_alone() {
    for (change, expected) in [
        (
            script(|it| it.rcpt = vec![("a@", Say("550 5.1.1 unknown user"))]),
            Delivery::Refused(
                "il server non accetta il messaggio per `a@camera.example`: `550 5.1.1 unknown user`".into(),
            ),
        ),
        (
            script(|it| it.end = Say("552-5.3.4 too large\r\n552 5.3.4 really")),
            Delivery::Refused(
                "il server non accetta il messaggio per `a@camera.example`: `552 5.3.4 too large really`".into(),
            ),
        ),
        (
            script(|it| it.rcpt = vec![("a@", Say("451 4.7.1 greylisted"))]),
            Delivery::Deferred(
                "il server per ora non accetta il messaggio per `a@camera.example`: `451 4.7.1 greylisted`".into(),
            ),
        ),
        (
            script(|it| it.end = Say("452 4.3.1 disk full")),
            Delivery::Deferred(
                "il server per ora non accetta il messaggio per `a@camera.example`: `452 4.3.1 disk full`".into(),
            ),
        ),
    ] {
        let (delivery, _server) = sent_to(change);
        assert_eq!(delivery, expected);
    }
}

#[test]
fn a_yes_is_one_in_whatever_letters_and_however_long() {
    const LONG: &[u8] = &[b'a'; 5000];
    let long: &'static [u8] = [b"250 ".as_slice(), LONG, b"\r\n"].concat().leak();
    for end in
        [Bytes(b"250\r\n"), Bytes(b"250 2.0.0 \xe8 in coda\r\n"), Bytes("250 è in coda\r\n".as_bytes()), Bytes(long)]
    {
        let (delivery, server) = sent_to(script(|it| it.end = end.clone()));
        assert_eq!(delivery, Delivery::Sent, "{end:?}");
        assert_eq!(server.met().messages[0].1, String::from_utf8(message("").bytes).unwrap(), "byte by byte");
    }
    // Where a text was to be asked for, another yes is none.
    let (delivery, server) = sent_to(script(|it| it.data = Say("250 ok")));
    assert!(matches!(delivery, Delivery::Interrupted(_)), "{delivery:?}");
    assert_eq!(server.met().messages, []);
}

#[test]
fn a_line_that_breaks_is_uncertain_only_after_the_end_of_the_text() {
    for end in [Silence, HangUp, Drip, Endless, Say("\u{1}\u{2} what?"), Say("354 go on")] {
        let (delivery, server) = sent_to(script(|it| it.end = end.clone()));
        assert!(
            matches!(&delivery, Delivery::Uncertain(text) if text.ends_with("potrebbe essere arrivato")),
            "{end:?}: {delivery:?}"
        );
        assert_eq!(server.met().messages.len(), 1);
    }
    for before in [HangUp, Silence, Say("garbage")] {
        for change in [
            script(|it| it.mail = before.clone()),
            script(|it| it.rcpt = vec![("a@", before.clone())]),
            script(|it| it.data = before.clone()),
        ] {
            let (delivery, server) = sent_to(change);
            assert!(matches!(delivery, Delivery::Interrupted(_)), "{before:?}: {delivery:?}");
            assert_eq!(server.met().messages, []);
        }
    }
}

#[test]
fn a_server_without_room_blames_no_sender() {
    for said in ["552 5.3.4 message too large", "552 over quota", "550 5.2.2 mailbox full"] {
        let (delivery, server) = sent_to(script(|it| it.mail = Say(said)));
        let Delivery::Refused(text) = &delivery else { panic!("{delivery:?}") };
        assert!(text.contains("troppo grande") && text.contains("attachment_bytes_max"), "{text}");
        assert!(text.contains(said) && !text.contains("`from`"), "{text}");
        assert_eq!(server.met().messages, []);
    }
    let (delivery, _server) = sent_to(script(|it| it.mail = Say("452 4.3.1 disk full")));
    assert!(matches!(delivery, Delivery::Deferred(_)), "{delivery:?}");
}

#[test]
fn settings_that_a_server_refuses_are_no_fault_of_the_message() {
    let (delivery, _server) = sent_to(script(|it| it.mail = Say("550 5.7.1 not yours")));
    assert!(matches!(&delivery, Delivery::Misconfigured(text) if text.contains("correggere `from`")), "{delivery:?}");
    let (delivery, _server) = sent_to(script(|it| it.rcpt = vec![("a@", Say("530 5.7.0 log in first"))]));
    assert!(
        matches!(&delivery, Delivery::Misconfigured(text) if text.contains("scrivere `user` e `password`")),
        "{delivery:?}"
    );
}

#[test]
fn a_wrong_password_is_told_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let logs_in = |server: &Server| SmtpSettings {
        user: Some("quadratura".into()),
        password: Some(password(folder.path(), "parola-segreta\n")),
        ..server.settings(Tls::Plain)
    };
    let offers = "250-mail.example\r\n250 AUTH PLAIN LOGIN";
    let server = Server::start(script(|it| {
        it.ehlo = Say(offers);
        it.auth = Say("535 5.7.8 bad credentials");
    }));
    let transport = smtp(logs_in(&server));
    let delivery = transport.send(&message("a@camera.example")).unwrap();
    let Delivery::Misconfigured(text) = &delivery else { panic!("{delivery:?}") };
    assert!(text.contains("`quadratura`") && text.contains("535 5.7.8") && !text.contains("segreta"), "{text}");
    assert!(!format!("{transport:?}").contains("segreta"));
    assert!(server.met().commands.iter().all(|command| !command.starts_with("MAIL")));

    for echo in ["535-5.7.8 AUTH PLAIN\r\n535 5.7.8 AHF1YWRyYXR1cmEAcGFyb2xhLXNlZ3JldGE=", "535 no `parola-segreta`"] {
        server.change(script(|it| {
            it.ehlo = Say(offers);
            it.auth = Say(echo);
        }));
        let delivery = smtp(logs_in(&server)).send(&message("a@camera.example")).unwrap();
        let Delivery::Misconfigured(text) = &delivery else { panic!("{delivery:?}") };
        assert!(text.contains("`535 (il resto ripeteva l'accesso") && !text.contains("segreta"), "{text}");
        assert!(!text.contains("AHF1"), "{text}");
    }

    let server = Server::start(script(|it| it.ehlo = Say("250 mail.example")));
    let delivery = smtp(logs_in(&server)).send(&message("a@camera.example")).unwrap();
    assert!(
        matches!(&delivery, Delivery::Misconfigured(text) if text.contains("non offre un modo di accedere")),
        "{delivery:?}"
    );
    let server = Server::start(script(|it| it.ehlo = Say(offers)));
    assert_eq!(smtp(logs_in(&server)).send(&message("a@camera.example")).unwrap(), Delivery::Sent);
    std::fs::remove_file(folder.path().join("password")).unwrap();
    let gone = SmtpSettings {
        password: Some(quadratura::mail::Secret::File(folder.path().join("password"))),
        ..logs_in(&server)
    };
    std::fs::remove_file(folder.path().join("password")).unwrap();
    let delivery = smtp(gone).send(&message("a@camera.example")).unwrap();
    assert!(matches!(&delivery, Delivery::Misconfigured(text) if text.contains("non esiste")), "{delivery:?}");
}

#[test]
fn what_a_server_offers_is_understood_in_letters_of_any_size() {
    let folder = tempfile::tempdir().unwrap();
    for (offers, said) in [
        ("250-mail.example\r\n250 auth plain login", "AUTH PLAIN "),
        ("250-mail.example\r\n250-Auth=Login Plain\r\n250 8bitmime", "AUTH PLAIN "),
        ("250-mail.example\r\n250 AUTH\tlogin\tPlain", "AUTH PLAIN "),
    ] {
        let server = Server::start(script(|it| it.ehlo = Say(offers)));
        let settings = SmtpSettings {
            user: Some("q".into()),
            // As an editor of Windows saves it.
            password: Some(password(folder.path(), "\u{feff}parola\r\n")),
            ..server.settings(Tls::Plain)
        };
        assert_eq!(smtp(settings).send(&message("a@camera.example")).unwrap(), Delivery::Sent, "{offers}");
        let commands = server.met().commands;
        assert!(commands.contains(&format!("{said}AHEAcGFyb2xh")), "{commands:?}");
    }
    let certificates = Certificates::new();
    let server = Server::start(Script { ehlo: Say("250-mail.example\r\n250 starttls"), ..certificates.script() });
    let pinned = SmtpSettings {
        certificate_sha256: Some(certificates.sha256.parse().unwrap()),
        ..server.settings(Tls::Starttls)
    };
    assert_eq!(smtp(pinned).send(&message("a@camera.example")).unwrap(), Delivery::Sent);
}

#[test]
fn who_is_asked_for_name_and_password_says_them_in_turn() {
    let folder = tempfile::tempdir().unwrap();
    let logs_in = |last: &'static str| {
        let server = Server::start(script(|it| {
            it.ehlo = Say("250-mail.example\r\n250 AUTH LOGIN");
            it.auth = Say("334 VXNlcm5hbWU6");
            it.asked = vec![Say("334 UGFzc3dvcmQ6"), Say(last)];
        }));
        let settings = SmtpSettings {
            user: Some("q".into()),
            password: Some(password(folder.path(), "parola-segreta\n")),
            ..server.settings(Tls::Plain)
        };
        let delivery = smtp(settings).send(&message("a@camera.example")).unwrap();
        (delivery, server.met().commands)
    };
    let (delivery, commands) = logs_in("235 welcome");
    assert_eq!(
        (delivery, &commands[1..4]),
        (Delivery::Sent, ["AUTH LOGIN", "cQ==", "cGFyb2xhLXNlZ3JldGE="].map(str::to_owned).as_slice())
    );
    let (delivery, _) = logs_in("535 cGFyb2xhLXNlZ3JldGE= is wrong");
    assert!(matches!(&delivery, Delivery::Misconfigured(text) if !text.contains("cGFy")), "{delivery:?}");
    // Whoever asks for something else, or without end, is told nothing.
    for last in ["334 UGluOg==", "334 UGFzc3dvcmQ6"] {
        let (delivery, commands) = logs_in(last);
        assert!(
            !matches!(delivery, Delivery::Sent) && commands.iter().all(|it| !it.starts_with("MAIL")),
            "{delivery:?}"
        );
    }
}

#[test]
fn a_certificate_of_a_private_authority_is_good_where_the_settings_name_it_and_bad_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let certificates = Certificates::new();
    let authority = folder.path().join("autorita.pem");
    std::fs::write(&authority, &certificates.authority_pem).unwrap();
    for (tls, wrapped) in [(Tls::Starttls, false), (Tls::Tls, true)] {
        let server = Server::start(script(|it| {
            it.ehlo = Say("250-mail.example\r\n250 STARTTLS");
            it.tls = Some(std::sync::Arc::clone(&certificates.server));
            it.wrapped = wrapped;
        }));
        let delivery = smtp(server.settings(tls)).send(&message("a@camera.example")).unwrap();
        let named = |text: &str| text.contains("il certificato del server") && text.contains("ca_file");
        assert!(matches!(&delivery, Delivery::Unreachable(text) if named(text)), "{tls:?}: {delivery:?}");
        assert_eq!(server.met().messages, []);

        let trusting = SmtpSettings { ca_file: Some(authority.clone()), ..server.settings(tls) };
        assert_eq!(smtp(trusting.clone()).send(&message("a@camera.example")).unwrap(), Delivery::Sent, "{tls:?}");
        let another_name = SmtpSettings { host: "127.0.0.1".into(), ..trusting };
        let delivery = smtp(another_name).send(&message("a@camera.example")).unwrap();
        let named = |text: &str| text.contains("è di un altro nome, `localhost`, e non vale per `127.0.0.1`");
        assert!(matches!(&delivery, Delivery::Unreachable(text) if named(text)), "{tls:?}: {delivery:?}");
    }
}

/// What is said of a certificate that is not believed, by a client that has it, or another, as its authority.
fn not_believed(certificates: &Certificates, authority: Option<&Certificates>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(certificates.script());
    let ca_file = authority.map(|it| {
        std::fs::write(folder.path().join("ca.pem"), format!("\u{feff}{}", it.authority_pem)).unwrap();
        folder.path().join("ca.pem")
    });
    let settings = SmtpSettings { ca_file, ..server.settings(Tls::Starttls) };
    let delivery = smtp(settings.clone()).send(&message("a@camera.example")).unwrap();
    let Delivery::Unreachable(text) = delivery else { panic!("{delivery:?}") };
    assert!(text.contains(&format!("`certificate_sha256 = \"{}\"`", certificates.sha256)), "{text}");
    assert_eq!(server.met().messages, []);
    // That remedy holds, whatever was wrong, and for this certificate alone.
    let pinned = SmtpSettings { certificate_sha256: certificates.sha256.parse().ok(), ..settings };
    assert_eq!(smtp(pinned.clone()).send(&message("a@camera.example")).unwrap(), Delivery::Sent, "{text}");
    server.change(Certificates::new().script());
    let delivery = smtp(pinned).send(&message("a@camera.example")).unwrap();
    let other = |text: &str| text.contains("non è quello di `certificate_sha256`: la sua impronta è");
    assert!(matches!(&delivery, Delivery::Unreachable(text) if other(text)), "{delivery:?}");
    text
}

#[test]
fn each_certificate_that_is_not_believed_is_told_why_and_can_be_pinned() {
    let authority = |it: &mut CertificateParams| it.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let server = |it: &mut CertificateParams| it.is_ca = IsCa::ExplicitNoCa;
    let past = |it: &mut CertificateParams| it.not_after = date_time_ymd(2021, 1, 31);
    let own = Certificates::self_signed("localhost", server);
    let like_an_authority = Certificates::self_signed("localhost", authority);
    let of_another = Certificates::self_signed("posta.altrove.example", server);
    let expired = Certificates::self_signed("localhost", past);
    let private = Certificates::new();
    for (certificates, authority, said) in [
        (&own, None, "si firma da sé, e nessuna autorità lo garantisce"),
        (&own, Some(&private), "nessuna autorità lo garantisce e non è quello che sta in `ca_file`"),
        (&like_an_authority, Some(&like_an_authority), "si firma da sé ed è fatto per un'autorità"),
        (&of_another, Some(&of_another), "è di un altro nome, `posta.altrove.example`, e non vale per `localhost`"),
        (&expired, Some(&expired), "è scaduto il 31/01/2021"),
        (&private, None, "se è un'autorità privata, indicarla con `ca_file`"),
        (&private, Some(&own), "che questa macchina non conosce e che non è in `ca_file`"),
    ] {
        let text = not_believed(certificates, authority);
        assert!(text.contains(said), "{said}: {text}");
    }
    // What a small server has is good where the settings name it, if it is made as a server's.
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ca.pem"), &own.authority_pem).unwrap();
    let listening = Server::start(own.script());
    let trusting = SmtpSettings { ca_file: Some(folder.path().join("ca.pem")), ..listening.settings(Tls::Starttls) };
    assert_eq!(smtp(trusting).send(&message("a@camera.example")).unwrap(), Delivery::Sent);
}

#[test]
fn a_server_that_goes_silent_while_the_cipher_is_agreed_is_left() {
    for (tls, change) in [
        (Tls::Tls, script(|it| it.banner = Silence)),
        (Tls::Starttls, script(|it| it.ehlo = Say("250-mail.example\r\n250 STARTTLS"))),
    ] {
        let server = Server::start(change);
        let delivery = smtp(server.settings(tls)).send(&message("a@camera.example")).unwrap();
        assert!(matches!(delivery, Delivery::Unreachable(_)), "{tls:?}: {delivery:?}");
    }
}

#[test]
fn nothing_is_said_in_the_clear_to_a_server_that_offers_no_cipher() {
    let server = Server::start(Script::default());
    let delivery = smtp(server.settings(Tls::Starttls)).send(&message("a@camera.example")).unwrap();
    assert!(matches!(&delivery, Delivery::Misconfigured(text) if text.contains("non offre STARTTLS")), "{delivery:?}");
    let said = server.met().commands;
    assert!(said.iter().all(|command| command.starts_with("EHLO") || command == "QUIT"), "{said:?}");
}
