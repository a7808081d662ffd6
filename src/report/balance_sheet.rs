//! Sheet `Stato patrimoniale`: what the chamber owns and owes, beside the years before.

use std::collections::BTreeSet;

use rust_xlsxwriter::Worksheet;

use super::columns::{self, Column, Holds, Table};
use super::income_statement::whole;
use super::page::{Page, Title};
use super::phrases::{self, accounts as words};
use super::styles::{self, Styles};
use super::view::View;
use crate::ledger::{self, Statement, Statutory};
use crate::period::{Exercise, Scenario};

/// The balance sheet of the month, if any file filled it.
pub(super) fn of<'a>(view: &View<'a>) -> Option<&'a Statement> {
    let statement = view.ledger.statement(Statutory::StatoPatrimoniale.id())?;
    (!years(statement, view).is_empty()).then_some(statement)
}

/// The exercises whose figures it holds, that of the month first.
fn years(statement: &Statement, view: &View<'_>) -> Vec<Exercise> {
    let held = statement.columns();
    let is_one = |at: &&ledger::Column| **at == whole(at.exercise, Scenario::Consuntivo);
    let years = held.iter().filter(is_one).map(|at| at.exercise).filter(|year| *year <= view.period.exercise());
    let years: BTreeSet<Exercise> = years.collect();
    years.into_iter().rev().collect()
}

/// Writes the balance sheet.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, styles: &Styles) -> anyhow::Result<()> {
    let Some(statement) = of(view) else { return Ok(()) };
    let title = Title { tab: words::BALANCE_SHEET, text: &statement.scheme.title, colour: styles::INK };
    let mut page = Page::open(sheet, &title, view, styles)?;
    page.text(2, 0, phrases::IN_EURO, &styles.quiet)?;
    let years = years(statement, view);
    let column = |year: &Exercise| Column {
        head: words::balance_of(*year, view.period),
        holds: Holds::Amounts(statement, whole(*year, Scenario::Consuntivo)),
    };
    let mut columns: Vec<Column<'_>> = years.iter().map(column).collect();
    if years.len() > 1 {
        columns.push(Column {
            head: words::CHANGE.to_owned(),
            holds: Holds::Less(columns::FIRST, columns::FIRST + 1, styles::SIGNED),
        });
    }
    let table = Table { lines: statement.scheme.lines.iter().collect(), columns, accounts: None };
    let last = table.write(&mut page)?;
    let last_column = table.last_column()?;
    page.print_until(last_column, last)?;
    // Long and narrow: upright it is one page that can be read.
    page.sheet.set_portrait().set_print_fit_to_pages(1, 1);
    Ok(())
}
