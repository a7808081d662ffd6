//! The blank sheets of an office for a month: one for each of its layouts that people fill in. Each is read by its own layout before it
//! is given out, so that it comes back without a problem.

mod asked;
mod columns;
mod names;
mod rows;

use std::io::Cursor;

use chrono::{DateTime, Utc};

use super::context::Shelves;
use super::examine::{self, Yardstick};
use super::phrases::template as words;
use super::unfilled;
use crate::calendar;
use crate::config::Config;
use crate::indicators::Definition;
use crate::intake::trays;
use crate::issue::LayoutId;
use crate::ledger::Rows;
use crate::office::OfficeId;
use crate::origin::Sources;
use crate::period::Period;
use crate::problem::Severity;
use crate::read::layout::{Kind, Place};
use crate::read::{self, ColumnKind, Layout};
use crate::report::template::{Template, render};
use crate::store::Store;
use asked::Asked;

/// A blank sheet.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its layout.
    pub layout: LayoutId,
    /// What people call it.
    pub title: String,
    /// How the file is called.
    pub name: String,
    /// The workbook.
    pub bytes: Vec<u8>,
    /// Rows that it has already.
    pub rows: usize,
    /// Those of them that are to be looked at.
    pub open: usize,
    /// Rows of the month before that could not be read, and are not among them.
    pub left_out: u64,
    /// What whoever gives it out has to know, one sentence each without its full stop.
    pub remarks: Vec<String>,
}

/// The blank sheets of an office.
#[derive(Clone, Debug, Default)]
pub struct Templates {
    /// In the order in which its files are expected.
    pub made: Vec<Made>,
    /// Why some of its files have none, one sentence each without its full stop.
    pub without: Vec<String>,
}

/// Why an office has no blank sheets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoTemplate(String);

/// The month for which offices fill in sheets next: that after the last one issued; without any, the month before this one.
///
/// # Errors
/// When the database fails.
pub fn next_month(store: &Store, now: DateTime<Utc>) -> anyhow::Result<Period> {
    let last = store.months_with_issue()?.last().copied();
    Ok(last.map_or_else(|| calendar::month_before(now), Period::next))
}

/// The blank sheets of an office for a month.
///
/// # Errors
/// [`NoTemplate`] for an office that is not declared, or of whose files none has a blank sheet; else when disk or database fail.
pub fn templates(office: &str, period: Period, shelves: Shelves<'_>) -> anyhow::Result<Templates> {
    let offices = &shelves.config.settings.offices;
    let declared = (offices.declares(office) || offices.is_accounts(office)).then(|| OfficeId::of(office)).flatten();
    let Some(office) = declared else { return Err(NoTemplate(words::unknown_office(office, offices)).into()) };
    let (layouts, others): (Vec<&Layout>, Vec<&Layout>) =
        filled_in_by(&office, shelves.config).into_iter().partition(|layout| is_one_sheet(layout));
    let without: Vec<String> = others.into_iter().map(words::said_by_sheets).collect();
    if layouts.is_empty() {
        let none = if without.is_empty() { words::nothing_asked(&office, offices) } else { without.join("; ") };
        return Err(NoTemplate(none).into());
    }
    let made = layouts.into_iter().map(|layout| made(Asked { layout, office: &office, period }, shelves));
    Ok(Templates { made: made.collect::<anyhow::Result<_>>()?, without })
}

/// Leaves in the folders of the offices that have trays of their own what is not there yet, and answers how many sheets that were.
/// What lies there under the name of one is a person's, and stays as it is; of what could not be left the log tells.
#[must_use]
pub fn leave_templates(period: Period, shelves: Shelves<'_>) -> usize {
    let Shelves { config, folders, .. } = shelves;
    let offices = &config.settings.offices;
    let accounts = OfficeId::of(offices.accounts()).filter(|it| !offices.declares(it));
    if !folders.own_trays {
        return 0;
    }
    let left = offices.ids().chain(&accounts).map(|office| {
        // The folder of one may be closed; the others are not.
        leave_of(office, period, shelves).unwrap_or_else(|error| {
            tracing::warn!(error = format!("{error:#}"), office = &**office, "i modelli dell'ufficio non sono scritti");
            0
        })
    });
    left.sum()
}

fn leave_of(office: &OfficeId, period: Period, shelves: Shelves<'_>) -> anyhow::Result<usize> {
    let Some(folder) = trays::folder_of(&shelves.folders.drop(), office) else { return Ok(0) };
    let mut left = 0;
    for layout in layouts_of(office, shelves.config) {
        let asked = Asked { layout, office, period };
        let name = name_of(asked, shelves)?.0;
        if !trays::has_template(&folder, &name) {
            left += usize::from(trays::leave_template(&folder, &name, &made(asked, shelves)?.bytes)?);
        }
    }
    Ok(left)
}

/// Whether an office has sheets to fill in.
#[must_use]
pub fn has_templates(office: &OfficeId, config: &Config) -> bool {
    !layouts_of(office, config).is_empty()
}

/// Those of them that have a blank sheet.
fn layouts_of<'c>(office: &OfficeId, config: &'c Config) -> Vec<&'c Layout> {
    filled_in_by(office, config).into_iter().filter(|layout| is_one_sheet(layout)).collect()
}

/// Whether all that a file says stands in its cells: the names and titles of sheets are a person's to choose, as many as there are.
fn is_one_sheet(layout: &Layout) -> bool {
    layout.columns.iter().all(read::Column::is_headed)
}

/// The layouts that people of an office fill in and that are expected of it, each once.
fn filled_in_by<'c>(office: &OfficeId, config: &'c Config) -> Vec<&'c Layout> {
    let of_accounts = config.settings.offices.is_accounts(office);
    let is_filled_in = |it: &&Layout| matches!(it.kind, Kind::Initiatives | Kind::Measurements | Kind::Payments);
    let mut found: Vec<&Layout> = Vec::new();
    for expected in &config.settings.expected {
        let is_of = expected.office.as_ref() == Some(office) || expected.office.is_none() && of_accounts;
        let layout = config.layout(&expected.layout).map(|it| &**it).filter(is_filled_in);
        found.extend(layout.filter(|layout| is_of && found.iter().all(|it| it.id != layout.id)));
    }
    found
}

/// How a sheet is called, and whether its layout is known to take that name.
fn name_of(asked: Asked<'_>, shelves: Shelves<'_>) -> anyhow::Result<(String, bool)> {
    let before = rows::sheet_before(asked, shelves)?;
    let name = names::of(asked, before.as_ref().map(|it| it.name.as_str()), shelves.config);
    Ok(name.map_or_else(|| (names::plain(asked), false), |name| (name, true)))
}

/// A blank sheet, written and read again.
fn made(asked: Asked<'_>, shelves: Shelves<'_>) -> anyhow::Result<Made> {
    let Asked { layout, office, period } = asked;
    let config = shelves.config;
    let (name, is_taken) = name_of(asked, shelves)?;
    let holding = config.definitions.at(period);
    let is_measured = |it: &&Definition| it.is_measured_by(Some(office)) && it.code.is_some();
    let measured: Vec<&Definition> = holding.iter().map(|it| &**it).filter(is_measured).collect();
    let mut former = rows::Former::default();
    if layout.kind == Kind::Measurements {
        former.rows = rows::measured(asked, &measured, &config.settings.ente.name);
    } else if let Some(sheet) = rows::sheet_before(asked, shelves)? {
        former = rows::before(&sheet, layout, shelves)?;
    }
    let mut template = laid_out(asked, &measured, &former, config);
    // What stands in it already is told as it is read.
    template.lines.push(words::mark(&"0".repeat(12)));
    let digest = unfilled::digest(layout, &read_by(layout, &name, &bytes_of(&template)?, config));
    template.lines.pop();
    template.lines.push(words::mark(&digest));
    let bytes = bytes_of(&template)?;
    let mut remarks: Vec<String> = former.lost.into_iter().collect();
    if is_taken {
        remarks.extend(read_again(asked, &name, bytes.clone(), config));
    } else {
        remarks.push(words::to_be_called(layout.file.0.as_str()));
    }
    Ok(Made {
        layout: LayoutId::from(layout.id.as_str()),
        title: layout.title.clone(),
        name,
        bytes,
        rows: template.rows.len(),
        open: former.open,
        left_out: former.left_out,
        remarks,
    })
}

fn bytes_of(template: &Template) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    render(template, Cursor::new(&mut bytes))?;
    Ok(bytes)
}

fn read_by(layout: &Layout, name: &str, bytes: &[u8], config: &Config) -> Rows {
    let mut rows = Rows::default();
    read::rows(0, name, bytes, layout, &config.settings.limits, &mut |row| rows.push(&row));
    rows
}

/// What keeps a blank sheet from coming back well: it has to be read for its place, and known for what it is.
fn read_again(asked: Asked<'_>, name: &str, bytes: Vec<u8>, config: &Config) -> Option<String> {
    let by = Yardstick { config, month: asked.period };
    let read = examine::examine(name, Some(asked.office), bytes, by, &mut Sources::default());
    let wrong = read.problems.iter().find(|it| it.code != words::UNFILLED && it.severity != Severity::Warning);
    wrong.map(words::unreadable)
}

/// Empty rows that a sheet shows where rows are added.
const ROOM: u32 = 40;

/// The sheet as it is laid out, without the line by which it is known.
fn laid_out(asked: Asked<'_>, measured: &[&Definition], former: &rows::Former, config: &Config) -> Template {
    let Asked { layout, office, period } = asked;
    let ente = &config.settings.ente.name;
    let has_money = layout.columns.iter().any(|it| it.kind == ColumnKind::Money);
    let euro = has_money.then(|| layout.unit.euro().unwrap_or(1));
    let mut lines = vec![config.settings.offices.name_or_id(office).to_owned(), words::stands_at(period, euro)];
    if layout.kind != Kind::Measurements && !former.rows.is_empty() {
        lines.push(words::rows_of(period.previous(), former.rows.len(), former.left_out));
    }
    let mut told = Vec::new();
    for (place, text) in
        [(&layout.ente, ente.clone()), (&layout.period, period.last_day().format("%d/%m/%Y").to_string())]
    {
        if let Some(Place::Cell(cell)) = place {
            told.push(((cell.row, cell.column), text));
        }
    }
    // One for the mark, one that is empty.
    let below = u32::try_from(lines.len() + 3).unwrap_or(5);
    let head = told.iter().map(|((row, _), _)| row + 1).max().unwrap_or(0).max(below);
    Template {
        sheet: sheet_name(layout, period),
        title: format!("{ente} - {}", layout.title),
        lines,
        told,
        head,
        columns: columns::of(asked, measured, config),
        rows: former.rows.clone(),
        // What an office measures is known, where anything is.
        room: if layout.kind == Kind::Measurements && !former.rows.is_empty() { 0 } else { ROOM },
        day: period.first_day(),
    }
}

/// A name for the sheet that the layout looks for.
fn sheet_name(layout: &Layout, period: Period) -> String {
    const USUAL: &str = "Dati";
    let month = period.italian();
    let (name, year) = month.split_once(' ').unwrap_or((&month, ""));
    let tried = [
        USUAL.to_owned(),
        "Scheda".to_owned(),
        name.to_owned(),
        month.clone(),
        format!("{name}{year}"),
        period.to_string(),
    ];
    match (&layout.sheet, &layout.sheet_pattern) {
        (Some(name), _) => name.clone(),
        (None, Some(pattern)) => {
            tried.into_iter().find(|it| pattern.0.is_match(it)).unwrap_or_else(|| USUAL.to_owned())
        }
        (None, None) => USUAL.to_owned(),
    }
}
