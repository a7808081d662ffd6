//! What an indicator is, with the fields of DPCM 18/9/2012 art. 3.
//! Refuses to know any figure: only how one would be computed and read.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::phase::Phase;
use super::phrases;
use super::plan::{Due, Plan, Planned};
use super::target::{Op, Target};
use crate::formula::Formula;
use crate::ledger::Plans;
use crate::ledger::plans::{in_exercise, year_of};
use crate::named::{absent, named};
use crate::office::OfficeId;
use crate::period::{Exercise, Period, Scenario};

/// All definitions, from `config/indicators/*.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definitions {
    /// Sorted by code, id and date.
    #[serde(rename = "indicator", default)]
    pub all: Vec<Arc<Definition>>,
    /// Of which exercises the plan is there.
    #[serde(skip)]
    pub plans: Plans,
    /// The plans that have a file of their own and are no drafts, by exercise: what they say of an indicator takes the place of
    /// what its definition says.
    #[serde(skip)]
    pub planned: BTreeMap<Exercise, Plan>,
    /// Objectives that are retired at a time, as they are written, with their last day.
    #[serde(skip)]
    pub last_days: BTreeMap<Arc<str>, NaiveDate>,
}

/// One definition of one indicator.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// An Italian slug: the indicator's name in JSON and in the store.
    pub id: String,
    /// Objective + `-I` + ordinal; a ratio that the plan does not list has none.
    #[serde(default, with = "absent")]
    pub code: Option<String>,
    /// The objective it measures; such a ratio has none.
    #[serde(default, with = "absent")]
    pub objective: Option<String>,
    /// As the plan prints it.
    pub name: String,
    /// `strategico | operativo | outcome | indice`.
    #[serde(rename = "type")]
    pub kind: Type,
    /// The office that answers for it (and measures it, when `source = "office"`).
    pub office: OfficeId,
    /// Where its figures come from.
    pub source: Source,
    /// The scheme whose lines its formula uses, for `source = "accounts"`.
    pub scheme: Option<String>,
    /// The scenarios on which it is evaluated, for `source = "accounts"`; an office measures actuals only.
    #[serde(default = "actual_only")]
    pub scenarios: Vec<Scenario>,
    /// Over lines and aggregates; for an office's, over `numeratore`, `denominatore` and `valore`. None for a milestone.
    pub formula: Option<Formula>,
    /// Method in words, for the auditor.
    #[serde(default)]
    pub method: String,
    /// Source of the data as the plan prints it: `interna`, `XAFO`, `Bilancio Camerale`.
    #[serde(default)]
    pub data_source: String,
    /// What the value is.
    pub unit: Unit,
    /// Which direction is good.
    pub good: Good,
    /// As people write it: `>= 8%`, `<= 20 giorni`, `Almeno 2 bandi`, `10,00`; empty when there is none.
    #[serde(default)]
    pub target: Target,
    /// The target as the plan prints it, where what is compared is not it: `Rispetto tempi di legge o contratto`.
    pub printed: Option<Target>,
    /// The target in the other place where the plan prints it; none when the plan prints it once.
    pub also_printed: Option<Target>,
    /// The document that proves a milestone done; when it is named, the office's note must bear one.
    #[serde(default)]
    pub proof: String,
    /// The day by which the target is to be met; without it, the last of the exercise. A date of a later exercise than the
    /// code's makes it an indicator of several: it goes on to the end of that one, whatever their plans name.
    pub due: Option<Due>,
    /// How much it counts among its sisters under one objective.
    #[serde(default = "one")]
    pub weight: f64,
    /// The group of the scorecard it counts in, if it does.
    #[serde(default, with = "absent")]
    pub weight_group: Option<String>,
    /// How it is read during the year.
    pub reading: Reading,
    /// How far below (or above) its target it is still near, as a fraction of the target.
    #[serde(default)]
    pub near_within: f64,
    /// Decimals shown.
    #[serde(default = "two")]
    pub decimals: usize,
    /// The first day on which this definition holds.
    pub valid_from: NaiveDate,
    /// The last day on which it holds: after it the indicator is retired, unless a later definition of it has begun.
    pub valid_to: Option<NaiveDate>,
    /// The act (provvedimento) that authorised this definition, when it changes an earlier one.
    #[serde(default)]
    pub act: String,
    /// Whether it puts right a mistake in months that were released already, and not only what comes: with `act` and `why`.
    #[serde(default)]
    pub corrects: bool,
    /// Why it corrects.
    #[serde(default)]
    pub why: String,
    /// What share of a milestone each of its states is worth.
    #[serde(default)]
    pub shares: Shares,
    /// What of a plan it tells, where the plan groups its indicators: of the lavoro agile `Condizioni abilitanti`.
    #[serde(default)]
    pub dimension: String,
    /// How it stood before its first phase, as the plan prints it: `0`, `Non rilevato`.
    #[serde(default)]
    pub baseline: String,
    /// The phases over which it is developed, by exercise: it holds to the end of the last, with the target of each.
    #[serde(rename = "phase", default)]
    pub phases: Vec<Phase>,
    /// Exercises over which its figures are summed: 1, or 3 for a value *nel triennio*.
    #[serde(default = "one_exercise")]
    pub window: u8,
    /// A worked example: inputs and the value they must give. A test and `check` evaluate it.
    pub example: Option<Example>,
    /// Its code is of an exercise whose plan is not loaded: it has a value, and nothing to be judged by.
    #[serde(skip)]
    pub not_loaded: Option<Exercise>,
}

/// An indicator that is no longer in the plan; whether what it measures goes on without it.
struct Out {
    gone: Gone,
    goes_on: bool,
}

/// Why nobody is asked for an indicator any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// It is retired: its last day.
    Retired(NaiveDate),
    /// The plan of this exercise does not name it.
    NotPlanned(Exercise),
}

impl Gone {
    /// Why, after the name of the indicator.
    #[must_use]
    pub fn italian(self) -> String {
        match self {
            Self::Retired(day) => phrases::retired(day),
            Self::NotPlanned(exercise) => phrases::not_planned(exercise),
        }
    }
}

/// The degree of achievement of a milestone by its state, each from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Shares {
    /// Not begun.
    pub non_avviato: f64,
    /// Under way.
    pub in_corso: f64,
    /// Done.
    pub completato: f64,
}

impl Default for Shares {
    fn default() -> Self {
        Self { non_avviato: 0.0, in_corso: 0.5, completato: 1.0 }
    }
}

/// A target as it is compared: its operator settled, its number in the unit of the indicator's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// The operator as written, or that of the good direction.
    pub op: Op,
    /// The number; a percentage as its fraction.
    pub value: f64,
}

impl Definition {
    /// Whether an office measures it in its sheets.
    #[must_use]
    pub fn is_measured_by(&self, office: Option<&OfficeId>) -> bool {
        self.source == Source::Office && office == Some(&self.office)
    }

    /// Its code for people; empty for a ratio that the plan does not list.
    #[must_use]
    pub fn code_text(&self) -> &str {
        self.code.as_deref().unwrap_or_default()
    }

    /// The target as it is compared; `None` without a number. A percentage written without its sign (`>=8`) counts hundredths.
    #[must_use]
    pub fn goal(&self) -> Option<Goal> {
        let Target::Number { op, value, unit } = &self.target else { return None };
        let by_direction = match self.good {
            Good::Up => Op::AtLeast,
            Good::Down => Op::AtMost,
        };
        let value = if self.unit == Unit::Percent && unit != "%" { value / 100.0 } else { *value };
        Some(Goal { op: op.unwrap_or(by_direction), value })
    }

    /// The two targets that the plan prints for it, when they differ; case and spaces are no difference.
    #[must_use]
    pub fn conflict(&self) -> Option<(&Target, &Target)> {
        let one = self.printed.as_ref().unwrap_or(&self.target);
        let other = self.also_printed.as_ref()?;
        (!one.same(other)).then_some((one, other))
    }

    /// Whether its figures are sums of three exercises.
    #[must_use]
    pub fn is_over_three(&self) -> bool {
        self.window == 3
    }

    /// Whether its time is over at the end of a month.
    #[must_use]
    pub fn is_due(&self, period: Period) -> bool {
        let exercise = period.exercise();
        period.last_day() >= self.due.map_or_else(|| exercise.last_day(), |due| due.in_exercise(exercise))
    }

    /// How it is read, the names of before brought to those of today: `rapporto` of the accounts is `rapporto_contabile`, and
    /// an average of payments or of an office's numeratore and denominatore that less is better of is a `media`.
    #[must_use]
    pub fn read_as(&self) -> Reading {
        let of_two = || self.formula.as_ref().is_some_and(|it| it.inputs() == ["denominatore", "numeratore"]);
        let limited = || self.goal().is_some_and(|goal| !goal.op.upward());
        match (self.reading, self.source) {
            (Reading::Rapporto, Source::Accounts) => Reading::RapportoContabile,
            (Reading::Rapporto | Reading::Cumulata, Source::Payments) if limited() => Reading::Media,
            (Reading::Rapporto | Reading::Cumulata, Source::Office) if of_two() && limited() => Reading::Media,
            (reading, _) => reading,
        }
    }

    /// Whether at the end of a month it is judged on where the year is heading, since its denominators and the entries of the
    /// year's end are still to come: a ratio of the accounts before its day.
    #[must_use]
    pub fn is_judged_on_the_year(&self, period: Period) -> bool {
        self.read_as() == Reading::RapportoContabile && !self.is_due(period)
    }

    /// The target as it is compared, in the form that JSON carries: operator settled, number in the unit of the value,
    /// unit by its code.
    #[must_use]
    pub fn target_compared(&self) -> Target {
        match self.goal() {
            Some(Goal { op, value }) => Target::Number { op: Some(op), value, unit: self.unit.id().to_owned() },
            None => self.target.clone(),
        }
    }
}

fn actual_only() -> Vec<Scenario> {
    vec![Scenario::Consuntivo]
}

fn one() -> f64 {
    1.0
}

fn one_exercise() -> u8 {
    1
}

fn two() -> usize {
    2
}

/// A worked example of a formula.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Where the figures are published, or that they are invented.
    pub source: String,
    /// Inputs by name: euro for amounts.
    pub inputs: BTreeMap<String, f64>,
    /// The value as a fraction or number, rounded to as many decimals as are written.
    pub value: f64,
    /// Decimals to which `value` is rounded.
    pub decimals: u32,
}

/// The plan's column Tipo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// STRATEGICO
    Strategico,
    /// OPERATIVO
    Operativo,
    /// OUTCOME
    Outcome,
    /// A ratio that the plan publishes without a target.
    Indice,
}

/// Where an indicator's figures come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The ledger.
    Accounts,
    /// An office's sheet.
    Office,
    /// The list of payments to suppliers.
    Payments,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A fraction, shown as a percentage.
    Percent,
    /// A count.
    Number,
    /// Days.
    Days,
    /// Euro.
    Euro,
    /// A state in words.
    Milestone,
}

named!(Unit {
    Percent = "percent",
    Number = "number",
    Days = "days",
    Euro = "euro",
    Milestone = "milestone",
});

/// Which direction is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Good {
    /// More is better.
    Up,
    /// Less is better.
    Down,
}

/// How an indicator is read during the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Grows to year end: a `>=` may be met early, never missed before; a `<=` may be missed early, never met.
    Cumulata,
    /// A mean to date: beyond its limit it is at risk, not missed, until its day.
    Media,
    /// A ratio that an office measures: in progress until the year ends.
    Rapporto,
    /// A ratio of the accounts: until its day it is judged on where the year is heading.
    RapportoContabile,
    /// A position at a date, of the stato patrimoniale or of persons: it is as it is today, and judged on its day.
    Stock,
    /// A state in words.
    Milestone,
}

impl Definitions {
    /// These, sorted, before any plan has a file of its own.
    #[must_use]
    pub fn of(mut all: Vec<Arc<Definition>>) -> Self {
        all.sort_by(|a, b| (&a.code, &a.id, a.valid_from).cmp(&(&b.code, &b.id, b.valid_from)));
        Self { all, ..Self::default() }
    }

    /// The definitions that hold at a period's last day, as the plan of its exercise has them: for each id, the latest that
    /// has begun. An earlier exercise's codes roll to the period's own (`2021_04_02-I1` is `2022_04_02-I1` a year later),
    /// unless that one is defined itself.
    #[must_use]
    pub fn at(&self, period: Period) -> Vec<Arc<Definition>> {
        let mut uncoded = Vec::new();
        let mut by_code: BTreeMap<String, (Option<Exercise>, Arc<Definition>)> = BTreeMap::new();
        let placed = |own: &Arc<Definition>| match self.placed(own, period) {
            Ok(placed) => Some(placed),
            // A ratio of the accounts goes on without the plan; what an office measures has no other place.
            // What no plan gave it, none takes away.
            Err(Out { goes_on: true, .. }) if own.code.is_none() => Some((None, Arc::clone(own))),
            Err(Out { goes_on: true, .. }) if own.source != Source::Office => {
                let mut alone = Definition::clone(own);
                Planned::default().takes_place_in(&mut alone);
                Some((None, Arc::new(alone)))
            }
            Err(_) => None,
        };
        for (year, definition) in self.begun(period).filter_map(placed) {
            let Some(code) = definition.code.clone() else {
                uncoded.push(definition);
                continue;
            };
            // The plan of the later exercise has an indicator of its own under this code.
            if by_code.get(&code).is_none_or(|(known, _)| *known <= year) {
                by_code.insert(code, (year, definition));
            }
        }
        let mut out: Vec<_> =
            uncoded.into_iter().chain(by_code.into_values().map(|(_, definition)| definition)).collect();
        out.sort_by(|a, b| (&a.code, &a.id).cmp(&(&b.code, &b.id)));
        out
    }

    /// Why nobody is asked for the indicator of a code any more; none where one holds, or none ever had this code.
    #[must_use]
    pub fn gone(&self, code: &str, period: Period) -> Option<Gone> {
        let here = |code: &str| in_exercise(code, period.exercise()).unwrap_or_else(|| code.to_owned());
        let wanted = here(code.trim());
        let is_it = |code: &str| here(code).eq_ignore_ascii_case(&wanted);
        let bears = |own: &&Arc<Definition>| {
            let mut planned = self.planned.values().flat_map(|plan| &plan.indicators).filter(|it| it.id == own.id);
            own.code.as_deref().is_some_and(is_it) || planned.any(|it| it.code.as_deref().is_some_and(is_it))
        };
        self.begun(period).filter(bears).find_map(|it| self.placed(it, period).err()).map(|out| out.gone)
    }

    /// For each id, the latest definition that has begun by a period's last day.
    fn begun(&self, period: Period) -> impl Iterator<Item = &Arc<Definition>> {
        let mut begun: BTreeMap<&str, &Arc<Definition>> = BTreeMap::new();
        for definition in self.all.iter().filter(|definition| definition.valid_from <= period.last_day()) {
            let standing = begun.entry(&definition.id).or_insert(definition);
            if standing.valid_from < definition.valid_from {
                *standing = definition;
            }
        }
        begun.into_values()
    }

    /// A definition as the plan of a period's exercise has it, and the exercise whose plan gives it its code.
    fn placed(&self, own: &Arc<Definition>, period: Period) -> Result<(Option<Exercise>, Arc<Definition>), Out> {
        let (exercise, day) = (period.exercise(), period.last_day());
        let last_phase = own.last_phase();
        if let Some(last) = own.valid_to.or(last_phase.map(Exercise::last_day)).filter(|last| *last < day) {
            return Err(Out { gone: Gone::Retired(last), goes_on: false });
        }
        let plans = || self.planned.range(..=exercise).rev();
        let named = plans().find_map(|(year, plan)| Some((*year, plan.indicators.iter().find(|it| it.id == own.id)?)));
        let of_code = own.code.as_deref().and_then(year_of);
        // What begins within the exercise changes what its plan said at first.
        let begun_before = |year: Exercise| own.valid_from <= year.first_day();
        let named =
            named.filter(|(year, _)| of_code.is_none_or(|own| own < *year || own == *year && begun_before(*year)));
        let whole = plans().next().map(|(year, _)| *year);
        let year = named.map(|(year, _)| year).or(of_code);
        let Some(year) = year else {
            // Where codes are of no year, what a plan with a file of its own does not name is not in it.
            return match whole.filter(|_| own.code.is_some() && self.plans.is_undated()) {
                Some(whole) => Err(Out { gone: Gone::NotPlanned(whole), goes_on: true }),
                None => Ok((None, Self::in_phase(own, exercise))),
            };
        };
        let mut definition = Definition::clone(own);
        if let Some((_, planned)) = named {
            if planned.retired {
                return Err(Out { gone: Gone::NotPlanned(year), goes_on: false });
            }
            planned.takes_place_in(&mut definition);
        }
        let end = definition.due.and_then(|due| due.beyond(year)).or(last_phase.filter(|last| *last > year));
        // Named by the plan of its last exercise as well, it ends with it.
        let own_end = own.due.zip(of_code).and_then(|(due, code)| Some((due.beyond(code)?, due.in_exercise(code))));
        let own_end = own_end.filter(|(end, _)| exercise > *end && year <= *end).map(|(_, day)| day);
        let over = end.filter(|end| exercise > *end).and(definition.due).map(|due| due.in_exercise(year)).or(own_end);
        let last_day = |it: &str| {
            let rolled = in_exercise(it, exercise);
            self.last_days.get(it).or_else(|| self.last_days.get(rolled.as_deref()?)).copied()
        };
        let last = definition.objective.as_deref().and_then(last_day);
        let is_of_before = whole.is_some_and(|whole| year < whole) && end.is_none();
        let gone = match over.or(last.filter(|last| *last < day)) {
            Some(last) => Some(Gone::Retired(last)),
            None => is_of_before.then_some(whole).flatten().map(Gone::NotPlanned),
        };
        if let Some(gone) = gone {
            return Err(Out { gone, goes_on: true });
        }
        if year < exercise && end.is_none() && self.plans.is_missing(exercise) {
            let (code, objective) = (definition.code.take(), definition.objective.take());
            Planned { code, objective, ..Planned::default() }.takes_place_in(&mut definition);
            definition.not_loaded = Some(exercise);
        }
        let rolled = |code: String| in_exercise(&code, exercise).unwrap_or(code);
        definition.code = definition.code.map(rolled);
        definition.objective = definition.objective.map(rolled);
        definition.due = definition.due.map(|due| Due::Day(due.in_exercise(exercise)));
        definition.enter_phase(exercise);
        Ok((Some(year), Arc::new(definition)))
    }

    /// A definition of no year in its phase of an exercise, where it has one.
    fn in_phase(own: &Arc<Definition>, exercise: Exercise) -> Arc<Definition> {
        let mut definition = Arc::clone(own);
        if own.phase(exercise).is_some() {
            Arc::make_mut(&mut definition).enter_phase(exercise);
        }
        definition
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::definition;
    use super::*;

    #[test]
    fn a_percentage_written_without_its_sign_is_still_one() {
        let with = definition("target = \">= 8%\"").goal();
        assert_eq!(definition("target = \">=8\"").goal(), with);
        assert_eq!(with, Some(Goal { op: Op::AtLeast, value: 0.08 }));
        let count = definition("target = \"8,00\"\nunit = \"number\"\ngood = \"down\"").goal();
        assert_eq!(count, Some(Goal { op: Op::AtMost, value: 8.0 }));
        let json = serde_json::to_string(&definition("target = \">=8\"").target_compared()).unwrap();
        assert_eq!(json, r#"{"op":">=","value":"0.08","unit":"percent"}"#);
    }

    /// The definitions as a month's plan has them, each in a line.
    fn at(all: &Definitions, month: &str) -> String {
        let shown = |it: &Arc<Definition>| {
            let due = it.due.map(|due| format!(" entro {due}")).unwrap_or_default();
            let judged = if it.not_loaded.is_some() { " senza piano" } else { "" };
            format!("{} {} {}{due}{judged}", it.id, it.code_text(), it.target)
        };
        all.at(month.parse().unwrap()).iter().map(shown).collect::<Vec<_>>().join("\n")
    }

    fn with_codes(lines: &[&str]) -> Definitions {
        let mut all = super::super::tests::definitions(lines.iter().map(|lines| definition(lines)).collect());
        all.plans = Plans::of_codes(all.all.iter().filter_map(|it| it.code.as_deref()));
        all
    }

    const OFFICE: &str = "source = \"office\"\nformula = \"valore\"";

    fn office(lines: &str) -> String {
        format!("{OFFICE}\n{lines}")
    }

    #[test]
    fn a_plan_that_is_not_loaded_judges_nothing_but_what_is_of_several_years() {
        let all = with_codes(&[
            &office(
                "id = \"uno\"\ncode = \"2021_01-I1\"\nobjective = \"2021_01\"\ntarget = \">= 8%\"\ndue = \"06-30\"",
            ),
            &office(
                "id = \"tre\"\ncode = \"2021_01-I2\"\nobjective = \"2021_01\"\ntarget = \">= 9%\"\ndue = \"2022-12-31\"",
            ),
            "id = \"indice\"\ntarget = \">= 5%\"",
        ]);
        insta::assert_snapshot!(at(&all, "2021-12"), @r"
        indice  >= 5%
        uno 2021_01-I1 >= 8% entro 2021-06-30
        tre 2021_01-I2 >= 9% entro 2022-12-31
        ");
        insta::assert_snapshot!(at(&all, "2022-03"), @r"
        indice  >= 5%
        uno 2022_01-I1  senza piano
        tre 2022_01-I2 >= 9% entro 2022-12-31
        ");
        insta::assert_snapshot!(at(&all, "2023-01"), @r"
        indice  >= 5%
        uno 2023_01-I1  senza piano
        ");
        assert_eq!(
            all.gone("2023_01-I2", "2023-01".parse().unwrap()),
            Some(Gone::Retired("2022-12-31".parse().unwrap()))
        );
        let is_due = |month: &str| all.at(month.parse().unwrap()).last().unwrap().is_due(month.parse().unwrap());
        assert_eq!(["2021-12", "2022-11", "2022-12"].map(is_due), [false, false, true]);
        // Codes of the new exercise, written by hand, load its plan: those of before roll with their targets.
        let mut by_hand = all.clone();
        by_hand.plans.load(Exercise(2022), true);
        insta::assert_snapshot!(at(&by_hand, "2022-03"), @r"
        indice  >= 5%
        uno 2022_01-I1 >= 8% entro 2022-06-30
        tre 2022_01-I2 >= 9% entro 2022-12-31
        ");
    }

    #[test]
    fn a_plan_of_its_own_names_what_is_in_it() {
        let mut all = with_codes(&[
            &office("id = \"a\"\ncode = \"2021_01-I1\"\nobjective = \"2021_01\"\ntarget = \">= 1%\""),
            &office("id = \"b\"\ncode = \"2021_01-I2\"\nobjective = \"2021_01\"\ntarget = \">= 2%\""),
            "id = \"c\"\ncode = \"2021_01-I3\"\nobjective = \"2021_01\"\ntarget = \">= 3%\"",
            "id = \"d\"\ncode = \"2021_01-I4\"\nobjective = \"2021_01\"\ntarget = \">= 4%\"",
            "id = \"e\"",
        ]);
        let plan: Plan = toml::from_str(
            "exercise = 2022\n\
             [[indicator]]\nid = \"a\"\ncode = \"2022_01-I2\"\nobjective = \"2022_01\"\ntarget = \">= 10%\"\ndue = \"09-30\"\n\
             [[indicator]]\nid = \"d\"\nretired = true\n\
             [[indicator]]\nid = \"e\"\ncode = \"2022_01-I3\"\nobjective = \"2022_01\"\ntarget = \">= 30%\"",
        )
        .unwrap();
        all.plans.load(Exercise(2022), true);
        all.planned.insert(Exercise(2022), plan);
        insta::assert_snapshot!(at(&all, "2021-12"), @r"
        e  
        a 2021_01-I1 >= 1%
        b 2021_01-I2 >= 2%
        c 2021_01-I3 >= 3%
        d 2021_01-I4 >= 4%
        ");
        insta::assert_snapshot!(at(&all, "2022-01"), @r"
        c  
        a 2022_01-I2 >= 10% entro 2022-09-30
        e 2022_01-I3 >= 30%
        ");
        insta::assert_snapshot!(at(&all, "2023-01"), @r"
        c  
        a 2023_01-I2  senza piano
        e 2023_01-I3  senza piano
        ");
        let january = "2022-01".parse().unwrap();
        assert_eq!(all.gone("2022_01-I4", january), Some(Gone::NotPlanned(Exercise(2022))));
        assert_eq!(all.gone("2022_01-I9", january), None);
    }

    #[test]
    fn what_is_retired_holds_to_its_day_and_a_later_definition_takes_it_up() {
        let first = "id = \"a\"\ncode = \"2021_01-I1\"\nobjective = \"2021_01\"\nvalid_to = \"2021-06-30\"";
        let mut all = with_codes(&[first]);
        assert_eq!(["2021-06", "2021-07"].map(|month| !at(&all, month).is_empty()), [true, false]);
        let day = "2021-06-30".parse().unwrap();
        assert_eq!(all.gone("2021_01-i1", "2021-07".parse().unwrap()), Some(Gone::Retired(day)));
        assert_eq!(all.gone("2021_01-I1", "2021-06".parse().unwrap()), None);
        all.all.push(Arc::new(definition(
            "id = \"a\"\ncode = \"2021_01-I1\"\nobjective = \"2021_01\"\nvalid_from = \"2021-09-01\"",
        )));
        assert_eq!(["2021-06", "2021-07", "2021-09"].map(|month| !at(&all, month).is_empty()), [true, false, true]);
        // One below an objective that is retired goes with it.
        let mut below = with_codes(&[&office("id = \"b\"\ncode = \"2021_01-I1\"\nobjective = \"2021_01\"")]);
        below.last_days.insert("2021_01".into(), day);
        assert_eq!(["2021-06", "2021-07"].map(|month| !at(&below, month).is_empty()), [true, false]);
    }
}
