//! OpenDocument spreadsheets, listed cell by cell as their XML comes: a sheet that repeats a cell a million times costs
//! nothing until the repetition holds a value. Runs in the child process. Refuses to know formulas; that one has no
//! result is said.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{BufReader, Cursor, Read, Write};

use chrono::{NaiveDate, NaiveDateTime};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::book::Sheet;
use super::cells::Content;
use super::child::{Bounds, Interrupted};
use super::guard::{Excess, Fault, Password, Place};
use super::listing::Writer;
use super::unseen::{MERGES_MAX, Merge, Unseen};

fn damaged() -> Fault {
    Fault::Damaged(Place::default())
}

fn too_large(excess: Excess) -> Fault {
    Fault::TooLarge(excess, Place::default())
}

/// Lists an `.ods`.
pub(super) fn list(bytes: &[u8], bounds: Bounds, out: &mut impl Write) -> Result<(), Interrupted> {
    super::package::Package::open(bytes, bounds.entries_max, bounds.inflated_bytes_max)?;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    if is_protected(&mut archive)? {
        return Err(Fault::Protected(Password::Own).into());
    }
    let content = archive.by_name("content.xml").map_err(|_| damaged())?;
    let mut reader = Reader::from_reader(BufReader::new(content));
    reader.config_mut().expand_empty_elements = true;
    let writer = Writer::begin(out)?;
    Lister {
        reader,
        writer,
        bounds,
        cells: 0,
        hidden: BTreeSet::new(),
        unseen: Vec::new(),
        names: Vec::new(),
        event: Vec::new(),
    }
    .workbook()
}

/// Whether the archive's list of parts says that one is encrypted.
fn is_protected(archive: &mut zip::ZipArchive<Cursor<&[u8]>>) -> Result<bool, Fault> {
    let Ok(manifest) = archive.by_name("META-INF/manifest.xml") else { return Ok(false) };
    let mut text = Vec::new();
    manifest.take(1 << 20).read_to_end(&mut text).map_err(|_| damaged())?;
    Ok(text.windows(16).any(|window| window == b":encryption-data"))
}

/// A cell with how often it stands beside itself.
struct Cell {
    repeated: u32,
    content: Content<'static>,
    /// Rows and columns over which it stretches, itself included.
    spans: (u32, u32),
}

impl Cell {
    fn is_nothing(&self) -> bool {
        self.content == Content::Blank && self.spans == (1, 1)
    }
}

struct Lister<R: std::io::BufRead, W: Write> {
    reader: Reader<R>,
    writer: Writer<W>,
    bounds: Bounds,
    cells: u64,
    /// Names of the table styles that are not displayed.
    hidden: BTreeSet<String>,
    /// What a person does not see, by the number of the sheet.
    unseen: Vec<Unseen>,
    /// The names of the sheets.
    names: Vec<String>,
    event: Vec<u8>,
}

impl<R: std::io::BufRead, W: Write> Lister<R, W> {
    fn next(&mut self) -> Result<Event<'static>, Fault> {
        self.event.clear();
        match self.reader.read_event_into(&mut self.event) {
            Ok(Event::DocType(_)) | Err(_) => Err(damaged()),
            Ok(event) => Ok(event.into_owned()),
        }
    }

    fn workbook(mut self) -> Result<(), Interrupted> {
        let mut style = String::new();
        loop {
            match self.next()? {
                Event::Start(start) => match start.name().as_ref() {
                    "style:style" => style = attribute(&start, "style:name")?.unwrap_or_default(),
                    "style:table-properties" if attribute(&start, "table:display")?.as_deref() == Some("false") => {
                        self.hidden.insert(std::mem::take(&mut style));
                    }
                    "table:table" => self.table(&start)?,
                    "table:database-range" => self.filtered(&start)?,
                    _ => {}
                },
                Event::Eof => {
                    for (number, unseen) in self.unseen.iter().enumerate() {
                        self.writer.unseen(number, unseen)?;
                    }
                    return Ok(self.writer.end()?);
                }
                _ => {}
            }
        }
    }

    fn table(&mut self, start: &BytesStart<'_>) -> Result<(), Interrupted> {
        let style = attribute(start, "table:style-name")?.unwrap_or_default();
        let name = attribute(start, "table:name")?.unwrap_or_default();
        self.names.push(name.clone());
        self.unseen.push(Unseen::default());
        self.writer.sheet(&Sheet {
            name,
            visible: !self.hidden.contains(&style),
            has_cells: true,
            unreadable: false,
        })?;
        let (mut row, mut column) = (0_u32, 0_u32);
        loop {
            match self.next()? {
                Event::Start(start) if start.name().as_ref() == "table:table-column" => {
                    let repeated = count(&start, "table:number-columns-repeated")?;
                    let last = column.saturating_add(repeated).saturating_sub(1);
                    if is_out_of_sight(&start)? && repeated > 0 {
                        let narrow = |column: u32| u16::try_from(column).unwrap_or(u16::MAX);
                        self.sheet_unseen().columns.push((narrow(column), narrow(last)));
                    }
                    column = column.saturating_add(repeated);
                }
                Event::Start(start) if start.name().as_ref() == "table:table-row" => {
                    let repeated = count(&start, "table:number-rows-repeated")?;
                    let last = row.saturating_add(repeated).saturating_sub(1);
                    if is_out_of_sight(&start)? && repeated > 0 {
                        let rows = &mut self.sheet_unseen().rows;
                        match rows.last_mut() {
                            Some((_, standing)) if standing.checked_add(1) == Some(row) => *standing = last,
                            _ => rows.push((row, last)),
                        }
                    }
                    let cells = self.row()?;
                    self.merges(row, &cells);
                    self.write(row, repeated, &cells)?;
                    row = row.checked_add(repeated).ok_or_else(|| too_large(Excess::Rows))?;
                }
                Event::End(end) if end.name().as_ref() == "table:table" => return Ok(()),
                Event::Eof => return Err(damaged().into()),
                _ => {}
            }
        }
    }

    /// What is not seen of the sheet that is being read.
    fn sheet_unseen(&mut self) -> &mut Unseen {
        if self.unseen.is_empty() {
            self.unseen.push(Unseen::default());
        }
        let last = self.unseen.len() - 1;
        &mut self.unseen[last]
    }

    /// Takes in the cells of a row that stretch over others.
    fn merges(&mut self, row: u32, cells: &[Cell]) {
        let mut column = 0_u32;
        for cell in cells {
            let (rows, columns) = cell.spans;
            let last = (row.saturating_add(rows - 1), column.saturating_add(columns - 1));
            if let (true, Ok(first), Ok(to)) = (rows > 1 || columns > 1, u16::try_from(column), u16::try_from(last.1)) {
                let merged = &mut self.sheet_unseen().merged;
                if merged.len() < MERGES_MAX {
                    merged.push(Merge { first: (row, first), last: (last.0, to) });
                }
            }
            column = column.saturating_add(cell.repeated);
        }
    }

    /// A range of cells whose filter selects something: `Oneri.A4:Oneri.F30`, the sheet's name perhaps in quotes.
    fn filtered(&mut self, start: &BytesStart<'_>) -> Result<(), Fault> {
        let range = attribute(start, "table:target-range-address")?.unwrap_or_default();
        let mut depth = 1_u32;
        let mut filters = false;
        while depth > 0 {
            match self.next()? {
                Event::Start(start) => {
                    depth = depth.checked_add(1).ok_or_else(damaged)?;
                    filters |= start.name().as_ref() == "table:filter-condition";
                }
                Event::End(_) => depth -= 1,
                Event::Eof => return Err(damaged()),
                _ => {}
            }
        }
        let cell = |address: &str| {
            let (sheet, cell) = address.rsplit_once('.')?;
            Some((sheet.trim_matches(['$', '\'']).replace("''", "'"), cell.replace('$', "")))
        };
        // A name may hold the colon that parts the two cells: the last one counts.
        let ends = range.rsplit_once(':').and_then(|(first, last)| Some((cell(first)?, cell(last)?)));
        if let (true, Some(((sheet, first), (_, last)))) = (filters, ends)
            && let Some(number) = self.names.iter().position(|name| *name == sheet)
        {
            self.unseen[number].filter = Some(format!("{first}:{last}"));
        }
        Ok(())
    }

    fn row(&mut self) -> Result<Vec<Cell>, Fault> {
        let mut cells: Vec<Cell> = Vec::new();
        loop {
            match self.next()? {
                Event::Start(start) => {
                    if matches!(start.name().as_ref(), "table:table-cell" | "table:covered-table-cell") {
                        let cell = self.cell(&start)?;
                        match cells.last_mut() {
                            // Blank cells cost one entry however many they are.
                            Some(last) if last.is_nothing() && cell.is_nothing() => {
                                last.repeated = last.repeated.saturating_add(cell.repeated);
                            }
                            _ => cells.push(cell),
                        }
                        if cells.len() as u64 > self.bounds.cells_max {
                            return Err(too_large(Excess::Cells));
                        }
                    }
                }
                Event::End(end) if end.name().as_ref() == "table:table-row" => return Ok(cells),
                Event::Eof => return Err(damaged()),
                _ => {}
            }
        }
    }

    fn cell(&mut self, start: &BytesStart<'_>) -> Result<Cell, Fault> {
        let repeated = count(start, "table:number-columns-repeated")?;
        let spans =
            (count(start, "table:number-rows-spanned")?.max(1), count(start, "table:number-columns-spanned")?.max(1));
        let formula = attribute(start, "table:formula")?.is_some();
        let kind = attribute(start, "office:value-type")?;
        let is_error = attribute(start, "calcext:value-type")?.as_deref() == Some("error");
        let value = |name: &str| attribute(start, name);
        let given = match kind.as_deref() {
            Some("float" | "currency" | "percentage") => value("office:value")?,
            Some("date") => value("office:date-value")?,
            Some("boolean") => value("office:boolean-value")?,
            Some("string") => value("office:string-value")?,
            _ => None,
        };
        let shown = self.shown()?;
        let content = match (kind.as_deref(), given) {
            _ if is_error => Content::Error(Cow::Owned(shown)),
            (None, _) if formula => Content::Uncomputed,
            (None, _) if shown.is_empty() => Content::Blank,
            (Some("float" | "currency" | "percentage"), Some(number)) => {
                let number = number.trim().parse().ok().filter(|it: &f64| it.is_finite()).ok_or_else(damaged)?;
                if kind.as_deref() == Some("percentage") { Content::Percent(number) } else { Content::Number(number) }
            }
            (Some("date"), Some(date)) => moment(&date).map_or(Content::Text(Cow::Owned(shown)), Content::Moment),
            (Some("boolean"), Some(truth)) => Content::Bool(truth == "true"),
            (Some("string"), Some(text)) => Content::Text(Cow::Owned(text)),
            (Some("string"), None) if shown.is_empty() => Content::Blank,
            _ => Content::Text(Cow::Owned(shown)),
        };
        Ok(Cell { repeated, content, spans })
    }

    /// The text that a cell shows, up to its end: paragraphs on lines of their own, without notes and drawings.
    fn shown(&mut self) -> Result<String, Fault> {
        let (mut shown, mut depth, mut aside, mut paragraphs) = (String::new(), 1_u32, None, 0);
        while depth > 0 {
            match self.next()? {
                Event::Start(start) => {
                    depth = depth.checked_add(1).ok_or_else(damaged)?;
                    if aside.is_some() {
                        continue;
                    }
                    match start.name().as_ref() {
                        "text:p" => {
                            if paragraphs > 0 {
                                shown.push('\n');
                            }
                            paragraphs += 1;
                        }
                        "text:s" => {
                            let spaces = count(&start, "text:c")?.min(1024);
                            shown.extend(std::iter::repeat_n(' ', spaces as usize));
                        }
                        "text:tab" => shown.push('\t'),
                        "text:line-break" => shown.push('\n'),
                        "office:annotation" => aside = Some(depth),
                        name if name.starts_with("draw:") || name.starts_with("table:") => aside = Some(depth),
                        _ => {}
                    }
                }
                Event::End(_) => {
                    if aside == Some(depth) {
                        aside = None;
                    }
                    depth -= 1;
                }
                Event::Text(text) if aside.is_none() && depth > 1 => shown.push_str(&text),
                Event::CData(text) if aside.is_none() && depth > 1 => shown.push_str(&text),
                Event::GeneralRef(name) if aside.is_none() && depth > 1 => {
                    let spelt = format!("&{};", &*name);
                    shown.push_str(&quick_xml::escape::unescape(&spelt).map_err(|_| damaged())?);
                }
                Event::Eof => return Err(damaged()),
                _ => {}
            }
        }
        Ok(shown)
    }

    fn write(&mut self, first_row: u32, rows: u32, cells: &[Cell]) -> Result<(), Interrupted> {
        let filled = cells.iter().filter(|cell| cell.content != Content::Blank);
        let in_row: u64 = filled.map(|cell| u64::from(cell.repeated)).sum();
        if in_row == 0 {
            return Ok(());
        }
        self.cells = self.cells.saturating_add(in_row.saturating_mul(rows.into()));
        if self.cells > self.bounds.cells_max {
            return Err(too_large(Excess::Cells).into());
        }
        for row in first_row..first_row.saturating_add(rows) {
            let mut column = 0_u32;
            for cell in cells {
                let end = column.saturating_add(cell.repeated);
                if cell.content != Content::Blank {
                    if end > self.bounds.columns_max {
                        return Err(too_large(Excess::Columns).into());
                    }
                    for column in column..end {
                        self.writer.cell(row, column, &cell.content)?;
                    }
                }
                column = end;
            }
        }
        Ok(())
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, Fault> {
    match start.try_get_attribute(name) {
        Ok(Some(value)) => {
            Ok(Some(value.normalized_value(XmlVersion::Implicit1_0).map_err(|_| damaged())?.into_owned()))
        }
        Ok(None) => Ok(None),
        Err(_) => Err(damaged()),
    }
}

fn count(start: &BytesStart<'_>, name: &str) -> Result<u32, Fault> {
    attribute(start, name)?.map_or(Ok(1), |count| count.trim().parse().map_err(|_| damaged()))
}

/// Whether a row or a column is hidden by hand or by a filter.
fn is_out_of_sight(start: &BytesStart<'_>) -> Result<bool, Fault> {
    Ok(attribute(start, "table:visibility")?.is_some_and(|it| it == "collapse" || it == "filter"))
}

fn moment(text: &str) -> Option<NaiveDateTime> {
    let day = NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d").ok()?;
    Some(day.and_time(chrono::NaiveTime::MIN))
}
