//! The container of old Office documents: streams by name, out of sectors that are chained. Refuses to know what a stream
//! says. What it cannot follow it answers with `None`.

/// Sectors that are no sectors.
const SECTOR_MAX: u32 = 0xffff_fffa;

/// The first of these streams that an OLE container has. No chain is followed longer than the file has sectors.
pub(super) fn stream(bytes: &[u8], names: &[&str]) -> Option<Vec<u8>> {
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
    // What has its length has its end, whatever its chain says.
    let follow = |start: u32, length: usize, chains: &[u32], piece: &dyn Fn(u32) -> Option<Vec<u8>>, most: usize| {
        let (mut whole, mut at) = (Vec::new(), start);
        for _ in 0..=most {
            if at >= SECTOR_MAX || whole.len() >= length {
                return Some(whole);
            }
            whole.extend(piece(at)?);
            at = *chains.get(usize::try_from(at).ok()?)?;
        }
        None
    };
    let large = |number: u32| sector(number).map(<[u8]>::to_vec);
    let directory = follow(u32_at(bytes, 48)?, usize::MAX, &chains, &large, sectors_max)?;
    let named = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]).collect();
        // Names are compared without case: some programs write `WORKBOOK`.
        directory.chunks_exact(128).find(|entry| entry[..name.len()].eq_ignore_ascii_case(&name))
    };
    let entry = names.iter().find_map(|name| named(name))?;
    let length = usize::try_from(u32_at(entry, 120)?).ok()?;
    let mut stream = if length >= usize::try_from(u32_at(bytes, 56)?).ok()? {
        follow(u32_at(entry, 116)?, length, &chains, &large, sectors_max)?
    } else {
        let small_chains = follow(u32_at(bytes, 60)?, usize::MAX, &chains, &large, sectors_max)?;
        let small_chains: Vec<u32> = (0..small_chains.len() / 4).filter_map(|i| u32_at(&small_chains, 4 * i)).collect();
        let pool = follow(u32_at(directory.get(..128)?, 116)?, usize::MAX, &chains, &large, sectors_max)?;
        let small = |number: u32| {
            let start = usize::try_from(number).ok()?.checked_mul(64)?;
            pool.get(start..start.checked_add(64)?).map(<[u8]>::to_vec)
        };
        follow(u32_at(entry, 116)?, length, &small_chains, &small, pool.len() / 64 + 1)?
    };
    stream.truncate(length);
    Some(stream)
}

/// The records of a workbook's stream: kind and content, up to the first that is cut off.
pub(super) fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(rest, 0)?, usize::from(u16_at(rest, 2)?));
        let data = rest.get(4..4 + length)?;
        rest = &rest[4 + length..];
        Some((kind, data))
    })
}

/// The number in these two bytes, the low one first.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// The number in these four bytes, the low one first.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
