//! Facts of tie-outs.

use std::collections::BTreeMap;

use super::*;
use crate::ledger::{Amount, Column, FileTotal, Scheme, Statement};
use crate::money::Unit;
use crate::period::{Centre, Exercise, Function, Scenario};
use crate::reconcile::{Check, TieOut, TieOutState, phrases, tie_out};

fn scheme() -> Arc<Scheme> {
    let text = r#"
        id = "prospetto"
        title = "Prospetto"
        source = "Inventato"
        blocking = true
        tolerance_cents = 100
        [[line]]
        id = "totale_proventi"
        number = "A)"
        label = "Totale proventi"
        nature = "provento"
        [[line]]
        id = "oneri"
        number = "B)"
        label = "Oneri"
        nature = "onere"
        [[line]]
        id = "interventi"
        label = "Interventi economici"
        nature = "onere"
        [[line]]
        id = "avanzo"
        label = "Avanzo"
        nature = "risultato"
        formula = "totale_proventi - oneri - interventi"
    "#;
    Arc::new(toml::from_str(text).unwrap())
}

fn column(function: Option<Function>) -> Column {
    Column { exercise: Exercise(2021), scenario: Scenario::Consuntivo, function, centre: None }
}

/// A statement that prints these lines, in cents.
fn printed(lines: &[(&str, i64)], function: Option<Function>) -> Ledger {
    let amount = |cents| Amount { printed: Some((Cents(cents), Origin::default())), ..Amount::default() };
    let amounts = lines.iter().map(|(line, cents)| ((Arc::from(*line), column(function)), amount(*cents))).collect();
    let statement = Statement { amounts, ..Statement::of(scheme()) };
    Ledger { statements: vec![statement], ..Ledger::default() }
}

fn tied(ledger: &Ledger, settings: &Settings) -> Vec<TieOut> {
    tie_out::all(ledger, &objectives(), settings, june())
}

fn shown(tie_outs: &[TieOut]) -> String {
    let one = |tie_out: &TieOut| {
        let TieOut { id, scope, label, state, hint, terms, .. } = tie_out;
        let sides = [tie_out.left, tie_out.right, tie_out.difference()]
            .map(|cents| cents.map_or_else(|| "-".to_owned(), Cents::italian))
            .join(" | ");
        let terms: Vec<String> = terms.iter().map(|(name, cents)| format!("{name} {cents}")).collect();
        let hint = hint.as_deref().unwrap_or_default();
        format!("{id} @ {scope}: {label}\n  {sides} {state:?} [{}] {hint}", terms.join("; ")).trim_end().to_owned()
    };
    tie_outs.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_printed_line_is_held_against_its_formula_within_the_tolerance() {
    let lines = [("totale_proventi", 100_000), ("oneri", 60_000), ("interventi", 25_000), ("avanzo", 14_900)];
    let tie_outs = tied(&printed(&lines, None), &Settings::default());
    assert_eq!(tie_outs[0].state, TieOutState::Holds, "one euro is the tolerance");
    assert!(tie_outs[0].blocking);
    let lines = [("totale_proventi", 100_000), ("oneri", 60_000), ("interventi", 25_000), ("avanzo", 14_899)];
    insta::assert_snapshot!(shown(&tied(&printed(&lines, None), &Settings::default())), @r"
        prospetto.avanzo @ prospetto/2021/consuntivo: Avanzo = A) Totale proventi - B) Oneri - Interventi economici
          148,99 | 150,00 | -1,01 Fails [A) Totale proventi 1.000,00 €; B) Oneri -600,00 €; Interventi economici -250,00 €]
        ");
}

#[test]
fn a_term_left_out_is_said_in_a_hint() {
    let lines = [("totale_proventi", 100_000), ("oneri", 60_000), ("interventi", 25_000), ("avanzo", 40_000)];
    insta::assert_snapshot!(shown(&tied(&printed(&lines, Some(Function::B)), &Settings::default())), @r"
        prospetto.avanzo @ prospetto/2021/consuntivo/funzione_b: Avanzo = A) Totale proventi - B) Oneri - Interventi economici
          400,00 | 150,00 | 250,00 Fails [A) Totale proventi 1.000,00 €; B) Oneri -600,00 €; Interventi economici -250,00 €] Lo scarto è pari a `Interventi economici` (-250,00 €): forse il totale stampato non lo comprende.
        ");
}

#[test]
fn a_missing_term_is_no_data_and_no_failure() {
    let lines = [("totale_proventi", 100_000), ("oneri", 60_000), ("avanzo", 40_000)];
    insta::assert_snapshot!(shown(&tied(&printed(&lines, None), &Settings::default())), @r"
        prospetto.avanzo @ prospetto/2021/consuntivo: Avanzo = A) Totale proventi - B) Oneri - Interventi economici
          400,00 | - | - NoData [A) Totale proventi 1.000,00 €; B) Oneri -600,00 €] Non si può calcolare: manca `Interventi economici`.
        ");
}

#[test]
fn the_accounts_of_a_line_are_held_against_its_printed_amount() {
    let mut ledger = printed(&[("oneri", 60_000)], None);
    let filled = ledger.statements[0].amounts.get_mut(&(Arc::from("oneri"), column(None))).unwrap();
    filled.accounts = Some(Cents(59_000));
    filled.entries = vec![(Arc::from("325000"), Cents(59_000), Origin::default())];
    insta::assert_snapshot!(shown(&tied(&ledger, &Settings::default())), @r"
        prospetto.oneri @ prospetto/2021/consuntivo: B) Oneri = somma dei suoi conti
          600,00 | 590,00 | 10,00 Fails [Conto 325000 590,00 €]
        ");
}

#[test]
fn a_file_is_held_to_its_own_totals() {
    let total = |label: &str, subtotal, printed, row| FileTotal {
        layout: Arc::from("oneri"),
        column: Arc::from("consuntivo"),
        label: Arc::from(label),
        subtotal,
        printed: Cents(printed),
        computed: Cents(10_000),
        unit: Unit::Euro,
        rows: 3,
        origin: Origin { row, ..Origin::default() },
    };
    let file_totals = vec![
        total("Totale", false, 10_000, 9),
        total("Totale mastro", true, 9_000, 5),
        total("TOTALE MASTRO", true, 10_000, 7),
    ];
    let ledger = Ledger { file_totals, ..Ledger::default() };
    let tie_outs = tied(&ledger, &Settings { blocking_totals: vec!["oneri".to_owned()], ..Settings::default() });
    assert!(tie_outs.iter().all(|tie_out| tie_out.blocking));
    insta::assert_snapshot!(shown(&tie_outs), @r"
        oneri.subtotale @ oneri/2021-06/consuntivo/totale mastro: Riga `Totale mastro`, colonna `consuntivo` = somma delle righe
          90,00 | 100,00 | -10,00 Fails [Somma di 3 righe 100,00 €]
        oneri.subtotale @ oneri/2021-06/consuntivo/totale mastro/2: Riga `TOTALE MASTRO`, colonna `consuntivo` = somma delle righe
          100,00 | 100,00 | 0,00 Holds [Somma di 3 righe 100,00 €]
        oneri.totale @ oneri/2021-06/consuntivo: Riga `Totale`, colonna `consuntivo` = somma delle righe
          100,00 | 100,00 | 0,00 Holds [Somma di 3 righe 100,00 €]
        ");
}

fn check(left: &str, right: &str) -> Settings {
    let text = format!(
        r#"
        id = "controllo"
        label = "Un controllo"
        scheme = "prospetto"
        scenarios = ["consuntivo"]
        left = "{left}"
        right = "{right}"
        blocking = true
        "#
    );
    Settings { checks: vec![toml::from_str::<Check>(&text).unwrap()], ..Settings::default() }
}

/// A statement with accounts 330 and some registrations.
fn posted(registered: i64) -> Ledger {
    let entries = [("330001", 7_000), ("330002", 3_000), ("325000", 500)]
        .map(|(code, cents)| (Arc::from(code), Cents(cents), Origin::default()));
    let amount = Amount { accounts: Some(Cents(10_500)), entries: entries.to_vec(), printed: None };
    let amounts = BTreeMap::from([((Arc::from("oneri"), column(None)), amount)]);
    let statement = Statement { amounts, ..Statement::of(scheme()) };
    let movements = named(vec![accounts("1/2021", "", registered), office("1/2021", "", 999)]);
    Ledger { statements: vec![statement], movements, ..Ledger::default() }
}

#[test]
fn registrations_are_held_against_their_accounts() {
    let settings = check("registrazioni", "conto.330*");
    assert_eq!(tied(&posted(10_000), &settings)[0].state, TieOutState::Holds);
    insta::assert_snapshot!(shown(&tied(&posted(9_999), &settings)), @r"
        controllo @ controllo/2021/consuntivo: Un controllo
          99,99 | 100,00 | -0,01 Fails [Conti 330* 100,00 €]
        ");
}

#[test]
fn a_check_may_name_one_account_a_line_and_the_plan() {
    insta::assert_snapshot!(
        shown(&tied(&posted(0), &check("piano.2021_01", "oneri - conto.325000 - registrazioni"))),
        @r"
        controllo @ controllo/2021/consuntivo: Un controllo
          1.000,00 | 100,00 | 900,00 Fails [B) Oneri 105,00 €; Conto 325000 -5,00 €; Registrazioni degli interventi economici 0,00 €]
        "
    );
}

#[test]
fn a_check_without_its_accounts_or_its_statement_has_no_data() {
    insta::assert_snapshot!(shown(&tied(&posted(0), &check("piano.2099", "conto.999*"))), @r"
        controllo @ controllo/2021/consuntivo: Un controllo
          - | - | - NoData [] Non si può calcolare: manca `Conti 999*`, `Risorse del piano, 2099`.
        ");
    insta::assert_snapshot!(shown(&tied(&Ledger::default(), &check("registrazioni", "interventi"))), @r"
        controllo @ controllo/2021/consuntivo: Un controllo
          - | - | - NoData [] Non si può calcolare: manca `Registrazioni degli interventi economici`, `interventi`.
        ");
}

#[test]
fn a_part_is_named_with_its_function_and_its_centre() {
    let lines = [("totale_proventi", 100_000), ("oneri", 60_000), ("interventi", 25_000), ("avanzo", 15_000)];
    let tie_outs = tied(&printed(&lines, Some(Function::A)), &Settings::default());
    assert_eq!(tie_outs[0].figures, "consuntivo 2021, funzione A");
    let centre = Centre::named("CdR B2");
    assert_eq!(phrases::figures(Column { centre, ..column(None) }), "consuntivo 2021, centro cdr b2");
}

/// The published summary 2020-2023, whole euro, lines in the order of its scheme.
const CREMONA: [(&str, [i64; 4]); 15] = [
    ("diritto_annuale", [3_441_900, 3_160_000, 3_230_000, 3_300_000]),
    ("diritti_segreteria", [1_118_000, 1_218_000, 1_230_000, 1_230_000]),
    ("altri_proventi", [693_286, 762_500, 643_000, 643_000]),
    ("gestioni_accessorie", [126_820, 273_000, 273_000, 273_000]),
    ("totale_proventi", [5_380_006, 5_413_500, 5_376_000, 5_446_000]),
    ("personale", [1_909_232, 1_889_000, 1_784_000, 1_784_000]),
    ("funzionamento", [1_466_798, 1_412_500, 1_396_500, 1_394_500]),
    ("ammortamenti_accantonamenti", [887_000, 812_000, 800_000, 790_000]),
    ("totale_oneri", [4_263_030, 4_113_500, 3_980_500, 3_968_500]),
    ("disponibilita", [1_116_976, 1_300_000, 1_395_500, 1_477_500]),
    ("interventi_economici", [2_780_000, 2_100_000, 1_810_000, 1_910_000]),
    ("avanzo", [-341_171, -790_000, -404_000, -422_000]),
    ("patrimonio_netto_iniziale", [14_290_872, 13_949_701, 13_159_701, 12_755_701]),
    ("avanzo_patrimonio", [-341_171, -790_000, -404_000, -422_000]),
    ("patrimonio_netto_finale", [13_949_701, 13_159_701, 12_755_701, 12_333_701]),
];

#[test]
fn exactly_four_identities_of_the_published_summary_fail() {
    let scheme: Arc<Scheme> =
        Arc::new(toml::from_str(include_str!("../../../config/schemes/cremona_risultanze.toml")).unwrap());
    let mut amounts = BTreeMap::new();
    for (line, euro) in CREMONA {
        for (year, euro) in (2020..).zip(euro) {
            let scenario = if year == 2020 { Scenario::PrevisioneConsuntivo } else { Scenario::Preventivo };
            let column = Column { exercise: Exercise(year), scenario, function: None, centre: None };
            let printed = Some((Cents::euro(euro), Origin::default()));
            amounts.insert((Arc::from(line), column), Amount { printed, ..Amount::default() });
        }
    }
    let statement = Statement { amounts, ..Statement::of(scheme) };
    let ledger = Ledger { statements: vec![statement], ..Ledger::default() };
    let tie_outs = tied(&ledger, &Settings::default());
    assert_eq!(tie_outs.len(), 24, "six lines with a formula, four years");
    let (failed, held): (Vec<TieOut>, Vec<TieOut>) =
        tie_outs.into_iter().partition(|tie_out| tie_out.state == TieOutState::Fails);
    assert!(held.iter().all(|tie_out| tie_out.state == TieOutState::Holds));
    let figures: Vec<&str> = failed.iter().map(|tie_out| tie_out.figures.as_str()).collect();
    assert_eq!(figures, ["previsione consuntivo 2020", "preventivo 2021", "preventivo 2022", "preventivo 2023"]);
    insta::assert_snapshot!(shown(&failed), @r"
        cremona_risultanze.avanzo @ cremona_risultanze/2020/previsione_consuntivo: Avanzo/Disavanzo = Disponibilità (A-B) - Interventi economici
          -341.171,00 | -1.663.024,00 | 1.321.853,00 Fails [Disponibilità (A-B) 1.116.976,00 €; Interventi economici -2.780.000,00 €]
        cremona_risultanze.avanzo @ cremona_risultanze/2021/preventivo: Avanzo/Disavanzo = Disponibilità (A-B) - Interventi economici
          -790.000,00 | -800.000,00 | 10.000,00 Fails [Disponibilità (A-B) 1.300.000,00 €; Interventi economici -2.100.000,00 €]
        cremona_risultanze.avanzo @ cremona_risultanze/2022/preventivo: Avanzo/Disavanzo = Disponibilità (A-B) - Interventi economici
          -404.000,00 | -414.500,00 | 10.500,00 Fails [Disponibilità (A-B) 1.395.500,00 €; Interventi economici -1.810.000,00 €]
        cremona_risultanze.avanzo @ cremona_risultanze/2023/preventivo: Avanzo/Disavanzo = Disponibilità (A-B) - Interventi economici
          -422.000,00 | -432.500,00 | 10.500,00 Fails [Disponibilità (A-B) 1.477.500,00 €; Interventi economici -1.910.000,00 €]
        ");
}
