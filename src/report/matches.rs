//! Sheets `Abbinamenti`, `Abbinamenti 2`, ...: every matched row, plain.
//! A large year has more rows than one sheet holds; none is left out.

use rust_xlsxwriter::{Format, Workbook};

use super::package::{LongList, Plain, PlainRow};
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases;
use super::styles::{self, Styles};
use super::view::View;

/// Columns of the list.
const WIDTH: usize = 11;

const HEAD: [page::Column; WIDTH] = [
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

/// Adds as many sheets as the matched rows need, of at most `rows_a_sheet` rows each, and at least one. The rows are
/// what is given back: they are written when the package is made.
pub(super) fn write<'v>(
    workbook: &mut Workbook,
    view: &View<'v>,
    rows_a_sheet: usize,
    styles: &Styles,
) -> anyhow::Result<Vec<LongList<impl Iterator<Item = PlainRow<'v, WIDTH>> + Send + use<'v>>>> {
    let rows_a_sheet = rows_a_sheet.max(1);
    let total: usize = view.reconciliation.matches.iter().map(|one| one.accounting.len() + one.office.len()).sum();
    let mut lists = Vec::new();
    for number in 0..total.div_ceil(rows_a_sheet).max(1) {
        let sheet = workbook.worksheets().len();
        let name = match number {
            0 => phrases::MATCHES.to_owned(),
            _ => format!("{} {}", phrases::MATCHES, number + 1),
        };
        let page = workbook.add_worksheet();
        let mut page =
            Page::open(page, &Title { tab: &name, text: phrases::MATCHES_TITLE, colour: styles::GREY }, view, styles)?;
        page.table(&HEAD, 0)?;
        let skipped = number * rows_a_sheet;
        let count = rows_a_sheet.min(total - skipped);
        if count == 0 {
            page.text(FIRST_ROW, 0, "Nessun abbinamento.", &styles.quiet)?;
            page.filter(HEAD.len(), FIRST_ROW)?;
            break;
        }
        let last = FIRST_ROW + u32::try_from(count)? - 1;
        for (column, format) in (0..).zip(dress(styles)) {
            page.sheet.set_column_format(column, format)?;
            page.blank(FIRST_ROW, column, format)?;
        }
        // The writer remembers every cell of a table: it is given the pattern's row, and the package the others.
        page.filter(HEAD.len(), FIRST_ROW)?;
        let (table, rows) = (page::table_name(&name), rows(view, skipped, count));
        lists.push(LongList { sheet, table, first_row: FIRST_ROW, last_row: last, rows });
    }
    Ok(lists)
}

/// Matched rows, group by group: so many, after those skipped.
fn rows<'v>(
    view: &View<'v>,
    skipped: usize,
    count: usize,
) -> impl Iterator<Item = PlainRow<'v, WIDTH>> + Send + use<'v> {
    let (matches, movements, sources) = (&view.reconciliation.matches, &view.ledger.movements, view.sources);
    let grouped = (1_u64..).zip(matches);
    let places = grouped.flat_map(|(group, one)| {
        one.accounting.iter().chain(&one.office).map(move |place| (group, &*one.rule, *place))
    });
    places.skip(skipped).take(count).map(move |(group, rule, place)| {
        let movement = &movements.handles()[place];
        let text = |handle| Plain::Text(movements.texts().get(handle));
        let origin = movement.origin;
        [
            Plain::Count(group),
            Plain::Text(rule),
            Plain::Text(phrases::side(movement.side)),
            Plain::Text(sources.file(origin)),
            Plain::Text(sources.sheet(origin)),
            Plain::Count(u64::from(origin.row) + 1),
            Plain::Cell(origin),
            text(movement.objective),
            text(movement.act),
            text(movement.beneficiary),
            Plain::Cents(movement.cents.0),
        ]
    })
}

/// The formats of the columns, in their order.
fn dress(styles: &Styles) -> [&Format; WIDTH] {
    let (text, count, amount) = (&styles.plain, &styles.plain_count, &styles.plain_amount);
    [count, text, text, text, text, count, text, text, text, text, amount]
}
