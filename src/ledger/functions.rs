//! Accounts that are kept for the whole chamber, divided among the functions as a table that is dropped once divides them:
//! Allegato A, or one of shares. Divides only what its scheme declares (`functions_from`), account by account and to the
//! cent; what the table does not divide stays undivided and says so when it is asked for.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::scheme::Scheme;
use super::statement::{Amount, Column, Statement};
use crate::formula::Value;
use crate::money::divided;
use crate::period::{Function, Scenario};

/// Scenarios in which a table may divide, the surest first.
const TOLD_IN: [Scenario; 3] = [Scenario::Consuntivo, Scenario::Assestato, Scenario::Preventivo];

/// Lines stand on each other no deeper than this.
const DEPTH_MAX: usize = 32;

/// Divides what the schemes declare.
pub(super) fn divide(statements: &mut [Statement]) {
    for at in 0..statements.len() {
        let from = statements[at].scheme.functions_from.clone();
        let Some(table) = from.and_then(|from| statements.iter().position(|it| it.scheme.id == from)) else { continue };
        let own = &statements[at];
        let whole = own.columns().into_iter().filter(|column| column.is_whole() && !own.is_by_function(*column));
        for column in whole.collect::<Vec<_>>() {
            let Some(shares) = Shares::of(&statements[table], column) else { continue };
            let parts = parts(&statements[at], column, &shares);
            statements[at].divided.insert(column, Arc::clone(&shares.table.scheme.id));
            parts.put_into(&mut statements[at], column);
        }
    }
}

/// A table that divides, in the column in which it does.
struct Shares<'a> {
    table: &'a Statement,
    column: Column,
}

impl<'a> Shares<'a> {
    /// How a table divides the year of a column.
    fn of(table: &'a Statement, column: Column) -> Option<Self> {
        let of = |scenario| Column { scenario, ..column };
        let column =
            std::iter::once(column.scenario).chain(TOLD_IN).map(of).find(|column| table.is_by_function(*column))?;
        Some(Self { table, column })
    }

    /// What each function has of a line of another scheme: of the line of the same id, or of the nearest above it that the
    /// table has. None where the table does not say it, or where its parts are not of one sign.
    fn of_line(&self, scheme: &Scheme, line: &str) -> Option<Vec<(Function, i64)>> {
        let mut line = line;
        for _ in 0..DEPTH_MAX {
            if self.table.scheme.line(line).is_some() {
                return self.parts(line);
            }
            line = scheme.total_of(line)?;
        }
        None
    }

    fn parts(&self, line: &str) -> Option<Vec<(Function, i64)>> {
        let part = |function| match self.table.value(line, Column { function: Some(function), ..self.column }) {
            Value::Cents(cents) => Some((function, i64::try_from(cents).ok()?)),
            _ => None,
        };
        let parts: Vec<(Function, i64)> = Function::ALL.into_iter().map(part).collect::<Option<_>>()?;
        let one_sign = parts.iter().all(|(_, part)| *part >= 0) || parts.iter().all(|(_, part)| *part <= 0);
        one_sign.then_some(parts)
    }
}

/// What the lines of a column come to by function.
#[derive(Default)]
struct Parts {
    amounts: Vec<(Arc<str>, Function, Amount)>,
    undivided: BTreeSet<Arc<str>>,
}

impl Parts {
    fn put_into(self, statement: &mut Statement, column: Column) {
        let of = |function| Column { function: Some(function), ..column };
        for (line, function, amount) in self.amounts {
            statement.amounts.insert((line, of(function)), amount);
        }
        for line in self.undivided {
            statement.undivided.extend(Function::ALL.map(|function| (Arc::clone(&line), of(function))));
        }
    }
}

fn parts(statement: &Statement, column: Column, shares: &Shares<'_>) -> Parts {
    let scheme = &statement.scheme;
    let mut out = Parts::default();
    let of_column = statement.amounts.iter().filter(|((_, at), _)| *at == column);
    for ((line, _), amount) in of_column {
        // A total is the sum of its lines by function too: divided on its own it would be cents off.
        if scheme.line(line).is_none_or(|line| line.formula.is_some()) {
            continue;
        }
        let parts = shares.of_line(scheme, line);
        match parts.as_deref().and_then(|parts| by_function(amount, parts)) {
            Some(amounts) => {
                out.amounts.extend(amounts.into_iter().map(|(function, amount)| (Arc::clone(line), function, amount)));
            }
            None => drop(out.undivided.insert(Arc::clone(line))),
        }
    }
    out
}

/// An amount by function: each of its accounts, or what is printed where it has none. None where there is nothing to divide by.
fn by_function(amount: &Amount, parts: &[(Function, i64)]) -> Option<Vec<(Function, Amount)>> {
    let mut out: Vec<(Function, Amount)> = parts.iter().map(|(function, _)| (*function, Amount::default())).collect();
    for (code, cents, origin) in &amount.entries {
        for ((_, of), (_, part)) in out.iter_mut().zip(divided(*cents, parts)?) {
            of.accounts = Some(of.accounts.unwrap_or_default() + part);
            of.entries.push((Arc::clone(code), part, *origin));
        }
    }
    if let (None, Some((cents, origin))) = (amount.accounts, amount.printed) {
        for ((_, of), (_, part)) in out.iter_mut().zip(divided(cents, parts)?) {
            of.printed = Some((part, origin));
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Cents;
    use crate::origin::Origin;
    use crate::period::Exercise;

    /// Two voci and the total above them, and a voce of its own.
    const ACCOUNTS: &str = r#"
id = "conto"
title = "Conto economico"
source = "prova"
functions_from = "tabella"
line = [
  { id = "stipendi", label = "Stipendi", nature = "onere" },
  { id = "oneri_sociali", label = "Oneri sociali", nature = "onere" },
  { id = "personale", label = "Personale", nature = "onere", formula = "stipendi + oneri_sociali" },
  { id = "sedi", label = "Sedi", nature = "onere" },
]
"#;

    const TABLE: &str = r#"
id = "tabella"
title = "Quote per funzione"
source = "prova"
line = [
  { id = "personale", label = "Personale", nature = "onere" },
  { id = "sedi", label = "Sedi", nature = "onere" },
]
"#;

    fn column(scenario: Scenario, function: Option<Function>) -> Column {
        Column { exercise: Exercise(2025), scenario, function, centre: None }
    }

    fn statement(scheme: &str, amounts: &[(&str, Column, i64)]) -> Statement {
        let mut statement = Statement::of(Arc::new(toml::from_str(scheme).unwrap()));
        for (line, column, cents) in amounts {
            let entries = vec![(Arc::from(format!("conto {line}").as_str()), Cents(*cents), Origin::default())];
            let amount = Amount { accounts: Some(Cents(*cents)), entries, printed: None };
            statement.amounts.insert((Arc::from(*line), *column), amount);
        }
        statement
    }

    fn table(shares: &[(&str, [i64; 4])]) -> Statement {
        let told = shares.iter().flat_map(|(line, shares)| {
            let of = |(function, share)| (*line, column(Scenario::Preventivo, Some(function)), share);
            Function::ALL.into_iter().zip(*shares).map(of).collect::<Vec<_>>()
        });
        statement(TABLE, &told.collect::<Vec<_>>())
    }

    fn divided_by(shares: &[(&str, [i64; 4])]) -> Statement {
        let actual = column(Scenario::Consuntivo, None);
        let amounts = [("stipendi", actual, 100_001), ("oneri_sociali", actual, 33_333), ("sedi", actual, 5_000)];
        let mut both = [statement(ACCOUNTS, &amounts), table(shares)];
        divide(&mut both);
        let [divided, _] = both;
        divided
    }

    #[test]
    fn accounts_divide_to_the_cent_as_the_table_says_of_their_line_or_of_the_one_above() {
        let divided = divided_by(&[("personale", [10, 22, 46, 22]), ("sedi", [0, 100, 0, 0])]);
        let of = |line: &str| {
            Function::ALL.map(|function| divided.value(line, column(Scenario::Consuntivo, Some(function))))
        };
        let cents = |cents: [i128; 4]| cents.map(Value::Cents);
        assert_eq!(of("stipendi"), cents([10_000, 22_000, 46_001, 22_000]));
        assert_eq!(of("oneri_sociali"), cents([3_333, 7_334, 15_333, 7_333]));
        // The total is that of its lines, and closes as they do.
        assert_eq!(of("personale"), cents([13_333, 29_334, 61_334, 29_333]));
        assert_eq!(of("sedi"), cents([0, 5_000, 0, 0]));
        let entries = &divided.amounts[&(Arc::from("sedi"), column(Scenario::Consuntivo, Some(Function::B)))].entries;
        assert_eq!((&*entries[0].0, entries[0].1), ("conto sedi", Cents(5_000)));
        assert_eq!(divided.divided.get(&column(Scenario::Consuntivo, None)).map(|it| &**it), Some("tabella"));
    }

    #[test]
    fn what_the_table_does_not_divide_is_not_known() {
        for shares in [[0, 0, 0, 0], [50, 60, -10, 0]] {
            let divided = divided_by(&[("personale", [10, 22, 46, 22]), ("sedi", shares)]);
            let of = |line| divided.value(line, column(Scenario::Consuntivo, Some(Function::A)));
            assert_eq!(of("stipendi"), Value::Cents(10_000));
            assert_eq!(of("sedi"), Value::NoData(vec!["Sedi, ripartizione fra le funzioni".to_owned()]));
        }
    }

    #[test]
    fn what_the_accounts_divide_themselves_stays() {
        let actual = |function| column(Scenario::Consuntivo, function);
        let amounts = [("sedi", actual(None), 5_000), ("sedi", actual(Some(Function::A)), 5_000)];
        let mut both = [statement(ACCOUNTS, &amounts), table(&[("sedi", [0, 100, 0, 0])])];
        divide(&mut both);
        assert_eq!(both[0].value("sedi", actual(Some(Function::A))), Value::Cents(5_000));
        assert!(both[0].divided.is_empty());
    }

    #[test]
    fn another_year_is_not_divided_by_this_ones_table() {
        let before = Column { exercise: Exercise(2024), ..column(Scenario::Consuntivo, None) };
        let mut both = [statement(ACCOUNTS, &[("sedi", before, 5_000)]), table(&[("sedi", [0, 100, 0, 0])])];
        divide(&mut both);
        assert!(both[0].divided.is_empty());
    }
}
