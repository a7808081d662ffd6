//! What the parts of the summary share: its columns, and the look of their heads.

use crate::report::brief::Tone;
use crate::report::cells::Block;
use crate::report::page::Page;
use crate::report::styles::Mood;

/// The columns of the left part: a label and five figures.
pub(super) const LEFT: (u16, u16) = (0, 5);
/// The columns of the right part: a label and three figures.
pub(super) const RIGHT: (u16, u16) = (7, 10);
pub(super) const WIDTHS: [f64; 11] = [44.0, 21.0, 19.0, 26.0, 21.0, 21.0, 2.0, 38.0, 11.0, 17.0, 23.0];

/// The tables that the summary counts over.
pub(in crate::report) struct Blocks {
    /// `Indicatori`.
    pub indicators: Block,
    /// `Altri indici`, where there are some.
    pub ratios: Option<Block>,
    /// `Quadrature`.
    pub tie_outs: Block,
    /// `Differenze`.
    pub differences: Block,
    /// `Anomalie`; none where there is none.
    pub problems: Option<Block>,
    /// `Fonti`.
    pub sources: Block,
}

/// Letters that fit over these columns.
pub(super) fn letters(columns: (u16, u16)) -> usize {
    let width: f64 = WIDTHS[usize::from(columns.0)..=usize::from(columns.1)].iter().sum();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sum of constant column widths")]
    let letters = (width * crate::report::page::LETTERS_A_DIGIT - 1.0) as usize;
    letters
}

/// The name of a section, over its part or the whole of the sheet.
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

/// How a light feels.
pub(super) fn mood(tone: Tone) -> Mood {
    match tone {
        Tone::Good => Mood::Good,
        Tone::Watch => Mood::Watch,
        Tone::Bad => Mood::Bad,
    }
}
