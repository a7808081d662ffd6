//! What the parts of the summary share: its two halves, and the look of their heads.

use crate::report::cells::Block;
use crate::report::page::Page;

/// The columns of the left half: a label and four figures.
pub(super) const LEFT: (u16, u16) = (0, 4);
/// The columns of the right half: a label and three figures.
pub(super) const RIGHT: (u16, u16) = (6, 9);
pub(super) const WIDTHS: [f64; 10] = [38.0, 16.0, 16.0, 16.0, 13.0, 2.5, 36.0, 11.0, 17.0, 17.0];
/// The tables that the summary counts over.
pub(in crate::report) struct Blocks {
    /// `Indicatori`.
    pub indicators: Block,
    /// `Quadrature`.
    pub tie_outs: Block,
    /// `Differenze`.
    pub differences: Block,
    /// `Anomalie`.
    pub problems: Block,
    /// `Fonti`.
    pub sources: Block,
}

/// The name of a section, over its half or the whole of the sheet.
pub(super) fn section(page: &mut Page<'_>, row: u32, columns: (u16, u16), title: &str) -> anyhow::Result<()> {
    let styles = page.styles;
    page.sheet.set_row_height(row, 18)?;
    for column in columns.0..=columns.1 {
        page.blank(row, column, &styles.section)?;
    }
    page.text(row, columns.0, title, &styles.section)
}

/// The head of a small table.
pub(super) fn head(page: &mut Page<'_>, row: u32, column: u16, heads: &[&str]) -> anyhow::Result<()> {
    let styles = page.styles;
    for (column, head) in (column..).zip(heads) {
        page.text(row, column, head, &styles.header)?;
    }
    Ok(())
}
