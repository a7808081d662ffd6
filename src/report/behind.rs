//! The sheets behind the figures of another workbook of the month: the statement with its accounts, the figures of the formulas and
//! the files, as the workbook of the month has them. Each follows the sheets that are there.

use rust_xlsxwriter::Workbook;

use super::accounts::{self, Accounts};
use super::income_statement::{self, Places};
use super::inputs::{self, Inputs};
use super::page::{Page, Title};
use super::phrases;
use super::styles::{self, Styles};
use super::tabs::Tab;
use super::view::View;
use super::{functions, sources};

/// Where everything stands.
pub(crate) struct Behind {
    /// The lines of the statement.
    pub places: Places,
    /// The figures of the formulas.
    pub inputs: Inputs,
    /// The sheets, in their order.
    pub tabs: Vec<Tab>,
}

/// Adds the sheets behind the figures of indicators and of the statement.
pub(crate) fn write(workbook: &mut Workbook, view: &View<'_>, styles: &Styles) -> anyhow::Result<Behind> {
    let accounts = Accounts::of(view);
    let mut tabs = vec![Tab::IncomeStatement];
    let places = income_statement::write(workbook.add_worksheet(), view, accounts.as_ref(), styles)?;
    if income_statement::by_function(view) {
        functions::write(workbook.add_worksheet(), view, &places, accounts.as_ref(), styles)?;
        tabs.push(Tab::Functions);
    }
    if let Some(accounts) = &accounts {
        accounts::write(workbook.add_worksheet(), view, accounts, styles)?;
        accounts::name_columns(workbook, accounts)?;
        tabs.push(Tab::Accounts);
    }
    let inputs = inputs::write(workbook.add_worksheet(), view, &places, styles)?;
    tabs.push(Tab::Inputs);
    tabs.extend(files(workbook, view, styles)?);
    Ok(Behind { places, inputs, tabs })
}

/// Adds the sheet of the files alone.
pub(crate) fn files(workbook: &mut Workbook, view: &View<'_>, styles: &Styles) -> anyhow::Result<[Tab; 1]> {
    let title = Title { tab: phrases::SOURCES, text: phrases::SOURCES_TITLE, colour: styles::GREY };
    sources::files(&mut Page::open(workbook.add_worksheet(), &title, view, styles)?, view)?;
    Ok([Tab::Sources])
}
