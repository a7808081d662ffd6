//! Messages byte for byte as they travel, one of each kind. `BLESS=1` writes them anew; any mail program opens them.

use std::path::Path;
use std::sync::LazyLock;

use super::composed;
use super::digest::messages as digests;
use super::june::{june, now, settings};
use super::reader::{figures, html_of, parts, read_aloud, text_of};
use crate::issue::SourceState;
use crate::mail::{
    Machine, Message, Notice, Post, Received, Receives, Recipient, ScorecardPost, Settings, compose, operator_notice,
    receipts,
};
use crate::office::Offices;
use crate::problem::Problem;

/// A refused file and one with a row that does not count; the place is told once, by the sentence or before it.
static PROBLEMS: LazyLock<[Vec<Problem>; 2]> = LazyLock::new(|| {
    let refusal = Problem::refusal(
        "read.error_cell",
        "la cella contiene l'errore `#REF!`",
        "correggere la formula ed esportare di nuovo",
    );
    let row = Problem::error("read.not_a_date", "`31.6.2021` non è una data", "scrivere la data come `30/06/2021`");
    [
        vec![row.clone().in_sheet("Oneri").in_cell("D21"), refusal.in_sheet("Oneri").in_cell("I14")],
        vec![row.in_sheet("Scheda").in_cell("D21")],
    ]
});

pub(super) fn received() -> Vec<Received<'static>> {
    let file = |arrival, file, office, state, rows, problems| {
        let beside = (state == SourceState::Refused).then_some("oneri_2021-06.xlsx");
        Received { arrival, file, office, state, rows, problems, beside }
    };
    vec![
        file("A000041", "oneri_2021-06 (prova).xlsx", None, SourceState::Refused, 0, &PROBLEMS[0]),
        file(
            "A000042",
            "scheda_interventi_promozione.xlsx",
            Some("promozione"),
            SourceState::Accepted,
            31,
            &PROBLEMS[1],
        ),
        file("A000043", "scheda_indicatori_promozione.xlsx", Some("promozione"), SourceState::Accepted, 4, &[]),
        file("A000044", "scheda_indicatori_promozione (2).xlsx", Some("promozione"), SourceState::Duplicate, 4, &[]),
    ]
}

pub(super) fn notice() -> Notice {
    Notice {
        what: "il monitoraggio di giugno 2021 non è riuscito".to_owned(),
        causes: vec!["il disco di `/srv/quadratura` è pieno".to_owned()],
        remedy: "liberare spazio su quel disco".to_owned(),
        goes_on: "Alla prossima ora prevista il lavoro riprende da dove si è fermato; nessun file è andato perso."
            .to_owned(),
    }
}

fn offices() -> Offices {
    june().offices
}

pub(super) fn post<'a>(offices: &'a Offices, settings: &'a Settings) -> Post<'a> {
    Post { ente: "Camera di commercio di esempio", offices, when: "05/07/2021 07:00", settings, now: now() }
}

pub(super) fn machine() -> Machine {
    Machine { host: "server-conti".to_owned(), root: "/srv/quadratura".to_owned() }
}

fn told(settings: &Settings) -> Vec<Message> {
    let receipts = receipts(&received(), &post(&offices(), settings)).unwrap();
    receipts.into_iter().map(|it| it.message).collect()
}

fn noticed(settings: &Settings) -> Vec<Message> {
    operator_notice(&notice(), &machine(), &post(&offices(), settings)).unwrap()
}

fn with_operator() -> Settings {
    let mut settings = settings();
    settings.recipients.push(Recipient {
        role: "ced".into(),
        name: "CED".into(),
        address: "ced@camera.example".into(),
        receives: vec![Receives::Operator],
    });
    settings
}

/// The letters of the scorecard, with the settings by which they travel.
fn assessed() -> Vec<Message> {
    compose(&june().view(), super::WORKBOOK, super::FIRST, &with_scorecard(), now())
        .unwrap()
        .into_iter()
        .filter(|it| it.id.contains("scheda"))
        .collect()
}

pub(in crate::mail) fn with_scorecard() -> Settings {
    let mut settings = settings();
    settings.recipients.push(Recipient {
        role: "oiv".into(),
        name: "Organismo indipendente di valutazione".into(),
        address: "oiv@camera.example".into(),
        receives: Vec::new(),
    });
    settings.scorecards = vec![ScorecardPost {
        id: "segretario_generale".to_owned(),
        to: vec!["segretario_generale".into(), "oiv".into()],
        months: vec![6, 12],
        reply_to: None,
    }];
    settings
}

/// Compares a message with the one that is kept, to the byte.
fn check(message: &Message) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mail/tests/golden").join(format!("{}.eml", message.id));
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &message.bytes).unwrap();
    }
    let kept = std::fs::read(&path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()));
    assert!(kept == message.bytes, "`{}` is not what is composed: BLESS=1 writes it anew", path.display());
}

/// A message of every kind.
pub(super) fn everything() -> Vec<Message> {
    let mut taken = with_operator();
    taken.receipts_taken = true;
    [composed(&june()), assessed(), digests(), told(&settings()), told(&taken), noticed(&taken)].concat()
}

#[test]
fn one_message_of_each_kind_is_byte_for_byte_what_it_was() {
    let all = [composed(&june()), assessed(), digests(), told(&settings()), noticed(&with_operator())].concat();
    all.iter().for_each(check);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mail/tests/golden");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), all.len(), "one that nothing composes any more");
}

#[test]
fn a_picture_travels_inside_the_message_that_names_it() {
    let message = &composed(&june())[0];
    let html = html_of(message);
    let (_, rest) = html.split_once("src=\"cid:").unwrap();
    let id = rest.split('"').next().unwrap();
    let whole = String::from_utf8(message.bytes.clone()).unwrap();
    assert!(whole.contains(&format!("Content-ID: <{id}>")) && whole.contains("multipart/related"), "{id}");
    assert!(parts(message)["image/png"].starts_with(b"\x89PNG"));
    assert!(digests().iter().all(|it| !parts(it).contains_key("image/png")));
}

#[test]
fn both_forms_of_every_kind_say_the_same_figures() {
    let all = everything();
    assert!(all.len() > 7);
    for message in all {
        let (text, html) = (text_of(&message), read_aloud(&html_of(&message)));
        assert_eq!(figures(&text), figures(&html), "{text}\n{html}");
    }
}

#[test]
fn an_office_is_told_what_it_has_to_mend_and_nothing_else() {
    let messages = told(&settings());
    let ids: Vec<&str> = messages.iter().map(|it| it.id.rsplit_once('-').unwrap().1).collect();
    assert_eq!(ids, ["contabilita", "promozione"]);
    assert_eq!(messages[0].subject, "File non accettato: oneri_2021-06 (prova).xlsx");
    insta::assert_snapshot!(text_of(&messages[0]), @r"
    Camera di commercio di esempio
    Ufficio Contabilità
    05/07/2021 07:00

    Un file depositato non è stato accettato e non conta nel monitoraggio.

    - oneri_2021-06 (prova).xlsx: rifiutato
      Foglio «Oneri», cella I14: la cella contiene l'errore «#REF!»
      Che fare: correggere la formula ed esportare di nuovo
      Foglio «Oneri», cella D21: «31.6.2021» non è una data
      Che fare: scrivere la data come «30/06/2021»
      Insieme è arrivato oneri_2021-06.xlsx, che è stato accettato e vale al suo posto: se è la versione giusta, non c'è nulla da fare.

    Corretto il file, metterlo di nuovo nella cartella di arrivo: viene riletto alla lettura successiva. Fino ad allora vale la versione precedente; se non c'era, ciò che dipende dal file non si può dire. L'originale non è andato perso: è nella cartella degli esiti, con la spiegazione accanto.

    --
    Messaggio automatico di Quadratura. Le risposte arrivano a Ufficio Contabilità <contabilita@camera.example>.
    ");
    insta::assert_snapshot!(text_of(&messages[1]), @r"
    Camera di commercio di esempio
    Ufficio Attività promozionali
    05/07/2021 07:00

    Un file depositato è da sistemare.

    - scheda_interventi_promozione.xlsx: accettato, ma alcune righe non contano
      Foglio «Scheda», cella D21: «31.6.2021» non è una data
      Che fare: scrivere la data come «30/06/2021»

    Corretto il file, metterlo di nuovo nella cartella di arrivo: viene riletto alla lettura successiva. L'originale non è andato perso: è nella cartella degli esiti, con la spiegazione accanto.

    --
    Messaggio automatico di Quadratura. Le risposte arrivano a Ufficio Contabilità <contabilita@camera.example>.
    ");
}

#[test]
fn what_was_taken_is_told_only_when_the_settings_want_it() {
    let mut settings = settings();
    settings.receipts_taken = true;
    let text = text_of(&told(&settings)[1]);
    assert!(text.contains("PRESI IN CARICO\n- scheda_indicatori_promozione.xlsx: accettato, 4 righe\n"), "{text}");
    settings.receipts = false;
    assert_eq!(told(&settings), []);
}

#[test]
fn an_office_that_wants_it_learns_of_what_was_taken_and_no_other_does() {
    let mut settings = settings();
    let office = settings.recipients.iter_mut().find(|it| &*it.role == "promozione").unwrap();
    office.receives.push(crate::mail::Receives::Taken);
    let texts: Vec<String> = told(&settings).iter().map(text_of).collect();
    let told: Vec<&String> = texts.iter().filter(|text| text.contains("PRESI IN CARICO")).collect();
    assert_eq!(told.len(), 1, "{texts:?}");
    assert!(told[0].contains("- scheda_indicatori_promozione.xlsx: accettato, 4 righe\n"), "{}", told[0]);
}

#[test]
fn a_thousand_files_make_no_longer_letter_than_fifty() {
    let mut files: Vec<Received<'static>> = vec![received()[0]; 1_000];
    files.extend(vec![received()[2]; 60]);
    let settings = Settings { receipts_taken: true, ..settings() };
    let all = receipts(&files, &post(&offices(), &settings)).unwrap();
    let texts: Vec<String> = all.iter().map(|it| text_of(&it.message)).collect();
    assert_eq!(texts[0].matches("(prova).xlsx: rifiutato").count(), 50);
    assert!(
        texts[0].contains("\n- 950 altri file: da sistemare; il perché di ognuno è nel «.motivo.txt»"),
        "{}",
        texts[0]
    );
    assert!(texts[1].contains("\n- 10 altri file: presi in carico\n"), "{}", texts[1]);
}

#[test]
fn a_file_of_nobody_is_told_to_the_accounts_office() {
    let mut settings = settings();
    settings.recipients.retain(|it| &*it.role != "promozione");
    assert!(told(&settings).iter().all(|it| it.to == "contabilita@camera.example"));
}

#[test]
fn the_same_cause_has_the_same_id_on_one_day_and_another_on_the_next() {
    let settings = with_operator();
    let id = |at: &str, cause: &str| {
        let notice = Notice { causes: vec![cause.to_owned()], ..notice() };
        let offices = offices();
        let post = Post { when: at, now: at.parse().unwrap(), ..post(&offices, &settings) };
        operator_notice(&notice, &machine(), &post).unwrap()[0].id.clone()
    };
    let first = id("2021-07-05T05:00:00Z", "il disco è pieno");
    assert_eq!(first, id("2021-07-05T05:05:00Z", "il disco è pieno"));
    assert_ne!(first, id("2021-07-06T05:00:00Z", "il disco è pieno"));
    assert_ne!(first, id("2021-07-05T05:00:00Z", "la cartella non c'è"));
}

#[test]
fn without_an_operator_the_finance_office_learns_it() {
    let to: Vec<String> = noticed(&settings()).into_iter().map(|it| it.to).collect();
    assert_eq!(to, ["contabilita@camera.example"]);
    assert!(noticed(&with_operator()).iter().all(|it| it.to == "ced@camera.example"));
}

#[test]
fn the_operator_in_words() {
    insta::assert_snapshot!(text_of(&noticed(&with_operator())[0]), @r"
    Camera di commercio di esempio
    Il monitoraggio di giugno 2021 non è riuscito
    05/07/2021 07:00
    Macchina server-conti, dati in /srv/quadratura

    Causa:
    - il disco di «/srv/quadratura» è pieno

    Che fare: liberare spazio su quel disco

    Intanto: alla prossima ora prevista il lavoro riprende da dove si è fermato; nessun file è andato perso.

    --
    Messaggio automatico di Quadratura. Le risposte arrivano a ced@camera.example.
    ");
}
