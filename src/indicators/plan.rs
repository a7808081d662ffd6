//! The plan of an exercise as a file of its own gives it: objectives, and of indicators that are defined elsewhere what belongs
//! to that exercise alone. Knows no figure.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::definition::{Definition, Definitions};
use super::faults::{self, Around};
use super::phrases;
use super::target::Target;
use crate::fault::{Fault, twice};
use crate::italian::meant;
use crate::ledger::plans::{in_exercise, year_of};
use crate::ledger::{Objective, Objectives};
use crate::named::absent;
use crate::period::{Exercise, italian_date};

/// The plan of an exercise, from `config/plans/2022.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Its exercise.
    pub exercise: Exercise,
    /// Somebody has still to confirm it: until then it is not loaded.
    #[serde(default)]
    pub draft: bool,
    /// Its tree, whole.
    #[serde(rename = "objective", default)]
    pub objectives: Vec<Objective>,
    /// Its indicators. One of a former plan that is not named here is not in this plan.
    #[serde(rename = "indicator", default)]
    pub indicators: Vec<Planned>,
}

/// What a plan says of an indicator, in the place of what its definition says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// The id of the definition.
    pub id: String,
    /// Objective + `-I` + ordinal.
    #[serde(default, with = "absent")]
    pub code: Option<String>,
    /// The objective it measures.
    #[serde(default, with = "absent")]
    pub objective: Option<String>,
    /// As people write it.
    #[serde(default)]
    pub target: Target,
    /// The target as the plan prints it, where what is compared is not it.
    pub printed: Option<Target>,
    /// The target in the other place where the plan prints it.
    pub also_printed: Option<Target>,
    /// The day by which the target is to be met; without it, the last of the exercise.
    pub due: Option<Due>,
    /// How much it counts among its sisters; one where it does not say.
    pub weight: Option<f64>,
    /// The group of the scorecard it counts in, if it does.
    #[serde(default, with = "absent")]
    pub weight_group: Option<String>,
    /// How far below (or above) its target it is still near; that of the definition where it does not say.
    pub near_within: Option<f64>,
    /// Whether it puts right a mistake in months that were released already, with `act` and `why`.
    #[serde(default)]
    pub corrects: bool,
    /// The act that authorised the correction.
    #[serde(default)]
    pub act: String,
    /// Why it corrects.
    #[serde(default)]
    pub why: String,
    /// The plan drops it, and nothing of it is computed any more: a ratio of the accounts that is not named goes on without a
    /// target.
    #[serde(default)]
    pub retired: bool,
}

impl Plan {
    /// What is wrong with it, beside definitions and the objectives of other plans.
    #[must_use]
    pub fn faults(&self, definitions: &Definitions, around: Around<'_>) -> Vec<Fault> {
        let tree = Objectives { all: self.objectives.clone(), ..Objectives::default() };
        let mut out = tree.faults(around.offices);
        let year = self.exercise;
        for code in self.objectives.iter().map(|it| &it.code) {
            let at = |text: String| Fault::at(format!("objective[={code}].code"), text);
            if !is_of(Some(code), year, definitions) {
                out.push(at(format!(
                    "l'obiettivo `{code}` non è del {year}: i codici di questo piano cominciano con `{year}_`"
                )));
            }
            let is_it = |it: &&Objective| it.code == *code && it.year() == Some(year);
            let elsewhere = around.objectives.all.iter().filter(is_it).count();
            if elsewhere > usize::from(!self.draft) {
                out.push(at(format!(
                    "l'obiettivo `{code}` sta anche in objectives.toml: va dichiarato una volta sola"
                )));
            }
        }
        for id in twice(self.indicators.iter().map(|it| it.id.as_str())) {
            out.push(Fault::at(format!("indicator[^{id}].id"), format!("l'indicatore `{id}` è nel piano due volte")));
        }
        for code in twice(self.indicators.iter().filter_map(|it| it.code.as_deref())) {
            out.push(Fault::at(format!("indicator[^{code}].code"), format!("il codice `{code}` è di due indicatori")));
        }
        out.extend(self.indicators.iter().flat_map(|it| self.faults_of(it, definitions, around)));
        out.extend(definitions.all.iter().filter_map(|it| self.without_objective(it, definitions)));
        out.extend(around.objectives.all.iter().filter_map(|it| self.without_parent(it, definitions)));
        out
    }

    fn faults_of(&self, planned: &Planned, definitions: &Definitions, around: Around<'_>) -> Vec<Fault> {
        let (id, year) = (&planned.id, self.exercise);
        let at = |key: &str, text: String| Fault::at(format!("indicator[={id}].{key}"), text);
        let Some(own) = definitions.all.iter().rev().find(|it| it.id == *id) else {
            let proposal = meant(id, definitions.all.iter().map(|it| it.id.as_str()));
            return vec![at("id", format!("l'indicatore `{id}` non è definito in `indicators`{proposal}"))];
        };
        if planned.retired {
            return Vec::new();
        }
        let mut out = Vec::new();
        if planned.corrects && (planned.act.trim().is_empty() || planned.why.trim().is_empty()) {
            out.push(at("corrects", phrases::correction_unsaid(id)));
        }
        if !is_of(planned.code.as_deref(), year, definitions) {
            out.push(at("code", format!("l'indicatore `{id}` vuole un `code` del {year}, che cominci con `{year}_`")));
        }
        let code = planned.code.as_deref();
        if let Some(other) =
            definitions.all.iter().find(|it| it.id != *id && code.is_some() && it.code.as_deref() == code)
        {
            out.push(at(
                "code",
                format!("il codice `{}` di `{id}` è già dell'indicatore `{}`", other.code_text(), other.id),
            ));
        }
        if let Some(objective) = planned.objective.as_deref().filter(|it| !self.has(it, definitions)) {
            out.push(at("objective", format!("l'obiettivo `{objective}` di `{id}` non è nel piano del {year}")));
        }
        if let Some(due) = planned.due.filter(|due| matches!(due, Due::Day(date) if *date < year.first_day())) {
            out.push(at("due", format!("la scadenza `{due}` di `{id}` viene prima del {year}")));
        }
        let mut placed = Definition::clone(own);
        planned.takes_place_in(&mut placed);
        let said_of = |definition: &Definition| {
            let mut said: Vec<(String, String)> = Vec::new();
            faults::of_one(definition, &mut |key, text| said.push((key.to_owned(), text)));
            said
        };
        // What is wrong with the definition itself is told where it stands.
        let before: BTreeSet<String> = said_of(own).into_iter().map(|(_, text)| text).collect();
        let new = said_of(&placed).into_iter().filter(|(_, text)| !before.contains(text));
        out.extend(new.map(|(key, text)| at(&key, format!("indicatore `{id}`: {text}"))));
        let of_group =
            definitions.faults_around(&placed, around).into_iter().filter(|it| it.path.ends_with(".weight_group"));
        out.extend(of_group.map(|it| at("weight_group", it.text)));
        out
    }

    /// Whether an objective stands in this plan: its own, or one of a former plan that is of several years.
    fn has(&self, code: &str, definitions: &Definitions) -> bool {
        let reaches = |(known, last): (&std::sync::Arc<str>, &NaiveDate)| {
            *last >= self.exercise.first_day() && in_exercise(known, self.exercise).as_deref() == Some(code)
        };
        self.objectives.iter().any(|it| *it.code == *code) || definitions.last_days.iter().any(reaches)
    }

    /// An objective of several years goes on below one that this plan does not have.
    fn without_parent(&self, objective: &Objective, definitions: &Definitions) -> Option<Fault> {
        let last = objective.valid_to.filter(|last| *last >= self.exercise.first_day())?;
        let code = in_exercise(&objective.code, self.exercise)?;
        let parent = in_exercise(objective.parent.as_deref()?, self.exercise)?;
        let is_own = self.objectives.iter().any(|it| *it.code == *code);
        (!is_own && !self.has(&parent, definitions)).then(|| {
            let day = italian_date(last);
            Fault::at(
                "exercise",
                format!(
                    "l'obiettivo `{code}` vale fino al {day}, e `{parent}`, sotto cui sta, non è nel piano: aggiungerlo"
                ),
            )
        })
    }

    /// An indicator of several years goes on under an objective that this plan does not have.
    fn without_objective(&self, definition: &Definition, definitions: &Definitions) -> Option<Fault> {
        let own = definition.code.as_deref().and_then(year_of).filter(|own| *own < self.exercise)?;
        definition.due?.beyond(own).filter(|end| *end >= self.exercise)?;
        let is_named = self.indicators.iter().any(|it| it.id == definition.id);
        let objective = in_exercise(definition.objective.as_deref()?, self.exercise)?;
        (!is_named && !self.has(&objective, definitions)).then(|| {
            let (id, due) = (&definition.id, italian_date(definition.due.map(|due| due.in_exercise(own)).unwrap_or_default()));
            let text = format!(
                "l'indicatore `{id}` vale fino al {due}, e il suo obiettivo `{objective}` non è nel piano: aggiungere l'obiettivo, o \
                 un [[indicator]] `{id}` con un altro `objective` o con `retired = true`"
            );
            Fault::at("exercise", text)
        })
    }
}

/// Whether a code may stand in the plan of a year: it is of that year, or of none where no code is.
fn is_of(code: Option<&str>, year: Exercise, definitions: &Definitions) -> bool {
    match code.map(year_of) {
        Some(Some(own)) => own == year,
        Some(None) => definitions.plans.is_undated(),
        None => false,
    }
}

impl Planned {
    /// A definition with what belongs to the plan as this one says it.
    pub(super) fn takes_place_in(&self, definition: &mut Definition) {
        definition.code.clone_from(&self.code);
        definition.objective.clone_from(&self.objective);
        definition.target = self.target.clone();
        definition.printed.clone_from(&self.printed);
        definition.also_printed.clone_from(&self.also_printed);
        definition.due = self.due;
        definition.weight = self.weight.unwrap_or(1.0);
        definition.weight_group.clone_from(&self.weight_group);
        definition.near_within = self.near_within.unwrap_or(definition.near_within);
        if self.corrects {
            definition.corrects = true;
            definition.act.clone_from(&self.act);
            definition.why.clone_from(&self.why);
        }
    }
}

/// The day by which a target is to be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// `2021-06-30`. In a later exercise, the same day of it.
    Day(NaiveDate),
    /// `06-30`: the day of a month, in whichever exercise.
    OfYear(u32, u32),
}

impl Due {
    /// The day that is meant in an exercise.
    #[must_use]
    pub fn in_exercise(self, exercise: Exercise) -> NaiveDate {
        let of_year = |month, day| {
            let year = i32::from(exercise.0);
            // Of the 29th of February a common year has the day before.
            NaiveDate::from_ymd_opt(year, month, day)
                .or_else(|| NaiveDate::from_ymd_opt(year, month, day - 1))
                .unwrap_or_else(|| exercise.last_day())
        };
        match self {
            Self::Day(date) if date.year() < i32::from(exercise.0) => of_year(date.month(), date.day()),
            Self::Day(date) => date,
            Self::OfYear(month, day) => of_year(month, day),
        }
    }

    /// The later exercise in which it comes, for what is of several.
    #[must_use]
    pub fn beyond(self, exercise: Exercise) -> Option<Exercise> {
        match self {
            Self::Day(date) => u16::try_from(date.year()).ok().map(Exercise).filter(|year| *year > exercise),
            Self::OfYear(..) => None,
        }
    }
}

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => write!(f, "{date}"),
            Self::OfYear(month, day) => write!(f, "{month:02}-{day:02}"),
        }
    }
}

impl Serialize for Due {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Due {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // A leap year has every day that there is.
        let of_year = || format!("2000-{text}").parse::<NaiveDate>().ok().filter(|_| text.len() == 5);
        match (text.parse(), of_year()) {
            (Ok(date), _) => Ok(Self::Day(date)),
            (_, Some(date)) => Ok(Self::OfYear(date.month(), date.day())),
            _ => Err(serde::de::Error::custom(format!(
                "`{text}` non è una scadenza: scrivere una data, per esempio \"2021-06-30\", o un giorno dell'anno, \"06-30\""
            ))),
        }
    }
}
