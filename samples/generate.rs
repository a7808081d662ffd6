//! Writes the six sample months of exercise 2021 and the list of what was planted in them:
//! `cargo run --example samples -- DIR`. The same bytes every time, on every machine; it refuses to know the service.

mod generator;

use std::path::PathBuf;

use anyhow::Context as _;

fn main() -> anyhow::Result<()> {
    let dir = std::env::args_os().nth(1).map(PathBuf::from).context("usage: cargo run --example samples -- DIR")?;
    generator::write(&dir)
}
