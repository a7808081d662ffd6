//! What digests of alerts say, to whom, and in which thread.

use std::collections::BTreeSet;

use minijinja::value::Value;
use proptest::prelude::*;

use super::june::{Month, followed, june, now, settings};
use super::reader::{figures, html_of, read_aloud, text_of};
use crate::mail::page::Pages;
use crate::mail::{Digest, Message, Told, digest, digests};
use crate::monitor::{AlertState, Detail, Followed, Kind, Memory, News};

/// The alerts of the invented June: differences of two offices, rows of promozione that do not count, a line.
fn alerts(month: &Month) -> Vec<Followed> {
    let of_office = |office: &str| {
        let open = month.reconciliation.differences.iter().filter(|it| &*it.office == office);
        let detail = Detail {
            title: format!("Differenze con `{office}`"),
            figure: "1 differenza aperta".into(),
            action: "Vedere il foglio Differenze.".into(),
            ..Detail::default()
        };
        let alert = followed(Kind::Differences, office, &[office, "contabilita"], detail);
        Followed { items: open.map(|it| it.id.to_string()).collect(), ..alert }
    };
    let file = "scheda_interventi_promozione_2021-06.xlsx";
    let rows = Detail {
        title: format!("Righe che non contano in `{file}`"),
        figure: "1 riga non conta".into(),
        action: "Correggerle e depositare di nuovo il file.".into(),
        ..Detail::default()
    };
    let line = Detail {
        title: "`8) Interventi economici` oltre la quota dell'anno".into(),
        figure: "consuntivo 1.650.000,00 €".into(),
        target: "assestato 2.100.000,00 €".into(),
        deviation: "78,57% dell'assestato, limite 75%".into(),
        places: vec!["`oneri_2021-06.xlsx`, foglio `Oneri`, cella J40".into()],
        action: "Verificare se serve una variazione.".into(),
    };
    vec![
        followed(Kind::ShareOfYear, "interventi_economici", &["contabilita"], line),
        of_office("estero"),
        of_office("promozione"),
        followed(Kind::RowsRefused, "2021-06:promozione:scheda_interventi", &["promozione"], rows),
    ]
}

fn told_as<'a>(alerts: &'a [Followed], news: News) -> Vec<Told<'a>> {
    alerts
        .iter()
        .map(|alert| Told { alert, news, mutes: String::new(), fresh: alert.items.clone(), receipted: String::new() })
        .collect()
}

fn composed(month: &Month, told: &[Told<'_>]) -> Vec<Digest> {
    let memory = Memory::default();
    digests(&month.view(), told, &memory, &settings(), (now(), "20210705-0700"), BTreeSet::new()).unwrap()
}

/// What the templates are given: by the accounts with a reminder and something that is over, by an office with its rows.
pub(super) fn given(pages: &Pages) -> Vec<Value> {
    let (month, settings) = (june(), settings());
    let alerts = alerts(&month);
    let raised = told_as(&alerts, News::Raised);
    let mut later = raised.clone();
    later[0].mutes = "3 indicatori senza dati".into();
    later[1].news = News::Reminder;
    later[2].news = News::Resolved;
    let page = |told: &[Told<'_>], role: &str| {
        let recipient = settings.recipients.iter().find(|it| &*it.role == role).unwrap();
        let own: Vec<&Told<'_>> = told.iter().filter(|it| it.alert.recipients.contains(&recipient.role)).collect();
        let who = (now().date_naive(), settings.reply_to.as_str());
        digest::said(pages, &month.view(), &own, &Memory::default(), recipient, who).unwrap().page
    };
    vec![page(&later, "contabilita"), page(&raised, "promozione")]
}

/// One digest of each recipient who has something to read.
pub(super) fn messages() -> Vec<Message> {
    let month = june();
    let alerts = alerts(&month);
    composed(&month, &told_as(&alerts, News::Raised)).into_iter().map(|digest| digest.message).collect()
}

fn of<'a>(digests: &'a [Digest], role: &str) -> &'a Message {
    &digests.iter().find(|digest| digest.message.id.ends_with(role)).unwrap().message
}

#[test]
fn each_recipient_has_one_digest_and_who_has_nothing_to_read_none() {
    let (month, nobody) = (june(), Vec::new());
    let alerts = alerts(&month);
    let digests = composed(&month, &told_as(&alerts, News::Raised));
    let ids: Vec<&str> = digests.iter().map(|digest| digest.message.id.as_str()).collect();
    let before = "2021-06-avvisi-20210705-0700-";
    assert_eq!(ids, ["contabilita", "estero", "promozione"].map(|role| format!("{before}{role}")));
    assert!(composed(&month, &nobody).is_empty());
}

#[test]
fn an_office_in_words() {
    let month = june();
    let alerts = alerts(&month);
    insta::assert_snapshot!(text_of(of(&composed(&month, &told_as(&alerts, News::Raised)), "promozione")), @r"
        Camera di commercio di esempio
        Ufficio Attività promozionali
        Avvisi di giugno 2021, con i dati fino al 30/06/2021
        
        Da guardare: 1 differenza nuova e 1 file con righe che non contano. Questo messaggio contiene solo righe di questo ufficio.
        
        1. Righe che non contano in `scheda_interventi_promozione_2021-06.xlsx`
           1 riga non conta
           - Foglio `Scheda`, cella D21: `31.6.2021` non è una data
             Scrivere la data come `30/06/2021`.
           Che fare: Correggerle e depositare di nuovo il file.
        
        DIFFERENZE NUOVE CON LA CONTABILITÀ
        1. Importo diverso: 192,00 € (contabilità meno ufficio), aperta dal 31/05/2021
           `Officine Padane S.p.A.`, atto 12/2021: 4.800,00 € in contabilità, 4.608,00 € nella scheda.
           Nella scheda: `scheda_interventi_promozione_2021-06.xlsx`, foglio `Scheda`, cella H9
           In contabilità: `interventi_economici_2021-06.xlsx`, foglio `Interventi`, cella H31
           Che fare: Correggere l'importo e depositare di nuovo la scheda; se la scheda è giusta, rispondere a questo messaggio.
        
        --
        Messaggio automatico di Quadratura; manifesto 05b3abf2579a. Le risposte arrivano a Ufficio Contabilità <contabilita@camera.example>.
        ");
}

#[test]
fn the_accounts_in_words() {
    let month = june();
    let mut alerts = alerts(&month);
    alerts[0].severity = crate::problem::Severity::Error;
    let mut told = told_as(&alerts, News::Raised);
    told[0].mutes = "3 indicatori senza dati".into();
    told[1].news = News::Reminder;
    told[2].news = News::Resolved;
    insta::assert_snapshot!(text_of(of(&composed(&month, &told), "contabilita")), @r"
        Camera di commercio di esempio
        Ufficio Contabilità
        Avvisi di giugno 2021, con i dati fino al 30/06/2021
        
        Da guardare: 1 voce fuori limite.
        
        1. [grave] `8) Interventi economici` oltre la quota dell'anno
           consuntivo 1.650.000,00 €; assestato 2.100.000,00 €; 78,57% dell'assestato, limite 75%
           Fonte: `oneri_2021-06.xlsx`, foglio `Oneri`, cella J40
           Tace per questo: 3 indicatori senza dati
           Che fare: Verificare se serve una variazione.
           Avviso: share_of_year:interventi_economici
        
        ANCORA APERTI (PROMEMORIA)
        - Differenze con `estero`, dal 05/07/2021: 1 differenza aperta
          Che fare: Vedere il foglio Differenze.
          Avviso: differences:estero
        
        RIENTRATI
        - Rientrato: Differenze con `promozione`.
        
        Per non risentire di un avviso fino a un giorno: quadratura ack AVVISO --until GIORNO --why MOTIVO
        
        --
        Messaggio automatico di Quadratura; manifesto 05b3abf2579a. Le risposte arrivano a Ufficio Contabilità <contabilita@camera.example>.
        ");
}

#[test]
fn an_office_sees_only_its_rows() {
    let month = june();
    let alerts = alerts(&month);
    let all = composed(&month, &told_as(&alerts, News::Raised));
    for digest in all.iter().filter(|digest| !digest.message.id.ends_with("contabilita")) {
        let message = &digest.message;
        let (own, others) = match message.to.as_str() {
            "estero@camera.example" => ("2.500,00", ["Officine Padane", "4.800,00", "192,00", "promozione"]),
            _ => ("Officine Padane", ["Figli", "2.500,00", "internazionalizzazione", "estero"]),
        };
        for said in [text_of(message), html_of(message)] {
            assert!(said.contains(own), "{said}");
            for other in others {
                assert!(!said.contains(other), "{other} in {said}");
            }
            assert!(!said.contains("registro protesti") && !said.contains("oneri_2021"), "{said}");
        }
    }
}

#[test]
fn what_was_told_before_takes_one_line() {
    let month = june();
    let alerts = alerts(&month);
    let mut told = told_as(&alerts, News::Raised);
    told.remove(2);
    let text = text_of(of(&composed(&month, &told), "promozione"));
    assert!(text.contains("ALTRE DIFFERENZE APERTE\n- Importo diverso: 192,00 €"), "{text}");
    assert!(!text.contains("DIFFERENZE NUOVE"), "{text}");
}

#[test]
fn rows_that_a_missing_file_explains_are_not_told() {
    let month = june();
    let alerts = alerts(&month);
    let muted = Followed { state: AlertState::Muted, ..alerts[2].clone() };
    let memory = Memory { followed: [(muted.id.clone(), muted)].into(), ..Memory::default() };
    let told: Vec<Told<'_>> = told_as(&alerts, News::Raised).into_iter().skip(3).collect();
    let digests =
        digests(&month.view(), &told, &memory, &settings(), (now(), "20210705-0700"), BTreeSet::new()).unwrap();
    let text = text_of(of(&digests, "promozione"));
    assert!(text.contains("Righe che non contano") && !text.contains("DIFFERENZE"), "{text}");
}

#[test]
fn a_hostile_beneficiary_is_shown_and_does_nothing() {
    let month = june();
    let alerts = alerts(&month);
    let digests = composed(&month, &told_as(&alerts, News::Raised));
    let html = html_of(of(&digests, "estero"));
    assert!(!html.contains("<script"), "{html}");
    assert!(html.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt; &amp; &quot;Figli&quot; S.r.l."), "{html}");
    assert!(text_of(of(&digests, "estero")).contains("<script>alert(1)</script> & \"Figli\" S.r.l."));
}

#[test]
fn a_digest_answers_the_one_that_first_told_of_its_alerts() {
    let month = june();
    let mut alerts = alerts(&month);
    for (alert, earlier) in alerts.iter_mut().zip(["<a@x>", "<b@x>", "<b@x>", "<c@x>"]) {
        alert.threads.insert("promozione@camera.example".to_owned(), earlier.to_owned());
        alert.state = AlertState::Resolved;
    }
    let digests = composed(&month, &told_as(&alerts, News::Resolved));
    let headers = |message: &Message| {
        let whole = String::from_utf8(message.bytes.clone()).unwrap();
        let (head, _) = whole.split_once("\r\n\r\n").unwrap();
        let thread = head.lines().filter(|line| line.starts_with("In-Reply-To") || line.starts_with("References"));
        thread.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(headers(of(&digests, "promozione")), "In-Reply-To: <b@x>\nReferences: <b@x> <c@x>");
    assert_eq!(headers(of(&digests, "estero")), "");
    assert!(of(&digests, "estero").subject.ends_with("1 rientrato"), "{}", of(&digests, "estero").subject);
}

#[test]
fn a_second_digest_of_one_minute_has_a_name_of_its_own() {
    let month = june();
    let alerts = alerts(&month);
    let taken = BTreeSet::from(["2021-06-avvisi-20210705-0700-estero".to_owned()]);
    let told = told_as(&alerts, News::Raised);
    let digests =
        digests(&month.view(), &told, &Memory::default(), &settings(), (now(), "20210705-0700"), taken).unwrap();
    assert_eq!(of(&digests, "estero-2").id, "2021-06-avvisi-20210705-0700-estero-2");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn both_forms_say_the_same_figures(
        title in "\\PC{0,80}",
        deviation in "[a-z0-9,`€ ]{0,200}",
        news in prop::sample::select(vec![News::Raised, News::Worse, News::Grown, News::Again, News::Reminder, News::Resolved]),
    ) {
        let month = june();
        let mut alerts = alerts(&month);
        alerts[1].detail.title = title;
        alerts[3].detail.deviation = deviation;
        for digest in composed(&month, &told_as(&alerts, news)) {
            let (text, html) = (text_of(&digest.message), read_aloud(&html_of(&digest.message)));
            prop_assert_eq!(figures(&text), figures(&html), "{}\n{}", text, html);
        }
    }
}
