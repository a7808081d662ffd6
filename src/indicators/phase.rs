//! The phases over which an indicator is developed, as the plan of the lavoro agile prints them: each is of an exercise and has its
//! target. Judges nothing.

use serde::Deserialize;

use super::definition::{Definition, Unit};
use super::target::Target;
use crate::period::Exercise;

/// A phase of an indicator.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// The exercise that it is of.
    pub exercise: Exercise,
    /// Its name: `avvio`, `sviluppo intermedio`, `sviluppo avanzato`.
    pub name: String,
    /// The target of its exercise. Words where a number is measured are shown, and nothing is judged by them.
    #[serde(default)]
    pub target: Target,
    /// The target as the plan prints it, where that says more: `40% giudizi positivi`.
    #[serde(default)]
    pub printed: String,
}

impl Phase {
    /// The target as the plan prints it; empty where it prints none.
    #[must_use]
    pub fn target_shown(&self) -> String {
        if self.printed.is_empty() { self.target.to_string() } else { self.printed.clone() }
    }
}

impl Definition {
    /// Its phase of an exercise.
    #[must_use]
    pub fn phase(&self, exercise: Exercise) -> Option<&Phase> {
        self.phases.iter().find(|phase| phase.exercise == exercise)
    }

    /// The exercise of its last phase.
    #[must_use]
    pub fn last_phase(&self) -> Option<Exercise> {
        self.phases.last().map(|phase| phase.exercise)
    }

    /// Takes the target of its phase of an exercise, where nothing else gives it one; its day is then the last of that exercise.
    pub(super) fn enter_phase(&mut self, exercise: Exercise) {
        let Some(phase) = self.phase(exercise).filter(|_| self.target == Target::None) else { return };
        let is_judged = self.unit == Unit::Milestone || matches!(phase.target, Target::Number { .. });
        self.target = if is_judged { phase.target.clone() } else { Target::None };
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{definition, definitions};
    use crate::ledger::Plans;

    #[test]
    fn each_exercise_has_the_target_of_its_phase_and_after_the_last_there_is_none() {
        let phases = "[[indicator.phase]]\nexercise = 2021\nname = \"avvio\"\ntarget = \"40%\"\nprinted = \"40% giudizi positivi\"\n\
                      [[indicator.phase]]\nexercise = 2022\nname = \"sviluppo\"\ntarget = \"da definire\"\n";
        let told = |lines: &str, month: &str| {
            let mut all = definitions(vec![definition(&format!("id = \"a\"\n{lines}\n{phases}"))]);
            all.plans = Plans::of_codes(all.all.iter().filter_map(|it| it.code.as_deref()));
            let period = month.parse().unwrap();
            let shown = all.at(period).into_iter().map(|it| {
                let said = it.phase(period.exercise()).map(super::Phase::target_shown).unwrap_or_default();
                format!("{} {} ({said}) {}", it.code_text(), it.target, it.is_due(period))
            });
            shown.collect::<Vec<_>>().join("; ")
        };
        let coded = "source = \"office\"\nformula = \"valore\"\ncode = \"2021_01-I1\"\nobjective = \"2021_01\"";
        assert_eq!(told(coded, "2021-06"), "2021_01-I1 40% (40% giudizi positivi) false");
        assert_eq!(told(coded, "2021-12"), "2021_01-I1 40% (40% giudizi positivi) true");
        // The plan of 2022 is not loaded: what is of several years goes on.
        assert_eq!(told(coded, "2022-12"), "2022_01-I1  (da definire) true");
        assert_eq!(told(coded, "2023-01"), "");
        let uncoded = "source = \"office\"\nformula = \"valore\"\ncode = \"AGILE_1\"\nobjective = \"AGILE\"";
        assert_eq!(told(uncoded, "2021-12"), "AGILE_1 40% (40% giudizi positivi) true");
        assert_eq!(told(uncoded, "2023-01"), "");
    }
}
