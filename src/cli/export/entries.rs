//! Every row of the ledger, with its cell.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Written, place};
use crate::ledger::statement::Column;
use crate::ledger::{self, Side, Statement};
use crate::money::{Cents, Unit};
use crate::origin::{Origin, Sources};
use crate::period::Function;
use crate::pipeline::Month;

/// A row of the ledger as it is given out; what it does not have is empty.
#[derive(Default)]
struct Entry<'a> {
    kind: &'a str,
    scheme: &'a str,
    line: &'a str,
    account: &'a str,
    column: Option<&'a Column>,
    office: &'a str,
    objective: &'a str,
    cents: Option<Cents>,
    /// What the accounts call the account.
    account_label: &'a str,
    /// What the scheme calls the line.
    line_label: &'a str,
    beneficiary: &'a str,
    act: &'a str,
    date: Option<NaiveDate>,
    unit: Option<Unit>,
}

impl Entry<'_> {
    fn row(&self, origin: Origin, sources: &Sources) -> Vec<Value> {
        let of_column = |of: fn(&Column) -> Value| self.column.map_or_else(|| json!(""), of);
        let mut row = vec![
            json!(self.kind),
            json!(self.scheme),
            json!(self.line),
            json!(self.account),
            of_column(|it| json!(it.exercise.0)),
            of_column(|it| json!(it.scenario.id())),
            of_column(|it| json!(it.function.map_or("", Function::id))),
            json!(self.office),
            json!(self.objective),
            json!(self.cents),
        ];
        row.extend(place(origin, sources));
        row.push(of_column(|it| json!(it.centre.as_ref().map_or("", |centre| centre.id()))));
        row.extend([
            json!(self.account_label),
            json!(self.line_label),
            json!(self.beneficiary),
            json!(self.act),
            json!(self.date.map(|date| date.to_string()).unwrap_or_default()),
            json!(self.unit.map_or("", Unit::id)),
        ]);
        row
    }
}

/// The columns of `entries`. Whoever reads them by their places goes on reading them: new ones come last.
const ENTRIES: [&str; 21] = [
    "kind",
    "scheme",
    "line",
    "account",
    "exercise",
    "scenario",
    "function",
    "office",
    "objective",
    "amount_cents",
    "file",
    "sheet",
    "row",
    "cell",
    "centre",
    "account_label",
    "line_label",
    "beneficiary",
    "act",
    "date",
    "unit",
];

/// What fills the lines of a statement.
fn of_statement(statement: &Statement, sources: &Sources) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    let masked = ledger::masked(statement);
    for (place @ (line, column), amount) in &statement.amounts {
        let unit = statement.scheme.line(line).map_or(statement.scheme.unit, |line| statement.unit(line, *column));
        let accounts = amount.entries.iter().map(|(code, cents, origin)| ("account", &**code, *cents, *origin));
        let printed = amount.printed.iter().map(|(cents, origin)| ("printed", "", *cents, *origin));
        for (kind, account, cents, origin) in accounts.chain(printed) {
            let entry = Entry {
                kind,
                scheme: &statement.scheme.id,
                line,
                account,
                column: Some(column),
                cents: (!masked.contains(place)).then_some(cents),
                account_label: statement.account_label(origin).map_or("", |label| label),
                line_label: statement.label(line).unwrap_or_default(),
                unit: Some(unit),
                ..Entry::default()
            };
            rows.push(entry.row(origin, sources));
        }
    }
    rows
}

pub(super) fn entries(month: &Month, sources: &Sources) -> Written {
    let mut rows: Vec<Vec<Value>> =
        month.ledger.statements.iter().flat_map(|statement| of_statement(statement, sources)).collect();
    for movement in month.ledger.movements.iter() {
        let entry = Entry {
            kind: if movement.side == Side::Accounting { "registration" } else { "initiative" },
            account: movement.account.unwrap_or_default(),
            office: movement.office.unwrap_or_default(),
            objective: movement.objective,
            cents: Some(movement.cents),
            beneficiary: movement.beneficiary,
            act: movement.act,
            date: movement.date,
            unit: Some(Unit::Euro),
            ..Entry::default()
        };
        rows.push(entry.row(movement.origin, sources));
    }
    for it in &month.ledger.measurements {
        let office = it.office.as_deref().unwrap_or_default();
        let entry = Entry { kind: "measurement", line: &it.code, office, date: it.date, ..Entry::default() };
        rows.push(entry.row(it.origin, sources));
    }
    for payment in &month.ledger.payments {
        let entry = Entry {
            kind: "payment",
            cents: Some(payment.cents),
            beneficiary: &payment.supplier,
            date: Some(payment.paid),
            unit: Some(Unit::Euro),
            ..Entry::default()
        };
        rows.push(entry.row(payment.origin, sources));
    }
    Written { header: ENTRIES.into(), rows }
}
