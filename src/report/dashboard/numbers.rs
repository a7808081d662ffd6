//! What the pictures draw: tables of labels and numbers. Calculates nothing but where a line to the year's end goes on from.

use std::collections::BTreeMap;

use crate::indicators::definition::Unit;
use crate::indicators::{Indicator, Target};
use crate::italian::clipped;
use crate::money::Cents;
use crate::period::Period;
use crate::report::brief::{self, Figure, Headline};
use crate::report::phrases;
use crate::report::styles;
use crate::report::view::View;

/// Columns of the widest table, after its names: more labels than these are left out, the oldest first.
pub(super) const COLUMNS: u16 = 16;
const LABELS_MAX: usize = COLUMNS as usize;

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A total month by month.
    Course,
    /// A headline ratio over years and months.
    Ratio,
    /// Interventi by objective.
    Objectives,
    /// Achievement by area.
    Areas,
}

/// The numbers of a picture: a row a series, a column a point.
pub(super) struct Table {
    pub kind: Kind,
    pub title: String,
    /// The head of the names.
    pub head: String,
    pub labels: Vec<String>,
    pub rows: Vec<(String, Vec<Option<f64>>)>,
    pub pattern: &'static str,
    /// The headline ratio whose months its first row holds: id of the indicator, first and last column.
    pub months_of: Option<(String, u16, u16)>,
}

/// The tables of a month, in the order of their pictures; one that has nothing to draw is left out.
pub(super) fn tables(view: &View<'_>) -> Vec<Table> {
    let courses =
        brief::figures(view).into_iter().filter(|it| !it.is_result && !it.line.is_empty()).map(|it| course(view, &it));
    let headlines = brief::headlines(view);
    let ratios = headlines.iter().map(ratio);
    let mut all: Vec<Table> = courses.chain(ratios).chain([objectives(view), areas(view)]).collect();
    all.retain(|table| table.rows.iter().any(|(_, values)| values.iter().any(Option::is_some)));
    all
}

/// What is booked month by month, what is expected by each, and the way to the year's end.
fn course(view: &View<'_>, figure: &Figure<'_>) -> Table {
    let year = view.period.exercise();
    let months: Vec<Period> = (1..=12).filter_map(|month| Period::new(year.0, month)).collect();
    let issued: BTreeMap<Period, Cents> = view.past.months.get(figure.line).into_iter().flatten().copied().collect();
    let now = view.period;
    let actual = |month: &Period| if *month == now { figure.actual } else { issued.get(month).copied() };
    let expected = |month: &Period| view.course()?.expected_in_year(figure.line, month.month(), view.year_end);
    let heading = |month: &Period| match month.month() {
        12 => figure.projected,
        _ if *month == now => figure.actual.filter(|_| figure.projected.is_some()),
        _ => None,
    };
    let row = |name: &str, of: &dyn Fn(&Period) -> Option<Cents>| {
        (name.to_owned(), months.iter().map(|month| of(month).map(Cents::as_euro)).collect())
    };
    Table {
        kind: Kind::Course,
        title: format!("{}, da gennaio (euro)", figure.label),
        head: "Euro".to_owned(),
        labels: months.iter().map(|month| phrases::month_name(*month)).collect(),
        rows: vec![
            row("Consuntivo alla data", &actual),
            row("Atteso alla data", &expected),
            row("Proiezione a fine anno", &heading),
        ],
        pattern: styles::AMOUNT,
        months_of: None,
    }
}

/// A headline ratio: former years as published, the months as issued, where the year is heading, and the target.
fn ratio(headline: &Headline<'_>) -> Table {
    let indicator = headline.indicator;
    let definition = &*indicator.definition;
    let whole_years = indicator.recorded.iter().filter(|it| it.month == 12);
    let mut points: Vec<(String, f64)> = whole_years.map(|it| (it.year.to_string(), it.value)).collect();
    let room = LABELS_MAX.saturating_sub(headline.series.len() + 1);
    points.drain(..points.len().saturating_sub(room));
    let first = points.len();
    points.extend(headline.series.iter().map(|(month, value)| (phrases::month_short(*month), *value)));
    let last = points.len();
    points.extend(indicator.projection.as_ref().map(|it| (phrases::PROJECTION.to_owned(), it.value)));
    let target = target(indicator);
    let column = |place: usize| u16::try_from(place).unwrap_or(u16::MAX);
    Table {
        kind: Kind::Ratio,
        title: headline.name.to_owned(),
        head: "Alla data".to_owned(),
        labels: points.iter().map(|(label, _)| label.clone()).collect(),
        rows: vec![
            ("Valore alla data".to_owned(), points.iter().map(|(_, value)| Some(*value)).collect()),
            ("Valore atteso".to_owned(), points.iter().map(|_| target).collect()),
        ],
        pattern: if definition.unit == Unit::Percent { styles::PERCENT } else { "#,##0.00" },
        months_of: (last > first).then(|| (definition.id.to_string(), column(first + 1), column(last))),
    }
}

fn target(indicator: &Indicator) -> Option<f64> {
    match indicator.definition.target {
        Target::Number { value, .. } => Some(value),
        Target::None | Target::Milestone(_) => None,
    }
}

/// Interventi by objective: what the plan gives, what acts commit by the offices' sheets, what the accounts book, what those sheets
/// say is paid.
fn objectives(view: &View<'_>) -> Table {
    let mut told: BTreeMap<&str, (Cents, Cents)> = BTreeMap::new();
    for bridge in &view.reconciliation.bridges {
        let (accounting, office) = told.entry(&bridge.objective).or_default();
        *accounting += bridge.accounting;
        *office += bridge.told;
    }
    let resources = |code: &str| {
        let planned = view.objectives.get(code).and_then(|it| it.resources_euro)?;
        Some(Cents(planned.checked_mul(100)?))
    };
    let named = view.ledger.movements.by_objective();
    let committed = |code: &str| {
        let own = named.iter().filter(|(objective, _)| view.objectives.is_at_or_below(objective.trim(), code));
        own.filter_map(|(_, it)| it.allotted).reduce(|sum, it| sum + it)
    };
    let row = |name: &str, cents: Vec<Option<Cents>>| {
        (name.to_owned(), cents.into_iter().map(|it| it.map(Cents::as_euro)).collect())
    };
    let rows = vec![
        row("Risorse del Piano", told.keys().map(|code| resources(code)).collect()),
        row("Stanziato (impegnato) alla data", told.keys().map(|code| committed(code)).collect()),
        row("Contabilità alla data", told.values().map(|(accounting, _)| Some(*accounting)).collect()),
        row("Schede degli uffici alla data", told.values().map(|(_, office)| Some(*office)).collect()),
    ];
    Table {
        kind: Kind::Objectives,
        title: "Interventi economici per obiettivo (euro)".to_owned(),
        head: "Euro".to_owned(),
        labels: told.keys().map(|code| (*code).to_owned()).collect(),
        rows,
        pattern: styles::AMOUNT,
        months_of: None,
    }
}

/// How far each area of the plan has come.
fn areas(view: &View<'_>) -> Table {
    let areas = view.standings.highest();
    let (labels, degrees) = areas.map(|it| (clipped(phrases::area(&it.title), 44), it.rolled.achievement)).unzip();
    Table {
        kind: Kind::Areas,
        title: "Grado di raggiungimento per area (provvisorio)".to_owned(),
        head: "Grado".to_owned(),
        labels,
        rows: vec![("Grado di raggiungimento".to_owned(), degrees)],
        pattern: "0%",
        months_of: None,
    }
}
