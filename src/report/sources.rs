//! Sheet `Fonti`: every file of the month and how it stands, with the digest under which the archive keeps it.

use rust_xlsxwriter::Worksheet;

use super::cells::{Block, there};
use super::page::{self, FIRST_ROW, Page, Title};
use super::phrases;
use super::styles::{self, Mood, Styles};
use super::view::View;
use crate::issue::{SourceState, SourceView};
use crate::origin::Origin;

/// The state's name, on which the summary counts.
pub(super) const STATE: u16 = 5;

const HEAD: [page::Column; 7] = [
    ("File", 52.0),
    ("Tracciato", 22.0),
    ("Ufficio", 34.0),
    ("Dati al", 12.0),
    ("Righe", 9.0),
    ("Stato", 13.0),
    ("SHA-256", 68.0),
];

/// Writes the sheet; says where the rows stand, for the summary.
pub(super) fn write(sheet: &mut Worksheet, view: &View<'_>, styles: &Styles) -> anyhow::Result<Block> {
    let mut page = Page::open(
        sheet,
        &Title { tab: phrases::SOURCES, text: "Fonti del mese", colour: styles::GREY },
        view,
        styles,
    )?;
    page.table(&HEAD, 1)?;
    for (row, file) in (FIRST_ROW..).zip(view.files) {
        page.wrapped(row, 0, &file.file)?;
        page.text(row, 1, file.layout.as_deref().unwrap_or_default(), &styles.code)?;
        page.wrapped(row, 2, view.office_name(file.office.as_deref().unwrap_or_default()))?;
        page.date(row, 3, file.as_of, &styles.date)?;
        match file.state {
            SourceState::Missing => page.blank(row, 4, &styles.count)?,
            #[expect(clippy::cast_precision_loss, reason = "no file comes near 2^53 rows")]
            _ => page.number(row, 4, file.rows as f64, &styles.count)?,
        }
        page.text(row, STATE, phrases::source(file.state), &styles::state(mood(file.state)))?;
        let digest = file.sha256.map(|digest| digest.to_string()).unwrap_or_default();
        page.text(row, 6, &digest, &styles.digest)?;
        page.grow(row)?;
    }
    let block = page.end(phrases::SOURCES, HEAD.len(), view.files.len(), "Nessun file per questo mese.")?;
    Ok(block)
}

/// Writes where a value stands, with a link to the row of its file.
pub(super) fn link(page: &mut Page<'_>, cell: (u32, u16), origin: Origin, view: &View<'_>) -> anyhow::Result<()> {
    let digest = view.sources.get(origin.source).map(|source| source.digest);
    let is_it = |file: &SourceView| file.sha256.is_some() && file.sha256 == digest;
    let place = view.place(origin);
    match (FIRST_ROW..).zip(view.files).find(|(_, file)| is_it(file)) {
        Some((row, _)) => page.link(cell, &place, &there(phrases::SOURCES, row, 0)),
        None => page.text(cell.0, cell.1, &place, &page.styles.code.clone()),
    }
}

/// How a state feels.
pub(super) fn mood(state: SourceState) -> Mood {
    match state {
        SourceState::Accepted => Mood::Good,
        SourceState::Refused | SourceState::Missing => Mood::Bad,
        SourceState::Duplicate | SourceState::Superseded => Mood::Quiet,
    }
}
