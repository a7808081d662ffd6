//! What offices measure: taken as they say it, questioned where it cannot be, and missing with the reason.

use super::*;

#[test]
#[expect(clippy::too_many_lines, reason = "a table of answers and what they come to")]
fn what_an_office_does_not_say_is_missing_and_says_why() {
    let of = |code: &str, more: &str| {
        definition(&format!(
            "id = \"prova_{}\"\nsource = \"office\"\nobjective = \"x\"\ncode = \"{code}\"\n{more}",
            code.trim_start_matches("x-I")
        ))
    };
    let ratio = "formula = \"numeratore / denominatore\"\ntarget = \">=80\"";
    let milestone = "unit = \"milestone\"\nreading = \"milestone\"\ntarget = \"Referti OIV\"";
    let all = definitions(vec![
        of("x-I1", ratio),
        of("x-I2", ratio),
        of("x-I3", ratio),
        of("x-I4", ratio),
        of("x-I5", ratio),
        of("x-I6", milestone),
        of("x-I7", milestone),
        of("x-I8", milestone),
        of("x-I9", milestone),
    ]);
    let numbers = |mut row: Measurement, numerator, denominator| {
        (row.numerator, row.denominator) = (numerator, denominator);
        row
    };
    let state = |mut row: Measurement, state: &str| {
        row.state = state.into();
        row
    };
    let rows = [
        numbers(measured("x-I1", "registro", 4), Some(17.0), Some(20.0)),
        numbers(measured("x-I2", "registro", 5), Some(17.0), None),
        numbers(measured("x-I3", "registro", 6), Some(17.0), Some(0.0)),
        numbers(measured("x-I4", "registro", 7), Some(1.0), Some(2.0)),
        numbers(measured("x-I4", "estero", 9), Some(1.0), Some(2.0)),
        state(measured("x-I6", "registro", 10), "In corso"),
        state(measured("x-I7", "registro", 11), "Completata"),
        state(measured("x-I8", "registro", 12), "boh"),
        measured("x-I9", "registro", 13),
    ];
    let nothing = |_: &str, _: &str, _: Column| None;
    let ledger = Ledger { measurements: rows.to_vec(), ..Ledger::default() };
    let told = |period: &str| {
        let lines: Vec<String> = evaluate_with(&nothing, &ledger, &History::default(), &all, month(period))
            .iter()
            .map(|i| format!("{} {}: {} {:?}", i.definition.code_text(), shown(i), i.reason, i.achievement))
            .collect();
        lines.join("\n")
    };
    insta::assert_snapshot!(told("2021-06"), @r"
    x-I1 85,00%: in corso: 85,00% a giugno, valore atteso almeno 80%, oggi raggiunto Some(1.0)
    x-I2 non rilevato: non rilevato: manca `denominatore` nella scheda dell'ufficio, riga 6 None
    x-I3 non definito: non definito: `denominatore`, per cui si divide, è zero o negativo None
    x-I4 non rilevato: non rilevato: la misura `x-I4` compare 2 volte (ufficio `registro` cella A8, ufficio `estero` cella A10) None
    x-I5 non rilevato: non rilevato: manca il valore nella scheda dell'ufficio None
    x-I6 In corso: in corso: stato `In corso` a giugno, valore atteso `Referti OIV` Some(0.5)
    x-I7 Completata: raggiunto: stato `Completata` a giugno, valore atteso `Referti OIV` Some(1.0)
    x-I8 boh: non rilevato: lo stato `boh` non è tra `non avviato`, `in corso`, `completato` None
    x-I9 non rilevato: non rilevato: manca lo stato None
    ");
    insta::assert_snapshot!(told("2021-12").lines().skip(5).take(2).collect::<Vec<_>>().join("\n"), @r#"
    x-I6 In corso: mancato: stato `In corso` a dicembre, valore atteso `Referti OIV` Some(0.5)
    x-I7 Completata: raggiunto: stato `Completata` a dicembre, valore atteso `Referti OIV` Some(1.0)
    "#);
}

/// A measurement of `x-I1`, a percentage with target `>= 80%`: numerator, denominator, typed value, whether the cell says
/// `%`, unit, date.
fn questioned(
    ratio: Option<(f64, f64)>,
    typed: Option<f64>,
    percent: bool,
    unit: &str,
    date: Option<(i32, u32, u32)>,
) -> (Option<f64>, Vec<String>, String) {
    let lines = "id = \"x\"\nsource = \"office\"\nobjective = \"x\"\ncode = \"x-I1\"\nformula = \"FORMULA\"\ntarget = \">= 80%\"";
    let formula = if ratio.is_some() { "numeratore / denominatore" } else { "valore" };
    let mut row = measured("x-I1", "registro", 4);
    (row.numerator, row.denominator) = ratio.unzip();
    (row.cells.typed, row.cells.percent, row.unit) = (typed, percent, unit.into());
    row.date = date.and_then(|(year, month, day)| chrono::NaiveDate::from_ymd_opt(year, month, day));
    let all = definitions(vec![definition(&lines.replace("FORMULA", formula))]);
    let ledger = Ledger { measurements: vec![row.clone()], ..Ledger::default() };
    let nothing = |_: &str, _: &str, _: Column| None;
    let found = evaluate_with(&nothing, &ledger, &History::default(), &all, month("2021-06")).remove(0);
    let said = doubts(&[row], &all, month("2021-06"), &crate::origin::Sources::default());
    (found.number(), said.iter().map(|it| it.code.to_string()).collect(), found.reason)
}

#[test]
fn a_percentage_is_taken_in_points_or_as_its_cell_says_and_otherwise_questioned() {
    let value = |typed, percent, unit: &str| {
        let (value, said, _) = questioned(None, Some(typed), percent, unit, None);
        (value, said.join(" "))
    };
    assert_eq!(value(80.0, false, "%"), (Some(0.8), String::new()));
    assert_eq!(value(80.0, false, ""), (Some(0.8), String::new()));
    assert_eq!(value(0.8, true, ""), (Some(0.8), String::new()));
    assert_eq!(value(0.8, true, "%"), (Some(0.8), String::new()));
    assert_eq!(value(0.0, false, "%"), (Some(0.0), String::new()));
    assert_eq!(value(0.8, false, "%"), (None, "indicators.percent_scale".to_owned()));
    assert_eq!(value(0.8, false, ""), (None, "indicators.percent_scale".to_owned()));
    assert_eq!(value(80.0, true, "%"), (None, "indicators.percent_scale".to_owned()));
    assert_eq!(value(80.0, false, "giorni"), (None, "indicators.wrong_unit".to_owned()));
    assert_eq!(value(80.0, false, "bandi"), (None, "indicators.wrong_unit".to_owned()));
}

#[test]
fn a_typed_value_agrees_with_its_ratio_as_far_as_it_was_typed() {
    let of = |above, below, typed| {
        let (value, said, _) = questioned(Some((above, below)), Some(typed), false, "%", None);
        (value.is_some(), said.join(" "))
    };
    assert_eq!(of(167.0, 200.0, 83.5), (true, String::new()));
    assert_eq!(of(1.0, 3.0, 33.33), (true, String::new()));
    assert_eq!(of(1.0, 3.0, 33.0), (true, String::new()));
    assert_eq!(of(1.0, 3.0, 33.34), (false, "indicators.value_mismatch".to_owned()));
    assert_eq!(of(167.0, 200.0, 85.0), (false, "indicators.value_mismatch".to_owned()));
    let (_, _, reason) = questioned(Some((167.0, 200.0)), Some(85.0), false, "%", None);
    assert_eq!(reason, "non rilevato: numeratore e denominatore danno 83,5%, il valore scritto è 85% (cella A1)");
    assert_eq!(questioned(Some((1.0, 2.0)), None, false, "%", None).0, Some(0.5));
}

#[test]
fn a_measurement_of_another_time_is_not_taken_and_one_of_an_earlier_month_is_asked_about() {
    let of = |date| {
        let (value, said, _) = questioned(None, Some(80.0), false, "%", Some(date));
        (value.is_some(), said.join(" "))
    };
    assert_eq!(of((2021, 6, 30)), (true, String::new()));
    assert_eq!(of((2021, 6, 1)), (true, String::new()));
    assert_eq!(of((2021, 5, 31)), (true, "indicators.date_earlier".to_owned()));
    assert_eq!(of((2021, 7, 1)), (false, "indicators.date_outside".to_owned()));
    assert_eq!(of((2020, 12, 31)), (false, "indicators.date_outside".to_owned()));
}

#[test]
fn the_published_degree_of_achievement_is_found() {
    let lines = "source = \"office\"\nobjective = \"x\"\ncode = \"x-I1\"\nunit = \"number\"\nformula = \"valore\"";
    let all = definitions(vec![definition(&format!("{lines}\ntarget = \">= 60\"\ndecimals = 0"))]);
    let mut row = measured("x-I1", "registro", 4);
    (row.value, row.cells.typed) = (Some(56.0), Some(56.0));
    let ledger = Ledger { measurements: vec![row], ..Ledger::default() };
    let found = evaluate(&ledger, &History::default(), &all, month("2021-12")).remove(0);
    assert_eq!((shown(&found).as_str(), found.state), ("56", State::Missed));
    assert_eq!(crate::money::Ratio(found.achievement.unwrap()).italian_percent(2), "93,33%");
    let near = Definition { near_within: 0.10, ..Definition::clone(&found.definition) };
    let found = evaluate(&ledger, &History::default(), &definitions(vec![near]), month("2021-12")).remove(0);
    assert_eq!(found.state, State::Near);
}

#[test]
fn a_measurement_coded_for_the_next_exercise_is_understood() {
    let mut row = measured("2022_04_02_01-I2", "segreteria", 4);
    (row.numerator, row.denominator) = (Some(45.0), Some(1.0));
    let ledger = Ledger { measurements: vec![row.clone()], ..Ledger::default() };
    let found = |period: &str| {
        let all = evaluate(&ledger, &History::default(), &committed(), month(period));
        all.into_iter().find(|it| it.definition.id == "personale_per_dirigente").unwrap()
    };
    let next = found("2022-03");
    assert_eq!((next.definition.code_text(), next.number()), ("2022_04_02_01-I2", Some(45.0)));
    assert_eq!(next.definition.objective.as_deref(), Some("2022_04_02_01"));
    assert_eq!(doubts(&[row], &committed(), month("2022-03"), &crate::origin::Sources::default()).len(), 0);
    // In its own year the plan knows no such code.
    assert_eq!(found("2021-12").state, State::NoData);
}
