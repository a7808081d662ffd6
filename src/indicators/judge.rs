//! A value against its target, at a date: the state, why, and how far it has come.
//! Knows no ledger and no formula; compares unrounded, and leaves rounding to who shows.

use super::definition::{Definition, Goal, Reading, Shares, Unit};
use super::{Standing, State, number_of, phrases, shown};
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

/// Judges a value at the end of a month. Budgets are shown, not judged: a plan of figures has achieved nothing.
pub(super) fn value(definition: &Definition, period: Period, scenario: Scenario, value: &Value) -> Verdict {
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
    let (Some(number), Some(goal)) = (number_of(value), definition.goal()) else {
        return without_achievement(State::InProgress, phrases::without_target(&shown_value, period));
    };
    let target = shown::target_in_words(definition);
    if definition.is_to_date(period) {
        let reason = phrases::to_date(&shown_value, period, &target);
        return Verdict { standing: Standing::ToDate, ..without_achievement(State::InProgress, reason) };
    }
    let due = definition.is_due(period);
    let (state, added) = state_of(definition, goal, number, due);
    // What is still to come may bring a mean back.
    let exceeded = !goal.op.upward() && !goal.op.met(number, goal.value);
    let at_risk = !due && exceeded && definition.is_mean();
    let (standing, added) = if at_risk { (Standing::AtRisk, phrases::BEYOND_TODAY) } else { (state.into(), added) };
    let reason = phrases::against_target(standing, &shown_value, period, &target, added);
    Verdict { state, standing, reason, achievement: Some(achievement(goal, number)) }
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
        (Reading::Rapporto | Reading::Milestone, _, true) => (State::InProgress, phrases::MET_TODAY),
        (Reading::Rapporto | Reading::Milestone, _, false) => (State::InProgress, phrases::NOT_MET_TODAY),
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
        let verdict = value(&definition(lines), month(period), Scenario::Consuntivo, &Value::Number(number));
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
        alla data: 38,88% a giugno, valore atteso almeno 30%, che si giudica sull'anno (NaN)
        alla data: 20,00% a giugno, valore atteso almeno 30%, che si giudica sull'anno (NaN)
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
}
