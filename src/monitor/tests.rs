//! Findings made by hand, and the alerts they give.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::formula::Value;
use crate::indicators::target::Op;
use crate::indicators::{Definition, State, Target};
use crate::ledger::{Amount, Column, RowId, Scheme};
use crate::money::Cents;
use crate::period::{Exercise, Scenario};
use crate::reconcile::{Difference, DifferenceState, Kind, TieOut, TieOutState};

fn statement(lines: &[(&str, i64, i64)]) -> Statement {
    let scheme = r#"
        id = "prospetto"
        title = "Prospetto"
        source = "Inventato"
        [[line]]
        id = "proventi"
        label = "Proventi"
        nature = "provento"
        [[line]]
        id = "servizi"
        number = "a)"
        label = "Prestazione di servizi"
        nature = "onere"
        [[line]]
        id = "interventi"
        number = "8)"
        label = "Interventi economici"
        nature = "onere"
        [[line]]
        id = "oneri"
        label = "Totale oneri"
        nature = "onere"
        formula = "servizi + interventi"
    "#;
    let scheme: Arc<Scheme> = Arc::new(toml::from_str(scheme).unwrap());
    let mut amounts = BTreeMap::new();
    for (line, assestato, consuntivo) in lines {
        for (scenario, cents) in [(Scenario::Assestato, *assestato), (Scenario::Consuntivo, *consuntivo)] {
            let column = Column { exercise: Exercise(2021), scenario, function: None, centre: None };
            amounts.insert(
                (Arc::from(*line), column),
                Amount { accounts: Some(Cents(cents)), entries: Vec::new(), printed: None },
            );
        }
    }
    Statement { scheme, amounts, aggregates: BTreeMap::new(), labels: BTreeMap::new() }
}

fn indicator(state: State) -> Indicator {
    let definition = r#"
        id = "tempi_sportello"
        code = "2021_04_01-I1"
        name = "Tempo medio di sportello"
        type = "operativo"
        office = "registro"
        source = "office"
        unit = "days"
        good = "down"
        reading = "cumulata"
        decimals = 1
        valid_from = "2021-01-01"
    "#;
    let definition = Definition {
        target: Target::Number { op: Some(Op::AtMost), value: 5.0, unit: "giorni".to_owned() },
        ..toml::from_str(definition).unwrap()
    };
    Indicator {
        definition: Arc::new(definition),
        scenario: Scenario::Consuntivo,
        value: Value::Number(6.25),
        milestone: None,
        inputs: Vec::new(),
        state,
        reason: "Il limite è già superato".to_owned(),
        achievement: None,
        earlier: Vec::new(),
        last_year: None,
        recorded: Vec::new(),
    }
}

fn tie_out(state: TieOutState, blocking: bool) -> TieOut {
    TieOut {
        id: "prospetto.oneri".to_owned(),
        scope: format!("prospetto/2021/{}", if blocking { "consuntivo" } else { "preventivo" }),
        label: "Totale oneri = somma".to_owned(),
        left: Some(Cents(10_000)),
        right: Some(Cents(9_000)),
        tolerance: Cents::ZERO,
        relation: crate::reconcile::Relation::Equal,
        blocking,
        state,
        hint: None,
        terms: Vec::new(),
        origin: None,
    }
}

fn difference(office: &str, cents: i64) -> Difference {
    let day = NaiveDate::from_ymd_opt(2021, 6, 30).unwrap();
    Difference {
        id: RowId::hash(office),
        kind: Kind::MissingInOffice,
        reason: "",
        text: String::new(),
        cents: Cents(cents),
        key: String::new(),
        office: Arc::from(office),
        objective: Arc::from(""),
        rows: vec![0],
        candidate: None,
        first_seen: day,
        age_days: 0,
        state: DifferenceState::Open,
        overdue: false,
        material: true,
    }
}

fn thresholds() -> Thresholds {
    Thresholds { scheme: "prospetto".to_owned(), max_share_of_year: Some(0.75), difference_cents_min: 100 }
}

fn nothing(reconciliation: &Reconciliation) -> Findings<'_> {
    Findings {
        period: "2021-06".parse().unwrap(),
        statement: None,
        reconciliation,
        indicators: &[],
        missing: &[],
        refused: &[],
        unmapped: &[],
    }
}

fn shown(alerts: &[Alert]) -> String {
    let one = |alert: &Alert| {
        format!(
            "{:?} {:?} {} → {}\n  {}",
            alert.severity,
            alert.state,
            alert.id,
            alert.recipients.join(", "),
            alert.text
        )
    };
    alerts.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_cost_beyond_its_share_of_the_year_alerts() {
    let statement = statement(&[("servizi", 10_000_000, 7_500_000), ("interventi", 10_000_000, 7_500_001)]);
    let reconciliation = Reconciliation::default();
    let findings = Findings { statement: Some(&statement), ..nothing(&reconciliation) };
    insta::assert_snapshot!(shown(&assess(&findings, &thresholds(), &BTreeSet::new())), @r"
        Warning Raised share_of_year:interventi → contabilita
          `8) Interventi economici`: a fine giugno 2021 il consuntivo è 75.000,01 €, il 75,00001% dell'assestato (100.000,00 €), oltre il limite del 75%: verificare se serve una variazione.
        ");
}

#[test]
fn a_cost_without_budget_alerts() {
    let statement = statement(&[("servizi", 0, 1_250), ("interventi", 0, 0)]);
    let reconciliation = Reconciliation::default();
    let findings = Findings { statement: Some(&statement), ..nothing(&reconciliation) };
    insta::assert_snapshot!(shown(&assess(&findings, &thresholds(), &BTreeSet::new())), @r"
        Warning Raised share_of_year:servizi → contabilita
          `a) Prestazione di servizi`: a fine giugno 2021 il consuntivo è 12,50 € e l'assestato non ha stanziamento: verificare l'imputazione o proporre una variazione.
        ");
}

#[test]
fn every_kind_of_finding_has_its_alert() {
    let reconciliation = Reconciliation {
        tie_outs: vec![
            tie_out(TieOutState::Fails, true),
            tie_out(TieOutState::Fails, false),
            tie_out(TieOutState::NoData, true),
        ],
        matches: Vec::new(),
        differences: vec![
            difference("promozione", 50_000),
            difference("promozione", -100),
            difference("promozione", 99),
            difference("", 700),
            // Below the materiality of its rules: listed, no alert.
            Difference { material: false, ..difference("estero", 90_000) },
        ],
        ..Reconciliation::default()
    };
    let indicators = [indicator(State::Missed)];
    let findings = Findings {
        indicators: &indicators,
        missing: &[("Scheda indicatori".to_owned(), Arc::from("estero"))],
        refused: &[("oneri_2021-06.xlsx".to_owned(), Arc::from("contabilita"))],
        unmapped: &[Arc::from("399999"), Arc::from("399998"), Arc::from("399999")],
        ..nothing(&reconciliation)
    };
    insta::assert_snapshot!(shown(&assess(&findings, &thresholds(), &BTreeSet::new())), @r"
        Error Raised source_refused:oneri_2021-06.xlsx → contabilita
          Il file `oneri_2021-06.xlsx` è stato rifiutato: leggere `oneri_2021-06.xlsx.motivo.txt`, correggerlo e depositarlo di nuovo.
        Error Raised tie_out_failed:prospetto.oneri → contabilita
          Non quadra «Totale oneri = somma» in 2 casi: 2021/consuntivo di 10,00 €; 2021/preventivo di 10,00 €. Vedere il foglio Quadrature. Finché non torna il mese resta in bozza.
        Error Raised unmapped_accounts:piano_dei_conti → contabilita
          Alcuni conti non hanno una voce dello schema: `399998`, `399999`. Aggiungerli in `accounts.toml`.
        Warning Raised differences:promozione → promozione, contabilita
          2 differenze aperte fra contabilità e scheda dell'ufficio a fine giugno 2021, per 501,00 € in tutto (contate da 1,00 € in su): vedere il foglio Differenze.
        Warning Raised differences:senza_ufficio → contabilita
          1 differenza aperta fra contabilità e scheda dell'ufficio a fine giugno 2021, per 7,00 € in tutto (contate da 1,00 € in su): vedere il foglio Differenze.
        Warning Raised indicator_missed:tempi_sportello → registro
          Indicatore `Tempo medio di sportello` (2021_04_01-I1), Il limite è già superato. Indicare le azioni correttive.
        Warning Raised source_missing:estero:Scheda indicatori → estero
          Manca `Scheda indicatori` di giugno 2021: depositare il file nella cartella di consegna.
        ");
}

#[test]
fn only_missed_actuals_alert() {
    let reconciliation = Reconciliation::default();
    let budget = Indicator { scenario: Scenario::Preventivo, ..indicator(State::Missed) };
    let indicators = [indicator(State::Near), indicator(State::InProgress), budget];
    let findings = Findings { indicators: &indicators, ..nothing(&reconciliation) };
    assert_eq!(assess(&findings, &thresholds(), &BTreeSet::new()), vec![]);
}

#[test]
fn what_stood_and_is_gone_is_resolved() {
    let before: BTreeSet<String> = [
        "share_of_year:servizi",
        "indicator_missed:tempi_sportello",
        "tie_out_failed:prospetto.oneri",
        "differences:promozione",
        "source_missing:estero:Scheda indicatori",
        "source_refused:oneri_2021-06.xlsx",
        "unmapped_accounts:piano_dei_conti",
        "of_another_program:x",
    ]
    .map(str::to_owned)
    .into();
    let statement = statement(&[]);
    let reconciliation = Reconciliation::default();
    let indicators = [indicator(State::Met)];
    let findings = Findings { statement: Some(&statement), indicators: &indicators, ..nothing(&reconciliation) };
    insta::assert_snapshot!(shown(&assess(&findings, &thresholds(), &before)), @r"
        Warning Resolved differences:promozione → promozione, contabilita
          Rientrato: nessuna differenza aperta da segnalare.
        Warning Resolved indicator_missed:tempi_sportello → registro
          Rientrato: l'indicatore `Tempo medio di sportello` non risulta più mancato.
        Warning Resolved share_of_year:servizi → contabilita
          Rientrato: `a) Prestazione di servizi` non supera più il limite.
        Warning Resolved source_missing:estero:Scheda indicatori → estero
          Rientrato: `Scheda indicatori` non manca più.
        Warning Resolved source_refused:oneri_2021-06.xlsx → contabilita
          Rientrato: il file `oneri_2021-06.xlsx` è stato sostituito o non serve più.
        Warning Resolved tie_out_failed:prospetto.oneri → contabilita
          Rientrato: la quadratura `prospetto.oneri` non fallisce più.
        Warning Resolved unmapped_accounts:piano_dei_conti → contabilita
          Rientrato: tutti i conti hanno una voce dello schema.
        ");
}

proptest! {
    #[test]
    fn every_alert_is_raised_standing_or_resolved_once(
        offices in prop::collection::vec(0..4_usize, 0..6),
        before in prop::collection::btree_set(0..4_usize, 0..4),
    ) {
        const OFFICES: [&str; 4] = ["estero", "promozione", "registro", "segreteria"];
        let reconciliation = Reconciliation {
            differences: offices.iter().map(|office| difference(OFFICES[*office], 500)).collect(),
            ..Reconciliation::default()
        };
        let now: BTreeSet<String> = offices.iter().map(|office| format!("differences:{}", OFFICES[*office])).collect();
        let before: BTreeSet<String> = before.iter().map(|office| format!("differences:{}", OFFICES[*office])).collect();
        let alerts = assess(&nothing(&reconciliation), &thresholds(), &before);
        let with = |state| -> BTreeSet<String> {
            alerts.iter().filter(|alert| alert.state == state).map(|alert| alert.id.clone()).collect()
        };
        prop_assert_eq!(alerts.len(), now.union(&before).count());
        prop_assert_eq!(with(AlertState::Raised), now.difference(&before).cloned().collect());
        prop_assert_eq!(with(AlertState::Standing), now.intersection(&before).cloned().collect());
        prop_assert_eq!(with(AlertState::Resolved), before.difference(&now).cloned().collect());
        prop_assert!(alerts.is_sorted_by_key(|alert| (alert.severity, alert.id.clone())));
    }
}
