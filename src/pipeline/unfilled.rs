//! Whether a sheet that came is a blank one as we wrote it: by a line above its table, which bears the digest of what stood in it
//! already. What people save again in another program is the same, since what is compared are values as they are read.

use super::phrases::template as words;
use crate::ledger::{Cell, Rows};
use crate::origin::Digest;
use crate::period::Period;
use crate::problem::{Problem, Severity};
use crate::read::layout::{Field, Kind};
use crate::read::{Layout, Reading, RowKind};

/// The fields that a sheet of measurements is filled in by: codes, names and units are ours.
pub(super) const MEASURED: [Field; 4] = [Field::Value, Field::Numerator, Field::Denominator, Field::State];

/// The digest of what is said in the rows of a sheet, whatever their order; what says nothing of its own is left out.
pub(super) fn digest(layout: &Layout, rows: &Rows) -> String {
    let says = |id: &str| {
        layout.kind != Kind::Measurements || layout.kind.field(id).is_some_and(|field| MEASURED.contains(&field))
    };
    let columns: Vec<usize> = (0..layout.columns.len()).filter(|at| says(&layout.columns[*at].id)).collect();
    let data = rows.iter().filter(|row| row.kind == RowKind::Data);
    let said = data.map(|row| columns.iter().map(|at| told(row.cell(*at))).collect::<Vec<_>>());
    let mut lines: Vec<String> =
        said.filter(|cells| cells.iter().any(|it| !it.is_empty())).map(|cells| cells.join("\u{1f}")).collect();
    lines.sort();
    Digest::of(lines.join("\n").as_bytes()).short()
}

fn told(cell: Cell<&str>) -> String {
    match cell {
        Cell::Missing => String::new(),
        Cell::Text(text) => text.to_owned(),
        Cell::Money(cents) => cents.0.to_string(),
        // What programs leave of a number when they save it again.
        Cell::Number(number) | Cell::Percent(number) => format!("{number:.9}"),
        Cell::Date(day) => day.to_string(),
    }
}

/// That a sheet of this month and of the office of this name, as far as it says them, is a blank one as it was written; nothing of one of which anything that counts could not be read, since somebody wrote
/// that.
#[must_use]
pub fn unfilled(
    layout: &Layout,
    reading: &Reading,
    rows: &Rows,
    period: Option<Period>,
    office: Option<&str>,
) -> Option<Problem> {
    if reading.problems.iter().any(|it| it.severity != Severity::Warning) {
        return None;
    }
    let written = reading.heading.title_cells.iter().find_map(|(_, text)| {
        let rest = text.split_once(words::MARK)?.1;
        rest.split_whitespace().next().map(|word| word.trim_end_matches(':'))
    });
    written.filter(|written| *written == digest(layout, rows))?;
    Some(words::unfilled(&layout.title, period, office))
}
