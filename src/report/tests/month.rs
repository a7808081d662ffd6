//! A month made by hand: small, with something of everything that a sheet can show. All names and figures are invented.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;

use super::payments;
use crate::formula::Value;
use crate::history::{Before, Past};
use crate::indicators::{Definition, Definitions, Indicator, Phasing, Standings, State, Target, YearEnd, target::Op};
use crate::issue::{IssueState, LayoutId, SourceState, SourceView};
use crate::ledger::statement::Amount;
use crate::ledger::{Column, Ledger, Measurement, Objectives, RowId, Scheme, Statement};
use crate::money::Cents;
use crate::monitor::{Alert, AlertId, AlertState, Detail, Kind as AlertKind, Thresholds};
use crate::office::{OfficeId, Offices};
use crate::origin::{Digest, Origin, Source, Sources};
use crate::period::{Exercise, Function, Scenario};
use crate::problem::{Problem, Severity};
use crate::reconcile::{Anomaly, Answered, Reconciliation};
use crate::report::View;

const SCHEME: &str = include_str!("scheme.toml");

/// The lines that accounts fill: preventivo, assestato, consuntivo, then the actual of functions A to D, in cents.
const FIGURES: [(&str, [i64; 7]); 11] = [
    ("diritto_annuale", [335_000_000, 335_000_000, 201_345_678, 0, 0, 201_345_678, 0]),
    ("diritti_segreteria", [132_000_000, 134_500_000, 71_200_010, 0, 1_200_000, 70_000_010, 0]),
    ("contributi", [25_050_000, 25_050_000, 4_100_033, 0, 100_033, 0, 4_000_000]),
    ("proventi_gestione", [22_000_000, 22_000_000, 9_870_040, 0, 0, 5_870_040, 4_000_000]),
    ("variazione_rimanenze", [0, 0, -120_050, 0, 0, -120_050, 0]),
    ("competenze_personale", [150_000_000, 148_000_000, 71_234_567, 20_000_000, 21_234_567, 20_000_000, 10_000_000]),
    ("oneri_sociali", [36_000_000, 36_000_000, 17_555_501, 5_000_000, 5_555_501, 4_000_000, 3_000_000]),
    ("funzionamento", [170_000_000, 172_500_000, 68_111_110, 30_000_000, 20_111_110, 9_000_000, 9_000_000]),
    ("interventi_economici", [210_000_000, 210_000_000, 64_320_099, 0, 0, 0, 64_320_099]),
    ("ammortamenti_accantonamenti", [55_350_000, 55_350_000, 0, 0, 0, 0, 0]),
    ("proventi_finanziari", [27_300_000, 27_300_000, 1_000_001, 0, 1_000_001, 0, 0]),
];

/// The accounts behind one of them: code, line, row, and the same columns. No file says which fill the others.
const ACCOUNTS: [(&str, &str, u32, [i64; 7]); 2] = [
    (
        "321000",
        "competenze_personale",
        6,
        [150_000_000, 147_000_000, 71_000_000, 20_000_000, 21_000_000, 20_000_000, 10_000_000],
    ),
    ("321001", "competenze_personale", 7, [0, 1_000_000, 234_567, 0, 234_567, 0, 0]),
];

/// Everything that a view borrows.
pub(super) struct Month {
    pub ente: String,
    pub state: IssueState,
    pub blocking: Vec<String>,
    pub sources: Sources,
    pub files: Vec<SourceView>,
    pub problems: Vec<Problem>,
    pub objectives: Objectives,
    pub ledger: Ledger,
    pub statement: Option<Statement>,
    pub reconciliation: Reconciliation,
    pub indicators: Vec<Indicator>,
    pub alerts: Vec<Alert>,
    pub offices: Offices,
}

static NO_PAST: Past = Past { months: BTreeMap::new(), last_year: BTreeMap::new() };
static NO_YEAR_END: YearEnd = YearEnd { statements: Vec::new(), lines: Vec::new(), sums: Vec::new() };
static NO_PHASING: Phasing = Phasing::NONE;
static NO_THRESHOLDS: LazyLock<Thresholds> = LazyLock::new(Thresholds::default);
static NO_STANDINGS: Standings = Standings { objectives: Vec::new(), scorecards: Vec::new() };

impl Month {
    /// A month in which nothing arrived.
    pub(super) fn empty() -> Self {
        Self {
            ente: "Camera di commercio di esempio".to_owned(),
            state: IssueState::Released,
            blocking: Vec::new(),
            sources: Sources::default(),
            files: Vec::new(),
            problems: Vec::new(),
            objectives: Objectives::default(),
            ledger: Ledger::default(),
            statement: None,
            reconciliation: Reconciliation::default(),
            indicators: Vec::new(),
            alerts: Vec::new(),
            offices: Offices::default(),
        }
    }

    /// A month with something of everything.
    pub(super) fn full() -> Self {
        let mut sources = Sources::default();
        for (file, sheet) in [
            ("interventi_economici_2021-06.xlsx", "Interventi"),
            ("scheda_interventi_estero_2021-06.xlsx", "Scheda"),
            ("oneri_2021-06.xlsx", "Oneri"),
        ] {
            let digest = Digest::of(file.as_bytes());
            sources.add(Source { file: file.to_owned(), digest, sheets: vec![sheet.to_owned()] });
        }
        let movements = payments::movements();
        let statement = statement();
        let indicators = indicators(&statement);
        let mut ledger = Ledger { movements, ..Ledger::default() };
        ledger.measurements.push(Measurement {
            former: false,
            id: RowId::hash("measurement"),
            office: Some("estero".into()),
            code: "2021_02_01-I1".into(),
            numerator: Some(17.0),
            denominator: Some(40.0),
            value: Some(0.43),
            unit: "%".into(),
            date: None,
            state: "".into(),
            note: "".into(),
            origin: Origin { source: 1, row: 13, ..Origin::default() },
            cells: crate::ledger::MeasuredCells {
                numerator: Origin { source: 1, row: 13, column: 2, ..Origin::default() },
                denominator: Origin { source: 1, row: 13, column: 3, ..Origin::default() },
                ..crate::ledger::MeasuredCells::default()
            },
        });
        Self {
            ente: "Camera di commercio di esempio".to_owned(),
            state: IssueState::Draft,
            blocking: vec![
                "Non torna la quadratura `interventi_330`: il registro degli interventi e il conto 330 differiscono di 1.250,00 €.".to_owned(),
                "Manca la scheda degli indicatori dell'Ufficio Regolazione del mercato.".to_owned(),
            ],
            sources,
            files: files(),
            problems: problems(),
            objectives: toml::from_str("[[objective]]\ncode = \"2021_02_01\"\nlevel = \"strategico\"\ntitle = \"Favorire l'apertura ai mercati esteri\"\noffice = \"estero\"").unwrap(),
            ledger,
            statement: Some(statement),
            reconciliation: payments::reconciliation(),
            indicators,
            alerts: alerts(),
            offices: [
                ("estero", "Ufficio Commercio estero"),
                ("promozione", "Ufficio Attività promozionali"),
                ("contabilita", "Ufficio Contabilità e Controllo di gestione"),
                ("segretario_generale", "Segretario generale"),
                ("segreteria", "Segreteria generale e personale"),
            ]
            .into_iter().collect(),
        }
    }

    pub(super) fn view(&self) -> View<'_> {
        View {
            ente: &self.ente,
            period: "2021-06".parse().unwrap(),
            issue: 1,
            state: self.state,
            visto_cell: false,
            visto_signed: false,
            visto: None,
            visto_at: None,
            awaits_visto: false,
            blocking: &self.blocking,
            manifest: Digest::of(b"manifest"),
            sources: &self.sources,
            files: &self.files,
            problems: &self.problems,
            answered: Box::leak(Box::new(Answered {
                problems: Anomaly::all(&self.problems, "2021-06".parse().unwrap(), |_| None),
                ..Answered::default()
            })),
            objectives: &self.objectives,
            phasing: &NO_PHASING,
            thresholds: &NO_THRESHOLDS,
            year_end: &NO_YEAR_END,
            past: &NO_PAST,
            headline: &[],
            revised: &[],
            corrected: &[],
            reweighed: &[],
            standings: &NO_STANDINGS,
            ledger: &self.ledger,
            statement: self.statement.as_ref(),
            reconciliation: &self.reconciliation,
            indicators: &self.indicators,
            alerts: &self.alerts,
            offices: &self.offices,
        }
    }
}

pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// The column of a scenario, or of the actual of a function.
pub(super) fn column(scenario: Scenario, function: Option<Function>) -> Column {
    Column { exercise: Exercise(2021), scenario, function, centre: None }
}

fn statement() -> Statement {
    let scheme: Arc<Scheme> = Arc::new(toml::from_str(SCHEME).unwrap());
    let columns = [
        column(Scenario::Preventivo, None),
        column(Scenario::Assestato, None),
        column(Scenario::Consuntivo, None),
        column(Scenario::Consuntivo, Some(Function::A)),
        column(Scenario::Consuntivo, Some(Function::B)),
        column(Scenario::Consuntivo, Some(Function::C)),
        column(Scenario::Consuntivo, Some(Function::D)),
    ];
    let mut amounts = BTreeMap::new();
    for (line, cents) in FIGURES {
        for (column, cents) in columns.iter().zip(cents) {
            let amount = Amount { accounts: Some(Cents(cents)), ..Amount::default() };
            amounts.insert((Arc::from(line), *column), amount);
        }
    }
    for (code, line, row, cents) in ACCOUNTS {
        for ((at, column), cents) in (6..).zip(&columns).zip(cents) {
            let origin = Origin { source: 2, sheet: 0, row, column: at };
            amounts.get_mut(&(Arc::from(line), *column)).unwrap().entries.push((code.into(), Cents(cents), origin));
        }
    }
    let mut aggregates = BTreeMap::new();
    aggregates.insert((Arc::from("maggiorazione"), columns[2]), Cents(33_557_613));
    aggregates.insert((Arc::from("maggiorazione"), columns[1]), Cents(55_833_333));
    let labels = [(Arc::from("maggiorazione"), "Maggiorazione del diritto annuale (+20%)".to_owned())].into();
    let account_labels =
        ACCOUNTS.into_iter().zip(["=STIPENDI", "STRAORDINARI"]).map(|((.., row, _), name)| ((2, 0, row), name.into()));
    let account_labels = account_labels.collect();
    Statement { amounts, aggregates, labels, account_labels, ..Statement::of(scheme) }
}

/// The definition of this id, with its target.
fn definition(id: &str, target: Target) -> Arc<Definition> {
    let all: Definitions = toml::from_str(include_str!("indicators.toml")).unwrap();
    let mut definition =
        all.all.iter().find(|definition| definition.id == id).map(|one| Definition::clone(one)).unwrap();
    definition.target = target;
    Arc::new(definition)
}

fn number(op: Op, value: f64, unit: &str) -> Target {
    Target::Number { op: Some(op), value, unit: unit.to_owned() }
}

/// An indicator over the accounts, evaluated as the room of indicators would.
fn over_accounts(definition: &Arc<Definition>, statement: &Statement, scenario: Scenario, state: State) -> Indicator {
    let formula = definition.formula.as_ref().unwrap();
    let resolve = |name: &str| statement.resolve(name, column(scenario, None));
    let value = formula.evaluate(&resolve);
    let inputs = formula.inputs().into_iter().map(|name| (name.to_owned(), resolve(name))).collect();
    Indicator {
        definition: Arc::clone(definition),
        scenario,
        value,
        milestone: None,
        inputs,
        state,
        standing: state.into(),
        projection: None,
        judged_before: None,
        quarters: Vec::new(),
        provisional: false,
        reason: "Il rapporto si giudica a fine anno; oggi è sotto il valore atteso.".to_owned(),
        achievement: None,
        earlier: Vec::new(),
        before: Before::default(),
        compares: true,
        recorded: Vec::new(),
    }
}

fn indicators(statement: &Statement) -> Vec<Indicator> {
    let ratio = definition("equilibrio_gestione_corrente", number(Op::AtMost, 1.2, "%"));
    let support = definition("incidenza_supporto", number(Op::AtMost, 0.45, "%"));
    let structural = definition("equilibrio_strutturale", Target::None);
    let undefined = definition("interventi_su_ammortamenti", Target::None);
    let measured = definition("imprese_assistite", number(Op::AtLeast, 0.6, "%"));
    let milestone = definition("bando_digitale", Target::Milestone("Attuazione e rendicontazione".to_owned()));
    let mut actual = over_accounts(&ratio, statement, Scenario::Consuntivo, State::Met);
    actual.achievement = Some(1.0);
    actual.earlier =
        vec![("2021-04".parse().unwrap(), Value::Number(0.91)), ("2021-05".parse().unwrap(), Value::Number(0.85))];
    actual.before = Before { month: Some(0.85), year_start: Some(0.91), last_year: None };
    let of_office = |definition: &Arc<Definition>| Indicator {
        definition: Arc::clone(definition),
        scenario: Scenario::Consuntivo,
        value: Value::Number(17.0 / 40.0),
        milestone: None,
        inputs: vec![("denominatore".to_owned(), Value::Number(40.0)), ("numeratore".to_owned(), Value::Number(17.0))],
        state: State::InProgress,
        standing: State::InProgress.into(),
        projection: None,
        judged_before: None,
        quarters: Vec::new(),
        provisional: false,
        reason: "Può ancora crescere fino al 31/12/2021.".to_owned(),
        achievement: Some(0.425 / 0.6),
        earlier: vec![("2021-05".parse().unwrap(), Value::NoData(vec!["numeratore".to_owned()]))],
        before: Before::default(),
        compares: true,
        recorded: Vec::new(),
    };
    let mut done = of_office(&milestone);
    (done.value, done.milestone, done.inputs) = (Value::NoData(Vec::new()), Some("in corso".into()), Vec::new());
    (done.achievement, done.earlier) = (Some(0.5), Vec::new());
    vec![
        over_accounts(&structural, statement, Scenario::Consuntivo, State::NoData),
        over_accounts(&undefined, statement, Scenario::Consuntivo, State::Undefined),
        done,
        of_office(&measured),
        over_accounts(&ratio, statement, Scenario::Preventivo, State::InProgress),
        over_accounts(&ratio, statement, Scenario::Assestato, State::InProgress),
        actual,
        over_accounts(&support, statement, Scenario::Consuntivo, State::Missed),
    ]
}

fn alerts() -> Vec<Alert> {
    let alert = |id: &str, severity, state, text: &str, to: &[&str]| Alert {
        id: AlertId::of_office(AlertKind::Differences, OfficeId::of(id).as_ref()),
        kind: AlertKind::Differences,
        state,
        severity,
        text: text.to_owned(),
        recipients: to.iter().map(|id| Arc::from(*id)).collect(),
        detail: Detail::default(),
        weight: Cents::ZERO,
        cause: None,
    };
    vec![
        alert(
            "a",
            Severity::Warning,
            AlertState::Standing,
            "Funzionamento ha usato il 39,49% dell'assestato.",
            &["contabilita"],
        ),
        alert(
            "b",
            Severity::Error,
            AlertState::Raised,
            "La scheda dell'Ufficio Commercio estero e la contabilità differiscono di 3.373,33 € in due righe: una manca nella scheda, una ha un altro importo. Controllare le righe indicate nel foglio Differenze e correggere la scheda entro il mese.",
            &["estero", "contabilita"],
        ),
        alert("c", Severity::Warning, AlertState::Resolved, "La scheda degli indicatori è arrivata.", &["estero"]),
    ]
}

fn files() -> Vec<SourceView> {
    let file = |name: &str, office: &str, state, rows| SourceView {
        file: name.to_owned(),
        sha256: (state != SourceState::Missing).then(|| Digest::of(name.as_bytes())),
        layout: LayoutId::of("oneri"),
        office: OfficeId::of(office),
        as_of: (state != SourceState::Missing).then(|| day(2021, 6, 30)),
        rows,
        state,
        arrived: (state != SourceState::Missing).then(|| day(2021, 7, 1).and_hms_opt(9, 30, 0).unwrap()),
    };
    vec![
        file("oneri_2021-06.xlsx", "", SourceState::Accepted, 118),
        file("proventi_2021-06.xlsx", "", SourceState::Accepted, 41),
        file("proventi_2021-06.xlsx", "", SourceState::Refused, 0),
        file("Scheda indicatori, Ufficio Regolazione del mercato", "regolazione", SourceState::Missing, 0),
        file("scheda_interventi_estero_2021-06.xlsx", "estero", SourceState::Accepted, 28),
    ]
}

fn problems() -> Vec<Problem> {
    vec![
        Problem::warning(
            "read.typed_number",
            "Foglio `Scheda`, cella G9: `1.250,00` è un numero scritto come testo.",
            "Scriverlo come numero.",
        )
        .in_file("scheda_interventi_estero_2021-06.xlsx")
        .in_sheet("Scheda")
        .in_cell("G9"),
        Problem::refusal(
            "read.error_cell",
            "Foglio `Proventi`, cella I14: `#REF!` in una colonna obbligatoria.",
            "Correggere la formula e depositare di nuovo il file.",
        )
        .in_file("proventi_2021-06.xlsx")
        .in_sheet("Proventi")
        .in_cell("I14"),
    ]
}
