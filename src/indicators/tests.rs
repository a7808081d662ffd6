//! What indicators promise: the frame says what the interpreter says, a month is not a year, and nothing missing is zero.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::ledger::statement::Column;
use crate::ledger::{Measurement, RowId};
use crate::origin::Origin;

pub(super) fn month(text: &str) -> Period {
    text.parse().unwrap()
}

/// A definition with these lines beside those that every definition needs.
pub(super) fn definition(lines: &str) -> Definition {
    let has = |key: &str| lines.lines().take_while(|line| !line.starts_with('[')).any(|line| line.starts_with(key));
    let mut text = String::from("[[indicator]]\n");
    for (key, value) in [
        ("id", "prova"),
        ("name", "Prova"),
        ("type", "operativo"),
        ("office", "registro"),
        ("source", "accounts"),
        ("scheme", "allegato_c"),
        ("formula", "a / b"),
        ("unit", "percent"),
        ("good", "up"),
        ("reading", "rapporto"),
        ("valid_from", "2021-01-01"),
    ] {
        let office = key == "scheme" && lines.contains("\"office\"");
        let milestone = key == "formula" && lines.contains("\"milestone\"");
        if !has(key) && !office && !milestone {
            text += &format!("{key} = \"{value}\"\n");
        }
    }
    let definitions: Definitions = toml::from_str(&(text + lines)).unwrap_or_else(|error| panic!("{error}"));
    Arc::unwrap_or_clone(definitions.all.into_iter().next().unwrap())
}

pub(super) fn definitions(all: Vec<Definition>) -> Definitions {
    Definitions { all: all.into_iter().map(Arc::new).collect() }
}

fn committed() -> Definitions {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/indicators");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        toml::from_str::<Definitions>(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())).all
    };
    Definitions { all: files.iter().flat_map(read).collect() }
}

#[test]
fn every_committed_definition_is_sound_and_every_example_gives_its_value() {
    let definitions = committed();
    assert_eq!(problems::problems(&definitions), Vec::<String>::new());
    let mut examples = 0;
    for definition in &definitions.all {
        if let (Some(example), Some(formula)) = (&definition.example, &definition.formula) {
            examples += 1;
            assert_eq!(problems::of_example(example, formula, definition.source), Ok(()), "{}", definition.id);
        }
        let without = definition.formula.is_some() && definition.example.is_none();
        assert!(!without, "{}: a formula without a worked example", definition.id);
        let neither = definition.formula.is_none() && definition.unit != Unit::Milestone;
        assert!(!neither, "{}: neither a formula nor a milestone", definition.id);
    }
    let milestones = definitions.all.iter().filter(|it| it.unit == Unit::Milestone).count();
    assert_eq!((definitions.all.len(), examples, milestones), (48, 41, 7));
}

#[test]
fn without_files_every_indicator_says_what_is_missing() {
    let indicators = evaluate(&Ledger::default(), &History::default(), &committed(), month("2021-06"));
    assert!(indicators.iter().all(|i| i.state == State::NoData && i.reason.starts_with("non rilevato: manca ")));
    assert_eq!(indicators.len(), 48 + 2 * 15);
    assert!(evaluate(&Ledger::default(), &History::default(), &committed(), month("2020-12")).is_empty());
}

#[test]
fn of_two_definitions_each_month_keeps_the_one_that_held() {
    let old = definition("formula = \"a / b\"");
    let new = definition("formula = \"b / a\"\nvalid_from = \"2021-06-01\"");
    let inputs =
        |a, b| vec![("prova".into(), "a".into(), Value::Cents(a)), ("prova".into(), "b".into(), Value::Cents(b))];
    let issued = [
        IssuedMonth { period: month("2021-05"), inputs: inputs(100, 200) },
        IssuedMonth { period: month("2021-04"), inputs: inputs(100, 0) },
        IssuedMonth { period: month("2020-12"), inputs: inputs(1, 1) },
        IssuedMonth { period: month("2021-07"), inputs: inputs(1, 1) },
    ];
    let resolve = |_: &str, name: &str, _: Column| Some(Value::Cents(if name == "a" { 400 } else { 100 }));
    let indicators = evaluate_with(
        &resolve,
        &Ledger::default(),
        &History { months: issued.to_vec(), ..History::default() },
        &definitions(vec![new, old]),
        month("2021-06"),
    );
    assert_eq!(indicators[0].value, Value::Number(0.25));
    let undefined = Value::Undefined("b".into());
    assert_eq!(indicators[0].earlier, [(month("2021-04"), undefined), (month("2021-05"), Value::Number(0.5))]);
}

#[test]
fn every_declared_scenario_is_evaluated_and_budgets_are_not_judged() {
    let resolve = |scheme: &str, name: &str, column: Column| match (scheme, name, column.scenario) {
        ("allegato_c", "a", Scenario::Preventivo) => Some(Value::Cents(30)),
        ("allegato_c", "a", Scenario::Consuntivo) => Some(Value::Cents(40)),
        ("allegato_c", "a", _) => Some(Value::NoData(vec!["a".into()])),
        ("allegato_c", _, _) => Some(Value::Cents(100)),
        _ => None,
    };
    let lines = "scenarios = [\"consuntivo\", \"preventivo\", \"assestato\"]\ntarget = \">= 30%\"";
    let other = definition("id = \"altro\"\nscheme = \"cremona_risultanze\"");
    let all = definitions(vec![definition(lines), other]);
    let told: Vec<String> = evaluate_with(&resolve, &Ledger::default(), &History::default(), &all, month("2021-06"))
        .iter()
        .map(|i| format!("{} {}: {} | {} | {:?}", i.definition.id, i.scenario.id(), shown(i), i.reason, i.achievement))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
        altro consuntivo: non rilevato | non rilevato: manca il prospetto `cremona_risultanze` | None
        prova preventivo: 30,00% | preventivo: non si giudica | None
        prova assestato: non rilevato | non rilevato: manca `a` | None
        prova consuntivo: 40,00% | in corso: 40,00% a giugno, obiettivo almeno 30%, oggi raggiunto | Some(1.0)
        ");
}

fn measured(code: &str, office: &str, row: u32) -> Measurement {
    Measurement {
        id: RowId::hash(&format!("{code}{office}{row}")),
        office: office.into(),
        code: code.into(),
        numerator: None,
        denominator: None,
        value: None,
        unit: "".into(),
        date: None,
        state: "".into(),
        note: "".into(),
        origin: Origin { row, ..Origin::default() },
        cells: crate::ledger::MeasuredCells::default(),
    }
}

#[test]
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
            .map(|i| format!("{} {}: {} {:?}", i.definition.code, shown(i), i.reason, i.achievement))
            .collect();
        lines.join("\n")
    };
    insta::assert_snapshot!(told("2021-06"), @r"
        x-I1 85,00%: in corso: 85,00% a giugno, obiettivo almeno 80%, oggi raggiunto Some(1.0)
        x-I2 non rilevato: non rilevato: manca `denominatore` nella scheda dell'ufficio, riga 6 None
        x-I3 non definito: non definito: `denominatore`, per cui si divide, è zero o negativo None
        x-I4 non rilevato: non rilevato: la misura `x-I4` compare 2 volte (ufficio `registro` cella A8, ufficio `estero` cella A10) None
        x-I5 non rilevato: non rilevato: manca il valore nella scheda dell'ufficio None
        x-I6 In corso: in corso: stato `In corso` a giugno, obiettivo `Referti OIV` Some(0.5)
        x-I7 Completata: raggiunto: stato `Completata` a giugno, obiettivo `Referti OIV` Some(1.0)
        x-I8 boh: non rilevato: lo stato `boh` non è tra `non avviato`, `in corso`, `completato` None
        x-I9 non rilevato: non rilevato: manca lo stato None
        ");
    insta::assert_snapshot!(told("2021-12").lines().skip(5).take(2).collect::<Vec<_>>().join("\n"), @r#"
    x-I6 In corso: mancato: stato `In corso` a dicembre, obiettivo `Referti OIV` Some(0.5)
    x-I7 Completata: raggiunto: stato `Completata` a dicembre, obiettivo `Referti OIV` Some(1.0)
    "#);
}

/// A formula's text over `a`, `b`, `c`, with numbers that stay far from the edge of a float.
fn text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => prop_oneof![Just("a"), Just("b"), Just("c")].prop_map(str::to_owned),
        1 => (0_u32..5_000).prop_map(|hundredths| format!("{},{:02}", hundredths / 100, hundredths % 100)),
        1 => Just("0,125".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let operator = prop_oneof![Just("+"), Just("-"), Just("*"), Just("/")];
        let comparison = prop_oneof![Just("<"), Just("<="), Just(">"), Just(">="), Just("="), Just("<>")];
        prop_oneof![
            4 => (inner.clone(), operator, inner.clone()).prop_map(|(a, sign, b)| format!("({a}) {sign} ({b})")),
            1 => inner.clone().prop_map(|a| format!("-({a})")),
            1 => inner.clone().prop_map(|a| format!("abs({a})")),
            1 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("min({a}; {b}; 10)")),
            1 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("max({a}; {b})")),
            2 => (inner.clone(), comparison, inner.clone(), inner.clone(), inner)
                .prop_map(|(a, sign, b, c, d)| format!("se({a} {sign} {b}; {c}; {d})")),
        ]
    })
}

fn figure() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => (-1_000_000_000_i128..1_000_000_000).prop_map(Value::Cents),
        1 => Just(Value::Cents(0)),
        2 => (-1e6..1e6).prop_map(Value::Number),
        1 => Just(Value::NoData(vec!["a".to_owned()])),
        1 => Just(Value::Undefined("z".to_owned())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn the_frame_and_the_interpreter_agree(
        text in text(),
        rows in prop::collection::vec(prop::collection::vec(figure(), 3), 1..6),
    ) {
        let formula: Formula = text.parse().unwrap();
        let definition = definition("");
        let inputs: Vec<Vec<(String, Value)>> = rows
            .iter()
            .map(|row| formula.inputs().into_iter().map(str::to_owned).zip(row.iter().cloned()).collect())
            .collect();
        let periods = (1..=12).filter_map(|month| Period::new(2021, month));
        let cases: Vec<frame::Case> = inputs
            .iter()
            .zip(periods)
            .map(|(inputs, period)| frame::Case {
                definition: &definition, formula: &formula, period, scenario: Scenario::Consuntivo, inputs,
            })
            .collect();
        for (case, computed) in cases.iter().zip(frame::compute(&cases).unwrap()) {
            let expected = match interpreted(case) {
                Value::Cents(cents) => frame::Computed::Cents(i64::try_from(cents).unwrap()),
                Value::Number(number) => frame::Computed::Number(number),
                Value::NoData(_) => frame::Computed::Null,
                Value::Undefined(_) if case.inputs.iter().any(|(_, v)| matches!(v, Value::Undefined(_))) => {
                    frame::Computed::Null
                }
                Value::Undefined(_) => frame::Computed::Undefined,
            };
            prop_assert_eq!(computed, expected, "{} over {:?}", formula, case.inputs);
        }
    }
}

#[test]
fn the_largest_formula_fits_the_frame() {
    for (sign, terms) in [("+", 200), ("*", 60), ("/", 60)] {
        let formula: Formula = vec!["a"; terms].join(sign).parse().unwrap();
        let inputs = [("a".to_owned(), Value::Cents(100))];
        let definition = definition("");
        let (period, scenario) = (month("2021-06"), Scenario::Consuntivo);
        let case = frame::Case { definition: &definition, formula: &formula, period, scenario, inputs: &inputs };
        let expected = match sign {
            "+" => frame::Computed::Cents(20_000),
            _ => frame::Computed::Number(1.0),
        };
        assert_eq!(frame::compute(&[case]).unwrap(), [expected], "{sign}");
    }
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
    let issued: Vec<IssuedMonth> = (1..6)
        .filter_map(|month| Period::new(2021, month))
        .map(|period| IssuedMonth {
            period,
            inputs: vec![
                ("interventi_su_oneri".into(), "interventi_economici".into(), Value::Cents(i128::from(period.month()))),
                ("interventi_su_oneri".into(), "oneri_correnti".into(), Value::Cents(10)),
                ("interventi_su_oneri".into(), "ammortamenti_accantonamenti".into(), Value::Cents(0)),
            ],
        })
        .collect();
    let indicators = evaluate_with(
        &resolve,
        &Ledger::default(),
        &History { months: issued.to_vec(), ..History::default() },
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
fn an_amount_beyond_the_frame_is_left_to_the_interpreter() {
    let huge = 9_000_000_000_000_000_000_i128;
    let resolve = move |_: &str, _: &str, _: Column| Some(Value::Cents(huge));
    let all = definitions(vec![definition("formula = \"a + a\"\nunit = \"euro\"")]);
    let indicators = evaluate_with(&resolve, &Ledger::default(), &History::default(), &all, month("2021-06"));
    assert_eq!(indicators[0].value, Value::Cents(2 * huge));
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
fn the_plan_prints_exactly_four_targets_in_two_ways() {
    let committed = committed();
    let conflicts: Vec<String> = committed
        .all
        .iter()
        .filter_map(|it| it.conflict().map(|(one, other)| format!("{}: `{one}` `{other}`", it.code)))
        .collect();
    insta::assert_snapshot!(conflicts.join("\n"), @r"
    2021_04_02-I1: `>= 8%` `>= 8`
    2021_04_02_03-I1: `>= 30%` ``
    2021_04_02_03-I2: `>= 10%` ``
    2021_04_02_01-I2: `> 38` ``
    ");
    let printed = committed.all.iter().filter(|it| !it.code.is_empty() && it.also_printed.is_some()).count();
    assert_eq!(printed, 34);
}

#[test]
fn names_select_years_scenarios_measures_and_other_indicators() {
    let resolve = |_: &str, name: &str, column: Column| {
        let cents = match (name, column.exercise.0, column.scenario) {
            ("a", 2021, Scenario::Consuntivo) => 100,
            ("a", 2021, Scenario::Preventivo) => 400,
            ("a", 2020, Scenario::Consuntivo) => 90,
            ("a.funzione_a", 2021, Scenario::Consuntivo) => 7,
            _ => return Some(Value::NoData(vec![name.to_owned()])),
        };
        Some(Value::Cents(cents))
    };
    let observed = |year, month, euro| Observation {
        indicator: None,
        scheme: Some("allegato_c".into()),
        line: Some("a".into()),
        year,
        month,
        value: None,
        euro: Some(euro),
        source: "Bilancio".into(),
    };
    let amounts =
        [(("allegato_c".into(), "a".into(), 2019, "consuntivo".into(), String::new()), crate::money::Cents(80))];
    let history = History {
        observations: vec![observed(2011, 6, 0.5), observed(2013, 12, 0.6)],
        years: vec![IssuedYear { exercise: 2019, amounts: amounts.into(), ..IssuedYear::default() }],
        ..History::default()
    };
    let mut row = measured("x-I1", "registro", 4);
    (row.numerator, row.denominator) = (Some(8.0), Some(2.0));
    let ledger = Ledger { measurements: vec![row], ..Ledger::default() };
    let office = definition(
        "id = \"altro\"\nsource = \"office\"\nobjective = \"x\"\ncode = \"x-I1\"\nunit = \"number\"\nformula = \"numeratore / denominatore\"",
    );
    let value = |formula: &str| {
        let own = definition(&format!("formula = \"{formula}\"\nunit = \"number\""));
        let all = definitions(vec![own, office.clone()]);
        let found = evaluate_with(&resolve, &ledger, &history, &all, month("2021-06"));
        found.into_iter().find(|it| it.definition.id == "prova").unwrap()
    };
    let of = |formula: &str| value(formula).value;
    assert_eq!(of("a - a.anno_precedente"), Value::Cents(10));
    assert_eq!(of("a.triennio"), Value::Cents(270));
    assert_eq!(of("a / a.anno_2011"), Value::Number(2.0));
    assert_eq!(of("a.preventivo + a.funzione_a"), Value::Cents(407));
    assert_eq!(of("a * misura.altro.numeratore"), Value::Number(8.0));
    assert_eq!(of("a * misura.x_I1.denominatore"), Value::Number(2.0));
    assert_eq!(of("a * indicatore.altro"), Value::Number(4.0));
    // The year 2013 was recorded as a whole: half a year is not compared with it.
    assert_eq!(value("a / a.anno_2013").reason, "non rilevato: manca `a.anno_2013 (2013)`");
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
fn codes_roll_to_the_exercise_unless_it_has_its_own() {
    let coded = |id: &str, code: &str, from: &str| {
        let objective = code.split('-').next().unwrap_or_default();
        definition(&format!("id = \"{id}\"\ncode = \"{code}\"\nobjective = \"{objective}\"\nvalid_from = \"{from}\""))
    };
    let all = definitions(vec![
        coded("resta", "2021_01-I1", "2021-01-01"),
        coded("cede", "2021_01-I2", "2021-01-01"),
        coded("nuovo", "2022_01-I2", "2022-01-01"),
    ]);
    let codes = |period: &str| -> Vec<String> {
        all.at(month(period)).iter().map(|it| format!("{} {} {}", it.id, it.code, it.objective)).collect()
    };
    assert_eq!(codes("2021-12"), ["resta 2021_01-I1 2021_01", "cede 2021_01-I2 2021_01"]);
    assert_eq!(codes("2022-01"), ["resta 2022_01-I1 2022_01", "nuovo 2022_01-I2 2022_01"]);
}

#[test]
fn a_recorded_value_is_shown_and_never_computed() {
    let observed = Observation {
        indicator: Some("prova".into()),
        scheme: None,
        line: None,
        year: 2019,
        month: 12,
        value: Some(15.65),
        euro: None,
        source: "Piano".into(),
    };
    let years =
        vec![IssuedYear { exercise: 2020, values: [("prova".to_owned(), 0.4)].into(), ..IssuedYear::default() }];
    let history = History { observations: vec![observed], years, ..History::default() };
    let resolve = |_: &str, _: &str, _: Column| Some(Value::Cents(1));
    let found =
        evaluate_with(&resolve, &Ledger::default(), &history, &definitions(vec![definition("")]), month("2021-06"));
    assert_eq!(found[0].recorded, [Recorded { year: 2019, month: 12, value: 0.1565, source: "Piano".into() }]);
    assert_eq!((found[0].number(), found[0].last_year), (Some(1.0), Some(0.4)));
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
fn what_is_missing_is_named_as_people_name_it() {
    let scheme: crate::ledger::Scheme = toml::from_str(
        "id = \"allegato_c\"\ntitle = \"CE\"\nsource = \"prova\"\n[[line]]\nid = \"a\"\nlabel = \"Diritto annuale\"\nnature = \"provento\"",
    )
    .unwrap();
    let mut statement = crate::ledger::Statement::of(Arc::new(scheme));
    statement.labels = [("b".into(), "Svalutazione".to_owned())].into();
    let ledger = Ledger { statements: vec![statement], ..Ledger::default() };
    let reason = |formula: &str, cents: Option<i128>| {
        let all = definitions(vec![definition(&format!("formula = \"{formula}\""))]);
        let resolve = |_: &str, name: &str, _: Column| {
            Some(cents.map_or_else(|| Value::NoData(vec![name.to_owned()]), Value::Cents))
        };
        evaluate_with(&resolve, &ledger, &History::default(), &all, month("2021-04")).remove(0).reason
    };
    assert_eq!(reason("b / 2", None), "non rilevato: manca `Svalutazione`");
    assert_eq!(reason("b.funzione_d / 2", None), "non rilevato: manca `Svalutazione, funzione D`");
    assert_eq!(reason("a / a.anno_2013", None), "non rilevato: manca `Diritto annuale`, `Diritto annuale, anno 2013`");
    assert_eq!(
        reason("1 / (a - b)", Some(3)),
        "non definito: `Diritto annuale - Svalutazione`, per cui si divide, è zero o negativo"
    );
    assert_eq!(reason("a / a", Some(3)), "in corso: 100,00% ad aprile, senza obiettivo");
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
    assert_eq!((next.definition.code.as_str(), next.number()), ("2022_04_02_01-I2", Some(45.0)));
    assert_eq!(next.definition.objective, "2022_04_02_01");
    assert_eq!(doubts(&[row], &committed(), month("2022-03"), &crate::origin::Sources::default()).len(), 0);
    // In its own year the plan knows no such code.
    assert_eq!(found("2021-12").state, State::NoData);
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
