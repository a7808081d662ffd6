//! June 2021 of an invented chamber, with something of everything that a message can say.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, NaiveDate, Utc};

use crate::formula::Value;
use crate::history::{Before, Past};
use crate::indicators::{Indicator, Phasing, Standings, State, YearEnd, roll_up};
use crate::issue::{IssueState, LayoutId, SourceState, SourceView};
use crate::ledger::{Amount, Column, Ledger, Movement, Objectives, RowId, Scheme, Side, Statement};
use crate::mail::{Mode, Receives, Recipient, Retry, Settings};
use crate::money::Cents;
use crate::monitor::{Alert, AlertId, AlertState, Detail, Followed, Kind as AlertKind, Thresholds};
use crate::office::{OfficeId, Offices};
use crate::origin::{Digest, Origin, Source, Sources};
use crate::period::{Period, Scenario};
use crate::problem::{Problem, Severity};
use crate::reconcile::{Difference, DifferenceState, Kind, Reconciliation, TieOut, TieOutState};
use crate::report::View;

/// Everything behind a view.
pub(in crate::mail) struct Month {
    pub(in crate::mail) period: Period,
    pub(in crate::mail) state: IssueState,
    pub(in crate::mail) blocking: Vec<String>,
    pub(in crate::mail) statement: Option<Statement>,
    pub(in crate::mail) sources: Sources,
    pub(in crate::mail) files: Vec<SourceView>,
    pub(in crate::mail) problems: Vec<Problem>,
    pub(in crate::mail) objectives: Objectives,
    pub(in crate::mail) ledger: Ledger,
    pub(in crate::mail) reconciliation: Reconciliation,
    pub(in crate::mail) indicators: Vec<Indicator>,
    pub(in crate::mail) standings: Standings,
    pub(in crate::mail) alerts: Vec<Alert>,
    pub(in crate::mail) offices: Offices,
}

static NO_PAST: Past = Past { months: BTreeMap::new(), last_year: BTreeMap::new() };
static NO_YEAR_END: YearEnd = YearEnd { statements: Vec::new(), lines: Vec::new(), sums: Vec::new() };
static NO_THRESHOLDS: LazyLock<Thresholds> = LazyLock::new(Thresholds::default);

/// Proventi of which 30% is due in June.
static PHASING: LazyLock<Phasing> = LazyLock::new(|| {
    let months = "profile = [{ scheme = 'allegato_c', line = 'proventi_correnti', months = [5, 5, 5, 5, 5, 5, 10, 10, 10, 10, 10, 20] }]";
    toml::from_str(months).unwrap()
});

/// How the Segretario generale of the month is assessed.
const SCORECARD: &str = r#"
    [[scorecard]]
    id = "segretario_generale"
    title = "Valutazione del Segretario generale"
    group = [
      { id = "operativi", title = "Indicatori del Piano", weight = 0.8 },
      { id = "comportamenti", title = "Comportamenti", weight = 0.2, given_by = "OIV" },
    ]
"#;

impl Month {
    pub(in crate::mail) fn view(&self) -> View<'_> {
        View {
            ente: "Camera di commercio di esempio",
            period: self.period,
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
            answered: &crate::reconcile::answered::NOTHING,
            objectives: &self.objectives,
            phasing: &PHASING,
            thresholds: &NO_THRESHOLDS,
            year_end: &NO_YEAR_END,
            past: &NO_PAST,
            headline: &[],
            revised: &[],
            corrected: &[],
            reweighed: &[],
            standings: &self.standings,
            ledger: &self.ledger,
            statement: self.statement.as_ref(),
            reconciliation: &self.reconciliation,
            indicators: &self.indicators,
            alerts: &self.alerts,
            offices: &self.offices,
        }
    }
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2021, month, day).unwrap()
}

pub(in crate::mail) fn now() -> DateTime<Utc> {
    "2021-07-05T05:00:00Z".parse().unwrap()
}

pub(super) fn file(name: &str, layout: &str, office: &str, state: SourceState) -> SourceView {
    let sha256 = (state != SourceState::Missing).then(|| Digest::of(name.as_bytes()));
    let as_of = Some(day(6, 30));
    let (layout, office) = (LayoutId::of(layout), OfficeId::of(office));
    SourceView { file: name.into(), sha256, layout, office, as_of, rows: 10, state, arrived: None }
}

fn movement(
    side: Side,
    office: &'static str,
    beneficiary: &'static str,
    cents: i64,
    origin: Origin,
) -> Movement<'static> {
    Movement {
        id: RowId::hash(&format!("{side:?}{office}{beneficiary}")),
        side,
        layout: "scheda_interventi",
        office: Some(office),
        account: None,
        objective: "2021_03_01",
        initiative: "Voucher fiere",
        act: "12/2021",
        mandate: "",
        date: Some(day(6, 10)),
        beneficiary,
        fiscal_code: "01234567890",
        cup: "",
        cor: "",
        note: "",
        cents: Cents(cents),
        allotted: None,
        origin,
    }
}

fn difference(kind: Kind, office: &str, text: &str, cents: i64, rows: Vec<usize>) -> Difference {
    Difference {
        id: RowId::hash(text),
        kind,
        reason: "",
        text: text.into(),
        cents: Cents(cents),
        key: "2021_03_01 · 12/2021".into(),
        office: OfficeId::of(office),
        objective: "2021_03_01".into(),
        rows,
        candidate: None,
        first_seen: day(5, 31),
        age_days: 30,
        state: DifferenceState::Open,
        overdue: false,
        material: true,
        answer: None,
    }
}

fn indicator(code: &str, office: &str, name: &str, value: Value, state: State) -> Indicator {
    let id = code.to_lowercase().replace('-', "_");
    let definition = format!(
        r#"
        id = "{id}"
        code = "{code}"
        objective = "2021_02"
        name = "{name}"
        type = "operativo"
        weight_group = "operativi"
        office = "{office}"
        source = "office"
        formula = "valore"
        unit = "days"
        good = "down"
        target = "<= 20 giorni"
        reading = "rapporto"
        decimals = 1
        valid_from = "2021-01-01"
        "#
    );
    Indicator {
        definition: Arc::new(toml::from_str(&definition).unwrap()),
        scenario: Scenario::Consuntivo,
        value,
        milestone: None,
        inputs: Vec::new(),
        state,
        standing: state.into(),
        projection: None,
        judged_before: None,
        quarters: Vec::new(),
        provisional: false,
        reason: "Il limite è già superato e non può più rientrare.".into(),
        achievement: match state {
            State::Met => Some(1.0),
            State::Missed => Some(0.851),
            _ => None,
        },
        earlier: Vec::new(),
        before: Before::default(),
        compares: true,
        recorded: Vec::new(),
    }
}

fn tie_out(id: &str, left: i64, right: i64, state: TieOutState) -> TieOut {
    TieOut {
        id: id.into(),
        scope: "cremona_risultanze/2021/preventivo".into(),
        figures: "preventivo 2021".into(),
        label: "Avanzo = Disponibilità - Interventi economici".into(),
        family: "Risultanze: ogni totale = le sue voci".into(),
        left: Some(Cents(left)),
        right: Some(Cents(right)),
        tolerance: Cents(0),
        relation: crate::reconcile::Relation::Equal,
        blocking: false,
        unit: crate::money::Unit::Euro,
        state,
        hint: None,
        terms: Vec::new(),
        origin: None,
    }
}

fn alert(id: &str, severity: Severity, state: AlertState, text: &str) -> Alert {
    Alert {
        id: AlertId::of_office(AlertKind::Differences, OfficeId::of(id).as_ref()),
        kind: AlertKind::Differences,
        state,
        severity,
        text: text.into(),
        recipients: vec!["contabilita".into()],
        detail: Detail::default(),
        weight: Cents::ZERO,
        cause: None,
    }
}

/// An alert that was just said for the first time.
pub(super) fn followed(kind: AlertKind, subject: &str, recipients: &[&str], detail: Detail) -> Followed {
    let period: Period = "2021-06".parse().unwrap();
    Followed {
        id: format!("{}:{subject}", kind.id()).parse().unwrap(),
        kind,
        first_judged: period,
        last_judged: period,
        severity: Severity::Warning,
        worst_said: Severity::Warning,
        text: format!("Rientrato: {}.", detail.title),
        detail,
        recipients: recipients.iter().map(|role| Arc::from(*role)).collect(),
        state: AlertState::Raised,
        first_seen: now(),
        last_seen: now(),
        raised_at: Some(now()),
        last_said: Some(now()),
        runs: 1,
        cause: None,
        acknowledged: None,
        items: std::collections::BTreeSet::new(),
        passing: false,
    }
}

/// Two lines filled by accounts, and their result.
pub(super) fn statement() -> Statement {
    let scheme: Scheme = toml::from_str(
        r#"
        id = "allegato_c"
        title = "Conto economico (Allegato C)"
        source = "DPR 254/2005"
        line = [
            { id = "proventi_correnti", label = "Totale proventi correnti (A)", nature = "provento" },
            { id = "oneri_correnti", label = "Totale oneri correnti (B)", nature = "onere" },
            { id = "avanzo", label = "Avanzo", nature = "risultato", formula = "proventi_correnti - oneri_correnti" },
        ]
        "#,
    )
    .unwrap();
    let mut statement = Statement::of(Arc::new(scheme));
    for (line, scenario, euro) in [
        ("proventi_correnti", Scenario::Consuntivo, 1_285_125),
        ("proventi_correnti", Scenario::Assestato, 5_140_500),
        ("oneri_correnti", Scenario::Consuntivo, 2_402_000),
        ("oneri_correnti", Scenario::Assestato, 6_213_500),
    ] {
        let column = Column {
            exercise: "2021-06".parse::<Period>().unwrap().exercise(),
            scenario,
            function: None,
            centre: None,
        };
        let amount = Amount { accounts: Some(Cents::euro(euro)), ..Amount::default() };
        statement.amounts.insert((line.into(), column), amount);
    }
    statement
}

/// June of the sample chamber: two offices with something to do, a hostile beneficiary, one refused file, one missing.
#[expect(clippy::too_many_lines, reason = "a whole month, written out")]
pub(in crate::mail) fn june() -> Month {
    let mut sources = Sources::default();
    let mut add = |name: &str, sheet: &str| {
        sources.add(Source { file: name.into(), digest: Digest::of(name.as_bytes()), sheets: vec![sheet.into()] })
    };
    let export = add("interventi_economici_2021-06.xlsx", "Interventi");
    let promotion = add("scheda_interventi_promozione_2021-06.xlsx", "Scheda");
    let at = |source, row| Origin { source, sheet: 0, row, column: 7 };
    let hostile = "<script>alert(1)</script> & \"Figli\" S.r.l.";
    let indicators = vec![
        indicator(
            "2021_02_01_02-I1",
            "regolazione",
            "Tempi di evasione delle pratiche inerenti il registro protesti",
            Value::Number(23.5),
            State::Missed,
        ),
        indicator(
            "2021_03_01-I1",
            "estero",
            "Livello di soddisfazione degli utenti dei servizi di supporto all’internazionalizzazione",
            Value::NoData(vec!["valore".into()]),
            State::NoData,
        ),
        indicator("2021_04_02_01-I1", "contabilita", "Incidenza dei costi", Value::Number(3.0), State::Met),
    ];
    Month {
        period: "2021-06".parse().unwrap(),
        state: IssueState::Released,
        blocking: Vec::new(),
        statement: Some(statement()),
        files: vec![
            file("interventi_economici_2021-06.xlsx", "interventi_economici", "", SourceState::Accepted),
            file("scheda_interventi_estero_2021-06.xlsx", "scheda_interventi", "estero", SourceState::Accepted),
            file("scheda_interventi_promozione_2021-06.xlsx", "scheda_interventi", "promozione", SourceState::Accepted),
            file("oneri_2021-06 (prova).xlsx", "oneri", "", SourceState::Refused),
            file("Scheda indicatori · Ufficio Commercio estero", "scheda_indicatori", "estero", SourceState::Missing),
        ],
        problems: vec![
            Problem::refusal(
                "read.error_cell",
                "la cella contiene l'errore `#REF!`",
                "Correggere la formula ed estrarre di nuovo.",
            )
            .in_file("oneri_2021-06 (prova).xlsx")
            .in_sheet("Oneri")
            .in_cell("I14"),
            Problem::error("read.not_a_date", "`31.6.2021` non è una data", "Scrivere la data come `30/06/2021`.")
                .in_file("scheda_interventi_promozione_2021-06.xlsx")
                .in_sheet("Scheda")
                .in_cell("D21"),
        ],
        objectives: Objectives::default(),
        ledger: Ledger {
            movements: [
                movement(Side::Accounting, "estero", hostile, 250_000, at(export, 11)),
                movement(Side::Accounting, "promozione", "Officine Padane S.p.A.", 480_000, at(export, 30)),
                movement(Side::Office, "promozione", "Officine Padane S.p.A.", 460_800, at(promotion, 8)),
            ]
            .into_iter()
            .collect(),
            ..Ledger::default()
        },
        reconciliation: Reconciliation {
            tie_outs: vec![
                tie_out("cremona_risultanze.avanzo", -106_300_000, -107_300_000, TieOutState::Fails),
                tie_out("cremona_risultanze.disponibilita", 100, 100, TieOutState::Holds),
            ],
            matches: Vec::new(),
            differences: vec![
                difference(
                    Kind::MissingInOffice,
                    "estero",
                    &format!("`{hostile}`, atto 12/2021: 2.500,00 € registrati, nessuna riga nella scheda."),
                    250_000,
                    vec![0],
                ),
                difference(
                    Kind::Amount,
                    "promozione",
                    "`Officine Padane S.p.A.`, atto 12/2021: 4.800,00 € in contabilità, 4.608,00 € nella scheda.",
                    19_200,
                    vec![1, 2],
                ),
            ],
            ..Reconciliation::default()
        },
        standings: roll_up(&indicators, &toml::from_str(SCORECARD).unwrap(), &[]),
        indicators,
        alerts: vec![
            Alert {
                detail: Detail {
                    places: vec!["`oneri_2021-06.xlsx`, foglio `Oneri`, cella J40".into()],
                    action: "Chiuderle con gli uffici.".into(),
                    ..Detail::default()
                },
                ..alert(
                    "a",
                    Severity::Warning,
                    AlertState::Raised,
                    "Due differenze aperte superano i 1.000,00 €. Chiuderle con gli uffici.",
                )
            },
            alert(
                "b",
                Severity::Error,
                AlertState::Standing,
                "`Tempi di evasione`: 23,5 giorni contro un atteso di 20,0.",
            ),
            alert("c", Severity::Error, AlertState::Resolved, "Non è più vero."),
        ],
        offices: [
            ("promozione", "Ufficio Attività promozionali"),
            ("estero", "Ufficio Commercio estero"),
            ("regolazione", "Ufficio Regolazione del mercato"),
            ("segreteria", "Segreteria generale e personale"),
        ]
        .into_iter()
        .collect(),
        sources,
    }
}

pub(in crate::mail) fn settings() -> Settings {
    let recipient = |role: &str, name: &str, receives: &[Receives]| Recipient {
        role: role.into(),
        name: name.into(),
        address: format!("{role}@camera.example"),
        receives: receives.to_vec(),
    };
    Settings {
        from: "Quadratura <quadratura@camera.example>".into(),
        reply_to: "Ufficio Contabilità <contabilita@camera.example>".into(),
        domain: "quadratura.camera.example".into(),
        attachment_bytes_max: 8 << 20,
        mode: Mode::Eml,
        receipts: true,
        receipts_taken: false,
        allow: Vec::new(),
        templates: None,
        smtp: None,
        retry: Retry::default(),
        own_templates: BTreeMap::new(),
        scorecards: Vec::new(),
        recipients: vec![
            recipient("segretario_generale", "Segretario generale", &[Receives::Monthly]),
            recipient("contabilita", "Ufficio Contabilità", &[Receives::Monthly, Receives::Draft, Receives::Digest]),
            recipient("promozione", "Ufficio Attività promozionali", &[Receives::Digest]),
            recipient("estero", "Ufficio Commercio estero", &[Receives::Digest]),
            recipient("segreteria", "Segreteria generale e personale", &[Receives::Digest]),
        ],
    }
}
