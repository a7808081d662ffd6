//! The tree of the plan: areas (missioni), strategic and operative objectives, and who answers for them.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::office::OfficeId;
use crate::period::Exercise;

/// All objectives of an exercise, from `config/objectives.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objectives {
    /// Sorted by code.
    #[serde(rename = "objective", default)]
    pub all: Vec<Objective>,
    /// How people are assessed on the plan: weighted groups of its indicators.
    #[serde(rename = "scorecard", default)]
    pub scorecards: Vec<Scorecard>,
}

/// How one role is assessed: groups of indicators and what somebody gives by hand, with weights that sum to one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scorecard {
    /// A slug: `segretario_generale`.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Its groups.
    #[serde(rename = "group")]
    pub groups: Vec<ScoreGroup>,
}

/// One group of a scorecard.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreGroup {
    /// As definitions name it in `weight_group`.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Its share of the whole, 0 to 1.
    pub weight: f64,
    /// What is given by hand, 0 to 1, such as behaviours by the OIV; absent until it is given.
    pub given: Option<f64>,
    /// Who gives it and in which act; a group with this has no indicators.
    #[serde(default, with = "crate::named::absent")]
    pub given_by: Option<String>,
}

/// One objective.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objective {
    /// `2021_01_02_03`.
    pub code: Arc<str>,
    /// Its depth.
    pub level: Level,
    /// The code above it.
    pub parent: Option<Arc<str>>,
    /// As the plan prints it.
    pub title: String,
    /// The office that answers for it; those of the whole chamber have none.
    #[serde(default, with = "crate::named::absent")]
    pub office: Option<OfficeId>,
    /// How much it counts among its sisters.
    #[serde(default = "one")]
    pub weight: f64,
    /// What the plan gives it, in whole euro as printed.
    pub resources_euro: Option<i64>,
}

fn one() -> f64 {
    1.0
}

/// How deep an objective stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A missione.
    Area,
    /// `YYYY_AA_SS`.
    Strategico,
    /// `YYYY_AA_SS_OO`.
    Operativo,
}

/// A code of an earlier exercise as a later one writes it: `2021_01_02` in 2022 is `2022_01_02`; `None` when there is
/// nothing to change.
#[must_use]
pub fn in_exercise(code: &str, exercise: Exercise) -> Option<String> {
    let (year, rest) = code.split_once('_')?;
    let own: u16 = year.parse().ok().filter(|_| year.len() == 4)?;
    (own < exercise.0).then(|| format!("{exercise}_{rest}"))
}

impl Level {
    /// The name people read.
    #[must_use]
    pub fn italian(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Strategico => "strategico",
            Self::Operativo => "operativo",
        }
    }
}

impl Objectives {
    /// The tree as an exercise writes it: objectives of an earlier one roll to its codes, unless it has its own of that code.
    #[must_use]
    pub fn in_exercise(&self, exercise: Exercise) -> Self {
        let own: BTreeSet<&str> = self.all.iter().map(|objective| &*objective.code).collect();
        let mut all: Vec<Objective> = self
            .all
            .iter()
            .filter_map(|objective| {
                let Some(code) = in_exercise(&objective.code, exercise) else { return Some(objective.clone()) };
                if own.contains(code.as_str()) {
                    return None;
                }
                let parent = objective.parent.as_deref().map(|parent| {
                    in_exercise(parent, exercise).map_or_else(|| Arc::from(parent), |parent| Arc::from(parent.as_str()))
                });
                Some(Objective { code: Arc::from(code.as_str()), parent, ..objective.clone() })
            })
            .collect();
        all.sort_by(|a, b| a.code.cmp(&b.code));
        Self { all, scorecards: self.scorecards.clone() }
    }

    /// The objective of this code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Objective> {
        self.all.iter().find(|objective| &*objective.code == code)
    }

    /// The office that answers for an objective: its own, or that of the nearest objective above it.
    #[must_use]
    pub fn office_of(&self, code: &str) -> Option<&OfficeId> {
        let mut next = self.get(code);
        // A tree of objectives is as deep as its levels; the bound ends a cycle that `check` would have refused.
        for _ in 0..8 {
            let objective = next?;
            if objective.office.is_some() {
                return objective.office.as_ref();
            }
            next = objective.parent.as_deref().and_then(|parent| self.get(parent));
        }
        None
    }

    /// The objective at this level that a code rolls up to: itself, or one above it; a code that stands higher stays.
    #[must_use]
    pub fn rolled_up(&self, code: &str, level: Level) -> Arc<str> {
        let mut at = code;
        for _ in 0..8 {
            match self.get(at) {
                Some(objective) if objective.level > level => match objective.parent.as_deref() {
                    Some(parent) => at = parent,
                    None => break,
                },
                _ => break,
            }
        }
        Arc::from(at)
    }
}
