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
mod plan_tables;
mod planted;
mod sheet;
mod tables;

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use chrono::NaiveDate;
use quadratura::period::Period;

use grants::Registration;
use planted::Planted;

/// The first exercise of the samples: months of it change no byte for what later ones bring.
pub const FIRST_YEAR: u16 = 2021;
/// The chamber's name, as every title prints it.
pub const ENTE: &str = "Camera di commercio di esempio";

/// How many months an exercise has.
pub const MONTHS: usize = 12;

/// A month of an exercise.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// The exercise.
    pub year: u16,
    /// 1 to 12.
    pub number: u8,
}

impl Month {
    /// `2021-06`.
    pub fn name(self) -> String {
        format!("{}-{:02}", self.year, self.number)
    }

    /// The day to which its figures stand.
    pub fn last_day(self) -> anyhow::Result<NaiveDate> {
        Ok(Period::new(self.year, self.number).context("a month of the exercise")?.last_day())
    }

    /// Its place in tables of monthly figures.
    pub fn index(self) -> usize {
        usize::from(self.number) - 1
    }

    /// Whether it is this month of the first exercise, in which most is planted.
    pub fn is(self, number: u8) -> bool {
        self.is_first_year() && self.number == number
    }

    /// Whether its exercise is the first one.
    pub fn is_first_year(self) -> bool {
        self.year == FIRST_YEAR
    }

    /// A code of the first exercise as this one writes it: `2022_01_02`.
    pub fn code(self, first: &str) -> String {
        in_year(first, self.year)
    }
}

/// A code of the first exercise as another one writes it.
pub fn in_year(first: &str, year: u16) -> String {
    format!("{year}{}", first.get(4..).unwrap_or_default())
}

/// A file of a month, being written.
pub struct Place<'a> {
    /// The month's folder.
    pub folder: &'a Path,
    /// The month.
    pub month: Month,
    /// The avanzo of each exercise that is over, in cents.
    pub closed: &'a [i64],
}

/// Writes the months from January 2021 to `last` under `dir`, and `planted.csv`. What later months bring changes no byte
/// of the earlier ones.
pub fn write(dir: &Path, last: Period) -> anyhow::Result<()> {
    let mut planted = Planted::default();
    let (mut registrations, mut closed) = (Vec::new(), Vec::new());
    for year in FIRST_YEAR..=last.exercise().0 {
        registrations = grants::all(year, &registrations)?;
        let until = if year == last.exercise().0 { last.month() } else { 12 };
        for month in (1..=until).map(|number| Month { year, number }) {
            let folder = dir.join(month.name());
            one_month(&Place { folder: &folder, month, closed: &closed }, &registrations, &mut planted)?;
        }
        closed.push(accounts::balances(Month { year, number: 12 }, &registrations).avanzo());
    }
    tables::write(&dir.join("tabelle"))?;
    let list = dir.join("planted.csv");
    fs::write(&list, planted.csv()).with_context(|| format!("`{}`", list.display()))
}

fn one_month(place: &Place<'_>, registrations: &[Registration], planted: &mut Planted) -> anyhow::Result<()> {
    let Place { folder, month, .. } = *place;
    fs::create_dir_all(folder).with_context(|| format!("`{}`", folder.display()))?;
    let balances = accounts::balances(month, registrations);
    exports::write(place, &balances, registrations, planted)?;
    offices::write(place, registrations, planted)?;
    measures::write(place, &balances, planted)?;
    payments::write(place)?;
    if month.is(6) {
        cremona::write(place, planted)?;
    }
    if month.is(6) || (!month.is_first_year() && month.number % 3 == 0) {
        balance_sheet::write(place, &balances)?;
    }
    Ok(())
}
