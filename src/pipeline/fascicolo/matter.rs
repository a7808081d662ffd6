//! What the fascicolo of an exercise is gathered from: rows of the database.

use std::collections::BTreeSet;

use crate::issue::{Issue, Visto};
use crate::period::{Exercise, Period};
use crate::pipeline::context::Shelves;
use crate::reconcile::Answer;
use crate::store::{Arrival, Numbered, QueuedMessage, Said};

/// What is known of an exercise.
pub(super) struct Matter {
    pub exercise: Exercise,
    /// The chamber's name.
    pub ente: String,
    /// Every issue of its months, withdrawn ones too, by month and number.
    pub issues: Vec<Issue>,
    /// What was answered on its months, in the order in which it came.
    pub answers: Vec<Numbered>,
    /// The letters of its months.
    pub letters: Vec<QueuedMessage>,
    /// Every file that ever arrived.
    pub arrivals: Vec<Arrival>,
}

impl Matter {
    pub(super) fn of(exercise: Exercise, shelves: Shelves<'_>) -> anyhow::Result<Self> {
        let store = shelves.store;
        let of_it = |period: Period| period.exercise() == exercise;
        let issues: Vec<Issue> = store.all_issues()?.into_iter().filter(|it| of_it(it.period)).collect();
        let months: BTreeSet<Period> = issues.iter().map(|it| it.period).collect();
        let answers = store.answers_numbered()?.into_iter().filter(|it| of_it(it.answer.period())).collect();
        let letters = store.messages(None)?.into_iter().filter(|it| months.contains(&it.period)).collect();
        let ente = shelves.config.settings.ente.name.clone();
        Ok(Self { exercise, ente, issues, answers, letters, arrivals: store.all_arrivals()? })
    }

    /// The answers on differences, indicators and problems, each with its place among all.
    pub(super) fn on_subjects(&self) -> impl Iterator<Item = (u32, &Answer)> {
        self.answers.iter().filter_map(|it| match &it.answer {
            Said::OnSubject(answer) => Some((it.number, &**answer)),
            Said::OnMonth(_) => None,
        })
    }

    /// The visti.
    pub(super) fn visti(&self) -> impl Iterator<Item = &Visto> {
        self.answers.iter().filter_map(|it| match &it.answer {
            Said::OnMonth(visto) => Some(&**visto),
            Said::OnSubject(_) => None,
        })
    }
}
