//! `quadratura read`: what is seen in a file, and with a layout its rows and problems.

mod table;

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::acts::{self, Acts};
use super::exit::Exit;
use super::output::{self, Failure};
use super::{Answer, lines, program, terminal};
use crate::calendar;
use crate::clock::{Clock as _, System};
use crate::config::{self, Config, why_unreadable};
use crate::draft::{self, SheetSurvey};
use crate::intake::Format;
use crate::intake::format;
use crate::italian::{clipped, counted};
use crate::office::{OfficeId, Offices};
use crate::period::Period;
use crate::pipeline;
use crate::problem::{Problem, Severity};
use crate::read::{self, Layout, Row, RowKind};
use crate::sheets::{self, CellKind, Limits, RawSheet};

/// Cells shown of a sheet at a terminal; `--json` shows all of them.
const CELLS_MAX: usize = 40;

/// Rows shown as a layout reads them.
const ROWS_MAX: usize = 12;

/// Longer names of sheets are cut before the number of a row.
const SHEET_CHARS_MAX: usize = 18;

/// Ranges shown of what is hidden or merged.
const LISTED_MAX: usize = 8;

/// Longer texts of a cell are cut at a terminal.
const VALUE_CHARS_MAX: usize = 80;

/// A file as it was given.
struct Given {
    name: String,
    /// What is read of it: of a file beyond the limit one byte more than that, which refuses it.
    bytes: Vec<u8>,
    /// Its size.
    size: u64,
    config: Option<Config>,
    limits: Limits,
}

fn given(file: &Path, config: Option<&Path>) -> Result<Given, Failure> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let config = config.map(Config::load).transpose()?;
    let limits = config.as_ref().map_or_else(Limits::default, |config| config.settings.limits.clone());
    let read = || -> std::io::Result<(Vec<u8>, u64)> {
        let opened = std::fs::File::open(file)?;
        let size = opened.metadata()?.len();
        let mut bytes = Vec::new();
        opened.take(limits.file_bytes_max.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok((bytes, size))
    };
    let (bytes, size) =
        read().map_err(|e| Failure::usage(format!("il file `{}` {}", file.display(), why_unreadable(&e))))?;
    Ok(Given { name, bytes, size, config, limits })
}

impl Given {
    /// The offices that its configuration declares.
    fn offices(&self) -> Offices {
        self.config.as_ref().map_or_else(Offices::default, |config| config.settings.offices.clone())
    }
}

/// The layout to read with: a draft's file, an id of the configuration, or the one that the name fits.
fn chosen(given: &Given, layout: Option<&str>) -> Result<Option<Arc<Layout>>, Failure> {
    match (&given.config, layout) {
        (_, Some(path)) if path.ends_with(".toml") => Ok(Some(Arc::new(config::draft_layout(Path::new(path))?))),
        (Some(config), Some(id)) => match config.layout(id) {
            Some(layout) => Ok(Some(Arc::clone(layout))),
            None => {
                let known: Vec<&str> = config.layouts.iter().map(|layout| layout.id.as_str()).collect();
                Err(Failure::usage(format!("il tracciato `{id}` non c'è; ci sono {}", known.join(", "))))
            }
        },
        (None, Some(id)) => Err(Failure::usage(format!(
            "per leggere con il tracciato `{id}` serve --config; un file di tracciato finisce in .toml"
        ))),
        (Some(config), None) => match config.layouts_for(&given.name)[..] {
            [first, second, ..] => Err(Failure::usage(format!(
                "il nome del file corrisponde a due tracciati, `{}` e `{}`: dire quale con --layout",
                first.id, second.id
            ))),
            [layout] => Ok(Some(Arc::clone(layout))),
            [] => Ok(None),
        },
        (None, None) => Ok(None),
    }
}

/// `read --suggest`: a draft of a layout.
pub(super) fn suggest(file: &Path, config: Option<&Path>) -> Answer {
    let given = given(file, config)?;
    match sheets::inspect(&given.name, &given.bytes, &given.limits) {
        Ok(sheets) => match draft::suggest(&given.name, &sheets, &given.offices()) {
            Some(draft) => {
                output::print_whole(&draft)?;
                Ok(Exit::Done)
            }
            None => {
                output::print(
                    "# In nessun foglio visibile c'è una riga che sembri un'intestazione: il tracciato va scritto a mano.",
                )?;
                Ok(Exit::Look)
            }
        },
        Err(problems) => {
            output::print(&told(&given, &[], None, &problems))?;
            Ok(Exit::Look)
        }
    }
}

pub(super) fn perform(file: &Path, config: Option<&Path>, layout: Option<&str>, as_json: bool) -> Answer {
    let given = given(file, config)?;
    let layout = chosen(&given, layout)?;
    let (sheets, mut problems) = match sheets::inspect(&given.name, &given.bytes, &given.limits) {
        Ok(sheets) => (sheets, Vec::new()),
        Err(problems) => (Vec::new(), problems),
    };
    let mut seen = Seen::default();
    if let (Some(layout), true) = (&layout, problems.is_empty()) {
        seen = read_by(layout, &given);
        problems = std::mem::take(&mut seen.problems);
    }
    let refused = problems.iter().any(Problem::refuses);
    if as_json {
        let rows = |layout: &Arc<Layout>| seen.rows.iter().map(|row| row_json(row, layout, &seen)).collect();
        output::print_json(&json!({
            "format": format::recognise(&given.bytes),
            "layout": layout.as_ref().map(|layout| &layout.id),
            "period": seen.period,
            "office": seen.office,
            "sheets": sheets,
            "survey": draft::survey(&sheets),
            "rows": layout.as_ref().map_or_else(Vec::new, rows),
            "acts": seen.acts,
            "problems": problems,
            "rows_refused": seen.rows_refused,
            "state": if refused { "refused" } else { "accepted" },
        }))?;
    } else {
        let by = layout.as_deref().map(|layout| (layout, &seen));
        output::print(&told(&given, &sheets, by, &problems))?;
    }
    Ok(Exit::look_if(refused))
}

/// A file as a layout reads it.
#[derive(Default)]
struct Seen {
    rows: Vec<Row>,
    /// The names of all sheets.
    sheets: Vec<String>,
    rows_refused: u64,
    /// The month and the office that a run would take it for.
    period: Option<Period>,
    office: Option<OfficeId>,
    /// How its acts are understood, where it has any.
    acts: Option<Acts>,
    problems: Vec<Problem>,
}

impl Seen {
    /// The name of a row's sheet.
    fn sheet_of(&self, row: &Row) -> &str {
        self.sheets.get(usize::from(row.origin.sheet)).map_or("", String::as_str)
    }

    /// The sheets that have rows, with how many of them count.
    fn rows_by_sheet(&self) -> Vec<(&str, usize)> {
        let mut told: Vec<(&str, usize)> = Vec::new();
        for row in &self.rows {
            let (sheet, counts) = (self.sheet_of(row), usize::from(row.kind == RowKind::Data));
            match told.last_mut().filter(|(last, _)| *last == sheet) {
                Some((_, count)) => *count += counts,
                None => told.push((sheet, counts)),
            }
        }
        told
    }
}

/// Reads a file as a run would, but for what only the files beside it tell.
fn read_by(layout: &Layout, given: &Given) -> Seen {
    let mut seen = Seen::default();
    let reading = read::rows(0, &given.name, &given.bytes, layout, &given.limits, &mut |row| seen.rows.push(row));
    let offices = given.offices();
    let said = pipeline::said(&reading.heading);
    let rows = seen.rows.iter().cloned().collect();
    let unfilled =
        pipeline::unfilled(layout, &reading, &rows, said.0, said.1.as_deref().map(|it| offices.name_or_id(it)));
    let mut found = unfilled.map_or_else(|| reading.problems.clone(), |it| vec![it]);
    // No run met it: the month that one would be for.
    let month = calendar::month_before(System.now());
    if !found.iter().any(Problem::refuses) {
        found.extend(match &given.config {
            Some(config) => {
                let by = pipeline::Yardstick { config, month };
                pipeline::whole(layout, &reading, &given.name, None, by)
            }
            None => pipeline::without_place(layout, &reading, &given.name, month),
        });
    }
    seen.problems = found.into_iter().map(|problem| problem.in_file(given.name.clone())).collect();
    seen.rows_refused = reading.rows_refused;
    seen.sheets = reading.sheets;
    (seen.period, seen.office) = said;
    seen.acts = acts::of(layout, &seen.rows, seen.period.unwrap_or(month).exercise());
    seen
}

fn row_json(row: &Row, layout: &Layout, seen: &Seen) -> Value {
    let kind = match row.kind {
        RowKind::Data => "data",
        RowKind::Subtotal => "subtotal",
        RowKind::Total => "total",
        RowKind::Summary => "summary",
    };
    let values: Map<String, Value> =
        layout.columns.iter().zip(&row.values).map(|(column, value)| (column.id.clone(), value_json(value))).collect();
    let mut told = json!({ "row": u64::from(row.origin.row) + 1, "kind": kind, "values": values });
    if layout.takes_every_sheet() {
        told["sheet"] = json!(seen.sheet_of(row));
    }
    told
}

/// Amounts are integer cents, other numbers are numbers, a percentage is its fraction.
fn value_json(value: &read::Value) -> Value {
    match value {
        read::Value::Missing => Value::Null,
        read::Value::Text(text) => json!(text),
        read::Value::Money(cents) => json!(cents),
        read::Value::Number(number) | read::Value::Percent(number) => json!(number),
        read::Value::Date(date) => json!(date),
    }
}

fn told(given: &Given, sheets: &[RawSheet], by: Option<(&Layout, &Seen)>, problems: &[Problem]) -> String {
    let size = crate::money::grouped(given.size);
    let mut out = format!("`{}`: {}, {size} byte\n", given.name, format_name(format::recognise(&given.bytes)));
    for (survey, sheet) in draft::survey(sheets).iter().zip(sheets) {
        tell_sheet(&mut out, survey);
        if by.is_none() {
            tell_cells(&mut out, sheet);
        }
    }
    if let Some((layout, seen)) = by {
        tell_rows(&mut out, layout, seen);
    }
    if !problems.is_empty() {
        out.push('\n');
    }
    for problem in problems {
        let place = match problem.within() {
            place if place.is_empty() => place,
            place => format!("{place}: "),
        };
        let label = match problem.severity {
            Severity::Refusal => "Rifiuto",
            Severity::Error => "Riga tolta",
            Severity::Warning => "Avviso",
        };
        lines::field(&mut out, label, &format!("{place}{} [{}]", problem.text, problem.code));
        lines::field(&mut out, "", &format!("→ {}", problem.remedy));
    }
    if problems.is_empty() && by.is_some() {
        out.push_str("\nNessun problema.\n");
    }
    if by.is_none() && problems.is_empty() {
        let program = program::name();
        let _ = writeln!(out, "\nPer una bozza di tracciato: {program} read FILE --suggest > bozza.toml");
        let _ = writeln!(out, "Per provarla:               {program} read FILE --layout bozza.toml");
    }
    out
}

fn tell_sheet(out: &mut String, survey: &SheetSurvey) {
    let hidden = if survey.visible { "" } else { " (nascosto)" };
    let _ = writeln!(out, "\nFoglio `{}`{hidden}", survey.name);
    if survey.damaged {
        lines::field(out, "Danni", "non si può leggere, o non per intero");
    }
    if survey.cells == 0 {
        lines::field(out, "Celle", "nessuna");
        return;
    }
    let cells = counted(survey.cells, "piena", "piene");
    lines::field(out, "Celle", &format!("{}, {cells}", survey.extent));
    for (i, header) in survey.headers.iter().enumerate() {
        let captions: Vec<String> =
            header.captions.iter().map(|(column, caption)| format!("{column} {caption}")).collect();
        let label = if i == 0 { "Intestazione" } else { "o forse" };
        lines::field(out, label, &format!("riga {}: {}", header.row, captions.join(" | ")));
    }
    if survey.headers.is_empty() {
        lines::field(out, "Intestazione", "nessuna riga sembra un'intestazione");
    }
    let listed = |all: &[String]| {
        let more = all.len().saturating_sub(LISTED_MAX);
        let first = all[..all.len().min(LISTED_MAX)].join(", ");
        if more == 0 { first } else { format!("{first} e altre {more}") }
    };
    for (label, all) in
        [("Righe nasc.", &survey.hidden_rows), ("Col. nasc.", &survey.hidden_columns), ("Celle unite", &survey.merged)]
    {
        if !all.is_empty() {
            lines::field(out, label, &listed(all));
        }
    }
    if let Some(filter) = &survey.filter {
        lines::field(out, "Filtro", &format!("attivo su {filter}"));
    }
    if let Some(cell) = &survey.waiting {
        let text =
            format!("salvato con formule ancora da calcolare, la prima in {cell}: i risultati possono essere vecchi");
        lines::field(out, "Ricalcolo", &text);
    }
    for (label, places) in
        [("Da calcolare", &survey.uncomputed), ("Errori", &survey.errors), ("Testo-numero", &survey.numbers_as_text)]
    {
        if places.count > 0 {
            let more = if places.count > places.first.len() { ", …" } else { "" };
            let count = counted(places.count, "cella", "celle");
            lines::field(out, label, &format!("{count}: {}{more}", places.first.join(", ")));
        }
    }
}

fn tell_cells(out: &mut String, sheet: &RawSheet) {
    for cell in sheet.cells.iter().take(CELLS_MAX) {
        let begin = format!("    {:<8} {:<10} ", cell.cell, italian(cell.kind));
        // What people wrote gives way to where it stands.
        let room = terminal::columns().map_or(VALUE_CHARS_MAX, |it| it.saturating_sub(begin.chars().count()));
        let value = clipped(&cell.value.replace(['\n', '\r'], "⏎"), room.min(VALUE_CHARS_MAX));
        let _ = writeln!(out, "{begin}{value}");
    }
    if sheet.cells.len() > CELLS_MAX {
        let _ = writeln!(out, "    … e altre {}; con --json tutte", sheet.cells.len() - CELLS_MAX);
    }
}

/// What the file is for, and the first rows as the layout reads them, under the columns' ids.
fn tell_rows(out: &mut String, layout: &Layout, seen: &Seen) {
    let rows = &seen.rows;
    let data = rows.iter().filter(|row| row.kind == RowKind::Data).count();
    let read = counted(data, "riga", "righe");
    let totals = counted(rows.len() - data, "totale", "totali");
    let _ = writeln!(out, "\nTracciato `{}` ({}): {read}, {totals}", layout.id, layout.title);
    let month = seen.period.map_or_else(|| "non lo dice nulla".to_owned(), Period::italian);
    lines::field(out, "Mese", &month);
    if let Some(office) = &seen.office {
        lines::field(out, "Ufficio", office);
    }
    let several = layout.takes_every_sheet();
    if several && !rows.is_empty() {
        let sheets = seen.rows_by_sheet();
        let sheets = sheets.iter().map(|(sheet, count)| format!("`{sheet}` {}", counted(*count, "riga", "righe")));
        lines::field(out, "Fogli", &sheets.collect::<Vec<_>>().join(", "));
    }
    let place = |row: &Row| {
        let number = u64::from(row.origin.row) + 1;
        if several { format!("{} {number}", clipped(seen.sheet_of(row), SHEET_CHARS_MAX)) } else { number.to_string() }
    };
    let mut lines: Vec<Vec<String>> =
        vec![std::iter::once("riga".to_owned()).chain(layout.columns.iter().map(|column| column.id.clone())).collect()];
    let last = rows.last().filter(|_| rows.len() > ROWS_MAX);
    for row in rows.iter().take(ROWS_MAX).chain(last) {
        lines.push(std::iter::once(place(row)).chain(row.values.iter().map(shown)).collect());
    }
    table::tell(out, &lines, rows.len());
    if let Some(acts) = &seen.acts {
        acts.tell(out);
    }
}

fn shown(value: &read::Value) -> String {
    match value {
        read::Value::Missing => "·".to_owned(),
        read::Value::Text(text) => text.to_string(),
        read::Value::Money(cents) => cents.italian(),
        read::Value::Number(number) => number.to_string().replace('.', ","),
        read::Value::Percent(fraction) => crate::money::Ratio(*fraction).italian_percent(2),
        read::Value::Date(date) => crate::period::italian_date(*date),
    }
}

fn format_name(format: Format) -> String {
    match format {
        Format::Xlsx => "cartella di lavoro di Excel (.xlsx)".to_owned(),
        Format::Xls => "cartella di lavoro di Excel 97-2003 (.xls)".to_owned(),
        Format::Xlsb => "cartella di lavoro binaria di Excel (.xlsb)".to_owned(),
        Format::Ods => "foglio OpenDocument (.ods)".to_owned(),
        Format::Text => "testo o CSV".to_owned(),
        Format::Html => "pagina HTML".to_owned(),
        Format::Encrypted => "cartella di lavoro cifrata".to_owned(),
        Format::Empty => "vuoto".to_owned(),
        Format::Xml => "foglio XML 2003".to_owned(),
        Format::FlatOds => "foglio OpenDocument in un solo XML (.fods)".to_owned(),
        Format::OldExcel => "foglio di Excel 2, 3 o 4".to_owned(),
        Format::Dbase => "archivio dBase (.dbf)".to_owned(),
        Format::Exchange => "foglio in formato di scambio (.slk, .dif)".to_owned(),
        Format::Apple => "documento di Numbers, Pages o Keynote".to_owned(),
        Format::WebArchive => "pagina web in un solo file (.mht)".to_owned(),
        Format::Mail => "messaggio di posta".to_owned(),
        Format::Signed => "file firmato (.p7m)".to_owned(),
        Format::Shortcut => "collegamento".to_owned(),
        Format::Pdf => "PDF".to_owned(),
        Format::Image => "immagine".to_owned(),
        Format::Archive => "archivio compresso".to_owned(),
        Format::Document => "documento che non è un foglio di calcolo".to_owned(),
        Format::Unknown => "formato sconosciuto".to_owned(),
    }
}

fn italian(kind: CellKind) -> &'static str {
    match kind {
        CellKind::Text => "testo",
        CellKind::Number => "numero",
        CellKind::Date => "data",
        CellKind::Bool => "logico",
        CellKind::Error => "errore",
        CellKind::Uncomputed => "non calc.",
        CellKind::Unreadable => kind.id(),
    }
}
