//! One invented chamber, told month by month: its accounts, its offices, and what is wrong with them on purpose.

mod accounts;
mod balance_sheet;
mod cremona;
mod exports;
mod firms;
mod grants;
mod lcg;
mod measures;
mod offices;
mod payments;
mod planted;
mod sheet;

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use chrono::NaiveDate;
use quadratura::period::Period;

use planted::Planted;

/// The exercise of the samples.
pub const YEAR: u16 = 2021;
/// The chamber's name, as every title prints it.
pub const ENTE: &str = "Camera di commercio di esempio";

/// How many months the exercise has.
pub const MONTHS: usize = 12;

/// A month of the exercise, 1 to 12.
#[derive(Clone, Copy)]
pub struct Month(pub u8);

impl Month {
    /// `2021-06`.
    pub fn name(self) -> String {
        format!("{YEAR}-{:02}", self.0)
    }

    /// The day to which its figures stand.
    pub fn last_day(self) -> anyhow::Result<NaiveDate> {
        Ok(Period::new(YEAR, self.0).context("a month of the exercise")?.last_day())
    }

    /// Its place in tables of monthly figures.
    pub fn index(self) -> usize {
        usize::from(self.0) - 1
    }
}

/// A file of a month, being written.
pub struct Place<'a> {
    /// The month's folder.
    pub folder: &'a Path,
    /// The month.
    pub month: Month,
}

/// Writes the months from January to `last` under `dir`, and `planted.csv`. What later months bring changes no byte of
/// the earlier ones.
pub fn write(dir: &Path, last: u8) -> anyhow::Result<()> {
    let registrations = grants::all()?;
    let mut planted = Planted::default();
    for month in (1..=last).map(Month) {
        let folder = dir.join(month.name());
        fs::create_dir_all(&folder).with_context(|| format!("`{}`", folder.display()))?;
        let place = Place { folder: &folder, month };
        let balances = accounts::balances(month, &registrations);
        exports::write(&place, &balances, &registrations, &mut planted)?;
        offices::write(&place, &registrations, &mut planted)?;
        measures::write(&place, &balances, &mut planted)?;
        payments::write(&place)?;
        if month.0 == 6 {
            cremona::write(&place, &mut planted)?;
            balance_sheet::write(&place, &balances)?;
        }
    }
    let list = dir.join("planted.csv");
    fs::write(&list, planted.csv()).with_context(|| format!("`{}`", list.display()))
}
