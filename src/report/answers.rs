//! The cells of the sheets that people fill in: how they are printed, and how they are found again in a workbook that comes back,
//! whatever its name and whichever program saved it. Decides nothing: what an answer is worth, `pipeline` says.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Format, ProtectionOptions};

use super::cells::Block;
use super::page::{self, Page};
use super::phrases;
use super::styles;
use super::view::View;
use crate::indicators::Standing;
use crate::named::named;
use crate::office::OfficeId;
use crate::origin::Digest;
use crate::period::Period;
use crate::reconcile::Answer;
use crate::reconcile::answers::Outcome;
use crate::sheets::{CellKind, RawCell, RawSheet};

/// A sheet on which people answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sheet {
    /// The differences.
    #[default]
    Differences,
    /// The indicators of the plan.
    Indicators,
    /// The problems.
    Problems,
}

// Their names on the tabs.
named!(Sheet {
    Differences = "Differenze",
    Indicators = "Indicatori",
    Problems = "Anomalie",
});

/// A column that people fill in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// What is to become of it.
    Outcome,
    /// Why.
    Why,
    /// What an indicator's state comes from.
    Cause,
    /// What is done about it.
    Action,
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
    Cause = "Causa",
    Action = "Azione correttiva",
    Responsible = "Responsabile",
    Second = "Seconda firma",
    Until = "Scadenza",
    Note = "Nota",
});

/// The head of the column of ids.
pub(super) const ID: &str = "Identificativo";

/// That of indicators, which are known by their codes.
pub(super) const CODE: &str = "Codice";

impl Sheet {
    /// The columns that people fill in, in their order.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        use Column::{Action, Cause, Note, Outcome, Responsible, Second, Until, Why};
        match self {
            Self::Differences => &[Outcome, Why, Responsible, Second, Until, Note],
            Self::Indicators => &[Cause, Action, Responsible, Until, Note],
            Self::Problems => &[Outcome, Why, Responsible, Until, Note],
        }
    }

    /// What it calls the rows' ids.
    fn id_head(self) -> &'static str {
        match self {
            Self::Differences | Self::Problems => ID,
            Self::Indicators => CODE,
        }
    }

    fn column(self, head: &str) -> Option<Column> {
        self.columns().iter().copied().find(|it| it.id() == head)
    }
}

/// The head and width of a column that people fill in.
pub(super) const fn head(column: Column) -> page::Column {
    match column {
        Column::Outcome => ("Esito", 24.0),
        Column::Why => ("Motivo", 34.0),
        Column::Cause => ("Causa", 40.0),
        Column::Action => ("Azione correttiva", 40.0),
        Column::Responsible => ("Responsabile", 20.0),
        Column::Second => ("Seconda firma", 20.0),
        Column::Until => ("Scadenza", 12.0),
        Column::Note => ("Nota", 30.0),
    }
}

/// The line by which a workbook is known when it comes back: month, number and digest of its issue, and of the small workbook of an
/// office the office.
pub(super) fn reference(view: &View<'_>, office: Option<&str>) -> String {
    let office = office.map(|it| format!("/{it}")).unwrap_or_default();
    format!("{} {}/{}/{}{office}", phrases::REFERENCE, view.period, view.issue, view.manifest.short())
}

/// Prints an answer in cells that people may write in; of none, the cells.
pub(super) fn write(
    page: &mut Page<'_>,
    (row, first): (u32, u16),
    sheet: Sheet,
    printed: Option<&Answer>,
) -> anyhow::Result<()> {
    let open = open(&styles::body().set_text_wrap());
    for (column, one) in (first..).zip(sheet.columns().iter().copied()) {
        if one == Column::Until {
            let look = open.clone().set_num_format(styles::DATE);
            page.date(row, column, printed.and_then(|it| it.until), &look)?;
            continue;
        }
        match printed.map(|it| said(it, one)).filter(|text| !text.is_empty()) {
            Some(text) => page.wrapped_in((row, column), text, &open, 0.0)?,
            None => page.blank(row, column, &open)?,
        }
    }
    Ok(())
}

fn said(it: &Answer, column: Column) -> &str {
    match column {
        Column::Outcome => it.outcome_said(),
        Column::Why | Column::Cause => &it.why,
        Column::Action => &it.action,
        Column::Responsible => &it.responsible,
        Column::Second => &it.second,
        Column::Note => &it.note,
        Column::Until => "",
    }
}

fn open(look: &Format) -> Format {
    look.clone().set_unlocked().set_background_color(styles::PAPER_TO_FILL)
}

/// Locks all cells but those, without a password, and offers the outcomes where the sheet asks for one.
pub(super) fn protect(page: &mut Page<'_>, block: Block, (sheet, first): (Sheet, u16)) -> anyhow::Result<()> {
    if sheet.columns().first() == Some(&Column::Outcome) {
        let outcomes = Outcome::ALL.map(Outcome::italian);
        let choice = DataValidation::new()
            .allow_list_strings(&outcomes)?
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title("Esito")?
            .set_error_message("Scegliere uno degli esiti dell'elenco.")?;
        page.sheet.add_data_validation(block.first, first, block.last, first, &choice)?;
    }
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
    /// The sheet.
    pub sheet: Sheet,
    /// The id of what it is of, as it stands there.
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
    [phrases::SUMMARY, phrases::SOURCES].contains(&sheet) || Sheet::of(sheet).is_some()
}

/// What a workbook is that comes back; nothing where these are the sheets of none.
#[must_use]
pub fn returned(sheets: &[RawSheet]) -> Option<Returned> {
    let sheet = |name: &str| sheets.iter().find(|it| it.name == name);
    let mut lines = sheet(phrases::SOURCES)?.cells.iter().filter_map(|cell| referred(&cell.value));
    let rows = Sheet::ALL.into_iter().filter_map(|one| Some((one, sheet(one.id())?)));
    let rows = rows.flat_map(|(one, cells)| filled(one, cells)).collect();
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

fn value_of(cell: &RawCell) -> String {
    match cell.kind {
        // A program that saves a formula without its result has not changed it.
        CellKind::Uncomputed => UNCOMPUTED.to_owned(),
        CellKind::Number => cell.value.parse::<f64>().map_or(cell.value.clone(), |it| it.to_string()),
        _ => cell.value.trim().to_owned(),
    }
}

/// The day that a program wrote as a bare number, counted as spreadsheets do.
fn serial(value: &str) -> Option<NaiveDate> {
    /// The years 2000 to 2100.
    const DAYS: std::ops::RangeInclusive<u64> = 36_526..=73_050;
    let days: u64 = value.parse().ok()?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days)).filter(|_| DAYS.contains(&days))
}

/// The rows of a sheet, below the row that has the head of the ids.
fn filled(of: Sheet, sheet: &RawSheet) -> Vec<Filled> {
    let place = |cell: &str| -> Option<(u32, String)> {
        let letters = cell.trim_end_matches(|c: char| c.is_ascii_digit());
        Some((cell[letters.len()..].parse().ok()?, letters.to_owned()))
    };
    let mut rows: BTreeMap<u32, BTreeMap<String, (String, String)>> = BTreeMap::new();
    for cell in &sheet.cells {
        if let Some((row, column)) = place(&cell.cell) {
            rows.entry(row).or_default().insert(column, (value_of(cell), cell.cell.clone()));
        }
    }
    let mut rows = rows.into_values().skip_while(|row| !row.values().any(|(value, _)| value == of.id_head()));
    let Some(heads) = rows.next() else { return Vec::new() };
    let one = |row: BTreeMap<String, (String, String)>| {
        let mut it = Filled { sheet: of, ..Filled::default() };
        let is_other = |head: &&String| of.column(head).is_none() && *head != of.id_head();
        it.others =
            heads.values().map(|(head, _)| head).filter(is_other).map(|it| (it.clone(), String::new())).collect();
        for (column, (value, cell)) in row {
            let Some((head, _)) = heads.get(&column) else { continue };
            match of.column(head) {
                _ if value.is_empty() => {}
                None if value == UNCOMPUTED => drop(it.others.remove(head)),
                Some(Column::Until) => {
                    let day = serial(&value).map_or(value, |day| day.to_string());
                    it.answers.insert(Column::Until, (day, cell));
                }
                Some(column) => drop(it.answers.insert(column, (value, cell))),
                None if head == of.id_head() => (it.id, it.cell) = (value, cell),
                None => drop(it.others.insert(head.clone(), value)),
            }
        }
        (!it.id.is_empty()).then_some(it)
    };
    rows.filter_map(one).collect()
}

/// Whether two cells say the same; of numbers, to what programs leave of them when they calculate again, and of a day also where it
/// is a bare number.
fn alike(a: &str, b: &str) -> bool {
    const RELATIVE: f64 = 1e-9;
    let near = |a: f64, b: f64| (a - b).abs() <= RELATIVE * a.abs().max(b.abs());
    let is_day = |a: &str, b: &str| serial(a).is_some_and(|day| day.to_string() == b);
    a == b || is_day(a, b) || matches!((a.parse(), b.parse()), (Ok(a), Ok(b)) if near(a, b))
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

    /// What stands in another column; empty where nothing does, or the sheet has none of this head.
    #[must_use]
    pub fn other(&self, head: &str) -> &str {
        self.others.get(head).map_or("", String::as_str)
    }

    /// The value of an indicator and how it stands; none where the sheet tells no such state.
    #[must_use]
    pub fn judged(&self) -> Option<(&str, Standing)> {
        let standing = Standing::ALL.into_iter().find(|it| it.italian() == self.other("Stato"))?;
        Some((self.other("Valore alla data"), standing))
    }

    /// The file of a problem and what it says.
    #[must_use]
    pub fn problem(&self) -> (&str, &str) {
        (self.other("File"), self.other("Che cosa non va"))
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
        let is_changed = |(head, was): &(&String, &String)| self.others.get(*head).is_some_and(|it| !alike(it, was));
        printed.others.iter().filter(is_changed).map(|(head, _)| head.clone()).collect()
    }
}
