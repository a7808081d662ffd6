//! Sheet `Funzioni`: the actual by function, and where the year is heading for each where that is known. Its rows are those of
//! `Conto economico`, with the aggregates below: indicators name both.

use rust_xlsxwriter::Worksheet;

use super::accounts::Accounts;
use super::cells::Cached;
use super::columns::{self, Column, Holds, Table};
use super::income_statement::{self, FUNCTIONS, Places, whole};
use super::page::{Page, Title};
use super::phrases::{self, accounts as words};
use super::styles::{self, Styles};
use super::view::View;
use crate::ledger::{self, Statement};
use crate::period::{Function, Scenario};

/// Writes the sheet.
pub(super) fn write(
    sheet: &mut Worksheet,
    view: &View<'_>,
    places: &Places,
    accounts: Option<&Accounts<'_>>,
    styles: &Styles,
) -> anyhow::Result<()> {
    let title = Title { tab: words::FUNCTIONS, text: words::FUNCTIONS_TITLE, colour: styles::INK };
    let mut page = Page::open(sheet, &title, view, styles)?;
    let Some(statement) = view.statement else { return page.text(2, 0, phrases::IN_EURO, &styles.quiet) };
    let table = statement.divided.get(&whole(view.period.exercise(), Scenario::Consuntivo));
    let table = table.and_then(|table| view.ledger.statement(table)).map(|table| table.scheme.title.as_str());
    page.text(2, 0, &words::functions_note(table), &styles.quiet)?;
    let mut columns = divided(statement, whole(view.period.exercise(), Scenario::Consuntivo), columns::FIRST);
    if let Some(heading) =
        view.year_end.statement(&statement.scheme.id).filter(|it| it.columns().iter().any(|at| at.function.is_some()))
    {
        let first = columns::FIRST + u16::try_from(columns.len())?;
        columns.extend(divided(heading, whole(view.period.exercise(), Scenario::Preconsuntivo), first));
    }
    let table = Table { lines: statement.scheme.lines.iter().collect(), columns, accounts };
    let last = table.write(&mut page)?;
    let last_column = table.last_column()?;
    page.print_until(last_column, last)?;
    page.sheet.set_print_fit_to_pages(1, 1);
    write_aggregates(&mut page, view, statement, places)
}

/// The columns of the four functions, and of all.
fn divided(statement: &Statement, column: ledger::Column, first: u16) -> Vec<Column<'_>> {
    let is_actual = column.scenario == Scenario::Consuntivo;
    let head = |function| if is_actual { words::of_function(function) } else { words::projected(function) };
    let of = |function| ledger::Column { function: Some(function), ..column };
    let parts =
        Function::ALL.map(|function| Column { head: head(function), holds: Holds::Amounts(statement, of(function)) });
    let all = if is_actual { words::ALL_FUNCTIONS } else { words::ALL_FUNCTIONS_PROJECTED };
    let holds = Holds::Across(statement, column, (first, first + 3));
    parts.into_iter().chain([Column { head: all.to_owned(), holds }]).collect()
}

/// The aggregates by function, in the rows that they have on `Conto economico`.
fn write_aggregates(
    page: &mut Page<'_>,
    view: &View<'_>,
    statement: &Statement,
    places: &Places,
) -> anyhow::Result<()> {
    let styles = page.styles;
    let aggregates: Vec<(&str, u32)> = places.aggregates(statement).collect();
    let Some(first) = aggregates.iter().map(|(_, row)| *row).min() else { return Ok(()) };
    income_statement::aggregates_head(page, first - 1, FUNCTIONS[3].1)?;
    for (id, row) in aggregates {
        income_statement::aggregate_name(page, row, id, statement)?;
        for (function, at) in FUNCTIONS {
            let actual = whole(view.period.exercise(), Scenario::Consuntivo);
            let column = ledger::Column { function: Some(function), ..actual };
            match Cached::of(&statement.resolve(id, column)).as_ref().and_then(Cached::number) {
                Some(euro) => page.number(row, at, euro, &styles.amount)?,
                None => page.text(row, at, phrases::UNKNOWN, &styles.unknown)?,
            }
        }
    }
    Ok(())
}
