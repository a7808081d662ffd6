//! Of which exercises there is a plan, and how its codes roll from one to the next. Knows no objective.

use std::collections::BTreeSet;

use crate::period::Exercise;

/// The exercises of which there is a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plans {
    /// Those whose plan is loaded: by a file of its own, or by the codes of objectives and indicators.
    loaded: BTreeSet<Exercise>,
    /// Of these, those of a file of their own: what it does not name is not in the plan.
    whole: BTreeSet<Exercise>,
    /// Those of which there is a file that is still a draft.
    drafts: BTreeSet<Exercise>,
    /// Whether no code is of a year, as those of a PIAO are not: the plan is then of every exercise, until one has a file of its own.
    undated: bool,
}

impl Plans {
    /// The plans that these codes are of.
    #[must_use]
    pub fn of_codes<'c>(codes: impl IntoIterator<Item = &'c str>) -> Self {
        let mut codes = codes.into_iter().map(year_of).peekable();
        let is_there = codes.peek().is_some();
        let loaded: BTreeSet<Exercise> = codes.flatten().collect();
        Self { undated: is_there && loaded.is_empty(), loaded, ..Self::default() }
    }

    /// Whether there is a plan, and no code of it is of a year.
    #[must_use]
    pub fn is_undated(&self) -> bool {
        self.undated
    }

    /// Takes note of a file with the plan of an exercise; a draft does not load it.
    pub fn load(&mut self, exercise: Exercise, is_finished: bool) {
        if is_finished {
            self.loaded.insert(exercise);
            self.whole.insert(exercise);
        } else {
            self.drafts.insert(exercise);
        }
    }

    /// The exercise whose plan is the latest that has begun by this one; none where no plan is known of so early.
    #[must_use]
    pub fn in_force(&self, exercise: Exercise) -> Option<Exercise> {
        self.loaded.range(..=exercise).next_back().copied()
    }

    /// Whether there are plans of earlier exercises and none of this one.
    #[must_use]
    pub fn is_missing(&self, exercise: Exercise) -> bool {
        self.in_force(exercise).is_some_and(|latest| latest < exercise)
    }

    /// Whether there is a draft of the plan of an exercise.
    #[must_use]
    pub fn is_drafted(&self, exercise: Exercise) -> bool {
        self.drafts.contains(&exercise)
    }

    /// The latest exercise up to this one whose plan is given whole.
    #[must_use]
    pub fn whole_before(&self, exercise: Exercise) -> Option<Exercise> {
        self.whole.range(..=exercise).next_back().copied()
    }
}

/// The exercise whose plan a code is of: `2021_01_02` is of 2021; none where it does not begin with a year.
#[must_use]
pub fn year_of(code: &str) -> Option<Exercise> {
    let (year, _) = code.split_once('_')?;
    year.parse().ok().filter(|_| year.len() == 4).map(Exercise)
}

/// A code of an earlier exercise as a later one writes it: `2021_01_02` in 2022 is `2022_01_02`; `None` when there is
/// nothing to change.
#[must_use]
pub fn in_exercise(code: &str, exercise: Exercise) -> Option<String> {
    let (_, rest) = code.split_once('_')?;
    (year_of(code)? < exercise).then(|| format!("{exercise}_{rest}"))
}
