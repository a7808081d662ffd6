//! The pictures: where each stands and how it looks.

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartEmptyCells, ChartFont, ChartFormat, ChartLegendPosition, ChartLine,
    ChartLineDashType, ChartMarker, ChartMarkerType, ChartSolidFill, ChartType, Color, Worksheet,
};

use super::numbers::{Kind, Table};
use crate::italian::clipped;
use crate::report::phrases;
use crate::report::styles;

/// The picture's place in pixels: its left, its top, its width and its height.
#[derive(Clone, Copy)]
struct Place {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

/// The width of all pictures side by side, and the gap between two.
const WHOLE: u32 = 1580;
const GAP: u32 = 12;
const HEIGHT: u32 = 300;
/// The pixels above the first.
const TOP: u32 = 70;

/// Draws the tables, which stand at these rows: the courses in a first line, the ratios in a second, the rest in a third.
pub(super) fn insert(sheet: &mut Worksheet, placed: &[(u32, &Table)]) -> anyhow::Result<()> {
    let line_of = |kind| match kind {
        Kind::Course => 0,
        Kind::Ratio => 1,
        Kind::Objectives | Kind::Areas => 2,
    };
    let mut top = TOP;
    for line in 0..3 {
        let of_line: Vec<_> = placed.iter().filter(|(_, table)| line_of(table.kind) == line).collect();
        let Ok(count @ 1..) = u32::try_from(of_line.len()) else { continue };
        let width = (WHOLE - GAP * (count - 1)) / count;
        for (place, (row, table)) in (0..).zip(of_line) {
            let place = Place { left: place * (width + GAP), top, width, height: HEIGHT };
            let chart = chart(table, *row, place);
            sheet.insert_chart_with_offset(0, 0, &chart, place.left, place.top)?;
        }
        top += HEIGHT + GAP;
    }
    Ok(())
}

/// Those of the series, in their order.
const COLOURS: [Color; 4] = [styles::INK, styles::SKY, styles::AMBER, styles::GREEN];

fn chart(table: &Table, row: u32, place: Place) -> Chart {
    let mut chart = match table.kind {
        Kind::Course | Kind::Ratio => Chart::new(ChartType::Line),
        Kind::Objectives => Chart::new(ChartType::Column),
        Kind::Areas => Chart::new(ChartType::Bar),
    };
    let last = u16::try_from(table.labels.len()).unwrap_or(u16::MAX);
    for (number, (at, (name, values))) in (0_usize..).zip((row + 2..).zip(&table.rows)) {
        if values.iter().all(Option::is_none) {
            continue;
        }
        let series = chart.add_series();
        series.set_name(name.as_str()).set_categories((phrases::DASHBOARD, row + 1, 1, row + 1, last)).set_values((
            phrases::DASHBOARD,
            at,
            1,
            at,
            last,
        ));
        let colour = COLOURS[number.min(COLOURS.len() - 1)];
        match table.kind {
            Kind::Course | Kind::Ratio => {
                series.set_format(ChartFormat::new().set_line(&line(number, colour)));
                series.set_marker(&marker(number, colour));
            }
            Kind::Objectives | Kind::Areas => {
                let fill = ChartSolidFill::new().set_color(colour).clone();
                series.set_format(ChartFormat::new().set_solid_fill(&fill)).set_gap(60);
            }
        }
    }
    dress(&mut chart, table);
    chart.set_width(place.width).set_height(place.height);
    chart.set_alt_text(alt_text(table));
    chart
}

/// What is booked is a whole line; what is expected or to come a broken one.
fn line(number: usize, colour: Color) -> ChartLine {
    let mut line = ChartLine::new();
    line.set_color(colour).set_width(2.25);
    if number > 0 {
        line.set_dash_type(ChartLineDashType::Dash);
    }
    line
}

fn marker(number: usize, colour: Color) -> ChartMarker {
    let mut marker = ChartMarker::new();
    if number == 1 {
        marker.set_none();
    } else {
        marker.set_type(ChartMarkerType::Circle).set_size(6);
        marker.set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(colour)));
    }
    marker
}

fn dress(chart: &mut Chart, table: &Table) {
    let small = ChartFont::new().set_name(styles::FONT).set_size(9).clone();
    let title = ChartFont::new().set_name(styles::FONT).set_size(11).set_bold().set_color(styles::INK).clone();
    chart.title().set_name(table.title.as_str()).set_font(&title);
    let grid = ChartLine::new().set_color(styles::GRID).set_width(0.5).clone();
    // The last comma scales to thousands: the axis stays legible with millions of euro.
    let pattern = if table.pattern == styles::AMOUNT { "#,##0,\" mila\"" } else { "0%" };
    let percent = table.pattern.contains('%') || table.pattern == styles::AMOUNT;
    let pattern = if percent { pattern } else { "#,##0.##" };
    if table.kind == Kind::Areas {
        chart.y_axis().set_reverse().set_font(&small);
        chart.x_axis().set_num_format(pattern).set_font(&small).set_major_gridlines_line(&grid).set_min(0).set_max(1);
        chart.legend().set_hidden();
        return;
    }
    chart.x_axis().set_font(&small).set_label_position(ChartAxisLabelPosition::Low);
    chart.y_axis().set_num_format(pattern).set_font(&small).set_major_gridlines_line(&grid);
    chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&small);
    chart.show_empty_cells_as(ChartEmptyCells::Connected);
}

/// The same in words, for who does not see.
fn alt_text(table: &Table) -> String {
    /// Letters that Excel takes of a picture's words, a little less than it says.
    const ALT_TEXT_MAX: usize = 250;
    let last = |values: &[Option<f64>]| values.iter().rposition(Option::is_some);
    let said = table.rows.iter().filter_map(|(name, values)| {
        let at = last(values)?;
        let shown = phrases::in_words(values[at]?, table.pattern == styles::AMOUNT);
        Some(format!("{name}, {}: {shown}", table.labels[at]))
    });
    clipped(&format!("{}. {}", table.title, said.collect::<Vec<_>>().join("; ")), ALT_TEXT_MAX)
}
