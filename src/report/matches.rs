//! Sheets `Abbinamenti`, `Abbinamenti 2`, ...: every matched row, plain, streamed to disk row by row.
//! A large year has more rows than one sheet holds; none is left out.

use rust_xlsxwriter::{Format, Workbook};

use super::page::{self, FIRST_ROW, Page};
use super::phrases;
use super::styles::{self, Styles};
use super::view::View;

const HEAD: [page::Column; 11] = [
    ("Gruppo", 9.0),
    ("Regola", 26.0),
    ("Lato", 12.0),
    ("File", 40.0),
    ("Foglio", 18.0),
    ("Riga", 8.0),
    ("Cella", 9.0),
    ("Obiettivo", 16.0),
    ("Provvedimento", 22.0),
    ("Beneficiario", 38.0),
    ("Importo", 15.0),
];

/// Rows that a sheet of Excel holds below its head.
pub(super) const ROWS_A_SHEET: usize = 1_048_576 - FIRST_ROW as usize;

/// Adds as many sheets as the matched rows need, of at most `rows_a_sheet` rows each, and at least one.
pub(super) fn write(
    workbook: &mut Workbook,
    view: &View<'_>,
    rows_a_sheet: usize,
    styles: &Styles,
) -> anyhow::Result<()> {
    let matches = &view.reconciliation.matches;
    let mut rows = (1_u32..)
        .zip(matches)
        .flat_map(|(group, one)| one.accounting.iter().chain(&one.office).map(move |row| (group, &*one.rule, *row)))
        .filter_map(|(group, rule, row)| Some((group, rule, view.ledger.movements.get(row)?)))
        .peekable();
    for number in 1.. {
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        let name = match number {
            1 => phrases::MATCHES.to_owned(),
            _ => format!("{} {number}", phrases::MATCHES),
        };
        let mut page = Page::open(sheet, &name, phrases::MATCHES_TITLE, styles::GREY, view, styles)?;
        page.table(&HEAD, 0, styles)?;
        // The columns are dressed once: a format given with each of millions of cells is looked up as often.
        for (column, format) in (0..).zip(dress(styles)) {
            page.sheet.set_column_format(column, format)?;
        }
        let mut last = FIRST_ROW;
        if number == 1 && rows.peek().is_none() {
            page.text(FIRST_ROW, 0, "Nessun abbinamento.", &styles.quiet)?;
        }
        for (row, (group, rule, movement)) in (FIRST_ROW..).zip(rows.by_ref().take(rows_a_sheet.max(1))) {
            let origin = movement.origin;
            let sheet = &mut *page.sheet;
            sheet.write_number(row, 0, group)?;
            sheet.write_string(row, 1, rule)?;
            sheet.write_string(row, 2, phrases::side(movement.side))?;
            sheet.write_string(row, 3, page::held(view.sources.file(origin)))?;
            sheet.write_string(row, 4, page::held(view.sources.sheet(origin)))?;
            sheet.write_number(row, 5, origin.row + 1)?;
            sheet.write_string(row, 6, origin.cell())?;
            sheet.write_string(row, 7, page::held(&movement.objective))?;
            sheet.write_string(row, 8, page::held(&movement.act))?;
            sheet.write_string(row, 9, page::held(&movement.beneficiary))?;
            sheet.write_number(row, 10, movement.cents.as_euro())?;
            last = row;
        }
        page.filter(HEAD.len(), last)?;
        if rows.peek().is_none() {
            break;
        }
    }
    Ok(())
}

/// The formats of the columns, in their order.
fn dress(styles: &Styles) -> [&Format; HEAD.len()] {
    let (text, count, amount) = (&styles.plain, &styles.plain_count, &styles.plain_amount);
    [count, text, text, text, text, count, text, text, text, text, amount]
}
