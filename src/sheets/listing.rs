//! Cells as lines of text, in which the child process tells its parent what is in a workbook.
//!
//! The first line is `quadratura-cells 4`. A sheet is `s TAB visible TAB has_cells TAB unreadable TAB named TAB name`, and
//! below it each of its cells `row TAB column TAB kind TAB value`, counted from 0. Kinds: `t` text, `n` number, `p` number with a
//! percent format, `d` moment, `h` a date format without a date, `b` logical, `e` error, `u` formula without its result,
//! `x` what is no value. In names and texts a backslash, tab, line feed and carriage return are written `\\ \t \n \r`. Below all cells stands what a person does not see, a sheet being told by its number:
//! `x TAB sheet TAB rows TAB first TAB last`, the same with `columns`, `x TAB sheet TAB filter TAB range`,
//! `x TAB sheet TAB merge TAB row TAB column TAB row TAB column`, and `x TAB sheet TAB waiting TAB row TAB column`.
//! The last line is `end TAB cells`, or `fault TAB word`; without it the child has died.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::{ControlFlow, Range};

use chrono::NaiveDateTime;

use super::cell::Content;
use super::fault::{Excess, Fault, Page, Password, damaged, too_large};
use super::hidden::{Hidden, MERGES_MAX, Merge};
use super::meter::Meter;
use super::sheet::Sheet;
use crate::intake::Format;

const HEAD: &str = "quadratura-cells 4";
const MOMENT: &str = "%Y-%m-%dT%H:%M:%S%.f";

/// Writes a listing, cell by cell.
pub(super) struct Writer<W: Write> {
    out: W,
    cells: u64,
}

impl<W: Write> Writer<W> {
    /// Begins the listing of a workbook.
    pub fn begin(mut out: W) -> io::Result<Self> {
        writeln!(out, "{HEAD}")?;
        Ok(Self { out, cells: 0 })
    }

    /// Begins a sheet.
    pub fn sheet(&mut self, sheet: &Sheet) -> io::Result<()> {
        let flag = |on: bool| if on { '1' } else { '0' };
        let [visible, has_cells, unreadable, named] =
            [sheet.visible, sheet.has_cells, sheet.unreadable, sheet.named].map(flag);
        writeln!(self.out, "s\t{visible}\t{has_cells}\t{unreadable}\t{named}\t{}", escaped(&sheet.name))
    }

    /// Writes a cell of the sheet that was begun last; a blank one is not written.
    pub fn cell(&mut self, row: u32, column: u32, content: &Content<'_>) -> io::Result<()> {
        let out = &mut self.out;
        match content {
            Content::Blank => return Ok(()),
            Content::Text(text) => writeln!(out, "{row}\t{column}\tt\t{}", escaped(text))?,
            Content::Number(value) => writeln!(out, "{row}\t{column}\tn\t{value:?}")?,
            Content::Percent(value) => writeln!(out, "{row}\t{column}\tp\t{value:?}")?,
            Content::Moment(moment) => writeln!(out, "{row}\t{column}\td\t{}", moment.format(MOMENT))?,
            Content::NoDate(value) => writeln!(out, "{row}\t{column}\th\t{value:?}")?,
            Content::Bool(value) => writeln!(out, "{row}\t{column}\tb\t{}", u8::from(*value))?,
            Content::Error(error) => writeln!(out, "{row}\t{column}\te\t{}", escaped(error))?,
            Content::Uncomputed => writeln!(out, "{row}\t{column}\tu\t")?,
            Content::Unreadable(text) => writeln!(out, "{row}\t{column}\tx\t{}", escaped(text))?,
        }
        self.cells += 1;
        Ok(())
    }

    fn hidden(&mut self, sheet: usize, hidden: &Hidden) -> io::Result<()> {
        let out = &mut self.out;
        for (first, last) in &hidden.rows {
            writeln!(out, "x\t{sheet}\trows\t{first}\t{last}")?;
        }
        for (first, last) in &hidden.columns {
            writeln!(out, "x\t{sheet}\tcolumns\t{first}\t{last}")?;
        }
        if let Some(range) = &hidden.filter {
            writeln!(out, "x\t{sheet}\tfilter\t{}", escaped(range))?;
        }
        for Merge { first, last } in hidden.merged.iter().take(MERGES_MAX) {
            writeln!(out, "x\t{sheet}\tmerge\t{}\t{}\t{}\t{}", first.0, first.1, last.0, last.1)?;
        }
        if let Some((row, column)) = hidden.waiting {
            writeln!(out, "x\t{sheet}\twaiting\t{row}\t{column}")?;
        }
        Ok(())
    }

    /// Ends the listing of a workbook that was read to its end, with what is hidden or merged in each of its sheets.
    pub fn end(mut self, hidden: &[Hidden]) -> io::Result<()> {
        for (number, hidden) in hidden.iter().enumerate() {
            self.hidden(number, hidden)?;
        }
        writeln!(self.out, "end\t{}", self.cells)?;
        self.out.flush()
    }
}

/// Why a listing has no end.
#[derive(Debug)]
pub(super) enum Interrupted {
    /// The file.
    Fault(Fault),
    /// Nobody listens any more.
    Parent(std::io::Error),
}

impl From<Fault> for Interrupted {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<std::io::Error> for Interrupted {
    fn from(gone: std::io::Error) -> Self {
        Self::Parent(gone)
    }
}

/// The faults that the child tells, each by its word; the place of one is known to the parent alone.
fn words() -> [(&'static str, Fault); 15] {
    [
        ("password", Fault::Protected(Password::Own)),
        ("document password", Fault::Protected(Password::OfDocument)),
        ("protected", Fault::Protected(Password::Unknown)),
        ("encoding", Fault::Encoding),
        ("inflated", too_large(Excess::InflatedBytes)),
        ("entries", too_large(Excess::Entries)),
        ("cells", too_large(Excess::Cells)),
        ("columns", too_large(Excess::Columns)),
        ("rows", too_large(Excess::Rows)),
        ("text", too_large(Excess::TextChars)),
        ("texts", too_large(Excess::Texts)),
        ("styles", too_large(Excess::Styles)),
        ("document", Fault::Unsupported(Format::Document)),
        ("page", Fault::Page(Page::WithoutTable)),
        ("login", Fault::Page(Page::Login)),
    ]
}

/// Ends a listing, begun or not, with why there is no more of it.
pub(super) fn write_fault(mut out: impl Write, fault: &Fault) -> io::Result<()> {
    let told = match fault {
        Fault::Protected(Password::BuiltIn) => Fault::Protected(Password::Unknown),
        Fault::TooLarge(Excess::FileBytes, _) => too_large(Excess::Cells),
        Fault::TooLarge(excess, _) => too_large(*excess),
        other => other.clone(),
    };
    let word = words().into_iter().find(|(_, fault)| *fault == told).map_or("damaged", |(word, _)| word);
    writeln!(out, "fault\t{word}")?;
    out.flush()
}

fn fault_of(word: &str) -> Fault {
    words().into_iter().find(|(known, _)| *known == word).map_or_else(damaged, |(_, fault)| fault)
}

/// A whole listing, as the parent holds it.
#[derive(Debug)]
pub(super) struct Listing {
    text: String,
    sheets: Vec<(Sheet, Range<usize>)>,
    hidden: BTreeMap<usize, Hidden>,
}

impl Listing {
    /// A listing from what the child wrote; `None` when it has no end: the child died before it.
    ///
    /// # Errors
    /// The fault that the child met.
    pub fn parse(bytes: Vec<u8>) -> Result<Option<Self>, Fault> {
        let Ok(text) = String::from_utf8(bytes) else { return Ok(None) };
        let Some(body) = text.strip_suffix('\n') else { return Ok(None) };
        let (above, last) = body.rsplit_once('\n').unwrap_or(("", body));
        if let Some(word) = last.strip_prefix("fault\t") {
            return Err(fault_of(word));
        }
        if above.lines().next() != Some(HEAD) || !last.starts_with("end\t") {
            return Ok(None);
        }
        let end = above.len() + 1;
        let mut sheets: Vec<(Sheet, Range<usize>)> = Vec::new();
        let mut hidden = BTreeMap::new();
        let mut at = 0;
        while at < end {
            let length = text[at..end].find('\n').map_or(end - at, |length| length + 1);
            if let Some(rest) = text[at..at + length].trim_end_matches('\n').strip_prefix("s\t") {
                let mut fields = rest.splitn(5, '\t');
                let mut flag = || fields.next() == Some("1");
                let (visible, has_cells, unreadable, named) = (flag(), flag(), flag(), flag());
                let name = fields.next();
                if let Some((_, range)) = sheets.last_mut() {
                    range.end = at;
                }
                let name = unescaped(name.unwrap_or_default()).into_owned();
                let sheet = Sheet { name, visible, has_cells, unreadable, named };
                sheets.push((sheet, at + length..end));
            } else if let Some(told) = text[at..at + length].trim_end_matches('\n').strip_prefix("x\t") {
                if let Some((_, range)) = sheets.last_mut() {
                    range.end = range.end.min(at);
                }
                parse_hidden(told, &mut hidden);
            }
            at += length;
        }
        Ok(Some(Self { text, sheets, hidden }))
    }

    /// Its sheets, in order.
    pub fn sheets(&self) -> Vec<Sheet> {
        self.sheets.iter().map(|(sheet, _)| sheet.clone()).collect()
    }

    /// What is hidden or merged in a sheet.
    pub fn hidden(&self, sheet: usize) -> Hidden {
        self.hidden.get(&sheet).cloned().unwrap_or_default()
    }

    fn lines(&self, sheet: usize) -> impl Iterator<Item = &str> {
        let range = self.sheets.get(sheet).map_or(0..0, |(_, range)| range.clone());
        self.text[range].lines()
    }

    /// Gives every cell of a sheet, in order, until `take` breaks.
    pub fn each<'w>(
        &'w self,
        sheet: usize,
        mut meter: Meter<'_>,
        mut take: impl FnMut(u32, u16, Content<'w>) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        for line in self.lines(sheet) {
            meter.record()?;
            let Some((position, content)) = cell_of(line) else { return Err(Fault::Damaged(meter.at_last())) };
            let column = meter.admit(position, &content)?;
            if take(position.0, column, content).is_break() {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// Takes in a line of what is hidden or merged; one that says nothing known is passed over, as it hides no cell.
fn parse_hidden(told: &str, hidden: &mut BTreeMap<usize, Hidden>) {
    let mut fields = told.splitn(3, '\t');
    let (Some(Ok(sheet)), Some(what), Some(rest)) = (fields.next().map(str::parse), fields.next(), fields.next())
    else {
        return;
    };
    let hidden = hidden.entry(sheet).or_default();
    let numbers: Vec<u32> = rest.split('\t').map_while(|number| number.parse().ok()).collect();
    let column = |number: u32| u16::try_from(number).unwrap_or(u16::MAX);
    match (what, numbers.as_slice()) {
        ("rows", [first, last]) => hidden.rows.push((*first, *last)),
        ("columns", [first, last]) => hidden.columns.push((column(*first), column(*last))),
        ("merge", [row, from, last, to]) => {
            hidden.merged.push(Merge::between((*row, column(*from)), (*last, column(*to))));
        }
        ("waiting", [row, at]) => hidden.waiting = Some((*row, column(*at))),
        ("filter", _) => hidden.filter = Some(unescaped(rest).into_owned()),
        _ => {}
    }
}

fn cell_of(line: &str) -> Option<((u32, u32), Content<'_>)> {
    let mut fields = line.splitn(4, '\t');
    let position = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    let (kind, value) = (fields.next()?, fields.next()?);
    let content = match kind {
        "t" => Content::Text(unescaped(value)),
        "n" => Content::Number(value.parse().ok()?),
        "p" => Content::Percent(value.parse().ok()?),
        "d" => Content::Moment(NaiveDateTime::parse_from_str(value, MOMENT).ok()?),
        "h" => Content::NoDate(value.parse().ok()?),
        "b" => Content::Bool(value == "1"),
        "e" => Content::Error(Cow::Owned(unescaped(value).into_owned())),
        "u" => Content::Uncomputed,
        "x" => Content::Unreadable(unescaped(value)),
        _ => return None,
    };
    Some((position, content))
}

fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['\\', '\t', '\n', '\r']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}

fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, false) => out.push(c),
            _ => match chars.next() {
                Some('t') => out.push('\t'),
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Limits;
    use super::super::meter::Usage;
    use super::*;

    fn content() -> impl Strategy<Value = Content<'static>> {
        prop_oneof![
            "[\\\\\t\n\ra-zè€;#]{1,12}".prop_map(|text| Content::Text(Cow::Owned(text))),
            any::<f64>().prop_filter("a number", |value| value.is_finite()).prop_map(Content::Number),
            (0.0..1.0).prop_map(Content::Percent),
            "[0-9 .]{1,6}".prop_map(|text| Content::Unreadable(Cow::Owned(text))),
            (0_i64..4_000_000_000).prop_map(|seconds| {
                Content::Moment(chrono::DateTime::from_timestamp(seconds, 0).unwrap().naive_utc())
            }),
            any::<bool>().prop_map(Content::Bool),
            Just(Content::Error(Cow::Borrowed("#DIV/0!"))),
            Just(Content::NoDate(0.5)),
            Just(Content::Uncomputed),
        ]
    }

    proptest! {
        #[test]
        fn what_the_child_lists_is_what_the_parent_reads(
            cells in prop::collection::vec(content(), 0..30),
            name in "[\\\\\t\na-z ]{0,9}",
            named in any::<bool>(),
        ) {
            let mut bytes = Vec::new();
            let mut writer = Writer::begin(&mut bytes).unwrap();
            let sheet = Sheet { name: name.clone(), visible: false, has_cells: true, unreadable: false, named };
            writer.sheet(&sheet).unwrap();
            for (row, content) in (0..).zip(&cells) {
                writer.cell(row, row % 7, content).unwrap();
            }
            let hidden = Hidden {
                rows: vec![(1, 3), (7, 7)],
                columns: vec![(2, 2)],
                filter: Some("A1:B\t9".to_owned()),
                merged: vec![Merge { first: (0, 1), last: (2, 3) }],
                waiting: Some((4, 5)),
            };
            writer.end(std::slice::from_ref(&hidden)).unwrap();
            for cut in 0..bytes.len() {
                prop_assert!(Listing::parse(bytes[..cut].to_vec()).is_ok_and(|listing| listing.is_none()), "cut at {}", cut);
            }
            let listing = Listing::parse(bytes).unwrap().unwrap();
            prop_assert_eq!(listing.sheets(), vec![sheet]);
            prop_assert_eq!(listing.hidden(0), hidden);
            let mut read = Vec::new();
            let (limits, mut usage) = (Limits::default(), Usage::default());
            listing.each(0, Meter::of(&name, &limits, &mut usage), |row, column, content| {
                read.push((row, u32::from(column), content));
                ControlFlow::Continue(())
            }).unwrap();
            let written: Vec<_> = (0..).zip(&cells).map(|(row, content)| (row, row % 7, content.clone())).collect();
            prop_assert_eq!(read, written);
        }
    }

    #[test]
    fn a_fault_of_the_child_is_a_fault_of_the_file() {
        for (_, fault) in words() {
            let mut bytes = Vec::new();
            write_fault(&mut bytes, &fault).unwrap();
            assert_eq!(Listing::parse(bytes).unwrap_err(), fault);
        }
    }
}
