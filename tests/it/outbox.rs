//! The outbox over time: what is tried again, when, with which bytes, and what a person decides.

use std::cell::RefCell;

use chrono::{DateTime, TimeDelta, Utc};
use quadratura::config::{self, Config};
use quadratura::intake::archive;
use quadratura::mail::{Delivery, Message, Notice, Transport};
use quadratura::pipeline::{self, Delivered, Folders};
use quadratura::store::{Filed, MessageState, Pass, QueuedMessage, Store};
use serde_json::json;

use crate::mail_server::Then::{HangUp, Say};
use crate::mail_server::{Script, Server};
use crate::office::{Office, json_of};

fn now() -> DateTime<Utc> {
    "2021-07-05T05:00:00Z".parse().unwrap()
}

/// `settings.toml` of a chamber that writes by the server of this port, with a line more in `[mail]`.
fn by_smtp(port: u16, more: &str) -> String {
    let text = config::embedded_configuration()["settings.toml"]
        .replace("\nmode = \"eml\"", &format!("\nmode = \"smtp\"\n{more}"));
    format!(
        "{text}\n[mail.smtp]\nhost = \"localhost\"\nport = {port}\ntls = \"nessuna_cifratura\"\ntimeout_seconds = 0.4\nwhole_seconds = 3\n"
    )
}

/// A chamber with messages that wait.
struct Desk {
    _office: Office,
    config: Config,
    store: Store,
}

impl Desk {
    fn new(settings: &str, receivers: &[&str]) -> Self {
        let office = Office::new();
        office.configure("settings.toml", settings);
        let config = Config::load(&office.settings()).unwrap();
        let mut store = Store::open(&office.root().join("quadratura.db"), "esempio").unwrap();
        let mut messages = Vec::new();
        for (at, to) in receivers.iter().enumerate() {
            let bytes =
                format!("Message-ID: <{at}@camera.example>\r\nSubject: {to}\r\n\r\ntesto per {to}\r\n").into_bytes();
            let digest = archive::keep(&office.root().join("archive"), &bytes).unwrap();
            let message = Message {
                id: format!("2021-06-1-mensile-{at}"),
                to: (*to).to_owned(),
                from: "quadratura@camera.example".into(),
                subject: format!("per {to}"),
                bytes,
            };
            messages.push(Filed { message, digest, period: "2021-06".parse().unwrap(), number: Some(1) });
        }
        store.commit(&Pass { messages, queued_at: Some(now()), ..Pass::default() }).unwrap();
        Self { _office: office, config, store }
    }

    fn deliver(&mut self, transport: &dyn Transport, at: DateTime<Utc>) -> Delivered {
        pipeline::deliver(&self.config, &mut self.store, transport, at).unwrap()
    }

    /// By the server of the settings.
    fn deliver_at(&mut self, minutes: i64) -> Delivered {
        let transport = quadratura::mail::transport::of(&self.config.settings.mail, "unused");
        self.deliver(&*transport, now() + TimeDelta::minutes(minutes))
    }

    fn message(&self, at: usize) -> QueuedMessage {
        self.store.message(&format!("2021-06-1-mensile-{at}")).unwrap().unwrap()
    }

    fn states(&self) -> Vec<MessageState> {
        let all = self.store.messages(None).unwrap();
        all.iter().filter(|it| it.id.starts_with("2021")).map(|it| it.state).collect()
    }
}

use MessageState::{Cancelled, GivenUp, Queued, Refused, Sent, Uncertain};

const THREE: [&str; 3] = ["a@camera.example", "b@camera.example", "c@camera.example"];

#[test]
fn one_refused_receiver_does_not_hold_up_the_others_and_the_operator_learns_it() {
    let server = Server::start(Script { rcpt: vec![("b@", Say("550 5.1.1 unknown user"))], ..Script::default() });
    let mut desk = Desk::new(&by_smtp(server.port(), ""), &THREE);
    let delivered = desk.deliver_at(0);
    assert_eq!(desk.states(), [Sent, Refused, Sent]);
    assert_eq!((delivered.sent, delivered.failed.len(), delivered.waiting), (3, 1, 0));
    assert!(delivered.needs_attention());
    let answer = desk.message(1).answer;
    assert!(answer.contains("`b@camera.example`") && answer.contains("550 5.1.1 unknown user"), "{answer}");
    let met = server.met();
    let (to, text) = met.messages.last().unwrap();
    assert_eq!((to.as_str(), met.connections), ("ced@camera.example", 1));
    assert!(text.contains("550 5.1.1"), "{text}");
    assert_eq!(desk.deliver_at(600).sent, 0, "what is refused is not tried again by itself");
}

#[test]
fn a_server_that_is_not_there_is_asked_once_and_then_left_in_peace() {
    let server = Server::start(Script { banner: Say("421 4.3.2 try later"), ..Script::default() });
    let receivers: Vec<String> = (0..20).map(|at| format!("r{at}@camera.example")).collect();
    let receivers: Vec<&str> = receivers.iter().map(String::as_str).collect();
    let mut desk = Desk::new(&by_smtp(server.port(), ""), &receivers);
    let delivered = desk.deliver_at(0);
    assert_eq!((server.met().connections, delivered.waiting), (1, 20));
    assert!(delivered.unreachable.unwrap().contains("421 4.3.2 try later"));
    assert_eq!(delivered.next_try, Some(now() + TimeDelta::minutes(5)));
    desk.deliver_at(4);
    assert_eq!(server.met().connections, 1, "it is not yet time");
    server.change(Script::default());
    assert_eq!(desk.deliver_at(5).sent, 20);
    assert_eq!(server.met().connections, 2);
}

#[test]
fn a_try_made_by_a_clock_that_was_ahead_keeps_no_message_waiting() {
    let server = Server::start(Script { banner: Say("421 4.3.2 try later"), ..Script::default() });
    let mut desk = Desk::new(&by_smtp(server.port(), ""), &THREE);
    desk.deliver_at(4 * 24 * 60);
    assert_eq!(desk.states(), [Queued; 3]);
    server.change(Script::default());
    assert_eq!(desk.deliver_at(1).sent, 3);
}

#[test]
fn what_may_have_arrived_is_sent_again_with_the_same_bytes() {
    let server = Server::start(Script { end: HangUp, ..Script::default() });
    let mut desk = Desk::new(&by_smtp(server.port(), ""), &THREE[..1]);
    desk.deliver_at(0);
    assert_eq!(desk.states(), [Uncertain]);
    assert_eq!((desk.message(0).failures, desk.message(0).next_try), (1, Some(now() + TimeDelta::minutes(5))));
    server.change(Script { rcpt: vec![("a@", Say("451 later"))], ..Script::default() });
    desk.deliver_at(5);
    assert_eq!(desk.states(), [Uncertain], "a later refusal does not unsend it");
    server.change(Script::default());
    desk.deliver_at(20);
    assert_eq!(desk.states(), [Sent]);
    let texts: Vec<String> = server.met().messages.into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts.len(), 2);
    assert_eq!(texts[0], texts[1]);
}

#[test]
fn a_letter_that_the_archive_does_not_give_back_fails_alone_and_the_operator_learns_which() {
    let mut desk = Desk::new(&by_smtp(9, ""), &THREE);
    let archive = desk.config.root.join("archive");
    let (altered, missing) =
        (archive::path_of(&archive, desk.message(0).digest), archive::path_of(&archive, desk.message(1).digest));
    let whole = [&altered, &missing].map(|path| std::fs::read(path).unwrap());
    let put = |path: &std::path::Path, bytes: &[u8]| {
        std::fs::remove_file(path).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    put(&altered, b"altro");
    std::fs::remove_file(&missing).unwrap();
    let keeps = Keeps(RefCell::default());
    let delivered = desk.deliver(&keeps, now());
    assert_eq!(desk.states(), [Queued, Queued, Sent]);
    assert!(delivered.needs_attention() && delivered.damaged.len() == 2, "{delivered:?}");
    let answers = [desk.message(0).answer, desk.message(1).answer];
    assert!(answers[0].contains("byte alterati in") && answers[1].ends_with("non c'è"), "{answers:?}");
    let notice = String::from_utf8(keeps.0.borrow()[1].clone()).unwrap();
    let text = notice.replace("=\r\n", "");
    for words in ["2021-06-1-mensile-0", "2021-06-1-mensile-1", "copia di sicurezza", "outbox cancel ID"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // It says so once a day, and looks again on its own.
    desk.deliver(&keeps, now() + TimeDelta::minutes(5));
    assert_eq!((keeps.0.borrow().len(), desk.message(0).failures), (2, 2));
    put(&altered, &whole[0]);
    std::fs::write(&missing, &whole[1]).unwrap();
    let delivered = desk.deliver(&keeps, now() + TimeDelta::minutes(60));
    assert_eq!((desk.states(), delivered.needs_attention()), (vec![Sent, Sent, Sent], false));
    assert_eq!(keeps.0.borrow()[2..], whole);
}

#[test]
fn a_damaged_letter_does_not_hold_up_a_month() {
    let office = Office::new();
    office.drop_samples("2021-01", &["oneri"]);
    office.run("2021-01");
    office.drop_samples("2021-02", &[]);
    let mut store = Store::open(&office.root().join("quadratura.db"), "esempio").unwrap();
    let letter = store.messages(None).unwrap().remove(0);
    store.mark_message(&QueuedMessage { state: Queued, next_try: None, ..letter.clone() }).unwrap();
    let folders = Folders::at(office.root().to_owned());
    pipeline::record(&folders, &mut store, &|_| Ok(())).unwrap();
    std::fs::remove_file(archive::path_of(&office.root().join("archive"), letter.digest)).unwrap();
    let (code, json) = office.run("2021-02");
    assert_eq!((code, json["issue"].clone()), (3, json!(1)), "{json}");
    let shown = office.program(&["outbox", "show", &letter.id]);
    assert_eq!(shown.status.code(), Some(1));
    let text = String::from_utf8(shown.stderr).unwrap();
    assert!(text.contains("l'archivio non restituisce") && text.contains("Rimedio: "), "{text}");
}

#[test]
fn what_is_lost_while_no_server_is_there_is_told_when_one_is() {
    let settings = by_smtp(9, "").replace("tries_max = 20", "tries_max = 1");
    let mut desk = Desk::new(&settings, &THREE[..1]);
    desk.deliver_at(0);
    assert_eq!(desk.states(), [GivenUp]);
    let keeps = Keeps(RefCell::default());
    desk.deliver(&keeps, now() + TimeDelta::minutes(60));
    let notice = String::from_utf8(keeps.0.borrow()[0].clone()).unwrap();
    assert!(notice.replace("=\r\n", "").contains("stato consegnato"), "{notice}");
}

#[test]
fn lines_that_break_one_after_the_other_end_the_delivery_and_the_rest_stays_due() {
    let server = Server::start(Script { end: HangUp, ..Script::default() });
    let mut desk =
        Desk::new(&by_smtp(server.port(), ""), &["a@c.example", "b@c.example", "c@c.example", "d@c.example"]);
    desk.deliver_at(0);
    assert_eq!(desk.states(), [Uncertain, Uncertain, Uncertain, Queued]);
    assert_eq!((desk.message(3).failures, desk.message(3).next_try), (0, None));
    server.change(Script::default());
    assert_eq!(desk.deliver_at(1).sent, 1, "the bad ones do not stand before it");
}

#[test]
fn a_refused_login_stops_the_delivery_for_somebody_to_mend() {
    let server = Server::start(Script { mail: Say("550 5.7.1 not yours"), ..Script::default() });
    let mut desk = Desk::new(&by_smtp(server.port(), ""), &THREE);
    let delivered = desk.deliver_at(0);
    assert!(delivered.needs_attention() && delivered.misconfigured.is_some());
    assert_eq!(desk.states(), [Queued; 3]);
    assert_eq!(server.met().commands.iter().filter(|it| it.starts_with("MAIL")).count(), 1);
}

#[test]
fn a_message_is_given_up_after_its_tries_and_the_operator_learns_it() {
    let server = Server::start(Script { rcpt: vec![("a@", Say("451 4.7.1 greylisted"))], ..Script::default() });
    let settings = by_smtp(server.port(), "").replace("tries_max = 20", "tries_max = 3");
    let mut desk = Desk::new(&settings, &THREE[..2]);
    for minutes in [0, 5, 20] {
        assert_eq!(desk.states(), if minutes == 0 { [Queued, Queued] } else { [Queued, Sent] });
        desk.deliver_at(minutes);
    }
    assert_eq!(desk.states(), [GivenUp, Sent]);
    let answer = desk.message(0).answer;
    assert!(answer.starts_with("abbandonato dopo 3 tentativi") && answer.contains("451 4.7.1 greylisted"), "{answer}");
    assert_eq!(server.met().messages.last().unwrap().0, "ced@camera.example");
}

#[test]
fn a_lost_notice_gives_no_further_notice() {
    let server = Server::start(Script { rcpt: vec![("@camera.example", Say("550 nobody"))], ..Script::default() });
    let mut desk = Desk::new(&by_smtp(server.port(), ""), &THREE[..1]);
    desk.deliver_at(0);
    let all = desk.store.messages(None).unwrap();
    assert_eq!(all.iter().map(|it| it.state).collect::<Vec<_>>(), [Refused, Refused]);
    desk.deliver_at(60);
    assert_eq!(desk.store.messages(None).unwrap(), all);
}

#[test]
fn an_address_outside_the_list_is_written_to_by_nobody() {
    let server = Server::start(Script::default());
    let mut desk =
        Desk::new(&by_smtp(server.port(), "").replace("allow = []", "allow = [\"b@camera.example\"]"), &THREE);
    desk.deliver_at(0);
    assert_eq!(desk.states(), [Cancelled, Sent, Cancelled]);
    assert!(desk.message(0).answer.contains("`allow`"));
    assert_eq!(server.met().messages.len(), 1);
}

/// A transport that keeps what it was given and then dies.
struct Dies(RefCell<Vec<Vec<u8>>>);

impl Transport for Dies {
    fn send(&self, message: &Message) -> anyhow::Result<Delivery> {
        self.0.borrow_mut().push(message.bytes.clone());
        panic!("killed")
    }
}

/// A transport that keeps what it was given.
struct Keeps(RefCell<Vec<Vec<u8>>>);

impl Transport for Keeps {
    fn send(&self, message: &Message) -> anyhow::Result<Delivery> {
        self.0.borrow_mut().push(message.bytes.clone());
        Ok(Delivery::Sent)
    }
}

#[test]
fn killed_while_handing_over_a_message_is_uncertain_and_tried_again() {
    let mut desk = Desk::new(&by_smtp(9, ""), &THREE[..2]);
    let dies = Dies(RefCell::default());
    let killed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| desk.deliver(&dies, now())));
    assert!(killed.is_err());
    assert_eq!(desk.states(), [Uncertain, Queued]);
    let keeps = Keeps(RefCell::default());
    desk.deliver(&keeps, now());
    assert_eq!(desk.states(), [Sent, Sent]);
    assert_eq!(keeps.0.borrow()[0], dies.0.borrow()[0]);
}

#[test]
fn a_notice_is_sent_once_a_day_and_even_without_a_database() {
    let notice = |cause: &str| Notice {
        what: "il passaggio notturno non è riuscito".into(),
        causes: vec![cause.into()],
        remedy: "liberare spazio".into(),
        goes_on: String::new(),
    };
    let mut desk = Desk::new(&by_smtp(9, ""), &[]);
    let keeps = Keeps(RefCell::default());
    let sent = || keeps.0.borrow().len();
    for (cause, minutes, count) in [
        ("il disco è pieno", 0, 1),
        ("il disco è pieno", 5, 1),
        ("la cartella non c'è", 10, 2),
        ("il disco è pieno", 24 * 60, 3),
    ] {
        let at = now() + TimeDelta::minutes(minutes);
        pipeline::notify(&desk.config, Some(&mut desk.store), &keeps, &notice(cause), at).unwrap();
        assert_eq!(sent(), count, "{cause} after {minutes} minutes");
    }
    assert_eq!(desk.store.messages(None).unwrap().len(), 3);
    // Where nothing can be written, the notice goes out all the same.
    std::fs::remove_dir_all(desk.config.root.join("archive")).unwrap();
    std::fs::write(desk.config.root.join("archive"), "a file in its place").unwrap();
    pipeline::notify(&desk.config, Some(&mut desk.store), &keeps, &notice("l'archivio non si scrive"), now()).unwrap();
    pipeline::notify(&desk.config, None, &keeps, &notice("il database è danneggiato"), now()).unwrap();
    assert_eq!(sent(), 5);
    let unreachable = quadratura::mail::transport::of(&desk.config.settings.mail, "unused");
    assert!(pipeline::notify(&desk.config, None, &*unreachable, &notice("tutto è giù"), now()).is_err());
}

#[test]
fn a_run_by_smtp_sends_the_month_and_the_receipt_and_people_decide_about_the_rest() {
    let server =
        Server::start(Script { rcpt: vec![("dirigente@", Say("550 5.1.1 unknown user"))], ..Script::default() });
    let office = Office::new();
    office.configure("settings.toml", &by_smtp(server.port(), ""));
    office.drop_samples("2021-04", &[]);
    let (code, json) = office.run("2021-04");
    assert_eq!(code, 3);
    let met = server.met();
    let to: Vec<&str> = met.messages.iter().map(|(to, _)| to.as_str()).collect();
    assert!(to.contains(&"contabilita@camera.example") && to.contains(&"ced@camera.example"), "{to:?}");
    assert!(!office.root().join("outbox").exists(), "nothing is written beside what is sent");
    let receipt =
        met.messages.iter().find(|(_, text)| text.contains("Subject: File non accettato: oneri_2021-04.xlsx"));
    assert!(receipt.is_some_and(|(to, _)| to == "contabilita@camera.example"));
    // Its corrected copy came with it, and the receipt says so.
    assert!(receipt.is_some_and(|(_, text)| text.replace("=\r\n", "").contains("oneri_2021-04_corretto.xlsx, che")));
    let listed = json_of(&office.program(&["outbox", "list", "--json"]));
    let of = |state: &str| -> Vec<String> {
        let all = listed["messages"].as_array().unwrap().iter().filter(|it| it["state"] == state);
        all.map(|it| it["id"].as_str().unwrap().to_owned()).collect()
    };
    let (refused, sent) = (of("refused"), of("sent"));
    assert_eq!(refused.len() + sent.len(), listed["messages"].as_array().unwrap().len());
    if json["state"] == "released" {
        assert_eq!(refused, ["2021-04-1-mensile-dirigente"]);
    }

    // What is sent cannot be taken back; what is not can be tried again, or cancelled.
    for command in ["retry", "cancel"] {
        assert_eq!(office.program(&["outbox", command, &sent[0]]).status.code(), Some(2));
        assert_eq!(office.program(&["outbox", command, "nessuno"]).status.code(), Some(2));
    }
    server.change(Script::default());
    let again = office.program(&["outbox", "retry", "--all", "--json", "--now", "2021-05-06T05:00:00Z"]);
    assert_eq!(again.status.code(), Some(0), "{}", String::from_utf8_lossy(&again.stderr));
    assert_eq!(json_of(&again)["waiting"], json!(0));
}

#[test]
fn a_cancelled_message_stays_where_it_is() {
    let office = Office::new();
    office.configure("settings.toml", &by_smtp(9, ""));
    office.drop_samples("2021-01", &["oneri"]);
    let (code, json) = office.run("2021-01");
    assert_eq!(code, 3);
    let id = json["messages"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(json["messages"][0]["state"], "queued");
    let text = String::from_utf8(office.program(&["outbox", "list"]).stdout).unwrap();
    assert!(text.contains("provato una volta") && text.contains("nessuno risponde a `localhost:9`"), "{text}");
    assert_eq!(office.program(&["outbox", "cancel", &id]).status.code(), Some(0));
    let again = json_of(&office.program(&["outbox", "retry", "--all", "--json"]));
    assert!(again["messages"].as_array().unwrap().iter().all(|it| it["id"] != id.as_str()), "{again}");
}

#[test]
fn a_password_comes_from_where_the_settings_say_and_is_shown_nowhere() {
    let server = Server::start(Script { ehlo: Say("250-mail.example\r\n250 AUTH PLAIN"), ..Script::default() });
    let office = Office::new();
    let credentials = tempfile::tempdir().unwrap();
    std::fs::write(credentials.path().join("smtp"), "parola segreta\n").unwrap();
    for (place, variable, value) in [
        ("credential:smtp", "CREDENTIALS_DIRECTORY", credentials.path().to_str().unwrap()),
        ("env:QUADRATURA_SMTP", "QUADRATURA_SMTP", "parola segreta"),
    ] {
        let login = format!("user = \"quadratura\"\npassword = \"{place}\"\n");
        office.configure("settings.toml", &(by_smtp(server.port(), "") + &login));
        office.drop_file(&format!("{variable}.xlsx"), variable.as_bytes());
        let before = server.met().messages.len();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_quadratura"))
            .args(["run", "--nightly", "--now", "2021-07-05T05:00:00Z", "--config"])
            .arg(office.settings())
            .env("QUADRATURA_LOG", "debug")
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        assert!(said.contains("la password dovrebbe") && server.met().messages.len() == before, "{said}");
        let retried = std::process::Command::new(env!("CARGO_BIN_EXE_quadratura"))
            .args(["outbox", "retry", "--all", "--now", "2021-07-05T05:00:00Z", "--config"])
            .arg(office.settings())
            .env(variable, value)
            .output()
            .unwrap();
        assert_eq!(retried.status.code(), Some(0), "{}", String::from_utf8_lossy(&retried.stdout));
        assert!(server.met().messages.len() > before);
        assert!(!said.contains("segreta") && !said.contains("AHF1YWRyYXR1cmE"), "{said}");
    }
    let logins = server.met().commands.into_iter().filter(|it| it.starts_with("AUTH")).collect::<Vec<_>>();
    assert!(
        logins.len() >= 2 && logins.iter().all(|it| it == "AUTH PLAIN AHF1YWRyYXR1cmEAcGFyb2xhIHNlZ3JldGE="),
        "{logins:?}"
    );
}

#[test]
fn wrong_mail_settings_are_told_with_their_line_and_remedy() {
    let office = Office::new();
    let good = by_smtp(2525, "");
    let told = |settings: &str| {
        office.configure("settings.toml", settings);
        let output = office.program(&["check"]);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(told(&good).0, Some(0), "{}", told(&good).1);
    let smtp = |more: &str| format!("{good}{more}\n");
    for (settings, said) in [
        (good.split("\n[mail.smtp]\nhost").next().unwrap().to_owned(), "serve la tabella [mail.smtp]"),
        (smtp("password = \"Segreta\""), "la password non si scrive nelle impostazioni"),
        (smtp("user = \"q\""), "serve anche `password`"),
        (
            smtp("user = \"q\"\npassword = \"env:P\"").replace("\"localhost\"", "\"posta.camera.it\""),
            "viaggerebbe in chiaro",
        ),
        (smtp("ca_file = \"nessuno.pem\"").replace("nessuna_cifratura", "tls"), "non esiste"),
        (smtp("ca_file = \"settings.toml\"").replace("nessuna_cifratura", "starttls"), "non contiene certificati"),
        (good.replace("nessuna_cifratura", "none"), "si può scrivere `starttls`, `tls`, `nessuna_cifratura`"),
        (good.replace("timeout_seconds = 0.4", "timeout_seconds = 0"), "da più di 0 a 3600"),
        (good.replace("tries_max = 20", "tries_max = 0"), "almeno una volta"),
        (good.replace("allow = []", "allow = [\"camera.it\"]"), "un dominio scritto come `@camera.it`"),
        (good.replace("[5, 15, 60, 240, 480]", "[]"), "servono i minuti di attesa"),
        (good.replace("host = \"localhost\"", "host = \"un server\""), "non è il nome di un server"),
    ] {
        let (code, text) = told(&settings);
        assert!(code == Some(2) && text.contains(said), "{said}: {code:?} {text}");
        assert!(text.contains(", riga "), "{text}");
        assert!(!text.contains("Segreta"), "{text}");
    }
}

#[test]
fn templates_of_the_chamber_stand_in_and_a_broken_one_is_refused_with_its_line() {
    let office = Office::new();
    let own = |name: &str, text: &str| office.configure(&format!("modelli/{name}"), text);
    let settings = config::embedded_configuration()["settings.toml"]
        .replace("# templates = \"modelli\"", "templates = \"modelli\"");
    office.configure("settings.toml", &settings);
    assert_eq!(office.program(&["check"]).status.code(), Some(2), "the folder is not there");
    own(
        "ricevuta.txt",
        "{{ opening }}\nDalla Camera: {{ office }}\n{% for file in files %}{{ file.file }}\n{% endfor %}",
    );
    assert_eq!(office.program(&["check"]).status.code(), Some(0));
    office.drop_samples("2021-04", &[]);
    let (_, json) = office.run("2021-04");
    let all = json["messages"].as_array().unwrap();
    let receipt = all.iter().find(|it| it["id"].as_str().unwrap().starts_with("ricevuta")).unwrap();
    let shown = office.program(&["outbox", "show", receipt["id"].as_str().unwrap()]).stdout;
    assert!(String::from_utf8(shown).unwrap().contains("Dalla Camera: Ufficio Contabilit"));
    own("mensile.html", "<p>\n{% for x in things %}{{ x.testo }}{% endfor %}");
    let refused = office.program(&["check"]);
    let text = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2));
    assert!(text.contains("modelli/mensile.html`, riga 2") && text.contains("`x.testo` is undefined"), "{text}");
}
