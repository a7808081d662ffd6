//! What a name of an indicator's formula asks for: a figure of the accounts with its function, scenario and year, what an
//! office measured, another indicator, or the list of payments. Reads names; knows no figures.
//!
//! `oneri_correnti`, `oneri_correnti.funzione_a`, `oneri_correnti.preventivo`, `diritto_annuale.anno_precedente`,
//! `interventi_economici.anno_2013`, `interventi_economici.triennio`, in any order after the base;
//! `misura.SLUG.numeratore`, `indicatore.SLUG`, `pagamenti.importo`, `pagamenti.importo_giorni`.

use super::definition::Definition;
use crate::italian::small;
use crate::ledger::Statement;
use crate::ledger::plans;
use crate::ledger::statement::COLUMN;
use crate::period::{Centre, Exercise, Function, Scenario};

/// The year that a figure is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Year {
    /// That of the scenario.
    Own,
    /// The one before, in the same months.
    Before,
    /// A base year, in the same months.
    Base(Exercise),
    /// The sum of this one and the two before, in the same months.
    Three,
}

/// The part of an office's line that a name asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The column Numeratore.
    Numerator,
    /// The column Denominatore.
    Denominator,
    /// The column Valore.
    Value,
}

impl Part {
    /// The part that a word names.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "numeratore" => Some(Self::Numerator),
            "denominatore" => Some(Self::Denominator),
            "valore" => Some(Self::Value),
            _ => None,
        }
    }
}

/// What a name asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference<'a> {
    /// A line or aggregate of the definition's scheme.
    Account {
        /// The line or aggregate.
        base: &'a str,
        /// One function, or all of them.
        function: Option<Function>,
        /// Another scenario than that of the evaluation.
        scenario: Option<Scenario>,
        /// Another year than its own.
        year: Year,
        /// One column of a table, as its layout calls it: `pid.colonna_costi`.
        centre: Option<Centre>,
    },
    /// A column of the definition's own line in its office's sheet.
    Own(Part),
    /// A column of another indicator's line.
    Measure {
        /// The other's id, or its code with `_` for `-`.
        of: &'a str,
        /// Which column.
        part: Part,
    },
    /// The value of another indicator.
    Indicator(&'a str),
    /// The sum of the payments.
    PaymentAmount,
    /// The sum of the payments, each times its days of delay.
    PaymentDays,
}

/// Reads a name. A word after a dot that selects nothing stays part of the base, and so is found unknown.
#[must_use]
pub fn read(name: &str, own: bool) -> Reference<'_> {
    if own && let Some(part) = Part::of(name) {
        return Reference::Own(part);
    }
    match name.split_once('.') {
        Some(("misura", rest)) => {
            let (of, part) = match rest.rsplit_once('.').and_then(|(of, word)| Some((of, Part::of(word)?))) {
                Some((of, part)) => (of, part),
                None => (rest, Part::Value),
            };
            return Reference::Measure { of, part };
        }
        Some(("indicatore", of)) => return Reference::Indicator(of),
        Some(("pagamenti", "importo")) => return Reference::PaymentAmount,
        Some(("pagamenti", "importo_giorni")) => return Reference::PaymentDays,
        _ => {}
    }
    let (mut base, mut function, mut scenario, mut year, mut centre) = (name, None, None, Year::Own, None);
    while let Some((rest, word)) = base.rsplit_once('.') {
        if let Some(found) = Function::ALL.into_iter().find(|function| function.id() == word) {
            function = Some(found);
        } else if let Some(found) = scenario_of(word) {
            scenario = Some(found);
        } else if let Some(found) = year_of(word) {
            year = found;
        } else if let Some(found) = word.strip_prefix(COLUMN).and_then(Centre::named) {
            centre = Some(found);
        } else {
            break;
        }
        base = rest;
    }
    Reference::Account { base, function, scenario, year, centre }
}

/// The scenarios that a name can choose.
pub const SCENARIOS: [Scenario; 5] = [
    Scenario::PrevisioneConsuntivo,
    Scenario::Preventivo,
    Scenario::Assestato,
    Scenario::Consuntivo,
    Scenario::Prenotato,
];

/// A scenario by its id, or by the words of a budget by centre.
fn scenario_of(word: &str) -> Option<Scenario> {
    match word {
        "iniziale" => Some(Scenario::Preventivo),
        "utilizzato" => Some(Scenario::Consuntivo),
        _ => SCENARIOS.into_iter().find(|scenario| scenario.id() == word),
    }
}

fn year_of(word: &str) -> Option<Year> {
    match word {
        "anno_precedente" | "anno_prima" => Some(Year::Before),
        "triennio" => Some(Year::Three),
        _ => {
            let digits = word.strip_prefix("anno_").filter(|digits| digits.len() == 4)?;
            digits.parse().ok().filter(|year| (1900..3000).contains(year)).map(|year| Year::Base(Exercise(year)))
        }
    }
}

/// Whether a name means this indicator: by its id, or by its code, whose `-` a name writes `_`. A code of an earlier exercise
/// rolls to the definition's own.
#[must_use]
pub fn means(name: &str, definition: &Definition) -> bool {
    let is_code = |code: &str| {
        let rolled = plans::year_of(code).and_then(|year| plans::in_exercise(name, year));
        rolled.as_deref().unwrap_or(name).eq_ignore_ascii_case(&code.replace('-', "_"))
    };
    name == definition.id || definition.code.as_deref().is_some_and(is_code)
}

/// A name as people say it: `Svalutazione dei crediti da diritto annuale, funzione D, anno precedente`. A name that the
/// statement does not know stays as it is; what follows it after a space (`... (2013)`) is kept.
#[must_use]
pub fn in_words(name: &str, statement: Option<&Statement>) -> String {
    let (asked, rest) = name.split_once(' ').map_or((name, ""), |(asked, rest)| (asked, rest));
    match read(asked, false) {
        Reference::PaymentAmount | Reference::PaymentDays => "elenco dei pagamenti".to_owned(),
        Reference::Account { base, function, scenario, year, centre } => {
            let Some(label) = statement.and_then(|statement| statement.label(base)) else { return name.to_owned() };
            let mut words = vec![label.to_owned()];
            words.extend(function.map(|function| format!("funzione {}", function.letter())));
            words.extend(scenario.map(|scenario| scenario.italian().to_lowercase()));
            words.extend(centre.map(|centre| {
                let rule = statement.and_then(|statement| statement.scheme.column(centre));
                rule.map_or_else(|| centre.id().replace('_', " "), |rule| small(&rule.label))
            }));
            words.extend(match year {
                Year::Own => None,
                Year::Before => Some("anno precedente".to_owned()),
                Year::Base(base) => Some(format!("anno {base}")),
                Year::Three => Some("triennio".to_owned()),
            });
            let words = words.join(", ");
            if rest.is_empty() || matches!(year, Year::Base(_)) { words } else { format!("{words} {rest}") }
        }
        Reference::Own(_) | Reference::Measure { .. } | Reference::Indicator(_) => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_stand_in_any_order_and_a_wrong_one_stays_in_the_name() {
        let account =
            |base, function, scenario, year| Reference::Account { base, function, scenario, year, centre: None };
        assert_eq!(read("personale", true), account("personale", None, None, Year::Own));
        let both = account("personale", Some(Function::A), Some(Scenario::Preventivo), Year::Before);
        assert_eq!(read("personale.funzione_a.preventivo.anno_precedente", false), both);
        assert_eq!(read("personale.anno_precedente.funzione_a.preventivo", false), both);
        assert_eq!(read("p.anno_2011", false), account("p", None, None, Year::Base(Exercise(2011))));
        assert_eq!(read("p.triennio", false), account("p", None, None, Year::Three));
        assert_eq!(read("p.anno_scorso", false), account("p.anno_scorso", None, None, Year::Own));
        let centre = Centre::named("quota");
        let of_column =
            Reference::Account { base: "fiera", function: None, scenario: None, year: Year::Before, centre };
        assert_eq!(read("fiera.colonna_quota.anno_prima", false), of_column);
        assert_eq!(read("valore", true), Reference::Own(Part::Value));
        assert_eq!(read("valore", false), account("valore", None, None, Year::Own));
        let measure = Reference::Measure { of: "2021_04_02_I1", part: Part::Numerator };
        assert_eq!(read("misura.2021_04_02_I1.numeratore", true), measure);
        assert_eq!(read("indicatore.altro", false), Reference::Indicator("altro"));
        assert_eq!(read("pagamenti.importo_giorni", false), Reference::PaymentDays);
    }
}
