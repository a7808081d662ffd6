//! Facts about containers, and the writer of those that tests read.

use super::*;

const NONE: u32 = 0xffff_ffff;
const END: u32 = 0xffff_fffe;

/// A container with these streams, each in sectors of its own: the header says that no stream is small. What stands
/// before a `/` is the name of a storage in which the stream lies.
pub(crate) fn container(streams: &[(&str, Vec<u8>)]) -> Vec<u8> {
    // Name, kind, first sector, length, and the entry in which it lies.
    let mut entries: Vec<(&str, u8, u32, usize, usize)> = vec![("Root Entry", 5, END, 0, usize::MAX)];
    let names = streams.iter().map(|(name, _)| name.rsplit_once('/').unwrap_or(("", name)));
    let storages = names.clone().filter(|(storage, _)| !storage.is_empty());
    entries.extend(storages.map(|(storage, _)| (storage, 1, END, 0, 0)));
    let directory_sectors = (entries.len() + streams.len()).div_ceil(4);
    // Sector 0 is the table of chains, the directory follows, then the streams.
    let mut table = vec![0xffff_fffd];
    let mut chain = |length: usize| {
        let first = u32::try_from(table.len()).unwrap();
        (1..length.div_ceil(512)).for_each(|next| table.push(first + u32::try_from(next).unwrap()));
        table.push(END);
        first
    };
    chain(directory_sectors * 512);
    let mut body = Vec::new();
    for ((storage, name), (_, bytes)) in names.zip(streams) {
        let parent = entries.iter().position(|(known, ..)| *known == storage).unwrap_or(0);
        entries.push((name, 2, chain(bytes.len()), bytes.len(), parent));
        body.extend_from_slice(bytes);
        body.resize(body.len().next_multiple_of(512).max(512), 0);
    }
    assert!(table.len() <= 128, "one table is enough for tests");
    table.resize(128, NONE);
    let mut header = OLE_HEAD.to_vec();
    header.resize(512, 0xff);
    for (at, value) in [(24, 0x0003_003e), (28, 0x0009_fffe), (44, 1), (48, 1), (56, 0), (60, END), (64, 0)]
        .into_iter()
        .chain([(68, END), (72, 0), (76, 0)])
    {
        header[at..at + 4].copy_from_slice(&u32::to_le_bytes(value));
    }
    let mut directory = Vec::new();
    let of_parent = |parent: usize, after: usize| {
        let found = entries.iter().enumerate().skip(after).find(|(_, entry)| entry.4 == parent);
        found.map_or(NONE, |(number, _)| u32::try_from(number).unwrap())
    };
    for (number, (name, kind, first, length, parent)) in entries.iter().enumerate() {
        let mut entry: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        entry.resize(128, 0);
        entry[66] = *kind;
        let children = if *kind == 2 { NONE } else { of_parent(number, 0) };
        for (at, value) in [(68, NONE), (72, of_parent(*parent, number + 1)), (76, children), (116, *first)] {
            entry[at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        entry[120..124].copy_from_slice(&u32::try_from(*length).unwrap().to_le_bytes());
        directory.extend(entry);
    }
    directory.resize(directory_sectors * 512, 0);
    [header, table.into_iter().flat_map(u32::to_le_bytes).collect(), directory, body].concat()
}

const OLE_HEAD: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

fn read(bytes: &[u8], names: &[&str]) -> Option<Vec<u8>> {
    Container::open(bytes)?.stream(names, usize::MAX)
}

#[test]
fn a_stream_is_one_of_the_root_and_not_of_what_is_embedded() {
    let long = vec![7; 3000];
    let bytes = container(&[("MBD0001/Workbook", vec![1; 9]), ("Book", vec![2; 600]), ("WORKBOOK", long.clone())]);
    assert_eq!(read(&bytes, &["Workbook", "Book"]), Some(long));
    assert_eq!(read(&bytes, &["Book", "Workbook"]), Some(vec![2; 600]));
    assert_eq!(Container::open(&bytes).unwrap().stream(&["Book"], 5), Some(vec![2; 5]));
    let embedded = container(&[("MBD0001/Workbook", vec![1; 9]), ("WordDocument", vec![3; 9])]);
    assert_eq!(read(&embedded, &["Workbook", "Book"]), None);
    // A storage is no stream, whatever it is called.
    assert_eq!(read(&container(&[("Workbook/x", vec![1; 9])]), &["Workbook"]), None);
}

#[test]
fn what_leads_round_in_a_circle_comes_to_an_end() {
    let good = container(&[("A", vec![1; 2000]), ("Workbook", vec![2; 600])]);
    // The first entry of the directory names itself and the root as its neighbours.
    let mut tree = good.clone();
    let first = 1024 + 128;
    tree[first + 68..first + 72].copy_from_slice(&1_u32.to_le_bytes());
    assert_eq!(read(&tree, &["Workbook"]), Some(vec![2; 600]));
    // The chain of the longer stream comes back to its first sector and never to its length.
    let mut chain = good.clone();
    chain[512 + 4 * 2..512 + 4 * 6].copy_from_slice(&[2_u32, 3, 2, 2].map(u32::to_le_bytes).concat());
    chain[first + 120..first + 124].copy_from_slice(&9_000_000_u32.to_le_bytes());
    assert_eq!(read(&chain, &["A"]), None);
    assert_eq!(read(&chain, &["Workbook"]), Some(vec![2; 600]));
    for length in (0..good.len()).step_by(100) {
        assert_ne!(read(&good[..length], &["Workbook"]), Some(vec![2; 601]), "{length}");
    }
}
