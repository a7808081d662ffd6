//! What the messages of an invented month say, to whom, and byte for byte how.

mod digest;
mod duties;
mod examples;
pub(in crate::mail) mod golden;
pub(in crate::mail) mod june;
mod outlook;
mod reader;
mod things;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::message::encoded_bytes;
use super::*;
use crate::issue::{IssueState, SourceState};
use crate::ledger::Statement;
use crate::money::Cents;
use crate::monitor::{Alert, AlertState, Detail, Kind as AlertKind};
pub(in crate::mail) use june::{Month, now};
use june::{file, june, settings, statement};
use reader::{figures, html_of, parts, read_aloud, text_of};

pub(in crate::mail) const WORKBOOK: Attachment<'_> = travelling(b"PK\x03\x04 a workbook");

/// Of a month that was never issued before.
pub(in crate::mail) const FIRST: Beside<'_> = Beside { changes: None, letters: &BTreeMap::new(), duties: &[] };

/// What nobody may read more of than everybody.
pub(super) static NO_STAFF: StaffBooks = StaffBooks::new();

const fn travelling(bytes: &[u8]) -> Attachment<'_> {
    Attachment {
        name: "monitoraggio-2021-06.xlsx",
        size: bytes.len() as u64,
        bytes: Some(bytes),
        prospetto: None,
        staff: &NO_STAFF,
    }
}

fn composed(month: &Month) -> Vec<Message> {
    compose(&month.view(), WORKBOOK, FIRST, &settings(), now()).unwrap()
}

fn ids(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|message| message.id.as_str()).collect()
}

#[test]
fn a_released_month_goes_to_all() {
    assert_eq!(ids(&composed(&june())), ["2021-06-1-mensile-contabilita", "2021-06-1-mensile-segretario_generale",]);
}

#[test]
fn a_draft_goes_to_the_finance_office_alone() {
    let mut month = june();
    month.state = IssueState::Draft;
    month.blocking = vec!["`oneri_2021-06.xlsx` non è arrivato".into(), "Un conto non è mappato".into()];
    let messages = composed(&month);
    assert_eq!(ids(&messages), ["2021-06-1-bozza-contabilita"]);
    assert_eq!(messages[0].subject, "BOZZA – Monitoraggio giugno 2021: 2 motivi di blocco");
    let text = text_of(&messages[0]);
    assert!(text.starts_with("BOZZA: questa emissione non è stata distribuita."), "{text}");
    let things = &text[text.find("CHE COSA TOCCA").unwrap()..text.find("DOVE VA L'ANNO").unwrap()];
    insta::assert_snapshot!(things, @r"
    CHE COSA TOCCA A CHI LEGGE
    1. [blocca] «oneri_2021-06.xlsx» non è arrivato
    2. [blocca] Un conto non è mappato
    3. [da correggere] «Tempi di evasione»: 23,5 giorni contro un atteso di 20,0.
    4. [da correggere, nuova] Due differenze aperte superano i 1.000,00 €. Chiuderle con gli uffici.
       Fonte: «oneri_2021-06.xlsx», foglio «Oneri», cella J40

    RIENTRATI
    - Non è più vero.
    ");
}

/// An alert of a kind, as an issue tells it.
fn of_kind(kind: AlertKind, subject: &str, state: AlertState, text: &str) -> Alert {
    Alert { text: text.into(), state, ..june::followed(kind, subject, &["contabilita"], Detail::default()).alert() }
}

#[test]
fn a_subject_tells_what_is_new_and_counts_what_is_known() {
    let mut month = june();
    let subject = |month: &Month| composed(month)[0].subject.clone();
    month.alerts = Vec::new();
    assert_eq!(subject(&month), "Monitoraggio giugno 2021: da seguire, nessuna segnalazione");
    let missed = |state| of_kind(AlertKind::IndicatorMissed, "a", state, "Mancato.");
    month.alerts = vec![missed(AlertState::Standing)];
    assert_eq!(subject(&month), "Monitoraggio giugno 2021: da seguire, nulla di nuovo, 1 nota");
    month.alerts.push(missed(AlertState::Raised));
    assert_eq!(subject(&month), "Monitoraggio giugno 2021: da seguire, 1 da seguire, 1 nota");
    let kinds =
        [AlertKind::SourceRefused, AlertKind::TieOutFailed, AlertKind::IndicatorNoData, AlertKind::IndicatorNoData];
    let subject_of = |kind: AlertKind| if kind.of_month() { "2021-06:estero:a" } else { "a" };
    month.alerts = kinds.map(|kind| of_kind(kind, subject_of(kind), AlertState::Raised, "Nuovo.")).to_vec();
    month.alerts.push(missed(AlertState::Raised));
    assert_eq!(subject(&month), "Monitoraggio giugno 2021: da seguire, 2 da correggere");
}

#[test]
fn an_office_whose_differences_are_too_old_is_named_once() {
    let mut month = june();
    month.alerts = vec![
        of_kind(AlertKind::DifferencesAged, "estero", AlertState::Raised, "Fuori tempo."),
        of_kind(AlertKind::Differences, "estero", AlertState::Standing, "Aperta con estero."),
        of_kind(AlertKind::Differences, "promozione", AlertState::Standing, "Aperta con promozione."),
    ];
    let text = text_of(&composed(&month)[0]);
    assert!(
        text.contains("1. [da correggere, nuova] Fuori tempo.\n2. [da correggere] Aperta con promozione.\n\nDOVE VA"),
        "{text}"
    );
    // What is new of them is said all the same.
    month.alerts[1].state = AlertState::Raised;
    assert!(text_of(&composed(&month)[0]).contains("[da correggere, nuova] Aperta con estero."));
}

#[test]
fn an_office_without_a_sheet_has_no_differences_to_sum() {
    let mut month = june();
    month.alerts = vec![of_kind(AlertKind::Differences, "estero", AlertState::Muted, "Differenze.")];
    let text = text_of(&composed(&month)[0]);
    let table = &text[text.find("DIFFERENZE APERTE TRA").unwrap()..text.find("FILE RIFIUTATI").unwrap()];
    assert!(table.contains("perché manca la scheda: Ufficio Commercio estero."), "{table}");
    assert!(!table.contains("2.500,00"), "{table}");
}

#[test]
fn a_failure_told_last_month_is_counted_and_listed_no_more() {
    let mut month = june();
    let failed = month.reconciliation.tie_outs.iter().find(|it| it.state == crate::reconcile::TieOutState::Fails);
    let (id, label) = failed.map(|it| (it.id.clone(), it.label.clone())).unwrap();
    let section = |month: &Month| {
        let text = text_of(&composed(month)[0]);
        text[text.find("QUADRATURE").unwrap()..text.find("DIFFERENZE APERTE TRA").unwrap()].to_owned()
    };
    assert!(section(&month).contains(&label));
    month.alerts = vec![of_kind(AlertKind::TieOutFailed, &id, AlertState::Standing, "Non quadra.")];
    let known = section(&month);
    assert!(!known.contains(&label) && known.contains("Di identità già segnalate il mese scorso: 1,"), "{known}");
}

#[test]
fn the_headers_leave_nothing_to_chance() {
    let messages = composed(&june());
    let text = String::from_utf8(messages[0].bytes.clone()).unwrap();
    let (headers, _) = text.split_once("\r\n\r\n").unwrap();
    // The name is a hash of all that is said: every change of a template changes it.
    let (_, name) = headers.split_once("Message-ID: <").unwrap();
    let name = name.split('@').next().unwrap();
    assert!(name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit()));
    insta::assert_snapshot!(headers.replace("\r\n", "\n").replace(name, "HASH"), @r#"
        From: Quadratura <quadratura@camera.example>
        Reply-To: =?utf-8?b?VWZmaWNpbyBDb250YWJpbGl0w6A=?= <contabilita@camera.example>
        To: =?utf-8?b?VWZmaWNpbyBDb250YWJpbGl0w6A=?= <contabilita@camera.example>
        Subject: Monitoraggio giugno 2021: critico, 1 da correggere, 1 nota
        Date: Mon, 05 Jul 2021 05:00:00 +0000
        Message-ID: <HASH@quadratura.camera.example>
        Auto-Submitted: auto-generated
        MIME-Version: 1.0
        Content-Type: multipart/mixed;
         boundary="parti-HASH"
        "#);
}

#[test]
fn the_month_in_words() {
    insta::assert_snapshot!(text_of(&composed(&june())[1]), @r"
    Camera di commercio di esempio
    Monitoraggio di giugno 2021, emissione 1: dal 1° gennaio al 30/06/2021

    CRITICO
    - Una quadratura su 2 non torna, senza bloccare il mese; lo scarto maggiore è 10.000,00 €.
    - Indicatori del Piano (3): 1 raggiunto o in linea, 1 mancato e 1 non rilevato; da seguire «Tempi di evasione delle pratiche inerenti il registro protesti».

    DA GUARDARE PER PRIME
    1. [da correggere] «Tempi di evasione»: 23,5 giorni contro un atteso di 20,0. Se ne occupa: la contabilità.
    2. [da correggere, nuova] Due differenze aperte superano i 1.000,00 €. Se ne occupa: la contabilità.
       Fonte: «oneri_2021-06.xlsx», foglio «Oneri», cella J40

    RIENTRATI
    - Non è più vero.

    DOVE VA L'ANNO (euro)
                                Consuntivo        Atteso Preconsuntivo     Assestato
                                 alla data     alla data  (proiezione)
    Proventi correnti         1.285.125,00          n.d.          n.d.  5.140.500,00
    Oneri correnti            2.402.000,00          n.d.          n.d.  6.213.500,00
    Avanzo o disavanzo (-)   -1.116.875,00          n.d.          n.d. -1.073.000,00
    Da: Conto economico (Allegato C). Favorevole o sfavorevole: per il risultato.

    REALIZZATO SULL'ASSESTATO ALLA DATA, VOCE PER VOCE
                                                   Realizzato     Atteso
    Totale proventi correnti (A)                        25,0%      30,0%
    Totale oneri correnti (B)                           38,7%          –
    Atteso: secondo il profilo mensile della voce, a fine giugno 2021.

    SCOSTAMENTO ALLA DATA (euro)
                                            Atteso     Scostamento
    Totale proventi correnti (A)      1.542.150,00     -257.025,00  sfavorevole
    Scostamento: consuntivo meno atteso a fine giugno 2021.

    INDICATORI DEL PIANO (3)
       1  mancato
       1  non rilevato
       1  raggiunto
    Mancati:
    - 2021_02_01_02-I1 Tempi di evasione delle pratiche inerenti il registro protesti: 23,5 giorni (atteso al massimo 20 giorni)

    QUADRATURE
    Quadrano 1, non quadrano 1, senza dati 0.
    - Avanzo = Disponibilità - Interventi economici [preventivo 2021]
      stampato -1.063.000,00, calcolato -1.073.000,00, differenza 10.000,00

    DIFFERENZE APERTE TRA CONTABILITÀ E UFFICI
    Ufficio                                       Numero    Somma in euro
    Ufficio Attività promozionali                      1           192,00
    Ufficio Commercio estero                           1         2.500,00
    In tutto                                           2         2.692,00
    La somma è contabilità meno ufficio: differenze di segno opposto si compensano.

    FILE RIFIUTATI O NON ARRIVATI
    - oneri_2021-06 (prova).xlsx: rifiutato
      Foglio «Oneri», cella I14: la cella contiene l'errore «#REF!»
    - Scheda indicatori · Ufficio Commercio estero: non arrivato

    CARTELLA DI LAVORO
    monitoraggio-2021-06.xlsx (1 kB) è allegata a questo messaggio.

    --
    Messaggio automatico di Quadratura; impronta 05b3abf2579a. Le risposte arrivano a Ufficio Contabilità <contabilita@camera.example>.
    ");
}

#[test]
fn a_month_without_accounts_says_so_in_both_forms() {
    let mut month = june();
    month.statement = None;
    let message = &composed(&month)[1];
    let sentence = "Nessun conto economico: l'estrazione della contabilità non è tra i file accettati.";
    assert!(text_of(message).contains(sentence) && read_aloud(&html_of(message)).contains(sentence));
    month.statement = Some(Statement::of(statement().scheme));
    assert!(
        text_of(&composed(&month)[1])
            .contains("Proventi correnti                 n.d.          n.d.          n.d.          n.d.")
    );
}

#[test]
fn the_same_issue_gives_the_same_bytes_and_another_content_another_message_id() {
    let month = june();
    assert_eq!(composed(&month), composed(&month));
    let later = compose(&month.view(), WORKBOOK, FIRST, &settings(), "2021-07-06T05:00:00Z".parse().unwrap()).unwrap();
    let other = travelling(b"PK\x03\x04 another");
    let other = compose(&month.view(), other, FIRST, &settings(), now()).unwrap();
    let message_id = |message: &Message| {
        let text = String::from_utf8(message.bytes.clone()).unwrap();
        text.lines().find(|line| line.starts_with("Message-ID")).unwrap().to_owned()
    };
    let all: Vec<_> = composed(&month).iter().map(message_id).collect();
    assert_eq!(all, later.iter().map(message_id).collect::<Vec<_>>(), "the Date is no content");
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    assert_ne!(all[0], message_id(&other[0]));
}

#[test]
fn the_workbook_travels_whole() {
    let bytes: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    let workbook = travelling(&bytes);
    let messages = compose(&june().view(), workbook, FIRST, &settings(), now()).unwrap();
    let mut parts = parts(&messages[0]);
    assert_eq!(parts.remove("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), Some(bytes));
    let head = String::from_utf8(messages[0].bytes.clone()).unwrap();
    assert!(head.contains("Content-Disposition: attachment; filename=\"monitoraggio-2021-06.xlsx\""));
}

#[test]
fn a_workbook_too_large_to_travel_is_named_with_its_path() {
    let bytes = vec![7; 5_000];
    let mut settings = settings();
    settings.attachment_bytes_max = usize::try_from(encoded_bytes(5_000)).unwrap();
    assert!(settings.attaches(5_000));
    let carried = compose(&june().view(), travelling(&bytes), FIRST, &settings, now()).unwrap();
    assert_eq!(parts(&carried[0]).len(), 4);
    settings.attachment_bytes_max -= 1;
    assert!(!settings.attaches(5_000));
    let workbook = Attachment { bytes: None, ..travelling(&bytes) };
    let named = compose(&june().view(), workbook, FIRST, &settings, now()).unwrap();
    assert_eq!(parts(&named[0]).len(), 3);
    for said in [text_of(&named[0]), read_aloud(&html_of(&named[0]))] {
        assert!(said.contains("(5 kB) è troppo grande per un allegato. Si trova in:"), "{said}");
        assert!(said.contains("reports/2021-06/monitoraggio-2021-06.xlsx"), "{said}");
    }
}

#[test]
fn a_name_with_line_breaks_adds_no_header_and_no_line() {
    let mut month = june();
    month.reconciliation.differences[0].text = "Ditta\r\nBcc: spia@altrove.example".into();
    month.offices = [("estero", "Ufficio\r\nBcc: spia@altrove.example")].into_iter().collect();
    let mut settings = settings();
    for recipient in &mut settings.recipients {
        recipient.name = "Rossi\r\nBcc: spia@altrove.example".into();
    }
    for message in compose(&month.view(), WORKBOOK, FIRST, &settings, now()).unwrap() {
        let whole = String::from_utf8(message.bytes.clone()).unwrap();
        assert!(!whole.contains("\nBcc"), "{whole}");
        assert!(!text_of(&message).contains("\nBcc"));
        assert_eq!(message.subject.lines().count(), 1);
    }
}

#[test]
fn two_people_of_one_role_receive_one_message_each() {
    let mut settings = settings();
    let mut other = settings.recipients[0].clone();
    other.address = "vice@camera.example".into();
    settings.recipients.insert(1, other);
    let messages = compose(&june().view(), WORKBOOK, FIRST, &settings, now()).unwrap();
    assert_eq!(
        ids(&messages)[1..3],
        ["2021-06-1-mensile-segretario_generale", "2021-06-1-mensile-segretario_generale-2"]
    );
    assert_ne!(messages[1].to, messages[2].to);
}

#[test]
fn what_is_no_address_is_refused_by_name() {
    for (from, to, domain, named) in [
        ("Quadratura", "a@b.example", "d.example", "`Quadratura`"),
        ("q@b.example", "a b@c", "d.example", "`a b@c`"),
        ("q@b.example", "è@b.example", "d.example", "`è@b.example`"),
        ("q@b.example", "a@b.example", "d.example>\r\nX", "non è un dominio"),
    ] {
        let mut settings = settings();
        settings.from = from.into();
        settings.recipients[0].address = to.into();
        settings.domain = domain.into();
        let error = compose(&june().view(), WORKBOOK, FIRST, &settings, now()).unwrap_err().to_string();
        assert!(error.contains(named), "{error}");
    }
}

#[test]
fn a_refused_file_that_was_replaced_is_told_with_its_replacement() {
    let mut month = june();
    month.files.push(file("vecchia.xlsx", "scheda_interventi", "estero", SourceState::Refused));
    let all = text_of(&composed(&month)[0]);
    assert!(all.contains("vecchia.xlsx (Ufficio Commercio estero): rifiutato; vale scheda_interventi_estero"), "{all}");
}

#[test]
fn of_a_thousand_refused_files_the_month_counts_most_and_names_what_did_not_come() {
    let mut month = june();
    month.files.extend((0..1_000).map(|it| file(&format!("prova_{it}.xlsx"), "", "", SourceState::Refused)));
    month.files.push(file("manca.xlsx", "", "", SourceState::Missing));
    let all = text_of(&composed(&month)[0]);
    assert!(all.contains("- manca.xlsx: non arrivato\n"), "{all}");
    assert!(all.contains("\n- 953 altri file: nel foglio Fonti della cartella di lavoro\n"), "{all}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_line_travels_and_both_forms_say_the_same_figures(
        text in "\\PC{0,80}",
        long in "[a-zàèìòù]{0,3000}",
        cents in -1_000_000_000_000_i64..1_000_000_000_000,
        draft: bool,
    ) {
        let mut month = june();
        if draft {
            month.state = IssueState::Draft;
            month.blocking = vec![long.clone(), text.clone()];
            month.statement = None;
        }
        month.reconciliation.differences[1].cents = Cents(cents);
        month.reconciliation.tie_outs[0].label = text;
        month.alerts[0].text = long;
        for message in composed(&month) {
            for line in message.bytes.split(|byte| *byte == b'\n') {
                prop_assert!(line.len() <= 998 && line.is_ascii());
            }
            let (text, html) = (text_of(&message), read_aloud(&html_of(&message)));
            prop_assert_eq!(figures(&text), figures(&html), "{}\n{}", text, html);
        }
    }

    #[test]
    fn the_weight_of_a_workbook_is_what_it_weighs_in_the_message(length in 0_usize..2_000) {
        let bytes = vec![b'x'; length];
        let workbook = travelling(&bytes);
        let mut month = june();
        month.statement = None;
        let message = &compose(&month.view(), workbook, FIRST, &settings(), now()).unwrap()[0];
        let whole = String::from_utf8(message.bytes.clone()).unwrap();
        let (_, part) = whole.rsplit_once("Content-Transfer-Encoding: base64\r\n\r\n").unwrap();
        prop_assert_eq!(part.find("\r\n--parti-").unwrap() as u64, encoded_bytes(workbook.size));
    }
}
