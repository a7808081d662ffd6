//! Sheets of one header, and what their names are: months, codes, offices. Refuses to look below the header.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::captions::Header;
use super::survey::{Grid, one_line};
use crate::office::Offices;
use crate::period::{Exercise, Period};
use crate::read::typed_date::month_of_year;
use crate::read::words::folded;
use crate::sheets::RawSheet;

/// A sheet that looks like a table.
pub(super) struct Table<'g> {
    /// Its place among those that a person sees.
    pub place: usize,
    pub sheet: &'g RawSheet,
    pub cells: Grid<'g>,
    pub header: Header,
}

impl Table<'_> {
    fn words(&self) -> Vec<String> {
        self.header.captions.values().map(|caption| folded(caption)).collect()
    }

    /// Whether another has the same captions, wherever they stand.
    pub fn is_like(&self, other: &Self) -> bool {
        self.words() == other.words()
    }

    /// The text above the header.
    pub fn title(&self) -> String {
        let above = self.cells.range(..self.header.first).flat_map(|(_, line)| line.values());
        above.map(|cell| one_line(&cell.value)).collect::<Vec<_>>().join(" ")
    }
}

/// Whether a title names a chamber.
pub(super) fn names_ente(title: &str) -> bool {
    let title = folded(title);
    ["camera di commercio", "cciaa", "c c i a a"].iter().any(|ente| title.contains(ente))
}

/// What the names of sheets of one header are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// A month each; the pattern that finds it.
    Months(String),
    /// A code each, after these words.
    Codes(String),
    /// An office each.
    Offices,
    /// Nothing that tells what they are.
    Others,
}

impl Names {
    /// Of these sheets; of several with the same cells nobody knows which counts.
    pub fn of(tables: &[&Table<'_>], offices: &Offices, year: Option<Exercise>) -> Self {
        let names: Vec<&str> = tables.iter().map(|it| it.sheet.name.as_str()).collect();
        let is_copy =
            |(at, it): (usize, &&Table<'_>)| tables[..at].iter().any(|other| other.sheet.cells == it.sheet.cells);
        let is_named = |it: &&Table<'_>| it.sheet.named;
        if tables.len() < 2 || !tables.iter().all(is_named) || tables.iter().enumerate().any(is_copy) {
            return Self::Others;
        }
        let is_office =
            |name: &&str| offices.iter().any(|it| [&*it.id, &it.name].iter().any(|said| folded(said) == folded(name)));
        let months = || months(&names, year?).map(Self::Months);
        let codes = || codes(&names).map(Self::Codes);
        if let Some(months) = months() {
            return months;
        }
        if names.iter().all(is_office) {
            return Self::Offices;
        }
        codes().unwrap_or(Self::Others)
    }
}

impl Names {
    /// The same, unless all of them would be refused because of another sheet: one that is called like them and is no table, or
    /// one that cannot be read.
    pub fn beside(self, others: &[&RawSheet]) -> Self {
        let begins = |name: &str, words: &str| folded(name).starts_with(&format!("{} ", folded(words)));
        let in_the_way = |it: &&RawSheet| {
            let is_called_so = matches!(&self, Self::Codes(words) if !words.is_empty() && begins(&it.name, words));
            it.damaged || (is_called_so && !it.cells.is_empty())
        };
        let is_month = matches!(self, Self::Months(_));
        if !is_month && others.iter().any(in_the_way) { Self::Others } else { self }
    }

    /// Whether they are months, and this name says this one.
    pub fn say(&self, name: &str, month: Period) -> bool {
        let Self::Months(pattern) = self else { return false };
        let pattern = RegexBuilder::new(pattern).case_insensitive(true).build();
        let said = pattern.ok().and_then(|pattern| Some(pattern.captures(name)?.name("period")?.as_str().to_owned()));
        said.and_then(|said| month_of_year(&said, month.exercise())) == Some(month)
    }
}

/// The words with which all names begin, and what is left of each.
fn parted<'n>(names: &[&'n str]) -> (String, Vec<&'n str>) {
    let first: Vec<&str> = names.first().map(|name| name.split(' ').collect()).unwrap_or_default();
    let mut common = first.len().saturating_sub(1);
    for name in names {
        let words: Vec<&str> = name.split(' ').collect();
        let same = first.iter().zip(&words).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
        common = common.min(same).min(words.len().saturating_sub(1));
    }
    let rest = |name: &&'n str| name.splitn(common + 1, ' ').last().unwrap_or_default();
    (first[..common].join(" "), names.iter().map(rest).collect())
}

/// `^` and the words before what is found.
fn begins(words: &str) -> String {
    if words.is_empty() { "^".to_owned() } else { format!("^{} ", regex::escape(words)) }
}

/// The pattern that finds a month in each of these names, all different.
fn months(names: &[&str], year: Exercise) -> Option<String> {
    const WRITTEN: [&str; 5] =
        ["[a-z]+", r"[a-z]+[ ._-]?\d{2}(?:\d{2})?", r"\d{1,2}", r"\d{4}[ ._-]?\d{2}", r"\d{1,2}[ ._-]\d{4}"];
    let (words, rest) = parted(names);
    let months: Option<BTreeSet<Period>> = rest.iter().map(|it| month_of_year(it, year)).collect();
    months.filter(|months| months.len() == names.len())?;
    let pattern = WRITTEN.iter().find(|written| {
        let whole = Regex::new(&format!("(?i)^(?:{written})$"));
        whole.is_ok_and(|whole| rest.iter().all(|it| whole.is_match(it)))
    })?;
    Some(format!("{}(?<period>{pattern})$", begins(&words)))
}

/// The words before a code in each of these names.
fn codes(names: &[&str]) -> Option<String> {
    static CODE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^[a-z]{0,4}[-_.]?\d+([-_./][0-9a-z]+)*$")
            .expect("a pattern that was written with this program")
    });
    // A version or a copy is no other thing.
    static COPY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(v|ver|vers|rev|bis|tab|pag|n)[-_.]?\d")
            .expect("a pattern that was written with this program")
    });
    let (words, rest) = parted(names);
    let is_number = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    let is_code = |it: &&str| CODE.is_match(it) && !COPY.is_match(it) && (!is_number(it) || it.len() > 4);
    let distinct: BTreeSet<String> = rest.iter().map(|it| folded(it)).collect();
    (distinct.len() == names.len() && rest.iter().all(is_code)).then_some(words)
}

/// The pattern that finds a code of this name in the names of sheets, where words stand before it.
pub(super) fn code_pattern(words: &str, group: &str) -> Option<String> {
    (!words.is_empty()).then(|| format!("{}(?<{group}>\\S+)$", begins(words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_codes_or_months_are_told_from_those_that_are_not() {
        let codes = |names: &[&str]| super::codes(names);
        assert_eq!(codes(&["2021_04_02_01", "2021_04_02_02"]), Some(String::new()));
        assert_eq!(codes(&["Ob 2021_04", "ob 2021_05"]), Some("Ob".to_owned()));
        assert_eq!(codes(&["OB1", "OB2", "OB-3"]), Some(String::new()));
        for names in [&["2020", "2021"][..], &["Foglio1", "Foglio2"], &["v1", "v2"], &["Dati", "Dati (2)"], &["1", "2"]]
        {
            assert_eq!(codes(names), None, "{names:?}");
        }
        let months = |names: &[&str]| super::months(names, Exercise(2021));
        assert_eq!(months(&["Gennaio", "Febbraio"]).as_deref(), Some("^(?<period>[a-z]+)$"));
        assert_eq!(months(&["scheda gen", "scheda feb"]).as_deref(), Some("^scheda (?<period>[a-z]+)$"));
        assert_eq!(months(&["01", "02"]).as_deref(), Some(r"^(?<period>\d{1,2})$"));
        assert_eq!(months(&["gen 21", "feb 2021"]).as_deref(), Some(r"^(?<period>[a-z]+[ ._-]?\d{2}(?:\d{2})?)$"));
        for names in [&["Gennaio", "Riepilogo"][..], &["gen", "Gennaio"], &["2020", "2021"]] {
            assert_eq!(months(names), None, "{names:?}");
        }
    }
}
