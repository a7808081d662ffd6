//! Findings made by hand, and the alerts they give.

mod life;
mod rules;
mod taken_back;
mod thresholds;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::*;
use crate::formula::Value;
use crate::history::Before;
use crate::indicators::target::Op;
use crate::indicators::{Definition, Indicator, Phasing, State, Target};
use crate::ledger::{Amount, Column, Ledger, RowId, Scheme, Statement};
use crate::money::Cents;
use crate::office::{OfficeId, Offices};
use crate::origin::Sources;
use crate::period::{Exercise, Scenario};
use crate::problem::Severity;
use crate::read::layout;
use crate::reconcile::{self, Difference, DifferenceState, Reconciliation, TieOut, TieOutState};

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
    Statement { amounts, ..Statement::of(scheme) }
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
        standing: state.into(),
        projection: None,
        judged_before: None,
        quarters: Vec::new(),
        provisional: false,
        reason: "Il limite è già superato".to_owned(),
        achievement: None,
        earlier: Vec::new(),
        before: Before::default(),
        compares: true,
        recorded: Vec::new(),
    }
}

fn tie_out(state: TieOutState, blocking: bool) -> TieOut {
    TieOut {
        id: "prospetto.oneri".to_owned(),
        scope: format!("prospetto/2021/{}", if blocking { "consuntivo" } else { "preventivo" }),
        figures: format!("{} 2021", if blocking { "consuntivo" } else { "preventivo" }),
        label: "Totale oneri = somma".to_owned(),
        family: "Conto economico: ogni totale = le sue voci".to_owned(),
        left: Some(Cents(10_000)),
        right: Some(Cents(9_000)),
        tolerance: Cents::ZERO,
        relation: crate::reconcile::Relation::Equal,
        blocking,
        unit: crate::money::Unit::Euro,
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
        kind: reconcile::Kind::MissingInOffice,
        reason: "",
        text: String::new(),
        cents: Cents(cents),
        key: String::new(),
        office: OfficeId::of(office),
        objective: Arc::from(""),
        rows: vec![0],
        candidate: None,
        first_seen: day,
        age_days: 0,
        state: DifferenceState::Open,
        overdue: false,
        material: true,
        answer: None,
    }
}

fn thresholds() -> Thresholds {
    Thresholds { scheme: "prospetto".to_owned(), max_share_of_year: Some(0.75), ..Thresholds::default() }
}

static NO_PHASING: Phasing = Phasing::NONE;

fn nothing(reconciliation: &Reconciliation) -> Findings<'_> {
    static LEDGER: std::sync::OnceLock<Ledger> = std::sync::OnceLock::new();
    static OFFICES: std::sync::OnceLock<Offices> = std::sync::OnceLock::new();
    static SOURCES: std::sync::OnceLock<Sources> = std::sync::OnceLock::new();
    Findings {
        period: "2021-06".parse().unwrap(),
        today: None,
        statement: None,
        phasing: &NO_PHASING,
        whole: true,
        reconciliation,
        ledger: LEDGER.get_or_init(Ledger::default),
        sources: SOURCES.get_or_init(Sources::default),
        indicators: &[],
        expected: &[],
        refused: &[],
        partial: &[],
        sheets: &[],
        offices: OFFICES.get_or_init(Offices::default),
        unmapped: &[],
        answered: &crate::reconcile::answered::NOTHING,
        restated: None,
        changed: &[],
        awaits_visto: None,
        draft: None,
    }
}

fn expected(layout: &str, kind: crate::read::layout::Kind, office: &str, state: FileState) -> ExpectedFile {
    ExpectedFile {
        layout: layout.into(),
        kind,
        scheme: None,
        title: layout.to_owned(),
        office: OfficeId::of(office),
        ask: Arc::from(if office.is_empty() { crate::office::ACCOUNTS } else { office }),
        required: office.is_empty(),
        warn_after_days: 0,
        error_after_days: 0,
        state,
    }
}

fn judged(findings: &Findings<'_>) -> Judgement {
    judge(findings, &thresholds(), &Settings::default())
}

fn first(findings: &Findings<'_>) -> Vec<Alert> {
    assess(&judged(findings), &[])
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
    insta::assert_snapshot!(shown(&first(&findings)), @r"
        Warning Raised share_of_year:interventi → contabilita
          «8) Interventi economici»: a fine giugno 2021 il consuntivo è 75.000,01 €, il 75,00001% dell'assestato (100.000,00 €): oltre il 75% e di oltre 10 punti avanti ai mesi cominciati (6 su 12). Verificare se serve una variazione.
        ");
}

#[test]
fn a_cost_without_budget_alerts() {
    let statement = statement(&[("servizi", 0, 1_250), ("interventi", 0, 0)]);
    let reconciliation = Reconciliation::default();
    let findings = Findings { statement: Some(&statement), ..nothing(&reconciliation) };
    insta::assert_snapshot!(shown(&first(&findings)), @r"
        Warning Raised share_of_year:servizi → contabilita
          «a) Prestazione di servizi»: a fine giugno 2021 il consuntivo è 12,50 € e l'assestato non ha stanziamento. Verificare l'imputazione o proporre una variazione.
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
            Difference { id: RowId::hash("other"), ..difference("promozione", -100) },
            difference("", 700),
            // Below the materiality of its rules: listed, no alert.
            Difference { material: false, ..difference("estero", 90_000) },
        ],
        ..Reconciliation::default()
    };
    let indicators = [indicator(State::Missed)];
    let findings = Findings {
        indicators: &indicators,
        expected: &[
            expected("scheda_indicatori", layout::Kind::Measurements, "estero", FileState::Missing),
            expected("oneri", layout::Kind::Accounts, "", FileState::Refused("oneri_2021-06.xlsx".to_owned())),
        ],
        unmapped: &[Arc::from("399999"), Arc::from("399998"), Arc::from("399999")],
        ..nothing(&reconciliation)
    };
    insta::assert_snapshot!(shown(&first(&findings)), @r"
        Error Raised source_refused:2021-06:contabilita:oneri → contabilita
          Il file `oneri_2021-06.xlsx` è stato rifiutato. Leggere `oneri_2021-06.xlsx.motivo.txt`, correggerlo e depositarlo di nuovo.
        Error Raised tie_out_failed:prospetto.oneri → contabilita
          Non quadra «Totale oneri = somma» in 2 casi: consuntivo 2021 di 10,00 €; preventivo 2021 di 10,00 €. Vedere il foglio Quadrature. Correggere l'esportazione e depositarla di nuovo: finché non torna il mese resta in bozza.
        Error Raised unmapped_accounts:piano_dei_conti → contabilita
          Alcuni conti non hanno una voce dello schema: `399998`, `399999`. Aggiungerli in `accounts.toml`.
        Warning Raised differences:promozione → promozione, contabilita
          Promozione: 2 differenze aperte a fine giugno 2021, per 501,00 € in tutto. Chiuderle con l'ufficio; le righe sono nel foglio Differenze.
        Warning Raised differences:senza_ufficio → contabilita
          Senza ufficio: 1 differenza aperta a fine giugno 2021, per 7,00 €. Attribuirla a un ufficio; la riga è nel foglio Differenze.
        Warning Raised indicator_missed:tempi_sportello → registro
          Indicatore «Tempo medio di sportello» (2021_04_01-I1): Il limite è già superato. L'ufficio indichi le azioni correttive, rispondendo al messaggio.
        Warning Raised source_missing:2021-06:estero:scheda_indicatori → estero
          Manca il file «scheda_indicatori» di giugno 2021. Da depositare nella cartella di arrivo, a cura di estero.
        ");
}

#[test]
fn only_missed_actuals_alert() {
    let reconciliation = Reconciliation::default();
    let budget = Indicator { scenario: Scenario::Preventivo, ..indicator(State::Missed) };
    let indicators = [indicator(State::Near), indicator(State::InProgress), budget];
    let findings = Findings { indicators: &indicators, ..nothing(&reconciliation) };
    assert_eq!(first(&findings), vec![]);
}
