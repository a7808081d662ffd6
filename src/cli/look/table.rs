//! The first rows of a file as a layout reads them, under the columns' ids.

use std::fmt::Write as _;

use super::ROWS_MAX;
use crate::cli::terminal;
use crate::italian::clipped;

/// Longer texts of a column are cut.
const COLUMN_CHARS_MAX: usize = 24;

/// Rows under their columns; where a terminal is too narrow for all columns, some after the others, each time with the rows' numbers.
pub(super) fn tell(out: &mut String, lines: &[Vec<String>], rows: usize) {
    const BETWEEN: usize = 2;
    let width = |i: usize| lines.iter().filter_map(|line| line.get(i)).map(|cell| cell.chars().count()).max();
    let columns = lines.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..columns).map(|i| width(i).unwrap_or(0).min(COLUMN_CHARS_MAX)).collect();
    let mut blocks: Vec<Vec<usize>> = vec![vec![0]];
    for i in 1..columns {
        let last = blocks.last().map_or(&[][..], |block| block);
        let taken: usize = last.iter().chain([&i]).map(|column| widths[*column] + BETWEEN).sum();
        match terminal::columns() {
            Some(room) if taken > room && last.len() > 1 => blocks.push(vec![0, i]),
            _ => blocks.last_mut().into_iter().for_each(|block| block.push(i)),
        }
    }
    for (number, block) in blocks.iter().enumerate() {
        if number > 0 {
            out.push('\n');
        }
        for (i, line) in lines.iter().enumerate() {
            if i == ROWS_MAX + 1 {
                let _ = writeln!(out, "  … e altre {} righe; l'ultima:", rows - ROWS_MAX - 1);
            }
            let cells = block.iter().filter_map(|column| Some((line.get(*column)?, widths[*column])));
            let cells = cells.map(|(cell, width)| {
                let cell = clipped(cell, COLUMN_CHARS_MAX);
                format!("{cell}{}", " ".repeat(width.saturating_sub(cell.chars().count())))
            });
            let _ = writeln!(out, "  {}", cells.collect::<Vec<_>>().join("  ").trim_end());
        }
    }
}
