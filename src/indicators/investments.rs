//! Where the plan of investments is heading: no income statement has it, so what the budget gives stands until more is acquired.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cents_of;
use crate::formula::Value;
use crate::ledger::{Column, Line, Nature, Statement};
use crate::money::Cents;
use crate::period::{Exercise, Function, Scenario};

/// The year end of a line of the plan of investments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Investment {
    /// Where it ends; none where nothing is said of it, or of a line that it sums.
    pub cents: Option<Cents>,
    /// The same by function, from A to D, where what it stands on is divided.
    pub by_function: [Option<Cents>; 4],
    /// On what it stands: the assestato, the preventivo where there is none, or what is acquired where that is more; none of a
    /// sum.
    pub from: Option<Scenario>,
}

/// The year end of every line of the plan of investments of a statement, by line.
#[must_use]
pub fn investments(statement: &Statement, exercise: Exercise) -> BTreeMap<Arc<str>, Investment> {
    let cents = |line: &Line, scenario, function| {
        cents_of(&statement.resolve(&line.id, Column { exercise, scenario, function, centre: None }))
    };
    let of_plan = || statement.scheme.lines.iter().filter(|line| line.nature == Nature::Attivo);
    let ended = |line: &Line| {
        let planned = [Scenario::Assestato, Scenario::Preventivo].into_iter();
        let planned = planned.filter_map(|it| Some((it, cents(line, it, None)?))).next();
        let acquired = cents(line, Scenario::Consuntivo, None).map(|cents| (Scenario::Consuntivo, cents));
        let is_more = |(_, acquired): &(Scenario, Cents)| planned.is_none_or(|(_, planned)| *acquired > planned);
        let Some((from, whole)) = acquired.filter(is_more).or(planned) else { return Investment::default() };
        let by_function = Function::ALL.map(|function| cents(line, from, Some(function)));
        Investment { cents: Some(whole), by_function, from: Some(from) }
    };
    let mut out: BTreeMap<Arc<str>, Investment> = BTreeMap::new();
    for line in of_plan().filter(|line| line.formula.is_none()) {
        out.insert(Arc::clone(&line.id), ended(line));
    }
    for line in of_plan() {
        let Some(formula) = &line.formula else { continue };
        let sum = |of: &dyn Fn(&Investment) -> Option<Cents>| {
            let known = |name: &str| out.get(name).and_then(of).map(|cents| Value::Cents(i128::from(cents.0)));
            cents_of(&formula.evaluate(&|name| known(name).unwrap_or_else(|| Value::NoData(vec![name.to_owned()]))))
        };
        let by_function = [0, 1, 2, 3].map(|place: usize| sum(&|it| it.by_function[place]));
        let total = match sum(&|it| it.cents) {
            Some(cents) => Investment { cents: Some(cents), by_function, from: None },
            // A file may print the total alone.
            None => ended(line),
        };
        out.insert(Arc::clone(&line.id), total);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Amount;
    use crate::origin::Origin;

    const SCHEME: &str = r#"
        id = "a"
        title = "A"
        source = ""
        line = [
          { id = "personale", label = "Personale", nature = "onere" },
          { id = "e", label = "Immateriali", nature = "attivo" },
          { id = "f", label = "Materiali", nature = "attivo" },
          { id = "t", label = "Totale", nature = "attivo", formula = "e + f" },
        ]
    "#;

    #[test]
    fn the_budget_stands_until_more_is_acquired() {
        let exercise = Exercise(2021);
        let ended = |amounts: &[(&str, Scenario, Option<Function>, i64)]| {
            let mut statement = Statement::of(Arc::new(toml::from_str(SCHEME).unwrap()));
            for (line, scenario, function, cents) in amounts {
                let column = Column { exercise, scenario: *scenario, function: *function, centre: None };
                let amount = Amount { printed: Some((Cents(*cents), Origin::default())), ..Amount::default() };
                statement.amounts.insert((Arc::from(*line), column), amount);
            }
            let all = investments(&statement, exercise);
            assert_eq!(all.keys().map(|it| &**it).collect::<Vec<_>>(), ["e", "f", "t"]);
            ["e", "f", "t"].map(|line| (all[line].cents.map(|it| it.0), all[line].from, all[line].by_function[3]))
        };
        let (initial, revised, actual) = (Scenario::Preventivo, Scenario::Assestato, Scenario::Consuntivo);
        assert_eq!(ended(&[]), [(None, None, None); 3]);
        let plan = [("e", initial, None, 50), ("e", initial, Some(Function::D), 20), ("f", initial, None, 100)];
        let stands =
            [(Some(50), Some(initial), Some(Cents(20))), (Some(100), Some(initial), None), (Some(150), None, None)];
        assert_eq!(ended(&plan), stands);
        let later = [("f", revised, None, 80), ("f", actual, None, 60), ("e", actual, None, 51)];
        let moved = [(Some(51), Some(actual), None), (Some(80), Some(revised), None), (Some(131), None, None)];
        assert_eq!(ended(&[&plan[..], &later[..]].concat()), moved);
        assert_eq!(ended(&[("e", revised, None, 5)])[2], (None, None, None), "a sum of what is not known is not known");
    }
}
