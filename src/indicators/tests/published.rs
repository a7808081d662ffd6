//! The definitions that the program carries: sound, and true to the figures that were published.

use super::definition::Unit;
use super::*;

#[test]
fn every_committed_definition_is_sound_and_every_example_gives_its_value() {
    let definitions = committed();
    assert_eq!(definitions.own_faults(), Vec::new());
    let mut examples = 0;
    for definition in &definitions.all {
        if let (Some(example), Some(formula)) = (&definition.example, &definition.formula) {
            examples += 1;
            assert_eq!(faults::of_example(example, formula, definition.source), Ok(()), "{}", definition.id);
        }
        let without = definition.formula.is_some() && definition.example.is_none();
        assert!(!without, "{}: a formula without a worked example", definition.id);
        let neither = definition.formula.is_none() && definition.unit != Unit::Milestone;
        assert!(!neither, "{}: neither a formula nor a milestone", definition.id);
    }
    let milestones = definitions.all.iter().filter(|it| it.unit == Unit::Milestone).count();
    assert_eq!((definitions.all.len(), examples, milestones), (48, 41, 7));
}

/// Cremona's preventivo 2021 in euro, as published; the maggiorazione is an estimate, a sixth of the diritto annuale.
fn cremona(name: &str) -> Option<i64> {
    Some(match name {
        "proventi_correnti" => 5_140_500,
        "oneri_correnti" => 6_213_500,
        "diritto_annuale" => 3_160_000,
        "diritti_segreteria" => 1_218_000,
        "contributi" => 512_500,
        "proventi_gestione" => 255_000,
        "variazione_rimanenze" => -5_000,
        "personale" => 1_889_000,
        "funzionamento" => 1_412_500,
        "ammortamenti_accantonamenti" => 812_000,
        "interventi_economici" => 2_100_000,
        "svalutazione_diritto_annuale" => 722_000,
        "fdp_ricevuto" | "finalita_promozionali" | "fondi_rischi_oneri" => 0,
        _ => return None,
    })
}

#[test]
fn the_committed_definitions_give_the_published_figures() {
    let resolve = |_: &str, name: &str, column: Column| {
        let euro = cremona(name).filter(|_| column.scenario == Scenario::Preventivo);
        Some(euro.map_or_else(|| Value::NoData(vec![name.to_owned()]), |euro| Value::Cents(i128::from(euro) * 100)))
    };
    let values = (1..6_u8).map(|number| IssuedValue {
        period: month(&format!("2021-{number:02}")),
        indicator: "interventi_su_oneri".to_owned(),
        value: f64::from(number) / 10.0,
    });
    let indicators = evaluate_with(
        &resolve,
        &Ledger::default(),
        &History { values: values.collect(), ..History::default() },
        &committed(),
        month("2021-06"),
    );
    assert!(indicators.is_sorted_by_key(|i| (i.definition.code.clone(), i.definition.id.clone(), i.scenario)));
    let told: Vec<String> = indicators
        .iter()
        .filter(|i| i.scenario == Scenario::Preventivo)
        .map(|i| format!("{}: {} | {} | {}", i.definition.id, shown(i), target_shown(i), i.reason))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    composizione_contributi: 9,97% |  | preventivo: non si giudica
    composizione_diritti_segreteria: 23,69% |  | preventivo: non si giudica
    composizione_diritto_annuale: 61,47% |  | preventivo: non si giudica
    composizione_gestione: 4,96% |  | preventivo: non si giudica
    composizione_rimanenze: -0,10% |  | preventivo: non si giudica
    equilibrio_gestione_corrente: 120,87% |  | preventivo: non si giudica
    equilibrio_netto_fdp: non rilevato |  | non rilevato: manca `fdp_versato`
    incidenza_ammortamenti: 13,07% |  | preventivo: non si giudica
    incidenza_funzionamento: 22,73% |  | preventivo: non si giudica
    incidenza_interventi: 33,80% |  | preventivo: non si giudica
    incidenza_personale: 30,40% |  | preventivo: non si giudica
    restituzione_territorio: non rilevato | >= 60,00% | non rilevato: manca `interventi_economici.funzione_d`, `oneri_correnti.funzione_d`
    equilibrio_strutturale: non rilevato | >= 8,00% | non rilevato: manca `maggiorazione`
    interventi_su_oneri: 38,88% | >= 30,00% | preventivo: non si giudica
    capacita_generare_proventi: 17,26% | >= 10,00% | preventivo: non si giudica
    "#);
    let actual = |i: &&Indicator| i.definition.id == "interventi_su_oneri" && i.scenario == Scenario::Consuntivo;
    let trend: Vec<Option<f64>> =
        indicators.iter().find(actual).unwrap().earlier.iter().map(|(_, value)| number_of(value)).collect();
    assert_eq!(trend, [Some(0.1), Some(0.2), Some(0.3), Some(0.4), Some(0.5)]);
    assert!(indicators.iter().all(|i| i.scenario == Scenario::Preventivo
        || i.earlier.is_empty()
        || i.definition.id == "interventi_su_oneri"));
}

#[test]
fn the_plan_prints_exactly_four_targets_in_two_ways() {
    let committed = committed();
    let conflicts: Vec<String> = committed
        .all
        .iter()
        .filter_map(|it| it.conflict().map(|(one, other)| format!("{}: `{one}` `{other}`", it.code_text())))
        .collect();
    insta::assert_snapshot!(conflicts.join("\n"), @r"
    2021_04_02-I1: `>= 8%` `>= 8`
    2021_04_02_03-I1: `>= 30%` ``
    2021_04_02_03-I2: `>= 10%` ``
    2021_04_02_01-I2: `> 38` ``
    ");
    let printed = committed.all.iter().filter(|it| it.code.is_some() && it.also_printed.is_some()).count();
    assert_eq!(printed, 34);
}

#[test]
fn the_timeliness_of_payments_is_weighed_by_amounts() {
    let day = |day| chrono::NaiveDate::from_ymd_opt(2021, 3, day).unwrap();
    let payment = |cents, due, paid| crate::ledger::Payment {
        id: RowId::hash(&format!("{cents}")),
        supplier: "".into(),
        invoice: "".into(),
        due: day(due),
        paid: day(paid),
        cents: crate::money::Cents(cents),
        origin: Origin::default(),
    };
    let payments = vec![payment(100_000, 20, 10), payment(250_050, 10, 15), payment(40_000, 5, 5)];
    let ledger = Ledger { payments, ..Ledger::default() };
    let indicators = evaluate(&ledger, &History::default(), &committed(), month("2021-06"));
    let found = indicators.iter().find(|it| it.definition.id == "tempestivita_pagamenti").unwrap();
    assert_eq!((shown(found).as_str(), target_shown(found).as_str()), ("0,64 giorni", "<= 0,00 giorni"));
    assert_eq!(found.state, State::InProgress);
}

#[test]
fn what_is_deducted_decides_the_structural_balance() {
    let definition = committed().all.into_iter().find(|it| it.id == "equilibrio_strutturale").unwrap();
    let with = |maggiorazione: i128| {
        let value = definition.formula.as_ref().unwrap().evaluate(&|name| match name {
            "maggiorazione" => Value::Cents(maggiorazione),
            _ => cremona(name)
                .map_or_else(|| Value::NoData(vec![name.to_owned()]), |it| Value::Cents(i128::from(it) * 100)),
        });
        crate::money::Ratio(number_of(&value).unwrap()).italian_percent(2)
    };
    assert_eq!((with(0), with(316_000_000 / 6)), ("19,98%".to_owned(), "10,84%".to_owned()));
}
