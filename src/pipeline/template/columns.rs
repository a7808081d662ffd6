//! What the columns of a blank sheet are: their captions, what is said of them, and what their cells let in.

use chrono::{Days, Months, NaiveDate};

use super::super::phrases::template as words;
use super::asked::Asked;
use crate::config::Config;
use crate::indicators::Definition;
use crate::period::italian_date;
use crate::read::layout::{Field, Layout, Place};
use crate::read::{self, ColumnKind};
use crate::report::template::{Column, Rule};

/// The columns of a layout, in its order.
pub(super) fn of(asked: Asked<'_>, measured: &[&Definition], config: &Config) -> Vec<Column> {
    let column = |it: &read::Column| {
        let caption = it.header.first().map_or_else(|| it.id.clone(), |wording| wording.on(asked.period.last_day()));
        let rule = rule(it, asked, measured, config);
        let hint = match &rule {
            Some(Rule::Listed(_)) => {
                "Scegliere dall'elenco (foglio Elenchi). Un codice che non c'è va prima controllato.".to_owned()
            }
            Some(Rule::Words(all)) => format!("Scegliere dall'elenco: {}.", all.join(", ")),
            Some(Rule::Days(first, last)) => {
                format!("Una data gg/mm/aaaa, fra il {} e il {}.", italian_date(*first), italian_date(*last))
            }
            _ => format!("Si scrive {}.", words::written(it, asked.layout)),
        };
        Column { caption, kind: it.kind, note: words::note(it, asked.layout), hint, rule }
    };
    asked.layout.columns.iter().map(column).collect()
}

/// What the cells of a column let in; the fields of the ledger first.
fn rule(column: &read::Column, asked: Asked<'_>, measured: &[&Definition], config: &Config) -> Option<Rule> {
    if is_place(&asked.layout.ente, column) {
        return listed(vec![(config.settings.ente.name.clone(), String::new())]);
    }
    let field = asked.layout.kind.field(&column.id);
    match (field, column.kind) {
        (Some(Field::Objective), _) => listed(objectives(asked, config)),
        (Some(Field::Indicator), _) => {
            listed(measured.iter().map(|it| (it.code_text().to_owned(), it.name.clone())).collect())
        }
        (Some(Field::State), _) => Some(Rule::Words(words::STATES.map(str::to_owned).to_vec())),
        (_, ColumnKind::Money | ColumnKind::Number | ColumnKind::Percent) => Some(Rule::Decimal),
        (_, ColumnKind::Integer) => Some(Rule::Whole),
        (_, ColumnKind::Date) => {
            let (first, last) = days(field, asked);
            Some(Rule::Days(first, last))
        }
        _ => None,
    }
}

/// Whether a column is the one that says something of the whole file.
pub(super) fn is_place(place: &Option<Place>, column: &read::Column) -> bool {
    matches!(place, Some(Place::Column(id)) if *id == column.id)
}

fn listed(items: Vec<(String, String)>) -> Option<Rule> {
    (!items.is_empty()).then_some(Rule::Listed(items))
}

/// The objectives that an office answers for in the exercise, those that were retired in it too; of one that answers for none, all.
fn objectives(Asked { office, period, .. }: Asked<'_>, config: &Config) -> Vec<(String, String)> {
    let plan = config.objectives.of_exercise(period);
    let told = |own: bool| -> Vec<(String, String)> {
        let is_of = |code: &str| !own || plan.office_of(code) == Some(office);
        let all = plan.all.iter().filter(|it| is_of(&it.code));
        all.map(|it| (it.code.to_string(), it.title.clone())).collect()
    };
    let own = told(true);
    if own.is_empty() { told(false) } else { own }
}

/// The days that count for what a date says, as the ledger takes them.
fn days(field: Option<Field>, Asked { period, .. }: Asked<'_>) -> (NaiveDate, NaiveDate) {
    const YEARS: u32 = 10;
    let (first, last) = (period.exercise().first_day(), period.last_day());
    let before = first.checked_sub_months(Months::new(12 * YEARS)).unwrap_or(first);
    match field {
        Some(Field::Measured | Field::PaidOn) => (first, last),
        Some(Field::Due) => (before, last.checked_add_months(Months::new(12)).unwrap_or(last)),
        _ => (before, last + Days::new(31)),
    }
}

/// The columns of a row of measures in which its indicator is said.
pub(super) fn asked_of(definition: &Definition, layout: &Layout) -> Vec<usize> {
    let inputs = definition.formula.as_ref().map(|it| it.inputs()).unwrap_or_default();
    let is_asked = |id: &str| match layout.kind.field(id) {
        Some(field @ (Field::Value | Field::Numerator | Field::Denominator)) => inputs.contains(&field.id()),
        Some(Field::State) => definition.formula.is_none(),
        Some(Field::Measured | Field::Note) => true,
        _ => false,
    };
    (0..layout.columns.len()).filter(|at| is_asked(&layout.columns[*at].id)).collect()
}
