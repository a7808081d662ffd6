//! How a voce spreads over the year: monthly profiles, and the share of a budget that is due by the end of a month.
//! A voce without a profile has no share: a straight twelfth a month gives false alarms.

use serde::Deserialize;

use crate::fault::Fault;
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
    /// The share of each month from January to December, in percent points; they sum to 100.
    pub months: [f64; 12],
}

impl Phasing {
    /// The share of the year that is due by the end of a month, 0 to 1; `None` without a profile.
    #[must_use]
    pub fn share(&self, scheme: &str, line: &str, period: Period) -> Option<f64> {
        let profile = self.profiles.iter().find(|it| it.scheme == scheme && it.line == line)?;
        let due: f64 = profile.months.iter().take(usize::from(period.month())).sum();
        Some((due / 100.0).clamp(0.0, 1.0))
    }

    /// What is wrong with the profiles by themselves.
    #[must_use]
    pub fn own_faults(&self) -> Vec<Fault> {
        let mut said = Vec::new();
        for (place, profile) in self.profiles.iter().enumerate() {
            let line = &profile.line;
            let mut say = |key: &str, text: String| said.push(Fault::at(format!("profile[{place}].{key}"), text));
            let sum: f64 = profile.months.iter().sum();
            if (sum - 100.0).abs() > 1e-6 || profile.months.iter().any(|month| *month < 0.0) {
                say("months", format!("il profilo di `{line}` vuole dodici quote da 0 in su che sommino a 100"));
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
        let profile = Profile { scheme: "s".into(), line: "a".into(), months };
        let phasing = Phasing { profiles: vec![profile.clone()] };
        assert!(phasing.own_faults().is_empty());
        assert_eq!(phasing.share("s", "a", "2021-06".parse().unwrap()), Some(0.5));
        assert_eq!(phasing.share("s", "a", "2021-12".parse().unwrap()), Some(1.0));
        assert_eq!(phasing.share("s", "b", "2021-06".parse().unwrap()), None);
        let wrong = Profile { months: [10.0; 12], ..profile.clone() };
        assert_eq!(Phasing { profiles: vec![profile, wrong] }.own_faults().len(), 2);
    }
}
