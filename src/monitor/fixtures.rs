//! The tests that a chamber writes of its thresholds: these values by month, these alerts.
//! Knows no files: findings are made here, and are judged and followed as all findings are.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Days, NaiveDate, NaiveTime};
use serde::Deserialize;

use super::{
    Acknowledgement, AlertId, AlertState, ExpectedFile, FileState, Findings, Kind, Memory, Moment, News, Restatement,
    Settings, Subject, Thresholds, follow, judge,
};
use crate::formula::Value;
use crate::indicators::{self, Definition, Indicator, Phasing};
use crate::ledger::{Amount, Column, Ledger, Movement, RowId, Scheme, Side, Statement};
use crate::money::{Cents, parse_italian};
use crate::office::{OfficeId, Offices};
use crate::origin::{Origin, Sources};
use crate::period::{Period, Scenario};
use crate::read::layout;
use crate::reconcile::{
    Difference, DifferenceState, Kind as DifferenceKind, Reconciliation, Relation, TieOut, TieOutState,
};

/// The day of the following month on which a month is run, where a test does not say.
const RUN_ON: u64 = 5;

/// One test: months in the order in which they are run.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixture {
    /// What it shows.
    pub name: String,
    /// The runs.
    #[serde(rename = "month")]
    pub months: Vec<Month>,
}

/// One run of a month. What is not named is not there, and is not judged.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Month {
    /// The month.
    pub period: Period,
    /// The day of the run; the fifth of the next month where it is not said.
    pub day: Option<NaiveDate>,
    /// Lines of the watched scheme.
    pub lines: Option<BTreeMap<String, Line>>,
    /// Indicators by id, as people write values: `24`, `14,65%`; `-` for no data.
    pub indicators: Option<BTreeMap<String, String>>,
    /// Identities by id: what is printed and what is computed.
    pub tie_outs: Option<BTreeMap<String, Sides>>,
    /// Open differences with offices; an empty list says that there is none.
    pub differences: Option<Vec<OpenDifference>>,
    /// Expected files that have not come: `oneri`, `scheda_interventi estero`.
    #[serde(default)]
    pub missing: Vec<String>,
    /// Expected files that were refused.
    #[serde(default)]
    pub refused: Vec<String>,
    /// Accounts without a line.
    #[serde(default)]
    pub unmapped: Vec<String>,
    /// Lines that are no longer what was released.
    pub restated: Option<Vec<String>>,
    /// Why the month is a draft; an empty list says that it was released.
    pub draft: Option<Vec<String>>,
    /// Alerts that somebody acknowledges after the run: id and last day of silence.
    #[serde(default)]
    pub ack: BTreeMap<String, NaiveDate>,
    /// What must be there after the run, and nothing else: `raised share_of_year:personale`, `standing …`, `resolved …`.
    pub alerts: Vec<String>,
}

/// Amounts of a line, as people write them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The budget as updated.
    pub assestato: String,
    /// The actual.
    pub consuntivo: String,
    /// What is committed and not yet spent.
    #[serde(default)]
    pub prenotato: String,
}

/// Both sides of an identity.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sides {
    /// What is printed.
    pub printed: String,
    /// What is computed.
    pub computed: String,
    /// Whether its failure keeps the month a draft.
    #[serde(default)]
    pub blocking: bool,
}

/// An open difference.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenDifference {
    /// The office.
    pub office: String,
    /// What it is worth.
    pub amount: String,
    /// A name by which it is the same from month to month.
    #[serde(default)]
    pub key: String,
    /// Whether it has been open for longer than its rules allow.
    #[serde(default)]
    pub overdue: bool,
}

/// What the tests are judged by.
#[derive(Clone, Copy, Debug)]
pub struct Chamber<'a> {
    /// The offices, and who answers for the accounts.
    pub offices: &'a Offices,
    /// The thresholds.
    pub thresholds: &'a Thresholds,
    /// How alerts live.
    pub settings: &'a Settings,
    /// The watched scheme.
    pub scheme: Option<&'a Arc<Scheme>>,
    /// How voci spread over the year.
    pub phasing: &'a Phasing,
    /// All definitions.
    pub definitions: &'a indicators::Definitions,
    /// The expected files, all there.
    pub expected: &'a [ExpectedFile],
}

/// What is wrong with a test, or how what it found is not what it expects; nothing when it passes.
#[must_use]
pub fn failure(fixture: &Fixture, chamber: &Chamber<'_>) -> Option<String> {
    let mut memory = Memory::default();
    let mut issued: Vec<(Period, BTreeMap<String, Value>)> = Vec::new();
    for month in &fixture.months {
        match run(month, chamber, &mut memory, &mut issued) {
            Err(text) => return Some(format!("{}: {text}", month.period.italian_at())),
            Ok(found) => {
                if let Some(text) = compared(&month.alerts, &found) {
                    return Some(format!("{}: {text}", month.period.italian_at()));
                }
            }
        }
    }
    None
}

/// Runs one month; what is there after it, in the words of a test.
fn run(
    month: &Month,
    chamber: &Chamber<'_>,
    memory: &mut Memory,
    issued: &mut Vec<(Period, BTreeMap<String, Value>)>,
) -> Result<Vec<String>, String> {
    let period = month.period;
    let day = month.day.unwrap_or_else(|| period.last_day() + Days::new(RUN_ON));
    let statement = month.lines.as_ref().map(|lines| statement(lines, chamber, period)).transpose()?;
    let (indicators, values) = indicators_of(month, chamber, issued)?;
    let expected = expected(month, chamber)?;
    let reconciliation = reconciliation(month)?;
    let ledger = Ledger { movements: month.differences.iter().map(|_| booked()).collect(), ..Ledger::default() };
    let sheets: Vec<OfficeId> = expected
        .iter()
        .filter(|it| it.kind == layout::Kind::Initiatives && it.state == FileState::Here)
        .filter_map(|it| it.office.clone())
        .collect();
    let unmapped: Vec<Arc<str>> = month.unmapped.iter().map(|code| Arc::from(code.as_str())).collect();
    let restated =
        month.restated.as_ref().map(|lines| Restatement { issue: 1, lines: lines.clone(), ..Restatement::default() });
    let findings = Findings {
        period,
        today: Some(day),
        statement: statement.as_ref(),
        phasing: chamber.phasing,
        whole: true,
        reconciliation: &reconciliation,
        ledger: &ledger,
        sources: &Sources::default(),
        indicators: &indicators,
        expected: &expected,
        refused: &[],
        partial: &[],
        sheets: &sheets,
        offices: chamber.offices,
        unmapped: &unmapped,
        answered: &crate::reconcile::answered::NOTHING,
        restated: restated.as_ref(),
        changed: &[],
        awaits_visto: None,
        draft: month.draft.as_deref(),
    };
    let mut judgement = judge(&findings, chamber.thresholds, chamber.settings);
    let named = |id: &String| month.indicators.iter().flatten().any(|(named, _)| named == id);
    for kind in [Kind::IndicatorMissed, Kind::IndicatorNear, Kind::RatioMoved, Kind::IndicatorNoData] {
        if judgement.judged.contains(&kind) {
            let silent = chamber.definitions.all.iter().map(|it| &it.id).filter(|id| !named(id));
            judgement.blind.extend(silent.map(|id| AlertId::new(kind, Subject::Indicator(Arc::from(id.as_str())))));
        }
    }
    let now = Moment { at: day.and_time(NaiveTime::MIN).and_utc(), today: day };
    let (after, changes) = follow(&judgement, memory, chamber.settings, now);
    *memory = after;
    issued.push((period, values));
    let over = |id: &AlertId| changes.iter().any(|it| it.news == News::Resolved && it.id == *id);
    let shown = memory.followed.values().filter(|it| it.state != AlertState::Resolved || over(&it.id));
    let found = shown.map(|it| format!("{} {}", it.state.id(), it.id)).collect();
    for (id, until) in &month.ack {
        let known = Acknowledgement { until: *until, why: "prova".to_owned(), by: String::new() };
        if !memory.acknowledge(id, known) {
            return Err(format!("`ack` nomina `{id}`, che non è stato segnalato"));
        }
    }
    Ok(found)
}

fn amount(text: &str) -> Result<Cents, String> {
    parse_italian(text).map(|typed| typed.cents).map_err(|_| format!("`{text}` non è un importo"))
}

fn statement(lines: &BTreeMap<String, Line>, chamber: &Chamber<'_>, period: Period) -> Result<Statement, String> {
    let scheme = chamber.scheme.ok_or_else(|| "`lines` vuole `thresholds.scheme`".to_owned())?;
    let mut statement = Statement::of(Arc::clone(scheme));
    for (id, line) in lines {
        let Some(known) = scheme.line(id) else { return Err(format!("la voce `{id}` non è nello schema")) };
        let columns = [
            (Scenario::Assestato, &line.assestato),
            (Scenario::Consuntivo, &line.consuntivo),
            (Scenario::Prenotato, &line.prenotato),
        ];
        for (scenario, text) in columns.into_iter().filter(|(_, text)| !text.is_empty()) {
            let column = Column { exercise: period.exercise(), scenario, function: None, centre: None };
            let amount = Amount { accounts: Some(amount(text)?), ..Amount::default() };
            statement.amounts.insert((Arc::clone(&known.id), column), amount);
        }
    }
    Ok(statement)
}

/// The indicators of a month, and their values as later months will know them.
fn indicators_of(
    month: &Month,
    chamber: &Chamber<'_>,
    issued: &[(Period, BTreeMap<String, Value>)],
) -> Result<(Vec<Indicator>, BTreeMap<String, Value>), String> {
    let holding = chamber.definitions.at(month.period);
    let mut values = BTreeMap::new();
    let mut indicators = Vec::new();
    for (id, text) in month.indicators.iter().flatten() {
        let Some(definition) = holding.iter().find(|it| it.id == *id) else {
            return Err(format!("l'indicatore `{id}` non è definito"));
        };
        let value = number(text)?;
        let of = |(period, values): &(Period, BTreeMap<String, Value>)| Some((*period, values.get(id)?.clone()));
        let earlier = issued.iter().filter(|(period, _)| *period < month.period).filter_map(of).collect();
        indicators.push(of_value(definition, month.period, value, earlier));
        if let Some(value) = value {
            values.insert(id.clone(), Value::Number(value));
        }
    }
    Ok((indicators, values))
}

fn of_value(
    definition: &Arc<Definition>,
    period: Period,
    value: Option<f64>,
    earlier: Vec<(Period, Value)>,
) -> Indicator {
    let value = value.map_or_else(|| Value::NoData(vec![definition.code_text().to_owned()]), Value::Number);
    indicators::of_value(definition, period, value, earlier)
}

/// `14,65%` is a fraction; `-` is no data.
fn number(text: &str) -> Result<Option<f64>, String> {
    let text = text.trim();
    if text == "-" {
        return Ok(None);
    }
    let (digits, factor) = text.strip_suffix('%').map_or((text, 1.0), |digits| (digits, 0.01));
    let number: Result<f64, _> = digits.trim().replace('.', "").replace(',', ".").parse();
    number.map(|number| Some(number * factor)).map_err(|_| format!("`{text}` non è un valore"))
}

fn expected(month: &Month, chamber: &Chamber<'_>) -> Result<Vec<ExpectedFile>, String> {
    let mut files = chamber.expected.to_vec();
    let absent = month.missing.iter().map(|name| (name, false)).chain(month.refused.iter().map(|name| (name, true)));
    for (name, refused) in absent {
        let (layout, office) = name.split_once(' ').unwrap_or((name, ""));
        let Some(file) =
            files.iter_mut().find(|it| *it.layout == *layout && it.office.as_deref().unwrap_or_default() == office)
        else {
            return Err(format!("`{name}` non è fra i file attesi"));
        };
        file.state = if refused { FileState::Refused(format!("{layout}.xlsx")) } else { FileState::Missing };
    }
    Ok(files)
}

fn reconciliation(month: &Month) -> Result<Reconciliation, String> {
    let mut tie_outs = Vec::new();
    for (id, sides) in month.tie_outs.iter().flatten() {
        let (left, right) = (amount(&sides.printed)?, amount(&sides.computed)?);
        tie_outs.push(TieOut {
            id: id.clone(),
            scope: id.clone(),
            figures: month.period.italian(),
            label: id.clone(),
            family: id.clone(),
            left: Some(left),
            right: Some(right),
            tolerance: Cents::ZERO,
            relation: Relation::Equal,
            blocking: sides.blocking,
            unit: crate::money::Unit::Euro,
            state: if left == right { TieOutState::Holds } else { TieOutState::Fails },
            hint: None,
            terms: Vec::new(),
            origin: None,
        });
    }
    let mut differences = Vec::new();
    for (number, it) in month.differences.iter().flatten().enumerate() {
        let key = if it.key.is_empty() { number.to_string() } else { it.key.clone() };
        differences.push(Difference {
            id: RowId::hash(&format!("{} {key}", it.office)),
            kind: DifferenceKind::Amount,
            reason: "",
            text: String::new(),
            cents: amount(&it.amount)?,
            key,
            office: OfficeId::of(&it.office),
            objective: Arc::from(""),
            rows: Vec::new(),
            candidate: None,
            first_seen: month.period.last_day(),
            age_days: 0,
            state: DifferenceState::Open,
            overdue: it.overdue,
            material: true,
            answer: None,
        });
    }
    Ok(Reconciliation { tie_outs, differences, ..Reconciliation::default() })
}

/// A registration, by which the side of the accounts is there.
fn booked() -> Movement<'static> {
    Movement {
        id: RowId::hash("registrazione"),
        side: Side::Accounting,
        layout: "",
        office: None,
        account: None,
        objective: "",
        initiative: "",
        act: "",
        mandate: "",
        date: None,
        beneficiary: "",
        fiscal_code: "",
        cup: "",
        cor: "",
        note: "",
        cents: Cents::ZERO,
        allotted: None,
        origin: Origin::default(),
    }
}

/// What is expected and not there, and what is there and not expected.
fn compared(expected: &[String], found: &[String]) -> Option<String> {
    let listed = |all: Vec<&String>| all.into_iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
    let missing = listed(expected.iter().filter(|it| !found.contains(it)).collect());
    let extra = listed(found.iter().filter(|it| !expected.contains(it)).collect());
    match (missing.is_empty(), extra.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("ci si attende {missing}, ma non c'è")),
        (true, false) => Some(format!("non ci si attende {extra}, ma c'è")),
        (false, false) => Some(format!("ci si attende {missing}, c'è invece {extra}")),
    }
}
