//! Which numbers of an `.xls` show a percentage: the one thing that the parser does not tell and a measure needs.
//! Looks at formats only; what a cell holds is the parser's business. What it cannot follow it answers with `None`.

use std::collections::BTreeSet;

use super::cells::shows_percent;

/// The number of the sheet and the cell's row and column, all from 0.
pub(super) type Cell = (usize, u32, u32);

/// The cells with a percent format, or `None` when the file's structure could not be followed.
pub(super) fn percent_cells(bytes: &[u8]) -> Option<BTreeSet<Cell>> {
    let stream = workbook_stream(bytes)?;
    let (sheets, formats) = globals(&stream)?;
    let mut found = BTreeSet::new();
    if formats.contains(&true) {
        for (number, start) in sheets.into_iter().enumerate() {
            for (kind, data) in records(stream.get(start..)?) {
                if kind == EOF {
                    break;
                }
                cells_of(kind, data, |row, column, format| {
                    if formats.get(format) == Some(&true) {
                        found.insert((number, row, column));
                    }
                });
            }
        }
    }
    Some(found)
}

const EOF: u16 = 0x000a;

/// Offsets of the sheets' substreams, and of each cell format whether it shows a percentage.
fn globals(stream: &[u8]) -> Option<(Vec<usize>, Vec<bool>)> {
    let (mut sheets, mut custom, mut used) = (Vec::new(), BTreeSet::new(), Vec::new());
    // The workbook of Excel 5 and 95 (0x0500) writes its formats in bytes, later ones with a length of two bytes.
    let wide = u16_at(stream, 4)? != 0x0500;
    for (kind, data) in records(stream) {
        match kind {
            EOF => break,
            0x0085 => sheets.push(usize::try_from(u32_at(data, 0)?).ok()?),
            0x041e => {
                let text = data.get(if wide { 5 } else { 3 }..)?;
                // Sixteen-bit characters have a zero after each ASCII one.
                let code: String = text.iter().filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect();
                if shows_percent(&code) {
                    custom.insert(u16_at(data, 0)?);
                }
            }
            0x00e0 => used.push(u16_at(data, 2)?),
            _ => {}
        }
    }
    // 9 and 10 are `0%` and `0.00%` in every workbook.
    let formats = used.into_iter().map(|format| matches!(format, 9 | 10) || custom.contains(&format));
    Some((sheets, formats.collect()))
}

/// The numbers of a record, each with the index of its format.
fn cells_of(kind: u16, data: &[u8], mut each: impl FnMut(u32, u32, usize)) {
    let at = |place| u16_at(data, place);
    let (Some(row), Some(column)) = (at(0), at(2)) else { return };
    match kind {
        // NUMBER, RK, FORMULA.
        0x0203 | 0x027e | 0x0006 | 0x0406 => {
            if let Some(format) = at(4) {
                each(row.into(), column.into(), format.into());
            }
        }
        // MULRK: a run of cells, six bytes each, and the last column.
        0x00bd => {
            let run = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
            for (offset, cell) in (0_u32..).zip(run.chunks_exact(6)) {
                if let Some(format) = u16_at(cell, 0) {
                    each(row.into(), u32::from(column) + offset, format.into());
                }
            }
        }
        _ => {}
    }
}

fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(rest, 0)?, usize::from(u16_at(rest, 2)?));
        let data = rest.get(4..4 + length)?;
        rest = &rest[4 + length..];
        Some((kind, data))
    })
}

/// Sectors that are no sectors.
const SECTOR_MAX: u32 = 0xffff_fffa;

/// The stream `Workbook` or `Book` of an OLE container. No chain is followed longer than the file has sectors.
fn workbook_stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let size = 1_usize.checked_shl(u32::from(u16_at(bytes, 30)?)).filter(|size| (512..=4096).contains(size))?;
    let sector = |number: u32| {
        let start = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(size)?;
        bytes.get(start..bytes.len().min(start.checked_add(size)?)).filter(|sector| !sector.is_empty())
    };
    let sectors_max = bytes.len() / size + 1;
    let mut tables: Vec<u32> = (0..109).filter_map(|i| u32_at(bytes, 76 + 4 * i)).collect();
    let mut next = u32_at(bytes, 68)?;
    while next < SECTOR_MAX && tables.len() <= sectors_max {
        let more = sector(next)?;
        let count = size / 4 - 1;
        tables.extend((0..count).filter_map(|i| u32_at(more, 4 * i)));
        next = u32_at(more, 4 * count)?;
    }
    let mut chains = Vec::new();
    for table in tables.into_iter().filter(|table| *table < SECTOR_MAX).take(sectors_max) {
        let table = sector(table)?;
        chains.extend((0..table.len() / 4).filter_map(|i| u32_at(table, 4 * i)));
    }
    let follow = |start: u32, chains: &[u32], piece: &dyn Fn(u32) -> Option<Vec<u8>>, most: usize| {
        let (mut whole, mut at) = (Vec::new(), start);
        for _ in 0..most {
            if at >= SECTOR_MAX {
                return Some(whole);
            }
            whole.extend(piece(at)?);
            at = *chains.get(usize::try_from(at).ok()?)?;
        }
        None
    };
    let large = |number: u32| sector(number).map(<[u8]>::to_vec);
    let directory = follow(u32_at(bytes, 48)?, &chains, &large, sectors_max)?;
    let named = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]).collect();
        directory.chunks_exact(128).find(|entry| entry.starts_with(&name))
    };
    let entry = named("Workbook").or_else(|| named("Book"))?;
    let length = usize::try_from(u32_at(entry, 120)?).ok()?;
    let mut stream = if length >= usize::try_from(u32_at(bytes, 56)?).ok()? {
        follow(u32_at(entry, 116)?, &chains, &large, sectors_max)?
    } else {
        let small_chains = follow(u32_at(bytes, 60)?, &chains, &large, sectors_max)?;
        let small_chains: Vec<u32> = (0..small_chains.len() / 4).filter_map(|i| u32_at(&small_chains, 4 * i)).collect();
        let pool = follow(u32_at(directory.get(..128)?, 116)?, &chains, &large, sectors_max)?;
        let small = |number: u32| {
            let start = usize::try_from(number).ok()?.checked_mul(64)?;
            pool.get(start..start.checked_add(64)?).map(<[u8]>::to_vec)
        };
        follow(u32_at(entry, 116)?, &small_chains, &small, pool.len() / 64 + 1)?
    };
    stream.truncate(length);
    Some(stream)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
