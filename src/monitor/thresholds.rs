//! When a finding is worth an alert: limits for all, and others for one line, one indicator or one office.
//! Knows no amounts; names are checked where schemes and definitions are known.

use serde::Deserialize;

use super::Kind;
use crate::fault::Fault;

/// How far a line may be ahead of the months that are over before its share of the year alerts, where nothing is declared.
const SHARE_OF_YEAR_AHEAD: f64 = 0.10;

/// What the chamber wants to be told.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// The scheme whose lines are watched.
    #[serde(default)]
    pub scheme: String,
    /// Share of the year's assestato beyond which an oneri line alerts, if it is also ahead of the year; 0,75 is three quarters.
    pub max_share_of_year: Option<f64>,
    /// How far that share must be beyond the share of the year that is over (months out of twelve) to alert: 0,10 is ten
    /// points, and what holds where nothing is declared.
    pub share_of_year_ahead: Option<f64>,
    /// How far oneri may be ahead of their monthly profile, as a share of the year's assestato; 0,05 is five points.
    pub oneri_above_profile: Option<f64>,
    /// How far oneri may be behind their monthly profile, as a share of the year's assestato. Of such a line spending less
    /// than planned is no saving, and is told as unfavourable.
    pub oneri_below_profile: Option<f64>,
    /// How far proventi may be behind their monthly profile, as a share of the year's assestato.
    pub proventi_below_profile: Option<f64>,
    /// Whether oneri and commitments (prenotato) beyond the assestato alert.
    #[serde(default)]
    pub within_budget: bool,
    /// Percentage points by which a ratio may move since the last issued month; none for any.
    pub ratio_points: Option<f64>,
    /// Whether a target that is nearly met alerts.
    #[serde(default)]
    pub indicator_near: bool,
    /// The sum of an office's open differences below which it is not alerted. Which difference counts, the
    /// `materiality_cents` of its matching rules says.
    #[serde(default)]
    pub office_sum_cents_min: i64,
    /// Other limits for one line, one indicator or one office.
    #[serde(rename = "override", default)]
    pub overrides: Vec<Override>,
}

/// Other limits for one subject; what is not named stays as it is for all.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// A line of the watched scheme.
    pub line: Option<String>,
    /// An indicator, by id.
    pub indicator: Option<String>,
    /// An office: its differences and its indicators.
    pub office: Option<String>,
    /// As in [`Thresholds`].
    pub max_share_of_year: Option<f64>,
    /// As in [`Thresholds`].
    pub share_of_year_ahead: Option<f64>,
    /// As in [`Thresholds`].
    pub oneri_above_profile: Option<f64>,
    /// As in [`Thresholds`].
    pub oneri_below_profile: Option<f64>,
    /// As in [`Thresholds`].
    pub proventi_below_profile: Option<f64>,
    /// As in [`Thresholds`].
    pub within_budget: Option<bool>,
    /// As in [`Thresholds`].
    pub ratio_points: Option<f64>,
    /// As in [`Thresholds`].
    pub indicator_near: Option<bool>,
    /// As in [`Thresholds`].
    pub office_sum_cents_min: Option<i64>,
    /// Kinds of alert that are never raised for this subject.
    #[serde(default)]
    pub silent: Vec<Kind>,
}

/// The limits that hold for one subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// As in [`Thresholds`]; so for the others.
    pub max_share_of_year: Option<f64>,
    /// See [`Thresholds::share_of_year_ahead`].
    pub share_of_year_ahead: f64,
    /// See [`Thresholds::oneri_above_profile`].
    pub oneri_above_profile: Option<f64>,
    /// See [`Thresholds::oneri_below_profile`].
    pub oneri_below_profile: Option<f64>,
    /// See [`Thresholds::proventi_below_profile`].
    pub proventi_below_profile: Option<f64>,
    /// See [`Thresholds::within_budget`].
    pub within_budget: bool,
    /// See [`Thresholds::ratio_points`].
    pub ratio_points: Option<f64>,
    /// See [`Thresholds::indicator_near`].
    pub indicator_near: bool,
    /// See [`Thresholds::office_sum_cents_min`].
    pub office_sum_cents_min: i64,
    /// Kinds that are not raised.
    pub silent: Vec<Kind>,
}

impl Thresholds {
    /// The limits of a line.
    #[must_use]
    pub fn of_line(&self, line: &str) -> Limits {
        self.limits(|it| it.line.as_deref() == Some(line))
    }

    /// The limits of an indicator: those of its office, then its own.
    #[must_use]
    pub fn of_indicator(&self, indicator: &str, office: &str) -> Limits {
        self.limits(|it| it.indicator.as_deref() == Some(indicator) || it.office.as_deref() == Some(office))
    }

    /// The limits of an office.
    #[must_use]
    pub fn of_office(&self, office: &str) -> Limits {
        self.limits(|it| it.office.as_deref() == Some(office))
    }

    /// The limits for all, with what the fitting overrides say instead; that of a line or an indicator wins over its office's.
    fn limits(&self, fits: impl Fn(&Override) -> bool) -> Limits {
        let mut limits = Limits {
            max_share_of_year: self.max_share_of_year,
            share_of_year_ahead: self.share_of_year_ahead.unwrap_or(SHARE_OF_YEAR_AHEAD),
            oneri_above_profile: self.oneri_above_profile,
            oneri_below_profile: self.oneri_below_profile,
            proventi_below_profile: self.proventi_below_profile,
            within_budget: self.within_budget,
            ratio_points: self.ratio_points,
            indicator_near: self.indicator_near,
            office_sum_cents_min: self.office_sum_cents_min,
            silent: Vec::new(),
        };
        let mut fitting: Vec<&Override> = self.overrides.iter().filter(|it| fits(it)).collect();
        fitting.sort_by_key(|it| it.office.is_none());
        for it in fitting {
            limits.max_share_of_year = it.max_share_of_year.or(limits.max_share_of_year);
            limits.share_of_year_ahead = it.share_of_year_ahead.unwrap_or(limits.share_of_year_ahead);
            limits.oneri_above_profile = it.oneri_above_profile.or(limits.oneri_above_profile);
            limits.oneri_below_profile = it.oneri_below_profile.or(limits.oneri_below_profile);
            limits.proventi_below_profile = it.proventi_below_profile.or(limits.proventi_below_profile);
            limits.within_budget = it.within_budget.unwrap_or(limits.within_budget);
            limits.ratio_points = it.ratio_points.or(limits.ratio_points);
            limits.indicator_near = it.indicator_near.unwrap_or(limits.indicator_near);
            limits.office_sum_cents_min = it.office_sum_cents_min.unwrap_or(limits.office_sum_cents_min);
            limits.silent.extend(&it.silent);
        }
        limits
    }

    /// What cannot be meant.
    #[must_use]
    pub fn own_faults(&self) -> Vec<Fault> {
        let mut out = Vec::new();
        let all = Numbers {
            shares: [
                ("max_share_of_year", self.max_share_of_year),
                ("oneri_above_profile", self.oneri_above_profile),
                ("oneri_below_profile", self.oneri_below_profile),
                ("proventi_below_profile", self.proventi_below_profile),
                ("ratio_points", self.ratio_points),
            ],
            share_of_year_ahead: self.share_of_year_ahead,
            office_sum_cents_min: Some(self.office_sum_cents_min),
        };
        out.extend(all.faults());
        for (place, it) in self.overrides.iter().enumerate() {
            let own = Numbers {
                shares: [
                    ("max_share_of_year", it.max_share_of_year),
                    ("oneri_above_profile", it.oneri_above_profile),
                    ("oneri_below_profile", it.oneri_below_profile),
                    ("proventi_below_profile", it.proventi_below_profile),
                    ("ratio_points", it.ratio_points),
                ],
                share_of_year_ahead: it.share_of_year_ahead,
                office_sum_cents_min: it.office_sum_cents_min,
            };
            let path = format!("override[{place}]");
            out.extend(own.faults().into_iter().map(|fault| fault.below(&path)));
            if [&it.line, &it.indicator, &it.office].into_iter().flatten().count() != 1 {
                let text = "ogni [[thresholds.override]] vuole uno solo fra `line`, `indicator` e `office`";
                out.push(Fault::at(path, text));
            }
        }
        out
    }
}

/// The numbers of limits, for all or for one subject.
struct Numbers {
    shares: [(&'static str, Option<f64>); 5],
    share_of_year_ahead: Option<f64>,
    office_sum_cents_min: Option<i64>,
}

impl Numbers {
    fn faults(&self) -> Vec<Fault> {
        let mut out = Vec::new();
        for (name, value) in self.shares {
            if value.is_some_and(|value| !(value > 0.0 && value.is_finite())) {
                let example = if name == "ratio_points" { "5" } else { "0.75" };
                let text = format!("`{name}` dev'essere un numero maggiore di zero, per esempio {example}");
                out.push(Fault::at(name, text));
            }
        }
        if self.share_of_year_ahead.is_some_and(|ahead| !(ahead >= 0.0 && ahead.is_finite())) {
            let text = "`share_of_year_ahead` è una quota dell'assestato, da 0 in su: per esempio 0.10";
            out.push(Fault::at("share_of_year_ahead", text));
        }
        if self.office_sum_cents_min.is_some_and(|cents| cents < 0) {
            let text = "`office_sum_cents_min` è un importo in centesimi, da 0 in su";
            out.push(Fault::at("office_sum_cents_min", text));
        }
        out
    }
}
