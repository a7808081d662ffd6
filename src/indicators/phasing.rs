//! How a voce spreads over the year: monthly profiles, the share of a budget that is due by the end of a month, and the method
//! by which its year end is projected. Of a voce without months nothing is said to be due: a straight twelfth a month gives
//! false alarms.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::fault::Fault;
use crate::history::Window;
use crate::history::learnt::Pupil;
use crate::named::named;
use crate::period::Period;

/// All profiles, from `config/phasing.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phasing {
    /// One a voce.
    #[serde(rename = "profile", default)]
    pub profiles: Vec<Profile>,
}

/// One voce's year.
#[derive(Clone, Debug, Deserialize)]
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

impl Profile {
    /// Whether it says what is due by a month, and of the year end nothing that goes without saying.
    pub(super) fn is_share_alone(&self) -> bool {
        self.months.is_some() && self.method == Method::default() && !self.below_booked
    }

    /// The part of [`WHOLE`] that has passed by the end of a month.
    pub(super) fn passed(&self, period: Period) -> i128 {
        let month = i128::from(period.month());
        #[expect(clippy::cast_possible_truncation, reason = "a share of a month is at most 100 points")]
        let points = |share: &f64| (share * 100_000_000.0).round() as i128;
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
        for (place, profile) in self.profiles.iter().enumerate() {
            let line = &profile.line;
            let mut say = |key: &str, text: String| said.push(Fault::at(format!("profile[{place}].{key}"), text));
            let wrong = |months: &[f64; 12]| {
                let is_whole = (months.iter().sum::<f64>() - 100.0).abs() <= 1e-6;
                !(is_whole && months.iter().all(|month| *month >= 0.0))
            };
            if profile.months.as_ref().is_some_and(wrong) {
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
        let phasing = Phasing { profiles: vec![profile.clone()] };
        assert!(phasing.own_faults().is_empty());
        assert_eq!(phasing.share("s", "a", "2021-06".parse().unwrap()), Some(0.5));
        assert_eq!(phasing.share("s", "a", "2021-12".parse().unwrap()), Some(1.0));
        assert_eq!(phasing.share("s", "b", "2021-06".parse().unwrap()), None);
        assert_eq!(profile.passed("2021-06".parse().unwrap()), WHOLE / 2);
        let twelfths = Profile { months: None, ..profile.clone() };
        assert_eq!(twelfths.passed("2021-03".parse().unwrap()), WHOLE / 4);
        let nothing_due = Phasing { profiles: vec![twelfths] };
        assert_eq!(nothing_due.share("s", "a", "2021-03".parse().unwrap()), None);
        let wrong = Profile { months: Some([10.0; 12]), ..profile.clone() };
        assert_eq!(Phasing { profiles: vec![profile, wrong] }.own_faults().len(), 2);
    }
}
