//! Each rule on figures made by hand: what it finds, what it explains, and what it cannot judge.

use super::*;
use crate::money::Ratio;

fn ids(judgement: &Judgement) -> Vec<String> {
    let shown = |finding: &Finding| match &finding.cause {
        Some(cause) => format!("{} < {cause}", finding.id),
        None => finding.id.to_string(),
    };
    judgement.found.iter().map(shown).collect()
}

fn committed(statement: &mut Statement, line: &str, cents: i64) {
    let column = Column { exercise: Exercise(2021), scenario: Scenario::Prenotato, function: None, centre: None };
    let amount = Amount { accounts: Some(Cents(cents)), ..Amount::default() };
    statement.amounts.insert((Arc::from(line), column), amount);
}

fn strict() -> Thresholds {
    Thresholds {
        within_budget: true,
        oneri_above_profile: Some(0.1),
        oneri_below_profile: Some(0.1),
        proventi_below_profile: Some(0.1),
        indicator_near: true,
        ratio_points: Some(5.0),
        ..thresholds()
    }
}

fn profiled() -> Phasing {
    let profile = |line: &str| crate::indicators::Profile {
        scheme: "prospetto".into(),
        line: line.into(),
        method: crate::indicators::Method::Profilo,
        months: Some([8.0, 8.0, 8.0, 8.0, 9.0, 9.0, 8.0, 8.0, 8.0, 8.0, 9.0, 9.0]),
        years: Vec::new(),
        below_booked: false,
    };
    Phasing { profiles: vec![profile("servizi"), profile("proventi")], ..Phasing::NONE }
}

#[test]
fn commitments_count_and_what_they_explain_is_silent() {
    let mut statement = statement(&[("servizi", 10_000, 8_000), ("interventi", 10_000, 7_000)]);
    committed(&mut statement, "servizi", 2_001);
    committed(&mut statement, "interventi", 3_000);
    let reconciliation = Reconciliation::default();
    let findings = Findings { statement: Some(&statement), ..nothing(&reconciliation) };
    let judgement = judge(&findings, &strict(), &Settings::default());
    assert_eq!(ids(&judgement), ["oneri_over_budget:servizi", "share_of_year:servizi < oneri_over_budget:servizi"]);
    insta::assert_snapshot!(judgement.found[0].text(), @"«a) Prestazione di servizi»: a fine giugno 2021 consuntivo (80,00 €) e prenotato (20,01 €) fanno 100,01 €, 0,01 € oltre l'assestato (100,00 €). Fermare i nuovi impegni sulla voce e proporre una variazione.");
}

#[test]
fn lines_off_their_profile_are_found_on_either_side() {
    let statement = statement(&[("servizi", 10_000, 6_500), ("proventi", 10_000, 3_999)]);
    let phasing = profiled();
    let reconciliation = Reconciliation::default();
    let findings = Findings { statement: Some(&statement), phasing: &phasing, ..nothing(&reconciliation) };
    let judgement = judge(&findings, &strict(), &Settings::default());
    assert_eq!(ids(&judgement), ["oneri_above_profile:servizi", "proventi_below_profile:proventi"]);
    insta::assert_snapshot!(judgement.found[1].text(), @"«Proventi»: a fine giugno 2021 il consuntivo è 39,99 €, 10,01 € in meno dei 50,00 € attesi a questa data (10,01 punti dell'assestato). Verificare l'incasso e, se il ritardo resta, ridurre la previsione.");
    // Half a month is not behind the whole one.
    let judgement = judge(&Findings { whole: false, ..findings }, &strict(), &Settings::default());
    assert_eq!(ids(&judgement), ["oneri_above_profile:servizi"]);
    assert!(!judgement.clears(&"proventi_below_profile:proventi".parse().unwrap()));
}

/// What is said of oneri that are not spent, in a month in which this is used and committed of 1.000,00 €.
fn unspent(month: &str, used: i64, prenotato: i64, thresholds: &Thresholds) -> Vec<String> {
    let mut statement = statement(&[("servizi", 100_000, used)]);
    committed(&mut statement, "servizi", prenotato);
    let phasing = profiled();
    let reconciliation = Reconciliation::default();
    let findings = Findings {
        period: month.parse().unwrap(),
        statement: Some(&statement),
        phasing: &phasing,
        ..nothing(&reconciliation)
    };
    let said = |it: &Finding| format!("{}: {}", it.id, it.text());
    judge(&findings, thresholds, &Settings::default()).found.iter().map(said).collect()
}

#[test]
fn oneri_behind_their_profile_are_told_and_in_december_what_was_not_spent() {
    // In June a half is due.
    assert_eq!(unspent("2021-06", 40_000, 0, &strict()), Vec::<String>::new());
    insta::assert_snapshot!(unspent("2021-06", 39_999, 12_000, &strict()).join("\n"), @"oneri_below_profile:servizi: «a) Prestazione di servizi»: a fine giugno 2021 il consuntivo è 399,99 €, 100,01 € in meno dei 500,00 € attesi a questa data (10 punti dell'assestato); altri 120,00 € sono prenotati. Vedere con gli uffici che cosa resta da liquidare e, se non si spenderà entro l'anno, proporre una variazione.");
    insta::assert_snapshot!(unspent("2021-12", 33_000, 0, &strict()).join("\n"), @"oneri_below_profile:servizi: «a) Prestazione di servizi»: a fine dicembre 2021 il consuntivo è 330,00 €, il 33% dell'assestato (1.000,00 €): non spesi 670,00 €. Motivare lo scostamento nella relazione sulla gestione.");
    insta::assert_snapshot!(unspent("2021-12", -500, 20_000, &strict()).join("\n"), @"oneri_below_profile:servizi: «a) Prestazione di servizi»: a fine dicembre 2021 il consuntivo è -5,00 € e l'assestato 1.000,00 €: non spesi 1.005,00 €; altri 200,00 € sono prenotati. Motivare lo scostamento nella relazione sulla gestione.");
    assert_eq!(unspent("2021-12", 90_000, 0, &strict()), Vec::<String>::new());
    // Where nothing is declared, and where it is silenced, nothing is said.
    let none = Thresholds { oneri_below_profile: None, ..strict() };
    assert_eq!(unspent("2021-12", 0, 0, &none), Vec::<String>::new());
    let silent =
        Override { line: Some("servizi".into()), silent: vec![Kind::OneriBelowProfile], ..Override::default() };
    let silent = Thresholds { overrides: vec![silent], ..strict() };
    assert_eq!(unspent("2021-12", 0, 0, &silent), Vec::<String>::new());
    // Commitments beyond the budget explain that the rest is not spent yet.
    let both = unspent("2021-12", 10_000, 95_000, &strict());
    assert!(both[0].starts_with("oneri_over_budget:servizi") && both.len() == 2, "{both:?}");
}

#[test]
fn half_a_month_is_not_behind_and_what_is_booked_at_the_year_end_is_late_in_december_alone() {
    let statement = statement(&[("servizi", 100_000, 0)]);
    let at_year_end = |months: &str| {
        toml::from_str::<Phasing>(&format!(
            "profile = [{{ scheme = 'prospetto', line = 'servizi', method = 'assestato', months = {months} }}]"
        ))
        .unwrap()
    };
    let phasing = at_year_end("[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100]");
    let reconciliation = Reconciliation::default();
    let in_month = |month: u32, whole: bool| {
        let period = format!("2021-{month:02}").parse().unwrap();
        let findings =
            Findings { period, whole, statement: Some(&statement), phasing: &phasing, ..nothing(&reconciliation) };
        judge(&findings, &strict(), &Settings::default())
    };
    for month in 1..12 {
        assert_eq!(ids(&in_month(month, true)), [""; 0], "{month}");
    }
    assert_eq!(ids(&in_month(12, true)), ["oneri_below_profile:servizi"]);
    assert_eq!(ids(&in_month(12, false)), [""; 0]);
    assert!(!in_month(12, false).clears(&"oneri_below_profile:servizi".parse().unwrap()));
    assert!(in_month(12, false).clears(&"oneri_above_profile:servizi".parse().unwrap()));
}

#[test]
fn a_scostamento_is_good_or_bad_by_what_the_voce_is() {
    let statement =
        statement(&[("proventi", 100_000, 40_000), ("servizi", 100_000, 40_000), ("interventi", 100_000, 60_000)]);
    let mut phasing = profiled();
    let thresholds = |of: Option<&str>| {
        let one =
            |line: &str| Override { line: Some(line.into()), oneri_below_profile: Some(0.3), ..Override::default() };
        Thresholds { overrides: of.into_iter().map(one).collect(), ..thresholds() }
    };
    let told = |phasing: &Phasing, thresholds: &Thresholds, line: &str| {
        let period = "2021-06".parse().unwrap();
        let found = Course { statement: &statement, phasing, thresholds, period }.deviation(line);
        found.map(|it| (it.expected.0, it.off_by.0, it.reading))
    };
    let (plain, wanted) = (thresholds(None), thresholds(Some("servizi")));
    assert_eq!(told(&phasing, &plain, "proventi"), Some((50_000, -10_000, Some(Reading::Unfavourable))));
    assert_eq!(told(&phasing, &plain, "servizi"), Some((50_000, -10_000, Some(Reading::Favourable))));
    // Where the chamber wants to be told of what is not spent, spending less is no saving, however little.
    assert_eq!(told(&phasing, &wanted, "servizi"), Some((50_000, -10_000, Some(Reading::Unfavourable))));
    // Nothing is expected of a voce without months, nor of a total that one of its voci leaves without.
    assert_eq!(told(&phasing, &plain, "interventi"), None);
    assert_eq!(told(&phasing, &plain, "oneri"), None);
    let all = phasing.profiles[0].clone();
    phasing.profiles.push(crate::indicators::Profile { line: "interventi".into(), ..all });
    assert_eq!(told(&phasing, &plain, "interventi"), Some((50_000, 10_000, Some(Reading::Unfavourable))));
    // A total says how far off it is, and of it no word.
    assert_eq!(told(&phasing, &plain, "oneri"), Some((100_000, 0, None)));
}

#[test]
fn an_override_speaks_for_one_line() {
    let statement = statement(&[("servizi", 10_000, 8_000), ("interventi", 10_000, 8_000)]);
    let reconciliation = Reconciliation::default();
    let findings = Findings { statement: Some(&statement), ..nothing(&reconciliation) };
    let other = Override { line: Some("servizi".into()), max_share_of_year: Some(0.9), ..Override::default() };
    let silent = Override { line: Some("interventi".into()), silent: vec![Kind::ShareOfYear], ..Override::default() };
    let with = |overrides| judge(&findings, &Thresholds { overrides, ..thresholds() }, &Settings::default());
    assert_eq!(ids(&with(vec![other])), ["share_of_year:interventi"]);
    assert_eq!(ids(&with(vec![silent])), ["share_of_year:servizi"]);
}

#[test]
fn a_share_of_the_year_is_said_while_it_is_ahead_of_the_months() {
    let reconciliation = Reconciliation::default();
    let in_month = |month: &str, used: i64, ahead: Option<f64>| {
        let statement = statement(&[("servizi", 1_000_000, used), ("interventi", 1_000_000, 0)]);
        let findings =
            Findings { period: month.parse().unwrap(), statement: Some(&statement), ..nothing(&reconciliation) };
        let with = Thresholds { share_of_year_ahead: ahead, ..thresholds() };
        judge(&findings, &with, &Settings::default()).found.first().map(Finding::text)
    };
    // What nobody declared is ten points: 60% in June, 85% in September, 93,33% in October, never in November.
    assert_eq!(in_month("2021-06", 750_000, None), None);
    assert!(in_month("2021-06", 750_001, None).is_some());
    assert_eq!(in_month("2021-09", 850_000, None), None);
    assert!(in_month("2021-09", 850_001, None).is_some());
    assert_eq!(in_month("2021-11", 1_000_000, None), None);
    insta::assert_snapshot!(in_month("2021-10", 933_334, None).unwrap(), @"«a) Prestazione di servizi»: a fine ottobre 2021 il consuntivo è 9.333,34 €, il 93,3334% dell'assestato (10.000,00 €): oltre il 75% e di oltre 10 punti avanti ai mesi cominciati (10 su 12). Verificare se serve una variazione.");
    // Declared otherwise, for all or for one.
    assert_eq!(in_month("2021-07", 880_000, Some(0.3)), None);
    assert!(
        in_month("2021-11", 917_000, Some(0.0))
            .unwrap()
            .contains("oltre il 75% e avanti ai mesi cominciati (11 su 12)")
    );
    let own = Override { line: Some("servizi".into()), share_of_year_ahead: Some(0.2), ..Override::default() };
    let thresholds = Thresholds { overrides: vec![own], ..thresholds() };
    assert!((thresholds.of_line("servizi").share_of_year_ahead - 0.2).abs() < 1e-9);
    assert!((thresholds.of_line("interventi").share_of_year_ahead - 0.1).abs() < 1e-9);
}

#[test]
fn an_indicator_is_near_or_moves_or_has_no_data() {
    let reconciliation = Reconciliation::default();
    let near = [indicator(State::Near)];
    let findings = Findings { indicators: &near, ..nothing(&reconciliation) };
    assert_eq!(ids(&judge(&findings, &strict(), &Settings::default())), ["indicator_near:tempi_sportello"]);
    assert_eq!(ids(&judged(&findings)), Vec::<String>::new());

    let ratio = |before: f64, now: f64| {
        let percent = r#"
            id = "gradimento"
            name = "Gradimento"
            type = "outcome"
            office = "estero"
            source = "office"
            unit = "percent"
            good = "up"
            reading = "rapporto"
            valid_from = "2021-01-01"
        "#;
        let definition: Definition = toml::from_str(percent).unwrap();
        let earlier = vec![("2021-04".parse().unwrap(), Value::Number(before))];
        Indicator {
            definition: Arc::new(definition),
            value: Value::Number(now),
            earlier,
            ..indicator(State::InProgress)
        }
    };
    for (before, now, found) in [(0.80, 0.85, 0), (0.80, 0.8501, 1), (0.80, 0.74, 1)] {
        let moved = [ratio(before, now)];
        let findings = Findings { indicators: &moved, ..nothing(&reconciliation) };
        let judgement = judge(&findings, &strict(), &Settings::default());
        assert_eq!(judgement.found.len(), found, "{} → {}", Ratio(before).italian(4), Ratio(now).italian(4));
        assert!(judgement.found.iter().all(|it| it.passing && it.items.contains("2021-06")));
    }

    let no_data = [Indicator { value: Value::NoData(vec![]), ..indicator(State::NoData) }];
    let expected = [expected("scheda_indicatori", layout::Kind::Measurements, "registro", FileState::Missing)];
    let findings = Findings { indicators: &no_data, ..nothing(&reconciliation) };
    assert_eq!(ids(&judged(&findings)), ["indicator_no_data:tempi_sportello"]);
    let findings = Findings { expected: &expected, ..findings };
    assert_eq!(
        ids(&judged(&findings)),
        [
            "source_missing:2021-06:registro:scheda_indicatori",
            "indicator_no_data:tempi_sportello < source_missing:2021-06:registro:scheda_indicatori",
        ]
    );
    assert!(!judged(&findings).clears(&"indicator_missed:tempi_sportello".parse().unwrap()));
}

#[test]
fn a_missing_file_is_said_from_its_day_and_is_an_error_from_another() {
    let reconciliation = Reconciliation::default();
    let sheet = ExpectedFile {
        warn_after_days: 5,
        error_after_days: 10,
        ..expected("scheda_interventi", layout::Kind::Initiatives, "estero", FileState::Missing)
    };
    let on = |month: u32, day: u32, file: &ExpectedFile| {
        let files = [file.clone()];
        let today = NaiveDate::from_ymd_opt(2021, month, day);
        let found = judged(&Findings { today, expected: &files, ..nothing(&reconciliation) }).found;
        found.first().map(|it| it.severity)
    };
    assert_eq!([on(6, 15, &sheet), on(7, 4, &sheet), on(7, 5, &sheet)], [None, None, Some(Severity::Warning)]);
    assert_eq!([on(7, 9, &sheet), on(7, 10, &sheet)], [Some(Severity::Warning), Some(Severity::Error)]);
    let accounts =
        ExpectedFile { ask: Arc::from(crate::office::ACCOUNTS), warn_after_days: 0, error_after_days: 0, ..sheet };
    assert_eq!(on(6, 15, &accounts), Some(Severity::Error));
}

#[test]
fn an_absent_side_is_explained_by_its_file_and_clears_nothing() {
    let told = |office: &str| {
        let reconciliation = Reconciliation {
            differences: vec![Difference { reason: "side_absent", ..difference(office, 9_000) }],
            ..Reconciliation::default()
        };
        let files = [expected("scheda_interventi", layout::Kind::Initiatives, office, FileState::Missing)];
        ids(&judged(&Findings { expected: &files, ..nothing(&reconciliation) }))
    };
    assert_eq!(
        told("estero"),
        [
            "source_missing:2021-06:estero:scheda_interventi",
            "differences:estero < source_missing:2021-06:estero:scheda_interventi",
        ]
    );
    let [missing, differences] = &told("")[..] else { panic!("{:?}", told("")) };
    assert!(differences.ends_with(&format!(" < {missing}")), "one sheet of no office: {differences}");
}

#[test]
fn a_draft_is_told_where_no_other_alert_tells_why() {
    let reconciliation = Reconciliation::default();
    let files = [expected("oneri", layout::Kind::Accounts, "", FileState::Missing)];
    let one = ["manca un file obbligatorio: oneri".to_owned()];
    let two = [one[0].clone(), "`proventi.xlsx`: manca la riga «Totale»".to_owned()];
    let findings = Findings { expected: &files, draft: Some(&one), ..nothing(&reconciliation) };
    assert_eq!(
        ids(&judged(&findings)),
        [
            "source_missing:2021-06:contabilita:oneri",
            "run_incomplete:2021-06 < source_missing:2021-06:contabilita:oneri",
        ]
    );
    let judgement = judged(&Findings { draft: Some(&two), ..findings });
    assert_eq!(ids(&judgement), ["source_missing:2021-06:contabilita:oneri", "run_incomplete:2021-06"]);
    insta::assert_snapshot!(judgement.found[1].text(), @"Il mese di giugno 2021 resta in BOZZA: `proventi.xlsx`: manca la riga «Totale». Rimuovere ciò che lo blocca: alla prossima emissione il mese è distribuito.");
    let released = judged(&Findings { draft: Some(&[]), expected: &[], ..findings });
    assert!(released.clears(&"run_incomplete:2021-06".parse().unwrap()));
    assert!(!released.clears(&"run_incomplete:2021-05".parse().unwrap()), "another month's is not this one's");
}

#[test]
fn a_restatement_names_the_lines_and_counts_the_rows() {
    let reconciliation = Reconciliation::default();
    let restated = Restatement {
        issue: 1,
        files: vec!["oneri_2021-05.xlsx".into()],
        lines: vec!["`Personale` (consuntivo 2021) da 1,00 € a 2,00 €".into()],
        rows: 3,
    };
    let findings = Findings { restated: Some(&restated), ..nothing(&reconciliation) };
    insta::assert_snapshot!(shown(&first(&findings)), @r"
        Warning Raised restatement:2021-06 → contabilita
          Giugno 2021 non è più come nell'emissione 1: 1 voce cambiata: `Personale` (consuntivo 2021) da 1,00 € a 2,00 €; 3 righe nuove, cambiate o sparite. Controllare che sia voluto: la nuova cartella va a chi aveva ricevuto la precedente.
        ");
    let same = Restatement { issue: 1, ..Restatement::default() };
    assert_eq!(first(&Findings { restated: Some(&same), ..nothing(&reconciliation) }), vec![]);
}

#[test]
fn routes_lead_alerts_to_other_roles() {
    let statement = statement(&[("servizi", 10_000, 8_000), ("interventi", 10_000, 8_000)]);
    let reconciliation = Reconciliation::default();
    let findings = Findings { statement: Some(&statement), ..nothing(&reconciliation) };
    let settings: Settings = toml::from_str(
        r#"
        [[route]]
        to = "dirigente"
        about = ["servizi"]
        [[route]]
        to = "segretario_generale"
        severity = "error"
        "#,
    )
    .unwrap();
    let judgement = judge(&findings, &thresholds(), &settings);
    let recipients: Vec<String> = judgement.found.iter().map(|it| it.recipients.join(" ")).collect();
    assert_eq!(recipients, ["contabilita", "contabilita dirigente"]);
}

#[test]
fn what_an_issue_said_stands_until_it_can_be_judged_and_is_over_once() {
    let statement = statement(&[("servizi", 10_000, 0)]);
    let reconciliation = Reconciliation::default();
    let former = |id: &str, state| Former {
        id: id.parse().unwrap(),
        state,
        severity: Severity::Warning,
        title: "Titolo".to_owned(),
        ends: Ending::default(),
        text: "Testo di allora.".to_owned(),
        recipients: vec![Arc::from("contabilita")],
    };
    let before = [
        former("share_of_year:servizi", AlertState::Standing),
        former("share_of_year:di_un_tempo", AlertState::Raised),
        former("indicator_missed:tempi_sportello", AlertState::Raised),
        former("source_missing:2021-05:estero:scheda", AlertState::Raised),
        former("restatement:2021-05", AlertState::Raised),
        former("tie_out_failed:x", AlertState::Resolved),
    ];
    let findings = Findings { statement: Some(&statement), ..nothing(&reconciliation) };
    insta::assert_snapshot!(shown(&assess(&judged(&findings), &before)), @r"
        Warning Standing indicator_missed:tempi_sportello → contabilita
          Testo di allora.
        Warning Resolved share_of_year:di_un_tempo → contabilita
          Rientrato: titolo.
        Warning Resolved share_of_year:servizi → contabilita
          Rientrato: titolo.
        ");
}

#[test]
fn an_identity_that_no_file_speaks_of_is_not_over() {
    let reconciliation =
        Reconciliation { tie_outs: vec![tie_out(TieOutState::Holds, true)], ..Reconciliation::default() };
    let judgement = judged(&nothing(&reconciliation));
    assert!(judgement.clears(&AlertId::of_tie_out("prospetto.oneri")));
    assert!(!judgement.clears(&"tie_out_failed:oneri.totale".parse().unwrap()));
    let unchecked = Reconciliation { tie_outs: vec![tie_out(TieOutState::NoData, true)], ..Reconciliation::default() };
    assert!(!judged(&nothing(&unchecked)).clears(&AlertId::of_tie_out("prospetto.oneri")));
}
