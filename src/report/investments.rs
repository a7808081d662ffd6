//! Sheet `Investimenti`: lines E to G of Allegato A, what the chamber planned to acquire beside what it did.

use rust_xlsxwriter::Worksheet;

use super::columns::{self, Column, Holds, Table};
use super::income_statement::whole;
use super::page::{Page, Title};
use super::phrases::{self, accounts as words};
use super::styles::{self, Styles};
use super::view::View;
use crate::ledger::{self, Line, Nature, Statement, Statutory};
use crate::period::Scenario;

/// The plan of investments of a budget.
struct Plan<'a> {
    statement: &'a Statement,
    lines: Vec<&'a Line>,
}

impl<'a> Plan<'a> {
    /// The plan of the exercise, if any file says what is to be acquired.
    fn of(view: &View<'a>) -> Option<Self> {
        let statement = view.ledger.statement(Statutory::AllegatoA.id())?;
        let lines = statement.scheme.lines.iter().filter(|line| line.nature == Nature::Attivo).collect();
        let it = Self { statement, lines };
        it.says(whole(view.period.exercise(), Scenario::Preventivo)).then_some(it)
    }

    /// Whether a file says anything of its lines in a column.
    fn says(&self, column: ledger::Column) -> bool {
        self.lines.iter().any(|line| self.statement.amounts.contains_key(&(line.id.clone(), column)))
    }

    fn column(&self, head: String, column: ledger::Column) -> Column<'a> {
        Column { head, holds: Holds::Amounts(self.statement, column) }
    }
}

/// Whether the month has a plan.
pub(super) fn any(view: &View<'_>) -> bool {
    Plan::of(view).is_some()
}

/// Writes the sheet: what was acquired, and what of the plan is left, where a file says the first.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, styles: &Styles) -> anyhow::Result<()> {
    let Some(plan) = Plan::of(view) else { return Ok(()) };
    let title = Title { tab: words::INVESTMENTS, text: words::INVESTMENTS_TITLE, colour: styles::INK };
    let mut page = Page::open(sheet, &title, view, styles)?;
    let exercise = view.period.exercise();
    let [initial, revised, acquired] =
        [Scenario::Preventivo, Scenario::Assestato, Scenario::Consuntivo].map(|scenario| whole(exercise, scenario));
    let before = whole(exercise.previous(), Scenario::PrevisioneConsuntivo);
    let mut columns = Vec::new();
    if plan.says(before) {
        columns.push(plan.column(words::foreseen(before.exercise), before));
    }
    columns.push(plan.column(words::planned(exercise), initial));
    if plan.says(revised) {
        columns.push(plan.column(words::PLAN_REVISED.to_owned(), revised));
    }
    let is_acquired = plan.says(acquired);
    page.text(2, 0, if is_acquired { phrases::IN_EURO } else { words::NOTHING_ACQUIRED }, &styles.quiet)?;
    if is_acquired {
        let at = columns::FIRST + u16::try_from(columns.len())?;
        columns.push(plan.column(words::ACQUIRED.to_owned(), acquired));
        columns.push(Column { head: words::TO_ACQUIRE.to_owned(), holds: Holds::Less(at - 1, at, styles::AMOUNT) });
    }
    let table = Table { lines: plan.lines, columns, accounts: None };
    let last = table.write(&mut page)?;
    page.print_until(table.last_column()?, last)
}
