//! The cells of the sheet `Differenze` that people fill in: how they are printed, and how they are found again in a workbook that
//! comes back, whatever its name and whichever program saved it. Decides nothing: what an answer is worth, `pipeline` says.

use std::collections::BTreeMap;

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Format, ProtectionOptions};

use super::cells::Block;
use super::page::{self, Page};
use super::phrases;
use super::styles;
use super::view::View;
use crate::named::named;
use crate::office::OfficeId;
use crate::origin::Digest;
use crate::period::Period;
use crate::reconcile::Difference;
use crate::reconcile::answers::{Outcome, Standing};
use crate::sheets::{CellKind, RawSheet};

/// A column that people fill in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// What is to become of it.
    Outcome,
    /// Why.
    Why,
    /// Who sees to it.
    Responsible,
    /// Who stands for it too.
    Second,
    /// Until when.
    Until,
    /// What else there is to say.
    Note,
}

// Their heads, by which they are found again.
named!(Column {
    Outcome = "Esito",
    Why = "Motivo",
    Responsible = "Responsabile",
    Second = "Seconda firma",
    Until = "Scadenza",
    Note = "Nota",
});

/// Their heads and widths.
pub(super) const HEADS: [page::Column; 6] = [
    ("Esito", 24.0),
    ("Motivo", 34.0),
    ("Responsabile", 20.0),
    ("Seconda firma", 20.0),
    ("Scadenza", 12.0),
    ("Nota", 30.0),
];

/// The head of the column of ids.
pub(super) const ID: &str = "Identificativo";

/// The line by which a workbook is known when it comes back: month, number and digest of its issue, and of the small workbook of an
/// office the office.
pub(super) fn reference(view: &View<'_>, office: Option<&str>) -> String {
    let office = office.map(|it| format!("/{it}")).unwrap_or_default();
    format!("{} {}/{}/{}{office}", phrases::REFERENCE, view.period, view.issue, view.manifest.short())
}

/// Prints what was decided on a difference, in cells that people may write in. What an office proposes stands in the difference's
/// sentence: printed here, it would be whoever fills in the cell beside it who says it.
pub(super) fn write(page: &mut Page<'_>, row: u32, first: u16, difference: &Difference) -> anyhow::Result<()> {
    let open = open(&styles::body().set_text_wrap());
    let stands = difference.answer.as_ref().filter(|it| !it.changed && it.answer.decides);
    for (column, one) in (first..).zip(Column::ALL) {
        if one == Column::Until {
            let look = open.clone().set_num_format(styles::DATE);
            page.date(row, column, stands.and_then(|it| it.answer.until), &look)?;
            continue;
        }
        match stands.map(|it| said(it, one)).filter(|text| !text.is_empty()) {
            Some(text) => page.wrapped_in((row, column), &text, &open, 0.0)?,
            None => page.blank(row, column, &open)?,
        }
    }
    Ok(())
}

fn said(standing: &Standing, column: Column) -> String {
    let it = &standing.answer;
    match column {
        Column::Outcome => it.outcome.italian().to_owned(),
        Column::Why => it.why.clone(),
        Column::Responsible => it.responsible.clone(),
        Column::Second => it.second.clone(),
        Column::Until => it.until.map(|it| it.to_string()).unwrap_or_default(),
        Column::Note => it.note.clone(),
    }
}

fn open(look: &Format) -> Format {
    look.clone().set_unlocked().set_background_color(styles::PAPER_TO_FILL)
}

/// Locks all cells but those, without a password, and offers the outcomes.
pub(super) fn protect(page: &mut Page<'_>, block: Block, first: u16) -> anyhow::Result<()> {
    let outcomes = Outcome::ALL.map(Outcome::italian);
    let choice = DataValidation::new()
        .allow_list_strings(&outcomes)?
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title("Esito")?
        .set_error_message("Scegliere uno degli esiti dell'elenco.")?;
    page.sheet.add_data_validation(block.first, first, block.last, first, &choice)?;
    let options = ProtectionOptions {
        sort: true,
        use_autofilter: true,
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    };
    page.sheet.protect_with_options(&options);
    Ok(())
}

/// A workbook that came back.
#[derive(Clone, Debug, PartialEq)]
pub struct Returned {
    /// The month of its issue.
    pub period: Period,
    /// The number of its issue.
    pub issue: u32,
    /// The first digits of what decided it.
    pub digest: String,
    /// The office whose small workbook it is.
    pub office: Option<OfficeId>,
    /// Its rows.
    pub rows: Vec<Filled>,
}

/// A row of a workbook that came back, or of the one that was issued.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filled {
    /// The id of its difference, as it stands there.
    pub id: String,
    /// The cell of the id.
    pub cell: String,
    /// What people fill in, with its cell; what is empty is left out.
    pub answers: BTreeMap<Column, (String, String)>,
    /// The other cells by their heads: all that the sheet has.
    pub others: BTreeMap<String, String>,
}

/// The sheets in which a workbook that comes back is looked for.
#[must_use]
pub fn is_looked_at(sheet: &str) -> bool {
    [phrases::SOURCES, phrases::DIFFERENCES].contains(&sheet)
}

/// What a workbook is that comes back; nothing where these are the sheets of none.
#[must_use]
pub fn returned(sheets: &[RawSheet]) -> Option<Returned> {
    let sheet = |name: &str| sheets.iter().find(|it| it.name == name);
    let mut lines = sheet(phrases::SOURCES)?.cells.iter().filter_map(|cell| referred(&cell.value));
    let rows = sheet(phrases::DIFFERENCES).map(filled).unwrap_or_default();
    lines.next().map(|it| Returned { rows, ..it })
}

fn referred(text: &str) -> Option<Returned> {
    let mut parts = text.rsplit_once(phrases::REFERENCE)?.1.trim().split('/');
    let (period, issue, digest) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.to_owned());
    Some(Returned { period, issue, digest, office: parts.next().and_then(OfficeId::of), rows: Vec::new() })
}

impl Returned {
    /// Whether it is an issue that was decided by this.
    #[must_use]
    pub fn is_of(&self, decisive: Digest) -> bool {
        self.digest == decisive.short()
    }
}

/// In place of the value of a formula that a program saved without its result.
const UNCOMPUTED: &str = "\u{1a}";

/// The rows of the sheet, below the row that has the head of the ids.
fn filled(sheet: &RawSheet) -> Vec<Filled> {
    let place = |cell: &str| -> Option<(u32, String)> {
        let letters = cell.trim_end_matches(|c: char| c.is_ascii_digit());
        Some((cell[letters.len()..].parse().ok()?, letters.to_owned()))
    };
    let mut rows: BTreeMap<u32, BTreeMap<String, (String, String)>> = BTreeMap::new();
    for cell in &sheet.cells {
        if let Some((row, column)) = place(&cell.cell) {
            let value = match cell.kind {
                // A program that saves a formula without its result has not changed it.
                CellKind::Uncomputed => UNCOMPUTED.to_owned(),
                CellKind::Number => cell.value.parse::<f64>().map_or(cell.value.clone(), |it| it.to_string()),
                _ => cell.value.trim().to_owned(),
            };
            rows.entry(row).or_default().insert(column, (value, cell.cell.clone()));
        }
    }
    let mut rows = rows.into_values().skip_while(|row| !row.values().any(|(value, _)| value == ID));
    let Some(heads) = rows.next() else { return Vec::new() };
    let one = |row: BTreeMap<String, (String, String)>| {
        let mut it = Filled::default();
        let is_other = |head: &&String| Column::of(head).is_none() && *head != ID;
        it.others =
            heads.values().map(|(head, _)| head).filter(is_other).map(|it| (it.clone(), String::new())).collect();
        for (column, (value, cell)) in row {
            let Some((head, _)) = heads.get(&column) else { continue };
            match Column::of(head) {
                _ if value.is_empty() => {}
                None if value == UNCOMPUTED => drop(it.others.remove(head)),
                Some(column) => drop(it.answers.insert(column, (value, cell))),
                None if head == ID => (it.id, it.cell) = (value, cell),
                None => drop(it.others.insert(head.clone(), value)),
            }
        }
        (!it.id.is_empty()).then_some(it)
    };
    rows.filter_map(one).collect()
}

impl Filled {
    /// What is filled in a column; empty where nothing is.
    #[must_use]
    pub fn said(&self, column: Column) -> &str {
        self.answers.get(&column).map_or("", |(value, _)| value)
    }

    /// The cell of a column; the id's where nothing is filled in it.
    #[must_use]
    pub fn cell_of(&self, column: Column) -> &str {
        self.answers.get(&column).map_or(&self.cell, |(_, cell)| cell)
    }

    /// Whether something is filled in that the issue did not print. What was emptied is no word.
    #[must_use]
    pub fn answers_beyond(&self, printed: &Self) -> bool {
        self.answers.iter().any(|(column, (value, _))| value != printed.said(*column))
    }

    /// The same with what the issue printed where nothing is filled in.
    #[must_use]
    pub fn over(mut self, printed: &Self) -> Self {
        for (column, told) in &printed.answers {
            self.answers.entry(*column).or_insert_with(|| told.clone());
        }
        self
    }

    /// The heads of the other cells that are not as the issue printed them.
    #[must_use]
    pub fn changed(&self, printed: &Self) -> Vec<String> {
        let is_changed = |(head, was): &(&String, &String)| self.others.get(*head).is_some_and(|it| it != *was);
        printed.others.iter().filter(is_changed).map(|(head, _)| head.clone()).collect()
    }
}
