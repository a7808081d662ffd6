//! Targets as people write them (`> =50`, `Almeno 2 bandi`, `10,00`), parsed once and printed back.
//! Refuses to know what is measured: whether `>=8` means 8% is settled by the definition, which knows the unit.

use std::fmt;

use serde::Deserialize;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::phrases;
use crate::money::Ratio;
use crate::read::words::folded;

/// A target.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Target {
    /// The plan gives none, or only an operator.
    #[default]
    None,
    /// A number to reach or not to pass.
    Number {
        /// How to compare; `None` when only a number is written and the polarity decides.
        op: Option<Op>,
        /// The number; a percentage as its fraction.
        value: f64,
        /// The unit as written after the number: `%`, `giorni`, `bandi`; may be empty.
        unit: String,
    },
    /// A milestone in words.
    Milestone(String),
}

/// How a value is compared with a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `>=`
    AtLeast,
    /// `>`
    MoreThan,
    /// `<=`
    AtMost,
    /// `<`
    LessThan,
}

impl Op {
    /// The sign: `>=`.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::MoreThan => ">",
            Self::AtMost => "<=",
            Self::LessThan => "<",
        }
    }

    /// Whether more is better: `>=` and `>`.
    #[must_use]
    pub fn upward(self) -> bool {
        matches!(self, Self::AtLeast | Self::MoreThan)
    }

    /// Whether a value satisfies this comparison with a target, unrounded.
    #[must_use]
    pub fn met(self, value: f64, target: f64) -> bool {
        match self {
            Self::AtLeast => value >= target,
            Self::MoreThan => value > target,
            Self::AtMost => value <= target,
            Self::LessThan => value < target,
        }
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl Serialize for Target {
    /// `null`, `{"op": ">=", "value": "0.8", "unit": "%"}` (a percentage as its fraction) or `{"milestone": "..."}`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_none(),
            Self::Number { op, value, unit } => {
                let mut map = serializer.serialize_map(Some(3))?;
                map.serialize_entry("op", &op.map(Op::sign))?;
                map.serialize_entry("value", &Ratio(*value).canonical())?;
                map.serialize_entry("unit", unit)?;
                map.end()
            }
            Self::Milestone(text) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("milestone", text)?;
                map.end()
            }
        }
    }
}

impl Target {
    /// Whether two printings say the same: case, spaces and punctuation are no difference, a unit is.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None) => true,
            (Self::Number { op, value, unit }, Self::Number { op: other_op, value: other_value, unit: other_unit }) => {
                (op, value) == (other_op, other_value) && unit_of(unit) == unit_of(other_unit)
            }
            (Self::Milestone(text), Self::Milestone(other)) => folded(text) == folded(other),
            _ => false,
        }
    }
}

/// A unit to compare: its words, or the sign that has none.
fn unit_of(unit: &str) -> String {
    if unit == "%" { unit.to_owned() } else { folded(unit) }
}

impl fmt::Display for Target {
    /// As people read it: `>= 80%`, `<= 5 gg`, `10`; empty when there is none. It parses back to the same target.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Milestone(text) => f.pad(text),
            Self::Number { op, value, unit } => {
                let sign = op.map_or(String::new(), |op| format!("{} ", op.sign()));
                let number = match unit.as_str() {
                    "%" => format!("{}%", exact(value * 100.0)),
                    "" => exact(*value),
                    unit => format!("{} {unit}", exact(*value)),
                };
                f.pad(&format!("{sign}{number}"))
            }
        }
    }
}

/// A number with as many decimals as it needs, at most ten: what lies beyond is the noise of a factor 100.
/// Thousands are not parted: `1.500` would have two readings.
fn exact(number: f64) -> String {
    format!("{number:.10}").trim_end_matches('0').trim_end_matches('.').replace('.', ",")
}

/// Words that people use for an operator. The longer stand before those they contain.
const WORDS: [(&str, Op); 9] = [
    ("non meno di", Op::AtLeast),
    ("non più di", Op::AtMost),
    ("al massimo", Op::AtMost),
    ("almeno", Op::AtLeast),
    ("massimo", Op::AtMost),
    ("minimo", Op::AtLeast),
    ("meno di", Op::LessThan),
    ("più di", Op::MoreThan),
    ("oltre", Op::MoreThan),
];

const ARTICLES: [&str; 7] = ["il ", "lo ", "la ", "i ", "gli ", "le ", "l'"];

/// Parses a target as written.
///
/// # Errors
/// One Italian sentence when it has an operator and something that is no number, or a number with two readings.
pub fn parse(text: &str) -> Result<Target, String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let signs_end = text.find(|c: char| !matches!(c, '<' | '>' | '=' | '≥' | '≤' | ' ')).unwrap_or(text.len());
    let (signs, rest) = text.split_at(signs_end);
    let op = match signs.replace(' ', "").as_str() {
        "" => None,
        ">=" | "=>" | "≥" => Some(Op::AtLeast),
        ">" => Some(Op::MoreThan),
        "<=" | "=<" | "≤" => Some(Op::AtMost),
        "<" => Some(Op::LessThan),
        other => return Err(phrases::no_operator(other)),
    };
    if rest.is_empty() {
        // A sign alone (`>`) says a direction and forgets the number.
        return Ok(Target::None);
    }
    if op.is_some() {
        return match number(rest)? {
            Some((value, unit)) => Ok(Target::Number { op, value, unit }),
            None => Err(phrases::number_missing(signs.trim(), rest)),
        };
    }
    let lower = rest.to_lowercase();
    for (words, op) in WORDS {
        let Some(after) = lower.strip_prefix(words).and_then(|after| after.strip_prefix(' ')) else { continue };
        let after = ARTICLES.iter().find_map(|article| after.strip_prefix(article)).unwrap_or(after);
        // Lower case may change a text's length in bytes, so the unit is taken by counting from the end in characters.
        let skip = rest.chars().count().saturating_sub(after.chars().count());
        let as_written: String = rest.chars().skip(skip).collect();
        return Ok(match number(&as_written)? {
            Some((value, unit)) => Target::Number { op: Some(op), value, unit },
            None => Target::Milestone(rest.to_owned()),
        });
    }
    Ok(match number(rest)? {
        // `30/06/2021` and `2 bandi e 3 incontri` are words that begin with a number.
        Some((value, unit)) if !unit.contains(|c: char| c.is_ascii_digit()) => Target::Number { op: None, value, unit },
        _ => Target::Milestone(rest.to_owned()),
    })
}

/// A number at the start of a text, and the unit that follows it; `None` when the text begins otherwise.
/// A percentage comes back as its fraction, with the unit `%`.
fn number(text: &str) -> Result<Option<(f64, String)>, String> {
    let text = text.strip_prefix('€').map_or(text, str::trim_start);
    let (sign, unsigned) = match text.strip_prefix(['-', '−', '–']) {
        Some(unsigned) => ("-", unsigned.trim_start()),
        None => ("", text),
    };
    if !unsigned.starts_with(|c: char| c.is_ascii_digit()) {
        return Ok(None);
    }
    let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(unsigned.len());
    let written = unsigned[..end].trim_end_matches(['.', ',']);
    let unit = unsigned[end..].trim();
    let plain = plain(written)?;
    let (unit, exponent) = match unit.strip_prefix('%').or_else(|| unit.strip_prefix("per cento")) {
        Some(_) => ("%", "e-2"),
        None => (unit, ""),
    };
    let value: f64 = format!("{sign}{plain}{exponent}").parse().map_err(|_| phrases::no_number(written))?;
    Ok(value.is_finite().then(|| (value, unit.to_owned())))
}

/// `1.234,5` → `1234.5`. A lone point before three digits is refused: it may be of thousands or of decimals.
fn plain(written: &str) -> Result<String, String> {
    let (whole, fraction) = written.split_once(',').unwrap_or((written, ""));
    if fraction.contains(['.', ',']) {
        return Err(phrases::no_number(written));
    }
    let mut groups = whole.split('.');
    let first = groups.next().unwrap_or_default();
    let others: Vec<&str> = groups.collect();
    let thousands = first.len() <= 3 && !first.starts_with('0') && others.iter().all(|group| group.len() == 3);
    match others.as_slice() {
        [] => {}
        [_] if fraction.is_empty() && !written.contains(',') && thousands => {
            return Err(phrases::thousands_or_decimals(written));
        }
        [decimals] if fraction.is_empty() && !written.contains(',') => return Ok(format!("{first}.{decimals}")),
        _ if thousands => {}
        _ => return Err(phrases::no_number(written)),
    }
    let whole = whole.replace('.', "");
    Ok(if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn target(text: &str) -> Target {
        parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn targets_are_read_as_the_plan_prints_them() {
        let number = |op, value, unit: &str| Target::Number { op, value, unit: unit.to_owned() };
        for (text, expected) in [
            (">=80%", number(Some(Op::AtLeast), 0.8, "%")),
            (">= 80 %", number(Some(Op::AtLeast), 0.8, "%")),
            ("> =50", number(Some(Op::AtLeast), 50.0, "")),
            ("≥ 50", number(Some(Op::AtLeast), 50.0, "")),
            (">=8", number(Some(Op::AtLeast), 8.0, "")),
            ("> 38", number(Some(Op::MoreThan), 38.0, "")),
            ("<= 5gg", number(Some(Op::AtMost), 5.0, "gg")),
            ("<=20 giorni", number(Some(Op::AtMost), 20.0, "giorni")),
            ("<= -2,5", number(Some(Op::AtMost), -2.5, "")),
            ("Almeno 2 bandi", number(Some(Op::AtLeast), 2.0, "bandi")),
            ("almeno 1 iniziativa", number(Some(Op::AtLeast), 1.0, "iniziativa")),
            ("Almeno il 30% delle imprese richiedenti i certificati di origine", number(Some(Op::AtLeast), 0.3, "%")),
            (
                "Almeno 3 incontri con i Soggetti interessati",
                number(Some(Op::AtLeast), 3.0, "incontri con i Soggetti interessati"),
            ),
            ("10,00", number(None, 10.0, "")),
            ("3", number(None, 3.0, "")),
            ("1.234,5 €", number(None, 1234.5, "€")),
            ("0.5", number(None, 0.5, "")),
            (">", Target::None),
            ("  ", Target::None),
            ("Attuazione e rendicontazione", Target::Milestone("Attuazione e rendicontazione".into())),
            ("30/06/2021", Target::Milestone("30/06/2021".into())),
            ("Almeno una verifica", Target::Milestone("Almeno una verifica".into())),
        ] {
            assert_eq!(target(text), expected, "{text}");
        }
    }

    #[test]
    fn an_operator_without_a_number_is_refused() {
        let said = [">= tanti", "<> 3", ">= 1.500", "<= 1,2,3"].map(|text| parse(text).expect_err(text));
        insta::assert_snapshot!(said.join("\n"), @r#"
        dopo `>=` ci vuole un numero, non `tanti`
        `<>` non è un operatore: si usano `>=`, `>`, `<=`, `<`
        `1.500` si può leggere in due modi: si scriva `1500` oppure `1,500`
        `1,2,3` non è un numero: si scrive come `1.234,5`
        "#);
    }

    #[test]
    fn a_target_in_json_is_an_object_or_null() {
        let json = |text: &str| serde_json::to_string(&target(text)).unwrap();
        assert_eq!(json(">=80%"), r#"{"op":">=","value":"0.8","unit":"%"}"#);
        assert_eq!(json("10,00"), r#"{"op":null,"value":"10","unit":""}"#);
        assert_eq!(json("Referti OIV"), r#"{"milestone":"Referti OIV"}"#);
        assert_eq!(json(">"), "null");
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(
            op in prop_oneof![Just(None), Just(Some(Op::AtLeast)), Just(Some(Op::LessThan))],
            hundredths in -1_000_000_i32..1_000_000,
            unit in prop_oneof![Just(""), Just("%"), Just("giorni")],
        ) {
            let (sign, whole, fraction) =
                (if hundredths < 0 { "-" } else { "" }, hundredths.abs() / 100, hundredths.abs() % 100);
            let text = format!("{} {sign}{whole},{fraction:02}{unit}", op.map_or("", Op::sign));
            let read = target(&text);
            prop_assert_eq!(target(&read.to_string()), read, "{}", text);
        }

        #[test]
        fn no_text_makes_it_panic(text in "[<>=≥ ]{0,3}\\PC{0,20}|[Aa]lmeno \\PC{0,20}|[0-9.,%]{0,9}") {
            let _ = parse(&text);
        }
    }
}
