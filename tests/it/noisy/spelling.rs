//! How people write one act, one name and one code: the accounts nearly always alike, the offices each in their way.

use chrono::{Datelike as _, NaiveDate};
use quadratura::period::MONTHS;

use super::chance::Chance;
use super::firms::{Firm, Form};

/// An act (provvedimento) by which payments are granted.
#[derive(Clone, Copy, Debug)]
pub struct Act {
    pub number: u32,
    pub year: i32,
    pub date: NaiveDate,
}

impl Act {
    /// As the accounts write it, with a slip now and then.
    pub fn in_accounts(&self, chance: &mut Chance) -> String {
        let Self { number, year, .. } = self;
        let short = year % 100;
        match chance.below(48) {
            0 => format!("{number}/{short}"),
            1 => format!("{number} /{year}"),
            2 => format!("{number:05}/{year}"),
            3 => format!("n. {number}/{year}"),
            4 => format!("DET. {number}/{year}"),
            5 => format!("{number}-{year}"),
            _ => format!("{number}/{year}"),
        }
    }

    /// As an office writes it.
    pub fn in_office(&self, chance: &mut Chance) -> String {
        let Self { number, year, date } = self;
        let short = year % 100;
        let (day, month) = (date.day(), MONTHS[date.month0() as usize]);
        let slashed = date.format("%d/%m/%Y");
        match chance.below(24) {
            0 => format!("{number:05}/{short}"),
            1 => format!("{number}/{short}"),
            2 => format!("n. {number} del {short}"),
            3 => format!("n. {number} del {year}"),
            4 => format!("D.D. n. {number}/{year}"),
            5 => format!("Determinazione S.G. {number}/{year}"),
            6 => format!("Determinazione del Segretario Generale n. {number} del {slashed}"),
            7 => format!("{number} del {day} {month} {year}"),
            8 => format!("{number}/{year} - saldo"),
            9 => format!("{number}/{year} del {slashed}"),
            10 => format!("DET {number}-{year}"),
            11 => format!("DET. N. {number} DEL {slashed}"),
            12 => format!("det. dir. n° {number}/{year}"),
            13 => format!("Determina n.{number}/{short}"),
            14 => format!("D.S.G. {number}/{year}"),
            15 => format!(" {number} / {year}"),
            16 => format!("Det. n. {number} del {}", date.format("%d.%m.%Y")),
            17 => format!("{number}/{year} (acconto)"),
            _ => format!("{number}/{year}"),
        }
    }

    /// What a spreadsheet makes of `5/2021`: the first of May.
    pub fn as_date(&self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.number, 1)
    }
}

/// By what an office's row says who is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The code, and the name as anybody writes it.
    Code,
    /// The name alone, which anybody recognises.
    Name,
}

/// The name as the accounts write it.
pub fn in_accounts(firm: &Firm, chance: &mut Chance) -> String {
    let form = firm.form.spellings()[0];
    let name = joined(&firm.name, form, false);
    if chance.percent(15) { name.to_uppercase() } else { name }
}

/// The name as an office writes it. Beside a code people are careless: words change places, a letter is lost.
pub fn in_office(firm: &Firm, by: By, chance: &mut Chance) -> String {
    let mut name = firm.name.clone();
    let surname = name.strip_suffix(firm.given).unwrap_or_default().trim();
    if by == By::Code && !firm.given.is_empty() && chance.percent(25) {
        name = format!("{} {surname}", firm.given);
    }
    if by == By::Code && chance.percent(4) {
        name = without_a_letter(&name, chance);
    }
    let form = if chance.percent(30) { "" } else { chance.pick(firm.form.spellings()) };
    let before = firm.form == Form::SoleTrader && chance.percent(50);
    written(&joined(&name, form, before), chance)
}

/// The name as an office writes it with its form, by which alone it is told from another.
pub fn with_form(firm: &Firm, chance: &mut Chance) -> String {
    written(&joined(&firm.name, chance.pick(firm.form.spellings()), false), chance)
}

fn joined(name: &str, form: &str, before: bool) -> String {
    let text = if before { format!("{form} {name}") } else { format!("{name} {form}") };
    text.trim().to_owned()
}

/// With the accents, the case and the spaces of whoever types.
fn written(name: &str, chance: &mut Chance) -> String {
    let name = match chance.below(10) {
        0 | 1 => without_accents(name),
        2 => accents_as_apostrophes(name),
        3 => decomposed(name),
        _ => name.to_owned(),
    };
    let name = match chance.below(10) {
        0..=2 => name.to_uppercase(),
        3 => name.to_lowercase(),
        _ => name,
    };
    match chance.below(20) {
        0 => name.replacen(' ', "  ", 1),
        1 => format!("{name} "),
        2 => name.replace('\'', "\u{2019}"),
        _ => name,
    }
}

/// A letter within a word, of those long enough to be recognised without it.
fn without_a_letter(name: &str, chance: &mut Chance) -> String {
    let letters: Vec<char> = name.chars().collect();
    let inside = |at: &usize| letters[at - 2..=at + 2].iter().all(|letter| letter.is_alphabetic());
    let places: Vec<usize> = (2..letters.len().saturating_sub(2)).filter(inside).collect();
    if places.is_empty() {
        return name.to_owned();
    }
    let lost = chance.pick(&places);
    letters.iter().enumerate().filter(|(at, _)| *at != lost).map(|(_, letter)| letter).collect()
}

/// Letters with their marks: whole, bare, and the mark that stands after the bare one.
const MARKED: [(char, char, char); 30] = [
    ('à', 'a', '\u{300}'),
    ('è', 'e', '\u{300}'),
    ('ì', 'i', '\u{300}'),
    ('ò', 'o', '\u{300}'),
    ('ù', 'u', '\u{300}'),
    ('é', 'e', '\u{301}'),
    ('ó', 'o', '\u{301}'),
    ('ñ', 'n', '\u{303}'),
    ('ö', 'o', '\u{308}'),
    ('ü', 'u', '\u{308}'),
    ('š', 's', '\u{30c}'),
    ('ž', 'z', '\u{30c}'),
    ('č', 'c', '\u{30c}'),
    ('ç', 'c', '\u{327}'),
    ('á', 'a', '\u{301}'),
    ('À', 'A', '\u{300}'),
    ('È', 'E', '\u{300}'),
    ('Ì', 'I', '\u{300}'),
    ('Ò', 'O', '\u{300}'),
    ('Ù', 'U', '\u{300}'),
    ('É', 'E', '\u{301}'),
    ('Ó', 'O', '\u{301}'),
    ('Ñ', 'N', '\u{303}'),
    ('Ö', 'O', '\u{308}'),
    ('Ü', 'U', '\u{308}'),
    ('Š', 'S', '\u{30c}'),
    ('Ž', 'Z', '\u{30c}'),
    ('Č', 'C', '\u{30c}'),
    ('Ç', 'C', '\u{327}'),
    ('Á', 'A', '\u{301}'),
];

fn parts(letter: char) -> Option<(char, char)> {
    MARKED.iter().find(|(whole, ..)| *whole == letter).map(|(_, bare, mark)| (*bare, *mark))
}

pub fn without_accents(text: &str) -> String {
    text.chars().map(|letter| parts(letter).map_or(letter, |(bare, _)| bare)).collect()
}

/// `Niccolo'`, where the accent ends the word; within a word it is dropped.
fn accents_as_apostrophes(text: &str) -> String {
    let mut out = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let ends = letters.peek().is_none_or(|next| !next.is_alphanumeric());
        match parts(letter) {
            Some((bare, _)) if ends => out.extend([bare, '\'']),
            Some((bare, _)) => out.push(bare),
            None => out.push(letter),
        }
    }
    out
}

/// Every mark a character of its own, as some systems copy it (NFD).
fn decomposed(text: &str) -> String {
    text.chars().flat_map(|letter| parts(letter).map_or(vec![letter], |(bare, mark)| vec![bare, mark])).collect()
}

/// A code as an office types it: a cell of numbers loses leading zeros, a hand puts spaces.
pub fn code(code: &str, chance: &mut Chance) -> String {
    let digits = code.len() == 11;
    match chance.below(20) {
        0..=5 if digits => code.trim_start_matches('0').to_owned(),
        6 if digits => format!("{} {}", &code[..5], &code[5..]),
        6 => format!("{} {} {}", &code[..6], &code[6..11], &code[11..]),
        7 => format!(" {code}"),
        8 => code.to_lowercase(),
        _ => code.to_owned(),
    }
}
