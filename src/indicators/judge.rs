//! A value against its target, at a date: the state, why, and how far it has come.
//! Knows no ledger and no formula; compares unrounded, and leaves rounding to who shows.

use super::definition::{Definition, Goal, Reading, Shares, Unit};
use super::{Projection, Standing, State, number_of, phrases, shown};
use crate::formula::Value;
use crate::period::{Period, Scenario};
use crate::read::words::folded;

/// How an indicator stands, why, and its degree of achievement.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict {
    pub(super) state: State,
    pub(super) standing: Standing,
    pub(super) reason: String,
    pub(super) achievement: Option<f64>,
}

fn without_achievement(state: State, reason: impl Into<String>) -> Verdict {
    Verdict { state, standing: state.into(), reason: reason.into(), achievement: None }
}

/// Where the year is heading for a ratio of the accounts before its day.
#[derive(Default)]
pub(super) struct OnTheYear<'a> {
    pub(super) projection: Option<&'a Projection>,
    /// Why there is none, where the year end of its scheme is known and gives no number.
    pub(super) missing: Option<String>,
}

/// Judges a value at the end of a month. Budgets are shown, not judged: a plan of figures has achieved nothing.
pub(super) fn value(
    definition: &Definition,
    period: Period,
    scenario: Scenario,
    value: &Value,
    on_the_year: &OnTheYear<'_>,
) -> Verdict {
    match value {
        Value::NoData(names) => return without_achievement(State::NoData, phrases::no_data(names)),
        Value::Undefined(denominator) => {
            return without_achievement(State::Undefined, phrases::undefined(denominator));
        }
        Value::Cents(_) | Value::Number(_) => {}
    }
    if scenario != Scenario::Consuntivo {
        return without_achievement(State::InProgress, phrases::not_judged(scenario));
    }
    let shown_value = shown::value(definition, value);
    if let Some(exercise) = definition.not_loaded {
        return not_loaded(phrases::without_plan(&shown_value, period, exercise));
    }
    let (Some(number), Some(goal)) = (number_of(value), definition.goal()) else {
        let heading = on_the_year.projection.map(|it| shown::range(definition, it.range));
        return without_achievement(State::InProgress, phrases::without_target(&shown_value, period, heading));
    };
    let target = shown::target_in_words(definition);
    if definition.is_judged_on_the_year(period) {
        let to_date = phrases::ToDate { value: &shown_value, period, target: &target };
        return heading(definition, goal, on_the_year, &to_date);
    }
    let due = definition.is_due(period);
    let (state, added) = state_of(definition, goal, number, due);
    // What is still to come may bring a mean back.
    let exceeded = !goal.op.upward() && !goal.op.met(number, goal.value);
    let at_risk = !due && exceeded && definition.read_as() == Reading::Media;
    let (standing, added) = if at_risk { (Standing::AtRisk, phrases::BEYOND_TODAY) } else { (state.into(), added) };
    let reason = phrases::against_target(standing, &shown_value, period, &target, added);
    Verdict { state, standing, reason, achievement: Some(achievement(goal, number)) }
}

/// What is judged by nothing: the plan of the exercise is not loaded.
fn not_loaded(reason: String) -> Verdict {
    Verdict { standing: Standing::ToDate, ..without_achievement(State::InProgress, reason) }
}

/// Judges a ratio of the accounts before its day by where the year brings it; what it is to date stays beside it.
fn heading(definition: &Definition, goal: Goal, on_the_year: &OnTheYear<'_>, to_date: &phrases::ToDate<'_>) -> Verdict {
    let verdict = |standing: Standing, reason: String, achievement| {
        let reason = format!("{}: {reason}", standing.italian());
        Verdict { standing, achievement, ..without_achievement(State::InProgress, reason) }
    };
    let Some(it) = on_the_year.projection else {
        let why = on_the_year.missing.as_deref().map(phrases::without_projection).unwrap_or_default();
        return verdict(Standing::ToDate, to_date.alone() + &why, None);
    };
    let range = shown::range(definition, it.range);
    if !it.meaningful {
        let reason = format!("{}, {}", phrases::little_is_booked(it.booked), to_date.beside(&range));
        return verdict(Standing::NotMeaningful, reason, None);
    }
    let (worst, best) = if goal.op.upward() { it.range } else { (it.range.1, it.range.0) };
    let standing = match (goal.op.met(worst, goal.value), goal.op.met(best, goal.value)) {
        (true, _) => Standing::OnTrack,
        (false, true) => Standing::AtRisk,
        (false, false) => Standing::OffTrack,
    };
    verdict(standing, to_date.beside(&range), Some(achievement(goal, it.value)))
}

/// The state, and what the reason adds to it.
fn state_of(definition: &Definition, goal: Goal, number: f64, year_over: bool) -> (State, &'static str) {
    let met = goal.op.met(number, goal.value);
    let near = definition.near_within > 0.0 && (number - goal.value).abs() <= definition.near_within * goal.value.abs();
    if year_over {
        return match (met, near) {
            (true, _) => (State::Met, ""),
            (false, true) => (State::Near, ""),
            (false, false) => (State::Missed, ""),
        };
    }
    match (definition.reading, goal.op.upward(), met) {
        // What only grows keeps what it has reached, and cannot come back from what it has passed.
        (Reading::Cumulata, true, true) => (State::Met, ""),
        (Reading::Cumulata, true, false) => (State::InProgress, phrases::NOT_MET_TODAY),
        (Reading::Cumulata, false, true) => (State::InProgress, phrases::STILL_WITHIN),
        (Reading::Cumulata, false, false) => (State::Missed, phrases::ALREADY_EXCEEDED),
        (_, _, true) => (State::InProgress, phrases::MET_TODAY),
        (_, _, false) => (State::InProgress, phrases::NOT_MET_TODAY),
    }
}

/// How far a number has come towards its target, 0 to 1: number over target, or target over number where less is better.
/// A target of zero or below has no such share: it is met or not.
fn achievement(goal: Goal, number: f64) -> f64 {
    let share = if goal.value <= 0.0 {
        f64::from(u8::from(goal.op.met(number, goal.value)))
    } else if goal.op.upward() {
        number / goal.value
    } else if number <= 0.0 {
        1.0
    } else {
        goal.value / number
    };
    share.clamp(0.0, 1.0)
}

/// Where a milestone stands.
#[derive(Clone, Copy)]
enum Step {
    NotBegun,
    UnderWay,
    Done,
}

impl Step {
    /// What offices write, with the endings of both genders.
    fn read(written: &str) -> Option<Self> {
        let text = folded(written);
        match text.as_str() {
            "non avviato" | "non avviata" | "non iniziato" | "non iniziata" | "da avviare" => Some(Self::NotBegun),
            "in corso" | "avviato" | "avviata" | "iniziato" | "iniziata" => Some(Self::UnderWay),
            "completato" | "completata" | "concluso" | "conclusa" | "realizzato" | "realizzata" => Some(Self::Done),
            _ => None,
        }
    }

    fn share(self, shares: Shares) -> f64 {
        match self {
            Self::NotBegun => shares.non_avviato,
            Self::UnderWay => shares.in_corso,
            Self::Done => shares.completato,
        }
    }
}

/// Whether a state as written says that a milestone is done.
pub(super) fn is_done(written: &str) -> bool {
    matches!(Step::read(written), Some(Step::Done))
}

/// Judges the state of a milestone as an office wrote it.
pub(super) fn milestone(definition: &Definition, period: Period, written: &str) -> Verdict {
    debug_assert_eq!(definition.unit, Unit::Milestone);
    if written.trim().is_empty() {
        return without_achievement(State::NoData, phrases::NO_STATE);
    }
    let Some(step) = Step::read(written) else {
        return without_achievement(State::NoData, phrases::state_unknown(written));
    };
    if let Some(exercise) = definition.not_loaded {
        return not_loaded(phrases::without_plan(&phrases::stage(written), period, exercise));
    }
    let state = match step {
        Step::Done => State::Met,
        Step::UnderWay | Step::NotBegun if definition.is_due(period) => State::Missed,
        Step::UnderWay | Step::NotBegun => State::InProgress,
    };
    let reason = phrases::milestone(state, written, period, &shown::target(definition));
    Verdict { state, standing: state.into(), reason, achievement: Some(step.share(definition.shares)) }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{definition, month};
    use super::*;

    fn judged(lines: &str, period: &str, number: f64) -> String {
        let verdict = value(
            &definition(lines),
            month(period),
            Scenario::Consuntivo,
            &Value::Number(number),
            &OnTheYear::default(),
        );
        format!("{} ({:.4})", verdict.reason, verdict.achievement.unwrap_or(f64::NAN))
    }

    #[test]
    fn a_month_is_not_a_year() {
        let grows = "reading = \"cumulata\"\nunit = \"number\"\ndecimals = 0\ntarget = \"Almeno 2 bandi\"";
        let days =
            "reading = \"cumulata\"\nunit = \"days\"\ngood = \"down\"\ntarget = \"<=20 giorni\"\nnear_within = 0.05";
        let ratio = "target = \">= 30%\"\nnear_within = 0.05";
        let beyond = "unit = \"number\"\ntarget = \"> 38\"\ndecimals = 0";
        let costs = "good = \"down\"\ntarget = \"<= 100%\"";
        let none = "target = \"\"";
        let told = [
            judged(grows, "2021-06", 1.0),
            judged(grows, "2021-06", 2.0),
            judged(grows, "2021-12", 1.0),
            judged(days, "2021-06", 19.5),
            judged(days, "2021-06", 20.4),
            judged(days, "2021-12", 20.4),
            judged(days, "2021-12", 22.0),
            judged(days, "2021-12", -1.0),
            judged(ratio, "2021-06", 0.388_8),
            judged(ratio, "2021-06", 0.2),
            judged(ratio, "2021-12", 0.3),
            judged(ratio, "2021-12", 0.29),
            judged(ratio, "2021-12", 0.1),
            judged(beyond, "2021-12", 38.0),
            judged(costs, "2021-12", 1.25),
            judged("target = \"<= 0\"\ngood = \"down\"\nunit = \"days\"", "2021-12", 0.0),
            judged("target = \"<= 0\"\ngood = \"down\"\nunit = \"days\"", "2021-12", 0.64),
            judged(none, "2021-06", 0.5),
        ];
        insta::assert_snapshot!(told.join("\n"), @r"
        in corso: 1 a giugno, valore atteso almeno 2 bandi, oggi non raggiunto (0.5000)
        raggiunto: 2 a giugno, valore atteso almeno 2 bandi (1.0000)
        mancato: 1 a dicembre, valore atteso almeno 2 bandi (0.5000)
        in corso: 19,50 giorni a giugno, valore atteso al massimo 20 giorni, oggi rispettato (1.0000)
        mancato: 20,40 giorni a giugno, valore atteso al massimo 20 giorni, già oltre il limite (0.9804)
        vicino: 20,40 giorni a dicembre, valore atteso al massimo 20 giorni (0.9804)
        mancato: 22,00 giorni a dicembre, valore atteso al massimo 20 giorni (0.9091)
        raggiunto: -1,00 giorni a dicembre, valore atteso al massimo 20 giorni (1.0000)
        alla data: 38,88% a giugno, valore atteso sull'anno almeno 30% (NaN)
        alla data: 20,00% a giugno, valore atteso sull'anno almeno 30% (NaN)
        raggiunto: 30,00% a dicembre, valore atteso almeno 30% (1.0000)
        vicino: 29,00% a dicembre, valore atteso almeno 30% (0.9667)
        mancato: 10,00% a dicembre, valore atteso almeno 30% (0.3333)
        mancato: 38 a dicembre, valore atteso più di 38 (1.0000)
        mancato: 125,00% a dicembre, valore atteso al massimo 100% (0.8000)
        raggiunto: 0,00 giorni a dicembre, valore atteso al massimo 0 giorni (1.0000)
        mancato: 0,64 giorni a dicembre, valore atteso al massimo 0 giorni (0.0000)
        in corso: 50,00% a giugno, senza valore atteso (NaN)
        ");
    }

    #[test]
    fn what_an_office_measures_is_judged_before_its_day_and_a_mean_beyond_its_limit_is_at_risk() {
        let share = "source = \"office\"\ntarget = \">= 30%\"";
        let mean = "source = \"office\"\nformula = \"numeratore / denominatore\"\nunit = \"days\"\ngood = \"down\"\n\
                    target = \"<=20 giorni\"";
        let grown = format!("{mean}\nreading = \"cumulata\"");
        let told = [
            judged(share, "2021-06", 0.388_8),
            judged(share, "2021-06", 0.2),
            judged(mean, "2021-06", 20.4),
            judged(mean, "2021-06", 19.5),
            judged(mean, "2021-12", 20.4),
            judged(&grown, "2021-06", 20.4),
        ];
        insta::assert_snapshot!(told.join("\n"), @r"
        in corso: 38,88% a giugno, valore atteso almeno 30%, oggi raggiunto (1.0000)
        in corso: 20,00% a giugno, valore atteso almeno 30%, oggi non raggiunto (0.6667)
        a rischio: 20,40 giorni a giugno, valore atteso al massimo 20 giorni, oggi oltre il limite (0.9804)
        in corso: 19,50 giorni a giugno, valore atteso al massimo 20 giorni, oggi raggiunto (1.0000)
        mancato: 20,40 giorni a dicembre, valore atteso al massimo 20 giorni (0.9804)
        a rischio: 20,40 giorni a giugno, valore atteso al massimo 20 giorni, oggi oltre il limite (0.9804)
        ");
    }

    #[test]
    fn a_ratio_of_the_accounts_is_judged_on_where_every_way_to_the_years_end_brings_it() {
        let judged = |lines: &str, range: (f64, f64), booked: f64, period: &str| {
            let projection = Projection { value: range.1, range, by: Vec::new(), booked, meaningful: booked >= 0.25 };
            let on_the_year = OnTheYear { projection: Some(&projection), missing: None };
            let it = definition(lines);
            let verdict = value(&it, month(period), Scenario::Consuntivo, &Value::Number(0.353_5), &on_the_year);
            assert!(period == "2021-12" || verdict.state == State::InProgress, "{}", verdict.reason);
            format!("{} ({:.4})", verdict.reason, verdict.achievement.unwrap_or(f64::NAN))
        };
        let up = "target = \">= 12%\"";
        let down = "good = \"down\"\ntarget = \"<= 12%\"";
        let told = [
            judged(up, (0.13, 0.14), 0.5, "2021-06"),
            judged(up, (0.108_4, 0.131_8), 0.5, "2021-06"),
            judged(up, (0.1, 0.11), 0.5, "2021-06"),
            judged(down, (0.1, 0.11), 0.25, "2021-06"),
            judged(down, (0.108_4, 0.131_8), 0.5, "2021-06"),
            judged(down, (0.13, 0.13), 0.5, "2021-06"),
            judged(up, (0.13, 0.14), 0.24, "2021-01"),
            judged(up, (0.1, 0.1), 1.0, "2021-12"),
            judged("target = \"\"", (0.1, 0.2), 0.5, "2021-06"),
        ];
        insta::assert_snapshot!(told.join("\n"), @r"
        in linea: proiezione a fine anno tra 13,00% e 14,00%, valore atteso almeno 12% (alla data, a giugno, 35,35%) (1.0000)
        a rischio: proiezione a fine anno tra 10,84% e 13,18%, valore atteso almeno 12% (alla data, a giugno, 35,35%) (1.0000)
        fuori linea: proiezione a fine anno tra 10,00% e 11,00%, valore atteso almeno 12% (alla data, a giugno, 35,35%) (0.9167)
        in linea: proiezione a fine anno tra 10,00% e 11,00%, valore atteso al massimo 12% (alla data, a giugno, 35,35%) (1.0000)
        a rischio: proiezione a fine anno tra 10,84% e 13,18%, valore atteso al massimo 12% (alla data, a giugno, 35,35%) (0.9105)
        fuori linea: proiezione a fine anno 13,00%, valore atteso al massimo 12% (alla data, a giugno, 35,35%) (0.9231)
        non significativo: registrato solo il 24,0% degli importi che lo compongono, proiezione a fine anno tra 13,00% e 14,00%, valore atteso almeno 12% (alla data, a gennaio, 35,35%) (NaN)
        raggiunto: 35,35% a dicembre, valore atteso almeno 12% (1.0000)
        in corso: proiezione a fine anno tra 10,00% e 20,00%, senza valore atteso (alla data, a giugno, 35,35%) (NaN)
        ");
    }
}
