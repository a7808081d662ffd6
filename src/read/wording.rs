//! The words over a column as a layout declares them: plain ones, or with a date among them that each month changes,
//! `Valori al {data}`. It refuses to know which month a file should be of.

use chrono::{Datelike as _, NaiveDate};
use serde::Deserialize;

use super::typed_date::{civil_date, month, month_named};
use super::words::folded;
use crate::italian::likeness;
use crate::period::{Period, italian_date};

/// What a layout writes for a date that changes: a day, a month with its year, or either without the year.
const DATE: &str = "{data}";

/// What it writes for a year that changes.
const YEAR: &str = "{anno}";

/// The words by which a column is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// As the layout writes them.
    written: String,
    /// The words before and after what changes; all of them before it, where nothing does.
    before: String,
    after: String,
    changes: Option<Changes>,
}

/// What changes in a wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Changes {
    Date,
    Year,
}

/// The date that a caption says, as far as it says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// The year; none in `al 30/06`.
    pub year: Option<i32>,
    /// The month; none where only a year is said.
    pub month: Option<u32>,
    /// The day.
    pub day: Option<u32>,
}

impl Wording {
    /// Whether it holds a date or a year that changes.
    #[must_use]
    pub fn is_dated(&self) -> bool {
        self.changes.is_some()
    }

    /// As the layout writes them.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether it is these words, folded; a plain wording only.
    pub(super) fn is(&self, words: &str) -> bool {
        self.changes.is_none() && self.before == words
    }

    /// The date that stands in these words, folded, where they are this wording otherwise.
    pub fn date_in(&self, words: &str) -> Option<Said> {
        let changes = self.changes?;
        let rest = words.strip_prefix(self.before.as_str())?.strip_suffix(self.after.as_str())?;
        // `Saldo al2021` is not `Saldo al {anno}`.
        let apart = |side: &str, gap: bool| side.is_empty() || gap;
        let stands_apart = apart(&self.before, rest.starts_with(' ')) && apart(&self.after, rest.ends_with(' '));
        let said = match changes {
            Changes::Date => date(rest.trim()),
            Changes::Year => year(rest.trim()).map(|year| Said { year: Some(year), ..Said::default() }),
        };
        said.filter(|_| stands_apart)
    }

    /// How alike these words, folded, are to it, from 0 to 1. Of what changes nothing is compared.
    pub(super) fn likeness(&self, words: &str) -> f64 {
        if self.changes.is_none() {
            return likeness(&self.before, words);
        }
        let lasting = [self.before.as_str(), self.after.as_str()].join(" ");
        let is_word = |word: &&str| !word.bytes().any(|byte| byte.is_ascii_digit()) && month_named(word).is_none();
        let words: Vec<&str> = words.split(' ').filter(is_word).collect();
        if lasting.trim().is_empty() { 0.0 } else { likeness(lasting.trim(), &words.join(" ")) }
    }

    /// As a sheet whose figures stand to this day writes it: `Valori al 30/06/2021`.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> String {
        self.written.replace(DATE, &italian_date(day)).replace(YEAR, &day.year().to_string())
    }

    /// As an office would write it: `Valori al GG/MM/AAAA`.
    #[must_use]
    pub fn shown(&self) -> String {
        self.written.replace(DATE, "GG/MM/AAAA").replace(YEAR, "AAAA")
    }
}

impl TryFrom<String> for Wording {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        let (changes, mark) = match (written.matches(DATE).count(), written.matches(YEAR).count()) {
            (0, 0) => (None, ""),
            (1, 0) => (Some(Changes::Date), DATE),
            (0, 1) => (Some(Changes::Year), YEAR),
            _ => return Err(format!("in `{written}` può cambiare una cosa sola: un `{DATE}` o un `{YEAR}`")),
        };
        if written.replace(DATE, "").replace(YEAR, "").contains(['{', '}']) {
            return Err(format!("in `{written}` fra graffe può stare soltanto `{DATE}` o `{YEAR}`"));
        }
        let (before, after) =
            if mark.is_empty() { (written.as_str(), "") } else { written.split_once(mark).unwrap_or_default() };
        let (before, after) = (folded(before), folded(after));
        Ok(Self { written, before, after, changes })
    }
}

impl<'de> Deserialize<'de> for Wording {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl Said {
    /// The month that it says, where it says one with its year.
    #[must_use]
    pub fn period(self) -> Option<Period> {
        Period::of(NaiveDate::from_ymd_opt(self.year?, self.month?, 1)?)
    }

    /// Whether it is of this year and this month, as far as both sides say them.
    pub(super) fn agrees(self, year: Option<i32>, month: Option<u32>) -> bool {
        let same_year = self.year.is_none() || year.is_none() || self.year == year;
        same_year && (self.month.is_none() || month.is_none() || self.month == month)
    }

    /// The day to which figures under it stand. The first of a month is how a spreadsheet keeps a month.
    #[must_use]
    pub fn as_of(self) -> Option<NaiveDate> {
        let day = self.day.filter(|day| *day > 1)?;
        NaiveDate::from_ymd_opt(self.year?, self.month?, day)
    }
}

/// The date that folded words are: `30 06 2021`, `1 giugno 2021`, `2021 06 30`, `giugno 2021`, `giu 21`, `06 2021`, and
/// without their year `30 06` and `giugno`.
fn date(words: &str) -> Option<Said> {
    if let Some(day) = civil_date(words) {
        return Some(Said { year: Some(day.year()), month: Some(day.month()), day: Some(day.day()) });
    }
    if let Some((period, _)) = month(words) {
        let first = period.first_day();
        return Some(Said { year: Some(first.year()), month: Some(first.month()), day: None });
    }
    let parts: Vec<&str> = words.split(' ').collect();
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 2);
    let (day, named) = match parts.as_slice() {
        [name] => (None, month_named(name)?),
        [day, month] => (Some(number(day.trim_end_matches('º'))?), number(month).or_else(|| month_named(month))?),
        _ => return None,
    };
    // A year in which every day of the calendar is.
    NaiveDate::from_ymd_opt(2000, named, day.unwrap_or(1))?;
    Some(Said { year: None, month: Some(named), day })
}

fn year(words: &str) -> Option<i32> {
    let year = words.parse().ok().filter(|_| words.len() == 4)?;
    (1900..3000).contains(&year).then_some(year)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wording(text: &str) -> Wording {
        Wording::try_from(text.to_owned()).unwrap()
    }

    fn found(text: &str, caption: &str) -> Option<(Option<i32>, Option<u32>, Option<u32>)> {
        wording(text).date_in(&folded(caption)).map(|said| (said.year, said.month, said.day))
    }

    #[test]
    fn every_way_to_write_a_date_is_one_date() {
        for caption in [
            "Valori al 30.06.2021",
            "VALORI AL\n30/06/2021",
            "Valori al 30-6-21",
            "valori al 30 giugno 2021",
            "Valori al 30 giu 2021",
            "Valori al 2021-06-30",
            "Valori al: 30.06.2021",
        ] {
            assert_eq!(found("Valori al {data}", caption), Some((Some(2021), Some(6), Some(30))), "{caption}");
        }
        for caption in [
            "Consuntivo giugno 2021",
            "Consuntivo 06/2021",
            "Consuntivo GIU. 2021",
            "Consuntivo 2021-06",
            "Consuntivo giu-21",
        ] {
            assert_eq!(found("Consuntivo {data}", caption), Some((Some(2021), Some(6), None)), "{caption}");
        }
        assert_eq!(found("Consuntivo al {data}", "Consuntivo al 30/06"), Some((None, Some(6), Some(30))));
        assert_eq!(found("Consuntivo al {data}", "Consuntivo al 1° giugno"), Some((None, Some(6), Some(1))));
        assert_eq!(found("{data} (euro)", "Giugno (EURO)"), Some((None, Some(6), None)));
        assert_eq!(found("{data}", "30.06.2021"), Some((Some(2021), Some(6), Some(30))));
        assert_eq!(found("Preventivo {anno}", "PREVENTIVO 2021"), Some((Some(2021), None, None)));
        assert_eq!(found("{anno} preventivo", "2021 preventivo"), Some((Some(2021), None, None)));
    }

    #[test]
    fn what_is_no_date_or_has_other_words_is_not_meant() {
        for (text, caption) in [
            ("Valori al {data}", "Valori al"),
            ("Valori al {data}", "Valori al 31.02.2021"),
            ("Valori al {data}", "Valori al 30.06.2021 provvisori"),
            ("Valori al {data}", "Totale valori al 30.06.2021"),
            ("Valori al {data}", "Valori al 06.30.2021"),
            ("Valori al {data}", "Valori al2021"),
            ("Valori al {data}", "Valori al 2021"),
            ("Preventivo {anno}", "Preventivo 21"),
            ("Preventivo {anno}", "Preventivo2021"),
            ("Preventivo {anno}", "Preventivo 30.06.2021"),
            ("Preventivo", "Preventivo 2021"),
        ] {
            assert_eq!(found(text, caption), None, "{text}: {caption}");
        }
        assert!(wording("Già  speso").is("gia speso") && !wording("Saldo {anno}").is("saldo"));
    }

    #[test]
    fn what_cannot_change_is_told_to_who_writes_the_layout() {
        let wrong = |text: &str| Wording::try_from(text.to_owned()).unwrap_err();
        assert_eq!(
            wrong("Dal {data} al {data}"),
            "in `Dal {data} al {data}` può cambiare una cosa sola: un `{data}` o un `{anno}`"
        );
        assert_eq!(wrong("Al {mese}"), "in `Al {mese}` fra graffe può stare soltanto `{data}` o `{anno}`");
        assert_eq!(wording("Valori al {data}").shown(), "Valori al GG/MM/AAAA");
    }

    #[test]
    fn a_wording_is_filled_in_with_the_day_of_its_month() {
        let june = NaiveDate::from_ymd_opt(2021, 6, 30).unwrap();
        let filled = ["Valori al {data}", "Preventivo {anno}", "Saldo"].map(|it| wording(it).on(june));
        assert_eq!(filled, ["Valori al 30/06/2021", "Preventivo 2021", "Saldo"]);
    }

    #[test]
    fn the_first_of_a_month_says_its_month_and_no_day() {
        let said = |day| Said { year: Some(2021), month: Some(6), day: Some(day) };
        assert_eq!((said(1).period(), said(1).as_of()), (Period::new(2021, 6), None));
        assert_eq!(said(30).as_of(), NaiveDate::from_ymd_opt(2021, 6, 30));
    }

    proptest! {
        #[test]
        fn a_date_that_was_written_is_read_back(days in 0_u64..40_000, form in 0_usize..4) {
            let day = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap() + chrono::Days::new(days);
            let text = match form {
                0 => day.format("%d.%m.%Y").to_string(),
                1 => day.format("%-d/%-m/%Y").to_string(),
                2 => day.format("%Y-%m-%d").to_string(),
                _ => format!("{} {}", day.day(), Period::of(day).unwrap().italian()),
            };
            let said = found("Valori al {data} in euro", &format!("VALORI al {text}, in euro"));
            prop_assert_eq!(said, Some((Some(day.year()), Some(day.month()), Some(day.day()))), "{}", text);
        }

        #[test]
        fn no_caption_makes_a_wording_panic(caption in "\\PC{0,24}|[0-9°. ]{0,12}", text in "[a-z ]{0,4}(\\{data\\}|\\{anno\\})?[a-z ]{0,4}") {
            let _ = wording(&text).date_in(&folded(&caption));
        }
    }
}
