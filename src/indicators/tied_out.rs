//! The year end checked against itself: every total of a projected statement is the sum of the voci that were projected.

use std::collections::BTreeMap;

use super::year_end::YearEnd;
use crate::formula::Formula;
use crate::ledger::{Column, Line, Scheme};
use crate::money::Cents;
use crate::period::{Function, Period, Scenario};
use crate::reconcile::{TieOut, projected};

impl YearEnd {
    /// The tie-outs of the projected statements of a month.
    #[must_use]
    pub fn tie_outs(&self, period: Period) -> Vec<TieOut> {
        let column =
            Column { exercise: period.exercise(), scenario: Scenario::Preconsuntivo, function: None, centre: None };
        let of = |statement: &crate::ledger::Statement| {
            let scheme = &statement.scheme;
            projected::totals(statement, column, &|line, function| self.terms(scheme, line, function))
        };
        self.statements.iter().flat_map(of).collect()
    }

    /// The voci of a total with what each adds to it: out of what was projected of each, not of the statement.
    fn terms(&self, scheme: &Scheme, line: &Line, function: Option<Function>) -> Option<Vec<(String, Cents)>> {
        if !is_sum(scheme, line, &mut BTreeMap::new()) {
            return None;
        }
        let voci = self.signed_voci_of(&scheme.id, &line.id).into_iter();
        let terms = voci.map(|(voce, sign)| {
            let cents = function.map_or(Some(voce.cents), |function| self.of_function(voce, function))?;
            Some((voce.label.clone(), Cents(cents.0 * sign)))
        });
        terms.collect()
    }
}

/// Whether a line is made of nothing but voci of its scheme, added up through totals. Each line is looked at once.
fn is_sum<'s>(scheme: &'s Scheme, line: &'s Line, known: &mut BTreeMap<&'s str, bool>) -> bool {
    let Some(formula) = &line.formula else { return true };
    if let Some(known) = known.get(&*line.id) {
        return *known;
    }
    // A circle adds up to nothing.
    known.insert(&line.id, false);
    let is = Formula::terms(formula).is_some_and(|terms| {
        terms.into_iter().all(|(name, _)| scheme.line(name).is_some_and(|term| is_sum(scheme, term, known)))
    });
    known.insert(&line.id, is);
    is
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::history::History;
    use crate::indicators::Phasing;
    use crate::ledger::{Amount, Chart, Ledger, Statement};
    use crate::origin::Origin;
    use crate::reconcile::TieOutState;

    const SCHEME: &str = r#"
        id = "s"
        title = "Conto"
        source = ""
        line = [
          { id = "p", label = "Proventi", nature = "provento" },
          { id = "a", label = "Costi", nature = "onere" },
          { id = "b", label = "Altri", nature = "onere" },
          { id = "t", label = "Oneri", nature = "onere", formula = "a + b" },
          { id = "avanzo", label = "Avanzo", nature = "risultato", formula = "p - t" },
          { id = "quota", label = "Quota", nature = "onere", formula = "a * 0,5" },
        ]
    "#;

    fn june() -> Period {
        "2021-06".parse().unwrap()
    }

    /// June, with everything booked; by function these voci alone.
    fn year_end(by_function: &[&str]) -> YearEnd {
        let mut statement = Statement::of(Arc::new(toml::from_str(SCHEME).unwrap()));
        let mut put = |line: &str, scenario, function, cents| {
            let column = Column { exercise: june().exercise(), scenario, function, centre: None };
            let amount = Amount { printed: Some((Cents(cents), Origin::default())), ..Amount::default() };
            statement.amounts.insert((Arc::from(line), column), amount);
        };
        for (line, cents) in [("p", 1_000), ("a", 600), ("b", 300)] {
            put(line, Scenario::Consuntivo, None, cents);
            put(line, Scenario::Assestato, None, 2 * cents);
        }
        for (place, function) in (1..).zip(Function::ALL) {
            for line in by_function {
                put(line, Scenario::Consuntivo, Some(function), if *line == "p" { 100 } else { 30 } * place);
            }
        }
        let ledger = Ledger { statements: vec![statement], ..Ledger::default() };
        YearEnd::of(&ledger, &Chart::default(), &Phasing::default(), &History::default(), june())
    }

    fn told(of: &YearEnd) -> Vec<String> {
        let tie_outs = of.tie_outs(june());
        let cents = |cents: Option<Cents>| cents.map(|cents| cents.0.to_string()).unwrap_or_default();
        tie_outs
            .iter()
            .map(|it| format!("{} | {} | {} = {}", it.label, it.figures, cents(it.left), cents(it.right)))
            .collect()
    }

    #[test]
    fn a_projected_total_is_the_sum_of_its_voci_and_of_its_functions() {
        insta::assert_snapshot!(told(&year_end(&["p", "a"])).join("\n"), @r"
        Oneri = le sue voci | preconsuntivo 2021 | 1800 = 1800
        Avanzo = le sue voci | preconsuntivo 2021 | 200 = 200
        Quota = somma per funzioni | preconsuntivo 2021 | 600 = 600
        ");
        // Where all its voci divide, so does a total.
        let mut divided = year_end(&["p", "a", "b"]);
        let tie_outs = divided.tie_outs(june());
        assert_eq!(tie_outs.len(), 2 * (1 + 4 + 1) + 1);
        assert!(tie_outs.iter().all(|it| it.state == TieOutState::Holds && !it.blocking));
        let moved = divided.lines.iter_mut().find(|it| &*it.line == "b").unwrap();
        moved.cents += Cents(1);
        let failed: Vec<String> = divided
            .tie_outs(june())
            .into_iter()
            .filter(|it| it.state == TieOutState::Fails)
            .map(|it| format!("{} {} {:?}", it.id, it.scope, it.difference()))
            .collect();
        insta::assert_snapshot!(failed.join("\n"), @r"
        s.t s/2021/preconsuntivo/proiezione Some(Cents(-1))
        s.avanzo s/2021/preconsuntivo/proiezione Some(Cents(1))
        ");
    }
}
