//! Sheet `Conti`: every account behind the statement shown by its own name, its amounts, and the cell it comes from. The leaves of
//! `Conto economico`, `Funzioni` and `Budget` are sums over it, by the names that it gives to its columns.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{Workbook, Worksheet};

use super::cells::Block;
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases::{self, accounts as words};
use super::sources;
use super::styles::{self, Styles};
use super::view::View;
use crate::formula::Value;
use crate::ledger::{Column, Statement};
use crate::money::Cents;
use crate::origin::Origin;
use crate::period::{Centre, Exercise, Function, Scenario};

/// The name of the column by which sums are made.
const KEYS: &str = "Conti_voce";

const HEAD: [page::Column; 3] = [("Voce", 44.0), ("Conto", 12.0), ("Nome del conto", 50.0)];

/// What a column of the sheet holds: amounts of a scenario, of all functions or of one.
type Held = (Scenario, Option<Function>);

/// An account in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Account<'a> {
    /// The place of its line in the scheme.
    line: usize,
    /// The centre, where the file divides the accounts among them.
    centre: Option<Centre>,
    code: &'a str,
    /// Its row, in the first column.
    row: Origin,
}

/// Its amounts, and the cell of the one that stands for it.
#[derive(Default)]
struct Amounts {
    held: BTreeMap<Held, Cents>,
    origin: Option<(Scenario, Origin)>,
}

/// The accounts of a statement, in the order of its lines.
pub(crate) struct Accounts<'a> {
    statement: &'a Statement,
    exercise: Exercise,
    rows: BTreeMap<Account<'a>, Amounts>,
    columns: BTreeSet<Held>,
}

/// Whether any account fills the statement shown in the exercise of the month.
pub(super) fn any(view: &View<'_>) -> bool {
    let exercise = view.period.exercise();
    let amounts = view.statement.into_iter().flat_map(|statement| &statement.amounts);
    amounts.into_iter().any(|((_, column), amount)| column.exercise == exercise && !amount.entries.is_empty())
}

impl<'a> Accounts<'a> {
    /// The accounts of the statement shown, if any fills it.
    pub(super) fn of(view: &View<'a>) -> Option<Self> {
        let statement = view.statement.filter(|_| any(view))?;
        let exercise = view.period.exercise();
        let mut it = Self { statement, exercise, rows: BTreeMap::new(), columns: BTreeSet::new() };
        let lines: BTreeMap<&str, usize> =
            statement.scheme.lines.iter().enumerate().map(|(place, line)| (&*line.id, place)).collect();
        for ((id, column), amount) in statement.amounts.iter().filter(|((_, column), _)| column.exercise == exercise) {
            let Some(line) = lines.get(&**id) else { continue };
            for (code, cents, origin) in &amount.entries {
                let account = Account { line: *line, centre: column.centre, code, row: origin.at_column(0) };
                it.add(account, *column, *cents, *origin);
            }
        }
        Some(it)
    }

    fn add(&mut self, account: Account<'a>, column: Column, cents: Cents, origin: Origin) {
        let held = (column.scenario, column.function);
        let amounts = self.rows.entry(account).or_default();
        *amounts.held.entry(held).or_default() += cents;
        self.columns.insert(held);
        // The actual stands for the row; without one, the first of its figures.
        let is_actual = held == (Scenario::Consuntivo, None);
        if is_actual || amounts.origin.is_none() {
            amounts.origin = Some((column.scenario, origin));
        }
    }

    /// The formula of what a line holds in a column, where that is the sum of its accounts.
    pub(super) fn sum(&self, line: &str, column: Column, value: &Value) -> Option<String> {
        if column.exercise != self.exercise {
            return None;
        }
        let (id, amount) = self.statement.amounts.get_key_value(&(line.into(), column))?;
        let sum: i128 = amount.entries.iter().map(|(_, cents, _)| i128::from(cents.0)).sum();
        let is_it = !amount.entries.is_empty() && *value == Value::Cents(sum);
        let (name, key) = (name((column.scenario, column.function)), key(&id.0, column.centre));
        is_it.then(|| format!("ROUND(SUMIFS({name},{KEYS},\"{key}\"),2)"))
    }
}

/// What a row is added up by: the id of its line, and of its centre.
fn key(line: &str, centre: Option<Centre>) -> String {
    centre.map_or_else(|| line.to_owned(), |centre| format!("{line}/{}", centre.id()))
}

/// The name of a column in formulas: `Conti_consuntivo_funzione_a`.
fn name((scenario, function): Held) -> String {
    let function = function.map(|function| format!("_{}", function.id())).unwrap_or_default();
    format!("Conti_{}{function}", scenario.id())
}

fn head((scenario, function): Held) -> String {
    let scenario = match scenario {
        Scenario::Consuntivo => phrases::ACTUAL,
        other => other.italian(),
    };
    match function {
        Some(function) => format!("{scenario}\nfunzione {}", function.letter()),
        None => scenario.to_owned(),
    }
}

/// Writes the sheet.
pub(super) fn write(
    sheet: &mut Worksheet,
    view: &View<'_>,
    accounts: &Accounts<'_>,
    styles: &Styles,
) -> anyhow::Result<()> {
    let title = Title { tab: words::ACCOUNTS, text: words::ACCOUNTS_TITLE, colour: styles::GREY };
    let mut page = Page::open(sheet, &title, view, styles)?;
    page.text(2, 0, phrases::IN_EURO, &styles.quiet)?;
    let places = Places::of(accounts)?;
    page.table(&HEAD, 3)?;
    page.sheet.set_row_height(page::HEADER_ROW, 42)?;
    if let Some(column) = places.centre {
        page.more(column, "Centro", 14.0)?;
    }
    for (held, column) in &places.amounts {
        page.more(*column, &head(*held), 15.0)?;
    }
    page.more(places.origin, "Cella di origine", 46.0)?;
    page.more(places.key, "Sigla della voce", 30.0)?;
    for (row, (account, amounts)) in (FIRST_ROW..).zip(&accounts.rows) {
        let line = &accounts.statement.scheme.lines[account.line];
        let number = accounts.statement.scheme.whole_number(line);
        page.text(row, 0, format!("{number} {}", line.label).trim(), &styles.code)?;
        page.text(row, 1, account.code, &styles.code)?;
        let origin = amounts.origin.map(|(_, origin)| origin).unwrap_or_default();
        let label = accounts.statement.account_label(origin).map_or("", |label| label);
        page.text(row, 2, label, &styles.code)?;
        if let Some(column) = places.centre {
            let centre = account.centre.map(words::centre).unwrap_or_default();
            page.text(row, column, &centre, &styles.code)?;
        }
        for (held, column) in &places.amounts {
            page.amount(row, *column, amounts.held.get(held).copied(), &styles.amount)?;
        }
        sources::link(&mut page, (row, places.origin), origin, view)?;
        page.text(row, places.key, &key(&line.id, account.centre), &styles.code)?;
    }
    let block = page.end(words::ACCOUNTS, usize::from(places.key) + 1, accounts.rows.len(), "")?;
    page.print_until(places.origin, block.last)
}

/// Names the columns of the sheet, for the formulas of the others.
pub(super) fn name_columns(workbook: &mut Workbook, accounts: &Accounts<'_>) -> anyhow::Result<()> {
    let places = Places::of(accounts)?;
    let block = Block::new(words::ACCOUNTS, FIRST_ROW, accounts.rows.len());
    workbook.define_name(KEYS, &format!("={}", block.column(places.key)))?;
    for (held, column) in &places.amounts {
        workbook.define_name(name(*held), &format!("={}", block.column(*column)))?;
    }
    Ok(())
}

/// The columns of the sheet.
struct Places {
    centre: Option<u16>,
    amounts: BTreeMap<Held, u16>,
    origin: u16,
    key: u16,
}

impl Places {
    fn of(accounts: &Accounts<'_>) -> anyhow::Result<Self> {
        let mut next = u16::try_from(HEAD.len())?;
        let mut take = || {
            next += 1;
            next - 1
        };
        let centre = accounts.rows.keys().any(|account| account.centre.is_some()).then(&mut take);
        let amounts = accounts.columns.iter().map(|held| (*held, take())).collect();
        Ok(Self { centre, amounts, origin: take(), key: take() })
    }
}
