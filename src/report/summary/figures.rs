//! The key figures and the main voci, as references into `Conto economico`, with their chart.

use rust_xlsxwriter::{Chart, ChartAxisLabelPosition, ChartFont, ChartLegendPosition, ChartLine, ChartType};

use super::parts::{LEFT, RIGHT, WIDTHS, head, section};
use crate::ledger::{Nature, Statement};
use crate::report::income_statement::{Places, REALISED, SCENARIOS};
use crate::report::page::Page;
use crate::report::phrases;
use crate::report::styles::{self, Weight};
use crate::report::view::View;

/// The lines that tell a month; a scheme that names them otherwise shows its totals and results.
const KEY_LINES: [&str; 4] = ["proventi_correnti", "oneri_correnti", "risultato_gestione_corrente", "avanzo"];
/// Preventivo, assestato, consuntivo, realizzazione: columns of the statement in the order of the summary's.
const COLUMNS: [u16; 4] = [SCENARIOS[0].1, SCENARIOS[1].1, SCENARIOS[2].1, REALISED];
const HEAD: [&str; 5] = ["Euro", "Preventivo", "Assestato", "Consuntivo", "% realizz."];

/// Writes both tables and the chart; answers with the first free row.
pub(super) fn write(page: &mut Page<'_>, top: u32, view: &View<'_>, places: &Places) -> anyhow::Result<u32> {
    let styles = page.styles;
    section(page, top, LEFT, "Cifre principali alla data")?;
    let Some(statement) = view.statement else {
        page.text(top + 1, 0, phrases::NO_STATEMENT, &styles.quiet)?;
        return Ok(top + 2);
    };
    head(page, top + 1, 0, &HEAD)?;
    let mut row = top + 2;
    for line in key_lines(statement) {
        let weight =
            if line == "oneri_correnti" || line == "proventi_correnti" { Weight::Plain } else { Weight::Outcome };
        write_line(page, row, &Voce { id: line, label: label(statement, line), weight }, places)?;
        row += 1;
    }
    let main = main_voci(statement);
    if main.is_empty() {
        return Ok(row);
    }
    section(page, row + 1, LEFT, "Proventi e oneri per voce alla data")?;
    head(page, row + 2, 0, &HEAD)?;
    let first = row + 3;
    row = first;
    for line in main {
        write_line(page, row, &Voce { id: line, label: label(statement, line), weight: Weight::Plain }, places)?;
        row += 1;
    }
    chart(page, top, first, row - 1)?;
    Ok(row)
}

fn key_lines(statement: &Statement) -> Vec<&str> {
    let scheme = &statement.scheme;
    let named: Vec<&str> = KEY_LINES.into_iter().filter(|id| scheme.line(id).is_some()).collect();
    if !named.is_empty() {
        return named;
    }
    let sums = scheme.lines.iter().filter(|line| line.level == 0 && line.formula.is_some());
    sums.map(|line| &*line.id).collect()
}

/// The voci that the totals of proventi and oneri sum; all voci of the first level where the scheme has no such totals.
fn main_voci(statement: &Statement) -> Vec<&str> {
    let scheme = &statement.scheme;
    let totals = ["proventi_correnti", "oneri_correnti"].into_iter().filter_map(|id| scheme.line(id)?.formula.as_ref());
    let summed: Vec<&str> = totals.flat_map(|formula| formula.inputs()).collect();
    let main = scheme.lines.iter().filter(|line| {
        line.nature != Nature::Risultato
            && if summed.is_empty() { line.level == 1 } else { summed.contains(&&*line.id) }
    });
    main.map(|line| &*line.id).collect()
}

/// A voce as the summary shows it.
struct Voce<'a> {
    id: &'a str,
    label: &'a str,
    weight: Weight,
}

/// `Totale oneri correnti (B)`: the letters matter in the scheme, not here.
fn label<'a>(statement: &'a Statement, id: &'a str) -> &'a str {
    statement.scheme.line(id).map_or(id, |line| line.label.split(" (").next().unwrap_or(&line.label))
}

fn write_line(page: &mut Page<'_>, row: u32, voce: &Voce<'_>, places: &Places) -> anyhow::Result<()> {
    let styles = page.styles;
    let &Voce { id, label, weight } = voce;
    page.text(row, 0, label, &styles::indented(&styles::line(weight), 1))?;
    for (column, at) in (1_u16..).zip(COLUMNS) {
        let pattern = if at == REALISED { styles::PERCENT } else { styles::AMOUNT };
        match places.cell(id, at) {
            Some((cell, shown)) => {
                page.formula(row, column, &cell, shown, &styles::line(weight).set_num_format(pattern))?;
            }
            None => page.text(row, column, phrases::UNKNOWN, &styles.unknown)?,
        }
    }
    Ok(())
}

/// Assestato and consuntivo of the main voci, beside both tables.
fn chart(page: &mut Page<'_>, top: u32, first: u32, last: u32) -> anyhow::Result<()> {
    let sheet = phrases::SUMMARY;
    let mut chart = Chart::new(ChartType::Bar);
    for (name, column, colour) in [("Assestato", 2, styles::SKY), ("Consuntivo", 3, styles::INK)] {
        chart
            .add_series()
            .set_name(name)
            .set_categories((sheet, first, 0, last, 0))
            .set_values((sheet, first, column, last, column))
            .set_format(
                rust_xlsxwriter::ChartFormat::new()
                    .set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(colour)),
            )
            .set_gap(60)
            .set_overlap(-5);
    }
    let small = ChartFont::new().set_name(styles::FONT).set_size(9).clone();
    chart
        .title()
        .set_name("Assestato e consuntivo alla data (migliaia di euro)")
        .set_font(ChartFont::new().set_name(styles::FONT).set_size(11).set_bold().set_color(styles::INK));
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&small);
    // In a chart of bars the categories stand on the vertical axis; reversed, they read down like the table beside them.
    chart.y_axis().set_reverse().set_font(&small).set_label_position(ChartAxisLabelPosition::Low);
    // The last comma scales to thousands: the axis stays legible with millions of euro.
    let grid = ChartLine::new().set_color(styles::GRID).set_width(0.5).clone();
    chart.x_axis().set_num_format("#,##0,").set_font(&small).set_major_gridlines_line(&grid);
    chart.set_alt_text("Assestato e consuntivo alla data delle voci principali del conto economico");
    let width: f64 = WIDTHS[usize::from(RIGHT.0)..].iter().map(|width| width * 7.0 + 5.0).sum();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sum of constant column widths")]
    chart.set_width(width as u32).set_height((last - top + 2) * styles::CELL_PIXELS.0);
    page.sheet.insert_chart_with_offset(top, RIGHT.0, &chart, 0, 2)?;
    Ok(())
}
