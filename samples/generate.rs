//! Writes the sample months of exercise 2021 and the list of what was planted in them:
//! `cargo run --example samples -- DIR [LAST]`, to June, or to the month whose number is given.
//! The same bytes every time, on every machine; it refuses to know the service.

mod generator;

use std::path::PathBuf;

use anyhow::Context as _;

/// June: the months that are committed, and travel inside the program.
const COMMITTED: u8 = 6;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let dir = arguments.next().map(PathBuf::from).context("usage: cargo run --example samples -- DIR [LAST]")?;
    let last = match arguments.next() {
        Some(last) => last
            .to_str()
            .and_then(|last| last.parse().ok())
            .filter(|last| (1..=12).contains(last))
            .context("LAST is the number of a month, 1 to 12")?,
        None => COMMITTED,
    };
    generator::write(&dir, last)
}
