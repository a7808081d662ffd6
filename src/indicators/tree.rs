//! Degrees of achievement rolled up the tree of the plan, and into the scorecards of those who answer for it.
//! Weighs what was measured and says how much of the whole that is; judges no indicator.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::assessed::Assessed;
use super::mean::{Part, Rolled, rolled};
use super::{Indicator, Standing, phrases};
use crate::ledger::{Level, Objective, Objectives, ScoreGroup, Scorecard, Statement};
use crate::named::named;
use crate::office::OfficeId;
use crate::period::Exercise;

/// How far objectives and scorecards have come.
#[derive(Clone, Debug, Default)]
pub struct Standings {
    /// Every objective, sorted by code.
    pub objectives: Vec<ObjectiveStanding>,
    /// Every scorecard, in the order of the configuration.
    pub scorecards: Vec<ScorecardStanding>,
}

/// How an objective stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectiveState {
    /// All its indicators are met.
    Met,
    /// None is missed, and one only nearly met.
    Near,
    /// One of its indicators is missed.
    Missed,
    /// The year is not over.
    InProgress,
    /// None of its indicators has a degree of achievement.
    NoData,
    /// Neither it nor anything below it has an indicator.
    NoIndicators,
}

named!(ObjectiveState {
    Met = "met",
    Near = "near",
    Missed = "missed",
    InProgress = "in_progress",
    NoData = "no_data",
    NoIndicators = "no_indicators",
});

impl ObjectiveState {
    /// The name people read.
    #[must_use]
    pub fn italian(self) -> &'static str {
        match self {
            Self::Met => "raggiunto",
            Self::Near => "vicino",
            Self::Missed => "mancato",
            Self::InProgress => "in corso",
            Self::NoData => "non rilevato",
            Self::NoIndicators => "senza indicatori",
        }
    }
}

/// One objective.
#[derive(Clone, Debug)]
pub struct ObjectiveStanding {
    /// Its code, in the exercise of the month.
    pub code: Arc<str>,
    /// Its depth.
    pub level: Level,
    /// As the plan prints it.
    pub title: String,
    /// The office that answers for it, if one does.
    pub office: Option<OfficeId>,
    /// Its weight among its sisters.
    pub weight: f64,
    /// Its degree, coverage, and what they are made of.
    pub rolled: Rolled,
    /// Indicators at or below it that have a degree of achievement.
    pub measured: usize,
    /// Indicators at or below it.
    pub total: usize,
    /// Whether its degree may still change, since that of an indicator may.
    pub provisional: bool,
    /// How it stands.
    pub state: ObjectiveState,
    /// Why, one Italian sentence.
    pub reason: String,
}

/// One scorecard.
#[derive(Clone, Debug)]
pub struct ScorecardStanding {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Its groups, in order: name, what it is made of, indicators measured and in all, who gives it where nobody measures.
    pub groups: Vec<GroupStanding>,
    /// The whole.
    pub rolled: Rolled,
    /// Whether its degree may still change.
    pub provisional: bool,
    /// By which act its weights are what they are, one Italian sentence; nothing where they are those of the beginning.
    pub weights_said: String,
}

/// One group of a scorecard.
#[derive(Clone, Debug)]
pub struct GroupStanding {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Its share of the whole.
    pub weight: f64,
    /// Its degree and coverage.
    pub rolled: Rolled,
    /// Indicators with a degree of achievement.
    pub measured: usize,
    /// Indicators in all.
    pub total: usize,
    /// Whether its degree may still change.
    pub provisional: bool,
    /// Who gives it by hand, if it is not of indicators.
    pub given_by: Option<String>,
    /// The table by which they do, where it is there.
    pub assessed: Option<Assessed>,
}

impl GroupStanding {
    /// Whether its degree is told to the readers of its scorecard alone.
    #[must_use]
    pub fn is_reserved(&self) -> bool {
        self.assessed.is_some()
    }
}

impl Standings {
    /// The objectives that stand highest: the areas, where the plan has any.
    pub fn highest(&self) -> impl Iterator<Item = &ObjectiveStanding> {
        let level = self.objectives.iter().map(|it| it.level).min();
        self.objectives.iter().filter(move |it| Some(it.level) == level)
    }
}

/// The codes that a reason names: of an objective's own indicators, then of those below it.
#[derive(Default)]
struct Named<'a> {
    missing: Vec<&'a str>,
    missed: Vec<&'a str>,
    at_risk: Vec<&'a str>,
    off_track: Vec<&'a str>,
    /// Judged on the year, not yet.
    to_date: Vec<&'a str>,
}

impl<'a> Named<'a> {
    fn of(own: &[&&'a Indicator]) -> Self {
        let codes = |is: &dyn Fn(&Indicator) -> bool| {
            own.iter().filter(|it| is(it)).map(|it| it.definition.code_text()).collect()
        };
        let is_to_date = |it: &Indicator| matches!(it.standing, Standing::ToDate | Standing::NotMeaningful);
        Self {
            missing: codes(&|it| it.achievement.is_none() && !is_to_date(it)),
            missed: codes(&|it| it.standing == Standing::Missed),
            at_risk: codes(&|it| it.standing == Standing::AtRisk),
            off_track: codes(&|it| it.standing == Standing::OffTrack),
            to_date: codes(&is_to_date),
        }
    }

    fn extend(&mut self, inner: &Self) {
        let Self { missing, missed, at_risk, off_track, to_date } = inner;
        let pairs = [
            (&mut self.missing, missing),
            (&mut self.missed, missed),
            (&mut self.at_risk, at_risk),
            (&mut self.off_track, off_track),
            (&mut self.to_date, to_date),
        ];
        pairs.into_iter().for_each(|(own, below)| own.extend(below));
    }

    /// What a reason adds to the count.
    fn said(&self, not_loaded: Option<Exercise>) -> String {
        let to_date =
            not_loaded.map_or_else(|| "da giudicare sull'anno".to_owned(), |year| format!("Piano {year} non caricato"));
        phrases::codes("non raggiunti", &self.missed)
            + &phrases::codes("fuori linea", &self.off_track)
            + &phrases::codes("a rischio", &self.at_risk)
            + &phrases::codes("senza grado", &self.missing)
            + &phrases::codes(&to_date, &self.to_date)
    }
}

/// Rolls the actuals of the plan's indicators up the tree and into the scorecards, as they are judged at the end of a month.
/// What has no degree counts neither as nothing nor as all: the coverage says how much of the weights has one. `reserved` are the tables
/// by which groups are given.
#[must_use]
pub fn roll_up(indicators: &[Indicator], objectives: &Objectives, reserved: &[Statement]) -> Standings {
    let actual: Vec<&Indicator> = indicators.iter().filter(|it| it.is_of_plan()).collect();
    let mut done: BTreeMap<&str, ObjectiveStanding> = BTreeMap::new();
    let mut names: BTreeMap<&str, Named<'_>> = BTreeMap::new();
    let mut deepest_first: Vec<_> = objectives.all.iter().collect();
    deepest_first.sort_by(|a, b| b.level.cmp(&a.level).then_with(|| a.code.cmp(&b.code)));
    for objective in deepest_first {
        let own: Vec<&&Indicator> =
            actual.iter().filter(|it| it.definition.objective.as_deref() == Some(&*objective.code)).collect();
        let below: Vec<&ObjectiveStanding> = objectives
            .all
            .iter()
            .filter(|other| other.parent.as_deref() == Some(&*objective.code))
            .filter_map(|other| done.get(&*other.code))
            .collect();
        let mut parts: Vec<Part> = own.iter().map(|it| part_of(it, it.definition.weight)).collect();
        // What has no indicators has nothing to judge.
        parts.extend(below.iter().filter(|it| it.total > 0).map(|it| Part {
            name: format!("obiettivo.{}", it.code),
            weight: it.weight,
            achievement: it.rolled.achievement,
            coverage: it.rolled.coverage,
        }));
        let total = own.len() + below.iter().map(|it| it.total).sum::<usize>();
        let measured = own.iter().filter(|it| it.achievement.is_some()).count()
            + below.iter().map(|it| it.measured).sum::<usize>();
        let mut named = Named::of(&own);
        below.iter().filter_map(|it| names.get(&*it.code)).for_each(|inner| named.extend(inner));
        let states = own.iter().map(|it| state_of(it)).chain(below.iter().map(|it| it.state));
        let state = match together(&states.collect::<Vec<_>>(), measured, total) {
            ObjectiveState::NoData if total == named.to_date.len() => ObjectiveState::InProgress,
            state => state,
        };
        let reason = phrases::objective(state, measured, total);
        let standing = ObjectiveStanding {
            code: Arc::clone(&objective.code),
            level: objective.level,
            title: objective.title.clone(),
            office: objectives.office_of(&objective.code).cloned(),
            weight: objective.weight,
            // The weights of a plan that is not there weigh nothing.
            rolled: if objectives.not_loaded.is_some() { Rolled::default() } else { rolled(parts) },
            measured,
            total,
            provisional: own.iter().any(|it| it.provisional) || below.iter().any(|it| it.provisional),
            state,
            reason: reason + &named.said(objectives.not_loaded),
        };
        done.insert(&objective.code, standing);
        names.insert(&objective.code, named);
    }
    let scorecards = objectives.scorecards.iter().map(|card| scorecard(card, &actual, reserved)).collect();
    Standings { objectives: in_order(done, objectives), scorecards }
}

/// The objectives as people read them down: by their codes where these are of a year and nest, else as the plan lists them, each
/// above those that stand below it.
fn in_order(mut done: BTreeMap<&str, ObjectiveStanding>, objectives: &Objectives) -> Vec<ObjectiveStanding> {
    if objectives.nests() {
        return done.into_values().collect();
    }
    let is_top = |it: &&Objective| it.parent.as_deref().is_none_or(|parent| objectives.get(parent).is_none());
    let mut open: Vec<&Objective> = objectives.all.iter().filter(is_top).collect();
    open.reverse();
    let mut out = Vec::with_capacity(done.len());
    while let Some(next) = open.pop() {
        out.extend(done.remove(&*next.code));
        open.extend(objectives.all.iter().rev().filter(|it| it.parent.as_deref() == Some(&*next.code)));
    }
    out
}

fn part_of(indicator: &Indicator, weight: f64) -> Part {
    Part {
        name: format!("indicatore.{}", indicator.definition.id),
        weight,
        achievement: indicator.achievement,
        coverage: if indicator.achievement.is_some() { 1.0 } else { 0.0 },
    }
}

/// How an objective stands by an indicator alone: as it is judged, so that what is at risk is not missed yet.
fn state_of(indicator: &Indicator) -> ObjectiveState {
    match indicator.standing {
        Standing::Met => ObjectiveState::Met,
        Standing::Near => ObjectiveState::Near,
        Standing::Missed => ObjectiveState::Missed,
        Standing::OnTrack | Standing::InProgress | Standing::AtRisk | Standing::OffTrack => ObjectiveState::InProgress,
        Standing::NotMeaningful | Standing::ToDate => ObjectiveState::InProgress,
        Standing::NoData | Standing::Undefined => ObjectiveState::NoData,
    }
}

/// The state of a whole: the worst that is certain, and met only when all of it is.
fn together(states: &[ObjectiveState], measured: usize, total: usize) -> ObjectiveState {
    let has = |state| states.contains(&state);
    let all_met = states.iter().all(|it| matches!(it, ObjectiveState::Met | ObjectiveState::NoIndicators));
    match () {
        () if total == 0 => ObjectiveState::NoIndicators,
        () if measured == 0 => ObjectiveState::NoData,
        () if has(ObjectiveState::Missed) => ObjectiveState::Missed,
        () if has(ObjectiveState::InProgress) || (!all_met && !has(ObjectiveState::Near)) => ObjectiveState::InProgress,
        () if has(ObjectiveState::Near) => ObjectiveState::Near,
        () => ObjectiveState::Met,
    }
}

fn standing(group: &ScoreGroup, actual: &[&Indicator], reserved: &[Statement]) -> GroupStanding {
    let own: Vec<&&Indicator> =
        actual.iter().filter(|it| it.definition.weight_group.as_ref() == Some(&group.id)).collect();
    // Weights inside a list are not printed: each indicator counts the same.
    let parts: Vec<Part> = own.iter().map(|it| part_of(it, 1.0)).collect();
    let assessed = Assessed::of(group, reserved);
    let given = assessed.as_ref().and_then(Assessed::degree).or(group.given);
    let by_hand =
        || Rolled { achievement: given, coverage: if given.is_some() { 1.0 } else { 0.0 }, ..Rolled::default() };
    GroupStanding {
        id: group.id.clone(),
        title: group.title.clone(),
        weight: group.weight,
        rolled: if group.given_by.is_none() { rolled(parts) } else { by_hand() },
        measured: own.iter().filter(|it| it.achievement.is_some()).count(),
        total: own.len(),
        provisional: own.iter().any(|it| it.provisional),
        given_by: group.given_by.clone(),
        assessed,
    }
}

fn scorecard(card: &Scorecard, actual: &[&Indicator], reserved: &[Statement]) -> ScorecardStanding {
    let groups: Vec<GroupStanding> = card.groups.iter().map(|group| standing(group, actual, reserved)).collect();
    let parts = groups.iter().map(|group| Part {
        name: format!("gruppo.{}", group.id),
        weight: group.weight,
        achievement: group.rolled.achievement,
        coverage: group.rolled.coverage,
    });
    let rolled = rolled(parts.collect());
    let provisional = groups.iter().any(|it| it.provisional);
    let weights_said = phrases::weights_of(card);
    ScorecardStanding { id: card.id.clone(), title: card.title.clone(), groups, rolled, provisional, weights_said }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::super::tests::definition;
    use super::*;
    use crate::formula::Value;
    use crate::history::Before;
    use crate::period::Scenario;

    const PLAN: &str = r#"
        [[objective]]
        code = "2021_01"
        level = "area"
        title = "Area"
        [[objective]]
        code = "2021_01_01"
        level = "strategico"
        parent = "2021_01"
        title = "Primo"
        weight = 3
        [[objective]]
        code = "2021_01_02"
        level = "strategico"
        parent = "2021_01"
        title = "Secondo"
        [[objective]]
        code = "2021_01_03"
        level = "strategico"
        parent = "2021_01"
        title = "Terzo"
        [[scorecard]]
        id = "sg"
        title = "Segretario generale"
        group = [
          { id = "x", title = "X", weight = 0.4 },
          { id = "y", title = "Y", weight = 0.4 },
          { id = "c", title = "Comportamenti", weight = 0.2, given_by = "OIV" },
        ]
    "#;

    fn indicator(code: &str, group: &str, state: State, achievement: Option<f64>) -> Indicator {
        let (objective, ordinal) = code.rsplit_once("-I").unwrap();
        let lines = format!(
            "id = \"i{}_{ordinal}\"\ncode = \"{code}\"\nobjective = \"{objective}\"\nweight_group = \"{group}\"",
            objective
        );
        Indicator {
            definition: Arc::new(definition(&lines)),
            scenario: Scenario::Consuntivo,
            value: Value::NoData(Vec::new()),
            milestone: None,
            inputs: Vec::new(),
            state,
            standing: state.into(),
            projection: None,
            judged_before: None,
            quarters: Vec::new(),
            provisional: false,
            reason: String::new(),
            achievement,
            earlier: Vec::new(),
            before: Before::default(),
            compares: true,
            recorded: Vec::new(),
        }
    }

    #[test]
    fn achievement_is_weighed_over_what_is_measured_and_coverage_over_all() {
        let objectives: Objectives = toml::from_str(PLAN).unwrap();
        let indicators = [
            indicator("2021_01-I1", "x", State::InProgress, Some(0.5)),
            indicator("2021_01_01-I1", "x", State::Met, Some(1.0)),
            indicator("2021_01_01-I2", "y", State::NoData, None),
            indicator("2021_01_02-I1", "y", State::Undefined, None),
        ];
        let standings = roll_up(&indicators, &objectives, &[]);
        let told: Vec<String> = standings
            .objectives
            .iter()
            .map(|it| {
                let formula = it.rolled.formula.as_ref().map(ToString::to_string);
                format!(
                    "{} {:?} {:?} {:.2} {}/{} | {} | {}",
                    it.code,
                    it.state,
                    it.rolled.achievement,
                    it.rolled.coverage,
                    it.measured,
                    it.total,
                    formula.unwrap_or_default(),
                    it.reason
                )
            })
            .collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        2021_01 InProgress Some(0.875) 0.50 2/4 | (indicatore.i2021_01_1 + 3 * obiettivo.2021_01_01) / 4 | in corso: indicatori misurati 2 su 4; senza grado: 2021_01_01-I2, 2021_01_02-I1
        2021_01_01 InProgress Some(1.0) 0.50 1/2 | indicatore.i2021_01_01_1 | in corso: indicatori misurati 1 su 2; senza grado: 2021_01_01-I2
        2021_01_02 NoData None 0.00 0/1 |  | non rilevato: indicatori misurati 0 su 1; senza grado: 2021_01_02-I1
        2021_01_03 NoIndicators None 0.00 0/0 |  | senza indicatori: il Piano non gliene dà, né sotto di esso
        ");
        let card = &standings.scorecards[0];
        assert!((card.rolled.achievement.unwrap() - (0.4 * 0.75 + 0.4 * 0.0) / 0.4).abs() < 1e-12);
        assert!((card.rolled.coverage - 0.4).abs() < 1e-12, "{}", card.rolled.coverage);
        let mut with_behaviours = objectives;
        with_behaviours.scorecards[0].groups[2].given = Some(0.9);
        let card = &roll_up(&indicators, &with_behaviours, &[]).scorecards[0];
        assert!((card.rolled.achievement.unwrap() - (0.4 * 0.75 + 0.2 * 0.9) / 0.6).abs() < 1e-12);
    }

    #[test]
    fn what_is_judged_counts_and_what_is_not_significant_lowers_the_coverage_alone() {
        let objectives: Objectives = toml::from_str(PLAN).unwrap();
        let mut indicators = [
            indicator("2021_01_01-I1", "x", State::InProgress, Some(0.8)),
            indicator("2021_01_01-I2", "x", State::InProgress, None),
            indicator("2021_01_02-I1", "y", State::InProgress, Some(0.5)),
        ];
        indicators[0].standing = Standing::OffTrack;
        indicators[1].standing = Standing::NotMeaningful;
        indicators[2].standing = Standing::AtRisk;
        let june = roll_up(&indicators, &objectives, &[]);
        let area = &june.objectives[0];
        // Three quarters of the weights are the first objective's, half of which has no degree.
        assert_eq!((area.rolled.achievement, area.rolled.coverage), (Some((3.0 * 0.8 + 0.5) / 4.0), 2.5 / 4.0));
        insta::assert_snapshot!(area.reason, @"in corso: indicatori misurati 2 su 3; fuori linea: 2021_01_01-I1; a rischio: 2021_01_02-I1; da giudicare sull'anno: 2021_01_01-I2");
        let card = &june.scorecards[0].rolled;
        assert_eq!(card.achievement, Some((0.4 * 0.8 + 0.4 * 0.5) / 0.8));
        // The behaviours are still to be given.
        assert!((card.coverage - (0.4 * 0.5 + 0.4)).abs() < 1e-12, "{}", card.coverage);
    }
}
