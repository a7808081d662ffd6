//! The workbook as a package of parts. A month's matched rows are most of it by far, and all look alike: `rust_xlsxwriter`
//! writes their sheet with one row, the pattern, and here all of them take its place, made on one thread while another
//! packs them. A cell costs a few copied bytes so, instead of a look-up of its style and a file in between.
//! Knows how a sheet's XML begins and ends and how a cell is written; no figures and no words.

use std::io::{Cursor, Read as _, Seek, Write};
use std::sync::mpsc;

use anyhow::Context as _;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::page::held;
use crate::origin::{Origin, column_name};

/// Bytes of XML handed on at a time, and how many such pieces may wait to be packed.
const PIECE_BYTES: usize = 1 << 18;
const PIECES_WAITING: usize = 4;

/// What a cell of a long list holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Plain<'t> {
    /// Text, whatever it begins with.
    Text(&'t str),
    /// A whole number.
    Count(u64),
    /// Cents, shown as euro.
    Cents(i64),
    /// The name of a cell.
    Cell(Origin),
}

/// A row of a long list: its cells from column A on.
pub(super) type PlainRow<'t, const WIDTH: usize> = [Plain<'t>; WIDTH];

/// A sheet whose rows take the place of its pattern: the last row of it that has cells, one in each column, with the
/// formats of all.
pub(super) struct LongList<I> {
    /// The sheet's place in the workbook, from 0.
    pub sheet: usize,
    /// The name of its table, which ends with the pattern.
    pub table: String,
    /// The pattern's row, from 0: the first of the rows.
    pub first_row: u32,
    /// The last of the rows, from 0.
    pub last_row: u32,
    /// The rows.
    pub rows: I,
}

/// Copies a package to a writer, with the rows of its long lists. `level` is how hard those are packed, from 1 to 9.
pub(super) fn with_rows<'t, const WIDTH: usize, I>(
    package: Vec<u8>,
    lists: Vec<LongList<I>>,
    level: i64,
    writer: impl Write + Seek,
) -> anyhow::Result<()>
where
    I: Iterator<Item = PlainRow<'t, WIDTH>> + Send,
{
    let mut parts = ZipArchive::new(Cursor::new(package))?;
    let mut whole = ZipWriter::new(writer);
    let last_column = column_name(u16::try_from(WIDTH.saturating_sub(1))?);
    let end = |row: u32| format!("{last_column}{}\"", row + 1);
    let tables: Vec<[String; 3]> = lists
        .iter()
        .map(|list| [format!(" name=\"{}\"", list.table), end(list.first_row), end(list.last_row)])
        .collect();
    let mut lists: Vec<(String, LongList<I>)> =
        lists.into_iter().map(|list| (format!("xl/worksheets/sheet{}.xml", list.sheet + 1), list)).collect();
    // The options of every part, so that nothing in the file tells when or by whom it was made.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(level))
        .unix_permissions(0o600)
        .last_modified_time(DateTime::default());
    for number in 0..parts.len() {
        let mut part = parts.by_index(number)?;
        let Some(at) = lists.iter().position(|(name, _)| name.as_bytes() == part.name_raw()) else {
            let is_chart = part.name_raw().starts_with(b"xl/charts/chart");
            if !is_chart && !part.name_raw().starts_with(b"xl/tables/table") {
                whole.raw_copy_file(part)?;
                continue;
            }
            let (name, mut xml) = (part.name()?.to_string(), String::new());
            part.read_to_string(&mut xml)?;
            let xml = if is_chart { in_italian(&xml) } else { to_the_last_row(xml, &tables) };
            whole.start_file(name, options)?;
            whole.write_all(xml.as_bytes())?;
            continue;
        };
        let (name, list) = lists.swap_remove(at);
        let mut xml = String::new();
        part.read_to_string(&mut xml)?;
        whole.start_file(name, options)?;
        sheet(&xml, list, &mut whole)?;
    }
    // A writer with a buffer would keep its last error to itself.
    whole.finish()?.flush()?;
    Ok(())
}

/// A table with all rows of its list: it says twice how far it reaches, itself and its filter: `ref="A4:K5"`.
fn to_the_last_row(table: String, lists: &[[String; 3]]) -> String {
    match lists.iter().find(|[name, ..]| table.contains(name.as_str())) {
        Some([_, pattern, last]) => table.replace(pattern, last),
        None => table,
    }
}

/// A chart whose axes and numbers are shown as Italians write them; the writer has no word for it.
fn in_italian(chart: &str) -> String {
    chart.replacen("<c:lang val=\"en-US\"/>", "<c:lang val=\"it-IT\"/>", 1)
}

/// Writes a sheet's part with its rows instead of the pattern.
fn sheet<'t, const WIDTH: usize, I>(xml: &str, list: LongList<I>, out: &mut impl Write) -> anyhow::Result<()>
where
    I: Iterator<Item = PlainRow<'t, WIDTH>> + Send,
{
    let begins = format!("<row r=\"{}\"", list.first_row + 1);
    let start = xml.find(&begins).context("the pattern of a long list is not in its sheet")?;
    let end = xml.find("</sheetData>").context("a sheet has no end of its rows")?;
    let cells: [Frame; WIDTH] = pattern(&xml[start..end])?;
    // The sheet says how far it reaches: `<dimension ref="A1:K5"/>`.
    let (pattern_row, last_row) = (format!("{}\"/>", list.first_row + 1), format!("{}\"/>", list.last_row + 1));
    let head = match xml[..start].split_once("<dimension ref=\"") {
        Some((before, after)) => format!("{before}<dimension ref=\"{}", after.replacen(&pattern_row, &last_row, 1)),
        None => xml[..start].to_owned(),
    };
    out.write_all(head.as_bytes())?;
    let (send, receive) = mpsc::sync_channel::<Vec<u8>>(PIECES_WAITING);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut piece = Vec::with_capacity(PIECE_BYTES + 4096);
            for (row, values) in (list.first_row + 1..).zip(list.rows) {
                write_row(row, &values, &cells, &mut piece);
                if piece.len() >= PIECE_BYTES {
                    let full = std::mem::replace(&mut piece, Vec::with_capacity(PIECE_BYTES + 4096));
                    // Nobody takes it any more when packing failed, which is told there.
                    if send.send(full).is_err() {
                        return;
                    }
                }
            }
            let _ = send.send(piece);
        });
        receive.iter().try_for_each(|piece| out.write_all(&piece))
    })?;
    out.write_all(&xml.as_bytes()[end..])?;
    Ok(())
}

/// What stands around the row number and the value of a cell in one column.
#[derive(Clone, Debug, Default)]
struct Frame {
    /// `<c r="A`
    opening: String,
    /// `" s="7"`, the style being the pattern's.
    style: String,
}

/// The frames of the pattern's cells `<c r="A5" s="7"/>`.
fn pattern<const WIDTH: usize>(row: &str) -> anyhow::Result<[Frame; WIDTH]> {
    let mut frames = [const { Frame { opening: String::new(), style: String::new() } }; WIDTH];
    let mut cells = row.split("<c r=\"").skip(1);
    for frame in &mut frames {
        let cell = cells.next().context("the pattern of a long list has too few cells")?;
        let (name, rest) = cell.split_once('"').context("a cell has no name")?;
        let (attributes, _) = rest.split_once("/>").context("a cell of a pattern is not empty")?;
        frame.opening = format!("<c r=\"{}", name.trim_end_matches(|c: char| c.is_ascii_digit()));
        frame.style = format!("\"{attributes}");
    }
    Ok(frames)
}

fn write_row<const WIDTH: usize>(row: u32, values: &PlainRow<'_, WIDTH>, frames: &[Frame; WIDTH], out: &mut Vec<u8>) {
    let mut digits = Digits::default();
    let row = digits.of(u64::from(row));
    let mut more = Digits::default();
    out.extend_from_slice(b"<row r=\"");
    out.extend_from_slice(row);
    out.extend_from_slice(b"\">");
    for (value, frame) in values.iter().zip(frames) {
        out.extend_from_slice(frame.opening.as_bytes());
        out.extend_from_slice(row);
        out.extend_from_slice(frame.style.as_bytes());
        match value {
            Plain::Text(text) => write_text(text, out),
            Plain::Cell(origin) => {
                out.extend_from_slice(b" t=\"inlineStr\"><is><t>");
                out.extend_from_slice(column_name(origin.column).as_bytes());
                out.extend_from_slice(more.of(u64::from(origin.row) + 1));
                out.extend_from_slice(b"</t></is></c>");
            }
            Plain::Count(count) => {
                out.extend_from_slice(b"><v>");
                out.extend_from_slice(more.of(*count));
                out.extend_from_slice(b"</v></c>");
            }
            Plain::Cents(cents) => {
                out.extend_from_slice(b"><v>");
                write_euro(*cents, out);
                out.extend_from_slice(b"</v></c>");
            }
        }
    }
    out.extend_from_slice(b"</row>");
}

/// A number in digits: most of what a long list is made of, so that the formatting machinery is left out.
#[derive(Default)]
struct Digits([u8; 20]);

impl Digits {
    fn of(&mut self, mut number: u64) -> &[u8] {
        let mut at = self.0.len();
        loop {
            at -= 1;
            self.0[at] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                return &self.0[at..];
            }
        }
    }
}

/// Cents as euro, with as few decimals as say the same: `1234.5`.
fn write_euro(cents: i64, out: &mut Vec<u8>) {
    if cents < 0 {
        out.push(b'-');
    }
    let (euro, cents) = (cents.unsigned_abs() / 100, (cents.unsigned_abs() % 100) as u8);
    out.extend_from_slice(Digits::default().of(euro));
    if cents > 0 {
        out.extend_from_slice(&[b'.', b'0' + cents / 10]);
        if cents % 10 > 0 {
            out.push(b'0' + cents % 10);
        }
    }
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    let text = held(text);
    let blank = |c: char| matches!(c, '\t' | '\n' | ' ');
    out.extend_from_slice(b" t=\"inlineStr\"><is><t");
    if text.starts_with(blank) || text.ends_with(blank) {
        out.extend_from_slice(b" xml:space=\"preserve\"");
    }
    out.push(b'>');
    let plain = |byte: &u8| *byte >= 0x20 && !matches!(byte, b'&' | b'<' | b'>' | b'_' | 0xef);
    if text.as_bytes().iter().all(plain) {
        out.extend_from_slice(text.as_bytes());
    } else {
        write_escaped(&text, out);
    }
    out.extend_from_slice(b"</t></is></c>");
}

/// Text as XML, and what XML cannot hold as Excel writes it: `_x0002_`. A text that looks like that already has its
/// first mark written so too.
fn write_escaped(text: &str, out: &mut Vec<u8>) {
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.extend_from_slice(b"&amp;"),
            '<' => out.extend_from_slice(b"&lt;"),
            '>' => out.extend_from_slice(b"&gt;"),
            '_' if is_escape(&text.as_bytes()[at..]) => out.extend_from_slice(b"_x005F_"),
            '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                out.extend_from_slice(format!("_x{:04X}_", u32::from(c)).as_bytes());
            }
            c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}

/// Whether bytes begin like `_x0041_`.
fn is_escape(bytes: &[u8]) -> bool {
    matches!(bytes, [b'_', b'x', digits @ .., ] if digits.len() >= 5
        && digits[..4].iter().all(u8::is_ascii_hexdigit) && digits[4] == b'_')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_row_looks_like_its_pattern() {
        let frames = pattern(r#"<row r="5"><c r="A5" s="7"/><c r="B5" s="12"/><c r="C5" s="9"/></row>"#).unwrap();
        let values = [Plain::Count(120), Plain::Text("Rossi & figli"), Plain::Cents(-1_250)];
        assert_eq!(
            written(|out| write_row(1_048_576, &values, &frames, out)),
            r#"<row r="1048576"><c r="A1048576" s="7"><v>120</v></c><c r="B1048576" s="12" t="inlineStr"><is><t>Rossi &amp; figli</t></is></c><c r="C1048576" s="9"><v>-12.5</v></c></row>"#
        );
        assert!(pattern::<4>(r#"<row r="5"><c r="A5" s="7"/></row>"#).is_err());
    }

    #[test]
    fn a_table_reaches_as_far_as_its_list_and_no_other_does() {
        let lists = [[" name=\"Abbinamenti_dati\"", "K5\"", "K904\""].map(str::to_owned)];
        let table = |name: &str| format!("<table id=\"5\" name=\"{name}\" ref=\"A4:K5\"><autoFilter ref=\"A4:K5\"/>");
        let own = to_the_last_row(table("Abbinamenti_dati"), &lists);
        assert_eq!(own, "<table id=\"5\" name=\"Abbinamenti_dati\" ref=\"A4:K904\"><autoFilter ref=\"A4:K904\"/>");
        assert_eq!(to_the_last_row(table("Fonti_dati"), &lists), table("Fonti_dati"));
    }

    #[test]
    fn a_text_is_written_as_excel_reads_it() {
        let text = |text: &str| written(|out| write_escaped(text, out));
        assert_eq!(text("a\u{2}_x0041_ _x _xà\u{ffff}<"), "a_x0002__x005F_x0041_ _x _xà_xFFFF_&lt;");
        assert!(written(|out| write_text(" =1+1", out)).contains("<t xml:space=\"preserve\"> =1+1</t>"));
    }

    proptest! {
        #[test]
        fn euro_are_the_cents_that_were_given(cents in any::<i32>()) {
            let euro: f64 = written(|out| write_euro(i64::from(cents), out)).parse().unwrap();
            prop_assert_eq!(crate::money::Cents::from_f64(euro), Ok(crate::money::Cents(i64::from(cents))));
        }
    }
}
