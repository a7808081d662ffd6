//! What is said and how: the date a figure speaks of, who sends a file, the cells of one file, the good news.

use super::*;
use crate::monitor::phrases::{self, Rows};
use crate::origin::{Digest, Source};

fn june() -> Period {
    "2021-06".parse().unwrap()
}

#[test]
fn a_month_under_way_is_judged_by_its_day() {
    let on = |month, day| phrases::at(june(), NaiveDate::from_ymd_opt(2021, month, day));
    assert_eq!([on(6, 1), on(6, 8), on(6, 12)], ["al 1° giugno 2021", "all'8 giugno 2021", "al 12 giugno 2021"]);
    assert_eq!([on(6, 30), on(7, 5), phrases::at(june(), None)], ["a fine giugno 2021"; 3]);
}

#[test]
fn differences_are_told_of_an_office_with_where_their_rows_are() {
    let said = |office, count, cents, rows| {
        let (said, detail) = phrases::differences(office, count, Cents(cents), "a fine giugno 2021", rows);
        format!("{said} {}", detail.action)
    };
    insta::assert_snapshot!(said("Ufficio Commercio estero", 1, 36_000, Rows::InWorkbookToCome), @"Ufficio Commercio estero: 1 differenza aperta a fine giugno 2021, per 360,00 €. Chiuderla con l'ufficio; la riga è nel foglio Differenze della cartella del mese, quando è emessa.");
    insta::assert_snapshot!(said("Ufficio Commercio estero", 2, 0, Rows::InWorkbook), @"Ufficio Commercio estero: 2 differenze aperte a fine giugno 2021. Chiuderle con l'ufficio; le righe sono nel foglio Differenze della cartella del mese.");
    insta::assert_snapshot!(said("", 3, 70_000, Rows::Here), @"Senza ufficio: 3 differenze aperte a fine giugno 2021, per 700,00 € in tutto. Attribuirle a un ufficio; le righe sono nel foglio Differenze.");
    let late = Difference { age_days: 1, ..difference("promozione", 100) };
    let aged = |count, late: &Difference| {
        let (said, detail) = phrases::differences_aged("Promozione", count, late, "a fine giugno 2021");
        format!("{said} {}", detail.action)
    };
    insta::assert_snapshot!(aged(1, &late), @"Promozione: 1 differenza fuori tempo a fine giugno 2021, aperta dal 30/06/2021 (1 giorno). Chiuderla: correggere la scheda, o dire perché resta.");
    insta::assert_snapshot!(aged(3, &Difference { age_days: 61, ..late }), @"Promozione: 3 differenze fuori tempo a fine giugno 2021, la più vecchia aperta dal 30/06/2021 (61 giorni). Chiuderle: correggere la scheda, o dire perché restano.");
}

#[test]
fn a_missing_file_names_who_sends_it() {
    let said = |title, office, asked| {
        let (said, detail) = phrases::source_missing(title, office, asked, june());
        format!("{said} {}", detail.action)
    };
    let estero = "Ufficio Commercio estero";
    insta::assert_snapshot!(said("Scheda degli interventi di un ufficio, Ufficio Commercio estero", estero, estero), @"Manca il file «Scheda degli interventi» (Ufficio Commercio estero) di giugno 2021. Da depositare nella cartella di arrivo, a cura di Ufficio Commercio estero.");
    insta::assert_snapshot!(said("Proventi (contabilità)", "", ACCOUNTS_OFFICE), @"Manca il file «Proventi (contabilità)» di giugno 2021. Da depositare nella cartella di arrivo, a cura della contabilità.");
}

#[test]
fn a_file_is_named_once_with_its_cells() {
    let mut sources = Sources::default();
    let mut file = |name: &str, sheet: &str| {
        sources.add(Source { file: name.into(), sheets: vec![sheet.into()], digest: Digest::of(name.as_bytes()) })
    };
    let (oneri, altri) = (file("oneri.xlsx", "Oneri"), file("altri.csv", ""));
    let reconciliation = Reconciliation::default();
    let findings = Findings { sources: &sources, ..nothing(&reconciliation) };
    let cell = |source, row| Origin { source, sheet: 0, row, column: 9 };
    let places = |origins: &[Origin], more| findings.places(origins.to_vec(), more).join(" + ");
    assert_eq!(
        places(&[cell(oneri, 21), cell(oneri, 19)], 1),
        "`oneri.xlsx`, foglio `Oneri`, celle J20, J22 e un'altra"
    );
    assert_eq!(places(&[cell(oneri, 21), cell(oneri, 19)], 0), "`oneri.xlsx`, foglio `Oneri`, celle J20 e J22");
    assert_eq!(places(&[cell(oneri, 19)], 0), "`oneri.xlsx`, foglio `Oneri`, cella J20");
    let two = "`oneri.xlsx`, foglio `Oneri`, cella J20 + `altri.csv`, riga 7 + 3 altre righe";
    assert_eq!(places(&[cell(oneri, 19), cell(altri, 6)], 3), two);
    assert_eq!(places(&[], 2), "");
}

#[test]
fn a_letter_is_told_with_the_number_that_it_is_under() {
    let scheme: Scheme = toml::from_str(
        r#"
        id = "x"
        title = "X"
        source = "Inventato"
        [[line]]
        id = "f"
        number = "7)"
        label = "Funzionamento"
        level = 1
        nature = "onere"
        [[line]]
        id = "a"
        number = "a)"
        label = "Prestazione servizi"
        level = 2
        nature = "onere"
        [[line]]
        id = "b"
        number = "b)"
        label = "Quote associative"
        level = 2
        nature = "onere"
        [[line]]
        id = "t"
        label = "Totale"
        nature = "onere"
    "#,
    )
    .unwrap();
    let names: Vec<String> = scheme.lines.iter().map(|line| phrases::line(&scheme, line)).collect();
    assert_eq!(names, ["7) Funzionamento", "7a) Prestazione servizi", "7b) Quote associative", "Totale"]);
}

#[test]
fn two_figures_of_a_check_are_the_first_and_the_second() {
    let check = TieOut {
        id: "registrazioni".into(),
        scope: "registrazioni/2021/consuntivo".into(),
        label: "Registrazioni = conto 330".into(),
        right: Some(Cents(10_050)),
        ..tie_out(TieOutState::Fails, true)
    };
    insta::assert_snapshot!(phrases::tie_outs_failed(&[&check], true, Rows::Here).0, @"Non quadra «Registrazioni = conto 330», 2021 (consuntivo): il primo è 100,00 €, il secondo 100,50 €, al primo mancano 0,50 €.");
    let printed = tie_out(TieOutState::Fails, false);
    insta::assert_snapshot!(phrases::tie_outs_failed(&[&printed], false, Rows::Here).0, @"Non quadra «Totale oneri = somma», 2021 (preventivo): stampato 100,00 €, calcolato 90,00 €, scarto 10,00 €.");
    let heads = TieOut { unit: crate::money::Unit::Number, right: Some(Cents(9_850)), ..printed.clone() };
    insta::assert_snapshot!(phrases::tie_outs_failed(&[&heads], false, Rows::Here).0, @"Non quadra «Totale oneri = somma», preventivo 2021: stampato 100, calcolato 98,5, scarto 1,5.");
    let past = TieOut { scope: "x/2020/previsione_consuntivo".into(), ..printed.clone() };
    insta::assert_snapshot!(phrases::tie_outs_failed(&[&printed, &past], false, Rows::InWorkbookToCome).0, @"Non quadra «Totale oneri = somma» in 2 casi: 2021 (preventivo) di 10,00 €; 2020 (previsione consuntivo) di 10,00 €.");
    insta::assert_snapshot!(phrases::tie_outs_failed(&[&check, &past], false, Rows::InWorkbook).0, @"Non quadra in 2 casi: «Registrazioni = conto 330» di -0,50 €; «Totale oneri = somma» di 10,00 €. Vedere il foglio Quadrature.");
}

#[test]
fn the_good_news_says_what_is_well_and_how() {
    let titles = [
        (Kind::SourceMissing, "Manca il file «Proventi (contabilità)» di aprile 2021", None),
        (Kind::SourceRefused, "Rifiutato `oneri.xlsx`", None),
        (Kind::RowsRefused, "Righe che non contano in `oneri.xlsx`", None),
        (Kind::RunIncomplete, "Il mese di aprile 2021 resta in BOZZA", None),
        (Kind::TieOutFailed, "Non quadra «Totale: oneri = somma»", None),
        (Kind::UnmappedAccounts, "Conti senza voce dello schema", None),
        (Kind::ShareOfYear, "«7e) Organi istituzionali»: oltre la quota dell'anno", None),
        (
            Kind::IndicatorMissed,
            "Indicatore «Tempi: protesti» (I1): valore atteso mancato",
            Some("di nuovo entro l'obiettivo"),
        ),
        (Kind::IndicatorNoData, "Indicatore «Tempi» (I1): non rilevato", None),
        (Kind::Differences, "Ufficio Commercio estero: differenze aperte", None),
        (Kind::DifferencesAged, "Ufficio Commercio estero: differenze aperte da troppo tempo", None),
        // As an earlier version of the program remembered it.
        (Kind::Differences, "Differenze con Ufficio Commercio estero", None),
    ];
    let said = titles.map(|(kind, title, now)| phrases::resolved(kind, title, now)).join("\n");
    insta::assert_snapshot!(said, @r"
        È arrivato il file «Proventi (contabilità)» di aprile 2021.
        `oneri.xlsx` è stato sostituito o non serve più.
        Ora contano anche le righe che in `oneri.xlsx` non contavano.
        Il mese di aprile 2021 non è più una BOZZA.
        Ora quadra «Totale: oneri = somma».
        Ora tutti i conti hanno una voce dello schema.
        «7e) Organi istituzionali»: di nuovo entro la quota dell'anno.
        «Tempi: protesti» (I1): di nuovo entro l'obiettivo.
        «Tempi» (I1): ora c'è il valore.
        Ufficio Commercio estero: differenze chiuse.
        Ufficio Commercio estero: nessuna differenza fuori tempo.
        Rientrato: differenze con Ufficio Commercio estero.
        ");
}

#[test]
fn an_indicator_that_is_well_again_says_its_figure() {
    let reconciliation = Reconciliation::default();
    let well = |state, value, kind: Kind| {
        let indicators = [Indicator { value: Value::Number(value), ..indicator(state) }];
        let judgement = judged(&Findings { indicators: &indicators, ..nothing(&reconciliation) });
        judgement.well(&format!("{}:tempi_sportello", kind.id()).parse().unwrap()).map(str::to_owned).unwrap_or_default()
    };
    let all = [
        well(State::InProgress, 4.5, Kind::IndicatorMissed),
        well(State::InProgress, 4.5, Kind::IndicatorNoData),
        well(State::Near, 5.1, Kind::IndicatorMissed),
        well(State::Met, 5.0, Kind::IndicatorNear),
        well(State::NoData, 0.0, Kind::IndicatorNoData),
    ];
    insta::assert_snapshot!(all.join("\n"), @r"
        di nuovo entro l'obiettivo (4,5 giorni, al massimo 5 giorni)
        ora c'è il valore (4,5 giorni, al massimo 5 giorni)
        valore atteso mancato di poco (5,1 giorni, al massimo 5 giorni)
        obiettivo raggiunto (5,0 giorni, al massimo 5 giorni)
        ");
}

#[test]
fn a_year_that_is_over_asks_for_no_correction() {
    let near = Indicator {
        reason: "vicino: 5,1 giorni a dicembre, valore atteso al massimo 5 giorni".to_owned(),
        ..indicator(State::Near)
    };
    let missed =
        Indicator { reason: "mancato: 6,2 giorni a dicembre, valore atteso al massimo 5 giorni".into(), ..near.clone() };
    let december: Period = "2021-12".parse().unwrap();
    let said = |(said, detail): (String, Detail)| format!("{}\n  {said} {}", detail.title, detail.action);
    let all = [
        said(phrases::indicator_near(&near, december)),
        said(phrases::indicator_missed(&missed, december)),
        said(phrases::indicator_missed(&missed, june())),
    ];
    insta::assert_snapshot!(all.join("\n"), @r"
        Indicatore «Tempo medio di sportello» (2021_04_01-I1): valore atteso mancato di poco
          Indicatore «Tempo medio di sportello» (2021_04_01-I1): mancato di poco, 5,1 giorni a dicembre, valore atteso al massimo 5 giorni. Motivare lo scostamento nella relazione sulla performance.
        Indicatore «Tempo medio di sportello» (2021_04_01-I1): valore atteso mancato
          Indicatore «Tempo medio di sportello» (2021_04_01-I1): mancato, 6,2 giorni a dicembre, valore atteso al massimo 5 giorni. Motivare lo scostamento nella relazione sulla performance.
        Indicatore «Tempo medio di sportello» (2021_04_01-I1): valore atteso mancato
          Indicatore «Tempo medio di sportello» (2021_04_01-I1): mancato, 6,2 giorni a dicembre, valore atteso al massimo 5 giorni. L'ufficio indichi le azioni correttive, rispondendo al messaggio.
        ");
}
