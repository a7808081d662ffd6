//! What digests of alerts say, to whom, and in which thread.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::value::Value;
use proptest::prelude::*;

use super::june::{Month, followed, june, now, settings};
use super::reader::{figures, html_of, read_aloud, text_of};
use crate::issue::{IssueState, SourceState};
use crate::mail::news::{Item, items};
use crate::mail::page::Pages;
use crate::mail::{Around, Digest, Message, MonthNews, digest, digests, phrases};
use crate::monitor::{Alert, AlertState, Detail, Followed, Kind, Memory, News, Notification, Told};

/// The alerts of the invented June: differences of two offices, rows of promozione that do not count, a line.
pub(super) fn alerts(month: &Month) -> Vec<Followed> {
    let of_office = |office: &str| {
        let open = month.reconciliation.differences.iter().filter(|it| it.office.as_deref() == Some(office));
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
        file: Some(file.to_owned()),
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
        ..Detail::default()
    };
    vec![
        followed(Kind::ShareOfYear, "interventi_economici", &["contabilita"], line),
        of_office("estero"),
        of_office("promozione"),
        followed(Kind::RowsRefused, "2021-06:promozione:scheda_interventi", &["promozione"], rows),
    ]
}

pub(super) fn told_as(alerts: &[Followed], news: News) -> Vec<Told> {
    let told = |alert: &Followed| Told { alert: alert.id.clone(), news, fresh: alert.items.clone(), receipted: None };
    alerts.iter().map(told).collect()
}

pub(super) fn remembered(alerts: &[Followed]) -> Memory {
    let followed = alerts.iter().map(|alert| (alert.id.clone(), alert.clone())).collect();
    Memory { followed, ..Memory::default() }
}

/// The digests of a run that judged these months.
fn of_months(months: &[(&Month, Vec<Told>)], memory: &Memory, taken: BTreeSet<String>) -> Vec<Digest> {
    let news: Vec<MonthNews> = months
        .iter()
        .filter_map(|(month, told)| MonthNews::of(&month.view(), told.clone(), memory, now().date_naive(), false))
        .collect();
    let settings = settings();
    let view = months[0].0.view();
    let around = Around {
        months: &news,
        ente: view.ente,
        offices: view.offices,
        memory,
        workbooks: &BTreeMap::new(),
        duties: &[],
    };
    digests(&around, &settings, (now(), "20210705-0700"), taken).unwrap()
}

fn composed(month: &Month, alerts: &[Followed], told: Vec<Told>) -> Vec<Digest> {
    of_months(&[(month, told)], &remembered(alerts), BTreeSet::new())
}

/// What the templates are given: by the accounts with a reminder and something that is over, by an office with its rows.
pub(super) fn given(pages: &Pages) -> Vec<Value> {
    let (month, settings) = (june(), settings());
    let mut alerts = alerts(&month);
    let raised = told_as(&alerts, News::Raised);
    let mut later = raised.clone();
    later[1].news = News::Reminder;
    later[2].news = News::Resolved;
    alerts.push(silenced(&alerts[0]));
    let memory = remembered(&alerts);
    let view = month.view();
    let due = super::duties::due();
    let page = |told: &[Told], role: &str| {
        let recipient = settings.recipients.iter().find(|it| &*it.role == role).unwrap();
        let months = [MonthNews::of(&view, told.to_vec(), &memory, now().date_naive(), false).unwrap()];
        let around = Around {
            months: &months,
            ente: view.ente,
            offices: view.offices,
            memory: &memory,
            workbooks: &BTreeMap::new(),
            duties: &due,
        };
        let items = items(&months, &memory);
        let own: Vec<&Item<'_>> = items.iter().filter(|it| it.alert.recipients.contains(&recipient.role)).collect();
        digest::said(pages, &around, &own, recipient, &settings.reply_to).unwrap().page
    };
    vec![page(&later, "contabilita"), page(&raised, "promozione")]
}

/// An alert that another one keeps silent.
fn silenced(cause: &Followed) -> Followed {
    let alert = followed(Kind::IndicatorNoData, "2021_01_01-I1", &["contabilita"], Detail::default());
    Followed { state: AlertState::Muted, cause: Some(cause.id.clone()), ..alert }
}

/// One digest of each recipient who has something to read.
pub(super) fn messages() -> Vec<Message> {
    let month = june();
    let alerts = alerts(&month);
    composed(&month, &alerts, told_as(&alerts, News::Raised)).into_iter().map(|digest| digest.message).collect()
}

fn of<'a>(digests: &'a [Digest], role: &str) -> &'a Message {
    &digests.iter().find(|digest| digest.message.id.ends_with(role)).unwrap().message
}

#[test]
fn each_recipient_has_one_digest_and_who_has_nothing_to_read_none() {
    let month = june();
    let alerts = alerts(&month);
    let digests = composed(&month, &alerts, told_as(&alerts, News::Raised));
    let ids: Vec<&str> = digests.iter().map(|digest| digest.message.id.as_str()).collect();
    let before = "2021-06-avvisi-20210705-0700-";
    assert_eq!(ids, ["contabilita", "estero", "promozione"].map(|role| format!("{before}{role}")));
    assert!(composed(&month, &alerts, Vec::new()).is_empty());
}

#[test]
fn an_office_in_words() {
    let month = june();
    let alerts = alerts(&month);
    insta::assert_snapshot!(text_of(of(&composed(&month, &alerts, told_as(&alerts, News::Raised)), "promozione")), @r"
        Camera di commercio di esempio
        Ufficio Attività promozionali
        Avvisi di giugno 2021, con i dati fino al 30/06/2021
        
        Da guardare: 1 differenza nuova e 1 file con righe che non contano. Questo messaggio contiene solo righe di questo ufficio.
        
        1. Righe che non contano in «scheda_interventi_promozione_2021-06.xlsx»
           1 riga non conta
           - Foglio «Scheda», cella D21: «31.6.2021» non è una data
             Scrivere la data come «30/06/2021».
           Che fare: correggerle e depositare di nuovo il file.
        
        DIFFERENZE NUOVE CON LA CONTABILITÀ
        1. Importo diverso: 192,00 € (contabilità meno ufficio), aperta dal 31/05/2021
           «Officine Padane S.p.A.», atto 12/2021: 4.800,00 € in contabilità, 4.608,00 € nella scheda.
           Nella scheda: «scheda_interventi_promozione_2021-06.xlsx», foglio «Scheda», cella H9
           In contabilità: «interventi_economici_2021-06.xlsx», foglio «Interventi», cella H31
           Che fare: correggere l'importo e depositare di nuovo la scheda; se la scheda è giusta, rispondere a questo messaggio.
        
        --
        Messaggio automatico di Quadratura; impronta 05b3abf2579a. Le risposte arrivano a Ufficio Contabilità <contabilita@camera.example>.
        ");
}

#[test]
fn the_accounts_in_words() {
    let month = june();
    let mut alerts = alerts(&month);
    alerts[0].severity = crate::problem::Severity::Error;
    let mut told = told_as(&alerts, News::Raised);
    alerts.push(silenced(&alerts[0]));
    told[1].news = News::Reminder;
    told[2].news = News::Resolved;
    insta::assert_snapshot!(text_of(of(&composed(&month, &alerts, told), "contabilita")), @r"
        Camera di commercio di esempio
        Ufficio Contabilità
        Avvisi di giugno 2021, con i dati fino al 30/06/2021
        
        Da guardare: 1 voce fuori limite.
        
        1. [grave] «8) Interventi economici» oltre la quota dell'anno
           consuntivo 1.650.000,00 €; assestato 2.100.000,00 €; 78,57% dell'assestato, limite 75%
           Fonte: «oneri_2021-06.xlsx», foglio «Oneri», cella J40
           Per questo: 1 indicatore non si calcola
           Che fare: verificare se serve una variazione.
           Avviso: share_of_year:interventi_economici
        
        ANCORA APERTI (PROMEMORIA)
        1. Differenze con «estero», dal 05/07/2021
           1 differenza aperta
           Che fare: vedere il foglio Differenze.
           Avviso: differences:estero
        
        RIENTRATI
        - Rientrato: Differenze con «promozione».
        
        Per far tacere un avviso fino a una data: quadratura ack AVVISO --until DATA --why MOTIVO
        
        --
        Messaggio automatico di Quadratura; impronta 05b3abf2579a. Le risposte arrivano a Ufficio Contabilità <contabilita@camera.example>.
        ");
}

#[test]
fn an_office_sees_only_its_rows() {
    let month = june();
    let alerts = alerts(&month);
    let all = composed(&month, &alerts, told_as(&alerts, News::Raised));
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
    let text = text_of(of(&composed(&month, &alerts, told), "promozione"));
    assert!(text.contains("ALTRE DIFFERENZE APERTE\n- Importo diverso: 192,00 €"), "{text}");
    assert!(!text.contains("DIFFERENZE NUOVE"), "{text}");
}

#[test]
fn rows_that_a_missing_file_explains_are_not_told() {
    let month = june();
    let mut alerts = alerts(&month);
    let told = told_as(&alerts[3..], News::Raised);
    alerts[2].state = AlertState::Muted;
    let digests = composed(&month, &alerts, told);
    let text = text_of(of(&digests, "promozione"));
    assert!(text.contains("Righe che non contano") && !text.contains("DIFFERENZE"), "{text}");
}

#[test]
fn a_hostile_beneficiary_is_shown_and_does_nothing() {
    let month = june();
    let alerts = alerts(&month);
    let digests = composed(&month, &alerts, told_as(&alerts, News::Raised));
    let html = html_of(of(&digests, "estero"));
    assert!(!html.contains("<script"), "{html}");
    assert!(html.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt; &amp; &quot;Figli&quot; S.r.l."), "{html}");
    assert!(text_of(of(&digests, "estero")).contains("<script>alert(1)</script> & \"Figli\" S.r.l."));
}

#[test]
fn a_digest_answers_the_one_that_first_told_of_its_alerts() {
    let month = june();
    let mut alerts = alerts(&month);
    alerts.iter_mut().for_each(|alert| alert.state = AlertState::Resolved);
    let mut memory = remembered(&alerts);
    for (alert, earlier) in alerts.iter().zip(["<a@x>", "<b@x>", "<b@x>", "<c@x>"]) {
        let by = Notification { message_id: earlier.to_owned(), told_at: now(), news: News::Raised };
        memory.remember_told(&alert.id, "promozione@camera.example", by);
    }
    let digests = of_months(&[(&month, told_as(&alerts, News::Resolved))], &memory, BTreeSet::new());
    let headers = |message: &Message| {
        let whole = String::from_utf8(message.bytes.clone()).unwrap();
        let (head, _) = whole.split_once("\r\n\r\n").unwrap();
        let thread = head.lines().filter(|line| line.starts_with("In-Reply-To") || line.starts_with("References"));
        thread.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(headers(of(&digests, "promozione")), "In-Reply-To: <b@x>\nReferences: <b@x> <c@x>");
    assert_eq!(headers(of(&digests, "estero")), "");
    assert!(
        of(&digests, "estero").subject.ends_with(": rientrato: Differenze con estero"),
        "{}",
        of(&digests, "estero").subject
    );
}

#[test]
fn a_second_digest_of_one_minute_has_a_name_of_its_own() {
    let month = june();
    let alerts = alerts(&month);
    let taken = BTreeSet::from(["2021-06-avvisi-20210705-0700-estero".to_owned()]);
    let told = told_as(&alerts, News::Raised);
    let digests = of_months(&[(&month, told)], &remembered(&alerts), taken);
    assert_eq!(of(&digests, "estero-2").id, "2021-06-avvisi-20210705-0700-estero-2");
}

/// An invented June and the July after it, with one differing thing to say in each.
fn june_and_july() -> (Month, Month) {
    let mut july = june();
    july.period = "2021-07".parse().unwrap();
    (june(), july)
}

#[test]
fn a_run_that_judged_two_months_writes_one_digest_to_each() {
    let (june, july) = june_and_july();
    let alerts = alerts(&june);
    let told = |places: &[usize], news| {
        let some: Vec<Followed> = places.iter().map(|it| alerts[*it].clone()).collect();
        told_as(&some, news)
    };
    let months = [(&june, told(&[2, 3], News::Raised)), (&july, told(&[0], News::Raised))];
    let digests = of_months(&months, &remembered(&alerts), BTreeSet::new());
    let ids: Vec<&str> = digests.iter().map(|digest| digest.message.id.as_str()).collect();
    assert_eq!(ids, ["2021-07-avvisi-20210705-0700-contabilita", "2021-07-avvisi-20210705-0700-promozione"]);
    let accounts = of(&digests, "contabilita");
    assert!(accounts.subject.starts_with("Avvisi di giugno e luglio 2021: "), "{}", accounts.subject);
    let text = text_of(accounts);
    assert!(text.contains("1. «8) Interventi economici» oltre la quota dell'anno, luglio 2021\n"), "{text}");
    assert!(text.contains("2. Differenze con «promozione», giugno 2021\n"), "{text}");
    // Who is told of one month alone reads its name once.
    let text = text_of(of(&digests, "promozione"));
    assert!(text.contains("Avvisi di giugno 2021, con i dati fino al 30/06/2021\n"), "{text}");
    assert!(
        text.contains("cella D21: «31.6.2021» non è una data") && text.contains("4.608,00 € nella scheda"),
        "{text}"
    );
}

#[test]
fn what_two_months_of_a_run_say_of_one_alert_is_said_once() {
    let (june, july) = june_and_july();
    let alerts = alerts(&june);
    let line = |news| told_as(&alerts[..1], news);
    let said = |first, second| {
        let months = [(&june, line(first)), (&july, line(second))];
        let digests = of_months(&months, &remembered(&alerts), BTreeSet::new());
        digests.into_iter().map(|it| (text_of(&it.message), it.message.subject)).next()
    };
    assert!(said(News::Raised, News::Resolved).is_none(), "who was never told needs not hear that it is over");
    let (text, subject) = said(News::Raised, News::Grown).unwrap();
    assert_eq!(subject, "Avvisi di luglio 2021: 8) Interventi economici oltre la quota dell'anno");
    assert!(text.contains("1. «8) Interventi economici» oltre la quota dell'anno\n"), "{text}");
    let (text, _) = said(News::Worse, News::Grown).unwrap();
    assert!(text.contains("oltre la quota dell'anno (più grave)\n"), "{text}");
    // What was over for one of the months stands as it stood.
    let (_, subject) = said(News::Resolved, News::Raised).unwrap();
    assert_eq!(subject, "Avvisi di giugno 2021: promemoria, 8) Interventi economici oltre la quota dell'anno");
    let (_, subject) = said(News::Reminder, News::Resolved).unwrap();
    assert_eq!(subject, "Avvisi di giugno 2021: rientrato: 8) Interventi economici oltre la quota dell'anno");
}

#[test]
fn who_receives_the_message_of_the_month_reads_its_alerts_there() {
    let month = june();
    let alerts = alerts(&month);
    let memory = remembered(&alerts);
    let in_workbook: Vec<Alert> = alerts.iter().map(Followed::alert).collect();
    let roles = |state, told: &[Alert], issues| {
        let month = Month { state, alerts: told.to_vec(), ..june() };
        let (view, settings) = (month.view(), settings());
        let told = told_as(&alerts, News::Raised);
        let news: Vec<MonthNews> =
            MonthNews::of(&view, told, &memory, now().date_naive(), issues).into_iter().collect();
        let around = Around {
            months: &news,
            ente: view.ente,
            offices: view.offices,
            memory: &memory,
            workbooks: &BTreeMap::new(),
            duties: &[],
        };
        let digests = digests(&around, &settings, (now(), "20210705-0700"), BTreeSet::new()).unwrap();
        digests.iter().map(|it| it.message.id.rsplit('-').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(roles(IssueState::Released, &in_workbook, true), ["estero", "promozione"]);
    assert_eq!(roles(IssueState::Draft, &in_workbook, true), ["estero", "promozione"]);
    // What the workbook does not tell is told; so is all that a night finds, which issues nothing.
    assert_eq!(roles(IssueState::Released, &in_workbook[1..], true), ["contabilita", "estero", "promozione"]);
    assert_eq!(roles(IssueState::Released, &in_workbook, false), ["contabilita", "estero", "promozione"]);
}

#[test]
fn an_office_is_not_told_alone_that_its_own_file_is_there() {
    let month = june();
    let detail = Detail { title: "Manca la scheda".into(), ..Detail::default() };
    let missing = followed(Kind::SourceMissing, "2021-06:estero:scheda_interventi", &["estero", "contabilita"], detail);
    let mut alerts = vec![missing, alerts(&month).remove(1)];
    let said = |alerts: &[Followed], told: Vec<Told>| {
        let digests = composed(&month, alerts, told);
        digests.iter().map(|it| it.message.id.rsplit('-').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(said(&alerts, told_as(&alerts[..1], News::Resolved)), ["contabilita"]);
    assert_eq!(said(&alerts, told_as(&alerts[..1], News::Raised)), ["contabilita", "estero"]);
    // With something else to read it is said too.
    let mut both = told_as(&alerts, News::Raised);
    both[0].news = News::Resolved;
    let text = text_of(of(&composed(&month, &alerts, both), "estero"));
    assert!(text.contains("RIENTRATI\n- Rientrato: Manca la scheda."), "{text}");
    alerts[0].id = "source_missing:2021-06:contabilita:oneri".parse().unwrap();
    assert_eq!(said(&alerts, told_as(&alerts[..1], News::Resolved)), ["estero"]);
}

#[test]
fn differences_too_old_are_listed_under_their_alert() {
    let month = june();
    let office = alerts(&month).remove(2);
    let detail = Detail { title: "Differenze fuori tempo".into(), figure: "1 differenza".into(), ..Detail::default() };
    let aged = followed(Kind::DifferencesAged, "promozione", &["promozione"], detail);
    let alerts = [Followed { items: office.items.clone(), ..aged }, office];
    for news in [News::Raised, News::Reminder] {
        let text = text_of(of(&composed(&month, &alerts, told_as(&alerts[..1], news)), "promozione"));
        assert!(
            text.contains("1 differenza\n   - Importo diverso: 192,00 € (contabilità meno ufficio), aperta dal"),
            "{text}"
        );
        assert!(
            text.contains("   Nella scheda: «scheda_interventi_promozione_2021-06.xlsx», foglio «Scheda», cella H9"),
            "{text}"
        );
        assert_eq!(text.matches("192,00 €").count(), 1, "{text}");
        assert!(!text.contains("DIFFERENZE APERTE") && !text.contains("DIFFERENZE ANCORA"), "{text}");
    }
}

#[test]
fn a_reminder_says_all_that_the_first_letter_said() {
    let month = june();
    let alerts = alerts(&month);
    for role in ["contabilita", "promozione"] {
        let letter = |news| text_of(of(&composed(&month, &alerts, told_as(&alerts, news)), role));
        let (first, reminder) = (letter(News::Raised), letter(News::Reminder));
        assert!(reminder.contains("(PROMEMORIA)") && reminder.contains("dal 05/07/2021"), "{reminder}");
        let said = |line: &&str| line.starts_with("   ");
        let (lines, again): (Vec<&str>, Vec<&str>) =
            (first.lines().filter(said).collect(), reminder.lines().filter(said).collect());
        assert!(lines.len() > 4, "{first}");
        for line in lines {
            assert!(again.contains(&line), "`{line}` is not in {reminder}");
        }
    }
    let office = text_of(of(&composed(&month, &alerts, told_as(&alerts[2..3], News::Reminder)), "promozione"));
    insta::assert_snapshot!(office, @r"
    Camera di commercio di esempio
    Ufficio Attività promozionali
    Avvisi di giugno 2021, con i dati fino al 30/06/2021

    DIFFERENZE ANCORA APERTE (PROMEMORIA)
    1. Importo diverso: 192,00 € (contabilità meno ufficio), aperta dal 31/05/2021
       «Officine Padane S.p.A.», atto 12/2021: 4.800,00 € in contabilità, 4.608,00 € nella scheda.
       Nella scheda: «scheda_interventi_promozione_2021-06.xlsx», foglio «Scheda», cella H9
       In contabilità: «interventi_economici_2021-06.xlsx», foglio «Interventi», cella H31
       Che fare: correggere l'importo e depositare di nuovo la scheda; se la scheda è giusta, rispondere a questo messaggio.

    --
    Messaggio automatico di Quadratura; impronta 05b3abf2579a. Le risposte arrivano a Ufficio Contabilità <contabilita@camera.example>.
    ");
}

#[test]
fn who_mends_nothing_is_told_who_is_at_it_in_a_digest_too() {
    let month = june();
    let mut alerts = alerts(&month);
    for alert in &mut alerts {
        alert.recipients.push("segretario_generale".into());
    }
    let memory = remembered(&alerts);
    let told = told_as(&alerts, News::Raised);
    let news = [MonthNews::of(&month.view(), told, &memory, now().date_naive(), false).unwrap()];
    let mut settings = settings();
    settings.recipients[0].receives.push(crate::mail::Receives::Digest);
    let view = month.view();
    let around = Around {
        months: &news,
        ente: view.ente,
        offices: view.offices,
        memory: &memory,
        workbooks: &BTreeMap::new(),
        duties: &[],
    };
    let digests = digests(&around, &settings, (now(), "20210705-0700"), BTreeSet::new()).unwrap();
    let text = text_of(of(&digests, "segretario_generale"));
    assert!(text.contains("   Se ne occupa: Ufficio Commercio estero.\n"), "{text}");
    assert!(text.contains("   Se ne occupa: la contabilità. Resta da decidere se serve una variazione.\n"), "{text}");
    assert!(
        text.contains("«31.6.2021» non è una data\n   Se ne occupa"),
        "what to write instead is the office's: {text}"
    );
    assert!(!text.contains("Che fare"), "{text}");
}

#[test]
fn a_month_without_files_has_no_figures_to_date() {
    let mut month = june();
    let alerts = alerts(&month);
    month.files.retain(|file| file.state != SourceState::Accepted);
    let text = text_of(of(&composed(&month, &alerts, told_as(&alerts[..1], News::Raised)), "contabilita"));
    assert!(text.contains("\nAvvisi di giugno 2021\n"), "{text}");
}

#[test]
fn what_is_new_in_an_earlier_month_of_a_run_is_new_in_its_one_letter() {
    let (june, july) = june_and_july();
    let office = alerts(&june).remove(2);
    let raised = told_as(std::slice::from_ref(&office), News::Raised);
    let grown = vec![Told { news: News::Grown, fresh: BTreeSet::new(), ..raised[0].clone() }];
    let digests = of_months(&[(&june, raised), (&july, grown)], &remembered(&[office]), BTreeSet::new());
    let digest = of(&digests, "promozione");
    assert_eq!(digest.subject, "Avvisi di luglio 2021: 1 differenza nuova");
    let text = text_of(digest);
    assert!(text.contains("DIFFERENZE NUOVE") && text.contains("4.608,00 € nella scheda"), "{text}");
    assert!(!text.contains("ALTRE DIFFERENZE") && !text.contains("ANCORA APERTE"), "{text}");
}

#[test]
fn months_are_named_with_their_year_where_it_changes() {
    let named = |all: &[&str]| phrases::months(&all.iter().map(|it| it.parse().unwrap()).collect::<Vec<_>>());
    assert_eq!(named(&["2021-06"]), "giugno 2021");
    assert_eq!(named(&["2021-05", "2021-06"]), "maggio e giugno 2021");
    assert_eq!(named(&["2021-11", "2021-12", "2022-01"]), "novembre, dicembre 2021 e gennaio 2022");
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
        for digest in composed(&month, &alerts, told_as(&alerts, news)) {
            let (text, html) = (text_of(&digest.message), read_aloud(&html_of(&digest.message)));
            prop_assert_eq!(figures(&text), figures(&html), "{}\n{}", text, html);
        }
    }
}
