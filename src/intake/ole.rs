//! The container of old Office documents: a small file system, whose streams lie in sectors that are chained. Refuses to
//! know what a stream says. What it cannot follow it answers with `None`.

/// Sectors that are no sectors.
const SECTOR_MAX: u32 = 0xffff_fffa;

/// Bytes of an entry of the directory.
const ENTRY: usize = 128;

/// A container whose directory could be followed.
pub(crate) struct Container<'b> {
    bytes: &'b [u8],
    sector_bytes: usize,
    /// Of each sector the next one.
    chains: Vec<u32>,
    directory: Vec<u8>,
}

impl<'b> Container<'b> {
    /// Opens a container. No chain is followed longer than the file has sectors.
    pub(crate) fn open(bytes: &'b [u8]) -> Option<Self> {
        let size = 1_usize.checked_shl(u32::from(u16_at(bytes, 30)?)).filter(|size| (512..=4096).contains(size))?;
        let mut found = Self { bytes, sector_bytes: size, chains: Vec::new(), directory: Vec::new() };
        let sectors_max = found.sectors_max();
        let mut tables: Vec<u32> = (0..109).filter_map(|i| u32_at(bytes, 76 + 4 * i)).collect();
        let mut next = u32_at(bytes, 68)?;
        while next < SECTOR_MAX && tables.len() <= sectors_max {
            let more = found.sector(next)?;
            let count = size / 4 - 1;
            tables.extend((0..count).filter_map(|i| u32_at(more, 4 * i)));
            next = u32_at(more, 4 * count)?;
        }
        for table in tables.into_iter().filter(|table| *table < SECTOR_MAX).take(sectors_max) {
            let numbers = numbers(found.sector(table)?);
            found.chains.extend(numbers);
        }
        found.directory = found.large(u32_at(bytes, 48)?, usize::MAX)?;
        (found.directory.len() >= ENTRY).then_some(found)
    }

    /// Whether there is a stream of this name below the root.
    pub(crate) fn holds(&self, name: &str) -> bool {
        self.entry(&[name]).is_some()
    }

    /// The first of these streams that lies below the root, up to so many bytes of it. What a document has embedded
    /// lies in a storage of its own and is not looked for.
    pub(crate) fn stream(&self, names: &[&str], bytes_max: usize) -> Option<Vec<u8>> {
        let entry = self.entry(names)?;
        let (start, length) = (u32_at(entry, 116)?, usize::try_from(u32_at(entry, 120)?).ok()?);
        let wanted = length.min(bytes_max);
        let mut stream = if length >= usize::try_from(u32_at(self.bytes, 56)?).ok()? {
            self.large(start, wanted)?
        } else {
            let chains = numbers(&self.large(u32_at(self.bytes, 60)?, usize::MAX)?).collect::<Vec<u32>>();
            let pool = self.large(u32_at(&self.directory, 116)?, usize::MAX)?;
            let small = |number: u32| {
                let start = usize::try_from(number).ok()?.checked_mul(64)?;
                pool.get(start..start.checked_add(64)?)
            };
            follow(start, wanted, &chains, small, pool.len() / 64 + 1)?
        };
        stream.truncate(wanted);
        Some(stream)
    }

    fn sectors_max(&self) -> usize {
        self.bytes.len() / self.sector_bytes + 1
    }

    fn sector(&self, number: u32) -> Option<&'b [u8]> {
        let start = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.sector_bytes)?;
        let end = self.bytes.len().min(start.checked_add(self.sector_bytes)?);
        self.bytes.get(start..end).filter(|sector| !sector.is_empty())
    }

    /// What lies in a chain of sectors.
    fn large(&self, start: u32, length: usize) -> Option<Vec<u8>> {
        follow(start, length, &self.chains, |number| self.sector(number), self.sectors_max())
    }

    /// The entry of the first of these streams. Names are compared without case: some programs write `WORKBOOK`.
    fn entry(&self, names: &[&str]) -> Option<&[u8]> {
        const STREAM: u8 = 2;
        let below = self.below_root();
        names.iter().find_map(|name| {
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]).collect();
            below.iter().copied().find(|it| it[66] == STREAM && it[..name.len()].eq_ignore_ascii_case(&name))
        })
    }

    /// The entries right below the root: a tree, each entry of which names those before and after it.
    fn below_root(&self) -> Vec<&[u8]> {
        let entries: Vec<&[u8]> = self.directory.chunks_exact(ENTRY).collect();
        let mut met = vec![false; entries.len()];
        met[0] = true;
        let mut found = Vec::new();
        let mut open = vec![u32_at(entries[0], 76)];
        while let Some(number) = open.pop() {
            let Some(number) = number.and_then(|number| usize::try_from(number).ok()) else { continue };
            let Some(entry) = entries.get(number).filter(|_| !std::mem::replace(&mut met[number], true)) else {
                continue;
            };
            found.push(*entry);
            open.extend([u32_at(entry, 68), u32_at(entry, 72)]);
        }
        // A root that names nothing has no storages either.
        if found.is_empty() { entries } else { found }
    }
}

/// What lies in a chain. What has its length has its end, whatever its chain says.
fn follow<'p>(
    start: u32,
    length: usize,
    chains: &[u32],
    piece: impl Fn(u32) -> Option<&'p [u8]>,
    pieces_max: usize,
) -> Option<Vec<u8>> {
    let (mut whole, mut at) = (Vec::new(), start);
    for _ in 0..=pieces_max {
        if at >= SECTOR_MAX || whole.len() >= length {
            return Some(whole);
        }
        whole.extend_from_slice(piece(at)?);
        at = *chains.get(usize::try_from(at).ok()?)?;
    }
    None
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// The number in these two bytes, the low one first.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// The number in these four bytes, the low one first.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
pub(crate) mod tests;
