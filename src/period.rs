//! Months, exercises and the columns of a budget. A month's monitoring is cumulative from 1 January.
//! Civil dates only: time zones belong to `calendar.rs`.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::named::named;

/// Days that a setting may count: nobody means more, and beyond them the calendar ends.
pub const DAYS_MAX: u32 = 100_000;

/// A month of monitoring, `YYYY-MM`, read cumulatively from 1 January.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    year: u16,
    month: u8,
}

/// An *esercizio*: the calendar year of the accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Exercise(pub u16);

impl Exercise {
    /// The year before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0 - 1)
    }

    /// 1 January.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(i32::from(self.0), 1, 1).unwrap_or_default()
    }

    /// 31 December.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(i32::from(self.0), 12, 31).unwrap_or_default()
    }
}

impl fmt::Display for Exercise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The months of a year, by name.
pub const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];

impl Period {
    /// The month of a year; `None` outside 1900-2999 and 1-12, which no export bears.
    #[must_use]
    pub fn new(year: u16, month: u8) -> Option<Self> {
        ((1900..3000).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    /// The month that holds a date.
    #[must_use]
    pub fn of(date: NaiveDate) -> Option<Self> {
        Self::new(u16::try_from(date.year()).ok()?, u8::try_from(date.month()).ok()?)
    }

    /// The exercise it belongs to.
    #[must_use]
    pub fn exercise(self) -> Exercise {
        Exercise(self.year)
    }

    /// 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// Its first day.
    ///
    /// # Panics
    /// Never: every period was checked when it was made.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(i32::from(self.year), u32::from(self.month), 1)
            .expect("a period is a month that exists")
    }

    /// Its last day: the date to which a month's figures are "dati al".
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        self.first_day() + Months::new(1) - chrono::Days::new(1)
    }

    /// The month before.
    ///
    /// # Panics
    /// On January 1900.
    #[must_use]
    pub fn previous(self) -> Self {
        Self::of(self.first_day() - Months::new(1)).expect("a month before a period of our time")
    }

    /// The month after.
    ///
    /// # Panics
    /// On December 2999.
    #[must_use]
    pub fn next(self) -> Self {
        Self::of(self.first_day() + Months::new(1)).expect("a month after a period of our time")
    }

    /// `giugno 2021`.
    #[must_use]
    pub fn italian(self) -> String {
        format!("{} {}", MONTHS[usize::from(self.month) - 1], self.year)
    }

    /// `a giugno 2021`, `ad aprile 2021`.
    #[must_use]
    pub fn italian_at(self) -> String {
        let name = self.italian();
        // Aprile, agosto and ottobre.
        let preposition = if name.starts_with(['a', 'o']) { "ad" } else { "a" };
        format!("{preposition} {name}")
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` non è un mese nella forma AAAA-MM, per esempio 2021-06");
        let (year, month) = text.split_once('-').ok_or_else(wrong)?;
        let digits = |part: &str, len| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(wrong());
        }
        Self::new(year.parse().map_err(|_| wrong())?, month.parse().map_err(|_| wrong())?).ok_or_else(wrong)
    }
}

impl TryFrom<String> for Period {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

/// `30/06/2021`, as people write a date in Italy.
#[must_use]
pub fn italian_date(date: NaiveDate) -> String {
    format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
}

/// Which of a year's figures an amount is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scenario {
    /// The forecast of last year's actual, as a budget prints it.
    PrevisioneConsuntivo,
    /// The budget as approved (*iniziale*).
    Preventivo,
    /// What was added to the budget during the year, with its sign.
    Variazioni,
    /// The budget after its updates.
    Assestato,
    /// The actual, cumulative to the period's last day; in a budget by centre, what was used.
    Consuntivo,
    /// Committed and not yet used.
    Prenotato,
    /// What a budget may still spend.
    Disponibile,
    /// A year less the year before, as a statement prints it beside the two.
    Differenze,
    /// Where the year is heading: the actual of a month and what is still to come. No file says it; it is computed.
    Preconsuntivo,
}

named!(Scenario {
    PrevisioneConsuntivo = "previsione_consuntivo",
    Preventivo = "preventivo" | "iniziale",
    Variazioni = "variazioni",
    Assestato = "assestato",
    Consuntivo = "consuntivo" | "utilizzato",
    Prenotato = "prenotato",
    Disponibile = "disponibile",
    Differenze = "differenze",
    Preconsuntivo = "preconsuntivo",
});

impl Scenario {
    /// The name people read.
    #[must_use]
    pub fn italian(self) -> &'static str {
        match self {
            Self::PrevisioneConsuntivo => "Previsione consuntivo",
            Self::Preventivo => "Preventivo",
            Self::Assestato => "Assestato",
            Self::Consuntivo => "Consuntivo",
            Self::Prenotato => "Prenotato",
            Self::Variazioni => "Variazioni",
            Self::Disponibile => "Disponibile",
            Self::Differenze => "Differenze",
            Self::Preconsuntivo => "Preconsuntivo",
        }
    }
}

/// One of the four *funzioni istituzionali* of DPR 254/2005, Allegato A.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Function {
    /// Organi istituzionali e segreteria generale.
    A,
    /// Servizi di supporto.
    B,
    /// Anagrafe e servizi di regolazione del mercato.
    C,
    /// Studio, formazione, informazione e promozione economica.
    D,
}

impl Function {
    /// All four, in order.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// `funzione_a`, as names of formulas and scopes say it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::A => "funzione_a",
            Self::B => "funzione_b",
            Self::C => "funzione_c",
            Self::D => "funzione_d",
        }
    }

    /// `A`, as people name it.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::A => 'A',
            Self::B => 'B',
            Self::C => 'C',
            Self::D => 'D',
        }
    }
}

/// The longest name of a centre, in bytes.
const CENTRE_BYTES_MAX: usize = 24;

/// A *centro di responsabilità*, or any part of the house that a table gives a column to: its name in layouts and scopes.
/// Kept inline, so that the key of an amount stays `Copy`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Centre([u8; CENTRE_BYTES_MAX]);

impl Centre {
    /// The centre of this name: its letters and digits in lower case, anything between them one `_`. `None` when nothing
    /// is left, or more than 24 characters: two centres cut to the same name would become one.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let mut name = String::new();
        for c in text.chars().flat_map(char::to_lowercase) {
            let plain = match c {
                'à' | 'á' => 'a',
                'è' | 'é' => 'e',
                'ì' | 'í' => 'i',
                'ò' | 'ó' => 'o',
                'ù' | 'ú' => 'u',
                c if c.is_ascii_alphanumeric() => c,
                _ => '_',
            };
            if plain != '_' || !(name.is_empty() || name.ends_with('_')) {
                name.push(plain);
            }
        }
        let name = name.trim_end_matches('_').as_bytes();
        let mut bytes = [0; CENTRE_BYTES_MAX];
        bytes.get_mut(..name.len())?.copy_from_slice(name);
        (!name.is_empty()).then_some(Self(bytes))
    }

    /// Its name: `area_1`.
    #[must_use]
    pub fn id(&self) -> &str {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap_or(CENTRE_BYTES_MAX);
        std::str::from_utf8(&self.0[..end]).unwrap_or_default()
    }
}

impl TryFrom<String> for Centre {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::named(&text).ok_or_else(|| {
            format!("`{text}` non è il nome di un centro: da 1 a {CENTRE_BYTES_MAX} lettere, cifre o `_`")
        })
    }
}

impl fmt::Debug for Centre {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_knows_its_neighbours_and_its_last_day() {
        let january: Period = "2021-01".parse().unwrap();
        assert_eq!(january.previous().to_string(), "2020-12");
        assert_eq!("2024-02".parse::<Period>().unwrap().last_day(), NaiveDate::from_ymd_opt(2024, 2, 29).unwrap());
        assert_eq!(january.italian(), "gennaio 2021");
    }

    #[test]
    fn a_centre_has_one_name_however_it_is_written() {
        assert_eq!(Centre::named("Area 1").map(|centre| centre.id().to_owned()).as_deref(), Some("area_1"));
        assert_eq!(Centre::named(" AREA - 1 "), Centre::named("area_1"));
        for wrong in ["", " - ", "un centro dal nome molto lungo davvero"] {
            assert_eq!(Centre::named(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_a_month_is_a_period() {
        for wrong in ["2021", "2021-13", "2021-00", "21-01", "2021-1", "2021-06-30", "+021-06", "2021-+6", ""] {
            assert!(wrong.parse::<Period>().is_err(), "{wrong}");
        }
    }
}
