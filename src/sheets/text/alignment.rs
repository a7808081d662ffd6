//! Whether the records of a text stand under its header. A delimiter inside a value that nobody quoted moves what follows
//! it into the next columns, and a line break inside one cuts its row in two: every amount of such a row is another's.
//! Fields are counted; what they mean is the table's business.

use super::super::cell::tidy;
use super::super::meter::ROWS_MAX;
use super::Text;

/// The header of a text's table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Captions {
    /// The first and the last of its rows, from 0.
    pub rows: (u32, u32),
    /// How many fields there are up to its last caption.
    pub named: usize,
    /// How many fields a row has at least that reaches every column whose blank would count for something.
    pub needed: usize,
}

/// A row that has another number of fields than the header, so that nobody knows which value stands under which caption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The row, from 0.
    pub row: u32,
    /// How many fields it has.
    pub fields: usize,
    /// How many the header has.
    pub expected: usize,
    /// What separates them.
    pub delimiter: char,
}

/// A record that holds something.
#[derive(Clone, Copy, Debug)]
struct Line {
    row: u32,
    fields: usize,
    /// How many fields there are up to the last that is not blank.
    filled: usize,
}

/// What is known of a text's way of writing rows.
struct Habits<'l> {
    captions: Captions,
    /// Fields of the header, blank ones at its end included.
    header: usize,
    below: &'l [Line],
    /// Whether blank fields at the end of a row are written.
    pads: bool,
    /// Whether some row is as long as the header.
    reaches: bool,
    /// Whether the number of fields changes only where Excel changes it.
    by_blocks: bool,
    /// Whether every row ends with a delimiter and nothing behind it, which the header does not.
    ends_with_delimiter: bool,
}

impl Text<'_> {
    /// The rows below a header that do not stand under it.
    pub fn misfits(&self, captions: Captions) -> Vec<Misfit> {
        let lines = self.lines();
        let (first, last) = captions.rows;
        let header = lines.iter().filter(|line| (first..=last).contains(&line.row)).map(|line| line.fields);
        let header = header.max().unwrap_or(captions.named);
        let start = lines.partition_point(|line| line.row <= last);
        let below: Vec<Line> = lines[start..].iter().filter(|line| line.filled > 0).copied().collect();
        if below.iter().all(|line| line.fields == header) {
            return Vec::new();
        }
        let longer = |line: &&Line| line.fields > captions.named && line.fields != header;
        let habits = Habits {
            captions,
            header,
            below: &below,
            pads: lines[start..].iter().any(|line| line.fields > 1 && line.filled < line.fields),
            reaches: below.iter().any(|line| line.fields >= captions.named),
            by_blocks: self.body.ends_with(['\r', '\n']) && change_by_blocks(&lines) && shares_block(&below, last),
            ends_with_delimiter: below.iter().filter(longer).count() > 1
                && below.iter().filter(|line| line.fields >= captions.named).all(|line| line.fields == header + 1)
                && self.moves_nothing(last, header + 1),
        };
        let misfits = (0..below.len()).filter(|i| !habits.fits(*i)).map(|i| below[i]);
        let misfits = misfits.map(|line| Misfit {
            row: line.row,
            fields: line.fields,
            expected: if line.fields > header { header } else { captions.named },
            delimiter: char::from(self.delimiter),
        });
        misfits.collect()
    }

    fn lines(&self) -> Vec<Line> {
        let mut records = self.records();
        let mut lines = Vec::new();
        // A record that cannot be read, or stands too far below, is met again by the reading, which says so.
        while let Ok(Some((row, record, _))) = records.advance() {
            if row >= ROWS_MAX {
                break;
            }
            let filled = (0..record.len()).rev().find(|i| !is_blank(&record[*i])).map_or(0, |last| last + 1);
            lines.push(Line { row, fields: record.len(), filled });
        }
        lines
    }

    /// Whether the rows below `last` that have one field more than the header do so for no other reason than a delimiter
    /// at their end: all of them might have one in the same text, which then stands in two columns of every row, or in
    /// the decimals of an amount.
    fn moves_nothing(&self, last: u32, fields: usize) -> bool {
        let mut records = self.records();
        let mut constant: Option<Vec<Option<Vec<u8>>>> = None;
        while let Ok(Some((row, record, _))) = records.advance() {
            if row <= last || record.len() != fields {
                continue;
            }
            let amounts_cut = || (1..fields).any(|i| is_cut_amount(&record[i - 1], &record[i]));
            if self.delimiter == b',' && amounts_cut() {
                return false;
            }
            let constant = constant.get_or_insert_with(|| record.iter().map(|field| Some(field.to_vec())).collect());
            for (known, field) in constant.iter_mut().zip(record) {
                known.take_if(|known| *known != field || is_blank(field));
            }
        }
        constant.is_none_or(|fields| fields.windows(2).all(|pair| pair.contains(&None)))
    }
}

impl Habits<'_> {
    /// Whether a row below the header is one that the header's captions fit.
    fn fits(&self, i: usize) -> bool {
        let Captions { named, needed, .. } = self.captions;
        let line = self.below[i];
        if line.fields > named && line.fields != self.header {
            return line.filled <= named && self.ends_with_delimiter;
        }
        if line.fields >= named || self.by_blocks {
            return true;
        }
        // Blank texts at the end of a row may be left out; but where every row writes them and is shorter than the header,
        // it may be a caption that is cut in two.
        line.fields >= needed && (self.reaches || !self.pads) && !self.is_piece(i)
    }

    /// Whether a row and its neighbours together have the fields of one row that line breaks have cut.
    fn is_piece(&self, i: usize) -> bool {
        const PIECES_MAX: usize = 8;
        let below = self.below;
        (i.saturating_sub(PIECES_MAX)..=i).any(|first| {
            let mut fields = 0;
            below[first..].iter().take(PIECES_MAX).enumerate().any(|(breaks, line)| {
                fields += line.fields;
                let is_whole = fields == self.captions.named + breaks || fields == self.header + breaks;
                breaks > 0 && first + breaks >= i && is_whole
            })
        })
    }
}

/// Rows for which Excel decides together which columns it writes.
const BLOCK_ROWS: u32 = 16;

/// Whether the number of fields changes only from one block to the next: Excel leaves out the last columns that are blank
/// in all rows of a block, and quotes what must be quoted.
fn change_by_blocks(lines: &[Line]) -> bool {
    lines
        .windows(2)
        .all(|pair| pair[0].fields == pair[1].fields || pair[0].row / BLOCK_ROWS != pair[1].row / BLOCK_ROWS)
}

/// Whether the first of these rows is in the header's block: else its number of fields says nothing of theirs.
fn shares_block(below: &[Line], last: u32) -> bool {
    below.first().is_some_and(|line| line.row / BLOCK_ROWS == last / BLOCK_ROWS)
}

/// Whether two fields may be an amount that was cut at its decimal comma.
fn is_cut_amount(whole: &[u8], decimals: &[u8]) -> bool {
    whole.last().is_some_and(u8::is_ascii_digit) && decimals.len() == 2 && decimals.iter().all(u8::is_ascii_digit)
}

fn is_blank(field: &[u8]) -> bool {
    field.trim_ascii().is_empty() || std::str::from_utf8(field).is_ok_and(|field| tidy(field).is_empty())
}
