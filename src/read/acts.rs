//! Acts as people write them: the number and the year of a determinazione out of a text. What may be read in two ways is
//! not read. Refuses to know which rows an act is of.

mod meanings;
mod parts;

use std::ops::Range;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Deserializer};

use self::meanings::{Meaning, PROTOCOL, REGISTERS, is_series, meaning, says_which_payment};
use self::parts::{Part, Tie, What, year_of};
use super::typed_date::{civil_date, month_named};
use super::words::{folded, is_unsaid};
use crate::named::named;
use crate::period::Exercise;

/// What a text says of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Nothing, or no number.
    Unsaid,
    /// The number of a year.
    Numbered {
        /// `12/2021`; of a register with a numbering of its own, or with words that may tell it apart, with these before
        /// it: `delibera giunta 12/2021`.
        normal: String,
        /// The year.
        year: u16,
    },
    /// A day or a month, which no act is.
    Date {
        /// Its folded text.
        normal: String,
        /// What a spreadsheet may have made a date of.
        maybe: Option<String>,
    },
    /// No number of a year: its folded text.
    Text(String),
}

impl Act {
    /// The one text for all the ways of writing it; nothing when no act is named.
    #[must_use]
    pub fn normal(&self) -> &str {
        match self {
            Self::Unsaid => "",
            Self::Numbered { normal, .. } | Self::Date { normal, .. } | Self::Text(normal) => normal,
        }
    }

    /// Its year, of a number of a year.
    #[must_use]
    pub fn year(&self) -> Option<u16> {
        if let Self::Numbered { year, .. } = self { Some(*year) } else { None }
    }

    /// How acts follow each other: by year and number, then by their texts; those without a number come last.
    #[must_use]
    pub fn order(&self) -> (u16, u64, &str) {
        let normal = self.normal();
        let number = normal.rsplit_once('/').and_then(|(number, _)| number.rsplit(' ').next()?.parse().ok());
        match self.year().zip(number) {
            Some((year, number)) => (year, number, normal),
            None => (u16::MAX, u64::MAX, normal),
        }
    }

    /// The act that a date may have been before a spreadsheet took it for one. It is never taken for it.
    #[must_use]
    pub fn maybe(&self) -> Option<&str> {
        if let Self::Date { maybe, .. } = self { maybe.as_deref() } else { None }
    }
}

/// What stands first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// `785/21`.
    #[default]
    NumberYear,
    /// `21/785`.
    YearNumber,
}

named!(Order { NumberYear = "number_year", YearNumber = "year_number" });

/// Of which year an act is that says none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithoutYear {
    /// That of its file.
    Exercise,
}

named!(WithoutYear { Exercise = "exercise" });

/// How an office writes its acts, where it is not as most do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Writing {
    /// What stands first where the year has two digits, or where number and year could change places.
    pub order: Order,
    /// Of which year an act is that says none; without it such a text is no number of a year.
    pub without_year: Option<WithoutYear>,
    /// Further words that say nothing: `registro`.
    #[serde(deserialize_with = "single_words")]
    pub words: Vec<String>,
}

/// Words as they are compared: `Reg. Gen.` are two.
fn single_words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    let mut words = Vec::new();
    for text in texts {
        let parts = parts::parts(&text, &|_| None);
        if parts.is_empty() || parts.iter().any(|part| part.word().is_none_or(|it| it.contains(char::is_numeric))) {
            let reason = format!("`{text}` non è una parola: in `words` ci vanno parole senza numeri");
            return Err(serde::de::Error::custom(reason));
        }
        words.extend(parts.iter().filter_map(Part::word).map(str::to_owned));
    }
    Ok(words)
}

impl Writing {
    /// What a text says of an act, in a file of this exercise.
    #[must_use]
    pub fn read(&self, text: &str, exercise: Exercise) -> Act {
        if let Some(act) = self.plain(text) {
            return act;
        }
        if is_unsaid(text) {
            return Act::Unsaid;
        }
        if let Some(date) = date_of(text) {
            return Act::Date { normal: folded(text), maybe: typed_before(date) };
        }
        let parts = parts::parts(text, &|digits| near(digits, exercise));
        let reader = Reader { writing: self, exercise };
        let paid = heads(&parts).into_iter().find_map(|end| {
            let (head, rest) = parts.split_at(end);
            if is_harmless(rest) { reader.act(head, !rest.iter().any(is_number)) } else { None }
        });
        paid.or_else(|| reader.act(&parts, true))
            .unwrap_or_else(|| if reader.is_unsaid(&parts) { Act::Unsaid } else { Act::Text(folded(text)) })
    }

    /// `12/2021`, as nearly all are written, without a look at what else it could be.
    fn plain(&self, text: &str) -> Option<Act> {
        let (number, year) = text.split_once('/')?;
        let is_digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits || year_of(number).is_some() || !year.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        year_of(year).map(|year| numbered("", number, year))
    }
}

/// The day that a text is, and nothing else; of a month its first one: `01/05/2021`, `1 maggio 2021`, `mag-21`.
#[must_use]
pub fn date_of(text: &str) -> Option<NaiveDate> {
    civil_date(text).or_else(|| {
        let (month, year) = text.trim().split_once(['-', ' ', '.', '/'])?;
        let month = month_named(month)?;
        civil_date(&format!("1/{month}/{}", year.trim_start_matches([' ', '\'', '’'])))
    })
}

/// The act of which a spreadsheet may have made a date: `5/2021` becomes the first of May, `12/21` that of December.
#[must_use]
pub fn typed_before(date: NaiveDate) -> Option<String> {
    (date.day() == 1).then(|| format!("{}/{}", date.month(), date.year()))
}

/// The year that two digits are, when it is near that of the file.
fn near(digits: &str, exercise: Exercise) -> Option<u16> {
    const BEFORE: u16 = 3;
    let digits = if digits.len() == 2 { digits.parse::<u16>().ok()? } else { return None };
    (exercise.0.saturating_sub(BEFORE)..=exercise.0.saturating_add(1)).find(|year| year % 100 == digits)
}

fn is_number(part: &Part) -> bool {
    part.number().is_some()
}

fn is_zeros(digits: &str) -> bool {
    digits.bytes().all(|byte| byte == b'0')
}

/// An act by its number and year, after the words that tell it apart.
fn numbered(words: &str, number: &str, year: u16) -> Act {
    if is_zeros(number) {
        return Act::Unsaid;
    }
    let number = number.trim_start_matches('0');
    let gap = if words.is_empty() { "" } else { " " };
    Act::Numbered { normal: format!("{words}{gap}{number}/{year}"), year }
}

/// Where the act may end and words of its payment begin, `785/2021 | I tranche`: nearest to the payment first.
fn heads(parts: &[Part]) -> Vec<usize> {
    let mut ends = Vec::new();
    for (place, _) in parts.iter().enumerate().filter(|(_, it)| it.word().map(meaning) == Some(Meaning::Payment)) {
        let says_which = |part: &&Part| part.word().is_some_and(says_which_payment) && part.tie != Tie::Mark('/');
        let end = place - parts[..place].iter().rev().take_while(says_which).count();
        ends.push(end);
        // `2 rata`, unless the number is the year of `785/21 saldo`, which is tried first.
        let ordinal = |part: &Part| part.number().is_some_and(|it| it.len() <= 2) && !part.is_marked();
        ends.extend(end.checked_sub(1).filter(|before| ordinal(&parts[*before])));
    }
    ends
}

/// Whether what follows an act speaks of its payment alone, and names no other act: `saldo 2020`, `rata n. 2`.
fn is_harmless(rest: &[Part]) -> bool {
    let names_acts = |word: &str| matches!(meaning(word), Meaning::Noun | Meaning::Registers(_));
    let mut numbers = rest.iter().filter_map(Part::number);
    !rest.iter().filter_map(Part::word).any(names_acts)
        && (numbers.clone().all(|it| it.len() <= 2) || (numbers.clone().count() == 1 && numbers.all(is_year)))
}

fn is_year(digits: &str) -> bool {
    year_of(digits).is_some()
}

/// Reads the parts of a text.
struct Reader<'w> {
    writing: &'w Writing,
    exercise: Exercise,
}

/// What the words around an act say.
#[derive(Default)]
struct Words<'p> {
    registers: u8,
    unknown: Vec<&'p str>,
    /// Whether a part of the house is named.
    names_unit: bool,
}

impl Words<'_> {
    /// The words that tell an act apart.
    fn told_apart(&self) -> String {
        let registers = (0..).zip(REGISTERS).filter(|(bit, _)| self.registers & (1 << bit) != 0);
        registers.map(|(_, name)| name).chain(self.unknown.iter().copied()).collect::<Vec<_>>().join(" ")
    }
}

impl Reader<'_> {
    /// The act that parts name, as they stand, or without the numbers of a part of the house and of the protocol. `alone` is
    /// whether no other number was left out.
    fn act(&self, parts: &[Part], alone: bool) -> Option<Act> {
        let less_unit = self.without_numbers_of_units(parts);
        self.numbered(parts, alone).or_else(|| self.numbered(less_unit.as_deref()?, alone)).or_else(|| {
            let parts = less_unit.as_deref().unwrap_or(parts);
            self.numbered(&self.without_protocol(parts)?, false)
        })
    }

    fn meaning(&self, word: &str) -> Meaning {
        if self.writing.words.iter().any(|own| own == word) { Meaning::Nothing } else { meaning(word) }
    }

    /// What the word before a part says.
    fn before(&self, parts: &[Part], place: usize) -> Option<Meaning> {
        Some(self.meaning(parts[..place].last()?.word()?))
    }

    fn words<'p>(&self, parts: &'p [Part]) -> Words<'p> {
        let mut words = Words::default();
        let mut in_unit = false;
        for part in parts {
            let Some(word) = part.word() else {
                in_unit = false;
                continue;
            };
            match self.meaning(word) {
                Meaning::NumberSign => in_unit = false,
                Meaning::Of | Meaning::Noun | Meaning::Nothing => {}
                Meaning::Unit => (in_unit, words.names_unit) = (true, true),
                Meaning::Registers(bits) => words.registers |= bits,
                Meaning::Payment | Meaning::Unknown if in_unit && !is_series(word) => {}
                Meaning::Payment | Meaning::Unknown => words.unknown.push(word),
            }
        }
        words
    }

    /// Whether no act is named at all: only words that say nothing, and zeros.
    fn is_unsaid(&self, parts: &[Part]) -> bool {
        let words = self.words(parts);
        let says_nothing = |part: &Part| match &part.what {
            What::Word(_) => true,
            What::Number(digits) => is_zeros(digits),
            What::Day(_) => false,
        };
        words.registers == 0 && words.unknown.is_empty() && !words.names_unit && parts.iter().all(says_nothing)
    }

    /// The act of parts that have one number and one year, or one of them twice over.
    fn numbered(&self, parts: &[Part], alone: bool) -> Option<Act> {
        let mut places = parts.iter().enumerate().filter(|(_, it)| is_number(it)).map(|(place, _)| place);
        let (first, second) = (places.next()?, places.next());
        if places.next().is_some() {
            return None;
        }
        let mut days = parts.iter().filter_map(|it| if let What::Day(year) = it.what { Some(year) } else { None });
        let day = days.next();
        if days.any(|year| Some(year) != day) {
            return None;
        }
        let words = self.words(parts);
        let (number, year) = match second {
            Some(second) => {
                let (number, year) = self.pair(parts, first..second)?;
                day.is_none_or(|day| day == year).then_some((number, year))?
            }
            None => (parts[first].number()?, day.or_else(|| self.year_unsaid(parts, first, alone))?),
        };
        Some(numbered(&words.told_apart(), number, year))
    }

    /// Number and year out of two numbers at the ends of a range.
    fn pair<'p>(&self, parts: &'p [Part], ends: Range<usize>) -> Option<(&'p str, u16)> {
        let (first, second) = (parts[ends.start].number()?, parts[ends.end].number()?);
        // `n. 2021` counts, `n. 2021/12` does not.
        let counts = |place: usize| {
            matches!(self.before(parts, place), Some(Meaning::NumberSign | Meaning::Registers(PROTOCOL)))
                && !parts.get(place + 1).is_some_and(|next| next.is_marked() && is_number(next))
        };
        let four = |place: usize, digits: &str| year_of(digits).filter(|_| !counts(place));
        let year_first = self.writing.order == Order::YearNumber;
        match (four(ends.start, first), four(ends.end, second)) {
            (Some(year), Some(_)) if year_first => return Some((second, year)),
            (_, Some(year)) => return Some((first, year)),
            (Some(year), None) => return Some((second, year)),
            (None, None) => {}
        }
        let between = &parts[ends.start + 1..ends.end];
        let is_of = |part: &Part| part.word().map(|word| self.meaning(word)) == Some(Meaning::Of);
        let is_tied = between.is_empty() && matches!(parts[ends.end].tie, Tie::Mark('/' | '-' | '_'));
        let is_said = !between.is_empty() && between.iter().all(is_of);
        match (is_tied, is_said) {
            (true, _) if year_first => Some((second, near(first, self.exercise)?)),
            (true, _) | (_, true) => Some((first, near(second, self.exercise)?)),
            _ => None,
        }
    }

    /// The year of an act that says none, where the layout says it: of a bare number, which is no year itself.
    fn year_unsaid(&self, parts: &[Part], place: usize, alone: bool) -> Option<u16> {
        let WithoutYear::Exercise = self.writing.without_year?;
        let words = self.words(parts);
        let is_bare = alone && words.registers == 0 && words.unknown.is_empty();
        let is_year = is_year(parts[place].number()?) && self.before(parts, place) != Some(Meaning::NumberSign);
        (is_bare && !is_year).then_some(self.exercise.0)
    }

    /// The parts without the number of an area or a service; `None` where none has one.
    fn without_numbers_of_units(&self, parts: &[Part]) -> Option<Vec<Part>> {
        let is_of_unit = |place: usize| {
            parts[place].number().is_some_and(|digits| digits.len() <= 2)
                && !parts[place].is_marked()
                && self.before(parts, place) == Some(Meaning::Unit)
                && !parts.get(place + 1).is_some_and(|next| next.is_marked() && is_number(next))
        };
        let kept = (0..parts.len()).filter(|place| !is_of_unit(*place));
        let kept: Vec<Part> = kept.map(|place| parts[place].clone()).collect();
        (kept.len() < parts.len()).then_some(kept)
    }

    /// The parts without `prot. 4567 del 12/05/2021`; `None` where no protocol is named.
    fn without_protocol(&self, parts: &[Part]) -> Option<Vec<Part>> {
        let meaning = |part: &Part| part.word().map(|word| self.meaning(word));
        let start = parts.iter().position(|it| meaning(it) == Some(Meaning::Registers(PROTOCOL)))?;
        let says_nothing = |part: &&Part| matches!(meaning(part), Some(Meaning::NumberSign | Meaning::Nothing));
        let number = start + 1 + parts[start + 1..].iter().take_while(says_nothing).count();
        parts.get(number).filter(|part| is_number(part))?;
        let mut end = number + 1;
        if parts.get(end).is_some_and(|next| next.is_marked() && is_number(next)) {
            end += 1;
        }
        let joins = |part: &&Part| matches!(meaning(part), Some(Meaning::Of | Meaning::Nothing));
        let year = end + parts[end..].iter().take_while(joins).count();
        let dates = |part: &Part| matches!(part.what, What::Day(_)) || part.number().is_some_and(is_year);
        if parts.get(year).is_some_and(dates) {
            end = year + 1;
        }
        Some([&parts[..start], &parts[end..]].concat())
    }
}

#[cfg(test)]
mod tests;
