//! How a voce spreads over the year: monthly profiles, the share of a budget that is due by the end of a month, and the method
//! by which its year end is projected. Of a voce without months nothing is said to be due: a straight twelfth a month gives
//! false alarms.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;

use crate::fault::Fault;
use crate::history::Window;
use crate::history::learnt::Pupil;
use crate::ledger::{Chart, Line, Scheme};
use crate::money::{Cents, Ratio, share};
use crate::named::named;
use crate::period::{Function, Period};

/// All profiles, from `config/phasing.toml`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phasing {
    /// One a voce.
    #[serde(rename = "profile", default)]
    pub profiles: Vec<Profile>,
    /// The ways to the year's end on which ratios of the accounts are judged within the year; the first gives their value.
    #[serde(default = "declared_and_assestato")]
    pub judged_by: Vec<JudgedBy>,
    /// The share of the voci behind a ratio that has to be booked for its course to be judged, 0 to 1.
    #[serde(default = "a_quarter")]
    pub meaningful_from: f64,
    /// One a voce, for the year end of voci of which what is booked does not tell the functions.
    #[serde(default)]
    pub functions: Vec<Shares>,
}

impl Phasing {
    /// Nothing declared, and no way to judge by.
    pub const NONE: Self =
        Self { profiles: Vec::new(), functions: Vec::new(), judged_by: Vec::new(), meaningful_from: 0.25 };
}

impl Default for Phasing {
    fn default() -> Self {
        Self { judged_by: declared_and_assestato(), ..Self::NONE }
    }
}

fn declared_and_assestato() -> Vec<JudgedBy> {
    vec![JudgedBy::VocePerVoce, JudgedBy::Assestato]
}

fn a_quarter() -> f64 {
    0.25
}

/// A way to the year's end on which ratios are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JudgedBy {
    /// Each voce by its own method.
    VocePerVoce,
    /// Every voce as [`Method::Profilo`].
    Profilo,
    /// Every voce as [`Method::Ritmo`].
    Ritmo,
    /// Every voce as [`Method::Assestato`].
    Assestato,
}

named!(JudgedBy {
    VocePerVoce = "voce_per_voce",
    Profilo = "profilo",
    Ritmo = "ritmo",
    Assestato = "assestato",
});

impl JudgedBy {
    /// The name people read.
    #[must_use]
    pub fn italian(self) -> &'static str {
        match self {
            Self::VocePerVoce => "voce per voce, ognuna con il suo metodo",
            Self::Profilo => "tutte con il profilo",
            Self::Ritmo => "tutte con il ritmo",
            Self::Assestato => "tutte con l'assestato",
        }
    }

    /// The method that all voci take; none where each has its own.
    #[must_use]
    pub fn method(self) -> Option<Method> {
        match self {
            Self::VocePerVoce => None,
            Self::Profilo => Some(Method::Profilo),
            Self::Ritmo => Some(Method::Ritmo),
            Self::Assestato => Some(Method::Assestato),
        }
    }
}

/// How the year end of a voce divides among the functions.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shares {
    /// The scheme.
    pub scheme: String,
    /// The line.
    pub line: String,
    /// The share of each function from A to D, in percent points; they sum to 100.
    #[serde(deserialize_with = "four")]
    pub shares: [f64; Function::ALL.len()],
}

/// A share for each function, and no other.
fn four<'de, D: serde::Deserializer<'de>>(text: D) -> Result<[f64; Function::ALL.len()], D::Error> {
    let shares = Vec::<f64>::deserialize(text)?;
    let wrong = |it: Vec<f64>| {
        serde::de::Error::custom(format!(
            "qui servono quattro quote, nell'ordine di A, B, C e D: ce ne sono {}",
            it.len()
        ))
    };
    shares.try_into().map_err(wrong)
}

/// One voce's year.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The scheme.
    pub scheme: String,
    /// The line.
    pub line: String,
    /// How its year end is projected.
    #[serde(default)]
    pub method: Method,
    /// The share of each month from January to December, in percent points; they sum to 100. Without them `profilo` and `ritmo`
    /// go by twelfths, and nothing is said to be due by a month.
    pub months: Option<[f64; 12]>,
    /// The former years from which `storico` learns; without them, those of the last three.
    #[serde(default)]
    pub years: Vec<u16>,
    /// Whether its year end may be below what is booked, as a closing inventory may.
    #[serde(default)]
    pub below_booked: bool,
}

/// How the year end of a voce is projected from a month within it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// What is booked, and the rest of the year as the budget has it: booked + assestato x (1 - share to date).
    #[default]
    Profilo,
    /// The year goes on as it began: booked / share to date.
    Ritmo,
    /// The assestato: what is booked once, at the year's end.
    Assestato,
    /// The year goes on as former ones did: booked / the share learnt of them; of fewer than two years, the assestato.
    Storico,
}

named!(Method {
    Profilo = "profilo",
    Ritmo = "ritmo",
    Assestato = "assestato",
    Storico = "storico",
});

/// Parts of a whole year, exactly: hundred millionths, so that a profile of eight decimals has no rounding.
pub(super) const WHOLE: i128 = 10_000_000_000;

/// Percent points as parts of [`WHOLE`].
#[expect(clippy::cast_possible_truncation, reason = "a share is at most 100 points")]
fn points(share: &f64) -> i128 {
    (share * 100_000_000.0).round() as i128
}

/// Whether these are shares that sum to a whole.
fn is_whole(shares: &[f64]) -> bool {
    (shares.iter().sum::<f64>() - 100.0).abs() <= 1e-6 && shares.iter().all(|share| *share >= 0.0)
}

impl Shares {
    /// The parts of a whole, function by function.
    pub(super) fn parts(&self) -> Vec<(Function, i64)> {
        let part = |share: &f64| i64::try_from(points(share)).unwrap_or_default();
        Function::ALL.into_iter().zip(self.shares.iter().map(part)).collect()
    }
}

impl Profile {
    /// Whether it says what is due by a month, and of the year end nothing that goes without saying.
    pub(super) fn is_share_alone(&self) -> bool {
        self.months.is_some() && self.method == Method::default() && !self.below_booked
    }

    /// The part of [`WHOLE`] that has passed by the end of a month.
    pub(super) fn passed(&self, period: Period) -> i128 {
        let month = i128::from(period.month());
        match &self.months {
            None => WHOLE * month / 12,
            // The last month ends the year, whatever its decimals sum to.
            Some(_) if month == 12 => WHOLE,
            Some(months) => months.iter().take(usize::from(period.month())).map(points).sum(),
        }
    }
}

impl Phasing {
    /// The voci whose share is learnt of former years, and of which.
    #[must_use]
    pub fn pupils(&self, period: Period) -> Vec<Pupil> {
        let of = |it: &Profile| Pupil {
            scheme: it.scheme.clone(),
            line: it.line.clone(),
            years: if it.years.is_empty() {
                Window::of(period, &BTreeSet::new()).years().map(|year| year.0).collect()
            } else {
                BTreeSet::from_iter(it.years.iter().copied())
                    .into_iter()
                    .filter(|it| *it < period.exercise().0)
                    .collect()
            },
        };
        self.profiles.iter().filter(|it| it.method == Method::Storico).map(of).collect()
    }

    /// What is declared of a voce.
    #[must_use]
    pub fn of(&self, scheme: &str, line: &str) -> Option<&Profile> {
        self.profiles.iter().find(|it| it.scheme == scheme && it.line == line)
    }

    /// The same course with one method for every voce of every scheme: the months of a profile stay, twelfths elsewhere.
    #[must_use]
    pub fn by(&self, method: Method, chart: &Chart) -> Self {
        let lines = chart.schemes.iter().flat_map(|scheme| scheme.lines.iter().map(move |line| (scheme, line)));
        let of_voce = |(scheme, line): (&Arc<Scheme>, &Line)| {
            let (scheme, line) = (scheme.id.to_string(), line.id.to_string());
            match self.of(&scheme, &line) {
                Some(own) => Profile { method, ..own.clone() },
                None => Profile { scheme, line, method, months: None, years: Vec::new(), below_booked: false },
            }
        };
        // Sums of accounts may have a profile of their own.
        let is_sum = |it: &&Profile| {
            chart.schemes.iter().all(|scheme| *scheme.id != *it.scheme || scheme.line(&it.line).is_none())
        };
        let of_sums = self.profiles.iter().filter(is_sum).map(|own| Profile { method, ..own.clone() });
        Self { profiles: lines.map(of_voce).chain(of_sums).collect(), ..self.clone() }
    }

    /// How a voce divides among the functions, where it is declared.
    #[must_use]
    pub fn shares_of(&self, scheme: &str, line: &str) -> Option<&Shares> {
        self.functions.iter().find(|it| it.scheme == scheme && it.line == line)
    }

    /// What is due of a budget by the end of a month, rounded once to the cent; `None` without the months of a profile.
    #[must_use]
    pub fn due(&self, scheme: &str, line: &str, period: Period, budget: Cents) -> Option<Cents> {
        let profile = self.of(scheme, line).filter(|it| it.months.is_some())?;
        Some(share(budget, profile.passed(period), WHOLE))
    }

    /// The share of the year that is due by the end of a month, 0 to 1; `None` without the months of a profile.
    #[must_use]
    pub fn share(&self, scheme: &str, line: &str, period: Period) -> Option<f64> {
        let months = self.of(scheme, line)?.months?;
        let due: f64 = months.iter().take(usize::from(period.month())).sum();
        Some((due / 100.0).clamp(0.0, 1.0))
    }

    /// What is wrong with the profiles by themselves.
    #[must_use]
    pub fn own_faults(&self) -> Vec<Fault> {
        let mut said = Vec::new();
        let ways = &self.judged_by;
        if let Some(twice) = ways.iter().enumerate().find_map(|(at, way)| ways[..at].contains(way).then_some(way)) {
            said.push(Fault::at("judged_by", format!("`judged_by` nomina due volte `{}`", twice.id())));
        }
        if self.judged_by.is_empty() {
            said.push(Fault::at(
                "judged_by",
                "`judged_by` vuole almeno un modo, per esempio [\"voce_per_voce\", \"assestato\"]",
            ));
        }
        if !(0.0..=1.0).contains(&self.meaningful_from) {
            said.push(Fault::at("meaningful_from", "`meaningful_from` è una quota da 0 a 1: per esempio 0.25"));
        }
        for (place, profile) in self.profiles.iter().enumerate() {
            let line = &profile.line;
            let mut say = |key: &str, text: String| said.push(Fault::at(format!("profile[{place}].{key}"), text));
            if profile.months.as_ref().is_some_and(|months| !is_whole(months)) {
                say("months", format!("il profilo di `{line}` vuole dodici quote da 0 in su che sommino a 100"));
            }
            if !profile.years.is_empty() && profile.method != Method::Storico {
                say("years", format!("`{line}` ha `years`, che sono gli anni del metodo `storico`"));
            }
            if profile.years.len() == 1 {
                say("years", format!("a `{line}` lo storico vuole almeno due anni"));
            }
            if self.profiles[..place].iter().any(|other| (&other.scheme, &other.line) == (&profile.scheme, line)) {
                say("line", format!("la voce `{line}` ha due profili"));
            }
        }
        for (place, it) in self.functions.iter().enumerate() {
            let line = &it.line;
            let mut say = |key: &str, text: String| said.push(Fault::at(format!("functions[{place}].{key}"), text));
            if !is_whole(&it.shares) {
                let sum = Ratio(it.shares.iter().sum()).italian(4);
                let sum = sum.trim_end_matches('0').trim_end_matches(',');
                let text = format!(
                    "le quote per funzione di `{line}` sono quattro numeri da 0 in su che sommino a 100: la somma è {sum}"
                );
                say("shares", text);
            }
            if self.functions[..place].iter().any(|other| (&other.scheme, &other.line) == (&it.scheme, line)) {
                say("line", format!("la voce `{line}` ha due volte le quote per funzione"));
            }
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_what_is_due_by_the_end_of_the_month() {
        let months = [3.0, 3.0, 3.0, 4.0, 5.0, 32.0, 30.0, 4.0, 3.0, 3.0, 4.0, 6.0];
        let profile = Profile {
            scheme: "s".into(),
            line: "a".into(),
            method: Method::Profilo,
            months: Some(months),
            years: Vec::new(),
            below_booked: false,
        };
        let phasing = Phasing { profiles: vec![profile.clone()], ..Phasing::default() };
        assert!(phasing.own_faults().is_empty());
        assert_eq!(phasing.share("s", "a", "2021-06".parse().unwrap()), Some(0.5));
        assert_eq!(phasing.share("s", "a", "2021-12".parse().unwrap()), Some(1.0));
        assert_eq!(phasing.share("s", "b", "2021-06".parse().unwrap()), None);
        assert_eq!(profile.passed("2021-06".parse().unwrap()), WHOLE / 2);
        let twelfths = Profile { months: None, ..profile.clone() };
        assert_eq!(twelfths.passed("2021-03".parse().unwrap()), WHOLE / 4);
        let nothing_due = Phasing { profiles: vec![twelfths], ..Phasing::default() };
        assert_eq!(nothing_due.share("s", "a", "2021-03".parse().unwrap()), None);
        let wrong = Profile { months: Some([10.0; 12]), ..profile.clone() };
        let wrong = Phasing { profiles: vec![profile, wrong], ..Phasing::default() };
        assert_eq!(wrong.own_faults().len(), 2);
    }

    #[test]
    fn shares_of_functions_sum_to_a_whole_and_come_once() {
        let of = |shares| Shares { scheme: "s".into(), line: "a".into(), shares };
        let phasing = |functions| Phasing { functions, ..Phasing::default() };
        let thirds = of([33.333_333_33, 33.333_333_33, 33.333_333_34, 0.0]);
        assert_eq!(thirds.parts().iter().map(|(_, part)| i128::from(*part)).sum::<i128>(), WHOLE);
        let paths = |faulty: Phasing| faulty.own_faults().into_iter().map(|it| it.path).collect::<Vec<_>>();
        assert_eq!(paths(phasing(vec![thirds.clone()])), Vec::<String>::new());
        assert_eq!(
            paths(phasing(vec![thirds, of([10.0, 20.0, 30.0, 30.0]), of([-10.0, 50.0, 30.0, 30.0])])),
            ["functions[1].shares", "functions[1].line", "functions[2].shares", "functions[2].line"]
        );
        let said = phasing(vec![of([10.0, 22.5, 46.0, 22.0])]).own_faults().remove(0).text;
        assert!(said.ends_with("che sommino a 100: la somma è 100,5"), "{said}");
        let read = |shares: &str| {
            let error =
                toml::from_str::<Shares>(&format!("scheme = \"s\"\nline = \"a\"\nshares = [{shares}]")).unwrap_err();
            error.message().to_owned()
        };
        let wanted = "qui servono quattro quote, nell'ordine di A, B, C e D: ce ne sono";
        assert_eq!(read("10, 22, 68"), format!("{wanted} 3"));
        assert_eq!(read("10, 22, 46, 11, 11"), format!("{wanted} 5"));
    }
}
