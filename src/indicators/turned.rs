//! What turned the judgement of a ratio of the accounts since the month before: the voce whose year end moved it the most.
//! Judges nothing.

use std::sync::Arc;

use super::courses::behind;
use super::definition::Definition;
use super::{Projected, Standing, YearEnd, number_of};
use crate::history::History;
use crate::ledger::Statement;
use crate::ledger::statement::Column;
use crate::money::{Cents, divided};
use crate::period::{Function, Period, Scenario};

/// How an indicator was judged in the last released month of the exercise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JudgedBefore {
    /// That month.
    pub period: Period,
    /// How it was judged.
    pub standing: Standing,
    /// On what, in the unit of the indicator.
    pub value: Option<f64>,
    /// Whether that was where the year was heading.
    pub on_year_end: bool,
}

impl JudgedBefore {
    /// The value with which another that says of the year compares: where the year was heading, of a ratio that was judged on it.
    #[must_use]
    pub fn of_the_year(&self) -> Option<f64> {
        self.value.filter(|_| self.on_year_end && self.standing != Standing::NotMeaningful)
    }
}

/// A voce that turned a judgement.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Turning {
    /// What people call it.
    pub(super) label: String,
    /// Its year end less that of the month before.
    pub(super) change: Cents,
}

/// How an indicator was judged before, where an issue says it.
pub(super) fn before(id: &str, history: &History) -> Option<JudgedBefore> {
    let it = history.judgements.iter().find(|it| it.indicator == id)?;
    Some(JudgedBefore {
        period: it.period,
        standing: Standing::of(&it.state)?,
        value: it.value,
        on_year_end: it.on_year_end,
    })
}

/// Whether a ratio of the accounts that was judged one way before is judged otherwise now, within the year or on its day.
pub(super) fn is_turned(before: Standing, now: Standing) -> bool {
    let on_the_year = |it| matches!(it, Standing::OnTrack | Standing::AtRisk | Standing::OffTrack);
    let turned_out = match now {
        Standing::Met => before != Standing::OnTrack,
        Standing::Near | Standing::Missed => before != Standing::OffTrack,
        _ => on_the_year(now) && before != now,
    };
    on_the_year(before) && turned_out
}

/// The voce whose year end, put back to what it was, changes the ratio the most; none where no year end changed.
pub(super) fn by(definition: &Definition, end: &YearEnd, history: &History, period: Period) -> Option<Turning> {
    let scheme = definition.scheme.as_deref()?;
    let statement = end.statement(scheme)?;
    let former = |voce: &Projected| {
        let is_it = |it: &&crate::history::IssuedProjection| it.scheme == *voce.scheme && it.line == *voce.line;
        history.projections.iter().find(is_it).map(|it| it.cents)
    };
    let column =
        Column { exercise: period.exercise(), scenario: Scenario::Preconsuntivo, function: None, centre: None };
    let now = ratio(definition, statement, column)?;
    let effect = |voce: &Projected| {
        let before = former(voce).filter(|before| *before != voce.cents)?;
        let effect = now - ratio(definition, &put_back(statement, &voce.line, column, before), column)?;
        // What moves nothing turned nothing.
        (effect.abs() > 1e-9).then_some(())?;
        Some((effect.abs(), Turning { label: voce.label.clone(), change: voce.cents - before }))
    };
    let effects = behind(definition, end).into_iter().filter_map(effect);
    effects.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, turning)| turning)
}

fn ratio(definition: &Definition, statement: &Statement, column: Column) -> Option<f64> {
    let value = definition.formula.as_ref()?.evaluate(&|name| statement.resolve(name, column));
    number_of(&value)
}

/// The statement with the year end of one voce, or sum of accounts, as it was: by function as it divides now.
fn put_back(statement: &Statement, line: &Arc<str>, column: Column, before: Cents) -> Statement {
    let mut other = statement.clone();
    let key = |function| (Arc::clone(line), Column { function, ..column });
    if let Some(sum) = other.aggregates.get_mut(&key(None)) {
        *sum = before;
        return other;
    }
    let now = |function| Some(other.amounts.get(&key(function))?.printed?.0);
    let parts: Vec<(Function, i64)> =
        Function::ALL.into_iter().filter_map(|one| Some((one, now(Some(one))?.0))).collect();
    let parts = divided(before, &parts).unwrap_or_default();
    let whole = std::iter::once((None, before));
    for (function, cents) in whole.chain(parts.into_iter().map(|(one, cents)| (Some(one), cents))) {
        if let Some(amount) = other.amounts.get_mut(&key(function)) {
            amount.printed = amount.printed.map(|(_, origin)| (cents, origin));
        }
    }
    other
}

#[cfg(test)]
mod tests {
    use super::super::tests::{definition, month};
    use super::*;
    use crate::history::IssuedProjection;
    use crate::indicators::Phasing;
    use crate::ledger::{Amount, Chart, Ledger};
    use crate::origin::Origin;

    #[test]
    fn the_voce_that_moves_the_ratio_most_is_named() {
        let scheme: crate::ledger::Scheme = toml::from_str(
            "id = \"allegato_c\"\ntitle = \"C\"\nsource = \"\"\n[[line]]\nid = \"a\"\nnumber = \"1\"\nlabel = \"Costi\"\nnature = \"onere\"\n\
             [[line]]\nid = \"b\"\nnumber = \"2\"\nlabel = \"Ricavi\"\nnature = \"provento\"\n",
        )
        .unwrap();
        let june = month("2021-06");
        let mut statement = Statement::of(Arc::new(scheme));
        for (line, cents) in [("a", 30_000), ("b", 100_000)] {
            for scenario in [Scenario::Consuntivo, Scenario::Assestato] {
                let at = Column { exercise: june.exercise(), scenario, function: None, centre: None };
                let amount = Amount { printed: Some((Cents(cents), Origin::default())), ..Amount::default() };
                statement.amounts.insert((Arc::from(line), at), amount);
            }
        }
        let ledger = Ledger { statements: vec![statement], ..Ledger::default() };
        let end = YearEnd::of(&ledger, &Chart::default(), &Phasing::NONE, &History::default(), june);
        let former = |a: i64, b: i64| {
            let of = |line: &str, cents| IssuedProjection {
                scheme: "allegato_c".into(),
                line: line.into(),
                cents: Cents(cents),
            };
            History { projections: vec![of("a", a), of("b", b)], ..History::default() }
        };
        let turned = |history: &History| by(&definition("target = \">= 40%\""), &end, history, june);
        let of = |label: &str, change| Some(Turning { label: label.to_owned(), change: Cents(change) });
        // 0,30: put back, the costs give 0,50 and the revenues 0,33.
        assert_eq!(turned(&former(50_000, 90_000)), of("Costi", -20_000));
        assert_eq!(turned(&former(30_000, 90_000)), of("Ricavi", 10_000));
        assert_eq!(turned(&former(30_000, 100_000)), None);
        assert_eq!(turned(&History::default()), None);
    }
}
