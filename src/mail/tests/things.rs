//! What the month's letter puts first: each thing once, as its reader can use it; and in which thread it stands.

use std::collections::BTreeMap;

use super::june::{Month, file, june, now, settings};
use super::reader::{figures, html_of, read_aloud, text_of};
use super::{WORKBOOK, composed, of_kind};
use crate::issue::{IssueState, SourceState};
use crate::mail::{Beside, Changed, Changes, Message, NewFile, compose, message_id_of};
use crate::monitor::{Alert, AlertState, Detail, Kind};

/// What the invented June says otherwise than its first issue.
pub(super) fn changes() -> Changes {
    Changes {
        issue: 1,
        files: vec![
            NewFile { name: "oneri_2021-06.xlsx".into(), before: Some("oneri_2021-06.xlsx".into()) },
            NewFile { name: "scheda_interventi_estero_2021-06.xlsx".into(), before: None },
        ],
        rows: (1..=7).map(|row| format!("Ditta {row}: 100,00 € a fine giugno 2021, ora 9{row},00 €.")).collect(),
        indicators: vec![Changed {
            name: "2021_04_02_01-I1 Incidenza dei costi".into(),
            before: "3,00%".into(),
            now: "3,20%".into(),
            parts: "+0,20 punti per i dati".into(),
        }],
        ..Changes::default()
    }
}

/// The letters of a month that was issued before, the accounts' first.
fn again(month: &Month, changes: &Changes, letters: &BTreeMap<String, Vec<String>>) -> Vec<Message> {
    let beside = Beside { changes: Some(changes), letters, duties: &[] };
    compose(&month.view(), WORKBOOK, beside, &settings(), now()).unwrap()
}

/// From one heading of a letter to another.
/// What the reader must act on, and what others do.
fn first_things(text: &str) -> String {
    let starts = ["CHE COSA TOCCA", "CHE COSA FANNO", "DA GUARDARE"].into_iter().filter_map(|it| text.find(it));
    text[starts.min().unwrap()..text.find("DOVE VA L'ANNO").unwrap()].to_owned()
}

fn section(text: &str, from: &str, to: &str) -> String {
    text[text.find(from).unwrap()..text.find(to).unwrap()].to_owned()
}

fn missing(office: &str, layout: &str, blocks: bool) -> Alert {
    let action = format!("Da depositare, a cura di {office}.");
    let text = format!("Manca il file «{layout}» di {office}. {action}");
    let detail = Detail { blocks, action, title: format!("Manca il file «{layout}»"), ..Detail::default() };
    let subject = format!("2021-06:{office}:{layout}");
    Alert {
        detail,
        recipients: vec![office.into()],
        ..of_kind(Kind::SourceMissing, &subject, AlertState::Raised, &text)
    }
}

fn silenced(kind: Kind, subject: &str, cause: &Alert) -> Alert {
    Alert { cause: Some(cause.id.clone()), ..of_kind(kind, subject, AlertState::Muted, "Non si sa.") }
}

#[test]
fn a_missing_file_is_named_once_with_what_comes_of_it() {
    let mut month = june();
    let indicators = missing("estero", "scheda_indicatori", false);
    let initiatives = missing("promozione", "scheda_interventi", false);
    month.files.push(file("Scheda interventi", "scheda_interventi", "promozione", SourceState::Missing));
    month.alerts = vec![
        silenced(Kind::IndicatorNoData, "2021_03_01-I1", &indicators),
        silenced(Kind::Differences, "promozione", &initiatives),
        indicators,
        initiatives,
    ];
    let message = &composed(&month)[0];
    let text = text_of(message);
    insta::assert_snapshot!(first_things(&text), @r"
    DA GUARDARE PER PRIME
    1. [da completare, nuova] Manca il file «scheda_indicatori» di estero. Da depositare, a cura di estero.
       Per questo: 1 indicatore non si calcola.
    2. [da completare, nuova] Manca il file «scheda_interventi» di promozione. Da depositare, a cura di promozione.
       Per questo: le differenze di Promozione non si confrontano.
    ");
    insta::assert_snapshot!(section(&text, "DIFFERENZE APERTE TRA", "CARTELLA DI LAVORO"), @r"
    DIFFERENZE APERTE TRA CONTABILITÀ E UFFICI
    Ufficio                                       Numero    Somma in euro
    Ufficio Commercio estero                           1         2.500,00
    In tutto                                           1         2.500,00
    La somma è contabilità meno ufficio: differenze di segno opposto si compensano.

    FILE RIFIUTATI O NON ARRIVATI
    - oneri_2021-06 (prova).xlsx: rifiutato
      Foglio «Oneri», cella I14: la cella contiene l'errore «#REF!»
    ");
    assert_eq!(figures(&text), figures(&read_aloud(&html_of(message))));
}

#[test]
fn files_beyond_the_first_things_are_told_with_the_other_files_alone() {
    let mut month = june();
    month.files.clear();
    month.alerts.clear();
    for office in ["a", "b", "c", "d", "e", "f", "g", "h"] {
        month.files.push(file(&format!("Scheda {office}"), "scheda", office, SourceState::Missing));
        month.alerts.push(missing(office, "scheda", false));
    }
    let text = text_of(&composed(&month)[0]);
    let things = first_things(&text);
    assert!(
        things.contains("5. [da completare, nuova] Manca il file «scheda» di e.")
            && !things.contains("cartella di lavoro"),
        "{things}"
    );
    assert!(
        text.contains("FILE RIFIUTATI O NON ARRIVATI\n- Scheda f: non arrivato\n- Scheda g: non arrivato\n- Scheda h: non arrivato\n\n"),
        "{text}"
    );
}

#[test]
fn a_refused_file_has_its_reason_beneath() {
    let mut month = june();
    let name = "oneri_2021-06 (prova).xlsx";
    let alert =
        of_kind(Kind::SourceRefused, "2021-06:contabilita:oneri", AlertState::Raised, "Il file è stato rifiutato.");
    month.alerts = vec![Alert { detail: Detail { file: Some(name.into()), ..Detail::default() }, ..alert }];
    let text = text_of(&composed(&month)[0]);
    assert!(
        text.contains(
            "1. [da correggere, nuova] Il file è stato rifiutato.\n   Foglio «Oneri», cella I14: la cella contiene l'errore «#REF!»\n"
        ),
        "{text}"
    );
    assert!(!text.contains(name), "{text}");
}

#[test]
fn what_blocks_a_draft_is_said_once() {
    let mut month = june();
    month.state = IssueState::Draft;
    month.statement = None;
    month.files.clear();
    month.blocking =
        ["manca un file obbligatorio: Oneri", "manca un file obbligatorio: Proventi", "`x`: manca il totale"]
            .map(str::to_owned)
            .to_vec();
    month.alerts = vec![
        of_kind(Kind::RunIncomplete, "2021-06", AlertState::Raised, "Resta una bozza: `x`: manca il totale."),
        of_kind(Kind::IndicatorMissed, "a", AlertState::Standing, "Mancato."),
        missing("contabilita", "oneri", true),
        missing("contabilita", "proventi", true),
    ];
    let text = text_of(&composed(&month)[0]);
    insta::assert_snapshot!(section(&text, "CHE COSA TOCCA", "\nINDICATORI"), @r"
    CHE COSA TOCCA A CHI LEGGE
    1. [blocca] Manca il file «oneri» di contabilita. Da depositare, a cura di contabilita.
    2. [blocca] Manca il file «proventi» di contabilita. Da depositare, a cura di contabilita.
    3. [blocca] «x»: manca il totale
    4. [da seguire] Mancato.

    DOVE VA L'ANNO (euro)
    Nessun conto economico, finché manca ciò che è detto sopra.
    ");
}

#[test]
fn who_mends_nothing_reads_who_is_at_it_and_no_order() {
    let mut month = june();
    let of = |kind, subject: &str, state, role: &str, (said, action): (&str, &str)| {
        let detail = Detail { action: action.into(), title: "Di che si tratta".into(), ..Detail::default() };
        let text = format!("{said} {action}").trim().to_owned();
        Alert { detail, recipients: vec![role.into()], ..of_kind(kind, subject, state, &text) }
    };
    let raised = AlertState::Raised;
    month.alerts = vec![
        of(Kind::OneriOverBudget, "personale", raised, "contabilita", ("Oltre.", "Fermare gli impegni.")),
        of(Kind::IndicatorMissed, "a", raised, "regolazione", ("Mancato.", "L'ufficio indichi le azioni correttive.")),
        of(Kind::DifferencesAged, "estero", AlertState::Standing, "estero", ("Tardi. Chiuderle.", "")),
        of(
            Kind::SourceMissing,
            "2021-06:segretario_generale:relazione",
            raised,
            "segretario_generale",
            ("Manca.", "Depositarla."),
        ),
    ];
    let things = |place: usize| first_things(&text_of(&composed(&month)[place]));
    insta::assert_snapshot!(things(0), @r"
    CHE COSA TOCCA A CHI LEGGE
    1. [da decidere, nuova] Oltre. Fermare gli impegni.

    CHE COSA FANNO ALTRI
    2. [da seguire, nuova] Mancato. L'ufficio indichi le azioni correttive.
    3. [da completare, nuova] Manca. Depositarla.
    4. [da correggere] Tardi. Chiuderle.
    ");
    insta::assert_snapshot!(things(1), @r"
    CHE COSA TOCCA A CHI LEGGE
    1. [da decidere, nuova] Oltre. Se ne occupa: la contabilità. Resta da decidere se serve una variazione.
    2. [da completare, nuova] Manca. Depositarla.

    CHE COSA FANNO ALTRI
    3. [da seguire, nuova] Mancato. Se ne occupa: Ufficio Regolazione del mercato.
    4. [da correggere] Di che si tratta. Se ne occupa: Ufficio Commercio estero.
    ");
}

#[test]
fn a_month_issued_again_tells_what_changed_and_not_what_was_told() {
    let mut month = june();
    let mut restated =
        of_kind(Kind::Restatement, "2021-06", AlertState::Raised, "Giugno è cambiato: 7 righe. Avvisare.");
    restated.detail.action = "Avvisare.".into();
    restated.detail.places = vec!["`oneri_2021-06.xlsx`".into()];
    month.alerts.push(restated);
    let message = &again(&month, &changes(), &BTreeMap::new())[0];
    let text = text_of(message);
    insta::assert_snapshot!(first_things(&text), @r"
    CHE COSA TOCCA A CHI LEGGE
    1. [nuova] Giugno è cambiato: 7 righe.
       Sono arrivati «oneri_2021-06.xlsx» in una nuova versione e «scheda_interventi_estero_2021-06.xlsx», che non c'era.
       Ditta 1: 100,00 € a fine giugno 2021, ora 91,00 €.
       Ditta 2: 100,00 € a fine giugno 2021, ora 92,00 €.
       Ditta 3: 100,00 € a fine giugno 2021, ora 93,00 €.
       Ditta 4: 100,00 € a fine giugno 2021, ora 94,00 €.
       Ditta 5: 100,00 € a fine giugno 2021, ora 95,00 €.
       2 altre righe cambiate sono nel foglio Variazioni della cartella di lavoro.
       2021_04_02_01-I1 Incidenza dei costi: prima 3,00%, ora 3,20%; +0,20 punti per i dati.
    ");
    assert!(message.subject.ends_with(": importi cambiati"), "{}", message.subject);
    assert_eq!(figures(&text), figures(&read_aloud(&html_of(message))));
}

#[test]
fn a_month_issued_again_without_another_amount_says_that_too() {
    let mut month = june();
    month.alerts.clear();
    let first = |changes: &Changes| first_things(&text_of(&again(&month, changes, &BTreeMap::new())[0]));
    let only_files = Changes { files: changes().files[..1].to_vec(), issue: 2, ..Changes::default() };
    insta::assert_snapshot!(first(&only_files), @r"
        CHE COSA TOCCA A CHI LEGGE
        1. [nuova] Rispetto all'emissione 2 nessun importo e nessun indicatore è cambiato.
           È arrivato «oneri_2021-06.xlsx» in una nuova versione.
        ");
    let message = |changes: &Changes| again(&month, changes, &BTreeMap::new()).remove(0).subject;
    assert_eq!(message(&only_files), "Monitoraggio giugno 2021: da seguire, nessuna segnalazione");
    let only_indicators = Changes { indicators: changes().indicators, issue: 2, ..Changes::default() };
    insta::assert_snapshot!(first(&only_indicators), @r"
        CHE COSA TOCCA A CHI LEGGE
        1. [nuova] Rispetto all'emissione 2 è cambiato un indicatore, e nessun importo.
           2021_04_02_01-I1 Incidenza dei costi: prima 3,00%, ora 3,20%; +0,20 punti per i dati.
        ");
    assert_eq!(message(&only_indicators), "Monitoraggio giugno 2021: 1 indicatore cambiato");
}

#[test]
fn a_year_that_is_heading_elsewhere_is_told_even_where_nothing_else_changed() {
    let mut month = june();
    let changed = |name: &str, now: &str| Changed {
        name: name.into(),
        before: "10,00 €".into(),
        now: now.into(),
        parts: String::new(),
    };
    let year_end = Changes {
        issue: 2,
        voci: (1..=5).map(|voce| changed(&format!("Voce {voce}"), "20,00 €")).collect(),
        result: Some(changed("Avanzo", "-40,00 €")),
        ..Changes::default()
    };
    let said = |month: &Month, changes: &Changes| {
        let message = again(month, changes, &BTreeMap::new()).remove(0);
        let things = first_things(&text_of(&message));
        format!("{}\n{things}", message.subject)
    };
    month.alerts = vec![of_kind(Kind::IndicatorMissed, "a", AlertState::Standing, "Mancato.")];
    insta::assert_snapshot!(said(&month, &year_end), @r"
    Monitoraggio giugno 2021: preconsuntivo cambiato, 1 nota
    CHE COSA TOCCA A CHI LEGGE
    1. [nuova] Rispetto all'emissione 2 è cambiato il preconsuntivo, e nessun importo alla data.
       Preconsuntivo di «Voce 1»: prima 10,00 €, ora 20,00 €.
       Preconsuntivo di «Voce 2»: prima 10,00 €, ora 20,00 €.
       Preconsuntivo di «Voce 3»: prima 10,00 €, ora 20,00 €.
       Il preconsuntivo di 2 altre voci è cambiato.
       Preconsuntivo di «Avanzo»: prima 10,00 €, ora -40,00 €.
    2. [da seguire] Mancato.
    ");
    let both = Changes { indicators: changes().indicators, voci: Vec::new(), ..year_end.clone() };
    insta::assert_snapshot!(said(&month, &both), @r"
    Monitoraggio giugno 2021: preconsuntivo e 1 indicatore cambiati
    CHE COSA TOCCA A CHI LEGGE
    1. [nuova] Rispetto all'emissione 2 sono cambiati il preconsuntivo e un indicatore, e nessun importo alla data.
       Preconsuntivo di «Avanzo»: prima 10,00 €, ora -40,00 €.
       2021_04_02_01-I1 Incidenza dei costi: prima 3,00%, ora 3,20%; +0,20 punti per i dati.
    2. [da seguire] Mancato.
    ");
    // Where amounts changed that is the news, and the year end comes of it.
    month.alerts = vec![of_kind(Kind::Restatement, "2021-06", AlertState::Raised, "Giugno è cambiato: 7 righe.")];
    insta::assert_snapshot!(said(&month, &both), @r"
    Monitoraggio giugno 2021: importi cambiati
    CHE COSA TOCCA A CHI LEGGE
    1. [nuova] Giugno è cambiato: 7 righe.
       Preconsuntivo di «Avanzo»: prima 10,00 €, ora -40,00 €.
       2021_04_02_01-I1 Incidenza dei costi: prima 3,00%, ora 3,20%; +0,20 punti per i dati.
    ");
}

#[test]
fn a_letter_of_a_second_issue_answers_the_first_one_to_its_address() {
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    let letters = BTreeMap::from([
        ("contabilita@camera.example".to_owned(), ids(&["<bozza@x>", "<prima@x>"])),
        ("altri@camera.example".to_owned(), ids(&["<altri@x>"])),
    ]);
    let messages = again(&june(), &changes(), &letters);
    let headers = |message: &Message| {
        let whole = String::from_utf8(message.bytes.clone()).unwrap();
        let (head, _) = whole.split_once("\r\n\r\n").unwrap();
        let thread = head.lines().filter(|line| line.starts_with("In-Reply-To") || line.starts_with("References"));
        thread.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(headers(&messages[0]), "In-Reply-To: <bozza@x>\nReferences: <bozza@x> <prima@x>");
    assert_eq!(headers(&messages[1]), "", "who was never written to has no thread");
    assert_eq!(messages, again(&june(), &changes(), &letters));
    let own = message_id_of(&messages[0].bytes).unwrap();
    assert!(own.starts_with('<') && own.ends_with("@quadratura.camera.example>"), "{own}");
    assert_eq!(message_id_of(b"Subject: a\r\n\r\nMessage-ID: <b@x>\r\n"), None, "the body has no headers");
}
