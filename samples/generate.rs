//! Writes the sample months from January 2021 on and the list of what was planted in them:
//! `cargo run --example samples -- DIR [LAST]`, to June, to the month of 2021 whose number is given, or to a month of any
//! later year as `2023-03`.
//! The same bytes every time, on every machine; it refuses to know the service.

mod generator;

use std::path::PathBuf;

use anyhow::Context as _;
use quadratura::period::Period;

/// June: the months that are committed, and travel inside the program.
const COMMITTED: &str = "6";

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let dir = arguments.next().map(PathBuf::from).context("usage: cargo run --example samples -- DIR [LAST]")?;
    let last = arguments.next().unwrap_or_else(|| COMMITTED.into());
    let last =
        last.to_str().and_then(month).context("LAST is the number of a month, 1 to 12, or a month as 2023-03")?;
    generator::write(&dir, last)
}

fn month(text: &str) -> Option<Period> {
    let of_first_year = || Period::new(generator::FIRST_YEAR, text.parse().ok()?);
    text.parse().ok().or_else(of_first_year).filter(|month: &Period| month.exercise().0 >= generator::FIRST_YEAR)
}
