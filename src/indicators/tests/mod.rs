//! What indicators promise: a month is not a year, nothing missing is zero, and names lead where they say.

mod agreement;
mod offices;
mod published;

use std::path::Path;
use std::sync::Arc;

use super::evaluate::evaluate_with;
use super::*;
use crate::formula::{Formula, Value};
use crate::history::{Before, History, IssuedAmount, IssuedInput, IssuedJudgement, IssuedValue, Observation};
use crate::ledger::statement::Column;
use crate::ledger::{Ledger, Measurement, RowId};
use crate::office::OfficeId;
use crate::origin::Origin;
use crate::period::{Period, Scenario};

pub(super) fn month(text: &str) -> Period {
    text.parse().unwrap()
}

pub(super) fn issued_input(period: &str, indicator: &str, name: &str, value: Value) -> IssuedInput {
    IssuedInput { period: month(period), indicator: indicator.to_owned(), name: name.to_owned(), value }
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
    Definitions { all: all.into_iter().map(Arc::new).collect(), ..Definitions::default() }
}

fn committed() -> Definitions {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/indicators");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        toml::from_str::<Definitions>(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())).all
    };
    Definitions { all: files.iter().flat_map(read).collect(), ..Definitions::default() }
}

#[test]
fn without_files_every_indicator_says_what_is_missing() {
    let indicators = evaluate(&Ledger::default(), &History::default(), &committed(), month("2021-06"));
    assert!(indicators.iter().all(|i| i.state == State::NoData && i.reason.starts_with("non rilevato: manca ")));
    assert_eq!(indicators.len(), 48 + 2 * 15);
    assert!(evaluate(&Ledger::default(), &History::default(), &committed(), month("2020-12")).is_empty());
}

#[test]
fn of_two_definitions_the_one_that_holds_is_computed_and_earlier_months_stay_as_they_were_issued() {
    let old = definition("formula = \"a / b\"\ntarget = \">= 30%\"");
    let new = definition("formula = \"b / a\"\ntarget = \">= 30%\"\nvalid_from = \"2021-06-01\"");
    let issued = [("2021-05", 0.5), ("2021-03", 0.4), ("2020-12", 1.0), ("2021-07", 1.0)];
    let value = |(period, value): (&str, f64)| IssuedValue { period: month(period), indicator: "prova".into(), value };
    let judged = |period| IssuedJudgement {
        period: month(period),
        indicator: "prova".into(),
        state: "met".into(),
        value: Some(0.5),
        on_year_end: false,
    };
    let history =
        History { values: issued.map(value).into(), judgements: vec![judged("2021-05")], ..History::default() };
    let resolve = |_: &str, name: &str, _: Column| Some(Value::Cents(if name == "a" { 400 } else { 100 }));
    let indicators =
        evaluate_with(&resolve, &Ledger::default(), &history, &definitions(vec![new, old]), month("2021-06"));
    assert_eq!(indicators[0].value, Value::Number(0.25));
    assert_eq!(indicators[0].earlier, [(month("2021-03"), Value::Number(0.4)), (month("2021-05"), Value::Number(0.5))]);
    assert_eq!(indicators[0].before, Before { month: Some(0.5), year_start: Some(0.4), last_year: None });
    // Two definitions do not compare.
    assert!(!indicators[0].compares && indicators[0].trend().is_none());
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
    prova consuntivo: 40,00% | alla data: 40,00% a giugno, valore atteso sull'anno almeno 30% | None
    ");
}

fn measured(code: &str, office: &str, row: u32) -> Measurement {
    Measurement {
        former: false,
        id: RowId::hash(&format!("{code}{office}{row}")),
        office: OfficeId::of(office),
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
    let column = crate::ledger::Column {
        exercise: crate::period::Exercise(2019),
        scenario: Scenario::Consuntivo,
        function: None,
        centre: None,
    };
    let key = ("allegato_c".into(), "a".into(), column);
    let amounts = vec![IssuedAmount { period: month("2019-06"), key, cents: crate::money::Cents(80) }];
    let history =
        History { observations: vec![observed(2011, 6, 0.5), observed(2013, 12, 0.6)], amounts, ..History::default() };
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
fn a_triennium_sums_this_exercise_and_two_whole_ones() {
    let resolve = |_: &str, name: &str, column: Column| {
        Some(match (name, column.scenario) {
            ("a", Scenario::Consuntivo) => Value::Cents(50),
            ("b", Scenario::Consuntivo) => Value::Cents(100),
            _ => Value::NoData(vec![name.to_owned()]),
        })
    };
    let recorded = |line: &str, year: u16, month: u8, euro: f64| Observation {
        indicator: None,
        scheme: Some("allegato_c".into()),
        line: Some(line.into()),
        year,
        month,
        value: None,
        euro: Some(euro),
        source: "Bilancio".into(),
    };
    let both = |year, euro| [recorded("a", year, 12, euro), recorded("b", year, 12, 2.0 * euro)];
    let history = |observations: Vec<Observation>| History { observations, ..History::default() };
    let value = |history: &History, lines: &str| {
        let all = definitions(vec![definition(&format!("window = 3\nunit = \"euro\"\n{lines}"))]);
        evaluate_with(&resolve, &Ledger::default(), history, &all, month("2021-06")).remove(0)
    };
    let whole = history([both(2019, 1.0), both(2020, 2.0)].concat());
    assert_eq!(value(&whole, "formula = \"a\"").value, Value::Cents(350));
    assert_eq!(value(&whole, "formula = \"a + b\"").value, Value::Cents(1_050));
    // A June is no year.
    let part = history([both(2020, 2.0).to_vec(), vec![recorded("a", 2019, 6, 1.0)]].concat());
    assert_eq!(
        value(&part, "formula = \"a\"").reason,
        "non rilevato: triennio incompleto: manca il 2019 di `a`, con il dicembre emesso o, per le voci, l'anno intero scritto in \
         observations.toml o in un prospetto (`whole_year`)"
    );
    let lacks = |history: &History| {
        let reason = value(history, "formula = \"a + b\"").reason;
        reason.strip_prefix("non rilevato: triennio incompleto: ").unwrap().split_once(", con").unwrap().0.to_owned()
    };
    assert_eq!(lacks(&History::default()), "mancano il 2019 e il 2020 di `a` e `b`");
    let b_of_2020 = history(both(2020, 2.0)[1..].to_vec());
    assert_eq!(lacks(&b_of_2020), "mancano il 2019 (`a` e `b`) e il 2020 (`a`)");
}

#[test]
fn a_table_of_whole_years_gives_a_triennium_its_former_ones() {
    let scheme =
        "id = \"allegato_c\"\ntitle = \"C\"\nsource = \"\"\n[[line]]\nid = \"a\"\nlabel = \"A\"\nnature = \"onere\"\n";
    let mut statement = crate::ledger::Statement::of(Arc::new(toml::from_str(scheme).unwrap()));
    for (year, cents) in [(2019, 100), (2020, 200), (2021, 50)] {
        let (exercise, scenario) = (crate::period::Exercise(year), Scenario::Consuntivo);
        let column = Column { exercise, scenario, function: None, centre: None };
        let printed = Some((crate::money::Cents(cents), Origin::default()));
        let amount = crate::ledger::Amount { printed, ..crate::ledger::Amount::default() };
        statement.amounts.insert((Arc::from("a"), column), amount);
    }
    let all = definitions(vec![definition("window = 3\nunit = \"euro\"\nformula = \"a\"")]);
    let value = |statement: &crate::ledger::Statement| {
        let ledger = Ledger { statements: vec![statement.clone()], ..Ledger::default() };
        evaluate(&ledger, &History::default(), &all, month("2021-06")).remove(0).value
    };
    // What may be the same months of another year is no year.
    assert_eq!(value(&statement), Value::NoData(vec!["a (2019)".to_owned()]));
    statement.whole_years = [2019, 2020].map(crate::period::Exercise).into();
    assert_eq!(value(&statement), Value::Cents(350));
}

#[test]
fn a_triennium_of_an_office_sums_what_was_issued() {
    let resolve = |_: &str, _: &str, _: Column| None;
    let mut row = measured("x-I1", "registro", 4);
    (row.numerator, row.denominator) = (Some(8.0), Some(10.0));
    let ledger = Ledger { measurements: vec![row], ..Ledger::default() };
    let office = definition(
        "window = 3\nsource = \"office\"\nobjective = \"x\"\ncode = \"x-I1\"\nunit = \"number\"\nformula = \"numeratore / denominatore\"",
    );
    let input = |period: &str, name: &str, number| issued_input(period, "prova", name, Value::Number(number));
    let mut issued = vec![
        // Of an issue that summed a triennium the figure of its year alone counts.
        input("2020-12", "numeratore", 900.0),
        input("2020-12", "numeratore.anno", 9.0),
        input("2020-12", "denominatore", 900.0),
        input("2020-12", "denominatore.anno", 10.0),
        input("2019-12", "numeratore", 3.0),
        input("2019-12", "denominatore", 20.0),
    ];
    let of = |inputs: &[IssuedInput]| {
        let history = History { inputs: inputs.to_vec(), ..History::default() };
        evaluate_with(&resolve, &ledger, &history, &definitions(vec![office.clone()]), month("2021-06")).remove(0)
    };
    assert_eq!(of(&issued).value, Value::Number(20.0 / 40.0));
    assert!(of(&issued).inputs.contains(&("numeratore.anno".to_owned(), Value::Number(8.0))));
    issued.truncate(4);
    assert!(of(&issued).reason.contains("triennio incompleto: manca il 2019, con il dicembre"));
    issued.clear();
    assert!(of(&issued).reason.contains("triennio incompleto: mancano il 2019 e il 2020, con il dicembre"));
    let faults = |lines: &str| definitions(vec![definition(lines)]).own_faults().len();
    assert_eq!(["window = 3", "window = 2", "window = 3\nformula = \"a / b.anno_2011\""].map(faults), [0, 1, 1]);
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
        all.at(month(period))
            .iter()
            .map(|it| format!("{} {} {}", it.id, it.code_text(), it.objective.as_deref().unwrap_or_default()))
            .collect()
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
    let values = vec![IssuedValue { period: month("2020-06"), indicator: "prova".to_owned(), value: 0.4 }];
    let history = History { observations: vec![observed], values, ..History::default() };
    let resolve = |_: &str, _: &str, _: Column| Some(Value::Cents(1));
    let found =
        evaluate_with(&resolve, &Ledger::default(), &history, &definitions(vec![definition("")]), month("2021-06"));
    assert_eq!(found[0].recorded, [Recorded { year: 2019, month: 12, value: 0.1565, source: "Piano".into() }]);
    assert_eq!((found[0].number(), found[0].before.last_year), (Some(1.0), Some(0.4)));
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
    assert_eq!(reason("a / a", Some(3)), "in corso: 100,00% ad aprile, senza valore atteso");
}
