//! The tree of the plan: areas (missioni), strategic and operative objectives, and who answers for them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use super::plans::{Plans, in_exercise, year_of};
use crate::office::OfficeId;
use crate::period::{Exercise, Period};

/// All objectives of an exercise, from `config/objectives.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objectives {
    /// Of a month sorted by code, where codes say their place; else in the order of the plan.
    #[serde(rename = "objective", default)]
    pub all: Vec<Objective>,
    /// How people are assessed on the plan: weighted groups of its indicators.
    #[serde(rename = "scorecard", default)]
    pub scorecards: Vec<Scorecard>,
    /// Of which exercises the plan is there.
    #[serde(skip)]
    pub plans: Plans,
    /// Of a month: the exercise, where its plan is not loaded. The tree is then that of before, without its resources, and
    /// nobody is assessed on it.
    #[serde(skip)]
    pub not_loaded: Option<Exercise>,
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
    /// The first day on which it holds, where it takes the place of another of the same id; none from the beginning.
    pub valid_from: Option<NaiveDate>,
    /// The act that authorised it, when it changes another.
    #[serde(default)]
    pub act: String,
    /// Whether its weights put right a mistake in months that were released already, with `act` and `why`.
    #[serde(default)]
    pub corrects: bool,
    /// Why it corrects.
    #[serde(default)]
    pub why: String,
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
    /// Who gives it and in which act; a group with this has no indicators. Of one that is given by a table, the office or the role
    /// whose table it is, by id or by name.
    #[serde(default, with = "crate::named::absent")]
    pub given_by: Option<String>,
    /// The line that says it, of the table of who gives it, whose scheme is reserved: `valutazione_comportamenti.totale`. Where the
    /// table is there, it says what is given.
    #[serde(default, with = "crate::named::absent")]
    pub from: Option<String>,
}

impl ScoreGroup {
    /// The scheme of the table that says what is given, and the line of its whole.
    #[must_use]
    pub fn table(&self) -> Option<(&str, &str)> {
        self.from.as_deref()?.split_once('.')
    }
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
    /// Whether its weight puts right a mistake in months that were released already, with `act` and `why`.
    #[serde(default)]
    pub corrects: bool,
    /// The act that authorised the correction.
    #[serde(default)]
    pub act: String,
    /// Why it corrects.
    #[serde(default)]
    pub why: String,
    /// The missione of the State's budget that it is of, as the documents of the budget call it; that of the objective above where
    /// it does not say. An area that the plan prints as one needs none.
    #[serde(default, with = "crate::named::absent")]
    pub missione: Option<String>,
    /// The programma of that missione; that of the objective above where it does not say.
    #[serde(default, with = "crate::named::absent")]
    pub programma: Option<String>,
    /// The last day on which it is in force, with what stands below it: within its exercise it is retired, beyond it it goes on
    /// through the next ones, whatever their plans name.
    pub valid_to: Option<NaiveDate>,
    /// Of which exercise the file is in which it stands, where its code does not say it.
    #[serde(skip)]
    pub exercise: Option<Exercise>,
}

impl Objective {
    /// The exercise whose plan it is of: by its code, else by the file of a plan; none of what stands in `objectives.toml` under a
    /// code without a year.
    #[must_use]
    pub fn year(&self) -> Option<Exercise> {
        year_of(&self.code).or(self.exercise)
    }

    /// Whether it is of several exercises, and of this one too.
    fn reaches(&self, year: Exercise, exercise: Exercise) -> bool {
        self.valid_to.is_some_and(|day| day.year() > i32::from(year.0) && day >= exercise.first_day())
    }
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
    /// Whether an objective is another, or stands somewhere beneath it.
    #[must_use]
    pub fn is_at_or_below(&self, code: &str, above: &str) -> bool {
        /// A plan has three levels.
        const DEPTH_MAX: usize = 8;
        let parent = |code: &str| self.get(code).and_then(|it| it.parent.as_deref());
        std::iter::successors(Some(code), |code| parent(code)).take(DEPTH_MAX).any(|code| code == above)
    }

    /// The tree as it stands at a month's last day, in the codes of its exercise: objectives of an earlier one roll, unless
    /// the exercise has its own of that code, its plan is given whole and does not name them, or they are retired.
    #[must_use]
    pub fn at(&self, period: Period) -> Self {
        self.of_exercise(period).without_retired(period.last_day())
    }

    /// The same with those that were retired within the exercise: what was booked on them since January stays theirs.
    #[must_use]
    pub fn of_exercise(&self, period: Period) -> Self {
        let exercise = period.exercise();
        let not_loaded = self.plans.is_missing(exercise).then_some(exercise);
        let whole = self.plans.whole_before(exercise);
        // Each with its year and its place in the plan.
        let mut standing: BTreeMap<Arc<str>, (Option<Exercise>, usize, Objective)> = BTreeMap::new();
        for (place, objective) in self.all.iter().enumerate() {
            let year = objective.year();
            let has_plan = self.plans.in_force(exercise).is_some() || self.plans.is_undated();
            if year.is_some_and(|year| year > exercise && has_plan) {
                continue;
            }
            // What is of no year was the plan until the first that has a file of its own.
            let undated = year.is_none() && self.plans.is_undated() && whole.is_some();
            let of_before = year.filter(|year| whole.is_some_and(|whole| *year < whole));
            if of_before.is_some_and(|year| !objective.reaches(year, exercise))
                || undated && objective.valid_to.is_none_or(|day| day < exercise.first_day())
            {
                continue;
            }
            let here = |code: &Arc<str>| in_exercise(code, exercise).map_or_else(|| Arc::clone(code), Arc::from);
            let code = here(&objective.code);
            if standing.get(&code).is_some_and(|(known, ..)| *known > year) {
                continue;
            }
            let is_rolled = code != objective.code && (not_loaded.is_some() || of_before.is_some());
            let resources_euro = objective.resources_euro.filter(|_| !is_rolled);
            let parent = objective.parent.as_ref().map(here);
            let rolled = Objective { code: Arc::clone(&code), parent, resources_euro, ..objective.clone() };
            standing.insert(code, (year, place, rolled));
        }
        let mut standing: Vec<(usize, Objective)> = standing.into_values().map(|(_, place, it)| (place, it)).collect();
        if !self.nests() {
            standing.sort_by_key(|(place, _)| *place);
        }
        let all = standing.into_iter().map(|(_, objective)| objective).collect();
        let day = period.last_day();
        let scorecards = if not_loaded.is_some() { Vec::new() } else { self.scorecards_on(day) };
        Self { all, scorecards, plans: self.plans.clone(), not_loaded }.without_retired(exercise.first_day())
    }

    /// Whether all codes are of a year, and so say their place in the tree; else the place is that in which the plan lists them.
    #[must_use]
    pub fn nests(&self) -> bool {
        self.all.iter().all(|objective| year_of(&objective.code).is_some())
    }

    /// The scorecards that hold on a day, in their order: of each the latest that has begun.
    fn scorecards_on(&self, day: NaiveDate) -> Vec<Scorecard> {
        let begun = || self.scorecards.iter().filter(|it| it.valid_from.is_none_or(|from| from <= day));
        let holds =
            |card: &&Scorecard| begun().filter(|it| it.id == card.id).all(|it| it.valid_from <= card.valid_from);
        begun().filter(holds).cloned().collect()
    }

    /// Those that are not retired before a day.
    fn without_retired(mut self, before: NaiveDate) -> Self {
        let retired = retired(&self.all, |day| day < before);
        self.all.retain(|objective| !retired.contains_key(&objective.code));
        self
    }

    /// The objectives that are retired at a time, with their last day: their own, or that of one above them.
    #[must_use]
    pub fn last_days(&self) -> BTreeMap<Arc<str>, NaiveDate> {
        retired(&self.all, |_| true)
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

    /// The missione of an objective: its own, or that of the nearest objective above it; else the title of an area that the plan
    /// prints as a missione.
    #[must_use]
    pub fn missione_of(&self, code: &str) -> Option<&str> {
        let printed = |it: &&Objective| {
            it.level == Level::Area && it.title.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("missione"))
        };
        let all: Vec<&Objective> = self.and_above(code).into_iter().filter_map(|it| self.get(it)).collect();
        let said = all.iter().find_map(|it| it.missione.as_deref());
        said.or_else(|| all.iter().copied().find(printed).map(|it| it.title.as_str()))
    }

    /// The programma of an objective: its own, or that of the nearest objective above it.
    #[must_use]
    pub fn programma_of(&self, code: &str) -> Option<&str> {
        self.and_above(code).into_iter().find_map(|it| self.get(it)?.programma.as_deref())
    }

    /// An objective and all that stand above it, by their codes.
    #[must_use]
    pub fn and_above<'a>(&'a self, code: &'a str) -> Vec<&'a str> {
        let above = |code: &&'a str| self.get(code).and_then(|it| it.parent.as_deref());
        // As in `office_of`, no tree is deeper.
        std::iter::successors(Some(code), above).take(8).collect()
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

/// The objectives whose last day is of interest, and all that stands below them, with that day.
fn retired(all: &[Objective], is_asked: impl Fn(NaiveDate) -> bool) -> BTreeMap<Arc<str>, NaiveDate> {
    let mut days: BTreeMap<Arc<str>, NaiveDate> = BTreeMap::new();
    let mut by_level: Vec<&Objective> = all.iter().collect();
    by_level.sort_by_key(|objective| objective.level);
    for objective in by_level {
        let above = objective.parent.as_ref().and_then(|parent| days.get(parent)).copied();
        let own = objective.valid_to.filter(|day| is_asked(*day));
        if let Some(day) = [above, own].into_iter().flatten().min() {
            days.insert(Arc::clone(&objective.code), day);
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Objectives {
        let mut it: Objectives = toml::from_str(text).unwrap();
        it.plans = Plans::of_codes(it.all.iter().map(|one| &*one.code));
        it
    }

    fn codes(tree: &Objectives, month: &str) -> String {
        let at = tree.at(month.parse().unwrap());
        at.all.iter().map(|it| it.code.to_string()).collect::<Vec<_>>().join(" ")
    }

    fn objective(code: &str, more: &str) -> String {
        let (level, parent) = match code.len() {
            7 => ("area", String::new()),
            _ => ("strategico", format!("parent = \"{}\"\n", &code[..7])),
        };
        format!(
            "[[objective]]\ncode = \"{code}\"\nlevel = \"{level}\"\n{parent}title = \"T\"\nresources_euro = 5\n{more}\n"
        )
    }

    #[test]
    fn what_is_retired_goes_with_all_below_it_and_what_is_of_several_years_goes_on() {
        let own = objective("2021_01", "") + &objective("2021_01_01", "valid_to = \"2021-06-30\"");
        let mut it = tree(&(own + &objective("2021_01_02", "valid_to = \"2022-12-31\"") + &objective("2021_02", "")));
        it.all.extend(tree(&(objective("2021_03", "valid_to = \"2021-09-30\"") + &objective("2021_03_01", ""))).all);
        assert_eq!(codes(&it, "2021-06"), "2021_01 2021_01_01 2021_01_02 2021_02 2021_03 2021_03_01");
        assert_eq!(codes(&it, "2021-07"), "2021_01 2021_01_02 2021_02 2021_03 2021_03_01");
        assert_eq!(codes(&it, "2021-12"), "2021_01 2021_01_02 2021_02");
        // What was booked on them since January stays theirs to the year's end, and no longer.
        let booked_on = |month: &str, code: &str| it.of_exercise(month.parse().unwrap()).get(code).is_some();
        assert!(["2021_01_01", "2021_03_01"].into_iter().all(|code| booked_on("2021-12", code)));
        assert!(!booked_on("2022-01", "2022_01_01") && booked_on("2022-01", "2022_01_02"));
        // Without a plan of its own the exercise goes on with the tree of before, and with nothing of its money.
        let january = it.at("2022-01".parse().unwrap());
        assert_eq!(codes(&it, "2022-01"), "2022_01 2022_01_02 2022_02");
        assert!(january.not_loaded == Some(Exercise(2022)) && january.all.iter().all(|it| it.resources_euro.is_none()));
        // With it, what it does not name is gone, but for what is of several years.
        it.all.extend(tree(&objective("2022_01", "")).all);
        it.plans.load(Exercise(2022), true);
        assert_eq!(codes(&it, "2022-12"), "2022_01 2022_01_02");
        assert_eq!(codes(&it, "2021-12"), "2021_01 2021_01_02 2021_02", "the later plan is not of 2021");
        assert_eq!(codes(&it, "2023-01"), "2023_01");
        assert_eq!(it.at("2022-01".parse().unwrap()).get("2022_01").unwrap().resources_euro, Some(5));
    }

    #[test]
    fn missione_and_programma_are_those_of_the_nearest_that_says_them() {
        let mut it = tree(&(objective("2021_01", "programma = \"005 Promozione\"") + &objective("2021_01_01", "")));
        assert_eq!((it.missione_of("2021_01_01"), it.programma_of("2021_01_01")), (None, Some("005 Promozione")));
        it.all[0].title = "Missione 011 - Competitivit\u{e0}".to_owned();
        assert_eq!(it.missione_of("2021_01_01"), Some("Missione 011 - Competitivit\u{e0}"));
        it.all[1].missione = Some("012 Regolazione dei mercati".to_owned());
        assert_eq!(it.missione_of("2021_01_01"), Some("012 Regolazione dei mercati"));
        assert_eq!((it.missione_of("2021_09"), it.programma_of("2021_09")), (None, None));
    }

    #[test]
    fn codes_of_no_year_keep_the_order_of_the_plan_and_end_where_a_plan_has_a_file_of_its_own() {
        let own = |code: &str| format!("[[objective]]\ncode = \"{code}\"\nlevel = \"strategico\"\ntitle = \"T\"\n");
        let mut it = tree(&(own("OS2") + &own("OS10") + &own("OS1")));
        assert!(it.plans.is_undated() && !it.nests());
        assert_eq!(codes(&it, "2025-06"), "OS2 OS10 OS1");
        let next = tree(&(own("OS3") + &own("OS1"))).all;
        it.all.extend(next.into_iter().map(|one| Objective { exercise: Some(Exercise(2026)), ..one }));
        it.plans.load(Exercise(2026), true);
        assert_eq!((codes(&it, "2025-12"), codes(&it, "2026-01")), ("OS2 OS10 OS1".to_owned(), "OS3 OS1".to_owned()));
        // So do those of a plan in which some are of a year, which goes on in the next one's codes.
        let mixed = tree(&(own("OS2") + &own("2025_01") + &own("OS1")));
        assert_eq!(
            (codes(&mixed, "2025-06"), codes(&mixed, "2026-06")),
            ("OS2 2025_01 OS1".to_owned(), "OS2 2026_01 OS1".to_owned())
        );
    }
}
